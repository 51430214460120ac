# The manual in two screens: to standard output, exit 0, and a full disk is noticed.
"$PARTIKEL" --help | head -n 1
"$PARTIKEL" -h >help || echo "exit $?"
[ "$(wc -l <help)" -lt 110 ] && awk 'length > 92' help
"$PARTIKEL" --help >/dev/full
echo "exit $?"
