/* webpage: from the region that content.c chose to the article: its runs become lines whose kinds the markup tells, then the
 * words of data/page say which of them are furniture, and where the article ends. */
#include "content.h"
#include "page.h"

#define NONE UINT32_MAX

/* The next letter or figure, small; 0: none is left. */
static uint32_t next_letter(pk_str t, size_t *i) {
  while (*i < t.n) {
    unsigned char c = (unsigned char)t.s[*i];
    if (c < 0x80) {
      ++*i;
      if ((c | 0x20u) - 'a' < 26) return c | 0x20u;
      if (c >= '0' && c <= '9') return c;
      continue;
    }
    uint32_t cp = pk_cp_fold(pk_utf8_next(t.s, t.n, i));
    if (pk_cp_letter(cp)) return cp;
  }
  return 0;
}

/* Letters and figures alone, small: what two spellings of a headline have in common. */
size_t pk_letters(pk_str t, char *out, size_t cap) {
  struct pk_buf buf = {.s = out, .cap = cap, .ceiling = cap};
  uint32_t cp;
  for (size_t i = 0; buf.n + 4 < cap && (cp = next_letter(t, &i)) != 0;) {
    if (cp < 0x80) buf.s[buf.n++] = (char)cp;
    else pk_utf8_add(&buf, cp);
  }
  return buf.n;
}

/* The same 500 letters at the beginning are enough. */
bool pk_same_letters(pk_str a, pk_str b) {
  uint32_t n = 0;
  for (size_t i = 0, k = 0; n < 500; n++) {
    uint32_t x = next_letter(a, &i), y = next_letter(b, &k);
    if (x != y) return false;
    if (!x) break;
  }
  return n > 0;
}

/* ---- lines from runs ----------------------------------------------------------------------------------------------------- */

static bool add_line(struct pk_web *w, pk_str text, uint8_t role, uint32_t run) {
  if (w->n == w->cap || !text.n) return true;
  text = pk_utf8_nfc(text, w->page.arena);
  if (!text.s) return false;
  w->lines[w->n] = (struct pk_node){.tag = PK_TAG_LINE, .gap = 1, .text = text};
  w->roles[w->n] = role;
  w->run_of[w->n++] = run;
  return true;
}

/* A row of a table that holds data: short cells, and no table around the page's layout. */
static bool data_row(const struct pk_web *w, uint32_t row) {
  const struct pk_document *d = w->content.doc;
  if (row == NONE || w->content.elements[row].text > 600) return false;
  uint32_t cells = 0;
  for (uint32_t i = row + 1; i < d->nodes[row].end; i++) {
    if (d->nodes[i].tag == PK_TAG_TABLE) return false;
    if (d->nodes[i].tag == PK_TAG_TD || d->nodes[i].tag == PK_TAG_TH) cells++;
  }
  return cells > 1;
}

static uint8_t role_of(const struct pk_run *r) {
  if (r->level) return PK_ROLE_HEADING;
  if (r->caption != NONE) return PK_ROLE_CAPTION;
  if (r->list != NONE) return r->text.n > 400 ? PK_ROLE_PARAGRAPH : PK_ROLE_LIST_ITEM;
  if (r->quote != NONE) return PK_ROLE_QUOTE;
  return PK_ROLE_PARAGRAPH;
}

/* How many lines of it begin with a label: "Sted: …". */
static uint32_t labelled(pk_str t) {
  uint32_t n = 0;
  for (size_t i = 0, start = 0; i <= t.n; i++) {
    if (i < t.n && t.s[i] != '\n') continue;
    const char *colon = memchr(t.s + start, ':', i - start < 40 ? i - start : 40);
    n += colon && colon + 2 < t.s + i && colon[1] == ' ';
    start = i + 1;
  }
  return n;
}

/* A line break that parts sentences parts paragraphs; another is a blank. */
static bool add_run(struct pk_web *w, uint32_t number, uint8_t role) {
  struct pk_run *r = &w->content.runs[number];
  char *s = (char *)(uintptr_t)r->text.s;   /* the runs' text is our own */
  size_t start = 0;
  bool labels = labelled(r->text) > 1;
  for (size_t i = 0; i < r->text.n; i++) {
    if (s[i] != '\n') continue;
    char before = i ? s[i - 1] : ' ';
    bool ends = before == '.' || before == '!' || before == '?' || before == ':' || before == '"';
    const char *after = memchr(s + i + 1, '\n', r->text.n - i - 1);
    ends = ends || (after ? after : s + r->text.n) - (s + i) < 40;   /* a short line of its own */
    if (role == PK_ROLE_PARAGRAPH && (ends || labels || i - start < 60)) {
      if (!add_line(w, pk_str_part(r->text, start, i), role, number)) return false;
      start = i + 1;
    } else {
      s[i] = ' ';
    }
  }
  return add_line(w, pk_str_part(r->text, start, r->text.n), role, number);
}

static void put_flat(struct pk_buf *out, pk_str t) {
  for (size_t i = 0; i < t.n; i++) pk_buf_byte(out, t.s[i] == '\n' ? ' ' : t.s[i]);
}

/* What has been put together becomes a line. */
static bool add_made(struct pk_web *w, struct pk_buf *made, uint8_t role, uint32_t run) {
  size_t n = made->n;
  const char *s = pk_buf_take(made, w->page.arena);
  return s && add_line(w, (pk_str){s, n}, role, run);
}

static bool add_row(struct pk_web *w, uint32_t *number, uint32_t row) {
  struct pk_buf out;
  uint32_t first = *number;
  pk_buf_init(&out, 1 << 16);
  uint32_t cell = NONE;
  for (; *number < w->content.n_runs && w->content.runs[*number].row == row; ++*number) {
    const struct pk_run *r = &w->content.runs[*number];
    if (!pk_content_holds(&w->content, r)) continue;
    if (out.n) pk_buf_byte(&out, cell == r->block ? ' ' : '\t');
    cell = r->block;
    put_flat(&out, r->text);
  }
  return add_made(w, &out, PK_ROLE_ROW, first);
}

static bool add_caption(struct pk_web *w, uint32_t *number) {
  const struct pk_content *c = &w->content;
  uint32_t first = *number, element = c->runs[first].caption;
  struct pk_buf out;
  pk_buf_init(&out, PK_MAX_BUF);
  for (; *number < c->n_runs && c->runs[*number].caption == element; ++*number) {
    const struct pk_run *r = &c->runs[*number];
    enum pk_drop drop = pk_content_dropped(c, r->block);
    if (*number > first && drop != PK_DROP_NO && drop != PK_DROP_DOUBTFUL) continue;   /* the photographer's element may be called credit */
    if (out.n) pk_buf_byte(&out, ' ');
    put_flat(&out, r->text);
  }
  return add_made(w, &out, PK_ROLE_CAPTION, first);
}

/* A term and what it stands for: "Periode: 2019-2023". */
static bool add_term(struct pk_web *w, uint32_t *number) {
  const struct pk_content *c = &w->content;
  const struct pk_run *term = &c->runs[*number], *is = *number + 1 < c->n_runs ? term + 1 : NULL;
  if (!is || is->list == NONE || c->doc->nodes[is->list].tag != PK_TAG_DD || !pk_content_holds(c, is) || term->text.n > 60 || is->text.n > 300) return false;
  struct pk_buf out;
  pk_buf_init(&out, 1 << 12);
  put_flat(&out, term->text);
  pk_buf_text(&out, term->text.s[term->text.n - 1] == ':' ? " " : ": ");
  put_flat(&out, is->text);
  if (!add_made(w, &out, PK_ROLE_ROW, *number)) return false;
  *number += 2;
  return true;
}

/* Running text between the headline and the region is the lead, whatever it is called. */
static bool add_lead(struct pk_web *w, uint32_t title, uint32_t first) {
  const struct pk_content *c = &w->content;
  uint32_t found = 0;
  for (uint32_t i = title + 1; i < first && found < 3; i++) {
    const struct pk_run *r = &c->runs[i];
    enum pk_drop drop = pk_content_dropped(c, r->block);
    uint32_t names = 0;
    if (drop != PK_DROP_NO && drop != PK_DROP_NAME && drop != PK_DROP_DOUBTFUL) continue;
    for (uint32_t up = r->block, k = 0; up != NONE && k < 3; up = c->doc->nodes[up].parent, k++) names |= c->elements[up].names;
    if (found && r->caption != NONE && !drop && r->text.n > 20) {
      if (!add_caption(w, &i)) return false;
      i--;
      continue;
    }
    if (r->caption != NONE || r->link * 2 > r->text.n || names & (PK_NAME(META) | PK_NAME(COMMENT) | PK_NAME(CAPTION))) continue;
    bool lead = names & PK_NAME(LEAD) && r->text.n >= 40;
    if (!lead && (drop || !(r->stop && r->text.n >= 60) || r->text.n > 1200)) continue;
    if (!add_run(w, i, found++ ? PK_ROLE_PARAGRAPH : PK_ROLE_LEAD)) return false;
  }
  return true;
}

/* The first run of the region that is held, the last headline before it, and where the article's head begins. */
static void borders(struct pk_web *w, pk_str title) {
  const struct pk_content *c = &w->content;
  w->headline = NONE;
  for (w->first_run = 0; w->first_run < c->n_runs && !pk_content_holds(c, &c->runs[w->first_run]); w->first_run++)
    if (c->runs[w->first_run].level == 1 || (c->runs[w->first_run].level && pk_same_letters(c->runs[w->first_run].text, title))) w->headline = w->first_run;
  for (uint32_t i = w->first_run; w->headline == NONE && i < c->n_runs && i < w->first_run + 12; i++) {   /* inside the region, below its kicker and date */
    const struct pk_run *r = &c->runs[i];
    if (!pk_content_holds(c, r)) continue;
    if (r->level && (r->level == 1 || pk_same_letters(r->text, title))) w->headline = i, w->first_run = i + 1;
    else if (r->long_ && r->text.n > 60) break;
  }
  w->head_start = w->headline == NONE ? c->region : c->runs[w->headline].block;
  if (c->region < w->head_start) w->head_start = c->region;
  for (uint32_t up = c->doc->nodes[w->head_start].parent, k = 0; up != NONE && k < 4; up = c->doc->nodes[up].parent, k++)
    if (c->doc->nodes[up].tag == PK_TAG_ARTICLE || c->doc->nodes[up].tag == PK_TAG_HEADER || c->doc->nodes[up].tag == PK_TAG_MAIN) w->head_start = up;
}

/* The article as the page's metadata tell it, where the page itself has nothing to read: scripts would have fetched it. */
static bool add_told(struct pk_web *w, pk_str body) {
  size_t start = 0;
  for (size_t i = 0; i <= body.n; i++) {
    if (i < body.n && body.s[i] != '\n') continue;
    struct pk_buf out;
    pk_buf_init(&out, PK_MAX_BUF);
    for (size_t k = start; k < i; k++) {   /* some write markup into it */
      const char *end = body.s[k] == '<' ? memchr(body.s + k, '>', i - k) : NULL;
      if (end) pk_buf_byte(&out, ' '), k = (size_t)(end - body.s);
      else pk_buf_byte(&out, body.s[k]);
    }
    size_t n = out.n;
    const char *s = pk_buf_take(&out, w->page.arena);
    if (!s || !add_line(w, pk_str_trim((pk_str){s, n}), PK_ROLE_PARAGRAPH, 0)) return false;
    start = i + 1;
  }
  return true;
}

static bool make_lines(struct pk_web *w, pk_str title, bool flat) {
  struct pk_content *c = &w->content;
  size_t breaks = 0;
  pk_str told = c->elements[c->region].para ? (pk_str){NULL, 0} : pk_web_told(w);
  for (size_t i = 0; i < told.n; i++) breaks += told.s[i] == '\n';
  for (uint32_t i = 0; i < c->n_runs; i++)
    for (const char *s = c->runs[i].text.s, *end = s + c->runs[i].text.n; s < end && (s = memchr(s, '\n', (size_t)(end - s))) != NULL; s++) breaks++;
  w->cap = c->n_runs + (uint32_t)breaks + 4;
  w->lines = pk_arena_array(w->page.arena, w->cap, sizeof *w->lines);
  w->roles = pk_arena_alloc(w->page.arena, w->cap);
  w->run_of = pk_arena_array(w->page.arena, w->cap, sizeof *w->run_of);
  if (!w->lines || !w->roles || !w->run_of) return false;
  borders(w, title);
  if (!add_line(w, title, PK_ROLE_TITLE, w->headline != NONE ? w->headline : 0)) return false;
  if (told.n > 200) return add_told(w, told);
  for (uint32_t i = flat && w->first_run > 10 ? w->first_run - 10 : 0; flat && i < w->first_run; i++)
    if (!c->elements[c->runs[i].block].drop && !add_run(w, i, PK_ROLE_PARAGRAPH)) return false;
  if (w->headline != NONE && w->first_run < c->n_runs && !add_lead(w, w->headline, w->first_run)) return false;
  for (uint32_t i = 0; i < c->n_runs;) {
    const struct pk_run *r = &c->runs[i];
    if (!pk_content_holds(c, r) || (w->headline != NONE && i <= w->headline && w->first_run == w->headline + 1)) {
      i++;
      continue;
    }
    if (r->row != NONE && data_row(w, r->row)) {
      if (!add_row(w, &i, r->row)) return false;
      continue;
    }
    if (r->caption != NONE && !r->level) {   /* its text and its photographer are one */
      if (!add_caption(w, &i)) return false;
      continue;
    }
    bool meta = false;
    for (uint32_t up = r->block, k = 0; up != NONE && up > c->region && k < 4; up = c->doc->nodes[up].parent, k++)
      if (c->elements[up].names & PK_NAME(META) && r->text.n < 200 && c->elements[up].text < 600) meta = true;
    if (!meta && r->list != NONE && c->doc->nodes[r->list].tag == PK_TAG_DT && add_term(w, &i)) continue;
    uint8_t role = meta ? PK_ROLE_NOISE : role_of(r);
    if (r->link * 10 > r->text.n * 8 && !(r->stop && r->text.n > 60)) role = PK_ROLE_NOISE;
    if (!add_run(w, i++, role)) return false;
  }
  return true;
}

/* ---- the whole ------------------------------------------------------------------------------------------------------------------ */

static bool running(const struct pk_line *l) {
  return (l->role == PK_ROLE_PARAGRAPH || l->role == PK_ROLE_LEAD || l->role == PK_ROLE_QUOTE) && l->text.n > 60 && (l->end == PK_END_STOP || l->text.n > 160);
}

#define ENDS_ARTICLE (PK_PAGE(RELATED) | PK_PAGE(COMMENT) | PK_PAGE(AUTHOR_BOX) | PK_PAGE(SIGNUP) | PK_PAGE(TAG_LABEL) | PK_PAGE(ATTACHMENT) | PK_PAGE(CLOSING) | \
                      PK_PAGE(FEEDBACK) | PK_PAGE(END) | PK_PAGE(CONTACT))

/* A label alone on its line that has most of the running text above it ends the article. */
static void cut_at_label(struct pk_page *p) {
  size_t total = 0, above = 0;
  for (uint32_t i = 0; i < p->n; i++)
    if (running(&p->lines[i])) total += p->lines[i].text.n;
  for (uint32_t i = 0; i < p->n; i++) {
    const struct pk_line *l = &p->lines[i];
    if (running(l)) above += l->text.n;
    bool label = l->whole || (l->role == PK_ROLE_HEADING && l->phrase > 1);
    if (!above || !label || l->text.n > 80 || !pk_line_is(l, ENDS_ARTICLE)) continue;
    if (!pk_line_is(l, PK_PAGE(COMMENT) | PK_PAGE(END)) && (total - above) * 10 >= above * 4) continue;
    for (; i < p->n; i++) p->lines[i].role = PK_ROLE_NOISE;
  }
}

/* A heading whose text has been dropped: the next thing below it is another heading. */
static void trim_headings(struct pk_web *w) {
  struct pk_page *p = &w->page;
  for (uint32_t i = 0; i < p->n; i++) {
    if (p->lines[i].role != PK_ROLE_HEADING) continue;
    uint32_t next = i + 1;
    while (next < p->n && p->lines[next].role < PK_ROLE_TITLE) next++;
    const struct pk_run *r = &w->content.runs[w->run_of[i]], *after = r + 1 < w->content.runs + w->content.n_runs ? r + 1 : r;
    if (pk_content_dropped(&w->content, after->block) == PK_DROP_LINKS) p->lines[i].role = PK_ROLE_NOISE;
    if (next == p->n || p->lines[next].role != PK_ROLE_HEADING) continue;
    const struct pk_run *below = &w->content.runs[w->run_of[next]];
    if (below->level <= r->level && w->run_of[next] > w->run_of[i] + 1) p->lines[i].role = PK_ROLE_NOISE;
  }
}

static size_t text_in(const struct pk_page *p) {
  size_t n = 0;
  for (uint32_t i = 0; i < p->n; i++)
    if (p->lines[i].role > PK_ROLE_TITLE && p->lines[i].role != PK_ROLE_HEADING && p->lines[i].role != PK_ROLE_CAPTION) n += p->lines[i].text.n;
  return n;
}

/* What stands below the last paragraph and is none: headings, links, buttons, captions. */
static void trim_end(struct pk_web *w) {
  struct pk_page *p = &w->page;
  size_t before = text_in(p);
  for (uint32_t i = p->n; i-- > 0;) {
    struct pk_line *l = &p->lines[i];
    const struct pk_run *r = &w->content.runs[w->run_of[i]];
    if (l->role < PK_ROLE_TITLE) continue;
    bool furniture = pk_line_furniture(l, true) || r->link * 10 > r->text.n * 3;
    if (l->role == PK_ROLE_LEAD || l->role == PK_ROLE_TITLE) break;
    if (l->role == PK_ROLE_PARAGRAPH && (l->end == PK_END_STOP || l->text.n > 70) && !furniture) break;
    if ((l->role == PK_ROLE_LIST_ITEM || l->role == PK_ROLE_QUOTE || l->role == PK_ROLE_ROW) && !furniture) break;
    l->role = PK_ROLE_NOISE;
  }
  if (text_in(p) * 2 >= before) return;
  for (uint32_t i = 0; i < p->n; i++)   /* verse, a table, a script without full stops: all of it is the text */
    if (p->lines[i].role == PK_ROLE_NOISE && w->roles[i] == PK_ROLE_PARAGRAPH && !pk_line_furniture(&p->lines[i], false)) p->lines[i].role = PK_ROLE_PARAGRAPH;
}

/* The texts of pictures above the first paragraph, which repeat the lead oftener than not, and those that name a photographer and
 * nothing else stay out. */
static void trim_captions(struct pk_page *p) {
  bool before = true;
  for (uint32_t i = 0; i < p->n; i++) {
    struct pk_line *l = &p->lines[i];
    if (l->role == PK_ROLE_ROW || (l->role == PK_ROLE_PARAGRAPH && running(l))) before = false;
    if (l->role == PK_ROLE_PARAGRAPH && pk_line_caption(l)) l->role = PK_ROLE_CAPTION;
    if (l->role != PK_ROLE_CAPTION) continue;
    if (before || l->words < 4 || pk_str_starts(l->text, PK_LIT("\xC2\xA9")) || (pk_line_is(l, PK_PAGE(CAPTION)) && l->words < 8)) l->role = PK_ROLE_NOISE;
  }
}

/* Do two lines stand in one run, or in short runs of one element? */
static bool beside(const struct pk_web *w, uint32_t a, uint32_t b) {
  const struct pk_content *c = &w->content;
  const struct pk_run *x = &c->runs[w->run_of[a]], *y = &c->runs[w->run_of[b]];
  if (x == y) return true;
  return c->doc->nodes[x->block].parent == c->doc->nodes[y->block].parent && x->text.n < 160 && y->text.n < 160 && !x->stop && !y->stop;
}

/* Lines that a break parts and that are labels with values are rows: "Sted: Saxogade 5". */
static void find_rows(struct pk_web *w) {
  struct pk_page *p = &w->page;
  for (uint32_t i = 0; i + 1 < p->n; i++) {
    struct pk_line *l = &p->lines[i], *next = l + 1;
    bool pair = l->label && next->label && l->role == PK_ROLE_PARAGRAPH && next->role == PK_ROLE_PARAGRAPH;
    if (pair && beside(w, i, i + 1)) l->role = PK_ROLE_ROW;
    else if (i && l->label && l->role == PK_ROLE_PARAGRAPH && p->lines[i - 1].role == PK_ROLE_ROW && beside(w, i - 1, i)) l->role = PK_ROLE_ROW;
  }
  uint32_t last = p->n - 1;
  if (p->n > 1 && p->lines[last].label && p->lines[last].role == PK_ROLE_PARAGRAPH && p->lines[last - 1].role == PK_ROLE_ROW && beside(w, last - 1, last)) p->lines[last].role = PK_ROLE_ROW;
}

/* The lead among the first lines of the region: called so, all in bold, or a sub-headline of a sentence's length. */
static void find_lead(struct pk_web *w) {
  struct pk_page *p = &w->page;
  const struct pk_content *c = &w->content;
  uint32_t i = 0;
  while (i < p->n && (p->lines[i].role <= PK_ROLE_TITLE || p->lines[i].role == PK_ROLE_CAPTION)) i++;
  if (i == p->n) return;
  struct pk_line *l = &p->lines[i];
  if (l->role != PK_ROLE_LEAD) {
    const struct pk_run *r = &c->runs[w->run_of[i]];
    uint32_t names = 0, next = i + 1;
    for (uint32_t up = r->block, k = 0; up != NONE && up > c->region && k < 3; up = c->doc->nodes[up].parent, k++) names |= c->elements[up].names;
    while (next < p->n && p->lines[next].role < PK_ROLE_TITLE) next++;
    if (next == p->n || p->title == PK_NO_LINE || l->text.n > 700) return;
    bool called = names & PK_NAME(LEAD) && l->text.n >= 40 && l->role == PK_ROLE_PARAGRAPH;
    bool bold = l->role == PK_ROLE_PARAGRAPH && r->bold * 10 >= l->text.n * 9 && l->text.n >= 60;
    bool below = l->role == PK_ROLE_HEADING && l->text.n >= 50 && !l->question && p->lines[next].role == PK_ROLE_PARAGRAPH;
    /* it stands alone in its box under the headline, the text in another */
    const struct pk_run *body = &c->runs[w->run_of[next]];
    uint32_t box = c->doc->nodes[r->block].parent, other = c->doc->nodes[body->block].parent;
    bool apart = l->role == PK_ROLE_PARAGRAPH && p->lines[next].role == PK_ROLE_PARAGRAPH && l->text.n >= 60 && r->stop && w->headline != NONE && w->run_of[i] > w->headline &&
                 box != other && box != NONE && other != NONE && c->elements[other].para > l->text.n;
    if (c->doc->nodes[body->block].tag != PK_TAG_P) apart = false;
    if (!called && !bold && !below && !apart) return;
    l->role = PK_ROLE_LEAD;
  }
  p->lead = i;
}

static void find_body(struct pk_page *p) {
  for (uint32_t i = 0; i < p->n; i++)
    if (p->lines[i].role == PK_ROLE_PARAGRAPH || p->lines[i].role == PK_ROLE_LIST_ITEM || p->lines[i].role == PK_ROLE_QUOTE) {
      if (p->first == PK_NO_LINE && p->lines[i].role == PK_ROLE_PARAGRAPH) p->first = i;
      p->last = i;
    }
}

/* Pages that are no article: nothing of them is text. */
static partikel_status judge(struct pk_web *w, struct pk_article *out, partikel_error *err) {
  struct pk_page *p = &w->page;
  const struct pk_content *c = &w->content;
  size_t text = 0, longest = 0, cookies = 0;
  bool missing = false, paywall = false;
  uint32_t headlines = 0, paragraphs = 0;
  for (uint32_t i = 0; i < p->n; i++) {
    const struct pk_line *l = &p->lines[i];
    if (l->role == PK_ROLE_PARAGRAPH || l->role == PK_ROLE_LIST_ITEM || l->role == PK_ROLE_QUOTE || l->role == PK_ROLE_LEAD || l->role == PK_ROLE_ROW) {
      text += l->text.n;
      if (l->text.n > longest) longest = l->text.n;
      paragraphs += l->text.n > 100 && l->end == PK_END_STOP;
    }
    if (l->has & PK_PAGE(COOKIE)) cookies += l->text.n;
    if (pk_line_is(l, PK_PAGE(NOT_FOUND)) && l->text.n < 120) missing = true;
    if (l->has & PK_PAGE(PAYWALL)) paywall = true;
  }
  for (uint32_t i = 0; i < c->n_runs; i++)
    if (pk_content_dropped(c, c->runs[i].block) == PK_DROP_CONSENT) cookies += c->runs[i].text.n;
  for (uint32_t i = 0; i < c->n_runs; i++) {   /* headlines of other pages, anywhere on this one */
    const struct pk_run *r = &c->runs[i];
    enum pk_drop drop = pk_content_dropped(c, r->block);
    if (r->level && r->level < 5 && r->link * 10 >= r->text.n * 8 && r->text.n > 20 && drop != PK_DROP_TAG && drop != PK_DROP_NAME && drop != PK_DROP_HIDDEN) headlines++;
  }
  for (uint32_t i = 0; i < c->n_runs; i++)
    if (c->runs[i].text.n < 120 && c->elements[c->runs[i].block].drop == PK_DROP_NO && pk_page_says(p, c->runs[i].text, PK_PAGE(NOT_FOUND))) missing = true;
  const char *why = NULL;
  bool consent = cookies > text * 2 && text < 600;
  if (missing && text < 700) why = "the page says that it does not exist";
  else if (!text) why = "no running text was found";
  else if (headlines >= 5 && headlines > paragraphs * 2 && text < 700 && longest < 200 && !w->dated) why = "the page is a list of other pages";
  else if (consent) why = "the text is a question about cookies";
  if (why) {
    out->relevant_text = false;
    PK_TRY(pk_page_warn(p, "no-article", why, err));
    if (consent) PK_TRY(pk_page_warn(p, "cookie-wall", "the text is a question about cookies", err));
    for (uint32_t i = 0; i < p->n; i++) p->lines[i].role = PK_ROLE_NOISE;
  } else if ((paywall && text < 600) || (w->paid && text < 900)) {
    PK_TRY(pk_page_warn(p, "teaser-only", "the page shows only the beginning to those who do not pay", err));
  }
  return PARTIKEL_OK;
}

/* Do the words of the page's title begin a run of the region? */
static bool stands_in_region(const struct pk_web *w, pk_str title) {
  char a[512], b[512];
  size_t n = pk_letters(title, a, sizeof a);
  for (uint32_t i = 0; i < w->content.n_runs && n > 3; i++) {
    if (!pk_content_holds(&w->content, &w->content.runs[i])) continue;
    size_t m = pk_letters(w->content.runs[i].text, b, sizeof b);
    if (m >= n && memcmp(a, b, n) == 0) return true;
  }
  return false;
}

static bool has_headings(const struct pk_web *w) {
  const struct pk_content *c = &w->content;
  for (uint32_t i = 0; i < c->n_runs; i++) {
    if (pk_content_holds(c, &c->runs[i]) ? c->runs[i].level : c->runs[i].level && c->runs[i].level < 3 && !c->elements[c->runs[i].block].drop) return true;
  }
  return false;
}

/* A pull quote: its words stand in a paragraph as well. */
static bool stands_elsewhere(const struct pk_web *w, uint32_t line) {
  const struct pk_page *p = &w->page;
  char quote[400], text[4096];
  size_t n = pk_letters(p->lines[line].text, quote, sizeof quote);
  for (uint32_t i = 0; i < p->n && n >= 20; i++) {
    if (i == line || w->roles[i] != PK_ROLE_PARAGRAPH || p->lines[i].text.n < p->lines[line].text.n) continue;
    size_t m = pk_letters(p->lines[i].text, text, sizeof text);
    if (memmem(text, m, quote, n)) return true;
  }
  return false;
}

/* What the markup says of the lines, less what their words call furniture. */
static void settle_roles(struct pk_web *w, pk_str title) {
  struct pk_page *p = &w->page;
  bool above = true;
  uint32_t quotes = 0;
  for (uint32_t i = 0; i < p->n; i++) {
    struct pk_line *l = &p->lines[i];
    l->role = w->roles[i];
    if (l->role == PK_ROLE_TITLE) {
      p->title = i;
      continue;
    }
    if (l->role != PK_ROLE_NOISE && l->role != PK_ROLE_ROW && pk_line_furniture(l, false)) l->role = PK_ROLE_NOISE;
    if (title.n && (l->role == PK_ROLE_HEADING || l->role == PK_ROLE_PARAGRAPH) && pk_same_letters(l->text, title)) l->role = PK_ROLE_NOISE;
    if (l->repeated && l->text.n > 60) l->role = PK_ROLE_NOISE;
    if (l->role == PK_ROLE_QUOTE && (l->pulled || (quotes++ < 20 && stands_elsewhere(w, i)))) l->role = PK_ROLE_NOISE;
    if (above && l->role == PK_ROLE_PARAGRAPH && l->text.n < 160 && pk_line_meta(p, i)) l->role = PK_ROLE_NOISE;
    if (l->role == PK_ROLE_PARAGRAPH && running(l)) above = false;
  }
  find_rows(w);
  cut_at_label(p);
  find_lead(w);
  trim_captions(p);
  trim_headings(w);
  trim_end(w);
  find_body(p);
}

static partikel_status extract(const struct pk_document *doc, const struct pk_known *known, struct pk_article *out, struct pk_arena *arena, struct pk_arena *scratch, partikel_error *err) {
  const struct pk_know *know = known->page.know;
  struct pk_web *w = pk_arena_alloc(arena, sizeof *w);
  if (!w) return pk_fail(err, PARTIKEL_NOMEM, "", 0, "out of memory");
  *out = (struct pk_article){.published = PK_NO_DATE, .relevant_text = true, .warnings = doc->warnings};
  PK_TRY(pk_content_find(doc, know, &w->content, scratch, err));
  w->page = known->page;
  w->page.arena = arena, w->page.out = &out->out, w->page.warnings = &out->warnings;
  w->month = pk_know_class(know, "month");
  w->month_foreign = pk_know_class(know, "month_foreign");
  w->author_none = pk_know_class(know, "author_none");
  w->author_particle = pk_know_class(know, "author_particle");
  w->author_word = pk_know_class(know, "author_word");
  pk_str title = pk_web_title(w);
  if (title.n && !title.s) return pk_fail(err, PARTIKEL_NOMEM, "", 0, "out of memory");
  bool told = !w->content.elements[w->content.region].para && pk_web_told(w).n;
  bool flat = !told && !has_headings(w);   /* an old page: its headline is known by its looks alone, and by the words around it */
  if (!make_lines(w, flat && !stands_in_region(w, title) ? (pk_str){"", 0} : title, flat)) return pk_fail(err, PARTIKEL_NOMEM, "", 0, "out of memory");
  struct pk_document *lines = pk_arena_alloc(arena, sizeof *lines);
  if (!lines) return pk_fail(err, PARTIKEL_NOMEM, "", 0, "out of memory");
  *lines = *doc;
  lines->nodes = w->lines;
  lines->n_nodes = w->n;
  w->page.doc = lines;
  PK_TRY(pk_page_lines(&w->page, err));
  struct pk_page *p = &w->page;
  if (flat) {
    for (uint32_t i = 0; i < p->n; i++)
      if (w->roles[i] == PK_ROLE_NOISE && w->run_of[i] >= w->first_run) p->lines[i].role = PK_ROLE_NOISE;   /* links alone */
    PK_TRY(pk_page_decide(p, err));
    if (p->title != PK_NO_LINE) title = p->lines[p->title].text;
  } else {
    settle_roles(w, title);
  }
  if (title.n) out->out.title = pk_arena_copy(arena, title);
  if (flat) PK_TRY(pk_page_metadata(p, err));
  PK_TRY(pk_web_metadata(w, err));
  w->paid = pk_web_says(w, "paywall");
  w->dated = pk_web_says(w, "published");
  PK_TRY(judge(w, out, err));
  PK_TRY(pk_page_build(p, out, err));
  w->danish = out->out.language && strcmp(out->out.language, "da") == 0;
  PK_TRY(pk_web_dates(w, err));
  out->published = p->published;
  while (out->searched < out->out.n_blocks && out->out.blocks[out->searched].span.end <= PK_MAX_SEARCHED) out->searched++;
  if (out->searched < out->out.n_blocks) PK_TRY(pk_page_warn(p, "cut", "more text than an article has: facts are looked for in its beginning only", err));
  out->chosen = w->chosen.at;
  out->n_chosen = w->chosen.n;
  out->danish = !out->out.language || strcmp(out->out.language, "da") == 0;
  if (!out->danish && out->out.text_size) PK_TRY(pk_page_warn(p, "not-danish", "the text is not in Danish: no facts are looked for", err));
  return PARTIKEL_OK;
}

/* The runs of text and the elements' sums, three times the text, are of no use when the article stands. */
partikel_status pk_extract_webpage(const struct pk_document *doc, const struct pk_known *known, struct pk_article *out, struct pk_arena *arena, partikel_error *err) {
  struct pk_arena scratch;
  pk_arena_init(&scratch, arena->ceiling);
  partikel_status status = extract(doc, known, out, arena, &scratch, err);
  pk_arena_release(&scratch);
  return status;
}
