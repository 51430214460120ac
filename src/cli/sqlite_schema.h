/* sqlite_schema: what a database of ours looks like. export_sqlite.c makes and fills it. */
#ifndef SQLITE_SCHEMA_H
#define SQLITE_SCHEMA_H

#include "tables.h"

#define SQLITE_APPLICATION 0x7061726B   /* application_id: "park" */
#define SQLITE_LAYOUT 1                 /* user_version; moves when tables or columns change their meaning */

/* All CREATE statements, for one call of sqlite3_exec. Check failed. The table articles has one column more than in tables.c: row_hash, the last. */
void sqlite_schema(struct text *);

#endif
