/* threads FILE...: eight threads over the same files, each with its own reader, give byte for byte what one gives; so do eight threads that convert the
 * members that a ninth reads from each file.
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

/* ---- one thread reads an archive, others convert its members -------------------------------------------------------- */
enum { MEMBERS = 256 };
struct queue {
  pthread_mutex_t lock;
  pthread_cond_t came;
  partikel_member *at[MEMBERS];
  struct bytes out[MEMBERS];
  size_t n, taken;
  int closed, failed;
};

static void *work(void *context) {
  struct queue *q = context;
  partikel_reader *reader = partikel_reader_new(partikel_builtin());
  for (;;) {
    pthread_mutex_lock(&q->lock);
    while (q->taken == q->n && !q->closed) pthread_cond_wait(&q->came, &q->lock);
    size_t k = q->taken;
    int left = k < q->n;
    q->taken += (size_t)left;
    pthread_mutex_unlock(&q->lock);
    if (!left) break;
    const partikel_record *record;
    partikel_status status = partikel_open_memory(reader, q->at[k]->bytes, q->at[k]->n, &q->at[k]->origin);
    if (status == PARTIKEL_OK) status = partikel_next(reader, &record);
    if (status == PARTIKEL_OK) status = partikel_write_json(record, 0, add, &q->out[k]);
    pthread_mutex_lock(&q->lock);
    q->failed += status != PARTIKEL_OK;
    pthread_mutex_unlock(&q->lock);
  }
  partikel_reader_free(reader);
  return NULL;
}

static void by_one(const char *file, struct bytes *out) {
  partikel_reader *reader = partikel_reader_new(partikel_builtin());
  const partikel_record *record;
  partikel_status status = partikel_open_file(reader, file, NULL);
  while (status == PARTIKEL_OK && (status = partikel_next(reader, &record)) == PARTIKEL_OK) partikel_write_json(record, 0, add, out);
  partikel_reader_free(reader);
}

static int by_members(const char *file, size_t *members) {
  static struct queue q;
  pthread_t threads[THREADS];
  struct bytes one = {0}, all = {0};
  memset(&q, 0, sizeof q);
  pthread_mutex_init(&q.lock, NULL);
  pthread_cond_init(&q.came, NULL);
  for (int t = 0; t < THREADS; t++)
    if (pthread_create(&threads[t], NULL, work, &q) != 0) abort();
  partikel_reader *reader = partikel_reader_new(partikel_builtin());
  partikel_member member;
  partikel_status status = partikel_open_file(reader, file, NULL);
  while (status == PARTIKEL_OK && (status = partikel_next_member(reader, &member)) == PARTIKEL_OK) {
    partikel_member *copy = partikel_member_copy(&member);
    pthread_mutex_lock(&q.lock);
    if (!copy || q.n == MEMBERS) abort();
    q.at[q.n++] = copy;
    pthread_cond_signal(&q.came);
    pthread_mutex_unlock(&q.lock);
  }
  partikel_reader_free(reader);
  pthread_mutex_lock(&q.lock);
  q.closed = 1;
  pthread_cond_broadcast(&q.came);
  pthread_mutex_unlock(&q.lock);
  for (int t = 0; t < THREADS; t++) pthread_join(threads[t], NULL);
  for (size_t k = 0; k < q.n; k++) {
    add(&all, q.out[k].at, q.out[k].n);
    free(q.out[k].at);
    partikel_member_free(q.at[k]);
  }
  *members += q.n;
  by_one(file, &one);
  int differs = status != PARTIKEL_END || q.failed || !one.n || one.n != all.n || memcmp(one.at, all.at, one.n) != 0;
  if (differs) printf("threads: the members of %s give other records than the file itself\n", file);
  free(one.at);
  free(all.at);
  pthread_mutex_destroy(&q.lock);
  pthread_cond_destroy(&q.came);
  return differs;
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
  size_t bytes = 0, members = 0;
  int differences = 0;
  for (int k = 0; k < n; k++) differences += by_members(files[k], &members);
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
  if (!differences && bytes) printf("threads: %d threads and one give equal bytes for %d files, and for their %zu members\n", THREADS, n, members);
  return differences || !bytes;
}

int main(int argc, char **argv) {
  if (argc > 3 && strcmp(argv[1], "--print") == 0) return print(argv[2], argv + 3, argc - 3);
  if (argc > 1 && argv[1][0] != '-') return compare(argv + 1, argc - 1);
  fprintf(stderr, "usage: threads [--print LOCALE] FILE...\n");
  return 2;
}
