/* encoding: bytes become valid UTF-8 in NFC. The whole document decides, never its beginning. */
#include "read.h"

#include <iconv.h>

enum encoding { UNKNOWN, UTF8, UTF16LE, UTF16BE, WINDOWS_1252, OTHER /* iconv knows it */ };
static const char names[][16] = {"", "utf-8", "utf-16le", "utf-16be", "windows-1252", ""};

/* 0x80 to 0x9F; the holes are no characters. */
static const uint16_t windows_1252[32] = {
    0x20AC, 0xFFFD, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0xFFFD, 0x017D, 0xFFFD,
    0xFFFD, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0xFFFD, 0x017E, 0x0178};

uint32_t pk_windows_1252(unsigned char c) { return c >= 0x80 && c < 0xA0 ? windows_1252[c - 0x80] : c; }

/* The other encodings that pages declare, as the web and iconv(3) call them. */
static const struct { char label[16], name[16]; } others[] = {
    {"iso88592", "ISO-8859-2"}, {"windows1250", "WINDOWS-1250"}, {"iso88595", "ISO-8859-5"}, {"windows1251", "WINDOWS-1251"}, {"koi8r", "KOI8-R"}, {"iso88597", "ISO-8859-7"},
    {"windows1253", "WINDOWS-1253"}, {"iso88599", "WINDOWS-1254"}, {"windows1254", "WINDOWS-1254"}, {"windows1257", "WINDOWS-1257"}, {"iso885913", "ISO-8859-13"},
    {"iso88594", "ISO-8859-4"}, {"gb2312", "GB18030"}, {"gbk", "GB18030"}, {"gb18030", "GB18030"}, {"big5", "BIG5"}, {"shiftjis", "SHIFT_JIS"}, {"sjis", "SHIFT_JIS"},
    {"eucjp", "EUC-JP"}, {"iso2022jp", "ISO-2022-JP"}, {"euckr", "EUC-KR"}, {"ksc56011987", "EUC-KR"}, {"macintosh", "MACINTOSH"}, {"ibm850", "CP850"}, {"cp850", "CP850"}, {"ibm865", "CP865"}};

/* Labels as the web understands them; -, _ and capitals make no difference. */
static enum encoding by_label(const char *label, const char **other) {
  static const struct { char label[16]; enum encoding encoding; } labels[] = {
      {"utf8", UTF8}, {"unicode11utf8", UTF8}, {"utf16", UTF16LE}, {"utf16le", UTF16LE}, {"utf16be", UTF16BE}, {"unicode", UTF16LE},
      {"windows1252", WINDOWS_1252}, {"cp1252", WINDOWS_1252}, {"xcp1252", WINDOWS_1252}, {"iso88591", WINDOWS_1252},
      {"iso885915", WINDOWS_1252}, {"latin1", WINDOWS_1252}, {"l1", WINDOWS_1252}, {"usascii", WINDOWS_1252}, {"ascii", WINDOWS_1252},
      {"ansi", WINDOWS_1252}};
  char plain[24];
  size_t n = 0;
  for (const char *c = label; c && *c; c++) {
    if (*c == '-' || *c == '_' || *c == ' ' || *c == '"' || *c == '\'') continue;
    if (n + 1 == sizeof plain) return UNKNOWN;
    plain[n++] = *c >= 'A' && *c <= 'Z' ? (char)(*c + 32) : *c;
  }
  plain[n] = '\0';
  for (size_t k = 0; k < sizeof labels / sizeof *labels; k++)
    if (strcmp(plain, labels[k].label) == 0) return labels[k].encoding;
  for (size_t k = 0; k < sizeof others / sizeof *others; k++)
    if (strcmp(plain, others[k].label) == 0) return *other = others[k].name, OTHER;
  return UNKNOWN;
}

/* European text in UTF-16 has a NUL in nearly every pair, always on the same side: 'l', 'b', or 0 for neither. */
char pk_utf16_shape(const unsigned char *s, size_t n) {
  size_t pairs = n / 2 < 4096 ? n / 2 : 4096, even = 0, odd = 0;
  if (pairs < 2 || !memchr(s, 0, 2 * pairs)) return 0;
  for (size_t i = 0; i < pairs; i++) {
    even += s[2 * i] == 0;
    odd += s[2 * i + 1] == 0;
  }
  if (odd * 10 >= pairs * 6 && even * 50 <= pairs) return 'l';
  if (even * 10 >= pairs * 6 && odd * 50 <= pairs) return 'b';
  return 0;
}

/* Does the text end inside the character that begins at i? That is a cut, not a foreign byte. */
static bool cut_character(pk_str text, size_t i) {
  unsigned char a = (unsigned char)text.s[i];
  size_t want = a >= 0xF0 && a <= 0xF4 ? 4 : a >= 0xE0 ? 3 : 2;
  if (a < 0xC2 || a > 0xF4 || text.n - i >= want) return false;
  for (size_t k = i + 1; k < text.n; k++)
    if (((unsigned char)text.s[k] & 0xC0) != 0x80) return false;
  return true;
}

/* How many multi-byte characters and how many bad bytes, if this is read as UTF-8? */
static void weigh(pk_str text, uint64_t *wide, uint64_t *bad) {
  *wide = *bad = 0;
  for (size_t i = 0; i < text.n;) {
    if ((unsigned char)text.s[i] < 0x80) {
      i++;
      continue;
    }
    if (cut_character(text, i)) return;
    size_t start = i;
    pk_utf8_next(text.s, text.n, &i);
    if (i - start > 1) (*wide)++;
    else (*bad)++;
  }
}

/* Nothing to repair in valid UTF-8: neither NUL nor C1 controls (windows-1252 that somebody took for Latin-1). */
static bool clean_utf8(pk_str text) {
  const char *s = text.s, *end = text.s + text.n;
  if (memchr(s, 0, text.n)) return false;
  for (; s < end && (s = memchr(s, 0xC2, (size_t)(end - s))) != NULL; s++)
    if (end - s > 1 && (unsigned char)s[1] < 0xA0) return false;
  return true;
}

static void from_utf8(pk_str text, struct pk_buf *out, uint64_t *repaired) {
  size_t i = 0;
  while (i < text.n) {
    size_t clean = i;
    while (clean < text.n && (unsigned char)(text.s[clean] - 1) < 0x7F) clean++; /* ASCII without NUL */
    pk_buf_add(out, text.s + i, clean - i);
    if ((i = clean) == text.n) break;
    size_t start = i;
    uint32_t cp = pk_utf8_next(text.s, text.n, &i);
    if (cp == 0) {
      cp = 0xFFFD;
      ++*repaired;
    } else if (cp == 0xFFFD && i - start == 1) {
      if (cut_character(text, start)) i = text.n;
      else cp = pk_windows_1252((unsigned char)text.s[start]);
      ++*repaired;
    } else if (cp >= 0x80 && cp < 0xA0) { /* windows-1252 that somebody took for Latin-1 */
      cp = pk_windows_1252((unsigned char)cp);
      ++*repaired;
    }
    pk_utf8_add(out, cp);
  }
}

/* By the C library; what it cannot read becomes U+FFFD. False: it does not know the encoding. */
static bool from_other(pk_str text, const char *name, struct pk_buf *out, uint64_t *repaired) {
  iconv_t converter = iconv_open("UTF-8", name);
  char *in = (char *)(uintptr_t)text.s, room[4096];
  size_t left = text.n;
  if (converter == (iconv_t)-1) return false;
  while (left) {
    char *at = room;
    size_t free_ = sizeof room, before = left;
    size_t done = iconv(converter, &in, &left, &at, &free_);
    for (char *from = room; from < at;) {
      char *nul = memchr(from, 0, (size_t)(at - from));
      pk_buf_add(out, from, (size_t)((nul ? nul : at) - from));
      if (nul) pk_utf8_add(out, 0xFFFD), ++*repaired;
      from = nul ? nul + 1 : at;
    }
    if (done != (size_t)-1 || free_ < sizeof room || left < before) continue;
    pk_utf8_add(out, 0xFFFD);   /* a byte that begins no character */
    ++*repaired;
    in++, left--;
  }
  iconv_close(converter);
  return true;
}

static void from_windows(pk_str text, struct pk_buf *out, uint64_t *repaired) {
  for (size_t i = 0; i < text.n; i++) {
    uint32_t cp = pk_windows_1252((unsigned char)text.s[i]);
    if (cp == 0) cp = 0xFFFD;
    if (cp == 0xFFFD) ++*repaired;
    pk_utf8_add(out, cp);
  }
}

static void from_utf16(pk_str text, bool big, struct pk_buf *out, uint64_t *repaired) {
  const unsigned char *s = (const unsigned char *)text.s;
  size_t high = big ? 0 : 1, i = 0;
  while (text.n - i >= 2) {
    uint32_t cp = (uint32_t)s[i + high] << 8 | s[i + 1 - high];
    i += 2;
    if (cp >= 0xD800 && cp < 0xDC00 && text.n - i >= 2) {
      uint32_t low = (uint32_t)s[i + high] << 8 | s[i + 1 - high];
      if (low >= 0xDC00 && low < 0xE000) {
        cp = 0x10000 + ((cp - 0xD800) << 10) + (low - 0xDC00);
        i += 2;
      }
    }
    if (cp == 0 || (cp >= 0xD800 && cp < 0xE000)) {
      cp = 0xFFFD;
      ++*repaired;
    }
    pk_utf8_add(out, cp);
  }
  if (i < text.n) {
    pk_utf8_add(out, 0xFFFD);
    ++*repaired;
  }
}

/* Danish letters and usual marks that went through the wrong decoder once: UTF-8 read as windows-1252. */
static bool has_mojibake(pk_str text) {
  static const struct { uint8_t n; char bytes[6]; } pairs[] = {
      {4, "\xC3\x83\xC2\xA6"}, {4, "\xC3\x83\xC2\xB8"}, {4, "\xC3\x83\xC2\xA5"},             /* small ae, oe, aa */
      {5, "\xC3\x83\xE2\x80\xA0"}, {4, "\xC3\x83\xCB\x9C"}, {5, "\xC3\x83\xE2\x80\xA6"},     /* capital AE, OE, AA */
      {4, "\xC3\x83\xC2\xA9"}, {4, "\xC3\x83\xC2\xBC"}, {4, "\xC3\x83\xC2\xB6"},             /* e acute, u and o umlaut */
      {5, "\xC3\xA2\xE2\x82\xAC"},                                                           /* dashes, quotes, bullets */
      {4, "\xC3\x82\xC2\xA0"}, {4, "\xC3\x82\xC2\xBB"}, {4, "\xC3\x82\xC2\xAB"}};            /* no-break space, quotes */
  const char *s = text.s, *end = text.s + text.n;
  while (s < end && (s = memchr(s, 0xC3, (size_t)(end - s))) != NULL) {
    unsigned char next = end - s > 1 ? (unsigned char)s[1] : 0;
    if (next == 0x83 || next == 0xA2 || next == 0x82)
      for (size_t k = 0; k < sizeof pairs / sizeof *pairs; k++)
        if ((size_t)(end - s) >= pairs[k].n && memcmp(s, pairs[k].bytes, pairs[k].n) == 0) return true;
    s++;
  }
  return false;
}

/* The rules in their order; *skip is the length of the byte-order mark; *valid: all of it is known to be UTF-8. */
static enum encoding decide(pk_str text, const char *charset, const char **other, size_t *skip, bool *guessed, bool *valid) {
  *skip = 0;
  *valid = false;
  *guessed = false;
  if (pk_str_starts(text, PK_LIT("\xEF\xBB\xBF"))) return *skip = 3, *valid = pk_utf8_bad(text) == text.n, UTF8;
  if (pk_str_starts(text, PK_LIT("\xFF\xFE"))) return *skip = 2, UTF16LE;
  if (pk_str_starts(text, PK_LIT("\xFE\xFF"))) return *skip = 2, UTF16BE;
  enum encoding told = by_label(charset, other);
  char shape = pk_utf16_shape((const unsigned char *)text.s, text.n);
  if (shape) {
    *guessed = told != UTF16LE && told != UTF16BE;
    return shape == 'b' ? UTF16BE : UTF16LE;
  }
  if ((*valid = pk_utf8_bad(text) == text.n)) return UTF8;
  uint64_t wide, bad;
  weigh(text, &wide, &bad);
  if (told == OTHER && wide <= 8 * bad) return OTHER;
  if (wide > bad || (told == UTF8 && wide > 0)) return UTF8;
  *guessed = told != WINDOWS_1252;
  return WINDOWS_1252;
}

partikel_status pk_decode_there(const void *bytes, size_t n, const char *charset, struct pk_decoded *out, struct pk_arena *arena, partikel_error *err) {
  pk_str text = {bytes, n};
  *out = (struct pk_decoded){0};
  size_t skip;
  bool valid;
  const char *other = NULL;
  enum encoding encoding = decide(text, charset, &other, &skip, &out->guessed, &valid);
  out->encoding = encoding == OTHER ? other : names[encoding];
  if (n) text = pk_str_part(text, skip, n);
  pk_str plain = {NULL, 0};
  struct pk_buf buf;
  pk_buf_init(&buf, PK_MAX_BUF);
  bool clean = valid && text.n && clean_utf8(text);
  if (clean) plain = text;
  else if (encoding == UTF8) from_utf8(text, &buf, &out->repaired);
  else if (encoding == OTHER && from_other(text, other, &buf, &out->repaired)) out->guessed = false;
  else if (encoding == WINDOWS_1252 || encoding == OTHER) from_windows(text, &buf, &out->repaired);
  else from_utf16(text, encoding == UTF16BE, &buf, &out->repaired);
  if (!buf.failed) {
    if (!clean) plain = (pk_str){buf.n ? buf.s : "", buf.n};
    out->mojibake = has_mojibake(plain);
    pk_str normal = pk_utf8_nfc(plain, arena);
    /* What was normal already still lies where it was: in the buffer or among the bytes. */
    plain = normal.s == plain.s && !clean ? (pk_str){pk_arena_copy(arena, plain), plain.n} : normal;
  }
  pk_buf_release(&buf);
  if (!plain.s) return pk_fail(err, PARTIKEL_NOMEM, NULL, 0, "out of memory");
  out->text = plain;
  return PARTIKEL_OK;
}

partikel_status pk_decode(const void *bytes, size_t n, const char *charset, struct pk_decoded *out, struct pk_arena *arena, partikel_error *err) {
  PK_TRY(pk_decode_there(bytes, n, charset, out, arena, err));
  const char *s = out->text.s, *from = bytes;
  if (n && s >= from && s < from + n && !(out->text.s = pk_arena_copy(arena, out->text))) return pk_fail(err, PARTIKEL_NOMEM, NULL, 0, "out of memory");
  return PARTIKEL_OK;
}
