/* Any bytes in any encoding: the first byte chooses what was told of it. What comes out is UTF-8 in NFC without NUL; text that was clean
 * UTF-8 already is only normalised; decoding what came out changes nothing. */
#include <utf8proc.h>

#include "fuzz.h"
#include "read/read.h"

static const char *const labels[] = {NULL, "utf-8", "UTF_8", "utf-16", "utf-16le", "utf-16be", "windows-1252", "iso-8859-1", "\"Latin1\"",
                                     "", "koi8-r", "a label that is longer than any that is known"};

/* utf8proc orders long runs of marks in quadratic time, so the reader takes them in pieces: only short runs are sure to come out in NFC. */
static bool short_runs(pk_str text) {
  size_t run = 0;
  for (size_t i = 0, from = 0; i < text.n; from = i) {
    uint32_t cp = pk_utf8_next(text.s, text.n, &i);
    run = pk_cp_mark(cp) || utf8proc_category((utf8proc_int32_t)cp) == UTF8PROC_CATEGORY_ME ? run + (i - from) : 0;
    if (run > 100) return false;
  }
  return true;
}

static bool is_normal_of(pk_str normal, pk_str text) {
  utf8proc_uint8_t *want = NULL;
  utf8proc_ssize_t n = utf8proc_map((const utf8proc_uint8_t *)text.s, (utf8proc_ssize_t)text.n, &want, UTF8PROC_STABLE | UTF8PROC_COMPOSE);
  MUST(n >= 0 && want);
  bool same = pk_str_eq(normal, (pk_str){(const char *)want, (size_t)n});
  free(want);
  return same;
}

static bool has_c1(pk_str text) {
  for (size_t i = 0; i < text.n;) {
    uint32_t cp = pk_utf8_next(text.s, text.n, &i);
    if (cp >= 0x80 && cp < 0xA0) return true;
  }
  return false;
}

static bool has_mark(pk_str text) { return pk_str_starts(text, PK_LIT("\xEF\xBB\xBF")); }

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n) {
  if (!n) return 0;
  const char *label = labels[bytes[0] % (sizeof labels / sizeof *labels)];
  pk_str in = {(const char *)bytes + 1, n - 1};
  struct pk_arena arena;
  struct pk_decoded out, again;
  partikel_error error;
  pk_arena_init(&arena, PK_MAX_ARENA);
  MUST(pk_decode(in.s, in.n, label, &out, &arena, &error) == PARTIKEL_OK);
  MUST(out.text.s && !out.text.s[out.text.n] && strlen(out.text.s) == out.text.n);
  MUST(pk_utf8_bad(out.text) == out.text.n && out.encoding[0]);
  bool sure = short_runs(out.text);
  if (sure) MUST(is_normal_of(out.text, out.text));
  if (pk_utf8_bad(in) == in.n && !memchr(in.s, 0, in.n) && !has_c1(in) && !has_mark(in)) {
    MUST(strcmp(out.encoding, "utf-8") == 0 && !out.repaired && !out.guessed);
    if (sure) MUST(is_normal_of(out.text, in));
  }
  if (sure && !has_mark(out.text) && !has_c1(out.text)) {
    MUST(pk_decode(out.text.s, out.text.n, label, &again, &arena, &error) == PARTIKEL_OK);
    MUST(pk_str_eq(again.text, out.text) && !again.repaired && again.mojibake == out.mojibake);
  }
  pk_arena_release(&arena);
  return 0;
}
