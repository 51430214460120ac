#!/usr/bin/env python3
"""Run the examples in tests/spec/*.md and tests/regress/*.md: run.py [--accept] [--only WORDS] [--partikel PATH] [FILE.md …]

README.md beside this file explains how an example is written. All examples go through one call of partikel for each set of
options; only the stages that no record holds (tokens, why, show:STAGE) are called one by one. Exit 1 where any is wrong.
"""
import argparse, glob, json, os, re, subprocess, sys, tempfile

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.dirname(HERE))
import lines

RECORD_STAGES = ("blocks", "mentions", "facts")


class Example:
    def __init__(self, path, line, title, words):
        self.path, self.line, self.title = path, line, title
        self.stage, *options = words or [""]
        self.options = dict(o.split("=", 1) if "=" in o else (o, True) for o in options)
        self.input, self.expected, self.first, self.last = [], [], 0, 0     # first, last: lines of the expected part

    def place(self):
        return f"{os.path.relpath(self.path)}:{self.line}"

    def arguments(self):
        return tuple(x for o in ("date", "url") if o in self.options for x in ("--" + o, self.options[o]))

    def text(self):
        text = "\n".join(self.input) + "\n"
        if self.options.get("escapes"):               # \u00ad \t \r \\ for what one cannot see
            text = re.sub(r"\\(u[0-9a-fA-F]{4}|[trn\\])", lambda m: chr(int(m[1][1:], 16)) if m[1][0] == "u" and len(m[1]) > 1
                          else {"t": "\t", "r": "\r", "n": "\n", "\\": "\\"}[m[1]], text)
        return text.encode(self.options.get("encoding", "utf-8"))


def read(path):
    """A Markdown file -> its examples. A fence is three or more backticks and `example`."""
    found, title, open_fence, now, expected = [], "", None, None, False
    for n, line in enumerate(open(path, encoding="utf-8").read().split("\n"), 1):
        if open_fence is None:
            m = re.match(r"(`{3,})\s*example\b(.*)$", line)
            if m:
                open_fence, expected = m[1], False
                now = Example(path, n, title, m[2].split())
            elif line.startswith("#"):
                title = line.lstrip("# ").strip()
        elif line.strip() == open_fence:
            if not expected:
                sys.exit(f"{now.place()}: no line with only a dot between input and expectation")
            now.last = n - 1
            found.append(now)
            open_fence = None
        elif line == "." and not expected:
            expected, now.first = True, n
        else:
            (now.expected if expected else now.input).append(line)
    if open_fence is not None:
        sys.exit(f"{now.place()}: the example has no end")
    return found


# ---- what a record says, beside what is expected ------------------------------------------------

def columns(line):
    return tuple(lines.fold(c) for c in re.split(r"\s+\|\s+", line.strip()))


def same(want, have):
    """Columns that the expectation leaves out at the end are not compared; `*` is anything."""
    return len(want) <= len(have) and all(w == "*" or w == lines.fold(h) for w, h in zip(want, have))


def match_rows(expected, rows):
    """Expected lines against a record's rows, of those kinds only that are expected -> (expected lines, got lines)."""
    wanted = [l for l in expected if l.strip()]
    forbidden = {k for l in wanted if l.split()[0] == "no" and "|" not in l for k in l.split()[1:]}
    wanted_rows = [columns(l) for l in wanted if not (l.split()[0] == "no" and "|" not in l)]
    kinds = {w[0] for w in wanted_rows} | forbidden
    width = {k: max([len(w) for w in wanted_rows if w[0] == k] or [9]) for k in kinds}
    left = [r for r in rows if r[0] in kinds]
    got = []
    pending = list(wanted_rows)
    for row in left:                                   # a matched row is printed as it was expected, so that no diff shows
        w = next((w for w in pending if same(w, row)), None)
        if w is not None:
            pending.remove(w)
            got.append(" | ".join(w))
        else:
            got.append(" | ".join(row[:width[row[0]]]))
    return [" | ".join(w) for w in wanted_rows] + sorted("no " + k for k in forbidden), got + sorted("no " + k for k in forbidden if k not in {r[0] for r in left})


def path_values(value, path):
    """`partnerships[0].funding[].amount` -> values, one a line."""
    values = [value]
    for key, index in re.findall(r"([^.\[\]]+)|\[(\d*)\]", path):
        nxt = []
        for v in values:
            if key:
                nxt.append(v.get(key) if isinstance(v, dict) else None)
            elif index:
                nxt.append(v[int(index)] if isinstance(v, list) and int(index) < len(v) else None)
            else:
                nxt += v if isinstance(v, list) else []
        values = nxt
    return [v if isinstance(v, str) else json.dumps(v, ensure_ascii=False) for v in values]


def blocks(expected, record):
    """Block lines are compared all together and in order; `key = value` asks for one key of the article."""
    want, got, asked = [], [], False
    rows = [f"{kind} | {lines.fold(text)}" for kind, text in lines.blocks(record)]
    for line in filter(str.strip, expected):
        m = re.match(r"([a-z_.]+) = (.*)$", line)
        if m:
            known = dict(record["article"], encoding=record["source"]["encoding"], warnings=sorted({w["code"] for w in record["warnings"]}))
            want.append(line)
            got.append(f"{m[1]} = {lines.cell(known.get(m[1]))}")
        else:
            asked = True
            want.append(" | ".join(columns(line)))
    return want, got + (rows if asked else [])


def outcome(example, record, partikel):
    """-> (expected lines, got lines), equal when the example holds."""
    stage = example.stage
    if stage == "blocks":
        return blocks(example.expected, record)
    if stage in ("mentions", "facts"):
        return match_rows(example.expected, (lines.mentions if stage == "mentions" else lines.facts)(record))
    if stage.startswith("json:"):
        return [l for l in example.expected if l.strip()], path_values(record, stage[5:])
    shown = stage[5:] if stage.startswith("show:") else stage
    done = subprocess.run([partikel, "--show", shown, *example.arguments(), "-"], input=example.text(), capture_output=True)
    return [l.rstrip() for l in example.expected], [l.rstrip() for l in done.stdout.decode("utf-8", "replace").rstrip("\n").split("\n")]


def records_of(examples, partikel):
    """example -> record, with one call of partikel for each set of options."""
    found, said = {}, ""
    with tempfile.TemporaryDirectory() as folder:
        groups = {}
        for n, e in enumerate(examples):
            name = f"example{n:05}.{e.options.get('ending', 'txt')}"
            with open(os.path.join(folder, name), "wb") as f:
                f.write(e.text())
            groups.setdefault(e.arguments() + ((name,) if "url" in e.options else ()), []).append((name, e))
        for members in groups.values():                # --url belongs to one article, so these go alone
            records, told = lines.run(partikel, [os.path.join(folder, name) for name, _ in members], members[0][1].arguments())
            said += told
            for name, e in members:
                found[e] = (records.get(name) or [None])[0]
    return found, said


def rewrite(example, got):
    """Put the got lines into the Markdown file. Examples of a file are rewritten from its end, so that line numbers hold."""
    text = open(example.path, encoding="utf-8").read().split("\n")
    text[example.first:example.last] = got
    with open(example.path, "w", encoding="utf-8") as f:
        f.write("\n".join(text))


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("files", nargs="*", metavar="FILE.md")
    ap.add_argument("--partikel", metavar="PATH")
    ap.add_argument("--accept", action="store_true", help="show each changed expectation and ask before it is rewritten")
    ap.add_argument("--only", metavar="WORDS", default="", help="only examples whose heading or input holds these words")
    a = ap.parse_args()
    partikel = lines.partikel_path(a.partikel)
    files = a.files or sorted(f for d in (HERE, os.path.join(os.path.dirname(HERE), "regress")) for f in glob.glob(os.path.join(d, "*.md")) if os.path.basename(f) != "README.md")
    examples = [e for f in files for e in read(f)]
    examples = [e for e in examples if a.only.casefold() in (e.title + "\n" + "\n".join(e.input)).casefold()]
    for e in examples:
        if not (e.stage in RECORD_STAGES + ("tokens", "why") or e.stage.startswith(("json:", "show:"))):
            sys.exit(f"{e.place()}: unknown stage {e.stage}")
    records, said = records_of([e for e in examples if e.stage in RECORD_STAGES or e.stage.startswith("json:")], partikel)
    if said:
        print(said, end="")
    wrong = {}
    for e in reversed(examples):
        record = records.get(e)
        if e in records and record is None:
            want, got = e.expected, ["(no record)"]
        else:
            want, got = outcome(e, record, partikel)
        if sorted(want) != sorted(got) if e.stage in ("mentions", "facts") else want != got:
            shown = sum(len(i) + 1 for i in e.input) > 400 and e.input[:4] + ["…"] or e.input
            wrong[e] = f"{e.place()}: {e.title}\n" + "\n".join("    > " + i for i in shown) + "\n" + lines.diff(want, got)
            if a.accept:
                print(wrong[e])
                if got != ["(no record)"] and lines.ask("  take it over?"):
                    rewrite(e, got)
                    wrong.pop(e)
    if not a.accept:
        for e in examples:
            if e in wrong:
                print(wrong[e])
    print(f"spec: {len(examples)} examples, {len(wrong)} wrong")
    sys.exit(1 if wrong or not examples else 0)


if __name__ == "__main__":
    main()
