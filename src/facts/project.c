/* Which projects the article is about: what is called one in so many words, and, where a partnership is told of at all, what only its surroundings
 * make likely. Which of them each sentence speaks of. */
#include "gathering.h"

/* How a mention came to be called a project: by a statement, by something near it, by a guess. */
enum { GUESSED, BY_NEARNESS, BY_STATEMENT };

static int project_ground(const struct pk_know *know, const struct pk_mention *x) {
  struct pk_rule_info rule;
  if (x->rule == UINT32_MAX && x->near) return BY_NEARNESS;
  if (x->rule == UINT32_MAX) return x->same == UINT32_MAX ? BY_STATEMENT : GUESSED;   /* a table's column said so; a repeated name */
  pk_know_rule(know, x->rule, &rule);
  return !rule.near ? BY_STATEMENT : rule.phase < PK_GUESS_PHASE ? BY_NEARNESS : GUESSED;
}

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

/* Which projects a sum is told of as their own. */
static void mark_own_sums(struct gathering *g) {
  for (uint32_t i = 0; i < g->f->at.n; i++) {
    const struct pk_fact *x = &g->f->at.at[i];
    const struct pk_filled *p = x->kind == PK_FACT_FUNDING && !x->near && slot_of(x, PK_SLOT_amount) ? slot_of(x, PK_SLOT_project) : NULL;
    uint32_t entity = p && p->mention != UINT32_MAX ? g->f->entity_of.at[p->mention] : UINT32_MAX;
    if (entity != UINT32_MAX && !g->background[x->first]) g->own_sum[entity] = 1;
  }
}

/* "Mathias", "Regnskab", "Formanden": one word that is a name or noun of its own and that nobody calls a project. */
static bool is_ordinary_word(const struct gathering *g, const struct pk_mention *x) {
  static const char *const classes[] = {"first_name", "heading_noun", "title", "office"};
  int ground = project_ground(g->know, x);
  bool ordinary = false;
  for (size_t k = 0; x->last == x->first + 1 && ground < BY_STATEMENT && k < (ground == GUESSED ? sizeof classes / sizeof *classes : 1); k++)
    ordinary = ordinary || pk_know_in(g->know, g->seg->tokens[x->first].set, pk_know_class(g->know, classes[k]));
  return ordinary;
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
  uint32_t times = 0, places = 0;
  bool title = false, lead = false, near = false, looks = false;   /* looks: only its capital makes it a name */
  for (uint32_t i = 0; i < e->mentions.n; i++) {
    const struct pk_mention *x = &g->f->mentions->at.at[e->mentions.at[i]];
    if (g->background[x->first]) continue;
    bool guessed = project_ground(g->know, x) == GUESSED;
    if (guessed && block_of(g, x->first) == PARTIKEL_BLOCK_TABLE_ROW) continue;   /* a head or label */
    if (is_ordinary_word(g, x)) continue;
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

bool pk_add_draft(struct gathering *g, uint32_t project) {
  struct pk_draft *d = g->out->at.n < PK_MAX_DRAFTS ? pk_vec_add(g->arena, &g->out->at) : NULL;
  if (!d) return g->out->at.n >= PK_MAX_DRAFTS;
  d->project = project;
  d->period = d->duration = d->begin = d->finish = UINT32_MAX;
  if (project != UINT32_MAX) g->draft_of[project] = g->out->at.n - 1;
  return true;
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

/* Facts enough for a partnership that has no name: partners, or money with its giver and a purpose, such as a pool for families. What is only
 * near counts beside a grant by somebody whose trade it is. */
bool pk_describes_partnership(struct gathering *g) {
  uint32_t carriers = 0, givers = 0, near = 0, who[PK_MAX_MEMBERS];
  bool granted = false;
  for (uint32_t i = 0; i < g->f->at.n; i++) {
    const struct pk_fact *x = &g->f->at.at[i];
    if (g->background[x->first]) continue;
    if (x->near) {
      if (x->kind == PK_FACT_ROLE) near += pk_members(g, slot_of(x, PK_SLOT_party), x->first, who);
      continue;
    }
    if (x->kind == PK_FACT_ROLE) carriers += pk_members(g, slot_of(x, PK_SLOT_party), x->first, who);
    if (x->kind == PK_FACT_FUNDING) {
      givers++, carriers += slot_of(x, PK_SLOT_recipient) != NULL || pays_for_name(g, x->first);
      granted = granted || (slot_of(x, PK_SLOT_amount) && pk_members(g, slot_of(x, PK_SLOT_funder), x->first, who) && pk_gives_by_trade(&g->f->entities.at[who[0]]));
    }
    if (x->kind == PK_FACT_ABOUT) carriers += for_families(g);
  }
  if (granted) carriers += near;
  return carriers > 0 && carriers + givers > 1;
}

/* The article's main project comes first: the one named most often, in doubt the one named first. */
bool pk_choose_projects(struct gathering *g) {
  bool about = pk_describes_partnership(g);
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
  if (!pk_add_draft(g, best)) return false;
  int least = !about ? STATED : best_level <= REPEATED ? best_level : TITLED;
  for (uint32_t e = 0; e < g->f->entities.n; e++)
    if (e != best && states_project(g, e) >= least && !pk_add_draft(g, e)) return false;
  return true;
}

void pk_follow_projects(struct gathering *g) {
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

bool pk_add_section_projects(struct gathering *g) {
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
    if (sections[s].facts && !sections[s].named && sections[s].score > 1 && g->draft_of[sections[s].best] == UINT32_MAX && !pk_add_draft(g, sections[s].best)) return false;
  return true;
}
