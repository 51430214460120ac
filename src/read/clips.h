/* clips: exports of media archives, many articles in one text. How they are told and parted stands in data/export. */
#ifndef PK_CLIPS_H
#define PK_CLIPS_H

#include "feed.h"
#include "html.h"

#define PK_NO_EXPORT UINT32_MAX

/* The kind of export whose text begins so (its number in the knowledge); PK_NO_EXPORT: an article, or another thing. Several marks must agree. */
uint32_t pk_clips_kind(const struct pk_know *, pk_str head);

/* The articles of an export, one after another. */
struct pk_clips {
  struct pk_feed *feed;
  const struct pk_know *know;
  uint32_t kind;
  const partikel_origin *given;
  size_t max_bytes;
  size_t held;               /* bytes at hand that the last article stood in */
  size_t row;                /* signs of the rows that part the articles; 0: not seen yet */
  bool begun, over;
  uint64_t number;           /* articles so far */
  char name[24], form[PK_MAX_MARK + 1];
};
void pk_clips_init(struct pk_clips *, struct pk_feed *, const struct pk_know *, uint32_t kind, const partikel_origin *given, size_t max_bytes);
partikel_status pk_clips_next(struct pk_clips *, partikel_member *out, partikel_error *);

/* One article of an export, decoded: the head's lines become metadata of source "export", what stands behind the article goes, the rest is lines. */
partikel_status pk_clip(const struct pk_know *, const char *form, pk_str text, struct pk_document *out, struct pk_metas *, struct pk_arena *, partikel_error *);

#endif
