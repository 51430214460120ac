/* language: is a text Danish? Its frequent small words are counted against those of its neighbours (data/language). */
#include "text.h"

#define LOOK_TOKENS 20000   /* the first words decide; a longer text is no surer */
#define LONG 12             /* bytes; longer words are none of the frequent small ones */

const char *pk_language(const struct pk_know *know, pk_str text) {
  static const char *const codes[] = {"da", "en", "de", "sv", "no"};
  enum { N = sizeof codes / sizeof *codes };
  uint32_t classes[N], counts[N] = {0}, tokens = 0, best = 0;
  for (uint32_t i = 0; i < N; i++) classes[i] = pk_know_class(know, codes[i]);
  struct pk_token t;
  for (size_t at = 0; tokens < LOOK_TOKENS && pk_token_next(text, &at, &t); tokens++) {
    if (!(t.is & PK_IS_WORD) || t.at.end - t.at.start > LONG) continue;
    pk_know_token(know, text, &t);
    if (!t.word || !t.set) continue;
    for (uint32_t i = 0; i < N; i++)
      if (classes[i] && pk_know_in(know, t.set, classes[i])) counts[i]++;
  }
  for (uint32_t i = 1; i < N; i++)
    if (counts[i] > counts[best]) best = i;   /* Danish wins where nothing decides */
  if (!counts[best]) return NULL;
  return codes[best];
}
