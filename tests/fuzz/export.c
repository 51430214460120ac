/* Any text behind the beginning of an export: its articles stand in order, and of what is behind the first one only rows and notices belong to none. */
#include "members.h"

static const char head[] = "Et hus for familier\nKysten, 2004-12-29\nSide 8\n\nDet er en god dag for de familier, som har brug for det.\n==========\n\n"
                           "Fond giver en million\nFjorden, 2004-12-30 09:31\nSide 9\n\nDer er en million til huset.\n";

/* Is the line between members one that may be lost? */
static bool parts(pk_str line) {
  size_t i = 0;
  while (line.n && (unsigned char)line.s[line.n - 1] <= ' ') line.n--;
  while (line.n && (unsigned char)line.s[0] <= ' ') line = pk_str_part(line, 1, line.n);
  while (i < line.n && line.s[i] == '=') i++;
  return i == line.n || pk_str_is(pk_str_part(line, 0, line.n < 14 ? line.n : 14), "alt materiale ");
}

static void nothing_is_lost(pk_str text) {
  struct pk_source *s;
  partikel_member m;
  partikel_error e = {0};
  partikel_origin origin = {.name = "fuzz.txt"};
  size_t at = 0;
  if (pk_source_open_memory(pk_know_builtin(), text.s, text.n, &origin, PK_MAX_MEMBER, &s, &e) != PARTIKEL_OK) return;   /* a package of web archives */
  while (pk_source_next_member(s, &m, &e) == PARTIKEL_OK) {
    const char *bytes = m.bytes;
    if (!m.origin.container) break;
    MUST(bytes >= text.s + at && bytes + m.n <= text.s + text.n && m.origin.offset == bytes - text.s && m.n);
    for (pk_str between = pk_str_part(text, at, (size_t)m.origin.offset); at && between.n;) {
      const char *feed = memchr(between.s, '\n', between.n);
      size_t n = feed ? (size_t)(feed - between.s) : between.n;
      MUST(parts(pk_str_part(between, 0, n)));
      between = pk_str_part(between, feed ? n + 1 : n, between.n);
    }
    at = (size_t)m.origin.offset + m.n;
  }
  pk_source_free(s);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n) {
  static struct pk_buf text;
  if (!text.ceiling) pk_buf_init(&text, PK_MAX_BUF);
  fuzz_archive("fuzz.txt", bytes, n, false);
  pk_buf_reset(&text);
  pk_buf_add(&text, head, sizeof head - 1);
  pk_buf_add(&text, bytes, n);
  fuzz_archive("fuzz.txt", (const uint8_t *)text.s, text.n, pk_hash(bytes, n) % 16 == 0);
  nothing_is_lost((pk_str){text.s, text.n});
  nothing_is_lost((pk_str){n ? (const char *)bytes : "", n});
  return 0;
}
