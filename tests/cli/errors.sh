# --errors: what failed, a line of JSON each, whatever the names are; in the order of the inputs and with any number of jobs.
mkdir saved
printf '%%PDF-1.4\n' >'saved/a
"b".txt'
: >"$(printf 'saved/b\370rn.txt')"
cp in/one.txt saved/c.txt
"$PARTIKEL" -q --errors failed -o out.jsonl no-such-file saved 2>told; echo "exit $?"
jq -c . failed
cat told
"$PARTIKEL" -q -j 7 --errors more no-such-file saved >/dev/null 2>&1; cmp more failed
"$PARTIKEL" --errors none in/one.txt >/dev/null && wc -c <none
"$PARTIKEL" --errors no-such-folder/failed in/one.txt; echo "exit $?"
"$PARTIKEL" -q --errors /dev/full -o new.jsonl no-such-file saved 2>&1 | tail -n 1
ls new.jsonl* 2>/dev/null
"$PARTIKEL" -q saved 2>/dev/null | jq -c .source.path
cp in/one.txt "$(printf 'saved/b\370rn.txt')"
"$PARTIKEL" -q "$(printf 'saved/b\370rn.txt')" | jq -c .source.path
