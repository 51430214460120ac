/* Any bytes, decoded, as lines: no line is empty or holds a line end, blanks are single, and nothing that a reader sees is lost but the
 * hyphens of divided words; nothing is new but the strokes between the links of a menu. */
#include "fuzz.h"
#include "read/read.h"

/* What pk_plain may take away or change into a blank. */
static bool unseen(uint32_t cp) {
  return cp < 0x20 || cp == 0x7F || cp == 0xAD || (cp >= 0x200B && cp <= 0x200F) || (cp >= 0x2028 && cp <= 0x202E) || (cp >= 0x2060 && cp <= 0x2064) ||
         pk_cp_space(cp);
}

struct ink { const struct pk_document *doc; uint32_t node; size_t at; };

/* The next character of the lines that is no blank; 0 at their end. */
static uint32_t next_ink(struct ink *k) {
  for (; k->node < k->doc->n_nodes; k->node++, k->at = 0) {
    pk_str text = k->doc->nodes[k->node].text;
    while (k->at < text.n) {
      uint32_t cp = pk_utf8_next(text.s, text.n, &k->at);
      if (cp != ' ' && cp != '\t') return cp;
    }
  }
  return 0;
}

static void check_line(pk_str line) {
  MUST(line.n && pk_utf8_bad(line) == line.n);
  MUST(line.s[line.n - 1] != ' ' && line.s[line.n - 1] != '\t');
  bool inside = false, blank = false;
  for (size_t i = 0; i < line.n;) {
    uint32_t cp = pk_utf8_next(line.s, line.n, &i);
    bool is_blank = cp == ' ' || cp == '\t';
    MUST(is_blank || !unseen(cp));
    MUST(!(inside && blank && is_blank));
    inside |= !is_blank;
    blank = is_blank;
  }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n) {
  struct pk_arena arena;
  struct pk_decoded in;
  struct pk_document doc = {0};
  partikel_error error;
  pk_arena_init(&arena, PK_MAX_ARENA);
  MUST(pk_decode(bytes, n, "utf-8", &in, &arena, &error) == PARTIKEL_OK);
  MUST(pk_plain(in.text, &doc, &arena, &error) == PARTIKEL_OK);
  for (uint32_t i = 0; i < doc.n_nodes; i++) {
    MUST(doc.nodes[i].tag == PK_TAG_LINE && doc.nodes[i].parent == UINT32_MAX && doc.nodes[i].end == i + 1);
    check_line(doc.nodes[i].text);
  }
  struct ink k = {&doc, 0, 0};
  uint32_t want = next_ink(&k);
  for (size_t i = 0; i < in.text.n;) {
    uint32_t cp = pk_utf8_next(in.text.s, in.text.n, &i);
    if (unseen(cp)) continue;
    while (want == '|' && cp != '|') want = next_ink(&k);
    if (cp == want) want = next_ink(&k);
    else MUST(cp == '-');
  }
  while (want == '|') want = next_ink(&k);
  MUST(!want);
  pk_arena_release(&arena);
  return 0;
}
