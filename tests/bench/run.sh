#!/bin/bash
# What `make bench` prints: speed for text, cold start of one article, peak memory. Articles: those of tests/articles, repeated;
# of ../shared too where it is. B= names another build folder.
B=${B:-build}
work=$(mktemp -d) && trap 'rm -rf "$work"' EXIT
articles=(tests/articles/*/source.txt)
[ -d ../shared/dev ] && articles+=($(ls ../shared/articles/*.txt ../shared/dev/*.txt | grep -vE '/(d06|d15|d18|d31)')) # held out

# N files: the articles in turn
folder() {
  mkdir -p "$work/$1"
  local i
  for ((i = 0; i < $1; i++)); do echo "${articles[i % ${#articles[@]}]} $work/$1/$(printf %05d "$i").txt"; done |
    while read -r from to; do ln -s "$(realpath "$from")" "$to"; done
}

number() { sed -E "s/.*$1 ([0-9.]+).*/\1/"; }

for n in 100 1000 10000; do folder $n; done
bytes=$(cat -- "$work"/1000/* | wc -c)
told=$("$B/tests/timed" 5 "$B/partikel" --quiet "$work/1000") || exit 1
cpu=$(number cpu <<<"$told")
awk -v bytes="$bytes" -v cpu="$cpu" 'BEGIN { printf "text         %.1f MB/s, %.0f articles/s (1000 articles, %.1f MB, one core)\n", bytes / cpu / 1e6, 1000 / cpu, bytes / 1e6 }'

one=$(ls -S "${articles[@]}" | sed -n "$((${#articles[@]} / 2))p")
told=$("$B/tests/timed" 50 "$B/partikel" --quiet "$one") || exit 1
awk -v min="$(number min <<<"$told")" -v median="$(number median <<<"$told")" -v bytes="$(wc -c <"$one")" \
  'BEGIN { printf "cold start   %.1f ms for an article of %.1f KB (median of 50: %.1f ms)\n", min * 1e3, bytes / 1e3, median * 1e3 }'

for n in 100 1000 10000; do
  told=$("$B/tests/timed" 1 "$B/partikel" --quiet "$work/$n") || exit 1
  printf 'peak memory  %.1f MB for %d articles\n' "$(awk -v kb="$(number peak <<<"$told")" 'BEGIN { print kb / 1024 }')" "$n"
done

# one long article: the running text of all, again and again, until it is long enough
for mb in 1 4; do
  cat -- "${articles[@]}" | awk -v most=$((mb * 1000000)) 'length > 200 { text[n++] = $0 }
    END { print "Et hus for familier\n"; for (i = 0; n && size < most; i++) { line = "Uge " i ": " text[i % n]; size += length(line) + 2; print line "\n" } }' >"$work/long$mb.txt"
  told=$("$B/tests/timed" 3 "$B/partikel" --quiet "$work/long$mb.txt") || exit 1
  awk -v bytes="$(wc -c <"$work/long$mb.txt")" -v cpu="$(number cpu <<<"$told")" -v peak="$(number peak <<<"$told")" \
    'BEGIN { printf "one article  of %.1f MB: %.1f MB/s, peak %.0f MB\n", bytes / 1e6, bytes / cpu / 1e6, peak / 1024 }'
done
