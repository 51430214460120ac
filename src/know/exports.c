/* exports: how media archives put many articles into one text, from data/export/NAME.export: a line is a mark and its forms. */
#include "image.h"

#define PK_TEXT_OF(name, text) text,
static const char *const mark_names[] = {PK_MARK_MAP(PK_TEXT_OF)};
#undef PK_TEXT_OF

static const char *const date_orders[] = {"year-month-day", "day.month.year", "day/month/year", "day-month-year"};

/* ---- questions -------------------------------------------------------------------------------------------------------------- */

uint32_t pk_know_exports(const struct pk_know *k) { return PK_COUNT(k, EXPORTS); }

pk_str pk_know_export_name(const struct pk_know *k, uint32_t i) { return pk_ref_str(k, pk_sec_EXPORTS(k)[i].name); }

uint32_t pk_know_export_marks(const struct pk_know *k, uint32_t i) { return pk_sec_EXPORTS(k)[i].n_marks; }

struct pk_mark pk_know_export_mark(const struct pk_know *k, uint32_t i, uint32_t n) {
  const struct pk_i_mark *m = &pk_sec_MARKS(k)[pk_sec_EXPORTS(k)[i].mark + n];
  return (struct pk_mark){(enum pk_mark_kind)m->kind, pk_ref_str(k, m->text)};
}

/* ---- building ---------------------------------------------------------------------------------------------------------------- */

static bool is_row(pk_str s) {
  size_t i = 0;
  while (i < s.n && s.s[i] == s.s[0]) i++;
  return i == s.n && s.n >= PK_LEAST_ROW && !((unsigned char)s.s[0] & 0x80);
}

/* What is wrong with a mark's form, NULL if nothing is; *kept is what the image keeps of it. */
static const char *check(enum pk_mark_kind kind, pk_str form, pk_str *kept) {
  *kept = form;
  if (form.n > PK_MAX_MARK) return "form too long: %S";
  if ((kind == PK_MARK_PARTS || kind == PK_MARK_UNDER) && !is_row(form)) return "a row is one sign, five times or more, not %S";
  if (kind == PK_MARK_DATE) {
    for (size_t k = 0; k < sizeof date_orders / sizeof *date_orders; k++)
      if (pk_str_eq(form, pk_str_of(date_orders[k]))) return NULL;
    return "a date is year-month-day, day.month.year, day/month/year or day-month-year, not %S";
  }
  if (kind == PK_MARK_SOURCE) {   /* what stands between the two */
    if (!pk_str_starts(form, PK_LIT("PAPER")) || !pk_str_ends(form, PK_LIT("DATE")) || form.n < 10) return "a source is PAPER, something between, DATE, not %S";
    *kept = pk_str_part(form, 5, form.n - 4);
  }
  return NULL;
}

static partikel_status add_forms(struct pk_builder *b, struct pk_exports *x, enum pk_mark_kind kind, pk_str rest) {
  struct pk_i_export *e = &x->exports.at[x->exports.n - 1];
  while (rest.n) {
    const char *bar = memmem(rest.s, rest.n, " | ", 3);
    pk_str form = pk_str_trim(pk_str_part(rest, 0, bar ? (size_t)(bar - rest.s) : rest.n)), kept;
    rest = bar ? pk_str_part(rest, (size_t)(bar + 3 - rest.s), rest.n) : (pk_str){"", 0};
    if (!form.n) return pk_build_fail(b, "empty form", form);
    const char *wrong = check(kind, form, &kept);
    if (wrong) return pk_build_fail(b, wrong, form);
    if (e->n_marks == PK_MAX_MARKS_EXPORT) return pk_build_fail(b, "more than 64 forms, at %S", form);
    struct pk_i_mark *m = pk_vec_add(pk_build_arena(b), &x->marks);
    if (!m) return PARTIKEL_NOMEM;
    *m = (struct pk_i_mark){kind, pk_build_text(b, kept)};
    e->n_marks++;
  }
  return PARTIKEL_OK;
}

partikel_status pk_export_line(struct pk_builder *b, struct pk_exports *x, pk_str line) {
  size_t n = 0;
  while (n < line.n && line.s[n] != ' ' && line.s[n] != '\t') n++;
  pk_str name = pk_str_part(line, 0, n), rest = pk_str_trim(pk_str_part(line, n, line.n));
  for (uint32_t kind = 0; kind < PK_MARKS; kind++) {
    if (!pk_str_eq(name, pk_str_of(mark_names[kind]))) continue;
    if (!rest.n) return pk_build_fail(b, "no form for %S", name);
    return add_forms(b, x, (enum pk_mark_kind)kind, rest);
  }
  return pk_build_fail(b, "unknown mark of an export: %S", name);
}

partikel_status pk_export_begin(struct pk_builder *b, struct pk_exports *x, pk_str name) {
  if (x->exports.n == PK_MAX_EXPORTS) return pk_build_fail(b, "more than 16 kinds of exports", name);
  struct pk_i_export *e = pk_vec_add(pk_build_arena(b), &x->exports);
  if (!e) return PARTIKEL_NOMEM;
  *e = (struct pk_i_export){pk_build_text(b, name), x->marks.n, 0};
  return PARTIKEL_OK;
}

partikel_status pk_export_end(struct pk_builder *b, const struct pk_exports *x) {
  const struct pk_i_export *e = &x->exports.at[x->exports.n - 1];
  uint32_t has = 0;
  for (uint32_t i = 0; i < e->n_marks; i++) has |= 1u << x->marks.at[e->mark + i].kind;
  bool parted = has >> PK_MARK_PARTS & 1 && has >> PK_MARK_SOURCE & 1 && has >> PK_MARK_DATE & 1;
  return parted || has >> PK_MARK_CLOSES & 1 ? PARTIKEL_OK : pk_build_fail(b, "an export has parts, source and date, or closes", (pk_str){"", 0});
}
