/* prune: takes a page apart before the parser sees it, by HTML's own rules (WHATWG HTML, 13.2.5 Tokenization). Comments, the
 * contents of raw-text elements, drawings, and attributes that nobody asks for are dropped; texts, their character references
 * resolved, and attributes are laid aside. What is left are plain tags, in which libxml2 has nothing to guess. */
#include "html.h"

/* The attributes that are kept: all others are styles, scripts' handles and data URIs. */
#define KEPT(name, text) {sizeof text - 1, text},
static const struct { uint8_t n; char name[23]; } kept[] = {PK_ATTR_MAP(KEPT)};

/* What becomes of an element's contents. */
enum fate { KEEP, SKIP_RAW /* to its end tag */, SKIP_TREE /* to its matching end tag */, DRAWING /* … or the first tag of HTML */, TITLE, SCRIPT };

struct scan {
  pk_str in;
  size_t at;
  char *out;            /* the tags */
  size_t n, cap;
  bool in_text;         /* the last text goes on */
  bool failed;
  bool no_title_end;    /* none comes any more */
  struct pk_pruned *found;
  struct pk_arena *arena;
};

struct tag { pk_str name; bool end; char small[16]; size_t n; bool xml_end; };

static char small(char c) { return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c; }
static bool letter(char c) { return small(c) >= 'a' && small(c) <= 'z'; }
static bool blank(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

/* What ends a name inside a tag; = ends only those of attributes. */
enum { ENDS_NAME = 1, EQUALS = 2 };
static const uint8_t ends_name[256] = {['\t'] = 1, ['\n'] = 1, ['\v'] = 1, ['\f'] = 1, ['\r'] = 1, [' '] = 1, ['/'] = 1, ['>'] = 1, ['='] = EQUALS};

static size_t name_end(pk_str t, size_t at, unsigned ends) {
  while (at < t.n && !(ends_name[(unsigned char)t.s[at]] & ends)) at++;
  return at;
}

/* ---- writing ------------------------------------------------------------------------------------------------------- */

static bool room(struct scan *p, size_t more) {
  if (p->cap - p->n > more) return true;
  size_t cap = p->cap + p->cap / 2 + more + 256;
  char *out = pk_arena_room(p->arena, cap);
  if (!out) return !(p->failed = true);
  memcpy(out, p->out, p->n);
  p->out = out;
  p->cap = cap;
  return true;
}

static inline void put(struct scan *p, const char *s, size_t n) {
  if (!n || (p->cap - p->n <= n && !room(p, n))) return;
  memcpy(p->out + p->n, s, n);
  p->n += n;
}

/* A character that was referred to, in UTF-8; returns its length. */
static size_t encode(uint32_t cp, char *s) {
  size_t n = 0;
  if (cp == 0 || cp > 0x10FFFF || (cp >= 0xD800 && cp < 0xE000)) cp = 0xFFFD;
  if ((cp < 0x20 && cp != '\t' && cp != '\n' && cp != '\r') || cp == 0x7F) cp = ' ';
  if (cp < 0x80) s[n++] = (char)cp;
  else if (cp < 0x800) s[n++] = (char)(0xC0 | cp >> 6), s[n++] = (char)(0x80 | (cp & 0x3F));
  else if (cp < 0x10000) s[n++] = (char)(0xE0 | cp >> 12), s[n++] = (char)(0x80 | (cp >> 6 & 0x3F)), s[n++] = (char)(0x80 | (cp & 0x3F));
  else s[n++] = (char)(0xF0 | cp >> 18), s[n++] = (char)(0x80 | (cp >> 12 & 0x3F)), s[n++] = (char)(0x80 | (cp >> 6 & 0x3F)), s[n++] = (char)(0x80 | (cp & 0x3F));
  return n;
}

/* Blanks: inside a text they belong to it. */
static void put_blank(struct scan *p) {
  if (p->in_text) p->found->texts[p->found->n_texts++] = ' ';
  else if (!p->n || p->out[p->n - 1] != ' ') put(p, " ", 1);
}

/* What libxml2 would drop from a text: control characters, U+FFFE, U+FFFF. */
static bool unreadable(const char *s, size_t n) {
  unsigned char c = (unsigned char)*s;
  return c < ' ' ? c != '\t' && c != '\n' && c != '\r' : c == 0xEF && n > 2 && (unsigned char)s[1] == 0xBF && (unsigned char)s[2] >= 0xBE;
}

/* None of eight bytes begins such a character, nor is a line's end or a tab. */
static inline bool plain_eight(const char *s) {
  uint64_t x, ef;
  memcpy(&x, s, 8);
  ef = x ^ PK_EACH(0xEF);
  return !(pk_between(x, 0, 0x1F) | pk_between(ef, 0, 0));
}

static size_t readable(pk_str t) {
  size_t i = 0;
  while (i < t.n) {
    while (t.n - i >= 8 && plain_eight(t.s + i)) i += 8;
    if (t.n - i < 8 && t.n >= 8 && plain_eight(t.s + t.n - 8)) return t.n;
    for (size_t end = t.n - i < 8 ? t.n : i + 8; i < end; i++)
      if (unreadable(t.s + i, t.n - i)) return i;
  }
  return i;
}

/* What follows the blanks before a text. */
static pk_str behind_blanks(struct scan *p, pk_str t) {
  size_t i = 0;
  while (i < t.n && (t.s[i] == ' ' || t.s[i] == '\t' || t.s[i] == '\n' || t.s[i] == '\r')) i++;
  if (i) put_blank(p);
  return pk_str_part(t, i, t.n);
}

static void put_readable(struct scan *p, pk_str t) {
  if (!p->in_text) {
    t = behind_blanks(p, t);
    if (!t.n) return;
    put(p, (const char[]){PK_TEXT_SIGN}, 1);
    p->in_text = true;
  }
  struct pk_pruned *found = p->found;
  memcpy(found->texts + found->n_texts, t.s, t.n);
  found->n_texts += t.n;
}

/* Text without references. There is room for it: a text is never longer than what it stands in the page as. */
static void put_plain(struct scan *p, pk_str t) {
  size_t n;
  while ((n = readable(t)) < t.n) {
    put_readable(p, pk_str_part(t, 0, n));
    t = pk_str_part(t, n + (t.s[n] < 0 ? 3 : 1), t.n);
  }
  put_readable(p, t);
}

static void end_text(struct scan *p) {
  if (p->in_text) p->found->texts[p->found->n_texts++] = '\0';
  p->in_text = false;
}

/* ---- character references (WHATWG HTML, 13.2.5.72 to 80) --------------------------------------------------------------- */

static uint32_t number_reference(pk_str t, size_t *used) {
  bool hex = t.n > 2 && small(t.s[2]) == 'x';
  size_t i = hex ? 3 : 2, first = i;
  uint32_t cp = 0;
  for (; i < t.n; i++) {
    char c = small(t.s[i]);
    uint32_t digit = c >= '0' && c <= '9' ? (uint32_t)(c - '0') : hex && c >= 'a' && c <= 'f' ? (uint32_t)(c - 'a' + 10) : 99;
    if (digit == 99) break;
    if (cp <= 0x110000) cp = cp * (hex ? 16 : 10) + digit;
  }
  if (i == first) return *used = 0;
  *used = i + (i < t.n && t.s[i] == ';');
  return cp >= 0x80 && cp < 0xA0 ? pk_windows_1252((unsigned char)cp) : cp ? cp : 0xFFFD;
}

/* Names of HTML 2 to 4 that are known without their semicolon. */
static bool old_name(pk_str name, uint32_t cp) {
  if (cp < 0x80) return cp == '&' || cp == '<' || cp == '>' || cp == '"';
  return cp <= 0xFF && !pk_str_eq(name, PK_LIT("half")) && !pk_str_eq(name, PK_LIT("NonBreakingSpace"));
}

/* The character that the reference at the start of t names, and its length; 0: it is none, and the & is only that. */
uint32_t pk_html_reference(pk_str t, bool attribute, size_t *used) {
  *used = 0;
  if (t.n < 3 || t.s[0] != '&') return 0;
  if (t.s[1] == '#') return number_reference(t, used);
  size_t n = 1;
  while (n < t.n && n < 34 && (letter(t.s[n]) || (t.s[n] >= '0' && t.s[n] <= '9'))) n++;
  uint32_t cp;
  if (n < t.n && t.s[n] == ';' && (cp = pk_html_entity(pk_str_part(t, 1, n))) != 0) return *used = n + 1, cp;
  for (size_t k = n; k > 2; k--) {   /* without its semicolon: only the old names, the longest of them */
    cp = pk_html_entity(pk_str_part(t, 1, k));
    if (!cp || !old_name(pk_str_part(t, 1, k), cp)) continue;
    if (attribute && k < t.n && (t.s[k] == '=' || k < n)) return 0;
    return *used = k, cp;
  }
  return 0;
}

static void put_text(struct scan *p, pk_str t) {
  char s[4];
  if (!p->in_text) t = behind_blanks(p, t);
  while (t.n) {
    const char *and = memchr(t.s, '&', t.n);
    size_t plain = and ? (size_t)(and - t.s) : t.n, used;
    put_plain(p, pk_str_part(t, 0, plain));
    if (!and) return;
    t = pk_str_part(t, plain, t.n);
    uint32_t cp = pk_html_reference(t, false, &used);
    put_plain(p, (pk_str){s, encode(used ? cp : '&', s)});
    t = pk_str_part(t, used ? used : 1, t.n);
  }
}

/* An attribute's value without references; where it has none, it stays where it is. False: no memory. */
static bool resolve(struct scan *p, pk_str *value) {
  const char *and = value->n ? memchr(value->s, '&', value->n) : NULL;
  if (!and) return true;
  char *out = pk_arena_room(p->arena, value->n);   /* a reference is longer than what it stands for */
  if (!out) return false;
  size_t i = (size_t)(and - value->s), n = i, used;
  memcpy(out, value->s, i);
  while (i < value->n) {
    uint32_t cp = value->s[i] == '&' ? pk_html_reference(pk_str_part(*value, i, value->n), true, &used) : 0;
    if (cp) n += encode(cp, out + n), i += used;
    else out[n++] = value->s[i++];
  }
  *value = (pk_str){out, n};
  return true;
}

/* ---- tags ------------------------------------------------------------------------------------------------------------------ */

/* Which of the kept ones `name` is; PK_ATTRS: none. */
static uint16_t attr_of(pk_str name) {
  uint16_t k = 0;
  for (; k < PK_ATTRS; k++)
    if (kept[k].n == name.n && (memcmp(kept[k].name, name.s, name.n) == 0 || pk_str_is(name, kept[k].name))) break;
  return k;
}

/* Says a style that the element is not shown? */
static bool hides(pk_str style) {
  static const char *const words[] = {"display:none", "visibility:hidden"};
  for (size_t k = 0; k < 2; k++) {
    size_t m = 0;
    for (size_t i = 0; i < style.n; i++) {
      if (blank(style.s[i])) continue;
      m = small(style.s[i]) == words[k][m] ? m + 1 : small(style.s[i]) == words[k][0] ? 1 : 0;
      if (!words[k][m]) return true;
    }
  }
  return false;
}

/* Of two with one name the first counts. */
static void keep_attribute(struct scan *p, uint16_t name, pk_str value, uint32_t first) {
  struct pk_pruned *found = p->found;
  for (uint32_t k = first; k < found->attrs.n; k++)
    if (found->attrs.at[k].name == name) return;
  if (value.n > PK_MAX_HTML_VALUE) value.n = PK_MAX_HTML_VALUE;
  while (value.n == PK_MAX_HTML_VALUE && value.n && ((unsigned char)value.s[value.n] & 0xC0) == 0x80) value.n--;
  struct pk_attr *attr = pk_vec_add(p->arena, &found->attrs);
  if (!attr || !resolve(p, &value)) p->failed = true;
  else *attr = (struct pk_attr){name, value};
}

/* From behind the tag's name to behind its >; what is to be kept is kept if `keep`. False: the page ends inside the tag. */
static bool attributes(struct scan *p, bool keep, struct tag *tag, pk_str *type) {
  uint32_t first = p->found->attrs.n;
  for (;;) {
    while (p->at < p->in.n && (blank(p->in.s[p->at]) || p->in.s[p->at] == '/')) p->at++;
    if (p->at >= p->in.n) return false;
    if (p->in.s[p->at] == '>') return p->at++, tag->xml_end = p->in.s[p->at - 2] == '/', true;
    size_t start = p->at++;   /* a = here belongs to the name */
    p->at = name_end(p->in, p->at, ENDS_NAME | EQUALS);
    pk_str name = pk_str_part(p->in, start, p->at), value = {"", 0};
    size_t behind = p->at;
    while (behind < p->in.n && blank(p->in.s[behind])) behind++;
    if (behind < p->in.n && p->in.s[behind] == '=') {
      p->at = behind + 1;
      while (p->at < p->in.n && blank(p->in.s[p->at])) p->at++;
      if (p->at >= p->in.n) return false;
      char quote = p->in.s[p->at];
      if (quote == '"' || quote == '\'') {
        const char *end = memchr(p->in.s + p->at + 1, quote, p->in.n - p->at - 1);
        if (!end) return p->at = p->in.n, false;
        value = pk_str_part(p->in, p->at + 1, (size_t)(end - p->in.s));
        p->at = (size_t)(end - p->in.s) + 1;
      } else {
        start = p->at;
        while (p->at < p->in.n && !blank(p->in.s[p->at]) && p->in.s[p->at] != '>') p->at++;
        value = pk_str_part(p->in, start, p->at);
      }
    }
    if (type && pk_str_is(name, "type")) *type = value;
    if (!keep || p->found->attrs.n - first >= PK_MAX_HTML_ATTRIBUTES) continue;
    uint16_t is = attr_of(name);
    if (is == PK_ATTRS && pk_str_is(name, "style") && hides(value)) is = PK_ATTR_HIDDEN, value = PK_LIT("");
    if (is < PK_ATTRS) keep_attribute(p, is, value, first);
  }
}

/* `n` stays 0 for names that no element of HTML has. */
static void tag_name(struct scan *p, struct tag *tag) {
  size_t start = p->at;
  p->at = name_end(p->in, p->at, ENDS_NAME);
  tag->name = pk_str_part(p->in, start, p->at);
  tag->n = tag->name.n < sizeof tag->small ? tag->name.n : 0;
  for (size_t i = 0; i < tag->n; i++) {
    char c = tag->small[i] = small(tag->name.s[i]);
    if (!letter(c) && !(c >= '0' && c <= '9') && c != '-' && c != ':' && c != '_') tag->n = 0;
  }
}

static bool is(const struct tag *tag, const char *name) { return tag->n == strlen(name) && memcmp(tag->small, name, tag->n) == 0; }

static enum fate fate_of(const struct tag *tag) {
  switch (tag->n ? tag->small[0] : 0) {
  case 's': return is(tag, "script") ? SCRIPT : is(tag, "style") ? SKIP_RAW : is(tag, "svg") ? DRAWING : KEEP;
  case 'n': return is(tag, "noscript") || is(tag, "noembed") || is(tag, "noframes") ? SKIP_RAW : KEEP;
  case 'i': return is(tag, "iframe") ? SKIP_RAW : KEEP;
  case 't': return is(tag, "title") ? TITLE : is(tag, "textarea") ? SKIP_RAW : is(tag, "template") ? SKIP_TREE : KEEP;
  case 'm': return is(tag, "math") ? DRAWING : KEEP;
  case 'x': return is(tag, "xmp") ? SKIP_RAW : KEEP;
  default: return KEEP;
  }
}

/* Tags of HTML that end a drawing which was never closed (WHATWG HTML, 13.2.6.5). */
static bool ends_drawing(const struct tag *tag) {
  static const char names[][12] = {"div", "p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "dl", "table", "blockquote", "body", "head", "img", "br", "hr", "span", "strong", "em", "li", "pre", "center"};
  for (size_t k = 0; k < sizeof names / sizeof *names; k++)
    if (is(tag, names[k])) return true;
  return false;
}

/* ---- what is skipped ------------------------------------------------------------------------------------------------------------ */

/* Behind the end of a comment whose <!-- ends at `at`. */
static size_t comment_end(pk_str in, size_t at, size_t *text_end) {
  *text_end = at;
  if (at < in.n && in.s[at] == '>') return at + 1;
  if (at + 1 < in.n && in.s[at] == '-' && in.s[at + 1] == '>') return at + 2;
  for (size_t i = at; i < in.n;) {
    const char *dash = memchr(in.s + i, '-', in.n - i);
    if (!dash) break;
    i = (size_t)(dash - in.s);
    if (i + 2 < in.n && in.s[i + 1] == '-' && in.s[i + 2] == '>') return *text_end = i, i + 3;
    if (i + 3 < in.n && in.s[i + 1] == '-' && in.s[i + 2] == '!' && in.s[i + 3] == '>') return *text_end = i, i + 4;
    i++;
  }
  return *text_end = in.n;
}

static size_t behind(pk_str in, size_t at, char c) {
  const char *found = at < in.n ? memchr(in.s + at, c, in.n - at) : NULL;
  return found ? (size_t)(found - in.s) + 1 : in.n;
}

/* Where the end tag `</name` stands at or after `at`; in.n: nowhere. */
static size_t end_tag(pk_str in, size_t at, const char *name, size_t n) {
  while (at + n + 2 <= in.n) {
    const char *open = memchr(in.s + at, '<', in.n - at);
    if (!open) break;
    at = (size_t)(open - in.s);
    if (at + n + 2 > in.n) break;
    if (in.s[at + 1] == '/') {
      size_t i = 0;
      while (i < n && small(in.s[at + 2 + i]) == name[i]) i++;
      char c = at + 2 + n < in.n ? in.s[at + 2 + n] : '>';
      if (i == n && (blank(c) || c == '>' || c == '/')) return at;
    }
    at++;
  }
  return in.n;
}

/* A script that holds <!-- and <script ends at the second </script (WHATWG HTML, 13.2.5.20 to 31). */
static size_t script_end(pk_str in, size_t at) {
  size_t end = end_tag(in, at, "script", 6);
  for (;;) {
    pk_str inside = pk_str_part(in, at, end);
    const char *comment = memmem(inside.s, inside.n, "<!--", 4);
    if (!comment || end == in.n) return end;
    size_t from = (size_t)(comment - in.s) + 4;
    const char *closed = memmem(in.s + from, end - from, "-->", 3);
    if (closed) {
      at = (size_t)(closed - in.s) + 3;
      continue;
    }
    size_t inner = from;   /* a <script between the comment's start and here? */
    bool nested = false;
    while (inner < end && !nested) {
      const char *open = memmem(in.s + inner, end - inner, "<", 1);
      if (!open) break;
      inner = (size_t)(open - in.s) + 1;
      nested = end - inner > 6 && pk_str_is(pk_str_part(in, inner, inner + 6), "script") && (blank(in.s[inner + 6]) || in.s[inner + 6] == '>' || in.s[inner + 6] == '/');
    }
    if (!nested) return end;
    size_t next = end_tag(in, end + 2, "script", 6);
    if (next == in.n) return end;   /* never closed: a fault of the page that browsers would show as nothing at all */
    at = end = next;
  }
}

static void skip_comment(struct scan *p) {
  size_t end, start = p->at + 4;
  p->at = comment_end(p->in, start, &end);
  pk_str text = pk_str_trim(pk_str_part(p->in, start < end ? start : end, end));
  if (text.n < 12 || text.n > PK_MAX_COMMENT) return;
  if (!memchr(text.s, ':', text.n) && !memchr(text.s, ' ', text.n)) return;
  if (p->found->comments.n >= PK_MAX_COMMENTS) return;
  pk_str *kept_comment = pk_vec_add(p->arena, &p->found->comments);
  if (kept_comment) *kept_comment = text;
  else p->failed = true;
}

/* A tree that nobody sees: to its own end tag, or, for a drawing, to the first tag that cannot stand in one. */
static void skip_tree(struct scan *p, const struct tag *root, bool drawing) {
  size_t depth = 1, html = 0;   /* html: inside an element of the drawing that holds HTML */
  while (p->at < p->in.n && depth) {
    size_t at = p->at = behind(p->in, p->at, '<');
    if (at == p->in.n) return;
    char c = p->in.s[at];
    size_t end;
    if (c == '!') {
      if (pk_str_starts(pk_str_part(p->in, at, p->in.n), PK_LIT("!--"))) p->at = comment_end(p->in, at + 3, &end);
      else p->at = behind(p->in, at, '>');
      continue;
    }
    struct tag tag = {.end = c == '/'};
    size_t open = at - 1;
    p->at = at + tag.end;
    if (p->at >= p->in.n || !letter(p->in.s[p->at])) continue;
    tag_name(p, &tag);
    if (!attributes(p, false, &tag, NULL)) return;
    bool same = tag.n == root->n && memcmp(tag.small, root->small, tag.n) == 0;
    if (same) depth = tag.end ? depth - 1 : depth + !tag.xml_end;
    if (drawing && (is(&tag, "foreignobject") || is(&tag, "desc"))) html = tag.end ? (html ? html - 1 : 0) : html + !tag.xml_end;
    if (drawing && !html && !tag.end && ends_drawing(&tag)) {
      p->at = open;
      return;
    }
    if (!tag.end && !same) {
      enum fate fate = fate_of(&tag);
      if (fate == SCRIPT) p->at = script_end(p->in, p->at);
      else if (fate == SKIP_RAW && !drawing) p->at = end_tag(p->in, p->at, tag.small, tag.n);
    }
  }
}

static void keep_json(struct scan *p, pk_str type, pk_str text) {
  type = pk_str_trim(type);
  if (type.n < 19 || !pk_str_is(pk_str_part(type, 0, 19), "application/ld+json")) return;
  if (p->found->json.n >= PK_MAX_JSON_LD || !text.n) return;
  pk_str *json = pk_vec_add(p->arena, &p->found->json);
  if (json) *json = text;
  else p->failed = true;
}

/* The > of a tag whose attributes are those from `first` on. */
static void end_tag_of(struct scan *p, uint32_t first) {
  uint32_t n = p->found->attrs.n - first;
  struct pk_owner *owner = n ? pk_vec_add(p->arena, &p->found->owners) : NULL;
  if (n && !owner) p->failed = true;
  if (owner) *owner = (struct pk_owner){(uint32_t)p->n + 1, first, n};
  put(p, n ? " >" : ">", n ? 2 : 1);
}

/* A start tag, from its name on. */
static void start_tag(struct scan *p) {
  struct tag tag = {0};
  pk_str type = {"", 0};
  size_t mark = p->n;
  uint32_t first = p->found->attrs.n;
  tag_name(p, &tag);
  enum fate fate = fate_of(&tag);
  bool write = fate == KEEP || fate == TITLE;
  if (write) {
    end_text(p);
    p->found->tags++;
    put(p, "<", 1);
    if (tag.n) put(p, tag.small, tag.n);
    else put(p, "span", 4);
  }
  if (!attributes(p, write, &tag, &type)) {
    p->n = mark;
    p->at = p->in.n;
    return;
  }
  if (write) end_tag_of(p, first);
  size_t from = p->at;
  switch (fate) {
  case KEEP: break;
  case SKIP_RAW: p->at = end_tag(p->in, from, tag.small, tag.n); p->at = behind(p->in, p->at, '>'); break;
  case SCRIPT:
    p->at = script_end(p->in, from);
    keep_json(p, type, pk_str_part(p->in, from, p->at));
    p->at = behind(p->in, p->at, '>');
    break;
  case DRAWING:
  case SKIP_TREE: if (!tag.xml_end || fate == SKIP_TREE) skip_tree(p, &tag, fate == DRAWING); put_blank(p); break;
  case TITLE: {
    size_t end = p->no_title_end ? p->in.n : end_tag(p->in, from, "title", 5);
    p->no_title_end = end == p->in.n;
    if (p->no_title_end) break;   /* never closed: browsers would show no page */
    for (pk_str t = pk_str_part(p->in, from, end); t.n;) {
      const char *less = memchr(t.s, '<', t.n);
      size_t n = less ? (size_t)(less - t.s) : t.n;
      put_text(p, pk_str_part(t, 0, n));
      if (less) put_plain(p, PK_LIT("<")), n++;
      t = pk_str_part(t, n, t.n);
    }
    end_text(p);
    put(p, "</title>", 8);
    p->at = behind(p->in, end, '>');
    break;
  }
  }
}

partikel_status pk_prune(pk_str html, struct pk_pruned *out, struct pk_arena *arena, partikel_error *err) {
  *out = (struct pk_pruned){0};
  struct scan p = {.in = html, .cap = html.n / 4 + 256, .found = out, .arena = arena};
  p.out = pk_arena_room(arena, p.cap);
  out->attrs.cap = (uint32_t)(html.n / 64) + 16;   /* seldom too few, and then it grows */
  out->attrs.at = (struct pk_attr *)(void *)pk_arena_room(arena, out->attrs.cap * sizeof *out->attrs.at);
  out->texts = pk_arena_room(arena, html.n + 2);   /* a NUL more than the page; those between texts take the place of tags */
  out->n_texts = 1;
  p.failed = !p.out || !out->attrs.at || !out->texts;
  while (!p.failed && p.at < html.n) {
    const char *open = memchr(html.s + p.at, '<', html.n - p.at);
    size_t at = open ? (size_t)(open - html.s) : html.n;
    put_text(&p, pk_str_part(html, p.at, at));
    p.at = at + 1;
    if (!open) break;
    char c = p.at < html.n ? html.s[p.at] : ' ';
    if (letter(c)) {
      start_tag(&p);
    } else if (c == '/' && p.at + 1 < html.n && letter(html.s[p.at + 1])) {
      struct tag tag = {.end = true};
      p.at++;
      tag_name(&p, &tag);
      if (!attributes(&p, false, &tag, NULL)) break;
      if (fate_of(&tag) != KEEP) continue;   /* of something that was skipped, or of nothing */
      out->tags++;
      end_text(&p);
      put(&p, "</", 2);
      put(&p, tag.n ? tag.small : "span", tag.n ? tag.n : 4);
      put(&p, ">", 1);
    } else if (c == '!') {
      p.at = at;
      if (html.n - at > 3 && memcmp(html.s + at, "<!--", 4) == 0) skip_comment(&p);
      else p.at = behind(html, at, '>');
    } else if (c == '?' || c == '/') {
      p.at = behind(html, at, '>');
    } else {
      put_plain(&p, PK_LIT("<"));
    }
  }
  if (!p.failed) end_text(&p);
  if (p.failed || !room(&p, 1)) return pk_fail(err, PARTIKEL_NOMEM, "", 0, "out of memory");
  p.out[p.n] = '\0';
  out->html = (pk_str){p.out, p.n};
  return PARTIKEL_OK;
}
