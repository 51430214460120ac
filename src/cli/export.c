/* The formats there are, by name and by the ending of a file's name. */
#include <string.h>

#include "export.h"

static const struct export_format *const formats[] = {&export_json, &export_html, &export_csv, &export_sqlite};

/* Endings that mean something else: lines of JSON under them would mislead whatever opens the file. */
static const char foreign[] = ".csv .tsv .xlsx .ods .parquet .xml .gz .zst .zip";

const struct export_format *export_at(size_t k) { return k < sizeof formats / sizeof *formats ? formats[k] : NULL; }

const struct export_format *export_by_name(const char *name) {
  const struct export_format *format;
  for (size_t k = 0; (format = export_at(k)) && strcmp(format->name, name) != 0; k++) continue;
  return format;
}

bool export_listed(const char *list, const char *word) {
  size_t n = strlen(word);
  for (const char *at = list; n && (at = strstr(at, word)); at += n)
    if ((at == list || at[-1] == ' ') && (at[n] == ' ' || !at[n])) return true;
  return false;
}

/* Does the path end in one of the endings? The name alone (".html") is no ending. */
static bool ends_in(const char *path, const char *endings) {
  const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
  for (const char *dot = *name ? strchr(name + 1, '.') : NULL; dot; dot = strchr(dot + 1, '.')) /* the longest ending first: .jsonl.gz */
    if (export_listed(endings, dot)) return true;
  return false;
}

const struct export_format *export_by_path(const char *path) {
  const struct export_format *format;
  for (size_t k = 0; (format = export_at(k)); k++)
    if (ends_in(path, format->endings)) return format;
  return ends_in(path, foreign) ? NULL : &export_json;
}
