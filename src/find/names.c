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

/* A word with the number before it, that may belong to its name: "1000 Skridt"; 0: none does, or it is a year. */
static uint32_t counted_hash(const struct pk_segments *seg, uint32_t i) {
  if (!i || !(seg->tokens[i - 1].is & PK_IS_NUMBER)) return 0;
  const char *number = seg->text.s + seg->tokens[i - 1].at.start;
  uint32_t digits = seg->tokens[i - 1].at.end - seg->tokens[i - 1].at.start;
  bool year = digits == 4 && (memcmp(number, "19", 2) == 0 || memcmp(number, "20", 2) == 0);
  return digits > 4 || year ? 0 : pk_hash(number, seg->tokens[i].at.end - seg->tokens[i - 1].at.start);
}

/* A sentence start says nothing of a capital, unless the same word has one inside a sentence too. */
struct seen { PK_VEC(uint32_t) at; };
/* How many of them there are, 2 for more: a word, or a word with its number, that stands inside a sentence. */
static uint32_t times_seen(const struct seen *s, uint32_t hash) {
  uint32_t low = 0, high = s->at.n;
  while (low < high) {
    uint32_t middle = low + (high - low) / 2;
    if (s->at.at[middle] < hash) low = middle + 1;
    else high = middle;
  }
  uint32_t n = 0;
  while (n < 2 && low + n < s->at.n && s->at.at[low + n] == hash) n++;
  return n;
}

static pk_str text_of(const struct pk_segments *seg, uint32_t i) { return pk_str_part(seg->text, seg->tokens[i].at.start, seg->tokens[i].at.end); }
static bool is_sign(const struct pk_segments *seg, uint32_t i, char sign) { return seg->tokens[i].at.end - seg->tokens[i].at.start == 1 && seg->text.s[seg->tokens[i].at.start] == sign; }
static bool touches(const struct pk_segments *seg, uint32_t i) { return seg->tokens[i].at.start == seg->tokens[i - 1].at.end; }
static bool one_blank(const struct pk_segments *seg, uint32_t i) { return seg->tokens[i].at.start == seg->tokens[i - 1].at.end + 1 && seg->text.s[seg->tokens[i - 1].at.end] == ' '; }

/* A capital goes on from token i, behind a blank or behind an "&". */
static bool goes_on(const struct pk_mentions *m, uint32_t i, uint32_t high) {
  const struct pk_token *t = &m->seg->tokens[i];
  return i < high && m->row.covers[i] == PK_NO_ITEM && t->is & PK_IS_WORD && t->is & PK_IS_CAPITAL && one_blank(m->seg, i);
}

/* What may end a name and is no word: "Far+", "Familier i Front 2.0", "Spor 3", "24/7". A number that counts what follows does not; one after
 * "Projekt" counts nothing. */
static uint32_t tail(const struct pk_mentions *m, bool numbered, uint32_t last, uint32_t high) {
  const struct pk_segments *seg = m->seg;
  if (last < high && is_sign(seg, last, '+') && touches(seg, last)) return last + 1;
  if (last + 1 < high && is_sign(seg, last, '!') && touches(seg, last) && (seg->tokens[last + 1].is & (PK_IS_WORD | PK_IS_CAPITAL)) == PK_IS_WORD) return last + 1;   /* "Hop På! er for …" */
  if (last >= high || !(seg->tokens[last].is & PK_IS_NUMBER) || !one_blank(seg, last)) return last;
  uint32_t end = last + 1;
  bool version = text_of(seg, last).n == 3 && text_of(seg, last).s[1] == '.';
  if (end + 1 < high && is_sign(seg, end, '/') && touches(seg, end) && seg->tokens[end + 1].is & PK_IS_NUMBER && touches(seg, end + 1)) end += 2, version = true;
  pk_str digits = text_of(seg, last);
  bool year = digits.n == 4 && (pk_str_starts(digits, PK_LIT("19")) || pk_str_starts(digits, PK_LIT("20")));
  if (!version && (digits.n > 4 || year)) return last;
  bool counts = !numbered && end < high && seg->tokens[end].is & (PK_IS_WORD | PK_IS_NUMBER | PK_IS_DASH);
  bool part = end < high && seg->tokens[end].is & PK_IS_MARK && touches(seg, end) && end + 1 < high && touches(seg, end + 1);   /* 3.-5. klasse */
  return (counts && !version) || part ? last : end;
}

/* A town stands at [first, last). */
static bool town_at(const struct pk_mentions *m, uint32_t first, uint32_t last) {
  for (uint32_t c = m->row.starts[first]; c != PK_NO_ITEM; c = m->row.items.at[c].next)
    if (m->row.items.at[c].type == PK_ITEM_MENTION && m->row.items.at[c].kind == PK_TOWN && m->row.items.at[c].last == last) return true;
  return false;
}

/* A heading whose every word has a capital is a name, whatever its first word: "Vores Reserver", "Mor & Mig". */
static bool is_heading_name(const struct pk_segments *seg, uint32_t i) {
  const struct pk_sentence *x = &seg->sentences[seg->sentence_of[i]];
  if (seg->blocks[x->block].kind != PARTIKEL_BLOCK_HEADING || x->first != i || x->last - x->first < 2 || x->last - x->first > PK_MAX_NAME) return false;
  for (uint32_t k = x->first; k < x->last; k++)
    if (seg->tokens[k].is & PK_IS_UPPER || (!is_sign(seg, k, '&') && (seg->tokens[k].is & (PK_IS_WORD | PK_IS_CAPITAL)) != (PK_IS_WORD | PK_IS_CAPITAL))) return false;
  return true;
}

static bool find_names(const struct pk_know *know, struct pk_mentions *m, const struct seen *seen, const uint8_t *taken, struct pk_arena *arena) {
  const struct pk_segments *seg = m->seg;
  uint32_t function = pk_know_class(know, "da"), title = pk_know_class(know, "title"), first_name = pk_know_class(know, "first_name"), noun = pk_know_class(know, "project_noun"), landscape = pk_know_class(know, "landscape"), office = pk_know_class(know, "office"), article = pk_know_class(know, "article"), joint = pk_know_class(know, "name_joint"), definite = pk_know_class(know, "definite_ending"), municipality = pk_know_class(know, "municipality_head"), said_before = pk_know_class(know, "said_before"), told_of = pk_know_class(know, "told_of");
  for (uint32_t i = 0; i < seg->n_tokens;) {
    const struct pk_token *t = &seg->tokens[i];
    bool capital = !taken[i] && t->is & PK_IS_WORD && t->is & PK_IS_CAPITAL && m->row.covers[i] == PK_NO_ITEM && t->at.end - t->at.start > 1;
    bool joined = false, start = t->is & PK_IS_SENTENCE || (i && (seg->tokens[i - 1].is & (PK_IS_QUOTE | PK_IS_DASH) || is_sign(seg, i - 1, ':') || is_sign(seg, i - 1, '/') || is_sign(seg, i - 1, '|')));
    if (capital && start && !(t->is & (PK_IS_MIXED | PK_IS_INITIAL)) && !pk_know_in(know, t->set, first_name)) {
      bool next_capital = i + 1 < m->row.high[i] && seg->tokens[i + 1].is & PK_IS_CAPITAL && !(seg->tokens[i + 1].is & PK_IS_MARK);
      bool article_ = next_capital && !(t->is & PK_IS_UPPER) && pk_know_in(know, t->set, article) && m->row.covers[i + 1] == PK_NO_ITEM;   /* "Den Lange Bænk" */
      bool adds = tail(m, false, i + 1, m->row.high[i]) > i + 1 && (t->is & PK_IS_UPPER || is_sign(seg, i + 1, '+'));
      joined = !next_capital && !pk_know_in(know, t->set, function) && !pk_know_in(know, t->set, title) && !pk_know_in(know, t->set, told_of) && !pk_know_in(know, t->set, definite) && i + 2 < m->row.high[i] && pk_know_in(know, seg->tokens[i + 1].set, joint) && goes_on(m, i + 2, m->row.high[i]) &&
               !pk_know_in(know, seg->tokens[i + 2].set, office) && !pk_know_in(know, seg->tokens[i + 2].set, landscape) && !town_at(m, i + 2, i + 3);   /* "Far på Gulvet er opstået i …" */
      if (((pk_know_in(know, t->set, function) && !article_ && !adds) || (!next_capital && !adds && !joined && !times_seen(seen, token_hash(seg, i)))) && !is_heading_name(seg, i)) capital = false;
    }
    if (capital && !start && pk_know_in(know, t->set, function) && !(t->is & PK_IS_UPPER) && !goes_on(m, i + 1, m->row.high[i])) capital = false;   /* "15.00 Hvad nu?" */
    bool said_small = pk_know_in(know, t->set, noun) && !joined && (start || pk_know_in(know, t->set, definite)) && !goes_on(m, i + 1, m->row.high[i]);   /* "Projektet", also where the dot before it was forgotten */
    bool refers = start && !joined && !goes_on(m, i + 1, m->row.high[i]) && pk_know_in(know, t->set, said_before);   /* "Fonden har bevilget …": the one that was named */
    if (!capital || pk_know_in(know, t->set, office) || said_small || refers || (start && !joined && pk_know_in(know, t->set, noun)) || (pk_know_in(know, t->set, title) && !times_seen(seen, token_hash(seg, i)))) { i++; continue; }
    /* "Projekt Vuggevejen": what it is stands before the name */
    if (!start && !joined && pk_know_in(know, t->set, noun) && goes_on(m, i + 1, m->row.high[i])) { i++; continue; }
    uint32_t last = joined ? i + 3 : i + 1, high = m->row.high[i], first = i;
    while (last - i < PK_MAX_NAME) {
      bool only = last == i + 1 && !start && pk_know_in(know, t->set, function);   /* "Ét Team": the small word is no name without it */
      if (goes_on(m, last, high) && (only || !pk_know_in(know, seg->tokens[last].set, office)) && !pk_know_in(know, seg->tokens[last].set, municipality)) last++;
      else if (last + 1 < high && is_sign(seg, last, '&') && one_blank(seg, last) && goes_on(m, last + 1, high)) last += 2;
      else break;
    }
    last = tail(m, last == i + 1 && pk_know_in(know, t->set, noun), last, high);
    /* "4 Hænder": a small number before a capital inside a sentence belongs to the name; of "1000 Skridt" it does where it comes again */
    if (i > m->row.low[i] && seg->tokens[i - 1].is & PK_IS_NUMBER && (text_of(seg, i - 1).n <= (last == i + 1 ? 1 : 4) || times_seen(seen, counted_hash(seg, i)) > 1) && one_blank(seg, i) && m->row.covers[i - 1] == PK_NO_ITEM && !start) first = i - 1;
    bool town = (last == i + 1 && pk_know_in(know, t->set, landscape)) || town_at(m, i, last); /* a place that is known is no name to be explained */
    struct pk_mention *x = town ? NULL : pk_mention_add(m, arena, PK_NAME, 0, first, last);
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
    uint32_t hashes[] = {token_hash(seg, i), counted_hash(seg, i)};
    for (size_t k = 0; k < (hashes[1] ? 2 : 1); k++) {
      uint32_t *h = pk_vec_add(arena, &seen.at);
      if (!h) return no_memory(err);
      *h = hashes[k];
    }
  }
  if (seen.at.n) qsort(seen.at.at, seen.at.n, sizeof *seen.at.at, compare_hash);
  uint8_t *taken = pk_arena_alloc(arena, (size_t)seg->n_tokens + 1);
  if (!taken) return no_memory(err);
  return pk_set_phrases(know, m, taken, arena) && find_names(know, m, &seen, taken, arena) && find_quoted(m, arena) ? PARTIKEL_OK : no_memory(err);
}
