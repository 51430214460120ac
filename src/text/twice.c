/* twice: what a page says twice: lines with the same text, and sentences that stand alone and again inside a longer line. */
#include "page.h"

static partikel_status find_twins(struct pk_page *p, partikel_error *err) {
  uint32_t size = 16;
  while (size < p->n * 2) size *= 2;
  pk_arena_mark mark = pk_arena_here(p->arena);
  uint32_t *table = pk_arena_array(p->arena, size, sizeof *table);
  if (!table) return pk_fail(err, PARTIKEL_NOMEM, "", 0, "out of memory");
  for (uint32_t i = 0; i < p->n; i++) {
    struct pk_line *l = &p->lines[i];
    l->twin = PK_NO_LINE;
    for (uint32_t h = pk_hash(l->text.s, l->text.n) & (size - 1);; h = (h + 1) & (size - 1)) {
      if (!table[h]) {
        table[h] = i + 1;
        break;
      }
      if (!pk_str_eq(p->lines[table[h] - 1].text, l->text)) continue;
      l->twin = table[h] - 1;
      l->repeated = true;
      break;
    }
  }
  pk_arena_back(p->arena, mark);
  return PARTIKEL_OK;
}

#define WINDOW 14        /* bytes that must agree before more is compared */
#define PULL_MOST 400    /* a pull quote is shorter */

struct pull { uint32_t line, start, length, next; };

static bool may_be_pulled(const struct pk_line *l, uint32_t i) {
  return l->stack == i && l->stack_end == i + 1 && l->end == PK_END_STOP && l->begin == PK_BEGIN_TEXT && l->text.n > WINDOW && l->text.n < PULL_MOST;
}

/* Letters and figures only, small, wide ones as three bytes; a NUL behind. Returns the length without it. */
static uint32_t fold_line(pk_str t, char *out) {
  static const char kept[128] = {
      ['0'] = '0', '1', '2', '3', '4', '5', '6', '7', '8', '9',
      ['A'] = 'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l', 'm', 'n', 'o', 'p', 'q', 'r', 's', 't', 'u', 'v', 'w', 'x', 'y', 'z',
      ['a'] = 'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l', 'm', 'n', 'o', 'p', 'q', 'r', 's', 't', 'u', 'v', 'w', 'x', 'y', 'z'};
  char *to = out;
  for (size_t k = 0; k < t.n;) {
    if (PK_EIGHT == 8 && t.n - k >= 8) {   /* the letters of a word at once */
      uint64_t x, small, other;
      memcpy(&x, t.s + k, 8);
      small = x | PK_EACH(0x20);
      other = pk_between(small, 'a', 'z') ^ PK_EACH(0x80);
      memcpy(to, &small, 8);
      size_t letters = other ? (size_t)__builtin_ctzll(other) / 8 : 8;
      to += letters;
      k += letters;
      if (letters == 8) continue;
    }
    unsigned char a = (unsigned char)t.s[k];
    if (a < 0x80) {
      *to = kept[a];
      to += kept[a] != 0;
      k++;
      continue;
    }
    uint32_t cp = pk_utf8_next(t.s, t.n, &k);
    if (!pk_cp_letter(cp)) continue;
    cp = pk_cp_fold(cp);
    *to++ = (char)(0x80 | (cp >> 12 & 0x7F));
    *to++ = (char)(0x80 | (cp >> 6 & 0x7F));
    *to++ = (char)(0x80 | (cp & 0x7F));
  }
  *to = 0;
  return (uint32_t)(to - out);
}

static uint32_t window_slot(const char *s) {
  uint64_t h = 0;
  for (int k = 0; k < WINDOW; k++) h = h * 1099511628211u + (unsigned char)s[k];
  return (uint32_t)(h >> 20);
}

/* A bit for the first eight bytes: most places differ there from all that is looked for. */
static uint32_t first_bit(const char *s, unsigned shift) {
  uint64_t x;
  memcpy(&x, s, 8);
  return (uint32_t)(x * UINT64_C(0x9E3779B97F4A7C15) >> shift);
}

/* Sentences that stand alone and again inside a longer line (pull quotes). A table of their beginnings finds the places, so the
 * cost is linear; a budget keeps hostile repetitions from costing more. */
static partikel_status find_pulled(struct pk_page *p, partikel_error *err) {
  size_t total = 0;
  uint32_t wanted = 0;
  for (uint32_t i = 0; i < p->n; i++) {
    const struct pk_line *l = &p->lines[i];
    total += l->text.n + 1;
    if (may_be_pulled(l, i)) wanted++;
  }
  if (!wanted || p->n < 3 || total > UINT32_MAX / 2) return PARTIKEL_OK;
  pk_arena_mark mark = pk_arena_here(p->arena);
  uint32_t size = 16, n = 0, at = 0, shortest = UINT32_MAX;
  unsigned shift = 64 - 11;
  while (size < wanted * 2) size *= 2;
  while (64 - shift < 26 && (uint64_t)1 << (64 - shift) < (uint64_t)wanted * 32) shift--;
  char *folded = pk_arena_alloc(p->arena, total + total / 2 + 16); /* letters of two bytes take three */
  uint32_t *from = pk_arena_array(p->arena, p->n + 1, sizeof *from);
  uint32_t *table = pk_arena_array(p->arena, size, sizeof *table);
  uint64_t *bits = pk_arena_array(p->arena, ((size_t)1 << (64 - shift)) / 64, sizeof *bits);
  struct pull *pulls = pk_arena_array(p->arena, wanted + 1, sizeof *pulls);
  if (!folded || !from || !table || !bits || !pulls) return pk_fail(err, PARTIKEL_NOMEM, "", 0, "out of memory");
  for (uint32_t i = 0; i < p->n; i++) {
    const struct pk_line *l = &p->lines[i];
    uint32_t length = fold_line(l->text, folded + at);
    from[i] = at;
    at += length + 1;
    if (!may_be_pulled(l, i) || length < WINDOW) continue;
    uint32_t slot = window_slot(folded + from[i]) & (size - 1), bit = first_bit(folded + from[i], shift);
    pulls[++n] = (struct pull){i, from[i], length, table[slot]};
    table[slot] = n;
    bits[bit / 64] |= (uint64_t)1 << bit % 64;
    if (length < shortest) shortest = length;
  }
  from[p->n] = at;
  uint64_t budget = (uint64_t)total * 8 + 100000;
  for (uint32_t line = 0; n && line < p->n && budget; line++) {
    uint32_t end = from[line + 1];
    if (end - from[line] < shortest + 8) continue;
    for (uint32_t start = from[line]; start + shortest < end && budget; start++) {
      uint32_t bit = first_bit(folded + start, shift);
      if (!(bits[bit / 64] >> bit % 64 & 1)) continue;
      for (uint32_t c = table[window_slot(folded + start) & (size - 1)], most = 8; c && most; c = pulls[c].next, most--) {
        const struct pull *q = &pulls[c];
        if (q->line == line || p->lines[q->line].pulled || start + q->length >= end || end - from[line] < q->length + 8) continue;
        uint32_t same = 0;
        while (same < q->length && folded[start + same] == folded[q->start + same]) same++;
        budget -= same + 1 < budget ? same + 1 : budget;
        if (same == q->length) p->lines[q->line].pulled = true;
      }
    }
  }
  pk_arena_back(p->arena, mark);
  return PARTIKEL_OK;
}

partikel_status pk_page_twice(struct pk_page *p, partikel_error *err) {
  PK_TRY(find_twins(p, err));
  if (p->doc->is_page && p->total > PK_MAX_SEARCHED) return PARTIKEL_OK;   /* nobody looks for facts there, and its windows take twice the text's room */
  return find_pulled(p, err);
}
