/* The API: a reader takes an article through the rooms. The only file that sees all of them. */
#include <stdlib.h>

#include "facts/facts.h"
#include "write/write.h"

struct partikel_reader {
  const struct pk_know *know;
  struct pk_source *source;      /* NULL: nothing is open */
  size_t max_bytes;
  struct pk_arena opened;        /* copies of what the source borrows */
  struct pk_known *known;        /* what the articles before have asked of the knowledge */
  struct pk_arena arena;         /* everything of the article in hand */
  enum { NOTHING, EXTRACTED, SEGMENTED, ASSEMBLED } done;
  struct pk_document document;
  struct pk_article article;
  struct pk_segments segments;
  struct pk_mentions mentions;
  struct pk_facts facts;
  partikel_record record;
  struct pk_buf shown;
  partikel_error error;
};

/* ---- status --------------------------------------------------------------------------------------------- */
#define NAME(name, number, text) [number] = #name,
#define TEXT(name, number, text) [number] = text,
const char *partikel_status_name(partikel_status status) {
  static const char *const names[] = {PARTIKEL_STATUS_MAP(NAME)};
  return (size_t)status < sizeof names / sizeof *names ? names[status] : "UNKNOWN";
}

const char *partikel_status_text(partikel_status status) {
  static const char *const texts[] = {PARTIKEL_STATUS_MAP(TEXT)};
  return (size_t)status < sizeof texts / sizeof *texts ? texts[status] : "unknown status";
}

/* ---- knowledge ------------------------------------------------------------------------------------------ */
const partikel_knowledge *partikel_builtin(void) { return pk_know_builtin(); }

partikel_status partikel_load(const char *dir, partikel_knowledge **out, partikel_error *err) {
  void *image = NULL;
  size_t size = 0;
  if (out) *out = NULL;
  if (!dir || !out) return pk_fail(err, PARTIKEL_ARGUMENT, "", 0, "partikel_load wants a folder and a place for the result");
  PK_TRY(pk_know_build(dir, &image, &size, err));
  if (!pk_know_ok(image, size)) {
    free(image);
    return pk_fail(err, PARTIKEL_KNOWLEDGE, dir, 0, "the compiled knowledge is not whole");
  }
  *out = image;
  return PARTIKEL_OK;
}

void partikel_knowledge_free(partikel_knowledge *know) {
  if (know != pk_know_builtin()) free(know);
}

const char *partikel_knowledge_hash(const partikel_knowledge *know) { return know ? pk_know_hash(know) : ""; }

partikel_status partikel_count(const partikel_knowledge *know, partikel_sink sink, void *context) {
  return know && sink ? pk_know_count(know, sink, context) : PARTIKEL_ARGUMENT;
}

partikel_status partikel_check(const partikel_knowledge *know, partikel_sink sink, void *context, size_t *examples, size_t *failed) {
  size_t all = 0, bad = 0;
  if (!know || !sink) return PARTIKEL_ARGUMENT;
  partikel_status status = pk_examples(know, sink, context, &all, &bad);
  if (examples) *examples = all;
  if (failed) *failed = bad;
  return status;
}

/* ---- reader --------------------------------------------------------------------------------------------- */
partikel_reader *partikel_reader_new(const partikel_knowledge *know) {
  partikel_reader *r = know ? calloc(1, sizeof *r) : NULL;
  if (!r) return NULL;
  if (!(r->known = pk_known_new(know))) return free(r), NULL;
  r->know = know;
  r->max_bytes = PK_MAX_MEMBER;
  pk_arena_init(&r->opened, PK_MAX_BUF);
  pk_arena_init(&r->arena, PK_MAX_ARENA);
  pk_buf_init(&r->shown, PK_MAX_BUF);
  return r;
}

void partikel_reader_free(partikel_reader *r) {
  if (!r) return;
  pk_source_free(r->source);
  pk_arena_release(&r->arena);
  pk_arena_release(&r->opened);
  pk_buf_release(&r->shown);
  pk_known_free(r->known);
  free(r);
}

const partikel_error *partikel_last_error(const partikel_reader *r) {
  static const partikel_error none = {PARTIKEL_ARGUMENT, "", 0, "there is no reader"};
  return r ? &r->error : &none;
}

static partikel_status fail(partikel_reader *r, partikel_status code, const char *what) {
  return pk_fail(&r->error, code, "", 0, "%s", what);
}

partikel_status partikel_set(partikel_reader *r, partikel_option option, int64_t value) {
  if (!r) return PARTIKEL_ARGUMENT;
  if (option != PARTIKEL_OPTION_MAX_BYTES) return fail(r, PARTIKEL_ARGUMENT, "unknown option");
  if (value < 1 || (uint64_t)value > PK_MAX_BUF) return fail(r, PARTIKEL_ARGUMENT, "PARTIKEL_OPTION_MAX_BYTES is out of range");
  r->max_bytes = (size_t)value;
  return PARTIKEL_OK;
}

/* The record goes, its memory stays for the next one. */
static void forget(partikel_reader *r) {
  r->done = NOTHING;
  pk_arena_reset(&r->arena);
}

static bool copy_string(partikel_reader *r, const char **s) {
  if (*s) *s = pk_arena_copy(&r->opened, pk_str_of(*s));
  return *s != NULL;
}

enum { ORIGIN_STRINGS = 10 };

/* The strings of an origin: what is copied of it. */
static void origin_strings(partikel_origin *o, const char **out[ORIGIN_STRINGS]) {
  const char **strings[ORIGIN_STRINGS] = {&o->name, &o->url, &o->content_type, &o->charset, &o->date,
                                          &o->container, &o->member, &o->retrieved, &o->truncated, &o->form};
  memcpy(out, strings, sizeof strings);
}

/* Closes what is open and copies what the next source will borrow: `origin` becomes ours. */
static partikel_status prepare(partikel_reader *r, const char **path, partikel_origin *origin) {
  struct pk_date date;
  pk_source_free(r->source);
  r->source = NULL;
  forget(r);
  pk_arena_reset(&r->opened);
  if (origin->date && !pk_date_parse(pk_str_of(origin->date), &date))
    return pk_fail(&r->error, PARTIKEL_ARGUMENT, "", 0, "%s is no EDTF date (like 2019-05-03, 2019-05 or 2019)", origin->date);
  const char **strings[ORIGIN_STRINGS];
  origin_strings(origin, strings);
  bool copied = !*path || copy_string(r, path);
  for (size_t i = 0; i < ORIGIN_STRINGS; i++) copied = copied && (!*strings[i] || copy_string(r, strings[i]));
  if (!copied) return fail(r, PARTIKEL_NOMEM, "out of memory");
  return PARTIKEL_OK;
}

static const partikel_origin *keep(partikel_reader *r, const partikel_origin *origin) {
  partikel_origin *kept = pk_arena_alloc(&r->opened, sizeof *kept);
  if (kept) *kept = *origin;
  return kept;
}

/* Every failure has its error, also where a room only returned a number. */
static partikel_status explain(partikel_reader *r, partikel_status status) {
  if (status != PARTIKEL_OK && status != PARTIKEL_END && r->error.code != status) fail(r, status, partikel_status_text(status));
  return status;
}

static partikel_status open_with(partikel_reader *r, const char *path, const void *bytes, size_t n, partikel_read_fn read,
                                 void *context, const partikel_origin *origin) {
  partikel_origin known = origin ? *origin : (partikel_origin){0};
  PK_TRY(prepare(r, &path, &known));
  const partikel_origin *kept = keep(r, &known);
  if (!kept) return fail(r, PARTIKEL_NOMEM, "out of memory");
  r->error.code = PARTIKEL_OK;
  partikel_status status = path   ? pk_source_open_file(r->know, path, kept, r->max_bytes, &r->source, &r->error)
                           : read ? pk_source_open_stream(r->know, read, context, kept, r->max_bytes, &r->source, &r->error)
                                  : pk_source_open_memory(r->know, bytes, n, kept, r->max_bytes, &r->source, &r->error);
  if (status != PARTIKEL_OK) r->source = NULL;
  return explain(r, status);
}

partikel_status partikel_open_file(partikel_reader *r, const char *path, const partikel_origin *origin) {
  if (!r) return PARTIKEL_ARGUMENT;
  if (!path) return fail(r, PARTIKEL_ARGUMENT, "no path is given");
  return open_with(r, path, NULL, 0, NULL, NULL, origin);
}

partikel_status partikel_open_memory(partikel_reader *r, const void *bytes, size_t n, const partikel_origin *origin) {
  if (!r) return PARTIKEL_ARGUMENT;
  if (!bytes && n) return fail(r, PARTIKEL_ARGUMENT, "no bytes are given");
  return open_with(r, NULL, bytes ? bytes : "", n, NULL, NULL, origin);
}

partikel_status partikel_open_stream(partikel_reader *r, partikel_read_fn read, void *context, const partikel_origin *origin) {
  if (!r) return PARTIKEL_ARGUMENT;
  if (!read) return fail(r, PARTIKEL_ARGUMENT, "no function to read with is given");
  return open_with(r, NULL, NULL, 0, read, context, origin);
}

/* ---- the journey of one article --------------------------------------------------------------------------- */
static partikel_status segment(partikel_reader *r) {
  PK_TRY(pk_segment_article(r->know, &r->article, &r->segments, &r->arena, &r->error));
  r->done = SEGMENTED;
  return PARTIKEL_OK;
}

static partikel_status convert(partikel_reader *r) {
  r->document = (struct pk_document){0};
  r->article = (struct pk_article){0};
  r->segments = (struct pk_segments){0};
  r->mentions = (struct pk_mentions){0};
  r->facts = (struct pk_facts){0};
  PK_TRY(pk_source_next(r->source, &r->document, &r->arena, &r->error));
  PK_TRY(pk_extract(&r->document, r->known, &r->article, &r->arena, &r->error));
  r->record = (partikel_record){.source = r->document.source, .article = r->article.out,
                                .warnings = r->article.warnings.at, .n_warnings = r->article.warnings.n};
  r->done = EXTRACTED;
  if (r->article.danish && r->article.relevant_text) {
    PK_TRY(segment(r));
    PK_TRY(pk_find(r->know, &r->article, &r->segments, &r->mentions, &r->arena, &r->error));
    PK_TRY(pk_entities(r->know, &r->article, &r->mentions, &r->facts, &r->arena, &r->error));
    PK_TRY(pk_relate(r->know, &r->article, &r->mentions, &r->facts, &r->arena, &r->error));
    PK_TRY(pk_assemble(r->know, &r->document, &r->article, &r->facts, &r->record, &r->arena, &r->error));
    r->done = ASSEMBLED;
  }
  if (!r->record.source.url) r->record.source.url = r->document.origin_url; /* what the file does not say, the caller may know */
  r->record.tool_version = PARTIKEL_VERSION;
  r->record.knowledge = pk_know_hash(r->know);
  if (r->arena.failed) return pk_fail(&r->error, PARTIKEL_NOMEM, "", 0, "out of memory");
  return PARTIKEL_OK;
}

partikel_status partikel_next(partikel_reader *r, const partikel_record **record) {
  if (record) *record = NULL;
  if (!r) return PARTIKEL_ARGUMENT;
  if (!record) return fail(r, PARTIKEL_ARGUMENT, "no place for the record is given");
  if (!r->source) return fail(r, PARTIKEL_ARGUMENT, "nothing is open");
  forget(r);
  r->error.code = PARTIKEL_OK;
  partikel_status status = convert(r);
  if (status == PARTIKEL_OK) *record = &r->record;
  else r->done = NOTHING;
  return explain(r, status);
}

/* ---- members ------------------------------------------------------------------------------------------------ */
partikel_status partikel_next_member(partikel_reader *r, partikel_member *member) {
  if (member) *member = (partikel_member){0};
  if (!r) return PARTIKEL_ARGUMENT;
  if (!member) return fail(r, PARTIKEL_ARGUMENT, "no place for the member is given");
  if (!r->source) return fail(r, PARTIKEL_ARGUMENT, "nothing is open");
  forget(r);
  r->error.code = PARTIKEL_OK;
  partikel_status status = pk_source_next_member(r->source, member, &r->error);
  if (status != PARTIKEL_OK) *member = (partikel_member){0};
  return explain(r, status);
}

partikel_member *partikel_member_copy(const partikel_member *member) {
  const char **strings[ORIGIN_STRINGS];
  if (!member) return NULL;
  partikel_origin origin = member->origin;
  origin_strings(&origin, strings);
  size_t size = sizeof *member + member->n + 1;
  for (size_t i = 0; i < ORIGIN_STRINGS; i++) size += *strings[i] ? strlen(*strings[i]) + 1 : 0;
  partikel_member *copy = malloc(size);
  if (!copy) return NULL;
  char *at = (char *)(copy + 1);
  for (size_t i = 0; i < ORIGIN_STRINGS; i++) {
    if (!*strings[i]) continue;
    size_t n = strlen(*strings[i]) + 1;
    *strings[i] = memcpy(at, *strings[i], n);
    at += n;
  }
  if (member->n) memcpy(at, member->bytes, member->n);
  *copy = (partikel_member){at, member->n, origin};
  return copy;
}

void partikel_member_free(partikel_member *member) { free(member); }

void partikel_get_progress(const partikel_reader *r, partikel_progress *out) {
  if (!out) return;
  *out = (partikel_progress){0};
  if (r && r->source) pk_source_progress(r->source, out);
}

/* ---- show: the stages as text for people and tests ---------------------------------------------------------- */
#define PUT(out, literal) pk_buf_add((out), (literal), sizeof(literal) - 1)

/* One line stays one line, one column one column. */
static void show_text(struct pk_buf *o, pk_str s) {
  for (size_t i = 0; i < s.n; i++) {
    if (s.s[i] == '\n') PUT(o, "\\n");
    else if (s.s[i] == '\t') PUT(o, "\\t");
    else if (s.s[i] == '\r') PUT(o, "\\r");
    else pk_buf_byte(o, s.s[i]);
  }
}

static pk_str part(const partikel_reader *r, pk_span at) { return pk_str_part(r->segments.text, at.start, at.end); }

static void show_span(struct pk_buf *o, pk_span at) {
  pk_buf_int(o, at.start);
  pk_buf_byte(o, '-');
  pk_buf_int(o, at.end);
}

static void show_meta(struct pk_buf *o, const char *key, const char *value) {
  if (!value) return;
  pk_buf_text(o, key);
  PUT(o, ": ");
  show_text(o, pk_str_of(value));
  pk_buf_byte(o, '\n');
}

static void show_metas(struct pk_buf *o, const char *key, partikel_strings values) {
  for (size_t i = 0; i < values.n; i++) show_meta(o, key, values.at[i]);
}

static void show_blocks(const partikel_reader *r, struct pk_buf *o) {
  const partikel_article *a = &r->article.out;
  show_meta(o, "title", a->title);
  show_meta(o, "lead", a->lead);
  show_meta(o, "published", a->published);
  show_meta(o, "modified", a->modified);
  show_metas(o, "author", a->authors);
  show_meta(o, "publisher", a->publisher);
  show_meta(o, "section", a->section);
  show_metas(o, "breadcrumb", a->breadcrumb);
  show_metas(o, "tag", a->tags);
  show_meta(o, "language", a->language);
  show_meta(o, "url", a->url);
  for (size_t i = 0; i < r->article.warnings.n; i++) show_meta(o, "warning", r->article.warnings.at[i].code);
  if (a->n_blocks) pk_buf_byte(o, '\n');
  for (size_t i = 0; i < a->n_blocks; i++) {
    pk_buf_text(o, pk_name_block(a->blocks[i].kind));
    pk_buf_byte(o, '\t');
    show_text(o, pk_str_part((pk_str){a->text, a->text_size}, a->blocks[i].span.start, a->blocks[i].span.end));
    pk_buf_byte(o, '\n');
  }
}

static void show_tokens(const partikel_reader *r, struct pk_buf *o) {
  /* in the order of the PK_IS_ bits: word number Capital Upper mark quote dash spaced Sentence Block hyphen initial miXed Inside */
  static const char letters[] = "wnCUmqdsSBhiXI";
  for (uint32_t i = 0; i < r->segments.n_tokens; i++) {
    const struct pk_token *t = &r->segments.tokens[i];
    if (i && r->segments.sentence_of[i] != r->segments.sentence_of[i - 1]) pk_buf_byte(o, '\n');
    show_span(o, t->at);
    pk_buf_byte(o, '\t');
    show_text(o, part(r, t->at));
    pk_buf_byte(o, '\t');
    for (unsigned bit = 0; bit < sizeof letters - 1; bit++)
      if (t->is >> bit & 1) pk_buf_byte(o, letters[bit]);
    pk_buf_byte(o, '\n');
  }
}

static pk_str filled_text(const partikel_reader *r, const struct pk_filled *f) {
  if (f->constant.s) return f->constant;
  if (f->mention < r->mentions.at.n) return part(r, r->mentions.at.at[f->mention].at);
  if (f->first >= f->last || f->last > r->segments.n_tokens) return PK_LIT("");
  return part(r, (pk_span){r->segments.tokens[f->first].at.start, r->segments.tokens[f->last - 1].at.end});
}

static void show_slots(const partikel_reader *r, struct pk_buf *o, const struct pk_filled *at, uint32_t n, char between) {
  for (uint32_t i = 0; i < n; i++) {
    if (i) pk_buf_byte(o, between);
    pk_buf_text(o, pk_slot_name(at[i].slot));
    pk_buf_byte(o, '=');
    show_text(o, filled_text(r, &at[i]));
  }
}

static void show_date(struct pk_buf *o, const struct pk_date *date) {
  char edtf[32];
  if (!pk_date_is(date)) return;
  pk_date_edtf(date, edtf);
  pk_buf_text(o, edtf);
}

static void show_word(struct pk_buf *o, const char *word) {
  if (!word) return;
  pk_buf_byte(o, ' ');
  pk_buf_text(o, word);
}

static void show_number(struct pk_buf *o, const struct pk_value *v, bool hundredths) {
  if (v->has_from) {
    if (hundredths) pk_write_hundredths(o, v->from);
    else pk_buf_int(o, v->from);
    PUT(o, "..");
  }
  if (!v->has_number) return;
  if (hundredths) pk_write_hundredths(o, v->number);
  else pk_buf_int(o, v->number);
}

static void show_value(const partikel_reader *r, struct pk_buf *o, const struct pk_mention *m) {
  const struct pk_value *v = &m->value;
  switch (m->kind) {
    case PK_ORGANISATION: pk_buf_text(o, pk_name_organisation(m->sub)); break;
    case PK_AMOUNT:
      show_number(o, v, true);
      if (v->currency.n) pk_buf_byte(o, ' ');
      pk_buf_str(o, v->currency);
      show_word(o, pk_name_qualifier(v->qualifier));
      break;
    case PK_FIGURE:
      show_number(o, v, false);
      if (v->unit.end > v->unit.start) pk_buf_byte(o, ' ');
      show_text(o, part(r, v->unit));
      show_word(o, pk_name_qualifier(v->qualifier));
      break;
    case PK_DURATION:
      show_number(o, v, false);
      PUT(o, " months");
      break;
    case PK_TIME:
      pk_buf_pad(o, (uint64_t)(v->number / 60), 2);
      pk_buf_byte(o, ':');
      pk_buf_pad(o, (uint64_t)(v->number % 60), 2);
      break;
    case PK_PERIOD:
      show_date(o, &v->start);
      pk_buf_byte(o, '/');
      show_date(o, &v->end);
      break;
    case PK_DATE:
    case PK_MOMENT: show_date(o, &v->start); break;
    default:
      if (m->n_filled) show_slots(r, o, &r->mentions.filled.at[m->filled], m->n_filled, ' ');
  }
}

struct place { pk_span at; uint32_t index; };

static int compare_places(const void *left, const void *right) {
  const struct place *a = left, *b = right;
  if (a->at.start != b->at.start) return a->at.start < b->at.start ? -1 : 1;
  if (a->at.end != b->at.end) return a->at.end > b->at.end ? -1 : 1; /* the longer one first */
  return a->index < b->index ? -1 : 1;
}

static partikel_status show_mentions(partikel_reader *r, struct pk_buf *o) {
  uint32_t n = r->mentions.at.n;
  struct place *order = pk_arena_array(&r->arena, n + 1, sizeof *order);
  if (!order) return PARTIKEL_NOMEM;
  for (uint32_t i = 0; i < n; i++) order[i] = (struct place){r->mentions.at.at[i].at, i};
  qsort(order, n, sizeof *order, compare_places);
  for (uint32_t i = 0; i < n; i++) {
    const struct pk_mention *m = &r->mentions.at.at[order[i].index];
    struct pk_rule_info rule = {.name = pk_str_of(m->by)};
    if (m->rule != UINT32_MAX) pk_know_rule(r->know, m->rule, &rule);
    pk_buf_text(o, pk_kind_name(m->kind));
    pk_buf_byte(o, '\t');
    show_span(o, m->at);
    pk_buf_byte(o, '\t');
    show_text(o, part(r, m->at));
    pk_buf_byte(o, '\t');
    show_value(r, o, m);
    pk_buf_byte(o, '\t');
    pk_buf_str(o, rule.name);
    if (m->value.hidden) PUT(o, "\thidden");
    pk_buf_byte(o, '\n');
  }
  return PARTIKEL_OK;
}

static void show_facts(const partikel_reader *r, struct pk_buf *o) {
  for (uint32_t i = 0; i < r->facts.at.n; i++) {
    const struct pk_fact *f = &r->facts.at.at[i];
    struct pk_rule_info rule = {0};
    if (f->rule != UINT32_MAX) pk_know_rule(r->know, f->rule, &rule);
    pk_buf_text(o, pk_fact_name(f->kind));
    pk_buf_byte(o, '\t');
    show_slots(r, o, f->at, f->n, '\t');
    pk_buf_byte(o, '\t');
    pk_buf_str(o, rule.name);
    if (f->near) PUT(o, "\tnear");
    pk_buf_byte(o, '\n');
  }
}

/* ---- why: each fact of the record in a line, with the line of knowledge that made it -------------------------- */
static void why(struct pk_buf *o, const char *kind, const char *subject, const char *separator, const char *object) {
  pk_buf_text(o, kind);
  pk_buf_byte(o, ' ');
  show_text(o, pk_str_of(subject ? subject : "?"));
  if (!object) return;
  pk_buf_text(o, separator);
  show_text(o, pk_str_of(object));
}

static void why_rule(struct pk_buf *o, const partikel_rule *rule) {
  PUT(o, "  ");
  if (rule->file) {
    pk_buf_text(o, rule->file);
    pk_buf_byte(o, ':');
    pk_buf_int(o, rule->line);
    pk_buf_byte(o, ' ');
  }
  pk_buf_text(o, rule->name);
  pk_buf_byte(o, '\n');
}

static void why_partnership(const partikel_partnership *p, struct pk_buf *o) {
  for (size_t i = 0; i < p->n_parties; i++) {
    why(o, pk_name_role(p->parties[i].role), p->parties[i].name, " → ", p->name);
    why_rule(o, &p->parties[i].rule);
  }
  for (size_t i = 0; i < p->n_funding; i++) {
    const partikel_funding *f = &p->funding[i];
    why(o, "funding", f->funder, "", NULL);
    PUT(o, " → ");
    if (f->has_amount) pk_write_hundredths(o, f->amount);
    else PUT(o, "?");
    show_word(o, f->currency);
    if (f->recipient) why(o, "", "→", " ", f->recipient);
    why_rule(o, &f->rule);
  }
  for (size_t i = 0; i < p->n_figures; i++) {
    PUT(o, "figure ");
    pk_buf_int(o, p->figures[i].value);
    show_word(o, p->figures[i].unit);
    why_rule(o, &p->figures[i].rule);
  }
  for (size_t i = 0; i < p->n_target_group; i++) {
    why(o, "target_group", p->target_group[i].name, " → ", p->name);
    why_rule(o, &p->target_group[i].rule);
  }
  for (size_t i = 0; i < p->n_activities; i++) {
    why(o, "activity", p->activities[i].name, " → ", p->name);
    why_rule(o, &p->activities[i].rule);
  }
}

static void show_why(const partikel_reader *r, struct pk_buf *o) {
  const partikel_record *record = &r->record;
  for (uint32_t i = 0; i < r->article.n_chosen; i++) {   /* metadata of a web page: where they stood */
    const struct pk_meta *m = &r->article.chosen[i];
    pk_buf_text(o, m->key);
    pk_buf_byte(o, ' ');
    show_text(o, m->value);
    pk_buf_text(o, "  ");
    pk_buf_text(o, m->source);
    pk_buf_byte(o, '\n');
  }
  for (size_t i = 0; i < record->n_organisations; i++) {
    why(o, "organisation", record->organisations[i].name, " → ", pk_name_organisation(record->organisations[i].kind));
    why_rule(o, &record->organisations[i].rule);
  }
  for (size_t i = 0; i < record->n_people; i++) {
    const partikel_person *p = &record->people[i];
    why(o, "person", p->name, " → ", p->title ? p->title : p->organisation);
    if (p->title && p->organisation) why(o, ",", p->organisation, "", NULL);
    why_rule(o, &p->rule);
  }
  for (size_t i = 0; i < record->n_places; i++) {
    const partikel_place *p = &record->places[i];
    why(o, "place", p->address ? p->address : p->town, ", ", p->address ? p->town : NULL);
    why_rule(o, &p->rule);
  }
  for (size_t i = 0; i < record->n_quotes; i++) {
    why(o, "quote", record->quotes[i].speaker, " → ", record->quotes[i].text);
    why_rule(o, &record->quotes[i].rule);
  }
  for (size_t i = 0; i < record->n_events; i++) {
    why(o, pk_name_event(record->events[i].kind), record->events[i].date, " → ", record->events[i].place);
    why_rule(o, &record->events[i].rule);
  }
  for (size_t i = 0; i < record->n_partnerships; i++) why_partnership(&record->partnerships[i], o);
}

partikel_status partikel_show(partikel_reader *r, partikel_stage stage, partikel_sink sink, void *context) {
  partikel_status status = PARTIKEL_OK;
  if (!r) return PARTIKEL_ARGUMENT;
  if (!sink) return fail(r, PARTIKEL_ARGUMENT, "no sink is given");
  if (r->done == NOTHING) return fail(r, PARTIKEL_ARGUMENT, "there is no article to show");
  r->error.code = PARTIKEL_OK;
  pk_buf_reset(&r->shown);
  switch (stage) {
    case PARTIKEL_STAGE_BLOCKS: show_blocks(r, &r->shown); break;
    case PARTIKEL_STAGE_TOKENS:
      if (r->done < SEGMENTED) status = segment(r); /* no facts are looked for in it, its tokens can be seen all the same */
      if (status == PARTIKEL_OK) show_tokens(r, &r->shown);
      break;
    case PARTIKEL_STAGE_MENTIONS: status = show_mentions(r, &r->shown); break;
    case PARTIKEL_STAGE_FACTS: show_facts(r, &r->shown); break;
    case PARTIKEL_STAGE_WHY: show_why(r, &r->shown); break;
    default: return fail(r, PARTIKEL_ARGUMENT, "unknown stage");
  }
  if (status == PARTIKEL_OK && r->shown.failed) status = PARTIKEL_NOMEM;
  if (status == PARTIKEL_OK && r->shown.n && sink(context, r->shown.s, r->shown.n))
    status = fail(r, PARTIKEL_IO, "the sink stopped the output");
  return explain(r, status);
}
