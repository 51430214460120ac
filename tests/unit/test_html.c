/* test_html: pages. Every trap of libxml2 that FORMS 7.2 lists, what raw-text elements and comments hide, encodings, JSON-LD, and what savers leave. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "know/know.h"
#include "../pruned.h"

#define same(a, b) assert_string_equal((a), (b))
#define TEST(name) static void name(void **state)

static struct pk_arena arena;
static struct pk_buf page; /* one that a test writes */
static partikel_error error;
static partikel_reader *reader;

static int begin(void **state) {
  (void)state;
  pk_arena_init(&arena, PK_MAX_ARENA);
  pk_buf_init(&page, PK_MAX_BUF);
  reader = partikel_reader_new(partikel_builtin());
  return reader ? 0 : -1;
}

static int end(void **state) {
  (void)state;
  pk_arena_release(&arena);
  pk_buf_release(&page);
  partikel_reader_free(reader);
  return 0;
}

/* ---- the steps alone ---- */
static struct pk_pruned prune(pk_str html) {
  struct pk_pruned out;
  assert_int_equal(pk_prune(html, &out, &arena, &error), PARTIKEL_OK);
  return out;
}
static const char *spelled(pk_str html) {
  struct pk_pruned p = prune(html);
  return spell_pruned(&p, &arena).s;
}
#define PRUNED(literal) spelled(PK_LIT(literal))

static struct pk_document nodes(pk_str html) {
  struct pk_document d = {0};
  struct pk_pruned p = prune(html);
  assert_int_equal(pk_html(&p, &d, &arena, &error), PARTIKEL_OK);
  return d;
}

#define SPELLED(name, text) text,
static void write_node(const struct pk_document *d, uint32_t i, struct pk_buf *out) {
  static const char *const names[] = {PK_TAG_MAP(SPELLED)};
  if (d->nodes[i].tag == PK_TAG_TEXT) {
    pk_buf_str(out, d->nodes[i].text);
    return;
  }
  pk_buf_text(out, d->nodes[i].tag == PK_TAG_OTHER ? "other" : names[d->nodes[i].tag - PK_TAG_TEXT - 1]);
  for (uint32_t k = 0; k < d->nodes[i].gap; k++) {
    const struct pk_attr *a = &d->attrs[d->nodes[i].attr + k];
    pk_buf_text(out, "[");
    pk_buf_str(out, a->value);
    pk_buf_text(out, "]");
  }
}

/* The page's nodes below body (all, if there is none) as `tag[value of an attribute](children)`. */
static const char *tree(pk_str html) {
  struct pk_document d = nodes(html);
  struct pk_buf out;
  uint32_t ends[64], depth = 0, i = 0;
  pk_buf_init(&out, PK_MAX_BUF);
  for (uint32_t k = 0; k < d.n_nodes; k++)
    if (d.nodes[k].tag == PK_TAG_BODY) i = k + 1;
  for (uint32_t last = i ? d.nodes[i - 1].end : d.n_nodes; i < last; i++) {
    bool closed = false;
    for (; depth && ends[depth - 1] <= i; depth--, closed = true) pk_buf_byte(&out, ')');
    if (out.n && (closed || out.s[out.n - 1] != '(')) pk_buf_byte(&out, ' ');
    write_node(&d, i, &out);
    if (d.nodes[i].end == i + 1) continue;
    assert_true(depth < 64);
    ends[depth++] = d.nodes[i].end;
    pk_buf_byte(&out, '(');
  }
  while (depth--) pk_buf_byte(&out, ')');
  return pk_buf_take(&out, &arena);
}
#define TREE(literal) tree(PK_LIT(literal))

/* ---- whole pages ---- */
#define ARTICLE(text) "<h1>Et hus til familier</h1><p>Kommunen og foreningen vil hjælpe de familier, som har brug for det, og det er vi glade for.</p>" text \
  "<p>Der er mange, som vil være med, og det bliver godt, siger de i huset, når det åbner.</p>"

static const partikel_record *read_bytes(const char *bytes, size_t n, const char *charset) {
  const partikel_record *record;
  partikel_origin origin = {.name = "page.html", .content_type = "text/html", .charset = charset};
  assert_int_equal(partikel_open_memory(reader, bytes, n, &origin), PARTIKEL_OK);
  if (partikel_next(reader, &record) != PARTIKEL_OK) fail_msg("%s", partikel_last_error(reader)->what);
  return record;
}
#define RECORD(literal) read_bytes(literal, sizeof(literal) - 1, NULL)

static void holds(const partikel_record *r, const char *text) {
  if (!strstr(r->article.text, text)) fail_msg("\"%s\" is not in: %.300s", text, r->article.text);
}

static void lacks(const partikel_record *r, const char *text) {
  if (strstr(r->article.text, text)) fail_msg("\"%s\" is in: %.300s", text, r->article.text);
}

static bool warned(const partikel_record *r, const char *code) {
  for (size_t i = 0; i < r->n_warnings; i++)
    if (strcmp(r->warnings[i].code, code) == 0) return true;
  return false;
}

static void repeat(const char *what, size_t n) {
  while (n--) pk_buf_text(&page, what);
}

/* ---- depth and length ---- */
TEST(depth) {
  (void)state;
  static const size_t depths[] = {254, 256, 3000, PK_MAX_HTML_DEPTH + 1, 100000};
  for (size_t k = 0; k < sizeof depths / sizeof *depths; k++) {
    pk_buf_reset(&page);
    pk_buf_text(&page, "<html><body>");
    repeat("<div>", depths[k]);
    pk_buf_text(&page, ARTICLE("<p>Det her står dybt inde i siden, og det skal kunne læses som alt det andet.</p>"));
    repeat("</div>", depths[k]);
    pk_buf_text(&page, "<p>Efter alt det andet kommer der en linje til, som også hører med til siden.</p></body></html>");
    const partikel_record *r = read_bytes(page.s, page.n, NULL);
    holds(r, "står dybt inde");
    holds(r, "Efter alt det andet");
    same(r->article.title, "Et hus til familier");
  }
}

/* At the ceiling an element still has children; over it, its text is the deepest element's. */
TEST(depth_ceiling) {
  (void)state;
  for (uint32_t over = 0; over < 2; over++) {
    pk_buf_reset(&page);
    pk_buf_text(&page, "<html><body>");
    repeat("<div>", PK_MAX_HTML_DEPTH - 2 + over);
    pk_buf_text(&page, "x<p>y</p>z");
    repeat("</div>", PK_MAX_HTML_DEPTH - 2 + over);
    pk_buf_text(&page, "<ul><li>after</ul>");
    struct pk_document d = nodes((pk_str){page.s, page.n});
    uint32_t i = 0, ups = 0;
    while (d.nodes[i].tag != PK_TAG_TEXT) i++;
    assert_true(pk_str_eq(d.nodes[i].text, PK_LIT("x")));
    for (uint32_t up = d.nodes[i].parent; up != UINT32_MAX; up = d.nodes[up].parent) ups++;
    assert_int_equal(ups, PK_MAX_HTML_DEPTH);
    assert_int_equal(d.nodes[i + 1].tag, PK_TAG_P); /* there, but without what stands in it: it is too deep itself */
    assert_int_equal(d.nodes[i + 1].end, i + 2);
    assert_int_equal(d.nodes[i + 2].parent, d.nodes[i].parent);
    assert_true(pk_str_eq(d.nodes[i + 2].text, PK_LIT("yz"))); /* its end tag is nobody's */
    assert_true(pk_str_eq(d.nodes[d.n_nodes - 1].text, PK_LIT("after")));
    assert_int_equal(d.nodes[d.nodes[d.n_nodes - 1].parent].tag, PK_TAG_LI);
  }
}

TEST(long_text) {
  (void)state;
  pk_buf_text(&page, "<html><body><div><p>");
  repeat("Det er en lang tekst. ", 500000); /* 11 MB in one node: libxml2 stops at 10,000,000 bytes unless told not to */
  pk_buf_text(&page, "Her ender den.</p><p>Og så kommer der en linje til, som skal med, når siden læses.</p></div></body></html>");
  struct pk_document d = nodes((pk_str){page.s, page.n});
  size_t longest = 0;
  for (uint32_t i = 0; i < d.n_nodes; i++)
    if (d.nodes[i].text.n > longest) longest = d.nodes[i].text.n;
  assert_true(longest >= 11000000);
  assert_true(pk_str_starts(d.nodes[d.n_nodes - 1].text, PK_LIT("Og så kommer")));
}

TEST(data_uri) {
  (void)state;
  pk_buf_text(&page, "<html><body>" ARTICLE("<img src=\"data:image/png;base64,"));
  repeat("iVBORw0KGgo", 1000000);
  pk_buf_text(&page, "\" alt=\"en > b\"><p title=\"data:");
  repeat("x", 11000000);
  pk_buf_text(&page, "\">Efter billedet går det videre med den tekst, der hører til.</p></body></html>");
  holds(read_bytes(page.s, page.n, NULL), "Efter billedet");
  assert_true(strlen(spelled((pk_str){page.s, page.n})) < 12000); /* the picture is gone, the title cut */
}

TEST(nothing) {
  (void)state;
  const partikel_record *r;
  partikel_origin origin = {.content_type = "text/html"};
  static const char *const empty[] = {"", "<html></html>", "<!-- -->", "<script>x</script>", " \n", "<>", "&#0;"};
  for (size_t i = 0; i < sizeof empty / sizeof *empty; i++) {
    assert_int_equal(partikel_open_memory(reader, empty[i], strlen(empty[i]), &origin), PARTIKEL_OK);
    partikel_status status = partikel_next(reader, &r);
    if (status == PARTIKEL_OK) assert_true(warned(r, "no-article"));
    else assert_int_equal(status, PARTIKEL_FORMAT);
    if (!*empty[i]) same(partikel_last_error(reader)->what, "empty file");
  }
  same(PRUNED(""), "");
  assert_int_equal(nodes(PK_LIT("")).n_nodes, 0);
}

/* ---- encodings ---- */
TEST(utf8) {
  (void)state;
  const partikel_record *r = RECORD("<html><body>" ARTICLE("<p>Rødgrød på en ø, sådan er det jo bare.</p>")); /* nothing declared */
  same(r->source.encoding, "utf-8");
  holds(r, "Rødgrød på en ø");
  assert_false(warned(r, "encoding-guessed"));
  r = RECORD("<html><meta charset=iso-8859-1><body>" ARTICLE("<p>Rødgrød på en ø, sådan er det jo bare.</p>")); /* declared wrongly */
  same(r->source.encoding, "utf-8");
  holds(r, "Rødgrød på en ø");
  r = RECORD("<html><meta charset=utf-8><body>" ARTICLE("<p>En b\xF8rnehave er god, og så er der også de ældre.</p>")); /* one bad byte */
  holds(r, "En børnehave er god, og så er der også de ældre.");
  holds(r, "når det åbner");
  assert_true(warned(r, "bytes-repaired"));
}

TEST(byte_order_mark) {
  (void)state;
  const partikel_record *r = RECORD("\xEF\xBB\xBF<html><meta charset=iso-8859-1><body>" ARTICLE("<p>Rødgrød på en ø, sådan er det jo bare.</p>"));
  same(r->source.encoding, "utf-8");
  holds(r, "Rødgrød på en ø");
  r = RECORD("\xEF\xBB\xBF<html><meta charset=iso-8859-1><body>" ARTICLE("<p>Et b\xF8rnehus på en ø, sådan er det jo bare.</p>"));
  same(r->source.encoding, "utf-8");
  holds(r, "Et børnehus på en ø");
}

#define LATIN "<h1>Et hus til familier</h1><p>Foreningen vil hj\xE6lpe de familier, som har brug for det \x96 og \x93" "det er vi glade for\x94.</p>" \
  "<p>Der er mange, som vil v\xE6re med, og det bliver godt, siger de i huset, n\xE5r det \xE5" "bner.</p>"

TEST(windows_1252) {
  (void)state;
  static const char *const heads[] = {"", "<meta charset=\"iso-8859-1\">", "<meta http-equiv=Content-Type content=\"text/html; charset=ISO-8859-1\">",
                                      "<META CHARSET='us-ascii'>", "<meta charset=utf-8>", "<meta charset=windows-1252>"};
  for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
    pk_buf_reset(&page);
    pk_buf_text(&page, "<html><head>");
    pk_buf_text(&page, heads[i]);
    pk_buf_text(&page, "</head><body>" LATIN "</body></html>");
    const partikel_record *r = read_bytes(page.s, page.n, NULL);
    same(r->source.encoding, "windows-1252");
    holds(r, "hjælpe de familier, som har brug for det – og “det er vi glade for”.");
    holds(r, "når det åbner");
    assert_int_equal(warned(r, "encoding-guessed"), i == 0 || i == 4);
  }
}

TEST(other_encodings) {
  (void)state;
  const partikel_record *r = RECORD("<html><head><meta charset=iso-8859-2></head><body><h1>Dom</h1><p>To jest d\xB3ugi tekst, kt\xF3ry opowiada o domu, gdzie mieszkaj\xB1 ludzie.</p>");
  same(r->source.encoding, "ISO-8859-2");
  holds(r, "To jest długi tekst, który opowiada o domu, gdzie mieszkają ludzie.");
  r = RECORD("<html><head><meta http-equiv=\"content-type\" content=\"text/html; charset=gb2312\"></head><body><h1>\xB7\xBF\xD7\xD3</h1><p>\xD5\xE2\xCA\xC7\xD2\xBB\xB8\xF6\xB3\xA4\xBE\xE4\xD7\xD3\xA3\xAC"
             "\xD5\xE2\xCA\xC7\xD2\xBB\xB8\xF6\xB3\xA4\xBE\xE4\xD7\xD3\xA1\xA3</p>");
  same(r->source.encoding, "GB18030");
  same(r->article.title, "房子");
  struct pk_decoded text;
  assert_int_equal(pk_decode("a\0\xB3", 3, "iso-8859-2", &text, &arena, &error), PARTIKEL_OK);
  same(text.text.s, "a\xEF\xBF\xBDł"); /* a NUL is no character in any of them */
  assert_int_equal(text.repaired, 1);
  r = RECORD("<html><head><meta charset=\"klingon\"></head><body>" LATIN);
  same(r->source.encoding, "windows-1252"); /* nobody knows that one */
  holds(r, "hjælpe de familier");
}

TEST(xhtml) {
  (void)state;
  const partikel_record *r = RECORD("<?xml version=\"1.0\" encoding=\"iso-8859-1\"?><!DOCTYPE html><html xmlns=\"http://www.w3.org/1999/xhtml\"><head><title>Et hus</title></head><body>" ARTICLE("<br /><hr/>"));
  same(r->source.encoding, "utf-8"); /* wrong: the bytes are UTF-8 */
  holds(r, "Kommunen og foreningen vil hjælpe");
  r = RECORD("<?xml version=\"1.0\" encoding=\"iso-8859-1\"?><html><body>" LATIN "</body></html>");
  same(r->source.encoding, "windows-1252"); /* right, as the web means it */
  assert_false(warned(r, "encoding-guessed"));
  same(pk_html_charset(PK_LIT("<?xml version='1.0' encoding='iso-8859-2'?><head><meta charset=gbk></head>"), &arena), "gbk");
  same(pk_html_charset(PK_LIT("<?xml version='1.0' encoding='iso-8859-2'?><head></head>"), &arena), "iso-8859-2");
  assert_null(pk_html_charset(PK_LIT("<html><p>charset=utf-8</p></html>"), &arena));
}

TEST(charset_ceiling) {
  (void)state;
  static const char meta[] = "<meta charset=gbk>";
  for (uint32_t over = 0; over < 2; over++) {
    pk_buf_reset(&page);
    repeat(" ", PK_MAX_CHARSET_HEAD - (sizeof meta - 1) + 2 * over);
    pk_buf_text(&page, meta);
    const char *charset = pk_html_charset((pk_str){page.s, page.n}, &arena);
    if (over) assert_true(!charset || strcmp(charset, "gbk") != 0); /* its last letters lie beyond */
    else same(charset, "gbk");
  }
}

/* ---- characters ---- */
TEST(references) {
  (void)state;
  same(PRUNED("&#150;&#147;&#x94;&#128;"), "–“”€");                       /* C1, as windows-1252 */
  same(PRUNED("&aelig &oslash; &Aring."), "æ ø Å.");                      /* the old names need no semicolon */
  same(PRUNED("&AMP;&amp;&amp"), "&amp;&amp;&amp;");
  same(PRUNED("&period;&lsqb;&rsqb;&commat;&num;"), ".[]@#");             /* names of HTML 5 */
  same(PRUNED("&period &ndash &hellip x"), "&amp;period &amp;ndash &amp;hellip x"); /* these need it */
  same(PRUNED("&notit; &notin; &not"), "¬it; ∉ ¬");                       /* the longest that is a name */
  same(PRUNED("&nbsp;&#160;"), "\xC2\xA0\xC2\xA0");
  same(PRUNED("&#230;&#xE6;&#XE6;&#230"), "ææææ");
  same(PRUNED("&lt;p&gt; &quot;"), "&lt;p> &quot;");                      /* stay what they are: no tag comes of them */
  same(PRUNED("&#60;b&#62;"), "&lt;b>");
  same(PRUNED("&#0;&#xD800;&#1114112;&#99999999999;"), "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");
  same(PRUNED("a&b & c&#;&#x;&;&"), "a&amp;b &amp; c&amp;#;&amp;#x;&amp;;&amp;");
  same(PRUNED("<p title='&aelig &copy=2 &copy;=2 &copyx'>"), "<p title=\"æ &amp;copy=2 ©=2 &amp;copyx\">"); /* in an address &copy= is no name */
  same(PRUNED("a < b <3 <"), "a &lt; b &lt;3 &lt;");
}

TEST(entities) {
  (void)state;
  assert_int_equal(pk_html_entity(PK_LIT("aelig")), 0xE6);
  assert_int_equal(pk_html_entity(PK_LIT("AElig")), 0xC6);
  assert_int_equal(pk_html_entity(PK_LIT("zwnj")), 0x200C); /* the last of the table */
  assert_int_equal(pk_html_entity(PK_LIT("aeli")), 0);
  assert_int_equal(pk_html_entity(PK_LIT("")), 0);
}

TEST(nuls) {
  (void)state;
  static const char bytes[] = "<html><body>" ARTICLE("<p>Her er en\0linje med\0NUL, som ikke ender teksten på siden.</p>");
  const partikel_record *r = read_bytes(bytes, sizeof bytes - 1, NULL);
  holds(r, "ikke ender teksten");
  holds(r, "når det åbner");
}

/* ---- what nobody sees ---- */
TEST(raw_text) {
  (void)state;
  same(PRUNED("a<script>var x = '<p>';</script>b"), "ab");
  same(PRUNED("a<SCRIPT>x</SCRIPT >b<style>p > q {}</style\n>c"), "abc");
  same(PRUNED("a<script>x = '<!-- <script></script> -->';</script>b"), "ab"); /* libxml2 ends it at the first one */
  same(PRUNED("a<script><!-- x</script>b<script>--></script>c"), "abc");      /* no <script inside: it ends at once */
  same(PRUNED("a<script><!-- <script>x</script> y </script>b"), "ab");
  same(PRUNED("a<script><!-- <script>x</script>b"), "ab");                    /* never closed: the first end tag after all */
  same(PRUNED("a<script>'</scripty>'</script>b"), "ab");
  same(PRUNED("a<noscript><img src=x><p>Slå JavaScript til</p></noscript>b"), "ab");
  same(PRUNED("a<template><p>x<template>y</template>z</p></template>b"), "a b");
  same(PRUNED("a<template><script>'</template>'</script>x</template>b"), "a b");
  same(PRUNED("a<textarea><p>x</textarea>b<iframe><p>x</iframe>c<xmp><b></xmp>d<noframes><p></noframes>e<noembed>x</noembed>f"), "abcdef");
  same(PRUNED("a</script>b</textarea>c"), "abc");                             /* end tags of nothing */
}

TEST(never_closed) {
  (void)state;
  same(PRUNED("a<script>x <p>y"), "a");
  same(PRUNED("a<style>x <p>y"), "a");
  same(PRUNED("a<!-- x <p>y"), "a");
  same(PRUNED("a<p title=\"x <p>y"), "a");
  same(PRUNED("a<p class=x"), "a");
  same(PRUNED("a<template>x<p>y"), "a ");
  same(PRUNED("a<svg><g><p>b</p>"), "a <p>b</p>"); /* a drawing ends where HTML begins again */
  same(PRUNED("<title>a<p>b"), "<title>a<p>b");
}

TEST(drawings) {
  (void)state;
  same(PRUNED("a<svg viewBox='0 0 1 1'><title>Facebook</title><path d='M0'/></svg>b"), "a b");
  same(PRUNED("a<svg><svg/><svg>x</svg>y</svg>b"), "a b");
  same(PRUNED("a<svg/>b<math><mi>x</mi></math>c"), "a b c");
  same(PRUNED("a<svg><foreignObject><div><p>x</p></div></foreignObject></svg>b"), "a b");
  same(PRUNED("a<svg><style>x</style><script>'</svg>'</script></svg>b"), "a b");
  const partikel_record *r = RECORD("<html><head><title>Et hus til familier | Faxe Avis</title></head><body><svg><title>Søg</title></svg>" ARTICLE("<svg><title>Del</title><desc>Del siden</desc></svg>"));
  same(r->article.title, "Et hus til familier");
  lacks(r, "Del");
  r = RECORD("<html><body><svg><title>Ikon af en lup</title></svg><div><p>Kommunen og foreningen vil hjælpe de familier, som har brug for det.</p></div>");
  assert_true(!r->article.title || !strstr(r->article.title, "lup"));
}

TEST(comments) {
  (void)state;
  same(PRUNED("a<!-- x > y -- z -->b"), "ab");
  same(PRUNED("a<!--> <p>B</p> -->c"), "a <p>B</p> -->c"); /* HTML 5: an empty comment, what follows is seen */
  same(PRUNED("a<!---> b"), "a b");
  same(PRUNED("a<!----> b"), "a b");
  same(PRUNED("a<!-- x --!> b"), "a b");
  same(PRUNED("a<!DOCTYPE html>b<?xml version='1.0'?>c<![CDATA[d]]>e</ f>g</3>h"), "abcegh");
  struct pk_pruned p = prune(PK_LIT("<!-- saved from url=(0019)https://a.example/ --><p>x<!--short--><!-- onewordandnothingelse --></p>"));
  assert_int_equal(p.comments.n, 1);
  assert_true(pk_str_eq(p.comments.at[0], PK_LIT("saved from url=(0019)https://a.example/")));
}

TEST(comment_ceilings) {
  (void)state;
  for (uint32_t over = 0; over < 2; over++) {
    pk_buf_reset(&page);
    pk_buf_text(&page, "<!--a b");
    repeat("x", PK_MAX_COMMENT - 3 + over);
    pk_buf_text(&page, "-->");
    assert_int_equal(prune((pk_str){page.s, page.n}).comments.n, !over);
    pk_buf_reset(&page);
    repeat("<!-- one of many: a -->", PK_MAX_COMMENTS + over);
    assert_int_equal(prune((pk_str){page.s, page.n}).comments.n, PK_MAX_COMMENTS);
  }
}

/* ---- tags and attributes ---- */
TEST(attributes) {
  (void)state;
  same(PRUNED("<A HREF=\"a>b\" TARGET=_blank onclick='<b>'>x</A>"), "<a href=\"a>b\">x</a>");
  same(PRUNED("<a href='it\"s <b>'>"), "<a href=\"it&quot;s &lt;b>\">");
  same(PRUNED("<p id=a/b class = 'x  y' hidden>z"), "<p id=\"a/b\" class=\"x  y\" hidden=\"\">z");
  same(PRUNED("<p class=a class=b>"), "<p class=\"a\">");
  same(PRUNED("<p style='color:red; DISPLAY : none'>a<p style='display:block'>b"), "<p hidden=\"\">a<p>b");
  same(PRUNED("<p =id=3 / id=4>a"), "<p id=\"4\">a");
  same(PRUNED("<my-element-of-a-long-name id=a>x</my-element-of-a-long-name>"), "<span id=\"a\">x</span>");
  same(PRUNED("<a<b>x</a<b>y<a&lt;>z<o:p>"), "<span>x</span>y<span>z<o:p>"); /* a name ends at a blank, / or >, whatever it is */
  same(PRUNED("<br/><hr /><img src=x alt='y'/>"), "<br><hr><img>");
  same(TREE("<p class=a class=b>x"), "p[a](x)");                        /* the first counts, as in browsers */
  same(TREE("<DIV ID=Top><P>x</P></DIV>"), "div[Top](p(x))");
  same(TREE("<p id=1>a<body class=x><p id=2>b"), "p[1](a) p[2](b)");     /* a second body is none */
  struct pk_document d = nodes(PK_LIT("<div id=a>b</div>"));
  assert_int_equal(d.n_nodes, 4);                                       /* html and body, which are not there, have no attributes */
  assert_true(!d.nodes[0].gap && !d.nodes[1].gap && d.nodes[2].gap == 1);
  same(TREE("<a href='?a=1&amp;b=2&copy=3'>x</a>"), "a[?a=1&b=2&copy=3](x)");
}

TEST(json_ceiling) {
  (void)state;
  static const char head[] = "{\"@type\": \"NewsArticle\", \"headline\": \"Et hus til familier\", \"x\": \"";
  for (size_t over = 0; over < 2; over++) {
    pk_buf_reset(&page);
    pk_buf_text(&page, "<html><head><script type='application/ld+json'>");
    pk_buf_text(&page, head);
    repeat("x", PK_MAX_JSON_BYTES + over - strlen(head) - 2);
    pk_buf_text(&page, "\"}</script></head><body><p>En lang tekst om noget andet.</p></body></html>");
    const partikel_record *r = read_bytes(page.s, page.n, NULL);
    assert_int_equal(warned(r, "jsonld-broken"), over);
    assert_int_equal(r->article.title != NULL, !over);
  }
}

/* The text stays whole whatever its length; facts are looked for in the blocks that end before the ceiling. */
TEST(searched_ceiling) {
  (void)state;
  static const char title[] = "Et hus til familier", last[] = "Huset drives af Red Barnet og Faxe Kommune";
  for (size_t over = 0; over < 2; over++) {
    size_t n = strlen(title);
    pk_buf_reset(&page);
    pk_buf_text(&page, "<html lang=da><body><article><h1>Et hus til familier</h1>");
    for (uint32_t i = 0; n + 400 < PK_MAX_SEARCHED; i++, n += 102) { /* two line feeds and a hundred bytes; no two lines are the same */
      pk_buf_text(&page, "<p>");
      pk_buf_pad(&page, i, 10);
      repeat(" xxxxxxxx", 9);
      pk_buf_text(&page, "xxxxxxxx.</p>");
    }
    pk_buf_text(&page, "<p>");
    pk_buf_text(&page, last);
    repeat("y", PK_MAX_SEARCHED + over - n - 2 - strlen(last) - 1);
    pk_buf_text(&page, ".</p></article></body></html>");
    const partikel_record *r = read_bytes(page.s, page.n, NULL);
    assert_int_equal(r->article.text_size, PK_MAX_SEARCHED + over);
    assert_int_equal(warned(r, "cut"), over);
    holds(r, "Red Barnet og Faxe");
    assert_int_equal(r->n_organisations > 0, !over);
  }
}

TEST(attribute_ceilings) {
  (void)state;
  for (uint32_t over = 0; over < 2; over++) {
    pk_buf_reset(&page);
    pk_buf_text(&page, "<p");
    for (uint32_t i = 0, n = 0; n < PK_MAX_HTML_ATTRIBUTES - 1 + over; i++) { /* names differ, or only the first would count */
      static const char *const names[] = {PK_ATTR_MAP(SPELLED)};
      if (i == PK_ATTR_ID) continue;
      pk_buf_text(&page, " ");
      pk_buf_text(&page, names[i]);
      pk_buf_text(&page, "=y");
      n++;
    }
    pk_buf_text(&page, " id=last>");
    assert_int_equal(strstr(spelled((pk_str){page.s, page.n}), "last") != NULL, !over);
    pk_buf_reset(&page);
    pk_buf_text(&page, "<p id='");
    repeat("x", PK_MAX_HTML_VALUE - 2 + over);
    pk_buf_text(&page, "å'>y");
    struct pk_document d = nodes((pk_str){page.s, page.n});
    pk_str id = pk_node_attr(&d, 2, PK_ATTR_ID);
    assert_int_equal(id.n, over ? PK_MAX_HTML_VALUE - 1 : PK_MAX_HTML_VALUE); /* never half a letter */
    assert_int_equal(pk_str_ends(id, PK_LIT("å")), !over);
  }
}

TEST(shapes) {
  (void)state;
  same(TREE("<p>a<p>b<ul><li>c<li>d</ul>"), "p(a) p(b) ul(li(c) li(d))");
  same(TREE("<p>a <i>b</i>, <span>c</span><br>d"), "p(a b, c br d)");
  same(TREE("<p>a<span class=x>b</span></p>"), "p(a span[x](b))");
  same(TREE("<div>a</b></div></div>b"), "div(a) b");
  same(TREE("<table><tr><td>a<td>b<tr><td>c</table>"), "table(tr(td(a) td(b)) tr(td(c)))");
  same(TREE("<title>a &amp; <b>c</title><p>d"), "p(d)");
  same(TREE("a<i>b</i> <i>c</i>\n<i> d </i> e"), "p(ab c d e)");           /* texts that become one, blanks of their own and between them */
  same(TREE("<p>a\x01\x0B" "b<p>\x02 <p>&#xFFFF;&#32;<p> &#9;c"), "p(ab) p p p( c)"); /* no characters of a page; blanks alone are no text */
  struct pk_document d = nodes(PK_LIT("<head><title>a &amp; <b>c</title></head><p>d"));
  uint32_t i = 0;
  while (d.nodes[i].tag != PK_TAG_TITLE) i++;
  assert_true(pk_str_eq(d.nodes[i + 1].text, PK_LIT("a & <b>c"))); /* a title holds no tags */
}

/* ---- JSON-LD ---- */
static struct pk_metas json(const char *const *scripts, size_t n, pk_warnings *warnings) {
  pk_strings list = {0};
  struct pk_metas out = {0};
  *warnings = (pk_warnings){0};
  for (size_t i = 0; i < n; i++) {
    pk_str *one = pk_vec_add(&arena, &list);
    assert_non_null(one);
    *one = pk_str_of(scripts[i]);
  }
  assert_int_equal(pk_json_ld(&list, &out, warnings, &arena, &error), PARTIKEL_OK);
  return out;
}

/* The k-th value of a key, "" when there is none. */
static const char *value(const struct pk_metas *m, const char *key, unsigned k) {
  for (uint32_t i = 0; i < m->n; i++)
    if (strcmp(m->at[i].key, key) == 0 && !k--) return pk_arena_copy(&arena, m->at[i].value);
  return "";
}

TEST(json_graph) {
  (void)state;
  pk_warnings w;
  const char *scripts[] = {
      "{\"@context\":\"https://schema.org\",\"@graph\":[{\"@type\":[\"NewsArticle\",\"Article\"],\"headline\":\"Et hus\",\"datePublished\":\"2019-05-03T08:00:00+02:00\",\"dateModified\":\"2019-05-04\","
      "\"author\":[{\"@id\":\"#anna\"},{\"@type\":\"Person\",\"name\":\"Bo Lund\"},\"Ida Holm\"],\"publisher\":{\"@id\":\"#avis\"},\"articleSection\":[\"Familie\"],\"keywords\":[\"hus\",\"hj\\u00e6lp\"],"
      "\"inLanguage\":\"da-DK\",\"isAccessibleForFree\":false,\"url\":\"https://a.example/1\",\"description\":\"Om et hus\"},"
      "{\"@type\":\"BreadcrumbList\",\"itemListElement\":[{\"name\":\"Forside\"},{\"item\":{\"name\":\"Nyheder\"}}]}]}",
      "[{\"@type\":\"Person\",\"@id\":\"#anna\",\"name\":\"Anna Jensen\"},{\"@type\":\"Organization\",\"@id\":\"#avis\",\"name\":\"Faxe Avis\"}]"};
  struct pk_metas m = json(scripts, 2, &w);
  assert_int_equal(w.n, 0);
  same(value(&m, "title", 0), "Et hus");
  same(value(&m, "published", 0), "2019-05-03T08:00:00+02:00");
  same(value(&m, "modified", 0), "2019-05-04");
  same(value(&m, "author", 0), "Anna Jensen"); /* named in another script */
  same(value(&m, "author", 1), "Bo Lund");
  same(value(&m, "author", 2), "Ida Holm");
  same(value(&m, "publisher", 0), "Faxe Avis");
  same(value(&m, "section", 0), "Familie");
  same(value(&m, "tag", 1), "hjælp");
  same(value(&m, "language", 0), "da-DK");
  same(value(&m, "paywall", 0), "yes");
  same(value(&m, "url", 0), "https://a.example/1");
  same(value(&m, "lead", 0), "Om et hus");
  same(value(&m, "crumb", 0), "Forside");
  same(value(&m, "crumb", 1), "Nyheder");
}

TEST(json_faults) {
  (void)state;
  pk_warnings w;
  const char *mended[] = {"<!-- {\"@type\":\"Article\",\"headline\":\"Et\nhus\"}; ", "{\"@type\":\"Article\",\"headline\":\"To\"};"};
  struct pk_metas m = json(mended, 2, &w);
  assert_int_equal(w.n, 0);
  same(value(&m, "title", 0), "Et hus");
  same(value(&m, "title", 1), "To");
  const char *broken[] = {"{\"@type\":\"Article\",\"headline\":\"Et", "", "{\"@type\":\"Article\",\"headline\":\"To\"}", "{]"};
  m = json(broken, 4, &w);
  assert_int_equal(w.n, 1);
  same(w.at[0].code, "jsonld-broken");
  same(value(&m, "title", 0), "To");
  const char *nul[] = {"{\"@type\":\"Article\",\"headline\":\"Et\\u0000hus\"}"};
  m = json(nul, 1, &w);
  same(value(&m, "title", 0), "Et");
  assert_int_equal(m.at[0].value.n, 2);
  const char *odd[] = {"7", "null", "\"x\"", "[]", "{}", "{\"@type\":7}", "{\"@type\":\"Article\",\"headline\":7,\"author\":null,\"keywords\":{\"a\":1},\"datePublished\":[]}"};
  m = json(odd, 7, &w);
  assert_int_equal(m.n, 0);
  const partikel_record *r = RECORD("<html><head><meta property='article:published_time' content='2019-05-03'><script type=application/ld+json>{\"@type\":\"NewsArticle\",</script></head><body>" ARTICLE(""));
  assert_true(warned(r, "jsonld-broken"));
  same(r->article.published, "2019-05-03");
}

TEST(json_ceilings) {
  (void)state;
  pk_warnings w;
  for (unsigned over = 0; over < 2; over++) { /* arrays in arrays: the outermost is 0 deep, the object stands one deeper than the last */
    pk_buf_reset(&page);
    repeat("[", PK_MAX_JSON_DEPTH + over);
    pk_buf_text(&page, "{\"@type\":\"Article\",\"headline\":\"Et\"}");
    repeat("]", PK_MAX_JSON_DEPTH + over);
    pk_buf_byte(&page, '\0');
    struct pk_metas m = json(&(const char *){page.s}, 1, &w);
    same(value(&m, "title", 0), over ? "" : "Et");
    assert_int_equal(w.n, 0);

    pk_buf_reset(&page);
    pk_buf_text(&page, "[{}");
    repeat(",{}", PK_MAX_JSON_OBJECTS / 2 - 2); /* half of them in this script, half in the next */
    pk_buf_text(&page, "]");
    pk_buf_byte(&page, '\0');
    size_t next = page.n;
    pk_buf_text(&page, "[{}");
    repeat(",{}", PK_MAX_JSON_OBJECTS / 2 - 1 + over);
    pk_buf_text(&page, ",{\"@type\":\"Article\",\"headline\":\"Sidst\"}]");
    pk_buf_byte(&page, '\0');
    m = json((const char *[]){page.s, page.s + next}, 2, &w);
    same(value(&m, "title", 0), over ? "" : "Sidst");

    pk_buf_reset(&page);
    repeat("<script type=\"application/ld+json\">[]</script>", PK_MAX_JSON_LD + over);
    assert_int_equal(prune((pk_str){page.s, page.n}).json.n, PK_MAX_JSON_LD);
  }
  pk_buf_reset(&page);
  repeat("[", 100000);
  pk_buf_byte(&page, '\0');
  json(&(const char *){page.s}, 1, &w); /* too deep for the JSON reader itself */
  assert_int_equal(w.n, 1);
}

/* ---- metadata ---- */
static struct pk_metas metas_of(pk_str html) {
  struct pk_document d = nodes(html);
  struct pk_metas m = {0};
  assert_int_equal(pk_page_metas(&d, &m, &arena, &error), PARTIKEL_OK);
  return m;
}

TEST(meta_elements) {
  (void)state;
  struct pk_metas m = metas_of(PK_LIT("<html lang=da><head><title> Et\n hus </title><META PROPERTY=og:title CONTENT='Et &oslash;hus'><meta name=DC.Date content=2019-05-03><meta name=author content=''>"
                                      "<link rel='x canonical' href=https://a.example/></head><body><a rel=tag>hus <b>og</b> <div>hjem</div></a><time class='dt-published x' datetime=2019-05-04>i dag</time>"
                                      "<span itemprop=author>Anna <span itemprop=name>Jensen</span></span>"));
  same(value(&m, "language", 0), "da");
  same(value(&m, "title", 0), "Et hus");
  same(value(&m, "title", 1), "Et øhus");
  same(value(&m, "published", 0), "2019-05-03");
  same(value(&m, "published", 1), "2019-05-04");
  same(value(&m, "url", 0), "https://a.example/");
  same(value(&m, "tag", 0), "hus og hjem");
  same(value(&m, "author", 0), "Anna Jensen");
  same(value(&m, "author", 1), "");
}

TEST(meta_ceilings) {
  (void)state;
  for (unsigned over = 0; over < 2; over++) {
    pk_buf_reset(&page);
    repeat("<meta name=author content=a>", PK_MAX_METAS - 1 + over);
    pk_buf_text(&page, "<meta name=author content=last>");
    struct pk_metas m = metas_of((pk_str){page.s, page.n});
    assert_int_equal(m.n, PK_MAX_METAS);
    same(value(&m, "author", PK_MAX_METAS - 1), over ? "a" : "last");
  }
  pk_buf_reset(&page); /* a whole chapter marked as a tag is none, and no failure */
  pk_buf_text(&page, "<html><body>" ARTICLE("<a rel=tag>"));
  repeat("hus ", 5000);
  pk_buf_text(&page, "</a>");
  const partikel_record *r = read_bytes(page.s, page.n, NULL);
  same(r->article.title, "Et hus til familier");
}

/* ---- savers ---- */
static partikel_source saver(pk_str html) {
  struct pk_pruned pruned = prune(html);
  struct pk_document d = {0};
  struct pk_metas m = {0};
  partikel_source out = {0};
  assert_int_equal(pk_html(&pruned, &d, &arena, &error), PARTIKEL_OK);
  assert_int_equal(pk_page_metas(&d, &m, &arena, &error), PARTIKEL_OK);
  assert_int_equal(pk_savers(pk_know_builtin(), &pruned.comments, &m, &out, &arena, &error), PARTIKEL_OK);
  return out;
}

static void saved(const char *html, const char *url, const char *retrieved) {
  partikel_source s = saver(pk_str_of(html));
  if (url) assert_true(s.url && strcmp(s.url, url) == 0);
  else assert_null(s.url);
  if (retrieved && (!s.retrieved || strcmp(s.retrieved, retrieved) != 0)) fail_msg("%s: %s, not %s", html, s.retrieved, retrieved);
  if (!retrieved) assert_null(s.retrieved);
}

TEST(savers) {
  (void)state;
  saved("<!DOCTYPE html>\n<!-- saved from url=(0036)https://avis.example/nyheder/et-hus-1 -->\n<html><p>x", "https://avis.example/nyheder/et-hus-1", NULL); /* Chrome, Edge */
  saved("<!-- saved from url=(0014)about:internet --><html><p>x", NULL, NULL);                                                                            /* a mark of safety, no source */
  saved("<!DOCTYPE html><html><!--\n Page saved with SingleFile \n url: https://avis.example/et-hus \n saved date: Thu Mar 04 2021 15:47:19 GMT+0100 (Central European Standard Time)\n--><p>x",
        "https://avis.example/et-hus", "2021-03-04T14:47:19Z");
  saved("<html><!--\n Archive processed by SingleFile \n url: https://avis.example/et-hus \n saved date: Thu Jul 04 2019 15:47:19 GMT+0200 (CEST)\n--><p>x", "https://avis.example/et-hus",
        "2019-07-04T13:47:19Z"); /* its older spelling */
  saved("<!-- Mirrored from avis.example/et/hus.html by HTTrack Website Copier/3.x [XR&CO'2014], Tue, 04 Sep 2018 06:58:36 GMT -->\n<html><p>x", "http://avis.example/et/hus.html",
        "2018-09-04T06:58:36Z");
  saved("<!-- Mirrored from avis.example/et/hus.html by HTTrack Website Copier/3.x [XR&CO'2014], Tue, 04 Sep 2018 06:58:36 GMT --><html><head>"
        "<link rel=canonical href='https://avis.example/et/hus.html'></head><p>x",
        "https://avis.example/et/hus.html", "2018-09-04T06:58:36Z");
  saved("<!-- Mirrored from avis.example/et/hus.html by HTTrack Website Copier/3.x [XR&CO'2014], Tue, 04 Sep 2018 06:58:36 GMT --><html><head>"
        "<link rel=canonical href='https://anden.example/'></head><p>x",
        "http://avis.example/et/hus.html", "2018-09-04T06:58:36Z"); /* another host says nothing about the scheme */
  saved("<!-- Saved from https://avis.example/et-hus at 2021-03-04T14:47:19Z using monolith v2.6.1 --><html><p>x", "https://avis.example/et-hus", "2021-03-04T14:47:19Z");
  saved("<!-- Saved from local source at 2021-03-04T14:47:19Z using monolith v2.6.1 --><html><p>x", NULL, "2021-03-04T14:47:19Z");
  saved("<html><head><link rel=canonical href='https://web.archive.org/web/20210304144719/https://avis.example/et-hus'></head><p>x</p>"
        "<!--\n     FILE ARCHIVED ON 14:47:19 Mar 04, 2021 AND RETRIEVED FROM THE\n     INTERNET ARCHIVE ON 10:12:13 May 02, 2022.\n     JAVASCRIPT APPENDED BY WAYBACK MACHINE, COPYRIGHT INTERNET ARCHIVE.\n-->",
        "https://avis.example/et-hus", "2021-03-04T14:47:19Z"); /* when the archive fetched it */
  saved("<!-- saved from url=(0067)https://web.archive.org/web/20210304144719/https://avis.example/hus --><html><p>x", "https://avis.example/hus", "2021-03-04T14:47:19Z");
  saved("<html><head><meta name=savepage-url content='https://avis.example/et-hus'><meta name=savepage-title content=Hus><meta name=savepage-date content='Thu Mar 04 2021 15:47:19 GMT+0100 (CET)'></head><p>x",
        "https://avis.example/et-hus", "2021-03-04T14:47:19Z"); /* Save Page WE */
  saved("<html data-scrapbook-source='https://avis.example/et-hus' data-scrapbook-create=20210304144719123><p>x", "https://avis.example/et-hus", "2021-03-04T14:47:19Z"); /* WebScrapBook */
  saved("<html><!-- Added by HTTrack --><meta http-equiv='content-type' content='text/html;charset=utf-8'><!-- /Added by HTTrack --><p>x", NULL, NULL);
  saved("<html><p>x</p><!-- saved by nobody: https://avis.example -->", NULL, NULL);
}

#define T(name) cmocka_unit_test_setup_teardown(name, begin, end)
/* ---- dates ---- */
#define UTC(time) "<meta property='article:published_time' content='" time "'>"

static void dated(const char *head, const char *below, const char *published) {
  struct pk_buf html;
  pk_buf_init(&html, 1 << 16);
  pk_buf_text(&html, "<html><head>");
  pk_buf_text(&html, head);
  pk_buf_text(&html, "</head><body><article>" ARTICLE("") "</article>");
  pk_buf_text(&html, below);
  pk_buf_text(&html, "</body></html>");
  const partikel_record *r = read_bytes(html.s, html.n, NULL);
  if (published) same(r->article.published, published);
  else assert_null(r->article.published);
  pk_buf_release(&html);
}

TEST(local_day) { /* programs say UTC, the address the day where the page was made */
  (void)state;
  dated(UTC("2018-12-31T23:11:59+00:00") "<link rel=canonical href='https://avis.example/2019/01/01/et-hus/'>", "", "2019-01-01");
  dated(UTC("2018-12-31T23:11:59Z") "<link rel=canonical href='https://avis.example/2018/12/31/et-hus/'>", "", "2018-12-31T23:11:59Z");
  dated(UTC("2019-01-01T03:11:59Z") "<link rel=canonical href='https://avis.example/2018/12/31/et-hus/'>", "", "2018-12-31");
  dated(UTC("2018-12-31T07:11:59Z") "<link rel=canonical href='https://avis.example/2019/01/01/et-hus/'>", "", "2018-12-31T07:11:59Z"); /* no zone is so far east of it */
  dated(UTC("2018-12-31T23:11:59+01:00") "<link rel=canonical href='https://avis.example/2019/01/01/et-hus/'>", "", "2018-12-31T23:11:59+01:00");
  dated(UTC("2018-12-31T23:11:59Z") "<link rel=canonical href='https://avis.example/2019/01/03/et-hus/'>", "", "2018-12-31T23:11:59Z");
}

TEST(date_below) { /* only where there is no other */
  (void)state;
  dated("", "<div>Indsendt af karen den 24. juli 2017 - 18:55</div>", "2017-07-24T18:55");
  dated("", "<div>Offentliggjort den 3. maj 2019 af Vejle Kommune</div>", "2019-05-03");
  dated(UTC("2017-07-20"), "<div>Indsendt af karen den 24. juli 2017 - 18:55</div>", "2017-07-20");
  dated("", "<div>Sidst opdateret den 3. maj 2019</div>", NULL);
  dated("", "<div>Mød os på torvet den 3. maj 2019</div>", NULL);
  dated("", "<p>1<p>2<p>3<p>4<p>5<p>6<p>7<p>8<p>Mød os på torvet den 3. maj 2019</p>", NULL); /* far from the headline, and nobody says that it was written then */
  dated("", "<p>1<p>2<p>3<p>4<p>5<p>6<p>7<p>8<p>Udgivet den 3. maj 2019</p>", "2019-05-03");
  dated("", "<div class=comments><div class=comment>Skrevet af Ib den 3. maj 2019</div></div>", NULL);
}

/* ---- JSON-LD ---- */
TEST(how_to) {
  (void)state;
  pk_warnings warnings = {0};
  const char *script = "{\"@type\":\"HowTo\",\"datePublished\":\"2019-05-03T08:00:00:684Z\"}";
  struct pk_metas m = json(&script, 1, &warnings);
  same(value(&m, "published", 0), "2019-05-03T08:00:00:684Z");
  dated("<script type='application/ld+json'>{\"@type\":\"HowTo\",\"datePublished\":\"2019-05-03T08:00:00:684Z\"}</script>", "", "2019-05-03"); /* what follows the day is no time */
}

int main(void) {
  const struct CMUnitTest tests[] = {
      T(depth), T(depth_ceiling), T(long_text), T(data_uri), T(nothing), T(utf8), T(byte_order_mark), T(windows_1252), T(other_encodings), T(xhtml), T(charset_ceiling), T(references),
      T(entities), T(nuls), T(raw_text), T(never_closed), T(drawings), T(comments), T(comment_ceilings), T(attributes), T(attribute_ceilings), T(searched_ceiling), T(json_ceiling), T(shapes), T(json_graph), T(json_faults),
      T(json_ceilings), T(meta_elements), T(meta_ceilings), T(savers), T(local_day), T(date_below), T(how_to),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
