/* A small folder of knowledge in which one file is the fuzzer's: what compiles must read an article and compile to the same once more. */
#ifndef FUZZ_FOLDER_H
#define FUZZ_FOLDER_H

#include <sys/stat.h>
#include <unistd.h>

#include "fuzz.h"

struct fuzz_file { const char *name, *text; };

static char fuzz_dir[64];

static inline void fuzz_put(const char *name, const void *bytes, size_t n) {
  char path[128];
  snprintf(path, sizeof path, "%s/%s", fuzz_dir, name);
  FILE *f = fopen(path, "wb");
  MUST(f && (!n || fwrite(bytes, n, 1, f) == 1) && fclose(f) == 0);
}

static inline void fuzz_remove(const char *name) {
  char path[128];
  snprintf(path, sizeof path, "%s/%s", fuzz_dir, name);
  MUST(unlink(path) == 0);
}

static void fuzz_remove_folder(void) {
  char command[96];
  snprintf(command, sizeof command, "rm -rf %s", fuzz_dir);
  if (system(command)) perror(command);
}

static inline void fuzz_make_folder(const struct fuzz_file *files, size_t n) {
  static const char *const folders[] = {"words", "language", "page", "organisation", "place", "rules"};
  snprintf(fuzz_dir, sizeof fuzz_dir, "%s/partikel-fuzz-XXXXXX", access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
  MUST(mkdtemp(fuzz_dir));
  atexit(fuzz_remove_folder);
  for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
    char path[128];
    snprintf(path, sizeof path, "%s/%s", fuzz_dir, folders[i]);
    MUST(mkdir(path, 0700) == 0);
  }
  for (size_t i = 0; i < n; i++) fuzz_put(files[i].name, files[i].text, strlen(files[i].text));
  partikel_knowledge *know = NULL;
  MUST(partikel_load(fuzz_dir, &know, NULL) == PARTIKEL_OK); /* or nothing would be tried at all */
  partikel_knowledge_free(know);
}

/* One line `data/FILE:LINE: rule NAME: reason` a failing example. */
static inline int fuzz_failed(void *context, const char *bytes, size_t n) {
  MUST(n > 6 && memcmp(bytes, "data/", 5) == 0 && bytes[n - 1] == '\n');
  ++*(size_t *)context;
  return 0;
}

/* Compiles the folder, whose file `name` is the doubtful one. */
static inline void fuzz_folder(const char *name) {
  static const char article[] =
      "Et hus for familier\n\nAf Anna Holm\n3. maj 2019\n\nDet er en god dag, og Den Gode Fond giver 3 mio. kr. til projektet ”Huset” i 2019, siger Anna Holm "
      "fra Foreningen Huset i Faxe. Fonden har det i dag.\n\n- Det er godt for de 12 familier i huset, siger han den 7. juni kl. 14.\n";
  partikel_knowledge *know = NULL, *again = NULL;
  partikel_error error = {0};
  partikel_status status = partikel_load(fuzz_dir, &know, &error);
  if (status != PARTIKEL_OK) {
    MUST(status == PARTIKEL_KNOWLEDGE && !know && error.what[0] && error.where[0]);
    return;
  }
  MUST(partikel_load(fuzz_dir, &again, &error) == PARTIKEL_OK && strcmp(partikel_knowledge_hash(know), partikel_knowledge_hash(again)) == 0);
  partikel_knowledge_free(again);
  size_t examples = 0, failed = 0, told = 0;
  MUST(partikel_check(know, fuzz_failed, &told, &examples, &failed) == PARTIKEL_OK && failed == told && failed <= examples);
  partikel_reader *reader = partikel_reader_new(know);
  MUST(reader);
  partikel_origin origin = {.name = name, .date = "2019-05-03"};
  const partikel_record *record;
  MUST(partikel_open_memory(reader, article, sizeof article - 1, &origin) == PARTIKEL_OK && partikel_next(reader, &record) == PARTIKEL_OK);
  fuzz_record(record);
  for (int stage = PARTIKEL_STAGE_BLOCKS; stage <= PARTIKEL_STAGE_WHY; stage++)
    MUST(partikel_show(reader, (partikel_stage)stage, fuzz_swallow, NULL) == PARTIKEL_OK);
  partikel_reader_free(reader);
  partikel_knowledge_free(know);
}

#endif
