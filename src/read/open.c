/* open: what a file, memory or stream is, and its members one after another. */
#include "archive.h"

#include <stdlib.h>

enum { HEAD = 64 << 10 };   /* bytes by which an archive is told from a page */

struct pk_source {
  partikel_origin origin;        /* .name: for the record and messages; NULL if unknown */
  size_t max_bytes;
  struct pk_feed feed;
  enum { UNKNOWN, ONE_MEMBER, ARCHIVE, NOTHING_MORE } state;
  struct pk_archive archive;
  uint64_t read, size;           /* of what is one member */
  partikel_status later;         /* an error met while it was told what this is; comes behind the members that were read before it */
  partikel_error later_error;
};

static partikel_status no_memory(partikel_error *err, const char *path) {
  return pk_fail(err, PARTIKEL_NOMEM, path, 0, "out of memory");
}

static partikel_status too_large(partikel_error *err, const struct pk_source *s) {
  return pk_fail(err, PARTIKEL_LIMIT, s->origin.name, 0, "larger than the ceiling of %u bytes", (uint64_t)s->max_bytes);
}

static struct pk_source *source_new(const char *path, const partikel_origin *origin, size_t max_bytes) {
  struct pk_source *s = calloc(1, sizeof *s);
  if (!s) return NULL;
  if (origin) s->origin = *origin;
  if (path) s->origin.name = path;
  s->max_bytes = max_bytes && max_bytes < PK_MAX_BUF ? max_bytes : max_bytes ? PK_MAX_BUF - 1 : PK_MAX_MEMBER;
  s->feed.fd = -1;
  return s;
}

/* What is held of an archive at once: a member with its headers. */
static size_t most(const struct pk_source *s) { return s->max_bytes + 3 * PK_MAX_ARCHIVE_HEADER; }

void pk_source_free(struct pk_source *s) {
  if (!s) return;
  if (s->archive.form) pk_archive_release(&s->archive);
  pk_feed_release(&s->feed);
  free(s);
}

/* ---- what it is ------------------------------------------------------------------------------------------------------------ */

static bool is_gzip(pk_str s) { return s.n > 1 && s.s[0] == '\x1F' && s.s[1] == '\x8B'; }

/* The first bytes of what is packed. */
static bool unpack_head(pk_str packed, char *room, pk_str *head) {
  struct pk_inflate *i = pk_inflate_new(PK_PACKING_GZIP);
  size_t used, made;
  *head = (pk_str){room, 0};
  if (!i) return false;
  bool memory = pk_inflate_run(i, packed, &used, room, HEAD, &made) != PK_INFLATED_NO_MEMORY;
  head->n = made;
  pk_inflate_free(i);
  return memory;
}

static bool named(const char *name, const char *small) {
  pk_str n = pk_str_of(name);
  size_t m = strlen(small);
  return n.n > m && pk_str_is(pk_str_part(n, n.n - m, n.n), small);
}

/* Archives that hold articles, in a form that is not read. */
static partikel_status refuse(const struct pk_source *s, pk_str head, partikel_error *err) {
  bool zip = pk_str_starts(head, PK_LIT("PK\3\4")), zstd = pk_str_starts(head, PK_LIT("\x28\xB5\x2F\xFD")) || pk_str_starts(head, PK_LIT("\x5D\x2A\x4D\x18"));
  bool wacz = zip && (named(s->origin.name, ".wacz") || (head.n > 38 && memcmp(head.s + 30, "archive/", 8) == 0));
  if (wacz) return pk_fail(err, PARTIKEL_FORMAT, s->origin.name, 0, "a web archive package (WACZ): unzip it and give the archive/*.warc.gz inside");
  if (zstd && named(s->origin.name, ".warc.zst")) return pk_fail(err, PARTIKEL_FORMAT, s->origin.name, 0, "a WARC packed with zstd is not read: unpack it with zstd -d");
  return PARTIKEL_OK;
}

/* All of what is no archive. */
static partikel_status read_whole(struct pk_source *s, partikel_error *err) {
  struct pk_feed *f = &s->feed;
  if (f->size > s->max_bytes && !f->read) return too_large(err, s);
  while (f->stop == PK_STOP_NONE && f->bytes.n <= s->max_bytes) {
    size_t n = f->regular && f->bytes.n <= f->size ? (size_t)f->size + 1 : f->bytes.n < HEAD ? HEAD : 2 * f->bytes.n;
    PK_TRY(pk_feed_want(f, n <= s->max_bytes ? n : s->max_bytes + 1, false, err));
  }
  return f->bytes.n > s->max_bytes ? too_large(err, s) : PARTIKEL_OK;
}

static partikel_status give_later(struct pk_source *s, partikel_error *err) {
  partikel_status status = s->later;
  s->later = PARTIKEL_OK;
  if (status != PARTIKEL_OK && err) *err = s->later_error;
  return status;
}

static partikel_status find_out(struct pk_source *s, partikel_error *err) {
  struct pk_feed *f = &s->feed;
  s->state = NOTHING_MORE;   /* until it is known */
  s->later = pk_feed_want(f, HEAD, false, &s->later_error);
  bool packed = is_gzip(f->bytes);
  pk_str head = f->bytes;
  char *room = packed && !s->origin.container ? malloc(HEAD) : NULL;
  if (packed && !s->origin.container && (!room || !unpack_head(f->bytes, room, &head))) {
    free(room);
    return no_memory(err, s->origin.name);
  }
  const struct pk_archive_form *form = s->origin.container ? NULL : pk_archive_form(head, s->origin.name);
  free(room);
  s->size = f->size;
  if (form) {
    pk_archive_init(&s->archive, f, form, &s->origin, s->max_bytes);
    if (packed) PK_TRY(pk_feed_unpack(f, err));
    s->state = ARCHIVE;
    return PARTIKEL_OK;
  }
  if (s->later != PARTIKEL_OK) return give_later(s, err);
  PK_TRY(refuse(s, f->bytes, err));
  PK_TRY(read_whole(s, err));
  s->state = ONE_MEMBER;
  s->size = f->bytes.n;
  return PARTIKEL_OK;
}

/* ---- opening --------------------------------------------------------------------------------------------------------------- */

static partikel_status opened(struct pk_source *s, partikel_status status, struct pk_source **out) {
  if (status == PARTIKEL_OK) *out = s;
  else pk_source_free(s);
  return status;
}

partikel_status pk_source_open_file(const char *path, const partikel_origin *origin, size_t max_bytes, struct pk_source **out, partikel_error *err) {
  *out = NULL;
  if (!path || !*path) return pk_fail(err, PARTIKEL_ARGUMENT, "", 0, "no file name given");
  struct pk_source *s = source_new(path, origin, max_bytes);
  if (!s) return no_memory(err, path);
  partikel_status status = pk_feed_file(&s->feed, path, most(s), err);
  if (status == PARTIKEL_OK) status = find_out(s, err);
  return opened(s, status, out);
}

partikel_status pk_source_open_memory(const void *bytes, size_t n, const partikel_origin *origin, size_t max_bytes, struct pk_source **out, partikel_error *err) {
  *out = NULL;
  if (!bytes && n) return pk_fail(err, PARTIKEL_ARGUMENT, origin ? origin->name : NULL, 0, "no bytes given");
  struct pk_source *s = source_new(NULL, origin, max_bytes);
  if (!s) return no_memory(err, origin ? origin->name : NULL);
  pk_feed_memory(&s->feed, s->origin.name, (pk_str){n ? bytes : "", n}, most(s));
  return opened(s, find_out(s, err), out);
}

partikel_status pk_source_open_stream(partikel_read_fn fn, void *context, const partikel_origin *origin, size_t max_bytes, struct pk_source **out, partikel_error *err) {
  *out = NULL;
  if (!fn) return pk_fail(err, PARTIKEL_ARGUMENT, origin ? origin->name : NULL, 0, "no read function given");
  struct pk_source *s = source_new(NULL, origin, max_bytes);
  if (!s) return no_memory(err, origin ? origin->name : NULL);
  pk_feed_stream(&s->feed, s->origin.name, fn, context, most(s));
  *out = s;
  return PARTIKEL_OK;
}

/* ---- members ----------------------------------------------------------------------------------------------------------- */

partikel_status pk_source_next_member(struct pk_source *s, partikel_member *out, partikel_error *err) {
  memset(out, 0, sizeof *out);
  if (s->state == UNKNOWN) PK_TRY(find_out(s, err));
  if (s->state == ARCHIVE) {
    partikel_status status = pk_archive_next(&s->archive, out, err);
    return status == PARTIKEL_END && s->later != PARTIKEL_OK ? give_later(s, err) : status;
  }
  if (s->state == NOTHING_MORE) return PARTIKEL_END;
  s->state = NOTHING_MORE;
  s->read = s->size;
  *out = (partikel_member){s->feed.bytes.s, s->feed.bytes.n, s->origin};
  return PARTIKEL_OK;
}

partikel_status pk_source_next(struct pk_source *s, const struct pk_know *know, struct pk_document *out, struct pk_arena *arena, partikel_error *err) {
  partikel_member member;
  PK_TRY(pk_source_next_member(s, &member, err));
  return pk_document(know, &member, s->max_bytes, s->state == ARCHIVE ? NULL : &s->feed.window, out, arena, err);
}

void pk_source_progress(const struct pk_source *s, partikel_progress *out) {
  *out = (partikel_progress){.read = s->read, .size = s->size};
  if (s->state != ARCHIVE) return;
  *out = (partikel_progress){pk_feed_read(&s->feed), s->feed.size, s->archive.passed_over, s->archive.revisits};
}
