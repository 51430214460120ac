/* cli: the thin command. Uses partikel.h, libc and POSIX: nothing that a user of the library could not. */
#ifndef CLI_H
#define CLI_H

#include <stdbool.h>
#include <stddef.h>

#include "partikel.h"

enum { EXIT_ALL = 0, EXIT_SOME = 1, EXIT_WRONG = 2 }; /* stopped by signal n: 128 + n */

/* What the command line asks for. */
struct options {
  const char *data, *output, *url, *date;
  partikel_stage show;     /* 0: JSON */
  bool quiet, check, verbose;
  char **inputs;           /* paths, "-" for standard input */
  int n_inputs;
};

/* ---- output.c: bytes out, in large writes; every failure is noticed ------------------------------------ */
struct output {
  int fd;
  char *bytes;
  size_t n;
  bool each;               /* hand on every article at once: somebody is looking */
  bool any;                /* something has been written */
  const char *path;        /* NULL: standard output */
  char *part;              /* written here and renamed at the end; NULL: straight to fd */
  int problem;             /* errno of the first failure, 0 if all is well */
};

bool output_open(struct output *, const char *path); /* path NULL: standard output. False: see problem */
int output_add(void *output, const char *bytes, size_t n); /* a partikel_sink */
void output_article(struct output *);                /* an article has been written whole */
/* Writes what is left; `complete` renames the finished file to its name. False: see problem. */
bool output_close(struct output *, bool complete);

/* ---- main.c: messages ------------------------------------------------------------------------------------- */
/* `partikel: WHERE: WHAT` on standard error, control characters escaped; `where` may be NULL or "". */
void say(const char *where, const char *what);
/* The signal that asks to stop, 0 if none. */
int stopped(void);

/* ---- batch.c: the run ---------------------------------------------------------------------------------------- */
/* Converts all inputs in order. Returns the exit code. */
int batch_run(const struct options *, const partikel_knowledge *);

#endif
