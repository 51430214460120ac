/* mime: the page of an MHTML file or the text of an e-mail: parts are cut at their boundaries, one is chosen and decoded. */
#include "member.h"

enum kind { OTHER, MULTIPART, MESSAGE, HTML, PLAIN };
enum coding { AS_IT_IS, QUOTED_PRINTABLE, BASE64 };
#define NO_PART UINT32_MAX

struct part {
  pk_str bytes, body;                          /* with and without the header */
  pk_str type, id, location, base;             /* header values as they stand; .s NULL: not there */
  uint32_t parent;
  uint8_t depth, kind, coding;
  bool attachment;
  bool inner;                                  /* of a message inside the message */
  bool aside;                                  /* beside the part that start= names */
  bool unclosed;                               /* a multipart without end boundary */
  bool tried;
};

struct message { PK_VEC(struct part) parts; struct pk_arena *arena; bool too_deep, too_many; };

static bool is_eol(char c) { return c == '\r' || c == '\n'; }
static bool is_blank(char c) { return c == ' ' || c == '\t'; }

/* ---- the beginning -------------------------------------------------------------------------------------------------- */

/* Without byte-order mark, blank lines and the line that mailboxes put before a message. */
static pk_str without_preface(pk_str bytes) {
  size_t i = pk_str_starts(bytes, PK_LIT("\xEF\xBB\xBF")) ? 3 : 0;
  while (i < bytes.n && is_eol(bytes.s[i])) i++;
  pk_str rest = pk_str_part(bytes, i, bytes.n);
  if (!pk_str_starts(rest, PK_LIT("From ")) && !pk_str_starts(rest, PK_LIT(">From "))) return rest;
  const char *end = memchr(rest.s, '\n', rest.n);
  return end ? pk_str_part(rest, (size_t)(end + 1 - rest.s), rest.n) : rest;
}

bool pk_is_mime(const void *bytes, size_t n) {
  pk_str rest = without_preface((pk_str){n ? bytes : "", n});
  if (rest.n > PK_MAX_HEADER) rest.n = PK_MAX_HEADER;
  struct pk_field f;
  bool from = false, date = false, carried = false;
  for (size_t at = 0; pk_field_next(rest, &at, &f);) {
    if (pk_str_is(f.name, "mime-version")) return true;
    from = from || pk_str_is(f.name, "from");
    date = date || pk_str_is(f.name, "date");
    carried = carried || pk_str_is(f.name, "message-id") || pk_str_is(f.name, "received");
  }
  return from && date && carried;
}

/* ---- parts ---------------------------------------------------------------------------------------------------------- */

static enum kind kind_of(const char *type) {
  if (!type || !strchr(type, '/')) return PLAIN; /* RFC 2045, 5.2 */
  if (strcmp(type, "text/html") == 0 || strcmp(type, "application/xhtml+xml") == 0) return HTML;
  if (strcmp(type, "text/plain") == 0) return PLAIN;
  if (strncmp(type, "multipart/", 10) == 0) return MULTIPART;
  return strcmp(type, "message/rfc822") == 0 || strcmp(type, "message/global") == 0 ? MESSAGE : OTHER;
}

static bool value_is(pk_str value, const char *small, struct pk_arena *arena) {
  const char *word = pk_field_type(value, arena);
  return word && strcmp(word, small) == 0;
}

/* Reads the header of a part; the first of two equal fields counts. */
static void read_header(struct part *p, enum kind otherwise, struct pk_arena *arena) {
  pk_str coding = {NULL, 0}, disposition = {NULL, 0};
  const struct { char name[26]; pk_str *to; } wanted[] = {{"content-type", &p->type}, {"content-transfer-encoding", &coding},
      {"content-disposition", &disposition}, {"content-id", &p->id}, {"content-location", &p->location}, {"content-base", &p->base}};
  struct pk_field f;
  size_t at = 0;
  while (pk_field_next(p->bytes, &at, &f))
    for (size_t k = 0; k < sizeof wanted / sizeof *wanted; k++)
      if (!wanted[k].to->s && pk_str_is(f.name, wanted[k].name)) *wanted[k].to = f.value;
  p->body = pk_str_part(p->bytes, at, p->bytes.n);
  p->kind = (uint8_t)(p->type.s ? kind_of(pk_field_type(p->type, arena)) : otherwise);
  p->coding = !coding.s ? AS_IT_IS : value_is(coding, "quoted-printable", arena) ? QUOTED_PRINTABLE : value_is(coding, "base64", arena) ? BASE64 : AS_IT_IS;
  if (disposition.s && value_is(disposition, "attachment", arena)) p->attachment = true;
}

/* False when there can be no more parts. */
static bool add_part(struct message *m, pk_str bytes, uint32_t parent) {
  struct part up = parent == NO_PART ? (struct part){0} : m->parts.at[parent];
  uint8_t depth = parent == NO_PART ? 0 : (uint8_t)(up.depth + 1);
  if (depth > PK_MAX_MIME_DEPTH) m->too_deep = true;
  else if (m->parts.n == PK_MAX_MIME_PARTS) m->too_many = true;
  if (m->too_many || depth > PK_MAX_MIME_DEPTH) return false;
  struct part *p = pk_vec_add(m->arena, &m->parts);
  if (!p) return false;
  p->bytes = bytes;
  p->parent = parent;
  p->depth = depth;
  p->inner = up.inner || up.kind == MESSAGE;
  p->aside = up.aside;
  p->attachment = up.attachment && up.kind != MESSAGE; /* mail programs forward a message as an attachment */
  read_header(p, up.kind == MULTIPART && value_is(up.type, "multipart/digest", m->arena) ? MESSAGE : PLAIN, m->arena);
  return true;
}

/* The boundary line at or after *at, which is the start of a line: where it starts, *at behind it. SIZE_MAX: none.
 * needle is a line feed, two dashes and the boundary. */
static size_t boundary_next(pk_str body, pk_str needle, size_t *at, bool *closing) {
  size_t from = *at ? *at - 1 : 0;
  bool first = *at == 0 && pk_str_starts(body, pk_str_part(needle, 1, needle.n)); /* no line feed before it */
  for (;; first = false) {
    const char *p = first ? NULL : memmem(body.s + from, body.n - from, needle.s, needle.n);
    if (!first && !p) return SIZE_MAX;
    size_t start = first ? 0 : (size_t)(p + 1 - body.s), i = start + needle.n - 1;
    *closing = body.n - i >= 2 && body.s[i] == '-' && body.s[i + 1] == '-';
    if (*closing) i += 2;
    while (i < body.n && is_blank(body.s[i])) i++;
    if (body.n - i >= 2 && body.s[i] == '\r' && body.s[i + 1] == '\n') i++;
    if (i == body.n || body.s[i] == '\n') {
      *at = i < body.n ? i + 1 : i;
      return start;
    }
    from = i; /* it was the beginning of another boundary */
  }
}

/* start= of multipart/related names its root by Content-ID; if it is there, the others stand aside. */
static pk_str bare_id(pk_str id) {
  id = pk_str_trim(id);
  return id.n > 1 && id.s[0] == '<' && id.s[id.n - 1] == '>' ? pk_str_part(id, 1, id.n - 1) : id;
}

static void set_aside(struct message *m, uint32_t parent, uint32_t first) {
  if (!value_is(m->parts.at[parent].type, "multipart/related", m->arena)) return;
  pk_str start = pk_field_parameter(m->parts.at[parent].type, "start", m->arena);
  uint32_t root = first;
  if (!start.s) return;
  while (root < m->parts.n && !(m->parts.at[root].id.s && pk_str_eq(bare_id(m->parts.at[root].id), bare_id(start)))) root++;
  if (root == m->parts.n) return;
  for (uint32_t k = first; k < m->parts.n; k++) m->parts.at[k].aside = m->parts.at[k].aside || k != root;
}

static void split(struct message *m, uint32_t parent) {
  pk_str body = m->parts.at[parent].body, boundary = pk_field_parameter(m->parts.at[parent].type, "boundary", m->arena);
  while (boundary.n && is_blank(boundary.s[boundary.n - 1])) boundary.n--;
  if (!boundary.n) return;
  char *needle = pk_arena_alloc(m->arena, boundary.n + 4);
  if (!needle) return;
  memcpy(needle, "\n--", 3);
  memcpy(needle + 3, boundary.s, boundary.n);
  uint32_t first = m->parts.n;
  size_t at = 0, begin = SIZE_MAX, start;
  bool closing = false, room = true;
  while (room && !closing) {
    size_t behind = at;
    start = boundary_next(body, (pk_str){needle, boundary.n + 3}, &behind, &closing);
    if (begin != SIZE_MAX) { /* the line end before a boundary belongs to it */
      size_t end = start == SIZE_MAX ? body.n : start > begin ? start - 1 : begin;
      if (start != SIZE_MAX && end > begin && body.s[end - 1] == '\r') end--;
      room = add_part(m, pk_str_part(body, begin, end), parent);
    }
    if (start == SIZE_MAX) break;
    begin = at = behind;
  }
  m->parts.at[parent].unclosed = room && !closing;
  set_aside(m, parent, first);
}

/* ---- decoding ------------------------------------------------------------------------------------------------------- */

/* A line without its end; true if the line end after it counts, false for a soft break. */
static bool add_printable(pk_str line, char *out, size_t *n) {
  size_t i = 0;
  for (;;) {
    const char *mark = memchr(line.s + i, '=', line.n - i);
    size_t run = (mark ? (size_t)(mark - line.s) : line.n) - i;
    memcpy(out + *n, line.s + i, run);
    *n += run;
    i += run;
    if (!mark) return true;
    if (i + 1 == line.n) return false;
    int high = line.n - i > 2 ? pk_hex(line.s[i + 1]) : -1, low = high >= 0 ? pk_hex(line.s[i + 2]) : -1;
    out[(*n)++] = low >= 0 ? (char)(high * 16 + low) : '=';
    i += low >= 0 ? 3 : 1;
  }
}

static pk_str printable(pk_str body, char *out) {
  size_t n = 0, at = 0;
  while (at < body.n) {
    const char *feed = memchr(body.s + at, '\n', body.n - at);
    size_t next = feed ? (size_t)(feed + 1 - body.s) : body.n, end = feed ? next - 1 : next;
    if (feed && end > at && body.s[end - 1] == '\r') end--;
    size_t text = end;
    while (text > at && is_blank(body.s[text - 1])) text--; /* added on the way */
    if (add_printable(pk_str_part(body, at, text), out, &n)) {
      memcpy(out + n, body.s + end, next - end);
      n += next - end;
    }
    at = next;
  }
  return (pk_str){out, n};
}

pk_str pk_base64(pk_str body, char *out) {
  static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  uint8_t value[256];
  memset(value, 64, sizeof value);
  for (uint8_t k = 0; k < 64; k++) value[(unsigned char)digits[k]] = k;
  uint32_t bits = 0;
  size_t n = 0, i = 0;
  int have = 0; /* digits of the group */
  for (; i < body.n; i++) {
    const unsigned char *s = (const unsigned char *)body.s + i;
    while (have == 0 && body.n - i > 4) { /* whole groups */
      uint32_t a = value[s[0]], b = value[s[1]], c = value[s[2]], d = value[s[3]];
      if ((a | b | c | d) & 64) break;
      bits = a << 18 | b << 12 | c << 6 | d;
      out[n++] = (char)(bits >> 16), out[n++] = (char)(bits >> 8), out[n++] = (char)bits;
      i += 4, s += 4;
    }
    uint8_t six = value[*s];
    if (*s == '=' && have >= 2) break; /* what stands behind the padding is not of it */
    if (six == 64) continue;
    bits = bits << 6 | six;
    if (++have < 4) continue;
    out[n++] = (char)(bits >> 16), out[n++] = (char)(bits >> 8), out[n++] = (char)bits;
    have = 0;
  }
  if (have >= 2) out[n++] = (char)(bits >> (have == 2 ? 4 : 10));
  if (have == 3) out[n++] = (char)(bits >> 2);
  return (pk_str){out, n};
}

/* format=flowed (RFC 3676): a line that ends with a blank goes on in the next one, if that is quoted as deep. */
static pk_str unflowed(pk_str body, bool delete_space, char *out) {
  size_t n = 0, open_depth = 0;
  bool open = false;
  pk_str open_end = {"", 0};
  for (size_t at = 0; at < body.n;) {
    const char *feed = memchr(body.s + at, '\n', body.n - at);
    size_t next = feed ? (size_t)(feed + 1 - body.s) : body.n, end = feed ? next - 1 : next, depth = 0;
    if (feed && end > at && body.s[end - 1] == '\r') end--;
    while (at + depth < end && body.s[at + depth] == '>') depth++;
    size_t text = at + depth;
    if (text < end && body.s[text] == ' ') text++; /* put there so that the line is not taken for a quoted one */
    bool signature = end - text == 3 && memcmp(body.s + text, "-- ", 3) == 0;
    if (open && (depth != open_depth || signature)) {
      memcpy(out + n, open_end.s, open_end.n);
      n += open_end.n;
      open = false;
    }
    if (!open) {
      size_t from = depth ? at : text;
      memcpy(out + n, body.s + from, text - from);
      n += text - from;
    }
    memcpy(out + n, body.s + text, end - text);
    n += end - text;
    open = end > text && body.s[end - 1] == ' ' && !signature;
    open_depth = depth;
    open_end = pk_str_part(body, end, next);
    if (!open) {
      memcpy(out + n, open_end.s, open_end.n);
      n += open_end.n;
    } else if (delete_space) n--;
    at = next;
  }
  return (pk_str){out, n};
}

/* The body of a part as its author wrote it: .s is NULL when out of memory. */
static pk_str decoded(const struct part *p, struct pk_arena *arena) {
  static const pk_str none = {NULL, 0};
  pk_str body = p->body;
  if (p->coding != AS_IT_IS) {
    char *out = pk_arena_alloc(arena, p->coding == BASE64 ? body.n / 4 * 3 + 3 : body.n);
    if (!out) return none;
    body = p->coding == BASE64 ? pk_base64(body, out) : printable(body, out);
  }
  if (p->kind != PLAIN || !p->type.s || !value_is(pk_field_parameter(p->type, "format", arena), "flowed", arena)) return body;
  char *out = pk_arena_alloc(arena, body.n);
  return out ? unflowed(body, value_is(pk_field_parameter(p->type, "delsp", arena), "yes", arena), out) : none;
}

/* ---- the choice ------------------------------------------------------------------------------------------------------ */

/* Smaller is better: the message itself before messages inside it, the root before its frames, HTML before plain text. */
static unsigned rank(const struct part *p) {
  if ((p->kind != HTML && p->kind != PLAIN) || p->attachment || p->tried) return UINT32_MAX;
  return (p->inner ? 4u : 0u) + (p->aside ? 2u : 0u) + (p->kind == PLAIN);
}

/* The best part that was not tried yet; of equals the one that stands first. */
static uint32_t best_part(const struct message *m) {
  uint32_t best = NO_PART;
  for (uint32_t i = 0; i < m->parts.n; i++) {
    const struct part *p = &m->parts.at[i];
    if (rank(p) == UINT32_MAX) continue;
    if (best == NO_PART || rank(p) < rank(&m->parts.at[best]) || (rank(p) == rank(&m->parts.at[best]) && p->bytes.s < m->parts.at[best].bytes.s)) best = i;
  }
  return best;
}

/* A relative address on its base; only the plain cases, NULL for "../" and the like. */
static const char *resolved(const char *base, const char *relative, struct pk_arena *arena) {
  if (!pk_is_web(pk_str_of(base)) || strchr(".?#", relative[0]) || strncmp(relative, "//", 2) == 0 || memchr(relative, ':', strcspn(relative, "/"))) return NULL;
  size_t host = (size_t)(strchr(base, '/') + 2 - base), n = host + strcspn(base + host, "/?#");
  const char *between = "";
  if (relative[0] != '/') {
    size_t path = n + strcspn(base + n, "?#");
    while (path > n && base[path - 1] != '/') path--;
    if (path == n) between = "/";
    n = path;
  }
  struct pk_buf url;
  pk_buf_init(&url, PK_MAX_BUF);
  pk_buf_add(&url, base, n);
  pk_buf_text(&url, between);
  pk_buf_text(&url, relative);
  return pk_buf_take(&url, arena);
}

/* Content-Location of the part, on Content-Base or the Content-Location of what it stands in. */
static const char *location(const struct message *m, uint32_t i, struct pk_arena *arena) {
  const char *own = m->parts.at[i].location.s ? pk_field_url(m->parts.at[i].location, arena) : NULL;
  if (pk_is_web(pk_str_of(own))) return own;
  for (bool self = true; i != NO_PART; i = m->parts.at[i].parent, self = false) {
    const struct part *p = &m->parts.at[i];
    const char *base = p->base.s ? pk_field_url(p->base, arena) : NULL;
    if (!pk_is_web(pk_str_of(base)) && !self && p->location.s) base = pk_field_url(p->location, arena);
    if (pk_is_web(pk_str_of(base))) return own ? resolved(base, own, arena) : base;
    if (p->kind == MESSAGE && !self) break;
  }
  return NULL;
}

static bool by_saver(const char *from) {
  static const char saved[] = "Saved by ";
  return from && strncmp(from + strspn(from, "<\"'"), saved, sizeof saved - 1) == 0;
}

/* What the header of the message around part i says. */
static void envelope(const struct message *m, uint32_t i, struct pk_member *out, struct pk_arena *arena) {
  const struct part *page = &m->parts.at[i];
  while (m->parts.at[i].parent != NO_PART && m->parts.at[m->parts.at[i].parent].kind != MESSAGE) i = m->parts.at[i].parent;
  static const char carried[][16] = {"to", "cc", "message-id", "received", "return-path", "delivered-to", "reply-to"};
  pk_str subject = {NULL, 0}, from = subject, date = subject, snapshot = subject;
  const struct { char name[26]; pk_str *to; } wanted[] = {{"subject", &subject}, {"from", &from}, {"date", &date}, {"snapshot-content-location", &snapshot}};
  bool mail = page->inner;
  struct pk_field f;
  for (size_t at = 0; pk_field_next(m->parts.at[i].bytes, &at, &f);) {
    for (size_t k = 0; k < sizeof wanted / sizeof *wanted; k++)
      if (!wanted[k].to->s && pk_str_is(f.name, wanted[k].name)) *wanted[k].to = f.value;
    for (size_t k = 0; k < sizeof carried / sizeof *carried; k++) mail = mail || pk_str_is(f.name, carried[k]);
  }
  mail = mail || page->kind != HTML || (from.n && memchr(from.s, '@', from.n));
  if (snapshot.s || (from.s && by_saver(pk_field_text(from, arena)))) mail = false;
  out->format = mail ? "eml" : "mhtml";
  out->title = subject.s ? pk_field_text(subject, arena) : NULL;
  if (mail && from.s) out->author = pk_field_sender(from, arena);
  struct pk_date when;
  char edtf[32];
  if (date.s && pk_field_date(date, &when)) {
    if (!mail) pk_date_utc(&when);
    pk_date_edtf(&when, edtf);
    *(mail ? &out->published : &out->retrieved) = pk_arena_copy(arena, pk_str_of(edtf));
  }
  if (snapshot.s && pk_is_web(pk_str_of(out->url = pk_field_url(snapshot, arena)))) return;
  out->url = location(m, (uint32_t)(page - m->parts.at), arena);
}

partikel_status pk_mime(pk_str bytes, struct pk_member *out, struct pk_arena *arena, partikel_error *err) {
  *out = (struct pk_member){0};
  struct message m = {.arena = arena};
  add_part(&m, without_preface(bytes), NO_PART);
  for (uint32_t i = 0; i < m.parts.n && !m.too_many && !arena->failed; i++) {
    struct part *p = &m.parts.at[i];
    if (p->kind == MULTIPART) split(&m, i);
    else if (p->kind == MESSAGE && p->coding == AS_IT_IS) add_part(&m, without_preface(p->body), i);
  }
  uint32_t i;
  while (!arena->failed && (i = best_part(&m)) != NO_PART) {
    struct part *p = &m.parts.at[i];
    p->tried = true;
    out->body = decoded(p, arena);
    if (arena->failed || pk_str_trim(out->body).n == 0) continue;
    if (p->type.s) {
      pk_str charset = pk_field_parameter(p->type, "charset", arena);
      out->content_type = pk_field_type(p->type, arena);
      out->charset = charset.n ? pk_field_text(charset, arena) : NULL;
    }
    envelope(&m, i, out, arena);
    for (uint32_t up = p->parent; up != NO_PART; up = m.parts.at[up].parent) out->truncated = out->truncated || m.parts.at[up].unclosed;
    if (!arena->failed) return PARTIKEL_OK;
  }
  *out = (struct pk_member){0};
  if (arena->failed) return pk_fail(err, PARTIKEL_NOMEM, NULL, 0, "out of memory");
  if (m.too_many) return pk_fail(err, PARTIKEL_LIMIT, NULL, 0, "no text among the first %u parts of this message", (uint64_t)PK_MAX_MIME_PARTS);
  if (m.too_deep) return pk_fail(err, PARTIKEL_LIMIT, NULL, 0, "parts of this message stand more than %u levels deep", (uint64_t)PK_MAX_MIME_DEPTH);
  return pk_fail(err, PARTIKEL_FORMAT, NULL, 0, "no text part in this message");
}
