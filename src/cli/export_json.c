/* JSON Lines: a record, a line. What docs/record.md describes. */
#include <stdlib.h>

#include "cli.h"
#include "export.h"

struct lines {
  struct output out;
  bool no_text;
};

static bool sound(const struct lines *l, struct problem *problem) {
  if (l->out.problem) *problem = (struct problem){.number = l->out.problem};
  return !l->out.problem;
}

static void *lines_open(const struct export_options *options, struct problem *problem) {
  struct lines *l = calloc(1, sizeof *l);
  if (!l) {
    *problem = (struct problem){.words = "out of memory"};
    return NULL;
  }
  l->no_text = options->no_text;
  if (output_open(&l->out, options->path)) return l;
  sound(l, problem);
  output_close(&l->out, false);
  free(l);
  return NULL;
}

static partikel_status lines_render(const void *state, const partikel_record *record, partikel_sink sink, void *context) {
  const struct lines *l = state;
  return partikel_write_json(record, l->no_text ? PARTIKEL_JSON_NO_TEXT : 0, sink, context);
}

static bool lines_add(void *state, const char *bytes, size_t n, struct problem *problem) {
  struct lines *l = state;
  output_add(&l->out, bytes, n);
  output_article(&l->out);
  return sound(l, problem);
}

static bool lines_close(void *state, bool complete, struct problem *problem) {
  struct lines *l = state;
  output_close(&l->out, complete);
  bool good = sound(l, problem);
  free(l);
  return good;
}

const struct export_format export_json = {
    .name = "json",
    .endings = ".jsonl .json .ndjson",
    .what = "JSON Lines: a record, a line",
    .profiles = "",
    .languages = "",
    .open = lines_open,
    .render = lines_render,
    .add = lines_add,
    .close = lines_close,
};
