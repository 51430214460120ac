# Formats that need a name, profiles and languages they do not have, folders that hold other files; what stands there afterwards.
try() { "$PARTIKEL" -q "$@" </dev/null; echo "exit $?"; }
try --format csv in/one.txt
try --format html in/one.txt
try --format sqlite in/one.txt
try --format csv --profile excel -o set in/one.txt
try --lang sv -o page.html in/one.txt
try -o set.csv in/one.txt
mkdir mine && echo 'years of work' >mine/thesis.txt && echo text >file
try --format csv -o mine in/one.txt
try --format csv -o file in/one.txt
try --format csv -o no/such/set in/one.txt
cat mine/thesis.txt
try --format csv -o set/ in
try --format csv --profile excel-da -o set in/one.txt
ls set
head -c 3 set/articles.csv | od -An -tx1
head -n 1 set/warnings.csv | tr -d '\r'
try -o page.htm in && try --lang en -o page.html --no-text in
grep -c 'Partnerskaber i artikler' page.htm
grep -c 'Partnerships in articles' page.html
i=0
while [ $i -lt 101 ]; do i=$((i + 1)); cp in/one.txt "in/$i.txt"; done
try -o 'odd #1?.html' in
ls odd*
grep -o 'href="odd[^"]*"' 'odd #1?.html' | head -n 1
grep -o 'href="[.][^"]*"' 'odd #1?_files/00001.html' | head -n 1
try -o base.db in/one.txt && try -o base.db in/two.txt in/one.txt && ls base.db*
mkdir own && cp in/one.txt own/ # a page among the articles it was made from is none of them
try -o own/page.html own && try -o own/page.html own && grep -c '<article' own/page.html
ls -d *.part *.old 2>/dev/null
exit 0
