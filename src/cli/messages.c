/* What the command tells, and when it is told to stop. */
#include <signal.h>
#include <stdio.h>

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

void watch_signals(void) {
  struct sigaction ask = {.sa_handler = on_signal, .sa_flags = (int)SA_RESETHAND}, ignore = {.sa_handler = SIG_IGN}, old;
  int asking[] = {SIGINT, SIGTERM};
  sigemptyset(&ask.sa_mask);
  sigemptyset(&ignore.sa_mask);
  for (size_t i = 0; i < sizeof asking / sizeof *asking; i++) /* a background job keeps ignoring what its shell ignores for it */
    if (sigaction(asking[i], NULL, &old) == 0 && old.sa_handler != SIG_IGN) sigaction(asking[i], &ask, NULL);
  sigaction(SIGPIPE, &ignore, NULL); /* EPIPE tells it better */
  sigaction(SIGXFSZ, &ignore, NULL); /* so does EFBIG */
}
