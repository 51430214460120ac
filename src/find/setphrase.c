/* setphrase: names of several words, some of them written small, that nobody marks. Said more than once: a heading that the text says
 * again ("Klar til Mandag"), a capital inside a sentence with the same small words behind it each time ("Tryg fra start"); their coming
 * again tells where they end. Said once: an ordinary word with a capital inside a sentence ("bag Ud på fjorden, hvor …"), up to the next
 * mark, verb or place. */
#include <stdlib.h>

#include "find.h"

#define MANY_PLACES 32   /* places that begin alike and are compared with each other: the first ones */

static pk_str text_of(const struct pk_segments *seg, uint32_t i) { return pk_str_part(seg->text, seg->tokens[i].at.start, seg->tokens[i].at.end); }
static bool is_sign(const struct pk_segments *seg, uint32_t i, char sign) { return seg->tokens[i].at.end - seg->tokens[i].at.start == 1 && seg->text.s[seg->tokens[i].at.start] == sign; }
static uint32_t token_hash(const struct pk_segments *seg, uint32_t i) { return pk_hash(seg->text.s + seg->tokens[i].at.start, seg->tokens[i].at.end - seg->tokens[i].at.start); }

/* The numbers and smaller names in it are no more than words of it. */
static bool add_phrase(struct pk_mentions *m, uint8_t *taken, uint32_t first, uint32_t n, const char *by, struct pk_arena *arena) {
  if (!pk_mention_room(m, PK_PROJECT, first, first + n)) return true;
  struct pk_mention *x = pk_mention_add(m, arena, PK_NAME, 0, first, first + n);
  if (!x) return false;
  x->by = by;
  memset(taken + first, 1, n);
  return true;
}

/* ---- headings ------------------------------------------------------------------------------------------------------ */
/* A heading of several words that the text says again, letter for letter, is a name: "Mormor på Hjul", "Klar til Mandag". */
/* One of a single word must be said with its capital, at the start of a sentence or within one, and never without: "Efterklang". */
struct heading { uint32_t first, n, times, folded; bool said_small; };   /* folded: hash of a single word in small letters */
struct headings { PK_VEC(struct heading) at; uint32_t *slots, mask; };

static bool same_words(const struct pk_segments *seg, const struct heading *h, uint32_t i, uint32_t high) {
  if (i + h->n > high) return false;
  for (uint32_t w = 0; w < h->n; w++)
    if (!pk_str_eq(text_of(seg, h->first + w), text_of(seg, i + w))) return false;
  return true;
}

static uint32_t folded_hash(const struct pk_segments *seg, uint32_t i) {
  char folded[PK_MAX_WORD];
  return pk_hash(folded, pk_token_fold(text_of(seg, i), folded, sizeof folded));
}

enum { SHORTEST = 5 };   /* bytes of a heading of one word */
static bool could_be_one_word(const struct pk_know *know, const struct pk_segments *seg, uint32_t i) {
  static const char *const classes[] = {"da", "heading_noun", "project_heading", "project_noun", "countable", "landscape", "title"};
  const struct pk_token *t = &seg->tokens[i];
  bool named = t->at.end - t->at.start >= SHORTEST && t->is & PK_IS_WORD && !(t->is & PK_IS_UPPER);
  for (size_t k = 0; named && k < sizeof classes / sizeof *classes; k++) named = !pk_know_in(know, t->set, pk_know_class(know, classes[k]));
  return named;
}

static bool collect_headings(const struct pk_know *know, const struct pk_mentions *m, struct headings *all, struct pk_arena *arena) {
  const struct pk_segments *seg = m->seg;
  for (uint32_t s = 0; s < seg->n_sentences; s++) {
    const struct pk_sentence *x = &seg->sentences[s];
    partikel_block_kind kind = seg->blocks[x->block].kind;
    bool whole = (!s || seg->sentences[s - 1].block != x->block) && (s + 1 == seg->n_sentences || seg->sentences[s + 1].block != x->block);
    bool heads = kind == PARTIKEL_BLOCK_TITLE || kind == PARTIKEL_BLOCK_HEADING;
    if (!whole || !heads || x->last - x->first > PK_MAX_NAME || !(seg->tokens[x->first].is & PK_IS_CAPITAL)) continue;
    if (x->last - x->first < 2 && !could_be_one_word(know, seg, x->first)) continue;
    bool known = false;
    for (uint32_t i = x->first; i < x->last; i++) known = known || m->row.covers[i] != PK_NO_ITEM || (seg->tokens[i].is & PK_IS_MARK && !is_sign(seg, i, '&') && !is_sign(seg, i, '/') && !is_sign(seg, i, '+') && !is_sign(seg, i, ','));
    if (known) continue;
    struct heading *h = pk_vec_add(arena, &all->at);
    if (!h) return false;
    *h = (struct heading){.first = x->first, .n = x->last - x->first};
    if (h->n == 1) h->folded = folded_hash(seg, x->first);
  }
  for (all->mask = 15; all->mask < all->at.n * 2; all->mask = all->mask * 2 + 1) {}
  all->slots = pk_arena_array(arena, all->mask + 1, sizeof *all->slots);
  if (!all->slots) return false;
  for (uint32_t h = 0; h < all->at.n; h++) {
    uint32_t slot = token_hash(seg, all->at.at[h].first) & all->mask;
    while (all->slots[slot]) slot = (slot + 1) & all->mask;
    all->slots[slot] = h + 1;
  }
  return true;
}

/* The heading whose words stand at token i; NULL: none. */
static struct heading *heading_at(const struct pk_mentions *m, const struct headings *all, uint32_t i) {
  enum { PROBES = 16 };
  for (uint32_t slot = token_hash(m->seg, i) & all->mask, k = 0; all->slots[slot] && k < PROBES; slot = (slot + 1) & all->mask, k++) {
    struct heading *h = &all->at.at[all->slots[slot] - 1];
    if (same_words(m->seg, h, i, m->row.high[i])) return h;
  }
  return NULL;
}

static int by_folded(const void *x, const void *y) {
  const struct heading *const *a = x, *const *b = y;
  return (*a)->folded < (*b)->folded ? -1 : (*a)->folded > (*b)->folded;
}

/* Which headings of one word the text says with a small letter too: those are words like others. */
static bool find_said_small(const struct pk_segments *seg, struct headings *all, struct pk_arena *arena) {
  struct heading **words = pk_arena_array(arena, all->at.n + 1, sizeof *words);
  uint32_t n = 0;
  if (!words) return false;
  for (uint32_t h = 0; h < all->at.n; h++)
    if (all->at.at[h].n == 1 && all->at.at[h].times) words[n++] = &all->at.at[h];
  qsort(words, n, sizeof *words, by_folded);
  for (uint32_t i = 0; n && i < seg->n_tokens; i++) {
    if ((seg->tokens[i].is & (PK_IS_WORD | PK_IS_CAPITAL)) != PK_IS_WORD) continue;
    uint32_t hash = folded_hash(seg, i), low = 0, high = n;
    while (low < high) {
      uint32_t middle = low + (high - low) / 2;
      if (words[middle]->folded < hash) low = middle + 1;
      else high = middle;
    }
    for (; low < n && words[low]->folded == hash; low++) words[low]->said_small = true;
  }
  return true;
}

static bool find_headings(const struct pk_know *know, struct pk_mentions *m, uint8_t *taken, struct pk_arena *arena) {
  const struct pk_segments *seg = m->seg;
  struct headings all = {0};
  if (!collect_headings(know, m, &all, arena)) return false;
  for (uint32_t i = 0; all.at.n && i < seg->n_tokens; i++) {
    struct heading *h = seg->tokens[i].is & PK_IS_CAPITAL ? heading_at(m, &all, i) : NULL;
    if (!h) continue;
    if (i != h->first) {
      partikel_block_kind kind = seg->blocks[seg->sentences[seg->sentence_of[i]].block].kind;
      bool above = kind == PARTIKEL_BLOCK_TITLE || kind == PARTIKEL_BLOCK_HEADING;
      h->times += i + h->n < m->row.high[i] && (!above || i > m->row.low[i]);   /* said, not put above again */
    }
  }
  if (!find_said_small(seg, &all, arena)) return false;
  for (uint32_t i = 0; all.at.n && i < seg->n_tokens; i++) {
    const struct heading *h = seg->tokens[i].is & PK_IS_CAPITAL ? heading_at(m, &all, i) : NULL;
    if (!h || !h->times || h->said_small) continue;
    if (!add_phrase(m, taken, i, h->n, "heading", arena)) return false;
    i += h->n - 1;
  }
  return true;
}

/* ---- small words that always follow ----------------------------------------------------------------------------------- */

/* A place where a phrase may begin: a capital with a small word behind it. key: a hash of the two. */
struct place { uint32_t key, at; bool inside; };   /* inside: the sentence does not begin there, so that the capital means something */

struct phrasing { const struct pk_mentions *m; uint32_t function, and, joint, last, verbs[7]; };

static bool is_verb(const struct phrasing *p, uint32_t i) {
  for (size_t k = 0; k < sizeof p->verbs / sizeof *p->verbs; k++)
    if (p->verbs[k] && pk_know_in(p->m->row.know, p->m->seg->tokens[i].set, p->verbs[k])) return true;
  return false;
}

static bool inside(const struct pk_segments *seg, uint32_t i) {
  return i && !(seg->tokens[i].is & PK_IS_SENTENCE) && !(seg->tokens[i - 1].is & (PK_IS_QUOTE | PK_IS_DASH)) && !is_sign(seg, i - 1, ':') && !is_sign(seg, i - 1, '/') && !is_sign(seg, i - 1, '|');
}

static int by_key(const void *x, const void *y) {
  const struct place *a = x, *b = y;
  if (a->key != b->key) return a->key < b->key ? -1 : 1;
  return a->at < b->at ? -1 : a->at > b->at;
}

/* How many words from a and from b on are the same. */
static uint32_t same_from(const struct pk_mentions *m, uint32_t a, uint32_t b) {
  uint32_t n = 0;
  while (n < PK_MAX_NAME && a + n < m->row.high[a] && b + n < m->row.high[b] && m->seg->tokens[a + n].is & PK_IS_WORD && pk_str_eq(text_of(m->seg, a + n), text_of(m->seg, b + n))) n++;
  return n;
}

/* "Korsør og Hadsund" are two, and so is what the lexicon knows: only "Tryg fra start" is more than the company. */
static bool joins_two(const struct phrasing *p, uint32_t first, uint32_t n) {
  const struct pk_segments *seg = p->m->seg;
  bool and = pk_know_in(p->m->row.know, seg->tokens[first + 1].set, p->and), capital = false, known = p->m->row.covers[first] != PK_NO_ITEM;
  for (uint32_t i = first + 1; i < first + n; i++) capital = capital || seg->tokens[i].is & PK_IS_CAPITAL || p->m->row.covers[i] != PK_NO_ITEM;
  return (and && (capital || known)) || (known && !pk_know_in(p->m->row.know, seg->tokens[first + 1].set, p->joint));
}

/* "Grej til alle": a name's last word, however small. */
static bool ends_small(const struct phrasing *p, uint32_t first, uint32_t n) {
  const struct pk_token *last = &p->m->seg->tokens[first + n - 1];
  return n > 2 && pk_know_in(p->m->row.know, last->set, p->last) && pk_know_in(p->m->row.know, last[-1].set, p->joint);
}

/* Without the verbs and function words at its end; 0: what is left is no phrase. */
static uint32_t trimmed(const struct phrasing *p, uint32_t first, uint32_t n) {
  while (n > 1 && !ends_small(p, first, n) && (is_verb(p, first + n - 1) || pk_know_in(p->m->row.know, p->m->seg->tokens[first + n - 1].set, p->function))) n--;
  return n > 1 && !is_verb(p, first + 1) && !joins_two(p, first, n) ? n : 0;
}

static bool collect_places(const struct phrasing *p, const struct pk_mentions *m, const uint8_t *taken, struct place **out, uint32_t *n, uint32_t **heads, struct pk_arena *arena) {
  const struct pk_segments *seg = m->seg;
  size_t capitals = 0;
  for (uint32_t i = 0; i < seg->n_tokens; i++) capitals += seg->tokens[i].is / PK_IS_CAPITAL & 1;
  *out = pk_arena_array(arena, capitals + 1, sizeof **out);
  *heads = pk_arena_array(arena, capitals + 1, sizeof **heads);
  if (!*out || !*heads) return false;
  uint32_t n_heads = 0;
  for (uint32_t i = 0; i < seg->n_tokens; i++) {
    const struct pk_token *t = &seg->tokens[i];
    if (taken[i] || !(t->is & PK_IS_CAPITAL) || !(t->is & PK_IS_WORD) || t->is & PK_IS_INITIAL) continue;
    (*heads)[n_heads++] = token_hash(seg, i);
    bool goes_on = i + 1 < m->row.high[i] && (t[1].is & (PK_IS_WORD | PK_IS_CAPITAL)) == PK_IS_WORD && !(t[1].is & PK_IS_HYPHEN);
    bool begins = !i || !(t[-1].is & PK_IS_CAPITAL) || !(t[-1].is & PK_IS_WORD) || t->is & PK_IS_SENTENCE || (t[-1].is & PK_IS_SENTENCE && pk_know_in(m->row.know, t[-1].set, p->function));
    if (goes_on && begins) (*out)[(*n)++] = (struct place){token_hash(seg, i) * 31 + token_hash(seg, i + 1), i, inside(seg, i)};
  }
  (*heads)[n_heads] = 0;
  return true;
}

/* How often the word at i stands with its capital anywhere. */
static uint32_t times_said(const struct pk_segments *seg, const uint32_t *heads, uint32_t i) {
  uint32_t n = 0, hash = token_hash(seg, i);
  for (uint32_t k = 0; heads[k]; k++) n += heads[k] == hash;
  return n;
}

static bool find_followed(const struct phrasing *p, struct pk_mentions *m, uint8_t *taken, struct pk_arena *arena) {
  struct place *places;
  uint32_t n = 0, *heads;
  if (!collect_places(p, m, taken, &places, &n, &heads, arena)) return false;
  qsort(places, n, sizeof *places, by_key);
  for (uint32_t i = 0, end; i < n; i = end) {
    uint32_t words = 0, from = UINT32_MAX, times = 0;
    for (end = i; end < n && places[end].key == places[i].key; end++) {}
    uint32_t last = end - i > MANY_PLACES ? i + MANY_PLACES : end;
    for (uint32_t a = i; last - i > 1 && a < last && from == UINT32_MAX; a++)
      if (places[a].inside) from = places[a].at;
    if (from == UINT32_MAX) continue;
    for (uint32_t a = i; a < last; a++) {
      uint32_t same = places[a].at == from ? 0 : trimmed(p, from, same_from(m, from, places[a].at));
      if (same > words) words = same;
    }
    for (uint32_t a = i; words && a < end; a++) times += same_from(m, from, places[a].at) >= words;
    /* said otherwise as often: the first word is the name alone */
    if (!words || times < 2 || times * 3 < times_said(m->seg, heads, from) * 2) continue;
    for (uint32_t a = i; a < end; a++)
      if (same_from(m, from, places[a].at) >= words && !add_phrase(m, taken, places[a].at, words, PK_SET_PHRASE, arena)) return false;
  }
  return true;
}

/* ---- ordinary words with a capital -------------------------------------------------------------------------------------- */

#define MOST_SMALL 6     /* words of such a name */

struct ordinary { uint32_t word, function, stop, ending, person, and, at, definite, nouns, joint; };

/* Inside a sentence, also where its dot or bullet was not seen as its end. */
static bool well_inside(const struct pk_segments *seg, uint32_t i) {
  if (!inside(seg, i)) return false;
  for (const char *s = ".!?*"; *s; s++)
    if (is_sign(seg, i - 1, *s)) return false;
  return !(seg->tokens[i - 1].is & PK_IS_MARK) || is_sign(seg, i - 1, ',') || is_sign(seg, i - 1, '(');
}

/* "i Hvidovre", "hos Ventilen": where it is, and no part of it. */
static bool tells_place(const struct ordinary *o, const struct pk_mentions *m, uint32_t i) {
  const struct pk_token *t = &m->seg->tokens[i];
  return pk_know_in(m->row.know, t->set, o->at) && i + 1 < m->row.high[i] && t[1].is & (PK_IS_CAPITAL | PK_IS_NUMBER);
}

static bool ends_name(const struct ordinary *o, const struct pk_mentions *m, uint32_t i) {
  const struct pk_token *t = &m->seg->tokens[i];
  return i >= m->row.high[i - 1] || !(t->is & PK_IS_WORD) || t->is & (PK_IS_CAPITAL | PK_IS_NUMBER) || pk_know_in(m->row.know, t->set, o->stop) || tells_place(o, m, i);
}

/* Behind the last word of the name that begins at i; i: none does. */
static uint32_t small_words(const struct ordinary *o, const struct pk_mentions *m, uint32_t i) {
  const struct pk_token *tokens = m->seg->tokens;
  uint32_t k = i + 1;
  for (; k - i < MOST_SMALL && !ends_name(o, m, k); k++) {
    bool last = ends_name(o, m, k + 1);
    if (k - i > 1 && !last && pk_know_in(m->row.know, tokens[k].set, o->ending)) break;   /* a verb, and the sentence goes on with it */
    bool goes_on = k + 1 < m->row.high[k] && !ends_name(o, m, k + 1);
    /* "Mor og far på skemaet": two like words begin it */
    if (pk_know_in(m->row.know, tokens[k].set, o->and) && !(goes_on && (ends_name(o, m, k + 2) || (k == i + 1 && pk_know_in(m->row.know, tokens[k + 1].set, o->word))))) break;
  }
  bool hangs = k < m->row.high[i] && tokens[k].is & PK_IS_WORD && pk_know_in(m->row.know, tokens[k - 1].set, o->at);   /* "Sejl igen | i gang" */
  while (k - i > 1 && (hangs || pk_know_in(m->row.know, tokens[k - 1].set, o->and))) k--, hangs = false;
  return k - i > 1 && (k - i < MOST_SMALL || ends_name(o, m, k)) ? k : i;
}

static bool find_ordinary(const struct pk_know *know, struct pk_mentions *m, uint8_t *taken, struct pk_arena *arena) {
  const struct pk_segments *seg = m->seg;
  struct ordinary o = {.word = pk_know_class(know, "ordinary"), .function = pk_know_class(know, "da"), .stop = pk_know_class(know, "name_stop"), .ending = pk_know_class(know, "verb_ending"),
                       .person = pk_know_class(know, "polite"), .and = pk_know_class(know, "and"), .at = pk_know_class(know, "name_place"), .definite = pk_know_class(know, "definite_ending"), .nouns = pk_know_class(know, "project_noun"), .joint = pk_know_class(know, "name_joint")};
  for (uint32_t i = 1; i < seg->n_tokens; i++) {
    const struct pk_token *t = &seg->tokens[i];
    if (taken[i] || (t->is & (PK_IS_CAPITAL | PK_IS_WORD)) != (PK_IS_CAPITAL | PK_IS_WORD) || t->is & (PK_IS_UPPER | PK_IS_MIXED | PK_IS_INITIAL) || t[-1].is & PK_IS_CAPITAL) continue;
    if (!(pk_know_in(know, t->set, o.word) || pk_know_in(know, t->set, o.function)) || pk_know_in(know, t->set, o.person) || m->row.covers[i] != PK_NO_ITEM || !well_inside(seg, i)) continue;
    if (i > 1 && t[-2].is & PK_IS_CAPITAL && pk_know_in(know, t[-1].set, o.joint)) continue;   /* "Friluft for Alle klæder os på" */
    /* "bogen Hjem i live": a thing that has a title, and is no project */
    if (pk_know_in(know, t[-1].set, o.definite) && !pk_know_in(know, t[-1].set, o.nouns)) continue;
    uint32_t last = small_words(&o, m, i);
    if (last == i) continue;
    /* "Side om Side": it goes on with the capital behind its small word */
    if (last < m->row.high[i] && pk_know_in(know, seg->tokens[last - 1].set, o.joint))
      while (last < m->row.high[i] && last - i < MOST_SMALL && seg->tokens[last].is & PK_IS_CAPITAL && seg->tokens[last].is & PK_IS_WORD && m->row.covers[last] == PK_NO_ITEM) last++;
    if (!add_phrase(m, taken, i, last - i, PK_SMALL_NAME, arena)) return false;
    i = last - 1;
  }
  return true;
}

bool pk_set_phrases(const struct pk_know *know, struct pk_mentions *m, uint8_t *taken, struct pk_arena *arena) {
  static const char *const verbs[] = {"say", "auxiliary", "be", "run", "give", "receive", "quote_verb"};
  struct phrasing p = {.m = m, .function = pk_know_class(know, "da"), .and = pk_know_class(know, "and"), .joint = pk_know_class(know, "name_joint"), .last = pk_know_class(know, "name_last")};
  for (size_t k = 0; k < sizeof verbs / sizeof *verbs; k++) p.verbs[k] = pk_know_class(know, verbs[k]);
  return find_headings(know, m, taken, arena) && find_followed(&p, m, taken, arena) && find_ordinary(know, m, taken, arena);
}
