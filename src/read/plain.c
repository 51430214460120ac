/* plain: decoded text becomes lines; paragraphs that were broken at a fixed width become one line again.
 *
 * How a hard wrap is known: whoever wraps at a width fills each line, so the first word of the next line would not have fitted
 * on this one. Lists, headings and label lines end earlier, and a line that ended early is never joined with the next. */
#include "read.h"

enum { NARROWEST = 50, WIDEST = 100, FAR = 2 * WIDEST, HYPHENATED_LINES = 3 };

struct line {
  size_t start, n;               /* bytes of the output */
  uint32_t cps, first_word;      /* code points of the line and of its first word */
  uint32_t blanks;               /* blank lines before it */
  bool tab, small, capital, item, sentence_end, hyphen, label;
  bool joins;                    /* continues the line before */
};
typedef PK_VEC(struct line) lines;

static bool invisible(uint32_t cp) { /* soft hyphen, zero-width, direction marks, BOM */
  return cp == 0xAD || (cp >= 0x200B && cp <= 0x200F) || (cp >= 0x202A && cp <= 0x202E) || (cp >= 0x2060 && cp <= 0x2064) || cp == 0xFEFF;
}

/* How far from i on, inside a line, nothing changes: ASCII that is printed, single blanks, letters of Latin-1. */
static size_t plain_end(pk_str text, size_t i) {
  const unsigned char *s = (const unsigned char *)text.s;
  for (;;) {
    uint64_t x, blanks;
    while (PK_EIGHT != 0 && text.n - i >= 8) {
      memcpy(&x, s + i, 8);
      blanks = pk_between(x, ' ', ' ');
      if ((pk_between(x, ' ', '~') ^ PK_EACH(0x80)) | (blanks & (blanks << 8)) || (s[i] == ' ' && s[i - 1] == ' ')) break;
      i += 8;
    }
    size_t end = i;
    while (i < text.n && i < end + 8 && s[i] >= 0x20 && s[i] < 0x7F && !(s[i] == ' ' && s[i - 1] == ' ')) i++;
    if (i == end + 8) continue;
    if (text.n - i < 2 || s[i] != 0xC3 || (s[i + 1] & 0xC0) != 0x80) return i;
    i += 2;
  }
}

/* "Om os    Nyheder    Kontakt": links of a menu, set apart by wide gaps. They get a stroke between them, as other menus have, and
 * need no more room than the blanks took. Columns of figures are no menu. */
enum { MENU_MOST = 160, MENU_ITEMS = 24, WIDE_GAP = 3 };
static size_t mark_menu(char *line, size_t n, const size_t *gaps, uint32_t n_gaps) {
  char last = n ? line[n - 1] : '.';
  if (n_gaps < 2 || n_gaps > MENU_ITEMS || n > MENU_MOST || last == '.' || last == ':') return n;
  for (size_t i = 0; i < n; i++)
    if (line[i] >= '0' && line[i] <= '9') return n;
  size_t end = n, shift = 2 * n_gaps;
  for (uint32_t g = n_gaps; g-- > 0; shift -= 2) {
    size_t after = gaps[g] + 1;                 /* behind the one blank that stands for the gap */
    memmove(line + after + shift, line + after, end - after);
    memcpy(line + gaps[g] + shift - 2, " | ", 3);
    end = gaps[g];
  }
  return n + 2 * n_gaps;
}

/* Writes the cleaned text, lines separated by one line feed, and notes where the lines are. */
static partikel_status split(pk_str text, char *out, lines *ls, struct pk_arena *arena, partikel_error *err) {
  size_t n = 0, i = 0;
  uint32_t blanks = 0;
  while (i < text.n) {
    size_t start = n, inked = n, pending = n;  /* blanks since `pending` are not yet sure to stay */
    bool tab = false, tab_inside = false, done = false;
    size_t gaps[MENU_ITEMS];
    uint32_t n_gaps = 0, run = 0;
    while (i < text.n && !done) {
      unsigned char c = (unsigned char)text.s[i];
      uint32_t cp = c;
      size_t from = i;
      if (c < 0x80) i++;
      else cp = pk_utf8_next(text.s, text.n, &i);
      if (cp == '\n' || cp == '\f' || cp == '\v' || cp == 0x2028 || cp == 0x2029) {
        done = true;
      } else if (cp == '\r') {
        if (i < text.n && text.s[i] == '\n') i++;
        done = true;
      } else if (invisible(cp)) {
        continue;
      } else if (cp < 0x20 ? cp == '\t' : cp == ' ' || (cp >= 0x7F && pk_cp_space(cp))) {
        tab |= cp == '\t';
        if (inked == start) out[n++] = cp == '\t' ? '\t' : ' '; /* leading blanks stay as they are */
        else if (n == pending) out[n++] = ' ', run = 1;
        else if (++run == WIDE_GAP && n_gaps <= MENU_ITEMS && n_gaps++ < MENU_ITEMS) gaps[n_gaps - 1] = pending - start;
        if (inked != start && tab) out[pending] = '\t', tab_inside = true;
      } else if (cp < 0x20 || cp == 0x7F) {
        continue; /* controls */
      } else {
        i = plain_end(text, i); /* more that stays as it is */
        memcpy(out + n, text.s + from, i - from);
        n += i - from;
        inked = pending = n - (out[n - 1] == ' '); /* a blank that may still go */
        run = (uint32_t)(n - pending);
        tab = false;
      }
    }
    n = inked; /* blanks at the end go */
    if (n_gaps && gaps[(n_gaps < MENU_ITEMS ? n_gaps : MENU_ITEMS) - 1] >= n - start) n_gaps--;   /* those at the end */
    if (n_gaps > 1 && !tab_inside) n = start + mark_menu(out + start, n - start, gaps, n_gaps);
    if (n == start) {
      blanks++;
      continue;
    }
    struct line *l = pk_vec_add(arena, ls);
    if (!l) return pk_fail(err, PARTIKEL_NOMEM, NULL, 0, "out of memory");
    *l = (struct line){.start = start, .n = n - start, .blanks = blanks, .tab = tab_inside};
    blanks = 0;
    out[n++] = '\n';
  }
  return PARTIKEL_OK;
}

/* ---- what a line looks like ----------------------------------------------------------------------------------- */

static bool digit(char c) { return c >= '0' && c <= '9'; }

/* "1. " "12) " "a) " "- " "* " at the start; a dash before a small letter may be a clause that was wrapped. */
static bool is_item(pk_str s) {
  size_t i = 0;
  uint32_t cp = pk_utf8_next(s.s, s.n, &i);
  bool blank = i < s.n && (s.s[i] == ' ' || s.s[i] == '\t');
  switch (cp) {
  case '*': case '+': case 0xB7: case 0x2022: case 0x2023: case 0x25AA: case 0x25CF: case 0x25CB: case 0x25A0: case 0x2043: case 0x25E6:
    return true;
  case '-': case 0x2010: case 0x2012: case 0x2013: case 0x2014:
    if (!blank) return false;
    size_t k = i + 1;
    cp = k < s.n ? pk_utf8_next(s.s, s.n, &k) : ' ';
    return !pk_cp_letter(cp) || pk_cp_upper(cp);
  }
  size_t k = 0;
  while (k < s.n && k < 3 && digit(s.s[k])) k++;
  if (k == 0 && s.n > 1 && s.s[1] == ')' && pk_cp_letter((unsigned char)s.s[0])) return true;
  if (k == 0 || k + 1 >= s.n || (s.s[k] != '.' && s.s[k] != ')') || s.s[k + 1] != ' ') return false;
  k += 2; /* "12. juni" is a date that was wrapped, "12. Juni" an item */
  cp = k < s.n ? pk_utf8_next(s.s, s.n, &k) : ' ';
  return !pk_cp_letter(cp) || pk_cp_upper(cp);
}

static bool begins(char c) { return ((unsigned char)c & 0xC0) != 0x80; }   /* a code point */

/* At most FAR + 1: longer lines are not wrapped, however long. */
static uint32_t count_code_points(pk_str s) {
  uint32_t n = 0;
  size_t i = 0;
  for (; s.n - i >= 8 && n <= FAR; i += 8) {
    uint64_t x;
    memcpy(&x, s.s + i, 8);
    n += 8 - (uint32_t)(((x >> 7 & ~(x >> 6) & PK_EACH(1)) * PK_EACH(1)) >> 56);
  }
  for (; i < s.n && n <= FAR; i++) n += begins(s.s[i]);
  return n <= FAR ? n : FAR + 1;
}

static void describe(struct line *l, const char *text) {
  size_t i = 0, end = l->n;
  const char *s = text + l->start;
  while (i < end && (s[i] == ' ' || s[i] == '\t')) i++;
  pk_str ink = {s + i, end - i};
  size_t k = 0;
  uint32_t first = pk_utf8_next(ink.s, ink.n, &k), before = 0, cps = count_code_points(ink);
  bool colon = false;
  for (k = 0; k < ink.n && l->first_word < cps && ink.s[k] != ' ' && ink.s[k] != '\t'; k++) l->first_word += begins(ink.s[k]);
  if (pk_cp_upper(first) && memchr(ink.s, ':', ink.n < 100 ? ink.n : 100)) {
    uint32_t seen = 0;
    for (k = 0; k < ink.n && seen <= 25 && !colon; k++) {
      seen += begins(ink.s[k]);
      if (ink.s[k] == ' ' && before == ':' && seen <= 25) colon = true;
      before = (unsigned char)ink.s[k];
    }
  }
  l->cps = cps + (uint32_t)(i < UINT32_MAX / 2 ? i : UINT32_MAX / 2);
  l->small = pk_cp_letter(first) && !pk_cp_upper(first);
  l->capital = pk_cp_upper(first);
  l->item = is_item(ink);
  l->label = l->capital && (colon || (ink.n && ink.s[ink.n - 1] == ':'));
  /* Closing quotes and brackets stand behind the end of a sentence. */
  size_t back = ink.n;
  uint32_t last = pk_utf8_before(ink.s, back);
  while (back > 0 && (last == '"' || last == ')' || last == 0xBB || last == 0xAB || last == 0x201D || last == 0x201C || last == 0x2019)) {
    back--;
    while (back > 0 && ((unsigned char)ink.s[back] & 0xC0) == 0x80) back--;
    last = pk_utf8_before(ink.s, back);
  }
  l->sentence_end = last == '.' || last == '!' || last == '?' || last == ':' || last == 0x2026;
  l->hyphen = ink.n > 1 && ink.s[ink.n - 1] == '-' && pk_cp_letter(pk_utf8_before(ink.s, ink.n - 1));
}

/* ---- hard wraps --------------------------------------------------------------------------------------------------- */

/* May b continue a, were a filled up to width? */
static bool full(const struct line *a, const struct line *b, uint32_t width) {
  return a->cps <= width && a->cps >= width / 2 && a->cps + 1 + b->first_word > width && !a->tab && !b->tab && !b->item && !b->label;
}

static bool runs_on(const struct line *a, const struct line *b) { return !a->sentence_end && b->small; }

struct wrap { uint32_t width, runs; };

/* Lines [first, last) stand without blank lines between them. Marks those that continue; notes the width. */
static void try_run(struct line *l, uint32_t first, uint32_t last, struct wrap *known) {
  uint32_t width = 0, filled = 0, evidence = 0;
  for (uint32_t i = first; i < last; i++)
    if (l[i].cps > width) width = l[i].cps;
  if (last - first < 3 || width < NARROWEST || width > WIDEST) return;
  for (uint32_t i = first; i + 1 < last; i++) {
    if (!full(&l[i], &l[i + 1], width)) continue;
    filled++;
    evidence += runs_on(&l[i], &l[i + 1]);
  }
  if (filled < 2 || (uint64_t)filled * 5 < (uint64_t)(last - first - 1) * 3 || evidence < 2 || evidence * 2 < filled) return;
  for (uint32_t i = first; i + 1 < last; i++) {
    /* The first line of all is most likely a title, even a long one. */
    if (i == 0 && !l[1].small) continue;
    l[i + 1].joins = full(&l[i], &l[i + 1], width);
  }
  if (width > known->width) known->width = width;
  known->runs++;
}

/* Short paragraphs of a text that is wrapped elsewhere: here only clear cases. */
static void try_short_run(struct line *l, uint32_t first, uint32_t last, uint32_t width) {
  for (uint32_t i = first; i < last; i++)
    if (l[i].cps > width) return;
  for (uint32_t i = first; i + 1 < last; i++)
    if (full(&l[i], &l[i + 1], width) && runs_on(&l[i], &l[i + 1])) l[i + 1].joins = true;
}

static void find_wraps(struct line *l, uint32_t n) {
  struct wrap known = {0, 0};
  for (int pass = 0; pass < 2; pass++) {
    for (uint32_t first = 0, last; first < n; first = last) {
      bool joined = false;
      for (last = first + 1; last < n && l[last].blanks == 0; last++) joined |= l[last].joins;
      if (pass == 0) try_run(l, first, last, &known);
      else if (!joined && last - first > 1) try_short_run(l, first, last, known.width);
    }
    if (known.runs == 0) return;
  }
}

/* ---- lines become nodes ---------------------------------------------------------------------------------------------- */

/* Appends line b to what ends at text[end]; returns the new end. Moves left only. */
static size_t join(char *text, size_t end, const struct line *a, const struct line *b, bool hyphenated) {
  size_t from = b->start, stop = b->start + b->n;
  while (from < stop && (text[from] == ' ' || text[from] == '\t')) from++;
  if (!a->hyphen) {
    text[end++] = ' ';
  } else if (b->small) {
    /* A word that was divided, if the text divides words at all; a short word behind a hyphen is a conjunction. */
    if (hyphenated && b->first_word > 3) end--;
    else text[end++] = ' ';
  }
  memmove(text + end, text + from, stop - from);
  return end + (stop - from);
}

partikel_status pk_plain(pk_str text, struct pk_document *out, struct pk_arena *arena, partikel_error *err) {
  lines ls = {0};
  char *clean = pk_arena_alloc(arena, text.n + 1);
  if (!clean) return pk_fail(err, PARTIKEL_NOMEM, NULL, 0, "out of memory");
  PK_TRY(split(text, clean, &ls, arena, err));
  for (uint32_t i = 0; i < ls.n; i++) describe(&ls.at[i], clean);
  find_wraps(ls.at, ls.n);
  uint32_t nodes = 0, divided = 0;
  for (uint32_t i = 0; i < ls.n; i++) {
    if (!ls.at[i].joins) nodes++;
    else divided += ls.at[i - 1].hyphen && ls.at[i].small;
  }
  struct pk_node *all = pk_arena_array(arena, nodes, sizeof *all);
  if (!all) return pk_fail(err, PARTIKEL_NOMEM, NULL, 0, "out of memory");
  uint32_t made = 0;
  for (uint32_t i = 0; i < ls.n;) {
    const struct line *l = &ls.at[i];
    size_t end = l->start + l->n;
    uint32_t k = i + 1;
    for (; k < ls.n && ls.at[k].joins; k++) end = join(clean, end, &ls.at[k - 1], &ls.at[k], divided >= HYPHENATED_LINES);
    all[made] = (struct pk_node){.tag = PK_TAG_LINE, .gap = (uint16_t)(l->blanks < 65535 ? l->blanks : 65535), .parent = UINT32_MAX,
                                 .end = made + 1, .text = {clean + l->start, end - l->start}};
    made++;
    i = k;
  }
  out->nodes = all;
  out->n_nodes = made;
  return PARTIKEL_OK;
}
