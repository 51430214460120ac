# In a folder too, an article that cannot be read has its line.
mkdir saved
cp in/one.txt saved/a.txt
printf '%%PDF-1.4\n%%\342\343\317\323\n' >saved/b.txt
cp in/one.txt saved/c.txt
ln -s nowhere saved/d.txt
"$PARTIKEL" saved | jq -r .source.path
"$PARTIKEL" saved >/dev/null 2>&1
