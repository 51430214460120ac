/* open: a file, memory or stream becomes a document: bytes, decompressed, decoded, cut into lines. */
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
  struct pk_buf own, plain;      /* bytes that were read; the decompressed ones */
  pk_str bytes;
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
  pk_buf_init(&s->plain, PK_MAX_BUF);
  return s;
}

void pk_source_free(struct pk_source *s) {
  if (!s) return;
  pk_buf_release(&s->own);
  pk_buf_release(&s->plain);
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
    step = s->own.n > READ_STEP ? s->own.n : READ_STEP;
  }
  s->bytes = (pk_str){s->own.n ? s->own.s : "", s->own.n};
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

/* ---- the document --------------------------------------------------------------------------------------------------- */

/* The charset that the caller knows: given alone or inside the content type. */
static const char *charset_told(const partikel_origin *origin, struct pk_arena *arena) {
  if (origin->charset && *origin->charset) return origin->charset;
  if (!origin->content_type) return NULL;
  pk_str type = pk_str_of(origin->content_type);
  for (size_t i = 0; i + 8 < type.n; i++) {
    static const char key[] = "charset=";
    size_t k = 0;
    while (k < 8 && (type.s[i + k] | (k < 7 ? 0x20 : 0)) == key[k]) k++;
    if (k < 8) continue;
    size_t end = i + 8;
    while (end < type.n && type.s[end] != ';') end++;
    return pk_arena_copy(arena, pk_str_trim(pk_str_part(type, i + 8, end)));
  }
  return NULL;
}

/* Errors of the steps below have no place yet. */
static partikel_status placed(partikel_status status, partikel_error *err, const struct pk_source *s) {
  if (status == PARTIKEL_OK || !err || err->where[0]) return status;
  char what[sizeof err->what];
  memcpy(what, err->what, sizeof what);
  return pk_fail(err, status, s->path, err->offset, "%s", what);
}

static partikel_status refuse(const struct pk_source *s, enum pk_format format, pk_str bytes, partikel_error *err) {
  switch (format) {
  case PK_FORMAT_EMPTY: return pk_fail(err, PARTIKEL_FORMAT, s->path, 0, "empty file");
  case PK_FORMAT_GZIP: return pk_fail(err, PARTIKEL_FORMAT, s->path, 0, "gzip inside gzip is not read");
  case PK_FORMAT_HTML:
    return pk_fail(err, PARTIKEL_FORMAT, s->path, 0, "HTML is not read yet; copy the article's text into a text file");
  case PK_FORMAT_BINARY:
    return pk_fail(err, PARTIKEL_FORMAT, s->path, 0, "no text: this looks like %s; save the article's text as a text file",
                   pk_sniff_binary_name(bytes.s, bytes.n));
  default: return PARTIKEL_OK;
  }
}

static partikel_status warn_all(struct pk_document *d, const struct pk_decoded *text, bool truncated, struct pk_arena *arena) {
  bool ok = true;
  if (truncated) ok = ok && pk_warn(&d->warnings, arena, "gzip-truncated", "gzip data ends early; read is what came before");
  if (text->guessed) ok = ok && pk_warn(&d->warnings, arena, "encoding-guessed", "no encoding declared; read as %s", text->encoding);
  if (text->repaired == 1) ok = ok && pk_warn(&d->warnings, arena, "bytes-repaired", "1 byte or character was not valid and has been repaired");
  if (text->repaired > 1)
    ok = ok && pk_warn(&d->warnings, arena, "bytes-repaired", "%u bytes or characters were not valid and have been repaired", text->repaired);
  if (text->mojibake)
    ok = ok && pk_warn(&d->warnings, arena, "mojibake", "letters were damaged before the text was saved (UTF-8 taken for windows-1252); left as they are");
  return ok ? PARTIKEL_OK : PARTIKEL_NOMEM;
}

partikel_status pk_source_next(struct pk_source *s, const struct pk_know *know, struct pk_document *out, struct pk_arena *arena, partikel_error *err) {
  (void)know;
  memset(out, 0, sizeof *out);
  if (s->done) return PARTIKEL_END;
  s->done = true;
  if (s->read) PK_TRY(read_all(s, s->read, s->context, 0, err));
  pk_str bytes = s->bytes;
  bool truncated = false;
  enum pk_format format = pk_sniff(bytes.s, bytes.n, s->path, s->origin.content_type);
  if (format == PK_FORMAT_GZIP) {
    if (err) err->where[0] = '\0';
    PK_TRY(placed(pk_gunzip(bytes.s, bytes.n, s->max_bytes, &s->plain, &truncated, err), err, s));
    bytes = (pk_str){s->plain.n ? s->plain.s : "", s->plain.n};
    format = pk_sniff(bytes.s, bytes.n, s->path, s->origin.content_type);
  }
  PK_TRY(refuse(s, format, bytes, err));
  struct pk_decoded text;
  if (err) err->where[0] = '\0';
  PK_TRY(placed(pk_decode(bytes.s, bytes.n, charset_told(&s->origin, arena), &text, arena, err), err, s));
  PK_TRY(placed(pk_plain(text.text, out, arena, err), err, s));
  if (out->n_nodes == 0) return refuse(s, PK_FORMAT_EMPTY, bytes, err);
  if (warn_all(out, &text, truncated, arena) != PARTIKEL_OK) return no_memory(err, s->path);
  char sum[65];
  pk_sha256_hex(bytes.s, bytes.n, sum);
  const char *sha256 = pk_arena_copy(arena, (pk_str){sum, 64});
  if (!sha256) return no_memory(err, s->path);
  out->source = (partikel_source){.path = s->path, .offset = -1, .format = "text", .encoding = text.encoding, .bytes = bytes.n, .sha256 = sha256};
  out->origin_url = s->origin.url;
  out->origin_date = s->origin.date;
  return PARTIKEL_OK;
}
