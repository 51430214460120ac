/* Compiles a folder of knowledge files into one image: used by mkknow at build time and by --data at run time, so both
 * give the same bytes. Input is read in sorted order; nothing depends on time, locale or addresses. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "affix.h"
#include "image.h"

struct pair { uint32_t word, class_; };
struct phrase { uint32_t at, n; struct pk_i_payload payload; uint32_t order; };   /* words[at, at + n) */
struct tried { uint32_t state, word, next; };

struct pk_builder {
  struct pk_arena arena;
  partikel_error *err;
  struct pk_buf text;                       /* the text section */
  PK_VEC(const char *) paths;               /* relative to the folder, sorted */
  PK_VEC(struct pk_ref) files;
  PK_VEC(struct pk_i_word) words;
  uint32_t *word_hash; uint32_t word_mask;
  PK_VEC(struct pk_i_class) classes;
  PK_VEC(struct pair) pairs;                /* word is in class */
  PK_VEC(struct pk_ending) endings;
  PK_VEC(uint32_t) phrase_words;
  PK_VEC(struct phrase) phrases;
  PK_VEC(struct pk_i_value) values;         /* key: word, or index of a phrase | PK_KEY_STATE until the trie stands */
  PK_VEC(struct pk_i_entry) entries;
  PK_VEC(struct pk_i_attr) attrs;
  uint32_t common;                          /* the class of function words */
  uint8_t *common_words; uint32_t n_common; /* per word: is it in that class */
  uint32_t *class_cost;                     /* per class: how often its words stand in a text, roughly, times eight */
  const char *dir, *path; uint32_t line;    /* where we are, for messages */
};

partikel_status pk_build_fail(struct pk_builder *b, const char *format, pk_str what) {
  char where[256];
  struct pk_buf buf;
  pk_buf_init(&buf, sizeof where);
  pk_buf_text(&buf, b->dir);
  if (b->path != b->dir) pk_buf_byte(&buf, '/'), pk_buf_text(&buf, b->path);
  if (b->line) pk_buf_byte(&buf, ':'), pk_buf_int(&buf, b->line);
  size_t n = buf.n < sizeof where ? buf.n : sizeof where - 1;
  if (n) memcpy(where, buf.s, n);
  where[n] = 0;
  pk_buf_release(&buf);
  return pk_fail(b->err, PARTIKEL_KNOWLEDGE, where, 0, format, &what);
}

static partikel_status no_memory(struct pk_builder *b) { return pk_fail(b->err, PARTIKEL_NOMEM, b->path, 0, "out of memory while compiling the knowledge"); }

struct pk_ref pk_build_text(struct pk_builder *b, pk_str s) {
  struct pk_ref r = {(uint32_t)b->text.n, (uint32_t)s.n};
  pk_buf_str(&b->text, s);
  return b->text.failed ? (struct pk_ref){0, 0} : r; /* nothing that was not kept is looked at again */
}

pk_str pk_build_string(const struct pk_builder *b, struct pk_ref r) { return (pk_str){b->text.s + r.at, r.n}; }

struct pk_arena *pk_build_arena(struct pk_builder *b) { return &b->arena; }

static bool grow_words(struct pk_builder *b) {
  uint32_t size = b->word_hash ? (b->word_mask + 1) * 2 : 1 << 15;
  uint32_t *hash = pk_arena_array(&b->arena, size, sizeof *hash);
  if (!hash) return false;
  b->word_hash = hash;
  b->word_mask = size - 1;
  for (uint32_t id = 1; id < b->words.n; id++) {
    struct pk_ref t = b->words.at[id].text;
    uint32_t i = pk_hash(b->text.s + t.at, t.n) & b->word_mask;
    while (hash[i]) i = (i + 1) & b->word_mask;
    hash[i] = id;
  }
  return true;
}

/* `word` must be folded. */
static uint32_t intern(struct pk_builder *b, pk_str word) {
  if (b->words.n > PK_MAX_WORDS || (b->words.n * 2 >= b->word_mask && !grow_words(b))) return 0;
  uint32_t i = pk_hash(word.s, word.n) & b->word_mask;
  for (; b->word_hash[i]; i = (i + 1) & b->word_mask) {
    struct pk_ref t = b->words.at[b->word_hash[i]].text;
    if (pk_str_eq((pk_str){b->text.s + t.at, t.n}, word)) return b->word_hash[i];
  }
  struct pk_i_word *w = pk_vec_add(&b->arena, &b->words);
  if (!w) return 0;
  w->text = pk_build_text(b, word);
  return b->word_hash[i] = b->words.n - 1;
}

uint32_t pk_build_word(struct pk_builder *b, pk_str word) {
  char folded[PK_MAX_WORD];
  return intern(b, (pk_str){folded, pk_token_fold(word, folded, sizeof folded)});
}

uint32_t pk_build_class(struct pk_builder *b, pk_str name) {
  for (uint32_t i = 1; i < b->classes.n; i++) {
    struct pk_ref t = b->classes.at[i].name;
    if (pk_str_eq((pk_str){b->text.s + t.at, t.n}, name)) return i;
  }
  return 0;
}

/* Function words are counted once all classes are read: names and rules come later. */
static bool mark_common(struct pk_builder *b) {
  uint8_t *common = pk_arena_alloc(&b->arena, b->words.n + 1);
  uint32_t *cost = pk_arena_array(&b->arena, b->classes.n + 1, sizeof *cost);
  if (!common || !cost) return false;
  for (uint32_t i = 0; i < b->pairs.n; i++)
    if (b->common && b->pairs.at[i].class_ == b->common) common[b->pairs.at[i].word] = 1;
  for (uint32_t i = 0; i < b->pairs.n; i++) cost[b->pairs.at[i].class_] += common[b->pairs.at[i].word] ? 8 * PK_COST_COMMON : 1;
  for (uint32_t i = 0; i < b->endings.n; i++) cost[b->endings.at[i].class_] += 8;
  b->common_words = common, b->n_common = b->words.n, b->class_cost = cost;
  return true;
}

uint32_t pk_build_class_cost(struct pk_builder *b, uint32_t c) { return b->class_cost[c] / 8 + 4; }

/* The dots of abbreviations inside a phrase may be tokens of their own. */
uint32_t pk_build_class_width(struct pk_builder *b, uint32_t c) { return b->classes.at[c].longest ? 2 * b->classes.at[c].longest : 1; }

bool pk_build_common(struct pk_builder *b, uint32_t word) { return word < b->n_common && b->common_words[word]; }

/* ---- files ---------------------------------------------------------------------------------------------------------------- */
static int by_path(const void *a, const void *b) { return strcmp(*(const char *const *)a, *(const char *const *)b); }

static partikel_status list_folder(struct pk_builder *b, const char *dir, const char *relative, int depth) {
  struct pk_buf path;
  pk_buf_init(&path, 1 << 16);
  pk_buf_text(&path, dir);
  if (*relative) pk_buf_byte(&path, '/'), pk_buf_text(&path, relative);
  pk_buf_byte(&path, 0);
  partikel_status status = PARTIKEL_OK;
  if (path.failed) {
    pk_buf_release(&path);
    return no_memory(b);
  }
  DIR *d = depth > 1 ? NULL : opendir(path.s);
  if (!d) {
    status = depth <= 1 && errno == ENOMEM ? no_memory(b) : depth > 1 ? pk_fail(b->err, PARTIKEL_KNOWLEDGE, path.s, 0, "a folder within a folder: knowledge lies one folder deep") :
             pk_fail(b->err, PARTIKEL_IO, dir, 0, "cannot open the folder%s%s", *relative ? " " : "", relative);
    pk_buf_release(&path);
    return status;
  }
  for (struct dirent *e; errno = 0, status == PARTIKEL_OK && (e = readdir(d));) {
    if (e->d_name[0] == '.') continue;
    path.n--;
    size_t keep = path.n;
    pk_buf_byte(&path, '/');
    pk_buf_text(&path, e->d_name);
    pk_buf_byte(&path, 0);
    size_t root = strlen(dir) + 1;
    struct stat st;
    if (path.failed) status = no_memory(b);
    else if (stat(path.s, &st) != 0) status = pk_fail(b->err, PARTIKEL_IO, dir, 0, "cannot read %s", e->d_name);
    else if (S_ISDIR(st.st_mode)) {
      char *copy = pk_arena_copy(&b->arena, pk_str_of(path.s + root));
      status = copy ? list_folder(b, dir, copy, depth + 1) : no_memory(b);
    } else {
      bool full = b->paths.n == PK_MAX_FILES;
      const char **slot = full ? NULL : pk_vec_add(&b->arena, &b->paths);
      if (full) status = pk_fail(b->err, PARTIKEL_KNOWLEDGE, dir, 0, "more than %u knowledge files", (uint64_t)PK_MAX_FILES);
      else if (!slot || !(*slot = pk_arena_copy(&b->arena, pk_str_of(path.s + root)))) status = no_memory(b);
    }
    path.n = keep + 1;
    path.s[keep] = 0;
  }
  if (status == PARTIKEL_OK && errno) status = pk_fail(b->err, PARTIKEL_IO, dir, 0, "cannot read the folder%s%s", *relative ? " " : "", relative);
  closedir(d);
  pk_buf_release(&path);
  return status;
}

static partikel_status read_file(struct pk_builder *b, const char *dir, const char *relative, struct pk_buf *out) {
  struct pk_buf path;
  pk_buf_init(&path, 1 << 16);
  pk_buf_text(&path, dir);
  pk_buf_byte(&path, '/');
  pk_buf_text(&path, relative);
  pk_buf_byte(&path, 0);
  bool named = !path.failed;
  int fd = -1;
  do fd = named ? open(path.s, O_RDONLY | O_CLOEXEC) : -1;
  while (named && fd < 0 && errno == EINTR);
  pk_buf_release(&path);
  if (!named) return no_memory(b);
  if (fd < 0) return pk_build_fail(b, "cannot be opened", (pk_str){"", 0});
  ssize_t got = 0;
  do {
    if (out->n > PK_MAX_KNOWLEDGE_FILE || !pk_buf_reserve(out, 1 << 16)) break;
    got = read(fd, out->s + out->n, 1 << 16);
    if (got > 0) out->n += (size_t)got;
  } while (got > 0 || (got < 0 && errno == EINTR));
  close(fd);
  if (out->n > PK_MAX_KNOWLEDGE_FILE) return pk_build_fail(b, "is too long", (pk_str){"", 0});
  if (out->failed) return no_memory(b);
  if (got < 0) return pk_build_fail(b, "cannot be read", (pk_str){"", 0});
  size_t bad = pk_utf8_bad((pk_str){out->s, out->n});
  if (bad < out->n) {
    for (size_t i = b->line = 1; i <= bad; i++) b->line += i > 0 && out->s[i - 1] == '\n';
    return pk_build_fail(b, "is not UTF-8", (pk_str){"", 0});
  }
  return PARTIKEL_OK;
}

/* The next line without its comment and its blank end; false at the end of the text. */
static bool next_line(pk_str text, size_t *at, pk_str *line) {
  if (*at >= text.n) return false;
  size_t start = *at, end = start;
  while (end < text.n && text.s[end] != '\n') end++;
  *at = end + 1;
  *line = pk_str_part(text, start, end);
  for (size_t i = 0; i < line->n; i++)
    if (line->s[i] == '#' && (i == 0 || line->s[i - 1] == ' ' || line->s[i - 1] == '\t')) { line->n = i; break; }
  while (line->n && (line->s[line->n - 1] == ' ' || line->s[line->n - 1] == '\t' || line->s[line->n - 1] == '\r')) line->n--;
  return true;
}

/* Cuts off what stands before `mark`; without one, all of it. */
static pk_str cut(pk_str *rest, const char *mark) {
  size_t n = strlen(mark);
  for (size_t i = 0; i + n <= rest->n; i++)
    if (memcmp(rest->s + i, mark, n) == 0) {
      pk_str head = pk_str_part(*rest, 0, i);
      *rest = pk_str_part(*rest, i + n, rest->n);
      return pk_str_trim(head);
    }
  pk_str head = *rest;
  *rest = (pk_str){rest->s + rest->n, 0};
  return pk_str_trim(head);
}

/* ---- words and phrases ------------------------------------------------------------------------------------------------------ */
static partikel_status add_phrase(struct pk_builder *b, pk_str form, struct pk_i_payload payload, uint32_t *key) {
  struct phrase p = {b->phrase_words.n, 0, payload, b->phrases.n};
  struct pk_token t;
  char folded[PK_MAX_WORD];
  for (size_t at = 0; pk_token_next(form, &at, &t);) {
    uint32_t *slot = pk_vec_add(&b->arena, &b->phrase_words);
    pk_str word = pk_str_part(form, t.at.start, t.at.end);
    /* dots of abbreviations are left out here and passed over by pk_know_phrases */
    if (p.n && word.n == 1 && word.s[0] == '.') {
      b->phrase_words.n--;
      continue;
    }
    if (!slot || !(*slot = intern(b, (pk_str){folded, pk_token_fold(word, folded, sizeof folded)}))) return no_memory(b);
    p.n++;
  }
  if (!p.n) return pk_build_fail(b, "empty form", form);
  if (p.n > PK_MAX_FORM_WORDS) return pk_build_fail(b, "form of more than 24 words: %S", form);
  if (key) *key = p.n == 1 && payload.type == PK_LOOKUP_CLASS ? b->phrase_words.at[p.at] : PK_KEY_STATE | b->phrases.n;
  if (p.n == 1 && payload.type == PK_LOOKUP_CLASS) {
    struct pair *pair = pk_vec_add(&b->arena, &b->pairs);
    if (!pair) return no_memory(b);
    *pair = (struct pair){b->phrase_words.at[p.at], payload.id};
    b->phrase_words.n = p.at;
    return PARTIKEL_OK;
  }
  struct phrase *slot = pk_vec_add(&b->arena, &b->phrases);
  if (!slot) return no_memory(b);
  *slot = p;
  if (payload.type == PK_LOOKUP_CLASS && p.n > b->classes.at[payload.id].longest) b->classes.at[payload.id].longest = p.n;
  return PARTIKEL_OK;
}

static partikel_status add_member(struct pk_builder *b, uint32_t c, pk_str form, uint32_t *key) {
  b->classes.at[c].members++;
  if (key) *key = 0;
  if (form.n > 1 && form.s[0] == '-' && (uint8_t)form.s[1] >= 'A') {
    char folded[PK_MAX_WORD];
    size_t n = pk_token_fold(pk_str_part(form, 1, form.n), folded, sizeof folded);
    if (n > PK_MAX_ENDING) return pk_build_fail(b, "ending too long: %S", form);
    struct pk_ending *e = pk_vec_add(&b->arena, &b->endings);
    char *copy = pk_arena_copy(&b->arena, (pk_str){folded, n});
    if (!e || !copy) return no_memory(b);
    *e = (struct pk_ending){{copy, n}, c};
    return PARTIKEL_OK;
  }
  char spaced[PK_MAX_FORM];
  if (form.n > sizeof spaced) return pk_build_fail(b, "form too long: %S", form);
  for (size_t i = 0; i < form.n; i++) spaced[i] = form.s[i] == '_' ? ' ' : form.s[i];
  return add_phrase(b, (pk_str){spaced, form.n}, (struct pk_i_payload){.type = PK_LOOKUP_CLASS, .id = c}, key);
}

static partikel_status read_words(struct pk_builder *b, uint32_t c, pk_str text) {
  pk_str line;
  for (size_t at = 0; b->line++, next_line(text, &at, &line);) {
    line = pk_str_trim(line);
    if (!line.n) continue;
    pk_str base = line, forms = {line.s + line.n, 0};
    for (size_t i = 0; i + 1 < line.n; i++)
      if (line.s[i] == ':' && line.s[i + 1] == ' ') {
        base = pk_str_part(line, 0, i);
        forms = pk_str_part(line, i + 2, line.n);
        break;
      }
    if (memchr(base.s, ' ', base.n)) return pk_build_fail(b, "a phrase is written with _: %S", base);
    PK_TRY(add_member(b, c, base, NULL));
    while ((forms = pk_str_trim(forms)).n) {
      pk_str form = cut(&forms, " ");
      if (form.n) PK_TRY(add_member(b, c, form, NULL));
    }
  }
  return PARTIKEL_OK;
}

static partikel_status read_word_list(struct pk_builder *b, uint32_t c, pk_str text) {
  pk_str line;
  for (size_t at = 0; b->line++, next_line(text, &at, &line);)
    while ((line = pk_str_trim(line)).n) {
      pk_str form = cut(&line, " | ");
      if (form.n) PK_TRY(add_member(b, c, form, NULL));
    }
  return PARTIKEL_OK;
}

static bool whole_number(pk_str s, int64_t *out) {
  bool minus = s.n > 1 && s.s[0] == '-';
  int64_t n = 0;
  if (s.n == 0 || s.n > 18) return false;
  for (size_t i = minus; i < s.n; i++) {
    if (s.s[i] < '0' || s.s[i] > '9') return false;
    n = n * 10 + (s.s[i] - '0');
  }
  *out = minus ? -n : n;
  return true;
}

static partikel_status read_word_table(struct pk_builder *b, uint32_t c, pk_str text) {
  pk_str line;
  bool head = false;
  for (size_t at = 0; b->line++, next_line(text, &at, &line);) {
    if (!pk_str_trim(line).n) continue;
    pk_str value = line, names = cut(&value, "\t");
    value = pk_str_trim(value);
    if (!head) {
      if (!pk_str_eq(names, PK_LIT("name")) || !pk_str_eq(value, PK_LIT("value"))) return pk_build_fail(b, "a table of words begins with the line name<tab>value", line);
      head = true;
      continue;
    }
    if (!value.n) return pk_build_fail(b, "no value for %S", names);
    int64_t number = 0;
    if (whole_number(value, &number) && (number < 0 || number > PK_MAX_VALUE)) return pk_build_fail(b, "a value is a number up to 1000000000000, not %S", value);
    while ((names = pk_str_trim(names)).n) {
      pk_str form = cut(&names, " | ");
      if (!form.n) continue;
      uint32_t key;
      PK_TRY(add_member(b, c, form, &key));
      if (!key) return pk_build_fail(b, "an ending has no value: %S", form);
      struct pk_i_value *v = pk_vec_add(&b->arena, &b->values);
      if (!v) return no_memory(b);
      v->class_ = c;
      v->key = key;
      v->text = pk_build_text(b, value);
      v->number = number;
    }
  }
  return PARTIKEL_OK;
}

/* ---- names ------------------------------------------------------------------------------------------------------------------- */
static partikel_status add_names(struct pk_builder *b, uint8_t kind, uint8_t sub, uint16_t file, pk_str names) {
  struct pk_i_entry *e = pk_vec_add(&b->arena, &b->entries);
  if (!e) return no_memory(b);
  uint32_t id = b->entries.n - 1;
  *e = (struct pk_i_entry){.kind = kind, .sub = sub, .file = file, .line = b->line, .attr = b->attrs.n};
  bool first = true;
  while ((names = pk_str_trim(names)).n) {
    pk_str form = cut(&names, " | ");
    uint8_t flags = 0;
    while (form.n && (form.s[0] == '~' || form.s[0] == '=')) {
      flags |= form.s[0] == '~' ? PK_FORM_WEAK : PK_FORM_EXACT;
      form = pk_str_part(form, 1, form.n);
    }
    if (!form.n) return pk_build_fail(b, "empty form", form);
    if (first) b->entries.at[id].name = pk_build_text(b, form);
    if (first && flags & PK_FORM_WEAK) return pk_build_fail(b, "the first form is the canonical name and takes no ~: %S", form);
    first = false;
    struct pk_i_payload payload = {.type = PK_LOOKUP_ENTRY, .flags = flags, .id = id};
    if (flags & PK_FORM_EXACT) payload.exact = pk_build_text(b, form);
    PK_TRY(add_phrase(b, form, payload, NULL));
    const struct phrase *p = &b->phrases.at[b->phrases.n - 1];
    if (p->n == 1 && !(flags & PK_FORM_EXACT) && pk_build_common(b, b->phrase_words.at[p->at]))
      return pk_build_fail(b, "the form %S is also a common word: mark it with =", form);
  }
  return PARTIKEL_OK;
}

static partikel_status add_attr(struct pk_builder *b, pk_str key, pk_str value) {
  struct pk_i_attr *a = pk_vec_add(&b->arena, &b->attrs);
  if (!a) return no_memory(b);
  *a = (struct pk_i_attr){pk_build_text(b, key), pk_build_text(b, value)};
  b->entries.at[b->entries.n - 1].n_attrs++;
  return PARTIKEL_OK;
}

static partikel_status read_name_list(struct pk_builder *b, uint8_t kind, uint8_t sub, uint16_t file, pk_str text) {
  pk_str line;
  for (size_t at = 0; b->line++, next_line(text, &at, &line);) {
    if (!pk_str_trim(line).n) continue;
    PK_TRY(add_names(b, kind, sub, file, cut(&line, "\t")));
    while ((line = pk_str_trim(line)).n) {
      pk_str value = cut(&line, "\t"), key = cut(&value, "=");
      if (!key.n || !value.n) return pk_build_fail(b, "an attribute is key=value", key);
      PK_TRY(add_attr(b, key, value));
    }
  }
  return PARTIKEL_OK;
}

static partikel_status read_name_table(struct pk_builder *b, uint8_t kind, uint8_t sub, uint16_t file, pk_str text) {
  pk_str line, columns[PK_MAX_COLUMNS];
  uint32_t n = 0;
  for (size_t at = 0; b->line++, next_line(text, &at, &line);) {
    if (!pk_str_trim(line).n) continue;
    if (!n) {
      while (line.n && n < PK_MAX_COLUMNS) columns[n++] = cut(&line, "\t");
      if (!pk_str_eq(columns[0], PK_LIT("name"))) return pk_build_fail(b, "the first column of a table is name, not %S", columns[0]);
      continue;
    }
    PK_TRY(add_names(b, kind, sub, file, cut(&line, "\t")));
    for (uint32_t i = 1; line.n; i++) {
      pk_str value = cut(&line, "\t");
      if (i >= n) return pk_build_fail(b, "more cells than columns: %S", value);
      if (value.n) PK_TRY(add_attr(b, columns[i], value));
    }
  }
  return PARTIKEL_OK;
}

/* ---- exports ------------------------------------------------------------------------------------------------------------------ */
static partikel_status read_export(struct pk_builder *b, struct pk_exports *x, pk_str name, pk_str text) {
  pk_str line;
  partikel_status status = pk_export_begin(b, x, name);
  for (size_t at = 0; status == PARTIKEL_OK && (b->line++, next_line(text, &at, &line));)
    if (pk_str_trim(line).n) status = pk_export_line(b, x, pk_str_trim(line));
  b->line = 0;
  if (status == PARTIKEL_OK) status = pk_export_end(b, x);
  return status == PARTIKEL_NOMEM ? no_memory(b) : status;
}

/* ---- from lists to tries and tables --------------------------------------------------------------------------------------------- */
static int compare_values(const void *x, const void *y) {
  const struct pk_i_value *a = x, *b = y;
  if (a->class_ != b->class_) return a->class_ < b->class_ ? -1 : 1;
  return a->key < b->key ? -1 : a->key > b->key;
}

enum { SET_SLOTS = 2 << 16 };               /* twice PK_MAX_CLASS_SETS */
struct index {                              /* what is made of the phrases and classes */
  PK_VEC(struct tried) steps;
  struct pk_i_step *step_hash; uint32_t n_step_hash;
  PK_VEC(struct pk_i_state) states;
  PK_VEC(struct pk_i_payload) payloads;
  PK_VEC(uint32_t) sets;                    /* set_words each */
  uint32_t *set_hash;                       /* SET_SLOTS of them: set + 1 */
  uint32_t set_words, n_sets, *class_hash, n_class_hash;
  bool too_many_sets;
  struct pk_i_ending *ending_nodes; uint32_t n_ending_nodes;
  PK_VEC(uint32_t) lists;
  uint32_t *set_rules, *set_musts;
  uint64_t *set_marks;
  PK_VEC(struct pk_i_kind_rule) kind_rules;
  uint32_t *kind_from;
  PK_VEC(uint32_t) phases;
};

/* A trie over word ids: states are numbered in order of first use; the root's steps stand with the words. */
static partikel_status make_trie(struct pk_builder *b, struct index *x) {
  uint32_t total = 0;
  for (uint32_t i = 0; i < b->phrases.n; i++) total += b->phrases.at[i].n;
  uint32_t size = 16;
  while (size < total * 2 + 2) size *= 2;
  struct pk_i_step *hash = pk_arena_array(&b->arena, size, sizeof *hash);
  uint32_t *end_of = pk_arena_array(&b->arena, b->phrases.n + 1, sizeof *end_of);
  if (!hash || !end_of || !pk_vec_add(&b->arena, &x->states)) return no_memory(b);
  x->step_hash = hash;
  x->n_step_hash = size;
  for (uint32_t p = 0; p < b->phrases.n; p++) {
    uint32_t state = 0;
    for (uint32_t i = 0; i < b->phrases.at[p].n; i++) {
      uint32_t word = b->phrase_words.at[b->phrases.at[p].at + i], next;
      if (!state) {
        if (!b->words.at[word].state) {
          if (!pk_vec_add(&b->arena, &x->states)) return no_memory(b);
          b->words.at[word].state = x->states.n - 1;
        }
        next = b->words.at[word].state;
      } else {
        uint32_t key[2] = {state, word}, h = pk_hash(key, sizeof key) & (size - 1);
        while (hash[h].next && !(hash[h].state == state && hash[h].word == word)) h = (h + 1) & (size - 1);
        if (!hash[h].next) {
          if (!pk_vec_add(&b->arena, &x->states)) return no_memory(b);
          hash[h] = (struct pk_i_step){state, word, x->states.n - 1};
        }
        next = hash[h].next;
      }
      state = next;
    }
    end_of[p] = state;
    x->states.at[state].n++;
  }
  uint32_t at = 0;
  for (uint32_t s = 0; s < x->states.n; s++) x->states.at[s].payload = at, at += x->states.at[s].n, x->states.at[s].n = 0;
  x->payloads.at = pk_arena_array(&b->arena, at + 1, sizeof *x->payloads.at);
  if (!x->payloads.at) return no_memory(b);
  x->payloads.n = at;
  for (uint32_t p = 0; p < b->phrases.n; p++) {
    struct pk_i_state *s = &x->states.at[end_of[p]];
    x->payloads.at[s->payload + s->n++] = b->phrases.at[p].payload;
  }
  for (uint32_t i = 0; i < b->values.n; i++)
    if (b->values.at[i].key & PK_KEY_STATE) b->values.at[i].key = end_of[b->values.at[i].key & ~PK_KEY_STATE] | PK_KEY_STATE;
  if (b->values.n) qsort(b->values.at, b->values.n, sizeof *b->values.at, compare_values);
  return PARTIKEL_OK;
}

static uint16_t intern_set(struct pk_builder *b, struct index *x, const uint32_t *bits) {
  uint32_t h = pk_hash(bits, x->set_words * 4) & (SET_SLOTS - 1);
  for (; x->set_hash[h]; h = (h + 1) & (SET_SLOTS - 1))
    if (memcmp(&x->sets.at[(x->set_hash[h] - 1) * x->set_words], bits, x->set_words * 4) == 0) return (uint16_t)(x->set_hash[h] - 1);
  if (x->n_sets == PK_MAX_CLASS_SETS) {
    x->too_many_sets = true;
    return 0;
  }
  for (uint32_t i = 0; i < x->set_words; i++) {
    uint32_t *slot = pk_vec_add(&b->arena, &x->sets);
    if (!slot) return 0;
    *slot = bits[i];
  }
  x->set_hash[h] = x->n_sets + 1;
  return (uint16_t)x->n_sets++;
}

static int compare_pairs(const void *x, const void *y) {
  const struct pair *a = x, *b = y;
  if (a->word != b->word) return a->word < b->word ? -1 : 1;
  return a->class_ < b->class_ ? -1 : a->class_ > b->class_;
}

static partikel_status make_sets(struct pk_builder *b, struct index *x) {
  x->set_words = b->classes.n / 32 + 1;
  uint32_t *bits = pk_arena_array(&b->arena, x->set_words, sizeof *bits);
  x->set_hash = pk_arena_array(&b->arena, SET_SLOTS, sizeof *x->set_hash);
  if (!bits || !x->set_hash) return no_memory(b);
  intern_set(b, x, bits);                    /* set 0 is empty */
  if (b->pairs.n) qsort(b->pairs.at, b->pairs.n, sizeof *b->pairs.at, compare_pairs);
  uint32_t p = 0;
  for (uint32_t w = 1; w < b->words.n; w++) {
    memset(bits, 0, x->set_words * 4);
    for (; p < b->pairs.n && b->pairs.at[p].word == w; p++) bits[b->pairs.at[p].class_ / 32] |= 1u << b->pairs.at[p].class_ % 32;
    struct pk_ref t = b->words.at[w].text;
    pk_affix_classes(b->endings.at, b->endings.n, (pk_str){b->text.s + t.at, t.n}, bits);
    b->words.at[w].set = intern_set(b, x, bits);
  }
  uint16_t *sets = pk_arena_array(&b->arena, b->endings.n + 1, sizeof *sets);
  if (!sets) return no_memory(b);
  for (uint32_t i = 0; i < b->endings.n; i++) {
    memset(bits, 0, x->set_words * 4);
    bits[b->endings.at[i].class_ / 32] |= 1u << b->endings.at[i].class_ % 32;
    for (uint32_t j = 0; j < b->endings.n; j++)
      if (pk_str_eq(b->endings.at[j].text, b->endings.at[i].text)) bits[b->endings.at[j].class_ / 32] |= 1u << b->endings.at[j].class_ % 32;
    pk_affix_classes(b->endings.at, b->endings.n, b->endings.at[i].text, bits);
    sets[i] = intern_set(b, x, bits);
  }
  if (x->too_many_sets) return pk_fail(b->err, PARTIKEL_KNOWLEDGE, b->dir, 0, "words belong to too many different sets of classes");
  return pk_affix_trie(&b->arena, b->endings.at, sets, b->endings.n, &x->ending_nodes, &x->n_ending_nodes) ? PARTIKEL_OK : no_memory(b);
}

static int compare_keys(const void *x, const void *y) {
  const struct pk_i_key *a = x, *b = y;
  if (a->type != b->type) return a->type < b->type ? -1 : 1;
  if (a->arg != b->arg) return a->arg < b->arg ? -1 : 1;
  return a->value < b->value ? -1 : a->value > b->value;
}

static int compare_kind_rules(const void *x, const void *y) {
  const struct pk_i_kind_rule *a = x, *b = y;
  if (a->phase != b->phase) return a->phase < b->phase ? -1 : 1;
  if (a->kind != b->kind) return a->kind < b->kind ? -1 : 1;
  if (a->must != b->must) return a->must < b->must ? -1 : 1;
  if (a->rule != b->rule) return a->rule < b->rule ? -1 : 1;
  return a->sub < b->sub ? -1 : a->sub > b->sub;
}

static bool add_to_list(struct pk_builder *b, struct index *x, uint32_t value) {
  uint32_t *slot = pk_vec_add(&b->arena, &x->lists);
  if (slot) *slot = value;
  return slot != NULL;
}

/* A list is its length and then its values. Of each word and class that has keys: the place of its list in words and classes. */
static bool make_key_lists(struct pk_builder *b, struct index *x, const struct pk_i_key *keys, uint32_t n, uint32_t *words, uint32_t *classes) {
  for (uint32_t i = 0, j; i < n; i = j) {
    uint32_t start = x->lists.n;
    if (!add_to_list(b, x, 0)) return false;
    for (j = i; j < n && keys[j].type == keys[i].type && keys[j].arg == keys[i].arg; j++) {
      if (j > i && keys[j].value == keys[j - 1].value) continue;
      if (!add_to_list(b, x, keys[j].value)) return false;
      x->lists.at[start]++;
    }
    (keys[i].type == PK_T_WORD ? words : classes)[keys[i].arg] = start;
  }
  return true;
}

/* Of each set of classes: the lists of its classes, one after the other. */
static uint32_t *make_set_lists(struct pk_builder *b, struct index *x, const uint32_t *classes) {
  uint32_t *of_set = pk_arena_array(&b->arena, x->n_sets, sizeof *of_set);
  for (uint32_t s = 1; of_set && s < x->n_sets; s++) {
    uint32_t start = x->lists.n;
    if (!add_to_list(b, x, 0)) return NULL;
    for (uint32_t c = 1; c < b->classes.n; c++) {
      if (!(x->sets.at[s * x->set_words + c / 32] >> c % 32 & 1)) continue;
      for (uint32_t i = 1; i <= x->lists.at[classes[c]]; i++)
        if (!add_to_list(b, x, x->lists.at[classes[c] + i])) return NULL;
    }
    x->lists.at[start] = x->lists.n - start - 1;
    if (x->lists.at[start]) of_set[s] = start;
    else x->lists.n = start;
  }
  return of_set;
}

/* The lists of the words, classes and sets for one sort of keys; list 0 is empty. */
static bool make_index(struct pk_builder *b, struct index *x, const struct pk_i_key *keys, uint32_t n, size_t in_word, size_t in_class, uint32_t **of_set) {
  uint32_t *words = pk_arena_array(&b->arena, b->words.n, sizeof *words), *classes = pk_arena_array(&b->arena, b->classes.n, sizeof *classes);
  if (!words || !classes || !make_key_lists(b, x, keys, n, words, classes)) return false;
  for (uint32_t i = 1; i < b->words.n; i++) memcpy((char *)&b->words.at[i] + in_word, &words[i], sizeof *words);
  for (uint32_t i = 1; i < b->classes.n; i++) memcpy((char *)&b->classes.at[i] + in_class, &classes[i], sizeof *classes);
  return (*of_set = make_set_lists(b, x, classes)) != NULL;
}

enum { KIND_FROMS = PK_MAX_PHASES * PK_KINDS + 1 };

/* Rules that wait for a kind of mention, by phase and kind. */
static bool make_kind_rules(struct pk_builder *b, struct index *x, const struct pk_rules *r, const struct pk_i_key *keys, uint32_t n) {
  for (uint32_t i = 0; i < n; i++) {
    if (i && compare_keys(&keys[i], &keys[i - 1]) == 0) continue;
    struct pk_i_kind_rule *k = pk_vec_add(&b->arena, &x->kind_rules);
    if (!k) return false;
    const struct pk_i_test *test = &r->tests.at[keys[i].value];
    *k = (struct pk_i_kind_rule){.rule = keys[i].value, .phase = test->phase, .must = test->musts[0], .kind = (uint8_t)keys[i].arg, .sub = (uint8_t)((keys[i].arg >> 8) - 1)};
  }
  if (x->kind_rules.n) qsort(x->kind_rules.at, x->kind_rules.n, sizeof *x->kind_rules.at, compare_kind_rules);
  for (uint32_t i = x->kind_rules.n; i-- > 0;) {
    struct pk_i_kind_rule *k = &x->kind_rules.at[i];
    bool goes_on = i + 1 < x->kind_rules.n && k[1].phase == k->phase && k[1].kind == k->kind && k[1].must == k->must;
    k->end = goes_on ? k[1].end : i + 1;
  }
  x->kind_from = pk_arena_array(&b->arena, KIND_FROMS, sizeof *x->kind_from);
  for (uint32_t f = 0, at = 0; x->kind_from && f < KIND_FROMS; f++) {
    while (at < x->kind_rules.n && pk_kind_from(x->kind_rules.at[at].phase, x->kind_rules.at[at].kind) < f) at++;
    x->kind_from[f] = at;
  }
  return x->kind_from != NULL;
}

/* Of each set of classes: the marks of all of them. */
static bool make_set_marks(struct pk_builder *b, struct index *x) {
  x->set_marks = pk_arena_array(&b->arena, x->n_sets, sizeof *x->set_marks);
  for (uint32_t s = 1; x->set_marks && s < x->n_sets; s++)
    for (uint32_t c = 1; c < b->classes.n; c++)
      if (x->sets.at[s * x->set_words + c / 32] >> c % 32 & 1) x->set_marks[s] |= PK_MARK_CLASS(c);
  return x->set_marks != NULL;
}

static partikel_status make_lists(struct pk_builder *b, struct index *x, struct pk_rules *r) {
  struct pk_i_key *anchors = r->anchors.at;
  uint32_t words = 0;                        /* kinds come last: before them stand words and classes */
  if (r->anchors.n) qsort(anchors, r->anchors.n, sizeof *anchors, compare_keys);
  if (r->musts.n) qsort(r->musts.at, r->musts.n, sizeof *r->musts.at, compare_keys);
  while (words < r->anchors.n && anchors[words].type != PK_T_KIND) words++;
  if (!add_to_list(b, x, 0) || !make_set_marks(b, x) || !make_kind_rules(b, x, r, anchors + words, r->anchors.n - words) ||
      !make_index(b, x, anchors, words, offsetof(struct pk_i_word, rules), offsetof(struct pk_i_class, rules), &x->set_rules) ||
      !make_index(b, x, r->musts.at, r->musts.n, offsetof(struct pk_i_word, musts), offsetof(struct pk_i_class, musts), &x->set_musts)) return no_memory(b);
  for (uint32_t i = 0; i < r->rules.n; i++)
    if (!i || r->rules.at[i].phase != r->rules.at[i - 1].phase) {
      uint32_t *slot = pk_vec_add(&b->arena, &x->phases);
      if (!slot) return no_memory(b);
      *slot = r->rules.at[i].phase;
    }
  return PARTIKEL_OK;
}

/* ---- the image -------------------------------------------------------------------------------------------------------------------- */
static void put(struct pk_buf *out, uint32_t section, const void *at, uint32_t n, size_t size) {
  while (out->n % 64) pk_buf_byte(out, 0);
  uint32_t where[2] = {(uint32_t)out->n, n};
  pk_buf_add(out, at, n * size);
  if (!out->failed) memcpy(out->s + offsetof(struct pk_know, section) + section * sizeof where, where, sizeof where);
}

static partikel_status hash_classes(struct pk_builder *b, struct index *x) {
  x->n_class_hash = 16;
  while (x->n_class_hash < 4 * b->classes.n) x->n_class_hash *= 2;
  x->class_hash = pk_arena_array(&b->arena, x->n_class_hash, sizeof *x->class_hash);
  if (!x->class_hash) return no_memory(b);
  for (uint32_t c = 1; c < b->classes.n; c++) {
    struct pk_ref t = b->classes.at[c].name;
    uint32_t i = pk_hash(b->text.s + t.at, t.n) & (x->n_class_hash - 1);
    while (x->class_hash[i]) i = (i + 1) & (x->n_class_hash - 1);
    x->class_hash[i] = c;
  }
  return PARTIKEL_OK;
}

static partikel_status write_image(struct pk_builder *b, struct index *x, struct pk_rules *r, const struct pk_exports *e, void **image, size_t *size) {
  struct pk_know head = {.layout = PK_IMAGE_LAYOUT, .set_words = x->set_words};
  memcpy(head.magic, PK_IMAGE_MAGIC, 8);
  for (uint32_t i = 0; i < b->entries.n; i++) {
    if (b->entries.at[i].kind != PK_ORGANISATION || b->entries.at[i].sub != PARTIKEL_ORGANISATION_MUNICIPALITY) continue;
    if (!head.municipalities_end) head.municipalities = i;
    head.municipalities_end = i + 1;
  }
  struct pk_buf out;
  pk_buf_init(&out, PK_MAX_BUF);
  pk_buf_add(&out, &head, sizeof head);
#define PUT(name, v) put(&out, PK_S_##name, (v).at, (v).n, sizeof *(v).at)
  put(&out, PK_S_TEXT, b->text.s, (uint32_t)b->text.n, 1);
  PUT(FILES, b->files);
  PUT(WORDS, b->words);
  uint32_t n_filter = (b->word_mask + 1) / 2, n_bits = b->words.n / 8 + 1;
  uint8_t *filter = pk_arena_array(&b->arena, n_filter, 1), *begins = pk_arena_array(&b->arena, n_bits, 1), *listed = pk_arena_array(&b->arena, n_bits, 1);
  if (!filter || !begins || !listed) return no_memory(b);
  for (uint32_t id = 1; id < b->words.n; id++) {
    struct pk_ref t = b->words.at[id].text;
    uint32_t hash = pk_hash(b->text.s + t.at, t.n), i = hash & b->word_mask, bit = hash & (8 * n_filter - 1);
    filter[bit / 8] |= (uint8_t)(1u << bit % 8);
    begins[id / 8] |= (uint8_t)((b->words.at[id].state != 0) << id % 8);
    listed[id / 8] |= (uint8_t)((b->words.at[id].rules || b->words.at[id].musts) << id % 8);
    while (b->word_hash[i] != id) i = (i + 1) & b->word_mask;
    b->word_hash[i] = PK_HASH_ENTRY(id, hash);
  }
  put(&out, PK_S_WORD_BEGINS, begins, n_bits, 1);
  put(&out, PK_S_WORD_LISTED, listed, n_bits, 1);
  put(&out, PK_S_WORD_HASH, b->word_hash, b->word_mask + 1, sizeof *b->word_hash);
  put(&out, PK_S_WORD_FILTER, filter, n_filter, 1);
  PUT(CLASSES, b->classes);
  put(&out, PK_S_CLASS_HASH, x->class_hash, x->n_class_hash, sizeof *x->class_hash);
  put(&out, PK_S_SETS, x->sets.at, x->sets.n, 4);
  put(&out, PK_S_SET_RULES, x->set_rules, x->n_sets, 4);
  put(&out, PK_S_SET_MUSTS, x->set_musts, x->n_sets, 4);
  put(&out, PK_S_ENDINGS, x->ending_nodes, x->n_ending_nodes, sizeof *x->ending_nodes);
  put(&out, PK_S_STEPS, x->step_hash, x->n_step_hash, sizeof *x->step_hash);
  PUT(STATES, x->states);
  PUT(PAYLOADS, x->payloads);
  PUT(VALUES, b->values);
  PUT(ENTRIES, b->entries);
  PUT(ATTRS, b->attrs);
  PUT(RULES, r->rules);
  PUT(TESTS, r->tests);
  PUT(PROGRAM, r->program);
  PUT(ATOMS, r->atoms);
  put(&out, PK_S_SET_MARKS, x->set_marks, x->n_sets, sizeof *x->set_marks);
  PUT(THENS, r->thens);
  PUT(LABELS, r->labels);
  PUT(SLOTS, r->slots);
  PUT(LISTS, x->lists);
  PUT(KIND_RULES, x->kind_rules);
  put(&out, PK_S_KIND_FROM, x->kind_from, KIND_FROMS, sizeof *x->kind_from);
  PUT(PHASES, x->phases);
  PUT(EXAMPLES, r->examples);
  PUT(EXPORTS, e->exports);
  PUT(MARKS, e->marks);
#undef PUT
  if (out.failed) {
    pk_buf_release(&out);
    return no_memory(b);
  }
  struct pk_know *k = (struct pk_know *)(void *)out.s;
  k->size = (uint32_t)out.n;
  char hash[65];
  pk_sha256_hex(out.s + sizeof *k, out.n - sizeof *k, hash);
  memcpy(k->hash, hash, sizeof hash);
  *image = out.s;
  *size = out.n;
  return PARTIKEL_OK;
}

/* ---- which file is what ------------------------------------------------------------------------------------------------------------- */
#define PK_TEXT_OF(name, text) text,
static int find_name(const char *const *names, int n, pk_str name) {
  for (int i = 0; i < n; i++)
    if (pk_str_eq(pk_str_of(names[i]), name)) return i;
  return -1;
}

static int organisation_kind(pk_str stem) {
  static const char *const names[] = {PARTIKEL_ORGANISATION_MAP(PK_TEXT_OF)};
  return find_name(names, PARTIKEL_ORGANISATION_COUNT, stem);
}
#undef PK_TEXT_OF

struct place_of { pk_str folder, stem, ending; };
static struct place_of split_path(const char *path) {
  pk_str rest = pk_str_of(path), folder = cut(&rest, "/");
  size_t dot = rest.n;
  while (dot && rest.s[dot - 1] != '.') dot--;
  return (struct place_of){folder, pk_str_part(rest, 0, dot ? dot - 1 : rest.n), pk_str_part(rest, dot, rest.n)};
}

enum { PASS_CLASSES, PASS_NAMES, PASS_RULES, PASSES };

static partikel_status read_one(struct pk_builder *b, const char *dir, uint16_t file, int pass, struct pk_rules *rules, struct pk_exports *exports) {
  struct place_of at = split_path(b->path);
  bool list = pk_str_eq(at.ending, PK_LIT("list")), table = pk_str_eq(at.ending, PK_LIT("tsv")), words = pk_str_eq(at.ending, PK_LIT("words"));
  bool organisation = pk_str_eq(at.folder, PK_LIT("organisation")), place = pk_str_eq(at.folder, PK_LIT("place")), rule = pk_str_eq(at.folder, PK_LIT("rules")), form = pk_str_eq(at.folder, PK_LIT("export"));
  static const char *const folders[] = {"words", "person", "affix", "page", "language"};
  bool class_ = find_name(folders, 5, at.folder) >= 0;
  if (!(class_ && (list || table || words)) && !((organisation || place) && (list || table)) && !(rule && pk_str_eq(at.ending, PK_LIT("rules"))) && !(form && pk_str_eq(at.ending, PK_LIT("export"))))
    return pk_build_fail(b, "is no knowledge file: see docs/knowledge.md for the folders and endings", (pk_str){"", 0});
  int mine = class_ ? PASS_CLASSES : rule ? PASS_RULES : PASS_NAMES;
  if (mine != pass) return PARTIKEL_OK;

  struct pk_buf buf;
  pk_buf_init(&buf, PK_MAX_BUF);
  partikel_status status = read_file(b, dir, b->path, &buf);
  b->line = 0;
  pk_str text = {buf.s, buf.n};
  if (status == PARTIKEL_OK && class_) {
    uint32_t c = pk_build_class(b, at.stem);
    if (!c) status = pk_build_fail(b, "is in no list of classes", at.stem);
    else if (words) status = read_words(b, c, text);
    else if (list) status = read_word_list(b, c, text);
    else status = read_word_table(b, c, text);
  } else if (status == PARTIKEL_OK && rule) {
    int64_t phase;
    if (at.stem.n < 4 || at.stem.s[2] != '-' || !whole_number(pk_str_part(at.stem, 0, 2), &phase) || phase < 0)
      status = pk_build_fail(b, "a rule file is called NN-NAME.rules", at.stem);
    else status = pk_rules_parse(b, b->dir, b->path, file, (uint32_t)phase, text, rules, b->err);
  } else if (status == PARTIKEL_OK && form) {
    status = read_export(b, exports, at.stem, text);
  } else if (status == PARTIKEL_OK) {
    int kind = organisation ? organisation_kind(at.stem) : pk_str_eq(at.stem, PK_LIT("town")) ? 0 : -1;
    if (kind < 0) status = pk_build_fail(b, "unknown kind %S: the file name is the kind", at.stem);
    else if (table) status = read_name_table(b, organisation ? PK_ORGANISATION : PK_TOWN, (uint8_t)kind, file, text);
    else status = read_name_list(b, organisation ? PK_ORGANISATION : PK_TOWN, (uint8_t)kind, file, text);
  }
  pk_buf_release(&buf);
  return status;
}

/* Class ids follow the sorted names: the build is the same whatever the order of the files. */
static int compare_strings(const void *x, const void *y) { return pk_str_cmp(*(const pk_str *)x, *(const pk_str *)y); }

static partikel_status name_classes(struct pk_builder *b) {
  pk_str names[PK_MAX_CLASSES];
  uint32_t n = 0;
  for (uint32_t i = 0; i < b->paths.n; i++) {
    struct place_of at = split_path(b->paths.at[i]);
    if (pk_str_eq(at.folder, PK_LIT("organisation")) || pk_str_eq(at.folder, PK_LIT("place")) || pk_str_eq(at.folder, PK_LIT("rules")) || pk_str_eq(at.folder, PK_LIT("export"))) continue;
    b->path = b->paths.at[i];
    if (n == PK_MAX_CLASSES) return pk_build_fail(b, "too many word classes", at.stem);
    names[n++] = at.stem;
  }
  qsort(names, n, sizeof *names, compare_strings);
  if (!pk_vec_add(&b->arena, &b->classes)) return no_memory(b);
  for (uint32_t i = 0; i < n; i++) {
    if (i && pk_str_eq(names[i], names[i - 1])) {
      b->path = "";
      return pk_build_fail(b, "two files are called %S: a class has one file", names[i]);
    }
    struct pk_i_class *c = pk_vec_add(&b->arena, &b->classes);
    if (!c) return no_memory(b);
    c->name = pk_build_text(b, names[i]);
  }
  b->common = pk_build_class(b, PK_LIT("da"));
  return PARTIKEL_OK;
}

/* One spelling means one thing: the same form in two entries of different kinds is an error of the lists. */
static partikel_status check_names(struct pk_builder *b, struct index *x) {
  for (uint32_t s = 0; s < x->states.n; s++)
    for (uint32_t i = 1; i < x->states.at[s].n; i++) {
      const struct pk_i_payload *p = &x->payloads.at[x->states.at[s].payload], *a = NULL;
      for (uint32_t j = 0; j < i && !a; j++)
        if (p[j].type == PK_LOOKUP_ENTRY) a = &p[j];
      if (!a || p[i].type != PK_LOOKUP_ENTRY || a->id == p[i].id) continue;
      const struct pk_i_entry *one = &b->entries.at[a->id], *two = &b->entries.at[p[i].id];
      if (one->kind != two->kind || (one->sub == two->sub && one->kind != PK_ORGANISATION) || (a->flags | p[i].flags) & PK_FORM_WEAK) continue;
      b->path = b->paths.at[two->file];
      b->line = two->line;
      pk_str name = {b->text.s + two->name.at, two->name.n};
      return pk_build_fail(b, one->sub == two->sub ? "a form of %S stands in another entry too" : "a form of %S stands in a list of another kind too", name);
    }
  return PARTIKEL_OK;
}

static partikel_status build(struct pk_builder *b, const char *dir, void **out, size_t *size) {
  struct pk_rules rules = {0};
  struct pk_exports exports = {0};
  struct index x = {0};
  PK_TRY(list_folder(b, dir, "", 0));
  if (!b->paths.n) return pk_fail(b->err, PARTIKEL_KNOWLEDGE, dir, 0, "no knowledge files in this folder");
  qsort(b->paths.at, b->paths.n, sizeof *b->paths.at, by_path);
  if (!pk_vec_add(&b->arena, &b->words) || !grow_words(b)) return no_memory(b); /* knowledge without a word has the table too */
  PK_TRY(name_classes(b));
  for (uint32_t i = 0; i < b->paths.n; i++) {
    struct pk_ref *f = pk_vec_add(&b->arena, &b->files);
    if (!f) return no_memory(b);
    pk_buf_text(&b->text, "data/");          /* as users know it, whatever the folder is called */
    *f = pk_build_text(b, pk_str_of(b->paths.at[i]));
    *f = (struct pk_ref){f->at - 5, f->n + 5};
  }
  for (int pass = 0; pass < PASSES; pass++) {
    if (pass == PASS_NAMES && !mark_common(b)) return no_memory(b);
    for (uint32_t i = 0; i < b->paths.n; i++) {
      b->path = b->paths.at[i];
      b->line = 0;
      PK_TRY(read_one(b, dir, (uint16_t)i, pass, &rules, &exports));
    }
  }
  b->line = 0;
  b->path = dir;
  if (b->text.failed) return no_memory(b);
  PK_TRY(make_trie(b, &x));
  PK_TRY(check_names(b, &x));
  PK_TRY(make_sets(b, &x));
  PK_TRY(make_lists(b, &x, &rules));
  PK_TRY(hash_classes(b, &x));
  return write_image(b, &x, &rules, &exports, out, size);
}

partikel_status pk_know_build(const char *dir, void **out, size_t *size, partikel_error *err) {
  struct pk_builder b = {.err = err, .dir = dir, .path = dir};
  pk_arena_init(&b.arena, PK_MAX_ARENA);
  pk_buf_init(&b.text, PK_MAX_BUF);
  partikel_status status = build(&b, dir, out, size);
  if (b.text.failed || b.arena.failed) { /* what was lost may look like a fault of the files, or like nothing at all */
    if (status == PARTIKEL_OK) free(*out), *out = NULL;
    status = no_memory(&b);
  }
  pk_buf_release(&b.text);
  pk_arena_release(&b.arena);
  return status;
}
