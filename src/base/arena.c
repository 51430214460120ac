/* arena: memory that lives as long as one article; a list of chunks, filled one after the other. */
#include "base.h"

#include <stdlib.h>

/* Under ASan nothing behind an allocation may be read, not even the next one; else these do nothing. */
#if defined(__SANITIZE_ADDRESS__)
#define PK_ASAN
#elif defined(__has_feature) /* clang */
#if __has_feature(address_sanitizer)
#define PK_ASAN
#endif
#endif
#ifdef PK_ASAN
#include <sanitizer/asan_interface.h>
enum { RED_ZONE = 32 };
#else
#define ASAN_POISON_MEMORY_REGION(at, n) ((void)(at), (void)(n))
#define ASAN_UNPOISON_MEMORY_REGION(at, n) ((void)(at), (void)(n))
enum { RED_ZONE = 0 };
#endif

enum { FIRST_CHUNK = 64 << 10, LARGEST_CHUNK = 8 << 20, KEPT_BYTES = 64 << 20 };

struct pk_chunk {
  struct pk_chunk *next;
  size_t size, used;          /* of the bytes behind this header */
  _Alignas(max_align_t) char bytes[];
};

struct pk_defer {
  struct pk_defer *next;
  void (*close)(void *);
  void *thing;
};

static size_t aligned(size_t n) {
  size_t a = _Alignof(max_align_t);
  return (n + a - 1) & ~(a - 1);
}

void pk_arena_init(struct pk_arena *a, size_t ceiling) {
  *a = (struct pk_arena){.ceiling = ceiling};
}

static void close_deferred(struct pk_arena *a) {
  struct pk_defer *d = a->deferred;
  a->deferred = NULL;
  for (; d; d = d->next) d->close(d->thing);
}

void pk_arena_release(struct pk_arena *a) {
  close_deferred(a);
  for (struct pk_chunk *c = a->first, *next; c; c = next) {
    next = c->next;
    free(c);
  }
  *a = (struct pk_arena){.ceiling = a->ceiling};
}

/* An article that needed several chunks leaves none: the next one begins with a chunk for all of that. So there is one chunk after a while, and none
 * is kept that nothing fits into. Of what one huge article needed no more than KEPT_BYTES are kept. */
void pk_arena_reset(struct pk_arena *a) {
  close_deferred(a);
  size_t used = 0;
  for (struct pk_chunk *c = a->first; c; c = c->next) used += c->used;
  if (a->first && a->first->size == KEPT_BYTES) {
    for (struct pk_chunk *c = a->first->next, *next; c; c = next) {
      next = c->next;
      a->total -= c->size + sizeof *c;
      free(c);
    }
    a->first->next = NULL;
  } else if (a->first && (a->first->next || a->first->size > KEPT_BYTES)) {
    pk_arena_release(a);
    a->usual = used < KEPT_BYTES ? used : KEPT_BYTES;
  }
  if (a->first) a->first->used = 0;
  a->now = a->first;
  a->failed = false;
}

static bool no_room(struct pk_arena *a) {
  a->failed = true;
  return false;
}

/* A chunk with room for size bytes becomes the current one. */
static bool next_chunk(struct pk_arena *a, size_t size) {
  struct pk_chunk *c = a->now ? a->now->next : a->first;
  if (c && c->size >= size) {
    c->used = 0;
    a->now = c;
    return true;
  }
  if (size > SIZE_MAX - sizeof *c || a->total > a->ceiling) return no_room(a);
  size_t room = a->ceiling - a->total;
  size_t want = a->now ? a->now->size * 2 : FIRST_CHUNK;
  if (want > LARGEST_CHUNK) want = LARGEST_CHUNK;
  if (!a->now && want < a->usual) want = a->usual;
  if (want < size) want = size;
  if (want + sizeof *c > room) want = size; /* the last chunk before the ceiling fits exactly */
  if (want + sizeof *c > room) return no_room(a);
  struct pk_chunk *made = malloc(sizeof *made + want);
  if (!made) return no_room(a);
  made->size = want;
  made->used = 0;
  made->next = c;
  if (a->now) a->now->next = made;
  else a->first = made;
  a->now = made;
  a->total += want + sizeof *made;
  return true;
}

char *pk_arena_room(struct pk_arena *a, size_t size) {
  if (size > SIZE_MAX / 2) return NULL;
  size_t asked = size ? size : 1;
  size = aligned(asked) + RED_ZONE;
  if ((!a->now || a->now->size - a->now->used < size) && !next_chunk(a, size)) return NULL;
  char *p = a->now->bytes + a->now->used;
  a->now->used += size;
  ASAN_UNPOISON_MEMORY_REGION(p, asked);
  ASAN_POISON_MEMORY_REGION(p + asked, size - asked);
  return p;
}

void *pk_arena_alloc(struct pk_arena *a, size_t size) {
  char *p = pk_arena_room(a, size);
  if (p) memset(p, 0, size);
  return p;
}

void *pk_arena_array(struct pk_arena *a, size_t n, size_t size) {
  if (size && n > SIZE_MAX / size) return NULL;
  return pk_arena_alloc(a, n * size);
}

char *pk_arena_copy(struct pk_arena *a, pk_str text) {
  if (text.n == SIZE_MAX) return NULL;
  char *copy = pk_arena_room(a, text.n + 1);
  if (copy && text.n) memcpy(copy, text.s, text.n);
  if (copy) copy[text.n] = '\0';
  return copy;
}

pk_arena_mark pk_arena_here(const struct pk_arena *a) {
  return (pk_arena_mark){a->now, a->now ? a->now->used : 0};
}

void pk_arena_back(struct pk_arena *a, pk_arena_mark mark) {
  a->now = mark.chunk ? mark.chunk : a->first;
  if (a->now) a->now->used = mark.used;
}

bool pk_arena_defer(struct pk_arena *a, void (*close)(void *), void *thing) {
  struct pk_defer *d = pk_arena_alloc(a, sizeof *d);
  if (!d) {
    close(thing);
    return false;
  }
  *d = (struct pk_defer){a->deferred, close, thing};
  a->deferred = d;
  return true;
}

void *pk_vec_grow(struct pk_arena *a, const void *at, uint32_t *cap, uint32_t n, size_t size) {
  if (*cap == UINT32_MAX || size == 0) return NULL;
  uint32_t more = *cap == 0 ? 8 : *cap > UINT32_MAX / 2 ? UINT32_MAX : *cap * 2;
  if (more > SIZE_MAX / 2 / size) return NULL;
  size_t old = aligned((size_t)*cap * size), wanted = aligned((size_t)more * size);
  struct pk_chunk *c = a->now;
  /* The last thing in the arena grows where it stands. */
  if (*cap && c && (const char *)at + old == c->bytes + c->used && c->size - c->used >= wanted - old) {
    char *here = c->bytes + c->used - old;
    c->used += wanted - old;
    *cap = more;
    return here;
  }
  void *grown = pk_arena_room(a, more * size); /* a slot is zeroed when it is added */
  if (!grown) return NULL;
  if (n) memcpy(grown, at, (size_t)n * size);
  *cap = more;
  return grown;
}
