/* attribution: the words beside direct speech that say whose it is: «…, siger X», «X siger: …», «Sådan lyder det fra X.» */
#include "quote.h"

/* Where the attribution ends whose verb is at v, and whether speech goes on behind it without a mark. */
static void clause_end(const struct quoting *q, uint32_t v, uint32_t limit, struct clause *c)
{
  uint32_t most = limit - v > MAX_ATTRIBUTION ? v + MAX_ATTRIBUTION : limit, i = v + 1;
  c->verb = c->start = v;
  c->resume = NOWHERE;
  for (; i < most; i++) {
    uint32_t cp = mark(q, i);
    if (terminal_mark(cp) || cp == ':' || q->t[i].is & PK_IS_SENTENCE) break;
    if (cp != ',' && !(dash(q, i) && q->t[i].is & PK_IS_SPACED)) continue;
    if (i + 1 < most && q->side[i + 1] == SIDE_OPEN) break;
    /* «…, siger X, men vi bliver ved»: a conjunction, and soon a first person */
    if (i + 2 < most && in(q, i + 1, q->resume) && any(q, i + 2, most - i > 7 ? i + 7 : most, q->first_person)) {
      c->resume = i + 1;
      break;
    }
  }
  c->end = i;
}

/* Does an attribution begin at v, behind a mark: a verb of saying and its subject? */
enum strength pk_attribution_at(const struct quoting *q, uint32_t v, uint32_t limit, struct clause *c)
{
  if (v >= limit || !(q->t[v].is & PK_IS_WORD) || q->t[v].is & PK_IS_CAPITAL) return NOT_SAID;
  if (!in(q, v, q->say) && !in(q, v, q->soft)) return NOT_SAID;
  uint32_t s = v + 1;
  while (s < limit && in(q, s, q->adverb)) s++;
  if (s >= limit || in(q, s, q->not_subject)) return NOT_SAID;
  if (q->t[s].is & PK_IS_MARK && q->side[s] != SIDE_OPEN) return NOT_SAID;
  if (in(q, s, q->first_person) || in(q, s, q->second_person)) return NOT_SAID;
  clause_end(q, v, limit, c);
  uint32_t comma = s;
  while (comma < c->end && mark(q, comma) != ',') comma++;
  c->strength = in(q, s, q->third_person) || any_capital(q, s, comma) ? SAID : SAID_PERHAPS;
  return c->strength;
}

/* «Sådan lyder det fra X.» as a sentence of its own behind the speech. */
enum strength pk_attribution_thus(const struct quoting *q, uint32_t i, uint32_t limit, struct clause *c)
{
  if (i + 2 >= limit || !in(q, i, q->thus) || !(q->t[i].is & PK_IS_CAPITAL) || !starts_sentence(q, i)) return NOT_SAID;
  return pk_attribution_at(q, i + 1, limit, c) == SAID ? SAID : NOT_SAID;
}

/* «Det sagde borgmester X, da …» as the next paragraph behind speech. */
enum strength pk_attribution_that(const struct quoting *q, uint32_t i, uint32_t limit, struct clause *c)
{
  if (i + 2 >= limit || !(q->t[i].is & PK_IS_CAPITAL) || !(in(q, i, q->it) || in(q, i, q->thus)) || !in(q, i + 1, q->say)) return NOT_SAID;
  if (pk_attribution_at(q, i + 1, limit, c) != SAID) return NOT_SAID;
  for (uint32_t k = i + 2; k < c->end; k++)   /* the subject ends at the comma */
    if (mark(q, k) == ',') c->end = k;
  return any_capital(q, c->start, c->end) ? SAID : NOT_SAID;
}

/* «…», som X siger: the name before its verb. */
enum strength pk_attribution_as(const struct quoting *q, uint32_t i, uint32_t limit, struct clause *c)
{
  uint32_t v = i + 1;
  if (i + 2 >= limit || !in(q, i, q->as)) return NOT_SAID;
  while (v < limit && v < i + MAX_NAME && q->t[v].is & PK_IS_CAPITAL) v++;
  if (v == i + 1 || v >= limit || !(in(q, v, q->say) || in(q, v, q->soft))) return NOT_SAID;
  clause_end(q, v, limit, c);
  c->start = i;
  c->strength = SAID;
  return SAID;
}

/* The clause that ends at the colon `colon`: «X siger til avisen:». */
void pk_attribution_before(const struct quoting *q, uint32_t colon, struct clause *c)
{
  uint32_t low = q->low[block_of(q, colon)], i = colon;
  if (colon - low > MAX_ATTRIBUTION) low = colon - MAX_ATTRIBUTION;
  while (i > low && !(i < colon && starts_sentence(q, i))) i--;
  *c = (struct clause){NOWHERE, i, colon, NOWHERE, SAID_PERHAPS};
  for (i = c->start; i < colon; i++)
    if (in(q, i, q->say) || in(q, i, q->soft)) { c->verb = i; c->strength = SAID; }
}

/* The next attribution behind a comma or a sentence's end in [from, limit): its mark goes to *stop. A weak one counts
 * only where a name stands in it or the block ends with it, and no clear one follows: «Når X sker, siger de nej, mener Y.» */
bool pk_attribution_next(struct quoting *q, uint32_t from, uint32_t limit, uint32_t *stop, struct clause *c)
{
  bool weak = false;
  if (from >= q->barren_from && limit == q->barren_to) return false;
  for (uint32_t i = from + 1; i + 1 < limit && !(weak && i >= c->end); i++) {
    struct clause found;
    uint32_t cp = mark(q, i);
    if (cp != ',' && !terminal_mark(cp) && q->side[i] != SIDE_CLOSE) continue;
    enum strength said = pk_attribution_at(q, i + 1, limit, &found);
    if (said == NOT_SAID && terminal_mark(cp)) said = pk_attribution_thus(q, i + 1, limit, &found);
    bool perhaps = said == SAID_PERHAPS && !weak && (found.end + 1 >= limit || any_capital(q, found.start, found.end));
    if (said != SAID && !perhaps) continue;
    *stop = i;
    *c = found;
    if (said == SAID) return true;
    weak = true;
  }
  if (!weak) { q->barren_from = from; q->barren_to = limit; }
  return weak;
}
