#!/bin/bash
# accuracy.sh [articles|dev|corpus|unread]…: the records of articles against their gold facts, with floors below which a change
# has made something worse. Floors are raised when a better figure stands, and never lowered. Without ../shared it says so and passes.
cd "$(dirname "$0")/.." || exit 2
partikel=${PARTIKEL:-build/partikel} shared=../shared
# set → floors, texts, gold facts. `corpus` and `unread` are the project's own (tests/corpus/README.md).
declare -A floors=(
  [articles]="core=0.97 projects=1 funding=1 amounts=1 periods=1 people=1 body=1"
  [dev]="core=0.96 body=0.95 title=0.95"
  [corpus]="core=0.93"
  [unread]="core=0.86"
)
declare -A texts=([articles]="$shared/articles/*.txt" [dev]="$shared/dev/*.txt"
  [corpus]="tests/corpus/[a-km-y]*.txt" [unread]="tests/corpus/[lz]*.txt")
declare -A golds=([articles]="$shared/gold/*.json" [dev]="$shared/dev/*.gold.json"
  [corpus]="tests/corpus/[a-km-y]*.gold.json" [unread]="tests/corpus/[lz]*.gold.json")

[ -f $shared/score.py ] || { echo "accuracy: skipped, there is no $shared"; exit 0; }
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
status=0
for set in "${@:-articles dev corpus unread}"; do
  for name in $set; do
    [ -n "${floors[$name]}" ] || { echo "accuracy: there is no set $name" >&2; exit 2; }
    "$partikel" --quiet ${texts[$name]} >"$work/$name.jsonl" </dev/null || { echo "accuracy: $partikel failed over $name"; status=1; }
    echo "accuracy of $name:"
    mkdir -p "$work/$name" && cp ${golds[$name]} "$work/$name/"
    python3 $shared/score.py "$work/$name" "$work/$name.jsonl" $(printf -- '--min %s ' ${floors[$name]}) || status=1
    python3 $shared/check_record.py "$work/$name.jsonl" >"$work/whole" || { head -n 8 "$work/whole" | sed "s/text\[.*//; s/'[^']*'/…/g"; status=1; }
    tail -n 1 "$work/whole"
  done
done
exit $status
