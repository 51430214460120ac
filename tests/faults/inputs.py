#!/usr/bin/env python3
"""What lies in the way of a run: full disks, folders that go, files that change while it reads, archives with holes, odd names, rights
that are missing, pipes and devices, lists and lines at their ceilings. Nothing is lost, nothing half-written, and one line says what to do.

    tests/faults/inputs.py [--long] [--asan] [--partikel FILE]       --long: 100,000 files, an archive of 20 GB"""
import argparse, ctypes, json, os, pathlib, resource, shutil, signal, subprocess, sys, tempfile, threading, time

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests"))
import warc

ARTICLE = (ROOT / "tests/cli/in/one.txt").read_bytes()
PAGES = [warc.page_of(str(p)) for p in sorted((ROOT / "tests/pages").glob("*/source.html"))]


class Tried:
    def __init__(self, options, top):
        self.program, self.top, self.long = os.path.abspath(options.partikel), top, options.long
        self.asan = options.asan
        self.timed = os.path.abspath(options.timed)
        self.tried = self.wrong = 0

    def folder(self, name):
        folder = self.top / name
        folder.mkdir()
        folder.chmod(0o777)
        return folder

    def start(self, work, *args, **more):
        more = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE} | more
        return subprocess.Popen([self.program, "-q", *args], cwd=work, env={"PATH": os.environ["PATH"], "LC_ALL": "C"}, **more)

    def run(self, work, *args, seconds=60, input=None, **more):
        p = self.start(work, *args, **more | ({"stdin": subprocess.PIPE} if input is not None else {}))
        try:
            p.out, p.told = p.communicate(input, timeout=seconds)
        except subprocess.TimeoutExpired:
            p.kill()
            p.out, p.told = p.communicate()
            p.told += b"HANGS"
        p.out, p.told = p.out or b"", (p.told or b"").decode(errors="replace")
        return p

    def must(self, what, good, *shown):
        self.tried += 1
        if not good:
            self.wrong += 1
            print(f"inputs: {what}", *(repr(s)[:500] for s in shown))


def paths(out):
    return [json.loads(line)["source"]["path"] for line in out.splitlines()]


# ---- disks --------------------------------------------------------------------------------------------------------------------
def full_disk(t):
    work = t.folder("full")
    for i in range(300):
        (work / f"{i:03}.txt").write_bytes(ARTICLE)
    want = t.run(work, "-o", "/dev/stdout", ".").out

    def limited():
        resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))
    for jobs in ["1", "3"]:
        (work / "out.jsonl").write_bytes(b"old\n")
        p = t.run(work, "--jobs", jobs, "-o", "out.jsonl", ".", preexec_fn=limited)
        t.must("a file that may not grow is told", p.returncode == 2 and p.told.startswith("partikel: out.jsonl: File too large") and p.told.count("\n") == 1, p.returncode, p.told)
        t.must("the old file stays", (work / "out.jsonl").read_bytes() == b"old\n")
        p = t.run(work, "--jobs", jobs, "-o", "out.jsonl", "--resume", ".")
        t.must("--resume makes it whole", p.returncode == 0 and (work / "out.jsonl").read_bytes() == want and not (work / "out.jsonl.part").exists(), p.told)

    disk = t.folder("disk")
    small = t.start(work, "--version")  # only to have a process to wait for if there is no namespace
    small.communicate()
    script = ("mount -t tmpfs -o size=400k tmpfs ../disk && echo old >../disk/out.jsonl && \"$0\" -q -o ../disk/out.jsonl .; echo \"exit $?\"; cat ../disk/out.jsonl; "
              "mount -o remount,size=20m ../disk && \"$0\" -q -o ../disk/out.jsonl --resume .; echo \"exit $?\"; ls ../disk; cat ../disk/out.jsonl >../whole")
    p = subprocess.run(["unshare", *([] if os.getuid() == 0 else ["-Ur"]), "-m", "sh", "-c", script, t.program], cwd=work, capture_output=True)
    if b"exit" not in p.stdout or b"permission denied" in p.stderr.lower() or b"not permitted" in p.stderr:
        print("inputs: skipped: a small disk cannot be mounted here")
        return
    t.must("a full disk is told", b"partikel: ../disk/out.jsonl: No space left on device" in p.stderr and p.stdout.startswith(b"exit 2\nold\n"), p.stdout[:200], p.stderr)
    t.must("with room again --resume makes it whole", p.stdout.endswith(b"exit 0\nout.jsonl\nout.jsonl.ok\n") and (t.top / "whole").read_bytes() == want, p.stdout[:300], p.stderr)


def waiting(t, work, *args):
    """A run that waits for its first article while the world changes: what writes to it, and the process."""
    os.mkfifo(work / "wait")
    p = t.start(work, *args)
    return os.open(work / "wait", os.O_WRONLY), p


def end(p, pipe):
    os.write(pipe, ARTICLE)
    os.close(pipe)
    p.out, p.told = p.communicate(timeout=30)
    p.told = p.told.decode(errors="replace")


def folder_gone(t):
    work = t.folder("gone")
    (work / "to").mkdir()
    pipe, p = waiting(t, work, "-o", "to/out.jsonl", "wait")
    time.sleep(0.3)
    shutil.rmtree(work / "to")
    end(p, pipe)
    t.must("an output folder that is gone is told", p.returncode == 2 and p.told.startswith("partikel: to/out.jsonl") and p.told.endswith(": No such file or directory\n") and p.told.count("\n") == 1, p.returncode, p.told)
    (work / "wait").unlink()
    (work / "to").mkdir()
    first = t.start(work, "-o", "to/out.jsonl", "-", stdin=subprocess.PIPE)
    time.sleep(0.3)
    (work / "a.txt").write_bytes(ARTICLE)
    p = t.run(work, "-o", "to/out.jsonl", "a.txt")
    t.must("two runs do not write the same file", p.returncode == 2 and p.told == "partikel: to/out.jsonl: another run is writing it\n", p.told)
    first.communicate(ARTICLE, timeout=30)
    t.must("and the first one is whole", first.returncode == 0 and paths((work / "to/out.jsonl").read_bytes()) == ["-"])


# ---- files that change ------------------------------------------------------------------------------------------------------------
def changing_files(t):
    work = t.folder("changing")
    (work / "saved").mkdir()
    for name in "abcdefgh":
        (work / f"saved/{name}.txt").write_bytes(ARTICLE)
    pipe, p = waiting(t, work, "--jobs", "3", "wait", "saved")
    time.sleep(0.3)  # listed is all now, nothing of saved/ is read
    saved = work / "saved"
    (saved / "b.txt").unlink()
    (saved / "c.txt").write_bytes(b"")
    (saved / "d.txt").write_bytes(ARTICLE * 50)
    (saved / "e.txt").unlink(), (saved / "e.txt").mkdir()
    (saved / "f.txt").unlink(), os.mkfifo(saved / "f.txt")
    (saved / "g.txt").unlink(), (saved / "g.txt").symlink_to("/dev/zero")
    end(p, pipe)
    told = [f"partikel: saved/{n}.txt: {what}" for n, what in [("b", "no such file"), ("c", "empty file"), ("e", "is a folder, not a file"), ("f", "is a pipe, not a file"), ("g", "is a device, not a file")]]
    t.must("files that change between listing and reading", p.returncode == 1 and p.told.splitlines() == told and paths(p.out) == ["wait", "saved/a.txt", "saved/d.txt", "saved/h.txt"], p.returncode, p.told, paths(p.out))

    # while it is read: a file that grows all the time, one that is cut again and again
    stop = threading.Event()
    def change():
        while not stop.is_set():
            if os.path.getsize(saved / "a.txt") < 300_000:
                with open(saved / "a.txt", "ab") as f:
                    f.write(b"Endnu en linje om familier i kommunen.\n" * 10)
            else:
                os.truncate(saved / "a.txt", 100)
            os.truncate(saved / "h.txt", 0 if os.path.getsize(saved / "h.txt") else 20_000)
    writer = threading.Thread(target=change)
    writer.start()
    try:
        for _ in range(20):
            p = t.run(work, "--jobs", "2", "saved/a.txt", "saved/d.txt", "saved/h.txt")
            lines = p.out.splitlines()
            t.must("files that change while they are read", p.returncode in (0, 1) and len(lines) + p.told.count("\n") == 3 and paths(p.out)[-2:][0] in ("saved/a.txt", "saved/d.txt"), p.returncode, p.told)
    finally:
        stop.set()
        writer.join()


# ---- archives ------------------------------------------------------------------------------------------------------------------------
def archive_with_hole(t):
    work = t.folder("hole")
    size = (20 << 30) if t.long else (1 << 30)
    records = list(warc.heritrix(PAGES[:3]))
    for where in ["between records", "inside a record"]:
        with open(work / "a.warc", "wb") as f:
            for r in records:
                f.write(r)
            if where == "inside a record":
                f.write(warc.record("resource", b"", "https://a.example/film", content_type="video/mp4", length=size, tail=b""))
            f.seek(size, os.SEEK_CUR)
            f.write(b"\r\n\r\n")
            for r in records:
                f.write(r)
        begun = time.monotonic()
        p = t.run(work, "--jobs", "2", "a.warc", seconds=900)
        took = time.monotonic() - begun
        n = len(p.out.splitlines())
        t.must(f"a hole of {size >> 30} GB {where}", n == 6 and (p.returncode == 1) == (where == "between records"), p.returncode, n, p.told)
        t.must(f"a hole of {size >> 30} GB {where}: {took:.0f} s, peak", took < 60 * (size >> 30) / 2 + 10)
    os.unlink(work / "a.warc")


# ---- folders -------------------------------------------------------------------------------------------------------------------------
def many_files(t):
    work = t.folder("many")
    n = 100_000 if t.long else 3_000
    (work / "saved").mkdir()
    text = "Red Barnet og Faxe Kommune åbner et hus for familier, og det er alle glade for.\n".encode()
    for i in range(n):
        (work / f"saved/{i * 7919 % n:06}.txt").write_bytes(text)
    measured = subprocess.run([t.timed, "1", t.program, "-q", "--jobs", "2", "-o", "out", "saved"], cwd=work, capture_output=True, text=True)
    names = paths((work / "out").read_bytes())
    t.must(f"{n} files in a folder", measured.returncode == 0 and not measured.stderr and names == [f"saved/{i:06}.txt" for i in range(n)], measured.stderr[-300:], len(names))
    peak = int(measured.stdout.split(" peak ")[1].split()[0]) >> 10
    t.must(f"{n} files in a folder: {peak} MB", t.asan or peak < 100)
    shutil.rmtree(work)


def odd_names(t):
    work = t.folder("names")
    (work / "saved").mkdir()
    names = [b"a\nb.txt", b"b\xf8rn.txt", b"\xff\xfe.txt", b"x" * 251 + b".txt", b"tab\there.txt", b"quote\"back\\slash.txt", b"\x1b[31mred.txt", b"%s%n.txt", b"-rf.txt",
             "på Ærø – 1.txt".encode(), b"new\r\nline.txt", b"\xed\xa0\x80.txt", b" .txt"]
    for name in names:
        with open(os.fsencode(work / "saved") + b"/" + name, "wb") as f:
            f.write(ARTICLE)
    p = t.run(work, "--jobs", "2", "saved")
    want = [(b"saved/" + n).decode(errors="replace") for n in sorted(names)]
    t.must("names that are no UTF-8 or hold line feeds", p.returncode == 0 and [s.replace("\ufffd", "?") for s in paths(p.out)] ==
           ["".join(c if ord(c) < 0xDC00 or ord(c) > 0xDFFF else "?" for c in (b"saved/" + n).decode(errors="surrogateescape")) for n in sorted(names)], p.told, paths(p.out), want)
    listed = b"\0".join(b"saved/" + n for n in names) + b"\0"
    p = t.run(work, "--files-from", "-", input=listed)
    t.must("the same from a list", p.returncode == 0 and len(paths(p.out)) == len(names), p.told)
    for name in names:
        with open(os.fsencode(work / "saved") + b"/" + name, "wb") as f:
            f.write(b"%PDF-1.4\n")
    p = t.run(work, "--errors", "failed", "saved")
    failed = [json.loads(line) for line in (work / "failed").read_bytes().splitlines()]
    t.must("the same in messages and in --errors", p.returncode == 2 and p.told.count("\n") == len(names) == len(failed) and "\x1b" not in p.told, p.told)


def rights(t):
    work = t.folder("rights")
    (work / "saved/closed").mkdir(parents=True)
    for name in ["a.txt", "closed/b.txt", "c.txt"]:
        (work / "saved" / name).write_bytes(ARTICLE)
    (work / "saved/a.txt").chmod(0)
    (work / "saved/closed").chmod(0)
    (work / "shut").mkdir()
    (work / "shut").chmod(0o555)
    def nobody():
        if os.getuid() == 0:
            os.setgid(65534)
            os.setuid(65534)
    p = t.run(work, "saved", preexec_fn=nobody)
    t.must("rights that are missing", p.returncode == 1 and p.told == "partikel: saved/a.txt: permission denied\npartikel: saved/closed: Permission denied\n" and paths(p.out) == ["saved/c.txt"], p.returncode, p.told)
    p = t.run(work, "-o", "shut/out.jsonl", "saved/c.txt", preexec_fn=nobody)
    t.must("a folder nobody may write to", p.returncode == 2 and p.told == "partikel: shut/out.jsonl: Permission denied\n", p.told)
    (work / "saved/closed").chmod(0o755)


def pipes_and_devices(t):
    work = t.folder("odd")
    (work / "saved").mkdir()
    os.mkfifo(work / "saved/a.txt")
    os.mkfifo(work / "pipe")
    for name in ["zero", "null", "full", "tty", "random"]:
        (work / f"saved/{name}.txt").symlink_to(f"/dev/{name}")
    (work / "saved/b.txt").write_bytes(ARTICLE)
    p = t.run(work, "saved", seconds=10)
    t.must("pipes and devices in a folder", p.returncode == 0 and paths(p.out) == ["saved/b.txt"], p.told)
    for device in ["zero", "null", "full", "random", "urandom"]:
        p = t.run(work, f"/dev/{device}", "saved/b.txt", seconds=10)
        t.must(f"/dev/{device}", p.returncode == 1 and p.told == f"partikel: /dev/{device}: is a device, not a file\n" and paths(p.out) == ["saved/b.txt"], p.told)
    for end_ in [signal.SIGTERM, signal.SIGINT]:
        p = t.start(work, "saved/b.txt", "pipe")  # nobody ever writes to it
        time.sleep(0.4)
        p.send_signal(end_)
        out, told = p.communicate(timeout=10)
        t.must("a pipe that nobody writes to is left by a signal", p.returncode == 128 + end_ and paths(out) == ["saved/b.txt"], p.returncode, told)


# ---- ceilings and talk --------------------------------------------------------------------------------------------------------------
def lists_and_lines(t):
    work = t.folder("lists")
    (work / "a.txt").write_bytes(ARTICLE)
    most, line = 256 << 20, 96 << 20
    with open(work / "list", "wb") as f:
        f.write(b"a.txt\0")
        f.truncate(most)
    p = t.run(work, "--files-from", "list")
    t.must("a list at its ceiling", p.returncode == 0 and paths(p.out) == ["a.txt"], p.returncode, p.told)
    os.truncate(work / "list", most + 1)
    p = t.run(work, "--files-from", "list")
    t.must("a list over its ceiling", p.returncode == 2 and p.told == "partikel: list: the list is longer than 256 MiB\n", p.told)
    for n, code in [(line, "IO"), (line + 1, "LIMIT")]:
        p = t.run(work, "--filter", input=b"x" * n + b"\na.txt\n")
        answers = [json.loads(a) for a in p.out.splitlines()]
        t.must(f"a line of {n} bytes", p.returncode == 0 and len(answers) == 2 and answers[0]["error"]["code"] == code and answers[1]["source"]["path"] == "a.txt", p.returncode, p.told, p.out[-200:])
    for depth in [255, 256]:
        top = work / f"d{depth}"
        inner = top.joinpath(*["d"] * depth)
        inner.mkdir(parents=True)
        (inner / "a.txt").write_bytes(ARTICLE)
        p = t.run(work, top.name)
        t.must(f"{depth} folders inside a folder", (p.returncode == 0) == (depth == 255) and len(paths(p.out)) == (depth == 255) and ("too deep" in p.told) == (depth == 256), p.told)


def talk(t):
    """A line is answered before the next one is asked, whatever the number of jobs."""
    work = t.folder("talk")
    (work / "a.txt").write_bytes(ARTICLE)
    for jobs in ["1", "4"]:
        p = t.start(work, "--filter", "--jobs", jobs, stdin=subprocess.PIPE)
        for i, line in enumerate([b"a.txt\n", b"no-such-file\n", b"{\n", b"a.txt\n"] * 3):
            p.stdin.write(line)
            p.stdin.flush()
            answer = []
            reader = threading.Thread(target=lambda: answer.append(p.stdout.readline()))
            reader.start()
            reader.join(10)
            t.must("a line is answered at once", answer and ("error" in json.loads(answer[0])) == (line != b"a.txt\n"), jobs, line, answer)
            if not answer:
                p.kill()
                return
        p.send_signal(signal.SIGTERM)
        rest = p.communicate(timeout=10)
        t.must("a signal ends the talk", p.returncode == 143 and rest == (b"", b""), p.returncode, rest)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--long", action="store_true")
    parser.add_argument("--asan", action="store_true", help="a build with sanitizers: its memory is not measured")
    parser.add_argument("--partikel", default=f"{os.environ.get('B', 'build')}/partikel")
    parser.add_argument("--timed", default=f"{os.environ.get('B', 'build')}/tests/timed")
    parser.add_argument("--only", help="one of the functions here")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as top:
        top = pathlib.Path(top)
        top.chmod(0o755)
        t = Tried(options, top)
        for case in [full_disk, folder_gone, changing_files, archive_with_hole, many_files, odd_names, rights, pipes_and_devices, lists_and_lines, talk]:
            if options.only in (None, case.__name__):
                case(t)
    print(f"inputs: {t.tried} bad inputs and full disks tried, {f'{t.wrong} went wrong' if t.wrong else 'nothing lost'}")
    return t.wrong != 0 or not t.tried


sys.exit(main())
