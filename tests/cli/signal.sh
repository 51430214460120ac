# TERM: the article in hand is finished, the rest stays; what is done stands in the .part file.
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
