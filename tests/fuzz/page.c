/* Any bytes as the body of a page whose beginning is an article: the record, and every stage that can be shown. */
#include "fuzz.h"

static const char head[] = "<!DOCTYPE html><html lang=da><head><meta charset=utf-8><title>Ny stue til familier - Faxe Avis</title>"
                           "<meta property=\"article:published_time\" content=\"2019-05-03T08:00:00+02:00\"></head><body><main><article class=article><h1>Ny stue til familier</h1>"
                           "<p>Faxe Kommune og Foreningen Huset åbner en stue for familier, der har brug for et sted at være.</p>";

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n) {
  static partikel_reader *reader;
  if (!reader) reader = partikel_reader_new(partikel_builtin());
  char *page = malloc(sizeof head - 1 + n);
  MUST(reader && page);
  memcpy(page, head, sizeof head - 1);
  memcpy(page + sizeof head - 1, bytes, n);
  partikel_origin origin = {.name = "fuzz", .content_type = "text/html"};
  const partikel_record *record;
  MUST(partikel_open_memory(reader, page, sizeof head - 1 + n, &origin) == PARTIKEL_OK);
  partikel_status status = partikel_next(reader, &record);
  if (status == PARTIKEL_OK) {
    fuzz_record(record);
    for (int stage = PARTIKEL_STAGE_BLOCKS; stage <= PARTIKEL_STAGE_WHY; stage++)
      MUST(partikel_show(reader, (partikel_stage)stage, fuzz_swallow, NULL) == PARTIKEL_OK);
  } else {
    MUST(!record && partikel_last_error(reader)->what[0]);
  }
  free(page);
  return 0;
}
