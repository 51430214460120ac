/* The facts of an article beside its text, each with the rule behind it and the sentences it rests on. */
#include <stdlib.h>
#include <string.h>

#include "html_view.h"

#define SAY(v, which) text_word((v)->t, say_label((v), which))

enum { SENTENCES = 4 };     /* shown for one fact; the other mentions are links */

/* ---- what a fact rests on ------------------------------------------------------------------------------------------ */
static void open_link(struct view *v, size_t mention) {
  TEXT(v->t, "<a href=\"#");
  html_mention_id(v, mention);
  TEXT(v->t, "\">");
}

/* The first mention of the evidence that stands in the text; n_mentions: none does. */
static size_t first_placed(const struct view *v, partikel_indices evidence) {
  for (size_t i = 0; i < evidence.n; i++)
    if (evidence.at[i] < v->r->n_mentions && v->placed[evidence.at[i]]) return evidence.at[i];
  return v->r->n_mentions;
}

/* A name that leads to the text. */
static void linked(struct view *v, const char *name, size_t mention) {
  bool link = mention < v->r->n_mentions;
  if (link) open_link(v, mention);
  html_name(v->t, name);
  if (link) TEXT(v->t, "</a>");
}

/* The sentence of mention `first` of the evidence, with all its mentions that stand in it. Returns how many of the evidence that are. */
static size_t sentence(struct view *v, partikel_indices evidence, size_t first) {
  const partikel_article *a = &v->r->article;
  partikel_span s = html_sentence(v->r, &v->r->mentions[evidence.at[first]]);
  size_t at = s.start, k = first;
  TEXT(v->t, "<q>");
  if (s.start && a->text[s.start - 1] != '\n' && a->text[s.start - 1] != ' ') TEXT(v->t, "…");
  for (; k < evidence.n && v->r->mentions[evidence.at[k]].span.start < s.end; k++) {
    const partikel_mention *m = &v->r->mentions[evidence.at[k]];
    size_t end = m->span.end < s.end ? m->span.end : s.end;
    if (m->span.start < at) continue;          /* stands inside the one before */
    html_slice(v->t, a->text + at, m->span.start - at);
    if (v->placed[evidence.at[k]]) open_link(v, evidence.at[k]);
    TEXT(v->t, "<mark>");
    html_slice(v->t, a->text + m->span.start, end - m->span.start);
    TEXT(v->t, "</mark>");
    if (v->placed[evidence.at[k]]) TEXT(v->t, "</a>");
    at = end;
  }
  html_slice(v->t, a->text + at, s.end - at);
  if (s.end < a->text_size && a->text[s.end] != '\n' && a->text[s.end] != ' ') TEXT(v->t, "…");
  TEXT(v->t, "</q>");
  return k - first;
}

/* Without the text there are places to look it up, and the names, sums and dates that stand there. */
static void places_only(struct view *v, partikel_indices evidence) {
  for (size_t i = 0; i < evidence.n; i++) {
    const partikel_mention *m = &v->r->mentions[evidence.at[i]];
    if (i) TEXT(v->t, ", ");
    if (m->kind != PARTIKEL_MENTION_QUOTE && m->span.end <= v->r->article.text_size) {
      TEXT(v->t, "<bdi>");
      html_slice(v->t, v->r->article.text + m->span.start, m->span.end - m->span.start);
      TEXT(v->t, "</bdi> ");
    }
    text_int(v->t, v->code_points[2 * evidence.at[i]]);
    TEXT(v->t, "–");
    text_int(v->t, v->code_points[2 * evidence.at[i] + 1]);
  }
}

/* key: of an organisation, else NULL. */
static void why(struct view *v, partikel_indices evidence, const partikel_rule *rule, const char *key) {
  TEXT(v->t, "<details><summary aria-label=\"");
  SAY(v, L_WHY);
  TEXT(v->t, "\">?</summary><div class=\"why\"><p>");
  SAY(v, L_RULE);
  TEXT(v->t, ": <code>");
  html_word(v->t, rule->name);
  TEXT(v->t, "</code>");
  if (rule->file) {
    TEXT(v->t, " <span class=\"where\">");
    html_word(v->t, rule->file);
    text_byte(v->t, ':');
    text_int(v->t, rule->line);
    TEXT(v->t, "</span>");
  }
  if (key) {
    TEXT(v->t, "<br>");
    SAY(v, L_KEY);
    TEXT(v->t, ": <code>");
    html_word(v->t, key);
    TEXT(v->t, "</code>");
  }
  TEXT(v->t, "</p>");
  bool valid = true;
  for (size_t i = 0; i < evidence.n; i++) valid = valid && evidence.at[i] < v->r->n_mentions && (!i || evidence.at[i] > evidence.at[i - 1]);
  if (valid && v->no_text) {
    TEXT(v->t, "<p>");
    SAY(v, L_RESTS_ON);
    TEXT(v->t, " (");
    SAY(v, L_CHARACTERS);
    TEXT(v->t, "): ");
    places_only(v, evidence);
    TEXT(v->t, "</p>");
  } else if (valid) {
    size_t done = 0;
    for (size_t shown = 0; done < evidence.n && shown < SENTENCES; shown++) done += sentence(v, evidence, done);
    for (; done < evidence.n; done++) {
      if (!v->placed[evidence.at[done]]) continue;
      open_link(v, evidence.at[done]);
      html_slice(v->t, v->r->article.text + v->r->mentions[evidence.at[done]].span.start, v->r->mentions[evidence.at[done]].span.end - v->r->mentions[evidence.at[done]].span.start);
      TEXT(v->t, "</a> ");
    }
  }
  TEXT(v->t, "</div></details>");
}

/* ---- one fact: <li id><span class=c>…</span><details>…</details></li> ------------------------------------------------- */
static void open_fact(struct view *v, enum fact fact, size_t partnership, size_t index) {
  TEXT(v->t, "<li id=\"");
  html_fact_id(v, (struct fact_at){fact, (uint32_t)partnership, (uint32_t)index});
  TEXT(v->t, "\"><span class=\"c\">");
}

static void close_fact(struct view *v, partikel_indices evidence, const partikel_rule *rule, const char *key) {
  TEXT(v->t, "</span>");
  why(v, evidence, rule, key);
  TEXT(v->t, "</li>\n");
}

static void note(struct view *v, const char *text) {
  TEXT(v->t, " <span class=\"note\">");
  text_word(v->t, text);
  TEXT(v->t, "</span>");
}

static void open_list(struct view *v, enum label heading) {
  TEXT(v->t, "<dt>");
  SAY(v, heading);
  TEXT(v->t, "</dt><dd><ul>\n");
}
static void close_list(struct view *v) { TEXT(v->t, "</ul></dd>\n"); }

static void qualifier(struct view *v, partikel_qualifier q) {
  static const int labels[] = {[PARTIKEL_QUALIFIER_ABOUT] = L_Q_ABOUT, [PARTIKEL_QUALIFIER_UP_TO] = L_Q_UP_TO, [PARTIKEL_QUALIFIER_AT_LEAST] = L_Q_AT_LEAST,
                               [PARTIKEL_QUALIFIER_TARGET] = L_Q_TARGET};
  if ((size_t)q >= sizeof labels / sizeof *labels || !labels[q]) return;
  SAY(v, (enum label)labels[q]);
  TEXT(v->t, "\xC2\xA0");
}

/* ---- a partnership ------------------------------------------------------------------------------------------------------- */
static bool same(const char *a, const char *b) { return a == b || (a && b && strcmp(a, b) == 0); }

/* Mentions that say a partnership's time: they lead to it, and it to the first of them. */
static bool tells_time(const partikel_partnership *p, const partikel_mention *m) {
  return (m->kind == PARTIKEL_MENTION_PERIOD && (p->start || p->end) && same(m->start, p->start) && same(m->end, p->end)) ||
         (m->kind == PARTIKEL_MENTION_DURATION && p->months && m->has_number && m->number == p->months);
}

static bool tells_name(const partikel_record *r, const partikel_partnership *p, const partikel_mention *m) {
  size_t n = m->span.end - m->span.start;
  if (m->kind != PARTIKEL_MENTION_PROJECT || !p->name || m->span.end > r->article.text_size) return false;
  const char *words = r->article.text + m->span.start;
  if (strlen(p->name) == n && memcmp(words, p->name, n) == 0) return true;
  for (size_t i = 0; i < p->aliases.n; i++)
    if (strlen(p->aliases.at[i]) == n && memcmp(words, p->aliases.at[i], n) == 0) return true;
  return false;
}

bool html_tells(const partikel_record *r, const partikel_partnership *p, const partikel_mention *m) { return tells_time(p, m) || tells_name(r, p, m); }

static size_t first_telling(const struct view *v, const partikel_partnership *p, bool time) {
  size_t i = 0;
  while (i < v->r->n_mentions && !(v->placed[i] && (time ? tells_time(p, &v->r->mentions[i]) : tells_name(v->r, p, &v->r->mentions[i])))) i++;
  return i;
}

static void times(struct view *v, const partikel_partnership *p) {
  size_t mention = first_telling(v, p, true);
  if (!p->start && !p->end && !p->months) return;
  TEXT(v->t, "<dt>");
  SAY(v, L_PERIOD);
  TEXT(v->t, "</dt><dd>");
  if (mention < v->r->n_mentions) open_link(v, mention);
  if (p->start && p->end) {
    label_date(v->t, v->language, p->start);
    TEXT(v->t, " – ");
    label_date(v->t, v->language, p->end);
  } else if (p->start || p->end) {
    SAY(v, p->start ? L_SINCE : L_UNTIL);
    text_byte(v->t, ' ');
    label_date(v->t, v->language, p->start ? p->start : p->end);
  }
  if (p->months) {
    if (p->start || p->end) TEXT(v->t, " · ");
    text_int(v->t, p->months);
    text_byte(v->t, ' ');
    SAY(v, L_MONTHS);
  }
  if (mention < v->r->n_mentions) TEXT(v->t, "</a>");
  TEXT(v->t, "</dd>\n");
}

/* What an organisation is, and what else the article calls it. */
static void describe(struct view *v, const partikel_organisation *o) {
  static const enum label kinds[] = {
      [PARTIKEL_ORGANISATION_NGO] = L_O_NGO, [PARTIKEL_ORGANISATION_MUNICIPALITY] = L_O_MUNICIPALITY, [PARTIKEL_ORGANISATION_REGION] = L_O_REGION,
      [PARTIKEL_ORGANISATION_FOUNDATION] = L_O_FOUNDATION, [PARTIKEL_ORGANISATION_MINISTRY] = L_O_MINISTRY, [PARTIKEL_ORGANISATION_AGENCY] = L_O_AGENCY,
      [PARTIKEL_ORGANISATION_COMPANY] = L_O_COMPANY, [PARTIKEL_ORGANISATION_RESEARCH] = L_O_RESEARCH, [PARTIKEL_ORGANISATION_ASSOCIATION] = L_O_ASSOCIATION,
      [PARTIKEL_ORGANISATION_INSTITUTION] = L_O_INSTITUTION, [PARTIKEL_ORGANISATION_OTHER] = L_O_OTHER};
  TEXT(v->t, " <span class=\"note\">");
  if ((size_t)o->kind < sizeof kinds / sizeof *kinds) SAY(v, kinds[o->kind]);
  for (size_t k = 0; k < o->aliases.n; k++) {
    if (!k) TEXT(v->t, "; "), SAY(v, L_ALSO);
    text_word(v->t, k ? ", " : " ");
    html_name(v->t, o->aliases.at[k]);
  }
  TEXT(v->t, "</span>");
}

static void parties(struct view *v, size_t k) {
  static const enum label roles[] = {[PARTIKEL_ROLE_PARTNER] = L_R_PARTNER, [PARTIKEL_ROLE_OPERATOR] = L_R_OPERATOR, [PARTIKEL_ROLE_FUNDER] = L_R_FUNDER,
                                     [PARTIKEL_ROLE_SUPPORTER] = L_R_SUPPORTER, [PARTIKEL_ROLE_EVALUATOR] = L_R_EVALUATOR, [PARTIKEL_ROLE_RECIPIENT] = L_R_RECIPIENT};
  const partikel_partnership *p = &v->r->partnerships[k];
  uint32_t *is = calloc(p->n_parties + 1, sizeof *is);    /* per party: the organisation that is described there, plus 1 */
  if (!is) {
    v->t->failed = true;
    return;
  }
  for (size_t o = 0; o < v->r->n_organisations; o++)
    if (v->party_of[o].fact && v->party_of[o].partnership == k) is[v->party_of[o].index] = (uint32_t)o + 1;
  if (p->n_parties) open_list(v, L_PARTIES);
  for (size_t i = 0; i < p->n_parties; i++) {
    const partikel_party *q = &p->parties[i];
    open_fact(v, FACT_PARTY, k, i);
    linked(v, q->name, first_placed(v, q->evidence));
    if ((size_t)q->role < sizeof roles / sizeof *roles) {
      TEXT(v->t, " <span class=\"role r");
      text_int(v->t, q->role);
      TEXT(v->t, "\">");
      SAY(v, roles[q->role]);
      TEXT(v->t, "</span>");
    }
    if (is[i]) describe(v, &v->r->organisations[is[i] - 1]);
    close_fact(v, q->evidence, &q->rule, is[i] ? v->r->organisations[is[i] - 1].key : NULL);
  }
  if (p->n_parties) close_list(v);
  free(is);
}

static void funding(struct view *v, size_t k) {
  const partikel_partnership *p = &v->r->partnerships[k];
  if (p->n_funding) open_list(v, L_MONEY);
  for (size_t i = 0; i < p->n_funding; i++) {
    const partikel_funding *f = &p->funding[i];
    size_t mention = first_placed(v, f->evidence);
    for (size_t e = 0; e < f->evidence.n; e++) /* the sum is the better place to lead to */
      if (f->evidence.at[e] < v->r->n_mentions && v->placed[f->evidence.at[e]] && v->r->mentions[f->evidence.at[e]].kind == PARTIKEL_MENTION_AMOUNT) {
        mention = f->evidence.at[e];
        break;
      }
    open_fact(v, FACT_FUNDING, k, i);
    TEXT(v->t, "<b>");
    if (mention < v->r->n_mentions) open_link(v, mention);
    if (f->has_amount) qualifier(v, f->qualifier), label_money(v->t, v->language, f->amount, f->currency);
    else SAY(v, L_NO_SUM);
    if (mention < v->r->n_mentions) TEXT(v->t, "</a>");
    TEXT(v->t, "</b>");
    const char *ends[] = {f->funder, f->recipient};
    for (int e = 0; e < 2; e++) {
      if (!ends[e]) continue;
      note(v, say_label(v, e ? L_TO_WHOM : L_FROM_WHOM));
      text_byte(v->t, ' ');
      html_name(v->t, ends[e]);
    }
    close_fact(v, f->evidence, &f->rule, NULL);
  }
  if (p->n_funding) close_list(v);
}

static void figures(struct view *v, size_t k) {
  const partikel_partnership *p = &v->r->partnerships[k];
  if (p->n_figures) open_list(v, L_FIGURES);
  for (size_t i = 0; i < p->n_figures; i++) {
    const partikel_figure *f = &p->figures[i];
    size_t mention = first_placed(v, f->evidence);
    open_fact(v, FACT_FIGURE, k, i);
    if (mention < v->r->n_mentions) open_link(v, mention);
    qualifier(v, f->qualifier);
    if (f->has_from) label_number(v->t, v->language, f->from), TEXT(v->t, "–");
    label_number(v->t, v->language, f->value);
    text_byte(v->t, ' ');
    html_name(v->t, f->unit);
    if (mention < v->r->n_mentions) TEXT(v->t, "</a>");
    close_fact(v, f->evidence, &f->rule, NULL);
  }
  if (p->n_figures) close_list(v);
}

static void named(struct view *v, enum label heading, enum fact fact, size_t k, const partikel_named *list, size_t n) {
  if (n) open_list(v, heading);
  for (size_t i = 0; i < n; i++) {
    open_fact(v, fact, k, i);
    linked(v, list[i].name, first_placed(v, list[i].evidence));
    close_fact(v, list[i].evidence, &list[i].rule, NULL);
  }
  if (n) close_list(v);
}

static void partnership(struct view *v, size_t k) {
  const partikel_partnership *p = &v->r->partnerships[k];
  TEXT(v->t, "<section class=\"ps\" id=\"");
  html_fact_id(v, (struct fact_at){FACT_PARTNERSHIP, 0, (uint32_t)k});
  TEXT(v->t, "\"><h4>");
  if (p->name) linked(v, p->name, first_telling(v, p, false));
  else SAY(v, L_UNNAMED);
  TEXT(v->t, "</h4>");
  if (p->aliases.n) {
    TEXT(v->t, "<p class=\"alias\">");
    SAY(v, L_ALSO);
    for (size_t i = 0; i < p->aliases.n; i++) text_word(v->t, i ? ", " : " "), html_name(v->t, p->aliases.at[i]);
    TEXT(v->t, "</p>");
  }
  TEXT(v->t, "<dl>\n");
  times(v, p);
  parties(v, k);
  funding(v, k);
  figures(v, k);
  named(v, L_TARGET_GROUP, FACT_TARGET, k, p->target_group, p->n_target_group);
  named(v, L_ACTIVITIES, FACT_ACTIVITY, k, p->activities, p->n_activities);
  TEXT(v->t, "</dl><p class=\"sure\"><meter min=\"0\" max=\"100\" value=\"");
  text_int(v->t, p->confidence < 100 ? p->confidence : 100);
  TEXT(v->t, "\"></meter> ");
  text_int(v->t, p->confidence < 100 ? p->confidence : 100);
  TEXT(v->t, "\xC2\xA0% ");
  SAY(v, L_CERTAINTY);
  TEXT(v->t, "</p></section>\n");
}

/* ---- the other lists ---------------------------------------------------------------------------------------------------------- */
static void people(struct view *v) {
  const partikel_record *r = v->r;
  if (r->n_people) open_list(v, L_PEOPLE);
  for (size_t i = 0; i < r->n_people; i++) {
    const partikel_person *p = &r->people[i];
    open_fact(v, FACT_PERSON, 0, i);
    linked(v, p->name, first_placed(v, p->evidence));
    if (p->party) TEXT(v->t, " ("), html_word(v->t, p->party), text_byte(v->t, ')');
    if (p->title || p->organisation) {
      TEXT(v->t, "<span class=\"note\">, ");
      html_word(v->t, p->title);
      if (p->title && p->organisation) TEXT(v->t, ", ");
      html_word(v->t, p->organisation);
      TEXT(v->t, "</span>");
    }
    close_fact(v, p->evidence, &p->rule, NULL);
  }
  if (r->n_people) close_list(v);
}

static void quotes(struct view *v) {
  const partikel_record *r = v->r;
  if (r->n_quotes) open_list(v, L_QUOTES);
  for (size_t i = 0; i < r->n_quotes; i++) {
    const partikel_quote *q = &r->quotes[i];
    size_t mention = r->n_mentions;
    for (size_t e = 0; e < q->evidence.n && mention == r->n_mentions; e++)
      if (q->evidence.at[e] < r->n_mentions && v->placed[q->evidence.at[e]] && r->mentions[q->evidence.at[e]].kind == PARTIKEL_MENTION_QUOTE) mention = q->evidence.at[e];
    open_fact(v, FACT_QUOTE, 0, i);
    if (mention < r->n_mentions) open_link(v, mention);
    if (q->speaker) html_name(v->t, q->speaker);
    else SAY(v, L_UNKNOWN_SPEAKER);
    if (mention < r->n_mentions) TEXT(v->t, "</a>");
    if (!v->no_text) {
      TEXT(v->t, ": <q class=\"said\">");
      html_word(v->t, q->text);
      TEXT(v->t, "</q>");
    }
    close_fact(v, q->evidence, &q->rule, NULL);
  }
  if (r->n_quotes) close_list(v);
}

static void events(struct view *v) {
  static const enum label kinds[] = {L_E_OPENING, L_E_INAUGURATION, L_E_MEETING, L_E_DEADLINE, L_E_OTHER};
  const partikel_record *r = v->r;
  if (r->n_events) open_list(v, L_EVENTS);
  for (size_t i = 0; i < r->n_events; i++) {
    const partikel_event *e = &r->events[i];
    size_t mention = first_placed(v, e->evidence);
    open_fact(v, FACT_EVENT, 0, i);
    if (mention < r->n_mentions) open_link(v, mention);
    SAY(v, (size_t)e->kind < sizeof kinds / sizeof *kinds ? kinds[e->kind] : L_E_OTHER);
    if (e->date) text_byte(v->t, ' '), label_date(v->t, v->language, e->date);
    if (e->start) TEXT(v->t, " "), SAY(v, L_CLOCK), text_byte(v->t, ' '), html_word(v->t, e->start);
    if (e->end) TEXT(v->t, "–"), html_word(v->t, e->end);
    if (mention < r->n_mentions) TEXT(v->t, "</a>");
    if (e->place) TEXT(v->t, "<span class=\"note\">, "), html_word(v->t, e->place), TEXT(v->t, "</span>");
    close_fact(v, e->evidence, &e->rule, NULL);
  }
  if (r->n_events) close_list(v);
}

static void places(struct view *v) {
  const partikel_record *r = v->r;
  if (r->n_places) open_list(v, L_PLACES);
  for (size_t i = 0; i < r->n_places; i++) {
    const partikel_place *p = &r->places[i];
    size_t mention = first_placed(v, p->evidence);
    const char *parts[] = {p->address, p->postcode, p->town};
    bool any = false;
    open_fact(v, FACT_PLACE, 0, i);
    if (mention < r->n_mentions) open_link(v, mention);
    for (int k = 0; k < 3; k++) {
      if (!parts[k]) continue;
      if (any) text_word(v->t, k == 2 && parts[1] ? " " : ", ");
      html_name(v->t, parts[k]);
      any = true;
    }
    if (mention < r->n_mentions) TEXT(v->t, "</a>");
    close_fact(v, p->evidence, &p->rule, NULL);
  }
  if (r->n_places) close_list(v);
}

/* Those that are no parties: of these a partnership tells. */
static void organisations(struct view *v) {
  const partikel_record *r = v->r;
  bool any = false;
  for (size_t i = 0; i < r->n_organisations; i++) {
    const partikel_organisation *o = &r->organisations[i];
    if (v->party_of[i].fact) continue;
    if (!any) open_list(v, r->n_partnerships ? L_OTHERS : L_ORGANISATIONS);
    any = true;
    open_fact(v, FACT_ORGANISATION, 0, i);
    linked(v, o->name, first_placed(v, o->evidence));
    describe(v, o);
    close_fact(v, o->evidence, &o->rule, o->key);
  }
  if (any) close_list(v);
}

void html_record(struct view *v) {
  const partikel_record *r = v->r;
  for (size_t k = 0; k < r->n_partnerships; k++) partnership(v, k);
  bool any = r->n_people || r->n_quotes || r->n_events || r->n_places || r->n_organisations;
  if (!any && !r->n_partnerships) {
    TEXT(v->t, "<p class=\"none\">");
    SAY(v, L_NO_FACTS);
    TEXT(v->t, "</p>");
  }
  if (any) TEXT(v->t, "<dl class=\"rest\">\n");
  people(v);
  quotes(v);
  events(v);
  places(v);
  organisations(v);
  if (any) TEXT(v->t, "</dl>\n");
}
