/* hostile: generated inputs at n, 2n and 4n through the API. The cost may grow 2.5 times a doubling, every answer is a whole
 * record or an error with a reason, and ceilings hold. The cost is time; in hostile-counted (the library built with PK_COUNTED
 * and -fsanitize-coverage=trace-pc) it is the number of basic blocks run, which no other work on the machine can change. */
#include <limits.h>
#include <malloc.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <zlib.h>

#include "partikel.h"

#define GROWTH 2.5
#ifdef PK_COUNTED
#define LONG_ENOUGH 0.002   /* what does not grow with the input is small beside this */
#define RUNS 1
#define TRIES 1
#else
#define LONG_ENOUGH 0.008   /* seconds at n: shorter times say nothing */
#define RUNS 3
#define TRIES 8             /* a busy machine is measured again; other work only adds, so the least counts */
#endif
#define FIRST_N ((size_t)16 << 10)
#define LAST_N ((size_t)2 << 20)

#ifdef PK_COUNTED
#define MILLIS "M steps"
static unsigned long long steps;
void __sanitizer_cov_trace_pc(void);
void __sanitizer_cov_trace_pc(void) { steps++; }

/* What loops inside libc: a step for every 16 bytes. */
#define LOOPED(n) (steps += (n) / 16)
void *__real_memcpy(void *to, const void *from, size_t n);
void *__real_memmove(void *to, const void *from, size_t n);
void *__real_memset(void *to, int c, size_t n);
void *__real_memchr(const void *s, int c, size_t n);
void *__real_memmem(const void *s, size_t n, const void *part, size_t m);
int __real_memcmp(const void *a, const void *b, size_t n);
size_t __real_strlen(const char *s);
void *__wrap_memcpy(void *to, const void *from, size_t n);
void *__wrap_memmove(void *to, const void *from, size_t n);
void *__wrap_memset(void *to, int c, size_t n);
void *__wrap_memchr(const void *s, int c, size_t n);
void *__wrap_memmem(const void *s, size_t n, const void *part, size_t m);
int __wrap_memcmp(const void *a, const void *b, size_t n);
size_t __wrap_strlen(const char *s);
void *__wrap_memcpy(void *to, const void *from, size_t n) { return LOOPED(n), __real_memcpy(to, from, n); }
void *__wrap_memmove(void *to, const void *from, size_t n) { return LOOPED(n), __real_memmove(to, from, n); }
void *__wrap_memset(void *to, int c, size_t n) { return LOOPED(n), __real_memset(to, c, n); }
int __wrap_memcmp(const void *a, const void *b, size_t n) { return LOOPED(n), __real_memcmp(a, b, n); }
void *__wrap_memchr(const void *s, int c, size_t n) {
  const char *found = __real_memchr(s, c, n);
  return LOOPED(found ? (size_t)(found - (const char *)s) : n), (void *)(uintptr_t)found;
}
void *__wrap_memmem(const void *s, size_t n, const void *part, size_t m) {
  const char *found = __real_memmem(s, n, part, m);
  return LOOPED(found ? (size_t)(found - (const char *)s) : n), (void *)(uintptr_t)found;
}
size_t __wrap_strlen(const char *s) {
  size_t n = __real_strlen(s);
  return LOOPED(n), n;
}

static double now(void) { return (double)steps / 1e9; } /* a billion steps take about a second */
#else
#define MILLIS "ms"
static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
  return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}
#endif

static int failures;

static void fault(const char *name, const char *what) {
  printf("hostile: %s: %s\n", name, what);
  failures++;
}

/* ---- inputs: a head, a unit many times (with # as its number), a tail ------------------------------------------ */
struct input { const char *name, *head, *unit, *tail; size_t unit_bytes; /* 0: strlen */ };

/* Enough plain Danish that the text is taken for an article and all rooms see the unit. */
#define DANISH                                                                                                       \
  "Kommunen og foreningen vil hjælpe familier\n\nDet er en god dag for alle de familier, som har brug for hjælp. "      \
  "Vi er glade for, at det nu kan lade sig gøre, og at der er så mange, der har lyst til at være med til det.\n\n"
#define FILL " og det er der en, som har sagt til os i dag, "

/* The same as a page. */
#define HEAD "<!DOCTYPE html><html lang=da><head><meta charset=utf-8><title>Kommunen og foreningen vil hjælpe familier</title>"
#define PAGE                                                                                                           \
  HEAD "</head><body><main><article><h1>Kommunen og foreningen vil hjælpe familier</h1><p>Det er en god dag for alle de familier, som har brug for hjælp. " \
  "Vi er glade for, at det nu kan lade sig gøre, og at der er så mange, der har lyst til at være med til det.</p>"
#define LINE "Det er godt, og vi er glade for det hele i dag, siger de."

/* Archives: a page of an archive, and one that goes on to the archive's end. */
#define WARC "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://a.example/\r\n"
#define WARC_ON WARC "Content-Length: 60000000\r\n\r\nHTTP/1.1 200 OK\r\n"
#define ARC_LINE "https://a.example/ 192.0.2.7 20190504101200 text/html "
#define GZ "\x1F\x8B\x08\0\0\0\0\0\0\x03"
#define CLIP "Et hus for familier\nKysten, 2004-12-29\n\n" LINE "\n==========\n\n"

static const struct input inputs[] = {
    {"open brackets", DANISH, "(", "", 0},
    {"brackets between words", DANISH, "([" FILL, "", 0},
    {"closing brackets", DANISH, ")]", "", 0},
    {"quotes never closed", DANISH, "”" FILL, "", 0},
    {"low quotes never closed", DANISH, "„" FILL, "", 0},
    {"straight quotes", DANISH, "\"" FILL, "", 0},
    {"opening guillemets", DANISH, "»" FILL, "", 0},
    {"quotes and nothing else", DANISH, "\"", "", 0},
    {"dashes at line starts", DANISH, "- Det er godt, og vi er glade for det\n", "", 0},
    {"dashes between words", DANISH, "– ja – ", "", 0},
    {"dashes and nothing else", DANISH, "-", "", 0},
    {"digits", DANISH, "1234567890", " kr.\n", 0},
    {"grouped digits", DANISH, "1.000,", " kr.\n", 0},
    {"numbers", DANISH, "17 og ", "", 0},
    {"number words", DANISH, "to hundrede og halvtreds tusind ", "kroner\n", 0},
    {"one sentence", DANISH, "og så er der også de andre familier i kommunen ", ".", 0},
    {"one long word", DANISH, "kommune", "", 0},
    {"hyphenated compounds", DANISH, "Børne- og ", "Ungeudvalget.", 0},
    {"one person", DANISH, "Anna Holm Jensen siger, at hun er glad. ", "", 0},
    {"different persons", DANISH, "Anna#a Jensen#b er leder af huset. ", "", 0},
    {"one organisation", DANISH, "Faxe Kommune og Faxe Kommunes familier ", "", 0},
    {"different organisations", DANISH, "Foreningen Hus#a giver penge til det. ", "", 0},
    {"different projects", DANISH, "Projektet ”Hus nummer #a” er for familier. ", "", 0},
    {"one project", DANISH, "Projektet ”Det åbne hus” har fået 3 mio. kr. fra Velux Fonden. ", "", 0},
    {"gifts", DANISH, "Velux Fonden giver 3#n kr. til Hus#a. ", "", 0},
    {"coordination", DANISH, "Anna, Bo, Faxe Kommune, ", "og Ole.", 0},
    {"capitals", DANISH, "Aa Bb Cc Dd ", "", 0},
    {"initials", DANISH, "A. B. C. ", "", 0},
    {"abbreviations", DANISH, "f.eks. ca. bl.a. ", "", 0},
    {"amounts", DANISH, "3,2 mio. kr. og ", "", 0},
    {"dates", DANISH, "den 7. juni 2019 og ", "", 0},
    {"periods", DANISH, "fra 2019 til 2022 og ", "", 0},
    {"speakers", DANISH, "”Det er godt,” siger Anna Jensen. ", "", 0},
    {"dialogue", DANISH, "- Det er godt, siger Anna Jensen, der er leder.\n\n", "", 0},
    {"label lines", DANISH, "Periode: 2019-2023\n", "", 0},
    {"repeated paragraphs", DANISH, "Det er en god dag for alle de familier, som har brug for hjælp.\n\n", "", 0},
    {"different paragraphs", DANISH, "Det er dag #n for de familier, som har brug for det.\n\n", "", 0},
    {"the title again and again", "", "Kommunen og foreningen vil hjælpe familier\n\n", "", 0},
    {"capital lines", DANISH, "LÆS OGSÅ: DET ER EN GOD DAG\n", "", 0},
    {"navigation", DANISH, "Forside > Nyheder > ", "", 0},
    {"addresses", DANISH, "Lysholm Allé 1, 4690 Haslev, ", "", 0},
    {"web addresses", DANISH, "https://www.faxe.example/a/b/c?d=e&f=g ", "", 0},
    {"one long web address", DANISH "https://", "a.b/", "", 0},
    {"full stops", DANISH, ".", "", 0},
    {"one letter sentences", DANISH, "A. b! c? ", "", 0},
    {"line feeds", DANISH, "\n", "x", 0},
    {"lone carriage returns", DANISH, "\r", "x", 0},
    {"blanks", DANISH, " ", "x", 0},
    {"tabs", DANISH, "\t", "x", 0},
    {"form feeds", DANISH, "\f", "x", 0},
    {"soft hyphens", DANISH, "\xC2\xAD", "x", 0},
    {"combining marks", DANISH, "a\xCC\x8A", "", 0},
    {"marks on one letter", DANISH "a", "\xCC\x8A\xCC\xA7", "", 0},
    {"NULs", DANISH, "\0", "", 1},
    {"NULs between words", DANISH, "det\0er ", "", 7},
    {"bytes that are no UTF-8", DANISH, "\xFF\xC0\x80", "", 0},
    {"half characters", DANISH, "\xC3 \xE2\x80 ", "", 0},
    {"windows-1252", "", "Vi er s\xE5 glade for det, der er sket i b\xF8rnehaven. ", "", 0},
    {"wide characters", DANISH, "\xF0\x9F\x98\x80", "", 0},
    {"markup", "<html><body>" DANISH, "<div><p>og det er ", "", 0},
    {"angle brackets", DANISH, "<", "", 0},
    {"ampersands", DANISH, "&amp;&", "", 0},
    {"single quotes", DANISH, "’" FILL, "", 0},
    {"closing guillemets", DANISH, "«" FILL, "", 0},
    {"quotes over paragraphs", DANISH, "»Det er godt, og vi er glade for det.\n\n", "", 0},
    {"quotes in quotes", DANISH, "”Det er »godt” for ”os« alle, ", "", 0},
    {"colons before quotes", DANISH, "Anna Jensen siger: ”Det er godt. ", "", 0},
    {"names in a row", DANISH, "Navn#a, ", "og Ole.", 0},
    {"organisations in a row", DANISH, "Foreningen Hus#a, ", "og Faxe Kommune.", 0},
    {"persons with titles", DANISH, "formand Anna#a Jensen#b, ", "", 0},
    {"names in brackets", DANISH, "Foreningen Hus#a (HU#n) og HU#n. ", "", 0},
    {"known names", DANISH, "Red Barnet, Velux Fonden og Faxe Kommune, ", "", 0},
    {"references", DANISH, "Foreningen Hus#a hjælper. Kommunen og fonden hjælper foreningen. ", "", 0},
    {"partners", DANISH, "Foreningen Hus#a og Foreningen Hus#b samarbejder om projektet ”Det åbne hus”. ", "", 0},
    {"partners of many projects", DANISH, "Foreningen Hus#a står bag projektet ”Det åbne hus #n”. ", "", 0},
    {"grants", DANISH, "Foreningen Hus#a har bevilget #n kr. til projektet ”Det åbne hus”. ", "", 0},
    {"events", DANISH, "Familiehuset åbner den 7. juni 2019 kl. 14. ", "", 0},
    {"counts", DANISH, "Der er 1#n familier og ni af dem, ", "", 0},
    {"counts without a noun", DANISH, "ni af dem ", "", 0},
    {"years", DANISH, "2019 2020 ", "", 0},
    {"per cent", DANISH, "3,5 procent og ", "", 0},
    {"dates in figures", DANISH, "04.09.2017 ", "", 0},
    {"half dates", DANISH, "den 7. og den 8. og ", "", 0},
    {"he and she", DANISH, "”Det er godt, vi er glade,” siger hun. Anna#a Jensen#b er leder. ", "", 0},
    {"table rows", DANISH, "Projekt\tBeløb (kr.)\nHus\t100.000\n", "", 0},
    {"list items", DANISH, "• et hus for familier\n", "", 0},
    {"headings", DANISH, "Et hus for familier\n\n", "Det er godt, og vi er glade for det hele.", 0},
    {"captions", DANISH, "Foto: Anna Jensen\n\n", "Det er godt, og vi er glade for det hele.", 0},
    {"date lines", DANISH, "3. maj 2019\n", "Det er godt, og vi er glade for det hele.", 0},
    {"no-break spaces", DANISH, "\xC2\xA0", "x", 0},
    {"mail addresses", DANISH, "anna@faxe.example/", "", 0},
    {"words with dots", DANISH, "a.b.c.", "", 0},
    {"words with hyphens", DANISH, "børne-", "", 0},
    {"words with apostrophes", DANISH, "kirk's'", "", 0},
    {"capitals and dots", DANISH, "AaAa.", "", 0},
    {"page: nested divs", PAGE, "<div>", "x", 0},
    {"page: nested divs with text", PAGE, "<div>og det er ", "", 0},
    {"page: nested spans", PAGE, "<span class=a>og ", "", 0},
    {"page: nested letters", PAGE, "<i>og ", "", 0},
    {"page: bold never closed", PAGE, "<b>og det er ", "", 0},
    {"page: paragraphs never closed", PAGE, "<p>" LINE, "", 0},
    {"page: links never closed", PAGE, "<a href=/x>og ", "", 0},
    {"page: items never closed", PAGE, "<li>" LINE, "", 0},
    {"page: lists in lists", PAGE, "<ul><li>og ", "", 0},
    {"page: tables in tables", PAGE, "<table><tr><td>og ", "", 0},
    {"page: tables never closed", PAGE, "<table>og ", "", 0},
    {"page: end tags of nothing", PAGE, "</b></i></p></div>", "", 0},
    {"page: deep, then end tags of nothing", PAGE "<div><div>", "<div><div></b>", "", 0},
    {"page: misnested tags", PAGE, "<b><p></b><i></p>og </i>", "", 0},
    {"page: forms in forms", PAGE, "<form><fieldset><label>og ", "", 0},
    {"page: bodies", PAGE, "<body class=a><html lang=da>", "", 0},
    {"page: attributes", PAGE "<p", " data-a#a=#n class=#a id=#n title='x'", ">" LINE "</p>", 0},
    {"page: one long class", PAGE "<p class='", "a#a b-#b ", "'>" LINE "</p>", 0},
    {"page: one long value", PAGE "<p title='", "data:AAAA", "'>" LINE "</p>", 0},
    {"page: many classes", PAGE, "<p class='a#a b-#b content'>" LINE "</p>", "", 0},
    {"page: value never closed", PAGE, "<p class=\"a' ", "", 0},
    {"page: small elements", PAGE, "<i>a</i><b>b</b>", "", 0},
    {"page: comments", PAGE, "<!-- saved from: a -->", LINE, 0},
    {"page: comments never closed", PAGE, "<!-- a", "", 0},
    {"page: comments almost closed", PAGE "<!--", "--", "", 0},
    {"page: less than", PAGE, "<", "", 0},
    {"page: less and greater", PAGE, "<>", "", 0},
    {"page: tags never ended", PAGE, "<p ", "", 0},
    {"page: declarations", PAGE, "<!a", "", 0},
    {"page: entities", PAGE, "&aelig;&notin;&oslash &x", "", 0},
    {"page: numbers of characters", PAGE, "&#230;&#x00000e6&#", "", 0},
    {"page: ampersands", PAGE, "&", "", 0},
    {"page: one paragraph", PAGE "<p>", LINE " ", "", 0},
    {"page: text and breaks", PAGE, LINE "<br>", "", 0},
    {"page: breaks", PAGE, "<br>", "", 0},
    {"page: rules", PAGE, "<hr>", "", 0},
    {"page: one table", PAGE "<table>", "<tr><td>Hus #n</td><td>100.000</td></tr>", "</table>", 0},
    {"page: one row", PAGE "<table><tr>", "<td>Hus #n</td>", "</table>", 0},
    {"page: definitions", PAGE "<dl>", "<dt>Sted #n</dt><dd>Haslev #a</dd>", "</dl>", 0},
    {"page: terms", PAGE "<dl>", "<dt>Sted #n</dt>", "</dl>", 0},
    {"page: one list", PAGE "<ul>", "<li>et hus #a for familier</li>", "</ul>", 0},
    {"page: links", PAGE, "<a href=/a/#n>Et hus #a</a> ", "", 0},
    {"page: breadcrumbs", PAGE "<nav class=breadcrumb>", "<a href=/#a>Nyheder #a</a> &gt; ", "</nav>", 0},
    {"page: many breadcrumbs", PAGE, "<nav class=breadcrumb><a href=/>Forside</a> &gt; <a href=/#a>Nyheder #a</a></nav>", "", 0},
    {"page: headings", PAGE, "<h2>Et hus #a for familier</h2>", "<p>" LINE "</p>", 0},
    {"page: headings and paragraphs", PAGE, "<h2>Et hus #a</h2><p>" LINE "</p>", "", 0},
    {"page: headlines", PAGE, "<h1>Et hus #a for familier</h1>", "", 0},
    {"page: teasers", PAGE, "<div class=card><a href=/#n><img src=x><h3>Et hus #a</h3><p>" LINE "</p></a></div>", "", 0},
    {"page: teasers in articles", PAGE, "<article><h2><a href=/#n>Et hus #a for familier</a></h2><p>" LINE "</p></article>", "", 0},
    {"page: different paragraphs", PAGE, "<p>Det er dag #n for de familier #a, som har brug for det.</p>", "", 0},
    {"page: repeated paragraphs", PAGE, "<p>" LINE "</p>", "", 0},
    {"page: paragraphs in divs", PAGE, "<div><div><p>Det er dag #n for de familier, som har brug for det.</p></div></div>", "", 0},
    {"page: quotes", PAGE, "<blockquote><p>Det er godt #a.</p></blockquote>", "", 0},
    {"page: captions", PAGE, "<figure><img src=x><figcaption>Huset #a. Foto: Anna Jensen</figcaption></figure>", "", 0},
    {"page: boxes of facts", PAGE, "<aside class=fakta><h3>Fakta</h3><p>Det er dag #n.</p></aside>", "", 0},
    {"page: names for everything", PAGE, "<div class='comment related byline caption lead cookie date author'>og #a</div>", "", 0},
    {"page: deep names", PAGE, "<div class='comment article-body' itemprop=author>", LINE, 0},
    {"page: authors", PAGE, "<span class=author itemprop=author>Anna#a Jensen#b</span> ", "", 0},
    {"page: empty authors, nested", PAGE, "<div itemprop=author class=published>", "", 0},
    {"page: dates", PAGE, "<time class=published datetime='2019-05-03'>3. maj 2019</time> ", "", 0},
    {"page: bylines", PAGE, "<p class=byline>Af Anna#a Jensen</p>", "", 0},
    {"page: hidden", PAGE, "<p style='display:none'>" LINE "</p>", "", 0},
    {"page: scripts", PAGE, "<script>x='</p>'</script>", "", 0},
    {"page: one script", PAGE "<script>", "'</' <!-- <script ", "</script>", 0},
    {"page: scripts in comments", PAGE, "<script><!-- <script></script>", "", 0},
    {"page: templates in templates", PAGE, "<template>", "", 0},
    {"page: drawings never closed", PAGE, "<svg><g>", "", 0},
    {"page: drawings and text", PAGE, "<svg><p>og ", "", 0},
    {"page: titles never closed", HEAD, "<title>a", "", 0},
    {"page: text areas never closed", PAGE, "<textarea>a", "", 0},
    {"page: metas", HEAD, "<meta name=author content='Anna#a Jensen'>", "</head><body><p>" LINE, 0},
    {"page: metas never ended", "<html>", "<meta ", "", 0},
    {"page: nested JSON", HEAD "<script type='application/ld+json'>", "{\"a\":", "</script></head><body><p>" LINE, 0},
    {"page: JSON objects", HEAD "<script type='application/ld+json'>[", "{\"@type\":\"NewsArticle\",\"headline\":\"Et hus #a\",\"author\":{\"@id\":\"#b\"}},", "{}]</script></head><body><p>" LINE, 0},
    {"page: one object", HEAD "<script type='application/ld+json'>{\"@type\":\"NewsArticle\",", "\"#a\":{\"name\":\"#n\"},", "\"headline\":\"x\"}</script></head><body><p>" LINE, 0},
    {"page: a list of words", HEAD "<script type='application/ld+json'>{\"@type\":\"NewsArticle\",\"keywords\":[", "\"#a\",", "\"x\"]}</script></head><body><p>" LINE, 0},
    {"page: JSON scripts", HEAD, "<script type='application/ld+json'>{\"@type\":\"NewsArticle\"}</script>", "</head><body><p>" LINE, 0},
    {"page: old, without headings", HEAD "</head><body><table><tr><td>", "<font size=2>Det er dag #n for de familier.</font><br><br>", "", 0},
    {"page: cookies", PAGE, "<div id=cookie-consent><p>Vi bruger cookies #n</p></div>", "", 0},
    {"page: comments of readers", PAGE, "<div class=comment><p>Det er godt #a, siger jeg, og det mener jeg.</p></div>", "", 0},
    {"page: bad bytes", PAGE, "\xE6 og \xC3\xA6 ", "", 0},
    {"warc: headers that promise much", WARC "Content-Length: 1\r\n\r\nx\r\n\r\n", WARC "Content-Length: 50000000\r\n\r\n", "", 0},
    {"warc: version lines", WARC "Content-Length: 1\r\n\r\nx\r\n\r\n", "WARC/1.0\r\n", "", 0},
    {"warc: version lines inside a record", WARC_ON "\r\n<p>", "WARC/1.0\r\n", "", 0},
    {"warc: records of nothing", "", WARC "Content-Length: 0\r\n\r\n\r\n\r\n", "junk", 0},
    {"warc: lengths that are wrong", "", WARC "Content-Length: 30\r\n\r\n<p>Et hus</p>\r\n\r\n", "", 0},
    {"warc: pieces", "", "WARC/1.0\r\nWARC-Type: continuation\r\nWARC-Segment-Number: 2\r\nWARC-Segment-Origin-ID: <a>\r\nContent-Length: 1\r\n\r\nx\r\n\r\n", "", 0},
    {"warc: one record in pieces", "WARC/1.0\r\nWARC-Type: resource\r\nContent-Type: text/plain\r\nWARC-Record-ID: <a>\r\nWARC-Segment-Number: 1\r\nContent-Length: 1\r\n\r\nx\r\n\r\n",
     "WARC/1.0\r\nWARC-Type: continuation\r\nWARC-Segment-Number: 2\r\nWARC-Segment-Origin-ID: <a>\r\nContent-Length: 1\r\n\r\nx\r\n\r\n", "", 0},
    {"warc: header lines", WARC, "A: b\r\n", "", 0},
    {"warc: a folded header", WARC "A:", " b\r\n", "", 0},
    {"warc: pages", "", WARC "Content-Length: 110\r\n\r\nHTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>" LINE "</p>\r\n\r\n", "", 0},
    {"warc: HTTP header lines", WARC_ON, "A: b\r\n", "", 0},
    {"warc: codings", WARC_ON, "Content-Encoding: gzip, br\r\n", "\r\n<p>Et hus</p>", 0},
    {"warc: chunks", WARC_ON "Content-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n", "8\r\n<p>Hus</\r\n", "", 0},
    {"warc: chunk sizes", WARC_ON "Content-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n", "1;x\r\n", "", 0},
    {"warc: one chunk size", WARC_ON "Content-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n", "0", "", 0},
    {"warc: lines of something else", WARC "Content-Length: 9\r\n\r\n", "WARC og ARC\n", "", 0},
    {"warc: line feeds", WARC "Content-Length: 1\r\n\r\nx\r\n\r\n", "\n", "junk", 0},
    {"warc: zeros", WARC "Content-Length: 1\r\n\r\nx\r\n\r\n", "\0", "junk", 1},
    {"arc: lines that promise much", "filedesc://x 0.0.0.0 20190504101200 text/plain 1\nx\n", ARC_LINE "5000000\n", "", 0},
    {"arc: lines without a length", "filedesc://x 0.0.0.0 20190504101200 text/plain 1\nx\n", ARC_LINE "\n", "", 0},
    {"arc: one line", "filedesc://x 0.0.0.0 20190504101200 text/plain 1\nx\n", "https: ", "", 0},
    {"gz: members of nothing", "", GZ "\x03\0\0\0\0\0\0\0\0\0", "junk", 20},
    {"gz: headers of members", "", GZ, "", 10},
    {"gz: members inside each other", "", GZ "\0\xFF\xFF\0\0WARC/1.0\r\n", "", 25},
    {"gz: records that are damaged", "", GZ "\0\x0A\0\xF5\xFFWARC/1.0\r\n\x07", "", 26},
    {"export: articles", CLIP, CLIP, "", 0},
    {"export: rows", CLIP CLIP, "==========\n", "", 0},
    {"export: rows of all lengths", CLIP CLIP, "==========\n===========\n============\n", "", 0},
    {"export: papers and dates", CLIP CLIP, "Kysten, 2004-12-29\n", "", 0},
    {"export: headlines", CLIP CLIP, "===========\nEt hus\n", "", 0},
    {"export: contents", "> Et hus, Kysten, 2004-12-29\n\n" CLIP CLIP, "> Et hus, Kysten, 2004-12-29\n", "", 0},
    {"export: commas", CLIP CLIP, ", ", "2004-12-29\n", 0},
    {"export: notices", "", "Alt materiale i Infomedia er omfattet af lov om ophavsret\n", "Et hus", 0},
    {"export: end marks", CLIP CLIP, "\xC2\xA9", "\n", 0},
};

/* With -l the longest of these has at least so many units, or bytes. */
static const struct { const char *name; size_t units, bytes; } promised[] = {
    {"open brackets", 1000000, 0}, {"quotes never closed", 100000, 0}, {"dashes and nothing else", 1000000, 0}, {"one sentence", 0, (size_t)5 << 20},
    {"names in a row", 100000, 0}, {"different persons", 100000, 0}, {"dates", 100000, 0}, {"digits", 1000000, 0}, {"repeated paragraphs", 100000, 0},
    {"organisations in a row", 40000, 0}, {"page: one list", 100000, 0}, {"page: less than", 1000000, 0}, {"page: breaks", 1000000, 0},
    {"page: one paragraph", 0, (size_t)5 << 20}, {"warc: headers that promise much", 1000000, 0}, {"warc: version lines", 1000000, 0}, {"warc: records of nothing", 1000000, 0},
    {"gz: members of nothing", 1000000, 0}, {"gz: headers of members", 1000000, 0}, {"warc: chunks", 1000000, 0}, {"warc: header lines", 1000000, 0}, {"export: rows", 1000000, 0},
};

struct bytes { char *at; size_t n, cap; };

static int add(void *context, const char *bytes, size_t n) {
  struct bytes *b = context;
  if (b->cap - b->n < n) {
    b->cap = 2 * (b->cap + n);
    b->at = realloc(b->at, b->cap);
    if (!b->at) abort();
  }
  memcpy(b->at + b->n, bytes, n);
  b->n += n;
  return 0;
}

/* #a and #b are letters that differ from unit to unit, #n its number. */
static void add_unit(struct bytes *b, const struct input *in, size_t number) {
  size_t n = in->unit_bytes ? in->unit_bytes : strlen(in->unit);
  for (size_t i = 0; i < n; i++) {
    char word[24];
    size_t m = 0, rest = number;
    if (in->unit[i] != '#') {
      add(b, in->unit + i, 1);
      continue;
    }
    switch (in->unit[++i]) {
      case 'n': m = (size_t)snprintf(word, sizeof word, "%zu", number); break;
      case 'b': rest = number * 7919 + 13; /* fallthrough */
      default:
        do word[m++] = (char)('a' + rest % 26);
        while ((rest /= 26) && m < sizeof word);
    }
    add(b, word, m);
  }
}

static struct bytes make(const struct input *in, size_t n) {
  struct bytes b = {0};
  add(&b, in->head, strlen(in->head));
  for (size_t number = 0; b.n < n; number++) add_unit(&b, in, number);
  add(&b, in->tail, strlen(in->tail));
  return b;
}

static int is_input(const char *name) {
  for (size_t i = 0; i < sizeof inputs / sizeof *inputs; i++)
    if (strcmp(inputs[i].name, name) == 0) return 1;
  return 0;
}

static size_t promised_bytes(const struct input *in) {
  for (size_t i = 0; i < sizeof promised / sizeof *promised; i++) {
    if (strcmp(promised[i].name, in->name)) continue;
    struct bytes b = {0};
    for (size_t number = 0; number < promised[i].units; number++) add_unit(&b, in, number);
    free(b.at);
    return strlen(in->head) + (promised[i].bytes ? promised[i].bytes : b.n);
  }
  return 0;
}

/* ---- measuring ---------------------------------------------------------------------------------------------------- */
/* What a file of this family would be called: damaged archives are known by their names. */
static const char *file_of(const char *family) {
  return strncmp(family, "warc:", 5) == 0 ? "hostile.warc" : strncmp(family, "arc:", 4) == 0 ? "hostile.arc" : strncmp(family, "gz:", 3) == 0 ? "hostile.warc.gz" : "hostile";
}

/* All records of the bytes, written to *out; the last status but END. */
static partikel_status convert_as(const char *name, partikel_reader *reader, const struct bytes *in, struct bytes *out) {
  const partikel_record *record;
  partikel_origin origin = {.name = name, .date = "2019-05-03"};
  partikel_status status = partikel_open_memory(reader, in->at, in->n, &origin), last = status;
  out->n = 0;
  if (status != PARTIKEL_OK) return status;
  for (size_t calls = 0; status != PARTIKEL_END && calls < in->n + 1000; calls++) {
    status = partikel_next(reader, &record);
    if (status == PARTIKEL_OK) status = partikel_write_json(record, 0, add, out);
    if (status != PARTIKEL_END) last = status;
  }
  return status == PARTIKEL_END ? last : PARTIKEL_STATUS_COUNT; /* COUNT: it never ended */
}

static partikel_status convert(partikel_reader *reader, const struct bytes *in, struct bytes *out) { return convert_as("hostile", reader, in, out); }

static size_t first_n = FIRST_N;
static int large;

static double measure(partikel_reader *reader, const struct input *input, size_t n, int runs) {
  struct bytes in = make(input, n), out = {0};
  double best = 1e9;
  for (int i = 0; i < runs; i++) {
    double begun = now();
    partikel_status status = convert_as(file_of(input->name), reader, &in, &out);
    double took = now() - begun;
    if (took < best) best = took;
    if (status == PARTIKEL_STATUS_COUNT) fault(input->name, "it does not end");
  }
  free(in.at);
  free(out.at);
  return best;
}

/* One line of JSON as far as brackets, strings and UTF-8 go: enough to see that nothing was cut or let through unescaped. */
static int is_whole(const char *s, size_t n) {
  char open[32];
  size_t depth = 0, more = 0;
  int in_string = 0;
  if (n < 2 || s[0] != '{' || s[n - 1] != '\n') return 0;
  for (size_t i = 0; i + 1 < n; i++) {
    unsigned char c = (unsigned char)s[i];
    if ((more > 0) != ((c & 0xC0) == 0x80)) return 0; /* inside a character exactly where more bytes of it are due */
    if ((c & 0xC0) == 0x80) more--;
    else if (c >= 0x80) more = c >= 0xF0 ? 3 : c >= 0xE0 ? 2 : 1;
    if (c < 0x20) return 0;
    if (in_string) {
      if (c == '\\') i++;
      else if (c == '"') in_string = 0;
    } else if (c == '"') {
      in_string = 1;
    } else if (c == '{' || c == '[') {
      if (depth == sizeof open) return 0;
      open[depth++] = (char)c;
    } else if (c == '}' || c == ']') {
      if (depth == 0 || open[--depth] != (c == '}' ? '{' : '[')) return 0;
      if (depth == 0 && i + 2 != n) return 0;
    }
  }
  return depth == 0 && !in_string && !more;
}

static void check_whole(partikel_reader *reader, const struct input *input) {
  struct bytes in = make(input, FIRST_N), out = {0};
  partikel_status status = convert_as(file_of(input->name), reader, &in, &out);
  if (status != PARTIKEL_OK && !partikel_last_error(reader)->what[0]) fault(input->name, "an error without a reason");
  if (status == PARTIKEL_OK && !out.n) fault(input->name, "no record and no error");
  for (size_t at = 0, n; at < out.n; at += n) {
    const char *end = memchr(out.at + at, '\n', out.n - at);
    n = end ? (size_t)(end + 1 - out.at) - at : out.n - at;
    if (!is_whole(out.at + at, n)) fault(input->name, "a record is no whole line of JSON");
  }
  free(in.at);
  free(out.at);
}

static void check_growth(partikel_reader *reader, const struct input *input, int verbose) {
  size_t n = first_n;
  double one = 0, two = 0, four = 0;
  if (large && promised_bytes(input) > 4 * n) n = promised_bytes(input) / 4 + 1;
  while ((one = measure(reader, input, n, 1)) < LONG_ENOUGH && n < LAST_N) n *= 2;
  for (int try = 0; try < TRIES; try++) {
    /* the largest first: all then work in memory that is there */
    double again4 = measure(reader, input, 4 * n, RUNS), again2 = measure(reader, input, 2 * n, RUNS), again1 = measure(reader, input, n, RUNS);
    four = try && four < again4 ? four : again4;
    two = try && two < again2 ? two : again2;
    one = try && one < again1 ? one : again1;
    if (four <= GROWTH * GROWTH * one) break;
  }
  int slow = one >= LONG_ENOUGH / 2 && four > GROWTH * GROWTH * one; /* over both doublings: one alone may cross a cache's size */
  if (slow) fault(input->name, "the cost grows faster than the input");
  if (slow || verbose)
    printf("  %-32s %8zu bytes %7.1f " MILLIS ", x2 %7.1f, x4 %7.1f (growth %.2f, %.2f)\n", input->name, n, one * 1e3, two * 1e3, four * 1e3, two / one, four / two);
  fflush(stdout);
}

/* ---- ceilings ------------------------------------------------------------------------------------------------------- */
struct endless { size_t given, size; };

static ptrdiff_t give(void *context, void *buffer, size_t n) {
  struct endless *e = context;
  if (n > e->size - e->given) n = e->size - e->given;
  memset(buffer, 'a', n);
  e->given += n;
  return (ptrdiff_t)n;
}

static void check_long_line(partikel_reader *reader) {
  struct endless line = {0, (size_t)100 << 20};
  const partikel_record *record;
  partikel_status status = partikel_open_stream(reader, give, &line, NULL);
  if (status == PARTIKEL_OK) status = partikel_next(reader, &record);
  if (status != PARTIKEL_LIMIT) fault("100 MB line", partikel_status_name(status));
  if (line.given > (size_t)72 << 20) fault("100 MB line", "it is read far beyond the ceiling");
}

static void check_ceiling(partikel_reader *reader) {
  struct input plain = {"ceiling", DANISH, "og det er der ", "", 0};
  struct bytes in = make(&plain, 5000), out = {0};
  partikel_set(reader, PARTIKEL_OPTION_MAX_BYTES, (int64_t)in.n);
  if (convert(reader, &in, &out) != PARTIKEL_OK) fault("ceiling", "an article of just that size is refused");
  partikel_set(reader, PARTIKEL_OPTION_MAX_BYTES, (int64_t)in.n - 1);
  if (convert(reader, &in, &out) != PARTIKEL_LIMIT) fault("ceiling", "an article over the ceiling is no LIMIT");
  partikel_set(reader, PARTIKEL_OPTION_MAX_BYTES, (int64_t)64 << 20);
  free(in.at);
  free(out.at);
}

static void squeeze(struct bytes *out, const void *bytes, size_t n, size_t times) {
  unsigned char room[1 << 16];
  z_stream z = {0};
  if (deflateInit2(&z, 9, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY) != Z_OK) abort();
  for (size_t i = 0; i < times; i++) {
    z.next_in = (Bytef *)(uintptr_t)bytes;
    z.avail_in = (uInt)n;
    do {
      z.next_out = room;
      z.avail_out = sizeof room;
      deflate(&z, i + 1 == times ? Z_FINISH : Z_NO_FLUSH);
      add(out, (char *)room, sizeof room - z.avail_out);
    } while (z.avail_out == 0);
  }
  deflateEnd(&z);
}

static void check_gzip(partikel_reader *reader) {
  static const char text[] = DANISH;
  char *zeros = calloc(1, 1 << 20);
  struct bytes bomb = {0}, nested = {0}, members = {0}, cut = {0}, out = {0};
  squeeze(&bomb, zeros, 1 << 20, 300);
  double begun = now();
  if (convert(reader, &bomb, &out) != PARTIKEL_LIMIT) fault("gzip bomb", "no LIMIT");
  if (now() - begun > 2) fault("gzip bomb", "it takes more than two seconds");
  squeeze(&nested, bomb.at, bomb.n, 1);
  if (convert(reader, &nested, &out) == PARTIKEL_STATUS_COUNT) fault("gzip in gzip", "it does not end");
  for (int i = 0; i < 20000; i++) squeeze(&members, "", 0, 1);
  squeeze(&members, text, sizeof text - 1, 1);
  begun = now();
  if (convert(reader, &members, &out) != PARTIKEL_OK) fault("many gzip members", "not read");
  if (now() - begun > 2) fault("many gzip members", "they take more than two seconds");
  squeeze(&cut, text, sizeof text - 1, 1);
  for (size_t n = 1; n < cut.n; n++) {
    struct bytes part = {cut.at, n, n};
    if (convert(reader, &part, &out) == PARTIKEL_STATUS_COUNT) fault("cut gzip", "it does not end");
  }
  free(zeros);
  free(bomb.at);
  free(nested.at);
  free(members.at);
  free(cut.at);
  free(out.at);
}

/* hostile [-v] [-l] [WORDS]: -v prints all times, -l begins at half a megabyte and keeps what is promised (minutes), WORDS chooses the inputs whose name holds them. */
int main(int argc, char **argv) {
  /* Memory that was there stays there: else large inputs alone pay for new pages, each time, and that is no growth of ours. */
  mallopt(M_MMAP_MAX, 0);
  mallopt(M_TRIM_THRESHOLD, INT_MAX);
  int verbose = 0;
  for (; argc > 1 && argv[1][0] == '-'; argc--, argv++) {
    if (argv[1][1] == 'v') verbose = 1;
    if (argv[1][1] == 'l') first_n = (size_t)512 << 10, large = 1;
  }
  const char *only = argc > 1 ? argv[1] : NULL;
  partikel_reader *reader = partikel_reader_new(partikel_builtin());
  size_t n = sizeof inputs / sizeof *inputs, timed = 0;
  for (size_t i = 0; i < sizeof promised / sizeof *promised; i++)
    if (!is_input(promised[i].name)) fault(promised[i].name, "it is promised and not there");
  for (size_t i = 0; i < n; i++) {
    if (only && !strstr(inputs[i].name, only)) continue;
    check_whole(reader, &inputs[i]);
    check_growth(reader, &inputs[i], verbose);
    timed++;
  }
  if (!only) {
    check_ceiling(reader);
    check_gzip(reader);
    check_long_line(reader);
  }
  partikel_reader_free(reader);
  if (!failures) printf("hostile: %zu famil%s measured at n, 2n, 4n%s\n", timed, timed == 1 ? "y" : "ies", only ? "" : "; ceilings hold");
  return failures != 0;
}
