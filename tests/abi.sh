#!/bin/bash
# abi.sh [--accept] LIBRARY.so.0: what programs that were built earlier rely on is as tests/abi.txt has it: SONAME, exported names,
# prototypes, sizes and offsets of public structs, enumerators. A change there is a decision; one that is no addition moves the SONAME.
# abidiff also sees the types of members, by the library's debug information against what abidw wrote into tests/abi.xml.
# The Debian package's list of names (docs/packaging/debian/libpartikel0.symbols) follows.
cd "$(dirname "$0")/.." || exit 2
accept=; [ "$1" != --accept ] || { accept=1; shift; }
[ $# -eq 1 ] || { echo "usage: abi.sh [--accept] libpartikel.so.0" >&2; exit 2; }
library=$1 header=include/partikel.h symbols=docs/packaging/debian/libpartikel0.symbols status=0
[ "$(getconf LONG_BIT)" = 64 ] || { echo "abi: skipped, sizes are kept for 64 bits"; exit 0; }
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
export LC_ALL=C

# One line a declaration, as the compiler sees it.
${CC:-cc} -std=c11 -E -P "$header" | tr '\n' ' ' | sed 's/; */;\n/g; s/  */ /g' >"$work/declarations"
sed -n 's/^__attribute__((visibility("default"))) //p' "$work/declarations" | sort >"$work/prototypes"
grep -E '^typedef [^{]*\(\*partikel_' "$work/declarations" | sort >"$work/callbacks"
sed -E 's/.*(partikel_[a-z_]*)\(.*/\1/' "$work/prototypes" | sort >"$work/declared"
nm -D --defined-only "$library" | awk '{ print $NF }' | sort >"$work/exported"
diff -u "$work/declared" "$work/exported" >"$work/names" || { echo "abi: declared (-) and exported (+) names differ:"; tail -n +4 "$work/names"; status=1; }
grep -v '^partikel_' "$work/exported" && { echo "abi: exported without the prefix"; status=1; }

${CC:-cc} -std=c11 -Wall -Wextra -Werror -Iinclude tests/abi.c -o "$work/abi" && "$work/abi" >"$work/layout" || exit 1
# abi.c must know every type of the header.
for name in $(grep -oE '\} partikel_[a-z_]+;|[a-z;] \} partikel_[a-z_]+;' "$header" | grep -oE 'partikel_[a-z_]+' | sort -u); do
  grep -qE "^(struct|enum) $name " "$work/layout" || { echo "abi: tests/abi.c does not print $name"; status=1; }
done
{
  echo "soname $(readelf -d "$library" | sed -n 's/.*SONAME.*\[\(.*\)\]/\1/p')"
  cat "$work/prototypes" "$work/callbacks" "$work/layout"
} >"$work/now"

# The public part alone, and nothing that another folder, machine or compiler changes.
public=(--headers-dir include --drop-private-types --exported-interfaces-only --no-architecture --no-elf-needed --no-corpus-path --no-comp-dir-path
  --no-show-locs --no-parameter-names --type-id-style hash)
types="types compared by abidiff"
if ! command -v abidiff >/dev/null; then types="types not compared: skipped, there is no abidiff (Debian: abigail-tools)"
elif ! readelf -SW "$library" | grep -q ' \.debug_info '; then types="types not compared: skipped, the library is built without -g"
fi
version=$(sed -n 's/^#define PARTIKEL_VERSION "\(.*\)"/\1/p' "$header")

if [ "$accept" ]; then
  diff -u tests/abi.txt "$work/now"
  [ $status -eq 0 ] || exit $status
  cp "$work/now" tests/abi.txt && echo "abi: tests/abi.txt written"
  case $types in *skipped*) echo "abi: tests/abi.xml is as it was, $types" ;; *) abidw "${public[@]}" --out-file tests/abi.xml "$library" && echo "abi: tests/abi.xml written" || exit 1 ;; esac
  # A name keeps the version that it came with.
  awk -v version="$version" 'NR == FNR { if (FNR == 1) print; else since[$1] = $0; next }
    { name = $1 "@Base"; print name in since ? since[name] : " " name " " version }' "$symbols" "$work/exported" >"$work/symbols" && cp "$work/symbols" "$symbols"
  exit
fi
diff -u tests/abi.txt "$work/now" || { echo "abi: differs from tests/abi.txt; an addition: tests/abi.sh --accept; else the SONAME moves"; status=1; }
sed '1d; s/^ //; s/@.*//' "$symbols" | diff -u - "$work/exported" >"$work/names" ||
  { echo "abi: names in $symbols (-) and of the library (+) differ:"; tail -n +4 "$work/names"; status=1; }
case $types in
  *skipped*) ;;
  # Two dumps, both without places: abidiff would take types without a place for private ones, and pass over them.
  *) abidw "${public[@]}" --out-file "$work/abi.xml" "$library" && abidiff tests/abi.xml "$work/abi.xml" ||
      { echo "abi: differs from tests/abi.xml, see above"; status=1; } ;;
esac
[ $status -ne 0 ] || echo "abi: $(wc -l <"$work/exported") functions, $(grep -c ^struct "$work/layout") structs, $(grep -c ^enum "$work/layout") enums; $types"
exit $status
