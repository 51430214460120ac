/* plist: the page of Safari's web archive: as much of binary property lists as it takes, and every number in them doubted. */
#include "member.h"

struct plist {
  const unsigned char *s;
  size_t end;                          /* of what objects may stand in */
  size_t offset_size, ref_size, table; /* bytes of an offset, of a reference; where the offsets stand */
  uint64_t objects, top;
};

enum { HEADER = 8, TRAILER = 32, TYPE_INT = 1, TYPE_DATA = 4, TYPE_ASCII = 5, TYPE_UTF16 = 6, TYPE_DICT = 13 };

static uint64_t big_endian(const unsigned char *s, size_t n) {
  uint64_t value = 0;
  for (size_t i = 0; i < n; i++) value = value << 8 | s[i];
  return value;
}

static bool open_plist(pk_str bytes, struct plist *p) {
  if (bytes.n < HEADER + TRAILER || !pk_str_starts(bytes, PK_LIT("bplist00"))) return false;
  p->s = (const unsigned char *)bytes.s;
  p->end = bytes.n - TRAILER;
  const unsigned char *t = p->s + p->end;
  p->offset_size = t[6];
  p->ref_size = t[7];
  p->objects = big_endian(t + 8, 8);
  p->top = big_endian(t + 16, 8);
  uint64_t table = big_endian(t + 24, 8);
  if (p->offset_size < 1 || p->offset_size > 8 || p->ref_size < 1 || p->ref_size > 8 || table < HEADER || table > p->end) return false;
  p->table = (size_t)table;
  return p->objects <= (p->end - p->table) / p->offset_size && p->top < p->objects;
}

/* An object: its type, its count (bytes, characters, pairs), where its contents start; they lie inside the file. */
struct object { int type; size_t count, at; };

static bool object_at(const struct plist *p, uint64_t number, struct object *out) {
  if (number >= p->objects) return false;
  uint64_t offset = big_endian(p->s + p->table + (size_t)number * p->offset_size, p->offset_size);
  if (offset < HEADER || offset >= p->end) return false;
  size_t at = (size_t)offset;
  uint64_t count = p->s[at] & 15;
  out->type = p->s[at++] >> 4;
  if (count == 15) { /* the count is an integer of its own */
    size_t size = at < p->end && p->s[at] >> 4 == TYPE_INT && (p->s[at] & 15) <= 3 ? (size_t)1 << (p->s[at] & 15) : 0;
    if (size == 0 || p->end - at - 1 < size) return false;
    count = big_endian(p->s + at + 1, size);
    at += 1 + size;
  }
  uint64_t each = out->type == TYPE_DICT ? 2 * p->ref_size : out->type == TYPE_UTF16 ? 2 : 1;
  bool known = out->type == TYPE_DATA || out->type == TYPE_ASCII || out->type == TYPE_UTF16 || out->type == TYPE_DICT;
  if (!known || count > (p->end - at) / each) return false;
  out->count = (size_t)count;
  out->at = at;
  return true;
}

/* The value of a key (ASCII in all archives) in a dictionary. */
static bool value_of(const struct plist *p, const struct object *dict, const char *key, struct object *out) {
  size_t n = strlen(key);
  for (size_t i = 0; i < dict->count; i++) {
    struct object o;
    if (!object_at(p, big_endian(p->s + dict->at + i * p->ref_size, p->ref_size), &o)) continue;
    if (o.type == TYPE_ASCII && o.count == n && memcmp(p->s + o.at, key, n) == 0)
      return object_at(p, big_endian(p->s + dict->at + (dict->count + i) * p->ref_size, p->ref_size), out);
  }
  return false;
}

/* NULL: not there, empty, longer than PK_MAX_FIELD, or out of memory. */
static const char *string_of(const struct plist *p, const struct object *dict, const char *key, struct pk_arena *arena) {
  struct object o;
  if (!value_of(p, dict, key, &o) || (o.type != TYPE_ASCII && o.type != TYPE_UTF16) || o.count == 0) return NULL;
  const unsigned char *s = p->s + o.at;
  if (o.count > PK_MAX_FIELD || (o.type == TYPE_ASCII && memchr(s, 0, o.count))) return NULL;
  struct pk_buf out;
  pk_buf_init(&out, 4 * PK_MAX_FIELD);
  if (o.type == TYPE_ASCII)
    for (size_t i = 0; i < o.count; i++) pk_utf8_add(&out, s[i]);
  else
    for (size_t i = 0; i < o.count; i++) {
      uint32_t cp = (uint32_t)big_endian(s + 2 * i, 2), low = i + 1 < o.count ? (uint32_t)big_endian(s + 2 * i + 2, 2) : 0;
      if (cp >= 0xD800 && cp < 0xDC00 && low >= 0xDC00 && low < 0xE000) {
        cp = 0x10000 + ((cp - 0xD800) << 10) + (low - 0xDC00);
        i++;
      }
      pk_utf8_add(&out, cp == 0 || (cp >= 0xD800 && cp < 0xE000) ? 0xFFFD : cp);
    }
  return pk_buf_take(&out, arena);
}

static bool is_xml(pk_str bytes) {
  enum { HEAD = 4096 };
  pk_str head = {bytes.s, bytes.n < HEAD ? bytes.n : HEAD};
  if (pk_str_starts(head, PK_LIT("\xEF\xBB\xBF"))) head = pk_str_part(head, 3, head.n);
  return pk_str_starts(head, PK_LIT("<")) && memmem(head.s, head.n, "<plist", 6) && memmem(head.s, head.n, "<key>WebMainResource</key>", 26);
}

bool pk_is_webarchive(const void *bytes, size_t n) {
  pk_str all = {n ? bytes : "", n};
  return (pk_str_starts(all, PK_LIT("bplist00")) && memmem(all.s, all.n, "WebMainResource", 15)) || is_xml(all);
}

partikel_status pk_webarchive(pk_str bytes, struct pk_member *out, struct pk_arena *arena, partikel_error *err) {
  *out = (struct pk_member){.format = "webarchive"};
  struct plist p;
  struct object top, page, data;
  if (bytes.n && is_xml(bytes))
    return pk_fail(err, PARTIKEL_FORMAT, NULL, 0, "a web archive in XML form is not read; `plutil -convert binary1 FILE` makes it a binary one");
  if (!open_plist(bytes, &p)) return pk_fail(err, PARTIKEL_FORMAT, NULL, 0, "the web archive is damaged or cut off");
  if (!object_at(&p, p.top, &top) || top.type != TYPE_DICT || !value_of(&p, &top, "WebMainResource", &page) || page.type != TYPE_DICT ||
      !value_of(&p, &page, "WebResourceData", &data) || data.type != TYPE_DATA)
    return pk_fail(err, PARTIKEL_FORMAT, NULL, 0, "no page in the web archive, or it is damaged");
  out->body = (pk_str){(const char *)p.s + data.at, data.count};
  out->url = string_of(&p, &page, "WebResourceURL", arena);
  out->content_type = string_of(&p, &page, "WebResourceMIMEType", arena);
  out->charset = string_of(&p, &page, "WebResourceTextEncodingName", arena);
  return arena->failed ? pk_fail(err, PARTIKEL_NOMEM, NULL, 0, "out of memory") : PARTIKEL_OK;
}
