/* Any bytes as an ARC file, plain or gzipped. */
#include "members.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n) {
  fuzz_archive("fuzz.arc", bytes, n, pk_hash(bytes, n) % 4 == 0);
  return 0;
}
