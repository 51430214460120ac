/* html_text: anything becomes text of a page and nothing else: what a browser would obey is escaped, what it would not show is named. */
#ifndef HTML_TEXT_H
#define HTML_TEXT_H

#include "compose.h"

/* Text between tags. Control characters and those that turn the direction of writing are shown by their numbers. A NUL stands at s[n] or
 * later. */
void html_slice(struct text *, const char *s, size_t n);
void html_word(struct text *, const char *);      /* NUL-terminated; NULL adds nothing */
/* Between double quotes of an attribute, and in <title>: what html_slice names is U+FFFD here. */
void html_attribute(struct text *, const char *);
/* Names that end up beside others: their direction of writing stays theirs. */
void html_name(struct text *, const char *);
/* A link if it is one to http or https, else the words. */
void html_address(struct text *, const char *url);

/* A file's name as a part of an address. */
void html_path(struct text *, const char *name);

#endif
