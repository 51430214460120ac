/* csv_package: the profiles of the CSV set, and datapackage.json, which describes it. */
#ifndef CSV_PACKAGE_H
#define CSV_PACKAGE_H

#include "tables.h"

struct csv_profile {
  const char *name;
  char delimiter, point;     /* between cells; in numbers */
  bool sheet;                /* for spreadsheets: byte-order mark, cells of one line that are no formulas and not too long */
};

enum { CSV_PROFILES = 2 };
extern const struct csv_profile csv_profiles[CSV_PROFILES];

/* datapackage.json: Data Package 2 with Table Schemas, keys, and the dialect. Check failed. */
void csv_package(struct text *, const struct csv_profile *);

#endif
