/* calendar: dates and times: Gregorian arithmetic, EDTF in and out, and written Danish dates ("1. JUN 2012 8.52"). */
#include "values.h"

/* ---- arithmetic ------------------------------------------------------------------------------------------- */

static bool is_leap(int year) { return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0; }

static int days_of_month(int year, int month) {
  static const uint8_t days[12] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  if (month < 1 || month > 12) return 0;
  return days[month - 1] + (month == 2 && (year == 0 || is_leap(year)));
}

/* Years begin in March here, so that the leap day is the last of its year. */
int32_t pk_date_number(int year, int month, int day) {
  int32_t y = year - (month <= 2);
  int32_t era = (y >= 0 ? y : y - 399) / 400;
  int32_t of_era = y - era * 400;
  int32_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

void pk_date_from_number(int32_t days, struct pk_date *out) {
  int32_t z = days + 719468;
  int32_t era = (z >= 0 ? z : z - 146096) / 146097;
  int32_t in_era = z - era * 146097;
  int32_t of_era = (in_era - in_era / 1460 + in_era / 36524 - in_era / 146096) / 365;
  int32_t of_year = in_era - (365 * of_era + of_era / 4 - of_era / 100);
  int32_t m = (5 * of_year + 2) / 153;
  out->day = (uint8_t)(of_year - (153 * m + 2) / 5 + 1);
  out->month = (uint8_t)(m < 10 ? m + 3 : m - 9);
  out->year = (int16_t)(of_era + era * 400 + (out->month <= 2));
}

int pk_date_weekday(int year, int month, int day) {
  int32_t n = (pk_date_number(year, month, day) + 3) % 7; /* 1970-01-01 was a Thursday */
  return (int)(n < 0 ? n + 7 : n) + 1;
}

bool pk_date_is(const struct pk_date *d) { return d->year != 0 || d->month != 0 || d->day != 0; }

bool pk_date_valid(const struct pk_date *d) {
  if (d->year < 0 || d->year > 9999 || d->hour > 24 || d->minute > 59 || d->second > 60) return false;
  if (d->month == 0) return d->day == 0;
  if (d->month >= 21 && d->month <= 24) return d->day == 0;
  return d->month <= 12 && d->day <= days_of_month(d->year, d->month);
}

static int32_t distance(const struct pk_date *d, int year, const struct pk_date *about) {
  int32_t a = pk_date_number(year, d->month, d->day ? d->day : 15);
  int32_t b = pk_date_number(about->year, about->month ? about->month : 7, about->day ? about->day : 15);
  return a < b ? b - a : a - b;
}

void pk_date_nearest(struct pk_date *d, int weekday, const struct pk_date *about) {
  if (d->year != 0 || about->year == 0 || d->month < 1 || d->month > 12) return;
  /* The weekday decides between last year, this and next; where none fits it is a misprint and says nothing. */
  int best = 0;
  for (int strict = weekday && d->day; strict >= 0 && best == 0; strict--) {
    int reach = about->month || strict ? 1 : 0;
    for (int year = about->year - reach; year <= about->year + reach; year++) {
      if (year < 1 || d->day > days_of_month(year, d->month)) continue;
      if (strict && pk_date_weekday(year, d->month, d->day) != weekday) continue;
      if (best == 0 || distance(d, year, about) < distance(d, best, about)) best = year;
    }
  }
  d->year = (int16_t)best;
}

/* ---- EDTF ----------------------------------------------------------------------------------------------------- */

static size_t put_digits(char *out, size_t n, int value, int digits) {
  for (int i = digits; i > 0; i--, value /= 10) out[n + (size_t)i - 1] = (char)('0' + value % 10);
  return n + (size_t)digits;
}

void pk_date_edtf(const struct pk_date *d, char out[32]) {
  size_t n = 0;
  if (d->year > 0) n = put_digits(out, n, d->year, 4);
  else { memcpy(out, "XXXX", 4); n = 4; }
  if (d->month) {
    out[n++] = '-';
    n = put_digits(out, n, d->month, 2);
    if (d->day) {
      out[n++] = '-';
      n = put_digits(out, n, d->day, 2);
      if (d->hour >= 0) {
        out[n++] = 'T';
        n = put_digits(out, n, d->hour, 2);
        out[n++] = ':';
        n = put_digits(out, n, d->minute > 0 ? d->minute : 0, 2);
        if (d->second >= 0) {
          out[n++] = ':';
          n = put_digits(out, n, d->second, 2);
        }
        for (size_t i = 0; i < sizeof d->zone && d->zone[i]; i++) out[n++] = d->zone[i];
      }
    }
  }
  out[n] = 0;
}

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

/* Exactly `digits` digits at s[*i]; -1 when there are fewer. */
static int take_digits(pk_str t, size_t *i, int digits) {
  int value = 0;
  if (t.n - *i < (size_t)digits) return -1;
  for (int k = 0; k < digits; k++) {
    if (!is_digit(t.s[*i + (size_t)k])) return -1;
    value = value * 10 + (t.s[*i + (size_t)k] - '0');
  }
  *i += (size_t)digits;
  return value;
}

static bool take(pk_str t, size_t *i, char c) {
  if (*i >= t.n || t.s[*i] != c) return false;
  ++*i;
  return true;
}

/* "T10:12:00.000+02:00" or with a blank for the T. The end of t, or the time is none. */
static bool parse_time(pk_str t, size_t i, struct pk_date *d) {
  if (!take(t, &i, 'T') && !take(t, &i, 't') && !take(t, &i, ' ')) return false;
  int hour = take_digits(t, &i, 2);
  bool colon = take(t, &i, ':');
  int minute = take_digits(t, &i, 2);
  if (hour < 0 || hour > 24 || minute < 0 || minute > 59) return false;
  d->hour = (int8_t)hour;
  d->minute = (int8_t)minute;
  if (colon ? take(t, &i, ':') : i < t.n && is_digit(t.s[i])) {
    int second = take_digits(t, &i, 2);
    if (second < 0 || second > 60) return false;
    d->second = (int8_t)second;
    if (take(t, &i, '.') || take(t, &i, ','))
      while (i < t.n && is_digit(t.s[i])) i++;
  }
  take(t, &i, ' ');
  if (take(t, &i, 'Z') || take(t, &i, 'z')) memcpy(d->zone, "Z", 2);
  else if (i < t.n && (t.s[i] == '+' || t.s[i] == '-')) {
    char sign = t.s[i++];
    int h = take_digits(t, &i, 2);
    take(t, &i, ':');
    int m = i < t.n ? take_digits(t, &i, 2) : 0;
    if (h < 0 || h > 14 || m < 0 || m > 59) return false;
    d->zone[0] = sign;
    put_digits(d->zone, 1, h, 2);
    d->zone[3] = ':';
    put_digits(d->zone, 4, m, 2);
    return i == t.n;
  }
  return i == t.n;
}

bool pk_date_parse(pk_str text, struct pk_date *out) {
  struct pk_date d = PK_NO_DATE;
  pk_str t = pk_str_trim(text);
  size_t i = 0;
  if (pk_str_starts(t, PK_LIT("XXXX"))) i = 4;
  else {
    int year = take_digits(t, &i, 4);
    if (year <= 0) return false;
    d.year = (int16_t)year;
  }
  if (i < t.n) {
    bool dash = take(t, &i, '-');
    int month = take_digits(t, &i, 2);
    if (month < 1) return false;
    d.month = (uint8_t)month;
    if (i < t.n && (dash ? take(t, &i, '-') : true)) {
      int day = take_digits(t, &i, 2);
      if (day < 1) return false;
      d.day = (uint8_t)day;
      if (i < t.n && !parse_time(t, i, &d)) return false;
    } else if (!dash || i < t.n) {
      return false; /* 201206 is more likely a number */
    }
  }
  if (!pk_date_is(&d) || !pk_date_valid(&d)) return false;
  *out = d;
  return true;
}

/* ---- written dates ---------------------------------------------------------------------------------------------- */

/* Blanks of all sorts, and the signs that stand between a date and its time. */
static size_t skip(pk_str t, size_t i, const char *signs) {
  while (i < t.n) {
    size_t next = i;
    uint32_t cp = pk_utf8_next(t.s, t.n, &next);
    if (!pk_cp_space(cp) && !(cp < 128 && cp > 32 && strchr(signs, (int)cp)) && !(cp == 0xB7 && *signs)) break;
    i = next;
  }
  return i;
}

/* The word at t[i] as id; *end is behind it and behind its dot. 0: no word that is known. */
static uint32_t word_at(const struct pk_know *know, pk_str t, size_t i, size_t *end) {
  size_t k = i;
  while (k < t.n) {
    size_t next = k;
    if (!pk_cp_letter(pk_utf8_next(t.s, t.n, &next))) break;
    k = next;
  }
  *end = k;
  if (k == i || k - i > PK_MAX_WORD) return 0;
  char folded[PK_MAX_WORD];
  size_t n = pk_token_fold(pk_str_part(t, i, k), folded, sizeof folded);
  take(t, end, '.');
  return pk_know_word(know, (pk_str){folded, n});
}

static bool word_value(const struct pk_know *know, const char *class_, int low, int high, pk_str t, size_t i, size_t *end, int *value) {
  int64_t number;
  pk_str as_text;
  uint32_t word = word_at(know, t, i, end), id = pk_know_class(know, class_);
  if (!word || !id || !pk_know_value(know, id, word, &number, &as_text) || number < low || number > high) return false;
  *value = (int)number;
  return true;
}

static bool word_in(const struct pk_know *know, const char *class_, pk_str t, size_t i, size_t *end) {
  uint32_t word = word_at(know, t, i, end), id = pk_know_class(know, class_);
  char folded[PK_MAX_WORD];
  if (!word || !id) return false;
  size_t n = pk_token_fold(pk_str_trim(pk_str_part(t, i, *end)), folded, sizeof folded);
  return pk_know_in(know, pk_know_set(know, word, (pk_str){folded, n}), id);
}

/* One or two digits that are not part of a longer number. */
static int take_small(pk_str t, size_t *i) {
  size_t k = *i;
  int value = 0;
  while (k < t.n && is_digit(t.s[k]) && k - *i < 3) value = value * 10 + (t.s[k++] - '0');
  if (k == *i || k - *i > 2) return -1;
  *i = k;
  return value;
}

/* A year: four digits, not part of a longer number; with `short_too` two digits, 00-79 of this century. */
static int take_year(pk_str t, size_t *i, bool short_too) {
  size_t k = *i;
  int year = take_digits(t, &k, 4);
  if (year < 0 && short_too) {
    k = *i;
    year = take_digits(t, &k, 2);
    if (year >= 0) year += year < 80 ? 2000 : 1900;
  }
  if (year < 1000 || year > 2999 || (k < t.n && is_digit(t.s[k]))) return -1;
  *i = k;
  return year;
}

/* "kl. 13:47", "8.52", "| 10:30", "T10:12"; after the clock word also "kl. 8". Returns where it ends, i if there is none. */
static size_t scan_time(const struct pk_know *know, pk_str t, size_t i, struct pk_date *d) {
  size_t k = skip(t, i, ",|-"), end;
  if (k == i && !(k < t.n && t.s[k] == 'T')) return i;
  take(t, &k, 'T');
  bool named = word_in(know, "clock", t, k, &end);
  if (named) k = skip(t, end, ":");
  int hour = take_small(t, &k), minute = 0, second = -1;
  if (hour < 0 || hour > 24) return i;
  if (k + 1 < t.n && (t.s[k] == '.' || t.s[k] == ':') && is_digit(t.s[k + 1])) {
    k++;
    minute = take_digits(t, &k, 2);
    if (minute < 0 || minute > 59 || (k < t.n && is_digit(t.s[k]))) return i;
    size_t s = k;
    if (take(t, &s, ':') && (second = take_digits(t, &s, 2)) >= 0 && second <= 60) k = s;
    else second = -1;
  } else if (!named) {
    return i;
  }
  d->hour = (int8_t)hour;
  d->minute = (int8_t)minute;
  d->second = (int8_t)second;
  return k;
}

size_t pk_date_figures(pk_str t, size_t i, struct pk_date *d) {
  size_t k = i;
  int year = take_year(t, &k, false);
  if (year > 0 && k < t.n && (t.s[k] == '-' || t.s[k] == '/' || t.s[k] == '.')) {
    char sign = t.s[k++];
    int month = take_small(t, &k);
    if (month < 1 || !take(t, &k, sign)) return i;
    int day = take_small(t, &k);
    if (day < 1) return i;
    d->year = (int16_t)year, d->month = (uint8_t)month, d->day = (uint8_t)day;
    return k;
  }
  k = i;
  int day = take_small(t, &k);
  if (day < 1 || k >= t.n || (t.s[k] != '-' && t.s[k] != '/' && t.s[k] != '.')) return i;
  char sign = t.s[k++];
  if (sign == '.') k = skip(t, k, "");
  int month = take_small(t, &k);
  if (month < 1 || month > 12) return i;
  size_t after = k;
  if (k < t.n && (t.s[k] == sign || t.s[k] == '-' || t.s[k] == '.')) k++;
  k = skip(t, k, "");
  year = take_year(t, &k, true);
  if (year < 0 && sign != '/') return i; /* 3.5 is a number, 3/5 a date */
  if (year < 0) k = after;
  d->year = (int16_t)(year < 0 ? 0 : year), d->month = (uint8_t)month, d->day = (uint8_t)day;
  return k;
}

/* "1. JUN 2012", "13. september", "juni 2006", "forår 2017". Returns where it ends, i if there is none. */
static size_t scan_words(const struct pk_know *know, pk_str t, size_t i, struct pk_date *d) {
  size_t k = i, end;
  int month, year, day = take_small(t, &k);
  if (day >= 0) {
    take(t, &k, '.');
    k = skip(t, k, "-");
    if (day < 1 || day > 31 || !word_value(know, "month", 1, 12, t, k, &end, &month)) return i;
    d->day = (uint8_t)day, d->month = (uint8_t)month;
    k = end;
    size_t y = skip(t, end, "-,");
    take(t, &y, '\'');
    if ((year = take_year(t, &y, y > 0 && t.s[y - 1] == '\'')) > 0) d->year = (int16_t)year, k = y;
    else if (k > i && t.s[k - 1] == '.' && (k == t.n || t.s[k] == '\n')) k--; /* the sentence's dot */
    return k;
  }
  if (!word_value(know, "month", 1, 12, t, i, &end, &month) && !word_value(know, "season", 21, 24, t, i, &end, &month)) return i;
  k = skip(t, end, "-,");
  size_t y = k;
  if ((year = take_year(t, &y, false)) > 0) {
    d->month = (uint8_t)month, d->year = (int16_t)year;
    return y;
  }
  /* "Jun 1, 2012" of English page furniture */
  if (month <= 12 && (day = take_small(t, &y)) > 0 && day <= 31) {
    y = skip(t, y, ",");
    if ((year = take_year(t, &y, false)) > 0) {
      d->month = (uint8_t)month, d->year = (int16_t)year, d->day = (uint8_t)day;
      return y;
    }
  }
  return i;
}

bool pk_date_scan(const struct pk_know *know, pk_str text, struct pk_date *out, size_t *used) {
  struct pk_date d = PK_NO_DATE;
  size_t i = skip(text, 0, ""), end;
  int weekday = 0;
  if (word_value(know, "weekday", 1, 7, text, i, &end, &weekday)) i = skip(text, end, ",-|");
  if (word_in(know, "date_lead", text, i, &end)) i = skip(text, end, "");
  end = pk_date_figures(text, i, &d);
  if (end == i) end = scan_words(know, text, i, &d);
  if (end == i || !pk_date_valid(&d)) return false;
  if (d.day) end = scan_time(know, text, end, &d);
  if (!pk_date_valid(&d)) return false;
  *out = d;
  *used = end;
  return true;
}
