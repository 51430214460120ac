/* html: pruned markup becomes the flat array of nodes, through libxml2's SAX interface: no tree is built. The only file
 * that sees libxml2. Inline elements that say nothing about the text around them are dissolved, so that a paragraph is one
 * run of text. */
#include "html.h"

#include <limits.h>
#include <pthread.h>

#include <libxml/HTMLparser.h>
#include <libxml/parserInternals.h>

#define NONE UINT32_MAX

struct known { const xmlChar *name; uint16_t is; };

struct build {
  PK_VEC(struct pk_node) nodes;
  struct pk_arena *arena;
  const struct pk_owner *owner, *last_owner;   /* those that are still to come */
  char *text, *last_text;   /* the texts that are still to come */
  char *end;                /* of the last one */
  struct known tags[64];    /* by the names' addresses: libxml2 has one for each name */
  struct { uint32_t node; bool own; } stack[PK_MAX_HTML_DEPTH];   /* open elements; one that is dissolved has its parent's node */
  uint32_t depth;           /* always that of the parser */
  htmlParserCtxtPtr parser;
  bool running;             /* the last node is a text that goes on */
  bool blank;               /* blanks came since the last text */
  bool failed;
};

#define TAG_NAME(name, text) {text, PK_TAG_##name},
static const struct { char name[12]; uint16_t tag; } tags[] = {PK_TAG_MAP(TAG_NAME)};
static uint16_t tag_called(const char *name) {
  size_t low = 0, high = sizeof tags / sizeof *tags;
  while (low < high) {
    size_t mid = (low + high) / 2;
    int order = strcmp(tags[mid].name, name);
    if (order == 0) return tags[mid].tag;
    if (order < 0) low = mid + 1;
    else high = mid;
  }
  return PK_TAG_OTHER;
}

static uint16_t tag_of(struct build *b, const xmlChar *name) {
  struct known *one = &b->tags[((uintptr_t)name >> 2 ^ (uintptr_t)name >> 8) & 63];
  if (one->name != name) *one = (struct known){name, tag_called((const char *)name)};
  return one->is;
}

/* Elements that only change the letters' look. */
static bool dissolves(uint16_t tag, bool attributes) {
  switch (tag) {
  case PK_TAG_I: case PK_TAG_EM: case PK_TAG_U: case PK_TAG_S: case PK_TAG_STRIKE: case PK_TAG_TT: case PK_TAG_SUB: case PK_TAG_SUP:
  case PK_TAG_MARK: case PK_TAG_INS: case PK_TAG_ACRONYM: case PK_TAG_BDI: case PK_TAG_BDO: case PK_TAG_BIG: case PK_TAG_DATA: case PK_TAG_DFN:
  case PK_TAG_KBD: case PK_TAG_NOBR: case PK_TAG_SAMP: case PK_TAG_VAR: case PK_TAG_Q: case PK_TAG_CODE: case PK_TAG_WBR: case PK_TAG_INPUT: case PK_TAG_BASE: return true;
  case PK_TAG_SPAN: case PK_TAG_FONT: case PK_TAG_ABBR: case PK_TAG_SMALL: case PK_TAG_CITE: return !attributes;
  default: return false;
  }
}

static struct pk_node *add_node(struct build *b, uint16_t tag) {
  struct pk_node *node = pk_vec_add(b->arena, &b->nodes);
  if (!node) return b->failed = true, NULL;
  *node = (struct pk_node){.tag = tag, .parent = b->depth ? b->stack[b->depth - 1].node : NONE, .end = b->nodes.n};
  return node;
}

/* Who owns the attributes of the tag that ends here; NULL: it has none, or it is none of the page's own. */
static const struct pk_owner *owner_here(struct build *b) {
  const xmlParserInput *in = b->parser->input;
  size_t at = in->consumed + (size_t)(in->cur - in->base);
  while (b->owner < b->last_owner && b->owner->at < at) b->owner++;   /* of a second <body>, which opens no element */
  return b->owner < b->last_owner && b->owner->at == at ? b->owner : NULL;
}

/* One element too deep is taken from the parser's stack again: for each end tag that has no start tag it would look through all of it. */
static void forget_element(htmlParserCtxtPtr parser) {
  if (parser->nameNr < 2) return;
  parser->nameTab[--parser->nameNr] = NULL;
  parser->name = parser->nameTab[parser->nameNr - 1];
}

static void start(void *context, const xmlChar *name, const xmlChar **attributes) {
  struct build *b = context;
  if (b->failed) return;
  (void)attributes;
  uint16_t tag = tag_of(b, name);
  const struct pk_owner *owner = owner_here(b);
  bool own = !dissolves(tag, owner != NULL);
  uint32_t number = b->depth ? b->stack[b->depth - 1].node : NONE;
  if (own) {
    struct pk_node *node = add_node(b, tag);
    if (!node) return;
    number = b->nodes.n - 1;
    b->running = false;
    if (owner) node->attr = owner->attr, node->gap = (uint16_t)owner->n;
  }
  if (b->depth == PK_MAX_HTML_DEPTH) forget_element(b->parser);
  else b->stack[b->depth].node = number, b->stack[b->depth++].own = own;
}

static void end(void *context, const xmlChar *name) {
  struct build *b = context;
  (void)name;
  if (b->failed || !b->depth || !b->stack[--b->depth].own) return;
  b->nodes.at[b->stack[b->depth].node].end = b->nodes.n;
  b->running = false;
}

static bool blank(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

/* The next text: a node, or more of the last one. It lies where it is to be, but for a NUL before it. */
static void add_text(struct build *b) {
  char *from = b->text;
  size_t n = from < b->last_text ? strlen(from) : 0;
  if (!n || (!b->running && !add_node(b, PK_TAG_TEXT))) {   /* no text: cannot be, each sign has its own */
    b->failed = true;
    return;
  }
  pk_str *text = &b->nodes.at[b->nodes.n - 1].text;
  if (!b->running) text->s = b->end = from - b->blank;
  if (b->blank && !(b->running && blank(b->end[-1]))) *b->end++ = ' ';
  if (b->end != from) memmove(b->end, from, n);
  b->end += n;
  text->n = (size_t)(b->end - text->s);
  b->text = from + n + 1;
  b->running = true;
  b->blank = blank(b->end[-1]);
}

static void characters(void *context, const xmlChar *s, int length) {
  struct build *b = context;
  for (int i = 0; i < length && !b->failed; i++) {
    if (s[i] == PK_TEXT_SIGN) add_text(b);
    else b->blank = true;
  }
}

static pthread_once_t parser_once = PTHREAD_ONCE_INIT;

static void untold(void *context, xmlErrorPtr error) { (void)context, (void)error; }

/* libxml2's own state, before anything else of it is touched: even asking for the error handler of a thread makes some of it, without a
 * lock. What it has no memory for there are encodings, which are not asked for. */
static void begin_parser(void) {
  xmlStructuredErrorFunc before = xmlStructuredError;
  void *context = xmlStructuredErrorContext;
  xmlSetStructuredErrorFunc(NULL, untold);
  xmlInitParser();
  xmlSetStructuredErrorFunc(context, before);
}

/* libxml2 would print that it has no memory, and read on: some of its loops then never end. */
static void told(void *context, xmlErrorPtr error) {
  struct build *b = context;
  if (error->code != XML_ERR_NO_MEMORY) return;
  b->failed = true;
  if (b->parser) xmlStopParser(b->parser);
}

/* htmlCreateMemoryParserCtxt step by step: 2.9.14 leaks the parser, or the buffer, when it has no memory for the next step. */
static htmlParserCtxtPtr new_parser(pk_str pruned) {
  htmlParserCtxtPtr parser = htmlNewParserCtxt();
  xmlParserInputBufferPtr buffer = parser ? xmlParserInputBufferCreateMem(pruned.s, (int)pruned.n, XML_CHAR_ENCODING_NONE) : NULL;
  xmlParserInputPtr input = buffer ? xmlNewIOInputStream(parser, buffer, XML_CHAR_ENCODING_NONE) : NULL;
  if (input && inputPush(parser, input) >= 0) return parser;
  if (input) xmlFreeInputStream(input);
  else if (buffer) xmlFreeParserInputBuffer(buffer);
  if (parser) htmlFreeParserCtxt(parser);
  return NULL;
}

static void parse(struct build *b, pk_str pruned) {
  htmlParserCtxtPtr parser = new_parser(pruned);
  if (!parser) {
    b->failed = true;
    return;
  }
  htmlCtxtUseOptions(parser, HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_NONET | HTML_PARSE_IGNORE_ENC);
  parser->options |= XML_PARSE_HUGE;   /* our handlers keep no tree, whose depth and texts 2.9 limits; other versions limit more */
  xmlSwitchEncoding(parser, XML_CHAR_ENCODING_UTF8);
  *parser->sax = (xmlSAXHandler){.startElement = start, .endElement = end, .characters = characters, .ignorableWhitespace = characters, .cdataBlock = characters};
  parser->userData = b;
  b->parser = parser;
  if (!b->failed) htmlParseDocument(parser);
  if (parser->errNo == XML_ERR_NO_MEMORY) b->failed = true;
  b->parser = NULL;
  htmlFreeParserCtxt(parser);
}

partikel_status pk_html(const struct pk_pruned *in, struct pk_document *out, struct pk_arena *arena, partikel_error *err) {
  pk_str pruned = in->html;
  if (pruned.n > INT_MAX) return pk_fail(err, PARTIKEL_LIMIT, "", 0, "a page of more than %u bytes", (uint64_t)INT_MAX);
  struct build *b = pk_arena_alloc(arena, sizeof *b);
  if (!b) return pk_fail(err, PARTIKEL_NOMEM, "", 0, "out of memory");
  b->arena = arena;
  b->owner = in->owners.at;
  b->last_owner = b->owner ? b->owner + in->owners.n : NULL;
  b->nodes.cap = in->tags + 64;   /* an element has two tags and, mostly, a text: seldom too few, and then it grows */
  b->nodes.at = (struct pk_node *)(void *)pk_arena_room(arena, b->nodes.cap * sizeof *b->nodes.at);
  if (!b->nodes.at) return pk_fail(err, PARTIKEL_NOMEM, "", 0, "out of memory");
  b->text = in->texts + 1;
  b->last_text = in->texts + in->n_texts;
  pthread_once(&parser_once, begin_parser);
  xmlStructuredErrorFunc before = xmlStructuredError;   /* of this thread */
  void *context = xmlStructuredErrorContext;
  xmlSetStructuredErrorFunc(b, told);
  if (pruned.n) parse(b, pruned);
  xmlSetStructuredErrorFunc(context, before);
  if (b->failed) return pk_fail(err, PARTIKEL_NOMEM, "", 0, "out of memory");
  while (b->depth) end(b, NULL);
  out->is_page = true;
  out->nodes = b->nodes.at;
  out->n_nodes = b->nodes.n;
  out->attrs = in->attrs.at;
  return PARTIKEL_OK;
}

/* The value that follows `word` in a tag, after = and quotes; .n 0: none. */
static pk_str tag_value(pk_str tag, const char *word) {
  size_t n = strlen(word);
  for (size_t k = 5; k + n < tag.n; k++) {
    if (!pk_str_is(pk_str_part(tag, k, k + n), word)) continue;
    size_t at = k + n, from;
    while (at < tag.n && (tag.s[at] == ' ' || tag.s[at] == '=' || tag.s[at] == '"' || tag.s[at] == '\'')) at++;
    from = at;
    while (at < tag.n && !strchr("\"' ;/?>", tag.s[at])) at++;
    if (at > from) return pk_str_part(tag, from, at);
  }
  return (pk_str){tag.s, 0};
}

const char *pk_html_charset(pk_str bytes, struct pk_arena *arena) {
  pk_str head = {bytes.s, bytes.n < PK_MAX_CHARSET_HEAD ? bytes.n : PK_MAX_CHARSET_HEAD}, xml = {NULL, 0};
  for (size_t i = 0; i + 8 < head.n; i++) {
    const char *open = memchr(head.s + i, '<', head.n - i - 8);
    if (!open) break;
    i = (size_t)(open - head.s);
    bool is_xml = pk_str_is(pk_str_part(head, i, i + 5), "<?xml");
    if (!is_xml && !pk_str_is(pk_str_part(head, i, i + 5), "<meta")) continue;
    pk_str tag = {open, 1};
    while (tag.n < head.n - i && open[tag.n] != '>' && open[tag.n] != '<') tag.n++;   /* where the next tag begins this one has ended */
    pk_str value = tag_value(tag, is_xml ? "encoding" : "charset");
    if (value.n && !is_xml) return pk_arena_copy(arena, value);
    if (value.n) xml = value;   /* believed only where no meta says anything: it is wrong more often */
  }
  return xml.n ? pk_arena_copy(arena, xml) : NULL;
}
