/* threads FILE...: eight threads over the same files, each with its own reader, give byte for byte what one gives.
 * threads --print LOCALE FILE...: the records of one thread, in a host that has set its locale (for locale.sh). */
#include <locale.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "partikel.h"

enum { THREADS = 8, ROUNDS = 3 };

struct bytes { char *at; size_t n, cap; };

static int add(void *context, const char *bytes, size_t n) {
  struct bytes *b = context;
  if (b->cap - b->n < n) {
    b->cap = 2 * (b->cap + n);
    b->at = realloc(b->at, b->cap);
    if (!b->at) abort();
  }
  memcpy(b->at + b->n, bytes, n);
  b->n += n;
  return 0;
}

struct task { char **files; int n, shift; struct bytes *out; /* one a file */ int failed; };

/* Each thread begins elsewhere in the list, so that different articles are in work at the same time. */
static void *convert(void *context) {
  struct task *task = context;
  partikel_reader *reader = partikel_reader_new(partikel_builtin());
  for (int i = 0; i < task->n * ROUNDS; i++) {
    int k = (i + task->shift) % task->n;
    const partikel_record *record;
    partikel_status status = partikel_open_file(reader, task->files[k], NULL);
    task->out[k].n = 0;
    while (status == PARTIKEL_OK && (status = partikel_next(reader, &record)) == PARTIKEL_OK) {
      partikel_write_json(record, 0, add, &task->out[k]);
      partikel_show(reader, PARTIKEL_STAGE_MENTIONS, add, &task->out[k]);
      partikel_show(reader, PARTIKEL_STAGE_FACTS, add, &task->out[k]);
    }
    task->failed += status != PARTIKEL_END;
  }
  partikel_reader_free(reader);
  return NULL;
}

static int print(const char *locale, char **files, int n) {
  struct bytes *out = calloc((size_t)n, sizeof *out);
  struct task task = {files, n, 0, out, 0};
  const char *set = setlocale(LC_ALL, "");
  if (!set || strcmp(set, locale) != 0) {
    fprintf(stderr, "threads: the locale is %s, not %s\n", set ? set : "unknown", locale);
    return 1;
  }
  convert(&task);
  for (int k = 0; k < n; k++) {
    fwrite(out[k].at, 1, out[k].n, stdout);
    free(out[k].at);
  }
  free(out);
  return task.failed || fflush(stdout) != 0;
}

static int compare(char **files, int n) {
  pthread_t threads[THREADS];
  struct task tasks[THREADS + 1];
  size_t bytes = 0;
  int differences = 0;
  for (int t = 0; t <= THREADS; t++) tasks[t] = (struct task){files, n, t * n / THREADS, calloc((size_t)n, sizeof(struct bytes)), 0};
  for (int t = 0; t < THREADS; t++)
    if (pthread_create(&threads[t], NULL, convert, &tasks[t]) != 0) abort();
  for (int t = 0; t < THREADS; t++) pthread_join(threads[t], NULL);
  convert(&tasks[THREADS]); /* the one that all must equal */
  for (int k = 0; k < n; k++) {
    const struct bytes *one = &tasks[THREADS].out[k];
    bytes += one->n;
    for (int t = 0; t < THREADS; t++) {
      const struct bytes *b = &tasks[t].out[k];
      if (b->n == one->n && (b->n == 0 || memcmp(b->at, one->at, b->n) == 0)) continue;
      printf("threads: thread %d reads %s in another way\n", t, files[k]);
      differences++;
    }
  }
  for (int t = 0; t <= THREADS; t++) {
    differences += tasks[t].failed;
    if (tasks[t].failed) printf("threads: thread %d: %d articles are not read\n", t, tasks[t].failed);
    for (int k = 0; k < n; k++) free(tasks[t].out[k].at);
    free(tasks[t].out);
  }
  if (bytes == 0) printf("threads: no records at all\n");
  if (!differences && bytes) printf("threads: %d threads and one give equal bytes for %d files\n", THREADS, n);
  return differences || !bytes;
}

int main(int argc, char **argv) {
  if (argc > 3 && strcmp(argv[1], "--print") == 0) return print(argv[2], argv + 3, argc - 3);
  if (argc > 1 && argv[1][0] != '-') return compare(argv + 1, argc - 1);
  fprintf(stderr, "usage: threads [--print LOCALE] FILE...\n");
  return 2;
}
