/* Whose words a quote is: names, first names, titles and pronouns in the attribution, then what was said before it. All
 * names are invented. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "facts/facts.h"

#include "knowledge.h"

enum { MAX_BLOCKS = 64, MAX_QUOTES = 64 };

/* The speakers of a text's quotes, joined by " | "; "-" for nobody. Paragraphs are split by line feeds. */
static char *speakers_of(const char *text)
{
  struct pk_arena arena;
  struct pk_article article;
  struct pk_segments seg;
  struct pk_mentions found;
  struct pk_facts facts;
  struct pk_buf out;
  partikel_error err;
  partikel_block blocks[MAX_BLOCKS];
  uint32_t n = 0, who[MAX_QUOTES];
  memset(&article, 0, sizeof article);
  article.published = PK_NO_DATE;
  for (size_t i = 0; text[i] && n < MAX_BLOCKS;) {
    size_t end = i;
    while (text[end] && text[end] != '\n') end++;
    blocks[n++] = (partikel_block){PARTIKEL_BLOCK_PARAGRAPH, {(uint32_t)i, (uint32_t)end}};
    i = text[end] ? end + 1 : end;
  }
  pk_arena_init(&arena, (size_t)1 << 30);
  pk_buf_init(&out, 1 << 16);
  assert_int_equal(pk_segment(know, pk_str_of(text), blocks, n, &seg, &arena, &err), PARTIKEL_OK);
  assert_int_equal(pk_find(know, &article, &seg, &found, &arena, &err), PARTIKEL_OK);
  assert_int_equal(pk_entities(know, &article, &found, &facts, &arena, &err), PARTIKEL_OK);
  assert_true(found.quotes.n <= MAX_QUOTES);
  assert_int_equal(pk_speaker(know, &facts, who, &arena, &err), PARTIKEL_OK);
  for (uint32_t i = 0; i < found.quotes.n; i++) {
    if (i) pk_buf_text(&out, " | ");
    if (who[i] == UINT32_MAX) pk_buf_byte(&out, '-');
    else pk_buf_str(&out, facts.entities.at[who[i]].name);
  }
  pk_buf_byte(&out, 0);
  char *copy = malloc(out.n);
  assert_non_null(copy);
  memcpy(copy, out.s, out.n);
  pk_buf_release(&out);
  pk_arena_release(&arena);
  return copy;
}

#define SPEAKERS(text, expected) do { char *got = speakers_of(text); assert_string_equal(got, (expected)); free(got); } while (0)

static void named(void **state)
{
  (void)state;
  SPEAKERS("- Det går godt, siger leder Karen Holm.", "Karen Holm");
  SPEAKERS("Leder Karen Holm siger: ”Det går godt her.”", "Karen Holm");
  SPEAKERS("- Det går godt, siger Karen Holm, der kender Jens Olsen.", "Karen Holm");
  SPEAKERS("Karen Holm leder huset.\n- Det går godt, siger Karen.", "Karen Holm");
  SPEAKERS("”Det går godt her nu.” – Karen Holm, leder", "Karen Holm");
}

static void several_or_none(void **state)
{
  (void)state;
  SPEAKERS("- Det går godt, siger Karen Holm og Jens Olsen.", "-");
  SPEAKERS("Her er Karen Holm.\n- Det går godt, lyder det fra kommunen.", "-");
  SPEAKERS("Her er Karen Holm.\n- Det går godt, oplyser ministeriet.", "-");
}

static void by_title_and_pronoun(void **state)
{
  (void)state;
  SPEAKERS("Borgmester Karen Holm (S) og leder Jens Olsen er her.\n- Det går godt, siger borgmesteren.", "Karen Holm");
  SPEAKERS("Socialudvalgsformand Jens Olsen er glad. ”Det går godt,” siger formanden.", "Jens Olsen");
  SPEAKERS("Karen Holm er her. Det er Jens Olsen også.\n- Det går godt, siger hun.", "Karen Holm");
  SPEAKERS("Karen Holm er her. Det er Jens Olsen også.\n- Det går godt, siger han.", "Jens Olsen");
}

static void from_what_was_said(void **state)
{
  (void)state;
  SPEAKERS("- Det går godt, siger Karen Holm.\n- Vi har fået et hus med have.", "Karen Holm | Karen Holm");
  SPEAKERS("- Det går rigtig godt her.\n- Vi har fået et hus med have, siger Karen Holm.", "Karen Holm | Karen Holm");
  SPEAKERS("Leder Jens Olsen er glad. ”Vi har ventet på det længe.” Nu bygges der.", "Jens Olsen");
  SPEAKERS("Karen Holm er leder.\nHvad er det nye?\n— Det er tiden. Vi har mere af den.\nOg hvad nu?\n— Nu begynder vi på alvor.",
           "Karen Holm | Karen Holm");
}

int main(void)
{
  const struct CMUnitTest tests[] = {cmocka_unit_test(named), cmocka_unit_test(several_or_none), cmocka_unit_test(by_title_and_pronoun),
                                     cmocka_unit_test(from_what_was_said)};
  return cmocka_run_group_tests(tests, load_knowledge, free_knowledge);
}
