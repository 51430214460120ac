/* open: a file, memory or stream gives its members one after another. */
#include "read.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { READ_STEP = 64 << 10 };

struct pk_source {
  const char *path;              /* for the record and messages; NULL if unknown */
  partikel_origin origin;
  size_t max_bytes;
  partikel_read_fn read;         /* until the stream has been read */
  void *context;
  struct pk_buf own;             /* bytes that were read */
  pk_str bytes;
  uint64_t taken, size;          /* for progress */
  bool done;
};

static partikel_status no_memory(partikel_error *err, const char *path) {
  return pk_fail(err, PARTIKEL_NOMEM, path, 0, "out of memory");
}

static partikel_status too_large(partikel_error *err, const struct pk_source *s) {
  return pk_fail(err, PARTIKEL_LIMIT, s->path, 0, "larger than the ceiling of %u bytes", (uint64_t)s->max_bytes);
}

static struct pk_source *source_new(const char *path, const partikel_origin *origin, size_t max_bytes) {
  struct pk_source *s = calloc(1, sizeof *s);
  if (!s) return NULL;
  if (origin) s->origin = *origin;
  s->path = path ? path : s->origin.name;
  s->max_bytes = max_bytes && max_bytes < PK_MAX_BUF ? max_bytes : max_bytes ? PK_MAX_BUF - 1 : PK_MAX_MEMBER;
  pk_buf_init(&s->own, s->max_bytes + 1);
  return s;
}

void pk_source_free(struct pk_source *s) {
  if (!s) return;
  pk_buf_release(&s->own);
  free(s);
}

/* ---- reading to the end ------------------------------------------------------------------------------------------ */

/* strerror speaks the user's language and is not safe in threads. */
static partikel_status io_failed(partikel_error *err, const char *path, int number) {
  static const struct { int number; char reason[32]; } reasons[] = {
      {ENOENT, "no such file"}, {ENOTDIR, "no such file"}, {EACCES, "permission denied"}, {EPERM, "permission denied"},
      {EISDIR, "is a folder, not a file"}, {ELOOP, "too many symbolic links"}, {ENAMETOOLONG, "file name too long"},
      {EMFILE, "too many open files"}, {ENFILE, "too many open files"}, {EIO, "input/output error"}, {ENXIO, "no such device"}};
  for (size_t k = 0; k < sizeof reasons / sizeof *reasons; k++)
    if (reasons[k].number == number) return pk_fail(err, PARTIKEL_IO, path, 0, "%s", reasons[k].reason);
  return pk_fail(err, PARTIKEL_IO, path, 0, "system error %u", (uint64_t)number);
}

static ptrdiff_t read_descriptor(void *context, void *buffer, size_t n) {
  for (;;) {
    ssize_t got = read(*(int *)context, buffer, n);
    if (got >= 0 || errno != EINTR) return got;
  }
}

/* Reads until the end or one byte over the ceiling. */
static partikel_status read_all(struct pk_source *s, partikel_read_fn fn, void *context, size_t hint, partikel_error *err) {
  size_t step = hint && hint < s->max_bytes ? hint + 1 : READ_STEP; /* one more shows the end at once */
  for (;;) {
    size_t room = s->max_bytes + 1 - s->own.n;
    if (room > step) room = step;
    if (!pk_buf_reserve(&s->own, room)) return no_memory(err, s->path);
    ptrdiff_t got = fn(context, s->own.s + s->own.n, room);
    if (got < 0) return fn == read_descriptor ? io_failed(err, s->path, errno) : pk_fail(err, PARTIKEL_IO, s->path, s->own.n, "reading failed");
    if ((size_t)got > room) return pk_fail(err, PARTIKEL_ARGUMENT, s->path, s->own.n, "the read function gave more bytes than were asked for");
    if (got == 0) break;
    s->own.n += (size_t)got;
    if (s->own.n > s->max_bytes) return too_large(err, s);
    step = s->own.cap > s->own.n ? s->own.cap - s->own.n : s->own.n > READ_STEP ? s->own.n : READ_STEP;   /* what is there already is enough to see the end */
  }
  s->bytes = (pk_str){s->own.n ? s->own.s : "", s->own.n};
  s->taken = s->size = s->own.n;
  return PARTIKEL_OK;
}

static partikel_status read_file(struct pk_source *s, partikel_error *err) {
  struct stat st;
  int fd;
  do fd = open(s->path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
  while (fd < 0 && errno == EINTR);
  if (fd < 0) return io_failed(err, s->path, errno);
  partikel_status status;
  if (fstat(fd, &st) != 0) status = io_failed(err, s->path, errno);
  else if (S_ISDIR(st.st_mode)) status = io_failed(err, s->path, EISDIR);
  else if (S_ISREG(st.st_mode) && (uint64_t)st.st_size > s->max_bytes) status = too_large(err, s);
  else status = read_all(s, read_descriptor, &fd, S_ISREG(st.st_mode) ? (size_t)st.st_size : 0, err);
  close(fd);
  return status;
}

partikel_status pk_source_open_file(const char *path, const partikel_origin *origin, size_t max_bytes, struct pk_source **out, partikel_error *err) {
  *out = NULL;
  if (!path || !*path) return pk_fail(err, PARTIKEL_ARGUMENT, "", 0, "no file name given");
  struct pk_source *s = source_new(path, origin, max_bytes);
  if (!s) return no_memory(err, path);
  partikel_status status = read_file(s, err);
  if (status != PARTIKEL_OK) {
    pk_source_free(s);
    return status;
  }
  *out = s;
  return PARTIKEL_OK;
}

partikel_status pk_source_open_memory(const void *bytes, size_t n, const partikel_origin *origin, size_t max_bytes, struct pk_source **out, partikel_error *err) {
  *out = NULL;
  if (!bytes && n) return pk_fail(err, PARTIKEL_ARGUMENT, origin ? origin->name : NULL, 0, "no bytes given");
  struct pk_source *s = source_new(NULL, origin, max_bytes);
  if (!s) return no_memory(err, origin ? origin->name : NULL);
  if (n > s->max_bytes) {
    partikel_status status = too_large(err, s);
    pk_source_free(s);
    return status;
  }
  s->bytes = (pk_str){n ? bytes : "", n};
  s->size = n;
  *out = s;
  return PARTIKEL_OK;
}

partikel_status pk_source_open_stream(partikel_read_fn fn, void *context, const partikel_origin *origin, size_t max_bytes, struct pk_source **out, partikel_error *err) {
  *out = NULL;
  if (!fn) return pk_fail(err, PARTIKEL_ARGUMENT, origin ? origin->name : NULL, 0, "no read function given");
  struct pk_source *s = source_new(NULL, origin, max_bytes);
  if (!s) return no_memory(err, origin ? origin->name : NULL);
  s->read = fn;
  s->context = context;
  *out = s;
  return PARTIKEL_OK;
}

/* ---- members ----------------------------------------------------------------------------------------------------------- */

partikel_status pk_source_next_member(struct pk_source *s, partikel_member *out, partikel_error *err) {
  memset(out, 0, sizeof *out);
  if (s->done) return PARTIKEL_END;
  s->done = true;
  if (s->read) PK_TRY(read_all(s, s->read, s->context, 0, err));
  s->taken = s->size;
  *out = (partikel_member){s->bytes.s, s->bytes.n, s->origin};
  out->origin.name = s->path;
  return PARTIKEL_OK;
}

partikel_status pk_source_next(struct pk_source *s, const struct pk_know *know, struct pk_document *out, struct pk_arena *arena, partikel_error *err) {
  partikel_member member;
  PK_TRY(pk_source_next_member(s, &member, err));
  return pk_document(know, &member, s->max_bytes, &s->own, out, arena, err);
}

void pk_source_progress(const struct pk_source *s, partikel_progress *out) { *out = (partikel_progress){.read = s->taken, .size = s->size}; }
