/* Endings of compounds, as build.c collects them: -fonden, -udvalget, -formand. */
#ifndef PK_AFFIX_H
#define PK_AFFIX_H

#include "image.h"

struct pk_ending { pk_str text; uint32_t class_; };
/* Sets the bits of the classes whose endings the word (longer than the ending) has. */
void pk_affix_classes(const struct pk_ending *, uint32_t n, pk_str word, uint32_t *bits);
/* The trie that pk_know_set walks from the end of a word; sets[i] is the class set of ending i. */
bool pk_affix_trie(struct pk_arena *, const struct pk_ending *, const uint16_t *sets, uint32_t n, struct pk_i_ending **nodes, uint32_t *n_nodes);

#endif
