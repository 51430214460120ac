/* tables: a record as rows of tables, the same for the database and the CSV set. docs/exports.md says what the columns mean. */
#ifndef TABLES_H
#define TABLES_H

#include "compose.h"

enum cell_type { CELL_TEXT, CELL_INTEGER, CELL_NUMBER, CELL_LIST }; /* number: with two decimals; list: a JSON array of integers */

struct column { const char *name, *about; enum cell_type type; bool never_null; };

/* These n columns refer to the first ones of another table; where the last of them is NULL, to nothing. */
struct reference { int columns[3], n; int table; };

enum table_number {
  T_ARTICLES, T_ORGANISATIONS, T_PEOPLE, T_PLACES, T_QUOTES, T_EVENTS, T_PARTNERSHIPS, T_PARTIES, T_FUNDING, T_FIGURES, T_TARGET_GROUPS,
  T_ACTIVITIES, T_PARTNERSHIP_PLACES, T_PARTNERSHIP_EVENTS, T_PARTNERSHIP_PEOPLE, T_MENTIONS, T_WARNINGS, TABLES
};

enum { MAX_REFERENCES = 4 };
enum { ARTICLE_TITLE = 12, ARTICLE_TEXT = 25 };  /* columns of articles */

struct table {
  const char *name, *about;
  int key;                       /* as many of the first columns are the primary key */
  struct reference references[MAX_REFERENCES];
  int n_references;
  const struct column *columns;
  int n_columns;
};

extern const struct table tables[TABLES];

/* Where rows go: begin(), one call a column in its order, end(). The first column of every table is the article's number, which only
 * the format knows: there is no call for it. Text: n bytes of UTF-8, made sound before. */
struct row_sink {
  void (*begin)(void *to, int table);
  void (*null)(void *to);
  void (*integer)(void *to, int64_t);
  void (*hundredths)(void *to, int64_t);
  void (*text)(void *to, const char *s, size_t n);
  void (*end)(void *to);
  void *to;
};

/* All rows of a record, the article's own first. no_text: without its running text. False: no memory. */
bool tables_rows(const partikel_record *, bool no_text, const struct row_sink *);

/* articles.id: made of where the article stands (path, member, offset; on standard input of its bytes), so that the same file has the same
 * one whatever is in it. NUL-terminated. False: no memory. */
enum { ARTICLE_ID = 22 };
bool tables_article_id(const partikel_source *, char id[ARTICLE_ID]);

#endif
