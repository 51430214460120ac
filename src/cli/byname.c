/* Which entry of a list has a name: a table of open slots, emptier than half, so that a list of 100,000 stays linear. */
#include <stdlib.h>
#include <string.h>

#include "byname.h"

static const char *name_at(const struct names *x, size_t i) { return *(const char *const *)(const void *)((const char *)x->list + i * x->stride); }

static uint32_t *slot_of(const struct names *x, const char *name) {
  uint64_t h = UINT64_C(14695981039346656037); /* FNV-1a */
  for (const char *s = name; *s; s++) h = (h ^ (unsigned char)*s) * UINT64_C(1099511628211);
  size_t at = (size_t)(h ^ h >> 32) & x->mask;
  while (x->slots[at] && name_at(x, x->slots[at] - 1) != name && strcmp(name_at(x, x->slots[at] - 1), name) != 0) at = (at + 1) & x->mask;
  return &x->slots[at];
}

bool names_index(struct names *x, const void *list, size_t n, size_t stride) {
  *x = (struct names){.list = list, .stride = stride, .mask = 15};
  while (x->mask < 2 * n) x->mask = 2 * x->mask + 1;
  if (!(x->slots = calloc(x->mask + 1, sizeof *x->slots))) return false;
  for (size_t i = 0; i < n; i++) {
    uint32_t *slot = slot_of(x, name_at(x, i));
    if (!*slot) *slot = (uint32_t)i + 1;
  }
  return true;
}

int64_t names_find(const struct names *x, const char *name) { return name ? (int64_t)*slot_of(x, name) - 1 : -1; }

void names_free(struct names *x) {
  free(x->slots);
  x->slots = NULL;
}
