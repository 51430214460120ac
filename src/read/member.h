/* member: containers with one page inside them (MHTML, e-mail, Safari's web archive), and the header fields they share with WARC. */
#ifndef PK_MEMBER_H
#define PK_MEMBER_H

#include "read.h"

/* ---- headers.c: fields of a header block, as mail, MIME, WARC and HTTP write them ----------------------------- */
struct pk_field { pk_str name, value; };  /* as they stand, trimmed: folded lines, quotes and encoded-words are still there */

/* The field at bytes[*at]; *at moves behind it. False at the end of the header: then *at is where the body begins. */
bool pk_field_next(pk_str bytes, size_t *at, struct pk_field *out);

/* Each answers NULL when there is nothing, and also when out of memory: then arena->failed is set. */
const char *pk_field_text(pk_str value, struct pk_arena *);   /* UTF-8: unfolded, encoded-words decoded, runs of blanks one space */
const char *pk_field_sender(pk_str value, struct pk_arena *); /* the first mailbox's name, without its address */
const char *pk_field_url(pk_str value, struct pk_arena *);    /* without blanks, < > and " */
const char *pk_field_type(pk_str value, struct pk_arena *);   /* "text/html" of "Text/HTML; charset=…", small letters */
/* The value of `; name=…`: quotes undone, RFC 2231 decoded to UTF-8, else its own bytes. .s is NULL when it is not there. */
pk_str pk_field_parameter(pk_str value, const char *small, struct pk_arena *);
/* RFC 5322 and its obsolete forms, also C's and JavaScript's order, English names. With its zone, if it has one that is known. */
bool pk_field_date(pk_str value, struct pk_date *out);
bool pk_is_web(pk_str url);                         /* http or https */
int pk_hex(char);                                   /* a figure's value; -1: none */
void pk_date_utc(struct pk_date *);                 /* a date and time with a zone becomes one with "Z" */

/* ---- saver.c: a time in one of the forms that savers and crawlers write (RFC 5322, JavaScript's, ISO 8601, fourteen figures), as EDTF in UTC.
 * NULL: it is none, or out of memory. */
const char *pk_saved_at(pk_str, struct pk_arena *);

/* ---- mime.c, plist.c ------------------------------------------------------------------------------------------- */
/* What a container says about the one page inside it. Strings in the arena (or borrowed), NULL: not said. */
struct pk_member {
  pk_str body;                 /* the page's bytes, transfer decoding undone, still in its own charset */
  const char *content_type, *charset;
  const char *url;             /* where the page came from; http and https only */
  const char *retrieved;       /* when it was saved, EDTF in UTC: "2021-03-04T14:47:19Z" */
  const char *title, *author;  /* the envelope's subject and sender (not the saver's own "Saved by Blink") */
  const char *published;       /* an e-mail's Date, in the sender's zone: its day is the sender's day */
  const char *format;          /* "mhtml", "eml", "webarchive" */
  bool truncated;              /* no end boundary: data ends early */
};

/* Decodes base64, passing over what is none, into out (room for n / 4 * 3 + 3 bytes); what it wrote. */
pk_str pk_base64(pk_str, char *out);

/* A header with MIME-Version, or a mail older than that, from the first line on. */
bool pk_is_mime(const void *bytes, size_t n);
partikel_status pk_mime(pk_str bytes, struct pk_member *out, struct pk_arena *, partikel_error *);

/* A plist with a WebMainResource; true also of the XML form, which pk_webarchive refuses with a message. */
bool pk_is_webarchive(const void *bytes, size_t n);
partikel_status pk_webarchive(pk_str bytes, struct pk_member *out, struct pk_arena *, partikel_error *);

#endif
