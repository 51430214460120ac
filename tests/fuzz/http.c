/* Any bytes as an HTTP response; and any bytes as a body that is cut into chunks and packed, which must come back as it was. */
#include <zlib.h>

#include "fuzz.h"
#include "read/archive.h"

enum { CEILING = 1 << 20 };

static struct pk_buf rooms[2], body, once;

static void raw(pk_str block) {
  struct pk_http h;
  partikel_error e = {0};
  const char *truncated = NULL;
  pk_str out;
  bool is = pk_http_head(block, &h);
  MUST(h.size <= block.n && is == (h.status != 0) && h.n_codings <= PK_MAX_CODINGS + 1);
  if (h.type.s) MUST(h.type.s >= block.s && h.type.s + h.type.n <= block.s + h.size);
  if (!is) return;
  partikel_status status = pk_http_body(&h, pk_str_part(block, h.size, block.n), CEILING, rooms, &out, &truncated, &e);
  if (status == PARTIKEL_OK) MUST(out.n <= CEILING && (out.s || !out.n));
  else MUST((status == PARTIKEL_FORMAT || status == PARTIKEL_LIMIT) && e.what[0]);
}

static void chunk(struct pk_buf *out, pk_str in, size_t step) {
  char size[32];
  for (size_t i = 0; i < in.n; i += step) {
    size_t n = in.n - i < step ? in.n - i : step;
    snprintf(size, sizeof size, "%zx%s\r\n", n, i % 3 ? "" : ";a=b");
    pk_buf_text(out, size);
    pk_buf_add(out, in.s + i, n);
    pk_buf_text(out, "\r\n");
  }
  pk_buf_text(out, "0\r\n\r\n");
}

static void pack(struct pk_buf *out, pk_str in, int bits) {
  z_stream z = {.next_in = (Bytef *)(uintptr_t)in.s, .avail_in = (uInt)in.n};
  MUST(deflateInit2(&z, 6, Z_DEFLATED, bits, 8, Z_DEFAULT_STRATEGY) == Z_OK && pk_buf_reserve(out, deflateBound(&z, in.n) + 32));
  z.next_out = (Bytef *)out->s + out->n, z.avail_out = (uInt)(out->cap - out->n);
  MUST(deflate(&z, Z_FINISH) == Z_STREAM_END);
  out->n += z.total_out;
  deflateEnd(&z);
}

/* The first byte says how: chunks of which size, packed as gzip, zlib, raw, twice, or not. */
static void made(unsigned how, pk_str text) {
  static const char *const codings[] = {"identity", "gzip", "deflate", "deflate", "gzip, gzip"};
  static const int bits[] = {0, 31, 15, -15, 31};
  unsigned coding = how % 5;
  bool chunked = how / 5 % 2;
  partikel_error e = {0};
  const char *truncated = NULL;
  struct pk_http h;
  pk_str out;
  pk_buf_reset(&once);
  if (coding) pack(&once, text, bits[coding]);
  else pk_buf_str(&once, text);
  if (coding == 4) {
    pk_buf_reset(&body);
    pack(&body, (pk_str){once.s, once.n}, 31);
    pk_buf_reset(&once);
    pk_buf_add(&once, body.s, body.n);
  }
  pk_buf_reset(&body);
  pk_buf_text(&body, "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: "), pk_buf_text(&body, codings[coding]);
  pk_buf_text(&body, chunked ? "\r\nTransfer-Encoding: chunked\r\n\r\n" : "\r\n\r\n");
  if (chunked) chunk(&body, (pk_str){once.s, once.n}, 1 + how / 10);
  else pk_buf_add(&body, once.s, once.n);
  pk_str block = {body.s, body.n};
  MUST(pk_http_head(block, &h) && h.whole && h.status == 200 && h.chunked == chunked);
  partikel_status status = pk_http_body(&h, pk_str_part(block, h.size, block.n), CEILING, rooms, &out, &truncated, &e);
  /* What is packed no more is told by its look: text that looks like chunks or a packing may be taken for that. */
  if (!coding && !chunked) return;
  if (coding == 3 && status == PARTIKEL_FORMAT) return;   /* raw data that happens to look like zlib's */
  MUST(status == PARTIKEL_OK && !truncated);
  if (coding != 3) MUST(out.n == text.n && (!text.n || memcmp(out.s, text.s, text.n) == 0));
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n) {
  if (!body.ceiling) pk_buf_init(&rooms[0], PK_MAX_BUF), pk_buf_init(&rooms[1], PK_MAX_BUF), pk_buf_init(&body, PK_MAX_BUF), pk_buf_init(&once, PK_MAX_BUF);
  raw((pk_str){n ? (const char *)bytes : "", n});
  if (n > 1) made(bytes[0], (pk_str){(const char *)bytes + 1, n - 1});
  return 0;
}
