/* sentence: an article's text becomes tokens with their word classes, and sentences. A dot ends a sentence unless it
 * belongs to an abbreviation (data/words/abbreviation.words), an initial or an ordinal. */
#include "text.h"

#define USUAL_TOKEN 5   /* bytes, with its blank */

typedef PK_VEC(struct pk_token) token_list;

struct segmenter {
  const struct pk_know *know;
  struct pk_arena *arena;
  pk_str text;
  token_list raw, tokens;
  PK_VEC(struct pk_sentence) sentences;
  uint32_t abbreviation, final, month;   /* classes */
};

static char sign(const struct segmenter *s, const struct pk_token *t) { return t->is & PK_IS_MARK ? s->text.s[t->at.start] : 0; }

static bool ellipsis(const struct segmenter *s, const struct pk_token *t) {
  return t->is & PK_IS_MARK && t->at.end - t->at.start == 3 && memcmp(s->text.s + t->at.start, "\xE2\x80\xA6", 3) == 0;
}

static bool in(const struct segmenter *s, const struct pk_token *t, uint32_t class_) { return class_ && pk_know_in(s->know, t->set, class_); }

static bool closing(const struct segmenter *s, const struct pk_token *t) { return t->is & PK_IS_QUOTE || sign(s, t) == ')'; }

/* ---- tokens: the dot of an abbreviation joins its word; where it also ends the sentence it is a token ------------- */

/* Does the dot behind raw[i] (or at the end of raw[i]) end a sentence? `next`: the token behind the dot. */
static bool dot_ends(const struct segmenter *s, const struct pk_token *word, uint32_t next) {
  uint32_t k = next;
  while (k < s->raw.n && k < next + 3 && closing(s, &s->raw.at[k])) k++;
  if (k >= s->raw.n) return true;
  return in(s, word, s->final) && s->raw.at[k].is & PK_IS_SPACED && s->raw.at[k].is & (PK_IS_CAPITAL | PK_IS_QUOTE | PK_IS_DASH);
}

static bool put(struct segmenter *s, struct pk_token t) {
  struct pk_token *slot = pk_vec_add(s->arena, &s->tokens);
  if (slot) *slot = t;
  return slot != NULL;
}

static bool put_dot(struct segmenter *s, uint32_t at) {
  struct pk_token dot = {.at = {at, at + 1}, .is = PK_IS_MARK};
  pk_know_token(s->know, s->text, &dot);
  return put(s, dot);
}

static bool read_tokens(struct segmenter *s, pk_span block) {
  pk_str text = {s->text.s, block.end};
  size_t at = block.start;
  struct pk_token t;
  s->raw.n = 0;
  while (pk_token_next(text, &at, &t)) {
    struct pk_token *slot = pk_vec_add(s->arena, &s->raw);
    if (!slot) return false;
    pk_know_token(s->know, text, &t);
    *slot = t;
  }
  for (uint32_t i = 0; i < s->raw.n; i++) {
    t = s->raw.at[i];
    bool word = t.is & PK_IS_WORD && t.at.end - t.at.start > 1;
    if (word && text.s[t.at.end - 1] == '.') {
      bool ends = dot_ends(s, &t, i + 1);
      if (ends) t.at.end--;
      if (!put(s, t) || (ends && !put_dot(s, t.at.end))) return false;
      continue;
    }
    const struct pk_token *next = i + 1 < s->raw.n ? &s->raw.at[i + 1] : NULL;
    if (t.is & PK_IS_WORD && next && sign(s, next) == '.' && next->at.start == t.at.end && (in(s, &t, s->abbreviation) || in(s, &t, s->final)) &&
        !dot_ends(s, &t, i + 2)) {
      t.at.end++;
      i++;
    }
    if (!put(s, t)) return false;
  }
  return true;
}

/* ---- sentence ends ---------------------------------------------------------------------------------------------------- */

/* A number and a dot before a capital: an ordinal before a month ("1. Juni") or at the start of a list item. */
static bool ordinal(const struct segmenter *s, uint32_t first, uint32_t dot, const struct pk_token *next) {
  const struct pk_token *number = &s->tokens.at[dot - 1];
  if (!(number->is & PK_IS_NUMBER) || number->at.end - number->at.start > 2) return false;
  return dot - 1 == first || in(s, next, s->month);
}

/* If a sentence ends with the mark at token i: the token after it, else 0. */
static uint32_t sentence_end(const struct segmenter *s, uint32_t first, uint32_t i, uint32_t end, uint8_t kind) {
  const struct pk_token *t = &s->tokens.at[i];
  char c = sign(s, t);
  bool colon = c == ':', dot = c == '.';
  if (!colon && !dot && c != '!' && c != '?' && !ellipsis(s, t)) return 0;
  if (colon && (kind == PARTIKEL_BLOCK_TABLE_ROW || kind == PARTIKEL_BLOCK_CAPTION)) return 0;
  uint32_t k = i + 1;
  if (!colon)
    while (k < end && !(s->tokens.at[k].is & PK_IS_SPACED) && closing(s, &s->tokens.at[k])) k++;
  if (k >= end) return end;
  const struct pk_token *next = &s->tokens.at[k];
  if (!(next->is & PK_IS_SPACED) && !(dot && next->is & PK_IS_CAPITAL)) return 0;
  if (i > first && dot && ordinal(s, first, i, next)) return 0;
  if (next->is & (PK_IS_CAPITAL | PK_IS_QUOTE | PK_IS_DASH)) return k;
  if (colon) return 0;
  if (sign(s, next) == '(') return k;
  return next->is & PK_IS_NUMBER && (!dot || (i > first && s->tokens.at[i - 1].is & (PK_IS_WORD | PK_IS_MARK))) ? k : 0;
}

static bool add_sentence(struct segmenter *s, uint32_t first, uint32_t last, uint32_t block) {
  struct pk_sentence *slot = pk_vec_add(s->arena, &s->sentences);
  if (!slot) return false;
  *slot = (struct pk_sentence){first, last, block};
  s->tokens.at[first].is |= PK_IS_SENTENCE;
  return true;
}

static bool read_block(struct segmenter *s, const partikel_block *block, uint32_t number) {
  uint32_t first = s->tokens.n;
  if (!read_tokens(s, block->span)) return false;
  uint32_t end = s->tokens.n, start = first;
  if (first == end) return true;
  s->tokens.at[first].is |= PK_IS_BLOCK | PK_IS_SPACED;
  for (uint32_t i = first; i < end; i++) {
    uint32_t cut = sentence_end(s, first, i, end, (uint8_t)block->kind);
    if (!cut && i + 1 - start >= PK_MAX_SENTENCE) cut = i + 1;
    if (!cut) continue;
    if (!add_sentence(s, start, cut, number)) return false;
    start = cut;
    i = cut - 1;
  }
  return start == end || add_sentence(s, start, end, number);
}

partikel_status pk_segment(const struct pk_know *know, pk_str text, const partikel_block *blocks, uint32_t n_blocks,
                           struct pk_segments *out, struct pk_arena *arena, partikel_error *err) {
  struct segmenter s = {.know = know, .arena = arena, .text = text};
  s.abbreviation = pk_know_class(know, "abbreviation");
  s.final = pk_know_class(know, "abbreviation_final");
  s.month = pk_know_class(know, "month");
  /* room for what Danish text usually takes at once: growing step by step leaves as much again behind in the arena */
  s.tokens.cap = (uint32_t)(text.n / USUAL_TOKEN) + 16;
  s.tokens.at = pk_arena_array(arena, s.tokens.cap, sizeof *s.tokens.at);
  if (!s.tokens.at) return pk_fail(err, PARTIKEL_NOMEM, "", 0, "out of memory");
  for (uint32_t b = 0; b < n_blocks; b++)
    if (!read_block(&s, &blocks[b], b)) return pk_fail(err, PARTIKEL_NOMEM, "", 0, "out of memory");
  uint32_t *of = pk_arena_array(arena, (size_t)s.tokens.n + 1, sizeof *of);
  if (!of) return pk_fail(err, PARTIKEL_NOMEM, "", 0, "out of memory");
  for (uint32_t i = 0; i < s.sentences.n; i++)
    for (uint32_t t = s.sentences.at[i].first; t < s.sentences.at[i].last; t++) of[t] = i;
  *out = (struct pk_segments){text, blocks, n_blocks, s.tokens.at, s.tokens.n, s.sentences.at, s.sentences.n, of};
  return PARTIKEL_OK;
}
