/* overview_data: what overview.c counts and overview_draw.c draws. */
#ifndef OVERVIEW_DATA_H
#define OVERVIEW_DATA_H

#include "overview.h"

enum { FIRST_YEAR = 1900, YEARS = 200 };

struct known { char *name; int kind; int64_t weight, given, grants; };   /* weight: its ties */
struct slot { uint64_t key, value; bool used, fresh; };
struct slots { struct slot *at; size_t n, size; };

struct overview {
  struct known *at;
  size_t n, cap;
  struct slots keys;       /* hash of an organisation's key → its number in at */
  struct slots ties;       /* number << 33 | number << 1 | pays → in how many partnerships */
  struct slots seen, projects, tied; /* grants; partnerships; ties of partnerships: each counts once */
  int64_t sum, grants, partnerships, by_year[YEARS];
  bool over;               /* a ceiling was reached */
};

#endif
