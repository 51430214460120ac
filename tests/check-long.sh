#!/bin/bash
# The long tests behind `make check-long`, after those of `make check`: hostile inputs of megabytes, all places where memory can run
# out, archives damaged in more ways, engines whose workers are killed, valgrind, the fuzzers. An hour on two quiet cores.
#
#   tests/check-long.sh [STEP …]     all steps, or those named: hostile torture archives faults kill inputs engines export-faults exports sheet browser tsan valgrind clang deb fuzz
cd "$(dirname "$0")/.." || exit 2
B=${B:-build} B_ASAN=${B_ASAN:-build-asan}
work=$(mktemp -d) && trap 'rm -rf "$work"' EXIT
samples=(tests/articles/*/source.*) passed=0 failed=0
[ -d ../shared/dev ] && samples+=(../shared/articles/*.txt $(ls ../shared/dev/*.txt | grep -vE '/(d06|d15|d18|d31)'))

step() { # NAME COMMAND …
  local name=$1 begun=$SECONDS
  shift
  [ ${#only[@]} -eq 0 ] || [[ " ${only[*]} " == *" $name "* ]] || return
  if "$@" >"$work/out" 2>&1; then
    passed=$((passed + 1))
    echo "ok   $name ($((SECONDS - begun)) s)  $(grep -m 1 skipped "$work/out" || tail -n 1 "$work/out" | cut -c1-100)"
  else
    failed=$((failed + 1))
    echo "FAIL $name ($((SECONDS - begun)) s)"
    tail -n 40 "$work/out" | sed 's/^/     /'
  fi
}

torture() {
  "$B/tests/torture" tests/articles/*/source.txt || return 1
  [ ! -x "$B_ASAN/tests/torture" ] || "$B_ASAN/tests/torture" tests/articles/*/source.txt
}

faults() { # also where leaks are seen
  python3 tests/faults/run.py --whole --real || return 1
  [ ! -x "$B_ASAN/tests/failing.so" ] || B=$B_ASAN python3 tests/faults/run.py --whole --asan
}

export_faults() {
  python3 tests/faults/exports.py --whole || return 1
  [ ! -x "$B_ASAN/tests/failing.so" ] || B=$B_ASAN python3 tests/faults/exports.py --asan
}

valgrinded() {
  command -v valgrind >/dev/null || { echo 'skipped: no valgrind here'; return 0; }
  valgrind -q --error-exitcode=99 --leak-check=full --errors-for-leak-kinds=definite,possible "$B/partikel" --quiet "${samples[@]}" >"$work/records" &&
    "$B/partikel" --quiet "${samples[@]}" | cmp - "$work/records"
}

other_compiler() { # clang, and no optimisation: equal bytes
  "$B/partikel" --quiet "${samples[@]}" >"$work/want" || return 1
  local cc
  for cc in clang gcc; do
    command -v $cc >/dev/null || { echo "skipped: no $cc here"; continue; }
    make -s B="$work/$cc" CC=$cc CFLAGS="$([ $cc = gcc ] && echo -O0 || echo -O2) -g" "$work/$cc/partikel" || return 1
    "$work/$cc/partikel" --quiet "${samples[@]}" | cmp - "$work/want" || return 1
  done
}

tsan() { # eight threads under ThreadSanitizer, over all samples: of the library, then of the command
  local page
  export TSAN_OPTIONS=halt_on_error=1:exitcode=66
  make -s B="$work/tsan" CFLAGS='-O1 -g -fsanitize=thread' "$work/tsan/tests/threads" "$work/tsan/partikel" || return 1
  python3 tests/warc.py heritrix "$work/archive.warc.gz" "${samples[@]}" || return 1
  python3 tests/warc.py heritrix "$work/pages.warc.gz" tests/pages/*/source.html || return 1
  "$work/tsan/tests/threads" "${samples[@]}" "$work/archive.warc.gz" || return 1
  for page in "${samples[@]}" "$work/pages.warc.gz" no-such-file; do echo "$page"; done >"$work/list"
  "$work/tsan/partikel" -q --jobs 8 -o "$work/tsan.jsonl" --errors "$work/failed" --files-from "$work/list" tests/pages tests/articles
  [ $? -eq 1 ] || return 1
  "$B/partikel" -q --jobs 1 --files-from "$work/list" tests/pages tests/articles 2>/dev/null | cmp - "$work/tsan.jsonl" || return 1
  grep -v -e ^no-such "$work/list" | "$work/tsan/partikel" --filter --jobs 8 | wc -l
}

kills() { # SIGKILL at 200 moments; under ASan a few
  python3 tests/faults/kill.py --kills 30 --packed --partikel "$B/partikel" && python3 tests/faults/kill.py --kills 200 --partikel "$B/partikel" || return 1
  [ ! -x "$B_ASAN/partikel" ] || python3 tests/faults/kill.py --kills 30 --partikel "$B_ASAN/partikel"
}

inputs() { # with 100,000 files and an archive of 20 GB; the small ones and the command's own tests also under ASan
  export ASAN_OPTIONS=exitcode=99 UBSAN_OPTIONS=halt_on_error=1:exitcode=99
  python3 tests/faults/inputs.py --long --partikel "$B/partikel" --timed "$B/tests/timed" || return 1
  [ -x "$B_ASAN/partikel" ] || return 0
  PARTIKEL=$PWD/$B_ASAN/partikel tests/cli/run.sh || return 1
  python3 tests/faults/inputs.py --asan --partikel "$B_ASAN/partikel" --timed "$B/tests/timed"
}

only=("$@")
step hostile "$B/tests/hostile" -l
step torture torture
step archives python3 tests/archives.py --long
step faults faults
step kill kills
step inputs inputs
step engines python3 tests/engines/run.py --partikel "$B/partikel"
step export-faults export_faults
step exports env B="$B" python3 tests/exports/run.py --long
step sheet env B="$B" python3 tests/exports/sheet.py
step browser env B="$B" python3 tests/exports/browser.py --long
step tsan tsan
step valgrind valgrinded
step clang other_compiler
step deb env B="$B" tests/deb.sh
step fuzz tests/fuzz/run.sh
echo "$passed passed, $failed failed"
[ $failed -eq 0 ]
