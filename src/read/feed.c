/* feed: files, memory and streams as one window of bytes. */
#include "feed.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
  STEP = 256 << 10,          /* read and unpacked at once */
  PACKED_BACK = 1 << 20,     /* packed bytes that are kept for looking at them again */
  TRIAL = 1 << 10            /* packed bytes in which a gzip member must show what it holds */
};

static partikel_status no_memory(const struct pk_feed *f, partikel_error *err) { return pk_fail(err, PARTIKEL_NOMEM, f->path, 0, "out of memory"); }

/* ---- beginning and end ------------------------------------------------------------------------------------------------ */

static void begin(struct pk_feed *f, const char *path, size_t most) {
  *f = (struct pk_feed){.path = path, .fd = -1};
  pk_buf_init(&f->window, 2 * most + 4 * (size_t)STEP);
  pk_buf_init(&f->packed_room, 4 * (size_t)PACKED_BACK);
}

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

partikel_status pk_feed_file(struct pk_feed *f, const char *path, size_t most, partikel_error *err) {
  struct stat st;
  begin(f, path, most);
  do f->fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
  while (f->fd < 0 && errno == EINTR);
  if (f->fd < 0) return io_failed(err, path, errno);
  int problem = fstat(f->fd, &st) != 0 ? errno : S_ISDIR(st.st_mode) ? EISDIR : 0;
  f->regular = !problem && S_ISREG(st.st_mode);
  if (f->regular) f->size = (uint64_t)st.st_size;
  return problem ? io_failed(err, path, problem) : PARTIKEL_OK;
}

void pk_feed_memory(struct pk_feed *f, const char *path, pk_str bytes, size_t most) {
  begin(f, path, most);
  f->bytes = bytes;
  f->size = bytes.n;
  f->borrowed = f->dry = true;
  f->stop = PK_STOP_END;
}

void pk_feed_stream(struct pk_feed *f, const char *path, partikel_read_fn fn, void *context, size_t most) {
  begin(f, path, most);
  f->read = fn;
  f->context = context;
}

static void close_file(struct pk_feed *f) {
  if (f->fd >= 0) close(f->fd);
  f->fd = -1;
  f->dry = true;
}

void pk_feed_release(struct pk_feed *f) {
  close_file(f);
  pk_inflate_free(f->inflate);
  pk_buf_release(&f->window);
  pk_buf_release(&f->packed_room);
}

/* ---- reading ---------------------------------------------------------------------------------------------------------- */

/* At least `more` free bytes behind those from *start on, which may move to the front: only when that is little beside what has gone. */
static bool make_room(struct pk_buf *b, size_t *start, size_t more) {
  size_t live = b->n - *start;
  b->failed = false;
  if (b->cap - b->n >= more) return true;
  if (*start && *start >= live / 8) {
    memmove(b->s, b->s + *start, live);
    b->n = live;
    *start = 0;
  }
  if (pk_buf_reserve(b, more)) return true;
  b->failed = false;
  return false;
}

/* Up to n bytes of the source; 0 at its end. */
static partikel_status read_some(struct pk_feed *f, char *out, size_t n, size_t *got, partikel_error *err) {
  *got = 0;
  if (f->dry) return PARTIKEL_OK;
  ptrdiff_t count;
  if (f->read) count = f->read(f->context, out, n);
  else do count = read(f->fd, out, n);
    while (count < 0 && errno == EINTR);
  int problem = errno;
  if (count <= 0 || (size_t)count > n) close_file(f);
  if (count < 0 && !f->read) return io_failed(err, f->path, problem);
  if (count < 0) return pk_fail(err, PARTIKEL_IO, f->path, f->offset + f->bytes.n, "reading failed");
  if ((size_t)count > n) return pk_fail(err, PARTIKEL_ARGUMENT, f->path, f->offset + f->bytes.n, "the read function gave more bytes than were asked for");
  *got = (size_t)count;
  return PARTIKEL_OK;
}

static void show_window(struct pk_feed *f) { f->bytes = (pk_str){f->window.s ? f->window.s + f->start : "", f->window.n - f->start}; }

/* A file's size is known: then it is read at once, and the byte more that is asked for shows its end. */
static size_t read_step(const struct pk_feed *f) {
  uint64_t at = f->offset + f->bytes.n;
  return f->regular && at <= f->size && f->size - at < STEP ? (size_t)(f->size - at) + 1 : STEP;
}

static partikel_status read_plain(struct pk_feed *f, size_t n, partikel_error *err) {
  size_t step = read_step(f), more = n - f->bytes.n > step ? n - f->bytes.n : step, got;
  if (!make_room(&f->window, &f->start, more)) return no_memory(f, err);
  partikel_status status = read_some(f, f->window.s + f->window.n, more, &got, err);
  f->window.n += got;
  show_window(f);
  if (status != PARTIKEL_OK || !got) f->stop = PK_STOP_END;
  return status;
}

/* ---- unpacking -------------------------------------------------------------------------------------------------------- */

/* At least n packed bytes behind `used`, or all there are. Those of the member in hand stay, if they are few. */
static partikel_status refill(struct pk_feed *f, size_t n, partikel_error *err) {
  while (f->packed.n - f->used < n && !f->dry) {
    size_t keep = f->used, got;
    if (f->member >= f->packed_at && f->packed.n - (f->member - f->packed_at) <= PACKED_BACK && f->member - f->packed_at < keep) keep = (size_t)(f->member - f->packed_at);
    else if (keep > PACKED_BACK) keep -= PACKED_BACK;
    size_t kept = keep;
    if (!make_room(&f->packed_room, &kept, STEP)) return no_memory(f, err);
    if (kept != keep) f->used -= keep, f->packed_at += keep;   /* they have moved to the front */
    partikel_status status = read_some(f, f->packed_room.s + f->packed_room.n, STEP, &got, err);
    f->packed_room.n += got;
    f->packed = (pk_str){f->packed_room.s, f->packed_room.n};
    PK_TRY(status);
  }
  return PARTIKEL_OK;
}

static void mark(struct pk_feed *f) {
  struct pk_feed_mark m = {f->offset + f->bytes.n, f->member};
  if (f->n_marks && f->marks[f->n_marks - 1].unpacked == m.unpacked) f->n_marks--;   /* the one before held nothing */
  if (f->n_marks == PK_FEED_MARKS) memmove(f->marks, f->marks + 1, (--f->n_marks) * sizeof *f->marks);
  f->marks[f->n_marks++] = m;
}

/* The member that begins at `used`. */
static void enter(struct pk_feed *f) {
  pk_inflate_reset(f->inflate);
  f->member = f->packed_at + f->used;
  f->made = 0;
  f->stop = PK_STOP_NONE;
  mark(f);
}

static partikel_status next_member(struct pk_feed *f, partikel_error *err) {
  for (;;) {
    PK_TRY(refill(f, 2, err));
    if (f->packed.n == f->used) return f->stop = PK_STOP_END, PARTIKEL_OK;
    if (f->packed.s[f->used] != 0) break;
    f->used++;   /* padding */
  }
  if (f->packed.n - f->used >= 2 && f->packed.s[f->used] == '\x1F' && f->packed.s[f->used + 1] == '\x8B') enter(f);
  else f->stop = PK_STOP_DAMAGED;
  return PARTIKEL_OK;
}

static partikel_status unpack_some(struct pk_feed *f, size_t n, partikel_error *err) {
  size_t more = n - f->bytes.n > STEP ? n - f->bytes.n : STEP, used, made;
  PK_TRY(refill(f, 1, err));
  if (f->packed.n == f->used) return f->stop = PK_STOP_CUT, PARTIKEL_OK;
  if (!make_room(&f->window, &f->start, more)) return no_memory(f, err);
  size_t room = f->window.cap - f->window.n, step = STEP - (size_t)(f->made % STEP);   /* its growth is looked at in steps, however the bytes come */
  enum pk_inflated how = pk_inflate_run(f->inflate, pk_str_part(f->packed, f->used, f->packed.n), &used, f->window.s + f->window.n, room < step ? room : step, &made);
  f->used += used;
  f->window.n += made;
  f->made += made;
  show_window(f);
  if (how == PK_INFLATED_NO_MEMORY) return f->stop = PK_STOP_END, no_memory(f, err);
  if (how == PK_INFLATED_END) f->stop = PK_STOP_MEMBER;
  if (how == PK_INFLATED_DAMAGED) f->stop = PK_STOP_DAMAGED;
  bool look = f->stop == PK_STOP_MEMBER || (f->stop == PK_STOP_NONE && f->made % STEP == 0);
  if (look && f->made > PK_FREE_EXPANSION && f->made / PK_MAX_EXPANSION > f->packed_at + f->used - f->member) f->stop = PK_STOP_BOMB;
  return PARTIKEL_OK;
}

partikel_status pk_feed_unpack(struct pk_feed *f, partikel_error *err) {
  f->inflate = pk_inflate_new(PK_PACKING_GZIP);
  if (!f->inflate) return no_memory(f, err);
  struct pk_buf room = f->packed_room;
  f->packed = f->bytes;
  if (!f->borrowed) {
    f->packed_room = f->window;
    f->packed_room.ceiling = room.ceiling;
    room.ceiling = f->window.ceiling;
    f->window = room;
  }
  f->borrowed = false;
  f->bytes = (pk_str){"", 0};
  f->stop = PK_STOP_MEMBER;
  return PARTIKEL_OK;
}

/* ---- the window ------------------------------------------------------------------------------------------------------- */

partikel_status pk_feed_want(struct pk_feed *f, size_t n, bool across, partikel_error *err) {
  while (f->bytes.n < n) {
    if (f->stop == PK_STOP_MEMBER && across) PK_TRY(next_member(f, err));
    if (f->stop != PK_STOP_NONE) return PARTIKEL_OK;
    PK_TRY(f->inflate ? unpack_some(f, n, err) : read_plain(f, n, err));
  }
  return PARTIKEL_OK;
}

void pk_feed_take(struct pk_feed *f, size_t n) {
  if (n > f->bytes.n) n = f->bytes.n;
  f->bytes = pk_str_part(f->bytes, n, f->bytes.n);
  f->offset += n;
  if (f->borrowed) return;
  f->start += n;
  if (f->start == f->window.n) {
    f->start = f->window.n = 0;
    show_window(f);
  }
  unsigned gone = 0;   /* members before the one in which bytes.s[0] lies */
  while (gone + 1 < f->n_marks && f->marks[gone + 1].unpacked <= f->offset) gone++;
  if (gone) memmove(f->marks, f->marks + gone, (f->n_marks -= gone) * sizeof *f->marks);
}

uint64_t pk_feed_member(const struct pk_feed *f, bool *exact) {
  unsigned k = 0;
  while (k + 1 < f->n_marks && f->marks[k + 1].unpacked <= f->offset) k++;
  *exact = f->n_marks > 0 && f->marks[k].unpacked == f->offset;
  return f->n_marks ? f->marks[k].packed : f->packed_at + f->used;
}

uint64_t pk_feed_read(const struct pk_feed *f) { return f->inflate ? f->packed_at + f->used : f->offset; }

/* ---- damaged gzip data ------------------------------------------------------------------------------------------------ */

/* Is this the header of a gzip member, and does it hold what is looked for? Few packed bytes must show it: many headers cost no more
 * than their number. */
static partikel_status tried(struct pk_feed *f, bool (*begins)(pk_str), bool *good, partikel_error *err) {
  char out[64];
  size_t used, made;
  *good = false;
  PK_TRY(refill(f, TRIAL, err));
  pk_str in = pk_str_part(f->packed, f->used, f->packed.n);
  if (in.n > TRIAL) in.n = TRIAL;
  if (in.n < 4 || in.s[1] != '\x8B' || in.s[2] != 8 || ((unsigned char)in.s[3] & 0xE0)) return PARTIKEL_OK;
  pk_inflate_reset(f->inflate);
  *good = pk_inflate_run(f->inflate, in, &used, out, sizeof out, &made) != PK_INFLATED_NO_MEMORY && begins((pk_str){out, made});
  return PARTIKEL_OK;
}

partikel_status pk_feed_recover(struct pk_feed *f, bool (*begins)(pk_str), partikel_error *err) {
  uint64_t failed = f->packed_at + f->used;
  /* Damaged lengths may have led far into what stands behind the member: it is gone through once more, but no byte a third time. */
  uint64_t from = f->member >= f->horizon && f->member < failed ? f->member + 1 : failed;
  if (from < f->packed_at) from = f->packed_at;
  f->used = (size_t)(from - f->packed_at);
  f->horizon = failed;
  for (;;) {
    bool good = false;
    PK_TRY(refill(f, 1, err));
    if (f->packed.n == f->used) return f->stop = PK_STOP_END, PARTIKEL_OK;
    const char *found = memchr(f->packed.s + f->used, '\x1F', f->packed.n - f->used);
    f->used = found ? (size_t)(found - f->packed.s) : f->packed.n;
    f->member = f->packed_at + f->used;   /* what was passed over need not be kept */
    if (!found) continue;
    PK_TRY(tried(f, begins, &good, err));
    if (good) return enter(f), PARTIKEL_OK;
    f->used++;
  }
}

/* ---- files that are not packed ------------------------------------------------------------------------------------------ */

size_t pk_feed_peek(struct pk_feed *f, uint64_t at, char out[64]) {
  ssize_t got = -1;
  if (f->regular && !f->inflate && f->fd >= 0 && at <= INT64_MAX - f->offset)
    do got = pread(f->fd, out, 64, (off_t)(f->offset + at));
    while (got < 0 && errno == EINTR);
  return got > 0 ? (size_t)got : 0;
}

bool pk_feed_jump(struct pk_feed *f, uint64_t n) {
  if (n <= f->bytes.n) return pk_feed_take(f, (size_t)n), true;
  if (!f->regular || f->inflate || f->fd < 0 || n > INT64_MAX - f->offset || lseek(f->fd, (off_t)(f->offset + n), SEEK_SET) < 0) return false;
  uint64_t left = n - f->bytes.n;
  pk_feed_take(f, f->bytes.n);
  f->offset += left;
  f->stop = PK_STOP_NONE;
  return true;
}

void pk_feed_jump_hole(struct pk_feed *f) {
#ifdef SEEK_DATA
  if (!f->regular || f->inflate || f->fd < 0 || f->stop != PK_STOP_NONE) return;
  off_t here = (off_t)(f->offset + f->bytes.n), data = lseek(f->fd, here, SEEK_DATA);
  if (data < 0 && errno == ENXIO) data = (off_t)f->size;   /* nothing but the hole up to the end */
  if (data > here) pk_feed_jump(f, (uint64_t)data - f->offset);
  else if (data != here) lseek(f->fd, here, SEEK_SET);
#else
  (void)f;
#endif
}
