/* Any bytes as gzip data, and any bytes packed as members that are then read back, whole and cut anywhere. */
#include <zlib.h>

#include "fuzz.h"
#include "read/read.h"

enum { CEILING = 4 << 20 };

static void release(struct pk_buf *b) { pk_buf_release(b); }

/* What is given stays under the ceiling and behind what the buffer held; the same ceiling, drawn to fit, gives the same; one less refuses. */
static void raw(const uint8_t *bytes, size_t n) {
  struct pk_buf out, again;
  bool truncated, cut;
  partikel_error error = {0};
  pk_buf_init(&out, PK_MAX_BUF);
  pk_buf_init(&again, PK_MAX_BUF);
  pk_buf_text(&out, "before");
  partikel_status status = pk_gunzip(bytes, n, CEILING, &out, &truncated, &error);
  MUST(out.n >= 6 && memcmp(out.s, "before", 6) == 0);
  if (status == PARTIKEL_OK) {
    size_t made = out.n - 6;
    MUST(made <= CEILING && (made <= PK_FREE_EXPANSION || made / PK_MAX_EXPANSION <= n));
    MUST(pk_gunzip(bytes, n, made, &again, &cut, &error) == PARTIKEL_OK);
    MUST(cut == truncated && again.n == made && (!made || memcmp(again.s, out.s + 6, made) == 0));
    pk_buf_reset(&again);
    if (made) MUST(pk_gunzip(bytes, n, made - 1, &again, &cut, &error) == PARTIKEL_LIMIT);
  } else {
    MUST(status == PARTIKEL_FORMAT || status == PARTIKEL_LIMIT);
    MUST(error.what[0]);
  }
  release(&out);
  release(&again);
}

static void pack(struct pk_buf *out, const uint8_t *bytes, size_t n, int level) {
  uint8_t room[16 << 10];
  z_stream z = {.next_in = (Bytef *)(uintptr_t)bytes, .avail_in = (uInt)n};
  MUST(n < sizeof room / 2 && deflateInit2(&z, level, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY) == Z_OK);
  z.next_out = room;
  z.avail_out = sizeof room;
  MUST(deflate(&z, Z_FINISH) == Z_STREAM_END);
  pk_buf_add(out, room, sizeof room - z.avail_out);
  deflateEnd(&z);
}

/* The first bytes say how many members, how well packed, and where the stream is cut. */
static void packed(const uint8_t *bytes, size_t n) {
  size_t members = 1 + bytes[0] % 4, cut_at = (size_t)bytes[1] << 8 | bytes[2], ends[5] = {0};
  int level = bytes[0] >> 2 & 1 ? 9 : 0;
  bytes += 3;
  n = n - 3 < 7000 ? n - 3 : 7000;
  struct pk_buf stream, out;
  bool truncated;
  partikel_error error = {0};
  pk_buf_init(&stream, PK_MAX_BUF);
  pk_buf_init(&out, PK_MAX_BUF);
  for (size_t i = 0; i < members; i++) {
    size_t from = n * i / members, to = n * (i + 1) / members;
    pack(&stream, bytes + from, to - from, level);
    ends[i + 1] = stream.n;
  }
  MUST(pk_gunzip(stream.s, stream.n, CEILING, &out, &truncated, &error) == PARTIKEL_OK);
  MUST(!truncated && out.n == n && (!n || memcmp(out.s, bytes, n) == 0));
  cut_at %= stream.n + 1;
  bool border = false;
  for (size_t i = 0; i <= members; i++) border |= cut_at == ends[i] || cut_at == ends[i] + 1; /* one byte of a member is none yet */
  pk_buf_reset(&out);
  partikel_status status = pk_gunzip(stream.s, cut_at, CEILING, &out, &truncated, &error);
  MUST(out.n <= n && (!out.n || memcmp(out.s, bytes, out.n) == 0));
  MUST(status == PARTIKEL_OK ? truncated == !border : status == PARTIKEL_FORMAT && !out.n);
  release(&stream);
  release(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n) {
  raw(bytes, n);
  if (n > 3) packed(bytes, n);
  return 0;
}
