/* metadata: dates, authors, publisher, section, breadcrumb, keywords and address of the article, from the lines above
 * and below the body. */
#include "page.h"

static const char *copy(struct pk_page *p, pk_str t) { return pk_arena_copy(p->arena, pk_str_trim(t)); }

static bool add_string(struct pk_page *p, partikel_strings *list, pk_str t) {
  t = pk_str_trim(t);
  if (!t.n) return true;
  for (size_t i = 0; i < list->n; i++)
    if (pk_str_eq(pk_str_of(list->at[i]), t)) return true;
  if (list->n >= 64) return true;
  const char **at = (const char **)(void *)list->at;
  if (!at && !(at = pk_arena_array(p->arena, 64, sizeof *at))) return false;
  list->at = at;
  return (at[list->n++] = pk_arena_copy(p->arena, t)) != NULL;
}

static bool in(const struct pk_page *p, const struct pk_token *t, enum pk_page_class c) { return pk_know_in(p->know, t->set, p->class_id[c]); }

pk_str pk_page_told(const struct pk_page *p, const char *key) {
  for (uint32_t i = 0; i < p->doc->n_metas; i++)
    if (strcmp(p->doc->metas[i].source, "export") == 0 && strcmp(p->doc->metas[i].key, key) == 0) return p->doc->metas[i].value;
  return (pk_str){NULL, 0};
}

static bool outside(const struct pk_page *p, uint32_t i) {
  return p->first == PK_NO_LINE || i < p->first || (p->last != PK_NO_LINE && i > p->last);
}

/* ---- dates ---------------------------------------------------------------------------------------------------------------- */

struct dates { struct pk_date published, modified; int rank; };

static void offer(struct dates *d, const struct pk_date *date, int rank) {
  if (rank > d->rank) d->published = *date, d->rank = rank;
}

/* A date in one line of head or tail, with a rank for how surely it is that of publication. */
static void read_date(const struct pk_page *p, uint32_t i, struct dates *d) {
  const struct pk_line *l = &p->lines[i];
  struct pk_date date, again;
  size_t start, end;
  bool tail = p->first != PK_NO_LINE && i > p->first;
  if (l->text.n > 200 || !l->numbers) return;
  if (pk_line_is(l, PK_PAGE(DEADLINE)) || (i && pk_line_is(l - 1, PK_PAGE(DEADLINE)) && (l - 1)->whole)) return;
  if (pk_line_is(l, PK_PAGE(MODIFIED))) {
    if (!pk_date_is(&d->modified) && pk_find_date(p, l, 0, &date, &start, &end)) d->modified = date;
    return;
  }
  if (!pk_find_date(p, l, 0, &date, &start, &end)) return;
  if (date.day == 0 && pk_line_meta(p, i) && l->has & PK_PAGE(MONTH)) {   /* an issue of several months is of the first */
    struct pk_token room[16];
    uint32_t n, k = 0;
    const struct pk_token *tokens = pk_line_tokens(p, l, room, 16, &n);
    int64_t month;
    while (k < n && !in(p, &tokens[k], PK_PAGE_MONTH)) k++;
    if (k < n && pk_know_value(p->know, p->class_id[PK_PAGE_MONTH], tokens[k].word, &month, NULL) && month >= 1 && month <= 12) date.month = (uint8_t)month;
  }
  if (pk_line_is(l, PK_PAGE(PUBLISHED)) && l->words < 14) offer(d, &date, tail ? 7 : 9);
  else if (pk_line_byline(p, l)) offer(d, &date, tail ? 3 : 6);
  else if (pk_line_dated(p, l, &again)) offer(d, &date, tail ? 2 : 8);
  else if (!tail && i < 6 && l->has & PK_PAGE(ISSUE) && l->words < 14) offer(d, &date, 4);
  else if (!tail && l->end != PK_END_STOP && l->words < 8 && i != p->title && i != p->lead && l->role != PK_ROLE_ROW) offer(d, &date, 3);
  else return;
  /* "… | Opdateret 3. maj 2019" on the same line */
  if (l->has & PK_PAGE(MODIFIED) && !pk_date_is(&d->modified) && pk_find_date(p, l, end, &date, &start, &end)) d->modified = date;
}

/* "12. maj 2019 - Vejle Kommune …": the stamp that pk_dateline cuts off. */
static void read_stamp(const struct pk_page *p, uint32_t i, struct dates *d) {
  struct pk_date date;
  size_t used;
  if (i != PK_NO_LINE && pk_dateline(p, &p->lines[i], i == p->lead) && pk_date_scan(p->know, p->lines[i].text, &date, &used) && date.year) offer(d, &date, 5);
}

/* "i dag, fredag den 16. marts 2012" in the first paragraphs dates the article. */
static void read_today(const struct pk_page *p, uint32_t i, struct dates *d) {
  if (i == PK_NO_LINE || d->rank) return;
  const struct pk_line *l = &p->lines[i];
  struct pk_token room[64];
  uint32_t n, long_;
  const struct pk_token *tokens = pk_line_tokens(p, l, room, 64, &n);
  for (uint32_t k = 0; k < n; k++) {
    if (!(pk_page_anywhere(p, l->text, tokens, k, n, &long_) & PK_PAGE(TODAY))) continue;
    uint32_t next = k + long_;
    if (next < n && l->text.s[tokens[next].at.start] == ',') next++;
    struct pk_date date;
    size_t used;
    if (next < n && pk_date_scan(p->know, pk_str_part(l->text, tokens[next].at.start, l->text.n), &date, &used) && date.year && date.day) offer(d, &date, 1);
  }
}

static partikel_status dates(struct pk_page *p) {
  struct dates d = {PK_NO_DATE, PK_NO_DATE, 0};
  struct pk_date date_told;
  if (pk_date_parse(pk_page_told(p, "published"), &date_told)) offer(&d, &date_told, 10);
  for (uint32_t i = 0; i < p->n; i++)
    if (outside(p, i)) read_date(p, i, &d);
  read_stamp(p, p->lead, &d);
  read_stamp(p, p->first, &d);
  read_today(p, p->lead, &d);
  read_today(p, p->first, &d);
  for (uint32_t i = 0; i < p->doc->n_metas && !d.rank; i++) {
    struct pk_date date;
    if (strcmp(p->doc->metas[i].key, "published") == 0 && pk_date_parse(p->doc->metas[i].value, &date)) offer(&d, &date, 1);
  }
  if (!d.rank && pk_date_is(&p->stamp)) offer(&d, &p->stamp, 1);
  if (!d.rank && p->doc->origin_date) {
    struct pk_date date;
    if (pk_date_parse(pk_str_of(p->doc->origin_date), &date)) d.published = date;
  }
  p->published = d.published;
  char text[32];
  if (pk_date_is(&d.published)) {
    pk_date_edtf(&d.published, text);
    p->out->published = copy(p, pk_str_of(text));
  }
  if (pk_date_is(&d.modified)) {
    pk_date_edtf(&d.modified, text);
    p->out->modified = copy(p, pk_str_of(text));
  }
  return PARTIKEL_OK;
}

/* ---- authors ---------------------------------------------------------------------------------------------------------------- */

/* "HANNE KJELDGAARD-BRO" → "Hanne Kjeldgaard-Bro" */
static pk_str small_letters(struct pk_page *p, pk_str t) {
  struct pk_buf out;
  pk_buf_init(&out, 1024);
  bool start = true;
  for (size_t i = 0; i < t.n;) {
    uint32_t cp = pk_utf8_next(t.s, t.n, &i);
    pk_utf8_add(&out, start ? cp : pk_cp_fold(cp));
    start = !pk_cp_letter(cp);
  }
  size_t n = out.n;
  const char *s = pk_buf_take(&out, p->arena);
  return s ? (pk_str){s, n} : t;
}

/* Names from tokens[i] on: "Bente Lykke (tekst) og Anders Beier (foto), 3. maj". */
static bool read_names(struct pk_page *p, pk_str t, const struct pk_token *tokens, uint32_t i, uint32_t n) {
  while (i < n) {
    uint32_t long_;
    while (i < n && pk_page_classes(p, t, tokens, i, n, &long_) & PK_PAGE(BYLINE_TITLE)) i += long_;
    uint32_t lower = i;   /* "sognepræst Mette Bro" */
    while (lower < n && tokens[lower].is & PK_IS_WORD && !(tokens[lower].is & PK_IS_CAPITAL) && !in(p, &tokens[lower], PK_PAGE_STAFF)) lower++;
    if (lower < n && lower - i < 5 && tokens[lower].is & PK_IS_CAPITAL) i = lower;
    uint32_t first = i, upper = 0;
    while (i < n && tokens[i].is & PK_IS_WORD && (tokens[i].is & PK_IS_CAPITAL || (i > first && in(p, &tokens[i], PK_PAGE_PARTICLE) && i + 1 < n && tokens[i + 1].is & PK_IS_CAPITAL && !in(p, &tokens[i], PK_PAGE_AND)))) {
      if (in(p, &tokens[i], PK_PAGE_WEEKDAY) || in(p, &tokens[i], PK_PAGE_CAPTION)) break;
      if (i > first && (in(p, &tokens[i], PK_PAGE_CONTACT) || in(p, &tokens[i], PK_PAGE_NAVIGATION)) && i + 1 < n && !(tokens[i + 1].is & PK_IS_CAPITAL)) break;   /* "… Kontakt redaktionen" */
      upper += (tokens[i].is & (PK_IS_UPPER | PK_IS_INITIAL)) != 0;
      i++;
    }
    if (i == first && i < n && tokens[i].is & PK_IS_WORD && in(p, &tokens[i], PK_PAGE_STAFF)) i++;
    if (i == first) return true;
    pk_str name = pk_str_part(t, tokens[first].at.start, tokens[i - 1].at.end);
    if (upper == i - first && i - first > 1) name = small_letters(p, name);
    bool picture = false;
    if (i < n && t.s[tokens[i].at.start] == '(') {
      for (i++; i < n && t.s[tokens[i].at.start] != ')'; i++) picture = picture || in(p, &tokens[i], PK_PAGE_CAPTION);
      if (i < n) i++;
    }
    if (!picture && !add_string(p, &p->out->authors, name)) return false;
    if (i >= n) return true;
    struct pk_date date;
    size_t used;
    bool comma = t.s[tokens[i].at.start] == ',';
    if (!comma && !in(p, &tokens[i], PK_PAGE_AND)) return true;
    i++;
    if (i >= n || pk_date_scan(p->know, pk_str_part(t, tokens[i].at.start, t.n), &date, &used)) return true;
    if (in(p, &tokens[i], PK_PAGE_CAPTION)) return true;
    if (comma && !(i + 1 < n && tokens[i].is & PK_IS_CAPITAL && tokens[i + 1].is & PK_IS_CAPITAL && !in(p, &tokens[i], PK_PAGE_BYLINE_TITLE))) return true;
  }
  return true;
}

static bool words_before(pk_str t, size_t end) {
  struct pk_token k;
  size_t at = 0;
  while (pk_token_next(t, &at, &k) && k.at.start < end)
    if (k.is & PK_IS_WORD) return true;
  return false;
}

static bool read_byline(struct pk_page *p, const struct pk_line *l) {
  struct pk_token room[48];
  uint32_t n, i = 0;
  const struct pk_token *tokens = pk_line_tokens(p, l, room, 48, &n);
  if (pk_line_byline(p, l)) {
    while (i < n && !(tokens[i].is & PK_IS_WORD)) i++;
    i += l->phrase;
    if (i < n && l->text.s[tokens[i].at.start] == ':') i++;
    return read_names(p, l->text, tokens, i, n);
  }
  /* "Publiceret d. 14.06.2021 af Byudvikling", "21. aug 2013 | Af Jens Holm" */
  struct pk_date date;
  size_t start, end;
  if (l->words > 14 || !l->numbers || !pk_find_date(p, l, 0, &date, &start, &end)) return true;
  if (!pk_line_is(l, PK_PAGE(PUBLISHED)) && !pk_line_dated(p, l, &date) && words_before(l->text, start)) return true;
  while (i < n && tokens[i].at.start < end) i++;
  while (i < n && (!(tokens[i].is & PK_IS_WORD) || pk_know_in(p->know, tokens[i].set, p->abbreviation))) i++;   /* "kl. 11.15" */
  if (i + 1 < n && l->text.s[tokens[i].at.start - 2] == '|' && pk_know_in(p->know, tokens[i].set, p->first_name)) return read_names(p, l->text, tokens, i, n);   /* "25.02.2013 | Birgit Holm" */
  if (i + 1 >= n || !in(p, &tokens[i], PK_PAGE_BYLINE) || in(p, &tokens[i + 1], PK_PAGE_AGENCY)) return true;
  size_t length = tokens[i + 1].at.end - tokens[i + 1].at.start;
  if (i + 2 == n && tokens[i + 1].is & PK_IS_WORD && length > 1 && length < 5 && !in(p, &tokens[i + 1], PK_PAGE_STAFF))   /* "… af hka" */
    return add_string(p, &p->out->authors, pk_str_part(l->text, tokens[i + 1].at.start, tokens[i + 1].at.end));
  return read_names(p, l->text, tokens, i + 1, n);
}

/* "Asbjørn Holm", alone on a line between headline and text: who wrote it, unless the next line says who that is. */
static bool lone_name(const struct pk_page *p, uint32_t i) {
  const struct pk_line *l = &p->lines[i];
  if (p->title == PK_NO_LINE || p->first == PK_NO_LINE || i <= p->title || i >= p->first || !l->named || l->words < 2 || l->words > 4 || l->role == PK_ROLE_CAPTION) return false;
  struct pk_token room[8];
  uint32_t n;
  const struct pk_token *tokens = pk_line_tokens(p, l, room, 8, &n);
  for (uint32_t k = 0; k < n; k++)
    if (!(tokens[k].is & PK_IS_CAPITAL) || in(p, &tokens[k], PK_PAGE_PUBLISHER)) return false;
  const struct pk_token *next = i + 1 < p->n && l[1].n_tokens ? p->tokens.at + l[1].token : NULL;
  bool said = next && (pk_know_in(p->know, next->set, p->job) || l[1].begin == PK_BEGIN_QUOTE);
  return n == l->words && pk_know_in(p->know, tokens[0].set, p->first_name) && pk_know_in(p->know, tokens[n - 1].set, p->surname) && !said;
}

static partikel_status authors(struct pk_page *p, partikel_error *err) {
  bool told = false, ok = true;
  for (uint32_t i = 0; ok && i < p->doc->n_metas; i++) {
    const struct pk_meta *m = &p->doc->metas[i];
    if (strcmp(m->source, "export") != 0 || strcmp(m->key, "author") != 0) continue;
    bool mixed = false;
    for (size_t k = 0; k < m->value.n;) {
      uint32_t cp = pk_utf8_next(m->value.s, m->value.n, &k);
      mixed = mixed || (pk_cp_letter(cp) && !pk_cp_upper(cp));
    }
    told = true;
    ok = add_string(p, &p->out->authors, mixed ? m->value : small_letters(p, m->value));
  }
  if (told) return ok ? PARTIKEL_OK : pk_fail(err, PARTIKEL_NOMEM, "", 0, "out of memory");
  for (uint32_t i = 0; i < p->n; i++) {
    const struct pk_line *l = &p->lines[i];
    bool near = p->last == PK_NO_LINE || i <= p->last + 6;
    if (!outside(p, i) || i == p->title || i == p->lead || l->text.n > 200 || !near) continue;
    if (!read_byline(p, l)) return pk_fail(err, PARTIKEL_NOMEM, "", 0, "out of memory");
    if (!p->out->authors.n && lone_name(p, i) && !add_string(p, &p->out->authors, l->text)) return pk_fail(err, PARTIKEL_NOMEM, "", 0, "out of memory");
    if (p->last == PK_NO_LINE || i <= p->last || !l->initials || p->out->authors.n) continue;
    struct pk_token room[4];
    uint32_t n;
    const struct pk_token *tokens = pk_line_tokens(p, l, room, 4, &n);
    for (uint32_t k = 0; k < n; k++)
      if (tokens[k].is & PK_IS_WORD && !in(p, &tokens[k], PK_PAGE_AGENCY) && !in(p, &tokens[k], PK_PAGE_NAVIGATION) && !add_string(p, &p->out->authors, pk_str_part(l->text, tokens[k].at.start, tokens[k].at.end)))
        return pk_fail(err, PARTIKEL_NOMEM, "", 0, "out of memory");
  }
  return PARTIKEL_OK;
}

/* ---- publisher ------------------------------------------------------------------------------------------------------------------ */

/* The name a head or foot line begins with: capitals and small particles, up to a separator or an issue number. */
pk_str pk_publisher_name(const struct pk_page *p, const struct pk_line *l, bool foot, bool *known) {
  pk_str none = {NULL, 0}, t = l->text;
  struct pk_token room[24];
  uint32_t n, i = 0, names = 0;
  const struct pk_token *tokens = pk_line_tokens(p, l, room, 24, &n);
  bool joined;
  *known = false;
  if (pk_line_is(l, PK_PAGE(PRESS_RELEASE))) i = l->phrase;
  if (foot)
    while (i < n && pk_line_is(l, PK_PAGE(FOOTER)) && (!(tokens[i].is & PK_IS_WORD) || i < l->phrase)) i++;
  if (i >= n || !(tokens[i].is & PK_IS_CAPITAL)) return none;
  size_t start = tokens[i].at.start, end = start;
  if (pk_know_in(p->know, tokens[i].set, p->class_id[PK_PAGE_WEEKDAY])) return none;
  for (; i < n && names <= 8; i++) {
    if (end > start && (t.s[end] == ',' || (t.s[end] == ' ' && pk_separator_at(t, end, &joined)) || t.s[end] == '|' || t.s[end] == '\t')) break;
    if (!(tokens[i].is & PK_IS_WORD)) {
      if (tokens[i].is & PK_IS_MARK && memchr("&/", t.s[tokens[i].at.start], 2)) continue;
      if (t.s[tokens[i].at.start] == '.' && i && pk_know_in(p->know, tokens[i - 1].set, p->abbreviation)) continue;   /* "Brdr. Bach" */
      if (tokens[i].is & PK_IS_NUMBER && foot) break;
      if (tokens[i].is & PK_IS_NUMBER && names && i + 2 < n && t.s[tokens[i + 1].at.start] == '/' && tokens[i + 2].is & PK_IS_NUMBER) break;
      return none;
    }
    if (end > start && pk_know_in(p->know, tokens[i].set, p->class_id[PK_PAGE_ISSUE]) && (i + 1 >= n || tokens[i + 1].is & (PK_IS_NUMBER | PK_IS_MARK))) break;
    bool capital = tokens[i].is & PK_IS_CAPITAL, particle = pk_know_in(p->know, tokens[i].set, p->class_id[PK_PAGE_PARTICLE]);
    if (!capital && !particle) return none;
    *known = *known || pk_know_in(p->know, tokens[i].set, p->class_id[PK_PAGE_PUBLISHER]);
    names++;
    end = tokens[i].at.end;
  }
  if (end <= start || names > 8) return none;
  pk_str name = pk_str_part(t, start, end);
  /* a section or a menu is no publisher */
  struct pk_token first[12];
  uint32_t k = pk_page_tokens(p->know, name, first, 12), long_;
  for (uint32_t c = 0; c < k; c++)
    if (in(p, &first[c], PK_PAGE_COUNCIL)) return none;
  if (k && pk_page_classes(p, name, first, 0, k, &long_) & (PK_PAGE_FURNITURE | PK_PAGE(SECTION)) && long_ == k) return none;
  if (foot && !*known) return none;
  /* "Kriminalforsorgen.dk" */
  size_t dot = name.n;
  while (dot && name.s[dot - 1] != '.' && name.s[dot - 1] != ' ') dot--;
  if (dot > 3 && name.s[dot - 1] == '.') {
    char folded[PK_MAX_WORD];
    pk_str word = {folded, pk_token_fold(pk_str_part(name, dot, name.n), folded, sizeof folded)};
    if (pk_know_in(p->know, pk_know_set(p->know, pk_know_word(p->know, word), word), p->tld)) name.n = dot - 1;
  }
  return name;
}

/* Is the whole of it a name in the lexicon, and whose? PK_KINDS: nobody's. */
static uint8_t kind_of_name(const struct pk_page *p, pk_str name) {
  struct pk_token tokens[8];
  uint32_t n = pk_page_tokens(p->know, name, tokens, 8);
  p->found->n = 0;
  if (!n || n == 8 || !pk_know_phrases(p->know, name, tokens, 0, n, p->found, p->arena)) return PK_KINDS;
  for (uint32_t f = 0; f < p->found->n; f++) {
    struct pk_entry e;
    if (p->found->at[f].type != PK_LOOKUP_ENTRY || p->found->at[f].last != n) continue;
    pk_know_entry(p->know, p->found->at[f].id, &e);
    if (e.kind == PK_TOWN || e.kind == PK_ORGANISATION) return e.kind;
  }
  return PK_KINDS;
}

/* "Hobro" over an article is where it is from. */
static bool is_town(const struct pk_page *p, pk_str name) { return kind_of_name(p, name) == PK_TOWN; }

bool pk_page_known(const struct pk_page *p, pk_str name) { return kind_of_name(p, name) != PK_KINDS; }

static void publisher(struct pk_page *p) {
  pk_str name = pk_page_told(p, "publisher");
  bool known;
  uint32_t head = p->title != PK_NO_LINE ? p->title : p->first != PK_NO_LINE ? p->first : 0;
  /* "Nyt familiehus | Faxe Kommune", as browsers show it */
  if (head && p->lines[0].separators && !name.n) {
    pk_str parts[8];
    uint32_t n = pk_line_parts(p->lines[0].text, parts, 8);
    struct pk_line last = {.text = n > 1 ? parts[n - 1] : (pk_str){NULL, 0}};
    if (n > 1) name = pk_publisher_name(p, &last, true, &known);
    if (name.n != last.text.n) name.n = 0;
  }
  if (head && !name.n && p->title != PK_NO_LINE && pk_str_starts(p->lines[0].text, p->lines[p->title].text)) {
    pk_str whole = p->lines[0].text;
    bool joined;
    size_t at = p->lines[p->title].text.n, skip = at < whole.n ? pk_separator_at(whole, at, &joined) : 0;
    struct pk_line last = {.text = skip ? pk_str_trim(pk_str_part(whole, at + skip, whole.n)) : (pk_str){NULL, 0}};
    if (last.text.n) name = pk_publisher_name(p, &last, false, &known);
    if (name.n != last.text.n) name.n = 0;
  }
  for (uint32_t i = 0; i < head && i < 12 && !name.n; i++) {
    const struct pk_line *l = &p->lines[i];
    if (l->has & PK_PAGE(COOKIE) || l->text.n > 200 || pk_line_is(l, PK_PAGE(HOME) | PK_PAGE(BYLINE)) || (p->title != PK_NO_LINE && pk_str_eq(l->text, p->lines[p->title].text))) continue;
    if (!pk_line_is(l, PK_PAGE_FURNITURE) || !l->lone) name = pk_publisher_name(p, l, false, &known);
    if (name.n && !known && is_town(p, name)) name.n = 0;
    if (!name.n && l->role != PK_ROLE_NOISE && !l->numbers && !(pk_line_is(l, PK_PAGE(SECTION)) && l->whole)) break;
  }
  for (uint32_t i = p->last == PK_NO_LINE ? p->n : p->last + 1; i < p->n && !name.n; i++) {
    const struct pk_line *l = &p->lines[i];
    if (l->text.n < 240 && (l->has & (PK_PAGE(FOOTER)) || l->phone)) name = pk_publisher_name(p, l, true, &known);
  }
  if (name.n) p->out->publisher = copy(p, name);
}

/* ---- breadcrumb, section, keywords, address ------------------------------------------------------------------------------------- */

static bool crumbs(struct pk_page *p) {
  uint32_t line, limit = p->title != PK_NO_LINE ? p->title : p->first != PK_NO_LINE ? p->first : 0;
  pk_str parts[16];
  if (pk_page_crumbs(p, limit, &line)) {
    const struct pk_line *l = &p->lines[line];
    uint32_t n = pk_line_parts(l->text, parts, 16);
    for (uint32_t k = 0; k < n; k++) {
      pk_str part = parts[k];
      if (k == 0 && pk_line_is(l, PK_PAGE(HOME)))   /* "Du er her: Forside" */
        for (size_t c = 0; c < part.n; c++)
          if (part.s[c] == ':') {
            part = pk_str_part(part, c + 1, part.n);
            break;
          }
      if (k + 1 == n && p->out->title && pk_str_eq(part, pk_str_of(p->out->title))) break;
      if (!add_string(p, &p->out->breadcrumb, part)) return false;
    }
    /* the first step is the site: "Forside", "Faxe Kommune", "faxe.dk" */
    const char *site = p->out->breadcrumb.n ? p->out->breadcrumb.at[0] : NULL;
    bool home = site && (pk_line_is(l, PK_PAGE(HOME)) || strchr(site, '.') || (p->out->publisher && strcmp(site, p->out->publisher) == 0));
    if (p->out->breadcrumb.n > (home ? 1u : 0u)) p->out->section = p->out->breadcrumb.at[home ? 1 : 0];
  }
  pk_str told = pk_page_told(p, "section");
  if (told.n) p->out->section = copy(p, told);
  for (uint32_t i = 0; i < limit && i < 20 && !p->out->section; i++) {
    const struct pk_line *l = &p->lines[i];
    uint32_t n = pk_line_parts(l->text, parts, 16);
    if (pk_line_is(l, PK_PAGE(SECTION)) && l->lone && n && l->text.n < 100 && (l->whole || n > 1)) p->out->section = copy(p, parts[0]);
  }
  return true;
}

static bool keywords(struct pk_page *p) {
  for (uint32_t i = 0; i < p->n; i++) {
    const struct pk_line *l = &p->lines[i];
    if (!outside(p, i) || l->text.n > 400) continue;
    pk_str t = l->text;
    size_t skip = 0, hashes = 0;
    for (size_t k = 0; k < t.n; k++) hashes += t.s[k] == '#';
    if (hashes && t.s[0] == '#') {
      for (size_t k = 0; k < t.n;) {
        size_t start = ++k;
        while (k < t.n && t.s[k] != '#' && t.s[k] != ' ' && t.s[k] != ',') k++;
        if (!add_string(p, &p->out->tags, pk_str_part(t, start, k))) return false;
        while (k < t.n && t.s[k] != '#') k++;
      }
      continue;
    }
    if (!pk_line_is(l, PK_PAGE(TAG_LABEL)) || !l->lone) continue;
    if (l->whole) {   /* the label alone: what follows are keywords, one a line */
      for (uint32_t k = i + 1; k < p->n && k < i + 12; k++) {
        const struct pk_line *tag = &p->lines[k];
        if (tag->text.n > 60 || tag->end != PK_END_NONE || pk_line_is(tag, PK_PAGE_FURNITURE) || (k > i + 1 && tag->gap) || tag->url) break;
        if (!add_string(p, &p->out->tags, tag->text)) return false;
      }
      continue;
    }
    while (skip < t.n && t.s[skip] != ':') skip++;
    if (skip == t.n) continue;
    pk_str parts[32], rest = pk_str_trim(pk_str_part(t, skip + 1, t.n));
    uint32_t n = pk_line_parts(rest, parts, 32);
    for (uint32_t k = 0; k < n; k++) {
      size_t start = 0;
      for (size_t c = 0; c <= parts[k].n; c++)
        if (c == parts[k].n || (n == 1 && parts[k].s[c] == ',')) {
          if (!add_string(p, &p->out->tags, pk_str_part(parts[k], start, c))) return false;
          start = c + 1;
        }
    }
  }
  return true;
}

static partikel_status address(struct pk_page *p, partikel_error *err) {
  pk_str told = pk_page_told(p, "url");
  if (told.n && !(p->out->url = copy(p, told))) return pk_fail(err, PARTIKEL_NOMEM, "", 0, "out of memory");
  for (uint32_t i = 0; i < p->n && !p->out->url; i++) {
    const struct pk_line *l = &p->lines[i];
    if (!outside(p, i)) continue;
    pk_str t = l->text;
    if (!l->url) {
      if (!pk_line_is(l, PK_PAGE(URL_LABEL)) || !l->lone || t.n > 600) continue;
      size_t k = 0;
      while (k < t.n && t.s[k] != ':') k++;
      t = k < t.n ? pk_str_trim(pk_str_part(t, k + 1, t.n)) : (pk_str){NULL, 0};
      if (!pk_web_address(t)) continue;
    }
    bool repaired;
    p->out->url = pk_web_repair(p, t, &repaired);
    if (!p->out->url) return pk_fail(err, PARTIKEL_NOMEM, "", 0, "out of memory");
    if (repaired && !pk_warn(p->warnings, p->arena, "url-repaired", "the address was written %S", &t)) return pk_fail(err, PARTIKEL_NOMEM, "", 0, "out of memory");
  }
  return PARTIKEL_OK;
}

partikel_status pk_page_metadata(struct pk_page *p, partikel_error *err) {
  publisher(p);
  PK_TRY(dates(p));
  PK_TRY(authors(p, err));
  if (!crumbs(p) || !keywords(p)) return pk_fail(err, PARTIKEL_NOMEM, "", 0, "out of memory");
  return address(p, err);
}
