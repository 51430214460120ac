/* Counts who works with and pays whom; overview_draw.c draws it. */
#include <stdlib.h>
#include <string.h>

#include "byname.h"
#include "overview_data.h"

/* ---- rendering: a record's part -----------------------------------------------------------------------------------------
 * Fields end with NUL. 'y' year; 'o' key, name, kind: an organisation, numbered from 0 within the record; 'j' hash: a partnership, of which
 * comes next 'w' a b: they carry it together; 'p' a b: a pays b; 'g' hash a amount: a grant of kroner by a, in hundredths. */
enum { MAX_CARRIERS = 16 };  /* of one partnership, for their pairs */

static void field_int(struct text *t, int64_t value) {
  text_int(t, value);
  text_byte(t, '\0');
}
static void field(struct text *t, const char *value) {
  text_word(t, value);
  text_byte(t, '\0');
}

static uint64_t mix(uint64_t h, const char *s) {             /* FNV-1a; capitals are as small letters */
  for (const char *before = s; s && *s; s++) {
    unsigned char c = (unsigned char)*s;
    if ((c >= 'A' && c <= 'Z') || (c >= 0x80 && c < 0x9F && s > before && (unsigned char)s[-1] == 0xC3)) c |= 0x20;
    h = (h ^ c) * UINT64_C(1099511628211);
  }
  return (h ^ 0xFF) * UINT64_C(1099511628211);
}

struct local { const partikel_record *r; struct text *t; struct names names; int64_t *number, next; };

/* The organisation's number in what is rendered, told when it is asked for first; -1: it is none of the record's. */
static int64_t organisation(struct local *l, const char *name) {
  int64_t i = names_find(&l->names, name);
  if (i < 0) return -1;
  if (l->number[i] < 0) {
    const partikel_organisation *o = &l->r->organisations[i];
    l->number[i] = l->next++;
    text_byte(l->t, 'o');
    field(l->t, o->key);
    field(l->t, o->name);
    field_int(l->t, o->kind);
  }
  return l->number[i];
}

static void tie(struct local *l, char kind, int64_t a, int64_t b) {
  if (a < 0 || b < 0 || a == b) return;
  text_byte(l->t, kind);
  field_int(l->t, a);
  field_int(l->t, b);
}

static void count_partnership(struct local *l, const partikel_partnership *p) {
  int64_t carriers[MAX_CARRIERS], payers[MAX_CARRIERS];
  size_t n = 0, m = 0;
  const uint64_t seed = UINT64_C(14695981039346656037);
  uint64_t project = p->name ? mix(seed, p->name) : mix(mix(seed, l->r->source.sha256), l->r->source.path);
  text_byte(l->t, 'j');
  field_int(l->t, (int64_t)project);
  for (size_t i = 0; i < p->n_parties && i < 64; i++) {
    const partikel_party *q = &p->parties[i];
    int64_t number = organisation(l, q->name);
    bool carries = q->role == PARTIKEL_ROLE_PARTNER || q->role == PARTIKEL_ROLE_OPERATOR, pays = q->role == PARTIKEL_ROLE_FUNDER;
    if (number >= 0 && carries && n < MAX_CARRIERS) carriers[n++] = number;
    if (number >= 0 && pays && m < MAX_CARRIERS) payers[m++] = number;
  }
  for (size_t i = 0; i < n; i++)
    for (size_t k = i + 1; k < n; k++) tie(l, 'w', carriers[i], carriers[k]);
  for (size_t i = 0; i < m; i++)
    for (size_t k = 0; k < n; k++) tie(l, 'p', payers[i], carriers[k]);
  for (size_t i = 0; i < p->n_funding && i < 64; i++) {
    const partikel_funding *f = &p->funding[i];
    int64_t from = organisation(l, f->funder), to = organisation(l, f->recipient);
    bool carrier = false;
    for (size_t k = 0; k < n; k++) carrier = carrier || carriers[k] == to;
    if (!carrier) tie(l, 'p', from, to);
    if (!f->has_amount || !f->currency || strcmp(f->currency, "DKK") != 0 || f->amount <= 0) continue;
    uint64_t h = (mix(project, f->funder) ^ (uint64_t)f->amount) * UINT64_C(1099511628211);
    text_byte(l->t, 'g');
    field_int(l->t, (int64_t)h);
    field_int(l->t, from);
    field_int(l->t, f->amount);
  }
}

void overview_count(struct text *t, const partikel_record *record) {
  struct local l = {.r = record, .t = t, .number = malloc((record->n_organisations + 1) * sizeof *l.number)};
  const char *published = record->article.published;
  if (!l.number || !names_index(&l.names, record->organisations, record->n_organisations, sizeof *record->organisations)) {
    t->failed = true;
    free(l.number);
    return;
  }
  for (size_t i = 0; i < record->n_organisations; i++) l.number[i] = -1;
  if (published && published[0] >= '1' && published[0] <= '2' && strlen(published) >= 4) {
    text_byte(t, 'y');
    text_add(t, published, 4);
    text_byte(t, '\0');
  }
  for (size_t k = 0; k < record->n_partnerships; k++) count_partnership(&l, &record->partnerships[k]);
  names_free(&l.names);
  free(l.number);
}

/* ---- counting: tables of open slots, emptier than half ---------------------------------------------------------------------- */
static uint64_t scatter(uint64_t x) {
  x ^= x >> 33;
  x *= UINT64_C(0xFF51AFD7ED558CCD);
  return x ^ x >> 33;
}

/* The slot of a key, an empty one if it is not there. NULL: no memory, or over the ceiling with *full. */
static struct slot *find_slot(struct slots *s, uint64_t key, size_t ceiling, bool *full) {
  *full = false;
  if (2 * (s->n + 1) > s->size) {
    size_t size = s->size ? 2 * s->size : 256;
    struct slot *more = calloc(size, sizeof *more);
    if (!more) return NULL;
    for (size_t i = 0; i < s->size; i++) {
      if (!s->at[i].used) continue;
      size_t k = scatter(s->at[i].key) & (size - 1);
      while (more[k].used) k = (k + 1) & (size - 1);
      more[k] = s->at[i];
    }
    free(s->at);
    s->at = more, s->size = size;
  }
  size_t k = scatter(key) & (s->size - 1);
  while (s->at[k].used && s->at[k].key != key) k = (k + 1) & (s->size - 1);
  if (s->at[k].used) return &s->at[k];
  if (s->n >= ceiling) {
    *full = true;
    return NULL;
  }
  s->n++;
  s->at[k] = (struct slot){.key = key, .used = true, .fresh = true};
  return &s->at[k];
}

/* Not seen before? False also over the ceiling; *bad: no memory. */
static bool is_new(struct overview *o, struct slots *s, uint64_t key, bool *bad) {
  bool full;
  struct slot *slot = find_slot(s, key, MAX_OVERVIEW_SEEN, &full);
  if (full) o->over = true;
  if (!slot && !full) *bad = true;
  if (!slot || !slot->fresh) return false;
  slot->fresh = false;
  return true;
}

static char *copy(const char *s) {
  size_t n = strlen(s) + 1;
  char *out = malloc(n);
  return out ? memcpy(out, s, n) : NULL;
}

/* The number of an organisation in the overview; -1: over the ceiling, or no memory with *bad. */
static int64_t number_of(struct overview *o, const char *key, const char *name, int kind, bool *bad) {
  bool full;
  struct slot *slot = find_slot(&o->keys, mix(UINT64_C(14695981039346656037), key), MAX_OVERVIEW_ORGANISATIONS, &full);
  if (full) o->over = true;
  if (!slot) {
    *bad = *bad || !full;
    return -1;
  }
  if (!slot->fresh) return (int64_t)slot->value;
  if (o->n == o->cap) {
    size_t cap = o->cap ? 2 * o->cap : 64;
    struct known *more = realloc(o->at, cap * sizeof *more);
    if (!more) {
      *bad = true;
      return -1;
    }
    o->at = more, o->cap = cap;
  }
  o->at[o->n] = (struct known){.name = copy(name), .kind = kind};
  if (!o->at[o->n].name) {
    *bad = true;
    return -1;
  }
  slot->fresh = false;
  slot->value = o->n++;
  return (int64_t)slot->value;
}

/* A tie counts once a partnership, in however many articles that stands. False: no memory. */
static bool add_tie(struct overview *o, uint64_t project, bool pays, int64_t a, int64_t b) {
  bool full, bad = false;
  if (a < 0 || b < 0) return true;
  if (!pays && a > b) {
    int64_t c = a;
    a = b, b = c;
  }
  uint64_t key = (uint64_t)a << 33 | (uint64_t)b << 1 | pays;
  if (!is_new(o, &o->tied, scatter(project) ^ key, &bad)) return !bad;
  struct slot *slot = find_slot(&o->ties, key, MAX_OVERVIEW_TIES, &full);
  if (full) o->over = true;
  if (!slot) return full;
  slot->value++;
  slot->fresh = false;
  o->at[a].weight++, o->at[b].weight++;
  return true;
}

static void add_money(struct overview *o, int year, int64_t from, int64_t amount) {
  if (o->sum > INT64_MAX - amount) return;
  o->sum += amount;
  o->grants++;
  if (year >= FIRST_YEAR && year < FIRST_YEAR + YEARS) o->by_year[year - FIRST_YEAR] += amount;
  if (from >= 0) o->at[from].given += amount, o->at[from].grants++;
}

static int64_t read_int(const char **s) {
  bool minus = **s == '-';
  uint64_t value = 0;
  for (*s += minus; **s >= '0' && **s <= '9'; (*s)++) value = 10 * value + (uint64_t)(**s - '0');
  (*s)++;
  return minus ? (int64_t)(0 - value) : (int64_t)value;
}

static const char *read_word(const char **s) {
  const char *word = *s;
  *s += strlen(word) + 1;
  return word;
}

bool overview_add(struct overview *o, const char *bytes, size_t n) {
  int64_t *numbers = NULL, year = 0;
  uint64_t project = 0;
  size_t known = 0, room = 0;
  bool bad = false;
  for (const char *s = bytes; !bad && s < bytes + n;) {
    char what = *s++;
    if (what == 'y') year = read_int(&s);
    else if (what == 'o') {
      if (known == room) {
        int64_t *more = realloc(numbers, (room = room ? 2 * room : 32) * sizeof *more);
        if (!more) {
          bad = true;
          break;
        }
        numbers = more;
      }
      const char *key = read_word(&s), *name = read_word(&s);
      numbers[known++] = number_of(o, key, name, (int)read_int(&s), &bad);
    } else if (what == 'w' || what == 'p') {
      int64_t a = read_int(&s), b = read_int(&s);
      bad = !add_tie(o, project, what == 'p', numbers[a], numbers[b]);
    } else if (what == 'j') {
      project = (uint64_t)read_int(&s);
      if (is_new(o, &o->projects, project, &bad)) o->partnerships++;
    } else {
      uint64_t hash = (uint64_t)read_int(&s);
      int64_t from = read_int(&s), amount = read_int(&s);
      if (is_new(o, &o->seen, hash, &bad)) add_money(o, (int)year, from >= 0 ? numbers[from] : -1, amount);
    }
  }
  free(numbers);
  return !bad;
}

struct overview *overview_new(void) { return calloc(1, sizeof(struct overview)); }

void overview_free(struct overview *o) {
  if (!o) return;
  for (size_t i = 0; i < o->n; i++) free(o->at[i].name);
  free(o->at);
  free(o->keys.at);
  free(o->ties.at);
  free(o->seen.at);
  free(o->projects.at);
  free(o->tied.at);
  free(o);
}
