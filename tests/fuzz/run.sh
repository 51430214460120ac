#!/bin/bash
# The fuzzers by libFuzzer, FUZZ_SECONDS (60) each, all tests/fuzz/*.c or those named. `make check` only replays what is committed.
#
#   tests/fuzz/run.sh [TARGET …]         begins with tests/fuzz/corpus/TARGET and all that earlier runs left in build-fuzz/corpus/TARGET
#   tests/fuzz/run.sh --keep [TARGET …]  chooses from the latter the few small inputs that add most coverage, for committing
#
# A crash leaves its input in build-fuzz/found/TARGET-crash-*. Make it small, mend the fault, commit the input under a name that says
# what was wrong; `make check` replays it from then on:
#
#   build-fuzz/tests/fuzz-TARGET -minimize_crash=1 -max_total_time=60 -exact_artifact_path=small build-fuzz/found/TARGET-crash-…
#   mkdir -p tests/regress/fuzz/TARGET && mv small tests/regress/fuzz/TARGET/what-was-wrong
cd "$(dirname "$0")/../.." || exit 2
CLANG=${CLANG:-$(command -v clang clang-1{9,8,7,6,5,4} | head -n 1)}
SAN=address,undefined
if [ -z "$CLANG" ] || ! echo 'int LLVMFuzzerTestOneInput(const char *s, long n); int LLVMFuzzerTestOneInput(const char *s, long n) { return s && n < 0; }' |
  "$CLANG" -x c - -fsanitize=fuzzer,$SAN -o /dev/null 2>/dev/null; then
  echo 'fuzz: skipped: no clang with libFuzzer here'
  exit 0
fi
B=${B:-build-fuzz}
keep=
[ "$1" != --keep ] || { keep=1; shift; }
targets=("$@")
[ $# -gt 0 ] || targets=($(basename -s .c tests/fuzz/*.c | grep -vx replay))
make -s B="$B" CC="$CLANG" CFLAGS="-O1 -g -fno-omit-frame-pointer -fno-sanitize-recover=undefined -fsanitize=fuzzer-no-link,$SAN" LDFLAGS="-fsanitize=$SAN" \
  FUZZ_MAIN=-fsanitize=fuzzer "${targets[@]/#/$B/tests/fuzz-}" || exit 1

failed=0
for target in "${targets[@]}"; do
  mkdir -p "$B/corpus/$target" "$B/found"
  [ -z "$keep" ] || { python3 tests/fuzz/keep.py "$B" "$target" || failed=1; continue; }
  folders=("$B/corpus/$target") dict=()
  for d in "tests/fuzz/corpus/$target" "tests/regress/fuzz/$target"; do [ ! -d "$d" ] || folders+=("$d"); done
  [ ! -f "tests/fuzz/$target.dict" ] || dict=(-dict="tests/fuzz/$target.dict")
  if "$B/tests/fuzz-$target" "${dict[@]}" -max_total_time="${FUZZ_SECONDS:-60}" -max_len=8192 -timeout=20 -rss_limit_mb=4096 \
    -artifact_prefix="$B/found/$target-" -print_final_stats=1 "${folders[@]}" >"$B/$target.log" 2>&1; then
    echo "fuzz: $target: $(sed -n 's/^stat::number_of_executed_units: *//p' "$B/$target.log") inputs, nothing found"
  else
    echo "fuzz: $target: $(grep -m 1 -E 'must hold|ERROR|runtime error|SUMMARY|deadly signal|leak|timeout' "$B/$target.log"); see $B/$target.log and $B/found"
    failed=1
  fi
done
exit $failed
