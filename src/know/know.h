/* know: what partikel knows about Denmark, as one read-only image compiled from data/, and the questions one can ask
 * it: words and their classes, phrases and names, values, rules. Offsets only, no pointers; shared by all threads. */
#ifndef PK_KNOW_H
#define PK_KNOW_H

#include "../base/base.h"

/* ---- kinds: what a mention can be. The first twelve are public (same order as PARTIKEL_MENTION_MAP). ------------- */
#define PK_KIND_MAP(X)                                                                                                   \
  X(ORGANISATION, "organisation") X(PERSON, "person") X(PLACE, "place") X(PROJECT, "project") X(AMOUNT, "amount")        \
  X(DATE, "date") X(TIME, "time") X(PERIOD, "period") X(DURATION, "duration") X(FIGURE, "figure") X(QUOTE, "quote")      \
  X(ACTIVITY, "activity")                                                                                                \
  /* inner kinds: building stones for later rules, in no record */                                                       \
  X(NUMBER, "number") X(ORDINAL, "ordinal") X(RATIO, "ratio") /* per cent, fraction, age, house number: no figure */     \
  X(NAME, "name") /* capitalised sequence that nothing knows */                                                          \
  X(QUOTED, "quoted") /* short text in quotation marks: a title or a name */                                             \
  X(LIST, "list") /* A, B og C */ X(TITLE, "title") /* job title */ X(COMMITTEE, "committee")                            \
  X(ADDRESS, "address") X(TOWN, "town") X(REFERENCE, "reference") /* projektet, kommunen, fonden */                      \
  X(TARGET, "target") /* target group */ X(MOMENT, "moment") /* date with time */ X(HOURS, "hours") /* 14-16 */          \
  X(NOTHING, "nothing")
#define PK_KIND_ENUM(name, text) PK_##name,
enum pk_kind { PK_KIND_MAP(PK_KIND_ENUM) PK_KINDS };
#undef PK_KIND_ENUM

/* What a relation rule (files 50-99) can state. */
#define PK_FACT_MAP(X)                                                                                                    \
  X(FUNDING, "funding") X(ROLE, "role") X(ABOUT, "about") /* the article is about this project */                         \
  X(BACKGROUND, "background") /* only mentioned */ X(ALIAS, "alias") X(JOB, "job") /* person, title, organisation */      \
  X(EVENT, "event") X(TIME, "project_time") X(SAYS, "says") X(OFFER, "offer") X(GROUP, "group") X(COUNT, "count")
#define PK_FACT_ENUM(name, text) PK_FACT_##name,
enum pk_fact_kind { PK_FACT_MAP(PK_FACT_ENUM) PK_FACTS };
#undef PK_FACT_ENUM

/* The slots that the right-hand side of a rule may fill. */
#define PK_SLOT_MAP(X)                                                                                                    \
  X(number) X(scale) X(currency) X(unit) X(qualifier) X(from) X(day) X(month) X(year) X(weekday) X(relative) X(season)    \
  X(start) X(end) X(hour) X(minute) X(name) X(title) X(organisation) X(party) X(funder) X(recipient) X(amount) X(project) \
  X(role) X(kind) X(address) X(town) X(postcode) X(date) X(time) X(speaker) X(place) X(alias) X(person) X(period)         \
  X(duration) X(figure) X(activity) X(group) X(value)
#define PK_SLOT_ENUM(name) PK_SLOT_##name,
enum pk_slot { PK_SLOT_NONE, PK_SLOT_MAP(PK_SLOT_ENUM) PK_SLOTS };
#undef PK_SLOT_ENUM

const char *pk_kind_name(unsigned kind);
const char *pk_fact_name(unsigned fact);
const char *pk_slot_name(unsigned slot);

/* ---- the image ------------------------------------------------------------------------------------------------------ */
struct pk_know;                                              /* the header of the image */
const struct pk_know *pk_know_builtin(void);
const char *pk_know_hash(const struct pk_know *);            /* 64 hex digits */
/* Compiles a folder: image bytes on the heap in *out (free it), its size in *size. The build is deterministic. */
partikel_status pk_know_build(const char *dir, void **out, size_t *size, partikel_error *);
/* Is this an image of our layout, whole? Cheap: header only. */
bool pk_know_ok(const void *image, size_t size);

/* ---- words and classes ------------------------------------------------------------------------------------------------ */
uint32_t pk_know_word(const struct pk_know *, pk_str folded);        /* id; 0: unknown. Marks are words too. */
/* Class set of a word; for unknown words that of their longest known ending. `id` may be 0. */
uint16_t pk_know_set(const struct pk_know *, uint32_t id, pk_str folded);
/* Fills word and set of a token. */
void pk_know_token(const struct pk_know *, pk_str text, struct pk_token *);
uint32_t pk_know_class(const struct pk_know *, const char *name);    /* class id; 0: no such class */
uint32_t pk_know_sets(const struct pk_know *);                       /* how many class sets there are */
bool pk_know_in(const struct pk_know *, uint16_t set, uint32_t class_);
uint64_t pk_know_in_which(const struct pk_know *, uint16_t set, const uint32_t *classes, uint32_t n); /* bit i: of classes[i]; n up to 64 */
bool pk_know_begins(const struct pk_know *, uint32_t word);          /* does any phrase begin with it? */
/* The value column of a .tsv class for a word: false when there is none. */
bool pk_know_value(const struct pk_know *, uint32_t class_, uint32_t word, int64_t *number, pk_str *text);

/* ---- phrases: names of the lexicon, forms of word classes --------------------------------------------------------------- */
struct pk_entry { pk_str name; uint8_t kind, sub; pk_str file; uint32_t line; uint32_t id; };
uint32_t pk_know_entries(const struct pk_know *);                              /* how many */
void pk_know_entry(const struct pk_know *, uint32_t id, struct pk_entry *out);
/* A line `LIST<tab>N` for each file of names or rules and each word class; false when the sink stops it. */
partikel_status pk_know_count(const struct pk_know *, partikel_sink, void *context);
pk_str pk_know_attr(const struct pk_know *, uint32_t entry, const char *key);  /* .s NULL: none */

enum { PK_LOOKUP_CLASS = 1, PK_LOOKUP_ENTRY = 2 };
enum { PK_FORM_WEAK = 1, PK_FORM_EXACT = 2, PK_FORM_GENITIVE = 4 };            /* ~form, =form; found with a genitive ending */
struct pk_lookup {
  uint32_t first, last;    /* tokens */
  uint32_t id;             /* class or entry */
  uint8_t type, flags;
  int64_t number; pk_str value;  /* value column of a class phrase */
};
typedef PK_VEC(struct pk_lookup) pk_lookups;
/* All phrases of the lexicon that start at tokens[i], shortest first; appended to *out. */
bool pk_know_phrases(const struct pk_know *, pk_str text, const struct pk_token *tokens, uint32_t i, uint32_t end, pk_lookups *out, struct pk_arena *);
/* "Ringsted og Sorø kommuner": the municipality (an entry) whose full name begins with the written one; UINT32_MAX: none. */
uint32_t pk_know_municipality(const struct pk_know *, pk_str written);

/* ---- rules ------------------------------------------------------------------------------------------------------------------- */
struct pk_rule_info {
  pk_str name, file;
  uint32_t line, phase;      /* phase: the number its file name begins with */
  uint8_t n_then;            /* statements on the right-hand side */
  bool near;
  uint8_t block_kind;        /* the kind of block it is bound to; 255: any */
};
void pk_know_rule(const struct pk_know *, uint32_t rule, struct pk_rule_info *out);

/* One statement of a rule's right-hand side: a kind (mention rules) or a fact kind, with its slots. */
struct pk_then { uint8_t is_fact, kind, n; struct { uint8_t slot, label; pk_str constant; } at[PK_MAX_SLOTS]; }; /* label 255: constant */
void pk_know_then(const struct pk_know *, uint32_t rule, uint32_t i, struct pk_then *out);
struct pk_label { pk_str name; uint8_t kind, sub; };                       /* PK_KINDS: captures no mention; sub 255: any */
uint32_t pk_know_labels(const struct pk_know *, uint32_t rule, struct pk_label out[PK_MAX_LABELS]); /* of the left-hand side */

/* The row that rules read: tokens, and what starts at each of them. */
struct pk_item { uint32_t first, last; uint32_t id; uint32_t next; uint8_t type, kind, sub, hidden; }; /* type: CLASS phrase or mention */
enum { PK_ITEM_CLASS = 1, PK_ITEM_MENTION = 2 };
#define PK_NO_ITEM UINT32_MAX
/* What a term of a rule may fit, and what there is at a token, as bits: where they have none in common the term does not fit. */
struct pk_marks { uint64_t own /* kinds 32, shape 16, word 16 (hashed) */, classes /* hashed */; };
struct pk_row {
  const struct pk_know *know;
  pk_str text;
  const struct pk_token *tokens;
  uint32_t n_tokens;
  uint32_t *starts;          /* per token: first item that starts there, longest first; PK_NO_ITEM: none */
  struct pk_marks *marks;    /* per token: what it is and what starts there, hidden mentions too */
  uint32_t *covers;          /* per token: an item (mention) that covers it without being hidden, or PK_NO_ITEM */
  PK_VEC(struct pk_item) items;
  const uint32_t *low, *high; /* per token: bounds of its sentence, and … */
  const uint32_t *block_low, *block_high; /* … of its block */
  const uint8_t *block_kind; /* per token */
};
static inline uint32_t pk_row_kinds(const struct pk_row *row, uint32_t i) { return (uint32_t)row->marks[i].own; } /* of what starts at token i */
struct pk_capture { uint32_t first, last; uint32_t item; };   /* tokens; item PK_NO_ITEM when it is no mention; first > last: not captured */
/* from, to: the tokens that the match claims for its mention (the slot name, else the whole match) */
struct pk_match { uint32_t rule, first, last, from, to, anchor; struct pk_capture at[PK_MAX_LABELS]; };
typedef PK_VEC(struct pk_match) pk_matches;

/* Which rules have an anchor at which token: found once for all phases, those of one phase together. Rules whose other words do not stand in
 * the anchor's sentence are left out. */
struct pk_candidate { uint32_t rule, at, next; };
struct pk_candidates {
  PK_VEC(struct pk_candidate) all;
  uint32_t first[PK_MAX_PHASES], last[PK_MAX_PHASES]; /* of each phase, chained by next; UINT32_MAX: none */
  struct pk_musts *musts;              /* of each sentence and then of each block: what stands there that rules must have */
  uint32_t *sentence, *block;          /* per token: its index in musts */
};
bool pk_match_candidates(const struct pk_row *, struct pk_candidates *out, struct pk_arena *);
/* All matches of the rules of one phase, those anchored by mention kinds included; conflicts are not yet settled. */
bool pk_match_phase(const struct pk_row *, const struct pk_candidates *, uint32_t phase, pk_matches *out, struct pk_arena *);
/* Settles overlaps: longest, then priority, then order; those of `then nothing` block and vanish. Facts may overlap. */
void pk_match_settle(const struct pk_know *, pk_matches *, bool facts);
void pk_match_settle_with(const struct pk_know *, pk_matches *, bool facts, bool keep_blocks); /* keep_blocks: those of `then nothing` too, for examples */
uint32_t pk_know_phases(const struct pk_know *, uint32_t out[PK_MAX_PHASES]);              /* phase numbers in order */

/* ---- exports: many articles in one text, as data/export describes them ------------------------------------------------------- */
#define PK_MARK_MAP(X)                                                                                                    \
  X(PARTS, "parts") /* a row of one sign between articles */ X(CONTENTS, "contents") /* before a line of the list of contents */ \
  X(UNDER, "under") /* a row under the headline */ X(SOURCE, "source") /* what stands between paper and date */           \
  X(DATE, "date") /* its order */ X(PAGE, "page") X(SECTION, "section") X(MEDIUM, "medium") /* labels of the head */      \
  X(ADDRESS, "address") /* before the article's address, behind it */ X(END, "end") /* what follows is not the article's */ \
  X(CLOSES, "closes") /* a line begins so that ends an article */
#define PK_MARK_ENUM(name, text) PK_MARK_##name,
enum pk_mark_kind { PK_MARK_MAP(PK_MARK_ENUM) PK_MARKS };
#undef PK_MARK_ENUM
struct pk_mark { enum pk_mark_kind kind; pk_str text; };
uint32_t pk_know_exports(const struct pk_know *);                                /* how many kinds there are */
pk_str pk_know_export_name(const struct pk_know *, uint32_t export_);            /* the file's name without its ending */
uint32_t pk_know_export_marks(const struct pk_know *, uint32_t export_);         /* how many marks it has, in the file's order */
struct pk_mark pk_know_export_mark(const struct pk_know *, uint32_t export_, uint32_t mark);

/* ---- examples of rules ------------------------------------------------------------------------------------------------------------ */
struct pk_example { uint32_t rule, line; bool yes; pk_str text; };                /* text with its [label words] */
uint32_t pk_know_examples(const struct pk_know *);
void pk_know_example(const struct pk_know *, uint32_t i, struct pk_example *out);

#endif
