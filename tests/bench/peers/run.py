#!/usr/bin/env python3
"""The engine of tests/bench/peers.sh, which says how it is called.

A library runs as one process that is given page after page (extract.mjs, extract.py), its start not counted; a command as one process a
page, as people run it. All on one core; CPU time counts, since the machine may have other work. Partikel runs between the peers, and the
median of its runs stands in the table.
"""
import email.utils, glob, gzip, html.parser, json, os, re, resource, select, shutil, signal, statistics, subprocess, sys, tempfile, time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(HERE)))
SHARED = os.path.join(os.path.dirname(ROOT), "shared")
BUILD = os.path.join(ROOT, os.environ["B"]) if "B" in os.environ else os.path.join(ROOT, "build")
PACKAGES = os.path.join(BUILD, "peers")
MOST_CPU, MOST_WALL = 30, 300                             # seconds for one page
PYTHON = "/usr/bin/python3"                               # Debian's, which sees Debian's packages

NODE = {"readability-jsdom": ("Readability.js {} on jsdom {}", ["@mozilla/readability", "jsdom"]),
        "readability-linkedom": ("Readability.js {} on linkedom {}", ["@mozilla/readability", "linkedom"]),
        "defuddle-jsdom": ("defuddle {} on jsdom {}", ["defuddle", "jsdom"]),
        "defuddle-linkedom": ("defuddle {} on linkedom {}", ["defuddle", "linkedom"]),
        "postlight": ("Postlight parser {}", ["@postlight/parser"])}
DEBIAN = {"readability-lxml": ("readability-lxml {}", "readability"), "html2text-python": ("html2text {} (Python)", "html2text")}
COMMANDS = {"w3m": ("w3m {} -dump", ["w3m", "-dump", "-T", "text/html", "-O", "UTF-8"], ["w3m", "-version"]),
            "lynx": ("lynx {} -dump", ["lynx", "-dump", "-nolist", "-force_html", "-display_charset=utf-8"], ["lynx", "-version"]),
            "html2text": ("html2text {}", ["html2text", "-utf8", "-nobs"], ["html2text", "-version"])}
ADDRESS = "https://page.example/article"
TEXT_ONLY = set(COMMANDS) | {"html2text-python"}          # whole pages as text, no metadata


# --- pages and truth ------------------------------------------------------------------------------------------------------------

def shared_pages(folder):
    with open(os.path.join(SHARED, "pages", "truth.json"), encoding="utf-8") as f:
        truth = json.load(f)
    for name in truth:
        with gzip.open(os.path.join(SHARED, "pages", name + ".html.gz")) as f, open(os.path.join(folder, name + ".html"), "wb") as to:
            shutil.copyfileobj(f, to)
    return truth, {name: int(name[:4]) % 3 == 0 for name in truth}


def made_up_pages(folder):
    """Pages of tests/pages that are plain HTML and hold an article: each line of it is wanted, the strings of `without` are not."""
    truth = {}
    for source in sorted(glob.glob(os.path.join(ROOT, "tests/pages/*/source.html"))):
        name, where = os.path.basename(os.path.dirname(source)), os.path.dirname(source)
        if not os.path.exists(os.path.join(where, "article.txt")):
            continue
        with open(os.path.join(where, "expected.json"), encoding="utf-8") as f:
            want = json.load(f)
        with open(os.path.join(where, "article.txt"), encoding="utf-8") as f:
            rows = [re.sub(r"^- ", "", row.strip()) for row in f if row.strip()]
        article = want["article"]
        truth[name] = {"with": rows, "without": want["without"], "title": article.get("title"), "date": (article.get("published") or "")[:10],
                       "author": article.get("authors"), "url": article.get("url")}
        shutil.copy(source, os.path.join(folder, name + ".html"))
    return truth, {}


# --- what a peer said, as the scorer reads records --------------------------------------------------------------------------------

class Text(html.parser.HTMLParser):
    """The text of the markup that a peer hands out, the same way for all: a line for each block, what is no text left out."""
    INLINE = set("a abbr b bdi bdo big cite code data dfn del em font i ins kbd mark q s samp small span strong sub sup time tt u var wbr".split())
    HIDDEN = {"script", "style", "template", "svg"}

    def __init__(self, markup):
        super().__init__(convert_charrefs=True)
        self.parts, self.hidden = [], 0
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.hidden += tag in self.HIDDEN
        if tag not in self.INLINE:
            self.parts.append("\n")

    def handle_startendtag(self, tag, attributes):
        if tag not in self.INLINE:
            self.parts.append("\n")

    def handle_endtag(self, tag):
        self.hidden -= tag in self.HIDDEN and self.hidden > 0
        if tag not in self.INLINE:
            self.parts.append("\n")

    def handle_data(self, data):
        if not self.hidden:
            self.parts.append(data)


def day(date):
    """YYYY-MM-DD of the dates that peers give: ISO, or as in e-mails."""
    date = str(date or "").strip()
    if re.match(r"\d{4}-\d\d-\d\d", date):
        return date[:10]
    try:
        return email.utils.parsedate_to_datetime(date).date().isoformat()
    except (TypeError, ValueError):
        return date


def record(name, answer):
    text = answer["text"] if "text" in answer else "".join(Text(answer.get("html") or "").parts)
    return {"source": {"path": name + ".html"},
            "article": {"text": text, "title": answer.get("title") or None, "published": day(answer.get("date")),
                        "authors": [answer["author"]] if answer.get("author") else []}}


# --- running -----------------------------------------------------------------------------------------------------------------------

class Result:
    def __init__(self, title):
        self.title, self.versions, self.cpu, self.start = title, ["…"] * 2, 0.0, None
        self.records, self.failed, self.hung = [], 0, 0

    def took(self, usage):
        self.cpu += usage.ru_utime + usage.ru_stime


def cpu_of(pid):
    with open(f"/proc/{pid}/stat") as f:
        fields = f.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class Library:
    """The process of a library. A page that takes too long costs the process; the next page begins another."""

    def __init__(self, command, result):
        self.command, self.result, self.process = command, result, None

    def begin(self):
        self.process = subprocess.Popen(self.command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        self.left = b""
        first = self.line()
        if not isinstance(first, bytes):
            sys.exit(f"{self.result.title} does not start: {' '.join(self.command)}")
        first = json.loads(first)
        self.result.versions, self.result.start = first["versions"], first["start"]
        self.result.cpu -= first["start"]

    def end(self):
        _, _, usage = os.wait4(self.process.pid, 0)
        self.process.returncode = 0                       # it has been waited for
        self.process.stdout.close()
        try:
            self.process.stdin.close()
        except BrokenPipeError:
            pass
        self.process = None
        self.result.took(usage)

    def line(self):
        """The next line; "hung" or "ended" where none comes."""
        out = self.process.stdout.fileno()
        cpu, wall = cpu_of(self.process.pid), time.monotonic()
        while b"\n" not in self.left:
            if not select.select([out], [], [], .5)[0]:
                if cpu_of(self.process.pid) - cpu > MOST_CPU or time.monotonic() - wall > MOST_WALL:
                    return "hung"
                continue
            more = os.read(out, 1 << 20)
            if not more:
                return "ended"
            self.left += more
        line, self.left = self.left.split(b"\n", 1)
        return line

    def read(self, path, address):
        if not self.process:
            self.begin()
        try:
            self.process.stdin.write(f"{path}\t{address}\n".encode())
            self.process.stdin.flush()
            line = self.line()
        except BrokenPipeError:                           # it ended after its last answer
            line = "ended"
        if isinstance(line, bytes):
            return json.loads(line)
        if line == "hung":
            self.process.kill()
            self.result.hung += 1
        self.end()
        return {"error": line}

    def close(self):
        if self.process:
            self.process.stdin.close()
            self.end()


def run_library(title, command, pages, addresses):
    result = Result(title)
    library = Library(command, result)
    for name, path in pages.items():
        answer = library.read(path, addresses.get(name, ADDRESS))
        result.failed += "error" in answer
        result.records.append(record(name, answer))
    library.close()
    return result


def run_command(title, command, asks_version, pages):
    result = Result(title)
    said = subprocess.run(asks_version, capture_output=True, text=True).stdout
    result.versions = [re.search(r"\d+\.\d[\w.]*", said).group()]
    limit = lambda: resource.setrlimit(resource.RLIMIT_CPU, (MOST_CPU, MOST_CPU + 1))
    for name, path in pages.items():
        with tempfile.TemporaryFile() as out:
            process = subprocess.Popen(command + [path], stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.DEVNULL, preexec_fn=limit)
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = status
            result.took(usage)
            result.hung += os.WIFSIGNALED(status) and os.WTERMSIG(status) in (signal.SIGXCPU, signal.SIGKILL)
            result.failed += status != 0
            out.seek(0)
            result.records.append(record(name, {"text": out.read().decode("utf-8", "replace")}))
    return result


def run_partikel(folder):
    result = Result("**partikel {}**")
    command = [os.path.join(BUILD, "partikel")]
    result.versions = [subprocess.run(command + ["--version"], capture_output=True, text=True).stdout.split()[1]]
    with tempfile.TemporaryFile() as out:
        process = subprocess.Popen(command + ["--jobs", "1", "--quiet", folder], stdin=subprocess.DEVNULL, stdout=out)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = status
        if status:
            sys.exit(f"partikel failed: {status}")
        result.took(usage)
        out.seek(0)
        result.records = [json.loads(line) for line in out]
    return result


# --- scores and table -----------------------------------------------------------------------------------------------------------------

def scores(records, truth, work):
    """{"text": (P, R, F1), …} by ../shared/score_pages.py; the text alone, by its rule, where that is not here."""
    scorer = os.path.join(SHARED, "score_pages.py")
    if os.path.exists(scorer):
        with open(os.path.join(work, "truth.json"), "w", encoding="utf-8") as f:
            json.dump(truth, f)
        with open(os.path.join(work, "records.jsonl"), "w", encoding="utf-8") as f:
            f.writelines(json.dumps(r) + "\n" for r in records)
        said = subprocess.run([sys.executable, scorer, f.name.replace("records.jsonl", "truth.json"), f.name, "--json"], capture_output=True, text=True, check=True)
        return json.loads(said.stdout)
    fold = lambda s: re.sub(r"\s+", " ", s or "").strip()
    texts = {r["source"]["path"].rsplit("/", 1)[-1][:-len(".html")]: fold(r["article"]["text"]) for r in records}
    wanted = [fold(s) in texts.get(name, "") for name, want in truth.items() for s in want["with"]]
    unwanted = sum(fold(s) in texts.get(name, "") for name, want in truth.items() for s in want["without"])
    right = sum(wanted)
    return {"text": (right / max(1, right + unwanted), right / max(1, len(wanted)), 2 * right / max(1, right + unwanted + len(wanted)))}


def keep(name, result):
    folder = os.environ.get("RECORDS")
    if folder:
        os.makedirs(folder, exist_ok=True)
        with open(os.path.join(folder, name + ".jsonl"), "w", encoding="utf-8") as f:
            f.writelines(json.dumps(x, ensure_ascii=False) + "\n" for x in result.records)


def cell(scored, key, at=2):
    return f"{scored[key][at]:.3f}".lstrip("0") if key in scored and scored[key][at] else "–"


def main():
    asked = sys.argv[1:]
    unknown = [name for name in asked if name not in {**NODE, **DEBIAN, **COMMANDS}]
    if unknown:
        sys.exit(f"no such peer: {' '.join(unknown)}; there are {' '.join([*NODE, *DEBIAN, *COMMANDS])}")
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    os.environ.update(TZ="UTC", LC_ALL="C.UTF-8")
    with tempfile.TemporaryDirectory() as work:
        folder = os.path.join(work, "pages")
        os.mkdir(folder)
        shared = os.environ.get("PAGES") != "tests" and os.path.exists(os.path.join(SHARED, "pages", "truth.json"))
        truth, unread = (shared_pages if shared else made_up_pages)(folder)
        pages = {name: os.path.join(folder, name + ".html") for name in truth}
        addresses = {name: want["url"] for name, want in truth.items() if want.get("url")} if os.environ.get("ADDRESSES") == "yes" else {}

        ours, results, absent = [run_partikel(folder)], [], []
        for name in asked or [*NODE, *DEBIAN, *COMMANDS]:
            print(name, file=sys.stderr, flush=True)      # what is being run; the table is standard output
            if name in NODE:
                title, needs = NODE[name]
                here = shutil.which("node") and all(os.path.exists(os.path.join(PACKAGES, "node_modules", p)) for p in needs)
                run = lambda: run_library(title, ["node", os.path.join(HERE, "extract.mjs"), PACKAGES, name], pages, addresses)
            elif name in DEBIAN:
                title, module = DEBIAN[name]
                here = os.path.exists(PYTHON) and not subprocess.run([PYTHON, "-c", f"import {module}"], capture_output=True).returncode
                run = lambda: run_library(title, [PYTHON, os.path.join(HERE, "extract.py"), name], pages, addresses)
            else:
                title, command, asks_version = COMMANDS[name]
                here = shutil.which(command[0])
                run = lambda: run_command(title, command, asks_version, pages)
            if not here:
                absent.append(title.replace(" {}", ""))
                continue
            results.append((name, run()))
            keep(*results[-1])
            ours.append(run_partikel(folder))
        keep("partikel", ours[0])
        ours[0].cpu = statistics.median(r.cpu for r in ours)
        results.insert(0, ("partikel", ours[0]))

        print(f"{len(pages)} pages of {'../shared/pages' if shared else 'tests/pages'}, {sum(map(os.path.getsize, pages.values())) / 1e6:.0f} MB"
              + (f", {sum(unread.values())} of them unread" if unread else "") + (", with their own addresses" if addresses else ""))
        print("| extractor | text F1 | P | R | unread: F1 | P | R | title | date | author | pages/s | partikel is faster | start, s | no text |")
        print("|---" * 14 + "|")
        rows = []
        for name, r in results:
            whole = scores(r.records, truth, work)
            apart = scores(r.records, {n: truth[n] for n in truth if unread[n]}, work) if unread else {}
            meta = {} if name in TEXT_ONLY else whole
            empty = len(pages) - sum(bool((x["article"].get("text") or "").strip()) for x in r.records)
            speed = len(pages) / r.cpu
            cells = [r.title.format(*r.versions)] + [cell(part, "text", at) for part in (whole, apart) for at in (2, 0, 1)]
            cells += [cell(meta, key) for key in ("title", "date", "author")]
            cells += [f"{speed:.{int(speed < 20)}f}", f"{r.cpu / ours[0].cpu:.1f} times", "–" if r.start is None else f"{r.start:.1f}",
                      f"{empty} ({r.failed} failed, {r.hung} too long)" if r.failed else str(empty)]
            rows.append((-whole["text"][2], f"| {' | '.join(cells)} |"))
        print("\n".join(row for _, row in sorted(rows)))
        print("partikel's runs: " + ", ".join(f"{len(pages) / r.cpu:.0f}" for r in ours) + " pages/s")
        for title in absent:
            print(f"not here: {title} (tests/bench/peers.sh --install)")


if __name__ == "__main__":
    main()
