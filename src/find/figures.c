/* figures: what figures say by their form alone, before any rule: dates (04.09.2017) and columns of sums under a head "(kr.)". */
#include "find.h"

/* ---- dates ---------------------------------------------------------------------------------------------------- */

/* Four figures of the year, or the form dd.mm.yy: fewer are more often a score, a version or a telephone number. */
static bool sure_date(pk_str t) {
  size_t n = 0;
  while (n < t.n && t.s[t.n - 1 - n] >= '0' && t.s[t.n - 1 - n] <= '9') n++;
  size_t head = 0;
  while (head < t.n && t.s[head] >= '0' && t.s[head] <= '9') head++;
  return n == 4 || head == 4 || (t.n == 8 && t.s[2] == '.' && t.s[5] == '.');
}

static partikel_status find_dates(struct pk_mentions *m, struct pk_arena *arena, partikel_error *err) {
  const struct pk_segments *seg = m->seg;
  for (uint32_t i = 0; i < seg->n_tokens; i++) {
    const struct pk_token *t = &seg->tokens[i];
    struct pk_date d = PK_NO_DATE;
    if (!(t->is & PK_IS_NUMBER)) continue;
    size_t end = pk_date_figures(seg->text, t->at.start, &d);
    if (end == t->at.start || !d.year || !pk_date_valid(&d) || !sure_date(pk_str_part(seg->text, t->at.start, end))) continue;
    uint32_t last = i;
    while (last < m->row.high[i] && seg->tokens[last].at.end < end) last++;
    if (last >= m->row.high[i] || seg->tokens[last].at.end != end) continue;
    if (!pk_mention_room(m, PK_DATE, i, last + 1)) continue;
    struct pk_mention *x = pk_mention_add(m, arena, PK_DATE, 0, i, last + 1);
    if (!x) return pk_fail(err, PARTIKEL_NOMEM, "", 0, "out of memory");
    x->by = "date-figures";
    x->value.start = d;
    i = last;
  }
  return PARTIKEL_OK;
}

/* ---- tables ----------------------------------------------------------------------------------------------------- */

struct head { uint32_t cell; bool found; int64_t scale; pk_str currency; };

static uint32_t tabs(pk_str text, size_t from, size_t to) {
  uint32_t n = 0;
  for (size_t i = from; i < to; i++) n += text.s[i] == '\t';
  return n;
}

/* A cell of words with a currency in it heads a column of sums: "Beløb (kr.)", "Mio. kr.". */
static void read_head(const struct pk_know *know, const struct pk_segments *seg, uint32_t first, uint32_t last, size_t start, struct head *h) {
  uint32_t currency = pk_know_class(know, "currency"), scale = pk_know_class(know, "scale");
  struct head found = {0};
  uint32_t cell = 0;
  size_t at = start;
  for (uint32_t i = first; i < last; i++) {
    const struct pk_token *t = &seg->tokens[i];
    int64_t number;
    pk_str text;
    uint32_t more = tabs(seg->text, at, t->at.start);
    cell += more;
    at = t->at.end;
    if (t->is & PK_IS_NUMBER) return; /* a row of values is no head */
    if (pk_know_value(know, scale, t->word, &number, &text)) found.scale = number, found.cell = cell;
    else if (!found.found && pk_know_value(know, currency, t->word, &number, &text)) {
      if (found.cell != cell) found.scale = 0;
      found.found = true;
      found.cell = cell;
      found.currency = text;
    }
  }
  if (found.found) *h = found;
}

static partikel_status read_row(struct pk_mentions *m, uint32_t first, uint32_t last, size_t start, const struct head *h, struct pk_arena *arena, partikel_error *err) {
  const struct pk_segments *seg = m->seg;
  uint32_t cell = 0, from = last, to = last;
  size_t at = start;
  for (uint32_t i = first; i < last; i++) {
    cell += tabs(seg->text, at, seg->tokens[i].at.start);
    at = seg->tokens[i].at.end;
    if (cell == h->cell && from == last) from = i;
    if (cell == h->cell) to = i + 1;
  }
  if (from == last) return PARTIKEL_OK;
  for (uint32_t k = m->row.starts[from]; k != PK_NO_ITEM; k = m->row.items.at[k].next) {
    const struct pk_item *item = &m->row.items.at[k];
    if (item->type != PK_ITEM_MENTION || item->hidden || item->kind != PK_NUMBER || item->last != to) continue;
    int64_t v = m->at.at[item->id].value.number, scale = h->scale ? h->scale : 1;
    if (v <= 0 || v / PK_ONE > INT64_C(1000000000000000) / scale) return PARTIKEL_OK;
    if (!pk_mention_room(m, PK_AMOUNT, from, to)) return PARTIKEL_OK;
    struct pk_mention *x = pk_mention_add(m, arena, PK_AMOUNT, 0, from, to);
    if (!x) return pk_fail(err, PARTIKEL_NOMEM, "", 0, "out of memory");
    x->by = "amount-column";
    x->value.number = v / PK_ONE * scale * 100 + v % PK_ONE * scale / (PK_ONE / 100);
    x->value.has_number = true;
    x->value.qualifier = PARTIKEL_QUALIFIER_EXACT;
    x->value.currency = h->currency;
    return PARTIKEL_OK;
  }
  return PARTIKEL_OK;
}

static partikel_status find_columns(const struct pk_know *know, struct pk_mentions *m, struct pk_arena *arena, partikel_error *err) {
  const struct pk_segments *seg = m->seg;
  struct head h = {0};
  uint32_t i = 0;
  for (uint32_t b = 0; b < seg->n_blocks; b++) {
    const partikel_block *block = &seg->blocks[b];
    uint32_t first = i;
    while (i < seg->n_tokens && seg->tokens[i].at.start < block->span.end) i++;
    if (block->kind != PARTIKEL_BLOCK_TABLE_ROW || !tabs(seg->text, block->span.start, block->span.end)) {
      h.found = false;
      continue;
    }
    if (!h.found) read_head(know, seg, first, i, block->span.start, &h);
    else PK_TRY(read_row(m, first, i, block->span.start, &h, arena, err));
  }
  return PARTIKEL_OK;
}

partikel_status pk_figures(const struct pk_know *know, struct pk_mentions *m, struct pk_arena *arena, partikel_error *err) {
  PK_TRY(find_dates(m, arena, err));
  return find_columns(know, m, arena, err);
}
