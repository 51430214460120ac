/* language: is a text Danish? Its frequent small words are counted against those of its neighbours (data/language). */
#include "page.h"

#define LOOK_TOKENS 20000   /* the first words decide; a longer text is no surer */
#define LONG 12             /* bytes; longer words are none of the frequent small ones */

static const char codes[PK_LANGUAGES][3] = {"da", "en", "de", "sv", "no", "nl", "fr", "es", "pt", "it", "pl", "fi"};

void pk_language_classes(const struct pk_know *know, uint32_t classes[PK_LANGUAGES]) {
  for (uint32_t i = 0; i < PK_LANGUAGES; i++) classes[i] = pk_know_class(know, codes[i]);
}

const char *pk_language_most(const uint32_t counts[PK_LANGUAGES]) {
  uint32_t best = 0;
  for (uint32_t i = 1; i < PK_LANGUAGES; i++)
    if (counts[i] > counts[best]) best = i;   /* Danish wins where nothing decides */
  return counts[best] ? codes[best] : NULL;
}

static bool counts_here(const struct pk_token *t) { return t->is & PK_IS_WORD && t->at.end - t->at.start <= LONG; }

bool pk_language_count(const struct pk_page *p, const struct pk_token *t, uint32_t n, uint32_t *seen, uint32_t counts[PK_LANGUAGES]) {
  for (uint32_t i = 0; i < n; i++, t++) {
    if (++*seen > LOOK_TOKENS) return false;
    if (!t->set || !t->word || !counts_here(t)) continue;
    pk_page_set set = pk_page_languages(p, t->set);
    for (uint32_t k = 0; set; k++, set >>= 1) counts[k] += set & 1;
  }
  return true;
}

const char *pk_language(const struct pk_know *know, pk_str text) {
  uint32_t classes[PK_LANGUAGES], counts[PK_LANGUAGES] = {0}, tokens = 0;
  struct pk_token t;
  pk_language_classes(know, classes);
  for (size_t at = 0; tokens < LOOK_TOKENS && pk_token_next(text, &at, &t); tokens++) {
    if (!counts_here(&t)) continue;
    pk_know_token(know, text, &t);
    if (!t.word || !t.set) continue;
    for (uint32_t i = 0; i < PK_LANGUAGES; i++)
      if (classes[i] && pk_know_in(know, t.set, classes[i])) counts[i]++;
  }
  return pk_language_most(counts);
}
