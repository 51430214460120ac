/* verdict: which of an archive's records are articles: by the address, the type, and the look of what it holds. */
#include "archive.h"

enum pk_verdict pk_page_by_type(pk_str value, struct pk_arena *arena) {
  static const char articles[][26] = {"text/html", "application/xhtml+xml", "text/plain", "multipart/related", "message/rfc822", "application/x-mimearchive",
                                      "application/x-webarchive"};
  const char *type = value.n ? pk_field_type(value, arena) : NULL;
  if (!type || !strchr(type, '/') || strcmp(type, "application/http") == 0 || strcmp(type, "unknown/unknown") == 0) return PK_VERDICT_BY_LOOK;
  for (size_t k = 0; k < sizeof articles / sizeof *articles; k++)
    if (strcmp(type, articles[k]) == 0) return PK_VERDICT_YES;
  return strcmp(type, "text/xml") == 0 || strcmp(type, "application/xml") == 0 ? PK_VERDICT_XML : PK_VERDICT_NO;
}

/* What crawlers say of themselves and of a page stands under addresses of their own: metadata://…, dns:…, urn:pageinfo:https://… */
bool pk_is_page_url(pk_str url) {
  static const char others[][12] = {"metadata:", "dns:", "whois:", "filedesc:", "warcinfo:"};
  size_t query = 0;
  if (!url.n) return true;
  if (url.s[0] == '<') url = pk_str_part(url, 1, url.n - (url.s[url.n - 1] == '>'));
  for (size_t k = 0; k < sizeof others / sizeof *others; k++) {
    size_t n = strlen(others[k]);
    if (url.n >= n && pk_str_is(pk_str_part(url, 0, n), others[k])) return false;
  }
  if (url.n > 4 && pk_str_is(pk_str_part(url, 0, 4), "urn:") && memmem(url.s, url.n, ":http", 5)) return false;
  while (query < url.n && url.s[query] != '?' && url.s[query] != '#') query++;
  return !pk_str_ends(pk_str_part(url, 0, query), PK_LIT("/robots.txt"));
}

/* Data of programs, whatever it is declared to be. */
static bool is_data(pk_str s) {
  s = pk_str_trim(s);
  if (s.n < 2) return true;
  char first = s.s[0], last = s.s[s.n - 1];
  pk_str inside = pk_str_trim(pk_str_part(s, 1, s.n));
  if (first == '{') return last == '}' && (inside.s[0] == '"' || inside.s[0] == '}');
  return first == '[' && last == ']' && memchr("{[\"]", inside.s[0], 4);
}

static bool has_html(pk_str s) {
  for (size_t i = 0; i + 5 < s.n && i < PK_MAX_CHARSET_HEAD / 16; i++)
    if (s.s[i] == '<' && pk_str_is(pk_str_part(s, i + 1, i + 5), "html")) return true;
  return false;
}

bool pk_looks_like_page(pk_str body, enum pk_verdict verdict, const char *type) {
  pk_str ink = pk_str_trim(body);
  bool xml = pk_str_starts(ink, PK_LIT("<?xml"));
  if (verdict == PK_VERDICT_YES && ink.n && ink.s[0] == '<' && !xml) return true;   /* as most do */
  switch (pk_sniff(body.s, body.n, NULL, type)) {
  case PK_FORMAT_EMPTY: return false;
  case PK_FORMAT_GZIP: return verdict == PK_VERDICT_YES;
  case PK_FORMAT_BINARY: return verdict != PK_VERDICT_XML && (pk_is_mime(body.s, body.n) || pk_is_webarchive(body.s, body.n));
  default: return xml || verdict == PK_VERDICT_XML ? has_html(body) : !is_data(body);
  }
}
