/* Whom the words of a fact stand for: one organisation, the members of a list, all of a kind ("de tre kommuner"). */
#include "gathering.h"

#define PK_FEW 6             /* municipalities that "the municipalities" may be */

/* "De tre kommuner": 3; 0: it does not say. */
uint32_t pk_how_many(const struct gathering *g, const struct pk_mention *x) {
  for (uint32_t t = x->first; t < x->last; t++) {
    int64_t number;
    if (pk_number_scan(g->know, g->seg->text, g->seg->tokens, t, t + 1, &number)) return (uint32_t)(number / PK_ONE);
  }
  return 0;
}

/* "De tre kommuner": all that the article names, where they are as many as it says; 0: not meant, or not sure. */
static uint32_t all_of_kind(const struct gathering *g, const struct pk_filled *slot, uint32_t out[PK_MAX_MEMBERS]) {
  const struct pk_mention *x = slot->mention != UINT32_MAX ? &g->f->mentions->at.at[slot->mention] : NULL;
  if (!x || x->kind != PK_REFERENCE || !pk_filled_slot(g->f->mentions, x, PK_SLOT_value)) return 0;
  uint32_t n = 0, said = pk_how_many(g, x);
  for (uint32_t e = 0; e < g->f->entities.n; e++) {
    const struct pk_entity *o = &g->f->entities.at[e];
    if (o->type != PK_ENTITY_ORGANISATION || o->sub != x->sub || !o->in_text || !o->mentions.n || g->background[g->f->mentions->at.at[o->mentions.at[0]].first]) continue;
    if (n == PK_MAX_MEMBERS) return 0;
    out[n++] = e;
  }
  return n > 1 && n <= PK_FEW && (!said || said == n) ? n : 0;
}

/* "Ventilen og de to kommuner": what the words stand for behind the n others; 0: those that are named next, as in "kommunerne Vejen og Ribe". */
static uint32_t add_all(const struct gathering *g, const struct pk_filled *member, uint32_t end, uint32_t out[PK_MAX_MEMBERS], uint32_t n) {
  uint32_t all[PK_MAX_MEMBERS], added = 0, n_all = member->last < end && g->seg->tokens[member->last].is & PK_IS_CAPITAL ? 0 : all_of_kind(g, member, all);
  for (uint32_t i = 0; i < n_all && n + added < PK_MAX_MEMBERS; i++) {
    bool known = false;
    for (uint32_t k = 0; k < n; k++) known = known || out[k] == all[i];
    if (!known) out[n + added++] = all[i];
  }
  return added;
}

/* The organisations that a slot stands for: one, the members of a LIST, or all of a kind. */
uint32_t pk_members(struct gathering *g, const struct pk_filled *slot, uint32_t at, uint32_t out[PK_MAX_MEMBERS]) {
  uint32_t n = 0;
  if (!slot) return 0;
  n = all_of_kind(g, slot, out);
  if (n) return n;
  bool several = slot->mention != UINT32_MAX && g->f->mentions->at.at[slot->mention].kind == PK_REFERENCE && pk_filled_slot(g->f->mentions, &g->f->mentions->at.at[slot->mention], PK_SLOT_value);
  if (several) return 0;   /* "kommunerne", of which nobody knows which */
  uint32_t one = pk_slot_entity(g->f, slot, at);
  if (one != UINT32_MAX) out[n++] = one;
  const struct pk_row *row = &g->f->mentions->row;
  for (uint32_t t = slot->first; one == UINT32_MAX && t < slot->last; t++)
    for (uint32_t c = row->starts[t]; c != PK_NO_ITEM && n < PK_MAX_MEMBERS; c = row->items.at[c].next) {
      const struct pk_item *x = &row->items.at[c];
      if (x->type != PK_ITEM_MENTION || x->hidden || (x->kind != PK_ORGANISATION && x->kind != PK_REFERENCE)) continue;
      struct pk_filled member = {.first = x->first, .last = x->last, .mention = x->id};
      if (x->kind == PK_REFERENCE && pk_filled_slot(g->f->mentions, &g->f->mentions->at.at[x->id], PK_SLOT_value)) {
        n += add_all(g, &member, slot->last, out, n);
        continue;
      }
      uint32_t e = pk_slot_entity(g->f, &member, at);
      if (e != UINT32_MAX) out[n++] = e;
    }
  return n;
}
