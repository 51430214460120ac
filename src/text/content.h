/* content: what the files that read a web page share: its runs of text with all that the markup says of them, before any
 * word is read. vocabulary.c asks the page's vocabulary, content.c measures and chooses the region of the article. */
#ifndef PK_CONTENT_H
#define PK_CONTENT_H

#include "page.h"

/* What classes, ids and roles call an element: lists of data/page. */
#define PK_NAME_MAP(X)                                                                                                    \
  X(BODY, "name_body") X(ARTICLE, "name_article") X(MAIN, "name_main") X(NOISE, "name_noise") X(DOUBTFUL, "name_doubtful") X(HIDDEN, "name_hidden")     \
  X(COMMENT, "name_comment") X(META, "name_meta") X(AUTHOR, "name_author") X(DATE, "name_date") X(CAPTION, "name_caption") \
  X(LEAD, "name_lead") X(CRUMB, "name_crumb") X(CONSENT, "name_consent") \
  X(FACT, "name_fact") X(TAGS, "name_tags") X(MODIFIER, "name_modifier")
#define PK_NAME_ENUM(name, text) PK_NAME_##name##_BIT,
enum { PK_NAME_MAP(PK_NAME_ENUM) PK_NAMES };
#undef PK_NAME_ENUM
#define PK_NAME(name) (1u << PK_NAME_##name##_BIT)

struct pk_named;   /* one look-up remembered */
struct pk_names {
  const struct pk_know *know;
  uint32_t class_id[PK_NAMES];
  uint32_t *of_set;     /* per class set of the knowledge: the bits of its classes, and ASKED */
  struct pk_named *at;
  uint32_t mask;
};
bool pk_names_init(struct pk_names *, const struct pk_know *, struct pk_arena *);
/* What the words of a class or id attribute are. */
uint32_t pk_names_of(struct pk_names *, pk_str attribute);

/* A run of text: what stands between two borders of blocks. */
struct pk_run {
  pk_str text;            /* white space folded; a line break that was meant is a line feed */
  uint32_t block;         /* the element it stands in: no inline one */
  uint32_t first, last;   /* its text nodes are among nodes [first, last) */
  uint32_t link, bold;    /* bytes of it inside links, in bold letters */
  uint32_t commas;
  uint32_t list, quote, row, caption; /* the element of that sort it stands in; UINT32_MAX: none */
  uint8_t level;          /* of a heading 1 to 6; 0 it is none */
  bool stop;              /* ends like a sentence */
  bool long_;             /* a paragraph by its length */
};

struct pk_element {
  uint32_t names;          /* PK_NAME bits of its own */
  uint32_t text, link;     /* bytes in it */
  uint32_t para;           /* bytes of paragraphs in it */
  uint32_t named;          /* … in the one element inside that is called an article or its body and has most of them */
  uint16_t headlines;      /* headings in it that are links */
  uint32_t runs;           /* the first run in it or behind it */
  float score;
  uint8_t own, drop;       /* pk_drop: by itself; with what it stands in, after all has been weighed */
  bool forced;             /* kept in spite of its name */
};

enum pk_drop { PK_DROP_NO, PK_DROP_TAG, PK_DROP_HIDDEN, PK_DROP_NAME, PK_DROP_DOUBTFUL, PK_DROP_COMMENT, PK_DROP_CONSENT, PK_DROP_LINKS, PK_DROP_INSIDE };

struct pk_content {
  const struct pk_document *doc;
  struct pk_arena *arena;
  struct pk_names names;
  struct pk_element *elements;      /* one a node */
  struct pk_run *runs;
  uint32_t n_runs;
  uint32_t body;                    /* the page's body element */
  uint32_t region, region_end;      /* the element chosen; nodes */
};
partikel_status pk_content_find(const struct pk_document *, const struct pk_know *, struct pk_content *out, struct pk_arena *, partikel_error *);
/* Is a run part of the region and of nothing that is dropped? */
bool pk_content_holds(const struct pk_content *, const struct pk_run *);
/* Why an element is dropped, by itself or with what it stands in. */
enum pk_drop pk_content_dropped(const struct pk_content *, uint32_t node);

/* A web page on its way to an article. */
struct pk_web {
  struct pk_page page;           /* its runs as lines */
  struct pk_content content;
  uint32_t *run_of;              /* a line's first run */
  struct pk_node *lines;         /* what pk_page_lines reads */
  uint8_t *roles;
  uint32_t n, cap;
  uint32_t headline, first_run;  /* runs: the headline above the region (UINT32_MAX: none); the first of the region */
  uint32_t head_start;           /* the element in which the article's head begins */
  uint32_t month, month_foreign, author_none, author_word, author_particle;   /* classes */
  bool danish, paid, dated;      /* the page's head says that not all of it is free; when it was published */
  pk_str url;
  PK_VEC(struct pk_meta) chosen; /* which candidates were believed */
};
/* pagemeta.c */
pk_str pk_web_title(struct pk_web *);                             /* .n 0: none */
pk_str pk_web_told(const struct pk_web *);                         /* the article's text as JSON-LD has it; .n 0: it has none */
bool pk_web_says(const struct pk_web *, const char *key);        /* is there a candidate that stands in no element of the page? */
partikel_status pk_web_metadata(struct pk_web *, partikel_error *);   /* all but the dates */
partikel_status pk_web_dates(struct pk_web *, partikel_error *);
/* webpage.c */
size_t pk_letters(pk_str t, char *out, size_t cap);               /* its letters and figures, small; returns how many bytes */
bool pk_same_letters(pk_str a, pk_str b);

#endif
