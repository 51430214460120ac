/* abi: prints what a program compiled against partikel.h has built in: sizes, offsets, enumerators. Compared by abi.sh. */
#include <stdio.h>

#include "partikel.h"

#define SIZE(type) printf("struct %s %zu\n", #type, sizeof(type))
#define AT(type, member) printf("  %s %zu +%zu\n", #member, offsetof(type, member), sizeof(((type *)0)->member))

static void texts(void) {
  SIZE(partikel_error); AT(partikel_error, code); AT(partikel_error, where); AT(partikel_error, offset); AT(partikel_error, what);
  SIZE(partikel_span); AT(partikel_span, start); AT(partikel_span, end);
  SIZE(partikel_strings); AT(partikel_strings, at); AT(partikel_strings, n);
  SIZE(partikel_indices); AT(partikel_indices, at); AT(partikel_indices, n);
  SIZE(partikel_rule); AT(partikel_rule, name); AT(partikel_rule, file); AT(partikel_rule, line);
  SIZE(partikel_origin); AT(partikel_origin, name); AT(partikel_origin, url); AT(partikel_origin, content_type);
  AT(partikel_origin, charset); AT(partikel_origin, date); AT(partikel_origin, container); AT(partikel_origin, member);
  AT(partikel_origin, offset); AT(partikel_origin, retrieved); AT(partikel_origin, truncated); AT(partikel_origin, form);
  SIZE(partikel_member); AT(partikel_member, bytes); AT(partikel_member, n); AT(partikel_member, origin);
  SIZE(partikel_progress); AT(partikel_progress, read); AT(partikel_progress, size); AT(partikel_progress, passed_over);
  AT(partikel_progress, revisits);
  SIZE(partikel_source); AT(partikel_source, path); AT(partikel_source, member); AT(partikel_source, offset); AT(partikel_source, format);
  AT(partikel_source, container); AT(partikel_source, encoding); AT(partikel_source, bytes); AT(partikel_source, sha256);
  AT(partikel_source, url); AT(partikel_source, retrieved);
  SIZE(partikel_block); AT(partikel_block, kind); AT(partikel_block, span);
  SIZE(partikel_article); AT(partikel_article, title); AT(partikel_article, lead); AT(partikel_article, published);
  AT(partikel_article, modified); AT(partikel_article, authors); AT(partikel_article, publisher); AT(partikel_article, section);
  AT(partikel_article, breadcrumb); AT(partikel_article, tags); AT(partikel_article, language); AT(partikel_article, url);
  AT(partikel_article, text); AT(partikel_article, text_size); AT(partikel_article, blocks); AT(partikel_article, n_blocks);
  SIZE(partikel_warning); AT(partikel_warning, code); AT(partikel_warning, message);
}

static void facts(void) {
  SIZE(partikel_mention); AT(partikel_mention, kind); AT(partikel_mention, span); AT(partikel_mention, rule); AT(partikel_mention, value);
  AT(partikel_mention, number); AT(partikel_mention, from); AT(partikel_mention, has_number); AT(partikel_mention, has_from);
  AT(partikel_mention, qualifier); AT(partikel_mention, currency); AT(partikel_mention, unit); AT(partikel_mention, start);
  AT(partikel_mention, end);
  SIZE(partikel_organisation); AT(partikel_organisation, name); AT(partikel_organisation, kind); AT(partikel_organisation, code);
  AT(partikel_organisation, aliases); AT(partikel_organisation, evidence); AT(partikel_organisation, rule);
  AT(partikel_organisation, key);
  SIZE(partikel_person); AT(partikel_person, name); AT(partikel_person, title); AT(partikel_person, organisation);
  AT(partikel_person, party); AT(partikel_person, evidence); AT(partikel_person, rule);
  SIZE(partikel_place); AT(partikel_place, address); AT(partikel_place, postcode); AT(partikel_place, town);
  AT(partikel_place, evidence); AT(partikel_place, rule);
  SIZE(partikel_quote); AT(partikel_quote, speaker); AT(partikel_quote, text); AT(partikel_quote, evidence); AT(partikel_quote, rule);
  SIZE(partikel_event); AT(partikel_event, kind); AT(partikel_event, date); AT(partikel_event, start); AT(partikel_event, end);
  AT(partikel_event, place); AT(partikel_event, evidence); AT(partikel_event, rule);
  SIZE(partikel_party); AT(partikel_party, name); AT(partikel_party, role); AT(partikel_party, evidence); AT(partikel_party, rule);
  SIZE(partikel_funding); AT(partikel_funding, funder); AT(partikel_funding, recipient); AT(partikel_funding, amount);
  AT(partikel_funding, has_amount); AT(partikel_funding, currency); AT(partikel_funding, qualifier); AT(partikel_funding, evidence);
  AT(partikel_funding, rule);
  SIZE(partikel_figure); AT(partikel_figure, value); AT(partikel_figure, from); AT(partikel_figure, has_from); AT(partikel_figure, unit);
  AT(partikel_figure, qualifier); AT(partikel_figure, evidence); AT(partikel_figure, rule);
  SIZE(partikel_named); AT(partikel_named, name); AT(partikel_named, evidence); AT(partikel_named, rule);
  SIZE(partikel_partnership); AT(partikel_partnership, name); AT(partikel_partnership, aliases); AT(partikel_partnership, parties);
  AT(partikel_partnership, n_parties); AT(partikel_partnership, funding); AT(partikel_partnership, n_funding);
  AT(partikel_partnership, start); AT(partikel_partnership, end); AT(partikel_partnership, months); AT(partikel_partnership, figures);
  AT(partikel_partnership, n_figures); AT(partikel_partnership, target_group); AT(partikel_partnership, n_target_group);
  AT(partikel_partnership, activities); AT(partikel_partnership, n_activities); AT(partikel_partnership, places);
  AT(partikel_partnership, events); AT(partikel_partnership, people); AT(partikel_partnership, confidence);
}

static void record(void) {
  SIZE(partikel_record); AT(partikel_record, tool_version); AT(partikel_record, knowledge); AT(partikel_record, source);
  AT(partikel_record, article); AT(partikel_record, mentions); AT(partikel_record, n_mentions); AT(partikel_record, organisations);
  AT(partikel_record, n_organisations); AT(partikel_record, people); AT(partikel_record, n_people); AT(partikel_record, places);
  AT(partikel_record, n_places); AT(partikel_record, quotes); AT(partikel_record, n_quotes); AT(partikel_record, events);
  AT(partikel_record, n_events); AT(partikel_record, partnerships); AT(partikel_record, n_partnerships); AT(partikel_record, warnings);
  AT(partikel_record, n_warnings);
}

#define VALUE(name) printf("  %s %d\n", #name, (int)(name));

static void enumerators(void) {
#define STATUS(name, number, text) VALUE(PARTIKEL_##name)
#define BLOCK(name, text) VALUE(PARTIKEL_BLOCK_##name)
#define MENTION(name, text) VALUE(PARTIKEL_MENTION_##name)
#define ORGANISATION(name, text) VALUE(PARTIKEL_ORGANISATION_##name)
#define ROLE(name, text) VALUE(PARTIKEL_ROLE_##name)
#define QUALIFIER(name, text) VALUE(PARTIKEL_QUALIFIER_##name)
#define EVENT(name, text) VALUE(PARTIKEL_EVENT_##name)
  printf("enum partikel_status %zu\n", sizeof(partikel_status));
  PARTIKEL_STATUS_MAP(STATUS)
  printf("enum partikel_block_kind %zu\n", sizeof(partikel_block_kind));
  PARTIKEL_BLOCK_MAP(BLOCK)
  printf("enum partikel_mention_kind %zu\n", sizeof(partikel_mention_kind));
  PARTIKEL_MENTION_MAP(MENTION)
  printf("enum partikel_organisation_kind %zu\n", sizeof(partikel_organisation_kind));
  PARTIKEL_ORGANISATION_MAP(ORGANISATION)
  printf("enum partikel_role %zu\n", sizeof(partikel_role));
  PARTIKEL_ROLE_MAP(ROLE)
  printf("enum partikel_qualifier %zu\n", sizeof(partikel_qualifier));
  PARTIKEL_QUALIFIER_MAP(QUALIFIER)
  printf("enum partikel_event_kind %zu\n", sizeof(partikel_event_kind));
  PARTIKEL_EVENT_MAP(EVENT)
  printf("enum partikel_option %zu\n", sizeof(partikel_option));
  VALUE(PARTIKEL_OPTION_MAX_BYTES)
  printf("enum partikel_json_flag %zu\n", sizeof(partikel_json_flag));
  VALUE(PARTIKEL_JSON_NO_TEXT)
  printf("enum partikel_stage %zu\n", sizeof(partikel_stage));
  VALUE(PARTIKEL_STAGE_BLOCKS) VALUE(PARTIKEL_STAGE_TOKENS) VALUE(PARTIKEL_STAGE_MENTIONS) VALUE(PARTIKEL_STAGE_FACTS)
  VALUE(PARTIKEL_STAGE_WHY)
}

int main(void) {
  texts();
  facts();
  record();
  enumerators();
  return 0;
}
