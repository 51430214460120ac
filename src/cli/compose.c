/* Text put together piece by piece: numbers, lists, and what is UTF-8. */
#include <string.h>

#include "compose.h"

void text_add(struct text *t, const char *bytes, size_t n) {
  if (t->failed || !n) return;
  if (n > MAX_COMPOSED - t->to.n || bytes_add(&t->to, bytes, n)) t->failed = true;
}

char *text_room(struct text *t, size_t n) {
  if (t->failed || n > MAX_COMPOSED - t->to.n || !bytes_room(&t->to, n)) {
    t->failed = true;
    return NULL;
  }
  t->to.n += n;
  return t->to.bytes + t->to.n - n;
}

void text_word(struct text *t, const char *word) {
  if (word) text_add(t, word, strlen(word));
}

void text_byte(struct text *t, char c) { text_add(t, &c, 1); }

void text_pad(struct text *t, uint64_t value, int digits) {
  char out[24];
  size_t at = sizeof out;
  do out[--at] = (char)('0' + value % 10);
  while ((value /= 10) != 0 || (int)(sizeof out - at) < digits);
  text_add(t, out + at, sizeof out - at);
}

void text_int(struct text *t, int64_t value) {
  if (value < 0) text_byte(t, '-');
  text_pad(t, value < 0 ? 0 - (uint64_t)value : (uint64_t)value, 1);
}

void text_hundredths(struct text *t, int64_t value, char point) {
  uint64_t size = value < 0 ? 0 - (uint64_t)value : (uint64_t)value, rest = size % 100;
  if (value < 0) text_byte(t, '-');
  text_pad(t, size / 100, 1);
  if (!rest) return;
  text_byte(t, point);
  text_byte(t, (char)('0' + rest / 10));
  if (rest % 10) text_byte(t, (char)('0' + rest % 10));
}

void text_indices(struct text *t, partikel_indices list) {
  text_byte(t, '[');
  for (size_t i = 0; i < list.n; i++) {
    if (i) text_byte(t, ',');
    text_int(t, list.at[i]);
  }
  text_byte(t, ']');
}

uint32_t text_code_point(const char *s, size_t n, size_t *size) {
  size_t length = utf8_length(s);
  uint32_t cp = length > 1 ? (unsigned char)s[0] & (0xFFu >> (length + 1)) : (unsigned char)s[0];
  *size = 1;
  if (!length || length > n) return 0xFFFD;
  for (size_t i = 1; i < length; i++) cp = cp << 6 | ((unsigned char)s[i] & 0x3F);
  *size = length;
  return cp;
}

size_t text_sound(const char *s, size_t n) {
  size_t i = 0, size;
  while (i < n) {
    uint64_t eight;
    while (n - i >= 8 && (memcpy(&eight, s + i, 8), !(eight & UINT64_C(0x8080808080808080)))) i += 8;
    if (i == n) break;
    if ((unsigned char)s[i] >= 0x80 && text_code_point(s + i, n - i, &size) == 0xFFFD && size == 1) return i;
    i += (unsigned char)s[i] < 0x80 ? 1 : size;
  }
  return n;
}

int64_t text_count(const char *s, size_t n) {
  const uint64_t ones = UINT64_C(0x0101010101010101);
  int64_t count = 0;
  size_t i = 0;
  for (uint64_t eight; n - i >= 8; i += 8) {     /* of each byte: is it inside a character, 10xxxxxx? */
    memcpy(&eight, s + i, 8);
    count += 8 - (int64_t)(((eight >> 7 & ~(eight >> 6) & ones) * ones) >> 56);
  }
  for (; i < n; i++) count += ((unsigned char)s[i] & 0xC0) != 0x80;
  return count;
}

int64_t text_place(struct places *p, size_t byte) {
  if (byte > p->size) byte = p->size;
  if (byte < p->byte) p->byte = 0, p->before = 0;
  if (p->text) p->before += text_count(p->text + p->byte, byte - p->byte);
  p->byte = byte;
  return p->before;
}
