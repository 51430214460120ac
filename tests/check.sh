#!/bin/bash
# The driver behind `make check`: runs every test step, one line each with its time, then `N passed, N failed`.
#
#   tests/check.sh [STEP …]     all steps, or those named
#   B=build                     where the programs are; B_ASAN=build-asan the same with sanitizers, skipped if it is not there
#   SKIP="accuracy hostile"     steps to leave out
#   CHECK_COUNT=FILE            write "PASSED FAILED" there in place of the last line (.ci/run sums up)
# What a failing step printed follows its line.
cd "$(dirname "$0")/.." || exit 2
B=${B:-build} B_ASAN=${B_ASAN:-build-asan}
export PARTIKEL=${PARTIKEL:-$PWD/$B/partikel} PYTHONDONTWRITEBYTECODE=1
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
passed=0 failed=0 only=" $* "
samples=(tests/articles/*/source.*)
pages=(tests/pages/*/source.*)

# step NAME COMMAND…: a command that succeeds has passed.
step() {
  local name=$1 start now status
  shift
  [ "$only" = "  " ] || [[ $only == *" ${name%%:*} "* || $only == *" $name "* ]] || return 0
  [[ " $SKIP " != *" ${name%%:*} "* ]] || { printf '%-24s left out\n' "$name"; return 0; }
  start=$(date +%s%N)
  "$@" >"$work/log" 2>&1 </dev/null
  status=$?
  now=$(( ($(date +%s%N) - start) / 1000000 ))
  if [ $status -eq 0 ]; then
    passed=$((passed + 1))
    printf '%-24s ok   %4d.%03d s  %s\n' "$name" $((now / 1000)) $((now % 1000)) "$(tail -n 1 "$work/log" | cut -c1-90)"
  else
    failed=$((failed + 1))
    printf '%-24s FAIL %4d.%03d s\n' "$name" $((now / 1000)) $((now % 1000))
    tail -n "${LOG_LINES:-60}" "$work/log" | sed 's/^/    /'
  fi
}

program() { # program NAME: its path, where the Makefile puts test programs
  local p
  for p in "$B/tests/$1" "$B/$1"; do [ -x "$p" ] && { echo "$p"; return; }; done
  echo "$B/tests/$1"
}

rule_examples() { "$PARTIKEL" --data data --check-data; }

builtin_equals_data() { # the compiled-in knowledge and a folder read at run time are one and the same
  "$PARTIKEL" --quiet "${samples[@]}" >"$work/a" && "$PARTIKEL" --quiet --data data "${samples[@]}" >"$work/b" || return 1
  cmp "$work/a" "$work/b" && [ -s "$work/a" ] || { echo "records differ, or there are none"; return 1; }
  "$PARTIKEL" --version >"$work/va" && "$PARTIKEL" --data data --version >"$work/vb" || return 1
  cmp "$work/va" "$work/vb" && cat "$work/va"
}

command_line() { # each tests/cli/NAME.sh beside what it should say: NAME.stdout NAME.stderr NAME.exit
  local t base want status n=0 bad=0
  for t in tests/cli/run.sh tests/cli/run.py; do [ -x $t ] && { $t; return; }; done
  for t in tests/cli/*.sh; do
    [ -e "$t" ] || continue
    base=${t%.sh} n=$((n + 1)) want=0
    [ -f "$base.exit" ] && want=$(cat "$base.exit")
    sh "$t" >"$work/stdout" 2>"$work/stderr" </dev/null
    status=$?
    [ "$status" -eq "$want" ] || { echo "$t: exit $status, not $want"; tail -n 5 "$work/stderr"; bad=1; }
    for s in stdout stderr; do
      [ ! -f "$base.$s" ] || diff -u "$base.$s" "$work/$s" || { echo "$t: $s differs"; bad=1; }
    done
  done
  [ $n -gt 0 ] || { echo "there is no tests/cli/*.sh"; return 1; }
  echo "cli: $n scripts"
  return $bad
}

schema() {
  local files=("${samples[@]}")
  [ -d ../shared/dev ] && files+=(../shared/articles/*.txt ../shared/dev/*.txt)
  python3 tests/warc.py heritrix "$work/schema.warc.gz" "${pages[@]}" && python3 tests/warc.py arc "$work/schema.arc" "${samples[@]}" || return 1
  files+=("$work/schema.warc.gz" "$work/schema.arc" tests/fuzz/corpus/export/norwegian)
  "$PARTIKEL" --quiet "${files[@]}" >"$work/records" || return 1
  python3 tests/schema.py "$work/records" | sed -E '/^\.\.\/shared/s/^([^:]*: [^:]*):.*/\1/' # where, and not the article's own words
  return "${PIPESTATUS[0]}"
}

sanitized() { # the same articles and examples under ASan and UBSan: equal bytes and no report
  export ASAN_OPTIONS=exitcode=99:detect_stack_use_after_return=1 UBSAN_OPTIONS=halt_on_error=1:exitcode=99:print_stacktrace=1
  local t bad=0
  for t in "$B_ASAN"/tests/test_*; do
    [ -f "$t" ] && [ -x "$t" ] || continue
    "$t" >"$work/unit" 2>&1 || { echo "$t"; tail -n 30 "$work/unit"; bad=1; }
  done
  "$B_ASAN/partikel" --quiet "${samples[@]}" >"$work/san" || bad=1
  "$PARTIKEL" --quiet "${samples[@]}" | cmp - "$work/san" || bad=1
  local web=("${pages[@]}")
  for t in ../shared/pages/*.html.gz; do [ ! -f "$t" ] || web+=("$t"); done
  "$B_ASAN/partikel" --quiet "${web[@]}" >"$work/san" || bad=1
  "$PARTIKEL" --quiet "${web[@]}" | cmp - "$work/san" || bad=1
  python3 tests/archives.py --partikel "$B_ASAN/partikel" --sanitized || bad=1
  python3 tests/spec/run.py --partikel "$B_ASAN/partikel" >"$work/spec" 2>&1
  grep -E 'runtime error|AddressSanitizer|ended with' "$work/spec" && bad=1
  mkdir -p "$work/exports" && "$B_ASAN/tests/exports-random" "$work/exports" 21 110 || bad=1 # records for every writer, more than one file of each
  "$B_ASAN/partikel" --data data --check-data >"$work/rules" 2>&1
  grep -E 'runtime error|AddressSanitizer|LeakSanitizer' "$work/rules" && bad=1
  return $bad
}

pruned() { # made-up pages and small ones, and those given, less the third that nobody reads
  local files=(tests/pages/*/source.html tests/pages/*/source.html.gz tests/pages/*/source.xhtml tests/fuzz/corpus/{html/*,prune/{attributes,references,raw}}) page n
  for page in ../shared/pages/*.html.gz; do
    n=$(basename "$page" | sed -n 's/^0*\([0-9][0-9]*\).*/\1/p')
    [ -z "$n" ] || [ $((n % 3)) -eq 0 ] || files+=("$page")
  done
  "$(program prune)" "${files[@]}" >"$work/pruned"
  local status=$?
  sed -E '/^  (pruned|as it was): /d' "$work/pruned" # where they differ, and not the page's own words
  return $status
}

fuzzed() { # what the fuzzers begin with, and what once crashed one; with sanitizers where those are built
  export ASAN_OPTIONS=exitcode=99:detect_stack_use_after_return=1 UBSAN_OPTIONS=halt_on_error=1:exitcode=99:print_stacktrace=1
  local t name build=$B fuzzers=0 inputs=0
  [ ! -x "$B_ASAN/partikel" ] || build=$B_ASAN
  for t in tests/fuzz/*.c; do
    name=$(basename "$t" .c)
    [ "$name" != replay ] || continue
    "$build/tests/fuzz-$name" "tests/fuzz/corpus/$name" $(ls -d "tests/regress/fuzz/$name" 2>/dev/null) >"$work/replayed" 2>"$work/fuzz" ||
      { echo "$name"; tail -n 30 "$work/fuzz"; return 1; }
    fuzzers=$((fuzzers + 1)) inputs=$((inputs + $(cat "$work/replayed")))
  done
  echo "$inputs inputs replayed by $fuzzers fuzzers"
}

units=0
for t in "$B"/tests/test_*; do
  [ -f "$t" ] && [ -x "$t" ] || continue
  units=$((units + 1))
  step "unit:$(basename "$t")" "$t"
done
[ $units -gt 0 ] || step unit false
step rules rule_examples
step builtin builtin_equals_data
step spec python3 tests/spec/run.py tests/spec/[!R]*.md
ls tests/regress/[!R]*.md >/dev/null 2>&1 && step regress python3 tests/spec/run.py tests/regress/[!R]*.md
step articles python3 tests/articles/compare.py
step whole python3 tests/pages/whole.py
step pages python3 tests/pages/run.py
step prune pruned
step cli command_line
step rooms sh tests/rooms.sh
step nm sh tests/nm.sh "$B/libpartikel.a" "$B/libpartikel.so.0"
step banned sh tests/banned.sh "$B/libpartikel.a"
step abi tests/abi.sh "$B/libpartikel.so.0"
step install env B="$B" tests/install.sh
step examples env B="$B" tests/examples.sh
step man env B="$B" tests/man.sh
step locale sh tests/locale.sh "$(program threads)" "${samples[@]}"
python3 tests/warc.py heritrix "$work/archive.warc.gz" "${samples[@]}"
step threads "$(program threads)" "${samples[@]}" "$work/archive.warc.gz" tests/fuzz/corpus/export/norwegian
step hostile "$(program hostile-counted)"
step archives python3 tests/archives.py --partikel "$PARTIKEL"
python3 tests/warc.py heritrix "$work/torture.warc.gz" tests/articles/telegram/source.txt tests/pages/26-*/source.html
python3 tests/warc.py arc "$work/torture.arc" tests/articles/telegram/source.txt
step torture "$(program torture)" tests/articles/telegram/source.txt tests/articles/local-paper/source.txt \
  tests/pages/{11,22,26}-*/source.* "$work"/torture.* tests/fuzz/corpus/export/norwegian
step faults python3 tests/faults/run.py --partikel "$PARTIKEL" --library "$B/tests/failing.so"
step kill python3 tests/faults/kill.py --kills 20 --partikel "$PARTIKEL"
step inputs python3 tests/faults/inputs.py --partikel "$PARTIKEL" --timed "$(program timed)"
step fetch python3 tests/fetch/run.py --partikel "$PARTIKEL" --library "$B/tests/failing.so"
step export-faults python3 tests/faults/exports.py --partikel "$PARTIKEL" --library "$B/tests/failing.so"
step exports env B="$B" python3 tests/exports/run.py
step database python3 tests/exports/database.py
step contrast python3 tests/exports/contrast.py
step browser env B="$B" python3 tests/exports/browser.py
step fuzz fuzzed
step schema schema
step accuracy tests/accuracy.sh
[ ! -x "$B_ASAN/partikel" ] || step asan sanitized

if [ -n "$CHECK_COUNT" ]; then
  echo "$passed $failed" >"$CHECK_COUNT"
else
  echo "$passed passed, $failed failed"
fi
[ $failed -eq 0 ] && [ $passed -gt 0 ]
