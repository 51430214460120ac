/* html: what the files that read web pages share. prune.c leaves plain markup, html.c fills the flat array of nodes from
 * it, json.c and meta.c find candidates for the metadata. */
#ifndef PK_HTML_H
#define PK_HTML_H

#include "read.h"

typedef PK_VEC(pk_str) pk_strings;

struct pk_pruned {
  pk_str html;              /* NUL-terminated. Of an element's attributes it has ` n=12c`: two (a is none), from number 12 of those below */
  uint32_t tags;            /* in html */
  PK_VEC(struct pk_attr) attrs; /* their values are parts of the page, if it has no references to resolve there */
  pk_strings json;          /* contents of the JSON-LD scripts, in order, as they stand */
  pk_strings comments;      /* short comments: savers write theirs there */
};
partikel_status pk_prune(pk_str html, struct pk_pruned *out, struct pk_arena *, partikel_error *);

/* The character that the reference at the start of t names, and its length; 0: it is none. */
uint32_t pk_html_reference(pk_str t, bool attribute, size_t *used);
uint32_t pk_html_entity(pk_str name);       /* of libxml2's table and the names that HTML 5 added; 0: unknown */

/* Pruned markup → nodes. Their texts take the place of the markup. */
partikel_status pk_html(const struct pk_pruned *, struct pk_document *out, struct pk_arena *, partikel_error *);

struct pk_metas { struct pk_meta *at; uint32_t n, cap; };
bool pk_meta_add(struct pk_metas *, struct pk_arena *, const char *key, const char *source, pk_str value); /* copies; false: no memory */
partikel_status pk_json_ld(const pk_strings *scripts, struct pk_metas *, pk_warnings *, struct pk_arena *, partikel_error *);
partikel_status pk_page_metas(const struct pk_document *, struct pk_metas *, struct pk_arena *, partikel_error *);

/* The page's address and the time of saving into `out`, where the saver says so. */
partikel_status pk_savers(const struct pk_know *, const pk_strings *comments, const struct pk_metas *, partikel_source *out, struct pk_arena *, partikel_error *);

/* The charset that the page's own meta element declares, NULL if none; UTF-16 cannot be, if this could be read. */
const char *pk_html_charset(pk_str bytes, struct pk_arena *);

#endif
