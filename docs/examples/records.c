/* records: prints the partnerships of the articles named on the command line. Builds as C and as C++:
 *     cc records.c $(pkg-config --cflags --libs partikel) -o records */
#include <partikel.h>
#include <stdio.h>

static void print_partnership(const partikel_partnership *p) {
  printf("  %s, %s to %s\n", p->name ? p->name : "(no name)", p->start ? p->start : "?", p->end ? p->end : "?");
  for (size_t i = 0; i < p->n_parties; i++)
    printf("    %s: %s\n", p->parties[i].role == PARTIKEL_ROLE_FUNDER ? "funder" : "takes part", p->parties[i].name);
  for (size_t i = 0; i < p->n_funding; i++)
    if (p->funding[i].has_amount) /* hundredths of the unit: øre */
      printf("    %s %lld from %s\n", p->funding[i].currency, (long long)(p->funding[i].amount / 100), p->funding[i].funder ? p->funding[i].funder : "?");
}

static int tell_error(const partikel_reader *reader, const char *path) {
  fprintf(stderr, "%s: %s\n", path, partikel_last_error(reader)->what);
  return 1;
}

/* All articles of one file. Returns how many could not be read. */
static int print_file(partikel_reader *reader, const char *path) {
  const partikel_record *record; /* belongs to the reader, until its next call */
  int failed = 0;
  if (partikel_open_file(reader, path, NULL) != PARTIKEL_OK) return tell_error(reader, path);
  for (partikel_status status; (status = partikel_next(reader, &record)) != PARTIKEL_END;) {
    if (status != PARTIKEL_OK) { /* this article; the next call goes on behind it */
      failed += tell_error(reader, path);
      continue;
    }
    printf("%s: %s\n", path, record->article.title ? record->article.title : "(no title)");
    for (size_t i = 0; i < record->n_partnerships; i++) print_partnership(&record->partnerships[i]);
  }
  return failed;
}

int main(int argc, char **argv) {
  partikel_reader *reader = partikel_reader_new(partikel_builtin()); /* one a thread; its memory serves all files */
  int failed = 0;
  if (!reader || argc < 2) return 2;
  for (int i = 1; i < argc; i++) failed += print_file(reader, argv[i]);
  partikel_reader_free(reader);
  return failed > 0;
}
