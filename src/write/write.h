/* write: a record becomes bytes. Knows base and partikel.h; partikel_write_json, its public face, is in partikel.h. */
#ifndef PK_WRITE_H
#define PK_WRITE_H

#include "../base/base.h"

/* Appends the record as one JSON object and a line feed, keys in the order of docs/record.schema.json. flags: partikel_json_flag.
 * Check out->failed. */
void pk_write_json(const partikel_record *, uint32_t flags, struct pk_buf *out);

/* 320000000 hundredths are 3200000, 1250 are 12.5: the shortest form, without floats. */
void pk_write_hundredths(struct pk_buf *, int64_t);

/* The words that the JSON uses for the numbers of partikel.h; NULL for a number that has none. */
const char *pk_name_block(unsigned);
const char *pk_name_mention(unsigned);
const char *pk_name_organisation(unsigned);
const char *pk_name_role(unsigned);
const char *pk_name_qualifier(unsigned);
const char *pk_name_event(unsigned);

#endif
