/* Any bytes as a saved article: all formats, all rooms, the record and every stage that can be shown. */
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n) {
  static partikel_reader *reader;
  if (!reader) reader = partikel_reader_new(partikel_builtin());
  MUST(reader);
  partikel_origin origin = {.name = "fuzz", .date = "2019-05-03"};
  const partikel_record *record;
  partikel_status status = partikel_open_memory(reader, bytes, n, &origin);
  while (status == PARTIKEL_OK && (status = partikel_next(reader, &record)) != PARTIKEL_END) {
    if (status != PARTIKEL_OK) {
      MUST(!record && partikel_last_error(reader)->what[0]);
      break;
    }
    fuzz_record(record);
    for (int stage = PARTIKEL_STAGE_BLOCKS; stage <= PARTIKEL_STAGE_WHY; stage++)
      MUST(partikel_show(reader, (partikel_stage)stage, fuzz_swallow, NULL) == PARTIKEL_OK);
  }
  return 0;
}
