/* headline: the page of one project has its name for a headline, and says it nowhere else: "Familien på tværs", and below it "Formål",
 * "Målgruppe", "Projektperiode: 2014 - 2017". Such sections or fields make a project's own page. A headline of one definite word
 * ("Lørdagsbroen") may be the name without them. */
#include "find.h"

#define MOST_WORDS 9     /* of a headline that is a name */
#define FIELDS 2         /* sections or fields that make a project's page */
#define MANY_FIELDS 3    /* … also where the headline has a verb: "Netværk der bærer" */
#define FEW_WORDS 5

/* Does the block begin with one of the sections' words, alone or before a colon? */
static bool is_field(const struct pk_know *know, const struct pk_mentions *m, uint32_t first, uint32_t last, uint32_t class_) {
  const struct pk_segments *seg = m->seg;
  uint32_t end = first;
  for (uint32_t c = m->row.starts[first]; c != PK_NO_ITEM; c = m->row.items.at[c].next)
    if (m->row.items.at[c].type == PK_ITEM_CLASS && m->row.items.at[c].id == class_ && m->row.items.at[c].last > end) end = m->row.items.at[c].last;
  if (end == first && pk_know_in(know, seg->tokens[first].set, class_)) end = first + 1;
  if (end == first || !(seg->tokens[first].is & PK_IS_CAPITAL)) return false;
  return end == last || !(seg->tokens[end].is & PK_IS_WORD);
}

static uint32_t count_fields(const struct pk_know *know, const struct pk_mentions *m) {
  const struct pk_segments *seg = m->seg;
  uint32_t n = 0, class_ = pk_know_class(know, "project_heading");
  for (uint32_t s = 0; s < seg->n_sentences && n < MANY_FIELDS; s++) {
    const struct pk_sentence *x = &seg->sentences[s];
    partikel_block_kind kind = seg->blocks[x->block].kind;
    bool begins = !s || seg->sentences[s - 1].block != x->block;
    if (begins && (kind == PARTIKEL_BLOCK_HEADING || kind == PARTIKEL_BLOCK_TABLE_ROW || kind == PARTIKEL_BLOCK_PARAGRAPH || kind == PARTIKEL_BLOCK_LEAD)) n += is_field(know, m, x->first, x->last, class_);
  }
  return n;
}

/* No verb, no sum, no question; no organisation or person, of which it may tell. */
static bool could_be_name(const struct pk_know *know, const struct pk_mentions *m, uint32_t first, uint32_t last, bool verbs_too) {
  static const char *const verbs[] = {"name_stop", "say", "give", "receive", "auxiliary", "be"};
  const struct pk_segments *seg = m->seg;
  uint32_t words = 0;
  for (uint32_t i = first; i < last; i++) {
    for (size_t k = 0; !verbs_too && k < sizeof verbs / sizeof *verbs; k++)
      if (!(seg->tokens[i].is & PK_IS_CAPITAL) && pk_know_in(know, seg->tokens[i].set, pk_know_class(know, verbs[k]))) return false;
    if (seg->tokens[i].is & PK_IS_MARK && memchr("?!:", seg->text.s[seg->tokens[i].at.start], 3)) return false;
    words += (seg->tokens[i].is & PK_IS_WORD) != 0;
  }
  bool named = false;
  for (uint32_t i = first; i < last; i++) named = named || m->row.covers[i] != PK_NO_ITEM;
  return words && words <= MOST_WORDS && last - first <= MOST_WORDS + 3 && !named && seg->tokens[first].is & PK_IS_CAPITAL;
}

/* "Ankerfamilien", "FamilieKompasset": one word that no list of ordinary ones holds. */
static bool is_lone_name(const struct pk_know *know, const struct pk_mentions *m, uint32_t first, uint32_t last) {
  static const char *const classes[] = {"ordinary", "heading_noun", "project_heading", "project_noun", "countable", "landscape", "title", "family_noun", "target_noun", "venue", "office_word", "said_before"};
  const struct pk_token *t = &m->seg->tokens[first];
  bool named = last == first + 1 && t->is & PK_IS_WORD && !(t->is & PK_IS_UPPER) && (t->is & PK_IS_MIXED || pk_know_in(know, t->set, pk_know_class(know, "definite_ending")));
  for (size_t k = 0; named && k < sizeof classes / sizeof *classes; k++) named = !pk_know_in(know, t->set, pk_know_class(know, classes[k]));
  return named && !(pk_row_kinds(&m->row, first) & 1u << PK_REFERENCE);
}

/* "Trivselsbroen bliver landfast": the lone name is what the headline tells of. */
static bool tells_of_name(const struct pk_know *know, const struct pk_mentions *m, uint32_t first, uint32_t last) {
  static const char *const verbs[] = {"say", "give", "receive", "auxiliary", "be", "verb_ending"};
  bool verb = false;
  for (size_t k = 0; last > first + 1 && k < sizeof verbs / sizeof *verbs; k++) verb = verb || pk_know_in(know, m->seg->tokens[first + 1].set, pk_know_class(know, verbs[k]));
  return verb && !(m->seg->tokens[first + 1].is & PK_IS_CAPITAL) && is_lone_name(know, m, first, first + 1);
}

/* Where the name in it ends: before what is said of it behind a dash, as in "Første fælles år – evaluering". */
static uint32_t end_of_name(const struct pk_token *t, uint32_t first, uint32_t last) {
  for (uint32_t i = first + 1; i + 1 < last; i++)
    if (t[i].is & PK_IS_DASH && t[i + 1].is & PK_IS_WORD && !(t[i + 1].is & PK_IS_CAPITAL)) return i;
  return last;
}

partikel_status pk_headline(const struct pk_know *know, struct pk_mentions *m, struct pk_arena *arena, partikel_error *err) {
  const struct pk_segments *seg = m->seg;
  if (!seg->n_sentences || seg->blocks[seg->sentences[0].block].kind != PARTIKEL_BLOCK_TITLE || seg->sentences[0].block != 0) return PARTIKEL_OK;
  uint32_t first = seg->sentences[0].first, last = seg->sentences[0].last;
  if (seg->n_sentences > 1 && seg->sentences[1].block == 0) return PARTIKEL_OK;
  for (uint32_t i = 0; i < m->at.n; i++)
    if (m->at.at[i].kind == PK_PROJECT && !m->at.at[i].value.hidden) return PARTIKEL_OK;   /* the text names it, or another */
  uint32_t fields = count_fields(know, m);
  last = end_of_name(seg->tokens, first, last);
  bool lone = is_lone_name(know, m, first, last);
  if (!lone && fields < FIELDS && tells_of_name(know, m, first, last)) lone = true, last = first + 1;
  if ((fields < FIELDS && !lone) || !could_be_name(know, m, first, last, fields >= MANY_FIELDS && last - first <= FEW_WORDS) || !pk_mention_room(m, PK_PROJECT, first, last)) return PARTIKEL_OK;
  struct pk_mention *x = pk_mention_add(m, arena, PK_PROJECT, 0, first, last);
  if (!x) return pk_fail(err, PARTIKEL_NOMEM, "", 0, "out of memory");
  x->by = "project-page";
  x->near = fields < FIELDS;
  return PARTIKEL_OK;
}

/* Of "Lektier og lasagne" all words but the first are small; a name like "Plads ved Bordet" may be anyone's. */
static bool goes_small(const struct pk_segments *seg, const struct pk_mention *name) {
  for (uint32_t i = name->first + 1; i < name->last; i++)
    if (seg->tokens[i].is & PK_IS_CAPITAL) return false;
  return true;
}

/* A name of ordinary words, of which nothing else has been made. */
partikel_status pk_small_names(struct pk_mentions *m, struct pk_arena *arena, partikel_error *err) {
  uint32_t n = m->at.n;
  for (uint32_t i = 0; i < n; i++) {
    struct pk_mention name = m->at.at[i];
    bool small = name.kind == PK_NAME && (strcmp(name.by, PK_SMALL_NAME) == 0 || (strcmp(name.by, PK_SET_PHRASE) == 0 && goes_small(m->seg, &name)));
    if (!small || !pk_mention_room(m, PK_PROJECT, name.first, name.last)) continue;
    struct pk_mention *x = pk_mention_add(m, arena, PK_PROJECT, 0, name.first, name.last);
    if (!x) return pk_fail(err, PARTIKEL_NOMEM, "", 0, "out of memory");
    x->by = PK_SMALL_NAME;
    x->near = true;
  }
  return PARTIKEL_OK;
}
