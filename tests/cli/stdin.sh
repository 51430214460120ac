# Standard input is read where `-` stands, and without inputs when it is no terminal.
"$PARTIKEL" <in/one.txt | jq -c '[.source.path, .article.title]'
"$PARTIKEL" in/two.txt - in/two.txt <in/one.txt | jq -c '[.source.path, .article.title]'
"$PARTIKEL" --url https://a.example/b --date 2017-02 - <in/two.txt | jq -c '[.source.url, .article.published]'
gzip <in/one.txt | "$PARTIKEL" - | jq -c '[.source.path, .article.title]'
"$PARTIKEL" </dev/null
echo "exit $?"
"$PARTIKEL" - <&-
echo "exit $?"
