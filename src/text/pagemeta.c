/* pagemeta: which candidate for each piece of a web page's metadata is believed. What is in doubt stays empty. */
#include "content.h"
#include "page.h"

#define NONE UINT32_MAX

/* Sources by trust. What stands on the page itself, in an element that is called so, is 30 to 40: a bare "date" among the meta
 * elements often is that of the last change, by whatever system made the page. */
static int trust(const char *source) {
  static const struct { const char *source; int trust; } order[] = {
      {"jsonld", 110}, {"og", 100}, {"microdata", 90}, {"twitter", 80}, {"time", 70}, {"meta", 60}, {"rel", 50}, {"dc", 25}, {"meta-date", 25}, {"jsonld-page", 24}, {"url", 20}, {"envelope", 10}};
  for (size_t k = 0; k < sizeof order / sizeof *order; k++)
    if (strcmp(order[k].source, source) == 0) return order[k].trust;
  return 0;
}

static bool keep(struct pk_web *w, const char *key, const char *source, pk_str value) {
  struct pk_meta *m = pk_vec_add(w->page.arena, &w->chosen);
  char *copy = pk_arena_copy(w->page.arena, value);
  if (m) *m = (struct pk_meta){key, source, {copy, value.n}, NONE};
  return m && copy;
}

/* Is it said of this article? What stands in elements elsewhere on the page belongs to others. */
static bool of_article(const struct pk_web *w, const struct pk_meta *m) {
  const struct pk_content *c = &w->content;
  if (m->node == NONE || c->doc->nodes[m->node].tag == PK_TAG_TITLE || c->doc->nodes[m->node].tag == PK_TAG_HTML) return true;
  enum pk_drop drop = pk_content_dropped(c, m->node);
  if (drop == PK_DROP_COMMENT || drop == PK_DROP_LINKS || drop == PK_DROP_CONSENT) return false;
  if (m->node >= w->head_start && m->node < c->region_end) return true;
  for (uint32_t up = m->node; up != NONE; up = c->doc->nodes[up].parent) {
    uint16_t tag = c->doc->nodes[up].tag;
    bool holds = up <= c->region && c->doc->nodes[up].end >= c->region_end;
    if (!holds && (tag == PK_TAG_ARTICLE || tag == PK_TAG_LI || tag == PK_TAG_NAV || tag == PK_TAG_FOOTER || tag == PK_TAG_ASIDE || tag == PK_TAG_TR)) return false;
  }
  return true;
}

/* ---- dates --------------------------------------------------------------------------------------------------------------- */

static bool digits(pk_str t, size_t from, size_t n) {
  for (size_t i = from; i < from + n; i++)
    if (i >= t.n || t.s[i] < '0' || t.s[i] > '9') return false;
  return true;
}

static int number(pk_str t, size_t from, size_t n) {
  int value = 0;
  for (size_t i = from; i < from + n; i++) value = value * 10 + (t.s[i] - '0');
  return value;
}

static bool plausible(const struct pk_date *d) { return d->year >= 1990 && d->year <= 2040 && d->month && pk_date_valid(d); }

/* The day, if there can be such a one. */
static bool day_of(int64_t year, int64_t month, int64_t day, struct pk_date *d) {
  *d = PK_NO_DATE;
  d->year = (int16_t)year, d->month = (uint8_t)month, d->day = (uint8_t)day;
  return day && plausible(d);
}

/* "2014-05-14T15:40:14+0200", "2014-05-14 15:40:14", "20140514": what programs write. */
static bool machine_date(pk_str t, struct pk_date *d) {
  char fixed[40];
  size_t n = 0;
  if (digits(t, 0, 8) && (t.n == 8 || t.s[8] == 'T' || t.s[8] == ' ')) return day_of(number(t, 0, 4), number(t, 4, 2), number(t, 6, 2), d);
  if (!digits(t, 0, 4) || t.n < 7 || t.s[4] != '-') return false;
  for (size_t i = 0; i < t.n && n + 2 < sizeof fixed; i++) {
    char c = t.s[i];
    if (c == ' ' && i == 10) c = 'T';
    else if (c == ' ') continue;
    if (c == '.' && i > 18) {   /* fractions of seconds */
      while (i + 1 < t.n && t.s[i + 1] >= '0' && t.s[i + 1] <= '9') i++;
      continue;
    }
    fixed[n++] = c;
    if ((c == '+' || c == '-') && i > 15 && digits(t, i + 1, 4)) {
      fixed[n++] = t.s[i + 1], fixed[n++] = t.s[i + 2], fixed[n++] = ':';
      i += 2;
    }
  }
  if (pk_date_parse((pk_str){fixed, n}, d) && plausible(d)) return true;
  return n >= 10 && pk_date_parse((pk_str){fixed, 10}, d) && plausible(d);
}

/* "Wed, 14 May 2014 15:40", "January 5, 2020", "5. Jänner 2020": a month by its name, a day and a year beside it. */
static bool named_month(const struct pk_web *w, pk_str t, struct pk_date *d) {
  struct pk_token tokens[40];
  uint32_t n = pk_page_tokens(w->page.know, t, tokens, 40);
  for (uint32_t i = 0; i < n; i++) {
    int64_t month, day = 0, year = 0;
    if (!(tokens[i].is & PK_IS_WORD)) continue;
    if (!pk_know_value(w->page.know, w->month, tokens[i].word, &month, NULL) && !pk_know_value(w->page.know, w->month_foreign, tokens[i].word, &month, NULL)) continue;
    uint32_t before = i, after = i + 1;
    while (before > 0 && tokens[before - 1].is & PK_IS_MARK && i - before < 2) before--;
    while (before > 0 && tokens[before - 1].is & PK_IS_WORD && tokens[before - 1].at.end - tokens[before - 1].at.start <= 2 && i - before < 2) before--;   /* "4th", "de" */
    pk_str number_before = before ? pk_str_part(t, tokens[before - 1].at.start, tokens[before - 1].at.end) : (pk_str){"", 0};
    while (number_before.n && number_before.s[number_before.n - 1] == '.') number_before.n--;
    if (number_before.n && number_before.n <= 2 && digits(number_before, 0, number_before.n)) day = number(number_before, 0, number_before.n);
    for (; after < n && after < i + 6 && !year; after++) {
      pk_str one = pk_str_part(t, tokens[after].at.start, tokens[after].at.end);
      while (one.n && (one.s[one.n - 1] == '.' || one.s[one.n - 1] == ',')) one.n--;
      if (one.n == 4 && digits(one, 0, 4)) year = number(one, 0, 4);
      else if (!day && one.n <= 2 && one.n && digits(one, 0, one.n)) day = number(one, 0, one.n);
    }
    if (day_of(year, month, day, d)) return true;
  }
  return false;
}

/* "03/05/2019" can be read both ways; only a written or machine date is believed then, or one that nothing else could be. */
static bool ambiguous(pk_str t) {
  for (size_t i = 0; i < t.n; i++)
    if (t.s[i] == '/' && i && i + 1 < t.n && digits(t, i - 1, 1) && digits(t, i + 1, 1)) {
      size_t a = i > 1 && digits(t, i - 2, 2) ? i - 2 : i - 1;
      return number(t, a, i - a) <= 12 && number(t, i + 1, digits(t, i + 1, 2) ? 2 : 1) <= 12 && number(t, a, i - a) != number(t, i + 1, digits(t, i + 1, 2) ? 2 : 1);
    }
  return false;
}

static bool figures_date(const struct pk_web *w, pk_str t, struct pk_date *d) {
  if (ambiguous(t) && !w->danish) return false;
  *d = PK_NO_DATE;
  for (size_t i = 0; i < t.n; i++) {
    if (t.s[i] < '0' || t.s[i] > '9') continue;
    size_t end = pk_date_figures(t, i, d);
    if (end > i && d->day && plausible(d)) return true;
    while (i + 1 < t.n && t.s[i + 1] >= '0' && t.s[i + 1] <= '9') i++;
  }
  return false;
}

/* A date has some; most of what is asked for one has none. */
static bool any_figure(pk_str t) {
  for (size_t i = 0; i < t.n; i++)
    if (t.s[i] >= '0' && t.s[i] <= '9') return true;
  return false;
}

static bool any_date(const struct pk_web *w, pk_str t, struct pk_date *d) {
  size_t used;
  t = pk_str_trim(t);
  if (!t.n || t.n > 300 || !any_figure(t)) return false;
  if (machine_date(t, d)) return true;
  struct pk_token tokens[16];
  uint32_t n = ambiguous(t) ? 0 : pk_page_tokens(w->page.know, t, tokens, 16);
  for (uint32_t i = 0; i < n; i++) {
    bool may = tokens[i].is & PK_IS_NUMBER || (i == 0 && tokens[i].is & PK_IS_WORD) || pk_know_in(w->page.know, tokens[i].set, w->page.class_id[PK_PAGE_WEEKDAY]);
    if (may && pk_date_scan(w->page.know, pk_str_part(t, tokens[i].at.start, t.n), d, &used) && d->day && d->year && plausible(d)) return true;
  }
  return named_month(w, t, d) || figures_date(w, t, d);
}

/* /2019/05/03/ or /20190503- in the page's address. */
static bool url_date(pk_str url, struct pk_date *d) {
  for (size_t i = 0; i + 8 < url.n; i++) {
    char c = url.s[i + 5];
    bool parted = url.s[i] == '/' || url.s[i] == '_' || url.s[i] == '-';
    if (parted && digits(url, i + 1, 8) && i + 9 < url.n && !digits(url, i + 9, 1) && day_of(number(url, i + 1, 4), number(url, i + 5, 2), number(url, i + 7, 2), d)) return true;
    if (url.s[i] != '/' || !digits(url, i + 1, 4) || (c != '/' && c != '-') || !digits(url, i + 6, 1)) continue;
    size_t m = digits(url, i + 6, 2) ? 2 : 1, at = i + 6 + m;
    if (at >= url.n || url.s[at] != c || !digits(url, at + 1, 1)) continue;
    size_t n = digits(url, at + 1, 2) ? 2 : 1;
    if (!digits(url, at + 1 + n, 1) && day_of(number(url, i + 1, 4), number(url, i + 6, m), number(url, at + 1, n), d)) return true;
  }
  return false;
}

/* Is the page's language one of those that are spoken where the clocks are Denmark's? */
static bool central(const struct pk_document *doc) {
  static const char *const languages[] = {"da", "de", "sv", "nb", "nn", "no", "nl", "fr", "it", "pl", "cs"};
  for (uint32_t i = 0; i < doc->n_metas; i++)
    for (size_t k = 0; strcmp(doc->metas[i].key, "language") == 0 && k < sizeof languages / sizeof *languages; k++)
      if (pk_str_starts(doc->metas[i].value, pk_str_of(languages[k]))) return true;
  return false;
}

/* 22:00 or 23:00 in UTC is midnight in Denmark: a system that knows days only has been made to say a time. */
static void local_midnight(struct pk_date *d) {
  if ((d->hour != 22 && d->hour != 23) || d->minute || d->second > 0 || strcmp(d->zone, "Z") != 0) return;
  struct pk_date next = PK_NO_DATE;
  pk_date_from_number(pk_date_number(d->year, d->month, d->day) + 1, &next);
  *d = next;
}

/* The same moment as `utc`, on the day before or after where the page was made? */
static bool local_day(const struct pk_date *utc, const struct pk_date *local) {
  if (utc->hour < 0 || (strcmp(utc->zone, "Z") != 0 && strcmp(utc->zone, "+00:00") != 0) || !pk_date_valid(utc) || !pk_date_valid(local) || !local->day) return false;
  int32_t days = pk_date_number(local->year, local->month, local->day) - pk_date_number(utc->year, utc->month, utc->day);
  return (days == 1 && utc->hour >= 10) || (days == -1 && utc->hour < 12);
}

/* How many tokens from i on stand before an author's name: "By", "Skrevet af", "Autor". */
static uint32_t before_author(struct pk_web *w, pk_str t, const struct pk_token *tokens, uint32_t i, uint32_t n) {
  pk_lookups *found = w->page.found;
  uint32_t longest = 0;
  found->n = 0;
  if (pk_know_phrases(w->page.know, t, tokens, i, n, found, w->page.arena))
    for (uint32_t f = 0; f < found->n; f++)
      if (found->at[f].type == PK_LOOKUP_CLASS && (found->at[f].id == w->author_word || found->at[f].id == w->page.class_id[PK_PAGE_BYLINE]) && found->at[f].last - i > longest)
        longest = found->at[f].last - i;
  if (!longest && (pk_know_in(w->page.know, tokens[i].set, w->author_word) || pk_know_in(w->page.know, tokens[i].set, w->page.class_id[PK_PAGE_BYLINE]))) longest = 1;
  while (longest && i + longest < n && tokens[i + longest].is & PK_IS_MARK) longest++;
  return longest;
}

struct offer { struct pk_date date; int rank; const char *source; };

static void offer(struct offer *o, const struct pk_date *d, int rank, const char *source) {
  if (rank > o->rank) *o = (struct offer){*d, rank, source};
}

/* Where the first word for a change begins; UINT32_MAX: nowhere. */
static uint32_t modified_at(const struct pk_web *w, pk_str t) {
  struct pk_token tokens[32];
  uint32_t n = pk_page_tokens(w->page.know, t, tokens, 32), long_;
  for (uint32_t i = 0; i < n; i++)
    if (pk_page_classes(&w->page, t, tokens, i, n, &long_) & PK_PAGE(MODIFIED)) return tokens[i].at.start;
  return NONE;
}

/* "Publiceret 3. maj 2019 kl. 10.32, opdateret 5. maj 2019": the first is of publication, that behind the word the other. */
static void offer_text(const struct pk_web *w, pk_str t, int rank, struct offer *published, struct offer *modified) {
  struct pk_date date;
  if (!any_figure(t)) return;
  uint32_t at = modified_at(w, t);
  pk_str first = at == NONE ? t : pk_str_part(t, 0, at);
  if (first.n && any_date(w, first, &date) && date.day) offer(published, &date, rank, "visible");
  if (at != NONE && any_date(w, pk_str_part(t, at, t.n), &date) && date.day) offer(modified, &date, rank, "visible");
}

/* Dates on the page itself: in elements that are called so, and short lines around the headline. */
static void visible_dates(const struct pk_web *w, struct offer *published, struct offer *modified) {
  const struct pk_content *c = &w->content;
  const struct pk_document *d = c->doc;
  uint32_t low = w->head_start, high = c->region_end;
  for (uint32_t i = 0; i < c->n_runs; i++) {
    const struct pk_run *r = &c->runs[i];
    struct pk_date date;
    if (r->block < low || r->block >= high || r->text.n > 200) continue;
    enum pk_drop drop = pk_content_dropped(c, r->block);
    if (drop != PK_DROP_NO && drop != PK_DROP_DOUBTFUL && !(drop == PK_DROP_TAG && d->nodes[r->block].tag != PK_TAG_NAV)) continue;
    uint32_t names = 0;
    uint32_t node = r->first;
    for (uint32_t k = 0; node != NONE && k < 5; node = d->nodes[node].parent, k++) {
      names |= c->elements[node].names;
      pk_str when = pk_node_attr(d, node, PK_ATTR_DATETIME);
      if (d->nodes[node].tag == PK_TAG_TIME && when.n && machine_date(pk_str_trim(when), &date))
        offer(modified_at(w, r->text) != NONE ? modified : published, &date, 40 - (i > w->first_run), "visible");
      if (node == r->block && k > 2) break;
    }
    bool head = i < w->first_run && w->headline != NONE && i + 8 > w->headline;
    bool called = names & (PK_NAME(DATE) | PK_NAME(META));
    if (called || head) offer_text(w, r->text, names & PK_NAME(DATE) ? 35 : called ? 30 : 20, published, modified);
  }
}

/* Where nothing is called a date: a short line near the headline that holds one, the nearest of them; then the start of the text. */
static void nearby_dates(const struct pk_web *w, struct offer *published, struct offer *modified) {
  const struct pk_content *c = &w->content;
  uint32_t head = w->headline != NONE ? w->headline : w->first_run, from = head > 15 ? head - 15 : 0;
  for (uint32_t i = from; i < c->n_runs && i < w->first_run + 8; i++) {
    const struct pk_run *r = &c->runs[i];
    enum pk_drop drop = pk_content_dropped(c, r->block);
    if (drop == PK_DROP_COMMENT || drop == PK_DROP_HIDDEN || drop == PK_DROP_NAME || r->link * 10 > r->text.n * 9) continue;
    uint32_t far = i > head ? i - head : head - i;
    pk_str start = r->text.n > 100 ? pk_str_part(r->text, 0, 40) : r->text;
    while (start.n && start.n < r->text.n && ((unsigned char)r->text.s[start.n] & 0xC0) == 0x80) start.n--;
    bool figure = start.n && start.s[0] >= '0' && start.s[0] <= '9';
    if ((r->text.n > 100 && !figure) || !any_figure(start)) continue;
    /* below the lead a date may be that of a meeting */
    if (i > w->first_run && !figure && r->text.n > 24 && !pk_page_says(&w->page, start, PK_PAGE(PUBLISHED) | PK_PAGE(MODIFIED) | PK_PAGE(BYLINE))) continue;
    offer_text(w, start, 19 - (int)(far < 15 ? far : 15), published, modified);
  }
}

/* Nothing near the headline: the first short line of the region that holds a date, or of an author's box. */
static void any_shown_date(const struct pk_web *w, struct offer *published, struct offer *modified) {
  const struct pk_content *c = &w->content;
  for (uint32_t i = w->first_run > 40 ? w->first_run - 40 : 0; i < c->n_runs && !published->rank; i++) {
    const struct pk_run *r = &c->runs[i];
    enum pk_drop drop = pk_content_dropped(c, r->block);
    bool box = drop == PK_DROP_NAME && c->elements[r->block].names & (PK_NAME(AUTHOR) | PK_NAME(DATE));
    if (r->text.n > 60 || r->link * 10 > r->text.n * 9 || !(box || drop == PK_DROP_NO || drop == PK_DROP_DOUBTFUL) || r->block >= c->region_end) continue;
    offer_text(w, r->text, 3, published, modified);
  }
}

/* "Sidst opdateret 10. februar 2022" below the article. */
static void modified_below(const struct pk_web *w, struct offer *modified) {
  const struct pk_content *c = &w->content;
  struct offer none = {PK_NO_DATE, 100, ""};
  for (uint32_t i = w->first_run; i < c->n_runs && !modified->rank; i++) {
    const struct pk_run *r = &c->runs[i];
    enum pk_drop drop = pk_content_dropped(c, r->block);
    if (r->block < c->region || r->text.n > 100 || drop == PK_DROP_COMMENT || drop == PK_DROP_LINKS) continue;
    if (!any_figure(r->text) || !pk_page_says(&w->page, r->text, PK_PAGE(MODIFIED))) continue;
    offer_text(w, r->text, 5, &none, modified);
  }
}

/* Nothing at all before: "Gespeichert von rasos am 24. Juli 2017", "This entry was posted on May 19, 2010" below the article. */
static void published_below(struct pk_web *w, struct offer *published, struct offer *modified) {
  const struct pk_content *c = &w->content;
  struct pk_token tokens[16];
  for (uint32_t i = w->first_run; i < c->n_runs && !published->rank; i++) {
    const struct pk_run *r = &c->runs[i];
    enum pk_drop drop = pk_content_dropped(c, r->block);
    if (r->block < c->region || r->text.n > 160 || drop == PK_DROP_COMMENT || drop == PK_DROP_LINKS || !any_figure(r->text)) continue;
    uint32_t n = pk_page_tokens(w->page.know, r->text, tokens, 16);
    if (n && (pk_page_says(&w->page, r->text, PK_PAGE(PUBLISHED)) || before_author(w, r->text, tokens, 0, n))) offer_text(w, r->text, 2, published, modified);
  }
}

static bool put_date(struct pk_web *w, const struct offer *o, const char *key, const char **out) {
  char text[32];
  if (!o->rank || *out) return true;
  pk_date_edtf(&o->date, text);
  *out = pk_arena_copy(w->page.arena, pk_str_of(text));
  return *out && keep(w, key, o->source, pk_str_of(*out));
}

static bool dates(struct pk_web *w) {
  const struct pk_document *doc = w->content.doc;
  struct offer published = {PK_NO_DATE, 0, ""}, modified = {PK_NO_DATE, 0, ""};
  struct pk_date d;
  for (uint32_t i = 0; i < doc->n_metas; i++) {
    const struct pk_meta *m = &doc->metas[i];
    bool first = strcmp(m->key, "published") == 0;
    if ((!first && strcmp(m->key, "modified") != 0) || !of_article(w, m) || !any_date(w, m->value, &d)) continue;
    if (w->danish || central(doc)) local_midnight(&d);
    offer(first ? &published : &modified, &d, trust(m->source), m->source);
  }
  struct offer shown = {PK_NO_DATE, 0, ""};
  visible_dates(w, &shown, &modified);
  bool same = shown.rank && shown.date.year == published.date.year && shown.date.month == published.date.month && shown.date.day == published.date.day;
  if (same && shown.date.hour >= 0 && published.date.hour < 0) published = shown;   /* the page says the time as well */
  if (shown.rank && local_day(&published.date, &shown.date)) published = shown;
  offer(&published, &shown.date, shown.rank, "visible");
  nearby_dates(w, &published, &modified);
  if (!published.rank) any_shown_date(w, &published, &modified);
  modified_below(w, &modified);
  if (!published.rank) published_below(w, &published, &modified);
  if (w->url.n && url_date(w->url, &d)) {
    offer(&published, &d, trust("url"), "url");
    if (local_day(&published.date, &d)) published = (struct offer){d, published.rank, "url"};
  }
  if (!published.rank && doc->origin_date && pk_date_parse(pk_str_of(doc->origin_date), &d)) offer(&published, &d, 1, "told");
  if (!pk_date_is(&w->page.published)) w->page.published = published.date;
  return put_date(w, &published, "published", &w->page.out->published) && put_date(w, &modified, "modified", &w->page.out->modified);
}

static bool letters_within(pk_str small, pk_str large) {   /* the letters of one stand in a row in the other */
  char a[512], b[2048];
  size_t n = pk_letters(small, a, sizeof a), m = pk_letters(large, b, sizeof b);
  return n > 3 && n <= m && memmem(b, m, a, n) != NULL;
}

/* ---- authors --------------------------------------------------------------------------------------------------------------- */

static bool add_string(struct pk_web *w, partikel_strings *list, pk_str t) {
  t = pk_str_trim(t);
  if (!t.n || list->n >= 64) return true;
  for (size_t i = 0; i < list->n; i++)
    if (pk_same_letters(pk_str_of(list->at[i]), t)) return true;
  const char **at = (const char **)(void *)list->at;
  if (!at && !(at = pk_arena_array(w->page.arena, 64, sizeof *at))) return false;
  list->at = at;
  return (at[list->n++] = pk_arena_copy(w->page.arena, t)) != NULL;
}

static bool names_nobody(struct pk_web *w, pk_str t, const struct pk_token *tokens, uint32_t n) {
  pk_lookups *found = w->page.found;
  found->n = 0;
  if (n == 1 && pk_know_in(w->page.know, tokens[0].set, w->author_none)) return true;
  if (pk_know_phrases(w->page.know, t, tokens, 0, n, found, w->page.arena))
    for (uint32_t f = 0; f < found->n; f++)
      if (found->at[f].type == PK_LOOKUP_CLASS && found->at[f].id == w->author_none && found->at[f].last == n) return true;
  return false;
}

enum said { NEARBY, CALLED /* by a class of the page */, TOLD /* to programs */ };

/* One name: a few words with capitals, no address, not the paper itself. */
static bool add_author(struct pk_web *w, pk_str t, enum said called) {
  struct pk_token tokens[24];
  uint32_t n = 0, skip = 0, words = 0, capitals = 0, last = 0;
  t = pk_str_trim(t);
  for (size_t i = 0; i < t.n; i++)
    if (t.s[i] == '(' || t.s[i] == '|' || t.s[i] == '@' || t.s[i] == '\n' || (t.s[i] == '/' && i + 1 < t.n && t.s[i + 1] == '/')) {
      if (t.s[i] == '@')
        while (i && t.s[i - 1] != ' ') i--;
      t = pk_str_part(t, 0, i);
      break;
    }
  n = pk_page_tokens(w->page.know, t, tokens, 24);
  for (uint32_t more; skip < n && (more = before_author(w, t, tokens, skip, n)) != 0;) skip += more;
  if (skip >= n) return true;
  last = skip;
  uint32_t long_;
  if (pk_page_classes(&w->page, t, tokens, skip, n, &long_) & (PK_PAGE(PUBLISHED) | PK_PAGE(MODIFIED) | PK_PAGE(COMMENT) | PK_PAGE(SHARE))) return true;
  for (uint32_t k = skip; k < n; k++) {   /* to the first word that is no part of a name */
    pk_str one = pk_str_part(t, tokens[k].at.start, tokens[k].at.end);
    bool word = tokens[k].is & PK_IS_WORD, capital = tokens[k].is & (PK_IS_CAPITAL | PK_IS_MIXED);
    bool particle = word && pk_know_in(w->page.know, tokens[k].set, w->author_particle);
    if (word && k == skip && !capital && pk_know_in(w->page.know, tokens[k].set, w->page.class_id[PK_PAGE_STAFF])) {   /* "Af redaktionen" */
      words = 1, last = k + 1;
      break;
    }
    if (tokens[k].is & PK_IS_NUMBER || (!word && !(one.n == 1 && strchr("-.'", one.s[0])) && one.n < 2)) break;
    if (word && !capital && !particle && (capitals || !called)) break;
    if (word && k > skip && (pk_know_in(w->page.know, tokens[k].set, w->page.class_id[PK_PAGE_PUBLISHED]) || pk_know_in(w->page.know, tokens[k].set, w->page.class_id[PK_PAGE_CAPTION]) ||
                             pk_know_in(w->page.know, tokens[k].set, w->month))) break;
    words += word, capitals += capital != 0;
    if (word && !particle) last = k + 1;
  }
  if (last <= skip || (called != TOLD && w->page.out->authors.n && (last < n || words < 2))) return true;
  /* what a program says is taken as it is: "Herr_Rein", "AFP/The Local" */
  bool whole = called == TOLD && t.n - tokens[skip].at.start <= 40 && n - skip <= 6;
  for (uint32_t k = skip; k < n && whole; k++) whole = !(tokens[k].is & PK_IS_NUMBER);
  pk_str said = t;   /* what the tokens' places are counted in */
  t = pk_str_part(t, tokens[skip].at.start, whole ? t.n : tokens[last - 1].at.end);
  if (t.n < 3 || t.n > 70 || !words || words > 6 || (!capitals && words > 1)) return true;
  if (pk_str_starts(t, PK_LIT("http")) || pk_str_starts(t, PK_LIT("www."))) return true;
  if (names_nobody(w, said, tokens + skip, last - skip)) return true;
  if (w->page.out->publisher && pk_same_letters(t, pk_str_of(w->page.out->publisher))) return true;
  size_t slash = 0, scheme = 0;   /* the site itself: "Example.com" */
  for (size_t i = 0; i < w->url.n && !slash; i++)
    if (w->url.s[i] == '/' && i > 7) slash = i;
    else if (w->url.s[i] == '/') scheme = i + 1;
  if (slash > scheme + 4 && memcmp(w->url.s + scheme, "www.", 4) == 0) scheme += 4;
  if (slash > scheme && pk_same_letters(t, pk_str_part(w->url, scheme, slash))) return true;
  return add_string(w, &w->page.out->authors, t);
}

/* "Anna Holm, Bo Lund og Ida Kjær" → one each. */
static bool add_authors(struct pk_web *w, pk_str t, enum said called) {
  struct pk_token token;
  size_t at = 0, start = 0;
  if (t.n > 300) return true;
  while (pk_token_next(t, &at, &token)) {
    pk_str one = pk_str_part(t, token.at.start, token.at.end);
    pk_know_token(w->page.know, t, &token);
    bool comma = one.n == 1 && (one.s[0] == ',' || one.s[0] == ';' || one.s[0] == '&' || one.s[0] == '|');
    bool and = token.is & PK_IS_WORD && pk_know_in(w->page.know, token.set, w->page.class_id[PK_PAGE_AND]);
    if (!comma && !and) continue;
    if (!add_author(w, pk_str_part(t, start, token.at.start), called)) return false;
    start = token.at.end;
  }
  return add_author(w, pk_str_part(t, start, t.n), called);
}

/* "am 23. Januar 2020 von Christian Hein", "Publiceret 3. maj 2019 af Mette Holm": a short line near the headline. */
static bool byline_in(struct pk_web *w, const struct pk_run *r, bool meta) {
  struct pk_token tokens[24];
  uint32_t n = pk_page_tokens(w->page.know, r->text, tokens, 24);
  struct pk_date date;
  bool dated = meta || any_date(w, r->text, &date);
  for (uint32_t i = 0; i < n && (i == 0 || dated); i++) {
    uint32_t skip = before_author(w, r->text, tokens, i, n);
    if (!skip || i + skip >= n) continue;
    bool staff = pk_know_in(w->page.know, tokens[i + skip].set, w->page.class_id[PK_PAGE_STAFF]);
    if (!staff && !(tokens[i + skip].is & (PK_IS_CAPITAL | PK_IS_MIXED) || (meta && i + skip + 1 == n))) continue;
    if (n - i - skip > 12) return true;
    return add_authors(w, pk_str_part(r->text, tokens[i + skip].at.start, r->text.n), meta ? CALLED : NEARBY);
  }
  return true;
}

/* "6. november 2023 Octavius Hall": two or three words with capitals behind the date, in a line that is called so. */
static bool name_behind_date(struct pk_web *w, const struct pk_run *r) {
  struct pk_token tokens[24];
  uint32_t n = pk_page_tokens(w->page.know, r->text, tokens, 24), year = 0;
  struct pk_date date;
  if (!any_date(w, r->text, &date) || r->text.n > 80) return true;
  for (uint32_t i = 0; i < n; i++)
    if (tokens[i].is & PK_IS_NUMBER) year = i + 1;
  while (year < n && (tokens[year].is & PK_IS_MARK || (tokens[year].is & PK_IS_WORD && !(tokens[year].is & PK_IS_CAPITAL)))) year++;
  if (n > year + 1 && n <= year + 4 && tokens[year].is & PK_IS_CAPITAL && tokens[n - 1].is & PK_IS_CAPITAL) return add_author(w, pk_str_part(r->text, tokens[year].at.start, r->text.n), NEARBY);
  return true;
}

/* A run that is a by-line and nothing else, wherever it stands: "Tekst: Klaus Friis". */
static bool lone_byline(struct pk_web *w, const struct pk_run *r) {
  struct pk_token tokens[16];
  uint32_t n = pk_page_tokens(w->page.know, r->text, tokens, 16), skip = n ? before_author(w, r->text, tokens, 0, n) : 0;
  if (!skip || skip >= n || n - skip > 8 || r->stop) return true;
  for (uint32_t k = skip; k < n; k++)
    if (tokens[k].is & PK_IS_NUMBER || (tokens[k].is & PK_IS_WORD && !(tokens[k].is & PK_IS_CAPITAL) && !pk_know_in(w->page.know, tokens[k].set, w->author_particle) &&
                                        !pk_know_in(w->page.know, tokens[k].set, w->page.class_id[PK_PAGE_AND]))) return true;
  return n - skip < 2 ? true : add_authors(w, pk_str_part(r->text, tokens[skip].at.start, r->text.n), NEARBY);
}

static uint32_t names_around(const struct pk_content *c, const struct pk_run *r, uint32_t levels) {
  uint32_t names = 0;
  for (uint32_t node = r->first, up = 0; node != NONE && up < levels; node = c->doc->nodes[node].parent, up++) names |= c->elements[node].names;
  return names;
}

/* Of a run: the text of its inline element that is called an author and holds nothing else. */
static pk_str own_text(struct pk_web *w, const struct pk_run *r) {
  const struct pk_content *c = &w->content;
  for (uint32_t i = r->first; i < r->last && i < r->first + 60; i++) {
    const struct pk_node *node = &c->doc->nodes[i];
    uint32_t up = node->parent;
    if (node->tag != PK_TAG_TEXT) continue;
    for (uint32_t k = 0; up != NONE && up > r->block && k < 3; up = c->doc->nodes[up].parent, k++)
      if (c->elements[up].names & PK_NAME(AUTHOR) && !(c->elements[up].names & PK_NAME(DATE)) && c->elements[up].text == 0 && c->doc->nodes[up].end <= i + 2) return pk_str_trim(node->text);
  }
  return (pk_str){NULL, 0};
}

static bool visible_authors(struct pk_web *w) {
  const struct pk_content *c = &w->content;
  uint32_t head = w->headline != NONE ? w->headline : w->first_run, from = head > 8 ? head - 8 : 0;
  for (int pass = 0; pass < 4; pass++)
    for (uint32_t i = 0; i < c->n_runs && !w->page.out->authors.n; i++) {
      const struct pk_run *r = &c->runs[i];
      bool near = i >= from && i < w->first_run + 4;
      if (r->text.n > 120 || !(near || (r->block >= w->head_start && r->block < c->region_end))) continue;
      enum pk_drop drop = pk_content_dropped(c, r->block);
      if (drop == PK_DROP_COMMENT || drop == PK_DROP_HIDDEN) continue;
      uint32_t names = names_around(c, r, 3);
      if (names & PK_NAME(COMMENT)) continue;
      if (pass == 0 && names & PK_NAME(AUTHOR)) {
        pk_str own = own_text(w, r);
        if (own.n && !add_authors(w, own, TOLD)) return false;
        if (!w->page.out->authors.n && !byline_in(w, r, true)) return false;
        if (!w->page.out->authors.n && !(names & PK_NAME(DATE)) && !add_authors(w, r->text, CALLED)) return false;
      }
      if (pass == 1 && !r->level && (near || names & PK_NAME(META)) && !byline_in(w, r, (names & PK_NAME(META)) != 0)) return false;
      if (pass == 3 && r->text.n <= 70 && !r->level && !drop && !lone_byline(w, r)) return false;
      if (pass == 2 && near && names & PK_NAME(META) && !name_behind_date(w, r)) return false;
    }
  return true;
}

/* Begins with a first name: a newsletter's sender often is an organisation. */
static bool is_person(const struct pk_web *w, pk_str t) {
  struct pk_token tokens[8];
  uint32_t n = pk_page_tokens(w->page.know, t, tokens, 8);
  return n > 1 && n < 6 && pk_know_in(w->page.know, tokens[0].set, pk_know_class(w->page.know, "first_name"));
}

/* "pda", "mette.holm": how somebody logs in; what the page itself shows is better. */
static bool user_name(pk_str t) {
  for (size_t i = 0; i < t.n; i++)
    if (t.s[i] == ' ' || (t.s[i] >= 'A' && t.s[i] <= 'Z') || (unsigned char)t.s[i] >= 0x80) return false;
  return true;
}

/* "Kommunikationsenheden": an office's account; by-lines on the page may say so, metadata that everybody shares do not count. */
static bool is_staff(const struct pk_web *w, pk_str t) {
  struct pk_token tokens[2];
  return pk_page_tokens(w->page.know, t, tokens, 2) == 1 && pk_know_in(w->page.know, tokens[0].set, w->page.class_id[PK_PAGE_STAFF]);
}

static bool authors(struct pk_web *w) {
  const struct pk_document *doc = w->content.doc;
  static const char *const order[] = {"jsonld", "microdata", "meta", "og", "dc", "rel", "envelope"};
  if (w->page.out->authors.n) return true;
  for (size_t k = 0; k < sizeof order / sizeof *order; k++) {
    if (k == 5) {   /* before links: what the page shows */
      if (!visible_authors(w)) return false;
      if (w->page.out->authors.n) return keep(w, "authors", "visible", pk_str_of(w->page.out->authors.at[0]));
    }
    for (uint32_t i = 0; i < doc->n_metas; i++)
      if (strcmp(doc->metas[i].key, "author") == 0 && strcmp(doc->metas[i].source, order[k]) == 0 && of_article(w, &doc->metas[i]) && (k < 6 || is_person(w, doc->metas[i].value)) && (k > 4 || !(user_name(doc->metas[i].value) || is_staff(w, doc->metas[i].value))) && !add_authors(w, doc->metas[i].value, k == 6 ? CALLED : TOLD)) return false;
    if (w->page.out->authors.n) return keep(w, "authors", order[k], pk_str_of(w->page.out->authors.at[0]));
  }
  return true;
}

/* ---- the title --------------------------------------------------------------------------------------------------------------- */

static pk_str best_value(const struct pk_web *w, const char *key, const char **source) {
  const struct pk_document *doc = w->content.doc;
  int rank = 0;
  pk_str best = {NULL, 0};
  for (uint32_t i = 0; i < doc->n_metas; i++) {
    const struct pk_meta *m = &doc->metas[i];
    int r = strcmp(m->source, "title") == 0 || strcmp(m->source, "html") == 0 ? 1 : strcmp(m->source, "canonical") == 0 ? 500 : trust(m->source);
    if (strcmp(m->key, key) == 0 && strcmp(key, "url") == 0 && !pk_str_starts(m->value, PK_LIT("http"))) continue;
    if (strcmp(m->key, key) == 0 && r > rank) rank = r, best = m->value, *source = m->source;
  }
  return best;
}

/* Without what stands behind (or before) its last separator, if that is the site's name or the rest is long enough. */
static pk_str without_site(const struct pk_web *w, pk_str t) {
  const struct pk_document *doc = w->content.doc;
  bool joined;
  for (size_t i = t.n; i-- > 0;) {
    size_t skip = pk_separator_at(t, i, &joined);
    if (!skip || i + skip >= t.n || joined) continue;
    pk_str head = pk_str_trim(pk_str_part(t, 0, i)), tail = pk_str_trim(pk_str_part(t, i + skip, t.n));
    for (uint32_t k = 0; k < doc->n_metas; k++)
      if (strncmp(doc->metas[k].key, "publisher", 9) == 0) {
        if (pk_same_letters(doc->metas[k].value, tail)) return without_site(w, head);
        if (pk_same_letters(doc->metas[k].value, head)) return tail;
      }
    if (head.n >= 15 && head.n > tail.n && tail.n <= 45) return without_site(w, head);
    if (head.n < 25 && tail.n > 2 * head.n) return tail;
    return t;
  }
  return t;
}

pk_str pk_web_title(struct pk_web *w) {
  const struct pk_content *c = &w->content;
  const struct pk_document *doc = c->doc;
  const char *source = "visible";
  pk_str best = {NULL, 0};
  /* a headline that the page's own metadata know: wholly, else a part of it */
  for (uint32_t i = 0; i < c->n_runs && !best.n; i++) {
    const struct pk_run *r = &c->runs[i];
    if (r->level && r->level < 4 && r->text.n >= 10)
      for (uint32_t k = 0; k < doc->n_metas && !best.n; k++)
        if (strcmp(doc->metas[k].key, "title") == 0 && pk_same_letters(r->text, without_site(w, doc->metas[k].value))) best = r->text;
  }
  for (uint32_t i = 0; i < c->n_runs && !best.n; i++) {
    const struct pk_run *r = &c->runs[i];
    if (!r->level || r->level > 2 || r->text.n < 4 || (r->level == 2 && best.n)) continue;
    for (uint32_t k = 0; k < doc->n_metas; k++)
      if (strcmp(doc->metas[k].key, "title") == 0 && letters_within(r->text, doc->metas[k].value) && r->text.n > best.n && r->text.n * 3 > without_site(w, doc->metas[k].value).n) best = r->text;
  }
  if (!best.n) {
    pk_str meta = best_value(w, "title", &source);
    uint32_t heads = 0;
    for (uint32_t i = 0; i < c->n_runs; i++)
      if (c->runs[i].level == 1 && !c->elements[c->runs[i].block].drop && c->runs[i].text.n >= 4) heads++, best = heads == 1 ? c->runs[i].text : best;
    const struct pk_run *first = NULL;
    for (uint32_t i = 0; i < c->n_runs && !first; i++)
      if (pk_content_holds(c, &c->runs[i])) first = &c->runs[i];
    bool headed = first && first->level && first->level < 5 && first->text.n >= 10 && (strcmp(source, "title") == 0 || strcmp(source, "envelope") == 0);
    if (heads != 1 && headed) best = first->text, source = "visible";
    else if (heads != 1 || (meta.n && best.n < 10)) best = meta.n ? without_site(w, meta) : best;
    else source = "visible";
  }
  if (best.n && !keep(w, "title", source, best)) best.s = NULL;
  return best;
}

/* ---- the rest ------------------------------------------------------------------------------------------------------------------ */

/* "SDU": the lexicon knows the name behind capitals alone. */
static pk_str in_full(const struct pk_web *w, pk_str t) {
  struct pk_token tokens[2];
  struct pk_entry entry;
  pk_lookups *found = w->page.found;
  found->n = 0;
  if (pk_page_tokens(w->page.know, t, tokens, 2) != 1 || !(tokens[0].is & PK_IS_UPPER) || !pk_know_phrases(w->page.know, t, tokens, 0, 1, found, w->page.arena)) return t;
  for (uint32_t i = 0; i < found->n; i++) {
    if (found->at[i].type != PK_LOOKUP_ENTRY) continue;
    pk_know_entry(w->page.know, found->at[i].id, &entry);
    if (entry.kind == PK_ORGANISATION) return entry.name;
  }
  return t;
}

static bool put(struct pk_web *w, const char *key, const char **out) {
  const char *source = "";
  pk_str value = best_value(w, key, &source);
  if (!value.n || value.n > 2000 || *out) return true;
  if (strcmp(key, "publisher") == 0) value = in_full(w, value);
  *out = pk_arena_copy(w->page.arena, value);
  return *out && keep(w, key, source, value);
}

static bool tags(struct pk_web *w) {
  const struct pk_document *doc = w->content.doc;
  partikel_article *out = w->page.out;
  for (uint32_t i = 0; i < doc->n_metas; i++) {
    const struct pk_meta *m = &doc->metas[i];
    if (strcmp(m->key, "tag") == 0 && !add_string(w, &out->tags, m->value)) return false;
    if (strcmp(m->key, "crumb") == 0 && !add_string(w, &out->breadcrumb, m->value)) return false;
  }
  for (uint32_t i = 0; i < doc->n_metas && !out->tags.n; i++) {
    const struct pk_meta *m = &doc->metas[i];
    if (strcmp(m->key, "tags") != 0) continue;
    for (size_t at = 0, start = 0; at <= m->value.n; at++)
      if (at == m->value.n || m->value.s[at] == ',' || m->value.s[at] == ';') {
        if (!add_string(w, &out->tags, pk_str_part(m->value, start, at))) return false;
        start = at + 1;
      }
  }
  return true;
}

static bool is_noise_around(const struct pk_content *c, uint32_t i) {
  for (uint32_t up = c->doc->nodes[i].parent; up != NONE; up = c->doc->nodes[up].parent) {
    uint8_t own = c->elements[up].own;
    if (own == PK_DROP_COMMENT || own == PK_DROP_CONSENT || own == PK_DROP_LINKS || (own == PK_DROP_TAG && c->elements[up].drop)) return true;
  }
  return false;
}

/* The links of the element that is called keywords, in or below the article. */
static bool visible_tags(struct pk_web *w) {
  const struct pk_content *c = &w->content;
  uint32_t found = NONE, n = 0;
  if (w->page.out->tags.n) return true;
  for (uint32_t i = w->head_start; i < c->doc->n_nodes && found == NONE; i++)
    if (c->elements[i].names & PK_NAME(TAGS) && c->doc->nodes[i].tag != PK_TAG_TEXT && !is_noise_around(c, i)) found = i;
  for (uint32_t i = found; found != NONE && i < c->doc->nodes[found].end && n < 20; i++)
    if (c->doc->nodes[i].tag == PK_TAG_A && i + 1 < c->doc->nodes[i].end && c->doc->nodes[i + 1].tag == PK_TAG_TEXT && c->doc->nodes[i + 1].text.n < 60) {
      n++;
      if (!add_string(w, &w->page.out->tags, c->doc->nodes[i + 1].text)) return false;
    }
  return true;
}

static uint32_t items_in(const struct pk_content *c, uint32_t list) {
  uint32_t n = 0;
  for (uint32_t i = list + 1; i < c->doc->nodes[list].end; i++) n += c->doc->nodes[i].tag == PK_TAG_LI;
  return n;
}

/* The path as the page shows it: the links and texts of the first element that is called so. */
static bool crumbs(struct pk_web *w) {
  const struct pk_content *c = &w->content;
  partikel_strings *out = &w->page.out->breadcrumb;
  pk_str title = pk_str_of(w->page.out->title);
  uint32_t found = NONE;
  for (uint32_t i = 0; i < c->doc->n_nodes && found == NONE && !out->n; i++)
    if (c->elements[i].names & PK_NAME(CRUMB) && i + 1 < c->doc->nodes[i].end) found = i;
  uint32_t head = w->headline != NONE ? w->headline : w->first_run;
  for (uint32_t i = head > 12 ? head - 12 : 0; i < head && found == NONE && !out->n; i++) {   /* a short list that begins with the front page */
    const struct pk_run *r = &c->runs[i];
    uint32_t list = r->list == NONE ? NONE : c->doc->nodes[r->list].parent;
    if (list != NONE && r->link == r->text.n && c->elements[list].runs == i && c->doc->nodes[list].end <= c->runs[head].block && c->doc->nodes[list].end > r->block &&
        pk_page_says(&w->page, r->text, PK_PAGE(HOME)) && items_in(c, list) < 7) found = list;
  }
  for (uint32_t i = found; found != NONE && i < c->doc->nodes[found].end; i++) {
    const struct pk_node *node = &c->doc->nodes[i];
    if (node->tag >= PK_TAG_H1 && node->tag <= PK_TAG_H6) i = node->end - 1;   /* the element's own name */
    else if (c->elements[i].names & PK_NAME(HIDDEN) && node->tag != PK_TAG_TEXT) i = node->end - 1;
    if (node->tag != PK_TAG_TEXT || node->text.n > 160) continue;
    for (size_t at = 0, start = 0; at <= node->text.n; at++) {
      bool joined;
      size_t skip = at < node->text.n ? pk_separator_at(node->text, at, &joined) : 1;
      if (!skip || (at < node->text.n && joined)) continue;
      pk_str one = pk_str_trim(pk_str_part(node->text, start, at));
      start = at + skip;
      while (one.n && !pk_cp_letter(pk_utf8_next(one.s, one.n, &(size_t){0})) && !(one.s[0] >= '0' && one.s[0] <= '9')) {   /* the signs between */
        size_t used = 0;
        pk_utf8_next(one.s, one.n, &used);
        one = pk_str_part(one, used, one.n);
      }
      if (one.n && one.s[one.n - 1] != ':' && !add_string(w, out, one)) return false;
      if (at < node->text.n) at = start - 1;
      if (start > node->text.n) break;
    }
  }
  pk_str last = out->n ? pk_str_of(out->at[out->n - 1]) : (pk_str){"", 0};
  if (title.n && last.n * 2 > title.n && letters_within(last, title)) out->n--;
  return true;
}

/* "Nyt familiehus | Faxe Kommune": what the title of the page has more than the headline, if nothing else says it. */
static bool publisher_from_title(struct pk_web *w) {
  const struct pk_document *doc = w->content.doc;
  partikel_article *out = w->page.out;
  pk_str site = {NULL, 0};
  for (uint32_t i = 0; i < doc->n_metas && !out->publisher && out->title; i++) {
    if (strcmp(doc->metas[i].key, "title") != 0 || strcmp(doc->metas[i].source, "title") != 0) continue;
    pk_str t = doc->metas[i].value;
    bool joined;
    for (size_t at = t.n; at-- > 0;) {
      size_t skip = pk_separator_at(t, at, &joined);
      if (!skip || at + skip >= t.n) continue;
      pk_str head = pk_str_trim(pk_str_part(t, 0, at)), tail = pk_str_trim(pk_str_part(t, at + skip, t.n));
      if (pk_same_letters(head, pk_str_of(out->title))) site = tail;
      else if (pk_same_letters(tail, pk_str_of(out->title))) site = head;
      if (site.n) break;
    }
  }
  for (uint32_t i = 0; i < doc->n_metas && !site.n && !out->publisher; i++) {   /* an old page's: "Faxe Kommune - Nyheder" */
    if (strcmp(doc->metas[i].key, "title") != 0 || strcmp(doc->metas[i].source, "title") != 0) continue;
    pk_str t = doc->metas[i].value;
    bool joined, known = false;
    for (size_t at = t.n; at-- > 0 && !site.n;) {
      size_t skip = pk_separator_at(t, at, &joined);
      if (!skip || at + skip >= t.n) continue;
      struct pk_line head = {.text = pk_str_trim(pk_str_part(t, 0, at))}, tail = {.text = pk_str_trim(pk_str_part(t, at + skip, t.n))};
      if (pk_publisher_name(&w->page, &head, true, &known).n == head.text.n && known) site = head.text;
      else if (pk_publisher_name(&w->page, &tail, true, &known).n == tail.text.n && known) site = tail.text;
    }
  }
  if (site.n < 3 || site.n > 60) return true;
  out->publisher = pk_arena_copy(w->page.arena, site);
  return out->publisher && keep(w, "publisher", "title", site);
}

pk_str pk_web_told(const struct pk_web *w) {
  const char *source;
  return best_value(w, "body", &source);
}

bool pk_web_says(const struct pk_web *w, const char *key) {
  for (uint32_t i = 0; i < w->content.doc->n_metas; i++)
    if (strcmp(w->content.doc->metas[i].key, key) == 0 && w->content.doc->metas[i].node == NONE) return true;
  return false;
}

/* All but the dates: they want to know the text's language. */
partikel_status pk_web_metadata(struct pk_web *w, partikel_error *err) {
  partikel_article *out = w->page.out;
  const char *source;
  w->url = best_value(w, "url", &source);
  if (!pk_web_address(w->url) && !pk_str_starts(w->url, PK_LIT("http"))) w->url = (pk_str){NULL, 0};
  if (!w->url.n && w->content.doc->origin_url) w->url = pk_str_of(w->content.doc->origin_url);
  bool ok = put(w, "publisher", &out->publisher) && publisher_from_title(w) && put(w, "section", &out->section) && tags(w) && visible_tags(w) && crumbs(w) && authors(w);
  if (ok && w->url.n) ok = (out->url = pk_arena_copy(w->page.arena, w->url)) != NULL;
  return ok ? PARTIKEL_OK : pk_fail(err, PARTIKEL_NOMEM, "", 0, "out of memory");
}

partikel_status pk_web_dates(struct pk_web *w, partikel_error *err) { return dates(w) ? PARTIKEL_OK : pk_fail(err, PARTIKEL_NOMEM, "", 0, "out of memory"); }
