/* The run: inputs in order, folders walked, one reader for all; errors told and counted. */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "cli.h"

struct run {
  const struct options *options;
  partikel_reader *reader;
  struct output out;
  uint64_t articles, failed, skipped, companions;
  bool part;                 /* what is done when a signal stops us stands in a .part file */
  bool several;              /* more than one article may come: --show names each */
  bool progress, line_open;  /* a progress line is wanted; one stands on the terminal */
  struct timespec begun, told;
};

/* ---- messages and progress -------------------------------------------------------------------------------- */
static double seconds_since(const struct timespec *then) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)(now.tv_sec - then->tv_sec) + (double)(now.tv_nsec - then->tv_nsec) / 1e9;
}

static void clear_progress(struct run *r) {
  if (r->line_open) fputs("\r\033[K", stderr);
  r->line_open = false;
}

static void tell_progress(struct run *r) {
  if (!r->progress || seconds_since(&r->begun) < 1 || seconds_since(&r->told) < 0.25) return;
  fprintf(stderr, "\r\033[Kpartikel: %llu articles", (unsigned long long)r->articles);
  if (r->failed) fprintf(stderr, ", %llu failed", (unsigned long long)r->failed);
  fflush(stderr);
  r->line_open = true;
  clock_gettime(CLOCK_MONOTONIC, &r->told);
}

static void complain(struct run *r, const char *path, const char *what) {
  clear_progress(r);
  say(path, what);
  r->failed++;
}

/* ---- one source ---------------------------------------------------------------------------------------------- */
static ptrdiff_t read_input(void *context, void *buffer, size_t n) {
  (void)context;
  for (;;) {
    ssize_t got = read(STDIN_FILENO, buffer, n);
    if (got >= 0 || errno != EINTR || stopped()) return got;
  }
}

static partikel_status write_article(struct run *r, const char *path, const partikel_record *record) {
  partikel_status status = PARTIKEL_OK;
  if (r->options->show) {
    if (r->several) {
      if (r->articles) output_add(&r->out, "\n", 1);
      output_add(&r->out, "==> ", 4);
      output_add(&r->out, path, strlen(path));
      output_add(&r->out, " <==\n", 5);
    }
    status = partikel_show(r->reader, r->options->show, output_add, &r->out);
  } else {
    status = partikel_write_json(record, output_add, &r->out);
  }
  output_article(&r->out);
  if (r->out.problem) status = PARTIKEL_IO;
  return status;
}

/* All articles of the source that is open. False when the output is broken: nothing more can be done. */
static bool convert(struct run *r, const char *path, partikel_status status, bool doubtful) {
  const partikel_record *record = NULL;
  bool opened = status == PARTIKEL_OK;
  while (!stopped()) {
    if (opened) status = partikel_next(r->reader, &record);
    if (status == PARTIKEL_END) break;
    if (status == PARTIKEL_OK) {
      status = write_article(r, path, record);
      if (r->out.problem) return false;
      if (status == PARTIKEL_OK) r->articles++;
      else complain(r, path, partikel_status_text(status));
    } else if (stopped()) {
      break; /* the signal broke the reading off, the input is not to blame */
    } else if (doubtful && status == PARTIKEL_FORMAT) {
      r->skipped++;
    } else {
      complain(r, path, partikel_last_error(r->reader)->what);
    }
    tell_progress(r);
    if (!opened || status == PARTIKEL_NOMEM) break;
  }
  return true;
}

static bool convert_file(struct run *r, const char *path, bool doubtful) {
  partikel_origin origin = {.name = path, .url = r->options->url, .date = r->options->date};
  return convert(r, path, partikel_open_file(r->reader, path, &origin), doubtful);
}

static bool convert_input(struct run *r) {
  partikel_origin origin = {.name = "-", .url = r->options->url, .date = r->options->date};
  return convert(r, "-", partikel_open_stream(r->reader, read_input, NULL, &origin), false);
}

/* ---- folders --------------------------------------------------------------------------------------------------- */
enum named { NO_ARTICLE, MAYBE_ARTICLE, ARTICLE };

/* What the name of a file promises. A page saved from `index.html?id=3` keeps its query; one without any ending may be all. */
static enum named by_name(const char *name) {
  static const char *const endings[] = {".txt", ".text", ".htm", ".html", ".xhtml", ".mht", ".mhtml", ".eml", ".webarchive", ".warc", ".arc"};
  size_t n = strlen(name);
  if (name[0] == '.') return NO_ARTICLE;
  if (n > 3 && strcasecmp(name + n - 3, ".gz") == 0) n -= 3;
  const char *query = memchr(name, '?', n);
  if (query) n = (size_t)(query - name);
  for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
    size_t m = strlen(endings[i]);
    if (n > m && strncasecmp(name + n - m, endings[i], m) == 0) return ARTICLE;
  }
  return memchr(name, '.', n) ? NO_ARTICLE : MAYBE_ARTICLE;
}

static int by_bytes(const void *a, const void *b) { return strcmp(*(char *const *)a, *(char *const *)b); }

struct paths { char **at; size_t n, cap; };

static bool add_path(struct paths *paths, const char *folder, const char *name) {
  size_t n = strlen(folder);
  if (paths->n == paths->cap) {
    size_t cap = paths->cap ? 2 * paths->cap : 64;
    char **more = realloc(paths->at, cap * sizeof *more);
    if (!more) return false;
    paths->at = more, paths->cap = cap;
  }
  char *path = malloc(n + strlen(name) + 2);
  if (!path) return false;
  strcpy(path, folder);
  if (n && path[n - 1] != '/') path[n++] = '/';
  strcpy(path + n, name);
  paths->at[paths->n++] = path;
  return true;
}

/* All that stands in a folder, by name. 0, or what broke it off (errno): *out has what came before. fts would do it, but glibc's
 * forgets the order or crashes when memory runs out. */
static int list_folder(const char *folder, struct paths *out) {
  DIR *d = opendir(folder);
  if (!d) return errno;
  int problem = 0;
  while (!problem) {
    errno = 0;
    struct dirent *e = readdir(d);
    if (!e) {
      problem = errno;
      break;
    }
    if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0 && !add_path(out, folder, e->d_name)) problem = ENOMEM;
  }
  closedir(d);
  if (out->n) qsort(out->at, out->n, sizeof *out->at, by_bytes);
  return problem;
}

static bool walk_folder(struct run *r, const char *folder);

/* What browsers keep beside a page that was saved whole: NAME_files, in Danish NAME_filer or NAME-filer. Its frames and
 * advertisements are no articles. */
static bool is_companion(const char *path) {
  static const char *const tails[] = {"_files", "_filer", "-filer"}, *const pages[] = {".html", ".htm", ".xhtml", ".HTML", ".HTM"};
  size_t n = strlen(path);
  char page[4096];
  struct stat st;
  for (size_t t = 0; t < sizeof tails / sizeof *tails; t++) {
    size_t m = strlen(tails[t]);
    if (n <= m || n + 8 > sizeof page || strcmp(path + n - m, tails[t]) != 0) continue;
    for (size_t k = 0; k < sizeof pages / sizeof *pages; k++) {
      memcpy(page, path, n - m);
      strcpy(page + n - m, pages[k]);
      if (stat(page, &st) == 0 && S_ISREG(st.st_mode)) return true;
    }
  }
  return false;
}

/* What stands in a folder: links to files are read, links to folders are not followed. */
static bool convert_entry(struct run *r, const char *path) {
  const char *name = strrchr(path, '/') + 1;
  struct stat st;
  if (lstat(path, &st) != 0) return complain(r, path, strerror(errno)), true;
  if (S_ISDIR(st.st_mode) && is_companion(path)) return r->companions++, true;
  if (S_ISDIR(st.st_mode)) return name[0] == '.' || walk_folder(r, path);
  if ((S_ISLNK(st.st_mode) && stat(path, &st) != 0) || !S_ISREG(st.st_mode) || by_name(name) == NO_ARTICLE) return r->skipped++, true;
  return convert_file(r, path, by_name(name) == MAYBE_ARTICLE);
}

static bool walk_folder(struct run *r, const char *folder) {
  struct paths paths = {0};
  bool whole = true;
  int problem = list_folder(folder, &paths);
  for (size_t i = 0; i < paths.n; i++) {
    if (whole && !stopped()) whole = convert_entry(r, paths.at[i]);
    free(paths.at[i]);
  }
  free(paths.at);
  if (problem && whole && !stopped()) complain(r, folder, strerror(problem));
  return whole;
}

static void note(struct run *r, const char *path, const char *what, uint64_t n) {
  char text[96];
  snprintf(text, sizeof text, "%s: %llu", what, (unsigned long long)n);
  clear_progress(r);
  say(path, text);
}

static bool convert_folder(struct run *r, const char *path) {
  uint64_t before = r->articles + r->failed, skipped = r->skipped, companions = r->companions;
  bool whole = walk_folder(r, path);
  if (whole && !stopped() && r->articles + r->failed == before) complain(r, path, "no articles in this folder");
  else if (!r->options->quiet) {
    if (r->skipped > skipped) note(r, path, "other files skipped", r->skipped - skipped);
    if (r->companions > companions) note(r, path, "folders of saved pages (NAME_files) skipped", r->companions - companions);
  }
  return whole;
}

/* ---- the run ------------------------------------------------------------------------------------------------------ */
static bool is_folder(const char *path) {
  struct stat st;
  return strcmp(path, "-") != 0 && stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

static bool convert_all(struct run *r) {
  bool whole = true;
  for (int i = 0; whole && !stopped() && i < r->options->n_inputs; i++) {
    char *path = r->options->inputs[i];
    if (strcmp(path, "-") == 0) whole = convert_input(r);
    else if (is_folder(path)) whole = convert_folder(r, path);
    else whole = convert_file(r, path, false);
  }
  return whole;
}

/* EPIPE is no news: whoever closed the pipe has read enough. */
static int broken_output(struct run *r) {
  clear_progress(r);
  if (r->out.problem != EPIPE) say(r->options->output ? r->options->output : "standard output", strerror(r->out.problem));
  return EXIT_WRONG;
}

static int exit_code(struct run *r) {
  clear_progress(r);
  if (stopped()) {
    if (r->part && !r->options->quiet) say(r->options->output, "stopped; what is done stands in the file of this name with .part");
    return 128 + stopped();
  }
  if (!r->failed) return EXIT_ALL;
  return r->articles ? EXIT_SOME : EXIT_WRONG;
}

int batch_run(const struct options *options, const partikel_knowledge *know) {
  struct run r = {.options = options, .reader = partikel_reader_new(know)};
  if (!r.reader) {
    say(NULL, "out of memory");
    return EXIT_WRONG;
  }
  r.several = options->n_inputs > 1 || is_folder(options->inputs[0]);
  r.progress = !options->quiet && isatty(STDERR_FILENO) && (options->output || !isatty(STDOUT_FILENO));
  clock_gettime(CLOCK_MONOTONIC, &r.begun);
  r.told = r.begun;
  bool whole = output_open(&r.out, options->output) && convert_all(&r);
  bool part = r.out.part != NULL, nothing_read = r.failed && !r.articles; /* then an older file is worth more than an empty one */
  if (!output_close(&r.out, whole && !stopped() && !nothing_read)) whole = false;
  r.part = part && r.out.any;
  int code = whole ? exit_code(&r) : broken_output(&r);
  partikel_reader_free(r.reader);
  return code;
}
