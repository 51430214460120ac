/* pack: what tests of archives and packed files share: gzip members that are made, and a stream that comes in pieces. */
#ifndef PACK_H
#define PACK_H

#include <zlib.h>

#include "base/base.h"

/* One member appended to a heap buffer. bits as zlib has them: 31 gzip, 15 zlib, -15 raw. */
static inline void pack_add(struct pk_buf *out, int bits, const void *bytes, size_t n) {
  z_stream z = {0};
  assert_int_equal(deflateInit2(&z, 9, Z_DEFLATED, bits, 9, Z_DEFAULT_STRATEGY), Z_OK);
  assert_true(pk_buf_reserve(out, deflateBound(&z, n) + 32));
  z.next_in = (Bytef *)(uintptr_t)bytes;
  z.avail_in = (uInt)n;
  z.next_out = (Bytef *)out->s + out->n;
  z.avail_out = (uInt)(out->cap - out->n);
  assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
  out->n += z.total_out;
  deflateEnd(&z);
}

static inline void gzip_add(struct pk_buf *out, const void *bytes, size_t n) { pack_add(out, 31, bytes, n); }

/* A partikel_read_fn: at most `step` bytes at a time. */
struct pieces { const char *s; size_t n, at, step; };
static inline ptrdiff_t give(void *context, void *buffer, size_t n) {
  struct pieces *p = context;
  if (n > p->step) n = p->step;
  if (n > p->n - p->at) n = p->n - p->at;
  memcpy(buffer, p->s + p->at, n);
  p->at += n;
  return (ptrdiff_t)n;
}

#endif
