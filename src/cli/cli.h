/* cli: the thin command. Uses partikel.h, libc and POSIX, and through one file each zlib, nettle, jansson and libcurl: nothing that a
 * user of the library could not. */
#ifndef CLI_H
#define CLI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/types.h>
#include <time.h>

#include "export.h"
#include "partikel.h"

enum { EXIT_ALL = 0, EXIT_SOME = 1, EXIT_WRONG = 2 }; /* stopped by signal n: 128 + n */

/* Ceilings of the command. */
enum {
  MAX_JOBS = 256,                       /* threads that convert */
  MAX_QUEUE = 256,                      /* jobs on their way */
  MAX_IN_FLIGHT = 64 << 20,             /* bytes on their way, articles and records together; one greater article may pass alone */
  MAX_LIST = 256 << 20,                 /* bytes of --files-from */
  MAX_DEPTH = 256,                      /* folders inside folders */
  MAX_FETCH = 64 << 20,                 /* bytes from one address, as they come over the line */
  MAX_REDIRECTS = 5,
  MAX_FILTER_LINE = 96 << 20            /* bytes of one line of --filter: 64 MiB in base64, and more */
};

/* What the command line asks for. */
struct options {
  const char *data, *output, *url, *date, *list, *errors;
  const struct export_format *format;
  const char *profile, *language;
  partikel_stage show;       /* 0: records */
  bool quiet, help, version, check, verbose, no_text, resume, filter, offline, allow_private;
  unsigned jobs;             /* 0: not said */
  unsigned shard, shards;    /* the shard-th (from 1) of shards; 0: all */
  unsigned timeout;          /* seconds for one address */
  char **inputs;             /* paths, addresses, "-" for standard input */
  int n_inputs;
};

/* ---- options.c --------------------------------------------------------------------------------------------- */
/* Reads argv; then whether it fits together, and what follows from it. Below 0 to go on, else the exit code: what is wrong is told. */
int options_read(int argc, char **argv, struct options *);
int options_check(struct options *);
void options_print_help(FILE *);

/* ---- messages.c: messages, signals ------------------------------------------------------------------------------- */
/* `partikel: WHERE: WHAT` on standard error, control characters escaped; `where` may be NULL or "". */
void say(const char *where, const char *what);
/* The same, with a pointer to --help. Returns EXIT_WRONG. */
int wrong_use(const char *where, const char *what);
/* The signal that asks to stop, 0 if none. */
int stopped(void);
void watch_signals(void);

/* ---- bytes.c: bytes that grow; all zero is empty ------------------------------------------------------------- */
struct bytes { char *bytes; size_t n, cap; };

int bytes_add(void *to, const char *bytes, size_t n); /* a partikel_sink: not 0 when memory runs out, then nothing is added */
bool bytes_room(struct bytes *, size_t n);            /* makes room for n more; false: no memory */
int bytes_text(struct bytes *, const char *text);
int bytes_printf(struct bytes *, const char *form, ...) __attribute__((format(printf, 2, 3)));
int bytes_json(struct bytes *, const char *text); /* a JSON string; what is no UTF-8 becomes U+FFFD; NULL becomes null */
void bytes_free(struct bytes *);
/* Bytes of the well-formed UTF-8 character that a NUL-terminated text begins with, 0 if there is none. */
size_t utf8_length(const char *);

/* ---- output.c: bytes out, in large writes; every failure is noticed ------------------------------------------ */
struct output {
  int fd;
  char *bytes;
  size_t n;
  bool each;               /* hand on every article at once: somebody is looking */
  bool any;                /* something has been written */
  const char *path;        /* NULL: standard output */
  char *part;              /* written here and renamed at the end; NULL: straight to fd */
  uint64_t length;         /* bytes handed on so far, those of an earlier run included */
  int problem;             /* errno of the first failure, 0 if all is well; EBUSY: another run writes there */
};

struct output_how {
  bool direct;             /* under its own name from the first byte on */
  bool resume;             /* go on behind `mark` bytes of what an earlier run has written */
  uint64_t mark;
};

bool output_open(struct output *, const char *path, struct output_how); /* path NULL: standard output. False: see problem */
int output_add(void *output, const char *bytes, size_t n); /* a partikel_sink */
void output_article(struct output *);                /* an article has been written whole */
bool output_sync(struct output *);                   /* what was added is safe from a crash. False: see problem */
/* Writes what is left; `complete` renames the finished file to its name. False: see problem. */
bool output_close(struct output *, bool complete);
/* A file that is there whole or not at all, by FILE.part. 0 or an errno. */
int output_whole(const char *path, const char *bytes, size_t n);
void sync_folder(const char *path);                  /* the folder that holds path: its names are safe from a crash */
bool is_plain(const char *path);                     /* a regular file, or nothing yet: there is room beside it */

int output_write(int fd, const char *bytes, size_t n, bool *any); /* write(2) until all is out: 0, or errno. *any: something is */

/* ---- pack.c: zlib ----------------------------------------------------------------------------------------------- */
/* One gzip member. PARTIKEL_NOMEM, or PARTIKEL_IO when the sink stops it. */
partikel_status pack(const char *bytes, size_t n, partikel_sink, void *context);

/* ---- checksum.c: nettle -------------------------------------------------------------------------------------- */
struct checksum { void *state; };

bool checksum_begin(struct checksum *);              /* false: out of memory */
void checksum_add(struct checksum *, const void *bytes, size_t n);
void checksum_text(struct checksum *, const char *text); /* with its final NUL; NULL is another thing than "" */
void checksum_end(struct checksum *, char hex[65]);
int checksum_file(const char *path, char hex[65], uint64_t *size); /* 0 or an errno */
/* Decodes base64, blanks inside allowed, into a buffer of 3 bytes for 4 characters. False: it is none. */
bool base64_decode(const char *text, size_t n, void *out, size_t *n_out);

/* ---- plan.c: what there is to convert, in order --------------------------------------------------------------- */
enum source_kind {
  SOURCE_FILE,
  SOURCE_PIPE,               /* a FIFO, named: read as a stream */
  SOURCE_INPUT,              /* standard input */
  SOURCE_ADDRESS,            /* http or https */
  SOURCE_FAILED,             /* could not be looked at: why */
  SOURCE_FOLDER_END          /* all of a named folder has been; counted are what was passed over */
};

struct source {
  const char *path, *why;
  uint64_t bytes;            /* when it was listed; 0: not known */
  size_t first;              /* of a folder: its first source */
  uint32_t skipped, companions;
  uint8_t kind;
  bool doubtful;             /* the name does not promise an article: passed over if it is none */
};

struct plan {
  struct source *at;
  size_t n, cap;
  uint64_t bytes;
  bool several;              /* more than one article may come */
  uint64_t output[2];        /* device and number of what stands under the output's name, 0 0: nothing; a page is no article of its folder */
  struct chunk *strings;
};

/* All inputs of the command line and of --files-from, folders walked, cut to the shard. False: told, nothing can be done. */
bool plan_make(struct plan *, const struct options *);
void plan_free(struct plan *);
const char *odd_file(const char *path);  /* what it is, if it is neither file nor folder; else NULL */

/* ---- pool.c: threads that convert; results come in the order of the jobs ------------------------------------------- */
struct job {
  size_t source;             /* of the plan */
  const partikel_member *member; /* to convert; NULL: nothing, it is done as it is */
  bool end;                  /* no more of this source comes */
  uint64_t passed_over, revisits; /* with end: of an archive */
  bool copied, done;
  partikel_status status;    /* what became of it: OK and a record in out, or why not */
  struct bytes out;
  char *name;                /* of the member that failed; NULL: it is the source itself */
  char what[256];
};

typedef void pool_convert(void *context, partikel_reader *, struct job *);

/* Up to `threads` threads, started when there is more than one job; 0 or 1: none, jobs are converted as they are put. NULL: no memory. */
struct pool *pool_new(unsigned threads, const partikel_knowledge *, pool_convert *, void *context);
bool pool_full(struct pool *, size_t n);              /* is there no room for an article of n bytes? */
bool pool_put(struct pool *, const struct job *);     /* the member is copied. There must be room. False: no memory for it */
/* The oldest job if it is done; waits so many milliseconds for it (below 0: as long as it takes, unless a signal asks to stop). NULL: it
 * is not, or there is none. It lives until pool_drop. */
struct job *pool_oldest(struct pool *, int wait);
void pool_drop(struct pool *);
bool pool_empty(struct pool *);
void pool_stop(struct pool *);                        /* what no thread has begun with is given up */
void pool_free(struct pool *);

/* ---- progress.c: a line on the terminal, and the last one ----------------------------------------------------------- */
struct counts {
  uint64_t articles, failed, skipped, companions, passed_over, revisits;
};

struct progress {
  bool wanted, open;         /* one stands on the terminal */
  struct timespec begun, told;
  uint64_t before, articles; /* bytes and articles that an earlier run has done */
};

void progress_begin(struct progress *, bool wanted);
void progress_clear(struct progress *);
/* done of all bytes; 0 of 0 if nobody knows. */
void progress_tell(struct progress *, const struct counts *, uint64_t done, uint64_t all);
void progress_sum(struct progress *, const struct counts *); /* the summary */
double seconds_since(const struct timespec *);

/* ---- journal.c: how far a run is, so that another can go on; and what it came to -------------------------------------- */
struct stand {
  uint64_t sources, members; /* so many sources are done, and of the next one so many members */
  uint64_t mark, errors;     /* of the output and of --errors */
  struct counts counts;
};

struct journal {
  char *part, *resume, *ok;  /* names of the files; NULL: nothing is kept */
  bool kept;                 /* FILE.resume is there, and this run's */
  char options[65], inputs[65];
  const char *knowledge;
  struct timespec told;
  double pause;              /* seconds until the next step */
};

enum journal_state { JOURNAL_NEW, JOURNAL_GOES_ON, JOURNAL_NAMED, JOURNAL_DONE, JOURNAL_PROBLEM };

/* Names and fingerprints of this run; with --resume where it stands. NAMED: the output is finished, only FILE.ok is missing. DONE: FILE
 * and FILE.ok are those of this very run, *stand has its counts. PROBLEM: told. */
enum journal_state journal_open(struct journal *, const struct options *, const struct plan *, const partikel_knowledge *, struct stand *);
void journal_begin(struct journal *);                 /* the output is open, and ours alone: what an earlier run left goes */
bool journal_due(struct journal *);                   /* time for a step? Then it begins */
void journal_rest(struct journal *);                  /* the step is taken, with all that belongs to it */
int journal_step(struct journal *, const struct stand *); /* 0 or an errno */
/* The output has its name: FILE.ok is written, FILE.resume goes. False: told. */
bool journal_finish(struct journal *, const struct options *, const struct plan *, const struct stand *);
void journal_close(struct journal *);

/* ---- fetch.c: an address → bytes; libcurl -------------------------------------------------------------------------------- */
struct fetched {
  struct bytes body;         /* as it came over the line: still gzipped, if it was */
  char *url, *content_type;  /* where it came from in the end; NULL: not said */
};

/* tick, called at least every second or so, may be NULL. PARTIKEL_OK, or another status and what went wrong. */
struct fetch_how { bool allow_private; unsigned timeout; void (*tick)(void *context); void *context; };
partikel_status fetch(const char *url, const struct fetch_how *, struct fetched *, char what[256]);
void fetched_free(struct fetched *);
void fetch_end(void);
bool is_address(const char *input); /* http:// or https:// */

/* ---- address.c --------------------------------------------------------------------------------------------------------------- */
struct sockaddr;
/* What a fetch must not reach unless it is allowed to; NULL: an address of the open Internet. */
const char *address_private(const struct sockaddr *, size_t n);

/* ---- batch.c: the run ---------------------------------------------------------------------------------------- */
/* Converts all inputs in order. Returns the exit code. */
int batch_run(const struct options *, const partikel_knowledge *);

/* ---- filter.c, filter_line.c: lines in, lines out ---------------------------------------------------------------- */
int filter_run(const struct options *, const partikel_knowledge *);

/* One line of --filter: a path, an address, or a JSON object. Strings belong to it. */
struct question {
  const char *path, *url, *date, *content_type, *charset;
  void *content;             /* decoded; NULL: read path, or fetch url */
  size_t n_content;
  void *memory;              /* of jansson */
};

/* False: `what` says why it is no question; path and url are set as far as they are known. */
bool question_read(struct question *, char *line, size_t n, char what[256]);
void question_free(struct question *);

#endif
