/* digest: SHA-256 for identities, a fast hash for the knowledge's tables. */
#include "base.h"

#include <nettle/sha2.h>

void pk_sha256_hex(const void *bytes, size_t n, char out[65]) {
  static const char hex[] = "0123456789abcdef";
  struct sha256_ctx ctx;
  uint8_t sum[SHA256_DIGEST_SIZE];
  sha256_init(&ctx);
  sha256_update(&ctx, n, bytes);
  sha256_digest(&ctx, sizeof sum, sum);
  for (size_t i = 0; i < sizeof sum; i++) {
    out[2 * i] = hex[sum[i] >> 4];
    out[2 * i + 1] = hex[sum[i] & 15];
  }
  out[64] = '\0';
}

/* FNV-1a with a closing mix, so that the low bits can index a table. */
uint32_t pk_hash(const void *bytes, size_t n) {
  const unsigned char *s = bytes;
  uint32_t h = 2166136261u;
  const uint32_t prime = 16777619u;
  for (; n >= 4; n -= 4, s += 4) h = ((((h ^ s[0]) * prime ^ s[1]) * prime ^ s[2]) * prime ^ s[3]) * prime;
  for (; n; n--) h = (h ^ *s++) * prime;
  h = (h ^ h >> 16) * 0x7feb352du;
  h = (h ^ h >> 15) * 0x846ca68bu;
  return h ^ h >> 16;
}
