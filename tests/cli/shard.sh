# Shards: their outputs, one behind the other, are the output of the whole, in every format that is a row of records.
mkdir -p saved/b
for i in 1 2 3 4 5; do cp in/one.txt saved/$i.txt; cp in/two.txt saved/b/$i.txt; done
echo 'a,b' >saved/x.csv
"$PARTIKEL" -q -o whole.jsonl saved in/one.txt
for n in 1 2 3 7 11 40; do
  for i in $(seq $n); do "$PARTIKEL" -q -o part$i.jsonl --shard $i/$n saved in/one.txt || echo "exit $?"; done
  for i in $(seq $n); do cat part$i.jsonl; done | cmp - whole.jsonl && echo "$n shards"
done
cat whole.jsonl | wc -l
for i in 1 2 3; do "$PARTIKEL" -q -o p$i.json.gz --shard $i/3 saved in/one.txt; done
cat p1.json.gz p2.json.gz p3.json.gz | gunzip | cmp - whole.jsonl && echo packed
"$PARTIKEL" -q --shard 2/3 saved in/one.txt | cmp - part-none 2>/dev/null || "$PARTIKEL" -q --shard 2/3 saved in/one.txt | jq -r .source.path
echo -- notes come once
for i in 1 2 3; do "$PARTIKEL" --shard $i/3 saved in/one.txt 2>&1 >/dev/null; done
echo -- nothing readable in a shard is no error of the run
printf '%%PDF-1.4\n' >saved/1.txt
"$PARTIKEL" -o s.jsonl --shard 1/11 saved in/one.txt 2>&1; echo "exit $?"
wc -c <s.jsonl
jq -c '[.shard, .sources, .articles, .failed, .bytes]' s.jsonl.ok
try() { "$PARTIKEL" "$@" </dev/null 2>&1 | head -n 1; }
for wrong in 0/3 4/3 3 1/0 a/b 1/2/3 -1/3 1/; do try --shard $wrong in/one.txt; done
