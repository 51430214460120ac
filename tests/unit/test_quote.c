/* Direct speech: what is a quote, where its parts lie, and which words may name its speaker. All names are invented. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "find/find.h"

#include "knowledge.h"

enum { MAX_BLOCKS = 4096 };

/* Paragraphs are split by line feeds; one that begins with # is a heading, with * a list item, with | a caption. */
static uint32_t split(const char *text, partikel_block *blocks)
{
  uint32_t n = 0;
  for (size_t i = 0; text[i] && n < MAX_BLOCKS;) {
    size_t end = i;
    while (text[end] && text[end] != '\n') end++;
    partikel_block *b = &blocks[n++];
    b->kind = text[i] == '#' ? PARTIKEL_BLOCK_HEADING : text[i] == '*' ? PARTIKEL_BLOCK_LIST_ITEM : text[i] == '|' ? PARTIKEL_BLOCK_CAPTION : PARTIKEL_BLOCK_PARAGRAPH;
    b->span = (pk_span){(uint32_t)(b->kind == PARTIKEL_BLOCK_PARAGRAPH ? i : i + 1), (uint32_t)end};
    i = text[end] ? end + 1 : end;
  }
  return n;
}

/* The quotes of a text, one a line: parts joined by " + ", then " <- " and the attribution, "~" where it goes on. */
static char *quotes_of(const char *text, uint32_t *count)
{
  struct pk_arena arena;
  struct pk_segments seg;
  struct pk_mentions found;
  struct pk_buf out;
  partikel_error err;
  partikel_block *blocks = calloc(MAX_BLOCKS, sizeof *blocks);
  memset(&found, 0, sizeof found);
  pk_arena_init(&arena, (size_t)1 << 30);
  pk_buf_init(&out, 1 << 20);
  assert_non_null(blocks);
  assert_int_equal(pk_segment(know, pk_str_of(text), blocks, split(text, blocks), &seg, &arena, &err), PARTIKEL_OK);
  found.seg = &seg;
  assert_int_equal(pk_quotes(know, &seg, &found, &arena, &err), PARTIKEL_OK);
  for (uint32_t i = 0; i < found.quotes.n; i++) {
    const struct pk_quote *q = &found.quotes.at[i];
    if (i) pk_buf_byte(&out, '\n');
    if (q->continued) pk_buf_byte(&out, '~');
    for (uint32_t p = 0; p < q->parts.n; p++) {
      if (p) pk_buf_text(&out, " + ");
      pk_buf_add(&out, text + q->parts.at[p].start, q->parts.at[p].end - q->parts.at[p].start);
    }
    assert_true(q->first < q->last && q->last <= seg.n_tokens && q->parts.n > 0);
    assert_int_equal(q->text.start, q->parts.at[0].start);
    assert_int_equal(q->text.end, q->parts.at[q->parts.n - 1].end);
    if (q->attribution.end <= q->attribution.start) continue;
    pk_span a = {seg.tokens[q->attribution.start].at.start, seg.tokens[q->attribution.end - 1].at.end};
    pk_buf_text(&out, " <- ");
    pk_buf_add(&out, text + a.start, a.end - a.start);
  }
  pk_buf_byte(&out, 0);
  if (count) *count = found.quotes.n;
  char *copy = malloc(out.n + 1);
  assert_non_null(copy);
  memcpy(copy, out.s, out.n);
  pk_buf_release(&out);
  pk_arena_release(&arena);
  free(blocks);
  return copy;
}

#define QUOTES(text, expected) do { char *got = quotes_of((text), NULL); assert_string_equal(got, (expected)); free(got); } while (0)

static void after_a_dash(void **state)
{
  (void)state;
  QUOTES("– Det går godt, siger Mona Kvist.", "Det går godt <- siger Mona Kvist");
  QUOTES("- Det går godt, og vi er glade, fortæller formand for Kulturudvalget Ib Rask (V).",
         "Det går godt, og vi er glade <- fortæller formand for Kulturudvalget Ib Rask (V)");
  QUOTES("— Går det godt? spørger hun.", "Går det godt? <- spørger hun");
  QUOTES("–Uden mellemrum, siger Mona Kvist.", "Uden mellemrum <- siger Mona Kvist");
  QUOTES("Klubben fylder ti år. – Det bliver stort, siger Mona Kvist.", "Det bliver stort <- siger Mona Kvist");
  QUOTES("– Det er rart. Sådan lyder det fra Mona Kvist.", "Det er rart. <- lyder det fra Mona Kvist");
}

static void attribution_in_the_middle(void **state)
{
  (void)state;
  QUOTES("- Det er nyt, siger Ib Rask. Men vi prøver.", "Det er nyt + Men vi prøver. <- siger Ib Rask");
  QUOTES("- Det er nyt, siger Ib Rask. – Men vi prøver.", "Det er nyt + Men vi prøver. <- siger Ib Rask");
  QUOTES("- Det er nyt, siger Ib Rask, men vi prøver.", "Det er nyt + men vi prøver. <- siger Ib Rask");
  QUOTES("- Det er nyt, siger Ib Rask, der er leder.", "Det er nyt <- siger Ib Rask, der er leder");
  QUOTES("- Det er nyt, siger Ib Rask. Han er leder i klubben.", "Det er nyt <- siger Ib Rask");
  QUOTES("- Når de ringer, siger kommunen nej, og det er synd, mener Lis Gram.",
         "Når de ringer, siger kommunen nej, og det er synd <- mener Lis Gram");
  QUOTES("»Det er nyt,« siger Ib Rask, »og vi prøver.«", "Det er nyt + og vi prøver. <- siger Ib Rask");
  QUOTES("\"Det er nyt,\" siger Ib Rask. \"Vi prøver.\"", "Det er nyt + Vi prøver. <- siger Ib Rask");
  QUOTES("\"Det er nyt,\" siger Ib Rask. \"Ja, lidt,\" svarer Lis Gram.", "Det er nyt <- siger Ib Rask\nJa, lidt <- svarer Lis Gram");
}

static void in_all_marks(void **state)
{
  (void)state;
  QUOTES("”Det går godt,” siger hun.", "Det går godt <- siger hun");
  QUOTES("“Det går godt,” siger hun.", "Det går godt <- siger hun");
  QUOTES("„Det går godt,“ siger hun.", "Det går godt <- siger hun");
  QUOTES("»Det går godt«, siger hun.", "Det går godt <- siger hun");
  QUOTES("«Det går godt», siger hun.", "Det går godt <- siger hun");
  QUOTES("\"Det går godt.\" siger hun.", "Det går godt. <- siger hun");
  QUOTES("”Han sagde ”nej” til mig,” siger hun.", "Han sagde ”nej” til mig <- siger hun");
  QUOTES("”Det går rigtig godt nu.” – Mona, far til to i Hals", "Det går rigtig godt nu. <- Mona, far til to i Hals");
  QUOTES("”Vi har fået et sted at være.”\n– Mona, far til to", "Vi har fået et sted at være. <- Mona, far til to");
  QUOTES("”Vi har fået et sted at være.”\nMona Kvist, formand", "Vi har fået et sted at være. <- Mona Kvist, formand");
}

static void attribution_before(void **state)
{
  (void)state;
  QUOTES("Leder Mona Kvist siger: ”Det går godt.”", "Det går godt. <- Leder Mona Kvist siger");
  QUOTES("Alle er med. Leder Mona Kvist supplerer:\n”Vi har ventet på det i fire år.”", "Vi har ventet på det i fire år. <- Leder Mona Kvist supplerer");
  QUOTES("Mona Kvist ser en gevinst:\n– Nu får vi flere hænder i klubben.", "Nu får vi flere hænder i klubben. <- Mona Kvist ser en gevinst");
  QUOTES("Formand Mona Kvist: – Nu får vi flere hænder i klubben.", "Nu får vi flere hænder i klubben. <- Formand Mona Kvist");
  QUOTES("Mona Kvist tilføjer:\n– Nu får vi flere hænder, siger hun.", "Nu får vi flere hænder <- Mona Kvist tilføjer");
}

static void going_on(void **state)
{
  (void)state;
  QUOTES("- Det er nyt, siger Ib Rask.\n- Vi har ansat tre medarbejdere.", "Det er nyt <- siger Ib Rask\n~Vi har ansat tre medarbejdere.");
  QUOTES("»Vi har et hus.\nDet har en have«, siger hun.", "Vi har et hus. + Det har en have <- siger hun");
  QUOTES("»Vi har et hus.\n»Det har en have«, siger hun.", "Vi har et hus. + Det har en have <- siger hun");
  QUOTES("»Vi har et hus, siger Ib Rask.\n»Det har en have«, siger hun.", "Vi har et hus <- siger Ib Rask\nDet har en have <- siger hun");
  QUOTES("Hvad er det nye?\n— Det er tiden. Vi har mere af den.\nOg hvad nu?\n— Nu begynder vi.",
         "Det er tiden. Vi har mere af den.\n~Nu begynder vi.");
  QUOTES("Leder Mona Kvist er glad. ”Vi har ventet på det længe.” Nu bygges der.", "Vi har ventet på det længe.");
}

static void no_speech(void **state)
{
  (void)state;
  QUOTES("Projektet ”Hånd i hånd” begynder nu.", "");
  QUOTES("Filmen ”Hånd i hånd” fortæller om to familier.", "");
  QUOTES("Her er »Mandagsklub« og »Fredagsklub«, siger Mona Kvist.", "");
  QUOTES("Han kalder det ”en stor sejr for hele byen”.", "");
  QUOTES("På skiltet står: »Kom ind«.", "");
  QUOTES("Ordsproget lyder: »Mange bække små gør en stor å.«", "");
  QUOTES("# »Vi har ventet på det længe.«", "");
  QUOTES("|”Det går godt,” siger hun.", "");
  QUOTES("Tilbuddet rummer:\n- Rådgivning\n- Lektiehjælp to gange om ugen", "");
  QUOTES("Tilbuddet rummer:\n- Rådgivning til alle i hele byen.\n- Lektiehjælp to gange om ugen for alle.", "");
  QUOTES("*Rådgivning til alle, som mener, de har brug for det.", "");
  QUOTES("Kl. 10 – Dørene åbner. – Musik ved koret.", "");
  QUOTES("Røde Kors’ projekt ’Familien i front’ hjælper børnenes forældre.", "");
}

/* Marks that nothing closes must not make it look through the text again and again. */
static void unclosed_marks(void **state)
{
  (void)state;
  const char *const bits[] = {" ”A", " »A", " A.”", " ”A ”B.", ". – A", "- A, siger", " ”A\n", "\n»A", " 'A", "\"", " \"", "-", " – A, siger han.", ": ”A"};
  for (size_t k = 0; k < sizeof bits / sizeof *bits; k++) {
    size_t n = strlen(bits[k]), times = 60000 / n;
    char *text = calloc(times + 1, n);
    assert_non_null(text);
    for (size_t i = 0; i < times; i++) memcpy(text + i * n, bits[k], n);
    text[times * n] = 0;
    free(quotes_of(text, NULL));
    free(text);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(after_a_dash), cmocka_unit_test(attribution_in_the_middle), cmocka_unit_test(in_all_marks),
    cmocka_unit_test(attribution_before), cmocka_unit_test(going_on), cmocka_unit_test(no_speech), cmocka_unit_test(unclosed_marks)};
  return cmocka_run_group_tests(tests, load_knowledge, free_knowledge);
}
