/* The article's text with its mentions marked: quotations as spans, which may hold other mentions and run over several blocks; all others as
 * links to the fact they prove. */
#include <string.h>

#include "html_view.h"

char html_class(partikel_mention_kind kind) {
  switch (kind) {
    case PARTIKEL_MENTION_ORGANISATION: return 'O';
    case PARTIKEL_MENTION_PERSON: return 'P';
    case PARTIKEL_MENTION_PLACE: return 'S';
    case PARTIKEL_MENTION_PROJECT: return 'J';
    case PARTIKEL_MENTION_AMOUNT: return 'K';
    case PARTIKEL_MENTION_DATE: case PARTIKEL_MENTION_TIME: case PARTIKEL_MENTION_PERIOD: case PARTIKEL_MENTION_DURATION: return 'T';
    case PARTIKEL_MENTION_FIGURE: return 'N';
    case PARTIKEL_MENTION_ACTIVITY: return 'A';
    default: return 'Q';
  }
}

void html_fact_id(struct view *v, struct fact_at f) {
  bool of_partnership = f.fact == FACT_PARTY || f.fact == FACT_FUNDING || f.fact == FACT_FIGURE || f.fact == FACT_TARGET || f.fact == FACT_ACTIVITY;
  text_byte(v->t, 'a');
  text_byte(v->t, NUMBER_HERE);
  text_byte(v->t, (char)f.fact);
  if (of_partnership) text_int(v->t, f.partnership), text_byte(v->t, '-');
  text_int(v->t, f.index);
}

void html_mention_id(struct view *v, size_t mention) {
  text_byte(v->t, 'a');
  text_byte(v->t, NUMBER_HERE);
  text_byte(v->t, 't');
  text_int(v->t, (int64_t)mention);
}

static void words(struct view *v, size_t start, size_t end) {
  if (end > start) html_slice(v->t, v->r->article.text + start, end - start);
}

static void open_mark(struct view *v, const char *tag, size_t i, const char *nested) {
  const partikel_mention *m = &v->r->mentions[i];
  text_byte(v->t, '<');
  text_word(v->t, tag);
  TEXT(v->t, " class=\"");
  text_word(v->t, nested);
  text_byte(v->t, html_class(m->kind));
  TEXT(v->t, "\" id=\"");
  html_mention_id(v, i);
  text_byte(v->t, '"');
  if (tag[0] == 'a') {
    TEXT(v->t, " href=\"#");
    html_fact_id(v, v->fact_of[i]);
    text_byte(v->t, '"');
  }
  text_byte(v->t, '>');
  v->placed[i] = true;
}

/* One mention that is no quotation, with what stands inside it. Returns the number of the next one that does not. */
static size_t mark(struct view *v, size_t i, size_t end) {
  const partikel_mention *m = &v->r->mentions[i];
  const char *tag = v->fact_of[i].fact ? "a" : "span";
  size_t stop = m->span.end < end ? m->span.end : end, at = m->span.start, next = i + 1;
  open_mark(v, tag, i, "m ");
  for (; next < v->r->n_mentions && v->r->mentions[next].span.start < stop; next++) {
    const partikel_mention *inner = &v->r->mentions[next];
    size_t inner_stop = inner->span.end < stop ? inner->span.end : stop, from = inner->span.start > at ? inner->span.start : at;
    words(v, at, from);
    open_mark(v, "span", next, "n ");
    words(v, from, inner_stop);
    TEXT(v->t, "</span>");
    at = inner_stop > from ? inner_stop : from;
  }
  words(v, at, stop);
  TEXT(v->t, "</");
  text_word(v->t, tag);
  text_byte(v->t, '>');
  return next;
}

/* The words of a block. */
static void marked(struct view *v, size_t start, size_t end) {
  size_t at = start;
  bool quoted = v->quote_until > start;
  if (quoted) TEXT(v->t, "<span class=\"Q\">");
  for (;;) {
    const partikel_mention *m = v->mention < v->r->n_mentions ? &v->r->mentions[v->mention] : NULL;
    size_t stop = m && m->span.start < end ? m->span.start : end;
    if (stop < at) stop = at;
    if (quoted && v->quote_until <= stop) {      /* the quotation ends before the next mention */
      words(v, at, v->quote_until);
      TEXT(v->t, "</span>");
      at = v->quote_until;
      quoted = false;
    }
    words(v, at, stop);
    at = stop;
    if (!m || m->span.start >= end) break;
    if (m->kind == PARTIKEL_MENTION_QUOTE) {
      if (quoted) TEXT(v->t, "</span>");
      open_mark(v, "span", v->mention++, "");
      quoted = true;
      v->quote_until = m->span.end;
      continue;
    }
    if (quoted && m->span.end > v->quote_until) {
      TEXT(v->t, "</span>");
      quoted = false;
      v->quote_until = 0;
    }
    size_t behind = m->span.end < end ? m->span.end : end;
    v->mention = mark(v, v->mention, end);
    at = behind;
  }
  if (quoted) TEXT(v->t, "</span>");
}

/* ---- blocks ------------------------------------------------------------------------------------------------------- */
static const char *tag_of(partikel_block_kind kind) {
  switch (kind) {
    case PARTIKEL_BLOCK_HEADING: return "h4";
    case PARTIKEL_BLOCK_LIST_ITEM: return "li";
    case PARTIKEL_BLOCK_QUOTE: return "blockquote";
    default: return "p";
  }
}

static const char *class_of(partikel_block_kind kind) {
  switch (kind) {
    case PARTIKEL_BLOCK_TITLE: return " class=\"b-title\"";
    case PARTIKEL_BLOCK_LEAD: return " class=\"b-lead\"";
    case PARTIKEL_BLOCK_CAPTION: return " class=\"b-caption\"";
    case PARTIKEL_BLOCK_BYLINE: return " class=\"b-byline\"";
    case PARTIKEL_BLOCK_TABLE_ROW: return " class=\"b-row\"";
    default: return "";
  }
}

/* The next block, cut to the text. */
static partikel_block take_block(struct view *v) {
  const partikel_article *a = &v->r->article;
  partikel_block b = a->n_blocks ? a->blocks[v->block] : (partikel_block){PARTIKEL_BLOCK_PARAGRAPH, {0, (uint32_t)a->text_size}};
  v->block++;
  if (b.span.end > a->text_size) b.span.end = (uint32_t)a->text_size;
  if (b.span.start > b.span.end) b.span.start = b.span.end;
  while (v->mention < v->r->n_mentions && v->r->mentions[v->mention].span.start < b.span.start) v->mention++; /* between blocks: in no record of the library */
  return b;
}

void html_marked_block(struct view *v) {
  partikel_block b = take_block(v);
  marked(v, b.span.start, b.span.end);
}

/* A row of a table, its cells parted by tabs. */
static void row(struct view *v, partikel_span span) {
  const char *text = v->r->article.text;
  TEXT(v->t, "<tr>");
  for (size_t at = span.start; at <= span.end;) {
    const char *tab = memchr(text + at, '\t', span.end - at);
    size_t end = tab ? (size_t)(tab - text) : span.end;
    TEXT(v->t, "<td>");
    marked(v, at, end);
    TEXT(v->t, "</td>\n");
    at = end + 1;
    if (!tab) break;
  }
  TEXT(v->t, "</tr>\n");
}

static void block(struct view *v, partikel_block b) {
  text_byte(v->t, '<');
  text_word(v->t, tag_of(b.kind));
  text_word(v->t, class_of(b.kind));
  text_byte(v->t, '>');
  marked(v, b.span.start, b.span.end);
  TEXT(v->t, "</");
  text_word(v->t, tag_of(b.kind));
  TEXT(v->t, ">\n");
}

/* What blocks in a row have around them. */
enum group { ALONE, LIST, TABLE, GROUPS };

static enum group group_of(const partikel_article *a, partikel_block b) {
  if (b.kind == PARTIKEL_BLOCK_LIST_ITEM) return LIST;
  return b.kind == PARTIKEL_BLOCK_TABLE_ROW && memchr(a->text + b.span.start, '\t', b.span.end - b.span.start) ? TABLE : ALONE;
}

void html_marks(struct view *v) {
  static const char *const opened[GROUPS] = {"", "<ul>\n", "<div class=\"scroll\"><table class=\"rows\"><tbody>\n"}, *const closed[GROUPS] = {"", "</ul>\n", "</tbody></table></div>\n"};
  size_t n = v->r->article.n_blocks ? v->r->article.n_blocks : 1;
  enum group now = ALONE;
  while (v->block < n) {
    partikel_block b = take_block(v);
    enum group next = group_of(&v->r->article, b);
    if (next != now) text_word(v->t, closed[now]), text_word(v->t, opened[next]);
    now = next;
    if (now == TABLE) row(v, b.span);
    else block(v, b);
  }
  text_word(v->t, closed[now]);
}

/* ---- sentences ------------------------------------------------------------------------------------------------------ */
enum { LONGEST_SENTENCE = 400 };  /* bytes shown on either side of a mention: then it is cut */

static const partikel_block *block_at(const partikel_article *a, uint32_t place) {
  size_t low = 0, high = a->n_blocks;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (a->blocks[middle].span.end <= place) low = middle + 1;
    else high = middle;
  }
  return low < a->n_blocks && a->blocks[low].span.start <= place ? &a->blocks[low] : NULL;
}

/* Does a sentence begin at s[i]? After a blank behind . ! or ?, perhaps with a mark between, where no small letter follows. */
static bool begins_sentence(const char *s, size_t i) {
  if (i < 2 || s[i - 1] != ' ' || (s[i] >= 'a' && s[i] <= 'z')) return s[i ? i - 1 : 0] == '\n';
  size_t k = i - 2;
  while (k && (s[k] == '"' || s[k] == '\'' || s[k] == ')' || (unsigned char)s[k] >= 0x80)) k--;
  if (s[k] != '.' && s[k] != '!' && s[k] != '?') return false;
  return s[k] != '.' || k < 3 || (s[k - 1] >= 'a' && s[k - 2] != ' ' && s[k - 3] != ' ' && s[k - 3] != '.'); /* "kr. 3", "A. B" are no ends */
}

static bool inside_character(char c) { return ((unsigned char)c & 0xC0) == 0x80; }

partikel_span html_sentence(const partikel_record *r, const partikel_mention *m) {
  const partikel_article *a = &r->article;
  const partikel_block *b = block_at(a, m->span.start);
  uint32_t size = (uint32_t)a->text_size, low = b ? b->span.start : 0, high = b && b->span.end < size ? b->span.end : size;
  uint32_t start = m->span.start < high ? m->span.start : high, end = m->span.end < high ? m->span.end : high;
  uint32_t least = start > low + LONGEST_SENTENCE ? start - LONGEST_SENTENCE : low, most = high - end > LONGEST_SENTENCE ? end + LONGEST_SENTENCE : high;
  while (start > least && !begins_sentence(a->text, start)) start--;
  while (end < most && !begins_sentence(a->text, end)) end++;
  while (start > low && start < m->span.start && inside_character(a->text[start])) start++;
  while (end < high && inside_character(a->text[end])) end++;
  while (end > m->span.end && a->text[end - 1] == ' ') end--;
  return (partikel_span){start, end};
}
