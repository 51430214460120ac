/* Endings of compounds: which classes a word has by its ending, and the trie of reversed endings for unknown words. */
#include "affix.h"

void pk_affix_classes(const struct pk_ending *endings, uint32_t n, pk_str word, uint32_t *bits) {
  for (uint32_t i = 0; i < n; i++)
    if (word.n > endings[i].text.n && pk_str_ends(word, endings[i].text)) bits[endings[i].class_ / 32] |= 1u << endings[i].class_ % 32;
}

/* Breadth first, so that the children of a node stand together: each round extends all prefixes by one byte. */
bool pk_affix_trie(struct pk_arena *arena, const struct pk_ending *endings, const uint16_t *sets, uint32_t n, struct pk_i_ending **out, uint32_t *n_out) {
  PK_VEC(struct pk_i_ending) nodes = {0};
  uint32_t *node_of = pk_arena_array(arena, n + 1, sizeof *node_of);
  if (!node_of || !pk_vec_add(arena, &nodes)) return false;
  uint32_t level_start = 0;
  for (size_t depth = 0; depth < PK_MAX_ENDING; depth++) {
    uint32_t level_end = nodes.n;
    bool any = false;
    for (uint32_t parent = level_start; parent < level_end; parent++) {
      nodes.at[parent].child = nodes.n;
      for (uint32_t i = 0; i < n; i++) {
        if (node_of[i] != parent || endings[i].text.n <= depth) continue;
        uint8_t byte = (uint8_t)endings[i].text.s[endings[i].text.n - 1 - depth];
        uint32_t child = nodes.at[parent].child;
        while (child < nodes.n && nodes.at[child].byte != byte) child++;
        if (child == nodes.n) {
          struct pk_i_ending *node = pk_vec_add(arena, &nodes);
          if (!node) return false;
          node->byte = byte;
          nodes.at[parent].n_children++;
        }
        node_of[i] = child;
        if (endings[i].text.n == depth + 1) nodes.at[child].set = sets[i];
        any = true;
      }
    }
    if (!any) break;
    level_start = level_end;
  }
  *out = nodes.at;
  *n_out = nodes.n;
  return true;
}
