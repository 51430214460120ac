#!/usr/bin/env python3
"""Every call of the command that can fail fails once (failing.c): does it say so, and is nothing lost?

    tests/faults/run.py [--whole] [--real] [--asan] [--partikel FILE] [--library FILE]

For each case below and each family of calls, the k-th call fails, for all k. Asked is, each time:
- no crash, no leak (--asan); exit 1 or 2, as docs/errors.md has it; one line on standard error, which names what failed;
- the records of all other articles are there, whole lines; what stands under the name of -o is the former file or the whole new one;
- an interrupted call, or one that does only a part of its work, changes nothing at all;
- when the output could not be written, the same command with --resume writes it whole, without any failure.
A few failures lose nothing and need not be told: tolerated(). With several jobs, which call is the k-th is chance: all is asked the same,
but what changes nothing needs no message.
--whole takes all ways to fail, else the first of each. --real adds the knowledge of data/, about a hundred k of each family: it is slow."""
import argparse, collections, gzip, json, os, pathlib, shutil, signal, subprocess, sys, tempfile, time

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests"))
import warc

EIO, EINTR, EAGAIN, ENOMEM, EACCES, EMFILE, ENOSPC, ENOLCK = 5, 4, 11, 12, 13, 24, 28, 37
SHORT = 0
# family → ways to fail that must be told, ways that must change nothing
FAMILIES = {
    "read": ([EIO], [SHORT, EINTR]),
    "write": ([ENOSPC, EIO], [SHORT, EINTR]),
    "open": ([EACCES, EMFILE], [EINTR]),
    "pread": ([], [EIO, EINTR]),
    "fsync": ([EIO, ENOSPC], [EINTR]),
    "close": ([EIO, ENOSPC], [EINTR]),
    "rename": ([EACCES, EIO], []),
    "ftruncate": ([EIO, ENOSPC], []),
    "lseek": ([EIO], []),
    "flock": ([EAGAIN], [ENOLCK]),
    "fcntl": ([], [EMFILE]),
    "unlink": ([], [EACCES]),
    "poll": ([], [EINTR, EIO]),
    "thread": ([], [EAGAIN, ENOMEM]),
    "opendir": ([EACCES], []),
    "readdir": ([EIO], []),
    "fflush": ([ENOSPC], []),
    "fclose": ([ENOSPC], []),
    "memory": ([ENOMEM], []),
}
OLD = b"what stood there before\n"


class Case:
    def __init__(self, name, args, stdin=None, old=None, families=None, records=True, jobs=1, state=None):
        self.name, self.stdin, self.old, self.families, self.records, self.jobs = name, stdin, old, families, records, jobs
        self.args = ["--jobs", str(jobs), *args]
        self.output = args[args.index("-o") + 1] if "-o" in args else None
        self.data = args[args.index("--data") + 1] if "--data" in args else None
        self.state = state  # files of an interrupted run: name → bytes

    def beside(self):
        return [self.output + ending for ending in ["", ".part", ".resume", ".resume.part", ".ok", ".ok.part"]] if self.output else []


def make_inputs(work):
    articles = ROOT / "tests/articles"
    for name in ["telegram", "local-paper", "minutes"]:
        shutil.copy(articles / name / "source.txt", work / f"{name}.txt")
    shutil.copy(ROOT / "tests/pages/26-microdata-telegram/source.html", work / "page.html")
    shutil.copy(ROOT / "tests/pages/21-chrome-mhtml-university/source.mhtml", work / "page.mhtml")
    (work / "packed.txt.gz").write_bytes(gzip.compress((work / "minutes.txt").read_bytes(), mtime=0))
    # between two articles a picture that takes several reads, and one that is not read at all
    pages = [(f"https://a.example/{name}", (work / f"{name}.txt").read_bytes(), "text/plain; charset=utf-8") for name in ["telegram", "minutes"]]
    pictures = [warc.response("https://a.example/p", bytes(i * i // 7 % 251 for i in range(n)), type="image/png") for n in (600_000, 1_500_000)]
    records = [warc.response(u, b, type=t) for u, b, t in pages]
    warc.write(work / "archive.warc", records[:1] + pictures + records[1:])
    warc.write(work / "archive.warc.gz", records[:1] + pictures[:1] + records[1:], "record")
    (work / "folder/inner").mkdir(parents=True)
    for i, name in enumerate(["telegram", "local-paper", "minutes"]):
        shutil.copy(work / f"{name}.txt", work / ("folder/inner" if i == 2 else "folder") / f"{name}.txt")
    files = {"words/da.list": "og\n| i\n", "words/give.words": "give: giver gav givet\n", "organisation/foundation.list": "Nordea-fonden\nEgmont Fonden\n",
             "rules/50-funding.rules": "rule  grant\nwhen  ORGANISATION:f <give> penge\nthen  role  party=f  role='funder'\nyes   [f Nordea-fonden] giver penge.\n"}
    for name, text in files.items():
        (work / "know" / name).parent.mkdir(parents=True, exist_ok=True)
        (work / "know" / name).write_text(text.replace("| ", ""), encoding="utf-8")


def interrupted(program, work, args):
    """A run that is stopped while it waits for its second article: what it leaves behind."""
    p = subprocess.Popen([program, "-q", *args], cwd=work, stdin=subprocess.PIPE, stderr=subprocess.DEVNULL)
    time.sleep(0.5)
    p.terminate()
    p.wait(20)
    state = {name: (work / name).read_bytes() for name in ["out.jsonl.part", "out.jsonl.resume"]}
    if p.returncode != 128 + signal.SIGTERM or not state["out.jsonl.part"]:
        sys.exit("faults: no interrupted run could be made")
    return state


def cases(real, program, work):
    telegram, paper, minutes = "telegram.txt", "local-paper.txt", "minutes.txt"
    go_on = ["-o", "out.jsonl", telegram, "-", minutes]
    (work / "list").write_text(f"{telegram}\nfolder\n{paper}\n")
    out = [
        Case("one", [telegram]),
        Case("several", [telegram, paper, minutes]),
        Case("gzip", ["packed.txt.gz", telegram]),
        Case("page", ["page.html", telegram], families=["read", "memory"]),
        Case("message", ["page.mhtml", telegram], families=["read", "memory"]),
        Case("archive", ["archive.warc", paper], families=["read", "open", "lseek", "pread", "memory"]),
        Case("packed archive", ["archive.warc.gz", paper], families=["read", "memory"]),
        Case("archive from stdin", ["-"], stdin="archive.warc", families=["read"]),
        Case("folder", ["folder", telegram]),
        Case("stdin", [telegram, "-"], stdin=paper),
        Case("new file", ["-o", "out.jsonl", telegram, paper]),
        Case("old file", ["-o", "out.jsonl", telegram, "packed.txt.gz"], old=OLD),
        Case("only input", ["-o", "out.jsonl", telegram], old=OLD, families=["read", "open", "memory"]),
        Case("file elsewhere", ["-o", "folder/out.jsonl", telegram], old=OLD, families=["open", "fsync", "close", "rename"]),
        Case("large", ["-o", "out.jsonl"] + [paper] * 80, old=OLD, families=["write", "fsync", "rename"]),
        Case("large, to a pipe", [paper] * 80, families=["write"]),
        Case("packed", ["-o", "out.jsonl.gz", telegram, paper], families=["write", "memory"]),
        Case("list", ["-q", "--files-from", "list"], families=["read", "open", "opendir", "memory"]),
        Case("list of errors", ["-o", "out.jsonl", "--errors", "failed.jsonl", telegram, paper], old=OLD, families=["open", "ftruncate", "close", "memory"]),
        Case("going on", ["--resume", *go_on], stdin=paper, old=OLD, state=interrupted(program, work, go_on)),
        Case("shard", ["-o", "out.jsonl", "--shard", "2/3", telegram, paper, minutes], families=["open", "memory"]),
        Case("jobs", ["-q", "-o", "out.jsonl", telegram, paper, "packed.txt.gz", "page.html", "folder"], old=OLD, jobs=3),
        Case("jobs, to a pipe", [telegram, paper, minutes, "page.html"], jobs=3, families=["write", "memory", "thread"]),
        Case("why", ["--why", telegram], records=False),
        Case("version", ["--version"], records=False, families=["fflush", "fclose", "memory"]),
        Case("help", ["--help"], records=False, families=["fflush", "fclose", "memory"]),
        Case("data", ["--data", "know", telegram, paper]),
        Case("check-data", ["--data", "know", "--check-data"], records=False),
    ]
    if real:
        out.append(Case("real data", ["--data", str(ROOT / "data"), telegram]))
    return out


Result = collections.namedtuple("Result", "code stdout stderr file calls failed")


def libxml2_leaks(result):
    """2.9.14's htmlNewParserCtxt forgets its own table of handlers, 256 bytes and nothing else, when it has no memory for what comes after."""
    told = result.stderr.decode(errors="replace")
    return "/libxml2" in result.failed and " in htmlNewParserCtxt (" in told and told.rstrip().endswith("SUMMARY: AddressSanitizer: 256 byte(s) leaked in 1 allocation(s).")


def asan_gives_up(result):
    """The sanitizer itself ends the program when there is no memory while it sets up a thread."""
    return "AddressSanitizer: CHECK failed: sanitizer_linux_libcdep.cpp" in result.stderr.decode(errors="replace") and "ThreadStart" in result.stderr.decode(errors="replace")


class Bench:
    def __init__(self, options, work):
        self.work, self.asan = work, options.asan
        self.program, self.library = os.path.abspath(options.partikel), os.path.abspath(options.library)
        self.log = work.parent / "log"
        self.injected = self.faults = self.not_reached = 0

    def run(self, case, family=None, k=0, how=0, fresh=True, more=()):
        environment = {"PATH": os.environ["PATH"], "LC_ALL": "C"}
        if family:
            environment |= {"LD_PRELOAD": self.library, "PARTIKEL_FAIL": f"{family}:{k}:{how}", "PARTIKEL_FAIL_LOG": str(self.log)}
        if self.asan: # ours stands before libasan, else it would not see the calls for memory
            environment["ASAN_OPTIONS"] = "exitcode=99:detect_leaks=1:verify_asan_link_order=0:allocator_may_return_null=1"
            environment["UBSAN_OPTIONS"] = "halt_on_error=1:exitcode=99"
        if fresh:
            for name in case.beside():
                (self.work / name).unlink(missing_ok=True)
            for name, content in (case.state or {}).items():
                (self.work / name).write_bytes(content)
            if case.output and case.old is not None:
                (self.work / case.output).write_bytes(case.old)
        self.log.unlink(missing_ok=True)
        with open(self.work / case.stdin if case.stdin else os.devnull, "rb") as stdin:
            p = subprocess.run([self.program, *case.args, *more], cwd=self.work, stdin=stdin, capture_output=True, env=environment, timeout=120)
        file = self.work / case.output if case.output else None
        lines = self.log.read_text(errors="replace").splitlines() if self.log.exists() else []
        failed = [line[7:] for line in lines if line.startswith("failed ")]
        calls = [int(line[6:]) for line in lines if line.startswith("calls ")]
        return Result(p.returncode, p.stdout, p.stderr, file.read_bytes() if file and file.exists() else None,
                      calls[0] if calls else 0, failed[0] if failed else None)

    def place(self, failed):
        """What failed, as the command line calls it."""
        return os.path.relpath(failed, self.work) if failed.startswith(str(self.work)) else failed

    def complain(self, case, family, k, how, result, what):
        self.faults += 1
        if self.faults <= 20:
            way = os.strerror(how) if how else "short"
            told = result.stderr.decode(errors="replace")
            print(f"faults: {case.name}: {family} {k} ({way}, {result.failed}): {what}; exit {result.code}, stderr: {told[-3000 if result.code in (99, 1) else -300:].strip()}")

    def check(self, case, family, k, how, want, harmless):
        result = self.run(case, family, k, how)
        say = lambda what: self.complain(case, family, k, how, result, what)
        if result.code < 0:
            return say(f"killed by {signal.Signals(-result.code).name}")
        same = (result.code, result.stdout, result.stderr, result.file) == (want.code, want.stdout, want.stderr, want.file)
        if result.failed is None:
            if case.jobs > 1: return None
            # the journal is written a few times a second: a slow run has more writes than this one, which went as it should
            self.not_reached += 1
            return None if same and case.output else say("the call never came")
        if self.asan and case.jobs > 1 and family == "memory" and asan_gives_up(result):
            return None  # without sanitizers it is asked for message, exit and records
        self.injected += 1
        if harmless:
            return None if same else say("changes the result")
        if same and (case.jobs > 1 or self.tolerated(case, family, result)):
            return None
        if self.asan and family == "memory" and libxml2_leaks(result):
            return None  # without sanitizers the same call is asked for message, exit and records
        if result.code not in (1, 2):
            return say("exit is neither 1 nor 2")
        where = self.message(case, family, result)
        if not where:
            return say("no single message that names it")
        self.records(case, family, result, want, say)
        if case.output and result.code == 2:
            more = () if "--resume" in case.args else ("--resume",)
            after = self.run(case, fresh=False, more=more)
            if (after.code, after.file) != (want.code, want.file):
                say(f"--resume does not mend it: exit {after.code}, {after.stderr.decode(errors='replace')}")
        return None

    def tolerated(self, case, family, result):
        place = self.place(result.failed)
        if family == "lseek": # what cannot be passed over is read
            return place.endswith(".warc")
        if family == "close": # what was only read is read
            return not place.endswith(".part") and place not in ("failed.jsonl", "standard output")
        if family in ("fsync", "open"): # of the folder beside -o: the file itself is safe
            return case.output and place in ("folder" if "/" in case.output else ".", str(self.work))
        return family == "memory" and ("/libc" in result.failed or "/libxml2" in result.failed) # qsort and stdio go on without; encodings that are not used

    def message(self, case, family, result):
        """The one line on standard error, if it names what failed."""
        lines = result.stderr.decode(errors="replace").splitlines()
        if len(lines) != 1 or not lines[0].startswith("partikel: "):
            return None
        text, place = lines[0][len("partikel: "):], self.place(result.failed)
        if family == "memory":
            return "memory" in text
        if place.endswith(".part"):
            place = place[:-len(".part")]
        if family in ("opendir", "readdir") and case.data:
            place = case.data
        return text.startswith(place + ": ") or text.startswith(place + "/")

    def records(self, case, family, result, want, say):
        before = case.old if case.output else b""
        got = result.file if case.output else result.stdout
        all_ = want.file if case.output else want.stdout
        if case.output and result.stdout:
            return say("something on standard output")
        if case.output and result.code == 2:
            return None if got in (before, want.file) else say("the file is neither what it was nor whole")
        if not case.records or result.code == 2:
            return None if all_.startswith(got) and (family in ("write", "close", "fflush", "fclose") or not got) else say("output although nothing was done")
        if got is None:
            return say("no file although some were converted")
        if case.output and case.output.endswith(".gz"):
            got, all_ = gzip.decompress(got), gzip.decompress(all_)
        wanted, lines = all_.splitlines(keepends=True), got.splitlines(keepends=True)
        place = self.place(result.failed)
        lost = [line for line in wanted if line not in lines]
        if [line for line in wanted if line in lines] != lines:
            return say("other records than without the failure")
        missing = {json.loads(line)["source"]["path"] or "-" for line in lost}
        if family in ("read", "open"): # of an archive what was read before is there
            return None if missing == {place} or ("archive" in case.name and missing <= {place}) else say(f"records are missing: {sorted(missing)}")
        told = result.stderr.decode().split(": ")[1] # an article, or a folder: what it holds may be missing
        inside = {path for path in missing if path == told or path.startswith(told + "/")}
        if missing != inside or not (missing or told.startswith(("folder", "archive"))): # of an archive it may have been a picture
            return say(f"records are missing: {sorted(missing)}, told is {told}")
        return None


def main():
    parser = argparse.ArgumentParser()
    build = os.environ.get("B", "build")
    for option in ["--whole", "--real", "--asan"]:
        parser.add_argument(option, action="store_true")
    parser.add_argument("--partikel", default=f"{build}/partikel")
    parser.add_argument("--library", default=f"{build}/tests/failing.so")
    parser.add_argument("--case", help="only the case of this name")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as top:
        work = pathlib.Path(top).resolve() / "work"
        work.mkdir()
        make_inputs(work)
        bench = Bench(options, work)
        for case in cases(options.real, bench.program, work):
            if options.case and options.case != case.name:
                continue
            want = bench.run(case)
            if want.code != 0 or want.stderr:
                print(f"faults: {case.name}: fails by itself: {want.stderr.decode(errors='replace')[-2000:]}")
                return 1
            for family in case.families or FAMILIES:
                calls = bench.run(case, family).calls
                step = max(1, calls // 100) if case.name == "real data" else 3 if case.jobs > 1 and family == "memory" and not options.whole else 1
                loud, quiet = FAMILIES[family]
                for k in range(1, calls + 1, step):
                    for how in loud if options.whole else loud[:1]:
                        bench.check(case, family, k, how, want, False)
                    for how in quiet:
                        bench.check(case, family, k, how, want, True)
    if bench.not_reached * 50 > bench.injected:
        bench.faults += 1
        print(f"faults: {bench.not_reached} calls never came")
    if not bench.faults and bench.injected:
        print(f"faults: {bench.injected} failures injected, nothing lost")
    else:
        print(f"faults: {bench.injected} failures injected, {bench.faults} went wrong")
    return bench.faults != 0 or not bench.injected


sys.exit(main())
