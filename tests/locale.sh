#!/bin/sh
# locale.sh THREADS FILE...: a host program under C, da_DK and tr_TR gets equal bytes. Locales are made for the test alone.
[ $# -ge 2 ] || { echo "usage: locale.sh build/threads FILE..." >&2; exit 2; }
program=$1; shift
command -v localedef >/dev/null || { echo "locale: skipped, there is no localedef"; exit 0; }
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
for name in da_DK tr_TR; do
  localedef -i $name -f UTF-8 "$work/$name.UTF-8" >/dev/null 2>&1 || [ -d "$work/$name.UTF-8" ] ||
    { echo "locale: skipped, $name cannot be made here"; exit 0; }
done
status=0
LC_ALL=C "$program" --print C "$@" >"$work/C" || status=1
for name in da_DK.UTF-8 tr_TR.UTF-8; do
  LOCPATH=$work LC_ALL=$name "$program" --print $name "$@" >"$work/out" || status=1
  cmp "$work/C" "$work/out" || { echo "locale: $name changes the records"; status=1; }
done
[ -s "$work/C" ] || { echo "locale: no records at all"; status=1; }
[ $status -ne 0 ] || echo "locale: C, da_DK and tr_TR give equal bytes"
exit $status
