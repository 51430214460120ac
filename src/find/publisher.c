/* The organisation whose page it is: its name, which the page's head gives, is an organisation wherever it stands in the text,
 * even if nothing else says so; and where it calls itself only "fonden", "kommunen", "foreningen", such a word means it, unless
 * another organisation of that kind is named. Papers write about others: their names are none; where they name no municipality,
 * "kommunen" is that of the town they begin with. */
#include "find.h"

#define FIRST_BLOCKS 5      /* title, lead, dateline, first paragraphs: a local paper names its town there */

static const struct { const char *class_; uint8_t kind; } endings[] = {
  {"foundation_ending", PARTIKEL_ORGANISATION_FOUNDATION}, {"foundation_head", PARTIKEL_ORGANISATION_FOUNDATION},
  {"municipality_head", PARTIKEL_ORGANISATION_MUNICIPALITY}, {"association_ending", PARTIKEL_ORGANISATION_NGO},
  {"association_head", PARTIKEL_ORGANISATION_NGO}, {"ministry_ending", PARTIKEL_ORGANISATION_MINISTRY}};

/* What kind of organisation a name is, and its lexicon entry; false when it looks like none. */
static bool name_kind(const struct pk_know *know, pk_str name, uint8_t *kind, uint32_t *entry, struct pk_arena *arena, bool *no_memory) {
  struct pk_token tokens[24];
  uint32_t n = 0;
  for (size_t at = 0; n < 24 && pk_token_next(name, &at, &tokens[n]); n++) pk_know_token(know, name, &tokens[n]);
  pk_lookups found = {0};
  *no_memory = n && !pk_know_phrases(know, name, tokens, 0, n, &found, arena);
  for (uint32_t i = 0; i < found.n; i++) {
    struct pk_entry e;
    if (found.at[i].type != PK_LOOKUP_ENTRY || found.at[i].last != n) continue;
    pk_know_entry(know, found.at[i].id, &e);
    if (e.kind != PK_ORGANISATION) continue;
    *kind = e.sub;
    *entry = found.at[i].id;
    return true;
  }
  for (size_t i = 0; n && i < sizeof endings / sizeof *endings; i++)        /* Egmont Fonden, Fonden Lysbroen */
    if (pk_know_in(know, tokens[n - 1].set, pk_know_class(know, endings[i].class_)) || pk_know_in(know, tokens[0].set, pk_know_class(know, endings[i].class_))) {
      *kind = endings[i].kind;
      *entry = UINT32_MAX;
      return true;
    }
  return false;
}

static bool same_token(const struct pk_segments *seg, uint32_t i, pk_str name, const struct pk_token *t, bool last) {
  pk_str have = pk_str_part(seg->text, seg->tokens[i].at.start, seg->tokens[i].at.end), want = pk_str_part(name, t->at.start, t->at.end);
  return pk_str_eq(have, want) || (last && pk_str_starts(have, want) && have.n - want.n == 1 && have.s[want.n] == 's');
}

partikel_status pk_publisher_mentions(const struct pk_know *know, const struct pk_article *article, struct pk_mentions *m, struct pk_arena *arena, partikel_error *err) {
  const struct pk_segments *seg = m->seg;
  pk_str name = pk_str_of(article->out.publisher);
  struct pk_token tokens[8];
  uint32_t n = 0, entry, paper = pk_know_class(know, "newspaper_head");
  uint8_t kind;
  bool no_memory = false;
  for (size_t at = 0; n < 8 && pk_token_next(name, &at, &tokens[n]); n++) pk_know_token(know, name, &tokens[n]);
  if (!n || n == 8 || !(tokens[0].is & PK_IS_CAPITAL)) return PARTIKEL_OK;
  for (uint32_t i = 0; i < n; i++)
    if (pk_know_in(know, tokens[i].set, paper)) return PARTIKEL_OK;
  if (!name_kind(know, name, &kind, &entry, arena, &no_memory)) kind = PARTIKEL_ORGANISATION_NGO, entry = UINT32_MAX;
  if (no_memory) return pk_fail(err, PARTIKEL_NOMEM, "", 0, "out of memory");
  if (entry != UINT32_MAX) return PARTIKEL_OK;             /* the lexicon finds it by itself */
  pk_str fullest = name;
  uint32_t before = m->at.n;
  /* "Foreningen Lys i Vinduet" somewhere in the text is the fuller name of "Lys i Vinduet" */
  uint32_t association = pk_know_class(know, "association_head"), foundation = pk_know_class(know, "foundation_head");
  for (uint32_t i = 0; i + n <= seg->n_tokens; i++) {
    uint32_t w = 0;
    while (w < n && same_token(seg, i + w, name, &tokens[w], w + 1 == n)) w++;
    partikel_block_kind block = seg->blocks[seg->sentences[seg->sentence_of[i]].block].kind;
    if (w < n || i + n > m->row.high[i] || block == PARTIKEL_BLOCK_TITLE || !pk_mention_room(m, PK_ORGANISATION, i, i + n)) continue;
    bool headed = i > m->row.low[i] && seg->tokens[i - 1].is & PK_IS_CAPITAL && (pk_know_in(know, seg->tokens[i - 1].set, association) || pk_know_in(know, seg->tokens[i - 1].set, foundation));
    struct pk_mention *x = pk_mention_add(m, arena, PK_ORGANISATION, kind, headed ? i - 1 : i, i + n);
    if (!x) return pk_fail(err, PARTIKEL_NOMEM, "", 0, "out of memory");
    x->by = "publisher";
    if (headed) fullest = pk_str_part(seg->text, seg->tokens[i - 1].at.start, seg->tokens[i].at.start + name.n);
  }
  for (uint32_t i = before; i < m->at.n; i++) m->at.at[i].name = fullest;
  return PARTIKEL_OK;
}

/* The first word that stands for an organisation of this kind means this one: the publisher before it names another, the town's where
 * none of the kind is named. */
static partikel_status explain_reference(struct pk_mentions *m, uint8_t kind, uint32_t entry, pk_str name, const char *by, bool before_others, struct pk_arena *arena, partikel_error *err) {
  uint32_t reference = UINT32_MAX, named = UINT32_MAX;
  for (uint32_t i = 0; i < m->at.n; i++) {
    const struct pk_mention *x = &m->at.at[i];
    if (x->value.hidden || x->sub != kind) continue;
    if (x->kind == PK_ORGANISATION && x->first < named) named = x->first;
    if (x->kind == PK_REFERENCE && (reference == UINT32_MAX || x->first < m->at.at[reference].first)) reference = i;
  }
  if (reference == UINT32_MAX || (named != UINT32_MAX && (!before_others || named < m->at.at[reference].first))) return PARTIKEL_OK;
  struct pk_mention from = m->at.at[reference];
  if (!pk_mention_room(m, PK_ORGANISATION, from.first, from.last)) return PARTIKEL_OK;
  struct pk_mention *x = pk_mention_add(m, arena, PK_ORGANISATION, kind, from.first, from.last);
  if (!x) return pk_fail(err, PARTIKEL_NOMEM, "", 0, "out of memory");
  x->entry = entry;
  x->name = name;
  x->by = by;
  return PARTIKEL_OK;
}

/* The municipality of the one town that the first blocks name; UINT32_MAX: none, or several. */
static uint32_t local_municipality(const struct pk_know *know, const struct pk_mentions *m) {
  uint32_t found = UINT32_MAX;
  for (uint32_t i = 0; i < m->at.n; i++) {
    const struct pk_mention *x = &m->at.at[i];
    if (x->kind != PK_TOWN || m->seg->sentences[m->seg->sentence_of[x->first]].block >= FIRST_BLOCKS) continue;
    uint32_t entry = pk_know_municipality(know, pk_str_part(m->seg->text, x->at.start, x->at.end));
    if (entry == UINT32_MAX) continue;
    if (found != UINT32_MAX && found != entry) return UINT32_MAX;
    found = entry;
  }
  return found;
}

partikel_status pk_publisher(const struct pk_know *know, const struct pk_article *article, struct pk_mentions *m, struct pk_arena *arena, partikel_error *err) {
  uint8_t kind = PARTIKEL_ORGANISATION_COUNT;
  uint32_t entry;
  bool no_memory = false;
  pk_str name = pk_str_of(article->out.publisher);
  bool known = name.n && name_kind(know, name, &kind, &entry, arena, &no_memory);
  if (no_memory) return pk_fail(err, PARTIKEL_NOMEM, "", 0, "out of memory");
  if (known && entry != UINT32_MAX && pk_know_attr(know, entry, "media").s) known = false;   /* papers write about others */
  if (known) PK_TRY(explain_reference(m, kind, entry, name, "publisher-reference", true, arena, err));
  if (known && kind == PARTIKEL_ORGANISATION_MUNICIPALITY) return PARTIKEL_OK;
  struct pk_entry municipality;
  entry = local_municipality(know, m);
  if (entry == UINT32_MAX) return PARTIKEL_OK;
  pk_know_entry(know, entry, &municipality);
  return explain_reference(m, PARTIKEL_ORGANISATION_MUNICIPALITY, entry, municipality.name, "town-reference", false, arena, err);
}
