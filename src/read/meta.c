/* meta: candidates for the metadata from a page's own markup: meta and link elements, microdata, microformats, time, the
 * marks that savers leave. Each keeps its source; the text room chooses. */
#include "html.h"

/* What a meta element's name says. Order is trust: of one source the first wins. */
static const struct { const char *name, *key, *source; } metas[] = {
    {"og:title", "title", "og"}, {"og:description", "lead", "og"}, {"og:url", "url", "og"}, {"og:site_name", "publisher", "og"}, {"og:locale", "language", "og"},
    {"og:article:published_time", "published", "og"}, {"article:published_time", "published", "og"}, {"article:modified_time", "modified", "og"},
    {"og:updated_time", "modified", "og"}, {"article:author", "author", "og"}, {"og:article:author", "author", "og"}, {"article:section", "section", "og"},
    {"article:tag", "tag", "og"}, {"article:published", "published", "og"}, {"article:modified", "modified", "og"}, {"og:type", "type", "og"},
    {"twitter:title", "title", "twitter"}, {"twitter:description", "lead", "twitter"},
    {"dc.title", "title", "dc"}, {"dcterms.title", "title", "dc"}, {"dc.creator", "author", "dc"}, {"dcterms.creator", "author", "dc"}, {"dc.date", "published", "dc"},
    {"dc.date.issued", "published", "dc"}, {"dc.date.created", "published", "dc"}, {"dcterms.date", "published", "dc"}, {"dcterms.created", "published", "dc"},
    {"dcterms.issued", "published", "dc"}, {"dc.date.modified", "modified", "dc"}, {"dcterms.modified", "modified", "dc"}, {"dc.publisher", "publisher", "dc"},
    {"dcterms.publisher", "publisher", "dc"}, {"dc.description", "lead", "dc"}, {"dc.language", "language", "dc"}, {"dc.subject", "tags", "dc"},
    {"citation_title", "title", "meta"}, {"citation_author", "author", "meta"}, {"citation_publication_date", "published", "meta"}, {"citation_date", "published", "meta"},
    {"parsely-title", "title", "meta"}, {"parsely-author", "author", "meta"}, {"parsely-pub-date", "published", "meta"}, {"parsely-section", "section", "meta"},
    {"sailthru.title", "title", "meta"}, {"sailthru.author", "author", "meta"}, {"sailthru.date", "published", "meta"}, {"author", "author", "meta"}, {"authors", "author", "meta"},
    {"article.author", "author", "meta"}, {"article_author", "author", "meta"}, {"byl", "author", "meta"}, {"date", "published", "meta-date"}, {"pubdate", "published", "meta"}, {"publishdate", "published", "meta"},
    {"publish-date", "published", "meta"}, {"publish_date", "published", "meta"}, {"published", "published", "meta"}, {"publication_date", "published", "meta"},
    {"publicationdate", "published", "meta"}, {"cxenseparse:recs:publishtime", "published", "meta"}, {"article.published", "published", "meta"},
    {"datepublished", "published", "microdata"}, {"article_date_original", "published", "meta"}, {"article.created", "published", "meta"}, {"created", "published", "meta"}, {"dateposted", "published", "meta"},
    {"last-modified", "modified", "meta"}, {"lastmod", "modified", "meta"}, {"modified", "modified", "meta"}, {"datemodified", "modified", "microdata"}, {"revised", "modified", "meta"},
    {"description", "lead", "meta"}, {"keywords", "tags", "meta"}, {"news_keywords", "tags", "meta"}, {"language", "language", "meta"}, {"content-language", "language", "meta"},
    {"application-name", "publisher", "meta"}, {"copyright", "publisher-weak", "meta"}, {"headline", "title", "microdata"}, {"title", "title", "meta"},
    {"savepage-url", "saved-url", "saver"}, {"savepage-date", "saved-date", "saver"}};

static pk_str small_name(pk_str name, char out[48]) {
  size_t n = 0;
  for (; n < name.n && n < 48; n++) {
    char c = name.s[n];
    out[n] = c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
  }
  return (pk_str){out, n};
}

static bool read_meta(const struct pk_document *d, uint32_t i, struct pk_metas *out, struct pk_arena *arena) {
  static const enum pk_attr_name named[] = {PK_ATTR_PROPERTY, PK_ATTR_NAME, PK_ATTR_ITEMPROP, PK_ATTR_HTTP_EQUIV};
  pk_str content = pk_node_attr(d, i, PK_ATTR_CONTENT);
  char room[48];
  if (!content.n) return true;
  for (size_t k = 0; k < sizeof named / sizeof *named; k++) {
    pk_str name = small_name(pk_str_trim(pk_node_attr(d, i, named[k])), room);
    for (size_t m = 0; name.n && m < sizeof metas / sizeof *metas; m++)
      if (pk_str_eq(name, pk_str_of(metas[m].name)) && !pk_meta_add(out, arena, metas[m].key, metas[m].source, content)) return false;
  }
  return true;
}

enum { TEXT_NODES = 2000, TEXT_BYTES = 4096 };   /* of an element that are looked at for metadata */

/* The text of an element, white space folded; .n 0: none, or too much for metadata. */
static pk_str text_of(const struct pk_document *d, uint32_t i, struct pk_arena *arena) {
  struct pk_buf out;
  pk_buf_init(&out, TEXT_BYTES);
  bool gap = false;
  for (uint32_t k = i + 1; k < d->nodes[i].end && k - i < TEXT_NODES && out.n < 1000; k++) {
    if (d->nodes[k].tag != PK_TAG_TEXT) {
      gap = true;
      continue;
    }
    for (size_t at = 0; at < d->nodes[k].text.n; at++) {
      if (out.n + 2 > TEXT_BYTES) return pk_buf_release(&out), (pk_str){NULL, 0};
      char c = d->nodes[k].text.s[at];
      bool blank = c == ' ' || (c >= '\t' && c <= '\r'), hard = c == '\xC2' && at + 1 < d->nodes[k].text.n && d->nodes[k].text.s[at + 1] == '\xA0';
      if (hard) at++, blank = true;
      if (!blank && gap && out.n) pk_buf_byte(&out, ' ');
      if (!blank) pk_buf_byte(&out, c);
      gap = blank;
    }
    gap = true;
  }
  size_t n = out.n;
  const char *s = pk_buf_take(&out, arena);
  return (pk_str){s, s ? n : 0};
}

static bool word_in(pk_str words, const char *word) {
  size_t n = strlen(word);
  for (size_t i = 0; i + n <= words.n;) {
    const char *blank = memchr(words.s + i, ' ', words.n - i);
    size_t end = blank ? (size_t)(blank - words.s) : words.n;
    if (end - i == n && pk_str_is(pk_str_part(words, i, end), word)) return true;
    i = end + 1;
  }
  return false;
}

static bool read_element(const struct pk_document *d, uint32_t i, struct pk_metas *out, struct pk_arena *arena) {
  const struct pk_node *node = &d->nodes[i];
  pk_str property = pk_node_attr(d, i, PK_ATTR_ITEMPROP), class_ = pk_node_attr(d, i, PK_ATTR_CLASS), rel = pk_node_attr(d, i, PK_ATTR_REL);
  pk_str when = pk_node_attr(d, i, PK_ATTR_DATETIME), href = pk_node_attr(d, i, PK_ATTR_HREF);
  if (node->tag == PK_TAG_LINK) return !word_in(rel, "canonical") || pk_meta_add(out, arena, "url", "canonical", href);
  if (node->tag == PK_TAG_META) return read_meta(d, i, out, arena);
  /* the Wayback Machine's own link to all its copies of the page: /web/20101121031244* /http://… */
  if (node->tag == PK_TAG_A && pk_str_starts(href, PK_LIT("/web/")) && memmem(href.s, href.n, "*/http", 6)) return pk_meta_add(out, arena, "saved-url", "saver", href);
  if (node->tag == PK_TAG_HTML) {
    return pk_meta_add(out, arena, "language", "html", pk_node_attr(d, i, PK_ATTR_LANG)) &&
           pk_meta_add(out, arena, "saved-url", "saver", pk_node_attr(d, i, PK_ATTR_SCRAPBOOK_SOURCE)) &&
           pk_meta_add(out, arena, "saved-date", "saver", pk_node_attr(d, i, PK_ATTR_SCRAPBOOK_CREATE));
  }
  if (node->tag == PK_TAG_TITLE) return pk_meta_add(out, arena, "title", "title", text_of(d, i, arena));
  if (property.n) {
    if (!when.n) when = pk_node_attr(d, i, PK_ATTR_CONTENT);
    if (word_in(property, "datepublished")) return pk_meta_add(out, arena, "published", "microdata", when.n ? when : text_of(d, i, arena));
    if (word_in(property, "datemodified")) return pk_meta_add(out, arena, "modified", "microdata", when.n ? when : text_of(d, i, arena));
    if (word_in(property, "articlesection")) return pk_meta_add(out, arena, "section", "microdata", text_of(d, i, arena));
    if (word_in(property, "headline")) return pk_meta_add(out, arena, "title", "microdata", text_of(d, i, arena));
    if (word_in(property, "author")) return pk_meta_add(out, arena, "author", "microdata", text_of(d, i, arena));
  }
  if (when.n && (word_in(class_, "dt-published") || word_in(class_, "entry-date"))) return pk_meta_add(out, arena, "published", "time", when);
  if (when.n && word_in(class_, "updated")) return pk_meta_add(out, arena, "modified", "time", when);
  if (word_in(class_, "published")) {
    pk_str title = pk_node_attr(d, i, PK_ATTR_TITLE);
    return pk_meta_add(out, arena, "published", "time", when.n ? when : title.n ? title : text_of(d, i, arena));
  }
  if (rel.n && word_in(rel, "tag") && node->tag == PK_TAG_A) return pk_meta_add(out, arena, "tag", "rel", text_of(d, i, arena));
  if (rel.n && word_in(rel, "author") && node->tag == PK_TAG_A) return pk_meta_add(out, arena, "author", "rel", text_of(d, i, arena));
  return true;
}

partikel_status pk_page_metas(const struct pk_document *d, struct pk_metas *out, struct pk_arena *arena, partikel_error *err) {
  for (uint32_t i = 0; i < d->n_nodes && out->n < PK_MAX_METAS; i++) {
    uint32_t before = out->n;
    if (d->nodes[i].tag == PK_TAG_TEXT || (!d->nodes[i].gap && d->nodes[i].tag != PK_TAG_TITLE)) continue;
    if (!read_element(d, i, out, arena)) return pk_fail(err, PARTIKEL_NOMEM, "", 0, "out of memory");
    for (uint32_t k = before; k < out->n && d->nodes[i].tag != PK_TAG_META && d->nodes[i].tag != PK_TAG_LINK; k++) out->at[k].node = i;
  }
  return PARTIKEL_OK;
}
