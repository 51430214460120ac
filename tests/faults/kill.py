#!/usr/bin/env python3
"""Runs that are killed at random moments and gone on with: the finished file is that of a run that nobody killed.

    tests/faults/kill.py [--kills 200] [--packed] [--seed N] [--partikel FILE]

A folder of texts, pages and damaged files, two web archives (one with a broken record) and a file that is not there are converted with -o,
--errors and --resume, again and again until the run comes to its own end; each time but the last it is killed (SIGKILL), stopped (SIGTERM,
SIGINT) or stopped twice. Asked is, after each kill: what the journal counts is there and right, and no file has the output's name. At
the end: output, list of errors and FILE.ok are equal to the byte, and nothing else is left. --packed writes .jsonl.gz, --seed repeats a run as far as time
allows."""
import argparse, gzip, json, os, pathlib, random, shutil, signal, subprocess, sys, tempfile, time

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests"))
import warc


def make_inputs(work):
    texts = sorted((ROOT / "tests/articles").glob("*/source.txt"))
    pages = sorted((ROOT / "tests/pages").glob("*/source.html"))
    (work / "saved/b").mkdir(parents=True)
    for i in range(260):
        shutil.copy(texts[i % len(texts)], work / f"saved/{i:03}.txt")
        shutil.copy(pages[i % len(pages)], work / f"saved/b/{i:03}.html")
    (work / "saved/050.txt").write_bytes(b"%PDF-1.4\n")
    (work / "saved/b/100.html").write_bytes(b"")
    (work / "saved/b/150.txt").write_bytes(gzip.compress(b"x" * 1000)[:12])
    found = [warc.page_of(str(p)) for p in (pages * 9)[:240]]
    records = list(warc.heritrix([(f"{url}?{i}", body, type) for i, (url, body, type) in enumerate(found)]))
    warc.write(work / "one.warc.gz", records, "record")
    broken = next(i for i in range(200, len(records)) if b"WARC-Type: response" in records[i])
    records[broken] = records[broken][:len(records[broken]) // 2]
    warc.write(work / "two.warc", records)


class Killed:
    def __init__(self, options, work):
        self.program, self.work, self.random = os.path.abspath(options.partikel), work, random.Random(options.seed)
        self.out = "out.jsonl.gz" if options.packed else "out.jsonl"
        self.args = ["-q", "-o", self.out, "--errors", "failed.jsonl", "--resume", "saved", "one.warc.gz", "no-such-file", "two.warc"]
        self.wrong, self.sent, self.came_to_end = 0, {}, 0

    def start(self, jobs):
        return subprocess.Popen([self.program, "--jobs", str(jobs), *self.args], cwd=self.work, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)

    def files(self):
        return {p.name: p.read_bytes() for p in self.work.iterdir() if p.name.startswith(("out", "failed"))}

    def say(self, what):
        self.wrong += 1
        print(f"kill: {what}")

    def clear(self):
        for name in self.files():
            (self.work / name).unlink()

    def undisturbed(self):
        begun = time.monotonic()
        p = self.start(2)
        p.communicate()
        self.seconds, self.want = time.monotonic() - begun, self.files()
        ok = json.loads(self.want[self.out + ".ok"])
        if p.returncode != 1 or set(self.want) != {self.out, self.out + ".ok", "failed.jsonl"} or ok["articles"] < 500 or ok["failed"] < 4:
            sys.exit(f"kill: the run that nobody kills goes wrong: exit {p.returncode}, {ok}")
        self.clear()

    def after_kill(self):
        """What the journal says is there, and is the beginning of what shall be there."""
        files = self.files()
        if self.out + ".resume" in files:
            first, *steps = files[self.out + ".resume"].decode().splitlines()
            numbers = [int(n) for n in steps[0].split()[1:-1]] if steps else []
            part = files.get(self.out + ".part", files.get(self.out, b""))
            if len(numbers) != 10 or not self.want[self.out].startswith(part[:numbers[2]]) or len(part) < numbers[2]:
                self.say(f"the journal counts what is not there: {steps}")
            if not self.want["failed.jsonl"].startswith(files.get("failed.jsonl", b"")[:numbers[3]]) or len(files.get("failed.jsonl", b"")) < numbers[3]:
                self.say("the list of errors is not what the journal says")
            counted = part[:numbers[2]]
            if (gzip.decompress(counted) if self.out.endswith(".gz") else counted).count(b"\n") != numbers[4]:
                self.say("articles are counted that are not there")
        if self.out in files and files[self.out] != self.want[self.out]:
            self.say("a file that is not whole has the output's name")

    def disturb(self):
        before = self.files()
        p = self.start(self.random.choice([1, 2, 3]))
        way = self.random.choices(["KILL", "TERM", "INT", "TERM twice"], [80, 10, 5, 5])[0]
        try:
            told = p.communicate(timeout=self.random.uniform(0, 1.1) * self.seconds)
        except subprocess.TimeoutExpired:
            p.send_signal(getattr(signal, "SIG" + way.split()[0]))
            if way == "TERM twice":
                p.send_signal(signal.SIGTERM)
            told = p.communicate(timeout=60)
        else:
            way = None
        allowed = {"KILL": [-9], "TERM": [143], "INT": [130], "TERM twice": [143, -15], None: [1]}[way]
        # it may have come to its end just before, or be struck while the linker still loads it, before it has touched anything
        too_early = way in ("TERM", "INT") and p.returncode == {"TERM": -15, "INT": -2}[way] and self.files() == before
        if p.returncode not in allowed and p.returncode != 1 and not too_early:
            self.say(f"exit {p.returncode} after {way}: {told[1].decode()[-500:]}")
        if p.returncode == 1:
            way = None
        self.sent[way] = self.sent.get(way, 0) + (way is not None)
        return way

    def kills(self):
        return sum(self.sent.values())

    def run(self, kills):
        while self.kills() < kills and not self.wrong:
            if self.disturb():
                self.after_kill()
                continue
            self.came_to_end += 1
            self.seconds *= 0.9  # so that most are killed several times, however busy the machine was when the first one ran
            files = self.files()
            if files != self.want:
                self.say(f"other files than without a kill: {[n for n in files.keys() | self.want.keys() if files.get(n) != self.want.get(n)]}")
            self.clear()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--packed", action="store_true")
    parser.add_argument("--seed", type=int, default=random.randrange(1 << 30))
    parser.add_argument("--partikel", default=f"{os.environ.get('B', 'build')}/partikel")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as top:
        work = pathlib.Path(top)
        make_inputs(work)
        k = Killed(options, work)
        k.undisturbed()
        k.run(options.kills)
    ways = ", ".join(f"{n} by {way}" for way, n in sorted(k.sent.items(), key=str) if n)
    if k.wrong:
        print(f"kill: {k.kills()} kills ({ways}), {k.wrong} things went wrong; --seed {options.seed}")
    else:
        print(f"kill: {k.kills()} kills ({ways}), {k.came_to_end} runs came to their end, nothing lost")
    return k.wrong != 0 or not k.kills() or not k.came_to_end


sys.exit(main())
