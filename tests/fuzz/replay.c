/* A fuzzer without libFuzzer: gives every file named, and every file of the folders named, to one target. Prints how many. */
#include <dirent.h>

#include "fuzz.h"

enum { LONGEST = 1 << 20 };

static unsigned replayed;

static void replay(const char *path) {
  FILE *f = fopen(path, "rb");
  uint8_t *room = malloc(LONGEST + 1);
  MUST(f && room);
  size_t n = fread(room, 1, LONGEST + 1, f);
  MUST(!ferror(f) && n <= LONGEST);
  uint8_t *bytes = malloc(n ? n : 1); /* of just that size: sanitizers see a step behind the end */
  MUST(bytes);
  memcpy(bytes, room, n);
  fprintf(stderr, "%s\n", path); /* after a crash the last line names the input */
  LLVMFuzzerTestOneInput(bytes, n);
  replayed++;
  free(bytes);
  free(room);
  fclose(f);
}

int main(int argc, char **argv) {
  for (int i = 1; i < argc; i++) {
    DIR *folder = opendir(argv[i]);
    if (!folder) {
      replay(argv[i]);
      continue;
    }
    for (struct dirent *e; (e = readdir(folder));) {
      char path[4096];
      if (e->d_name[0] == '.') continue;
      MUST((size_t)snprintf(path, sizeof path, "%s/%s", argv[i], e->d_name) < sizeof path);
      replay(path);
    }
    closedir(folder);
  }
  printf("%u\n", replayed);
  return replayed == 0;
}
