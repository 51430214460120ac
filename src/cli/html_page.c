/* What stands around the articles of a review page. */
#include <string.h>

#include "html_page.h"
#include "html_text.h"

/* Style and script stand in every page, so that it needs nothing else; .incbin, because they are files that one can edit. */
#define INCLUDED(name, file)               \
  __asm__(".section .rodata\n"             \
          ".hidden " #name "\n"            \
          ".globl " #name "\n"             \
          #name ":\n"                      \
          ".incbin \"" REVIEW_FOLDER file "\"\n" \
          ".byte 0\n"                      \
          ".previous\n");                  \
  extern const char name[] __attribute__((visibility("hidden")))
INCLUDED(review_style, "/review.css");
INCLUDED(review_script, "/review.js");

#define SAY(p, t, which) text_word((t), label((p)->language, (which)))

/* The script's hash as a security policy writes it. */
bool page_init(struct page *p) {
  static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  struct checksum sum;
  char hex[65];
  unsigned char bytes[33] = {0};
  if (!checksum_begin(&sum)) return false;
  checksum_add(&sum, review_script, strlen(review_script));
  checksum_end(&sum, hex);
  for (int i = 0; i < 32; i++) {
    const char *pair = hex + 2 * i;
    for (int k = 0; k < 2; k++) bytes[i] = (unsigned char)(bytes[i] << 4 | (pair[k] <= '9' ? pair[k] - '0' : pair[k] - 'a' + 10));
  }
  for (int i = 0; i < 11; i++) {
    unsigned three = (unsigned)bytes[3 * i] << 16 | (unsigned)bytes[3 * i + 1] << 8 | bytes[3 * i + 2];
    for (int k = 0; k < 4; k++) p->policy[4 * i + k] = letters[three >> (18 - 6 * k) & 63];
  }
  p->policy[43] = '=';
  p->policy[44] = '\0';
  return true;
}

void page_head(const struct page *p, struct text *t, enum page_kind kind, unsigned number) {
  static const char *const classes[] = {"front", "index", "pages"};
  TEXT(t, "<!DOCTYPE html>\n<html lang=\"");
  SAY(p, t, L_LANG);
  TEXT(t, "\">\n<head>\n<meta charset=\"utf-8\">\n<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-");
  text_word(t, p->policy);
  TEXT(t, "'; base-uri 'none'; form-action 'none'\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
          "<meta name=\"referrer\" content=\"no-referrer\">\n<meta name=\"robots\" content=\"noindex\">\n<meta name=\"generator\" content=\"partikel " PARTIKEL_VERSION "\">\n<title>");
  SAY(p, t, L_PAGE_TITLE);
  if (number) text_byte(t, ' '), text_int(t, number);
  TEXT(t, "</title>\n<style>\n");
  text_word(t, review_style);
  TEXT(t, "</style>\n</head>\n<body class=\"");
  text_word(t, classes[kind]);
  TEXT(t, "\">\n<a class=\"skip\" href=\"#");
  text_word(t, kind == PAGE_ARTICLES ? "articles" : "list");
  TEXT(t, "\">");
  SAY(p, t, L_SKIP);
  TEXT(t, "</a>\n<header class=\"top\"><h1 class=\"name\">");
  if (kind != PAGE_FRONT) TEXT(t, "<a href=\"../"), html_path(t, p->front), TEXT(t, "\">");
  SAY(p, t, L_PAGE_TITLE);
  text_word(t, kind == PAGE_FRONT ? "" : "</a>");
  TEXT(t, "</h1><nav aria-label=\"");
  SAY(p, t, L_CONTENTS);
  TEXT(t, "\">");
  if (kind == PAGE_FRONT) {
    TEXT(t, "<a href=\"#overview\">");
    SAY(p, t, L_OVERVIEW);
    TEXT(t, "</a><a href=\"#list\">");
    SAY(p, t, L_ARTICLES);
    TEXT(t, "</a>");
  }
  TEXT(t, "<button type=\"button\" id=\"theme\" hidden>◐<span class=\"vh\"> ");
  SAY(p, t, L_THEME);
  TEXT(t, "</span></button></nav></header>\n");
}

void page_foot(const struct page *p, struct text *t) {
  TEXT(t, "<footer><p>partikel " PARTIKEL_VERSION "</p><p id=\"keys\" hidden><b>");
  SAY(p, t, L_KEYS);
  TEXT(t, "</b> <kbd>j</kbd> <kbd>k</kbd> ");
  SAY(p, t, L_KEYS_HOW);
  TEXT(t, "</p></footer>\n<script>");
  text_word(t, review_script);
  TEXT(t, "</script>\n</body>\n</html>\n");
}

void page_legend(const struct page *p, struct text *t) {
  static const struct { char class_; enum label label; } kinds[] = {
      {'O', L_K_ORGANISATION}, {'P', L_K_PERSON}, {'J', L_K_PROJECT}, {'K', L_K_MONEY}, {'N', L_K_FIGURE}, {'T', L_K_TIME}, {'S', L_K_PLACE}, {'A', L_K_ACTIVITY}, {'Q', L_K_QUOTE}};
  TEXT(t, "<div class=\"legend\" role=\"group\" aria-label=\"");
  SAY(p, t, L_LEGEND);
  TEXT(t, "\">");
  for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
    text_word(t, kinds[i].class_ == 'Q' ? "<span class=\"" : "<span class=\"m ");
    text_byte(t, kinds[i].class_);
    TEXT(t, "\">");
    SAY(p, t, kinds[i].label);
    TEXT(t, "</span> ");
  }
  TEXT(t, "</div>\n");
}

static void option(const struct page *p, struct text *t, const char *value, enum label which) {
  TEXT(t, "<option value=\"");
  text_word(t, value);
  TEXT(t, "\">");
  SAY(p, t, which);
  TEXT(t, "</option>");
}

static void open_select(const struct page *p, struct text *t, const char *id, enum label which) {
  TEXT(t, "<label>");
  SAY(p, t, which);
  TEXT(t, " <select id=\"");
  text_word(t, id);
  TEXT(t, "\">");
}

/* Search and filter: shown by the script that does them. */
static void filter(const struct page *p, struct text *t) {
  TEXT(t, "<form id=\"filter\" role=\"search\" hidden><label class=\"search\">");
  SAY(p, t, L_SEARCH);
  TEXT(t, " <input type=\"search\" id=\"q\" autocomplete=\"off\" spellcheck=\"false\" placeholder=\"");
  SAY(p, t, L_SEARCH_IN);
  TEXT(t, "\"></label>");
  open_select(p, t, "show", L_SHOW);
  option(p, t, "", L_ALL), option(p, t, "p", L_WITH_PARTNERSHIP), option(p, t, "m", L_WITH_MONEY), option(p, t, "q", L_WITH_QUOTES);
  option(p, t, "w", L_WITH_WARNING), option(p, t, "n", L_WITHOUT_FACTS);
  TEXT(t, "</select></label>");
  open_select(p, t, "year", L_YEAR);
  option(p, t, "", L_EVERY_YEAR);
  TEXT(t, "</select></label>");
  open_select(p, t, "sort", L_SORT);
  option(p, t, "", L_AS_GIVEN), option(p, t, "new", L_NEWEST), option(p, t, "old", L_OLDEST), option(p, t, "money", L_MOST_MONEY);
  TEXT(t, "</select></label><output id=\"count\" data-of=\"");
  SAY(p, t, L_SHOWN_OF);
  TEXT(t, "\" data-none=\"");
  SAY(p, t, L_NOTHING_FOUND);
  TEXT(t, "\"></output></form>\n");
}

void page_open_list(const struct page *p, struct text *t) {
  TEXT(t, "<section id=\"list\" tabindex=\"-1\"><h2>");
  SAY(p, t, L_ARTICLES);
  TEXT(t, "</h2>\n");
  filter(p, t);
}

void page_index_name(struct text *t, unsigned page) {
  TEXT(t, "index-");
  text_int(t, page);
  TEXT(t, ".html");
}

/* A list that goes on in the next index page says so. */
void page_close_list(const struct page *p, struct text *t, const char *folder, unsigned next) {
  TEXT(t, "</ol>\n");
  if (next) {
    TEXT(t, "<p class=\"more\"><a rel=\"next\" href=\"");
    text_word(t, folder);
    page_index_name(t, next);
    TEXT(t, "\">");
    SAY(p, t, L_MORE_ROWS);
    TEXT(t, "</a> ");
    SAY(p, t, L_ROWS_HERE);
    TEXT(t, "</p>\n");
  }
  TEXT(t, "</section>\n");
}
