/* vocabulary: what classes and ids call an element, by the lists name_*.list of data/page. A name is cut at -, _, and
 * where small letters meet capitals; one to three of its words in a row are looked up. */
#include "content.h"

struct pk_named { pk_str attribute; uint32_t bits; };
enum { WORDS = 8, CACHE = 1024 };

bool pk_names_init(struct pk_names *names, const struct pk_know *know, struct pk_arena *arena) {
  static const char *const classes[] = {
#define PK_NAME_TEXT(name, text) text,
      PK_NAME_MAP(PK_NAME_TEXT)
#undef PK_NAME_TEXT
  };
  *names = (struct pk_names){.know = know, .of_set = pk_arena_array(arena, pk_know_sets(know), sizeof *names->of_set), .at = pk_arena_array(arena, CACHE, sizeof *names->at), .mask = CACHE - 1};
  for (uint32_t k = 0; k < PK_NAMES; k++) names->class_id[k] = pk_know_class(know, classes[k]);
  return names->at && names->of_set;
}

#define ASKED (1u << 31)
_Static_assert(PK_NAMES < 31, "the highest bit says what has been asked");

static uint32_t bits_of(const struct pk_names *names, pk_str word) {
  uint32_t id = pk_know_word(names->know, word);
  if (!id) return 0;
  uint16_t set = pk_know_set(names->know, id, word);
  uint32_t *bits = &names->of_set[set];
  if (!*bits) *bits = ASKED | (uint32_t)pk_know_in_which(names->know, set, names->class_id, PK_NAMES);
  return *bits & ~ASKED;
}

static bool blank(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
static bool upper(char c) { return c >= 'A' && c <= 'Z'; }
static bool lower(char c) { return c >= 'a' && c <= 'z'; }

/* One name: joined in `out` by hyphens; where its words start in `start`. */
static uint32_t cut(pk_str name, char out[PK_MAX_WORD], uint8_t start[WORDS + 1], size_t *length) {
  uint32_t n = 0;
  size_t k = 0;
  bool fresh = true;
  for (size_t i = 0; i < name.n && k + 2 < PK_MAX_WORD; i++) {
    char c = name.s[i];
    bool sign = (unsigned char)c < 0x80 && !upper(c) && !lower(c) && !(c >= '0' && c <= '9');
    if (sign) {
      fresh = true;
      continue;
    }
    if (upper(c) && i && (lower(name.s[i - 1]) || (i + 1 < name.n && upper(name.s[i - 1]) && lower(name.s[i + 1])))) fresh = true;
    if (fresh) {
      if (n == WORDS) break;
      if (k) out[k++] = '-';
      start[n++] = (uint8_t)k;
      fresh = false;
    }
    out[k++] = upper(c) ? (char)(c + 32) : c;
  }
  start[n] = (uint8_t)(k + 1);
  *length = k;
  return n;
}

static uint32_t name_bits(const struct pk_names *names, pk_str name) {
  char word[PK_MAX_WORD];
  uint8_t start[WORDS + 1];
  size_t length;
  uint32_t n = cut(name, word, start, &length);
  if (!n) return 0;
  uint32_t whole = bits_of(names, (pk_str){word, length}), bits = whole & ~PK_NAME(MODIFIER);
  if (n == 1) return bits;
  uint32_t first = bits_of(names, (pk_str){word, start[1] - 1u});
  if (first & PK_NAME(MODIFIER)) return bits;
  for (uint32_t i = 0; i < n; i++)
    for (uint32_t m = 1; m <= 3 && i + m <= n; m++) {
      uint32_t found = i + m == 1 ? first : m == n ? whole : bits_of(names, (pk_str){word + start[i], (size_t)(start[i + m] - 1 - start[i])});
      /* what an element is called is its last word: an "article-title" is no article */
      if (i + m < n) found &= ~(PK_NAME(ARTICLE) | PK_NAME(MAIN) | PK_NAME(LEAD));
      bits |= found & ~(PK_NAME(MODIFIER) | PK_NAME(HIDDEN));
    }
  if (bits & (PK_NAME(NOISE) | PK_NAME(COMMENT) | PK_NAME(CONSENT))) bits &= ~(PK_NAME(ARTICLE) | PK_NAME(MAIN) | PK_NAME(BODY));   /* a "related-post" is no post */
  return bits;
}

/* Eight bytes at a time: names are hashed oftener than anything else of a page. */
static uint32_t hash_of(pk_str t) {
  uint64_t hash = t.n, eight;
  size_t i = 0;
  for (; t.n - i >= 8; i += 8) memcpy(&eight, t.s + i, 8), hash = (hash ^ eight) * UINT64_C(0x9E3779B97F4A7C15), hash ^= hash >> 29;
  for (; i < t.n; i++) hash = (hash ^ (unsigned char)t.s[i]) * UINT64_C(0x9E3779B97F4A7C15);
  return (uint32_t)(hash >> 32);
}

/* Attributes come again, and so do the single names of those that do not: "menu-item menu-item-4711". */
uint32_t pk_names_of(struct pk_names *names, pk_str attribute) {
  struct pk_named *known = &names->at[hash_of(attribute) & names->mask];
  if (known->attribute.s && pk_str_eq(known->attribute, attribute)) return known->bits;
  uint32_t bits = 0;
  for (size_t i = 0; i < attribute.n;) {
    size_t end = i;
    while (end < attribute.n && !blank(attribute.s[end])) end++;
    if (end - i == attribute.n) bits = name_bits(names, attribute);
    else if (end > i) bits |= pk_names_of(names, pk_str_part(attribute, i, end));
    i = end + 1;
  }
  *known = (struct pk_named){attribute, bits};
  return bits;
}
