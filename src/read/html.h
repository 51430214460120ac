/* html: what the files that read web pages share. prune.c leaves plain markup, html.c fills the flat array of nodes from
 * it, json.c and meta.c find candidates for the metadata. */
#ifndef PK_HTML_H
#define PK_HTML_H

#include "read.h"

typedef PK_VEC(pk_str) pk_strings;

/* The element whose tag ends, with its >, at `at` of the pruned markup has these attributes. */
struct pk_owner { uint32_t at, attr, n; };

/* What libxml2 has to decide about is the tags: they are all it is given. Texts and attributes wait beside them. */
enum { PK_TEXT_SIGN = '*' };  /* no tag has it */
struct pk_pruned {
  pk_str html;              /* NUL-terminated: tags without attributes, a PK_TEXT_SIGN for each text, a space for blanks around it or alone */
  uint32_t tags;            /* in html */
  char *texts;              /* in their order, references resolved, each ended by a NUL; there is a byte before the first */
  size_t n_texts;           /* bytes */
  PK_VEC(struct pk_owner) owners; /* in their order. ` >` ends the tags of theirs, so that no element that libxml2 adds seems to end there */
  PK_VEC(struct pk_attr) attrs; /* their values are parts of the page, if it has no references to resolve there */
  pk_strings json;          /* contents of the JSON-LD scripts, in order, as they stand */
  pk_strings comments;      /* short comments: savers write theirs there */
};
partikel_status pk_prune(pk_str html, struct pk_pruned *out, struct pk_arena *, partikel_error *);

/* The character that the reference at the start of t names, and its length; 0: it is none. */
uint32_t pk_html_reference(pk_str t, bool attribute, size_t *used);
uint32_t pk_html_entity(pk_str name);       /* of libxml2's table and the names that HTML 5 added; 0: unknown */

/* Pruned markup → nodes. Their texts are parts of pk_pruned.texts, which is written to where several make one node. */
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
