/* warn: what went wrong without stopping the article, each once. */
#include "read.h"

bool pk_warn(pk_warnings *warnings, struct pk_arena *arena, const char *code, const char *format, ...) {
  char message[512];
  va_list args;
  va_start(args, format);
  size_t n = pk_format(message, sizeof message, format, args);
  va_end(args);
  for (uint32_t i = 0; i < warnings->n; i++)
    if (strcmp(warnings->at[i].code, code) == 0 && strcmp(warnings->at[i].message, message) == 0) return true;
  char *own_code = pk_arena_copy(arena, pk_str_of(code)), *own_message = pk_arena_copy(arena, (pk_str){message, n});
  if (!own_code || !own_message) return false;
  partikel_warning *w = pk_vec_add(arena, warnings);
  if (!w) return false;
  *w = (partikel_warning){own_code, own_message};
  return true;
}
