#!/usr/bin/env python3
"""What a database promises over several imports: nothing changes twice, a changed article replaces its rows, what breaks off leaves the last
whole state, other people's databases stay as they are, two may write at once; and what the views answer."""
import hashlib, json, os, pathlib, re, shutil, signal, sqlite3, subprocess, sys, tempfile, time

ROOT = pathlib.Path(__file__).resolve().parents[2]
PARTIKEL = os.path.abspath(os.environ.get("PARTIKEL", ROOT / "build/partikel"))
faults = []


def expect(what, got, want):
    if got != want:
        faults.append(what)
        print(f"database: {what}: {got!r:.600}\n    is not {want!r:.600}")


def run(*args, code=0, stdin=None, env=None):
    p = subprocess.run([PARTIKEL, "--quiet", *map(str, args)], capture_output=True, input=stdin, env=env and os.environ | env)
    if p.returncode != code:
        faults.append(f"exit {p.returncode}")
        print(f"database: partikel {' '.join(map(str, args))[:200]}: exit {p.returncode}, not {code}: {p.stderr.decode()[-500:]}")
    return p.stderr.decode()


def ask(path, query, *values):
    db = sqlite3.connect(path)
    rows = db.execute(query, values).fetchall()
    db.close()
    return rows


def whole(path):
    return ask(path, "PRAGMA integrity_check") == [("ok",)] and not ask(path, "PRAGMA foreign_key_check")


def digest(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def dump(path):
    """All rows of all tables, without what depends on the order of the imports."""
    tables = [t for t, in ask(path, "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'articles_search%' ORDER BY name")]
    return {t: sorted(map(repr, ask(path, f"SELECT a.id, t.* FROM {t} t JOIN articles a ON a.number = t.{'number' if t == 'articles' else 'article'}"))) for t in tables}


def search_is_whole(path):
    """Are the words that are found those of the articles? SQLite asks it itself; it writes, so a copy is asked."""
    copy = pathlib.Path(f"{path}.copy")
    shutil.copy(path, copy)
    db = sqlite3.connect(copy)
    try:
        db.execute("INSERT INTO articles_search(articles_search, rank) VALUES ('integrity-check', 1)")
        return True
    except sqlite3.DatabaseError:
        return False
    finally:
        db.close()
        copy.unlink()


def found(path, words):
    return [p for p, in ask(path, "SELECT a.path FROM articles_search s JOIN articles a ON a.number = s.rowid WHERE articles_search MATCH ? ORDER BY a.path", words)]


def imports(work):
    inputs = work / "in"
    inputs.mkdir()
    for name in ("telegram", "local-paper", "minutes"): shutil.copy(ROOT / f"tests/articles/{name}/source.txt", inputs / f"{name}.txt")
    db = work / "a.db"
    run("-o", db, inputs)
    before, bytes_ = dump(db), digest(db)
    run("-o", db, inputs)
    expect("a second import of the same changes no byte", digest(db), bytes_)
    expect("no journal is left", sorted(p.name for p in work.glob("a.db*")), ["a.db", "a.db.ok"])
    numbers = ask(db, "SELECT path, number FROM articles ORDER BY path")

    paper = inputs / "local-paper.txt"
    old = paper.read_text(encoding="utf-8")
    paper.write_text(old.replace("Køkkenbordet", "Gryderetten"), encoding="utf-8")
    run("-o", db, inputs)
    after = dump(db)
    others = lambda d: {t: [r for r in rows if "local-paper" not in r and numbers_of_paper not in r] for t, rows in d.items()}
    numbers_of_paper = ask(db, "SELECT id FROM articles WHERE path LIKE '%local-paper%'")[0][0]
    expect("a changed article leaves the others as they were", others(after), others(before))
    expect("its rows are new", ask(db, "SELECT name FROM partnerships p JOIN articles a ON a.number = p.article WHERE a.path LIKE '%local-paper%'"), [("Gryderetten",)])
    expect("articles keep their numbers", ask(db, "SELECT path, number FROM articles ORDER BY path"), numbers)
    expect("the database is whole", whole(db), True)
    expect("the search is whole", search_is_whole(db), True)
    expect("new words are found", found(db, "gryderetten"), [str(paper)])
    expect("old words are not", found(db, "køkkenbordet"), [])
    expect("å is no a: 'haenger' and 'hånger' are two words", (found(db, "hanger"), found(db, "hænger")), ([], [str(paper)]))

    paper.write_text(old, encoding="utf-8")
    run("-o", db, inputs)
    expect("changed back, all is as at first", dump(db), before)
    run("-o", db, "--no-text", inputs)
    expect("--no-text takes the text away", ask(db, "SELECT count(text), count(lead) FROM articles"), [(0, 0)])
    expect("and the words of quotes", ask(db, "SELECT count(text) FROM quotes UNION ALL SELECT count(text) FROM mentions WHERE kind = 'quote'"), [(0,), (0,)])
    expect("and from the search", found(db, "håndværkerne"), [])
    free = [w for w, in ask(db, "SELECT text FROM mentions WHERE kind = 'organisation' LIMIT 1")]
    expect("names stay", bool(free and free[0]), True)
    expect("no sentence is left in the file", "mangler kun at hænge lamperne".encode() in db.read_bytes(), False)

    manual = (ROOT / "docs/exports.md").read_text(encoding="utf-8")
    queries = re.findall(r"SELECT[^;'|`]*?(?:'[^']*'[^;'|`]*?)*(?=;\n|' *\n|'$)", re.sub(r"\n    ", " ", manual), re.M)
    expect("the manual has queries", len(queries) >= 3, True)
    for query in queries: ask(db, query)

    run("-o", work / "twice.db", paper, paper, inputs)
    expect("an article that is named twice is one", ask(work / "twice.db", "SELECT count(*) FROM articles"), [(3,)])
    run("-o", work / "pipe.db", "-", stdin=b"Nordea-fonden giver 2 mio. kr. til huset i Faxe.")
    run("-o", work / "pipe.db", "-", stdin=b"Egmont Fonden giver 3 mio. kr. til huset i Stevns.")
    run("-o", work / "pipe.db", "-", stdin=b"Nordea-fonden giver 2 mio. kr. til huset i Faxe.")
    expect("standard input: other bytes are another article", ask(work / "pipe.db", "SELECT name FROM organisations WHERE kind = 'foundation' ORDER BY name"), [("Egmont Fonden",), ("Nordea-fonden",)])
    subprocess.run([PARTIKEL, "-q", "-o", ":memory:", "--format", "sqlite", paper], cwd=work, check=True)
    expect("no name means something else", (work / ":memory:").exists() and ask(work / ":memory:", "SELECT count(*) FROM articles"), [(1,)])
    run("-o", work / "none.db", work / "no-such.txt", code=2)
    expect("nothing read: no file", (work / "none.db").exists(), False)
    expect("a deleted article leaves the search", deleted(db), True)


def deleted(path):
    db = sqlite3.connect(path)
    db.execute("PRAGMA foreign_keys = ON")
    db.execute("DELETE FROM articles WHERE number = 1")
    db.commit()
    left = db.execute("SELECT count(*) FROM mentions WHERE article = 1").fetchone()
    db.close()
    return left == (0,) and whole(path) and search_is_whole(path)


def refused(work):
    article = ROOT / "tests/articles/telegram/source.txt"
    (work / "text.db").write_text("no database at all, but longer than a header: " * 40)
    other = sqlite3.connect(work / "other.db")
    other.execute("CREATE TABLE t(x)")
    other.commit(), other.close()
    for name, pragma in (("older.db", "user_version = 0"), ("newer.db", "user_version = 99")):
        run("-o", work / name, article)
        db = sqlite3.connect(work / name)
        db.execute(f"PRAGMA {pragma}")
        db.commit(), db.close()
    for name, words in (("text.db", "no SQLite database"), ("other.db", "another program"), ("older.db", "has layout 0, this partikel writes 1"), ("newer.db", "has layout 99")):
        before = digest(work / name)
        told = run("-o", work / name, article, code=2)
        expect(f"{name} is refused in one line", (told.count("\n"), words in told, str(work / name) in told), (1, True, True))
        expect(f"{name} stays as it was", digest(work / name), before)
    told = run("-o", work / "no-such-folder/a.db", article, code=2)
    expect("a folder that is not there", told, f"partikel: {work}/no-such-folder/a.db: No such file or directory\n")
    (work / "lib").mkdir(exist_ok=True)
    (work / "lib/libsqlite3.so.0").write_text("no library")
    told = run("-o", work / "b.db", article, code=2, env={"LD_LIBRARY_PATH": str(work / "lib")})
    expect("SQLite is not there: which package has it", "libsqlite3-0" in told and told.count("\n") == 1, True)
    run("-o", work / "b.jsonl", article, env={"LD_LIBRARY_PATH": str(work / "lib")})
    told = run("--format", "sqlite", article, code=2)
    expect("no name", "-o FILE.db" in told, True)


def broken_off(work):
    """Killed at odd moments: what is there is whole articles, and the next import makes it complete."""
    folder = work / "long"
    folder.mkdir()
    sources = [ROOT / f"tests/articles/{name}/source.txt" for name in ("telegram", "local-paper", "minutes", "foundation-news")]
    expect("the sources are there", [s for s in sources if not s.exists()], [])
    for n in range(1600): (folder / f"{n:04}.txt").symlink_to(sources[n % len(sources)])
    run("-o", work / "all.db", folder)
    want = dump(work / "all.db")
    per_article = {p: c for p, c in ask(work / "all.db", "SELECT a.path, count(*) FROM articles a JOIN mentions m ON m.article = a.number GROUP BY a.path")}
    states = set()
    for wait in (0.05, 0.2, 0.4, 0.7):
        db = work / f"killed.db"
        for left in work.glob("killed.db*"): left.unlink()
        p = subprocess.Popen([PARTIKEL, "-q", "-o", db, folder], stderr=subprocess.DEVNULL)
        time.sleep(wait)
        p.send_signal(signal.SIGKILL)
        p.wait()
        if not db.exists() or not ask(db, "SELECT count(*) FROM sqlite_master WHERE name = 'articles'")[0][0]:
            states.add(0)
            continue
        n = ask(db, "SELECT count(*) FROM articles")[0][0]
        states.add(n)
        got = {p: c for p, c in ask(db, "SELECT a.path, count(*) FROM articles a JOIN mentions m ON m.article = a.number GROUP BY a.path")}
        expect(f"killed after {wait} s: {n} whole articles", (whole(db), search_is_whole(db), {k: v for k, v in got.items() if per_article[k] != v}), (True, True, {}))
        run("-o", db, folder)
        expect("the next import makes it complete", dump(db) == want and whole(db) and search_is_whole(db), True)
    expect("some were killed on the way", len(states) > 1, True)
    # stopped by a signal: what is done is kept
    db = work / "stopped.db"
    p = subprocess.Popen([PARTIKEL, "-q", "-o", db, folder], stderr=subprocess.DEVNULL)
    time.sleep(0.4)
    p.send_signal(signal.SIGTERM)
    expect("exit of a stopped run", p.wait() in (143, 0), True)
    expect("a stopped run leaves whole articles", not db.exists() or whole(db), True)
    run("-o", db, "--resume", folder)
    expect("--resume makes it complete", dump(db) == want, True)
    # two at once
    halves = [sorted(folder.iterdir())[k::2] for k in (0, 1)]
    lists = [work / f"half{k}" for k in (0, 1)]
    for name, half in zip(lists, halves): name.write_text("".join(f"{p}\n" for p in half))
    both = [subprocess.Popen([PARTIKEL, "-q", "-o", work / "both.db", "--files-from", name]) for name in lists]
    expect("two at once: both end well", [p.wait() for p in both], [0, 0])
    expect("and all articles are in", {t: len(r) for t, r in dump(work / "both.db").items()}, {t: len(r) for t, r in want.items()})
    expect("and whole", whole(work / "both.db") and search_is_whole(work / "both.db"), True)


def views(work):
    """Rows put in by hand, whose answers are known."""
    path = work / "views.db"
    run("-o", path, ROOT / "tests/articles/telegram/source.txt")
    db = sqlite3.connect(path)
    for t, in db.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'articles_search%' ORDER BY name = 'articles'").fetchall(): db.execute(f"DELETE FROM {t}")
    put = lambda table, **cells: db.execute(f"INSERT INTO {table} ({', '.join(cells)}) VALUES ({', '.join('?' * len(cells))})", list(cells.values()))
    proof = {"evidence": "[0]", "rule": "r"}
    # 1 and 2 tell of one grant for Havestuen, 2019 and 2020; 2 of another one; 3 of an unnamed project twice in one article, and of a gift without a sum
    for n, year in ((1, 2020), (2, 2019), (3, 2020)):
        put("articles", number=n, id=f"a{n}", path=f"p{n}", bytes=1, sha256="same" if n < 3 else "other", title=f"T{n}", published=str(year), published_year=year, text="Før. Faxe Kommune giver. Efter.", row_hash=n)
        put("mentions", article=n, nr=0, kind="organisation", span_start=5, span_end=17, text="Faxe Kommune", rule="r")
    names = {"foundation:f": "Fonden", "municipality:0320": "Faxe Kommune", "ngo:n": "Hjælpen"}
    for n in (1, 2, 3):
        for i, (key, name) in enumerate(names.items()): put("organisations", article=n, nr=i, key=key, name=name if n > 1 else name.upper(), kind=key.split(":")[0], code="0320" if ":0" in key else None, **proof)
    party = lambda n, k, i, key, role: put("parties", article=n, partnership_nr=k, nr=i, role=role, organisation=names[key], organisation_nr=list(names).index(key), organisation_key=key, **proof)
    for n, k, name in ((1, 0, "Havestuen"), (2, 0, "HAVESTUEN"), (3, 0, None), (3, 1, None)):
        put("partnerships", article=n, nr=k, name=name, confidence=1)
        party(n, k, 0, "municipality:0320", "partner"), party(n, k, 1, "ngo:n", "operator"), party(n, k, 2, "foundation:f", "funder")
    money = lambda n, k, i, amount, currency="DKK": put("funding", article=n, partnership_nr=k, nr=i, funder="Fonden", funder_nr=0, funder_key="foundation:f", amount=amount, currency=amount and currency, **proof)
    money(1, 0, 0, 2000000), money(2, 0, 0, 2000000), money(2, 0, 1, 500000), money(3, 0, 0, 100), money(3, 1, 0, 100), money(3, 0, 1, None), money(3, 0, 2, 7, "EUR")
    db.commit(), db.close()
    expect("grants", ask(path, "SELECT funder_key, partnership COLLATE NOCASE = 'havestuen', amount, currency, year, articles FROM grants ORDER BY amount, partnership"),
           [("foundation:f", None, 7, "EUR", 2020, 1), ("foundation:f", None, 100, "DKK", 2020, 1), ("foundation:f", None, 100, "DKK", 2020, 1),
            ("foundation:f", 1, 500000, "DKK", 2019, 1), ("foundation:f", 1, 2000000, "DKK", 2019, 2)])
    expect("money_by_year", ask(path, "SELECT year, currency, grants, amount FROM money_by_year ORDER BY year, currency"), [(2019, "DKK", 2, 2500000), (2020, "DKK", 2, 200), (2020, "EUR", 1, 7)])
    expect("funders", ask(path, "SELECT funder_key, currency, grants, amount, first_year, last_year FROM funders ORDER BY currency"),
           [("foundation:f", "DKK", 4, 2500200, 2019, 2020), ("foundation:f", "EUR", 1, 7, 2020, 2020)])
    expect("who_funds_whom", ask(path, "SELECT funder, partnership, amount, year, title FROM who_funds_whom WHERE amount > 1000 ORDER BY article, nr"),
           [("Fonden", "Havestuen", 2000000, 2020, "T1"), ("Fonden", "HAVESTUEN", 2000000, 2019, "T2"), ("Fonden", "HAVESTUEN", 500000, 2019, "T2")])
    expect("works_with", ask(path, "SELECT key, other_key, partnerships, articles FROM works_with"), [("municipality:0320", "ngo:n", 3, 3)])
    expect("partnerships_by_municipality", ask(path, "SELECT municipality_key, municipality, year, partnerships, articles FROM partnerships_by_municipality ORDER BY year"),
           [("municipality:0320", "Faxe Kommune", 2019, 1, 1), ("municipality:0320", "Faxe Kommune", 2020, 3, 2)])
    expect("organisations_by_key", ask(path, "SELECT key, name, kind, code, articles, first_year, last_year FROM organisations_by_key ORDER BY key"),
           [("foundation:f", "Fonden", "foundation", None, 3, 2019, 2020), ("municipality:0320", "Faxe Kommune", "municipality", "0320", 3, 2019, 2020), ("ngo:n", "Hjælpen", "ngo", None, 3, 2019, 2020)])
    expect("duplicates", ask(path, "SELECT sha256, articles, path, other_path FROM duplicates"), [("same", 2, "p1", "p2")])
    expect("evidence", ask(path, "SELECT DISTINCT fact, name, text, context FROM evidence WHERE article = 1 AND fact = 'funding'"), [("funding", "Fonden", "Faxe Kommune", "Før. Faxe Kommune giver. Efter.")])


with tempfile.TemporaryDirectory() as top:
    for test in (imports, refused, broken_off, views):
        folder = pathlib.Path(top) / test.__name__
        folder.mkdir()
        test(folder)
print(f"database: {len(faults)} faults")
sys.exit(bool(faults))
