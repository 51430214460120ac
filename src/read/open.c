/* open: a file, memory or stream becomes a document: bytes, decompressed, decoded, cut into lines. */
#include "html.h"
#include "member.h"

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
    step = s->own.cap > s->own.n ? s->own.cap - s->own.n : s->own.n > READ_STEP ? s->own.n : READ_STEP;   /* what is there already is enough to see the end */
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

static partikel_status read_page(const struct pk_know *know, pk_str html, struct pk_document *out, struct pk_metas *metas, struct pk_arena *arena, partikel_error *err) {
  struct pk_pruned pruned;
  PK_TRY(pk_prune(html, &pruned, arena, err));
  PK_TRY(pk_html(&pruned, out, arena, err));
  PK_TRY(pk_json_ld(&pruned.json, metas, &out->warnings, arena, err));
  PK_TRY(pk_page_metas(out, metas, arena, err));
  return pk_savers(know, &pruned.comments, metas, &out->source, arena, err);
}

/* The one page inside a message or a web archive: its bytes become those of the document. */
static partikel_status open_member(const struct pk_source *s, pk_str *bytes, struct pk_member *member, struct pk_arena *arena, partikel_error *err) {
  if (pk_is_webarchive(bytes->s, bytes->n)) PK_TRY(placed(pk_webarchive(*bytes, member, arena, err), err, s));
  else if (pk_is_mime(bytes->s, bytes->n)) PK_TRY(placed(pk_mime(*bytes, member, arena, err), err, s));
  if (member->format) *bytes = member->body;
  return PARTIKEL_OK;
}

/* What the envelope says of the page. */
static bool add_envelope(const struct pk_member *member, struct pk_metas *metas, struct pk_arena *arena) {
  return pk_meta_add(metas, arena, "title", "envelope", pk_str_of(member->title)) && pk_meta_add(metas, arena, "author", "envelope", pk_str_of(member->author)) &&
         pk_meta_add(metas, arena, "published", "envelope", pk_str_of(member->published));
}

partikel_status pk_source_next(struct pk_source *s, const struct pk_know *know, struct pk_document *out, struct pk_arena *arena, partikel_error *err) {
  memset(out, 0, sizeof *out);
  if (s->done) return PARTIKEL_END;
  s->done = true;
  if (s->read) PK_TRY(read_all(s, s->read, s->context, 0, err));
  pk_str bytes = s->bytes;
  bool truncated = false;
  struct pk_member member = {0};
  struct pk_metas metas = {0};
  if (err) err->where[0] = '\0';
  enum pk_format format = pk_sniff(bytes.s, bytes.n, s->path, s->origin.content_type);
  if (format == PK_FORMAT_GZIP) {
    PK_TRY(placed(pk_gunzip(bytes.s, bytes.n, s->max_bytes, &s->plain, &truncated, err), err, s));
    bytes = (pk_str){s->plain.n ? s->plain.s : "", s->plain.n};
    pk_buf_release(&s->own);
  }
  pk_str whole = bytes;
  PK_TRY(open_member(s, &bytes, &member, arena, err));
  if (format == PK_FORMAT_GZIP || member.format)
    format = pk_sniff(bytes.s, bytes.n, member.format ? NULL : s->path, member.format ? member.content_type : s->origin.content_type);
  PK_TRY(refuse(s, format, bytes, err));
  struct pk_decoded text;
  const char *charset = member.charset ? member.charset : charset_told(&s->origin, arena);
  if (!charset && format == PK_FORMAT_HTML) charset = pk_html_charset(bytes, arena);
  /* only the values of a page's attributes point into its markup, which stays while the article is in hand */
  PK_TRY(placed((format == PK_FORMAT_HTML ? pk_decode_there : pk_decode)(bytes.s, bytes.n, charset, &text, arena, err), err, s));
  char sum[65];
  pk_sha256_hex(whole.s, whole.n, sum);
  bool stays = text.text.s >= whole.s && text.text.s <= whole.s + whole.n;
  if (!stays && !member.format) {   /* decoded into other memory: a large page need not lie here twice */
    pk_buf_release(&s->own);
    pk_buf_release(&s->plain);
  }
  out->source = (partikel_source){.url = member.url, .retrieved = member.retrieved};
  if (!add_envelope(&member, &metas, arena)) return no_memory(err, s->path);
  PK_TRY(placed(format == PK_FORMAT_HTML ? read_page(know, text.text, out, &metas, arena, err) : pk_plain(text.text, out, arena, err), err, s));
  if (out->n_nodes == 0) return refuse(s, PK_FORMAT_EMPTY, (pk_str){"", 0}, err);
  if (warn_all(out, &text, truncated, arena) != PARTIKEL_OK) return no_memory(err, s->path);
  if (member.truncated && !pk_warn(&out->warnings, arena, "cut", "the message ends early; read is what came before")) return no_memory(err, s->path);
  const char *sha256 = pk_arena_copy(arena, (pk_str){sum, 64});
  if (!sha256) return no_memory(err, s->path);
  out->source.path = s->path;
  out->source.offset = -1;
  out->source.format = member.format ? member.format : format == PK_FORMAT_HTML ? "html" : "text";
  out->source.encoding = text.encoding;
  out->source.bytes = whole.n;
  out->source.sha256 = sha256;
  out->metas = metas.at;
  out->n_metas = metas.n;
  out->origin_url = s->origin.url;
  out->origin_date = s->origin.date;
  return PARTIKEL_OK;
}
