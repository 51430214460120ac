/* Who gives where the giver is not said beside the sum: whose list or page it is, the only giver of the article. A whole and its parts. */
#include "gathering.h"

#define PK_ROUND_UP 64       /* grants whose sums are compared with each other; longer lists have no total that is taken for one of them */

bool pk_gives_by_trade(const struct pk_entity *x) {
  return x->sub == PARTIKEL_ORGANISATION_FOUNDATION || x->sub == PARTIKEL_ORGANISATION_AGENCY || x->sub == PARTIKEL_ORGANISATION_MINISTRY;
}

/* A page's head writes its organisation in capitals as it likes. */
bool pk_is_publisher(const struct pk_entity *e, pk_str publisher) {
  size_t i = 0, j = 0;
  while (i < e->name.n && j < publisher.n)
    if (pk_cp_fold(pk_utf8_next(e->name.s, e->name.n, &i)) != pk_cp_fold(pk_utf8_next(publisher.s, publisher.n, &j))) return false;
  return publisher.n && i == e->name.n && j == publisher.n;
}

/* The one organisation of the text whose kind gives; UINT32_MAX: none, or several. */
static uint32_t only_possible_giver(const struct gathering *g) {
  uint32_t giver = UINT32_MAX;
  for (uint32_t e = 0; e < g->f->entities.n; e++) {
    const struct pk_entity *x = &g->f->entities.at[e];
    if (x->type != PK_ENTITY_ORGANISATION || !x->in_text || !x->mentions.n || !pk_gives_by_trade(x)) continue;
    if (giver != UINT32_MAX) return UINT32_MAX;
    giver = e;
  }
  return giver;
}

/* Several projects, or receivers, with a sum each and no giver: one giver has been told of before them all. */
static bool shares_out(const struct gathering *g) {
  uint32_t projects = 0;
  for (uint32_t i = 0; i < g->out->at.n; i++) {
    const struct pk_draft *d = &g->out->at.at[i];
    uint32_t without = 0, receivers = 0;
    for (uint32_t j = 0; j < d->money.n; j++) {
      if (d->money.at[j].funder != UINT32_MAX || d->money.at[j].amount == UINT32_MAX) continue;
      without++;
      receivers += d->money.at[j].recipient != UINT32_MAX;
    }
    projects += receivers > 1 ? receivers : without > 0;
  }
  return projects > 1;
}

static bool gives_sum(const struct pk_draft *d, uint32_t giver) {
  for (uint32_t j = 0; j < d->money.n; j++)
    if (d->money.at[j].funder == giver && d->money.at[j].amount != UINT32_MAX) return true;
  return false;
}

/* Who gives where the giver is not said: the one who has a list or table of grants on its own page, or who is the only giver that
 * the article names at all, in a round-up also the only one that could be. UINT32_MAX: nobody. */
static uint32_t silent_giver(const struct gathering *g, pk_str publisher, bool round_up, bool *own_page) {
  uint32_t giver = UINT32_MAX, named = UINT32_MAX, count = 0;
  bool public = false;       /* a ministry's or agency's page: its pool is nobody else's, and whose it is stands there or not */
  for (uint32_t i = 0; i < g->out->at.n; i++)
    for (uint32_t j = 0; j < g->out->at.at[i].money.n; j++) {
      uint32_t f = g->out->at.at[i].money.at[j].funder;
      if (f != UINT32_MAX && f != named) named = f, count++;
    }
  /* in a round-up the one whose trade it is, before a municipality that pays for something too */
  uint32_t likely = round_up && (count != 1 || g->f->entities.at[named].sub == PARTIKEL_ORGANISATION_MUNICIPALITY) ? only_possible_giver(g) : UINT32_MAX;
  if (likely != UINT32_MAX) named = likely, count = 1;
  for (uint32_t e = 0; e < g->f->entities.n && giver == UINT32_MAX; e++) {
    const struct pk_entity *x = &g->f->entities.at[e];
    if (x->type != PK_ENTITY_ORGANISATION || !x->in_text || !x->mentions.n || !pk_is_publisher(x, publisher)) continue;
    bool gives = x->sub == PARTIKEL_ORGANISATION_FOUNDATION;   /* an agency only where it is said to give */
    public = x->sub == PARTIKEL_ORGANISATION_MINISTRY || x->sub == PARTIKEL_ORGANISATION_AGENCY || x->sub == PARTIKEL_ORGANISATION_REGION;
    for (uint32_t i = 0; i < g->out->at.n && !gives; i++)
      for (uint32_t j = 0; j < g->out->at.at[i].money.n; j++) gives = gives || g->out->at.at[i].money.at[j].funder == e;
    if (gives) giver = e;
  }
  *own_page = giver != UINT32_MAX;
  return giver != UINT32_MAX ? giver : count == 1 && !public ? named : UINT32_MAX;
}

/* The one giver of this partnership whose sum is not told: a label line apart has it. Of several, the one whose trade it is. */
static uint32_t giver_without_sum(const struct gathering *g, const struct pk_draft *d) {
  uint32_t giver = UINT32_MAX, n = 0, likely = UINT32_MAX, n_likely = 0;
  for (uint32_t j = 0; j < d->money.n; j++) {
    uint32_t f = d->money.at[j].funder;
    if (f == UINT32_MAX || d->money.at[j].amount != UINT32_MAX) continue;
    giver = f, n++;
    if (pk_gives_by_trade(&g->f->entities.at[f])) likely = f, n_likely++;
  }
  return n == 1 ? giver : n_likely == 1 ? likely : UINT32_MAX;
}

/* The only one that is said to give to this partnership. */
static uint32_t only_giver(const struct pk_draft *d) {
  uint32_t giver = UINT32_MAX;
  for (uint32_t j = 0; j < d->money.n; j++) {
    uint32_t f = d->money.at[j].funder;
    if (f != UINT32_MAX && giver != UINT32_MAX && f != giver) return UINT32_MAX;
    if (f != UINT32_MAX) giver = f;
  }
  return giver;
}

bool pk_add_givers(struct gathering *g, pk_str publisher) {
  bool own_page, round_up = shares_out(g);
  uint32_t silent = silent_giver(g, publisher, round_up, &own_page);
  for (uint32_t i = 0; i < g->out->at.n; i++) {
    struct pk_draft *d = &g->out->at.at[i];
    uint32_t only = only_giver(d);
    for (uint32_t j = 0; j < d->money.n; j++) {
      struct pk_money m = d->money.at[j];
      if (m.funder != UINT32_MAX || m.amount == UINT32_MAX) continue;
      partikel_block_kind block = block_of(g, g->f->mentions->at.at[m.amount].first);
      bool listed = round_up || is_listed(block);
      /* a foundation's page has its own grant in the fields */
      bool own_grant = own_page && listed && g->f->entities.at[silent].sub == PARTIKEL_ORGANISATION_FOUNDATION;
      uint32_t giver = own_grant ? silent : giver_without_sum(g, d);
      /* whose list it is gives the sum in it; a municipality pays for something beside that */
      bool beside = round_up && listed && silent != UINT32_MAX && giver != UINT32_MAX && g->f->entities.at[giver].sub == PARTIKEL_ORGANISATION_MUNICIPALITY && pk_pays(g, silent);
      if (beside) giver = silent;
      /* where its own sum is told, another one is another's */
      if (giver == UINT32_MAX && (own_page || listed) && (own_page || round_up || !gives_sum(d, silent))) giver = silent;
      if (giver == UINT32_MAX && m.recipient != UINT32_MAX && m.recipient != only) giver = only;
      if (giver == UINT32_MAX && (!m.near || m.recipient != UINT32_MAX || listed)) continue;
      memmove(&d->money.at[j], &d->money.at[j + 1], (d->money.n - j - 1) * sizeof m);
      d->money.n--, j--;
      if (giver == UINT32_MAX) continue;   /* only near, and from nobody */
      m.funder = giver;
      if (!pk_add_money(g, d, m) || !pk_add_share(g, d, giver, PARTIKEL_ROLE_FUNDER, m.fact, true)) return false;
    }
  }
  return true;
}

/* Does the sentence of this token name the project? */
static bool told_with(const struct gathering *g, uint32_t token, uint32_t project) {
  const struct pk_row *row = &g->f->mentions->row;
  for (uint32_t t = row->low[token]; t < row->high[token]; t++)
    if (row->covers[t] != PK_NO_ITEM && g->f->entity_of.at[row->items.at[row->covers[t]].id] == project) return true;
  return false;
}

/* "3 mio. kr. til to projekter", and then 2.2 for the one and 0.8 for the other: the parts have receivers of their own, and the whole is
 * no grant to the first of them. */
void pk_drop_totals(struct gathering *g) {
  const struct pk_mentions *m = g->f->mentions;
  uint32_t grants = 0;
  for (uint32_t i = 0; i < g->out->at.n; i++) grants += g->out->at.at[i].money.n;
  if (grants > PK_ROUND_UP) return;
  for (uint32_t i = 0; i < g->out->at.n; i++) {
    struct pk_draft *d = &g->out->at.at[i];
    for (uint32_t j = 0; j < d->money.n && d->money.n > 1; j++) {
      const struct pk_money *whole = &d->money.at[j];
      if (whole->amount == UINT32_MAX || whole->recipient != UINT32_MAX || told_with(g, m->at.at[whole->amount].first, d->project)) continue;
      int64_t sum = 0;
      uint32_t parts = 0, elsewhere = 0;
      for (uint32_t k = 0; k < g->out->at.n; k++)
        for (uint32_t l = 0; l < g->out->at.at[k].money.n; l++) {
          const struct pk_money *part = &g->out->at.at[k].money.at[l];
          bool same = part->amount != UINT32_MAX && part != whole && part->funder == whole->funder && pk_str_eq(m->at.at[part->amount].value.currency, m->at.at[whole->amount].value.currency);
          if (same) sum += m->at.at[part->amount].value.number, parts++, elsewhere += k != i;
        }
      if (!elsewhere || parts < 2 || sum != m->at.at[whole->amount].value.number) continue;
      memmove(&d->money.at[j], &d->money.at[j + 1], (d->money.n - j - 1) * sizeof *d->money.at);
      d->money.n--, j--;
    }
  }
}
