/* Any bytes as a saved article: all formats, all rooms, the record and every stage that can be shown. */
#include <stdlib.h>

#include "partikel.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

static int swallow(void *context, const char *bytes, size_t n) {
  (void)context, (void)bytes;
  return n == 0; /* nothing is no call */
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n) {
  static partikel_reader *reader;
  if (!reader) reader = partikel_reader_new(partikel_builtin());
  partikel_origin origin = {.name = "fuzz", .date = "2019-05-03"};
  const partikel_record *record;
  partikel_status status = partikel_open_memory(reader, bytes, n, &origin);
  while (status == PARTIKEL_OK && (status = partikel_next(reader, &record)) != PARTIKEL_END) {
    if (status != PARTIKEL_OK) {
      if (!partikel_last_error(reader)->what[0]) abort();
      break;
    }
    if (partikel_write_json(record, swallow, NULL) != PARTIKEL_OK) abort();
    for (int stage = PARTIKEL_STAGE_BLOCKS; stage <= PARTIKEL_STAGE_WHY; stage++)
      if (partikel_show(reader, (partikel_stage)stage, swallow, NULL) != PARTIKEL_OK) abort();
  }
  return 0;
}
