# TERM: the article in hand is finished, the rest stays; --resume does the rest, and the file is that of a run nobody stopped.
"$PARTIKEL" -q -o whole.jsonl in/one.txt - in/two.txt <in/two.txt
mkfifo slow
sleep 10 >slow &
sleeper=$!
"$PARTIKEL" -o out.jsonl in/one.txt - in/two.txt <slow &
pid=$!
sleep 0.7
kill -TERM $pid
wait $pid
echo "exit $?"
kill $sleeper
jq -r .source.path out.jsonl.part
ls
"$PARTIKEL" -o out.jsonl --resume in/one.txt - in/two.txt <in/two.txt
echo "exit $?"
jq -r .source.path out.jsonl
cmp out.jsonl whole.jsonl
ls
