/* json: JSON-LD of a page becomes candidates for the metadata. The only file that sees jansson. */
#include "html.h"

#include <jansson.h>

struct objects {
  json_t *at[PK_MAX_JSON_OBJECTS];
  uint32_t n;
};

struct find {
  struct pk_metas *out;
  struct pk_arena *arena;
  struct objects *all;       /* of all scripts: an author may be named by its @id alone */
  bool failed;
};

bool pk_meta_add(struct pk_metas *metas, struct pk_arena *arena, const char *key, const char *source, pk_str value) {
  value = pk_str_trim(value);
  if (!value.n || metas->n >= PK_MAX_METAS) return true;
  struct pk_meta *meta = pk_vec_add(arena, metas);
  const char *copy = meta ? pk_arena_copy(arena, value) : NULL;
  if (!copy) return false;
  *meta = (struct pk_meta){key, source, {copy, value.n}, UINT32_MAX};
  return true;
}

/* A NUL, which JSON can write, ends it. */
static void add(struct find *f, const char *key, const char *source, const json_t *value) {
  if (json_is_string(value) && !pk_meta_add(f->out, f->arena, key, source, pk_str_of(json_string_value(value)))) f->failed = true;
}

/* ---- all objects, without recursion ------------------------------------------------------------------------------------- */

static void collect(struct objects *all, json_t *root) {
  struct { json_t *value; uint32_t depth; } stack[PK_MAX_JSON_OBJECTS];
  uint32_t n = 0;
  if (root) stack[n].value = root, stack[n++].depth = 0;
  while (n) {
    json_t *value = stack[--n].value;
    uint32_t depth = stack[n].depth;
    if (depth > PK_MAX_JSON_DEPTH) continue;
    if (json_is_array(value)) {
      for (size_t i = json_array_size(value); i-- > 0 && n < PK_MAX_JSON_OBJECTS;) {
        json_t *item = json_array_get(value, i);
        if (json_is_object(item) || json_is_array(item)) stack[n].value = item, stack[n++].depth = depth + 1;
      }
    } else if (json_is_object(value)) {
      const char *key;
      json_t *item;
      if (all->n < PK_MAX_JSON_OBJECTS) all->at[all->n++] = value;
      json_object_foreach(value, key, item)
        if ((json_is_object(item) || json_is_array(item)) && n < PK_MAX_JSON_OBJECTS) stack[n].value = item, stack[n++].depth = depth + 1;
    }
  }
}

static bool ends(const char *s, const char *tail) {
  size_t n = strlen(s), m = strlen(tail);
  return n >= m && memcmp(s + n - m, tail, m) == 0;
}

/* Is one of the object's types called so, or does its name end so? */
static bool has_type(const json_t *object, const char *tail) {
  const json_t *type = json_object_get(object, "@type");
  if (json_is_string(type)) return ends(json_string_value(type), tail);
  for (size_t i = 0; i < json_array_size(type); i++) {
    const json_t *one = json_array_get(type, i);
    if (json_is_string(one) && ends(json_string_value(one), tail)) return true;
  }
  return false;
}

/* The object that is meant: an @id alone points to one that has more to say. */
static const json_t *meant(const struct find *f, const json_t *value) {
  const json_t *id = json_object_get(value, "@id");
  if (!json_is_object(value) || json_object_get(value, "name") || !json_is_string(id)) return value;
  for (uint32_t i = 0; i < f->all->n; i++) {
    const json_t *other = json_object_get(f->all->at[i], "@id");
    if (json_is_string(other) && json_object_get(f->all->at[i], "name") && strcmp(json_string_value(other), json_string_value(id)) == 0) return f->all->at[i];
  }
  return value;
}

/* Names: text, an object with a name, or a list of them. */
static void add_names(struct find *f, const char *key, const char *source, const json_t *value) {
  const json_t *list[16];
  size_t n = 0;
  if (json_is_array(value))
    for (; n < json_array_size(value) && n < 16; n++) list[n] = json_array_get(value, n);
  else list[n++] = value;
  for (size_t i = 0; i < n; i++) {
    const json_t *one = meant(f, list[i]);
    const json_t *name = json_is_object(one) ? json_object_get(one, "name") : one;
    if (strcmp(key, "author") == 0 && json_is_object(one) && (has_type(one, "Organization") || has_type(one, "Corporation"))) {
      add(f, "author", source, name);
      continue;
    }
    if (json_is_array(name))
      for (size_t k = 0; k < json_array_size(name) && k < 16; k++) add(f, key, source, json_array_get(name, k));
    else add(f, key, source, name);
  }
}

static const json_t *text_or_name(const json_t *value) { return json_is_object(value) ? json_object_get(value, "name") : json_is_array(value) ? json_array_get(value, 0) : value; }

static void read_article(struct find *f, const json_t *o, const char *source) {
  static const struct { const char *json, *key; } plain[] = {
      {"headline", "title"}, {"datePublished", "published"}, {"dateModified", "modified"}, {"description", "lead"}, {"url", "url"}, {"inLanguage", "language"}, {"articleBody", "body"}};
  for (size_t k = 0; k < sizeof plain / sizeof *plain; k++) add(f, plain[k].key, source, text_or_name(json_object_get(o, plain[k].json)));
  if (!json_object_get(o, "datePublished")) add(f, "published", source, json_object_get(o, "dateCreated"));
  if (!json_object_get(o, "headline")) add(f, "title", source, json_object_get(o, "name"));
  add_names(f, "author", source, json_object_get(o, "author") ? json_object_get(o, "author") : json_object_get(o, "creator"));
  add_names(f, "publisher", source, json_object_get(o, "publisher"));
  const json_t *section = json_object_get(o, "articleSection"), *words = json_object_get(o, "keywords"), *free_ = json_object_get(o, "isAccessibleForFree");
  add(f, "section", source, json_is_array(section) ? json_array_get(section, 0) : section);
  if (json_is_array(words))
    for (size_t i = 0; i < json_array_size(words) && i < 40; i++) add(f, "tag", source, text_or_name(json_array_get(words, i)));
  else add(f, "tags", source, words);
  if (json_is_false(free_) || (json_is_string(free_) && (strcmp(json_string_value(free_), "False") == 0 || strcmp(json_string_value(free_), "false") == 0)))
    f->failed = f->failed || !pk_meta_add(f->out, f->arena, "paywall", source, PK_LIT("yes"));
}

static void read_crumbs(struct find *f, const json_t *o) {
  const json_t *items = json_object_get(o, "itemListElement");
  for (size_t position = 0; position < json_array_size(items) && position < 16; position++) {
    const json_t *one = json_array_get(items, position), *item = json_object_get(one, "item");
    const json_t *name = json_object_get(one, "name") ? json_object_get(one, "name") : json_object_get(item, "name");
    add(f, "crumb", "jsonld", name);
  }
}

/* Raw control characters inside strings are the commonest fault: a blank each, and it can be read. */
static json_t *load(pk_str text, struct pk_arena *arena, bool *memory) {
  json_error_t error;
  json_t *root = json_loadb(text.s, text.n, JSON_ALLOW_NUL, &error);
  if (root) return root;
  if (json_error_code(&error) == json_error_out_of_memory) return *memory = false, NULL;
  char *copy = pk_arena_copy(arena, text);
  if (!copy) return *memory = false, NULL;
  size_t n = text.n;
  for (size_t i = 0; i < n; i++)
    if ((unsigned char)copy[i] < 0x20) copy[i] = ' ';
  pk_str rest = pk_str_trim((pk_str){copy, n});
  if (pk_str_starts(rest, PK_LIT("<!--"))) rest = pk_str_part(rest, 4, rest.n);
  while (rest.n && (rest.s[rest.n - 1] == ';' || rest.s[rest.n - 1] == ' ')) rest.n--;
  root = json_loadb(rest.s, rest.n, JSON_ALLOW_NUL | JSON_DISABLE_EOF_CHECK, &error);
  if (!root && json_error_code(&error) == json_error_out_of_memory) *memory = false;
  return root;
}

partikel_status pk_json_ld(const pk_strings *scripts, struct pk_metas *out, pk_warnings *warnings, struct pk_arena *arena, partikel_error *err) {
  json_t *roots[PK_MAX_JSON_LD];
  uint32_t n = 0, broken = 0;
  bool memory = true;
  struct find f = {.out = out, .arena = arena, .all = pk_arena_alloc(arena, sizeof *f.all)};
  memory = f.all != NULL;
  for (uint32_t i = 0; memory && i < scripts->n && n < PK_MAX_JSON_LD; i++) {
    json_t *root = scripts->at[i].n > PK_MAX_JSON_BYTES ? NULL : load(scripts->at[i], arena, &memory);
    if (root) collect(f.all, roots[n++] = root);
    else broken++;
  }
  for (uint32_t i = 0; memory && i < f.all->n; i++) {
    const json_t *o = f.all->at[i];
    if (has_type(o, "Article") || has_type(o, "Posting") || has_type(o, "Report") || has_type(o, "HowTo")) read_article(&f, o, "jsonld");
    else if (has_type(o, "BreadcrumbList")) read_crumbs(&f, o);
    else if (has_type(o, "WebPage")) add(&f, "published", "jsonld-page", json_object_get(o, "datePublished")), add(&f, "modified", "jsonld-page", json_object_get(o, "dateModified"));
    else if (has_type(o, "WebSite")) add(&f, "publisher", "jsonld-page", json_object_get(o, "name"));
  }
  for (uint32_t i = 0; i < n; i++) json_decref(roots[i]);
  if (!memory || f.failed) return pk_fail(err, PARTIKEL_NOMEM, "", 0, "out of memory");
  if (broken && !pk_warn(warnings, arena, "jsonld-broken", "structured data (JSON-LD) of the page cannot be read; other sources are used"))
    return pk_fail(err, PARTIKEL_NOMEM, "", 0, "out of memory");
  return PARTIKEL_OK;
}
