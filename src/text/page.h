/* page: what the files of this room share: the lines of a saved page with all that their looks and words say, before
 * anything is decided. lines.c measures, headmatter.c reads the head and the metadata, blocks.c finds end and kinds. */
#ifndef PK_PAGE_H
#define PK_PAGE_H

#include "text.h"

/* Word classes of data/page. The first ones are page furniture: a short line that begins with one is no article text. */
#define PK_PAGE_MAP(X)                                                                                                    \
  X(NAVIGATION, "navigation") X(HOME, "home") X(SHARE, "share_button") X(RELATED, "related") X(COMMENT, "comment")               \
  X(CONTACT, "contact") X(AUTHOR_BOX, "author_box") X(COOKIE, "cookie") X(FEEDBACK, "feedback") X(SIGNUP, "signup")       \
  X(APPEAL, "appeal") X(FOOTER, "footer") X(NOTE, "editor_note") X(ATTACHMENT, "attachment") X(TAG_LABEL, "tag_label")    \
  X(PAYWALL, "paywall") X(CLOSING, "closing") X(END, "end_of_article") X(CASE_NUMBER, "case_number")                      \
  /* these say what a line of the head or the tail is */                                                                  \
  X(SECTION, "section") X(PUBLISHED, "published_label") X(MODIFIED, "modified_label") X(BYLINE, "byline")                 \
  X(CAPTION, "caption") X(ISSUE, "issue") X(PRESS_RELEASE, "press_release") X(NOT_FOUND, "not_found") X(FACT_BOX, "fact_box") \
  X(PARTICLE, "publisher_particle") X(PUBLISHER, "publisher_word") X(AGENCY, "agency") X(URL_LABEL, "url_label")          \
  X(BYLINE_TITLE, "byline_title") X(AND, "byline_and") X(TODAY, "today") X(WEEKDAY, "weekday") X(STAFF, "staff") X(PHONE, "phone") X(COUNCIL, "council") X(MONTH, "month") X(DEADLINE, "deadline_label")
#define PK_PAGE_ENUM(name, text) PK_PAGE_##name,
enum pk_page_class { PK_PAGE_MAP(PK_PAGE_ENUM) PK_PAGE_CLASSES };
#undef PK_PAGE_ENUM
typedef uint64_t pk_page_set;                      /* one bit a class */
#define PK_PAGE(name) ((pk_page_set)1 << PK_PAGE_##name)
#define PK_PAGE_FURNITURE (PK_PAGE(SECTION) - 1)   /* all before SECTION */
#define PK_PAGE_FIELDS 8
enum pk_lone_label { PK_LABEL_NONE, PK_LABEL_FIELD, PK_LABEL_PROJECT };
#define PK_LANGUAGES 12                            /* their bits in pk_page.of_set follow those of the page classes */
/* what is asked of words that do not stand at the start of a line */
#define PK_PAGE_ANYWHERE (PK_PAGE(COOKIE) | PK_PAGE(PAYWALL) | PK_PAGE(FOOTER) | PK_PAGE(CAPTION) | PK_PAGE(ISSUE) | PK_PAGE(MODIFIED) | PK_PAGE(PUBLISHER) | \
                          PK_PAGE(COUNCIL) | PK_PAGE(PHONE) | PK_PAGE(MONTH) | PK_PAGE(WEEKDAY) | PK_PAGE(TODAY))

enum pk_line_end { PK_END_NONE, PK_END_STOP /* . ! ? … */, PK_END_COLON };
enum pk_line_mark { PK_BEGIN_TEXT, PK_BEGIN_BULLET, PK_BEGIN_DASH, PK_BEGIN_ARROW, PK_BEGIN_NUMBER, PK_BEGIN_QUOTE, PK_BEGIN_SIGN };

/* What a line turned out to be. */
enum pk_line_role {
  PK_ROLE_NONE,      /* undecided, then: article text */
  PK_ROLE_NOISE,
  PK_ROLE_META,      /* read for the metadata, no block */
  PK_ROLE_TITLE, PK_ROLE_LEAD, PK_ROLE_HEADING, PK_ROLE_PARAGRAPH, PK_ROLE_LIST_ITEM, PK_ROLE_QUOTE, PK_ROLE_CAPTION, PK_ROLE_ROW
};

struct pk_line {
  pk_str text;               /* trimmed; a doubled line is halved */
  uint32_t stack;            /* index of the first line of its stack: lines with no blank line between */
  uint32_t stack_end;
  uint32_t token, n_tokens;  /* its tokens in pk_page.tokens, with words and classes; places count from its own start */
  uint32_t words;
  uint16_t separators;       /* | · • » › > / between blanks */
  uint16_t bars, paths;      /* the | among them; the > » › → / */
  uint16_t numbers;
  uint16_t capitals;         /* words that begin with a capital */
  uint8_t end, begin, role;
  uint8_t look;              /* the first of its tokens, as many as are looked at */
  uint8_t meta;              /* pk_line_meta: 0 not asked yet, 1 no, 2 yes */
  uint8_t dated;             /* pk_find_date from its start: the same */
  bool gap;                  /* blank line, or start of the page, before it */
  bool question;             /* ends with ? */
  bool upper;                /* no lower-case letter */
  bool tab, phone, address;  /* tab inside; telephone, mail or web address; "Street 12," */
  bool file_name, initials, url, bracket;
  bool label;                /* "Label: value" */
  bool headlined;            /* the line above is nothing but "Projekt" */
  bool named;                /* capitals and particles only: could be a publisher */
  bool lone;                 /* the phrase it begins with is followed by the line's end, a colon, a number or a bracket */
  bool whole;                /* … by the line's end, colon, number in brackets only */
  bool soft;                 /* ends with an abbreviation and its dot: may be no sentence */
  bool mixed;                /* has a lower-case letter */
  bool credit;               /* holds "Foto:" */
  bool repeated;             /* the same text stands in an earlier line */
  bool pulled;               /* its text stands inside another line */
  pk_page_set starts;        /* classes of the phrase at its start */
  pk_page_set has;           /* of those anywhere, as far as they are in PK_PAGE_ANYWHERE */
  pk_page_set has_phrase;    /* of those with two words or more */
  uint8_t phrase;            /* tokens of the phrase it begins with */
  uint8_t covered;           /* per cent of its words that are in furniture classes, if it begins with one */
  uint32_t twin;             /* the earlier line with the same text, UINT32_MAX */
  struct pk_date date;       /* dated 2: its first date and where it stands */
  pk_span date_at;
};

/* words.c: the knowledge's answers about words of up to 16 bytes, by their bytes. They are the same for every page. */
struct pk_words { const struct pk_know *know; struct pk_word *at; uint32_t mask; };
void pk_words_init(struct pk_words *, const struct pk_know *, size_t text, struct pk_arena *);   /* text: bytes that will be read */
void pk_words_token(struct pk_words *, pk_str text, struct pk_token *);                          /* pk_know_token */

/* Which classes of a set are asked for together. */
enum pk_ask { PK_ASK_ALL, PK_ASK_ANYWHERE, PK_ASK_LANGUAGE, PK_ASKS };
struct pk_question { pk_page_set bits; uint32_t n, ids[PK_PAGE_CLASSES]; pk_page_set bit[PK_PAGE_CLASSES]; };

struct pk_page {
  const struct pk_know *know;
  const struct pk_document *doc;
  struct pk_arena *arena;
  struct pk_line *lines;
  uint32_t n;
  size_t total;                      /* bytes of all lines */
  PK_VEC(struct pk_token) tokens;    /* of all lines */
  struct pk_words words;
  pk_lookups *found;                 /* room of pk_page_classes; grown only while nothing is given back to the arena */
  uint32_t class_id[PK_PAGE_CLASSES + PK_LANGUAGES];
  struct pk_question questions[PK_ASKS];
  uint8_t *page_class;               /* per class of the knowledge: its page class and one; 0: none */
  uint32_t n_page_class;
  pk_page_set *of_set;               /* per class set of the knowledge: the page classes and languages in it, as far as somebody has asked */
  uint32_t date_word[4];             /* classes of the words that a date can begin with */
  uint32_t field[PK_PAGE_FIELDS];    /* classes of the labels of a project page's fields, that of its name last */
  uint32_t tld, abbreviation, final, first_name, surname, job, function; /* classes: top-level domains; words that keep their dot, those that may end a sentence */
  /* decisions */
  uint32_t title, lead, first, last;   /* lines; UINT32_MAX: none; first and last paragraph of the body */
  bool not_found, cookie_wall, teaser;
  partikel_article *out;
  struct pk_date published, modified;
  struct pk_date stamp;                /* what a saving tool put before the text: "date 2021-05 …" */
  pk_warnings *warnings;
};
#define PK_NO_LINE UINT32_MAX

struct pk_known {
  struct pk_arena arena;
  struct pk_page page;                 /* one without lines: what every page begins as */
};
#define PK_USUAL_TOKEN 5   /* bytes, with its blank */

/* lines.c */
bool pk_page_begin(struct pk_page *);   /* fills in what is asked of the knowledge, from its arena; false: no memory */
partikel_status pk_page_lines(struct pk_page *, partikel_error *);
/* Tokens of a short text with words and classes; at most `max`. Returns how many. */
uint32_t pk_page_tokens(const struct pk_know *, pk_str text, struct pk_token *out, uint32_t max);
/* The same for a line, which has them already; `room`, for `max` of them, is for lines that are none of the page's. */
const struct pk_token *pk_line_tokens(const struct pk_page *, const struct pk_line *, struct pk_token *room, uint32_t max, uint32_t *n);
bool pk_page_tokenise(struct pk_page *, pk_str text, uint32_t *first, uint32_t *n);   /* all of a text, into p->tokens; false: no memory */
pk_page_set pk_page_languages(const struct pk_page *, uint16_t set);                  /* bit i: the class set has language i */
/* Classes of the phrases at tokens[i]; *length is that of the longest furniture or head phrase. */
pk_page_set pk_page_classes(const struct pk_page *, pk_str text, const struct pk_token *tokens, uint32_t i, uint32_t n, uint32_t *length);
pk_page_set pk_page_anywhere(const struct pk_page *, pk_str text, const struct pk_token *tokens, uint32_t i, uint32_t n, uint32_t *length); /* of single words only PK_PAGE_ANYWHERE */
bool pk_page_says(const struct pk_page *, pk_str text, pk_page_set starts);   /* the same of a text that is no line */
bool pk_line_is(const struct pk_line *, pk_page_set starts);   /* begins with a phrase of one of these */
bool pk_line_sentence(const struct pk_line *);                 /* running text */
bool pk_line_strong(const struct pk_line *);                   /* a paragraph beyond doubt */
bool pk_line_list(const struct pk_line *);                     /* links in a row: a | b | c */
bool pk_line_furniture(const struct pk_line *, bool outside);  /* outside: before or after the article more counts */
bool pk_line_caption(const struct pk_line *);
/* The parts of a line between its separators; returns how many (at most max). */
uint32_t pk_line_parts(pk_str text, pk_str *parts, uint32_t max);
/* Length of the separator that stands at text[i] (a blank before it), 0 if none. *joined: , - or – that may belong to a name. */
size_t pk_separator_at(pk_str text, size_t i, bool *joined);

/* blocks.c */
partikel_status pk_page_decide(struct pk_page *, partikel_error *);   /* head, end and kinds of lines of which nothing is known but their words */
partikel_status pk_page_warn(struct pk_page *, const char *code, const char *message, partikel_error *);
partikel_status pk_page_build(struct pk_page *, struct pk_article *, partikel_error *);   /* text, blocks and language from the lines' roles */
pk_str pk_page_without_site(const struct pk_page *, pk_str title, pk_str *site);
enum pk_lone_label pk_page_lone_label(const struct pk_page *, pk_str);
bool pk_page_known(const struct pk_page *, pk_str name);   /* a town or an organisation that the lexicon holds */

/* webpage.c: the same as pk_extract for what html.c has read. */
partikel_status pk_extract_webpage(const struct pk_document *, const struct pk_known *, struct pk_article *out, struct pk_arena *, partikel_error *);

/* twice.c */
partikel_status pk_page_twice(struct pk_page *, partikel_error *);     /* twin, repeated and pulled of each line */

/* headmatter.c */
partikel_status pk_page_head(struct pk_page *, partikel_error *);      /* title, lead; roles of the lines above the body */
bool pk_find_date(const struct pk_page *, const struct pk_line *, size_t from, struct pk_date *, size_t *start, size_t *end);
bool pk_line_dated(const struct pk_page *, const struct pk_line *, struct pk_date *);
bool pk_line_meta(const struct pk_page *, uint32_t line);   /* date, by-line, issue, case number: no block */
bool pk_line_with_site(const struct pk_page *, uint32_t line);
bool pk_line_byline(const struct pk_page *, const struct pk_line *);
bool pk_page_crumbs(const struct pk_page *, uint32_t limit, uint32_t *line);   /* the breadcrumb among the first lines */
/* metadata.c */
pk_str pk_page_told(const struct pk_page *, const char *key);   /* what the export says that a text stood in; .s NULL: nothing */
/* The name a head or foot line begins with; .n 0 if it begins with none. *known: a word of names of publishers is in it. */
pk_str pk_publisher_name(const struct pk_page *, const struct pk_line *, bool foot, bool *known);
partikel_status pk_page_metadata(struct pk_page *, partikel_error *);  /* everything else in `out` */
/* dateline.c: bytes of a dateline, kicker or time stamp at the start of a first paragraph; 0 if none. */
size_t pk_dateline(const struct pk_page *, const struct pk_line *, bool lead);
/* language.c */
void pk_language_classes(const struct pk_know *, uint32_t classes[PK_LANGUAGES]);
/* Counts `n` tokens on; *seen tokens have been counted before. False: that was enough. */
bool pk_language_count(const struct pk_page *, const struct pk_token *, uint32_t n, uint32_t *seen, uint32_t counts[PK_LANGUAGES]);
const char *pk_language_most(const uint32_t counts[PK_LANGUAGES]);
/* webaddress.c: is this one web address; its repaired form in the arena. */
bool pk_web_address(pk_str text);
const char *pk_web_repair(const struct pk_page *, pk_str text, bool *repaired);

#endif
