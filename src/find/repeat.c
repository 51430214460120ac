/* Names that the rules found in one place stand elsewhere too: whole, without their company form, as an abbreviation given in
 * brackets, or (people) as a bare first or last name. Those places become mentions that point to the first. */
#include <stdlib.h>

#include "find.h"

struct name { uint32_t hash, mention, first, last; bool person_part; };  /* tokens of the name as it is looked for */
struct names { PK_VEC(struct name) at; };

static partikel_status no_memory(partikel_error *err) { return pk_fail(err, PARTIKEL_NOMEM, "", 0, "out of memory"); }

static pk_str token_text(const struct pk_segments *seg, uint32_t i) { return pk_str_part(seg->text, seg->tokens[i].at.start, seg->tokens[i].at.end); }

static bool is_genitive_of(pk_str longer, pk_str name) {
  if (!pk_str_starts(longer, name)) return false;
  pk_str rest = pk_str_part(longer, name.n, longer.n);
  return rest.n == 0 || pk_str_eq(rest, PK_LIT("s")) || pk_str_eq(rest, PK_LIT("'s")) || pk_str_eq(rest, PK_LIT("\xe2\x80\x99s"));
}

/* Names are looked up by their first letters, so that "Skjerning" is found in "Skjernings" too, and in capitals. */
static uint32_t head_hash(pk_str s) {
  char folded[PK_MAX_WORD];
  size_t n = pk_token_fold(s, folded, sizeof folded);
  return pk_hash(folded, n < 4 ? n : 4);
}

static bool same_in_capitals(const struct pk_token *t, pk_str have, pk_str want) {
  char a[PK_MAX_WORD], b[PK_MAX_WORD];
  /* first what costs nothing: a letter and its capital differ in one bit of their last byte */
  if (!(t->is & PK_IS_UPPER) || have.n != want.n || (have.s[have.n - 1] ^ want.s[want.n - 1]) & ~0x20) return false;
  return pk_str_eq((pk_str){a, pk_token_fold(have, a, sizeof a)}, (pk_str){b, pk_token_fold(want, b, sizeof b)});
}

static bool add(struct names *names, const struct pk_segments *seg, uint32_t mention, uint32_t first, uint32_t last, bool part, struct pk_arena *arena) {
  struct name *n = pk_vec_add(arena, &names->at);
  if (n) *n = (struct name){head_hash(token_text(seg, first)), mention, first, last, part};
  return n != NULL;
}

/* "(KL)", "(Home-Start)" right behind a name. */
static bool bracketed(const struct pk_segments *seg, uint32_t last, uint32_t high, uint32_t *at) {
  if (last < high && seg->tokens[last].is & PK_IS_QUOTE) last++;
  if (last + 2 >= high || !pk_str_eq(token_text(seg, last), PK_LIT("(")) || !pk_str_eq(token_text(seg, last + 2), PK_LIT(")"))) return false;
  *at = last + 1;
  return seg->tokens[*at].is & (PK_IS_UPPER | PK_IS_MIXED | PK_IS_HYPHEN) && seg->tokens[*at].is & PK_IS_CAPITAL;
}

static int compare_names(const void *x, const void *y) {
  const struct name *a = x, *b = y;
  if (a->hash != b->hash) return a->hash < b->hash ? -1 : 1;
  if (a->person_part != b->person_part) return a->person_part ? 1 : -1;
  uint32_t na = a->last - a->first, nb = b->last - b->first;
  if (na != nb) return na > nb ? -1 : 1;
  return a->mention < b->mention ? -1 : a->mention > b->mention;
}

static bool stands_at(const struct pk_segments *seg, const struct name *n, uint32_t i, uint32_t high) {
  uint32_t words = n->last - n->first;
  if (i + words > high) return false;
  for (uint32_t w = 0; w < words; w++) {
    pk_str have = token_text(seg, i + w), want = token_text(seg, n->first + w);
    bool same = w + 1 < words ? pk_str_eq(have, want) : is_genitive_of(have, want);
    if (!same && !same_in_capitals(&seg->tokens[i + w], have, want)) return false;
  }
  return true;
}

static partikel_status collect(const struct pk_know *know, struct pk_mentions *m, struct names *names, struct pk_arena *arena, partikel_error *err) {
  const struct pk_segments *seg = m->seg;
  uint32_t company = pk_know_class(know, "company_form"), association = pk_know_class(know, "association_head"), definite = pk_know_class(know, "definite_ending"), town = pk_know_class(know, "landscape"), n = m->at.n;
  for (uint32_t i = 0; i < n; i++) {
    struct pk_mention x = m->at.at[i];
    if (x.value.hidden || (x.kind != PK_ORGANISATION && x.kind != PK_PROJECT && x.kind != PK_PERSON)) continue;
    uint32_t high = m->row.high[x.first], alias;
    if (x.kind != PK_PERSON && bracketed(seg, x.last, high, &alias) && m->row.covers[alias] == PK_NO_ITEM) {
      struct pk_mention *a = pk_mention_room(m, x.kind, alias, alias + 1) ? pk_mention_add(m, arena, x.kind, x.sub, alias, alias + 1) : NULL;
      if (!a || !pk_row_longer(m, arena, i, alias + 2)) return no_memory(err);
      a->same = i;
      a->by = "bracketed-name";
      if (!add(names, seg, i, alias, alias + 1, false, arena)) return no_memory(err);
    }
    if (x.entry != UINT32_MAX) continue;     /* the lexicon has found its names everywhere */
    if (x.kind == PK_ORGANISATION && x.sub == PARTIKEL_ORGANISATION_MUNICIPALITY && x.last - x.first == 1) continue; /* elsewhere it is the town */
    if (!add(names, seg, i, x.first, x.last, false, arena)) return no_memory(err);
    if (x.kind == PK_ORGANISATION && x.last - x.first > 1 && pk_know_in(know, seg->tokens[x.last - 1].set, company) &&
        !add(names, seg, i, x.first, x.last - 1, false, arena)) return no_memory(err);
    /* "Foreningen Morgenfolket", and then "Morgenfolket" */
    if (x.kind == PK_ORGANISATION && x.last - x.first > 1 && pk_know_in(know, seg->tokens[x.first].set, association) && pk_know_in(know, seg->tokens[x.first].set, definite) &&
        seg->tokens[x.first + 1].is & PK_IS_CAPITAL && !pk_know_in(know, seg->tokens[x.first + 1].set, town) && !add(names, seg, i, x.first + 1, x.last, false, arena)) return no_memory(err);
    if (x.kind == PK_PERSON && x.last - x.first > 1 &&
        (!add(names, seg, i, x.last - 1, x.last, true, arena) || !add(names, seg, i, x.first, x.first + 1, true, arena))) return no_memory(err);
  }
  return PARTIKEL_OK;
}

partikel_status pk_repeats(const struct pk_know *know, struct pk_mentions *m, struct pk_arena *arena, partikel_error *err) {
  const struct pk_segments *seg = m->seg;
  struct names names = {0};
  PK_TRY(collect(know, m, &names, arena, err));
  if (!names.at.n) return PARTIKEL_OK;
  qsort(names.at.at, names.at.n, sizeof *names.at.at, compare_names);
  /* a person that a rule found under the bare first or last name of another one, or in the genitive, is that one */
  for (uint32_t i = 0; i < names.at.n; i++) {
    struct name *n = &names.at.at[i];
    if (n->person_part || m->at.at[n->mention].kind != PK_PERSON) continue;
    uint32_t tokens = n->last - n->first;
    for (uint32_t j = i + 1; j < names.at.n && j < i + 64 && names.at.at[j].hash == n->hash; j++) {
      struct name *other = &names.at.at[j];
      if (other->last - other->first != tokens || m->at.at[other->mention].kind != PK_PERSON) continue;
      if (tokens == 1 ? !other->person_part : other->person_part) continue;
      if (tokens > 1 && stands_at(seg, n, other->first, other->last)) {   /* the same, or the other one is the genitive */
        if (!stands_at(seg, other, n->first, n->last)) m->at.at[other->mention].same = n->mention;
        continue;
      }
      if (!stands_at(seg, other, n->first, n->last)) continue;
      uint32_t whole = m->at.at[other->mention].same != UINT32_MAX ? m->at.at[other->mention].same : other->mention;
      m->at.at[n->mention].same = whole;
      n->mention = whole, n->person_part = true;
      break;
    }
  }
  /* names of equal text are looked for once: the same hundred names in a row must not cost a hundred times as much */
  uint32_t kept = 0;
  for (uint32_t i = 0; i < names.at.n; i++) {
    bool again = false;
    for (uint32_t j = kept; j > 0 && kept - j < 8 && names.at.at[j - 1].hash == names.at.at[i].hash && !again; j--) {
      const struct name *a = &names.at.at[j - 1], *b = &names.at.at[i];
      again = a->last - a->first == b->last - b->first && stands_at(seg, a, b->first, b->last) && stands_at(seg, b, a->first, a->last);
    }
    if (!again) names.at.at[kept++] = names.at.at[i];
  }
  names.at.n = kept;
  for (uint32_t i = 0; i < seg->n_tokens; i++) {
    if (!(seg->tokens[i].is & (PK_IS_CAPITAL | PK_IS_NUMBER)) || m->row.covers[i] != PK_NO_ITEM) continue;
    uint32_t hash = head_hash(token_text(seg, i)), low = 0, high = names.at.n;
    while (low < high) {
      uint32_t middle = low + (high - low) / 2;
      if (names.at.at[middle].hash < hash) low = middle + 1;
      else high = middle;
    }
    for (uint32_t tried = 0; low < names.at.n && names.at.at[low].hash == hash && tried < 64; low++, tried++) {
      const struct name *n = &names.at.at[low];
      if (!stands_at(seg, n, i, m->row.high[i])) continue;
      uint32_t last = i + n->last - n->first;
      /* a bare first name before another capital is somebody else's */
      if (n->person_part && ((last < seg->n_tokens && seg->tokens[last].is & PK_IS_CAPITAL && seg->tokens[last].is & PK_IS_WORD && !(seg->tokens[last].is & PK_IS_SENTENCE)) ||
                             (i && seg->tokens[i - 1].is & PK_IS_CAPITAL && seg->tokens[i - 1].is & PK_IS_WORD && !(seg->tokens[i - 1].is & PK_IS_SENTENCE)))) continue;
      struct pk_mention from = m->at.at[n->mention];
      if (!pk_mention_room(m, from.kind, i, last)) continue;
      struct pk_mention *x = pk_mention_add(m, arena, from.kind, from.sub, i, last);
      if (!x) return no_memory(err);
      x->same = n->mention;
      x->entry = from.entry;
      x->by = n->person_part ? "part-of-name" : "repeated-name";
      break;
    }
  }
  return PARTIKEL_OK;
}
