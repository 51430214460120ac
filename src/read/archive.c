/* archive: goes from record to record and gives the articles among them. A record that is not whole is named, and the next one found. */
#include "archive.h"

enum { BEHIND = 4096, PEEK = 16 };   /* blanks that may stand between records; bytes that show whether one begins */

void pk_archive_init(struct pk_archive *a, struct pk_feed *feed, const struct pk_archive_form *form, const partikel_origin *given, size_t max_bytes) {
  *a = (struct pk_archive){.feed = feed, .form = form, .given = given, .max_bytes = max_bytes};
  pk_arena_init(&a->arena, PK_MAX_BUF);
  for (int k = 0; k < 2; k++) pk_buf_init(&a->rooms[k], max_bytes + 2 * PK_MAX_ARCHIVE_HEADER);
  pk_buf_init(&a->joined, max_bytes + 2 * PK_MAX_ARCHIVE_HEADER);
  pk_buf_init(&a->segmented, PK_MAX_ARCHIVE_HEADER);
}

void pk_archive_release(struct pk_archive *a) {
  for (int k = 0; k < 2; k++) pk_buf_release(&a->rooms[k]);
  pk_buf_release(&a->joined);
  pk_buf_release(&a->segmented);
  pk_arena_release(&a->arena);
}

/* ---- errors ------------------------------------------------------------------------------------------------------------- */

static partikel_status fail(const struct pk_archive *a, partikel_error *err, partikel_status code, const char *why) {
  return pk_fail(err, code, a->feed->path, a->place, "record at %u: %s", a->place, why);
}

/* The error of a step that knows no place. */
static partikel_status placed(const struct pk_archive *a, partikel_status status, partikel_error *err) {
  if (status == PARTIKEL_OK || !err) return status;
  char what[sizeof err->what];
  memcpy(what, err->what, sizeof what);
  return fail(a, err, status, what);
}

/* Why a record is not whole; a text that grows beyond reason is over a limit. */
static const char damaged[] = "gzip data is damaged", bomb[] = "gzip data grows beyond reason", wrong_length[] = "its length is wrong",
                  cut_off[] = "the archive ends inside it";

static partikel_status broken(const struct pk_archive *a, const char *why, partikel_error *err) {
  return fail(a, err, why == bomb ? PARTIKEL_LIMIT : PARTIKEL_FORMAT, why);
}

static const char *why_damaged(const struct pk_archive *a) { return a->feed->stop == PK_STOP_BOMB ? bomb : damaged; }

/* ---- looking for the next record ---------------------------------------------------------------------------------------- */

enum found { FOUND, FOUND_NONE, FOUND_MAYBE /* more must be at hand to tell */ };

/* Where the next line begins in s, from i on; of a WARC, where a record may begin: something lost before it may have taken the line's end with it. */
static size_t next_place(const struct pk_archive *a, pk_str s, size_t i) {
  bool warc = a->form == &pk_warc;
  const char *at = i >= s.n ? NULL : warc ? memmem(s.s + i, s.n - i, "WARC/", 5) : memchr(s.s + i, '\n', s.n - i);
  return at ? (size_t)(at - s.s) + !warc : SIZE_MAX;
}

/* The first record in s: *at is where, or up to where there is none. fresh: s itself begins a line. */
static enum found find_record(const struct pk_archive *a, pk_str s, bool fresh, size_t *at) {
  struct pk_record_head head;
  const char *why;
  for (size_t i = 0;; fresh = false, i += a->form == &pk_warc) {
    if (!fresh || a->form == &pk_warc) i = next_place(a, s, i);
    if (i == SIZE_MAX) return *at = a->form != &pk_warc ? s.n : s.n > 4 ? s.n - 4 : 0, FOUND_NONE;   /* "WARC" may stand at the end */
    *at = i;
    if (s.n - i < PEEK) return FOUND_MAYBE;
    pk_str rest = pk_str_part(s, i, s.n);
    if (!a->form->begins(rest)) continue;
    enum pk_head result = a->form->head(rest, &head, &why);
    if (result == PK_HEAD_OK) return FOUND;
    if (result == PK_HEAD_MORE) return FOUND_MAYBE;
  }
}

static bool all_zero(pk_str s) { return s.n > 0 && s.s[0] == 0 && memcmp(s.s, s.s + 1, s.n - 1) == 0; }

/* Passes over what is at hand and comes, up to the next record; nothing is at hand then if there is none. fresh: a line begins here. */
static partikel_status resync(struct pk_archive *a, bool fresh, partikel_error *err) {
  struct pk_feed *f = a->feed;
  for (;;) {
    size_t at;
    enum found found = find_record(a, f->bytes, fresh, &at);
    bool zeros = found == FOUND_NONE && f->bytes.n >= PK_MAX_ARCHIVE_HEADER && all_zero(f->bytes);
    pk_feed_take(f, at);
    if (found == FOUND) return PARTIKEL_OK;
    if (zeros) pk_feed_jump_hole(f);
    fresh = found == FOUND_MAYBE || (fresh && at == 0);
    size_t had = f->bytes.n;
    PK_TRY(pk_feed_want(f, had + 1, false, err));
    if (f->bytes.n > had) continue;
    if (f->stop == PK_STOP_MEMBER) {
      PK_TRY(pk_feed_want(f, had + PEEK, true, err));
      if (f->bytes.n > had && (!had || a->form->begins(pk_str_part(f->bytes, had, f->bytes.n)))) {
        pk_feed_take(f, had);
        fresh = true;
      }
    } else {
      pk_feed_take(f, had);
      if (f->stop == PK_STOP_END) return PARTIKEL_OK;
      PK_TRY(pk_feed_recover(f, a->form->begins, err));
      fresh = true;
    }
  }
}

/* The record in hand is lost, its first n bytes hold no other one: the error that says so, with the next record at hand. fresh: a line begins
 * behind them. An error met on the way comes with the next call. */
static partikel_status lose(struct pk_archive *a, size_t n, bool fresh, const char *why, partikel_error *err) {
  pk_feed_take(a->feed, n);
  a->later = resync(a, fresh, &a->later_error);
  return broken(a, why, err);
}

/* ---- the bytes of one record ---------------------------------------------------------------------------------------------- */

enum whole { WHOLE, SHORT_END, SHORT_DAMAGED, SHORT_RECORD /* the next one begins before its end */ };

/* Does a record begin at byte i, where a gzip member does? Of an ARC the whole line must say so: a scheme alone says little. */
static partikel_status begins_at(struct pk_archive *a, size_t i, bool *yes, partikel_error *err) {
  struct pk_feed *f = a->feed;
  struct pk_record_head head;
  const char *why;
  size_t n = i + PEEK;
  for (;;) {
    PK_TRY(pk_feed_want(f, n, true, err));
    pk_str rest = pk_str_part(f->bytes, i, f->bytes.n);
    *yes = a->form->begins(rest);
    if (!*yes || a->form == &pk_warc) return PARTIKEL_OK;
    enum pk_head result = a->form->head(rest, &head, &why);
    *yes = result == PK_HEAD_OK;
    if (result != PK_HEAD_MORE || f->bytes.n < n) return PARTIKEL_OK;
    n = f->bytes.n + 1;
  }
}

/* The first n bytes of the record at hand, or as many as there are: *edge, then. */
static partikel_status have(struct pk_archive *a, size_t n, enum whole *how, size_t *edge, partikel_error *err) {
  struct pk_feed *f = a->feed;
  for (;;) {
    PK_TRY(pk_feed_want(f, n, false, err));
    *edge = f->bytes.n;
    *how = f->bytes.n >= n ? WHOLE : f->stop == PK_STOP_END || f->stop == PK_STOP_CUT ? SHORT_END : SHORT_DAMAGED;
    if (*how == WHOLE || f->stop != PK_STOP_MEMBER) return PARTIKEL_OK;
    /* A gzip member ends inside the record: packed in blocks of any size, or the length is wrong and the next record begins there. */
    bool next;
    PK_TRY(begins_at(a, *edge, &next, err));
    if (next) return *how = SHORT_RECORD, PARTIKEL_OK;
  }
}

static bool is_blank(char c) { return c == '\r' || c == '\n' || c == ' ' || c == '\t' || c == 0; }

/* An ARC's line without the line feed before it: not one whose beginning a wrong length has taken away. */
static bool usual_scheme(pk_str s) {
  static const char schemes[][10] = {"http:", "https:", "ftp:", "dns:", "file:", "metadata:", "filedesc:", "whois:"};
  for (size_t k = 0; k < sizeof schemes / sizeof *schemes; k++)
    if (pk_str_starts(s, pk_str_of(schemes[k]))) return true;
  return false;
}

/* Does the record at hand end after n bytes? Then its blank lines stand there, or the next one, or nothing. */
static partikel_status ends_at(struct pk_archive *a, size_t n, const char **why, partikel_error *err) {
  struct pk_feed *f = a->feed;
  struct pk_record_head head;
  const char *reason;
  size_t i = n;
  *why = NULL;
  for (;;) {
    PK_TRY(pk_feed_want(f, i + PEEK, false, err));
    while (i < f->bytes.n && is_blank(f->bytes.s[i])) i++;
    if (i > n + BEHIND || (a->form == &pk_warc && pk_str_starts(pk_str_part(f->bytes, n, f->bytes.n), PK_LIT("\r\n\r\n")) && i < f->bytes.n)) return PARTIKEL_OK;
    if (f->bytes.n - i < PEEK && f->stop == PK_STOP_NONE) continue;
    if (i == f->bytes.n) {   /* a damaged end is damage of what it ends */
      if (f->stop == PK_STOP_DAMAGED || f->stop == PK_STOP_BOMB) *why = why_damaged(a);
      return PARTIKEL_OK;
    }
    pk_str rest = pk_str_part(f->bytes, i, f->bytes.n);
    bool next = a->form->begins(rest);
    if (a->form == &pk_arc && i == n) next = usual_scheme(rest) && a->form->head(rest, &head, &reason) != PK_HEAD_NONE;
    if (!next) *why = wrong_length;
    return PARTIKEL_OK;
  }
}

/* The next record is at hand, or nothing: *end. */
static partikel_status start(struct pk_archive *a, bool *end, partikel_error *err) {
  struct pk_feed *f = a->feed;
  uint64_t zeros = 0, place = 0;
  bool packed_alone = false, exact = false;   /* a gzip member begins with it, but for blank lines */
  *end = false;
  for (;;) {
    PK_TRY(pk_feed_want(f, 1, true, err));
    a->place = f->inflate && !a->one_stream ? pk_feed_member(f, &exact) : f->offset;
    packed_alone = packed_alone || exact;
    if (f->bytes.n == 0) {
      *end = f->stop == PK_STOP_END || (f->stop == PK_STOP_CUT && f->made > 0);   /* only the end of the gzip data is missing */
      if (*end) return PARTIKEL_OK;
      bool cut = f->stop == PK_STOP_CUT;
      if (f->stop == PK_STOP_DAMAGED && f->made) a->place = pk_feed_read(f);
      const char *why = cut ? cut_off : why_damaged(a);
      a->later = pk_feed_recover(f, a->form->begins, &a->later_error);
      return broken(a, why, err);
    }
    size_t n = 0;
    if (f->bytes.n >= PK_MAX_ARCHIVE_HEADER && all_zero(f->bytes)) {
      if (!zeros) place = a->place;
      zeros += f->bytes.n;
      pk_feed_take(f, f->bytes.n);
      pk_feed_jump_hole(f);
      continue;
    }
    while (n < f->bytes.n && is_blank(f->bytes.s[n])) {
      if (f->bytes.s[n] == 0 && zeros++ == 0) place = a->place + (f->inflate ? 0 : n);
      n++;
    }
    if (n < f->bytes.n && zeros) {   /* behind the last record they only fill the file */
      pk_feed_take(f, n);
      a->place = place;
      return fail(a, err, PARTIKEL_FORMAT, "zeros stand here, and no record");
    }
    if (n == 0) break;
    pk_feed_take(f, n);
  }
  PK_TRY(pk_feed_want(f, PEEK, false, err));
  if (!a->begun) a->begun = true, a->first = f->offset;
  else if (!a->decided && f->offset > a->first) {
    a->decided = true;
    if (f->inflate && !packed_alone) a->one_stream = true, a->place = f->offset;
  }
  return PARTIKEL_OK;
}

/* The header of the record at hand. */
static partikel_status read_head(struct pk_archive *a, struct pk_record_head *h, partikel_error *err) {
  struct pk_feed *f = a->feed;
  const char *why;
  for (;;) {
    enum pk_head result = a->form->head(f->bytes, h, &why);
    if (result == PK_HEAD_OK) return PARTIKEL_OK;
    if (result == PK_HEAD_NONE) return lose(a, 0, false, why, err);
    if (result == PK_HEAD_TOO_LONG) {
      lose(a, 0, false, "", NULL);
      return pk_fail(err, PARTIKEL_LIMIT, f->path, a->place, "record at %u: its header is over %u bytes", a->place, (uint64_t)PK_MAX_ARCHIVE_HEADER);
    }
    size_t had = f->bytes.n, edge;
    enum whole how;
    PK_TRY(have(a, had + 1, &how, &edge, err));
    if (how == SHORT_RECORD) return lose(a, edge, true, "another record begins inside its header", err);
    if (how != WHOLE) return lose(a, f->bytes.n, false, how == SHORT_END ? cut_off : why_damaged(a), err);
  }
}

/* ---- records that are no articles ------------------------------------------------------------------------------------------- */

/* Goes through a long record without holding it, up to the next one. *why: what is wrong with it; then what is at hand is the next record. */
static partikel_status go_through(struct pk_archive *a, const struct pk_record_head *h, const char **why, partikel_error *err) {
  struct pk_feed *f = a->feed;
  uint64_t left = h->length;
  bool fresh = true;
  *why = NULL;
  pk_feed_take(f, h->size);
  for (;;) {
    size_t at = 0, here = f->bytes.n < left ? f->bytes.n : (size_t)left;
    enum found found = find_record(a, pk_str_part(f->bytes, 0, here), fresh, &at);
    bool zeros = found == FOUND_NONE && here >= PK_MAX_ARCHIVE_HEADER && all_zero(pk_str_part(f->bytes, 0, here));
    uint64_t before = f->offset;
    pk_feed_take(f, at);
    if (found == FOUND) return *why = wrong_length, PARTIKEL_OK;
    if (zeros) pk_feed_jump_hole(f);
    left -= f->offset - before < left ? f->offset - before : left;
    fresh = found == FOUND_MAYBE;
    if (f->bytes.n >= left) break;   /* its end is at hand, and perhaps the beginning of a header inside it */
    size_t had = f->bytes.n, edge;
    enum whole how;
    PK_TRY(have(a, had + 1, &how, &edge, err));
    if (how == WHOLE) continue;
    *why = how == SHORT_END ? cut_off : how == SHORT_RECORD ? wrong_length : why_damaged(a);
    pk_feed_take(f, edge);
    return resync(a, true, err);
  }
  PK_TRY(ends_at(a, (size_t)left, why, err));
  if (*why) return resync(a, fresh, err);
  pk_feed_take(f, (size_t)left);
  return PARTIKEL_OK;
}

/* A file is not read where its next record shows itself; false: it must be. */
static bool jump_over(struct pk_archive *a, const struct pk_record_head *h) {
  char behind[64];
  if (h->length > INT64_MAX - h->size) return false;
  size_t n = pk_feed_peek(a->feed, h->size + h->length, behind), i = 0;
  while (i < n && is_blank(behind[i])) i++;
  return i < n && a->form->begins((pk_str){behind + i, n - i}) && pk_feed_jump(a->feed, h->size + h->length);
}

/* The record at hand goes, whatever it is. *why: it is not whole. */
static partikel_status pass_over(struct pk_archive *a, const struct pk_record_head *h, const char **why, partikel_error *err) {
  struct pk_feed *f = a->feed;
  enum whole how;
  size_t edge;
  *why = NULL;
  if (h->length > PK_MAX_PASSED) return jump_over(a, h) ? PARTIKEL_OK : go_through(a, h, why, err);
  size_t total = h->size + (size_t)h->length;
  PK_TRY(have(a, total, &how, &edge, err));
  if (how == WHOLE) PK_TRY(ends_at(a, total, why, err));
  else *why = how == SHORT_END ? cut_off : how == SHORT_RECORD ? wrong_length : why_damaged(a);
  if (!*why) return pk_feed_take(f, total), PARTIKEL_OK;
  pk_feed_take(f, how == SHORT_RECORD ? edge : h->size);
  return resync(a, true, err);
}

static partikel_status passed(struct pk_archive *a, const struct pk_record_head *h, partikel_error *err) {
  const char *why;
  PK_TRY(pass_over(a, h, &why, err));
  if (why && (why != bomb || a->one_stream)) return broken(a, why, err);   /* a picture in a gzip member of its own may grow as it likes */
  a->passed_over++;
  return PARTIKEL_OK;
}

/* ---- articles ------------------------------------------------------------------------------------------------------------------- */

/* By what is known before its end: not wanted, or what its block holds. */
static enum pk_verdict judge(struct pk_archive *a, const struct pk_record_head *h, pk_str block, struct pk_http *http) {
  if (!pk_is_page_url(h->url)) return PK_VERDICT_NO;
  bool is_http = pk_http_head(pk_str_part(block, 0, block.n < PK_MAX_ARCHIVE_HEADER ? block.n : PK_MAX_ARCHIVE_HEADER), http);
  if (!is_http) *http = (struct pk_http){.whole = true, .length = UINT64_MAX, .type = h->content_type};
  else if (http->status / 100 != 2 || http->status == 204 || http->status == 206) return PK_VERDICT_NO;
  return pk_page_by_type(http->type, &a->arena);
}

/* Everything that is told of the member; strings in the arena. */
static partikel_status describe(struct pk_archive *a, const struct pk_record_head *h, const struct pk_http *http, partikel_origin *out, partikel_error *err) {
  struct pk_arena *arena = &a->arena;
  *out = *a->given;
  out->name = a->feed->path;
  out->container = a->form->container;
  out->offset = (int64_t)a->place;
  out->member = h->id.n ? pk_field_text(h->id, arena) : NULL;
  out->retrieved = h->date.n ? pk_saved_at(h->date, arena) : NULL;
  out->truncated = h->truncated.s ? pk_field_text(h->truncated, arena) : NULL;
  if (h->truncated.s && !out->truncated) out->truncated = "unspecified";
  const char *url = h->url.n ? pk_field_url(h->url, arena) : NULL, *type = http->type.n ? pk_field_text(http->type, arena) : NULL;
  if (url) out->url = url;
  if (type) out->content_type = type;
  return arena->failed ? fail(a, err, PARTIKEL_NOMEM, "out of memory") : PARTIKEL_OK;
}

/* The article in a block, if it is one: *given. */
static partikel_status give(struct pk_archive *a, const struct pk_http *http, enum pk_verdict verdict, pk_str block, partikel_member *out, bool *given, partikel_error *err) {
  pk_str body = {"", 0};
  PK_TRY(placed(a, pk_http_body(http, pk_str_part(block, http->size, block.n), a->max_bytes, a->rooms, &body, &out->origin.truncated, err), err));
  *given = pk_looks_like_page(body, verdict, out->origin.content_type);
  if (!*given) return a->passed_over++, PARTIKEL_OK;
  out->bytes = body.s;
  out->n = body.n;
  return PARTIKEL_OK;
}

static partikel_status too_large(struct pk_archive *a, partikel_error *err) {
  return pk_fail(err, PARTIKEL_LIMIT, a->feed->path, a->place, "record at %u: larger than the ceiling of %u bytes", a->place, (uint64_t)a->max_bytes);
}

/* ---- records in several pieces ------------------------------------------------------------------------------------------------------ */

static bool belongs(const struct pk_archive *a, const struct pk_record_head *h) {
  return h->origin_id.n && pk_str_eq(h->origin_id, (pk_str){a->segmented.s ? a->segmented.s : "", a->segmented.n});
}

static bool remember(struct pk_archive *a, pk_str id) {
  pk_buf_reset(&a->segmented);
  pk_buf_str(&a->segmented, id);
  return !a->segmented.failed;
}

/* The block of the record at hand, whose first piece this is, with those that follow at once, is put together in a->joined. *whole: its last piece is
 * among them. What is at hand then is another record. */
static partikel_status join(struct pk_archive *a, const struct pk_record_head *first, bool *whole, partikel_error *err) {
  struct pk_record_head h = *first;
  uint64_t place = a->place, segment = 1;
  bool end = false;
  pk_buf_reset(&a->joined);
  for (;;) {
    enum whole how;
    size_t total = h.size + (size_t)h.length, edge;
    const char *why = NULL;
    if (h.length > a->max_bytes + PK_MAX_ARCHIVE_HEADER - a->joined.n) {
      a->place = place;
      return too_large(a, err);   /* its other pieces belong to what is given up */
    }
    PK_TRY(have(a, total, &how, &edge, err));
    if (how == WHOLE) PK_TRY(ends_at(a, total, &why, err));
    if (how != WHOLE || why) break;   /* told when it is met again */
    pk_buf_add(&a->joined, a->feed->bytes.s + h.size, (size_t)h.length);
    pk_feed_take(a->feed, total);
    *whole = h.last;
    if (a->joined.failed) return fail(a, err, PARTIKEL_NOMEM, "out of memory");
    a->later = start(a, &end, &a->later_error);
    if (a->later != PARTIKEL_OK || end || *whole) break;
    const char *reason;
    while (a->form->head(a->feed->bytes, &h, &reason) == PK_HEAD_MORE) {
      size_t had = a->feed->bytes.n;
      PK_TRY(pk_feed_want(a->feed, had + 1, true, err));
      if (a->feed->bytes.n == had) break;
    }
    if (!h.size || h.type != PK_RECORD_CONTINUATION || h.segment != segment + 1 || !belongs(a, &h)) break;
    segment++;
  }
  a->place = place;
  return PARTIKEL_OK;
}

/* ---- the next one ------------------------------------------------------------------------------------------------------------------------ */

/* The record at hand as far as n bytes, and what it seems to be. h and http point among the bytes at hand. */
static partikel_status look(struct pk_archive *a, size_t n, struct pk_record_head *h, struct pk_http *http, enum pk_verdict *verdict, enum whole *how, size_t *edge,
                            partikel_error *err) {
  const char *why;
  PK_TRY(have(a, n, how, edge, err));
  if (a->feed->bytes.s != h->at && a->form->head(a->feed->bytes, h, &why) != PK_HEAD_OK) return lose(a, 0, false, why, err);
  size_t end = n < a->feed->bytes.n ? n : a->feed->bytes.n;
  *verdict = judge(a, h, pk_str_part(a->feed->bytes, h->size, end), http);
  return PARTIKEL_OK;
}

/* Passes over an article that cannot be read. */
static partikel_status refuse(struct pk_archive *a, const struct pk_record_head *h, const char *format, uint64_t limit, partikel_error *err) {
  const char *why;
  PK_TRY(pass_over(a, h, &why, err));
  return pk_fail(err, PARTIKEL_LIMIT, a->feed->path, a->place, format, a->place, limit);
}

/* A record whose length is wrong reaches to where the next one begins, or the archive ends: *total, 0 if neither shows itself in time. */
static partikel_status find_end(struct pk_archive *a, const struct pk_record_head *h, size_t *total, partikel_error *err) {
  struct pk_feed *f = a->feed;
  size_t most = h->size + a->max_bytes + PK_MAX_ARCHIVE_HEADER, from = h->size, at, edge;
  bool fresh = true;
  for (*total = 0; from <= most;) {
    enum found found = find_record(a, pk_str_part(f->bytes, from, f->bytes.n), fresh, &at);
    from += at;
    if (found == FOUND) return *total = from <= most ? from : 0, PARTIKEL_OK;
    fresh = found == FOUND_MAYBE;
    enum whole how;
    PK_TRY(have(a, f->bytes.n + 1, &how, &edge, err));
    if (how == WHOLE) continue;
    if (how != SHORT_DAMAGED && edge <= most) *total = edge;
    return PARTIKEL_OK;
  }
  return PARTIKEL_OK;
}

/* What is wrong with the article's record, NULL if nothing is; *total: its bytes. Fewer than they should be when the archive ends inside it; where the
 * length is wrong, those that seem to be its own, or 0. */
static partikel_status check(struct pk_archive *a, const struct pk_record_head *h, const struct pk_http *http, enum whole how, size_t edge, size_t *total,
                             const char **why, partikel_error *err) {
  struct pk_feed *f = a->feed;
  size_t at;
  *why = how == SHORT_RECORD ? wrong_length : how == SHORT_DAMAGED ? why_damaged(a) : NULL;
  if (how == WHOLE) PK_TRY(ends_at(a, *total, why, err));
  if (how == WHOLE && *why == wrong_length) {   /* unless two say the same, and a line ends there: then what is behind it is broken */
    if (http->length == h->length - http->size && f->bytes.n > *total && f->bytes.s[*total] == '\n') *why = NULL;
    else return find_end(a, h, total, err);
  }
  if (how == SHORT_RECORD) *total = edge;
  if (how != SHORT_END) return PARTIKEL_OK;
  *total = f->bytes.n;   /* the archive is cut, or the length leads over other records to its end */
  if (find_record(a, pk_str_part(f->bytes, h->size, *total), true, &at) == FOUND) *why = wrong_length, *total = h->size + at;
  return PARTIKEL_OK;
}

/* A record that seems too large: LIMIT, unless its length is wrong and its end shows itself: *total. */
static partikel_status over_ceiling(struct pk_archive *a, const struct pk_record_head *h, size_t *total, partikel_error *err) {
  *total = 0;
  if (jump_over(a, h)) return too_large(a, err);
  PK_TRY(find_end(a, h, total, err));
  return *total ? PARTIKEL_OK : refuse(a, h, "record at %u: larger than the ceiling of %u bytes", a->max_bytes, err);
}

static const char read_on[] = "its length is wrong; read as far as the next record";

/* A record that may hold an article. One whose length is wrong is read as far as it seems to reach, and named behind it. */
static partikel_status page(struct pk_archive *a, struct pk_record_head *h, partikel_member *out, bool *given, partikel_error *err) {
  struct pk_feed *f = a->feed;
  struct pk_http http;
  enum pk_verdict verdict;
  enum whole how;
  const char *why = NULL;
  bool large = h->length > PK_MAX_PASSED, joined = false;
  size_t edge, total = h->size + (large ? PK_MAX_ARCHIVE_HEADER : (size_t)h->length);
  PK_TRY(look(a, total, h, &http, &verdict, &how, &edge, err));
  if (h->segment == 1 && !remember(a, h->id)) return fail(a, err, PARTIKEL_NOMEM, "out of memory");
  if (verdict == PK_VERDICT_NO) return passed(a, h, err);
  if (!http.whole && h->length >= PK_MAX_ARCHIVE_HEADER && how == WHOLE)
    return refuse(a, h, "record at %u: its HTTP header is over %u bytes", PK_MAX_ARCHIVE_HEADER, err);
  if (h->length > a->max_bytes + PK_MAX_ARCHIVE_HEADER) {
    PK_TRY(over_ceiling(a, h, &total, err));
    why = wrong_length;
  } else {
    total = h->size + (size_t)h->length;
    if (large) PK_TRY(look(a, total, h, &http, &verdict, &how, &edge, err));
    PK_TRY(check(a, h, &http, how, edge, &total, &why, err));
  }
  if (why && (why != wrong_length || !total)) return lose(a, h->size, true, why, err);
  if (f->bytes.s != h->at || why) PK_TRY(look(a, total, h, &http, &verdict, &how, &edge, err));
  pk_str block = pk_str_part(f->bytes, h->size, total);
  for (int k = 0; why && k < 4 && block.n && (block.s[block.n - 1] == '\n' || block.s[block.n - 1] == '\r'); k++) block.n--;   /* the blank lines behind it */
  PK_TRY(describe(a, h, &http, &out->origin, err));
  a->held = total;
  bool cut = !why && total < h->size + h->length;
  bool headless = !http.status && (a->form == &pk_arc || pk_str_starts(h->content_type, PK_LIT("application/http")));
  if ((cut || why) && (!http.whole || block.n <= http.size || headless)) return fail(a, err, PARTIKEL_FORMAT, cut ? cut_off : why);
  if ((cut || why) && !out->origin.truncated) out->origin.truncated = cut ? "the archive ends here" : wrong_length;
  if (h->segment == 1 && !cut && !why) {
    a->held = 0;
    PK_TRY(join(a, h, &joined, err));
    if (!joined && !out->origin.truncated) out->origin.truncated = "its next piece does not follow";
    block = (pk_str){a->joined.n ? a->joined.s : "", a->joined.n};
    pk_http_head(block, &http);
  }
  PK_TRY(give(a, &http, verdict, block, out, given, err));
  if (why && *given) a->later = fail(a, &a->later_error, PARTIKEL_FORMAT, read_on);
  return (cut || why) && !*given ? fail(a, err, PARTIKEL_FORMAT, cut ? cut_off : why) : PARTIKEL_OK;
}

static partikel_status record(struct pk_archive *a, partikel_member *out, bool *given, partikel_error *err) {
  struct pk_record_head h;
  const char *why;
  PK_TRY(read_head(a, &h, err));
  if (h.length > INT64_MAX) return lose(a, h.size, true, wrong_length, err);
  if (h.type == PK_RECORD_PAGE) return page(a, &h, out, given, err);
  if (h.type != PK_RECORD_CONTINUATION || belongs(a, &h)) {
    PK_TRY(passed(a, &h, err));
    a->revisits += h.type == PK_RECORD_REVISIT;
    return PARTIKEL_OK;
  }
  PK_TRY(pass_over(a, &h, &why, err));
  return broken(a, why ? why : "it goes on with a record that does not stand before it", err);
}

partikel_status pk_archive_next(struct pk_archive *a, partikel_member *out, partikel_error *err) {
  partikel_status status = PARTIKEL_OK;
  bool given = false, end = false;
  memset(out, 0, sizeof *out);
  while (!a->over && status == PARTIKEL_OK && !given) {
    pk_feed_take(a->feed, a->held);
    a->held = 0;
    pk_arena_reset(&a->arena);
    status = a->later;
    a->later = PARTIKEL_OK;
    if (status != PARTIKEL_OK) {
      if (err) *err = a->later_error;
      a->over = status != PARTIKEL_FORMAT;
      break;
    }
    status = start(a, &end, err);
    a->over = end;
    uint64_t here = a->feed->offset;
    if (status == PARTIKEL_OK && !end) status = record(a, out, &given, err);
    if (status == PARTIKEL_IO || status == PARTIKEL_ARGUMENT) a->over = true;   /* nothing more can be read */
    if (status != PARTIKEL_NOMEM || a->held || a->feed->offset != here) continue;
    pk_feed_take(a->feed, 1);   /* it cannot be held: the next one, perhaps */
    a->later = resync(a, false, &a->later_error);
  }
  return a->over && status == PARTIKEL_OK && !given ? PARTIKEL_END : status;
}
