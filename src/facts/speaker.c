/* speaker: whose words a quote is. Names in the attribution decide; then pronouns and titles, by what was named before;
 * then the quote that it goes on from, or the sentence before it. Several at once, or an office, are nobody. */
#include <stdlib.h>

#include "facts.h"

#define NOBODY UINT32_MAX
enum { FAR_BLOCKS = 4, FAR_TOKENS = 1000, FAR_PEOPLE = 64, TITLE_LETTERS = 5, ENDING_LETTERS = 3 };
enum gender { GENDER_UNKNOWN, GENDER_HE, GENDER_SHE };

struct seen { uint32_t first, last, sentence, entity; bool titled, owns; };  /* a person named outside of quotations; owns: in the genitive */

struct speaking {
  const struct pk_know *know;
  const struct pk_mentions *m;
  const struct pk_facts *facts;
  PK_VEC(struct seen) people;      /* in text order */
  uint8_t *gender;                 /* per entity */
  uint32_t *out;
  uint32_t he, she, say, soft, adverb, it, and_;
};

static bool in(const struct speaking *s, uint32_t token, uint32_t class_)
{
  return class_ && pk_know_in(s->know, s->m->seg->tokens[token].set, class_);
}

static uint32_t block_of(const struct speaking *s, uint32_t token)
{
  return s->m->seg->sentences[s->m->seg->sentence_of[token]].block;
}

/* ---- who is named where ---------------------------------------------------------------------------------------- */
static int by_place(const void *a, const void *b)
{
  const struct seen *x = a, *y = b;
  if (x->first != y->first) return x->first < y->first ? -1 : 1;
  return x->last > y->last ? -1 : x->last < y->last;
}

static bool spoken(const struct pk_quote *q, const struct seen *p, pk_span at)
{
  if (p->first >= q->attribution.start && p->last <= q->attribution.end) return false;
  for (uint32_t i = 0; i < q->parts.n; i++)
    if (at.start >= q->parts.at[i].start && at.end <= q->parts.at[i].end) return true;
  return false;
}

static partikel_status gather_people(struct speaking *s, struct pk_arena *arena)
{
  const struct pk_mentions *m = s->m;
  for (uint32_t i = 0; i < m->at.n && i < s->facts->entity_of.n; i++) {
    const struct pk_mention *x = &m->at.at[i];
    uint32_t e = s->facts->entity_of.at[i];
    if (x->kind != PK_PERSON || x->value.hidden || e >= s->facts->entities.n) continue;
    struct seen *p = pk_vec_add(arena, &s->people);
    if (!p) return PARTIKEL_NOMEM;
    *p = (struct seen){x->first, x->last, m->seg->sentence_of[x->first], e, pk_filled_slot(m, x, PK_SLOT_title) != NULL, false};
    pk_str name = s->facts->entities.at[e].name;
    p->owns = name.n && name.s[name.n - 1] != 's' && m->seg->text.s[m->seg->tokens[x->last - 1].at.end - 1] == 's';
  }
  if (s->people.n) qsort(s->people.at, s->people.n, sizeof *s->people.at, by_place);
  uint32_t kept = 0;
  for (uint32_t i = 0, q = 0; i < s->people.n; i++) {              /* names inside speech are spoken of, they do not speak */
    struct seen p = s->people.at[i];
    while (q < m->quotes.n && m->quotes.at[q].last <= p.first) q++;
    pk_span at = {m->seg->tokens[p.first].at.start, m->seg->tokens[p.last - 1].at.end};
    if (q < m->quotes.n && spoken(&m->quotes.at[q], &p, at)) continue;
    s->people.at[kept++] = p;
  }
  s->people.n = kept;
  return PARTIKEL_OK;
}

/* By the first name, where the lists know it as one sort only. */
static partikel_status find_genders(struct speaking *s, struct pk_arena *arena)
{
  uint32_t female = pk_know_class(s->know, "first_name_female"), male = pk_know_class(s->know, "first_name_male");
  if (!(s->gender = pk_arena_array(arena, s->facts->entities.n + 1, 1))) return PARTIKEL_NOMEM;
  for (uint32_t e = 0; e < s->facts->entities.n; e++) {
    pk_str name = s->facts->entities.at[e].name;
    char folded[PK_MAX_WORD];
    size_t n = 0;
    while (n < name.n && name.s[n] != ' ') n++;
    pk_str word = {folded, pk_token_fold(pk_str_part(name, 0, n), folded, sizeof folded)};
    uint16_t set = pk_know_set(s->know, pk_know_word(s->know, word), word);
    bool she = female && pk_know_in(s->know, set, female), he = male && pk_know_in(s->know, set, male);
    s->gender[e] = she == he ? GENDER_UNKNOWN : she ? GENDER_SHE : GENDER_HE;
  }
  return PARTIKEL_OK;
}

/* The number of people named before `token`. */
static uint32_t people_before(const struct speaking *s, uint32_t token)
{
  uint32_t low = 0, high = s->people.n;
  while (low < high) {
    uint32_t mid = low + (high - low) / 2;
    if (s->people.at[mid].first < token) low = mid + 1; else high = mid;
  }
  return low;
}

/* ---- the attribution --------------------------------------------------------------------------------------------- */
/* «X og Y», «X og direktør Y»: both speak. */
static bool joined(const struct speaking *s, const struct seen *a, const struct seen *b)
{
  for (uint32_t i = a->last; i < b->first && i < a->last + 4; i++)    /* the party's letter may stand between */
    if (in(s, i, s->and_)) return b->first - i <= 2 || b->titled;
  return false;
}

/* A person named in the tokens [start, end): the one next to the verb of saying. *found: somebody is. */
static uint32_t named_in(const struct speaking *s, uint32_t start, uint32_t end, bool *found)
{
  uint32_t verb = start, best = NOBODY, nearest = UINT32_MAX, i = people_before(s, start);
  while (verb < end && !in(s, verb, s->say) && !in(s, verb, s->soft)) verb++;
  if (verb == end) verb = start;
  uint32_t first = i;
  for (; i < s->people.n && s->people.at[i].first < end; i++) {
    const struct seen *p = &s->people.at[i];
    uint32_t far = p->first >= verb ? p->first - verb : verb - (p->last < verb ? p->last : verb);
    if (far < nearest) { nearest = far; best = i; }
  }
  *found = best != NOBODY;
  if (!*found) return NOBODY;
  const struct seen *p = &s->people.at[best];
  if (best + 1 < i && s->people.at[best + 1].entity != p->entity && joined(s, p, p + 1)) return NOBODY;
  if (best > first && s->people.at[best - 1].entity != p->entity && p->last <= verb + 1 && joined(s, p - 1, p)) return NOBODY;
  return p->entity;
}

/* The person that han or hun means at `token`: the first fitting one of the nearest sentence that names one, or who spoke
 * last, if nearer. `q`: the quote's number. */
static uint32_t meant_by(const struct speaking *s, uint32_t token, uint32_t q, enum gender gender)
{
  uint32_t i = people_before(s, token), best = NOBODY, sentence = NOBODY, place = 0;
  uint32_t low = block_of(s, token) > FAR_BLOCKS ? block_of(s, token) - FAR_BLOCKS : 0;
  for (uint32_t tries = 0; i-- > 0 && tries < FAR_PEOPLE; tries++) {
    const struct seen *p = &s->people.at[i];
    if (block_of(s, p->first) < low || (sentence != NOBODY && p->sentence != sentence)) break;
    if (s->gender[p->entity] != GENDER_UNKNOWN && s->gender[p->entity] != gender) continue;
    if (p->owns && best != NOBODY) continue;   /* "Almas mor hedder Christina": it is she who speaks */
    best = p->entity;
    sentence = p->sentence;
    place = p->first;
  }
  if (q > 0 && s->out[q - 1] != NOBODY) {
    const struct pk_quote *before = &s->m->quotes.at[q - 1];
    uint8_t g = s->gender[s->out[q - 1]];
    if (block_of(s, before->last - 1) >= low && (best == NOBODY || before->first > place) && (g == GENDER_UNKNOWN || g == gender))
      return s->out[q - 1];
  }
  return best;
}

/* Is `word` (borgmesteren, formanden) the title `title` (borgmester, udvalgsformand), apart from a short ending? */
static bool same_title(pk_str word, pk_str title)
{
  char a[PK_MAX_WORD], b[PK_MAX_WORD];
  size_t n = pk_token_fold(word, a, sizeof a);
  for (size_t i = 0, k; i < title.n; i = k + 1) {
    for (k = i; k < title.n && title.s[k] != ' '; k++);
    size_t m = pk_token_fold(pk_str_part(title, i, k), b, sizeof b);
    if (m < TITLE_LETTERS) continue;
    if (n >= m && n - m <= ENDING_LETTERS && memcmp(a, b, m) == 0) return true;
    for (size_t cut = 0; cut <= ENDING_LETTERS && n >= cut + TITLE_LETTERS; cut++)
      if (n - cut <= m && memcmp(a, b + m - (n - cut), n - cut) == 0) return true;
  }
  return false;
}

/* The last person named before the quote whose title stands in the tokens [start, end). */
static uint32_t titled_in(const struct speaking *s, uint32_t start, uint32_t end, uint32_t before)
{
  const struct pk_segments *seg = s->m->seg;
  for (uint32_t t = start; t < end; t++) {
    if (!(seg->tokens[t].is & PK_IS_WORD) || in(s, t, s->say) || in(s, t, s->soft)) continue;
    pk_str word = pk_str_part(seg->text, seg->tokens[t].at.start, seg->tokens[t].at.end);
    if (word.n < TITLE_LETTERS) continue;
    uint32_t i = people_before(s, before);
    for (uint32_t tries = 0; i-- > 0 && tries < FAR_PEOPLE; tries++) {
      uint32_t e = s->people.at[i].entity;
      if (s->facts->entities.at[e].title.n && same_title(word, s->facts->entities.at[e].title)) return e;
    }
    if (seg->tokens[t].is & PK_IS_CAPITAL) return NOBODY;
  }
  return NOBODY;
}

/* ---- quotes without a name of their own --------------------------------------------------------------------------------- */
/* Who is named last in the article's own words between `from` and the quote: the first of that sentence. */
static uint32_t introduced(const struct speaking *s, uint32_t from, uint32_t to)
{
  uint32_t i = people_before(s, to), best = NOBODY, sentence = NOBODY;
  while (i-- > 0) {
    const struct seen *p = &s->people.at[i];
    if (p->first < from || (sentence != NOBODY && p->sentence != sentence)) break;
    best = p->entity;
    sentence = p->sentence;
  }
  return best;
}

/* The pronoun that begins the last sentence before the quote: «Hun er glad. ”…”» */
static uint32_t pronoun_before(const struct speaking *s, uint32_t from, uint32_t to, uint32_t q)
{
  while (to > from && s->m->seg->tokens[to - 1].is & PK_IS_MARK) to--;
  if (to <= from) return NOBODY;
  const struct pk_sentence *last = &s->m->seg->sentences[s->m->seg->sentence_of[to - 1]];
  for (uint32_t t = last->first; t < last->last && t < last->first + 3 && t < to; t++) {
    if (in(s, t, s->she)) return meant_by(s, t, q, GENDER_SHE);
    if (in(s, t, s->he)) return meant_by(s, t, q, GENDER_HE);
  }
  return NOBODY;
}

static uint32_t from_context(const struct speaking *s, uint32_t n)
{
  const struct pk_quote *q = &s->m->quotes.at[n];
  const struct pk_quote *before = n ? q - 1 : NULL;
  uint32_t from = 0, b = block_of(s, q->first), t = q->first, found;
  while (t > 0 && block_of(s, t - 1) + 1 >= b && q->first - t < FAR_TOKENS) t--;   /* its own paragraph and the one before it */
  from = t;
  if (before && before->last > from) from = before->attribution.end > before->last ? before->attribution.end : before->last;
  if ((found = introduced(s, from, q->first)) != NOBODY) return found;
  if ((found = pronoun_before(s, from, q->first, n)) != NOBODY) return found;
  if (q->continued && before) return s->out[n - 1];
  if (q->rule && strcmp(q->rule, "quote-answer") == 0) {           /* an interview: with the one it has named so far */
    if (before && strcmp(before->rule, "quote-answer") == 0) return s->out[n - 1];
    return s->people.n && s->people.at[0].first < q->first ? s->people.at[0].entity : NOBODY;
  }
  return NOBODY;
}

/* The paragraph of speech right below, when that one names its speaker: «– A. ¶ – B, siger X.» */
static uint32_t from_below(const struct speaking *s, uint32_t n)
{
  const struct pk_quote *q = &s->m->quotes.at[n], *below = q + 1;
  bool found;
  if (n + 1 >= s->m->quotes.n || q->continued || below->attribution.end <= below->attribution.start || below->style != q->style) return NOBODY;
  if (below->attribution.start < below->first || block_of(s, below->first) != block_of(s, q->last - 1) + 1) return NOBODY;
  return named_in(s, below->attribution.start, below->attribution.end, &found);
}

static uint32_t speaker_of(const struct speaking *s, uint32_t n)
{
  const struct pk_quote *q = &s->m->quotes.at[n];
  uint32_t start = q->attribution.start, end = q->attribution.end, who;
  if (end <= start) return (who = from_below(s, n)) != NOBODY ? who : from_context(s, n);
  bool found;
  who = named_in(s, start, end, &found);
  if (found) return who;
  for (uint32_t t = start; t < end; t++) {
    uint32_t at = start < q->first ? t : q->first;
    if (in(s, t, s->she)) return meant_by(s, at, n, GENDER_SHE);
    if (in(s, t, s->he)) return meant_by(s, at, n, GENDER_HE);
  }
  if ((who = titled_in(s, start, end, q->first)) != NOBODY) return who;
  for (uint32_t t = start; t < end; t++)                           /* «lyder svaret» names nobody; «oplyser ministeriet» an office */
    if (!in(s, t, s->say) && !in(s, t, s->soft) && !in(s, t, s->adverb) && !in(s, t, s->it)) return NOBODY;
  return from_context(s, n);
}

partikel_status pk_speaker(const struct pk_know *know, const struct pk_facts *facts, uint32_t *out, struct pk_arena *arena, partikel_error *err)
{
  struct speaking s = {.know = know, .m = facts->mentions, .facts = facts, .out = out,
                       .he = pk_know_class(know, "he"), .she = pk_know_class(know, "she"), .say = pk_know_class(know, "say"),
                       .soft = pk_know_class(know, "quote_verb"), .adverb = pk_know_class(know, "quote_adverb"), .it = pk_know_class(know, "quote_it"), .and_ = pk_know_class(know, "and")};
  partikel_status status = gather_people(&s, arena);
  if (status == PARTIKEL_OK) status = find_genders(&s, arena);
  if (status != PARTIKEL_OK) return pk_fail(err, status, "", 0, "out of memory");
  for (uint32_t n = 0; n < s.m->quotes.n; n++) out[n] = speaker_of(&s, n);
  return PARTIKEL_OK;
}
