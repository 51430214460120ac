# -o: the file appears when it is whole, an older one stays until then.
"$PARTIKEL" -o out.jsonl in/one.txt in/two.txt && jq -r .source.path out.jsonl
echo old >kept.jsonl
"$PARTIKEL" --output=kept.jsonl in/one.txt no-such-file; echo "exit $?"
jq -r .source.path kept.jsonl
echo old >older.jsonl
"$PARTIKEL" -o older.jsonl no-such-file; echo "exit $?"
cat older.jsonl # nothing could be read: it is worth more than nothing
"$PARTIKEL" in/one.txt -o no-such-folder/out.jsonl; echo "exit $?"
"$PARTIKEL" in/one.txt -o in; echo "exit $?"
"$PARTIKEL" in/one.txt -o /dev/null; echo "exit $?"
"$PARTIKEL" in/one.txt -o /dev/full; echo "exit $?"
"$PARTIKEL" in/one.txt -o /dev/stdout | jq -r .source.path
ls
