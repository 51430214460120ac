/* cli: the thin command. Uses partikel.h, libc and POSIX: nothing that a user of the library could not. */
#ifndef CLI_H
#define CLI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "partikel.h"

enum { EXIT_ALL = 0, EXIT_SOME = 1, EXIT_WRONG = 2 }; /* stopped by signal n: 128 + n */

/* What the command line asks for. */
struct options {
  const char *data, *output, *url, *date;
  const struct export_format *format;
  const char *profile, *language;
  partikel_stage show;     /* 0: records */
  bool quiet, help, version, check, verbose, no_text;
  char **inputs;           /* paths, "-" for standard input */
  int n_inputs;
};

/* ---- options.c --------------------------------------------------------------------------------------------- */
/* Reads argv; then whether it fits together, and what follows from it. Below 0 to go on, else the exit code: what is wrong is told. */
int options_read(int argc, char **argv, struct options *);
int options_check(struct options *);
void options_print_help(FILE *);

/* ---- bytes.c: bytes that grow; all zero is empty -------------------------------------------------------------- */
struct bytes { char *bytes; size_t n, cap; };

int bytes_add(void *to, const char *bytes, size_t n); /* a partikel_sink: not 0 when memory runs out, then nothing is added */
void bytes_free(struct bytes *);

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

int output_write(int fd, const char *bytes, size_t n, bool *any); /* write(2) until all is out: 0, or errno. *any: something is */
void output_sync_folder(const char *path);           /* makes safe that a file of this name is there */

/* ---- main.c: messages ------------------------------------------------------------------------------------- */
/* `partikel: WHERE: WHAT` on standard error, control characters escaped; `where` may be NULL or "". */
void say(const char *where, const char *what);
/* The same, with a pointer to --help. Returns EXIT_WRONG. */
int wrong_use(const char *where, const char *what);
/* The signal that asks to stop, 0 if none. */
int stopped(void);

/* ---- batch.c: the run ---------------------------------------------------------------------------------------- */
/* Converts all inputs in order. Returns the exit code. */
int batch_run(const struct options *, const partikel_knowledge *);

#endif
