/* write: a record made by hand becomes exactly these bytes; offsets, escapes, numbers, names. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <cmocka.h>
#include <jansson.h>

#include "write/write.h"

#define COUNT(list) (sizeof(list) / sizeof *(list))

static char *written_with(const partikel_record *record, uint32_t flags) {
  struct pk_buf out;
  pk_buf_init(&out, PK_MAX_BUF);
  pk_write_json(record, flags, &out);
  assert_false(out.failed);
  pk_buf_byte(&out, '\0');
  char *text = strdup(out.s);
  pk_buf_release(&out);
  return text;
}

static char *written(const partikel_record *record) { return written_with(record, 0); }

static partikel_record empty_record(const char *text) {
  return (partikel_record){.tool_version = "0.1.0", .knowledge = "ab", .source = {.path = "a.txt", .offset = -1, .format = "text", .encoding = "utf-8", .bytes = 7},
                           .article = {.text = text, .text_size = strlen(text)}};
}

#define BEFORE_TEXT                                                                                                                 \
  "{\"partikel\":1,\"tool\":{\"version\":\"0.1.0\",\"knowledge\":\"ab\"},\"source\":{\"path\":\"a.txt\",\"member\":null,"          \
  "\"offset\":null,\"format\":\"text\",\"container\":null,\"encoding\":\"utf-8\",\"bytes\":7,\"sha256\":null,\"url\":null,"        \
  "\"retrieved\":null},\"article\":{\"title\":null,\"lead\":null,\"published\":null,\"modified\":null,\"authors\":[],"              \
  "\"publisher\":null,\"section\":null,\"breadcrumb\":[],\"tags\":[],\"language\":null,\"url\":null,\"text\":"
#define NO_FACTS "\"organisations\":[],\"people\":[],\"places\":[],\"quotes\":[],\"events\":[],\"partnerships\":[],\"warnings\":[]}\n"

static void an_empty_record_has_all_keys(void **state) {
  (void)state;
  partikel_record record = empty_record("");
  char *got = written(&record);
  assert_string_equal(got, BEFORE_TEXT "\"\",\"blocks\":[]},\"mentions\":[]," NO_FACTS);
  free(got);
  record.article.text = NULL;
  got = written(&record);
  assert_string_equal(got, BEFORE_TEXT "\"\",\"blocks\":[]},\"mentions\":[]," NO_FACTS);
  free(got);
}

static void each_kind_of_mention_has_its_own_keys(void **state) {
  (void)state;
  partikel_rule rule = {"r", "f", 1};
  partikel_mention mentions[] = {
      {.kind = PARTIKEL_MENTION_ORGANISATION, .span = {0, 2}, .rule = rule},
      {.kind = PARTIKEL_MENTION_AMOUNT, .span = {2, 4}, .rule = rule, .has_number = 1, .number = 320000000, .currency = "DKK", .qualifier = PARTIKEL_QUALIFIER_EXACT},
      {.kind = PARTIKEL_MENTION_AMOUNT, .span = {2, 4}, .rule = rule, .has_number = 1, .number = 1250, .has_from = 1, .from = 5, .currency = "EUR", .qualifier = PARTIKEL_QUALIFIER_UP_TO},
      {.kind = PARTIKEL_MENTION_DATE, .span = {2, 4}, .rule = rule, .value = "2019-06-07"},
      {.kind = PARTIKEL_MENTION_TIME, .span = {2, 4}, .rule = rule, .value = "14:00"},
      {.kind = PARTIKEL_MENTION_PERIOD, .span = {2, 4}, .rule = rule, .start = "2019"},
      {.kind = PARTIKEL_MENTION_DURATION, .span = {2, 4}, .rule = rule, .value = "P36M", .has_number = 1, .number = 36, .has_from = 1, .from = 24},
      {.kind = PARTIKEL_MENTION_FIGURE, .span = {2, 4}, .rule = rule, .has_number = 1, .number = 60, .unit = "huse", .qualifier = PARTIKEL_QUALIFIER_ABOUT}};
  partikel_record record = empty_record("\xC3\xB8ob");
  record.mentions = mentions;
  record.n_mentions = COUNT(mentions);
  char *got = written(&record);
#define AT "\"span\":[1,3],\"text\":\"ob\","
  assert_string_equal(got, BEFORE_TEXT "\"\xC3\xB8ob\",\"blocks\":[]},\"mentions\":["
    "{\"kind\":\"organisation\",\"span\":[0,1],\"text\":\"\xC3\xB8\",\"rule\":\"r\"},"
    "{\"kind\":\"amount\"," AT "\"value\":3200000,\"currency\":\"DKK\",\"qualifier\":\"exact\",\"from\":null,\"rule\":\"r\"},"
    "{\"kind\":\"amount\"," AT "\"value\":12.5,\"currency\":\"EUR\",\"qualifier\":\"up_to\",\"from\":0.05,\"rule\":\"r\"},"
    "{\"kind\":\"date\"," AT "\"value\":\"2019-06-07\",\"rule\":\"r\"},"
    "{\"kind\":\"time\"," AT "\"value\":\"14:00\",\"rule\":\"r\"},"
    "{\"kind\":\"period\"," AT "\"start\":\"2019\",\"end\":null,\"rule\":\"r\"},"
    "{\"kind\":\"duration\"," AT "\"value\":\"P36M\",\"months\":36,\"from\":24,\"rule\":\"r\"},"
    "{\"kind\":\"figure\"," AT "\"value\":60,\"unit\":\"huse\",\"qualifier\":\"about\",\"from\":null,\"rule\":\"r\"}]," NO_FACTS);
  free(got);
}

static void facts_stand_in_the_order_of_the_contract(void **state) {
  (void)state;
  uint32_t zero[] = {0}, two[] = {0, 1};
  partikel_indices one = {zero, 1}, both = {two, 2};
  partikel_rule rule = {"r", "f", 1};
  const char *alias[] = {"FK"};
  partikel_organisation organisations[] = {{.name = "F", .kind = PARTIKEL_ORGANISATION_MUNICIPALITY, .code = "0320", .aliases = {alias, 1}, .evidence = both, .rule = rule, .key = "municipality:0320"}};
  partikel_person people[] = {{.name = "P", .title = "t", .evidence = one, .rule = rule}};
  partikel_place places[] = {{.town = "H", .evidence = one, .rule = rule}};
  partikel_quote quotes[] = {{.text = "q", .evidence = one, .rule = rule}};
  partikel_event events[] = {{.kind = PARTIKEL_EVENT_MEETING, .date = "2019", .evidence = one, .rule = rule}};
  partikel_party parties[] = {{.name = "F", .role = PARTIKEL_ROLE_FUNDER, .evidence = one, .rule = rule}};
  partikel_funding funding[] = {{.funder = "F", .evidence = one, .rule = rule},
                                {.recipient = "G", .has_amount = 1, .amount = 100, .currency = "DKK", .qualifier = PARTIKEL_QUALIFIER_EXACT, .evidence = one, .rule = rule}};
  partikel_figure figures[] = {{.value = 17, .has_from = 1, .from = 15, .unit = "u", .qualifier = PARTIKEL_QUALIFIER_TARGET, .evidence = one, .rule = rule}};
  partikel_named named[] = {{.name = "n", .evidence = one, .rule = rule}};
  partikel_partnership partnerships[] = {{.parties = parties, .n_parties = 1, .funding = funding, .n_funding = 2, .start = "2019", .months = 36, .figures = figures, .n_figures = 1,
                                          .target_group = named, .n_target_group = 1, .activities = named, .n_activities = 1, .places = one, .people = both, .confidence = 93},
                                         {.name = "x", .confidence = 250}};
  partikel_warning warnings[] = {{"cut", "it is \"cut\""}};
  partikel_record record = empty_record("");
  record.organisations = organisations, record.n_organisations = 1;
  record.people = people, record.n_people = 1;
  record.places = places, record.n_places = 1;
  record.quotes = quotes, record.n_quotes = 1;
  record.events = events, record.n_events = 1;
  record.partnerships = partnerships, record.n_partnerships = 2;
  record.warnings = warnings, record.n_warnings = 1;
  char *got = written(&record);
#define PROOF "\"evidence\":[0],\"rule\":\"r\"}"
  assert_string_equal(got, BEFORE_TEXT "\"\",\"blocks\":[]},\"mentions\":[],"
    "\"organisations\":[{\"name\":\"F\",\"kind\":\"municipality\",\"code\":\"0320\",\"aliases\":[\"FK\"],\"evidence\":[0,1],\"rule\":\"r\",\"key\":\"municipality:0320\"}],"
    "\"people\":[{\"name\":\"P\",\"title\":\"t\",\"organisation\":null,\"party\":null," PROOF "],"
    "\"places\":[{\"address\":null,\"postcode\":null,\"town\":\"H\"," PROOF "],"
    "\"quotes\":[{\"speaker\":null,\"text\":\"q\"," PROOF "],"
    "\"events\":[{\"kind\":\"meeting\",\"date\":\"2019\",\"start\":null,\"end\":null,\"place\":null," PROOF "],"
    "\"partnerships\":[{\"name\":null,\"aliases\":[],\"parties\":[{\"name\":\"F\",\"role\":\"funder\"," PROOF "],"
    "\"funding\":[{\"funder\":\"F\",\"recipient\":null,\"amount\":null,\"currency\":null,\"qualifier\":null," PROOF ","
    "{\"funder\":null,\"recipient\":\"G\",\"amount\":1,\"currency\":\"DKK\",\"qualifier\":\"exact\"," PROOF "],"
    "\"start\":\"2019\",\"end\":null,\"months\":36,"
    "\"figures\":[{\"value\":17,\"from\":15,\"unit\":\"u\",\"qualifier\":\"target\"," PROOF "],"
    "\"target_group\":[{\"name\":\"n\"," PROOF "],\"activities\":[{\"name\":\"n\"," PROOF "],"
    "\"places\":[0],\"events\":[],\"people\":[0,1],\"confidence\":0.93},"
    "{\"name\":\"x\",\"aliases\":[],\"parties\":[],\"funding\":[],\"start\":null,\"end\":null,\"months\":null,\"figures\":[],"
    "\"target_group\":[],\"activities\":[],\"places\":[],\"events\":[],\"people\":[],\"confidence\":1}],"
    "\"warnings\":[{\"code\":\"cut\",\"message\":\"it is \\\"cut\\\"\"}]}\n");
  free(got);
}

/* Without text: what would give the article's sentences is null; what names, counts and points stays. */
static void without_text_no_sentence_is_left(void **state) {
  (void)state;
  uint32_t zero[] = {0};
  partikel_rule rule = {"r", "f", 1};
  partikel_mention mentions[] = {{.kind = PARTIKEL_MENTION_QUOTE, .span = {0, 2}, .rule = rule}, {.kind = PARTIKEL_MENTION_PERSON, .span = {2, 4}, .rule = rule}};
  partikel_quote quotes[] = {{.speaker = "ob", .text = "\xC3\xB8", .evidence = {zero, 1}, .rule = rule}};
  partikel_block blocks[] = {{PARTIKEL_BLOCK_PARAGRAPH, {0, 4}}};
  partikel_record record = empty_record("\xC3\xB8ob");
  record.article.lead = "l", record.article.title = "t";
  record.article.blocks = blocks, record.article.n_blocks = 1;
  record.mentions = mentions, record.n_mentions = 2;
  record.quotes = quotes, record.n_quotes = 1;
  char *got = written_with(&record, PARTIKEL_JSON_NO_TEXT), *full = written(&record);
  assert_non_null(strstr(got, "\"article\":{\"title\":\"t\",\"lead\":null,"));
  assert_non_null(strstr(got, "\"text\":null,\"blocks\":[{\"kind\":\"paragraph\",\"span\":[0,3]}]},"
    "\"mentions\":[{\"kind\":\"quote\",\"span\":[0,1],\"text\":null,\"rule\":\"r\"},{\"kind\":\"person\",\"span\":[1,3],\"text\":\"ob\",\"rule\":\"r\"}],"));
  assert_non_null(strstr(got, "\"quotes\":[{\"speaker\":\"ob\",\"text\":null,\"evidence\":[0],\"rule\":\"r\"}],"));
  assert_non_null(strstr(full, "\"lead\":\"l\""));
  assert_non_null(strstr(full, "\"quotes\":[{\"speaker\":\"ob\",\"text\":\"\xC3\xB8\","));
  free(got);
  free(full);
}

/* Offsets around every 64th byte, over characters of all lengths, against counting from the start. */
static void spans_count_code_points(void **state) {
  (void)state;
  static const char *const characters[] = {"a", "\xC3\xA6", "\xE2\x80\x9D", "\xF0\x9F\x98\x80"};
  char text[2048];
  uint32_t starts[1600], n = 0;
  size_t size = 0;
  while (size < 1500) {
    const char *c = characters[(n * 7 + n / 5) % 4];
    starts[n++] = (uint32_t)size;
    memcpy(text + size, c, strlen(c));
    size += strlen(c);
  }
  text[size] = '\0';
  static partikel_mention mentions[1600];
  for (uint32_t i = 0; i < n; i++) mentions[i] = (partikel_mention){.kind = PARTIKEL_MENTION_PERSON, .span = {starts[i], (uint32_t)size}, .rule = {"r", NULL, 0}};
  partikel_record record = empty_record(text);
  record.mentions = mentions, record.n_mentions = n;
  char *got = written(&record);
  json_t *json = json_loads(got, 0, NULL);
  assert_non_null(json);
  for (uint32_t i = 0; i < n; i++) {
    json_t *span = json_object_get(json_array_get(json_object_get(json, "mentions"), i), "span");
    assert_int_equal(json_integer_value(json_array_get(span, 0)), i);
    assert_int_equal(json_integer_value(json_array_get(span, 1)), n);
  }
  json_decref(json);
  free(got);
}

static void a_span_beyond_the_text_is_cut(void **state) {
  (void)state;
  partikel_mention mentions[] = {{.kind = PARTIKEL_MENTION_QUOTE, .span = {1, 900}}, {.kind = PARTIKEL_MENTION_QUOTE, .span = {800, 700}}};
  partikel_record record = empty_record("abc");
  record.mentions = mentions, record.n_mentions = 2;
  char *got = written(&record);
  assert_non_null(strstr(got, "\"span\":[1,3],\"text\":\"bc\",\"rule\":null}"));
  assert_non_null(strstr(got, "\"span\":[3,3],\"text\":\"\","));
  free(got);
}

static void strings_come_back_as_they_were(void **state) {
  (void)state;
  char every[256];
  for (int i = 1; i < 128; i++) every[i - 1] = (char)i;
  memcpy(every + 127, "\xC3\xA5\xE2\x80\xA8\xEF\xBF\xBD", 9);
  partikel_record record = empty_record(every);
  record.source.path = every;
  char *got = written(&record);
  assert_null(strchr(got, '\t'));
  assert_ptr_equal(strchr(got, '\n'), got + strlen(got) - 1);
  json_t *json = json_loads(got, 0, NULL);
  assert_non_null(json);
  assert_string_equal(json_string_value(json_object_get(json_object_get(json, "source"), "path")), every);
  assert_string_equal(json_string_value(json_object_get(json_object_get(json, "article"), "text")), every);
  json_decref(json);
  free(got);
}

static void what_is_no_utf8_is_replaced(void **state) {
  (void)state;
  partikel_record record = empty_record("");
  record.source.path = "b\xF8rn\xE2\x80";
  char *got = written(&record);
  json_t *json = json_loads(got, 0, NULL);
  assert_non_null(json);
  const char *path = json_string_value(json_object_get(json_object_get(json, "source"), "path"));
  assert_memory_equal(path, "b\xEF\xBF\xBDrn\xEF\xBF\xBD", 9);
  json_decref(json);
  free(got);
}

static void hundredths_are_the_shortest_decimals(void **state) {
  (void)state;
  static const struct { int64_t value; const char *text; } cases[] = {
      {0, "0"}, {1, "0.01"}, {10, "0.1"}, {100, "1"}, {1250, "12.5"}, {1205, "12.05"}, {-5, "-0.05"}, {-1250, "-12.5"}, {-100, "-1"},
      {320000000, "3200000"}, {INT64_MAX, "92233720368547758.07"}, {INT64_MIN, "-92233720368547758.08"}};
  for (size_t i = 0; i < COUNT(cases); i++) {
    struct pk_buf out;
    pk_buf_init(&out, 100);
    pk_write_hundredths(&out, cases[i].value);
    pk_buf_byte(&out, '\0');
    assert_string_equal(out.s, cases[i].text);
    pk_buf_release(&out);
  }
}

static void names_are_those_of_the_header(void **state) {
  (void)state;
  assert_string_equal(pk_name_block(PARTIKEL_BLOCK_TABLE_ROW), "table_row");
  assert_string_equal(pk_name_mention(PARTIKEL_MENTION_ACTIVITY), "activity");
  assert_string_equal(pk_name_organisation(PARTIKEL_ORGANISATION_NGO), "ngo");
  assert_string_equal(pk_name_role(PARTIKEL_ROLE_RECIPIENT), "recipient");
  assert_string_equal(pk_name_event(PARTIKEL_EVENT_OTHER), "other");
  assert_null(pk_name_qualifier(PARTIKEL_QUALIFIER_NONE));
  assert_null(pk_name_role(PARTIKEL_ROLE_COUNT));
}

static int refuse(void *context, const char *bytes, size_t n) {
  (void)bytes, (void)n;
  ++*(int *)context;
  return 1;
}

static void the_sink_decides(void **state) {
  (void)state;
  int calls = 0;
  partikel_record record = empty_record("a");
  assert_int_equal(partikel_write_json(&record, 0, refuse, &calls), PARTIKEL_IO);
  assert_int_equal(calls, 1);
  assert_int_equal(partikel_write_json(NULL, 0, refuse, &calls), PARTIKEL_ARGUMENT);
  assert_int_equal(partikel_write_json(&record, 2, refuse, &calls), PARTIKEL_ARGUMENT);
  assert_int_equal(partikel_write_json(&record, 0, NULL, NULL), PARTIKEL_ARGUMENT);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(an_empty_record_has_all_keys),      cmocka_unit_test(each_kind_of_mention_has_its_own_keys),
      cmocka_unit_test(facts_stand_in_the_order_of_the_contract), cmocka_unit_test(without_text_no_sentence_is_left), cmocka_unit_test(spans_count_code_points),
      cmocka_unit_test(a_span_beyond_the_text_is_cut),     cmocka_unit_test(strings_come_back_as_they_were),
      cmocka_unit_test(what_is_no_utf8_is_replaced),       cmocka_unit_test(hundredths_are_the_shortest_decimals),
      cmocka_unit_test(names_are_those_of_the_header),     cmocka_unit_test(the_sink_decides)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
