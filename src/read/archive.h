/* archive: WARC and ARC files, record by record, and the HTTP responses in them. */
#ifndef PK_ARCHIVE_H
#define PK_ARCHIVE_H

#include "feed.h"
#include "member.h"

/* ---- warc.c: the headers of records ----------------------------------------------------------------------------- */
enum pk_record_type {
  PK_RECORD_OTHER,          /* request, metadata, warcinfo …: no article */
  PK_RECORD_PAGE,           /* response, resource, conversion; all of an ARC */
  PK_RECORD_REVISIT, PK_RECORD_CONTINUATION
};

struct pk_record_head {
  const char *at;           /* the bytes it was read from: when they move, it must be read again */
  enum pk_record_type type;
  size_t size;              /* bytes of the header, with the blank line */
  uint64_t length;          /* of the block behind it */
  pk_str id, url, date, content_type, truncated;   /* among the header's bytes; .s NULL: not there */
  pk_str origin_id;         /* of a continuation: whose */
  uint64_t segment;         /* 1 and up when the record is in several pieces; 0: it is not */
  bool last;                /* the last of them */
};

enum pk_head { PK_HEAD_OK, PK_HEAD_MORE /* its end is not among the bytes */, PK_HEAD_NONE, PK_HEAD_TOO_LONG };

/* What tells a WARC from an ARC. */
struct pk_archive_form {
  char container[8];
  bool (*begins)(pk_str);                                   /* does a record begin so? A few bytes are looked at */
  enum pk_head (*head)(pk_str, struct pk_record_head *, const char **why);   /* *why: for PK_HEAD_NONE */
};
extern const struct pk_archive_form pk_warc, pk_arc;

/* By the first bytes, then by the name: "x.warc.gz", "x.arc". NULL: it is none. */
const struct pk_archive_form *pk_archive_form(pk_str bytes, const char *name);

/* ---- http.c ------------------------------------------------------------------------------------------------------ */
struct pk_http {
  unsigned status;          /* 200 …; 999: a status line without a number */
  size_t size;              /* bytes before the body */
  bool whole;               /* the header has its end */
  bool chunked;             /* so says the header */
  uint64_t length;          /* Content-Length; UINT64_MAX: none */
  unsigned n_codings;       /* one more than PK_MAX_CODINGS: too many */
  pk_str type, codings[PK_MAX_CODINGS + 1];   /* among the bytes; codings in the order in which they were put on */
};
bool pk_http_head(pk_str block, struct pk_http *out);   /* false: no HTTP response */
/* The body as its author wrote it: in one of the rooms, or where it was. *truncated, if it is NULL before, is a reason if the end is missing. */
partikel_status pk_http_body(const struct pk_http *, pk_str body, size_t max_bytes, struct pk_buf rooms[2], pk_str *out, const char **truncated, partikel_error *);

/* ---- verdict.c: which records are articles ------------------------------------------------------------------------ */
enum pk_verdict { PK_VERDICT_YES, PK_VERDICT_BY_LOOK /* nothing says what it is */, PK_VERDICT_XML, PK_VERDICT_NO };
bool pk_is_page_url(pk_str url);                                       /* nothing that a crawler says of itself or of a page */
enum pk_verdict pk_page_by_type(pk_str content_type, struct pk_arena *);
bool pk_looks_like_page(pk_str body, enum pk_verdict by_type, const char *content_type);   /* no data, no picture, something */

/* ---- archive.c: the members of an archive ------------------------------------------------------------------------ */
struct pk_archive {
  struct pk_feed *feed;
  const struct pk_archive_form *form;
  const partikel_origin *given;       /* what the caller knows of the whole */
  size_t max_bytes;
  size_t held;                        /* bytes at hand that the last member stood in */
  bool over;                          /* nothing more comes */
  partikel_status later;              /* an error that was met on the way and comes next */
  partikel_error later_error;
  uint64_t passed_over, revisits;
  uint64_t place;                     /* of the record in hand, as source.offset has it */
  bool begun, decided, one_stream;    /* one_stream: records are not packed one by one, so places count unpacked bytes; decided by the second */
  uint64_t first;                     /* where the first one begins, unpacked */
  struct pk_buf rooms[2], joined;     /* bodies that were unpacked; a record in several pieces */
  struct pk_buf segmented;            /* id of the record whose pieces came last */
  struct pk_arena arena;              /* strings of the member in hand */
};

void pk_archive_init(struct pk_archive *, struct pk_feed *, const struct pk_archive_form *, const partikel_origin *given, size_t max_bytes);
void pk_archive_release(struct pk_archive *);
/* As pk_source_next_member. */
partikel_status pk_archive_next(struct pk_archive *, partikel_member *out, partikel_error *);

#endif
