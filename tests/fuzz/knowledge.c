/* Any bytes as a knowledge file: the first byte says of which sort, the rest is a folder's only doubtful file. What compiles must
 * read an article. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "partikel.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

static char dir[64];

static void put(const char *name, const void *bytes, size_t n) {
  char path[128];
  snprintf(path, sizeof path, "%s/%s", dir, name);
  FILE *f = fopen(path, "wb");
  if (!f || (n && fwrite(bytes, n, 1, f) != 1) || fclose(f)) abort();
}

static void remove_folder(void) {
  char command[96];
  snprintf(command, sizeof command, "rm -rf %s", dir);
  if (dir[0] && system(command)) perror(command);
}

static void make_folder(void) {
  static const char *const folders[] = {"", "/words", "/language", "/organisation", "/rules"};
  snprintf(dir, sizeof dir, "%s/partikel-fuzz-XXXXXX", access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
  if (!mkdtemp(dir)) abort();
  atexit(remove_folder);
  for (size_t i = 1; i < sizeof folders / sizeof *folders; i++) {
    char path[128];
    snprintf(path, sizeof path, "%s%s", dir, folders[i]);
    if (mkdir(path, 0700)) abort();
  }
  static const char give[] = "give: giver gav\n", da[] = "det\nen\nhar\nog\n", names[] = "Den Gode Fond | =DGF\n";
  put("words/give.words", give, sizeof give - 1);
  put("language/da.words", da, sizeof da - 1);
  put("organisation/foundation.list", names, sizeof names - 1);
}

static int swallow(void *context, const char *bytes, size_t n) {
  (void)context, (void)bytes;
  return n == 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n) {
  static const char *const names[] = {"rules/10-fuzz.rules", "rules/60-fuzz.rules", "words/fuzz.words", "words/fuzz.list", "words/fuzz.tsv", "organisation/ngo.list"};
  static const char article[] = "Et hus for familier\n\nDet er en god dag, og Den Gode Fond giver 3 mio. kr. til huset i 2019, siger Anna Holm.\n";
  if (!n) return 0;
  if (!dir[0]) make_folder();
  const char *name = names[bytes[0] % (sizeof names / sizeof *names)];
  put(name, bytes + 1, n - 1);
  partikel_knowledge *know = NULL;
  partikel_error error;
  if (partikel_load(dir, &know, &error) == PARTIKEL_OK) {
    partikel_reader *reader = partikel_reader_new(know);
    const partikel_record *record;
    partikel_status status = partikel_open_memory(reader, article, sizeof article - 1, NULL);
    if (status == PARTIKEL_OK) status = partikel_next(reader, &record);
    if (status == PARTIKEL_OK) status = partikel_write_json(record, swallow, NULL);
    if (status != PARTIKEL_OK) abort();
    partikel_reader_free(reader);
    partikel_knowledge_free(know);
  } else if (!error.what[0]) abort();
  char path[128];
  snprintf(path, sizeof path, "%s/%s", dir, name);
  unlink(path);
  return 0;
}
