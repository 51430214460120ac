/* words: what the knowledge says of a word, remembered by its bytes while a page is read: every second word of a text has
 * stood there before. */
#include "page.h"

struct pk_word { char bytes[16]; uint32_t word; uint16_t set; uint16_t size; };

void pk_words_init(struct pk_words *words, const struct pk_know *know, size_t text, struct pk_arena *arena) {
  uint32_t n = 64;
  while (n < 1024 && n < text / 16) n *= 2;
  *words = (struct pk_words){know, pk_arena_array(arena, n, sizeof *words->at), n - 1};
}

/* Eight bytes of a word folded as pk_token_fold does it, where that is easy: ASCII letters and the small ones of Latin-1, of
 * which one byte is C3 and the other A0 to BF. Bytes of zero are behind the word. */
static inline bool fold_eight(uint64_t *x) {
  uint64_t capital = pk_between(*x, 'A', 'Z'), c3 = *x ^ PK_EACH(0xC3);
  uint64_t easy = capital | pk_between(*x, 'a', 'z') | pk_between(*x ^ PK_EACH(0x80), 0x20, 0x3F) | pk_between(c3, 0, 0) | pk_between(*x, 0, 0);
  *x |= capital >> 2;
  return easy == PK_EACH(0x80);
}

void pk_words_token(struct pk_words *words, pk_str text, struct pk_token *t) {
  static const char keep[32] = "\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF";
  size_t start = t->at.start, n = t->at.end - start;
  uint64_t a[2] = {0, 0}, b[2], mask[2];
  if (n > 16 || !words->at) {
    pk_know_token(words->know, text, t);
    return;
  }
  if (text.n - start >= 16) {   /* two loads and a mask are cheaper than a copy of n bytes */
    memcpy(a, text.s + start, 16);
    memcpy(mask, keep + 16 - n, 16);
    a[0] &= mask[0], a[1] &= mask[1];
  } else {
    memcpy(a, text.s + start, n);
  }
  struct pk_word *known = &words->at[((a[0] ^ a[1] * UINT64_C(0x9E3779B97F4A7C15)) * UINT64_C(0xD6E8FEB86659FD93)) >> 40 & words->mask];
  memcpy(b, known->bytes, 16);
  if (known->size == n && a[0] == b[0] && a[1] == b[1]) {
    t->word = known->word;
    t->set = known->set;
    return;
  }
  memcpy(known->bytes, a, 16);
  if (t->is & PK_IS_WORD && fold_eight(&a[0]) && fold_eight(&a[1])) {
    pk_str folded = {(const char *)a, n};
    t->word = pk_know_word(words->know, folded);
    t->set = pk_know_set(words->know, t->word, folded);
  } else {
    pk_know_token(words->know, text, t);
  }
  known->size = (uint16_t)n;
  known->word = t->word;
  known->set = t->set;
}
