/* The command: what it is asked for, messages, signals, exit codes. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "cli.h"

/* ---- messages ------------------------------------------------------------------------------------------- */
/* Bytes of a character that a terminal only shows, 0 for everything that it might obey and for what is no UTF-8. */
static size_t harmless(const char *s) {
  size_t n = utf8_length(s);
  bool control = (unsigned char)*s < 0x20 || *s == 0x7F || (n == 2 && s[0] == '\xC2' && (unsigned char)s[1] < 0xA0);
  return control ? 0 : n;
}

static void say_escaped(const char *text) {
  for (const char *s = text; *s;) {
    size_t n = harmless(s);
    if (n) fwrite(s, 1, n, stderr);
    else fprintf(stderr, "\\x%02x", (unsigned char)*s);
    s += n ? n : 1;
  }
}

void say(const char *where, const char *what) {
  flockfile(stderr);
  fputs("partikel: ", stderr);
  if (where && *where) {
    say_escaped(where);
    fputs(": ", stderr);
  }
  say_escaped(what);
  fputc('\n', stderr);
  funlockfile(stderr);
}

int wrong_use(const char *where, const char *what) {
  say(where, what);
  fputs("Try 'partikel --help' for how to use it.\n", stderr);
  return EXIT_WRONG;
}

/* ---- signals: the article in hand is finished, a second signal ends at once ------------------------------- */
static volatile sig_atomic_t signal_seen;

static void on_signal(int number) { signal_seen = number; }

int stopped(void) { return signal_seen; }

static void watch_signals(void) {
  struct sigaction ask = {.sa_handler = on_signal, .sa_flags = (int)SA_RESETHAND}, ignore = {.sa_handler = SIG_IGN}, old;
  int asking[] = {SIGINT, SIGTERM};
  sigemptyset(&ask.sa_mask);
  sigemptyset(&ignore.sa_mask);
  for (size_t i = 0; i < sizeof asking / sizeof *asking; i++) /* a background job keeps ignoring what its shell ignores for it */
    if (sigaction(asking[i], NULL, &old) == 0 && old.sa_handler != SIG_IGN) sigaction(asking[i], &ask, NULL);
  sigaction(SIGPIPE, &ignore, NULL); /* EPIPE tells it better */
}

/* ---- what there is to do ------------------------------------------------------------------------------------- */
/* Text for a reader on standard output; not being able to give it is a failure too. */
static int print(const char *text) {
  if (fputs(text, stdout) >= 0 && fflush(stdout) == 0 && fclose(stdout) == 0) return EXIT_ALL;
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
