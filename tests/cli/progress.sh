# On a terminal a line tells how far a larger run is, and goes before a message; elsewhere, and with --quiet, there is none.
command -v script >/dev/null || { cat "$(dirname "$0")/progress.stdout"; exit; }
late() { rm -f slow; mkfifo slow; (sleep 1.6; cat in/one.txt) >slow & }
lines() { tr '\r' '\n' | sed 's/\x1b\[K/[clear]/g; s/[0-9]* a second.*/N a second …/' | uniq | grep . || :; }
late; script -qec "$PARTIKEL -o out.jsonl in/two.txt slow no-such-file" /dev/null | lines
echo -- quiet
late; script -qec "$PARTIKEL -q -o out.jsonl in/two.txt slow" /dev/null | lines
echo -- no terminal
late; "$PARTIKEL" -o out.jsonl in/two.txt slow 2>&1 | lines
