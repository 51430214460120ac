/* The database's layout: tables from the one list, indices, full-text search, and views for the usual questions. */
#include "sqlite_schema.h"

/* One branch of the view evidence: the facts of a table, with what names them. */
#define FACTS(table, partnership, name) "SELECT '" table "' AS fact, article, " partnership " AS partnership_nr, nr, " name " AS name, rule, evidence FROM " table
#define OR "\n        UNION ALL "

/* The same project in several articles is one where its name is the same; one without a name is counted in each article. */
#define PROJECT "coalesce(lower(p.name), p.article || '/' || p.nr)"

/* Rows come in by an import alone, which fills the search itself: a trigger would make each article a segment of its own. */
static const char search[] =
    "CREATE VIRTUAL TABLE articles_search USING fts5(title, text, content='articles', content_rowid='number', tokenize=\"unicode61 remove_diacritics 0\");\n"
    "CREATE TRIGGER articles_search_delete AFTER DELETE ON articles BEGIN\n"
    "  INSERT INTO articles_search(articles_search, rowid, title, text) VALUES ('delete', old.number, old.title, old.text);\nEND;\n"
    "CREATE TRIGGER articles_search_update AFTER UPDATE OF title, text ON articles BEGIN\n"
    "  INSERT INTO articles_search(articles_search, rowid, title, text) VALUES ('delete', old.number, old.title, old.text);\n"
    "  INSERT INTO articles_search(rowid, title, text) VALUES (new.number, new.title, new.text);\nEND;\n";

static const char views[] =
    "CREATE VIEW who_funds_whom AS -- one row for each mention of money for a partnership\n"
    "  SELECT f.funder, f.funder_key, p.name AS partnership, f.recipient, f.recipient_key, f.amount, f.currency, f.qualifier,\n"
    "         a.published_year AS year, a.published, a.title, f.article, f.partnership_nr, f.nr\n"
    "  FROM funding f JOIN partnerships p ON p.article = f.article AND p.nr = f.partnership_nr JOIN articles a ON a.number = f.article;\n"

    "CREATE VIEW grants AS -- the same sum from the same giver for the same project is one grant, in however many articles it stands\n"
    "  SELECT f.funder_key, max(f.funder) AS funder, p.name AS partnership, f.amount, f.currency,\n"
    "         min(a.published_year) AS year, count(DISTINCT f.article) AS articles\n"
    "  FROM funding f JOIN partnerships p ON p.article = f.article AND p.nr = f.partnership_nr JOIN articles a ON a.number = f.article\n"
    "  WHERE f.amount IS NOT NULL GROUP BY coalesce(f.funder_key, f.article), " PROJECT ", f.amount, f.currency;\n"

    "CREATE VIEW money_by_year AS -- the year in which an article first tells of the grant\n"
    "  SELECT year, currency, count(*) AS grants, sum(amount) AS amount FROM grants GROUP BY year, currency;\n"

    "CREATE VIEW funders AS\n"
    "  SELECT funder_key, max(funder) AS funder, currency, count(*) AS grants, sum(amount) AS amount, min(year) AS first_year, max(year) AS last_year\n"
    "  FROM grants WHERE funder_key IS NOT NULL GROUP BY funder_key, currency;\n"

    "CREATE VIEW organisations_by_key AS -- each organisation once, under the name that most articles use\n"
    "  SELECT k.key, n.name, n.kind, n.code, k.articles, k.first_year, k.last_year\n"
    "  FROM (SELECT o.key, count(DISTINCT o.article) AS articles, min(a.published_year) AS first_year, max(a.published_year) AS last_year\n"
    "        FROM organisations o JOIN articles a ON a.number = o.article GROUP BY o.key) k\n"
    "       JOIN (SELECT key, name, kind, code, row_number() OVER (PARTITION BY key ORDER BY count(DISTINCT article) DESC, name) AS place\n"
    "             FROM organisations GROUP BY key, name, kind, code) n ON n.key = k.key AND n.place = 1\n"
    "  ORDER BY k.articles DESC, k.key;\n"

    "CREATE VIEW works_with AS -- pairs that carry a partnership together\n"
    "  SELECT x.organisation_key AS key, max(x.organisation) AS organisation, y.organisation_key AS other_key, max(y.organisation) AS other,\n"
    "         count(DISTINCT " PROJECT ") AS partnerships, count(DISTINCT x.article) AS articles\n"
    "  FROM parties x JOIN parties y ON y.article = x.article AND y.partnership_nr = x.partnership_nr AND y.organisation_key > x.organisation_key\n"
    "       JOIN partnerships p ON p.article = x.article AND p.nr = x.partnership_nr\n"
    "  WHERE x.role IN ('partner', 'operator') AND y.role IN ('partner', 'operator') GROUP BY x.organisation_key, y.organisation_key;\n"

    "CREATE VIEW partnerships_by_municipality AS -- those in which a municipality has a role, by the article's year\n"
    "  SELECT q.organisation_key AS municipality_key, max(q.organisation) AS municipality, a.published_year AS year,\n"
    "         count(DISTINCT " PROJECT ") AS partnerships, count(DISTINCT p.article) AS articles\n"
    "  FROM parties q JOIN partnerships p ON p.article = q.article AND p.nr = q.partnership_nr JOIN articles a ON a.number = q.article\n"
    "  WHERE q.organisation_key GLOB 'municipality:*' GROUP BY q.organisation_key, a.published_year;\n"

    "CREATE VIEW duplicates AS -- files with equal bytes\n"
    "  SELECT sha256, count(*) AS articles, min(path) AS path, max(path) AS other_path FROM articles WHERE sha256 IS NOT NULL GROUP BY sha256 HAVING count(*) > 1;\n"

    "CREATE VIEW evidence AS -- each fact with each mention it rests on, and the words around that\n"
    "  SELECT f.fact, f.article, f.partnership_nr, f.nr, f.name, f.rule, m.nr AS mention_nr, m.kind, m.text,\n"
    "         substr(a.text, max(m.span_start - 80, 0) + 1, m.span_end - max(m.span_start - 80, 0) + 80) AS context\n"
    "  FROM (" FACTS("organisations", "NULL", "name") OR FACTS("people", "NULL", "name") OR FACTS("places", "NULL", "coalesce(address, town)")
    OR FACTS("quotes", "NULL", "speaker") OR FACTS("events", "NULL", "kind") OR FACTS("parties", "partnership_nr", "organisation")
    OR FACTS("funding", "partnership_nr", "funder") OR FACTS("figures", "partnership_nr", "unit") OR FACTS("target_groups", "partnership_nr", "name")
    OR FACTS("activities", "partnership_nr", "name") ") f, json_each(f.evidence) e\n"
    "       JOIN mentions m ON m.article = f.article AND m.nr = e.value JOIN articles a ON a.number = f.article;\n";

static void create_table(struct text *t, const struct table *table) {
  static const char *const types[] = {[CELL_TEXT] = "TEXT", [CELL_INTEGER] = "INTEGER", [CELL_NUMBER] = "NUMERIC", [CELL_LIST] = "TEXT"};
  bool articles = table == &tables[T_ARTICLES];
  TEXT(t, "CREATE TABLE ");
  text_word(t, table->name);
  TEXT(t, " ( -- ");
  text_word(t, table->about);
  TEXT(t, "\n  ");
  for (int c = 0; c < table->n_columns; c++) {
    text_word(t, table->columns[c].name);
    text_byte(t, ' ');
    text_word(t, types[table->columns[c].type]);
    if (articles && c == 0) TEXT(t, " PRIMARY KEY");
    else if (table->columns[c].never_null || c < table->key) TEXT(t, " NOT NULL");
    TEXT(t, ", -- ");
    text_word(t, table->columns[c].about);
    TEXT(t, "\n  ");
  }
  if (articles) {
    TEXT(t, "row_hash INTEGER NOT NULL, -- of all rows of the article: equal when an import would change nothing\n  UNIQUE (id)");
  } else {
    TEXT(t, "PRIMARY KEY (");
    for (int c = 0; c < table->key; c++) {
      if (c) TEXT(t, ", ");
      text_word(t, table->columns[c].name);
    }
    text_byte(t, ')');
  }
  for (int k = 0; k < table->n_references; k++) {
    const struct reference *r = &table->references[k];
    TEXT(t, ",\n  FOREIGN KEY (");
    for (int c = 0; c < r->n; c++) {
      if (c) TEXT(t, ", ");
      text_word(t, table->columns[r->columns[c]].name);
    }
    TEXT(t, ") REFERENCES ");
    text_word(t, tables[r->table].name);
    TEXT(t, " (");
    for (int c = 0; c < r->n; c++) {
      if (c) TEXT(t, ", ");
      text_word(t, tables[r->table].columns[c].name);
    }
    TEXT(t, ") ON DELETE CASCADE");
  }
  text_word(t, articles ? "\n);\n" : "\n) WITHOUT ROWID;\n");
}

void sqlite_schema(struct text *t) {
  for (int k = 0; k < TABLES; k++) create_table(t, &tables[k]);
  text_word(t, search);
  text_word(t, views);
  TEXT(t, "PRAGMA application_id = ");
  text_int(t, SQLITE_APPLICATION);
  TEXT(t, ";\nPRAGMA user_version = ");
  text_int(t, SQLITE_LAYOUT);
  TEXT(t, ";\n");
  text_byte(t, '\0');
}
