/* document: the bytes of one article, as they were saved or as an archive held them, become a document: decompressed, decoded, parsed. */
#include "clips.h"
#include "member.h"

/* What one article is made of on the way. */
struct making {
  const partikel_origin *origin;
  struct pk_buf *own;            /* holds the bytes, and may be given back once they are decoded; NULL: they are the caller's */
  struct pk_buf *plain;          /* the decompressed ones; goes with the arena */
  struct pk_arena *arena;
  partikel_error *err;
};

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

static partikel_status refuse(enum pk_format format, pk_str bytes, partikel_error *err) {
  switch (format) {
  case PK_FORMAT_EMPTY: return pk_fail(err, PARTIKEL_FORMAT, NULL, 0, "empty file");
  case PK_FORMAT_GZIP: return pk_fail(err, PARTIKEL_FORMAT, NULL, 0, "gzip inside gzip is not read");
  case PK_FORMAT_BINARY:
    return pk_fail(err, PARTIKEL_FORMAT, NULL, 0, "no text: this looks like %s; save the article's text as a text file",
                   pk_sniff_binary_name(bytes.s, bytes.n));
  default: return PARTIKEL_OK;
  }
}

static bool warn_all(struct pk_document *d, const struct pk_decoded *text, bool truncated, struct pk_arena *arena) {
  bool ok = true;
  if (truncated) ok = ok && pk_warn(&d->warnings, arena, "gzip-truncated", "gzip data ends early; read is what came before");
  if (text->guessed) ok = ok && pk_warn(&d->warnings, arena, "encoding-guessed", "no encoding declared; read as %s", text->encoding);
  if (text->repaired == 1) ok = ok && pk_warn(&d->warnings, arena, "bytes-repaired", "1 byte or character was not valid and has been repaired");
  if (text->repaired > 1)
    ok = ok && pk_warn(&d->warnings, arena, "bytes-repaired", "%u bytes or characters were not valid and have been repaired", text->repaired);
  if (text->mojibake)
    ok = ok && pk_warn(&d->warnings, arena, "mojibake", "letters were damaged before the text was saved (UTF-8 taken for windows-1252); left as they are");
  return ok;
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
static partikel_status open_member(pk_str *bytes, struct pk_member *member, struct pk_arena *arena, partikel_error *err) {
  if (pk_is_webarchive(bytes->s, bytes->n)) PK_TRY(pk_webarchive(*bytes, member, arena, err));
  else if (pk_is_mime(bytes->s, bytes->n)) PK_TRY(pk_mime(*bytes, member, arena, err));
  if (member->format) *bytes = member->body;
  return PARTIKEL_OK;
}

/* What the envelope says of the page. */
static bool add_envelope(const struct pk_member *member, struct pk_metas *metas, struct pk_arena *arena) {
  return pk_meta_add(metas, arena, "title", "envelope", pk_str_of(member->title)) && pk_meta_add(metas, arena, "author", "envelope", pk_str_of(member->author)) &&
         pk_meta_add(metas, arena, "published", "envelope", pk_str_of(member->published));
}

static void release(void *buf) { pk_buf_release(buf); }

/* The buffer for what is decompressed, which is freed with the article. */
static struct pk_buf *plain_buffer(struct pk_arena *arena) {
  struct pk_buf *b = pk_arena_alloc(arena, sizeof *b);
  if (!b) return NULL;
  pk_buf_init(b, PK_MAX_BUF);
  return pk_arena_defer(arena, release, b) ? b : NULL;
}

static partikel_status no_memory(partikel_error *err) { return pk_fail(err, PARTIKEL_NOMEM, NULL, 0, "out of memory"); }

static partikel_status make(const struct pk_know *know, pk_str bytes, size_t max_bytes, struct making *m, struct pk_document *out) {
  const partikel_origin *origin = m->origin;
  struct pk_arena *arena = m->arena;
  partikel_error *err = m->err;
  bool truncated = false;
  struct pk_member member = {0};
  struct pk_metas metas = {0};
  const char *name = origin->container ? NULL : origin->name;   /* an archive's name says nothing of its members */
  enum pk_format format = pk_sniff(bytes.s, bytes.n, name, origin->content_type);
  if (format == PK_FORMAT_GZIP) {
    if (!(m->plain = plain_buffer(arena))) return no_memory(err);
    PK_TRY(pk_gunzip(bytes.s, bytes.n, max_bytes, m->plain, &truncated, err));
    bytes = (pk_str){m->plain->n ? m->plain->s : "", m->plain->n};
    if (m->own) pk_buf_release(m->own);
  }
  pk_str whole = bytes;
  PK_TRY(open_member(&bytes, &member, arena, err));
  if (format == PK_FORMAT_GZIP || member.format)
    format = pk_sniff(bytes.s, bytes.n, member.format ? NULL : name, member.format ? member.content_type : origin->content_type);
  PK_TRY(refuse(format, bytes, err));
  struct pk_decoded text;
  const char *charset = member.charset ? member.charset : charset_told(origin, arena);
  if (!charset && format == PK_FORMAT_HTML) charset = pk_html_charset(bytes, arena);
  /* only the values of a page's attributes point into its markup, which stays while the article is in hand */
  PK_TRY((format == PK_FORMAT_HTML ? pk_decode_there : pk_decode)(bytes.s, bytes.n, charset, &text, arena, err));
  char sum[65];
  pk_sha256_hex(whole.s, whole.n, sum);
  bool stays = text.text.s >= whole.s && text.text.s <= whole.s + whole.n;
  if (!stays && !member.format) {   /* decoded into other memory: a large page need not lie here twice */
    if (m->own) pk_buf_release(m->own);
    if (m->plain) pk_buf_release(m->plain);
  }
  out->source = (partikel_source){.url = member.url, .retrieved = member.retrieved};
  if (origin->container && !out->source.url) out->source.url = origin->url;
  if (origin->container && !out->source.retrieved) out->source.retrieved = origin->retrieved;
  if (!add_envelope(&member, &metas, arena)) return no_memory(err);
  if (format == PK_FORMAT_HTML) PK_TRY(read_page(know, text.text, out, &metas, arena, err));
  else if (know && origin->container && origin->form) PK_TRY(pk_clip(know, origin->form, text.text, out, &metas, arena, err));
  else PK_TRY(pk_plain(text.text, out, arena, err));
  if (out->n_nodes == 0) return refuse(PK_FORMAT_EMPTY, (pk_str){"", 0}, err);
  if (!warn_all(out, &text, truncated, arena)) return no_memory(err);
  if (member.truncated && !pk_warn(&out->warnings, arena, "cut", "the message ends early; read is what came before")) return no_memory(err);
  if (origin->container && origin->truncated && !pk_warn(&out->warnings, arena, "cut", "the page may not be whole in the archive: %s", origin->truncated)) return no_memory(err);
  const char *sha256 = pk_arena_copy(arena, (pk_str){sum, 64});
  if (!sha256) return no_memory(err);
  out->source.path = origin->name;
  out->source.member = origin->container ? origin->member : NULL;
  out->source.offset = origin->container ? origin->offset : -1;
  out->source.container = origin->container;
  out->source.format = member.format ? member.format : format == PK_FORMAT_HTML ? "html" : "text";
  out->source.encoding = text.encoding;
  out->source.bytes = whole.n;
  out->source.sha256 = sha256;
  out->metas = metas.at;
  out->n_metas = metas.n;
  /* of a page in an archive it is known whence it came; messages and web archives say so themselves */
  out->origin_url = !origin->container ? origin->url : member.format ? NULL : out->source.url;
  out->origin_date = origin->date;
  return PARTIKEL_OK;
}

/* Errors get their place: the file, and in an archive the member. */
static partikel_status placed(partikel_status status, const partikel_origin *origin, partikel_error *err) {
  if (status == PARTIKEL_OK || !err) return status;
  char what[sizeof err->what];
  memcpy(what, err->what, sizeof what);
  if (!origin->container) return pk_fail(err, status, origin->name, err->offset, "%s", what);
  if (origin->form) return pk_fail(err, status, origin->name, (uint64_t)origin->offset, "article %s: %s", origin->member, what);
  return pk_fail(err, status, origin->name, (uint64_t)origin->offset, "record at %u: %s", (uint64_t)origin->offset, what);
}

partikel_status pk_document(const struct pk_know *know, const partikel_member *member, size_t max_bytes, struct pk_buf *own, struct pk_document *out,
                            struct pk_arena *arena, partikel_error *err) {
  struct making m = {.origin = &member->origin, .own = own, .arena = arena, .err = err};
  memset(out, 0, sizeof *out);
  return placed(make(know, (pk_str){member->bytes, member->n}, max_bytes, &m, out), &member->origin, err);
}
