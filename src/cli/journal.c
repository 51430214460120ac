/* How far a run is, in FILE.resume, and what it came to, in FILE.ok.
 *
 * FILE.resume has a line that names the run and a line of numbers: so many sources and members are done, and the output had so many bytes
 * when they were. It is written anew, and takes the place of the former one, a few times a second, when those bytes are safe from a crash. A
 * later run with --resume cuts the output to that length and goes on behind it; what stood after it is made again, with the same bytes. */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli.h"

#define STEP_SECONDS 0.2
#define STEP_SHARE 10      /* a slow disk takes at most one part in so many of the time */
#define FORM "partikel-resume 1 "

/* ---- whose run it is ------------------------------------------------------------------------------------------------ */
static bool fingerprint(struct journal *j, const struct options *o, const struct plan *p) {
  char numbers[64];
  struct checksum c;
  if (!checksum_begin(&c)) return false;
  const char *said[] = {o->format->name, o->profile, o->language, o->no_text ? "no-text" : "", o->url, o->date, o->errors, numbers};
  snprintf(numbers, sizeof numbers, "show %d, shard %u/%u", (int)o->show, o->shard, o->shards);
  for (size_t i = 0; i < sizeof said / sizeof *said; i++) checksum_text(&c, said[i]);
  checksum_end(&c, j->options);
  if (!checksum_begin(&c)) return false;
  for (size_t i = 0; i < p->n; i++) checksum_text(&c, p->at[i].path);
  checksum_end(&c, j->inputs);
  return true;
}

static char *beside(const char *path, const char *ending) {
  size_t n = strlen(path);
  char *name = malloc(n + strlen(ending) + 1);
  while (n > 1 && path[n - 1] == '/') n--;
  return name ? strcpy((char *)memcpy(name, path, n) + n, ending) - n : NULL;
}

/* A small file as a string; *out NULL if it is not there. 0 or an errno. */
static int read_small(const char *path, size_t most, char **out) {
  struct stat st;
  int problem = 0, fd;
  size_t n = 0;
  *out = NULL;
  do fd = open(path, O_RDONLY | O_CLOEXEC);
  while (fd < 0 && errno == EINTR && !stopped());
  if (fd < 0) return errno == ENOENT ? 0 : errno;
  if (fstat(fd, &st) != 0) problem = errno;
  else {
    size_t size = S_ISREG(st.st_mode) && (uint64_t)st.st_size < most ? (size_t)st.st_size : most; /* what is longer is none of ours */
    if (!(*out = malloc(size + 1))) problem = ENOMEM;
    for (ssize_t got = 1; got && n < size && !problem;) {
      got = read(fd, *out + n, size - n);
      if (got > 0) n += (size_t)got;
      if (got < 0 && errno != EINTR) problem = errno;
    }
    if (*out) (*out)[n] = '\0';
  }
  close(fd);
  return problem;
}

/* ---- FILE.resume ---------------------------------------------------------------------------------------------------------- */
static int first_line(const struct journal *j, struct bytes *out) {
  return bytes_printf(out, FORM "%s knowledge %s options %s inputs %s\n", PARTIKEL_VERSION, j->knowledge, j->options, j->inputs);
}

/* Is it a journal, or the beginning of one that was killed while it was begun? */
static bool is_journal(const char *text) {
  size_t n = strlen(text), m = strlen(FORM);
  return strncmp(text, FORM, n < m ? n : m) == 0;
}

/* In which part a first line is that of another run; NULL: it is ours. */
static const char *other_run(const struct journal *j, const char *line) {
  const char *parts[] = {PARTIKEL_VERSION, j->knowledge, j->options, j->inputs}, *const names[] = {" knowledge ", " options ", " inputs ", "\n"},
             *const what[] = {"another version of partikel", "other knowledge", "other options", "other inputs"};
  line += strlen(FORM);
  for (size_t i = 0; i < 4; i++) {
    if (strncmp(line, parts[i], strlen(parts[i])) != 0 || strncmp(line + strlen(parts[i]), names[i], strlen(names[i])) != 0) return what[i];
    line += strlen(parts[i]) + strlen(names[i]);
  }
  return NULL;
}

#define STEP_FORM(X) "step " X " " X " " X " " X " " X " " X " " X " " X " " X " " X " ."

/* The step below the first line. False: it is not whole. */
static bool read_step(const char *line, struct stand *s) {
  struct stand got = {0};
  int n = 0;
  sscanf(line, STEP_FORM("%" SCNu64) "%n", &got.sources, &got.members, &got.mark, &got.errors, &got.counts.articles, &got.counts.failed,
         &got.counts.skipped, &got.counts.companions, &got.counts.passed_over, &got.counts.revisits, &n);
  if (!n || line[n] != '\n') return false;
  *s = got;
  return true;
}

int journal_step(struct journal *j, const struct stand *s) {
  struct bytes text = {0};
  if (!j->resume) return 0;
  int failed = first_line(j, &text) |
               bytes_printf(&text, STEP_FORM("%" PRIu64) "\n", s->sources, s->members, s->mark, s->errors, s->counts.articles, s->counts.failed,
                            s->counts.skipped, s->counts.companions, s->counts.passed_over, s->counts.revisits);
  int problem = failed ? ENOMEM : output_whole(j->resume, text.bytes, text.n);
  if (!problem) j->kept = true;
  bytes_free(&text);
  return problem;
}

bool journal_due(struct journal *j) {
  if (!j->resume || seconds_since(&j->told) < j->pause) return false;
  clock_gettime(CLOCK_MONOTONIC, &j->told);
  return true;
}

void journal_rest(struct journal *j) {
  double took = seconds_since(&j->told);
  j->pause = STEP_SECONDS > STEP_SHARE * took ? STEP_SECONDS : STEP_SHARE * took;
  clock_gettime(CLOCK_MONOTONIC, &j->told);
}

static size_t sources(const struct plan *p) {
  size_t n = 0;
  for (size_t i = 0; i < p->n; i++) n += p->at[i].kind != SOURCE_FOLDER_END;
  return n;
}

/* ---- FILE.ok ---------------------------------------------------------------------------------------------------------------- */
static int finished_line(const struct journal *j, const struct options *o, const struct plan *p, const struct counts *c, const char *sum, uint64_t size,
                         struct bytes *out) {
  int failed = bytes_printf(out, "{\"partikel\":%d,\"tool\":{\"version\":\"%s\",\"knowledge\":\"%s\"},\"format\":\"%s\",\"options\":\"%s\",\"inputs\":\"%s\"",
                            PARTIKEL_RECORD_VERSION, PARTIKEL_VERSION, j->knowledge, o->format->name, j->options, j->inputs);
  if (o->shards) failed |= bytes_printf(out, ",\"shard\":\"%u/%u\"", o->shard, o->shards);
  failed |= bytes_printf(out, ",\"sources\":%zu,\"articles\":%" PRIu64 ",\"failed\":%" PRIu64 ",\"skipped\":%" PRIu64 ",\"companions\":%" PRIu64
                              ",\"passed_over\":%" PRIu64 ",\"revisits\":%" PRIu64,
                         sources(p), c->articles, c->failed, c->skipped, c->companions, c->passed_over, c->revisits);
  if (*sum) failed |= bytes_printf(out, ",\"bytes\":%" PRIu64 ",\"sha256\":\"%s\"", size, sum);
  return failed || bytes_text(out, "}\n") ? ENOMEM : 0;
}

/* Of what has its name; "" for a folder. */
static int sum_output(const struct options *o, char sum[65], uint64_t *size) {
  struct stat st;
  *sum = '\0';
  *size = 0;
  if (stat(o->output, &st) != 0) return errno;
  return S_ISREG(st.st_mode) ? checksum_file(o->output, sum, size) : 0;
}

bool journal_finish(struct journal *j, const struct options *o, const struct plan *p, const struct stand *s) {
  struct bytes line = {0};
  char sum[65];
  uint64_t size;
  if (!j->ok) return true;
  int reading = sum_output(o, sum, &size), writing = 0;
  if (!reading) writing = finished_line(j, o, p, &s->counts, sum, size, &line);
  if (!reading && !writing) writing = output_whole(j->ok, line.bytes, line.n);
  bytes_free(&line);
  if (reading || writing) say(reading ? o->output : j->ok, strerror(reading ? reading : writing));
  else if (j->kept) unlink(j->resume);
  return !reading && !writing;
}

/* Are FILE and FILE.ok those of this very run? Its counts are read, the line is made again from them, and both must be equal. False: told. */
static bool is_finished(const struct journal *j, const struct options *o, const struct plan *p, struct counts *c, bool *finished) {
  static const char *const names[] = {",\"articles\":", ",\"failed\":", ",\"skipped\":", ",\"companions\":", ",\"passed_over\":", ",\"revisits\":"};
  uint64_t *const values[] = {&c->articles, &c->failed, &c->skipped, &c->companions, &c->passed_over, &c->revisits};
  struct bytes line = {0};
  char *text, sum[65];
  uint64_t size;
  *finished = false;
  int problem = read_small(j->ok, 64 << 10, &text);
  if (problem) say(j->ok, strerror(problem));
  if (problem || !text) return !problem;
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    const char *at = strstr(text, names[i]);
    *values[i] = at ? strtoull(at + strlen(names[i]), NULL, 10) : 0;
  }
  struct stat st;
  if (strstr(text, j->inputs) && strstr(text, j->options) && strstr(text, j->knowledge) && stat(o->output, &st) == 0) { /* else spare the reading */
    problem = sum_output(o, sum, &size);
    if (!problem) problem = finished_line(j, o, p, c, sum, size, &line);
    *finished = !problem && line.n == strlen(text) && memcmp(line.bytes, text, line.n) == 0;
  }
  if (problem) say(o->output, strerror(problem));
  bytes_free(&line);
  free(text);
  return !problem;
}

/* ---- where a run begins ------------------------------------------------------------------------------------------------------ */
static enum journal_state trouble(const char *path, const char *what) {
  say(path, what);
  return JOURNAL_PROBLEM;
}

/* Is the output there under its own name, with all its bytes? Then the run was killed between its last two steps. */
static bool has_name(const struct journal *j, const struct options *o, const struct plan *p, const struct stand *s) {
  struct stat st;
  return access(j->part, F_OK) != 0 && errno == ENOENT && s->sources == p->n && stat(o->output, &st) == 0 && S_ISREG(st.st_mode) && (uint64_t)st.st_size == s->mark;
}

enum journal_state journal_open(struct journal *j, const struct options *o, const struct plan *p, const partikel_knowledge *know, struct stand *s) {
  enum journal_state state = JOURNAL_NEW;
  const char *why = NULL;
  char what[160], *text = NULL;
  bool finished = false;
  struct stat st;
  *j = (struct journal){.knowledge = partikel_knowledge_hash(know), .pause = STEP_SECONDS};
  *s = (struct stand){0};
  clock_gettime(CLOCK_MONOTONIC, &j->told);
  if (!o->output || o->show || !(is_plain(o->output) || (stat(o->output, &st) == 0 && S_ISDIR(st.st_mode)))) return JOURNAL_NEW;
  j->part = beside(o->output, ".part");
  j->ok = beside(o->output, ".ok");
  if (o->format->sync) j->resume = beside(o->output, ".resume");
  if (!fingerprint(j, o, p) || !j->part || !j->ok || (o->format->sync && !j->resume)) return trouble(NULL, "out of memory");
  int problem = 0;
  if (o->resume && !is_finished(j, o, p, &s->counts, &finished)) return JOURNAL_PROBLEM;
  if (finished) return JOURNAL_DONE;
  *s = (struct stand){0};
  if (j->resume) problem = read_small(j->resume, 64 << 10, &text);
  bool ours = !text || is_journal(text);
  char *second = text ? strchr(text, '\n') : NULL;
  if (ours && second && o->resume && !(why = other_run(j, text)) && read_step(second + 1, s)) { /* else nothing was done */
    state = JOURNAL_GOES_ON;
    j->kept = true;
  }
  free(text);
  if (!ours) return trouble(j->resume, "is no journal of partikel: move it away, or choose another name for the output");
  if (problem) return trouble(j->resume, strerror(problem));
  if (!why) return state == JOURNAL_GOES_ON && has_name(j, o, p, s) ? JOURNAL_NAMED : state;
  snprintf(what, sizeof what, "the interrupted run had %s; without --resume a new one is begun", why);
  return trouble(j->resume, what);
}

void journal_begin(struct journal *j) {
  if (!j->kept && j->resume) unlink(j->resume); /* of an earlier run: journal_open has seen that it is one */
}

void journal_close(struct journal *j) {
  free(j->part);
  free(j->resume);
  free(j->ok);
  *j = (struct journal){0};
}
