/* Tables of grants: a head that names its columns (Modtager, Projekt, Beløb) tells what the cells below are. Sums are found by
 * figures.c; here the project and recipient columns become mentions, which the relation rules then join row by row. */
#include "find.h"

enum { NO_COLUMN = -1 };
struct head { int project, recipient, partner; };   /* partner: with whom the recipient works */

/* The cell of tokens in order: tabs are counted on from the last place asked for. */
struct place { size_t at; uint32_t cell; };
static uint32_t cell_at(pk_str text, struct place *p, size_t at) {
  while (p->at < at) p->cell += text.s[p->at++] == '\t';
  return p->cell;
}

/* A head is a row of words, two of which at least name columns; a row of values is none. */
static bool read_head(const struct pk_know *know, const struct pk_segments *seg, uint32_t first, uint32_t last, size_t start, struct head *h) {
  uint32_t project = pk_know_class(know, "column_project"), recipient = pk_know_class(know, "column_recipient"), partner = pk_know_class(know, "column_partner"), other = pk_know_class(know, "column_other");
  struct head found = {NO_COLUMN, NO_COLUMN, NO_COLUMN};
  uint32_t named = 0;
  struct place place = {start, 0};
  for (uint32_t i = first; i < last; i++) {
    const struct pk_token *t = &seg->tokens[i];
    if (t->is & PK_IS_NUMBER) return false;
    int cell = (int)cell_at(seg->text, &place, t->at.start);
    if (pk_know_in(know, t->set, project) && found.project == NO_COLUMN) found.project = cell, named++;
    else if (pk_know_in(know, t->set, recipient) && found.recipient == NO_COLUMN) found.recipient = cell, named++;
    else if (pk_know_in(know, t->set, partner) && found.partner == NO_COLUMN) found.partner = cell, named++;
    else if (pk_know_in(know, t->set, other)) named++;
  }
  if (named < 2 || (found.project == NO_COLUMN && found.recipient == NO_COLUMN) || found.project == found.recipient) return false;
  *h = found;
  return true;
}

/* "I alt\t1.250.000 kr.": a sum of the rows above. */
static bool sums_up(const struct pk_know *know, const struct pk_segments *seg, uint32_t first, uint32_t last, uint32_t sum, struct pk_arena *arena) {
  pk_arena_mark mark = pk_arena_here(arena);
  pk_lookups found = {0};
  bool yes = pk_know_in(know, seg->tokens[first].set, sum);
  if (!yes && pk_know_phrases(know, seg->text, seg->tokens, first, last, &found, arena))
    for (uint32_t i = 0; i < found.n && !yes; i++) yes = found.at[i].type == PK_LOOKUP_CLASS && found.at[i].id == sum;
  pk_arena_back(arena, mark);
  return yes;
}

static partikel_status add_cell(const struct pk_know *know, struct pk_mentions *m, uint8_t kind, uint32_t first, uint32_t last, struct pk_arena *arena, partikel_error *err) {
  const struct pk_token *tokens = m->seg->tokens;
  uint32_t municipality = pk_know_class(know, "municipality_head"), and = pk_know_class(know, "and");
  /* "X Kommune og Y": two; the rules know a municipality by its last word */
  for (uint32_t i = first + 1; i + 1 < last && last - first <= 12 && kind == PK_ORGANISATION; i++) {
    bool joint = pk_know_in(know, tokens[i].set, and) || m->seg->text.s[tokens[i].at.start] == '/';
    bool left = pk_know_in(know, tokens[i - 1].set, municipality), right = pk_know_in(know, tokens[last - 1].set, municipality);
    if (!joint || (!left && !right)) continue;
    if (!left) PK_TRY(add_cell(know, m, kind, first, i, arena, err));
    return right ? PARTIKEL_OK : add_cell(know, m, kind, i + 1, last, arena, err);
  }
  for (uint32_t i = first; i < last && kind == PK_ORGANISATION; i++) {
    if (m->row.covers[i] != PK_NO_ITEM) return PARTIKEL_OK;  /* the lexicon knows who it is */
    if (i > first && m->seg->text.s[m->seg->tokens[i].at.start] == ',') last = i;  /* "Foreningen X, Struer" */
  }
  if (first >= last || last - first > 10 || (kind == PK_ORGANISATION && m->seg->tokens[first].is & PK_IS_NUMBER) || !pk_mention_room(m, kind, first, last)) return PARTIKEL_OK;
  struct pk_mention *x = pk_mention_add(m, arena, kind, PARTIKEL_ORGANISATION_OTHER, first, last);
  if (!x) return pk_fail(err, PARTIKEL_NOMEM, "", 0, "out of memory");
  x->by = kind == PK_PROJECT ? "project-column" : "recipient-column";
  return PARTIKEL_OK;
}

partikel_status pk_tables(const struct pk_know *know, struct pk_mentions *m, struct pk_arena *arena, partikel_error *err) {
  const struct pk_segments *seg = m->seg;
  struct head head = {NO_COLUMN, NO_COLUMN, NO_COLUMN};
  bool in_table = false;
  uint32_t sum = pk_know_class(know, "table_sum");
  for (uint32_t i = 0; i < seg->n_tokens;) {
    uint32_t last = m->row.block_high[i];
    const partikel_block *block = &seg->blocks[seg->sentences[seg->sentence_of[i]].block];
    struct place place = {block->span.start, 0};
    bool row = block->kind == PARTIKEL_BLOCK_TABLE_ROW && memchr(seg->text.s + block->span.start, '\t', block->span.end - block->span.start);
    if (!row) in_table = false;
    else if (read_head(know, seg, i, last, block->span.start, &head)) in_table = true;
    else if (in_table && !sums_up(know, seg, i, last, sum, arena))
      for (uint32_t t = i; t < last;) {
        uint32_t cell = cell_at(seg->text, &place, seg->tokens[t].at.start), end = t + 1;
        while (end < last && cell_at(seg->text, &place, seg->tokens[end].at.start) == cell) end++;
        if ((int)cell == head.project) PK_TRY(add_cell(know, m, PK_PROJECT, t, end, arena, err));
        if ((int)cell == head.recipient || (int)cell == head.partner) PK_TRY(add_cell(know, m, PK_ORGANISATION, t, end, arena, err));
        t = end;
      }
    i = last > i ? last : i + 1;
  }
  return PARTIKEL_OK;
}
