/* feed: the bytes of a source on their way: read in large steps, unpacked if they are gzip, held in one window that is as large as the
 * one thing that is looked at. */
#ifndef PK_FEED_H
#define PK_FEED_H

#include "unpack.h"

/* Why nothing comes behind the bytes at hand. */
enum pk_stop {
  PK_STOP_NONE,          /* more can be had */
  PK_STOP_MEMBER,        /* a gzip member ended here; there may be another one */
  PK_STOP_END,
  PK_STOP_CUT,           /* the source ends inside a gzip member */
  PK_STOP_DAMAGED,       /* gzip data is damaged, or what stands behind a member is none */
  PK_STOP_BOMB           /* it grows more than PK_MAX_EXPANSION times */
};

enum { PK_FEED_MARKS = 64 };   /* gzip members that begin in the window and are remembered; of more than that, the last ones */
struct pk_feed_mark { uint64_t unpacked, packed; };

struct pk_feed {
  pk_str bytes;                /* at hand, unpacked; moves with every pk_feed_want and pk_feed_take */
  uint64_t offset;             /* of bytes.s[0] in the unpacked source */
  enum pk_stop stop;           /* what is behind them */
  const char *path;            /* for messages; NULL: unknown */
  uint64_t size;               /* of the source; 0: unknown */
  /* the source */
  partikel_read_fn read;       /* NULL: memory */
  void *context;
  int fd;                      /* of a file, closed with the feed; -1: none */
  bool regular;                /* fd can be sought in */
  bool borrowed;               /* bytes are the caller's memory */
  bool dry;                    /* nothing more can be read */
  struct pk_buf window;
  size_t start;                /* bytes.s is window.s + start */
  /* packed */
  struct pk_inflate *inflate;  /* NULL: the source is not packed */
  pk_str packed;               /* packed bytes at hand, those before `used` only in case they are looked at again */
  size_t used;
  uint64_t packed_at;          /* of packed.s[0] in the source */
  struct pk_buf packed_room;
  uint64_t member, made;       /* where the gzip member begins in the source, and what it has given so far */
  uint64_t horizon;            /* up to here members have been looked for already */
  struct pk_feed_mark marks[PK_FEED_MARKS];
  unsigned n_marks;
};

/* Each begins a feed that pk_feed_release ends; `most` is what will be held at once. */
partikel_status pk_feed_file(struct pk_feed *, const char *path, size_t most, partikel_error *);
void pk_feed_memory(struct pk_feed *, const char *path, pk_str bytes, size_t most);
void pk_feed_stream(struct pk_feed *, const char *path, partikel_read_fn, void *context, size_t most);
void pk_feed_release(struct pk_feed *);

/* At least n bytes at hand, or all up to a stop. across: a gzip member's end is passed over. The bytes at hand stay, at another place.
 * IO, NOMEM, ARGUMENT: nothing more will come of it after IO and ARGUMENT. */
partikel_status pk_feed_want(struct pk_feed *, size_t n, bool across, partikel_error *);
void pk_feed_take(struct pk_feed *, size_t n);   /* the first n bytes at hand go */

/* The source is gzip data: what is at hand now, all of it from the start, is packed. */
partikel_status pk_feed_unpack(struct pk_feed *, partikel_error *);
/* Where the gzip member begins in which bytes.s[0] lies; *exact: with this byte. */
uint64_t pk_feed_member(const struct pk_feed *, bool *exact);
/* After a stop that is no end: goes on with the next gzip member whose first bytes `begins` accepts, or to PK_STOP_END. What was at hand
 * has been taken. */
partikel_status pk_feed_recover(struct pk_feed *, bool (*begins)(pk_str), partikel_error *);

uint64_t pk_feed_read(const struct pk_feed *);   /* how many bytes of the source have been gone through */
/* For a file that is not packed. Up to 64 bytes at `at` from here, which stay where they are: how many; 0 if it cannot be told. */
size_t pk_feed_peek(struct pk_feed *, uint64_t at, char out[64]);
/* Goes n bytes on without reading them. False: it cannot. */
bool pk_feed_jump(struct pk_feed *, uint64_t n);
/* What is at hand are zeros: goes on where a sparse file has data again, if it is one. */
void pk_feed_jump_hole(struct pk_feed *);

#endif
