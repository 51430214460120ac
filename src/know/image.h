/* The layout of the knowledge image, shared by the files of know that write it (build, rules) and read it (lexicon, affix,
 * match). Little-endian; sections of plain structs behind a header; offsets from the start of the image, no pointers. */
#ifndef PK_IMAGE_H
#define PK_IMAGE_H

#include "know.h"

#define PK_IMAGE_MAGIC "partikel"
#define PK_IMAGE_LAYOUT 6
_Static_assert(PK_KINDS <= 32, "a set of kinds is 32 bits");

struct pk_ref { uint32_t at, n; };                 /* a string of the text section */

struct pk_i_word { struct pk_ref text; uint32_t state, rules, musts; uint16_t set, pad; };  /* state: after the root of the phrase trie */
struct pk_i_class { struct pk_ref name; uint32_t members, rules, musts, longest; };  /* longest: words of its longest phrase; 0: it has words only */
struct pk_i_ending { uint32_t child; uint16_t n_children, set; uint8_t byte, pad[3]; }; /* trie of reversed endings; node 0 is the root */
struct pk_i_step { uint32_t state, word, next; };
struct pk_i_state { uint32_t payload, n; };
struct pk_i_payload { uint8_t type, flags, pad[2]; uint32_t id; struct pk_ref exact; };
struct pk_i_value { uint32_t class_, key; int64_t number; struct pk_ref text; };     /* key: word, or state | PK_KEY_STATE */
#define PK_KEY_STATE 0x80000000u
/* WORD_FILTER: of each word one bit is set, by its hash. Where it is not, there is no such word: most are not known, and this small table stays in the cache.
 * An entry of WORD_HASH: the word's id and the top byte of its hash, so that most other words are told apart without a look at them. */
#define PK_HASH_ID(entry) ((entry) & 0xFFFFFFu)
#define PK_HASH_ENTRY(id, hash) ((id) | ((hash) & 0xFF000000u))
/* WORD_BEGINS and WORD_LISTED: a bit for each word, does it begin a phrase, has it rules or musts? Of most it has none, and these tables stay in the cache. */
struct pk_i_entry { struct pk_ref name; uint8_t kind, sub; uint16_t file; uint32_t line, attr, n_attrs; };
struct pk_i_attr { struct pk_ref key, value; };
struct pk_i_rule {
  /* what is asked before the program is run stands together, in one line of the cache */
  struct pk_marks begins;                          /* of what may stand where a match begins */
  uint32_t needs_before[PK_MAX_NEEDS], needs_behind[PK_MAX_NEEDS]; /* sets of kinds: a mention of one of each begins there */
  uint32_t prev_arg, next_arg;                     /* the terms that must fit right before and behind the anchor; type 0: none */
  uint16_t prev_type, next_type;
  uint32_t program, before_min;
  uint8_t before_max, flags, block_kind, claim;    /* claim: label whose range the match claims; 255: the whole match */
  struct pk_ref name;
  uint32_t line, n_program, then, n_then, label, n_labels, slot, n_slots;
  int32_t priority;
  uint16_t file, phase, pad[8];
};
_Static_assert(sizeof(struct pk_i_rule) == 128, "rules do not straddle lines of the cache");
/* What must stand in the sentence or block, of each rule: places in the set of bits, plus one; 0: no more. Small, because most rules are tried no further. */
struct pk_i_test { uint16_t musts[PK_MAX_MUSTS]; uint8_t phase, in_block; };
enum { PK_RULE_NEAR = 1, PK_RULE_AROUND = 2, PK_RULE_BLOCK = 4 /* within block */, PK_RULE_KIND = 8 /* within this block kind */, PK_RULE_NOTHING = 16 };
struct pk_i_then { uint8_t is_fact, kind, n, pad; struct { uint8_t slot, label, pad[2]; struct pk_ref constant; } at[PK_MAX_SLOTS]; };
struct pk_i_label { struct pk_ref name; uint32_t kind, sub; };                       /* kind: PK_KINDS when it captures no mention */
struct pk_i_slot { uint8_t label, direction, optional, pad; uint32_t after, program, n_program; }; /* of an around rule */
enum { PK_LEFT = 1, PK_RIGHT = 2, PK_LEFT_ELSE_RIGHT = 3, PK_RIGHT_ELSE_LEFT = 4, PK_AFTER = 5 };
/* KIND_FROM: where those of a phase and kind begin, by pk_kind_from. Among these they are ordered by their first must, and `end` is where those with the same end. */
struct pk_i_kind_rule { uint32_t rule, end; uint16_t phase, must; uint8_t kind, sub, pad[2]; };
struct pk_i_example { uint32_t rule, line; struct pk_ref text; uint32_t yes; };

struct pk_i_export { struct pk_ref name; uint32_t mark, n_marks; };
struct pk_i_mark { uint32_t kind; struct pk_ref text; };

/* name, element type */
#define PK_SECTION_MAP(X)                                                                                             \
  X(TEXT, char) X(FILES, struct pk_ref) X(WORDS, struct pk_i_word) X(WORD_BEGINS, uint8_t) X(WORD_LISTED, uint8_t) X(WORD_HASH, uint32_t) X(WORD_FILTER, uint8_t) X(CLASSES, struct pk_i_class) X(CLASS_HASH, uint32_t) \
  X(SETS, uint32_t) X(SET_RULES, uint32_t) X(SET_MUSTS, uint32_t) X(ENDINGS, struct pk_i_ending) X(STEPS, struct pk_i_step)                  \
  X(STATES, struct pk_i_state) X(PAYLOADS, struct pk_i_payload) X(VALUES, struct pk_i_value)                          \
  X(ENTRIES, struct pk_i_entry) X(ATTRS, struct pk_i_attr) X(RULES, struct pk_i_rule) X(TESTS, struct pk_i_test) X(PROGRAM, uint32_t) X(ATOMS, struct pk_marks) X(SET_MARKS, uint64_t)            \
  X(THENS, struct pk_i_then) X(LABELS, struct pk_i_label) X(SLOTS, struct pk_i_slot) X(LISTS, uint32_t)               \
  X(KIND_RULES, struct pk_i_kind_rule) X(KIND_FROM, uint32_t) X(PHASES, uint32_t) X(EXAMPLES, struct pk_i_example)               \
  X(EXPORTS, struct pk_i_export) X(MARKS, struct pk_i_mark)
#define PK_SECTION_ENUM(name, type) PK_S_##name,
enum { PK_SECTION_MAP(PK_SECTION_ENUM) PK_SECTIONS };
#undef PK_SECTION_ENUM

struct pk_know {
  char magic[8];
  uint32_t layout, size;
  char hash[68];                                   /* SHA-256 of what follows the header, in hex */
  uint32_t set_words;                              /* 32-bit words a class set */
  uint32_t municipalities, municipalities_end;     /* where they stand among the entries, and maybe others between them */
  struct { uint32_t at, n; } section[PK_SECTIONS]; /* byte offset, elements */
};

/* pk_sec_WORDS(know) … : the first element of each section */
#define PK_SECTION_GETTER(name, type)                                                     \
  static inline const type *pk_sec_##name(const struct pk_know *k) {                      \
    return (const type *)(const void *)((const char *)k + k->section[PK_S_##name].at);    \
  }
PK_SECTION_MAP(PK_SECTION_GETTER)
#undef PK_SECTION_GETTER
#define PK_COUNT(know, name) ((know)->section[PK_S_##name].n)

static inline pk_str pk_ref_str(const struct pk_know *k, struct pk_ref r) { return (pk_str){pk_sec_TEXT(k) + r.at, r.n}; }

static inline uint32_t pk_kind_from(uint32_t phase, uint32_t kind) { return phase * PK_KINDS + kind; } /* the next one is where they end */

static inline bool pk_word_bit(const uint8_t *bits, uint32_t word) { return bits[word / 8] >> word % 8 & 1; }

static inline bool pk_set_has(const struct pk_know *k, uint32_t set, uint32_t class_) {
  return set && pk_sec_SETS(k)[set * k->set_words + class_ / 32] >> (class_ % 32) & 1;
}

/* What must stand in a sentence for a rule to match there: each a set of words and classes of which one must be there. By their hash they have a place
 * in a set of bits, and a sentence's words fill its set (match.c). Two at one place cost a needless try. */
enum { PK_MUST_BITS = 1024 };

/* ---- the program of a rule's left-hand side ----------------------------------------------------------------------------
 * ATOM n (type arg)×n      one pattern: alternatives; PK_T_AND joins a term with the next one (same token). Above the op stands where its marks are in ATOMS
 * GAP max n (type arg)×n   up to max tokens, fewest first, none of which fits a term
 * SPLIT a b                try a, then b        JUMP a        OPEN label        CLOSE label
 * START  END               of the sentence or block           DONE */
enum { PK_OP_ATOM = 1, PK_OP_GAP, PK_OP_SPLIT, PK_OP_JUMP, PK_OP_OPEN, PK_OP_CLOSE, PK_OP_START, PK_OP_END, PK_OP_DONE };
enum { PK_T_WORD = 1, PK_T_CLASS, PK_T_KIND /* kind | sub + 1 << 8 */, PK_T_SHAPE /* all these bits */, PK_T_LOWER /* word, no capital */,
       PK_T_ANY, PK_T_TYPE = 0xff, PK_T_NOT = 0x100, PK_T_AND = 0x200 };

#define PK_OP(code) ((code) & 0xffu)
#define PK_ATOM_MARKS(code) ((code) >> 8)
#define PK_MARK_SHAPE(is) ((uint64_t)(is) << 32)
#define PK_MARK_WORD(word) (UINT64_C(1) << (48 + (word) % 16))
#define PK_MARK_CLASS(class_) (UINT64_C(1) << (class_) % 64)
static inline bool pk_marks_meet(struct pk_marks a, struct pk_marks b) { return (a.own & b.own) | (a.classes & b.classes); }
static inline struct pk_marks pk_marks_join(struct pk_marks a, struct pk_marks b) { return (struct pk_marks){a.own | b.own, a.classes | b.classes}; }

/* ---- what build.c hands to rules.c and exports.c ------------------------------------------------------------------------------------------ */
struct pk_builder;
uint32_t pk_build_word(struct pk_builder *, pk_str word);              /* id of a word, made if new; 0: out of memory */
uint32_t pk_build_class(struct pk_builder *, pk_str name);             /* id; 0: unknown */
#define PK_COST_COMMON 60                                              /* a function word stands this many times as often as another */
uint32_t pk_build_class_cost(struct pk_builder *, uint32_t class_);    /* how common its words are together */
uint32_t pk_build_class_width(struct pk_builder *, uint32_t class_);   /* tokens that a word or phrase of it may take */
struct pk_ref pk_build_text(struct pk_builder *, pk_str);
pk_str pk_build_string(const struct pk_builder *, struct pk_ref);      /* the text there, until more is added */
struct pk_arena *pk_build_arena(struct pk_builder *);
bool pk_build_common(struct pk_builder *, uint32_t word);              /* is it a function word */
partikel_status pk_build_fail(struct pk_builder *, const char *format, pk_str what); /* KNOWLEDGE, with the file and line in hand; format has one %S at most */

/* Each file: begin, its lines (without comments, not empty), end. NOMEM has no message yet. */
struct pk_exports { PK_VEC(struct pk_i_export) exports; PK_VEC(struct pk_i_mark) marks; };
partikel_status pk_export_begin(struct pk_builder *, struct pk_exports *, pk_str name);
partikel_status pk_export_line(struct pk_builder *, struct pk_exports *, pk_str line);
partikel_status pk_export_end(struct pk_builder *, const struct pk_exports *);

struct pk_i_key { uint32_t type, arg, value; };                        /* a word, class or kind, and what is found by it: a rule, or a place in the set of musts */
struct pk_rules {
  PK_VEC(struct pk_i_rule) rules;
  PK_VEC(struct pk_i_test) tests;
  PK_VEC(uint32_t) program;
  PK_VEC(struct pk_marks) atoms;
  PK_VEC(struct pk_i_then) thens;
  PK_VEC(struct pk_i_label) labels;
  PK_VEC(struct pk_i_slot) slots;
  PK_VEC(struct pk_i_example) examples;
  PK_VEC(struct pk_i_key) anchors, musts;
  uint32_t *by_name, by_name_mask;                                     /* rule + 1 by the hash of its name; 0: free */
};
partikel_status pk_rules_parse(struct pk_builder *, const char *dir, const char *path, uint16_t file, uint32_t phase, pk_str text, struct pk_rules *, partikel_error *);

#endif
