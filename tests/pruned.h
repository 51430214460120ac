/* pruned: what pk_prune has left as markup with its texts and attributes, which it keeps beside it. */
#ifndef PRUNED_H
#define PRUNED_H

#include "read/html.h"

static inline void spell_escaped(pk_str t, struct pk_buf *out) {
  for (size_t i = 0; i < t.n; i++) {
    if (t.s[i] == '"') pk_buf_text(out, "&quot;");
    else if (t.s[i] == '<') pk_buf_text(out, "&lt;");
    else if (t.s[i] == '&') pk_buf_text(out, "&amp;");
    else pk_buf_byte(out, t.s[i]);
  }
}

static inline void spell_attributes(const struct pk_pruned *p, uint32_t first, uint32_t n, struct pk_buf *out) {
#define SPELL(name, text) text,
  static const char *const names[] = {PK_ATTR_MAP(SPELL)};
#undef SPELL
  for (uint32_t k = first; k < first + n && k < p->attrs.n; k++) {
    pk_str value = p->attrs.at[k].value;
    pk_buf_byte(out, ' ');
    pk_buf_text(out, names[p->attrs.at[k].name]);
    pk_buf_text(out, "=\"");
      spell_escaped(value, out);
    pk_buf_byte(out, '"');
  }
}

/* NUL-terminated, in the arena. */
static inline pk_str spell_pruned(const struct pk_pruned *p, struct pk_arena *arena) {
  struct pk_buf out;
  const struct pk_owner *owner = p->owners.at, *last = owner ? owner + p->owners.n : NULL;
  const char *text = p->texts + 1;
  pk_buf_init(&out, PK_MAX_BUF);
  for (size_t i = 0; i < p->html.n; i++) {
    if (owner < last && owner->at == i + 1) {   /* the blank before the > */
      spell_attributes(p, owner->attr, owner->n, &out);
      owner++;
    } else if (p->html.s[i] == PK_TEXT_SIGN) {
      spell_escaped(pk_str_of(text), &out);
      text += strlen(text) + 1;
    } else {
      pk_buf_byte(&out, p->html.s[i]);
    }
  }
  size_t n = out.n;
  const char *s = pk_buf_take(&out, arena);
  return (pk_str){s, n};
}

#endif
