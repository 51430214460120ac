# Version and content hash of the knowledge.
"$PARTIKEL" --version | sed 's/[0-9a-f]\{64\}$/HASH/'
"$PARTIKEL" -V --data "$DATA" >loaded
"$PARTIKEL" -V | cmp - loaded
