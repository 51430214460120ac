/* Relation extraction: runs the rule files 50-99 over the mentions; what they state becomes facts. References (kommunen,
 * fonden) are resolved to the organisation of that kind that stands nearest before. */
#include "facts.h"

static partikel_status no_memory(partikel_error *err) { return pk_fail(err, PARTIKEL_NOMEM, "", 0, "out of memory"); }

partikel_status pk_relate(const struct pk_know *know, const struct pk_article *article, const struct pk_mentions *m, struct pk_facts *out, struct pk_arena *arena, partikel_error *err) {
  (void)article;
  uint32_t phases[PK_MAX_PHASES], n = pk_know_phases(know, phases);
  pk_matches matches = m->matches; /* their room is no longer needed there */
  for (uint32_t p = 0; p < n; p++) {
    if (phases[p] < 50) continue;
    matches.n = 0;
    if (!pk_match_phase(&m->row, &m->candidates, phases[p], &matches, arena)) return no_memory(err);
    pk_match_settle(know, &matches, true);
    for (uint32_t i = 0; i < matches.n; i++) {
      struct pk_rule_info rule;
      pk_know_rule(know, matches.at[i].rule, &rule);
      for (uint32_t t = 0; t < rule.n_then; t++) {
        struct pk_then then;
        pk_know_then(know, matches.at[i].rule, t, &then);
        struct pk_fact *f = pk_vec_add(arena, &out->at);
        if (!f) return no_memory(err);
        *f = (struct pk_fact){.kind = then.kind, .rule = matches.at[i].rule, .near = rule.near, .first = matches.at[i].first, .last = matches.at[i].last};
        f->n = (uint8_t)pk_fill_slots(know, m, &then, &matches.at[i], f->at);
      }
    }
  }
  return PARTIKEL_OK;
}

/* The last entity of this organisation kind named before the token; failing that, the only one of the article. */
static uint32_t by_kind(const struct pk_facts *f, uint8_t sub, uint32_t at) {
  if (sub >= PARTIKEL_ORGANISATION_COUNT || !f->named[sub].n) return UINT32_MAX;
  const struct pk_named *named = f->named[sub].at;
  uint32_t low = 0, high = f->named[sub].n;
  while (low < high) {
    uint32_t middle = low + (high - low) / 2;
    if (named[middle].first < at) low = middle + 1;
    else high = middle;
  }
  if (low) return named[low - 1].entity;
  for (uint32_t i = 1; i < f->named[sub].n; i++)
    if (named[i].entity != named[0].entity) return UINT32_MAX;
  return named[0].entity;
}

uint32_t pk_slot_entity(const struct pk_facts *f, const struct pk_filled *slot, uint32_t at) {
  if (!slot || slot->mention == UINT32_MAX) return UINT32_MAX;
  const struct pk_mention *x = &f->mentions->at.at[slot->mention];
  if (x->kind == PK_REFERENCE) return by_kind(f, x->sub, at);
  return f->entity_of.at[slot->mention];
}
