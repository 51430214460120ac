#!/usr/bin/env python3
"""Archives of our own articles and pages give the records that the files give, in all layouts and packings; what is broken in an archive is named and
costs nothing else; archives that wget makes of a local server are read; archives larger than memory are.

    tests/archives.py [--partikel PROGRAM] [--long] [--sanitized]      --sanitized: a program that needs more memory and time
"""
import argparse
import glob
import gzip
import http.server
import json
import os
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import threading
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import warc  # noqa: E402

TOP = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
failures, cases = [], 0


def case(good, what):
    global cases
    cases += 1
    if not good:
        failures.append(what)
    return good


def run(program, *args, data=None, seconds=120, memory=None):
    """(records, messages, exit status) of the command; memory: MB of address space it may take."""
    limit = (lambda: resource.setrlimit(resource.RLIMIT_AS, (memory << 20, memory << 20))) if memory else None
    p = subprocess.run([program, "-q", *args], input=data, capture_output=True, timeout=seconds, preexec_fn=limit)
    return [json.loads(line) for line in p.stdout.splitlines()], p.stderr.decode(errors="replace").splitlines(), p.returncode


def essence(record):
    """What must not depend on where the article stood."""
    return {**{k: v for k, v in record.items() if k != "source"}, "source": {k: record["source"][k] for k in ("format", "encoding", "bytes", "sha256")}}


def differences(a, b, at=""):
    if type(a) is type(b) and isinstance(a, dict):
        return [d for k in sorted(a.keys() | b.keys()) for d in differences(a.get(k), b.get(k), f"{at}.{k}")]
    if type(a) is type(b) and isinstance(a, list) and len(a) == len(b):
        return [d for k, (x, y) in enumerate(zip(a, b)) for d in differences(x, y, f"{at}[{k}]")]
    return [] if a == b else [f"{at}: {str(a)[:60]!r} is {str(b)[:60]!r}"]


# ---- the same articles in every layout --------------------------------------------------------------------------------

PACKINGS = [None, "record", "stream", 2, "blocks"]


def every_layout(program, work, layouts=None):
    files = sorted(glob.glob("tests/articles/*/source.*") + glob.glob("tests/pages/*/source.*"))
    pages = [warc.page_of(f) for f in files]
    case(len(files) > 30, "there are too few articles and pages")
    want, messages, status = run(program, *files)
    case(status == 0 and len(want) == len(files), f"the files themselves are not converted: {messages}")
    for layout, make in warc.LAYOUTS.items():
        for packing in PACKINGS if not layouts else layouts.get(layout, []):
            name = f"{layout}, packed {packing}"
            path = f"{work}/x.{'arc' if layout.startswith('arc') else 'warc'}{'.gz' if packing else ''}"
            warc.write(path, make(pages), packing)
            got, messages, status = run(program, path)
            case(status == 0 and not messages, f"{name}: exit {status}, {messages[:3]}")
            case([r["source"]["url"] for r in got if r["source"]["format"] in ("text", "html")][:3] == [p[0] for p in pages[:3]], f"{name}: addresses")
            if not case(len(got) == len(want), f"{name}: {len(got)} records, not {len(want)}"):
                continue
            for a, b, f in zip(want, got, files):
                if not a["article"]["url"] and b["source"]["format"] == "html":   # an archive knows whence a page came that does not say so
                    a = {**a, "article": {**a["article"], "url": b["source"]["url"]}}
                found = differences(essence(a), essence(b))
                case(not found, f"{name}: {f}: {found[:3]}")
                case(b["source"]["path"] == path and b["source"]["container"] == layout.split("-")[0].replace("heritrix", "warc").replace("wget", "warc").replace("resources", "warc"), f"{name}: {f}: source")
            offsets = [r["source"]["offset"] for r in got]
            case(offsets == sorted(offsets) and (len(set(offsets)) == len(offsets)), f"{name}: offsets do not rise")
            data = open(path, "rb").read()
            if packing in (None, "record"):
                for r in got[::7]:   # a record begins where it is said to begin
                    rest = data[r["source"]["offset"]:]
                    head = rest if packing is None else gzip.decompress(rest)
                    mark = b"WARC/" if not layout.startswith("arc") else b"https://"
                    case(head.startswith(mark), f"{name}: offset {r['source']['offset']} is no record")
            elif packing in ("stream", "blocks"):
                for r in got[::7]:
                    head = gzip.decompress(data)[r["source"]["offset"]:]
                    case(head.startswith((b"WARC/", b"https://")), f"{name}: offset {r['source']['offset']} is no record of the unpacked data")
            piped, _, status = run(program, "-", data=data)
            case(status == 0 and [essence(r) for r in piped] == [essence(r) for r in got], f"{name}: read from a pipe it differs")


# ---- archives that wget makes --------------------------------------------------------------------------------------------

class Site(http.server.BaseHTTPRequestHandler):
    """The pages, whole, in chunks and gzipped; and what crawlers meet beside them."""
    protocol_version = "HTTP/1.1"
    pages = {}

    def answer(self, status, type, body, fields=(), chunked=False):
        self.send_response(status)
        for key, value in [("Content-Type", type), *fields]:
            self.send_header(key, value)
        self.send_header(*(("Transfer-Encoding", "chunked") if chunked else ("Content-Length", str(len(body)))))
        self.end_headers()
        if chunked:
            body = b"".join(b"%x\r\n%s\r\n" % (len(body[i:i + 777]), body[i:i + 777]) for i in range(0, len(body), 777)) + b"0\r\n\r\n"
        self.wfile.write(body)

    def do_GET(self):
        path, _, how = self.path.partition("?")
        if path == "/robots.txt":
            self.answer(200, "text/plain", b"User-agent: *\nDisallow: /x\n")
        elif path == "/moved":
            self.answer(301, "text/html", b"<p>Moved</p>", [("Location", "/picture.png")])
        elif path == "/picture.png":
            self.answer(200, "image/png", b"\x89PNG\r\n\x1a\n" + bytes(2000))
        elif path not in self.pages:
            self.answer(404, "text/html", b"<html><p>Findes ikke</p></html>")
        else:
            type, body = self.pages[path]
            packed = how == "gzip"
            self.answer(200, type, gzip.compress(body) if packed else body, [("Content-Encoding", "gzip")] if packed else [], how == "chunked")

    def log_message(self, *_):
        pass


def wget_archives(program, work):
    if not shutil.which("wget"):
        print("archives: wget is not here: its archives are not tried")
        return
    files = sorted(glob.glob("tests/articles/*/source.txt") + glob.glob("tests/pages/*/source.html"))
    Site.pages = {"/" + f: ("text/plain; charset=utf-8" if f.endswith(".txt") else "text/html", open(f, "rb").read()) for f in files}
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Site)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    base = f"http://127.0.0.1:{server.server_port}"
    hows = ["", "?chunked", "?gzip"]
    urls = [base + "/" + f + hows[k % 3] for k, f in enumerate(files)]
    want, _, _ = run(program, *files)
    with open(f"{work}/urls", "w") as f:
        f.write("\n".join([f"{base}/robots.txt", f"{base}/moved", f"{base}/none"] + urls) + "\n")
    for options in [[], ["--no-warc-compression"], ["--compression=auto", "--no-warc-digests"]]:
        name = f"wget {' '.join(options)}"
        for old in glob.glob(f"{work}/wget*"):
            os.remove(old)
        subprocess.run(["wget", "-q", "--tries=1", "--timeout=10", f"--warc-file={work}/wget", *options, "-i", f"{work}/urls", "-O", "/dev/null"],
                       cwd=work, stderr=subprocess.DEVNULL, timeout=120)
        made = glob.glob(f"{work}/wget*.warc*")
        if not case(len(made) == 1, f"{name}: it made {made}"):
            continue
        got, messages, status = run(program, made[0])
        case(status == 0 and not messages, f"{name}: exit {status}, {messages[:3]}")
        case([r["source"]["url"] for r in got] == urls, f"{name}: other addresses than were fetched")
        for a, b in zip(want, got):
            if not a["article"]["url"] and b["source"]["format"] == "html":
                a = {**a, "article": {**a["article"], "url": b["source"]["url"]}}
            found = differences(essence(a), essence(b))
            case(not found, f"{name}: {b['source']['url']}: {found[:3]}")
            case(b["source"]["retrieved"].startswith(time.strftime("%Y-")), f"{name}: {b['source']['retrieved']}")
    server.shutdown()


# ---- what is damaged --------------------------------------------------------------------------------------------------------

def damage(rng, data, start, end):
    """The bytes with some between start and end changed, added or taken away."""
    at = rng.randrange(start, end)
    n = min(rng.choice([1, 1, 2, 7, 40]), end - at)
    junk = bytes(rng.randrange(256) for _ in range(n))
    return data[:at] + {0: junk + data[at + n:], 1: data[at + n:], 2: junk + data[at:], 3: b"9" * n + data[at + n:]}[rng.randrange(4)]


def one_record_is_damaged(program, work, rounds):
    """Whatever happens to one record, the others are given, and unless that one is given too, a message names a place."""
    files = sorted(glob.glob("tests/articles/*/source.txt"))
    pages = [warc.page_of(f) for f in files]
    for layout in ("heritrix", "arc"):
        for packing in (None, "record"):
            records = list(warc.LAYOUTS[layout](pages))
            pieces = [warc.squeeze(r) for r in records] if packing else records
            path = f"{work}/damaged.{'arc' if layout == 'arc' else 'warc'}{'.gz' if packing else ''}"
            for seed in range(rounds):
                rng = random.Random(f"{layout} {packing} {seed}")
                k = rng.randrange(len(pieces))
                changed = list(pieces)
                changed[k] = damage(rng, pieces[k], 0, len(pieces[k]))
                with open(path, "wb") as f:
                    f.write(b"".join(changed))
                got, messages, status = run(program, path)
                urls = [r["source"]["url"] for r in got]
                touched = records[k:k + 2] if layout == "arc" and not packing and changed[k][-9:] != pieces[k][-9:] else records[k:k + 1]   # the next line may have lost its beginning
                others = [p[0] for p in pages if not any(p[0].encode() in r for r in touched)]
                name = f"{layout}, packed {packing}, seed {seed}, record {k}"
                case(all(u in urls for u in others), f"{name}: lost {set(others) - set(urls)}")
                case(status == (1 if messages else 0) and all("record at" in m for m in messages), f"{name}: exit {status}, {messages}")
                case(messages or len(got) >= len(pages) or b"HTTP/" not in records[k] or changed[k] != pieces[k], f"{name}: an article is lost and nobody says so")


# ---- archives larger than memory ----------------------------------------------------------------------------------------------

def large_archives(program, work, long):
    page = "<html><body><p>Faxe Kommune og Red Barnet går sammen om et hus for familier, der har brug for hjælp.</p></body></html>".encode()
    one, two = warc.response("https://a.example/1", page), warc.response("https://a.example/2", page)
    gigabytes = 20 << 30

    def sparse(name, begin, hole, end, message, urls):
        path = f"{work}/{name}.warc"
        with open(path, "wb") as f:
            f.write(begin)
            f.seek(hole, os.SEEK_CUR)
            f.write(end)
        if os.stat(path).st_blocks * 512 > 1 << 30:
            os.remove(path)
            return print("archives: no sparse files here: none of 20 GB is tried")
        got, messages, status = run(program, path, seconds=300, memory=600)
        case([r["source"]["url"] for r in got] == urls, f"{name}: {[r['source']['url'] for r in got]}")
        case(len(messages) == bool(message) and (not message or message in messages[0]), f"{name}: {messages}")
        case(status == bool(message), f"{name}: exit {status}")
        os.remove(path)

    both = ["https://a.example/1", "https://a.example/2"]
    sparse("zeros between records", one, gigabytes, two, "zeros stand here", both)
    sparse("zeros at the end", one + two, gigabytes, b"\0", None, both)
    picture = warc.response("https://a.example/p", b"", type="image/png", length=gigabytes + len(warc.http(b"", "image/png")), tail=b"")
    sparse("a picture of 20 GB", one + picture, gigabytes, b"\r\n\r\n" + two, None, both)
    html = warc.response("https://a.example/h", b"", length=gigabytes + len(warc.http(b"")), tail=b"")
    sparse("a page of 20 GB", one + html, gigabytes, b"\r\n\r\n" + two, "larger than the ceiling", both)
    sparse("a page that is cut", one + two + html, gigabytes - 1000, b"\0", "larger than the ceiling", both)

    megabytes = 1000 if long else 100
    noise = bytes((i * i // 7 + i) % 251 for i in range(1 << 20))
    film = warc.response("https://a.example/film", noise * megabytes, type="video/mp4")
    for name, data in [("film, records", warc.squeeze(one, 1) + warc.squeeze(film, 1) + warc.squeeze(two, 1)), ("film, one stream", warc.squeeze(one + film + two, 1))]:
        path = f"{work}/film.warc.gz"
        with open(path, "wb") as f:
            f.write(data)
        got, messages, status = run(program, path, memory=600)
        case([r["source"]["url"] for r in got] == both and status == 0 and not messages, f"{name}: {messages}")
        with open(path, "rb") as f:
            p = subprocess.run(["sh", "-c", f"ulimit -v 600000; cat '{path}' | '{program}' -q - | wc -l"], capture_output=True, timeout=120)
        case(p.stdout.strip() == b"2", f"{name}, from a pipe: {p.stdout} {p.stderr[:200]}")
    pages = b"".join(warc.squeeze(warc.response(f"https://a.example/{k}", page), 1) for k in range(50))
    with open(f"{work}/many.warc.gz", "wb") as f:
        f.write(pages * (400 if long else 40))
    _, peak = measured(program, f"{work}/many.warc.gz")
    _, small = measured(program, f"{work}/film.warc.gz")
    case(peak < 60 << 10 and small < 100 << 10, f"{peak} KB for many pages, {small} KB for a film")


def measured(program, path):
    """(lines, KB of memory at most)"""
    p = subprocess.run(["/usr/bin/env", "python3", "-c", "import resource, subprocess, sys\n"
                        "n = subprocess.run(sys.argv[1:], stdout=subprocess.PIPE).stdout.count(b'\\n')\n"
                        "print(n, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)", program, "-q", path], capture_output=True, text=True, timeout=300)
    lines, kb = p.stdout.split()
    return int(lines), int(kb)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--partikel", default=f"{TOP}/build/partikel")
    parser.add_argument("--long", action="store_true")
    parser.add_argument("--sanitized", action="store_true")
    options = parser.parse_args()
    os.chdir(TOP)
    work = tempfile.mkdtemp()
    try:
        every_layout(options.partikel, work, {"heritrix": ["record"], "arc": ["blocks"]} if options.sanitized else None)
        one_record_is_damaged(options.partikel, work, 300 if options.long else 10 if options.sanitized else 40)
        if not options.sanitized:
            wget_archives(options.partikel, work)
            large_archives(options.partikel, work, options.long)
    finally:
        shutil.rmtree(work)
    for f in failures[:20]:
        print(f"archives: {f}")
    print(f"archives: {cases} cases, {len(failures)} failed")
    return bool(failures)


if __name__ == "__main__":
    sys.exit(main())
