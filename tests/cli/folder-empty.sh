# A folder without articles is an error: the user has mistaken the folder.
mkdir nothing other
echo 'a,b' >other/a.csv
"$PARTIKEL" nothing other
echo "exit $?"
"$PARTIKEL" nothing in | jq -r .source.path
