/* Anything becomes text of a page. */
#include <string.h>
#include <strings.h>

#include "html_text.h"

/* 0: may stand as it is; 1: an ASCII sign that may not; 2: begins a character that has to be looked at. */
static int look(unsigned char c) {
  if (c >= 0x80) return 2;
  return c == '&' || c == '<' || c == '>' || c == '"' || c == '\'' || (c < 0x20 && c != '\n' && c != '\t') || c == 0x7F;
}

/* Would nobody see it, or would it turn the words around it? */
static bool hidden(uint32_t cp) {
  return cp < 0x20 || (cp >= 0x7F && cp < 0xA0) || cp == 0x061C || cp == 0x200E || cp == 0x200F || (cp >= 0x2028 && cp <= 0x202E) ||
         (cp >= 0x2060 && cp <= 0x206F) || (cp >= 0xFFF9 && cp <= 0xFFFB) || (cp & 0xFFFE) == 0xFFFE;
}

static void add(struct text *t, const char *s, size_t n, bool named) {
  static const char hex[] = "0123456789ABCDEF";
  size_t done = 0, size = 1;
  for (size_t i = 0; i < n; i += size) {
    unsigned char c = (unsigned char)s[i];
    size = 1;
    int kind = look(c);
    if (!kind) continue;
    const char *entity = c == '&' ? "&amp;" : c == '<' ? "&lt;" : c == '>' ? "&gt;" : c == '"' ? "&quot;" : c == '\'' ? "&#39;" : NULL;
    uint32_t cp = kind == 1 ? c : text_code_point(s + i, n - i, &size);
    bool bad = kind == 2 && cp == 0xFFFD && size == 1;
    if (!entity && !bad && !hidden(cp)) continue;
    text_add(t, s + done, i - done);
    done = i + size;
    if (entity) text_word(t, entity);
    else if (bad || !named) TEXT(t, "\xEF\xBF\xBD");
    else {
      TEXT(t, "<span class=\"u\">U+");
      for (int shift = cp > 0xFFFF ? 20 : 12; shift >= 0; shift -= 4) text_byte(t, hex[cp >> shift & 15]);
      TEXT(t, "</span>");
    }
  }
  text_add(t, s + done, n - done);
}

void html_slice(struct text *t, const char *s, size_t n) { add(t, s, n, true); }

void html_word(struct text *t, const char *s) {
  if (s) add(t, s, strlen(s), true);
}

void html_attribute(struct text *t, const char *s) {
  if (s) add(t, s, strlen(s), false);
}

void html_name(struct text *t, const char *s) {
  TEXT(t, "<bdi>");
  html_word(t, s);
  TEXT(t, "</bdi>");
}

void html_address(struct text *t, const char *url) {
  bool link = url && (strncasecmp(url, "http://", 7) == 0 || strncasecmp(url, "https://", 8) == 0);
  if (link) {
    TEXT(t, "<a rel=\"noreferrer noopener nofollow external\" href=\"");
    html_attribute(t, url);
    TEXT(t, "\">");
  }
  html_name(t, url);
  if (link) TEXT(t, "</a>");
}

void html_path(struct text *t, const char *name) {
  static const char hex[] = "0123456789ABCDEF";
  for (const unsigned char *s = (const unsigned char *)name; *s; s++) {
    bool plain = (*s >= 'a' && *s <= 'z') || (*s >= 'A' && *s <= 'Z') || (*s >= '0' && *s <= '9') || strchr("-._~", *s);
    if (plain) text_byte(t, (char)*s);
    else text_byte(t, '%'), text_byte(t, hex[*s >> 4]), text_byte(t, hex[*s & 15]);
  }
}
