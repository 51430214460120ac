# Control characters in names reach no terminal.
"$PARTIKEL" "$(printf 'a\033[31mb\233c\nd\177\302\233e\303\246')"
echo "exit $?"
name=$(printf 'b\370rn.txt')
cp in/one.txt "$name"
"$PARTIKEL" "$name" | jq -c .source.path
