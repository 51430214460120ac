#!/bin/bash
# Text and metadata of the real web pages under ../shared/pages against what must and must not be in them, with floors below which a
# change has made something worse; those whose number divides by three, which nobody reads, apart. Without ../shared it says so and passes.
cd "$(dirname "$0")/../.." || exit 2
partikel=${PARTIKEL:-build/partikel} shared=../shared
[ -f $shared/score_pages.py ] && ls $shared/pages/*.html.gz >/dev/null 2>&1 || { echo "pages: skipped, there is no $shared/pages"; exit 0; }
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
"$partikel" --quiet $shared/pages/*.html.gz >"$work/records.jsonl" </dev/null || { echo "pages: $partikel failed"; exit 1; }
status=0
echo 'all pages:'
python3 $shared/score_pages.py $shared/pages/truth.json "$work/records.jsonl" --min text=0.932 --min title=0.89 --min date=0.89 --min author=0.67 || status=1
python3 - $shared/pages/truth.json "$work/unread.json" <<'PY'
import json, sys
truth = json.load(open(sys.argv[1], encoding="utf-8"))
json.dump({k: v for k, v in truth.items() if int(k[:4]) % 3 == 0}, open(sys.argv[2], "w", encoding="utf-8"))
PY
echo 'of them unread (number divides by three):'
python3 $shared/score_pages.py "$work/unread.json" "$work/records.jsonl" --min text=0.90 --min title=0.89 --min date=0.87 --min author=0.66 || status=1
python3 $shared/check_record.py "$work/records.jsonl" >"$work/whole" || { head -n 8 "$work/whole" | cut -c1-120; status=1; }
tail -n 1 "$work/whole"
exit $status
