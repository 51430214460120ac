#!/usr/bin/env python3
"""Reads exports back and compares them with the records (JSON Lines) that they were made from.

    check.py database RECORDS.jsonl FILE.db [--no-text]       every row of every table, by sqlite3; keys, references, full-text search
    check.py set RECORDS.jsonl FOLDER [--no-text]             the same by csv and datapackage.json; the profile is found there;
                                                              --schema: also as the published schemas of ../shared want it
    check.py page RECORDS.jsonl FILE.html [--no-text]         tags, ids, links, and every word of text and facts, by html.parser

What the tables ought to hold is computed here from the JSON alone. RECORDS are those with text, in the order of the run."""
import csv, hashlib, html.parser, json, os, re, sqlite3, subprocess, sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
faults = []


def fault(what):
    faults.append(what)
    if len(faults) <= 20:
        print(f"exports: {what}")


# ---- what the tables ought to hold ------------------------------------------------------------------------------------
def joined(strings):
    return "; ".join(strings) if strings else None


def precision(edtf):
    if not edtf: return None
    if "T" in edtf: return "time"
    if len(edtf) >= 10: return "day"
    if len(edtf) < 7: return "year"
    return "season" if edtf[5] == "2" else "month"


def rows_of(r, number, no_text):
    """table → rows, each a dict; the columns as docs/exports.md has them."""
    out = {}
    nr = lambda names, name: names.index(name) if name in names else None
    organisations, people = [o["name"] for o in r["organisations"]], [p["name"] for p in r["people"]]
    key = lambda name: r["organisations"][organisations.index(name)]["key"] if name in organisations else None

    def add(table, *facts, **cells):
        row = {"number" if table == "articles" else "article": number} | cells
        for f in facts: row |= {"evidence": json.dumps(f["evidence"], separators=(",", ":")), "rule": f["rule"]}
        out.setdefault(table, []).append(row)

    s, a = r["source"], r["article"]
    year = re.match(r"\d{4}", a["published"] or "")
    add("articles", path=s["path"], member=s["member"], member_offset=s["offset"], format=s["format"], container=s["container"], encoding=s["encoding"], bytes=s["bytes"],
        sha256=s["sha256"], source_url=s["url"], retrieved=s["retrieved"], title=a["title"], lead=None if no_text else a["lead"], published=a["published"],
        published_precision=precision(a["published"]), published_year=int(year[0]) if year else None, modified=a["modified"], authors=joined(a["authors"]),
        publisher=a["publisher"], section=a["section"], breadcrumb=joined(a["breadcrumb"]), tags=joined(a["tags"]), language=a["language"], url=a["url"],
        text=None if no_text else a["text"], tool_version=r["tool"]["version"], knowledge=r["tool"]["knowledge"])
    for i, o in enumerate(r["organisations"]):
        add("organisations", o, nr=i, key=o["key"], name=o["name"], kind=o["kind"], code=o["code"], aliases=joined(o["aliases"]))
    for i, p in enumerate(r["people"]):
        add("people", p, nr=i, name=p["name"], title=p["title"], organisation=p["organisation"], organisation_nr=nr(organisations, p["organisation"]), party=p["party"])
    for i, p in enumerate(r["places"]): add("places", p, nr=i, address=p["address"], postcode=p["postcode"], town=p["town"])
    for i, q in enumerate(r["quotes"]): add("quotes", q, nr=i, speaker=q["speaker"], speaker_nr=nr(people, q["speaker"]), text=None if no_text else q["text"])
    for i, e in enumerate(r["events"]):
        add("events", e, nr=i, kind=e["kind"], date=e["date"], start_time=e["start"], end_time=e["end"], place=e["place"])
    for k, p in enumerate(r["partnerships"]):
        add("partnerships", nr=k, name=p["name"], aliases=joined(p["aliases"]), start_date=p["start"], end_date=p["end"], months=p["months"], confidence=p["confidence"])
        for i, q in enumerate(p["parties"]):
            add("parties", q, partnership_nr=k, nr=i, role=q["role"], organisation=q["name"], organisation_nr=nr(organisations, q["name"]), organisation_key=key(q["name"]))
        for i, f in enumerate(p["funding"]):
            add("funding", f, partnership_nr=k, nr=i, funder=f["funder"], funder_nr=nr(organisations, f["funder"]), funder_key=key(f["funder"]), recipient=f["recipient"],
                recipient_nr=nr(organisations, f["recipient"]), recipient_key=key(f["recipient"]), amount=f["amount"], currency=f["currency"], qualifier=f["qualifier"])
        for i, f in enumerate(p["figures"]):
            add("figures", f, partnership_nr=k, nr=i, value=f["value"], value_from=f["from"], unit=f["unit"], qualifier=f["qualifier"])
        for table, list_ in (("target_groups", p["target_group"]), ("activities", p["activities"])):
            for i, f in enumerate(list_): add(table, f, partnership_nr=k, nr=i, name=f["name"])
        for table, list_, column in (("partnership_places", p["places"], "place_nr"), ("partnership_events", p["events"], "event_nr"), ("partnership_people", p["people"], "person_nr")):
            for i in list_: add(table, partnership_nr=k, **{column: i})
    for i, m in enumerate(r["mentions"]):
        words = None if no_text and m["kind"] == "quote" else m["text"]
        add("mentions", nr=i, kind=m["kind"], span_start=m["span"][0], span_end=m["span"][1], text=words, value=m.get("value") if m["kind"] in ("date", "time", "duration") else None,
            number=m.get("months") if m["kind"] == "duration" else m.get("value") if m["kind"] in ("amount", "figure") else None, number_from=m.get("from"),
            qualifier=m.get("qualifier"), currency=m.get("currency"), unit=m.get("unit"), start_date=m.get("start"), end_date=m.get("end"), rule=m["rule"])
    for i, w in enumerate(r["warnings"]): add("warnings", nr=i, code=w["code"], message=w["message"])
    return out


def compare(table, want, got, text=lambda v: v):
    """want, got: rows in order. text(): what the format makes of a string."""
    if len(want) != len(got):
        return fault(f"{table}: {len(got)} rows, not {len(want)}")
    for k, (w, g) in enumerate(zip(want, got)):
        if set(w) - set(g): return fault(f"{table}: no column {sorted(set(w) - set(g))}")
        for column, value in w.items():
            value = text(value) if isinstance(value, str) else value
            if g[column] != value: fault(f"{table} {k}, {column}: {g[column]!r:.200} is not {value!r:.200}")


def expected(records, no_text):
    all_ = {}
    for number, r in enumerate(records, 1):
        for table, rows in rows_of(r, number, no_text).items(): all_.setdefault(table, []).extend(rows)
    return all_


# ---- the database --------------------------------------------------------------------------------------------------------
def check_database(records, path, no_text):
    db = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    db.row_factory = sqlite3.Row
    ask = lambda q, *v: [dict(row) for row in db.execute(q, v)]
    if ask("PRAGMA integrity_check") != [{"integrity_check": "ok"}]: fault("integrity_check")
    if ask("PRAGMA foreign_key_check"): fault(f"foreign_key_check: {ask('PRAGMA foreign_key_check')[:3]}")
    if ask("PRAGMA application_id")[0]["application_id"] != 0x7061726B: fault("application_id")
    tables = [t["name"] for t in ask("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'articles_search%'")]
    want = expected(records, no_text)
    if set(want) - set(tables): fault(f"no tables {sorted(set(want) - set(tables))}")
    for table in tables:
        keys = [c["name"] for c in sorted(ask(f"PRAGMA table_info({table})"), key=lambda c: c["pk"]) if c["pk"]]
        if not keys: fault(f"{table}: no primary key")
        compare(table, want.get(table, []), ask(f"SELECT * FROM {table} ORDER BY {', '.join(keys)}"))
    ids = [a["id"] for a in ask("SELECT id FROM articles")]
    if len(set(ids)) != len(ids) or not all(re.fullmatch("a[0-9a-f]{20}", i) for i in ids): fault("articles.id")
    for view in [v["name"] for v in ask("SELECT name FROM sqlite_master WHERE type = 'view'")]:
        ask(f"SELECT * FROM {view}")
    if not no_text:
        for e in ask("SELECT e.text, e.context, e.fact, a.text AS whole FROM evidence e JOIN articles a ON a.number = e.article"):
            if not e["context"] or e["text"] not in e["context"] or e["context"] not in e["whole"]: fault(f"evidence of {e['fact']}: {e['context']!r:.100}")
    db.close()
    search = "INSERT INTO articles_search(articles_search, rank) VALUES ('integrity-check', 1)"
    copy = subprocess.run(["sqlite3", path, f".backup '{path}.copy'"], capture_output=True, text=True)
    told = subprocess.run(["sqlite3", f"{path}.copy", search], capture_output=True, text=True)
    if copy.stderr or told.stderr or told.returncode: fault(f"full-text search is not that of the articles: {copy.stderr}{told.stderr}")
    os.unlink(f"{path}.copy")


# ---- the CSV set ------------------------------------------------------------------------------------------------------------
def sheet_cell(s):
    """What excel-da makes of a string."""
    cut = " […]"
    if re.match("^ *[=+\\-@\t\r＝＋－＠]", s): s = "'" + s
    s = re.sub("[\r\n]+", " ¶ ", s)
    units = lambda t: len(t.encode("utf-16-le")) // 2
    if units(s) <= 32767: return s
    while units(s) > 32767 - len(cut): s = s[:-1]
    return s + cut


def check_set(records, folder, no_text):
    with open(os.path.join(folder, "datapackage.json"), encoding="utf-8") as f: package = json.load(f)
    schemas = os.path.join(ROOT, "..", "shared", "schemas")
    if os.path.isdir(schemas) and "--schema" in sys.argv:
        import jsonschema
        with open(os.path.join(schemas, "datapackage.json"), encoding="utf-8") as f: jsonschema.validate(package, json.load(f))
        with open(os.path.join(schemas, "tableschema.json"), encoding="utf-8") as f: schema = json.load(f)
        for resource in package["resources"]: jsonschema.validate(resource["schema"], schema)
    sheet = package["resources"][0]["dialect"]["delimiter"] == ";"
    want = expected(records, no_text)
    names = {r["name"] for r in package["resources"]}
    if set(want) - names: fault(f"no tables {sorted(set(want) - names)}")
    if set(os.listdir(folder)) != {"datapackage.json"} | {r["path"] for r in package["resources"]}: fault("other files than datapackage.json names")
    csv.field_size_limit(1 << 30)
    read = {}
    for resource in package["resources"]:
        path, d, fields = os.path.join(folder, resource["path"]), resource["dialect"], {f["name"]: f for f in resource["schema"]["fields"]}
        with open(path, "rb") as f: raw = f.read()
        if raw.startswith(b"\xef\xbb\xbf") != sheet: fault(f"{path}: byte-order mark")
        if raw.count(b"\n") != raw.count(b"\r\n") and sheet: fault(f"{path}: line ends")
        with open(path, encoding="utf-8-sig", newline="") as f:
            lines = list(csv.reader(f, delimiter=d["delimiter"], quotechar=d["quoteChar"], doublequote=d["doubleQuote"], strict=True))
        if lines[0] != list(fields): fault(f"{path}: columns {lines[0]}")
        rows = []
        for line in lines[1:]:
            if len(line) != len(fields):
                fault(f"{path}: {len(line)} cells")
                continue
            row = {}
            for (name, f), cell in zip(fields.items(), line):
                if cell == "": row[name] = None
                elif f["type"] == "integer": row[name] = int(cell)
                elif f["type"] == "number":
                    point = f.get("decimalChar", ".")
                    if point != "." and "." in cell: fault(f"{path}: {name} {cell}")
                    row[name] = float(cell.replace(point, "."))
                else: row[name] = cell
                if f["type"] == "array": json.loads(cell)
                if row[name] is None and f.get("constraints", {}).get("required") and any(w.get(name) for w in want.get(resource["name"], [])[len(rows):len(rows) + 1]): fault(f"{path}: {name} is empty")
                if sheet and f["type"] == "string" and re.match(" *[=+\\-@\t\r]", cell): fault(f"{path}: a formula: {cell!r:.60}")
            rows.append(row)
        read[resource["name"]] = rows
        expect = [{c: (v if v != "" else None) for c, v in row.items()} for row in want.get(resource["name"], [])]
        compare(resource["name"], expect, rows, sheet_cell if sheet else lambda v: v)
    for resource in package["resources"]:       # keys and references, as the package promises them
        rows, key = read[resource["name"]], resource["schema"]["primaryKey"]
        if len({tuple(r[k] for k in key) for r in rows}) != len(rows): fault(f"{resource['name']}: a key stands twice")
        for f in resource["schema"].get("foreignKeys", []):
            there = {tuple(r[k] for k in f["reference"]["fields"]) for r in read[f["reference"]["resource"]]}
            for r in rows:
                at = tuple(r[k] for k in f["fields"])
                if None not in at and at not in there: fault(f"{resource['name']}: {f['fields']} {at} refers to nothing")


# ---- the page -----------------------------------------------------------------------------------------------------------------
HIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2060-\u206f\ufff9-\ufffb\ufffe\uffff]")
VOID = {"meta", "input", "br", "hr", "img", "link"}


def named(s):
    """What the page shows for characters that would not be seen."""
    return HIDDEN.sub(lambda m: "U+%04X" % ord(m[0]), s)


class Page(html.parser.HTMLParser):
    """Checks tags, ids and links; keeps the words of each article's text, of its facts, of each row of the index."""
    def __init__(self, path):
        super().__init__(convert_charrefs=True)
        self.path, self.stack, self.open, self.ids, self.links, self.articles, self.rows, self.scripts = path, [], [], [], [], [], [], 0
        with open(path, encoding="utf-8", newline="") as f: text = f.read()
        if HIDDEN.search(text): fault(f"{path}: a character that is not shown: {HIDDEN.search(text)[0]!r}")
        self.feed(text)
        self.close()
        if self.stack: fault(f"{path}: open tags {self.stack}")
        for a in self.articles: a |= {k: "".join(v) for k, v in a.items()}
        for row in self.rows: row["words"] = "".join(row["words"])
        if len(set(self.ids)) != len(self.ids): fault(f"{path}: an id stands twice: {[i for i in self.ids if self.ids.count(i) > 1][:3]}")

    def handle_starttag(self, tag, attrs):
        a = dict(attrs)
        if tag in ("iframe", "object", "embed", "link", "base", "img", "video", "audio", "form") and not (tag == "form" and a.get("id") == "filter"): fault(f"{self.path}: <{tag}>")
        if any(k.startswith("on") or k in ("style", "src", "srcset", "action") for k in a): fault(f"{self.path}: <{tag} {attrs}>")
        self.scripts += tag == "script"
        if "id" in a: self.ids.append(a["id"])
        if "href" in a:
            self.links.append(a["href"])
            if not re.match(r"#|https?://|(\.\./|[\w%.~-]+_files/)?[\w%.~-]+\.html?(#a\d+)?$", a["href"], re.I): fault(f"{self.path}: a link to {a['href']!r}")
            if re.match("https?:", a["href"], re.I) and "noreferrer" not in a.get("rel", ""): fault(f"{self.path}: {a['href']!r} tells where it is clicked")
        if tag == "article": self.articles.append({"h2": [], "text": [], "facts": []})
        if tag == "li" and "data-k" in a: self.rows.append({"words": [], **a})
        if tag in VOID: return
        into = self.stack[-1][1] if self.stack else None      # the list that words go to
        if self.articles and "article" in self.open:
            now = self.articles[-1]
            if a.get("class") == "text": into = now["text"]
            elif a.get("class") == "facts": into = now["facts"]
            elif tag == "h2": into = now["h2"]
            elif tag == "h3" and into is now["text"]: into = None
        elif tag == "li" and "data-k" in a: into = self.rows[-1]["words"]
        self.stack.append((tag, into))
        self.open.append(tag)

    def handle_endtag(self, tag):
        if tag in VOID: return
        if not self.stack or self.stack[-1][0] != tag: fault(f"{self.path}: </{tag}> in {self.stack[-3:]}")
        else: self.stack.pop(), self.open.pop()

    def handle_data(self, data):
        if self.stack and self.stack[-1][1] is not None: self.stack[-1][1].append(data)


squeezed = lambda s: re.sub(r"\s+", " ", s).strip()


def check_page(records, path, no_text):
    front, folder = Page(path), re.sub(r"\.html?$", "", path) + "_files"
    pages = [front]
    if not front.articles and os.path.isdir(folder): pages = [Page(os.path.join(folder, name)) for name in sorted(os.listdir(folder)) if not name.startswith("index")]
    index = [front] + ([Page(os.path.join(folder, f"index-{k}.html")) for k in range(2, 1 + len([n for n in os.listdir(folder) if n.startswith("index")]) + 1)] if os.path.isdir(folder) else [])
    articles, rows = [a for p in pages for a in p.articles], [r for p in index for r in p.rows]
    ids = {(os.path.basename(p.path) if p is not front else "", i) for p in pages + index for i in p.ids}
    for p in {id(p): p for p in pages + index}.values():
        here = os.path.basename(p.path) if p is not front else ""
        if p.scripts != 1: fault(f"{p.path}: {p.scripts} scripts")
        for link in p.links:
            target, _, anchor = link.partition("#")
            if re.match("https?:", link, re.I): continue
            if not target and anchor and (here, anchor) not in ids: fault(f"{p.path}: a link to nowhere: {link}")
            if target and anchor and (os.path.basename(target), anchor) not in ids: fault(f"{p.path}: a link to nowhere: {link}")
    if len(articles) != len(records) or len(rows) != len(records): return fault(f"{path}: {len(articles)} articles and {len(rows)} rows, not {len(records)}")
    for k, (r, a, row) in enumerate(zip(records, articles, rows), 1):
        text = [r["article"]["text"][b["span"][0]:b["span"][1]] for b in r["article"]["blocks"]]
        if not no_text and text and r["article"]["blocks"][0]["kind"] == "title":
            if squeezed(a["h2"]) != squeezed(named(text[0])): fault(f"{path}: title of article {k}: {a['h2']!r:.200} is not {text[0]!r:.200}")
            text = text[1:]
        if not no_text and r["article"]["text"] and squeezed(a["text"]) != squeezed(named("\n".join(text))): fault(f"{path}: text of article {k}:\n{squeezed(a['text'])!r}\n{squeezed(named(chr(10).join(text)))!r}")
        if no_text:
            for m in r["mentions"]:
                if m["kind"] == "quote" and len(m["text"]) > 60 and squeezed(named(m["text"])) in squeezed(a["facts"] + a["text"]): fault(f"{path}: words of a quotation in article {k}: {m['text']!r:.80}")
        facts, words = squeezed(a["facts"]), []
        for p in r["partnerships"]:
            words += [p["name"]] + p["aliases"] + [q["name"] for q in p["parties"]] + [f[e] for f in p["funding"] for e in ("funder", "recipient")]
            words += [f["name"] for f in p["target_group"] + p["activities"]] + [f["unit"] for f in p["figures"]]
            words += [f["rule"] for key in ("parties", "funding", "figures", "target_group", "activities") for f in p[key]]
        words += [x for p in r["people"] for x in (p["name"], p["title"], p["organisation"])] + [x for p in r["places"] for x in (p["address"], p["postcode"], p["town"])]
        words += [x for o in r["organisations"] for x in [o["name"]] + o["aliases"]] + [q["speaker"] for q in r["quotes"]] + [e["place"] for e in r["events"]]
        words += [] if no_text else [q["text"] for q in r["quotes"]]
        words += [o["key"] for o in r["organisations"] if o["key"]]
        for w in filter(None, words + [r["source"]["path"], r["source"]["sha256"], r["source"]["url"]]):
            if squeezed(named(w)) not in facts: fault(f"{path}: article {k} has no {w!r:.100} among its facts")
        for w in [r["article"]["title"]] + [p["name"] for p in r["partnerships"][:4]]:
            if w and squeezed(named(w)) not in squeezed(row["words"]): fault(f"{path}: row {k} has no {w!r:.100}")
        if ("p" in row["data-k"]) != bool(r["partnerships"]) or ("w" in row["data-k"]) != bool(r["warnings"]): fault(f"{path}: row {k} is filtered as {row['data-k']}")


def main():
    args = [a for a in sys.argv[1:] if not a.startswith("--")]
    what, source, made = args
    with open(source, encoding="utf-8") as f: records = [json.loads(line) for line in f]
    {"database": check_database, "set": check_set, "page": check_page}[what](records, made.rstrip("/"), "--no-text" in sys.argv)
    print(f"exports: {what} of {len(records)} records, {len(faults)} faults")
    sys.exit(bool(faults) or not records)


main()
