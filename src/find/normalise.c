/* normalise: what a mention's slots say becomes its value: sums, counts, durations; dates and times in normalise_time.c. */
#include "normalise.h"

#define MAX_MONTHS 180   /* longer than any project: an age or a career */
#define FEW 6            /* fewer things than this are usually named one by one */
#define BACK 3           /* sentences back that may name what a count counts */
#define REACH 200        /* and tokens back in each */
#define CLAUSE 28        /* how many tokens back a word of planning may stand */
#define SUBJECT 7        /* and behind: "65 familier i Hirtshals og Sindal skal …" */

const struct pk_filled *pk_normal_slot(const struct pk_normal *n, uint8_t which) { return pk_filled_slot(n->all, n->m, which); }

const struct pk_mention *pk_normal_slot_mention(const struct pk_normal *n, const struct pk_filled *f) {
  return f && f->mention < n->all->at.n ? &n->all->at.at[f->mention] : NULL;
}

const struct pk_token *pk_normal_token(const struct pk_normal *n, uint32_t i) { return &n->all->seg->tokens[i]; }

pk_str pk_normal_token_text(const struct pk_normal *n, uint32_t i) {
  return pk_str_part(n->all->seg->text, pk_normal_token(n, i)->at.start, pk_normal_token(n, i)->at.end);
}

bool pk_normal_in_class(const struct pk_normal *n, uint32_t i, const char *name) {
  uint32_t id = pk_normal_token(n, i)->set ? pk_know_class(n->know, name) : 0;
  return id && pk_know_in(n->know, pk_normal_token(n, i)->set, id);
}

/* Does a word or phrase of this class begin at token i? */
static bool begins(const struct pk_normal *n, uint32_t i, const char *name) {
  uint32_t id = pk_know_class(n->know, name);
  if (!id) return false;
  if (pk_normal_token(n, i)->set && pk_know_in(n->know, pk_normal_token(n, i)->set, id)) return true;
  const struct pk_row *row = &n->all->row;
  if (i >= row->n_tokens) return false;
  for (uint32_t k = row->starts[i]; k != PK_NO_ITEM; k = row->items.at[k].next)
    if (row->items.at[k].type == PK_ITEM_CLASS && row->items.at[k].id == id) return true;
  return false;
}

/* The value that a table of words gives to one of the tokens of a slot. */
bool pk_normal_class_value(const struct pk_normal *n, const struct pk_filled *f, const char *name, int64_t *number, pk_str *text) {
  uint32_t id = pk_know_class(n->know, name);
  if (!f || !id || f->mention != UINT32_MAX) return false;
  for (uint32_t i = f->first; i < f->last; i++)
    if (pk_know_value(n->know, id, pk_normal_token(n, i)->word, number, text)) return true;
  return false;
}

/* ---- numbers ------------------------------------------------------------------------------------------------- */

/* The number a slot holds, in millionths: a constant, a NUMBER, figures, a word, or one for "et". */
static bool number_of(const struct pk_normal *n, const struct pk_filled *f, int64_t *value) {
  if (!f) return false;
  if (f->constant.n) return pk_number_read(f->constant, value);
  const struct pk_mention *m = pk_normal_slot_mention(n, f);
  if (m) {
    if (m->kind != PK_NUMBER && m->kind != PK_ORDINAL) return false;
    *value = m->value.number;
    return true;
  }
  if (f->first >= f->last) return false;
  if (pk_number_scan(n->know, n->all->seg->text, n->all->seg->tokens, f->first, f->last, value)) return true;
  pk_str text;
  int64_t whole;
  if (pk_normal_class_value(n, f, "ordinal", &whole, &text)) {
    *value = whole * PK_ONE;
    return true;
  }
  *value = PK_ONE;
  return pk_normal_in_class(n, f->first, "one");
}

bool pk_normal_whole_of(const struct pk_normal *n, const struct pk_filled *f, int64_t *value) {
  int64_t v;
  if (!number_of(n, f, &v) || v % PK_ONE) return false;
  *value = v / PK_ONE;
  return true;
}

/* Where the number of a slot begins that is a range: that of another slot, or in the same word ("fem-seks"). */
static bool from_of(const struct pk_normal *n, uint8_t from, uint8_t number, int64_t *value) {
  const struct pk_mention *m = pk_normal_slot_mention(n, pk_normal_slot(n, number));
  int64_t whole;
  pk_str text;
  if (pk_normal_slot(n, from)) return number_of(n, pk_normal_slot(n, from), value);
  if (!m || m->last != m->first + 1 || !pk_know_value(n->know, pk_know_class(n->know, "number_from"), pk_normal_token(n, m->first)->word, &whole, &text)) return false;
  *value = whole * PK_ONE;
  return true;
}

/* v millionths times a whole factor, in units of 1 / per; false when that is too much or no whole number. */
static bool times(int64_t v, int64_t factor, int64_t per, int64_t *out) {
  int64_t whole = v / PK_ONE, part = v % PK_ONE;
  if (factor < 1 || whole > INT64_C(1000000000000000) / factor) return false;
  int64_t rest = part * factor; /* below 1e6 times 1e12 */
  if (rest % (PK_ONE / per)) return false;
  *out = whole * factor * per + rest / (PK_ONE / per);
  return true;
}

/* ---- qualifiers ------------------------------------------------------------------------------------------------ */

static const struct { const char *name; uint8_t qualifier; } qualifiers[] = {
  {"about", PARTIKEL_QUALIFIER_ABOUT}, {"up_to", PARTIKEL_QUALIFIER_UP_TO}, {"at_least", PARTIKEL_QUALIFIER_AT_LEAST},
  {"target", PARTIKEL_QUALIFIER_TARGET}, {"exact", PARTIKEL_QUALIFIER_EXACT},
};

static uint8_t qualifier_of(const struct pk_normal *n) {
  const struct pk_filled *f = pk_normal_slot(n, PK_SLOT_qualifier);
  if (!f) return PARTIKEL_QUALIFIER_EXACT;
  for (size_t k = 0; k < sizeof qualifiers / sizeof *qualifiers; k++) {
    if (f->constant.n ? pk_str_eq(f->constant, pk_str_of(qualifiers[k].name)) : f->first < f->last && begins(n, f->first, qualifiers[k].name))
      return qualifiers[k].qualifier;
  }
  return PARTIKEL_QUALIFIER_EXACT;
}

/* Is what the sentence says here planned and not yet done? A word of planning stands before in the same clause, or right behind. */
static bool planned(const struct pk_normal *n) {
  const struct pk_segments *s = n->all->seg;
  const struct pk_sentence *sentence = &s->sentences[s->sentence_of[n->m->first]];
  uint32_t low = sentence->first + CLAUSE < n->m->first ? n->m->first - CLAUSE : sentence->first;
  for (uint32_t i = n->m->first; i-- > low;) {
    if (begins(n, i, "plan")) return true;
    if (pk_normal_in_class(n, i, "done")) return false;
    if (pk_normal_in_class(n, i, "clause") && i > low && pk_normal_token_text(n, i - 1).s[0] == ',') break;
  }
  for (uint32_t i = n->m->last; i < sentence->last && i < n->m->last + SUBJECT; i++) {
    if (begins(n, i, "plan_after")) return true;
    if (pk_normal_in_class(n, i, "done")) break;
    if (pk_normal_token(n, i)->is & PK_IS_MARK && i > n->m->last) break; /* a comma may follow at once: "de 50, der var ventet" */
  }
  return false;
}

/* Has the number that is on its way from one to another arrived already? */
static bool risen(const struct pk_normal *n) {
  const struct pk_segments *s = n->all->seg;
  uint32_t id = pk_know_class(n->know, "risen");
  uint32_t here = n->m->first, first = s->sentences[s->sentence_of[here]].first;
  for (uint32_t i = here, low = first + REACH < here ? here - REACH : first; id && i-- > low;)
    if (pk_know_in(n->know, pk_normal_token(n, i)->set, id)) return true;
  return false;
}

/* ---- sums and counts --------------------------------------------------------------------------------------------- */

static bool amount(struct pk_normal *n) {
  int64_t v, scale = 1, unused;
  pk_str text = {NULL, 0};
  struct pk_value *out = &n->m->value;
  if (!number_of(n, pk_normal_slot(n, PK_SLOT_number), &v)) return false;
  pk_normal_class_value(n, pk_normal_slot(n, PK_SLOT_scale), "scale", &scale, &text);
  if (!times(v, scale, 100, &out->number) || out->number <= 0) return false;
  out->has_number = true;
  const struct pk_filled *currency = pk_normal_slot(n, PK_SLOT_currency);
  out->has_from = from_of(n, PK_SLOT_from, PK_SLOT_number, &v) && times(v, scale, 100, &out->from) && out->from < out->number &&
                  out->number / 100 < out->from; /* in "3-400.000 kr." the 3 is short for more */
  out->qualifier = qualifier_of(n);
  if (currency && currency->constant.n) out->currency = currency->constant;
  else if (pk_normal_class_value(n, currency, "currency", &unused, &text)) out->currency = text;
  else out->currency = PK_LIT("DKK");
  return true;
}

/* Unit of a count that leaves its noun out ("ni af dem"): in the nearest sentence that has any, the count before it; else, where
 * the rule allows it, the first thing that can be counted, which is most often what the sentence is about. */
static bool earlier_unit(const struct pk_normal *n, pk_span *unit) {
  const struct pk_segments *s = n->all->seg;
  const struct pk_row *row = &n->all->row;
  uint32_t here = s->sentence_of[n->m->first], block = s->sentences[here].block;
  for (uint32_t back = 0; back <= BACK && back <= here; back++) {
    const struct pk_sentence *sentence = &s->sentences[here - back];
    if (sentence->block + 1 < block) return false;
    uint32_t last = back ? sentence->last : n->m->first, best = UINT32_MAX;
    uint32_t first = sentence->first + REACH < last ? last - REACH : sentence->first;
    for (uint32_t i = last; i-- > first && best == UINT32_MAX;)
      for (uint32_t k = row->starts[i]; k != PK_NO_ITEM; k = row->items.at[k].next) {
        const struct pk_item *x = &row->items.at[k];
        if (x->type == PK_ITEM_MENTION && !x->hidden && x->kind == PK_FIGURE && x->last <= last && (best == UINT32_MAX || x->id > best)) best = x->id;
      }
    if (best != UINT32_MAX) *unit = n->all->at.at[best].value.unit;
    if (unit->end > unit->start) return true;
    if (!pk_normal_slot(n, PK_SLOT_value)) continue;
    for (uint32_t i = first; i < last; i++)
      if (pk_normal_in_class(n, i, "countable") || pk_normal_in_class(n, i, "countable_definite")) {
        *unit = pk_normal_token(n, i)->at;
        return true;
      }
  }
  return false;
}

static bool figure(struct pk_normal *n) {
  int64_t v, scale = 1;
  pk_str text;
  struct pk_value *out = &n->m->value;
  const struct pk_filled *unit = pk_normal_slot(n, PK_SLOT_unit);
  if (!number_of(n, pk_normal_slot(n, PK_SLOT_number), &v)) return false;
  pk_normal_class_value(n, pk_normal_slot(n, PK_SLOT_scale), "scale", &scale, &text);
  if (!times(v, scale, 1, &out->number) || out->number < 1) return false;
  out->has_number = true;
  int64_t from;
  out->has_from = from_of(n, PK_SLOT_from, PK_SLOT_number, &from) && times(from, scale, 1, &out->from);
  out->qualifier = qualifier_of(n);
  if (unit && unit->first < unit->last) {
    out->unit = (pk_span){pk_normal_token(n, unit->first)->at.start, pk_normal_token(n, unit->last - 1)->at.end};
    /* "tre kommuner" are about to be named; "op til ti kommuner" are counted */
    bool definite = n->m->first > 0 && pk_normal_in_class(n, n->m->first - 1, "definite");
    bool few = out->number < (definite ? 2 * FEW : FEW) && !out->has_from && !pk_normal_slot(n, PK_SLOT_qualifier);
    if (few && pk_normal_in_class(n, unit->last - 1, "nameable")) return false;
  } else {
    if (!earlier_unit(n, &out->unit)) return false;
    /* "tre af dem": of the projects or applications that are named next */
    for (uint32_t i = n->m->first; out->number < FEW && i-- > 0 && pk_normal_token(n, i)->at.end >= out->unit.end;)
      if (pk_normal_token(n, i)->at.end == out->unit.end && pk_normal_in_class(n, i, "nameable")) return false;
  }
  const struct pk_mention *number = pk_normal_slot_mention(n, pk_normal_slot(n, PK_SLOT_number));
  if (!pk_normal_slot(n, PK_SLOT_qualifier) && number && number->last - number->first == 3 && pk_normal_in_class(n, number->first + 1, "half"))
    out->qualifier = PARTIKEL_QUALIFIER_ABOUT; /* "et halvt hundrede" */
  if (out->qualifier == PARTIKEL_QUALIFIER_TARGET && out->has_from && risen(n)) out->qualifier = PARTIKEL_QUALIFIER_EXACT;
  if (out->qualifier == PARTIKEL_QUALIFIER_EXACT && !risen(n) && planned(n)) out->qualifier = PARTIKEL_QUALIFIER_TARGET;
  return true;
}

static bool duration(struct pk_normal *n) {
  int64_t v, unit = 0, months;
  pk_str text;
  struct pk_value *out = &n->m->value;
  if (pk_normal_class_value(n, pk_normal_slot(n, PK_SLOT_value), "duration", &months, &text)) {
    out->number = months;
  } else {
    if (!number_of(n, pk_normal_slot(n, PK_SLOT_number), &v)) return false;
    if (!pk_normal_class_value(n, pk_normal_slot(n, PK_SLOT_unit), "duration_unit", &unit, &text)) return false;
    if (!times(v, unit, 1, &out->number)) return false;
    out->has_from = from_of(n, PK_SLOT_from, PK_SLOT_number, &v) && times(v, unit, 1, &out->from) && out->from < out->number;
  }
  out->has_number = true;
  out->qualifier = qualifier_of(n);
  return out->number > 0 && out->number <= MAX_MONTHS;
}

bool pk_normalise(const struct pk_know *know, const struct pk_article *article, struct pk_mentions *all, struct pk_mention *m) {
  struct pk_normal n = {know, article, all, m};
  switch (m->kind) {
  case PK_AMOUNT: return amount(&n);
  case PK_FIGURE: return figure(&n);
  case PK_DURATION: return duration(&n);
  case PK_DATE: return pk_normal_date(&n);
  case PK_PERIOD: return pk_normal_period(&n);
  case PK_TIME: return pk_normal_clock_time(&n);
  case PK_HOURS: return pk_normal_hours(&n);
  case PK_MOMENT: return pk_normal_moment(&n);
  case PK_ORDINAL:
    m->value.has_number = number_of(&n, pk_normal_slot(&n, PK_SLOT_number), &m->value.number);
    return m->value.has_number;
  case PK_RATIO:
    m->value.has_number = number_of(&n, pk_normal_slot(&n, PK_SLOT_number), &m->value.number);
    return true;
  default: return true;
  }
}
