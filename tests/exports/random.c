/* Random valid records through every writer of the command, for check.py to read back: random FOLDER SEED N.
 * All fields, each now and then unknown; strings that a page, a sheet or a database might obey; mentions that lie in and across each other. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/export.h"

enum { BLOCKS = 12, MENTIONS = 40, MANY = 9, TEXT = 6000, STRINGS = 1 << 16 };

/* ---- what comes by chance --------------------------------------------------------------------------------------- */
static uint64_t state;

static uint32_t chance(uint32_t n) {     /* below n */
  state ^= state << 13;
  state ^= state >> 7;
  state ^= state << 17;
  return (uint32_t)((state >> 11) % n);
}

static char strings[STRINGS];
static size_t used;

static const char *const pieces[] = {
    "Faxe", "Kommune", "hus", "familier", "\xC3\xA6\xC3\xB8\xC3\xA5", "Ole Kirk's Fond", "2,1 mio. kr.", "- Det er", "=1+1", "=cmd|' /C calc'!A0", "+45 12", "-1", "@SUM(A1)",
    "\t", "\n", "\r\n", "\"", "\"\"", "'", ";", ",", "|", "<script>document.title='hacked'</script>", "<img src=x onerror=alert(1)>", "</style>", "</script>", "]]>", "<!--", "-->",
    "&amp;", "&lt", "&#60;", "javascript:alert(1)", "\" onmouseover=\"alert(1)", "' autofocus onfocus='alert(1)", "\xE2\x80\xAE" "evil", "\xE2\x81\xA6", "\xE2\x80\x8F", "\xE2\x80\xA8",
    "\xF0\x9F\x98\x80", "e\xCC\x81", "\xEF\xBF\xBD", "\xEF\xBF\xBE", "\xC2\x85", "\x01", "\x02", "\x1b[31m", "\x7f", "\xE2\x80\x8B", "\xEF\xBC\x9D" "1", "%s%n", "\\", "\\n", "$(x)", "`x`",
    "DROP TABLE articles; --", "NULL", "0", "1e5", "2019-05-03", "A. B. C", "Slut. Ny", "x"};

static const char *words(uint32_t most) {
  char *out = strings + used;
  size_t n = 0;
  for (uint32_t k = 1 + chance(most); k--;) {
    const char *piece = pieces[chance(sizeof pieces / sizeof *pieces)];
    if (used + n + strlen(piece) + 2 >= STRINGS) break;
    strcpy(out + n, piece);
    n += strlen(piece);
    if (k && chance(3)) out[n++] = ' ';
  }
  out[n] = '\0';
  used += n + 1;
  if (used >= STRINGS) exit(3);
  return out;
}

static const char *maybe(uint32_t most) { return chance(3) ? words(most) : NULL; }

static const char *one_of(const char *const *list, uint32_t n) {
  uint32_t k = chance(n + 1);
  return k == n ? NULL : list[k];
}

static const char *date(void) {
  static const char *const dates[] = {"2019-05-03", "2019-05", "2019", "XXXX-06-27", "2017-21", "2020-02-29T10:12:00Z", "2021-12-31T08:05", "odd date"};
  return one_of(dates, sizeof dates / sizeof *dates);
}

static partikel_strings list(void) {
  static const char *rooms[64][4];
  static uint32_t next;
  const char **at = rooms[next++ % 64];
  uint32_t n = chance(4);
  for (uint32_t i = 0; i < n; i++) at[i] = words(3);
  return (partikel_strings){at, n};
}

static uint32_t numbers[8192];
static size_t numbers_used;

/* Some of 0 … n-1, in order; at least `least` if there are so many. */
static partikel_indices some(uint32_t n, uint32_t least) {
  uint32_t *at = numbers + numbers_used, k = 0, must = n ? chance(n) : 0;
  for (uint32_t i = 0; i < n; i++)
    if (k < 12 && (!chance(n / 3 + 1) || (least && i == must))) at[k++] = i;
  numbers_used += k;
  if (numbers_used > sizeof numbers / sizeof *numbers - 64) exit(3);
  return (partikel_indices){at, k};
}

static partikel_rule rule(void) {
  partikel_rule r = {words(1), NULL, 0};
  if (chance(2)) r.file = "data/rules/50-funding.rules", r.line = chance(900);
  return r;
}

/* ---- the text: blocks with a blank line between, mentions by their beginnings -------------------------------------- */
static char text[TEXT];
static partikel_block blocks[BLOCKS];
static partikel_mention mentions[MENTIONS];

static bool inside_character(size_t i) { return ((unsigned char)text[i] & 0xC0) == 0x80; }

static void make_text(partikel_record *r) {
  size_t n = 0;
  r->article.n_blocks = chance(12) ? 1 + chance(BLOCKS) : 0;
  for (size_t i = 0; i < r->article.n_blocks; i++) {
    if (i) n += (size_t)sprintf(text + n, "\n\n");
    blocks[i].span.start = (uint32_t)n;
    n += (size_t)sprintf(text + n, "A%s", words(14));
    size_t most = blocks[i].span.start + 400;
    if (n > most) n = most;
    text[n] = strings[used - 1];             /* NUL: what is cut is cut at a whole character */
    while (inside_character(n) || (n > most - 4 && (unsigned char)text[n - 1] >= 0x80)) n--;
    n += (size_t)sprintf(text + n, ".");
    blocks[i].span.end = (uint32_t)n;
    blocks[i].kind = i ? (partikel_block_kind)chance(PARTIKEL_BLOCK_COUNT) : chance(2) ? PARTIKEL_BLOCK_TITLE : PARTIKEL_BLOCK_PARAGRAPH;
    if (i && blocks[i].kind == PARTIKEL_BLOCK_TITLE) blocks[i].kind = PARTIKEL_BLOCK_HEADING;
  }
  text[n] = '\0';
  r->article.text = text;
  r->article.text_size = n;
  r->article.blocks = blocks;
}

static int by_start(const void *a, const void *b) {
  const partikel_mention *x = a, *y = b;
  if (x->span.start != y->span.start) return x->span.start < y->span.start ? -1 : 1;
  return x->span.end > y->span.end ? -1 : x->span.end < y->span.end;
}

static void make_mention(const partikel_record *r, partikel_mention *m) {
  const partikel_block *b = &blocks[chance((uint32_t)r->article.n_blocks)], *last = b;
  *m = (partikel_mention){.kind = (partikel_mention_kind)chance(PARTIKEL_MENTION_COUNT), .rule = rule()};
  if (m->kind == PARTIKEL_MENTION_QUOTE && b + 1 < blocks + r->article.n_blocks && chance(2)) last = b + 1;
  m->span.start = b->span.start + chance(b->span.end - b->span.start);
  m->span.end = last == b ? m->span.start + 1 + chance(30) : last->span.start + 1 + chance(last->span.end - last->span.start);
  if (m->span.end > last->span.end) m->span.end = last->span.end;
  while (inside_character(m->span.start)) m->span.start--;
  while (m->span.end < last->span.end && inside_character(m->span.end)) m->span.end++;
  static const char *const times[] = {"14:00", "09:30"}, *const currencies[] = {"DKK", "EUR", "SEK"};
  switch (m->kind) {
    case PARTIKEL_MENTION_DATE: m->value = date(); break;
    case PARTIKEL_MENTION_TIME: m->value = one_of(times, 2); break;
    case PARTIKEL_MENTION_PERIOD: m->start = date(), m->end = date(); break;
    case PARTIKEL_MENTION_DURATION: m->value = "P36M"; /* fall through */
    case PARTIKEL_MENTION_AMOUNT: case PARTIKEL_MENTION_FIGURE:
      m->number = (int64_t)chance(4000000) * (1 + chance(1000000)), m->has_number = 1;
      m->has_from = (uint8_t)chance(2), m->from = m->has_from ? chance(100000) : 0;
      if (m->kind == PARTIKEL_MENTION_DURATION) break;
      m->qualifier = (partikel_qualifier)(1 + chance(PARTIKEL_QUALIFIER_COUNT - 1));
      if (m->kind == PARTIKEL_MENTION_AMOUNT) m->currency = currencies[chance(3)];
      else m->unit = maybe(3);
      break;
    default: break;
  }
}

/* ---- facts ------------------------------------------------------------------------------------------------------------ */
static partikel_organisation organisations[MANY];
static partikel_person people[MANY];
static partikel_place places[MANY];
static partikel_quote quotes[MANY];
static partikel_event events[MANY];
static partikel_warning warnings[3];
static partikel_partnership partnerships[3];
static partikel_party parties[3][MANY];
static partikel_funding funding[3][MANY];
static partikel_figure figures[3][MANY];
static partikel_named named[6][MANY];

static const char *some_organisation(const partikel_record *r) { return r->n_organisations && chance(5) ? organisations[chance((uint32_t)r->n_organisations)].name : NULL; }

static void make_lists(partikel_record *r) {
  uint32_t n = (uint32_t)r->n_mentions;
  r->organisations = organisations, r->people = people, r->places = places, r->quotes = quotes, r->events = events;
  r->n_organisations = chance(MANY), r->n_people = chance(MANY), r->n_places = chance(MANY), r->n_quotes = chance(MANY), r->n_events = chance(MANY);
  for (size_t i = 0; i < r->n_organisations; i++) {
    char name[600];
    snprintf(name, sizeof name, "%zu %s", i, words(4));       /* names differ, as in a record of the library */
    char *own = strcpy(strings + used, name);
    used += strlen(name) + 1;
    organisations[i] = (partikel_organisation){own, (partikel_organisation_kind)chance(PARTIKEL_ORGANISATION_COUNT), chance(3) ? NULL : "0320", list(), some(n, 1), rule(),
                                               chance(4) ? words(1) : "municipality:0320"};
  }
  for (size_t i = 0; i < r->n_people; i++) people[i] = (partikel_person){words(3), maybe(4), chance(2) ? some_organisation(r) : maybe(2), chance(3) ? NULL : "V", some(n, 1), rule()};
  for (size_t i = 0; i < r->n_places; i++) places[i] = (partikel_place){maybe(2), maybe(1), words(1), some(n, 1), rule()};
  for (size_t i = 0; i < r->n_quotes; i++)
    quotes[i] = (partikel_quote){r->n_people && chance(3) ? people[chance((uint32_t)r->n_people)].name : maybe(2), words(12), some(n, 1), rule()};
  for (size_t i = 0; i < r->n_events; i++)
    events[i] = (partikel_event){(partikel_event_kind)chance(PARTIKEL_EVENT_COUNT), date(), chance(2) ? "14:00" : NULL, chance(2) ? "16:30" : NULL, maybe(3), some(n, 1), rule()};
}

static void make_partnership(const partikel_record *r, size_t k) {
  uint32_t n = (uint32_t)r->n_mentions;
  partikel_partnership *p = &partnerships[k];
  *p = (partikel_partnership){.name = maybe(3), .aliases = list(), .parties = parties[k], .funding = funding[k], .figures = figures[k], .target_group = named[2 * k],
                              .activities = named[2 * k + 1], .start = date(), .end = date(), .months = (int32_t)chance(60), .confidence = chance(101)};
  p->n_parties = r->n_organisations ? chance(MANY) : 0;
  p->n_funding = chance(MANY), p->n_figures = chance(MANY), p->n_target_group = chance(MANY), p->n_activities = chance(MANY);
  for (size_t i = 0; i < p->n_parties; i++)
    parties[k][i] = (partikel_party){organisations[chance((uint32_t)r->n_organisations)].name, (partikel_role)chance(PARTIKEL_ROLE_COUNT), some(n, 1), rule()};
  for (size_t i = 0; i < p->n_funding; i++) {
    partikel_funding f = {.funder = some_organisation(r), .recipient = some_organisation(r), .evidence = some(n, 1), .rule = rule()};
    if (chance(4)) f.has_amount = 1, f.amount = (int64_t)chance(4000000) * (1 + chance(1000000)), f.currency = chance(3) ? "DKK" : "EUR", f.qualifier = (partikel_qualifier)(1 + chance(4));
    funding[k][i] = f;
  }
  for (size_t i = 0; i < p->n_figures; i++) {
    partikel_figure f = {.value = chance(100000), .unit = maybe(3), .qualifier = (partikel_qualifier)(1 + chance(5)), .evidence = some(n, 1), .rule = rule()};
    if (chance(3) == 0) f.has_from = 1, f.from = chance(50);
    figures[k][i] = f;
  }
  for (size_t i = 0; i < p->n_target_group; i++) named[2 * k][i] = (partikel_named){words(3), some(n, 1), rule()};
  for (size_t i = 0; i < p->n_activities; i++) named[2 * k + 1][i] = (partikel_named){words(3), some(n, 1), rule()};
  p->places = some((uint32_t)r->n_places, 0), p->events = some((uint32_t)r->n_events, 0), p->people = some((uint32_t)r->n_people, 0);
}

static void make_record(partikel_record *r, unsigned number) {
  static const char *const formats[] = {"text", "html", "mhtml", "eml"}, *const containers[] = {"warc", "arc"};
  static const char *const urls[] = {"https://example.org/a?b=1&c=\"2\"", "javascript:alert(1)", "http://example.org/<x>", "ftp://example.org", "HTTPS://EXAMPLE.ORG"};
  static char path[900], sha[65];
  used = numbers_used = 0;
  snprintf(path, sizeof path, "in/%u %s%s.txt", number, words(3), chance(6) ? "" : "\xFF\xC3");
  snprintf(sha, sizeof sha, "%064x", number);
  *r = (partikel_record){.tool_version = PARTIKEL_VERSION, .knowledge = "ab"};
  r->source = (partikel_source){.path = chance(20) ? path : "-", .member = maybe(2), .offset = chance(3) ? -1 : (int64_t)chance(1u << 30) * 8, .format = one_of(formats, 4),
                                .container = one_of(containers, 2), .encoding = "utf-8", .bytes = chance(1u << 30), .sha256 = sha, .url = one_of(urls, 5), .retrieved = date()};
  r->article = (partikel_article){.title = maybe(5), .lead = maybe(9), .published = date(), .modified = date(), .authors = list(), .publisher = maybe(2), .section = maybe(1),
                                  .breadcrumb = list(), .tags = list(), .language = chance(3) ? "da" : maybe(1), .url = one_of(urls, 5)};
  make_text(r);
  r->mentions = mentions;
  r->n_mentions = r->article.n_blocks ? chance(MENTIONS) : 0;
  for (size_t i = 0; i < r->n_mentions; i++) make_mention(r, &mentions[i]);
  qsort(mentions, r->n_mentions, sizeof *mentions, by_start);
  if (r->n_mentions) {
    make_lists(r);
    r->partnerships = partnerships;
    r->n_partnerships = chance(4);
    for (size_t k = 0; k < r->n_partnerships; k++) make_partnership(r, k);
  }
  r->warnings = warnings;
  r->n_warnings = chance(3);
  for (size_t i = 0; i < r->n_warnings; i++) warnings[i] = (partikel_warning){"cut", words(4)};
}

/* ---- the writers --------------------------------------------------------------------------------------------------------- */
struct writer { const char *format, *file, *profile, *language; bool no_text; const struct export_format *how; void *state; };

static void fail(const struct writer *w, const struct problem *p) {
  fprintf(stderr, "random: %s: %s\n", w->file, p->words[0] ? p->words : strerror(p->number));
  exit(1);
}

int main(int argc, char **argv) {
  struct writer writers[] = {
      {"json", "records.jsonl", NULL, NULL, false, NULL, NULL}, {"json", "bare.jsonl", NULL, NULL, true, NULL, NULL},
      {"csv", "set", NULL, NULL, false, NULL, NULL},            {"csv", "sheet", "excel-da", NULL, false, NULL, NULL},
      {"csv", "bare", NULL, NULL, true, NULL, NULL},            {"sqlite", "records.db", NULL, NULL, false, NULL, NULL},
      {"sqlite", "bare.db", NULL, NULL, true, NULL, NULL},      {"html", "review.html", NULL, NULL, false, NULL, NULL},
      {"html", "bare.html", NULL, "en", true, NULL, NULL}};
  enum { WRITERS = sizeof writers / sizeof *writers };
  static char paths[WRITERS][4096];
  struct problem problem = {0};
  if (argc != 4 || strlen(argv[1]) > 3000) return 2;
  for (size_t k = 0; k < WRITERS; k++) {
    struct writer *w = &writers[k];
    snprintf(paths[k], sizeof paths[k], "%s/%s", argv[1], w->file);
    struct export_options options = {.path = paths[k], .no_text = w->no_text, .profile = w->profile, .language = w->language};
    w->how = export_by_name(w->format);
    if (!w->how || !(w->state = w->how->open(&options, &problem))) fail(w, &problem);
  }
  partikel_record record;
  struct bytes bytes = {0};
  state = strtoull(argv[2], NULL, 10) * UINT64_C(0x9E3779B97F4A7C15) + 1;
  for (unsigned i = 0; i < strtoul(argv[3], NULL, 10); i++) {
    make_record(&record, i);
    for (size_t k = 0; k < WRITERS; k++) {
      struct writer *w = &writers[k];
      bytes.n = 0;
      if (w->how->render(w->state, &record, bytes_add, &bytes) != PARTIKEL_OK || !w->how->add(w->state, bytes.bytes, bytes.n, &problem)) fail(w, &problem);
    }
  }
  for (size_t k = 0; k < WRITERS; k++)
    if (!writers[k].how->close(writers[k].state, true, &problem)) fail(&writers[k], &problem);
  bytes_free(&bytes);
  return 0;
}
