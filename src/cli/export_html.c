/* The review page: articles with their facts coloured in place, an index over all of them, an overview. Few articles are one file; many are
 * FILE.html with overview and index, and a folder beside it, FILE_files, with pages of some articles each.
 *
 * render() makes an article's section, its row in the index and its part of the overview; add() puts the number of the article in. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "folder.h"
#include "html_view.h"
#include "overview.h"

#define ONE_FILE_BYTES ((size_t)6 << 20)   /* of sections, and how many: more are pages of their own */
#define PAGE_BYTES ((size_t)1 << 20)
enum { ONE_FILE_ARTICLES = 100, PAGE_ARTICLES = 25, INDEX_ROWS = 10000 };

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

struct review {
  enum language language;
  bool no_text, paged, in_page;
  char *path, *base;         /* base: the folder's name as the front page writes it, FILE_files */
  char policy[64];           /* hash of the script, for the page's security policy */
  int64_t articles;
  unsigned page, in_this_page, index_page;
  size_t page_bytes;
  struct overview *overview;
  struct bytes held, section; /* sections, while one file may do; later the one that is written */
  struct { size_t at; unsigned page; } starts[ONE_FILE_ARTICLES]; /* pages among them */
  unsigned n_starts;
  struct bytes index, front; /* rows of the index page that is being filled; those of the first one when it is full */
  unsigned index_rows;
  struct folder folder;
  struct folder_file file;
};

static bool no_memory(struct problem *problem) {
  *problem = (struct problem){.words = "out of memory"};
  return false;
}

/* ---- rendering ---------------------------------------------------------------------------------------------------- */
static partikel_status review_render(const void *state, const partikel_record *record, partikel_sink sink, void *context) {
  const struct review *r = state;
  struct text parts[3] = {{{0}, false}};
  bytes_room(&parts[0].to, 6 * record->article.text_size + (32 << 10)); /* what it comes to most often; it may grow, and fail then */
  bool good = html_article(&parts[0], record, r->language, r->no_text);
  html_row(&parts[1], record, r->language);
  overview_count(&parts[2], record);
  partikel_status status = good ? PARTIKEL_OK : PARTIKEL_NOMEM;
  for (int k = 0; k < 3; k++) {
    uint64_t n = parts[k].to.n;
    if (parts[k].failed) status = PARTIKEL_NOMEM;
    if (status == PARTIKEL_OK && (sink(context, (const char *)&n, sizeof n) || (n && sink(context, parts[k].to.bytes, n)))) status = PARTIKEL_IO;
  }
  for (int k = 0; k < 3; k++) bytes_free(&parts[k].to);
  return status;
}

/* ---- pages: head and foot ------------------------------------------------------------------------------------------------ */
#define SAY(r, t, which) text_word((t), label((r)->language, (which)))

static void head(const struct review *r, struct text *t, const char *kind, const char *more) {
  TEXT(t, "<!DOCTYPE html>\n<html lang=\"");
  SAY(r, t, L_LANG);
  TEXT(t, "\">\n<head>\n<meta charset=\"utf-8\">\n<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-");
  text_word(t, r->policy);
  TEXT(t, "'; base-uri 'none'; form-action 'none'\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
          "<meta name=\"referrer\" content=\"no-referrer\">\n<meta name=\"robots\" content=\"noindex\">\n<meta name=\"generator\" content=\"partikel " PARTIKEL_VERSION "\">\n<title>");
  SAY(r, t, L_PAGE_TITLE);
  html_attribute(t, more);
  TEXT(t, "</title>\n<style>\n");
  text_word(t, review_style);
  TEXT(t, "</style>\n</head>\n<body class=\"");
  text_word(t, kind);
  TEXT(t, "\">\n<a class=\"skip\" href=\"#");
  text_word(t, strcmp(kind, "pages") == 0 ? "articles" : "list");
  TEXT(t, "\">");
  SAY(r, t, L_SKIP);
  TEXT(t, "</a>\n<header class=\"top\"><h1 class=\"name\">");
  if (strcmp(kind, "front") != 0) TEXT(t, "<a href=\"../"), html_path(t, strrchr(r->path, '/') ? strrchr(r->path, '/') + 1 : r->path), TEXT(t, "\">");
  SAY(r, t, L_PAGE_TITLE);
  text_word(t, strcmp(kind, "front") == 0 ? "" : "</a>");
  TEXT(t, "</h1><nav aria-label=\"");
  SAY(r, t, L_CONTENTS);
  TEXT(t, "\">");
  if (strcmp(kind, "front") == 0) {
    TEXT(t, "<a href=\"#overview\">");
    SAY(r, t, L_OVERVIEW);
    TEXT(t, "</a><a href=\"#list\">");
    SAY(r, t, L_ARTICLES);
    TEXT(t, "</a>");
  }
  TEXT(t, "<button type=\"button\" id=\"theme\" hidden>◐<span class=\"vh\"> ");
  SAY(r, t, L_THEME);
  TEXT(t, "</span></button></nav></header>\n");
}

static void foot(const struct review *r, struct text *t) {
  TEXT(t, "<footer><p>partikel " PARTIKEL_VERSION "</p><p id=\"keys\" hidden><b>");
  SAY(r, t, L_KEYS);
  TEXT(t, "</b> <kbd>j</kbd> <kbd>k</kbd> ");
  SAY(r, t, L_KEYS_HOW);
  TEXT(t, "</p></footer>\n<script>");
  text_word(t, review_script);
  TEXT(t, "</script>\n</body>\n</html>\n");
}

static void legend(const struct review *r, struct text *t) {
  static const struct { char class_; enum label label; } kinds[] = {
      {'O', L_K_ORGANISATION}, {'P', L_K_PERSON}, {'J', L_K_PROJECT}, {'K', L_K_MONEY}, {'N', L_K_FIGURE}, {'T', L_K_TIME}, {'S', L_K_PLACE}, {'A', L_K_ACTIVITY}, {'Q', L_K_QUOTE}};
  TEXT(t, "<div class=\"legend\" role=\"group\" aria-label=\"");
  SAY(r, t, L_LEGEND);
  TEXT(t, "\">");
  for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
    text_word(t, kinds[i].class_ == 'Q' ? "<span class=\"" : "<span class=\"m ");
    text_byte(t, kinds[i].class_);
    TEXT(t, "\">");
    SAY(r, t, kinds[i].label);
    TEXT(t, "</span> ");
  }
  TEXT(t, "</div>\n");
}

static void option(const struct review *r, struct text *t, const char *value, enum label which) {
  TEXT(t, "<option value=\"");
  text_word(t, value);
  TEXT(t, "\">");
  SAY(r, t, which);
  TEXT(t, "</option>");
}

static void open_select(const struct review *r, struct text *t, const char *id, enum label which) {
  TEXT(t, "<label>");
  SAY(r, t, which);
  TEXT(t, " <select id=\"");
  text_word(t, id);
  TEXT(t, "\">");
}

/* Search and filter: shown by the script that does them. */
static void filter(const struct review *r, struct text *t) {
  TEXT(t, "<form id=\"filter\" role=\"search\" hidden><label class=\"search\">");
  SAY(r, t, L_SEARCH);
  TEXT(t, " <input type=\"search\" id=\"q\" autocomplete=\"off\" spellcheck=\"false\" placeholder=\"");
  SAY(r, t, L_SEARCH_IN);
  TEXT(t, "\"></label>");
  open_select(r, t, "show", L_SHOW);
  option(r, t, "", L_ALL), option(r, t, "p", L_WITH_PARTNERSHIP), option(r, t, "m", L_WITH_MONEY), option(r, t, "q", L_WITH_QUOTES);
  option(r, t, "w", L_WITH_WARNING), option(r, t, "n", L_WITHOUT_FACTS);
  TEXT(t, "</select></label>");
  open_select(r, t, "year", L_YEAR);
  option(r, t, "", L_EVERY_YEAR);
  TEXT(t, "</select></label>");
  open_select(r, t, "sort", L_SORT);
  option(r, t, "", L_AS_GIVEN), option(r, t, "new", L_NEWEST), option(r, t, "old", L_OLDEST), option(r, t, "money", L_MOST_MONEY);
  TEXT(t, "</select></label><output id=\"count\" data-of=\"");
  SAY(r, t, L_SHOWN_OF);
  TEXT(t, "\" data-none=\"");
  SAY(r, t, L_NOTHING_FOUND);
  TEXT(t, "\"></output></form>\n");
}

/* ---- the index ------------------------------------------------------------------------------------------------------------- */
/* Rows with the place of their articles: PAGE_HERE, the page, PAGE_HERE. `before` and `behind` stand around the page's number. */
static void rows(struct text *t, const struct bytes *index, const char *before, const char *behind) {
  const char *s = index->bytes, *end = s + index->n, *at;
  for (; s < end && (at = memchr(s, PAGE_HERE, (size_t)(end - s))); s++) {
    const char *stop = memchr(at + 1, PAGE_HERE, (size_t)(end - at - 1));
    text_add(t, s, (size_t)(at - s));
    if (before) {
      text_word(t, before);
      text_add(t, at + 1, (size_t)(stop - at - 1));
      text_word(t, behind);
    }
    s = stop;
  }
  if (s < end) text_add(t, s, (size_t)(end - s));
}

static void open_list(const struct review *r, struct text *t) {
  TEXT(t, "<section id=\"list\" tabindex=\"-1\"><h2>");
  SAY(r, t, L_ARTICLES);
  TEXT(t, "</h2>\n");
  filter(r, t);
}

static void index_name(struct text *t, unsigned page) {
  TEXT(t, "index-");
  text_int(t, page);
  TEXT(t, ".html");
}

/* A list that goes on in the next index page says so. */
static void close_list(const struct review *r, struct text *t, const char *folder, unsigned next) {
  TEXT(t, "</ol>\n");
  if (next) {
    TEXT(t, "<p class=\"more\"><a rel=\"next\" href=\"");
    text_word(t, folder);
    index_name(t, next);
    TEXT(t, "\">");
    SAY(r, t, L_MORE_ROWS);
    TEXT(t, "</a> ");
    SAY(r, t, L_ROWS_HERE);
    TEXT(t, "</p>\n");
  }
  TEXT(t, "</section>\n");
}

/* ---- files of the folder ------------------------------------------------------------------------------------------------------ */
static bool is_ours(const char *name) {
  if (strncmp(name, "index-", 6) == 0) name += 6;
  size_t n = strspn(name, "0123456789");
  return n && strcmp(name + n, ".html") == 0;
}

static bool write_text(struct review *r, struct text *t, struct problem *problem) {
  bool good = t->failed ? no_memory(problem) : folder_file_add(&r->file, t->to.bytes, t->to.n, problem);
  bytes_free(&t->to);
  return good;
}

static void page_name(struct text *t, unsigned page) {
  text_pad(t, page, 5);
  TEXT(t, ".html");
}

static bool open_page(struct review *r, unsigned page, struct problem *problem) {
  struct text t = {0};
  char title[32];
  page_name(&t, page);
  text_byte(&t, '\0');
  bool good = t.failed ? no_memory(problem) : folder_file_open(&r->folder, &r->file, t.to.bytes, problem);
  t.to.n = 0;
  if (good) {
    snprintf(title, sizeof title, " %u", page);
    head(r, &t, "pages", title);
    TEXT(&t, "<main id=\"articles\" tabindex=\"-1\">\n");
    if (!r->no_text) legend(r, &t);
    r->in_page = true;
  }
  return write_text(r, &t, problem) && good;
}

static bool close_page(struct review *r, unsigned page, bool more, struct problem *problem) {
  struct text t = {0};
  TEXT(&t, "</main>\n<nav class=\"pager\">");
  if (page > 1) TEXT(&t, "<a rel=\"prev\" href=\""), page_name(&t, page - 1), TEXT(&t, "\">← "), SAY(r, &t, L_PREVIOUS_PAGE), TEXT(&t, "</a> ");
  SAY(r, &t, L_PAGE);
  text_byte(&t, ' ');
  text_int(&t, page);
  if (more) TEXT(&t, " <a rel=\"next\" href=\""), page_name(&t, page + 1), TEXT(&t, "\">"), SAY(r, &t, L_NEXT_PAGE), TEXT(&t, " →</a>");
  TEXT(&t, "</nav>\n");
  foot(r, &t);
  struct problem later;
  bool good = write_text(r, &t, problem);
  good = folder_file_close(&r->file, good ? problem : &later) && good;
  r->in_page = false;
  return good;
}

/* An index page behind the first, which the front page has. */
static bool write_index(struct review *r, bool more, struct problem *problem) {
  struct text t = {0};
  struct folder_file file, page = r->file;
  index_name(&t, r->index_page);
  text_byte(&t, '\0');
  if (t.failed || !folder_file_open(&r->folder, &file, t.to.bytes, problem)) {
    bool good = t.failed ? no_memory(problem) : false;
    bytes_free(&t.to);
    return good;
  }
  t.to.n = 0;
  head(r, &t, "index", "");
  TEXT(&t, "<main>\n");
  open_list(r, &t);
  TEXT(&t, "<ol id=\"rows\">\n");
  rows(&t, &r->index, "", ".html");
  close_list(r, &t, "", more ? r->index_page + 1 : 0);
  TEXT(&t, "</main>\n");
  foot(r, &t);
  r->file = file;
  struct problem later;
  bool good = write_text(r, &t, problem);
  good = folder_file_close(&r->file, good ? problem : &later) && good;
  r->file = page;
  return good;
}

/* More articles than one file holds: what is held becomes pages. */
static bool become_paged(struct review *r, struct problem *problem) {
  size_t n = strlen(r->path);
  char *folder = malloc(n + sizeof "_files");
  if (!folder) return no_memory(problem);
  strcpy(folder, r->path);
  for (const char *ending = ".html"; *ending; ending = strcmp(ending, ".html") == 0 ? ".htm" : "")
    if (n > strlen(ending) && strcmp(folder + n - strlen(ending), ending) == 0) {
      folder[n - strlen(ending)] = '\0';
      break;
    }
  strcat(folder, "_files");
  bool good = folder_open(&r->folder, folder, is_ours, problem);
  const char *slash = strrchr(folder, '/');
  if (good && !(r->base = strdup(slash ? slash + 1 : folder))) good = no_memory(problem);
  free(folder);
  r->paged = good;
  for (unsigned k = 0; good && k < r->n_starts; k++) {
    size_t end = k + 1 < r->n_starts ? r->starts[k + 1].at : r->held.n;
    bool last = k + 1 == r->n_starts;
    good = open_page(r, r->starts[k].page, problem) && folder_file_add(&r->file, r->held.bytes + r->starts[k].at, end - r->starts[k].at, problem);
    if (good && !last) good = close_page(r, r->starts[k].page, true, problem);
  }
  bytes_free(&r->held);
  return good;
}

/* ---- adding ------------------------------------------------------------------------------------------------------------------------ */
/* Text with the article's number, and in rows the page's, put in. */
static void numbered(struct text *t, const char *s, size_t n, int64_t article, unsigned page) {
  char number[24], place[24];
  size_t number_size = (size_t)snprintf(number, sizeof number, "%lld", (long long)article);
  size_t place_size = (size_t)snprintf(place, sizeof place, "%c%05u%c", PAGE_HERE, page, PAGE_HERE);
  const char *end = s + n, *at;
  for (const char *p = s; p < end; p++) {
    if (*p == PAGE_HERE) {
      text_add(t, s, (size_t)(p - s));
      text_add(t, place, place_size);
      s = p + 1;
      break;                                   /* one in a row */
    }
    if (*p == NUMBER_HERE) break;
  }
  for (; (at = memchr(s, NUMBER_HERE, (size_t)(end - s))); s = at + 1) {
    text_add(t, s, (size_t)(at - s));
    text_add(t, number, number_size);
  }
  text_add(t, s, (size_t)(end - s));
}

/* The page that the next article comes into. */
static bool turn_page(struct review *r, size_t n, struct problem *problem) {
  bool full = r->in_this_page == PAGE_ARTICLES || (r->in_this_page && r->page_bytes + n > PAGE_BYTES);
  if (!r->paged && (r->articles == ONE_FILE_ARTICLES || r->held.n + n > ONE_FILE_BYTES) && r->articles && !become_paged(r, problem)) return false;
  if (r->page && !full) return true;
  if (r->paged && r->in_page && !close_page(r, r->page, true, problem)) return false;
  r->page++;
  r->in_this_page = 0;
  r->page_bytes = 0;
  if (r->paged) return open_page(r, r->page, problem);
  r->starts[r->n_starts].at = r->held.n;
  r->starts[r->n_starts++].page = r->page;
  return true;
}

static bool add_row(struct review *r, const char *row, size_t n, struct problem *problem) {
  struct text t = {.to = r->index};
  if (r->index_rows == INDEX_ROWS) {           /* a full index page: the first one waits for the front page */
    if (r->index_page == 1) {
      r->front = r->index;
      t.to = (struct bytes){0};
    } else if (!write_index(r, true, problem)) {
      return false;
    }
    t.to.n = 0;
    r->index_rows = 0;
    r->index_page++;
  }
  numbered(&t, row, n, r->articles, r->page);
  r->index = t.to;
  r->index_rows++;
  return !t.failed || no_memory(problem);
}

static bool review_add(void *state, const char *bytes, size_t n, struct problem *problem) {
  struct review *r = state;
  uint64_t sizes[3];
  const char *parts[3];
  (void)n;
  for (int k = 0; k < 3; k++) {
    memcpy(&sizes[k], bytes, sizeof *sizes);
    parts[k] = bytes + sizeof *sizes;
    bytes = parts[k] + sizes[k];
  }
  if (!turn_page(r, sizes[0], problem)) return false;
  r->articles++;
  r->in_this_page++;
  r->page_bytes += sizes[0];
  struct text section = {.to = r->paged ? r->section : r->held};
  if (r->paged) section.to.n = 0;
  numbered(&section, parts[0], sizes[0], r->articles, 0);
  *(r->paged ? &r->section : &r->held) = section.to;
  bool good = !section.failed || no_memory(problem);
  if (r->paged) good = good && folder_file_add(&r->file, section.to.bytes, section.to.n, problem);
  return good && add_row(r, parts[1], sizes[1], problem) && (overview_add(r->overview, parts[2], sizes[2]) || no_memory(problem));
}

/* ---- opening and closing ------------------------------------------------------------------------------------------------------------- */
/* The script's hash as a security policy writes it. */
static bool hash_script(struct review *r) {
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
    for (int k = 0; k < 4; k++) r->policy[4 * i + k] = letters[three >> (18 - 6 * k) & 63];
  }
  r->policy[43] = '=';
  r->policy[44] = '\0';
  return true;
}

static void release(struct review *r) {
  bytes_free(&r->held);
  bytes_free(&r->section);
  bytes_free(&r->index);
  bytes_free(&r->front);
  overview_free(r->overview);
  free(r->path);
  free(r->base);
  free(r);
}

static void *review_open(const struct export_options *options, struct problem *problem) {
  if (!options->path) {
    *problem = (struct problem){.words = "a review page is a file: name it with -o FILE.html"};
    return NULL;
  }
  struct review *r = calloc(1, sizeof *r);
  bool good = r && (r->path = strdup(options->path)) && (r->overview = overview_new()) && hash_script(r);
  if (good) {
    r->language = options->language && strcmp(options->language, "en") == 0 ? ENGLISH : DANISH;
    r->no_text = options->no_text;
    r->index_page = 1;
    return r;
  }
  no_memory(problem);
  if (r) release(r);
  return NULL;
}

/* Overview, index, and the articles if they are few. */
static bool write_front(struct review *r, struct problem *problem, bool complete) {
  struct text t = {0}, folder = {0};
  struct output out;
  if (r->paged) html_path(&folder, r->base), text_byte(&folder, '/');
  text_byte(&folder, '\0');
  bool good = !folder.failed;
  head(r, &t, "front", "");
  TEXT(&t, "<main>\n");
  good = good && overview_write(r->overview, &t, r->language, r->articles);
  open_list(r, &t);
  TEXT(&t, "<ol id=\"rows\">\n");
  if (good) {
    rows(&t, r->index_page > 1 ? &r->front : &r->index, r->paged ? folder.to.bytes : NULL, ".html");
    close_list(r, &t, folder.to.bytes, r->index_page > 1 ? 2 : 0);
  }
  if (!r->paged) {
    TEXT(&t, "<section id=\"articles\" tabindex=\"-1\" aria-label=\"");
    SAY(r, &t, L_ARTICLES);
    TEXT(&t, "\">\n");
    if (!r->no_text) legend(r, &t);
    text_add(&t, r->held.bytes, r->held.n);
    TEXT(&t, "</section>\n");
  }
  TEXT(&t, "</main>\n");
  foot(r, &t);
  good = (good && !t.failed) || no_memory(problem);
  if (good) {
    if (output_open(&out, r->path, (struct output_how){0})) output_add(&out, t.to.bytes, t.to.n);
    output_close(&out, complete && !out.problem);
    if (out.problem) *problem = (struct problem){.number = out.problem}, good = false;
  }
  bytes_free(&t.to);
  bytes_free(&folder.to);
  return good;
}

static bool review_close(void *state, bool complete, struct problem *problem) {
  struct review *r = state;
  bool good = true;
  struct problem later;
  if (r->in_page) good = close_page(r, r->page, false, problem);
  if (good && r->index_page > 1) good = write_index(r, false, problem);
  if (r->paged && !folder_close(&r->folder, complete && good, true, good ? problem : &later)) good = false;
  if (good && (complete || r->articles)) good = write_front(r, problem, complete);
  release(r);
  return good;
}

const struct export_format export_html = {
    .name = "html",
    .endings = ".html .htm",
    .what = "a page to look at: text and facts side by side",
    .profiles = "",
    .languages = "da en",
    .open = review_open,
    .render = review_render,
    .add = review_add,
    .close = review_close,
};
