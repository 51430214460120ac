/* One pass of the lexicon over the tokens: names become mentions, phrases of word classes become items of the row. */
#include "find.h"

static partikel_status no_memory(partikel_error *err) { return pk_fail(err, PARTIKEL_NOMEM, "", 0, "out of memory"); }

/* "Home-Start" wants a capital, "headspace" does not, nor does a name that is marked case=any (satspuljen), nor the article that
 * a name begins with ("fra den A.P. Møllerske Støttefond"). */
static bool capital_fits(const struct pk_know *know, const struct pk_segments *seg, const struct pk_lookup *l) {
  struct pk_entry e;
  pk_know_entry(know, l->id, &e);
  size_t i = 0;
  uint32_t cp = e.name.n ? pk_utf8_next(e.name.s, e.name.n, &i) : 0;
  if (l->last - l->first > 1 && seg->tokens[l->first + 1].is & (PK_IS_CAPITAL | PK_IS_INITIAL) && pk_know_in(know, seg->tokens[l->first].set, pk_know_class(know, "article"))) return true;
  return !pk_cp_upper(cp) || pk_know_attr(know, l->id, "case").s || seg->tokens[l->first].is & (PK_IS_CAPITAL | PK_IS_NUMBER);
}

static bool add_name(const struct pk_know *know, struct pk_mentions *m, const struct pk_lookup *l, struct pk_arena *arena) {
  struct pk_entry e;
  pk_know_entry(know, l->id, &e);
  struct pk_mention *x = pk_mention_add(m, arena, e.kind, e.sub, l->first, l->last);
  if (!x) return false;
  x->entry = l->id;
  x->by = "lexicon";
  return true;
}

static bool covered(const struct pk_mentions *m, const struct pk_lookup *l) {
  for (uint32_t i = l->first; i < l->last; i++)
    if (m->row.covers[i] != PK_NO_ITEM) return true;
  return false;
}

partikel_status pk_lookup_all(const struct pk_know *know, struct pk_mentions *m, struct pk_arena *arena, partikel_error *err) {
  const struct pk_segments *seg = m->seg;
  pk_lookups found = {0}, weak = {0};
  uint8_t *stands = NULL;                    /* per entry: does a full form stand in the article */
  PK_VEC(uint32_t) entries = {0};
  uint32_t free_from = 0;                    /* names do not overlap: the longest of those that start first */
  for (uint32_t i = 0; i < seg->n_tokens; i++) {
    found.n = 0;
    if (!pk_know_phrases(know, seg->text, seg->tokens, i, m->row.high[i], &found, arena)) return no_memory(err);
    const struct pk_lookup *best = NULL;
    for (uint32_t j = 0; j < found.n; j++) {
      struct pk_lookup *l = &found.at[j];
      if (l->type == PK_LOOKUP_CLASS) {
        if (!pk_row_class(m, arena, l->id, l->first, l->last)) return no_memory(err);
      } else if (i >= free_from && capital_fits(know, seg, l)) {
        bool better = !best || l->last > best->last || (l->last == best->last && (best->flags & PK_FORM_GENITIVE) && !(l->flags & PK_FORM_GENITIVE));
        if (better) best = l;
        else if (l->last == best->last) {    /* the same words as an organisation and as a town: the organisation */
          struct pk_entry a, b;
          pk_know_entry(know, l->id, &a), pk_know_entry(know, best->id, &b);
          if (a.kind == PK_ORGANISATION && b.kind != PK_ORGANISATION) best = l;
        }
      }
    }
    if (!best) continue;
    if (best->flags & PK_FORM_WEAK) {
      struct pk_lookup *w = pk_vec_add(arena, &weak);
      if (!w) return no_memory(err);
      *w = *best;
      continue;
    }
    if (!add_name(know, m, best, arena)) return no_memory(err);
    uint32_t *e = pk_vec_add(arena, &entries);
    if (!e) return no_memory(err);
    *e = best->id;
    free_from = best->last;
  }
  if (!weak.n) return PARTIKEL_OK;
  uint32_t most = 0;
  for (uint32_t i = 0; i < entries.n; i++) if (entries.at[i] >= most) most = entries.at[i] + 1;
  stands = pk_arena_alloc(arena, most + 1);
  if (!stands) return no_memory(err);
  for (uint32_t i = 0; i < entries.n; i++) stands[entries.at[i]] = 1;
  for (uint32_t i = 0; i < weak.n; i++)
    if (weak.at[i].id < most && stands[weak.at[i].id] && !covered(m, &weak.at[i]) && !add_name(know, m, &weak.at[i], arena)) return no_memory(err);
  return PARTIKEL_OK;
}
