/* lines: measures the lines of a page: how they begin and end, what stands between, which phrases of data/page they hold,
 * and where the page repeats itself (twice.c). Decides nothing. One pass, whatever the length of the lines. */
#include "page.h"

#define LOOK_TOKENS 64   /* tokens of a line that are looked at: page furniture is short */
#define LOOK_BYTES 600

uint32_t pk_page_tokens(const struct pk_know *know, pk_str text, struct pk_token *out, uint32_t max) {
  uint32_t n = 0;
  size_t at = 0;
  while (n < max && at < LOOK_BYTES && pk_token_next(text, &at, &out[n])) pk_know_token(know, text, &out[n++]);
  return n;
}

const struct pk_token *pk_line_tokens(const struct pk_page *p, const struct pk_line *l, struct pk_token *room, uint32_t max, uint32_t *n) {
  if (l->n_tokens) {
    *n = l->look < max ? l->look : max;
    return p->tokens.at + l->token;
  }
  *n = pk_page_tokens(p->know, l->text, room, max);
  return room;
}

bool pk_page_tokenise(struct pk_page *p, pk_str text, uint32_t *first, uint32_t *n) {
  struct pk_token t;
  *first = p->tokens.n;
  for (size_t at = 0; pk_token_next(text, &at, &t); p->tokens.at[p->tokens.n++] = t) {
    if (p->tokens.n == p->tokens.cap) {
      void *grown = pk_vec_grow(p->arena, p->tokens.at, &p->tokens.cap, p->tokens.n, sizeof t);
      if (!grown) return false;
      p->tokens.at = grown;
    }
    pk_words_token(&p->words, text, &t);
  }
  *n = p->tokens.n - *first;
  return true;
}

_Static_assert(PK_PAGE_CLASSES + PK_LANGUAGES + PK_ASKS <= 64, "the highest bits say what has been asked");

/* What a class set has of the classes that belong to a question; asked once. */
static pk_page_set ask(const struct pk_page *p, uint16_t set, enum pk_ask question) {
  pk_page_set *of = &p->of_set[set], asked = (pk_page_set)1 << (63 - question), found = asked;
  const struct pk_question *q = &p->questions[question];
  if (!(*of & asked)) {
    for (uint64_t in = pk_know_in_which(p->know, set, q->ids, q->n); in; in &= in - 1) found |= q->bit[__builtin_ctzll(in)];
    *of |= found;
  }
  return *of & q->bits;
}

static void add_question(struct pk_page *p, enum pk_ask question, pk_page_set bits) {
  struct pk_question *q = &p->questions[question];
  q->bits = bits;
  for (uint32_t c = 0; c < PK_PAGE_CLASSES + PK_LANGUAGES; c++)
    if (bits >> c & 1 && p->class_id[c]) q->bit[q->n] = (pk_page_set)1 << c, q->ids[q->n++] = p->class_id[c];
}

pk_page_set pk_page_languages(const struct pk_page *p, uint16_t set) { return ask(p, set, PK_ASK_LANGUAGE) >> PK_PAGE_CLASSES; }

/* The classes of the phrases at tokens[i], where some are longer than *length, of those; else with those in `set`. */
static pk_page_set with_phrases(const struct pk_page *p, pk_str text, const struct pk_token *tokens, uint32_t i, uint32_t n, pk_page_set set, uint32_t *length) {
  if (!pk_know_begins(p->know, tokens[i].word)) return set;
  p->found->n = 0;
  if (pk_know_phrases(p->know, text, tokens, i, n, p->found, p->arena)) {
    for (uint32_t f = 0; f < p->found->n; f++) {
      const struct pk_lookup *l = &p->found->at[f];
      uint32_t c = l->type == PK_LOOKUP_CLASS && l->id < p->n_page_class ? p->page_class[l->id] : 0;
      if (!c) continue;
      uint32_t long_ = l->last - i;
      if (long_ > *length) set = 0, *length = long_;   /* the longest phrase says what it is */
      set |= (pk_page_set)1 << (c - 1);
    }
  }
  return set;
}

pk_page_set pk_page_classes(const struct pk_page *p, pk_str text, const struct pk_token *tokens, uint32_t i, uint32_t n, uint32_t *length) {
  pk_page_set set = tokens[i].set ? ask(p, tokens[i].set, PK_ASK_ALL) : 0;
  *length = set ? 1 : 0;
  return with_phrases(p, text, tokens, i, n, set, length);
}

pk_page_set pk_page_anywhere(const struct pk_page *p, pk_str text, const struct pk_token *tokens, uint32_t i, uint32_t n, uint32_t *length) {
  pk_page_set set = tokens[i].set ? ask(p, tokens[i].set, PK_ASK_ANYWHERE) : 0;
  *length = set ? 1 : 0;
  return with_phrases(p, text, tokens, i, n, set, length);
}

/* ---- separators ------------------------------------------------------------------------------------------------ */

size_t pk_separator_at(pk_str text, size_t i, bool *joined) {
  static const char *const signs[] = {"|", "·", "•", "»", "›", "→", "->", ">", "//", "/", "::", "-", "–", "—"};
  *joined = false;
  if (text.s[i] == '|' || text.s[i] == '\t') return 1;
  if (text.s[i] != ' ' || i + 1 >= text.n) return 0;
  char c = text.s[i + 1];                           /* most blanks stand before a word */
  if ((unsigned char)c < 0x80 ? c != '|' && c != '-' && c != '>' && c != '/' && c != ':' : c != '\xC2' && c != '\xE2') return 0;
  for (size_t k = 0; k < sizeof signs / sizeof *signs; k++) {
    size_t n = strlen(signs[k]);
    if (i + 1 + n >= text.n || memcmp(text.s + i + 1, signs[k], n) != 0 || text.s[i + 1 + n] != ' ') continue;
    *joined = k >= 11;
    return n + 2;
  }
  return 0;
}

uint32_t pk_line_parts(pk_str text, pk_str *parts, uint32_t max) {
  uint32_t n = 0;
  size_t start = 0;
  bool joined;
  for (size_t i = 0; i < text.n && n + 1 < max;) {
    size_t skip = pk_separator_at(text, i, &joined);
    if (skip && !joined) {
      pk_str part = pk_str_trim(pk_str_part(text, start, i));
      if (part.n) parts[n++] = part;
      start = i += skip;
    } else {
      i++;
    }
  }
  pk_str part = pk_str_trim(pk_str_part(text, start, text.n));
  if (part.n && n < max) parts[n++] = part;
  return n;
}

/* ---- one line ---------------------------------------------------------------------------------------------------- */

static bool digit(char c) { return c >= '0' && c <= '9'; }

static bool quote_mark(uint32_t cp) {
  return cp == '"' || cp == '\'' || cp == 0xAB || cp == 0xBB || (cp >= 0x2018 && cp <= 0x201F) || cp == 0x2039 || cp == 0x203A;
}

static uint8_t line_begin(pk_str t) {
  size_t i = 0;
  uint32_t cp = pk_utf8_next(t.s, t.n, &i);
  bool blank = i < t.n && (t.s[i] == ' ' || t.s[i] == '\t');
  switch (cp) {
  case '*': case 0x2022: case 0xB7: case 0x25AA: case 0x25AB: case 0x25CF: case 0x25CB: case 0x25E6: case 0x25A0: case 0x2023: case 0x2043: case 0xF0B7:
    return PK_BEGIN_BULLET;
  case '-': case 0x2010: case 0x2011: case 0x2012: case 0x2013: case 0x2014: case 0x2015: case 0x2212:
    return i < t.n && t.s[i] == '>' ? PK_BEGIN_ARROW : PK_BEGIN_DASH;
  case '>': case 0x2192: case 0x25BA: case 0x25B8: case 0x203A: return PK_BEGIN_ARROW;
  case 0xBB: return blank ? PK_BEGIN_ARROW : PK_BEGIN_QUOTE;
  }
  if (quote_mark(cp)) return PK_BEGIN_QUOTE;
  if (cp >= '0' && cp <= '9') {
    while (i < t.n && digit(t.s[i])) i++;
    return i <= 3 && i + 1 < t.n && (t.s[i] == '.' || t.s[i] == ')') && t.s[i + 1] == ' ' ? PK_BEGIN_NUMBER : PK_BEGIN_TEXT;
  }
  return pk_cp_letter(cp) || cp == '(' ? PK_BEGIN_TEXT : PK_BEGIN_SIGN;
}

static uint8_t line_end(pk_str t, bool *question) {
  size_t n = t.n;
  for (int k = 0; k < 4 && n; k++) {
    uint32_t cp = pk_utf8_before(t.s, n);
    if (cp == '?') *question = true;
    if (cp == '.' || cp == '!' || cp == '?' || cp == 0x2026) return PK_END_STOP;
    if (cp == ':') return PK_END_COLON;
    if (!quote_mark(cp) && cp != ')' && cp != ',' && cp != ' ') break;
    n -= cp < 0x80 ? 1 : cp < 0x800 ? 2 : 3;
  }
  return PK_END_NONE;
}

/* A name of a file, as pictures leave it: an underscore and no blank, or a short ending after a dot. */
static bool file_name(pk_str t) {
  if (t.n < 5) return false;
  bool blank = memchr(t.s, ' ', t.n) || memchr(t.s, '\t', t.n), dot = (t.s[t.n - 4] | 32) == '.' || (t.s[t.n - 5] | 32) == '.';
  if ((blank && !dot) || memchr(t.s, '@', t.n) || memchr(t.s, '/', t.n)) return false;
  if (!blank && memchr(t.s, '_', t.n)) return true;
  if (!dot) return false;
  static const char *const endings[] = {".jpg", ".jpeg", ".png", ".gif", ".webp", ".tif", ".pdf", ".doc", ".docx", ".xls", ".xlsx", ".ppt", ".pptx", ".mp4", ".zip"};
  for (size_t k = 0; k < sizeof endings / sizeof *endings; k++) {
    size_t n = strlen(endings[k]), i = 0;
    while (t.n > n && i < n && (t.s[t.n - n + i] | 32) == (endings[k][i] | 32)) i++;
    if (i == n) return true;
  }
  return false;
}

/* A few letters alone, in brackets or between strokes: "ka", "(sar)", "/RB/". */
static bool initials(pk_str t, const struct pk_token *tokens, uint32_t n) {
  if (t.n > 10 || n == 0 || n > 3) return false;
  uint32_t words = 0;
  for (uint32_t i = 0; i < n; i++) {
    if (!(tokens[i].is & PK_IS_WORD)) {
      char c = t.s[tokens[i].at.start];
      if (c != '(' && c != ')' && c != '/' && c != '-') return false;
      continue;
    }
    words++;
    if (tokens[i].at.end - tokens[i].at.start > (n == 1 ? 3 : 6)) return false;
    if (n == 1 && tokens[i].is & PK_IS_CAPITAL && !(tokens[i].is & (PK_IS_UPPER | PK_IS_MIXED | PK_IS_INITIAL))) return false;
  }
  return words == 1;
}

/* "Label: value" on one short line. */
static bool label_line(const struct pk_line *l) {
  pk_str t = l->text;
  if (t.n > 110 || l->begin != PK_BEGIN_TEXT || digit(t.s[0])) return false;
  uint32_t words = 1;
  size_t i = 0;
  while (i < t.n && i < 48 && t.s[i] != ':' && t.s[i] != '.' && t.s[i] != '?' && t.s[i] != '!')
    if (t.s[i++] == ' ') words++;
  if (i >= t.n || t.s[i] != ':' || words > 4 || i + 2 >= t.n || t.s[i + 1] != ' ') return false;
  size_t at = i + 2;
  uint32_t cp = pk_utf8_next(t.s, t.n, &at);
  uint8_t begin = line_begin(pk_str_part(t, i + 2, t.n));
  if (quote_mark(cp) || begin == PK_BEGIN_DASH) return false;
  return (t.s[t.n - 1] != '.' || l->soft) && t.s[t.n - 1] != '?' && l->end != PK_END_COLON;
}

static bool phone(pk_str t, const struct pk_token *tokens, uint32_t n, bool numbers) {
  uint32_t pairs = 0;
  if (!numbers && !memchr(t.s, '@', t.n)) return false;
  for (uint32_t i = 0; i < n; i++) {
    size_t len = tokens[i].at.end - tokens[i].at.start;
    pairs = tokens[i].is & PK_IS_NUMBER && len == 2 ? pairs + 1 : 0;
    if (pairs == 4) return true;
    if (tokens[i].is & PK_IS_NUMBER && len == 8 && !memchr(t.s + tokens[i].at.start, '.', len) && !memchr(t.s + tokens[i].at.start, ',', len)) return true;
    if (tokens[i].is & PK_IS_WORD && memchr(t.s + tokens[i].at.start, '@', len)) return true;
  }
  return false;
}

static void look_up(const struct pk_page *p, struct pk_line *l, const struct pk_token *tokens, uint32_t n) {
  pk_str t = l->text;
  uint32_t furniture = 0, long_;
  bool first = true, cover = true;   /* how much of it is furniture is asked only of lines that begin with some */
  for (uint32_t i = 0; i < n;) {
    if (!(tokens[i].is & (PK_IS_WORD | PK_IS_NUMBER)) && !tokens[i].word) {
      i++;
      continue;
    }
    pk_page_set set = cover ? pk_page_classes(p, t, tokens, i, n, &long_) : pk_page_anywhere(p, t, tokens, i, n, &long_);
    bool word = tokens[i].is & (PK_IS_WORD | PK_IS_NUMBER);
    if (first && set && i + long_ < n && t.s[tokens[i + long_].at.start] == '+' && tokens[i + long_].at.start == tokens[i + long_ - 1].at.end) set = 0;   /* "Hjem+" is a name */
    if (first && (tokens[i].is & PK_IS_WORD || set)) {   /* "0 kommentarer" begins with its word */
      first = false;
      l->starts = set;
      cover = set & (PK_PAGE_FURNITURE | PK_PAGE(SECTION));
      uint32_t k = i + long_, more = 0;
      if (set) {
        l->lone = k >= n || (!(tokens[k].is & PK_IS_WORD) && t.s[tokens[k].at.start] != ',');
        for (uint32_t j = k; j < n; j++) more += tokens[j].is & PK_IS_WORD ? 4 : 1;
        l->whole = l->lone && more < 4;
        l->phrase = (uint8_t)long_;
      }
    }
    l->has |= set & PK_PAGE_ANYWHERE;
    bool ends = i + long_ >= n || (i + long_ + 1 == n && t.s[tokens[n - 1].at.start] == '.');
    bool last = i && ends && t.s[tokens[i - 1].at.start] == '.';   /* "… i trængte familier. Privatfoto" */
    if (set & PK_PAGE(CAPTION) && last) l->credit = true;
    if (long_ > 1) l->has_phrase |= set;
    if (set & PK_PAGE(CAPTION) && i + long_ < n && memchr(":(/", t.s[tokens[i + long_].at.start], 3)) l->credit = true;
    if (set & (PK_PAGE_FURNITURE | PK_PAGE(SECTION))) furniture += word ? long_ : 1;
    i += long_ ? long_ : 1;
  }
  l->covered = l->words && cover ? (uint8_t)(furniture >= l->words ? 100 : furniture * 100 / l->words) : 0;
}

/* One of the signs that stand between the steps of a path: > » › → / */
static bool path_sign(const char *s, size_t n) {
  static const char *const signs[] = {"»", "›", "→"};
  if (n > 1 && (memchr(s, '>', n) || memchr(s, '/', n))) return true;
  for (size_t k = 0; k < 3; k++)
    if (n == strlen(signs[k]) + 2 && memcmp(s + 1, signs[k], n - 2) == 0) return true;
  return false;
}

/* Separators stand before a blank or are one sign, so each of them is a mark. Tabs count as separators too. */
static void count_separators(const struct pk_page *p, struct pk_line *l) {
  pk_str t = l->text;
  size_t from = 1;   /* blanks may belong to two separators, signs only to one */
  if (l->tab)
    for (size_t i = 1; i < t.n; i++) l->separators += t.s[i] == '\t';
  for (const struct pk_token *k = p->tokens.at + l->token, *end = k + l->n_tokens; k < end; k++) {
    if (!(k->is & PK_IS_MARK) || k->at.start < from) continue;
    size_t i = k->at.start, skip = 0;
    bool joined;
    if (i > from && t.s[i - 1] == ' ') skip = pk_separator_at(t, i - 1, &joined) ;
    if (skip) i--;
    else if (t.s[i] == '|') skip = 1, joined = false;
    if (!skip) continue;
    from = i + skip - (skip > 1);
    if (joined) continue;
    l->separators++;
    if (memchr(t.s + i, '|', skip)) l->bars++;
    if (path_sign(t.s + i, skip)) l->paths++;
  }
}

static bool measure(struct pk_page *p, struct pk_line *l) {
  pk_str t = l->text;
  if (!pk_page_tokenise(p, t, &l->token, &l->n_tokens)) return false;
  const struct pk_token *tokens = p->tokens.at + l->token;
  uint32_t n = 0, names = 0;
  while (n < l->n_tokens && n < LOOK_TOKENS && (n == 0 || tokens[n - 1].at.end < LOOK_BYTES)) n++;
  l->look = (uint8_t)n;
  l->begin = line_begin(t);
  l->end = line_end(t, &l->question);
  for (uint32_t i = 0; i < n; i++) {
    if (tokens[i].is & PK_IS_NUMBER) l->numbers++;
    if (!(tokens[i].is & PK_IS_WORD)) continue;
    size_t size = tokens[i].at.end - tokens[i].at.start;
    l->words++;
    if (tokens[i].is & PK_IS_CAPITAL) l->capitals++, names++;
    if (!(tokens[i].is & (PK_IS_UPPER | PK_IS_INITIAL)) && !(tokens[i].is & PK_IS_CAPITAL && size < 3)) l->mixed = true;
    if (size >= 8 && (t.s[tokens[i].at.start] == 'h' || t.s[tokens[i].at.start] == 'w') && pk_web_address(pk_str_part(t, tokens[i].at.start, tokens[i].at.end))) l->address = true;
  }
  l->named = n && tokens[0].is & PK_IS_CAPITAL && names && l->words <= 8 && !l->numbers && n < LOOK_TOKENS && l->end == PK_END_NONE;
  for (uint32_t i = 0; l->named && i < n; i++)
    if ((tokens[i].is & (PK_IS_WORD | PK_IS_CAPITAL)) == PK_IS_WORD) l->named = pk_know_in(p->know, tokens[i].set, p->class_id[PK_PAGE_PARTICLE]);
  l->upper = l->words && !l->mixed;
  l->initials = initials(t, tokens, n);
  if (n == 4 && t.s[0] == '/' && t.s[tokens[2].at.start] == '/' && pk_know_in(p->know, tokens[1].set, p->class_id[PK_PAGE_AGENCY]))   /* "/nb/ kfj" */
    l->initials = tokens[3].is & PK_IS_WORD && tokens[3].at.end - tokens[3].at.start < 5;
  l->tab = memchr(t.s, '\t', t.n < LOOK_BYTES ? t.n : LOOK_BYTES) != NULL;
  l->url = pk_web_address(t);
  if (t.n <= LOOK_BYTES) {
    count_separators(p, l);
    l->file_name = !l->url && file_name(t);
    l->bracket = t.s[0] == '[' && t.s[t.n - 1] == ']';
    l->phone = phone(t, tokens, n, l->numbers > 0);
  }
  look_up(p, l, tokens, n);
  if (l->has & PK_PAGE(PHONE) && l->numbers) l->phone = true;
  if (n && t.n <= 120 && l->end == PK_END_STOP && t.s[t.n - 1] == '.' && n >= 2) {
    /* a headline may end with an abbreviation: "… 10 mio. kr." */
    const struct pk_token *last = tokens[n - 1].is & PK_IS_MARK ? &tokens[n - 2] : &tokens[n - 1];
    l->soft = pk_know_in(p->know, last->set, p->abbreviation) || pk_know_in(p->know, last->set, p->final);
  }
  l->label = label_line(l);
  return true;
}

/* ---- the page ----------------------------------------------------------------------------------------------------------- */

/* "Foto: A Foto: A" stands there once. */
static pk_str halve(pk_str t) {
  size_t half = t.n / 2;
  if (t.n < 17 || t.n > LOOK_BYTES || t.n % 2 == 0 || t.s[half] != ' ' || memcmp(t.s, t.s + half + 1, half) != 0) return t;
  return pk_str_part(t, 0, half);
}

static pk_str trim(pk_str t) {
  while (t.n && (t.s[0] == ' ' || t.s[0] == '\t')) t.s++, t.n--;
  while (t.n && (t.s[t.n - 1] == ' ' || t.s[t.n - 1] == '\t')) t.n--;
  return t;
}

/* A line that is nothing but the label of a project page's field: "Tildelt støtte", "Projektperiode:". Its value is the next line; below
 * `PK_LABEL_PROJECT` alone stands the page's headline. */
enum pk_lone_label pk_page_lone_label(const struct pk_page *p, pk_str t) {
  struct pk_token tokens[6];
  if (t.n > 32) return PK_LABEL_NONE;
  uint32_t n = pk_page_tokens(p->know, t, tokens, 6);
  if (n > 1 && t.s[tokens[n - 1].at.start] == ':') n--;
  if (!n || n > 4 || !(tokens[0].is & PK_IS_CAPITAL)) return PK_LABEL_NONE;
  p->found->n = 0;
  if (n > 1 && !pk_know_phrases(p->know, t, tokens, 0, n, p->found, p->arena)) return PK_LABEL_NONE;
  for (size_t c = 0; c < PK_PAGE_FIELDS; c++) {
    uint32_t id = p->field[c];
    enum pk_lone_label label = c + 1 < PK_PAGE_FIELDS ? PK_LABEL_FIELD : PK_LABEL_PROJECT;
    if (id && n == 1 && pk_know_in(p->know, tokens[0].set, id)) return label;
    for (uint32_t f = 0; f < p->found->n; f++)
      if (p->found->at[f].type == PK_LOOKUP_CLASS && p->found->at[f].id == id && p->found->at[f].last == n) return label;
  }
  return PK_LABEL_NONE;
}

/* What may be such a field's value: short, and no sentence. */
static bool field_value(pk_str t) {
  bool question = false, number = false;
  if (t.n > 72 || line_begin(t) != PK_BEGIN_TEXT) return false;
  for (size_t i = 0; i < t.n; i++) number = number || digit(t.s[i]);
  return number || line_end(t, &question) == PK_END_NONE;
}

/* "Af", and the name on the next line. */
static bool lone_byline(const struct pk_page *p, pk_str t, pk_str next) {
  struct pk_token tokens[6];
  uint32_t length, n = t.n > 16 ? 0 : pk_page_tokens(p->know, t, tokens, 3);
  if (!n || n == 3 || !(pk_page_classes(p, t, tokens, 0, n, &length) & PK_PAGE(BYLINE)) || length < n) return false;
  n = next.n > 60 ? 0 : pk_page_tokens(p->know, next, tokens, 6);
  for (uint32_t i = 0; i < n; i++)
    if (!(tokens[i].is & PK_IS_CAPITAL)) return false;
  return n > 1 && n < 6 && pk_know_in(p->know, tokens[0].set, p->first_name);
}

#define STAMP_LINES 8    /* a section's name and the headline may stand above it */
#define LONG_LINE 120    /* bytes of a line that is a paragraph of its own where no blank lines are */

/* Some tools that save the text of a page put "date 2021-05" before it, in the same line. Returns the text without it. */
static pk_str without_stamp(pk_str t, struct pk_date *stamp) {
  pk_str word = PK_LIT("date ");
  if (!pk_str_starts(t, word)) return t;
  size_t end = word.n;
  while (end < t.n && (digit(t.s[end]) || t.s[end] == '-')) end++;
  if (end < word.n + 7 || end > word.n + 10 || !pk_date_parse(pk_str_part(t, word.n, end), stamp)) return t;
  return pk_str_trim(pk_str_part(t, end, t.n));
}

/* A text without a blank line: each long line is a paragraph, and stands apart from the lines around it. */
static void part_paragraphs(struct pk_page *p) {
  uint32_t gaps = 0, paragraphs = 0;
  for (uint32_t i = 0; i < p->n; i++) gaps += p->lines[i].gap, paragraphs += p->lines[i].text.n >= LONG_LINE;
  for (uint32_t i = 0; gaps <= 1 && paragraphs > 2 && i < p->n; i++)
    if (p->lines[i].text.n >= LONG_LINE || (i && p->lines[i - 1].text.n >= LONG_LINE)) p->lines[i].gap = true;
}

enum { ALL_WORDS = 1 << 14 };   /* bytes of a text that has as many as are remembered */

bool pk_page_begin(struct pk_page *p) {
  static const char *const names[] = {
#define PK_PAGE_NAME(name, text) text,
      PK_PAGE_MAP(PK_PAGE_NAME)
#undef PK_PAGE_NAME
  };
  for (uint32_t c = 0; c < PK_PAGE_CLASSES; c++) {
    p->class_id[c] = pk_know_class(p->know, names[c]);
    if (p->class_id[c] >= p->n_page_class) p->n_page_class = p->class_id[c] + 1;
  }
  pk_language_classes(p->know, p->class_id + PK_PAGE_CLASSES);
  static const char *const fields[PK_PAGE_FIELDS] = {"label_amount", "label_giver", "label_operator", "label_recipient", "label_partner", "label_evaluator", "period_label", "label_project"};
  for (size_t c = 0; c < PK_PAGE_FIELDS; c++) p->field[c] = pk_know_class(p->know, fields[c]);
  p->tld = pk_know_class(p->know, "tld");
  p->abbreviation = pk_know_class(p->know, "abbreviation");
  p->final = pk_know_class(p->know, "abbreviation_final");
  p->first_name = pk_know_class(p->know, "first_name");
  p->surname = pk_know_class(p->know, "surname");
  p->job = pk_know_class(p->know, "title");
  p->function = pk_know_class(p->know, "da");
  static const char *const date_words[] = {"weekday", "date_lead", "month", "season"};
  for (size_t k = 0; k < sizeof date_words / sizeof *date_words; k++) p->date_word[k] = pk_know_class(p->know, date_words[k]);
  p->of_set = pk_arena_array(p->arena, pk_know_sets(p->know), sizeof *p->of_set);
  p->page_class = pk_arena_alloc(p->arena, p->n_page_class);
  if (!p->of_set || !p->page_class) return false;
  add_question(p, PK_ASK_ALL, ((pk_page_set)1 << PK_PAGE_CLASSES) - 1);
  add_question(p, PK_ASK_ANYWHERE, PK_PAGE_ANYWHERE);
  add_question(p, PK_ASK_LANGUAGE, (((pk_page_set)1 << PK_LANGUAGES) - 1) << PK_PAGE_CLASSES);
  for (uint32_t c = 0; c < PK_PAGE_CLASSES; c++)
    if (p->class_id[c]) p->page_class[p->class_id[c]] = (uint8_t)(c + 1);
  pk_words_init(&p->words, p->know, ALL_WORDS, p->arena);
  return p->words.at != NULL;
}

partikel_status pk_page_lines(struct pk_page *p, partikel_error *err) {
  const struct pk_document *doc = p->doc;
  p->lines = pk_arena_array(p->arena, doc->n_nodes + 1, sizeof *p->lines);
  p->found = pk_arena_alloc(p->arena, sizeof *p->found);
  if (p->found) p->found->cap = 32, p->found->at = pk_arena_array(p->arena, p->found->cap, sizeof *p->found->at);
  if (!p->lines || !p->found || !p->found->at) return pk_fail(err, PARTIKEL_NOMEM, "", 0, "out of memory");
  bool gap = true;
  size_t total = 0;
  for (uint32_t i = 0; i < doc->n_nodes; i++) {
    pk_str t = trim(doc->nodes[i].text);
    if (p->n < STAMP_LINES && !doc->is_page && !pk_date_is(&p->stamp)) t = without_stamp(t, &p->stamp);
    if (doc->nodes[i].gap) gap = true;
    if (t.n > 2 && t.s[0] == '|' && t.s[1] == ' ' && !memchr(t.s + 1, '|', t.n - 1)) t = pk_str_trim(pk_str_part(t, 2, t.n));   /* what is left of a table's border */
    if (!t.n) {
      gap = true;
      continue;
    }
    if (p->n && t.n <= 72 && pk_page_lone_label(p, p->lines[p->n - 1].text) == PK_LABEL_FIELD && field_value(t) && !pk_page_lone_label(p, t)) {
      struct pk_line *field = &p->lines[p->n - 1];
      pk_str label = field->text;
      char *whole = pk_arena_alloc(p->arena, label.n + 2 + t.n);
      if (!whole) return pk_fail(err, PARTIKEL_NOMEM, "", 0, "out of memory");
      if (label.s[label.n - 1] == ':') label.n--;
      memcpy(whole, label.s, label.n);
      memcpy(whole + label.n, ": ", 2);
      memcpy(whole + label.n + 2, t.s, t.n);
      field->text = (pk_str){whole, label.n + 2 + t.n};
      total += 2 + t.n;
      gap = false;
      continue;
    }
    if (p->n && t.n <= 60 && lone_byline(p, p->lines[p->n - 1].text, t)) {
      struct pk_line *by = &p->lines[p->n - 1];
      char *whole = pk_arena_alloc(p->arena, by->text.n + 1 + t.n);
      if (!whole) return pk_fail(err, PARTIKEL_NOMEM, "", 0, "out of memory");
      memcpy(whole, by->text.s, by->text.n);
      whole[by->text.n] = ' ';
      memcpy(whole + by->text.n + 1, t.s, t.n);
      by->text = (pk_str){whole, by->text.n + 1 + t.n};
      total += 1 + t.n;
      gap = false;
      continue;
    }
    bool headlined = p->n && field_value(t) && pk_page_lone_label(p, p->lines[p->n - 1].text) == PK_LABEL_PROJECT;
    struct pk_line *l = &p->lines[p->n++];
    l->text = halve(t);
    l->headlined = headlined;
    total += l->text.n;
    l->gap = gap;
    gap = false;
  }
  if (!doc->is_page) part_paragraphs(p);
  for (uint32_t i = 0, start = 0; i < p->n; i++) {
    if (p->lines[i].gap) start = i;
    p->lines[i].stack = start;
    if (i + 1 == p->n || p->lines[i + 1].gap)
      for (uint32_t k = start; k <= i; k++) p->lines[k].stack_end = i + 1;
  }
  /* room for what Danish text usually takes at once, for tokens and for the phrases that begin at one of them */
  p->total = total;
  bool page = p->doc->is_page;   /* the tokens of a web page's text are kept where facts are looked for in them */
  p->tokens.cap = (uint32_t)((page && total > PK_MAX_SEARCHED ? PK_MAX_SEARCHED : total) / PK_USUAL_TOKEN) + 16;
  p->tokens.at = pk_arena_array(p->arena, p->tokens.cap, sizeof *p->tokens.at);
  if (!p->tokens.at) return pk_fail(err, PARTIKEL_NOMEM, "", 0, "out of memory");
  size_t before = 0;
  for (uint32_t i = 0; i < p->n; i++) {
    struct pk_line *l = &p->lines[i];
    if (!measure(p, l)) return pk_fail(err, PARTIKEL_NOMEM, "", 0, "out of memory");
    if (page && before > PK_MAX_SEARCHED) p->tokens.n = l->token, l->n_tokens = 0;
    before += l->text.n;
  }
  return pk_page_twice(p, err);
}

/* ---- what one line is by itself -------------------------------------------------------------------------------------------- */

bool pk_page_says(const struct pk_page *p, pk_str text, pk_page_set starts) {
  struct pk_token tokens[12];
  uint32_t n = pk_page_tokens(p->know, text, tokens, 12), length;
  return n && pk_page_classes(p, text, tokens, 0, n, &length) & starts;
}

bool pk_line_is(const struct pk_line *l, pk_page_set starts) { return (l->starts & starts) != 0; }

bool pk_line_sentence(const struct pk_line *l) {
  return !l->tab && ((l->end == PK_END_STOP && l->words >= 3) || (l->end == PK_END_COLON && l->words >= 8));
}

bool pk_line_list(const struct pk_line *l) {
  if (!l->separators || l->tab || l->text.n > 300 || (l->end == PK_END_STOP && l->separators < 3)) return false;
  return l->bars || l->separators > 1 || pk_line_is(l, PK_PAGE(HOME) | PK_PAGE(NAVIGATION) | PK_PAGE(SECTION));
}

bool pk_line_caption(const struct pk_line *l) {
  if (!(l->has & PK_PAGE(CAPTION)) || l->text.n > 300) return false;
  if (pk_line_is(l, PK_PAGE(CAPTION)) && (l->lone || l->end != PK_END_STOP)) return true;
  return l->credit;
}

bool pk_line_furniture(const struct pk_line *l, bool outside) {
  if (!l->words && !l->tab && l->text.n < 16) return true;   /* the number of a page, a line of stars */
  if (l->file_name || l->bracket || l->has & PK_PAGE(COOKIE) || pk_line_list(l)) return true;
  if (pk_line_is(l, PK_PAGE(NOTE)) && (l->phrase > 1 || l->lone)) return true;
  bool brief = l->text.n <= 160;
  if (pk_line_is(l, PK_PAGE(SHARE)) && l->phrase > 2) return true;   /* a form, with all its fields in one line */
  if (pk_line_is(l, PK_PAGE_FURNITURE) && l->lone && brief && !(l->begin == PK_BEGIN_NUMBER && !outside)) return true;
  if (l->covered >= 60 && l->end != PK_END_STOP && l->words <= 20 && pk_line_is(l, PK_PAGE_FURNITURE)) return true;
  if (!outside) return false;
  if (brief && pk_line_is(l, PK_PAGE_FURNITURE) && (l->phrase > 1 || l->end != PK_END_STOP)) return true;
  if (brief && l->has_phrase & (PK_PAGE(PAYWALL) | PK_PAGE(NOTE))) return true;
  if (brief && l->has_phrase & PK_PAGE(APPEAL) && (!l->numbers || l->end != PK_END_STOP)) return true;
  if (brief && (l->has_phrase | l->starts) & PK_PAGE(FOOTER)) return true;
  if (l->text.n <= 240 && l->has & PK_PAGE(FOOTER) && (l->end != PK_END_STOP || l->phone || l->address)) return true;
  if (l->begin == PK_BEGIN_SIGN && l->words < 12) return true;
  return l->phone && l->end != PK_END_STOP;
}

bool pk_line_strong(const struct pk_line *l) {
  if (l->tab || l->label || l->question || l->begin == PK_BEGIN_ARROW || l->url || pk_line_caption(l)) return false;
  bool full = l->end == PK_END_STOP && l->text.n >= 40 && l->words >= 5 && !(l->soft && l->text.n < 120);
  if (full && l->text.s[l->text.n - 1] == '!' && l->text.n < 110) full = false;   /* headlines and appeals shout */
  return (full || (l->text.n >= 160 && l->separators < 2)) && !pk_line_furniture(l, true);
}
