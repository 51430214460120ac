/* export: the formats of the command. A format turns records into what was asked for, in two halves, so that several threads can
 * share the work: render() runs in the thread that has the record and makes bytes of it; add() takes such bytes in the one thread that
 * writes, in the order of the inputs. What the bytes mean is between the two. One file a format, export_NAME.c; all see partikel.h only. */
#ifndef EXPORT_H
#define EXPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "partikel.h"

struct export_options {
  const char *path;          /* of -o; NULL: standard output */
  bool no_text;              /* --no-text: no running text: article.text and lead, the words of quotes; what PARTIKEL_JSON_NO_TEXT leaves out */
  const char *profile;       /* --profile, one of the format's profiles; NULL: the usual one */
  const char *language;      /* --lang of labels, one of the format's languages; NULL: the usual one */
  bool resume;               /* go on behind `mark`, which a sync() of an interrupted run gave: what stands after it was not counted */
  uint64_t mark;
};

/* Why nothing more can be written: an errno (EPIPE is no news: who closed the pipe has read enough), or words where no errno says it. */
struct problem { int number; char words[256]; };

struct export_format {
  const char *name;          /* of --format */
  const char *endings;       /* of -o FILE that mean it: ".html .htm"; "" if none does */
  const char *what;          /* for --help, one line */
  const char *profiles, *languages; /* "rfc excel-da", "da en"; "" if it takes none */
  /* Opens what is written to and gives the state of one run, which close() frees. NULL: *problem says why not. */
  void *(*open)(const struct export_options *, struct problem *);
  /* Any number of threads at once; the state is not changed. Gives bytes to the sink, in as many calls as it likes. */
  partikel_status (*render)(const void *state, const partikel_record *, partikel_sink, void *context);
  /* The bytes of one record, whole. False: *problem says why; nothing more can be written. */
  bool (*add)(void *state, const char *bytes, size_t n, struct problem *);
  /* Makes what was added so far safe from a crash; *mark is what export_options.mark gets when a later run goes on from here. NULL:
   * this format cannot go on, --resume begins anew. Called every second or so. False: *problem. */
  bool (*sync)(void *state, uint64_t *mark, struct problem *);
  /* Ends and frees. complete: what was written gets its name; else an older file of that name stays as it was. False: *problem. */
  bool (*close)(void *state, bool complete, struct problem *);
};

/* export.c: the format by its name; by the ending of a path (JSON Lines where no ending says another thing; NULL where the ending
 * promises what no format is). NULL: there is none. */
const struct export_format *export_by_name(const char *name);
const struct export_format *export_by_path(const char *path);

/* The k-th format, for lists of them; NULL behind the last. */
const struct export_format *export_at(size_t k);

/* Does `word` stand in a list of words with single blanks between? */
bool export_listed(const char *list, const char *word);

extern const struct export_format export_json, export_html, export_csv, export_sqlite;

#endif
