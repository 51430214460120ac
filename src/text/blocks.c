/* blocks: from the lines of a page to the article: where it ends, which kind each of its lines is, and its text. */
#include "page.h"

#include <stdlib.h>

/* ---- furniture between the lines ------------------------------------------------------------------------------------ */

/* Labels that take the short lines below them along: "Kontakt", "Mest læste". */
#define TAKES_STACK (PK_PAGE_FURNITURE & ~(PK_PAGE(NAVIGATION) | PK_PAGE(HOME) | PK_PAGE(NOTE) | PK_PAGE(COOKIE) | PK_PAGE(CASE_NUMBER)))

/* The words of a picture's caption, and the same again with "Foto: …" behind them. */
static bool caption_begun(const struct pk_page *p, uint32_t i) {
  const struct pk_line *l = &p->lines[i], *next = l + 1;
  return i + 1 < p->n && l->text.n >= 12 && next->text.n > l->text.n && pk_line_caption(next) && pk_str_starts(next->text, l->text);
}

static void furnish(struct pk_page *p) {
  for (uint32_t i = 0; i < p->n; i++) {
    struct pk_line *l = &p->lines[i];
    if (l->role != PK_ROLE_NONE || pk_line_meta(p, i)) continue;
    if (caption_begun(p, i)) l->role = PK_ROLE_NOISE;
    if (l->role != PK_ROLE_NONE || !pk_line_furniture(l, false)) continue;
    if (pk_line_with_site(p, i)) continue;
    if (l->label && i > l->stack && p->lines[i - 1].label && p->lines[i - 1].role == PK_ROLE_NONE) continue;   /* one of several rows */
    l->role = PK_ROLE_NOISE;
    if (!l->whole || !pk_line_is(l, TAKES_STACK)) continue;
    for (uint32_t k = i + 1; k < l->stack_end && p->lines[k].text.n < 160 && !pk_line_strong(&p->lines[k]); k++)
      if (!pk_line_meta(p, k)) p->lines[k].role = PK_ROLE_NOISE;
  }
}

/* ---- the end ----------------------------------------------------------------------------------------------------------- */

#define ENDS_PAGE (PK_PAGE(RELATED) | PK_PAGE(COMMENT) | PK_PAGE(CONTACT) | PK_PAGE(AUTHOR_BOX) | PK_PAGE(SIGNUP) | PK_PAGE(TAG_LABEL) | \
                   PK_PAGE(ATTACHMENT) | PK_PAGE(CLOSING) | PK_PAGE(FEEDBACK) | PK_PAGE(END) | PK_PAGE(APPEAL) | PK_PAGE(PAYWALL))

/* The first label alone on its line that has most of the running text above it: what follows is no article text, even where
 * it is written in sentences (teasers of other pages, comments, a note on the sender). */
static uint32_t last_label(const struct pk_page *p) {
  size_t total = 0, above = 0;
  for (uint32_t i = p->first; i < p->n; i++)
    if (p->lines[i].role == PK_ROLE_NONE && pk_line_strong(&p->lines[i])) total += p->lines[i].text.n;
  for (uint32_t i = p->first; i < p->n; i++) {
    const struct pk_line *l = &p->lines[i];
    if (l->role == PK_ROLE_NONE && pk_line_strong(l)) above += l->text.n;
    bool label = l->whole ? pk_line_is(l, ENDS_PAGE) : l->lone && pk_line_is(l, PK_PAGE(CONTACT) | PK_PAGE(CLOSING));
    if (l->role != PK_ROLE_NOISE || !label || !above) continue;
    if (pk_line_is(l, PK_PAGE(COMMENT) | PK_PAGE(END)) || (total - above) * 10 < above * 4) return i;
  }
  return p->n;
}

static bool heading_shaped(const struct pk_line *l) {
  return l->text.n <= 110 && l->words && l->words <= 14 && !l->tab && !l->url && (l->begin == PK_BEGIN_TEXT || l->begin == PK_BEGIN_QUOTE || l->begin == PK_BEGIN_NUMBER) &&
         (l->end != PK_END_STOP || l->question);
}

static bool starts_with_digit(const struct pk_line *l) { return l->text.s[0] >= '0' && l->text.s[0] <= '9'; }

static uint32_t alike_in_stack(const struct pk_page *p, uint32_t i) {
  const struct pk_line *l = &p->lines[i];
  uint32_t n = 0, from = i > l->stack + 40 ? i - 40 : l->stack, to = l->stack_end < i + 40 ? l->stack_end : i + 40;
  for (uint32_t k = from; k < to; k++)
    n += p->lines[k].begin == l->begin && (l->begin != PK_BEGIN_DASH || p->lines[k].end == PK_END_NONE || p->lines[k].soft);
  return n;
}

/* "Hedvigs Fond, Adelgade 3, 6000 Kolding": begins as a line of the head does, up to its comma. */
static bool sender(const struct pk_page *p, pk_str t) {
  const char *comma = memchr(t.s, ',', t.n);
  pk_str name = pk_str_part(t, 0, comma ? (size_t)(comma - t.s) : 0);
  for (uint32_t k = 0; name.n > 3 && k < 12 && k < p->first && k < p->n; k++)
    if (k != p->title && pk_str_starts(p->lines[k].text, name)) return true;
  return false;
}

/* "… hele dagen." Mette, mor til to: whole sentences in marks, and who says them. */
static bool signed_quote(const struct pk_line *l) {
  pk_str t = l->text;
  if (l->begin != PK_BEGIN_QUOTE) return false;
  for (size_t i = 1; i + 2 < t.n; i++) {
    size_t at = i + 1;
    if (t.s[i] != '.' && t.s[i] != '!' && t.s[i] != '?') continue;
    uint32_t cp = pk_utf8_next(t.s, t.n, &at);
    if ((cp == '"' || cp == 0xAB || cp == 0xBB || (cp >= 0x2018 && cp <= 0x201F)) && at + 2 < t.n && t.s[at] == ' ') return true;
  }
  return false;
}

/* A card in a box of facts: a few short lines, one of which is a number: name, who gets it, "22,5 millioner kroner". */
static bool card(const struct pk_page *p, uint32_t i) {
  const struct pk_line *l = &p->lines[i];
  bool number = false;
  if (l->stack_end - l->stack > 5 || l->stack_end - l->stack < 2) return false;
  for (uint32_t k = l->stack; k < l->stack_end; k++) {
    if (p->lines[k].phone || pk_line_furniture(&p->lines[k], true)) return false;
    number = number || (k > l->stack && starts_with_digit(&p->lines[k]) && p->lines[k].words && p->lines[k].words <= 4);
  }
  return number;
}

/* What a line below the last full paragraph can be; NOISE: the article has ended. `box`: the stack of a box of facts. */
static uint8_t tail_role(const struct pk_page *p, uint32_t i, uint32_t box, bool *pending) {
  const struct pk_line *l = &p->lines[i], *next = i + 1 < l->stack_end ? &p->lines[i + 1] : NULL;
  *pending = false;
  if (l->role == PK_ROLE_NOISE || pk_line_meta(p, i) || l->initials || l->url || l->begin == PK_BEGIN_ARROW) return PK_ROLE_NOISE;
  if (p->title != PK_NO_LINE && pk_str_eq(l->text, p->lines[p->title].text)) return PK_ROLE_NOISE;
  if (pk_line_caption(l)) return *pending = true, PK_ROLE_CAPTION;
  if (pk_line_furniture(l, true)) return PK_ROLE_NOISE;
  if (l->label && i == l->stack && next && next->label && pk_line_is(l, PK_PAGE(FACT_BOX))) return *pending = true, PK_ROLE_HEADING;
  if (l->label || l->tab) return PK_ROLE_ROW;
  if (l->begin == PK_BEGIN_BULLET || (l->begin == PK_BEGIN_DASH && (l->end == PK_END_NONE || l->soft) && alike_in_stack(p, i) > 1)) return PK_ROLE_LIST_ITEM;
  if ((pk_line_sentence(l) && !l->question) || (i > l->stack && l->end == PK_END_STOP) || signed_quote(l)) return PK_ROLE_NONE;
  if (box != PK_NO_LINE && card(p, i)) return i == l->stack ? (*pending = true, PK_ROLE_HEADING) : PK_ROLE_LIST_ITEM;
  bool boxed = box == l->stack && i > l->stack;
  if (boxed || (i > l->stack && starts_with_digit(l))) return PK_ROLE_LIST_ITEM;
  bool head = i == l->stack && heading_shaped(l);
  if (head && (pk_line_is(l, PK_PAGE(FACT_BOX)) || l->end == PK_END_COLON)) return *pending = true, PK_ROLE_HEADING;
  if (head && next && (next->begin == PK_BEGIN_BULLET || starts_with_digit(next) || next->label || next->tab || (next->end == PK_END_STOP && !pk_line_furniture(next, true))))
    return *pending = true, PK_ROLE_HEADING;
  /* an address: "Biblioteket, Stenstuegade 3, 1. sal" */
  if (l->numbers && l->words <= 12 && memchr(l->text.s, ',', l->text.n) && !l->phone && l->begin == PK_BEGIN_TEXT && !sender(p, l->text)) return PK_ROLE_NONE;
  return PK_ROLE_NOISE;
}

/* A box of facts that stands below other lines: its heading, then points, labels or sentences. */
static bool box_of_facts(const struct pk_page *p, uint32_t i) {
  const struct pk_line *l = &p->lines[i];
  if (l->role != PK_ROLE_NONE || i != l->stack || !pk_line_is(l, PK_PAGE(FACT_BOX)) || !heading_shaped(l)) return false;
  if (i + 1 >= p->n || p->lines[i + 1].role != PK_ROLE_NONE) return false;
  const struct pk_line *next = &p->lines[i + 1];
  return next->begin == PK_BEGIN_BULLET || (next->stack == i && (next->label || (next->end == PK_END_STOP && !pk_line_furniture(next, true))));
}

static void find_end(struct pk_page *p) {
  uint32_t stop = last_label(p), anchor = PK_NO_LINE, box = PK_NO_LINE, strong = p->first;
  for (uint32_t i = p->first; i < stop; i++) {
    const struct pk_line *l = &p->lines[i];
    if (l->role == PK_ROLE_NONE && pk_line_strong(l)) anchor = strong = i;
    else if (box_of_facts(p, i)) anchor = i;
  }
  if (anchor == PK_NO_LINE) anchor = p->first;
  p->last = strong < anchor ? strong : anchor;
  for (uint32_t i = strong + 1; i < anchor; i++) {   /* buttons between the last paragraph and the box */
    struct pk_line *l = &p->lines[i];
    if (l->role == PK_ROLE_NONE && (pk_line_meta(p, i) || pk_line_furniture(l, true))) l->role = PK_ROLE_NOISE;
    else if (l->role != PK_ROLE_NOISE) p->last = i;
  }
  for (uint32_t i = p->first; i <= anchor; i++)
    if (p->lines[i].stack == i && pk_line_is(&p->lines[i], PK_PAGE(FACT_BOX)) && p->lines[i].lone) box = i;
  for (uint32_t i = strong == anchor ? anchor + 1 : anchor; i < stop; i++) {
    struct pk_line *l = &p->lines[i];
    bool pending;
    uint8_t role = tail_role(p, i, box, &pending);
    if (role == PK_ROLE_NOISE && !l->words && i > p->first && p->lines[i - 1].label && i + 1 < stop && p->lines[i + 1].label) role = PK_ROLE_ROW;   /* a year between fields */
    if (role == PK_ROLE_NOISE) break;
    if (i == l->stack && pk_line_is(l, PK_PAGE(FACT_BOX))) box = i;
    else if (role == PK_ROLE_HEADING) box = i;
    if (l->role == PK_ROLE_NONE) l->role = role;
    if (!pending) p->last = i;
  }
  for (uint32_t i = p->last + 1; i < p->n; i++)
    if (p->lines[i].role != PK_ROLE_META) p->lines[i].role = PK_ROLE_NOISE;
}

/* ---- kinds --------------------------------------------------------------------------------------------------------------- */

static uint32_t next_kept(const struct pk_page *p, uint32_t i) {
  for (i++; i <= p->last && (p->lines[i].role == PK_ROLE_NOISE || p->lines[i].role == PK_ROLE_META); i++) continue;
  return i <= p->last ? i : PK_NO_LINE;
}

static uint8_t kind_of(const struct pk_page *p, uint32_t i, bool listed) {
  const struct pk_line *l = &p->lines[i];
  if (l->pulled) return PK_ROLE_NOISE;
  if (l->twin != PK_NO_LINE && l->text.n >= 40) {
    uint8_t earlier = p->lines[l->twin].role;
    if (earlier == PK_ROLE_TITLE || earlier == PK_ROLE_LEAD || earlier == PK_ROLE_PARAGRAPH || earlier == PK_ROLE_CAPTION) return PK_ROLE_NOISE;
  }
  if (pk_line_caption(l)) return PK_ROLE_CAPTION;
  if (l->tab) return PK_ROLE_ROW;
  uint32_t next = next_kept(p, i);
  const struct pk_line *below = next == PK_NO_LINE ? NULL : &p->lines[next];
  switch (l->begin) {
  case PK_BEGIN_BULLET: return PK_ROLE_LIST_ITEM;
  case PK_BEGIN_ARROW: return l->end == PK_END_STOP ? PK_ROLE_PARAGRAPH : PK_ROLE_NOISE;
  case PK_BEGIN_DASH: return (l->end == PK_END_NONE || l->soft) && alike_in_stack(p, i) > 1 ? PK_ROLE_LIST_ITEM : PK_ROLE_PARAGRAPH;
  case PK_BEGIN_NUMBER: if (alike_in_stack(p, i) > 1) return PK_ROLE_LIST_ITEM;
  }
  if (l->label && !(below && below->stack == l->stack && pk_line_sentence(below) && !below->label && i == l->stack)) return PK_ROLE_ROW;
  if ((pk_line_sentence(l) && !l->question) || signed_quote(l)) return PK_ROLE_PARAGRAPH;
  if (listed && i > l->stack && l->end == PK_END_NONE) return PK_ROLE_LIST_ITEM;
  if (!heading_shaped(l) || !below || (l->end == PK_END_COLON && l->words > 3)) return PK_ROLE_PARAGRAPH;
  if (l->end == PK_END_COLON && l->words > 1 && (below->begin == PK_BEGIN_BULLET || below->begin == PK_BEGIN_DASH || below->begin == PK_BEGIN_NUMBER)) return PK_ROLE_PARAGRAPH;
  if (l->end == PK_END_STOP && l->begin == PK_BEGIN_QUOTE) return PK_ROLE_PARAGRAPH;
  return i == l->stack ? PK_ROLE_HEADING : starts_with_digit(l) || listed ? PK_ROLE_LIST_ITEM : PK_ROLE_HEADING;
}

static void find_kinds(struct pk_page *p) {
  uint32_t list = PK_NO_LINE;   /* the stack that a heading over short lines began */
  for (uint32_t i = p->title == PK_NO_LINE ? p->first : p->title; i <= p->last; i++) {
    struct pk_line *l = &p->lines[i];
    if (l->role == PK_ROLE_NONE) l->role = kind_of(p, i, list == l->stack);
    if (l->role == PK_ROLE_HEADING && i == l->stack && i + 2 < l->stack_end && p->lines[i + 1].end == PK_END_NONE) list = l->stack;
  }
}

/* ---- the text -------------------------------------------------------------------------------------------------------------- */

static pk_str without_marker(pk_str t) {
  size_t i = 0;
  pk_utf8_next(t.s, t.n, &i);
  while (i < t.n && (t.s[i] == ' ' || t.s[i] == '\t')) i++;
  return i < t.n ? pk_str_part(t, i, t.n) : t;
}

static pk_str block_text(const struct pk_page *p, uint32_t i) {
  const struct pk_line *l = &p->lines[i];
  pk_str t = l->text;
  if (i == p->title && p->out->title) return pk_str_of(p->out->title);
  if (i == p->lead || i == p->first) return pk_str_part(t, pk_dateline(p, l, i == p->lead), t.n);
  if (l->role == PK_ROLE_LIST_ITEM && (l->begin == PK_BEGIN_BULLET || l->begin == PK_BEGIN_DASH)) return without_marker(t);
  return t;
}

/* "Nyt familiehus i Haslev | Faxe Kommune": the site's name is no part of the title. */
pk_str pk_page_without_site(const struct pk_page *p, pk_str t, pk_str *site) {
  bool joined;
  for (size_t i = t.n; i-- > 8;) {
    size_t skip = pk_separator_at(t, i, &joined);
    if (!skip || i + skip >= t.n) continue;
    pk_str tail = pk_str_part(t, i + skip, t.n);
    struct pk_token tokens[10];
    uint32_t n = pk_page_tokens(p->know, tail, tokens, 10);
    bool known = false, named = n && n < 9;
    for (uint32_t k = 0; k < n; k++) {
      if (!(tokens[k].is & PK_IS_CAPITAL) && !pk_know_in(p->know, tokens[k].set, p->class_id[PK_PAGE_PARTICLE])) named = false;
      known = known || pk_know_in(p->know, tokens[k].set, p->class_id[PK_PAGE_PUBLISHER]);
    }
    if (p->out->publisher && pk_str_eq(tail, pk_str_of(p->out->publisher))) known = named = true;
    bool bar = t.s[i] == '|' || t.s[i + 1] == '|';
    if (!named || !(known || bar)) return t;
    *site = pk_str_trim(tail);
    return pk_str_trim(pk_str_part(t, 0, i));
  }
  return t;
}

static const uint8_t block_kinds[] = {
    [PK_ROLE_TITLE] = PARTIKEL_BLOCK_TITLE, [PK_ROLE_LEAD] = PARTIKEL_BLOCK_LEAD, [PK_ROLE_HEADING] = PARTIKEL_BLOCK_HEADING,
    [PK_ROLE_PARAGRAPH] = PARTIKEL_BLOCK_PARAGRAPH, [PK_ROLE_LIST_ITEM] = PARTIKEL_BLOCK_LIST_ITEM,
    [PK_ROLE_QUOTE] = PARTIKEL_BLOCK_QUOTE,
    [PK_ROLE_CAPTION] = PARTIKEL_BLOCK_CAPTION, [PK_ROLE_ROW] = PARTIKEL_BLOCK_TABLE_ROW};

/* The tokens of a block that is a line or the end of one are those of the line; else they are made. */
static bool block_tokens(struct pk_page *p, const struct pk_line *l, pk_str t, size_t at, struct pk_made *out) {
  uint32_t cut = (uint32_t)(l->text.n - t.n), skip = 0;
  if (!pk_str_ends(l->text, t)) {
    out->shift = (uint32_t)at;
    return pk_page_tokenise(p, t, &out->first, &out->n);
  }
  const struct pk_token *tokens = p->tokens.at + l->token;
  while (skip < l->n_tokens && tokens[skip].at.start < cut) skip++;
  out->shift = (uint32_t)at - cut;
  out->first = l->token + skip;
  out->n = l->n_tokens - skip;
  if (!skip || tokens[skip - 1].at.end <= cut) return true;
  out->shift = (uint32_t)at;   /* the cut went through a word */
  return pk_page_tokenise(p, t, &out->first, &out->n);
}

static const char *language_of(const struct pk_page *p, const struct pk_made *made, size_t n) {
  uint32_t counts[PK_LANGUAGES] = {0}, seen = 0;
  for (size_t i = 0; i < n; i++)
    if (!pk_language_count(p, p->tokens.at + made[i].first, made[i].n, &seen, counts)) break;
  return pk_language_most(counts);
}

partikel_status pk_page_build(struct pk_page *p, struct pk_article *article, partikel_error *err) {
  partikel_article *out = p->out;
  size_t total = 0, n = 0, at = 0;
  for (uint32_t i = 0; i < p->n; i++)
    if (p->lines[i].role >= PK_ROLE_TITLE) total += p->lines[i].text.n + 2, n++;
  char *text = pk_arena_alloc(p->arena, total + 1);
  partikel_block *blocks = pk_arena_array(p->arena, n + 1, sizeof *blocks);
  struct pk_made *made = pk_arena_array(p->arena, n + 1, sizeof *made);
  if (!text || !blocks || !made) return pk_fail(err, PARTIKEL_NOMEM, "", 0, "out of memory");
  n = 0;
  for (uint32_t i = 0; i < p->n; i++) {
    if (p->lines[i].role < PK_ROLE_TITLE) continue;
    pk_str t = block_text(p, i);
    if (!t.n) continue;
    if (at) text[at++] = '\n', text[at++] = '\n';
    memcpy(text + at, t.s, t.n);
    if (!block_tokens(p, &p->lines[i], t, at, &made[n])) return pk_fail(err, PARTIKEL_NOMEM, "", 0, "out of memory");
    blocks[n++] = (partikel_block){block_kinds[p->lines[i].role], {(uint32_t)at, (uint32_t)(at + t.n)}};
    at += t.n;
    if (i == p->lead && !(out->lead = pk_arena_copy(p->arena, t))) return pk_fail(err, PARTIKEL_NOMEM, "", 0, "out of memory");
  }
  out->text = text;
  out->text_size = at;
  out->blocks = blocks;
  out->n_blocks = n;
  out->language = language_of(p, made, n);
  article->tokens = p->tokens.at;
  article->made = made;
  return PARTIKEL_OK;
}

/* ---- the whole ---------------------------------------------------------------------------------------------------------------- */

partikel_status pk_page_warn(struct pk_page *p, const char *code, const char *message, partikel_error *err) {
  return pk_warn(p->warnings, p->arena, code, message) ? PARTIKEL_OK : pk_fail(err, PARTIKEL_NOMEM, "", 0, "out of memory");
}

/* Pages that are no article, or only the beginning of one. */
static partikel_status judge(struct pk_page *p, struct pk_article *out, partikel_error *err) {
  size_t text = 0;
  bool cookies = false, missing = false, paywall = false;
  for (uint32_t i = 0; i < p->n; i++) {
    const struct pk_line *l = &p->lines[i];
    if (l->role == PK_ROLE_PARAGRAPH || l->role == PK_ROLE_LIST_ITEM) text += l->text.n;
    if (l->has & PK_PAGE(COOKIE)) cookies = true;
    if (pk_line_is(l, PK_PAGE(NOT_FOUND)) && l->text.n < 120) missing = true;
    if (l->has & PK_PAGE(PAYWALL) && l->role == PK_ROLE_NOISE) paywall = true;
  }
  missing = missing && text < 700;
  if (missing || !text) {
    out->relevant_text = false;
    PK_TRY(pk_page_warn(p, "no-article", missing ? "the page says that it does not exist" : "no running text was found", err));
    if (cookies) PK_TRY(pk_page_warn(p, "cookie-wall", "the text is a question about cookies", err));
    if (missing)
      for (uint32_t i = 0; i < p->n; i++)
        if (p->lines[i].role > PK_ROLE_TITLE) p->lines[i].role = PK_ROLE_NOISE;
  } else if (paywall && text < 600) {
    PK_TRY(pk_page_warn(p, "teaser-only", "the page shows only the beginning to those who do not pay", err));
  }
  return PARTIKEL_OK;
}

partikel_status pk_page_decide(struct pk_page *p, partikel_error *err) {
  furnish(p);
  PK_TRY(pk_page_head(p, err));
  if (p->first == PK_NO_LINE) return PARTIKEL_OK;
  find_end(p);
  find_kinds(p);
  return PARTIKEL_OK;
}

struct pk_known *pk_known_new(const struct pk_know *know) {
  struct pk_known *known = calloc(1, sizeof *known);
  if (!known) return NULL;
  pk_arena_init(&known->arena, PK_MAX_ARENA);
  known->page = (struct pk_page){.know = know, .arena = &known->arena, .title = PK_NO_LINE, .lead = PK_NO_LINE, .first = PK_NO_LINE, .last = PK_NO_LINE,
                                 .published = PK_NO_DATE, .modified = PK_NO_DATE};
  if (pk_page_begin(&known->page)) return known;
  pk_known_free(known);
  return NULL;
}

void pk_known_free(struct pk_known *known) {
  if (known) pk_arena_release(&known->arena);
  free(known);
}

partikel_status pk_extract(const struct pk_document *doc, const struct pk_known *known, struct pk_article *out, struct pk_arena *arena, partikel_error *err) {
  if (doc->is_page) return pk_extract_webpage(doc, known, out, arena, err);
  *out = (struct pk_article){.published = PK_NO_DATE, .relevant_text = true, .warnings = doc->warnings};
  struct pk_page p = known->page;
  p.doc = doc, p.arena = arena, p.out = &out->out, p.warnings = &out->warnings;
  PK_TRY(pk_page_lines(&p, err));
  PK_TRY(pk_page_decide(&p, err));
  if (p.title != PK_NO_LINE && !(out->out.title = pk_arena_copy(arena, p.lines[p.title].text))) return pk_fail(err, PARTIKEL_NOMEM, "", 0, "out of memory");
  PK_TRY(judge(&p, out, err));
  PK_TRY(pk_page_metadata(&p, err));
  if (out->out.title) {
    pk_str site = {NULL, 0};
    out->out.title = pk_arena_copy(arena, pk_page_without_site(&p, pk_str_of(out->out.title), &site));
    if (site.n && !out->out.publisher) out->out.publisher = pk_arena_copy(arena, site);
  }
  PK_TRY(pk_page_build(&p, out, err));
  out->searched = (uint32_t)out->out.n_blocks;
  out->published = p.published;
  out->danish = !out->out.language || strcmp(out->out.language, "da") == 0;
  if (!out->danish && out->out.text_size) PK_TRY(pk_page_warn(&p, "not-danish", "the text is not in Danish: no facts are looked for", err));
  return PARTIKEL_OK;
}
