#!/usr/bin/env python3
"""Every call that can fail while an export is written fails once (failing.c): does the command say so, and is nothing lost?

    tests/faults/exports.py [--whole] [--asan] [--case NAME] [--partikel FILE] [--library FILE]

For each format and each family of calls the k-th call fails, for all k (of calls for memory about eighty). Asked is, each time:
- no crash, no leak (--asan); exit 0 only when all is there; else 1 or 2, and one line on standard error with the name of the output or of
  the one article that is missing;
- what stands under the output's name is what was there before, or the whole new one; of a database: whole articles, integrity, old and new;
- an interrupted call, or one that does only a part of its work, changes nothing;
- the same command without any failure then makes it whole."""
import argparse, hashlib, os, pathlib, shutil, signal, sqlite3, subprocess, sys, tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
EIO, EINTR, ENOMEM, EACCES, EMFILE, ENOSPC, SHORT = 5, 4, 12, 13, 24, 28, 0
FAMILIES = {"write": ([ENOSPC, EIO], [SHORT, EINTR]), "read": ([EIO], []), "open": ([EACCES, EMFILE], [EINTR]), "fsync": ([EIO], []), "close": ([EIO], [EINTR]), "rename": ([EACCES], []),
            "ftruncate": ([EIO], []), "mkdir": ([EACCES], []), "rmdir": ([EACCES], []), "unlink": ([EACCES], []), "opendir": ([EACCES], []), "memory": ([ENOMEM], [])}
QUICK = {"write", "open", "fsync", "rename", "mkdir", "memory"}


def files(path):
    """What stands under a name: bytes of a file, or of all files of a folder."""
    if path.is_dir(): return {p.name: p.read_bytes() for p in sorted(path.iterdir())}
    return path.read_bytes() if path.exists() else None


def database(path):
    """Articles by path, each with all its rows; None: no database yet. An error tells what is wrong with it."""
    if not path.exists() or not path.stat().st_size: return None
    db = sqlite3.connect(path)
    try:
        if db.execute("PRAGMA integrity_check").fetchall() != [("ok",)]: return "integrity_check"
        if db.execute("PRAGMA foreign_key_check").fetchall(): return "foreign_key_check"
        tables = [t for t, in db.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'articles_search%' ORDER BY name")]
        if not tables: return None
        db.execute("INSERT INTO articles_search(articles_search, rank) VALUES ('integrity-check', 1)")
        db.rollback()
        out = {}
        for number, at in db.execute("SELECT number, path FROM articles").fetchall():
            rows = [r[1:] for t in tables for r in db.execute(f"SELECT * FROM {t} WHERE {'number' if t == 'articles' else 'article'} = ?", (number,))]
            out[at] = hashlib.sha256(repr(rows).encode()).hexdigest()
        return out
    except sqlite3.DatabaseError as e:
        return str(e)
    finally:
        db.close()


class Case:
    def __init__(self, name, output, options, inputs, before, beside=()):
        self.name, self.output, self.inputs, self.before = name, output, inputs, before
        self.args = ["-q", "-j1", *options, "-o", output]
        self.beside = beside         # what belongs to the output: the folder of a page

    def state(self, work):
        if self.name.startswith("database"): return database(work / self.output)
        return {n: files(work / n) for n in (self.output, *self.beside)}


def cases(work):
    telegram, paper = "telegram.txt", "local-paper.txt"
    for name in (telegram, paper): shutil.copy(ROOT / f"tests/articles/{name[:-4]}/source.txt", work / name)
    many = []
    for n in range(102):
        many.append(f"n{n:03}.txt")
        (work / many[-1]).write_text(f"Nr. {n}: Nordea-fonden giver {n + 1}.000 kr. til huset i Faxe.\n", encoding="utf-8")
    return [Case("page", "out.html", [], [telegram, paper], [telegram]), Case("pages", "out.html", [], many, many[:101], ["out_files"]),
            Case("set", "out", ["--format", "csv"], [telegram, paper], [telegram]), Case("sheet", "out", ["--format", "csv", "--profile", "excel-da"], [telegram], []),
            Case("database", "out.db", [], [telegram, paper], []), Case("database, more", "out.db", [], [telegram, paper], [telegram])]


class Bench:
    def __init__(self, options, work):
        self.work, self.options, self.log = work, options, work.parent / "log"
        self.program, self.library = os.path.abspath(options.partikel), os.path.abspath(options.library)
        self.injected = self.faults = 0

    def run(self, case, inputs, family=None, k=0, how=0):
        environment = {"PATH": os.environ["PATH"], "LC_ALL": "C"}
        if family: environment |= {"LD_PRELOAD": self.library, "PARTIKEL_FAIL": f"{family}:{k}:{how}", "PARTIKEL_FAIL_LOG": str(self.log)}
        if self.options.asan:
            environment["ASAN_OPTIONS"] = "exitcode=99:detect_leaks=1:verify_asan_link_order=0:allocator_may_return_null=1"
            environment["UBSAN_OPTIONS"] = "halt_on_error=1:exitcode=99"
        self.log.unlink(missing_ok=True)
        p = subprocess.run([self.program, *case.args, *inputs], cwd=self.work, stdin=subprocess.DEVNULL, capture_output=True, env=environment, timeout=120)
        lines = self.log.read_text(errors="replace").splitlines() if self.log.exists() else []
        return p.returncode, p.stderr.decode(errors="replace"), [l[7:] for l in lines if l.startswith("failed ")], [int(l[6:]) for l in lines if l.startswith("calls ")]

    def begin(self, case):
        """The output as it was before, kept beside and copied back each time."""
        for p in self.work.glob("out*"): shutil.rmtree(p) if p.is_dir() else p.unlink()
        for p in (self.work / "kept").glob("*"): (shutil.copytree if p.is_dir() else shutil.copy)(p, self.work / p.name)

    def keep(self, case):
        shutil.rmtree(self.work / "kept", ignore_errors=True)
        (self.work / "kept").mkdir()
        for p in self.work.glob("out*"): shutil.rmtree(p) if p.is_dir() else p.unlink()
        if case.before: self.run(case, case.before)
        for p in self.work.glob("out*"): p.rename(self.work / "kept" / p.name)

    def check(self, case, family, k, how, old, want, harmless):
        self.begin(case)
        code, told, failed, _ = self.run(case, case.inputs, family, k, how)
        got = case.state(self.work)

        def say(what):
            self.faults += 1
            if self.faults <= 20: print(f"exports: {case.name}: {family} {k} ({os.strerror(how) if how else 'short'}, {failed}): {what}; exit {code}, stderr: {told[-2000 if code in (99, 1) else -300:].strip()}")
        if code < 0: return say(f"killed by {signal.Signals(-code).name}")
        if not failed: return say("the call never came")
        self.injected += 1
        if code == 0 or harmless:
            if code or told: return say("changes the result")
            if got != want: return say("says that all is well, and it is not")
            if not harmless and not self.tolerated(family, failed[0]): return say("is not told")
        else:
            if code not in (1, 2): return say("exit is neither 1 nor 2")
            if told.count("\n") != 1 or not told.startswith("partikel: "): return say("not one line")
            place = told[len("partikel: "):].split(":")[0]
            if family != "memory" and place != case.output and not (family in ("open", "read", "close") and place in case.inputs) and not place.startswith(case.output + "."): return say("does not name it")
            if family == "memory" and "memory" not in told: return say("does not say that memory ran out")
            if isinstance(got, str): return say(f"the database is broken: {got}")
            if case.name.startswith("database"):
                for path, rows in (got or {}).items():
                    if rows not in ((want or {}).get(path), (old or {}).get(path)): return say(f"{path} is not whole")
                for path in old or {}:
                    if path not in (got or {}): return say(f"{path} is lost")
            elif code == 2 and got not in (old, want) and not self.names_changed_one_by_one(case, got, old, want): return say("the output is neither what it was nor whole")
        again = self.run(case, case.inputs)
        if (again[0], again[1], case.state(self.work)) != (0, "", want): return say(f"the same command does not mend it: {again}")

    def tolerated(self, family, failed):
        """What loses nothing: what was only read is closed; the folder around the output, whose files are safe; what is left of an older
        output; libraries that go on with less memory."""
        place = os.path.relpath(failed, self.work) if failed.startswith(str(self.work)) else failed
        if family == "memory": return any(name in failed for name in ("/libc", "/ld-linux", "/libxml2", "/libsqlite3"))
        if family == "close": return ".part" not in place
        if family in ("open", "read", "fsync"): return place in (".", "/dev/urandom") # where SQLite looks for chance
        return family in ("unlink", "rmdir", "opendir")

    def names_changed_one_by_one(self, case, got, old, want):
        """A page with a folder has two names: the folder's may be the new one while the page's is still the old one."""
        return bool(case.beside) and all(got[name] in (old[name], want[name]) for name in got)


def main():
    parser = argparse.ArgumentParser()
    build = os.environ.get("B", "build")
    for option in ["--whole", "--asan"]: parser.add_argument(option, action="store_true")
    parser.add_argument("--partikel", default=f"{build}/partikel")
    parser.add_argument("--library", default=f"{build}/tests/failing.so")
    parser.add_argument("--case")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as top:
        work = pathlib.Path(top).resolve() / "work"
        work.mkdir()
        bench = Bench(options, work)
        for case in cases(work):
            if options.case and options.case != case.name: continue
            bench.keep(case)
            bench.begin(case)
            old = case.state(work)
            code, told, _, _ = bench.run(case, case.inputs)
            want = case.state(work)
            if code or told or want == old:
                print(f"exports: {case.name}: fails by itself: {told}")
                return 1
            for family, (loud, quiet) in FAMILIES.items():
                if not options.whole and family not in QUICK: continue
                bench.begin(case)
                calls = bench.run(case, case.inputs, family)[3]
                calls = calls[0] if calls else 0
                most = (400 if options.whole else 20) if family == "memory" else 200 if options.whole else 5
                for k in range(1, calls + 1, max(1, calls // most)):
                    for how in loud if options.whole else loud[:1]: bench.check(case, family, k, how, old, want, False)
                    for how in quiet if options.whole else quiet[:1]: bench.check(case, family, k, how, old, want, True)
    print(f"exports: {bench.injected} failures injected, {'nothing lost' if not bench.faults else f'{bench.faults} went wrong'}")
    return bench.faults != 0 or not bench.injected


sys.exit(main())
