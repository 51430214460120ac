# Inputs are converted in the order given; one that fails has its line, the others are converted.
"$PARTIKEL" in/two.txt no-such-file in/one.txt >out
echo "exit $?"
jq -r .source.path out
gzip -c in/one.txt >one.txt.gz
"$PARTIKEL" -- one.txt.gz | jq -r .article.title
cp in/one.txt ./-q.txt
"$PARTIKEL" -- -q.txt | jq -r .source.path
"$PARTIKEL" ./-q.txt -q -- | jq -r .source.path
