#!/bin/sh
# run.sh [--accept] [NAME ...]: each NAME.sh here runs in an empty folder beside a copy of in/; what it prints and how it ends must be
# as in NAME.stdout, NAME.stderr and NAME.exit (no file: nothing printed, exit 0). $PARTIKEL and $DATA name the program and data/.
here=$(cd "$(dirname "$0")" && pwd) || exit 2
top=$(cd "$here/../.." && pwd)
PARTIKEL=${PARTIKEL:-$top/build/partikel} DATA=$top/data LC_ALL=C
case $PARTIKEL in /*) ;; *) PARTIKEL=$(pwd)/$PARTIKEL ;; esac
export PARTIKEL DATA LC_ALL
[ -x "$PARTIKEL" ] || { echo "cli: $PARTIKEL is not there: run \`make\` first" >&2; exit 2; }
accept=; [ "$1" != --accept ] || { accept=1; shift; }
[ $# -gt 0 ] || set -- $(cd "$here" && ls ./*.sh | sed 's|^\./||; s|\.sh$||' | grep -v '^run$')
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
passed=0 failed=0

for name; do
  rm -rf "$work/run" && mkdir "$work/run" && cp -r "$here/in" "$work/run/"
  (cd "$work/run" && exec sh "$here/$name.sh") >"$work/stdout" 2>"$work/stderr" </dev/null
  echo $? >"$work/exit"
  echo 0 >"$work/zero"
  : >"$work/nothing"
  good=1
  for part in stdout stderr exit; do
    want=$here/$name.$part usual=$work/nothing
    [ $part != exit ] || usual=$work/zero
    if [ "$accept" ]; then
      if cmp -s "$work/$part" "$usual"; then rm -f "$want"; else cp "$work/$part" "$want"; fi
    fi
    [ -f "$want" ] || want=$usual
    cmp -s "$want" "$work/$part" || { good=; echo "cli: $name: $part"; diff -u "$want" "$work/$part" | tail -n +3; }
  done
  if [ "$good" ]; then passed=$((passed + 1)); else failed=$((failed + 1)); fi
done
echo "cli: $passed passed, $failed failed"
[ $failed -eq 0 ] && [ $passed -gt 0 ]
