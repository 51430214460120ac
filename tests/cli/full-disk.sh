# A write error on standard output is an error.
"$PARTIKEL" in/one.txt >/dev/full
echo "exit $?"
"$PARTIKEL" in/one.txt >&-
echo "exit $?"
"$PARTIKEL" --version >/dev/full
echo "exit $?"
