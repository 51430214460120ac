/* Every ceiling of base/limits.h but those of pages and messages (test_html.c, test_mime.c), at it and one over it, in its order. Rules are compiled from a folder and run over their examples. */
#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>
#include <zlib.h>

#include "base/base.h"
#include "read/read.h"
#include "text/text.h"

/* ---- helpers ------------------------------------------------------------------------------------------------------------ */
static struct pk_buf text;             /* what a test is writing */
static char folder[64], root[4096];
static partikel_error error;

static int set_up(void **state) {
  (void)state;
  pk_buf_init(&text, PK_MAX_BUF);
  strcpy(folder, "/tmp/partikel-limits-XXXXXX");
  return mkdtemp(folder) && getcwd(root, sizeof root) ? 0 : -1;
}

static int tear_down(void **state) {
  char command[128];
  (void)state;
  pk_buf_release(&text);
  snprintf(command, sizeof command, "rm -r %s", folder);
  return system(command);
}

static const char *path_of(const char *name) {
  static char path[640];
  snprintf(path, sizeof path, "%s/%s", folder, name);
  return path;
}

static void add(const char *format, ...) {
  char part[512];
  va_list args;
  va_start(args, format);
  int n = vsnprintf(part, sizeof part, format, args);
  va_end(args);
  assert_true(n >= 0 && (size_t)n < sizeof part);
  pk_buf_add(&text, part, (size_t)n);
}

/* A word of small letters, another one for each number; capitalised: a name. */
static const char *word(unsigned n, bool name) {
  static char out[8];
  static const char consonants[] = "bdfgklmnprstv", vowels[] = "aeiou";
  char *at = out;
  for (int i = 0; i < 3; i++) *at++ = consonants[n % 13], n /= 13, *at++ = vowels[n % 5], n /= 5;
  *at = '\0';
  if (name) *out = (char)(*out - 32);
  return out;
}

static void repeat(const char *what, unsigned n) {
  while (n--) pk_buf_text(&text, what);
}

/* What has been written becomes a file. */
static void save(const char *name) {
  char in[640];
  strcpy(in, path_of(name));
  *strrchr(in, '/') = '\0';
  mkdir(in, 0700);
  FILE *f = fopen(path_of(name), "wb");
  assert_non_null(f);
  if (text.n) assert_int_equal(fwrite(text.s, 1, text.n, f), text.n);
  assert_int_equal(fclose(f), 0);
  pk_buf_reset(&text);
}

static partikel_status load(partikel_knowledge **know) {
  memset(&error, 0, sizeof error);
  return partikel_load(folder, know, &error);
}

static void loads(void) {
  partikel_knowledge *know = NULL;
  if (load(&know) != PARTIKEL_OK) fail_msg("%s: %s", error.where, error.what);
  partikel_knowledge_free(know);
}

static void is_refused(const char *what) {
  partikel_knowledge *know = NULL;
  assert_int_equal(load(&know), PARTIKEL_KNOWLEDGE);
  assert_null(know);
  if (!strstr(error.what, what)) fail_msg("told is: %s", error.what);
}

static int tell(void *context, const char *bytes, size_t n) {
  (void)context;
  print_message("%.*s", n < 200 ? (int)n : 200, bytes);
  return 0;
}

static int keep(void *context, const char *bytes, size_t n) {
  pk_buf_add(context, bytes, n);
  return 0;
}

/* The rules that were written: how many of their examples fail? */
static size_t failing(partikel_sink sink, void *context) {
  partikel_knowledge *know = NULL;
  size_t examples = 0, failed = 0;
  save("rules/60-a.rules");
  if (load(&know) != PARTIKEL_OK) fail_msg("%s: %s", error.where, error.what);
  assert_int_equal(partikel_check(know, sink, context, &examples, &failed), PARTIKEL_OK);
  assert_true(examples > 0);
  partikel_knowledge_free(know);
  return failed;
}
static void holds(void) { assert_int_equal(failing(tell, NULL), 0); }

/* ---- memory and input --------------------------------------------------------------------------------------------------- */
static void member(void **state) {
  (void)state;
  partikel_reader *reader = partikel_reader_new(partikel_builtin());
  const partikel_record *record;
  assert_true(pk_buf_reserve(&text, PK_MAX_MEMBER + 1));
  memset(text.s, ' ', PK_MAX_MEMBER + 1);
  assert_int_equal(partikel_open_memory(reader, text.s, PK_MAX_MEMBER, NULL), PARTIKEL_OK);
  assert_int_equal(partikel_next(reader, &record), PARTIKEL_FORMAT);
  assert_string_equal(partikel_last_error(reader)->what, "empty file"); /* it has been read: blanks */
  assert_int_equal(partikel_open_memory(reader, text.s, PK_MAX_MEMBER + 1, NULL), PARTIKEL_LIMIT);
  assert_string_equal(partikel_last_error(reader)->what, "larger than the ceiling of 67108864 bytes");
  partikel_reader_free(reader);
}

/* So many zeros as gzip with a file name so long: the packed size grows by the byte. */
static size_t pack(size_t zeros, size_t name, struct pk_buf *out) {
  char *in = calloc(1, zeros), *called = malloc(name + 1);
  gz_header head = {.name = (Bytef *)called, .os = 255};
  z_stream z = {.next_in = (Bytef *)in, .avail_in = (uInt)zeros};
  assert_true(in && called);
  memset(called, 'a', name), called[name] = '\0';
  assert_int_equal(deflateInit2(&z, 9, Z_DEFLATED, 16 + MAX_WBITS, 9, Z_DEFAULT_STRATEGY), Z_OK);
  assert_int_equal(deflateSetHeader(&z, &head), Z_OK);
  pk_buf_reset(out);
  assert_true(pk_buf_reserve(out, zeros / 64 + name + 4096));
  z.next_out = (Bytef *)out->s, z.avail_out = (uInt)out->cap;
  assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
  out->n = out->cap - z.avail_out;
  deflateEnd(&z);
  free(in), free(called);
  return out->n;
}

static partikel_status unpack(const struct pk_buf *packed, size_t *made) {
  struct pk_buf out;
  bool truncated;
  pk_buf_init(&out, PK_MAX_BUF);
  memset(&error, 0, sizeof error);
  partikel_status status = pk_gunzip(packed->s, packed->n, PK_MAX_MEMBER, &out, &truncated, &error);
  *made = out.n;
  pk_buf_release(&out);
  return status;
}

static void expansion(void **state) {
  (void)state;
  size_t made, zeros = 2 * PK_FREE_EXPANSION, allowed = zeros / PK_MAX_EXPANSION;
  size_t name = 1 + allowed - pack(zeros, 1, &text);
  assert_int_equal(pack(zeros, name, &text), allowed);
  assert_int_equal(unpack(&text, &made), PARTIKEL_OK);
  assert_int_equal(made, zeros);
  pack(zeros, name - 1, &text);
  assert_int_equal(unpack(&text, &made), PARTIKEL_LIMIT);
  assert_string_equal(error.what, "gzip data grows more than 200 times when decompressed; this is no article");
}

static void free_expansion(void **state) {
  (void)state;
  size_t made;
  assert_true(pack(PK_FREE_EXPANSION, 1, &text) < PK_FREE_EXPANSION / PK_MAX_EXPANSION);
  assert_int_equal(unpack(&text, &made), PARTIKEL_OK);
  assert_int_equal(made, PK_FREE_EXPANSION);
  pack(PK_FREE_EXPANSION + 1, 1, &text);
  assert_int_equal(unpack(&text, &made), PARTIKEL_LIMIT);
}

static void arena(void **state) {
  (void)state;
  struct pk_arena a;
  pk_arena_init(&a, PK_MAX_ARENA);
  a.total = PK_MAX_ARENA - 4096; /* as if it were used */
  assert_null(pk_arena_alloc(&a, 4097));
  assert_true(a.failed);
  a.failed = false;
  assert_non_null(pk_arena_alloc(&a, 4000));
  assert_true(!a.failed && a.total <= PK_MAX_ARENA);
  pk_arena_release(&a);
}

static void buffer(void **state) {
  (void)state;
  partikel_reader *reader = partikel_reader_new(partikel_builtin());
  assert_int_equal(partikel_set(reader, PARTIKEL_OPTION_MAX_BYTES, (int64_t)PK_MAX_BUF), PARTIKEL_OK);
  assert_int_equal(partikel_set(reader, PARTIKEL_OPTION_MAX_BYTES, (int64_t)PK_MAX_BUF + 1), PARTIKEL_ARGUMENT);
  partikel_reader_free(reader);
  assert_true(pk_buf_reserve(&text, PK_MAX_BUF));
  pk_buf_byte(&text, 'x');
  assert_true(!text.failed && text.n == 1);
  text.n = PK_MAX_BUF; /* as if it were full */
  pk_buf_byte(&text, 'x');
  assert_true(text.failed);
}

static void long_word(void **state) {
  (void)state;
  char a[PK_MAX_WORD + 2], out[PK_MAX_WORD];
  memset(a, 'A', sizeof a);
  assert_int_equal(pk_token_fold((pk_str){a, PK_MAX_WORD}, out, sizeof out), PK_MAX_WORD);
  assert_int_equal(pk_token_fold((pk_str){a, PK_MAX_WORD + 1}, out, sizeof out), PK_MAX_WORD);
  assert_int_equal(out[PK_MAX_WORD - 1], 'a');
}

static uint32_t sentences(unsigned tokens) {
  struct pk_arena a;
  struct pk_segments s;
  pk_buf_reset(&text);
  repeat("hus ", tokens);
  partikel_block block = {PARTIKEL_BLOCK_PARAGRAPH, {0, (uint32_t)text.n}};
  pk_arena_init(&a, PK_MAX_ARENA);
  assert_int_equal(pk_segment(pk_know_builtin(), (pk_str){text.s, text.n}, &block, 1, &s, &a, &error), PARTIKEL_OK);
  uint32_t n = s.n_sentences, last = s.sentences[n - 1].last;
  pk_arena_release(&a);
  assert_int_equal(last, tokens); /* nothing is lost */
  return n;
}

static void sentence(void **state) {
  (void)state;
  assert_int_equal(sentences(PK_MAX_SENTENCE), 1);
  assert_int_equal(sentences(PK_MAX_SENTENCE + 1), 2);
}

/* ---- running rules ------------------------------------------------------------------------------------------------------------ */
static void lookahead(void **state) {
  (void)state;
  add("rule  before\nwhen  #word:f ..40 ..40 zebra\nthen  role  party=f  role='funder'\nyes   [f %s] ", word(0, false));
  for (unsigned i = 1; i < PK_MAX_LOOKAHEAD; i++) add("%s ", word(i, false));
  add("zebra\nyes   uden [f %s] ", word(0, false)); /* one token farther: the match begins behind it */
  for (unsigned i = 1; i < PK_MAX_LOOKAHEAD; i++) add("%s ", word(i, false));
  add("zebra\n\nrule  slot\naround  zebra\nslot  f giraf right\nthen  role  party=f  role='funder'\nyes   zebra ");
  repeat("og ", PK_MAX_LOOKAHEAD - 1);
  add("[f giraf]\nno    zebra ");
  repeat("og ", PK_MAX_LOOKAHEAD);
  add("giraf\n");
  holds();
}

static void steps_rule(const char *name, unsigned steps, bool match) { /* a step for each word, one for the end */
  add("rule  %s\nwhen  start", name);
  for (unsigned left = steps - 2; left;) {
    unsigned n = left < PK_MAX_REPEAT ? left : PK_MAX_REPEAT;
    add(" %s{%u,%u}", name, n, n);
    left -= n;
  }
  add("\nwithin block\nthen  role  role='funder'\n%s  start", match ? "yes" : "no");
  for (unsigned i = 0; i < steps - 2; i++) add(" %s", name);
  add("\n\n");
}

static void rule_steps(void **state) {
  (void)state;
  steps_rule("fits", PK_MAX_RULE_STEPS, true);
  steps_rule("over", PK_MAX_RULE_STEPS + 1, false);
  holds();
}

static void stack_rule(const char *name, unsigned kept, bool match) { /* each word that may be missing is a place to go back to */
  add("rule  %s\nwhen  %s", name, name);
  repeat(" a?", kept - 1);
  add(" ( x | c )\nwithin block\nthen  role  role='funder'\n%s  %s", match ? "yes" : "no", name);
  repeat(" a", kept - 1);
  add(" c\n\n");
}

static void stack(void **state) {
  (void)state;
  stack_rule("fits", PK_MAX_STACK, true);
  stack_rule("over", PK_MAX_STACK + 1, false);
  holds();
}

static void ends_class(const char *name, unsigned n) { /* phrases of two words and more, all with the same beginning */
  for (unsigned i = 0; i < n; i++) {
    add("%s_nul", name);
    for (unsigned k = 0; k < i; k++) add("_%s", word(k, false));
    add("\n");
  }
  char path[64];
  snprintf(path, sizeof path, "words/%s.words", name);
  save(path);
}

static void ends(void **state) {
  (void)state;
  ends_class("fits", PK_MAX_ENDS);
  ends_class("over", PK_MAX_ENDS + 1);
  for (int over = 0; over < 2; over++) { /* the shortest phrase, where all fit, is the last end */
    const char *name = over ? "over" : "fits";
    add("rule  %s\nwhen  <%s> %s\nthen  role  role='funder'\n%s  %s nul", name, name, word(0, false), over ? "no" : "yes", name);
    for (unsigned k = 0; k < PK_MAX_ENDS; k++) add(" %s", word(k, false));
    add("\n\n");
  }
  holds();
}

/* ---- compiling rules ------------------------------------------------------------------------------------------------------------ */
static const char then[] = "\nthen  role  role='funder'\n";

static void rules_are(bool good, const char *what) {
  pk_buf_text(&text, then);
  save("rules/60-a.rules");
  if (good) loads();
  else is_refused(what);
}

static void phases(void **state) {
  (void)state;
  char name[64];
  add("rule  last\nwhen  a%syes   a\n", then);
  snprintf(name, sizeof name, "rules/%d-a.rules", PK_MAX_PHASES - 1);
  save(name);
  loads();
  add("rule  over\nwhen  b%s", then);
  snprintf(name, sizeof name, "rules/%d-a.rules", PK_MAX_PHASES);
  save(name);
  is_refused("a rule file is called NN-NAME.rules");
}

static void nest(void **state) {
  (void)state;
  for (unsigned over = 0; over < 2; over++) {
    add("rule  a\nwhen  x ");
    repeat("( ", PK_MAX_NEST + over);
    add("y ");
    repeat(") ", PK_MAX_NEST + over);
    rules_are(!over, "brackets are nested too deeply");
  }
}

static void bars(void **state) {
  (void)state;
  for (unsigned over = 0; over < 2; over++) {
    add("rule  a\nwhen  x ( y");
    repeat(" | z", PK_MAX_BARS + over);
    add(" )");
    rules_are(!over, "alternatives of sequences stand in ( )");
  }
}

static void keys(void **state) {
  (void)state;
  for (unsigned over = 0; over < 2; over++) {
    add("rule  a\nwhen  x");
    for (unsigned i = 1; i < PK_MAX_KEYS + over; i++) add("|%s", word(i, false));
    rules_are(!over, "the rule has no anchor");
  }
}

static void gap(void **state) {
  (void)state;
  for (unsigned over = 0; over < 2; over++) {
    add("rule  a\nwhen  x ..%u y", PK_MAX_GAP + over);
    rules_are(!over, "a gap is ..1 to ..40");
  }
}

static void repetition(void **state) {
  (void)state;
  for (unsigned over = 0; over < 2; over++) {
    add("rule  a\nwhen  x y{1,%u}", PK_MAX_REPEAT + over);
    rules_are(!over, "repetition is too long or wrong");
  }
  for (unsigned over = 0; over < 2; over++) { /* an atom of one word is four codes */
    add("rule  a\nwhen  x (");
    repeat(" y", PK_MAX_REPEAT_CODE / 4 + over);
    add(" ){1,2}");
    rules_are(!over, "repetition is too long or wrong");
  }
}

static void labels(void **state) {
  (void)state;
  for (unsigned over = 0; over < 2; over++) {
    add("rule  a\nwhen  x");
    for (unsigned i = 0; i < PK_MAX_LABELS + over; i++) add(" y:%c", (char)('a' + i));
    rules_are(!over, "more than 8 labels");
  }
}

static void slots(void **state) {
  (void)state;
  for (unsigned over = 0; over < 2; over++) {
    add("rule  a\nwhen  x\nthen  role");
    repeat(" role='funder'", PK_MAX_SLOTS + over);
    rules_are(!over, "more than 8 slots");
  }
}

static void statements(void **state) {
  (void)state;
  for (unsigned over = 0; over < 2; over++) {
    add("rule  a\nwhen  x");
    repeat(then, PK_MAX_THENS - 1 + over);
    rules_are(!over, "more than 255 statements");
  }
}

static void marks(void **state) {
  (void)state;
  for (unsigned over = 0; over < 2; over++) {
    struct pk_buf told;
    pk_buf_init(&told, 4096);
    add("rule  a\nwhen  zebra:f\nthen  role  party=f  role='funder'\nyes  ");
    repeat(" [f zebra]", PK_MAX_MARKS + over);
    add("\n");
    assert_int_equal(failing(keep, &told), over);
    if (over) assert_non_null(memmem(told.s, told.n, "has an unknown label or no ]", 28));
    pk_buf_release(&told);
  }
}

static void width(void **state) {
  (void)state;
  for (unsigned over = 0; over < 2; over++) { /* one word of a name has a dot, which is a token: n words are n + 1 tokens */
    for (unsigned i = 0; i < PK_MAX_WIDTH - 2 + over; i++) add("%s ", word(40 * over + i, true));
    add("nr. \n");
  }
  save("organisation/ngo.list");
  for (unsigned over = 0; over < 2; over++) {
    add("rule  %s\nwhen  ORGANISATION:f zebra\nthen  role  party=f  role='funder'\n%s  [f ", over ? "over" : "fits", over ? "no" : "yes");
    for (unsigned i = 0; i < PK_MAX_WIDTH - 2 + over; i++) add("%s ", word(40 * over + i, true));
    add("nr.] zebra\n\n");
  }
  holds();
}

static void needs(void **state) {
  (void)state;
  add("Havnens Fond\n");
  save("organisation/ngo.list");
  for (unsigned n = PK_MAX_NEEDS; n <= PK_MAX_NEEDS + 1; n++) {
    add("rule  n%u\nwhen  %s", n, word(n, false));
    repeat(" ORGANISATION", n);
    add("%syes   %s", then, word(n, false));
    repeat(" Havnens Fond", n);
    add("\nno    %s", word(n, false));
    repeat(" Havnens Fond", n - 1);
    add("\n\n");
  }
  holds();
}

/* All of the words are required, whether the sentence is asked for them before the match or not. */
static void musts(void **state) {
  (void)state;
  for (unsigned n = PK_MAX_MUSTS; n <= PK_MAX_MUSTS + 2; n++) { /* the anchor, and one less than are kept, as many, one more */
    add("rule  n%u\nwhen  %s", n, word(100 * n, false));
    for (unsigned i = 1; i < n; i++) add(" ..2 %s", word(100 * n + i, false));
    pk_buf_text(&text, then);
    for (unsigned without = 0; without <= n; without++) {
      add("%s", without < n ? "no   " : "yes  ");
      for (unsigned i = 0; i < n; i++)
        if (i != without) add(" %s", word(100 * n + i, false));
      add("\n");
    }
    add("\n");
  }
  holds();
}

/* What may be left out is no must, and of alternatives each one will do. */
static void no_musts(void **state) {
  (void)state;
  add("rule  a\nwhen  zebra ( ko | gris ( hund )? | ( hest | and ) ){1,2} ( kat )? ( får | ( ged )? ){0,3}%s", then);
  add("yes   zebra ko\nyes   zebra gris\nyes   zebra gris hund\nyes   zebra hest\nyes   zebra and ko kat\nyes   zebra ko kat får ged\nno    zebra hund\nno    zebra kat\nno    hest ko\n\n");
  add("rule  b\nwhen  giraf ( ( okse )? | gås ) #word&!sæl løve%s", then);
  add("yes   giraf ulv løve\nyes   giraf okse ulv løve\nyes   giraf gås ulv løve\nno    giraf sæl løve\nno    giraf ulv\n\n");
  add("rule  c\nwhen  tiger ..4 panter\nwithin block%syes   En tiger sov. Og en panter kom.\nno    En tiger sov. En løve kom.\n\n", then);
  holds();
}

static void tight_bar(void **state) {
  (void)state;
  for (unsigned tight = 0; tight < 2; tight++) { /* else it could be missed that neither side is required */
    add("rule  a\nwhen  x ( ( y z )%s| w )", tight ? "" : " ");
    rules_are(!tight, "a blank is missing before");
  }
}

/* ---- compiling words ---------------------------------------------------------------------------------------------------------------- */
static void knowledge_file(void **state) {
  (void)state;
  for (unsigned over = 0; over < 2; over++) {
    assert_true(pk_buf_reserve(&text, PK_MAX_KNOWLEDGE_FILE + over));
    memset(text.s, '\n', text.n = PK_MAX_KNOWLEDGE_FILE + over);
    memcpy(text.s + text.n - 4, "ord\n", 4);
    save("words/a.words");
    if (over) is_refused("is too long");
    else loads();
  }
}

static void files(void **state) {
  (void)state;
  char name[64];
  for (unsigned i = 0; i < PK_MAX_FILES; i++) {
    snprintf(name, sizeof name, "rules/60-%u.rules", i);
    save(name);
  }
  loads();
  save("rules/61-over.rules");
  is_refused("more than 4096 knowledge files");
}

static void classes(void **state) {
  (void)state;
  char name[64];
  for (unsigned i = 0; i < PK_MAX_CLASSES; i++) {
    snprintf(name, sizeof name, "words/c%u.words", i);
    save(name);
  }
  loads();
  save("words/over.words");
  is_refused("too many word classes");
}

static void class_sets(void **state) {
  (void)state;
  char name[64];
  for (unsigned over = 0; over < 2; over++) {
    for (unsigned c = 0; c < 16; c++) { /* word i is in the classes that its bits name; set 0 counts */
      for (unsigned i = 1; i < PK_MAX_CLASS_SETS + over; i++)
        if (i >> c & 1) add("%s%c\n", word(i, false), (char)('a' + i / (13 * 5 * 13 * 5 * 13)));
      snprintf(name, sizeof name, "words/c%u.words", c);
      save(name);
    }
    if (over) is_refused("words belong to too many different sets of classes");
    else loads();
  }
}

static void forms(void **state) {
  (void)state;
  for (unsigned over = 0; over < 2; over++) { /* in words a phrase is bound by _ */
    add("begin");
    repeat("_a", PK_MAX_FORM_WORDS - 1 + over);
    save("words/a.words");
    if (over) is_refused("form of more than 24 words");
    else loads();
  }
  for (unsigned over = 0; over < 2; over++) {
    repeat("a", PK_MAX_FORM + over);
    save("words/a.words");
    if (over) is_refused("form too long");
    else loads();
  }
  for (unsigned over = 0; over < 2; over++) {
    add("-");
    repeat("a", PK_MAX_ENDING + over);
    save("words/a.words");
    if (over) is_refused("ending too long");
    else loads();
  }
}

static void columns(void **state) {
  (void)state;
  for (unsigned over = 0; over < 2; over++) {
    add("name");
    for (unsigned i = 1; i < PK_MAX_COLUMNS + over; i++) add("\tc%u", i);
    add("\nHavnens Fond");
    repeat("\tx", PK_MAX_COLUMNS - 1 + over);
    save("organisation/ngo.tsv");
    if (over) is_refused("more cells than columns");
    else loads();
  }
}

/* ---- what an article may hold ------------------------------------------------------------------------------------------------------------ */
static void names(void **state) {
  (void)state;
  add("rule  name\nwhen  zebra NAME løber%s", then);
  for (unsigned over = 0; over < 2; over++) {
    add("%s  zebra", over ? "no" : "yes");
    for (unsigned i = 0; i < PK_MAX_NAME + over; i++) add(" %s", word(i, true));
    add(" løber\n");
  }
  add("\nrule  rest\nwhen  zebra NAME NAME løber%syes  zebra", then); /* the word over it is a name of its own */
  for (unsigned i = 0; i < PK_MAX_NAME + 1; i++) add(" %s", word(i, true));
  add(" løber\n");
  holds();
}

static void quoted(void **state) {
  (void)state;
  add("rule  quoted\nwhen  zebra QUOTED løber%s", then);
  for (unsigned over = 0; over < 2; over++) {
    add("%s  zebra »", over ? "no" : "yes");
    for (unsigned i = 0; i < PK_MAX_QUOTED + over; i++) add(i ? " %s" : "%s", word(i, false));
    add("« løber\n");
  }
  holds();
}

static const char title[] = "Et projekt for familier\n\nProjektet »Havestuen« hjælper familier i Randers.\n\n";

static const partikel_record *read_with(partikel_reader *reader) {
  const partikel_record *record;
  assert_int_equal(partikel_open_memory(reader, text.s, text.n, NULL), PARTIKEL_OK);
  assert_int_equal(partikel_next(reader, &record), PARTIKEL_OK);
  pk_buf_reset(&text);
  return record;
}

static int link_file(const char *from, const char *to) {
  char target[8192];
  snprintf(target, sizeof target, "%s/%s", root, from);
  return symlink(target, path_of(to));
}

/* No rule of data/ knows so long a list: one is put beside them. */
static void members(void **state) {
  (void)state;
  static const char *const folders[] = {"affix", "language", "organisation", "page", "person", "place", "words"};
  char name[512], to[512];
  partikel_knowledge *know = NULL;
  for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
    snprintf(name, sizeof name, "data/%s", folders[i]);
    assert_int_equal(link_file(name, folders[i]), 0);
  }
  add("rule  many-together\nwhen  ( ( ORGANISATION ,? ){2,20} ):f ler\nthen  role  party=f  role='partner'\n");
  save("rules/99-many.rules");
  DIR *d = opendir("data/rules");
  assert_non_null(d);
  for (struct dirent *e; (e = readdir(d));) {
    snprintf(name, sizeof name, "data/rules/%s", e->d_name);
    snprintf(to, sizeof to, "rules/%s", e->d_name);
    if (e->d_name[0] != '.') assert_int_equal(link_file(name, to), 0);
  }
  closedir(d);
  if (load(&know) != PARTIKEL_OK) fail_msg("%s: %s", error.where, error.what);
  partikel_reader *reader = partikel_reader_new(know);
  for (unsigned over = 0; over < 2; over++) {
    pk_buf_text(&text, title);
    for (unsigned i = 0; i < PK_MAX_MEMBERS + over; i++) add("%s Kommune, ", (const char *[]){"Aalborg", "Odense", "Esbjerg", "Randers", "Kolding", "Horsens",
      "Vejle", "Roskilde", "Herning", "Silkeborg", "Næstved", "Fredericia", "Viborg", "Køge", "Holstebro", "Slagelse", "Hillerød"}[i]);
    add("ler.\n");
    const partikel_record *record = read_with(reader);
    assert_int_equal(record->n_partnerships, 1);
    assert_int_equal(record->partnerships[0].n_parties, PK_MAX_MEMBERS);
    assert_int_equal(record->n_organisations, PK_MAX_MEMBERS + over); /* it is known, and has no role */
  }
  partikel_reader_free(reader);
  partikel_knowledge_free(know);
}

static void article(void **state) {
  (void)state;
  partikel_reader *reader = partikel_reader_new(partikel_builtin());
  for (unsigned over = 0; over < 2; over++) {
    add("Fonden støtter projekter for familier\n\n");
    for (unsigned i = 0; i < PK_MAX_DRAFTS + over; i++) add("Nordea-fonden har givet 2 mio. kr. til projektet »%s«, som hjælper familier.\n\n", word(i, true));
    const partikel_record *record = read_with(reader);
    assert_int_equal(record->n_partnerships, PK_MAX_DRAFTS);
    pk_buf_text(&text, title);
    for (unsigned i = 0; i < PK_MAX_PARTIES + over; i++) add("Foreningen %s er med i projektet »Havestuen«.\n\n", word(i, true));
    record = read_with(reader);
    assert_int_equal(record->n_partnerships, 1);
    assert_int_equal(record->partnerships[0].n_parties, PK_MAX_PARTIES);
    assert_int_equal(record->n_organisations, PK_MAX_PARTIES + over);
    pk_buf_text(&text, title);
    for (unsigned i = 0; i < PK_MAX_PARTIES + over; i++) add("%s-fonden har givet %u mio. kr. til projektet »Havestuen«.\n\n", word(i, true), i + 1);
    record = read_with(reader);
    assert_int_equal(record->n_partnerships, 1);
    assert_int_equal(record->partnerships[0].n_funding, PK_MAX_PARTIES);
    assert_int_equal(record->n_organisations, PK_MAX_PARTIES + over);
  }
  partikel_reader_free(reader);
}

static void evidence(void **state) {
  (void)state;
  static const char *const towns[] = {"Odense", "Aalborg", "Esbjerg", "Kolding", "Horsens", "Vejle", "Roskilde", "Herning", "Silkeborg", "Næstved", "Fredericia", "Viborg", "Køge"};
  partikel_reader *reader = partikel_reader_new(partikel_builtin());
  for (unsigned over = 0; over < 2; over++) { /* each sentence shows the date and its town */
    add("Huset åbner\n\nHusets familier i Randers.\n\n");
    for (unsigned i = 0; i < PK_MAX_EVIDENCE / 2 + over; i++) add("Huset bliver indviet den 8. april 2019 i %s.\n\n", towns[i]);
    const partikel_record *record = read_with(reader);
    assert_int_equal(record->n_events, 1);
    assert_int_equal(record->events[0].evidence.n, PK_MAX_EVIDENCE);
    assert_int_equal(record->n_mentions, PK_MAX_EVIDENCE + 2 * over + 1);
  }
  partikel_reader_free(reader);
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
  const struct CMUnitTest tests[] = {
      TEST(member), TEST(expansion), TEST(free_expansion), TEST(arena), TEST(buffer), TEST(long_word), TEST(sentence),
      TEST(lookahead), TEST(rule_steps), TEST(stack), TEST(ends),
      TEST(phases), TEST(nest), TEST(bars), TEST(keys), TEST(gap), TEST(repetition), TEST(labels), TEST(slots), TEST(statements), TEST(marks),
      TEST(width), TEST(needs), TEST(musts), TEST(no_musts), TEST(tight_bar), TEST(knowledge_file), TEST(files), TEST(classes), TEST(class_sets), TEST(forms), TEST(columns),
      TEST(names), TEST(quoted), TEST(members), TEST(article), TEST(evidence)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
