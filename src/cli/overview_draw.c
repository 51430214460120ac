/* The overview as a section of the page: figures, a drawing of ties, one of the money by year, and the same as tables. */
#include <stdlib.h>
#include <string.h>

#include "html_text.h"
#include "overview_data.h"

enum { DRAWN = 24, ROW = 30, ARCS = 100, TABLE_ROWS = 100, FUNDERS = 10, YEARS_IN_A_ROW = 40, PASSES = 40 };

struct tie { uint32_t a, b; bool pays; int64_t n; };

struct drawing {
  const struct overview *o;
  struct text *t;
  enum language language;
  uint32_t *order;           /* organisations, those with most ties first */
  struct tie *ties, *drawn;  /* all, most frequent first; those between two rows */
  size_t n_ties, n_drawn;
};

#define SAY(d, which) text_word((d)->t, label((d)->language, (which)))

/* ---- order ------------------------------------------------------------------------------------------------------------ */
static int by_weight(const void *x, const void *y, void *context) {
  const struct overview *o = context;
  uint32_t a = *(const uint32_t *)x, b = *(const uint32_t *)y;
  if (o->at[a].weight != o->at[b].weight) return o->at[a].weight > o->at[b].weight ? -1 : 1;
  return a < b ? -1 : a > b;
}

static int by_given(const void *x, const void *y, void *context) {
  const struct overview *o = context;
  uint32_t a = *(const uint32_t *)x, b = *(const uint32_t *)y;
  if (o->at[a].given != o->at[b].given) return o->at[a].given > o->at[b].given ? -1 : 1;
  return a < b ? -1 : a > b;
}

static int by_number(const void *x, const void *y) {
  const struct tie *a = x, *b = y;
  if (a->n != b->n) return a->n > b->n ? -1 : 1;
  if (a->a != b->a) return a->a < b->a ? -1 : 1;
  return a->b != b->b ? (a->b < b->b ? -1 : 1) : a->pays - b->pays;
}

/* Kinds that a row shows by its edge. */
static int edge(int kind) {
  switch (kind) {
    case PARTIKEL_ORGANISATION_FOUNDATION: return 0;
    case PARTIKEL_ORGANISATION_MINISTRY: case PARTIKEL_ORGANISATION_AGENCY: return 1;
    case PARTIKEL_ORGANISATION_REGION: return 2;
    case PARTIKEL_ORGANISATION_MUNICIPALITY: return 3;
    default: return 4;
  }
}

static bool arrange(struct drawing *d) {
  const struct overview *o = d->o;
  d->order = malloc((o->n + 1) * sizeof *d->order);
  d->ties = malloc((o->ties.n + 1) * sizeof *d->ties);
  d->drawn = malloc((o->ties.n + 1) * sizeof *d->drawn);
  if (!d->order || !d->ties || !d->drawn) return false;
  for (uint32_t i = 0; i < o->n; i++) d->order[i] = i;
  for (size_t i = 0; i < o->ties.size; i++) {
    const struct slot *s = &o->ties.at[i];
    if (s->used) d->ties[d->n_ties++] = (struct tie){(uint32_t)(s->key >> 33), (uint32_t)(s->key >> 1), s->key & 1, (int64_t)s->value};
  }
  qsort(d->ties, d->n_ties, sizeof *d->ties, by_number);
  return true;
}

/* ---- figures ------------------------------------------------------------------------------------------------------------ */
static void figure(struct drawing *d, int64_t n, enum label one, enum label many) {
  TEXT(d->t, "<li><b>");
  label_number(d->t, d->language, n);
  TEXT(d->t, "</b> ");
  SAY(d, n == 1 ? one : many);
  TEXT(d->t, "</li>");
}

static void figures(struct drawing *d, int64_t articles) {
  TEXT(d->t, "<ul class=\"tiles\">");
  figure(d, articles, L_ARTICLE, L_ARTICLES_N);
  figure(d, d->o->partnerships, L_PARTNERSHIP_1, L_PARTNERSHIPS_N);
  figure(d, (int64_t)d->o->n, L_ORGANISATION_1, L_ORGANISATIONS_N);
  figure(d, d->o->grants, L_GRANT_1, L_GRANTS_N);
  if (d->o->sum) {
    TEXT(d->t, "<li class=\"wide\"><b>");
    label_about(d->t, d->language, d->o->sum);
    TEXT(d->t, "</b> ");
    SAY(d, L_SUM);
    TEXT(d->t, "</li>");
  }
  TEXT(d->t, "</ul>\n");
  if (d->o->over) TEXT(d->t, "<p class=\"warning\">⚠ "), SAY(d, L_CEILING), TEXT(d->t, "</p>\n");
}

/* ---- ties ------------------------------------------------------------------------------------------------------------------ */
static void number(struct text *t, const char *name, int64_t value) {
  text_byte(t, ' ');
  text_word(t, name);
  TEXT(t, "=\"");
  text_int(t, value);
  text_byte(t, '"');
}

static int width_of(int64_t n) { /* tenths of a pixel */
  int width = 14;
  while (n > 1 && width < 50) width += 9, n /= 2;
  return width;
}

/* An arc between two rows; on the right one with an arrow's head. */
static void arc(struct drawing *d, int from, int to, int64_t n, bool pays) {
  int64_t y1 = ROW * from + ROW / 2, y2 = ROW * to + ROW / 2, gap = y2 > y1 ? y2 - y1 : y1 - y2, bulge = 16 + gap / 5, x = pays ? 2 : ARCS - 2;
  if (bulge > ARCS + 20) bulge = ARCS + 20;
  int64_t middle = pays ? x + bulge : x - bulge, shift = pays ? (to > from ? -3 : 3) : 0;
  TEXT(d->t, "<path d=\"M");
  text_int(d->t, x), text_byte(d->t, ' '), text_int(d->t, y1), TEXT(d->t, " C");
  text_int(d->t, middle), text_byte(d->t, ' '), text_int(d->t, y1), text_byte(d->t, ' ');
  text_int(d->t, middle), text_byte(d->t, ' '), text_int(d->t, y2 + shift), text_byte(d->t, ' ');
  text_int(d->t, pays ? x + 7 : x), text_byte(d->t, ' '), text_int(d->t, y2 + shift);
  TEXT(d->t, "\" stroke-width=\"");
  text_int(d->t, width_of(n) / 10), text_byte(d->t, '.'), text_int(d->t, width_of(n) % 10);
  TEXT(d->t, "\"/>");
  if (!pays) return;
  TEXT(d->t, "<path class=\"head\" d=\"M");
  text_int(d->t, x), text_byte(d->t, ' '), text_int(d->t, y2 + shift), TEXT(d->t, "l9 -5v10z\"/>");
}

static void arcs(struct drawing *d, const int *row, int rows, bool pays) {
  TEXT(d->t, "<svg class=\"");
  text_word(d->t, pays ? "pays" : "works");
  TEXT(d->t, "\" aria-hidden=\"true\" focusable=\"false\" preserveAspectRatio=\"none\" viewBox=\"0 0 ");
  text_int(d->t, ARCS), text_byte(d->t, ' '), text_int(d->t, ROW * rows);
  text_byte(d->t, '"');
  number(d->t, "width", ARCS);
  number(d->t, "height", ROW * rows);
  text_byte(d->t, '>');
  for (size_t i = d->n_drawn; i-- > 0;) {      /* the thick ones above */
    const struct tie *tie = &d->drawn[i];
    if (tie->pays == pays) arc(d, row[tie->a], row[tie->b], tie->n, pays);
  }
  TEXT(d->t, "</svg>\n");
}

static void organisation(struct drawing *d, uint32_t i) {
  TEXT(d->t, "<a href=\"#list\" data-q=\"");
  html_attribute(d->t, d->o->at[i].name);
  TEXT(d->t, "\" title=\"");
  html_attribute(d->t, d->o->at[i].name);
  TEXT(d->t, "\">");
  html_name(d->t, d->o->at[i].name);
  TEXT(d->t, "</a>");
}

static void table_head(struct drawing *d, const enum label *heads, int n) {
  TEXT(d->t, "<table><thead><tr>");
  for (int i = 0; i < n; i++) TEXT(d->t, "<th scope=\"col\">"), SAY(d, heads[i]), TEXT(d->t, "</th>");
  TEXT(d->t, "</tr></thead><tbody>\n");
}

static void ties_table(struct drawing *d) {
  static const enum label heads[] = {L_FROM, L_TIE, L_TO, L_COUNT};
  TEXT(d->t, "<details><summary>");
  SAY(d, L_AS_TABLE);
  TEXT(d->t, "</summary><div class=\"scroll\">");
  table_head(d, heads, 4);
  for (size_t i = 0; i < d->n_ties && i < TABLE_ROWS; i++) {
    TEXT(d->t, "<tr><td>");
    html_name(d->t, d->o->at[d->ties[i].a].name);
    TEXT(d->t, "</td><td>");
    SAY(d, d->ties[i].pays ? L_PAYS : L_WORKS_WITH);
    TEXT(d->t, "</td><td>");
    html_name(d->t, d->o->at[d->ties[i].b].name);
    TEXT(d->t, "</td><td class=\"n\">");
    label_number(d->t, d->language, d->ties[i].n);
    TEXT(d->t, "</td></tr>\n");
  }
  TEXT(d->t, "</tbody></table></div></details>\n");
}

/* How far the ties of a row reach when it stands at `at`. */
static int64_t reach(const struct drawing *d, const int *row, uint32_t organisation, int at) {
  int64_t sum = 0;
  for (size_t i = 0; i < d->n_drawn; i++) {
    const struct tie *tie = &d->drawn[i];
    int other = tie->a == organisation ? row[tie->b] : tie->b == organisation ? row[tie->a] : -1;
    if (other >= 0) sum += (other > at ? other - at : at - other) * (tie->n < 8 ? tie->n : 8);
  }
  return sum;
}

/* Who has ties stands near each other: two rows change places as long as that makes the arcs shorter. */
static void shorten(struct drawing *d, int *row, int rows) {
  bool better = true;
  for (int pass = 0; better && pass < PASSES; pass++) {
    better = false;
    for (int i = 0; i < rows; i++)
      for (int k = i + 1; k < rows; k++) {
        uint32_t a = d->order[i], b = d->order[k];
        int64_t before = reach(d, row, a, i) + reach(d, row, b, k);
        row[a] = k, row[b] = i;
        if (reach(d, row, a, k) + reach(d, row, b, i) < before) {
          d->order[i] = b, d->order[k] = a;
          better = true;
        } else {
          row[a] = i, row[b] = k;
        }
      }
  }
}

static bool who(struct drawing *d) {
  const struct overview *o = d->o;
  if (!d->n_ties) return true;
  qsort_r(d->order, o->n, sizeof *d->order, by_weight, (void *)(uintptr_t)o);
  int rows = 0, *row = malloc(o->n * sizeof *row);
  if (!row) return false;
  while (rows < DRAWN && rows < (int)o->n && o->at[d->order[rows]].weight) rows++;
  bool more = rows < (int)o->n && o->at[d->order[rows]].weight;
  for (size_t i = 0; i < o->n; i++) row[i] = -1;
  for (int i = 0; i < rows; i++) row[d->order[i]] = i;
  for (size_t i = 0; i < d->n_ties; i++)
    if (row[d->ties[i].a] >= 0 && row[d->ties[i].b] >= 0) d->drawn[d->n_drawn++] = d->ties[i];
  shorten(d, row, rows);
  TEXT(d->t, "<section class=\"who\"><h3>");
  SAY(d, L_WHO);
  TEXT(d->t, "</h3><p class=\"how\">");
  SAY(d, L_WHO_HOW);
  if (more) text_byte(d->t, ' '), SAY(d, L_WHO_MOST);
  TEXT(d->t, "</p><div class=\"ties\">\n");
  arcs(d, row, rows, false);
  TEXT(d->t, "<ol>");
  for (int i = 0; i < rows; i++) {
    TEXT(d->t, "<li class=\"k");
    text_int(d->t, edge(o->at[d->order[i]].kind));
    TEXT(d->t, "\">");
    organisation(d, d->order[i]);
    TEXT(d->t, "</li>");
  }
  TEXT(d->t, "</ol>\n");
  arcs(d, row, rows, true);
  TEXT(d->t, "</div>\n");
  ties_table(d);
  TEXT(d->t, "</section>\n");
  free(row);
  return true;
}

/* ---- money -------------------------------------------------------------------------------------------------------------------- */
/* A row a year; the bar is drawn, and its length said beside it. Years without money stand too, unless that would be a long column of them. */
static void bars(struct drawing *d, int first, int last, int64_t most) {
  TEXT(d->t, "<ol class=\"bars\">");
  for (int y = first; y <= last; y++) {
    int64_t sum = d->o->by_year[y], tenths = (int64_t)((double)sum / (double)most * 1000 + 0.5);
    if (!sum && last - first >= YEARS_IN_A_ROW) continue;
    TEXT(d->t, "<li><span>");
    text_int(d->t, FIRST_YEAR + y);
    TEXT(d->t, "</span> <svg aria-hidden=\"true\" focusable=\"false\" viewBox=\"0 0 1000 10\" preserveAspectRatio=\"none\">");
    if (sum) TEXT(d->t, "<rect height=\"10\""), number(d->t, "width", tenths > 3 ? tenths : 3), TEXT(d->t, "/>");
    TEXT(d->t, "</svg> <span class=\"n\">");
    if (sum) label_about(d->t, d->language, sum);
    TEXT(d->t, "</span></li>\n");
  }
  TEXT(d->t, "</ol>\n");
}

static void funders(struct drawing *d) {
  static const enum label heads[] = {L_GIVER, L_COUNT, L_AMOUNT};
  const struct overview *o = d->o;
  qsort_r(d->order, o->n, sizeof *d->order, by_given, (void *)(uintptr_t)o);
  TEXT(d->t, "<section class=\"givers\"><h3>");
  SAY(d, L_TOP_FUNDERS);
  TEXT(d->t, "</h3>");
  table_head(d, heads, 3);
  for (size_t i = 0; i < o->n && i < FUNDERS && o->at[d->order[i]].given; i++) {
    TEXT(d->t, "<tr><td>");
    organisation(d, d->order[i]);
    TEXT(d->t, "</td><td class=\"n\">");
    label_number(d->t, d->language, o->at[d->order[i]].grants);
    TEXT(d->t, "</td><td class=\"n\">");
    label_about(d->t, d->language, o->at[d->order[i]].given);
    TEXT(d->t, "</td></tr>\n");
  }
  TEXT(d->t, "</tbody></table></section>\n");
}

static void money(struct drawing *d) {
  int first = 0, last = YEARS - 1;
  int64_t most = 0;
  while (first < YEARS && !d->o->by_year[first]) first++;
  while (last >= 0 && !d->o->by_year[last]) last--;
  for (int y = 0; y < YEARS; y++)
    if (d->o->by_year[y] > most) most = d->o->by_year[y];
  if (first <= last) {
    TEXT(d->t, "<section class=\"money\"><h3>");
    SAY(d, L_BY_YEAR);
    TEXT(d->t, "</h3><p class=\"how\">");
    SAY(d, L_BY_YEAR_HOW);
    TEXT(d->t, "</p>");
    bars(d, first, last, most);
    TEXT(d->t, "</section>\n");
  }
  if (d->o->sum) funders(d);
}

bool overview_write(const struct overview *o, struct text *t, enum language language, int64_t articles) {
  struct drawing d = {.o = o, .t = t, .language = language};
  bool good = arrange(&d);
  if (good) {
    TEXT(t, "<section id=\"overview\"><h2>");
    SAY(&d, L_OVERVIEW);
    TEXT(t, "</h2>\n");
    figures(&d, articles);
    TEXT(t, "<div class=\"charts\">");
    good = who(&d);
    TEXT(t, "<div>");
    money(&d);
    TEXT(t, "</div></div></section>\n");
  }
  free(d.order);
  free(d.ties);
  free(d.drawn);
  return good;
}
