/* On its own page an organisation calls itself "fonden", "kommunen", "foreningen" and may never write its name. Where no other
 * organisation of that kind stands in the text, such a word means the publisher that the page's head names. */
#include "find.h"

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
  for (size_t i = 0; n && i < sizeof endings / sizeof *endings; i++)
    if (pk_know_in(know, tokens[n - 1].set, pk_know_class(know, endings[i].class_))) {
      *kind = endings[i].kind;
      *entry = UINT32_MAX;
      return true;
    }
  return false;
}

partikel_status pk_publisher(const struct pk_know *know, const struct pk_article *article, struct pk_mentions *m, struct pk_arena *arena, partikel_error *err) {
  uint8_t kind;
  uint32_t entry, reference = UINT32_MAX;
  bool no_memory = false;
  pk_str name = pk_str_of(article->out.publisher);
  bool known = name.n && name_kind(know, name, &kind, &entry, arena, &no_memory);
  if (no_memory) return pk_fail(err, PARTIKEL_NOMEM, "", 0, "out of memory");
  if (!known) return PARTIKEL_OK;
  for (uint32_t i = 0; i < m->at.n; i++) {
    const struct pk_mention *x = &m->at.at[i];
    if (x->value.hidden || x->sub != kind) continue;
    if (x->kind == PK_ORGANISATION) return PARTIKEL_OK;
    if (x->kind == PK_REFERENCE && (reference == UINT32_MAX || x->first < m->at.at[reference].first)) reference = i;
  }
  if (reference == UINT32_MAX) return PARTIKEL_OK;
  struct pk_mention from = m->at.at[reference];
  if (!pk_mention_room(m, PK_ORGANISATION, from.first, from.last)) return PARTIKEL_OK;
  struct pk_mention *x = pk_mention_add(m, arena, PK_ORGANISATION, kind, from.first, from.last);
  if (!x) return pk_fail(err, PARTIKEL_NOMEM, "", 0, "out of memory");
  x->entry = entry;
  x->name = name;
  x->by = "publisher";
  return PARTIKEL_OK;
}
