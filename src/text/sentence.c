/* sentence: an article's text becomes tokens with their word classes, and sentences. A dot ends a sentence unless it
 * belongs to an abbreviation (data/words/abbreviation.words), an initial or an ordinal. */
#include "page.h"

typedef PK_VEC(struct pk_token) token_list;

struct segmenter {
  const struct pk_know *know;
  struct pk_arena *arena;
  pk_str text;
  token_list own, tokens;
  const struct pk_token *raw;            /* of the block in hand; own, or those that an article has already … */
  uint32_t n_raw, shift;                 /* … and that stand `shift` bytes farther on (modulo 2^32) */
  struct pk_words words;
  PK_VEC(struct pk_sentence) sentences;
  uint32_t abbreviation, final, month;   /* classes */
};

static char sign_at(const struct segmenter *s, const struct pk_token *t, uint32_t shift) { return t->is & PK_IS_MARK ? s->text.s[(uint32_t)(t->at.start + shift)] : 0; }
static char sign(const struct segmenter *s, const struct pk_token *t) { return sign_at(s, t, 0); }

static bool ellipsis(const struct segmenter *s, const struct pk_token *t) {
  return t->is & PK_IS_MARK && t->at.end - t->at.start == 3 && memcmp(s->text.s + t->at.start, "\xE2\x80\xA6", 3) == 0;
}

static bool in(const struct segmenter *s, const struct pk_token *t, uint32_t class_) { return class_ && pk_know_in(s->know, t->set, class_); }

static bool closing(const struct segmenter *s, const struct pk_token *t, uint32_t shift) { return t->is & PK_IS_QUOTE || sign_at(s, t, shift) == ')'; }

/* ---- tokens: the dot of an abbreviation joins its word; where it also ends the sentence it is a token ------------- */

/* Does the dot behind raw[i] (or at the end of raw[i]) end a sentence? `next`: the token behind the dot. */
static bool dot_ends(const struct segmenter *s, const struct pk_token *word, uint32_t next) {
  uint32_t k = next;
  while (k < s->n_raw && k < next + 3 && closing(s, &s->raw[k], s->shift)) k++;
  if (k >= s->n_raw) return true;
  return in(s, word, s->final) && s->raw[k].is & PK_IS_SPACED && s->raw[k].is & (PK_IS_CAPITAL | PK_IS_QUOTE | PK_IS_DASH);
}

static inline bool put(struct segmenter *s, token_list *list, const struct pk_token *t) {
  if (list->n == list->cap) {
    void *grown = pk_vec_grow(s->arena, list->at, &list->cap, list->n, sizeof *t);
    if (!grown) return false;
    list->at = grown;
  }
  list->at[list->n++] = *t;
  return true;
}

static bool put_dot(struct segmenter *s, uint32_t at) {
  struct pk_token dot = {.at = {at, at + 1}, .is = PK_IS_MARK};
  pk_know_token(s->know, s->text, &dot);
  return put(s, &s->tokens, &dot);
}

static bool make_tokens(struct segmenter *s, pk_span block) {
  pk_str text = {s->text.s, block.end};
  struct pk_token t;
  s->own.n = 0;
  for (size_t at = block.start; pk_token_next(text, &at, &t);) {
    pk_words_token(&s->words, text, &t);
    if (!put(s, &s->own, &t)) return false;
  }
  s->raw = s->own.at;
  s->n_raw = s->own.n;
  s->shift = 0;
  return true;
}

static bool join_dots(struct segmenter *s) {
  for (uint32_t i = 0; i < s->n_raw; i++) {
    struct pk_token t = s->raw[i];
    t.at.start += s->shift;
    t.at.end += s->shift;
    if (t.is & PK_IS_WORD) {
      const struct pk_token *next = i + 1 < s->n_raw ? &s->raw[i + 1] : NULL;
      if (t.at.end - t.at.start > 1 && s->text.s[t.at.end - 1] == '.') {
        bool ends = dot_ends(s, &t, i + 1);
        if (ends) t.at.end--;
        if (!put(s, &s->tokens, &t) || (ends && !put_dot(s, t.at.end))) return false;
        continue;
      }
      if (next && next->is & PK_IS_MARK && sign_at(s, next, s->shift) == '.' && next->at.start + s->shift == t.at.end &&
          (in(s, &t, s->abbreviation) || in(s, &t, s->final)) && !dot_ends(s, &t, i + 2)) {
        t.at.end++;
        i++;
      }
    }
    if (!put(s, &s->tokens, &t)) return false;
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
  if (!(t->is & PK_IS_MARK)) return 0;
  char c = sign(s, t);
  bool colon = c == ':', dot = c == '.';
  if (!colon && !dot && c != '!' && c != '?' && !ellipsis(s, t)) return 0;
  if (colon && (kind == PARTIKEL_BLOCK_TABLE_ROW || kind == PARTIKEL_BLOCK_CAPTION)) return 0;
  uint32_t k = i + 1;
  if (!colon)
    while (k < end && !(s->tokens.at[k].is & PK_IS_SPACED) && closing(s, &s->tokens.at[k], 0)) k++;
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
  if (!join_dots(s)) return false;
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

/* `article`: has the tokens of the blocks already; NULL: they are to be made. */
static partikel_status segment(const struct pk_know *know, pk_str text, const partikel_block *blocks, uint32_t n_blocks, const struct pk_article *article,
                               struct pk_segments *out, struct pk_arena *arena, partikel_error *err) {
  struct segmenter s = {.know = know, .arena = arena, .text = text};
  s.abbreviation = pk_know_class(know, "abbreviation");
  s.final = pk_know_class(know, "abbreviation_final");
  s.month = pk_know_class(know, "month");
  if (!article) pk_words_init(&s.words, know, text.n, arena);
  /* room for what Danish text usually takes at once: growing step by step leaves as much again behind in the arena */
  s.tokens.cap = (uint32_t)(text.n / PK_USUAL_TOKEN) + 16;
  s.tokens.at = pk_arena_array(arena, s.tokens.cap, sizeof *s.tokens.at);
  if (!s.tokens.at) return pk_fail(err, PARTIKEL_NOMEM, "", 0, "out of memory");
  for (uint32_t b = 0; b < n_blocks; b++) {
    if (article) {
      s.raw = article->tokens + article->made[b].first;
      s.n_raw = article->made[b].n;
      s.shift = article->made[b].shift;
    }
    if ((!article && !make_tokens(&s, blocks[b].span)) || !read_block(&s, &blocks[b], b)) return pk_fail(err, PARTIKEL_NOMEM, "", 0, "out of memory");
  }
  uint32_t *of = pk_arena_array(arena, (size_t)s.tokens.n + 1, sizeof *of);
  if (!of) return pk_fail(err, PARTIKEL_NOMEM, "", 0, "out of memory");
  for (uint32_t i = 0; i < s.sentences.n; i++)
    for (uint32_t t = s.sentences.at[i].first; t < s.sentences.at[i].last; t++) of[t] = i;
  *out = (struct pk_segments){text, blocks, n_blocks, s.tokens.at, s.tokens.n, s.sentences.at, s.sentences.n, of};
  return PARTIKEL_OK;
}

partikel_status pk_segment(const struct pk_know *know, pk_str text, const partikel_block *blocks, uint32_t n_blocks,
                           struct pk_segments *out, struct pk_arena *arena, partikel_error *err) {
  return segment(know, text, blocks, n_blocks, NULL, out, arena, err);
}

partikel_status pk_segment_article(const struct pk_know *know, const struct pk_article *article, struct pk_segments *out, struct pk_arena *arena, partikel_error *err) {
  const partikel_article *a = &article->out;
  pk_str text = {a->text ? a->text : "", a->text ? a->text_size : 0};
  if (article->searched < a->n_blocks) text.n = article->searched ? a->blocks[article->searched - 1].span.end : 0;
  return segment(know, text, a->blocks, article->searched, article->made ? article : NULL, out, arena, err);
}
