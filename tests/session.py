#!/usr/bin/env python3
"""session.py FOLDER PAGE…: runs the sessions of manual pages in FOLDER, each page in a copy of it: literal blocks that begin with `$ `.

`$ ` begins a command, `> ` goes on with it; the lines behind are what it prints, on either output. `...` in them stands for anything,
a line `...` for any lines. A command without such lines may print what it likes, and must end with 0. A literal block that
begins with #include is kept under the name that the next session compiles (`cc NAME`)."""
import os
import re
import shutil
import subprocess
import sys
import tempfile

ESCAPES = {r"\e": "\\", r"\&": "", r"\-": "-", r"\(aq": "'", r"\(ti": "~", r"\(ha": "^", r"\(en": "–"}


def literals(text):
    """(line number, lines) of each literal block, as a reader sees them."""
    for found in re.finditer(r"^\.Bd -literal.*\n((?:.*\n)*?)\.Ed$", text, re.M):
        body = re.sub(r"\\(?:\(..|.)", lambda m: ESCAPES[m.group()], found.group(1))
        yield text.count("\n", 0, found.start(1)) + 1, body.splitlines()


def commands(lines):
    """(command, printed lines) of a session."""
    steps = []
    for line in lines:
        if line.startswith("$ "):
            steps.append((line[2:], []))
        elif line == ">" or line.startswith("> "):
            assert steps and not steps[-1][1], "`> ` without a command"
            steps[-1] = (steps[-1][0] + "\n" + line[2:], [])
        else:
            steps[-1][1].append(line)
    return steps


def expected(lines):
    """A regular expression for what a command prints."""
    pattern = ""
    for line in lines:
        pattern += r"(?:.*\n)*" if line == "..." else ".*".join(map(re.escape, line.split("..."))) + "\n"
    return pattern


def run_page(folder, page):
    text = open(page, encoding="utf-8").read()
    work, program, done, bad = tempfile.mkdtemp(), None, 0, 0
    shutil.copytree(folder, work, symlinks=True, dirs_exist_ok=True)
    for number, lines in literals(text):
        if lines[0].startswith("#include"):
            program = "\n".join(lines) + "\n"
        if not lines[0].startswith("$ "):
            continue
        for command, printed in commands(lines):
            name = re.search(r"\bcc (\S+\.c)\b", command)
            if program and name:
                with open(os.path.join(work, name.group(1)), "w", encoding="utf-8") as out:
                    out.write(program)
            if "\n" in command and "<<" not in command:  # what is typed into a command like cat
                first, typed = command.split("\n", 1)
                run = subprocess.run(["bash", "-c", first], cwd=work, input=typed + "\n", stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=60)
            else:
                run = subprocess.run(["bash", "-c", command], cwd=work, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=60)
            done += 1
            if run.returncode or (printed and not re.fullmatch(expected(printed), run.stdout)):
                bad += 1
                print(f"{page}:{number}: {command.splitlines()[0]}: exit {run.returncode}, printed:")
                print("".join(f"    {line}\n" for line in run.stdout.splitlines()[:12]), end="")
    shutil.rmtree(work)
    if program and not re.search(r"^\$ cc ", text, re.M):
        print(f"{page}: nothing compiles its program")
        bad += 1
    return done, bad


def main():
    done = bad = 0
    for page in sys.argv[2:]:
        d, b = run_page(sys.argv[1], page)
        if not d:
            print(f"{page}: no session in it")
        done, bad = done + d, bad + b + (d == 0)
    print(f"{done} commands of {len(sys.argv) - 2} pages, {bad} failed")
    return bad > 0


if __name__ == "__main__":
    sys.exit(main())
