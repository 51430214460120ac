/* Any bytes as a page's JSON-LD, cut at each NUL into scripts. What is found is whole text under a known key; what cannot be read is told. */
#include "fuzz.h"
#include "read/html.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n) {
  static const char *const keys[] = {"title", "published", "modified", "lead", "url", "language", "body", "author", "publisher", "section", "tag", "tags", "paywall", "crumb"};
  struct pk_arena arena;
  pk_strings scripts = {0};
  struct pk_metas out = {0};
  pk_warnings warnings = {0};
  partikel_error error;
  pk_arena_init(&arena, PK_MAX_ARENA);
  char *exact = malloc(n ? n : 1);
  MUST(exact);
  memcpy(exact, bytes, n);
  for (size_t from = 0; from < n && scripts.n <= PK_MAX_JSON_LD;) {
    const char *end = memchr(exact + from, 0, n - from);
    size_t to = end ? (size_t)(end - exact) : n;
    pk_str *script = pk_vec_add(&arena, &scripts);
    MUST(script);
    *script = (pk_str){exact + from, to - from};
    from = to + 1;
  }
  MUST(pk_json_ld(&scripts, &out, &warnings, &arena, &error) == PARTIKEL_OK);
  MUST(out.n <= PK_MAX_METAS && warnings.n <= 1);
  for (uint32_t i = 0; i < out.n; i++) {
    const struct pk_meta *m = &out.at[i];
    bool known = false;
    for (size_t k = 0; k < sizeof keys / sizeof *keys; k++) known |= strcmp(m->key, keys[k]) == 0;
    MUST(known && strncmp(m->source, "jsonld", 6) == 0 && m->value.n && pk_utf8_bad(m->value) == m->value.n);
    MUST(!memchr(m->value.s, 0, m->value.n));
  }
  for (uint32_t i = 0; i < warnings.n; i++) MUST(strcmp(warnings.at[i].code, "jsonld-broken") == 0);
  free(exact);
  pk_arena_release(&arena);
  return 0;
}
