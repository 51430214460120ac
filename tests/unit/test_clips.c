/* Exports of media archives: which texts are one and which only look like it, where their articles begin and end, what their heads say, and what a
 * description of them may hold. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

#include "pack.h"
#include "read/clips.h"

#define same(a, b) assert_string_equal((a), (b))
#define ROW "==============================================================================\n"
#define UNDER "------------------------------------------------------------------------------\n"

/* ---- what an export gives ----------------------------------------------------------------------------------------------------- */

static size_t max_bytes;

/* A line for each article: number, where it begins, its first and its last word; or the error. "one" for a text that is no export. */
static void told(const char *bytes, size_t n, size_t step, char out[4096]) {
  struct pk_source *s;
  partikel_member m;
  partikel_error e = {0};
  partikel_status status;
  struct pieces p = {bytes, n, 0, step};
  partikel_origin origin = {.name = "x.txt"};
  size_t at = 0;
  out[0] = '\0';
  status = step ? pk_source_open_stream(pk_know_builtin(), give, &p, &origin, max_bytes, &s, &e) : pk_source_open_memory(pk_know_builtin(), bytes, n, &origin, max_bytes, &s, &e);
  assert_int_equal(status, PARTIKEL_OK);
  for (int calls = 0; (status = pk_source_next_member(s, &m, &e)) != PARTIKEL_END; calls++) {
    assert_true(calls < 100);
    if (status != PARTIKEL_OK) at += (size_t)snprintf(out + at, 4096 - at, "%s: %s\n", partikel_status_name(status), e.what);
    else if (!m.origin.container) at += (size_t)snprintf(out + at, 4096 - at, "one\n");
    else {
      const char *t = m.bytes;
      size_t first = 0, last = m.n;
      same(m.origin.container, "text-export");
      while (first < m.n && (unsigned char)t[first] > ' ') first++;
      while (last > 0 && (unsigned char)t[last - 1] > ' ') last--;
      at += (size_t)snprintf(out + at, 4096 - at, "%s at %lld: %.*s ... %.*s\n", m.origin.member, (long long)m.origin.offset, (int)first, t, (int)(m.n - last), t + last);
      if (step == 0) assert_true((const char *)m.bytes == bytes + m.origin.offset);
    }
  }
  pk_source_free(s);
}

static void tells(const char *text, const char *expected) {
  char out[4096];
  struct pk_buf z;
  static const size_t steps[] = {0, 1, 33, 5000};
  pk_buf_init(&z, PK_MAX_BUF);
  gzip_add(&z, text, strlen(text));
  for (size_t k = 0; k < 4; k++) {
    told(text, strlen(text), steps[k], out);
    same(out, expected);
    told(z.s, z.n, steps[k] ? steps[k] : 7, out);
    same(out, expected);
  }
  pk_buf_release(&z);
}

/* ---- exports ---------------------------------------------------------------------------------------------------------------------- */

static const char norwegian[] =
    "Universitetet\nUttak 15.12.2014\n\nNyhetsklipp:\n\n> Nyt hus for familier, Kysten, 03.05.2014\n\n> Fond giver, Fjorden, 04.05.2014\n\n\n"
    "Nyt hus for familier\n" UNDER "Kysten, 03.05.2014\nHOLM ANNA anna@kysten.example\nSeksjon: INDLAND Side 31, del 1\nPublisert p\xC3\xA5 trykk. \n\n"
    "Faxe Kommune og Red Barnet g\xC3\xA5r sammen om et hus.\n\nBilledtekst: Huset.\xC2\xA9 Kysten\n\n" ROW "\n"
    "Fond giver\n" UNDER "Fjorden, 04.05.2014 09:31\nSide 8\nPublisert p\xC3\xA5 nett.\n\nHuset f\xC3\xA5r en million.\n\xC2\xA9 Fjorden\n\nSe webartikkelen p\xC3\xA5 http://ret.nu/x1\n" ROW;

static const char swedish[] =
    "Biblioteket\nDatum 2021-09-29\n\nNyheter:\n\n> Nyt hus, Kysten, 2004-12-29 09:31\n\n\n"
    "Nyt hus\nKysten, 2004-12-29 09:31\nPublicerat p\xE5 webb. \n\nHuset \xE5" "bner i dag.\n\n\xA9Kysten<br>Alla artiklar \xE4r skyddade.\n\nSe webartikeln p\xE5 http://ret.nu/7\n" ROW
    "\nFond giver.\nmed en linje mere\nFjorden, 2004-12-27\nSida 15\nPublicerat i print. \n\nHuset f\xE5r en million.\n" ROW;   /* Latin-1 */

static void exports_are_parted(void **state) {
  (void)state;
  char expected[256];
  const char *one = strstr(norwegian, "Nyt hus for familier\n---"), *two = strstr(norwegian, "Fond giver\n---");
  snprintf(expected, sizeof expected, "1 at %td: Nyt ... Kysten\n2 at %td: Fond ... http://ret.nu/x1\n", one - norwegian, two - norwegian);
  tells(norwegian, expected);
  one = strstr(swedish, "Nyt hus\nK"), two = strstr(swedish, "Fond giver.\n");
  snprintf(expected, sizeof expected, "1 at %td: Nyt ... http://ret.nu/7\n2 at %td: Fond ... million.\n", one - swedish, two - swedish);
  tells(swedish, expected);
  /* no list of contents, Windows line ends; an article without a head between rows like the others; a row in a text that is of another length */
  tells("Hus\r\nKysten, 2004-12-29\r\n\r\nEt hus.\r\n\r\n==========\r\nEt hus til.\r\n" "============\r\n\r\nFond\r\nFjorden, 2004-12-30\r\n\r\nEn fond.\r\n============\r\n\r\nUden hoved.\r\n============\r\n\r\n",
        "1 at 0: Hus ... til.\n2 at 79: Fond ... fond.\n3 at 134: Uden ... hoved.\n");
  /* one article, with all that an export has */
  tells("Hus\n" UNDER "Kysten, 29.12.2004\nSide 3\n\nEt hus.\n\xC2\xA9 Kysten\n" ROW, "1 at 0: Hus ... Kysten\n");
  tells("Nyheter:\n\n> Hus, Kysten, 29.12.2004\n\nHus\nKysten, 29.12.2004\nSide 3\n\nEt hus.\n", "1 at 37: Hus ... hus.\n");
  /* text before the first row that has no head, behind the list of contents */
  tells("> Hus, Kysten, 29.12.2004\n\nEt hus uden hoved.\n" ROW "\nFond\nFjorden, 30.12.2004\n\nEn fond.\n", "1 at 27: Et ... hoved.\n2 at 126: Fond ... fond.\n");
}

static void ordinary_articles_are_not(void **state) {
  (void)state;
  tells("Et hus for familier\n\nDer er en linje her.\n\n" ROW "\nOg teksten g\xC3\xA5r videre.\n", "one\n");
  tells("Et hus for familier\n===================\n\nKysten, 03.05.2014\n\nTeksten.\n", "one\n");
  tells("Dagens presse\n=============\n\nFond giver millioner\nPolitiken, 12.05.2019\n\nHus \xC3\xA5" "bner\nBerlingske, 13.05.2019\n", "one\n");
  tells("Fond giver millioner\nPolitiken, 12.05.2019\n\nHus \xC3\xA5" "bner\nBerlingske, 13.05.2019\n", "one\n");
  tells("Fond giver millioner\nPolitiken, 12.05.2019\nSide 3\n\nHuset f\xC3\xA5r en million.\n\xC2\xA9 Politiken\n", "one\n");
  tells("Fond giver millioner\nPolitiken, 12.05.2019\n\nHuset f\xC3\xA5r en million.\n\n" ROW "Kilder: a\n" ROW "Kilder: b\n", "one\n");
  tells("Re: Hus\n\n> Hej, siger han, den 12.05.2019\n> og mere\n\nKysten\n", "one\n");
  tells("A\tB\n----------\n1\t2\n----------\n3\t4\n==========\n4\t6\n", "one\n");
  tells("==========\n\n==========\n", "one\n");
  tells("<html><p>Hus\nKysten, 2004-12-29\n\nEt hus.\n==========\n\nFond\nFjorden, 2004-12-30\n</html>", "one\n");
  tells("Et hus.\n\nAlt materiale i Infomedia er omfattet af lov om ophavsret og m\xC3\xA5 ikke kopieres.\n", "one\n");
}

#define CLOSE "Alt materiale i Infomedia er omfattet af lov om ophavsret og m\xC3\xA5 ikke kopieres uden s\xC3\xA6rlig tilladelse.\n"
static void articles_that_end_with_a_notice(void **state) {
  (void)state;
  tells("Hus\n\nEt hus.\n\n" CLOSE "\nFond\n\nEn fond.\n" CLOSE "\n", "1 at 0: Hus ... hus.\n2 at 119: Fond ... fond.\n");
  tells("Hus\n\nEt hus.\n\n" CLOSE "\nFond\n\nEn fond.\n" CLOSE "\nNye hjem\n\nUden linjen.", "1 at 0: Hus ... hus.\n2 at 119: Fond ... fond.\n3 at 239: Nye ... linjen.\n");
}

static void articles_over_the_ceiling(void **state) {
  (void)state;
  struct pk_buf b;
  char expected[256];
  pk_buf_init(&b, PK_MAX_BUF);
  max_bytes = 100000;
  for (int over = 0; over < 2; over++) {
    pk_buf_reset(&b);
    pk_buf_text(&b, "Hus\nKysten, 2004-12-29\n\n");
    while (b.n + 7 < max_bytes) pk_buf_text(&b, over ? "Et hus " : "Et hus\n");
    while (b.n < max_bytes + (size_t)over) pk_buf_byte(&b, 'x');
    size_t second = b.n + strlen("\n==========\n\n");
    pk_buf_text(&b, "\n==========\n\nFond\nFjorden, 2004-12-30\n\nEn fond.\n");
    snprintf(expected, sizeof expected, "LIMIT: article 1: larger than the ceiling of 100000 bytes\n2 at %zu: Fond ... fond.\n", second);
    char out[4096];
    for (size_t step = 0; step < 20000; step += 9999) {
      told(b.s, b.n, step, out);
      if (over) same(out, expected);
      else assert_true(strncmp(out, "1 at 0: Hus ... ", 16) == 0 && strcmp(strchr(out, '\n') + 1, strchr(expected, '\n') + 1) == 0);
    }
  }
  max_bytes = 0;
  pk_buf_release(&b);
}

/* Two articles; the head of the second ends with the bytes that are looked at, or too late. */
static void the_head_in_which_it_shows_itself(void **state) {
  (void)state;
  struct pk_buf b;
  char out[4096];
  pk_buf_init(&b, PK_MAX_BUF);
  for (int over = 0; over < 2; over++) {
    static const char second[] = "==========\n\nFond\nFjorden, 2004-12-30\n";
    pk_buf_reset(&b);
    pk_buf_text(&b, "Hus\nKysten, 2004-12-29\n\n");
    while (b.n + sizeof second - 1 + 1 < PK_MAX_EXPORT_HEAD + (size_t)over * 3) pk_buf_byte(&b, b.n % 50 ? 'x' : ' ');
    pk_buf_byte(&b, '\n');
    pk_buf_text(&b, second);
    assert_int_equal(b.n, PK_MAX_EXPORT_HEAD + (size_t)over * 3);   /* of the date "2004-12-" is left */
    pk_buf_text(&b, "\nEn fond.\n");
    for (size_t step = 0; step < 20000; step += 9999) {
      told(b.s, b.n, step, out);
      if (over) same(out, "one\n");
      else assert_non_null(strstr(out, "2 at "));
    }
  }
  pk_buf_release(&b);
}

/* ---- what the head says ---------------------------------------------------------------------------------------------------------------- */

static void heads_become_metadata(void **state) {
  (void)state;
  partikel_reader *reader = partikel_reader_new(partikel_builtin());
  const partikel_record *r;
  partikel_origin origin = {.name = "x.txt"};
  assert_int_equal(partikel_open_memory(reader, norwegian, sizeof norwegian - 1, &origin), PARTIKEL_OK);
  assert_int_equal(partikel_next(reader, &r), PARTIKEL_OK);
  same(r->article.title, "Nyt hus for familier");
  same(r->article.publisher, "Kysten");
  same(r->article.published, "2014-05-03");
  same(r->article.section, "INDLAND");
  assert_int_equal(r->article.authors.n, 1);
  same(r->article.authors.at[0], "Holm Anna");
  assert_null(r->article.url);
  assert_non_null(strstr(r->article.text, "Nyt hus for familier\n\nFaxe Kommune og Red Barnet g\xC3\xA5r sammen om et hus."));
  assert_null(strstr(r->article.text, "----"));
  assert_null(strstr(r->article.text, "Publisert"));
  assert_null(strstr(r->article.text, "\xC2\xA9"));
  same(r->source.container, "text-export");
  same(r->source.member, "1");
  same(r->source.format, "text");
  same(r->source.path, "x.txt");
  assert_int_equal(partikel_next(reader, &r), PARTIKEL_OK);
  same(r->article.title, "Fond giver");
  same(r->article.publisher, "Fjorden");
  same(r->article.published, "2014-05-04T09:31");
  same(r->article.url, "http://ret.nu/x1");
  assert_null(r->article.section);
  assert_int_equal(r->article.authors.n, 0);
  same(r->source.member, "2");
  assert_null(strstr(r->article.text, "ret.nu"));
  assert_int_equal(partikel_next(reader, &r), PARTIKEL_END);
  assert_int_equal(partikel_open_memory(reader, swedish, sizeof swedish - 1, &origin), PARTIKEL_OK);
  assert_int_equal(partikel_next(reader, &r), PARTIKEL_OK);
  same(r->source.encoding, "windows-1252");
  same(r->article.published, "2004-12-29T09:31");
  same(r->article.url, "http://ret.nu/7");
  assert_null(strstr(r->article.text, "skyddade"));
  assert_int_equal(partikel_next(reader, &r), PARTIKEL_OK);
  same(r->article.title, "Fond giver. med en linje mere");
  assert_null(strstr(r->article.text, "Sida"));
  partikel_reader_free(reader);
}

/* ---- descriptions --------------------------------------------------------------------------------------------------------------------------- */

static char folder[64];

static void write_export(const char *name, const char *text) {
  char path[160];
  snprintf(path, sizeof path, "%s/export/%s", folder, name);
  FILE *f = fopen(path, "w");
  assert_non_null(f);
  assert_true(fputs(text, f) >= 0);
  fclose(f);
}

static void refuses(const char *text, int line, const char *what) {
  partikel_knowledge *know;
  partikel_error e;
  char where[160];
  write_export("a.export", text);
  assert_int_equal(partikel_load(folder, &know, &e), PARTIKEL_KNOWLEDGE);
  same(e.what, what);
  if (line) snprintf(where, sizeof where, "%s/export/a.export:%d", folder, line);
  else snprintf(where, sizeof where, "%s/export/a.export", folder);
  same(e.where, where);
}

#define GOOD "parts =====\nsource PAPER - DATE\ndate day/month/year\n"
static void descriptions(void **state) {
  (void)state;
  char path[160], text[20000], what[160];
  partikel_knowledge *know;
  partikel_error e;
  strcpy(folder, "/tmp/partikel-clips-XXXXXX");
  assert_non_null(mkdtemp(folder));
  snprintf(path, sizeof path, "%s/export", folder);
  assert_int_equal(mkdir(path, 0700), 0);
  refuses("", 0, "an export has parts, source and date, or closes");
  refuses("# only this\nparts =====\nsource PAPER, DATE\n", 0, "an export has parts, source and date, or closes");
  refuses("parts =====\nsplits ----\n", 2, "unknown mark of an export: splits");
  refuses("parts\n", 1, "no form for parts");
  refuses("parts ==== \n", 1, "a row is one sign, five times or more, not ====");
  refuses("parts =====-\n", 1, "a row is one sign, five times or more, not =====-");
  refuses("under \xC3\xB8\xC3\xB8\xC3\xB8\xC3\xB8\xC3\xB8\n", 1, "a row is one sign, five times or more, not \xC3\xB8\xC3\xB8\xC3\xB8\xC3\xB8\xC3\xB8");
  refuses("date today\n", 1, "a date is year-month-day, day.month.year, day/month/year or day-month-year, not today");
  refuses("source DATE, PAPER\n", 1, "a source is PAPER, something between, DATE, not DATE, PAPER");
  refuses("source PAPERDATE\n", 1, "a source is PAPER, something between, DATE, not PAPERDATE");
  refuses(GOOD "page Side |  | Sida\n", 4, "empty form");
  /* ceilings: at them and one over */
  strcpy(text, GOOD "page ");
  size_t n = strlen(text);
  memset(text + n, 'x', PK_MAX_MARK + 1);
  strcpy(text + n + PK_MAX_MARK + 1, "\n");
  snprintf(what, sizeof what, "form too long: %.*s", PK_MAX_MARK + 1, text + n);
  refuses(text, 4, what);
  strcpy(text + n + PK_MAX_MARK, "\n");
  write_export("a.export", text);
  assert_int_equal(partikel_load(folder, &know, &e), PARTIKEL_OK);
  partikel_knowledge_free(know);
  strcpy(text, GOOD "page a0");
  for (int k = 4; k < PK_MAX_MARKS_EXPORT; k++) snprintf(text + strlen(text), 16, " | a%d", k);
  strcat(text, "\n");
  write_export("a.export", text);
  assert_int_equal(partikel_load(folder, &know, &e), PARTIKEL_OK);
  partikel_knowledge_free(know);
  strcat(text, "page b\n");
  refuses(text, 5, "more than 64 forms, at b");
  for (int k = 0; k < PK_MAX_EXPORTS; k++) {
    snprintf(path, sizeof path, "%c.export", 'a' + k);
    write_export(path, GOOD);
  }
  assert_int_equal(partikel_load(folder, &know, &e), PARTIKEL_OK);
  partikel_reader *reader = partikel_reader_new(know);   /* and such a description is followed */
  static const char own[] = "Hus\nKysten - 29/12/2004\n\nEt hus.\n=====\n\nFond\nFjorden - 30/12/2004\n\nEn fond.\n";
  partikel_member m;
  assert_int_equal(partikel_open_memory(reader, own, sizeof own - 1, NULL), PARTIKEL_OK);
  assert_int_equal(partikel_next_member(reader, &m), PARTIKEL_OK);
  same(m.origin.form, "a");
  assert_int_equal(partikel_next_member(reader, &m), PARTIKEL_OK);
  same(m.origin.member, "2");
  partikel_reader_free(reader);
  partikel_knowledge_free(know);
  write_export("z.export", GOOD);
  assert_int_equal(partikel_load(folder, &know, &e), PARTIKEL_KNOWLEDGE);
  same(e.what, "more than 16 kinds of exports");
  snprintf(path, sizeof path, "rm -r %s", folder);
  assert_int_equal(system(path), 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(exports_are_parted), cmocka_unit_test(ordinary_articles_are_not), cmocka_unit_test(articles_that_end_with_a_notice),
                                     cmocka_unit_test(articles_over_the_ceiling),
                                     cmocka_unit_test(the_head_in_which_it_shows_itself), cmocka_unit_test(heads_become_metadata), cmocka_unit_test(descriptions)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
