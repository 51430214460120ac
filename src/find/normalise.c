/* normalise: what a mention's slots say becomes its value: sums, counts, dates, periods, times. */
#include "find.h"

#define MAX_MONTHS 180   /* longer than any project: an age or a career */
#define FEW 6            /* fewer things than this are usually named one by one */
#define FAR 300          /* days; a date without a year is nearer */
#define TENSE 12         /* tokens on either side that may show a sentence's tense */
#define BACK 3           /* sentences back that may name what a count counts */
#define CLAUSE 28        /* how many tokens back a word of planning may stand */

struct normal { const struct pk_know *know; const struct pk_article *article; struct pk_mentions *all; struct pk_mention *m; };

static const struct pk_filled *slot(const struct normal *n, uint8_t which) { return pk_filled_slot(n->all, n->m, which); }

static const struct pk_mention *slot_mention(const struct normal *n, const struct pk_filled *f) {
  return f && f->mention < n->all->at.n ? &n->all->at.at[f->mention] : NULL;
}

static const struct pk_token *token(const struct normal *n, uint32_t i) { return &n->all->seg->tokens[i]; }

static pk_str token_text(const struct normal *n, uint32_t i) {
  return pk_str_part(n->all->seg->text, token(n, i)->at.start, token(n, i)->at.end);
}

static bool in_class(const struct normal *n, uint32_t i, const char *name) {
  uint32_t id = pk_know_class(n->know, name);
  return id && token(n, i)->set && pk_know_in(n->know, token(n, i)->set, id);
}

/* Does a word or phrase of this class begin at token i? */
static bool begins(const struct normal *n, uint32_t i, const char *name) {
  uint32_t id = pk_know_class(n->know, name);
  if (!id) return false;
  if (token(n, i)->set && pk_know_in(n->know, token(n, i)->set, id)) return true;
  const struct pk_row *row = &n->all->row;
  if (i >= row->n_tokens) return false;
  for (uint32_t k = row->starts[i]; k != PK_NO_ITEM; k = row->items.at[k].next)
    if (row->items.at[k].type == PK_ITEM_CLASS && row->items.at[k].id == id) return true;
  return false;
}

/* The value that a table of words gives to one of the tokens of a slot. */
static bool class_value(const struct normal *n, const struct pk_filled *f, const char *name, int64_t *number, pk_str *text) {
  uint32_t id = pk_know_class(n->know, name);
  if (!f || !id || f->mention != UINT32_MAX) return false;
  for (uint32_t i = f->first; i < f->last; i++)
    if (pk_know_value(n->know, id, token(n, i)->word, number, text)) return true;
  return false;
}

/* ---- numbers ------------------------------------------------------------------------------------------------- */

/* The number a slot holds, in millionths: a constant, a NUMBER, figures, a word, or one for "et". */
static bool number_of(const struct normal *n, const struct pk_filled *f, int64_t *value) {
  if (!f) return false;
  if (f->constant.n) return pk_number_read(f->constant, value);
  const struct pk_mention *m = slot_mention(n, f);
  if (m) {
    if (m->kind != PK_NUMBER && m->kind != PK_ORDINAL) return false;
    *value = m->value.number;
    return true;
  }
  if (f->first >= f->last) return false;
  if (pk_number_scan(n->know, n->all->seg->text, n->all->seg->tokens, f->first, f->last, value)) return true;
  pk_str text;
  int64_t whole;
  if (class_value(n, f, "ordinal", &whole, &text)) {
    *value = whole * PK_ONE;
    return true;
  }
  *value = PK_ONE;
  return in_class(n, f->first, "one");
}

static bool whole_of(const struct normal *n, const struct pk_filled *f, int64_t *value) {
  int64_t v;
  if (!number_of(n, f, &v) || v % PK_ONE) return false;
  *value = v / PK_ONE;
  return true;
}

/* v millionths times a whole factor, in units of 1 / per; false when that is too much or no whole number. */
static bool times(int64_t v, int64_t factor, int64_t per, int64_t *out) {
  int64_t whole = v / PK_ONE, part = v % PK_ONE;
  if (factor < 1 || whole > INT64_C(1000000000000000) / factor) return false;
  int64_t rest = part * factor; /* below 1e6 times 1e12 */
  if (rest % (PK_ONE / per)) return false;
  *out = whole * factor * per + rest / (PK_ONE / per);
  return true;
}

/* ---- qualifiers ------------------------------------------------------------------------------------------------ */

static const struct { const char *name; uint8_t qualifier; } qualifiers[] = {
  {"about", PARTIKEL_QUALIFIER_ABOUT}, {"up_to", PARTIKEL_QUALIFIER_UP_TO}, {"at_least", PARTIKEL_QUALIFIER_AT_LEAST},
  {"target", PARTIKEL_QUALIFIER_TARGET}, {"exact", PARTIKEL_QUALIFIER_EXACT},
};

static uint8_t qualifier_of(const struct normal *n) {
  const struct pk_filled *f = slot(n, PK_SLOT_qualifier);
  if (!f) return PARTIKEL_QUALIFIER_EXACT;
  for (size_t k = 0; k < sizeof qualifiers / sizeof *qualifiers; k++) {
    if (f->constant.n ? pk_str_eq(f->constant, pk_str_of(qualifiers[k].name)) : f->first < f->last && begins(n, f->first, qualifiers[k].name))
      return qualifiers[k].qualifier;
  }
  return PARTIKEL_QUALIFIER_EXACT;
}

/* Is what the sentence says here planned and not yet done? A word of planning stands before in the same clause, or right behind. */
static bool planned(const struct normal *n) {
  const struct pk_segments *s = n->all->seg;
  const struct pk_sentence *sentence = &s->sentences[s->sentence_of[n->m->first]];
  uint32_t low = sentence->first + CLAUSE < n->m->first ? n->m->first - CLAUSE : sentence->first;
  for (uint32_t i = n->m->first; i-- > low;) {
    if (begins(n, i, "plan")) return true;
    if (in_class(n, i, "done")) return false;
    if (in_class(n, i, "clause") && i > low && token_text(n, i - 1).s[0] == ',') break;
  }
  for (uint32_t i = n->m->last; i < sentence->last && i < n->m->last + 4; i++) {
    if (begins(n, i, "plan_after")) return true;
    if (token(n, i)->is & PK_IS_MARK && i > n->m->last) break; /* a comma may follow at once: "de 50, der var ventet" */
  }
  return false;
}

/* ---- sums and counts --------------------------------------------------------------------------------------------- */

static bool amount(struct normal *n) {
  int64_t v, scale = 1, unused;
  pk_str text = {NULL, 0};
  struct pk_value *out = &n->m->value;
  if (!number_of(n, slot(n, PK_SLOT_number), &v)) return false;
  class_value(n, slot(n, PK_SLOT_scale), "scale", &scale, &text);
  if (!times(v, scale, 100, &out->number) || out->number <= 0) return false;
  out->has_number = true;
  const struct pk_filled *from = slot(n, PK_SLOT_from), *currency = slot(n, PK_SLOT_currency);
  out->has_from = number_of(n, from, &v) && times(v, scale, 100, &out->from) && out->from < out->number &&
                  out->number / 100 < out->from; /* in "3-400.000 kr." the 3 is short for more */
  out->qualifier = qualifier_of(n);
  if (currency && currency->constant.n) out->currency = currency->constant;
  else if (class_value(n, currency, "currency", &unused, &text)) out->currency = text;
  else out->currency = PK_LIT("DKK");
  return true;
}

/* Unit of a count that leaves its noun out ("ni af dem"): in the nearest sentence that has any, the count before it; else, where
 * the rule allows it, the first thing that can be counted, which is most often what the sentence is about. */
static bool earlier_unit(const struct normal *n, pk_span *unit) {
  const struct pk_segments *s = n->all->seg;
  uint32_t here = s->sentence_of[n->m->first], block = s->sentences[here].block;
  for (uint32_t back = 0; back <= BACK && back <= here; back++) {
    const struct pk_sentence *sentence = &s->sentences[here - back];
    if (sentence->block + 1 < block) return false;
    uint32_t last = back ? sentence->last : n->m->first, best = 0;
    for (uint32_t i = 0; i < n->all->at.n; i++) {
      const struct pk_mention *m = &n->all->at.at[i];
      if (m->kind != PK_FIGURE || m->value.hidden || m->first < sentence->first || m->last > last || m->first < best) continue;
      best = m->first;
      *unit = m->value.unit;
    }
    if (unit->end > unit->start) return true;
    if (!slot(n, PK_SLOT_value)) continue;
    for (uint32_t i = sentence->first; i < last; i++)
      if (in_class(n, i, "countable") || in_class(n, i, "countable_definite")) {
        *unit = token(n, i)->at;
        return true;
      }
  }
  return false;
}

static bool figure(struct normal *n) {
  int64_t v, scale = 1;
  pk_str text;
  struct pk_value *out = &n->m->value;
  const struct pk_filled *unit = slot(n, PK_SLOT_unit);
  if (!number_of(n, slot(n, PK_SLOT_number), &v)) return false;
  class_value(n, slot(n, PK_SLOT_scale), "scale", &scale, &text);
  if (!times(v, scale, 1, &out->number) || out->number < 1) return false;
  out->has_number = true;
  int64_t from;
  out->has_from = number_of(n, slot(n, PK_SLOT_from), &from) && times(from, scale, 1, &out->from);
  out->qualifier = qualifier_of(n);
  if (unit && unit->first < unit->last) {
    out->unit = (pk_span){token(n, unit->first)->at.start, token(n, unit->last - 1)->at.end};
    /* "tre kommuner" are about to be named; "op til ti kommuner" are counted */
    bool definite = n->m->first > 0 && in_class(n, n->m->first - 1, "definite");
    if (in_class(n, unit->last - 1, "nameable") && !slot(n, PK_SLOT_qualifier) && !out->has_from && out->number < (definite ? 2 * FEW : FEW)) return false;
  } else if (!earlier_unit(n, &out->unit)) {
    return false;
  }
  const struct pk_mention *number = slot_mention(n, slot(n, PK_SLOT_number));
  if (!slot(n, PK_SLOT_qualifier) && number && number->last - number->first == 3 && in_class(n, number->first + 1, "half"))
    out->qualifier = PARTIKEL_QUALIFIER_ABOUT; /* "et halvt hundrede" */
  if (out->qualifier == PARTIKEL_QUALIFIER_EXACT && planned(n)) out->qualifier = PARTIKEL_QUALIFIER_TARGET;
  return true;
}

static bool duration(struct normal *n) {
  int64_t v, unit = 0, months;
  pk_str text;
  struct pk_value *out = &n->m->value;
  if (class_value(n, slot(n, PK_SLOT_value), "duration", &months, &text)) {
    out->number = months;
  } else {
    if (!number_of(n, slot(n, PK_SLOT_number), &v) || !class_value(n, slot(n, PK_SLOT_unit), "duration_unit", &unit, &text)) return false;
    if (!times(v, unit, 1, &out->number)) return false;
    out->has_from = number_of(n, slot(n, PK_SLOT_from), &v) && times(v, unit, 1, &out->from) && out->from < out->number;
  }
  out->has_number = true;
  out->qualifier = qualifier_of(n);
  return out->number > 0 && out->number <= MAX_MONTHS;
}

/* ---- dates ---------------------------------------------------------------------------------------------------------- */

/* A year as it is written: four figures, or two behind an apostrophe or a first year of the same century. */
static int year_of(const struct normal *n, const struct pk_filled *f, int century) {
  if (!f || f->last != f->first + 1) return 0;
  pk_str t = token_text(n, f->first);
  int year = 0;
  for (size_t i = 0; i < t.n; i++) {
    if (t.s[i] < '0' || t.s[i] > '9') return 0;
    year = year * 10 + (t.s[i] - '0');
    if (i > 3) return 0;
  }
  if (t.n == 2 && century) return century / 100 * 100 + year;
  if (t.n == 2 && f->first > 0 && (token(n, f->first - 1)->is & PK_IS_QUOTE)) return year + (year < 60 ? 2000 : 1900);
  return t.n == 4 && year >= 1800 && year <= 2100 ? year : 0;
}

static int table_value(const struct normal *n, uint8_t which, const char *class_) {
  int64_t v = 0;
  pk_str text;
  return class_value(n, slot(n, which), class_, &v, &text) ? (int)v : 0;
}

/* Does the sentence speak of what has been (-1) or of what will be (1)? The word nearest to the mention says it, one of the
 * same clause before others. */
static int tense(const struct normal *n) {
  const struct pk_segments *s = n->all->seg;
  const struct pk_sentence *sentence = &s->sentences[s->sentence_of[n->m->first]];
  for (int wide = 0; wide < 2; wide++) {
    bool left = true, right = true;
    for (uint32_t step = 0; step < TENSE; step++) {
      uint32_t at[2] = {n->m->first - 1 - step, n->m->last + step};
      left = left && n->m->first > sentence->first + step && (wide || token_text(n, at[0]).s[0] != ',');
      right = right && at[1] < sentence->last && (wide || token_text(n, at[1]).s[0] != ',');
      for (int k = 0; k < 2; k++) {
        if (!(k ? right : left)) continue;
        if (in_class(n, at[k], "past")) return -1;
        if (in_class(n, at[k], "coming")) return 1;
      }
    }
  }
  return 0;
}

/* The year of a day, month or season that has none: the nearest to the article's date, on the side that the sentence's tense
 * says if that is less than ten months away. */
static bool fill_year(const struct normal *n, struct pk_date *d, int weekday) {
  static const uint8_t middle[4] = {4, 7, 10, 1};
  const struct pk_date *about = &n->article->published;
  if (d->year) return true;
  struct pk_date t = *d;
  if (d->month > 20) t.month = middle[d->month - 21];
  pk_date_nearest(&t, weekday, about);
  d->year = t.year;
  if (!d->year) return d->day != 0;
  if (weekday || !about->month) return true;
  int way = tense(n);
  int32_t now = pk_date_number(about->year, about->month, about->day ? about->day : 15);
  int32_t then = pk_date_number(t.year, t.month, t.day ? t.day : 15), month = d->day ? 0 : 31;
  if (way > 0 && then < now - month && then + 365 - now < FAR) d->year++;
  if (way < 0 && then > now + month && now + 365 - then < FAR) d->year--;
  if (!pk_date_valid(d)) d->year = t.year;
  return true;
}

static void add_months(struct pk_date *d, int64_t months) {
  int64_t all = (int64_t)d->year * 12 + d->month - 1 + months;
  d->year = (int16_t)(all / 12);
  d->month = (uint8_t)(all % 12 + 1);
}

/* "day-1", "year+1", "year-" with a number, "weekday+", "season-", "month-": against the article's date. False: it has none. */
static bool relative(const struct normal *n, pk_str code, int weekday, struct pk_date *d) {
  const struct pk_date *about = &n->article->published;
  size_t i = 0;
  while (i < code.n && code.s[i] != '+' && code.s[i] != '-') i++;
  pk_str unit = pk_str_part(code, 0, i);
  if (i == code.n || !about->year) return false;
  int64_t sign = code.s[i] == '-' ? -1 : 1, many = 0;
  bool given = i + 1 < code.n;
  for (i++; i < code.n; i++) many = many * 10 + (code.s[i] - '0');
  if (!given && !whole_of(n, slot(n, PK_SLOT_number), &many)) many = 0;
  if (many > 1000) return false;
  if (pk_str_eq(unit, PK_LIT("year"))) {
    if (many > 200 || (!given && many == 0)) return false;
    d->year = (int16_t)(about->year + sign * many);
    return true;
  }
  if (pk_str_eq(unit, PK_LIT("season"))) {
    static const uint8_t middle[4] = {4, 7, 10, 1};
    if (d->month < 21 || !about->month) return false;
    int32_t now = about->month, then = middle[d->month - 21];
    d->year = (int16_t)(about->year + (sign < 0 ? -(then >= now) : then <= now));
    return true;
  }
  if (!about->month) return false;
  if (pk_str_eq(unit, PK_LIT("month"))) {
    if (d->month) { /* the last or the next of that name */
      d->year = (int16_t)(about->year + (sign < 0 ? -(d->month >= about->month) : d->month <= about->month));
      return true;
    }
    if (!given && many == 0) return false;
    d->year = about->year;
    d->month = about->month;
    add_months(d, sign * many);
    return true;
  }
  if (!about->day) return false;
  int32_t day = pk_date_number(about->year, about->month, about->day);
  if (pk_str_eq(unit, PK_LIT("weekday"))) {
    if (!weekday) return false;
    int32_t step = (weekday - pk_date_weekday(about->year, about->month, about->day)) * (int32_t)sign;
    pk_date_from_number(day + (int32_t)sign * (step <= 0 ? step + 7 : step), d);
    return true;
  }
  if (!pk_str_eq(unit, PK_LIT("day")) || (!given && many == 0)) return false;
  pk_date_from_number(day + (int32_t)(sign * many), d);
  return true;
}

static bool date(struct normal *n) {
  struct pk_date d = PK_NO_DATE;
  const struct pk_mention *inner = slot_mention(n, slot(n, PK_SLOT_date));
  const struct pk_filled *year = slot(n, PK_SLOT_year), *code = slot(n, PK_SLOT_relative), *season = slot(n, PK_SLOT_season);
  int weekday = table_value(n, PK_SLOT_weekday, "weekday");
  int64_t day = 0;
  if (inner) {
    if (inner->kind != PK_DATE) return false;
    n->m->value = inner->value;
    d = inner->value.start;
    if (!weekday || !d.day || pk_filled_slot(n->all, inner, PK_SLOT_year) || !pk_filled_slot(n->all, inner, PK_SLOT_month)) {
      n->m->value.hidden = false;
      return true;
    }
    d.year = 0; /* the weekday may say which year */
  } else {
    d.month = (uint8_t)table_value(n, PK_SLOT_month, "month");
    if (season) d.month = (uint8_t)table_value(n, PK_SLOT_season, "season");
    if (slot(n, PK_SLOT_month) && !d.month) { /* "den 3/5" */
      if (!whole_of(n, slot(n, PK_SLOT_month), &day) || day < 1 || day > 12) return false;
      d.month = (uint8_t)day;
    }
    if (slot(n, PK_SLOT_day)) {
      if (!whole_of(n, slot(n, PK_SLOT_day), &day) || day < 1 || day > 31) return false;
      d.day = (uint8_t)day;
    }
    if (year && !code && !(d.year = (int16_t)year_of(n, year, 0))) return false;
  }
  if (code) {
    if (!relative(n, code->constant, weekday, &d)) return false;
    n->m->value.relative = true;
  }
  if (!d.year && !fill_year(n, &d, weekday)) return false;
  if (!pk_date_is(&d) || !pk_date_valid(&d)) return false;
  n->m->value.start = d;
  return true;
}

/* ---- periods ---------------------------------------------------------------------------------------------------------- */

/* One end of a period: a DATE, a year, a month or a day of the other end's month. *sure: its year is written. */
static bool end_of(const struct normal *n, uint8_t which, int century, struct pk_date *d, bool *sure) {
  const struct pk_filled *f = slot(n, which);
  const struct pk_mention *m = slot_mention(n, f);
  int64_t v;
  pk_str text;
  *sure = true;
  if (m && m->kind == PK_DATE) {
    *d = m->value.start;
    if (pk_filled_slot(n->all, m, PK_SLOT_month) && !pk_filled_slot(n->all, m, PK_SLOT_year) && !m->value.relative) *sure = false;
    return true;
  }
  if ((d->year = (int16_t)year_of(n, f, century))) return true;
  *sure = false;
  if (class_value(n, f, "month", &v, &text) || class_value(n, f, "season", &v, &text)) {
    d->month = (uint8_t)v;
    return true;
  }
  if (!whole_of(n, f, &v) || v < 1 || v > 31) return false;
  d->day = (uint8_t)v;
  return true;
}

static int32_t place(const struct pk_date *d) {
  static const uint8_t middle[4] = {4, 7, 10, 1};
  int month = d->month > 20 ? middle[d->month - 21] : d->month;
  return d->year * 400 + month * 32 + d->day;
}

static bool period(struct normal *n) {
  struct pk_date a = PK_NO_DATE, b = PK_NO_DATE;
  bool has_a = slot(n, PK_SLOT_start) != NULL, has_b = slot(n, PK_SLOT_end) != NULL, sure_a = true, sure_b = true;
  if (has_a && !end_of(n, PK_SLOT_start, 0, &a, &sure_a)) return false;
  if (has_b && !end_of(n, PK_SLOT_end, has_a && sure_a && !a.month ? a.year : 0, &b, &sure_b)) return false;
  if (has_a && has_b) {
    if (a.day && !a.month) a.month = b.month, a.year = b.year, sure_a = true;
    if (!sure_a && sure_b) {
      a.year = b.year;
      if (b.month && place(&a) > place(&b)) a.year--;
    } else if (!sure_b && sure_a) {
      b.year = a.year;
      if (place(&b) < place(&a)) b.year++;
    } else if (!sure_a) {
      if ((!a.year && !fill_year(n, &a, 0)) || (!b.year && !fill_year(n, &b, 0))) return false;
      if (a.year && b.year && place(&b) < place(&a)) b.year++;
    }
    if (a.year && b.year && (a.month == 0) == (b.month == 0) ? place(&b) < place(&a) : b.year < a.year) return false;
  } else if (has_a ? !a.year && !fill_year(n, &a, 0) : !b.year && !fill_year(n, &b, 0)) {
    return false;
  }
  if ((has_a && (!pk_date_is(&a) || !pk_date_valid(&a))) || (has_b && (!pk_date_is(&b) || !pk_date_valid(&b)))) return false;
  n->m->value.start = a;
  n->m->value.end = b;
  return has_a || has_b;
}

/* ---- times -------------------------------------------------------------------------------------------------------------- */

/* "19", "19.30", "7": hour and minute of figures as they are written. */
static bool clock_of(const struct normal *n, const struct pk_filled *hour, const struct pk_filled *minute, struct pk_date *out) {
  const struct pk_mention *m = slot_mention(n, hour);
  int64_t h = 0, min = 0;
  if (!hour) return false;
  if (m && m->kind == PK_TIME) {
    out->hour = m->value.start.hour;
    out->minute = m->value.start.minute;
    return true;
  }
  pk_str t = hour->constant.n ? hour->constant : hour->first < hour->last ? token_text(n, hour->first) : (pk_str){"", 0};
  size_t i = 0;
  while (i < t.n && i < 3 && t.s[i] >= '0' && t.s[i] <= '9') h = h * 10 + (t.s[i++] - '0');
  if (i == 0) {
    if (!whole_of(n, hour, &h)) return false;
  } else if (i < t.n) {
    if ((t.s[i] != '.' && t.s[i] != ',') || t.n - i != 3) return false;
    min = (t.s[i + 1] - '0') * 10 + (t.s[i + 2] - '0');
  }
  if (minute && !whole_of(n, minute, &min)) return false;
  if (h > 24 || min > 59 || h < 0 || min < 0) return false;
  out->hour = (int8_t)h;
  out->minute = (int8_t)min;
  return true;
}

static bool clock_time(struct normal *n) {
  struct pk_date d = PK_NO_DATE;
  if (!clock_of(n, slot(n, PK_SLOT_hour), slot(n, PK_SLOT_minute), &d)) return false;
  n->m->value.start = d;
  n->m->value.number = d.hour * 60 + d.minute;
  n->m->value.has_number = true;
  return true;
}

static bool hours(struct normal *n) {
  struct pk_date a = PK_NO_DATE, b = PK_NO_DATE;
  if (!clock_of(n, slot(n, PK_SLOT_start), NULL, &a) || !clock_of(n, slot(n, PK_SLOT_end), NULL, &b)) return false;
  n->m->value.start = a;
  n->m->value.end = b;
  n->m->value.number = a.hour * 60 + a.minute;
  n->m->value.has_number = true;
  return true;
}

static bool moment(struct normal *n) {
  const struct pk_mention *day = slot_mention(n, slot(n, PK_SLOT_date)), *at = slot_mention(n, slot(n, PK_SLOT_time));
  if (!day || day->kind != PK_DATE || !at) return false;
  n->m->value = day->value;
  n->m->value.hidden = false;
  n->m->value.start.hour = at->value.start.hour;
  n->m->value.start.minute = at->value.start.minute;
  n->m->value.end = at->value.end;
  return true;
}

bool pk_normalise(const struct pk_know *know, const struct pk_article *article, struct pk_mentions *all, struct pk_mention *m) {
  struct normal n = {know, article, all, m};
  switch (m->kind) {
  case PK_AMOUNT: return amount(&n);
  case PK_FIGURE: return figure(&n);
  case PK_DURATION: return duration(&n);
  case PK_DATE: return date(&n);
  case PK_PERIOD: return period(&n);
  case PK_TIME: return clock_time(&n);
  case PK_HOURS: return hours(&n);
  case PK_MOMENT: return moment(&n);
  case PK_ORDINAL:
    m->value.has_number = number_of(&n, slot(&n, PK_SLOT_number), &m->value.number);
    return m->value.has_number;
  case PK_RATIO:
    m->value.has_number = number_of(&n, slot(&n, PK_SLOT_number), &m->value.number);
    return true;
  default: return true;
  }
}
