/* The record as one line of JSON, written straight to a buffer; byte offsets become code points on the way. */
#include "write.h"

/* ---- names of the enumerations ---------------------------------------------------------------------- */
#define NAME(name, text) text,
#define NAMES(function, MAP)                                     \
  const char *function(unsigned number) {                        \
    static const char *const names[] = {MAP(NAME)};              \
    return number < sizeof names / sizeof *names ? names[number] : NULL; \
  }
NAMES(pk_name_block, PARTIKEL_BLOCK_MAP)
NAMES(pk_name_mention, PARTIKEL_MENTION_MAP)
NAMES(pk_name_organisation, PARTIKEL_ORGANISATION_MAP)
NAMES(pk_name_role, PARTIKEL_ROLE_MAP)
NAMES(pk_name_qualifier, PARTIKEL_QUALIFIER_MAP)
NAMES(pk_name_event, PARTIKEL_EVENT_MAP)

/* ---- code points: how many stand before every 64th byte, so that any offset costs at most 63 bytes ---- */
#define STRIDE 64

struct places {
  pk_str text;
  const uint32_t *before;  /* [k]: code points before byte k * STRIDE */
  bool no_text;            /* its words are not handed on */
};

static uint32_t count_code_points(const char *s, size_t n) {
  uint32_t count = 0;
  size_t i = 0;
  for (; n - i >= 8; i += 8) {
    uint64_t x;
    memcpy(&x, s + i, 8);
    count += 8 - (uint32_t)(((x >> 7 & ~(x >> 6) & PK_EACH(1)) * PK_EACH(1)) >> 56);
  }
  for (; i < n; i++) count += ((unsigned char)s[i] & 0xC0) != 0x80;
  return count;
}

static bool index_places(struct places *p, pk_str text, struct pk_buf *memory) {
  size_t n = text.n / STRIDE + 1;
  if (!pk_buf_reserve(memory, n * sizeof *p->before)) return false;
  uint32_t *before = (uint32_t *)(void *)memory->s, count = 0;
  for (size_t k = 0; k < n; k++) {
    before[k] = count;
    if (k + 1 < n) count += count_code_points(text.s + k * STRIDE, STRIDE);
  }
  p->text = text;
  p->before = before;
  return true;
}

static uint32_t code_point(const struct places *p, uint32_t byte) {
  size_t at = byte < p->text.n ? byte : p->text.n, k = at / STRIDE;
  return p->before[k] + count_code_points(p->text.s + k * STRIDE, at - k * STRIDE);
}

/* ---- JSON values --------------------------------------------------------------------------------------- */
#define PUT(out, literal) pk_buf_add((out), (literal), sizeof(literal) - 1)

static bool needs_escape(unsigned char c) { return c < 0x20 || c == '"' || c == '\\'; }

static void put_escape(struct pk_buf *o, unsigned char c) {
  static const char hex[] = "0123456789abcdef";
  switch (c) {
    case '"': PUT(o, "\\\""); break;
    case '\\': PUT(o, "\\\\"); break;
    case '\b': PUT(o, "\\b"); break;
    case '\t': PUT(o, "\\t"); break;
    case '\n': PUT(o, "\\n"); break;
    case '\f': PUT(o, "\\f"); break;
    case '\r': PUT(o, "\\r"); break;
    default:
      PUT(o, "\\u00");
      pk_buf_byte(o, hex[c >> 4]);
      pk_buf_byte(o, hex[c & 15]);
  }
}

/* Can the eight bytes stand in a string as they are? ASCII above the controls, no quote, no backslash. */
static bool plain_eight(const char *s) {
  uint64_t x, quote, slash;
  memcpy(&x, s, 8);
  quote = (x ^ PK_EACH('"')) + PK_EACH(0x7F);
  slash = (x ^ PK_EACH('\\')) + PK_EACH(0x7F);
  return !((x | ~(x + PK_EACH(0x60)) | ~quote | ~slash) & PK_EACH(0x80));
}

/* A path may hold any bytes, JSON only UTF-8: what is none becomes U+FFFD. */
static void put_slice(struct pk_buf *o, pk_str s) {
  size_t done = 0;
  pk_buf_byte(o, '"');
  for (size_t i = 0; i < s.n;) {
    while (s.n - i >= 8 && plain_eight(s.s + i)) i += 8;
    while (i < s.n && (unsigned char)s.s[i] < 0x80 && !needs_escape((unsigned char)s.s[i])) i++;
    if (i == s.n) break;
    unsigned char c = (unsigned char)s.s[i];
    size_t from = i++;
    if (c >= 0x80) {
      i = from;
      if (pk_utf8_next(s.s, s.n, &i) != 0xFFFD || i - from > 1) continue;
    }
    pk_buf_add(o, s.s + done, from - done);
    if (c >= 0x80) PUT(o, "\xEF\xBF\xBD");
    else put_escape(o, c);
    done = i;
  }
  pk_buf_add(o, s.s + done, s.n - done);
  pk_buf_byte(o, '"');
}

static void put_string(struct pk_buf *o, const char *s) {
  if (s) put_slice(o, pk_str_of(s));
  else PUT(o, "null");
}

static void put_strings(struct pk_buf *o, partikel_strings list) {
  pk_buf_byte(o, '[');
  for (size_t i = 0; i < list.n; i++) {
    if (i) pk_buf_byte(o, ',');
    put_string(o, list.at[i]);
  }
  pk_buf_byte(o, ']');
}

static void put_indices(struct pk_buf *o, partikel_indices list) {
  pk_buf_byte(o, '[');
  for (size_t i = 0; i < list.n; i++) {
    if (i) pk_buf_byte(o, ',');
    pk_buf_int(o, list.at[i]);
  }
  pk_buf_byte(o, ']');
}

static void put_int_if(struct pk_buf *o, bool known, int64_t value) {
  if (known) pk_buf_int(o, value);
  else PUT(o, "null");
}

static void put_hundredths_if(struct pk_buf *o, bool known, int64_t value) {
  if (known) pk_write_hundredths(o, value);
  else PUT(o, "null");
}

void pk_write_hundredths(struct pk_buf *o, int64_t value) {
  int64_t rest = value % 100;
  if (value < 0 && value > -100) pk_buf_byte(o, '-');
  pk_buf_int(o, value / 100);
  if (rest < 0) rest = -rest;
  if (!rest) return;
  pk_buf_byte(o, '.');
  pk_buf_byte(o, (char)('0' + rest / 10));
  if (rest % 10) pk_buf_byte(o, (char)('0' + rest % 10));
}

/* `,"key":` and a string or null: most of a record. */
#define KEY_STRING(o, key, value) (PUT(o, ",\"" key "\":"), put_string(o, value))

static void put_span(struct pk_buf *o, const struct places *p, partikel_span span) {
  PUT(o, ",\"span\":[");
  pk_buf_int(o, code_point(p, span.start));
  pk_buf_byte(o, ',');
  pk_buf_int(o, code_point(p, span.end));
  pk_buf_byte(o, ']');
}

/* What every fact ends with; that of an organisation also with its key. */
static void put_evidence(struct pk_buf *o, partikel_indices evidence, const partikel_rule *rule) {
  PUT(o, ",\"evidence\":");
  put_indices(o, evidence);
  KEY_STRING(o, "rule", rule->name);
}

static void put_proof(struct pk_buf *o, partikel_indices evidence, const partikel_rule *rule) {
  put_evidence(o, evidence, rule);
  pk_buf_byte(o, '}');
}

/* ---- the layers of the record ---------------------------------------------------------------------------- */
/* Runs `body` for each element as `it`, with commas and brackets around. */
#define EACH(o, type, list, count, body)                  \
  do {                                                    \
    pk_buf_byte((o), '[');                                \
    for (size_t each = 0; each < (count); each++) {       \
      const type *it = &(list)[each];                     \
      if (each) pk_buf_byte((o), ',');                    \
      body                                                \
    }                                                     \
    pk_buf_byte((o), ']');                                \
  } while (0)

static void put_source(struct pk_buf *o, const partikel_source *s) {
  PUT(o, "{\"path\":"); put_string(o, s->path);
  KEY_STRING(o, "member", s->member);
  PUT(o, ",\"offset\":"); put_int_if(o, s->offset >= 0, s->offset);
  KEY_STRING(o, "format", s->format);
  KEY_STRING(o, "container", s->container);
  KEY_STRING(o, "encoding", s->encoding);
  PUT(o, ",\"bytes\":"); pk_buf_int(o, (int64_t)s->bytes);
  KEY_STRING(o, "sha256", s->sha256);
  KEY_STRING(o, "url", s->url);
  KEY_STRING(o, "retrieved", s->retrieved);
  pk_buf_byte(o, '}');
}

static void put_article(struct pk_buf *o, const partikel_article *a, const struct places *p) {
  PUT(o, "{\"title\":"); put_string(o, a->title);
  KEY_STRING(o, "lead", p->no_text ? NULL : a->lead);
  KEY_STRING(o, "published", a->published);
  KEY_STRING(o, "modified", a->modified);
  PUT(o, ",\"authors\":"); put_strings(o, a->authors);
  KEY_STRING(o, "publisher", a->publisher);
  KEY_STRING(o, "section", a->section);
  PUT(o, ",\"breadcrumb\":"); put_strings(o, a->breadcrumb);
  PUT(o, ",\"tags\":"); put_strings(o, a->tags);
  KEY_STRING(o, "language", a->language);
  KEY_STRING(o, "url", a->url);
  PUT(o, ",\"text\":");
  if (p->no_text) PUT(o, "null");
  else put_slice(o, p->text);
  PUT(o, ",\"blocks\":");
  EACH(o, partikel_block, a->blocks, a->n_blocks, {
    PUT(o, "{\"kind\":"); put_string(o, pk_name_block(it->kind));
    put_span(o, p, it->span);
    pk_buf_byte(o, '}');
  });
  pk_buf_byte(o, '}');
}

static void put_mention(struct pk_buf *o, const partikel_mention *m, const struct places *p) {
  size_t end = m->span.end < p->text.n ? m->span.end : p->text.n, start = m->span.start < end ? m->span.start : end;
  PUT(o, "{\"kind\":"); put_string(o, pk_name_mention(m->kind));
  put_span(o, p, m->span);
  PUT(o, ",\"text\":");
  if (p->no_text && m->kind == PARTIKEL_MENTION_QUOTE) PUT(o, "null");
  else put_slice(o, pk_str_part(p->text, start, end));
  switch (m->kind) {
    case PARTIKEL_MENTION_AMOUNT:
      PUT(o, ",\"value\":"); put_hundredths_if(o, m->has_number, m->number);
      KEY_STRING(o, "currency", m->currency);
      KEY_STRING(o, "qualifier", pk_name_qualifier(m->qualifier));
      PUT(o, ",\"from\":"); put_hundredths_if(o, m->has_from, m->from);
      break;
    case PARTIKEL_MENTION_DATE:
    case PARTIKEL_MENTION_TIME:
      KEY_STRING(o, "value", m->value);
      break;
    case PARTIKEL_MENTION_PERIOD:
      KEY_STRING(o, "start", m->start);
      KEY_STRING(o, "end", m->end);
      break;
    case PARTIKEL_MENTION_DURATION:
      KEY_STRING(o, "value", m->value);
      PUT(o, ",\"months\":"); put_int_if(o, m->has_number, m->number);
      PUT(o, ",\"from\":"); put_int_if(o, m->has_from, m->from);
      break;
    case PARTIKEL_MENTION_FIGURE:
      PUT(o, ",\"value\":"); put_int_if(o, m->has_number, m->number);
      KEY_STRING(o, "unit", m->unit);
      KEY_STRING(o, "qualifier", pk_name_qualifier(m->qualifier));
      PUT(o, ",\"from\":"); put_int_if(o, m->has_from, m->from);
      break;
    default: break;
  }
  KEY_STRING(o, "rule", m->rule.name);
  pk_buf_byte(o, '}');
}

static void put_named(struct pk_buf *o, const partikel_named *list, size_t n) {
  EACH(o, partikel_named, list, n, {
    PUT(o, "{\"name\":"); put_string(o, it->name);
    put_proof(o, it->evidence, &it->rule);
  });
}

static void put_partnership(struct pk_buf *o, const partikel_partnership *p) {
  PUT(o, "{\"name\":"); put_string(o, p->name);
  PUT(o, ",\"aliases\":"); put_strings(o, p->aliases);
  PUT(o, ",\"parties\":");
  EACH(o, partikel_party, p->parties, p->n_parties, {
    PUT(o, "{\"name\":"); put_string(o, it->name);
    KEY_STRING(o, "role", pk_name_role(it->role));
    put_proof(o, it->evidence, &it->rule);
  });
  PUT(o, ",\"funding\":");
  EACH(o, partikel_funding, p->funding, p->n_funding, {
    PUT(o, "{\"funder\":"); put_string(o, it->funder);
    KEY_STRING(o, "recipient", it->recipient);
    PUT(o, ",\"amount\":"); put_hundredths_if(o, it->has_amount, it->amount);
    KEY_STRING(o, "currency", it->currency);
    KEY_STRING(o, "qualifier", pk_name_qualifier(it->qualifier));
    put_proof(o, it->evidence, &it->rule);
  });
  KEY_STRING(o, "start", p->start);
  KEY_STRING(o, "end", p->end);
  PUT(o, ",\"months\":"); put_int_if(o, p->months > 0, p->months);
  PUT(o, ",\"figures\":");
  EACH(o, partikel_figure, p->figures, p->n_figures, {
    PUT(o, "{\"value\":"); pk_buf_int(o, it->value);
    PUT(o, ",\"from\":"); put_int_if(o, it->has_from, it->from);
    KEY_STRING(o, "unit", it->unit);
    KEY_STRING(o, "qualifier", pk_name_qualifier(it->qualifier));
    put_proof(o, it->evidence, &it->rule);
  });
  PUT(o, ",\"target_group\":"); put_named(o, p->target_group, p->n_target_group);
  PUT(o, ",\"activities\":"); put_named(o, p->activities, p->n_activities);
  PUT(o, ",\"places\":"); put_indices(o, p->places);
  PUT(o, ",\"events\":"); put_indices(o, p->events);
  PUT(o, ",\"people\":"); put_indices(o, p->people);
  PUT(o, ",\"confidence\":"); pk_write_hundredths(o, p->confidence < 100 ? p->confidence : 100);
  pk_buf_byte(o, '}');
}

static void put_facts(struct pk_buf *o, const partikel_record *r, bool no_text) {
  PUT(o, ",\"organisations\":");
  EACH(o, partikel_organisation, r->organisations, r->n_organisations, {
    PUT(o, "{\"name\":"); put_string(o, it->name);
    KEY_STRING(o, "kind", pk_name_organisation(it->kind));
    KEY_STRING(o, "code", it->code);
    PUT(o, ",\"aliases\":"); put_strings(o, it->aliases);
    put_evidence(o, it->evidence, &it->rule);
    KEY_STRING(o, "key", it->key);
    pk_buf_byte(o, '}');
  });
  PUT(o, ",\"people\":");
  EACH(o, partikel_person, r->people, r->n_people, {
    PUT(o, "{\"name\":"); put_string(o, it->name);
    KEY_STRING(o, "title", it->title);
    KEY_STRING(o, "organisation", it->organisation);
    KEY_STRING(o, "party", it->party);
    put_proof(o, it->evidence, &it->rule);
  });
  PUT(o, ",\"places\":");
  EACH(o, partikel_place, r->places, r->n_places, {
    PUT(o, "{\"address\":"); put_string(o, it->address);
    KEY_STRING(o, "postcode", it->postcode);
    KEY_STRING(o, "town", it->town);
    put_proof(o, it->evidence, &it->rule);
  });
  PUT(o, ",\"quotes\":");
  EACH(o, partikel_quote, r->quotes, r->n_quotes, {
    PUT(o, "{\"speaker\":"); put_string(o, it->speaker);
    KEY_STRING(o, "text", no_text ? NULL : it->text);
    put_proof(o, it->evidence, &it->rule);
  });
  PUT(o, ",\"events\":");
  EACH(o, partikel_event, r->events, r->n_events, {
    PUT(o, "{\"kind\":"); put_string(o, pk_name_event(it->kind));
    KEY_STRING(o, "date", it->date);
    KEY_STRING(o, "start", it->start);
    KEY_STRING(o, "end", it->end);
    KEY_STRING(o, "place", it->place);
    put_proof(o, it->evidence, &it->rule);
  });
  PUT(o, ",\"partnerships\":");
  EACH(o, partikel_partnership, r->partnerships, r->n_partnerships, { put_partnership(o, it); });
}

static void put_record(struct pk_buf *o, const partikel_record *r, const struct places *places) {
  PUT(o, "{\"partikel\":"); pk_buf_int(o, PARTIKEL_RECORD_VERSION);
  PUT(o, ",\"tool\":{\"version\":"); put_string(o, r->tool_version);
  KEY_STRING(o, "knowledge", r->knowledge);
  PUT(o, "},\"source\":"); put_source(o, &r->source);
  PUT(o, ",\"article\":"); put_article(o, &r->article, places);
  PUT(o, ",\"mentions\":");
  EACH(o, partikel_mention, r->mentions, r->n_mentions, { put_mention(o, it, places); });
  put_facts(o, r, places->no_text);
  PUT(o, ",\"warnings\":");
  EACH(o, partikel_warning, r->warnings, r->n_warnings, {
    PUT(o, "{\"code\":"); put_string(o, it->code);
    KEY_STRING(o, "message", it->message);
    pk_buf_byte(o, '}');
  });
  PUT(o, "}\n");
}

void pk_write_json(const partikel_record *record, uint32_t flags, struct pk_buf *out) {
  pk_str text = {record->article.text ? record->article.text : "", record->article.text ? record->article.text_size : 0};
  struct pk_buf memory;
  struct places places = {.no_text = flags & PARTIKEL_JSON_NO_TEXT};
  pk_buf_init(&memory, PK_MAX_BUF);
  if (index_places(&places, text, &memory)) put_record(out, record, &places);
  else out->failed = true;
  pk_buf_release(&memory);
}

partikel_status partikel_write_json(const partikel_record *record, uint32_t flags, partikel_sink sink, void *context) {
  if (!record || !sink || flags & ~(uint32_t)PARTIKEL_JSON_NO_TEXT) return PARTIKEL_ARGUMENT;
  struct pk_buf out;
  pk_buf_init(&out, PK_MAX_BUF);
  pk_buf_reserve(&out, record->article.text_size + record->article.text_size / 8 + 4096 + 160 * record->n_mentions);
  pk_write_json(record, flags, &out);
  partikel_status status = out.failed ? PARTIKEL_NOMEM : sink(context, out.s, out.n) ? PARTIKEL_IO : PARTIKEL_OK;
  pk_buf_release(&out);
  return status;
}
