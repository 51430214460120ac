/* What there is to convert, in order: the inputs of the command line and of lists, folders walked. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli.h"

/* ---- sources and their strings ------------------------------------------------------------------------------------ */
struct chunk { struct chunk *next; size_t n, cap; char bytes[]; };

/* n bytes that live with the plan. */
static char *keep(struct plan *p, size_t n) {
  struct chunk *c = p->strings;
  if (!c || c->cap - c->n < n) {
    size_t cap = n > 64 << 10 ? n : 64 << 10;
    if (!(c = malloc(sizeof *c + cap))) return NULL;
    *c = (struct chunk){.next = p->strings, .cap = cap};
    p->strings = c;
  }
  c->n += n;
  return c->bytes + c->n - n;
}

static bool add_source(struct plan *p, struct source s) {
  if (p->n == p->cap) {
    size_t cap = p->cap ? 2 * p->cap : 16;
    struct source *more = realloc(p->at, cap * sizeof *more);
    if (!more) return false;
    p->at = more, p->cap = cap;
  }
  p->at[p->n++] = s;
  p->bytes += s.bytes;
  return true;
}

static bool add_failure(struct plan *p, const char *path, const char *why) {
  char *kept = keep(p, strlen(why) + 1);
  return kept && add_source(p, (struct source){.path = path, .why = strcpy(kept, why), .kind = SOURCE_FAILED});
}

/* ---- folders --------------------------------------------------------------------------------------------------------- */
enum named { NO_ARTICLE, MAYBE_ARTICLE, ARTICLE };

/* What the name of a file promises. A page saved from `index.html?id=3` keeps its query; one without any ending may be all. */
static enum named by_name(const char *name) {
  static const char *const endings[] = {".txt", ".text", ".htm", ".html", ".xhtml", ".mht", ".mhtml", ".eml", ".webarchive", ".warc", ".arc"};
  size_t n = strlen(name);
  if (name[0] == '.') return NO_ARTICLE;
  if (n > 3 && strcasecmp(name + n - 3, ".gz") == 0) n -= 3;
  const char *query = memchr(name, '?', n);
  if (query) n = (size_t)(query - name);
  for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
    size_t m = strlen(endings[i]);
    if (n > m && strncasecmp(name + n - m, endings[i], m) == 0) return ARTICLE;
  }
  return memchr(name, '.', n) ? NO_ARTICLE : MAYBE_ARTICLE;
}

static int by_bytes(const void *a, const void *b) { return strcmp(*(const char *const *)a, *(const char *const *)b); }

struct paths { const char **at; size_t n, cap; };

static bool add_path(struct plan *p, struct paths *paths, const char *folder, const char *name) {
  size_t n = strlen(folder);
  if (paths->n == paths->cap) {
    size_t cap = paths->cap ? 2 * paths->cap : 64;
    const char **more = realloc(paths->at, cap * sizeof *more);
    if (!more) return false;
    paths->at = more, paths->cap = cap;
  }
  char *path = keep(p, n + strlen(name) + 2);
  if (!path) return false;
  strcpy(path, folder);
  if (n && path[n - 1] != '/') path[n++] = '/';
  strcpy(path + n, name);
  paths->at[paths->n++] = path;
  return true;
}

/* All that stands in a folder, by name. 0, or what broke it off (errno): *out has what came before. fts would do it, but glibc's
 * forgets the order or crashes when memory runs out. */
static int list_folder(struct plan *p, const char *folder, struct paths *out) {
  DIR *d = opendir(folder);
  if (!d) return errno;
  int problem = 0;
  while (!problem) {
    errno = 0;
    struct dirent *e = readdir(d);
    if (!e) {
      problem = errno;
      break;
    }
    if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0 && !add_path(p, out, folder, e->d_name)) problem = ENOMEM;
  }
  closedir(d);
  if (out->n) qsort(out->at, out->n, sizeof *out->at, by_bytes);
  return problem;
}

/* What browsers keep beside a page that was saved whole: NAME_files, in Danish NAME_filer or NAME-filer. Its frames and
 * advertisements are no articles. */
static bool is_companion(const char *path) {
  static const char *const tails[] = {"_files", "_filer", "-filer"}, *const pages[] = {".html", ".htm", ".xhtml", ".HTML", ".HTM"};
  size_t n = strlen(path);
  char page[4096];
  struct stat st;
  for (size_t t = 0; t < sizeof tails / sizeof *tails; t++) {
    size_t m = strlen(tails[t]);
    if (n <= m || n + 8 > sizeof page || strcmp(path + n - m, tails[t]) != 0) continue;
    for (size_t k = 0; k < sizeof pages / sizeof *pages; k++) {
      memcpy(page, path, n - m);
      strcpy(page + n - m, pages[k]);
      if (stat(page, &st) == 0 && S_ISREG(st.st_mode)) return true;
    }
  }
  return false;
}

static bool walk_folder(struct plan *p, const char *folder, struct source *end, unsigned depth);

/* What stands in a folder: links to files are read, links to folders are not followed. False: no memory. */
static bool add_entry(struct plan *p, const char *path, struct source *end, unsigned depth) {
  const char *name = strrchr(path, '/') + 1;
  struct stat st;
  if (lstat(path, &st) != 0) return add_failure(p, path, strerror(errno));
  if (S_ISDIR(st.st_mode) && is_companion(path)) return end->companions++, true;
  if (S_ISDIR(st.st_mode)) return name[0] == '.' || walk_folder(p, path, end, depth + 1);
  if ((S_ISLNK(st.st_mode) && stat(path, &st) != 0) || !S_ISREG(st.st_mode) || by_name(name) == NO_ARTICLE) return end->skipped++, true;
  if ((uint64_t)st.st_dev == p->output[0] && (uint64_t)st.st_ino == p->output[1]) return end->skipped++, true;
  return add_source(p, (struct source){.path = path, .bytes = (uint64_t)st.st_size, .kind = SOURCE_FILE, .doubtful = by_name(name) == MAYBE_ARTICLE});
}

static bool walk_folder(struct plan *p, const char *folder, struct source *end, unsigned depth) {
  struct paths paths = {0};
  if (depth >= MAX_DEPTH) return add_failure(p, folder, "folders stand too deep inside each other");
  int problem = list_folder(p, folder, &paths);
  bool good = problem != ENOMEM;
  for (size_t i = 0; good && i < paths.n; i++) good = add_entry(p, paths.at[i], end, depth);
  free(paths.at);
  return good && (!problem || add_failure(p, folder, strerror(problem)));
}

static bool add_folder(struct plan *p, const char *path) {
  struct source end = {.path = path, .first = p->n, .kind = SOURCE_FOLDER_END};
  if (!walk_folder(p, path, &end, 0)) return false;
  return (p->n > end.first || add_failure(p, path, "no articles in this folder")) && add_source(p, end);
}

/* ---- inputs ------------------------------------------------------------------------------------------------------------ */
bool is_address(const char *input) { return strncasecmp(input, "http://", 7) == 0 || strncasecmp(input, "https://", 8) == 0; }

/* ftp://, file:// … */
static bool is_other_address(const char *input) {
  size_t n = strspn(input, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+.-");
  return n > 1 && strncmp(input + n, "://", 3) == 0;
}

const char *odd_file(const char *path) {
  struct stat st;
  if (stat(path, &st) != 0) return NULL;
  if (S_ISCHR(st.st_mode) || S_ISBLK(st.st_mode)) return "is a device, not a file";
  if (S_ISSOCK(st.st_mode)) return "is a socket, not a file";
  return S_ISFIFO(st.st_mode) ? "is a pipe, not a file" : NULL;
}

static bool add_input(struct plan *p, const char *input) {
  struct source s = {.path = input, .kind = SOURCE_FILE};
  struct stat st;
  if (strcmp(input, "-") == 0) s.kind = SOURCE_INPUT;
  else if (is_address(input)) s.kind = SOURCE_ADDRESS;
  else if (stat(input, &st) != 0) {
    if (is_other_address(input)) return add_failure(p, input, "only http and https addresses are fetched");
  } else if (S_ISDIR(st.st_mode)) {
    p->several = true;
    return add_folder(p, input);
  } else if (S_ISFIFO(st.st_mode)) {
    s.kind = SOURCE_PIPE;
  } else if (odd_file(input)) {
    return add_failure(p, input, odd_file(input));
  } else {
    s.bytes = (uint64_t)st.st_size;
  }
  return add_source(p, s);
}

/* All of a list as one string with a NUL behind it. 0 or an errno. */
static int read_list(struct plan *p, const char *path, char **out, size_t *n) {
  struct bytes list = {0};
  char step[16 << 10];
  int problem = 0, fd = STDIN_FILENO;
  if (strcmp(path, "-") != 0) {
    do fd = open(path, O_RDONLY | O_CLOEXEC);
    while (fd < 0 && errno == EINTR && !stopped());
    if (fd < 0) return errno;
  }
  for (ssize_t got = 1; got && !problem;) {
    got = read(fd, step, sizeof step);
    if (got < 0 && (errno != EINTR || stopped())) problem = errno;
    else if (got > 0 && list.n + (size_t)got > MAX_LIST) problem = EFBIG;
    else if (got > 0 && bytes_add(&list, step, (size_t)got)) problem = ENOMEM;
  }
  if (fd != STDIN_FILENO) close(fd);
  if (!problem && !(*out = keep(p, list.n + 1))) problem = ENOMEM;
  if (!problem) {
    if (list.n) memcpy(*out, list.bytes, list.n);
    (*out)[list.n] = '\0';
    *n = list.n;
  }
  bytes_free(&list);
  return problem;
}

/* An input a line; where the list holds a NUL, each ends with one instead, so that names may hold line feeds. A byte-order mark and
 * carriage returns are Windows' and no part of names. */
static bool add_list(struct plan *p, char *list, size_t n) {
  char end = memchr(list, '\0', n) ? '\0' : '\n', *stop = list + n;
  if (strncmp(list, "\xEF\xBB\xBF", 3) == 0) list += 3;
  const char *first = memchr(list, '\n', (size_t)(stop - list));
  bool carriage = end == '\n' && first && first > list && first[-1] == '\r';
  for (char *next; list < stop; list = next) {
    char *behind = memchr(list, end, (size_t)(stop - list));
    if (!behind) behind = stop;
    next = behind + 1;
    *behind = '\0';
    if (carriage && behind > list && behind[-1] == '\r') behind[-1] = '\0';
    if (*list && !add_input(p, list)) return false;
  }
  return true;
}

/* Of all sources the shard-th piece; the pieces of all shards are the whole in its order. What a folder's end tells goes with its last
 * source. */
static void cut_to_shard(struct plan *p, unsigned shard, unsigned shards) {
  size_t all = 0, kept = 0, before = 0;
  for (size_t i = 0; i < p->n; i++) all += p->at[i].kind != SOURCE_FOLDER_END;
  size_t from = all / shards * (shard - 1) + all % shards * (shard - 1) / shards, to = all / shards * shard + all % shards * shard / shards;
  size_t dropped = 0; /* sources in front of the piece */
  p->bytes = 0;
  for (size_t i = 0; i < p->n; i++) {
    struct source s = p->at[i];
    bool end = s.kind == SOURCE_FOLDER_END;
    size_t number = end ? before - 1 : before;
    before += !end;
    if (number < from) dropped = i + 1;
    if (number < from || number >= to) continue;
    if (end) s.first = s.first >= dropped ? s.first - dropped : SIZE_MAX; /* begun in another shard */
    p->bytes += s.bytes;
    p->at[kept++] = s;
  }
  p->n = kept;
}

bool plan_make(struct plan *p, const struct options *o) {
  char *list = NULL;
  size_t n = 0;
  int problem = o->list ? read_list(p, o->list, &list, &n) : 0;
  if (problem && problem != ENOMEM) {
    say(o->list, problem == EFBIG ? "the list is longer than 256 MiB" : strerror(problem));
    return false;
  }
  bool good = !problem;
  struct stat st;
  if (o->output && stat(o->output, &st) == 0) p->output[0] = (uint64_t)st.st_dev, p->output[1] = (uint64_t)st.st_ino;
  for (int i = 0; good && i < o->n_inputs; i++) good = add_input(p, o->inputs[i]);
  if (good && list) good = add_list(p, list, n);
  if (!good) say(NULL, "out of memory");
  p->several = p->several || p->n > 1;
  size_t from_stdin = 0;
  for (size_t i = 0; i < p->n; i++) from_stdin += p->at[i].kind == SOURCE_INPUT;
  if (good && from_stdin + (o->list && strcmp(o->list, "-") == 0) > 1) {
    wrong_use("-", "standard input can be read only once");
    return false;
  }
  if (good && o->shards) cut_to_shard(p, o->shard, o->shards);
  return good;
}

void plan_free(struct plan *p) {
  for (struct chunk *c = p->strings, *next; c; c = next) {
    next = c->next;
    free(c);
  }
  free(p->at);
  *p = (struct plan){0};
}
