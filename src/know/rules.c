/* Parses .rules files, checks names and syntax, and emits the programs that match.c runs. The language is described in
 * docs/knowledge.md; the layout of programs in image.h. */
#include "image.h"

struct parser {
  struct pk_builder *b;
  struct pk_rules *r;
  partikel_error *err;
  const char *dir, *path;
  uint32_t line;
  uint16_t file;
  uint32_t phase;
  struct pk_arena *arena;
  /* the rule being read */
  struct pk_i_rule rule;
  bool open, has_pattern;
  uint32_t yes, no;
  struct pk_i_label labels[PK_MAX_LABELS];
  pk_str label_names[PK_MAX_LABELS];
  /* the pattern being read */
  pk_str p;
  size_t at;
  uint32_t width_min, width_max;           /* tokens before this point */
  bool optional;                           /* inside something that may be left out */
  struct { uint32_t cost, min, max, n; struct { uint32_t type, arg; } keys[PK_MAX_KEYS]; uint32_t end_min, end_max; } anchor; /* end: tokens up to behind it */
  struct { uint32_t type, arg, min, max; } last; /* the atom before this point, if it is one required term; type 0: it is not */
  uint32_t kinds[PK_MAX_NEEDS];            /* kinds of which one is required before this point; 0: none */
  struct must { uint32_t cost, n; struct { uint32_t type, arg; } keys[PK_MAX_KEYS]; } musts[PK_MAX_MUSTS + 1]; /* words and classes of which one is required, the
                                              rarest first; one more, for the anchor is among them */
  uint32_t n_musts;
  struct must branch;                      /* the rarest of the alternative sequence being read; cost NO_MUST: none yet */
  bool in_branch, may_miss;                /* may_miss: inside something of the branch that may be left out */
};

enum { NO_MUST = 100000 };                 /* the cost of what stands anywhere */

static partikel_status fail(struct parser *x, const char *format, pk_str what) {
  struct pk_buf where;
  pk_buf_init(&where, 250);
  pk_buf_text(&where, x->dir);
  pk_buf_byte(&where, '/');
  pk_buf_text(&where, x->path);
  pk_buf_byte(&where, ':');
  pk_buf_int(&where, x->line);
  pk_buf_byte(&where, 0);
  partikel_status s = pk_fail(x->err, PARTIKEL_KNOWLEDGE, where.failed ? x->path : where.s, 0, format, &what);
  pk_buf_release(&where);
  return s;
}
static partikel_status no_memory(struct parser *x) { return pk_fail(x->err, PARTIKEL_NOMEM, x->path, 0, "out of memory while compiling rules"); }

static bool emit(struct parser *x, uint32_t code) {
  uint32_t *slot = pk_vec_add(x->arena, &x->r->program);
  if (slot) *slot = code;
  return slot != NULL;
}
#define EMIT(code) do { if (!emit(x, (code))) return no_memory(x); } while (0)

#define PK_TEXT_OF(name, text) text,
static const char *const kind_names[] = {PK_KIND_MAP(PK_TEXT_OF)};
static const char *const fact_names[] = {PK_FACT_MAP(PK_TEXT_OF)};
static const char *const organisation_names[] = {PARTIKEL_ORGANISATION_MAP(PK_TEXT_OF)};
static const char *const block_names[] = {PARTIKEL_BLOCK_MAP(PK_TEXT_OF)};
#undef PK_TEXT_OF
#define PK_TEXT_OF(name) #name,
static const char *const slot_names[] = {"", PK_SLOT_MAP(PK_TEXT_OF)};
#undef PK_TEXT_OF

static int find_name(const char *const *names, int n, pk_str name, bool upper) {
  for (int i = 0; i < n; i++) {
    if (strlen(names[i]) != name.n) continue;
    size_t j = 0;
    for (; j < name.n; j++) {
      char c = names[i][j];
      if (upper && c >= 'a' && c <= 'z') c = (char)(c - 32);
      if (c != name.s[j]) break;
    }
    if (j == name.n) return i;
  }
  return -1;
}

/* ---- lexing of a pattern -------------------------------------------------------------------------------------------------------- */
static void blanks(struct parser *x) { while (x->at < x->p.n && (x->p.s[x->at] == ' ' || x->p.s[x->at] == '\t')) x->at++; }
static char peek(struct parser *x) { return x->at < x->p.n ? x->p.s[x->at] : 0; }
static bool take(struct parser *x, char c) {
  if (peek(x) != c) return false;
  x->at++;
  return true;
}
static bool word_byte(char c) { return c && !strchr(" \t()|?:<>{}!&'^$,=\"", c); }
static pk_str take_word(struct parser *x) {
  size_t start = x->at;
  while (word_byte(peek(x))) x->at++;
  return pk_str_part(x->p, start, x->at);
}
static bool take_int(struct parser *x, uint32_t *n) {
  size_t start = x->at;
  *n = 0;
  while (peek(x) >= '0' && peek(x) <= '9' && *n < 1000) *n = *n * 10 + (uint32_t)(x->p.s[x->at++] - '0');
  return x->at > start;
}

struct term { uint32_t type, arg, cost, width; int kind, sub; }; /* width: tokens that it may take */

static partikel_status read_term(struct parser *x, struct term *t) {
  *t = (struct term){.width = 1, .kind = PK_KINDS, .sub = -1};
  bool not = take(x, '!');
  char c = peek(x);
  if (c == '<') {
    x->at++;
    size_t start = x->at;
    while (peek(x) && peek(x) != '>') x->at++;
    pk_str name = pk_str_part(x->p, start, x->at);
    if (!take(x, '>')) return fail(x, "< without >: %S", name);
    t->type = PK_T_CLASS;
    t->arg = pk_build_class(x->b, name);
    if (!t->arg) return fail(x, "unknown word class %S", name);
    t->cost = pk_build_class_cost(x->b, t->arg);
    if (t->cost > 20000) t->cost = 20000;
    t->width = pk_build_class_width(x->b, t->arg);
    if (t->width > PK_MAX_WIDTH) t->width = PK_MAX_WIDTH;
  } else if (c == '#') {
    static const struct { const char *name; uint32_t type, bits; } shapes[] = {
      {"word", PK_T_SHAPE, PK_IS_WORD}, {"number", PK_T_SHAPE, PK_IS_NUMBER}, {"capital", PK_T_SHAPE, PK_IS_CAPITAL}, {"lower", PK_T_LOWER, 0},
      {"upper", PK_T_SHAPE, PK_IS_UPPER}, {"mixed", PK_T_SHAPE, PK_IS_MIXED}, {"mark", PK_T_SHAPE, PK_IS_MARK}, {"quote", PK_T_SHAPE, PK_IS_QUOTE},
      {"dash", PK_T_SHAPE, PK_IS_DASH}, {"initial", PK_T_SHAPE, PK_IS_INITIAL}, {"hyphen", PK_T_SHAPE, PK_IS_HYPHEN}, {"spaced", PK_T_SHAPE, PK_IS_SPACED},
      {"sentence", PK_T_SHAPE, PK_IS_SENTENCE}, {"any", PK_T_ANY, 0}};
    x->at++;
    pk_str name = take_word(x);
    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++)
      if (pk_str_eq(pk_str_of(shapes[i].name), name)) t->type = shapes[i].type, t->arg = shapes[i].bits;
    if (!t->type) return fail(x, "unknown shape #%S", name);
    t->cost = NO_MUST;
  } else if (c == '\'') {
    x->at++;
    size_t start = x->at;
    while (peek(x) && (peek(x) != '\'' || x->at == start)) x->at++;
    pk_str literal = pk_str_part(x->p, start, x->at);
    if (!take(x, '\'')) return fail(x, "' without end: %S", literal);
    t->type = PK_T_WORD;
    t->arg = pk_build_word(x->b, literal);
    if (!t->arg) return no_memory(x);
    t->cost = 400;
  } else {
    if (take(x, ',')) {
      t->type = PK_T_WORD, t->arg = pk_build_word(x->b, PK_LIT(",")), t->cost = 400;
    } else {
      pk_str word = take_word(x);
      if (!word.n) return fail(x, "a pattern is missing before: %S", pk_str_part(x->p, x->at, x->p.n));
      size_t dot = 0;
      while (dot < word.n && word.s[dot] != '.') dot++;
      int kind = word.s[0] >= 'A' && word.s[0] <= 'Z' ? find_name(kind_names, PK_KINDS, pk_str_part(word, 0, dot), true) : -1;
      if (kind >= 0) {
        int sub = -1;
        if (dot < word.n) {
          sub = find_name(organisation_names, PARTIKEL_ORGANISATION_COUNT, pk_str_part(word, dot + 1, word.n), false);
          if (sub < 0) return fail(x, "unknown organisation kind in %S", word);
        }
        t->type = PK_T_KIND, t->arg = (uint32_t)kind | (uint32_t)(sub + 1) << 8, t->kind = kind, t->sub = sub, t->width = PK_MAX_WIDTH;
        t->cost = kind == PK_AMOUNT || kind == PK_PERIOD ? 6 : kind == PK_NUMBER || kind == PK_NAME ? 60 : 30;
      } else {
        bool upper = word.n > 1;
        for (size_t i = 0; i < word.n; i++)
          if (word.s[i] < 'A' || word.s[i] > 'Z') upper = false;
        if (upper) return fail(x, "unknown kind %S (write a word in lower case)", word);
        t->type = PK_T_WORD, t->arg = pk_build_word(x->b, word);
        if (!t->arg) return no_memory(x);
        t->cost = pk_build_common(x->b, t->arg) ? PK_COST_COMMON : 3;
      }
    }
  }
  if (not) {
    t->type |= PK_T_NOT, t->cost = NO_MUST, t->width = 1, t->kind = PK_KINDS;   /* a kind: none starts here */
  }
  return PARTIKEL_OK;
}

static partikel_status read_sequence(struct parser *x, int depth, char end);

static void widen(struct parser *x, uint32_t min, uint32_t max) {
  x->width_min += min;
  x->width_max = x->width_max + max > PK_MAX_LOOKAHEAD ? PK_MAX_LOOKAHEAD : x->width_max + max;
}

static void add_need(uint32_t needs[PK_MAX_NEEDS], uint32_t kinds) {
  for (uint32_t i = 0; kinds && i < PK_MAX_NEEDS; i++)
    if (!needs[i]) {
      needs[i] = kinds;
      return;
    }
}

/* A width that met its ceiling says no more whether something came between. */
static bool no_gap_since(const struct parser *x, uint32_t min, uint32_t max) { return min == x->width_min && max == x->width_max && max < PK_MAX_LOOKAHEAD; }

/* What must stand beside the anchor, and which kinds of mentions before and behind it: without them no match is tried. The atom
 * that was read last is `anchor` or not; type 0: it is more than one term. kinds: it is one of these, 0: of something else. */
static void note_neighbours(struct parser *x, bool anchor, uint32_t width, uint32_t type, uint32_t arg, uint32_t kinds) {
  bool required = !x->optional && x->anchor.cost, has_anchor = x->anchor.cost < NO_MUST;
  struct pk_i_rule *r = &x->rule;
  if (anchor) {
    bool beside = x->last.type && no_gap_since(x, x->last.min, x->last.max);
    r->prev_type = (uint16_t)(beside ? x->last.type : 0), r->prev_arg = x->last.arg;
    r->next_type = 0;
    memcpy(r->needs_before, x->kinds, sizeof r->needs_before);
    memset(r->needs_behind, 0, sizeof r->needs_behind);
  } else if (required && has_anchor) {
    if (type && no_gap_since(x, x->anchor.end_min, x->anchor.end_max)) r->next_type = (uint16_t)type, r->next_arg = arg;
    add_need(r->needs_behind, kinds);
  }
  if (required) add_need(x->kinds, kinds);
  widen(x, 1, width);
  x->last.type = required && width == 1 ? type : 0, x->last.arg = arg, x->last.min = x->width_min, x->last.max = x->width_max;
  if (anchor) x->anchor.end_min = width > 1 && !kinds ? UINT32_MAX : x->width_min, x->anchor.end_max = x->width_max; /* where a phrase of a class ends, nobody says */
}

/* Of words and classes of which one is required the rarest are kept; of an alternative, the rarest one. */
static void note_must(struct parser *x, const struct must *m) {
  if (m->cost >= NO_MUST || x->may_miss || !x->anchor.cost) return;
  for (uint32_t i = 0; i < m->n; i++)
    if (m->keys[i].type != PK_T_WORD && m->keys[i].type != PK_T_CLASS) return;
  if (x->in_branch) {
    if (m->cost < x->branch.cost) x->branch = *m;
    return;
  }
  uint32_t at = x->n_musts;
  while (at > 0 && x->musts[at - 1].cost > m->cost) at--;
  if (at > PK_MAX_MUSTS) return;
  if (x->n_musts <= PK_MAX_MUSTS) x->n_musts++;
  memmove(&x->musts[at + 1], &x->musts[at], (x->n_musts - at - 1) * sizeof *m);
  x->musts[at] = *m;
}

/* ---- marks ----------------------------------------------------------------------------------------------------------------------------- */
static const struct pk_marks any_marks = {UINT64_MAX, UINT64_MAX};

static struct pk_marks marks_of_term(const uint32_t *term) {
  switch (term[0] & (PK_T_TYPE | PK_T_NOT)) {
    case PK_T_WORD: return (struct pk_marks){PK_MARK_WORD(term[1]), 0};
    case PK_T_CLASS: return (struct pk_marks){0, PK_MARK_CLASS(term[1])};
    case PK_T_KIND: return (struct pk_marks){UINT64_C(1) << (term[1] & 0xff), 0};
    case PK_T_SHAPE: return (struct pk_marks){PK_MARK_SHAPE(term[1]), 0};
    case PK_T_LOWER: return (struct pk_marks){PK_MARK_SHAPE(PK_IS_WORD), 0};
    default: return any_marks;
  }
}

/* What may stand where the atom fits: of joined terms the marks of one are enough, best not those of a shape. */
static struct pk_marks marks_of_atom(const uint32_t *code) {
  struct pk_marks all = {0, 0};
  for (const uint32_t *term = code + 2, *stop = term + 2 * code[1]; term < stop; term += 2) {
    struct pk_marks best = marks_of_term(term);
    for (; term[0] & PK_T_AND; term += 2) {
      struct pk_marks next = marks_of_term(term + 2);
      if (best.own == UINT64_MAX || (term[2] & (PK_T_TYPE | PK_T_NOT)) < PK_T_SHAPE) best = next;
    }
    all = pk_marks_join(all, best);
  }
  return all;
}

/* One atom: alternatives of terms. Emits its code and remembers it as anchor when it is the rarest so far. */
static partikel_status read_atom(struct parser *x, int *kind, int *sub) {
  struct must must;
  uint32_t n_at = x->r->program.n + 1, n = 0, n_keys = 0, cost = 0, min_cost = 0;
  bool joined = false, only_kinds = true;
  uint32_t kinds = 0, width = 1;
  EMIT(PK_OP_ATOM);
  EMIT(0);
  for (;;) {
    struct term t;
    PK_TRY(read_term(x, &t));
    bool more_and = peek(x) == '&';
    EMIT(t.type | (more_and ? PK_T_AND : 0));
    EMIT(t.arg);
    n++;
    if (t.type == PK_T_KIND && !more_and && !joined) kinds |= 1u << (t.arg & 0xff);
    else only_kinds = false;
    if (n == 1) *kind = t.kind, *sub = t.sub;
    if (!more_and && !joined && t.width > width) width = t.width;
    /* of joined terms the cheapest is the key; of alternatives every one is */
    if (joined && n_keys && t.cost < min_cost) must.keys[n_keys - 1].type = t.type, must.keys[n_keys - 1].arg = t.arg, min_cost = t.cost;
    else if (!joined && n_keys < PK_MAX_KEYS) must.keys[n_keys].type = t.type, must.keys[n_keys].arg = t.arg, n_keys++, min_cost = t.cost;
    else if (!joined) cost = NO_MUST;
    joined = more_and;
    if (more_and) x->at++;
    else {
      cost += min_cost;
      if (!take(x, '|')) break;
    }
  }
  x->r->program.at[n_at] = n;
  struct pk_marks *marks = pk_vec_add(x->arena, &x->r->atoms);
  if (!marks) return no_memory(x);
  *marks = marks_of_atom(&x->r->program.at[n_at - 1]);
  x->r->program.at[n_at - 1] |= (x->r->atoms.n - 1) << 8;
  must.cost = cost, must.n = n_keys;
  note_must(x, &must);
  cost += (x->width_max - x->width_min) / 4;
  bool anchor = !x->optional && cost < x->anchor.cost && cost < NO_MUST;
  if (anchor) {
    x->anchor.cost = cost, x->anchor.min = x->width_min, x->anchor.max = x->width_max, x->anchor.n = n_keys;
    memcpy(x->anchor.keys, must.keys, n_keys * sizeof *must.keys);
  }
  note_neighbours(x, anchor, width, n == 1 ? x->r->program.at[n_at + 1] : 0, n == 1 ? x->r->program.at[n_at + 2] : 0, only_kinds ? kinds : 0);
  return PARTIKEL_OK;
}

static partikel_status find_label(struct parser *x, pk_str name, bool add, uint32_t *out) {
  for (uint32_t i = 0; i < x->rule.n_labels; i++)
    if (pk_str_eq(x->label_names[i], name)) { *out = i; return PARTIKEL_OK; }
  if (!add) return fail(x, "unknown label %S", name);
  if (x->rule.n_labels == PK_MAX_LABELS) return fail(x, "more than 8 labels, at %S", name);
  *out = x->rule.n_labels;
  x->label_names[x->rule.n_labels] = name;
  x->labels[x->rule.n_labels++] = (struct pk_i_label){pk_build_text(x->b, name), PK_KINDS, 255};
  return PARTIKEL_OK;
}

static bool insert(struct parser *x, uint32_t at, uint32_t n) {   /* room for n codes at `at` */
  for (uint32_t i = 0; i < n; i++)
    if (!emit(x, 0)) return false;
  memmove(&x->r->program.at[at + n], &x->r->program.at[at], (x->r->program.n - n - at) * sizeof(uint32_t));
  return true;
}

/* What stands in code between start and the end is repeated min to max times. Jumps are relative, so code can be copied. */
static partikel_status repeat(struct parser *x, uint32_t start, uint32_t min, uint32_t max) {
  uint32_t n = x->r->program.n - start;
  uint32_t body[PK_MAX_REPEAT_CODE];
  if (n > PK_MAX_REPEAT_CODE || max == 0 || min > max || max > PK_MAX_REPEAT) return fail(x, "repetition is too long or wrong: %S", x->p);
  memcpy(body, &x->r->program.at[start], n * sizeof *body);
  x->r->program.n = start;
  for (uint32_t i = 0; i < max; i++) {
    if (i >= min) {                        /* SPLIT: into the body, or past all that is left */
      uint32_t left = (max - i) * (n + 3) - 3;
      EMIT(PK_OP_SPLIT);
      EMIT(3);
      EMIT(left + 3);
    }
    for (uint32_t j = 0; j < n; j++) EMIT(body[j]);
  }
  return PARTIKEL_OK;
}

/* One branch more: of the branches together one of all their words and classes is required. */
static void join_branch(struct parser *x, struct must *all) {
  const struct must *m = &x->branch;
  if (m->cost >= NO_MUST || all->n + m->n > PK_MAX_KEYS) all->cost = NO_MUST;
  else {
    memcpy(&all->keys[all->n], m->keys, m->n * sizeof *m->keys);
    all->n += m->n;
    all->cost += m->cost;
  }
  x->branch.cost = NO_MUST;
}

static partikel_status read_element(struct parser *x, int depth) {
  uint32_t start = x->r->program.n, atoms = x->r->atoms.n, width_min = x->width_min, width_max = x->width_max;
  int kind = PK_KINDS, sub = -1;
  size_t from = x->at;
  /* a repetition behind the element decides whether it is required: look ahead by reading it twice */
  bool optional = x->optional, may_miss_before = x->may_miss;
  for (int round = 0; round < 2; round++) {
    x->r->program.n = start, x->r->atoms.n = atoms, x->at = from, x->width_min = width_min, x->width_max = width_max;
    struct parser saved = *x;
    if (take(x, '(')) {
      if (depth == PK_MAX_NEST) return fail(x, "brackets are nested too deeply: %S", x->p);
      PK_TRY(read_sequence(x, depth + 1, ')'));
      /* a group that begins with a name is, for its examples, a name */
      const uint32_t *code = &x->r->program.at[start];
      if (x->r->program.n > start + 3 && PK_OP(*code) == PK_OP_ATOM && (code[2] & PK_T_TYPE) == PK_T_KIND && (code[3] & 0xff) == PK_NAME) kind = PK_NAME;
    } else if (take(x, '^')) EMIT(PK_OP_START);
    else if (take(x, '$')) EMIT(PK_OP_END);
    else if (x->at + 1 < x->p.n && x->p.s[x->at] == '.' && x->p.s[x->at + 1] == '.') {
      x->at += 2;
      uint32_t most;
      if (!take_int(x, &most) || most == 0 || most > PK_MAX_GAP) return fail(x, "a gap is ..1 to ..40: %S", x->p);
      uint32_t n_at = x->r->program.n + 2, n = 0;
      EMIT(PK_OP_GAP);
      EMIT(most);
      EMIT(0);
      while (peek(x) == '!') {
        struct term t;
        PK_TRY(read_term(x, &t));
        EMIT(t.type & ~(uint32_t)PK_T_NOT);
        EMIT(t.arg);
        n++;
      }
      x->r->program.at[n_at] = n;
      widen(x, 0, most);
      return PARTIKEL_OK;
    } else PK_TRY(read_atom(x, &kind, &sub));
    char c = peek(x);
    size_t label_from = x->at;
    if (c == ':') {                        /* skip the label to see a repetition behind it */
      x->at++;
      take_word(x);
      c = peek(x);
    }
    bool may_miss = c == '?' || (c == '{' && x->at + 1 < x->p.n && x->p.s[x->at + 1] == '0');
    x->at = label_from;
    if (round == 0 && may_miss && !(optional && x->may_miss)) {
      *x = saved;
      x->optional = x->may_miss = true;
      continue;
    }
    break;
  }
  x->optional = optional, x->may_miss = may_miss_before;
  if (take(x, ':')) {
    pk_str name = take_word(x);
    uint32_t label;
    PK_TRY(find_label(x, name, true, &label));
    if (kind < PK_KINDS) x->labels[label].kind = (uint32_t)kind, x->labels[label].sub = sub < 0 ? 255 : (uint32_t)sub;
    if (!insert(x, start, 2)) return no_memory(x);
    x->r->program.at[start] = PK_OP_OPEN;
    x->r->program.at[start + 1] = label;
    EMIT(PK_OP_CLOSE);
    EMIT(label);
  }
  uint32_t once_min = x->width_min - width_min, once_max = x->width_max - width_max;
  if (take(x, '?')) {
    x->width_min = width_min;
    return repeat(x, start, 0, 1);
  }
  if (take(x, '{')) {
    uint32_t min, max;
    if (!take_int(x, &min) || !take(x, ',') || !take_int(x, &max) || !take(x, '}')) return fail(x, "a repetition is {m,n}: %S", x->p);
    x->width_min = width_min, x->width_max = width_max;
    widen(x, once_min * min, once_max * max);
    return repeat(x, start, min, max);
  }
  return PARTIKEL_OK;
}

/* Elements up to `end`; `a b | c` are alternatives. */
static partikel_status read_sequence(struct parser *x, int depth, char end) {
  uint32_t start = x->r->program.n, jumps[PK_MAX_BARS], n_jumps = 0;
  uint32_t from_min = x->width_min, from_max = x->width_max, min = UINT32_MAX, max = 0;
  bool optional = x->optional, alternatives = false, in_branch = x->in_branch, may_miss = x->may_miss;
  struct must all = {0}, outer = x->branch;
  size_t ahead = x->at;
  for (int nest = 0; ahead < x->p.n && depth > 0; ahead++) {  /* alternatives ahead? then nothing inside is required */
    char c = x->p.s[ahead];
    if (c == '\'' && ahead + 2 < x->p.n) { ahead += 2; continue; }
    if (c == '(') nest++;
    if (c == ')' && nest-- == 0) break;
    if (c == '|' && nest == 0 && ahead > 0 && x->p.s[ahead - 1] == ' ') { alternatives = true; break; }
  }
  if (alternatives) x->optional = x->in_branch = true, x->may_miss = false, x->branch.cost = NO_MUST;
  for (;;) {
    blanks(x);
    char c = peek(x);
    if (c == end || c == 0) break;
    if (c == '|') {
      if (depth > 0 && !alternatives) return fail(x, "a blank is missing before: %S", pk_str_part(x->p, x->at, x->p.n));
      if (depth == 0 || n_jumps == PK_MAX_BARS) return fail(x, "alternatives of sequences stand in ( ): %S", x->p);
      x->at++;
      if (!insert(x, start, 3)) return no_memory(x);
      EMIT(PK_OP_JUMP);
      EMIT(0);
      for (uint32_t i = 0; i < n_jumps; i++) if (jumps[i] >= start) jumps[i] += 3;
      jumps[n_jumps++] = x->r->program.n - 2;
      x->r->program.at[start] = PK_OP_SPLIT;
      x->r->program.at[start + 1] = 3;
      x->r->program.at[start + 2] = x->r->program.n - start;
      start = x->r->program.n;
      if (x->width_min < min) min = x->width_min;
      if (x->width_max > max) max = x->width_max;
      x->width_min = from_min, x->width_max = from_max;
      join_branch(x, &all);
      continue;
    }
    PK_TRY(read_element(x, depth));
    c = peek(x);
    if (c && c != ' ' && c != '\t' && c != end && c != '|') return fail(x, "a blank is missing before: %S", pk_str_part(x->p, x->at, x->p.n));
  }
  if (end && !take(x, end)) return fail(x, "( without ): %S", x->p);
  for (uint32_t i = 0; i < n_jumps; i++) x->r->program.at[jumps[i] + 1] = x->r->program.n - jumps[i];
  if (min < x->width_min) x->width_min = min;
  if (max > x->width_max) x->width_max = max;
  if (alternatives) {
    join_branch(x, &all);
    x->in_branch = in_branch, x->may_miss = may_miss, x->branch = outer;
    note_must(x, &all);
  }
  x->optional = optional;
  return PARTIKEL_OK;
}

static partikel_status read_pattern(struct parser *x, pk_str p, uint32_t *program, uint32_t *n) {
  x->p = p, x->at = 0, x->width_min = x->width_max = 0, x->optional = x->in_branch = x->may_miss = false;
  *program = x->r->program.n;
  PK_TRY(read_sequence(x, 0, 0));
  EMIT(PK_OP_DONE);
  *n = x->r->program.n - *program;
  return PARTIKEL_OK;
}

/* ---- lines of a rule ---------------------------------------------------------------------------------------------------------------- */
static pk_str next_word(pk_str *rest) {
  *rest = pk_str_trim(*rest);
  size_t n = 0;
  while (n < rest->n && rest->s[n] != ' ' && rest->s[n] != '\t') n++;
  pk_str word = pk_str_part(*rest, 0, n);
  *rest = pk_str_trim(pk_str_part(*rest, n, rest->n));
  return word;
}

static partikel_status read_within(struct parser *x, pk_str rest) {
  pk_str what = next_word(&rest);
  if (pk_str_eq(what, PK_LIT("sentence"))) return PARTIKEL_OK;
  if (pk_str_eq(what, PK_LIT("block"))) { x->rule.flags |= PK_RULE_BLOCK; return PARTIKEL_OK; }
  int kind = find_name(block_names, PARTIKEL_BLOCK_COUNT, what, false);
  if (kind < 0) return fail(x, "within sentence, block or a kind of block, not %S", what);
  x->rule.flags |= PK_RULE_BLOCK | PK_RULE_KIND;
  x->rule.block_kind = (uint8_t)kind;
  return PARTIKEL_OK;
}

static partikel_status read_around(struct parser *x, pk_str rest) {
  size_t end = rest.n, within = rest.n;
  pk_str guard = {NULL, 0};
  for (size_t i = 0; i + 8 <= rest.n; i++) {
    if (memcmp(rest.s + i, " within ", 8) == 0 && within == rest.n) within = i;
    if (memcmp(rest.s + i, " unless ", 8) == 0) { guard = pk_str_part(rest, i + 8, rest.n); end = i; break; }
  }
  pk_str trigger = pk_str_part(rest, 0, within < end ? within : end);
  if (within < end) PK_TRY(read_within(x, pk_str_part(rest, within + 8, end)));
  x->rule.flags |= PK_RULE_AROUND;
  PK_TRY(read_pattern(x, trigger, &x->rule.program, &x->rule.n_program));
  if (guard.n) {                           /* the guard: a slot without label that must not be found */
    struct pk_i_slot *s = pk_vec_add(x->arena, &x->r->slots);
    if (!s) return no_memory(x);
    uint32_t index = x->r->slots.n - 1;
    x->rule.n_slots++;
    uint32_t program, n;
    x->optional = true;
    uint32_t cost = x->anchor.cost;
    x->anchor.cost = 0;                    /* nothing here may become the anchor */
    PK_TRY(read_pattern(x, guard, &program, &n));
    x->anchor.cost = cost;
    x->r->slots.at[index].label = 255, x->r->slots.at[index].program = program, x->r->slots.at[index].n_program = n;
  }
  return PARTIKEL_OK;
}

static partikel_status read_slot(struct parser *x, pk_str rest) {
  if (!(x->rule.flags & PK_RULE_AROUND)) return fail(x, "slot belongs to a rule with around: %S", rest);
  pk_str name = next_word(&rest), pattern = next_word(&rest);
  struct pk_i_slot slot = {0};
  uint32_t label;
  PK_TRY(find_label(x, name, true, &label));
  slot.label = (uint8_t)label;
  pk_str word = next_word(&rest);
  if (pk_str_eq(word, PK_LIT("after"))) {
    slot.direction = PK_AFTER;
    word = next_word(&rest);
    if (!word.n || !(slot.after = pk_build_word(x->b, word))) return fail(x, "after which word? %S", name);
  } else {
    bool left = pk_str_eq(word, PK_LIT("left"));
    if (!left && !pk_str_eq(word, PK_LIT("right"))) return fail(x, "a slot stands left, right or after a word, not %S", word);
    slot.direction = left ? PK_LEFT : PK_RIGHT;
    pk_str save = rest;
    if (pk_str_eq(next_word(&rest), PK_LIT("else"))) {
      next_word(&rest);
      slot.direction = left ? PK_LEFT_ELSE_RIGHT : PK_RIGHT_ELSE_LEFT;
    } else rest = save;
  }
  if (pk_str_eq(next_word(&rest), PK_LIT("optional"))) slot.optional = 1;
  uint32_t cost = x->anchor.cost;
  x->anchor.cost = 0;
  x->p = pattern, x->at = 0, x->optional = true;
  uint32_t program = x->r->program.n;
  int kind = PK_KINDS, sub = -1;
  PK_TRY(read_atom(x, &kind, &sub));
  EMIT(PK_OP_DONE);
  x->anchor.cost = cost;
  slot.program = program, slot.n_program = x->r->program.n - program;
  if (kind < PK_KINDS) x->labels[label].kind = (uint32_t)kind, x->labels[label].sub = sub < 0 ? 255 : (uint32_t)sub;
  struct pk_i_slot *s = pk_vec_add(x->arena, &x->r->slots);
  if (!s) return no_memory(x);
  *s = slot;
  x->rule.n_slots++;
  return PARTIKEL_OK;
}

static partikel_status read_then(struct parser *x, pk_str rest) {
  if (!x->has_pattern) return fail(x, "then before when or around: %S", rest);
  pk_str name = next_word(&rest);
  struct pk_i_then t = {0};
  int kind = find_name(x->phase >= 50 ? fact_names : kind_names, x->phase >= 50 ? (int)PK_FACTS : (int)PK_KINDS, name, false);
  if (pk_str_eq(name, PK_LIT("nothing"))) x->rule.flags |= PK_RULE_NOTHING, kind = PK_NOTHING;
  else if (kind < 0) return fail(x, x->phase >= 50 ? "unknown fact %S" : "unknown kind %S", name);
  t.is_fact = x->phase >= 50;
  t.kind = (uint8_t)kind;
  while (rest.n) {
    size_t eq = 0;
    while (eq < rest.n && rest.s[eq] != '=' && rest.s[eq] != ' ') eq++;
    if (eq == rest.n || rest.s[eq] != '=') return fail(x, "slot=label or slot='constant', not %S", rest);
    int slot = find_name(slot_names, PK_SLOTS, pk_str_part(rest, 0, eq), false);
    if (slot < 1) return fail(x, "unknown slot %S", pk_str_part(rest, 0, eq));
    if (t.n == PK_MAX_SLOTS) return fail(x, "more than 8 slots: %S", rest);
    rest = pk_str_part(rest, eq + 1, rest.n);
    t.at[t.n].slot = (uint8_t)slot;
    t.at[t.n].label = 255;
    if (rest.n && rest.s[0] == '\'') {
      size_t end = 1;
      while (end < rest.n && rest.s[end] != '\'') end++;
      if (end == rest.n) return fail(x, "' without end: %S", rest);
      t.at[t.n].constant = pk_build_text(x->b, pk_str_part(rest, 1, end));
      rest = pk_str_trim(pk_str_part(rest, end + 1, rest.n));
    } else {
      uint32_t label;
      PK_TRY(find_label(x, next_word(&rest), false, &label));
      t.at[t.n].label = (uint8_t)label;
      if (slot == PK_SLOT_name && !t.is_fact) x->rule.claim = x->rule.n_then ? 255 : (uint8_t)label;
    }
    t.n++;
  }
  if (x->rule.n_then == PK_MAX_THENS) return fail(x, "more than 255 statements, at %S", name);
  struct pk_i_then *slot = pk_vec_add(x->arena, &x->r->thens);
  if (!slot) return no_memory(x);
  *slot = t;
  x->rule.n_then++;
  return PARTIKEL_OK;
}

/* The marks of all atoms that a program may begin with. */
static struct pk_marks marks_at_start(const struct parser *x, const uint32_t *code) {
  const uint32_t *later[8];
  struct pk_marks all = {0, 0};
  for (uint32_t n = 0;;) switch (PK_OP(*code)) {
    case PK_OP_ATOM:
      all = pk_marks_join(all, x->r->atoms.at[PK_ATOM_MARKS(*code)]);
      if (!n) return all;
      code = later[--n];
      break;
    case PK_OP_SPLIT:
      if (n == sizeof later / sizeof *later) return any_marks;
      later[n++] = code + code[2];
      code += code[1];
      break;
    case PK_OP_JUMP: code += code[1]; break;
    case PK_OP_START: code++; break;
    case PK_OP_OPEN: case PK_OP_CLOSE: code += 2; break;
    default: return any_marks;
  }
}

/* All but the anchor: where a rule is tried, its anchor stands. */
static bool emit_musts(struct parser *x) {
  struct pk_i_test *test = pk_vec_add(x->arena, &x->r->tests);
  if (!test) return false;
  test->phase = (uint8_t)x->phase, test->in_block = (x->rule.flags & PK_RULE_BLOCK) != 0;
  for (uint32_t i = 0, n = 0; i < x->n_musts && n < PK_MAX_MUSTS; i++) {
    const struct must *m = &x->musts[i];
    size_t size = m->n * sizeof *m->keys;
    if (m->n == x->anchor.n && memcmp(m->keys, x->anchor.keys, size) == 0) continue;
    uint32_t place = pk_hash(m->keys, size) % PK_MUST_BITS;
    test->musts[n++] = (uint16_t)(place + 1);
    for (uint32_t j = 0; j < m->n; j++) {
      struct pk_i_key *key = pk_vec_add(x->arena, &x->r->musts);
      if (!key) return false;
      *key = (struct pk_i_key){m->keys[j].type, m->keys[j].arg, place};
    }
  }
  return true;
}

static partikel_status finish(struct parser *x) {
  if (!x->open) return PARTIKEL_OK;
  x->open = false;
  uint32_t line = x->line;
  x->line = x->rule.line;
  pk_str name = pk_str_of("");
  if (!x->has_pattern) return fail(x, "the rule has no when or around%S", name);
  if (!x->rule.n_then) return fail(x, "the rule has no then%S", name);
  if (x->anchor.cost >= NO_MUST) return fail(x, "the rule has no anchor: one required word, class or kind%S", name);
  x->rule.before_min = x->anchor.min;
  x->rule.before_max = (uint8_t)x->anchor.max;
  x->rule.begins = marks_at_start(x, &x->r->program.at[x->rule.program]);
  x->rule.label = x->r->labels.n;
  for (uint32_t i = 0; i < x->rule.n_labels; i++) {
    struct pk_i_label *l = pk_vec_add(x->arena, &x->r->labels);
    if (!l) return no_memory(x);
    *l = x->labels[i];
  }
  struct pk_i_rule *rule = pk_vec_add(x->arena, &x->r->rules);
  if (!rule) return no_memory(x);
  *rule = x->rule;
  for (uint32_t i = 0; i < x->anchor.n; i++) {
    struct pk_i_key *a = pk_vec_add(x->arena, &x->r->anchors);
    if (!a) return no_memory(x);
    *a = (struct pk_i_key){x->anchor.keys[i].type, x->anchor.keys[i].arg, x->r->rules.n - 1};
  }
  if (!emit_musts(x)) return no_memory(x);
  x->line = line;
  return PARTIKEL_OK;
}

/* Where the rule of that name stands in the table of names, or where it would. */
static uint32_t *place_of_name(struct parser *x, pk_str name) {
  const struct pk_rules *r = x->r;
  uint32_t i = pk_hash(name.s, name.n) & r->by_name_mask;
  while (r->by_name[i] && !pk_str_eq(pk_build_string(x->b, r->rules.at[r->by_name[i] - 1].name), name)) i = (i + 1) & r->by_name_mask;
  return &r->by_name[i];
}

/* The table of names has room for one more. */
static bool grow_names(struct parser *x) {
  struct pk_rules *r = x->r;
  if (r->by_name && r->rules.n < r->by_name_mask / 2) return true;
  uint32_t size = r->by_name ? 2 * (r->by_name_mask + 1) : 1024;
  r->by_name = pk_arena_array(x->arena, size, sizeof *r->by_name);
  r->by_name_mask = size - 1;
  for (uint32_t i = 0; r->by_name && i < r->rules.n; i++) *place_of_name(x, pk_build_string(x->b, r->rules.at[i].name)) = i + 1;
  return r->by_name != NULL;
}

static partikel_status read_rule_head(struct parser *x, pk_str rest) {
  PK_TRY(finish(x));
  x->rule = (struct pk_i_rule){.line = x->line, .file = x->file, .phase = (uint16_t)x->phase, .claim = 255,
                               .then = x->r->thens.n, .slot = x->r->slots.n};
  x->open = true, x->has_pattern = false, x->yes = x->no = 0;
  x->anchor.cost = NO_MUST, x->anchor.n = 0;
  x->last.type = 0;
  memset(x->kinds, 0, sizeof x->kinds);
  x->n_musts = 0;
  pk_str name = next_word(&rest);
  if (!name.n) return fail(x, "a rule has a name%S", name);
  if (!grow_names(x)) return no_memory(x);
  uint32_t *place = place_of_name(x, name); /* names are unique, because a record names its rules */
  if (*place) return fail(x, "two rules are called %S", name);
  *place = x->r->rules.n + 1;
  x->rule.name = pk_build_text(x->b, name);
  while (rest.n) {
    pk_str word = next_word(&rest);
    if (pk_str_eq(word, PK_LIT("near"))) x->rule.flags |= PK_RULE_NEAR;
    else if (pk_str_eq(word, PK_LIT("priority"))) {
      pk_str number = next_word(&rest);
      for (size_t i = 0; i < number.n; i++) {
        if (number.s[i] < '0' || number.s[i] > '9' || i > 4) return fail(x, "priority is a number, not %S", number);
        x->rule.priority = x->rule.priority * 10 + (number.s[i] - '0');
      }
    } else return fail(x, "unknown mark of a rule: %S", word);
  }
  return PARTIKEL_OK;
}

static partikel_status read_example(struct parser *x, pk_str rest, bool yes) {
  struct pk_i_example *e = pk_vec_add(x->arena, &x->r->examples);
  if (!e) return no_memory(x);
  *e = (struct pk_i_example){x->r->rules.n, x->line, pk_build_text(x->b, rest), yes};
  return PARTIKEL_OK;
}

partikel_status pk_rules_parse(struct pk_builder *b, const char *dir, const char *path, uint16_t file, uint32_t phase, pk_str text, struct pk_rules *out, partikel_error *err) {
  struct parser parser = {.b = b, .r = out, .err = err, .dir = dir, .path = path, .file = file, .phase = phase, .arena = pk_build_arena(b)}, *x = &parser;
  for (size_t at = 0; at < text.n;) {
    size_t end = at;
    while (end < text.n && text.s[end] != '\n') end++;
    pk_str line = pk_str_part(text, at, end);
    at = end + 1;
    x->line++;
    for (size_t i = 0; i < line.n; i++)    /* a comment begins at # before a blank, since #word is a shape */
      if (line.s[i] == '#' && (i == 0 || line.s[i - 1] == ' ' || line.s[i - 1] == '\t') && (i + 1 == line.n || line.s[i + 1] == ' ' || i == 0)) line.n = i;
    pk_str rest = pk_str_trim(line);
    if (!rest.n) continue;
    pk_str word = next_word(&rest);
    bool example = pk_str_eq(word, PK_LIT("yes")) || pk_str_eq(word, PK_LIT("no"));
    if (pk_str_eq(word, PK_LIT("rule"))) PK_TRY(read_rule_head(x, rest));
    else if (!x->open) return fail(x, "outside a rule: %S", word);
    else if (pk_str_eq(word, PK_LIT("when")) || pk_str_eq(word, PK_LIT("around"))) {
      if (x->has_pattern) return fail(x, "a rule has one when or around%S", (pk_str){"", 0});
      x->has_pattern = true;
      if (word.s[0] == 'w') PK_TRY(read_pattern(x, rest, &x->rule.program, &x->rule.n_program));
      else PK_TRY(read_around(x, rest));
    } else if (pk_str_eq(word, PK_LIT("within"))) PK_TRY(read_within(x, rest));
    else if (pk_str_eq(word, PK_LIT("slot"))) PK_TRY(read_slot(x, rest));
    else if (pk_str_eq(word, PK_LIT("then"))) PK_TRY(read_then(x, rest));
    else if (example) PK_TRY(read_example(x, rest, word.s[0] == 'y'));
    else return fail(x, "unknown line: %S", word);
  }
  return finish(x);
}
