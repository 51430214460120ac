/* Numbers, dates and times: what the normalisers of values read and compute. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "values/values.h"

#include "knowledge.h"

/* ---- numbers -------------------------------------------------------------------------------------------------- */

struct number { const char *text; int64_t millionths; uint32_t took; };

static void reads_numbers(void **state) {
  static const struct number cases[] = {
    {"7", 7 * PK_ONE, 1}, {"10,7", 10700000, 1}, {"1.250.000", 1250000 * PK_ONE, 1}, {"2.500,75", 2500750000, 1}, {"1,250,000", 1250000 * PK_ONE, 1},
    {"12.5", 12500000, 1}, {"1\xC2\xBD", 1500000, 1}, {"\xC2\xBD", 500000, 1}, {"2 1/2", 2500000, 4}, {"2 \xC2\xBD", 2500000, 2}, {"1 200 000 kr", 1200000 * PK_ONE, 3},
    {"999 999 999 999", INT64_C(999999999999) * PK_ONE, 4},
    {"999 999 999 999 999", 999 * PK_ONE, 1}, {"20 00 14 52", 20 * PK_ONE, 1}, {"40 123 456 12", 40 * PK_ONE, 1}, {"femogtyve", 25 * PK_ONE, 1}, {"halvtredsindstyve", 50 * PK_ONE, 1},
    {"syv-og-halvfems", 97 * PK_ONE, 1}, {"halvanden million", 1500000, 1}, {"to hundrede og halvtreds", 250 * PK_ONE, 4},
    {"tre tusinde fem hundrede familier", 3500 * PK_ONE, 4}, {"to hundrede tusind", 200000 * PK_ONE, 3}, {"750 tusind", 750000 * PK_ONE, 2},
    {"hundrede familier", 100 * PK_ONE, 1}, {"en halv snes", 10 * PK_ONE, 3}, {"et halvt hundrede", 50 * PK_ONE, 3}, {"en halv million", 500000, 2},
    {"en million", PK_ONE, 1}, {"to og en halv", 2500000, 4}, {"tre snes", 60 * PK_ONE, 2}, {"nul", 0, 1}, {"tohundrede", 200 * PK_ONE, 1},
    /* no numbers */
    {"en familie", 0, 0}, {"et", 0, 0}, {"halv pris", 0, 0}, {"01.08.2019", 0, 0}, {"familier", 0, 0}, {"", 0, 0}, {"99999999999999999999", 0, 0},
    {"2B", 0, 0},
  };
  (void)state;
  for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
    struct pk_token tokens[8];
    pk_str text = pk_str_of(cases[c].text);
    uint32_t n = 0;
    int64_t value = 0;
    for (size_t at = 0; n < 8 && pk_token_next(text, &at, &tokens[n]);) pk_know_token(know, text, &tokens[n++]);
    uint32_t took = pk_number_scan(know, text, tokens, 0, n, &value);
    if (took != cases[c].took || (took && value != cases[c].millionths)) fail_msg("%s: %u tokens, %lld", cases[c].text, took, (long long)value);
  }
}

/* ---- dates ----------------------------------------------------------------------------------------------------- */

static void parses_and_writes_edtf(void **state) {
  static const char *const same[] = {"2012", "2012-06", "2012-06-01", "2017-21", "XXXX-06-27", "2012-06-01T08:52", "2021-05-04T10:12:00Z", "2021-05-04T10:12:30+02:00"};
  static const char *const none[] = {"", "12", "2012-13", "2012-02-30", "2011-02-29", "2012-6-1", "201206", "2012-06-", "2012-06-01T25:00", "2012-06-01 x", "0000", "XXXX", "2017-21-03"};
  (void)state;
  for (size_t i = 0; i < sizeof same / sizeof *same; i++) {
    struct pk_date d;
    char out[32];
    assert_true(pk_date_parse(pk_str_of(same[i]), &d));
    pk_date_edtf(&d, out);
    assert_string_equal(out, same[i]);
  }
  for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
    struct pk_date d;
    if (pk_date_parse(pk_str_of(none[i]), &d)) fail_msg("%s is no date", none[i]);
  }
  struct pk_date d;
  char out[32];
  assert_true(pk_date_parse(pk_str_of("20210504"), &d));
  pk_date_edtf(&d, out);
  assert_string_equal(out, "2021-05-04");
}

static void counts_days(void **state) {
  (void)state;
  assert_int_equal(pk_date_number(1970, 1, 1), 0);
  assert_int_equal(pk_date_number(2000, 3, 1), 11017);
  assert_int_equal(pk_date_weekday(1970, 1, 1), 4);
  assert_int_equal(pk_date_weekday(2012, 6, 1), 5);
  assert_int_equal(pk_date_weekday(1969, 12, 31), 3);
  for (int32_t day = -80000; day < 80000; day += 13) {
    struct pk_date d = PK_NO_DATE;
    pk_date_from_number(day, &d);
    assert_true(pk_date_valid(&d));
    assert_int_equal(pk_date_number(d.year, d.month, d.day), day);
  }
}

struct written { const char *text, *edtf; size_t used; };

static void scans_written_dates(void **state) {
  static const struct written cases[] = {
    {"3. MAJ 2010 9.05", "2010-05-03T09:05", 16}, {"Tirsdag d. 13. september 2011", "2011-09-13", 29}, {"04.09.2017", "2017-09-04", 10},
    {"12. december 2014 | 10:30", "2014-12-12T10:30", 25}, {"16/11/2017 07:45", "2017-11-16T07:45", 16}, {"den 27-08-2014 kl. 13:47", "2014-08-27T13:47", 24},
    {"juni 2006", "2006-06", 9}, {"maj 2022 og", "2022-05", 8}, {"13. mar. 2025", "2025-03-13", 13}, {"2023-02-27", "2023-02-27", 10}, {"29-10-2008 kl. 13:22", "2008-10-29T13:22", 20},
    {"for\xC3\xA5r 2017", "2017-21", 11}, {"fredag den 4. april", "XXXX-04-04", 19}, {"4. marts 2009 8 familier", "2009-03-04", 13}, {"1. maj 3000 kr", "XXXX-05-01", 6},
    {"3/5 2011", "2011-05-03", 8}, {"d. 3/5", "XXXX-05-03", 6}, {"04.09.17", "2017-09-04", 8}, {"August 3, 2015", "2015-08-03", 14},
    {"31. februar 2010", NULL, 0}, {"3.5 mio", NULL, 0}, {"2017", NULL, 0}, {"familier", NULL, 0}, {"", NULL, 0}, {"32. maj 2010", NULL, 0}, {"12.13.2010", NULL, 0},
  };
  (void)state;
  for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
    struct pk_date d;
    size_t used = 0;
    char out[32] = "";
    bool found = pk_date_scan(know, pk_str_of(cases[c].text), &d, &used);
    if (found) pk_date_edtf(&d, out);
    if (found != (cases[c].edtf != NULL)) fail_msg("%s: %s", cases[c].text, found ? out : "none");
    if (found && (strcmp(out, cases[c].edtf) != 0 || used != cases[c].used)) fail_msg("%s: %s, %zu bytes", cases[c].text, out, used);
  }
}

static void finds_the_nearest_year(void **state) {
  static const struct { const char *about; int month, day, weekday; const char *edtf; } cases[] = {
    {"2018-12-17", 1, 9, 0, "2019-01-09"}, {"2018-01-09", 12, 17, 0, "2017-12-17"}, {"2018-03-05", 4, 4, 3, "2018-04-04"},
    {"2018-03-05", 6, 27, 3, "2018-06-27"}, {"2016-03-05", 6, 27, 3, "2016-06-27"}, {"2016-03-05", 6, 27, 6, "2015-06-27"}, {"2017", 6, 27, 0, "2017-06-27"}, {"2019-06", 2, 29, 0, "2020-02-29"},
    {"2014-03-01", 2, 29, 0, "XXXX-02-29"},
  };
  (void)state;
  for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
    struct pk_date about, d = PK_NO_DATE;
    char out[32];
    assert_true(pk_date_parse(pk_str_of(cases[c].about), &about));
    d.month = (uint8_t)cases[c].month, d.day = (uint8_t)cases[c].day;
    pk_date_nearest(&d, cases[c].weekday, &about);
    pk_date_edtf(&d, out);
    assert_string_equal(out, cases[c].edtf);
  }
  struct pk_date none = PK_NO_DATE, d = PK_NO_DATE;
  d.month = 6, d.day = 27;
  pk_date_nearest(&d, 3, &none);
  assert_int_equal(d.year, 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(reads_numbers), cmocka_unit_test(parses_and_writes_edtf), cmocka_unit_test(counts_days),
    cmocka_unit_test(scans_written_dates), cmocka_unit_test(finds_the_nearest_year),
  };
  return cmocka_run_group_tests(tests, load_knowledge, free_knowledge);
}
