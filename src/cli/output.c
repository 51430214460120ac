/* Where the records go: standard output or a file that gets its name only when it is whole. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli.h"

#define CAPACITY ((size_t)64 << 10)

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

bool is_plain(const char *path) {
  struct stat st;
  return stat(path, &st) == 0 ? S_ISREG(st.st_mode) : errno == ENOENT;
}

/* The file `name`, ours alone, cut to `keep` bytes. The lock goes with the process: nobody is locked out after a kill. */
static int open_alone(const char *name, uint64_t keep, int *problem) {
  struct stat st, named;
  for (int fd;; close(fd)) {
    do fd = open(name, O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
    while (fd < 0 && errno == EINTR && !stopped());
    if (fd < 0) {
      *problem = errno;
      return -1;
    }
    if (fstat(fd, &st) != 0) *problem = errno;
    else if (!S_ISREG(st.st_mode)) return fd;
    else if (flock(fd, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) *problem = EBUSY; /* file systems without locks: as before */
    else if (stat(name, &named) != 0 || named.st_ino != st.st_ino || named.st_dev != st.st_dev) continue; /* whoever had it has just renamed it */
    else if ((uint64_t)st.st_size < keep) *problem = ENODATA;
    else if (ftruncate(fd, (off_t)keep) != 0 || lseek(fd, (off_t)keep, SEEK_SET) < 0) *problem = errno;
    else return fd;
    close(fd);
    return -1;
  }
}

bool output_open(struct output *o, const char *path, struct output_how how) {
  *o = (struct output){.fd = STDOUT_FILENO, .path = path, .bytes = malloc(CAPACITY)};
  if (!o->bytes) o->problem = ENOMEM;
  if (o->problem) return false;
  if (!path) {
    o->each = isatty(STDOUT_FILENO);
    return true;
  }
  o->fd = -1;
  bool plain = is_plain(path); /* /dev/null has no room beside it */
  struct stat st;
  if (!plain && stat(path, &st) == 0 && S_ISDIR(st.st_mode)) o->problem = EISDIR;
  if (plain && !how.direct) {
    o->part = malloc(strlen(path) + sizeof ".part");
    if (o->part) strcat(strcpy(o->part, path), ".part");
    else o->problem = ENOMEM;
  }
  if (!o->problem) o->fd = open_alone(o->part ? o->part : path, how.resume ? how.mark : 0, &o->problem);
  o->length = how.resume ? how.mark : 0;
  o->any = o->length > 0;
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
  o->length += n;
  return o->problem != 0;
}

void output_article(struct output *o) {
  if (o->each) flush(o);
}

bool output_sync(struct output *o) {
  flush(o);
  while (!o->problem && o->path && fdatasync(o->fd) != 0 && errno != EINVAL && errno != EROFS) /* devices have nothing to keep */
    if (errno != EINTR) o->problem = errno;
  return !o->problem;
}

void sync_folder(const char *path) {
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
  int lock = o->part && o->fd >= 0 ? fcntl(o->fd, F_DUPFD_CLOEXEC, 0) : -1; /* until the file has its name */
  bool opened = o->fd >= 0;
  if (opened && close(o->fd) && !o->problem && errno != EINTR) o->problem = errno;
  if (o->part && complete && !o->problem) {
    if (rename(o->part, o->path)) o->problem = errno;
    else sync_folder(o->path);
  } else if (o->part && opened && !o->any) unlink(o->part);
  if (lock >= 0) close(lock);
  free(o->bytes);
  free(o->part);
  o->bytes = o->part = NULL;
  o->fd = -1;
  return !o->problem;
}

int output_whole(const char *path, const char *bytes, size_t n) {
  struct output o;
  if (output_open(&o, path, (struct output_how){0})) output_add(&o, bytes, n);
  output_close(&o, !o.problem);
  return o.problem;
}
