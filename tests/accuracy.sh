#!/bin/bash
# accuracy.sh [articles|dev]…: the records of the articles under ../shared against their gold facts, with floors below which a change
# has made something worse. Floors are raised when a better figure stands, and never lowered. Without ../shared it says so and passes.
cd "$(dirname "$0")/.." || exit 2
partikel=${PARTIKEL:-build/partikel} shared=../shared
declare -A floors=(
  [articles]="core=0.60"
  [dev]="core=0.50"
)
declare -A texts=([articles]=articles [dev]=dev) golds=([articles]=gold [dev]=dev)

[ -f $shared/score.py ] || { echo "accuracy: skipped, there is no $shared"; exit 0; }
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
status=0
for set in "${@:-articles dev}"; do
  for name in $set; do
    [ -n "${floors[$name]}" ] || { echo "accuracy: there is no set $name" >&2; exit 2; }
    "$partikel" --quiet $shared/"${texts[$name]}"/*.txt >"$work/$name.jsonl" </dev/null || { echo "accuracy: $partikel failed over $name"; status=1; }
    echo "accuracy of $name:"
    python3 $shared/score.py $shared/"${golds[$name]}" "$work/$name.jsonl" $(printf -- '--min %s ' ${floors[$name]}) || status=1
    python3 $shared/check_record.py "$work/$name.jsonl" >"$work/whole" || { head -n 8 "$work/whole" | sed "s/text\[.*//; s/'[^']*'/…/g"; status=1; }
    tail -n 1 "$work/whole"
  done
done
exit $status
