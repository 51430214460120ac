# Folders: links among them do no harm, and what stands too deep is named.
mkdir -p saved/a && cp in/one.txt saved/a && ln -s . saved/self && ln -s ../.. saved/a/up && ln -s loop loop && ln -s ../loop saved/loop.txt
ln -s "$PWD/saved/a/one.txt" saved/z.txt
"$PARTIKEL" saved | jq -r .source.path
"$PARTIKEL" loop; echo "exit $?"
ln -s saved named; "$PARTIKEL" -q named | jq -r .source.path
path=d; for i in 1 2 3 4 5 6 7; do path=$path/$path; done; path=$path/d/$path
mkdir -p "$path" && cp in/one.txt d/one.txt && cp in/one.txt "$path/too-deep.txt"
"$PARTIKEL" d 2>told | jq -r .source.path
sed 's/: [^/]*$/: /; s/[^:]*: //; s|^\(d/\)*d: |DEEP: |' told; cut -d: -f3 told
