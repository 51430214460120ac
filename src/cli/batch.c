/* The run: sources in order, their members to the pool, what comes out of it in order to the output; failures told and counted. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli.h"

struct run {
  const struct options *options;
  const struct export_format *format;
  void *out;                 /* the format's state */
  struct problem problem;    /* of an output: nothing more can be done */
  const char *where;         /* which one */
  bool broken;
  struct output errors;      /* of --errors, if it is asked for */
  struct plan plan;
  struct journal journal;
  struct pool *pool;
  partikel_reader *reader;   /* takes the sources apart */
  int fd;                    /* of the stream that is read */
  partikel_progress told;    /* of the source in hand, after its last member */
  struct stand stand;        /* what has been settled */
  size_t productive;         /* sources up to the last that gave an article or a failure */
  uint32_t doubtful;         /* files of the folder in hand that turned out to be no articles */
  uint64_t bytes_done;       /* of the sources that are settled */
  struct progress progress;
};

static bool going(const struct run *r) { return !r->broken && !stopped(); }

/* An output other than that of the records is broken. */
static void break_off(struct run *r, const char *where, int number) {
  r->broken = true;
  r->where = where;
  r->problem = (struct problem){.number = number};
}

/* ---- what is told ------------------------------------------------------------------------------------------------------- */
static void complain(struct run *r, const char *input, const char *member, partikel_status code, const char *what) {
  struct bytes line = {0};
  progress_clear(&r->progress);
  say(input, what);
  r->stand.counts.failed++;
  if (!r->options->errors) return;
  int failed = bytes_text(&line, "{\"input\":") | bytes_json(&line, input) | bytes_text(&line, ",\"member\":") | bytes_json(&line, member) |
               bytes_printf(&line, ",\"code\":\"%s\",\"message\":", partikel_status_name(code)) | bytes_json(&line, what) | bytes_text(&line, "}\n");
  if (failed || output_add(&r->errors, line.bytes, line.n)) break_off(r, r->options->errors, failed ? ENOMEM : r->errors.problem);
  bytes_free(&line);
}

static void note(struct run *r, const char *path, const char *what, uint64_t n) {
  char text[96];
  if (r->options->quiet || !n) return;
  snprintf(text, sizeof text, "%s: %llu", what, (unsigned long long)n);
  progress_clear(&r->progress);
  say(path, text);
}

static void tell_progress(struct run *r) {
  progress_tell(&r->progress, &r->stand.counts, r->bytes_done + (r->told.size ? r->told.read : 0), r->plan.bytes);
}

/* ---- what comes out of the pool ------------------------------------------------------------------------------------------- */
/* What is added and told so far is safe, and the journal says so. */
static void take_step(struct run *r) {
  if (!r->journal.resume || r->broken) return;
  if (r->options->errors && !output_sync(&r->errors)) return break_off(r, r->options->errors, r->errors.problem);
  r->stand.errors = r->errors.length;
  if (!r->format->sync(r->out, &r->stand.mark, &r->problem)) {
    r->broken = true;
    return;
  }
  int number = journal_step(&r->journal, &r->stand);
  if (number) break_off(r, r->journal.resume, number);
}

static void settle_folder(struct run *r, const struct source *s) {
  r->stand.counts.skipped += s->skipped;
  r->stand.counts.companions += s->companions;
  if (s->first != SIZE_MAX && r->productive <= s->first) complain(r, s->path, NULL, PARTIKEL_FORMAT, "no articles in this folder");
  else {
    note(r, s->path, "other files skipped", s->skipped + r->doubtful);
    note(r, s->path, "folders of saved pages (NAME_files) skipped", s->companions);
  }
  r->doubtful = 0;
}

static void settle_article(struct run *r, struct job *job, const struct source *s) {
  if (job->status == PARTIKEL_OK) {
    if (r->options->show && r->stand.counts.articles && r->plan.several && !r->format->add(r->out, "\n", 1, &r->problem)) r->broken = true;
    if (!r->broken && !r->format->add(r->out, job->out.bytes, job->out.n, &r->problem)) r->broken = true;
    r->stand.counts.articles += !r->broken;
  } else if (s->doubtful && job->status == PARTIKEL_FORMAT) {
    r->stand.counts.skipped++;
    r->doubtful++;
    return;
  } else {
    complain(r, s->path, job->name, job->status, job->what);
  }
  r->productive = job->source + 1;
}

static void settle(struct run *r, struct job *job) {
  const struct source *s = &r->plan.at[job->source];
  if (job->end) {
    if (s->kind == SOURCE_FOLDER_END) settle_folder(r, s);
    r->stand.counts.passed_over += job->passed_over;
    r->stand.counts.revisits += job->revisits;
    r->bytes_done += s->bytes;
    r->stand.sources = job->source + 1;
    r->stand.members = 0;
  } else {
    settle_article(r, job, s);
    r->stand.members++;
  }
  if (!journal_due(&r->journal)) return;
  take_step(r);
  journal_rest(&r->journal);
}

/* Everything that is done, in order; waits for the oldest job as pool_oldest does. */
static void settle_done(struct run *r, int wait) {
  for (struct job *job; !r->broken && (job = pool_oldest(r->pool, wait)); wait = 0) {
    settle(r, job);
    pool_drop(r->pool);
  }
  tell_progress(r);
}

static void settle_all(struct run *r) {
  while (going(r) && !pool_empty(r->pool)) settle_done(r, 250);
  pool_stop(r->pool); /* after a signal: the articles in hand are finished, the others given up. Nobody renders any more */
  settle_done(r, 0);
}

/* ---- what goes into it --------------------------------------------------------------------------------------------------------- */
/* Of an archive with the place, as the library tells of members that cannot be taken out. */
static void say_why(struct job *job, const partikel_origin *origin, const char *what) {
  if (!origin->container) snprintf(job->what, sizeof job->what, "%s", what);
  else if (strcmp(origin->container, "text-export") == 0) snprintf(job->what, sizeof job->what, "article %.20s: %.200s", origin->member, what);
  else snprintf(job->what, sizeof job->what, "record at %lld: %.200s", (long long)origin->offset, what);
  if (origin->container && origin->member) job->name = strdup(origin->member);
}

/* One article, in a thread that has it alone. */
static void convert(void *run, partikel_reader *reader, struct job *job) {
  const struct run *r = run;
  const partikel_origin *origin = &job->member->origin;
  const partikel_record *record;
  partikel_status status = partikel_open_memory(reader, job->member->bytes, job->member->n, origin);
  if (status == PARTIKEL_OK) status = partikel_next(reader, &record);
  job->status = status;
  if (status != PARTIKEL_OK) {
    say_why(job, origin, partikel_last_error(reader)->what);
    return;
  }
  if (!r->options->show) status = r->format->render(r->out, record, bytes_add, &job->out);
  else {
    bool titled = !r->plan.several || !(bytes_text(&job->out, "==> ") | bytes_text(&job->out, origin->name) | bytes_text(&job->out, " <==\n"));
    status = titled ? partikel_show(reader, r->options->show, bytes_add, &job->out) : PARTIKEL_NOMEM;
  }
  if (status == PARTIKEL_OK) return;
  job->status = PARTIKEL_NOMEM; /* the sink stops for nothing else */
  snprintf(job->what, sizeof job->what, "%s", partikel_status_text(PARTIKEL_NOMEM));
  bytes_free(&job->out);
}

static void put_job(struct run *r, struct job job) {
  size_t n = job.member ? job.member->n : 0;
  while (going(r) && pool_full(r->pool, n)) settle_done(r, 250);
  if (!going(r)) return bytes_free(&job.out);
  if (!pool_put(r->pool, &job)) {
    job.member = NULL;
    job.status = PARTIKEL_NOMEM;
    snprintf(job.what, sizeof job.what, "%s", partikel_status_text(PARTIKEL_NOMEM));
    pool_put(r->pool, &job);
  }
  settle_done(r, 0);
}

static void put_failure(struct run *r, size_t source, partikel_status status, const char *what) {
  struct job job = {.source = source, .status = status};
  snprintf(job.what, sizeof job.what, "%s", what);
  put_job(r, job);
}

/* All members of the source that is open, less those that an earlier run has settled. */
static void put_members(struct run *r, size_t source, partikel_status status, uint64_t done) {
  partikel_member member;
  bool opened = status == PARTIKEL_OK;
  for (uint64_t number = 0; going(r); number++) {
    if (opened) status = partikel_next_member(r->reader, &member);
    partikel_get_progress(r->reader, &r->told);
    if (status == PARTIKEL_END || stopped()) break; /* a signal broke the reading off: the input is not to blame */
    if (number >= done && status == PARTIKEL_OK) put_job(r, (struct job){.source = source, .member = &member});
    else if (number >= done) put_failure(r, source, status, partikel_last_error(r->reader)->what);
    if (!opened || status == PARTIKEL_NOMEM) break;
  }
}

/* Waits until there is something to read, and settles meanwhile what is done. */
static ptrdiff_t read_stream(void *run, void *buffer, size_t n) {
  struct run *r = run;
  for (;;) {
    struct pollfd ask = {.fd = r->fd, .events = POLLIN};
    int ready = poll(&ask, 1, pool_empty(r->pool) ? 1000 : 0);
    if (!going(r)) return -1;
    if (ready == 0) settle_done(r, 20);
    if (ready == 0 || (ready < 0 && errno == EINTR)) continue;
    ssize_t got = read(r->fd, buffer, n);
    if (got >= 0 || (errno != EINTR && errno != EAGAIN) || stopped()) return got;
  }
}

static void put_stream(struct run *r, size_t source, int fd, uint64_t done) {
  const struct options *o = r->options;
  partikel_origin origin = {.name = r->plan.at[source].path, .url = o->url, .date = o->date};
  r->fd = fd;
  put_members(r, source, partikel_open_stream(r->reader, read_stream, r, &origin), done);
}

static void put_pipe(struct run *r, size_t source, uint64_t done) {
  int fd;
  while (going(r) && !pool_empty(r->pool)) settle_done(r, 250); /* who knows when somebody will write to it */
  do fd = open(r->plan.at[source].path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
  while (fd < 0 && errno == EINTR && !stopped());
  if (fd < 0 && stopped()) return;
  if (fd < 0) return put_failure(r, source, PARTIKEL_IO, strerror(errno));
  put_stream(r, source, fd, done);
  close(fd);
}

static void tick(void *run) { settle_done(run, 0); }

static void put_address(struct run *r, size_t source, uint64_t done) {
  const struct options *o = r->options;
  const char *path = r->plan.at[source].path;
  struct fetch_how how = {.allow_private = o->allow_private, .timeout = o->timeout, .tick = tick, .context = r};
  struct fetched got = {0};
  char what[256];
  if (o->offline) return put_failure(r, source, PARTIKEL_IO, "not fetched: --offline forbids it");
  partikel_status status = fetch(path, &how, &got, what);
  if (status != PARTIKEL_OK) {
    if (going(r) && !done) put_failure(r, source, status, what);
  } else {
    partikel_origin origin = {.name = path, .url = o->url ? o->url : got.url, .content_type = got.content_type, .date = o->date};
    put_members(r, source, partikel_open_memory(r->reader, got.body.bytes, got.body.n, &origin), done);
  }
  fetched_free(&got);
}

static void put_source(struct run *r, size_t i, uint64_t done) {
  const struct options *o = r->options;
  const struct source *s = &r->plan.at[i];
  partikel_origin origin = {.name = s->path, .url = o->url, .date = o->date};
  r->told = (partikel_progress){0};
  switch ((enum source_kind)s->kind) {
    case SOURCE_FILE: {
      const char *odd = odd_file(s->path); /* it may have become a pipe since it was listed: nobody waits for that */
      if (!odd) put_members(r, i, partikel_open_file(r->reader, s->path, &origin), done);
      else if (!done) put_failure(r, i, PARTIKEL_IO, odd);
      break;
    }
    case SOURCE_PIPE: put_pipe(r, i, done); break;
    case SOURCE_INPUT: put_stream(r, i, STDIN_FILENO, done); break;
    case SOURCE_ADDRESS: put_address(r, i, done); break;
    case SOURCE_FAILED: if (!done) put_failure(r, i, PARTIKEL_IO, s->why); break;
    case SOURCE_FOLDER_END: break;
  }
  put_job(r, (struct job){.source = i, .end = true, .passed_over = r->told.passed_over, .revisits = r->told.revisits});
}

/* ---- the run -------------------------------------------------------------------------------------------------------------------- */
/* One small article is converted sooner than a thread has started. */
static unsigned threads(const struct run *r) {
  enum { SMALL = 1 << 20 };
  cpu_set_t cores;
  if (r->options->jobs) return r->options->jobs;
  if (r->plan.n == 0 || (r->plan.n == 1 && r->plan.at[0].kind == SOURCE_FILE && r->plan.at[0].bytes < SMALL)) return 1;
  int n = sched_getaffinity(0, sizeof cores, &cores) == 0 ? CPU_COUNT(&cores) : (int)sysconf(_SC_NPROCESSORS_ONLN);
  return n < 1 ? 1 : n < MAX_JOBS ? (unsigned)n : MAX_JOBS;
}

/* What is left of what an earlier run has settled. */
static void go_on(struct run *r) {
  for (size_t i = 0; i < r->stand.sources && i < r->plan.n; i++) r->bytes_done += r->plan.at[i].bytes;
  r->productive = r->stand.counts.articles || r->stand.counts.failed ? r->stand.sources : 0;
  r->progress.before = r->bytes_done;
  r->progress.articles = r->stand.counts.articles;
}

/* EPIPE is no news: whoever closed the pipe has read enough. */
static int broken_output(struct run *r) {
  char what[384];
  const struct problem *p = &r->problem;
  progress_clear(&r->progress);
  if (p->number == EPIPE) return EXIT_WRONG;
  const char *why = p->number == EBUSY     ? "another run is writing it"
                    : p->number == ENODATA ? "its .part file is gone, or shorter than its .resume file says; without --resume a new run is begun"
                                           : strerror(p->number);
  snprintf(what, sizeof what, "%s%s", *p->words ? p->words : why, r->journal.kept && p->number != ENODATA ? "; what is done is safe, --resume goes on" : "");
  say(r->where ? r->where : r->options->output ? r->options->output : "standard output", what);
  return EXIT_WRONG;
}

static int exit_code(const struct options *o, const struct counts *c) {
  if (!c->failed) return EXIT_ALL;
  return c->articles || o->shards ? EXIT_SOME : EXIT_WRONG; /* a shard may well hold nothing that can be read */
}

static int stopped_code(struct run *r) {
  progress_clear(&r->progress);
  if (r->journal.kept && !r->options->quiet) say(r->options->output, "stopped; --resume goes on from here");
  return 128 + stopped();
}

static bool open_outputs(struct run *r, bool goes_on) {
  const struct options *o = r->options;
  struct export_options to = {.path = o->output, .no_text = o->no_text, .profile = o->profile, .language = o->language,
                              .resume = goes_on, .mark = r->stand.mark};
  struct output_how how = {.direct = true, .resume = goes_on, .mark = r->stand.errors};
  r->out = r->format->open(&to, &r->problem);
  if (r->out && o->errors && !output_open(&r->errors, o->errors, how)) {
    break_off(r, o->errors, r->errors.problem);
    return false;
  }
  return r->out != NULL;
}

/* Ends the list of errors and the output. The first problem is the one that is told. */
static void close_outputs(struct run *r, bool complete) {
  if (r->options->errors && !output_close(&r->errors, true) && !r->broken) break_off(r, r->options->errors, r->errors.problem);
  struct problem first = r->problem;
  if (!r->format->close(r->out, complete && !r->broken, &r->problem) && !r->broken) r->broken = true;
  else r->problem = first;
}

static int finish(struct run *r) {
  progress_clear(&r->progress);
  if (!journal_finish(&r->journal, r->options, &r->plan, &r->stand)) return EXIT_WRONG;
  if (!r->options->quiet) progress_sum(&r->progress, &r->stand.counts);
  return exit_code(r->options, &r->stand.counts);
}

static int convert_all(struct run *r, bool goes_on) {
  if (!open_outputs(r, goes_on)) {
    if (r->out) r->format->close(r->out, false, &(struct problem){0});
    output_close(&r->errors, false);
    return broken_output(r);
  }
  journal_begin(&r->journal);
  if (goes_on) go_on(r);
  uint64_t done = r->stand.members;
  for (size_t i = r->stand.sources; going(r) && i < r->plan.n; i++, done = 0) put_source(r, i, done);
  settle_all(r);
  bool nothing_read = exit_code(r->options, &r->stand.counts) == EXIT_WRONG; /* then an older file is worth more than an empty one */
  if (r->journal.kept || (stopped() && r->stand.sources + r->stand.members)) take_step(r);
  close_outputs(r, !stopped() && !nothing_read);
  if (r->broken) return broken_output(r);
  if (stopped()) return stopped_code(r);
  if (nothing_read) return progress_clear(&r->progress), EXIT_WRONG;
  return finish(r);
}

static int run_plan(struct run *r, const partikel_knowledge *know) {
  const struct options *o = r->options;
  enum journal_state state = journal_open(&r->journal, o, &r->plan, know, &r->stand);
  if (state == JOURNAL_PROBLEM) return EXIT_WRONG;
  if (state == JOURNAL_NAMED) return finish(r);
  if (state == JOURNAL_DONE) {
    if (!o->quiet) say(o->output, "is finished already");
    return exit_code(o, &r->stand.counts);
  }
  r->reader = partikel_reader_new(know);
  r->pool = pool_new(threads(r), know, convert, r);
  int code = EXIT_WRONG;
  if (r->reader && r->pool) code = convert_all(r, state == JOURNAL_GOES_ON);
  else say(NULL, "out of memory");
  pool_free(r->pool);
  partikel_reader_free(r->reader);
  return code;
}

int batch_run(const struct options *options, const partikel_knowledge *know) {
  struct run r = {.options = options, .format = options->format, .errors.fd = -1};
  progress_begin(&r.progress, !options->quiet && isatty(STDERR_FILENO) && (options->output || !isatty(STDOUT_FILENO)));
  int code = plan_make(&r.plan, options) ? run_plan(&r, know) : EXIT_WRONG;
  journal_close(&r.journal);
  plan_free(&r.plan);
  fetch_end();
  return code;
}
