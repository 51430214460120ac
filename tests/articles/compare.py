#!/usr/bin/env python3
"""Compare the sample articles' records with what is expected of them: compare.py [--accept] [--partikel PATH] [NAME …]

tests/articles/NAME/ holds source.* (the saved article) and expected.json, which was written by reading the article. It names
only what a reader is sure of; docs/testing.md explains its keys. A key that is named must be exactly so: what is missing is
shown with -, what is too much with +. `--accept` shows each difference and asks before it is written into expected.json.
"""
import argparse, glob, json, os, sys

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.dirname(HERE))
import lines


def pretty(value, indent=0):
    """JSON with one list entry a line, for people: short things stay on one line."""
    flat = json.dumps(value, ensure_ascii=False)
    if not isinstance(value, (dict, list)) or not value or indent and len(flat) + indent <= 150:
        return flat + ("\n" if not indent else "")
    pad = " " * (indent + 2)
    if isinstance(value, dict):
        rows = [f"{pad}{json.dumps(k, ensure_ascii=False)}: {pretty(v, indent + 2)}" for k, v in value.items()]
    else:
        rows = [pad + pretty(v, indent + 2) for v in value]
    a, z = "{}" if isinstance(value, dict) else "[]"
    return f"{a}\n" + ",\n".join(rows) + "\n" + " " * indent + z + ("\n" if not indent else "")


def view(record):
    """A record -> the shape of expected.json, with everything that it could name."""
    article = {k: v for k, v in record["article"].items() if k not in ("text", "blocks")}
    by_kind = {}
    for kind, text in lines.blocks(record):
        by_kind.setdefault(kind, []).append(text)
    body = [text for kind, text in lines.blocks(record) if kind in ("paragraph", "list_item", "quote")]
    found = {}
    for row in lines.mentions(record):
        entry = row[2] if len(row) > 2 else row[1]
        seen = found.setdefault(row[0], [])
        if entry not in seen:
            seen.append(entry)
    if article["published"]:                              # the article's own date is article.published
        found["date"] = [d for d in found.get("date", []) if d[:10] != article["published"][:10]]
    partnerships = []
    for p in record["partnerships"]:
        p = dict(p)
        for key in ("activities", "target_group"):
            p[key] = [a["name"] for a in p[key]]
        for key in ("places", "events", "people"):
            p.pop(key)
        partnerships.append(p)
    return {
        "source": record["source"], "article": article, "blocks": by_kind,
        "body": {"starts": body[0] if body else None, "ends": body[-1] if body else None},
        "organisations": record["organisations"], "people": record["people"], "quotes": record["quotes"],
        "events": record["events"], "partnerships": partnerships,
        "addresses": [p for p in record["places"] if p["address"]],
        "towns": sorted({p["town"] for p in record["places"] if p["town"]}),
        "mentions": found, "warnings": sorted({w["code"] for w in record["warnings"]}),
    }


def equal(want, have):
    if isinstance(want, str) and isinstance(have, str):
        return lines.fold(want) == lines.fold(have)
    return want == have


def speech(text):
    return lines.fold(text or "").rstrip(" ,.")           # a comma before the attribution is nobody's word


def fits(want, have):
    """Does one entry of a list say what is expected, as far as it is named?"""
    if not isinstance(want, dict):
        return equal(want, have)
    for key, value in want.items():
        if key == "starts":
            ok = speech(have.get("text")).startswith(speech(value))
        elif key == "ends":
            ok = speech(have.get("text")).endswith(speech(value))
        elif key == "text":
            ok = speech(have.get("text")) == speech(value)
        elif isinstance(value, list) or key.endswith("+"):
            continue                                      # a partnership's lists are compared one by one
        else:
            ok = equal(value, have.get(key))
        if not ok:
            return False
    return True


def show(entry):
    return json.dumps(entry, ensure_ascii=False)


def compare_list(where, want, have, ignore=(), more=False):
    """Yield (line, …) for each entry that is missing, or too much unless there may be more. Order does not matter."""
    left = [h for h in have if not (isinstance(h, dict) and h.get("name") in ignore or h in ignore)]
    keys = []
    for w in want:
        keys += [k for k in w if k not in keys] if isinstance(w, dict) else []
    missing = []
    for w in sorted(want, key=lambda w: -len(w) if isinstance(w, dict) else 0):     # the entry that says most chooses first
        found = next((h for h in left if fits(w, h)), None)
        if found is None:
            missing.append(w)
            continue
        left.remove(found)
        if isinstance(w, dict):
            for key in [k for k in w if isinstance(w[k], list)]:
                yield from compare_value(f"{where}[{show(w.get('name'))}].{key}", key, w[key], found.get(key.rstrip("+")))
    for w in missing:
        near = next((h for h in left if isinstance(w, dict) and w.get("name") and isinstance(h, dict) and equal(w["name"], h.get("name"))), None)
        if near is None:
            yield f"- {where}: {show(w)}"
            continue
        left.remove(near)                                 # the same thing, but not all that is said of it
        for key in w:
            yield from compare_value(f"{where}[{show(w['name'])}].{key}", key, w[key], near.get(key.rstrip("+")))
    for h in left if not more else ():
        keep = [k for k in keys if not k.endswith("+")] or [k for k in ("name", "kind", "title", "speaker", "text", "date") if isinstance(h, dict) and k in h]
        keep = ["text" if k in ("starts", "ends") else k for k in keep]
        yield f"+ {where}: {show({k: h.get(k) for k in keep if k not in ('evidence', 'rule')} if isinstance(h, dict) else h)}"


def compare_value(where, key, want, have, ignore=()):
    if key.endswith("+") and want and isinstance(want[0], dict):
        yield from compare_list(where, want, have or [], ignore, more=True)
    elif key.endswith("+"):
        lacking = [w for w in want if not any(equal(w, h) for h in have or [])]
        for w in lacking:
            yield f"- {where}: {show(w)} (there is {show(have)})"
    elif isinstance(want, list):
        yield from compare_list(where, want, have or [], ignore)
    elif not equal(want, have):
        yield f"- {where}: {show(want)}"
        yield f"+ {where}: {show(have)}"


def compare(want, record):
    """Yield the differences of one article as (top key, lines)."""
    have = view(record)
    ignore = want.get("ignore") or {}
    for key, value in want.items():
        if key in ("about", "ignore"):
            continue
        rows = []
        if key == "body":
            first, last = lines.fold(have["body"]["starts"] or ""), lines.fold(have["body"]["ends"] or "")
            if not first.startswith(lines.fold(value["starts"])):
                rows += [f"- body starts: {value['starts']}", f"+ body starts: {first[:120]}"]
            if not last.endswith(lines.fold(value["ends"])):
                rows += [f"- body ends: {value['ends']}", f"+ body ends: {last[-120:]}"]
        elif key in ("article", "source", "blocks", "mentions"):
            for name, part in value.items():
                rows += compare_value(f"{key}.{name}", name, part, have[key].get(name))
        elif key.rstrip("+") in have:
            rows += compare_value(key, key, value, have[key.rstrip("+")], ignore.get(key.rstrip("+")) or ())
        else:
            rows.append(f"- {key}: no such key")
        if rows:
            yield key, rows


def accepted(want, key, record):
    """expected.json's part `key`, as the record has it, with no more keys than it named before."""
    have, old = view(record)[key], want[key]

    def cut(old, new):
        if isinstance(old, dict) and isinstance(new, dict):
            return {k: cut(v, new.get(k.rstrip("+"))) for k, v in old.items()} if not {"starts", "ends"} & set(old) else dict(old, **{k: new.get(k) for k in old if k in new})
        if isinstance(old, list) and isinstance(new, list) and old and isinstance(old[0], dict):
            keys = []
            for entry in old:
                keys += [k for k in entry if k not in keys]
            shape = {k: next((e[k] for e in old if k in e), None) for k in keys if k not in ("starts", "ends")}
            if "starts" in keys:
                shape["text"] = None
            return [cut(shape, entry) for entry in new]
        return new
    new = cut(old, have)
    if key == "body":
        new = {"starts": (have["starts"] or "")[:80], "ends": (have["ends"] or "")[-80:]}
    return new


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("names", nargs="*", metavar="NAME")
    ap.add_argument("--partikel", metavar="PATH")
    ap.add_argument("--accept", action="store_true")
    a = ap.parse_args()
    partikel = lines.partikel_path(a.partikel)
    names = a.names or sorted(os.path.basename(os.path.dirname(p)) for p in glob.glob(os.path.join(HERE, "*", "expected.json")))
    sources = {n: sorted(glob.glob(os.path.join(HERE, n, "source.*"))) for n in names}
    wrong = 0
    for name in names:
        want = json.load(open(os.path.join(HERE, name, "expected.json"), encoding="utf-8"))
        records, said = lines.run(partikel, sources[name])
        got = [r for rs in records.values() for r in rs]
        if len(got) != 1:
            wrong += 1
            print(f"FAIL {name}: {len(got)} records\n{said}", end="")
            continue
        differences = list(compare(want, got[0]))
        if differences:
            wrong += 1
            print(f"FAIL {name}  ({want.get('about', '')})")
        else:
            print(f"ok   {name}")
        for key, rows in differences:
            print("\n".join("  " + row for row in rows))
            if a.accept and key in want and lines.ask(f"  take over {name}: {key}?"):
                want[key] = accepted(want, key, got[0])
                with open(os.path.join(HERE, name, "expected.json"), "w", encoding="utf-8") as f:
                    f.write(pretty(want))
    print(f"articles: {len(names)} read, {wrong} with differences")
    sys.exit(1 if wrong or not names else 0)


if __name__ == "__main__":
    main()
