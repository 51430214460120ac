#!/bin/bash
# install.sh: `make install` into an empty place, a C and a C++ program built against it through pkg-config, and `make uninstall`
# leaves nothing. A folder with a blank in its name, because DESTDIR may have one.
cd "$(dirname "$0")/.." || exit 2
B=${B:-build} status=0
sample=tests/articles/local-paper/source.txt
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
dest="$work/a place" prefix=/opt/partikel
root=$dest$prefix
fail() { echo "install: $*"; status=1; }
# The flags of the make that runs the tests are not those of this one.
unset MAKEFLAGS MFLAGS MAKELEVEL

make -s B="$B" DESTDIR="$dest" PREFIX=$prefix install >"$work/log" 2>&1 || { cat "$work/log"; exit 1; }
for file in bin/partikel lib/libpartikel.a lib/libpartikel.so.0 lib/libpartikel.so lib/pkgconfig/partikel.pc include/partikel.h \
  share/partikel/record.schema.json share/man/man1/partikel.1 share/man/man3/libpartikel.3 share/man/man5/partikel-rules.5 \
  share/man/man5/partikel-record.5 share/bash-completion/completions/partikel; do
  [ -s "$root/$file" ] || fail "there is no $file"
done
[ "$(readlink "$root/lib/libpartikel.so")" = libpartikel.so.0 ] || fail "libpartikel.so is no link to libpartikel.so.0"
grep -n '@' "$root/lib/pkgconfig/partikel.pc" && fail "partikel.pc is not filled in"
grep -rlF "$work" "$root" && fail "DESTDIR stands in an installed file"
cmp docs/packaging/partikel.bash "$root/share/bash-completion/completions/partikel" || fail "the completion is not the one of docs/packaging"
strangers=$(find "$dest" ! -type d | sed "s|^$dest||" | grep -v "^$prefix/" )
[ -z "$strangers" ] || fail "outside of PREFIX: $strangers"
[ "$(find "$dest" ! -type d | wc -l)" -eq 12 ] || fail "other files than these: $(cd "$root" && find . ! -type d)"

# In a place without blanks, as pkg-config separates by them.
mv "$dest" "$work/place" && dest=$work/place root=$work/place$prefix
export PKG_CONFIG_PATH=$root/lib/pkgconfig PKG_CONFIG_SYSROOT_DIR=$dest
version=$(sed -n 's/^#define PARTIKEL_VERSION "\(.*\)"/\1/p' include/partikel.h)
[ "$(pkg-config --modversion partikel)" = "$version" ] || fail "pkg-config has another version than the header"
grep -q "^partikel ($version)" docs/packaging/debian/changelog || fail "docs/packaging/debian/changelog does not know version $version"
flags=$(pkg-config --cflags --libs partikel) || fail "pkg-config does not know partikel"
case $flags in *-lz*) fail "users of the shared library need not link what it needs itself: $flags" ;; esac
strict="-Wall -Wextra -Wshadow -Werror -pedantic"
cp docs/examples/records.c "$work/records.c"
cp docs/examples/records.c "$work/records.cc"
cd "$work" || exit 2
${CC:-cc} -std=c11 $strict records.c $flags -o records-c || fail "records.c does not build as C"
if command -v "${CXX:-c++}" >/dev/null; then ${CXX:-c++} -std=c++11 $strict records.cc $flags -o records-c++ || fail "records.c does not build as C++"
else cp records-c records-c++; echo "install: there is no C++ compiler"; fi
unset PKG_CONFIG_SYSROOT_DIR # the other libraries are where the system has them
${CC:-cc} -std=c11 $strict records.c -I"$root/include" "$root/lib/libpartikel.a" \
  $(pkg-config --static --libs partikel | tr ' ' '\n' | grep -v -e '^-L' -e '^-lpartikel$') -o records-static || fail "records.c does not build with the archive"
cd "$OLDPWD" || exit 2
for kind in c c++ static; do
  LD_LIBRARY_PATH=$root/lib "$work/records-$kind" "$sample" >"$work/out-$kind" || fail "records-$kind ends with $?"
  grep -qx '  Køkkenbordet, 2013 to 2016' "$work/out-$kind" || fail "records-$kind does not name the partnership"
  cmp "$work/out-c" "$work/out-$kind" || status=1
done
readelf -d "$work/records-c" | grep -q 'NEEDED.*\[libpartikel.so.0\]' || fail "records-c does not ask for libpartikel.so.0"
readelf -d "$work/records-static" | grep -q 'NEEDED.*libpartikel' && fail "records-static still asks for the shared library"
"$root/bin/partikel" --quiet "$sample" | jq -e '.partnerships | length > 0' >/dev/null || fail "the installed command does not work"

make -s B="$B" DESTDIR="$dest" PREFIX=$prefix uninstall >"$work/log" 2>&1 || { cat "$work/log"; status=1; }
[ -z "$(find "$dest" ! -type d)" ] || fail "left by make uninstall: $(find "$dest" ! -type d)"
[ $status -ne 0 ] || echo "install: 12 files, C, C++ and static programs run, all removed again"
exit $status
