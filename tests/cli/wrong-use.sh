# One line that says what is wrong, a pointer to --help, exit 2.
try() { "$PARTIKEL" "$@" </dev/null; echo "exit $?"; }
try --no-such-option
try -x
try -o
try --show in/one.txt
try --show
try --why=yes in/one.txt
try --date tomorrow in/one.txt
try --url https://a.example in/one.txt in/two.txt
try - -
try -o records.csv in/one.txt
try --check-data in/one.txt
try --verbose in/one.txt
try -j 0 in/one.txt
try --jobs=257 in/one.txt
try -j 2x in/one.txt
try --timeout 0 in/one.txt
try --timeout 86401 in/one.txt
try --errors out.jsonl -o out.jsonl in/one.txt
try --files-from
try --resume in/one.txt
ls
