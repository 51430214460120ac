/* lines: measures the lines of a page: how they begin and end, what stands between, which phrases of data/page they hold,
 * and where the page repeats itself. Decides nothing. One pass, whatever the length of the lines. */
#include "page.h"

#define LOOK_TOKENS 64   /* tokens of a line that are looked at: page furniture is short */
#define LOOK_BYTES 600

uint32_t pk_page_tokens(const struct pk_know *know, pk_str text, struct pk_token *out, uint32_t max) {
  uint32_t n = 0;
  size_t at = 0;
  while (n < max && at < LOOK_BYTES && pk_token_next(text, &at, &out[n])) pk_know_token(know, text, &out[n++]);
  return n;
}

/* The page classes of a class set. The highest bit marks those that are known already. */
static pk_page_set classes_of(const struct pk_page *p, uint16_t set) {
  const pk_page_set known = (pk_page_set)1 << 63;
  _Static_assert(PK_PAGE_CLASSES < 63, "one bit is the mark");
  if (!p->of_set[set])
    for (uint32_t c = 0; c < PK_PAGE_CLASSES; c++)
      p->of_set[set] |= known | (p->class_id[c] && pk_know_in(p->know, set, p->class_id[c]) ? (pk_page_set)1 << c : 0);
  return p->of_set[set] & ~known;
}

pk_page_set pk_page_classes(const struct pk_page *p, pk_str text, const struct pk_token *tokens, uint32_t i, uint32_t n, uint32_t *length) {
  pk_page_set set = tokens[i].set ? classes_of(p, tokens[i].set) : 0;
  *length = 0;
  if (set) *length = 1;
  pk_arena_mark mark = pk_arena_here(p->arena);
  pk_lookups found = {0};
  if (pk_know_phrases(p->know, text, tokens, i, n, &found, p->arena)) {
    for (uint32_t f = 0; f < found.n; f++) {
      if (found.at[f].type != PK_LOOKUP_CLASS) continue;
      for (uint32_t c = 0; c < PK_PAGE_CLASSES; c++) {
        if (p->class_id[c] != found.at[f].id) continue;
        uint32_t long_ = found.at[f].last - i;
        if (long_ > *length) set = 0, *length = long_;   /* the longest phrase says what it is */
        set |= (pk_page_set)1 << c;
      }
    }
  }
  pk_arena_back(p->arena, mark);
  return set;
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
  bool blank = memchr(t.s, ' ', t.n) || memchr(t.s, '\t', t.n);
  if (memchr(t.s, '@', t.n) || memchr(t.s, '/', t.n) || t.n < 5) return false;
  if (!blank && memchr(t.s, '_', t.n)) return true;
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

static bool phone(pk_str t, const struct pk_token *tokens, uint32_t n) {
  uint32_t pairs = 0;
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
  bool first = true;
  for (uint32_t i = 0; i < n;) {
    if (!(tokens[i].is & (PK_IS_WORD | PK_IS_NUMBER)) && !tokens[i].word) {
      i++;
      continue;
    }
    pk_page_set set = pk_page_classes(p, t, tokens, i, n, &long_);
    bool word = tokens[i].is & (PK_IS_WORD | PK_IS_NUMBER);
    if (first && (tokens[i].is & PK_IS_WORD || set)) {   /* "0 kommentarer" begins with its word */
      first = false;
      l->starts = set;
      uint32_t k = i + long_, more = 0;
      if (set) {
        l->lone = k >= n || (!(tokens[k].is & PK_IS_WORD) && t.s[tokens[k].at.start] != ',');
        for (uint32_t j = k; j < n; j++) more += tokens[j].is & PK_IS_WORD ? 4 : 1;
        l->whole = l->lone && more < 4;
        l->phrase = (uint8_t)long_;
      }
    }
    l->has |= set;
    if (long_ > 1) l->has_phrase |= set;
    if (set & PK_PAGE(CAPTION) && i + long_ < n && memchr(":(/", t.s[tokens[i + long_].at.start], 3)) l->credit = true;
    if (set & (PK_PAGE_FURNITURE | PK_PAGE(SECTION))) furniture += word ? long_ : 1;
    i += long_ ? long_ : 1;
  }
  l->covered = l->words ? (uint8_t)(furniture >= l->words ? 100 : furniture * 100 / l->words) : 0;
}

/* One of the signs that stand between the steps of a path: > » › → / */
static bool path_sign(const char *s, size_t n) {
  static const char *const signs[] = {"»", "›", "→"};
  if (n > 1 && (memchr(s, '>', n) || memchr(s, '/', n))) return true;
  for (size_t k = 0; k < 3; k++)
    if (n == strlen(signs[k]) + 2 && memcmp(s + 1, signs[k], n - 2) == 0) return true;
  return false;
}

static void measure(const struct pk_page *p, struct pk_line *l) {
  pk_str t = l->text;
  struct pk_token tokens[LOOK_TOKENS];
  uint32_t n = pk_page_tokens(p->know, t, tokens, LOOK_TOKENS), names = 0, particles = 0, lower = 0;
  l->begin = line_begin(t);
  l->end = line_end(t, &l->question);
  for (uint32_t i = 0; i < n; i++) {
    if (tokens[i].is & PK_IS_NUMBER) l->numbers++;
    if (!(tokens[i].is & PK_IS_WORD)) continue;
    l->words++;
    if (tokens[i].is & PK_IS_CAPITAL) l->capitals++, names++;
    else if (pk_know_in(p->know, tokens[i].set, p->class_id[PK_PAGE_PARTICLE])) particles++;
    else lower++;
    if (!(tokens[i].is & (PK_IS_UPPER | PK_IS_INITIAL)) && !(tokens[i].is & PK_IS_CAPITAL && tokens[i].at.end - tokens[i].at.start < 3)) l->mixed = true;
    pk_str w = pk_str_part(t, tokens[i].at.start, tokens[i].at.end);
    if (pk_web_address(w)) l->address = true;
  }
  l->named = n && l->words && tokens[0].is & PK_IS_CAPITAL && !lower && names && l->words <= 8 && !l->numbers && n < LOOK_TOKENS && l->end == PK_END_NONE;
  l->upper = l->words && !l->mixed;
  l->initials = initials(t, tokens, n);
  if (n == 4 && t.s[0] == '/' && t.s[tokens[2].at.start] == '/' && pk_know_in(p->know, tokens[1].set, p->class_id[PK_PAGE_AGENCY]))   /* "/nb/ kfj" */
    l->initials = tokens[3].is & PK_IS_WORD && tokens[3].at.end - tokens[3].at.start < 5;
  l->tab = memchr(t.s, '\t', t.n < LOOK_BYTES ? t.n : LOOK_BYTES) != NULL;
  l->url = pk_web_address(t);
  if (t.n <= LOOK_BYTES) {
    bool joined;
    for (size_t i = 1; i < t.n;) {
      size_t skip = pk_separator_at(t, i, &joined);
      if (skip && !joined) {
        l->separators++;
        if (memchr(t.s + i, '|', skip)) l->bars++;
        if (path_sign(t.s + i, skip)) l->paths++;
      }
      i += skip ? skip - (skip > 1) : 1;
    }
    l->file_name = !l->url && file_name(t);
    l->bracket = t.s[0] == '[' && t.s[t.n - 1] == ']';
    l->phone = phone(t, tokens, n);
  }
  look_up(p, l, tokens, n);
  if (l->has & PK_PAGE(PHONE) && l->numbers) l->phone = true;
  if (n && t.n <= 120 && l->end == PK_END_STOP && t.s[t.n - 1] == '.' && n >= 2) {
    /* a headline may end with an abbreviation: "… 10 mio. kr." */
    const struct pk_token *last = tokens[n - 1].is & PK_IS_MARK ? &tokens[n - 2] : &tokens[n - 1];
    l->soft = pk_know_in(p->know, last->set, p->abbreviation) || pk_know_in(p->know, last->set, p->final);
  }
  l->label = label_line(l);
}

/* ---- what the page says twice ---------------------------------------------------------------------------------------- */

static partikel_status find_twins(struct pk_page *p, partikel_error *err) {
  uint32_t size = 16;
  while (size < p->n * 2) size *= 2;
  pk_arena_mark mark = pk_arena_here(p->arena);
  uint32_t *table = pk_arena_array(p->arena, size, sizeof *table);
  if (!table) return pk_fail(err, PARTIKEL_NOMEM, "", 0, "out of memory");
  for (uint32_t i = 0; i < p->n; i++) {
    struct pk_line *l = &p->lines[i];
    l->twin = PK_NO_LINE;
    for (uint32_t h = pk_hash(l->text.s, l->text.n) & (size - 1);; h = (h + 1) & (size - 1)) {
      if (!table[h]) {
        table[h] = i + 1;
        break;
      }
      if (!pk_str_eq(p->lines[table[h] - 1].text, l->text)) continue;
      l->twin = table[h] - 1;
      l->repeated = true;
      break;
    }
  }
  pk_arena_back(p->arena, mark);
  return PARTIKEL_OK;
}

#define WINDOW 14        /* bytes that must agree before more is compared */
#define PULL_MOST 400    /* a pull quote is shorter */

struct pull { uint32_t line, start, length, next; };

static bool may_be_pulled(const struct pk_line *l, uint32_t i) {
  return l->stack == i && l->stack_end == i + 1 && l->end == PK_END_STOP && l->begin == PK_BEGIN_TEXT && l->text.n > WINDOW && l->text.n < PULL_MOST;
}

/* Sentences that stand alone and again inside a longer line (pull quotes). A rolling hash finds the places, so the cost is
 * linear; a budget keeps hostile repetitions from costing more. */
static partikel_status find_pulled(struct pk_page *p, partikel_error *err) {
  size_t total = 0;
  uint32_t wanted = 0;
  for (uint32_t i = 0; i < p->n; i++) {
    const struct pk_line *l = &p->lines[i];
    total += l->text.n + 1;
    if (may_be_pulled(l, i)) wanted++;
  }
  if (!wanted || p->n < 3 || total > UINT32_MAX / 2) return PARTIKEL_OK;
  pk_arena_mark mark = pk_arena_here(p->arena);
  uint32_t size = 16, n = 0, at = 0;
  while (size < wanted * 2) size *= 2;
  char *folded = pk_arena_alloc(p->arena, total * 2 + 8);
  uint32_t *from = pk_arena_array(p->arena, p->n + 1, sizeof *from);
  uint32_t *table = pk_arena_array(p->arena, size, sizeof *table);
  struct pull *pulls = pk_arena_array(p->arena, wanted + 1, sizeof *pulls);
  if (!folded || !from || !table || !pulls) return pk_fail(err, PARTIKEL_NOMEM, "", 0, "out of memory");
  const uint64_t base = 1099511628211u;
  uint64_t top = 1;
  for (int k = 1; k < WINDOW; k++) top *= base;
  for (uint32_t i = 0; i < p->n; i++) {
    const struct pk_line *l = &p->lines[i];
    from[i] = at;
    for (size_t k = 0; k < l->text.n;) {
      unsigned char a = (unsigned char)l->text.s[k];
      if (a < 0x80) {
        if (a >= 'A' && a <= 'Z') folded[at++] = (char)(a + 32);
        else if ((a >= 'a' && a <= 'z') || (a >= '0' && a <= '9')) folded[at++] = (char)a;
        k++;
        continue;
      }
      uint32_t cp = pk_utf8_next(l->text.s, l->text.n, &k);
      if (!pk_cp_letter(cp)) continue;
      cp = pk_cp_fold(cp);
      folded[at++] = (char)(0x80 | (cp >> 12 & 0x7F));
      folded[at++] = (char)(0x80 | (cp >> 6 & 0x7F));
      folded[at++] = (char)(0x80 | (cp & 0x7F));
      if (at > total * 2 - 4) break;
    }
    uint32_t length = at - from[i];
    folded[at++] = 0;
    if (!may_be_pulled(l, i) || length < WINDOW) continue;
    uint64_t h = 0;
    for (int k = 0; k < WINDOW; k++) h = h * base + (unsigned char)folded[from[i] + k];
    uint32_t slot = (uint32_t)(h >> 20) & (size - 1);
    pulls[++n] = (struct pull){i, from[i], length, table[slot]};
    table[slot] = n;
  }
  from[p->n] = at;
  uint64_t h = 0, budget = (uint64_t)total * 8 + 100000;
  for (uint32_t k = 0, line = 0; k < at && budget; k++) {
    if (k >= WINDOW) h -= top * (unsigned char)folded[k - WINDOW];
    h = h * base + (unsigned char)folded[k];
    if (k + 1 < WINDOW) continue;
    uint32_t start = k + 1 - WINDOW;
    while (start >= from[line + 1]) line++;
    for (uint32_t c = table[(uint32_t)(h >> 20) & (size - 1)], most = 8; c && most; c = pulls[c].next, most--) {
      const struct pull *q = &pulls[c];
      if (q->line == line || p->lines[q->line].pulled || start + q->length >= from[line + 1]) continue;
      if (from[line + 1] - from[line] < q->length + 8) continue;
      uint32_t same = 0;
      while (same < q->length && folded[start + same] == folded[q->start + same]) same++;
      budget -= same + 1 < budget ? same + 1 : budget;
      if (same == q->length) p->lines[q->line].pulled = true;
    }
  }
  pk_arena_back(p->arena, mark);
  return PARTIKEL_OK;
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

partikel_status pk_page_lines(struct pk_page *p, partikel_error *err) {
  static const char *const names[] = {
#define PK_PAGE_NAME(name, text) text,
      PK_PAGE_MAP(PK_PAGE_NAME)
#undef PK_PAGE_NAME
  };
  for (uint32_t c = 0; c < PK_PAGE_CLASSES; c++) p->class_id[c] = pk_know_class(p->know, names[c]);
  p->tld = pk_know_class(p->know, "tld");
  p->abbreviation = pk_know_class(p->know, "abbreviation");
  p->final = pk_know_class(p->know, "abbreviation_final");
  const struct pk_document *doc = p->doc;
  static const char *const date_words[] = {"weekday", "date_lead", "month", "season"};
  for (size_t k = 0; k < sizeof date_words / sizeof *date_words; k++) p->date_word[k] = pk_know_class(p->know, date_words[k]);
  p->of_set = pk_arena_array(p->arena, pk_know_sets(p->know), sizeof *p->of_set);
  p->lines = pk_arena_array(p->arena, doc->n_nodes + 1, sizeof *p->lines);
  if (!p->lines || !p->of_set) return pk_fail(err, PARTIKEL_NOMEM, "", 0, "out of memory");
  bool gap = true;
  for (uint32_t i = 0; i < doc->n_nodes; i++) {
    pk_str t = trim(doc->nodes[i].text);
    if (doc->nodes[i].gap) gap = true;
    if (!t.n) {
      gap = true;
      continue;
    }
    struct pk_line *l = &p->lines[p->n++];
    l->text = halve(t);
    l->gap = gap;
    gap = false;
  }
  for (uint32_t i = 0, start = 0; i < p->n; i++) {
    if (p->lines[i].gap) start = i;
    p->lines[i].stack = start;
    if (i + 1 == p->n || p->lines[i + 1].gap)
      for (uint32_t k = start; k <= i; k++) p->lines[k].stack_end = i + 1;
  }
  for (uint32_t i = 0; i < p->n; i++) measure(p, &p->lines[i]);
  PK_TRY(find_twins(p, err));
  return find_pulled(p, err);
}

/* ---- what one line is by itself -------------------------------------------------------------------------------------------- */

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
