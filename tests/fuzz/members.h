/* What must hold of any archive: it tells the same however its bytes come, its members stand in order and inside it, and opening a member's bytes gives
 * the record that the archive itself gives. */
#ifndef FUZZ_MEMBERS_H
#define FUZZ_MEMBERS_H

#include <zlib.h>

#include "fuzz.h"
#include "read/read.h"

enum { FUZZ_CEILING = 4096 };   /* bytes of a member: what is over it is tried too */

struct fuzz_pieces { const uint8_t *at; size_t n, step; };
static inline ptrdiff_t fuzz_piece(void *context, void *buffer, size_t n) {
  struct fuzz_pieces *p = context;
  size_t part = p->step < p->n ? p->step : p->n;
  if (part > n) part = n;
  if (part) memcpy(buffer, p->at, part);
  p->at += part, p->n -= part;
  return (ptrdiff_t)part;
}

/* All that comes of a source, as bytes; places: also where it stood. */
static inline void fuzz_tell(struct pk_source *s, size_t n, bool places, struct pk_buf *out) {
  partikel_member m;
  partikel_error e = {0};
  partikel_status status;
  partikel_progress p;
  int64_t before = 0;
  size_t calls = 0;
  while ((status = pk_source_next_member(s, &m, &e)) != PARTIKEL_END) {
    MUST(++calls <= n + 2);
    pk_buf_byte(out, (char)status);
    if (status != PARTIKEL_OK) {
      MUST(status == PARTIKEL_FORMAT || status == PARTIKEL_LIMIT);
      MUST(e.what[0] && !m.bytes && !m.n);
      const char *colon = strchr(e.what, ':');
      pk_buf_text(out, places || !colon ? e.what : colon);
      continue;
    }
    MUST(m.bytes);
    const char *strings[] = {m.origin.url, m.origin.content_type, m.origin.container, m.origin.member, m.origin.retrieved, m.origin.truncated, m.origin.form};
    for (size_t i = 0; i < sizeof strings / sizeof *strings; i++) {
      if (strings[i]) MUST(pk_utf8_bad(pk_str_of(strings[i])) == strlen(strings[i]));
      pk_buf_text(out, strings[i] ? strings[i] : "-");
      pk_buf_byte(out, '\n');
    }
    if (m.origin.container) {
      MUST(m.n <= FUZZ_CEILING && m.origin.offset >= before);
      before = m.origin.offset;
      if (places) pk_buf_int(out, m.origin.offset);
    }
    if (m.origin.container) pk_buf_add(out, m.bytes, m.n);   /* what is no archive is given as it is, still packed */
  }
  MUST(pk_source_next_member(s, &m, &e) == PARTIKEL_END && !m.bytes);
  pk_source_progress(s, &p);
  MUST(p.revisits <= p.passed_over && (!p.size || p.read <= p.size));
  MUST(!out->failed);
}

static inline bool fuzz_told(const char *name, const uint8_t *bytes, size_t n, size_t step, bool places, struct pk_buf *out) {
  struct pk_source *s;
  partikel_error e = {0};
  partikel_origin origin = {.name = name};
  struct fuzz_pieces p = {bytes, n, step};
  pk_buf_reset(out);
  partikel_status status = step ? pk_source_open_stream(pk_know_builtin(), fuzz_piece, &p, &origin, FUZZ_CEILING, &s, &e)
                                : pk_source_open_memory(pk_know_builtin(), bytes, n, &origin, FUZZ_CEILING, &s, &e);
  if (status != PARTIKEL_OK) {
    MUST(e.what[0]);
    return false;
  }
  fuzz_tell(s, n, places, out);
  pk_source_free(s);
  return true;
}

static inline bool fuzz_equal(const struct pk_buf *a, const struct pk_buf *b) { return a->n == b->n && (!a->n || memcmp(a->s, b->s, a->n) == 0); }

/* The whole way of the first members, by the archive and by their bytes. */
static inline int fuzz_keep(void *context, const char *bytes, size_t n) { return pk_buf_add(context, bytes, n), 0; }
static inline void fuzz_records(const char *name, const uint8_t *bytes, size_t n) {
  static partikel_reader *one, *two, *three;
  static struct pk_buf a, b;
  if (!one) {
    one = partikel_reader_new(partikel_builtin()), two = partikel_reader_new(partikel_builtin()), three = partikel_reader_new(partikel_builtin());
    pk_buf_init(&a, PK_MAX_BUF), pk_buf_init(&b, PK_MAX_BUF);
  }
  MUST(one && two && three);
  partikel_origin origin = {.name = name, .date = "2019-05-03"};
  partikel_member member;
  const partikel_record *record;
  partikel_status x = partikel_open_memory(one, bytes, n, &origin), y = partikel_open_memory(two, bytes, n, &origin);
  MUST(x == y);
  for (int k = 0; k < 2 && x != PARTIKEL_END && (k || x == PARTIKEL_OK); k++) {
    x = partikel_next(one, &record);
    y = partikel_next_member(two, &member);
    const char *why = partikel_last_error(two)->what;
    if (y == PARTIKEL_OK) {
      y = partikel_open_memory(three, member.bytes, member.n, &member.origin);
      const partikel_record *other;
      if (y == PARTIKEL_OK) y = partikel_next(three, &other);
      why = partikel_last_error(three)->what;
      MUST(x == y);
      if (x == PARTIKEL_OK) {
        pk_buf_reset(&a), pk_buf_reset(&b);
        fuzz_record(record);
        MUST(partikel_write_json(record, 0, fuzz_keep, &a) == PARTIKEL_OK && partikel_write_json(other, 0, fuzz_keep, &b) == PARTIKEL_OK && fuzz_equal(&a, &b));
      }
    }
    if (x != PARTIKEL_OK && x != PARTIKEL_END) MUST(x == y && strcmp(partikel_last_error(one)->what, why) == 0);
  }
}

static inline void fuzz_pack(struct pk_buf *out, const uint8_t *bytes, size_t n) {
  z_stream z = {.next_in = (Bytef *)(uintptr_t)bytes, .avail_in = (uInt)n};
  MUST(deflateInit2(&z, 1, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY) == Z_OK);
  MUST(pk_buf_reserve(out, deflateBound(&z, n) + 32));
  z.next_out = (Bytef *)out->s + out->n, z.avail_out = (uInt)(out->cap - out->n);
  MUST(deflate(&z, Z_FINISH) == Z_STREAM_END);
  out->n += z.total_out;
  deflateEnd(&z);
}

/* As memory, in pieces, and in one gzip member; how large the pieces are, the bytes themselves decide. records: the first members as records, which takes time. */
static inline void fuzz_archive(const char *name, const uint8_t *bytes, size_t n, bool records) {
  static struct pk_buf whole, other, packed;
  if (!whole.ceiling) pk_buf_init(&whole, PK_MAX_BUF), pk_buf_init(&other, PK_MAX_BUF), pk_buf_init(&packed, PK_MAX_BUF);
  if (!fuzz_told(name, bytes, n, 0, true, &whole)) return;
  uint32_t sum = pk_hash(bytes, n);
  MUST(fuzz_told(name, bytes, n, 1 + sum % 97, true, &other) && fuzz_equal(&whole, &other));
  bool is_packed = n > 1 && bytes[0] == 0x1F && bytes[1] == 0x8B;
  if (!is_packed) {
    pk_buf_reset(&packed);
    fuzz_pack(&packed, bytes, n);
    MUST(fuzz_told(name, bytes, n, 0, false, &whole));
    MUST(fuzz_told(name, (const uint8_t *)packed.s, packed.n, 0, false, &other) && fuzz_equal(&whole, &other));
  }
  if (records) fuzz_records(name, bytes, n);
}

#endif
