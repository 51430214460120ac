/* html_page: what stands around the articles of a review page: head and foot, the legend, the list's search. */
#ifndef HTML_PAGE_H
#define HTML_PAGE_H

#include "labels.h"

struct page { enum language language; const char *front; char policy[64]; };  /* front: name of the front page's file; policy: hash of the script */

enum page_kind { PAGE_FRONT, PAGE_INDEX, PAGE_ARTICLES };

/* Fills policy. False: no memory. */
bool page_init(struct page *);

/* number: of the page, 0: none. */
void page_head(const struct page *, struct text *, enum page_kind, unsigned number);
void page_foot(const struct page *, struct text *);
void page_legend(const struct page *, struct text *);
/* Around the rows: heading and search; where the list goes on, the next page of it (0: nowhere) in a folder. */
void page_open_list(const struct page *, struct text *);
void page_close_list(const struct page *, struct text *, const char *folder, unsigned next);
void page_index_name(struct text *, unsigned page);    /* index-2.html */

#endif
