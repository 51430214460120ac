/* export: the formats of the command. A format turns records into what was asked for, in two halves, so that several threads can
 * share the work: render() runs in the thread that has the record and makes bytes of it; add() takes such bytes in the one thread that
 * writes, in the order of the inputs. What the bytes mean is between the two. One file a format, export_NAME.c; all see partikel.h only. */
#ifndef EXPORT_H
#define EXPORT_H

#include <stdbool.h>
#include <stddef.h>

#include "partikel.h"

struct export_options {
  const char *path;          /* of -o; NULL: standard output */
  bool no_text;              /* --no-text: facts, spans and hashes without the article's text */
  const char *profile;       /* --profile, for CSV; NULL: the usual one */
  const char *language;      /* --lang of labels: "da", "en"; NULL: the usual one */
};

/* Why nothing more can be written: an errno (EPIPE is no news: who closed the pipe has read enough), or words where no errno says it. */
struct problem { int number; char words[256]; };

struct export_format {
  const char *name;          /* of --format */
  const char *endings;       /* of -o FILE that mean it: ".html .htm"; "" if none does */
  const char *what;          /* for --help, one line */
  bool resumes;              /* may be added to after an interruption: --resume */
  /* Opens what is written to and gives the state of one run, which close() frees. NULL: *problem says why not. */
  void *(*open)(const struct export_options *, struct problem *);
  /* Any number of threads at once; the state is not changed. Gives bytes to the sink, in as many calls as it likes. */
  partikel_status (*render)(const void *state, const partikel_record *, partikel_sink, void *context);
  /* The bytes of one record, whole. False: *problem says why; nothing more can be written. */
  bool (*add)(void *state, const char *bytes, size_t n, struct problem *);
  /* Ends and frees. complete: what was written gets its name; else an older file of that name stays as it was. False: *problem. */
  bool (*close)(void *state, bool complete, struct problem *);
};

/* export.c: the format by its name; by the ending of a path (JSON Lines where no ending says another thing). NULL: there is none. */
const struct export_format *export_by_name(const char *name);
const struct export_format *export_by_path(const char *path);

extern const struct export_format export_json;

#endif
