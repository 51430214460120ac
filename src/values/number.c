/* number: numbers in figures and in words become millionths. The words stand in data/words. */
#include "values.h"

#define TOP INT64_C(1000000000000) /* greatest number that is read: millionths of it and a multiplier still fit */

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

/* ---- figures --------------------------------------------------------------------------------------------- */

static const struct { char bytes[3]; int32_t value; } fractions[] = {
  {{'\xC2', '\xBC', 0}, 250000}, {{'\xC2', '\xBD', 0}, 500000}, {{'\xC2', '\xBE', 0}, 750000}, /* ¼ ½ ¾ */
};

static bool take_fraction(pk_str t, size_t *i, int64_t *value) {
  for (size_t k = 0; k < sizeof fractions / sizeof *fractions; k++)
    if (t.n - *i >= 2 && memcmp(t.s + *i, fractions[k].bytes, 2) == 0) {
      *value += fractions[k].value;
      *i += 2;
      return true;
    }
  return false;
}

/* Are s[i..] groups of exactly three digits, each led by `sign`, up to the end or to `stop`? Their number; 0 if not. */
static size_t groups(pk_str t, size_t i, char sign, char stop, size_t *end) {
  size_t n = 0;
  while (i < t.n && t.s[i] == sign) {
    size_t k = i + 1;
    while (k < t.n && is_digit(t.s[k])) k++;
    if (k - i != 4) return 0;
    i = k;
    n++;
  }
  *end = i;
  return i == t.n || t.s[i] == stop ? n : 0;
}

/* "1.250.000", "10,7", "2.5", "1,250,000.50", "1½". The dot before three digits is a thousands sign, as Danes write it. */
static bool read_figures(pk_str t, int64_t *value) {
  int64_t whole = 0, part = 0;
  size_t i = 0, end = 0, digits;
  while (i < t.n && is_digit(t.s[i])) {
    whole = whole * 10 + (t.s[i++] - '0');
    if (whole > TOP) return false;
  }
  digits = i;
  if (digits > 0 && digits <= 3 && t.s[0] != '0' && i < t.n) {
    char sign = t.s[i], other = sign == '.' ? ',' : '.';
    size_t n = sign == '.' || sign == ',' ? groups(t, i, sign, other, &end) : 0;
    if (sign == ',' && n < 2) n = 0; /* 1,250 is one and a quarter */
    for (size_t g = 0; g < n; g++, i += 4) {
      whole = whole * 1000 + (t.s[i + 1] - '0') * 100 + (t.s[i + 2] - '0') * 10 + (t.s[i + 3] - '0');
      if (whole > TOP) return false;
    }
  }
  if (i < t.n && digits > 0 && (t.s[i] == ',' || t.s[i] == '.')) {
    int64_t unit = PK_ONE / 10;
    size_t from = ++i;
    for (; i < t.n && is_digit(t.s[i]); i++, unit /= 10) part += (t.s[i] - '0') * unit;
    if (i == from) return false;
  }
  if (i < t.n && !take_fraction(t, &i, &part)) return false;
  if (i < t.n || i == 0) return false; /* 01.08.2019 is a date */
  *value = whole * PK_ONE + part;
  return true;
}

/* A decimal of the knowledge ("1,5"). */
static bool read_value(bool known, int64_t number, pk_str text, int64_t *value) {
  if (!known) return false;
  if (text.n && read_figures(text, value)) return true;
  *value = number * PK_ONE;
  return number > 0;
}

/* ---- words ------------------------------------------------------------------------------------------------- */

struct words { const struct pk_know *know; pk_str text; const struct pk_token *tokens; uint32_t end; };

static bool in_class(const struct words *w, uint32_t i, const char *name) {
  if (i >= w->end || !w->tokens[i].set) return false;
  uint32_t id = pk_know_class(w->know, name);
  return id && pk_know_in(w->know, w->tokens[i].set, id);
}

static bool value_in(const struct words *w, uint32_t i, const char *name, int64_t *value) {
  if (i >= w->end || !w->tokens[i].word) return false;
  uint32_t id = pk_know_class(w->know, name);
  int64_t number = 0;
  pk_str text = {NULL, 0};
  return id && read_value(pk_know_value(w->know, id, w->tokens[i].word, &number, &text), number, text, value);
}

/* "en halv snes", "et halvt hundrede", "en halv million": the half and what it halves. */
static bool half_of(const struct words *w, uint32_t i, uint32_t *took, int64_t *value) {
  int64_t many;
  uint32_t k = i + (in_class(w, i, "one") ? 1 : 0);
  if (!in_class(w, k, "half")) return false;
  if (value_in(w, k + 1, "multiplier", &many)) {
    *value = many / 2;
    *took = k + 2 - i;
    return true;
  }
  if (in_class(w, k + 1, "scale") && k > i) {
    *value = PK_ONE / 2;
    *took = k + 1 - i;
    return true;
  }
  return false;
}

/* "og en halv", "1/2" behind a whole number. */
static uint32_t half_more(const struct words *w, uint32_t i) {
  uint32_t k = i;
  if (in_class(w, k, "number_and")) k++;
  if (in_class(w, k, "one") && in_class(w, k + 1, "half")) return k + 2 - i;
  return 0;
}

/* "2 1/2", "2 ½": the half behind the whole number. */
static uint32_t half_sign(const struct words *w, uint32_t i) {
  if (i < w->end && w->tokens[i].at.end - w->tokens[i].at.start == 2 && memcmp(w->text.s + w->tokens[i].at.start, fractions[1].bytes, 2) == 0) return 1;
  if (i + 2 >= w->end) return 0;
  const struct pk_token *t = &w->tokens[i];
  return t[0].at.end - t[0].at.start == 1 && w->text.s[t[0].at.start] == '1' && w->text.s[t[1].at.start] == '/' &&
         t[2].at.end - t[2].at.start == 1 && w->text.s[t[2].at.start] == '2' && t[1].at.start == t[0].at.end &&
         t[2].at.start == t[1].at.end ? 3 : 0;
}

/* "1 200 000": groups of three figures, one blank apart. How many tokens follow the first. */
static uint32_t blank_groups(const struct words *w, uint32_t i, int64_t *value) {
  const struct pk_token *t = w->tokens;
  pk_str first = pk_str_part(w->text, t[i].at.start, t[i].at.end);
  if (first.n > 3 || first.s[0] == '0') return 0;
  for (size_t k = 0; k < first.n; k++)
    if (!is_digit(first.s[k])) return 0;
  uint32_t n = 0;
  int64_t sum = *value / PK_ONE;
  while (i + n + 1 < w->end && n < 4) {
    const struct pk_token *next = &t[i + n + 1];
    pk_str s = pk_str_part(w->text, next->at.start, next->at.end);
    size_t gap = next->at.start - t[i + n].at.end;
    if (s.n != 3 || gap < 1 || gap > 3 || !(is_digit(s.s[0]) && is_digit(s.s[1]) && is_digit(s.s[2]))) break;
    sum = sum * 1000 + (s.s[0] - '0') * 100 + (s.s[1] - '0') * 10 + (s.s[2] - '0');
    if (sum > TOP) return 0;
    n++;
  }
  /* a further figure of another length: a telephone or account number */
  if (n && i + n + 1 < w->end && (t[i + n + 1].is & PK_IS_NUMBER)) return 0;
  if (n) *value = sum * PK_ONE;
  return n;
}

/* "femogtyve", "to hundrede og halvtreds", "tre tusinde fem hundrede", "25 tusind". */
static uint32_t words_scan(const struct words *w, uint32_t i, int64_t *value) {
  int64_t total = 0, group = -1, v;
  uint32_t k = i, good = 0;
  bool figures = (w->tokens[i].is & PK_IS_NUMBER) != 0;
  if (figures) {
    pk_str t = pk_str_part(w->text, w->tokens[i].at.start, w->tokens[i].at.end);
    if (!read_figures(t, &group)) return 0;
    k = i + 1 + blank_groups(w, i, &group);
    uint32_t more = k == i + 1 ? half_sign(w, k) : 0;
    if (more) group += PK_ONE / 2;
    k += more;
    good = k - i;
  } else if (in_class(w, i, "one")) {
    if (!value_in(w, i + 1, "multiplier", &v) && !in_class(w, i + 1, "scale")) return 0; /* an article else */
    group = PK_ONE;
    k = i + 1;
    good = 1;
  } else if (value_in(w, i, "number", &v)) {
    group = v;
    k = i + 1;
    good = 1;
  } else if (value_in(w, i, "multiplier", &v)) {
    group = PK_ONE; /* "hundrede familier" */
  } else {
    return 0;
  }
  /* One step a turn: a multiplier, or a smaller number behind one. */
  bool hundreds = false, thousands = false, open = false;
  while (k < w->end) {
    if (value_in(w, k, "multiplier", &v)) {
      bool thousand = v >= 1000 * PK_ONE;
      if (group < 0 || (thousand ? thousands : hundreds) || group > TOP || v < PK_ONE || group > TOP * PK_ONE / (v / PK_ONE)) break;
      group *= v / PK_ONE;
      if (thousand) {
        total = group;
        group = -1;
      }
      thousands |= thousand;
      hundreds = !thousand;
      open = true;
      good = ++k - i;
      continue;
    }
    uint32_t at = k + (in_class(w, k, "number_and") ? 1 : 0);
    if (!open || figures || !value_in(w, at, "number", &v) || v >= 100 * PK_ONE || v % PK_ONE) break;
    group = (group < 0 ? 0 : group) + v;
    k = at + 1;
    good = k - i;
    open = false;
  }
  if (!good) return 0;
  *value = total + (group < 0 ? 0 : group);
  return good;
}

uint32_t pk_number_scan(const struct pk_know *know, pk_str text, const struct pk_token *tokens, uint32_t i, uint32_t end, int64_t *value) {
  struct words w = {know, text, tokens, end};
  uint32_t took = 0;
  if (i >= end) return 0;
  if (!(tokens[i].is & PK_IS_NUMBER)) {
    if (!tokens[i].set) return 0;
    if (half_of(&w, i, &took, value)) return took;
  }
  took = words_scan(&w, i, value);
  if (!took || *value % PK_ONE) return took;
  uint32_t more = half_more(&w, i + took);
  if (more) *value += PK_ONE / 2;
  return took + more;
}

bool pk_number_read(pk_str text, int64_t *value) { return read_figures(text, value); }
