#!/usr/bin/env python3
"""keep.py BUILD TARGET: copies to tests/fuzz/corpus/TARGET the inputs of BUILD/corpus/TARGET, under 512 bytes and 40 in all, that reach
most code that those committed do not reach. tests/fuzz/run.sh --keep calls it."""
import os
import re
import shutil
import subprocess
import sys
import tempfile

LARGEST, MOST = 512, 40


def reached(program, folder):
    """The code that each file of the folder, smallest first, is the first to reach: what libFuzzer notes while it merges."""
    with tempfile.TemporaryDirectory() as work:
        os.mkdir(work + "/out")
        run = [program, "-merge=1", "-use_value_profile=0", "-merge_control_file=" + work + "/control", work + "/out", folder]
        subprocess.run(run, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        with open(work + "/control") as control:
            lines = control.read().split("\n")
    names = lines[2:2 + int(lines[0])]
    rows = (line.split() for line in lines if line.startswith("COV "))
    return {names[int(row[1])]: set(row[2:]) for row in rows}


def main():
    build, target = sys.argv[1:]
    kept, grown = "tests/fuzz/corpus/" + target, build + "/corpus/" + target
    program = build + "/tests/fuzz-" + target
    have = set().union(*reached(program, kept).values())
    with tempfile.TemporaryDirectory() as small:
        for entry in os.scandir(grown):
            if entry.stat().st_size < LARGEST:
                shutil.copy(entry.path, small)
        files = reached(program, small)
        added, room = 0, MOST - sum(bool(re.fullmatch("[0-9a-f]{16}", name)) for name in os.listdir(kept))
        while files and added < room:
            best = max(sorted(files), key=lambda name: len(files[name] - have))
            new = files.pop(best) - have
            if not new:
                break
            have |= new
            shutil.copy(best, kept + "/" + os.path.basename(best)[:16])
            added += 1
    print(f"fuzz: {target}: {added} inputs kept")


if __name__ == "__main__":
    main()
