/* A folder of files that gets its name when all of it is whole. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "folder.h"

#define WAITING ((size_t)1 << 16)  /* bytes that a file gathers before they are written */

/* ---- messages ------------------------------------------------------------------------------------------------- */
static bool failed(struct problem *problem, int number) {
  *problem = (struct problem){.number = number};
  return false;
}

static bool failed_at(struct problem *problem, const char *name, int number) {
  *problem = (struct problem){0};
  snprintf(problem->words, sizeof problem->words, "%s: %s", name, strerror(number));
  return false;
}

static bool no_memory(struct problem *problem) {
  *problem = (struct problem){.words = "out of memory"};
  return false;
}

/* ---- the folder -------------------------------------------------------------------------------------------------- */
static char *with(const char *path, size_t n, const char *tail) {
  char *out = malloc(n + strlen(tail) + 1);
  if (out) memcpy(out, path, n), strcpy(out + n, tail);
  return out;
}

/* Removes our files in a folder, and the folder if nothing else is in it. False: something stays (errno). A folder that is not there is
 * removed. */
static bool clear(const struct folder *f, const char *path) {
  DIR *d = opendir(path);
  if (!d) return errno == ENOENT;
  int fd = dirfd(d), problem = 0;
  for (struct dirent *e; (e = readdir(d));)
    if (f->ours(e->d_name) && unlinkat(fd, e->d_name, 0) != 0) problem = errno;
  closedir(d);
  if (!problem && rmdir(path) != 0) problem = errno;
  errno = problem;
  return !problem;
}

/* A file that is not ours, or none. */
static bool find_foreign(const struct folder *f, char *name, size_t size, struct problem *problem) {
  DIR *d = opendir(f->path);
  name[0] = '\0';
  if (!d) return errno == ENOENT || failed(problem, errno);
  for (struct dirent *e; !name[0] && (e = readdir(d));)
    if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0 && !f->ours(e->d_name)) snprintf(name, size, "%.100s", e->d_name);
  closedir(d);
  return true;
}

static void release(struct folder *f) {
  free(f->path);
  free(f->part);
  free(f->old);
  *f = (struct folder){0};
}

static bool prepare(struct folder *f, const char *path, struct problem *problem) {
  size_t n = strlen(path);
  char foreign[128];
  while (n > 1 && path[n - 1] == '/') n--;
  f->path = with(path, n, "");
  f->part = with(path, n, ".part");
  f->old = with(path, n, ".old");
  if (!f->path || !f->part || !f->old) return no_memory(problem);
  if (!find_foreign(f, foreign, sizeof foreign, problem)) return false;
  if (foreign[0]) {
    *problem = (struct problem){0};
    snprintf(problem->words, sizeof problem->words, "the folder holds other files (%s), which would be lost: choose a new one", foreign);
    return false;
  }
  if (!clear(f, f->part) || mkdir(f->part, 0777) != 0) return failed(problem, errno);
  return f->made = true;
}

bool folder_open(struct folder *f, const char *path, bool (*ours)(const char *), struct problem *problem) {
  *f = (struct folder){.ours = ours};
  if (prepare(f, path, problem)) return true;
  release(f);
  return false;
}

/* NAME is moved aside first: a folder with files in it cannot be renamed over. */
static bool take_place(struct folder *f, struct problem *problem) {
  bool aside = false;
  if (access(f->path, F_OK) == 0) {
    if (!clear(f, f->old) || rename(f->path, f->old) != 0) return failed(problem, errno);
    aside = true;
  }
  if (rename(f->part, f->path) != 0) {
    failed(problem, errno);
    if (aside) rename(f->old, f->path);
    return false;
  }
  sync_folder(f->path);
  if (aside) clear(f, f->old);                 /* what cannot be removed does no harm */
  return true;
}

bool folder_close(struct folder *f, bool complete, bool keep, struct problem *problem) {
  bool good = true;
  if (f->made && complete) good = take_place(f, problem);
  else if (f->made && !keep) clear(f, f->part);
  release(f);
  return good;
}

/* ---- its files ------------------------------------------------------------------------------------------------------ */
bool folder_file_open(struct folder *f, struct folder_file *file, const char *name, struct problem *problem) {
  *file = (struct folder_file){0};
  snprintf(file->name, sizeof file->name, "%s", name);
  char *path = malloc(strlen(f->part) + strlen(name) + 2);
  if (!path) return no_memory(problem);
  strcat(strcat(strcpy(path, f->part), "/"), name);
  do file->fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  while (file->fd < 0 && errno == EINTR);
  free(path);
  file->open = file->fd >= 0;
  return file->open || failed_at(problem, name, errno);
}

static bool flush(struct folder_file *file, struct problem *problem) {
  bool any;
  int number = output_write(file->fd, file->waiting.bytes, file->waiting.n, &any);
  file->waiting.n = 0;
  return !number || failed_at(problem, file->name, number);
}

bool folder_file_add(struct folder_file *file, const char *bytes, size_t n, struct problem *problem) {
  if (file->waiting.n + n > WAITING && !flush(file, problem)) return false;
  bool any;
  int number = n >= WAITING ? output_write(file->fd, bytes, n, &any) : 0;
  if (number) return failed_at(problem, file->name, number);
  return n >= WAITING || bytes_add(&file->waiting, bytes, n) == 0 || no_memory(problem);
}

bool folder_file_close(struct folder_file *file, struct problem *problem) {
  if (!file->open) return true;
  bool good = flush(file, problem);
  while (good && fsync(file->fd) != 0)
    if (errno != EINTR) good = failed_at(problem, file->name, errno);
  if (close(file->fd) != 0 && good && errno != EINTR) good = failed_at(problem, file->name, errno);
  bytes_free(&file->waiting);
  file->open = false;
  return good;
}
