/* error: what went wrong, as one line for a person. No printf: %s %S %u and %% are all that is needed. */
#include "base.h"

struct line { char *out; size_t n, cap; };

static void add(struct line *l, const char *s, size_t n) {
  for (size_t i = 0; i < n && l->n + 1 < l->cap; i++)
    l->out[l->n++] = (s[i] == '\n' || s[i] == '\r' || s[i] == '\0') ? ' ' : s[i]; /* one line, whatever was quoted */
}

static void add_uint(struct line *l, uint64_t value) {
  char digits[20];
  size_t n = sizeof digits;
  do digits[--n] = (char)('0' + value % 10);
  while ((value /= 10) != 0);
  add(l, digits + n, sizeof digits - n);
}

/* A cut in the middle of a character would make the message invalid UTF-8. */
static size_t whole_characters(const char *s, size_t n) {
  size_t start = n;
  while (start > 0 && n - start < 3 && ((unsigned char)s[start - 1] & 0xC0) == 0x80) start--;
  if (start == 0) return n;
  unsigned char lead = (unsigned char)s[start - 1];
  size_t want = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 1;
  return want > n - (start - 1) ? start - 1 : n;
}

size_t pk_format(char *out, size_t cap, const char *format, va_list args) {
  if (cap == 0) return 0;
  struct line l = {out, 0, cap};
  for (const char *f = format; *f; f++) {
    if (*f != '%' || f[1] == '\0') {
      add(&l, f, 1);
      continue;
    }
    f++;
    if (*f == 's') {
      const char *s = va_arg(args, const char *);
      if (s) add(&l, s, strlen(s));
    } else if (*f == 'S') {
      const pk_str *s = va_arg(args, const pk_str *);
      if (s) add(&l, s->s, s->n);
    } else if (*f == 'u') {
      add_uint(&l, va_arg(args, uint64_t));
    } else {
      add(&l, f, 1);
    }
  }
  if (l.n + 1 == l.cap) l.n = whole_characters(out, l.n);
  out[l.n] = '\0';
  return l.n;
}

partikel_status pk_fail(partikel_error *err, partikel_status code, const char *where, uint64_t offset, const char *format, ...) {
  if (!err) return code;
  err->code = code;
  err->offset = offset;
  struct line place = {err->where, 0, sizeof err->where};
  if (where) add(&place, where, strlen(where));
  if (place.n + 1 == place.cap) place.n = whole_characters(err->where, place.n);
  err->where[place.n] = '\0';
  va_list args;
  va_start(args, format);
  pk_format(err->what, sizeof err->what, format, args);
  va_end(args);
  return code;
}
