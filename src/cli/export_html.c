/* The review page: articles with their facts coloured in place, an index over all of them, an overview. Few articles are one file; many are
 * FILE.html with overview and index, and a folder beside it, FILE_files, with pages of some articles each.
 *
 * render() makes an article's section, its row in the index and its part of the overview; add() puts the number of the article in. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "folder.h"
#include "html_page.h"
#include "html_view.h"
#include "overview.h"

#define ONE_FILE_BYTES ((size_t)6 << 20)   /* of sections, and how many: more are pages of their own */
#define PAGE_BYTES ((size_t)1 << 20)
enum { ONE_FILE_ARTICLES = 100, ARTICLES_OF_A_PAGE = 25, INDEX_ROWS = 10000 };

struct review {
  struct page around;
  bool no_text, paged, in_page;
  char *path, *base;         /* base: the folder's name as the front page writes it, FILE_files */
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
  parts[0].failed = !bytes_room(&parts[0].to, 6 * record->article.text_size + (32 << 10)); /* what it comes to most often */
  bool good = html_article(&parts[0], record, r->around.language, r->no_text);
  html_row(&parts[1], record, r->around.language);
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

#define SAY(r, t, which) text_word((t), label((r)->around.language, (which)))

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
  page_name(&t, page);
  text_byte(&t, '\0');
  bool good = t.failed ? no_memory(problem) : folder_file_open(&r->folder, &r->file, t.to.bytes, problem);
  t.to.n = 0;
  if (good) {
    page_head(&r->around, &t, PAGE_ARTICLES, page);
    TEXT(&t, "<main id=\"articles\" tabindex=\"-1\">\n");
    if (!r->no_text) page_legend(&r->around, &t);
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
  page_foot(&r->around, &t);
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
  page_index_name(&t, r->index_page);
  text_byte(&t, '\0');
  if (t.failed || !folder_file_open(&r->folder, &file, t.to.bytes, problem)) {
    bool good = t.failed ? no_memory(problem) : false;
    bytes_free(&t.to);
    return good;
  }
  t.to.n = 0;
  page_head(&r->around, &t, PAGE_INDEX, 0);
  TEXT(&t, "<main>\n");
  page_open_list(&r->around, &t);
  TEXT(&t, "<ol id=\"rows\">\n");
  rows(&t, &r->index, "", ".html");
  page_close_list(&r->around, &t, "", more ? r->index_page + 1 : 0);
  TEXT(&t, "</main>\n");
  page_foot(&r->around, &t);
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
  bool full = r->in_this_page == ARTICLES_OF_A_PAGE || (r->in_this_page && r->page_bytes + n > PAGE_BYTES);
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
  bool good = r && (r->path = strdup(options->path)) && (r->overview = overview_new()) && page_init(&r->around);
  if (good) {
    r->around.language = options->language && strcmp(options->language, "en") == 0 ? ENGLISH : DANISH;
    r->no_text = options->no_text;
    r->around.front = strrchr(r->path, '/') ? strrchr(r->path, '/') + 1 : r->path;
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
  page_head(&r->around, &t, PAGE_FRONT, 0);
  TEXT(&t, "<main>\n");
  good = good && overview_write(r->overview, &t, r->around.language, r->articles);
  page_open_list(&r->around, &t);
  TEXT(&t, "<ol id=\"rows\">\n");
  if (good) {
    rows(&t, r->index_page > 1 ? &r->front : &r->index, r->paged ? folder.to.bytes : NULL, ".html");
    page_close_list(&r->around, &t, folder.to.bytes, r->index_page > 1 ? 2 : 0);
  }
  if (!r->paged) {
    TEXT(&t, "<section id=\"articles\" tabindex=\"-1\" aria-label=\"");
    SAY(r, &t, L_ARTICLES);
    TEXT(&t, "\">\n");
    if (!r->no_text) page_legend(&r->around, &t);
    text_add(&t, r->held.bytes, r->held.n);
    TEXT(&t, "</section>\n");
  }
  TEXT(&t, "</main>\n");
  page_foot(&r->around, &t);
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
