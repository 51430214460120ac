/* Makes the row of symbols and runs the rule files 10-49 over it, one after the other; each sees what the earlier made. */
#include "find.h"

/* How mentions of a kind get along with others that overlap them (docs/knowledge.md). */
enum { STONE, BESIDE, SOLID };
static int standing(uint8_t kind) {
  switch (kind) {
    case PK_NUMBER: case PK_ORDINAL: case PK_NAME: case PK_QUOTED: case PK_TOWN: case PK_ADDRESS: return STONE;
    case PK_LIST: case PK_TITLE: case PK_COMMITTEE: case PK_REFERENCE: case PK_TARGET: case PK_ACTIVITY: case PK_HOURS: case PK_MOMENT: return BESIDE;
    default: return SOLID;
  }
}

static partikel_status no_memory(partikel_error *err) { return pk_fail(err, PARTIKEL_NOMEM, "", 0, "out of memory"); }

/* Items that start at one token are chained, longest first. */
static bool add_item(struct pk_row *row, struct pk_arena *arena, struct pk_item item) {
  struct pk_item *slot = pk_vec_add(arena, &row->items);
  if (!slot) return false;
  uint32_t index = row->items.n - 1, *link = &row->starts[item.first];
  while (*link != PK_NO_ITEM && row->items.at[*link].last > item.last) link = &row->items.at[*link].next;
  item.next = *link;
  if (item.type == PK_ITEM_MENTION) row->marks[item.first].own |= UINT64_C(1) << item.kind;
  *slot = item;
  *link = index;
  return true;
}

bool pk_row_class(struct pk_mentions *m, struct pk_arena *arena, uint32_t class_, uint32_t first, uint32_t last) {
  return add_item(&m->row, arena, (struct pk_item){.first = first, .last = last, .id = class_, .type = PK_ITEM_CLASS});
}

bool pk_row_longer(struct pk_mentions *m, struct pk_arena *arena, uint32_t mention, uint32_t last) {
  const struct pk_mention *x = &m->at.at[mention];
  return add_item(&m->row, arena, (struct pk_item){.first = x->first, .last = last, .id = mention, .type = PK_ITEM_MENTION, .kind = x->kind, .sub = x->sub});
}

/* A mention may have two items: with and without the brackets behind it. */
static void hide(struct pk_mentions *m, uint32_t item) {
  uint32_t id = m->row.items.at[item].id;
  for (uint32_t c = m->row.starts[m->row.items.at[item].first]; c != PK_NO_ITEM; c = m->row.items.at[c].next)
    if (m->row.items.at[c].type == PK_ITEM_MENTION && m->row.items.at[c].id == id) m->row.items.at[c].hidden = 1;
  m->at.at[id].value.hidden = true;
}

/* Stones and solid mentions inside [first, last) vanish under a new solid one. False when a solid mention stands in the way. */
static bool make_room(struct pk_mentions *m, uint8_t kind, uint32_t first, uint32_t last) {
  struct pk_row *row = &m->row;
  for (uint32_t i = first; i < last; i++) {
    uint32_t c = row->covers[i];
    if (c == PK_NO_ITEM) continue;
    const struct pk_item *x = &row->items.at[c];
    bool inside = first <= x->first && x->last <= last, same = x->first == first && x->last == last;
    /* what only a shape made yields to what the context calls a project */
    bool yields = kind == PK_PROJECT && x->kind == PK_ORGANISATION && m->at.at[x->id].entry == UINT32_MAX;
    if (!inside || (same && !yields)) return false;
  }
  for (uint32_t i = first; i < last; i++)
    for (uint32_t c = row->starts[i]; c != PK_NO_ITEM; c = row->items.at[c].next) {
      const struct pk_item *x = &row->items.at[c];
      if (x->type != PK_ITEM_MENTION || x->hidden || x->last > last) continue;
      int s = standing(x->kind);
      if (s == SOLID || (s == STONE && !(kind == PK_PLACE && x->kind == PK_TOWN))) hide(m, c);
    }
  /* a name that begins earlier and reaches in is no name any more */
  for (uint32_t back = 1; back < 8 && back <= first; back++)
    for (uint32_t c = row->starts[first - back]; c != PK_NO_ITEM; c = row->items.at[c].next) {
      const struct pk_item *x = &row->items.at[c];
      if (x->type == PK_ITEM_MENTION && !x->hidden && x->last > first && (x->kind == PK_NAME || (x->kind == PK_NUMBER && x->last >= last))) hide(m, c);
    }
  return true;
}

struct pk_mention *pk_mention_add(struct pk_mentions *m, struct pk_arena *arena, uint8_t kind, uint8_t sub, uint32_t first, uint32_t last) {
  struct pk_mention *x = pk_vec_add(arena, &m->at);
  if (!x) return NULL;
  const struct pk_token *tokens = m->seg->tokens;
  *x = (struct pk_mention){.at = {tokens[first].at.start, tokens[last - 1].at.end}, .first = first, .last = last, .kind = kind, .sub = sub,
                           .entry = UINT32_MAX, .rule = UINT32_MAX, .same = UINT32_MAX, .by = "", .value = {.start = PK_NO_DATE, .end = PK_NO_DATE}, .filled = m->filled.n};
  struct pk_item item = {.first = first, .last = last, .id = m->at.n - 1, .type = PK_ITEM_MENTION, .kind = kind, .sub = sub};
  bool marked = first && last < m->seg->n_tokens && tokens[first - 1].is & PK_IS_QUOTE && tokens[last].is & PK_IS_QUOTE;
  if (kind == PK_QUOTED || (kind == PK_PROJECT && marked)) item.first--, item.last++; /* rules see it with its marks */
  if (!add_item(&m->row, arena, item)) return NULL;
  if (standing(kind) == SOLID)
    for (uint32_t i = first; i < last; i++) m->row.covers[i] = m->row.items.n - 1;
  return &m->at.at[m->at.n - 1];
}

bool pk_mention_room(struct pk_mentions *m, uint8_t kind, uint32_t first, uint32_t last) { return standing(kind) != SOLID || make_room(m, kind, first, last); }

const struct pk_filled *pk_filled_slot(const struct pk_mentions *m, const struct pk_mention *x, uint8_t slot) {
  for (uint32_t i = 0; i < x->n_filled; i++)
    if (m->filled.at[x->filled + i].slot == slot) return &m->filled.at[x->filled + i];
  return NULL;
}

/* A capture as later stages want it: a quoted name without its marks. */
static struct pk_filled fill(const struct pk_mentions *m, uint8_t slot, const struct pk_capture *c) {
  struct pk_filled f = {.slot = slot, .first = c->first, .last = c->last, .mention = UINT32_MAX};
  if (c->item != PK_NO_ITEM) {
    f.mention = m->row.items.at[c->item].id;
    if (m->at.at[f.mention].first > c->first || m->at.at[f.mention].last < c->last) f.first = m->at.at[f.mention].first, f.last = m->at.at[f.mention].last;
  }
  return f;
}

uint32_t pk_fill_slots(const struct pk_know *know, const struct pk_mentions *m, const struct pk_then *then, const struct pk_match *match, struct pk_filled out[PK_MAX_SLOTS]) {
  (void)know;
  uint32_t n = 0;
  for (uint32_t i = 0; i < then->n; i++) {
    if (then->at[i].label == 255) out[n++] = (struct pk_filled){.slot = then->at[i].slot, .mention = UINT32_MAX, .constant = then->at[i].constant};
    else if (match->at[then->at[i].label].first < match->at[then->at[i].label].last) out[n++] = fill(m, then->at[i].slot, &match->at[then->at[i].label]);
  }
  return n;
}

#define PK_TEXT_OF(name, text) text,
static uint8_t organisation_kind(pk_str name) {
  static const char *const names[] = {PARTIKEL_ORGANISATION_MAP(PK_TEXT_OF)};
  for (uint8_t i = 0; i < PARTIKEL_ORGANISATION_COUNT; i++)
    if (pk_str_eq(name, pk_str_of(names[i]))) return i;
  return PARTIKEL_ORGANISATION_OTHER;
}
#undef PK_TEXT_OF

/* A guess takes only what nothing else has: "Sparekassefonden Midt" is no project because of its last word. */
static bool holds_organisation(const struct pk_mentions *m, uint32_t first, uint32_t last) {
  for (uint32_t i = first; i < last; i++)
    if (m->row.covers[i] != PK_NO_ITEM && m->row.items.at[m->row.covers[i]].kind == PK_ORGANISATION) return true;
  return false;
}

static partikel_status make_mention(const struct pk_know *know, const struct pk_article *article, struct pk_mentions *m, uint32_t phase, const struct pk_match *match,
                                    const struct pk_then *then, struct pk_arena *arena, partikel_error *err) {
  struct pk_filled slots[PK_MAX_SLOTS];
  uint32_t n = pk_fill_slots(know, m, then, match, slots), first = match->from, last = match->to;
  uint8_t sub = 0;
  for (uint32_t i = 0; i < then->n; i++)     /* one statement of several, whose name was not there this time */
    if (then->at[i].slot == PK_SLOT_name && then->at[i].label != 255 && match->at[then->at[i].label].first >= match->at[then->at[i].label].last) return PARTIKEL_OK;
  for (uint32_t i = 0; i < n; i++) {
    if (slots[i].slot == PK_SLOT_name && slots[i].last) first = slots[i].first, last = slots[i].last;
    if (slots[i].slot == PK_SLOT_kind && slots[i].constant.s) sub = organisation_kind(slots[i].constant);
  }
  if (phase >= PK_GUESS_PHASE && then->kind == PK_PROJECT && holds_organisation(m, first, last)) return PARTIKEL_OK;
  /* values first: a rule whose values make no sense (31 February) must not swallow what is there */
  struct pk_mention trial = {.at = {m->seg->tokens[first].at.start, m->seg->tokens[last - 1].at.end}, .first = first, .last = last,
                             .kind = then->kind, .sub = sub, .entry = UINT32_MAX, .rule = match->rule, .same = UINT32_MAX, .by = "", .value = {.start = PK_NO_DATE, .end = PK_NO_DATE},
                             .filled = m->filled.n, .n_filled = n};
  for (uint32_t i = 0; i < n; i++) {
    struct pk_filled *f = pk_vec_add(arena, &m->filled);
    if (!f) return no_memory(err);
    *f = slots[i];
  }
  if (!pk_normalise(know, article, m, &trial) || (standing(then->kind) == SOLID && !make_room(m, then->kind, first, last))) {
    m->filled.n -= n;
    return PARTIKEL_OK;
  }
  struct pk_mention *x = pk_mention_add(m, arena, then->kind, sub, first, last);
  if (!x) return no_memory(err);
  *x = trial;
  for (uint32_t i = 0; i < n; i++)           /* "(SF)" behind a name is no organisation that the article speaks of */
    if (slots[i].slot == PK_SLOT_party && slots[i].first < slots[i].last && m->row.covers[slots[i].first] != PK_NO_ITEM &&
        slots[i].first && m->seg->tokens[slots[i].first - 1].is & PK_IS_MARK) hide(m, m->row.covers[slots[i].first]);
  return PARTIKEL_OK;
}

partikel_status pk_run_phase(const struct pk_know *know, const struct pk_article *article, struct pk_mentions *m, uint32_t phase, struct pk_arena *arena, partikel_error *err) {
  pk_matches *matches = &m->matches;
  matches->n = 0;
  if (!pk_match_phase(&m->row, &m->candidates, phase, matches, arena)) return no_memory(err);
  pk_match_settle(know, matches, false);
  for (uint32_t i = 0; i < matches->n; i++) {
    struct pk_rule_info rule;
    pk_know_rule(know, matches->at[i].rule, &rule);
    for (uint32_t t = 0; t < rule.n_then; t++) {
      struct pk_then then;
      pk_know_then(know, matches->at[i].rule, t, &then);
      PK_TRY(make_mention(know, article, m, phase, &matches->at[i], &then, arena, err));
    }
  }
  return PARTIKEL_OK;
}

static partikel_status make_row(const struct pk_know *know, const struct pk_segments *seg, struct pk_row *row, struct pk_arena *arena, partikel_error *err) {
  uint32_t n = seg->n_tokens;
  uint32_t *starts = pk_arena_array(arena, n + 1, sizeof *starts), *covers = pk_arena_array(arena, n + 1, sizeof *covers);
  struct pk_marks *marks = pk_arena_array(arena, n + 1, sizeof *marks);
  uint32_t *low = pk_arena_array(arena, n + 1, sizeof *low), *high = pk_arena_array(arena, n + 1, sizeof *high);
  uint32_t *block_low = pk_arena_array(arena, n + 1, sizeof *block_low), *block_high = pk_arena_array(arena, n + 1, sizeof *block_high);
  uint8_t *block_kind = pk_arena_array(arena, n + 1, 1);
  if (!starts || !marks || !covers || !low || !high || !block_low || !block_high || !block_kind) return no_memory(err);
  memset(starts, 0xff, (n + 1) * sizeof *starts);
  memset(covers, 0xff, (n + 1) * sizeof *covers);
  for (uint32_t s = 0, b = 0; s < seg->n_sentences; s++) {
    const struct pk_sentence *x = &seg->sentences[s];
    if (!s || x->block != seg->sentences[s - 1].block) b = x->first;
    for (uint32_t i = x->first; i < x->last; i++) {
      low[i] = x->first, high[i] = x->last, block_low[i] = b;
      block_kind[i] = (uint8_t)seg->blocks[x->block].kind;
    }
  }
  /* the cells of a table row are sentences of their own: no rule reads across a tab unless it asks for the row */
  for (uint32_t i = 0, cell = 0; i < n; i++) {
    if (block_kind[i] != PARTIKEL_BLOCK_TABLE_ROW) continue;
    if (low[i] == i) cell = i;
    else if (memchr(seg->text.s + seg->tokens[i - 1].at.end, '\t', seg->tokens[i].at.start - seg->tokens[i - 1].at.end)) {
      for (uint32_t t = cell; t < i; t++) high[t] = i;
      cell = i;
    }
    low[i] = cell;
  }
  for (uint32_t s = seg->n_sentences, end = n; s-- > 0;) {
    if (s + 1 == seg->n_sentences || seg->sentences[s].block != seg->sentences[s + 1].block) end = seg->sentences[s].last;
    for (uint32_t i = seg->sentences[s].first; i < seg->sentences[s].last; i++) block_high[i] = end;
  }
  *row = (struct pk_row){.know = know, .text = seg->text, .tokens = seg->tokens, .n_tokens = n, .starts = starts, .marks = marks, .covers = covers,
                         .low = low, .high = high, .block_low = block_low, .block_high = block_high, .block_kind = block_kind};
  return PARTIKEL_OK;
}

static partikel_status find_numbers(const struct pk_know *know, struct pk_mentions *m, struct pk_arena *arena, partikel_error *err) {
  const struct pk_segments *seg = m->seg;
  /* the classes that a number in words can begin with */
  const uint32_t words[] = {pk_know_class(know, "number"), pk_know_class(know, "multiplier"), pk_know_class(know, "one"), pk_know_class(know, "half")};
  for (uint32_t i = 0; i < seg->n_tokens;) {
    uint32_t taken = 0;
    int64_t value = 0;
    if (seg->tokens[i].is & PK_IS_NUMBER || (seg->tokens[i].set && pk_know_in_which(know, seg->tokens[i].set, words, sizeof words / sizeof *words)))
      taken = pk_number_scan(know, seg->text, seg->tokens, i, m->row.high[i], &value);
    if (taken) {
      struct pk_mention *x = pk_mention_add(m, arena, PK_NUMBER, 0, i, i + taken);
      if (!x) return no_memory(err);
      x->by = "number";
      x->value.number = value;
      x->value.has_number = true;
    }
    i += taken ? taken : 1;
  }
  return PARTIKEL_OK;
}

/* Room at once for what a text of that length usually holds: a vector that grows leaves its old places behind in the arena. */
static bool make_room_for_mentions(struct pk_mentions *m, uint32_t n_tokens, struct pk_arena *arena) {
  m->at.cap = m->filled.cap = n_tokens / 6 + 8;
  m->row.items.cap = n_tokens / 3 + 8;
  m->at.at = (void *)pk_arena_room(arena, m->at.cap * sizeof *m->at.at);
  m->filled.at = (void *)pk_arena_room(arena, m->filled.cap * sizeof *m->filled.at);
  m->row.items.at = (void *)pk_arena_room(arena, m->row.items.cap * sizeof *m->row.items.at);
  return m->at.at && m->filled.at && m->row.items.at;
}

partikel_status pk_find_before(const struct pk_know *know, const struct pk_segments *seg, struct pk_mentions *out, struct pk_arena *arena, partikel_error *err) {
  memset(out, 0, sizeof *out);
  out->seg = seg;
  PK_TRY(make_row(know, seg, &out->row, arena, err));
  if (!make_room_for_mentions(out, seg->n_tokens, arena)) return no_memory(err);
  PK_TRY(pk_lookup_all(know, out, arena, err));
  PK_TRY(find_numbers(know, out, arena, err));
  PK_TRY(pk_figures(know, out, arena, err));
  PK_TRY(pk_tables(know, out, arena, err));
  PK_TRY(pk_quotes(know, seg, out, arena, err));
  PK_TRY(pk_names(know, out, arena, err));
  return pk_match_candidates(&out->row, &out->candidates, arena) ? PARTIKEL_OK : no_memory(err);
}

partikel_status pk_find(const struct pk_know *know, const struct pk_article *article, const struct pk_segments *seg, struct pk_mentions *out, struct pk_arena *arena, partikel_error *err) {
  PK_TRY(pk_find_before(know, seg, out, arena, err));
  PK_TRY(pk_publisher_mentions(know, article, out, arena, err));
  uint32_t phases[PK_MAX_PHASES], n = pk_know_phases(know, phases), i = 0;
  for (; i < n && phases[i] < PK_PROJECT_PHASE; i++) PK_TRY(pk_run_phase(know, article, out, phases[i], arena, err));
  PK_TRY(pk_cards(out, arena, err));
  PK_TRY(pk_repeats(know, out, arena, err));
  for (; i < n && phases[i] < PK_LATE_PHASE; i++) PK_TRY(pk_run_phase(know, article, out, phases[i], arena, err));
  PK_TRY(pk_publisher(know, article, out, arena, err));
  PK_TRY(pk_headline(know, out, arena, err));
  PK_TRY(pk_small_names(out, arena, err));
  PK_TRY(pk_repeats(know, out, arena, err));
  for (; i < n && phases[i] < 50; i++) PK_TRY(pk_run_phase(know, article, out, phases[i], arena, err));
  return pk_repeats(know, out, arena, err);
}
