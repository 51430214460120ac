/* A record becomes rows: the cells in the order of the columns in tables.c. */
#include <stdio.h>
#include <string.h>

#include "byname.h"
#include "tables.h"

/* ---- names of the enumerations -------------------------------------------------------------------------------- */
#define NAME(name, text) text,
static const char *const mention_kinds[] = {PARTIKEL_MENTION_MAP(NAME)}, *const organisation_kinds[] = {PARTIKEL_ORGANISATION_MAP(NAME)},
                  *const roles[] = {PARTIKEL_ROLE_MAP(NAME)}, *const qualifiers[] = {PARTIKEL_QUALIFIER_MAP(NAME)}, *const event_kinds[] = {PARTIKEL_EVENT_MAP(NAME)};
#undef NAME
#define NAMED(list, number) ((size_t)(number) < sizeof list / sizeof *list ? list[number] : NULL)

/* ---- the article's id ------------------------------------------------------------------------------------------- */
bool tables_article_id(const partikel_source *source, char id[ARTICLE_ID]) {
  bool named = source->path && strcmp(source->path, "-") != 0;
  struct checksum sum;
  char hex[65], offset[24];
  if (!checksum_begin(&sum)) return false;
  snprintf(offset, sizeof offset, "%lld", (long long)source->offset);
  checksum_text(&sum, named ? source->path : source->sha256);
  checksum_text(&sum, source->member);
  checksum_text(&sum, offset);
  checksum_end(&sum, hex);
  id[0] = 'a';                                 /* a letter first, and no sheet takes it for a number */
  memcpy(id + 1, hex, ARTICLE_ID - 2);
  id[ARTICLE_ID - 1] = '\0';
  return true;
}

/* ---- cells ---------------------------------------------------------------------------------------------------------- */
struct rows {
  const struct row_sink *out;
  const partikel_record *r;
  bool no_text;
  struct names organisations, people;
  struct text made;                           /* a cell that has to be put together */
};

static void begin(struct rows *x, int table) { x->out->begin(x->out->to, table); }
static void end(struct rows *x) { x->out->end(x->out->to); }
static void integer(struct rows *x, int64_t value) { x->out->integer(x->out->to, value); }
static void integer_if(struct rows *x, bool known, int64_t value) {
  if (known) integer(x, value);
  else x->out->null(x->out->to);
}
static void hundredths_if(struct rows *x, bool known, int64_t value) {
  if (known) x->out->hundredths(x->out->to, value);
  else x->out->null(x->out->to);
}

/* Paths may hold any bytes: what is no UTF-8 becomes U+FFFD. */
static void slice(struct rows *x, const char *s, size_t n) {
  size_t good = text_sound(s, n);
  if (good < n) {
    x->made.to.n = 0;
    for (; n; s += good + 1, n -= good + 1, good = text_sound(s, n)) {
      text_add(&x->made, s, good);
      if (good == n) break;
      TEXT(&x->made, "\xEF\xBF\xBD");
    }
    s = x->made.to.bytes, n = x->made.to.n;
  }
  x->out->text(x->out->to, s, n);
}
static void word(struct rows *x, const char *s) {
  if (s) slice(x, s, strlen(s));
  else x->out->null(x->out->to);
}
static void made(struct rows *x) { x->out->text(x->out->to, x->made.to.bytes, x->made.to.n); }

static void list(struct rows *x, partikel_strings strings) {
  if (!strings.n) {
    x->out->null(x->out->to);
    return;
  }
  struct text joined = {0};
  for (size_t i = 0; i < strings.n; i++) {
    if (i) TEXT(&joined, "; ");
    text_word(&joined, strings.at[i]);
  }
  text_byte(&joined, '\0');
  if (joined.failed) x->made.failed = true;
  else slice(x, joined.to.bytes, joined.to.n - 1);
  bytes_free(&joined.to);
}

static void proof(struct rows *x, partikel_indices evidence, const partikel_rule *rule) {
  x->made.to.n = 0;
  text_indices(&x->made, evidence);
  if (x->made.failed) return;
  made(x);
  word(x, rule->name);
  end(x);
}

/* An organisation by its name: name, number, key. */
static void organisation(struct rows *x, const char *name, bool with_key) {
  int64_t nr = names_find(&x->organisations, name);
  word(x, name);
  integer_if(x, nr >= 0, nr);
  if (with_key) word(x, nr >= 0 ? x->r->organisations[nr].key : NULL);
}

/* ---- the article ------------------------------------------------------------------------------------------------------ */
static const char *precision(const char *edtf) {
  size_t n = edtf ? strlen(edtf) : 0;
  if (!n) return NULL;
  if (strchr(edtf, 'T')) return "time";
  if (n >= 10) return "day";
  if (n < 7) return "year";
  return edtf[5] == '2' ? "season" : "month";
}

static void article(struct rows *x) {
  const partikel_source *s = &x->r->source;
  const partikel_article *a = &x->r->article;
  char id[ARTICLE_ID];
  if (!tables_article_id(s, id)) x->made.failed = true, id[0] = '\0';
  begin(x, T_ARTICLES);
  word(x, id), word(x, s->path), word(x, s->member), integer_if(x, s->offset >= 0, s->offset);
  word(x, s->format), word(x, s->container), word(x, s->encoding), integer(x, (int64_t)s->bytes), word(x, s->sha256), word(x, s->url), word(x, s->retrieved);
  word(x, a->title), word(x, x->no_text ? NULL : a->lead), word(x, a->published), word(x, precision(a->published));
  int64_t year = 0;
  int digits = 0;
  for (; a->published && digits < 4 && a->published[digits] >= '0' && a->published[digits] <= '9'; digits++) year = 10 * year + a->published[digits] - '0';
  integer_if(x, digits == 4, year);
  word(x, a->modified), list(x, a->authors), word(x, a->publisher), word(x, a->section), list(x, a->breadcrumb), list(x, a->tags), word(x, a->language), word(x, a->url);
  if (x->no_text || !a->text) x->out->null(x->out->to);
  else slice(x, a->text, a->text_size);
  word(x, x->r->tool_version), word(x, x->r->knowledge);
  end(x);
}

/* ---- mentions: in text order, so that counting code points goes forward ------------------------------------------------ */
/* Of each kind the members that partikel.h gives it. */
static void mention_value(struct rows *x, const partikel_mention *m) {
  bool money = m->kind == PARTIKEL_MENTION_AMOUNT, figure = m->kind == PARTIKEL_MENTION_FIGURE, duration = m->kind == PARTIKEL_MENTION_DURATION;
  bool period = m->kind == PARTIKEL_MENTION_PERIOD, moment = m->kind == PARTIKEL_MENTION_DATE || m->kind == PARTIKEL_MENTION_TIME;
  word(x, moment || duration ? m->value : NULL);
  if (money) hundredths_if(x, m->has_number, m->number), hundredths_if(x, m->has_from, m->from);
  else integer_if(x, (figure || duration) && m->has_number, m->number), integer_if(x, (figure || duration) && m->has_from, m->from);
  word(x, money || figure ? NAMED(qualifiers, m->qualifier) : NULL);
  word(x, money ? m->currency : NULL), word(x, figure ? m->unit : NULL);
  word(x, period ? m->start : NULL), word(x, period ? m->end : NULL);
}

static void mentions(struct rows *x) {
  const char *text = x->r->article.text ? x->r->article.text : "";
  size_t size = x->r->article.text ? x->r->article.text_size : 0;
  struct places places = {.text = text, .size = size};
  for (size_t i = 0; i < x->r->n_mentions; i++) {
    const partikel_mention *m = &x->r->mentions[i];
    size_t stop = m->span.end < size ? m->span.end : size, start = m->span.start < stop ? m->span.start : stop;
    int64_t before = text_place(&places, start);
    begin(x, T_MENTIONS);
    integer(x, (int64_t)i), word(x, NAMED(mention_kinds, m->kind));
    integer(x, before), integer(x, before + text_count(text + start, stop - start));
    if (x->no_text && m->kind == PARTIKEL_MENTION_QUOTE) x->out->null(x->out->to);
    else slice(x, text + start, stop - start);
    mention_value(x, m);
    word(x, m->rule.name);
    end(x);
  }
}

/* ---- facts -------------------------------------------------------------------------------------------------------------- */
static void facts(struct rows *x) {
  const partikel_record *r = x->r;
  for (size_t i = 0; i < r->n_organisations; i++) {
    const partikel_organisation *o = &r->organisations[i];
    begin(x, T_ORGANISATIONS);
    integer(x, (int64_t)i), word(x, o->key), word(x, o->name), word(x, NAMED(organisation_kinds, o->kind)), word(x, o->code), list(x, o->aliases);
    proof(x, o->evidence, &o->rule);
  }
  for (size_t i = 0; i < r->n_people; i++) {
    const partikel_person *p = &r->people[i];
    begin(x, T_PEOPLE);
    integer(x, (int64_t)i), word(x, p->name), word(x, p->title), organisation(x, p->organisation, false), word(x, p->party);
    proof(x, p->evidence, &p->rule);
  }
  for (size_t i = 0; i < r->n_places; i++) {
    const partikel_place *p = &r->places[i];
    begin(x, T_PLACES);
    integer(x, (int64_t)i), word(x, p->address), word(x, p->postcode), word(x, p->town);
    proof(x, p->evidence, &p->rule);
  }
  for (size_t i = 0; i < r->n_quotes; i++) {
    const partikel_quote *q = &r->quotes[i];
    int64_t speaker = names_find(&x->people, q->speaker);
    begin(x, T_QUOTES);
    integer(x, (int64_t)i), word(x, q->speaker), integer_if(x, speaker >= 0, speaker), word(x, x->no_text ? NULL : q->text);
    proof(x, q->evidence, &q->rule);
  }
  for (size_t i = 0; i < r->n_events; i++) {
    const partikel_event *e = &r->events[i];
    begin(x, T_EVENTS);
    integer(x, (int64_t)i), word(x, NAMED(event_kinds, e->kind)), word(x, e->date), word(x, e->start), word(x, e->end), word(x, e->place);
    proof(x, e->evidence, &e->rule);
  }
  for (size_t i = 0; i < r->n_warnings; i++) {
    begin(x, T_WARNINGS);
    integer(x, (int64_t)i), word(x, r->warnings[i].code), word(x, r->warnings[i].message);
    end(x);
  }
}

static void begin_of(struct rows *x, int table, size_t partnership, size_t nr) {
  begin(x, table);
  integer(x, (int64_t)partnership), integer(x, (int64_t)nr);
}

static void named(struct rows *x, int table, size_t partnership, const partikel_named *list_, size_t n) {
  for (size_t i = 0; i < n; i++) {
    begin_of(x, table, partnership, i);
    word(x, list_[i].name);
    proof(x, list_[i].evidence, &list_[i].rule);
  }
}

static void links(struct rows *x, int table, size_t partnership, partikel_indices to) {
  for (size_t i = 0; i < to.n; i++) {
    begin_of(x, table, partnership, to.at[i]);
    end(x);
  }
}

static void partnership(struct rows *x, size_t k) {
  const partikel_partnership *p = &x->r->partnerships[k];
  begin(x, T_PARTNERSHIPS);
  integer(x, (int64_t)k), word(x, p->name), list(x, p->aliases), word(x, p->start), word(x, p->end), integer_if(x, p->months > 0, p->months);
  hundredths_if(x, true, p->confidence < 100 ? p->confidence : 100);
  end(x);
  for (size_t i = 0; i < p->n_parties; i++) {
    const partikel_party *q = &p->parties[i];
    begin_of(x, T_PARTIES, k, i);
    word(x, NAMED(roles, q->role)), organisation(x, q->name, true);
    proof(x, q->evidence, &q->rule);
  }
  for (size_t i = 0; i < p->n_funding; i++) {
    const partikel_funding *f = &p->funding[i];
    begin_of(x, T_FUNDING, k, i);
    organisation(x, f->funder, true), organisation(x, f->recipient, true);
    hundredths_if(x, f->has_amount, f->amount), word(x, f->currency), word(x, NAMED(qualifiers, f->qualifier));
    proof(x, f->evidence, &f->rule);
  }
  for (size_t i = 0; i < p->n_figures; i++) {
    const partikel_figure *f = &p->figures[i];
    begin_of(x, T_FIGURES, k, i);
    integer(x, f->value), integer_if(x, f->has_from, f->from), word(x, f->unit), word(x, NAMED(qualifiers, f->qualifier));
    proof(x, f->evidence, &f->rule);
  }
  named(x, T_TARGET_GROUPS, k, p->target_group, p->n_target_group);
  named(x, T_ACTIVITIES, k, p->activities, p->n_activities);
  links(x, T_PARTNERSHIP_PLACES, k, p->places);
  links(x, T_PARTNERSHIP_EVENTS, k, p->events);
  links(x, T_PARTNERSHIP_PEOPLE, k, p->people);
}

bool tables_rows(const partikel_record *record, bool no_text, const struct row_sink *out) {
  struct rows x = {.out = out, .r = record, .no_text = no_text};
  bool good = names_index(&x.organisations, record->organisations, record->n_organisations, sizeof *record->organisations) &&
              names_index(&x.people, record->people, record->n_people, sizeof *record->people);
  if (good) {
    article(&x);
    facts(&x);
    for (size_t k = 0; k < record->n_partnerships; k++) partnership(&x, k);
    mentions(&x);
  }
  names_free(&x.organisations);
  names_free(&x.people);
  good = good && !x.made.failed;
  bytes_free(&x.made.to);
  return good;
}
