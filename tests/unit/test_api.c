/* The API as a program that embeds the library sees it: what each call promises, and that nothing breaks a reader. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <zlib.h>

#include "partikel.h"

static const char article[] =
    "Nyt hus for familier i Haslev\n\n"
    "Faxe Kommune og Red Barnet går sammen om et hus for familier, der har brug for en hånd.\n\n"
    "Velux Fonden har bevilget 3,2 mio. kr. til projektet ”Det Åbne Hus”, som skal være til i tre år.\n\n"
    "- Vi er glade for, at det kan lade sig gøre, siger leder Anna Holm.\n";
static const char english[] =
    "A new house for families\n\nThe council and the charity have agreed to open a house for families who need a hand. "
    "It is going to be paid for by the foundation, and it will be open to all of them for three years from the summer.\n";

struct bytes { char *at; size_t n; };

static int add(void *context, const char *bytes, size_t n) {
  struct bytes *b = context;
  b->at = realloc(b->at, b->n + n + 1);
  memcpy(b->at + b->n, bytes, n);
  b->n += n;
  b->at[b->n] = '\0';
  return 0;
}

static int refuse(void *context, const char *bytes, size_t n) { return (void)context, (void)bytes, n > 0; }

static int new_reader(void **state) { return (*state = partikel_reader_new(partikel_builtin())) ? 0 : -1; }
static int free_reader(void **state) { return partikel_reader_free(*state), 0; }

static const partikel_record *first(partikel_reader *reader, const void *bytes, size_t n) {
  const partikel_record *record;
  assert_int_equal(partikel_open_memory(reader, bytes, n, NULL), PARTIKEL_OK);
  assert_int_equal(partikel_next(reader, &record), PARTIKEL_OK);
  assert_non_null(record);
  return record;
}

static void statuses_have_names(void **state) {
  (void)state;
  assert_string_equal(partikel_status_name(PARTIKEL_OK), "OK");
  assert_string_equal(partikel_status_name(PARTIKEL_ARGUMENT), "ARGUMENT");
  assert_string_equal(partikel_status_text(PARTIKEL_LIMIT), "over a limit");
  assert_non_null(partikel_status_name((partikel_status)999));
  assert_non_null(partikel_status_text((partikel_status)999));
}

static void nothing_is_accepted_where_something_is_needed(void **state) {
  partikel_reader *reader = *state;
  const partikel_record *record = (const partikel_record *)(const void *)state;
  assert_null(partikel_reader_new(NULL));
  partikel_reader_free(NULL);
  partikel_knowledge_free(NULL);
  assert_int_equal(partikel_open_file(NULL, "a", NULL), PARTIKEL_ARGUMENT);
  assert_int_equal(partikel_open_file(reader, NULL, NULL), PARTIKEL_ARGUMENT);
  assert_int_equal(partikel_open_memory(reader, NULL, 1, NULL), PARTIKEL_ARGUMENT);
  assert_int_equal(partikel_open_stream(reader, NULL, NULL, NULL), PARTIKEL_ARGUMENT);
  assert_int_equal(partikel_next(NULL, &record), PARTIKEL_ARGUMENT);
  assert_null(record);
  assert_int_equal(partikel_next(reader, NULL), PARTIKEL_ARGUMENT);
  assert_int_equal(partikel_next(reader, &record), PARTIKEL_ARGUMENT); /* nothing is open */
  assert_int_equal(partikel_last_error(reader)->code, PARTIKEL_ARGUMENT);
  assert_string_not_equal(partikel_last_error(reader)->what, "");
  assert_non_null(partikel_last_error(NULL));
  assert_int_equal(partikel_show(NULL, PARTIKEL_STAGE_WHY, add, NULL), PARTIKEL_ARGUMENT);
  assert_int_equal(partikel_show(reader, PARTIKEL_STAGE_WHY, NULL, NULL), PARTIKEL_ARGUMENT);
  assert_int_equal(partikel_set(NULL, PARTIKEL_OPTION_MAX_BYTES, 1), PARTIKEL_ARGUMENT);
  assert_int_equal(partikel_set(reader, (partikel_option)99, 1), PARTIKEL_ARGUMENT);
  assert_int_equal(partikel_set(reader, PARTIKEL_OPTION_MAX_BYTES, 0), PARTIKEL_ARGUMENT);
  assert_int_equal(partikel_set(reader, PARTIKEL_OPTION_MAX_BYTES, -1), PARTIKEL_ARGUMENT);
  assert_int_equal(partikel_check(NULL, add, NULL, NULL, NULL), PARTIKEL_ARGUMENT);
  assert_int_equal(partikel_count(NULL, add, NULL), PARTIKEL_ARGUMENT);
  assert_int_equal(partikel_count(partikel_builtin(), NULL, NULL), PARTIKEL_ARGUMENT);
}

static void one_article_is_one_record(void **state) {
  partikel_reader *reader = *state;
  partikel_origin origin = {.name = "pasted", .url = "https://www.faxe.example/a", .date = "2019-05-03"};
  const partikel_record *record;
  assert_int_equal(partikel_open_memory(reader, article, sizeof article - 1, &origin), PARTIKEL_OK);
  assert_int_equal(partikel_next(reader, &record), PARTIKEL_OK);
  assert_string_equal(record->tool_version, PARTIKEL_VERSION);
  assert_string_equal(record->knowledge, partikel_knowledge_hash(partikel_builtin()));
  assert_string_equal(record->source.path, "pasted");
  assert_true(record->source.offset == -1);
  assert_string_equal(record->source.url, "https://www.faxe.example/a");
  assert_string_equal(record->source.format, "text");
  assert_string_equal(record->source.encoding, "utf-8");
  assert_int_equal(record->source.bytes, sizeof article - 1);
  assert_int_equal(strlen(record->source.sha256), 64);
  assert_string_equal(record->article.language, "da");
  assert_string_equal(record->article.title, "Nyt hus for familier i Haslev");
  assert_int_equal(record->article.text_size, strlen(record->article.text));
  assert_true(record->article.n_blocks >= 4);
  assert_true(record->n_mentions > 0);
  assert_true(record->n_organisations > 0);
  for (size_t i = 0; i < record->n_mentions; i++) {
    const partikel_mention *m = &record->mentions[i];
    assert_true(m->span.start < m->span.end && m->span.end <= record->article.text_size);
    assert_true(i == 0 || record->mentions[i - 1].span.start <= m->span.start);
    assert_non_null(m->rule.name);
  }
  for (size_t i = 0; i < record->n_organisations; i++) {
    assert_true(record->organisations[i].evidence.n > 0);
    for (size_t k = 0; k < record->organisations[i].evidence.n; k++) assert_true(record->organisations[i].evidence.at[k] < record->n_mentions);
  }
  assert_int_equal(partikel_next(reader, &record), PARTIKEL_END);
  assert_null(record);
  assert_int_equal(partikel_next(reader, &record), PARTIKEL_END);
}

static void equal_bytes_give_equal_json(void **state) {
  partikel_reader *reader = *state;
  struct bytes one = {0}, two = {0};
  assert_int_equal(partikel_write_json(first(reader, article, sizeof article - 1), 0, add, &one), PARTIKEL_OK);
  first(reader, english, sizeof english - 1);
  assert_int_equal(partikel_write_json(first(reader, article, sizeof article - 1), 0, add, &two), PARTIKEL_OK);
  assert_string_equal(one.at, two.at);
  assert_ptr_equal(strchr(one.at, '\n'), one.at + one.n - 1);
  free(one.at);
  free(two.at);
}

static void another_language_has_text_and_no_mentions(void **state) {
  const partikel_record *record = first(*state, english, sizeof english - 1);
  assert_string_equal(record->article.title, "A new house for families");
  assert_int_equal(record->n_mentions, 0);
  assert_int_equal(record->n_organisations, 0);
  assert_int_equal(record->n_partnerships, 0);
  size_t found = 0;
  for (size_t i = 0; i < record->n_warnings; i++) found += strcmp(record->warnings[i].code, "not-danish") == 0;
  assert_int_equal(found, 1);
}

static void an_error_leaves_the_reader_usable(void **state) {
  partikel_reader *reader = *state;
  const partikel_record *record;
  partikel_status status = partikel_open_file(reader, "no such file.txt", NULL);
  if (status == PARTIKEL_OK) status = partikel_next(reader, &record);
  assert_int_equal(status, PARTIKEL_IO);
  assert_int_equal(partikel_last_error(reader)->code, PARTIKEL_IO);
  assert_string_equal(partikel_last_error(reader)->where, "no such file.txt");
  assert_string_not_equal(partikel_last_error(reader)->what, "");
  first(reader, article, sizeof article - 1);
  static const char pdf[] = "%PDF-1.4\n%\xE2\xE3\xCF\xD3\n1 0 obj\n";
  assert_int_equal(partikel_open_memory(reader, pdf, sizeof pdf - 1, NULL), PARTIKEL_OK);
  assert_int_equal(partikel_next(reader, &record), PARTIKEL_FORMAT);
  assert_null(record);
  assert_int_equal(partikel_next(reader, &record), PARTIKEL_END);
  first(reader, article, sizeof article - 1);
}

static void everything_comes_to_an_end(void **state) {
  static const struct { const char *bytes; size_t n; } inputs[] = {
      {"", 0}, {"\0", 1}, {"\n", 1}, {"a", 1}, {"\xEF\xBB\xBF", 3}, {"\xFF\xFE", 2}, {"\x1F\x8B", 2}, {"\x1F\x8B\x08\0\0\0\0\0\0\3", 10},
      {"PK\3\4", 4}, {"<html>", 6}, {"\xC3", 1}, {"\xED\xA0\x80", 3}, {"”", 3}, {"- ", 2}};
  for (size_t i = 0; i < sizeof inputs / sizeof *inputs; i++) {
    const partikel_record *record;
    partikel_status status = partikel_open_memory(*state, inputs[i].bytes, inputs[i].n, NULL);
    for (int calls = 0; status != PARTIKEL_END; calls++) {
      assert_true(calls < 5);
      status = partikel_next(*state, &record);
      if (status == PARTIKEL_OK) assert_int_equal(record->article.text_size, strlen(record->article.text));
      else if (status != PARTIKEL_END) assert_string_not_equal(partikel_last_error(*state)->what, "");
    }
  }
}

static void a_date_that_is_none_is_refused(void **state) {
  partikel_origin origin = {.date = "3/5 2019"};
  assert_int_equal(partikel_open_memory(*state, article, sizeof article - 1, &origin), PARTIKEL_ARGUMENT);
  assert_non_null(strstr(partikel_last_error(*state)->what, "3/5 2019"));
  origin.date = "2019-05";
  assert_int_equal(partikel_open_memory(*state, article, sizeof article - 1, &origin), PARTIKEL_OK);
}

static void the_ceiling_holds_at_its_byte(void **state) {
  partikel_reader *reader = *state;
  const partikel_record *record;
  assert_int_equal(partikel_set(reader, PARTIKEL_OPTION_MAX_BYTES, sizeof article - 1), PARTIKEL_OK);
  first(reader, article, sizeof article - 1);
  assert_int_equal(partikel_set(reader, PARTIKEL_OPTION_MAX_BYTES, sizeof article - 2), PARTIKEL_OK);
  partikel_status status = partikel_open_memory(reader, article, sizeof article - 1, NULL);
  if (status == PARTIKEL_OK) status = partikel_next(reader, &record);
  assert_int_equal(status, PARTIKEL_LIMIT);
}

struct stream { const char *at; size_t left, fail_below; };

static ptrdiff_t read_some(void *context, void *buffer, size_t n) {
  struct stream *s = context;
  if (s->left < s->fail_below) return -1;
  size_t give = n < 7 ? n : 7;
  if (give > s->left) give = s->left;
  memcpy(buffer, s->at, give);
  s->at += give;
  s->left -= give;
  return (ptrdiff_t)give;
}

static void a_stream_is_read_in_pieces(void **state) {
  partikel_reader *reader = *state;
  struct bytes memory = {0}, streamed = {0};
  struct stream stream = {article, sizeof article - 1, 0};
  partikel_origin origin = {.name = "-"};
  const partikel_record *record;
  assert_int_equal(partikel_open_memory(reader, article, sizeof article - 1, &origin), PARTIKEL_OK);
  assert_int_equal(partikel_next(reader, &record), PARTIKEL_OK);
  partikel_write_json(record, 0, add, &memory);
  assert_int_equal(partikel_open_stream(reader, read_some, &stream, &origin), PARTIKEL_OK);
  assert_int_equal(partikel_next(reader, &record), PARTIKEL_OK);
  partikel_write_json(record, 0, add, &streamed);
  assert_string_equal(memory.at, streamed.at);
  free(memory.at);
  free(streamed.at);
  stream = (struct stream){article, sizeof article - 1, 100};
  partikel_status status = partikel_open_stream(reader, read_some, &stream, NULL);
  if (status == PARTIKEL_OK) status = partikel_next(reader, &record);
  assert_int_equal(status, PARTIKEL_IO);
}

static void a_cut_gzip_keeps_what_came(void **state) {
  unsigned char packed[4096];
  z_stream z = {.next_in = (Bytef *)(uintptr_t)article, .avail_in = sizeof article - 1, .next_out = packed, .avail_out = sizeof packed};
  assert_int_equal(deflateInit2(&z, 0, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY), Z_OK);
  assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
  size_t n = sizeof packed - z.avail_out, found = 0;
  deflateEnd(&z);
  const partikel_record *record = first(*state, packed, n);
  assert_string_equal(record->article.title, "Nyt hus for familier i Haslev");
  assert_int_equal(record->source.bytes, sizeof article - 1);
  record = first(*state, packed, n - 30);
  for (size_t i = 0; i < record->n_warnings; i++) found += strcmp(record->warnings[i].code, "gzip-truncated") == 0;
  assert_int_equal(found, 1);
}

/* A plain file is its own one member, and opening its bytes gives the same record. */
static void a_file_is_its_own_member(void **state) {
  partikel_reader *reader = *state;
  partikel_origin origin = {.name = "pasted", .url = "https://www.faxe.example/a", .date = "2019-05-03"};
  const partikel_record *record;
  partikel_member member;
  partikel_progress progress;
  struct bytes direct = {0}, by_member = {0};
  assert_int_equal(partikel_next_member(NULL, &member), PARTIKEL_ARGUMENT);
  assert_int_equal(partikel_next_member(reader, NULL), PARTIKEL_ARGUMENT);
  assert_int_equal(partikel_next_member(reader, &member), PARTIKEL_ARGUMENT); /* nothing is open */
  assert_null(member.bytes);
  partikel_get_progress(reader, &progress);
  assert_true(!progress.read && !progress.size && !progress.passed_over && !progress.revisits);
  partikel_get_progress(NULL, &progress);
  partikel_get_progress(reader, NULL);

  assert_int_equal(partikel_open_memory(reader, article, sizeof article - 1, &origin), PARTIKEL_OK);
  assert_int_equal(partikel_next(reader, &record), PARTIKEL_OK);
  assert_int_equal(partikel_write_json(record, 0, add, &direct), PARTIKEL_OK);
  assert_int_equal(partikel_open_memory(reader, article, sizeof article - 1, &origin), PARTIKEL_OK);
  partikel_get_progress(reader, &progress);
  assert_true(progress.read == 0 && progress.size == sizeof article - 1);
  assert_int_equal(partikel_next_member(reader, &member), PARTIKEL_OK);
  assert_true(member.bytes == article && member.n == sizeof article - 1);
  assert_string_equal(member.origin.name, "pasted");
  assert_null(member.origin.container);
  partikel_get_progress(reader, &progress);
  assert_true(progress.read == sizeof article - 1 && progress.size == progress.read);
  partikel_member *copy = partikel_member_copy(&member);
  assert_non_null(copy);
  assert_int_equal(partikel_next_member(reader, &member), PARTIKEL_END);
  assert_true(!member.bytes && !member.origin.name);
  assert_int_equal(partikel_open_memory(reader, copy->bytes, copy->n, &copy->origin), PARTIKEL_OK); /* and it copies the origin once more */
  assert_int_equal(partikel_next(reader, &record), PARTIKEL_OK);
  assert_int_equal(partikel_write_json(record, 0, add, &by_member), PARTIKEL_OK);
  assert_string_equal(direct.at, by_member.at);
  assert_null(partikel_member_copy(NULL));
  partikel_member_free(NULL);
  partikel_member_free(copy);
  free(direct.at);
  free(by_member.at);
}

/* What an archive knows stands in the record, and errors name the place in it. */
static void the_origin_of_a_member_is_kept(void **state) {
  partikel_reader *reader = *state;
  const partikel_record *record;
  partikel_origin origin = {.name = "a.html", .url = "https://www.faxe.example/a", .content_type = "text/html; charset=utf-8", .container = "warc",
                            .member = "<urn:uuid:1>", .offset = 812, .retrieved = "2019-05-04T10:12:00Z", .truncated = "length"};
  assert_int_equal(partikel_open_memory(reader, article, sizeof article - 1, &origin), PARTIKEL_OK);
  assert_int_equal(partikel_next(reader, &record), PARTIKEL_OK);
  assert_string_equal(record->source.path, "a.html");
  assert_string_equal(record->source.member, "<urn:uuid:1>");
  assert_true(record->source.offset == 812);
  assert_string_equal(record->source.container, "warc");
  assert_string_equal(record->source.format, "html"); /* as the content type says */
  assert_string_equal(record->source.url, "https://www.faxe.example/a");
  assert_string_equal(record->source.retrieved, "2019-05-04T10:12:00Z");
  assert_int_equal(record->n_warnings, 1);
  assert_string_equal(record->warnings[0].code, "cut");
  assert_non_null(strstr(record->warnings[0].message, "length"));
  assert_int_equal(partikel_open_memory(reader, "%PDF-1.4", 8, &origin), PARTIKEL_OK);
  assert_int_equal(partikel_next(reader, &record), PARTIKEL_FORMAT);
  assert_int_equal(partikel_last_error(reader)->offset, 812);
  assert_string_equal(partikel_last_error(reader)->where, "a.html");
  assert_non_null(strstr(partikel_last_error(reader)->what, "record at 812: no text: this looks like PDF"));
  origin.container = NULL; /* bytes of another kind: nothing of an archive counts */
  assert_int_equal(partikel_open_memory(reader, article, sizeof article - 1, &origin), PARTIKEL_OK);
  assert_int_equal(partikel_next(reader, &record), PARTIKEL_OK);
  assert_true(!record->source.member && record->source.offset == -1 && !record->source.container && !record->source.retrieved && !record->n_warnings);
}

static void every_stage_can_be_shown(void **state) {
  partikel_reader *reader = *state;
  const partikel_record *record;
  struct bytes shown = {0};
  first(reader, article, sizeof article - 1);
  for (int stage = PARTIKEL_STAGE_BLOCKS; stage <= PARTIKEL_STAGE_WHY; stage++) {
    shown.n = 0;
    assert_int_equal(partikel_show(reader, (partikel_stage)stage, add, &shown), PARTIKEL_OK);
    if (stage != PARTIKEL_STAGE_FACTS) assert_true(shown.n > 0);
  }
  shown.n = 0;
  partikel_show(reader, PARTIKEL_STAGE_BLOCKS, add, &shown);
  assert_non_null(strstr(shown.at, "title: Nyt hus for familier i Haslev\n"));
  assert_non_null(strstr(shown.at, "\ntitle\tNyt hus for familier i Haslev\n"));
  shown.n = 0;
  partikel_show(reader, PARTIKEL_STAGE_TOKENS, add, &shown);
  assert_non_null(strstr(shown.at, "0-3\tNyt\twCsSB\n"));
  assert_int_equal(partikel_show(reader, PARTIKEL_STAGE_TOKENS, refuse, NULL), PARTIKEL_IO);
  assert_int_equal(partikel_show(reader, (partikel_stage)99, add, &shown), PARTIKEL_ARGUMENT);
  first(reader, english, sizeof english - 1);
  for (int stage = PARTIKEL_STAGE_BLOCKS; stage <= PARTIKEL_STAGE_WHY; stage++) assert_int_equal(partikel_show(reader, (partikel_stage)stage, add, &shown), PARTIKEL_OK);
  assert_int_equal(partikel_next(reader, &record), PARTIKEL_END);
  assert_int_equal(partikel_show(reader, PARTIKEL_STAGE_BLOCKS, add, &shown), PARTIKEL_ARGUMENT);
  free(shown.at);
}

static void knowledge_is_built_in_or_loaded(void **state) {
  (void)state;
  partikel_knowledge *loaded = NULL;
  partikel_error err = {0};
  const char *data = getenv("PARTIKEL_DATA") ? getenv("PARTIKEL_DATA") : "data";
  const char *hash = partikel_knowledge_hash(partikel_builtin());
  assert_int_equal(strlen(hash), 64);
  assert_int_equal(strspn(hash, "0123456789abcdef"), 64);
  partikel_knowledge_free((partikel_knowledge *)(uintptr_t)partikel_builtin());
  assert_string_equal(partikel_knowledge_hash(NULL), "");
  assert_int_equal(partikel_load(NULL, &loaded, &err), PARTIKEL_ARGUMENT);
  assert_int_equal(partikel_load(data, NULL, &err), PARTIKEL_ARGUMENT);
  assert_int_not_equal(partikel_load("no such folder", &loaded, &err), PARTIKEL_OK);
  assert_null(loaded);
  assert_string_not_equal(err.what, "");
  assert_int_not_equal(partikel_load("no such folder", &loaded, NULL), PARTIKEL_OK);
  assert_int_equal(partikel_load(data, &loaded, &err), PARTIKEL_OK); /* run from the top of the tree */
  assert_string_equal(partikel_knowledge_hash(loaded), hash);
  partikel_reader *reader = partikel_reader_new(loaded);
  assert_string_equal(first(reader, article, sizeof article - 1)->knowledge, hash);
  partikel_reader_free(reader);
  partikel_knowledge_free(loaded);
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, new_reader, free_reader)
  const struct CMUnitTest tests[] = {
      TEST(statuses_have_names), TEST(nothing_is_accepted_where_something_is_needed), TEST(one_article_is_one_record),
      TEST(equal_bytes_give_equal_json), TEST(another_language_has_text_and_no_mentions), TEST(an_error_leaves_the_reader_usable),
      TEST(everything_comes_to_an_end), TEST(a_date_that_is_none_is_refused), TEST(the_ceiling_holds_at_its_byte),
      TEST(a_stream_is_read_in_pieces), TEST(a_cut_gzip_keeps_what_came), TEST(a_file_is_its_own_member), TEST(the_origin_of_a_member_is_kept),
      TEST(every_stage_can_be_shown), TEST(knowledge_is_built_in_or_loaded)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
