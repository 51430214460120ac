"""What the test programs share: run partikel, and say a record as short lines that a person can read and write.

A line is a kind and its columns, parted by ` | `; `-` stands for null. tests/spec/README.md lists the kinds.
"""
import difflib, json, os, subprocess, sys

sys.dont_write_bytecode = True
ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
FOLD = str.maketrans({"’": "'", "‘": "'", "\u00a0": " ", "\u202f": " "})


def fold(text):
    """Typographic and straight apostrophes, and all blanks, count as equal."""
    return " ".join(str(text).translate(FOLD).split())


def partikel_path(given):
    path = os.path.abspath(given or os.environ.get("PARTIKEL") or os.path.join(ROOT, "build", "partikel"))
    if not os.access(path, os.X_OK):
        sys.exit(f"{os.path.relpath(path)} is not there: run `make` first")
    return path


def run(partikel, files, options=()):
    """One call for all files -> ({base name: [records]}, what it said on standard error)."""
    if not files:
        return {}, ""
    done = subprocess.run([partikel, *options, "--", *files], stdin=subprocess.DEVNULL, capture_output=True)
    records = {}
    for line in done.stdout.decode("utf-8").split("\n"):
        if line.strip():
            record = json.loads(line)
            records.setdefault(os.path.basename(record["source"]["path"]), []).append(record)
    said = done.stderr.decode("utf-8", "replace")
    if done.returncode < 0 or done.returncode > 2:        # a crash, or a sanitizer's report
        sys.exit(f"partikel ended with {done.returncode}\n{said[-4000:]}")
    return records, said


def cell(value):
    if value is None or value == "":
        return "-"
    if isinstance(value, list):
        return "; ".join(map(str, value)) or "-"
    return fold(value)


def number(value, unit, entry):
    """`3200000 DKK about from 2000000`; exact is not said."""
    words = ["-" if value is None else f"{value:g}" if isinstance(value, float) and value != int(value) else str(int(value)), unit or "-"]
    if value is None and unit is None:
        return "-"
    if entry.get("qualifier") not in (None, "exact"):
        words.append(entry["qualifier"])
    if entry.get("from") is not None:
        words += ["from", f"{entry['from']:g}" if isinstance(entry["from"], float) and entry["from"] != int(entry["from"]) else str(int(entry["from"]))]
    return " ".join(words)


def interval(start, end):
    """As EDTF writes it, with .. for an open end: 2018/2020, 2011/.., ../2020; None when neither is known."""
    return f"{start or '..'}/{end or '..'}" if start or end else None


def mention_value(m):
    kind = m["kind"]
    if kind == "amount":
        return number(m.get("value"), m.get("currency"), m)
    if kind == "figure":
        return number(m.get("value"), m.get("unit"), m)
    if kind == "period":
        return interval(m.get("start"), m.get("end"))
    if kind == "duration":
        return cell(m.get("value")) + (f" from {m['from']}" if m.get("from") is not None else "")
    if kind in ("date", "time"):
        return cell(m.get("value"))
    return None


def mentions(record):
    rows = []
    for m in record["mentions"]:
        value = mention_value(m)
        rows.append((m["kind"], cell(m["text"])) + ((value,) if value is not None else ()))
    return rows


def blocks(record):
    text = record["article"]["text"] or ""
    return [(b["kind"], text[b["span"][0]:b["span"][1]]) for b in record["article"]["blocks"]]


def facts(record):
    rows = []
    add = lambda *columns: rows.append((columns[0],) + tuple(cell(c) for c in columns[1:]))
    for o in record["organisations"]:
        add("organisation", o["name"], o["kind"], o["code"])
        for a in o["aliases"]:
            add("alias", a, o["name"])
    for p in record["people"]:
        add("person", p["name"], p["title"], p["organisation"], p["party"])
    for p in record["places"]:
        add("place", p["address"], p["postcode"], p["town"])
    for q in record["quotes"]:
        add("quote", q["speaker"], q["text"])
    for e in record["events"]:
        add("event", e["kind"], e["date"], e["start"], e["end"], e["place"])
    for p in record["partnerships"]:
        name = p["name"]
        add("project", name, interval(p["start"], p["end"]), p["months"])
        for a in p["aliases"]:
            add("alias", a, name)
        for q in p["parties"]:
            add("party", q["role"], q["name"], name)
        for f in p["funding"]:
            add("funding", f["funder"], number(f["amount"], f["currency"], f), f["recipient"], name)
        for f in p["figures"]:
            add("figure", number(f["value"], f["unit"], f), name)
        for t in p["target_group"]:
            add("target", t["name"], name)
        for a in p["activities"]:
            add("activity", a["name"], name)
    for w in record["warnings"]:
        add("warning", w["code"])
    return rows


def diff(expected, got):
    """Expected and got lines -> a diff without its head, indented."""
    lines = list(difflib.unified_diff(expected, got, n=1, lineterm=""))[2:]
    return "\n".join("    " + l for l in lines if not l.startswith("@@"))


def ask(question):
    """True for yes. Without a terminal there is nobody to ask, so nothing is accepted."""
    if not sys.stdin.isatty():
        sys.exit("--accept asks before each change: run it in a terminal")
    return input(question + " [y/N] ").strip().lower() in ("y", "yes", "j", "ja")
