/* headmatter: what stands above the body: which line is the title, which the lead, where the body begins. Candidates get
 * points for what they look like and where they stand; the best one is chosen. The metadata are read in metadata.c. */
#include "page.h"

#define LEAD_BRIEF 200   /* bytes of a lead that is set apart only by being shorter than paragraphs are on average … */
#define LEAD_MOST 450    /* … and than each of the next ones */

/* ---- lines that carry metadata -------------------------------------------------------------------------------------- */

/* Most tokens cannot begin a date: they are neither figures nor one of the few words, and nothing of another sort hides in them. */
static bool may_be_date(const struct pk_page *p, pk_str t, const struct pk_token *k) {
  if (!(k->is & PK_IS_WORD)) return (k->is & PK_IS_NUMBER) != 0;
  for (uint32_t i = k->at.start; i < k->at.end; i++)
    if ((unsigned char)t.s[i] < 0x80 && (unsigned char)((t.s[i] | 32) - 'a') > 25) return true;
  for (int c = 0; k->set && c < 4; c++)
    if (p->date_word[c] && pk_know_in(p->know, k->set, p->date_word[c])) return true;
  return false;
}

/* Where the figures begin that stand at the end of a word and before a dot; 0: nowhere. */
static size_t glued_figure(pk_str t, const struct pk_token *k) {
  size_t i = k->at.end;
  if (!(k->is & PK_IS_WORD) || i >= t.n || t.s[i] != '.') return 0;
  while (i > k->at.start && t.s[i - 1] >= '0' && t.s[i - 1] <= '9') i--;
  return i < k->at.end && i > k->at.start + 2 && k->at.end - i <= 2 ? i : 0;
}

/* The first date behind `from` among the tokens of t. */
static bool date_among(const struct pk_page *p, pk_str t, const struct pk_token *tokens, uint32_t n, struct pk_date *date, size_t *start, size_t *end) {
  bool issue = false;
  for (uint32_t i = 0; i < n; i++) {
    const struct pk_token *k = &tokens[i];
    size_t used = 0;
    bool counted = issue && k->is & PK_IS_NUMBER;   /* "nr. 3 · september 2010" is no third of September */
    if (k->is & PK_IS_WORD) issue = pk_know_in(p->know, k->set, p->class_id[PK_PAGE_ISSUE]);
    else if (k->is & PK_IS_NUMBER) issue = false;
    if (counted) continue;
    size_t glued = glued_figure(t, k);   /* "KORT NYT9. NOV 2019" */
    if (glued && pk_date_scan(p->know, pk_str_part(t, glued, t.n), date, &used) && used && date->year && date->month) {
      *start = glued;
      *end = glued + used;
      return true;
    }
    if (!may_be_date(p, t, k) || !pk_date_scan(p->know, pk_str_part(t, k->at.start, t.n), date, &used)) continue;
    if (!used || !date->year || !date->month) continue;
    *start = k->at.start;
    *end = k->at.start + used;
    return true;
  }
  return false;
}

#define DATE_TOKENS 40

/* Of a line's start it is asked often, and found out once. */
bool pk_find_date(const struct pk_page *p, const struct pk_line *line, size_t from, struct pk_date *date, size_t *start, size_t *end) {
  if (from) {
    struct pk_token tokens[DATE_TOKENS];
    uint32_t n = 0;
    for (size_t at = from; n < DATE_TOKENS && pk_token_next(line->text, &at, &tokens[n]); n++)
      if (tokens[n].is & PK_IS_WORD) pk_know_token(p->know, line->text, &tokens[n]);
    return date_among(p, line->text, tokens, n, date, start, end);
  }
  struct pk_line *l = &p->lines[line - p->lines];
  if (!l->dated) {
    size_t first = 0, last = 0;
    uint32_t n = l->n_tokens < DATE_TOKENS ? l->n_tokens : DATE_TOKENS;
    l->dated = date_among(p, l->text, p->tokens.at + l->token, n, &l->date, &first, &last) ? 2 : 1;
    l->date_at = (pk_span){(uint32_t)first, (uint32_t)last};
  }
  if (l->dated == 1) return false;
  *date = l->date;
  *start = l->date_at.start;
  *end = l->date_at.end;
  return true;
}

static uint32_t words_in(pk_str t) {
  struct pk_token k;
  uint32_t n = 0;
  for (size_t at = 0; n < 99 && pk_token_next(t, &at, &k);) n += (k.is & PK_IS_WORD) != 0;
  return n;
}

/* "Sakskøbing - ", "Solrød debat - " before a date: the town or section of a paper. */
static bool place_before(const struct pk_page *p, pk_str before) {
  struct pk_token k;
  uint32_t words = 0;
  bool dash = false;
  for (size_t at = 0; pk_token_next(before, &at, &k);) {
    if (dash || !(k.is & (PK_IS_WORD | PK_IS_DASH))) return false;
    if (k.is & PK_IS_WORD && !(k.is & PK_IS_CAPITAL)) {
      pk_know_token(p->know, before, &k);
      if (!words || !pk_know_in(p->know, k.set, p->class_id[PK_PAGE_SECTION])) return false;
    }
    words += (k.is & PK_IS_WORD) != 0;
    dash = k.is & PK_IS_DASH;
  }
  return dash && words && words < 4;
}

/* " kl. 05:29 Af Thomas Holm": a time and a by-line behind a date. */
static bool byline_behind(const struct pk_page *p, pk_str after) {
  struct pk_token tokens[8];
  uint32_t n = pk_page_tokens(p->know, after, tokens, 8), i = 0;
  while (i < n && (!(tokens[i].is & PK_IS_WORD) || pk_know_in(p->know, tokens[i].set, p->abbreviation))) i++;
  return i + 1 < n && pk_know_in(p->know, tokens[i].set, p->class_id[PK_PAGE_BYLINE]) && tokens[i + 1].is & PK_IS_CAPITAL;
}

/* A line that is a date: alone, or after the name of a section, with at most a time, a by-line and a mark behind it. */
bool pk_line_dated(const struct pk_page *p, const struct pk_line *l, struct pk_date *date) {
  size_t start, end;
  if (l->text.n > 160 || !l->numbers || !pk_find_date(p, l, 0, date, &start, &end)) return false;
  if (l->text.n > 120 && !byline_behind(p, pk_str_part(l->text, end, l->text.n))) return false;
  pk_str before = pk_str_trim(pk_str_part(l->text, 0, start)), after = pk_str_trim(pk_str_part(l->text, end, l->text.n));
  uint32_t words = words_in(before);
  bool placed = place_before(p, before);
  if (placed && (!after.n || byline_behind(p, after))) return true;
  if (words > 2 || (words && !pk_line_is(l, PK_PAGE(SECTION) | PK_PAGE(WEEKDAY) | PK_PAGE(PUBLISHED) | PK_PAGE(MODIFIED)) && words > 1)) return false;
  if (words == 1 && l->starts == 0 && before.n > 4) return false;
  return !after.n || words_in(after) <= 1 || byline_behind(p, after) || memchr("|-/,", after.s[0], 4) || (unsigned char)after.s[0] >= 0x80;
}

bool pk_line_byline(const struct pk_page *p, const struct pk_line *l) {
  if (!pk_line_is(l, PK_PAGE(BYLINE)) || l->text.n > 160 || l->words > 20) return false;
  struct pk_token room[24];
  uint32_t n, i = 0;
  const struct pk_token *tokens = pk_line_tokens(p, l, room, 24, &n);
  while (i < n && !(tokens[i].is & PK_IS_WORD)) i++;
  i += l->phrase;
  bool colon = i < n && l->text.s[tokens[i].at.start] == ':';
  if (colon) i++;
  if (i >= n || !(tokens[i].is & PK_IS_WORD)) return false;
  if (pk_know_in(p->know, tokens[i].set, p->class_id[PK_PAGE_STAFF]) || pk_know_in(p->know, tokens[i].set, p->class_id[PK_PAGE_BYLINE_TITLE])) return true;
  uint32_t long_;
  if (pk_page_classes(p, l->text, tokens, i, n, &long_) & PK_PAGE(BYLINE_TITLE)) return true;
  uint32_t titles = 0;   /* "Af sognepræst Mette Bro" */
  while (i < n && titles < 4 && tokens[i].is & PK_IS_WORD && !(tokens[i].is & PK_IS_CAPITAL)) i++, titles++;
  if (i >= n || !(tokens[i].is & PK_IS_CAPITAL)) return false;
  if (titles && (l->words > 8 + titles || l->end == PK_END_STOP || l->question || i + 1 >= n || !(tokens[i + 1].is & PK_IS_CAPITAL))) return false;
  return l->end != PK_END_STOP || l->words <= 8;
}

/* "September, oktober og november 2010": the months of an issue. */
static bool months_only(const struct pk_page *p, const struct pk_line *l) {
  if (!(l->has & PK_PAGE(MONTH)) || l->words > 6 || l->numbers != 1) return false;
  struct pk_token room[16];
  uint32_t n;
  const struct pk_token *tokens = pk_line_tokens(p, l, room, 16, &n);
  for (uint32_t i = 0; i < n; i++)
    if (tokens[i].is & PK_IS_WORD && !pk_know_in(p->know, tokens[i].set, p->class_id[PK_PAGE_MONTH]) && !pk_know_in(p->know, tokens[i].set, p->class_id[PK_PAGE_AND])) return false;
  return true;
}

static bool is_meta(const struct pk_page *p, uint32_t i) {
  const struct pk_line *l = &p->lines[i];
  struct pk_date date;
  size_t start, end;
  if (l->text.n > 160) return false;
  if (pk_line_byline(p, l) || pk_line_dated(p, l, &date)) return true;
  if (pk_line_is(l, PK_PAGE(PUBLISHED) | PK_PAGE(MODIFIED)) && (l->lone || l->phrase > 1 || l->numbers) && l->words < 12 && pk_find_date(p, l, 0, &date, &start, &end)) return true;
  if (l->words == 1 && l->has & PK_PAGE(WEEKDAY)) return true;
  if (months_only(p, l)) return true;
  if (l->numbers == 2 && l->words <= 3 && l->end == PK_END_NONE && pk_line_is(l, PK_PAGE(SECTION) | PK_PAGE(ISSUE))) return true;
  if (pk_line_is(l, PK_PAGE(CASE_NUMBER)) && l->numbers) return true;
  return i < 3 && l->has & PK_PAGE(ISSUE) && l->numbers && l->words < 14 && l->end == PK_END_NONE;
}

/* Date lines, by-lines, numbers of pages and issues: read elsewhere, no block of the article. Asked often, found out once. */
bool pk_line_meta(const struct pk_page *p, uint32_t i) {
  if (!p->lines[i].meta) p->lines[i].meta = is_meta(p, i) ? 2 : 1;
  return p->lines[i].meta == 2;
}

/* ---- title ------------------------------------------------------------------------------------------------------------ */

bool pk_page_crumbs(const struct pk_page *p, uint32_t limit, uint32_t *line) {
  for (uint32_t i = 0; i < limit && i < 40; i++) {
    const struct pk_line *l = &p->lines[i];
    if (!l->paths || l->bars || l->text.n > 300 || l->end == PK_END_STOP || l->tab || (l->has & PK_PAGE(ISSUE) && l->numbers)) continue;
    *line = i;
    return true;
  }
  return false;
}

/* "Nyt hus for familier | Faxe Kommune": the title as browsers show it, and not a row of links. */
bool pk_line_with_site(const struct pk_page *p, uint32_t i) {
  const struct pk_line *l = &p->lines[i];
  return i < 6 && l->bars == 1 && l->separators == 1 && l->words >= 5 && l->text.n < 200 && l->end == PK_END_NONE &&
         !pk_line_is(l, PK_PAGE_FURNITURE) && !(pk_line_is(l, PK_PAGE(SECTION)) && l->lone);
}

/* One of several label lines, also where its value ends like a sentence. */
static bool label_row(const struct pk_page *p, uint32_t i) {
  return p->lines[i].label && ((i + 1 < p->lines[i].stack_end && p->lines[i + 1].label) || (i > p->lines[i].stack && p->lines[i - 1].label));
}

static bool title_possible(const struct pk_page *p, uint32_t i) {
  const struct pk_line *l = &p->lines[i];
  if (l->role != PK_ROLE_NONE || l->text.n > 220 || l->tab || l->url || l->initials || !l->words || l->end == PK_END_COLON) return false;
  if (l->begin != PK_BEGIN_TEXT && l->begin != PK_BEGIN_QUOTE && l->begin != PK_BEGIN_NUMBER) return false;
  if (p->n == 1 && l->soft) return false;   /* "… 1,5 mio. kr." alone is a sentence */
  if (l->end == PK_END_STOP && !l->question && !l->soft && l->text.s[l->text.n - 1] == '.') return false;
  if (pk_line_is(l, PK_PAGE(SECTION) | PK_PAGE(HOME) | PK_PAGE(NAVIGATION)) && (l->whole || l->covered == 100)) return false;
  if (l->label) {   /* label lines stand in rows, or have a figure for a value */
    bool row = label_row(p, i);
    size_t value = 0;
    while (l->text.s[value] != ':') value++;
    if (row || (l->text.s[value + 2] >= '0' && l->text.s[value + 2] <= '9' && (i || l->words < 5 || p->doc->is_page))) return false;
  }
  return !pk_line_meta(p, i) && !pk_line_caption(l) && !(l->words == 1 && l->phone);
}

/* The value of a label line further down: "Modtager: Foreningen Lyset". Below another line that could be the headline it is none. */
static bool labelled(const struct pk_page *p, uint32_t i) {
  pk_str t = p->lines[i].text;
  for (uint32_t k = i + 1; k < p->n; k++) {
    const struct pk_line *l = &p->lines[k];
    if (l->label && l->text.n > t.n + 2 && pk_str_ends(l->text, t) && l->text.s[l->text.n - t.n - 1] == ' ' && l->text.s[l->text.n - t.n - 2] == ':' &&
        pk_page_lone_label(p, pk_str_part(l->text, 0, l->text.n - t.n - 2)) == PK_LABEL_FIELD) return true;
  }
  return false;
}

static bool same_start(pk_str a, pk_str b) {
  size_t n = a.n < b.n ? a.n : b.n;
  return n >= 4 && memcmp(a.s, b.s, n) == 0 && (a.n == b.n || n >= 8);
}

/* Is `t` the headline `title`, a separator and something more? */
static bool with_site(pk_str t, pk_str title) {
  bool joined;
  return title.n >= 8 && t.n > title.n + 3 && pk_str_starts(t, title) && pk_separator_at(t, title.n, &joined);
}

/* "Forside", "Projekter", each on a line: a breadcrumb written downwards. */
static bool stacked_crumb(const struct pk_page *p, uint32_t i) {
  const struct pk_line *top = &p->lines[p->lines[i].stack];
  return i > p->lines[i].stack && pk_line_is(top, PK_PAGE(HOME)) && top->whole && !(p->lines[i].stack_end - 1 == i && p->lines[i].words > 4);
}

/* A short line alone, above a longer one, and then a picture or the fields of a project ("Familieskibet", "Lokal forening og kommune samler …",
 * "Foto: …", "Periode: …"), or above a longer one or the text that says it again and again: what the page is about. */
static bool said_below(const struct pk_page *p, uint32_t i) {
  const struct pk_line *l = &p->lines[i];
  if (l->words > 3 || pk_page_known(p, l->text) || l->text.n < 5 || l->stack_end - l->stack != 1 || l->has & (PK_PAGE(PUBLISHER) | PK_PAGE(COUNCIL)) || l->upper) return false;
  uint32_t next = i + 1, times = 0;
  while (next < p->n && p->lines[next].role == PK_ROLE_NOISE) next++;
  if (next >= p->n || p->lines[next].words < 6 || p->lines[next].separators) return false;
  uint32_t below = next + 1;
  while (below < p->n && (p->lines[below].role == PK_ROLE_NOISE || pk_line_caption(&p->lines[below]))) below++;
  if (p->lines[next].end == PK_END_NONE && below < p->n && label_row(p, below)) return true;
  for (uint32_t k = next; k < p->n && k < next + 12 && times < 3; k++)
    if (pk_line_strong(&p->lines[k]) && memmem(p->lines[k].text.s, p->lines[k].text.n, l->text.s, l->text.n)) times++;
  return times > 1;
}

static bool sub_headline(const struct pk_page *p, uint32_t i);

/* "Lige nu:", the headline of another article, and then that of this one. */
static bool ticker(const struct pk_page *p, uint32_t i) {
  if (!i || i + 1 >= p->n || !p->lines[i - 1].whole || p->lines[i - 1].end != PK_END_COLON || !pk_line_is(&p->lines[i - 1], PK_PAGE(RELATED))) return false;
  return title_possible(p, i + 1) && p->lines[i + 1].words > 3 && p->lines[i + 1].gap;
}

/* Points in quarters. */
static int title_points(const struct pk_page *p, uint32_t i, uint32_t limit, int before, pk_str crumb) {
  const struct pk_line *l = &p->lines[i];
  int points = (int)(l->words < 8 ? l->words : 8) * 2;
  if (l->twin != PK_NO_LINE) points += 24;
  for (uint32_t k = i + 1; k < limit && k < i + 8; k++)
    if (p->lines[k].twin == i) points += 24;
  if (crumb.n && same_start(l->text, crumb) && !(l->has & PK_PAGE(COUNCIL))) points += 24;
  for (uint32_t k = 0; k < limit && k < 8; k++) {   /* "Headline - Site" as browsers show it, and the headline */
    if (k < i && with_site(p->lines[k].text, l->text)) points += 24;
    if (k > i && with_site(l->text, p->lines[k].text)) points -= 24;
  }
  if (l->gap) points += 4;
  else if (l->twin == PK_NO_LINE) points -= 6;
  uint32_t next = i + 1;
  while (next < p->n && p->lines[next].role == PK_ROLE_NOISE) next++;
  if (next < p->n && (pk_line_meta(p, next) || pk_line_sentence(&p->lines[next]) || (l->words > 3 && l->gap && sub_headline(p, next)))) points += 4;
  if (l->text.n > 105) points -= 12;
  if (l->upper && l->words < 3) points -= 12;
  if (l->named && l->words <= 5) {
    points -= l->has & (PK_PAGE(PUBLISHER) | PK_PAGE(COUNCIL)) ? 14 : 6;
  } else {
    /* "Vestkysten Weekend, arkiv", "Erhverv Vendsyssel – nyt for …": the head line of a paper */
    bool known, joined;
    pk_str name = pk_publisher_name(p, l, false, &known);
    if (name.n && name.n < l->text.n) {
      size_t at = (size_t)(name.s - l->text.s) + name.n, skip = at < l->text.n ? pk_separator_at(l->text, at, &joined) : 0;
      struct pk_token tail = {0};
      bool comma = l->text.s[at] == ',' && known;
      at += skip ? skip : 1;
      bool lower = at < l->text.n && pk_token_next(l->text, &at, &tail) && !(tail.is & (PK_IS_CAPITAL | PK_IS_QUOTE));
      if (skip || comma) points -= known || lower ? 14 : 6;
    }
  }
  if (pk_line_is(l, PK_PAGE(SECTION)) && l->lone) points -= 8;
  if (pk_line_is(l, PK_PAGE(PRESS_RELEASE))) points -= 14;
  if (l->label) points -= 3;
  if (stacked_crumb(p, i)) points -= 24;
  if (l->headlined) points += 16;
  if (said_below(p, i)) points += 26;
  if (l->numbers && l->words < 4) points -= 8;   /* "Rapport, 62 sider" */
  if (ticker(p, i)) points -= 24;
  if (pk_line_is(l, PK_PAGE(NAVIGATION)) && l->phrase > 2) points -= 20;   /* "Får du ikke nyhedsbrevet vist korrekt? Klik her" */
  if (i + 1 < l->stack_end && p->lines[i + 1].has & PK_PAGE(ISSUE) && p->lines[i + 1].numbers && pk_line_meta(p, i + 1)) points -= 14;   /* a magazine, and below it which issue */
  if (l->bars) points -= 16;
  return points - before;
}

/* "Headline | Site" as browsers show it, and the headline further down: whatever stands between. */
static uint32_t browser_title(const struct pk_page *p) {
  for (uint32_t i = 0; i < p->n && i < 6; i++) {
    if (!p->lines[i].separators || p->lines[i].text.n > 220) continue;
    for (uint32_t k = i + 1; k < p->n && k < i + 80; k++)
      if (with_site(p->lines[i].text, p->lines[k].text) && title_possible(p, k)) return k;
  }
  return PK_NO_LINE;
}

static void find_title(struct pk_page *p, uint32_t limit) {
  uint32_t crumb_line;
  int full = 0, brief = 0;   /* candidates above: the first is the headline, the next stands under it; two words may be a section */
  pk_str parts[16], crumb = {NULL, 0};
  if (pk_page_crumbs(p, limit, &crumb_line)) {
    uint32_t n = pk_line_parts(p->lines[crumb_line].text, parts, 16);
    if (n) crumb = parts[n - 1];
  }
  p->title = browser_title(p);
  if (p->title != PK_NO_LINE) return;
  int best = -8;   /* the name of a publisher alone is no title */
  for (uint32_t i = 0; i < limit && i < 60; i++) {
    if (!title_possible(p, i)) continue;
    const struct pk_line *l = &p->lines[i];
    int points = title_points(p, i, limit, 10 * full + (l->text.n > 64 ? 10 : 5) * brief, crumb);
    if (p->title != PK_NO_LINE && labelled(p, i)) continue;
    if (points > best) best = points, p->title = i;
    if (l->bars || stacked_crumb(p, i)) continue;
    if (l->words > 3) full += !(l->named && l->words <= 5);
    else if (!l->named && l->words > 1) brief++;
  }
}

/* ---- lead and first line of the body -------------------------------------------------------------------------------------- */

static bool text_line(const struct pk_page *p, uint32_t i) {
  const struct pk_line *l = &p->lines[i];
  return !label_row(p, i) && l->role == PK_ROLE_NONE && (pk_line_sentence(l) || pk_line_strong(l)) && !pk_line_meta(p, i) && !pk_line_caption(l) && !pk_line_furniture(l, true);
}

static bool sub_headline(const struct pk_page *p, uint32_t i) {
  const struct pk_line *l = &p->lines[i];
  if (l->end != PK_END_NONE || l->words < 6 || l->text.n < 30 || l->text.n > 240 || l->tab || l->label) return false;
  if (l->begin != PK_BEGIN_TEXT && l->begin != PK_BEGIN_QUOTE) return false;
  return i + 1 >= l->stack_end || pk_line_meta(p, i + 1);
}

/* Does text of some length follow, and how long are its next paragraphs on average, and the shortest of them? */
static size_t next_paragraphs(const struct pk_page *p, uint32_t i, size_t *shortest) {
  size_t sum = 0, n = 0;
  *shortest = SIZE_MAX;
  for (uint32_t k = i + 1; k < p->n && n < 3 && k < i + 30; k++)
    if (p->lines[k].role == PK_ROLE_NONE && pk_line_strong(&p->lines[k]) && p->lines[k].begin == PK_BEGIN_TEXT) {
      if (p->lines[k].text.n < *shortest) *shortest = p->lines[k].text.n;
      sum += p->lines[k].text.n, n++;
    }
  return n ? sum / n : 0;
}

static bool is_lead(const struct pk_page *p, uint32_t i, bool meta_before) {
  const struct pk_line *l = &p->lines[i];
  size_t shortest, average = next_paragraphs(p, i, &shortest);
  if (!average) return false;
  if (sub_headline(p, i)) return true;
  if (meta_before || l->begin == PK_BEGIN_DASH || l->begin == PK_BEGIN_BULLET || l->end == PK_END_COLON) return false;
  uint32_t next = i + 1;
  while (next < p->n && p->lines[next].role == PK_ROLE_NOISE) next++;
  bool set_apart = next < p->n && (pk_line_meta(p, next) || pk_line_caption(&p->lines[next]));
  if (set_apart) return l->text.n <= 700;
  return l->text.n <= LEAD_BRIEF ? l->text.n * 10 <= average * 9 : l->text.n <= LEAD_MOST && l->text.n * 10 <= shortest * 9;
}

/* A date or by-line directly below the first paragraph, pictures apart: what stands above it is the lead, however long. */
static bool signed_below(const struct pk_page *p, uint32_t i) {
  if (p->lines[i].text.n > 700 || p->lines[i].begin != PK_BEGIN_TEXT) return false;
  for (uint32_t k = i + 1; k < p->n && k < i + 4; k++) {
    const struct pk_line *l = &p->lines[k];
    struct pk_date date;
    size_t from, to;
    bool date_alone = l->numbers && l->end == PK_END_NONE && l->words < 10 && pk_find_date(p, l, 0, &date, &from, &to) && from < 24;
    if (pk_line_meta(p, k) || (l->role == PK_ROLE_NOISE && date_alone)) return true;
    if (l->role == PK_ROLE_NONE && !pk_line_caption(l)) return false;
  }
  return false;
}

static void find_lead_and_body(struct pk_page *p) {
  bool meta = false;
  uint32_t i = p->title == PK_NO_LINE ? 0 : p->title + 1;
  for (; i < p->n; i++) {
    struct pk_line *l = &p->lines[i];
    if (l->role == PK_ROLE_NOISE) continue;   /* the lines of furnish() are no metadata */
    if (p->title != PK_NO_LINE && pk_str_eq(l->text, p->lines[p->title].text)) {
      l->role = PK_ROLE_NOISE;
      continue;
    }
    if (pk_line_meta(p, i)) {
      l->role = PK_ROLE_META;
      meta = true;
      continue;
    }
    if (pk_line_caption(l)) {
      l->role = PK_ROLE_CAPTION;
      continue;
    }
    if (text_line(p, i)) break;
    if (p->title != PK_NO_LINE && p->lead == PK_NO_LINE && sub_headline(p, i) && is_lead(p, i, meta)) break;
  }
  if (i < p->n && p->title != PK_NO_LINE && (is_lead(p, i, meta) || signed_below(p, i))) {
    p->lead = i;
    p->lines[i].role = PK_ROLE_LEAD;
    for (i++; i < p->n; i++) {
      struct pk_line *l = &p->lines[i];
      if (l->role != PK_ROLE_NONE) continue;
      if (pk_str_eq(l->text, p->lines[p->lead].text) || pk_str_eq(l->text, p->lines[p->title].text)) l->role = PK_ROLE_NOISE;
      else if (pk_line_meta(p, i)) l->role = PK_ROLE_META;
      else if (pk_line_caption(l)) l->role = PK_ROLE_CAPTION;
      else if (text_line(p, i)) break;
    }
  }
  p->first = i < p->n ? i : PK_NO_LINE;
}

/* What is left between title and body: a heading or label lines directly above the text stay. */
static void settle_head(struct pk_page *p) {
  uint32_t end = p->first == PK_NO_LINE ? p->n : p->first, start = p->title == PK_NO_LINE ? 0 : p->title;
  if (p->title == PK_NO_LINE && p->first == PK_NO_LINE) return;
  for (uint32_t i = 0; i < start; i++)
    if (p->lines[i].role == PK_ROLE_NONE) p->lines[i].role = PK_ROLE_META;
  for (uint32_t i = start; i < end; i++) {
    struct pk_line *l = &p->lines[i];
    if (l->role != PK_ROLE_NONE) continue;
    if (p->first == PK_NO_LINE && i > start) continue;
    struct pk_date date;
    size_t from, to;
    bool row = l->label && p->title != PK_NO_LINE && (label_row(p, i) || l->starts == 0);   /* "Løbetid: marts 2023 – februar 2026" */
    if (!row && l->numbers && l->end == PK_END_NONE && l->words < 8 && pk_find_date(p, l, 0, &date, &from, &to)) {
      l->role = PK_ROLE_META;
      continue;
    }
    bool above = i + 1 == end && l->begin != PK_BEGIN_SIGN && p->title != PK_NO_LINE && !(l->has & PK_PAGE(WEEKDAY)) && l->words && !pk_line_furniture(l, true);
    if (l->tab || (l->label && p->title != PK_NO_LINE)) l->role = PK_ROLE_ROW;
    else if (l->begin == PK_BEGIN_BULLET && p->title != PK_NO_LINE) continue;
    else if (!above || (pk_line_is(l, PK_PAGE(SECTION)) && l->whole)) l->role = PK_ROLE_META;
  }
}

partikel_status pk_page_head(struct pk_page *p, partikel_error *err) {
  (void)err;
  uint32_t limit = 0;
  while (limit < p->n && !(p->lines[limit].role == PK_ROLE_NONE && pk_line_strong(&p->lines[limit]) && !pk_line_meta(p, limit))) limit++;
  if (p->n && pk_str_eq(pk_page_told(p, "title"), p->lines[0].text)) p->title = 0;
  else find_title(p, limit < p->n ? limit : p->n);
  if (p->title != PK_NO_LINE) p->lines[p->title].role = PK_ROLE_TITLE;
  find_lead_and_body(p);
  settle_head(p);
  return PARTIKEL_OK;
}
