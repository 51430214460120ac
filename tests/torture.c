/* torture: memory runs out at every place it can: each allocation of the heap and each of the arena fails once, for articles, pages, messages and archives.
 * Each time the answer is NOMEM with a reason, nothing leaks, and the same reader then converts the article as ever.
 * Linked with --wrap (Makefile), so that only the library's own calls are counted: what libxml2 and jansson ask for is not; tests/faults lets that
 * fail too, in the whole command. */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/base.h"

/* ---- allocations that fail -------------------------------------------------------------------------------------- */
enum { HEAP, ARENA };
static uint64_t calls[2], fail_at[2]; /* 0: never */
static long live;                     /* blocks of the heap that nobody has freed */
static bool failed;                   /* one did fail */

static bool fails(int where) {
  if (++calls[where] != fail_at[where]) return false;
  return failed = true;
}

static void arm(int where, uint64_t k) {
  calls[HEAP] = calls[ARENA] = fail_at[HEAP] = fail_at[ARENA] = 0;
  failed = false;
  fail_at[where] = k;
}

void *__real_malloc(size_t n);
void *__real_calloc(size_t n, size_t size);
void *__real_realloc(void *p, size_t n);
void __real_free(void *p);
void *__wrap_malloc(size_t n);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_realloc(void *p, size_t n);
void __wrap_free(void *p);

static void *counted(void *p) {
  live += p != NULL;
  return p;
}

void *__wrap_malloc(size_t n) { return fails(HEAP) ? NULL : counted(__real_malloc(n)); }
void *__wrap_calloc(size_t n, size_t size) { return fails(HEAP) ? NULL : counted(__real_calloc(n, size)); }
void *__wrap_realloc(void *p, size_t n) {
  if (fails(HEAP)) return NULL;
  return p ? __real_realloc(p, n) : counted(__real_realloc(NULL, n));
}
void __wrap_free(void *p) {
  live -= p != NULL;
  __real_free(p);
}

/* The arena asks the heap only now and then; its own answers fail one by one. */
void *__real_pk_arena_alloc(struct pk_arena *a, size_t size);
char *__real_pk_arena_room(struct pk_arena *a, size_t size);
void *__real_pk_arena_array(struct pk_arena *a, size_t n, size_t size);
char *__real_pk_arena_copy(struct pk_arena *a, pk_str text);
void *__real_pk_vec_grow(struct pk_arena *a, const void *at, uint32_t *cap, uint32_t n, size_t size);
void *__wrap_pk_arena_alloc(struct pk_arena *a, size_t size);
char *__wrap_pk_arena_room(struct pk_arena *a, size_t size);
void *__wrap_pk_arena_array(struct pk_arena *a, size_t n, size_t size);
char *__wrap_pk_arena_copy(struct pk_arena *a, pk_str text);
void *__wrap_pk_vec_grow(struct pk_arena *a, const void *at, uint32_t *cap, uint32_t n, size_t size);

static bool arena_fails(struct pk_arena *a) {
  if (!fails(ARENA)) return false;
  return a->failed = true;
}

void *__wrap_pk_arena_alloc(struct pk_arena *a, size_t size) { return arena_fails(a) ? NULL : __real_pk_arena_alloc(a, size); }
char *__wrap_pk_arena_room(struct pk_arena *a, size_t size) { return arena_fails(a) ? NULL : __real_pk_arena_room(a, size); }
void *__wrap_pk_arena_array(struct pk_arena *a, size_t n, size_t size) { return arena_fails(a) ? NULL : __real_pk_arena_array(a, n, size); }
char *__wrap_pk_arena_copy(struct pk_arena *a, pk_str text) { return arena_fails(a) ? NULL : __real_pk_arena_copy(a, text); }
void *__wrap_pk_vec_grow(struct pk_arena *a, const void *at, uint32_t *cap, uint32_t n, size_t size) {
  return arena_fails(a) ? NULL : __real_pk_vec_grow(a, at, cap, n, size);
}

/* ---- articles ----------------------------------------------------------------------------------------------------- */
struct bytes { char *at; size_t n, cap; };
static char room[1 << 20], output[8 << 20], expected[8 << 20]; /* the test's own memory does not count */

static int add(void *context, const char *bytes, size_t n) {
  struct bytes *b = context;
  if (b->cap - b->n < n) return 1;
  memcpy(b->at + b->n, bytes, n);
  b->n += n;
  return 0;
}

static struct bytes read_file(const char *path) {
  struct bytes b = {room, 0, sizeof room};
  FILE *f = fopen(path, "rb");
  if (f) {
    b.n = fread(room, 1, sizeof room, f);
    fclose(f);
  }
  return b;
}

/* All records, up to the first failure. *told: it came from the reader, which can say why; what writing needs, nobody but the status tells. */
static partikel_status convert(partikel_reader *reader, const struct bytes *in, struct bytes *out, bool *told) {
  const partikel_record *record;
  out->n = 0;
  *told = true;
  partikel_status status = partikel_open_memory(reader, in->at, in->n, NULL);
  while (status == PARTIKEL_OK) {
    status = partikel_next(reader, &record);
    if (status == PARTIKEL_END) return out->n ? PARTIKEL_OK : status;
    if (status != PARTIKEL_OK) return status;
    *told = false;
    status = partikel_write_json(record, 0, add, out);
    if (status == PARTIKEL_OK) *told = true;
  }
  return status;
}

/* ---- the test ------------------------------------------------------------------------------------------------------- */
static int faults;

static void fault(const char *path, int where, uint64_t k, const char *what) {
  if (++faults <= 20) printf("torture: %s: %s allocation %llu fails: %s\n", path, where == HEAP ? "heap" : "arena", (unsigned long long)k, what);
}

/* The k-th allocation fails. False when there are fewer. */
static bool once(const char *path, const struct bytes *in, const struct bytes *want, int where, uint64_t k) {
  struct bytes out = {output, 0, sizeof output};
  long before = live;
  bool told = false;
  arm(where, k);
  partikel_reader *reader = partikel_reader_new(partikel_builtin());
  partikel_status status = reader ? convert(reader, in, &out, &told) : PARTIKEL_NOMEM;
  bool happened = failed;
  if (status == PARTIKEL_OK && happened) fault(path, where, k, "and nobody says so");
  if (status != PARTIKEL_OK && status != PARTIKEL_NOMEM) fault(path, where, k, partikel_status_name(status));
  if (status == PARTIKEL_NOMEM && !happened) fault(path, where, k, "NOMEM without a reason");
  arm(HEAP, 0);
  if (reader) {
    if (status == PARTIKEL_NOMEM && told && !partikel_last_error(reader)->what[0]) fault(path, where, k, "an error without a message");
    if (convert(reader, in, &out, &told) != PARTIKEL_OK || out.n != want->n || memcmp(out.at, want->at, out.n) != 0) fault(path, where, k, "the reader is of no use afterwards");
  }
  partikel_reader_free(reader);
  if (live != before) fault(path, where, k, "memory leaks");
  return happened;
}

/* torture FILE …: small articles, pages and archives. */
int main(int argc, char **argv) {
  uint64_t places = 0;
  for (int i = 1; i < argc; i++) {
    struct bytes in = read_file(argv[i]), want = {expected, 0, sizeof expected};
    arm(HEAP, 0);
    bool told;
    partikel_reader *reader = partikel_reader_new(partikel_builtin());
    if (!reader || convert(reader, &in, &want, &told) != PARTIKEL_OK) {
      printf("torture: %s: is not converted at all\n", argv[i]);
      return 1;
    }
    partikel_reader_free(reader);
    for (int where = HEAP; where <= ARENA; where++) {
      uint64_t k = 1;
      while (once(argv[i], &in, &want, where, k)) k++;
      places += k - 1;
    }
  }
  if (!places) {
    printf("torture: no allocation was seen; give it articles, and link it with --wrap\n");
    return 1;
  }
  if (!faults) printf("torture: memory ran out at %llu places, each time with NOMEM and no leak\n", (unsigned long long)places);
  return faults != 0;
}
