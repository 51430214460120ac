/* html_view: one article of the review page, its text and beside it its facts, each linked to the other. */
#ifndef HTML_VIEW_H
#define HTML_VIEW_H

#include "html_text.h"
#include "labels.h"

/* Stands where the article's number belongs, which only the page knows; no text holds it, since html_text names control characters. */
#define NUMBER_HERE '\1'
/* The same for the page that has the article, in the rows of the index: what follows is the anchor. */
#define PAGE_HERE '\2'

/* What a fact is, as the letter of its anchor. */
enum fact {
  FACT_NONE = 0, FACT_ORGANISATION = 'o', FACT_PERSON = 'h', FACT_PLACE = 's', FACT_QUOTE = 'q', FACT_EVENT = 'e', FACT_PARTNERSHIP = 'p',
  FACT_PARTY = 'r', FACT_FUNDING = 'm', FACT_FIGURE = 'n', FACT_TARGET = 'g', FACT_ACTIVITY = 'x'
};

/* A fact of the record: index in its list, which is one of a partnership for parties, funding, figures, targets and activities. */
struct fact_at { enum fact fact; uint32_t partnership, index; };

struct view {
  struct text *t;
  const partikel_record *r;
  enum language language;
  bool no_text;
  struct fact_at *fact_of;   /* per mention: the fact that it is shown to prove, or FACT_NONE */
  struct fact_at *party_of;  /* per organisation: the first party it is, or FACT_NONE */
  bool *placed;              /* per mention: it has an anchor in the text */
  int64_t *code_points;      /* per mention, with no_text: where it begins and ends; else NULL */
  size_t block, mention;     /* of the text that comes next */
  uint32_t quote_until;      /* an open quotation ends there */
};

/* The article as a section of a page: heading, text, facts. False: no memory. */
bool html_article(struct text *, const partikel_record *, enum language, bool no_text);

/* Its row in the index: a list item with what the filter asks for. */
void html_row(struct text *, const partikel_record *, enum language);

/* html_marks.c: the text with its mentions marked: the rest of the blocks, and the words of the next one alone. Fills placed. */
void html_marks(struct view *);
void html_marked_block(struct view *);
/* The sentence around a mention, as it stands in its block. */
partikel_span html_sentence(const partikel_record *, const partikel_mention *);
/* The class of a kind of mention, one letter, and what it is called. */
char html_class(partikel_mention_kind);

/* html_record.c: the facts. */
void html_record(struct view *);
/* Does the mention name the partnership, or tell its time? */
bool html_tells(const partikel_record *, const partikel_partnership *, const partikel_mention *);

void html_fact_id(struct view *, struct fact_at);
void html_mention_id(struct view *, size_t mention);
static inline const char *say_label(const struct view *v, enum label which) { return label(v->language, which); }

#endif
