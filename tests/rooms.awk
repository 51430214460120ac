# Arrows between the rooms: which #include lines of src/ break them. Called by rooms.sh with all sources, from the top level.
# A room may include its own headers, the header of the room before it, values.h, know.h, base.h and partikel.h.
BEGIN {
  n = split("base know values read text find facts", room, " ")
  for (i = 1; i <= n; i++) place[room[i]] = i
  # one door a library, in the library and in the command each
  n = split("zlib.h:src/read/gzip.c,src/cli/pack.c libxml/:src/read/html.c jansson.h:src/read/json.c,src/cli/filter_line.c utf8proc.h:src/base/utf8.c nettle/:src/base/digest.c,src/cli/checksum.c curl/:src/cli/fetch.c sqlite3.h:src/cli/export_sqlite.c", list, " ")
  for (i = 1; i <= n; i++) { split(list[i], pair, ":"); library[pair[1]] = pair[2] }
}
function broken(reason) { printf "%s:%d: %s\n", FILENAME, FNR, reason; bad = 1 }
function may(from, to) {
  if (from == to || to == "") return 1                         # own header, partikel.h
  if (from == "partikel.c") return 1                           # the only file that sees all rooms
  if (from == "mkknow.c") return to == "know" || to == "base"
  if (from == "write") return to == "base"
  if (!(from in place) || !(to in place)) return 0             # cli: nothing else
  if (place[to] > place[from]) return 0
  return to == "base" || to == "know" || to == "values" || place[to] == place[from] - 1
}
FNR == 1 { n = split(FILENAME, path, "/"); from = path[n - 1] == "src" ? path[n] : path[n - 1] }
/^[ \t]*#[ \t]*include[ \t]*"/ {
  split($0, quoted, "\""); n = split(quoted[2], path, "/")
  to = quoted[2] ~ /(^|\/)partikel[.]h$/ ? "" : n > 1 ? path[n - 1] : from
  if (!may(from, to)) broken(from " must not see " quoted[2])
  else if (to != from && to != "" && path[n] != to ".h") broken(path[n] " is an inner header of " to)
}
/^[ \t]*#[ \t]*include[ \t]*</ {
  split($0, quoted, /[<>]/)
  for (name in library)
    if (index(quoted[2], name) == 1 && index("," library[name] ",", "," FILENAME ",") == 0) broken("<" quoted[2] "> has its door in " library[name])
}
END { exit bad }
