/* facts: mentions become a record: entities (coreference), relations, partnerships. Knows find.h, partikel.h. */
#ifndef PK_FACTS_H
#define PK_FACTS_H

#include "../find/find.h"

enum pk_entity_kind { PK_ENTITY_ORGANISATION, PK_ENTITY_PERSON, PK_ENTITY_PROJECT };

/* All mentions of one organisation, person or project. */
struct pk_entity {
  uint8_t type, sub;
  pk_str name;                       /* canonical */
  PK_VEC(pk_str) aliases;            /* other forms as written, without genitive endings */
  PK_VEC(uint32_t) mentions;         /* in text order */
  uint32_t entry;                    /* lexicon entry; UINT32_MAX: none */
  bool branch; uint32_t branch_of;   /* a named local branch, and the entry of the nationwide organisation */
  bool in_text;                      /* stands in title, lead or body, not only in captions and by-lines */
  pk_str title, party;               /* person */
  uint32_t organisation;             /* person: entity; UINT32_MAX: none */
};

struct pk_fact {
  uint8_t kind;                      /* enum pk_fact_kind */
  uint32_t rule;
  bool near;
  uint32_t first, last;              /* tokens of the match */
  struct pk_filled at[PK_MAX_SLOTS];
  uint8_t n;
};

struct pk_named { uint32_t first, entity; }; /* first: token */

struct pk_facts {
  const struct pk_mentions *mentions;
  PK_VEC(struct pk_entity) entities;
  PK_VEC(uint32_t) entity_of;        /* per mention; UINT32_MAX: none */
  PK_VEC(struct pk_named) named[PARTIKEL_ORGANISATION_COUNT]; /* organisations of each kind where the text names them, in its order */
  PK_VEC(struct pk_fact) at;
};

partikel_status pk_entities(const struct pk_know *, const struct pk_article *, const struct pk_mentions *, struct pk_facts *out, struct pk_arena *, partikel_error *);
/* speaker.c: after pk_entities. out has room for one entity index a quote; UINT32_MAX: nobody, or several at once. */
partikel_status pk_speaker(const struct pk_know *, const struct pk_facts *, uint32_t *out, struct pk_arena *, partikel_error *);
partikel_status pk_relate(const struct pk_know *, const struct pk_article *, const struct pk_mentions *, struct pk_facts *out, struct pk_arena *, partikel_error *);
/* relate.c: the entity that a filled slot means: a mention's, or what a reference (kommunen, fonden) stands for. UINT32_MAX: none. */
uint32_t pk_slot_entity(const struct pk_facts *, const struct pk_filled *, uint32_t at_token);
/* entity.c: the words of tokens [first, last) without a genitive ending and without quotation marks. */
pk_str pk_base_name(const struct pk_know *, const struct pk_segments *, uint32_t first, uint32_t last, struct pk_arena *);

/* A partnership in the making: what belongs to one project, by index. */
struct pk_share { uint32_t entity, fact; uint8_t role; bool near; uint32_t times; };  /* fact UINT32_MAX: inferred from who could carry it */
struct pk_money { uint32_t funder, recipient, amount, fact; bool near; };   /* amount: mention or UINT32_MAX */
typedef PK_VEC(uint32_t) pk_indices;
struct pk_draft {
  uint32_t project;                  /* entity; UINT32_MAX: described, not named */
  PK_VEC(struct pk_share) shares;
  PK_VEC(struct pk_money) money;
  pk_indices figures, targets, activities, places; /* mentions */
  pk_indices events, people;                       /* facts; entities */
  uint32_t period, duration, begin, finish;   /* mentions: a period, or the dates when it begins and ends */
  uint32_t direct, near;             /* facts that rest on a statement, on nearness */
};
struct pk_drafts { PK_VEC(struct pk_draft) at; };
/* partnership.c: which partnerships the article is about, and what belongs to each. */
partikel_status pk_partnerships(const struct pk_know *, const struct pk_article *, const struct pk_facts *, struct pk_drafts *out, struct pk_arena *, partikel_error *);
/* key.c: the key of an organisation, NUL-terminated, in the arena; NULL: no memory. name is its name in the record, code that of a
 * municipality or region (n 0: none). docs/record.md says how it is made. */
const char *pk_organisation_key(const struct pk_know *, uint8_t kind, pk_str code, pk_str name, struct pk_arena *);
/* record.c: everything gathered into the public record (arrays in the arena). */
partikel_status pk_assemble(const struct pk_know *, const struct pk_document *, const struct pk_article *, const struct pk_facts *,
                            partikel_record *out, struct pk_arena *, partikel_error *);

#endif
