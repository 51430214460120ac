/* datapackage.json of a CSV set: what R, Python and others need to know to read it without guessing. */
#include "csv_package.h"

static void string(struct text *t, const char *s) {
  if (bytes_json(&t->to, s)) t->failed = true;
}

static void key(struct text *t, const char *name, const char *value) {
  string(t, name);
  TEXT(t, ": ");
  string(t, value);
}

static void field(struct text *t, const struct csv_profile *profile, const struct table *table, int c) {
  static const char *const types[] = {[CELL_TEXT] = "string", [CELL_INTEGER] = "integer", [CELL_NUMBER] = "number", [CELL_LIST] = "array"};
  const struct column *column = &table->columns[c];
  TEXT(t, "          {");
  key(t, "name", column->name);
  TEXT(t, ", ");
  key(t, "type", types[column->type]);
  if (column->type == CELL_NUMBER && profile->point != '.') {
    char point[] = {profile->point, '\0'};
    TEXT(t, ", ");
    key(t, "decimalChar", point);
  }
  TEXT(t, ", ");
  key(t, "description", column->about);
  if (column->never_null || c < table->key) TEXT(t, ", \"constraints\": {\"required\": true}");
  text_word(t, c + 1 < table->n_columns ? "},\n" : "}\n");
}

static void foreign_key(struct text *t, const struct table *table, const struct reference *r) {
  TEXT(t, "          {\"fields\": [");
  for (int c = 0; c < r->n; c++) {
    if (c) TEXT(t, ", ");
    string(t, table->columns[r->columns[c]].name);
  }
  TEXT(t, "], \"reference\": {");
  key(t, "resource", tables[r->table].name);
  TEXT(t, ", \"fields\": [");
  for (int c = 0; c < r->n; c++) {
    if (c) TEXT(t, ", ");
    string(t, tables[r->table].columns[c].name);
  }
  TEXT(t, "]}}");
}

static void resource(struct text *t, const struct csv_profile *profile, const struct table *table) {
  char delimiter[] = {profile->delimiter, '\0'};
  TEXT(t, "    {\n      ");
  key(t, "name", table->name);
  TEXT(t, ",\n      \"path\": \"");
  text_word(t, table->name);
  TEXT(t, ".csv\",\n      \"type\": \"table\",\n      \"format\": \"csv\",\n      \"mediatype\": \"text/csv\",\n      \"encoding\": \"utf-8\",\n      ");
  key(t, "description", table->about);
  TEXT(t, ",\n      \"dialect\": {\"header\": true, ");
  key(t, "delimiter", delimiter);
  TEXT(t, ", \"lineTerminator\": \"\\r\\n\", \"quoteChar\": \"\\\"\", \"doubleQuote\": true},\n      \"schema\": {\n        \"fields\": [\n");
  for (int c = 0; c < table->n_columns; c++) field(t, profile, table, c);
  TEXT(t, "        ],\n        \"missingValues\": [\"\"],\n        \"primaryKey\": [");
  for (int c = 0; c < table->key; c++) {
    if (c) TEXT(t, ", ");
    string(t, table->columns[c].name);
  }
  text_byte(t, ']');
  if (table->n_references) TEXT(t, ",\n        \"foreignKeys\": [\n");
  for (int k = 0; k < table->n_references; k++) {
    if (k) TEXT(t, ",\n");
    foreign_key(t, table, &table->references[k]);
  }
  if (table->n_references) TEXT(t, "\n        ]");
  TEXT(t, "\n      }\n    }");
}

void csv_package(struct text *t, const struct csv_profile *profile) {
  TEXT(t, "{\n  \"$schema\": \"https://datapackage.org/profiles/2.0/datapackage.json\",\n  \"name\": \"partikel\",\n"
          "  \"title\": \"Partnerships of saved articles\",\n  ");
  key(t, "description", "Made by partikel " PARTIKEL_VERSION ", profile ");
  t->to.n -= 1;                                /* the closing quote */
  text_word(t, profile->name);
  TEXT(t, ". docs/exports.md explains tables and columns.\",\n  \"resources\": [\n");
  for (int k = 0; k < TABLES; k++) {
    if (k) TEXT(t, ",\n");
    resource(t, profile, &tables[k]);
  }
  TEXT(t, "\n  ]\n}\n");
}
