/* token: text becomes words, numbers and marks. ASCII by table, everything else by code point. */
#include "base.h"

enum shape { BLANK, LOWER, UPPER, DIGIT, APOSTROPHE, HYPHEN, DOT, MARK };

#define ROW4(x) x, x, x, x
static const uint8_t ascii_shape[128] = {
    MARK, MARK, MARK, MARK, MARK, MARK, MARK, MARK, MARK, BLANK, BLANK, BLANK, BLANK, BLANK, MARK, MARK,
    ROW4(MARK), ROW4(MARK), ROW4(MARK), ROW4(MARK),
    BLANK, MARK, MARK, MARK, MARK, MARK, MARK, APOSTROPHE, MARK, MARK, MARK, MARK, MARK, HYPHEN, DOT, MARK,
    ROW4(DIGIT), ROW4(DIGIT), DIGIT, DIGIT, MARK, MARK, MARK, MARK, MARK, MARK,
    MARK, UPPER, UPPER, UPPER, ROW4(UPPER), ROW4(UPPER), ROW4(UPPER), ROW4(UPPER), ROW4(UPPER), UPPER, UPPER, UPPER,
    MARK, MARK, MARK, MARK, MARK,
    APOSTROPHE, LOWER, LOWER, LOWER, ROW4(LOWER), ROW4(LOWER), ROW4(LOWER), ROW4(LOWER), ROW4(LOWER), LOWER, LOWER, LOWER,
    MARK, MARK, MARK, MARK, MARK};

/* How many of the eight bytes from s on are small letters, up to the first that is none. */
static inline size_t small_in_eight(const char *s) {
  size_t n = 0;
  if (PK_EIGHT == 8) {
    uint64_t x, other;
    memcpy(&x, s, 8);
    other = pk_between(x, 'a', 'z') ^ PK_EACH(0x80);
    return other ? (size_t)__builtin_ctzll(other) / 8 : 8;
  }
  while (n < 8 && (unsigned char)(s[n] - 'a') < 26) n++;
  return n;
}

struct character { uint32_t cp; size_t end; uint8_t shape; };

static uint8_t wide_shape(uint32_t cp) {
  if (pk_cp_space(cp)) return BLANK;
  if (pk_cp_letter(cp)) return pk_cp_upper(cp) ? UPPER : LOWER;
  switch (cp) {
  case 0x2019: case 0x2018: case 0xB4: case 0x2BC: return APOSTROPHE;
  case 0x2010: case 0x2011: return HYPHEN;
  }
  if (cp >= 0x300 && pk_cp_mark(cp)) return LOWER; /* marks that NFC could not join belong to their letter */
  return MARK;
}

/* The character at i; at the end of the text a blank of no length. */
static inline struct character look(pk_str text, size_t i) {
  if (i >= text.n) return (struct character){0, i, BLANK};
  unsigned char a = (unsigned char)text.s[i];
  if (a < 0x80) return (struct character){a, i + 1, ascii_shape[a]};
  struct character c = {0, i, MARK};
  c.cp = pk_utf8_next(text.s, text.n, &c.end);
  if (c.cp >= 0xC0 && c.cp <= 0xFF && c.cp != 0xD7 && c.cp != 0xF7) c.shape = c.cp < 0xDF ? UPPER : LOWER;
  else c.shape = wide_shape(c.cp);
  return c;
}

static bool letter(uint8_t shape) { return shape == LOWER || shape == UPPER; }
static bool letter_or_digit(uint8_t shape) { return shape == LOWER || shape == UPPER || shape == DIGIT; }

static bool fraction(uint32_t cp) { return (cp >= 0xBC && cp <= 0xBE) || (cp >= 0x2150 && cp <= 0x215E); }

/* ---- words --------------------------------------------------------------------------------------------------- */

/* Addresses of the net are one word, up to a blank or bracket, without the punctuation of the sentence. */
static size_t address_end(pk_str text, size_t i) {
  for (;;) {
    struct character c = look(text, i);
    if (c.shape == BLANK || (c.cp < 0x80 ? strchr("<>()[]{}\"|\\^`", (int)c.cp) != NULL : !letter(c.shape))) break;
    i = c.end;
  }
  while (i > 0 && strchr(".,:;!?'-/", text.s[i - 1])) i--;
  return i;
}

struct word {
  size_t end;
  uint32_t letters, upper;       /* counted up to the first apostrophe */
  uint32_t part, first_part;     /* letters since the last dot; before the first one */
  bool dots, initials, hyphen, apostrophe, mixed, digits, wide;
};

/* Does what follows letter `last` at `at` make this an address: name@host, http://, host.tld/path? */
static bool address_at(pk_str text, const struct word *w, struct character c) {
  struct character next = look(text, c.end);
  if (c.cp == '@') return letter_or_digit(next.shape);
  if (c.cp == ':') return next.cp == '/' && look(text, next.end).cp == '/' && w->letters > 2;
  return c.cp == '/' && w->dots && !w->initials && letter_or_digit(next.shape);
}

/* Does the dot at c belong to the word although no letter follows? */
static bool final_dot(const struct word *w) {
  if (w->digits || w->hyphen || w->apostrophe) return false;
  if (!w->dots) return w->letters == 1 && w->upper == 1;
  return !(w->part == 2 && w->first_part >= 3); /* name.dk at the end of a sentence is no abbreviation */
}

/* The second byte of a two-byte small letter of Latin-1. */
static inline bool small_second(unsigned char b) { return b >= 0x9F && b <= 0xBF && b != 0xB7; }

/* The small letters from i on: a to z, eight bytes at a time, and two-byte ones of Latin-1. *n: how many. */
static inline size_t small_letters(pk_str text, size_t i, uint32_t *n) {
  size_t from = i, wide = 0;
  for (;;) {
    if (text.n - i >= 8) {
      size_t small = small_in_eight(text.s + i);
      i += small;
      if (small == 8) continue;
    } else {
      while (i < text.n && (unsigned char)(text.s[i] - 'a') < 26) i++;
    }
    if (text.n - i < 2 || (unsigned char)text.s[i] != 0xC3 || !small_second((unsigned char)text.s[i + 1])) break;
    i += 2;
    wide++;
  }
  *n = (uint32_t)(i - from - wide);
  return i;
}

/* Most words: one letter of any size and small ones, then a blank or a mark that cannot belong to them. False: look closer. */
static inline bool plain_word(pk_str text, size_t start, struct pk_token *out) {
  unsigned char a = (unsigned char)text.s[start], b = start + 1 < text.n ? (unsigned char)text.s[start + 1] : 0;
  bool capital = (unsigned char)(a - 'A') < 26;
  size_t end = start;
  uint32_t small;
  if (capital) end++;
  else if (a == 0xC3 && b >= 0x80 && b <= 0x9E && b != 0x97) capital = true, end += 2;
  end = small_letters(text, end, &small);
  if (end == start) return false;
  if (end < text.n) {
    a = (unsigned char)text.s[end];
    b = end + 1 < text.n ? (unsigned char)text.s[end + 1] : ' ';
    if (a >= 0x80) return false;
    if (a == '.') {
      if ((capital && !small) || b >= 0x80 || (unsigned char)((b | 32) - 'a') < 26) return false;
    } else if (a == ':') {
      if (b == '/') return false;
    } else if (a == '@' || (ascii_shape[a] != BLANK && ascii_shape[a] != MARK)) {
      return false;
    }
  }
  out->at.end = (uint32_t)end;
  out->is |= capital ? PK_IS_WORD | PK_IS_CAPITAL : PK_IS_WORD;
  return true;
}

static void scan_word(pk_str text, size_t start, struct pk_token *out) {
  struct word w = {.end = start, .initials = true};
  uint8_t before = MARK;
  for (;;) {
    uint32_t small;
    w.end = small_letters(text, w.end, &small);
    if (small) {
      w.part += small;
      if (!w.apostrophe) w.letters += small;
      w.initials = false;
      before = LOWER;
    }
    if (w.end == text.n || text.s[w.end] == ' ') break;
    struct character c = look(text, w.end);
    if (letter(c.shape)) {
      w.part++;
      if (!w.apostrophe) {
        w.letters++;
        if (c.shape == UPPER) {
          w.upper++;
          if (letter(before)) w.mixed = true;
        }
      }
      if (w.part > 1 || c.shape != UPPER) w.initials = false;
    } else if (c.shape == DIGIT) {
      /* "TV2", "A4", "covid-19" are words; "kl14" is a word and a number. */
      if (letter(before) && w.upper == 0 && w.letters > 1) break;
      w.digits = true;
      w.initials = false;
    } else if (c.shape == APOSTROPHE) {
      if (!letter_or_digit(before) || !letter(look(text, c.end).shape) || c.cp == 0x2018) break;
      w.apostrophe = true;
      w.initials = false;
    } else if (c.shape == HYPHEN) {
      struct character next = look(text, c.end);
      if (before == HYPHEN) break;
      if (!letter_or_digit(next.shape)) {
        if (next.shape != BLANK && next.cp != ',' && next.cp != '/' && next.cp != ')') break;
        w.hyphen = true;
        w.end = c.end;
        break;
      }
      w.hyphen = true;
      w.initials = false;
      w.part = 0;
    } else if (c.shape == DOT) {
      struct character next = look(text, c.end);
      if (!letter(next.shape)) {
        if (next.shape != DIGIT && before != HYPHEN && final_dot(&w)) {
          w.dots = true;
          w.end = c.end;
        }
        break;
      }
      if (before == LOWER && next.shape == UPPER && w.part > 2) break; /* a sentence end without a blank */
      if (!w.dots) w.first_part = w.part;
      w.dots = true;
      w.part = 0;
    } else {
      if ((c.cp == '@' || c.cp == ':' || c.cp == '/') && address_at(text, &w, c)) {
        w.end = address_end(text, c.end);
        w.hyphen = w.mixed = w.initials = false;
      }
      break;
    }
    before = c.shape;
    w.end = c.end;
  }
  out->at.end = (uint32_t)w.end;
  unsigned is = PK_IS_WORD;
  if (look(text, start).shape == UPPER) is |= PK_IS_CAPITAL;
  if (w.letters > 1 && w.upper == w.letters) is |= PK_IS_UPPER;
  else if (w.mixed) is |= PK_IS_MIXED;
  if (w.hyphen) is |= PK_IS_HYPHEN;
  if (w.initials && w.dots) is |= PK_IS_INITIAL;
  out->is |= (uint16_t)is;
}

/* ---- numbers --------------------------------------------------------------------------------------------------- */

static void scan_number(pk_str text, size_t start, struct pk_token *out) {
  size_t end = start, digits = 0;
  bool plain = true;
  for (;;) {
    struct character c = look(text, end);
    if (c.shape == DIGIT) {
      digits++;
      end = c.end;
    } else if (c.cp == '.' || c.cp == ',') {
      if (look(text, c.end).shape != DIGIT) break;
      plain = false;
      end = c.end;
    } else if (fraction(c.cp)) {
      plain = false;
      end = c.end;
      break;
    } else if (plain && digits <= 4 && c.cp < 0x80 && letter(c.shape) && !letter_or_digit(look(text, c.end).shape)) {
      end = c.end; /* a house number: "12B" */
      break;
    } else {
      break;
    }
  }
  out->at.end = (uint32_t)end;
  out->is |= PK_IS_NUMBER;
}

/* ---- marks ------------------------------------------------------------------------------------------------------ */

static uint16_t mark_bits(uint32_t cp) {
  switch (cp) {
  case '"': case '\'': case '`': case 0xB4: case 0xAB: case 0xBB: case 0x2BC:
  case 0x2018: case 0x2019: case 0x201A: case 0x201B: case 0x201C: case 0x201D: case 0x201E: case 0x201F:
  case 0x2039: case 0x203A: return PK_IS_MARK | PK_IS_QUOTE;
  case '-': case 0x2010: case 0x2011: case 0x2012: case 0x2013: case 0x2014: case 0x2015: case 0x2212: return PK_IS_MARK | PK_IS_DASH;
  }
  return PK_IS_MARK;
}

bool pk_token_next(pk_str text, size_t *at, struct pk_token *out) {
  size_t start = *at;
  while (start < text.n && text.s[start] == ' ') start++;
  struct character c = look(text, start);
  while (c.shape == BLANK && start < text.n) {
    start = c.end;
    c = look(text, start);
  }
  if (start >= text.n) {
    *at = text.n;
    return false;
  }
  bool spaced = start != *at || start == 0;
  if (!spaced) {
    unsigned char before = (unsigned char)text.s[start - 1];
    spaced = before < 0x80 ? ascii_shape[before] == BLANK : pk_cp_space(pk_utf8_before(text.s, start));
  }
  *out = (struct pk_token){.at = {(uint32_t)start, (uint32_t)c.end}, .is = spaced ? PK_IS_SPACED : 0};
  if (letter(c.shape)) {
    if (!plain_word(text, start, out)) scan_word(text, start, out);
  } else if (c.shape == DIGIT || fraction(c.cp)) {
    scan_number(text, start, out);
  } else {
    out->is |= c.cp == '.' || c.cp == ',' ? PK_IS_MARK : mark_bits(c.cp);
  }
  *at = out->at.end;
  return true;
}

/* ---- folding ------------------------------------------------------------------------------------------------------ */

static uint32_t fold(uint32_t cp) {
  switch (cp) {
  case '`': case 0xB4: case 0x2BC: case 0x2018: case 0x2019: return '\'';
  case 0x2010: case 0x2011: case 0x2012: case 0x2013: case 0x2014: case 0x2015: case 0x2212: return '-';
  }
  return pk_cp_fold(cp);
}

/* Up to eight bytes; nothing behind the word is read. */
static inline uint64_t load(const char *s, size_t n) {
  uint64_t x = 0;
  uint32_t low, high;
  if (n >= 8) {
    memcpy(&x, s, 8);
  } else if (n >= 4) {
    memcpy(&low, s, 4);
    memcpy(&high, s + n - 4, 4);
    x = (uint64_t)low | (uint64_t)high << 8 * (n - 4);
  } else if (n) {
    x = (uint64_t)(unsigned char)s[0] | (uint64_t)(unsigned char)s[n / 2] << 8 * (n / 2) | (uint64_t)(unsigned char)s[n - 1] << 8 * (n - 1);
  }
  return x;
}

size_t pk_token_fold(pk_str word, char *out, size_t cap) {
  size_t n = 0;
  /* The mark "." stays, and so do the dots of numbers: 3.1 is not 31. */
  bool dots = word.n == 1 || (word.n > 0 && word.s[0] >= '0' && word.s[0] <= '9');
  for (size_t i = 0; i < word.n;) {
    if (PK_EIGHT == 8 && cap - n >= 8) { /* ASCII letters, eight at a time */
      uint64_t x = load(word.s + i, word.n - i) | PK_EACH(0x20), other = pk_between(x, 'a', 'z') ^ PK_EACH(0x80);
      size_t letters = other ? (size_t)__builtin_ctzll(other) / 8 : 8;
      memcpy(out + n, &x, 8);
      i += letters;
      n += letters;
      if (i == word.n) break;
    }
    unsigned char a = (unsigned char)word.s[i];
    if (a == 0xC3 && i + 1 < word.n && cap - n >= 2 && ((unsigned char)word.s[i + 1] & 0xC0) == 0x80) { /* capitals differ by one bit */
      unsigned char b = (unsigned char)word.s[i + 1];
      out[n++] = (char)a;
      out[n++] = (char)(b <= 0x9E && b != 0x97 ? b | 0x20 : b);
      i += 2;
      continue;
    }
    if (a < 0x80) {
      i++;
      if (a == '.' && !dots) continue;
      if (n == cap) break;
      out[n++] = (char)(a >= 'A' && a <= 'Z' ? a + 32 : a == '`' ? '\'' : a);
      continue;
    }
    size_t start = i;
    uint32_t cp = pk_utf8_next(word.s, word.n, &i);
    if (cp >= 0xC0 && cp <= 0xFF) { /* two bytes; capitals differ by one bit */
      if (cap - n < 2) break;
      out[n++] = word.s[start];
      out[n++] = (char)(cp <= 0xDE && cp != 0xD7 ? (unsigned char)word.s[start + 1] | 0x20 : (unsigned char)word.s[start + 1]);
      continue;
    }
    cp = fold(cp);
    char bytes[4];
    size_t size = 0;
    if (cp < 0x80) {
      bytes[size++] = (char)cp;
    } else if (cp < 0x800) {
      bytes[size++] = (char)(0xC0 | cp >> 6);
      bytes[size++] = (char)(0x80 | (cp & 0x3F));
    } else if (cp < 0x10000) {
      bytes[size++] = (char)(0xE0 | cp >> 12);
      bytes[size++] = (char)(0x80 | (cp >> 6 & 0x3F));
      bytes[size++] = (char)(0x80 | (cp & 0x3F));
    } else {
      bytes[size++] = (char)(0xF0 | cp >> 18);
      bytes[size++] = (char)(0x80 | (cp >> 12 & 0x3F));
      bytes[size++] = (char)(0x80 | (cp >> 6 & 0x3F));
      bytes[size++] = (char)(0x80 | (cp & 0x3F));
    }
    if (cap - n < size) break;
    memcpy(out + n, bytes, size);
    n += size;
  }
  return n;
}
