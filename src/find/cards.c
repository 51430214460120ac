/* cards: a list of grants that is set as cards: a name over a few short lines, one of which begins with the sum ("Tirsdagsmor", "Kr.
 * 425.000"), or a heading over text that ends in a field with the sum ("Ud med os", …, "Beløb: 310.000 kr."). Two such names, and each is
 * a project, however it is written. */
#include "find.h"

#define NAME_TOKENS 8    /* of a card's name */
#define LINE_TOKENS 14   /* of a line in it */
#define CARD_LINES 3     /* between name and sum, the sum's line too */

struct extent { uint32_t first, last; };   /* tokens of a block */

static bool begins_with_sum(const struct pk_mentions *m, uint32_t token) {
  for (uint32_t c = m->row.starts[token]; c != PK_NO_ITEM; c = m->row.items.at[c].next)
    if (m->row.items.at[c].type == PK_ITEM_MENTION && !m->row.items.at[c].hidden && m->row.items.at[c].kind == PK_AMOUNT) return true;
  return false;
}

static bool ends_like_sentence(const struct pk_segments *seg, struct extent x) {
  char end = seg->text.s[seg->tokens[x.last - 1].at.start];
  return seg->tokens[x.last - 1].is & PK_IS_MARK && (end == '.' || end == '!' || end == '?' || end == ':');
}

/* "Ud at sove – ti telte og et kursus": what it is called, before the dash. */
static struct extent before_dash(const struct pk_segments *seg, struct extent x) {
  for (uint32_t i = x.first + 1; i < x.last && i <= x.first + NAME_TOKENS; i++)
    if (seg->tokens[i].is & PK_IS_DASH) return (struct extent){x.first, i};
  return x;
}

/* Could x, the text of block b or its beginning, be the name over the sum in block `sum`? */
static bool heads_card(const struct pk_mentions *m, const struct extent *blocks, struct extent x, uint32_t b, uint32_t sum) {
  const struct pk_segments *seg = m->seg;
  partikel_block_kind kind = seg->blocks[b].kind;
  if (kind == PARTIKEL_BLOCK_TITLE || kind == PARTIKEL_BLOCK_LEAD || kind == PARTIKEL_BLOCK_TABLE_ROW || kind == PARTIKEL_BLOCK_CAPTION) return false;
  if (x.last <= x.first || x.last - x.first > NAME_TOKENS || !(seg->tokens[x.first].is & PK_IS_CAPITAL) || ends_like_sentence(seg, x)) return false;
  for (uint32_t k = b; k < sum; k++)
    if (begins_with_sum(m, blocks[k].first) || (k > b && (blocks[k].last <= blocks[k].first || blocks[k].last - blocks[k].first > LINE_TOKENS))) return false;
  return true;
}

/* The block is an organisation's name, or several: who gets the money, and no project. */
static bool is_organisation(const struct pk_mentions *m, struct extent x) {
  uint32_t cover = m->row.covers[x.first];
  return cover != PK_NO_ITEM && m->row.items.at[cover].kind == PK_ORGANISATION;
}

/* How many lines above its sum a card's name stands: as most of them have it, in doubt the farther. 0: there are no cards. */
static uint32_t lines_above(const struct pk_mentions *m, const struct extent *blocks, const struct extent *names, const uint8_t *sums) {
  uint32_t votes[CARD_LINES + 1] = {0}, best = 0;
  for (uint32_t b = 0; b < m->seg->n_blocks; b++)
    for (uint32_t d = 1; sums[b] && d <= CARD_LINES && d <= b; d++) votes[d] += heads_card(m, blocks, names[b - d], b - d, b) && !is_organisation(m, names[b - d]);
  for (uint32_t d = 1; d <= CARD_LINES; d++)
    if (votes[d] > 1 && votes[d] >= votes[best]) best = d;
  return best;
}

static bool add_card(struct pk_mentions *m, struct extent name, struct pk_arena *arena) {
  if (is_organisation(m, name) || !pk_mention_room(m, PK_PROJECT, name.first, name.last)) return true;
  struct pk_mention *x = pk_mention_add(m, arena, PK_PROJECT, 0, name.first, name.last);
  if (x) x->by = "card";
  return x != NULL;
}

/* A field with a sum: "Beløb: 310.000 kr." */
static bool is_sum_field(const struct pk_mentions *m, uint32_t b, struct extent x) {
  for (uint32_t t = x.first; m->seg->blocks[b].kind == PARTIKEL_BLOCK_TABLE_ROW && t < x.last; t++)
    if (begins_with_sum(m, t)) return true;
  return false;
}

/* Headings of sections that have just one such field each. */
static bool add_sections(struct pk_mentions *m, const struct extent *blocks, struct pk_arena *arena) {
  uint32_t *heads = pk_arena_array(arena, (size_t)m->seg->n_blocks + 1, sizeof *heads), n = 0, fields = 0, head = UINT32_MAX;
  if (!heads) return false;
  for (uint32_t b = 0; b <= m->seg->n_blocks; b++) {
    bool ends = b == m->seg->n_blocks || m->seg->blocks[b].kind == PARTIKEL_BLOCK_HEADING;
    if (ends && head != UINT32_MAX && fields == 1) heads[n++] = head;
    if (ends) head = b < m->seg->n_blocks && heads_card(m, blocks, blocks[b], b, b + 1) ? b : UINT32_MAX, fields = 0;
    else fields += is_sum_field(m, b, blocks[b]);
  }
  for (uint32_t i = 0; n > 1 && i < n; i++)
    if (!add_card(m, blocks[heads[i]], arena)) return false;
  return true;
}

partikel_status pk_cards(struct pk_mentions *m, struct pk_arena *arena, partikel_error *err) {
  const struct pk_segments *seg = m->seg;
  struct extent *blocks = pk_arena_array(arena, (size_t)seg->n_blocks + 1, sizeof *blocks);
  struct extent *names = pk_arena_array(arena, (size_t)seg->n_blocks + 1, sizeof *names);
  uint8_t *sums = pk_arena_alloc(arena, (size_t)seg->n_blocks + 1);
  if (!blocks || !names || !sums) return pk_fail(err, PARTIKEL_NOMEM, "", 0, "out of memory");
  for (uint32_t s = 0; s < seg->n_sentences; s++) {
    struct extent *x = &blocks[seg->sentences[s].block];
    if (!x->last) x->first = seg->sentences[s].first;
    x->last = seg->sentences[s].last;
  }
  for (uint32_t b = 0; b < seg->n_blocks; b++) names[b] = seg->blocks[b].kind == PARTIKEL_BLOCK_LIST_ITEM ? before_dash(seg, blocks[b]) : blocks[b];
  for (uint32_t b = 0; b < seg->n_blocks; b++) sums[b] = blocks[b].last > blocks[b].first && blocks[b].last - blocks[b].first <= LINE_TOKENS && begins_with_sum(m, blocks[b].first);
  uint32_t above = lines_above(m, blocks, names, sums);
  for (uint32_t b = above; above && b < seg->n_blocks; b++) {
    if (sums[b] && heads_card(m, blocks, names[b - above], b - above, b) && !add_card(m, names[b - above], arena)) return pk_fail(err, PARTIKEL_NOMEM, "", 0, "out of memory");
  }
  return add_sections(m, blocks, arena) ? PARTIKEL_OK : pk_fail(err, PARTIKEL_NOMEM, "", 0, "out of memory");
}
