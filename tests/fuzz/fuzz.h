/* What the fuzzers share: a sink, and what must hold of every text and every record. Each tests/fuzz/NAME.c is one fuzzer. */
#ifndef FUZZ_H
#define FUZZ_H

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/base.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

/* What does not hold is a finding, in every build. */
#define MUST(condition) do { if (!(condition)) { fprintf(stderr, "%s:%d: must hold: %s\n", __FILE__, __LINE__, #condition); abort(); } } while (0)

static inline int fuzz_swallow(void *context, const char *bytes, size_t n) {
  (void)context, (void)bytes;
  return n == 0; /* nothing is no call */
}

/* One line of JSON and nothing else; JSON_REJECT_DUPLICATES: each key once. */
static inline int fuzz_json(void *context, const char *bytes, size_t n) {
  (void)context;
  MUST(n > 1 && bytes[n - 1] == '\n' && !memchr(bytes, '\n', n - 1));
  json_error_t error;
  json_t *json = json_loadb(bytes, n, JSON_REJECT_DUPLICATES, &error);
  MUST(json_is_object(json));
  json_decref(json);
  return 0;
}

static inline bool fuzz_border(pk_str text, size_t i) { return i <= text.n && (i == text.n || ((unsigned char)text.s[i] & 0xC0) != 0x80); }

static inline void fuzz_evidence(const partikel_record *r, partikel_indices evidence) {
  MUST(evidence.n > 0);
  for (size_t i = 0; i < evidence.n; i++) MUST(evidence.at[i] < r->n_mentions);
}

static inline void fuzz_within(partikel_indices list, size_t n) {
  for (size_t i = 0; i < list.n; i++) MUST(list.at[i] < n);
}

/* Spans lie inside and between characters, blocks follow each other, facts have evidence, and its JSON is JSON. */
static inline void fuzz_record(const partikel_record *r) {
  pk_str text = {r->article.text, r->article.text_size};
  MUST(text.s && strlen(text.s) == text.n && pk_utf8_bad(text) == text.n);
  size_t end = 0;
  for (size_t i = 0; i < r->article.n_blocks; i++) {
    partikel_span s = r->article.blocks[i].span;
    MUST(s.start >= end && s.start < s.end && fuzz_border(text, s.start) && fuzz_border(text, s.end));
    end = s.end;
  }
  for (size_t i = 0; i < r->n_mentions; i++) {
    partikel_span s = r->mentions[i].span;
    MUST(s.start < s.end && fuzz_border(text, s.start) && fuzz_border(text, s.end));
    MUST(!i || r->mentions[i - 1].span.start <= s.start);
  }
  for (size_t i = 0; i < r->n_organisations; i++) fuzz_evidence(r, r->organisations[i].evidence);
  for (size_t i = 0; i < r->n_people; i++) fuzz_evidence(r, r->people[i].evidence);
  for (size_t i = 0; i < r->n_places; i++) fuzz_evidence(r, r->places[i].evidence);
  for (size_t i = 0; i < r->n_quotes; i++) fuzz_evidence(r, r->quotes[i].evidence);
  for (size_t i = 0; i < r->n_events; i++) fuzz_evidence(r, r->events[i].evidence);
  for (size_t i = 0; i < r->n_partnerships; i++) {
    const partikel_partnership *p = &r->partnerships[i];
    for (size_t k = 0; k < p->n_parties; k++) fuzz_evidence(r, p->parties[k].evidence);
    for (size_t k = 0; k < p->n_funding; k++) fuzz_evidence(r, p->funding[k].evidence);
    for (size_t k = 0; k < p->n_figures; k++) fuzz_evidence(r, p->figures[k].evidence);
    for (size_t k = 0; k < p->n_target_group; k++) fuzz_evidence(r, p->target_group[k].evidence);
    for (size_t k = 0; k < p->n_activities; k++) fuzz_evidence(r, p->activities[k].evidence);
    fuzz_within(p->places, r->n_places);
    fuzz_within(p->events, r->n_events);
    fuzz_within(p->people, r->n_people);
    MUST(p->confidence <= 100);
  }
  MUST(partikel_write_json(r, 0, fuzz_json, NULL) == PARTIKEL_OK);
}

#endif
