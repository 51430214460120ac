/* The command: what it is asked for, and what there is to do. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "cli.h"

/* ---- what there is to do ------------------------------------------------------------------------------------- */
/* Text for a reader on standard output; not being able to give it is a failure too. */
static int print(const char *text) {
  if (fputs(text, stdout) >= 0 && !ferror(stdout) && fflush(stdout) == 0 && fclose(stdout) == 0) return EXIT_ALL;
  if (errno != EPIPE) say("standard output", strerror(errno));
  return EXIT_WRONG;
}

/* The library knows what a date is: ask it before the run begins. */
static int check_date(const struct options *o, partikel_reader *reader) {
  partikel_origin origin = {.name = "-", .date = o->date};
  if (!o->date || partikel_open_memory(reader, "", 0, &origin) != PARTIKEL_ARGUMENT) return -1;
  return wrong_use("--date", partikel_last_error(reader)->what);
}

static int print_bytes(void *context, const char *bytes, size_t n) {
  (void)context;
  return fwrite(bytes, 1, n, stdout) != n;
}

static int print_version(const partikel_knowledge *know, bool verbose) {
  char text[256];
  snprintf(text, sizeof text, "partikel %s\nknowledge %s\n", PARTIKEL_VERSION, partikel_knowledge_hash(know));
  if (!verbose) return print(text);
  fputs(text, stdout);
  partikel_count(know, print_bytes, NULL);
  return print("");                        /* tells of an output that cannot be written */
}

static int tell_failure(void *context, const char *bytes, size_t n) {
  (void)context;
  return fwrite(bytes, 1, n, stderr) != n;
}

static int check_data(const partikel_knowledge *know) {
  size_t examples = 0, failed = 0;
  char text[128];
  partikel_status status = partikel_check(know, tell_failure, NULL, &examples, &failed);
  if (status != PARTIKEL_OK) {
    say("--check-data", partikel_status_text(status));
    return EXIT_WRONG;
  }
  snprintf(text, sizeof text, "%zu examples, %zu failed\n", examples, failed);
  int code = print(text);
  return code ? code : failed ? EXIT_SOME : EXIT_ALL;
}

static int print_help(void) {
  options_print_help(stdout);
  return print("");
}

static int run(const struct options *o, const partikel_knowledge *know) {
  if (o->version) return print_version(know, o->verbose);
  if (o->check) return check_data(know);
  partikel_reader *reader = partikel_reader_new(know);
  int code = reader ? check_date(o, reader) : EXIT_WRONG;
  if (!reader) say(NULL, "out of memory");
  partikel_reader_free(reader);
  if (code >= 0) return code;
  return o->filter ? filter_run(o, know) : batch_run(o, know);
}

int main(int argc, char **argv) {
  struct options options = {0};
  partikel_knowledge *loaded = NULL;
  partikel_error err = {0};
  int code = options_read(argc, argv, &options);
  if (code < 0 && options.help) code = print_help();
  if (code < 0 && !options.version) code = options_check(&options);
  if (code >= 0) return code;
  watch_signals();
  if (options.data && partikel_load(options.data, &loaded, &err) != PARTIKEL_OK) {
    say(err.where[0] ? err.where : options.data, err.what);
    return EXIT_WRONG;
  }
  code = run(&options, loaded ? loaded : partikel_builtin());
  partikel_knowledge_free(loaded);
  return code;
}
