/* read: bytes become documents. A source is opened, its members are found, decompressed and decoded to UTF-8
 * (NFC), and parsed into a flat array of nodes with candidates for the metadata. Knows base, know, values. */
#ifndef PK_READ_H
#define PK_READ_H

#include "../values/values.h"

/* Elements that somebody asks about; all others are OTHER. In the order of their names. */
#define PK_TAG_MAP(X)                                                                                                     \
  X(A, "a") X(ABBR, "abbr") X(ACRONYM, "acronym") X(ADDRESS, "address") X(ARTICLE, "article") X(ASIDE, "aside") X(AUDIO, "audio") X(B, "b") X(BASE, "base") X(BDI, "bdi") X(BDO, "bdo") X(BIG, "big") \
  X(BLOCKQUOTE, "blockquote") X(BODY, "body") X(BR, "br") X(BUTTON, "button") X(CANVAS, "canvas") X(CAPTION, "caption")     \
  X(CENTER, "center") X(CITE, "cite") X(CODE, "code") X(DATA, "data") X(DD, "dd") X(DEL, "del") X(DETAILS, "details") X(DFN, "dfn") X(DIALOG, "dialog") X(DIV, "div") \
  X(DL, "dl") X(DT, "dt") X(EM, "em") X(EMBED, "embed") X(FIELDSET, "fieldset") X(FIGCAPTION, "figcaption") X(FIGURE, "figure") \
  X(FONT, "font") X(FOOTER, "footer") X(FORM, "form") X(FRAMESET, "frameset") X(H1, "h1") X(H2, "h2") X(H3, "h3") X(H4, "h4") \
  X(H5, "h5") X(H6, "h6") X(HEAD, "head") X(HEADER, "header") X(HR, "hr") X(HTML, "html") X(I, "i") X(IMG, "img") X(INPUT, "input") \
  X(INS, "ins") X(KBD, "kbd") X(LABEL, "label") X(LEGEND, "legend") X(LI, "li") X(LINK, "link") X(MAIN, "main") X(MAP, "map") X(MARK, "mark") \
  X(MENU, "menu") X(META, "meta") X(NAV, "nav") X(NOBR, "nobr") X(OBJECT, "object") X(OL, "ol") X(OPTION, "option") X(P, "p") X(PRE, "pre") X(Q, "q") \
  X(RP, "rp") X(RT, "rt") X(S, "s") X(SAMP, "samp") X(SECTION, "section") X(SELECT, "select") X(SMALL, "small") X(SPAN, "span") X(STRIKE, "strike") \
  X(STRONG, "strong") X(SUB, "sub") X(SUMMARY, "summary") X(SUP, "sup") X(TABLE, "table") X(TBODY, "tbody") X(TD, "td") \
  X(TFOOT, "tfoot") X(TH, "th") X(THEAD, "thead") X(TIME, "time") X(TITLE, "title") X(TR, "tr") X(TT, "tt") X(U, "u") X(UL, "ul") X(VAR, "var") \
  X(VIDEO, "video") X(WBR, "wbr")
#define PK_TAG_ENUM(name, text) PK_TAG_##name,
enum pk_tag { PK_TAG_OTHER, PK_TAG_LINE /* a line of plain text */, PK_TAG_TEXT /* text of a page */, PK_TAG_MAP(PK_TAG_ENUM) PK_TAGS };
#undef PK_TAG_ENUM

/* The attributes that are kept. */
#define PK_ATTR_MAP(X)                                                                                                    \
  X(CLASS, "class") X(ID, "id") X(ITEMPROP, "itemprop") X(ITEMTYPE, "itemtype") X(REL, "rel") X(HREF, "href") X(PROPERTY, "property") \
  X(NAME, "name") X(CONTENT, "content") X(ROLE, "role") X(HIDDEN, "hidden") X(ARIA_HIDDEN, "aria-hidden") X(DATETIME, "datetime") \
  X(LANG, "lang") X(ARIA_LABEL, "aria-label") X(TITLE, "title") X(HTTP_EQUIV, "http-equiv") X(CITE, "cite") X(SCRAPBOOK_SOURCE, "data-scrapbook-source") \
  X(SCRAPBOOK_CREATE, "data-scrapbook-create")
#define PK_ATTR_ENUM(name, text) PK_ATTR_##name,
enum pk_attr_name { PK_ATTR_MAP(PK_ATTR_ENUM) PK_ATTRS };
#undef PK_ATTR_ENUM
struct pk_attr { uint16_t name; pk_str value; };

/* Nodes stand in document order; a node's subtree is the nodes up to `end`. Text is borrowed from the arena. */
struct pk_node {
  uint16_t tag;
  uint16_t gap;            /* LINE: blank lines before it, at most 65535; an element: how many attributes it has */
  uint32_t parent, end;    /* node numbers; UINT32_MAX: none */
  uint32_t attr;           /* an element's first attribute, in pk_document.attrs */
  pk_str text;             /* LINE: the line, trimmed at its end; leading blanks stay; form feeds are line ends. TEXT: as it stands */
};

/* One candidate for a piece of metadata, and where it was found. */
struct pk_meta { const char *key, *source; pk_str value; uint32_t node; /* UINT32_MAX: in no element of the page */ };  /* key: title url published publisher author … */

typedef PK_VEC(partikel_warning) pk_warnings;
/* Adds a warning once (same code and message is kept once). The message is copied. False when out of memory. */
bool pk_warn(pk_warnings *, struct pk_arena *, const char *code, const char *format, ...); /* format as pk_fail */

struct pk_document {
  partikel_source source;
  const char *origin_url, *origin_date;  /* what the caller knows, NULL if nothing */
  const struct pk_node *nodes;           /* LINEs; a web page's elements and TEXTs */
  uint32_t n_nodes;
  const struct pk_attr *attrs;
  bool is_page;                          /* a web page */
  const struct pk_meta *metas;
  uint32_t n_metas;
  pk_warnings warnings;
};

/* .s NULL: the element has no such attribute. */
static inline pk_str pk_node_attr(const struct pk_document *d, uint32_t node, enum pk_attr_name name) {
  const struct pk_node *n = &d->nodes[node];
  for (uint32_t k = 0; n->tag != PK_TAG_LINE && k < n->gap; k++)
    if (d->attrs[n->attr + k].name == name) return d->attrs[n->attr + k].value;
  return (pk_str){NULL, 0};
}

/* ---- open.c: the next document of a source ------------------------------------------------------------ */
struct pk_source;          /* an open file, memory or stream */
/* Opens; *out lives on the heap and is closed by pk_source_free. Strings of `origin` and `path` are borrowed. Without knowledge no exports are known. */
partikel_status pk_source_open_file(const struct pk_know *, const char *path, const partikel_origin *, size_t max_bytes, struct pk_source **out, partikel_error *);
partikel_status pk_source_open_memory(const struct pk_know *, const void *bytes, size_t n, const partikel_origin *, size_t max_bytes, struct pk_source **out, partikel_error *);
partikel_status pk_source_open_stream(const struct pk_know *, partikel_read_fn, void *context, const partikel_origin *, size_t max_bytes, struct pk_source **out, partikel_error *);
void pk_source_free(struct pk_source *);
/* OK and the next member, END, or an error for one member. It lives until the next call for this source. */
partikel_status pk_source_next_member(struct pk_source *, partikel_member *, partikel_error *);
/* The same, and its document made in the arena; both live until the next call. */
partikel_status pk_source_next(struct pk_source *, struct pk_document *out, struct pk_arena *, partikel_error *);
void pk_source_progress(const struct pk_source *, partikel_progress *);

/* ---- document.c: the bytes of one member → its document ------------------------------------------------- */
/* The member's bytes and strings are borrowed while the arena lives. own: the buffer that holds the bytes, given back as soon as
 * they are not needed; NULL: they are somebody else's. Errors have their place. */
partikel_status pk_document(const struct pk_know *, const partikel_member *, size_t max_bytes, struct pk_buf *own, struct pk_document *out,
                            struct pk_arena *, partikel_error *);

/* ---- the steps, each testable alone ---------------------------------------------------------------------- */
enum pk_format { PK_FORMAT_EMPTY, PK_FORMAT_TEXT, PK_FORMAT_GZIP, PK_FORMAT_HTML, PK_FORMAT_BINARY /* zip, pdf, images … */ };
enum pk_format pk_sniff(const void *bytes, size_t n, const char *name, const char *content_type);
const char *pk_sniff_binary_name(const void *bytes, size_t n); /* "PDF", "ZIP" … for the message; "binary data" */

/* UTF-16 without a byte-order mark, by its NULs: 'l' little-endian, 'b' big-endian, 0 neither. */
char pk_utf16_shape(const unsigned char *bytes, size_t n);

/* All members of a gzip stream into *out (appended), at most max_bytes and PK_MAX_EXPANSION. A truncated end keeps what
 * came and sets *truncated; bytes behind the last member that are no gzip are ignored. */
partikel_status pk_gunzip(const void *bytes, size_t n, size_t max_bytes, struct pk_buf *out, bool *truncated, partikel_error *);

uint32_t pk_windows_1252(unsigned char);  /* the character of a byte; U+FFFD: none */

/* Bytes to valid UTF-8 in NFC, by the rules of FORMS 1: BOM; valid UTF-8 with multi-byte; charset told; windows-1252.
 * Single bad bytes inside UTF-8 are read as windows-1252 and counted; NUL becomes U+FFFD; mojibake is reported, not repaired. */
struct pk_decoded { pk_str text; const char *encoding; uint64_t repaired; bool guessed; bool mojibake; };
partikel_status pk_decode(const void *bytes, size_t n, const char *charset, struct pk_decoded *out, struct pk_arena *, partikel_error *);

/* The same without a copy: text that is clean already stays among the bytes, with no NUL behind it. */
partikel_status pk_decode_there(const void *bytes, size_t n, const char *charset, struct pk_decoded *out, struct pk_arena *, partikel_error *);

/* Decoded text → one LINE node a line. CR, CRLF, LF, form feed, U+2028/2029 end a line. Soft hyphens and zero-width
 * characters are gone, NBSP and other blanks are a space, runs of blanks inside a line are one space unless a tab is among
 * them (then one tab). Hard-wrapped paragraphs (lines of a text that were broken at a fixed width) are joined. */
partikel_status pk_plain(pk_str text, struct pk_document *out, struct pk_arena *, partikel_error *);

#endif
