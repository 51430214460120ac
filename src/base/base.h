/* base: what all rooms share and nothing of Denmark: slices, arena, buffers, UTF-8, tokens, digests. */
#ifndef PK_BASE_H
#define PK_BASE_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "limits.h"
#include "partikel.h"

/* ---- status --------------------------------------------------------------------------------------- */
#define PK_TRY(call) do { partikel_status pk_s = (call); if (pk_s != PARTIKEL_OK) return pk_s; } while (0)

/* Sets *err (may be NULL) and returns code. The format knows %s (NUL-terminated), %S (pk_str *), %u (uint64_t) and %%. */
partikel_status pk_fail(partikel_error *err, partikel_status code, const char *where, uint64_t offset, const char *format, ...);
/* The same formatting for others: NUL-terminated in out, cut to cap at a whole character; returns the length. */
size_t pk_format(char *out, size_t cap, const char *format, va_list args);

/* ---- slices: borrowed text, not terminated ----------------------------------------------------------- */
typedef struct { const char *s; size_t n; } pk_str;
typedef partikel_span pk_span;

#define PK_LIT(text) ((pk_str){(text), sizeof(text) - 1})
static inline pk_str pk_str_of(const char *s) { return (pk_str){s, s ? strlen(s) : 0}; }
static inline bool pk_str_eq(pk_str a, pk_str b) { return a.n == b.n && (a.n == 0 || memcmp(a.s, b.s, a.n) == 0); }
static inline pk_str pk_str_part(pk_str a, size_t start, size_t end) { return (pk_str){a.s + start, end - start}; }
int pk_str_cmp(pk_str a, pk_str b);                 /* byte order, shorter first */
bool pk_str_is(pk_str, const char *small);   /* without regard to ASCII capitals; `small` has none */
bool pk_str_starts(pk_str a, pk_str head);
bool pk_str_ends(pk_str a, pk_str tail);
pk_str pk_str_trim(pk_str a);                       /* without ASCII blanks at both ends */

/* ---- arena: everything made for one article is freed at once ------------------------------------------ */
struct pk_arena {
  struct pk_chunk *first, *now;
  struct pk_defer *deferred;
  size_t total, ceiling;         /* bytes of all chunks */
  size_t usual;                  /* of the first chunk: what an article needed before */
  bool failed;                   /* out of memory since the last reset: what was made is not whole, even if nobody noticed */
};
typedef struct { struct pk_chunk *chunk; size_t used; } pk_arena_mark;

void pk_arena_init(struct pk_arena *, size_t ceiling);
void pk_arena_release(struct pk_arena *);           /* closes what was deferred, frees all */
void pk_arena_reset(struct pk_arena *);             /* closes what was deferred, keeps chunks for the next article */
/* Zeroed, aligned for any type; NULL when out of memory or over the ceiling. */
void *pk_arena_alloc(struct pk_arena *, size_t size);
void *pk_arena_array(struct pk_arena *, size_t n, size_t size); /* checked n * size */
char *pk_arena_room(struct pk_arena *, size_t size); /* bytes that are not zeroed: for those who write before they read */
char *pk_arena_copy(struct pk_arena *, pk_str);     /* NUL-terminated copy */
pk_arena_mark pk_arena_here(const struct pk_arena *);
void pk_arena_back(struct pk_arena *, pk_arena_mark); /* frees what came after the mark; nothing deferred since may remain */
/* close(thing) runs at reset or release. False when out of memory: then it has already been closed. */
bool pk_arena_defer(struct pk_arena *, void (*close)(void *), void *thing);

/* A growable array in an arena. Declare PK_VEC(struct x) xs = {0}; pk_vec_add returns a zeroed new slot or NULL. */
#define PK_VEC(type) struct { type *at; uint32_t n, cap; }
void *pk_vec_grow(struct pk_arena *, const void *at, uint32_t *cap, uint32_t n, size_t size); /* the moved array; NULL: no memory */
#define pk_vec_add(arena, v)                                                                        \
  __extension__({                                                                                   \
    __typeof__((v)->at) pk_slot = NULL;                                                             \
    if ((v)->n == (v)->cap) {                                                                       \
      void *pk_grown = pk_vec_grow((arena), (v)->at, &(v)->cap, (v)->n, sizeof *(v)->at);           \
      if (pk_grown) (v)->at = pk_grown;                                                             \
    }                                                                                               \
    if ((v)->n < (v)->cap) pk_slot = memset(&(v)->at[(v)->n++], 0, sizeof *(v)->at);                \
    pk_slot;                                                                                        \
  })

/* ---- buffer: growable bytes on the heap with a ceiling ------------------------------------------------- */
struct pk_buf { char *s; size_t n, cap, ceiling; bool failed; }; /* failed: out of memory or over the ceiling; later adds do nothing */

void pk_buf_init(struct pk_buf *, size_t ceiling);
void pk_buf_release(struct pk_buf *);
void pk_buf_reset(struct pk_buf *);                 /* keeps the memory */
bool pk_buf_reserve(struct pk_buf *, size_t more);
void pk_buf_add(struct pk_buf *, const void *bytes, size_t n);
void pk_buf_str(struct pk_buf *, pk_str);
void pk_buf_text(struct pk_buf *, const char *);    /* NUL-terminated; NULL adds nothing */
void pk_buf_byte(struct pk_buf *, char);
void pk_buf_int(struct pk_buf *, int64_t);
void pk_buf_pad(struct pk_buf *, uint64_t value, int digits); /* with leading zeros */
char *pk_buf_take(struct pk_buf *, struct pk_arena *); /* NUL-terminated copy in the arena; the buffer is released. NULL: no memory */

/* ---- UTF-8 ---------------------------------------------------------------------------------------------- */
/* The code point at s[*i]; *i moves on by at least one byte. A bad byte gives U+FFFD. Requires *i < n. */
uint32_t pk_utf8_next(const char *s, size_t n, size_t *i);
uint32_t pk_utf8_before(const char *s, size_t i);   /* the code point that ends at i; 0 at the start */
void pk_utf8_add(struct pk_buf *, uint32_t cp);
size_t pk_utf8_bad(pk_str);                         /* index of the first byte that is not UTF-8, or n */
/* Text that is NFC already (quick check: no combining marks) is returned as it is; else a copy in the arena.
 * .s is NULL when out of memory. The input must be valid UTF-8. */
pk_str pk_utf8_nfc(pk_str, struct pk_arena *);
bool pk_cp_letter(uint32_t cp);
bool pk_cp_upper(uint32_t cp);
bool pk_cp_mark(uint32_t cp);                       /* combining: belongs to the letter before it */
bool pk_cp_space(uint32_t cp);                      /* also NBSP, narrow NBSP, zero-width, BOM; not line feed */
uint32_t pk_cp_fold(uint32_t cp);                   /* simple lower case */
uint32_t pk_cp_bare(uint32_t cp);                   /* without the marks it is composed with: e for é */

/* ---- tokens: text → words, numbers, marks; no words known yet ------------------------------------------- */
enum {
  PK_IS_WORD = 1,        /* begins with a letter */
  PK_IS_NUMBER = 2,      /* begins with a digit: "10,7" "1.250.000" "01.08.2019" "1½" "8.52" */
  PK_IS_CAPITAL = 4,     /* first letter upper case */
  PK_IS_UPPER = 8,       /* two or more letters, all upper case */
  PK_IS_MARK = 16,       /* one punctuation mark or symbol */
  PK_IS_QUOTE = 32,      /* one of " ” “ „ » « ’ ‘ ' */
  PK_IS_DASH = 64,       /* one of - ‐ ‑ – — ― */
  PK_IS_SPACED = 128,    /* white space or block start before it */
  PK_IS_SENTENCE = 256,  /* first token of a sentence */
  PK_IS_BLOCK = 512,     /* first token of a block */
  PK_IS_HYPHEN = 1024,   /* word with an inner or final hyphen: "Børne-" "Home-Start" */
  PK_IS_INITIAL = 2048,  /* one capital with its dot: "H." "A.P." */
  PK_IS_MIXED = 4096,    /* a capital after the first letter, not all upper: "FamilieRINGEN" "TrygFonden" */
  PK_IS_INSIDE = 8192,   /* inside quotation marks of a quote found by quote.c */
};

struct pk_token {
  pk_span at;            /* bytes of the text */
  uint32_t word;         /* id in the knowledge's word table; 0 unknown */
  uint16_t is;
  uint16_t set;          /* its word classes: index of a class set; 0 none */
};

/* The next token of text at or after *at (white space is skipped): false at the end. Words keep inner
 * hyphens, apostrophes and dots ("Home-Start", "Kirk's", "A.P", "e-Boks"); a final dot belongs to a word only
 * after a single capital or an inner dot; a final hyphen belongs to a word that is followed by a blank ("Børne- og").
 * Numbers keep inner dots, commas and fraction signs between or after digits. Everything else is one mark. */
bool pk_token_next(pk_str text, size_t *at, struct pk_token *out);

/* Folded form of a word for look-up: lower case, ’ ‘ ` ´ → ', dots removed, other dashes → -. Writes at most
 * cap bytes (a longer word is cut) and returns the length. */
size_t pk_token_fold(pk_str word, char *out, size_t cap);

/* ---- eight bytes at a time --------------------------------------------------------- */
#define PK_EACH(byte) (UINT64_C(0x0101010101010101) * (byte))
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
enum { PK_EIGHT = 8 };     /* the first byte is the lowest */
#else
enum { PK_EIGHT = 0 };     /* byte by byte */
#endif

/* The top bit of each byte between low and high, both ASCII. */
static inline uint64_t pk_between(uint64_t x, unsigned low, unsigned high) {
  uint64_t y = x & PK_EACH(0x7F);
  return (y + PK_EACH(0x80 - low)) & ~(y + PK_EACH(0x7F - high)) & ~x & PK_EACH(0x80);
}

/* ---- digests ----------------------------------------------------------------------------------------------- */
void pk_sha256_hex(const void *bytes, size_t n, char out[65]);
uint32_t pk_hash(const void *bytes, size_t n);      /* for the knowledge's own tables only */

#endif
