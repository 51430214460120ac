/* Any bytes, decoded, as markup. What is left is UTF-8 without NUL; all < in it begin a tag of one shape, no raw-text element is among the tags; the
 * scripts and comments that were kept stand in the page; and pruning what was pruned changes nothing. */
#include "fuzz.h"
#include "../pruned.h"

static bool small_letter(char c) { return c >= 'a' && c <= 'z'; }

static void within(const pk_strings *list, pk_str page) {
  for (uint32_t i = 0; i < list->n; i++) {
    pk_str s = list->at[i];
    MUST(s.n && s.s >= page.s && s.s + s.n <= page.s + page.n && pk_utf8_bad(s) == s.n);
  }
}

/* Behind the tag that begins at i, which must be `<name a="…" b="…">` or `</name>`. */
static size_t check_tag(pk_str t, size_t i) {
  static const char *const gone[] = {"script", "style", "noscript", "template", "textarea", "iframe", "noembed", "noframes", "xmp", "svg", "math"};
  bool end = t.s[++i] == '/';
  size_t start = i += end;
  MUST(small_letter(t.s[i]));
  while (t.s[i] && t.s[i] != ' ' && t.s[i] != '>') i++;
  pk_str name = pk_str_part(t, start, i);
  MUST(!memchr(name.s, '<', name.n) && !memchr(name.s, '&', name.n));
  for (size_t k = 0; k < sizeof gone / sizeof *gone; k++) MUST(!pk_str_eq(name, pk_str_of(gone[k])));
  unsigned attributes = 0;
  while (t.s[i] == ' ') {
    MUST(!end && ++attributes <= PK_MAX_HTML_ATTRIBUTES);
    for (i++; small_letter(t.s[i]) || t.s[i] == '-'; i++) continue;
    MUST(t.s[i] == '=' && t.s[i + 1] == '"');
    for (i += 2; t.s[i] && t.s[i] != '"'; i++) MUST(t.s[i] != '<');
    MUST(t.s[i++] == '"');
  }
  MUST(t.s[i] == '>');
  return i + 1;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n) {
  struct pk_arena arena;
  struct pk_decoded in;
  struct pk_pruned out, again;
  partikel_error error;
  pk_arena_init(&arena, PK_MAX_ARENA);
  MUST(pk_decode(bytes, n, "utf-8", &in, &arena, &error) == PARTIKEL_OK);
  char *exact = malloc(in.text.n ? in.text.n : 1); /* a sanitizer sees one byte too many */
  MUST(exact);
  memcpy(exact, in.text.s, in.text.n);
  pk_str page = {exact, in.text.n};
  MUST(pk_prune(page, &out, &arena, &error) == PARTIKEL_OK);
  MUST(!out.html.s[out.html.n] && strlen(out.html.s) == out.html.n && !memchr(out.html.s, '&', out.html.n));
  MUST(out.n_texts <= page.n + 2 && (out.n_texts == 1 || !out.texts[out.n_texts - 1]) && pk_utf8_bad((pk_str){out.texts + 1, out.n_texts - 1}) == out.n_texts - 1);
  pk_str spelled = spell_pruned(&out, &arena);
  MUST(pk_utf8_bad(spelled) == spelled.n);
  for (size_t i = 0; i < spelled.n;) i = spelled.s[i] == '<' ? check_tag(spelled, i) : i + 1;
  within(&out.json, page);
  within(&out.comments, page);
  MUST(out.json.n <= PK_MAX_JSON_LD && out.comments.n <= PK_MAX_COMMENTS);
  MUST(pk_prune(spelled, &again, &arena, &error) == PARTIKEL_OK);
  MUST(pk_str_eq(spelled, spell_pruned(&again, &arena)) && !again.json.n && !again.comments.n);
  free(exact);
  pk_arena_release(&arena);
  return 0;
}
