/* mkknow DATA OUT: compiles the knowledge under DATA into the image OUT at build time. Sees know only. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "know/know.h"

/* A half-written image must never be taken for a whole one: written beside OUT, then renamed. */
static int write_image(const char *path, const void *image, size_t size) {
  char *part = malloc(strlen(path) + sizeof ".part");
  if (!part) return ENOMEM;
  strcat(strcpy(part, path), ".part");
  int problem = 0;
  FILE *file = fopen(part, "wb");
  if (!file) problem = errno;
  if (!problem && fwrite(image, 1, size, file) != size) problem = errno ? errno : EIO;
  if (file && fclose(file) && !problem) problem = errno;
  if (!problem && rename(part, path)) problem = errno;
  if (problem) unlink(part);
  free(part);
  return problem;
}

int main(int argc, char **argv) {
  void *image = NULL;
  size_t size = 0;
  partikel_error err = {0};
  if (argc != 3) {
    fputs("usage: mkknow DATA OUT\n", stderr);
    return 2;
  }
  if (pk_know_build(argv[1], &image, &size, &err) != PARTIKEL_OK) {
    fprintf(stderr, "%s: %s\n", err.where[0] ? err.where : argv[1], err.what);
    return 1;
  }
  int problem = write_image(argv[2], image, size);
  if (problem) fprintf(stderr, "mkknow: %s: %s\n", argv[2], strerror(problem));
  free(image);
  return problem ? 1 : 0;
}
