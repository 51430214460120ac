/* Names that nothing knows yet: capitalised sequences (NAME) and short texts in quotation marks (QUOTED). What they name is
 * for the rules to say, from what stands around them. */
#include <stdlib.h>

#include "find.h"

static partikel_status no_memory(partikel_error *err) { return pk_fail(err, PARTIKEL_NOMEM, "", 0, "out of memory"); }

static int compare_hash(const void *x, const void *y) {
  uint32_t a = *(const uint32_t *)x, b = *(const uint32_t *)y;
  return a < b ? -1 : a > b;
}

static uint32_t token_hash(const struct pk_segments *seg, uint32_t i) {
  return pk_hash(seg->text.s + seg->tokens[i].at.start, seg->tokens[i].at.end - seg->tokens[i].at.start);
}

/* A sentence start says nothing of a capital, unless the same word has one inside a sentence too. */
struct seen { PK_VEC(uint32_t) at; };
static bool is_seen(const struct seen *s, uint32_t hash) {
  uint32_t low = 0, high = s->at.n;
  while (low < high) {
    uint32_t middle = low + (high - low) / 2;
    if (s->at.at[middle] == hash) return true;
    if (s->at.at[middle] < hash) low = middle + 1;
    else high = middle;
  }
  return false;
}

static bool find_names(const struct pk_know *know, struct pk_mentions *m, const struct seen *seen, struct pk_arena *arena) {
  const struct pk_segments *seg = m->seg;
  uint32_t function = pk_know_class(know, "da"), title = pk_know_class(know, "title"), first_name = pk_know_class(know, "first_name"), noun = pk_know_class(know, "project_noun"), landscape = pk_know_class(know, "landscape"), office = pk_know_class(know, "office");
  for (uint32_t i = 0; i < seg->n_tokens;) {
    const struct pk_token *t = &seg->tokens[i];
    bool capital = t->is & PK_IS_WORD && t->is & PK_IS_CAPITAL && m->row.covers[i] == PK_NO_ITEM && t->at.end - t->at.start > 1;
    bool start = t->is & PK_IS_SENTENCE || (i && seg->tokens[i - 1].is & (PK_IS_QUOTE | PK_IS_DASH));
    if (capital && start && !(t->is & (PK_IS_MIXED | PK_IS_INITIAL)) && !pk_know_in(know, t->set, first_name)) {
      bool next_capital = i + 1 < m->row.high[i] && seg->tokens[i + 1].is & PK_IS_CAPITAL && !(seg->tokens[i + 1].is & PK_IS_MARK);
      if (pk_know_in(know, t->set, function) || (!next_capital && !is_seen(seen, token_hash(seg, i)))) capital = false;
    }
    if (!capital || pk_know_in(know, t->set, office) || (start && pk_know_in(know, t->set, noun)) || (pk_know_in(know, t->set, title) && !is_seen(seen, token_hash(seg, i)))) { i++; continue; }
    uint32_t last = i + 1;
    while (last < m->row.high[i] && last - i < PK_MAX_NAME && m->row.covers[last] == PK_NO_ITEM && seg->tokens[last].is & PK_IS_WORD &&
           seg->tokens[last].is & PK_IS_CAPITAL && seg->tokens[last].at.start == seg->tokens[last - 1].at.end + 1 && seg->text.s[seg->tokens[last - 1].at.end] == ' ' && !pk_know_in(know, seg->tokens[last].set, office)) last++;
    bool town = last == i + 1 && pk_know_in(know, t->set, landscape); /* a place that is known is no name to be explained */
    for (uint32_t c = m->row.starts[i]; c != PK_NO_ITEM && !town; c = m->row.items.at[c].next)
      town = m->row.items.at[c].type == PK_ITEM_MENTION && m->row.items.at[c].kind == PK_TOWN && m->row.items.at[c].last == last;
    struct pk_mention *x = town ? NULL : pk_mention_add(m, arena, PK_NAME, 0, i, last);
    if (!town && !x) return false;
    if (x) x->by = "capitals";
    i = last;
  }
  return true;
}

/* ' and ’ close only what a single mark opened, « » what one of them opened. */
static int mark_sort(pk_str text, const struct pk_token *t) {
  size_t i = t->at.start;
  uint32_t cp = pk_utf8_next(text.s, t->at.end, &i);
  return cp == 0xab || cp == 0xbb ? 1 : cp == '\'' || cp == 0x2018 || cp == 0x2019 || cp == 0x201a ? 2 : 3;
}

static bool find_quoted(struct pk_mentions *m, struct pk_arena *arena) {
  const struct pk_segments *seg = m->seg;
  uint32_t q = 0;
  for (uint32_t i = 0; i + 2 < seg->n_tokens; i++) {
    const struct pk_token *t = &seg->tokens[i];
    if (!(t->is & PK_IS_QUOTE) || seg->tokens[i + 1].is & PK_IS_SPACED) continue;
    bool opens = t->is & PK_IS_SPACED || (i && seg->tokens[i - 1].is & PK_IS_MARK);
    if (!opens) continue;
    int sort = mark_sort(seg->text, t);
    uint32_t high = m->row.block_high[i], close = i + 2;
    while (close < high && close - i <= PK_MAX_QUOTED + 1 &&
           !(seg->tokens[close].is & PK_IS_QUOTE && !(seg->tokens[close].is & PK_IS_SPACED) && mark_sort(seg->text, &seg->tokens[close]) == sort)) close++;
    if (close >= high || !(seg->tokens[close].is & PK_IS_QUOTE) || close - i > PK_MAX_QUOTED + 1) continue;
    if (seg->text.s[seg->tokens[close - 1].at.start] == ',') continue;   /* words that are cited, not a name */
    while (q < m->quotes.n && m->quotes.at[q].last <= i) q++;
    if (q < m->quotes.n && m->quotes.at[q].first <= i && close <= m->quotes.at[q].last + 1 && m->quotes.at[q].first + 1 >= i) continue; /* direct speech */
    struct pk_mention *x = pk_mention_add(m, arena, PK_QUOTED, 0, i + 1, close);
    if (!x) return false;
    x->by = "quotation-marks";
    i = close;
  }
  return true;
}

partikel_status pk_names(const struct pk_know *know, struct pk_mentions *m, struct pk_arena *arena, partikel_error *err) {
  const struct pk_segments *seg = m->seg;
  struct seen seen = {0};
  for (uint32_t i = 1; i < seg->n_tokens; i++) {
    const struct pk_token *t = &seg->tokens[i];
    if (!(t->is & PK_IS_CAPITAL) || t->is & (PK_IS_SENTENCE | PK_IS_UPPER) || seg->tokens[i - 1].is & (PK_IS_QUOTE | PK_IS_DASH)) continue;
    uint32_t *h = pk_vec_add(arena, &seen.at);
    if (!h) return no_memory(err);
    *h = token_hash(seg, i);
  }
  if (seen.at.n) qsort(seen.at.at, seen.at.n, sizeof *seen.at.at, compare_hash);
  return find_names(know, m, &seen, arena) && find_quoted(m, arena) ? PARTIKEL_OK : no_memory(err);
}
