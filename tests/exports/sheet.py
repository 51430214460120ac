#!/usr/bin/env python3
"""The profile excel-da in a spreadsheet: LibreOffice opens every table as Danish Excel does by itself (semicolons, Danish numbers, what
looks like a number is one) and saves it as a flat document, which is read here. No cell is a formula or an error, each stands in its
place, sums are numbers, and words are the words of the record. Says so and passes where LibreOffice is not installed."""
import csv, os, pathlib, re, shutil, subprocess, sys, tempfile
import xml.etree.ElementTree as xml

ROOT = pathlib.Path(__file__).resolve().parents[2]
PARTIKEL = os.path.abspath(os.environ.get("PARTIKEL", ROOT / "build/partikel"))
RANDOM = ROOT / os.environ.get("B", "build") / "tests/exports-random"
OFFICE = shutil.which("soffice") or shutil.which("libreoffice")
T, X, O = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}", "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}", "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
faults = cells = 0


def fault(what):
    global faults
    faults += 1
    if faults <= 20: print(f"sheet: {what}")


def rows(document):
    """Rows of cells, each (type, value, words); what is repeated is told once in the document."""
    for row in xml.parse(document).iter(T + "table-row"):
        line = []
        for cell in row:
            if cell.tag not in (T + "table-cell", T + "covered-table-cell"): continue
            if cell.get(T + "formula"): fault(f"{document.name}: a formula: {cell.get(T + 'formula')}")
            words = []
            for p in cell.findall(X + "p"):
                text = p.text or ""
                for part in p:
                    text += " " * int(part.get(X + "c", 1)) if part.tag == X + "s" else "\t" if part.tag == X + "tab" else "".join(part.itertext())
                    text += part.tail or ""
                words.append(text)
            line += [(cell.get(O + "value-type"), cell.get(O + "value"), "\n".join(words))] * min(int(cell.get(T + "number-columns-repeated", 1)), 64)
        while line and line[-1][0] is None and not line[-1][2]: line.pop()
        if line: yield line


def check(folder, work):
    global cells
    csv.field_size_limit(1 << 20)
    tables = sorted(folder.glob("*.csv"))
    subprocess.run([OFFICE, f"-env:UserInstallation=file://{work}/profile", "--headless", "--infilter=Text - txt - csv (StarCalc):59,34,76,1,,1030,false,true", "--convert-to", "fods",
                    "--outdir", work / "out", *tables], check=True, capture_output=True, timeout=600)
    for table in tables:
        with open(table, encoding="utf-8-sig", newline="") as f: want = list(csv.reader(f, delimiter=";"))
        got = list(rows(work / "out" / (table.stem + ".fods")))
        if len(got) != len(want): fault(f"{table.name}: {len(got)} rows, not {len(want)}")
        for k, (w, g) in enumerate(zip(want, got)):
            g += [(None, None, "")] * (len(w) - len(g))
            for name, cell, (kind, value, words) in zip(want[0], w, g):
                cells += 1
                if re.fullmatch(r"-?\d+(,\d+)?", cell):
                    if kind != "float" or float(value) != float(cell.replace(",", ".")): fault(f"{table.name} {k} {name}: {kind} {value} {words!r:.80} is not the number {cell}")
                elif kind == "string" or not cell:
                    if re.sub(r"\s+", " ", words).strip() != re.sub(r"\s+", " ", visible(cell)).strip(): fault(f"{table.name} {k} {name}: {words!r:.200} is not {cell!r:.200}")
                elif not re.match(r"[\d ]", cell) and not (name == "text" and re.search(r"\d", cell)): # dates and sums in words may become what they are
                    fault(f"{table.name} {k} {name}: {cell!r:.80} has become a {kind}, {words!r:.80}")


def visible(cell):
    """XML has no room for control characters."""
    return re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", "", cell)


if not OFFICE:
    print("sheet: skipped, there is no LibreOffice here (Debian: libreoffice-calc-nogui)")
    sys.exit(0)
with tempfile.TemporaryDirectory() as top:
    work = pathlib.Path(top)
    inputs = sorted(ROOT.glob("tests/articles/*/source.*")) + [p for p in sorted((ROOT / "../shared/dev").glob("*.txt")) if p.stem not in ("d06", "d15", "d18", "d31")]
    subprocess.run([PARTIKEL, "-q", "--format", "csv", "--profile", "excel-da", "-o", work / "articles", *inputs], check=True)
    check(work / "articles", work)
    (work / "random").mkdir()
    subprocess.run([RANDOM, work / "random", "5", "40"], check=True)
    check(work / "random/sheet", work)
print(f"sheet: {cells} cells, {faults} faults")
sys.exit(bool(faults) or cells < 1000)
