/* Any bytes, decoded, as tokens, folded words and sentences; and an article's tokens, found while its lines were read, against those made
 * anew from its text. */
#include "fuzz.h"
#include "text/text.h"

static void check_fold(pk_str word) {
  char all[4 * PK_MAX_WORD], cut[PK_MAX_WORD], again[sizeof all];
  size_t n = pk_token_fold(word, all, sizeof all), m = pk_token_fold(word, cut, sizeof cut);
  MUST(n <= sizeof all && pk_utf8_bad((pk_str){all, n}) == n);
  MUST(m <= sizeof cut && m <= n && memcmp(all, cut, m) == 0 && pk_utf8_bad((pk_str){cut, m}) == m);
  if (word.n > sizeof all || n < 2) return; /* a mark or one letter: a dot may be all that is left */
  MUST(pk_token_fold((pk_str){all, n}, again, sizeof again) == n && memcmp(all, again, n) == 0);
}

/* Tokens move forward, do not overlap, end between characters, leave only blanks out, and are each of one sort. */
static void check_tokens(pk_str text) {
  struct pk_token t;
  size_t at = 0, end = 0;
  while (pk_token_next(text, &at, &t)) {
    MUST(t.at.start >= end && t.at.end > t.at.start && at == t.at.end && fuzz_border(text, t.at.start) && fuzz_border(text, t.at.end));
    for (size_t i = end; i < t.at.start;) {
      uint32_t cp = pk_utf8_next(text.s, text.n, &i);
      MUST(pk_cp_space(cp) || cp == '\n');
    }
    unsigned sort = t.is & (PK_IS_WORD | PK_IS_NUMBER | PK_IS_MARK);
    MUST(sort && !(sort & (sort - 1)));
    MUST(!(t.is & (PK_IS_QUOTE | PK_IS_DASH)) || t.is & PK_IS_MARK);
    MUST(!!(t.is & PK_IS_SPACED) == (t.at.start == 0 || t.at.start > end));
    check_fold(pk_str_part(text, t.at.start, t.at.end));
    end = t.at.end;
  }
  MUST(at == text.n);
}

/* Every token is in one block and in one sentence; sentences follow each other and none is longer than it may be. */
static void check_segments(const struct pk_segments *s) {
  uint32_t token = 0, block = 0;
  for (uint32_t i = 0; i < s->n_sentences; i++) {
    const struct pk_sentence *it = &s->sentences[i];
    MUST(it->first == token && it->last > it->first && it->last <= s->n_tokens && it->last - it->first <= PK_MAX_SENTENCE);
    MUST(it->block >= block && it->block < s->n_blocks && s->tokens[it->first].is & PK_IS_SENTENCE);
    MUST((i == 0 || it->block > block) == !!(s->tokens[it->first].is & PK_IS_BLOCK));
    block = it->block;
    for (; token < it->last; token++) {
      pk_span at = s->tokens[token].at;
      MUST(s->sentence_of[token] == i && at.start < at.end && at.start >= s->blocks[block].span.start && at.end <= s->blocks[block].span.end);
      MUST(token == it->first || (at.start >= s->tokens[token - 1].at.end && !(s->tokens[token].is & PK_IS_SENTENCE)));
    }
  }
  MUST(token == s->n_tokens);
}

/* Paragraphs as blocks, their kinds in turn. */
static uint32_t make_blocks(pk_str text, partikel_block *blocks) {
  uint32_t n = 0;
  for (size_t i = 0; i < text.n;) {
    size_t end = i;
    while (end < text.n && text.s[end] != '\n') end++;
    if (end > i) {
      blocks[n] = (partikel_block){(partikel_block_kind)(n % PARTIKEL_BLOCK_COUNT), {(uint32_t)i, (uint32_t)end}};
      n++;
    }
    i = end + 1;
  }
  return n;
}

static void check_article(pk_str text, struct pk_arena *arena) {
  struct pk_document doc = {0};
  struct pk_article article = {0};
  struct pk_segments kept, made;
  partikel_error error;
  MUST(pk_plain(text, &doc, arena, &error) == PARTIKEL_OK);
  struct pk_known *known = pk_known_new(pk_know_builtin());
  MUST(known && pk_extract(&doc, known, &article, arena, &error) == PARTIKEL_OK);
  pk_known_free(known);
  const partikel_article *a = &article.out;
  MUST(pk_segment_article(pk_know_builtin(), &article, &kept, arena, &error) == PARTIKEL_OK);
  MUST(pk_segment(pk_know_builtin(), (pk_str){a->text ? a->text : "", a->text ? a->text_size : 0}, a->blocks, (uint32_t)a->n_blocks, &made, arena, &error) ==
       PARTIKEL_OK);
  check_segments(&kept);
  MUST(kept.n_tokens == made.n_tokens && kept.n_sentences == made.n_sentences);
  for (uint32_t i = 0; i < kept.n_tokens; i++) {
    const struct pk_token *x = &kept.tokens[i], *y = &made.tokens[i];
    MUST(x->at.start == y->at.start && x->at.end == y->at.end && x->is == y->is && x->word == y->word && x->set == y->set);
  }
  for (uint32_t i = 0; i < kept.n_sentences; i++) MUST(kept.sentences[i].first == made.sentences[i].first && kept.sentences[i].block == made.sentences[i].block);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n) {
  struct pk_arena arena;
  struct pk_decoded in;
  struct pk_segments segments;
  partikel_error error;
  pk_arena_init(&arena, PK_MAX_ARENA);
  MUST(pk_decode(bytes, n, "utf-8", &in, &arena, &error) == PARTIKEL_OK);
  check_tokens(in.text);
  partikel_block *blocks = pk_arena_array(&arena, in.text.n + 1, sizeof *blocks);
  MUST(blocks);
  MUST(pk_segment(pk_know_builtin(), in.text, blocks, make_blocks(in.text, blocks), &segments, &arena, &error) == PARTIKEL_OK);
  check_segments(&segments);
  check_article(in.text, &arena);
  pk_arena_release(&arena);
  return 0;
}
