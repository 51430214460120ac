/* A preloaded library that makes one call of the command fail: the k-th of one family. For run.py.
 *
 *   PARTIKEL_FAIL=FAMILY:K:HOW   HOW is a number of errno, `short` (read, write: one byte is done), K 0 only counts
 *   PARTIKEL_FAIL_LOG=FILE       `failed WHAT` when it happened, `calls N` at the end
 *
 * Families are the functions below; malloc, calloc and realloc are one, and fsync and fdatasync. They are what `nm -u --dynamic` shows of the command and can
 * lose something. Not covered, because libc calls them inside itself, where nothing can be put before them: the write behind fputs,
 * fprintf and fwrite (messages on stderr; help and version are watched by their fflush and fclose, and by tests/cli/full-disk.sh), the
 * system calls behind opendir and readdir (these fail as wholes). stat, fstat and lstat are left alone, closedir loses nothing.
 * Memory that libc asks for, in opendir, strdup and qsort, is covered: it calls the public malloc. mkknow is not run. */
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static const char *family = "";
static atomic_ulong calls;
static unsigned long fail_at;
static int number;      /* errno; 0: short */

static void tell(const char *line) { /* no stdio, no memory: both may be what fails */
  const char *path = getenv("PARTIKEL_FAIL_LOG");
  long fd = path ? syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CREAT | O_APPEND, 0600) : -1;
  if (fd < 0) return;
  syscall(SYS_write, fd, line, strlen(line));
  syscall(SYS_close, fd);
}

__attribute__((constructor)) static void begin(void) {
  static char name[32];
  const char *what = getenv("PARTIKEL_FAIL"), *colon = what ? strchr(what, ':') : NULL;
  if (!colon || (size_t)(colon - what) >= sizeof name) return;
  memcpy(name, what, (size_t)(colon - what));
  for (colon++; *colon >= '0' && *colon <= '9'; colon++) fail_at = fail_at * 10 + (unsigned long)(*colon - '0');
  for (colon += *colon == ':'; *colon >= '0' && *colon <= '9'; colon++) number = number * 10 + (*colon - '0');
  family = name;
}

__attribute__((destructor)) static void end(void) {
  char line[64];
  unsigned long n = calls;
  size_t at = sizeof line;
  line[--at] = '\0', line[--at] = '\n';
  do line[--at] = (char)('0' + n % 10);
  while ((n /= 10) != 0);
  at -= 6, memcpy(line + at, "calls ", 6);
  if (*family) tell(line + at);
}

/* Is this the call that fails? Threads may ask at once. */
static bool its_turn(const char *name) { return strcmp(name, family) == 0 && ++calls == fail_at; }

static bool told(const char *what) {
  char line[4200] = "failed ";
  size_t n = strlen(what);
  memcpy(line + 7, what, n);
  line[n + 7] = '\n', line[n + 8] = '\0';
  tell(line);
  errno = number;
  return true;
}

static bool fails(const char *name, const char *what) { return its_turn(name) && told(what ? what : "?"); }

static bool fails_fd(const char *name, int fd) {
  char link[64], what[4096];
  if (!its_turn(name)) return false;
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t n = readlink(link, what, sizeof what - 1);
  what[n < 0 ? 0 : n] = '\0';
  return told(fd == STDOUT_FILENO ? "standard output" : fd == STDIN_FILENO ? "-" : what);
}

/* The function that would be called without us. */
#define REAL(name) ((__typeof__(&name))(uintptr_t)dlsym(RTLD_NEXT, #name))

/* ---- files ------------------------------------------------------------------------------------------------------------ */
ssize_t read(int fd, void *bytes, size_t n) {
  if (!fails_fd("read", fd)) return REAL(read)(fd, bytes, n);
  return number ? -1 : REAL(read)(fd, bytes, n ? 1 : 0);
}
ssize_t write(int fd, const void *bytes, size_t n) {
  if (!fails_fd("write", fd)) return REAL(write)(fd, bytes, n);
  return number ? -1 : REAL(write)(fd, bytes, n ? 1 : 0);
}
/* Only ways to read less: without them all is read. */
off_t lseek(int fd, off_t offset, int whence) { return fails_fd("lseek", fd) ? -1 : REAL(lseek)(fd, offset, whence); }
ssize_t pread(int fd, void *bytes, size_t n, off_t offset) { return fails_fd("pread", fd) ? -1 : REAL(pread)(fd, bytes, n, offset); }
int open(const char *path, int flags, ...) {
  va_list more;
  va_start(more, flags);
  mode_t mode = flags & O_CREAT ? va_arg(more, mode_t) : 0;
  va_end(more);
  return fails("open", path) ? -1 : REAL(open)(path, flags, mode);
}
/* SQLite's own names for these, at a place of the file. */
ssize_t pread64(int fd, void *bytes, size_t n, off64_t at) {
  if (!fails_fd("read", fd)) return REAL(pread64)(fd, bytes, n, at);
  return number ? -1 : REAL(pread64)(fd, bytes, n ? 1 : 0, at);
}
ssize_t pwrite64(int fd, const void *bytes, size_t n, off64_t at) {
  if (!fails_fd("write", fd)) return REAL(pwrite64)(fd, bytes, n, at);
  return number ? -1 : REAL(pwrite64)(fd, bytes, n ? 1 : 0, at);
}
int open64(const char *path, int flags, ...) {
  va_list more;
  va_start(more, flags);
  mode_t mode = flags & O_CREAT ? va_arg(more, mode_t) : 0;
  va_end(more);
  return fails("open", path) ? -1 : REAL(open64)(path, flags, mode);
}
int ftruncate64(int fd, off64_t n) { return fails_fd("ftruncate", fd) ? -1 : REAL(ftruncate64)(fd, n); }
int fdatasync(int fd) { return fails_fd("fsync", fd) ? -1 : REAL(fdatasync)(fd); }
int ftruncate(int fd, off_t n) { return fails_fd("ftruncate", fd) ? -1 : REAL(ftruncate)(fd, n); }
int flock(int fd, int how) { return fails_fd("flock", fd) ? -1 : REAL(flock)(fd, how); }
int fcntl(int fd, int what, ...) { /* the command asks for a copy of a descriptor only */
  va_list more;
  va_start(more, what);
  int value = va_arg(more, int);
  va_end(more);
  return fails_fd("fcntl", fd) ? -1 : REAL(fcntl)(fd, what, value);
}
int unlink(const char *path) { return fails("unlink", path) ? -1 : REAL(unlink)(path); }
int unlinkat(int fd, const char *path, int flags) { return fails("unlink", path) ? -1 : REAL(unlinkat)(fd, path, flags); }
int mkdir(const char *path, mode_t mode) { return fails("mkdir", path) ? -1 : REAL(mkdir)(path, mode); }
int rmdir(const char *path) { return fails("rmdir", path) ? -1 : REAL(rmdir)(path); }
int poll(struct pollfd *at, nfds_t n, int wait) { return fails("poll", "waiting") ? -1 : REAL(poll)(at, n, wait); }
int pthread_create(pthread_t *thread, const pthread_attr_t *how, void *(*function)(void *), void *context) {
  return fails("thread", "a thread") ? number : REAL(pthread_create)(thread, how, function, context);
}
int fsync(int fd) { return fails_fd("fsync", fd) ? -1 : REAL(fsync)(fd); }
int close(int fd) { /* as Linux does it: the descriptor is gone, whatever is answered */
  bool failed = fails_fd("close", fd);
  int answer = REAL(close)(fd);
  if (failed) errno = number;
  return failed ? -1 : answer;
}
int rename(const char *from, const char *to) { return fails("rename", to) ? -1 : REAL(rename)(from, to); }
void *dlopen(const char *name, int flags) { /* all of them: there is more than one name for a library */
  return strcmp("dlopen", family) == 0 && name ? NULL : REAL(dlopen)(name, flags);
}
DIR *opendir(const char *path) { return fails("opendir", path) ? NULL : REAL(opendir)(path); }
struct dirent *readdir(DIR *d) { return fails_fd("readdir", dirfd(d)) ? NULL : REAL(readdir)(d); }
int fflush(FILE *f) { return fails("fflush", "standard output") ? EOF : REAL(fflush)(f); }
int fclose(FILE *f) { return fails("fclose", "standard output") ? EOF : REAL(fclose)(f); }

/* ---- memory: who asked is told, as the file of its code ------------------------------------------------------------------ */
static char first[4096];      /* what dlsym itself wants before it has told us where malloc is */
static size_t first_used;

static void *early(size_t n) {
  if (n > sizeof first - first_used - 16) abort();
  void *p = first + first_used;
  first_used += (n + 15) & ~(size_t)15;
  return p;
}

static bool memory_fails(void *asked_by) {
  Dl_info who;
  if (!its_turn("memory")) return false;
  told(dladdr(asked_by, &who) && who.dli_fname ? who.dli_fname : "?");
  errno = ENOMEM;
  return true;
}

void *malloc(size_t n) {
  static __typeof__(&malloc) real;
  static bool asking;
  if (!real && asking) return early(n);
  if (!real) asking = true, real = REAL(malloc);
  return memory_fails(__builtin_return_address(0)) ? NULL : real(n);
}
void *calloc(size_t n, size_t size) {
  static __typeof__(&calloc) real;
  static bool asking;
  if (!real && asking) return early(n * size);
  if (!real) asking = true, real = REAL(calloc);
  return memory_fails(__builtin_return_address(0)) ? NULL : real(n, size);
}
void *realloc(void *p, size_t n) {
  static __typeof__(&realloc) real;
  if (!real) real = REAL(realloc);
  return memory_fails(__builtin_return_address(0)) ? NULL : real(p, n);
}
void free(void *p) {
  static __typeof__(&free) real;
  static bool asking;
  if ((char *)p >= first && (char *)p < first + sizeof first) return;
  if (!real && asking) return; /* dlsym clears up while it is asked */
  if (!real) asking = true, real = REAL(free);
  real(p);
}
