/* For unit tests of the rooms behind know: the knowledge of data/, compiled once for a group of tests. */
#ifndef TESTS_KNOWLEDGE_H
#define TESTS_KNOWLEDGE_H

static void *know;   /* owned by load_knowledge, freed by free_knowledge: the group's set-up and tear-down */

static int load_knowledge(void **state) {
  size_t size;
  partikel_error err;
  (void)state;
  if (pk_know_build("data", &know, &size, &err) == PARTIKEL_OK) return 0;
  print_error("%s: %s\n", err.where, err.what);
  return 1;
}

static int free_knowledge(void **state) {
  (void)state;
  free(know);
  return 0;
}

#endif
