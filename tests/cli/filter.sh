# --filter: a line in, a line out, in order; what cannot be converted is an answer too, and the exit is 0.
mkdir folder && mkfifo fifo
gzip -c in/two.txt >two.txt.gz
lines() {
  echo in/one.txt
  echo '{"path": "in/two.txt", "url": "https://a.example/b", "date": "2017-02"}'
  echo no-such-file
  printf 'in/two.txt\r\n'
  echo
  echo folder
  echo fifo
  echo /dev/zero
  printf '{"content": "%s", "path": "row 7", "content_type": "text/plain; charset=utf-8"}\n' "$(base64 -w 0 in/one.txt)"
  printf '{"content": "%s"}\n' "$(base64 -w 0 two.txt.gz)"
  echo '{"content": "not base64!"}'
  echo '{"content": ""}'
  echo '{"path": "in/one.txt", "datum": "2017"}'
  echo '{"path": "in/one.txt", "date": "tomorrow"}'
  echo '{"path": 7}'
  echo '{"path": "in/one.txt"'
  echo '{"path": "in/one.txt", "path": "in/two.txt"}'
  echo '{"url": "ftp://a.example/"}'
  echo '{"url": "https://a.example/"}'
  echo http://a.example/x
  echo '{}'
  printf 'in/\000one.txt\n'
  printf 'b\370rn "1"\n'
  echo '{"path": null, "content": null, "url": null}'
  printf 'in/two.txt'
}
lines | "$PARTIKEL" --filter --offline >out; echo "exit $?"
jq -c 'if .error then [.partikel, .source.path, .source.url, .error.code, .error.message] else [.source.path, .source.url, .article.published, .article.title] end' out
[ "$(lines | tr '\000' x | grep -c '')" -eq "$(wc -l <out)" ] && echo as many
lines | "$PARTIKEL" --filter --offline --jobs 3 | cmp - out
lines | head -c -10 | "$PARTIKEL" --filter --offline -o file.jsonl && head -n 24 out | cmp - file.jsonl; ls file*
head -n 1 out >first; "$PARTIKEL" in/one.txt | cmp - first
echo -- nothing
"$PARTIKEL" --filter </dev/null; echo "exit $?"
echo -- text
echo in/one.txt | "$PARTIKEL" --filter --no-text | jq -c .article.text
echo -- wrong use
try() { "$PARTIKEL" --filter "$@" </dev/null 2>&1 | head -n 1; }
try in/one.txt; try --files-from x; try --why; try --url https://a.example; try -o x --resume; try --shard 1/2; try --errors x
echo in/one.txt | "$PARTIKEL" --filter >/dev/full; echo "exit $?"
"$PARTIKEL" --filter <&-; echo "exit $?"
