/* Fills the public structs: mentions in text order, then every fact with its evidence and the rule behind it. */
#include <stdlib.h>

#include "facts.h"

struct filling {
  const struct pk_know *know;
  const struct pk_facts *f;
  const struct pk_mentions *m;
  const struct pk_segments *seg;
  const struct pk_drafts *drafts;
  const uint8_t *only_likely; /* per entity: a project that was guessed and is none */
  partikel_record *r;
  struct pk_arena *arena;
  uint32_t *public_of;       /* per mention: its index in the record; UINT32_MAX: not shown */
  uint32_t *person_of, *organisation_of; /* per entity */
  uint8_t *likely;           /* per entity: only_likely, once it was asked: 1 no, 2 yes */
  uint32_t *place_of;        /* per mention: index of its place */
  uint32_t *event_of;        /* per fact */
  const char **names;        /* per entity: its name, terminated */
  bool failed;
};

static const char *copy(struct filling *x, pk_str s) {
  if (!s.s || !s.n) return NULL;
  char *c = pk_arena_copy(x->arena, s);
  if (!c) x->failed = true;
  return c;
}

static const char *text_of(struct filling *x, uint32_t first, uint32_t last) {
  if (first >= last) return NULL;
  return copy(x, pk_str_part(x->seg->text, x->seg->tokens[first].at.start, x->seg->tokens[last - 1].at.end));
}

static const char *edtf(struct filling *x, struct pk_date d, bool with_time) {
  if (!pk_date_is(&d)) return NULL;
  if (!with_time) d.hour = d.minute = d.second = -1, d.zone[0] = 0;
  char out[32];
  pk_date_edtf(&d, out);
  return copy(x, pk_str_of(out));
}

static const char *clock_text(struct filling *x, const struct pk_date *d) {
  if (d->hour < 0) return NULL;
  struct pk_buf b;
  pk_buf_init(&b, 16);
  pk_buf_pad(&b, (uint64_t)d->hour, 2);
  pk_buf_byte(&b, ':');
  pk_buf_pad(&b, d->minute < 0 ? 0 : (uint64_t)d->minute, 2);
  return pk_buf_take(&b, x->arena);
}

static partikel_rule rule_of(struct filling *x, uint32_t rule, const char *by, uint32_t entry) {
  if (rule != UINT32_MAX) {
    struct pk_rule_info info;
    pk_know_rule(x->know, rule, &info);
    return (partikel_rule){copy(x, info.name), copy(x, info.file), info.line};
  }
  partikel_rule r = {by && *by ? by : "text", NULL, 0};
  if (entry != UINT32_MAX) {
    struct pk_entry e;
    pk_know_entry(x->know, entry, &e);
    r.file = copy(x, e.file), r.line = e.line;
  }
  return r;
}

/* ---- mentions ------------------------------------------------------------------------------------------------------------------- */
static int public_kind(uint8_t kind) {
  return kind < PARTIKEL_MENTION_COUNT ? kind : kind == PK_MOMENT ? PARTIKEL_MENTION_DATE : kind == PK_HOURS ? PARTIKEL_MENTION_TIME : -1;
}

static void fill_value(struct filling *x, const struct pk_mention *from, partikel_mention *to) {
  const struct pk_value *v = &from->value;
  switch (to->kind) {
    case PARTIKEL_MENTION_DATE: to->value = edtf(x, v->start, false); break;
    case PARTIKEL_MENTION_TIME: to->value = clock_text(x, &v->start); break;
    case PARTIKEL_MENTION_PERIOD:
      to->start = edtf(x, v->start, false), to->end = edtf(x, v->end, false);
      break;
    case PARTIKEL_MENTION_DURATION: {
      struct pk_buf b;
      pk_buf_init(&b, 32);
      pk_buf_byte(&b, 'P'), pk_buf_int(&b, v->number), pk_buf_byte(&b, 'M');
      to->value = pk_buf_take(&b, x->arena);
    } /* fall through */
    case PARTIKEL_MENTION_AMOUNT: case PARTIKEL_MENTION_FIGURE:
      to->number = v->number, to->has_number = v->has_number, to->from = v->from, to->has_from = v->has_from;
      to->qualifier = (partikel_qualifier)v->qualifier;
      to->currency = copy(x, v->currency);
      if (v->unit.end > v->unit.start) to->unit = copy(x, pk_str_part(x->seg->text, v->unit.start, v->unit.end));
      break;
    default: break;
  }
}

struct place_in_text { uint32_t start, end, mention; };
static int compare_places(const void *a, const void *b) {
  const struct place_in_text *x = a, *y = b;
  if (x->start != y->start) return x->start < y->start ? -1 : 1;
  if (x->end != y->end) return x->end > y->end ? -1 : 1;
  return x->mention < y->mention ? -1 : x->mention > y->mention;
}

/* A name that only its surroundings might make a project, and that turned out to be none, is no mention. Per entity. */
static bool find_only_likely(struct filling *x) {
  uint8_t *likely = pk_arena_alloc(x->arena, (size_t)x->f->entities.n + 1);
  if (!likely) return false;
  for (uint32_t e = 0; e < x->f->entities.n; e++) {
    const struct pk_entity *entity = &x->f->entities.at[e];
    likely[e] = entity->type == PK_ENTITY_PROJECT;
    for (uint32_t i = 0; i < entity->mentions.n && likely[e]; i++) {
      struct pk_rule_info rule;
      if (x->m->at.at[entity->mentions.at[i]].rule == UINT32_MAX) continue;
      pk_know_rule(x->know, x->m->at.at[entity->mentions.at[i]].rule, &rule);
      if (!rule.near) likely[e] = 0;
    }
  }
  for (uint32_t i = 0; i < x->drafts->at.n; i++)
    if (x->drafts->at.at[i].project != UINT32_MAX) likely[x->drafts->at.at[i].project] = 0;
  x->only_likely = likely;
  return true;
}

static bool only_likely(const struct filling *x, uint32_t mention) {
  uint32_t e = x->f->entity_of.at[mention];
  return x->m->at.at[mention].kind == PK_PROJECT && e != UINT32_MAX && x->only_likely[e];
}

/* Mentions and quotes in one order; quotes count behind the mentions. */
static bool fill_mentions(struct filling *x) {
  uint32_t n_m = x->m->at.n, n_q = x->m->quotes.n, n = 0;
  struct place_in_text *order = pk_arena_array(x->arena, n_m + n_q + 1, sizeof *order);
  x->public_of = pk_arena_array(x->arena, n_m + n_q + 1, sizeof *x->public_of);
  x->likely = pk_arena_alloc(x->arena, (size_t)x->f->entities.n + 1);
  if (!order || !x->public_of || !x->likely) return false;
  for (uint32_t i = 0; i < n_m + n_q; i++) {
    x->public_of[i] = UINT32_MAX;
    if (i >= n_m) order[n++] = (struct place_in_text){x->m->quotes.at[i - n_m].text.start, x->m->quotes.at[i - n_m].text.end, i};
    else if (!x->m->at.at[i].value.hidden && public_kind(x->m->at.at[i].kind) >= 0 && !only_likely(x, i))
      order[n++] = (struct place_in_text){x->m->at.at[i].at.start, x->m->at.at[i].at.end, i};
  }
  if (n) qsort(order, n, sizeof *order, compare_places);
  partikel_mention *out = pk_arena_array(x->arena, n + 1, sizeof *out);
  if (!out) return false;
  for (uint32_t i = 0; i < n; i++) {
    uint32_t index = order[i].mention;
    x->public_of[index] = i;
    out[i].span = (partikel_span){order[i].start, order[i].end};
    if (index >= n_m) {
      out[i].kind = PARTIKEL_MENTION_QUOTE;
      out[i].rule = (partikel_rule){x->m->quotes.at[index - n_m].rule, NULL, 0};
      continue;
    }
    const struct pk_mention *from = &x->m->at.at[index];
    out[i].kind = (partikel_mention_kind)public_kind(from->kind);
    out[i].rule = rule_of(x, from->rule, from->by, from->entry);
    fill_value(x, from, &out[i]);
  }
  x->r->mentions = out;
  x->r->n_mentions = n;
  return true;
}

/* ---- evidence ---------------------------------------------------------------------------------------------------------------------- */
struct evidence { uint32_t at[PK_MAX_EVIDENCE]; uint32_t n; };

static void support(struct filling *x, struct evidence *e, uint32_t mention) {
  if (mention == UINT32_MAX || e->n == PK_MAX_EVIDENCE) return;
  uint32_t shown = x->public_of[mention];
  for (uint32_t i = 0; i < e->n; i++)
    if (e->at[i] == shown) return;
  if (shown != UINT32_MAX) e->at[e->n++] = shown;
}

/* A mention of an inner kind is shown by the public mention that it overlaps, else by the project or organisation of its sentence. */
static void support_inner(struct filling *x, struct evidence *e, uint32_t mention) {
  const struct pk_mention *m = &x->m->at.at[mention];
  const struct pk_row *row = &x->m->row;
  uint32_t before = e->n;
  support(x, e, mention);
  for (uint32_t t = m->first; t < m->last && x->public_of[mention] == UINT32_MAX && e->n == before; t++)
    if (row->covers[t] != PK_NO_ITEM) support(x, e, row->items.at[row->covers[t]].id);
  static const uint8_t kinds[] = {PK_PROJECT, PK_ORGANISATION};
  for (size_t k = 0; k < 2 && x->public_of[mention] == UINT32_MAX && e->n == before; k++)
    for (uint32_t t = row->low[m->first]; t < row->high[m->first] && e->n == before; t++)
      if (row->covers[t] != PK_NO_ITEM && row->items.at[row->covers[t]].kind == kinds[k]) support(x, e, row->items.at[row->covers[t]].id);
}

static void support_entity(struct filling *x, struct evidence *e, uint32_t entity) {
  if (entity != UINT32_MAX && x->f->entities.at[entity].mentions.n) support(x, e, x->f->entities.at[entity].mentions.at[0]);
}

static void support_fact(struct filling *x, struct evidence *e, uint32_t fact) {
  const struct pk_fact *f = &x->f->at.at[fact];
  for (uint32_t i = 0; i < f->n; i++) {
    support(x, e, f->at[i].mention);
    if (f->at[i].mention != UINT32_MAX && x->m->at.at[f->at[i].mention].kind == PK_REFERENCE) support_entity(x, e, pk_slot_entity(x->f, &f->at[i], f->first));
  }
}

static int compare_u32(const void *a, const void *b) {
  uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
  return x < y ? -1 : x > y;
}

static partikel_indices indices(struct filling *x, const uint32_t *at, uint32_t n) {
  uint32_t *c = pk_arena_array(x->arena, n + 1, sizeof *c);
  if (!c) { x->failed = true; return (partikel_indices){NULL, 0}; }
  if (n) memcpy(c, at, n * sizeof *c);
  if (n) qsort(c, n, sizeof *c, compare_u32);
  return (partikel_indices){c, n};
}

static partikel_indices evidence(struct filling *x, const struct evidence *e) { return indices(x, e->at, e->n); }

/* ---- entities ------------------------------------------------------------------------------------------------------------------------ */
static const char *name_of(struct filling *x, uint32_t entity) {
  if (entity == UINT32_MAX) return NULL;
  if (!x->names[entity]) x->names[entity] = copy(x, x->f->entities.at[entity].name);
  return x->names[entity];
}

static partikel_strings alias_list(struct filling *x, const struct pk_entity *e) {
  const char **out = pk_arena_array(x->arena, e->aliases.n + 1, sizeof *out);
  if (!out) { x->failed = true; return (partikel_strings){NULL, 0}; }
  for (uint32_t i = 0; i < e->aliases.n; i++) out[i] = copy(x, e->aliases.at[i]);
  return (partikel_strings){out, e->aliases.n};
}

static partikel_rule entity_rule(struct filling *x, const struct pk_entity *e) {
  const struct pk_mention *first = &x->m->at.at[e->mentions.at[0]];
  return rule_of(x, first->rule, first->by, first->entry);
}

/* The publisher that the text calls "kommunen" at most is no organisation of the article unless it has a part in it. */
static bool only_publisher(const struct filling *x, const struct pk_entity *e) {
  for (uint32_t i = 0; i < e->mentions.n; i++)
    if (strcmp(x->m->at.at[e->mentions.at[i]].by, "publisher-reference") != 0) return false;
  return true;
}
static bool takes_part(const struct filling *x, uint32_t entity) {
  for (uint32_t i = 0; i < x->drafts->at.n; i++)
    for (uint32_t j = 0; j < x->drafts->at.at[i].shares.n; j++)
      if (x->drafts->at.at[i].shares.at[j].entity == entity) return true;
  return false;
}

static bool fill_entities(struct filling *x) {
  uint32_t n = x->f->entities.n;
  partikel_organisation *orgs = pk_arena_array(x->arena, n + 1, sizeof *orgs);
  partikel_person *people = pk_arena_array(x->arena, n + 1, sizeof *people);
  x->names = pk_arena_array(x->arena, n + 1, sizeof *x->names);
  x->organisation_of = pk_arena_array(x->arena, n + 1, sizeof *x->organisation_of);
  x->person_of = pk_arena_array(x->arena, n + 1, sizeof *x->person_of);
  if (!orgs || !people || !x->names || !x->organisation_of || !x->person_of) return false;
  for (uint32_t i = 0; i < n; i++) {
    const struct pk_entity *e = &x->f->entities.at[i];
    x->organisation_of[i] = x->person_of[i] = UINT32_MAX;
    if (!e->in_text || !e->mentions.n || (only_publisher(x, e) && !takes_part(x, i))) continue;
    struct evidence ev = {.n = 0};
    for (uint32_t k = 0; k < e->mentions.n; k++) support(x, &ev, e->mentions.at[k]);
    if (e->type == PK_ENTITY_ORGANISATION) {
      partikel_organisation *o = &orgs[x->r->n_organisations];
      x->organisation_of[i] = (uint32_t)x->r->n_organisations++;
      o->name = name_of(x, i);
      o->kind = (partikel_organisation_kind)e->sub;
      if (e->entry != UINT32_MAX) o->code = copy(x, pk_know_attr(x->know, e->entry, "code"));
      o->key = pk_organisation_key(x->know, e->sub, pk_str_of(o->code), e->name, x->arena);
      if (!o->key) return false;
      o->aliases = alias_list(x, e);
      o->evidence = evidence(x, &ev);
      o->rule = entity_rule(x, e);
    } else if (e->type == PK_ENTITY_PERSON) {
      partikel_person *p = &people[x->r->n_people];
      x->person_of[i] = (uint32_t)x->r->n_people++;
      p->name = name_of(x, i);
      p->title = copy(x, e->title);
      p->party = copy(x, e->party);
      p->organisation = name_of(x, e->organisation);
      p->evidence = evidence(x, &ev);
      p->rule = entity_rule(x, e);
    }
  }
  x->r->organisations = orgs;
  x->r->people = people;
  return true;
}

static bool same_text(const char *a, const char *b) { return a == b || (a && b && strcmp(a, b) == 0); }

/* Is this the place that `old` says? An address told twice, once with its town, is one; so is an address and its bare town. */
static bool same_place(const partikel_place *old, const partikel_place *p) {
  if (same_text(old->address, p->address)) return same_text(old->town, p->town) || (p->address && (!p->town || !old->town));
  return (!p->address || !old->address) && p->town && same_text(old->town, p->town);
}

static bool in_caption(const struct filling *x, uint32_t token) {
  partikel_block_kind kind = x->seg->blocks[x->seg->sentences[x->seg->sentence_of[token]].block].kind;
  return kind == PARTIKEL_BLOCK_CAPTION || kind == PARTIKEL_BLOCK_BYLINE;
}

static partikel_place place_of(struct filling *x, const struct pk_mention *m) {
  const struct pk_filled *address = pk_filled_slot(x->m, m, PK_SLOT_address), *postcode = pk_filled_slot(x->m, m, PK_SLOT_postcode), *town = pk_filled_slot(x->m, m, PK_SLOT_town);
  partikel_place p = {.address = address ? text_of(x, address->first, address->last) : NULL, .postcode = postcode ? text_of(x, postcode->first, postcode->last) : NULL};
  if (town) p.town = copy(x, pk_base_name(x->know, x->seg, town->first, town->last, x->arena));
  return p;
}

/* Mentions in text order: public index → mention; UINT32_MAX: a quote. */
static uint32_t *text_order(struct filling *x) {
  uint32_t *order = pk_arena_array(x->arena, x->r->n_mentions + 1, sizeof *order);
  if (!order) return NULL;
  memset(order, 0xff, (x->r->n_mentions + 1) * sizeof *order);
  for (uint32_t i = 0; i < x->m->at.n; i++)
    if (x->public_of[i] != UINT32_MAX) order[x->public_of[i]] = i;
  return order;
}

static bool fill_places(struct filling *x) {
  size_t most = 0;
  for (uint32_t i = 0; i < x->m->at.n; i++) most += x->m->at.at[i].kind == PK_PLACE;
  partikel_place *out = pk_arena_array(x->arena, most + 1, sizeof *out);
  struct evidence *ev = pk_arena_array(x->arena, most + 1, sizeof *ev);
  uint32_t *order = text_order(x);
  x->place_of = pk_arena_array(x->arena, x->m->at.n + 1, sizeof *x->place_of);
  if (!out || !ev || !order || !x->place_of) return false;
  memset(x->place_of, 0xff, x->m->at.n * sizeof *x->place_of);
  for (size_t o = 0; o < x->r->n_mentions; o++) {
    uint32_t i = order[o];
    if (i == UINT32_MAX || x->m->at.at[i].kind != PK_PLACE || in_caption(x, x->m->at.at[i].first)) continue;
    const struct pk_mention *m = &x->m->at.at[i];
    partikel_place p = place_of(x, m);
    size_t k = x->r->n_places > 64 ? x->r->n_places - 64 : 0;   /* a bound on how far back a repeat is seen keeps it linear */
    while (k < x->r->n_places && !same_place(&out[k], &p)) k++;
    x->place_of[i] = (uint32_t)k;
    support(x, &ev[k], i);
    if (k < x->r->n_places) {
      if (!out[k].address) out[k].address = p.address;
      if (!out[k].town) out[k].town = p.town;
      if (!out[k].postcode) out[k].postcode = p.postcode;
      continue;
    }
    p.rule = rule_of(x, m->rule, m->by, UINT32_MAX);
    out[x->r->n_places++] = p;
  }
  for (size_t k = 0; k < x->r->n_places; k++) out[k].evidence = evidence(x, &ev[k]);
  x->r->places = out;
  return true;
}

static bool fill_quotes(struct filling *x, partikel_error *err) {
  uint32_t n = x->m->quotes.n;
  partikel_quote *out = pk_arena_array(x->arena, n + 1, sizeof *out);
  uint32_t *speaker = pk_arena_array(x->arena, n + 1, sizeof *speaker);
  if (!out || !speaker || pk_speaker(x->know, x->f, speaker, x->arena, err) != PARTIKEL_OK) return false;
  for (uint32_t i = 0; i < n; i++) {
    const struct pk_quote *q = &x->m->quotes.at[i];
    struct pk_buf text;
    pk_buf_init(&text, PK_MAX_BUF);
    for (uint32_t k = 0; k < q->parts.n; k++) {
      if (k) pk_buf_byte(&text, ' ');
      pk_buf_str(&text, pk_str_part(x->seg->text, q->parts.at[k].start, q->parts.at[k].end));
    }
    if (!q->parts.n) pk_buf_str(&text, pk_str_part(x->seg->text, q->text.start, q->text.end));
    for (size_t k = 0; k + 1 < text.n; k++)        /* a quote over several paragraphs is one line */
      if (text.s[k] == '\n') text.s[k] = ' ';
    if (!(out[i].text = pk_buf_take(&text, x->arena))) return false;
    struct evidence ev = {.n = 0};
    support(x, &ev, x->m->at.n + i);
    if (speaker[i] != UINT32_MAX) out[i].speaker = name_of(x, speaker[i]), support_entity(x, &ev, speaker[i]);
    out[i].evidence = evidence(x, &ev);
    out[i].rule = (partikel_rule){q->rule, NULL, 0};
  }
  x->r->quotes = out;
  x->r->n_quotes = n;
  return true;
}

/* ---- events and partnerships ------------------------------------------------------------------------------------------------------------ */
static const struct pk_filled *slot_of(const struct pk_fact *f, uint8_t slot) {
  for (uint32_t i = 0; i < f->n; i++)
    if (f->at[i].slot == slot) return &f->at[i];
  return NULL;
}

#define PK_TEXT_OF(name, text) text,
static partikel_event_kind event_kind(const struct pk_filled *slot) {
  static const char *const names[] = {PARTIKEL_EVENT_MAP(PK_TEXT_OF)};
  for (int i = 0; slot && i < PARTIKEL_EVENT_COUNT; i++)
    if (pk_str_eq(slot->constant, pk_str_of(names[i]))) return (partikel_event_kind)i;
  return PARTIKEL_EVENT_OTHER;
}
#undef PK_TEXT_OF

/* A place as one line: «Foreningernes Hus, Gudrunsvej 10, Brabrand». */
static const char *venue_text(struct filling *x, const struct pk_filled *at, struct evidence *ev) {
  const struct pk_row *row = &x->m->row;
  const struct pk_mention *m = NULL;
  for (uint32_t t = at->first; t < at->last && !m; t++)
    if (row->covers[t] != PK_NO_ITEM && row->items.at[row->covers[t]].kind == PK_PLACE) m = &x->m->at.at[row->items.at[row->covers[t]].id];
  if (!m) return text_of(x, at->first, at->last);
  support(x, ev, (uint32_t)(m - x->m->at.at));
  partikel_place p = place_of(x, m);
  uint32_t last = m->first;
  while (last > at->first && x->seg->tokens[last - 1].is & PK_IS_MARK) last--;
  pk_str parts[3] = {pk_str_of(at->first < last ? text_of(x, at->first, last) : NULL), pk_str_of(p.address), pk_str_of(p.town)};
  struct pk_buf line;
  pk_buf_init(&line, PK_MAX_BUF);
  for (int i = 0; i < 3; i++) {
    if (line.n && parts[i].n) pk_buf_str(&line, PK_LIT(", "));
    pk_buf_str(&line, parts[i]);
  }
  if (!line.n && !line.failed) return NULL;
  return pk_buf_take(&line, x->arena);
}

/* The event before that gives a time its day: «Lørdag kl. 10 åbner … Kl. 11 klipper …». It stands at most two blocks back. */
static uint32_t day_before(const struct filling *x, uint32_t fact) {
  uint32_t best = UINT32_MAX, block = x->seg->sentences[x->seg->sentence_of[x->f->at.at[fact].first]].block;
  for (uint32_t i = fact; i-- > 0 && fact - i < 16;) {
    const struct pk_fact *f = &x->f->at.at[i];
    const struct pk_filled *date = f->kind == PK_FACT_EVENT ? slot_of(f, PK_SLOT_date) : NULL;
    if (!date || date->mention == UINT32_MAX || f->first > x->f->at.at[fact].first) continue;
    if (x->seg->sentences[x->seg->sentence_of[f->first]].block + 2 < block) break;
    if (best == UINT32_MAX) best = date->mention;
  }
  return best;
}

static bool fill_events(struct filling *x) {
  size_t most = 0;
  for (uint32_t i = 0; i < x->f->at.n; i++) most += x->f->at.at[i].kind == PK_FACT_EVENT;
  partikel_event *out = pk_arena_array(x->arena, most + 1, sizeof *out);
  struct evidence *ev = pk_arena_array(x->arena, most + 1, sizeof *ev);
  x->event_of = pk_arena_array(x->arena, x->f->at.n + 1, sizeof *x->event_of);
  if (!out || !ev || !x->event_of) return false;
  for (uint32_t i = 0; i < x->f->at.n; i++) {
    const struct pk_fact *f = &x->f->at.at[i];
    x->event_of[i] = UINT32_MAX;
    if (f->kind != PK_FACT_EVENT || in_caption(x, f->first)) continue;
    const struct pk_filled *date = slot_of(f, PK_SLOT_date), *time = slot_of(f, PK_SLOT_time), *place = slot_of(f, PK_SLOT_place);
    uint32_t day = date ? date->mention : day_before(x, i);
    if (day == UINT32_MAX) continue;
    const struct pk_value *d = &x->m->at.at[day].value;
    const struct pk_value *t = time && time->mention != UINT32_MAX ? &x->m->at.at[time->mention].value : d->start.hour >= 0 ? d : NULL;
    if (!d->start.month) continue;           /* a bare year is no happening */
    partikel_event e = {.kind = event_kind(slot_of(f, PK_SLOT_kind)), .date = edtf(x, d->start, false)};
    struct evidence mine = {.n = 0};
    if (t) e.start = clock_text(x, &t->start), e.end = clock_text(x, &t->end);
    if (place) e.place = venue_text(x, place, &mine);
    support_fact(x, &mine, i);
    support(x, &mine, day);
    size_t k = x->r->n_events > 64 ? x->r->n_events - 64 : 0;
    while (k < x->r->n_events && !(same_text(out[k].date, e.date) && (same_text(out[k].start, e.start) || !e.start || !out[k].start))) k++;
    x->event_of[i] = (uint32_t)k;
    if (k < x->r->n_events) {
      partikel_event *old = &out[k];
      if (!old->start) old->start = e.start, old->end = e.end;
      if (!old->place) old->place = e.place;
      if (old->kind == PARTIKEL_EVENT_OTHER && e.kind != PARTIKEL_EVENT_OTHER) old->kind = e.kind, old->rule = rule_of(x, f->rule, NULL, UINT32_MAX);
    } else {
      e.rule = rule_of(x, f->rule, NULL, UINT32_MAX);
      out[x->r->n_events++] = e;
    }
    for (uint32_t j = 0; j < mine.n; j++)
      if (ev[k].n < PK_MAX_EVIDENCE) {
        bool again = false;
        for (uint32_t q = 0; q < ev[k].n; q++) again |= ev[k].at[q] == mine.at[j];
        if (!again) ev[k].at[ev[k].n++] = mine.at[j];
      }
  }
  for (size_t k = 0; k < x->r->n_events; k++) out[k].evidence = evidence(x, &ev[k]);
  x->r->events = out;
  return true;
}

static bool fill_parties(struct filling *x, const struct pk_draft *d, partikel_partnership *p) {
  partikel_party *parties = pk_arena_array(x->arena, d->shares.n + 1, sizeof *parties);
  partikel_funding *funding = pk_arena_array(x->arena, d->money.n + 1, sizeof *funding);
  if (!parties || !funding) return false;
  for (uint32_t i = 0; i < d->shares.n; i++) {
    const struct pk_share *s = &d->shares.at[i];
    if (x->organisation_of[s->entity] == UINT32_MAX) continue;
    struct evidence ev = {.n = 0};
    if (s->fact != UINT32_MAX) support_fact(x, &ev, s->fact);
    if (!ev.n) support_entity(x, &ev, s->entity);
    partikel_rule rule = s->fact != UINT32_MAX ? rule_of(x, x->f->at.at[s->fact].rule, NULL, UINT32_MAX) : (partikel_rule){s->role == PARTIKEL_ROLE_OPERATOR ? "likely-carrier" : "alone-of-its-kind", NULL, 0};
    parties[p->n_parties++] = (partikel_party){name_of(x, s->entity), (partikel_role)s->role, evidence(x, &ev), rule};
  }
  for (uint32_t i = 0; i < d->money.n; i++) {
    const struct pk_money *s = &d->money.at[i];
    bool shown = s->funder == UINT32_MAX || x->organisation_of[s->funder] != UINT32_MAX;
    if (!shown) continue;
    partikel_funding *f = &funding[p->n_funding++];
    struct evidence ev = {.n = 0};
    support_fact(x, &ev, s->fact);
    if (s->amount != UINT32_MAX) {
      const struct pk_value *v = &x->m->at.at[s->amount].value;
      f->amount = v->number, f->has_amount = v->has_number, f->currency = copy(x, v->currency);
      f->qualifier = v->qualifier ? (partikel_qualifier)v->qualifier : PARTIKEL_QUALIFIER_EXACT;
      support(x, &ev, s->amount);
    }
    if (!ev.n) support_entity(x, &ev, s->funder);
    f->funder = name_of(x, s->funder);
    if (s->recipient != UINT32_MAX && x->organisation_of[s->recipient] != UINT32_MAX) f->recipient = name_of(x, s->recipient);
    f->evidence = evidence(x, &ev);
    f->rule = rule_of(x, x->f->at.at[s->fact].rule, NULL, UINT32_MAX);
  }
  p->parties = parties;
  p->funding = funding;
  return true;
}

/* The same word, perhaps inflected: jobcafé, jobcaféen, Jobcaféer. */
static bool same_word(const char *a, const char *b) {
  size_t i = 0, j = 0, n = strlen(a), m = strlen(b);
  while (i < n && j < m) {
    size_t from_i = i, from_j = j;
    if (pk_cp_fold(pk_utf8_next(a, n, &i)) == pk_cp_fold(pk_utf8_next(b, m, &j))) continue;
    i = from_i, j = from_j;
    break;
  }
  return i >= 4 && n - i <= 4 && m - j <= 4 && (i == n || j == m);
}

/* Named things of a partnership, each once, those named most often when there are more than `most`; not its own name. */
static partikel_named *fill_named(struct filling *x, const pk_indices *from, const char *project, uint32_t most, size_t *n) {
  partikel_named *out = pk_arena_array(x->arena, from->n + 1, sizeof *out);
  struct evidence *ev = pk_arena_array(x->arena, from->n + 1, sizeof *ev);
  uint32_t *times = pk_arena_array(x->arena, from->n + 1, sizeof *times);
  if (!out || !ev || !times) { x->failed = true; return NULL; }
  for (uint32_t i = 0; i < from->n; i++) {
    const struct pk_mention *m = &x->m->at.at[from->at[i]];
    const char *name = text_of(x, m->first, m->last);
    if (!name || (project && same_word(name, project))) continue;
    size_t k = *n > 64 ? *n - 64 : 0;
    while (k < *n && !same_word(out[k].name, name)) k++;
    struct evidence one = k < *n ? ev[k] : (struct evidence){.n = 0};
    support_inner(x, &one, from->at[i]);
    if (!one.n) continue;                    /* an inner kind alone is no evidence that can be shown */
    ev[k] = one, times[k]++;
    if (k == *n) out[(*n)++] = (partikel_named){name, {NULL, 0}, rule_of(x, m->rule, m->by, UINT32_MAX)};
    else if (m->last - m->first == 1 && strlen(name) < strlen(out[k].name)) out[k].name = name;   /* the shorter form is the base form */
  }
  size_t kept = 0;
  for (size_t k = 0; k < *n; k++) {          /* fewer than `most` are named more often, or as often and earlier */
    uint32_t ahead = 0;
    for (size_t j = 0; j < *n && ahead < most; j++) ahead += times[j] > times[k] || (times[j] == times[k] && j < k);
    if (ahead == most) continue;
    out[k].evidence = evidence(x, &ev[k]);
    out[kept++] = out[k];
  }
  *n = kept;
  return out;
}

static bool fill_figures(struct filling *x, const struct pk_draft *d, partikel_partnership *p) {
  partikel_figure *out = pk_arena_array(x->arena, d->figures.n + 1, sizeof *out);
  if (!out) return false;
  for (uint32_t i = 0; i < d->figures.n; i++) {
    const struct pk_mention *m = &x->m->at.at[d->figures.at[i]];
    struct evidence ev = {.n = 0};
    support(x, &ev, d->figures.at[i]);
    partikel_figure *f = &out[p->n_figures++];
    *f = (partikel_figure){.value = m->value.number, .from = m->value.from, .has_from = m->value.has_from, .qualifier = (partikel_qualifier)m->value.qualifier};
    if (m->value.unit.end > m->value.unit.start) f->unit = copy(x, pk_str_part(x->seg->text, m->value.unit.start, m->value.unit.end));
    f->evidence = evidence(x, &ev);
    f->rule = rule_of(x, m->rule, m->by, UINT32_MAX);
  }
  p->figures = out;
  return true;
}

/* from[i] → index in the record's list by `of`; each once. */
static partikel_indices map(struct filling *x, const pk_indices *from, const uint32_t *of) {
  uint32_t *out = pk_arena_array(x->arena, from->n + 1, sizeof *out);
  size_t n = 0, kept = 0;
  if (!out) { x->failed = true; return (partikel_indices){NULL, 0}; }
  for (uint32_t i = 0; i < from->n; i++)
    if (of[from->at[i]] != UINT32_MAX) out[n++] = of[from->at[i]];
  if (n) qsort(out, n, sizeof *out, compare_u32);
  for (size_t i = 0; i < n; i++)
    if (!kept || out[kept - 1] != out[i]) out[kept++] = out[i];
  return (partikel_indices){out, kept};
}

static bool fill_partnership(struct filling *x, const struct pk_draft *d, partikel_partnership *p) {
  if (d->project != UINT32_MAX) {
    p->name = name_of(x, d->project);
    p->aliases = alias_list(x, &x->f->entities.at[d->project]);
  }
  if (!fill_parties(x, d, p) || !fill_figures(x, d, p)) return false;
  if (d->period != UINT32_MAX) {
    p->start = edtf(x, x->m->at.at[d->period].value.start, false);
    p->end = edtf(x, x->m->at.at[d->period].value.end, false);
  }
  if (!p->start && d->begin != UINT32_MAX) p->start = edtf(x, x->m->at.at[d->begin].value.start, false);
  if (!p->end && d->finish != UINT32_MAX) p->end = edtf(x, x->m->at.at[d->finish].value.start, false);
  if (d->duration != UINT32_MAX) p->months = (int32_t)x->m->at.at[d->duration].value.number;
  p->target_group = fill_named(x, &d->targets, p->name, 3, &p->n_target_group);
  p->activities = fill_named(x, &d->activities, p->name, 64, &p->n_activities);
  p->places = map(x, &d->places, x->place_of);
  p->events = map(x, &d->events, x->event_of);
  p->people = map(x, &d->people, x->person_of);
  uint32_t facts = d->direct + d->near;
  p->confidence = facts ? (d->direct * 100 + facts / 2) / facts : d->project != UINT32_MAX ? 100 : 0;
  return true;
}

partikel_status pk_assemble(const struct pk_know *know, const struct pk_document *document, const struct pk_article *article, const struct pk_facts *facts,
                            partikel_record *out, struct pk_arena *arena, partikel_error *err) {
  (void)document, (void)article;
  struct filling x = {.know = know, .f = facts, .m = facts->mentions, .seg = facts->mentions->seg, .r = out, .arena = arena};
  struct pk_drafts drafts;
  PK_TRY(pk_partnerships(know, article, facts, &drafts, arena, err));
  x.drafts = &drafts;
  bool ok = find_only_likely(&x) && fill_mentions(&x) && fill_entities(&x) && fill_places(&x) && fill_quotes(&x, err) && fill_events(&x);
  partikel_partnership *p = pk_arena_array(arena, drafts.at.n + 1, sizeof *p);
  for (uint32_t i = 0; ok && p && i < drafts.at.n; i++) ok = fill_partnership(&x, &drafts.at.at[i], &p[i]);
  out->partnerships = p;
  out->n_partnerships = drafts.at.n;
  return ok && p && !x.failed ? PARTIKEL_OK : pk_fail(err, PARTIKEL_NOMEM, "", 0, "out of memory");
}
