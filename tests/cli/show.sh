# --show: what each stage has made of the article. More than one article: each under its name.
"$PARTIKEL" --show blocks in/two.txt
"$PARTIKEL" --show tokens in/two.txt | head -n 4
"$PARTIKEL" --show blocks in/one.txt in/two.txt | grep -A 1 '==>'
"$PARTIKEL" --show mentions in/one.txt | cut -f 1-4 | grep -E '^(amount|date)'
"$PARTIKEL" --show facts in/one.txt >facts && "$PARTIKEL" --show why in/one.txt >why && "$PARTIKEL" --why in/one.txt | cmp - why
grep -c '  data/\|  [a-z]' why | sed 's/^[1-9][0-9]*$/there are reasons/'
