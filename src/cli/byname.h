/* byname: which entry of a list has a name. The elements of the list begin with it. */
#ifndef BYNAME_H
#define BYNAME_H

#include "cli.h"

struct names { uint32_t *slots; size_t mask; const void *list; size_t stride; };  /* slots: number + 1; 0: none */

bool names_index(struct names *, const void *list, size_t n, size_t stride); /* false: no memory */
int64_t names_find(const struct names *, const char *name); /* the first of this name; -1: none, or name is NULL */
void names_free(struct names *);

#endif
