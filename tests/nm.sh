#!/bin/sh
# nm.sh LIBRARY.a LIBRARY.so: no writable memory of its own, and only partikel_ names to the outside.
[ $# -eq 2 ] || { echo "usage: nm.sh libpartikel.a libpartikel.so" >&2; exit 2; }
status=0
# objdump names the section: .data.rel.ro is read-only once loaded. The one exception is the pthread_once_t of xmlInitParser.
writable=$(LC_ALL=C objdump -t "$1" | awk '
  /file format/ { object = $1 }
  { section = NF >= 5 ? $(NF - 2) : "" }
  NF >= 5 && (section == "*COM*" || section ~ /^[.](data|bss|tdata|tbss)/) && section !~ /^[.]data[.]rel[.]ro/ && $NF !~ /^[.]/ &&
    !(object ~ /^html[.]o/ && $NF ~ /once/) { print object, section, $NF }')
[ -z "$writable" ] || { echo "nm: writable symbols in the library:"; echo "$writable"; status=1; }
foreign=$(nm -D --defined-only "$2" | awk '$NF !~ /^partikel_/ { print $NF }')
[ -z "$foreign" ] || { echo "nm: exported without the prefix:"; echo "$foreign"; status=1; }
exported=$(nm -D --defined-only "$2" | grep -c ' T partikel_')
[ "$exported" -gt 10 ] || { echo "nm: only $exported functions are exported"; status=1; }
[ $status -ne 0 ] || echo "nm: no writable symbols, $exported exported functions"
exit $status
