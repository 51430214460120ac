#!/bin/sh
# The arrows between the rooms (docs: one direction, one door a library), and file names that are unique over the tree.
cd "$(dirname "$0")/.." || exit 2
files=$(find src -name '*.[ch]' | LC_ALL=C sort)
status=0
awk -f tests/rooms.awk $files || status=1
twice=$(find src include -name '*.[ch]' | sed 's|.*/||' | LC_ALL=C sort | uniq -d | grep -v '^partikel\.h$')
[ -z "$twice" ] || { echo "rooms: file names that stand twice: $twice"; status=1; }

# The check must be able to fail: three lines that break an arrow each.
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/src/read" "$work/src/cli" "$work/src/write"
echo '#include "../text/text.h"' >"$work/src/read/a.c"
echo '#include "../base/base.h"' >"$work/src/cli/b.c"
echo '#include <zlib.h>' >"$work/src/write/c.c"
found=$(cd "$work" && awk -f "$OLDPWD/tests/rooms.awk" src/read/a.c src/cli/b.c src/write/c.c | wc -l)
[ "$found" -eq 3 ] || { echo "rooms: the check found $found of 3 planted faults"; status=1; }
[ $status -ne 0 ] || echo "rooms: $(echo "$files" | wc -l) files keep to the arrows"
exit $status
