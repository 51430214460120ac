#!/bin/bash
# The fuzzers, FUZZ_SECONDS (60) each, or those named: tests/fuzz/run.sh [whole text knowledge]. What they find stays in
# build-fuzz/NAME-crash-*; the corpus in build-fuzz/corpus grows from run to run.
cd "$(dirname "$0")/../.." || exit 2
CLANG=${CLANG:-$(command -v clang clang-1{9,8,7,6,5,4} | head -n 1)}
SAN=address,undefined
if [ -z "$CLANG" ] || ! echo 'int LLVMFuzzerTestOneInput(const char *s, long n); int LLVMFuzzerTestOneInput(const char *s, long n) { return s && n < 0; }' |
  "$CLANG" -x c - -fsanitize=fuzzer,$SAN -o /dev/null 2>/dev/null; then
  echo 'fuzz: skipped: no clang with libFuzzer here'
  exit 0
fi
B=${B:-build-fuzz}
flags="-O1 -g -fno-omit-frame-pointer -fno-sanitize-recover=undefined"
make -s B="$B" CC="$CLANG" CFLAGS="$flags -fsanitize=fuzzer-no-link,$SAN" LDFLAGS="-fsanitize=$SAN" "$B/libpartikel.a" || exit 1
corpus=$B/corpus
mkdir -p "$corpus"/{whole,text,knowledge}
for article in tests/articles/*/source.*; do
  name=$(basename "$(dirname "$article")")
  cp "$article" "$corpus/whole/$name"
  [ "${article##*.}" = gz ] || tail -n +3 "$article" >"$corpus/text/$name"
done
i=0
for rules in data/rules/*.rules; do # the first rules of each file: a large one is only slow
  i=$((i + 1))
  { printf '\0'; head -c 600 "$rules"; } >"$corpus/knowledge/rules$i"
done
{ printf '\4'; printf 'name\tvalue\nmio | million\t1000000\n'; } >"$corpus/knowledge/tsv"
{ printf '\2'; printf 'bevilge: bevilger bevilgede\n-formand: -formanden\n'; } >"$corpus/knowledge/words"
{ printf '\5'; printf 'Den Anden Fond | ~Fonden\turl=fond.dk\n'; } >"$corpus/knowledge/names"

failed=0
for target in ${@:-whole text knowledge}; do
  "$CLANG" $flags -std=c11 -D_GNU_SOURCE -Iinclude -fsanitize=fuzzer,$SAN "tests/fuzz/$target.c" "$B/libpartikel.a" \
    $(pkg-config --libs zlib libutf8proc nettle) -pthread -o "$B/fuzz-$target" || exit 1
  if "$B/fuzz-$target" -max_total_time="${FUZZ_SECONDS:-60}" -max_len=8192 -timeout=20 -rss_limit_mb=4096 -artifact_prefix="$B/$target-" -print_final_stats=1 \
    "$corpus/$target" >"$B/$target.log" 2>&1; then
    echo "fuzz: $target: $(sed -n 's/^stat::number_of_executed_units: *//p' "$B/$target.log") inputs, nothing found"
  else
    echo "fuzz: $target: $(grep -m 1 -E 'ERROR|runtime error|SUMMARY|deadly signal|leak|timeout' "$B/$target.log"); see $B/$target.log and $B/$target-*"
    failed=1
  fi
done
exit $failed
