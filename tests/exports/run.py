#!/usr/bin/env python3
"""Every format of the command made and read back: run.py [--long]

From the made-up articles and pages, from ../shared/dev where it is, and from random records (random.c): with text and without, each
compared by check.py with the JSON Lines of the same run. --long: more random records, lists longer than one page."""
import os, pathlib, subprocess, sys, tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
HERE = ROOT / "tests/exports"
PARTIKEL = os.path.abspath(os.environ.get("PARTIKEL", ROOT / "build/partikel"))
RANDOM = ROOT / os.environ.get("B", "build") / "tests/exports-random"
HELD_OUT = {"d06", "d15", "d18", "d31"}
done = bad = 0


def check(what, records, made, *more):
    global done, bad
    p = subprocess.run([sys.executable, HERE / "check.py", what, records, made, *more], capture_output=True, text=True)
    done += 1
    if p.returncode:
        bad += 1
        print(f"{made} {' '.join(more)}\n{p.stdout[-3000:]}{p.stderr[-2000:]}")
    return p.stdout


def run(*args):
    p = subprocess.run([PARTIKEL, "--quiet", *map(str, args)], capture_output=True, text=True)
    if p.returncode or p.stderr:
        sys.exit(f"exports: partikel {' '.join(map(str, args))[:300]}: exit {p.returncode}: {p.stderr[-1000:]}")


FORMATS = [("database", "a.db", ()), ("set", "set", ("--format", "csv")), ("set", "sheet", ("--format", "csv", "--profile", "excel-da")), ("page", "page.html", ())]
ENGLISH = [("page", "page.html", ("--lang", "en"))]


def formats(work, inputs, which):
    work.mkdir()
    run("-o", work / "records.jsonl", *inputs)
    for bare in ((), ("--no-text",)):
        for what, name, options in which:
            made = work / ("bare-" + name if bare else name)
            run(*options, *bare, "-o", made, *inputs)
            check(what, work / "records.jsonl", made, *bare, *(["--schema"] if what == "set" else []))


def no_sentence_left(work, inputs):
    """--no-text: no run of ten words of an article is left in its record, but for its title."""
    import json
    run("--no-text", "-o", work / "bare.jsonl", *inputs)

    def strings(value, key=None):
        if isinstance(value, str): yield "" if key == "title" else value
        for k, v in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else (): yield from strings(v, k)
    runs = 0
    for with_text, bare in zip((work / "records.jsonl").read_text(encoding="utf-8").splitlines(), (work / "bare.jsonl").read_text(encoding="utf-8").splitlines()):
        r, words, left = json.loads(with_text), [], "\n".join(strings(json.loads(bare)))
        for b in r["article"]["blocks"]:
            words = r["article"]["text"][b["span"][0]:b["span"][1]].split() if b["kind"] != "title" else []
            for i in range(len(words) - 9):
                runs += 1
                if " ".join(words[i:i + 10]) in left: sys.exit(f"exports: --no-text leaves {words[i:i + 10]} of {r['source']['path']}")
    if runs < 1000: sys.exit("exports: there was no text to look for")


def long_cells(work):
    """Articles whose text has just as many UTF-16 units as a sheet's cell takes, one more, one less; and a letter of two units at its end."""
    folder = work / "long"
    folder.mkdir()
    for n in range(32760, 32775):
        text = "Et hus for familier\n\nDet skal ligge i Faxe, hvor mange familier venter på det, siger man.\n\n"
        body = "Huset er stort. " * 2100
        (folder / f"{n}.txt").write_text(text + body[:n - len(text) - 2 - n % 2].rstrip() + "x😀."[n % 3:], encoding="utf-8")
    run("-o", work / "long.jsonl", folder)
    run("--format", "csv", "--profile", "excel-da", "-o", work / "long-set", folder)
    check("set", work / "long.jsonl", work / "long-set")
    import csv
    csv.field_size_limit(1 << 20)
    with open(work / "long-set/articles.csv", encoding="utf-8-sig", newline="") as f:
        units = [(len(row["text"].encode("utf-16-le")) // 2, row["text"].endswith(" […]")) for row in csv.DictReader(f, delimiter=";")]
    if max(n for n, _ in units) != 32767 or not any(cut for _, cut in units) or all(cut for _, cut in units):
        sys.exit(f"exports: cells of {sorted(units)}: the ceiling is not where it should be")


def documented(package):
    """Does docs/exports.md name every table, its key and its columns?"""
    import json, re
    table = {}
    for line in (ROOT / "docs/exports.md").read_text(encoding="utf-8").splitlines():
        cells = line.split("|")
        if line.startswith("| `") and len(cells) == 5: table |= {name: re.findall(r"`(\w+)`", cells[2] + re.sub(r"\([^)]*\)", "", cells[3])) for name in re.findall(r"`(\w+)`", cells[1])}
    links = {"partnership_places": "place_nr", "partnership_events": "event_nr", "partnership_people": "person_nr"}
    for r in json.loads(package.read_text(encoding="utf-8"))["resources"]:
        told = [c for c in table.get(r["name"], []) if c not in links.values() or c == links.get(r["name"])]
        if [c for c in told if c != "row_hash"] != [f["name"] for f in r["schema"]["fields"]]: sys.exit(f"exports: docs/exports.md has other columns of {r['name']}: {told}")


def many(work):
    """More articles than an index page has rows."""
    folder = work / "many"
    folder.mkdir()
    for n in range(10020):
        (folder / f"{n:05}.txt").write_text(f"Nr. {n}: Nordea-fonden giver {n + 1}.000 kr. til huset i Faxe.\n", encoding="utf-8")
    run("-o", work / "many.jsonl", folder)
    run("-o", work / "many.html", folder)
    check("page", work / "many.jsonl", work / "many.html")
    if not (work / "many_files/index-2.html").exists():
        sys.exit("exports: there is no second page of the index")


def main():
    whole = "--long" in sys.argv
    inputs = sorted(ROOT.glob("tests/articles/*/source.*")) + sorted(p for p in ROOT.glob("tests/pages/*/source.*") if p.is_file())
    inputs += [p for p in sorted((ROOT / "../shared/dev").glob("*.txt")) if p.stem not in HELD_OUT]
    with tempfile.TemporaryDirectory() as top:
        work = pathlib.Path(top)
        formats(work / "articles", inputs, FORMATS)
        formats(work / "english", inputs[:8], ENGLISH)
        no_sentence_left(work / "articles", inputs)
        documented(work / "articles/set/datapackage.json")
        long_cells(work)
        if whole: many(work)
        for seed in range(1, 40 if whole else 4):
            folder = work / f"random-{seed}"
            folder.mkdir()
            p = subprocess.run([RANDOM, folder, str(seed), "104" if seed % 3 == 0 else "25"], capture_output=True, text=True)
            if p.returncode or p.stderr: sys.exit(f"exports: random {seed}: exit {p.returncode}: {p.stderr[-2000:]}")
            paged = seed % 3 == 0
            for what, name in (("page", "review.html"), ("database", "records.db"), ("set", "set"), ("set", "sheet"))[:1 if paged and not whole else 4]:
                check(what, folder / "records.jsonl", folder / name)
            for what, name in (("database", "bare.db"), ("set", "bare"), ("page", "bare.html"))[:0 if paged and not whole else 3]:
                check(what, folder / "records.jsonl", folder / name, "--no-text")
    print(f"exports: {done} read back, {bad} with faults")
    return bad != 0


sys.exit(main())
