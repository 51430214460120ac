/* webaddress: the address of an article on a line of its own, and what copying broke in it: a slash lost after the
 * scheme ("http:/www") or between host and path ("www.avis.dkartikel/…"). */
#include "page.h"

static bool starts(pk_str t, const char *head) { return pk_str_starts(t, pk_str_of(head)); }

bool pk_web_address(pk_str t) {
  if (t.n < 8 || t.n > 2000 || memchr(t.s, ' ', t.n) || memchr(t.s, '\t', t.n)) return false;
  return (starts(t, "http:/") || starts(t, "https:/") || starts(t, "www.")) && memchr(t.s, '.', t.n);
}

static bool is_tld(const struct pk_page *p, pk_str label) {
  char folded[PK_MAX_WORD];
  pk_str word = {folded, pk_token_fold(label, folded, sizeof folded)};
  return p->tld && pk_know_in(p->know, pk_know_set(p->know, pk_know_word(p->know, word), word), p->tld);
}

static bool letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

/* Where a top-level domain ends inside the last label of the host and a path word begins; 0: the host is whole. */
static size_t run_together(const struct pk_page *p, pk_str host) {
  size_t dot = host.n;
  while (dot && host.s[dot - 1] != '.') dot--;
  if (!dot || is_tld(p, pk_str_part(host, dot, host.n))) return 0;
  for (size_t i = dot; i < host.n; i++)
    if (!letter(host.s[i]) && (host.s[i] != '-' || i < dot + 2)) return 0;
  for (size_t n = host.n - dot; n-- > 2;)
    if (host.n - dot - n >= 3 && is_tld(p, pk_str_part(host, dot, dot + n))) return dot + n;
  return 0;
}

const char *pk_web_repair(const struct pk_page *p, pk_str t, bool *repaired) {
  size_t at = 0;
  *repaired = false;
  struct pk_buf out;
  pk_buf_init(&out, 4096);
  if (starts(t, "www.")) {
    pk_buf_text(&out, "http://");
  } else {
    while (t.s[at] != ':') at++;
    pk_buf_str(&out, pk_str_part(t, 0, at));
    pk_buf_text(&out, "://");
    size_t slashes = ++at;
    while (at < t.n && t.s[at] == '/') at++;
    if (at - slashes != 2) *repaired = true;
  }
  size_t end = at;
  while (end < t.n && t.s[end] != '/' && t.s[end] != '?' && t.s[end] != '#' && t.s[end] != ':') end++;
  size_t cut = run_together(p, pk_str_part(t, at, end));
  if (cut) {
    pk_buf_str(&out, pk_str_part(t, at, at + cut));
    pk_buf_byte(&out, '/');
    at += cut;
    *repaired = true;
  }
  pk_buf_str(&out, pk_str_part(t, at, t.n));
  return pk_buf_take(&out, p->arena);
}
