/* JSON Lines: a record, a line. What docs/record.md describes. Under a name that ends in .gz each line is a gzip member of its own, so that
 * the threads share that work too and an interrupted file can be gone on with. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "export.h"

struct lines {
  struct output out;
  bool no_text, packed;
};

static bool sound(const struct lines *l, struct problem *problem) {
  if (l->out.problem) *problem = (struct problem){.number = l->out.problem};
  return !l->out.problem;
}

static bool is_packed(const char *path) {
  size_t n = strlen(path);
  return n > 3 && strcmp(path + n - 3, ".gz") == 0;
}

static void *lines_open(const struct export_options *options, struct problem *problem) {
  struct lines *l = calloc(1, sizeof *l);
  if (!l) {
    *problem = (struct problem){.words = "out of memory"};
    return NULL;
  }
  l->no_text = options->no_text;
  l->packed = options->path && is_packed(options->path);
  if (output_open(&l->out, options->path, (struct output_how){.resume = options->resume, .mark = options->mark})) return l;
  sound(l, problem);
  output_close(&l->out, false);
  free(l);
  return NULL;
}

static partikel_status write_line(const struct lines *l, const partikel_record *record, partikel_sink sink, void *context) {
  return partikel_write_json(record, l->no_text ? PARTIKEL_JSON_NO_TEXT : 0, sink, context);
}

static partikel_status lines_render(const void *state, const partikel_record *record, partikel_sink sink, void *context) {
  const struct lines *l = state;
  struct bytes line = {0};
  if (!l->packed) return write_line(l, record, sink, context);
  partikel_status status = write_line(l, record, bytes_add, &line);
  if (status == PARTIKEL_OK) status = pack(line.bytes, line.n, sink, context);
  bytes_free(&line);
  return status;
}

static bool lines_add(void *state, const char *bytes, size_t n, struct problem *problem) {
  struct lines *l = state;
  output_add(&l->out, bytes, n);
  output_article(&l->out);
  return sound(l, problem);
}

static bool lines_sync(void *state, uint64_t *mark, struct problem *problem) {
  struct lines *l = state;
  output_sync(&l->out);
  *mark = l->out.length;
  return sound(l, problem);
}

static bool lines_close(void *state, bool complete, struct problem *problem) {
  struct lines *l = state;
  if (complete && l->packed && !l->out.length && pack("", 0, output_add, &l->out) == PARTIKEL_NOMEM) l->out.problem = ENOMEM; /* no bytes are no gzip file */
  output_close(&l->out, complete);
  bool good = sound(l, problem);
  free(l);
  return good;
}

const struct export_format export_json = {
    .name = "json",
    .endings = ".jsonl .json .ndjson .jsonl.gz .json.gz .ndjson.gz",
    .what = "JSON Lines",
    .profiles = "",
    .languages = "",
    .open = lines_open,
    .render = lines_render,
    .add = lines_add,
    .sync = lines_sync,
    .close = lines_close,
};
