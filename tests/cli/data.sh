# --data: knowledge in text is the same as knowledge that is built in; a mistake in it has file and line.
"$PARTIKEL" in/one.txt in/two.txt >built-in
"$PARTIKEL" --data "$DATA" in/one.txt in/two.txt | cmp - built-in
"$PARTIKEL" --data no-such-folder in/one.txt 2>&1 | sed 's/\(no-such-folder\).*/\1/'
cp -r "$DATA" mine
chmod -R u+w mine
printf 'rule  mistaken\nwhen  <no-such-class> AMOUNT:x\nthen  nothing\n' >mine/rules/98-mine.rules
"$PARTIKEL" --data mine in/one.txt 2>message
echo "exit $?"
sed 's/\(98-mine.rules:[0-9]*\):.*\(no-such-class\).*/\1: \2/; s|mine/rules/||; s|rules/||' message
