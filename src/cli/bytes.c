/* Bytes that grow, and what is written into them. */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"

bool bytes_room(struct bytes *b, size_t n) {
  if (n <= b->cap - b->n) return true;
  size_t cap = b->cap ? b->cap : 4096;
  while (cap - b->n < n) {
    if (cap > SIZE_MAX / 2) return false;
    cap *= 2;
  }
  char *more = realloc(b->bytes, cap);
  if (!more) return false;
  b->bytes = more;
  b->cap = cap;
  return true;
}

int bytes_add(void *to, const char *bytes, size_t n) {
  struct bytes *b = to;
  if (!bytes_room(b, n)) return 1;
  memcpy(b->bytes + b->n, bytes, n);
  b->n += n;
  return 0;
}

int bytes_text(struct bytes *b, const char *text) { return bytes_add(b, text, strlen(text)); }

int bytes_printf(struct bytes *b, const char *form, ...) {
  va_list values;
  va_start(values, form);
  int n = vsnprintf(NULL, 0, form, values);
  va_end(values);
  if (n < 0 || !bytes_room(b, (size_t)n + 1)) return 1;
  va_start(values, form);
  vsnprintf(b->bytes + b->n, (size_t)n + 1, form, values);
  va_end(values);
  b->n += (size_t)n;
  return 0;
}

size_t utf8_length(const char *text) {
  const unsigned char *s = (const unsigned char *)text;
  unsigned char least = 0x80, most = 0xBF; /* of the second byte: nothing overlong, no surrogates, nothing behind U+10FFFF */
  if (s[0] < 0x80) return s[0] != 0;
  size_t n = s[0] >= 0xC2 && s[0] < 0xE0 ? 2 : s[0] >= 0xE0 && s[0] < 0xF0 ? 3 : s[0] >= 0xF0 && s[0] < 0xF5 ? 4 : 0;
  if (s[0] == 0xE0) least = 0xA0;
  if (s[0] == 0xED) most = 0x9F;
  if (s[0] == 0xF0) least = 0x90;
  if (s[0] == 0xF4) most = 0x8F;
  if (!n || s[1] < least || s[1] > most) return 0;
  for (size_t i = 2; i < n; i++)
    if ((s[i] & 0xC0) != 0x80) return 0;
  return n;
}

int bytes_json(struct bytes *b, const char *text) {
  if (!text) return bytes_text(b, "null");
  int failed = bytes_add(b, "\"", 1);
  while (*text && !failed) {
    size_t n = utf8_length(text);
    unsigned char c = (unsigned char)*text;
    if (!n) failed = bytes_text(b, "\xEF\xBF\xBD");
    else if (c == '"' || c == '\\') failed = bytes_printf(b, "\\%c", c);
    else if (c < 0x20) failed = bytes_printf(b, "\\u%04x", c);
    else failed = bytes_add(b, text, n);
    text += n ? n : 1;
  }
  return failed || bytes_add(b, "\"", 1);
}

void bytes_free(struct bytes *b) {
  free(b->bytes);
  *b = (struct bytes){0};
}
