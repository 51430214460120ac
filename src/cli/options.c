/* The command line: what --help says, and what is asked for. */
#include <getopt.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli.h"
#include "export.h"

static const char help[] =
    "Usage: partikel [options] FILE | FOLDER | URL | - ...\n"
    "\n"
    "Turns saved Danish articles about family-support partnerships into records: one line\n"
    "of JSON an article, with who works with whom, who pays how much, for how long and for\n"
    "whom, each fact with its place in the text.\n"
    "\n"
    "Input\n"
    "  FILE                an article saved as text or web page (HTML, MHTML, e-mail, Safari\n"
    "                      web archive), or an archive of many (WARC, ARC, text export of a\n"
    "                      media archive), also gzipped (.gz)\n"
    "  FOLDER              all its articles (.txt .text .htm .html .xhtml .mht .mhtml .eml\n"
    "                      .webarchive .warc .arc, no ending; also .gz), subfolders included,\n"
    "                      in the order of their names; NAME_files beside NAME.html is left out\n"
    "  URL                 http or https; fetched only because it is named\n"
    "  -                   standard input; also read when nothing is named and it is no terminal\n"
    "      --files-from LIST  inputs, one a line, or with a NUL behind each; - for standard input\n"
    "      --shard I/N     only the I-th of N pieces of all inputs; the outputs of all pieces,\n"
    "                      one behind the other, are the output of the whole\n"
    "      --url URL       where the one article came from, if it does not say so itself\n"
    "      --date DATE     when it came out (2019-05-03, 2019-05, 2019), if it does not say so;\n"
    "                      \"tomorrow\" and \"next year\" are counted from it\n"
    "      --filter        a line of standard input is a path, a URL or a JSON object that holds\n"
    "                      one article; a line of output answers each, failures too\n"
    "\n"
    "Network\n"
    "      --offline       fetch nothing, even if a URL is named\n"
    "      --allow-private fetch also from this machine and its network\n"
    "      --timeout N     seconds for one URL (60)\n"
    "\n"
    "Run\n"
    "  -j, --jobs N        articles converted at the same time (as many as there are cores)\n"
    "      --errors FILE   also write what failed to FILE: a line of JSON each\n"
    "      --resume        go on with an interrupted run of the same command; one that is\n"
    "                      finished is not repeated. Needs -o FILE\n"
    "\n"
    "Output\n"
    "  -o, --output FILE   write here instead of standard output; FILE appears when it is whole,\n"
    "                      and FILE.ok with counts and hashes. Its ending says in which format\n"
    "      --format NAME   the format, whatever the ending says; see below\n"
    "      --no-text       facts, places and hashes without the articles' text\n"
    "      --profile NAME  a variant of the format\n"
    "      --lang CODE     the language of labels, where the format has some\n"
    "      --show STAGE    show how an article is understood, instead of JSON:\n"
    "                      blocks, tokens, mentions, facts or why\n"
    "      --why           the same as --show why: each fact with the rule that made it\n"
    "  -q, --quiet         no progress and no notes; errors are still told\n";

static const char help_end[] =
    "\n"
    "Knowledge\n"
    "      --data DIR      use the word lists and rules in DIR instead of the built-in ones\n"
    "      --check-data    run the examples of all rules\n"
    "\n"
    "  -h, --help          this text\n"
    "  -V, --version       version, and content hash of the knowledge\n"
    "      --verbose       with --version: how much each list of names, words and rules holds\n"
    "\n"
    "Exit status: 0 all converted (--filter: all lines answered); 1 some inputs failed, each\n"
    "with a line on standard error; 2 wrong use, nothing could be read, or the output could not\n"
    "be written; 128+n stopped by signal n after the articles in hand: --resume goes on.\n"
    "\n"
    "Examples\n"
    "  partikel saved/article.txt | jq .partnerships\n"
    "  partikel -o records.jsonl --errors failed.jsonl saved/ archive.warc.gz\n"
    "  partikel -o records-3.jsonl.gz --resume --shard 3/8 --files-from list.txt\n"
    "  partikel --date 2019-05-03 --url https://example.org/article pasted.txt\n"
    "  partikel --why saved/article.txt\n";

/* ---- options ------------------------------------------------------------------------------------------------ */
static bool stage_of(const char *name, partikel_stage *stage) {
  static const char *const names[] = {"blocks", "tokens", "mentions", "facts", "why"};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    if (strcmp(name, names[i]) == 0) {
      *stage = (partikel_stage)(PARTIKEL_STAGE_BLOCKS + (int)i);
      return true;
    }
  return false;
}

/* Figures alone, from least to most, up to the character in `until` or the end. */
static bool number_of(const char *text, const char *until, unsigned least, unsigned most, unsigned *out) {
  unsigned long value = 0;
  size_t n = strspn(text, "0123456789");
  if (!n || n > 8 || text[n] != *until) return false;
  for (size_t i = 0; i < n; i++) value = 10 * value + (unsigned long)(text[i] - '0');
  *out = (unsigned)value;
  return value >= least && value <= most;
}

enum { DATA = 256, CHECK_DATA, URL, DATE, SHOW, WHY, VERBOSE, FORMAT, NO_TEXT, PROFILE, LANGUAGE,
       FILES_FROM, SHARD, FILTER, OFFLINE, ALLOW_PRIVATE, TIMEOUT, ERRORS, RESUME };

void options_print_help(FILE *to) {
  const struct export_format *format;
  fputs(help, to);
  fputs("\nFormats\n", to);
  for (size_t k = 0; (format = export_at(k)); k++) {
    fprintf(to, "  %-20s%s", format->name, format->what);
    if (*format->endings) fprintf(to, " (%s)", format->endings);
    fputc('\n', to);
    if (*format->profiles) fprintf(to, "%22s--profile: %s\n", "", format->profiles);
    if (*format->languages) fprintf(to, "%22s--lang: %s\n", "", format->languages);
  }
  fputs(help_end, to);
}

/* Reads argv: below 0 to go on, else the exit code. */
int options_read(int argc, char **argv, struct options *o) {
  static const struct option known[] = {
      {"output", required_argument, NULL, 'o'},
      {"quiet", no_argument, NULL, 'q'},
      {"help", no_argument, NULL, 'h'},
      {"version", no_argument, NULL, 'V'},
      {"data", required_argument, NULL, DATA},
      {"check-data", no_argument, NULL, CHECK_DATA},
      {"url", required_argument, NULL, URL},
      {"date", required_argument, NULL, DATE},
      {"format", required_argument, NULL, FORMAT},
      {"no-text", no_argument, NULL, NO_TEXT},
      {"profile", required_argument, NULL, PROFILE},
      {"lang", required_argument, NULL, LANGUAGE},
      {"files-from", required_argument, NULL, FILES_FROM},
      {"shard", required_argument, NULL, SHARD},
      {"filter", no_argument, NULL, FILTER},
      {"offline", no_argument, NULL, OFFLINE},
      {"allow-private", no_argument, NULL, ALLOW_PRIVATE},
      {"timeout", required_argument, NULL, TIMEOUT},
      {"jobs", required_argument, NULL, 'j'},
      {"errors", required_argument, NULL, ERRORS},
      {"resume", no_argument, NULL, RESUME},
      {"show", required_argument, NULL, SHOW},
      {"why", no_argument, NULL, WHY},
      {"verbose", no_argument, NULL, VERBOSE},
      {NULL, 0, NULL, 0}};
  opterr = 0;
  for (int c; (c = getopt_long(argc, argv, ":o:j:qhV", known, NULL)) != -1;) {
    switch (c) {
      case 'o': o->output = optarg; break;
      case 'q': o->quiet = true; break;
      case 'h': o->help = true; return -1;
      case 'V': o->version = true; break;
      case DATA: o->data = optarg; break;
      case CHECK_DATA: o->check = true; break;
      case URL: o->url = optarg; break;
      case DATE: o->date = optarg; break;
      case FILES_FROM: o->list = optarg; break;
      case FILTER: o->filter = true; break;
      case OFFLINE: o->offline = true; break;
      case ALLOW_PRIVATE: o->allow_private = true; break;
      case ERRORS: o->errors = optarg; break;
      case RESUME: o->resume = true; break;
      case 'j':
        if (!number_of(optarg, "", 1, MAX_JOBS, &o->jobs)) return wrong_use(optarg, "--jobs takes a number from 1 to 256");
        break;
      case TIMEOUT:
        if (!number_of(optarg, "", 1, 86400, &o->timeout)) return wrong_use(optarg, "--timeout takes seconds, from 1 to 86400");
        break;
      case SHARD: {
        const char *slash = strchr(optarg, '/');
        if (!slash || !number_of(slash + 1, "", 1, 1000000, &o->shards) || !number_of(optarg, "/", 1, o->shards, &o->shard))
          return wrong_use(optarg, "--shard takes I/N, the I-th of N pieces, like 3/8");
        break;
      }
      case NO_TEXT: o->no_text = true; break;
      case PROFILE: o->profile = optarg; break;
      case LANGUAGE: o->language = optarg; break;
      case FORMAT:
        if (!(o->format = export_by_name(optarg))) return wrong_use(optarg, "no such format; see --help");
        break;
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

/* The format, and whether it takes what is asked of it. */
static int check_format(struct options *o) {
  if (o->show && (o->format || o->no_text)) return wrong_use(o->format ? "--format" : "--no-text", "it belongs to records, and --show writes none");
  if (!o->format) o->format = o->output && !o->show ? export_by_path(o->output) : &export_json;
  if (!o->format) return wrong_use(o->output, "no format has this ending; --help lists them, and --format NAME says which is meant");
  if (o->profile && !export_listed(o->format->profiles, o->profile))
    return wrong_use(o->profile, *o->format->profiles ? "the format has no such profile; see --help" : "the format has no profiles");
  if (o->language && !export_listed(o->format->languages, o->language))
    return wrong_use(o->language, *o->format->languages ? "the format has no labels in this language; see --help" : "the format has no labels");
  return -1;
}

/* --filter takes what it converts from standard input alone. */
static int check_filter(const struct options *o) {
  if (o->n_inputs || o->list) return wrong_use("--filter", "its inputs stand on standard input, and nowhere else");
  if (o->show || o->format != &export_json) return wrong_use("--filter", "it answers in JSON Lines only");
  if (o->url) return wrong_use("--url", "with --filter it stands in the line: {\"path\": …, \"url\": …}");
  if (o->resume || o->shards || o->errors) return wrong_use(o->resume ? "--resume" : o->shards ? "--shard" : "--errors", "with --filter the engine that gives the lines has to do that");
  return -1;
}

static int check_run(const struct options *o) {
  if (o->resume && !o->output) return wrong_use("--resume", "it needs -o FILE");
  if (o->resume && o->show) return wrong_use("--resume", "it belongs to records, and --show writes none");
  if (o->errors && o->output && strcmp(o->errors, o->output) == 0) return wrong_use("--errors", "it is the file of -o");
  if (o->url && (o->n_inputs > 1 || o->list)) return wrong_use("--url", "it belongs to one article, and several inputs are given");
  return -1;
}

int options_check(struct options *o) {
  static char input_itself[] = "-", *standard_input[] = {input_itself, NULL};
  if (o->verbose) return wrong_use("--verbose", "it belongs to --version");
  if (o->check && (o->n_inputs || o->list || o->filter || o->output || o->show)) return wrong_use("--check-data", "it takes no inputs and writes no records");
  if (o->check) return -1;
  if (!o->timeout) o->timeout = 60;
  int code = check_format(o);
  if (code < 0) code = o->filter ? check_filter(o) : check_run(o);
  if (code >= 0 || o->filter || o->list || o->n_inputs) return code;
  if (isatty(STDIN_FILENO)) return wrong_use(NULL, "no article is given");
  o->inputs = standard_input;
  o->n_inputs = 1;
  return -1;
}
