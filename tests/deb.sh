#!/bin/bash
# deb.sh: the Debian packages. Built twice, the second time elsewhere, they are the same to the byte; lintian has nothing to say; in a
# bare Debian made for this (mmdebstrap) they install with no more than they ask for, work, and go without a trace.
#
#   tests/deb.sh            all of it; four minutes of processor time, 150 MB fetched from the mirror
#   DEB_MIRROR=URL          another one than deb.debian.org
# Where there is nothing to build packages with, or no root, mmdebstrap or mirror to install them, that part is skipped and says so.
cd "$(dirname "$0")/.." || exit 2
B=${B:-build} status=0
work=$(mktemp -d) || exit 2
server=
# --one-file-system: should something be mounted in the other root, it stays.
trap '[ -z "$server" ] || kill "$server"; rm -rf --one-file-system "$work"' EXIT
fail() { echo "deb: $*"; status=1; }
unset MAKEFLAGS MFLAGS MAKELEVEL

for tool in dpkg-buildpackage dh; do
  command -v $tool >/dev/null || { echo "deb: skipped, there is no $tool (make deps deb)"; exit 0; }
done

# ---- built ---------------------------------------------------------------------------------------------------------------------------
make -s B="$B" deb >"$work/log" 2>&1 || { tail -n 40 "$work/log"; exit 1; }
(umask 077 && make -s B="$work/other" deb) >"$work/log" 2>&1 || { tail -n 40 "$work/log"; exit 1; }
version=$(sed -n 's/^#define PARTIKEL_VERSION "\(.*\)"/\1/p' include/partikel.h)
machine=$(dpkg --print-architecture) triplet=$(dpkg-architecture -qDEB_HOST_MULTIARCH)
packages=(partikel libpartikel0 libpartikel-dev)
for package in "${packages[@]}"; do
  cmp "$B/deb/${package}_${version}_$machine.deb" "$work/other/deb/${package}_${version}_$machine.deb" || fail "$package is not the same when built again"
done
[ "$(ls "$B"/deb/*.deb | wc -l)" -eq 3 ] || fail "other packages than these: $(ls "$B"/deb/*.deb)"

if command -v lintian >/dev/null; then
  lintian --allow-root --fail-on error,warning --tag-display-limit 0 "$B"/deb/*.changes >"$work/lintian" 2>&1 || fail "lintian is not content"
  cat "$work/lintian"
  linted="lintian content"
else
  linted="skipped: no lintian here"
fi

# ---- what is in them -----------------------------------------------------------------------------------------------------------------
for package in "${packages[@]}"; do dpkg-deb -x "$B/deb/${package}_${version}_$machine.deb" "$work/$package"; done
command=$work/partikel/usr/bin/partikel library=$work/libpartikel0/usr/lib/$triplet/libpartikel.so.0
for file in "$command" "$library"; do
  name=$(basename "$file")
  readelf -lW "$file" | grep -q GNU_RELRO && readelf -dW "$file" | grep -qE 'FLAGS.*NOW' || fail "$name is not linked with relro and now"
  nm -D --undefined-only "$file" >"$work/asks"
  grep -q ' __stack_chk_fail' "$work/asks" || fail "$name has no stack protector"
  readelf -SW "$file" | grep -q '\.debug_info' && fail "$name has its debug information still"
  grep -qaF -e "$PWD" -e "$work" "$file" && fail "the folder it was built in stands in $name"
done
readelf -hW "$command" | grep -q 'Type: *DYN' || fail "the command is not position-independent"
nm -D --undefined-only "$command" | grep -q ' __[a-z]*printf_chk' || fail "the command has no fortified calls: CPPFLAGS got lost" # the library has none to fortify
readelf -dW "$command" | grep -q 'NEEDED.*\[libpartikel.so.0\]' || fail "the command does not take the shared library"
[ "$(stat -c %s "$command")" -lt 1000000 ] || fail "the command has a copy of the knowledge"
[ "$(readlink "$work/libpartikel-dev/usr/lib/$triplet/libpartikel.so")" = libpartikel.so.0 ] || fail "libpartikel.so is no link to libpartikel.so.0"

# ---- installed -----------------------------------------------------------------------------------------------------------------------
finish() { # HOW it was installed
  [ $status -ne 0 ] || echo "deb: 3 packages, twice the same, $linted; $1"
  exit $status
}
[ "$(id -u)" = 0 ] || finish "not installed: skipped, this needs root"
command -v mmdebstrap >/dev/null || finish "not installed: skipped, there is no mmdebstrap"
suite=$(sed -n 's/^VERSION_CODENAME=//p' /etc/os-release) mirror=${DEB_MIRROR:-http://deb.debian.org/debian}
wget -q -T 20 -t 2 -O /dev/null "$mirror/dists/$suite/Release" || finish "not installed: skipped, $mirror does not answer"
root=$work/root
in_root() { chroot "$root" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive "$@" </dev/null; }
quietly() { "$@" >"$work/log" 2>&1 || { echo "deb: $*"; tail -n 30 "$work/log"; return 1; }; }
quietly mmdebstrap --mode=root --variant=minbase "$suite" "$root" ${DEB_MIRROR:+"$DEB_MIRROR"} || exit 1
cp /etc/resolv.conf "$root/etc/"
quietly in_root apt-get update || exit 1
mkdir "$root/packages" "$root/tmp/articles" && cp "$B"/deb/*.deb "$root/packages/" && cp -R tests/articles/*/ "$root/tmp/articles/" || exit 1

deb_of() { printf "/packages/%s_${version}_$machine.deb\n" "$@"; }
# What apt would install with these packages; then that, and not they themselves.
with_what_they_ask_for() { # [--no-install-recommends] PACKAGE …
  local options=() others
  [[ $1 != -* ]] || { options=("$1"); shift; }
  in_root apt-get -s install "${options[@]}" $(deb_of "$@") >"$work/plan" || { fail "apt finds no way to install $*"; return 1; }
  others=$(awk '$1 == "Inst" { print $2 }' "$work/plan" | grep -vxE 'partikel|libpartikel0|libpartikel-dev')
  [ -z "$others" ] || quietly in_root apt-get install -y --no-install-recommends $others
}
# Every file outside of caches and logs, with its size where nothing but a package writes.
every_file() {
  (cd "$root" && find . \( -path ./proc -o -path ./sys -o -path ./dev -o -path ./tmp -o -path ./packages -o -path ./var/log -o -path ./var/cache/apt \
    -o -path ./var/lib/apt -o -path './var/cache/man/*' \) -prune -o \( -path './var/*' -o -type d \) -printf '%p %y %m %u %l\n' -o -printf '%p %y %m %u %l %s\n' | LC_ALL=C sort)
}
goes_without_a_trace() { # PACKAGE …
  quietly in_root dpkg --purge "$@" || fail "$* cannot be purged"
  in_root dpkg-query -W "$@" >"$work/known" 2>/dev/null && fail "dpkg still knows $(cat "$work/known")"
  every_file >"$work/after"
  diff "$work/before" "$work/after" || fail "purging $* does not leave what was there before"
}
said() { # TEXT: of the last command, in $work/out
  grep -qF -- "$1" "$work/out" || { fail "it does not say: $1"; head -n 10 "$work/out"; }
}

# The command alone, with nothing but what it needs.
with_what_they_ask_for --no-install-recommends partikel libpartikel0 || exit 1
every_file >"$work/before"
quietly in_root dpkg -i $(deb_of libpartikel0 partikel) || exit 1
every_file | cmp -s - "$work/before" && fail "installing changes nothing"
in_root sh -c 'partikel --quiet /tmp/articles' >"$work/records" || fail "the installed command ends with $?"
[ "$(jq -r '.partnerships[].name' "$work/records" | grep -cx Køkkenbordet)" -eq 1 ] || fail "the installed command does not find Køkkenbordet"
(ln -s "$PWD/tests/articles" "$work/articles" && cd "$work" && "$OLDPWD/$B/partikel" --quiet articles) | jq -c 'del(.source)' >"$work/want"
jq -c 'del(.source)' "$work/records" | cmp - "$work/want" && [ -s "$work/want" ] || fail "the installed command makes other records than $B/partikel"
in_root partikel -o /tmp/articles.db /tmp/articles >"$work/out" 2>&1 && fail "a database without SQLite" || said "package libsqlite3-0"
in_root partikel http://127.0.0.1:9/ >"$work/out" 2>&1 && fail "an address without libcurl" || said "apt-get install libcurl4"
goes_without_a_trace partikel libpartikel0

# The same with what it recommends, before anything else brings it.
with_what_they_ask_for partikel libpartikel0 || exit 1
every_file >"$work/before"
quietly in_root dpkg -i $(deb_of libpartikel0 partikel) || exit 1
in_root partikel -q -o /tmp/articles.db /tmp/articles && [ "$(head -c 15 "$root/tmp/articles.db")" = "SQLite format 3" ] || fail "no database with SQLite"
python3 -u -m http.server --bind 127.0.0.1 --directory tests/articles 0 >"$work/server" 2>&1 &
server=$!
for ((i = 0; i < 200; i++)); do grep -qs ' port [0-9]' "$work/server" && break; sleep 0.1; done
port=$(sed -n 's/.* port \([0-9]*\).*/\1/p' "$work/server" | head -n 1)
in_root partikel -q --allow-private "http://127.0.0.1:$port/local-paper/source.txt" | jq -r '.partnerships[].name' >"$work/out"
said Køkkenbordet
goes_without_a_trace partikel libpartikel0

# All three, for those who write programs and type commands.
with_what_they_ask_for --no-install-recommends libpartikel-dev partikel libpartikel0 || exit 1
quietly in_root apt-get install -y --no-install-recommends gcc libc6-dev pkg-config python3 man-db bash-completion || exit 1
every_file >"$work/before"
quietly in_root dpkg -i $(deb_of libpartikel0 partikel libpartikel-dev) || exit 1

examples=/usr/share/doc/libpartikel-dev/examples
[ "$(in_root pkg-config --modversion partikel)" = "$version" ] || fail "pkg-config does not know version $version"
in_root sh -c "cd /tmp && gcc -Wall -Werror $examples/records.c \$(pkg-config --cflags --libs partikel) -o records-shared &&
  gcc -Wall -Werror $examples/records.c -Wl,-Bstatic -lpartikel -Wl,-Bdynamic \$(pkg-config --static --libs partikel | sed 's/-lpartikel//') -o records-static" ||
  fail "records.c does not build"
readelf -d "$root/tmp/records-static" | grep -q 'NEEDED.*libpartikel' && fail "records-static asks for the shared library"
for program in /tmp/records-shared /tmp/records-static; do
  in_root $program /tmp/articles/local-paper/source.txt >"$work/out" || fail "$program ends with $?"
  said '  Køkkenbordet, 2013 to 2016'
done
in_root python3 $examples/records.py /tmp/articles/local-paper/source.txt >"$work/out" || fail "records.py ends with $?"
said '    funder Bikubenfonden'

for page in docs/man/*.[1-9]; do
  name=$(basename "$page")
  in_root man -w "${name##*.}" "${name%.*}" >/dev/null || fail "there is no page $name"
  [ "$(in_root man -P cat "${name##*.}" "${name%.*}" 2>/dev/null | wc -l)" -gt 40 ] || fail "man shows no page $name"
done
for package in "${packages[@]}"; do [ -s "$root/usr/share/doc/$package/copyright" ] || fail "$package has no copyright"; done
[ -s "$root/usr/share/partikel/record.schema.json" ] || fail "there is no schema"
in_root bash -c '. /usr/share/bash-completion/bash_completion
  { _comp_load partikel || _completion_loader partikel; } 2>/dev/null; complete -p partikel
  COMP_WORDS=(partikel --format h) COMP_CWORD=2; _partikel partikel h --format; echo "becomes ${COMPREPLY[*]}"' >"$work/out" 2>&1
said '-F _partikel partikel'
said 'becomes html'
goes_without_a_trace partikel libpartikel0 libpartikel-dev
finish "installed in $suite, used from shell, C and Python, gone without a trace"
