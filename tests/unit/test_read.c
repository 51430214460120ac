/* test_read: sniffing, gzip, encodings, lines, and whole sources with their warnings and refusals. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "pack.h"
#include "read/read.h"

#define same(a, b) assert_string_equal((a), (b))

static struct pk_arena arena;

static int begin(void **state) { (void)state; pk_arena_init(&arena, PK_MAX_ARENA); return 0; }
static int end(void **state) { (void)state; pk_arena_release(&arena); return 0; }

/* ---- sniffing ---- */

static enum pk_format sniff(const char *bytes, size_t n) { return pk_sniff(bytes, n, "x", NULL); }
#define SNIFF(literal) sniff("" literal "", sizeof(literal) - 1)

static void sniffs(void **state) {
  (void)state;
  assert_int_equal(SNIFF(""), PK_FORMAT_EMPTY);
  assert_int_equal(SNIFF(" \r\n\t"), PK_FORMAT_EMPTY);
  assert_int_equal(SNIFF("\xEF\xBB\xBF"), PK_FORMAT_EMPTY);
  assert_int_equal(SNIFF("Nyt hus"), PK_FORMAT_TEXT);
  assert_int_equal(SNIFF("\x1F\x8B\x08"), PK_FORMAT_GZIP);
  assert_int_equal(SNIFF("%PDF-1.4\n"), PK_FORMAT_BINARY);
  assert_int_equal(SNIFF("PK\3\4abc"), PK_FORMAT_BINARY);
  assert_int_equal(SNIFF("\0\1\2\3\4\5\6\7"), PK_FORMAT_BINARY);
  assert_int_equal(SNIFF("Et ord\0 og et til"), PK_FORMAT_TEXT);
  assert_int_equal(SNIFF("\xFF\xFEH\0e\0j\0"), PK_FORMAT_TEXT);
  assert_int_equal(SNIFF("H\0e\0j\0 \0d\0u\0"), PK_FORMAT_TEXT);
  assert_int_equal(SNIFF("<!DOCTYPE html><p>"), PK_FORMAT_HTML);
  assert_int_equal(SNIFF("\xEF\xBB\xBF\n<!-- saved --> <HTML lang=da>"), PK_FORMAT_HTML);
  assert_int_equal(SNIFF("\xFF\xFE<\0h\0t\0m\0l\0>\0"), PK_FORMAT_HTML);
  assert_int_equal(SNIFF("Hej <b>a</b><b>a</b><b>a</b><b>a</b><b>a</b><b>a</b>"), PK_FORMAT_HTML);
  assert_int_equal(SNIFF("<3 til alle frivillige"), PK_FORMAT_TEXT);
  assert_int_equal(SNIFF("From: <Saved by Blink>\r\nMIME-Version: 1.0\r\n\r\nx"), PK_FORMAT_BINARY);
  assert_int_equal(SNIFF("Dato: 1. maj\nMime-Version: nej\n"), PK_FORMAT_BINARY);
  assert_int_equal(SNIFF("Fra: en\n\nMIME-Version: 1.0"), PK_FORMAT_TEXT);
  assert_int_equal(pk_sniff("Hej", 3, NULL, "Text/HTML; charset=utf-8"), PK_FORMAT_HTML);
  assert_int_equal(pk_sniff("Hej <i>du", 9, "a.HTM", NULL), PK_FORMAT_HTML);
  assert_int_equal(pk_sniff("Hej du", 6, "a.html", NULL), PK_FORMAT_TEXT);
  same(pk_sniff_binary_name("%PDF-1.4", 8), "PDF");
  same(pk_sniff_binary_name("\1\2", 2), "binary data");
}

/* ---- gzip ---- */

static void gunzips_all_members(void **state) {
  (void)state;
  struct pk_buf z, out;
  bool truncated;
  partikel_error e = {0};
  pk_buf_init(&z, 1 << 20);
  pk_buf_init(&out, 1 << 20);
  gzip_add(&z, "en ", 3);
  gzip_add(&z, "", 0);
  gzip_add(&z, "to", 2);
  size_t whole = z.n;
  assert_int_equal(pk_gunzip(z.s, z.n, 100, &out, &truncated, &e), PARTIKEL_OK);
  assert_true(!truncated && out.n == 5 && memcmp(out.s, "en to", 5) == 0);
  pk_buf_add(&z, "\0\0\0\0", 4); /* padding */
  out.n = 0;
  assert_int_equal(pk_gunzip(z.s, z.n, 5, &out, &truncated, &e), PARTIKEL_OK); /* at the ceiling */
  assert_int_equal(out.n, 5);
  z.n = whole;
  pk_buf_add(&z, "\x1F\x8B\xFF\xFFxx", 6);
  out.n = 0;
  assert_int_equal(pk_gunzip(z.s, z.n, 100, &out, &truncated, &e), PARTIKEL_OK);
  assert_true(!truncated && out.n == 5);
  out.n = 0;
  assert_int_equal(pk_gunzip(z.s, z.n, 4, &out, &truncated, &e), PARTIKEL_LIMIT); /* one over */
  assert_non_null(strstr(e.what, "ceiling of 4 bytes"));
  assert_int_equal(pk_gunzip("hej", 3, 4, &out, &truncated, &e), PARTIKEL_FORMAT);
  assert_int_equal(pk_gunzip("\x1F\x8B\xFF\xFF", 4, 4, &out, &truncated, &e), PARTIKEL_FORMAT);
  pk_buf_release(&z);
  pk_buf_release(&out);
}

static void gunzip_keeps_what_came(void **state) {
  (void)state;
  struct pk_buf z, out;
  pk_buf_init(&z, 1 << 20);
  pk_buf_init(&out, 1 << 20);
  char text[5000];
  for (size_t i = 0; i < sizeof text; i++) text[i] = (char)('a' + (i * i / 7 + i) % 26);
  gzip_add(&z, text, sizeof text);
  for (size_t cut = 2; cut <= z.n; cut++) {
    bool truncated = false;
    partikel_error e = {0};
    out.n = 0;
    char *copy = malloc(cut); /* exact, so that a sanitizer sees one byte too many */
    memcpy(copy, z.s, cut);
    partikel_status s = pk_gunzip(copy, cut, 5000, &out, &truncated, &e);
    free(copy);
    assert_true(s == (out.n || cut == z.n ? PARTIKEL_OK : PARTIKEL_FORMAT));
    assert_int_equal(truncated, cut < z.n);
    assert_memory_equal(out.s, text, out.n);
  }
  assert_int_equal(out.n, 5000);
  pk_buf_release(&z);
  pk_buf_release(&out);
}

static void gunzip_stops_bombs(void **state) {
  (void)state;
  struct pk_buf z, out;
  bool truncated;
  partikel_error e = {0};
  pk_buf_init(&z, (size_t)64 << 20);
  pk_buf_init(&out, (size_t)64 << 20);
  size_t n = PK_FREE_EXPANSION;
  char *zeros = calloc(1, 16 * n);
  gzip_add(&z, zeros, n);
  assert_int_equal(pk_gunzip(z.s, z.n, PK_MAX_MEMBER, &out, &truncated, &e), PARTIKEL_OK); /* small files may */
  assert_int_equal(out.n, n);
  z.n = out.n = 0;
  gzip_add(&z, zeros, 16 * n);
  assert_int_equal(pk_gunzip(z.s, z.n, PK_MAX_MEMBER, &out, &truncated, &e), PARTIKEL_LIMIT);
  assert_non_null(strstr(e.what, "200 times"));
  assert_true(out.n < 5 * n);
  free(zeros);
  pk_buf_release(&z);
  pk_buf_release(&out);
}

/* ---- encodings ---- */

static struct pk_decoded decode(const char *bytes, size_t n, const char *charset, const char *encoding, const char *text) {
  struct pk_decoded d;
  partikel_error e = {0};
  char *exact = malloc(n ? n : 1);
  memcpy(exact, bytes, n);
  assert_int_equal(pk_decode(exact, n, charset, &d, &arena, &e), PARTIKEL_OK);
  free(exact); /* the text is the arena's own */
  same(d.encoding, encoding);
  assert_int_equal(d.text.n, strlen(text));
  assert_memory_equal(d.text.s, text, d.text.n);
  assert_int_equal(pk_utf8_bad(d.text), d.text.n);
  return d;
}
#define DECODE(literal, charset, encoding, text) decode("" literal "", sizeof(literal) - 1, charset, encoding, text)

static void decodes(void **state) {
  (void)state;
  assert_false(DECODE("abc", NULL, "utf-8", "abc").guessed);
  assert_false(DECODE("\xC3\xA5r", "iso-8859-1", "utf-8", "\xC3\xA5r").guessed); /* valid UTF-8 beats what is told */
  DECODE("\xEF\xBB\xBF\xC3\xA5", NULL, "utf-8", "\xC3\xA5");
  assert_false(DECODE("\xFF\xFE\xE5\0r\0", NULL, "utf-16le", "\xC3\xA5r").guessed);
  DECODE("\xFE\xFF\0\xE5\0r", NULL, "utf-16be", "\xC3\xA5r");
  assert_true(DECODE("h\0e\0j\0 \0", NULL, "utf-16le", "hej ").guessed);
  assert_true(DECODE("\xE5r \x96 \x93" "ord\x94 \x80", NULL, "windows-1252", "\xC3\xA5r \xE2\x80\x93 \xE2\x80\x9Cord\xE2\x80\x9D \xE2\x82\xAC").guessed);
  assert_false(DECODE("\xE5r", "ISO-8859-1", "windows-1252", "\xC3\xA5r").guessed);
  assert_true(DECODE("\xE5r", "utf-8", "windows-1252", "\xC3\xA5r").guessed);
  assert_true(DECODE("\xE5r", "klingon-9000-with-a-very-long-name", "windows-1252", "\xC3\xA5r").guessed);
  DECODE("A\xCC\x8Ar", NULL, "utf-8", "\xC3\x85r");
  DECODE("", NULL, "utf-8", "");
}

static void repairs(void **state) {
  (void)state;
  assert_int_equal(DECODE("\xC3\xA6 \xC3\xB8 \xE5.", NULL, "utf-8", "\xC3\xA6 \xC3\xB8 \xC3\xA5.").repaired, 1);
  assert_int_equal(DECODE("\xC3\xA6 x\xC3", NULL, "utf-8", "\xC3\xA6 x\xEF\xBF\xBD").repaired, 1);
  assert_int_equal(DECODE("\xC3\xA6\xE2\x80", "utf8", "utf-8", "\xC3\xA6\xEF\xBF\xBD").repaired, 1);
  assert_int_equal(DECODE("a\0b", NULL, "utf-8", "a\xEF\xBF\xBD" "b").repaired, 1);
  assert_int_equal(DECODE("\xE5\x81\0", NULL, "windows-1252", "\xC3\xA5\xEF\xBF\xBD\xEF\xBF\xBD").repaired, 2);
  assert_int_equal(DECODE("x \xC2\x96 y", NULL, "utf-8", "x \xE2\x80\x93 y").repaired, 1);
  assert_int_equal(DECODE("\xFF\xFE\x3D\xD8\0\xDE\x3D\xD8x\0y", NULL, "utf-16le", "\xF0\x9F\x98\x80\xEF\xBF\xBDx\xEF\xBF\xBD").repaired, 2);
}

static void sees_mojibake(void **state) {
  (void)state;
  assert_true(DECODE("b\xC3\x83\xC2\xB8rn", NULL, "utf-8", "b\xC3\x83\xC2\xB8rn").mojibake);
  assert_true(DECODE("x \xC3\xA2\xE2\x82\xAC\xE2\x80\x9C y", NULL, "utf-8", "x \xC3\xA2\xE2\x82\xAC\xE2\x80\x9C y").mojibake);
  assert_true(DECODE("\xC3\x83\xC2\x86", NULL, "utf-8", "\xC3\x83\xE2\x80\xA0").mojibake);
  assert_false(DECODE("S\xC3\xA3o \xC3\x85rhus \xC3\xA2me \xC3", NULL, "utf-8", "S\xC3\xA3o \xC3\x85rhus \xC3\xA2me \xEF\xBF\xBD").mojibake);
}

/* ---- lines ---- */

/* Lines as "gap|text" joined by line feeds. */
static void lines(const char *text, const char *told) {
  struct pk_document d = {0};
  partikel_error e = {0};
  struct pk_buf b;
  pk_buf_init(&b, 1 << 20);
  assert_int_equal(pk_plain(pk_str_of(text), &d, &arena, &e), PARTIKEL_OK);
  for (uint32_t i = 0; i < d.n_nodes; i++) {
    assert_int_equal(d.nodes[i].tag, PK_TAG_LINE);
    assert_int_equal(d.nodes[i].end, i + 1);
    pk_buf_int(&b, d.nodes[i].gap);
    pk_buf_byte(&b, '|');
    pk_buf_str(&b, d.nodes[i].text);
    pk_buf_byte(&b, '\n');
  }
  pk_buf_byte(&b, '\0');
  same(b.s, told);
  pk_buf_release(&b);
}

static void splits_lines(void **state) {
  (void)state;
  lines("", "");
  lines("\n \n", "");
  lines("a\nb\r\nc\rd\fe\xE2\x80\xA8g", "0|a\n0|b\n0|c\n0|d\n0|e\n0|g\n");
  lines("\n\na  b \t\n \xC2\xA0\n\n  c", "2|a b\n2|  c\n");
  lines("a \t b\tc\xC2\xA0\xE2\x80\xAFx", "0|a\tb\tc x\n");
  lines("fami\xC2\xADlie\xE2\x80\x8B\xEF\xBB\xBF \x01hus", "0|familie hus\n");
  lines("\tx", "0|\tx\n");
}

static const char wrapped[] =
    "Nyt hus i byen\n"
    "Familier i Lillekøbing kan fra sommeren få hjælp i et nyt hus, som\n"
    "kommunen og en forening driver sammen. Det er tanken, at frivillige\n"
    "skal hjælpe forældre, der har det svært, med lektier og breve fra\n"
    "kommunen.\n"
    "Huset får plads til 40 familier om året, fortæller formanden, der\n"
    "har ventet længe på det nye hus.\n";

static void joins_wrapped_paragraphs(void **state) {
  (void)state;
  lines(wrapped,
        "0|Nyt hus i byen\n"
        "0|Familier i Lillekøbing kan fra sommeren få hjælp i et nyt hus, som kommunen og en forening driver sammen. Det er tanken, at "
        "frivillige skal hjælpe forældre, der har det svært, med lektier og breve fra kommunen.\n"
        "0|Huset får plads til 40 familier om året, fortæller formanden, der har ventet længe på det nye hus.\n");
}

static void leaves_other_lines_alone(void **state) {
  (void)state;
  static const char *const texts[] = {
      "Kommunen\nForeningen\nFonden\nKirken\n",
      "Projektet hedder Familiehuset og ligger i Lillekøbing i midtbyen\nStøtten kommer fra en fond og fra kommunen selv\n"
      "Det begynder til sommer og varer tre år i første omgang, siger de\n",
      "- hjælp til familier, der har brug for det i en svær tid og som selv\n- gerne vil have hjælp af frivillige, der bor i nærheden af dem og\n"
      "- kan komme hver uge i et år eller længere, hvis det bliver nødvendigt\n",
      "Kontaktperson: en medarbejder i kommunen, der kan svare på spørgsmål\nTelefon: den kan findes på kommunens side under menuen kontakt og\n"
      "Adresse: huset ligger ved torvet i midtbyen lige over for kirken og\n"};
  for (size_t k = 0; k < sizeof texts / sizeof *texts; k++) {
    struct pk_document d = {0};
    partikel_error e = {0};
    uint32_t n = 0;
    for (const char *c = texts[k]; *c; c++) n += *c == '\n';
    assert_int_equal(pk_plain(pk_str_of(texts[k]), &d, &arena, &e), PARTIKEL_OK);
    assert_int_equal(d.n_nodes, n);
  }
}

static void joins_divided_words(void **state) {
  (void)state;
  lines("Familierne i den lille by kan fra sommeren få hjælp i det nye familie-\n"
        "hus, som åbner ved torvet. Det er tanken, at de frivillige i forenin-\n"
        "gerne skal hjælpe med alt fra lektier til breve, og at det vil være børne-\n"
        "og familieafdelingen i kommunen, der står for den daglige del af arbej-\n"
        "det i huset.\n",
        "0|Familierne i den lille by kan fra sommeren få hjælp i det nye familiehus, som åbner ved torvet. Det er tanken, at de "
        "frivillige i foreningerne skal hjælpe med alt fra lektier til breve, og at det vil være børne- og familieafdelingen i kommunen, der står for "
        "den daglige del af arbej- det i huset.\n");
}

/* ---- sources ---- */

static partikel_status whole(const void *bytes, size_t n, const partikel_origin *origin, size_t max, struct pk_document *d, partikel_error *e) {
  struct pk_source *s;
  memset(e, 0, sizeof *e);
  partikel_status status = pk_source_open_memory(NULL, bytes, n, origin, max, &s, e);
  if (status != PARTIKEL_OK) return status;
  status = pk_source_next(s, d, &arena, e);
  if (status == PARTIKEL_OK) {
    struct pk_document none;
    assert_int_equal(pk_source_next(s, &none, &arena, e), PARTIKEL_END);
  }
  pk_source_free(s);
  return status;
}

static void documents(void **state) {
  (void)state;
  struct pk_document d;
  partikel_error e;
  partikel_origin o = {.name = "en.txt", .url = "https://et.dk/", .content_type = "text/plain; Charset=iso-8859-1; x", .date = "2019"};
  assert_int_equal(whole("\xE5r", 2, &o, 2, &d, &e), PARTIKEL_OK); /* at the ceiling */
  same(d.source.path, "en.txt");
  same(d.source.format, "text");
  same(d.source.encoding, "windows-1252");
  same(d.origin_url, "https://et.dk/");
  same(d.origin_date, "2019");
  assert_int_equal(d.source.bytes, 2);
  assert_int_equal(d.source.offset, -1);
  assert_int_equal(d.warnings.n, 0);
  assert_int_equal(whole("\xE5r", 2, &o, 1, &d, &e), PARTIKEL_LIMIT);
  same(e.where, "en.txt");
  assert_int_equal(whole("\xE5r \x81\x81", 5, NULL, 0, &d, &e), PARTIKEL_OK);
  assert_null(d.source.path);
  assert_int_equal(d.warnings.n, 2);
  same(d.warnings.at[0].code, "encoding-guessed");
  same(d.warnings.at[0].message, "no encoding declared; read as windows-1252");
  same(d.warnings.at[1].code, "bytes-repaired");
}

static void refusals(void **state) {
  (void)state;
  static const struct { const char *bytes; size_t n; const char *reason; } cases[] = {
      {"", 0, "empty file"}, {" \n", 2, "empty file"}, {"\xC2\xA0\n", 3, "empty file"},
      {"%PDF-1.7", 8, "looks like PDF"}, {"\x1F\x8B\x08", 3, "ends before"}, {"\x1F\x8B\x09xxxxxxxxxxxxxxxxxx", 20, "damaged"}};
  partikel_origin o = {.name = "en"};
  for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
    struct pk_document d;
    partikel_error e;
    assert_int_equal(whole(cases[k].bytes, cases[k].n, &o, 0, &d, &e), PARTIKEL_FORMAT);
    assert_int_equal(e.code, PARTIKEL_FORMAT);
    same(e.where, "en");
    assert_non_null(strstr(e.what, cases[k].reason));
  }
}

static void gzip_sources(void **state) {
  (void)state;
  struct pk_buf z, twice;
  struct pk_document d;
  partikel_error e;
  pk_buf_init(&z, 1 << 20);
  pk_buf_init(&twice, 1 << 20);
  gzip_add(&z, "abc", 3);
  assert_int_equal(whole(z.s, z.n, NULL, 0, &d, &e), PARTIKEL_OK);
  assert_int_equal(d.source.bytes, 3);
  same(d.source.sha256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  assert_int_equal(d.warnings.n, 0);
  assert_int_equal(whole(z.s, z.n - 4, NULL, 0, &d, &e), PARTIKEL_OK);
  same(d.warnings.at[0].code, "gzip-truncated");
  gzip_add(&twice, z.s, z.n);
  assert_int_equal(whole(twice.s, twice.n, NULL, 0, &d, &e), PARTIKEL_FORMAT);
  pk_buf_release(&z);
  pk_buf_release(&twice);
}

static void files(void **state) {
  (void)state;
  struct pk_source *s;
  struct pk_document d;
  partikel_error e = {0};
  assert_int_equal(pk_source_open_file(NULL, "/", NULL, 0, &s, &e), PARTIKEL_IO);
  same(e.what, "is a folder, not a file");
  same(e.where, "/");
  assert_null(s);
  assert_int_equal(pk_source_open_file(NULL, "/no/such", NULL, 0, &s, &e), PARTIKEL_IO);
  same(e.what, "no such file");
  assert_int_equal(pk_source_open_file(NULL, "", NULL, 0, &s, &e), PARTIKEL_ARGUMENT);
  assert_int_equal(pk_source_open_file(NULL, "/dev/zero", NULL, 100000, &s, &e), PARTIKEL_LIMIT);
  same(e.what, "larger than the ceiling of 100000 bytes");
  char path[] = "/tmp/partikel-read-XXXXXX";
  int fd = mkstemp(path);
  assert_true(fd >= 0);
  assert_int_equal(write(fd, "Hej", 3), 3);
  close(fd);
  assert_int_equal(pk_source_open_file(NULL, path, NULL, 2, &s, &e), PARTIKEL_LIMIT);
  assert_int_equal(pk_source_open_file(NULL, path, NULL, 3, &s, &e), PARTIKEL_OK);
  unlink(path);
  assert_int_equal(pk_source_next(s, &d, &arena, &e), PARTIKEL_OK);
  same(d.source.path, path);
  assert_int_equal(d.n_nodes, 1);
  pk_source_free(s);
  pk_source_free(NULL);
}

struct drip { const char *bytes; size_t n, fail_at; };
static ptrdiff_t one_byte(void *context, void *buffer, size_t n) {
  struct drip *d = context;
  if (d->fail_at && --d->fail_at == 0) return -1;
  if (d->n == 0 || n == 0) return 0;
  *(char *)buffer = *d->bytes++;
  d->n--;
  return 1;
}
static ptrdiff_t too_many(void *context, void *buffer, size_t n) { (void)context; (void)buffer; return (ptrdiff_t)n + 1; }

static void streams(void **state) {
  (void)state;
  struct pk_source *s;
  struct pk_document d;
  partikel_error e = {0};
  struct drip text = {"Hej du", 6, 0}, bad = {"Hej du", 6, 3}, large = {"Hej du", 6, 0};
  partikel_origin o = {.name = "-"};
  assert_int_equal(pk_source_open_stream(NULL, one_byte, &text, &o, 6, &s, &e), PARTIKEL_OK);
  assert_int_equal(pk_source_next(s, &d, &arena, &e), PARTIKEL_OK);
  assert_int_equal(d.nodes[0].text.n, 6);
  pk_source_free(s);
  assert_int_equal(pk_source_open_stream(NULL, one_byte, &bad, &o, 6, &s, &e), PARTIKEL_OK);
  assert_int_equal(pk_source_next(s, &d, &arena, &e), PARTIKEL_IO);
  same(e.where, "-");
  pk_source_free(s);
  assert_int_equal(pk_source_open_stream(NULL, one_byte, &large, &o, 5, &s, &e), PARTIKEL_OK);
  assert_int_equal(pk_source_next(s, &d, &arena, &e), PARTIKEL_LIMIT);
  pk_source_free(s);
  assert_int_equal(pk_source_open_stream(NULL, too_many, NULL, NULL, 0, &s, &e), PARTIKEL_OK);
  assert_int_equal(pk_source_next(s, &d, &arena, &e), PARTIKEL_ARGUMENT);
  pk_source_free(s);
  assert_int_equal(pk_source_open_stream(NULL, NULL, NULL, NULL, 0, &s, &e), PARTIKEL_ARGUMENT);
}

static void warnings_come_once(void **state) {
  (void)state;
  pk_warnings w = {0};
  assert_true(pk_warn(&w, &arena, "cut", "after %u", (uint64_t)3));
  assert_true(pk_warn(&w, &arena, "cut", "after %u", (uint64_t)3));
  assert_true(pk_warn(&w, &arena, "cut", "after %u", (uint64_t)4));
  assert_int_equal(w.n, 2);
  same(w.at[0].message, "after 3");
}

/* Any bytes give a status and valid text. */
static void survives_noise(void **state) {
  (void)state;
  uint32_t seed = 1;
  for (int round = 0; round < 3000; round++) {
    size_t n = (seed >> 8) % 300;
    unsigned char *bytes = malloc(n ? n : 1);
    for (size_t i = 0; i < n; i++) {
      seed = seed * 1664525u + 1013904223u;
      static const char likely[] = "\r\n \t-.\xC3\xA6\xE2\x80\x93\xCC\x8A\xFF\xFE<a1";
      bytes[i] = round % 3 == 0 ? (unsigned char)(seed >> 24) : round % 3 == 1 ? (unsigned char)likely[(seed >> 20) % (sizeof likely - 1)] : (unsigned char)(' ' + (seed >> 20) % 90);
    }
    if (round % 7 == 0 && n > 2) memcpy(bytes, "\x1F\x8B\x08", 3);
    struct pk_document d;
    partikel_error e;
    if (whole(bytes, n, NULL, 0, &d, &e) == PARTIKEL_OK) {
      for (uint32_t i = 0; i < d.n_nodes; i++) {
        pk_str t = d.nodes[i].text;
        assert_int_equal(pk_utf8_bad(t), t.n);
        struct pk_token k;
        for (size_t at = 0, was = 0; pk_token_next(t, &at, &k); was = at) assert_true(at > was && at <= t.n);
      }
    }
    free(bytes);
    pk_arena_reset(&arena);
  }
}

int main(void) {
#define TEST(f) cmocka_unit_test_setup_teardown(f, begin, end)
  const struct CMUnitTest tests[] = {
      TEST(sniffs), TEST(gunzips_all_members), TEST(gunzip_keeps_what_came), TEST(gunzip_stops_bombs), TEST(decodes), TEST(repairs),
      TEST(sees_mojibake), TEST(splits_lines), TEST(joins_wrapped_paragraphs), TEST(leaves_other_lines_alone), TEST(joins_divided_words),
      TEST(documents), TEST(refusals), TEST(gzip_sources), TEST(files), TEST(streams), TEST(warnings_come_once), TEST(survives_noise)};
  return cmocka_run_group_tests_name("read", tests, NULL, NULL);
}
