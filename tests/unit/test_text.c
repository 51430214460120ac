/* test_text: lines of a page become an article: title, lead, blocks, metadata; then sentences. All texts are invented. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "text/text.h"

#define same(a, b) assert_string_equal((a), (b))

static struct pk_arena arena;
static struct pk_article article;
static struct pk_known *known;

static int setup(void **state) { return (void)state, pk_arena_init(&arena, PK_MAX_ARENA), (known = pk_known_new(pk_know_builtin())) == NULL; }
static int teardown(void **state) { return (void)state, pk_arena_release(&arena), pk_known_free(known), 0; }

static const partikel_article *extract(pk_str text) {
  struct pk_document document = {0};
  pk_arena_reset(&arena);
  assert_int_equal(pk_plain(text, &document, &arena, NULL), PARTIKEL_OK);
  assert_int_equal(pk_extract(&document, known, &article, &arena, NULL), PARTIKEL_OK);
  size_t end = 0;
  for (size_t i = 0; i < article.out.n_blocks; i++) { /* blocks stand in order, a blank line between two */
    partikel_span at = article.out.blocks[i].span;
    assert_int_equal(at.start, end + (i ? 2 : 0));
    assert_true(at.end > at.start);
    end = at.end;
  }
  assert_int_equal(article.out.text_size, end);
  return &article.out;
}

static const partikel_article *page(const char *text) { return extract(pk_str_of(text)); }

static pk_str block(size_t i) {
  partikel_span at = article.out.blocks[i].span;
  return (pk_str){article.out.text + at.start, at.end - at.start};
}

static size_t count(partikel_block_kind kind) {
  size_t n = 0;
  for (size_t i = 0; i < article.out.n_blocks; i++) n += article.out.blocks[i].kind == kind;
  return n;
}

static bool warned(const char *code) {
  for (uint32_t i = 0; i < article.warnings.n; i++)
    if (strcmp(article.warnings.at[i].code, code) == 0) return true;
  return false;
}

static bool holds(const char *word) { return strstr(article.out.text, word) != NULL; }

#define P1 "Ringsted Kommune og foreningen Nabohjælp åbner i næste uge et hus, hvor forældre kan få råd om økonomi, skole og hverdag. Det er gratis at komme der.\n\n"
#define P2 "Huset ligger i den gamle skole, som kommunen har sat i stand i løbet af vinteren, og der er åbent fire dage om ugen fra klokken 9 til 16.\n\n"
#define P3 "Projektet løber foreløbig til udgangen af 2023. Herefter skal byrådet tage stilling til, om huset skal fortsætte.\n\n"
#define TITLE "Nyt hus åbner for familier i Ringsted"

/* ---- head ------------------------------------------------------------------------------------------------------------ */

static void head_of_a_paper(void **state) {
  (void)state;
  const partikel_article *a = page("Forside > Lokalt > " TITLE "\n\n" TITLE "\n\nForældre får fra næste uge et sted at gå hen.\n\n"
                                   "12. maj 2014 | 10:30\n\nAf Bente Holm (tekst) og Per Krag (foto)\n\nRINGSTED: " P1 P2 P3);
  same(a->title, TITLE);
  same(a->lead, "Forældre får fra næste uge et sted at gå hen.");
  same(a->published, "2014-05-12T10:30");
  assert_int_equal(a->authors.n, 1);
  same(a->authors.at[0], "Bente Holm");
  assert_int_equal(a->breadcrumb.n, 2);
  same(a->section, "Lokalt");
  assert_int_equal(a->n_blocks, 5);
  assert_true(pk_str_starts(block(2), PK_LIT("Ringsted Kommune"))); /* without the town */
}

static void paragraph_after_the_date_is_no_lead(void **state) {
  (void)state;
  const partikel_article *a = page("Ringsted Kommune\n\n" TITLE "\n\n04.09.2017\n\nForældre får fra næste uge et sted at gå hen.\n\n" P1 P2);
  same(a->title, TITLE);
  same(a->publisher, "Ringsted Kommune");
  assert_null(a->lead);
  assert_int_equal(count(PARTIKEL_BLOCK_PARAGRAPH), 3);
}

static void first_sentence_is_no_title(void **state) {
  (void)state;
  assert_null(page(P1 P2)->title);
  assert_int_equal(article.out.n_blocks, 2);
}

static void headline_may_end_with_an_abbreviation(void **state) {
  (void)state;
  same(page("Familier i Ringsted får 3,5 mio. kr.\n\n17. januar 2012\n\n" P1 P2)->title, "Familier i Ringsted får 3,5 mio. kr.");
}

static void site_name_leaves_the_title(void **state) {
  (void)state;
  const partikel_article *a = page(TITLE " | Ringsted Kommune\n\n" P1 P2);
  same(a->title, TITLE);
  same(a->publisher, "Ringsted Kommune");
}

static void dates_of_issue_and_change(void **state) {
  (void)state;
  const partikel_article *a = page("Sognebladet\nNr. 3, september 2010\n\n" TITLE "\n\n" P1 P2 "Sidst opdateret 4. marts 2011\n");
  same(a->published, "2010-09");
  same(a->modified, "2011-03-04");
}

/* ---- body -------------------------------------------------------------------------------------------------------------- */

static void furniture_is_left_out(void **state) {
  (void)state;
  page("Gå til indhold | Læs op | Kontakt\n\n" TITLE "\n\n" P1 "LÆS OGSÅ: Busrute nedlægges\n\n" P2 P3
       "hus_web_300px\n\nEmner: Familie, Skole\n\nDel på Facebook | Send til en ven\n\nMest læste\nBrand i lade\nByfest i regnvejr\n\n© Bladet\n");
  assert_int_equal(article.out.n_blocks, 4);
  assert_false(holds("Busrute") || holds("Facebook") || holds("Brand") || holds("300px") || holds("Gå til"));
  assert_int_equal(article.out.tags.n, 2);
}

static void contact_box_ends_the_article(void **state) {
  (void)state;
  page(TITLE "\n\n" P1 P2 "Kontakt\nProjektleder Lone Holm\nTlf. 20 00 00 00\n\nOm foreningen kan man læse mere på hjemmesiden, som er ny.\n");
  assert_int_equal(article.out.n_blocks, 3);
}

static void repeated_text_stands_once(void **state) {
  (void)state;
  page(TITLE "\n\n" TITLE "\n\n" P1 "– Vi har ventet længe. Nu er døren endelig åben, siger lederen af huset.\n\nNu er døren endelig åben.\n\n" P2 TITLE "\n");
  assert_int_equal(article.out.n_blocks, 4);
  assert_int_equal(count(PARTIKEL_BLOCK_TITLE), 1);
}

static void doubled_caption_is_halved(void **state) {
  (void)state;
  page(TITLE "\n\nFoto (fra huset): Lise Holm Foto (fra huset): Lise Holm\n\n" P1 P2);
  assert_int_equal(article.out.blocks[1].kind, PARTIKEL_BLOCK_CAPTION);
  assert_true(pk_str_eq(block(1), PK_LIT("Foto (fra huset): Lise Holm")));
}

static void kinds_of_blocks(void **state) {
  (void)state;
  page(TITLE "\n\n" P1 "Et åbent hus\n" P2 "Tilbuddene omfatter blandt andet:\n• Lektiehjælp\n• Fællesspisning\n\n" P3
       "FAKTA\nÅbnede: 15. august 2015\nMedarbejdere: 2\n");
  assert_int_equal(count(PARTIKEL_BLOCK_HEADING), 2);
  assert_int_equal(count(PARTIKEL_BLOCK_LIST_ITEM), 2);
  assert_int_equal(count(PARTIKEL_BLOCK_TABLE_ROW), 2);
  assert_true(holds("\n\nLektiehjælp\n\n"));
}

static void initials_are_the_author(void **state) {
  (void)state;
  const partikel_article *a = page(TITLE "\n\n" P1 P2 "ka\n");
  assert_int_equal(a->authors.n, 1);
  same(a->authors.at[0], "ka");
  assert_int_equal(page(TITLE "\n\n" P1 P2 "/ritzau/\n")->authors.n, 0);
}

/* ---- addresses ------------------------------------------------------------------------------------------------------------ */

static void addresses_are_mended(void **state) {
  (void)state;
  static const char *const cases[][2] = {
      {"https://www.bladet.dkartikel/nyt-hus", "https://www.bladet.dk/artikel/nyt-hus"},
      {"http:/www.bladet.dk/nyt-hus", "http://www.bladet.dk/nyt-hus"},
      {"https://bladet.dk/nyt-hus", "https://bladet.dk/nyt-hus"},
      {"https://bladet.example/nyt-hus", "https://bladet.example/nyt-hus"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct pk_buf text;
    pk_buf_init(&text, 10000);
    pk_buf_text(&text, TITLE "\n\n" P1 P2);
    pk_buf_text(&text, cases[i][0]);
    const partikel_article *a = extract((pk_str){text.s, text.n});
    assert_non_null(a->url);
    same(a->url, cases[i][1]);
    assert_int_equal(warned("url-repaired"), strcmp(cases[i][0], cases[i][1]) != 0);
    pk_buf_release(&text);
  }
  assert_null(page(TITLE "\n\n" P1 P2 "Billeder: https://bladet.dk/billeder\n")->url);
}

/* ---- no article --------------------------------------------------------------------------------------------------------------- */

static void pages_without_article(void **state) {
  (void)state;
  page("");
  assert_int_equal(article.out.n_blocks, 0);
  assert_false(article.relevant_text);
  page("Vi bruger cookies\n\nDenne hjemmeside bruger cookies til statistik og til at huske dine indstillinger.\n\n404 – Siden findes ikke\n\n"
       "Siden, du leder efter, er flyttet eller slettet.\n");
  assert_false(article.relevant_text);
  assert_true(warned("no-article") && warned("cookie-wall"));
  page(TITLE "\n\n" P1 "Læs hele artiklen som abonnent\n");
  assert_true(article.relevant_text && warned("teaser-only"));
}

static void languages(void **state) {
  (void)state;
  const struct pk_know *k = pk_know_builtin();
  same(pk_language(k, PK_LIT("Det er ikke nok, at vi har et hus, hvor man kan komme, når man vil.")), "da");
  same(pk_language(k, PK_LIT("It is not enough that we have a house where people can come whenever they want to.")), "en");
  same(pk_language(k, PK_LIT("Es ist nicht genug, dass wir ein Haus haben, in das man kommen kann.")), "de");
  same(pk_language(k, PK_LIT("Det är inte nog att vi har ett hus dit man får komma när man vill.")), "sv");
  same(pk_language(k, PK_LIT("Det er ikke nok at vi har et hus hvor noen kan komme når de vil, sier hun, og hva nå?")), "no");
  assert_null(pk_language(k, PK_LIT("Xyz 12")));
  page("Open house\n\nThe house is open to all of the families that have been waiting for it, and it will be there for a long time.\n");
  assert_false(article.danish);
  assert_true(warned("not-danish"));
}

/* ---- sentences -------------------------------------------------------------------------------------------------------------------- */

static struct pk_segments segment(const char *text, partikel_block_kind kind) {
  struct pk_segments out;
  partikel_block *one = pk_arena_alloc(&arena, sizeof *one);
  *one = (partikel_block){kind, {0, (uint32_t)strlen(text)}};
  assert_int_equal(pk_segment(pk_know_builtin(), pk_str_of(text), one, 1, &out, &arena, NULL), PARTIKEL_OK);
  for (uint32_t i = 0, at = 0; i < out.n_sentences; i++) {
    assert_int_equal(out.sentences[i].first, at);
    assert_true(out.tokens[at].is & PK_IS_SENTENCE);
    for (; at < out.sentences[i].last; at++) assert_int_equal(out.sentence_of[at], i);
  }
  return out;
}

static void sentence_ends(void **state) {
  (void)state;
  static const struct { uint32_t n; const char *text; } cases[] = {
      {2, "Huset åbner nu. Alle kan komme."},
      {1, "Det koster ca. 3,2 mio. kr. om året."},
      {2, "Det koster 3,2 mio. kr. Pengene er givet."},
      {1, "Huset åbner den 1. maj på Storegade 2, st. tv."},
      {2, "Det var i 2015. Dengang var der intet."},
      {2, "Foråret gik. 94 familier er med."},
      {1, "Borgmester H.C. Holm og A.P. Krag kom, bl.a. Per."},
      {2, "\"Døren er åben. Kom ind.\" "},
      {2, "Hun siger: ”Kom ind.”"},
      {1, "»Kom ind!« siger hun."},
      {1, "1. Ringsted Kommune med Nabohjælp"},
      {2, "Der er kage, kaffe m.m. Alle kan komme."},
      {0, ""},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct pk_segments s = segment(cases[i].text, PARTIKEL_BLOCK_PARAGRAPH);
    if (s.n_sentences != cases[i].n) fail_msg("%u sentences in: %s", s.n_sentences, cases[i].text);
  }
  assert_int_equal(segment("Leder: Lone Holm", PARTIKEL_BLOCK_TABLE_ROW).n_sentences, 1);
}

static void abbreviations_keep_their_dot(void **state) {
  (void)state;
  struct pk_segments s = segment("Ca. 3 mio. kr. til huset, i alt 4 kr.", PARTIKEL_BLOCK_PARAGRAPH);
  const char *const words[] = {"Ca.", "3", "mio.", "kr.", "til", "huset", ",", "i", "alt", "4", "kr", "."};
  assert_int_equal(s.n_tokens, sizeof words / sizeof *words);
  for (uint32_t i = 0; i < s.n_tokens; i++) assert_true(pk_str_eq(pk_str_part(s.text, s.tokens[i].at.start, s.tokens[i].at.end), pk_str_of(words[i])));
  assert_int_equal(s.tokens[3].word, s.tokens[10].word);
}

static void long_sentences_are_cut(void **state) {
  (void)state;
  struct pk_buf text;
  pk_buf_init(&text, 100000);
  for (int i = 0; i < PK_MAX_SENTENCE + 1; i++) pk_buf_text(&text, "hus ");
  pk_buf_byte(&text, '\0');
  struct pk_segments s = segment(text.s, PARTIKEL_BLOCK_PARAGRAPH);
  assert_int_equal(s.n_sentences, 2);
  assert_int_equal(s.sentences[0].last, PK_MAX_SENTENCE);
  pk_buf_release(&text);
}

/* ---- any bytes ------------------------------------------------------------------------------------------------------------------------ */

static void any_line_is_survived(void **state) {
  (void)state;
  static const char *const lines[] = {"|", " | ", "> > >", ":", "a:", "»", "«.", "...", "(", "[]", "#", "# # #", "-", "• ", "1.", "1. ", "www.", "http:/", "http:/a.b",
                                      "https://.dk", "Af", "Af :", "Foto:", "Foto", "Tags", "Emner:", "12", "/", "Kontakt", "©", "\t", "a\tb", "i dag,", "Publiceret", "Publiceret d."};
  enum { N = sizeof lines / sizeof *lines };
  struct pk_buf text;
  pk_buf_init(&text, 100000);
  for (size_t i = 0; i < N; i++) page(lines[i]);
  for (size_t i = 0; i < N; i++)
    for (size_t k = 0; k < N; k++) {
      pk_buf_reset(&text);
      pk_buf_text(&text, lines[i]);
      pk_buf_text(&text, k % 2 ? "\n" : "\n\n" TITLE "\n\n" P1);
      pk_buf_text(&text, lines[k]);
      extract((pk_str){text.s, text.n});
    }
  pk_buf_release(&text);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(head_of_a_paper),
      cmocka_unit_test(paragraph_after_the_date_is_no_lead),
      cmocka_unit_test(first_sentence_is_no_title),
      cmocka_unit_test(headline_may_end_with_an_abbreviation),
      cmocka_unit_test(site_name_leaves_the_title),
      cmocka_unit_test(dates_of_issue_and_change),
      cmocka_unit_test(furniture_is_left_out),
      cmocka_unit_test(contact_box_ends_the_article),
      cmocka_unit_test(repeated_text_stands_once),
      cmocka_unit_test(doubled_caption_is_halved),
      cmocka_unit_test(kinds_of_blocks),
      cmocka_unit_test(initials_are_the_author),
      cmocka_unit_test(addresses_are_mended),
      cmocka_unit_test(pages_without_article),
      cmocka_unit_test(languages),
      cmocka_unit_test(sentence_ends),
      cmocka_unit_test(abbreviations_keep_their_dot),
      cmocka_unit_test(long_sentences_are_cut),
      cmocka_unit_test(any_line_is_survived),
  };
  return cmocka_run_group_tests(tests, setup, teardown);
}
