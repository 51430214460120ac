/* gathering: how facts become partnerships, one file a question (project, members, shares, roles, unsaid, givers), and partnership.c that asks them in
 * turn. Inside the room only. */
#ifndef PK_GATHERING_H
#define PK_GATHERING_H

#include "facts.h"

struct gathering {
  const struct pk_know *know;
  const struct pk_facts *f;
  const struct pk_segments *seg;
  struct pk_drafts *out;
  struct pk_arena *arena;
  uint32_t *draft_of;        /* per entity: draft of a project; UINT32_MAX: none */
  uint32_t *current;         /* per sentence: draft that it speaks of */
  bool round_up;             /* several sections tell of a grant each, under the name of its project */
  uint8_t *own_sum;          /* per entity: a project that a sum of its own is told of */
  uint8_t *background;       /* per token: inside a statement about something else */
  uint32_t *told_by;         /* per mention of a sum: the fact that says most about who gives it */
};

static inline bool add_index(struct pk_arena *arena, pk_indices *v, uint32_t value) {
  uint32_t *slot = pk_vec_add(arena, v);
  if (slot) *slot = value;
  return slot != NULL;
}

static inline const struct pk_filled *slot_of(const struct pk_fact *x, uint8_t slot) {
  for (uint32_t i = 0; i < x->n; i++)
    if (x->at[i].slot == slot) return &x->at[i];
  return NULL;
}

static inline partikel_block_kind block_of(const struct gathering *g, uint32_t token) { return g->seg->blocks[g->seg->sentences[g->seg->sentence_of[token]].block].kind; }

static inline bool is_listed(partikel_block_kind kind) { return kind == PARTIKEL_BLOCK_TABLE_ROW || kind == PARTIKEL_BLOCK_LIST_ITEM; }

static inline bool is_heading(partikel_block_kind kind) { return kind == PARTIKEL_BLOCK_HEADING || kind == PARTIKEL_BLOCK_TITLE; }

static inline partikel_block_kind block_kind_of(const struct gathering *g, uint32_t sentence) { return g->seg->blocks[g->seg->sentences[sentence].block].kind; }

/* project.c */
bool pk_add_draft(struct gathering *g, uint32_t project);
bool pk_describes_partnership(struct gathering *g);
bool pk_choose_projects(struct gathering *g);
void pk_follow_projects(struct gathering *g);
bool pk_add_section_projects(struct gathering *g);
/* members.c */
uint32_t pk_how_many(const struct gathering *g, const struct pk_mention *x);
uint32_t pk_members(struct gathering *g, const struct pk_filled *slot, uint32_t at, uint32_t out[PK_MAX_MEMBERS]);
/* shares.c */
bool pk_add_share(struct gathering *g, struct pk_draft *d, uint32_t entity, uint8_t role, uint32_t fact, bool near);
bool pk_add_money(struct gathering *g, struct pk_draft *d, struct pk_money new);
void pk_find_longest_tellings(struct gathering *g);
bool pk_take_fact(struct gathering *g, uint32_t index);
/* roles.c */
uint32_t pk_count_role(const struct pk_draft *d, uint8_t role);
bool pk_pays(const struct gathering *g, uint32_t entity);
bool pk_let_foundations_pay(struct gathering *g, struct pk_draft *d);
void pk_settle_roles(struct gathering *g, struct pk_draft *d);
/* unsaid.c */
bool pk_add_carrier(struct gathering *g, const struct pk_article *article, struct pk_draft *d);
bool pk_add_lone_ones(struct gathering *g, struct pk_draft *d);
/* givers.c */
bool pk_gives_by_trade(const struct pk_entity *x);
bool pk_is_publisher(const struct pk_entity *e, pk_str publisher);
bool pk_add_givers(struct gathering *g, pk_str publisher);
void pk_drop_totals(struct gathering *g);

#endif
