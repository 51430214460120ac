/* headers: header fields as mail, MIME, WARC and HTTP write them: folding, parameters, encoded-words, dates. */
#include "member.h"

static bool blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }
static char lower(char c) { return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c; }
static bool digit(char c) { return c >= '0' && c <= '9'; }
static bool letter(char c) { return lower(c) >= 'a' && lower(c) <= 'z'; }
int pk_hex(char c) { return digit(c) ? c - '0' : lower(c) >= 'a' && lower(c) <= 'f' ? lower(c) - 'a' + 10 : -1; }

/* ---- fields ------------------------------------------------------------------------------------------------------- */

static size_t line_end(pk_str bytes, size_t at) { /* behind the line feed */
  const char *end = at < bytes.n ? memchr(bytes.s + at, '\n', bytes.n - at) : NULL;
  return end ? (size_t)(end + 1 - bytes.s) : bytes.n;
}

bool pk_field_next(pk_str bytes, size_t *at, struct pk_field *out) {
  size_t start = *at, i = start;
  while (i < bytes.n && bytes.s[i] > ' ' && bytes.s[i] < 0x7F && bytes.s[i] != ':') i++;
  size_t name_end = i;
  while (i < bytes.n && (bytes.s[i] == ' ' || bytes.s[i] == '\t')) i++;
  if (name_end == start || i == bytes.n || bytes.s[i] != ':') {
    /* The blank line belongs to the header; a line that is no field is the body's already. */
    if (start < bytes.n && bytes.s[start] == '\n') *at = start + 1;
    else if (bytes.n - start >= 2 && bytes.s[start] == '\r' && bytes.s[start + 1] == '\n') *at = start + 2;
    return false;
  }
  size_t end = line_end(bytes, i);
  while (end < bytes.n && (bytes.s[end] == ' ' || bytes.s[end] == '\t')) end = line_end(bytes, end); /* a line of blanks too: programs fold so */
  out->name = pk_str_part(bytes, start, name_end);
  out->value = pk_str_trim(pk_str_part(bytes, i + 1, end));
  *at = end;
  return true;
}

/* At most PK_MAX_FIELD bytes, cut between characters. */
static pk_str capped(pk_str value) {
  if (value.n <= PK_MAX_FIELD) return value;
  size_t n = PK_MAX_FIELD;
  while (n > 0 && ((unsigned char)value.s[n] & 0xC0) == 0x80) n--;
  return (pk_str){value.s, n};
}

static bool all_blank(pk_str s) {
  size_t i = 0;
  while (i < s.n && blank(s.s[i])) i++;
  return i == s.n;
}

/* ---- encoded-words -------------------------------------------------------------------------------------------------- */

struct word { pk_str charset, text; char coding; size_t end; };

enum { MAX_CHARSET = 40 };

/* The encoded-word at v[i], which is "=?". Its text may hold blanks and question marks: some programs forget to encode them. */
static bool word_at(pk_str v, size_t i, struct word *out) {
  size_t start = i + 2, k = start;
  while (k < v.n && k - start <= MAX_CHARSET && v.s[k] != '?' && !blank(v.s[k])) k++;
  if (k == start || v.n - k < 3 || v.s[k] != '?' || v.s[k + 2] != '?') return false;
  out->coding = lower(v.s[k + 1]);
  if (out->coding != 'q' && out->coding != 'b') return false;
  const char *end = memmem(v.s + k + 3, v.n - k - 3, "?=", 2);
  if (!end) return false;
  const char *language = memchr(v.s + start, '*', k - start);
  out->charset = pk_str_part(v, start, language ? (size_t)(language - v.s) : k);
  out->text = pk_str_part(v, k + 3, (size_t)(end - v.s));
  out->end = (size_t)(end - v.s) + 2;
  return true;
}

static void add_q(struct pk_buf *out, pk_str text) {
  for (size_t i = 0; i < text.n; i++) {
    int high = text.s[i] == '=' && text.n - i > 2 ? pk_hex(text.s[i + 1]) : -1, low = high >= 0 ? pk_hex(text.s[i + 2]) : -1;
    if (low >= 0) {
      pk_buf_byte(out, (char)(high * 16 + low));
      i += 2;
    } else pk_buf_byte(out, text.s[i] == '_' ? ' ' : text.s[i]);
  }
}

static void add_b(struct pk_buf *out, pk_str text) {
  if (pk_buf_reserve(out, text.n / 4 * 3 + 3)) out->n += pk_base64(text, out->s + out->n).n;
}

static pk_str held(const struct pk_buf *b) { return (pk_str){b->s ? b->s : "", b->n}; }

/* Bytes in a charset are added to out as UTF-8. */
static void add_decoded(struct pk_buf *out, pk_str bytes, pk_str charset, struct pk_arena *arena) {
  if (bytes.n == 0) return;
  char label[MAX_CHARSET + 1] = "";
  if (charset.n && charset.n < sizeof label) memcpy(label, charset.s, charset.n);
  struct pk_decoded text;
  if (pk_decode(bytes.s, bytes.n, label, &text, arena, NULL) != PARTIKEL_OK) arena->failed = true;
  else pk_buf_str(out, text.text);
}

static bool same_charset(pk_str a, pk_str b) {
  size_t i = 0;
  while (i < a.n && i < b.n && lower(a.s[i]) == lower(b.s[i])) i++;
  return i == a.n && i == b.n;
}

/* Encoded-words that stand side by side are one run of bytes when their charset is the same: a character may be split over two. */
static void add_text(struct pk_buf *out, pk_str v, struct pk_arena *arena) {
  struct pk_buf run;
  pk_buf_init(&run, PK_MAX_FIELD);
  pk_str charset = {"", 0};
  size_t raw = 0, i = 0;
  bool after = false;
  while (v.n - i >= 2) {
    const char *p = memmem(v.s + i, v.n - i, "=?", 2);
    if (!p) break;
    struct word w;
    i = (size_t)(p - v.s);
    if (!word_at(v, i, &w)) {
      if (!memmem(v.s + i + 2, v.n - i - 2, "?=", 2)) break; /* nor will there be one later */
      i += 2;
      continue;
    }
    pk_str between = pk_str_part(v, raw, i);
    bool beside = after && all_blank(between);
    if (!beside || !same_charset(charset, w.charset)) {
      add_decoded(out, held(&run), charset, arena);
      pk_buf_reset(&run);
      if (!beside) add_decoded(out, between, PK_LIT(""), arena);
    }
    charset = w.charset;
    if (w.coding == 'q') add_q(&run, w.text);
    else add_b(&run, w.text);
    after = true;
    raw = i = w.end;
  }
  add_decoded(out, held(&run), charset, arena);
  add_decoded(out, pk_str_part(v, raw, v.n), PK_LIT(""), arena);
  if (run.failed) arena->failed = true;
  pk_buf_release(&run);
}

/* Blanks and controls become single spaces, none at the ends. */
static void tidy(struct pk_buf *b) {
  size_t n = 0;
  for (size_t i = 0; i < b->n; i++) {
    unsigned char c = (unsigned char)b->s[i];
    if (c > ' ' && c != 0x7F) b->s[n++] = (char)c;
    else if (n && b->s[n - 1] != ' ') b->s[n++] = ' ';
  }
  if (n && b->s[n - 1] == ' ') n--;
  b->n = n;
}

/* Line ends go; the blank that a folded line begins with stays. */
static pk_str unfolded(pk_str value, struct pk_arena *arena) {
  value = capped(value);
  char *s = pk_arena_alloc(arena, value.n + 1);
  size_t n = 0;
  for (size_t i = 0; s && i < value.n; i++)
    if (value.s[i] != '\r' && value.s[i] != '\n') s[n++] = value.s[i];
  return (pk_str){s ? s : "", n};
}

const char *pk_field_text(pk_str value, struct pk_arena *arena) {
  struct pk_buf out;
  pk_buf_init(&out, 8 * PK_MAX_FIELD); /* a byte becomes three at most, and NFC makes it little longer */
  add_text(&out, unfolded(value, arena), arena);
  tidy(&out);
  const char *text = pk_buf_take(&out, arena);
  return text && *text ? text : NULL;
}

/* ---- senders, addresses, types -------------------------------------------------------------------------------------- */

/* What stands in quotes or brackets that open at v[*i], without their backslashes; *i goes behind them. */
static void add_enclosed(struct pk_buf *out, pk_str v, size_t *i, char open, char close) {
  size_t depth = 1;
  for (++*i; *i < v.n; ++*i) {
    char c = v.s[*i];
    if (c == close && --depth == 0) break;
    if (c == open && open != close) depth++;
    if (c == '\\' && v.n - *i > 1) c = v.s[++*i];
    pk_buf_byte(out, c);
  }
  if (*i < v.n) ++*i;
}

const char *pk_field_sender(pk_str value, struct pk_arena *arena) {
  pk_str v = unfolded(value, arena);
  struct pk_buf name, comment, out;
  pk_buf_init(&name, PK_MAX_FIELD);
  pk_buf_init(&comment, PK_MAX_FIELD);
  pk_buf_init(&out, 8 * PK_MAX_FIELD);
  bool bracket = false;
  for (size_t i = 0; i < v.n && !bracket;) {
    char c = v.s[i];
    struct word w;
    if (c == '"') add_enclosed(&name, v, &i, '"', '"');
    else if (c == '(') pk_buf_reset(&comment), add_enclosed(&comment, v, &i, '(', ')');
    else if (c == '=' && v.n - i > 1 && v.s[i + 1] == '?' && word_at(v, i, &w)) { /* a comma in it parts nothing */
      pk_buf_str(&name, pk_str_part(v, i, w.end));
      i = w.end;
    } else if (c == '<') bracket = true;
    else if (c == ',' || c == ';') break;
    else {
      if (c == ':') pk_buf_reset(&name); /* what stood before it names a group */
      else pk_buf_byte(&name, c);
      i++;
    }
  }
  add_text(&out, held(bracket ? &name : &comment), arena);
  if (name.failed || comment.failed) arena->failed = true;
  pk_buf_release(&name);
  pk_buf_release(&comment);
  tidy(&out);
  if (out.n > 1 && out.s[0] == '\'' && out.s[out.n - 1] == '\'') {
    memmove(out.s, out.s + 1, out.n - 2);
    out.n -= 2;
  }
  if (out.n && memchr(out.s, '@', out.n)) out.n = 0; /* an address instead of a name */
  const char *sender = pk_buf_take(&out, arena);
  return sender && *sender ? sender : NULL;
}

const char *pk_field_url(pk_str value, struct pk_arena *arena) {
  const char *text = value.n <= PK_MAX_FIELD ? pk_field_text(value, arena) : NULL; /* a part of an address is another address */
  if (!text) return NULL;
  char *out = pk_arena_alloc(arena, strlen(text) + 1);
  size_t n = 0;
  for (; out && *text; text++)
    if (*text != ' ' && *text != '<' && *text != '>' && *text != '"') out[n++] = *text;
  return n ? out : NULL;
}

bool pk_is_web(pk_str url) {
  static const char *const schemes[] = {"http://", "https://"};
  for (size_t k = 0; k < 2; k++) {
    size_t n = strlen(schemes[k]);
    if (url.n > n && pk_str_is(pk_str_part(url, 0, n), schemes[k])) return true;
  }
  return false;
}

const char *pk_field_type(pk_str value, struct pk_arena *arena) {
  size_t n = 0;
  value = capped(value);
  while (n < value.n && value.s[n] > ' ' && value.s[n] != ';' && value.s[n] != '(' && value.s[n] != ',') n++;
  char *type = n ? pk_arena_copy(arena, (pk_str){value.s, n}) : NULL;
  for (size_t i = 0; type && i < n; i++) type[i] = lower(type[i]);
  return type;
}

/* ---- parameters ------------------------------------------------------------------------------------------------------- */

/* The parameter that begins at or behind v[*at]: quotes still around its value. False at the end. */
static bool parameter_next(pk_str v, size_t *at, pk_str *name, pk_str *value) {
  size_t i = *at;
  while (i < v.n && v.s[i] != ';') i++; /* to the end of what stood before: the type, or junk behind a quoted value */
  if (i == v.n) return false;
  size_t start = ++i;
  while (i < v.n && v.s[i] != '=' && v.s[i] != ';') i++;
  *name = pk_str_trim(pk_str_part(v, start, i));
  *value = (pk_str){"", 0};
  *at = i;
  if (i == v.n || v.s[i] == ';') return true;
  for (i++; i < v.n && blank(v.s[i]);) i++;
  start = i;
  if (i < v.n && v.s[i] == '"') {
    for (i++; i < v.n && v.s[i] != '"'; i++)
      if (v.s[i] == '\\' && v.n - i > 1) i++;
    if (i < v.n) {
      *value = pk_str_part(v, start, *at = i + 1);
      return true;
    }
    i = ++start; /* the quote has no end: as if it were not there */
  }
  while (i < v.n && v.s[i] != ';') i++;
  *at = i;
  for (size_t k = start; k + 1 < i; k++)
    if (blank(v.s[k]) && v.s[k + 1] == '(') i = k; /* a comment */
  *value = pk_str_trim(pk_str_part(v, start, i));
  return true;
}

struct section { pk_str value; bool set, extended; };

/* "name", "name*", "name*3", "name*3*" → 0, 0, 3, 3, and whether it is extended; -1: another name. */
static int section_number(pk_str name, const char *small, bool *numbered, bool *extended) {
  size_t n = strlen(small);
  *numbered = *extended = false;
  if (name.n < n || !pk_str_is((pk_str){name.s, n}, small)) return -1;
  if (name.n == n) return 0;
  if (name.s[n] != '*') return -1;
  size_t i = n + 1;
  int number = 0;
  for (; i < name.n && digit(name.s[i]) && number < 1000; i++) number = number * 10 + (name.s[i] - '0');
  *numbered = i > n + 1;
  *extended = !*numbered || (name.n - i == 1 && name.s[i] == '*');
  return name.n == i || (*extended && *numbered) ? number : -1;
}

static void add_section(struct pk_buf *out, pk_str v, bool extended) {
  if (v.n > 1 && v.s[0] == '"') {
    for (size_t i = 1; i + 1 < v.n; i++) pk_buf_byte(out, v.s[i] == '\\' && i + 2 < v.n ? v.s[++i] : v.s[i]);
    return;
  }
  for (size_t i = 0; i < v.n; i++) {
    int high = extended && v.s[i] == '%' && v.n - i > 2 ? pk_hex(v.s[i + 1]) : -1, low = high >= 0 ? pk_hex(v.s[i + 2]) : -1;
    pk_buf_byte(out, low >= 0 ? (char)(high * 16 + low) : v.s[i]);
    if (low >= 0) i += 2;
  }
}

pk_str pk_field_parameter(pk_str value, const char *small, struct pk_arena *arena) {
  struct section parts[PK_MAX_PARAMETER_PARTS] = {0}, whole = {0};
  pk_str v = unfolded(value, arena), name, found;
  bool numbered, extended;
  for (size_t at = 0; parameter_next(v, &at, &name, &found);) {
    int k = section_number(name, small, &numbered, &extended);
    if (k < 0 || k >= PK_MAX_PARAMETER_PARTS) continue;
    struct section *to = numbered ? &parts[k] : &whole;
    /* The first one counts, but the extended form is better than the plain one, which is there for old programs. */
    if (extended && found.n > 1 && found.s[0] == '"') found = pk_str_part(found, 1, found.n - 1); /* quotes do not belong there */
    if (!to->set || (extended && !to->extended)) *to = (struct section){found, true, extended};
  }
  if (!parts[0].set && !whole.set) return (pk_str){NULL, 0};
  if (!parts[0].set || whole.extended) parts[0] = whole, parts[1].set = false;
  pk_str charset = {"", 0};
  if (parts[0].extended) { /* charset'language'text */
    pk_str first = parts[0].value;
    const char *one = memchr(first.s, '\'', first.n), *two = one ? memchr(one + 1, '\'', (size_t)(first.s + first.n - one - 1)) : NULL;
    if (two) {
      charset = (pk_str){first.s, (size_t)(one - first.s)};
      parts[0].value = (pk_str){two + 1, (size_t)(first.s + first.n - two - 1)};
    }
  }
  struct pk_buf bytes, out;
  pk_buf_init(&bytes, PK_MAX_FIELD);
  pk_buf_init(&out, 8 * PK_MAX_FIELD);
  extended = false;
  for (int k = 0; k < PK_MAX_PARAMETER_PARTS && parts[k].set; k++) {
    add_section(&bytes, parts[k].value, parts[k].extended);
    extended = extended || parts[k].extended;
  }
  if (extended) add_decoded(&out, held(&bytes), charset, arena);
  else pk_buf_add(&out, bytes.s, bytes.n);
  if (bytes.failed) arena->failed = true;   /* no more than the field's bytes: there is no memory */
  pk_buf_release(&bytes);
  size_t n = out.n;
  const char *s = pk_buf_take(&out, arena);
  return (pk_str){s, s ? n : 0};
}

/* ---- dates ------------------------------------------------------------------------------------------------------------- */

/* Names that stand for a zone; the last three are what European programs write. */
static const struct { char name[5]; int8_t hours; } zones[] = {{"z", 0}, {"ut", 0}, {"utc", 0}, {"gmt", 0}, {"est", -5}, {"edt", -4},
    {"cst", -6}, {"cdt", -5}, {"mst", -7}, {"mdt", -6}, {"pst", -8}, {"pdt", -7}, {"cet", 1}, {"met", 1}, {"cest", 2}, {"mest", 2}, {"bst", 1}};

static int month_of(pk_str word) {
  static const char months[] = "janfebmaraprmayjunjulaugsepoctnovdec";
  for (int m = 0; word.n >= 3 && m < 12; m++)
    if (lower(word.s[0]) == months[3 * m] && lower(word.s[1]) == months[3 * m + 1] && lower(word.s[2]) == months[3 * m + 2]) return m + 1;
  return 0;
}

static int number_at(pk_str v, size_t *i, size_t most) {
  int n = 0;
  for (size_t start = *i; *i < v.n && *i - start < most && digit(v.s[*i]); ++*i) n = n * 10 + (v.s[*i] - '0');
  return n;
}

static void set_zone(struct pk_date *d, int sign, int hours, int minutes) {
  if (hours == 0 && minutes == 0) memcpy(d->zone, "Z", 2);
  else {
    char zone[7] = {sign < 0 ? '-' : '+', (char)('0' + hours / 10), (char)('0' + hours % 10), ':', (char)('0' + minutes / 10), (char)('0' + minutes % 10), 0};
    memcpy(d->zone, zone, sizeof zone);
  }
}

static bool set_time(struct pk_date *d, pk_str v, size_t *i, int hour) {
  ++*i;
  int minute = number_at(v, i, 2), second = -1;
  if (v.n - *i > 1 && v.s[*i] == ':') {
    ++*i;
    second = number_at(v, i, 2);
  }
  if (hour > 23 || minute > 59 || second > 60) return false;
  d->hour = (int8_t)hour;
  d->minute = (int8_t)minute;
  d->second = (int8_t)(second > 59 ? 59 : second); /* a leap second */
  return true;
}

bool pk_field_date(pk_str v, struct pk_date *out) {
  struct pk_date d = PK_NO_DATE;
  v = capped(v);
  for (size_t i = 0; i < v.n;) {
    char c = v.s[i];
    size_t start = i;
    if (c == '(') { /* a comment */
      for (size_t depth = 0; i < v.n; i++) {
        depth += v.s[i] == '(';
        if (v.s[i] == ')' && --depth == 0) break;
      }
    } else if (letter(c)) {
      while (i < v.n && letter(v.s[i])) i++;
      pk_str word = pk_str_part(v, start, i);
      if (!d.month && (d.month = (uint8_t)month_of(word)) != 0) continue;
      for (size_t k = 0; d.hour >= 0 && k < sizeof zones / sizeof *zones; k++)
        if (pk_str_is(word, zones[k].name)) set_zone(&d, zones[k].hours, zones[k].hours < 0 ? -zones[k].hours : zones[k].hours, 0);
    } else if ((c == '+' || c == '-') && d.hour >= 0) {
      i++;
      int hours = number_at(v, &i, 2);
      if (i < v.n && v.s[i] == ':') i++;
      int minutes = number_at(v, &i, 2);
      if (i - start >= 5 && hours < 24 && minutes < 60) set_zone(&d, c == '-' ? -1 : 1, hours, minutes);
    } else if (digit(c)) {
      int n = number_at(v, &i, 4);
      size_t digits = i - start;
      if (i < v.n && v.s[i] == ':' && d.hour < 0) {
        if (!set_time(&d, v, &i, n)) return false;
      } else if (!d.day && digits <= 2) d.day = (uint8_t)n;
      else if (!d.year && digits > 1) d.year = (int16_t)(digits == 4 ? n : digits == 3 ? 1900 + n : n < 50 ? 2000 + n : 1900 + n);
    } else i++;
  }
  if (d.year < 1900 || !d.month || !d.day || !pk_date_valid(&d)) return false;
  *out = d;
  return true;
}

void pk_date_utc(struct pk_date *d) {
  if (d->hour < 0 || (d->zone[0] != '+' && d->zone[0] != '-')) return;
  int offset = ((d->zone[1] - '0') * 10 + (d->zone[2] - '0')) * 60 + (d->zone[4] - '0') * 10 + (d->zone[5] - '0');
  int minutes = d->hour * 60 + d->minute - (d->zone[0] == '-' ? -offset : offset);
  int32_t day = pk_date_number(d->year, d->month, d->day);
  if (minutes < 0) minutes += 1440, day--;
  else if (minutes >= 1440) minutes -= 1440, day++;
  pk_date_from_number(day, d);
  d->hour = (int8_t)(minutes / 60);
  d->minute = (int8_t)(minutes % 60);
  memcpy(d->zone, "Z", 2);
}
