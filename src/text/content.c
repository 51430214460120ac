/* content: main-content extraction. One pass over the flat array makes runs of text, one back sums them up to the elements;
 * then the region is chosen by agreement of names and scores. */
#include "content.h"

#define NONE UINT32_MAX
enum { LONG_RUN = 80, SHORT_RUN = 25, LITTLE = 120 };

/* ---- what elements are ------------------------------------------------------------------------------------------------- */

static bool is_inline(uint16_t tag) {
  switch (tag) {
  case PK_TAG_TEXT: case PK_TAG_A: case PK_TAG_ABBR: case PK_TAG_B: case PK_TAG_STRONG: case PK_TAG_SPAN: case PK_TAG_FONT: case PK_TAG_CITE: case PK_TAG_TIME:
  case PK_TAG_SMALL: case PK_TAG_LABEL: case PK_TAG_BR: case PK_TAG_IMG: case PK_TAG_DEL: case PK_TAG_RP: case PK_TAG_RT: case PK_TAG_LINK: case PK_TAG_META: return true;
  default: return false;
  }
}

static enum pk_drop dropped_tag(uint16_t tag) {
  switch (tag) {
  case PK_TAG_NAV: case PK_TAG_FOOTER: case PK_TAG_ASIDE: case PK_TAG_FORM: case PK_TAG_BUTTON: case PK_TAG_SELECT: case PK_TAG_OPTION: case PK_TAG_MENU:
  case PK_TAG_DIALOG: case PK_TAG_OBJECT: case PK_TAG_EMBED: case PK_TAG_AUDIO: case PK_TAG_VIDEO: case PK_TAG_CANVAS: case PK_TAG_MAP: case PK_TAG_FIELDSET:
  case PK_TAG_LEGEND: case PK_TAG_HEAD: case PK_TAG_TITLE: case PK_TAG_DEL: case PK_TAG_RP: case PK_TAG_RT: return PK_DROP_TAG;
  default: return PK_DROP_NO;
  }
}

static bool role_is_furniture(pk_str role) {
  static const char *const roles[] = {"navigation", "banner", "contentinfo", "complementary", "search", "dialog", "alertdialog", "menu", "menubar", "toolbar", "tablist", "alert", "button", "listbox", "form"};
  for (size_t k = 0; k < sizeof roles / sizeof *roles; k++)
    if (pk_str_eq(role, pk_str_of(roles[k]))) return true;
  return false;
}

/* Its names, and whether it is furniture by itself; what most of the page stands in is judged later. */
static void name_element(struct pk_content *c, uint32_t i) {
  const struct pk_node *node = &c->doc->nodes[i];
  struct pk_element *e = &c->elements[i];
  if (node->tag == PK_TAG_TEXT || node->tag == PK_TAG_LINE) return;
  e->own = (uint8_t)dropped_tag(node->tag);
  for (uint32_t k = 0; k < node->gap; k++) {
    const struct pk_attr *a = &c->doc->attrs[node->attr + k];
    switch (a->name) {
    case PK_ATTR_CLASS:
    case PK_ATTR_ID: e->names |= pk_names_of(&c->names, a->value); break;
    case PK_ATTR_ARIA_LABEL: if (!is_inline(node->tag)) e->names |= pk_names_of(&c->names, a->value) & PK_NAME(CRUMB); break;
    case PK_ATTR_ITEMPROP:
      if (pk_str_eq(a->value, PK_LIT("articleBody"))) e->names |= PK_NAME(BODY);
      else if (pk_str_eq(a->value, PK_LIT("author")) || pk_str_eq(a->value, PK_LIT("datePublished")) || pk_str_eq(a->value, PK_LIT("dateModified"))) e->names |= PK_NAME(META);
      break;
    case PK_ATTR_ROLE:
      if (role_is_furniture(a->value) && !e->own) e->own = PK_DROP_TAG;
      if (pk_str_eq(a->value, PK_LIT("main"))) e->names |= PK_NAME(MAIN);
      if (pk_str_eq(a->value, PK_LIT("article"))) e->names |= PK_NAME(ARTICLE);
      break;
    case PK_ATTR_HIDDEN: if (!pk_str_eq(a->value, PK_LIT("until-found"))) e->own = PK_DROP_HIDDEN; break;
    case PK_ATTR_ARIA_HIDDEN: if (pk_str_eq(a->value, PK_LIT("true")) && !e->own) e->own = PK_DROP_HIDDEN; break;
    default: break;
    }
  }
  if (node->tag == PK_TAG_MAIN) e->names |= PK_NAME(MAIN);
  if (node->tag == PK_TAG_ARTICLE) e->names |= PK_NAME(ARTICLE);
  if (node->tag == PK_TAG_FIGCAPTION) e->names |= PK_NAME(CAPTION);
  if (node->tag == PK_TAG_TIME && !(e->names & PK_NAME(META))) e->names |= PK_NAME(DATE);
  if (e->names & PK_NAME(FACT) && node->tag == PK_TAG_ASIDE) e->own = PK_DROP_NO;
  if (e->names & PK_NAME(CONSENT) && node->tag != PK_TAG_BODY && node->tag != PK_TAG_HTML) e->own = PK_DROP_CONSENT;
  if (e->own || node->tag == PK_TAG_BODY || node->tag == PK_TAG_HTML) return;
  if (e->names & PK_NAME(FACT)) return;
  if (e->names & PK_NAME(COMMENT)) e->own = PK_DROP_COMMENT;
  else if (e->names & PK_NAME(HIDDEN)) e->own = PK_DROP_HIDDEN;
  else if (e->names & PK_NAME(NOISE)) e->own = PK_DROP_NAME;
  else if (e->names & PK_NAME(DOUBTFUL) && !(e->names & PK_NAME(CAPTION))) e->own = PK_DROP_DOUBTFUL;
}

/* ---- runs ---------------------------------------------------------------------------------------------------------------------- */

struct walk {
  struct pk_content *c;
  char *text;
  size_t n, cap;
  uint32_t cap_runs;
  struct pk_run run;      /* the one that grows; text.s NULL: none */
  uint32_t links, bolds;  /* open ones */
  bool blank;
};

static bool is_space(uint32_t cp) { return pk_cp_space(cp) || cp == '\n' || cp == '\t' || cp == '\r' || cp == '\f' || cp == '\v' || cp == 0x2028 || cp == 0x2029; }

static bool ends_sentence(pk_str t) {
  size_t n = t.n;
  while (n) {
    uint32_t cp = pk_utf8_before(t.s, n);
    if (cp == '.' || cp == '!' || cp == '?' || cp == 0x2026 || cp == ':' || cp == 0x3002 || cp == 0xFF01 || cp == 0xFF1F) return true;
    if (cp != '"' && cp != '\'' && cp != ')' && cp != ']' && cp != ' ' && cp != 0xAB && cp != 0xBB && !(cp >= 0x2018 && cp <= 0x201F)) return false;
    do n--;
    while (n && ((unsigned char)t.s[n] & 0xC0) == 0x80);
  }
  return false;
}

static bool close_run(struct walk *w, uint32_t end) {
  struct pk_run *r = &w->run;
  struct pk_content *c = w->c;
  w->blank = false;
  if (!r->text.s) return true;
  while (r->text.n && (r->text.s[r->text.n - 1] == '\n' || r->text.s[r->text.n - 1] == ' ')) r->text.n--;
  w->n = (size_t)(r->text.s - w->text) + r->text.n;
  if (r->text.n) {
    if (r->link > r->text.n) r->link = (uint32_t)r->text.n;
    r->last = end;
    r->stop = ends_sentence(r->text);
    r->long_ = r->text.n - r->link >= LONG_RUN || (r->text.n - r->link >= SHORT_RUN && r->stop);
    if (c->n_runs == w->cap_runs) return false;
    c->runs[c->n_runs++] = *r;
  }
  w->run.text.s = NULL;
  return true;
}

static bool letter_begins(unsigned char c) { return (c > ' ' && c < 0x80) || c == 0xC3; }

/* Behind the plain text that begins at i: ASCII, letters of Latin-1, single blanks between them. Most texts are nothing else. */
static size_t behind_plain(pk_str t, size_t i, uint32_t *commas) {
  for (; i < t.n; i++) {
    unsigned char c = (unsigned char)t.s[i];
    if (c > ' ' && c < 0x80) *commas += c == ',';
    else if (c == 0xC3 && i + 1 < t.n) i++;
    else if (c != ' ' || i + 1 == t.n || !letter_begins((unsigned char)t.s[i + 1])) break;
  }
  return i;
}

/* Appends text with its white space folded. */
static void add_text(struct walk *w, pk_str t, uint32_t node, uint32_t block) {
  struct pk_run *r = &w->run;
  for (size_t i = 0; i < t.n;) {
    size_t start = i;
    uint32_t commas = 0;
    if (t.s[i] != ' ') i = behind_plain(t, i, &commas);
    uint32_t cp = i > start ? 'a' : (unsigned char)t.s[i] < 0x80 ? (unsigned char)t.s[i++] : pk_utf8_next(t.s, t.n, &i);
    if (is_space(cp)) {
      w->blank = true;
      continue;
    }
    if (cp == 0xAD || (cp >= 0x200B && cp <= 0x200F) || cp == 0x2060 || cp == 0xFEFF) continue;
    if (!r->text.s) {
      *r = (struct pk_run){.text = {w->text + w->n, 0}, .block = block, .first = node, .list = NONE, .quote = NONE, .row = NONE, .caption = NONE};
    } else if (w->blank && r->text.n && r->text.s[r->text.n - 1] != '\n') {
      w->text[w->n++] = ' ';
      r->text.n++;
      if (w->links) r->link++;
      if (w->bolds) r->bold++;
    }
    w->blank = false;
    memcpy(w->text + w->n, t.s + start, i - start);
    w->n += i - start;
    r->text.n += i - start;
    if (w->links) r->link += (uint32_t)(i - start);
    if (w->bolds) r->bold += (uint32_t)(i - start);
    r->commas += commas;
  }
}

/* A line break: two of them part runs. */
static bool add_break(struct walk *w, uint32_t node) {
  struct pk_run *r = &w->run;
  if (!r->text.s || !r->text.n) return true;
  if (r->text.s[r->text.n - 1] == '\n') return close_run(w, node);
  w->text[w->n++] = '\n';
  r->text.n++;
  w->blank = false;
  return true;
}

/* Does an element of this tag make the run a heading? A whole paragraph in heading's clothes is none. */
static bool heads(uint16_t tag, const struct pk_run *r) {
  return tag >= PK_TAG_H1 && tag <= PK_TAG_H6 && (r->text.n < 140 || !r->stop || tag == PK_TAG_H1);
}

static bool in_heading(const struct pk_content *c, const struct pk_run *r) { return heads(c->doc->nodes[r->block].tag, r); }

/* The places of a run in lists, tables, quotes: its nearest elements of these sorts. */
static void place_run(const struct pk_content *c, struct pk_run *r) {
  const struct pk_node *nodes = c->doc->nodes;
  uint32_t depth = 0;
  for (uint32_t i = r->block; i != NONE && depth < 24; i = nodes[i].parent, depth++) {
    uint16_t tag = nodes[i].tag;
    if (!r->level && heads(tag, r)) r->level = (uint8_t)(tag - PK_TAG_H1 + 1);
    if ((tag == PK_TAG_LI || tag == PK_TAG_DD || tag == PK_TAG_DT) && r->list == NONE) r->list = i;
    if (tag == PK_TAG_TR && r->row == NONE) r->row = i;
    if (tag == PK_TAG_BLOCKQUOTE && r->quote == NONE) r->quote = i;
    if ((tag == PK_TAG_FIGCAPTION || tag == PK_TAG_CAPTION || c->elements[i].names & PK_NAME(CAPTION)) && r->caption == NONE && depth < 4) r->caption = i;
    if (tag == PK_TAG_FIGURE && r->caption == NONE && r->quote == NONE && r->text.n < 400) r->caption = i;
    if (tag == PK_TAG_ARTICLE || tag == PK_TAG_BODY) break;
  }
}

static partikel_status make_runs(struct pk_content *c, partikel_error *err) {
  const struct pk_document *d = c->doc;
  size_t total = 0;
  uint32_t texts = 0;
  for (uint32_t i = 0; i < d->n_nodes; i++)
    if (d->nodes[i].tag == PK_TAG_TEXT) total += d->nodes[i].text.n + 1, texts++;
    else if (d->nodes[i].tag == PK_TAG_BR) total++;
  struct walk w = {.c = c, .cap = total + 1, .cap_runs = texts + 1};
  w.text = pk_arena_room(c->arena, w.cap);
  c->runs = (struct pk_run *)(void *)pk_arena_room(c->arena, w.cap_runs * sizeof *c->runs);   /* every other one of a large page is never touched */
  if (!w.text || !c->runs) return pk_fail(err, PARTIKEL_NOMEM, "", 0, "out of memory");
  uint32_t link_end = 0, bold_end = 0, block = 0, block_end = d->n_nodes;
  for (uint32_t i = 0; i < d->n_nodes; i++) {
    const struct pk_node *node = &d->nodes[i];
    if (i >= link_end) w.links = 0;
    if (i >= bold_end) w.bolds = 0;
    while (i >= block_end && block != NONE) {   /* the block has ended, and with it the run */
      if (!close_run(&w, i)) return pk_fail(err, PARTIKEL_NOMEM, "", 0, "out of memory");
      do block = d->nodes[block].parent;
      while (block != NONE && is_inline(d->nodes[block].tag) && !c->elements[block].own);
      block_end = block == NONE ? d->n_nodes : d->nodes[block].end;
    }
    c->elements[i].runs = c->n_runs;
    if (node->tag == PK_TAG_TEXT) {
      add_text(&w, node->text, i, block == NONE ? 0 : block);
      continue;
    }
    if (node->tag == PK_TAG_BR) {
      if (!add_break(&w, i)) return pk_fail(err, PARTIKEL_NOMEM, "", 0, "out of memory");
      continue;
    }
    name_element(c, i);
    if (node->tag == PK_TAG_A && !w.links && pk_node_attr(d, i, PK_ATTR_HREF).s) w.links = 1, link_end = node->end;
    if ((node->tag == PK_TAG_B || node->tag == PK_TAG_STRONG) && !w.bolds) w.bolds = 1, bold_end = node->end;
    bool parts = !is_inline(node->tag) || c->elements[i].own;
    if (parts) {
      if (!close_run(&w, i)) return pk_fail(err, PARTIKEL_NOMEM, "", 0, "out of memory");
      c->elements[i].runs = c->n_runs;
      block = i;
      block_end = node->end;
    }
    if (node->tag == PK_TAG_BODY) c->body = i;
  }
  if (!close_run(&w, d->n_nodes)) return pk_fail(err, PARTIKEL_NOMEM, "", 0, "out of memory");
  return PARTIKEL_OK;
}

/* ---- sums ---------------------------------------------------------------------------------------------------------------------------- */

/* Sums of the runs up to the elements: of all of them, or of those that are kept. */
static void sum_up(struct pk_content *c, bool kept) {
  const struct pk_document *d = c->doc;
  for (uint32_t i = 0; i < d->n_nodes; i++) c->elements[i].text = c->elements[i].link = c->elements[i].para = 0, c->elements[i].headlines = 0;
  for (uint32_t i = 0; i < c->n_runs; i++) {
    const struct pk_run *r = &c->runs[i];
    struct pk_element *e = &c->elements[r->block];
    if (kept && e->drop) continue;
    e->text += (uint32_t)r->text.n;
    e->link += r->link;
    if (r->level && r->link * 10 >= r->text.n * 8 && e->headlines < UINT16_MAX) e->headlines++;
    if (r->long_ && r->link * 2 < r->text.n && !in_heading(c, r) && !(kept && r->caption != NONE)) e->para += (uint32_t)r->text.n - r->link;
  }
  for (uint32_t i = d->n_nodes; i-- > 0;) {
    const struct pk_element *e = &c->elements[i];
    if (d->nodes[i].parent == NONE) continue;
    struct pk_element *up = &c->elements[d->nodes[i].parent];
    up->text += e->text;
    up->link += e->link;
    up->para += e->para;
    if (e->headlines < UINT16_MAX - up->headlines) up->headlines += e->headlines;
    bool called = e->names & (PK_NAME(BODY) | PK_NAME(ARTICLE) | PK_NAME(MAIN)) && !(e->names & PK_NAME(COMMENT));
    uint32_t named = called ? e->para : e->named;
    if (!kept && named > up->named) up->named = named;
  }
}

static bool inside(const struct pk_content *c, uint32_t node, uint32_t of) { return node >= of && node < c->doc->nodes[of].end; }

/* Furniture by name that holds most of what can be read is none: "has-sidebar", a form around the whole page. Returns the
 * dropped element that has most to read. */
static uint32_t settle_drops(struct pk_content *c, bool by_name) {
  const struct pk_document *d = c->doc;
  uint32_t all = c->elements[c->body].para, until = 0, most = NONE;
  for (uint32_t i = 0; i < d->n_nodes; i++) {
    struct pk_element *e = &c->elements[i];
    e->drop = i < until ? PK_DROP_INSIDE : e->own;
    if (i < until || !e->drop) continue;
    if (!by_name && (e->drop == PK_DROP_NAME || e->drop == PK_DROP_DOUBTFUL || e->drop == PK_DROP_HIDDEN)) {
      e->drop = PK_DROP_NO;
      continue;
    }
    bool much = e->para * 5 > all * 2;
    bool around = e->named * 2 > e->para && e->para * 4 > all;   /* it stands around the article */
    bool kept = d->nodes[i].tag == PK_TAG_HTML || d->nodes[i].tag == PK_TAG_BODY;
    switch (e->drop) {
    case PK_DROP_TAG: kept = kept || (much && d->nodes[i].tag != PK_TAG_NAV && d->nodes[i].tag != PK_TAG_HEAD && d->nodes[i].tag != PK_TAG_TITLE); break;
    case PK_DROP_NAME: kept = kept || e->para * 6 > all * 5 || around || (e->names & (PK_NAME(BODY) | PK_NAME(MAIN) | PK_NAME(ARTICLE)) && much); break;
    case PK_DROP_DOUBTFUL: kept = kept || around || (e->para * 2 > e->text && e->link * 4 < e->text); break;
    case PK_DROP_HIDDEN: kept = kept || e->para * 3 > all * 2; break;
    case PK_DROP_CONSENT: kept = kept || around; break;
    case PK_DROP_COMMENT: kept = kept || e->para * 10 > all * 9 || (around && !(e->names & PK_NAME(BODY))); break;
    default: break;
    }
    if (kept || e->forced) e->drop = PK_DROP_NO;
    else until = d->nodes[i].end;
    bool may = !kept && !e->forced && (e->drop == PK_DROP_NAME || e->drop == PK_DROP_DOUBTFUL || (e->drop == PK_DROP_TAG && d->nodes[i].tag != PK_TAG_NAV));
    if (may && (most == NONE || e->para > c->elements[most].para)) most = i;
  }
  return most;
}

/* ---- cards: a row of teasers, whatever its elements are called ------------------------------------------------------------------------- */

/* Does the element show another page: a link with words, little else? */
static bool is_card(const struct pk_content *c, uint32_t i) {
  const struct pk_element *e = &c->elements[i];
  if (e->drop || e->text < 15 || e->text > 700 || e->link < 8 || is_inline(c->doc->nodes[i].tag)) return false;
  return e->para < 400 && (e->link * 4 >= e->text || e->headlines == 1);
}

static bool alike(const struct pk_document *d, uint32_t a, uint32_t b) {
  pk_str x = pk_node_attr(d, a, PK_ATTR_CLASS), y = pk_node_attr(d, b, PK_ATTR_CLASS);
  return d->nodes[a].tag == d->nodes[b].tag && ((!x.n && !y.n) || (x.n && y.n && (pk_str_eq(x, y) || (x.n > 6 && y.n > 6 && memcmp(x.s, y.s, 6) == 0))));
}

/* Three or more of them in a row, alike, with links that stand in headings or make up the whole, are dropped. */
static void drop_cards(struct pk_content *c) {
  const struct pk_document *d = c->doc;
  for (uint32_t up = 0; up < d->n_nodes; up++) {
    if (d->nodes[up].tag == PK_TAG_TEXT || c->elements[up].drop || c->elements[up].text < 60 || is_inline(d->nodes[up].tag)) continue;
    for (uint32_t i = up + 1; i < d->nodes[up].end;) {
      uint32_t n = 0, next = i, para = 0;
      while (next < d->nodes[up].end && (d->nodes[next].tag == PK_TAG_TEXT ? !c->elements[next].text : is_card(c, next) && (!n || alike(d, i, next)))) {
        n += d->nodes[next].tag != PK_TAG_TEXT;
        para += c->elements[next].para;
        next = d->nodes[next].end;
      }
      bool list = d->nodes[i].tag == PK_TAG_LI || d->nodes[i].tag == PK_TAG_P || d->nodes[i].tag == PK_TAG_TR || d->nodes[i].tag == PK_TAG_TD || d->nodes[i].tag == PK_TAG_DD;
      if (n >= 3 && !list && para * 3 < c->elements[c->body].para)
        for (uint32_t k = i; k < next; k++) c->elements[k].drop = PK_DROP_LINKS;
      i = next > i ? next : d->nodes[i].end;
    }
  }
}

/* Boxes behind the article's text that want something of the reader: little to read, and a button. */
static void drop_tail(struct pk_content *c) {
  const struct pk_document *d = c->doc;
  uint32_t all = c->elements[c->region].para, seen = 0, rule = NONE, below = 0;
  for (uint32_t i = c->region_end; i-- > c->region + 1 && rule == NONE;)   /* a few words below a ruled line */
    if (d->nodes[i].tag == PK_TAG_HR) rule = i;
  for (uint32_t i = 0; i < c->n_runs && rule != NONE; i++)
    if (c->runs[i].block > rule && c->runs[i].block < c->region_end && !c->elements[c->runs[i].block].drop) below += (uint32_t)c->runs[i].text.n;
  for (uint32_t i = 0; i < c->n_runs && rule != NONE && below < 200 && below * 10 < all; i++)
    if (c->runs[i].block > rule && c->runs[i].block < c->region_end && !c->elements[c->runs[i].block].drop) c->elements[c->runs[i].block].drop = PK_DROP_LINKS;
  for (uint32_t i = c->region + 1; i < c->region_end; i = d->nodes[i].end) {
    struct pk_element *e = &c->elements[i];
    if (d->nodes[i].tag == PK_TAG_TEXT || e->drop) continue;
    seen += e->para;
    if (d->nodes[i].tag == PK_TAG_TABLE && seen * 10 >= all * 8 && e->text && e->text < 120 && e->para * 10 < all) {   /* a box of an old layout */
      for (uint32_t k = i; k < d->nodes[i].end; k++) c->elements[k].drop = k == i ? PK_DROP_LINKS : PK_DROP_INSIDE;
      continue;
    }
    bool box = (d->nodes[i].tag == PK_TAG_SECTION || d->nodes[i].tag == PK_TAG_DIV || d->nodes[i].tag == PK_TAG_ARTICLE) && !(e->names & (PK_NAME(BODY) | PK_NAME(FACT)));
    if (!box || seen * 10 < all * 8 || e->para * 6 > all || e->text > 700 || !e->text) continue;
    bool button = false, other = false;
    for (uint32_t k = e->runs; k < c->n_runs && c->runs[k].block < d->nodes[i].end; k++) {
      const struct pk_run *r = &c->runs[k];
      if (r->block < i || c->elements[r->block].drop) continue;
      if (r->text.n < 40 && r->link == r->text.n) button = true;
      else if (r->long_ && r->text.n > 250) other = true;
    }
    if (button && !other) e->drop = PK_DROP_LINKS;
    if (e->drop)
      for (uint32_t k = i + 1; k < d->nodes[i].end; k++) c->elements[k].drop = PK_DROP_INSIDE;
  }
}

/* ---- scores: paragraphs speak for the elements around them (after Readability) ------------------------------------------------------------ */

static void score(struct pk_content *c) {
  const struct pk_node *nodes = c->doc->nodes;
  for (uint32_t i = 0; i < c->n_runs; i++) {
    const struct pk_run *r = &c->runs[i];
    if (c->elements[r->block].drop || r->text.n < SHORT_RUN || r->link * 2 > r->text.n || in_heading(c, r) || r->caption != NONE) continue;
    float points = 1 + (float)r->commas + (r->text.n > 300 ? 3 : (float)r->text.n / 100);
    uint32_t up = r->block;
    uint16_t tag = nodes[up].tag;
    bool container = tag == PK_TAG_DIV || tag == PK_TAG_SECTION || tag == PK_TAG_ARTICLE || tag == PK_TAG_TD || tag == PK_TAG_BODY || tag == PK_TAG_MAIN;
    if (!container) up = nodes[up].parent;
    for (uint32_t level = 0; up != NONE && level < 5; level++, up = nodes[up].parent)
      c->elements[up].score += level == 0 ? points : level == 1 ? points / 2 : points / (3 * (float)level);
  }
  for (uint32_t i = 0; i < c->doc->n_nodes; i++) {
    struct pk_element *e = &c->elements[i];
    if (e->score <= 0) continue;
    if (e->names & PK_NAME(BODY)) e->score += 25;
    if (e->names & (PK_NAME(ARTICLE) | PK_NAME(MAIN))) e->score += 10;
    if (e->names & PK_NAME(NOISE)) e->score -= 25;
    if (e->text) e->score *= 1 - (float)e->link / (float)e->text;
  }
}

/* ---- the region ------------------------------------------------------------------------------------------------------------------------------ */

/* The element of those with a name that has most to read; of two of which one holds the other and no more, the inner one. */
static uint32_t best_named(const struct pk_content *c, uint32_t names) {
  uint32_t best = NONE;
  for (uint32_t i = 0; i < c->doc->n_nodes; i++) {
    const struct pk_element *e = &c->elements[i];
    if (!(e->names & names) || e->drop || !e->para || is_inline(c->doc->nodes[i].tag)) continue;
    if (best == NONE || e->para > c->elements[best].para || (inside(c, i, best) && e->para * 20 >= c->elements[best].para * 19)) best = i;
  }
  return best;
}

static uint32_t best_scored(const struct pk_content *c) {
  uint32_t best = c->body;
  float most = 0;
  for (uint32_t i = 0; i < c->doc->n_nodes; i++)
    if (!c->elements[i].drop && c->elements[i].score > most && c->elements[i].para * 6 >= c->elements[c->body].para) most = c->elements[i].score, best = i;
  return best;
}

static void choose(struct pk_content *c) {
  uint32_t scored = best_scored(c), all = c->elements[c->body].para;
  const struct pk_element *e = c->elements;
  uint32_t body = best_named(c, PK_NAME(BODY)), article = best_named(c, PK_NAME(ARTICLE)), main = best_named(c, PK_NAME(MAIN));
  uint32_t chosen = scored;
  if (body != NONE && e[body].para * 2 > e[scored].para) chosen = body;
  else if (article != NONE && e[article].para * 2 > e[scored].para && e[article].para * 4 > all) chosen = article;
  else if (main != NONE && inside(c, scored, main) && e[main].para < e[scored].para * 2) chosen = main;
  /* climb where running text stands around it that is no list of links */
  for (uint32_t up = c->doc->nodes[chosen].parent, from = chosen; up != NONE && c->doc->nodes[up].tag != PK_TAG_HTML && !e[up].drop; up = c->doc->nodes[up].parent) {
    uint32_t para = e[up].para - e[from].para, text = e[up].text - e[from].text, link = e[up].link - e[from].link;
    bool worth = e[chosen].names & PK_NAME(BODY) ? para * 2 > e[chosen].para : para * 8 > e[chosen].para;
    if (worth && para * 2 > text && link * 5 < text) chosen = from = up;
  }
  c->region = chosen;
  c->region_end = c->doc->nodes[chosen].end;
}

enum pk_drop pk_content_dropped(const struct pk_content *c, uint32_t node) {
  while (c->elements[node].drop == PK_DROP_INSIDE && c->doc->nodes[node].parent != NONE) node = c->doc->nodes[node].parent;
  return (enum pk_drop)c->elements[node].drop;
}

bool pk_content_holds(const struct pk_content *c, const struct pk_run *r) {
  return r->block >= c->region && r->block < c->region_end && !c->elements[r->block].drop;
}

partikel_status pk_content_find(const struct pk_document *doc, const struct pk_know *know, struct pk_content *c, struct pk_arena *arena, partikel_error *err) {
  *c = (struct pk_content){.doc = doc, .arena = arena};
  c->elements = pk_arena_array(arena, doc->n_nodes + 1, sizeof *c->elements);
  if (!c->elements || !pk_names_init(&c->names, know, arena)) return pk_fail(err, PARTIKEL_NOMEM, "", 0, "out of memory");
  if (!doc->n_nodes) return PARTIKEL_OK;
  PK_TRY(make_runs(c, err));
  for (uint32_t i = 0; i < c->n_runs; i++) place_run(c, &c->runs[i]);
  sum_up(c, false);
  pk_arena_mark mark = pk_arena_here(arena);
  struct pk_element *whole = pk_arena_array(arena, doc->n_nodes, sizeof *whole);   /* the sums with all that may be dropped */
  if (!whole) return pk_fail(err, PARTIKEL_NOMEM, "", 0, "out of memory");
  memcpy(whole, c->elements, doc->n_nodes * sizeof *whole);
  for (uint32_t tries = 0; tries < 4; tries++) {
    uint32_t most = settle_drops(c, true), lost = most == NONE ? 0 : c->elements[most].para;
    sum_up(c, true);
    if (tries == 3 || c->elements[c->body].para * 4 >= whole[c->body].para || lost <= c->elements[c->body].para) break;
    whole[most].forced = true;   /* the names lie: what they hid is the article */
    memcpy(c->elements, whole, doc->n_nodes * sizeof *whole);
  }
  drop_cards(c);
  sum_up(c, true);
  score(c);
  choose(c);
  if (c->elements[c->region].para < LITTLE && whole[c->body].para > 2 * (c->elements[c->region].para + SHORT_RUN)) {   /* next to nothing: names do not count */
    memcpy(c->elements, whole, doc->n_nodes * sizeof *whole);
    settle_drops(c, false);
    sum_up(c, true);
    score(c);
    choose(c);
  }
  pk_arena_back(arena, mark);
  drop_tail(c);
  return PARTIKEL_OK;
}
