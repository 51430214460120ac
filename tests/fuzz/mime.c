/* Any bytes as a MIME message, and as the header fields that it is made of. What comes out must be whole strings and slices of what there is. */
#include <stdlib.h>

#include "../../src/read/member.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

static void whole(const char *s) {
  if (s && pk_utf8_bad(pk_str_of(s)) != strlen(s)) abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n) {
  pk_str all = {(const char *)bytes, n};
  struct pk_arena arena;
  struct pk_member m;
  partikel_error e = {0};
  pk_arena_init(&arena, PK_MAX_ARENA);
  (void)pk_is_mime(bytes, n);
  partikel_status status = pk_mime(all, &m, &arena, &e);
  if (status == PARTIKEL_OK) {
    const char *texts[] = {m.url, m.retrieved, m.title, m.author, m.published, m.charset};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) whole(texts[i]);
    if (m.body.n == 0 || m.body.n > n || !m.format) abort();
    struct pk_decoded text;
    if (pk_decode(m.body.s, m.body.n, m.charset, &text, &arena, NULL) != PARTIKEL_OK) abort();
  } else if (!e.what[0]) abort();
  struct pk_field f;
  for (size_t at = 0, before = 0; pk_field_next(all, &at, &f); before = at) {
    struct pk_date when;
    char edtf[32];
    if (at <= before || at > n) abort();
    whole(pk_field_text(f.value, &arena));
    whole(pk_field_sender(f.value, &arena));
    whole(pk_field_url(f.value, &arena));
    pk_field_parameter(f.value, "name", &arena);
    if (!pk_field_date(f.value, &when)) continue;
    pk_date_utc(&when);
    if (!pk_date_valid(&when)) abort();
    pk_date_edtf(&when, edtf);
    if (strlen(edtf) < 10 || !pk_date_parse(pk_str_of(edtf), &when)) abort();
  }
  pk_arena_release(&arena);
  return 0;
}
