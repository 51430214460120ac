/* overview: who works with and pays whom over all articles of a page, and the money by year, drawn as SVG. */
#ifndef OVERVIEW_H
#define OVERVIEW_H

#include "labels.h"

/* Ceilings of what is counted, so that memory does not grow with the articles; what comes after them is left out, and the page says so. */
#define MAX_OVERVIEW_ORGANISATIONS 20000
#define MAX_OVERVIEW_TIES 100000
#define MAX_OVERVIEW_SEEN 200000      /* grants, names of projects and their ties that are counted once, as many of each */

struct overview;

struct overview *overview_new(void);  /* NULL: no memory */
void overview_free(struct overview *);

/* What there is to count in a record, as bytes for overview_add. Any thread. */
void overview_count(struct text *, const partikel_record *);
bool overview_add(struct overview *, const char *bytes, size_t n); /* false: no memory */

/* The section of the page. articles: how many there are. */
bool overview_write(const struct overview *, struct text *, enum language, int64_t articles); /* false: no memory */

#endif
