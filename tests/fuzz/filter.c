/* Any bytes as one line of --filter. A question names one article, in whole strings; what is none says why in words that JSON can hold. */
#include "fuzz.h"
#include "cli/cli.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n) {
  struct question q;
  char what[256];
  char *line = malloc(n + 1);
  MUST(line);
  memcpy(line, bytes, n);
  line[n] = '\0';
  memset(what, 'x', sizeof what);
  bool good = question_read(&q, line, n, what);
  if (good) {
    MUST(q.path || q.url || q.content);
    MUST(!q.content || q.n_content <= n / 4 * 3 + 3);
    if (q.content) for (size_t i = 0; i < q.n_content; i++) MUST(((unsigned char *)q.content)[i] <= 0xFF); /* each is there to be read */
  } else {
    struct bytes answer = {0};
    MUST(memchr(what, '\0', sizeof what) && *what);
    MUST(!bytes_json(&answer, what) && !bytes_text(&answer, "\n"));
    json_t *told = json_loadb(answer.bytes, answer.n, JSON_DECODE_ANY, NULL);
    MUST(told);
    json_decref(told);
    bytes_free(&answer);
  }
  const char *strings[] = {q.path, q.url, q.date, q.content_type, q.charset};
  for (size_t i = 0; i < sizeof strings / sizeof *strings; i++) {
    struct bytes answer = {0};
    if (!strings[i]) continue;
    MUST(!bytes_json(&answer, strings[i]));
    json_t *told = json_loadb(answer.bytes, answer.n, JSON_DECODE_ANY, NULL);
    MUST(told && (!q.memory || strcmp(json_string_value(told), strings[i]) == 0)); /* of a bare path, bytes that are no UTF-8 are replaced */
    json_decref(told);
    bytes_free(&answer);
  }
  question_free(&q);
  free(line);
  return 0;
}
