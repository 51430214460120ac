/* Runs rule programs over a row of symbols: word ids, class sets and where each kind of mention that starts here ends.
 * Backtracking with bounded steps; rules are tried only where their rarest required word, class or kind stands. */
#include <stdlib.h>

#include "image.h"

#define NOT_CAPTURED ((struct pk_capture){1, 0, PK_NO_ITEM})

/* gap_left: tokens that a gap may still take, plus one; 0: not inside a gap */
struct state { uint32_t pc, at, last_item, last_from, gap_left; struct pk_capture caps[PK_MAX_LABELS]; };

/* Is this a mention or phrase that fits a term? */
static inline bool item_fits(const struct pk_item *m, uint32_t type, uint32_t arg) {
  if (m->hidden) return false;
  return type == PK_T_CLASS ? m->type == PK_ITEM_CLASS && m->id == arg
                            : m->type == PK_ITEM_MENTION && m->kind == (arg & 0xff) && (!(arg >> 8) || m->sub == (arg >> 8) - 1);
}

/* Does one token fit a term that looks at a single token? */
static inline bool token_fits(const struct pk_row *row, uint32_t i, uint32_t type, uint32_t arg) {
  const struct pk_token *t = &row->tokens[i];
  bool fits = false;
  switch (type & PK_T_TYPE) {
    case PK_T_WORD: fits = t->word == arg; break;
    case PK_T_CLASS: fits = pk_set_has(row->know, t->set, arg); break;
    case PK_T_SHAPE: fits = (t->is & arg) == arg; break;
    case PK_T_LOWER: fits = (t->is & PK_IS_WORD) && !(t->is & PK_IS_CAPITAL); break;
    case PK_T_ANY: fits = true; break;
    case PK_T_KIND:
      for (uint32_t x = row->starts[i]; x != PK_NO_ITEM && !fits; x = row->items.at[x].next) {
        const struct pk_item *m = &row->items.at[x];
        fits = item_fits(m, PK_T_KIND, arg);
      }
      break;
  }
  return fits != !!(type & PK_T_NOT);
}

/* Does the term fit at token i, by the token or by what begins there? */
static inline bool term_fits(const struct pk_row *row, uint32_t i, uint32_t type, uint32_t arg) {
  if (token_fits(row, i, type, arg)) return true;
  if ((type & ~(uint32_t)PK_T_AND) != PK_T_CLASS) return false;
  for (uint32_t x = row->starts[i]; x != PK_NO_ITEM; x = row->items.at[x].next)
    if (item_fits(&row->items.at[x], PK_T_CLASS, arg)) return true;
  return false;
}

/* May an atom fit here? The bits tell most that do not. */
static inline bool marks_meet(const struct pk_row *row, const uint32_t *code, uint32_t at) {
  return pk_marks_meet(row->marks[at], pk_sec_ATOMS(row->know)[PK_ATOM_MARKS(*code)]);
}

/* The same, by all of its terms. Never false where it fits. */
static inline bool could_fit(const struct pk_row *row, const uint32_t *code, uint32_t at) {
  if (!marks_meet(row, code, at)) return false;
  const uint32_t *term = code + 2, *stop = term + 2 * code[1];
  for (bool fits; term < stop; term += 2) {
    fits = term_fits(row, at, term[0], term[1]);
    for (; term + 2 < stop && term[0] & PK_T_AND; term += 2) fits = fits && term_fits(row, at, term[2], term[3]);
    if (fits) return true;
  }
  return false;
}

/* The ends that an atom can have at `at`, best first. */
static uint32_t atom_ends(const struct pk_row *row, const uint32_t *code, uint32_t at, uint32_t high, uint32_t ends[PK_MAX_ENDS], uint32_t items[PK_MAX_ENDS]) {
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
        if (m->last > high || n == PK_MAX_ENDS) continue;
        if (item_fits(m, type & PK_T_TYPE, arg)) ends[n] = m->last, items[n++] = m->type == PK_ITEM_MENTION ? x : PK_NO_ITEM;
      }
      if ((type & PK_T_TYPE) == PK_T_KIND) continue;
    }
    if (n < PK_MAX_ENDS && token_fits(row, at, type, arg)) {
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

/* Most atoms are one term that can fit nothing but the token. */
enum fit { FITS_NOT, FITS, FITS_PERHAPS /* a mention or phrase that begins here may fit too */ };
static inline enum fit quick_fit(const struct pk_row *row, const uint32_t *code, uint32_t at) {
  uint32_t type = code[2] & (PK_T_TYPE | PK_T_NOT);
  if (!marks_meet(row, code, at)) return FITS_NOT;
  if (code[1] != 1 || (row->starts[at] != PK_NO_ITEM && (type == PK_T_CLASS || type == PK_T_KIND))) return FITS_PERHAPS;
  return token_fits(row, at, code[2], code[3]) ? FITS : FITS_NOT;
}

/* Could one of the atoms that a program may begin with fit here? Most starts end with this question. */
static bool may_begin(const struct pk_row *row, const uint32_t *program, uint32_t at, uint32_t low, uint32_t high) {
  const uint32_t *later[8], *code = program;
  uint32_t n = 0;
  for (;;) {
    switch (PK_OP(*code)) {
      case PK_OP_ATOM:
        if (at < high && could_fit(row, code, at)) return true;
        if (!n) return false;
        code = later[--n];
        break;
      case PK_OP_START:
        if (at == low) code++;
        else if (n) code = later[--n];
        else return false;
        break;
      case PK_OP_SPLIT:
        if (n == 8) return true;
        later[n++] = code + code[2];
        code += code[1];
        break;
      case PK_OP_JUMP: code += code[1]; break;
      case PK_OP_OPEN: case PK_OP_CLOSE: code += 2; break;
      default: return true;
    }
  }
}

static const struct state fresh = {0, 0, PK_NO_ITEM, UINT32_MAX, 0,
  {{1, 0, PK_NO_ITEM}, {1, 0, PK_NO_ITEM}, {1, 0, PK_NO_ITEM}, {1, 0, PK_NO_ITEM}, {1, 0, PK_NO_ITEM}, {1, 0, PK_NO_ITEM}, {1, 0, PK_NO_ITEM}, {1, 0, PK_NO_ITEM}}};

/* Runs a program from token `start`; low and high bound it. On success *last is its end and caps what it captured. */
static bool run(const struct pk_row *row, const uint32_t *program, uint32_t start, uint32_t low, uint32_t high, uint32_t *steps, struct pk_capture caps[PK_MAX_LABELS], uint32_t *last) {
  struct state stack[PK_MAX_STACK], now;
  uint32_t n = 0;
  now = fresh;
  now.at = start;
  for (;;) {
    bool dead = (*steps)++ >= PK_MAX_RULE_STEPS;
    if (dead) return false;
    const uint32_t *code = program + now.pc;
    switch (PK_OP(*code)) {
      case PK_OP_ATOM: {
        uint32_t ends[PK_MAX_ENDS], items[PK_MAX_ENDS];
        enum fit quick = now.at < high ? quick_fit(row, code, now.at) : FITS_NOT;
        if (quick == FITS) {
          now.last_item = PK_NO_ITEM, now.last_from = now.at++;
          now.pc += 4;
          break;
        }
        uint32_t found = quick == FITS_PERHAPS ? atom_ends(row, code, now.at, high, ends, items) : 0;
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
        uint32_t left = now.gap_left ? now.gap_left - 1 : code[1];
        bool go_on = left > 0 && now.at < high && n < PK_MAX_STACK;
        for (uint32_t i = 0; go_on && i < code[2]; i++)
          if (token_fits(row, now.at, code[3 + 2 * i], code[4 + 2 * i])) go_on = false;
        if (go_on) {
          stack[n] = now;
          stack[n].at++;
          stack[n++].gap_left = left;      /* one taken: left - 1 more */
        }
        now.pc += 3 + 2 * code[2];
        now.gap_left = 0;
        now.last_item = PK_NO_ITEM;
        break;
      }
      case PK_OP_SPLIT:
        if (n < PK_MAX_STACK) {
          const uint32_t *first = code + code[1];
          while (PK_OP(*first) == PK_OP_OPEN) first += 2;
          if (PK_OP(*first) == PK_OP_ATOM && (now.at >= high || !marks_meet(row, first, now.at))) { /* the first way is closed */
            now.pc += code[2];
            break;
          }
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
        for (int i = 0; i < PK_MAX_LABELS; i++) caps[i] = now.caps[i];
        *last = now.at;
        return true;
    }
    if (dead) {
      if (!n) return false;
      now = stack[--n];
    }
  }
}

/* ---- what stands in a sentence ------------------------------------------------------------------------------------------------------------ */
struct pk_musts { uint64_t bits[PK_MUST_BITS / 64]; };

static void put_musts(const struct pk_know *k, uint32_t list, struct pk_musts *out) {
  const uint32_t *places = pk_sec_LISTS(k) + list;
  for (uint32_t n = places[0], x = 1; x <= n; x++) out->bits[places[x] / 64] |= UINT64_C(1) << places[x] % 64;
}

static inline bool must_stands(const struct pk_musts *there, uint16_t must) { return there->bits[(must - 1) / 64] >> (must - 1) % 64 & 1; }

/* Does all stand there that the rule must have, whatever its order? */
static inline bool musts_stand(const struct pk_candidates *c, const struct pk_i_test *test, uint32_t at) {
  const struct pk_musts *there = &c->musts[test->in_block ? c->block[at] : c->sentence[at]];
  for (uint32_t i = 0; i < PK_MAX_MUSTS && test->musts[i]; i++)
    if (!must_stands(there, test->musts[i])) return false;
  return true;
}

static bool find_musts(const struct pk_row *row, struct pk_candidates *out, struct pk_arena *arena) {
  const struct pk_know *k = row->know;
  uint32_t n_sentences = 0, n_blocks = 0;
  for (uint32_t i = 0; i < row->n_tokens; i++) n_sentences += row->low[i] == i, n_blocks += row->block_low[i] == i;
  out->musts = pk_arena_array(arena, (size_t)n_sentences + n_blocks + 1, sizeof *out->musts);
  out->sentence = pk_arena_array(arena, (size_t)row->n_tokens + 1, sizeof *out->sentence);
  out->block = pk_arena_array(arena, (size_t)row->n_tokens + 1, sizeof *out->block);
  if (!out->musts || !out->sentence || !out->block) return false;
  for (uint32_t i = 0, s = 0, b = n_sentences; i < row->n_tokens; i++) {
    s += i && row->low[i] == i, b += i && row->block_low[i] == i;
    out->sentence[i] = s, out->block[i] = b;
    const struct pk_token *t = &row->tokens[i];
    row->marks[i].own |= PK_MARK_SHAPE(t->is) | (t->word ? PK_MARK_WORD(t->word) : 0);
    row->marks[i].classes = pk_sec_SET_MARKS(k)[t->set];
    if (pk_word_bit(pk_sec_WORD_LISTED(k), t->word)) put_musts(k, pk_sec_WORDS(k)[t->word].musts, &out->musts[s]);
    if (t->set) put_musts(k, pk_sec_SET_MUSTS(k)[t->set], &out->musts[s]);
    for (uint32_t x = row->starts[i]; x != PK_NO_ITEM; x = row->items.at[x].next)
      if (row->items.at[x].type == PK_ITEM_CLASS) {
        row->marks[i].classes |= PK_MARK_CLASS(row->items.at[x].id);
        put_musts(k, pk_sec_CLASSES(k)[row->items.at[x].id].musts, &out->musts[s]);
      }
  }
  for (uint32_t i = 0; i < row->n_tokens; i++)
    for (uint32_t w = 0; row->low[i] == i && w < PK_MUST_BITS / 64; w++) out->musts[out->block[i]].bits[w] |= out->musts[out->sentence[i]].bits[w];
  return true;
}

static bool bounds(const struct pk_row *row, const struct pk_i_rule *r, uint32_t at, uint32_t *low, uint32_t *high) {
  if (r->flags & PK_RULE_BLOCK) *low = row->block_low[at], *high = row->block_high[at];
  else *low = row->low[at], *high = row->high[at];
  return !(r->flags & PK_RULE_KIND) || row->block_kind[at] == r->block_kind;
}

static bool add_match(const struct pk_row *row, uint32_t rule, uint32_t first, uint32_t last, uint32_t anchor, const struct pk_capture caps[PK_MAX_LABELS], pk_matches *out, struct pk_arena *arena) {
  const struct pk_i_rule *r = &pk_sec_RULES(row->know)[rule];
  struct pk_match *m = pk_vec_add(arena, out);
  if (!m) return false;
  *m = (struct pk_match){.rule = rule, .first = first, .last = last, .from = first, .to = last, .anchor = anchor};
  memcpy(m->at, caps, sizeof m->at);
  if (r->claim < PK_MAX_LABELS && caps[r->claim].first < caps[r->claim].last) m->from = caps[r->claim].first, m->to = caps[r->claim].last;
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
    uint32_t ends[PK_MAX_ENDS], items[PK_MAX_ENDS];
    uint32_t n = atom_ends(row, program, at, left ? first : high, ends, items);
    for (uint32_t i = 0; i < n; i++) {
      if (after) {                         /* the word must stand shortly before */
        bool found = false;
        for (uint32_t j = at; j > at - (at - low < 4 ? at - low : 4) && !found; j--) found = row->tokens[j - 1].word == after;
        if (!found) continue;
      }
      bool free = true;
      for (int j = 0; j < PK_MAX_LABELS; j++)
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
        struct pk_capture none[PK_MAX_LABELS];
        uint32_t end;
        if (run(row, program + slots[i].program, j, low, high, steps, none, &end)) return true;
      }
  return add_match(row, rule, first, last, at, m.at, out, arena);
}

static bool kinds_stand(const struct pk_row *row, const uint32_t needs[PK_MAX_NEEDS], uint32_t from, uint32_t to) {
  uint32_t there = 0;
  if (!needs[0]) return true;
  for (uint32_t i = from; i < to; i++) there |= pk_row_kinds(row, i);
  for (uint32_t i = 0; i < PK_MAX_NEEDS && needs[i]; i++)
    if (!(there & needs[i])) return false;
  return true;
}

/* Stands around the anchor what the rule cannot do without? Cheaper than to try all starts. */
static bool promising(const struct pk_row *row, const struct pk_i_rule *r, uint32_t anchor, uint32_t end, uint32_t from, uint32_t high) {
  if (r->next_type && (end >= high || !term_fits(row, end, r->next_type, r->next_arg))) return false;
  if (r->prev_type && (anchor == from || !term_fits(row, anchor - 1, r->prev_type, r->prev_arg))) return false;
  return kinds_stand(row, r->needs_before, from, anchor) &&
         kinds_stand(row, r->needs_behind, anchor, high - anchor > 2 * PK_MAX_LOOKAHEAD ? anchor + 2 * PK_MAX_LOOKAHEAD : high);
}

/* The anchor stands at the tokens [anchor, end). */
static bool try_rule(const struct pk_row *row, uint32_t rule, uint32_t anchor, uint32_t end, pk_matches *out, struct pk_arena *arena) {
  const struct pk_i_rule *r = &pk_sec_RULES(row->know)[rule];
  uint32_t low, high, steps = 0;
  if (!bounds(row, r, anchor, &low, &high)) return true;
  if (r->flags & PK_RULE_AROUND) return match_around(row, rule, anchor, low, high, &steps, out, arena);
  uint32_t from = anchor - low > r->before_max ? anchor - r->before_max : low;
  if (anchor - low < r->before_min || !promising(row, r, anchor, end, from, high)) return true;
  const uint32_t *program = pk_sec_PROGRAM(row->know) + r->program;
  uint32_t to = anchor - r->before_min;
  if (program[0] == PK_OP_START) {         /* no other start can be right */
    if (from > low) return true;
    to = low;
  }
  for (uint32_t start = from; start <= to; start++) {
    struct pk_capture caps[PK_MAX_LABELS];
    uint32_t last;
    if (!pk_marks_meet(row->marks[start], r->begins) || !may_begin(row, program, start, low, high)) continue;
    if (!run(row, program, start, low, high, &steps, caps, &last) || last <= anchor) continue;
    return add_match(row, rule, start, last, anchor, caps, out, arena); /* the leftmost start is the longest */
  }
  return true;
}

/* The rules of one list at token i, into their phases' chains. */
static bool add_candidates(const struct pk_know *k, uint32_t list, uint32_t i, struct pk_candidates *out, struct pk_arena *arena) {
  const uint32_t *rules = pk_sec_LISTS(k) + list;
  for (uint32_t n = rules[0], x = 1; x <= n; x++) {
    const struct pk_i_test *test = &pk_sec_TESTS(k)[rules[x]];
    if (!musts_stand(out, test, i)) continue;
    struct pk_candidate *c = pk_vec_add(arena, &out->all);
    if (!c) return false;
    *c = (struct pk_candidate){rules[x], i, UINT32_MAX};
    uint32_t *link = out->first[test->phase] == UINT32_MAX ? &out->first[test->phase] : &out->all.at[out->last[test->phase]].next;
    *link = out->last[test->phase] = out->all.n - 1;
  }
  return true;
}

bool pk_match_candidates(const struct pk_row *row, struct pk_candidates *out, struct pk_arena *arena) {
  const struct pk_know *k = row->know;
  memset(out, 0, sizeof *out);
  memset(out->first, 0xff, sizeof out->first);
  if (!find_musts(row, out, arena)) return false;
  for (uint32_t i = 0; i < row->n_tokens; i++) {
    const struct pk_token *t = &row->tokens[i];
    if (pk_word_bit(pk_sec_WORD_LISTED(k), t->word) && !add_candidates(k, pk_sec_WORDS(k)[t->word].rules, i, out, arena)) return false;
    if (t->set && !add_candidates(k, pk_sec_SET_RULES(k)[t->set], i, out, arena)) return false;
    for (uint32_t x = row->starts[i]; x != PK_NO_ITEM; x = row->items.at[x].next)
      if (row->items.at[x].type == PK_ITEM_CLASS && !add_candidates(k, pk_sec_CLASSES(k)[row->items.at[x].id].rules, i, out, arena)) return false;
  }
  return true;
}

bool pk_match_phase(const struct pk_row *row, const struct pk_candidates *candidates, uint32_t phase, pk_matches *out, struct pk_arena *arena) {
  const struct pk_know *k = row->know;
  for (uint32_t i = candidates->first[phase]; i != UINT32_MAX; i = candidates->all.at[i].next)
    if (!try_rule(row, candidates->all.at[i].rule, candidates->all.at[i].at, candidates->all.at[i].at + 1, out, arena)) return false;
  const struct pk_i_kind_rule *all = pk_sec_KIND_RULES(k);
  const uint32_t *from = pk_sec_KIND_FROM(k) + pk_kind_from(phase, 0);
  for (uint32_t i = 0, n = from[0] < from[PK_KINDS] ? row->items.n : 0; i < n; i++) {
    const struct pk_item *m = &row->items.at[i];
    if (m->type != PK_ITEM_MENTION || m->hidden) continue;
    const struct pk_musts *block = &candidates->musts[candidates->block[m->first]]; /* more than in the sentence */
    for (uint32_t j = from[m->kind], end = from[m->kind + 1]; j < end;) {
      if (all[j].must && !must_stands(block, all[j].must)) {
        j = all[j].end;
        continue;
      }
      const struct pk_i_kind_rule *one = &all[j++];
      if ((one->sub == 255 || m->sub == one->sub) && musts_stand(candidates, &pk_sec_TESTS(k)[one->rule], m->first) && !try_rule(row, one->rule, m->first, m->last, out, arena)) return false;
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
  if (!m->n) return;
  qsort(m->at, m->n, sizeof *m->at, compare_place);
  /* Claims overlap only with those that begin before their end; what blocks does so with its whole match, which may begin
   * up to `lead` tokens before its claim. */
  bool blocks = false;
  uint32_t lead = 0;
  for (uint32_t i = 0; i < m->n; i++) {
    blocks = blocks || rules[m->at[i].rule].flags & PK_RULE_NOTHING;
    if (m->at[i].from - m->at[i].first > lead) lead = m->at[i].from - m->at[i].first;
  }
  /* rule UINT32_MAX marks the beaten; claims are short, so neighbours in text order are few */
  for (uint32_t i = 0; i < m->n; i++) {
    uint32_t reach = m->at[i].to;
    if (blocks && m->at[i].last + lead > reach) reach = m->at[i].last + lead;
    for (uint32_t j = i + 1; j < m->n && m->at[i].rule != UINT32_MAX; j++) {
      struct pk_match *a = &m->at[i], *b = &m->at[j];
      if (b->from >= reach) break;
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
