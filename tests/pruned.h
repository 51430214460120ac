/* pruned: what pk_prune has left as markup with all its attributes, which it keeps beside it: ` n=12c` becomes ` class="…" id="…"`. */
#ifndef PRUNED_H
#define PRUNED_H

#include "read/html.h"

static inline void spell_attributes(const struct pk_pruned *p, uint32_t first, uint32_t n, struct pk_buf *out) {
#define SPELL(name, text) text,
  static const char *const names[] = {PK_ATTR_MAP(SPELL)};
#undef SPELL
  for (uint32_t k = first; k < first + n && k < p->attrs.n; k++) {
    pk_str value = p->attrs.at[k].value;
    pk_buf_byte(out, ' ');
    pk_buf_text(out, names[p->attrs.at[k].name]);
    pk_buf_text(out, "=\"");
    for (size_t i = 0; i < value.n; i++) {
      if (value.s[i] == '"') pk_buf_text(out, "&quot;");
      else if (value.s[i] == '<') pk_buf_text(out, "&lt;");
      else if (value.s[i] == '&') pk_buf_text(out, "&amp;");
      else pk_buf_byte(out, value.s[i]);
    }
    pk_buf_byte(out, '"');
  }
}

/* NUL-terminated, in the arena. */
static inline pk_str spell_pruned(const struct pk_pruned *p, struct pk_arena *arena) {
  struct pk_buf out;
  bool tag = false;
  pk_buf_init(&out, PK_MAX_BUF);
  for (size_t i = 0; i < p->html.n; i++) {
    uint32_t first = 0;
    tag = p->html.s[i] == '<' || (tag && p->html.s[i] != '>');
    if (!tag || p->html.s[i] != ' ') {
      pk_buf_byte(&out, p->html.s[i]);
      continue;
    }
    for (i += 3; p->html.s[i] >= '0' && p->html.s[i] <= '9'; i++) first = first * 10 + (uint32_t)(p->html.s[i] - '0');
    spell_attributes(p, first, (uint32_t)(p->html.s[i] - 'a'), &out);
  }
  size_t n = out.n;
  const char *s = pk_buf_take(&out, arena);
  return (pk_str){s, n};
}

#endif
