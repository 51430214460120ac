/* Runs rule programs over a row of symbols: word ids, class sets and where each kind of mention that starts here ends.
 * Backtracking with bounded steps; rules are tried only where their rarest required word, class or kind stands. */
#include <stdlib.h>

#include "image.h"

#define PK_MAX_STACK 128
#define NOT_CAPTURED ((struct pk_capture){1, 0, PK_NO_ITEM})

struct state { uint32_t pc, at, last_item, last_from; struct pk_capture caps[8]; };

/* Does one token fit a term that looks at a single token? */
static bool token_fits(const struct pk_row *row, uint32_t i, uint32_t type, uint32_t arg) {
  const struct pk_token *t = &row->tokens[i];
  bool fits = false;
  switch (type & PK_T_TYPE) {
    case PK_T_WORD: fits = t->word == arg; break;
    case PK_T_CLASS: fits = pk_know_in(row->know, t->set, arg); break;
    case PK_T_SHAPE: fits = (t->is & arg) == arg; break;
    case PK_T_LOWER: fits = (t->is & PK_IS_WORD) && !(t->is & PK_IS_CAPITAL); break;
    case PK_T_ANY: fits = true; break;
    case PK_T_KIND:
      for (uint32_t x = row->starts[i]; x != PK_NO_ITEM && !fits; x = row->items.at[x].next) {
        const struct pk_item *m = &row->items.at[x];
        fits = m->type == PK_ITEM_MENTION && !m->hidden && m->kind == (arg & 0xff) && (!(arg >> 8) || m->sub == (arg >> 8) - 1);
      }
      break;
  }
  return fits != !!(type & PK_T_NOT);
}

/* The ends that an atom can have at `at`, best first. */
static uint32_t atom_ends(const struct pk_row *row, const uint32_t *code, uint32_t at, uint32_t high, uint32_t ends[16], uint32_t items[16]) {
  uint32_t n = 0, n_terms = code[1];
  const uint32_t *term = code + 2, *stop = term + 2 * n_terms;
  while (term < stop) {
    bool fits = true;
    const uint32_t *first = term;
    while (term + 2 < stop && term[0] & PK_T_AND) {
      fits = fits && token_fits(row, at, term[0], term[1]);
      term += 2;
    }
    uint32_t type = term[0], arg = term[1];
    term += 2;
    if (!fits) continue;
    bool alone = first + 2 == term && !(type & PK_T_NOT);
    if (alone && ((type & PK_T_TYPE) == PK_T_KIND || (type & PK_T_TYPE) == PK_T_CLASS)) {
      for (uint32_t x = row->starts[at]; x != PK_NO_ITEM; x = row->items.at[x].next) {
        const struct pk_item *m = &row->items.at[x];
        if (m->hidden || m->last > high || n == 16) continue;
        bool mine = (type & PK_T_TYPE) == PK_T_CLASS ? m->type == PK_ITEM_CLASS && m->id == arg
                                                     : m->type == PK_ITEM_MENTION && m->kind == (arg & 0xff) && (!(arg >> 8) || m->sub == (arg >> 8) - 1);
        if (mine) ends[n] = m->last, items[n++] = m->type == PK_ITEM_MENTION ? x : PK_NO_ITEM;
      }
      if ((type & PK_T_TYPE) == PK_T_KIND) continue;
    }
    if (n < 16 && token_fits(row, at, type, arg)) {
      uint32_t i = 0;
      while (i < n && ends[i] != at + 1) i++;
      if (i == n) ends[n] = at + 1, items[n++] = PK_NO_ITEM;
    }
  }
  for (uint32_t i = 1; i < n; i++)         /* longest first, whichever alternative it is */
    for (uint32_t j = i; j > 0 && ends[j] > ends[j - 1]; j--) {
      uint32_t end = ends[j], item = items[j];
      ends[j] = ends[j - 1], items[j] = items[j - 1], ends[j - 1] = end, items[j - 1] = item;
    }
  return n;
}

/* Runs a program from token `start`; low and high bound it. */
static bool run(const struct pk_row *row, const uint32_t *program, uint32_t start, uint32_t low, uint32_t high, uint32_t *steps, struct pk_capture caps[8], uint32_t *last) {
  struct state stack[PK_MAX_STACK], now;
  uint32_t n = 0;
  now.pc = 0, now.at = start, now.last_item = PK_NO_ITEM, now.last_from = UINT32_MAX;
  for (int i = 0; i < 8; i++) now.caps[i] = caps[i];
  for (;;) {
    bool dead = (*steps)++ > PK_MAX_RULE_STEPS;
    if (dead) return false;
    const uint32_t *code = program + now.pc;
    switch (code[0]) {
      case PK_OP_ATOM: {
        uint32_t ends[16], items[16];
        uint32_t found = now.at < high ? atom_ends(row, code, now.at, high, ends, items) : 0;
        if (!found) { dead = true; break; }
        now.pc += 2 + 2 * code[1];
        for (uint32_t i = found - 1; i > 0; i--) {
          if (n == PK_MAX_STACK) break;
          stack[n] = now;
          stack[n].last_item = items[i], stack[n].last_from = now.at, stack[n++].at = ends[i];
        }
        now.last_item = items[0], now.last_from = now.at, now.at = ends[0];
        break;
      }
      case PK_OP_GAP: {
        /* code[1] tokens at most, fewest first: the rest of the gap waits on the stack as the same op with one token less */
        uint32_t most = now.last_item == PK_NO_ITEM && now.last_from >= 0xffff0000u ? now.last_from - 0xffff0000u : code[1];
        uint32_t next = now.pc + 3 + 2 * code[2];
        bool go_on = most > 0 && most <= code[1] && now.at < high && n < PK_MAX_STACK;
        for (uint32_t i = 0; go_on && i < code[2]; i++)
          if (token_fits(row, now.at, code[3 + 2 * i], code[4 + 2 * i])) go_on = false;
        if (go_on) {
          stack[n] = now;
          stack[n].at++;
          stack[n].last_item = PK_NO_ITEM;
          stack[n++].last_from = 0xffff0000u + most - 1;
        }
        now.pc = next;
        now.last_item = PK_NO_ITEM, now.last_from = UINT32_MAX - 0xffffff;
        break;
      }
      case PK_OP_SPLIT:
        if (n < PK_MAX_STACK) {
          stack[n] = now;
          stack[n++].pc += code[2];
        }
        now.pc += code[1];
        break;
      case PK_OP_JUMP: now.pc += code[1]; break;
      case PK_OP_OPEN:
        now.caps[code[1]] = (struct pk_capture){now.at, now.at, PK_NO_ITEM};
        now.pc += 2;
        break;
      case PK_OP_CLOSE: {
        struct pk_capture *c = &now.caps[code[1]];
        c->last = now.at;
        c->item = now.last_item != PK_NO_ITEM && now.last_from == c->first && row->items.at[now.last_item].last == now.at ? now.last_item : PK_NO_ITEM;
        now.pc += 2;
        break;
      }
      case PK_OP_START: dead = now.at != low; now.pc++; break;
      case PK_OP_END: dead = now.at != high; now.pc++; break;
      default: /* DONE */
        for (int i = 0; i < 8; i++) caps[i] = now.caps[i];
        *last = now.at;
        return true;
    }
    if (dead) {
      if (!n) return false;
      now = stack[--n];
    }
  }
}

static bool bounds(const struct pk_row *row, const struct pk_i_rule *r, uint32_t at, uint32_t *low, uint32_t *high) {
  if (r->flags & PK_RULE_BLOCK) *low = row->block_low[at], *high = row->block_high[at];
  else *low = row->low[at], *high = row->high[at];
  return !(r->flags & PK_RULE_KIND) || row->block_kind[at] == r->block_kind;
}

static bool add_match(const struct pk_row *row, uint32_t rule, uint32_t first, uint32_t last, uint32_t anchor, const struct pk_capture caps[8], pk_matches *out, struct pk_arena *arena) {
  const struct pk_i_rule *r = &pk_sec_RULES(row->know)[rule];
  struct pk_match *m = pk_vec_add(arena, out);
  if (!m) return false;
  *m = (struct pk_match){.rule = rule, .first = first, .last = last, .from = first, .to = last, .anchor = anchor};
  memcpy(m->at, caps, sizeof m->at);
  if (r->claim < 8 && caps[r->claim].first < caps[r->claim].last) m->from = caps[r->claim].first, m->to = caps[r->claim].last;
  return true;
}

/* The nearest place on one side of [first, last) where the slot's atom fits; steps outward. */
static bool find_slot(const struct pk_row *row, const uint32_t *program, bool left, uint32_t first, uint32_t last, uint32_t low, uint32_t high,
                      const struct pk_match *taken, uint32_t after, struct pk_capture *out) {
  for (uint32_t step = 0; step < PK_MAX_LOOKAHEAD; step++) {
    uint32_t at;
    if (left) {
      if (first < low + 1 + step) return false;
      at = first - 1 - step;
    } else {
      at = last + step;
      if (at >= high) return false;
    }
    uint32_t ends[16], items[16];
    uint32_t n = atom_ends(row, program, at, left ? first : high, ends, items);
    for (uint32_t i = 0; i < n; i++) {
      if (after) {                         /* the word must stand shortly before */
        bool found = false;
        for (uint32_t j = at; j > at - (at - low < 4 ? at - low : 4) && !found; j--) found = row->tokens[j - 1].word == after;
        if (!found) continue;
      }
      bool free = true;
      for (int j = 0; j < 8; j++)
        if (taken->at[j].first < taken->at[j].last && at < taken->at[j].last && taken->at[j].first < ends[i]) free = false;
      if (!free) continue;
      *out = (struct pk_capture){at, ends[i], items[i]};
      return true;
    }
  }
  return false;
}

static bool match_around(const struct pk_row *row, uint32_t rule, uint32_t at, uint32_t low, uint32_t high, uint32_t *steps, pk_matches *out, struct pk_arena *arena) {
  const struct pk_i_rule *r = &pk_sec_RULES(row->know)[rule];
  const uint32_t *program = pk_sec_PROGRAM(row->know);
  struct pk_match m = {.rule = rule};
  for (int i = 0; i < 8; i++) m.at[i] = NOT_CAPTURED;
  uint32_t first = at, last;
  if (!run(row, program + r->program, at, low, high, steps, m.at, &last)) return true;
  uint32_t trigger_last = last;
  const struct pk_i_slot *slots = pk_sec_SLOTS(row->know) + r->slot;
  for (uint32_t i = 0; i < r->n_slots; i++) {
    const struct pk_i_slot *s = &slots[i];
    if (s->label == 255) continue;
    struct pk_capture c = NOT_CAPTURED;
    bool left_first = s->direction == PK_LEFT || s->direction == PK_LEFT_ELSE_RIGHT;
    bool found = find_slot(row, program + s->program, left_first, at, trigger_last, low, high, &m, s->direction == PK_AFTER ? s->after : 0, &c);
    if (!found && (s->direction == PK_LEFT_ELSE_RIGHT || s->direction == PK_RIGHT_ELSE_LEFT))
      found = find_slot(row, program + s->program, !left_first, at, trigger_last, low, high, &m, 0, &c);
    if (!found && !s->optional) return true;
    if (!found) continue;
    m.at[s->label] = c;
    if (c.first < first) first = c.first;
    if (c.last > last) last = c.last;
  }
  /* the guard looks at the clause that the match lies in, a little beyond it too: «… giver Y aldrig 3 mio.» */
  for (uint32_t i = 0; i < r->n_slots; i++)
    if (slots[i].label == 255)
      for (uint32_t j = first > low + 3 ? first - 3 : low; j < high && j < last + 2; j++) {
        struct pk_capture none[8];
        uint32_t end;
        for (int k = 0; k < 8; k++) none[k] = NOT_CAPTURED;
        if (run(row, program + slots[i].program, j, low, high, steps, none, &end)) return true;
      }
  return add_match(row, rule, first, last, at, m.at, out, arena);
}

static bool try_rule(const struct pk_row *row, uint32_t rule, uint32_t anchor, pk_matches *out, struct pk_arena *arena) {
  const struct pk_i_rule *r = &pk_sec_RULES(row->know)[rule];
  uint32_t low, high, steps = 0;
  if (!bounds(row, r, anchor, &low, &high)) return true;
  if (r->flags & PK_RULE_AROUND) return match_around(row, rule, anchor, low, high, &steps, out, arena);
  uint32_t from = anchor - low > r->before_max ? anchor - r->before_max : low;
  if (anchor - low < r->before_min) return true;
  const uint32_t *program = pk_sec_PROGRAM(row->know) + r->program;
  for (uint32_t start = from; start <= anchor - r->before_min; start++) {
    struct pk_capture caps[8];
    for (int i = 0; i < 8; i++) caps[i] = NOT_CAPTURED;
    uint32_t last;
    if (!run(row, program, start, low, high, &steps, caps, &last) || last <= anchor) continue;
    return add_match(row, rule, start, last, anchor, caps, out, arena); /* the leftmost start is the longest */
  }
  return true;
}

bool pk_match_candidates(const struct pk_row *row, struct pk_candidates *out, struct pk_arena *arena) {
  const struct pk_know *k = row->know;
  const uint32_t *lists = pk_sec_LISTS(k), *set_rules = pk_sec_SET_RULES(k);
  const struct pk_i_word *words = pk_sec_WORDS(k);
  const struct pk_i_class *classes = pk_sec_CLASSES(k);
  for (uint32_t i = 0; i < row->n_tokens; i++) {
    const struct pk_token *t = &row->tokens[i];
    uint32_t found[2] = {t->word ? words[t->word].rules : 0, t->set ? set_rules[t->set] : 0};
    for (int j = 0; j < 2; j++)
      for (uint32_t n = lists[found[j]], x = 0; x < n; x++) {
        struct pk_candidate *c = pk_vec_add(arena, &out->at);
        if (!c) return false;
        *c = (struct pk_candidate){lists[found[j] + 1 + x], i};
      }
    for (uint32_t x = row->starts[i]; x != PK_NO_ITEM; x = row->items.at[x].next) {
      if (row->items.at[x].type != PK_ITEM_CLASS) continue;
      uint32_t list = classes[row->items.at[x].id].rules;
      for (uint32_t n = lists[list], y = 0; y < n; y++) {
        struct pk_candidate *c = pk_vec_add(arena, &out->at);
        if (!c) return false;
        *c = (struct pk_candidate){lists[list + 1 + y], i};
      }
    }
  }
  return true;
}

bool pk_match_phase(const struct pk_row *row, const struct pk_candidates *candidates, uint32_t phase, pk_matches *out, struct pk_arena *arena) {
  const struct pk_know *k = row->know;
  const struct pk_i_rule *rules = pk_sec_RULES(k);
  for (uint32_t i = 0; i < candidates->at.n; i++)
    if (rules[candidates->at.at[i].rule].phase == phase && !try_rule(row, candidates->at.at[i].rule, candidates->at.at[i].at, out, arena)) return false;
  const struct pk_i_kind_rule *kind_rules = pk_sec_KIND_RULES(k);
  uint32_t n_items = row->items.n;
  for (uint32_t j = 0; j < PK_COUNT(k, KIND_RULES); j++) {
    if (kind_rules[j].phase != phase) continue;
    for (uint32_t i = 0; i < n_items; i++) {
      const struct pk_item *m = &row->items.at[i];
      if (m->type != PK_ITEM_MENTION || m->hidden || m->kind != kind_rules[j].kind || (kind_rules[j].sub != 255 && m->sub != kind_rules[j].sub)) continue;
      if (!try_rule(row, kind_rules[j].rule, m->first, out, arena)) return false;
    }
  }
  return true;
}

/* ---- conflicts ------------------------------------------------------------------------------------------------------------------------ */
static int compare_place(const void *x, const void *y) {
  const struct pk_match *a = x, *b = y;
  if (a->from != b->from) return a->from < b->from ? -1 : 1;
  if (a->rule != b->rule) return a->rule < b->rule ? -1 : 1;
  return a->last < b->last ? 1 : a->last > b->last ? -1 : 0;
}

/* Better first: longer, then higher priority, then the earlier line. */
static bool better(const struct pk_know *k, const struct pk_match *a, const struct pk_match *b) {
  uint32_t na = a->last - a->first, nb = b->last - b->first;
  if (na != nb) return na > nb;
  const struct pk_i_rule *ra = &pk_sec_RULES(k)[a->rule], *rb = &pk_sec_RULES(k)[b->rule];
  if (ra->priority != rb->priority) return ra->priority > rb->priority;
  if (a->rule != b->rule) return a->rule < b->rule;
  return a->from < b->from;
}

void pk_match_settle(const struct pk_know *k, pk_matches *m, bool facts) { pk_match_settle_with(k, m, facts, false); }

void pk_match_settle_with(const struct pk_know *k, pk_matches *m, bool facts, bool keep_blocks) {
  const struct pk_i_rule *rules = pk_sec_RULES(k);
  if (m->n) qsort(m->at, m->n, sizeof *m->at, compare_place);
  /* rule UINT32_MAX marks the beaten; claims are short, so neighbours in text order are few */
  for (uint32_t i = 0; i < m->n; i++) {
    for (uint32_t j = i + 1; j < m->n && m->at[i].rule != UINT32_MAX; j++) {
      struct pk_match *a = &m->at[i], *b = &m->at[j];
      if (b->from >= a->to && b->from >= a->from + PK_MAX_LOOKAHEAD) break;
      if (b->rule == UINT32_MAX) continue;
      bool nothing = (rules[a->rule].flags | rules[b->rule].flags) & PK_RULE_NOTHING;
      bool same_rule = a->rule == b->rule && a->anchor == b->anchor;
      bool overlap = nothing ? a->first < b->last && b->first < a->last : a->from < b->to && b->from < a->to;
      if (!overlap || (facts && !nothing && !same_rule)) continue;
      if (nothing) {                       /* a block yields only to a higher priority */
        bool a_blocks = rules[a->rule].flags & PK_RULE_NOTHING;
        int32_t pa = rules[a->rule].priority, pb = rules[b->rule].priority;
        if (a_blocks ? pb > pa : pa > pb) continue;
        if (a_blocks && rules[b->rule].flags & PK_RULE_NOTHING) continue;
        (a_blocks ? b : a)->rule = UINT32_MAX;
      } else if (better(k, a, b)) b->rule = UINT32_MAX;
      else a->rule = UINT32_MAX;
    }
  }
  uint32_t n = 0;
  for (uint32_t i = 0; i < m->n; i++)
    if (m->at[i].rule != UINT32_MAX && (keep_blocks || !(rules[m->at[i].rule].flags & PK_RULE_NOTHING))) m->at[n++] = m->at[i];
  m->n = n;
}
