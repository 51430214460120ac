/* http: a response as a crawler kept it: status and header, and a body whose chunks and packings may still be there or be gone already. */
#include "archive.h"

enum { CODINGS_SEEN = PK_MAX_CODINGS + 1, SIZE_LINE = 4096 };

static bool eol(char c) { return c == '\r' || c == '\n'; }
static bool blank(char c) { return c == ' ' || c == '\t'; }

/* ---- the header ------------------------------------------------------------------------------------------------------- */

/* "gzip, chunked": each word, but those that change nothing. */
static void add_codings(struct pk_http *h, pk_str value, bool transfer) {
  while (value.n) {
    const char *comma = memchr(value.s, ',', value.n);
    size_t end = comma ? (size_t)(comma - value.s) : value.n;
    pk_str word = pk_str_trim(pk_str_part(value, 0, end));
    if (transfer && pk_str_is(word, "chunked")) h->chunked = true;
    else if (word.n && !pk_str_is(word, "identity") && !pk_str_is(word, "none") && !pk_str_is(word, "utf-8") && h->n_codings < CODINGS_SEEN)
      h->codings[h->n_codings++] = word;
    value = pk_str_part(value, comma ? end + 1 : end, value.n);
  }
}

static void add_field(struct pk_http *h, const struct pk_field *f) {
  if (pk_str_is(f->name, "content-type") && !h->type.s) h->type = f->value;
  if (pk_str_is(f->name, "content-length") && h->length == UINT64_MAX) {
    uint64_t n = 0;
    size_t i = 0;
    while (i < f->value.n && i < 18 && f->value.s[i] >= '0' && f->value.s[i] <= '9') n = n * 10 + (unsigned)(f->value.s[i++] - '0');
    if (i && i == f->value.n) h->length = n;
  }
  if (pk_str_is(f->name, "content-encoding")) add_codings(h, f->value, false);
  if (pk_str_is(f->name, "transfer-encoding")) add_codings(h, f->value, true);
}

static size_t behind_line(pk_str s, size_t i) {
  const char *feed = i < s.n ? memchr(s.s + i, '\n', s.n - i) : NULL;
  return feed ? (size_t)(feed + 1 - s.s) : s.n;
}

/* "HTTP/1.1 200 OK" at s[i]: 0 if it is none. */
static unsigned status_line(pk_str s, size_t i, size_t *behind) {
  unsigned status = 0;
  if (s.n - i < 5 || memcmp(s.s + i, "HTTP/", 5) != 0) return 0;
  *behind = behind_line(s, i);
  while (i < *behind && !blank(s.s[i])) i++;
  while (i < *behind && blank(s.s[i])) i++;
  for (size_t k = i; k < *behind && k < i + 3 && s.s[k] >= '0' && s.s[k] <= '9'; k++) status = status * 10 + (unsigned)(s.s[k] - '0');
  return status ? status : 999;   /* a line that says nothing */
}

bool pk_http_head(pk_str block, struct pk_http *out) {
  size_t i = 0, next;
  *out = (struct pk_http){.length = UINT64_MAX};
  while (i < block.n && eol(block.s[i])) i++;
  while ((out->status = status_line(block, i, &next)) != 0) {
    struct pk_http h = {.status = out->status, .length = UINT64_MAX};
    struct pk_field f;
    bool blank_line = false;
    for (i = next; i < block.n && !blank_line && block.s[i] != '<';) {   /* markup is no field: a header without its blank line */
      size_t line = i;
      if (pk_field_next(block, &i, &f)) add_field(&h, &f);
      else if (i != line) blank_line = true;
      else i = behind_line(block, i);   /* what servers write that is no field */
    }
    *out = h;
    out->size = i;
    out->whole = blank_line || i < block.n;
    if (h.status / 100 != 1 || !blank_line) return true;   /* "100 Continue" stands before the answer */
    if (!status_line(block, i, &next)) return true;
  }
  out->whole = true;
  return false;
}

/* ---- chunks ------------------------------------------------------------------------------------------------------------- */

/* The size at s[*i]; *i goes behind its line. False: it is none. */
static bool chunk_size(pk_str s, size_t *i, uint64_t *size) {
  size_t k = *i, digits = 0, end = s.n - *i < SIZE_LINE ? s.n : *i + SIZE_LINE;
  for (*size = 0; k < end && pk_hex(s.s[k]) >= 0 && digits < 15; k++, digits++) *size = *size * 16 + (unsigned)pk_hex(s.s[k]);
  while (k < end && blank(s.s[k])) k++;
  if (!digits || k == end || (s.s[k] != ';' && !eol(s.s[k]))) return false;
  while (k < end && s.s[k] != '\n') k++;   /* extensions */
  if (k == end) return false;
  *i = k + 1;
  return true;
}

/* Goes through the chunks, writing what they hold if out is not NULL. */
struct chunks { size_t n; bool ended, cut, behind; };   /* behind: something stands behind their end */
static struct chunks walk(pk_str s, struct pk_buf *out) {
  struct chunks c = {0};
  uint64_t size;
  for (size_t i = 0;; c.n++) {
    if (i == s.n) return c.cut = true, c;
    if (!chunk_size(s, &i, &size)) return c;
    if (size == 0) {
      c.ended = true;
      c.behind = pk_str_trim(pk_str_part(s, i, s.n)).n > 0;   /* trailers, most often */
      return c;
    }
    size_t here = size < s.n - i ? (size_t)size : s.n - i;
    if (out) pk_buf_add(out, s.s + i, here);
    i += here;
    if (here < size) return c.cut = true, c.n++, c;
    if (i < s.n && s.s[i] == '\r') i++;
    if (i < s.n && s.s[i] == '\n') i++;
    else if (i < s.n) return c;
  }
}

/* Crawlers keep the chunks, or take them away and leave the header as it was, or forget the header: the body itself tells. */
static bool is_chunked(const struct pk_http *h, pk_str body, struct chunks *c) {
  size_t i = 0;
  uint64_t size;
  if (!body.n || pk_hex(body.s[0]) < 0 || !chunk_size(body, &i, &size)) return false;
  *c = walk(body, NULL);
  return h->chunked ? c->ended || c->cut || c->n > 1 : c->ended && c->n > 0 && !c->behind;
}

/* ---- packings ----------------------------------------------------------------------------------------------------------- */

static bool is_text(pk_str s) {
  size_t seen = s.n < 4096 ? s.n : 4096;
  if (pk_sniff(s.s, s.n, NULL, NULL) == PK_FORMAT_HTML) return true;
  for (size_t i = 0; i < seen; i++)
    if ((unsigned char)s.s[i] < ' ' && s.s[i] != '\t' && !eol(s.s[i])) return false;
  return pk_sniff(s.s, s.n, NULL, NULL) == PK_FORMAT_TEXT && pk_utf8_bad(s) == s.n;
}

static bool is_zlib(pk_str s) {
  unsigned a = s.n > 1 ? (unsigned char)s.s[0] : 0, b = s.n > 1 ? (unsigned char)s.s[1] : 0;
  return (a & 15) == 8 && a >> 4 < 8 && (a << 8 | b) % 31 == 0;
}

/* Takes one packing off. *out is body itself when it is off already. */
static partikel_status unpacked(pk_str coding, pk_str body, size_t max_bytes, struct pk_buf *room, pk_str *out, bool *truncated, partikel_error *err) {
  bool gzip = pk_str_is(coding, "gzip") || pk_str_is(coding, "x-gzip"), deflate = pk_str_is(coding, "deflate");
  bool packed = body.n > 1 && body.s[0] == '\x1F' && body.s[1] == '\x8B';
  *out = body;
  if (!gzip && !deflate) {
    if (is_text(body)) return PARTIKEL_OK;
    return pk_fail(err, PARTIKEL_FORMAT, NULL, 0, "its body is packed as %S, which is not read", &coding);
  }
  enum pk_packing packing = packed ? PK_PACKING_GZIP : is_zlib(body) ? PK_PACKING_ZLIB : PK_PACKING_RAW;
  if (!body.n || (gzip && !packed) || (packing == PK_PACKING_RAW && is_text(body))) return PARTIKEL_OK;
  pk_buf_reset(room);
  PK_TRY(pk_unpack(packing, body, max_bytes, room, truncated, err));
  *out = (pk_str){room->n ? room->s : "", room->n};
  return PARTIKEL_OK;
}

partikel_status pk_http_body(const struct pk_http *h, pk_str body, size_t max_bytes, struct pk_buf rooms[2], pk_str *out, const char **truncated, partikel_error *err) {
  struct chunks c = {0};
  unsigned next = 0;
  if (h->n_codings > PK_MAX_CODINGS)
    return pk_fail(err, PARTIKEL_LIMIT, NULL, 0, "its body is packed more than %u times", (uint64_t)PK_MAX_CODINGS);
  if (is_chunked(h, body, &c)) {
    struct pk_buf *room = &rooms[next++ % 2];
    pk_buf_reset(room);
    if (!pk_buf_reserve(room, body.n)) return pk_fail(err, PARTIKEL_NOMEM, NULL, 0, "out of memory");
    walk(body, room);
    body = (pk_str){room->n ? room->s : "", room->n};
    if (!c.ended && !*truncated) *truncated = c.cut ? "its last chunk is missing" : "a chunk is damaged";
  }
  for (unsigned k = h->n_codings; k-- > 0;) {
    bool cut = false;
    PK_TRY(unpacked(h->codings[k], body, max_bytes, &rooms[next % 2], out, &cut, err));
    if (out->s == rooms[next % 2].s) next++;
    body = *out;
    if (cut && !*truncated) *truncated = "its packed body ends early";
  }
  if (body.n > max_bytes) return pk_fail(err, PARTIKEL_LIMIT, NULL, 0, "larger than the ceiling of %u bytes", (uint64_t)max_bytes);
  *out = body;
  return PARTIKEL_OK;
}
