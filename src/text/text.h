/* text: a document becomes an article, what a reader would call the text: title, lead, blocks, dates, authors;
 * then sentences and tokens. Knows read.h, values, know, base. */
#ifndef PK_TEXT_H
#define PK_TEXT_H

#include "../read/read.h"

/* Blocks' texts joined by a blank line; every position from here on is a byte of article.text and never changes. */
struct pk_article {
  partikel_article out;              /* the public face: strings in the arena */
  struct pk_date published;          /* for resolving relative dates; PK_NO_DATE if unknown */
  bool danish, relevant_text;        /* relevant_text: false for cookie walls, 404s: no facts are looked for */
  pk_warnings warnings;              /* those of the document and its own */
  const struct pk_token *tokens;     /* of the page's lines: words, numbers, marks, looked up; … */
  const struct pk_made *made;        /* … per block, which of them are its own */
  uint32_t searched;                 /* blocks in which facts are looked for: all of a text's, a web page's up to PK_MAX_SEARCHED */
  const struct pk_meta *chosen;      /* of a web page: the metadata that were believed, with their sources */
  uint32_t n_chosen;
};
/* tokens [first, first + n); in article.text they stand `shift` bytes (modulo 2^32) behind where they were found */
struct pk_made { uint32_t first, n, shift; };

/* blocks.c and headmatter.c: which lines are article, of which kind, and the metadata. */
struct pk_known;   /* what the lines of any page ask the knowledge, and what it has said of their words: kept from article to article */
struct pk_known *pk_known_new(const struct pk_know *);   /* NULL: no memory */
void pk_known_free(struct pk_known *);
partikel_status pk_extract(const struct pk_document *, const struct pk_known *, struct pk_article *out, struct pk_arena *, partikel_error *);

/* language.c: BCP 47 code of the most likely language by its share of function words (data/language); NULL when too
 * short to say. */
const char *pk_language(const struct pk_know *, pk_str text);

struct pk_sentence { uint32_t first, last; uint32_t block; };  /* tokens [first, last) */
struct pk_segments {
  pk_str text;
  const partikel_block *blocks;
  uint32_t n_blocks;
  const struct pk_token *tokens;
  uint32_t n_tokens;
  const struct pk_sentence *sentences;
  uint32_t n_sentences;
  const uint32_t *sentence_of;       /* a token's sentence */
};
/* sentence.c: tokens with word ids and class sets; abbreviations (data/words/abbreviation.words) keep their dot;
 * sentence ends. */
partikel_status pk_segment(const struct pk_know *, pk_str text, const partikel_block *blocks, uint32_t n_blocks,
                           struct pk_segments *out, struct pk_arena *, partikel_error *);
/* The same for an article from pk_extract, without making and looking up its tokens once more. */
partikel_status pk_segment_article(const struct pk_know *, const struct pk_article *, struct pk_segments *out, struct pk_arena *, partikel_error *);

#endif
