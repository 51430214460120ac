/* Any text behind the beginning of a Danish article, so that the rooms behind the first two always see it. */
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n) {
  static const char head[] =
      "Kommunen og foreningen vil hjælpe familier\n\n"
      "Det er en god dag for alle de familier, som har brug for hjælp. Foreningen Huset og Faxe Kommune står bag projektet ”Det åbne hus”, "
      "og det er vi glade for, siger formand Anna Holm Jensen.\n\n";
  static partikel_reader *reader;
  if (!reader) reader = partikel_reader_new(partikel_builtin());
  char *text = malloc(sizeof head + n);
  MUST(reader && text);
  memcpy(text, head, sizeof head - 1);
  if (n) memcpy(text + sizeof head - 1, bytes, n);
  partikel_origin origin = {.name = "fuzz", .content_type = "text/plain", .charset = "utf-8", .date = "2019-05-03"};
  const partikel_record *record;
  partikel_status status = partikel_open_memory(reader, text, sizeof head - 1 + n, &origin);
  if (status == PARTIKEL_OK) status = partikel_next(reader, &record);
  if (status == PARTIKEL_OK) fuzz_record(record);
  free(text);
  return 0;
}
