#!/bin/bash
# What `make bench` prints: speed for text, cold start of one article, peak memory. Articles: those of tests/articles, repeated;
# of ../shared too where it is. Then whole web pages, beside a bare libxml2 parse of the same ones. B= names another build folder;
# an argument, `text` or `pages`, runs one half. `growth`: one article of 1 to 64 MB, and 10 to 100,000 rules more. `batch` is apart, since it takes minutes and 2 GB of disk: 10,000 pages in a folder and an
# archive (WARC.gz) of 1 GB before compression, with one job and with two, beside gunzip; ARCHIVE_BYTES= makes it smaller. `exports`: what
# each format costs.
B=${B:-build}
only=${1:-}
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

# One long article: the running text of all, again and again, until it has N MB.
long_article() {
  cat -- "${articles[@]}" | LC_ALL=C awk -v most=$(($1 * 1000000)) 'length > 200 { text[n++] = $0 }
    END { print "Et hus for familier\n"; for (i = 0; n && size < most; i++) { line = "Uge " i ": " text[i % n]; size += length(line) + 2; print line "\n" } }'
}

number() { sed -E "s/.*$1 ([0-9.]+).*/\1/"; }

text() {
  for n in 100 1000 10000; do folder $n; done
  bytes=$(cat -- "$work"/1000/* | wc -c)
  told=$("$B/tests/timed" 5 "$B/partikel" --jobs 1 --quiet "$work/1000") || exit 1
  cpu=$(number cpu <<<"$told")
  awk -v bytes="$bytes" -v cpu="$cpu" 'BEGIN { printf "text         %.1f MB/s, %.0f articles/s (1000 articles, %.1f MB, one core)\n", bytes / cpu / 1e6, 1000 / cpu, bytes / 1e6 }'

  one=$(ls -S "${articles[@]}" | sed -n "$((${#articles[@]} / 2))p")
  told=$("$B/tests/timed" 50 "$B/partikel" --jobs 1 --quiet "$one") || exit 1
  awk -v min="$(number min <<<"$told")" -v median="$(number median <<<"$told")" -v bytes="$(wc -c <"$one")" \
    'BEGIN { printf "cold start   %.1f ms for an article of %.1f KB (median of 50: %.1f ms)\n", min * 1e3, bytes / 1e3, median * 1e3 }'

  for n in 100 1000 10000; do
    told=$("$B/tests/timed" 1 "$B/partikel" --jobs 1 --quiet "$work/$n") || exit 1
    printf 'peak memory  %.1f MB for %d articles\n' "$(awk -v kb="$(number peak <<<"$told")" 'BEGIN { print kb / 1024 }')" "$n"
  done

  for mb in 1 4; do
    long_article $mb >"$work/long$mb.txt"
    told=$("$B/tests/timed" 3 "$B/partikel" --jobs 1 --quiet "$work/long$mb.txt") || exit 1
    awk -v bytes="$(wc -c <"$work/long$mb.txt")" -v cpu="$(number cpu <<<"$told")" -v peak="$(number peak <<<"$told")" \
      'BEGIN { printf "one article  of %.1f MB: %.1f MB/s, peak %.0f MB\n", bytes / 1e6, bytes / cpu / 1e6, peak / 1024 }'
  done
}

# N rules of made-up words, in the shape of those that find most: somebody, a verb, a sum.
made_rules() {
  awk -v n="$1" 'function word(i,   s) { for (; length(s) < 6 || i; i = int(i / 60)) s = s substr("bdfglmnprt", i % 10 + 1, 1) substr("aeiouy", int(i / 10) % 6 + 1, 1); return s }
    BEGIN { for (i = 0; i < n; i++) printf "rule  made-%d  priority 10\nwhen  ORGANISATION:f ..3!<not> %s|%sen ..2 AMOUNT:a\nthen  funding  funder=f  amount=a\n\n", i, word(i), word(i) }'
}

# Is the cost linear? Each line with its ratio to the one before it: of twice as long an article, of ten times as many rules.
growth() {
  local n told cpu peak compiled article before=
  for n in 1 2 4 8 16 32 64; do
    long_article $n >"$work/long.txt"
    told=$("$B/tests/timed" $((n > 4 ? 1 : 3)) "$B/partikel" --jobs 1 --quiet "$work/long.txt") || exit 1
    cpu=$(number cpu <<<"$told") peak=$(number peak <<<"$told")
    awk -v bytes="$(wc -c <"$work/long.txt")" -v cpu="$cpu" -v peak="$peak" -v before="$before" 'BEGIN { split(before, b)
      printf "one article  of %.1f MB: %.2f s, %.1f MB/s, peak %.0f MB", bytes / 1e6, cpu, bytes / cpu / 1e6, peak / 1024
      print before ? sprintf(" (%.2f times the bytes: %.2f times the time, %.2f times the memory)", bytes / b[1], cpu / b[2], peak / b[3]) : "" }'
    before="$(wc -c <"$work/long.txt") $cpu $peak"
  done
  folder 1000
  before=
  for n in 10 100 1000 10000 100000; do
    rm -rf "$work/data" && cp -r data "$work/data" && made_rules $n >"$work/data/rules/90-made.rules"
    told="$("$B/tests/timed" 3 "$B/partikel" --data "$work/data" --jobs 1 --quiet "$work/1000/00000.txt") $("$B/tests/timed" 3 "$B/partikel" --data "$work/data" --jobs 1 --quiet "$work/1000")" || exit 1
    read -r compiled article <<<"$(awk '{ print $6, ($16 - $6) / 999 * 1000 }' <<<"$told")"
    awk -v n=$n -v compiled="$compiled" -v article="$article" -v before="$before" 'BEGIN { split(before, b)
      printf "rules        %d more: compiled in %.2f s, %.3f ms an article", n, compiled, article
      print before ? sprintf(" (%.2f times the rules: %.2f and %.2f times the time)", n / b[1], compiled / b[2], article / b[3]) : "" }'
    before="$n $compiled $article"
  done
}

# Web pages: those of ../shared, unpacked, else the made-up ones. Both programs in turn, so that both meet the same neighbours.
pages() {
  local i told peak=0 ours=() bare=()
  mkdir "$work/pages"
  if [ -d ../shared/pages ]; then
    for i in ../shared/pages/*.html.gz; do gunzip -c "$i" >"$work/pages/$(basename "$i" .gz)"; done
  else
    echo 'pages        ../shared/pages is not here: measured are tests/pages'
    for i in tests/pages/*/source.html; do cp "$i" "$work/pages/$(basename "$(dirname "$i")").html"; done
  fi
  for i in 1 2 3 4 5; do
    told=$("$B/tests/timed" 1 "$B/partikel" --jobs 1 --quiet "$work/pages") || exit 1
    ours+=("$(number cpu <<<"$told")")
    i=$(number peak <<<"$told") && peak=$((i > peak ? i : peak))
    told=$("$B/tests/timed" 1 "$B/tests/sax" "$work/pages") || exit 1
    bare+=("$(number cpu <<<"$told")")
  done
  awk -v bytes="$(cat -- "$work"/pages/* | wc -c)" -v n="$(ls "$work/pages" | wc -l)" -v peak="$peak" -v ours="${ours[*]}" -v bare="${bare[*]}" '
    function least(list,   at, k, m) { m = split(list, at, " "); for (k = 2; k <= m; k++) if (at[k] + 0 < at[1] + 0) at[1] = at[k]; return at[1] > 0 ? at[1] : 0.0001 }
    BEGIN {
      a = least(ours); b = least(bare)
      printf "pages        %.1f MB/s, %.0f pages/s (%d pages, %.1f MB, one core, whole records)\n", bytes / a / 1e6, n / a, n, bytes / 1e6
      printf "bare parse   %.1f MB/s (libxml2, empty SAX handlers): partikel has %.2f times its speed\n", bytes / b / 1e6, b / a
      printf "peak memory  %.1f MB for these pages\n", peak / 1024
    }'
  # one large page: own paragraphs, again and again
  local own=()
  for i in tests/articles/*/source.txt; do iconv -f utf-8 -t utf-8 "$i" >/dev/null 2>&1 && own+=("$i"); done
  for i in 16 32; do
    cat -- "${own[@]}" | awk -v most=$((i << 20)) 'length > 60 { gsub(/&/, "\\&amp;"); gsub(/</, "\\&lt;"); text[n++] = $0 }
      END { print "<!doctype html><html lang=\"da\"><meta charset=\"utf-8\"><title>Et hus for familier</title><body><article><h1>Et hus for familier</h1>"
        for (i = 0; n && size < most; i++) { line = "<p class=\"text\">Uge " i ": " text[i % n] "</p>"; size += length(line) + 1; print line }
        print "</article></body></html>" }' >"$work/large.html"
    told=$("$B/tests/timed" 1 "$B/partikel" --jobs 1 --quiet "$work/large.html") || exit 1
    awk -v bytes="$(wc -c <"$work/large.html")" -v cpu="$(number cpu <<<"$told")" -v peak="$(number peak <<<"$told")" \
      'BEGIN { printf "one page     of %.1f MB: %.1f MB/s, peak %.0f MB, %.1f times the page\n", bytes / 1e6, bytes / cpu / 1e6, peak / 1024, peak * 1024 / bytes }'
  done
}

# one RUNS COMMAND…: its least wall and CPU time and its peak memory in MB
one() {
  local told
  told=$("$B/tests/timed" "$@") || return 1
  echo "$(number min <<<"$told") $(number cpu <<<"$told") $(awk -v kb="$(number peak <<<"$told")" 'BEGIN { printf "%.0f", kb / 1024 }')"
}

batch() {
  local what i once single double unpacked pages=()
  mkdir "$work/unpacked" "$work/folder"
  for what in ../shared/pages/*.html.gz; do [ ! -f "$what" ] || gunzip -c "$what" >"$work/unpacked/$(basename "$what" .gz)"; done
  if [ -z "$(ls "$work/unpacked")" ]; then
    echo 'batch        ../shared/pages is not here: measured are tests/pages'
    for what in tests/pages/*/source.html; do cp "$what" "$work/unpacked/$(basename "$(dirname "$what")").html"; done
  fi
  pages=("$work"/unpacked/*)
  for ((i = 0; i < 10000; i++)); do echo "${pages[i % ${#pages[@]}]} $work/folder/$(printf %05d "$i").html"; done |
    while read -r what to; do ln -s "$what" "$to"; done
  # in Heritrix's layout, gzipped record by record, again and again up to a gigabyte unpacked
  python3 tests/warc.py heritrix "$work/once.warc.gz" "${pages[@]}" || return 1
  once=$(gunzip -c "$work/once.warc.gz" | wc -c)
  for ((i = 0; i < ${ARCHIVE_BYTES:-1000000000}; i += once)); do cat "$work/once.warc.gz"; done >"$work/archive.warc.gz"
  for what in "$work/folder 10000 $(cat -- "$work"/folder/* | wc -c)" "$work/archive.warc.gz $((i / once * ${#pages[@]})) $i"; do
    set -- $what # name, articles, bytes
    for i in 1 2 3; do # in turn, so that each meets the same neighbours
      single[i]=$(one 1 "$B/partikel" --jobs 1 --quiet -o "$work/out.jsonl" "$1") || return 1
      double[i]=$(one 1 "$B/partikel" --jobs 2 --quiet -o "$work/out.jsonl" "$1") || return 1
      [ -d "$1" ] || unpacked[i]=$(one 1 gunzip -c "$1")
    done
    printf '%s\n' "${single[@]}" | sort -n | head -n 1 >"$work/1"
    printf '%s\n' "${double[@]}" | sort -n | head -n 1 >"$work/2"
    printf '%s\n' "${unpacked[@]:-0 0 0}" | sort -n -k 2 | head -n 1 >"$work/3"
    cat "$work/1" "$work/2" "$work/3" | tr '\n' ' ' | awk -v what="$(basename "$1")" -v n="$2" -v bytes="$3" '{
      printf "%-12s 1 job: %.0f articles/s, %.1f MB/s, peak %d MB (%d articles, %.0f MB)\n", what, n / $1, bytes / $1 / 1e6, $3, n, bytes / 1e6
      printf "%-12s 2 jobs: %.0f articles/s, %.1f MB/s, peak %d MB: %.2f times as fast\n", "", n / $4, bytes / $4 / 1e6, $6, $1 / $4
      if ($8 > 0) printf "%-12s gunzip -c: %.1f MB/s of CPU time; partikel has %.2f times its speed\n", "", bytes / $8 / 1e6, $8 / $2
    }'
  done
}

# Each writer's share of the processor time of a run over 1,000 articles that writes nothing else; the least of five runs.
exports() {
  [ -d "$work/1000" ] || folder 1000
  local i
  for i in 1 2 3 4 5; do
    rm -rf "$work/out" && mkdir "$work/out" && "$B/tests/exports-bench" "$work/out" "$work"/1000/* || exit 1
  done | awk '{ key = $1 " " ($2 ~ /^[0-9.]+$/ ? "" : $2); share = $2 ~ /^[0-9.]+$/ ? $2 : $3
      if (!(key in least)) order[++n] = key
      if (!(key in least) || share < least[key]) { least[key] = share; line[key] = $0 } }
    END { for (k = 1; k <= n; k++) print line[order[k]] }'
}

case $only in
  text) text ;;
  growth) growth ;;
  pages) pages ;;
  batch) batch ;;
  exports) exports ;;
  '') text && pages && exports ;;
  *) echo "run.sh [text | pages | growth | batch | exports], not $only" >&2 && exit 2 ;;
esac
