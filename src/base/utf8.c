/* utf8: code points in and out, NFC, letter classes. Fast paths for what Danish uses, utf8proc for the rest. */
#include "base.h"

#include <utf8proc.h>

/* The code point at s[0..n), its length in *size; 0xFFFD and 1 for a byte that is none. */
static uint32_t decode(const unsigned char *s, size_t n, size_t *size) {
  unsigned char a = s[0];
  *size = 1;
  if (a < 0x80) return a;
  if (a < 0xC2 || a > 0xF4) return 0xFFFD;
  if (n < 2 || (s[1] & 0xC0) != 0x80) return 0xFFFD;
  if (a < 0xE0) {
    *size = 2;
    return (uint32_t)(a & 0x1F) << 6 | (s[1] & 0x3F);
  }
  if (n < 3 || (s[2] & 0xC0) != 0x80) return 0xFFFD;
  if (a < 0xF0) {
    uint32_t cp = (uint32_t)(a & 0x0F) << 12 | (uint32_t)(s[1] & 0x3F) << 6 | (s[2] & 0x3F);
    if (cp < 0x800 || (cp >= 0xD800 && cp <= 0xDFFF)) return 0xFFFD;
    *size = 3;
    return cp;
  }
  if (n < 4 || (s[3] & 0xC0) != 0x80) return 0xFFFD;
  uint32_t cp = (uint32_t)(a & 0x07) << 18 | (uint32_t)(s[1] & 0x3F) << 12 | (uint32_t)(s[2] & 0x3F) << 6 | (s[3] & 0x3F);
  if (cp < 0x10000 || cp > 0x10FFFF) return 0xFFFD;
  *size = 4;
  return cp;
}

uint32_t pk_utf8_next(const char *s, size_t n, size_t *i) {
  unsigned char a = (unsigned char)s[*i];
  if (a < 0x80) {
    (*i)++;
    return a;
  }
  if (a >= 0xC2 && a < 0xE0 && n - *i > 1 && ((unsigned char)s[*i + 1] & 0xC0) == 0x80) {
    *i += 2;
    return (uint32_t)(a & 0x1F) << 6 | ((unsigned char)s[*i - 1] & 0x3F);
  }
  size_t size;
  uint32_t cp = decode((const unsigned char *)s + *i, n - *i, &size);
  *i += size;
  return cp;
}

uint32_t pk_utf8_before(const char *s, size_t i) {
  if (i == 0) return 0;
  if ((unsigned char)s[i - 1] < 0x80) return (unsigned char)s[i - 1];
  size_t start = i - 1;
  while (start > 0 && i - start < 4 && ((unsigned char)s[start] & 0xC0) == 0x80) start--;
  size_t size;
  uint32_t cp = decode((const unsigned char *)s + start, i - start, &size);
  return start + size == i ? cp : 0xFFFD;
}

void pk_utf8_add(struct pk_buf *b, uint32_t cp) {
  if (cp < 0x80) {
    pk_buf_byte(b, (char)cp);
    return;
  }
  if (cp > 0x10FFFF || (cp >= 0xD800 && cp <= 0xDFFF)) cp = 0xFFFD;
  unsigned char out[4];
  size_t n = 0;
  if (cp < 0x800) {
    out[n++] = (unsigned char)(0xC0 | cp >> 6);
  } else if (cp < 0x10000) {
    out[n++] = (unsigned char)(0xE0 | cp >> 12);
    out[n++] = (unsigned char)(0x80 | (cp >> 6 & 0x3F));
  } else {
    out[n++] = (unsigned char)(0xF0 | cp >> 18);
    out[n++] = (unsigned char)(0x80 | (cp >> 12 & 0x3F));
    out[n++] = (unsigned char)(0x80 | (cp >> 6 & 0x3F));
  }
  out[n++] = (unsigned char)(0x80 | (cp & 0x3F));
  pk_buf_add(b, out, n);
}

/* Behind the ASCII bytes from i on, as far as they come by eights. */
static inline size_t behind_ascii(const unsigned char *s, size_t n, size_t i) {
  uint64_t x[4];
  while (n - i >= 32 && (memcpy(x, s + i, 32), ((x[0] | x[1] | x[2] | x[3]) & PK_EACH(0x80)) == 0)) i += 32;
  while (n - i >= 8 && (memcpy(x, s + i, 8), (x[0] & PK_EACH(0x80)) == 0)) i += 8;
  return i;
}

size_t pk_utf8_bad(pk_str text) {
  const unsigned char *s = (const unsigned char *)text.s;
  size_t i = 0;
  while (i < text.n) {
    i = behind_ascii(s, text.n, i);
    while (i < text.n && s[i] < 0x80) i++;
    while (text.n - i >= 2 && s[i] >= 0xC2 && s[i] < 0xE0 && (s[i + 1] & 0xC0) == 0x80) i += 2;
    if (i == text.n) break;
    if (s[i] < 0x80) continue;
    size_t size;
    if (decode(s + i, text.n - i, &size) == 0xFFFD && size == 1) return i;
    i += size;
  }
  return text.n;
}

/* ---- NFC --------------------------------------------------------------------------------------------------- */

/* Could the character at s (valid UTF-8) be changed by NFC, or join with the one before it? False is certain. */
static bool nfc_doubt(const unsigned char *s) {
  if (s[0] < 0xCC) return false;                        /* below U+0300 */
  if (s[0] == 0xE2) {
    switch (s[1]) {
    case 0x80: return s[2] < 0x82;                      /* U+2000 U+2001 */
    case 0x84: return s[2] == 0xA6 || s[2] == 0xAA || s[2] == 0xAB;  /* Ohm, Kelvin, Angstrom */
    case 0x81: case 0x82: case 0x86: case 0x87: case 0x94: case 0x95: case 0x96: case 0x97: case 0x98: case 0x99:
    case 0x9A: case 0x9B: case 0x9C: case 0x9D: case 0x9E: return false;
    default: return true;
    }
  }
  if (s[0] == 0xEF) return !(s[1] == 0xBB || s[1] == 0xBF); /* BOM, U+FFFD */
  if (s[0] == 0xF0) return s[1] != 0x9F;                    /* pictures */
  return true;
}

static size_t next_doubt(const unsigned char *s, size_t n, size_t i) {
  while (i < n) {
    i = behind_ascii(s, n, i);
    while (i < n && s[i] < 0x80) i++;
    while (i < n && s[i] >= 0xC2 && s[i] < 0xCC) i += 2; /* below U+0300 */
    if (i >= n) break;
    if (nfc_doubt(s + i)) break;
    i += s[i] < 0x80 ? 1 : s[i] < 0xE0 ? 2 : s[i] < 0xF0 ? 3 : 4;
  }
  return i;
}

enum { PIECE = 128, LONGEST_PIECE = 256 };

/* May the text be cut before this character for normalising? */
static bool starter(const unsigned char *s, size_t n) {
  if (!nfc_doubt(s)) return true;
  size_t size;
  uint32_t cp = decode(s, n, &size);
  if (cp >= 0x1160 && cp <= 0x11FF) return false;       /* Hangul: vowels and finals join what stands before, initials do not */
  utf8proc_category_t c = utf8proc_category((utf8proc_int32_t)cp);
  return c != UTF8PROC_CATEGORY_MN && c != UTF8PROC_CATEGORY_MC && c != UTF8PROC_CATEGORY_ME;
}

/* Normalises a piece of at most LONGEST_PIECE + 4 bytes. */
static void add_normal(struct pk_buf *out, const unsigned char *s, size_t n) {
  utf8proc_int32_t cps[4 * (LONGEST_PIECE + 8)];
  utf8proc_option_t how = UTF8PROC_STABLE | UTF8PROC_COMPOSE;
  utf8proc_ssize_t count = utf8proc_decompose(s, (utf8proc_ssize_t)n, cps, (utf8proc_ssize_t)(sizeof cps / sizeof *cps) - 1, how);
  if (count >= 0 && count < (utf8proc_ssize_t)(sizeof cps / sizeof *cps)) {
    count = utf8proc_normalize_utf32(cps, count, how);
    for (utf8proc_ssize_t k = 0; k < count; k++) pk_utf8_add(out, (uint32_t)cps[k]);
  } else {
    pk_buf_add(out, s, n);
  }
}

/* Behind the piece that holds what is in doubt. Pieces are short, because utf8proc's ordering of marks takes quadratic time. */
static size_t piece_end(const unsigned char *s, size_t n, size_t start, size_t doubt) {
  size_t end = doubt;
  while (end < n && end - start < LONGEST_PIECE) {
    size_t size;
    decode(s + end, n - end, &size);
    end += size;
    if (end < n && starter(s + end, n - end) && (end - start >= PIECE || !nfc_doubt(s + end))) break;
  }
  return end;
}

/* Most of what is in doubt turns out to be normal: only from the first piece on that is not there is a copy. */
pk_str pk_utf8_nfc(pk_str text, struct pk_arena *arena) {
  const unsigned char *s = (const unsigned char *)text.s;
  size_t done = 0, copied = 0, doubt = next_doubt(s, text.n, 0);
  if (doubt == text.n) return text;
  struct pk_buf out, piece;
  pk_buf_init(&out, PK_MAX_BUF);
  pk_buf_init(&piece, PK_MAX_BUF);
  for (; doubt < text.n && !piece.failed; doubt = next_doubt(s, text.n, done)) {
    /* The character before may join with the one in doubt. */
    size_t start = doubt;
    while (start > done && (s[--start] & 0xC0) == 0x80) {}
    done = piece_end(s, text.n, start, doubt);
    piece.n = 0;   /* a failure stays */
    add_normal(&piece, s + start, done - start);
    if (pk_str_eq((pk_str){piece.s, piece.n}, pk_str_part(text, start, done))) continue;
    pk_buf_add(&out, s + copied, start - copied);
    pk_buf_add(&out, piece.s, piece.n);
    copied = done;
  }
  pk_str normal = {NULL, 0};
  if (copied) pk_buf_add(&out, s + copied, text.n - copied);
  if (!out.failed && !piece.failed) normal = copied ? (pk_str){pk_arena_copy(arena, (pk_str){out.s, out.n}), out.n} : text;
  pk_buf_release(&out);
  pk_buf_release(&piece);
  return normal;
}

/* ---- classes -------------------------------------------------------------------------------------------------- */

bool pk_cp_letter(uint32_t cp) {
  if (cp < 0x80) return (cp | 0x20) - 'a' < 26;
  if (cp < 0xC0) return cp == 0xAA || cp == 0xB5 || cp == 0xBA;
  if (cp < 0x2B0) return cp != 0xD7 && cp != 0xF7;
  utf8proc_category_t c = utf8proc_category((utf8proc_int32_t)cp);
  return c >= UTF8PROC_CATEGORY_LU && c <= UTF8PROC_CATEGORY_LO;
}

bool pk_cp_upper(uint32_t cp) {
  if (cp < 0x80) return cp - 'A' < 26;
  if (cp < 0x100) return cp >= 0xC0 && cp <= 0xDE && cp != 0xD7;
  utf8proc_category_t c = utf8proc_category((utf8proc_int32_t)cp);
  return c == UTF8PROC_CATEGORY_LU || c == UTF8PROC_CATEGORY_LT;
}

bool pk_cp_space(uint32_t cp) {
  if (cp < 0x80) return cp == ' ' || (cp >= '\t' && cp <= '\r' && cp != '\n');
  if (cp < 0x1680) return cp == 0xA0 || cp == 0x85;
  if (cp < 0x2000) return cp == 0x1680 || cp == 0x180E;
  if (cp <= 0x2060) return cp <= 0x200D || cp == 0x2028 || cp == 0x2029 || cp == 0x202F || cp == 0x205F || cp == 0x2060;
  return cp == 0x3000 || cp == 0xFEFF;
}

bool pk_cp_mark(uint32_t cp) {
  utf8proc_category_t c = utf8proc_category((utf8proc_int32_t)cp);
  return c == UTF8PROC_CATEGORY_MN || c == UTF8PROC_CATEGORY_MC;
}

uint32_t pk_cp_fold(uint32_t cp) {
  if (cp < 0x80) return cp - 'A' < 26 ? cp + 32 : cp;
  if (cp < 0x100) return cp >= 0xC0 && cp <= 0xDE && cp != 0xD7 ? cp + 32 : cp;
  return (uint32_t)utf8proc_tolower((utf8proc_int32_t)cp);
}

uint32_t pk_cp_bare(uint32_t cp) {
  if (cp < 0xC0) return cp;
  utf8proc_int32_t parts[32];
  int last_class = UTF8PROC_BOUNDCLASS_START;
  utf8proc_ssize_t n = utf8proc_decompose_char((utf8proc_int32_t)cp, parts, 32, UTF8PROC_DECOMPOSE, &last_class);
  return n > 0 && n <= 32 ? (uint32_t)parts[0] : cp;
}
