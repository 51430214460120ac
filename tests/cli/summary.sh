# A larger run ends with what it came to, unless --quiet.
mkdir -p saved/p_files && echo x >saved/p.html && for i in $(seq 100); do cp in/one.txt saved/$i.txt; done
printf '%%PDF-1.4\n' >saved/1.txt; echo a >saved/a.csv
"$PARTIKEL" saved 2>&1 >/dev/null | sed 's/; [0-9]*\.[0-9] s$/; N s/'
"$PARTIKEL" -q saved 2>&1 >/dev/null
rm saved/p.html saved/9*.txt; "$PARTIKEL" saved 2>&1 >/dev/null | grep -c articles; :
