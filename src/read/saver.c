/* saver: what the program that saved a page says of it: the page's address and when it was saved. Its comments are known by
 * data/page/saver.tsv; other savers write meta elements and attributes, which meta.c has read. */
#include "html.h"
#include "member.h"

/* What stands in the text behind a mark in which _ is a blank; .s NULL: the mark is not there. */
static pk_str behind_mark(pk_str text, pk_str mark) {
  for (size_t i = 0; mark.n && i + mark.n <= text.n; i++) {
    size_t k = 0;
    while (k < mark.n && (text.s[i + k] == mark.s[k] || (mark.s[k] == '_' && (text.s[i + k] == ' ' || text.s[i + k] == '\n')))) k++;
    if (k == mark.n) return pk_str_trim(pk_str_part(text, i + k, text.n));
  }
  return (pk_str){NULL, 0};
}

static pk_str word(pk_str t) {
  size_t n = 0;
  while (n < t.n && (unsigned char)t.s[n] > ' ' && t.s[n] != '"' && t.s[n] != '<' && t.s[n] != '>') n++;
  return (pk_str){t.s, n};
}

static pk_str line(pk_str t) {
  size_t n = 0;
  while (n < t.n && t.s[n] != '\n' && t.s[n] != '\r' && t.s[n] != '(') n++;
  return (pk_str){t.s, n};
}

/* The field `name=…` of a rule. */
static pk_str field(pk_str rule, const char *name) {
  size_t n = strlen(name);
  for (size_t i = 0; i + n < rule.n; i++)
    if ((i == 0 || rule.s[i - 1] == ' ') && memcmp(rule.s + i, name, n) == 0) return word(pk_str_part(rule, i + n, rule.n));
  return (pk_str){NULL, 0};
}

const char *pk_saved_at(pk_str t, struct pk_arena *arena) {
  struct pk_date d = PK_NO_DATE;
  char iso[32], text[32];
  size_t n = 0;
  t = pk_str_trim(t);
  while (n < t.n && t.s[n] >= '0' && t.s[n] <= '9') n++;
  if (n >= 14) {
    static const char form[] = "....-..-..T..:..:..Z";
    for (size_t i = 0, k = 0; form[i]; i++) iso[i] = form[i] == '.' ? t.s[k++] : form[i], iso[i + 1] = '\0';
    if (!pk_date_parse(pk_str_of(iso), &d)) return NULL;
  } else {
    size_t end = word(t).n;
    if (end > 19 && t.s[19] == '.') {   /* fractions of seconds */
      for (size_t i = 0; i < 19; i++) iso[i] = t.s[i];
      iso[19] = 'Z', iso[20] = '\0';
      if (!pk_date_parse(pk_str_of(iso), &d) && !pk_field_date(t, &d)) return NULL;
    } else if (!pk_date_parse((pk_str){t.s, end}, &d) && !pk_field_date(t, &d)) {
      return NULL;
    }
  }
  if (d.hour >= 0 && !d.zone[0]) d.zone[0] = 'Z', d.zone[1] = '\0';
  pk_date_utc(&d);
  pk_date_edtf(&d, text);
  return pk_arena_copy(arena, pk_str_of(text));
}

/* The Wayback Machine's addresses hold the time and the page's own: /web/20210304144719/https://… */
static bool wayback(pk_str url, pk_str *time, pk_str *page) {
  const char *web = memmem(url.s, url.n, "/web/", 5);
  size_t i = web ? (size_t)(web - url.s) + 5 : url.n, n = 0;
  while (i + n < url.n && url.s[i + n] >= '0' && url.s[i + n] <= '9') n++;
  if (n < 14) return false;
  *time = pk_str_part(url, i, i + n);
  for (i += n; i < url.n && url.s[i] != '/'; i++) continue;
  *page = i < url.n ? pk_str_part(url, i + 1, url.n) : (pk_str){"", 0};
  return pk_is_web(*page);
}

/* HTTrack leaves the scheme out: that of the page's own addresses on the same host. */
static const char *with_scheme(pk_str url, const struct pk_metas *metas, struct pk_arena *arena) {
  struct pk_buf out;
  bool secure = false;
  size_t host = 0;
  while (host < url.n && url.s[host] != '/') host++;
  for (uint32_t i = 0; i < metas->n; i++)
    if (strcmp(metas->at[i].key, "url") == 0 && pk_str_starts(metas->at[i].value, PK_LIT("https://")) && metas->at[i].value.n >= 8 + host &&
        memcmp(metas->at[i].value.s + 8, url.s, host) == 0)
      secure = true;
  pk_buf_init(&out, PK_MAX_HTML_VALUE + 16);
  pk_buf_text(&out, secure ? "https://" : "http://");
  pk_buf_str(&out, url);
  return pk_buf_take(&out, arena);
}

static void read_comment(const struct pk_know *know, uint32_t saver, pk_str text, const struct pk_metas *metas, partikel_source *out, struct pk_arena *arena) {
  struct pk_token tokens[12];
  pk_lookups found = {0};
  pk_str rule = {NULL, 0};
  uint32_t n = 0, last = 0;
  size_t at = 0;
  while (n < 12 && pk_token_next(text, &at, &tokens[n])) pk_know_token(know, text, &tokens[n++]);
  for (uint32_t i = 0; i < n && i < 3 && !rule.s; i++) {   /* " Page saved with …", "| FILE ARCHIVED ON" */
    found.n = 0;
    if (!pk_know_phrases(know, text, tokens, i, n, &found, arena)) return;
    for (uint32_t k = 0; k < found.n; k++)
      if (found.at[k].type == PK_LOOKUP_CLASS && found.at[k].id == saver && found.at[k].last > last) rule = found.at[k].value, last = found.at[k].last;
  }
  if (!rule.s) return;
  pk_str url = word(behind_mark(text, field(rule, "url="))), date = line(behind_mark(text, field(rule, "date=")));
  if (url.n && !pk_is_web(url) && url.n > 3 && memchr(url.s, '.', url.n) && !memchr(url.s, ':', url.n)) {
    const char *whole = with_scheme(url, metas, arena);
    if (whole) url = pk_str_of(whole);
  }
  if (!out->url && pk_is_web(url)) out->url = pk_arena_copy(arena, url);
  if (!out->retrieved && date.n) out->retrieved = pk_saved_at(date, arena);
}

partikel_status pk_savers(const struct pk_know *know, const pk_strings *comments, const struct pk_metas *metas, partikel_source *out, struct pk_arena *arena, partikel_error *err) {
  uint32_t saver = pk_know_class(know, "saver");
  pk_str time, page;
  for (uint32_t i = 0; i < comments->n; i++) read_comment(know, saver, comments->at[i], metas, out, arena);
  for (uint32_t i = 0; i < metas->n; i++) {
    const struct pk_meta *m = &metas->at[i];
    bool copy = strcmp(m->key, "saved-url") == 0 && wayback(m->value, &time, &page);
    if (copy && !out->url) out->url = pk_arena_copy(arena, page);
    if (copy && !out->retrieved) out->retrieved = pk_saved_at(time, arena);
    if (!out->url && strcmp(m->key, "saved-url") == 0 && pk_is_web(m->value)) out->url = pk_arena_copy(arena, m->value);
    if (!out->retrieved && strcmp(m->key, "saved-date") == 0) out->retrieved = pk_saved_at(m->value, arena);
    if (strcmp(m->key, "url") == 0 && wayback(m->value, &time, &page)) {
      if (!out->url) out->url = pk_arena_copy(arena, page);
      if (!out->retrieved) out->retrieved = pk_saved_at(time, arena);
    }
  }
  if (out->url && wayback(pk_str_of(out->url), &time, &page)) {
    if (!out->retrieved) out->retrieved = pk_saved_at(time, arena);
    out->url = pk_arena_copy(arena, page);
  }
  return arena->failed ? pk_fail(err, PARTIKEL_NOMEM, "", 0, "out of memory") : PARTIKEL_OK;
}
