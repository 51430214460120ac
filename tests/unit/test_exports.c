/* exports: numbers, dates and escapes of the writers; the ceilings of the overview; folders that appear when they are whole. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

#include "cli/folder.h"
#include "cli/html_text.h"
#include "cli/labels.h"
#include "cli/overview_data.h"
#include "cli/tables.h"

static void is(struct text *t, const char *want) {
  text_byte(t, '\0');
  assert_false(t->failed);
  assert_string_equal(t->to.bytes, want);
  bytes_free(&t->to);
}

#define NB "\xC2\xA0"

static void money_as_it_is_read(void **state) {
  (void)state;
  static const struct { int64_t hundredths; const char *currency, *danish, *english; } cases[] = {
      {210000000, "DKK", "2,1" NB "mio." NB "kr.", "DKK" NB "2.1" NB "million"},
      {30000000, "DKK", "300.000" NB "kr.", "DKK" NB "300,000"},
      {287500000, "DKK", "2.875.000" NB "kr.", "DKK" NB "2,875,000"},                 /* no more than two decimals of a million */
      {1070000000, "DKK", "10,7" NB "mio." NB "kr.", "DKK" NB "10.7" NB "million"},
      {100000000000, "EUR", "1" NB "mia." NB "EUR", "EUR" NB "1" NB "billion"},
      {1250, "DKK", "12,5" NB "kr.", "DKK" NB "12.5"}, {5, "DKK", "0,05" NB "kr.", "DKK" NB "0.05"}, {0, "DKK", "0" NB "kr.", "DKK" NB "0"},
      {-30000000, "DKK", "\xE2\x88\x92" "300.000" NB "kr.", "DKK" NB "\xE2\x88\x92" "300,000"},
      {INT64_MAX, NULL, "92.233.720.368.547.758,07", "92,233,720,368,547,758.07"}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct text t = {0}, u = {0};
    label_money(&t, DANISH, cases[i].hundredths, cases[i].currency);
    is(&t, cases[i].danish);
    label_money(&u, ENGLISH, cases[i].hundredths, cases[i].currency);
    is(&u, cases[i].english);
  }
  static const struct { int64_t hundredths; const char *danish; } about[] = {
      {30509800000, "305" NB "mio." NB "kr."}, {1198500000, "12" NB "mio." NB "kr."}, {1015000000, "10,2" NB "mio." NB "kr."}, {73800000, "738.000" NB "kr."},
      {12345600, "123.000" NB "kr."}, {12340, "123" NB "kr."}, {0, "0" NB "kr."}};
  for (size_t i = 0; i < sizeof about / sizeof *about; i++) {
    struct text t = {0};
    label_about(&t, DANISH, about[i].hundredths);
    is(&t, about[i].danish);
  }
}

static void dates_as_they_are_read(void **state) {
  (void)state;
  static const struct { const char *edtf, *danish, *english; } cases[] = {
      {"2013-03-14", "14. marts 2013", "14 March 2013"}, {"2013-03", "marts 2013", "March 2013"}, {"2013", "2013", "2013"}, {"XXXX-06-27", "27. juni", "27 June"},
      {"2017-21", "for\xC3\xA5ret 2017", "spring 2017"}, {"2017-24", "vinteren 2017", "winter 2017"}, {"2019-05-04T10:12:00Z", "4. maj 2019 kl. 10.12", "4 May 2019 at 10:12"},
      {"2013-13", "2013-13", "2013-13"}, {"2013-3", "2013-3", "2013-3"}, {"in <May>", "in &lt;May&gt;", "in &lt;May&gt;"}, {"2013-03-1x", "2013-03-1x", "2013-03-1x"}, {"", "", ""}, {NULL, "", ""}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct text t = {0}, u = {0};
    label_date(&t, DANISH, cases[i].edtf);
    is(&t, cases[i].danish);
    label_date(&u, ENGLISH, cases[i].edtf);
    is(&u, cases[i].english);
  }
}

static void all_labels_are_there_in_both_languages(void **state) {
  (void)state;
  for (int which = 0; which < LABELS; which++)
    for (int language = 0; language < LANGUAGES; language++) assert_true(strlen(label((enum language)language, (enum label)which)) > 0);
}

static void a_page_shows_and_does_not_obey(void **state) {
  (void)state;
  static const struct { const char *text, *content, *attribute; } cases[] = {
      {"<b>&\"'", "&lt;b&gt;&amp;&quot;&#39;", "&lt;b&gt;&amp;&quot;&#39;"}, {"\xC3\xA6\n\t\xF0\x9F\x98\x80", "\xC3\xA6\n\t\xF0\x9F\x98\x80", "\xC3\xA6\n\t\xF0\x9F\x98\x80"},
      {"a\xE2\x80\xAE" "b", "a<span class=\"u\">U+202E</span>b", "a\xEF\xBF\xBD" "b"}, {"\x01", "<span class=\"u\">U+0001</span>", "\xEF\xBF\xBD"},
      {"\xC2\x85", "<span class=\"u\">U+0085</span>", "\xEF\xBF\xBD"}, {"\xF4\x8F\xBF\xBF", "<span class=\"u\">U+10FFFF</span>", "\xEF\xBF\xBD"},
      {"x\xFFy", "x\xEF\xBF\xBDy", "x\xEF\xBF\xBDy"}, {"\xC3", "\xEF\xBF\xBD", "\xEF\xBF\xBD"}, {"\xED\xA0\x80", "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD", "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"},
      {"\xEF\xBF\xBD", "\xEF\xBF\xBD", "\xEF\xBF\xBD"}, {"", "", ""}, {NULL, "", ""}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct text t = {0}, u = {0};
    html_word(&t, cases[i].text);
    is(&t, cases[i].content);
    html_attribute(&u, cases[i].text);
    is(&u, cases[i].attribute);
  }
  struct text link = {0}, none = {0}, path = {0};
  html_address(&link, "HTTPS://example.org/?a=1&b=\"2\"");
  is(&link, "<a rel=\"noreferrer noopener nofollow external\" href=\"HTTPS://example.org/?a=1&amp;b=&quot;2&quot;\"><bdi>HTTPS://example.org/?a=1&amp;b=&quot;2&quot;</bdi></a>");
  html_address(&none, "javascript:alert(1)");
  is(&none, "<bdi>javascript:alert(1)</bdi>");
  html_path(&path, "a b/#?%\"\xC3\xA6.html");
  is(&path, "a%20b%2F%23%3F%25%22%C3%A6.html");
}

static void over_the_ceiling_nothing_more_is_composed(void **state) {
  (void)state;
  struct text t = {.to = {NULL, MAX_COMPOSED - 4, 0}};  /* the bytes before are not there: nothing may look at them */
  text_add(&t, "12345", 5);
  assert_true(t.failed && t.to.n == MAX_COMPOSED - 4);
  text_byte(&t, '1');
  assert_true(t.to.n == MAX_COMPOSED - 4);              /* a failure stays */
}

/* ---- the overview: at each ceiling and one over it ---------------------------------------------------------------- */
static void organisation(struct text *t, int64_t n) {
  text_byte(t, 'o');
  TEXT(t, "ngo:"), text_int(t, n), text_byte(t, '\0');
  TEXT(t, "N"), text_int(t, n), text_byte(t, '\0');
  text_int(t, PARTIKEL_ORGANISATION_NGO), text_byte(t, '\0');
}

static void add(struct overview *o, struct text *t) {
  assert_false(t->failed);
  assert_true(overview_add(o, t->to.bytes, t->to.n));
  bytes_free(&t->to);
}

static void fields(struct text *t, char what, int64_t a, int64_t b) {
  text_byte(t, what);
  text_int(t, a), text_byte(t, '\0');
  text_int(t, b), text_byte(t, '\0');
}

static void the_overview_has_ceilings(void **state) {
  (void)state;
  struct overview *o = overview_new();
  struct text t = {0};
  for (int64_t i = 0; i < MAX_OVERVIEW_ORGANISATIONS; i++) organisation(&t, i);
  add(o, &t);
  assert_true(o->n == MAX_OVERVIEW_ORGANISATIONS && !o->over);
  organisation(&t, 0), organisation(&t, 1), fields(&t, 'w', 0, 1);      /* known ones still count */
  add(o, &t);
  assert_true(!o->over && o->at[0].weight == 1);
  organisation(&t, 0), organisation(&t, MAX_OVERVIEW_ORGANISATIONS), fields(&t, 'w', 0, 1);
  add(o, &t);
  assert_true(o->over && o->n == MAX_OVERVIEW_ORGANISATIONS && o->at[0].weight == 1);
  overview_free(o);

  o = overview_new();
  for (int64_t i = 0; i < 400; i++) organisation(&t, i);
  for (int64_t i = 0; i < MAX_OVERVIEW_TIES; i++) fields(&t, 'p', i % 400, (i % 400 + 1 + i / 400) % 400);
  add(o, &t);
  assert_true(o->ties.n == MAX_OVERVIEW_TIES && !o->over);
  organisation(&t, 0), organisation(&t, 1), fields(&t, 'w', 1, 0);
  add(o, &t);
  assert_true(o->ties.n == MAX_OVERVIEW_TIES && o->over);
  overview_free(o);

  o = overview_new();
  for (int64_t i = 0; i < MAX_OVERVIEW_SEEN; i++) text_byte(&t, 'g'), text_int(&t, i + 1), text_byte(&t, '\0'), text_int(&t, -1), text_byte(&t, '\0'), text_int(&t, 100), text_byte(&t, '\0');
  add(o, &t);
  assert_true(o->grants == MAX_OVERVIEW_SEEN && !o->over && o->sum == 100 * (int64_t)MAX_OVERVIEW_SEEN);
  TEXT(&t, "g7\0-1\0" "100\0");                                          /* seen before: counted once */
  add(o, &t);
  assert_true(o->grants == MAX_OVERVIEW_SEEN && !o->over);
  TEXT(&t, "g-7\0-1\0" "100\0");
  add(o, &t);
  assert_true(o->grants == MAX_OVERVIEW_SEEN && o->over);
  overview_free(o);
}

static void the_overview_counts(void **state) {
  (void)state;
  partikel_rule rule = {"r", NULL, 0};
  partikel_organisation organisations[] = {{.name = "F", .kind = PARTIKEL_ORGANISATION_FOUNDATION, .key = "foundation:f", .rule = rule},
                                           {.name = "K", .kind = PARTIKEL_ORGANISATION_MUNICIPALITY, .key = "municipality:0320", .rule = rule},
                                           {.name = "N", .kind = PARTIKEL_ORGANISATION_NGO, .key = "ngo:n", .rule = rule}};
  partikel_party parties[] = {{"F", PARTIKEL_ROLE_FUNDER, {NULL, 0}, rule}, {"K", PARTIKEL_ROLE_PARTNER, {NULL, 0}, rule}, {"N", PARTIKEL_ROLE_OPERATOR, {NULL, 0}, rule}};
  partikel_funding funding[] = {{.funder = "F", .has_amount = 1, .amount = 500, .currency = "DKK", .rule = rule}, {.funder = "F", .has_amount = 1, .amount = 900, .currency = "EUR", .rule = rule},
                                {.funder = "F", .rule = rule}};
  partikel_partnership partnership = {.name = "HUSET \xC3\x86", .parties = parties, .n_parties = 3, .funding = funding, .n_funding = 3};
  partikel_record record = {.source = {.path = "a", .sha256 = "s"}, .article = {.published = "2019-05"}, .organisations = organisations, .n_organisations = 3,
                            .partnerships = &partnership, .n_partnerships = 1};
  struct overview *o = overview_new();
  struct text t = {0};
  overview_count(&t, &record);
  add(o, &t);
  partnership.name = "Huset \xC3\xA6";                                   /* the same grant for the same project in another article */
  record.source.path = "b", record.article.published = "2020";
  overview_count(&t, &record);
  add(o, &t);
  assert_int_equal(o->n, 3);
  assert_int_equal(o->partnerships, 1);
  assert_int_equal(o->grants, 1);
  assert_int_equal(o->sum, 500);
  assert_int_equal(o->by_year[2019 - FIRST_YEAR], 500);
  assert_int_equal(o->by_year[2020 - FIRST_YEAR], 0);
  assert_int_equal(o->ties.n, 3);                                        /* K-N; F pays K, F pays N */
  for (size_t i = 0; i < o->n; i++) assert_int_equal(o->at[i].weight, 2); /* each tie once, in both articles */
  overview_free(o);
}

/* ---- folders ---------------------------------------------------------------------------------------------------------- */
static bool ours(const char *name) { return strcmp(name, "a.csv") == 0; }

static void put(const char *path, const char *text) {
  FILE *f = fopen(path, "w");
  assert_non_null(f);
  fputs(text, f);
  fclose(f);
}

static void holds(const char *path, const char *want) {
  char got[64] = "";
  FILE *f = fopen(path, "r");
  assert_non_null(f);
  got[fread(got, 1, sizeof got - 1, f)] = '\0';
  fclose(f);
  assert_string_equal(got, want);
}

static void fill(struct folder *f, const char *text) {
  struct problem problem;
  struct folder_file file;
  assert_true(folder_open(f, "set/", ours, &problem));
  assert_true(folder_file_open(f, &file, "a.csv", &problem));
  assert_true(folder_file_add(&file, text, strlen(text), &problem));
  assert_true(folder_file_close(&file, &problem));
}

static void a_folder_appears_when_it_is_whole(void **state) {
  (void)state;
  char work[] = "/tmp/partikel-folder-XXXXXX", back[4096];
  struct folder f;
  struct problem problem;
  assert_non_null(getcwd(back, sizeof back));
  assert_non_null(mkdtemp(work));
  assert_int_equal(chdir(work), 0);
  fill(&f, "one");
  assert_int_not_equal(access("set", F_OK), 0);
  assert_true(folder_close(&f, true, true, &problem));
  holds("set/a.csv", "one");
  fill(&f, "two");                                                       /* broken off: the old one stays, and what there is */
  assert_true(folder_close(&f, false, true, &problem));
  holds("set/a.csv", "one");
  holds("set.part/a.csv", "two");
  fill(&f, "three");
  assert_true(folder_close(&f, true, true, &problem));
  holds("set/a.csv", "three");
  assert_int_not_equal(access("set.part", F_OK), 0);
  assert_int_not_equal(access("set.old", F_OK), 0);
  fill(&f, "nothing");
  assert_true(folder_close(&f, false, false, &problem));
  assert_int_not_equal(access("set.part", F_OK), 0);
  put("set/thesis.doc", "years of work");
  assert_false(folder_open(&f, "set", ours, &problem));
  assert_non_null(strstr(problem.words, "thesis.doc"));
  holds("set/thesis.doc", "years of work");
  assert_int_equal(unlink("set/thesis.doc"), 0);
  assert_int_equal(mkdir("set.part", 0777), 0);
  put("set.part/mine", "x");                                              /* not ours: nothing is removed */
  assert_false(folder_open(&f, "set", ours, &problem));
  holds("set.part/mine", "x");
  assert_int_equal(unlink("set.part/mine") | rmdir("set.part") | unlink("set/a.csv") | rmdir("set"), 0);
  put("file", "x");
  assert_false(folder_open(&f, "file", ours, &problem));
  assert_int_equal(unlink("file") | chdir(back) | rmdir(work), 0);
}

static void an_article_has_one_id(void **state) {
  (void)state;
  char a[ARTICLE_ID], b[ARTICLE_ID];
  partikel_source here = {.path = "a.txt", .offset = -1, .sha256 = "1"}, other = here, input = {.path = "-", .offset = -1, .sha256 = "1"};
  assert_true(tables_article_id(&here, a));
  assert_true(strlen(a) == ARTICLE_ID - 1 && a[0] == 'a' && strspn(a, "0123456789abcdef") == ARTICLE_ID - 1);
  other.sha256 = "2", other.bytes = 7, other.url = "u";                   /* the same place */
  assert_true(tables_article_id(&other, b));
  assert_string_equal(a, b);
  other.member = "";                                                      /* other places */
  assert_true(tables_article_id(&other, b) && strcmp(a, b) != 0);
  other = here, other.offset = 0;
  assert_true(tables_article_id(&other, b) && strcmp(a, b) != 0);
  other = here, other.path = "b.txt";
  assert_true(tables_article_id(&other, b) && strcmp(a, b) != 0);
  assert_true(tables_article_id(&input, a));
  input.sha256 = "2";
  assert_true(tables_article_id(&input, b) && strcmp(a, b) != 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(money_as_it_is_read), cmocka_unit_test(dates_as_they_are_read), cmocka_unit_test(all_labels_are_there_in_both_languages),
      cmocka_unit_test(a_page_shows_and_does_not_obey), cmocka_unit_test(over_the_ceiling_nothing_more_is_composed), cmocka_unit_test(the_overview_has_ceilings),
      cmocka_unit_test(the_overview_counts), cmocka_unit_test(a_folder_appears_when_it_is_whole), cmocka_unit_test(an_article_has_one_id)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
