/* Any bytes as a web archive. The beginning is put there, so that the time goes into what comes after it. */
#include <stdlib.h>

#include "../../src/read/member.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n) {
  struct pk_arena arena;
  struct pk_member m;
  partikel_error e = {0};
  char *copy = malloc(n ? n : 1); /* exact, so that a sanitizer sees one byte too many */
  if (!copy) return 0;
  if (n) memcpy(copy, bytes, n);
  if (n > 8 && copy[0] != '<') memcpy(copy, "bplist00", 8);
  pk_arena_init(&arena, PK_MAX_ARENA);
  (void)pk_is_webarchive(copy, n);
  partikel_status status = pk_webarchive((pk_str){copy, n}, &m, &arena, &e);
  if (status == PARTIKEL_OK) {
    const char *texts[] = {m.url, m.content_type, m.charset};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
      if (texts[i] && pk_utf8_bad(pk_str_of(texts[i])) != strlen(texts[i])) abort();
    if (m.body.s < copy || m.body.n > n || m.body.s + m.body.n > copy + n) abort();
  } else if (status != PARTIKEL_FORMAT || !e.what[0]) abort();
  pk_arena_release(&arena);
  free(copy);
  return 0;
}
