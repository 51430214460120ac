/* Where the records go: standard output or a file that gets its name only when it is whole. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli.h"

#define CAPACITY ((size_t)1 << 20)

/* An interrupting signal is no failure. */
int output_write(int fd, const char *bytes, size_t n, bool *any) {
  while (n) {
    ssize_t written = write(fd, bytes, n);
    if (written < 0 && errno != EINTR) return errno;
    if (written <= 0) continue;
    *any = true;
    bytes += written;
    n -= (size_t)written;
  }
  return 0;
}

static void put(struct output *o, const char *bytes, size_t n) {
  if (!o->problem) o->problem = output_write(o->fd, bytes, n, &o->any);
}

static void flush(struct output *o) {
  put(o, o->bytes, o->n);
  o->n = 0;
}

bool output_open(struct output *o, const char *path) {
  struct stat st;
  *o = (struct output){.fd = STDOUT_FILENO, .path = path, .bytes = malloc(CAPACITY)};
  if (!o->bytes) o->problem = ENOMEM;
  if (o->problem) return false;
  if (!path) {
    o->each = isatty(STDOUT_FILENO);
    return true;
  }
  bool device = stat(path, &st) == 0 && !S_ISREG(st.st_mode); /* /dev/null has no room beside it */
  if (device && S_ISDIR(st.st_mode)) {
    o->problem = EISDIR;
    return false;
  }
  if (!device) {
    o->part = malloc(strlen(path) + sizeof ".part");
    if (!o->part) {
      o->problem = ENOMEM;
      return false;
    }
    strcat(strcpy(o->part, path), ".part");
  }
  do o->fd = open(o->part ? o->part : path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  while (o->fd < 0 && errno == EINTR && !stopped());
  if (o->fd < 0) o->problem = errno;
  return !o->problem;
}

int output_add(void *output, const char *bytes, size_t n) {
  struct output *o = output;
  if (o->n + n > CAPACITY) flush(o);
  if (n >= CAPACITY) put(o, bytes, n);
  else if (!o->problem) {
    memcpy(o->bytes + o->n, bytes, n);
    o->n += n;
  }
  return o->problem != 0;
}

void output_article(struct output *o) {
  if (o->each) flush(o);
}

void output_sync_folder(const char *path) {
  char *copy = strdup(path), *slash = copy ? strrchr(copy, '/') : NULL;
  if (slash) slash[slash == copy] = '\0';
  int fd = open(slash ? copy : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd >= 0) {
    fsync(fd); /* some file systems cannot: the file itself is safe already */
    close(fd);
  }
  free(copy);
}

bool output_close(struct output *o, bool complete) {
  if (o->bytes && o->fd >= 0) flush(o);
  while (o->part && o->fd >= 0 && !o->problem && fsync(o->fd))
    if (errno != EINTR) o->problem = errno;
  if (o->fd >= 0 && close(o->fd) && !o->problem && errno != EINTR) o->problem = errno;
  if (o->part && complete && !o->problem) {
    if (rename(o->part, o->path)) o->problem = errno;
    else output_sync_folder(o->path);
  } else if (o->part && o->fd >= 0 && !o->any) unlink(o->part);
  free(o->bytes);
  free(o->part);
  o->bytes = o->part = NULL;
  o->fd = -1;
  return !o->problem;
}
