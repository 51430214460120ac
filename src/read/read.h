/* read: bytes become documents. A source is opened, its members are found, decompressed and decoded to UTF-8
 * (NFC), and parsed into a flat array of nodes with candidates for the metadata. Knows base, know, values. */
#ifndef PK_READ_H
#define PK_READ_H

#include "../values/values.h"

enum pk_tag { PK_TAG_LINE = 1 /* a line of plain text */ /* HTML tags follow with html.c */ };

/* Nodes stand in document order; a node's subtree is the nodes up to `end`. Text is borrowed from the arena. */
struct pk_node {
  uint16_t tag;
  uint16_t gap;            /* LINE: blank lines before it, at most 65535 */
  uint32_t parent, end;    /* node numbers; UINT32_MAX: none */
  pk_str text;             /* LINE: the line, trimmed at its end; leading blanks stay; form feeds are line ends */
};

/* One candidate for a piece of metadata, and where it was found. */
struct pk_meta { const char *key, *source; pk_str value; };  /* key: title url published publisher author … */

typedef PK_VEC(partikel_warning) pk_warnings;
/* Adds a warning once (same code and message is kept once). The message is copied. False when out of memory. */
bool pk_warn(pk_warnings *, struct pk_arena *, const char *code, const char *format, ...); /* format as pk_fail */

struct pk_document {
  partikel_source source;
  const char *origin_url, *origin_date;  /* what the caller knows, NULL if nothing */
  const struct pk_node *nodes;
  uint32_t n_nodes;
  const struct pk_meta *metas;
  uint32_t n_metas;
  pk_warnings warnings;
};

/* ---- open.c: the next document of a source ------------------------------------------------------------ */
struct pk_source;          /* an open file, memory or stream */
/* Opens; *out lives on the heap and is closed by pk_source_free. Strings of `origin` and `path` are borrowed. */
partikel_status pk_source_open_file(const char *path, const partikel_origin *, size_t max_bytes, struct pk_source **out, partikel_error *);
partikel_status pk_source_open_memory(const void *bytes, size_t n, const partikel_origin *, size_t max_bytes, struct pk_source **out, partikel_error *);
partikel_status pk_source_open_stream(partikel_read_fn, void *context, const partikel_origin *, size_t max_bytes, struct pk_source **out, partikel_error *);
void pk_source_free(struct pk_source *);
/* OK and a document made in the arena, END, or an error for one member. */
partikel_status pk_source_next(struct pk_source *, const struct pk_know *, struct pk_document *out, struct pk_arena *, partikel_error *);

/* ---- the steps, each testable alone ---------------------------------------------------------------------- */
enum pk_format { PK_FORMAT_EMPTY, PK_FORMAT_TEXT, PK_FORMAT_GZIP, PK_FORMAT_HTML, PK_FORMAT_BINARY /* zip, pdf, images … */ };
enum pk_format pk_sniff(const void *bytes, size_t n, const char *name, const char *content_type);
const char *pk_sniff_binary_name(const void *bytes, size_t n); /* "PDF", "ZIP" … for the message; "binary data" */

/* UTF-16 without a byte-order mark, by its NULs: 'l' little-endian, 'b' big-endian, 0 neither. */
char pk_utf16_shape(const unsigned char *bytes, size_t n);

/* All members of a gzip stream into *out (appended), at most max_bytes and PK_MAX_EXPANSION. A truncated end keeps what
 * came and sets *truncated; bytes behind the last member that are no gzip are ignored. */
partikel_status pk_gunzip(const void *bytes, size_t n, size_t max_bytes, struct pk_buf *out, bool *truncated, partikel_error *);

/* Bytes to valid UTF-8 in NFC, by the rules of FORMS 1: BOM; valid UTF-8 with multi-byte; charset told; windows-1252.
 * Single bad bytes inside UTF-8 are read as windows-1252 and counted; NUL becomes U+FFFD; mojibake is reported, not repaired. */
struct pk_decoded { pk_str text; const char *encoding; uint64_t repaired; bool guessed; bool mojibake; };
partikel_status pk_decode(const void *bytes, size_t n, const char *charset, struct pk_decoded *out, struct pk_arena *, partikel_error *);

/* Decoded text → one LINE node a line. CR, CRLF, LF, form feed, U+2028/2029 end a line. Soft hyphens and zero-width
 * characters are gone, NBSP and other blanks are a space, runs of blanks inside a line are one space unless a tab is among
 * them (then one tab). Hard-wrapped paragraphs (lines of a text that were broken at a fixed width) are joined. */
partikel_status pk_plain(pk_str text, struct pk_document *out, struct pk_arena *, partikel_error *);

#endif
