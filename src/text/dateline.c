/* dateline: what stands before the first sentence of an article and is no part of it: the town ("VEJLE:"), a kicker
 * ("Familieliv."), a news agency, a time stamp. */
#include "page.h"

#define LOOK 14

static bool town(const struct pk_page *p, pk_str t, const struct pk_token *tokens, uint32_t n) {
  pk_arena_mark mark = pk_arena_here(p->arena);
  pk_lookups found = {0};
  bool yes = false;
  if (n && pk_know_phrases(p->know, t, tokens, 0, n, &found, p->arena))
    for (uint32_t i = 0; i < found.n && !yes; i++) {
      struct pk_entry e;
      if (found.at[i].type != PK_LOOKUP_ENTRY || found.at[i].last != n) continue;
      pk_know_entry(p->know, found.at[i].id, &e);
      yes = e.kind == PK_TOWN || e.kind == PK_PLACE;
    }
  pk_arena_back(p->arena, mark);
  return yes;
}

static bool opens_sentence(const struct pk_token *t) { return t->is & PK_IS_SPACED && t->is & (PK_IS_CAPITAL | PK_IS_QUOTE | PK_IS_NUMBER | PK_IS_DASH); }

/* "12. maj 2019 - Vejle Kommune …" */
static size_t stamp(const struct pk_page *p, pk_str t) {
  struct pk_date date;
  size_t used = 0;
  if (!pk_date_scan(p->know, t, &date, &used) || !used || used >= t.n || !date.month) return 0;
  struct pk_token tokens[2];
  size_t at = used;
  if (!pk_token_next(t, &at, &tokens[0]) || !(tokens[0].is & PK_IS_MARK) || !pk_token_next(t, &at, &tokens[1])) return 0;
  char c = t.s[tokens[0].at.start];
  if (!(tokens[0].is & PK_IS_DASH) && c != ':' && c != '|' && c != '.') return 0;
  return tokens[1].is & PK_IS_SPACED && tokens[1].is & (PK_IS_CAPITAL | PK_IS_QUOTE) ? tokens[1].at.start : 0;
}

size_t pk_dateline(const struct pk_page *p, const struct pk_line *l, bool lead) {
  pk_str t = l->text;
  size_t cut = stamp(p, t);
  if (cut) return cut;
  struct pk_token room[LOOK];
  uint32_t n, words = 0, upper = 0, i = 0, name_end = 0;
  const struct pk_token *tokens = pk_line_tokens(p, l, room, LOOK, &n);
  bool agency = false, open = false;
  for (; i < n && words <= 4; i++) {
    const struct pk_token *k = &tokens[i];
    char c = t.s[k->at.start];
    if (k->is & PK_IS_WORD) {
      bool signed_ = open && i && i + 1 < n && t.s[tokens[i - 1].at.start] == '/' && t.s[tokens[i + 1].at.start] == '/';   /* "/NB/" */
      if (words && (signed_ || pk_know_in(p->know, k->set, p->class_id[PK_PAGE_AGENCY]))) {
        agency = true;
      } else if (pk_know_in(p->know, k->set, p->class_id[PK_PAGE_WEEKDAY]) && words && i && t.s[tokens[i - 1].at.start] == ',') {
        continue;
      } else if (k->is & PK_IS_CAPITAL && !open && (!i || tokens[i - 1].is & PK_IS_WORD)) {
        words++;
        upper += (k->is & (PK_IS_UPPER | PK_IS_INITIAL)) != 0;
        name_end = i + 1;
      } else {
        break;
      }
    } else if (c == '(' || c == '/' || c == ')') {
      if (!words) return 0;
      open = c == '(' || (c == '/' && !open);
    } else if (c == ',' && words) {
      continue;
    } else {
      break;
    }
  }
  /* "BJERRINGBRO Viborg Kommune …": capitals alone, where the town is known */
  uint32_t caps = 0;
  while (caps < n && caps < 3 && tokens[caps].is & (PK_IS_UPPER | PK_IS_INITIAL)) caps++;
  if (caps && caps < n && tokens[caps].is & PK_IS_CAPITAL && tokens[caps].is & PK_IS_SPACED && town(p, t, tokens, caps)) return tokens[caps].at.start;
  /* "HJØRRING:Klokken er …": the blank is missing */
  if (caps && caps + 1 < n && t.s[tokens[caps].at.start] == ':' && tokens[caps + 1].at.start == tokens[caps].at.end && tokens[caps + 1].is & PK_IS_CAPITAL && town(p, t, tokens, caps)) return tokens[caps + 1].at.start;
  /* "HJEMMEVENNER Efter knap fem år …": a kicker in capitals alone, where a sentence begins behind it */
  if (caps == 1 && n > 1 && tokens[0].at.end - tokens[0].at.start >= 5 && tokens[1].is & PK_IS_CAPITAL && tokens[1].is & PK_IS_SPACED && pk_know_in(p->know, tokens[1].set, p->function)) return tokens[1].at.start;
  if (agency && i && i < n && t.s[tokens[i - 1].at.start] == '/' && opens_sentence(&tokens[i])) return tokens[i].at.start;
  if (i + 1 >= n || !words || words > 3 || !opens_sentence(&tokens[i + 1])) return 0;
  bool speech = tokens[i + 1].is & (PK_IS_QUOTE | PK_IS_DASH);
  bool capitals = upper == words && tokens[0].at.end - tokens[0].at.start >= 3;
  size_t length = tokens[name_end - 1].at.end - tokens[0].at.start, after = tokens[i + 1].at.start;
  if (tokens[i].is & PK_IS_DASH) return capitals || agency ? after : 0;
  switch (t.s[tokens[i].at.start]) {
  case ':':
    if (capitals || agency) return after;
    return !speech && ((words == 1 && length >= 3) || town(p, t, tokens, name_end)) ? after : 0;
  case '.':
    if (capitals || agency) return after;
    if (speech || !(tokens[i + 1].is & PK_IS_CAPITAL)) return lead && words == 1 && length >= 5 && tokens[i + 1].is & PK_IS_NUMBER ? after : 0;
    return (lead && words == 1 && length >= 5) || town(p, t, tokens, name_end) ? after : 0;
  }
  return 0;
}
