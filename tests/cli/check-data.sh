# --check-data: every example of every rule holds; one that does not has file and line.
"$PARTIKEL" --check-data | sed 's/^[1-9][0-9]* examples/N examples/'
