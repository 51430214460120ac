/* prune: does pk_prune change nothing in what libxml2 reads but libxml2's listed faults? Each page is parsed twice, pruned and as it was decoded, with the
 * same handlers; compared are its texts outside raw-text elements, white space folded, with a mark wherever an element begins or ends. The page as it was
 * is first put right, one cause after the other, by the simple means of this file, until both are equal:
 *
 *   references  names that libxml2 does not know or only with their semicolon, numbers 128 to 159
 *   comments    <!--> and --!> end a comment; one that never ends; <!x>, <?x> and </ x> are comments too, and libxml2 shows some of them
 *   raw text    what stands in script, style, noscript … (libxml2 reads tags in some, and ends others too early), in drawings and templates; tags in a title
 *   attributes  libxml2 loses the thread in a tag with a quote too many or too few
 *
 * A page that still differs is a fault, of pk_prune or of this list.
 *
 *   prune [-v] PAGE …     also gzipped */
#include <stdio.h>
#include <stdlib.h>

#include <libxml/HTMLparser.h>
#include <libxml/parserInternals.h>

#include "pruned.h"

enum { EQUAL, REFERENCES, COMMENTS, RAW_TEXT, ATTRIBUTES, UNEXPLAINED, CAUSES };
static const char *const causes[] = {"equal", "references", "comments", "raw text", "attributes", "unexplained"};
static const char *const raw[] = {"script", "style", "noscript", "noembed", "noframes", "iframe", "textarea", "xmp"}, *const trees[] = {"svg", "math", "template"};
#define COUNT(list) (sizeof(list) / sizeof *(list))

static bool named(const char *name, const char *const *list, size_t n) {
  for (size_t i = 0; i < n; i++)
    if (strcmp(name, list[i]) == 0) return true;
  return false;
}

/* ---- what libxml2 reads ---------------------------------------------------------------------------------------------- */
struct seen { struct pk_buf text; unsigned skip; };

static void mark(struct seen *s) {
  while (s->text.n && s->text.s[s->text.n - 1] == ' ') s->text.n--;
  if (s->text.n && s->text.s[s->text.n - 1] != '\n') pk_buf_byte(&s->text, '\n');
}

static void blank(struct seen *s) {
  if (s->text.n && s->text.s[s->text.n - 1] != ' ' && s->text.s[s->text.n - 1] != '\n') pk_buf_byte(&s->text, ' ');
}

static bool skipped(const char *name) { return named(name, raw, COUNT(raw)) || named(name, trees, COUNT(trees)); }

static void start(void *context, const xmlChar *name, const xmlChar **attributes) {
  struct seen *s = context;
  (void)attributes;
  if (skipped((const char *)name)) s->skip++, blank(s);
  else if (!s->skip) mark(s);
}

static void end(void *context, const xmlChar *name) {
  struct seen *s = context;
  if (skipped((const char *)name)) s->skip -= s->skip > 0;
  else if (!s->skip) mark(s);
}

static void characters(void *context, const xmlChar *text, int n) {
  struct seen *s = context;
  for (int i = 0; i < n && !s->skip; i++)
    if (text[i] <= ' ' || text[i] == 0x7F) blank(s);
    else pk_buf_byte(&s->text, (char)text[i]);
}

/* Without the blanks that only tell where something has been skipped. */
static void read_page(pk_str html, struct seen *out) {
  pk_buf_reset(&out->text);
  out->skip = 0;
  htmlParserCtxtPtr parser = html.n ? htmlCreateMemoryParserCtxt(html.s, (int)html.n) : NULL;
  if (!parser) return;
  htmlCtxtUseOptions(parser, HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_NONET | HTML_PARSE_IGNORE_ENC);
  parser->options |= XML_PARSE_HUGE;
  xmlSwitchEncoding(parser, XML_CHAR_ENCODING_UTF8);
  *parser->sax = (xmlSAXHandler){.startElement = start, .endElement = end, .characters = characters, .ignorableWhitespace = characters, .cdataBlock = characters};
  parser->userData = out;
  htmlParseDocument(parser);
  htmlFreeParserCtxt(parser);
  mark(out);
}

/* Are they the same but for blanks? Those beside skipped elements differ; words do not run together unless both do so. */
static bool same(const struct seen *a, const struct seen *b, size_t *at) {
  size_t i = 0, k = 0;
  for (;;) {
    while (i < a->text.n && a->text.s[i] == ' ') i++;
    while (k < b->text.n && b->text.s[k] == ' ') k++;
    *at = i;
    if (i == a->text.n || k == b->text.n) return i == a->text.n && k == b->text.n;
    if (a->text.s[i++] != b->text.s[k++]) return false;
  }
}

/* ---- the page put right ------------------------------------------------------------------------------------------------- */
static bool at_word(pk_str t, size_t i, const char *word) {
  size_t n = strlen(word);
  return i + n <= t.n && pk_str_is(pk_str_part(t, i, i + n), word);
}

static bool ends_name(pk_str t, size_t i) { return i >= t.n || strchr(" \t\r\n\f/>", t.s[i]); }

/* A reference that libxml2 reads as we do stays. */
static void references(pk_str t, struct pk_buf *out) {
  for (size_t i = 0; i < t.n;) {
    size_t used = 0;
    uint32_t cp = t.s[i] == '&' ? pk_html_reference(pk_str_part(t, i, t.n), false, &used) : 0;
    bool whole = used && t.s[i + used - 1] == ';';
    char name[40] = "";
    if (used && used < sizeof name) memcpy(name, t.s + i + 1, used - 1 - whole), name[used - 1 - whole] = '\0';
    const htmlEntityDesc *known = name[0] && name[0] != '#' ? htmlEntityLookup((const xmlChar *)name) : NULL;
    if (!used || strchr("<>&\"", (int)cp) || (whole && known && known->value == cp) || (whole && name[0] == '#' && cp != 0xFFFD && !(cp >= 0x80 && cp < 0x3000))) {
      pk_buf_byte(out, t.s[i++]);
      if (used && !whole && strchr("<>&\"", (int)cp)) { /* &AMP, &lt without ; */
        out->n--;
        pk_buf_text(out, cp == '<' ? "&lt;" : cp == '>' ? "&gt;" : cp == '&' ? "&amp;" : "&quot;");
        i += used - 1;
      } else if (used && cp == '&' && !known) {
        out->n--;
        pk_buf_text(out, "&amp;");
        i += used - 1;
      }
      continue;
    }
    pk_utf8_add(out, cp < 0x20 ? ' ' : cp);
    i += used;
  }
}

/* Behind the comment at i, real or not; i: there is none. */
static size_t comment_at(pk_str t, size_t i) {
  if (at_word(t, i, "<!--")) {
    i += 4;
    if (at_word(t, i, ">")) return i + 1;
    if (at_word(t, i, "->")) return i + 2;
    while (i < t.n && !at_word(t, i, "-->") && !at_word(t, i, "--!>")) i++;
    return at_word(t, i, "-->") ? i + 3 : i < t.n ? i + 4 : i;
  }
  bool letter = i + 2 < t.n && (t.s[i + 2] | 32) >= 'a' && (t.s[i + 2] | 32) <= 'z';
  if (at_word(t, i, "<!doctype") || !(at_word(t, i, "<!") || at_word(t, i, "<?") || (at_word(t, i, "</") && !letter))) return i;
  while (i < t.n && t.s[i] != '>') i++;
  return i < t.n ? i + 1 : i;
}

static void comments(pk_str t, struct pk_buf *out) {
  for (size_t i = 0; i < t.n;) {
    size_t stop = comment_at(t, i);
    if (stop > i) i = stop;
    else pk_buf_byte(out, t.s[i++]);
  }
}

/* Behind the > of the tag at i, quotes taken into account. */
static size_t tag_end(pk_str t, size_t i) {
  char quote = 0;
  for (char before = ' '; i < t.n; i++) {
    if (quote) {
      if (t.s[i] == quote) quote = 0;
    } else if ((t.s[i] == '"' || t.s[i] == '\'') && before == '=') {
      quote = t.s[i];
    } else if (t.s[i] == '>') {
      return i + 1;
    }
    if (!strchr(" \t\r\n\f", t.s[i])) before = t.s[i];
  }
  return t.n;
}

/* The name in the list whose start tag (or end tag) stands at i. */
static const char *tag_at(pk_str t, size_t i, bool end_tag, const char *const *list, size_t n) {
  if (i >= t.n || t.s[i] != '<' || (end_tag && (i + 1 >= t.n || t.s[i + 1] != '/'))) return NULL;
  for (size_t k = 0; k < n; k++)
    if (at_word(t, i + 1 + end_tag, list[k]) && ends_name(t, i + 1 + end_tag + strlen(list[k]))) return list[k];
  return NULL;
}

/* Raw-text elements, drawings and templates are cut out; scripts that hold <!-- <script> end where browsers end them; comments go as well. */
static void raw_text(pk_str t, struct pk_buf *out) {
  static const char *const title[] = {"title"}, *const script[] = {"script"};
  for (size_t i = 0; i < t.n;) {
    size_t stop = comment_at(t, i);   /* a tag in a comment is none */
    if (stop > i) {
      i = stop;
      continue;
    }
    const char *name = tag_at(t, i, false, raw, COUNT(raw)), *tree = tag_at(t, i, false, trees, COUNT(trees));
    if (name) {
      bool is_script = strcmp(name, "script") == 0, hidden = false, inner = false;
      i = tag_end(t, i);
      for (; i < t.n; i++) {
        if (is_script && at_word(t, i, "<!--")) hidden = true;
        if (is_script && at_word(t, i, "-->")) hidden = inner = false;
        if (hidden && tag_at(t, i, false, script, 1)) inner = true;
        if (!tag_at(t, i, true, &name, 1)) continue;
        if (!inner) break;
        inner = false;
      }
      i = tag_end(t, i);
    } else if (tree) {
      unsigned depth = 0;
      bool once = true;
      pk_buf_byte(out, ' ');
      for (; i < t.n && (once || depth); once = false) {
        if (tag_at(t, i, false, &tree, 1)) {
          stop = tag_end(t, i);
          depth += t.s[stop - 2] != '/';
          i = stop;
        } else if (tag_at(t, i, true, &tree, 1)) {
          depth--;
          i = tag_end(t, i);
        } else {
          i++;
        }
      }
    } else if (tag_at(t, i, false, title, 1)) {
      stop = tag_end(t, i);
      pk_buf_str(out, pk_str_part(t, i, stop));
      for (i = stop; i < t.n && !tag_at(t, i, true, title, 1); i++)
        if (t.s[i] == '<') pk_buf_text(out, "&lt;");
        else pk_buf_byte(out, t.s[i]);
    } else if (t.s[i] == '<' && i + 1 < t.n && ((t.s[i + 1] | 32) >= 'a' && (t.s[i + 1] | 32) <= 'z')) { /* what stands in an attribute is no element */
      stop = tag_end(t, i);
      pk_buf_str(out, pk_str_part(t, i, stop));
      i = stop;
    } else {
      pk_buf_byte(out, t.s[i++]);
    }
  }
}

/* Tags without attributes; end tags of what was cut out go. */
static void attributes(pk_str t, struct pk_buf *out) {
  for (size_t i = 0; i < t.n;) {
    size_t name = i + 1 + (i + 1 < t.n && t.s[i + 1] == '/');
    if (t.s[i] != '<' || name >= t.n || !((t.s[name] | 32) >= 'a' && (t.s[name] | 32) <= 'z')) {
      pk_buf_byte(out, t.s[i++]);
      continue;
    }
    size_t stop = tag_end(t, i), n = name;
    while (!ends_name(t, n)) n++;
    if (!tag_at(t, i, true, raw, COUNT(raw)) && !tag_at(t, i, true, trees, COUNT(trees))) {
      pk_buf_str(out, pk_str_part(t, i, n));
      pk_buf_byte(out, '>');
    }
    i = stop;
  }
}

/* ---- pages ------------------------------------------------------------------------------------------------------------------ */
static bool read_file(const char *path, struct pk_buf *out) {
  struct pk_buf packed;
  char room[64 << 10];
  size_t n;
  bool truncated, good = true;
  FILE *f = fopen(path, "rb");
  if (!f) return false;
  pk_buf_init(&packed, PK_MAX_BUF);
  while ((n = fread(room, 1, sizeof room, f)) > 0) pk_buf_add(&packed, room, n);
  fclose(f);
  pk_buf_reset(out);
  if (packed.n > 2 && (unsigned char)packed.s[0] == 0x1F) good = pk_gunzip(packed.s, packed.n, PK_MAX_MEMBER, out, &truncated, NULL) == PARTIKEL_OK;
  else pk_buf_add(out, packed.s, packed.n);
  pk_buf_release(&packed);
  return good;
}

static void show(const char *which, const struct seen *s, size_t at) {
  size_t from = at > 60 ? at - 60 : 0, n = s->text.n - from < 160 ? s->text.n - from : 160;
  printf("  %s: ", which);
  for (size_t i = from; i < from + n; i++) putchar(s->text.s[i] == '\n' ? '|' : s->text.s[i]);
  printf("\n");
}

static int cause_of(const char *path, pk_str html, pk_str pruned, bool verbose) {
  static void (*const mend[])(pk_str, struct pk_buf *) = {references, comments, raw_text, attributes};
  struct seen want = {0}, got = {0};
  struct pk_buf a, b;
  size_t at;
  int cause = EQUAL;
  pk_buf_init(&want.text, PK_MAX_BUF), pk_buf_init(&got.text, PK_MAX_BUF), pk_buf_init(&a, PK_MAX_BUF), pk_buf_init(&b, PK_MAX_BUF);
  read_page(pruned, &got);
  read_page(html, &want);
  pk_buf_str(&a, html);
  while (!same(&got, &want, &at) && cause < UNEXPLAINED) {
    if (verbose && cause < UNEXPLAINED) printf("%s, after %s:\n", path, causes[cause]), show("pruned", &got, at);
    if (cause == ATTRIBUTES) {
      cause = UNEXPLAINED;
      break;
    }
    pk_buf_reset(&b);
    mend[cause]((pk_str){a.s, a.n}, &b);
    pk_buf_byte(&b, '\0'), b.n--;
    struct pk_buf swap = a;
    a = b, b = swap;
    read_page((pk_str){a.s, a.n}, &want);
    cause++;
  }
  if (cause == UNEXPLAINED) {
    printf("%s differs:\n", path);
    show("pruned", &got, at);
    size_t from = 0, i = 0, k = 0;
    while (i < at && k < want.text.n) {
      if (got.text.s[i] == ' ') { i++; continue; }
      if (want.text.s[k] == ' ') { k++; continue; }
      i++, k++;
    }
    from = k;
    show("as it was", &want, from);
  }
  pk_buf_release(&want.text), pk_buf_release(&got.text), pk_buf_release(&a), pk_buf_release(&b);
  return cause;
}

int main(int argc, char **argv) {
  unsigned found[CAUSES] = {0}, pages = 0;
  bool verbose = argc > 1 && strcmp(argv[1], "-v") == 0;
  struct pk_buf file;
  pk_buf_init(&file, PK_MAX_BUF);
  xmlInitParser();
  for (int i = 1 + verbose; i < argc; i++) {
    struct pk_arena arena;
    struct pk_decoded text;
    struct pk_pruned pruned;
    partikel_error error = {0};
    pk_arena_init(&arena, PK_MAX_ARENA);
    if (!read_file(argv[i], &file) || !file.n || pk_decode(file.s, file.n, pk_html_charset((pk_str){file.s, file.n}, &arena), &text, &arena, &error) != PARTIKEL_OK ||
        pk_prune(text.text, &pruned, &arena, &error) != PARTIKEL_OK) {
      printf("prune: %s: cannot be read: %s\n", argv[i], error.what);
      return 1;
    }
    found[cause_of(argv[i], text.text, spell_pruned(&pruned, &arena), verbose)]++;
    pages++;
    pk_arena_release(&arena);
  }
  pk_buf_release(&file);
  printf("prune: %u pages, %u the same as unpruned", pages, found[EQUAL]);
  for (int k = REFERENCES; k < CAUSES; k++) printf(", %u %s", found[k], causes[k]);
  printf("\n");
  return !pages || found[UNEXPLAINED];
}
