/* Gathers facts into partnerships: first which projects, then whose fact each fact is, then the roles. */
#include "gathering.h"

static void mark_background(struct gathering *g) {
  for (uint32_t i = 0; i < g->f->at.n; i++)
    if (g->f->at.at[i].kind == PK_FACT_BACKGROUND)
      for (uint32_t t = g->f->at.at[i].first; t < g->f->at.at[i].last; t++) g->background[t] = 1;
}

static bool take_mentions(struct gathering *g) {
  const struct pk_mentions *m = g->f->mentions;
  for (uint32_t i = 0; i < m->at.n; i++) {
    const struct pk_mention *x = &m->at.at[i];
    if (x->value.hidden) continue;
    partikel_block_kind block = g->seg->blocks[g->seg->sentences[g->seg->sentence_of[x->first]].block].kind;
    if (block == PARTIKEL_BLOCK_CAPTION || block == PARTIKEL_BLOCK_BYLINE || g->background[x->first]) continue;
    struct pk_draft *d = &g->out->at.at[g->current[g->seg->sentence_of[x->first]]];
    bool ok = true;
    uint32_t e = g->f->entity_of.at[i];
    switch (x->kind) {
      case PK_FIGURE: ok = add_index(g->arena, &d->figures, i); break;
      case PK_TARGET: ok = add_index(g->arena, &d->targets, i); break;
      case PK_ACTIVITY: ok = add_index(g->arena, &d->activities, i); break;
      case PK_PLACE: ok = add_index(g->arena, &d->places, i); break;
      case PK_PERSON: /* a person belongs where it is named first */
        ok = e == UINT32_MAX || g->f->entities.at[e].mentions.at[0] != i || add_index(g->arena, &d->people, e);
        break;
      default: break;
    }
    if (!ok) return false;
  }
  return true;
}

/* A project named once beside others, of which neither party nor money is told: one that is compared with, or that came before. */
static void drop_bare(struct gathering *g) {
  for (uint32_t i = 1; i < g->out->at.n;) {
    const struct pk_draft *d = &g->out->at.at[i];
    if (d->shares.n || d->money.n || d->project == UINT32_MAX || g->f->entities.at[d->project].mentions.n > 1) {
      i++;
      continue;
    }
    memmove(&g->out->at.at[i], &g->out->at.at[i + 1], (g->out->at.n - i - 1) * sizeof *g->out->at.at);
    g->out->at.n--;
  }
}

static bool gather(struct gathering *g, const struct pk_article *article) {
  mark_background(g);
  pk_find_longest_tellings(g);
  if (!pk_choose_projects(g) || !pk_add_section_projects(g)) return false;
  if (!g->out->at.n && (!pk_describes_partnership(g) || !pk_add_draft(g, UINT32_MAX))) return g->out->at.n == 0;
  pk_follow_projects(g);
  for (uint32_t i = 0; i < g->f->at.n; i++)
    if (!pk_take_fact(g, i)) return false;
  if (!take_mentions(g) || !pk_add_givers(g, pk_str_of(article->out.publisher))) return false;
  pk_drop_totals(g);
  drop_bare(g);
  for (uint32_t i = 0; i < g->out->at.n; i++) {
    struct pk_draft *d = &g->out->at.at[i];
    if (g->out->at.n == 1 && !pk_add_lone_ones(g, d)) return false;
    if (!pk_let_foundations_pay(g, d)) return false;
    pk_settle_roles(g, d);
    if (!i && (d->project != UINT32_MAX || pk_count_role(d, PARTIKEL_ROLE_EVALUATOR)) && !pk_add_carrier(g, article, d)) return false;
    for (uint32_t j = 0; j < d->shares.n; j++) d->shares.at[j].near ? d->near++ : d->direct++;
    for (uint32_t j = 0; j < d->money.n; j++) d->money.at[j].near ? d->near++ : d->direct++;
  }
  return true;
}

partikel_status pk_partnerships(const struct pk_know *know, const struct pk_article *article, const struct pk_facts *facts, struct pk_drafts *out, struct pk_arena *arena, partikel_error *err) {
  memset(out, 0, sizeof *out);
  const struct pk_segments *seg = facts->mentions->seg;
  struct gathering g = {.know = know, .f = facts, .seg = seg, .out = out, .arena = arena};
  g.draft_of = pk_arena_array(arena, facts->entities.n + 1, sizeof *g.draft_of);
  g.current = pk_arena_array(arena, seg->n_sentences + 1, sizeof *g.current);
  g.own_sum = pk_arena_alloc(arena, (size_t)facts->entities.n + 1);
  g.background = pk_arena_alloc(arena, (size_t)seg->n_tokens + 1);
  g.told_by = pk_arena_array(arena, facts->mentions->at.n + 1, sizeof *g.told_by);
  if (!g.draft_of || !g.current || !g.own_sum || !g.background || !g.told_by) return pk_fail(err, PARTIKEL_NOMEM, "", 0, "out of memory");
  memset(g.told_by, 0xff, (facts->mentions->at.n + 1) * sizeof *g.told_by);
  memset(g.draft_of, 0xff, (facts->entities.n + 1) * sizeof *g.draft_of);
  return gather(&g, article) ? PARTIKEL_OK : pk_fail(err, PARTIKEL_NOMEM, "", 0, "out of memory");
}
