/* normalise: what normalise.c and normalise_time.c share: a mention in the making and how to ask its slots. */
#ifndef PK_NORMALISE_H
#define PK_NORMALISE_H

#include "find.h"

struct pk_normal { const struct pk_know *know; const struct pk_article *article; struct pk_mentions *all; struct pk_mention *m; };

const struct pk_filled *pk_normal_slot(const struct pk_normal *, uint8_t which);             /* NULL: not filled */
const struct pk_mention *pk_normal_slot_mention(const struct pk_normal *, const struct pk_filled *); /* NULL: it holds plain tokens */
const struct pk_token *pk_normal_token(const struct pk_normal *, uint32_t i);
pk_str pk_normal_token_text(const struct pk_normal *, uint32_t i);
bool pk_normal_in_class(const struct pk_normal *, uint32_t i, const char *name);
/* The value that a table of words gives to one of the tokens of a slot. */
bool pk_normal_class_value(const struct pk_normal *, const struct pk_filled *, const char *name, int64_t *number, pk_str *text);
/* The whole number that a slot holds. */
bool pk_normal_whole_of(const struct pk_normal *, const struct pk_filled *, int64_t *value);

bool pk_normal_date(struct pk_normal *);
bool pk_normal_period(struct pk_normal *);
bool pk_normal_clock_time(struct pk_normal *);
bool pk_normal_hours(struct pk_normal *);
bool pk_normal_moment(struct pk_normal *);

#endif
