/* partikel: turns saved Danish articles about family-support partnerships into structured records.
 *
 * One article in, one record out: who works with whom, in which project, who pays how much, for how
 * long, for how many families, who says what, where and when, each fact with its place in the text.
 *
 *     partikel_reader *reader = partikel_reader_new(partikel_builtin());
 *     const partikel_record *record;
 *     partikel_status status = partikel_open_file(reader, "saved/article.txt", NULL);
 *     while (status == PARTIKEL_OK && (status = partikel_next(reader, &record)) == PARTIKEL_OK)
 *         status = partikel_write_json(record, 0, my_sink, my_context);
 *     partikel_reader_free(reader);
 *
 * Strings.    What comes out is UTF-8, NFC, NUL-terminated; NULL means unknown, a list without elements has n 0.
 *             Paths and names are bytes as they were given.
 * Units.      Positions and sizes are bytes (the JSON has code points), sums hundredths of the currency's unit
 *             (øre), durations months, dates EDTF ("2019-05-03", "2019-05", "XXXX-06-27"), times "14:00".
 * Ownership.  What is returned as const belongs to the library: a record to its reader, until the next
 *             partikel_open_…, partikel_next, partikel_next_member or partikel_reader_free on it. What is
 *             handed in stays the caller's and is copied, except the knowledge of a reader and the bytes of partikel_open_memory.
 * Errors.     A function that can fail returns a status. An error ends one article, not the reader: open the
 *             next source. What does not end an article stands in record.warnings.
 * Threads.    Functions on different readers may run at the same time; a reader belongs to one thread at a
 *             time; a knowledge may be shared by any number. Nothing here prints, exits, reads the locale or
 *             keeps global state.
 *
 * libpartikel(3) and partikel-record(5) are the same as man pages. */
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

/* What went wrong, to be shown as `where: what`. The strings live in the struct: copy it to keep it. Both are cut
 * to fit, at a whole character. Where there was no error, code is PARTIKEL_OK and the rest says nothing. */
typedef struct {
  partikel_status code;
  char where[256];  /* path or origin's name; DIR/FILE:LINE for knowledge; "" if there is none */
  uint64_t offset;  /* byte offset in the source, 0 if unknown or at its start */
  char what[256];   /* the reason, one line, no final dot; docs/errors.md lists them */
} partikel_error;

/* "OK", "LIMIT" … and "ok", "over a limit" …: constant strings, never NULL, also for unknown numbers. Any thread. */
PARTIKEL_API const char *partikel_status_name(partikel_status);
PARTIKEL_API const char *partikel_status_text(partikel_status);

/* ---- the record: docs/record.md and partikel-record(5) have the meanings ---------------------- */

/* Every struct here is read-only and lives as long as its record. Enumerators begin at 0, in the order of their
 * list; lists and structs only grow with a new SONAME (tests/abi.txt). */
typedef struct { uint32_t start, end; } partikel_span;                        /* bytes, end not included */
typedef struct { const char *const *at; size_t n; } partikel_strings;
typedef struct { const uint32_t *at; size_t n; } partikel_indices;            /* into another list of the record */
typedef struct { const char *name, *file; uint32_t line; } partikel_rule;     /* what made a mention or fact: name never NULL;
                                                                               * file NULL where no line of data/ did */

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
  const char *path, *member;    /* path as it was given, or the origin's name */
  int64_t offset;               /* of the member in its archive; -1 if there is none */
  const char *format, *container, *encoding;  /* "text" …; "warc" … or NULL; "utf-8" … */
  uint64_t bytes;               /* the article's own, decompressed */
  const char *sha256;           /* of those bytes, 64 hex digits */
  const char *url, *retrieved;
} partikel_source;

typedef struct { partikel_block_kind kind; partikel_span span; } partikel_block;

typedef struct {
  const char *title, *lead, *published, *modified;  /* published, modified: EDTF */
  partikel_strings authors;
  const char *publisher, *section;
  partikel_strings breadcrumb, tags;
  const char *language, *url;   /* language: BCP 47 */
  const char *text;             /* the blocks, joined by a blank line; no NUL inside */
  size_t text_size;             /* bytes, without the final NUL */
  const partikel_block *blocks;
  size_t n_blocks;
} partikel_article;

/* One annotation; its words are article.text from span.start to span.end. Which members are set depends on the kind;
 * the others are NULL or 0. number means something when has_number is 1, from (the lower end of a range) when has_from is. */
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

/* Facts. evidence: indices into record.mentions, at least one. name, text: never NULL where they stand, except a
 * partnership's. date, start, end of an event: EDTF and "14:00". */
typedef struct { const char *name; partikel_organisation_kind kind; const char *code; partikel_strings aliases;
                 partikel_indices evidence; partikel_rule rule;
                 const char *key; /* the same in every article, never NULL: "municipality:0320", "foundation:velux-fonden" */
} partikel_organisation;
typedef struct { const char *name, *title, *organisation, *party; partikel_indices evidence; partikel_rule rule; } partikel_person;
typedef struct { const char *address, *postcode, *town; partikel_indices evidence; partikel_rule rule; } partikel_place;
typedef struct { const char *speaker, *text; partikel_indices evidence; partikel_rule rule; } partikel_quote;
typedef struct { partikel_event_kind kind; const char *date, *start, *end, *place; partikel_indices evidence; partikel_rule rule; } partikel_event;

typedef struct { const char *name; partikel_role role; partikel_indices evidence; partikel_rule rule; } partikel_party;
typedef struct {
  const char *funder, *recipient;  /* names of organisations of the record; NULL: not said */
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
  partikel_indices places, events, people;  /* into the record's lists of these names */
  uint32_t confidence;          /* per cent: the share of its facts that rest on a direct statement */
} partikel_partnership;

/* code: for programs, one of those that docs/record.md lists; message: for people. */
typedef struct { const char *code, *message; } partikel_warning;

/* One article. Everything in it is read-only and lives until the next partikel_open_…, partikel_next, partikel_next_member
 * or partikel_reader_free on the reader that made it; partikel_show leaves it alone. Other threads may read it meanwhile. */
typedef struct {
  const char *tool_version, *knowledge;  /* PARTIKEL_VERSION of the library, content hash of the knowledge */
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

/* A knowledge is immutable once made: words, names and rules. Any number of readers and threads may share one. */

/* The knowledge compiled into the library. Never NULL, never freed; costs nothing to ask for. Any thread. */
PARTIKEL_API const partikel_knowledge *partikel_builtin(void);

/* Compiles a folder laid out like data/ (partikel-rules(5)); a second or less. On PARTIKEL_OK *out is the
 * caller's, to be given to partikel_knowledge_free after the last reader that uses it; else *out is NULL and
 * *err (may be NULL) is filled: PARTIKEL_KNOWLEDGE with where as DIR/FILE:LINE, PARTIKEL_IO for a folder or file
 * that cannot be read, PARTIKEL_NOMEM, PARTIKEL_ARGUMENT for a NULL. Examples are not run: partikel_check does.
 * Any thread; the folder must not change meanwhile. */
PARTIKEL_API partikel_status partikel_load(const char *dir, partikel_knowledge **out, partikel_error *err);
PARTIKEL_API void partikel_knowledge_free(partikel_knowledge *); /* NULL and the built-in one are accepted */

/* The content hash of a knowledge: 64 hex digits, equal for equal words and rules; lives with the knowledge.
 * "" for NULL. */
PARTIKEL_API const char *partikel_knowledge_hash(const partikel_knowledge *);

/* Takes the n bytes (n > 0, not NUL-terminated, valid only during the call) and returns 0, or anything else to
 * stop, which the caller gets as PARTIKEL_IO. context is handed through. It must not call back into the same reader. */
typedef int (*partikel_sink)(void *context, const char *bytes, size_t n);

/* How many names, rules or words each list of a knowledge holds: calls of the sink with lines `LIST<tab>N`, LIST being
 * a file of names (data/organisation/ngo.list) or rules (data/rules/34-projects.rules), or a word class (words <grant>).
 * PARTIKEL_OK; PARTIKEL_IO when the sink stops it, PARTIKEL_NOMEM, PARTIKEL_ARGUMENT for NULL. Any thread. */
PARTIKEL_API partikel_status partikel_count(const partikel_knowledge *, partikel_sink, void *context);

/* Runs the yes/no examples of all rules. Each failing one is one call of the sink with one line
 * `file:line: rule NAME: reason` and a line feed. How many there are and how many failed goes to *examples and
 * *failed (each may be NULL). PARTIKEL_OK also when some failed; PARTIKEL_IO when the sink stops it, PARTIKEL_NOMEM,
 * PARTIKEL_ARGUMENT for NULL. Any thread. */
PARTIKEL_API partikel_status partikel_check(const partikel_knowledge *, partikel_sink, void *context,
                                            size_t *examples, size_t *failed);

/* ---- reading ------------------------------------------------------------------------------------ */

/* A reader takes one source after another and keeps its memory from article to article, so a long run settles at
 * what its largest article needs. One thread at a time; for more threads, more readers. */
typedef struct partikel_reader partikel_reader;

typedef enum {
  PARTIKEL_OPTION_MAX_BYTES = 1  /* ceiling for one article's bytes, also after decompression: 1 to 1 GiB; default 64 MiB */
} partikel_option;

/* What the caller knows of a source; each may be NULL. It is copied when the source is opened. */
typedef struct {
  const char *name;         /* source.path of bytes without a file; "-" for standard input */
  const char *url;          /* where the article was published: source.url */
  const char *content_type; /* "text/plain; charset=…" */
  const char *charset;      /* counts more than that of content_type, less than what the bytes themselves show */
  const char *date;         /* EDTF: the article's date where it has none itself; resolves relative dates */
  /* What only the archive knows that an article stood in. partikel_next_member fills these in; for bytes of another kind they stay empty.
   * With a container the bytes are one article: no archive is looked for in them. */
  const char *container;    /* "warc" "arc" "text-export": source.container */
  const char *member;       /* the record's id, or an article's number in its export: source.member */
  int64_t offset;           /* source.offset; says nothing without a container */
  const char *retrieved;    /* EDTF: when the archive was made: source.retrieved */
  const char *truncated;    /* why the member is not whole ("length", "time", …): becomes the warning `cut` */
  const char *form;         /* of an export: the file of data/export that describes it, "retriever" */
} partikel_origin;

/* One member of an archive before it is parsed: what partikel_open_memory(reader, bytes, n, &origin) needs to make its record, on
 * any reader of the same knowledge, in any thread. */
typedef struct {
  const void *bytes;        /* of one article: what HTTP put around it is gone. Never NULL */
  size_t n;
  partikel_origin origin;
} partikel_member;

/* How far reading has come in the source that is open, or that was read last. */
typedef struct {
  uint64_t read, size;      /* bytes taken from it, compressed as they lie there, and how many there are; size 0: nobody knows */
  uint64_t passed_over;     /* records of archives that are no articles: requests, pictures, redirects, error pages … */
  uint64_t revisits;        /* of these: pages that had not changed since another visit. Their text stands there, not here */
} partikel_progress;

/* Reads up to n bytes (n > 0) into buffer: the number read, 0 at the end, below 0 on an error. It may give fewer
 * than asked for, and must not call back into the same reader. */
typedef ptrdiff_t (*partikel_read_fn)(void *context, void *buffer, size_t n);

/* A new reader, the caller's; NULL when out of memory, or without a knowledge, which must outlive the reader. */
PARTIKEL_API partikel_reader *partikel_reader_new(const partikel_knowledge *);

/* Frees it with its last record and error, and closes what is open. NULL is accepted. */
PARTIKEL_API void partikel_reader_free(partikel_reader *);

/* Sets an option for all sources that are opened from now on. PARTIKEL_ARGUMENT for an unknown one or a value out
 * of its range: then nothing has changed. */
PARTIKEL_API partikel_status partikel_set(partikel_reader *, partikel_option, int64_t value);

/* Open one source: then call partikel_next or partikel_next_member. A source that is still open is closed, and the last record
 * gone, also when opening fails. path and origin (NULL: nothing is known) are copied; for a file, path is the name. What is no
 * archive is one article and read whole; archives (WARC, ARC, exports of many articles, all of them also gzipped) are read member by
 * member and may be larger than memory.
 *   file    stays open to its end, or until the reader opens something else or is freed. What is no archive is read at once.
 *   memory  is borrowed: the n bytes must stay until the reader opens something else or is freed. NULL with n 0 is empty.
 *   stream  is read by partikel_next, as far as the next article needs; read and context must last until PARTIKEL_END, or
 *           until the reader opens something else or is freed.
 * PARTIKEL_IO: the file cannot be read. PARTIKEL_LIMIT: more bytes than PARTIKEL_OPTION_MAX_BYTES. PARTIKEL_ARGUMENT: a
 * NULL, an empty path, or an origin's date that is no EDTF date. PARTIKEL_NOMEM. */
PARTIKEL_API partikel_status partikel_open_file(partikel_reader *, const char *path, const partikel_origin *);
PARTIKEL_API partikel_status partikel_open_memory(partikel_reader *, const void *bytes, size_t n, const partikel_origin *);
PARTIKEL_API partikel_status partikel_open_stream(partikel_reader *, partikel_read_fn, void *context, const partikel_origin *);

/* The next article: PARTIKEL_OK and a record, PARTIKEL_END after the last, or an error for one article, after which
 * calling again goes on with the next one. A record of an archive that is damaged and yet can be read gives both, the error second. Without PARTIKEL_OK *record is NULL. The record belongs to the reader: see
 * partikel_record. PARTIKEL_FORMAT: no text, a form that is not read, damaged gzip, a record of an archive that is broken. PARTIKEL_LIMIT: over
 * PARTIKEL_OPTION_MAX_BYTES, or gzip data that grows beyond reason. PARTIKEL_IO: the read function failed.
 * PARTIKEL_ARGUMENT: a NULL, nothing is open, or the read function gave more than was asked for. PARTIKEL_NOMEM. */
PARTIKEL_API partikel_status partikel_next(partikel_reader *, const partikel_record **);

/* The next article as bytes, unparsed, so that one thread can read an archive while others convert its members: then
 * partikel_open_memory with the member's bytes and origin gives the record that partikel_next would have given here. A source that
 * is no archive is its own one member, as it is: still gzipped, still a message. PARTIKEL_OK, PARTIKEL_END and errors as
 * partikel_next, of reading alone: the others come when the member is opened. *member is filled, or emptied without PARTIKEL_OK; all
 * that it points to belongs to the reader and lives until the next partikel_open_…, partikel_next, partikel_next_member or
 * partikel_reader_free on it. Other threads may read it meanwhile. */
PARTIKEL_API partikel_status partikel_next_member(partikel_reader *, partikel_member *);

/* A copy that belongs to the caller, bytes and strings in one piece; NULL when out of memory, or for NULL. Any thread. */
PARTIKEL_API partikel_member *partikel_member_copy(const partikel_member *);
PARTIKEL_API void partikel_member_free(partikel_member *); /* of partikel_member_copy only; NULL is accepted */

/* Fills *out; zeros before anything was opened and for a NULL reader. */
PARTIKEL_API void partikel_get_progress(const partikel_reader *, partikel_progress *out);

/* The error of the last call on this reader that returned one, and only right after it: a call that succeeds may
 * change it. Never NULL, also for NULL; lives with the reader. */
PARTIKEL_API const partikel_error *partikel_last_error(const partikel_reader *);

/* ---- writing ------------------------------------------------------------------------------------- */

typedef enum {
  PARTIKEL_JSON_NO_TEXT = 1     /* null for the article's running text: article.text and lead, the words of quotes; facts, spans and
                                 * the hash of the source stay (docs/record.md) */
} partikel_json_flag;

/* One JSON object and a line feed, in one call of the sink: partikel-record(5). Equal records give equal bytes. flags: 0, or
 * partikel_json_flag joined by |. PARTIKEL_IO when the sink stops it, PARTIKEL_NOMEM, PARTIKEL_ARGUMENT for NULL or an unknown flag;
 * there is no partikel_last_error for it. Any thread that may read the record. */
PARTIKEL_API partikel_status partikel_write_json(const partikel_record *, uint32_t flags, partikel_sink, void *context);

typedef enum {
  PARTIKEL_STAGE_BLOCKS = 1,  /* the article's blocks and metadata */
  PARTIKEL_STAGE_TOKENS,      /* tokens with class bits, sentences */
  PARTIKEL_STAGE_MENTIONS,    /* mentions, also those that no record shows */
  PARTIKEL_STAGE_FACTS,       /* what the relation rules found, with their slots */
  PARTIKEL_STAGE_WHY          /* each fact of the record with the rule and line that made it */
} partikel_stage;

/* Gives one stage of the article that partikel_next last returned to the sink, as text for people and tests: UTF-8
 * lines that may change with any version; no call when there is nothing to show. The record stays. PARTIKEL_ARGUMENT: a
 * NULL, an unknown stage, or no article. PARTIKEL_IO when the sink stops it, PARTIKEL_NOMEM. */
PARTIKEL_API partikel_status partikel_show(partikel_reader *, partikel_stage, partikel_sink, void *context);

#ifdef __cplusplus
}
#endif
#endif
