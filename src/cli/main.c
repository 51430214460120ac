/* The command: options, messages, exit codes. */
#include <errno.h>
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli.h"

static const char help[] =
    "Usage: partikel [options] FILE | FOLDER | - ...\n"
    "\n"
    "Turns saved Danish articles about family-support partnerships into records: one line\n"
    "of JSON an article, with who works with whom, who pays how much, for how long and for\n"
    "whom, each fact with its place in the text.\n"
    "\n"
    "Input\n"
    "  FILE                an article saved as text or web page (HTML, MHTML, e-mail, Safari\n"
    "                      web archive), also gzipped (.gz); or many: WARC, ARC, text export\n"
    "  FOLDER              all its articles (.txt .text .htm .html .xhtml .mht .mhtml .eml\n"
    "                      .webarchive .warc .arc, no ending; also .gz), with subfolders, in the order\n"
    "                      of their names; NAME_files beside NAME.html is left out\n"
    "  -                   standard input; also read when nothing is named and it is no terminal\n"
    "      --url URL       where the one article came from, if it does not say so itself\n"
    "      --date DATE     when it came out (2019-05-03, 2019-05, 2019), if it does not say so;\n"
    "                      \"tomorrow\" and \"next year\" are counted from it\n"
    "\n"
    "Output\n"
    "  -o, --output FILE   write here instead of standard output; FILE appears when it is whole\n"
    "      --show STAGE    show how an article is understood, instead of JSON:\n"
    "                      blocks, tokens, mentions, facts or why\n"
    "      --why           the same as --show why: each fact with the rule that made it\n"
    "  -q, --quiet         no progress and no notes; errors are still told\n"
    "\n"
    "Knowledge\n"
    "      --data DIR      use the word lists and rules in DIR instead of the built-in ones\n"
    "      --check-data    run the examples of all rules\n"
    "\n"
    "  -h, --help          this text\n"
    "  -V, --version       version, and content hash of the knowledge\n"
    "      --verbose       with --version: how much each list of names, words and rules holds\n"
    "\n"
    "Exit status: 0 all converted; 1 some inputs failed, each with a line on standard error;\n"
    "2 wrong use, nothing could be read, or the output could not be written; 128+n stopped by\n"
    "signal n after the article in hand.\n"
    "\n"
    "Examples\n"
    "  partikel saved/article.txt | jq .partnerships\n"
    "  partikel -o records.jsonl saved/\n"
    "  partikel --date 2019-05-03 --url https://example.org/article pasted.txt\n"
    "  partikel --why saved/article.txt\n";

/* ---- messages ------------------------------------------------------------------------------------------- */
/* Bytes of a well-formed UTF-8 character that a terminal only shows, 0 for everything that it might obey. */
static size_t harmless(const unsigned char *s) {
  if (s[0] < 0x80) return s[0] >= 0x20 && s[0] != 0x7F;
  size_t more = s[0] >= 0xC2 && s[0] < 0xE0 ? 1 : s[0] >= 0xE0 && s[0] < 0xF0 ? 2 : s[0] >= 0xF0 && s[0] < 0xF5 ? 3 : 0;
  if (!more || (s[0] == 0xC2 && s[1] < 0xA0)) return 0;
  for (size_t i = 1; i <= more; i++)
    if ((s[i] & 0xC0) != 0x80) return 0;
  return more + 1;
}

static void say_escaped(const char *text) {
  for (const unsigned char *s = (const unsigned char *)text; *s;) {
    size_t n = harmless(s);
    if (n) fwrite(s, 1, n, stderr);
    else fprintf(stderr, "\\x%02x", *s);
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

static int wrong_use(const char *where, const char *what) {
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

/* ---- options ------------------------------------------------------------------------------------------------ */
/* Text for a reader on standard output; not being able to give it is a failure too. */
static int print(const char *text) {
  if (fputs(text, stdout) >= 0 && fflush(stdout) == 0 && fclose(stdout) == 0) return EXIT_ALL;
  if (errno != EPIPE) say("standard output", strerror(errno));
  return EXIT_WRONG;
}

static bool stage_of(const char *name, partikel_stage *stage) {
  static const char *const names[] = {"blocks", "tokens", "mentions", "facts", "why"};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    if (strcmp(name, names[i]) == 0) {
      *stage = (partikel_stage)(PARTIKEL_STAGE_BLOCKS + (int)i);
      return true;
    }
  return false;
}

enum { DATA = 256, CHECK_DATA, URL, DATE, SHOW, WHY, VERBOSE };

/* Reads argv: below 0 to go on, else the exit code. */
static int read_options(int argc, char **argv, struct options *o, bool *version) {
  static const struct option known[] = {
      {"output", required_argument, NULL, 'o'}, {"quiet", no_argument, NULL, 'q'},   {"help", no_argument, NULL, 'h'},
      {"version", no_argument, NULL, 'V'},      {"data", required_argument, NULL, DATA}, {"check-data", no_argument, NULL, CHECK_DATA},
      {"url", required_argument, NULL, URL},    {"date", required_argument, NULL, DATE}, {"show", required_argument, NULL, SHOW},
      {"why", no_argument, NULL, WHY},          {"verbose", no_argument, NULL, VERBOSE}, {NULL, 0, NULL, 0}};
  opterr = 0;
  for (int c; (c = getopt_long(argc, argv, ":o:qhV", known, NULL)) != -1;) {
    switch (c) {
      case 'o': o->output = optarg; break;
      case 'q': o->quiet = true; break;
      case 'h': return print(help);
      case 'V': *version = true; break;
      case DATA: o->data = optarg; break;
      case CHECK_DATA: o->check = true; break;
      case URL: o->url = optarg; break;
      case DATE: o->date = optarg; break;
      case WHY: o->show = PARTIKEL_STAGE_WHY; break;
      case VERBOSE: o->verbose = true; break;
      case SHOW:
        if (!stage_of(optarg, &o->show)) return wrong_use(optarg, "no such stage; there are blocks, tokens, mentions, facts and why");
        break;
      case ':': return wrong_use(argv[optind - 1], "the option wants a value");
      default: {
        char letter[] = {'-', (char)optopt, '\0'};
        return wrong_use(optopt && optopt < 256 ? letter : argv[optind - 1], "no such option, or one that takes no value");
      }
    }
  }
  o->inputs = argv + optind;
  o->n_inputs = argc - optind;
  return -1;
}

/* JSON Lines under a name that promises something else would mislead whatever opens it. */
static bool output_name_fits(const struct options *o) {
  static const char *const other[] = {".csv", ".tsv", ".xlsx", ".ods", ".sqlite", ".db", ".parquet", ".xml", ".gz", ".zst", ".zip"};
  const char *dot = o->output ? strrchr(o->output, '.') : NULL;
  for (size_t i = 0; dot && i < sizeof other / sizeof *other; i++)
    if (strcmp(dot, other[i]) == 0) return false;
  return true;
}

static int check_options(struct options *o) {
  static char input_itself[] = "-", *standard_input[] = {input_itself, NULL};
  int from_stdin = 0;
  if (o->verbose) return wrong_use("--verbose", "it belongs to --version");
  if (o->check && (o->n_inputs || o->output || o->show)) return wrong_use("--check-data", "it takes no inputs and writes no records");
  if (o->check) return -1;
  if (!output_name_fits(o)) return wrong_use(o->output, "only JSON Lines can be written (.jsonl, .json)");
  if (!o->n_inputs) {
    if (isatty(STDIN_FILENO)) return wrong_use(NULL, "no article is given");
    o->inputs = standard_input;
    o->n_inputs = 1;
  }
  for (int i = 0; i < o->n_inputs; i++) from_stdin += strcmp(o->inputs[i], "-") == 0;
  if (from_stdin > 1) return wrong_use("-", "standard input can be read only once");
  if (o->url && o->n_inputs > 1) return wrong_use("--url", "it belongs to one article, and several inputs are given");
  return -1;
}

/* The library knows what a date is: ask it before the run begins. */
static int check_date(const struct options *o, partikel_reader *reader) {
  partikel_origin origin = {.name = "-", .date = o->date};
  if (!o->date || partikel_open_memory(reader, "", 0, &origin) != PARTIKEL_ARGUMENT) return -1;
  return wrong_use("--date", partikel_last_error(reader)->what);
}

/* ---- what there is to do ------------------------------------------------------------------------------------- */
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

static int run(const struct options *o, const partikel_knowledge *know, bool version) {
  if (version) return print_version(know, o->verbose);
  if (o->check) return check_data(know);
  partikel_reader *reader = partikel_reader_new(know);
  int code = reader ? check_date(o, reader) : EXIT_WRONG;
  if (!reader) say(NULL, "out of memory");
  partikel_reader_free(reader);
  return code >= 0 ? code : batch_run(o, know);
}

int main(int argc, char **argv) {
  struct options options = {0};
  partikel_knowledge *loaded = NULL;
  partikel_error err = {0};
  bool version = false;
  int code = read_options(argc, argv, &options, &version);
  if (code < 0 && !version) code = check_options(&options);
  if (code >= 0) return code;
  watch_signals();
  if (options.data && partikel_load(options.data, &loaded, &err) != PARTIKEL_OK) {
    say(err.where[0] ? err.where : options.data, err.what);
    return EXIT_WRONG;
  }
  code = run(&options, loaded ? loaded : partikel_builtin(), version);
  partikel_knowledge_free(loaded);
  return code;
}
