# --resume goes on with this very run or says why not. A stopped run: the first article is done when the signal comes.
stop() { # OPTION ...: a run that is stopped
  mkfifo slow; sleep 9 >slow & sleeper=$!
  "$PARTIKEL" -q "$@" in/one.txt - in/two.txt <slow & pid=$!
  sleep 0.5; kill -TERM $pid; wait $pid; echo "exit $?"; kill $sleeper; rm slow
}
"$PARTIKEL" -q -o whole.jsonl in/one.txt - in/two.txt <in/two.txt
stop -o out.jsonl
echo -- another run
try() { "$PARTIKEL" -q -o out.jsonl --resume "$@" <in/two.txt; echo "exit $?"; }
try in/one.txt - in/one.txt
try --no-text in/one.txt - in/two.txt
try --shard 1/2 in/one.txt - in/two.txt
cp out.jsonl.resume kept; sed -i 's/partikel-resume 1 [0-9.]*/partikel-resume 1 0.0.0/' out.jsonl.resume; try in/one.txt - in/two.txt
sed 's/knowledge [0-9a-f]*/knowledge 0123/' kept >out.jsonl.resume; try in/one.txt - in/two.txt
echo 'my own notes' >out.jsonl.resume; try in/one.txt - in/two.txt
"$PARTIKEL" -o out.jsonl in/one.txt; echo "exit $?"
echo -- a journal cut anywhere
for n in $(seq 1 $(wc -c <kept)); do
  head -c $n kept >out.jsonl.resume
  cp out.jsonl.part part
  "$PARTIKEL" -q -o out.jsonl --resume in/one.txt - in/two.txt <in/two.txt 2>>told || echo "$n: exit $?"
  cmp out.jsonl whole.jsonl
  rm out.jsonl out.jsonl.ok; mv part out.jsonl.part
done
sort told | uniq -c
echo -- the .part file is gone
cp kept out.jsonl.resume; mv out.jsonl.part part; try in/one.txt - in/two.txt
head -c 100 part >out.jsonl.part; try in/one.txt - in/two.txt
cp part out.jsonl.part; echo '{"half": ' >>out.jsonl.part; try in/one.txt - in/two.txt
cmp out.jsonl whole.jsonl
echo -- killed before FILE.ok was there
stop -o out.jsonl
sed -n 1p out.jsonl.resume >journal; echo "step 3 0 $(wc -c <whole.jsonl) 0 3 0 0 0 0 0 ." >>journal
rm out.jsonl.part; cp whole.jsonl out.jsonl; mv journal out.jsonl.resume; rm out.jsonl.ok
try in/one.txt - in/two.txt
cmp out.jsonl.ok whole.jsonl.ok
echo -- without --resume: from the beginning
stop -o out.jsonl; "$PARTIKEL" -q -o out.jsonl in/one.txt
jq -r .source.path out.jsonl
rm -f part kept told; ls
echo -- wrong use
"$PARTIKEL" --resume in/one.txt; "$PARTIKEL" --resume --why -o x in/one.txt; :
