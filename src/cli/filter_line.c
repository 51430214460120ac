/* What one line of --filter asks for. The command's door to jansson. */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"

static bool wrong(char what[256], const char *form, const char *value) {
  snprintf(what, 256, form, value);
  return false;
}

static bool decode(struct question *q, const char *text, size_t n, char what[256]) {
  size_t room = n / 4 * 3 + 8;
  q->content = malloc(room);
  if (!q->content) return wrong(what, "%s", "out of memory");
  return base64_decode(text, n, q->content, &q->n_content) || wrong(what, "%s", "content is no base64");
}

static bool read_object(struct question *q, const char *line, size_t n, char what[256]) {
  json_error_t error;
  json_t *object = json_loadb(line, n, JSON_REJECT_DUPLICATES, &error);
  q->memory = object;
  if (!object) return wrong(what, "no JSON object: %.200s", error.text);
  const struct { const char *key; const char **to; } keys[] = {
      {"path", &q->path}, {"url", &q->url}, {"date", &q->date}, {"content_type", &q->content_type}, {"charset", &q->charset}};
  enum { KEYS = sizeof keys / sizeof *keys };
  const char *key, *content = NULL;
  json_t *value;
  for (size_t k = 0; k < KEYS; k++) *keys[k].to = json_string_value(json_object_get(object, keys[k].key)); /* an answer names them, whatever is wrong */
  json_object_foreach(object, key, value) {
    size_t k = 0;
    while (k < KEYS && strcmp(keys[k].key, key) != 0) k++;
    if (k == KEYS && strcmp(key, "content") != 0) return wrong(what, "unknown key %.100s; there are path, content, url, date, content_type and charset", key);
    if (!json_is_string(value) && !json_is_null(value)) return wrong(what, "the value of %s is no string", key);
    if (k == KEYS && json_is_string(value)) content = json_string_value(value);
  }
  if (content) return decode(q, content, strlen(content), what);
  return q->path || q->url || wrong(what, "%s", "the object has neither path nor content nor url");
}

bool question_read(struct question *q, char *line, size_t n, char what[256]) {
  *q = (struct question){0};
  if (n && line[n - 1] == '\r') line[--n] = '\0';
  size_t blank = strspn(line, " \t");
  if (blank == n) return wrong(what, "%s", "the line is empty");
  if (line[blank] == '{') return read_object(q, line, n, what);
  if (memchr(line, '\0', n)) return wrong(what, "%s", "a path has no NUL in it");
  if (is_address(line)) q->url = line;
  else q->path = line;
  return true;
}

void question_free(struct question *q) {
  free(q->content);
  json_decref(q->memory);
  *q = (struct question){0};
}
