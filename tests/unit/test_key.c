/* key: one organisation has one key, whatever an article writes; two organisations of the lexicon never share one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <cmocka.h>

#include "facts/facts.h"

static const char *key(struct pk_arena *arena, int kind, const char *code, const char *name) {
  return pk_organisation_key(pk_know_builtin(), (uint8_t)kind, pk_str_of(code), pk_str_of(name), arena);
}

static void spellings_of_a_name_have_one_key(void **state) {
  (void)state;
  static const struct { int kind; const char *key, *names[5]; } same[] = {
      {PARTIKEL_ORGANISATION_FOUNDATION, "foundation:velux-fonden", {"Velux Fonden", "VELUX FONDEN", "Velux-Fonden", "Velux \xE2\x80\x93 Fonden"}},
      {PARTIKEL_ORGANISATION_FOUNDATION, "foundation:ole-kirks-fond", {"Ole Kirk's Fond", "Ole Kirks Fond", "Ole Kirk\xE2\x80\x99s Fond", "\xC2\xBBOle Kirks Fond\xC2\xAB"}},
      {PARTIKEL_ORGANISATION_FOUNDATION, "foundation:den-ap-moellerske-stoettefond", {"Den A.P. M\xC3\xB8llerske St\xC3\xB8ttefond", "den AP M\xC3\xB8llerske St\xC3\xB8ttefond"}},
      {PARTIKEL_ORGANISATION_COMPANY, "company:hansens-toemrerfirma", {"Hansens T\xC3\xB8mrerfirma", "Hansens T\xC3\xB8mrerfirma A/S", "Hansens T\xC3\xB8mrerfirma ApS", "HANSENS T\xC3\x98MRERFIRMA I/S"}},
      {PARTIKEL_ORGANISATION_COMPANY, "company:sydhavnens-brugs", {"Sydhavnens Brugs a.m.b.a.", "Sydhavnens Brugs AMBA", "Sydhavnens Brugs"}},
      {PARTIKEL_ORGANISATION_COMPANY, "company:hansen-holding", {"Hansen Holding", "Hansen Holding ApS"}},
      {PARTIKEL_ORGANISATION_ASSOCIATION, "association:aarhus-festuges-venner", {"\xC3\x85rhus Festuges Venner", "Aarhus Festuges Venner"}},
      {PARTIKEL_ORGANISATION_OTHER, "other:cafe-energie-17", {"Caf\xC3\xA9 \xC3\x89nergie 17", "cafe energie-17"}}};
  struct pk_arena arena;
  pk_arena_init(&arena, PK_MAX_ARENA);
  for (size_t i = 0; i < sizeof same / sizeof *same; i++)
    for (size_t k = 0; k < 5 && same[i].names[k]; k++) assert_string_equal(key(&arena, same[i].kind, NULL, same[i].names[k]), same[i].key);
  pk_arena_release(&arena);
}

static void other_things_have_other_keys(void **state) {
  (void)state;
  struct pk_arena arena;
  pk_arena_init(&arena, PK_MAX_ARENA);
  assert_string_equal(key(&arena, PARTIKEL_ORGANISATION_MUNICIPALITY, "0320", "Faxe Kommune"), "municipality:0320");
  assert_string_equal(key(&arena, PARTIKEL_ORGANISATION_MUNICIPALITY, NULL, "Haslev Kommune"), "municipality:haslev-kommune");
  assert_string_equal(key(&arena, PARTIKEL_ORGANISATION_NGO, NULL, "R\xC3\xB8" "de Kors Haderslev"), "ngo:roede-kors-haderslev");
  assert_string_equal(key(&arena, PARTIKEL_ORGANISATION_COMPANY, NULL, "A/S"), "company:a-s");
  assert_string_equal(key(&arena, PARTIKEL_ORGANISATION_OTHER, NULL, "***"), "other:***");
  assert_string_equal(key(&arena, PARTIKEL_ORGANISATION_COUNT, NULL, "x"), "other:x");
  pk_arena_release(&arena);
}

static int by_text(const void *a, const void *b) { return strcmp(*(const char *const *)a, *(const char *const *)b); }

static void no_two_names_of_the_lexicon_share_a_key(void **state) {
  (void)state;
  const struct pk_know *know = pk_know_builtin();
  uint32_t n = 0, all = pk_know_entries(know);
  struct pk_arena arena;
  pk_arena_init(&arena, PK_MAX_ARENA);
  const char **keys = malloc(all * sizeof *keys);
  for (uint32_t i = 0; i < all; i++) {
    struct pk_entry e;
    pk_know_entry(know, i, &e);
    if (e.kind == PK_ORGANISATION) keys[n++] = pk_organisation_key(know, e.sub, pk_know_attr(know, i, "code"), e.name, &arena);
  }
  assert_true(n > 500);
  qsort(keys, n, sizeof *keys, by_text);
  for (uint32_t i = 1; i < n; i++)
    if (strcmp(keys[i - 1], keys[i]) == 0) fail_msg("%s stands for two organisations", keys[i]);
  free(keys);
  pk_arena_release(&arena);
}

static const partikel_organisation *first_of(partikel_reader *reader, const char *text) {
  const partikel_record *record;
  assert_int_equal(partikel_open_memory(reader, text, strlen(text), NULL), PARTIKEL_OK);
  assert_int_equal(partikel_next(reader, &record), PARTIKEL_OK);
  assert_true(record->n_organisations > 0);
  return record->organisations;
}

static void articles_agree(void **state) {
  (void)state;
  static const char *const texts[] = {"Ole Kirk's Fond har bevilget 2 mio. kr. til projektet.", "Det skriver Ole Kirks Fonds formand i dag om sagen."};
  partikel_reader *reader = partikel_reader_new(partikel_builtin());
  for (size_t i = 0; i < 2; i++) assert_string_equal(first_of(reader, texts[i])->key, "foundation:ole-kirks-fond");
  assert_string_equal(first_of(reader, "Det oplyser Faxe Kommunes borgmester i en meddelelse til pressen.")->key, "municipality:0320");
  partikel_reader_free(reader);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(spellings_of_a_name_have_one_key), cmocka_unit_test(other_things_have_other_keys),
      cmocka_unit_test(no_two_names_of_the_lexicon_share_a_key), cmocka_unit_test(articles_agree)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
