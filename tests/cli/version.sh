# Version and content hash of the knowledge.
"$PARTIKEL" --version | sed 's/[0-9a-f]\{64\}$/HASH/'
"$PARTIKEL" -V --data "$DATA" >loaded
"$PARTIKEL" -V | cmp - loaded
# How much each list holds: all kinds of lists are there, and nothing is empty.
"$PARTIKEL" --version --verbose >counts
grep -c . counts | awk '{ print ($1 > 200 ? "lists" : "too few lists") }'
awk -F'\t' 'NF == 2 && $2 < 1 { print "empty: " $1 }' counts
for list in data/organisation/ngo.list data/place/town.list data/rules/50-funding.rules 'words <give>'; do grep -cF "$list	" counts; done
