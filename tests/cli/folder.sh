# A folder gives its articles, subfolders included, in the order of their names; what is none is skipped.
mkdir -p saved/b/c saved/.hidden
cp in/one.txt saved/z.txt
cp in/one.txt 'saved/B.TXT'
cp in/one.txt saved/b/a.text
cp in/one.txt saved/b/c/without-ending
gzip -c in/one.txt >saved/a.txt.gz
cp in/one.txt saved/.hidden/h.txt
cp in/one.txt saved/.h.txt
printf '{"a": 1}\n' >saved/a.json
printf '\211PNG\r\n\032\n\0\0\0\rIHDR' >saved/picture
printf '\211PNG\r\n\032\n' >saved/picture.png
mkfifo saved/fifo.txt
ln -s ../saved saved/again
ln -s z.txt saved/y.txt
"$PARTIKEL" saved >out
echo "exit $?"
jq -r .source.path out
"$PARTIKEL" -q saved/ | cut -c 1-12 | uniq -c | tr -s ' '
