/* The key of an organisation: the same in every article, however its name is written there. */
#include "facts.h"

#define TEXT_OF(name, text) text,
static const char *kind_name(uint8_t kind) {
  static const char *const names[] = {PARTIKEL_ORGANISATION_MAP(TEXT_OF)};
  return kind < PARTIKEL_ORGANISATION_COUNT ? names[kind] : "other";
}
#undef TEXT_OF

enum { LONGEST_FORM = 8 };   /* tokens of a legal form and one more: "S.M.B.A." */

/* The name without the legal forms at its end: "Hansen Holding ApS" is "Hansen Holding". */
static bool without_legal_form(const struct pk_know *know, pk_str *name, struct pk_arena *arena) {
  PK_VEC(struct pk_token) tokens = {0};
  pk_arena_mark mark = pk_arena_here(arena);
  struct pk_token token;
  for (size_t at = 0; pk_token_next(*name, &at, &token);) {
    struct pk_token *slot = pk_vec_add(arena, &tokens);
    if (!slot) return false;
    *slot = token;
    pk_know_token(know, *name, slot);
  }
  uint32_t form = pk_know_class(know, "legal_form");
  for (uint32_t i = tokens.n; form && i-- > 1 && tokens.n - i < LONGEST_FORM;) {
    pk_lookups found = {0};
    if (!pk_know_phrases(know, *name, tokens.at, i, tokens.n, &found, arena)) return false;
    bool ends_here = i + 1 == tokens.n && pk_know_in(know, tokens.at[i].set, form);   /* one word; the others are phrases */
    for (uint32_t k = 0; k < found.n; k++)
      ends_here = ends_here || (found.at[k].type == PK_LOOKUP_CLASS && found.at[k].id == form && found.at[k].last == tokens.n);
    if (ends_here) tokens.n = i, name->n = tokens.at[i - 1].at.end;
  }
  pk_arena_back(arena, mark);
  return true;
}

/* Letters and digits in lower case, å ä ö æ ø in two letters, others without their accents; what stands between words is one hyphen. */
static void add_folded(struct pk_buf *out, pk_str name) {
  size_t begin = out->n;
  bool gap = false;
  for (size_t i = 0; i < name.n;) {
    uint32_t cp = pk_cp_fold(pk_utf8_next(name.s, name.n, &i));
    if (cp == '.' || cp == '\'' || cp == '`' || cp == 0xB4 || cp == 0x2018 || cp == 0x2019 || pk_cp_mark(cp)) continue;
    if (!pk_cp_letter(cp) && !(cp >= '0' && cp <= '9')) {
      gap = out->n > begin;
      continue;
    }
    if (gap) pk_buf_byte(out, '-');
    gap = false;
    switch (cp) {
      case 0xE6: case 0xE4: pk_buf_text(out, "ae"); break;
      case 0xF8: case 0xF6: pk_buf_text(out, "oe"); break;
      case 0xE5: pk_buf_text(out, "aa"); break;
      default: pk_utf8_add(out, pk_cp_bare(cp));
    }
  }
}

const char *pk_organisation_key(const struct pk_know *know, uint8_t kind, pk_str code, pk_str name, struct pk_arena *arena) {
  struct pk_buf key;
  pk_str bare = name;
  if (!without_legal_form(know, &bare, arena)) return NULL;
  pk_buf_init(&key, PK_MAX_BUF);
  pk_buf_text(&key, kind_name(kind));
  pk_buf_byte(&key, ':');
  size_t head = key.n;
  if (code.n) pk_buf_str(&key, code);
  else add_folded(&key, bare);
  if (key.n == head) pk_buf_str(&key, name);   /* nothing but signs: they are its name */
  return pk_buf_take(&key, arena);
}
