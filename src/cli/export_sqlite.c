/* SQLite: records in the tables of a database that grows with every import. The library is loaded when it is asked for, so that nobody
 * else pays for it.
 *
 * Identity: an article is the one that stands at its path, member and offset (tables_article_id). When its rows are as they are in the
 * database (row_hash), nothing is written; else the old ones are replaced. All writing is in transactions of whole articles: what breaks
 * off leaves the last whole state. */
#include <dlfcn.h>
#include <errno.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "export.h"
#include "sqlite_schema.h"

#define LIBRARY "libsqlite3.so.0"
#define PACKAGE "libsqlite3-0"
#define GATHERED_BYTES ((size_t)4 << 20)   /* of rows: then they go in */
enum { PATIENCE = 60000, TRANSACTION = 2000, GATHERED = 256, TOGETHER = 16 }; /* milliseconds that another writer may take; articles of one
                                            * transaction, and gathered, at most; rows of one INSERT */

#define FUNCTIONS(X)                                                                                                              \
  X(open_v2) X(close_v2) X(busy_timeout) X(exec) X(prepare_v2) X(step) X(reset) X(finalize) X(clear_bindings) X(bind_null)       \
  X(bind_int64) X(bind_double) X(bind_text) X(column_int64) X(extended_errcode) X(errmsg) X(system_errno) X(shutdown)

struct sqlite {
#define POINTER(name) __typeof__(&sqlite3_##name) name;
  FUNCTIONS(POINTER)
#undef POINTER
};

struct gathered { size_t at, n; int64_t number, hash; };            /* an article that waits: its rows in database.gathered */
struct row { const char *cells; const struct gathered *of; };

struct database {
  struct sqlite call;
  void *library;
  sqlite3 *db;
  char *path;
  bool no_text, fresh, writing, broken, committed; /* fresh: has no tables yet; writing: in a transaction, which is lost when broken */
  unsigned articles;                               /* in this transaction */
  int64_t last;                                    /* number of an article */
  sqlite3_stmt *find, *search, *one[TABLES], *many[TABLES], *erase[TABLES];
  struct bytes gathered;
  struct gathered waiting[GATHERED];
  int n_waiting;
  struct { struct row *at; size_t n, cap; } rows[TABLES];
};

/* ---- messages ------------------------------------------------------------------------------------------------- */
static bool say_words(struct problem *problem, const char *words) {
  *problem = (struct problem){0};
  snprintf(problem->words, sizeof problem->words, "%s", words);
  return false;
}

/* Why the last call failed. */
static bool failed(struct database *d, struct problem *problem) {
  int code = d->db ? d->call.extended_errcode(d->db) : SQLITE_NOMEM, number = d->db ? d->call.system_errno(d->db) : 0;
  char words[sizeof problem->words];
  d->broken = true;
  *problem = (struct problem){0};
  switch (code & 0xFF) {
    case SQLITE_NOMEM: return say_words(problem, "out of memory");
    case SQLITE_FULL: problem->number = ENOSPC; return false;
    case SQLITE_NOTADB: return say_words(problem, "the file is no SQLite database: choose another name");
    case SQLITE_CORRUPT: return say_words(problem, "the database is damaged; 'sqlite3 FILE .recover' may save what is in it");
    case SQLITE_BUSY: return say_words(problem, "another program has been writing to the database for a minute");
    case SQLITE_READONLY: problem->number = EACCES; return false;
    case SQLITE_CANTOPEN: case SQLITE_IOERR:
      if (number) {
        problem->number = number;
        return false;
      } /* fall through */
    default:
      snprintf(words, sizeof words, "SQLite: %.200s", d->call.errmsg(d->db));
      return say_words(problem, words);
  }
}

static bool run(struct database *d, const char *sql, struct problem *problem) {
  return d->call.exec(d->db, sql, NULL, NULL, NULL) == SQLITE_OK || failed(d, problem);
}

static bool prepare(struct database *d, const char *sql, sqlite3_stmt **out, struct problem *problem) {
  return d->call.prepare_v2(d->db, sql, -1, out, NULL) == SQLITE_OK || failed(d, problem);
}

/* ---- opening ------------------------------------------------------------------------------------------------------ */
static bool load(struct database *d, struct problem *problem) {
  d->library = dlopen(LIBRARY, RTLD_NOW | RTLD_LOCAL);
  if (!d->library) return say_words(problem, "SQLite is not here: " LIBRARY " cannot be loaded; on Debian it is in the package " PACKAGE);
#define LOAD(name)                                                                                              \
  *(void **)&d->call.name = dlsym(d->library, "sqlite3_" #name);                                                 \
  if (!d->call.name) return say_words(problem, LIBRARY " has no sqlite3_" #name ": SQLite 3.38 or newer is needed");
  FUNCTIONS(LOAD)
#undef LOAD
  return true;
}

/* One number that a query gives. */
static bool ask(struct database *d, const char *sql, int64_t *out, struct problem *problem) {
  sqlite3_stmt *statement;
  if (!prepare(d, sql, &statement, problem)) return false;
  bool good = d->call.step(statement) == SQLITE_ROW;
  if (good) *out = d->call.column_int64(statement, 0);
  else failed(d, problem);
  d->call.finalize(statement);
  return good;
}

/* Is it ours, or nothing yet? */
static bool recognise(struct database *d, struct problem *problem) {
  int64_t application, layout, things;
  char words[sizeof problem->words];
  if (!ask(d, "PRAGMA application_id", &application, problem) || !ask(d, "PRAGMA user_version", &layout, problem) ||
      !ask(d, "SELECT count(*) FROM sqlite_master", &things, problem))
    return false;
  d->fresh = !application && !layout && !things;
  if (!d->fresh && application != SQLITE_APPLICATION) return say_words(problem, "a database of another program: choose another name");
  if (d->fresh || layout == SQLITE_LAYOUT) return true;
  snprintf(words, sizeof words, "the database has layout %d, this partikel writes %d: import the articles into a new file", (int)layout, SQLITE_LAYOUT);
  return say_words(problem, words);
}

static bool open_file(struct database *d, const char *path, struct problem *problem) {
  size_t n = strlen(path);
  if (!(d->path = malloc(n + 3))) return say_words(problem, "out of memory");
  snprintf(d->path, n + 3, "%s%s", path[0] == '/' ? "" : "./", path); /* so that no name means something else: ":memory:" */
  int how = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
  if (d->call.open_v2(d->path, &d->db, how, NULL) != SQLITE_OK) return failed(d, problem);
  d->call.busy_timeout(d->db, PATIENCE);
  return run(d, "PRAGMA cache_size = -32768", problem) && recognise(d, problem);
}

/* Frees all; what is in an open transaction is lost. */
static void release(struct database *d) {
  if (d->call.finalize) {
    d->call.finalize(d->find);
    d->call.finalize(d->search);
    for (int k = 0; k < TABLES; k++) d->call.finalize(d->one[k]), d->call.finalize(d->many[k]), d->call.finalize(d->erase[k]);
  }
  if (d->db) d->call.close_v2(d->db);
  struct stat st;
  if (d->path && d->fresh && !d->committed && stat(d->path, &st) == 0 && st.st_size == 0) unlink(d->path);
  if (d->call.shutdown) d->call.shutdown();
  if (d->library) dlclose(d->library);
  for (int k = 0; k < TABLES; k++) free(d->rows[k].at);
  bytes_free(&d->gathered);
  free(d->path);
  free(d);
}

static void *sqlite_open(const struct export_options *options, struct problem *problem) {
  struct database *d = NULL;
  if (!options->path) say_words(problem, "a database is a file: name it with -o FILE.db");
  else if (!(d = calloc(1, sizeof *d))) say_words(problem, "out of memory");
  else {
    d->no_text = options->no_text;
    if (load(d, problem) && open_file(d, options->path, problem)) return d;
    release(d);
  }
  return NULL;
}

/* ---- rendering: rows as bytes ------------------------------------------------------------------------------------------
 * A row is the number of its table and its cells; a cell is a sign and, for numbers, eight bytes; for text, four bytes of length, the
 * bytes. Numbers are in the machine's own order: they do not leave it. */
enum sign { IS_NULL = 'n', IS_INTEGER = 'i', IS_HUNDREDTHS = 'h', IS_TEXT = 't', IS_END = '.' };

static void row_begin(void *to, int table) { text_byte(to, (char)table); }
static void row_null(void *to) { text_byte(to, IS_NULL); }
static void row_number(struct text *t, char sign, int64_t value) {
  char cell[1 + sizeof value];
  cell[0] = sign;
  memcpy(cell + 1, &value, sizeof value);
  text_add(t, cell, sizeof cell);
}
static void row_integer(void *to, int64_t value) { row_number(to, IS_INTEGER, value); }
static void row_hundredths(void *to, int64_t value) { row_number(to, IS_HUNDREDTHS, value); }
static void row_text(void *to, const char *s, size_t n) {
  char head[1 + sizeof(uint32_t)];
  uint32_t size = (uint32_t)n;
  head[0] = IS_TEXT;
  memcpy(head + 1, &size, sizeof size);
  text_add(to, head, sizeof head);
  text_add(to, s, n);
}
static void row_end(void *to) { text_byte(to, IS_END); }

static partikel_status sqlite_render(const void *state, const partikel_record *record, partikel_sink sink, void *context) {
  const struct database *d = state;
  struct text rows = {0};
  struct row_sink to = {row_begin, row_null, row_integer, row_hundredths, row_text, row_end, &rows};
  partikel_status status = !tables_rows(record, d->no_text, &to) || rows.failed ? PARTIKEL_NOMEM : sink(context, rows.to.bytes, rows.to.n) ? PARTIKEL_IO : PARTIKEL_OK;
  bytes_free(&rows.to);
  return status;
}

/* ---- adding: articles are gathered, so that rows of one table go in many at a time --------------------------------------------------- */
static uint64_t hash_rows(const char *bytes, size_t n) {
  uint64_t h = n * UINT64_C(0x9E3779B97F4A7C15), x;
  for (; n >= 8; bytes += 8, n -= 8) {
    memcpy(&x, bytes, 8);
    h = (h ^ x) * UINT64_C(0xFF51AFD7ED558CCD);
    h ^= h >> 32;
  }
  x = 0;
  memcpy(&x, bytes, n);
  h = (h ^ x) * UINT64_C(0xC4CEB9FE1A85EC53);
  return h ^ h >> 29;
}

/* Binds the cell at *s as parameter i, or only goes behind it (statement NULL). False at the row's end. */
static bool bind_cell(const struct database *d, sqlite3_stmt *statement, int i, const char **s) {
  const char *at = *s + 1;
  int64_t value;
  uint32_t size;
  switch (**s) {
    case IS_NULL:
      if (statement) d->call.bind_null(statement, i);
      break;
    case IS_INTEGER: case IS_HUNDREDTHS:
      memcpy(&value, at, sizeof value);
      at += sizeof value;
      if (!statement) break;
      if (**s == IS_INTEGER) d->call.bind_int64(statement, i, value);
      else if (value % 100 == 0) d->call.bind_int64(statement, i, value / 100);
      else d->call.bind_double(statement, i, (double)value / 100);
      break;
    case IS_TEXT:
      memcpy(&size, at, sizeof size);
      at += sizeof size;
      if (statement) d->call.bind_text(statement, i, at, (int)size, SQLITE_STATIC); /* it stays until the row is in */
      at += size;
      break;
    default: return false;
  }
  *s = at;
  return true;
}

static bool finish(struct database *d, sqlite3_stmt *statement, struct problem *problem) {
  bool good = d->call.step(statement) == SQLITE_DONE || failed(d, problem);
  d->call.reset(statement);
  return good;
}

/* INSERT of so many rows at once. OR ROLLBACK saves the journal of a statement: what fails ends the transaction anyway. */
static bool prepare_insert(struct database *d, int table, int rows, sqlite3_stmt **out, struct problem *problem) {
  struct text sql = {0};
  TEXT(&sql, "INSERT OR ROLLBACK INTO ");
  text_word(&sql, tables[table].name);
  TEXT(&sql, " VALUES ");
  for (int r = 0; r < rows; r++) {
    text_word(&sql, r ? ", (?" : "(?");
    for (int c = 1; c < tables[table].n_columns + (table == T_ARTICLES); c++) TEXT(&sql, ", ?");
    text_byte(&sql, ')');
  }
  text_byte(&sql, '\0');
  bool good = sql.failed ? say_words(problem, "out of memory") : prepare(d, sql.to.bytes, out, problem);
  bytes_free(&sql.to);
  return good;
}

static bool prepare_all(struct database *d, struct problem *problem) {
  static const char erase[] = "DELETE FROM %s WHERE %s = ?", search[] = "INSERT INTO articles_search(rowid, title, text) VALUES (?, ?, ?)",
                    seen[] = "SELECT number, row_hash FROM articles WHERE id = ?";
  char sql[128];
  if (!prepare(d, seen, &d->find, problem) || !prepare(d, search, &d->search, problem)) return false;
  for (int k = 0; k < TABLES; k++) {
    snprintf(sql, sizeof sql, erase, tables[k].name, tables[k].columns[0].name);
    if (!prepare(d, sql, &d->erase[k], problem) || !prepare_insert(d, k, 1, &d->one[k], problem) || !prepare_insert(d, k, TOGETHER, &d->many[k], problem)) return false;
  }
  return true;
}

static bool create(struct database *d, struct problem *problem) {
  struct text schema = {0};
  sqlite_schema(&schema);
  bool good = schema.failed ? say_words(problem, "out of memory") : run(d, schema.to.bytes, problem);
  bytes_free(&schema.to);
  return good;
}

/* A transaction; the first one of a new file makes the tables, unless another process has just done so. */
static bool begin(struct database *d, struct problem *problem) {
  if (d->writing) return true;
  if (!run(d, "BEGIN IMMEDIATE", problem)) return false;
  d->writing = true;
  d->articles = 0;
  d->broken = true;                            /* until all is well: what stops here is rolled back */
  if (d->fresh && (!recognise(d, problem) || (d->fresh && !create(d, problem)))) return false;
  if (!d->find && !prepare_all(d, problem)) return false;
  if (!ask(d, "SELECT coalesce(max(number), 0) FROM articles", &d->last, problem)) return false;
  d->broken = false;
  return true;
}

static bool commit(struct database *d, struct problem *problem) {
  if (!d->writing) return true;
  if (!run(d, "COMMIT", problem)) return false;
  d->writing = d->fresh = false;
  return d->committed = true;
}

/* Gives the article its number, and takes away its old rows if they are others. *same: there is nothing to do. */
static bool settle(struct database *d, struct gathered *a, bool *same, struct problem *problem) {
  const char *cell = d->gathered.bytes + a->at + 1;
  bind_cell(d, d->find, 1, &cell);             /* the id is the first cell */
  int step = d->call.step(d->find);
  bool good = step == SQLITE_DONE || step == SQLITE_ROW || failed(d, problem), old = step == SQLITE_ROW;
  a->number = old ? d->call.column_int64(d->find, 0) : ++d->last;
  *same = old && d->call.column_int64(d->find, 1) == a->hash;
  d->call.reset(d->find);
  for (int k = TABLES; good && old && !*same && k-- > 0;) { /* articles, on which the others depend, last */
    d->call.bind_int64(d->erase[k], 1, a->number);
    good = finish(d, d->erase[k], problem);
  }
  return good;
}
static bool remember(struct database *d, int table, struct row row, struct problem *problem) {
  if (d->rows[table].n == d->rows[table].cap) {
    size_t cap = d->rows[table].cap ? 2 * d->rows[table].cap : 64;
    struct row *more = realloc(d->rows[table].at, cap * sizeof *more);
    if (!more) return say_words(problem, "out of memory");
    d->rows[table].at = more, d->rows[table].cap = cap;
  }
  d->rows[table].at[d->rows[table].n++] = row;
  return true;
}

static bool sort_rows(struct database *d, const struct gathered *a, struct problem *problem) {
  const char *s = d->gathered.bytes + a->at, *end = s + a->n;
  for (; s < end; s++) {
    int table = *s++;
    if (!remember(d, table, (struct row){s, a}, problem)) return false;
    while (bind_cell(d, NULL, 0, &s)) {}
  }
  return true;
}

static bool insert_rows(struct database *d, int table, struct problem *problem) {
  const struct row *row = d->rows[table].at;
  for (size_t left = d->rows[table].n; left;) {
    size_t n = left >= TOGETHER ? TOGETHER : 1;
    sqlite3_stmt *statement = n == 1 ? d->one[table] : d->many[table];
    int i = 1;
    for (size_t k = 0; k < n; k++, row++) {
      const char *cell = row->cells;
      d->call.bind_int64(statement, i++, row->of->number);
      while (bind_cell(d, statement, i, &cell)) i++;
      if (table == T_ARTICLES) d->call.bind_int64(statement, i++, row->of->hash);
    }
    left -= n;
    if (!finish(d, statement, problem)) return false;
  }
  return true;
}

static bool insert_search(struct database *d, const struct row *row, struct problem *problem) {
  const char *cell = row->cells;
  d->call.bind_int64(d->search, 1, row->of->number);
  for (int c = 1; c <= ARTICLE_TEXT; c++) bind_cell(d, c == ARTICLE_TITLE || c == ARTICLE_TEXT ? d->search : NULL, c == ARTICLE_TITLE ? 2 : 3, &cell);
  return finish(d, d->search, problem);
}

/* Puts in what is gathered. */
static bool flush(struct database *d, struct problem *problem) {
  if (!d->n_waiting) return true;
  if (!begin(d, problem)) return false;
  d->broken = true;
  for (int k = 0; k < TABLES; k++) d->rows[k].n = 0;
  for (int i = 0; i < d->n_waiting; i++) {
    bool same;
    if (!settle(d, &d->waiting[i], &same, problem)) return false;
    if (!same && !sort_rows(d, &d->waiting[i], problem)) return false;
  }
  for (int k = 0; k < TABLES; k++)
    if (!insert_rows(d, k, problem)) return false;
  for (size_t i = 0; i < d->rows[T_ARTICLES].n; i++)
    if (!insert_search(d, &d->rows[T_ARTICLES].at[i], problem)) return false;
  d->broken = false;
  d->articles += (unsigned)d->n_waiting;
  d->n_waiting = 0;
  d->gathered.n = 0;
  return d->articles < TRANSACTION || commit(d, problem);
}

/* Does the same article wait already? Then it has to be in before it is found. The first cell is the id. */
static bool waits(const struct database *d, const char *rows) {
  enum { HEAD = 2 + sizeof(uint32_t) };        /* table, sign, length */
  for (int i = 0; i < d->n_waiting; i++)
    if (memcmp(d->gathered.bytes + d->waiting[i].at + HEAD, rows + HEAD, ARTICLE_ID - 1) == 0) return true;
  return false;
}

static bool sqlite_add(void *state, const char *bytes, size_t n, struct problem *problem) {
  struct database *d = state;
  if ((d->n_waiting == GATHERED || d->gathered.n + n > GATHERED_BYTES || waits(d, bytes)) && !flush(d, problem)) return false;
  size_t at = d->gathered.n;
  if (bytes_add(&d->gathered, bytes, n)) return say_words(problem, "out of memory");
  d->waiting[d->n_waiting++] = (struct gathered){.at = at, .n = n, .hash = (int64_t)hash_rows(bytes, n)};
  return true;
}

/* ---- the end ------------------------------------------------------------------------------------------------------------------ */
/* A later run that goes on finds what is here by itself: any mark will do. */
static bool sqlite_sync(void *state, uint64_t *mark, struct problem *problem) {
  *mark = 0;
  return flush(state, problem) && commit(state, problem);
}

/* Whole articles stay also when the run is stopped; a batch that failed is rolled back. */
static bool sqlite_close(void *state, bool complete, struct problem *problem) {
  struct database *d = state;
  bool good = d->broken || (flush(d, problem) && (!complete || !d->fresh || begin(d, problem)) && commit(d, problem));
  release(d);
  return good;
}

const struct export_format export_sqlite = {
    .name = "sqlite",
    .endings = ".db .sqlite .sqlite3",
    .what = "a database that grows: tables, views, search",
    .profiles = "",
    .languages = "",
    .open = sqlite_open,
    .render = sqlite_render,
    .add = sqlite_add,
    .sync = sqlite_sync,
    .close = sqlite_close,
};
