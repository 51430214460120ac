# A name that ends in .gz: the same lines, packed; a valid file also when it is empty.
"$PARTIKEL" -q -o whole.jsonl in
for name in a.jsonl.gz a.json.gz a.ndjson.gz; do "$PARTIKEL" -q -j 3 -o $name in && gunzip -c $name | cmp - whole.jsonl; done
"$PARTIKEL" -q -j 1 -o b.jsonl.gz in && cmp a.jsonl.gz b.jsonl.gz
: >none
"$PARTIKEL" -o none.jsonl.gz --files-from none && gunzip -c none.jsonl.gz | wc -c
jq -r '.sha256 + "  a.jsonl.gz"' a.jsonl.gz.ok | sha256sum -c
