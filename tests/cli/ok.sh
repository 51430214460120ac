# FILE.ok says what FILE is; --resume does not repeat what is finished, and takes nothing for finished that is not.
mkdir saved && cp in/one.txt saved/a.txt && cp in/two.txt saved/b.txt && printf '%%PDF-1.4\n' >saved/c.txt && echo x >saved/d.csv
"$PARTIKEL" -q -o out.jsonl saved; echo "exit $?"
jq -c '[.partikel, .format, .shard, .sources, .articles, .failed, .skipped]' out.jsonl.ok
jq -r '.sha256 + "  out.jsonl"' out.jsonl.ok | sha256sum -c
[ "$(jq .bytes out.jsonl.ok)" -eq "$(wc -c <out.jsonl)" ] && [ "$(jq -r .tool.knowledge out.jsonl.ok)" = "$(jq -r .tool.knowledge out.jsonl | uniq)" ] && echo fits
cp out.jsonl.ok first.ok
"$PARTIKEL" -q -o out.jsonl --resume saved 2>&1; echo "exit $?"
"$PARTIKEL" -o out.jsonl --resume saved; echo "exit $?"
again() { : >seen; "$PARTIKEL" -q -o out.jsonl --resume "$@" 2>seen; echo "exit $?, $(grep -c PDF seen) told"; cmp out.jsonl.ok first.ok; }
echo -- finished no more
echo >>out.jsonl; again saved
rm out.jsonl; again saved
rm out.jsonl.ok; again saved
echo '{}' >out.jsonl.ok; again saved
cp first.ok out.jsonl.ok; "$PARTIKEL" -q -o out.jsonl --resume --no-text saved 2>/dev/null; cmp -s out.jsonl.ok first.ok || echo 'other options'
again saved
mv saved/c.txt saved/e.txt; "$PARTIKEL" -q -o out.jsonl --resume saved; echo "exit $?"
echo -- not with
"$PARTIKEL" -o /dev/null in/one.txt; "$PARTIKEL" -o x.jsonl no-such-file; "$PARTIKEL" --why -o why.txt in/one.txt; ls
