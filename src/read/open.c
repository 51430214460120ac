/* open: what a file, memory or stream is, and its members one after another. */
#include "archive.h"
#include "clips.h"

#include <stdlib.h>

enum { HEAD = 64 << 10, BRIEF = 512 };   /* bytes by which an archive is told from a page */

struct pk_source {
  partikel_origin origin;        /* .name: for the record and messages; NULL if unknown */
  size_t max_bytes;
  struct pk_feed feed;
  const struct pk_know *know;    /* NULL: no exports are known */
  enum { UNKNOWN, ONE_MEMBER, ARCHIVE, EXPORT, NOTHING_MORE } state;
  struct pk_archive archive;
  struct pk_clips clips;
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

static struct pk_source *source_new(const struct pk_know *know, const char *path, const partikel_origin *origin, size_t max_bytes) {
  struct pk_source *s = calloc(1, sizeof *s);
  if (!s) return NULL;
  if (origin) s->origin = *origin;
  if (path) s->origin.name = path;
  s->max_bytes = max_bytes && max_bytes < PK_MAX_BUF ? max_bytes : max_bytes ? PK_MAX_BUF - 1 : PK_MAX_MEMBER;
  s->know = know;
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

/* Up to n of the first bytes of what is packed. */
static bool unpack_head(pk_str packed, char *room, size_t n, pk_str *head) {
  struct pk_inflate *i = pk_inflate_new(PK_PACKING_GZIP);
  size_t used, made;
  *head = (pk_str){room, 0};
  if (!i) return false;
  bool memory = pk_inflate_run(i, packed, &used, room, n, &made) != PK_INFLATED_NO_MEMORY;
  head->n = made;
  pk_inflate_free(i);
  return memory;
}

/* Nothing of a web page, a message or a binary file is looked through for many articles. */
static bool may_be_export(const struct pk_source *s, pk_str head) {
  pk_str ink = pk_str_trim(head);
  return s->know && ink.n && ink.s[0] != '<' && !memchr(ink.s, 0, ink.n);
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

/* An archive that is called .gz is packed even if its first bytes are damaged, unless a record stands in them as it is. */
static bool is_packed(const struct pk_source *s, const struct pk_archive_form *form, pk_str head) {
  if (is_gzip(head)) return true;
  return form && named(s->origin.name, ".gz") && !form->begins(head) && !memmem(head.s, head.n, "\nWARC/", 6);
}

/* WARC or ARC, by their first bytes; an export by what it looks like as far as PK_MAX_EXPORT_HEAD. */
static partikel_status tell(struct pk_source *s, const struct pk_archive_form **form, uint32_t *kind, partikel_error *err) {
  pk_str bytes = s->feed.bytes;
  char brief[BRIEF], *room = NULL;
  bool packed = is_gzip(bytes), memory = true;
  pk_str head = bytes.n < BRIEF ? bytes : pk_str_part(bytes, 0, BRIEF);
  if (packed) memory = unpack_head(bytes, brief, sizeof brief, &head);
  *form = pk_archive_form(head, s->origin.name);
  if (memory && !*form && may_be_export(s, head)) {
    if (s->later == PARTIKEL_OK) s->later = pk_feed_want(&s->feed, PK_MAX_EXPORT_HEAD, false, &s->later_error);
    bytes = s->feed.bytes;
    if (packed) memory = (room = malloc(PK_MAX_EXPORT_HEAD)) != NULL && unpack_head(bytes, room, PK_MAX_EXPORT_HEAD, &head);
    else head = pk_str_part(bytes, 0, bytes.n < PK_MAX_EXPORT_HEAD ? bytes.n : PK_MAX_EXPORT_HEAD);
    if (memory) *kind = pk_clips_kind(s->know, head);
    free(room);
  }
  return memory ? PARTIKEL_OK : no_memory(err, s->origin.name);
}

static partikel_status find_out(struct pk_source *s, partikel_error *err) {
  struct pk_feed *f = &s->feed;
  const struct pk_archive_form *form = NULL;
  uint32_t kind = PK_NO_EXPORT;
  s->state = NOTHING_MORE;   /* until it is known */
  s->later = pk_feed_want(f, HEAD, false, &s->later_error);
  s->size = f->size;
  if (!s->origin.container) PK_TRY(tell(s, &form, &kind, err));
  if (form || kind != PK_NO_EXPORT) {
    if (form) pk_archive_init(&s->archive, f, form, &s->origin, s->max_bytes);
    else pk_clips_init(&s->clips, f, s->know, kind, &s->origin, s->max_bytes);
    if (is_packed(s, form, f->bytes)) {
      PK_TRY(pk_feed_unpack(f, err));
      if (!form) PK_TRY(pk_feed_want(f, PK_MAX_EXPORT_HEAD, true, err));
    }
    s->state = form ? ARCHIVE : EXPORT;
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

partikel_status pk_source_open_file(const struct pk_know *know, const char *path, const partikel_origin *origin, size_t max_bytes, struct pk_source **out, partikel_error *err) {
  *out = NULL;
  if (!path || !*path) return pk_fail(err, PARTIKEL_ARGUMENT, "", 0, "no file name given");
  struct pk_source *s = source_new(know, path, origin, max_bytes);
  if (!s) return no_memory(err, path);
  partikel_status status = pk_feed_file(&s->feed, path, most(s), err);
  if (status == PARTIKEL_OK) status = find_out(s, err);
  return opened(s, status, out);
}

partikel_status pk_source_open_memory(const struct pk_know *know, const void *bytes, size_t n, const partikel_origin *origin, size_t max_bytes, struct pk_source **out, partikel_error *err) {
  *out = NULL;
  if (!bytes && n) return pk_fail(err, PARTIKEL_ARGUMENT, origin ? origin->name : NULL, 0, "no bytes given");
  struct pk_source *s = source_new(know, NULL, origin, max_bytes);
  if (!s) return no_memory(err, origin ? origin->name : NULL);
  pk_feed_memory(&s->feed, s->origin.name, (pk_str){n ? bytes : "", n}, most(s));
  return opened(s, find_out(s, err), out);
}

partikel_status pk_source_open_stream(const struct pk_know *know, partikel_read_fn fn, void *context, const partikel_origin *origin, size_t max_bytes, struct pk_source **out, partikel_error *err) {
  *out = NULL;
  if (!fn) return pk_fail(err, PARTIKEL_ARGUMENT, origin ? origin->name : NULL, 0, "no read function given");
  struct pk_source *s = source_new(know, NULL, origin, max_bytes);
  if (!s) return no_memory(err, origin ? origin->name : NULL);
  pk_feed_stream(&s->feed, s->origin.name, fn, context, most(s));
  *out = s;
  return PARTIKEL_OK;
}

/* ---- members ----------------------------------------------------------------------------------------------------------- */

partikel_status pk_source_next_member(struct pk_source *s, partikel_member *out, partikel_error *err) {
  memset(out, 0, sizeof *out);
  if (s->state == UNKNOWN) PK_TRY(find_out(s, err));
  if (s->state == ARCHIVE || s->state == EXPORT) {
    partikel_status status = s->state == ARCHIVE ? pk_archive_next(&s->archive, out, err) : pk_clips_next(&s->clips, out, err);
    return status == PARTIKEL_END && s->later != PARTIKEL_OK ? give_later(s, err) : status;
  }
  if (s->state == NOTHING_MORE) return PARTIKEL_END;
  s->state = NOTHING_MORE;
  s->read = s->size;
  *out = (partikel_member){s->feed.bytes.s, s->feed.bytes.n, s->origin};
  return PARTIKEL_OK;
}

partikel_status pk_source_next(struct pk_source *s, struct pk_document *out, struct pk_arena *arena, partikel_error *err) {
  partikel_member member;
  PK_TRY(pk_source_next_member(s, &member, err));
  return pk_document(s->know, &member, s->max_bytes, member.origin.container ? NULL : &s->feed.window, out, arena, err);
}

void pk_source_progress(const struct pk_source *s, partikel_progress *out) {
  *out = (partikel_progress){.read = s->read, .size = s->size};
  if (s->state == EXPORT) *out = (partikel_progress){.read = pk_feed_read(&s->feed), .size = s->feed.size};
  if (s->state != ARCHIVE) return;
  *out = (partikel_progress){pk_feed_read(&s->feed), s->feed.size, s->archive.passed_over, s->archive.revisits};
}
