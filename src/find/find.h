/* find: an article's tokens become mentions: names from the lexicon, quotations, capitalised sequences, then the rules
 * of data/rules 10-49 in the order of their files. Knows text.h, values, know, base. */
#ifndef PK_FIND_H
#define PK_FIND_H

#include "../text/text.h"

/* Direct speech, as quote.c finds it before any rule runs. */
struct pk_quote {
  pk_span text;              /* without marks, dash and attribution; of the parts, from first to last */
  PK_VEC(pk_span) parts;     /* the parts when an attribution stands inside */
  uint32_t first, last;      /* tokens of the whole utterance, attribution inside included */
  uint32_t block;
  pk_span attribution;       /* tokens [start, end) that may name the speaker; empty: none */
  uint8_t style;             /* dash, guillemets, high marks … */
  bool continued;            /* goes on from the quote before it */
  const char *rule;
};

struct pk_filled { uint8_t slot; uint32_t first, last; uint32_t mention; pk_str constant; }; /* mention: index or UINT32_MAX */

struct pk_value {
  int64_t number, from;      /* amounts: hundredths; figures: count; durations: months; times: minutes after midnight */
  bool has_number, has_from, hidden; /* hidden: swallowed by a longer mention */
  uint8_t qualifier;         /* partikel_qualifier */
  pk_str currency;           /* "DKK" */
  pk_span unit;              /* bytes: noun phrase of a figure */
  struct pk_date start, end; /* date: start; period: both */
  bool relative;             /* date: unresolved until the article's date is known: then no mention */
};

struct pk_mention {
  pk_span at;
  uint32_t first, last;      /* tokens [first, last) */
  uint8_t kind, sub;         /* enum pk_kind; organisation kind of an organisation */
  bool near;                 /* what made it is no statement; of one that a rule made the rule says so */
  uint32_t entry;            /* lexicon entry or UINT32_MAX */
  uint32_t rule;             /* rule number, or UINT32_MAX: lexicon or C */
  uint32_t same;             /* the mention whose name this one repeats or shortens; UINT32_MAX: none */
  const char *by;            /* name of what made it when rule is UINT32_MAX */
  pk_str name;               /* when it is not what stands in the text: the publisher, called "fonden" there; else .s NULL */
  struct pk_value value;
  uint32_t filled, n_filled; /* slots: index into pk_mentions.filled */
};

struct pk_mentions {
  const struct pk_segments *seg;
  PK_VEC(struct pk_mention) at;      /* in order of making; pk_find sorts a view of the public ones at the end */
  PK_VEC(struct pk_filled) filled;
  PK_VEC(struct pk_quote) quotes;
  struct pk_row row;                 /* kept for the relation rules */
  struct pk_candidates candidates;
  pk_matches matches;                /* of one phase; the room serves them all */
};

partikel_status pk_find(const struct pk_know *, const struct pk_article *, const struct pk_segments *, struct pk_mentions *out, struct pk_arena *, partikel_error *);

#define PK_PROJECT_PHASE 34       /* rule files from here on may take the organisations and people of the article as known everywhere, */
#define PK_LATE_PHASE 47          /* from here on the projects too; */
#define PK_GUESS_PHASE 49         /* and what follows guesses from what is left */
/* phases.c: all but the rules; then one rule file. */
partikel_status pk_find_before(const struct pk_know *, const struct pk_segments *, struct pk_mentions *out, struct pk_arena *, partikel_error *);
partikel_status pk_run_phase(const struct pk_know *, const struct pk_article *, struct pk_mentions *, uint32_t phase, struct pk_arena *, partikel_error *);
/* The slots that a match fills, by one statement of its rule; a quoted name comes without its marks. Returns how many. */
uint32_t pk_fill_slots(const struct pk_know *, const struct pk_mentions *, const struct pk_then *, const struct pk_match *, struct pk_filled out[PK_MAX_SLOTS]);

/* lookup.c: lexicon entries → items and mentions. */
partikel_status pk_lookup_all(const struct pk_know *, struct pk_mentions *, struct pk_arena *, partikel_error *);
/* figures.c: dates in figures, columns of sums in tables; before any rule. */
partikel_status pk_figures(const struct pk_know *, struct pk_mentions *, struct pk_arena *, partikel_error *);
/* quote.c */
partikel_status pk_quotes(const struct pk_know *, const struct pk_segments *, struct pk_mentions *, struct pk_arena *, partikel_error *);
/* names.c: capitalised sequences → NAME mentions; short quoted texts → QUOTED. */
partikel_status pk_names(const struct pk_know *, struct pk_mentions *, struct pk_arena *, partikel_error *);
/* setphrase.c: names with small words in them that the article says again → NAME mentions; their tokens are marked in `taken`. False: no memory. */
#define PK_SET_PHRASE "set-phrase"    /* pk_mention.by of a name whose small words always follow */
#define PK_SMALL_NAME "small-words"   /* … of one that an ordinary word with a capital began */
bool pk_set_phrases(const struct pk_know *, struct pk_mentions *, uint8_t *taken, struct pk_arena *);
/* cards.c: names over short lines with a sum, after the rules for amounts and organisations. */
partikel_status pk_cards(struct pk_mentions *, struct pk_arena *, partikel_error *);
/* headline.c: the headline of a project's own page, where the text names no project. */
partikel_status pk_headline(const struct pk_know *, struct pk_mentions *, struct pk_arena *, partikel_error *);
partikel_status pk_small_names(struct pk_mentions *, struct pk_arena *, partikel_error *);
/* table.c: the project and recipient columns of tables of grants. */
partikel_status pk_tables(const struct pk_know *, struct pk_mentions *, struct pk_arena *, partikel_error *);
/* publisher.c: the organisation whose page it is, by its name (before the rules) and as "fonden" (after them). */
partikel_status pk_publisher_mentions(const struct pk_know *, const struct pk_article *, struct pk_mentions *, struct pk_arena *, partikel_error *);
partikel_status pk_publisher(const struct pk_know *, const struct pk_article *, struct pk_mentions *, struct pk_arena *, partikel_error *);
/* repeat.c: names that the rules found stand elsewhere too, whole, shortened or as an abbreviation. */
partikel_status pk_repeats(const struct pk_know *, struct pk_mentions *, struct pk_arena *, partikel_error *);
/* values of a mention from its filled slots: false when they make none (31 February): the mention is dropped. */
bool pk_normalise(const struct pk_know *, const struct pk_article *, struct pk_mentions *, struct pk_mention *);
/* Adds a mention to the list and the row; NULL when out of memory. */
struct pk_mention *pk_mention_add(struct pk_mentions *, struct pk_arena *, uint8_t kind, uint8_t sub, uint32_t first, uint32_t last);
bool pk_row_class(struct pk_mentions *, struct pk_arena *, uint32_t class_, uint32_t first, uint32_t last); /* a phrase of a word class */
bool pk_row_longer(struct pk_mentions *, struct pk_arena *, uint32_t mention, uint32_t last); /* rules may take it up to there: with "(KL)" */
bool pk_mention_room(struct pk_mentions *, uint8_t kind, uint32_t first, uint32_t last); /* hides what it swallows; false: no room */
const struct pk_filled *pk_filled_slot(const struct pk_mentions *, const struct pk_mention *, uint8_t slot); /* NULL: not filled */

/* examples.c: runs the yes and no lines of all rules. */
partikel_status pk_examples(const struct pk_know *, partikel_sink, void *context, size_t *examples, size_t *failed);

#endif
