# Several jobs: the same bytes in the same order as one, and the same messages.
mkdir saved
for i in $(seq 100 160); do cp in/one.txt saved/$i.txt; cp in/two.txt saved/$i.text; done
printf '%%PDF-1.4\n' >saved/130.txt
: >saved/140.txt
for n in 1 2 8 256; do
  "$PARTIKEL" -q --jobs $n saved >out$n 2>err$n
  echo "exit $?"
  cmp out1 out$n && cmp err1 err$n
done
jq -r .source.path out8 | sort -C && grep -c . out8
cat err8
"$PARTIKEL" -q saved 2>&1 | cmp - out1 >/dev/null || "$PARTIKEL" -q saved 2>/dev/null | cmp - out1
"$PARTIKEL" -q -j 3 --why saved 2>/dev/null >why3
"$PARTIKEL" -q -j 1 --why saved 2>/dev/null | cmp - why3
grep -c '^==> ' why3
