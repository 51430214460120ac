/* What each writer of the command costs beside the conversion: exports FOLDER FILE …
 *
 * Every file is converted once and given to all formats, which write into FOLDER. Processor time of opening and converting, and of each
 * format's render, add and the end; printed is a format's share of a run that writes it and nothing else. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cli/cli.h"
#include "cli/export.h"

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

struct writer { const char *format, *file, *profile; const struct export_format *how; void *state; double render, rest; };

static int fail(const char *what, const char *why) {
  fprintf(stderr, "exports: %s: %s\n", what, why);
  return 1;
}

int main(int argc, char **argv) {
  struct writer writers[] = {{"json", "a.jsonl", NULL, NULL, NULL, 0, 0},       {"html", "a.html", NULL, NULL, NULL, 0, 0},   {"csv", "set", NULL, NULL, NULL, 0, 0},
                             {"csv", "sheet", "excel-da", NULL, NULL, 0, 0}, {"sqlite", "a.db", NULL, NULL, NULL, 0, 0}};
  enum { WRITERS = sizeof writers / sizeof *writers };
  static char paths[WRITERS][4096];
  struct problem problem = {0};
  if (argc < 3) return fail("usage", "exports FOLDER FILE …");
  partikel_reader *reader = partikel_reader_new(partikel_builtin());
  const partikel_record *record;
  struct bytes bytes = {0};
  double converting = 0, t;
  for (size_t k = 0; k < WRITERS; k++) {
    snprintf(paths[k], sizeof paths[k], "%s/%s", argv[1], writers[k].file);
    struct export_options options = {.path = paths[k], .profile = writers[k].profile};
    writers[k].how = export_by_name(writers[k].format);
    if (!writers[k].how || !(writers[k].state = writers[k].how->open(&options, &problem))) return fail(writers[k].file, problem.words);
  }
  for (int i = 2; i < argc; i++) {
    t = now();
    partikel_status status = partikel_open_file(reader, argv[i], NULL);
    if (status == PARTIKEL_OK) status = partikel_next(reader, &record);
    converting += now() - t;
    if (status != PARTIKEL_OK) return fail(argv[i], partikel_last_error(reader)->what);
    for (size_t k = 0; k < WRITERS; k++) {
      struct writer *w = &writers[k];
      bytes.n = 0;
      t = now();
      if (w->how->render(w->state, record, bytes_add, &bytes) != PARTIKEL_OK) return fail(w->file, "render");
      w->render += now() - t;
      t = now();
      if (!w->how->add(w->state, bytes.bytes, bytes.n, &problem)) return fail(w->file, problem.words);
      w->rest += now() - t;
    }
  }
  for (size_t k = 0; k < WRITERS; k++) {
    struct writer *w = &writers[k];
    t = now();
    if (!w->how->close(w->state, true, &problem)) return fail(w->file, problem.words);
    w->rest += now() - t;
    double all = w->render + w->rest, n = argc - 2;
    printf("%-8s %-8s %5.1f %% of a run: %4.0f + %4.0f us an article, render and the rest, beside %.0f us for converting it\n", w->format, w->profile ? w->profile : "",
           100 * all / (converting + all), w->render / n * 1e6, w->rest / n * 1e6, converting / n * 1e6);
  }
  bytes_free(&bytes);
  partikel_reader_free(reader);
  return 0;
}
