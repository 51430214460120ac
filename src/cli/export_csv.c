/* CSV: the tables of a database as a folder of files, with datapackage.json, which tells programs how to read them. */
#include <stdlib.h>
#include <string.h>

#include "csv_package.h"
#include "folder.h"

#define PACKAGE "datapackage.json"

/* Excel takes no more into one cell, counted in UTF-16; longer text is cut and marked. */
enum { MAX_SHEET_CELL = 32767 };
static const char cut_mark[] = " [\xE2\x80\xA6]";
enum { CUT_MARK_UNITS = 4 };

const struct csv_profile csv_profiles[] = {
    {.name = "rfc", .delimiter = ',', .point = '.'},
    {.name = "excel-da", .delimiter = ';', .point = ',', .sheet = true},
};

struct set {
  const struct csv_profile *profile;
  bool no_text;
  int64_t articles;
  struct folder folder;
  struct folder_file files[TABLES];
};

/* ---- cells -------------------------------------------------------------------------------------------------------
 * render() gives rows, each the number of its table, four bytes of length and the line without its first cell, the article's number. */
struct lines { struct text out; const struct csv_profile *profile; size_t head; struct text cell; };

static void line_begin(void *to, int table) {
  struct lines *l = to;
  text_byte(&l->out, (char)table);
  l->head = l->out.to.n;
  text_add(&l->out, "\0\0\0\0", 4);
}

static void line_end(void *to) {
  struct lines *l = to;
  TEXT(&l->out, "\r\n");
  if (l->out.failed) return;
  uint32_t size = (uint32_t)(l->out.to.n - l->head - 4);
  memcpy(l->out.to.bytes + l->head, &size, sizeof size);
}

static void cell_null(void *to) {
  struct lines *l = to;
  text_byte(&l->out, l->profile->delimiter);
}
static void cell_integer(void *to, int64_t value) {
  struct lines *l = to;
  text_byte(&l->out, l->profile->delimiter);
  text_int(&l->out, value);
}
static void cell_hundredths(void *to, int64_t value) {
  struct lines *l = to;
  text_byte(&l->out, l->profile->delimiter);
  text_hundredths(&l->out, value, l->profile->point);
}

static void add_quoted(struct text *out, char delimiter, const char *s, size_t n) {
  bool quotes = memchr(s, delimiter, n) || memchr(s, '"', n) || memchr(s, '\n', n) || memchr(s, '\r', n);
  if (quotes) text_byte(out, '"');
  for (const char *quote; quotes && (quote = memchr(s, '"', n));) {
    text_add(out, s, (size_t)(quote - s) + 1);
    text_byte(out, '"');
    n -= (size_t)(quote - s) + 1;
    s = quote + 1;
  }
  text_add(out, s, n);
  if (quotes) text_byte(out, '"');
}

/* Would a sheet run it as a formula? Danish quotations begin with "- ", which is one too. Blanks before it do not help. */
static bool is_formula(const char *s, size_t n) {
  static const char signs[] = "=+-@\t\r";
  size_t i = 0;
  while (i < n && s[i] == ' ') i++;
  if (i < n && strchr(signs, s[i])) return true;
  if (n - i < 3 || memcmp(s + i, "\xEF\xBC", 2) != 0) return false;
  return strchr("\x9D\x8B\x8D\xA0", s[i + 2]) && s[i + 2];      /* the full-width forms of = + - @ */
}

/* Could the text stand as it is: short, one line, no formula? Most cells are. */
static bool is_plain_cell(const char *s, size_t n) { return n <= MAX_SHEET_CELL && !memchr(s, '\n', n) && !memchr(s, '\r', n) && !is_formula(s, n); }

/* Bytes of s[0..n) that take at most `units` of UTF-16, at a whole character; *taken: how many they take. */
static size_t fitting(const char *s, size_t n, size_t units, size_t *taken) {
  size_t i = 0, size;
  for (*taken = 0; i < n; i += size) {
    text_code_point(s + i, n - i, &size);
    size_t width = size == 4 ? 2 : 1;
    if (*taken + width > units) break;
    *taken += width;
  }
  return i;
}

/* One line, no formula, no longer than a sheet takes. */
static void make_sheet_cell(struct text *cell, const char *s, size_t n) {
  static const char line_end[] = " \xC2\xB6 ";  /* for a run of line ends */
  size_t taken;
  cell->to.n = 0;
  if (is_formula(s, n)) text_byte(cell, '\'');
  while (n) {
    size_t line = 0, ends;
    while (line < n && s[line] != '\n' && s[line] != '\r') line++;
    for (ends = line; ends < n && (s[ends] == '\n' || s[ends] == '\r'); ends++) {}
    text_add(cell, s, line);
    if (ends > line) text_word(cell, line_end);
    s += ends, n -= ends;
  }
  text_byte(cell, '\0');                       /* for those who look at whole characters */
  if (cell->failed) return;
  cell->to.n--;
  if (cell->to.n <= MAX_SHEET_CELL || fitting(cell->to.bytes, cell->to.n, MAX_SHEET_CELL, &taken) == cell->to.n) return;
  cell->to.n = fitting(cell->to.bytes, cell->to.n, MAX_SHEET_CELL - CUT_MARK_UNITS, &taken);
  text_word(cell, cut_mark);
}

static void cell_text(void *to, const char *s, size_t n) {
  struct lines *l = to;
  text_byte(&l->out, l->profile->delimiter);
  if (!l->profile->sheet || is_plain_cell(s, n)) {
    add_quoted(&l->out, l->profile->delimiter, s, n);
    return;
  }
  make_sheet_cell(&l->cell, s, n);
  if (l->cell.failed) l->out.failed = true;
  else add_quoted(&l->out, l->profile->delimiter, l->cell.to.bytes ? l->cell.to.bytes : "", l->cell.to.n);
}

static partikel_status csv_render(const void *state, const partikel_record *record, partikel_sink sink, void *context) {
  const struct set *set = state;
  struct lines l = {.profile = set->profile};
  struct row_sink to = {line_begin, cell_null, cell_integer, cell_hundredths, cell_text, line_end, &l};
  bool good = tables_rows(record, set->no_text, &to) && !l.out.failed;
  partikel_status status = !good ? PARTIKEL_NOMEM : sink(context, l.out.to.bytes, l.out.to.n) ? PARTIKEL_IO : PARTIKEL_OK;
  bytes_free(&l.out.to);
  bytes_free(&l.cell.to);
  return status;
}

/* ---- the folder ----------------------------------------------------------------------------------------------------- */
static bool is_ours(const char *name) {
  size_t n = strlen(name);
  if (strcmp(name, PACKAGE) == 0) return true;
  for (int k = 0; k < TABLES; k++)
    if (n == strlen(tables[k].name) + 4 && strncmp(name, tables[k].name, n - 4) == 0 && strcmp(name + n - 4, ".csv") == 0) return true;
  return false;
}

/* Opens a table's file with its first line: the names of the columns. */
static bool open_table(struct set *set, int table, struct problem *problem) {
  struct text head = {0};
  text_word(&head, tables[table].name);
  TEXT(&head, ".csv");
  text_byte(&head, '\0');
  bool good = !head.failed && folder_file_open(&set->folder, &set->files[table], head.to.bytes, problem);
  head.to.n = 0;
  if (set->profile->sheet) TEXT(&head, "\xEF\xBB\xBF");
  for (int c = 0; c < tables[table].n_columns; c++) {
    if (c) text_byte(&head, set->profile->delimiter);
    text_word(&head, tables[table].columns[c].name);
  }
  TEXT(&head, "\r\n");
  if (head.failed) *problem = (struct problem){.words = "out of memory"};
  good = good && !head.failed && folder_file_add(&set->files[table], head.to.bytes, head.to.n, problem);
  bytes_free(&head.to);
  return good;
}

static bool close_files(struct set *set, struct problem *problem) {
  bool good = true;
  struct problem later;
  for (int k = 0; k < TABLES; k++)
    if (!folder_file_close(&set->files[k], good ? problem : &later)) good = false;
  return good;
}

static void *csv_open(const struct export_options *options, struct problem *problem) {
  struct set *set = calloc(1, sizeof *set);
  struct problem later;
  if (!set) *problem = (struct problem){.words = "out of memory"};
  else if (!options->path) *problem = (struct problem){.words = "a CSV set is a folder: name it with -o FOLDER"};
  if (!set || !options->path) {
    free(set);
    return NULL;
  }
  set->profile = &csv_profiles[0];
  for (size_t k = 0; options->profile && k < CSV_PROFILES; k++)
    if (strcmp(csv_profiles[k].name, options->profile) == 0) set->profile = &csv_profiles[k];
  set->no_text = options->no_text;
  bool good = folder_open(&set->folder, options->path, is_ours, problem), made = good;
  for (int k = 0; good && k < TABLES; k++) good = open_table(set, k, problem);
  if (good) return set;
  close_files(set, &later);
  if (made) folder_close(&set->folder, false, false, &later);
  free(set);
  return NULL;
}

static bool csv_add(void *state, const char *bytes, size_t n, struct problem *problem) {
  struct set *set = state;
  struct text number = {0};
  text_int(&number, ++set->articles);
  bool good = !number.failed;
  if (!good) *problem = (struct problem){.words = "out of memory"};
  for (const char *s = bytes; good && s < bytes + n;) {
    struct folder_file *file = &set->files[(int)*s++];
    uint32_t size;
    memcpy(&size, s, sizeof size);
    s += sizeof size;
    good = folder_file_add(file, number.to.bytes, number.to.n, problem) && folder_file_add(file, s, size, problem);
    s += size;
  }
  bytes_free(&number.to);
  return good;
}

static bool write_package(struct set *set, struct problem *problem) {
  struct text package = {0};
  struct folder_file file;
  csv_package(&package, set->profile);
  if (package.failed) *problem = (struct problem){.words = "out of memory"};
  bool good = !package.failed && folder_file_open(&set->folder, &file, PACKAGE, problem);
  if (good) {
    struct problem later;
    good = folder_file_add(&file, package.to.bytes, package.to.n, problem);
    good = folder_file_close(&file, good ? problem : &later) && good;
  }
  bytes_free(&package.to);
  return good;
}

static bool csv_close(void *state, bool complete, struct problem *problem) {
  struct set *set = state;
  struct problem later;
  bool good = close_files(set, problem);
  if (good && complete) good = write_package(set, problem);
  bool named = folder_close(&set->folder, complete && good, set->articles > 0, good ? problem : &later);
  free(set);
  return good && named;
}

const struct export_format export_csv = {
    .name = "csv",
    .endings = "",
    .what = "-o FOLDER: a file for each table, and datapackage.json",
    .profiles = "rfc excel-da",
    .languages = "",
    .open = csv_open,
    .render = csv_render,
    .add = csv_add,
    .close = csv_close,
};
