/* gzip: the door to zlib: one stream inflated piece by piece; whole bodies under ceilings for size and expansion. */
#include "unpack.h"

#include <stdlib.h>
#include <zlib.h>

enum { STEP = 64 << 10 };

struct pk_inflate { z_stream z; };

/* How zlib names what is around the data. */
static int window_bits(enum pk_packing packing) {
  return packing == PK_PACKING_GZIP ? 16 + MAX_WBITS : packing == PK_PACKING_ZLIB ? MAX_WBITS : -MAX_WBITS;
}

struct pk_inflate *pk_inflate_new(enum pk_packing packing) {
  struct pk_inflate *i = calloc(1, sizeof *i);
  if (i && inflateInit2(&i->z, window_bits(packing)) == Z_OK) return i;
  free(i);
  return NULL;
}

void pk_inflate_free(struct pk_inflate *i) {
  if (!i) return;
  inflateEnd(&i->z);
  free(i);
}

void pk_inflate_reset(struct pk_inflate *i) { inflateReset(&i->z); /* fails only for a stream that is none */ }

enum pk_inflated pk_inflate_run(struct pk_inflate *i, pk_str in, size_t *used, char *out, size_t room, size_t *made) {
  static const size_t most = (size_t)1 << 30;   /* zlib counts in 32 bits */
  z_stream *z = &i->z;
  *used = *made = 0;
  for (;;) {
    size_t part = in.n - *used < most ? in.n - *used : most, space = room - *made < most ? room - *made : most;
    z->next_in = (Bytef *)(uintptr_t)(in.s + *used); /* zlib reads only */
    z->avail_in = (uInt)part;
    z->next_out = (Bytef *)out + *made;
    z->avail_out = (uInt)space;
    int result = inflate(z, Z_NO_FLUSH);
    size_t took = part - z->avail_in, gave = space - z->avail_out;
    *used += took;
    *made += gave;
    if (result == Z_STREAM_END) return PK_INFLATED_END;
    if (result == Z_MEM_ERROR) return PK_INFLATED_NO_MEMORY;
    if (result != Z_OK && result != Z_BUF_ERROR) return PK_INFLATED_DAMAGED;
    if ((!took && !gave) || *made == room) return PK_INFLATED_MORE;
  }
}

static partikel_status over(partikel_error *err, size_t max_bytes, uint64_t at) {
  return pk_fail(err, PARTIKEL_LIMIT, NULL, at, "decompressed data is over the ceiling of %u bytes", (uint64_t)max_bytes);
}

/* One member of `in`, behind the `before` bytes that earlier ones took: *used, and how it ended. */
static partikel_status member(struct pk_inflate *i, pk_str in, size_t before, size_t max_bytes, size_t start, struct pk_buf *out, size_t *used,
                              enum pk_inflated *how, partikel_error *err) {
  *used = 0;
  for (;;) {
    size_t room = max_bytes - (out->n - start) + 1, took, gave; /* one over the ceiling is seen */
    if (room > STEP) room = STEP;
    if (!pk_buf_reserve(out, room)) return pk_fail(err, PARTIKEL_NOMEM, NULL, 0, "out of memory");
    *how = pk_inflate_run(i, pk_str_part(in, *used, in.n), &took, out->s + out->n, room, &gave);
    out->n += gave;
    *used += took;
    size_t made = out->n - start;
    if (made > max_bytes) return over(err, max_bytes, before + *used);
    if (made > PK_FREE_EXPANSION && made / PK_MAX_EXPANSION > before + *used)
      return pk_fail(err, PARTIKEL_LIMIT, NULL, before + *used,
                     "gzip data grows more than %u times when decompressed; this is no article", (uint64_t)PK_MAX_EXPANSION);
    if (*how == PK_INFLATED_NO_MEMORY) return pk_fail(err, PARTIKEL_NOMEM, NULL, 0, "out of memory");
    if (*how != PK_INFLATED_MORE || gave < room) return PARTIKEL_OK;
  }
}

static bool begins(pk_str s) { return s.n >= 2 && s.s[0] == '\x1F' && s.s[1] == '\x8B'; }

static partikel_status members(struct pk_inflate *i, enum pk_packing packing, pk_str in, size_t max_bytes, struct pk_buf *out, bool *truncated, partikel_error *err) {
  size_t done = 0, start = out->n;
  while (done == 0 || (packing == PK_PACKING_GZIP && begins(pk_str_part(in, done, in.n)))) {
    size_t used, had = out->n;
    enum pk_inflated how;
    if (done) pk_inflate_reset(i);
    PK_TRY(member(i, pk_str_part(in, done, in.n), done, max_bytes, start, out, &used, &how, err));
    if (how == PK_INFLATED_MORE) {
      *truncated = true;
      break;
    }
    /* Behind a whole member, something that only begins like gzip is padding. */
    if (how == PK_INFLATED_DAMAGED && done > 0 && out->n == had && used < 16) break;
    if (how == PK_INFLATED_DAMAGED) return pk_fail(err, PARTIKEL_FORMAT, NULL, done + used, "gzip data is damaged");
    done += used;
  }
  if (*truncated && out->n == start) return pk_fail(err, PARTIKEL_FORMAT, NULL, in.n, "gzip data ends before any text came");
  return PARTIKEL_OK;
}

partikel_status pk_unpack(enum pk_packing packing, pk_str in, size_t max_bytes, struct pk_buf *out, bool *truncated, partikel_error *err) {
  *truncated = false;
  if (max_bytes > PK_MAX_BUF - 1) max_bytes = PK_MAX_BUF - 1;
  if (packing == PK_PACKING_GZIP && !begins(in)) return pk_fail(err, PARTIKEL_FORMAT, NULL, 0, "not gzip data");
  struct pk_inflate *i = pk_inflate_new(packing);
  if (!i) return pk_fail(err, PARTIKEL_NOMEM, NULL, 0, "out of memory");
  partikel_status status = members(i, packing, in, max_bytes, out, truncated, err);
  pk_inflate_free(i);
  return status;
}

partikel_status pk_gunzip(const void *bytes, size_t n, size_t max_bytes, struct pk_buf *out, bool *truncated, partikel_error *err) {
  return pk_unpack(PK_PACKING_GZIP, (pk_str){bytes, n}, max_bytes, out, truncated, err);
}
