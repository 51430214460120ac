#!/bin/bash
# The long tests behind `make check-long`, after those of `make check`: hostile inputs of megabytes, all places where memory can run
# out, archives damaged in more ways, valgrind, the fuzzers. About half an hour on two cores.
#
#   tests/check-long.sh [STEP …]     all steps, or those named: hostile torture archives faults tsan valgrind clang fuzz
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

tsan() { # eight threads under ThreadSanitizer, over all samples
  make -s B="$work/tsan" CFLAGS='-O1 -g -fsanitize=thread' "$work/tsan/tests/threads" || return 1
  python3 tests/warc.py heritrix "$work/archive.warc.gz" "${samples[@]}" || return 1
  TSAN_OPTIONS=halt_on_error=1:exitcode=66 "$work/tsan/tests/threads" "${samples[@]}" "$work/archive.warc.gz"
}

only=("$@")
step hostile "$B/tests/hostile" -l
step torture torture
step archives python3 tests/archives.py --long
step faults faults
step tsan tsan
step valgrind valgrinded
step clang other_compiler
step fuzz tests/fuzz/run.sh
echo "$passed passed, $failed failed"
[ $failed -eq 0 ]
