/* buf: growable bytes with a ceiling, and the small helpers for slices. */
#include "base.h"

#include <stdlib.h>

void pk_buf_init(struct pk_buf *b, size_t ceiling) {
  *b = (struct pk_buf){.ceiling = ceiling};
}

void pk_buf_release(struct pk_buf *b) {
  free(b->s);
  *b = (struct pk_buf){.ceiling = b->ceiling};
}

void pk_buf_reset(struct pk_buf *b) {
  b->n = 0;
  b->failed = false;
}

bool pk_buf_reserve(struct pk_buf *b, size_t more) {
  if (b->failed) return false;
  if (more <= b->cap - b->n) return true;
  if (more > b->ceiling || b->n > b->ceiling - more) {
    b->failed = true;
    return false;
  }
  size_t need = b->n + more;
  size_t cap = b->cap < 64 ? 64 : b->cap;
  while (cap < need) cap = cap > b->ceiling / 2 ? b->ceiling : cap * 2;
  char *s = realloc(b->s, cap);
  if (!s) {
    b->failed = true;
    return false;
  }
  b->s = s;
  b->cap = cap;
  return true;
}

void pk_buf_add(struct pk_buf *b, const void *bytes, size_t n) {
  if (n == 0 || !pk_buf_reserve(b, n)) return;
  memcpy(b->s + b->n, bytes, n);
  b->n += n;
}

void pk_buf_str(struct pk_buf *b, pk_str text) { pk_buf_add(b, text.s, text.n); }

void pk_buf_text(struct pk_buf *b, const char *text) {
  if (text) pk_buf_add(b, text, strlen(text));
}

void pk_buf_byte(struct pk_buf *b, char c) {
  if (b->n == b->cap && !pk_buf_reserve(b, 1)) return;
  if (!b->failed) b->s[b->n++] = c;
}

void pk_buf_pad(struct pk_buf *b, uint64_t value, int digits) {
  char text[20];
  size_t n = sizeof text;
  do text[--n] = (char)('0' + value % 10);
  while ((value /= 10) != 0);
  for (int have = (int)(sizeof text - n); have < digits; have++) pk_buf_byte(b, '0');
  pk_buf_add(b, text + n, sizeof text - n);
}

void pk_buf_int(struct pk_buf *b, int64_t value) {
  if (value < 0) pk_buf_byte(b, '-');
  pk_buf_pad(b, value < 0 ? 0 - (uint64_t)value : (uint64_t)value, 0);
}

char *pk_buf_take(struct pk_buf *b, struct pk_arena *a) {
  char *copy = b->failed ? NULL : pk_arena_copy(a, (pk_str){b->s, b->n});
  if (b->failed) a->failed = true;
  pk_buf_release(b);
  return copy;
}

/* ---- slices ---------------------------------------------------------------------------------------------- */

int pk_str_cmp(pk_str a, pk_str b) {
  size_t n = a.n < b.n ? a.n : b.n;
  int order = n ? memcmp(a.s, b.s, n) : 0;
  return order ? order : (a.n > b.n) - (a.n < b.n);
}

bool pk_str_starts(pk_str a, pk_str head) {
  return a.n >= head.n && (head.n == 0 || memcmp(a.s, head.s, head.n) == 0);
}

bool pk_str_ends(pk_str a, pk_str tail) {
  return a.n >= tail.n && (tail.n == 0 || memcmp(a.s + (a.n - tail.n), tail.s, tail.n) == 0);
}

bool pk_str_is(pk_str a, const char *small) {
  size_t i = 0;
  while (i < a.n && small[i] && (a.s[i] >= 'A' && a.s[i] <= 'Z' ? a.s[i] + 32 : a.s[i]) == small[i]) i++;
  return i == a.n && !small[i];
}

static bool ascii_blank(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

pk_str pk_str_trim(pk_str a) {
  if (!a.n) return a;   /* nothing is added to NULL */
  size_t start = 0, end = a.n;
  while (start < end && ascii_blank(a.s[start])) start++;
  while (end > start && ascii_blank(a.s[end - 1])) end--;
  return pk_str_part(a, start, end);
}
