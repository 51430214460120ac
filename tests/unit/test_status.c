/* Every status, caused through each function that promises it: with the place and the reason that docs/errors.md has for it,
 * and with a reader that goes on afterwards. What test_api.c asks already is not repeated. Memory runs out by --wrap (Makefile). */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>
#include <zlib.h>

#include "partikel.h"

static const char article[] =
    "Nyt hus for familier i Haslev\n\n"
    "Faxe Kommune og Red Barnet går sammen om et hus for familier, der har brug for en hånd.\n\n"
    "Velux Fonden har bevilget 3,2 mio. kr. til projektet ”Det Åbne Hus”, som skal være til i tre år.\n";

/* ---- memory that runs out: all allocations fail while there is none -------------------------------------------------- */
static bool no_memory;
void *__real_malloc(size_t n);
void *__real_calloc(size_t n, size_t size);
void *__real_realloc(void *p, size_t n);
void *__wrap_malloc(size_t n);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_realloc(void *p, size_t n);
void *__wrap_malloc(size_t n) { return no_memory ? NULL : __real_malloc(n); }
void *__wrap_calloc(size_t n, size_t size) { return no_memory ? NULL : __real_calloc(n, size); }
void *__wrap_realloc(void *p, size_t n) { return no_memory ? NULL : __real_realloc(p, n); }

/* ---- helpers ----------------------------------------------------------------------------------------------------------- */
struct bytes { char at[4096]; size_t n, calls; };

static int add(void *context, const char *bytes, size_t n) {
  struct bytes *b = context;
  size_t room = sizeof b->at - 1 - b->n;
  memcpy(b->at + b->n, bytes, n < room ? n : room);
  b->n += n < room ? n : room;
  b->at[b->n] = '\0';
  b->calls++;
  return 0;
}

static int swallow(void *context, const char *bytes, size_t n) { return (void)context, (void)bytes, (void)n, 0; }
static int refuse(void *context, const char *bytes, size_t n) { return (void)context, (void)bytes, n > 0; }

static int new_reader(void **state) { return (*state = partikel_reader_new(partikel_builtin())) ? 0 : -1; }
static int free_reader(void **state) { return partikel_reader_free(*state), 0; }

static void fails_with(partikel_reader *reader, partikel_status code, const char *where, const char *what) {
  const partikel_error *error = partikel_last_error(reader);
  assert_int_equal(error->code, code);
  assert_string_equal(error->where, where);
  assert_string_equal(error->what, what);
}

static partikel_status first(partikel_reader *reader, const void *bytes, size_t n, const partikel_record **record) {
  partikel_origin origin = {.name = "pasted"};
  partikel_status status = partikel_open_memory(reader, bytes, n, &origin);
  return status == PARTIKEL_OK ? partikel_next(reader, record) : status;
}

static const partikel_record *works(partikel_reader *reader) {
  const partikel_record *record;
  assert_int_equal(first(reader, article, sizeof article - 1, &record), PARTIKEL_OK);
  assert_string_equal(record->article.title, "Nyt hus for familier i Haslev");
  return record;
}

/* The bytes gzipped; the caller frees. */
static unsigned char *gzip(const void *bytes, size_t n, size_t *packed) {
  size_t room = n + 4096;
  unsigned char *out = malloc(room);
  z_stream z = {.next_in = (Bytef *)(uintptr_t)bytes, .avail_in = (uInt)n, .next_out = out, .avail_out = (uInt)room};
  assert_non_null(out);
  assert_int_equal(deflateInit2(&z, 6, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY), Z_OK);
  assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
  *packed = room - z.avail_out;
  deflateEnd(&z);
  return out;
}

static char folder[64];

static int new_folder(void **state) {
  strcpy(folder, "/tmp/partikel-status-XXXXXX");
  return mkdtemp(folder) ? new_reader(state) : -1;
}

static const char *path_of(const char *name) {
  static char path[128];
  snprintf(path, sizeof path, "%s/%s", folder, name);
  return path;
}

static void write_file(const char *name, const void *bytes, size_t n) {
  FILE *f = fopen(path_of(name), "wb");
  assert_non_null(f);
  assert_int_equal(fwrite(bytes, 1, n, f), n);
  assert_int_equal(fclose(f), 0);
}

static int free_folder(void **state) {
  static const char *const names[] = {"rules/60-a.rules", "organisation/ngo.list", "rules", "organisation", "article.txt"};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) remove(path_of(names[i]));
  return rmdir(folder) || free_reader(state);
}

/* ---- the list itself --------------------------------------------------------------------------------------------------- */
static void numbers_are_pinned(void **state) {
  (void)state;
  static const char *const names[] = {"OK", "END", "NOMEM", "IO", "FORMAT", "LIMIT", "KNOWLEDGE", "ARGUMENT"};
  assert_int_equal(PARTIKEL_STATUS_COUNT, sizeof names / sizeof *names);
  for (int i = 0; i < PARTIKEL_STATUS_COUNT; i++) {
    assert_string_equal(partikel_status_name((partikel_status)i), names[i]);
    assert_string_not_equal(partikel_status_text((partikel_status)i), "");
  }
  assert_string_equal(partikel_status_name((partikel_status)-1), "UNKNOWN");
}

static void a_new_reader_has_no_error(void **state) {
  fails_with(*state, PARTIKEL_OK, "", "");
  works(*state);
  assert_int_equal(partikel_last_error(*state)->code, PARTIKEL_OK);
}

/* ---- NOMEM ---------------------------------------------------------------------------------------------------------------- */
static void without_memory_everything_says_so(void **state) {
  partikel_reader *fresh = *state, *reader = partikel_reader_new(partikel_builtin());
  partikel_knowledge *know = NULL;
  partikel_error err = {0};
  const partikel_record *record = works(reader), *none;
  no_memory = true;
  partikel_status loaded = partikel_load("data", &know, &err);
  partikel_reader *refused = partikel_reader_new(partikel_builtin());
  partikel_status written = partikel_write_json(record, 0, swallow, NULL), shown = partikel_show(reader, PARTIKEL_STAGE_BLOCKS, swallow, NULL);
  partikel_status opened = partikel_open_file(fresh, "README.md", NULL), checked = partikel_check(partikel_builtin(), swallow, NULL, NULL, NULL);
  no_memory = false;
  assert_null(refused);
  assert_int_equal(loaded, PARTIKEL_NOMEM);
  assert_int_equal(err.code, PARTIKEL_NOMEM);
  assert_null(know);
  assert_int_equal(written, PARTIKEL_NOMEM);
  assert_int_equal(shown, PARTIKEL_NOMEM);
  fails_with(reader, PARTIKEL_NOMEM, "", "out of memory");
  assert_int_equal(opened, PARTIKEL_NOMEM);
  assert_string_equal(partikel_last_error(fresh)->what, "out of memory");
  assert_int_equal(checked, PARTIKEL_NOMEM);
  assert_int_equal(partikel_show(reader, PARTIKEL_STAGE_BLOCKS, swallow, NULL), PARTIKEL_OK); /* the record is still there */
  partikel_reader_free(reader);
  assert_int_equal(partikel_open_memory(fresh, article, sizeof article - 1, NULL), PARTIKEL_OK);
  no_memory = true;
  partikel_status status = partikel_next(fresh, &none);
  no_memory = false;
  assert_int_equal(status, PARTIKEL_NOMEM);
  assert_null(none);
  assert_string_equal(partikel_last_error(fresh)->what, "out of memory");
  assert_int_equal(partikel_next(fresh, &none), PARTIKEL_END); /* that article is lost, the reader is not */
  works(fresh);
}

/* ---- IO -------------------------------------------------------------------------------------------------------------------- */
static void a_file_that_cannot_be_read(void **state) {
  partikel_reader *reader = *state;
  char longer[5000];
  memset(longer, 'a', sizeof longer - 1);
  longer[sizeof longer - 1] = '\0';
  assert_int_equal(partikel_open_file(reader, folder, NULL), PARTIKEL_IO);
  fails_with(reader, PARTIKEL_IO, folder, "is a folder, not a file");
  assert_int_equal(partikel_open_file(reader, path_of("none"), NULL), PARTIKEL_IO);
  fails_with(reader, PARTIKEL_IO, path_of("none"), "no such file");
  assert_int_equal(partikel_open_file(reader, longer, NULL), PARTIKEL_IO);
  assert_string_equal(partikel_last_error(reader)->what, "file name too long");
  assert_int_equal(strlen(partikel_last_error(reader)->where), sizeof partikel_last_error(reader)->where - 1);
  write_file("article.txt", article, sizeof article - 1);
  assert_int_equal(chmod(path_of("article.txt"), 0), 0);
  partikel_status status = partikel_open_file(reader, path_of("article.txt"), NULL);
  if (geteuid()) fails_with(reader, PARTIKEL_IO, path_of("article.txt"), "permission denied"); /* root may read all */
  else assert_int_equal(status, PARTIKEL_OK);
  works(reader);
}

static ptrdiff_t broken(void *context, void *buffer, size_t n) {
  size_t *calls = context;
  if ((*calls)++) return -1;
  memset(buffer, 'a', n < 5 ? n : 5);
  return 5;
}

static void a_stream_that_breaks(void **state) {
  partikel_reader *reader = *state;
  partikel_origin origin = {.name = "-"};
  const partikel_record *record;
  size_t calls = 0;
  assert_int_equal(partikel_open_stream(reader, broken, &calls, &origin), PARTIKEL_OK);
  assert_int_equal(calls, 0); /* it is read by the first partikel_next */
  assert_int_equal(partikel_next(reader, &record), PARTIKEL_IO);
  fails_with(reader, PARTIKEL_IO, "-", "reading failed");
  assert_int_equal(partikel_last_error(reader)->offset, 5);
  assert_int_equal(partikel_next(reader, &record), PARTIKEL_END);
  works(reader);
}

static void a_sink_that_stops(void **state) {
  partikel_reader *reader = *state;
  const partikel_record *record = works(reader);
  assert_int_equal(partikel_write_json(record, 0, refuse, NULL), PARTIKEL_IO);
  assert_int_equal(partikel_write_json(record, 0, swallow, NULL), PARTIKEL_OK);
  assert_int_equal(partikel_show(reader, PARTIKEL_STAGE_MENTIONS, refuse, NULL), PARTIKEL_IO);
  fails_with(reader, PARTIKEL_IO, "", "the sink stopped the output");
  struct bytes json = {.n = 0};
  assert_int_equal(partikel_write_json(record, 0, add, &json), PARTIKEL_OK);
  assert_int_equal(json.calls, 1);
}

/* ---- FORMAT ----------------------------------------------------------------------------------------------------------------- */
static void refused(partikel_reader *reader, const void *bytes, size_t n, partikel_status code, const char *what) {
  const partikel_record *record = (const partikel_record *)(const void *)bytes;
  assert_int_equal(first(reader, bytes, n, &record), code);
  assert_null(record);
  fails_with(reader, code, "pasted", what);
  assert_int_equal(partikel_next(reader, &record), PARTIKEL_END);
}

static void what_is_no_text(void **state) {
  size_t n, m;
  unsigned char *once = gzip(article, sizeof article - 1, &n), *twice = gzip(once, n, &m);
  static const char zip[] = "PK\3\4\24\0\0\0\10\0aaaaaaaaaaaaaaaaaaaa";
  refused(*state, "", 0, PARTIKEL_FORMAT, "empty file");
  refused(*state, " \n\t\n", 4, PARTIKEL_FORMAT, "empty file");
  refused(*state, zip, sizeof zip - 1, PARTIKEL_FORMAT, "no text: this looks like ZIP (or DOCX, ODT, EPUB); save the article's text as a text file");
  refused(*state, twice, m, PARTIKEL_FORMAT, "gzip inside gzip is not read");
  refused(*state, once, 12, PARTIKEL_FORMAT, "gzip data ends before any text came");
  memset(once + 10, 0xFF, 12);
  refused(*state, once, n, PARTIKEL_FORMAT, "gzip data is damaged");
  works(*state);
  free(once);
  free(twice);
}

/* ---- LIMIT ------------------------------------------------------------------------------------------------------------------ */
struct endless { size_t given; };
static ptrdiff_t give_on(void *context, void *buffer, size_t n) {
  struct endless *e = context;
  memset(buffer, 'a', n);
  e->given += n;
  return (ptrdiff_t)n;
}

static void more_bytes_than_allowed(void **state) {
  partikel_reader *reader = *state;
  const partikel_record *record;
  size_t n, big = (size_t)8 << 20;
  struct endless endless = {0};
  char *zeros = calloc(1, big);
  assert_non_null(zeros);
  memset(zeros, ' ', big);
  unsigned char *bomb = gzip(zeros, big, &n);
  write_file("article.txt", article, sizeof article - 1);
  refused(reader, bomb, n, PARTIKEL_LIMIT, "gzip data grows more than 200 times when decompressed; this is no article");
  assert_int_equal(partikel_set(reader, PARTIKEL_OPTION_MAX_BYTES, 100), PARTIKEL_OK);
  refused(reader, bomb, 60, PARTIKEL_LIMIT, "decompressed data is over the ceiling of 100 bytes");
  assert_int_equal(partikel_open_file(reader, path_of("article.txt"), NULL), PARTIKEL_LIMIT);
  fails_with(reader, PARTIKEL_LIMIT, path_of("article.txt"), "larger than the ceiling of 100 bytes");
  assert_int_equal(partikel_open_memory(reader, article, 101, NULL), PARTIKEL_LIMIT);
  fails_with(reader, PARTIKEL_LIMIT, "", "larger than the ceiling of 100 bytes");
  assert_int_equal(partikel_open_stream(reader, give_on, &endless, NULL), PARTIKEL_OK);
  assert_int_equal(partikel_next(reader, &record), PARTIKEL_LIMIT);
  assert_int_equal(endless.given, (size_t)256 << 10); /* one step: what it is must be seen, it might be an archive */
  assert_int_equal(partikel_set(reader, PARTIKEL_OPTION_MAX_BYTES, (int64_t)1 << 30), PARTIKEL_OK);
  works(reader);
  free(zeros);
  free(bomb);
}

/* ---- KNOWLEDGE -------------------------------------------------------------------------------------------------------------- */
static const char good_rules[] =
    "rule  gives  priority 40\nwhen  ORGANISATION:f giver penge\nthen  role  party=f  role='funder'\n"
    "yes   [f Havnens Fond] giver penge.\n";

static void knowledge_with_a_fault(void **state) {
  (void)state;
  static const struct { const char *rules; int line; const char *what; } faults[] = {
      {"rule  a\nwhen  <nto> x\nthen  role  party=f\n", 2, "unknown word class nto"},
      {"\n# only this\nrule  a\nwhen  giver\n", 3, "the rule has no then"},
      {"rule  a\nwhen  ( giver\nthen  role\n", 2, "( without ):  ( giver"},
      {"giver\n", 1, "outside a rule: giver"}};
  partikel_error err;
  partikel_knowledge *know = NULL;
  char where[160];
  assert_int_equal(partikel_load(folder, &know, &err), PARTIKEL_KNOWLEDGE);
  assert_string_equal(err.where, folder);
  assert_string_equal(err.what, "no knowledge files in this folder");
  assert_int_equal(mkdir(path_of("rules"), 0700), 0);
  for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
    write_file("rules/60-a.rules", faults[i].rules, strlen(faults[i].rules));
    know = (partikel_knowledge *)(void *)where;
    assert_int_equal(partikel_load(folder, &know, &err), PARTIKEL_KNOWLEDGE);
    assert_null(know);
    assert_int_equal(err.code, PARTIKEL_KNOWLEDGE);
    snprintf(where, sizeof where, "%s/rules/60-a.rules:%d", folder, faults[i].line);
    assert_string_equal(err.where, where);
    if (i != 2) assert_string_equal(err.what, faults[i].what); /* what is left of a pattern may be quoted in one way or another */
    else assert_memory_equal(err.what, "( without )", 11);
    assert_int_equal(partikel_load(folder, &know, NULL), PARTIKEL_KNOWLEDGE);
  }
  static const char *const values[] = {"-1", "1000000000001"};
  assert_int_equal(mkdir(path_of("words"), 0700), 0);
  write_file("rules/60-a.rules", good_rules, sizeof good_rules - 1);
  for (size_t i = 0; i < 2; i++) {
    char table[64];
    int n = snprintf(table, sizeof table, "name\tvalue\nto\t2\nmange\t%s\n", values[i]);
    write_file("words/number.tsv", table, (size_t)n);
    assert_int_equal(partikel_load(folder, &know, &err), PARTIKEL_KNOWLEDGE);
    snprintf(where, sizeof where, "%s/words/number.tsv:3", folder);
    assert_string_equal(err.where, where);
    assert_non_null(strstr(err.what, values[i]));
  }
  remove(path_of("words/number.tsv"));
  rmdir(path_of("words"));
  assert_int_equal(mkdir(path_of("rules/more"), 0700), 0);
  assert_int_equal(partikel_load(folder, &know, &err), PARTIKEL_KNOWLEDGE);
  snprintf(where, sizeof where, "%s/rules/more", folder);
  assert_string_equal(err.where, where);
  assert_string_equal(err.what, "a folder within a folder: knowledge lies one folder deep");
  assert_int_equal(rmdir(path_of("rules/more")), 0);
  assert_int_equal(partikel_load(path_of("none"), &know, &err), PARTIKEL_IO);
  assert_int_equal(err.code, PARTIKEL_IO);
  assert_memory_equal(err.what, "cannot open the folder", 22);
}

static void examples_that_fail(void **state) {
  (void)state;
  static const char bad[] = "yes   [f Havnens Fond] tager penge.\nno    Havnens Fond giver penge.\n";
  char rules[512];
  struct bytes lines = {.n = 0};
  size_t examples, failed;
  partikel_knowledge *know = NULL;
  assert_int_equal(mkdir(path_of("rules"), 0700), 0);
  assert_int_equal(mkdir(path_of("organisation"), 0700), 0);
  write_file("organisation/ngo.list", "Havnens Fond\n", 13);
  write_file("rules/60-a.rules", good_rules, sizeof good_rules - 1);
  assert_int_equal(partikel_load(folder, &know, NULL), PARTIKEL_OK);
  assert_int_equal(partikel_check(know, add, &lines, &examples, &failed), PARTIKEL_OK);
  assert_int_equal(examples, 1);
  assert_int_equal(failed, 0);
  assert_int_equal(lines.calls, 0);
  partikel_knowledge_free(know);
  snprintf(rules, sizeof rules, "%s%s", good_rules, bad);
  write_file("rules/60-a.rules", rules, strlen(rules));
  assert_int_equal(partikel_load(folder, &know, NULL), PARTIKEL_OK); /* examples are asked by partikel_check alone */
  assert_int_equal(partikel_check(know, add, &lines, &examples, &failed), PARTIKEL_OK);
  assert_int_equal(examples, 3);
  assert_int_equal(failed, 2);
  assert_int_equal(lines.calls, 2);
  assert_string_equal(lines.at, "data/rules/60-a.rules:5: rule gives: yes is not matched\n"
                                "data/rules/60-a.rules:6: rule gives: no is matched\n");
  assert_int_equal(partikel_check(know, refuse, NULL, NULL, &failed), PARTIKEL_IO);
  assert_int_equal(failed, 1); /* it stopped there */
  partikel_knowledge_free(know);
}

/* ---- ARGUMENT --------------------------------------------------------------------------------------------------------------- */
static ptrdiff_t too_much(void *context, void *buffer, size_t n) { return (void)context, (void)buffer, (ptrdiff_t)n + 1; }

static void a_wrong_argument(void **state) {
  partikel_reader *reader = *state;
  const partikel_record *record;
  const partikel_record *held = works(reader);
  assert_int_equal(partikel_write_json(NULL, 0, swallow, NULL), PARTIKEL_ARGUMENT);
  assert_int_equal(partikel_write_json(held, 0, NULL, NULL), PARTIKEL_ARGUMENT);
  assert_int_equal(partikel_check(partikel_builtin(), NULL, NULL, NULL, NULL), PARTIKEL_ARGUMENT);
  assert_int_equal(partikel_set(reader, PARTIKEL_OPTION_MAX_BYTES, ((int64_t)1 << 30) + 1), PARTIKEL_ARGUMENT);
  fails_with(reader, PARTIKEL_ARGUMENT, "", "PARTIKEL_OPTION_MAX_BYTES is out of range");
  assert_string_equal(held->article.title, "Nyt hus for familier i Haslev"); /* setting leaves the record alone */
  assert_int_equal(partikel_open_file(reader, "", NULL), PARTIKEL_ARGUMENT);
  fails_with(reader, PARTIKEL_ARGUMENT, "", "no file name given");
  assert_int_equal(partikel_next(reader, &record), PARTIKEL_ARGUMENT);
  fails_with(reader, PARTIKEL_ARGUMENT, "", "nothing is open");
  assert_int_equal(partikel_open_stream(reader, too_much, NULL, NULL), PARTIKEL_OK);
  assert_int_equal(partikel_next(reader, &record), PARTIKEL_ARGUMENT);
  fails_with(reader, PARTIKEL_ARGUMENT, "", "the read function gave more bytes than were asked for");
  works(reader);
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, new_reader, free_reader)
#define IN_FOLDER(name) cmocka_unit_test_setup_teardown(name, new_folder, free_folder)
  const struct CMUnitTest tests[] = {
      TEST(numbers_are_pinned), TEST(a_new_reader_has_no_error), TEST(without_memory_everything_says_so),
      IN_FOLDER(a_file_that_cannot_be_read), TEST(a_stream_that_breaks), TEST(a_sink_that_stops), TEST(what_is_no_text),
      IN_FOLDER(more_bytes_than_allowed), IN_FOLDER(knowledge_with_a_fault), IN_FOLDER(examples_that_fail), TEST(a_wrong_argument)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
