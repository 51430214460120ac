/* The one role that each organisation has after all that is said of it (RECORD, "Meanings"). */
#include "gathering.h"

#define PK_BARE_WORDS 12    /* in a point of a list that tells nothing of what the money is for */

/* A point that says no more than whose, what and how much: "Red Barnet Lolland, “Lørdagsklubben”, 212.500 kr." */
static bool is_bare_point(const struct gathering *g, uint32_t token) {
  const struct pk_segments *seg = g->seg;
  uint32_t s = seg->sentence_of[token], block = seg->sentences[s].block, words = 0;
  if (!is_listed(seg->blocks[block].kind)) return false;
  while (s && seg->sentences[s - 1].block == block) s--;
  for (; s < seg->n_sentences && seg->sentences[s].block == block; s++)
    for (uint32_t i = seg->sentences[s].first; i < seg->sentences[s].last; i++) words += (seg->tokens[i].is & PK_IS_WORD) != 0;
  return words <= PK_BARE_WORDS;
}

static bool has_role(const struct pk_draft *d, uint32_t entity, uint8_t role) {
  for (uint32_t i = 0; i < d->shares.n; i++)
    if (d->shares.at[i].entity == entity && d->shares.at[i].role == role) return true;
  return false;
}

/* How often it is stated, not only near. */
static uint32_t times_stated(const struct pk_draft *d, uint32_t entity, uint8_t role) {
  for (uint32_t i = 0; i < d->shares.n; i++)
    if (d->shares.at[i].entity == entity && d->shares.at[i].role == role) return d->shares.at[i].times;
  return 0;
}

uint32_t pk_count_role(const struct pk_draft *d, uint8_t role) {
  uint32_t n = 0;
  for (uint32_t i = 0; i < d->shares.n; i++) n += d->shares.at[i].role == role;
  return n;
}

static void drop_share(struct pk_draft *d, uint32_t i) {
  memmove(&d->shares.at[i], &d->shares.at[i + 1], (d->shares.n - i - 1) * sizeof *d->shares.at);
  d->shares.n--;
}

/* "X opens the house together with Y": said in one sentence, X is no more its operator than Y. */
static bool opens_together(const struct gathering *g, const struct pk_draft *d, const struct pk_share *operator) {
  if (!operator->near || operator->fact == UINT32_MAX) return false;
  uint32_t sentence = g->seg->sentence_of[g->f->at.at[operator->fact].first];
  for (uint32_t i = 0; i < d->shares.n; i++) {
    const struct pk_share *s = &d->shares.at[i];
    if (s->role == PARTIKEL_ROLE_PARTNER && s->entity != operator->entity && s->fact != UINT32_MAX && g->seg->sentence_of[g->f->at.at[s->fact].first] == sentence) return true;
  }
  return false;
}

/* Foundations pay: one that is said to work together with others, or to stand behind it, is their funder. "Fonden X" may be the house itself. */
bool pk_pays(const struct gathering *g, uint32_t entity) {
  const struct pk_entity *e = &g->f->entities.at[entity];
  if (e->sub != PARTIKEL_ORGANISATION_FOUNDATION || !e->mentions.n) return false;
  return e->entry != UINT32_MAX || !pk_know_in(g->know, g->seg->tokens[g->f->mentions->at.at[e->mentions.at[0]].first].set, pk_know_class(g->know, "foundation_head"));
}

bool pk_let_foundations_pay(struct gathering *g, struct pk_draft *d) {
  for (uint32_t i = 0; i < d->shares.n; i++) {
    struct pk_share s = d->shares.at[i];
    if ((s.role != PARTIKEL_ROLE_PARTNER && s.role != PARTIKEL_ROLE_OPERATOR) || !pk_pays(g, s.entity)) continue;
    drop_share(d, i--);
    if (has_role(d, s.entity, PARTIKEL_ROLE_FUNDER)) continue;
    if (!pk_add_share(g, d, s.entity, PARTIKEL_ROLE_FUNDER, s.fact, true) || !pk_add_money(g, d, (struct pk_money){s.entity, UINT32_MAX, UINT32_MAX, s.fact, true})) return false;
  }
  return true;
}

/* The one municipality among the parties, where it pays and does nothing else. */
static uint32_t only_paying_municipality(const struct gathering *g, const struct pk_draft *d) {
  uint32_t found = UINT32_MAX;
  for (uint32_t i = 0; i < d->shares.n; i++) {
    const struct pk_share *s = &d->shares.at[i];
    if (g->f->entities.at[s->entity].sub != PARTIKEL_ORGANISATION_MUNICIPALITY) continue;
    if (s->role != PARTIKEL_ROLE_FUNDER || (found != UINT32_MAX && found != s->entity)) return UINT32_MAX;
    found = s->entity;
  }
  return found;
}

/* "Sammen med Blå Kors": with whom somebody works that is not named. The rule says so by a value. */
static bool is_companion(const struct gathering *g, const struct pk_share *s) { return s->fact != UINT32_MAX && slot_of(&g->f->at.at[s->fact], PK_SLOT_value) != NULL; }

/* "Vejen Kommune har sammen med Ventilen skabt huset": in that sentence Ventilen is the companion, and runs nothing alone. */
static bool works_beside(const struct gathering *g, const struct pk_draft *d, uint32_t entity) {
  uint32_t runs = UINT32_MAX, beside = UINT32_MAX - 1;
  for (uint32_t i = 0; i < d->shares.n; i++) {
    const struct pk_share *s = &d->shares.at[i];
    if (s->entity != entity || s->fact == UINT32_MAX) continue;
    uint32_t sentence = g->seg->sentence_of[g->f->at.at[s->fact].first];
    if (s->role == PARTIKEL_ROLE_OPERATOR) runs = sentence;
    if (s->role == PARTIKEL_ROLE_PARTNER && is_companion(g, s)) beside = sentence;
  }
  return runs == beside && times_stated(d, entity, PARTIKEL_ROLE_OPERATOR) <= 1;
}

/* Whose money it is stands beside any other role; of the rest, what says more about carrying the project wins. */
void pk_settle_roles(struct gathering *g, struct pk_draft *d) {
  bool several = pk_count_role(d, PARTIKEL_ROLE_PARTNER) > 1;
  for (uint32_t i = 0; i < d->shares.n;) {
    uint32_t e = d->shares.at[i].entity;
    uint8_t role = d->shares.at[i].role;
    bool carries = has_role(d, e, PARTIKEL_ROLE_OPERATOR) || has_role(d, e, PARTIKEL_ROLE_PARTNER);
    bool funds = has_role(d, e, PARTIKEL_ROLE_FUNDER), evaluates = has_role(d, e, PARTIKEL_ROLE_EVALUATOR);
    uint8_t sub = g->f->entities.at[e].sub;
    /* said to be one of several partners as often as to run it: a partner */
    uint32_t operates = times_stated(d, e, PARTIKEL_ROLE_OPERATOR);
    bool partner = has_role(d, e, PARTIKEL_ROLE_PARTNER) && (!operates || times_stated(d, e, PARTIKEL_ROLE_PARTNER) >= operates) && several;
    bool beside = works_beside(g, d, e);
    bool drop = (role == PARTIKEL_ROLE_PARTNER && has_role(d, e, PARTIKEL_ROLE_OPERATOR) && !partner && !beside) || (role == PARTIKEL_ROLE_OPERATOR && beside) || (role == PARTIKEL_ROLE_OPERATOR && partner) || (role == PARTIKEL_ROLE_SUPPORTER && (carries || funds || evaluates)) ||
                (role == PARTIKEL_ROLE_RECIPIENT && (carries || funds || evaluates)) || (role == PARTIKEL_ROLE_PARTNER && evaluates) ||
                (role == PARTIKEL_ROLE_OPERATOR && evaluates && (sub == PARTIKEL_ORGANISATION_RESEARCH || sub == PARTIKEL_ORGANISATION_COMPANY)) ||
                /* a foundation that works together with others is their funder, unless it is said to carry the project */
                (role == PARTIKEL_ROLE_PARTNER && funds && pk_pays(g, e));
    if (drop) drop_share(d, i);
    else i++;
  }
  for (uint32_t i = 0; i < d->shares.n; i++)
    if (d->shares.at[i].role == PARTIKEL_ROLE_OPERATOR && opens_together(g, d, &d->shares.at[i])) d->shares.at[i].role = PARTIKEL_ROLE_PARTNER;
  /* municipalities that get their share of one grant each carry its project together */
  bool shared = pk_count_role(d, PARTIKEL_ROLE_RECIPIENT) > 1;
  for (uint32_t i = 0; shared && i < d->shares.n; i++)
    if (d->shares.at[i].role == PARTIKEL_ROLE_RECIPIENT && g->f->entities.at[d->shares.at[i].entity].sub == PARTIKEL_ORGANISATION_MUNICIPALITY) d->shares.at[i].role = PARTIKEL_ROLE_PARTNER;
  /* who gets the money and works together with others carries it with them */
  if (pk_count_role(d, PARTIKEL_ROLE_PARTNER) >= 1 && !pk_count_role(d, PARTIKEL_ROLE_OPERATOR) && pk_count_role(d, PARTIKEL_ROLE_RECIPIENT) == 1)
    for (uint32_t i = 0; i < d->shares.n; i++)
      if (d->shares.at[i].role == PARTIKEL_ROLE_RECIPIENT) d->shares.at[i].role = PARTIKEL_ROLE_PARTNER;
  uint32_t partners = pk_count_role(d, PARTIKEL_ROLE_PARTNER), operators = pk_count_role(d, PARTIKEL_ROLE_OPERATOR);
  /* "sammen med Mødrehjælpen … Kommunen betaler …": whom the one partner works with is the municipality that pays its share */
  uint32_t payer = partners == 1 && operators == 0 ? only_paying_municipality(g, d) : UINT32_MAX;
  if (payer != UINT32_MAX && pk_add_share(g, d, payer, PARTIKEL_ROLE_PARTNER, UINT32_MAX, true)) partners++;
  for (uint32_t i = 0; i < d->shares.n; i++) {
    struct pk_share *s = &d->shares.at[i];
    if (s->role == PARTIKEL_ROLE_PARTNER && partners == 1 && operators == 0 && !is_companion(g, s)) s->role = PARTIKEL_ROLE_OPERATOR;
    else if (s->role == PARTIKEL_ROLE_OPERATOR && operators > 1) s->role = PARTIKEL_ROLE_PARTNER;
    /* who alone gets the money for a project that nobody else carries runs it; a list of grants only says who gets it */
    else if (s->role == PARTIKEL_ROLE_RECIPIENT && partners + operators == 0 && pk_count_role(d, PARTIKEL_ROLE_RECIPIENT) == 1 &&
             (g->f->entities.at[s->entity].sub == PARTIKEL_ORGANISATION_MUNICIPALITY || g->f->at.at[s->fact].kind == PK_FACT_ROLE || !is_bare_point(g, g->f->at.at[s->fact].first))) s->role = PARTIKEL_ROLE_OPERATOR;
  }
}
