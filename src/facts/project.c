/* Gathers facts into partnerships: which projects the article is about, whose fact each fact is, and the one role that each
 * organisation has after all that is said of it (RECORD, "Meanings"). */
#include <stdlib.h>

#include "facts.h"

#define PK_NEIGHBOURS 8      /* facts before and behind one that may tell more of the same */
#define PK_FEW 6             /* municipalities that "the municipalities" may be */
#define PK_NEARLY 50         /* sums that differ by less than this part are one sum, rounded */
#define PK_ROUND_UP 64       /* grants whose sums are compared with each other; longer lists have no total that is taken for one of them */
#define PK_BACK 1000         /* tokens that a sum may stand before what refers to it */
#define PK_BARE_WORDS 12    /* in a point of a list that tells nothing of what the money is for */

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

static bool add_index(struct pk_arena *arena, pk_indices *v, uint32_t value) {
  uint32_t *slot = pk_vec_add(arena, v);
  if (slot) *slot = value;
  return slot != NULL;
}

static const struct pk_filled *slot_of(const struct pk_fact *x, uint8_t slot) {
  for (uint32_t i = 0; i < x->n; i++)
    if (x->at[i].slot == slot) return &x->at[i];
  return NULL;
}

/* ---- which projects ------------------------------------------------------------------------------------------------------- */
/* How a mention came to be called a project: by a statement, by something near it, by a guess. */
enum { GUESSED, BY_NEARNESS, BY_STATEMENT };
static int project_ground(const struct pk_know *know, const struct pk_mention *x) {
  struct pk_rule_info rule;
  if (x->rule == UINT32_MAX && x->near) return BY_NEARNESS;
  if (x->rule == UINT32_MAX) return x->same == UINT32_MAX ? BY_STATEMENT : GUESSED;   /* a table's column said so; a repeated name */
  pk_know_rule(know, x->rule, &rule);
  return !rule.near ? BY_STATEMENT : rule.phase < PK_GUESS_PHASE ? BY_NEARNESS : GUESSED;
}

static partikel_block_kind block_of(const struct gathering *g, uint32_t token) { return g->seg->blocks[g->seg->sentences[g->seg->sentence_of[token]].block].kind; }

/* A heading of a round-up: a sum is told of in its section. */
static bool heads_money(const struct gathering *g, uint32_t token) {
  const struct pk_segments *seg = g->seg;
  uint32_t block = seg->sentences[seg->sentence_of[token]].block;
  if (seg->blocks[block].kind != PARTIKEL_BLOCK_HEADING) return false;
  const struct pk_row *row = &g->f->mentions->row;
  for (uint32_t t = token + 1; t < seg->n_tokens; t++) {
    uint32_t at = seg->sentences[seg->sentence_of[t]].block;
    if (at != block && seg->blocks[at].kind == PARTIKEL_BLOCK_HEADING) return false;
    for (uint32_t c = row->starts[t]; c != PK_NO_ITEM; c = row->items.at[c].next)
      if (row->items.at[c].type == PK_ITEM_MENTION && row->items.at[c].kind == PK_AMOUNT) return true;
  }
  return false;
}

static bool is_listed(partikel_block_kind kind) { return kind == PARTIKEL_BLOCK_TABLE_ROW || kind == PARTIKEL_BLOCK_LIST_ITEM; }

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

static bool is_heading(partikel_block_kind kind) { return kind == PARTIKEL_BLOCK_HEADING || kind == PARTIKEL_BLOCK_TITLE; }

/* Which projects a sum is told of as their own. */
static void mark_own_sums(struct gathering *g) {
  for (uint32_t i = 0; i < g->f->at.n; i++) {
    const struct pk_fact *x = &g->f->at.at[i];
    const struct pk_filled *p = x->kind == PK_FACT_FUNDING && !x->near && slot_of(x, PK_SLOT_amount) ? slot_of(x, PK_SLOT_project) : NULL;
    uint32_t entity = p && p->mention != UINT32_MAX ? g->f->entity_of.at[p->mention] : UINT32_MAX;
    if (entity != UINT32_MAX && !g->background[x->first]) g->own_sum[entity] = 1;
  }
}

/* STATED: called a project in so many words. TITLED, REPEATED, NEARBY: a name that only its surroundings make one, but that stands in the
 * title, the lead or a heading and in the text, or over a grant in a round-up, or again and again, or just once. TWICE: a name that nothing
 * explains, said twice; ONCE: one that only its looks make a name. Believed where the article is about a partnership at all, the weaker ones
 * only where nothing better is. */
enum { NO_PROJECT, ONCE, TWICE, NEARBY, REPEATED, TITLED, STATED };
enum { OFTEN = 3 };
static int states_project(struct gathering *g, uint32_t entity) {
  const struct pk_entity *e = &g->f->entities.at[entity];
  if (e->type != PK_ENTITY_PROJECT || !e->in_text) return NO_PROJECT;
  uint32_t times = 0, places = 0, first_name = pk_know_class(g->know, "first_name");
  bool title = false, lead = false, near = false, looks = false;   /* looks: only its capital makes it a name */
  for (uint32_t i = 0; i < e->mentions.n; i++) {
    const struct pk_mention *x = &g->f->mentions->at.at[e->mentions.at[i]];
    if (g->background[x->first]) continue;
    bool guessed = project_ground(g->know, x) == GUESSED;
    if (guessed && block_of(g, x->first) == PARTIKEL_BLOCK_TABLE_ROW) continue;   /* a head or label */
    if (guessed && x->last == x->first + 1 && pk_know_in(g->know, g->seg->tokens[x->first].set, first_name)) continue;   /* "Mathias" */
    if (is_heading(block_of(g, x->first))) title = true;
    else if (block_of(g, x->first) == PARTIKEL_BLOCK_LEAD) lead = true;
    else places++;
    if (g->round_up && heads_money(g, x->first)) places++, near = true;
    int ground = x->same == UINT32_MAX ? project_ground(g->know, x) : GUESSED;
    if (ground == BY_STATEMENT) return STATED;
    if (x->near) looks = true;
    else near = near || ground == BY_NEARNESS;
    times++;
  }
  if (times && g->own_sum[entity]) return STATED;
  if ((title && (places || lead)) || (lead && places)) return near || looks ? TITLED : REPEATED;
  return times >= OFTEN || (near && times > 1) ? REPEATED : near ? NEARBY : times > 1 ? TWICE : looks ? ONCE : NO_PROJECT;
}

static bool add_draft(struct gathering *g, uint32_t project) {
  struct pk_draft *d = g->out->at.n < PK_MAX_DRAFTS ? pk_vec_add(g->arena, &g->out->at) : NULL;
  if (!d) return g->out->at.n >= PK_MAX_DRAFTS;
  d->project = project;
  d->period = d->duration = d->begin = d->finish = UINT32_MAX;
  if (project != UINT32_MAX) g->draft_of[project] = g->out->at.n - 1;
  return true;
}

static bool describes_partnership(struct gathering *g);

/* The article's main project comes first: the one named most often, in doubt the one named first. */
static bool choose_projects(struct gathering *g) {
  bool about = describes_partnership(g);
  mark_own_sums(g);
  uint32_t sections = 0;
  for (uint32_t e = 0; e < g->f->entities.n; e++) {
    const struct pk_entity *x = &g->f->entities.at[e];
    for (uint32_t i = 0; x->type == PK_ENTITY_PROJECT && i < x->mentions.n; i++)
      if (heads_money(g, g->f->mentions->at.at[x->mentions.at[i]].first)) {
        sections++;
        break;
      }
  }
  g->round_up = sections > 1;
  int best_level = NO_PROJECT;
  uint32_t best = UINT32_MAX;
  for (uint32_t e = 0; e < g->f->entities.n; e++) {
    int level = states_project(g, e);
    if (level == NO_PROJECT || (level < STATED && !about) || level < best_level) continue;
    /* of two that are stated, or of a title's name and a stated one, the more frequent */
    bool more = best == UINT32_MAX || (level > best_level && best_level <= REPEATED) || g->f->entities.at[e].mentions.n > g->f->entities.at[best].mentions.n;
    if (level > best_level) best_level = level;
    if (more) best = e;
  }
  if (best == UINT32_MAX) return true;
  if (!add_draft(g, best)) return false;
  int least = !about ? STATED : best_level <= REPEATED ? best_level : TITLED;
  for (uint32_t e = 0; e < g->f->entities.n; e++)
    if (e != best && states_project(g, e) >= least && !add_draft(g, e)) return false;
  return true;
}

/* "De tre kommuner": 3; 0: it does not say. */
static uint32_t how_many(const struct gathering *g, const struct pk_mention *x) {
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
  uint32_t n = 0, said = how_many(g, x);
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
static uint32_t members(struct gathering *g, const struct pk_filled *slot, uint32_t at, uint32_t out[PK_MAX_MEMBERS]) {
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

static bool for_families(const struct gathering *g) {
  for (uint32_t i = 0; i < g->f->mentions->at.n; i++)
    if (g->f->mentions->at.at[i].kind == PK_TARGET && !g->f->mentions->at.at[i].value.hidden) return true;
  return false;
}

/* "Lektier og lasagne blev til, da fonden gav 350.000 kr.": money told of beside a name that comes again. */
static bool pays_for_name(const struct gathering *g, uint32_t token) {
  const struct pk_row *row = &g->f->mentions->row;
  for (uint32_t t = row->low[token]; t < row->high[token]; t++) {
    if (row->covers[t] == PK_NO_ITEM || row->items.at[row->covers[t]].kind != PK_PROJECT) continue;
    uint32_t e = g->f->entity_of.at[row->items.at[row->covers[t]].id];
    if (e != UINT32_MAX && g->f->entities.at[e].mentions.n > 1) return true;
  }
  return false;
}

static bool gives_by_trade(const struct pk_entity *x) {
  return x->sub == PARTIKEL_ORGANISATION_FOUNDATION || x->sub == PARTIKEL_ORGANISATION_AGENCY || x->sub == PARTIKEL_ORGANISATION_MINISTRY;
}

/* Facts enough for a partnership that has no name: partners, or money with its giver and a purpose, such as a pool for families. What is only
 * near counts beside a grant by somebody whose trade it is. */
static bool describes_partnership(struct gathering *g) {
  uint32_t carriers = 0, givers = 0, near = 0, who[PK_MAX_MEMBERS];
  bool granted = false;
  for (uint32_t i = 0; i < g->f->at.n; i++) {
    const struct pk_fact *x = &g->f->at.at[i];
    if (g->background[x->first]) continue;
    if (x->near) {
      if (x->kind == PK_FACT_ROLE) near += members(g, slot_of(x, PK_SLOT_party), x->first, who);
      continue;
    }
    if (x->kind == PK_FACT_ROLE) carriers += members(g, slot_of(x, PK_SLOT_party), x->first, who);
    if (x->kind == PK_FACT_FUNDING) {
      givers++, carriers += slot_of(x, PK_SLOT_recipient) != NULL || pays_for_name(g, x->first);
      granted = granted || (slot_of(x, PK_SLOT_amount) && members(g, slot_of(x, PK_SLOT_funder), x->first, who) && gives_by_trade(&g->f->entities.at[who[0]]));
    }
    if (x->kind == PK_FACT_ABOUT) carriers += for_families(g);
  }
  if (granted) carriers += near;
  return carriers > 0 && carriers + givers > 1;
}

static partikel_block_kind block_kind_of(const struct gathering *g, uint32_t sentence) { return g->seg->blocks[g->seg->sentences[sentence].block].kind; }

static void follow_projects(struct gathering *g) {
  const struct pk_mentions *m = g->f->mentions;
  for (uint32_t s = 0; s < g->seg->n_sentences; s++) g->current[s] = UINT32_MAX;
  for (uint32_t i = 0; i < m->at.n; i++) {
    uint32_t e = g->f->entity_of.at[i];
    if (e == UINT32_MAX || g->draft_of[e] == UINT32_MAX) continue;
    uint32_t s = g->seg->sentence_of[m->at.at[i].first];
    if (g->current[s] == UINT32_MAX) g->current[s] = g->draft_of[e];
  }
  /* A section speaks of the project that it names first, and then of the one named last; one that names none, of the main one. */
  uint32_t last = 0;
  bool several = g->out->at.n > 1;
  for (uint32_t s = 0; s < g->seg->n_sentences; s++) {
    /* a round-up: a paragraph that names a project speaks of it from its first word */
    uint32_t named = s;
    if (several && (s == 0 || g->seg->sentences[s].block != g->seg->sentences[s - 1].block))
      while (named < g->seg->n_sentences && g->seg->sentences[named].block == g->seg->sentences[s].block && g->current[named] == UINT32_MAX) named++;
    if (named > s && named < g->seg->n_sentences && g->seg->sentences[named].block == g->seg->sentences[s].block) g->current[s] = g->current[named];
    bool starts = s == 0 || (is_heading(block_kind_of(g, s)) && !is_heading(block_kind_of(g, s - 1)));
    if (starts) {
      uint32_t ahead = s;
      while (ahead < g->seg->n_sentences && g->current[ahead] == UINT32_MAX && (ahead == s || !is_heading(block_kind_of(g, ahead)) || is_heading(block_kind_of(g, ahead - 1)))) ahead++;
      last = ahead < g->seg->n_sentences && g->current[ahead] != UINT32_MAX ? g->current[ahead] : 0;
    }
    if (g->current[s] == UINT32_MAX) g->current[s] = last;
    else last = g->current[s];
  }
}

/* A round-up tells of one project a section, often under a name that stands there once: a section that has facts of its own and
 * names no project yet gets the likeliest name in it. */
struct section { uint32_t facts, best, score; bool named; };
static bool add_section_projects(struct gathering *g) {
  uint32_t *section_of = pk_arena_array(g->arena, g->seg->n_sentences + 1, sizeof *section_of), n = 0, told = 0;
  struct section *sections = pk_arena_array(g->arena, g->seg->n_sentences + 1, sizeof *sections);
  if (!section_of || !sections) return false;
  for (uint32_t s = 0; s < g->seg->n_sentences; s++) {
    if (s && is_heading(block_kind_of(g, s)) && !is_heading(block_kind_of(g, s - 1))) n++;
    section_of[s] = n;
  }
  for (uint32_t i = 0; i < g->f->at.n; i++) {
    const struct pk_fact *x = &g->f->at.at[i];
    bool counts = (x->kind == PK_FACT_ROLE || x->kind == PK_FACT_FUNDING) && !x->near && !g->background[x->first];
    if (counts && sections[section_of[g->seg->sentence_of[x->first]]].facts++ == 0) told++;
  }
  if (told < 2 || g->out->at.n == 1) return true;   /* one project has many sections */
  for (uint32_t e = 0; e < g->f->entities.n; e++) {
    const struct pk_entity *entity = &g->f->entities.at[e];
    if (entity->type != PK_ENTITY_PROJECT) continue;
    for (uint32_t i = 0, last; i < entity->mentions.n; i = last) {
      uint32_t s = section_of[g->seg->sentence_of[g->f->mentions->at.at[entity->mentions.at[i]].first]], near = 0;
      for (last = i; last < entity->mentions.n; last++) {
        const struct pk_mention *x = &g->f->mentions->at.at[entity->mentions.at[last]];
        if (section_of[g->seg->sentence_of[x->first]] != s) break;
        if (x->same == UINT32_MAX && project_ground(g->know, x) == BY_NEARNESS && !g->background[x->first]) near = 2;
      }
      uint32_t score = near + last - i;
      if (g->draft_of[e] != UINT32_MAX) sections[s].named = true;
      else if (score > sections[s].score) sections[s].score = score, sections[s].best = e;
    }
  }
  for (uint32_t s = 1; s <= n; s++)        /* section 0, title and lead, speaks of them all */
    if (sections[s].facts && !sections[s].named && sections[s].score > 1 && g->draft_of[sections[s].best] == UINT32_MAX && !add_draft(g, sections[s].best)) return false;
  return true;
}

static void mark_background(struct gathering *g) {
  for (uint32_t i = 0; i < g->f->at.n; i++)
    if (g->f->at.at[i].kind == PK_FACT_BACKGROUND)
      for (uint32_t t = g->f->at.at[i].first; t < g->f->at.at[i].last; t++) g->background[t] = 1;
}

/* ---- whose fact ---------------------------------------------------------------------------------------------------------------- */

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

static bool add_share(struct gathering *g, struct pk_draft *d, uint32_t entity, uint8_t role, uint32_t fact, bool near) {
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
static bool add_money(struct gathering *g, struct pk_draft *d, struct pk_money new) {
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
static void find_longest_tellings(struct gathering *g) {
  for (uint32_t i = 0; i < g->f->at.n; i++) {
    const struct pk_fact *x = &g->f->at.at[i];
    const struct pk_filled *amount = x->kind == PK_FACT_FUNDING ? slot_of(x, PK_SLOT_amount) : NULL;
    if (!amount || amount->mention == UINT32_MAX || !slot_of(x, PK_SLOT_funder)) continue;
    uint32_t *best = &g->told_by[amount->mention];
    if (*best == UINT32_MAX || x->last - x->first > g->f->at.at[*best].last - g->f->at.at[*best].first) *best = i;
  }
}

/* "A, B og C vil med projektet": what the rule says of all three says more than what it says of C alone; and where all three are
 * partners in it, C alone does not run it. */
static bool said_of_more(const struct gathering *g, uint32_t index) {
  const struct pk_fact *x = &g->f->at.at[index];
  const struct pk_filled *one = slot_of(x, PK_SLOT_party);
  bool runs = one && role_of(x) == PARTIKEL_ROLE_OPERATOR;
  for (uint32_t i = index > PK_NEIGHBOURS ? index - PK_NEIGHBOURS : 0; i < g->f->at.n && i < index + PK_NEIGHBOURS; i++) {
    const struct pk_fact *other = &g->f->at.at[i];
    if (i == index || other->kind != x->kind) continue;
    if (other->rule == x->rule && other->last == x->last && other->first < x->first) return true;
    const struct pk_filled *all = runs && role_of(other) == PARTIKEL_ROLE_PARTNER ? slot_of(other, PK_SLOT_party) : NULL;
    if (all && all->first < one->first && all->last == one->last) return true;
  }
  return false;
}

static bool take_fact(struct gathering *g, uint32_t index) {
  const struct pk_fact *x = &g->f->at.at[index];
  if (g->background[x->first] && x->kind != PK_FACT_BACKGROUND) return true;
  if (x->kind == PK_FACT_ROLE && said_of_more(g, index)) return true;
  struct pk_draft *d = &g->out->at.at[draft_for(g, x)];
  uint32_t who[PK_MAX_MEMBERS], n;
  switch (x->kind) {
    case PK_FACT_ROLE: {
      uint8_t role = role_of(x);
      n = role == PARTIKEL_ROLE_COUNT ? 0 : members(g, slot_of(x, PK_SLOT_party), x->first, who);
      /* carried by several: then they are partners */
      if (role == PARTIKEL_ROLE_OPERATOR && n > 1) role = PARTIKEL_ROLE_PARTNER;
      for (uint32_t i = 0; i < n; i++)
        if (!add_share(g, d, who[i], role, index, x->near)) return false;
      if (role == PARTIKEL_ROLE_FUNDER)
        for (uint32_t i = 0; i < n; i++)
          if (!add_money(g, d, (struct pk_money){who[i], UINT32_MAX, UINT32_MAX, index, x->near})) return false;
      return true;
    }
    case PK_FACT_FUNDING: {
      const struct pk_filled *amount = slot_of(x, PK_SLOT_amount);
      uint32_t money = amount ? amount->mention : slot_of(x, PK_SLOT_value) /* the same sum again */ ? amount_before(g, x->first) : UINT32_MAX, to[PK_MAX_MEMBERS];
      n = members(g, slot_of(x, PK_SLOT_funder), x->first, who);
      if (n && money != UINT32_MAX && g->told_by[money] != UINT32_MAX && g->told_by[money] != index) {
        const struct pk_fact *better = &g->f->at.at[g->told_by[money]];
        const struct pk_filled *their = slot_of(better, PK_SLOT_recipient);
        if (their && members(g, their, better->first, to) && to[0] == who[0]) return true;
        /* "Fonden, der ejer firmaet, har givet …": the giver stands before the clause */
        const struct pk_filled *giver = slot_of(better, PK_SLOT_funder);
        if (giver && better->first < x->first && better->last >= x->last && members(g, giver, better->first, to) && to[0] != who[0] && slot_of(x, PK_SLOT_funder)->last < slot_of(x, PK_SLOT_amount)->first) return true;
      }
      uint32_t n_to = members(g, slot_of(x, PK_SLOT_recipient), x->first, to);
      if (n_to && g->f->entities.at[to[0]].type != PK_ENTITY_ORGANISATION) n_to = 0;
      if (!n && money == UINT32_MAX) {       /* "Bevillingen går til X": the receiver of the grant told last */
        if (n_to && d->money.n && d->money.at[d->money.n - 1].recipient == UINT32_MAX) d->money.at[d->money.n - 1].recipient = to[0];
        for (uint32_t i = 0; d->money.n && i < n_to; i++)
          if (!add_share(g, d, to[i], n_to > 1 ? PARTIKEL_ROLE_PARTNER : PARTIKEL_ROLE_RECIPIENT, index, x->near)) return false;
        return true;
      }
      if (n > 1 && money == UINT32_MAX && slot_of(x, PK_SLOT_funder)->mention != UINT32_MAX && g->f->mentions->at.at[slot_of(x, PK_SLOT_funder)->mention].kind == PK_REFERENCE)
        return true;                         /* "kommunerne overtager driften": all of them at once only with a sum */
      if (n && n_to && who[0] == to[0]) return true;      /* nobody gives to himself: the match is wrong */
      for (uint32_t i = 0; i < n; i++)
        if (!add_share(g, d, who[i], PARTIKEL_ROLE_FUNDER, index, x->near)) return false;
      for (uint32_t i = 0; i < n_to; i++)
        /* those who get a grant together carry its project together */
        if (!add_share(g, d, to[i], n_to > 1 ? PARTIKEL_ROLE_PARTNER : PARTIKEL_ROLE_RECIPIENT, index, x->near)) return false;
      /* several givers of one sum: one entry, the giver named first; without a sum each has its own, and where they give it each */
      bool each = money == UINT32_MAX || (amount && slot_of(x, PK_SLOT_value));
      const struct pk_filled *givers = slot_of(x, PK_SLOT_funder);
      if (each && amount && n > 2 && givers->mention != UINT32_MAX && g->f->mentions->at.at[givers->mention].kind == PK_REFERENCE && !how_many(g, &g->f->mentions->at.at[givers->mention])) return true;   /* "kommunerne giver hver": of many, nobody knows which */
      for (uint32_t i = 0; i < (each ? n : 1) || !i; i++)
        if (!add_money(g, d, (struct pk_money){n ? who[i] : UINT32_MAX, n_to ? to[0] : UINT32_MAX, money, index, x->near})) return false;
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

/* ---- one role each --------------------------------------------------------------------------------------------------------------- */
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

static uint32_t count_role(const struct pk_draft *d, uint8_t role) {
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
static bool pays(const struct gathering *g, uint32_t entity) {
  const struct pk_entity *e = &g->f->entities.at[entity];
  if (e->sub != PARTIKEL_ORGANISATION_FOUNDATION || !e->mentions.n) return false;
  return e->entry != UINT32_MAX || !pk_know_in(g->know, g->seg->tokens[g->f->mentions->at.at[e->mentions.at[0]].first].set, pk_know_class(g->know, "foundation_head"));
}

static bool let_foundations_pay(struct gathering *g, struct pk_draft *d) {
  for (uint32_t i = 0; i < d->shares.n; i++) {
    struct pk_share s = d->shares.at[i];
    if ((s.role != PARTIKEL_ROLE_PARTNER && s.role != PARTIKEL_ROLE_OPERATOR) || !pays(g, s.entity)) continue;
    drop_share(d, i--);
    if (has_role(d, s.entity, PARTIKEL_ROLE_FUNDER)) continue;
    if (!add_share(g, d, s.entity, PARTIKEL_ROLE_FUNDER, s.fact, true) || !add_money(g, d, (struct pk_money){s.entity, UINT32_MAX, UINT32_MAX, s.fact, true})) return false;
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

/* Whose money it is stands beside any other role; of the rest, what says more about carrying the project wins. */
static void settle_roles(struct gathering *g, struct pk_draft *d) {
  bool several = count_role(d, PARTIKEL_ROLE_PARTNER) > 1;
  for (uint32_t i = 0; i < d->shares.n;) {
    uint32_t e = d->shares.at[i].entity;
    uint8_t role = d->shares.at[i].role;
    bool carries = has_role(d, e, PARTIKEL_ROLE_OPERATOR) || has_role(d, e, PARTIKEL_ROLE_PARTNER);
    bool funds = has_role(d, e, PARTIKEL_ROLE_FUNDER), evaluates = has_role(d, e, PARTIKEL_ROLE_EVALUATOR);
    uint8_t sub = g->f->entities.at[e].sub;
    /* said to be one of several partners more often than to run it: a partner */
    uint32_t operates = times_stated(d, e, PARTIKEL_ROLE_OPERATOR);
    bool partner = has_role(d, e, PARTIKEL_ROLE_PARTNER) && (!operates || times_stated(d, e, PARTIKEL_ROLE_PARTNER) > operates) && several;
    bool drop = (role == PARTIKEL_ROLE_PARTNER && has_role(d, e, PARTIKEL_ROLE_OPERATOR) && !partner) || (role == PARTIKEL_ROLE_OPERATOR && partner) || (role == PARTIKEL_ROLE_SUPPORTER && (carries || funds || evaluates)) ||
                (role == PARTIKEL_ROLE_RECIPIENT && (carries || funds || evaluates)) || (role == PARTIKEL_ROLE_PARTNER && evaluates) ||
                (role == PARTIKEL_ROLE_OPERATOR && evaluates && (sub == PARTIKEL_ORGANISATION_RESEARCH || sub == PARTIKEL_ORGANISATION_COMPANY)) ||
                /* a foundation that works together with others is their funder, unless it is said to carry the project */
                (role == PARTIKEL_ROLE_PARTNER && funds && pays(g, e));
    if (drop) drop_share(d, i);
    else i++;
  }
  for (uint32_t i = 0; i < d->shares.n; i++)
    if (d->shares.at[i].role == PARTIKEL_ROLE_OPERATOR && opens_together(g, d, &d->shares.at[i])) d->shares.at[i].role = PARTIKEL_ROLE_PARTNER;
  /* municipalities that get their share of one grant each carry its project together */
  bool shared = count_role(d, PARTIKEL_ROLE_RECIPIENT) > 1;
  for (uint32_t i = 0; shared && i < d->shares.n; i++)
    if (d->shares.at[i].role == PARTIKEL_ROLE_RECIPIENT && g->f->entities.at[d->shares.at[i].entity].sub == PARTIKEL_ORGANISATION_MUNICIPALITY) d->shares.at[i].role = PARTIKEL_ROLE_PARTNER;
  /* who gets the money and works together with others carries it with them */
  if (count_role(d, PARTIKEL_ROLE_PARTNER) >= 1 && !count_role(d, PARTIKEL_ROLE_OPERATOR) && count_role(d, PARTIKEL_ROLE_RECIPIENT) == 1)
    for (uint32_t i = 0; i < d->shares.n; i++)
      if (d->shares.at[i].role == PARTIKEL_ROLE_RECIPIENT) d->shares.at[i].role = PARTIKEL_ROLE_PARTNER;
  uint32_t partners = count_role(d, PARTIKEL_ROLE_PARTNER), operators = count_role(d, PARTIKEL_ROLE_OPERATOR);
  /* "sammen med Mødrehjælpen … Kommunen betaler …": whom the one partner works with is the municipality that pays its share */
  uint32_t payer = partners == 1 && operators == 0 ? only_paying_municipality(g, d) : UINT32_MAX;
  if (payer != UINT32_MAX && add_share(g, d, payer, PARTIKEL_ROLE_PARTNER, UINT32_MAX, true)) partners++;
  for (uint32_t i = 0; i < d->shares.n; i++) {
    struct pk_share *s = &d->shares.at[i];
    if (s->role == PARTIKEL_ROLE_PARTNER && partners == 1 && operators == 0) s->role = PARTIKEL_ROLE_OPERATOR;
    else if (s->role == PARTIKEL_ROLE_OPERATOR && operators > 1) s->role = PARTIKEL_ROLE_PARTNER;
    /* who alone gets the money for a project that nobody else carries runs it; a list of grants only says who gets it */
    else if (s->role == PARTIKEL_ROLE_RECIPIENT && partners + operators == 0 && count_role(d, PARTIKEL_ROLE_RECIPIENT) == 1 &&
             (g->f->entities.at[s->entity].sub == PARTIKEL_ORGANISATION_MUNICIPALITY || g->f->at.at[s->fact].kind == PK_FACT_ROLE || !is_bare_point(g, g->f->at.at[s->fact].first))) s->role = PARTIKEL_ROLE_OPERATOR;
  }
}

/* A page's head writes its organisation in capitals as it likes. */
static bool is_publisher(const struct pk_entity *e, pk_str publisher) {
  size_t i = 0, j = 0;
  while (i < e->name.n && j < publisher.n)
    if (pk_cp_fold(pk_utf8_next(e->name.s, e->name.n, &i)) != pk_cp_fold(pk_utf8_next(publisher.s, publisher.n, &j))) return false;
  return publisher.n && i == e->name.n && j == publisher.n;
}

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

static bool add_carrier(struct gathering *g, const struct pk_article *article, struct pk_draft *d) {
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
    if (could_carry(g, d, e) && (unit_owner || e == local || (!units && is_publisher(x, publisher)))) found = e, count++;
  }
  return count != 1 || add_share(g, d, found, PARTIKEL_ROLE_OPERATOR, UINT32_MAX, true);
}

/* The one organisation of the text whose kind gives; UINT32_MAX: none, or several. */
static uint32_t only_possible_giver(const struct gathering *g) {
  uint32_t giver = UINT32_MAX;
  for (uint32_t e = 0; e < g->f->entities.n; e++) {
    const struct pk_entity *x = &g->f->entities.at[e];
    if (x->type != PK_ENTITY_ORGANISATION || !x->in_text || !x->mentions.n || !gives_by_trade(x)) continue;
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
    if (x->type != PK_ENTITY_ORGANISATION || !x->in_text || !x->mentions.n || !is_publisher(x, publisher)) continue;
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
    if (gives_by_trade(&g->f->entities.at[f])) likely = f, n_likely++;
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

static bool add_givers(struct gathering *g, pk_str publisher) {
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
      bool beside = round_up && listed && silent != UINT32_MAX && giver != UINT32_MAX && g->f->entities.at[giver].sub == PARTIKEL_ORGANISATION_MUNICIPALITY && pays(g, silent);
      if (beside) giver = silent;
      /* where its own sum is told, another one is another's */
      if (giver == UINT32_MAX && (own_page || listed) && (own_page || round_up || !gives_sum(d, silent))) giver = silent;
      if (giver == UINT32_MAX && m.recipient != UINT32_MAX && m.recipient != only) giver = only;
      if (giver == UINT32_MAX && (!m.near || m.recipient != UINT32_MAX || listed)) continue;
      memmove(&d->money.at[j], &d->money.at[j + 1], (d->money.n - j - 1) * sizeof m);
      d->money.n--, j--;
      if (giver == UINT32_MAX) continue;   /* only near, and from nobody */
      m.funder = giver;
      if (!add_money(g, d, m) || !add_share(g, d, giver, PARTIKEL_ROLE_FUNDER, m.fact, true)) return false;
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
static void drop_totals(struct gathering *g) {
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
static bool add_lone_ones(struct gathering *g, struct pk_draft *d) {
  static const struct { uint8_t kind, role; } usual[] = {
    {PARTIKEL_ORGANISATION_FOUNDATION, PARTIKEL_ROLE_FUNDER}, {PARTIKEL_ORGANISATION_MUNICIPALITY, PARTIKEL_ROLE_PARTNER},
    {PARTIKEL_ORGANISATION_NGO, PARTIKEL_ROLE_PARTNER}, {PARTIKEL_ORGANISATION_RESEARCH, PARTIKEL_ROLE_EVALUATOR}};
  uint32_t units = 0, runs = count_role(d, PARTIKEL_ROLE_OPERATOR), carriers = runs + count_role(d, PARTIKEL_ROLE_PARTNER) + count_role(d, PARTIKEL_ROLE_RECIPIENT);
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
        if (told && !add_share(g, d, e, PARTIKEL_ROLE_FUNDER, UINT32_MAX, true)) return false;
      }
      continue;
    }
    /* a municipality named once may be no more than the place */
    bool place = usual[k].kind == PARTIKEL_ORGANISATION_MUNICIPALITY && n == 1 && g->f->entities.at[lone].mentions.n == 1;
    if (n == 1 && !place && !only_asked(g, lone) && !add_share(g, d, lone, usual[k].role, UINT32_MAX, true)) return false;
  }
  return true;
}

static bool gather(struct gathering *g, const struct pk_article *article) {
  mark_background(g);
  find_longest_tellings(g);
  if (!choose_projects(g) || !add_section_projects(g)) return false;
  if (!g->out->at.n && (!describes_partnership(g) || !add_draft(g, UINT32_MAX))) return g->out->at.n == 0;
  follow_projects(g);
  for (uint32_t i = 0; i < g->f->at.n; i++)
    if (!take_fact(g, i)) return false;
  if (!take_mentions(g) || !add_givers(g, pk_str_of(article->out.publisher))) return false;
  drop_totals(g);
  for (uint32_t i = 0; i < g->out->at.n; i++) {
    struct pk_draft *d = &g->out->at.at[i];
    if (g->out->at.n == 1 && !add_lone_ones(g, d)) return false;
    if (!let_foundations_pay(g, d)) return false;
    settle_roles(g, d);
    if (!i && (d->project != UINT32_MAX || count_role(d, PARTIKEL_ROLE_EVALUATOR)) && !add_carrier(g, article, d)) return false;
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
