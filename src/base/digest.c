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

/* Eight bytes a step; the multiplications carry upwards, so the high half is the answer. */
uint32_t pk_hash(const void *bytes, size_t n) {
  const unsigned char *s = bytes;
  const uint64_t prime = UINT64_C(0x9E3779B97F4A7C15);
  uint64_t h = n * UINT64_C(0xD6E8FEB86659FD93), x = 0;
  for (; n >= 8; n -= 8, s += 8) {
    memcpy(&x, s, 8);
    h = (h ^ x) * prime;
    h ^= h >> 32;
  }
  if (n >= 4) {   /* the two loads may overlap: the length is in the hash */
    uint32_t low, high;
    memcpy(&low, s, 4);
    memcpy(&high, s + n - 4, 4);
    x = low | (uint64_t)high << 32;
  } else {
    x = n ? s[0] | (uint64_t)s[n / 2] << 8 | (uint64_t)s[n - 1] << 16 : 0;
  }
  h = (h ^ x) * prime;
  h = (h ^ h >> 32) * prime;
  return (uint32_t)(h >> 32);
}
