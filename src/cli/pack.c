/* gzip: what .gz behind the output's name asks for. The command's door to zlib. */
#include <string.h>
#include <zlib.h>

#include "cli.h"

partikel_status pack(const char *bytes, size_t n, partikel_sink sink, void *context) {
  char out[32 << 10];
  z_stream z;
  memset(&z, 0, sizeof z);
  if (n > UINT32_MAX || deflateInit2(&z, Z_DEFAULT_COMPRESSION, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY) != Z_OK) return PARTIKEL_NOMEM;
  z.next_in = (unsigned char *)(uintptr_t)bytes;
  z.avail_in = (unsigned)n;
  partikel_status status = PARTIKEL_OK;
  for (int answer = Z_OK; answer == Z_OK && status == PARTIKEL_OK;) {
    z.next_out = (unsigned char *)out;
    z.avail_out = sizeof out;
    answer = deflate(&z, Z_FINISH);
    if (sink(context, out, sizeof out - z.avail_out)) status = PARTIKEL_IO;
  }
  deflateEnd(&z);
  return status;
}
