/* --filter, for engines: a line in, a line out, in order. What cannot be converted is answered too: nothing but a broken output ends it. */
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli.h"

struct filter {
  const struct options *options;
  const struct export_format *format;
  void *out;
  struct problem problem;
  bool broken;
  struct pool *pool;
  partikel_reader *reader;   /* opens what is asked for */
  struct bytes line;         /* the one in hand, as far as it has come */
  bool too_long;             /* it is; its rest is passed over */
};

static bool going(const struct filter *f) { return !f->broken && !stopped(); }

/* ---- answers ---------------------------------------------------------------------------------------------------------------- */
static const char no_memory[] = "{\"partikel\":1,\"error\":{\"code\":\"NOMEM\",\"message\":\"out of memory\"},\"source\":{\"path\":null,\"url\":null}}\n";

/* The answer where there is no record. Without memory it stays empty, and no_memory is the answer. */
static void answer_failure(struct bytes *out, const char *path, const char *url, partikel_status status, const char *what) {
  out->n = 0;
  int failed = bytes_printf(out, "{\"partikel\":%d,\"error\":{\"code\":\"%s\",\"message\":", PARTIKEL_RECORD_VERSION, partikel_status_name(status)) |
               bytes_json(out, what) | bytes_text(out, "},\"source\":{\"path\":") | bytes_json(out, path) | bytes_text(out, ",\"url\":") |
               bytes_json(out, url) | bytes_text(out, "}}\n");
  if (failed) out->n = 0;
}

static void convert(void *filter, partikel_reader *reader, struct job *job) {
  const struct filter *f = filter;
  const partikel_origin *origin = &job->member->origin;
  const partikel_record *record;
  partikel_status status = partikel_open_memory(reader, job->member->bytes, job->member->n, origin);
  if (status == PARTIKEL_OK) status = partikel_next(reader, &record);
  if (status != PARTIKEL_OK) answer_failure(&job->out, origin->name, origin->url, status, partikel_last_error(reader)->what);
  else if (f->format->render(f->out, record, bytes_add, &job->out) != PARTIKEL_OK)
    answer_failure(&job->out, origin->name, origin->url, PARTIKEL_NOMEM, "out of memory");
}

static void settle_done(struct filter *f, int wait) {
  for (struct job *job; !f->broken && (job = pool_oldest(f->pool, wait)); wait = 0) {
    bool answered = job->out.n;
    f->broken = !f->format->add(f->out, answered ? job->out.bytes : no_memory, answered ? job->out.n : sizeof no_memory - 1, &f->problem);
    pool_drop(f->pool);
  }
}

/* Every question so far is answered, and the answers are out. */
static void settle_all(struct filter *f) {
  uint64_t mark;
  while (going(f) && !pool_empty(f->pool)) settle_done(f, -1);
  if (!going(f)) pool_stop(f->pool); /* the articles in hand are finished. Nobody renders any more */
  settle_done(f, 0);
  if (!f->broken) f->broken = !f->format->sync(f->out, &mark, &f->problem);
}

/* ---- questions ----------------------------------------------------------------------------------------------------------------- */
static void put_job(struct filter *f, struct job job) {
  size_t n = job.member ? job.member->n : 0;
  while (going(f) && pool_full(f->pool, n)) settle_done(f, -1);
  if (!going(f)) return bytes_free(&job.out);
  if (!pool_put(f->pool, &job)) pool_put(f->pool, &(struct job){0}); /* an empty answer: no_memory */
  settle_done(f, 0);
}

static void put_failure(struct filter *f, const struct question *q, partikel_status status, const char *what) {
  struct job job = {0};
  answer_failure(&job.out, q->path, q->url, status, what);
  put_job(f, job);
}

/* The one article of what was opened; an archive has many, and one line cannot hold them. */
static void put_article(struct filter *f, const struct question *q, partikel_status status) {
  partikel_member member;
  if (status == PARTIKEL_OK) status = partikel_next_member(f->reader, &member);
  if (status != PARTIKEL_OK) put_failure(f, q, status, status == PARTIKEL_END ? "no article in it" : partikel_last_error(f->reader)->what);
  else if (member.origin.container) put_failure(f, q, PARTIKEL_FORMAT, "an archive of articles; convert it without --filter");
  else put_job(f, (struct job){.member = &member});
}

static void put_address(struct filter *f, const struct question *q, partikel_origin *origin) {
  const struct options *o = f->options;
  struct fetch_how how = {.allow_private = o->allow_private, .timeout = o->timeout};
  struct fetched got;
  char what[256];
  if (!is_address(q->url)) return put_failure(f, q, PARTIKEL_ARGUMENT, "only http and https addresses are fetched");
  if (o->offline) return put_failure(f, q, PARTIKEL_IO, "not fetched: --offline forbids it");
  partikel_status status = fetch(q->url, &how, &got, what);
  if (status != PARTIKEL_OK) put_failure(f, q, status, what);
  else {
    origin->url = got.url;
    if (!origin->content_type) origin->content_type = got.content_type;
    put_article(f, q, partikel_open_memory(f->reader, got.body.bytes, got.body.n, origin));
  }
  fetched_free(&got);
}

static void put_question(struct filter *f, const struct question *q) {
  const struct options *o = f->options;
  partikel_origin origin = {.name = q->path ? q->path : q->url ? q->url : "-", .url = q->url, .content_type = q->content_type, .charset = q->charset,
                            .date = q->date ? q->date : o->date};
  const char *odd = q->path && !q->content ? odd_file(q->path) : NULL;
  if (q->content) put_article(f, q, partikel_open_memory(f->reader, q->content, q->n_content, &origin));
  else if (odd) put_failure(f, q, PARTIKEL_IO, odd);
  else if (q->path) put_article(f, q, partikel_open_file(f->reader, q->path, &origin));
  else put_address(f, q, &origin);
}

static void put_line(struct filter *f) {
  struct question q;
  char what[256];
  bool whole = !bytes_add(&f->line, "", 1); /* a NUL behind it */
  if (f->too_long) put_failure(f, &(struct question){0}, PARTIKEL_LIMIT, "the line is longer than 96 MiB");
  else if (!whole) put_failure(f, &(struct question){0}, PARTIKEL_NOMEM, "out of memory");
  else {
    if (question_read(&q, f->line.bytes, f->line.n - 1, what)) put_question(f, &q);
    else put_failure(f, &q, PARTIKEL_ARGUMENT, what);
    question_free(&q);
  }
  f->line.n = 0;
  f->too_long = false;
}

/* ---- lines --------------------------------------------------------------------------------------------------------------------------- */
/* Bytes of standard input; while there are none, every answer is given. 0 at the end, below 0 when it cannot be read or a signal came. */
static ptrdiff_t read_some(struct filter *f, char *to, size_t n) {
  for (;;) {
    struct pollfd ask = {.fd = STDIN_FILENO, .events = POLLIN};
    if (poll(&ask, 1, 0) == 0) {
      settle_all(f);
      if (going(f)) poll(&ask, 1, -1);
    }
    if (!going(f)) return -1;
    ssize_t got = read(STDIN_FILENO, to, n);
    if (got >= 0 || (errno != EINTR && errno != EAGAIN) || stopped()) return got;
  }
}

static void take_bytes(struct filter *f, const char *bytes, size_t n) {
  for (const char *end = bytes + n, *behind; bytes < end && going(f); bytes = behind) {
    const char *feed = memchr(bytes, '\n', (size_t)(end - bytes));
    size_t part = (size_t)((feed ? feed : end) - bytes);
    behind = feed ? feed + 1 : end;
    if (f->line.n + part > MAX_FILTER_LINE || bytes_add(&f->line, bytes, part)) f->too_long = true;
    if (feed) put_line(f);
  }
}

static int take_lines(struct filter *f) {
  char step[64 << 10];
  ptrdiff_t got;
  while ((got = read_some(f, step, sizeof step)) > 0) take_bytes(f, step, (size_t)got);
  int number = got < 0 ? errno : 0;
  if (going(f) && (f->line.n || f->too_long)) put_line(f);
  settle_all(f);
  return going(f) ? number : 0;
}

int filter_run(const struct options *o, const partikel_knowledge *know) {
  struct filter f = {.options = o, .format = o->format};
  struct export_options to = {.path = o->output, .no_text = o->no_text};
  f.out = f.format->open(&to, &f.problem);
  f.reader = partikel_reader_new(know);
  f.pool = pool_new(o->jobs, know, convert, &f);
  bool ready = f.reader && f.pool;
  int number = f.out && ready ? take_lines(&f) : 0;
  struct problem first = f.problem;
  if (f.out && !f.format->close(f.out, ready && !f.broken && !stopped() && !number, &f.problem) && !f.broken) f.broken = true;
  else f.problem = first;
  if (!ready) say(NULL, "out of memory");
  else if (f.broken || !f.out) {
    if (f.problem.number != EPIPE) say(o->output ? o->output : "standard output", *f.problem.words ? f.problem.words : strerror(f.problem.number));
  } else if (number) say("-", strerror(number));
  pool_free(f.pool);
  partikel_reader_free(f.reader);
  bytes_free(&f.line);
  fetch_end();
  if (stopped() && !f.broken) return 128 + stopped();
  return ready && f.out && !f.broken && !number ? EXIT_ALL : EXIT_WRONG;
}
