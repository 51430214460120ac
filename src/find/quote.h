/* quote.h: what the files that find direct speech share: quote.c finds the speech, attribution.c the words beside it that may
 * name its speaker. */
#ifndef PK_QUOTE_H
#define PK_QUOTE_H

#include "find.h"

enum {
  MAX_QUOTE_BLOCKS = 12,   /* a quotation that is not closed within so many paragraphs is not closed at all */
  MAX_ATTRIBUTION = 60,    /* tokens of one attribution */
  MAX_NESTED = 2,          /* a third opening mark means that one before it was a slip: no rescanning beyond it */
  MAX_NAME = 6,            /* words of a name */
  MAX_SIGNATURE = 20,      /* tokens of a line that names the speaker of the quotation above it */
  FEW_WORDS = 5            /* less than a sentence */
};
enum { SIDE_NONE, SIDE_OPEN, SIDE_CLOSE, SIDE_EITHER };
enum { FAMILY_NONE, FAMILY_HIGH, FAMILY_GUILLEMETS, FAMILY_SINGLE };
enum { STYLE_NONE, STYLE_DASH, STYLE_HIGH, STYLE_GUILLEMETS, STYLE_SINGLE, STYLE_BLOCK };
enum strength { NOT_SAID, SAID_PERHAPS, SAID };
#define NOWHERE UINT32_MAX

struct quoting {
  const struct pk_know *know;
  const struct pk_segments *seg;
  const struct pk_token *t;
  struct pk_mentions *out;
  struct pk_arena *arena;
  uint8_t *side, *family;        /* per token, of quotation marks */
  uint32_t *low;                 /* per block: its first token; one more at the end */
  uint32_t done;                 /* tokens before this one belong to a quote already */
  uint32_t barren_from, barren_to; /* no attribution from there to there: not looked for again */
  uint32_t say, soft, thus, resume, first_person, second_person, third_person, adverb, not_subject, proverb, title, relation, as, it;
};

struct clause { uint32_t verb, start, end, resume; enum strength strength; }; /* tokens [start, end); resume: speech goes on there */

/* ---- small questions --------------------------------------------------------------------------------------------- */
static inline bool in(const struct quoting *q, uint32_t i, uint32_t class_)
{
  return class_ && pk_know_in(q->know, q->t[i].set, class_);
}

static inline uint32_t mark(const struct quoting *q, uint32_t i)
{
  size_t at = q->t[i].at.start;
  return q->t[i].is & PK_IS_MARK ? pk_utf8_next(q->seg->text.s, q->seg->text.n, &at) : 0;
}

static inline bool terminal_mark(uint32_t cp)
{
  return cp == '.' || cp == '?' || cp == '!' || cp == 0x2026;
}

static inline bool terminal(const struct quoting *q, uint32_t i)
{
  return terminal_mark(mark(q, i));
}

static inline bool dash(const struct quoting *q, uint32_t i)
{
  return (q->t[i].is & (PK_IS_DASH | PK_IS_WORD)) == PK_IS_DASH;
}

/* Stands token i at the start of what could be a sentence? */
static inline bool starts_sentence(const struct quoting *q, uint32_t i)
{
  return i == 0 || q->t[i].is & (PK_IS_BLOCK | PK_IS_SENTENCE) || terminal(q, i - 1) ||
         (q->side[i - 1] != SIDE_NONE && i > 1 && terminal(q, i - 2));
}

static inline bool any(const struct quoting *q, uint32_t first, uint32_t last, uint32_t class_)
{
  for (uint32_t i = first; i < last; i++) if (in(q, i, class_)) return true;
  return false;
}

static inline bool any_capital(const struct quoting *q, uint32_t first, uint32_t last)
{
  for (uint32_t i = first; i < last; i++) if (q->t[i].is & PK_IS_CAPITAL) return true;
  return false;
}

static inline uint32_t block_of(const struct quoting *q, uint32_t token)
{
  return q->seg->sentences[q->seg->sentence_of[token]].block;
}

/* ---- attribution.c ---------------------------------------------------------------------------------------------------- */
/* Does an attribution begin at v, behind a mark: a verb of saying and its subject? */
enum strength pk_attribution_at(const struct quoting *, uint32_t v, uint32_t limit, struct clause *);
/* «Sådan lyder det fra X.» as a sentence of its own behind the speech. */
enum strength pk_attribution_thus(const struct quoting *, uint32_t i, uint32_t limit, struct clause *);
/* «Det sagde X, da …» where nobody else says it. */
enum strength pk_attribution_that(const struct quoting *, uint32_t i, uint32_t limit, struct clause *);
/* «…», som X siger. */
enum strength pk_attribution_as(const struct quoting *, uint32_t i, uint32_t limit, struct clause *);
/* The clause that ends at the colon `colon`: «X siger til avisen:». */
void pk_attribution_before(const struct quoting *, uint32_t colon, struct clause *);
/* The next attribution behind a comma or a sentence's end in [from, limit); its mark goes to *stop. */
bool pk_attribution_next(struct quoting *, uint32_t from, uint32_t limit, uint32_t *stop, struct clause *);

#endif
