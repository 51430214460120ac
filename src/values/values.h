/* values: words and figures become normalised values: numbers, dates, periods, durations. Knows base and know. */
#ifndef PK_VALUES_H
#define PK_VALUES_H

#include "../know/know.h"

/* ---- numbers: fixed point, so that no float and no locale is ever needed ------------------------------- */
#define PK_ONE INT64_C(1000000) /* 1 is 1000000 millionths */

/* A number at tokens[i]: in figures ("1.250.000", "10,7", "1½", "1 200 000"), in words ("femogtyve", "halvanden",
 * "et halvt hundrede", "to hundrede og halvtreds"). Returns how many tokens it takes, 0 if there is none.
 * *value is in millionths. Words and their values stand in data/words/number.tsv. */
uint32_t pk_number_scan(const struct pk_know *, pk_str text, const struct pk_token *tokens, uint32_t i, uint32_t end, int64_t *value);
/* "10,7", "1.250.000": a number in figures and nothing else. */
bool pk_number_read(pk_str text, int64_t *value);

/* ---- dates: EDTF; Gregorian, no time zones, no libc ------------------------------------------------------- */
struct pk_date {
  int16_t year;          /* 0 unknown: XXXX */
  uint8_t month, day;    /* 0 not given; month 21-24: spring, summer, autumn, winter */
  int8_t hour, minute;   /* -1 not given */
  int8_t second;         /* -1 not given */
  char zone[7];          /* "", "Z" or "+01:00" */
};
#define PK_NO_DATE ((struct pk_date){0, 0, 0, -1, -1, -1, ""})

bool pk_date_is(const struct pk_date *);                     /* is anything known */
bool pk_date_valid(const struct pk_date *);                  /* the day exists */
int pk_date_weekday(int year, int month, int day);           /* 1 Monday … 7 Sunday */
int32_t pk_date_number(int year, int month, int day);        /* days since 1970-01-01 */
void pk_date_from_number(int32_t days, struct pk_date *);    /* sets year, month, day */
void pk_date_edtf(const struct pk_date *, char out[32]);     /* "2012-06-01T08:52", "2017-21", "XXXX-06-27" */
/* Reads EDTF / ISO 8601 (also "2021-05-04T10:12:00Z"). False when it is none. */
bool pk_date_parse(pk_str, struct pk_date *);
/* A written date at the start of text: "1. JUN 2012 8.52", "Tirsdag d. 13. september 2011", "04.09.2017",
 * "12. december 2014 | 10:30", "16/11/2017 07:45", "den 27-08-2014 kl. 13:47", "juni 2006", "maj 2022".
 * *used is the number of bytes it takes, time included. Month and weekday names stand in data/words. */
bool pk_date_scan(const struct pk_know *, pk_str text, struct pk_date *out, size_t *used);
/* A date in figures at text[i]: "04.09.2017", "16/11/2017", "27-08-2014", "2/5 2011", "2012-06-01". Returns where it
 * ends, i if there is none; it need not be valid. */
size_t pk_date_figures(pk_str text, size_t i, struct pk_date *out);
/* The date that a day and month without a year mean: the one nearest to `about` that fits weekday (0: any);
 * stays without year when `about` has none, unless the weekday alone decides nothing. */
void pk_date_nearest(struct pk_date *, int weekday, const struct pk_date *about);

#endif
