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
enum { PATIENCE = 60000, TRANSACTION = 2000, GATHERED = 256 }; /* milliseconds that another writer may take; articles of one transaction, and
                                            * gathered, at most */
enum { MAX_CELLS = 32 };                    /* of a row: more than any table has columns */

#define FUNCTIONS(X)                                                                                                                  \
  X(open_v2) X(close_v2) X(busy_timeout) X(exec) X(prepare_v2) X(step) X(reset) X(finalize) X(bind_int64) X(bind_text) X(column_int64) \
  X(extended_errcode) X(errmsg) X(system_errno) X(shutdown) X(create_module) X(declare_vtab) X(result_int64) X(result_double) X(result_text)

struct sqlite {
#define POINTER(name) __typeof__(&sqlite3_##name) name;
  FUNCTIONS(POINTER)
#undef POINTER
};

struct gathered { size_t at, n; int64_t number, hash; };            /* an article that waits: its rows in database.gathered */
struct row { const char *cells; const struct gathered *of; };

/* What the virtual table `rows` shows: the gathered rows of one table, and of the one it stands at where each cell begins. */
struct shown { const struct database *d; int table; };
struct shown_cursor { sqlite3_vtab_cursor base; size_t at; const char *cells[MAX_CELLS]; };
struct shown_table { sqlite3_vtab base; const struct shown *shown; };

struct database {
  struct sqlite call;
  void *library;
  sqlite3 *db;
  char *path;
  bool no_text, fresh, writing, broken, committed; /* fresh: has no tables yet; writing: in a transaction, which is lost when broken */
  unsigned articles;                               /* in this transaction */
  int64_t last;                                    /* number of an article */
  sqlite3_stmt *find, *search, *insert[TABLES], *erase[TABLES];
  struct shown shown;
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

static const sqlite3_module shown_module;

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
  d->shown.d = d;
  if (d->call.create_module(d->db, "rows", &shown_module, &d->shown) != SQLITE_OK) return failed(d, problem);
  return run(d, "PRAGMA page_size = 8192; PRAGMA cache_size = -32768", problem) && recognise(d, problem);
}

/* Frees all; what is in an open transaction is lost. */
static void release(struct database *d) {
  if (d->call.finalize) {
    d->call.finalize(d->find);
    d->call.finalize(d->search);
    for (int k = 0; k < TABLES; k++) d->call.finalize(d->insert[k]), d->call.finalize(d->erase[k]);
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
 * A row is the number of its table, four bytes of length, and its cells. A cell is a sign and, for numbers, eight bytes; for text, four bytes
 * of length and the bytes. Numbers are in the machine's own order: they do not leave it. */
enum sign { IS_NULL = 'n', IS_INTEGER = 'i', IS_HUNDREDTHS = 'h', IS_TEXT = 't' };
enum { ROW_HEAD = 1 + sizeof(uint32_t) };

struct rendering { struct text rows; size_t head; };

static void row_begin(void *to, int table) {
  struct rendering *x = to;
  x->head = x->rows.to.n;
  char *head = text_room(&x->rows, ROW_HEAD);
  if (head) head[0] = (char)table;
}
static void row_null(void *to) {
  struct rendering *x = to;
  text_byte(&x->rows, IS_NULL);
}
static void row_number(struct rendering *x, char sign, int64_t value) {
  char *cell = text_room(&x->rows, 1 + sizeof value);
  if (!cell) return;
  cell[0] = sign;
  memcpy(cell + 1, &value, sizeof value);
}
static void row_integer(void *to, int64_t value) { row_number(to, IS_INTEGER, value); }
static void row_hundredths(void *to, int64_t value) { row_number(to, IS_HUNDREDTHS, value); }
static void row_text(void *to, const char *s, size_t n) {
  struct rendering *x = to;
  uint32_t size = (uint32_t)n;
  char *cell = text_room(&x->rows, 1 + sizeof size + n);
  if (!cell) return;
  cell[0] = IS_TEXT;
  memcpy(cell + 1, &size, sizeof size);
  if (n) memcpy(cell + 1 + sizeof size, s, n);
}
static void row_end(void *to) {
  struct rendering *x = to;
  if (x->rows.failed) return;
  uint32_t size = (uint32_t)(x->rows.to.n - x->head - ROW_HEAD);
  memcpy(x->rows.to.bytes + x->head + 1, &size, sizeof size);
}

static partikel_status sqlite_render(const void *state, const partikel_record *record, partikel_sink sink, void *context) {
  const struct database *d = state;
  struct rendering x = {0};
  struct row_sink to = {row_begin, row_null, row_integer, row_hundredths, row_text, row_end, &x};
  bool good = tables_rows(record, d->no_text, &to) && !x.rows.failed;
  partikel_status status = !good ? PARTIKEL_NOMEM : sink(context, x.rows.to.bytes, x.rows.to.n) ? PARTIKEL_IO : PARTIKEL_OK;
  bytes_free(&x.rows.to);
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

static const char *behind_cell(const char *cell) {
  uint32_t size;
  if (*cell == IS_NULL) return cell + 1;
  if (*cell != IS_TEXT) return cell + 1 + sizeof(int64_t);
  memcpy(&size, cell + 1, sizeof size);
  return cell + 1 + sizeof size + size;
}

/* ---- rows as SQLite sees them: a virtual table, so that INSERT … SELECT takes them many at a time and nothing is bound ----------------- */
static const struct row *shown_row(const struct shown_cursor *c) {
  const struct shown *shown = ((const struct shown_table *)c->base.pVtab)->shown;
  return c->at < shown->d->rows[shown->table].n ? &shown->d->rows[shown->table].at[c->at] : NULL;
}

static int shown_at(struct shown_cursor *c, size_t at) {
  const struct shown *shown = ((const struct shown_table *)c->base.pVtab)->shown;
  c->at = at;
  const struct row *row = shown_row(c);
  const char *cell = row ? row->cells : NULL;
  for (int k = 1; cell && k < tables[shown->table].n_columns; k++, cell = behind_cell(cell)) c->cells[k] = cell;
  return SQLITE_OK;
}

static int shown_connect(sqlite3 *db, void *context, int argc, const char *const *argv, sqlite3_vtab **out, char **error) {
  const struct shown *shown = context;
  (void)argc, (void)argv, (void)error;
  struct shown_table *t = calloc(1, sizeof *t);
  if (!t) return SQLITE_NOMEM;
  t->shown = shown;
  *out = &t->base;
  return shown->d->call.declare_vtab(db, "CREATE TABLE x(c0,c1,c2,c3,c4,c5,c6,c7,c8,c9,c10,c11,c12,c13,c14,c15,c16,c17,c18,c19,c20,c21,c22,c23,c24,c25,c26,c27,c28,c29,c30,hash)");
}
static int shown_disconnect(sqlite3_vtab *t) {
  free(t);
  return SQLITE_OK;
}
static int shown_plan(sqlite3_vtab *t, sqlite3_index_info *plan) {
  (void)t;
  plan->estimatedCost = 1;
  return SQLITE_OK;
}
static int shown_open(sqlite3_vtab *t, sqlite3_vtab_cursor **out) {
  struct shown_cursor *c = calloc(1, sizeof *c);
  (void)t;
  if (!c) return SQLITE_NOMEM;
  *out = &c->base;
  return SQLITE_OK;
}
static int shown_close(sqlite3_vtab_cursor *c) {
  free(c);
  return SQLITE_OK;
}
static int shown_filter(sqlite3_vtab_cursor *c, int plan, const char *words, int argc, sqlite3_value **argv) {
  (void)plan, (void)words, (void)argc, (void)argv;
  return shown_at((struct shown_cursor *)c, 0);
}
static int shown_next(sqlite3_vtab_cursor *c) { return shown_at((struct shown_cursor *)c, ((struct shown_cursor *)c)->at + 1); }
static int shown_eof(sqlite3_vtab_cursor *c) { return !shown_row((struct shown_cursor *)c); }
static int shown_number(sqlite3_vtab_cursor *c, sqlite3_int64 *out) {
  *out = (sqlite3_int64)((struct shown_cursor *)c)->at;
  return SQLITE_OK;
}

static int shown_cell(sqlite3_vtab_cursor *base, sqlite3_context *to, int k) {
  const struct shown_cursor *c = (const struct shown_cursor *)base;
  const struct sqlite *call = &((const struct shown_table *)base->pVtab)->shown->d->call;
  const struct row *row = shown_row(c);
  const char *cell = c->cells[k];
  int64_t value;
  uint32_t size;
  if (k == 0 || k == MAX_CELLS - 1) call->result_int64(to, k ? row->of->hash : row->of->number);
  else if (*cell == IS_TEXT) {
    memcpy(&size, cell + 1, sizeof size);
    call->result_text(to, cell + 1 + sizeof size, (int)size, SQLITE_STATIC); /* it stays until all rows are in */
  } else if (*cell != IS_NULL) {
    memcpy(&value, cell + 1, sizeof value);
    if (*cell == IS_INTEGER) call->result_int64(to, value);
    else if (value % 100 == 0) call->result_int64(to, value / 100);
    else call->result_double(to, (double)value / 100);
  }
  return SQLITE_OK;                            /* nothing said is NULL */
}

static const sqlite3_module shown_module = {.iVersion = 1, .xConnect = shown_connect, .xBestIndex = shown_plan, .xDisconnect = shown_disconnect, .xOpen = shown_open, .xClose = shown_close,
                                            .xFilter = shown_filter, .xNext = shown_next, .xEof = shown_eof, .xColumn = shown_cell, .xRowid = shown_number};

/* ---- statements --------------------------------------------------------------------------------------------------------------------------- */
static bool finish(struct database *d, sqlite3_stmt *statement, struct problem *problem) {
  bool good = d->call.step(statement) == SQLITE_DONE || failed(d, problem);
  d->call.reset(statement);
  return good;
}

/* OR ROLLBACK saves the journal of a statement: what fails ends the transaction anyway. */
static bool prepare_insert(struct database *d, int table, struct problem *problem) {
  struct text sql = {0};
  TEXT(&sql, "INSERT OR ROLLBACK INTO ");
  text_word(&sql, tables[table].name);
  for (int c = 0; c < tables[table].n_columns; c++) text_word(&sql, c ? ", c" : " SELECT c"), text_int(&sql, c);
  text_word(&sql, table == T_ARTICLES ? ", hash FROM rows" : " FROM rows");
  text_byte(&sql, '\0');
  bool good = sql.failed ? say_words(problem, "out of memory") : prepare(d, sql.to.bytes, &d->insert[table], problem);
  bytes_free(&sql.to);
  return good;
}

static bool prepare_all(struct database *d, struct problem *problem) {
  static const char erase[] = "DELETE FROM %s WHERE %s = ?", search[] = "INSERT OR ROLLBACK INTO articles_search(rowid, title, text) SELECT c0, c%d, c%d FROM rows",
                    seen[] = "SELECT number, row_hash FROM articles WHERE id = ?";
  char sql[128];
  if (!prepare(d, seen, &d->find, problem)) return false;
  snprintf(sql, sizeof sql, search, ARTICLE_TITLE, ARTICLE_TEXT);
  if (!prepare(d, sql, &d->search, problem)) return false;
  for (int k = 0; k < TABLES; k++) {
    snprintf(sql, sizeof sql, erase, tables[k].name, tables[k].columns[0].name);
    if (!prepare(d, sql, &d->erase[k], problem) || !prepare_insert(d, k, problem)) return false;
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

enum { BEFORE_ID = ROW_HEAD + 1 + sizeof(uint32_t) };  /* the first cell of an article's first row */

/* Gives the article its number, and takes away its old rows if they are others. *same: there is nothing to do. */
static bool settle(struct database *d, struct gathered *a, bool *same, struct problem *problem) {
  d->call.bind_text(d->find, 1, d->gathered.bytes + a->at + BEFORE_ID, ARTICLE_ID - 1, SQLITE_STATIC);
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
  for (uint32_t size; s < end; s += ROW_HEAD + size) {
    memcpy(&size, s + 1, sizeof size);
    if (!remember(d, *s, (struct row){s + ROW_HEAD, a}, problem)) return false;
  }
  return true;
}

static bool insert_rows(struct database *d, int table, sqlite3_stmt *statement, struct problem *problem) {
  d->shown.table = table;
  return !d->rows[table].n || finish(d, statement, problem);
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
    if (!insert_rows(d, k, d->insert[k], problem)) return false;
  if (!insert_rows(d, T_ARTICLES, d->search, problem)) return false;
  d->broken = false;
  d->articles += (unsigned)d->n_waiting;
  d->n_waiting = 0;
  d->gathered.n = 0;
  return d->articles < TRANSACTION || commit(d, problem);
}

/* Does the same article wait already? Then it has to be in before it is found. */
static bool waits(const struct database *d, const char *rows) {
  for (int i = 0; i < d->n_waiting; i++)
    if (memcmp(d->gathered.bytes + d->waiting[i].at + BEFORE_ID, rows + BEFORE_ID, ARTICLE_ID - 1) == 0) return true;
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
