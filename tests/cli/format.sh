# --format says outright what an ending would say; without the articles' text no running text is left, and the facts stay.
"$PARTIKEL" --format json -o records.csv in/one.txt && jq -r .source.path records.csv
"$PARTIKEL" -o records.ndjson in/one.txt && cmp records.csv records.ndjson
"$PARTIKEL" --no-text in/one.txt >without
jq -c '[.article.text, .article.lead, (.mentions[] | select(.kind == "quote").text), .quotes[].text] | unique' without
jq -c '.mentions[] | select(.kind != "quote") | .kind, .text' without >a && jq -c '.mentions[] | select(.kind != "quote") | .kind, .text' records.csv | cmp - a
cat >page.html <<'PAGE'
<!doctype html><html lang="da"><title>Nyt hus</title><body><article><h1>Nyt hus</h1><p class="lead">Et "hus" for alle familier skal give ro.</p>
<p>Nordea-fonden giver 2 mio. kr. til huset i Faxe, og det er kommunen glad for. Huset skal ligge ved skolen.</p></article></body></html>
PAGE
"$PARTIKEL" page.html | jq -c .article.lead
"$PARTIKEL" --no-text page.html | jq -c '[.article.lead, .article.title]'
jq 'keys' without >a && jq 'keys' records.csv | cmp - a
for what in '[.article | .title, .blocks]' '[.mentions[] | .kind, .span, .rule, .value]' .organisations '[.quotes[] | .speaker, .evidence]' .partnerships .source.sha256; do
  jq -c "$what" without >a
  jq -c "$what" records.csv | cmp - a && grep -c '[0-9a-z]' a
done
try() { "$PARTIKEL" "$@" </dev/null; echo "exit $?"; }
try --format no-such in/one.txt
try --format json --profile excel in/one.txt
try --format json --lang en in/one.txt
try --why --format json in/one.txt
try --why --no-text in/one.txt
try -o records.xlsx in/one.txt
try -o records.json.zip in/one.txt
ls
