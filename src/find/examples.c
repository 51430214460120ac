/* Runs the yes and no lines of all rules: each example is an article of one sentence, on which the earlier rule files run as
 * usual; then the rule must match with the labels as written, or must not match at all. */
#include "find.h"

struct marked { uint32_t label; pk_span at; };           /* bytes of the plain text */
struct example {
  struct pk_example from;
  struct pk_rule_info rule;
  pk_str text;
  struct marked marks[PK_MAX_MARKS];
  uint32_t n_marks;
  struct pk_label labels[PK_MAX_LABELS];
  uint32_t n_labels;
  char why[160];
};

/* "[giver Velux Fonden] giver" → plain text and marks. False: unknown label or missing bracket. */
static bool read_marks(struct example *e, struct pk_arena *arena) {
  pk_str in = e->from.text;
  char *out = pk_arena_alloc(arena, in.n + 1);
  size_t n = 0;
  if (!out) return false;
  for (size_t i = 0; i < in.n; i++) {
    if (in.s[i] != '[') { out[n++] = in.s[i]; continue; }
    size_t blank = i + 1, close;
    while (blank < in.n && in.s[blank] != ' ' && in.s[blank] != ']') blank++;
    close = blank;
    while (close < in.n && in.s[close] != ']') close++;
    pk_str name = pk_str_part(in, i + 1, blank);
    uint32_t label = 0;
    while (label < e->n_labels && !pk_str_eq(e->labels[label].name, name)) label++;
    if (close == in.n || label == e->n_labels || e->n_marks == PK_MAX_MARKS) return false;
    pk_str words = pk_str_trim(pk_str_part(in, blank, close));
    e->marks[e->n_marks++] = (struct marked){label, {(uint32_t)n, (uint32_t)(n + words.n)}};
    memcpy(out + n, words.s, words.n);
    n += words.n;
    i = close;
  }
  e->text = (pk_str){out, n};
  return true;
}

static bool tokens_of(const struct pk_segments *seg, pk_span at, uint32_t *first, uint32_t *last) {
  *first = *last = 0;
  for (uint32_t i = 0; i < seg->n_tokens; i++) {
    if (seg->tokens[i].at.start == at.start) *first = i;
    if (seg->tokens[i].at.end == at.end) *last = i + 1;
  }
  return *first < *last && seg->tokens[*first].at.start == at.start;
}

/* A labelled stretch that the earlier files have not made a mention of its kind is given that kind. */
static bool force_marks(struct example *e, struct pk_mentions *m, struct pk_arena *arena) {
  for (uint32_t i = 0; i < e->n_marks; i++) {
    uint8_t kind = e->labels[e->marks[i].label].kind, sub = e->labels[e->marks[i].label].sub;
    uint32_t first, last;
    if (kind >= PK_KINDS || !tokens_of(m->seg, e->marks[i].at, &first, &last)) continue;
    bool stands = false;
    for (uint32_t j = 0; j < m->at.n && !stands; j++)
      stands = m->at.at[j].kind == kind && !m->at.at[j].value.hidden && m->at.at[j].first == first && m->at.at[j].last == last;
    if (stands) continue;
    for (uint32_t t = first; t < last; t++) m->row.covers[t] = PK_NO_ITEM;
    if (!pk_mention_room(m, kind, first, last) || !pk_mention_add(m, arena, kind, sub == 255 ? 0 : sub, first, last)) return false;
  }
  return true;
}

static pk_str strip_marks(const struct pk_segments *seg, uint32_t first, uint32_t last) {
  while (first < last && seg->tokens[first].is & PK_IS_QUOTE) first++;
  while (first < last && seg->tokens[last - 1].is & PK_IS_QUOTE) last--;
  return first < last ? pk_str_part(seg->text, seg->tokens[first].at.start, seg->tokens[last - 1].at.end) : (pk_str){seg->text.s, 0};
}

static bool labels_fit(struct example *e, const struct pk_segments *seg, const struct pk_match *match) {
  for (uint32_t i = 0; i < e->n_marks; i++) {
    const struct pk_capture *c = &match->at[e->marks[i].label];
    uint32_t first, last;
    if (!tokens_of(seg, e->marks[i].at, &first, &last)) return false;
    pk_str wanted = strip_marks(seg, first, last), got = c->first < c->last ? strip_marks(seg, c->first, c->last) : (pk_str){"", 0};
    if (!pk_str_eq(wanted, got)) {
      struct pk_buf b;
      pk_buf_init(&b, sizeof e->why);
      pk_buf_text(&b, "captures \"");
      pk_buf_str(&b, got.n < 60 ? got : pk_str_part(got, 0, 60));
      pk_buf_text(&b, "\" as ");
      pk_buf_str(&b, e->labels[e->marks[i].label].name);
      if (!b.failed && b.n < sizeof e->why) memcpy(e->why, b.s, b.n), e->why[b.n] = 0;
      pk_buf_release(&b);
      return false;
    }
  }
  return true;
}

static partikel_status run_example(const struct pk_know *know, struct example *e, struct pk_arena *arena, bool *good, partikel_error *err) {
  *good = false;
  e->n_labels = pk_know_labels(know, e->from.rule, e->labels);
  if (!read_marks(e, arena)) {
    memcpy(e->why, "has an unknown label or no ]", 29);
    return PARTIKEL_OK;
  }
  partikel_block block = {PARTIKEL_BLOCK_PARAGRAPH, {0, (uint32_t)e->text.n}};
  if (e->rule.block_kind != 255) block.kind = (partikel_block_kind)e->rule.block_kind;
  struct pk_article article = {.published = PK_NO_DATE, .danish = true, .relevant_text = true};
  struct pk_segments seg;
  struct pk_mentions mentions;
  PK_TRY(pk_segment(know, e->text, &block, 1, &seg, arena, err));
  PK_TRY(pk_find_before(know, &seg, &mentions, arena, err));
  uint32_t phases[PK_MAX_PHASES], n = pk_know_phases(know, phases);
  for (uint32_t i = 0; i < n && phases[i] < e->rule.phase && phases[i] < 50; i++) PK_TRY(pk_run_phase(know, &article, &mentions, phases[i], arena, err));
  if (!force_marks(e, &mentions, arena)) return pk_fail(err, PARTIKEL_NOMEM, "", 0, "out of memory");
  pk_matches matches = {0};
  if (!pk_match_phase(&mentions.row, &mentions.candidates, e->rule.phase, &matches, arena)) return pk_fail(err, PARTIKEL_NOMEM, "", 0, "out of memory");
  pk_match_settle_with(know, &matches, e->rule.phase >= 50, true);
  bool found = false, fits = false;
  for (uint32_t i = 0; i < matches.n && !fits; i++) {
    if (matches.at[i].rule != e->from.rule) continue;
    found = true;
    fits = labels_fit(e, &seg, &matches.at[i]);
  }
  *good = e->from.yes ? fits : !found;
  if (!*good && !e->why[0]) memcpy(e->why, e->from.yes ? "is not matched" : "is matched", e->from.yes ? 15 : 11);
  return PARTIKEL_OK;
}

partikel_status pk_examples(const struct pk_know *know, partikel_sink sink, void *context, size_t *examples, size_t *failed) {
  struct pk_arena arena;
  pk_arena_init(&arena, PK_MAX_ARENA);
  partikel_status status = PARTIKEL_OK;
  uint32_t n = pk_know_examples(know);
  *examples = n;
  *failed = 0;
  for (uint32_t i = 0; i < n && status == PARTIKEL_OK; i++) {
    struct example e = {0};
    partikel_error err;
    bool good;
    pk_know_example(know, i, &e.from);
    pk_know_rule(know, e.from.rule, &e.rule);
    status = run_example(know, &e, &arena, &good, &err);
    if (arena.failed) status = PARTIKEL_NOMEM; /* what was lost may look like a wrong example */
    if (status == PARTIKEL_OK && !good) {
      ++*failed;
      struct pk_buf line;
      pk_buf_init(&line, 1 << 16);
      pk_buf_str(&line, e.rule.file);
      pk_buf_byte(&line, ':');
      pk_buf_int(&line, e.from.line);
      pk_buf_text(&line, ": rule ");
      pk_buf_str(&line, e.rule.name);
      pk_buf_text(&line, e.from.yes ? ": yes " : ": no ");
      pk_buf_text(&line, e.why);
      pk_buf_byte(&line, '\n');
      if (line.failed) status = PARTIKEL_NOMEM;
      else if (sink(context, line.s, line.n)) status = PARTIKEL_IO;
      pk_buf_release(&line);
    }
    pk_arena_reset(&arena);
  }
  pk_arena_release(&arena);
  return status;
}
