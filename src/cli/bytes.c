/* Bytes that grow. */
#include <stdlib.h>
#include <string.h>

#include "cli.h"

int bytes_add(void *to, const char *bytes, size_t n) {
  struct bytes *t = to;
  if (n > t->cap - t->n) {
    size_t cap = t->cap ? t->cap : 4096;
    while (cap - t->n < n) {
      if (cap > SIZE_MAX / 2) return 1;
      cap *= 2;
    }
    char *more = realloc(t->bytes, cap);
    if (!more) return 1;
    t->bytes = more;
    t->cap = cap;
  }
  memcpy(t->bytes + t->n, bytes, n);
  t->n += n;
  return 0;
}

void bytes_free(struct bytes *t) {
  free(t->bytes);
  *t = (struct bytes){0};
}
