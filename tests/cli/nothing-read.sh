# When not one article could be read, the run has failed.
printf '%%PDF-1.4\n' >a.pdf
: >empty.txt
"$PARTIKEL" no-such-file a.pdf empty.txt
