/* normalise_time: dates (also relative ones and those without a year), periods and times of day from the slots of a mention. */
#include "normalise.h"

#define FAR 300          /* days; a date without a year is nearer */
#define TENSE 12         /* tokens on either side that may show a sentence's tense */

/* ---- dates ---------------------------------------------------------------------------------------------------------- */

/* A year as it is written: four figures, or two behind an apostrophe or a first year of the same century. */
static int year_of(const struct pk_normal *n, const struct pk_filled *f, int century) {
  if (!f || f->last != f->first + 1) return 0;
  pk_str t = pk_normal_token_text(n, f->first);
  int year = 0;
  for (size_t i = 0; i < t.n; i++) {
    if (t.s[i] < '0' || t.s[i] > '9') return 0;
    year = year * 10 + (t.s[i] - '0');
    if (i > 3) return 0;
  }
  if (t.n == 2 && century) return century / 100 * 100 + year;
  if (t.n == 2 && f->first > 0 && (pk_normal_token(n, f->first - 1)->is & PK_IS_QUOTE)) return year + (year < 60 ? 2000 : 1900);
  return t.n == 4 && year >= 1800 && year <= 2100 ? year : 0;
}

/* What a table of words says of a slot's word: a month, season or day of the week; 0 if nothing, or a number that is none. */
static int table_value(const struct pk_normal *n, uint8_t which, const char *class_, int low, int high) {
  int64_t v = 0;
  pk_str text;
  return pk_normal_class_value(n, pk_normal_slot(n, which), class_, &v, &text) && v >= low && v <= high ? (int)v : 0;
}
static int month_of(const struct pk_normal *n, uint8_t which) { return table_value(n, which, "month", 1, 12); }
static int season_of(const struct pk_normal *n, uint8_t which) { return table_value(n, which, "season", 21, 24); }

/* Does the sentence speak of what has been (-1) or of what will be (1)? The word nearest to the mention says it, one of the
 * same clause before others. */
static int tense(const struct pk_normal *n) {
  const struct pk_segments *s = n->all->seg;
  const struct pk_sentence *sentence = &s->sentences[s->sentence_of[n->m->first]];
  for (int wide = 0; wide < 2; wide++) {
    bool left = true, right = true;
    for (uint32_t step = 0; step < TENSE; step++) {
      uint32_t at[2] = {n->m->first - 1 - step, n->m->last + step};
      left = left && n->m->first > sentence->first + step && (wide || pk_normal_token_text(n, at[0]).s[0] != ',');
      right = right && at[1] < sentence->last && (wide || pk_normal_token_text(n, at[1]).s[0] != ',');
      for (int k = 0; k < 2; k++) {
        if (!(k ? right : left)) continue;
        if (pk_normal_in_class(n, at[k], "past")) return -1;
        if (pk_normal_in_class(n, at[k], "coming")) return 1;
      }
    }
  }
  return 0;
}

/* The year of a day, month or season that has none: the nearest to the article's date, on the side that the sentence's tense
 * says if that is less than ten months away. */
static bool fill_year(const struct pk_normal *n, struct pk_date *d, int weekday) {
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
static bool relative(const struct pk_normal *n, pk_str code, int weekday, struct pk_date *d) {
  const struct pk_date *about = &n->article->published;
  size_t i = 0;
  while (i < code.n && code.s[i] != '+' && code.s[i] != '-') i++;
  pk_str unit = pk_str_part(code, 0, i);
  if (i == code.n || !about->year) return false;
  int64_t sign = code.s[i] == '-' ? -1 : 1, many = 0;
  bool given = i + 1 < code.n;
  for (i++; i < code.n; i++) {
    if (code.s[i] < '0' || code.s[i] > '9' || many > 1000) return false;
    many = many * 10 + (code.s[i] - '0');
  }
  if (!given && !pk_normal_whole_of(n, pk_normal_slot(n, PK_SLOT_number), &many)) many = 0;
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

bool pk_normal_date(struct pk_normal *n) {
  struct pk_date d = PK_NO_DATE;
  const struct pk_mention *inner = pk_normal_slot_mention(n, pk_normal_slot(n, PK_SLOT_date));
  const struct pk_filled *year = pk_normal_slot(n, PK_SLOT_year), *code = pk_normal_slot(n, PK_SLOT_relative), *season = pk_normal_slot(n, PK_SLOT_season);
  int weekday = table_value(n, PK_SLOT_weekday, "weekday", 1, 7);
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
    d.month = (uint8_t)month_of(n, PK_SLOT_month);
    if (season) d.month = (uint8_t)season_of(n, PK_SLOT_season);
    if (pk_normal_slot(n, PK_SLOT_month) && !d.month) { /* "den 3/5" */
      if (!pk_normal_whole_of(n, pk_normal_slot(n, PK_SLOT_month), &day) || day < 1 || day > 12) return false;
      d.month = (uint8_t)day;
    }
    if (pk_normal_slot(n, PK_SLOT_day)) {
      if (!pk_normal_whole_of(n, pk_normal_slot(n, PK_SLOT_day), &day) || day < 1 || day > 31) return false;
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
static bool end_of(const struct pk_normal *n, uint8_t which, int century, struct pk_date *d, bool *sure) {
  const struct pk_filled *f = pk_normal_slot(n, which);
  const struct pk_mention *m = pk_normal_slot_mention(n, f);
  int64_t v;
  *sure = true;
  if (m && m->kind == PK_DATE) {
    *d = m->value.start;
    if (pk_filled_slot(n->all, m, PK_SLOT_month) && !pk_filled_slot(n->all, m, PK_SLOT_year) && !m->value.relative) *sure = false;
    return true;
  }
  if ((d->year = (int16_t)year_of(n, f, century))) return true;
  *sure = false;
  if ((d->month = (uint8_t)month_of(n, which)) || (d->month = (uint8_t)season_of(n, which))) return true;
  if (!pk_normal_whole_of(n, f, &v) || v < 1 || v > 31) return false;
  d->day = (uint8_t)v;
  return true;
}

static int32_t place(const struct pk_date *d) {
  static const uint8_t middle[4] = {4, 7, 10, 1};
  int month = d->month > 20 ? middle[d->month - 21] : d->month;
  return d->year * 400 + month * 32 + d->day;
}

bool pk_normal_period(struct pk_normal *n) {
  struct pk_date a = PK_NO_DATE, b = PK_NO_DATE;
  bool has_a = pk_normal_slot(n, PK_SLOT_start) != NULL, has_b = pk_normal_slot(n, PK_SLOT_end) != NULL, sure_a = true, sure_b = true;
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
static bool clock_of(const struct pk_normal *n, const struct pk_filled *hour, const struct pk_filled *minute, struct pk_date *out) {
  const struct pk_mention *m = pk_normal_slot_mention(n, hour);
  int64_t h = 0, min = 0;
  if (!hour) return false;
  if (m && m->kind == PK_TIME) {
    out->hour = m->value.start.hour;
    out->minute = m->value.start.minute;
    return true;
  }
  pk_str t = hour->constant.n ? hour->constant : hour->first < hour->last ? pk_normal_token_text(n, hour->first) : (pk_str){"", 0};
  size_t i = 0;
  while (i < t.n && i < 3 && t.s[i] >= '0' && t.s[i] <= '9') h = h * 10 + (t.s[i++] - '0');
  if (i == 0) {
    if (!pk_normal_whole_of(n, hour, &h)) return false;
  } else if (i < t.n) {
    if ((t.s[i] != '.' && t.s[i] != ',') || t.n - i != 3) return false;
    min = (t.s[i + 1] - '0') * 10 + (t.s[i + 2] - '0');
  }
  if (minute && !pk_normal_whole_of(n, minute, &min)) return false;
  if (h > 24 || min > 59 || h < 0 || min < 0) return false;
  out->hour = (int8_t)h;
  out->minute = (int8_t)min;
  return true;
}

bool pk_normal_clock_time(struct pk_normal *n) {
  struct pk_date d = PK_NO_DATE;
  if (!clock_of(n, pk_normal_slot(n, PK_SLOT_hour), pk_normal_slot(n, PK_SLOT_minute), &d)) return false;
  n->m->value.start = d;
  n->m->value.number = d.hour * 60 + d.minute;
  n->m->value.has_number = true;
  return true;
}

bool pk_normal_hours(struct pk_normal *n) {
  struct pk_date a = PK_NO_DATE, b = PK_NO_DATE;
  if (!clock_of(n, pk_normal_slot(n, PK_SLOT_start), NULL, &a) || !clock_of(n, pk_normal_slot(n, PK_SLOT_end), NULL, &b)) return false;
  n->m->value.start = a;
  n->m->value.end = b;
  n->m->value.number = a.hour * 60 + a.minute;
  n->m->value.has_number = true;
  return true;
}

bool pk_normal_moment(struct pk_normal *n) {
  const struct pk_mention *day = pk_normal_slot_mention(n, pk_normal_slot(n, PK_SLOT_date)), *at = pk_normal_slot_mention(n, pk_normal_slot(n, PK_SLOT_time));
  if (!day || day->kind != PK_DATE || !at) return false;
  n->m->value = day->value;
  n->m->value.hidden = false;
  n->m->value.start.hour = at->value.start.hour;
  n->m->value.start.minute = at->value.start.minute;
  n->m->value.end = at->value.end;
  return true;
}
