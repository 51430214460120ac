#!/bin/bash
# man.sh: the manual pages are well-formed, agree with the program, the library and the other documents, and their examples run.
cd "$(dirname "$0")/.." || exit 2
B=${B:-build} status=0
case $B in /*) build=$B ;; *) build=$PWD/$B ;; esac
partikel=$(realpath "${PARTIKEL:-$build/partikel}")
[ -x "$partikel" ] || { echo "man: $partikel is not there: run \`make\` first"; exit 2; }
man=docs/man
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
export LC_ALL=C.UTF-8

# same NAME: what only one of $work/a and $work/b has.
same() {
  sort -u "$work/a" -o "$work/a" && sort -u "$work/b" -o "$work/b"
  [ -s "$work/a" ] && cmp -s "$work/a" "$work/b" || { echo "man: $1 (-) and (+) differ:"; diff "$work/a" "$work/b" | grep '^[<>]' | tr '<>' '-+'; status=1; }
}

if command -v mandoc >/dev/null; then
  mandoc -Tlint -W warning $man/*.[1-9] || status=1
  for page in $man/*.[1-9]; do # no page that the others name is missing
    for name in $(sed -n 's/^\.Xr \([a-z-]*partikel[a-z-]*\) \([1-9]\).*/\1.\2/p' "$page"); do
      [ -f "$man/$name" ] || { echo "man: $page names $name, which is not there"; status=1; }
    done
  done
else
  echo "man: not linted, there is no mandoc"
fi

# Options: --help, partikel(1), the program's own table and the README.
"$partikel" --help >"$work/help"
grep -E '^ +-' "$work/help" | grep -oE '^ +(-[a-zA-Z], )?--[a-z-]+' | grep -oE -e '-[-a-zA-Z]+' >"$work/a"
awk '/^\.It Fl/ { for (i = 2; i < NF; i++) if ($i == "Fl") print "-" $(i + 1) }' $man/partikel.1 >"$work/b"
same "options of --help and of partikel.1"
cp "$work/a" "$work/options"
grep -oE '^ *\{"[a-z-]+", [a-z]*_argument|\{"[a-z-]+", [a-z]*_argument' src/cli/options.c | sed -E 's/.*"(.*)".*/--\1/' >"$work/b"
grep -- '^--' "$work/options" >"$work/a"
same "long options of --help and of options.c"
sed -n 's/.*getopt_long([^"]*":\([^"]*\)".*/\1/p' src/cli/options.c | tr -d ':' | grep -o . | sed 's/^/-/' >"$work/b"
grep -E '^-[a-zA-Z]$' "$work/options" >"$work/a"
same "short options of --help and of options.c"

# Functions and statuses: the library and libpartikel(3).
nm -D --defined-only "$build/libpartikel.so.0" | awk '{ print $NF }' >"$work/a"
sed -n '/^\.Sh SYNOPSIS/,/^\.Sh DESC/s/^\.F[no] \(partikel_[a-z_]*\).*/\1/p' $man/libpartikel.3 >"$work/b"
same "exported functions and those of libpartikel.3"
sed -nE 's/^ *X\(([A-Z]+), ([0-9]+), .*/PARTIKEL_\1 \2/p' include/partikel.h >"$work/a"
awk '/^\.It Dv PARTIKEL_/ { name = $3; getline; sub(/:.*/, ""); print name, $0 }' $man/libpartikel.3 >"$work/b"
same "statuses of partikel.h and of libpartikel.3"
sed -nE 's/^\| `(PARTIKEL_[A-Z]+)` ([0-9]+) .*/\1 \2/p' docs/errors.md >"$work/b"
same "statuses of partikel.h and of docs/errors.md"

# The record: keys and warning codes.
jq -r '[.. | objects | .properties? // empty | keys[]] | unique[]' docs/record.schema.json >"$work/a"
grep -E '^\.(Cm|It Cm|Pq Cm) ' $man/partikel-record.5 | sed -E 's/^\.(It |Pq )?Cm //' | tr ' ,' '\n\n' | grep -E '^[a-z][a-z0-9_]*$' >"$work/b"
printf '%s\n' evidence rule kind span text from >>"$work/b" # said for all of them at once
same "keys of the schema and of partikel-record.5"
sed -n '/^## `warnings`/,$s/^| `\([a-z-]*\)` |.*/\1/p' docs/record.md | grep -v '^code$' >"$work/a"
sed -n '/^\.Ss Warnings/,/^\.Sh/s/^\.It Li //p' $man/partikel-record.5 >"$work/b"
same "warning codes of docs/record.md and of partikel-record.5"

# The language of rules: shapes, kinds and facts that the compiler knows.
sed -n '/shapes\[\] = {/,/};/p' src/know/rules.c | grep -oE '\{"[a-z]+"' | tr -d '{"' | sed 's/^/#/' >"$work/a"
grep -oE '#[a-z]+' $man/partikel-rules.5 >"$work/b"
same "shapes of rules.c and of partikel-rules.5"
sed -n '/define PK_KIND_MAP/,/^#define PK_KIND_ENUM/p' src/know/know.h | grep -oE 'X\([A-Z]+, "[a-z_]+"' | sed 's/.*"\(.*\)"/\1/' >"$work/a"
sed -n '/^In files 10/,/^In files 50/p' $man/partikel-rules.5 | sed -n '/^Records show/,$s/^\.Li //p' | tr ' ,' '\n\n' | grep -E '^[a-z]+$' >"$work/b"
echo nothing >>"$work/b"
same "kinds of know.h and of partikel-rules.5"
sed -n '/define PK_FACT_MAP/,/^#define PK_FACT_ENUM/p' src/know/know.h | grep -oE 'X\([A-Z]+, "[a-z_]+"' | sed 's/.*"\(.*\)"/\1/' >"$work/a"
sed -n '/^In files 50/,/^\.Ss/s/^\.It Li //p' $man/partikel-rules.5 | tr ' ,' '\n\n' | grep -E '^[a-z_]+$' >"$work/b"
same "facts of know.h and of partikel-rules.5"

# Examples, beside a saved article and a copy of the knowledge, with the library as if it were installed.
mkdir -p "$work/here/saved" "$work/bin" "$work/lib/pkgconfig"
cp tests/articles/local-paper/source.txt "$work/here/saved/article.txt"
cp -r data "$work/here/"
ln -s "$partikel" "$work/bin/partikel"
ln -s "$build/libpartikel.so.0" "$work/lib/libpartikel.so"
ln -s "$build/libpartikel.so.0" "$work/lib/libpartikel.so.0"
sed "s|@PREFIX@|$work|; s|@LIBDIR@|$work/lib|; s|@INCLUDEDIR@|$PWD/include|; s|@VERSION@|0|" docs/partikel.pc.in >"$work/lib/pkgconfig/partikel.pc"
PATH=$work/bin:$PATH PKG_CONFIG_PATH=$work/lib/pkgconfig LD_LIBRARY_PATH=$work/lib python3 tests/session.py "$work/here" $man/*.[1-9] >"$work/log" 2>&1 || status=1
if [ $status -eq 0 ]; then echo "man: $(tail -n 1 "$work/log")"; else cat "$work/log"; fi
exit $status
