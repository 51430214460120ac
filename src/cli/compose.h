/* compose: text put together piece by piece. A failure (no memory, over the ceiling) is kept and looked at once, at the end. */
#ifndef COMPOSE_H
#define COMPOSE_H

#include "cli.h"

#define MAX_COMPOSED ((size_t)1 << 30)  /* bytes of one composition: an article in any format is far below */

struct text { struct bytes to; bool failed; };  /* all zero is empty; bytes_free(&t.to) frees it */

void text_add(struct text *, const char *bytes, size_t n);
char *text_room(struct text *, size_t n);          /* n bytes to be written there; NULL: failed */
void text_word(struct text *, const char *);       /* NUL-terminated; NULL adds nothing */
void text_byte(struct text *, char);
void text_int(struct text *, int64_t);
void text_pad(struct text *, uint64_t, int digits); /* with leading zeros */
#define TEXT(t, literal) text_add((t), (literal), sizeof(literal) - 1)

/* Hundredths as a number in the shortest form: 320000000 is 3200000, 1250 is 12.5, with `point` for the dot. */
void text_hundredths(struct text *, int64_t, char point);
/* [1,2,3] */
void text_indices(struct text *, partikel_indices);

/* The code point at s[0..n), n > 0, and its length in bytes; U+FFFD and 1 for a byte that is no UTF-8. A NUL stands at s[n] or later. */
uint32_t text_code_point(const char *s, size_t n, size_t *size);
/* Bytes of s[0..n) before the first that is no UTF-8. A NUL stands at s[n] or later. */
size_t text_sound(const char *s, size_t n);

/* Code points of s[0..n). */
int64_t text_count(const char *s, size_t n);

/* Code points before a byte of a text, for places that go forward through it: each byte is looked at once. */
struct places { const char *text; size_t size, byte; int64_t before; };
int64_t text_place(struct places *, size_t byte);  /* cut to the text */

#endif
