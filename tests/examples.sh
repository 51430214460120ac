#!/bin/bash
# examples.sh: the programs of docs/examples, the README's and that at the head of partikel.h are compiled, run, and say what they should.
cd "$(dirname "$0")/.." || exit 2
top=$PWD B=${B:-build}
case $B in /*) build=$B ;; *) build=$top/$B ;; esac
sample=tests/articles/local-paper/source.txt
libs=$(pkg-config --libs libxml-2.0 zlib libutf8proc nettle jansson)
strict="-Wall -Wextra -Wshadow -Werror -pedantic"
status=0 n=0
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
ln -s "$top/include" "$top/tests" "$work/" && ln -s "$build" "$work/build" || exit 2

# says NAME TEXT… COMMAND via "$work/out": each TEXT is a whole line of it.
says() {
  local name=$1 line
  n=$((n + 1))
  shift
  for line; do grep -qxF -- "$line" "$work/out" || { echo "examples: $name does not say: $line"; sed 's/^/  /' "$work/out" | head -n 20; status=1; }; done
}
failed() { echo "examples: $1: $2"; status=1; }

${CC:-cc} -std=c11 $strict -Iinclude docs/examples/records.c "$build/libpartikel.a" $libs -pthread -o "$work/records" &&
  "$work/records" "$sample" >"$work/out" || failed records.c "does not build or run"
says records.c "$sample: Et stort køkkenbord til de små familier" "  Køkkenbordet, 2013 to 2016" "    funder: Bikubenfonden" "    DKK 2100000 from Bikubenfonden"
"$work/records" "$sample" /nowhere 2>"$work/out" >/dev/null; [ $? -eq 1 ] || failed records.c "a missing file is no error"
says records.c "/nowhere: no such file"

PARTIKEL_LIBRARY=$build/libpartikel.so.0 python3 docs/examples/records.py "$sample" >"$work/out" || failed records.py "does not run"
says records.py "Et stort køkkenbord til de små familier" "  Køkkenbordet" "    funder Bikubenfonden"
PARTIKEL_LIBRARY=$build/libpartikel.so.0 python3 docs/examples/records.py /nowhere 2>"$work/out" >/dev/null; [ $? -eq 1 ] || failed records.py "a missing file is no error"
says records.py "/nowhere: no such file"

# README: its first C block as example.c, then the commands that follow it, as they stand, in a folder that looks like this one.
awk '/^```c$/ && !done { on = 1; next } /^```$/ && on { on = 0; done = 1 } on' README.md >"$work/example.c"
awk '/^```c$/ && !seen { seen = 1; next } /^```$/ && seen == 1 { seen = 2; next } seen == 2 && /^    / { print substr($0, 5); run = 1; next }
     seen == 2 && run { exit }' README.md >"$work/commands"
[ -s "$work/example.c" ] && grep -q '^cc ' "$work/commands" || failed README "has no C block with a cc line after it"
(cd "$work" && set -e && . ./commands) >"$work/out" 2>&1 || { failed README "example does not build or run"; cat "$work/out"; }
says README "Køkkenbordet"
grep -q Bikubenfonden "$work/out" || failed README "example does not name the funder"

# partikel.h: the lines in its head, inside a function.
{
  echo '#include <partikel.h>'
  echo '#include <stdio.h>'
  echo 'static int my_sink(void *c, const char *bytes, size_t size) { return fwrite(bytes, 1, size, (FILE *)c) != size; }'
  echo 'int main(void) { void *my_context = stdout;'
  sed -n '/Strings\. /q; s/^ \*     //p' include/partikel.h | sed "s|saved/article.txt|$sample|"
  echo 'return status != PARTIKEL_END; }'
} >"$work/head.c"
${CC:-cc} -std=c11 $strict -Iinclude "$work/head.c" "$build/libpartikel.a" $libs -pthread -o "$work/head" && "$work/head" >"$work/json" ||
  failed partikel.h "its example does not build or run"
jq -r '.partnerships[].name' "$work/json" >"$work/out"
says partikel.h "Køkkenbordet"

[ $status -ne 0 ] || echo "examples: $n outputs as they should be"
exit $status
