/* sniff: what kind of bytes these are, from their beginning, and only then from their name. */
#include "member.h"

enum { HEAD = 4096, CONTROL_HEAD = 64 << 10 };

/* Arrays, no pointers: nothing to relocate. */
static const struct { uint8_t at, n; char magic[17], name[40]; } magics[] = {
    {0, 5, "%PDF-", "PDF"},
    {0, 4, "PK\3\4", "ZIP (or DOCX, ODT, EPUB)"},
    {0, 4, "PK\5\6", "ZIP"},
    {0, 8, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "an old Word, Excel or Outlook file"},
    {0, 5, "{\\rtf", "RTF"},
    {0, 8, "bplist00", "a Safari web archive"},
    {0, 7, "WARC/1.", "WARC"},
    {0, 8, "\x89PNG\r\n\x1A\n", "a PNG image"},
    {0, 3, "\xFF\xD8\xFF", "a JPEG image"},
    {0, 4, "GIF8", "a GIF image"},
    {8, 4, "WEBP", "a WebP image"},
    {0, 4, "II*\0", "a TIFF image"},
    {0, 4, "MM\0*", "a TIFF image"},
    {4, 4, "ftyp", "a video, sound or HEIC file"},
    {0, 4, "OggS", "a sound file"},
    {0, 3, "ID3", "a sound file"},
    {0, 6, "7z\xBC\xAF\x27\x1C", "7-Zip"},
    {0, 6, "Rar!\x1A\x07", "RAR"},
    {0, 6, "\xFD" "7zXZ\0", "xz data"},
    {0, 4, "\x28\xB5\x2F\xFD", "zstd data"},
    {0, 4, "\x7F" "ELF", "a program"},
    {0, 16, "SQLite format 3\0", "an SQLite database"},
};

static char lower(char c) { return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c; }

/* The beginning in small ASCII letters, without byte-order mark and NULs: the same for UTF-8 and UTF-16. */
static pk_str small_head(const unsigned char *s, size_t n, char out[HEAD]) {
  size_t length = 0;
  for (size_t i = 0; i < n && i < 2 * HEAD && length < HEAD; i++) {
    uint64_t eight;
    while (PK_EIGHT != 0 && i >= 3 && n - i >= 8 && i + 8 <= 2 * HEAD && length + 8 <= HEAD && (memcpy(&eight, s + i, 8), !pk_between(eight, 0, 0))) {
      eight |= pk_between(eight, 'A', 'Z') >> 2;
      memcpy(out + length, &eight, 8);
      i += 8;
      length += 8;
    }
    if (i >= n || i >= 2 * HEAD || length >= HEAD) break;
    if (i < 3 && s[i] >= 0xBB) continue; /* EF BB BF, FF FE */
    if (s[i] != 0) out[length++] = lower((char)s[i]);
  }
  return (pk_str){out, length};
}

static bool starts(pk_str head, const char *small) { return pk_str_starts(head, pk_str_of(small)); }

static bool is_html(pk_str head, const char *name, const char *content_type) {
  static const char tags[][12] = {"!doctype", "?xml", "html", "head", "body", "title", "meta", "script", "style", "div",
                                     "article", "table", "span", "h1", "p", "a", "b", "br"};
  pk_str rest = pk_str_trim(head);
  while (starts(rest, "<!--")) {
    const char *end = memmem(rest.s, rest.n, "-->", 3);
    if (!end) return true;
    rest = pk_str_trim(pk_str_part(rest, (size_t)(end + 3 - rest.s), rest.n));
  }
  if (rest.n > 1 && rest.s[0] == '<') {
    for (size_t k = 0; k < sizeof tags / sizeof *tags; k++) {
      size_t n = strlen(tags[k]);
      if (rest.n > n + 1 && memcmp(rest.s + 1, tags[k], n) == 0 && strchr(" \t\r\n>/", rest.s[n + 1])) return true;
    }
  }
  uint32_t ends = 0;
  bool any = false;
  for (size_t i = 0; i + 2 < head.n; i++) {
    const char *open = memchr(head.s + i, '<', head.n - 2 - i);
    if (!open) break;
    i = (size_t)(open - head.s);
    char a = head.s[i + 1], b = head.s[i + 2];
    if ((a >= 'a' && a <= 'z') || a == '!') any = true;
    if (a == '/' && b >= 'a' && b <= 'z') ends++;
  }
  if (ends >= 6) return true;
  if (content_type) {
    char type[64];
    size_t n = 0;
    while (content_type[n] && n < sizeof type) type[n] = lower(content_type[n]), n++;
    if (starts((pk_str){type, n}, "text/html") || starts((pk_str){type, n}, "application/xhtml")) return true;
  }
  if (name && any) {
    char ending[8];
    size_t n = strlen(name), from = n > sizeof ending ? n - sizeof ending : 0, length = 0;
    while (from < n) ending[length++] = lower(name[from++]);
    pk_str e = {ending, length};
    return pk_str_ends(e, PK_LIT(".html")) || pk_str_ends(e, PK_LIT(".htm")) || pk_str_ends(e, PK_LIT(".xhtml"));
  }
  return false;
}

static bool looks_utf16(const unsigned char *s, size_t n) {
  if (n >= 2 && ((s[0] == 0xFF && s[1] == 0xFE) || (s[0] == 0xFE && s[1] == 0xFF))) return true;
  return pk_utf16_shape(s, n) != 0;
}

static bool mostly_control(const unsigned char *s, size_t n) {
  size_t bad = 0, seen = n < CONTROL_HEAD ? n : CONTROL_HEAD;
  size_t i = 0;
  for (uint64_t eight; seen - i >= 8; i += 8) {
    memcpy(&eight, s + i, 8);
    if (pk_between(eight, 0, 0x1F)) bad += (size_t)__builtin_popcountll(pk_between(eight, 0, 8) | pk_between(eight, 0xE, 0x19) | pk_between(eight, 0x1C, 0x1F));
  }
  for (; i < seen; i++) bad += s[i] < 0x20 && !(s[i] >= '\t' && s[i] <= '\r') && s[i] != 0x1A && s[i] != 0x1B;
  return bad > 4 + seen / 50 || bad * 2 > seen;
}

static const char *magic_name(const unsigned char *s, size_t n) {
  for (size_t k = 0; k < sizeof magics / sizeof *magics; k++) {
    size_t at = magics[k].at, size = magics[k].n;
    if (n >= at + size && s[at] == (unsigned char)magics[k].magic[0] && memcmp(s + at, magics[k].magic, size) == 0) return magics[k].name;
  }
  /* Programs may leave some bytes before the mark of a PDF. */
  const unsigned char *end = s + (n < 1024 ? n : 1024);
  for (const unsigned char *p = s; (p = memchr(p, '%', (size_t)(end - p))) != NULL; p++)
    if (end - p >= 7 && memcmp(p, "%PDF-1.", 7) == 0) return "PDF";
  return NULL;
}

const char *pk_sniff_binary_name(const void *bytes, size_t n) {
  const unsigned char *s = bytes;
  if (n >= 2 && s[0] == 0x1F && s[1] == 0x8B) return "gzip data";
  const char *name = n ? magic_name(s, n) : NULL;
  if (name) return name;
  return pk_is_mime(s, n) ? "an e-mail or MHTML file" : "binary data";
}

enum pk_format pk_sniff(const void *bytes, size_t n, const char *name, const char *content_type) {
  const unsigned char *s = bytes;
  char room[HEAD];
  if (n >= 2 && s[0] == 0x1F && s[1] == 0x8B) return PK_FORMAT_GZIP;
  size_t i = n >= 3 && memcmp(s, "\xEF\xBB\xBF", 3) == 0 ? 3 : n >= 2 && (memcmp(s, "\xFF\xFE", 2) == 0 || memcmp(s, "\xFE\xFF", 2) == 0) ? 2 : 0;
  while (i < n && (s[i] == ' ' || (s[i] >= '\t' && s[i] <= '\r'))) i++;
  if (i == n) return PK_FORMAT_EMPTY;
  if (magic_name(s, n)) return PK_FORMAT_BINARY;
  if (!looks_utf16(s, n) && mostly_control(s, n)) return PK_FORMAT_BINARY;
  pk_str head = small_head(s, n, room);
  if (pk_is_mime(s, n)) return PK_FORMAT_BINARY;
  return is_html(head, name, content_type) ? PK_FORMAT_HTML : PK_FORMAT_TEXT;
}
