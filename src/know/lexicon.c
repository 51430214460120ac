/* Questions to the lexicon: word → id and class set, longest phrases over word ids, entries and their attributes. */
#include "image.h"

#define PK_TEXT_OF(name, text) text,
const char *pk_kind_name(unsigned kind) {
  static const char *const names[] = {PK_KIND_MAP(PK_TEXT_OF)};
  return kind < PK_KINDS ? names[kind] : "?";
}
const char *pk_fact_name(unsigned fact) {
  static const char *const names[] = {PK_FACT_MAP(PK_TEXT_OF)};
  return fact < PK_FACTS ? names[fact] : "?";
}
#undef PK_TEXT_OF
#define PK_TEXT_OF(name) #name,
const char *pk_slot_name(unsigned slot) {
  static const char *const names[] = {"", PK_SLOT_MAP(PK_TEXT_OF)};
  return slot < PK_SLOTS ? names[slot] : "?";
}
#undef PK_TEXT_OF

bool pk_know_ok(const void *image, size_t size) {
  const struct pk_know *k = image;
  return size >= sizeof *k && memcmp(k->magic, PK_IMAGE_MAGIC, 8) == 0 && k->layout == PK_IMAGE_LAYOUT && k->size <= size;
}

const char *pk_know_hash(const struct pk_know *k) { return k->hash; }

uint32_t pk_know_word(const struct pk_know *k, pk_str folded) {
  const uint32_t *hash = pk_sec_WORD_HASH(k);
  const struct pk_i_word *words = pk_sec_WORDS(k);
  uint32_t mask = PK_COUNT(k, WORD_HASH) - 1, wanted = pk_hash(folded.s, folded.n), bit = wanted & (8 * PK_COUNT(k, WORD_FILTER) - 1);
  if (!(pk_sec_WORD_FILTER(k)[bit / 8] >> bit % 8 & 1)) return 0;
  for (uint32_t i = wanted & mask; hash[i]; i = (i + 1) & mask)
    if (hash[i] == PK_HASH_ENTRY(PK_HASH_ID(hash[i]), wanted) && pk_str_eq(pk_ref_str(k, words[PK_HASH_ID(hash[i])].text), folded)) return PK_HASH_ID(hash[i]);
  return 0;
}

uint16_t pk_know_set(const struct pk_know *k, uint32_t id, pk_str folded) {
  if (id) return pk_sec_WORDS(k)[id].set;
  const struct pk_i_ending *nodes = pk_sec_ENDINGS(k);
  uint32_t node = 0;
  uint16_t set = 0;
  size_t most = folded.n > PK_MAX_ENDING ? PK_MAX_ENDING : folded.n;
  for (size_t i = 0; i < most; i++) {
    uint8_t byte = (uint8_t)folded.s[folded.n - 1 - i];
    uint32_t child = nodes[node].child, end = child + nodes[node].n_children;
    while (child < end && nodes[child].byte != byte) child++;
    if (child == end) break;
    node = child;
    if (nodes[node].set && i + 1 < folded.n) set = nodes[node].set; /* an ending is no whole word */
  }
  return set;
}

void pk_know_token(const struct pk_know *k, pk_str text, struct pk_token *t) {
  char folded[PK_MAX_WORD];
  pk_str word = {folded, pk_token_fold(pk_str_part(text, t->at.start, t->at.end), folded, sizeof folded)};
  t->word = pk_know_word(k, word);
  t->set = t->is & PK_IS_WORD || t->word ? pk_know_set(k, t->word, word) : 0;
}

uint32_t pk_know_class(const struct pk_know *k, const char *name) {
  const struct pk_i_class *classes = pk_sec_CLASSES(k);
  const uint32_t *hash = pk_sec_CLASS_HASH(k);
  pk_str wanted = pk_str_of(name);
  uint32_t mask = PK_COUNT(k, CLASS_HASH) - 1;
  for (uint32_t i = pk_hash(wanted.s, wanted.n) & mask; hash[i]; i = (i + 1) & mask)
    if (pk_str_eq(pk_ref_str(k, classes[hash[i]].name), wanted)) return hash[i];
  return 0;
}

uint32_t pk_know_sets(const struct pk_know *k) { return PK_COUNT(k, SETS) / k->set_words; }

bool pk_know_in(const struct pk_know *k, uint16_t set, uint32_t class_) {
  return pk_set_has(k, set, class_);
}

uint64_t pk_know_in_which(const struct pk_know *k, uint16_t set, const uint32_t *classes, uint32_t n) {
  const uint32_t *bits = pk_sec_SETS(k) + (size_t)set * k->set_words;
  uint64_t found = 0;
  for (uint32_t i = 0; set && i < n; i++) found |= (uint64_t)(bits[classes[i] / 32] >> classes[i] % 32 & 1) << i;
  return found;
}

bool pk_know_begins(const struct pk_know *k, uint32_t word) { return pk_word_bit(pk_sec_WORD_BEGINS(k), word); }

static const struct pk_i_value *find_value(const struct pk_know *k, uint32_t class_, uint32_t key) {
  const struct pk_i_value *values = pk_sec_VALUES(k);
  uint32_t low = 0, high = PK_COUNT(k, VALUES);
  while (low < high) {
    uint32_t middle = low + (high - low) / 2;
    const struct pk_i_value *v = &values[middle];
    if (v->class_ == class_ && v->key == key) return v;
    if (v->class_ < class_ || (v->class_ == class_ && v->key < key)) low = middle + 1;
    else high = middle;
  }
  return NULL;
}

bool pk_know_value(const struct pk_know *k, uint32_t class_, uint32_t word, int64_t *number, pk_str *text) {
  const struct pk_i_value *v = word ? find_value(k, class_, word) : NULL;
  if (!v) return false;
  if (number) *number = v->number;
  if (text) *text = pk_ref_str(k, v->text);
  return true;
}

uint32_t pk_know_entries(const struct pk_know *k) { return PK_COUNT(k, ENTRIES); }

void pk_know_entry(const struct pk_know *k, uint32_t id, struct pk_entry *out) {
  const struct pk_i_entry *e = &pk_sec_ENTRIES(k)[id];
  *out = (struct pk_entry){pk_ref_str(k, e->name), e->kind, e->sub, pk_ref_str(k, pk_sec_FILES(k)[e->file]), e->line, id};
}

pk_str pk_know_attr(const struct pk_know *k, uint32_t entry, const char *key) {
  const struct pk_i_entry *e = &pk_sec_ENTRIES(k)[entry];
  const struct pk_i_attr *attrs = pk_sec_ATTRS(k) + e->attr;
  for (uint32_t i = 0; i < e->n_attrs; i++)
    if (pk_str_eq(pk_ref_str(k, attrs[i].key), pk_str_of(key))) return pk_ref_str(k, attrs[i].value);
  return (pk_str){NULL, 0};
}

static uint32_t step(const struct pk_know *k, uint32_t state, uint32_t word) {
  if (!word) return 0;
  if (!state) return pk_know_begins(k, word) ? pk_sec_WORDS(k)[word].state : 0;
  const struct pk_i_step *steps = pk_sec_STEPS(k);
  uint32_t mask = PK_COUNT(k, STEPS) - 1;
  uint32_t key[2] = {state, word};
  for (uint32_t i = pk_hash(key, sizeof key) & mask; steps[i].next; i = (i + 1) & mask)
    if (steps[i].state == state && steps[i].word == word) return steps[i].next;
  return 0;
}

/* The word without its genitive ending: "kommunes", "kirk's"; 0: it has none or the rest is unknown. */
static uint32_t without_genitive(const struct pk_know *k, pk_str text, const struct pk_token *t) {
  char folded[PK_MAX_WORD], end = text.s[t->at.end - 1];
  if (end != 's' && end != 'S' && end != '.') return 0; /* dots are left out when folding */
  size_t n = pk_token_fold(pk_str_part(text, t->at.start, t->at.end), folded, sizeof folded);
  if (n < 3 || folded[n - 1] != 's') return 0;
  n -= folded[n - 2] == '\'' ? 2 : 1;
  return pk_know_word(k, (pk_str){folded, n});
}

static bool add_payloads(const struct pk_know *k, pk_str text, const struct pk_token *tokens, uint32_t state, uint32_t first, uint32_t last,
                         bool genitive, pk_lookups *out, struct pk_arena *arena) {
  const struct pk_i_state *s = &pk_sec_STATES(k)[state];
  const struct pk_i_payload *p = pk_sec_PAYLOADS(k) + s->payload;
  for (uint32_t i = 0; i < s->n; i++, p++) {
    if (p->type == PK_LOOKUP_CLASS && genitive) continue;
    if (p->flags & PK_FORM_EXACT) {
      pk_str written = pk_str_part(text, tokens[first].at.start, tokens[last - 1].at.end), wanted = pk_ref_str(k, p->exact);
      if (!pk_str_starts(written, wanted) || written.n > wanted.n + (genitive ? 4 : 0)) continue;
    }
    struct pk_lookup *l = pk_vec_add(arena, out);
    if (!l) return false;
    *l = (struct pk_lookup){first, last, p->id, p->type, (uint8_t)(p->flags | (genitive ? PK_FORM_GENITIVE : 0)), 0, {NULL, 0}};
    if (p->type == PK_LOOKUP_CLASS) {
      const struct pk_i_value *v = find_value(k, p->id, state | PK_KEY_STATE);
      if (v) l->number = v->number, l->value = pk_ref_str(k, v->text);
    }
  }
  return true;
}

bool pk_know_phrases(const struct pk_know *k, pk_str text, const struct pk_token *tokens, uint32_t i, uint32_t end, pk_lookups *out, struct pk_arena *arena) {
  uint32_t state = 0;
  for (uint32_t j = i; j < end; j++) {
    if (j > i && text.s[tokens[j].at.start] == '.' && !(tokens[j].is & PK_IS_SPACED)) continue; /* St. Restrup */
    uint32_t next = step(k, state, tokens[j].word);
    /* the last word of a name may carry a genitive ending */
    if (tokens[j].is & PK_IS_CAPITAL || j > i) {
      uint32_t bare = without_genitive(k, text, &tokens[j]);   /* also of a word that begins other names: TrygFondens, TrygFondens Børneforskningscenter */
      uint32_t last = bare ? step(k, state, bare) : 0;
      if (last && last != next && !add_payloads(k, text, tokens, last, i, j + 1, true, out, arena)) return false;
    }
    if (!next) break;
    if (!add_payloads(k, text, tokens, next, i, j + 1, false, out, arena)) return false;
    state = next;
  }
  return true;
}

/* ---- rules, as far as they are plain facts ---------------------------------------------------------------------------- */

void pk_know_rule(const struct pk_know *k, uint32_t rule, struct pk_rule_info *out) {
  const struct pk_i_rule *r = &pk_sec_RULES(k)[rule];
  *out = (struct pk_rule_info){pk_ref_str(k, r->name), pk_ref_str(k, pk_sec_FILES(k)[r->file]), r->line, r->phase, (uint8_t)r->n_then, r->flags & PK_RULE_NEAR, r->flags & PK_RULE_KIND ? r->block_kind : 255};
}

void pk_know_then(const struct pk_know *k, uint32_t rule, uint32_t i, struct pk_then *out) {
  const struct pk_i_then *t = &pk_sec_THENS(k)[pk_sec_RULES(k)[rule].then + i];
  out->is_fact = t->is_fact;
  out->kind = t->kind;
  out->n = t->n;
  for (uint32_t j = 0; j < t->n; j++) {
    out->at[j].slot = t->at[j].slot;
    out->at[j].label = t->at[j].label;
    out->at[j].constant = pk_ref_str(k, t->at[j].constant);
  }
}

uint32_t pk_know_labels(const struct pk_know *k, uint32_t rule, struct pk_label out[PK_MAX_LABELS]) {
  const struct pk_i_rule *r = &pk_sec_RULES(k)[rule];
  for (uint32_t i = 0; i < r->n_labels; i++) {
    const struct pk_i_label *l = &pk_sec_LABELS(k)[r->label + i];
    out[i] = (struct pk_label){pk_ref_str(k, l->name), (uint8_t)l->kind, (uint8_t)l->sub};
  }
  return r->n_labels;
}

uint32_t pk_know_phases(const struct pk_know *k, uint32_t out[PK_MAX_PHASES]) {
  for (uint32_t i = 0; i < PK_COUNT(k, PHASES); i++) out[i] = pk_sec_PHASES(k)[i];
  return PK_COUNT(k, PHASES);
}

uint32_t pk_know_examples(const struct pk_know *k) { return PK_COUNT(k, EXAMPLES); }

void pk_know_example(const struct pk_know *k, uint32_t i, struct pk_example *out) {
  const struct pk_i_example *e = &pk_sec_EXAMPLES(k)[i];
  *out = (struct pk_example){e->rule, e->line, e->yes != 0, pk_ref_str(k, e->text)};
}

static bool is_municipality(const struct pk_i_entry *e) { return e->kind == PK_ORGANISATION && e->sub == PARTIKEL_ORGANISATION_MUNICIPALITY; }

uint32_t pk_know_municipality(const struct pk_know *k, pk_str written) {
  const struct pk_i_entry *entries = pk_sec_ENTRIES(k);
  for (uint32_t i = k->municipalities; i < k->municipalities_end; i++) {
    pk_str name = pk_ref_str(k, entries[i].name);
    if (name.n > written.n && name.s[written.n] == ' ' && pk_str_starts(name, written) && is_municipality(&entries[i])) return i;
  }
  return UINT32_MAX;
}

static partikel_status tell_count(struct pk_buf *line, partikel_sink sink, void *context, const char *before, pk_str name, const char *after, uint32_t n) {
  pk_buf_reset(line);
  pk_buf_text(line, before);
  pk_buf_str(line, name);
  pk_buf_text(line, after);
  pk_buf_byte(line, '\t');
  pk_buf_int(line, n);
  pk_buf_byte(line, '\n');
  if (line->failed) return PARTIKEL_NOMEM;
  return sink(context, line->s, line->n) ? PARTIKEL_IO : PARTIKEL_OK;
}

partikel_status pk_know_count(const struct pk_know *k, partikel_sink sink, void *context) {
  const struct pk_i_entry *entries = pk_sec_ENTRIES(k);
  const struct pk_i_rule *rules = pk_sec_RULES(k);
  const struct pk_i_class *classes = pk_sec_CLASSES(k);
  partikel_status status = PARTIKEL_OK;
  struct pk_buf line;
  pk_buf_init(&line, PK_MAX_WORD + 1024);
  for (uint32_t f = 0; status == PARTIKEL_OK && f < PK_COUNT(k, FILES); f++) {
    uint32_t names = 0, of_file = 0;
    for (uint32_t i = 0; i < PK_COUNT(k, ENTRIES); i++) names += entries[i].file == f;
    for (uint32_t i = 0; i < PK_COUNT(k, RULES); i++) of_file += rules[i].file == f;
    if (names + of_file) status = tell_count(&line, sink, context, "", pk_ref_str(k, pk_sec_FILES(k)[f]), "", names + of_file);
  }
  for (uint32_t c = 1; status == PARTIKEL_OK && c < PK_COUNT(k, CLASSES); c++)
    if (classes[c].members) status = tell_count(&line, sink, context, "words <", pk_ref_str(k, classes[c].name), ">", classes[c].members);
  pk_buf_release(&line);
  return status;
}
