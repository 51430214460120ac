#!/usr/bin/env python3
"""Archives of our own articles and pages give the records that the files give, in all layouts and packings; what is broken in an archive is named and
costs nothing else; archives that wget makes of a local server are read; archives larger than memory are.

    tests/archives.py [--partikel PROGRAM] [--long]
"""
import argparse
import glob
import gzip
import http.server
import json
import os
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


def every_layout(program, work):
    files = sorted(glob.glob("tests/articles/*/source.*") + glob.glob("tests/pages/*/source.*"))
    pages = [warc.page_of(f) for f in files]
    case(len(files) > 30, "there are too few articles and pages")
    want, messages, status = run(program, *files)
    case(status == 0 and len(want) == len(files), f"the files themselves are not converted: {messages}")
    for layout, make in warc.LAYOUTS.items():
        for packing in PACKINGS:
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


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--partikel", default=f"{TOP}/build/partikel")
    parser.add_argument("--long", action="store_true")
    options = parser.parse_args()
    os.chdir(TOP)
    work = tempfile.mkdtemp()
    try:
        every_layout(options.partikel, work)
    finally:
        shutil.rmtree(work)
    for f in failures[:20]:
        print(f"archives: {f}")
    print(f"archives: {cases} cases, {len(failures)} failed")
    return bool(failures)


if __name__ == "__main__":
    sys.exit(main())
