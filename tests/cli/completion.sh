# Completion in bash: every option of --help and no other, the values that --help lists, and files for the rest.
bash=$(command -v bash) || { echo "completion: there is no bash" >&2; exit 1; }
cat >complete.bash <<'ASK'
. "$DATA/../docs/packaging/partikel.bash"
ask() { # ask WORD …: what the last word may become
  COMP_WORDS=(partikel "$@") COMP_CWORD=$# COMPREPLY=()
  _partikel "$PARTIKEL" "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
  printf '%s\n' "${COMPREPLY[@]}" | sed '/^$/d'
}
ASK
cat >questions.bash <<'ASK'
. ./complete.bash
ask -
ASK
"$bash" questions.bash | sort >answered
"$PARTIKEL" --help | grep -oE '(^|[ (])--?[A-Za-z][a-z-]*' | tr -d ' (' | sort -u >told
diff told answered && grep -c -e -- answered
cat >questions.bash <<'ASK'
. ./complete.bash
say() { echo "$*: $(ask "$@" | tr '\n' ' ')"; }
say --fo
say in/one.txt --no
say --format ''
say --format h
say --format =
say --format = s
say --profile ''
say --profile excel
say --lang ''
say --show ''
say --show f
say -o ''
say --output --w
say --date ''
say -j -
say in/
complete -p partikel
ASK
"$bash" questions.bash
# Files, and none for a date, as bash itself completes them: a terminal, and the key.
cat >typed.py <<'TYPE'
import os, pty, select, sys, time
pid, terminal = pty.fork()
if pid == 0:
    os.environ.update(PS1="> ", TERM="dumb", PATH=os.path.dirname(os.environ["PARTIKEL"]) + ":" + os.environ["PATH"])
    os.execvp("bash", ["bash", "--norc", "--noprofile", "-i"])
said = b""
def hear(until, seconds=20):
    global said
    end = time.time() + seconds
    while until not in said and time.time() < end:
        if select.select([terminal], [], [], 0.2)[0]:
            said += os.read(terminal, 4096).replace(b"\a", b"")
    if until not in said:
        sys.exit(f"no {until!r} in {said!r}")
    said = b""
hear(b"> ")
os.write(terminal, b'. "$DATA/../docs/packaging/partikel.bash"; echo re""ady\n')
hear(b"ready\r\n")
for typed, becomes in [(b"partikel in/on\t", b"in/one.txt "), (b"partikel --chec\t", b"--check-data "), (b"partikel -o in/tw\t", b"in/two.txt "),
                       (b"partikel --format=ht\t", b"--format=html "), (b"partikel --data i\t", b"--data in/"),
                       (b"partikel --date in/on\t|", b"--date in/on|")]:
    os.write(terminal, typed)
    hear(becomes)
    os.write(terminal, b"\x15")
    print(becomes.decode())
os.write(terminal, b"exit\n")
TYPE
python3 typed.py
