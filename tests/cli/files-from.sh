# Inputs from a list: a line each, or a NUL behind each, which is found out; as Windows writes lists, too.
paths() { jq -r .source.path; }
mkdir sub && cp in/two.txt sub/a.txt
printf 'in/two.txt\n\nsub\nin/one.txt' >lines
"$PARTIKEL" --files-from lines | paths
"$PARTIKEL" --files-from - in/one.txt <lines | paths
echo -- Windows
printf '\357\273\277in/one.txt\r\nin/two.txt\r\n' >windows
"$PARTIKEL" --files-from windows | paths
echo -- NUL
cp in/one.txt 'a
b.txt'
printf 'a\nb.txt\0in/two.txt\0' | "$PARTIKEL" --files-from - | jq -c .source.path
echo -- faults
"$PARTIKEL" --files-from no-such-list; echo "exit $?"
printf 'no-such-file\nin/one.txt\n' | "$PARTIKEL" --files-from - >out; echo "exit $?"
paths <out
: >empty; "$PARTIKEL" --files-from empty; echo "exit $?"
printf -- '-\n' | "$PARTIKEL" --files-from -; echo "exit $?"
"$PARTIKEL" --files-from sub; echo "exit $?"
"$PARTIKEL" --files-from lines --url https://a.example; echo "exit $?"
