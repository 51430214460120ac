/* What the article does not say in so many words and means all the same: who carries a project of which nobody is said to, what the only one
 * of its kind does. Nearness, not statement. */
#include "gathering.h"

/* Who carries a project of which nobody is said to: the one who writes about it on his own page; the municipality whose own units
 * carry it. Nearness, not statement. */
static bool could_carry(const struct gathering *g, const struct pk_draft *d, uint32_t e) {
  const struct pk_entity *x = &g->f->entities.at[e];
  if (x->type != PK_ENTITY_ORGANISATION || !x->in_text || !x->mentions.n) return false;
  for (uint32_t i = 0; i < d->shares.n; i++)
    if (d->shares.at[i].entity == e) return false;
  return x->sub == PARTIKEL_ORGANISATION_NGO || x->sub == PARTIKEL_ORGANISATION_MUNICIPALITY || x->sub == PARTIKEL_ORGANISATION_ASSOCIATION;
}

/* The one municipality that the text names, and names again: what nobody else carries is its own project. */
static uint32_t only_municipality(const struct gathering *g) {
  uint32_t found = UINT32_MAX;
  for (uint32_t e = 0; e < g->f->entities.n; e++) {
    const struct pk_entity *x = &g->f->entities.at[e];
    if (x->type != PK_ENTITY_ORGANISATION || x->sub != PARTIKEL_ORGANISATION_MUNICIPALITY || !x->in_text || !x->mentions.n) continue;
    if (found != UINT32_MAX) return UINT32_MAX;
    found = e;
  }
  return found != UINT32_MAX && g->f->entities.at[found].mentions.n > 1 ? found : UINT32_MAX;
}

bool pk_add_carrier(struct gathering *g, const struct pk_article *article, struct pk_draft *d) {
  uint32_t units = 0, carriers = 0, found = UINT32_MAX, count = 0;
  for (uint32_t i = 0; i < d->shares.n; i++) {
    if (d->shares.at[i].role != PARTIKEL_ROLE_PARTNER && d->shares.at[i].role != PARTIKEL_ROLE_OPERATOR) continue;
    carriers++;
    units += g->f->entities.at[d->shares.at[i].entity].sub == PARTIKEL_ORGANISATION_INSTITUTION;
  }
  if (carriers > units) return true;
  uint32_t local = units ? UINT32_MAX : only_municipality(g);
  pk_str publisher = pk_str_of(article->out.publisher);
  for (uint32_t e = 0; e < g->f->entities.n; e++) {
    const struct pk_entity *x = &g->f->entities.at[e];
    bool unit_owner = units && x->sub == PARTIKEL_ORGANISATION_MUNICIPALITY;
    if (could_carry(g, d, e) && (unit_owner || e == local || (!units && pk_is_publisher(x, publisher)))) found = e, count++;
  }
  return count != 1 || pk_add_share(g, d, found, PARTIKEL_ROLE_OPERATOR, UINT32_MAX, true);
}

/* In the running text, and in no statement about something else. */
static bool is_told(const struct gathering *g, uint32_t token) {
  partikel_block_kind block = block_of(g, token);
  return (block == PARTIKEL_BLOCK_PARAGRAPH || block == PARTIKEL_BLOCK_LEAD || is_heading(block)) && !g->background[token];
}

static bool takes_part(const struct gathering *g, uint32_t entity) {
  const struct pk_entity *e = &g->f->entities.at[entity];
  for (uint32_t i = 0; i < e->mentions.n; i++)
    if (is_told(g, g->f->mentions->at.at[e->mentions.at[i]].first)) return true;
  return false;
}

/* Only told of as somebody who is asked for money, or has said no: "et svar fra Realdania, som er søgt om 1,8 mio. kr." */
static bool only_asked(const struct gathering *g, uint32_t entity) {
  const uint32_t apply = pk_know_class(g->know, "apply"), refused = pk_know_class(g->know, "refused");
  const struct pk_entity *e = &g->f->entities.at[entity];
  for (uint32_t i = 0; i < e->mentions.n; i++) {
    uint32_t token = g->f->mentions->at.at[e->mentions.at[i]].first;
    const struct pk_sentence *s = &g->seg->sentences[g->seg->sentence_of[token]];
    bool asked = !is_told(g, token);
    for (uint32_t t = s->first; t < s->last && !asked; t++) asked = pk_know_in(g->know, g->seg->tokens[t].set, apply) || pk_know_in(g->know, g->seg->tokens[t].set, refused);
    if (!asked) return false;
  }
  return true;
}

/* An article about one partnership that names one foundation, one municipality, one research institute, one organisation, and says of none of
 * that kind what it does: each does what its kind does. Nearness, not statement. */
bool pk_add_lone_ones(struct gathering *g, struct pk_draft *d) {
  static const struct { uint8_t kind, role; } usual[] = {
    {PARTIKEL_ORGANISATION_FOUNDATION, PARTIKEL_ROLE_FUNDER}, {PARTIKEL_ORGANISATION_MUNICIPALITY, PARTIKEL_ROLE_PARTNER},
    {PARTIKEL_ORGANISATION_NGO, PARTIKEL_ROLE_PARTNER}, {PARTIKEL_ORGANISATION_RESEARCH, PARTIKEL_ROLE_EVALUATOR}};
  uint32_t units = 0, runs = pk_count_role(d, PARTIKEL_ROLE_OPERATOR), carriers = runs + pk_count_role(d, PARTIKEL_ROLE_PARTNER) + pk_count_role(d, PARTIKEL_ROLE_RECIPIENT);
  bool pool = false;           /* a ministry's or agency's, that nobody carries yet */
  for (uint32_t i = 0; i < d->shares.n; i++) {
    uint8_t sub = g->f->entities.at[d->shares.at[i].entity].sub;
    units += sub == PARTIKEL_ORGANISATION_INSTITUTION;
    pool = pool || (!carriers && (sub == PARTIKEL_ORGANISATION_MINISTRY || sub == PARTIKEL_ORGANISATION_AGENCY || sub == PARTIKEL_ORGANISATION_OTHER));
  }
  if (!d->shares.n) return true;
  for (size_t k = 0; k < sizeof usual / sizeof *usual; k++) {
    /* whose own units carry it, or beside whom somebody runs it alone, may just be the place; an organisation speaks of a pool */
    bool has = (usual[k].kind == PARTIKEL_ORGANISATION_MUNICIPALITY && (units || runs)) || (usual[k].kind == PARTIKEL_ORGANISATION_NGO && pool);
    for (uint32_t i = 0; i < d->shares.n; i++) has = has || g->f->entities.at[d->shares.at[i].entity].sub == usual[k].kind;
    uint32_t lone = UINT32_MAX, n = 0;
    for (uint32_t e = 0; e < g->f->entities.n && !has; e++) {
      const struct pk_entity *x = &g->f->entities.at[e];
      if (x->type == PK_ENTITY_ORGANISATION && x->sub == usual[k].kind && x->in_text && takes_part(g, e)) lone = e, n++;
    }
    if (usual[k].kind == PARTIKEL_ORGANISATION_FOUNDATION) {   /* foundations pay: all of them, where nobody is said to */
      bool paid = false;
      for (uint32_t i = 0; i < d->shares.n; i++) paid = paid || (d->shares.at[i].role == PARTIKEL_ROLE_FUNDER && !d->shares.at[i].near && g->f->entities.at[d->shares.at[i].entity].sub == PARTIKEL_ORGANISATION_FOUNDATION);
      if (paid) continue;
      for (uint32_t e = 0; e < g->f->entities.n; e++) {
        const struct pk_entity *x = &g->f->entities.at[e];
        bool told = x->type == PK_ENTITY_ORGANISATION && x->sub == PARTIKEL_ORGANISATION_FOUNDATION && x->in_text && takes_part(g, e) && !only_asked(g, e);
        for (uint32_t i = 0; told && i < d->shares.n; i++) told = d->shares.at[i].entity != e;
        if (told && !pk_add_share(g, d, e, PARTIKEL_ROLE_FUNDER, UINT32_MAX, true)) return false;
      }
      continue;
    }
    /* a municipality named once may be no more than the place */
    bool place = usual[k].kind == PARTIKEL_ORGANISATION_MUNICIPALITY && n == 1 && g->f->entities.at[lone].mentions.n == 1;
    if (n == 1 && !place && !only_asked(g, lone) && !pk_add_share(g, d, lone, usual[k].role, UINT32_MAX, true)) return false;
  }
  return true;
}
