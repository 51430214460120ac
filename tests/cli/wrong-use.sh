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
ls
