/* unpack: zlib's data, as a stream and as a whole. The door is gzip.c. */
#ifndef PK_UNPACK_H
#define PK_UNPACK_H

#include "read.h"

enum pk_packing { PK_PACKING_GZIP, PK_PACKING_ZLIB, PK_PACKING_RAW /* deflate with nothing around it */ };
enum pk_inflated {
  PK_INFLATED_MORE,        /* in is used up, or out is full */
  PK_INFLATED_END,         /* the member is whole; what is left of in is not of it */
  PK_INFLATED_DAMAGED,
  PK_INFLATED_NO_MEMORY
};

struct pk_inflate;         /* one member on its way */
struct pk_inflate *pk_inflate_new(enum pk_packing);     /* NULL: out of memory */
void pk_inflate_free(struct pk_inflate *);              /* NULL is accepted */
void pk_inflate_reset(struct pk_inflate *);             /* for the next member */
/* As far as in or room reach: *used bytes of in were taken, *made were written. */
enum pk_inflated pk_inflate_run(struct pk_inflate *, pk_str in, size_t *used, char *out, size_t room, size_t *made);

/* pk_gunzip (read.h) for all three; gzip data may have several members. */
partikel_status pk_unpack(enum pk_packing, pk_str in, size_t max_bytes, struct pk_buf *out, bool *truncated, partikel_error *);

#endif
