/* test_base: slices, arena, buffers, UTF-8, tokens, digests. Includes each ceiling and one over it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/base.h"

#define same(a, b) assert_string_equal((a), (b))

/* ---- errors ---- */

static void errors_are_one_line(void **state) {
  (void)state;
  partikel_error e;
  pk_str s = PK_LIT("<giv>\n");
  assert_int_equal(pk_fail(&e, PARTIKEL_KNOWLEDGE, "a.rules:14", 7, "unknown class %S in %s, %u of 100%%%", &s, "b", UINT64_MAX), PARTIKEL_KNOWLEDGE);
  assert_int_equal(e.code, PARTIKEL_KNOWLEDGE);
  assert_int_equal(e.offset, 7);
  same(e.where, "a.rules:14");
  same(e.what, "unknown class <giv>  in b, 18446744073709551615 of 100%%");
  assert_int_equal(pk_fail(NULL, PARTIKEL_IO, NULL, 0, "x"), PARTIKEL_IO);
  pk_fail(&e, PARTIKEL_IO, NULL, 0, "%s", (const char *)NULL);
  same(e.where, "");
  same(e.what, "");
}

static void long_errors_end_at_a_character(void **state) {
  (void)state;
  partikel_error e;
  char name[601];
  for (int i = 0; i < 600; i += 2) memcpy(name + i, "\xC3\xA6", 2);
  name[600] = '\0';
  pk_fail(&e, PARTIKEL_IO, name, 0, "x%s", name);
  assert_int_equal(strlen(e.where), 254);
  assert_int_equal(strlen(e.what), 255);
  pk_fail(&e, PARTIKEL_IO, name, 0, "%s", name);
  assert_int_equal(strlen(e.what), 254);
  assert_int_equal(pk_utf8_bad(pk_str_of(e.what)), 254);
}

/* ---- slices ---- */

static void slices(void **state) {
  (void)state;
  assert_true(pk_str_cmp(PK_LIT("a"), PK_LIT("ab")) < 0);
  assert_true(pk_str_cmp(PK_LIT("b"), PK_LIT("ab")) > 0);
  assert_int_equal(pk_str_cmp(PK_LIT(""), (pk_str){NULL, 0}), 0);
  assert_true(pk_str_starts(PK_LIT("abc"), PK_LIT("ab")) && !pk_str_starts(PK_LIT("a"), PK_LIT("ab")));
  assert_true(pk_str_ends(PK_LIT("abc"), PK_LIT("bc")) && !pk_str_ends(PK_LIT("c"), PK_LIT("bc")));
  assert_true(pk_str_eq(pk_str_trim(PK_LIT(" \t a b\r\n")), PK_LIT("a b")));
  assert_int_equal(pk_str_trim(PK_LIT(" \n ")).n, 0);
}

/* ---- arena ---- */

static int closed;
static void close_it(void *thing) { closed = closed * 10 + *(int *)thing; }

static void arena_zeroes_and_aligns(void **state) {
  (void)state;
  struct pk_arena a;
  pk_arena_init(&a, PK_MAX_ARENA);
  for (int round = 0; round < 3; round++) {
    for (size_t n = 0; n < 3000; n += 7) {
      unsigned char *p = pk_arena_alloc(&a, n);
      assert_non_null(p);
      assert_int_equal((uintptr_t)p % _Alignof(max_align_t), 0);
      for (size_t i = 0; i < n; i++) assert_int_equal(p[i], 0);
      memset(p, 0xAA, n);
    }
    pk_arena_reset(&a);
  }
  assert_null(pk_arena_array(&a, SIZE_MAX / 2, 3));
  assert_null(pk_arena_alloc(&a, SIZE_MAX));
  same(pk_arena_copy(&a, PK_LIT("tekst")), "tekst");
  same(pk_arena_copy(&a, (pk_str){NULL, 0}), "");
  pk_arena_release(&a);
  assert_null(a.first);
}

static void arena_has_a_ceiling(void **state) {
  (void)state;
  struct pk_arena a;
  pk_arena_init(&a, 100000);
  assert_non_null(pk_arena_alloc(&a, 60000));
  assert_non_null(pk_arena_alloc(&a, 30000));
  assert_null(pk_arena_alloc(&a, 30000));
  assert_true(a.total <= 100000);
  pk_arena_release(&a);
  pk_arena_init(&a, 0);
  assert_null(pk_arena_alloc(&a, 1));
  pk_arena_release(&a);
}

static void arena_goes_back(void **state) {
  (void)state;
  struct pk_arena a;
  pk_arena_init(&a, PK_MAX_ARENA);
  pk_arena_mark empty = pk_arena_here(&a);
  char *kept = pk_arena_copy(&a, PK_LIT("kept"));
  pk_arena_mark mark = pk_arena_here(&a);
  size_t total = 0;
  for (int i = 0; i < 5; i++) {
    for (int k = 0; k < 100; k++) assert_non_null(pk_arena_alloc(&a, 5000));
    if (i == 0) total = a.total;
    assert_int_equal(a.total, total);
    pk_arena_back(&a, mark);
  }
  same(kept, "kept");
  pk_arena_back(&a, empty);
  assert_ptr_equal(pk_arena_alloc(&a, 1), kept);
  pk_arena_release(&a);
}

static void arena_closes_what_was_deferred(void **state) {
  (void)state;
  struct pk_arena a;
  int one = 1, two = 2;
  pk_arena_init(&a, PK_MAX_ARENA);
  closed = 0;
  assert_true(pk_arena_defer(&a, close_it, &one));
  assert_true(pk_arena_defer(&a, close_it, &two));
  pk_arena_reset(&a);
  assert_int_equal(closed, 21);
  pk_arena_release(&a);
  assert_int_equal(closed, 21);
  pk_arena_init(&a, 0);
  assert_false(pk_arena_defer(&a, close_it, &one));
  assert_int_equal(closed, 211);
}

static void vectors_grow(void **state) {
  (void)state;
  struct pk_arena a;
  pk_arena_init(&a, PK_MAX_ARENA);
  PK_VEC(uint32_t) xs = {0}, ys = {0};
  for (uint32_t i = 0; i < 100000; i++) {
    uint32_t *x = pk_vec_add(&a, &xs);
    assert_non_null(x);
    assert_int_equal(*x, 0);
    *x = i;
    if (i % 1000 == 0) *(uint32_t *)pk_vec_add(&a, &ys) = i; /* stands in the way of growing in place */
  }
  for (uint32_t i = 0; i < 100000; i++) assert_int_equal(xs.at[i], i);
  for (uint32_t i = 0; i < ys.n; i++) assert_int_equal(ys.at[i], i * 1000);
  pk_arena_release(&a);
}

/* ---- buffer ---- */

static void buffers(void **state) {
  (void)state;
  struct pk_buf b;
  pk_buf_init(&b, 100);
  pk_buf_int(&b, INT64_MIN);
  pk_buf_byte(&b, ' ');
  pk_buf_int(&b, 0);
  pk_buf_byte(&b, ' ');
  pk_buf_pad(&b, 7, 3);
  pk_buf_text(&b, NULL);
  pk_buf_text(&b, "!");
  pk_buf_str(&b, PK_LIT("?"));
  pk_buf_byte(&b, '\0');
  same(b.s, "-9223372036854775808 0 007!?");
  pk_buf_reset(&b);
  char hundred[100] = {0};
  pk_buf_add(&b, hundred, 100);
  assert_false(b.failed);
  pk_buf_byte(&b, 'x'); /* one over the ceiling */
  assert_true(b.failed);
  assert_int_equal(b.n, 100);
  pk_buf_add(&b, hundred, 0);
  pk_buf_reset(&b);
  assert_false(b.failed);
  assert_false(pk_buf_reserve(&b, SIZE_MAX));
  pk_buf_release(&b);
  assert_null(b.s);
}

/* ---- UTF-8 ---- */

static void code_points(void **state) {
  (void)state;
  static const struct { const char *s; size_t n; uint32_t cp; size_t took; } cases[] = {
      {"a", 1, 'a', 1}, {"\0", 1, 0, 1}, {"\xC3\xA6", 2, 0xE6, 2}, {"\xE2\x80\x93", 3, 0x2013, 3}, {"\xF0\x9F\x98\x80", 4, 0x1F600, 4},
      {"\xC3", 1, 0xFFFD, 1}, {"\xC0\x80", 2, 0xFFFD, 1}, {"\xED\xA0\x80", 3, 0xFFFD, 1}, {"\xF4\x90\x80\x80", 4, 0xFFFD, 1},
      {"\x80", 1, 0xFFFD, 1}, {"\xE0\x80\x80", 3, 0xFFFD, 1}, {"\xFF", 1, 0xFFFD, 1}, {"\xE2\x80", 2, 0xFFFD, 1}};
  for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
    size_t i = 0;
    assert_int_equal(pk_utf8_next(cases[k].s, cases[k].n, &i), cases[k].cp);
    assert_int_equal(i, cases[k].took);
    assert_int_equal(pk_utf8_bad((pk_str){cases[k].s, cases[k].n}), cases[k].cp == 0xFFFD ? 0 : cases[k].n);
  }
  assert_int_equal(pk_utf8_bad(PK_LIT("abcdefgh\xC3\xA6 abcdefgh\xFF")), 19);
  assert_int_equal(pk_utf8_bad(PK_LIT("\xEF\xBF\xBD")), 3); /* U+FFFD itself is fine */
  assert_int_equal(pk_utf8_before("a\xC3\xA6", 3), 0xE6);
  assert_int_equal(pk_utf8_before("a\xA6", 2), 0xFFFD);
  assert_int_equal(pk_utf8_before("a", 0), 0);
  struct pk_buf b;
  pk_buf_init(&b, 100);
  for (uint32_t cp = 1; cp < 0x110000; cp += 97) {
    if (cp >= 0xD800 && cp < 0xE000) continue;
    pk_buf_reset(&b);
    pk_utf8_add(&b, cp);
    size_t i = 0;
    assert_int_equal(pk_utf8_next(b.s, b.n, &i), cp);
    assert_int_equal(i, b.n);
    assert_int_equal(pk_utf8_before(b.s, b.n), cp);
  }
  pk_buf_release(&b);
}

static void check_nfc(const char *in, const char *out) {
  struct pk_arena a;
  pk_arena_init(&a, PK_MAX_ARENA);
  pk_str got = pk_utf8_nfc(pk_str_of(in), &a);
  assert_non_null(got.s);
  assert_int_equal(got.n, strlen(out));
  assert_memory_equal(got.s, out, got.n);
  pk_arena_release(&a);
}

static void normal_form(void **state) {
  (void)state;
  check_nfc("", "");
  check_nfc("A\xCC\x8Aret i a\xCC\x8Ar\n", "\xC3\x85ret i \xC3\xA5r\n");
  check_nfc("\xE2\x84\xAB \xE2\x80\x80x", "\xC3\x85 \xE2\x80\x82x");             /* Angstrom, en quad */
  check_nfc("\xE1\x84\x80\xE1\x85\xA1", "\xEA\xB0\x80");                          /* Hangul */
  char initials[3 * 87 + 1] = "", joined[3 * 86 + 1] = "";                         /* longer than a piece, the last with a vowel */
  for (int i = 0; i < 86; i++) strcat(initials, "\xE1\x84\x80");
  memcpy(joined, initials, 3 * 85);
  check_nfc(strcat(initials, "\xE1\x85\xA1"), strcat(joined, "\xEA\xB0\x80"));
  check_nfc("q\xCC\x87\xCC\xA3", "q\xCC\xA3\xCC\x87");                            /* marks in order */
  check_nfc("\xE2\x80\x9Cord\xE2\x80\x9D \xE2\x82\xAC \xF0\x9F\x98\x80 \xCE\xB1", "\xE2\x80\x9Cord\xE2\x80\x9D \xE2\x82\xAC \xF0\x9F\x98\x80 \xCE\xB1");
  pk_str plain = PK_LIT("bl\xC3\xA5 \xE2\x80\x93 b\xC3\xA6r");
  assert_ptr_equal(pk_utf8_nfc(plain, NULL).s, plain.s);                          /* no copy, no arena needed */
  struct pk_arena a;
  pk_arena_init(&a, PK_MAX_ARENA);
  char *many = malloc(200001);                                                     /* quadratic orderers would stand still */
  many[0] = 'a';
  for (size_t i = 1; i < 200001; i += 4) memcpy(many + i, "\xCC\x87\xCC\xA3", 4);
  assert_non_null(pk_utf8_nfc((pk_str){many, 200001}, &a).s);
  free(many);
  pk_arena_release(&a);
}

static void classes(void **state) {
  (void)state;
  static const uint32_t letters[] = {'a', 'Z', 0xE6, 0xD8, 0x141, 0x3B1, 0x416}, others[] = {'0', '-', 0xD7, 0xF7, 0xBD, 0x2013, 0x300};
  for (size_t i = 0; i < 7; i++) assert_true(pk_cp_letter(letters[i]) && !pk_cp_letter(others[i]));
  assert_true(pk_cp_upper('A') && pk_cp_upper(0xC6) && pk_cp_upper(0x160) && !pk_cp_upper('a') && !pk_cp_upper(0xDF) && !pk_cp_upper(0xD7));
  assert_true(pk_cp_space(' ') && pk_cp_space(0xA0) && pk_cp_space(0x202F) && pk_cp_space(0x200B) && pk_cp_space(0xFEFF) && !pk_cp_space('\n'));
  assert_int_equal(pk_cp_fold(0xC5), 0xE5);
  assert_int_equal(pk_cp_fold('I'), 'i'); /* also in Turkey */
  assert_int_equal(pk_cp_fold(0xD7), 0xD7);
  assert_int_equal(pk_cp_fold(0x160), 0x161);
}

/* ---- tokens ---- */

/* Tokens joined by | must be as told; returns the bits of the last one. */
static unsigned tokens(const char *text, const char *told) {
  pk_str t = pk_str_of(text);
  struct pk_buf b;
  pk_buf_init(&b, 10000);
  struct pk_token k = {0};
  size_t at = 0, end = 0;
  while (pk_token_next(t, &at, &k)) {
    assert_true(k.at.start >= end && k.at.end > k.at.start && k.at.end == at && at <= t.n);
    assert_int_equal(k.word, 0);
    assert_int_equal(k.set, 0);
    end = at;
    if (b.n) pk_buf_byte(&b, '|');
    pk_buf_str(&b, pk_str_part(t, k.at.start, k.at.end));
  }
  pk_buf_byte(&b, '\0');
  same(b.s, told);
  pk_buf_release(&b);
  return k.is;
}

static void words(void **state) {
  (void)state;
  assert_int_equal(tokens("hus", "hus"), PK_IS_WORD | PK_IS_SPACED);
  assert_int_equal(tokens("(S)", "(|S|)"), PK_IS_MARK);
  assert_int_equal(tokens("Børne- og", "Børne-|og"), PK_IS_WORD | PK_IS_SPACED);
  assert_int_equal(tokens("Børne-", "Børne-"), PK_IS_WORD | PK_IS_CAPITAL | PK_IS_HYPHEN | PK_IS_SPACED);
  tokens("børne-, unge- og x-/y-.", "børne-|,|unge-|og|x-|/|y|-|.");
  assert_int_equal(tokens("A.P.", "A.P."), PK_IS_WORD | PK_IS_CAPITAL | PK_IS_UPPER | PK_IS_INITIAL | PK_IS_SPACED);
  assert_int_equal(tokens("H.", "H."), PK_IS_WORD | PK_IS_CAPITAL | PK_IS_INITIAL | PK_IS_SPACED);
  tokens("kr. m.fl. bl.a. f.eks. slut.", "kr|.|m.fl.|bl.a.|f.eks.|slut|.");
  tokens("slut.Nu kommer Ph.D. nr.2", "slut|.|Nu|kommer|Ph.D.|nr|.|2");
  assert_int_equal(tokens("EU's", "EU's"), PK_IS_WORD | PK_IS_CAPITAL | PK_IS_UPPER | PK_IS_SPACED);
  tokens("Ole Kirk\xE2\x80\x99s hus", "Ole|Kirk\xE2\x80\x99s|hus");
  assert_int_equal(tokens("Kors\xE2\x80\x99 ", "Kors|\xE2\x80\x99"), PK_IS_MARK | PK_IS_QUOTE);
  assert_true(tokens("TrygFonden", "TrygFonden") & PK_IS_MIXED);
  assert_false(tokens("Home-Start", "Home-Start") & PK_IS_MIXED);
  tokens("Home-Start covid-19 TV2 kl14", "Home-Start|covid-19|TV2|kl|14");
  tokens("A/S og/eller", "A|/|S|og|/|eller");
  tokens("\xC3\x86ldre\xC2\xA0\xC3\x85r\nny", "\xC3\x86ldre|\xC3\x85r|ny");
  tokens("aa\xCC\x82ob q\xCC\xA3r", "aa\xCC\x82ob|q\xCC\xA3r");
  tokens("a--b a-", "a|-|-|b|a-");
  tokens("", "");
  tokens(" \n\xC2\xA0", "");
}

static void addresses(void **state) {
  (void)state;
  tokens("navn.nr@et-sted.dk, og", "navn.nr@et-sted.dk|,|og");
  tokens("(https://et.dk/a?b=1#c).", "(|https://et.dk/a?b=1#c|)|.");
  tokens("et-sted.dk/side1. redbarn.dk.", "et-sted.dk/side1|.|redbarn.dk|.");
  tokens("a@ b: //c", "a|@|b|:|/|/|c");
}

static void numbers(void **state) {
  (void)state;
  assert_int_equal(tokens("10,7", "10,7"), PK_IS_NUMBER | PK_IS_SPACED);
  tokens("2018-2020 3-årigt kl. 14-16", "2018|-|2020|3|-|årigt|kl|.|14|-|16");
  tokens("1.250.000,- 01.08.2019. 27. maj", "1.250.000|,|-|01.08.2019|.|27|.|maj");
  tokens("1\xC2\xBD 1\xC2\xBD-\xC3\xA5rig \xC2\xBE", "1\xC2\xBD|1\xC2\xBD|-|\xC3\xA5rig|\xC2\xBE");
  tokens("2A, 12b. 20mio 9.klasse 10:30", "2A|,|12b|.|20|mio|9|.|klasse|10|:|30");
  tokens("5% 2\xE2\x80\x93" "3", "5|%|2|\xE2\x80\x93|3");
}

static void marks(void **state) {
  (void)state;
  assert_int_equal(tokens("\xE2\x80\x93", "\xE2\x80\x93"), PK_IS_MARK | PK_IS_DASH | PK_IS_SPACED);
  assert_int_equal(tokens("x\xC2\xAB", "x|\xC2\xAB"), PK_IS_MARK | PK_IS_QUOTE);
  tokens("\xC2\xBBHej,\xC2\xAB sagde", "\xC2\xBB|Hej|,|\xC2\xAB|sagde");
  tokens("\xFF\xFE", "\xFF|\xFE"); /* never stands still */
  struct pk_token k;
  size_t at = 1;
  assert_true(pk_token_next(PK_LIT(" x"), &at, &k)); /* begun behind the blank */
  assert_true(k.is & PK_IS_SPACED);
}

static void check_fold(const char *in, const char *told) {
  char out[PK_MAX_WORD + 1];
  size_t n = pk_token_fold(pk_str_of(in), out, PK_MAX_WORD);
  out[n] = '\0';
  same(out, told);
}

static void folding(void **state) {
  (void)state;
  check_fold("\xC3\x86R\xC3\x98-\xC3\x85", "\xC3\xA6r\xC3\xB8-\xC3\xA5");
  check_fold("A.P.", "ap");
  check_fold("Kirk\xE2\x80\x99s", "kirk's");
  check_fold("Kirk\xC2\xB4s", "kirk's");
  check_fold("Kirk`s", "kirk's");
  check_fold("Home\xE2\x80\x91Start", "home-start");
  check_fold(".", ".");
  check_fold("8.52", "8.52");
  check_fold("\xC5\xA0i\xC3\x9F\xC3\x97", "\xC5\xA1i\xC3\x9F\xC3\x97");
  char out[4];
  assert_int_equal(pk_token_fold(PK_LIT("abcde"), out, 4), 4);
  assert_int_equal(pk_token_fold(PK_LIT("abc\xC3\xA6"), out, 4), 3); /* no half characters */
  assert_int_equal(pk_token_fold(PK_LIT("ab\xE2\x82\xAC"), out, 4), 2);
}

/* ---- digests ---- */

static void digests(void **state) {
  (void)state;
  char hex[65];
  pk_sha256_hex("abc", 3, hex);
  same(hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  pk_sha256_hex("", 0, hex);
  same(hex, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  assert_int_equal(pk_hash("abc", 3), pk_hash("abc", 3));
  assert_int_not_equal(pk_hash("abc", 3), pk_hash("abd", 3));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(errors_are_one_line), cmocka_unit_test(long_errors_end_at_a_character), cmocka_unit_test(slices),
      cmocka_unit_test(arena_zeroes_and_aligns), cmocka_unit_test(arena_has_a_ceiling), cmocka_unit_test(arena_goes_back),
      cmocka_unit_test(arena_closes_what_was_deferred), cmocka_unit_test(vectors_grow), cmocka_unit_test(buffers),
      cmocka_unit_test(code_points), cmocka_unit_test(normal_form), cmocka_unit_test(classes), cmocka_unit_test(words),
      cmocka_unit_test(addresses), cmocka_unit_test(numbers), cmocka_unit_test(marks), cmocka_unit_test(folding), cmocka_unit_test(digests)};
  return cmocka_run_group_tests_name("base", tests, NULL, NULL);
}
