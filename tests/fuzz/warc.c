/* Any bytes as a WARC file, plain or gzipped. */
#include "members.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n) {
  fuzz_archive("fuzz.warc", bytes, n, pk_hash(bytes, n) % 4 == 0);
  return 0;
}
