/* test_mime: header fields, MIME messages and Safari's web archives: one page out of a container. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "read/member.h"

#define same(a, b) assert_string_equal((a), (b))

static struct pk_arena arena;

static int begin(void **state) { (void)state; pk_arena_init(&arena, PK_MAX_ARENA); return 0; }
static int end(void **state) { (void)state; pk_arena_release(&arena); return 0; }

/* ---- header fields ---- */

static void fields(void **state) {
  (void)state;
  static const char text[] = "Subject: et\r\n to\r\n\ttre\r\nX-Empty:\r\nfrom : a\nLast:b\r\n\r\nBody: no field";
  pk_str bytes = PK_LIT(text);
  struct pk_field f;
  size_t at = 0;
  assert_true(pk_field_next(bytes, &at, &f) && pk_str_is(f.name, "subject"));
  assert_true(pk_str_eq(f.value, PK_LIT("et\r\n to\r\n\ttre")));
  same(pk_field_text(f.value, &arena), "et to tre");
  assert_true(pk_field_next(bytes, &at, &f) && pk_str_is(f.name, "x-empty") && f.value.n == 0);
  assert_null(pk_field_text(f.value, &arena));
  assert_true(pk_field_next(bytes, &at, &f) && pk_str_is(f.name, "from") && pk_str_eq(f.value, PK_LIT("a")));
  assert_true(pk_field_next(bytes, &at, &f) && pk_str_is(f.name, "last") && !pk_str_is(f.name, "las") && !pk_str_is(f.name, "last1"));
  assert_false(pk_field_next(bytes, &at, &f));
  same(text + at, "Body: no field"); /* behind the blank line */

  /* A line that is no field is the body's; a line of blanks belongs to the field before it. */
  static const char cut[] = "A: 1\nHej med dig: du\n", blanks[] = "A: 1\n  \nB: 2\n \nhej";
  at = 0;
  assert_true(pk_field_next(PK_LIT(cut), &at, &f));
  assert_false(pk_field_next(PK_LIT(cut), &at, &f));
  same(cut + at, "Hej med dig: du\n");
  at = 0;
  assert_true(pk_field_next(PK_LIT(blanks), &at, &f) && pk_str_eq(f.value, PK_LIT("1")));
  assert_true(pk_field_next(PK_LIT(blanks), &at, &f) && pk_str_eq(f.value, PK_LIT("2")));
  assert_false(pk_field_next(PK_LIT(blanks), &at, &f));
  same(blanks + at, "hej");
}

#define TEXT(literal) pk_field_text(PK_LIT(literal), &arena)

static void encoded_words(void **state) {
  (void)state;
  same(TEXT("=?utf-8?Q?K=C3=B8kken_bord?="), "Køkken bord");
  same(TEXT("=?ISO-8859-1?q?K=f8kken?= bord"), "Køkken bord");
  same(TEXT("=?windows-1252?Q?=93hej=94_=96_du?="), "“hej” – du");
  same(TEXT("=?UTF-8?B?w6bDuMOl?="), "æøå");
  same(TEXT("=?iso-8859-1?b?5vjl?="), "æøå");
  same(TEXT("=?UTF-8?B?w6bDuA?="), "æø");                                     /* padding left out */
  same(TEXT("=?utf-8?Q?f=C3=A6l?=\r\n =?utf-8?Q?les?="), "fælles");            /* the blank between two is not meant */
  same(TEXT("=?utf-8?Q?f=C3?= =?UTF-8?Q?=A6lles?="), "fælles");                /* a character split over two */
  same(TEXT("=?utf-8?Q?f=C3?= =?utf-8?B?pmxsZXM=?="), "fælles");               /* … also over two codings */
  same(TEXT("=?utf-8?Q?=C3=A6?= =?iso-8859-1?Q?=E6?= x"), "ææ x");
  same(TEXT("=?utf-8?Q?a?= b =?utf-8?Q?c?="), "a b c");
  same(TEXT("=?utf-8*da?Q?=C3=A6?="), "æ");                                    /* RFC 2231: with a language */
  same(TEXT("=?utf-8?Q?Hvad? Ja, nu?="), "Hvad? Ja, nu");                      /* not encoded as it should be */
  same(TEXT("=?utf-8?Q?=3Xa=?="), "=3Xa=");
  same(TEXT("=?utf-8?X?a?= =?utf-8?Q?b"), "=?utf-8?X?a?= =?utf-8?Q?b");        /* none */
  same(TEXT("1 =? 2"), "1 =? 2");
  same(TEXT("r\xC3\xA5"), "rå");                                              /* not encoded at all */
  same(TEXT("r\xE5"), "rå");
  same(TEXT("a\t\x01 b\x7F"), "a b");
  assert_null(TEXT("=?utf-8?Q?_?="));
}

/* A field is read up to PK_MAX_FIELD bytes, and never half a character. */
static void long_fields(void **state) {
  (void)state;
  static char text[PK_MAX_FIELD + 2];
  memset(text, 'a', sizeof text);
  assert_int_equal(strlen(pk_field_text((pk_str){text, PK_MAX_FIELD}, &arena)), PK_MAX_FIELD);
  assert_int_equal(strlen(pk_field_text((pk_str){text, PK_MAX_FIELD + 1}, &arena)), PK_MAX_FIELD);
  memcpy(text + PK_MAX_FIELD - 1, "\xC3\xA6", 2);
  assert_int_equal(strlen(pk_field_text((pk_str){text, PK_MAX_FIELD + 1}, &arena)), PK_MAX_FIELD - 1);
  memcpy(text, "http://", 7);
  text[PK_MAX_FIELD - 1] = text[PK_MAX_FIELD] = 'a';
  assert_non_null(pk_field_url((pk_str){text, PK_MAX_FIELD}, &arena));
  assert_null(pk_field_url((pk_str){text, PK_MAX_FIELD + 1}, &arena));
}

#define SENDER(literal) pk_field_sender(PK_LIT(literal), &arena)

static void senders(void **state) {
  (void)state;
  same(SENDER("Jens Hansen <jens@x.dk>"), "Jens Hansen");
  same(SENDER("\"Hansen, Jens\" <jens@x.dk>, Else <e@x.dk>"), "Hansen, Jens");
  same(SENDER("\"Jens \\\"J\\\" Hansen\" <jens@x.dk>"), "Jens \"J\" Hansen");
  same(SENDER("=?iso-8859-1?Q?J=F8rn?= =?iso-8859-1?Q?_Ravn?= <j@x.dk>"), "Jørn Ravn");
  same(SENDER("\"=?utf-8?Q?J=C3=B8rn?=\" <j@x.dk>"), "Jørn");
  same(SENDER("=?utf-8?Q?Ravn, J=C3=B8rn?= <j@x.dk>"), "Ravn, Jørn");
  same(SENDER("j@x.dk (Jens Hansen)"), "Jens Hansen");
  same(SENDER("'Jens Hansen' <j@x.dk>"), "Jens Hansen");
  same(SENDER("Alle: Jens <j@x.dk>;"), "Jens");
  assert_null(SENDER("j@x.dk"));
  assert_null(SENDER("<j@x.dk>"));
  assert_null(SENDER("\"j@x.dk\" <j@x.dk>"));
  assert_null(SENDER(""));
  assert_null(SENDER("\"Jens"));
}

static const char *parameter(const char *value, const char *name) {
  pk_str v = pk_field_parameter(pk_str_of(value), name, &arena);
  return v.s ? pk_arena_copy(&arena, v) : "(none)";
}

static void parameters(void **state) {
  (void)state;
  same(parameter("text/html; charset=utf-8", "charset"), "utf-8");
  same(parameter("text/html; CHARSET = \"utf-8\" ; x", "charset"), "utf-8");
  same(parameter("text/plain; charset=us-ascii (Plain text)", "charset"), "us-ascii");
  same(parameter("a/b; title=\"a; boundary=no\"; boundary=\"=_\\\"x;y\\\\\"", "boundary"), "=_\"x;y\\");
  same(parameter("multipart/mixed;\r\n\tboundary=----=_Part_1.2", "boundary"), "----=_Part_1.2");
  same(parameter("multipart/mixed; boundary=\"ab\r\n c\"", "boundary"), "ab c");
  same(parameter("multipart/mixed; boundary=\"abc", "boundary"), "abc");
  same(parameter("multipart/mixed; boundary=abc; boundary=def", "boundary"), "abc");
  same(parameter("multipart/mixed; boundary=", "boundary"), "");
  same(parameter("multipart/mixed; bound=x", "boundary"), "(none)");
  same(parameter("multipart/mixed", "boundary"), "(none)");
  same(parameter("a/b; boundary=\"\xE6\"", "boundary"), "\xE6"); /* its own bytes */
  /* RFC 2231 */
  same(parameter("a/b; title*=us-ascii'en-us'This%20is%20fun", "title"), "This is fun");
  same(parameter("a/b; title*=iso-8859-1''K%F8kken", "title"), "Køkken");
  same(parameter("a/b; title=Koekken; title*=utf-8'da'K%c3%b8kken; title=x", "title"), "Køkken");
  same(parameter("a/b; title*=\"utf-8''K%C3%B8kken\"", "title"), "Køkken");
  same(parameter("a/b; title*0*=utf-8''K%C3; title*1*=%B8k; title*2=\"ken%20\"", "title"), "Køkken%20");
  same(parameter("a/b; boundary*1=cd; boundary*0=\"a b\"; boundary*3=no", "boundary"), "a bcd");
  same(parameter("a/b; boundary*1=cd", "boundary"), "(none)");
  same(parameter("a/b; title*=%E6", "title"), "æ");
  same(parameter("a/b; title*x=1; title*0x=2", "title"), "(none)");
  same(pk_field_type(PK_LIT("Text/HTML; charset=x"), &arena), "text/html");
  same(pk_field_type(PK_LIT("BASE64 (comment)"), &arena), "base64");
  assert_null(pk_field_type(PK_LIT("; x=y"), &arena));
}

static void parameter_parts_have_a_ceiling(void **state) {
  (void)state;
  struct pk_buf b;
  pk_buf_init(&b, 4096);
  pk_buf_text(&b, "a/b");
  for (int k = 0; k <= PK_MAX_PARAMETER_PARTS; k++) {
    pk_buf_text(&b, "; n*");
    pk_buf_int(&b, k);
    pk_buf_text(&b, "=x");
    assert_int_equal(pk_field_parameter((pk_str){b.s, b.n}, "n", &arena).n, k < PK_MAX_PARAMETER_PARTS ? k + 1 : PK_MAX_PARAMETER_PARTS);
  }
  pk_buf_release(&b);
}

static const char *date(const char *text, bool utc) {
  static char out[32];
  struct pk_date d;
  if (!pk_field_date(pk_str_of(text), &d)) return "(none)";
  if (utc) pk_date_utc(&d);
  pk_date_edtf(&d, out);
  return out;
}

static void dates(void **state) {
  (void)state;
  static const char rows[][3][48] = {
      {"Thu, 4 Mar 2021 14:47:19 -0000", "2021-03-04T14:47:19Z", "2021-03-04T14:47:19Z"},
      {"Thu, 04 Mar 2021 15:47:19 +0100 (CET)", "2021-03-04T15:47:19+01:00", "2021-03-04T14:47:19Z"},
      {"1 Jan 2010 00:30 +0100", "2010-01-01T00:30+01:00", "2009-12-31T23:30Z"},
      {"Fri, 31 Dec 2010 23:30:00 -0330", "2010-12-31T23:30:00-03:30", "2011-01-01T03:00:00Z"},
      {"29 Feb 2012 20:00:00 EST", "2012-02-29T20:00:00-05:00", "2012-03-01T01:00:00Z"},
      {"Fri, 02 Jul 99 10:00:00 GMT", "1999-07-02T10:00:00Z", "1999-07-02T10:00:00Z"},
      {"2 Jul 05 10:00:00 UT", "2005-07-02T10:00:00Z", "2005-07-02T10:00:00Z"},
      {"2 Jul 105 10:00:00 cest", "2005-07-02T10:00:00+02:00", "2005-07-02T08:00:00Z"},
      {"Thu Mar  4 14:47:19 2021", "2021-03-04T14:47:19", "2021-03-04T14:47:19"},
      {"Thu Mar 04 2021 14:47:19 GMT+0100 (normaltid)", "2021-03-04T14:47:19+01:00", "2021-03-04T13:47:19Z"},
      {"Thursday, 04-Mar-21 14:47:19 GMT", "2021-03-04T14:47:19Z", "2021-03-04T14:47:19Z"},
      {"Thu,\r\n 4 (fourth (or so)) March 2021 14 :47", "2021-03-04", "2021-03-04"},
      {"4 Mar 2021 14:47:60 +0000", "2021-03-04T14:47:59Z", "2021-03-04T14:47:59Z"},
      {"4 Mar 2021 14:47:19 XYZ", "2021-03-04T14:47:19", "2021-03-04T14:47:19"},
      {"30 Feb 2021 14:47:19", "(none)", "(none)"},
      {"4 Mar 2021 24:00:00", "(none)", "(none)"},
      {"4 marts", "(none)", "(none)"},
      {"Mar 2021", "(none)", "(none)"},
      {"4 3 2021", "(none)", "(none)"},
      {"4 Mar 1821", "(none)", "(none)"},
      {"", "(none)", "(none)"}};
  for (size_t k = 0; k < sizeof rows / sizeof *rows; k++) {
    same(date(rows[k][0], false), rows[k][1]);
    same(date(rows[k][0], true), rows[k][2]);
  }
}

/* ---- MIME ---- */

static struct pk_member page;

static partikel_status mime(pk_str bytes, partikel_error *e) {
  char *copy = malloc(bytes.n ? bytes.n : 1); /* exact, so that a sanitizer sees one byte too many */
  memcpy(copy, bytes.s, bytes.n);
  partikel_status s = pk_mime((pk_str){copy, bytes.n}, &page, &arena, e);
  if (s == PARTIKEL_OK) page.body.s = pk_arena_copy(&arena, page.body);
  free(copy);
  return s;
}

/* The body of a message that can be read. */
static const char *body(const char *text) {
  partikel_error e = {0};
  if (mime(pk_str_of(text), &e) != PARTIKEL_OK) fail_msg("%s", e.what);
  return page.body.s;
}

#define TOP "MIME-Version: 1.0\n"
#define HTML(more) TOP "Content-Type: text/html\n" more "\n"
#define RELATED TOP "Content-Type: multipart/related; boundary=B\n\n"

static const char chrome[] =
    "From: <Saved by Blink>\r\n"
    "Snapshot-Content-Location: https://avis.example/artikel/1\r\n"
    "Subject: =?utf-8?Q?K=C3=B8kkenb?=\r\n =?utf-8?Q?ordet?=\r\n"
    "Date: Thu, 4 Mar 2021 15:47:19 +0100\r\n"
    "MIME-Version: 1.0\r\n"
    "Content-Type: multipart/related;\r\n\ttype=\"text/html\";\r\n\tboundary=\"----MultipartBoundary--kX9----\"\r\n"
    "\r\n\r\n"
    "------MultipartBoundary--kX9----\r\n"
    "Content-Type: text/html\r\n"
    "Content-ID: <frame-1@mhtml.blink>\r\n"
    "Content-Transfer-Encoding: quoted-printable\r\n"
    "Content-Location: https://avis.example/artikel/1\r\n"
    "\r\n"
    "<html><meta charset=3D\"utf-8\"><p>K=C3=\r\n=B8kkenbordet</p>\r\n</html>\r\n"
    "------MultipartBoundary--kX9----\r\n"
    "Content-Type: text/html\r\n"
    "Content-ID: <frame-2@mhtml.blink>\r\n"
    "Content-Transfer-Encoding: quoted-printable\r\n"
    "Content-Location: cid:frame-2@mhtml.blink\r\n"
    "\r\n"
    "<p>en annonce</p>\r\n"
    "------MultipartBoundary--kX9----\r\n"
    "Content-Type: image/gif\r\n"
    "Content-Transfer-Encoding: base64\r\n"
    "\r\n"
    "R0lGODlhAQABAAAAACw=\r\n"
    "------MultipartBoundary--kX9------\r\n";

static void chrome_page(void **state) {
  (void)state;
  assert_true(pk_is_mime(chrome, sizeof chrome - 1));
  same(body(chrome), "<html><meta charset=\"utf-8\"><p>Køkkenbordet</p>\r\n</html>");
  same(page.format, "mhtml");
  same(page.content_type, "text/html");
  assert_null(page.charset);
  same(page.url, "https://avis.example/artikel/1");
  same(page.retrieved, "2021-03-04T14:47:19Z");
  same(page.title, "Køkkenbordet");
  assert_null(page.author);
  assert_null(page.published);
  assert_false(page.truncated);
}

static void other_savers(void **state) {
  (void)state;
  /* Internet Explorer: a saver named in the user's language, a charset, a folded address. */
  same(body("From: \"Gemt af Windows Internet Explorer 8\"\nSubject: Nyt\nDate: Fri, 22 Jan 2010 13:12:03 +0100\n" TOP
            "Content-Type: multipart/related;\n\ttype=\"text/html\";\n\tboundary=\"----=_NextPart_000_0000\"\n"
            "X-MimeOLE: Produced By Microsoft MimeOLE\n\nThis is a multi-part message in MIME format.\n\n"
            "------=_NextPart_000_0000\nContent-Type: text/html;\n\tcharset=\"windows-1252\"\nContent-Transfer-Encoding: quoted-printable\n"
            "Content-Location: http://www.avis.example/\n lang/sti.asp?id=3\n\n<P>b=F8rn</P>\n"
            "------=_NextPart_000_0000--\n"),
       "<P>b\xF8rn</P>");
  same(page.format, "mhtml");
  same(page.charset, "windows-1252");
  same(page.url, "http://www.avis.example/lang/sti.asp?id=3");
  same(page.retrieved, "2010-01-22T12:12:03Z");
  same(page.title, "Nyt");
  assert_null(page.author);

  /* Word: nothing but parts, and a place on somebody's disk. */
  same(body(RELATED "--B\nContent-Type: text/html\nContent-Location: file:///C:/1.htm\n\n<p>a\n--B--\n"), "<p>a");
  same(page.format, "mhtml");
  assert_null(page.url);
  assert_null(page.title);

  /* A single page without images; a saver with an address-like name. */
  same(body("From: <Saved by Mozilla 5.0 (Windows; da) x@y>\n" HTML("Content-Location: HTTPS://a.dk/\n") "<p>b"), "<p>b");
  same(page.format, "mhtml");
  same(page.url, "HTTPS://a.dk/");
  assert_null(page.author);
}

static void addresses(void **state) {
  (void)state;
  static const char rows[][3][64] = {
      {"", "Content-Location: side.html\n", ""},
      {"Content-Base: http://a.dk/b/c?d/e\n", "Content-Location: side.html\n", "http://a.dk/b/side.html"},
      {"Content-Base: http://a.dk\n", "Content-Location: side.html\n", "http://a.dk/side.html"},
      {"Content-Base: http://a.dk/b/\n", "Content-Location: /side.html\n", "http://a.dk/side.html"},
      {"Content-Base: http://a.dk/b/\n", "Content-Location: ../side.html\n", ""},
      {"Content-Base: http://a.dk/b/\n", "Content-Location: cid:1@x\n", ""},
      {"Content-Base: http://a.dk/b/\n", "", "http://a.dk/b/"},
      {"Content-Location: http://a.dk/b/\n", "Content-Location: c\n", "http://a.dk/b/c"},
      {"Content-Base: file:///c:/\n", "Content-Location: c\n", ""},
      {"", "Content-Base: http://b.dk/\nContent-Location: c\n", "http://b.dk/c"},
      {"", "Content-Location: \"<http://b.dk/c>\"\n", "http://b.dk/c"},
      {"", "Content-Location: =?utf-8?Q?http://b.dk/=C3=A6?=\n", "http://b.dk/æ"},
      {"Snapshot-Content-Location: file:///x\n", "Content-Location: http://b.dk/\n", "http://b.dk/"}};
  for (size_t k = 0; k < sizeof rows / sizeof *rows; k++) {
    char text[4096];
    snprintf(text, sizeof text, "%s" RELATED "--B\nContent-Type: text/html\n%s\n<p>\n--B--\n", rows[k][0], rows[k][1]);
    same(body(text), "<p>");
    same(page.url ? page.url : "", rows[k][2]);
  }
}

static void boundaries(void **state) {
  (void)state;
  /* Before the first and after the last boundary nothing counts; blanks behind a boundary do not either. */
  same(body(RELATED "preamble\n--Bx\n--B \t\nContent-Type: text/html\n\n1\n--B--  \nepilogue\n--B\nContent-Type: text/html\n\n2\n"), "1");
  assert_false(page.truncated);
  same(body(TOP "Content-Type: multipart/related; boundary=\"B  \"\n\n--B\nContent-Type: text/html\n\n1\n--B--"), "1");
  /* Only a whole line is a boundary, and only what the header names. */
  same(body(RELATED "--B\n\nx --B\n--Bo\n--B-\n --B\n--b\n--B- -\n--B--x\n--B\r\n\n2\n--B--"), "x --B\n--Bo\n--B-\n --B\n--b\n--B- -\n--B--x");
  /* One boundary is the beginning of the other, both ways. */
  same(body(TOP "Content-Type: multipart/mixed; boundary=B\n\n--B\nContent-Type: multipart/alternative; boundary=B1\n\n"
                "--B1\n\nplain\n--B1\nContent-Type: text/html\n\n<p>html\n--B1--\n--B\n\nlast\n--B--\n"),
       "<p>html");
  assert_false(page.truncated);
  same(body(TOP "Content-Type: multipart/mixed; boundary=B1\n\n--B1\nContent-Type: multipart/alternative; boundary=B\n\n"
                "--B\n\nplain\n--B\nContent-Type: text/html\n\n<p>html\n--B--\n--B1\n\nlast\n--B1--\n"),
       "<p>html");
  assert_false(page.truncated);
  /* Data that ends early, or an inner end that is missing. */
  same(body(RELATED "--B\nContent-Type: text/html\n\n1\n2"), "1\n2");
  assert_true(page.truncated);
  same(body(RELATED "--B\nContent-Type: text/html\n\n1\n--B\nContent-Type: image/png\n\nxx"), "1");
  assert_true(page.truncated);
  same(body(TOP "Content-Type: multipart/mixed; boundary=B\n\n--B\nContent-Type: multipart/alternative; boundary=C\n\n"
                "--C\nContent-Type: text/html\n\n1\n--B--\n"),
       "1");
  assert_true(page.truncated);
  /* Empty parts, a part without header, one that begins without the blank line. */
  same(body(RELATED "--B\n--B\n\n--B\n\n\n--B\n\nhej\n--B--\n"), "hej");
  assert_null(page.content_type);
  same(page.format, "eml");
  same(body(RELATED "--B\nhej du\nMere: ja\n--B--\n"), "hej du\nMere: ja");
}

static void roots(void **state) {
  (void)state;
#define START(id) TOP "Content-Type: multipart/related; boundary=B; start=" id "\n\n"
#define FRAMES "--B\nContent-Type: text/html\nContent-ID: <one@x>\n\n1\n--B\nContent-Type: text/html\nContent-ID: <two@x>\n\n2\n--B--\n"
  same(body(RELATED FRAMES), "1");
  same(body(START("\"<two@x>\"") FRAMES), "2");
  same(body(START("two@x") FRAMES), "2");
  same(body(START("\"<three@x>\"") FRAMES), "1");
  /* A root that is no text: the best of what stands beside it. */
  same(body(START("i") "--B\nContent-Type: image/png\nContent-ID: <i>\n\nx\n--B\nContent-Type: text/html\n\n1\n--B--"), "1");
  same(body(RELATED "--B\n\nplain\n--B\nContent-Type: APPLICATION/xhtml+xml; charset=UTF-8\n\n<p>\n--B--"), "<p>");
  same(page.content_type, "application/xhtml+xml");
  same(page.charset, "UTF-8");
  same(body(RELATED "--B\nContent-Type: text/css\n\np{}\n--B\nContent-Type: text/plain\n\nplain\n--B--"), "plain");
  /* The first in the text, though the other stands less deep. */
  same(body(RELATED "--B\nContent-Type: multipart/alternative; boundary=C\n\n--C\nContent-Type: text/html\n\n1\n--C--\n"
                    "--B\nContent-Type: text/html\n\n2\n--B--"),
       "1");
  /* Attachments are no body, nor is what stands in them. */
  same(body(RELATED "--B\nContent-Type: text/html\nContent-Disposition: Attachment; filename=a.html\n\n1\n--B\n\nplain\n--B--"), "plain");
  same(body(RELATED "--B\nContent-Type: multipart/mixed; boundary=C\nContent-Disposition: attachment\n\n--C\n\n1\n--C--\n--B\n\n2\n--B--"), "2");
  same(body(RELATED "--B\nContent-Type: text/html\nContent-Disposition: inline\n\n1\n--B--"), "1");
}

static void transfer_encodings(void **state) {
  (void)state;
#define QP HTML("Content-Transfer-Encoding: Quoted-Printable\n")
  same(body(QP "a=3Db=3d=C3=A6"), "a=b=æ");
  same(body(QP "f=C3=\n=A6lles=  \r\n hus"), "fælles hus");
  same(body(QP "a  \t\r\nb \nc=20\nd "), "a\r\nb\nc \nd");
  same(body(QP "a=4 =G1 =1G == =\xE6 =3D=3"), "a=4 =G1 =1G == =\xE6 ==3");
  same(body(QP "slut="), "slut");
#define B64 HTML("Content-Transfer-Encoding: base64\n")
  same(body(B64 "PGI+aGVqPC9iPg=="), "<b>hej</b>");
  same(body(B64 "PGI+\r\naGVq\r\n\r\nPC9iPg==\r\n"), "<b>hej</b>");
  same(body(B64 "PGI+aGVqPC9iPg"), "<b>hej</b>");
  same(body(B64 "PGI+aGVqPC9i"), "<b>hej</b");
  same(body(B64 "PGI+aGVqPC9iPjE="), "<b>hej</b>1");
  same(body(B64 "P-G(I+ a=G*Vq!PC\xC3\xA6" "9iPg==junk"), "<b>hej</b>");
  same(body(B64 "PGI+Y"), "<b>"); /* six bits are no byte */
  same(body(HTML("Content-Transfer-Encoding: 8bit\n") "a=3D\xE6 "), "a=3D\xE6 ");
  same(body(HTML("Content-Transfer-Encoding: binary\n") "a=3D\r"), "a=3D\r");
  same(body(HTML("Content-Transfer-Encoding: 7BIT\n") "PGI+"), "PGI+");
  same(body(HTML("Content-Transfer-Encoding: x-new\n") "PGI+"), "PGI+");
  /* What is not encoded is not copied. */
  partikel_error e = {0};
  pk_str plain = PK_LIT(HTML("") "<p>hej");
  assert_int_equal(pk_mime(plain, &page, &arena, &e), PARTIKEL_OK);
  assert_ptr_equal(page.body.s, plain.s + plain.n - 6);
}

static void mails(void **state) {
  (void)state;
  static const char text[] =
      "From - Fri Jan  1 00:30:00 2010\r\n"
      "Received: from a by b; Fri, 1 Jan 2010 00:31:00 +0100\r\n"
      "From: =?ISO-8859-1?Q?J=F8rn?= Ravn <jr@fond.example>\r\n"
      "To: alle@x.dk\r\n"
      "List-Id: Nyheder <nyt.x.dk>\r\n"
      "Date: Fri, 1 Jan 2010 00:30:00 +0100\r\n"
      "Subject: Nyt fra fonden\r\n"
      "MIME-Version: 1.0\r\n"
      "Content-Type: multipart/alternative; boundary=\"=_x\"\r\n\r\n"
      "--=_x\r\nContent-Type: text/plain; charset=iso-8859-1\r\n\r\nplain\r\n"
      "--=_x\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\nPHA+w6Y8L3A+\r\n"
      "--=_x--\r\n";
  assert_true(pk_is_mime(text, sizeof text - 1));
  same(body(text), "<p>æ</p>");
  same(page.format, "eml");
  same(page.charset, "utf-8");
  same(page.title, "Nyt fra fonden");
  same(page.author, "Jørn Ravn");
  same(page.published, "2010-01-01T00:30:00+01:00");
  assert_null(page.retrieved);
  assert_null(page.url);

  same(body("Subject: S\n" TOP "\nLinje et\nLinje to\n"), "Linje et\nLinje to\n");
  same(page.format, "eml");
  assert_null(page.content_type);
  assert_null(page.author);
  same(body("\xEF\xBB\xBF\r\nFrom: a@b.dk\n" HTML("") "<p>x"), "<p>x");
  same(page.format, "eml");
  same(body(TOP "Content-Type: text\n\nhej"), "hej"); /* no valid type: plain text */
  same(page.content_type, "text");
}

static void flowed_text(void **state) {
  (void)state;
#define FLOWED(more) TOP "Content-Type: text/plain; format=flowed" more "\n\n"
  same(body(FLOWED("") "en \r\nto \r\ntre\r\nfire\r\n"), "en to tre\r\nfire\r\n");
  same(body(FLOWED("; DelSp=Yes") "hove \ndstad \nen\n"), "hovedstaden\n");
  same(body(FLOWED("") "> en \n> to\n>> tre \n> fire\n"), "> en to\n>> tre \n> fire\n");
  same(body(FLOWED("") " >ingen\n  to\n"), ">ingen\n to\n");
  same(body(FLOWED("") "en \n-- \nJens \nHansen"), "en \n-- \nJens Hansen");
  same(body(FLOWED("") "en "), "en ");
  same(body(FLOWED("\nContent-Transfer-Encoding: quoted-printable") "en=20\nto =\ntre\n"), "en to tre\n");
  same(body(TOP "Content-Type: text/plain; format=fixed\n\nen \nto"), "en \nto");
}

static void forwarded(void **state) {
  (void)state;
#define INNER "--B\nContent-Type: message/rfc822\nContent-Disposition: attachment\n\nFrom: Else <e@x.dk>\nSubject: indre\n" \
              "Date: 2 Jan 2011 10:00:00 +0100\nContent-Type: text/html\n\n<p>indre\n--B--\n"
  same(body("From: Jens <j@x.dk>\nSubject: ydre\n" RELATED "--B\n\nydre\n" INNER), "ydre");
  same(page.title, "ydre");
  same(page.author, "Jens");
  same(body("From: Jens <j@x.dk>\nSubject: ydre\nDate: 3 Jan 2011 10:00:00 +0100\n" RELATED "--B\n\n \r\n" INNER), "<p>indre");
  same(page.format, "eml");
  same(page.title, "indre");
  same(page.author, "Else");
  same(page.published, "2011-01-02T10:00:00+01:00");
  same(body(TOP "Content-Type: multipart/digest; boundary=B\n\n--B\n\nSubject: et\n\nbrev\n--B--\n"), "brev");
  same(page.title, "et");
}

static void no_text(void **state) {
  (void)state;
  static const char messages[][160] = {
      TOP "Content-Type: image/png\n\nxx", TOP "\n \r\n", TOP, "",
      RELATED "--B\nContent-Type: image/png\n\nxx\n--B--", RELATED "no boundary at all",
      TOP "Content-Type: multipart/mixed\n\n--B\n\nhej\n--B--", TOP "Content-Type: multipart/mixed; boundary=\"  \"\n\n--\n\nhej\n----",
      RELATED "--B\nContent-Disposition: attachment\n\nhej\n--B--", HTML("Content-Transfer-Encoding: base64\n") "ICAK"};
  for (size_t k = 0; k < sizeof messages / sizeof *messages; k++) {
    partikel_error e = {0};
    assert_int_equal(mime(pk_str_of(messages[k]), &e), PARTIKEL_FORMAT);
    same(e.what, "no text part in this message");
    assert_null(page.format);
  }
}

/* multiparts in multiparts: the text stands `depth` levels below the message. */
static partikel_status at_depth(int depth, bool text_before) {
  struct pk_buf b;
  partikel_error e = {0};
  pk_buf_init(&b, 1 << 20);
  pk_buf_text(&b, TOP);
  for (int k = 0; k < depth; k++) {
    char line[128];
    snprintf(line, sizeof line, "Content-Type: multipart/mixed; boundary=B%d\n\n%s--B%d\n", k, text_before && k == 0 ? "--B0\n\nfirst\n" : "", k);
    pk_buf_text(&b, line);
  }
  pk_buf_text(&b, "Content-Type: text/html\n\ndeep\n");
  for (int k = depth; k-- > 0;) {
    char line[16];
    snprintf(line, sizeof line, "--B%d--\n", k);
    pk_buf_text(&b, line);
  }
  partikel_status s = mime((pk_str){b.s, b.n}, &e);
  if (s != PARTIKEL_OK) same(e.what, "parts of this message stand more than 8 levels deep");
  pk_buf_release(&b);
  return s;
}

/* A message of `parts` parts, itself among them; the last one is the text. */
static partikel_status with_parts(int parts, bool text_first) {
  struct pk_buf b;
  partikel_error e = {0};
  pk_buf_init(&b, 1 << 20);
  pk_buf_text(&b, RELATED);
  for (int k = 1; k < parts; k++)
    pk_buf_text(&b, k == parts - 1 || (text_first && k == 1) ? "--B\nContent-Type: text/html\n\ntext\n" : "--B\nContent-Type: image/png\n\nx\n");
  pk_buf_text(&b, "--B--\n");
  partikel_status s = mime((pk_str){b.s, b.n}, &e);
  if (s != PARTIKEL_OK) same(e.what, "no text among the first 2000 parts of this message");
  pk_buf_release(&b);
  return s;
}

static void mime_ceilings(void **state) {
  (void)state;
  assert_int_equal(at_depth(PK_MAX_MIME_DEPTH, false), PARTIKEL_OK);
  same(page.body.s, "deep");
  assert_int_equal(at_depth(PK_MAX_MIME_DEPTH + 1, false), PARTIKEL_LIMIT);
  assert_int_equal(at_depth(PK_MAX_MIME_DEPTH + 1, true), PARTIKEL_OK); /* there is something to read */
  same(page.body.s, "first");
  assert_int_equal(with_parts(PK_MAX_MIME_PARTS, false), PARTIKEL_OK);
  same(page.body.s, "text");
  assert_false(page.truncated);
  assert_int_equal(with_parts(PK_MAX_MIME_PARTS + 1, false), PARTIKEL_LIMIT);
  assert_int_equal(with_parts(PK_MAX_MIME_PARTS + 1, true), PARTIKEL_OK);
  same(page.body.s, "text");
  assert_false(page.truncated);
}

static void sees_mime(void **state) {
  (void)state;
#define IS(literal) pk_is_mime("" literal "", sizeof(literal) - 1)
  assert_true(IS("Dato: 1. maj\nMime-Version: 1.0\n"));
  assert_true(IS("\r\n\nFrom a@b Fri Jan  1 2010\nMIME-Version: 1.0\n\nx"));
  assert_true(IS("From: a\nDate: b\nMessage-ID: c\n\nx"));
  assert_false(IS("From: a\nDate: b\nSubject: c\n\nx"));
  assert_false(IS("Fra: en\n\nMIME-Version: 1.0"));
  assert_false(IS("Nyt hus\nMIME-Version: 1.0\n"));
  assert_false(IS("From a to b"));
  static char wide[PK_MAX_HEADER + 64];
  for (size_t over = 0; over < 2; over++) { /* the ceiling falls behind "MIME-Version:", or before its colon */
    memset(wide, 'a', sizeof wide);
    memcpy(wide, "X:", 2);
    memcpy(wide + PK_MAX_HEADER - 14 + over, "\nMIME-Version:1.0\n", 18);
    assert_true(pk_is_mime(wide, sizeof wide) == (over == 0));
  }
  assert_false(IS(""));
}

static void mime_cut_anywhere(void **state) {
  (void)state;
  for (size_t n = 0; n < sizeof chrome; n++) {
    partikel_error e = {0};
    partikel_status s = mime((pk_str){chrome, n}, &e);
    assert_true(s == PARTIKEL_OK || (s == PARTIKEL_FORMAT && e.what[0]));
    if (s == PARTIKEL_OK && n > 400) assert_true(page.truncated == (n < sizeof chrome - 3)); /* "--" and the line end close it */
  }
}

/* Too little memory is said, at every point where it can run out; what is read is read whole. */
static void mime_without_memory(void **state) {
  (void)state;
  int failed = 0, done = 0;
  for (size_t ceiling = 0; ceiling < 64 << 10; ceiling += 64) {
    struct pk_arena small;
    partikel_error e = {0};
    pk_arena_init(&small, ceiling);
    partikel_status s = pk_mime(PK_LIT(chrome), &page, &small, &e);
    assert_true(s == PARTIKEL_NOMEM || (s == PARTIKEL_OK && page.title && page.url && page.retrieved && page.content_type && page.body.n == 57));
    failed += s == PARTIKEL_NOMEM;
    done += s == PARTIKEL_OK;
    pk_arena_release(&small);
  }
  assert_true(failed > 10 && done > 10);
}

/* ---- Safari's web archive ---- */

/* The archive that is written here: objects one after the other, then their offsets, then the trailer. */
struct writer { struct pk_buf b; size_t offsets[64]; size_t n; };

static void put(struct writer *w, uint64_t value, int bytes) {
  while (bytes-- > 0) pk_buf_byte(&w->b, (char)(value >> 8 * bytes));
}

/* An object's head; returns its number. */
static uint8_t object(struct writer *w, int type, size_t count) {
  w->offsets[w->n] = w->b.n;
  put(w, (uint64_t)(type << 4) | (count < 15 ? count : 15), 1);
  if (count >= 15) {
    put(w, 0x12, 1);
    put(w, count, 4);
  }
  return (uint8_t)w->n++;
}

static uint8_t string(struct writer *w, const char *text) {
  uint8_t number = object(w, 5, strlen(text));
  pk_buf_text(&w->b, text);
  return number;
}

static void finish(struct writer *w, uint8_t top) {
  size_t table = w->b.n;
  for (size_t i = 0; i < w->n; i++) put(w, w->offsets[i], 2);
  put(w, 0, 6);
  put(w, 2, 1);
  put(w, 1, 1);
  put(w, w->n, 8);
  put(w, top, 8);
  put(w, table, 8);
}

static void archive(struct writer *w, const char *html) {
  *w = (struct writer){0};
  pk_buf_init(&w->b, 1 << 20);
  pk_buf_text(&w->b, "bplist00");
  uint8_t keys[5] = {string(w, "WebResourceFrameName"), string(w, "WebResourceData"), string(w, "WebResourceURL"), string(w, "WebResourceMIMEType"),
                     string(w, "WebResourceTextEncodingName")};
  uint8_t values[5] = {string(w, ""), object(w, 4, strlen(html))};
  pk_buf_text(&w->b, html);
  values[2] = object(w, 6, 14); /* in UTF-16: https://a.dk/æ */
  for (const char *c = "https://a.dk/"; *c; c++) put(w, (uint64_t)*c, 2);
  put(w, 0xE6, 2);
  values[3] = string(w, "text/html");
  values[4] = string(w, "UTF-8");
  uint8_t main_key = string(w, "WebMainResource"), other_key = string(w, "WebSubresources"), other = object(w, 10, 0);
  uint8_t main_value = object(w, 13, 5);
  pk_buf_add(&w->b, keys, 5);
  pk_buf_add(&w->b, values, 5);
  uint8_t top = object(w, 13, 2);
  pk_buf_add(&w->b, ((uint8_t[]){other_key, main_key, other, main_value}), 4);
  finish(w, top);
}

static partikel_status webarchive(const void *bytes, size_t n, partikel_error *e) {
  char *copy = malloc(n ? n : 1);
  memcpy(copy, bytes, n);
  partikel_status s = pk_webarchive((pk_str){copy, n}, &page, &arena, e);
  if (s == PARTIKEL_OK) page.body.s = pk_arena_copy(&arena, page.body);
  free(copy);
  return s;
}

static void safari_page(void **state) {
  (void)state;
  static const char html[] = "<html><p>K\xC3\xB8kkenbordet</p></html>";
  struct writer w;
  partikel_error e = {0};
  archive(&w, html);
  assert_true(pk_is_webarchive(w.b.s, w.b.n));
  assert_int_equal(webarchive(w.b.s, w.b.n, &e), PARTIKEL_OK);
  same(page.body.s, html);
  same(page.url, "https://a.dk/æ");
  same(page.content_type, "text/html");
  same(page.charset, "UTF-8");
  same(page.format, "webarchive");
  assert_null(page.title);
  assert_false(page.truncated);
  for (size_t n = 0; n < w.b.n; n++) { /* cut anywhere: the trailer is gone */
    e = (partikel_error){0};
    assert_int_equal(webarchive(w.b.s, n, &e), PARTIKEL_FORMAT);
    assert_true(e.what[0]);
  }
  for (size_t i = 0; i < w.b.n; i++) { /* no byte may lead out of the file */
    char kept = w.b.s[i];
    for (unsigned k = 0; k < 256; k++) {
      w.b.s[i] = (char)k;
      partikel_status s = webarchive(w.b.s, w.b.n, &e);
      assert_true(s == PARTIKEL_OK || s == PARTIKEL_FORMAT);
      if (s == PARTIKEL_OK) assert_true(page.body.n < w.b.n);
    }
    w.b.s[i] = kept;
  }
  pk_buf_release(&w.b);
}

/* What Python's plistlib writes (plistlib.dumps(…, fmt=FMT_BINARY), Python 3): the page "<p>hej</p>" of https://a.dk/æ. */
static const uint8_t by_python[] = {
    0x62, 0x70, 0x6C, 0x69, 0x73, 0x74, 0x30, 0x30, 0xD1, 0x01, 0x02, 0x5F, 0x10, 0x0F, 0x57, 0x65, 0x62, 0x4D, 0x61, 0x69, 0x6E, 0x52, 0x65, 0x73,
    0x6F, 0x75, 0x72, 0x63, 0x65, 0xD5, 0x03, 0x04, 0x05, 0x06, 0x07, 0x08, 0x09, 0x0A, 0x0B, 0x0C, 0x5F, 0x10, 0x0F, 0x57, 0x65, 0x62, 0x52, 0x65,
    0x73, 0x6F, 0x75, 0x72, 0x63, 0x65, 0x44, 0x61, 0x74, 0x61, 0x5F, 0x10, 0x14, 0x57, 0x65, 0x62, 0x52, 0x65, 0x73, 0x6F, 0x75, 0x72, 0x63, 0x65,
    0x46, 0x72, 0x61, 0x6D, 0x65, 0x4E, 0x61, 0x6D, 0x65, 0x5F, 0x10, 0x13, 0x57, 0x65, 0x62, 0x52, 0x65, 0x73, 0x6F, 0x75, 0x72, 0x63, 0x65, 0x4D,
    0x49, 0x4D, 0x45, 0x54, 0x79, 0x70, 0x65, 0x5F, 0x10, 0x1B, 0x57, 0x65, 0x62, 0x52, 0x65, 0x73, 0x6F, 0x75, 0x72, 0x63, 0x65, 0x54, 0x65, 0x78,
    0x74, 0x45, 0x6E, 0x63, 0x6F, 0x64, 0x69, 0x6E, 0x67, 0x4E, 0x61, 0x6D, 0x65, 0x5E, 0x57, 0x65, 0x62, 0x52, 0x65, 0x73, 0x6F, 0x75, 0x72, 0x63,
    0x65, 0x55, 0x52, 0x4C, 0x4A, 0x3C, 0x70, 0x3E, 0x68, 0x65, 0x6A, 0x3C, 0x2F, 0x70, 0x3E, 0x50, 0x59, 0x74, 0x65, 0x78, 0x74, 0x2F, 0x68, 0x74,
    0x6D, 0x6C, 0x55, 0x55, 0x54, 0x46, 0x2D, 0x38, 0x6E, 0x00, 0x68, 0x00, 0x74, 0x00, 0x74, 0x00, 0x70, 0x00, 0x73, 0x00, 0x3A, 0x00, 0x2F, 0x00,
    0x2F, 0x00, 0x61, 0x00, 0x2E, 0x00, 0x64, 0x00, 0x6B, 0x00, 0x2F, 0x00, 0xE6, 0x08, 0x0B, 0x1D, 0x28, 0x3A, 0x51, 0x67, 0x85, 0x94, 0x9F, 0xA0,
    0xAA, 0xB0, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x01, 0x01, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x0D, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
    0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0xCD};

static void python_archive(void **state) {
  (void)state;
  partikel_error e = {0};
  assert_true(pk_is_webarchive(by_python, sizeof by_python));
  assert_int_equal(webarchive(by_python, sizeof by_python, &e), PARTIKEL_OK);
  same(page.body.s, "<p>hej</p>");
  same(page.url, "https://a.dk/æ");
  same(page.content_type, "text/html");
  same(page.charset, "UTF-8");
}

static void other_archives(void **state) {
  (void)state;
  static const char xml[] = "<?xml version=\"1.0\"?>\n<plist version=\"1.0\"><dict><key>WebMainResource</key><dict/></dict></plist>";
  partikel_error e = {0};
  assert_true(pk_is_webarchive(xml, sizeof xml - 1));
  assert_int_equal(webarchive(xml, sizeof xml - 1, &e), PARTIKEL_FORMAT);
  assert_non_null(strstr(e.what, "in XML form"));
  assert_false(pk_is_webarchive("<html>", 6));
  assert_false(pk_is_webarchive("bplist00", 8));
  assert_false(pk_is_webarchive("", 0));

  /* A page's address is read up to PK_MAX_FIELD characters; a longer one is not said. */
  for (size_t over = 0; over < 2; over++) {
    struct writer w = {0};
    pk_buf_init(&w.b, 1 << 20);
    pk_buf_text(&w.b, "bplist00");
    uint8_t main_key = string(&w, "WebMainResource"), url_key = string(&w, "WebResourceURL"), data_key = string(&w, "WebResourceData"), data = object(&w, 4, 2);
    pk_buf_text(&w.b, "hi");
    uint8_t url = object(&w, 5, PK_MAX_FIELD + over);
    for (size_t i = 0; i < PK_MAX_FIELD + over; i++) pk_buf_byte(&w.b, 'a');
    uint8_t main_value = object(&w, 13, 2);
    pk_buf_add(&w.b, ((uint8_t[]){url_key, data_key, url, data}), 4);
    uint8_t top = object(&w, 13, 1);
    pk_buf_add(&w.b, ((uint8_t[]){main_key, main_value}), 2);
    finish(&w, top);
    assert_int_equal(webarchive(w.b.s, w.b.n, &e), PARTIKEL_OK);
    same(page.body.s, "hi");
    assert_true(over ? !page.url : strlen(page.url) == PK_MAX_FIELD);
    /* The dictionary that holds itself, and data where a dictionary should be. */
    w.b.s[w.b.n - 32 - 2 * w.n - 1] = (char)top;
    assert_int_equal(webarchive(w.b.s, w.b.n, &e), PARTIKEL_FORMAT);
    w.b.s[w.b.n - 32 - 2 * w.n - 1] = (char)data;
    assert_int_equal(webarchive(w.b.s, w.b.n, &e), PARTIKEL_FORMAT);
    assert_non_null(strstr(e.what, "no page in the web archive"));
    pk_buf_release(&w.b);
  }
}

int main(void) {
#define TEST(f) cmocka_unit_test_setup_teardown(f, begin, end)
  const struct CMUnitTest tests[] = {
      TEST(fields), TEST(encoded_words), TEST(long_fields), TEST(senders), TEST(parameters), TEST(parameter_parts_have_a_ceiling), TEST(dates),
      TEST(chrome_page), TEST(other_savers), TEST(addresses), TEST(boundaries), TEST(roots), TEST(transfer_encodings), TEST(mails), TEST(flowed_text),
      TEST(forwarded), TEST(no_text), TEST(mime_ceilings), TEST(sees_mime), TEST(mime_cut_anywhere), TEST(mime_without_memory), TEST(safari_page),
      TEST(python_archive), TEST(other_archives)};
  return cmocka_run_group_tests_name("mime", tests, NULL, NULL);
}
