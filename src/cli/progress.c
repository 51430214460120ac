/* Progress: a line on the terminal while a run lasts, and the summary at the end of a larger one. */
#include <inttypes.h>
#include <stdio.h>

#include "cli.h"

enum { LARGE_RUN = 100 };  /* articles: below, a summary tells nothing that the messages do not */

double seconds_since(const struct timespec *then) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)(now.tv_sec - then->tv_sec) + (double)(now.tv_nsec - then->tv_nsec) / 1e9;
}

void progress_begin(struct progress *p, bool wanted) {
  *p = (struct progress){.wanted = wanted};
  clock_gettime(CLOCK_MONOTONIC, &p->begun);
  p->told = p->begun;
}

void progress_clear(struct progress *p) {
  if (p->open) fputs("\r\033[K", stderr);
  p->open = false;
}

void progress_tell(struct progress *p, const struct counts *c, uint64_t done, uint64_t all) {
  double seconds = seconds_since(&p->begun);
  if (!p->wanted || seconds < 1 || seconds_since(&p->told) < 0.25) return;
  fprintf(stderr, "\r\033[Kpartikel: %" PRIu64 " articles, %.0f a second", c->articles, (double)(c->articles - p->articles) / seconds);
  if (c->failed) fprintf(stderr, ", %" PRIu64 " failed", c->failed);
  if (all && done > p->before && done <= all) {
    double left = seconds * (double)(all - done) / (double)(done - p->before);
    fprintf(stderr, ", %.0f %%, %u:%02u left", 100 * (double)done / (double)all, (unsigned)left / 60, (unsigned)left % 60);
  }
  fflush(stderr);
  p->open = true;
  clock_gettime(CLOCK_MONOTONIC, &p->told);
}

void progress_sum(struct progress *p, const struct counts *c) {
  if (c->articles + c->failed < LARGE_RUN) return;
  progress_clear(p);
  fprintf(stderr, "partikel: %" PRIu64 " articles, %" PRIu64 " failed", c->articles, c->failed);
  if (c->skipped) fprintf(stderr, ", %" PRIu64 " other files", c->skipped);
  if (c->companions) fprintf(stderr, ", %" PRIu64 " folders of saved pages", c->companions);
  if (c->passed_over) fprintf(stderr, ", %" PRIu64 " other records of archives", c->passed_over);
  if (c->revisits) fprintf(stderr, " (%" PRIu64 " unchanged pages)", c->revisits);
  fprintf(stderr, "; %.1f s\n", seconds_since(&p->begun));
}
