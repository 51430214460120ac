/* timed: runs a command N times and prints the least and the median of its wall time, its CPU time and its peak memory. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { MOST = 1000 };

static double seconds(struct timespec a, struct timespec b) { return (double)(b.tv_sec - a.tv_sec) + (double)(b.tv_nsec - a.tv_nsec) / 1e9; }

static int compare(const void *x, const void *y) {
  double a = *(const double *)x, b = *(const double *)y;
  return a < b ? -1 : a > b;
}

/* One run, its output thrown away. False when it did not end well. */
static int run(char **command, double *wall, double *cpu, long *peak) {
  struct timespec begun, ended;
  struct rusage used;
  int status;
  clock_gettime(CLOCK_MONOTONIC, &begun);
  pid_t child = fork();
  if (child < 0) return 0;
  if (child == 0) {
    int null = open("/dev/null", O_WRONLY);
    if (null >= 0) dup2(null, STDOUT_FILENO);
    execvp(command[0], command);
    _exit(127);
  }
  if (wait4(child, &status, 0, &used) != child) return 0;
  clock_gettime(CLOCK_MONOTONIC, &ended);
  *wall = seconds(begun, ended);
  *cpu = (double)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) + (double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6;
  *peak = used.ru_maxrss;
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

/* timed N COMMAND …: "min 0.0031 median 0.0033 cpu 0.0029 seconds, peak 4012 KB". */
int main(int argc, char **argv) {
  long n = argc > 2 ? strtol(argv[1], NULL, 10) : 0, peak = 0, highest = 0;
  double wall[MOST], cpu[MOST];
  if (n < 1 || n > MOST) {
    fprintf(stderr, "timed N COMMAND ...   (N from 1 to %d)\n", MOST);
    return 2;
  }
  for (long i = 0; i < n; i++) {
    if (!run(argv + 2, &wall[i], &cpu[i], &peak)) {
      fprintf(stderr, "timed: %s failed\n", argv[2]);
      return 1;
    }
    if (peak > highest) highest = peak;
  }
  qsort(wall, (size_t)n, sizeof *wall, compare);
  qsort(cpu, (size_t)n, sizeof *cpu, compare);
  printf("min %.4f median %.4f cpu %.4f seconds, peak %ld KB\n", wall[0], wall[n / 2], cpu[0], highest);
  return 0;
}
