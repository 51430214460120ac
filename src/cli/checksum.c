/* Identity of bytes: SHA-256; base64. The command's door to nettle. */
#include <errno.h>
#include <fcntl.h>
#include <nettle/base64.h>
#include <nettle/sha2.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli.h"

bool checksum_begin(struct checksum *c) {
  struct sha256_ctx *state = malloc(sizeof *state);
  if (state) sha256_init(state);
  c->state = state;
  return state != NULL;
}

void checksum_add(struct checksum *c, const void *bytes, size_t n) { sha256_update(c->state, n, bytes); }

void checksum_text(struct checksum *c, const char *text) {
  if (text) checksum_add(c, text, strlen(text) + 1);
  else checksum_add(c, "\xFF", 1);
}

void checksum_end(struct checksum *c, char hex[65]) {
  static const char digits[] = "0123456789abcdef";
  uint8_t sum[SHA256_DIGEST_SIZE];
  sha256_digest(c->state, sizeof sum, sum);
  for (size_t i = 0; i < sizeof sum; i++) {
    hex[2 * i] = digits[sum[i] >> 4];
    hex[2 * i + 1] = digits[sum[i] & 15];
  }
  hex[64] = '\0';
  free(c->state);
  c->state = NULL;
}

int checksum_file(const char *path, char hex[65], uint64_t *size) {
  enum { STEP = 256 << 10 };
  struct checksum c;
  int problem = 0, fd;
  char *bytes = malloc(STEP);
  *size = 0;
  if (!bytes) return ENOMEM;
  do fd = open(path, O_RDONLY | O_CLOEXEC);
  while (fd < 0 && errno == EINTR && !stopped());
  if (fd < 0) problem = errno;
  else if (!checksum_begin(&c)) problem = ENOMEM;
  else {
    for (ssize_t got = 1; got && !problem;) {
      got = read(fd, bytes, STEP);
      if (got > 0) checksum_add(&c, bytes, (size_t)got), *size += (uint64_t)got;
      if (got < 0 && errno != EINTR) problem = errno;
    }
    checksum_end(&c, hex);
  }
  if (fd >= 0) close(fd);
  free(bytes);
  return problem;
}

bool base64_decode(const char *text, size_t n, void *out, size_t *n_out) {
  struct base64_decode_ctx state;
  base64_decode_init(&state);
  *n_out = BASE64_DECODE_LENGTH(n);
  return base64_decode_update(&state, n_out, out, n, text) && base64_decode_final(&state);
}
