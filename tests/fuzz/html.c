/* Any bytes, decoded, as a page: pruned, and read into the array of nodes. The array is a tree in document order, its texts and attributes are whole, and
 * nothing of the text is lost. What the page says of itself, and its saver of it, is whole too. */
#include <strings.h>

#include "fuzz.h"
#include "know/know.h"
#include "read/html.h"

static void whole(pk_str s) { MUST(s.s && pk_utf8_bad(s) == s.n && !memchr(s.s, 0, s.n)); }

static void check_tree(const struct pk_document *d) {
  uint32_t open[PK_MAX_HTML_DEPTH + 1], depth = 0;
  for (uint32_t i = 0; i < d->n_nodes; i++) {
    const struct pk_node *node = &d->nodes[i];
    while (depth && d->nodes[open[depth - 1]].end <= i) depth--;
    MUST(node->parent == (depth ? open[depth - 1] : UINT32_MAX));
    MUST(node->end > i && node->end <= (depth ? d->nodes[open[depth - 1]].end : d->n_nodes));
    MUST(node->tag < PK_TAGS && node->tag != PK_TAG_LINE);
    if (node->tag == PK_TAG_TEXT) {
      MUST(node->end == i + 1 && node->text.n);
      whole(node->text);
      continue;
    }
    MUST(!node->text.n && node->gap <= PK_MAX_HTML_ATTRIBUTES);
    for (uint32_t k = 0; k < node->gap; k++) {
      MUST(d->attrs[node->attr + k].name < PK_ATTRS);
      whole(d->attrs[node->attr + k].value);
    }
    if (node->end == i + 1) continue;
    MUST(depth < PK_MAX_HTML_DEPTH);
    open[depth++] = i;
  }
}

/* Attributes stand in the order of their elements, and each element has all of one tag and those of no other. */
static void check_attributes(const struct pk_document *d, const struct pk_pruned *p) {
  uint32_t next = 0, k = 0;
  for (uint32_t i = 0; i < d->n_nodes; i++) {
    if (!d->nodes[i].gap) continue;
    while (k < p->owners.n && p->owners.at[k].attr < d->nodes[i].attr) k++;
    MUST(d->nodes[i].attr >= next && k < p->owners.n && p->owners.at[k].attr == d->nodes[i].attr && p->owners.at[k].n == d->nodes[i].gap);
    next = d->nodes[i].attr + d->nodes[i].gap;
  }
  MUST(next <= p->attrs.n);
}

static bool blank(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

/* The letters a to z in the texts. */
static size_t letters(const struct pk_pruned *p) {
  size_t n = 0;
  for (size_t i = 1; i < p->n_texts; i++) n += p->texts[i] >= 'a' && p->texts[i] <= 'z';
  return n;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n) {
  struct pk_arena arena;
  struct pk_decoded in;
  struct pk_pruned pruned;
  struct pk_document doc = {0};
  struct pk_metas metas = {0};
  partikel_error error;
  pk_arena_init(&arena, PK_MAX_ARENA);
  const char *charset = pk_html_charset((pk_str){(const char *)bytes, n}, &arena);
  MUST(pk_decode(bytes, n, charset, &in, &arena, &error) == PARTIKEL_OK);
  MUST(pk_prune(in.text, &pruned, &arena, &error) == PARTIKEL_OK);
  size_t written = letters(&pruned);
  MUST(pk_html(&pruned, &doc, &arena, &error) == PARTIKEL_OK && doc.is_page);
  check_tree(&doc);
  check_attributes(&doc, &pruned);
  size_t seen = 0;
  for (uint32_t i = 0; i < doc.n_nodes; i++)
    for (size_t k = 0; k < doc.nodes[i].text.n; k++) seen += doc.nodes[i].text.s[k] >= 'a' && doc.nodes[i].text.s[k] <= 'z';
  MUST(seen == written);
  MUST(pk_page_metas(&doc, &metas, &arena, &error) == PARTIKEL_OK && metas.n <= PK_MAX_METAS);
  for (uint32_t i = 0; i < metas.n; i++) {
    whole(metas.at[i].value);
    MUST(metas.at[i].value.n && !blank(metas.at[i].value.s[0]) && (metas.at[i].node == UINT32_MAX || metas.at[i].node < doc.n_nodes));
  }
  MUST(pk_savers(pk_know_builtin(), &pruned.comments, &metas, &doc.source, &arena, &error) == PARTIKEL_OK);
  if (doc.source.url) MUST(strncasecmp(doc.source.url, "http", 4) == 0 && pk_utf8_bad(pk_str_of(doc.source.url)) == strlen(doc.source.url));
  struct pk_date when;
  if (doc.source.retrieved) MUST(pk_date_parse(pk_str_of(doc.source.retrieved), &when));
  pk_arena_release(&arena);
  return 0;
}
