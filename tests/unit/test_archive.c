/* Archives: what of WARC and ARC files becomes a member, in which order things are told, and that the next record is found behind whatever is broken.
 * Each archive is read as one memory, as streams cut into pieces, gzipped record by record and as one; what it tells must be the same each time. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "pack.h"
#include "read/archive.h"

#define same(a, b) assert_string_equal((a), (b))

/* ---- archives that are made ------------------------------------------------------------------------------------------------ */

enum { MOST = 64 };
static struct pk_buf whole;            /* the archive */
static size_t starts[MOST], n_starts;  /* where its records begin */
static struct pk_buf packed;
static size_t max_bytes;               /* 0: the usual ceiling */

static int set_up(void **state) {
  (void)state;
  pk_buf_init(&whole, PK_MAX_BUF);
  pk_buf_init(&packed, PK_MAX_BUF);
  n_starts = 0;
  max_bytes = 0;
  return 0;
}

static int tear_down(void **state) {
  (void)state;
  pk_buf_release(&whole);
  pk_buf_release(&packed);
  return 0;
}

static void add(const char *text) { pk_buf_text(&whole, text); }
static void add_bytes(const void *bytes, size_t n) { pk_buf_add(&whole, bytes, n); }

static void begin_record(void) {
  assert_true(n_starts < MOST);
  starts[n_starts++] = whole.n;
}

static char number[16];
static const char *of(size_t n) { return snprintf(number, sizeof number, "%zu", n), number; }

/* A record whose header says `length` (SIZE_MAX: the truth); fields: more lines, each with its end. */
static void add_record(const char *type, const char *url, const char *fields, const void *block, size_t n, size_t length, const char *tail) {
  begin_record();
  add("WARC/1.0\r\nWARC-Type: "), add(type), add("\r\nWARC-Record-ID: <urn:uuid:"), add(of(n_starts)), add(">\r\nWARC-Date: 2019-05-04T10:12:00Z\r\n");
  if (url) add("WARC-Target-URI: "), add(url), add("\r\n");
  add(fields), add("Content-Length: "), add(of(length == SIZE_MAX ? n : length)), add("\r\n\r\n");
  add_bytes(block, n);
  add(tail);
}

#define TAIL "\r\n\r\n"
#define HTTP "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n"
#define HTML "<html><p>Et hus for familier</p></html>"

static void add_block(const char *type, const char *url, const char *fields, const char *block) {
  add_record(type, url, fields, block, strlen(block), SIZE_MAX, TAIL);
}
static void add_response(const char *url, const char *block) { add_block("response", url, "Content-Type: application/http; msgtype=response\r\n", block); }
static void add_page(const char *url) { add_response(url, HTTP "\r\n" HTML); }

static void add_arc(const char *url, const char *type, const char *block, long difference) {
  begin_record();
  add(url), add(" 192.0.2.7 20190504101200 "), add(type), add(" "), add(of((size_t)((long)strlen(block) + difference))), add("\n"), add(block), add("\n");
}

static void add_arc_head(void) {
  add_arc("filedesc://x.arc", "text/plain", "1 0 InternetArchive\nURL IP-address Archive-date Content-type Archive-length\n", 0);
}

static size_t record_end(size_t k) { return k + 1 < n_starts ? starts[k + 1] : whole.n; }

/* The archive in packed, a gzip member for each record, or for so many. */
static void pack(size_t each) {
  packed.n = 0;
  for (size_t k = 0; k < n_starts; k += each) {
    size_t last = k + each < n_starts ? k + each : n_starts;
    gzip_add(&packed, whole.s + starts[k], record_end(last - 1) - starts[k]);
  }
}

/* ---- what it tells ------------------------------------------------------------------------------------------------------- */

static const partikel_origin known = {.name = "x"};

/* One line for each thing that comes: "URL n BYTES [cut: REASON]" or "STATUS: WHAT"; offsets only where they are asked for. */
static void transcript(struct pk_source *s, bool offsets, char *out, size_t room) {
  partikel_member m;
  partikel_error e = {0};
  partikel_status status;
  size_t n = 0;
  int calls = 0;
  uint64_t before = 0;
  out[0] = '\0';
  while ((status = pk_source_next_member(s, &m, &e)) != PARTIKEL_END) {
    assert_true(++calls < 1000);
    if (status == PARTIKEL_OK) {
      assert_non_null(m.bytes);
      assert_true((uint64_t)m.origin.offset >= before);
      before = (uint64_t)m.origin.offset;
      n += (size_t)snprintf(out + n, room - n, "%s", m.origin.url ? m.origin.url : "-");
      if (offsets) n += (size_t)snprintf(out + n, room - n, " at %lld", (long long)m.origin.offset);
      n += (size_t)snprintf(out + n, room - n, " %zu", m.n);
      if (m.origin.truncated) n += (size_t)snprintf(out + n, room - n, " cut: %s", m.origin.truncated);
    } else {
      assert_int_equal(e.code, status);
      same(e.where, "x");
      const char *what = e.what;
      if (!offsets && strncmp(what, "record at ", 10) == 0) what = strchr(what, ':') + 2;
      n += (size_t)snprintf(out + n, room - n, "%s: %s", partikel_status_name(status), what);
    }
    n += (size_t)snprintf(out + n, room - n, "\n");
    assert_true(n < room);
  }
  assert_int_equal(pk_source_next_member(s, &m, &e), PARTIKEL_END);
}

static void told(const char *bytes, size_t n, size_t step, bool offsets, char out[8192]) {
  struct pk_source *s;
  partikel_error e = {0};
  struct pieces p = {bytes, n, 0, step};
  char *copy = malloc(n ? n : 1);   /* of just this size: sanitizers see a step behind the end */
  memcpy(copy, bytes, n);
  p.s = copy;
  assert_int_equal(step ? pk_source_open_stream(NULL, give, &p, &known, max_bytes, &s, &e) : pk_source_open_memory(NULL, copy, n, &known, max_bytes, &s, &e), PARTIKEL_OK);
  transcript(s, offsets, out, 8192);
  pk_source_free(s);
  free(copy);
}

/* The archive tells this, however it comes. */
static void tells(const char *expected) {
  char out[8192];
  static const size_t steps[] = {0, 1, 7, 100, 1 << 20};
  for (size_t k = 0; k < sizeof steps / sizeof *steps; k++) {
    told(whole.s, whole.n, steps[k], false, out);
    same(out, expected);
  }
}

/* Also packed, record by record, two in one, and as one. */
static void tells_packed(const char *expected) {
  char out[8192];
  tells(expected);
  for (size_t each = 1; each <= n_starts; each = each < 2 ? 2 : each < n_starts ? n_starts : n_starts + 1) {
    pack(each);
    for (size_t step = 0; step <= 64; step += 32) {
      told(packed.s, packed.n, step, false, out);
      same(out, expected);
    }
  }
}

/* ---- what is a member ------------------------------------------------------------------------------------------------------ */

static void articles_among_the_records(void **state) {
  (void)state;
  add_block("warcinfo", NULL, "Content-Type: application/warc-fields\r\n", "software: x\r\n");
  add_block("request", "https://a.example/", "Content-Type: application/http; msgtype=request\r\n", "GET / HTTP/1.1\r\n\r\n");
  add_page("https://a.example/1");
  add_page("<https://a.example/2>");                                             /* wget's brackets */
  add_response("https://a.example/3.png", "HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n\x89PNG\r\n");
  add_response("https://a.example/4", "HTTP/1.1 301 Moved\r\nContent-Type: text/html\r\nLocation: /5\r\n\r\n" HTML);
  add_response("https://a.example/5", "HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\n\r\n" HTML);
  add_response("https://a.example/6", "HTTP/1.1 503 Busy\r\nContent-Type: text/html\r\n\r\n" HTML);
  add_response("https://a.example/robots.txt", "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\nUser-agent: *\nDisallow: /\n");
  add_response("https://a.example/robots.txt/om", "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\nOm robotter\n");
  add_response("https://a.example/7.json", "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n{\"a\": 1}");
  add_response("https://a.example/8", "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n {\"a\": [1, 2]}\n"); /* and calls itself a page */
  add_response("https://a.example/9", "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n");                 /* nothing */
  add_response("https://a.example/10", "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\nGIF89a\1\2\3\4\5\6\7");
  add_response("https://a.example/11", "HTTP/1.1 200 OK\r\n\r\n" HTML);                                       /* no type: by look */
  add_response("https://a.example/12", "HTTP/1.0 200\nContent-Type: TEXT/HTML ; charset=x\n\n" HTML);
  add_response("https://a.example/rss", "HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n\r\n<?xml version='1.0'?><rss><item/></rss>");
  add_response("https://a.example/rss2", "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<?xml version='1.0'?><rss><item/></rss>");
  add_response("https://a.example/xhtml", "HTTP/1.1 200 OK\r\nContent-Type: application/xml\r\n\r\n<?xml version='1.0'?><html><p>Et hus</p></html>");
  add_response("https://a.example/13", "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" HTML);
  add_block("resource", "https://a.example/14", "Content-Type: text/plain\r\n", "Et hus for familier\n");
  add_block("resource", "https://a.example/15", "Content-Type: text/css\r\n", "p { color: red }");
  add_block("conversion", "https://a.example/16", "Content-Type: text/plain\r\n", "Et hus for familier i alt\n");
  add_block("resource", "metadata://gnu.org/software/wget/warc/wget.log", "Content-Type: text/plain\r\n", "saved\n");
  add_block("resource", "urn:pageinfo:https://a.example/1", "Content-Type: text/plain\r\n", "text\n");
  add_block("response", "dns:a.example", "Content-Type: text/dns\r\n", "20190504101158\na.example. 600 IN A 192.0.2.7\n");
  add_block("response", "ftp://a.example/17", "Content-Type: text/plain\r\n", "Et hus for alle familier\n");     /* no HTTP around it */
  add_block("metadata", "https://a.example/1", "Content-Type: application/warc-fields\r\n", "via: x\r\n");
  add_block("revisit", "https://a.example/18", "Content-Type: application/http; msgtype=response\r\n", "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n");
  add_block("unheard-of", "https://a.example/19", "Content-Type: text/html\r\n", HTML);
  tells_packed("https://a.example/1 39\nhttps://a.example/2 39\nhttps://a.example/robots.txt/om 12\nhttps://a.example/11 39\nhttps://a.example/12 39\n"
               "https://a.example/xhtml 47\nhttps://a.example/13 39\nhttps://a.example/14 20\nhttps://a.example/16 26\nftp://a.example/17 25\n");

  struct pk_source *s;
  partikel_member m;
  partikel_error e = {0};
  partikel_progress p;
  size_t members = 0;
  assert_int_equal(pk_source_open_memory(NULL, whole.s, whole.n, &known, 0, &s, &e), PARTIKEL_OK);
  pk_source_progress(s, &p);
  assert_true(p.read == 0 && p.size == whole.n);
  while (pk_source_next_member(s, &m, &e) == PARTIKEL_OK) members++;
  pk_source_progress(s, &p);
  assert_int_equal(members, 10);
  assert_int_equal(p.passed_over, n_starts - 10);
  assert_int_equal(p.revisits, 1);
  assert_true(p.read == whole.n && p.size == whole.n);
  pk_source_free(s);
}

static void a_member_knows_where_it_stood(void **state) {
  (void)state;
  struct pk_source *s;
  partikel_member m;
  partikel_error e = {0};
  partikel_origin origin = {.name = "a.warc", .url = "https://told.example/", .content_type = "text/plain", .date = "2018"};
  add_block("warcinfo", NULL, "", "x");
  add_block("response", "https://a.example/1", "WARC-Truncated: length\r\n", HTTP "\r\n" HTML);
  add_block("resource", NULL, "WARC-Truncated: \r\n", "Et hus for familier");
  assert_int_equal(pk_source_open_memory(NULL, whole.s, whole.n, &origin, 0, &s, &e), PARTIKEL_OK);
  assert_int_equal(pk_source_next_member(s, &m, &e), PARTIKEL_OK);
  same(m.origin.name, "a.warc");
  same(m.origin.url, "https://a.example/1");
  same(m.origin.content_type, "text/html; charset=utf-8");
  same(m.origin.container, "warc");
  same(m.origin.member, "<urn:uuid:2>");
  assert_int_equal(m.origin.offset, starts[1]);
  same(m.origin.retrieved, "2019-05-04T10:12:00Z");
  same(m.origin.truncated, "length");
  same(m.origin.date, "2018");
  assert_true(m.n == strlen(HTML) && memcmp(m.bytes, HTML, m.n) == 0);
  assert_int_equal(pk_source_next_member(s, &m, &e), PARTIKEL_OK);   /* what the record does not say, the caller may know */
  same(m.origin.url, "https://told.example/");
  same(m.origin.content_type, "text/plain");
  same(m.origin.truncated, "unspecified");
  assert_int_equal(pk_source_next_member(s, &m, &e), PARTIKEL_END);
  pk_source_free(s);
}

static void all_versions(void **state) {
  (void)state;
  static const char *const versions[] = {"WARC/0.17", "WARC/0.18", "WARC/1.0", "WARC/1.1", "WARC/1.2"};
  for (size_t k = 0; k < sizeof versions / sizeof *versions; k++) {
    begin_record();
    add(versions[k]), add(k % 2 ? "\n" : "\r\n");
    add(k % 2 ? "warc-type:RESPONSE\nCONTENT-LENGTH:39\nwarc-target-uri:\n https://a.example/\n\n" : "WARC-Type: response\r\nContent-Length: 39\r\nno field\r\nWARC-Target-URI: https://a.example/\r\n\r\n");
    add(HTML), add(TAIL);
  }
  tells_packed("https://a.example/ 39\nhttps://a.example/ 39\nhttps://a.example/ 39\nhttps://a.example/ 39\nhttps://a.example/ 39\n");
}

/* ---- places --------------------------------------------------------------------------------------------------------------- */

static void places_are_those_of_the_file(void **state) {
  (void)state;
  char out[8192], expected[256];
  add_block("warcinfo", NULL, "", "x");
  add_page("https://a.example/1");
  add_page("https://a.example/2");
  snprintf(expected, sizeof expected, "https://a.example/1 at %zu 39\nhttps://a.example/2 at %zu 39\n", starts[1], starts[2]);
  told(whole.s, whole.n, 0, true, out);
  same(out, expected);
  pack(n_starts);   /* one gzip stream: those of what is unpacked */
  told(packed.s, packed.n, 5, true, out);
  same(out, expected);
  size_t at[3];
  packed.n = 0;
  for (size_t k = 0; k < 3; k++) {
    at[k] = packed.n;
    gzip_add(&packed, whole.s + starts[k], record_end(k) - starts[k]);
  }
  snprintf(expected, sizeof expected, "https://a.example/1 at %zu 39\nhttps://a.example/2 at %zu 39\n", at[1], at[2]);
  for (size_t step = 0; step < 40; step += 13) {
    told(packed.s, packed.n, step, true, out);
    same(out, expected);
  }
  /* one record alone, then two in one gzip member: these share its place */
  packed.n = 0;
  gzip_add(&packed, whole.s, starts[1]);
  size_t second = packed.n;
  gzip_add(&packed, whole.s + starts[1], whole.n - starts[1]);
  snprintf(expected, sizeof expected, "https://a.example/1 at %zu 39\nhttps://a.example/2 at %zu 39\n", second, second);
  told(packed.s, packed.n, 0, true, out);
  same(out, expected);
}

/* ---- bodies ----------------------------------------------------------------------------------------------------------------- */

static void chunks_by_look(void **state) {
  (void)state;
#define CHUNKED HTTP "Transfer-Encoding: chunked\r\n\r\n"
  add_response("kept", CHUNKED "5\r\n<html\r\n1;name=x\r\n>\r\nD \r\n<p>Et hus</p>\r\n0\r\n\r\n");
  add_response("removed", CHUNKED HTML);
  add_response("kept, not told", HTTP "\r\n" "6\r\n<html>\r\nd\r\n<p>Et hus</p>\r\n0\r\n\r\n");
  add_response("line feeds alone", CHUNKED "6\n<html>\nd\n<p>Et hus</p>\n0\n\n");
  add_response("with trailers", CHUNKED "13\r\n<html><p>Et hus</p>\r\n0\r\nX: y\r\n\r\n");
  add_response("without its end", CHUNKED "6\r\n<html>\r\nd\r\n<p>Et hus</p>\r\n");
  add_response("cut in a chunk", CHUNKED "6\r\n<html>\r\nff\r\n<p>Et hus");
  add_response("damaged", CHUNKED "6\r\n<html>\r\nd\r\n<p>Et hus</p>\r\nzz\r\n<p>mere</p>");
  add_response("figures first", "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n2019\r\nEt hus for familier\r\n");
  add_response("figures first, told to be chunked", "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nEt hus for familier\r\n");
  tells_packed("kept 19\nremoved 39\nkept,nottold 19\nlinefeedsalone 19\nwithtrailers 19\nwithoutitsend 19 cut: its last chunk is missing\n"
               "cutinachunk 15 cut: its last chunk is missing\ndamaged 19 cut: a chunk is damaged\nfiguresfirst 27\nfiguresfirst,toldtobechunked 24\n");
}

static void packed_as(const char *url, const char *coding, const struct pk_buf *body) {
  struct pk_buf block;
  pk_buf_init(&block, PK_MAX_BUF);
  pk_buf_text(&block, HTTP "Content-Encoding: "), pk_buf_text(&block, coding), pk_buf_text(&block, "\r\n\r\n");
  pk_buf_add(&block, body->s, body->n);
  add_record("response", url, "", block.s, block.n, SIZE_MAX, TAIL);
  pk_buf_release(&block);
}

static void packings_are_taken_off(void **state) {
  (void)state;
  struct pk_buf once, twice, thrice, plain, raw, zlib;
  struct pk_buf *all[] = {&once, &twice, &thrice, &plain, &raw, &zlib};
  for (size_t k = 0; k < 6; k++) pk_buf_init(all[k], PK_MAX_BUF);
  pk_buf_text(&plain, HTML);
  gzip_add(&once, HTML, strlen(HTML));
  gzip_add(&twice, once.s, once.n);
  gzip_add(&thrice, twice.s, twice.n);
  pack_add(&raw, -MAX_WBITS, HTML, strlen(HTML));
  pack_add(&zlib, MAX_WBITS, HTML, strlen(HTML));
  packed_as("gzip", "gzip", &once);
  packed_as("x-gzip", "X-GZIP", &once);
  packed_as("undone", "gzip", &plain);
  packed_as("raw", "deflate", &raw);
  packed_as("zlib", "deflate", &zlib);
  packed_as("undone2", "deflate", &plain);
  packed_as("gzip-as-deflate", "deflate", &once);
  packed_as("twice", "gzip, gzip", &twice);
  packed_as("thrice", "gzip, gzip, gzip", &thrice);
  packed_as("identity", "identity", &plain);
  packed_as("empty", "", &plain);
  packed_as("br-undone", "br", &plain);
  once.n -= 9;
  packed_as("cut", "gzip", &once);
  once.n = 11;
  packed_as("lost", "gzip", &once);
  pk_buf_reset(&once);
  pk_buf_add(&once, "\x8B\x0F\x80\x3Cht\0\1\2\3\x03", 11);
  packed_as("br", "br", &once);
  packed_as("zstd", "gzip, zstd", &once);
  pk_buf_reset(&once);
  gzip_add(&once, HTML, strlen(HTML));
  once.s[once.n / 2] ^= 0x55;
  once.s[once.n / 2 + 1] ^= 0x55;
  packed_as("damaged", "gzip", &once);
  add_page("last");
  tells_packed("gzip 39\nx-gzip 39\nundone 39\nraw 39\nzlib 39\nundone2 39\ngzip-as-deflate 39\ntwice 39\nLIMIT: its body is packed more than 2 times\nidentity 39\n"
               "empty 39\nbr-undone 39\ncut 39 cut: its packed body ends early\nFORMAT: gzip data ends before any text came\n"
               "FORMAT: its body is packed as br, which is not read\nFORMAT: its body is packed as zstd, which is not read\nFORMAT: gzip data is damaged\nlast 39\n");
  for (size_t k = 0; k < 6; k++) pk_buf_release(all[k]);
}

static void chunks_around_packed_bodies(void **state) {
  (void)state;
  struct pk_buf z, block;
  pk_buf_init(&z, PK_MAX_BUF);
  pk_buf_init(&block, PK_MAX_BUF);
  gzip_add(&z, HTML, strlen(HTML));
  pk_buf_text(&block, HTTP "Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\na\r\n");
  pk_buf_add(&block, z.s, 10);
  char size[16];
  snprintf(size, sizeof size, "\r\n%zX\r\n", z.n - 10);
  pk_buf_text(&block, size);
  pk_buf_add(&block, z.s + 10, z.n - 10);
  pk_buf_text(&block, "\r\n0\r\n\r\n");
  add_record("response", "both", "", block.s, block.n, SIZE_MAX, TAIL);
  pk_buf_reset(&block);
  pk_buf_text(&block, HTTP "Transfer-Encoding: gzip, chunked\r\n\r\n");   /* chunks are gone, the packing is not */
  pk_buf_add(&block, z.s, z.n);
  add_record("response", "te", "", block.s, block.n, SIZE_MAX, TAIL);
  tells_packed("both 39\nte 39\n");
  pk_buf_release(&z);
  pk_buf_release(&block);
}

/* ---- what is broken ------------------------------------------------------------------------------------------------------------ */

static void wrong_lengths(void **state) {
  (void)state;
  static const char page[] = HTTP "\r\n" HTML;
  size_t n = sizeof page - 1;
  add_page("1");
  add_record("response", "short", "", page, n, n - 10, TAIL);
  add_page("2");
  add_record("response", "long", "", page, n, n + 30, TAIL);
  add_page("3");
  add_record("response", "over others", "", page, n, n + 700, TAIL);
  add_page("4");
  add_record("response", "over the end", "", page, n, n + 100000, TAIL);
  add_page("5");
  add_record("request", "of a request", "", page, n, 7, TAIL);
  add_page("6");
  add_record("response", "beyond the ceiling", "", page, n, (size_t)5 << 30, TAIL);
  add_page("7");
  add_record("response", "at the end, short", "", page, n, n - 10, TAIL);
#define READ_ON " 39 cut: its length is wrong\nFORMAT: its length is wrong; read as far as the next record\n"
  const char *expected = "1 39\nshort" READ_ON "2 39\nlong" READ_ON "3 39\noverothers" READ_ON "4 39\novertheend" READ_ON "5 39\nFORMAT: its length is wrong\n6 39\n"
                         "beyondtheceiling" READ_ON "7 39\nattheend,short" READ_ON;
  tells_packed(expected);
}

static void missing_blank_lines(void **state) {
  (void)state;
  static const char page[] = HTTP "\r\n" HTML;
  add_record("response", "1", "", page, sizeof page - 1, SIZE_MAX, "");
  add_record("response", "2", "", page, sizeof page - 1, SIZE_MAX, "\r\n");
  add_record("response", "3", "", page, sizeof page - 1, SIZE_MAX, "\n\n\r\n\r\n \n");
  add_record("response", "4", "", page, sizeof page - 1, SIZE_MAX, "\0");
  tells_packed("1 39\n2 39\n3 39\n4 39\n");
}

static void broken_headers(void **state) {
  (void)state;
  add_page("1");
  begin_record();
  add("WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: a\r\n\r\n" HTML TAIL);
  add_page("2");
  begin_record();
  add("WARC/1.0\r\nWARC-Type: response\r\nContent-Length: many\r\n\r\n" HTML TAIL);
  add_page("3");
  begin_record();
  add("WARC/1.0\r\nContent-Length: 39\r\n\r\n" HTML TAIL);
  add_page("4");
  begin_record();
  add("<html>What is this?\r\n\r\nWARC/1.0 it is not\r\n");
  add_page("5");
  begin_record();
  add("WARC/1.0\r\nWARC-Type: response\r\n");   /* and there it ends */
  add_page("6");
  tells_packed("1 39\nFORMAT: its header has no Content-Length\n2 39\nFORMAT: its Content-Length is no number\n3 39\nFORMAT: its header has no WARC-Type\n4 39\n"
               "FORMAT: no record begins here\n5 39\nFORMAT: another record begins inside its header\n6 39\n");
}

static void zeros_between_records(void **state) {
  (void)state;
  static const char zeros[300000];
  add_page("1");
  add_bytes(zeros, 1000);
  add_page("2");
  add_bytes(zeros, sizeof zeros);
  add_page("3");
  add_bytes(zeros, sizeof zeros);   /* a file that was made larger than what came */
  tells("1 39\nFORMAT: zeros stand here, and no record\n2 39\nFORMAT: zeros stand here, and no record\n3 39\n");
}

static void cut_anywhere(void **state) {
  (void)state;
  char out[8192];
  add_page("1");
  size_t head = whole.n;
  add_page("2");
  size_t body = (size_t)((const char *)memmem(whole.s + head, whole.n - head, "<html>", 6) - whole.s), end = body + strlen(HTML);
  for (size_t n = head; n <= whole.n; n++) {
    char expected[128] = "1 39\n";
    if (n == head) told(whole.s, n, 0, false, out);
    else {
      told(whole.s, n, n % 3, false, out);
      if (n < head + 16 && n < head + 6) strcat(expected, "FORMAT: no record begins here\n");   /* "WARC/" and less */
      else if (n <= body) strcat(expected, "FORMAT: the archive ends inside it\n");
      else if (n < end) snprintf(expected, sizeof expected, "1 39\n2 %zu cut: the archive ends here\n", n - body);
      else strcat(expected, "2 39\n");
    }
    if (strcmp(out, expected)) print_message("cut after %zu of %zu bytes\n", n - head, whole.n - head);
    same(out, expected);
  }
  pack(1);
  size_t whole_packed = packed.n;
  packed.n = 0;
  gzip_add(&packed, whole.s, head);
  size_t first = packed.n;
  gzip_add(&packed, whole.s + head, whole.n - head);
  assert_int_equal(packed.n, whole_packed);
  for (size_t n = first; n <= packed.n; n++) {   /* a gzip member that was cut has given its beginning, or nothing */
    told(packed.s, n, n % 5 * 7, false, out);
    assert_memory_equal(out, "1 39\n", 5);
    const char *rest = out + 5;
    bool good = n == first ? !*rest : strcmp(rest, "FORMAT: the archive ends inside it\n") == 0 || strcmp(rest, "FORMAT: no record begins here\n") == 0 ||
                                          strcmp(rest, "FORMAT: gzip data is damaged\n") == 0 || strncmp(rest, "2 ", 2) == 0;
    assert_true(good);
    if (n + 9 > packed.n) same(rest, "2 39\n");   /* all of its data is there */
  }
}

static void damaged_gzip_in_the_middle(void **state) {
  (void)state;
  char out[8192];
  for (int k = 1; k <= 5; k++) {
    char url[2] = {(char)('0' + k), 0};
    add_page(url);
  }
  size_t at[6] = {0};
  for (size_t k = 0; k < 5; k++) {
    gzip_add(&packed, whole.s + starts[k], record_end(k) - starts[k]);
    at[k + 1] = packed.n;
  }
  size_t lost = 0;
  for (size_t i = at[2]; i < at[3]; i++) {   /* any byte of the third */
    for (unsigned bits = 0x10; bits <= 0xFF; bits += 0xEF) {
      packed.s[i] ^= (char)bits;
      told(packed.s, packed.n, i % 4 * 50, false, out);
      assert_memory_equal(out, "1 39\n2 39\n", 10);
      assert_non_null(strstr(out, "4 39\n5 39\n"));
      if (!strstr(out, "\n3 39\n")) lost++, assert_non_null(strstr(out, "FORMAT: "));   /* a changed name or time in the gzip header harms nobody */
      packed.s[i] ^= (char)bits;
    }
  }
  assert_true(lost > (at[3] - at[2]));
  /* the first one, when the name tells that the file is packed */
  struct pk_source *source;
  partikel_error e = {0};
  partikel_origin named = {.name = "x"};
  packed.s[0] ^= 1;
  for (int k = 0; k < 2; k++) {
    static const char *const names[] = {"x.warc.gz", "x.ARC.gz"};
    named.name = names[k];
    partikel_member m;
    assert_int_equal(pk_source_open_memory(NULL, packed.s, packed.n, &named, 0, &source, &e), PARTIKEL_OK);
    assert_int_equal(pk_source_next_member(source, &m, &e), PARTIKEL_FORMAT);
    same(e.what, "record at 0: gzip data is damaged");
    assert_int_equal(pk_source_next_member(source, &m, &e), k ? PARTIKEL_END : PARTIKEL_OK);
    if (!k) same(m.origin.url, "2");
    pk_source_free(source);
  }
  packed.s[0] ^= 1;
  /* what is no gzip at all between two members */
  struct pk_buf mixed;
  pk_buf_init(&mixed, PK_MAX_BUF);
  pk_buf_add(&mixed, packed.s, at[2]);
  pk_buf_text(&mixed, "what is this \x1F\x8B\x08 here?");
  pk_buf_add(&mixed, packed.s + at[2], packed.n - at[2]);
  told(mixed.s, mixed.n, 0, false, out);
  same(out, "1 39\n2 39\nFORMAT: gzip data is damaged\n3 39\n4 39\n5 39\n");
  pk_buf_reset(&mixed);   /* zeros are padding */
  pk_buf_add(&mixed, packed.s, at[2]);
  pk_buf_add(&mixed, "\0\0\0\0\0", 5);
  pk_buf_add(&mixed, packed.s + at[2], packed.n - at[2]);
  pk_buf_add(&mixed, "\0\0\0", 3);
  told(mixed.s, mixed.n, 3, false, out);
  same(out, "1 39\n2 39\n3 39\n4 39\n5 39\n");
  pk_buf_release(&mixed);
}

static void records_over_the_ceiling(void **state) {
  (void)state;
  char *large = calloc(1, 3 << 20);
  for (uint32_t i = 0, x = 1; i < 3 << 20; i++) large[i] = (char)('a' + ((x = x * 1664525 + 1013904223) >> 28));
  memcpy(large, HTTP "\r\n<html>", strlen(HTTP "\r\n<html>"));
  add_page("1");
  add_record("response", "large", "", large, 3 << 20, SIZE_MAX, TAIL);
  add_page("2");
  for (uint32_t i = 0, x = 1; i < 3 << 20; i++) large[i] = (char)((x = x * 1664525 + 1013904223) >> 24);
  memcpy(large, "HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n", 44);
  add_record("response", "picture", "", large, 3 << 20, SIZE_MAX, TAIL);
  add_page("3");
  max_bytes = 1 << 20;
  tells_packed("1 39\nLIMIT: larger than the ceiling of 1048576 bytes\n2 39\n3 39\n");
  max_bytes = 39;   /* at it */
  whole.n = 0;
  n_starts = 0;
  add_page("1");
  tells_packed("1 39\n");
  max_bytes = 38;
  tells_packed("LIMIT: larger than the ceiling of 38 bytes\n");
  max_bytes = 0;
  free(large);
}

static void long_headers(void **state) {
  (void)state;
  char *line = calloc(1, PK_MAX_ARCHIVE_HEADER + 2);
  for (int over = 0; over < 2; over++) {
    whole.n = 0;
    n_starts = 0;
    begin_record();
    add("WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: long\r\nContent-Length: 39\r\nX: ");
    size_t n = PK_MAX_ARCHIVE_HEADER - whole.n - 4 + (size_t)over;
    memset(line, 'x', n);
    line[n] = '\0';
    add(line), add(TAIL HTML TAIL);
    add_page("1");
    tells_packed(over ? "LIMIT: its header is over 65536 bytes\n1 39\n" : "long 39\n1 39\n");
    whole.n = 0;
    n_starts = 0;
    struct pk_buf block;
    pk_buf_init(&block, PK_MAX_BUF);
    pk_buf_text(&block, HTTP "X: ");
    n = PK_MAX_ARCHIVE_HEADER - block.n - 4 + (size_t)over;
    memset(line, 'x', n);
    line[n] = '\0';
    pk_buf_text(&block, line), pk_buf_text(&block, "\r\n\r\n" HTML);
    add_record("response", "long", "", block.s, block.n, SIZE_MAX, TAIL);
    add_page("1");
    tells_packed(over ? "LIMIT: its HTTP header is over 65536 bytes\n1 39\n" : "long 39\n1 39\n");
    pk_buf_release(&block);
  }
  free(line);
}

static void bombs(void **state) {
  (void)state;
  char out[8192], *zeros = calloc(1, 16 << 20);
  struct pk_buf block;
  pk_buf_init(&block, PK_MAX_BUF);
  pk_buf_text(&block, HTTP "\r\n<html>");
  size_t head = block.n;
  pk_buf_add(&block, zeros, 16 << 20);
  memset(block.s + head, 'a', 16 << 20);
  add_page("1");
  add_record("response", "bomb", "", block.s, block.n, SIZE_MAX, TAIL);
  add_page("2");
  pk_buf_reset(&block);
  pk_buf_text(&block, "HTTP/1.1 200 OK\r\nContent-Type: image/bmp\r\n\r\n");
  pk_buf_add(&block, zeros, 16 << 20);
  add_record("response", "picture", "", block.s, block.n, SIZE_MAX, TAIL);   /* harms nobody */
  add_page("3");
  pack(1);
  for (size_t step = 0; step < 3000; step += 1000) {
    told(packed.s, packed.n, step, false, out);
    same(out, "1 39\nLIMIT: gzip data grows beyond reason\n2 39\n3 39\n");
  }
  struct pk_buf body;
  pk_buf_init(&body, PK_MAX_BUF);
  gzip_add(&body, zeros, 16 << 20);
  whole.n = 0;
  n_starts = 0;
  packed_as("bomb", "gzip", &body);
  add_page("2");
  tells("LIMIT: gzip data grows more than 200 times when decompressed; this is no article\n2 39\n");
  pk_buf_release(&body);
  pk_buf_release(&block);
  free(zeros);
}

/* Held up to here, gone through beyond: nothing else differs. */
static void records_that_are_passed_over(void **state) {
  (void)state;
  char *block = calloc(1, PK_MAX_PASSED + 1);
  for (uint32_t i = 0, x = 1; i <= PK_MAX_PASSED; i++) block[i] = (char)((x = x * 1664525 + 1013904223) >> 24);
  static const char head[] = "HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n";
  memcpy(block, head, sizeof head - 1);
  char *text = calloc(1, PK_MAX_PASSED + 1), expected[256];
  for (uint32_t i = 0, x = 1; i <= PK_MAX_PASSED; i++) text[i] = (char)('a' + ((x = x * 1664525 + 1013904223) >> 28));
  for (size_t n = PK_MAX_PASSED; n <= PK_MAX_PASSED + 1; n++) {
    whole.n = 0;
    n_starts = 0;
    add_record("resource", "text", "Content-Type: text/plain\r\n", text, n, SIZE_MAX, TAIL);   /* an article of this length is held */
    add_page("1");
    add_record("response", "picture", "", block, n, SIZE_MAX, TAIL);
    add_page("2");
    add_record("response", "short", "", block, n, n - 100, TAIL);
    add_page("3");
    add_record("response", "long", "", block, n, n + 100, TAIL);
    add_page("4");
    add_record("response", "cut", "", block, n, SIZE_MAX, "");
    whole.n -= 1000;
    snprintf(expected, sizeof expected, "text %zu\n1 39\n2 39\nFORMAT: its length is wrong\n3 39\nFORMAT: its length is wrong\n4 39\nFORMAT: the archive ends inside it\n", n);
    tells_packed(expected);
  }
  free(text);
  free(block);
}

/* A header without its blank line is none over the ceiling, whatever stands behind the record. */
static void headers_without_a_body(void **state) {
  (void)state;
  char *large = calloc(1, 100001);
  memset(large, 'a', 100000);
  add_response("1", "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n");
  add_response("2", "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n" HTML);   /* and one that only lacks the line */
  add_block("resource", "3", "Content-Type: text/plain\r\n", large);
  tells_packed("2 39\n3 100000\n");
  free(large);
}

/* ---- records in several pieces ---------------------------------------------------------------------------------------------------- */

#define FIRST "WARC-Segment-Number: 1\r\n"
#define NEXT(k, id) "WARC-Segment-Number: " k "\r\nWARC-Segment-Origin-ID: <urn:uuid:" id ">\r\n"
#define TOTAL "WARC-Segment-Total-Length: 1\r\n"

static void pieces_are_put_together(void **state) {
  (void)state;
  add_block("response", "1", FIRST, HTTP "\r\n<html><p>Et ");
  add_block("continuation", "1", NEXT("2", "1"), "hus for");
  add_block("continuation", "1", NEXT("3", "1") TOTAL, " familier</p></html>");
  add_block("response", "2", FIRST, HTTP "\r\n<html><p>Et ");                 /* the end is elsewhere */
  add_block("continuation", "2", NEXT("2", "4"), "hus for");
  add_page("3");
  add_block("response", "4", FIRST, HTTP "\r\n<html><p>Et ");
  add_block("continuation", "4", NEXT("3", "7") TOTAL, "familier");           /* the second is missing: this is its own, but not the next */
  add_block("continuation", "x", NEXT("2", "99"), "of another file");
  add_block("response", "5", FIRST "", "HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\nPNG");
  add_block("continuation", "5", NEXT("2", "10") TOTAL, "more");
  add_block("response", "6", FIRST, HTTP "\r\n<html><p>Et hus");
  tells_packed("1 39\n2 19 cut: its next piece does not follow\n3 39\n4 12 cut: its next piece does not follow\n"
               "FORMAT: it goes on with a record that does not stand before it\n6 15 cut: its next piece does not follow\n");
  max_bytes = 20;   /* all pieces together */
  tells_packed("LIMIT: larger than the ceiling of 20 bytes\n2 19 cut: its next piece does not follow\nLIMIT: larger than the ceiling of 20 bytes\n"
               "4 12 cut: its next piece does not follow\nFORMAT: it goes on with a record that does not stand before it\n6 15 cut: its next piece does not follow\n");
  max_bytes = 0;
}

/* ---- ARC --------------------------------------------------------------------------------------------------------------------------- */

static void arcs(void **state) {
  (void)state;
  char out[8192], expected[256];
  add_arc_head();
  add_arc("https://a.example/1", "text/html", HTTP "\r\n" HTML, 0);
  add_arc("https://a.example/2 3", "text/html", HTTP "\r\n" HTML, 0);                    /* an address with a blank */
  add_arc("dns:a.example", "text/dns", "20190504101158\na.example. 600 IN A 192.0.2.7\n", 0);
  add_arc("https://a.example/4.png", "image/png", "HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\nPNG", 0);
  begin_record();   /* version 2 */
  add("https://a.example/5 192.0.2.7 20190504101200 text/html 200 - - 1234 x.arc 19\n<html><p>Et hus</p>\n");
  add_arc("https://a.example/6", "text/html", "HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\n\r\n" HTML, 0);
  add_arc("https://a.example/7", "no-type", "HTTP/1.1 200 OK\r\n\r\n" HTML, 0);
  tells_packed("https://a.example/1 39\nhttps://a.example/23 39\nhttps://a.example/5 19\nhttps://a.example/7 39\n");
  told(whole.s, starts[2], 0, true, out);
  snprintf(expected, sizeof expected, "https://a.example/1 at %zu 39\n", starts[1]);
  same(out, expected);
  struct pk_source *s;
  partikel_member m;
  partikel_error e = {0};
  assert_int_equal(pk_source_open_memory(NULL, whole.s, whole.n, &known, 0, &s, &e), PARTIKEL_OK);
  assert_int_equal(pk_source_next_member(s, &m, &e), PARTIKEL_OK);
  same(m.origin.container, "arc");
  assert_null(m.origin.member);
  same(m.origin.retrieved, "2019-05-04T10:12:00Z");
  pk_source_free(s);
}

static void broken_arcs(void **state) {
  (void)state;
  add_arc_head();
  add_arc("https://a.example/1", "text/html", HTTP "\r\n" HTML, 0);
  add_arc("https://a.example/short", "text/html", HTTP "\r\n" HTML, -10);
  add_arc("https://a.example/2", "text/html", HTTP "\r\n" HTML, 0);
  add_arc("https://a.example/long", "text/html", HTTP "\r\n" HTML, 30);
  add_arc("https://a.example/3", "text/html", HTTP "\r\n" HTML, 0);
  begin_record();
  add("https://a.example/bad 192.0.2.7 yesterday text/html 19\n<html><p>Et hus</p>\n");
  add_arc("https://a.example/4", "text/html", HTTP "Content-Length: 39\r\n\r\n" HTML, 0);   /* only this tells that what is behind it is broken */
  begin_record();
  add("what is this?\n\n");
  add_arc("https://a.example/5", "text/html", HTTP "\r\n" HTML, 0);
  add_arc("https://a.example/cut", "text/html", HTTP "\r\n" HTML, 0);
  whole.n -= 20;
  tells("https://a.example/1 39\nhttps://a.example/short" READ_ON "https://a.example/2 39\nhttps://a.example/long" READ_ON "https://a.example/3 39\n"
        "FORMAT: the line before it is no line of an ARC\nhttps://a.example/4 39\nFORMAT: no record begins here\nhttps://a.example/5 39\n"
        "https://a.example/cut 20 cut: the archive ends here\n");
}

/* ---- the whole way -------------------------------------------------------------------------------------------------------------------- */

static int keep(void *context, const char *bytes, size_t n) { return pk_buf_add(context, bytes, n), 0; }

/* Opening a member's bytes on another reader gives the record that the archive gives; failures fail alike. */
static void members_give_the_same_records(void **state) {
  (void)state;
  partikel_reader *one = partikel_reader_new(partikel_builtin()), *two = partikel_reader_new(partikel_builtin()), *three = partikel_reader_new(partikel_builtin());
  struct pk_buf direct, by_member;
  pk_buf_init(&direct, PK_MAX_BUF);
  pk_buf_init(&by_member, PK_MAX_BUF);
  add_page("https://a.example/1");
  add_block("response", "https://a.example/2", "WARC-Truncated: time\r\n",
            "HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=iso-8859-1\r\n\r\nEt hus for familier i K\xF8ge\n\nKommunen har givet en million til huset.\n");
  add_response("https://web.archive.org/web/20100304144719/http://a.example/3", HTTP "\r\n" HTML);
  add_response("https://a.example/4", "HTTP/1.1 200 OK\r\nContent-Type: message/rfc822\r\n\r\nMIME-Version: 1.0\r\nContent-Type: text/html\r\n\r\n" HTML);
  add_response("https://a.example/5", "HTTP/1.1 200 OK\r\nContent-Type: message/rfc822\r\n\r\nMIME-Version: 1.0\r\nContent-Type: image/png\r\n\r\nPNG");
  add("junk");
  partikel_origin origin = {.name = "x.warc", .date = "2019-05-03"};
  assert_int_equal(partikel_open_memory(one, whole.s, whole.n, &origin), PARTIKEL_OK);
  assert_int_equal(partikel_open_memory(two, whole.s, whole.n, &origin), PARTIKEL_OK);
  const partikel_record *record;
  partikel_member member;
  partikel_status a, b;
  unsigned records = 0, errors = 0;
  for (;;) {
    direct.n = by_member.n = 0;
    a = partikel_next(one, &record);
    b = partikel_next_member(two, &member);
    if (b == PARTIKEL_OK) {
      partikel_member *copy = partikel_member_copy(&member);
      b = partikel_open_memory(three, copy->bytes, copy->n, &copy->origin);
      const partikel_record *other;
      if (b == PARTIKEL_OK) b = partikel_next(three, &other);
      if (b == PARTIKEL_OK) assert_int_equal(partikel_write_json(other, 0, keep, &by_member), PARTIKEL_OK);
      else same(partikel_last_error(three)->what, partikel_last_error(one)->what), assert_int_equal(partikel_last_error(three)->offset, partikel_last_error(one)->offset);
      partikel_member_free(copy);
    } else if (b != PARTIKEL_END) same(partikel_last_error(two)->what, partikel_last_error(one)->what);
    assert_int_equal(a, b);
    if (a == PARTIKEL_END) break;
    if (a != PARTIKEL_OK) {
      errors++;
      assert_non_null(strstr(partikel_last_error(one)->what, "record at "));
      continue;
    }
    records++;
    assert_int_equal(partikel_write_json(record, 0, keep, &direct), PARTIKEL_OK);
    assert_true(direct.n > 100 && direct.n == by_member.n && memcmp(direct.s, by_member.s, direct.n) == 0);
    same(record->source.path, "x.warc");
    same(record->source.container, "warc");
    if (records == 1) assert_true(record->source.bytes == 39 && record->source.offset == 0);
    if (records == 2) {
      same(record->source.encoding, "windows-1252");
      same(record->source.member, "<urn:uuid:2>");
      same(record->warnings[0].code, "cut");
      same(record->warnings[0].message, "the page may not be whole in the archive: time");
      assert_non_null(strstr(record->article.text, "Køge"));
    }
    if (records == 3) same(record->source.url, "http://a.example/3"), same(record->source.retrieved, "2019-05-04T10:12:00Z"), same(record->article.url, "http://a.example/3");
    if (records == 4) same(record->source.format, "mhtml"), same(record->source.url, "https://a.example/4");
  }
  assert_int_equal(records, 4);
  assert_int_equal(errors, 2);
  partikel_progress p;
  partikel_get_progress(one, &p);
  assert_true(p.read == whole.n && p.size == whole.n && p.passed_over == 0);
  partikel_reader_free(one), partikel_reader_free(two), partikel_reader_free(three);
  pk_buf_release(&direct), pk_buf_release(&by_member);
}

static ptrdiff_t give_then_fail(void *context, void *buffer, size_t n) {
  ptrdiff_t got = give(context, buffer, n);
  return got ? got : -1;
}

static void a_stream_that_fails(void **state) {
  (void)state;
  struct pk_source *s;
  partikel_member m;
  partikel_error e = {0};
  add_page("1");
  add_page("2");
  struct pieces p = {whole.s, whole.n - 20, 0, 50};
  assert_int_equal(pk_source_open_stream(NULL, give_then_fail, &p, &known, 0, &s, &e), PARTIKEL_OK);
  assert_int_equal(pk_source_next_member(s, &m, &e), PARTIKEL_OK);   /* what came before it is not lost */
  same(m.origin.url, "1");
  assert_int_equal(pk_source_next_member(s, &m, &e), PARTIKEL_OK);
  same(m.origin.truncated, "the archive ends here");
  assert_int_equal(pk_source_next_member(s, &m, &e), PARTIKEL_IO);
  assert_int_equal(pk_source_next_member(s, &m, &e), PARTIKEL_END);
  pk_source_free(s);
  for (int k = 0; k < 2000; k++, n_starts = 2) add_block("warcinfo", NULL, "", "some hundred bytes that stand between the first page and the last one");
  add_page("3");
  p = (struct pieces){whole.s, whole.n - 20, 0, 5000};
  n_starts = 0;
  assert_int_equal(pk_source_open_stream(NULL, give_then_fail, &p, &known, 0, &s, &e), PARTIKEL_OK);
  assert_int_equal(pk_source_next_member(s, &m, &e), PARTIKEL_OK);
  assert_int_equal(pk_source_next_member(s, &m, &e), PARTIKEL_OK);
  assert_int_equal(pk_source_next_member(s, &m, &e), PARTIKEL_IO);
  same(e.what, "reading failed");
  assert_int_equal(pk_source_next_member(s, &m, &e), PARTIKEL_END);
  pk_source_free(s);
}

static void what_is_told_from_an_archive(void **state) {
  (void)state;
  struct pk_source *s;
  partikel_member m;
  partikel_error e = {0};
  partikel_origin wacz = {.name = "a.wacz"}, zst = {.name = "a.warc.zst"}, warc = {.name = "b/x.WARC"}, text = {.name = "x.warc.txt"}, member = {.name = "x.warc", .container = "warc"};
  assert_int_equal(pk_source_open_memory(NULL, "PK\3\4 and more", 12, &wacz, 0, &s, &e), PARTIKEL_FORMAT);
  assert_non_null(strstr(e.what, "archive/*.warc.gz"));
  assert_int_equal(pk_source_open_memory(NULL, "PK\3\4\24\0\0\0\0\0!(!H\0\0\0\0\0\0\0\0\0\0\0\0\x10\0\0\0archive/data.warc.gz", 50, NULL, 0, &s, &e), PARTIKEL_FORMAT);
  assert_non_null(strstr(e.what, "WACZ"));
  assert_int_equal(pk_source_open_memory(NULL, "\x28\xB5\x2F\xFD more", 9, &zst, 0, &s, &e), PARTIKEL_FORMAT);
  assert_non_null(strstr(e.what, "zstd -d"));
  /* by its name, when its first record is broken */
  assert_int_equal(pk_source_open_memory(NULL, "WARX/1.0\r\n\r\n", 12, &warc, 0, &s, &e), PARTIKEL_OK);
  assert_int_equal(pk_source_next_member(s, &m, &e), PARTIKEL_FORMAT);
  same(e.what, "record at 0: no record begins here");
  assert_int_equal(pk_source_next_member(s, &m, &e), PARTIKEL_END);
  pk_source_free(s);
  assert_int_equal(pk_source_open_memory(NULL, "WARX/1.0\r\n\r\n", 12, &text, 0, &s, &e), PARTIKEL_OK);
  assert_int_equal(pk_source_next_member(s, &m, &e), PARTIKEL_OK);
  assert_null(m.origin.container);
  pk_source_free(s);
  add_page("1");   /* a member is an article, even if it looks like an archive */
  assert_int_equal(pk_source_open_memory(NULL, whole.s, whole.n, &member, 0, &s, &e), PARTIKEL_OK);
  assert_int_equal(pk_source_next_member(s, &m, &e), PARTIKEL_OK);
  assert_true(m.bytes == whole.s && m.n == whole.n);
  pk_source_free(s);
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
  const struct CMUnitTest tests[] = {
      TEST(articles_among_the_records), TEST(a_member_knows_where_it_stood), TEST(all_versions), TEST(places_are_those_of_the_file), TEST(chunks_by_look),
      TEST(packings_are_taken_off), TEST(chunks_around_packed_bodies), TEST(wrong_lengths), TEST(missing_blank_lines), TEST(broken_headers), TEST(zeros_between_records),
      TEST(cut_anywhere), TEST(damaged_gzip_in_the_middle), TEST(records_over_the_ceiling), TEST(long_headers), TEST(bombs), TEST(headers_without_a_body), TEST(records_that_are_passed_over), TEST(pieces_are_put_together), TEST(arcs),
      TEST(broken_arcs), TEST(members_give_the_same_records), TEST(a_stream_that_fails), TEST(what_is_told_from_an_archive)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
