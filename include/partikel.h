/* partikel: turns saved Danish articles about family-support partnerships into structured records.
 *
 * One article in, one record out: who works with whom, in which project, who pays how much, for how
 * long, for how many families, who says what, where and when, each fact with its place in the text.
 *
 *     partikel_reader *reader = partikel_reader_new(partikel_builtin());
 *     const partikel_record *record;
 *     partikel_status status = partikel_open_file(reader, "saved/article.txt");
 *     while (status == PARTIKEL_OK && (status = partikel_next(reader, &record)) == PARTIKEL_OK)
 *         partikel_write_json(record, my_sink, my_context);
 *     partikel_reader_free(reader);
 *
 * Strings are UTF-8, NFC and NUL-terminated; NULL means unknown. Positions are bytes of article.text.
 * Nothing here prints, exits, reads the locale or keeps global state. A knowledge may be shared by any
 * number of threads; a reader belongs to one thread at a time. */
#ifndef PARTIKEL_H
#define PARTIKEL_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define PARTIKEL_VERSION "0.1.0"
#define PARTIKEL_RECORD_VERSION 1 /* "partikel": 1 in the JSON */

#if defined(__GNUC__)
#define PARTIKEL_API __attribute__((visibility("default")))
#else
#define PARTIKEL_API
#endif

/* ---- status and error ---------------------------------------------------------------------- */

/* name, number (never reused), message */
#define PARTIKEL_STATUS_MAP(X)                         \
  X(OK, 0, "ok")                                       \
  X(END, 1, "no more articles")                        \
  X(NOMEM, 2, "out of memory")                         \
  X(IO, 3, "cannot read")                              \
  X(FORMAT, 4, "damaged or unknown format")            \
  X(LIMIT, 5, "over a limit")                          \
  X(KNOWLEDGE, 6, "error in the knowledge files")      \
  X(ARGUMENT, 7, "wrong argument")

#define PARTIKEL_STATUS_ENUM(name, number, text) PARTIKEL_##name = number,
typedef enum { PARTIKEL_STATUS_MAP(PARTIKEL_STATUS_ENUM) PARTIKEL_STATUS_COUNT } partikel_status;
#undef PARTIKEL_STATUS_ENUM

/* What went wrong. The strings live in the struct: copy it to keep it. */
typedef struct {
  partikel_status code;
  char where[256];  /* file, or file:line for knowledge; "" if there is none */
  uint64_t offset;  /* byte offset in `where`, 0 if unknown */
  char what[256];   /* the reason, one line, no final dot */
} partikel_error;

/* "OK", "LIMIT" … and "ok", "over a limit" …; never NULL, also for unknown numbers. */
PARTIKEL_API const char *partikel_status_name(partikel_status);
PARTIKEL_API const char *partikel_status_text(partikel_status);

/* ---- the record: RECORD in docs/record.md has the meanings ----------------------------------- */

typedef struct { uint32_t start, end; } partikel_span;                        /* bytes, end not included */
typedef struct { const char *const *at; size_t n; } partikel_strings;
typedef struct { const uint32_t *at; size_t n; } partikel_indices;            /* into another list of the record */
typedef struct { const char *name, *file; uint32_t line; } partikel_rule;     /* what made a mention or fact */

#define PARTIKEL_BLOCK_MAP(X) \
  X(TITLE, "title") X(LEAD, "lead") X(HEADING, "heading") X(PARAGRAPH, "paragraph") X(LIST_ITEM, "list_item") \
  X(QUOTE, "quote") X(CAPTION, "caption") X(BYLINE, "byline") X(TABLE_ROW, "table_row")

#define PARTIKEL_MENTION_MAP(X) \
  X(ORGANISATION, "organisation") X(PERSON, "person") X(PLACE, "place") X(PROJECT, "project") \
  X(AMOUNT, "amount") X(DATE, "date") X(TIME, "time") X(PERIOD, "period") X(DURATION, "duration") \
  X(FIGURE, "figure") X(QUOTE, "quote") X(ACTIVITY, "activity")

#define PARTIKEL_ORGANISATION_MAP(X) \
  X(OTHER, "other") X(NGO, "ngo") X(MUNICIPALITY, "municipality") X(REGION, "region") X(FOUNDATION, "foundation") \
  X(MINISTRY, "ministry") X(AGENCY, "agency") X(COMPANY, "company") X(RESEARCH, "research") \
  X(ASSOCIATION, "association") X(INSTITUTION, "institution")

#define PARTIKEL_ROLE_MAP(X) \
  X(PARTNER, "partner") X(OPERATOR, "operator") X(FUNDER, "funder") X(SUPPORTER, "supporter") \
  X(EVALUATOR, "evaluator") X(RECIPIENT, "recipient")

#define PARTIKEL_QUALIFIER_MAP(X) \
  X(NONE, NULL) X(EXACT, "exact") X(ABOUT, "about") X(UP_TO, "up_to") X(AT_LEAST, "at_least") X(TARGET, "target")

#define PARTIKEL_EVENT_MAP(X) \
  X(OPENING, "opening") X(INAUGURATION, "inauguration") X(MEETING, "meeting") X(DEADLINE, "deadline") X(OTHER, "other")

#define PARTIKEL_ENUM(name, text) PARTIKEL_BLOCK_##name,
typedef enum { PARTIKEL_BLOCK_MAP(PARTIKEL_ENUM) PARTIKEL_BLOCK_COUNT } partikel_block_kind;
#undef PARTIKEL_ENUM
#define PARTIKEL_ENUM(name, text) PARTIKEL_MENTION_##name,
typedef enum { PARTIKEL_MENTION_MAP(PARTIKEL_ENUM) PARTIKEL_MENTION_COUNT } partikel_mention_kind;
#undef PARTIKEL_ENUM
#define PARTIKEL_ENUM(name, text) PARTIKEL_ORGANISATION_##name,
typedef enum { PARTIKEL_ORGANISATION_MAP(PARTIKEL_ENUM) PARTIKEL_ORGANISATION_COUNT } partikel_organisation_kind;
#undef PARTIKEL_ENUM
#define PARTIKEL_ENUM(name, text) PARTIKEL_ROLE_##name,
typedef enum { PARTIKEL_ROLE_MAP(PARTIKEL_ENUM) PARTIKEL_ROLE_COUNT } partikel_role;
#undef PARTIKEL_ENUM
#define PARTIKEL_ENUM(name, text) PARTIKEL_QUALIFIER_##name,
typedef enum { PARTIKEL_QUALIFIER_MAP(PARTIKEL_ENUM) PARTIKEL_QUALIFIER_COUNT } partikel_qualifier;
#undef PARTIKEL_ENUM
#define PARTIKEL_ENUM(name, text) PARTIKEL_EVENT_##name,
typedef enum { PARTIKEL_EVENT_MAP(PARTIKEL_ENUM) PARTIKEL_EVENT_COUNT } partikel_event_kind;
#undef PARTIKEL_ENUM

typedef struct {
  const char *path, *member;
  int64_t offset;               /* of the member in its archive; -1 if there is none */
  const char *format, *container, *encoding;
  uint64_t bytes;               /* the article's own, decompressed */
  const char *sha256;           /* of those bytes, 64 hex digits */
  const char *url, *retrieved;
} partikel_source;

typedef struct { partikel_block_kind kind; partikel_span span; } partikel_block;

typedef struct {
  const char *title, *lead, *published, *modified;
  partikel_strings authors;
  const char *publisher, *section;
  partikel_strings breadcrumb, tags;
  const char *language, *url;
  const char *text;
  size_t text_size;             /* bytes */
  const partikel_block *blocks;
  size_t n_blocks;
} partikel_article;

/* One annotation. Which members are set depends on the kind, as RECORD says; the others are NULL or 0. */
typedef struct {
  partikel_mention_kind kind;
  partikel_span span;
  partikel_rule rule;
  const char *value;            /* date: EDTF; time: "14:00"; duration: "P36M" */
  int64_t number, from;         /* amount: hundredths of the currency's unit (øre); figure: the count; duration: months */
  uint8_t has_number, has_from;
  partikel_qualifier qualifier; /* amount, figure */
  const char *currency;         /* amount: ISO 4217 */
  const char *unit;             /* figure: the noun phrase counted */
  const char *start, *end;      /* period: EDTF */
} partikel_mention;

typedef struct { const char *name; partikel_organisation_kind kind; const char *code; partikel_strings aliases;
                 partikel_indices evidence; partikel_rule rule; } partikel_organisation;
typedef struct { const char *name, *title, *organisation, *party; partikel_indices evidence; partikel_rule rule; } partikel_person;
typedef struct { const char *address, *postcode, *town; partikel_indices evidence; partikel_rule rule; } partikel_place;
typedef struct { const char *speaker, *text; partikel_indices evidence; partikel_rule rule; } partikel_quote;
typedef struct { partikel_event_kind kind; const char *date, *start, *end, *place; partikel_indices evidence; partikel_rule rule; } partikel_event;

typedef struct { const char *name; partikel_role role; partikel_indices evidence; partikel_rule rule; } partikel_party;
typedef struct {
  const char *funder, *recipient;
  int64_t amount;               /* hundredths; meaningful when has_amount */
  uint8_t has_amount;
  const char *currency;
  partikel_qualifier qualifier;
  partikel_indices evidence;
  partikel_rule rule;
} partikel_funding;
typedef struct { int64_t value, from; uint8_t has_from; const char *unit; partikel_qualifier qualifier;
                 partikel_indices evidence; partikel_rule rule; } partikel_figure;
typedef struct { const char *name; partikel_indices evidence; partikel_rule rule; } partikel_named; /* target group, activity */

typedef struct {
  const char *name;             /* NULL: described, not named */
  partikel_strings aliases;
  const partikel_party *parties;      size_t n_parties;
  const partikel_funding *funding;    size_t n_funding;
  const char *start, *end;      /* EDTF */
  int32_t months;               /* 0: unknown */
  const partikel_figure *figures;     size_t n_figures;
  const partikel_named *target_group; size_t n_target_group;
  const partikel_named *activities;   size_t n_activities;
  partikel_indices places, events, people;
  uint32_t confidence;          /* per cent: the share of its facts that rest on a direct statement */
} partikel_partnership;

typedef struct { const char *code, *message; } partikel_warning;

/* One article. Everything in it is read-only and lives until the next call on the reader that made it. */
typedef struct {
  const char *tool_version, *knowledge;  /* version of the program, content hash of its knowledge */
  partikel_source source;
  partikel_article article;
  const partikel_mention *mentions;          size_t n_mentions;
  const partikel_organisation *organisations; size_t n_organisations;
  const partikel_person *people;             size_t n_people;
  const partikel_place *places;              size_t n_places;
  const partikel_quote *quotes;              size_t n_quotes;
  const partikel_event *events;              size_t n_events;
  const partikel_partnership *partnerships;  size_t n_partnerships;
  const partikel_warning *warnings;          size_t n_warnings;
} partikel_record;

/* ---- knowledge --------------------------------------------------------------------------------- */

typedef struct pk_know partikel_knowledge;

/* The knowledge compiled into the library. Never NULL, never freed, shared by all threads. */
PARTIKEL_API const partikel_knowledge *partikel_builtin(void);

/* Compiles a folder laid out like data/. On PARTIKEL_OK *out is the caller's, to be given to
 * partikel_knowledge_free after the last reader that uses it. On PARTIKEL_KNOWLEDGE `err` (may be NULL)
 * says file, line and reason. */
PARTIKEL_API partikel_status partikel_load(const char *dir, partikel_knowledge **out, partikel_error *err);
PARTIKEL_API void partikel_knowledge_free(partikel_knowledge *); /* NULL and the built-in one are accepted */

/* The content hash of a knowledge: 64 hex digits; lives with the knowledge. */
PARTIKEL_API const char *partikel_knowledge_hash(const partikel_knowledge *);

/* Takes n bytes at a time; returns 0, or anything else to stop, which the caller gets as PARTIKEL_IO. */
typedef int (*partikel_sink)(void *context, const char *bytes, size_t n);

/* Runs the yes/no examples of all rules. Each failing one is one line `file:line: reason` to the sink.
 * Counts go to *examples and *failed (may be NULL). */
PARTIKEL_API partikel_status partikel_check(const partikel_knowledge *, partikel_sink, void *context,
                                            size_t *examples, size_t *failed);

/* ---- reading ------------------------------------------------------------------------------------ */

typedef struct partikel_reader partikel_reader;

typedef enum {
  PARTIKEL_OPTION_MAX_BYTES = 1  /* ceiling for one article's bytes after decompression; default 64 MiB */
} partikel_option;

/* What the caller knows of bytes that have no file name; each may be NULL. */
typedef struct {
  const char *name;         /* source.path; "-" for standard input */
  const char *url;          /* where the article was published */
  const char *content_type; /* "text/html; charset=…" */
  const char *charset;
  const char *date;         /* EDTF: the article's date where it has none itself; resolves relative dates */
} partikel_origin;

/* Reads up to n bytes into buffer: the number read, 0 at the end, below 0 on an error. */
typedef ptrdiff_t (*partikel_read_fn)(void *context, void *buffer, size_t n);

/* NULL when out of memory. The knowledge must outlive the reader. */
PARTIKEL_API partikel_reader *partikel_reader_new(const partikel_knowledge *);
PARTIKEL_API void partikel_reader_free(partikel_reader *); /* NULL is accepted */
PARTIKEL_API partikel_status partikel_set(partikel_reader *, partikel_option, int64_t value);

/* Open one source; a source that is still open is closed. Bytes and origin given to open_memory must
 * outlive the reading; a stream is read to its end at the first partikel_next. open_file takes an
 * origin for the url and date (NULL if nothing is known); its path is the name. */
PARTIKEL_API partikel_status partikel_open_file(partikel_reader *, const char *path, const partikel_origin *);
PARTIKEL_API partikel_status partikel_open_memory(partikel_reader *, const void *bytes, size_t n, const partikel_origin *);
PARTIKEL_API partikel_status partikel_open_stream(partikel_reader *, partikel_read_fn, void *context, const partikel_origin *);

/* PARTIKEL_OK and a record, PARTIKEL_END after the last, or an error for one member; calling again goes on
 * with the next member. The record lives until the next call on this reader. */
PARTIKEL_API partikel_status partikel_next(partikel_reader *, const partikel_record **);

/* The error of the last call that returned one; lives with the reader. Never NULL. */
PARTIKEL_API const partikel_error *partikel_last_error(const partikel_reader *);

/* ---- writing ------------------------------------------------------------------------------------- */

/* One JSON object and a line feed. PARTIKEL_IO when the sink stops it, PARTIKEL_NOMEM when out of memory. */
PARTIKEL_API partikel_status partikel_write_json(const partikel_record *, partikel_sink, void *context);

typedef enum {
  PARTIKEL_STAGE_BLOCKS = 1,  /* the article's blocks and metadata */
  PARTIKEL_STAGE_TOKENS,      /* tokens with class bits, sentences */
  PARTIKEL_STAGE_MENTIONS,    /* mentions, also those that no record shows */
  PARTIKEL_STAGE_FACTS,       /* what the relation rules found, with their slots */
  PARTIKEL_STAGE_WHY          /* each fact of the record with the rule and line that made it */
} partikel_stage;

/* Prints one stage of the article that partikel_next last returned, as text for people and tests. */
PARTIKEL_API partikel_status partikel_show(partikel_reader *, partikel_stage, partikel_sink, void *context);

#ifdef __cplusplus
}
#endif
#endif
