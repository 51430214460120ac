/* Whose fact each fact is, and what it gives a partnership: a share of an organisation in it, money, time, events. */
#include "gathering.h"

#define PK_NEIGHBOURS 8      /* facts before and behind one that may tell more of the same */
#define PK_NEARLY 50         /* sums that differ by less than this part are one sum, rounded */
#define PK_BACK 1000         /* tokens that a sum may stand before what refers to it */


static uint32_t draft_for(struct gathering *g, const struct pk_fact *x) {
  if (g->out->at.n == 1) return 0;
  const struct pk_filled *named = slot_of(x, PK_SLOT_project);
  uint32_t e = pk_slot_entity(g->f, named, x->first);
  if (e != UINT32_MAX && g->draft_of[e] != UINT32_MAX) return g->draft_of[e];
  const struct pk_row *row = &g->f->mentions->row;
  uint32_t before = UINT32_MAX;
  for (uint32_t t = row->low[x->first]; t < row->high[x->first]; t++) {
    if (row->covers[t] == PK_NO_ITEM || row->items.at[row->covers[t]].kind != PK_PROJECT) continue;
    uint32_t p = g->f->entity_of.at[row->items.at[row->covers[t]].id];
    if (p == UINT32_MAX || g->draft_of[p] == UINT32_MAX) continue;
    if (t >= x->first && t < x->last) return g->draft_of[p];
    if (t < x->first || before == UINT32_MAX) before = g->draft_of[p];
  }
  return before != UINT32_MAX ? before : g->current[g->seg->sentence_of[x->first]];
}

#define PK_TEXT_OF(name, text) text,

static uint8_t role_of(const struct pk_fact *x) {
  static const char *const names[] = {PARTIKEL_ROLE_MAP(PK_TEXT_OF)};
  const struct pk_filled *role = slot_of(x, PK_SLOT_role);
  for (uint8_t i = 0; role && i < PARTIKEL_ROLE_COUNT; i++)
    if (pk_str_eq(role->constant, pk_str_of(names[i]))) return i;
  return PARTIKEL_ROLE_COUNT;
}

#undef PK_TEXT_OF

bool pk_add_share(struct gathering *g, struct pk_draft *d, uint32_t entity, uint8_t role, uint32_t fact, bool near) {
  if (g->f->entities.at[entity].type != PK_ENTITY_ORGANISATION) return true;
  uint32_t entry = g->f->entities.at[entity].entry;
  if (role != PARTIKEL_ROLE_FUNDER && entry != UINT32_MAX && pk_know_attr(g->know, entry, "party").s) return true;   /* parties agree on it; they do not carry it */
  for (uint32_t i = 0; i < d->shares.n; i++)
    if (d->shares.at[i].entity == entity && d->shares.at[i].role == role) {
      if (d->shares.at[i].near && !near) d->shares.at[i].fact = fact, d->shares.at[i].near = false;
      if (!near) d->shares.at[i].times++;
      return true;
    }
  /* whose part in carrying it is stated needs no guess at it */
  bool carries = role == PARTIKEL_ROLE_PARTNER || role == PARTIKEL_ROLE_OPERATOR;
  for (uint32_t i = 0; near && carries && i < d->shares.n; i++) {
    const struct pk_share *s = &d->shares.at[i];
    if (s->entity == entity && !s->near && (s->role == PARTIKEL_ROLE_PARTNER || s->role == PARTIKEL_ROLE_OPERATOR)) return true;
  }
  if (d->shares.n == PK_MAX_PARTIES) return true;
  struct pk_share *s = pk_vec_add(g->arena, &d->shares);
  if (s) *s = (struct pk_share){entity, fact, role, near, !near};
  return s != NULL;
}

static bool same_sum(const struct pk_mentions *m, uint32_t a, uint32_t b) {
  if (a == UINT32_MAX || b == UINT32_MAX) return a == b;
  return m->at.at[a].value.number == m->at.at[b].value.number && pk_str_eq(m->at.at[a].value.currency, m->at.at[b].value.currency);
}

/* "12,5 mio. kr." and, further down, "12.480.000 kr.": a round sum and the same one to the krone. */
static bool rounds(const struct pk_mentions *m, uint32_t round, uint32_t exact) {
  const struct pk_value *a = &m->at.at[round].value, *b = &m->at.at[exact].value;
  int64_t unit = 1, apart = a->number > b->number ? a->number - b->number : b->number - a->number;
  while (unit <= a->number / 10 && a->number % (unit * 10) == 0) unit *= 10;
  return pk_str_eq(a->currency, b->currency) && a->number > 0 && b->number % unit && apart <= unit && apart <= a->number / PK_NEARLY;
}

/* Equal giver, receiver and sum are one grant told twice; a rounded sum is the exact one; a grant without sum is the one with a sum; a giverless one
 * yields to one with a giver. */
bool pk_add_money(struct gathering *g, struct pk_draft *d, struct pk_money new) {
  const struct pk_mentions *m = g->f->mentions;
  for (uint32_t i = 0; i < d->money.n; i++) {
    struct pk_money *old = &d->money.at[i];
    bool same_giver = old->funder == new.funder, sums = same_sum(m, old->amount, new.amount), both = old->amount != UINT32_MAX && new.amount != UINT32_MAX;
    if (same_giver && both && !sums) {
      if (rounds(m, old->amount, new.amount)) old->amount = new.amount, sums = true;
      else if (rounds(m, new.amount, old->amount)) new.amount = old->amount, sums = true;
    }
    bool same_receiver = old->recipient == new.recipient || old->recipient == UINT32_MAX || new.recipient == UINT32_MAX;
    bool told_twice = same_giver && same_receiver && (sums || old->amount == UINT32_MAX || new.amount == UINT32_MAX);
    bool completed = sums && same_receiver && new.amount != UINT32_MAX && (old->funder == UINT32_MAX || new.funder == UINT32_MAX || (old->near != new.near));
    if (!told_twice && !completed) continue;
    bool better = (old->amount == UINT32_MAX && new.amount != UINT32_MAX) || (old->funder == UINT32_MAX && new.funder != UINT32_MAX) || (old->near && !new.near);
    uint32_t recipient = old->recipient != UINT32_MAX ? old->recipient : new.recipient;
    if (better) {
      if (new.funder == UINT32_MAX) new.funder = old->funder;
      if (new.amount == UINT32_MAX) new.amount = old->amount;
      *old = new;
    }
    old->recipient = recipient;
    return true;
  }
  if (d->money.n == PK_MAX_PARTIES) return true;
  struct pk_money *slot = pk_vec_add(g->arena, &d->money);
  if (slot) *slot = new;
  return slot != NULL;
}

/* "det samme beløb": the last sum before it in the same block. */
static uint32_t amount_before(const struct gathering *g, uint32_t at) {
  const struct pk_row *row = &g->f->mentions->row;
  for (uint32_t t = at; t > row->block_low[at] && at - t < PK_BACK; t--)
    if (row->covers[t - 1] != PK_NO_ITEM && row->items.at[row->covers[t - 1]].kind == PK_AMOUNT) return row->items.at[row->covers[t - 1]].id;
  return UINT32_MAX;
}

static bool whole_period(const struct gathering *g, uint32_t mention) {
  const struct pk_value *v = &g->f->mentions->at.at[mention].value;
  return pk_date_is(&v->start) && pk_date_is(&v->end);
}

/* "X har tildelt Y 2 mio.": the longest reading of a sentence knows who gives and who gets; a shorter one may take Y for the giver. */
void pk_find_longest_tellings(struct gathering *g) {
  for (uint32_t i = 0; i < g->f->at.n; i++) {
    const struct pk_fact *x = &g->f->at.at[i];
    const struct pk_filled *amount = x->kind == PK_FACT_FUNDING ? slot_of(x, PK_SLOT_amount) : NULL;
    if (!amount || amount->mention == UINT32_MAX || !slot_of(x, PK_SLOT_funder)) continue;
    uint32_t *best = &g->told_by[amount->mention];
    if (*best == UINT32_MAX || x->last - x->first > g->f->at.at[*best].last - g->f->at.at[*best].first) *best = i;
  }
}

/* "A, B og C vil med projektet": what the rule says of all three says more than what it says of C alone; and where all three are
 * partners in it, none of them runs it alone. */
static bool said_of_more(const struct gathering *g, uint32_t index) {
  const struct pk_fact *x = &g->f->at.at[index];
  const struct pk_filled *one = slot_of(x, PK_SLOT_party);
  bool runs = one && role_of(x) == PARTIKEL_ROLE_OPERATOR;
  for (uint32_t i = index > PK_NEIGHBOURS ? index - PK_NEIGHBOURS : 0; i < g->f->at.n && i < index + PK_NEIGHBOURS; i++) {
    const struct pk_fact *other = &g->f->at.at[i];
    if (i == index || other->kind != x->kind) continue;
    if (other->rule == x->rule && other->last == x->last && other->first < x->first) return true;
    const struct pk_filled *all = runs && role_of(other) == PARTIKEL_ROLE_PARTNER ? slot_of(other, PK_SLOT_party) : NULL;
    if (all && all->first <= one->first && all->last >= one->last && all->last - all->first > one->last - one->first) return true;
  }
  return false;
}

bool pk_take_fact(struct gathering *g, uint32_t index) {
  const struct pk_fact *x = &g->f->at.at[index];
  if (g->background[x->first] && x->kind != PK_FACT_BACKGROUND) return true;
  if (x->kind == PK_FACT_ROLE && said_of_more(g, index)) return true;
  struct pk_draft *d = &g->out->at.at[draft_for(g, x)];
  uint32_t who[PK_MAX_MEMBERS], n;
  switch (x->kind) {
    case PK_FACT_ROLE: {
      uint8_t role = role_of(x);
      n = role == PARTIKEL_ROLE_COUNT ? 0 : pk_members(g, slot_of(x, PK_SLOT_party), x->first, who);
      /* carried by several: then they are partners */
      if (role == PARTIKEL_ROLE_OPERATOR && n > 1) role = PARTIKEL_ROLE_PARTNER;
      for (uint32_t i = 0; i < n; i++)
        if (!pk_add_share(g, d, who[i], role, index, x->near)) return false;
      if (role == PARTIKEL_ROLE_FUNDER)
        for (uint32_t i = 0; i < n; i++)
          if (!pk_add_money(g, d, (struct pk_money){who[i], UINT32_MAX, UINT32_MAX, index, x->near})) return false;
      return true;
    }
    case PK_FACT_FUNDING: {
      const struct pk_filled *amount = slot_of(x, PK_SLOT_amount);
      uint32_t money = amount ? amount->mention : slot_of(x, PK_SLOT_value) /* the same sum again */ ? amount_before(g, x->first) : UINT32_MAX, to[PK_MAX_MEMBERS];
      n = pk_members(g, slot_of(x, PK_SLOT_funder), x->first, who);
      if (n && money != UINT32_MAX && g->told_by[money] != UINT32_MAX && g->told_by[money] != index) {
        const struct pk_fact *better = &g->f->at.at[g->told_by[money]];
        const struct pk_filled *their = slot_of(better, PK_SLOT_recipient);
        if (their && pk_members(g, their, better->first, to) && to[0] == who[0]) return true;
        /* "Fonden, der ejer firmaet, har givet …": the giver stands before the clause */
        const struct pk_filled *giver = slot_of(better, PK_SLOT_funder);
        if (giver && better->first < x->first && better->last >= x->last && pk_members(g, giver, better->first, to) && to[0] != who[0] && slot_of(x, PK_SLOT_funder)->last < slot_of(x, PK_SLOT_amount)->first) return true;
      }
      uint32_t n_to = pk_members(g, slot_of(x, PK_SLOT_recipient), x->first, to);
      if (n_to && g->f->entities.at[to[0]].type != PK_ENTITY_ORGANISATION) n_to = 0;
      if (!n && money == UINT32_MAX) {       /* "Bevillingen går til X": the receiver of the grant told last */
        if (n_to && d->money.n && d->money.at[d->money.n - 1].recipient == UINT32_MAX) d->money.at[d->money.n - 1].recipient = to[0];
        for (uint32_t i = 0; d->money.n && i < n_to; i++)
          if (!pk_add_share(g, d, to[i], n_to > 1 ? PARTIKEL_ROLE_PARTNER : PARTIKEL_ROLE_RECIPIENT, index, x->near)) return false;
        return true;
      }
      if (n > 1 && money == UINT32_MAX && slot_of(x, PK_SLOT_funder)->mention != UINT32_MAX && g->f->mentions->at.at[slot_of(x, PK_SLOT_funder)->mention].kind == PK_REFERENCE)
        return true;                         /* "kommunerne overtager driften": all of them at once only with a sum */
      if (n && n_to && who[0] == to[0]) return true;      /* nobody gives to himself: the match is wrong */
      for (uint32_t i = 0; i < n; i++)
        if (!pk_add_share(g, d, who[i], PARTIKEL_ROLE_FUNDER, index, x->near)) return false;
      for (uint32_t i = 0; i < n_to; i++)
        /* those who get a grant together carry its project together */
        if (!pk_add_share(g, d, to[i], n_to > 1 ? PARTIKEL_ROLE_PARTNER : PARTIKEL_ROLE_RECIPIENT, index, x->near)) return false;
      /* several givers of one sum: one entry, the giver named first; without a sum each has its own, and where they give it each */
      bool each = money == UINT32_MAX || (amount && slot_of(x, PK_SLOT_value));
      const struct pk_filled *givers = slot_of(x, PK_SLOT_funder);
      if (each && amount && n > 2 && givers->mention != UINT32_MAX && g->f->mentions->at.at[givers->mention].kind == PK_REFERENCE && !pk_how_many(g, &g->f->mentions->at.at[givers->mention])) return true;   /* "kommunerne giver hver": of many, nobody knows which */
      for (uint32_t i = 0; i < (each ? n : 1) || !i; i++)
        if (!pk_add_money(g, d, (struct pk_money){n ? who[i] : UINT32_MAX, n_to ? to[0] : UINT32_MAX, money, index, x->near})) return false;
      return true;
    }
    case PK_FACT_EVENT: return add_index(g->arena, &d->events, index);
    case PK_FACT_TIME: {
      const struct pk_filled *period = slot_of(x, PK_SLOT_period), *duration = slot_of(x, PK_SLOT_duration);
      /* one with both ends says more than «since 2011» */
      if (period && (d->period == UINT32_MAX || (!whole_period(g, d->period) && whole_period(g, period->mention)))) d->period = period->mention;
      if (duration && d->duration == UINT32_MAX) d->duration = duration->mention;
      const struct pk_filled *begin = slot_of(x, PK_SLOT_start), *finish = slot_of(x, PK_SLOT_end);
      if (begin && d->begin == UINT32_MAX) d->begin = begin->mention;
      if (finish && d->finish == UINT32_MAX) d->finish = finish->mention;
      return true;
    }
    default: return true;
  }
}
