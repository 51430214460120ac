#!/usr/bin/env python3
"""Convert the constructed pages and compare with what is expected: run.py [--partikel PATH] [--text] [NAME …]

tests/pages/NAME/ holds source.* (the saved page), article.txt (its article alone) and expected.json (docs/testing.md). Asked of each page:
the record is as expected, compared as in tests/articles/compare.py; no string of `without` is in the text; and the facts are those
that the program finds in article.txt, to which the publisher's name and a line of menu are put as a head. `--text` looks only at article.txt and
asks for the expected facts: it tells a fault of reading the page from one of finding facts.
"""
import argparse, glob, json, os, sys, tempfile

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.dirname(HERE), os.path.join(os.path.dirname(HERE), "articles")]
import lines
from compare import compare

FACTS = ("organisations", "people", "quotes", "events", "partnerships")
NOT_SAID = ("evidence", "rule", "confidence")             # differ with the position of the words


def source(name):
    """The saved page; the folder of a page saved whole (source_files) is none."""
    found = [p for p in sorted(glob.glob(os.path.join(HERE, name, "source.*"))) if os.path.isfile(p)]
    if len(found) != 1:
        sys.exit(f"{name}: {len(found)} files source.*")
    return found[0]


def convert(partikel, path, options=()):
    records, said = lines.run(partikel, [path], options)
    got = [r for rs in records.values() for r in rs]
    return (got[0], said) if len(got) == 1 else (None, f"{len(got)} records\n{said}")


def as_precise(want, record):
    """A date of the page counts as far as it is expected: 2021-03-12 is right where the page says 2021-03-12T08:00+01:00."""
    for key in ("published", "modified"):
        day, have = want["article"].get(key), record["article"][key]
        if day and have and have.startswith(day):
            record["article"][key] = day


def facts(record):
    """All facts of a record as lines, without what hangs on positions."""
    people, places, events = ([x.get("name") or [x.get(k) for k in ("kind", "date", "address", "town") if x.get(k)] for x in record[k]]
                              for k in ("people", "places", "events"))

    def bare(value):
        if isinstance(value, dict):
            return {k: bare(v) for k, v in value.items() if k not in NOT_SAID}
        if isinstance(value, list):
            return sorted((bare(v) for v in value), key=lambda v: json.dumps(v, sort_keys=True))
        return lines.fold(value) if isinstance(value, str) else value
    rows = []
    for kind in FACTS:
        for entry in record[kind]:
            if kind == "partnerships":                    # indices into other lists: what they stand for
                entry = dict(entry, people=[people[i] for i in entry["people"]], places=[places[i] for i in entry["places"]],
                             events=[events[i] for i in entry["events"]])
            for key, value in bare(entry).items() if kind == "partnerships" else [("", bare(entry))]:
                rows.append(f"{kind} {entry['name'] or '-'}: {key} {json.dumps(value, ensure_ascii=False)}" if key else f"{kind}: {json.dumps(value, ensure_ascii=False)}")
    return sorted(rows)


def text_record(partikel, name, want):
    """The record of article.txt, under a line of the publisher and a menu, with the date and address that are expected of the page."""
    article = want["article"]
    options = ["--date", article["published"][:10]] if article.get("published") else []
    options += ["--url", article["url"]] if article.get("url") else []
    with open(os.path.join(HERE, name, "article.txt"), encoding="utf-8") as f:
        text = f.read()
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "article.txt")
        with open(path, "w", encoding="utf-8") as f:
            f.write((f"{article['publisher']}\nForside | Nyheder | Kontakt\n\n" if article.get("publisher") else "") + text)
        return convert(partikel, path, options)


def page(partikel, name, want, only_text):
    """Yield the lines that say what is wrong with one page."""
    holds = os.path.exists(os.path.join(HERE, name, "article.txt"))    # a page without article has none
    alone, said = text_record(partikel, name, want) if holds else (None, "")
    if holds and not alone:
        yield f"article.txt: {said}"
        return
    if only_text and not holds:
        return
    if only_text:
        for key, rows in compare({k: v for k, v in want.items() if k.rstrip("+") in FACTS}, alone):
            yield from rows
        return
    record, said = convert(partikel, source(name))
    if not record:
        yield said.rstrip()
        return
    as_precise(want, record)
    for key, rows in compare({k: v for k, v in want.items() if k != "without"}, record):
        yield from rows
    text = lines.fold(record["article"]["text"] or "")
    for string in want["without"]:
        if lines.fold(string) in text:
            yield f"+ in the text: {string}"
    on_page, in_text = facts(record), facts(alone) if holds else []
    if on_page != in_text:
        yield "facts of the page that are not those of article.txt:"
        yield lines.diff(in_text, on_page)


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("names", nargs="*", metavar="NAME")
    ap.add_argument("--partikel", metavar="PATH")
    ap.add_argument("--text", action="store_true")
    a = ap.parse_args()
    partikel = lines.partikel_path(a.partikel)
    names = a.names or sorted(os.path.basename(os.path.dirname(p)) for p in glob.glob(os.path.join(HERE, "*", "expected.json")))
    right = 0
    for name in names:
        with open(os.path.join(HERE, name, "expected.json"), encoding="utf-8") as f:
            want = json.load(f)
        wrong = list(page(partikel, name, want, a.text))
        right += not wrong
        if wrong:
            print(f"FAIL {name}  ({want['about']})")
            print("\n".join("  " + row for row in wrong))
    print(f"{right} pages right" + (f", {len(names) - right} with differences" if right < len(names) else ""))
    sys.exit(right < len(names) or not names)


if __name__ == "__main__":
    main()
