/* gzip: all members of a stream, under ceilings for size and expansion. */
#include "read.h"

#include <zlib.h>

enum { STEP = 64 << 10 };

static partikel_status over(partikel_error *err, size_t max_bytes, uint64_t at) {
  return pk_fail(err, PARTIKEL_LIMIT, NULL, at, "decompressed data is over the ceiling of %u bytes", (uint64_t)max_bytes);
}

/* One member from s on: *used bytes were taken. Z_STREAM_END, Z_BUF_ERROR at a truncated end, or zlib's error. */
static partikel_status member(z_stream *z, const unsigned char *s, size_t n, size_t before, size_t max_bytes, size_t start,
                              struct pk_buf *out, size_t *used, int *result, partikel_error *err) {
  size_t fed = 0;
  z->avail_in = 0;
  for (;;) {
    if (z->avail_in == 0 && fed < n) {
      size_t part = n - fed < ((size_t)1 << 30) ? n - fed : (size_t)1 << 30;
      z->next_in = (Bytef *)(uintptr_t)(s + fed); /* zlib reads only */
      z->avail_in = (uInt)part;
      fed += part;
    }
    size_t room = max_bytes - (out->n - start) + 1; /* one over the ceiling is seen */
    if (room > STEP) room = STEP;
    if (!pk_buf_reserve(out, room)) return pk_fail(err, PARTIKEL_NOMEM, NULL, 0, "out of memory");
    z->next_out = (Bytef *)out->s + out->n;
    z->avail_out = (uInt)room;
    *result = inflate(z, Z_NO_FLUSH);
    out->n += room - z->avail_out;
    *used = fed - z->avail_in;
    size_t made = out->n - start;
    if (made > max_bytes) return over(err, max_bytes, before + *used);
    if (made > PK_FREE_EXPANSION && made / PK_MAX_EXPANSION > before + *used)
      return pk_fail(err, PARTIKEL_LIMIT, NULL, before + *used,
                     "gzip data grows more than %u times when decompressed; this is no article", (uint64_t)PK_MAX_EXPANSION);
    if (*result == Z_MEM_ERROR) return pk_fail(err, PARTIKEL_NOMEM, NULL, 0, "out of memory");
    if (*result != Z_OK) return PARTIKEL_OK;
    if (z->avail_in == 0 && fed == n && z->avail_out > 0) {
      *result = Z_BUF_ERROR;
      return PARTIKEL_OK;
    }
  }
}

partikel_status pk_gunzip(const void *bytes, size_t n, size_t max_bytes, struct pk_buf *out, bool *truncated, partikel_error *err) {
  const unsigned char *s = bytes;
  size_t done = 0, start = out->n;
  *truncated = false;
  if (max_bytes > PK_MAX_BUF - 1) max_bytes = PK_MAX_BUF - 1;
  if (n < 2 || s[0] != 0x1F || s[1] != 0x8B) return pk_fail(err, PARTIKEL_FORMAT, NULL, 0, "not gzip data");
  z_stream z = {0};
  if (inflateInit2(&z, 16 + MAX_WBITS) != Z_OK) return pk_fail(err, PARTIKEL_NOMEM, NULL, 0, "out of memory");
  partikel_status status = PARTIKEL_OK;
  while (n - done >= 2 && s[done] == 0x1F && s[done + 1] == 0x8B) {
    size_t used = 0, had = out->n;
    int result = Z_OK;
    status = member(&z, s + done, n - done, done, max_bytes, start, out, &used, &result, err);
    if (status != PARTIKEL_OK) break;
    if (result == Z_BUF_ERROR) {
      *truncated = true;
      break;
    }
    if (result != Z_STREAM_END) {
      /* Behind a whole member, something that only begins like gzip is padding. */
      if (done > 0 && out->n == had && used < 16) break;
      status = pk_fail(err, PARTIKEL_FORMAT, NULL, done + used, "gzip data is damaged");
      break;
    }
    done += used;
    if (inflateReset(&z) != Z_OK) {
      status = pk_fail(err, PARTIKEL_FORMAT, NULL, done, "gzip data is damaged");
      break;
    }
  }
  inflateEnd(&z);
  if (status == PARTIKEL_OK && *truncated && out->n == start)
    status = pk_fail(err, PARTIKEL_FORMAT, NULL, n, "gzip data ends before any text came");
  return status;
}
