/* An article of the review page as a section, and its row in the index. */
#include <stdlib.h>
#include <string.h>

#include "html_view.h"
#include "byname.h"

#define SAY(v, which) text_word((v)->t, say_label((v), which))

/* ---- which fact a mention leads to ----------------------------------------------------------------------------------- */
/* Facts that a kind of mention is best shown to prove, the best first; those not named come last. */
static int rank(partikel_mention_kind kind, enum fact fact) {
  static const char *const best[PARTIKEL_MENTION_COUNT] = {
      [PARTIKEL_MENTION_ORGANISATION] = "rom", [PARTIKEL_MENTION_PERSON] = "hq", [PARTIKEL_MENTION_PLACE] = "se",    [PARTIKEL_MENTION_PROJECT] = "p",
      [PARTIKEL_MENTION_AMOUNT] = "m",         [PARTIKEL_MENTION_DATE] = "e",    [PARTIKEL_MENTION_TIME] = "e",      [PARTIKEL_MENTION_PERIOD] = "p",
      [PARTIKEL_MENTION_DURATION] = "p",       [PARTIKEL_MENTION_FIGURE] = "n",  [PARTIKEL_MENTION_QUOTE] = "q",     [PARTIKEL_MENTION_ACTIVITY] = "xg"};
  const char *list = (size_t)kind < PARTIKEL_MENTION_COUNT && best[kind] ? best[kind] : "", *at = strchr(list, (char)fact);
  return at ? (int)(at - list) : 100;
}

static void prove(struct view *v, partikel_indices evidence, enum fact fact, size_t partnership, size_t index) {
  for (size_t i = 0; i < evidence.n; i++) {
    size_t m = evidence.at[i];
    if (m >= v->r->n_mentions) continue;
    struct fact_at *now = &v->fact_of[m];
    if (now->fact && rank(v->r->mentions[m].kind, now->fact) <= rank(v->r->mentions[m].kind, fact)) continue;
    *now = (struct fact_at){fact, (uint32_t)partnership, (uint32_t)index};
  }
}

#define PROVE(v, list, count, fact, partnership) \
  for (size_t i = 0; i < (count); i++) prove((v), (list)[i].evidence, (fact), (partnership), i)

static bool find_parties(struct view *v) {
  struct names names;
  if (!names_index(&names, v->r->organisations, v->r->n_organisations, sizeof *v->r->organisations)) return false;
  for (size_t k = v->r->n_partnerships; k-- > 0;) {
    const partikel_partnership *p = &v->r->partnerships[k];
    for (size_t i = p->n_parties; i-- > 0;) { /* the first one is found last */
      int64_t o = names_find(&names, p->parties[i].name);
      if (o >= 0) v->party_of[o] = (struct fact_at){FACT_PARTY, (uint32_t)k, (uint32_t)i};
    }
  }
  names_free(&names);
  return true;
}

static void find_facts(struct view *v) {
  const partikel_record *r = v->r;
  for (size_t k = 0; k < r->n_partnerships; k++) {
    const partikel_partnership *p = &r->partnerships[k];
    for (size_t i = 0; i < r->n_mentions; i++)
      if (!v->fact_of[i].fact && html_tells(r, p, &r->mentions[i])) v->fact_of[i] = (struct fact_at){FACT_PARTNERSHIP, 0, (uint32_t)k};
    PROVE(v, p->funding, p->n_funding, FACT_FUNDING, k);
    PROVE(v, p->parties, p->n_parties, FACT_PARTY, k);
    PROVE(v, p->figures, p->n_figures, FACT_FIGURE, k);
    PROVE(v, p->target_group, p->n_target_group, FACT_TARGET, k);
    PROVE(v, p->activities, p->n_activities, FACT_ACTIVITY, k);
  }
  PROVE(v, r->quotes, r->n_quotes, FACT_QUOTE, 0);
  PROVE(v, r->events, r->n_events, FACT_EVENT, 0);
  PROVE(v, r->people, r->n_people, FACT_PERSON, 0);
  PROVE(v, r->places, r->n_places, FACT_PLACE, 0);
  for (size_t i = 0; i < r->n_organisations; i++) {
    const struct fact_at *party = &v->party_of[i];
    if (party->fact) prove(v, r->organisations[i].evidence, FACT_PARTY, party->partnership, party->index);
    else prove(v, r->organisations[i].evidence, FACT_ORGANISATION, 0, i);
  }
}

/* ---- the section --------------------------------------------------------------------------------------------------------- */
static void title(struct view *v) {
  if (v->r->article.title) html_name(v->t, v->r->article.title);
  else SAY(v, L_NO_TITLE);
}

static void head(struct view *v) {
  const partikel_article *a = &v->r->article;
  const char *parts[] = {a->publisher, a->section};
  bool any = a->published;
  TEXT(v->t, "<header><h2>");
  if (!v->no_text && a->n_blocks && a->blocks[0].kind == PARTIKEL_BLOCK_TITLE) html_marked_block(v);
  else title(v);
  TEXT(v->t, "</h2><p class=\"meta\">");
  label_date(v->t, v->language, a->published);
  for (int k = 0; k < 2; k++) {
    if (!parts[k]) continue;
    if (any) TEXT(v->t, " · ");
    html_name(v->t, parts[k]);
    any = true;
  }
  for (size_t i = 0; i < a->authors.n; i++) {
    if (!i) text_word(v->t, any ? " · " : ""), SAY(v, L_AUTHORS), text_byte(v->t, ' ');
    else TEXT(v->t, ", ");
    html_name(v->t, a->authors.at[i]);
    any = true;
  }
  TEXT(v->t, "<span class=\"jump\">");
  if (any) TEXT(v->t, " · ");
  TEXT(v->t, "<a href=\"#a\1f\">");
  SAY(v, L_TO_RECORD);
  TEXT(v->t, "</a></span></p>");
  for (size_t i = 0; i < v->r->n_warnings; i++) {
    TEXT(v->t, "<p class=\"warning\"><b>⚠ ");
    html_word(v->t, v->r->warnings[i].code);
    TEXT(v->t, "</b> ");
    html_word(v->t, v->r->warnings[i].message);
    TEXT(v->t, "</p>");
  }
  TEXT(v->t, "</header>\n");
}

static void open_term(struct view *v, enum label which) {
  TEXT(v->t, "<dt>");
  SAY(v, which);
  TEXT(v->t, "</dt><dd>");
}

static void term(struct view *v, enum label which, const char *value, bool address) {
  if (!value) return;
  open_term(v, which);
  if (address) html_address(v->t, value);
  else html_name(v->t, value);
  TEXT(v->t, "</dd>");
}

static void source(struct view *v) {
  const partikel_source *s = &v->r->source;
  TEXT(v->t, "<details class=\"source\"><summary>");
  SAY(v, L_SOURCE);
  TEXT(v->t, "</summary><dl>");
  term(v, L_FILE, s->path, false);
  term(v, L_MEMBER, s->member, false);
  term(v, L_ADDRESS, v->r->article.url, true);
  term(v, L_SAVED_FROM, s->url, true);
  if (s->retrieved) open_term(v, L_SAVED), label_date(v->t, v->language, s->retrieved), TEXT(v->t, "</dd>");
  if (v->r->article.modified) open_term(v, L_MODIFIED), label_date(v->t, v->language, v->r->article.modified), TEXT(v->t, "</dd>");
  term(v, L_HASH, s->sha256, false);
  open_term(v, L_MADE_BY);
  TEXT(v->t, "partikel ");
  html_word(v->t, v->r->tool_version);
  TEXT(v->t, ", ");
  SAY(v, L_KNOWLEDGE);
  text_byte(v->t, ' ');
  html_word(v->t, v->r->knowledge);
  TEXT(v->t, "</dd></dl></details>");
}

static void section(struct view *v) {
  const partikel_article *a = &v->r->article;
  TEXT(v->t, "<article id=\"a\1\" tabindex=\"-1\">");
  head(v);
  text_word(v->t, v->no_text ? "<div class=\"two bare\"><div class=\"text\"" : "<div class=\"two\"><div class=\"text\"");
  if (a->language) TEXT(v->t, " lang=\""), html_attribute(v->t, a->language), text_byte(v->t, '"');
  TEXT(v->t, "><h3>");
  SAY(v, L_TEXT);
  TEXT(v->t, "</h3>\n");
  if (v->no_text || !a->text || !a->text_size) TEXT(v->t, "<p class=\"none\">"), SAY(v, v->no_text ? L_NO_TEXT : L_EMPTY_TEXT), TEXT(v->t, "</p>");
  else html_marks(v);
  TEXT(v->t, "</div>\n<div class=\"facts\" id=\"a\1f\"><h3>");
  SAY(v, L_RECORD);
  TEXT(v->t, "<span class=\"jump\"> · <a href=\"#a\1\">");
  SAY(v, L_TO_TEXT);
  TEXT(v->t, "</a></span></h3>\n");
  html_record(v);
  source(v);
  TEXT(v->t, "</div></div></article>\n");
}

static void count_places(struct view *v) {
  struct places places = {.text = v->r->article.text, .size = v->r->article.text ? v->r->article.text_size : 0};
  for (size_t i = 0; i < v->r->n_mentions; i++) {
    partikel_span span = v->r->mentions[i].span;
    v->code_points[2 * i] = text_place(&places, span.start);
    struct places end = places;              /* the next mention may begin before this one ends */
    v->code_points[2 * i + 1] = text_place(&end, span.end);
  }
}

bool html_article(struct text *t, const partikel_record *record, enum language language, bool no_text) {
  size_t n = record->n_mentions + 1;
  struct view v = {.t = t, .r = record, .language = language, .no_text = no_text, .fact_of = calloc(n, sizeof *v.fact_of), .placed = calloc(n, sizeof *v.placed),
                   .party_of = calloc(record->n_organisations + 1, sizeof *v.party_of), .code_points = no_text ? calloc(2 * n, sizeof *v.code_points) : NULL};
  bool good = v.fact_of && v.party_of && v.placed && (!no_text || v.code_points);
  good = good && find_parties(&v);
  if (good) {
    if (no_text) count_places(&v);
    find_facts(&v);
    section(&v);
  }
  free(v.fact_of);
  free(v.party_of);
  free(v.placed);
  free(v.code_points);
  return good && !t->failed;
}

/* ---- the row in the index --------------------------------------------------------------------------------------------------- */
static void row_partnership(struct view *v, const partikel_partnership *p) {
  TEXT(v->t, "<p class=\"what\"><b>");
  if (p->name) html_name(v->t, p->name);
  else SAY(v, L_UNNAMED);
  TEXT(v->t, "</b>");
  for (size_t i = 0; i < p->n_parties && i < 8; i++) {
    bool again = false;
    for (size_t k = 0; k < i; k++) again = again || strcmp(p->parties[k].name, p->parties[i].name) == 0;
    if (again) continue;
    text_word(v->t, i ? ", " : " · ");
    html_name(v->t, p->parties[i].name);
  }
  for (size_t i = 0; i < p->n_funding && i < 3; i++) {
    if (!p->funding[i].has_amount) continue;
    TEXT(v->t, " · <span class=\"sum\">");
    label_money(v->t, v->language, p->funding[i].amount, p->funding[i].currency);
    TEXT(v->t, "</span>");
  }
  TEXT(v->t, "</p>");
}

void html_row(struct text *t, const partikel_record *record, enum language language) {
  struct view v = {.t = t, .r = record, .language = language};
  const partikel_article *a = &record->article;
  int64_t sum = 0;
  bool facts = record->n_partnerships || record->n_organisations || record->n_people || record->n_quotes || record->n_events || record->n_places, money = false;
  for (size_t k = 0; k < record->n_partnerships; k++)
    for (size_t i = 0; i < record->partnerships[k].n_funding; i++) {
      const partikel_funding *f = &record->partnerships[k].funding[i];
      money = true;
      if (f->has_amount && f->amount > 0 && sum < INT64_MAX - f->amount) sum += f->amount;
    }
  TEXT(t, "<li data-d=\"");
  html_attribute(t, a->published);
  TEXT(t, "\" data-m=\"");
  text_int(t, sum / 100);
  TEXT(t, "\" data-k=\"");
  if (record->n_partnerships) text_byte(t, 'p');
  if (money) text_byte(t, 'm');
  if (record->n_quotes) text_byte(t, 'q');
  if (record->n_warnings) text_byte(t, 'w');
  if (!facts) text_byte(t, 'n');
  TEXT(t, "\"><h3><a href=\"\2#a\1\">");
  title(&v);
  TEXT(t, "</a></h3><p class=\"meta\">");
  label_date(t, language, a->published);
  if (a->publisher) {
    if (a->published) TEXT(t, " · ");
    html_name(t, a->publisher);
  }
  if (!a->publisher && !a->title) {
    if (a->published) TEXT(t, " · ");
    html_name(t, record->source.path);
  }
  if (record->n_warnings) TEXT(t, " · <span class=\"warn\">⚠ "), html_word(t, record->warnings[0].code), TEXT(t, "</span>");
  TEXT(t, "</p>");
  for (size_t k = 0; k < record->n_partnerships && k < 4; k++) row_partnership(&v, &record->partnerships[k]);
  TEXT(t, "<p class=\"h\">");                   /* for the search alone */
  for (size_t i = 0; i < record->n_people && i < 24; i++) html_word(t, record->people[i].name), text_byte(t, ' ');
  for (size_t i = 0; i < record->n_organisations && i < 48; i++) html_word(t, record->organisations[i].name), text_byte(t, ' ');
  TEXT(t, "</p></li>\n");
}
