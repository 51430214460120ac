/* clips: exports of media archives: knowing them by several marks, parting the articles, reading the head and the tail of each. Bytes are compared as
 * they lie there: the marks of a UTF-8 file and of a Latin-1 file are both known. */
#include "clips.h"
#include "member.h"

enum {
  STEP = 64 << 10,       /* more bytes of the export at a time */
  BLANK_LINES = 20,      /* before a headline */
  TITLE_LINES = 3,
  HEAD_LINE = 300,       /* bytes of a line that may name paper and date */
  LABEL_LINES = 4,       /* of a head, behind paper and date */
  TAIL = 1000            /* bytes that may follow the end mark: the rest of a notice, an address */
};

struct form { const struct pk_know *know; uint32_t kind; };

/* ---- lines and marks -------------------------------------------------------------------------------------------------------- */

struct line { pk_str text; size_t start, next; bool ended; };   /* text: without its end and the blanks before that */

static struct line line_at(pk_str s, size_t i) {
  const char *feed = i < s.n ? memchr(s.s + i, '\n', s.n - i) : NULL;
  size_t end = feed ? (size_t)(feed - s.s) : s.n, text = end;
  while (text > i && (unsigned char)s.s[text - 1] <= ' ') text--;
  return (struct line){pk_str_part(s, i, text), i, feed ? end + 1 : end, feed != NULL};
}

static bool digit(char c) { return c >= '0' && c <= '9'; }
static char lower(char c) { return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c; }

/* Bytes of `text` that `form` takes at its start, in UTF-8 or Latin-1, capitals or not; 0: it does not begin so. */
static size_t begins(pk_str text, pk_str form) {
  size_t i = 0;
  for (size_t k = 0; k < form.n;) {
    size_t start = k;
    uint32_t cp = pk_utf8_next(form.s, form.n, &k);
    if (i < text.n && cp < 0x80 && lower(text.s[i]) == lower((char)cp)) i++;
    else if (cp >= 0x80 && text.n - i >= k - start && memcmp(text.s + i, form.s + start, k - start) == 0) i += k - start;
    else if (cp >= 0x80 && cp < 0x100 && i < text.n && (unsigned char)text.s[i] == cp) i++;
    else return 0;
  }
  return i;
}

static uint32_t marks(const struct form *f) { return pk_know_export_marks(f->know, f->kind); }

/* The first mark of this kind that the text begins with, as a word of its own; *used: its bytes. */
static bool begins_with(const struct form *f, enum pk_mark_kind kind, pk_str text, size_t *used) {
  for (uint32_t i = 0; i < marks(f); i++) {
    struct pk_mark m = pk_know_export_mark(f->know, f->kind, i);
    if (m.kind != kind || !(*used = begins(text, m.text))) continue;
    char last = m.text.s[m.text.n - 1], next = *used < text.n ? text.s[*used] : ' ';
    bool word = lower(last) >= 'a' && lower(last) <= 'z';
    if (!word || !((lower(next) >= 'a' && lower(next) <= 'z') || (unsigned char)next >= 0x80)) return true;
  }
  return false;
}

/* A row of one sign, at least as long as the mark's. */
static bool is_row(const struct form *f, enum pk_mark_kind kind, pk_str text) {
  if (text.n < PK_LEAST_ROW || text.s[0] != text.s[text.n - 1]) return false;
  for (uint32_t i = 0; i < marks(f); i++) {
    struct pk_mark m = pk_know_export_mark(f->know, f->kind, i);
    if (m.kind != kind || m.text.s[0] != text.s[0] || m.text.n > text.n) continue;
    size_t k = 0;
    while (k < text.n && text.s[k] == text.s[0]) k++;
    if (k == text.n) return true;
  }
  return false;
}

/* ---- paper and date ----------------------------------------------------------------------------------------------------------- */

static bool number_at(pk_str s, size_t *i, size_t least, size_t most, int *out) {
  size_t start = *i;
  for (*out = 0; *i < s.n && *i - start < most && digit(s.s[*i]); ++*i) *out = *out * 10 + (s.s[*i] - '0');
  return *i - start >= least;
}

/* A date in this order at the start of s, with its time if it has one, and nothing behind it. */
static bool read_date(pk_str s, pk_str order, struct pk_date *out) {
  struct pk_date d = PK_NO_DATE;
  size_t i = 0;
  for (size_t k = 0; k < order.n;) {
    int n = 0;
    bool year = order.s[k] == 'y', month = order.s[k] == 'm';
    if (!number_at(s, &i, year ? 4 : 1, year ? 4 : 2, &n)) return false;
    if (year) d.year = (int16_t)n;
    else if (month) d.month = (uint8_t)n;
    else d.day = (uint8_t)n;
    while (k < order.n && order.s[k] >= 'a') k++;
    if (k < order.n && (i == s.n || s.s[i++] != order.s[k++])) return false;
  }
  if (i < s.n && s.s[i] == ' ') {
    int hour, minute, second = -1;
    i++;
    if (!number_at(s, &i, 2, 2, &hour) || i == s.n || (s.s[i] != ':' && s.s[i] != '.')) return false;
    i++;
    if (!number_at(s, &i, 2, 2, &minute)) return false;
    if (i < s.n && s.s[i] == ':' && (i++, !number_at(s, &i, 2, 2, &second))) return false;
    if (hour > 23 || minute > 59 || second > 59) return false;
    d.hour = (int8_t)hour, d.minute = (int8_t)minute, d.second = (int8_t)second;
  }
  *out = d;
  return i == s.n && d.month && d.day && pk_date_valid(&d);
}

/* "Dagens Nyheter, 2004-12-29 09:31" */
static bool source_line(const struct form *f, pk_str line, pk_str *paper, struct pk_date *date) {
  if (line.n < 10 || line.n > HEAD_LINE || !digit(line.s[line.n - 1])) return false;
  for (uint32_t i = 0; i < marks(f); i++) {
    pk_str between = pk_know_export_mark(f->know, f->kind, i).text;
    if (pk_know_export_mark(f->know, f->kind, i).kind != PK_MARK_SOURCE) continue;
    size_t at = line.n - between.n;
    while (at > 0 && memcmp(line.s + at, between.s, between.n) != 0) at--;
    *paper = pk_str_trim(pk_str_part(line, 0, at));
    if (!paper->n) continue;
    for (uint32_t k = 0; k < marks(f); k++) {
      struct pk_mark m = pk_know_export_mark(f->know, f->kind, k);
      if (m.kind == PK_MARK_DATE && read_date(pk_str_part(line, at + between.n, line.n), m.text, date)) return true;
    }
  }
  return false;
}

static bool contents_line(const struct form *f, pk_str line) {
  size_t used;
  pk_str paper;
  struct pk_date date;
  return begins_with(f, PK_MARK_CONTENTS, line, &used) && source_line(f, pk_str_trim(pk_str_part(line, used, line.n)), &paper, &date);
}

/* ---- the head of an article ----------------------------------------------------------------------------------------------------- */

struct head { size_t title, title_end, body; pk_str paper; struct pk_date date; bool under; };   /* body: behind the line with paper and date */
enum answer { NO, YES, MAYBE };

/* Does an article begin at s[i], the start of a line: headline, perhaps a row under it, paper and date? ended: nothing comes behind s. */
static enum answer head_at(const struct form *f, pk_str s, size_t i, bool ended, struct head *out) {
  int blank = 0, lines = 0;
  *out = (struct head){0};
  for (;;) {
    struct line l = line_at(s, i);
    if (!l.ended && !ended) return l.text.n > HEAD_LINE && lines ? NO : MAYBE;
    if (!l.text.n && (lines || !l.ended || blank++ == BLANK_LINES)) return NO;
    if (l.text.n) {
      if (lines && source_line(f, l.text, &out->paper, &out->date)) return out->body = l.next, YES;
      if (is_row(f, PK_MARK_PARTS, l.text) || out->under || (!lines && contents_line(f, l.text))) return NO;
      out->under = lines && is_row(f, PK_MARK_UNDER, l.text);
      if (!lines) out->title = l.start;
      if (!out->under && lines++ == TITLE_LINES) return NO;
      if (!out->under) out->title_end = l.start + l.text.n;
    }
    i = l.next;
  }
}

/* ---- which export it is ----------------------------------------------------------------------------------------------------------- */

/* With a list of contents one head and one thing more must be there; without, two heads with a row between them, or one with all that a single article
 * of an export has. A row or names of papers with their dates alone are found in ordinary articles too. */
static bool is_parted(const struct form *f, pk_str s) {
  bool rows = false, contents = false, first = false, next = false, under = false, labels = false, tail = false;
  uint32_t since = LABEL_LINES + 1;   /* lines since paper and date */
  struct line before = {0};
  for (size_t i = 0; i < s.n;) {
    struct line l = line_at(s, i);
    struct head h;
    pk_str paper;
    struct pk_date date;
    size_t used;
    if (is_row(f, PK_MARK_PARTS, l.text)) {
      rows = true;
      next = next || head_at(f, s, l.next, true, &h) == YES;
    } else if (contents_line(f, l.text)) {
      contents = true;
    } else if (before.text.n && !is_row(f, PK_MARK_PARTS, before.text) && source_line(f, l.text, &paper, &date)) {
      since = 0;
      first = first || !rows;
      under = under || is_row(f, PK_MARK_UNDER, before.text);
    } else if (since <= LABEL_LINES) {
      labels = labels || begins_with(f, PK_MARK_MEDIUM, l.text, &used) || begins_with(f, PK_MARK_PAGE, l.text, &used) || begins_with(f, PK_MARK_SECTION, l.text, &used);
    }
    tail = tail || begins_with(f, PK_MARK_END, l.text, &used) || begins_with(f, PK_MARK_ADDRESS, l.text, &used);
    since++;
    before = l;
    i = l.next;
  }
  if (contents) return (first || next) && (rows || labels || under || tail);
  return first && rows && (next || ((labels || under) && tail));
}

static bool is_closed(const struct form *f, pk_str s) {
  uint32_t n = 0;
  size_t used;
  for (size_t i = 0; i < s.n && n < 2;) {
    struct line l = line_at(s, i);
    n += l.text.n && begins_with(f, PK_MARK_CLOSES, l.text, &used);
    i = l.next;
  }
  return n == 2;
}

static bool has(const struct form *f, enum pk_mark_kind kind) {
  for (uint32_t i = 0; i < marks(f); i++)
    if (pk_know_export_mark(f->know, f->kind, i).kind == kind) return true;
  return false;
}

/* Most texts have neither a row nor a list of contents. */
static bool may_be_parted(const struct form *f, pk_str s) {
  for (uint32_t i = 0; i < marks(f); i++) {
    struct pk_mark m = pk_know_export_mark(f->know, f->kind, i);
    if (m.kind == PK_MARK_PARTS && memmem(s.s, s.n, m.text.s, m.text.n)) return true;
    for (const char *at = s.s, *end = s.s + s.n; m.kind == PK_MARK_CONTENTS && (at = memmem(at, (size_t)(end - at), m.text.s, m.text.n)); at++)
      if (at == s.s || at[-1] == '\n') return true;
  }
  return false;
}

uint32_t pk_clips_kind(const struct pk_know *know, pk_str head) {
  for (uint32_t k = 0; k < pk_know_exports(know); k++) {
    struct form f = {know, k};
    if (has(&f, PK_MARK_PARTS) ? may_be_parted(&f, head) && is_parted(&f, head) : is_closed(&f, head)) return k;
  }
  return PK_NO_EXPORT;
}

/* ---- parting the articles -------------------------------------------------------------------------------------------------------------- */

void pk_clips_init(struct pk_clips *c, struct pk_feed *feed, const struct pk_know *know, uint32_t kind, const partikel_origin *given, size_t max_bytes) {
  pk_str form = pk_know_export_name(know, kind);
  *c = (struct pk_clips){.feed = feed, .know = know, .kind = kind, .given = given, .max_bytes = max_bytes};
  memcpy(c->form, form.s, form.n < PK_MAX_MARK ? form.n : PK_MAX_MARK);
}

/* What stands before the first article goes: whose export it is, the list of contents. */
static size_t preface(const struct form *f, pk_str s) {
  size_t contents = 0;
  for (size_t i = 0; i < s.n;) {
    struct line l = line_at(s, i);
    struct head h;
    if (contents_line(f, l.text)) contents = l.next;
    else if (is_row(f, PK_MARK_PARTS, l.text)) break;   /* an article without a head stands before it */
    else if (l.text.n && head_at(f, s, i, true, &h) == YES) {
      /* lines above the headline that stand without a blank line belong to the preface only if it has one */
      return h.title;
    }
    i = l.next;
  }
  return contents;
}

/* Is the line a border? *behind is where the next article may begin. */
static enum answer border(struct pk_clips *c, const struct form *f, pk_str s, const struct line *l, bool ended) {
  size_t used;
  struct head h;
  if (begins_with(f, PK_MARK_CLOSES, l->text, &used)) return YES;
  if (!is_row(f, PK_MARK_PARTS, l->text)) return NO;
  if (l->text.n == c->row) return YES;   /* as the ones before: also where the next head is none that is known */
  size_t i = l->next;
  while (i < s.n && (unsigned char)s.s[i] <= ' ') i++;
  if (i == s.n) return ended ? YES : MAYBE;   /* below the last one */
  enum answer next = head_at(f, s, l->next, ended, &h);
  if (next == YES) c->row = l->text.n;
  return next;
}

static partikel_status too_large(const struct pk_clips *c, uint64_t place, partikel_error *err) {
  return pk_fail(err, PARTIKEL_LIMIT, c->feed->path, place, "article %u: larger than the ceiling of %u bytes", c->number, (uint64_t)c->max_bytes);
}

/* The article at hand up to its border: *end bytes, *next with the border. Over the ceiling: they are behind it, and *large. */
static partikel_status find_end(struct pk_clips *c, const struct form *f, size_t *end, size_t *next, bool *large, partikel_error *err) {
  struct pk_feed *feed = c->feed;
  size_t i = 0;
  *large = false;
  for (;;) {
    bool ended = feed->stop != PK_STOP_NONE && feed->stop != PK_STOP_MEMBER;
    struct line l = line_at(feed->bytes, i);
    enum answer is = i == feed->bytes.n || (!l.ended && !ended) ? MAYBE : border(c, f, feed->bytes, &l, ended);
    if (is == YES || (is == MAYBE && ended)) {
      *end = is == YES ? l.start : feed->bytes.n;
      *next = is == YES ? l.next : feed->bytes.n;
      return PARTIKEL_OK;
    }
    if (is == NO) i = l.next;
    if (i > c->max_bytes + TAIL) {   /* blank lines at its end do not count */
      *large = true;
      pk_feed_take(feed, i);
      i = 0;
    }
    if (is != MAYBE) continue;
    if (!l.ended && feed->bytes.n - i > c->max_bytes + TAIL) {   /* one line */
      *large = true;
      pk_feed_take(feed, feed->bytes.n);
      i = 0;
    }
    PK_TRY(pk_feed_want(feed, feed->bytes.n + STEP, true, err));
  }
}

partikel_status pk_clips_next(struct pk_clips *c, partikel_member *out, partikel_error *err) {
  struct pk_feed *feed = c->feed;
  struct form f = {c->know, c->kind};
  memset(out, 0, sizeof *out);
  for (;;) {
    size_t end, next;
    bool large;
    if (c->over) return PARTIKEL_END;
    pk_feed_take(feed, c->held);
    c->held = 0;
    if (!c->begun) pk_feed_take(feed, preface(&f, pk_str_part(feed->bytes, 0, feed->bytes.n < PK_MAX_EXPORT_HEAD ? feed->bytes.n : PK_MAX_EXPORT_HEAD)));
    c->begun = true;
    partikel_status status = pk_feed_want(feed, 1, true, err);
    size_t blank = 0;
    while (blank < feed->bytes.n && (feed->bytes.s[blank] == '\r' || feed->bytes.s[blank] == '\n')) blank++;
    if (status == PARTIKEL_OK && blank) {
      pk_feed_take(feed, blank);
      continue;
    }
    uint64_t place = feed->offset;
    if (status == PARTIKEL_OK && feed->bytes.n) status = find_end(c, &f, &end, &next, &large, err);
    c->over = status != PARTIKEL_OK || !feed->bytes.n;   /* what cannot be read or held ends it */
    if (status != PARTIKEL_OK) return status;
    if (c->over) continue;
    c->held = next;
    c->number++;
    pk_str article = pk_str_part(feed->bytes, 0, end);
    while (article.n && (unsigned char)article.s[article.n - 1] <= ' ') article.n--;
    if (large || article.n > c->max_bytes) return too_large(c, place, err);
    if (!article.n) {
      c->number--;
      continue;
    }
    char digits[24];
    size_t at = sizeof digits;
    uint64_t n = c->number;
    digits[--at] = '\0';
    do digits[--at] = (char)('0' + n % 10);
    while ((n /= 10) != 0);
    memcpy(c->name, digits + at, sizeof digits - at);
    *out = (partikel_member){article.s, article.n, *c->given};
    out->origin.container = "text-export";
    out->origin.member = c->name;
    out->origin.offset = (int64_t)place;
    out->origin.form = c->form;
    return PARTIKEL_OK;
  }
}

/* ---- one article --------------------------------------------------------------------------------------------------------------------------- */

/* Where the article ends: at the last end mark, if no more than a notice and an address follow it. */
static size_t find_tail(const struct form *f, pk_str s, size_t from) {
  size_t tail = s.n;
  for (uint32_t i = 0; i < marks(f); i++) {
    struct pk_mark m = pk_know_export_mark(f->know, f->kind, i);
    if (m.kind != PK_MARK_END || m.text.n > s.n - from) continue;
    for (size_t k = s.n - m.text.n; k > from && s.n - k <= TAIL; k--)
      if (memcmp(s.s + k, m.text.s, m.text.n) == 0) {
        tail = k < tail ? k : tail;
        break;
      }
  }
  return tail;
}

static pk_str first_address(pk_str s) {
  for (size_t i = 0; i + 8 < s.n; i++)
    if (pk_is_web(pk_str_part(s, i, s.n))) {
      size_t n = i;
      while (n < s.n && (unsigned char)s.s[n] > ' ') n++;
      return pk_str_part(s, i, n);
    }
  return (pk_str){NULL, 0};
}

/* "SISSEL HOFFENGH sissel@dagsavisen.example": capitals and no sentence. The address goes. */
static pk_str author(pk_str line) {
  pk_str none = {NULL, 0};
  size_t end = line.n, words = 0;
  const char *at = memchr(line.s, '@', line.n);
  if (at)
    for (end = (size_t)(at - line.s); end > 0 && line.s[end - 1] != ' ';) end--;
  pk_str name = pk_str_trim(pk_str_part(line, 0, end));
  if (!name.n || name.n > 80 || strchr(".!?:;", name.s[name.n - 1])) return none;
  for (size_t i = 0; i < name.n;) {
    size_t k = i;
    uint32_t cp = pk_utf8_next(name.s, name.n, &k);
    if (!pk_cp_letter(cp) || !pk_cp_upper(cp) || words++ > 5) return none;
    while (k < name.n && name.s[k] != ' ') k++;
    for (i = k; i < name.n && name.s[i] == ' ';) i++;
  }
  return name;
}

/* "KULTUR Side 31, del 1": the page does not belong to the section's name. */
static pk_str without_page(const struct form *f, pk_str section) {
  size_t used;
  for (size_t i = 0; i < section.n; i++)
    if ((i == 0 || section.s[i - 1] == ' ') && begins_with(f, PK_MARK_PAGE, pk_str_part(section, i, section.n), &used) && i + used + 1 < section.n && digit(section.s[i + used + 1]))
      return pk_str_trim(pk_str_part(section, 0, i));
  return section;
}

/* The lines between paper and text; where the text begins, SIZE_MAX when out of memory. */
static size_t read_labels(const struct form *f, pk_str s, size_t i, struct pk_metas *metas, struct pk_arena *arena) {
  bool good = true;
  for (int lines = 0; good && i < s.n && lines < LABEL_LINES + 2; lines++) {
    struct line l = line_at(s, i);
    size_t used;
    if (!l.text.n) break;
    pk_str by = author(l.text);
    if (begins_with(f, PK_MARK_SECTION, l.text, &used))
      good = pk_meta_add(metas, arena, "section", "export", without_page(f, pk_str_trim(pk_str_part(l.text, used, l.text.n))));
    else if (begins_with(f, PK_MARK_PAGE, l.text, &used) || begins_with(f, PK_MARK_MEDIUM, l.text, &used)) good = true;
    else if (by.n && lines < 2) good = pk_meta_add(metas, arena, "author", "export", by);
    else break;
    i = l.next;
  }
  return good ? i : SIZE_MAX;
}

/* Adds the lines of s that are no addresses; the address goes to the metadata. */
static bool add_lines(const struct form *f, pk_str s, struct pk_buf *out, struct pk_metas *metas, struct pk_arena *arena) {
  bool good = true;
  for (size_t i = 0; good && i < s.n;) {
    struct line l = line_at(s, i);
    size_t used;
    pk_str url = begins_with(f, PK_MARK_ADDRESS, l.text, &used) ? first_address(l.text) : (pk_str){NULL, 0};
    if (url.n) good = pk_meta_add(metas, arena, "url", "export", url);
    else if (out) pk_buf_str(out, pk_str_part(s, i, l.next));
    i = l.next;
  }
  return good;
}

/* A headline may stand in several lines. */
static pk_str one_line(pk_str s, struct pk_arena *arena) {
  char *copy = pk_arena_copy(arena, s);
  for (size_t i = 0; copy && i < s.n; i++)
    if (copy[i] == '\n' || copy[i] == '\r') copy[i] = ' ';
  return (pk_str){copy, copy ? s.n : 0};
}

static partikel_status parted(const struct form *f, pk_str text, struct pk_document *out, struct pk_metas *metas, struct pk_arena *arena, partikel_error *err) {
  struct head h;
  struct pk_buf body;
  char date[32];
  size_t from = 0;
  bool good = true;
  pk_buf_init(&body, PK_MAX_BUF);
  if (head_at(f, text, 0, true, &h) == YES) {
    pk_str title = one_line(pk_str_trim(pk_str_part(text, h.title, h.title_end)), arena);
    pk_date_edtf(&h.date, date);
    good = pk_meta_add(metas, arena, "title", "export", title) && pk_meta_add(metas, arena, "publisher", "export", h.paper) &&
           pk_meta_add(metas, arena, "published", "export", pk_str_of(date));
    pk_buf_str(&body, title);
    pk_buf_text(&body, "\n\n");
    from = read_labels(f, text, h.body, metas, arena);
    if (from == SIZE_MAX) good = false, from = text.n;
  }
  size_t tail = find_tail(f, text, from);
  good = good && add_lines(f, pk_str_part(text, from, tail), &body, metas, arena) && add_lines(f, pk_str_part(text, tail, text.n), NULL, metas, arena);
  const char *kept = good ? pk_arena_copy(arena, (pk_str){body.s ? body.s : "", body.n}) : NULL;
  pk_str lines = {kept, body.n};
  good = good && kept && !body.failed;
  pk_buf_release(&body);
  return good ? pk_plain(lines, out, arena, err) : pk_fail(err, PARTIKEL_NOMEM, NULL, 0, "out of memory");
}

partikel_status pk_clip(const struct pk_know *know, const char *form, pk_str text, struct pk_document *out, struct pk_metas *metas, struct pk_arena *arena, partikel_error *err) {
  for (uint32_t k = 0; k < pk_know_exports(know); k++) {
    struct form f = {know, k};
    if (pk_str_eq(pk_know_export_name(know, k), pk_str_of(form)) && has(&f, PK_MARK_PARTS)) return parted(&f, text, out, metas, arena, err);
  }
  return pk_plain(text, out, arena, err);
}
