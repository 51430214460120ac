/* quote: direct speech, after a dash or in quotation marks, with the words that may name its speaker. Runs before any
 * rule; who speaks is decided in the facts room. A short text in marks that nobody says is a name, and none of ours. */
#include "quote.h"

/* ---- small questions --------------------------------------------------------------------------------------------- */
static uint32_t words(const struct quoting *q, uint32_t first, uint32_t last)
{
  uint32_t n = 0;
  for (uint32_t i = first; i < last && n < 2 * FEW_WORDS; i++) n += (q->t[i].is & (PK_IS_WORD | PK_IS_NUMBER)) != 0;
  return n;
}

/* Ends [first, last) as a sentence does, marks of quotations left aside? */
static bool ends_sentence(const struct quoting *q, uint32_t first, uint32_t last)
{
  while (last > first && q->side[last - 1] != SIDE_NONE) last--;
  return last > first && terminal(q, last - 1);
}

static bool block_may_speak(const struct quoting *q, uint32_t b)
{
  partikel_block_kind kind = q->seg->blocks[b].kind;
  return q->low[b] < q->low[b + 1] && (kind == PARTIKEL_BLOCK_PARAGRAPH || kind == PARTIKEL_BLOCK_QUOTE ||
                                      kind == PARTIKEL_BLOCK_LIST_ITEM || kind == PARTIKEL_BLOCK_LEAD);
}

/* The block before b that a reader reads before it: captions between are passed over. NOWHERE: none. */
static uint32_t block_before(const struct quoting *q, uint32_t b)
{
  for (uint32_t steps = 0; b > 0 && steps < 3; steps++) {
    partikel_block_kind kind = q->seg->blocks[--b].kind;
    if (kind == PARTIKEL_BLOCK_TITLE || kind == PARTIKEL_BLOCK_TABLE_ROW) return NOWHERE;
    if (kind != PARTIKEL_BLOCK_CAPTION && kind != PARTIKEL_BLOCK_BYLINE && q->low[b] < q->low[b + 1]) return b;
  }
  return NOWHERE;
}

static bool block_ends_in(const struct quoting *q, uint32_t b, uint32_t cp)
{
  return b != NOWHERE && mark(q, q->low[b + 1] - 1) == cp;
}

/* ---- quotation marks: which way each looks ------------------------------------------------------------------------ */
static uint8_t family_of(uint32_t cp)
{
  if (cp == '"' || (cp >= 0x201C && cp <= 0x201F)) return FAMILY_HIGH;
  if (cp == 0xAB || cp == 0xBB || cp == 0x2039 || cp == 0x203A) return FAMILY_GUILLEMETS;
  if (cp == '\'' || (cp >= 0x2018 && cp <= 0x201B)) return FAMILY_SINGLE;
  return FAMILY_NONE;
}

static void find_sides(struct quoting *q)
{
  for (uint32_t i = 0; i < q->seg->n_tokens; i++) {
    uint32_t cp = mark(q, i);
    if (!(q->family[i] = family_of(cp))) continue;
    uint32_t before = i ? mark(q, i - 1) : 0, after = i + 1 < q->seg->n_tokens ? mark(q, i + 1) : 0;
    bool left = i == 0 || q->t[i].is & (PK_IS_SPACED | PK_IS_BLOCK) || before == '(' || before == '[' || before == ':' ||
                before == '/' || dash(q, i - 1) || q->side[i - 1] == SIDE_OPEN;
    bool right = i + 1 >= q->seg->n_tokens || q->t[i + 1].is & (PK_IS_SPACED | PK_IS_BLOCK) ||
                 (after && !family_of(after) && after != '(' && after != '[' && !dash(q, i + 1));
    if (left != right) q->side[i] = left ? SIDE_OPEN : SIDE_CLOSE;
    else q->side[i] = cp == 0xBB || cp == 0x201E ? SIDE_OPEN : cp == 0xAB ? SIDE_CLOSE : SIDE_EITHER;
  }
}

/* ---- making a quote ----------------------------------------------------------------------------------------------------- */
static partikel_status add_part(struct quoting *q, struct pk_quote *quote, uint32_t first, uint32_t last)
{
  while (last > first && mark(q, last - 1) == ',') last--;
  while (first < last && dash(q, first)) first++;
  for (uint32_t i = first; i < last;) {                          /* one part a block: the blank line is no speech */
    uint32_t b = block_of(q, i), end = q->low[b + 1] < last ? q->low[b + 1] : last;
    if (q->side[i] != SIDE_NONE && i > first && q->side[i] != SIDE_CLOSE) i++;  /* repeated mark of a further paragraph */
    if (i < end && block_may_speak(q, b)) {
      pk_span *part = pk_vec_add(q->arena, &quote->parts);
      if (!part) return PARTIKEL_NOMEM;
      *part = (pk_span){q->t[i].at.start, q->t[end - 1].at.end};
      if (quote->parts.n == 1) { quote->first = i; quote->block = b; quote->text.start = part->start; }
      quote->text.end = part->end;
      quote->last = end;
    }
    i = end > i ? end : i + 1;
  }
  return PARTIKEL_OK;
}

static void attribute(struct pk_quote *quote, const struct clause *c)
{
  if (quote->attribution.end > quote->attribution.start) return;  /* the first one names the speaker */
  quote->attribution = (pk_span){c->start, c->end};
}

static partikel_status add_quote(struct quoting *q, struct pk_quote quote, uint8_t style, const char *rule, uint32_t done)
{
  if (quote.parts.n == 0) return PARTIKEL_OK;
  quote.style = style;
  quote.rule = rule;
  if (quote.attribution.end <= quote.attribution.start && q->out->quotes.n) {
    const struct pk_quote *before = &q->out->quotes.at[q->out->quotes.n - 1];
    uint32_t b = block_of(q, before->last - 1), own = block_before(q, quote.block);
    quote.continued = b == quote.block || b == own ||
                      (block_ends_in(q, own, '?') && own > 0 && block_before(q, own) == b);
  }
  struct pk_quote *slot = pk_vec_add(q->arena, &q->out->quotes);
  if (!slot) return PARTIKEL_NOMEM;
  *slot = quote;
  if (done > q->done) q->done = done;
  return PARTIKEL_OK;
}

/* ---- speech after a dash ---------------------------------------------------------------------------------------------------- */
/* A dash that begins speech or takes it up again: «…, siger X. – Vi …». */
static bool dash_opens(const struct quoting *q, uint32_t i, uint32_t limit)
{
  if (!dash(q, i) || i + 1 >= limit || !(q->t[i].is & (PK_IS_SPACED | PK_IS_BLOCK))) return false;
  uint32_t before = i ? mark(q, i - 1) : 0;
  return (q->t[i + 1].is & (PK_IS_CAPITAL | PK_IS_NUMBER) || q->side[i + 1] == SIDE_OPEN) &&
         (q->t[i].is & PK_IS_BLOCK || terminal_mark(before) || before == ':');
}

/* Speech in [from, limit) that no marks close. *done: where it ends. */
static partikel_status unmarked_speech(struct quoting *q, uint32_t from, uint32_t limit, struct pk_quote *quote, uint32_t *done)
{
  *quote = (struct pk_quote){0};
  *done = limit;
  while (from < limit) {
    struct clause c;
    uint32_t stop;
    if (!pk_attribution_next(q, from, limit, &stop, &c)) return add_part(q, quote, from, limit);
    attribute(quote, &c);
    PK_TRY(add_part(q, quote, from, stop + 1));
    *done = c.end < limit ? c.end + 1 : limit;
    if (c.resume != NOWHERE) { from = c.resume; continue; }
    uint32_t n = *done;
    while (n < limit && q->side[n] == SIDE_CLOSE) n++;
    if (n >= limit) break;
    if (dash(q, n)) from = n + 1;
    else if (q->t[n].is & PK_IS_CAPITAL && !in(q, n, q->third_person) && q->side[n] == SIDE_NONE) from = n;
    else { *done = n; return PARTIKEL_OK; }                      /* the article's own voice again */
    *done = limit;
  }
  return PARTIKEL_OK;
}

static bool attributed(const struct pk_quote *quote)
{
  return quote->attribution.end > quote->attribution.start;
}

/* Speech that nobody says up to its block's end, and the next paragraph: «Det sagde borgmester X, da huset blev åbnet.» */
static void said_below(const struct quoting *q, uint32_t b, struct pk_quote *quote)
{
  uint32_t next = b + 1;
  struct clause c;
  while (next < q->seg->n_blocks && q->seg->blocks[next].kind == PARTIKEL_BLOCK_CAPTION) next++;
  if (attributed(quote) || next >= q->seg->n_blocks || !block_may_speak(q, next)) return;
  if (pk_attribution_that(q, q->low[next], q->low[next + 1], &c) != NOT_SAID) quote->attribution = (pk_span){c.start, c.end};
}

/* Is speech without an attribution speech at all? Lists have dashes too. */
static bool dash_block_speaks(const struct quoting *q, uint32_t b, const struct pk_quote *quote, uint32_t run, bool run_speaks)
{
  uint32_t before = block_before(q, b), n = words(q, quote->first, quote->last);
  bool sentence = ends_sentence(q, quote->first, q->low[b + 1]) || n >= 2 * FEW_WORDS;
  bool listed = q->seg->blocks[b].kind == PARTIKEL_BLOCK_LIST_ITEM;
  if (run_speaks) return sentence;
  if (listed) return false;
  if (block_ends_in(q, before, '?')) return sentence;
  if (block_ends_in(q, before, ':')) {
    struct clause c;
    pk_attribution_before(q, q->low[before + 1] - 1, &c);
    return c.strength == SAID ? sentence || n >= FEW_WORDS : run == 1 && sentence && n >= FEW_WORDS;
  }
  return sentence && n >= FEW_WORDS && ((run == 1 && q->out->quotes.n) || any(q, quote->first, quote->last, q->first_person));
}

/* Dash paragraphs in a row, from block b: one quote each, or a list. */
static partikel_status dash_run(struct quoting *q, uint32_t b, uint32_t *next)
{
  PK_VEC(struct pk_quote) found = {0};
  PK_VEC(uint32_t) ends = {0};
  uint32_t e = b, before = block_before(q, b);
  bool speaks = false;
  for (; e < q->seg->n_blocks && block_may_speak(q, e) && dash(q, q->low[e]) && q->low[e] + 1 < q->low[e + 1]; e++) {
    if (q->side[q->low[e] + 1] == SIDE_OPEN && e > b) break;
    struct pk_quote *quote = pk_vec_add(q->arena, &found);
    uint32_t *end = pk_vec_add(q->arena, &ends);
    if (!quote || !end) return PARTIKEL_NOMEM;
    PK_TRY(unmarked_speech(q, q->low[e] + 1, q->low[e + 1], quote, end));
    speaks = speaks || attributed(quote);
  }
  *next = e > b ? e : b + 1;
  if (q->out->quotes.n && before != NOWHERE) {
    const struct pk_quote *last = &q->out->quotes.at[q->out->quotes.n - 1];
    speaks = speaks || (last->style == STYLE_DASH && block_of(q, last->last - 1) == before);
  }
  for (uint32_t i = 0; i < found.n; i++) {
    struct pk_quote *quote = &found.at[i];
    if (quote->parts.n && i + 1 == found.n) said_below(q, b + i, quote);
    if (quote->parts.n == 0 || (!attributed(quote) && !dash_block_speaks(q, b + i, quote, found.n, speaks))) continue;
    bool asked = block_ends_in(q, block_before(q, b + i), '?');
    before = i == 0 ? block_before(q, b) : NOWHERE;
    if (block_ends_in(q, before, ':') && (!attributed(quote) || !any_capital(q, quote->attribution.start, quote->attribution.end))) {
      struct clause c;
      pk_attribution_before(q, q->low[before + 1] - 1, &c);
      quote->attribution = (pk_span){c.start, c.end};
    }
    PK_TRY(add_quote(q, *quote, STYLE_DASH, asked && !attributed(quote) ? "quote-answer" : "quote-dash", ends.at[i]));
  }
  return PARTIKEL_OK;
}

/* ---- speech in quotation marks --------------------------------------------------------------------------------------------- */
/* The mark that closes the one at `open`, NOWHERE if there is none. Into a later paragraph only where a sentence was
 * opened and no paragraph on the way ends with an attribution (then the closing mark was forgotten). */
static uint32_t closing(struct quoting *q, uint32_t open)
{
  uint32_t b = block_of(q, open), limit = q->low[b + 1], depth = 1, crossed = 0;
  bool far = q->family[open] != FAMILY_SINGLE && (starts_sentence(q, open) || mark(q, open - 1) == ':' || dash(q, open - 1));
  for (uint32_t i = open + 1;; i++) {
    if (i >= limit) {
      struct clause c;
      uint32_t stop, from = q->low[b] > open ? q->low[b] : open;
      if (!far || ++crossed >= MAX_QUOTE_BLOCKS || pk_attribution_next(q, from, limit, &stop, &c)) return NOWHERE;
      for (b++; b < q->seg->n_blocks && (q->low[b] >= q->low[b + 1] || q->seg->blocks[b].kind == PARTIKEL_BLOCK_CAPTION); b++);
      if (b >= q->seg->n_blocks || !block_may_speak(q, b) || dash(q, q->low[b])) return NOWHERE;
      i = q->low[b];
      limit = q->low[b + 1];
      if (q->family[i] == q->family[open]) continue;             /* each further paragraph may repeat the mark */
    }
    if (q->family[i] != q->family[open]) continue;
    if (q->side[i] == SIDE_OPEN) {
      if (++depth > MAX_NESTED) return NOWHERE;
    } else if (--depth == 0) return i;
  }
}

static uint32_t skip_marks(const struct quoting *q, uint32_t i, uint32_t limit)
{
  for (uint32_t n = 0; n < 2 && i < limit; n++, i++) {
    uint32_t cp = mark(q, i);
    if (cp != ',' && !terminal_mark(cp) && !dash(q, i)) break;
  }
  return i;
}

/* «…» Sanne, mor til to  on the same line: a name behind whole sentences, and no verb or full stop behind it. */
static bool signed_by(const struct quoting *q, uint32_t open, uint32_t close, uint32_t limit)
{
  uint32_t n = close + 1, names = 0;
  if (!(q->t[open].is & PK_IS_BLOCK) || !terminal_mark(mark(q, close - 1)) || n >= limit || limit - n > MAX_SIGNATURE || terminal(q, limit - 1)) return false;
  while (n < limit && q->t[n].is & PK_IS_CAPITAL && names < MAX_NAME) n++, names++;
  return names > 0 && (n == limit || mark(q, n) == ',') && words(q, open, close) >= FEW_WORDS;
}

/* What stands behind the closing mark says who spoke: «…», siger X  or  «…» – X, mor til to. */
static bool said_after(const struct quoting *q, uint32_t open, uint32_t close, uint32_t limit, struct clause *c)
{
  uint32_t n = skip_marks(q, close + 1, limit), before = mark(q, close - 1);
  enum strength said = pk_attribution_at(q, n, limit, c);
  if (said != NOT_SAID) {
    if (n > close + 1 || before == ',' || terminal_mark(before)) return true;
    /* no mark between: «Hånd i hånd» fortæller historien … is a title and its verb */
    return said == SAID && (open == 0 || starts_sentence(q, open) || mark(q, open - 1) == ':') &&
           (q->t[n + 1].is & PK_IS_CAPITAL || in(q, n + 1, q->third_person));
  }
  if ((n > close + 1 || before == ',' || terminal_mark(before)) && pk_attribution_as(q, n, limit, c) != NOT_SAID) return true;
  if (n == close + 1 && signed_by(q, open, close, limit)) {
    *c = (struct clause){NOWHERE, n, limit, NOWHERE, SAID};
    return true;
  }
  if (n > close + 1 && (terminal(q, close + 1) || terminal_mark(before)) && pk_attribution_thus(q, n, limit, c) != NOT_SAID) return true;
  if (n > close + 1 && n < limit && dash(q, n - 1) && q->t[open].is & PK_IS_BLOCK && q->t[n].is & PK_IS_CAPITAL &&
      limit - n <= MAX_ATTRIBUTION / 2 && words(q, open, close) >= FEW_WORDS) {
    *c = (struct clause){NOWHERE, n, limit, NOWHERE, SAID};
    return true;
  }
  return false;
}

/* What stands before the opening mark: «X siger: …», in this block or at the end of the one before. */
static bool said_before(const struct quoting *q, uint32_t open, struct clause *c)
{
  uint32_t i = open, b = block_of(q, open);
  if (i > q->low[b] && dash(q, i - 1)) i--;
  if (i == q->low[b]) {
    uint32_t before = block_before(q, b);
    if (!block_ends_in(q, before, ':')) return false;
    i = q->low[before + 1];
  } else if (mark(q, i - 1) != ':') return false;
  pk_attribution_before(q, i - 1, c);
  return c->end > c->start;
}

/* Is what the marks at open and close hold direct speech? Fills the attribution when there is one. */
static bool is_speech(const struct quoting *q, uint32_t open, uint32_t close, struct clause *after, struct clause *before,
                      bool *has_after, bool *has_before)
{
  uint32_t limit = q->low[block_of(q, close) + 1], n = words(q, open + 1, close), b = block_of(q, open);
  bool ends = ends_sentence(q, open + 1, close), lead = q->seg->blocks[b].kind == PARTIKEL_BLOCK_LEAD;
  bool outside = close + 1 < limit && terminal(q, close + 1);
  *has_after = n > 0 && said_after(q, open, close, limit, after);
  *has_before = n > 0 && said_before(q, open, before);
  if (*has_before && any(q, before->start, before->end, q->proverb)) return *has_before = false;
  if (q->family[open] == FAMILY_SINGLE) {
    *has_before = false;
    return *has_after && after->strength == SAID && n >= FEW_WORDS;
  }
  if (*has_after) /* «…, »B« og »C«, siger X»: the last of some names, and no speech */
    return n >= FEW_WORDS || ends || *has_before || starts_sentence(q, open) || mark(q, open - 1) == ':' || dash(q, open - 1);
  if (*has_before) {
    if (before->strength == SAID) return n >= FEW_WORDS || ends || outside || close + 1 >= limit;
    return (n > FEW_WORDS || (q->t[open].is & PK_IS_BLOCK && n > 1)) && (ends || outside || close + 1 >= limit);
  }
  if (n < FEW_WORDS || lead) return false;
  bool whole = q->t[open].is & PK_IS_BLOCK && skip_marks(q, close + 1, limit) >= limit;
  if (whole) return ends || outside || block_of(q, close) != b || n >= 2 * FEW_WORDS;
  return ends && starts_sentence(q, open) && (close + 1 >= limit || q->t[close + 1].is & (PK_IS_CAPITAL | PK_IS_NUMBER) || dash(q, close + 1));
}

/* A quotation in marks from `open` on, with what follows its attribution; *done stays where it is when it is none. */
static partikel_status marked_speech(struct quoting *q, uint32_t open, uint32_t close, uint32_t *done)
{
  struct clause after, before;
  bool has_after, has_before;
  struct pk_quote quote = {0};
  if (!is_speech(q, open, close, &after, &before, &has_after, &has_before)) return PARTIKEL_OK;
  PK_TRY(add_part(q, &quote, open + 1, close));
  *done = close + 1;
  bool named = has_after && any_capital(q, after.start, after.end);
  if (has_before && !named) attribute(&quote, &before);
  while (has_after) {
    attribute(&quote, &after);
    *done = after.end;
    uint32_t limit = q->low[block_of(q, close) + 1], n = skip_marks(q, after.end, limit);
    if (n < limit && mark(q, n) == ':') n++;
    if (n >= limit || q->family[n] != q->family[open] || q->side[n] == SIDE_CLOSE) break;
    uint32_t end = closing(q, n);
    if (end == NOWHERE) break;
    uint32_t tail = q->low[block_of(q, end) + 1], behind = end + 1 < tail ? mark(q, end + 1) : '.';
    if (!terminal_mark(behind) && behind != ',' && !ends_sentence(q, n + 1, end) && mark(q, end - 1) != ',') break;
    has_after = said_after(q, n, end, tail, &after);
    if (has_after && any_capital(q, after.start, after.end)) break;   /* somebody else, or the next utterance */
    PK_TRY(add_part(q, &quote, n + 1, end));
    *done = end + 1;
    close = end;
  }
  uint32_t own = block_of(q, close);
  if (!attributed(&quote) && skip_marks(q, close + 1, q->low[own + 1]) >= q->low[own + 1]) said_below(q, own, &quote);
  const uint8_t style[] = {STYLE_NONE, STYLE_HIGH, STYLE_GUILLEMETS, STYLE_SINGLE};
  return add_quote(q, quote, style[q->family[open]], has_before && !named ? "quote-before" : attributed(&quote) ? "quote-marks" : "quote-alone", *done);
}

/* «Karen Holm: – …», as in a conversation. */
static bool only_a_name(const struct quoting *q, const struct clause *c)
{
  for (uint32_t i = c->start; i < c->end; i++) if (!(q->t[i].is & PK_IS_CAPITAL)) return false;
  return c->start == q->low[block_of(q, c->start)] && c->end - c->start >= 2 && c->end - c->start <= 4;
}

/* All quotations that begin in block b at or after q->done. */
static partikel_status speech_in_block(struct quoting *q, uint32_t b)
{
  uint32_t limit = q->low[b + 1];
  for (uint32_t i = q->low[b] > q->done ? q->low[b] : q->done, next; i < limit; i = next) {
    next = i + 1;
    struct pk_quote quote;
    uint32_t done;
    if (q->side[i] == SIDE_OPEN || q->side[i] == SIDE_EITHER) {
      uint32_t close = closing(q, i);
      if (close != NOWHERE) {
        done = i;
        PK_TRY(marked_speech(q, i, close, &done));
        next = done > i ? done : close < limit ? close + 1 : i + 1;
      } else if (q->family[i] != FAMILY_SINGLE && q->t[i].is & PK_IS_BLOCK) {   /* the closing mark was forgotten */
        PK_TRY(unmarked_speech(q, i + 1, limit, &quote, &done));
        if (attributed(&quote)) { PK_TRY(add_quote(q, quote, STYLE_DASH, "quote-unclosed", done)); next = done; }
      }
    } else if (dash_opens(q, i, limit) && q->side[i + 1] == SIDE_NONE) {
      PK_TRY(unmarked_speech(q, i + 1, limit, &quote, &done));
      struct clause c;
      if (!attributed(&quote) && mark(q, i - 1) == ':' && ends_sentence(q, i, limit) && words(q, i, limit) >= FEW_WORDS) {
        pk_attribution_before(q, i - 1, &c);                             /* «Formand X: – Vi er glade for det.» */
        if (c.strength == SAID || any(q, c.start, c.end, q->title) || only_a_name(q, &c)) attribute(&quote, &c);
      }
      if (attributed(&quote)) { PK_TRY(add_quote(q, quote, STYLE_DASH, "quote-dash", done)); next = done; }
    }
    if (next <= i) next = i + 1;
  }
  return PARTIKEL_OK;
}

/* A block that the page marks as a quotation, without marks or dash of its own. */
static partikel_status quote_block(struct quoting *q, uint32_t b)
{
  struct pk_quote quote;
  uint32_t done, before = block_before(q, b);
  PK_TRY(unmarked_speech(q, q->low[b], q->low[b + 1], &quote, &done));
  if (!attributed(&quote) && block_ends_in(q, before, ':')) {
    struct clause c;
    pk_attribution_before(q, q->low[before + 1] - 1, &c);
    attribute(&quote, &c);
  }
  return attributed(&quote) ? add_quote(q, quote, STYLE_BLOCK, "quote-block", done) : PARTIKEL_OK;
}

/* A paragraph without marks behind «Ministeren siger:», as ministries print what theirs say. */
static partikel_status introduced_block(struct quoting *q, uint32_t b, bool *taken)
{
  struct pk_quote quote;
  struct clause c;
  uint32_t done, low = q->low[b], high = q->low[b + 1], before = block_before(q, b);
  *taken = false;
  if (q->seg->blocks[b].kind != PARTIKEL_BLOCK_PARAGRAPH || q->side[low] != SIDE_NONE || !block_ends_in(q, before, ':') || words(q, low, high) < 2 * FEW_WORDS || !ends_sentence(q, low, high)) return PARTIKEL_OK;
  uint32_t colon = q->low[before + 1] - 1;
  pk_attribution_before(q, colon, &c);
  if (c.verb == NOWHERE || c.strength != SAID || colon - c.verb > MAX_NAME || !any_capital(q, c.start, c.end) || in(q, c.verb + 1, q->not_subject)) return PARTIKEL_OK;
  PK_TRY(unmarked_speech(q, low, high, &quote, &done));
  if (!attributed(&quote)) attribute(&quote, &c);
  *taken = true;
  return add_quote(q, quote, STYLE_BLOCK, "quote-introduced", done);
}

/* «– Sanne, mor til to», «Sanne, leder» as a paragraph of its own below a quotation: who said it. */
static bool names_speaker(struct quoting *q, uint32_t b)
{
  uint32_t low = q->low[b], high = q->low[b + 1], before = b ? b - 1 : NOWHERE;
  if (!q->out->quotes.n || before == NOWHERE || high - low < 2 || high - low > MAX_SIGNATURE || terminal(q, high - 1)) return false;
  uint32_t first = dash(q, low) ? low + 1 : low;
  if (!(q->t[first].is & PK_IS_CAPITAL) || (first == low && !any(q, low, high, q->title) && !any(q, low, high, q->relation))) return false;
  struct pk_quote *last = &q->out->quotes.at[q->out->quotes.n - 1];
  if (last->style == STYLE_DASH || attributed(last) || block_of(q, last->last - 1) != before) return false;
  last->attribution = (pk_span){first, high};
  q->done = high;
  return true;
}

partikel_status pk_quotes(const struct pk_know *know, const struct pk_segments *seg, struct pk_mentions *out,
                          struct pk_arena *arena, partikel_error *err)
{
  struct quoting q = {
    .know = know, .seg = seg, .t = seg->tokens, .out = out, .arena = arena,
    .side = pk_arena_array(arena, seg->n_tokens + 1, 1), .family = pk_arena_array(arena, seg->n_tokens + 1, 1),
    .low = pk_arena_array(arena, (size_t)seg->n_blocks + 1, sizeof(uint32_t)),
    .say = pk_know_class(know, "say"), .soft = pk_know_class(know, "quote_verb"), .thus = pk_know_class(know, "quote_thus"),
    .resume = pk_know_class(know, "quote_resume"), .first_person = pk_know_class(know, "first_person"),
    .second_person = pk_know_class(know, "second_person"), .third_person = pk_know_class(know, "third_person"), .adverb = pk_know_class(know, "quote_adverb"),
    .not_subject = pk_know_class(know, "quote_not_subject"), .proverb = pk_know_class(know, "quote_proverb"),
    .title = pk_know_class(know, "title"), .relation = pk_know_class(know, "relation"),
    .as = pk_know_class(know, "quote_as"), .it = pk_know_class(know, "quote_it")};
  if (!q.side || !q.family || !q.low) return pk_fail(err, PARTIKEL_NOMEM, "", 0, "out of memory");
  q.barren_from = NOWHERE;
  for (uint32_t b = 0, i = 0; b <= seg->n_blocks; b++) {
    q.low[b] = i;
    while (b < seg->n_blocks && i < seg->n_tokens && seg->tokens[i].at.start < seg->blocks[b].span.end) i++;
  }
  find_sides(&q);
  partikel_status status = PARTIKEL_OK;
  for (uint32_t b = 0, next; b < seg->n_blocks && status == PARTIKEL_OK; b = next) {
    next = b + 1;
    uint32_t low = q.low[b];
    if (low >= q.done && names_speaker(&q, b)) continue;
    if (!block_may_speak(&q, b) || q.low[next] <= q.done) continue;
    if (low >= q.done && dash(&q, low) && low + 1 < q.low[next] && q.side[low + 1] != SIDE_OPEN) status = dash_run(&q, b, &next);
    else if (low >= q.done && seg->blocks[b].kind == PARTIKEL_BLOCK_QUOTE && q.side[low] == SIDE_NONE) status = quote_block(&q, b);
    else {
      bool taken = false;
      if (low >= q.done) status = introduced_block(&q, b, &taken);
      if (!taken && status == PARTIKEL_OK) status = speech_in_block(&q, b);
    }
  }
  return status == PARTIKEL_OK ? status : pk_fail(err, status, "", 0, "out of memory");
}
