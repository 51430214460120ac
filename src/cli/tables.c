/* What tables there are and what their columns mean: the one list that database, CSV set and their descriptions are made from. */
#include "tables.h"

#define TEXT_(name, about) {name, about, CELL_TEXT, false}
#define WORD(name, about) {name, about, CELL_TEXT, true}
#define INT(name, about) {name, about, CELL_INTEGER, false}
#define NR(name, about) {name, about, CELL_INTEGER, true}
#define NUMBER(name, about) {name, about, CELL_NUMBER, false}
#define ARTICLE NR("article", "the article: articles.number")
#define OF_PARTNERSHIP ARTICLE, NR("partnership_nr", "the partnership: partnerships.nr of the same article")
#define PROOF {"evidence", "what it rests on: a list of mentions.nr of the same article", CELL_LIST, true}, WORD("rule", "the rule that found it")

static const struct column articles[] = {
    NR("number", "number of the article here, from 1: what the other tables call article"),
    WORD("id", "the same everywhere for the same path, member and offset (standard input: for the same bytes)"),
    TEXT_("path", "the file, as it was given"),
    TEXT_("member", "the article's name in an archive"),
    INT("member_offset", "where it stands in the archive, in bytes"),
    TEXT_("format", "text, html, mhtml, webarchive, eml"),
    TEXT_("container", "form of the archive"),
    TEXT_("encoding", "what the bytes were read as"),
    INT("bytes", "size of the article's own bytes"),
    TEXT_("sha256", "hash of those bytes: equal for equal files"),
    TEXT_("source_url", "where it was saved from"),
    TEXT_("retrieved", "when it was saved"),
    TEXT_("title", "headline"),
    TEXT_("lead", "summary between headline and body"),
    TEXT_("published", "EDTF, as precise as the source"),
    TEXT_("published_precision", "time, day, month, season or year"),
    INT("published_year", "year of published"),
    TEXT_("modified", "EDTF"),
    TEXT_("authors", "by-lines, with ; between"),
    TEXT_("publisher", "who published it"),
    TEXT_("section", "part of the paper or site"),
    TEXT_("breadcrumb", "path of the page in its site, with ; between"),
    TEXT_("tags", "key words of the page, with ; between"),
    TEXT_("language", "BCP 47"),
    TEXT_("url", "canonical address"),
    TEXT_("text", "the text; spans of mentions count its code points. Empty without text"),
    TEXT_("tool_version", "version of partikel"),
    TEXT_("knowledge", "content hash of the words and rules"),
};
static const struct column organisations[] = {
    ARTICLE, NR("nr", "its number in the article, from 0"),
    TEXT_("key", "the same in every article: kind:code or kind:name"),
    WORD("name", "full form or the lexicon's spelling"),
    WORD("kind", "ngo, municipality, region, foundation, ministry, agency, company, research, association, institution, other"),
    TEXT_("code", "official code of a municipality or region"),
    TEXT_("aliases", "other forms in the article, with ; between"), PROOF,
};
static const struct column people[] = {
    ARTICLE, NR("nr", "its number in the article, from 0"), WORD("name", "full name"), TEXT_("title", "title or office, as written"),
    TEXT_("organisation", "name of the organisation"), INT("organisation_nr", "organisations.nr of the same article"),
    TEXT_("party", "letter of the political party"), PROOF,
};
static const struct column places[] = {
    ARTICLE, NR("nr", "its number in the article, from 0"), TEXT_("address", "street and number"), TEXT_("postcode", "four digits"), TEXT_("town", "town"), PROOF,
};
static const struct column quotes[] = {
    ARTICLE, NR("nr", "its number in the article, from 0"), TEXT_("speaker", "full name"), INT("speaker_nr", "people.nr of the same article"),
    TEXT_("text", "what was said. Empty without text"), PROOF,
};
static const struct column events[] = {
    ARTICLE, NR("nr", "its number in the article, from 0"), WORD("kind", "opening, inauguration, meeting, deadline, other"), TEXT_("date", "EDTF"),
    TEXT_("start_time", "14:00"), TEXT_("end_time", "16:00"), TEXT_("place", "where, in one line"), PROOF,
};
static const struct column partnerships[] = {
    ARTICLE, NR("nr", "its number in the article, from 0"), TEXT_("name", "empty: described and not named"), TEXT_("aliases", "other forms, with ; between"),
    TEXT_("start_date", "EDTF"), TEXT_("end_date", "EDTF"), INT("months", "length"),
    NUMBER("confidence", "0 to 1: share of its parties and funding that rest on a statement"),
};
static const struct column parties[] = {
    OF_PARTNERSHIP, NR("nr", "its number in the partnership, from 0"), WORD("role", "partner, operator, funder, supporter, evaluator, recipient"),
    WORD("organisation", "name of the organisation"), INT("organisation_nr", "organisations.nr of the same article"),
    TEXT_("organisation_key", "organisations.key: the same in every article"), PROOF,
};
static const struct column funding[] = {
    OF_PARTNERSHIP, NR("nr", "its number in the partnership, from 0"),
    TEXT_("funder", "name of the organisation that gives"), INT("funder_nr", "organisations.nr of the same article"), TEXT_("funder_key", "organisations.key"),
    TEXT_("recipient", "name of the organisation that gets it"), INT("recipient_nr", "organisations.nr of the same article"), TEXT_("recipient_key", "organisations.key"),
    NUMBER("amount", "in units of the currency; empty: no sum is said"), TEXT_("currency", "ISO 4217"), TEXT_("qualifier", "exact, about, up_to, at_least"), PROOF,
};
static const struct column figures[] = {
    OF_PARTNERSHIP, NR("nr", "its number in the partnership, from 0"), NR("value", "the number; the upper one of a range"), INT("value_from", "lower end of a range"),
    TEXT_("unit", "what is counted"), TEXT_("qualifier", "exact, about, up_to, at_least, target"), PROOF,
};
static const struct column named[] = {OF_PARTNERSHIP, NR("nr", "its number in the partnership, from 0"), WORD("name", "as the text says it"), PROOF};
static const struct column partnership_places[] = {OF_PARTNERSHIP, NR("place_nr", "places.nr of the same article")};
static const struct column partnership_events[] = {OF_PARTNERSHIP, NR("event_nr", "events.nr of the same article")};
static const struct column partnership_people[] = {OF_PARTNERSHIP, NR("person_nr", "people.nr of the same article")};
static const struct column mentions[] = {
    ARTICLE, NR("nr", "its number in the article, from 0, in the order of the text"),
    WORD("kind", "organisation, person, place, project, amount, date, time, period, duration, figure, quote, activity"),
    NR("span_start", "code points of articles.text before it"), NR("span_end", "code points before its end"), TEXT_("text", "its words. Empty for a quote without text"),
    TEXT_("value", "date: EDTF; time: 14:00; duration: P36M"), NUMBER("number", "amount in units of the currency, figure, or months"),
    NUMBER("number_from", "lower end of a range"), TEXT_("qualifier", "exact, about, up_to, at_least, target"), TEXT_("currency", "ISO 4217"),
    TEXT_("unit", "of a figure: what is counted"), TEXT_("start_date", "of a period: EDTF"), TEXT_("end_date", "of a period: EDTF"), WORD("rule", "the rule that found it"),
};
static const struct column warnings[] = {ARTICLE, NR("nr", "its number in the article, from 0"), WORD("code", "docs/record.md lists them"), TEXT_("message", "for people")};

#define COLUMNS(list) .columns = list, .n_columns = sizeof list / sizeof *list
#define TO_ARTICLE {{0}, 1, T_ARTICLES}
#define TO_PARTNERSHIP {{0, 1}, 2, T_PARTNERSHIPS}

const struct table tables[TABLES] = {
    [T_ARTICLES] = {"articles", "The articles: where they come from, and their text.", 1, .n_references = 0, COLUMNS(articles)},
    [T_ORGANISATIONS] = {"organisations", "Organisations that an article names: one row for each article and organisation.", 2, {TO_ARTICLE}, 1, COLUMNS(organisations)},
    [T_PEOPLE] = {"people", "Persons that an article names.", 2, {TO_ARTICLE, {{0, 5}, 2, T_ORGANISATIONS}}, 2, COLUMNS(people)},
    [T_PLACES] = {"places", "Addresses and towns.", 2, {TO_ARTICLE}, 1, COLUMNS(places)},
    [T_QUOTES] = {"quotes", "Direct speech.", 2, {TO_ARTICLE, {{0, 3}, 2, T_PEOPLE}}, 2, COLUMNS(quotes)},
    [T_EVENTS] = {"events", "Single happenings.", 2, {TO_ARTICLE}, 1, COLUMNS(events)},
    [T_PARTNERSHIPS] = {"partnerships", "Projects, initiatives and partnerships that an article is about.", 2, {TO_ARTICLE}, 1, COLUMNS(partnerships)},
    [T_PARTIES] = {"parties", "Who takes part in a partnership, once for each role.", 3, {TO_PARTNERSHIP, {{0, 5}, 2, T_ORGANISATIONS}}, 2, COLUMNS(parties)},
    [T_FUNDING] = {"funding", "Money for a partnership.", 3, {TO_PARTNERSHIP, {{0, 4}, 2, T_ORGANISATIONS}, {{0, 7}, 2, T_ORGANISATIONS}}, 3, COLUMNS(funding)},
    [T_FIGURES] = {"figures", "What a partnership counts: families, volunteers, places.", 3, {TO_PARTNERSHIP}, 1, COLUMNS(figures)},
    [T_TARGET_GROUPS] = {"target_groups", "For whom a partnership is.", 3, {TO_PARTNERSHIP}, 1, COLUMNS(named)},
    [T_ACTIVITIES] = {"activities", "What a partnership offers.", 3, {TO_PARTNERSHIP}, 1, COLUMNS(named)},
    [T_PARTNERSHIP_PLACES] = {"partnership_places", "Which places belong to which partnership.", 3, {TO_PARTNERSHIP, {{0, 2}, 2, T_PLACES}}, 2, COLUMNS(partnership_places)},
    [T_PARTNERSHIP_EVENTS] = {"partnership_events", "Which events belong to which partnership.", 3, {TO_PARTNERSHIP, {{0, 2}, 2, T_EVENTS}}, 2, COLUMNS(partnership_events)},
    [T_PARTNERSHIP_PEOPLE] = {"partnership_people", "Which people belong to which partnership.", 3, {TO_PARTNERSHIP, {{0, 2}, 2, T_PEOPLE}}, 2, COLUMNS(partnership_people)},
    [T_MENTIONS] = {"mentions", "What stands where in the text; evidence of all facts.", 2, {TO_ARTICLE}, 1, COLUMNS(mentions)},
    [T_WARNINGS] = {"warnings", "What was odd about an article.", 2, {TO_ARTICLE}, 1, COLUMNS(warnings)},
};
