/* warc: the headers of WARC records (0.17 to 1.1) and the lines that stand before ARC records (versions 1 and 2). */
#include "archive.h"

static bool digit(char c) { return c >= '0' && c <= '9'; }
static char lower(char c) { return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c; }

static bool number(pk_str s, uint64_t *out) {
  *out = 0;
  if (!s.n || s.n > 18) return false;
  for (size_t i = 0; i < s.n; i++) {
    if (!digit(s.s[i])) return false;
    *out = *out * 10 + (unsigned)(s.s[i] - '0');
  }
  return true;
}

/* ---- WARC ------------------------------------------------------------------------------------------------------------- */

enum { VERSION_LINE = 32 };

static bool warc_begins(pk_str s) { return s.n >= 6 && memcmp(s.s, "WARC/", 5) == 0 && digit(s.s[5]); }

static enum pk_record_type warc_type(pk_str type) {
  if (pk_str_is(type, "response") || pk_str_is(type, "resource") || pk_str_is(type, "conversion")) return PK_RECORD_PAGE;
  if (pk_str_is(type, "revisit")) return PK_RECORD_REVISIT;
  return pk_str_is(type, "continuation") ? PK_RECORD_CONTINUATION : PK_RECORD_OTHER;
}

static enum pk_head none(const char **why, const char *reason) {
  *why = reason;
  return PK_HEAD_NONE;
}

/* The fields from s[at] on, up to the blank line: *end behind it, 0 if it is not among the bytes. False: the header of another record begins before;
 * so looking for records stays linear, whatever stands between them. */
static bool fields(pk_str s, size_t at, struct pk_record_head *out, pk_str *type, pk_str *length, pk_str *segment, pk_str *total, size_t *end) {
  struct { char name[28]; pk_str *to; } wanted[] = {
      {"warc-type", type}, {"content-length", length}, {"warc-record-id", &out->id}, {"warc-target-uri", &out->url}, {"warc-date", &out->date},
      {"content-type", &out->content_type}, {"warc-truncated", &out->truncated}, {"warc-segment-number", segment}, {"warc-segment-origin-id", &out->origin_id},
      {"warc-segment-total-length", total}};
  struct pk_field f;
  for (*end = 0; at < s.n;) {
    size_t line = at;
    if (pk_field_next(s, &at, &f)) {
      for (size_t k = 0; k < sizeof wanted / sizeof *wanted; k++)
        if (!wanted[k].to->s && pk_str_is(f.name, wanted[k].name)) *wanted[k].to = f.value;
    } else if (at != line) {
      *end = at;
      break;
    } else {   /* a line that is no field */
      if (warc_begins(pk_str_part(s, at, s.n))) return false;
      const char *feed = memchr(s.s + at, '\n', s.n - at);
      at = feed ? (size_t)(feed + 1 - s.s) : s.n;
    }
  }
  return true;
}

static enum pk_head warc_head(pk_str s, struct pk_record_head *out, const char **why) {
  pk_str type = {NULL, 0}, length = type, segment = type, total = type;
  size_t end = 0;
  *out = (struct pk_record_head){.at = s.s};
  if (!warc_begins(s)) return none(why, "no record begins here");
  bool over = s.n > PK_MAX_ARCHIVE_HEADER;
  if (over) s.n = PK_MAX_ARCHIVE_HEADER;
  const char *first = memchr(s.s, '\n', s.n < VERSION_LINE ? s.n : VERSION_LINE);
  if (!first && s.n >= VERSION_LINE) return none(why, "no record begins here");
  if (first && !fields(s, (size_t)(first + 1 - s.s), out, &type, &length, &segment, &total, &end)) return none(why, "another record begins inside its header");
  if (!end) return over ? PK_HEAD_TOO_LONG : PK_HEAD_MORE;
  if (!number(length, &out->length)) return none(why, length.s ? "its Content-Length is no number" : "its header has no Content-Length");
  if (!type.n) return none(why, "its header has no WARC-Type");
  if (segment.s && !number(segment, &out->segment)) out->segment = 0;
  out->last = total.s != NULL;
  out->type = warc_type(type);
  out->size = end;
  return PK_HEAD_OK;
}

const struct pk_archive_form pk_warc = {"warc", warc_begins, warc_head};

/* ---- ARC: URL IP date type … length, in one line --------------------------------------------------------------------- */

enum { SCHEME = 16, TOKENS = 12, DATE_LEAST = 12, DATE_MOST = 17 };

static bool arc_begins(pk_str s) {
  size_t i = 0;
  while (i < s.n && i < SCHEME && (digit(s.s[i]) || (lower(s.s[i]) >= 'a' && lower(s.s[i]) <= 'z') || s.s[i] == '-' || s.s[i] == '+' || s.s[i] == '.')) i++;
  return i > 1 && i < s.n && s.s[i] == ':' && !digit(s.s[0]);
}

static bool is_date(pk_str s) {
  size_t i = 0;
  while (i < s.n && digit(s.s[i])) i++;
  return i == s.n && i >= DATE_LEAST && i <= DATE_MOST;
}

static bool is_address(pk_str s) {
  for (size_t i = 0; i < s.n; i++)
    if (pk_hex(s.s[i]) < 0 && s.s[i] != '.' && s.s[i] != ':' && s.s[i] != '-') return false;
  return s.n > 0;
}

static enum pk_head arc_head(pk_str s, struct pk_record_head *out, const char **why) {
  *out = (struct pk_record_head){.at = s.s};
  if (!arc_begins(s)) return none(why, "no record begins here");
  const char *feed = memchr(s.s, '\n', s.n < PK_MAX_ARCHIVE_HEADER ? s.n : PK_MAX_ARCHIVE_HEADER);
  if (!feed) return s.n < PK_MAX_ARCHIVE_HEADER ? PK_HEAD_MORE : PK_HEAD_TOO_LONG;
  pk_str line = pk_str_trim((pk_str){s.s, (size_t)(feed - s.s)}), token[TOKENS];
  size_t n = 0, end = line.n;
  while (end > 0 && n < TOKENS) {   /* from the right: addresses may hold blanks */
    size_t start = end;
    while (start > 0 && line.s[start - 1] != ' ' && line.s[start - 1] != '\t') start--;
    token[n++] = pk_str_part(line, start, end);
    while (start > 0 && (line.s[start - 1] == ' ' || line.s[start - 1] == '\t')) start--;
    end = start;
  }
  size_t date = 2;
  while (date < n && !is_date(token[date])) date++;
  if (date + 2 >= n || !is_address(token[date + 1])) return none(why, "the line before it is no line of an ARC");
  if (!number(token[0], &out->length)) return none(why, "its length is no number");
  out->url = pk_str_trim((pk_str){line.s, (size_t)(token[date + 1].s - line.s)});
  out->date = token[date];
  out->content_type = token[date - 1];
  out->size = (size_t)(feed + 1 - s.s);
  out->type = pk_str_starts(out->url, PK_LIT("filedesc:")) ? PK_RECORD_OTHER : PK_RECORD_PAGE;
  return PK_HEAD_OK;
}

const struct pk_archive_form pk_arc = {"arc", arc_begins, arc_head};

/* ---- which of them ------------------------------------------------------------------------------------------------------ */

/* "x.warc", "x.WARC.gz" */
static bool is_named(const char *name, const char *small) {
  pk_str n = pk_str_of(name);
  size_t m = strlen(small);
  if (n.n > 3 && pk_str_is(pk_str_part(n, n.n - 3, n.n), ".gz")) n.n -= 3;
  return n.n > m && pk_str_is(pk_str_part(n, n.n - m, n.n), small);
}

const struct pk_archive_form *pk_archive_form(pk_str bytes, const char *name) {
  size_t i = 0;
  while (i < bytes.n && i < 64 && (bytes.s[i] == '\r' || bytes.s[i] == '\n')) i++;
  pk_str head = pk_str_part(bytes, i, bytes.n);
  if (warc_begins(head)) return &pk_warc;
  if (pk_str_starts(head, PK_LIT("filedesc:"))) return &pk_arc;
  return is_named(name, ".warc") ? &pk_warc : is_named(name, ".arc") ? &pk_arc : NULL;
}
