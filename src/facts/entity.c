/* Coreference: which mentions are the same organisation, person or project. Names decide: lexicon entry, equal base form, what
 * repeat.c linked; for projects also spelling variants (Familie-RINGEN, FamilieRINGEN). */
#include <stdlib.h>

#include "facts.h"

static partikel_status no_memory(partikel_error *err) { return pk_fail(err, PARTIKEL_NOMEM, "", 0, "out of memory"); }

/* Genitive: 's always; a plain s where the word without it is known, or ends like a known one, and the word with it is not; of a
 * person where the word without it is a name: "Karen Vejs" is no Vej. */
static size_t without_genitive(const struct pk_know *know, pk_str word, bool person) {
  static const char *const marks[] = {"'s", "\xe2\x80\x99s"};
  for (int i = 0; i < 2; i++)
    if (pk_str_ends(word, pk_str_of(marks[i]))) return word.n - strlen(marks[i]);
  if (word.n < 4 || word.s[word.n - 1] != 's' || word.s[word.n - 2] == 's') return word.n; /* what ends in s takes no further s: Hvass */
  char folded[PK_MAX_WORD];
  size_t n = pk_token_fold(word, folded, sizeof folded);
  uint32_t id = pk_know_word(know, (pk_str){folded, n}), bare = pk_know_word(know, (pk_str){folded, n - 1});
  uint16_t set = pk_know_set(know, id, (pk_str){folded, n}), bare_set = pk_know_set(know, bare, (pk_str){folded, n - 1});
  if (person && pk_know_in(know, set, pk_know_class(know, "first_name"))) return word.n;   /* Dennis */
  if (person && !pk_know_in(know, bare_set, pk_know_class(know, "surname")) && !pk_know_in(know, bare_set, pk_know_class(know, "first_name"))) return word.n;
  bool same_class = bare_set && set == bare_set;             /* fondens stands beside fonden in a class */
  static const char *const heads[] = {"municipality_head", "foundation_head", "foundation_ending", "association_head", "association_ending", "institution_head"};
  for (size_t i = 0; i < sizeof heads / sizeof *heads && !same_class; i++) {
    uint32_t head = pk_know_class(know, heads[i]);
    same_class = pk_know_in(know, set, head) && pk_know_in(know, bare_set, head);
  }
  return same_class || (!id && !set && (bare || bare_set)) ? word.n - 1 : word.n;
}

static pk_str base_name(const struct pk_know *know, const struct pk_segments *seg, uint32_t first, uint32_t last, bool person) {
  while (first < last && seg->tokens[first].is & PK_IS_QUOTE) first++;
  while (first < last && seg->tokens[last - 1].is & PK_IS_QUOTE) last--;
  if (first >= last) return (pk_str){"", 0};
  uint32_t start = seg->tokens[first].at.start, end = seg->tokens[last - 1].at.start;
  pk_str word = pk_str_part(seg->text, end, seg->tokens[last - 1].at.end);
  return pk_str_part(seg->text, start, end + without_genitive(know, word, person));
}

pk_str pk_base_name(const struct pk_know *know, const struct pk_segments *seg, uint32_t first, uint32_t last, struct pk_arena *arena) {
  (void)arena;
  return base_name(know, seg, first, last, false);
}

static bool same_letters(pk_str a, pk_str b) {         /* but for case, hyphens, blanks and dots */
  size_t i = 0, j = 0;
  for (;;) {
    uint32_t x = 0, y = 0;
    while (i < a.n && (x = pk_cp_fold(pk_utf8_next(a.s, a.n, &i)), !pk_cp_letter(x) && !(x >= '0' && x <= '9'))) x = 0;
    while (j < b.n && (y = pk_cp_fold(pk_utf8_next(b.s, b.n, &j)), !pk_cp_letter(y) && !(y >= '0' && y <= '9'))) y = 0;
    if (x != y) return false;
    if (!x) return true;
  }
}

static uint32_t letters_hash(pk_str a) {
  uint32_t h = 2166136261u;
  for (size_t i = 0; i < a.n;) {
    uint32_t x = pk_cp_fold(pk_utf8_next(a.s, a.n, &i));
    if (pk_cp_letter(x) || (x >= '0' && x <= '9')) h = (h ^ x) * 16777619u;
  }
  return h;
}

struct sorted { uint32_t first, mention; };
static int compare_sorted(const void *x, const void *y) {
  const struct sorted *a = x, *b = y;
  if (a->first != b->first) return a->first < b->first ? -1 : 1;
  return a->mention < b->mention ? -1 : a->mention > b->mention;
}

static bool all_capitals(pk_str s) {
  bool any = false;
  for (size_t i = 0; i < s.n;) {
    uint32_t cp = pk_utf8_next(s.s, s.n, &i);
    if (pk_cp_letter(cp) && !pk_cp_upper(cp)) return false;
    any = any || pk_cp_letter(cp);
  }
  return any;
}

/* The same name once behind a comma and once at the start: "den Holmske Fond", "Den Holmske Fond". */
static bool starts_better(pk_str written, pk_str name) {
  size_t i = 0, j = 0;
  return written.n && name.n && pk_cp_upper(pk_utf8_next(written.s, written.n, &i)) && !pk_cp_upper(pk_utf8_next(name.s, name.n, &j));
}

static uint8_t entity_type(uint8_t kind) { return kind == PK_PERSON ? PK_ENTITY_PERSON : kind == PK_PROJECT ? PK_ENTITY_PROJECT : PK_ENTITY_ORGANISATION; }

/* Entities by hash of their key, so that 40,000 organisations in a row stay linear. */
struct table { uint32_t *slots, mask; };

static uint32_t find_entity(const struct table *t, const struct pk_facts *f, uint8_t type, uint32_t entry, pk_str name, uint32_t *slot) {
  uint32_t key = entry != UINT32_MAX ? entry * 2654435761u + 7 : letters_hash(name) + type;
  for (uint32_t i = key & t->mask;; i = (i + 1) & t->mask) {
    *slot = i;
    if (!t->slots[i]) return UINT32_MAX;
    const struct pk_entity *e = &f->entities.at[t->slots[i] - 1];
    if (e->type == type && (entry != UINT32_MAX ? e->entry == entry : e->entry == UINT32_MAX && same_letters(e->name, name))) return t->slots[i] - 1;
  }
}

static bool add_alias(struct pk_entity *e, pk_str form, struct pk_arena *arena) {
  if (!form.n || pk_str_eq(e->name, form)) return true;
  for (uint32_t i = 0; i < e->aliases.n; i++)
    if (pk_str_eq(e->aliases.at[i], form)) return true;
  if (e->aliases.n >= 16) return true;
  pk_str *slot = pk_vec_add(arena, &e->aliases);
  if (slot) *slot = form;
  return slot != NULL;
}

static bool is_text(const struct pk_segments *seg, uint32_t token) {
  partikel_block_kind kind = seg->blocks[seg->sentences[seg->sentence_of[token]].block].kind;
  return kind != PARTIKEL_BLOCK_CAPTION && kind != PARTIKEL_BLOCK_BYLINE;
}

static void describe_person(struct pk_facts *f, const struct pk_know *know, uint32_t entity, const struct pk_mention *x, struct pk_arena *arena) {
  const struct pk_mentions *m = f->mentions;
  struct pk_entity *e = &f->entities.at[entity];
  const struct pk_filled *title = pk_filled_slot(m, x, PK_SLOT_title), *party = pk_filled_slot(m, x, PK_SLOT_party), *of = pk_filled_slot(m, x, PK_SLOT_organisation);
  if (title && title->first < title->last && !e->title.n) e->title = pk_base_name(know, m->seg, title->first, title->last, arena);
  if (party && party->first < party->last && !e->party.n) {
    e->party = pk_str_part(m->seg->text, m->seg->tokens[party->first].at.start, m->seg->tokens[party->last - 1].at.end);
    pk_str letter;
    if (pk_know_value(know, pk_know_class(know, "party"), m->seg->tokens[party->first].word, NULL, &letter)) e->party = letter;
  }
  if (of && e->organisation == UINT32_MAX && of->mention != UINT32_MAX) e->organisation = f->entity_of.at[of->mention];
}

/* All that is said of `from` is said of `to`. */
static bool merge(struct pk_facts *f, uint32_t from, uint32_t to, struct pk_arena *arena) {
  struct pk_entity *whole = &f->entities.at[from], *branch = &f->entities.at[to];
  for (uint32_t i = 0; i < whole->mentions.n; i++) {
    uint32_t *slot = pk_vec_add(arena, &branch->mentions);
    if (!slot) return false;
    *slot = whole->mentions.at[i];
    f->entity_of.at[whole->mentions.at[i]] = to;
  }
  if (!add_alias(branch, whole->name, arena)) return false;
  for (uint32_t i = 0; i < whole->aliases.n; i++)
    if (!add_alias(branch, whole->aliases.at[i], arena)) return false;
  branch->in_text = branch->in_text || whole->in_text;
  whole->mentions.n = 0;
  whole->in_text = false;
  return true;
}

/* Where one local branch is named (Blå Kors Herning), the bare nationwide name in the same article means that branch. */
static bool merge_branches(struct pk_facts *f, struct pk_arena *arena) {
  uint32_t n = f->entities.n, branches = 0;
  for (uint32_t b = 0; b < n && branches < 64; b++) {
    struct pk_entity *branch = &f->entities.at[b];
    if (branch->type != PK_ENTITY_ORGANISATION || !branch->branch || !branch->mentions.n) continue;
    branches++;
    for (uint32_t a = 0; a < n; a++) {
      struct pk_entity *whole = &f->entities.at[a];
      if (whole->type != PK_ENTITY_ORGANISATION || whole->entry == UINT32_MAX || whole->entry != branch->branch_of || !whole->mentions.n) continue;
      uint32_t others = 0;
      for (uint32_t c = 0; c < n; c++) others += f->entities.at[c].branch && f->entities.at[c].branch_of == branch->branch_of;
      if (others != 1) continue;
      if (!merge(f, a, b, arena)) return false;
    }
  }
  return true;
}

/* Is the one word `tail` the last word of `name`, or its definite form: "Lokalfond" of "Vestjysk Lokalfond", "Mindelegatet" of "Hads Herreds Mindelegat"? */
static bool is_tail(pk_str tail, pk_str name) {
  size_t at = name.n;
  while (at && name.s[at - 1] != ' ') at--;
  if (!at) return false;
  pk_str last = pk_str_part(name, at, name.n);
  if (last.n < 5 || !pk_str_starts(tail, last)) return false;
  pk_str rest = pk_str_part(tail, last.n, tail.n);
  return !rest.n || pk_str_eq(rest, PK_LIT("en")) || pk_str_eq(rest, PK_LIT("et")) || pk_str_eq(rest, PK_LIT("n")) || pk_str_eq(rest, PK_LIT("t"));
}

/* Does `word` end with `ending`, however it is capitalised? */
static bool ends_alike(pk_str word, pk_str ending) { return word.n > ending.n && same_letters(pk_str_part(word, word.n - ending.n, word.n), ending); }

/* "Slusen" of "Vestegnens Familiesluse", "Broen" of "Familiebroen": what a project is called for short. */
static bool is_short_form(pk_str tail, pk_str name) {
  static const char *const endings[] = {"", "en", "et", "n", "t"};
  for (size_t k = 0; k < sizeof endings / sizeof *endings; k++) {
    pk_str ending = pk_str_of(endings[k]), base = pk_str_part(tail, 0, tail.n - (pk_str_ends(tail, ending) ? ending.n : 0));
    if ((base.n < tail.n || !ending.n) && base.n >= 4 && ends_alike(name, base)) return true;
  }
  return false;
}

#define MANY_TAILS 64    /* names of one word that are looked at */

/* A name of one word that is the tail of one longer name is that one. */
static bool merge_tails(struct pk_facts *f, struct pk_arena *arena) {
  uint32_t n = f->entities.n, tails = 0;
  for (uint32_t a = 0; a < n && tails < MANY_TAILS; a++) {
    const struct pk_entity *short_ = &f->entities.at[a];
    if (short_->type == PK_ENTITY_PERSON || short_->entry != UINT32_MAX || !short_->mentions.n || memchr(short_->name.s, ' ', short_->name.n)) continue;
    tails++;
    uint32_t found = UINT32_MAX, times = 0;
    for (uint32_t b = 0; b < n; b++) {
      const struct pk_entity *e = &f->entities.at[b];
      if (b == a || e->type != short_->type || e->sub != short_->sub || !e->mentions.n) continue;
      if (e->type == PK_ENTITY_PROJECT ? is_short_form(short_->name, e->name) : is_tail(short_->name, e->name)) found = b, times++;
    }
    if (times == 1 && !merge(f, a, found, arena)) return false;
  }
  return true;
}

/* The lexicon entry that a branch is a branch of: that of the hidden mention at its head. */
static uint32_t head_entry(const struct pk_mentions *m, const struct pk_mention *x) {
  for (uint32_t c = m->row.starts[x->first]; c != PK_NO_ITEM; c = m->row.items.at[c].next) {
    const struct pk_item *item = &m->row.items.at[c];
    if (item->type == PK_ITEM_MENTION && item->kind == PK_ORGANISATION && item->last < x->last && m->at.at[item->id].entry != UINT32_MAX &&
        (item->sub == PARTIKEL_ORGANISATION_NGO || item->sub == PARTIKEL_ORGANISATION_ASSOCIATION)) return m->at.at[item->id].entry;
  }
  return UINT32_MAX;
}

partikel_status pk_entities(const struct pk_know *know, const struct pk_article *article, const struct pk_mentions *m, struct pk_facts *out, struct pk_arena *arena, partikel_error *err) {
  (void)article;
  memset(out, 0, sizeof *out);
  out->mentions = m;
  PK_VEC(struct sorted) order = {0};
  for (uint32_t i = 0; i < m->at.n; i++) {
    uint32_t *slot = pk_vec_add(arena, &out->entity_of);
    if (!slot) return no_memory(err);
    *slot = UINT32_MAX;
    const struct pk_mention *x = &m->at.at[i];
    if (x->value.hidden || (x->kind != PK_ORGANISATION && x->kind != PK_PERSON && x->kind != PK_PROJECT)) continue;
    struct sorted *s = pk_vec_add(arena, &order);
    if (!s) return no_memory(err);
    *s = (struct sorted){x->first, i};
  }
  if (!order.n) return PARTIKEL_OK;
  qsort(order.at, order.n, sizeof *order.at, compare_sorted);
  struct table table = {NULL, 15};
  while (table.mask < order.n * 2) table.mask = table.mask * 2 + 1;
  table.slots = pk_arena_array(arena, table.mask + 1, sizeof *table.slots);
  if (!table.slots) return no_memory(err);
  for (int round = 0; round < 2; round++)    /* those that repeat another come after all those that do not */
    for (uint32_t i = 0; i < order.n; i++) {
      uint32_t index = order.at[i].mention, slot = 0;
      const struct pk_mention *x = &m->at.at[index];
      if ((x->same != UINT32_MAX) != (round == 1)) continue;
      pk_str written = x->name.s ? x->name : base_name(know, m->seg, x->first, x->last, x->kind == PK_PERSON);
      uint32_t entry = x->entry;
      if (entry == UINT32_MAX && x->kind == PK_ORGANISATION && x->sub == PARTIKEL_ORGANISATION_MUNICIPALITY) entry = pk_know_municipality(know, written);
      uint32_t entity = round == 1 ? out->entity_of.at[x->same] : find_entity(&table, out, entity_type(x->kind), entry, written, &slot);
      if (entity == UINT32_MAX && round == 1) continue;
      if (entity == UINT32_MAX) {
        struct pk_entity *e = pk_vec_add(arena, &out->entities);
        if (!e) return no_memory(err);
        entity = out->entities.n - 1;
        table.slots[slot] = entity + 1;
        e->type = entity_type(x->kind), e->sub = x->sub, e->entry = entry, e->organisation = UINT32_MAX;
        e->name = written;
        e->branch_of = e->type == PK_ENTITY_ORGANISATION && entry == UINT32_MAX ? head_entry(m, x) : UINT32_MAX;
        e->branch = e->branch_of != UINT32_MAX;
        if (entry != UINT32_MAX) {
          struct pk_entry known;
          pk_know_entry(know, entry, &known);
          e->name = known.name;
        }
      }
      struct pk_entity *e = &out->entities.at[entity];
      out->entity_of.at[index] = entity;
      uint32_t *mine = pk_vec_add(arena, &e->mentions);
      if (e->type == PK_ENTITY_ORGANISATION && entry == UINT32_MAX && starts_better(written, e->name) && same_letters(e->name, written)) e->name = written;
      if (e->type == PK_ENTITY_PROJECT && all_capitals(e->name) && !all_capitals(written) && same_letters(e->name, written)) e->name = written; /* a headline in capitals */
      if (!mine || (e->type != PK_ENTITY_PERSON && !add_alias(e, written, arena))) return no_memory(err);
      *mine = index;
      if (e->sub == PARTIKEL_ORGANISATION_OTHER && x->sub != e->sub) e->sub = x->sub;
      e->in_text = e->in_text || is_text(m->seg, x->first);
    }
  if (!merge_branches(out, arena) || !merge_tails(out, arena)) return no_memory(err);
  for (uint32_t i = 0; i < order.n; i++) {
    const struct pk_mention *x = &m->at.at[order.at[i].mention];
    uint32_t entity = out->entity_of.at[order.at[i].mention];
    if (entity == UINT32_MAX) continue;
    const struct pk_entity *of = &out->entities.at[entity];
    if (x->kind == PK_PERSON) describe_person(out, know, entity, x, arena);
    if (of->type != PK_ENTITY_ORGANISATION || !of->in_text) continue;
    struct pk_named *slot = pk_vec_add(arena, &out->named[of->sub]);
    if (!slot) return no_memory(err);
    *slot = (struct pk_named){x->first, entity};
  }
  return PARTIKEL_OK;
}
