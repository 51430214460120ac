/* The threads that convert. The main thread puts jobs into a ring and takes them out at the other end in the same order; the threads
 * convert what lies between, each with a reader of its own. Only the main thread waits for room, and the oldest job is always in hand or
 * done, so nobody waits for ever. */
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"

struct worker { struct pool *pool; pthread_t thread; partikel_reader *reader; };

struct pool {
  const partikel_knowledge *know;
  pool_convert *convert;
  void *context;
  unsigned wanted, n;          /* threads: at most, and running */
  struct worker *workers;
  partikel_reader *reader;     /* of the main thread, where it converts itself */
  pthread_mutex_t lock;        /* of what follows */
  pthread_cond_t work, done;   /* a job is there to be taken; the oldest one is done */
  uint64_t oldest, taken, end; /* oldest ≤ taken ≤ end; in the ring modulo its size */
  size_t bytes;                /* of articles and records in the ring */
  bool stop;
  struct job ring[MAX_QUEUE];  /* most of it is never touched in a run over a few articles */
};

static struct job *at(struct pool *p, uint64_t number) { return &p->ring[number % MAX_QUEUE]; }

/* A reader keeps its memory from article to article: after a very large one it is given back. */
static partikel_reader *keep_reader(const struct pool *p, partikel_reader *reader, size_t n) {
  enum { LARGE = 4 << 20 };
  partikel_reader *fresh = n > LARGE ? partikel_reader_new(p->know) : NULL;
  if (!fresh) return reader;
  partikel_reader_free(reader);
  return fresh;
}

/* Converts a job that nobody else has in hand. */
static void convert(struct pool *p, partikel_reader **reader, struct job *job) {
  size_t n = job->member->n;
  p->convert(p->context, *reader, job);
  if (job->copied) partikel_member_free((partikel_member *)(uintptr_t)job->member);
  job->member = NULL;
  *reader = keep_reader(p, *reader, n);
}

static void *work(void *context) {
  struct worker *w = context;
  struct pool *p = w->pool;
  pthread_mutex_lock(&p->lock);
  for (;;) {
    while (p->taken < p->end && at(p, p->taken)->done) p->taken++; /* nothing to convert */
    if (p->stop) break;
    if (p->taken == p->end) {
      pthread_cond_wait(&p->work, &p->lock);
      continue;
    }
    uint64_t number = p->taken++;
    struct job *job = at(p, number);
    size_t n = job->member->n;
    pthread_mutex_unlock(&p->lock);
    convert(p, &w->reader, job);
    pthread_mutex_lock(&p->lock);
    job->done = true;
    p->bytes += job->out.n - n;
    if (number == p->oldest) pthread_cond_signal(&p->done);
  }
  pthread_mutex_unlock(&p->lock);
  return NULL;
}

/* As many threads as can be had; none is no error: then the main thread converts. */
static void start(struct pool *p) {
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before); /* signals are the main thread's */
  p->workers = calloc(p->wanted, sizeof *p->workers);
  for (; p->workers && p->n < p->wanted; p->n++) {
    struct worker *w = &p->workers[p->n];
    *w = (struct worker){.pool = p, .reader = partikel_reader_new(p->know)};
    if (w->reader && pthread_create(&w->thread, NULL, work, w) == 0) continue;
    partikel_reader_free(w->reader);
    break;
  }
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  if (!p->n) p->wanted = 0;
}

struct pool *pool_new(unsigned threads, const partikel_knowledge *know, pool_convert *function, void *context) {
  struct pool *p = malloc(sizeof *p);
  pthread_condattr_t monotonic;
  if (!p) return NULL;
  memset(p, 0, offsetof(struct pool, ring));
  p->know = know;
  p->convert = function;
  p->context = context;
  p->wanted = threads > 1 ? threads : 0;
  p->reader = partikel_reader_new(know);
  pthread_condattr_init(&monotonic);
  pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
  pthread_mutex_init(&p->lock, NULL);
  pthread_cond_init(&p->work, NULL);
  pthread_cond_init(&p->done, &monotonic);
  pthread_condattr_destroy(&monotonic);
  if (p->reader) return p;
  pool_free(p);
  return NULL;
}

bool pool_full(struct pool *p, size_t n) {
  pthread_mutex_lock(&p->lock);
  uint64_t jobs = p->end - p->oldest;
  bool full = jobs == MAX_QUEUE || (jobs && (p->bytes > MAX_IN_FLIGHT || n > MAX_IN_FLIGHT - p->bytes));
  pthread_mutex_unlock(&p->lock);
  return full;
}

bool pool_put(struct pool *p, const struct job *given) {
  struct job job = *given;
  if (job.member && p->wanted) {
    if (!(job.member = partikel_member_copy(job.member))) return false;
    job.copied = true;
  }
  if (job.member && !p->wanted) convert(p, &p->reader, &job);
  job.done = !job.member;
  if (p->wanted && !p->n && job.member && p->end > p->oldest) start(p); /* a second article: it is worth while */
  pthread_mutex_lock(&p->lock);
  p->bytes += job.member ? job.member->n : job.out.n;
  *at(p, p->end++) = job;
  if (!job.done) pthread_cond_signal(&p->work);
  pthread_mutex_unlock(&p->lock);
  return true;
}

/* Where there are no threads (yet, or at all), the main thread converts what is oldest. */
static void convert_oldest(struct pool *p) {
  struct job *job = at(p, p->oldest);
  if (job->done) return;
  size_t n = job->member->n;
  convert(p, &p->reader, job);
  p->bytes += job->out.n - n;
  job->done = true;
}

struct job *pool_oldest(struct pool *p, int wait) {
  struct job *job = NULL;
  if (!p->n && wait && p->end > p->oldest) convert_oldest(p);
  pthread_mutex_lock(&p->lock);
  if (p->oldest < p->end) {
    job = at(p, p->oldest);
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    int step = wait < 0 ? 100 : wait; /* a signal does not end waiting for a condition */
    for (int failed = 0; !job->done && wait && !failed;) {
      until.tv_nsec += step * 1000000L;
      until.tv_sec += until.tv_nsec / 1000000000;
      until.tv_nsec %= 1000000000;
      failed = pthread_cond_timedwait(&p->done, &p->lock, &until);
      if (failed == ETIMEDOUT && wait < 0 && !stopped()) failed = 0;
    }
    if (!job->done) job = NULL;
  }
  pthread_mutex_unlock(&p->lock);
  return job;
}

static void forget(struct job *job) {
  if (job->copied) partikel_member_free((partikel_member *)(uintptr_t)job->member);
  bytes_free(&job->out);
  free(job->name);
  *job = (struct job){0};
}

void pool_drop(struct pool *p) {
  pthread_mutex_lock(&p->lock);
  struct job *job = at(p, p->oldest);
  p->bytes -= job->out.n;
  forget(job);
  p->oldest++;
  if (p->taken < p->oldest) p->taken = p->oldest;
  pthread_mutex_unlock(&p->lock);
}

bool pool_empty(struct pool *p) { return p->oldest == p->end; }

void pool_stop(struct pool *p) {
  pthread_mutex_lock(&p->lock);
  p->stop = true;
  pthread_cond_broadcast(&p->work);
  pthread_mutex_unlock(&p->lock);
  for (unsigned i = 0; i < p->n; i++) pthread_join(p->workers[i].thread, NULL); /* each finishes what it has in hand */
  for (uint64_t number = p->taken; number < p->end; number++) forget(at(p, number));
  p->end = p->taken;
  for (unsigned i = 0; i < p->n; i++) partikel_reader_free(p->workers[i].reader);
  p->n = 0;
}

void pool_free(struct pool *p) {
  if (!p) return;
  pool_stop(p);
  while (!pool_empty(p)) pool_drop(p);
  partikel_reader_free(p->reader);
  pthread_mutex_destroy(&p->lock);
  pthread_cond_destroy(&p->work);
  pthread_cond_destroy(&p->done);
  free(p->workers);
  free(p);
}
