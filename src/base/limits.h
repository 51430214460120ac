/* limits: every growth has a ceiling (ARCHITECTURE 3.7), and all of them stand here. tests/unit/test_limits.c stands at each and one
 * over it, test_html.c, test_mime.c, test_archive.c and test_clips.c at those of pages, messages, archives and exports. What happens over it: LIMIT, KNOWLEDGE and NOMEM are statuses
 * with a message; "cut" loses what is beyond and no more. */
#ifndef PK_LIMITS_H
#define PK_LIMITS_H

#include <stddef.h>

/* ---- memory and input --------------------------------------------------------------------------------------------------- */
#define PK_MAX_MEMBER ((size_t)64 << 20)       /* bytes of one article, decompressed: LIMIT */
#define PK_MAX_EXPANSION 200                   /* decompressed bytes a compressed byte, above PK_FREE_EXPANSION: LIMIT */
#define PK_FREE_EXPANSION ((size_t)1 << 20)    /* small files may expand as they like up to here */
#define PK_MAX_ARENA ((size_t)6 << 30)         /* all memory of one article's stages: NOMEM. Tested by setting the count, 6 GiB are not there */
#define PK_MAX_BUF ((size_t)1 << 30)           /* one run of bytes, and PARTIKEL_OPTION_MAX_BYTES: NOMEM, ARGUMENT. Positions fit in 32 bits */
#define PK_MAX_WORD 128                        /* bytes of a folded word: cut, longer words that begin alike are one */
#define PK_MAX_SENTENCE 2000                   /* tokens: cut, the rest is the next sentence */

/* ---- pages: cut, except where another thing is said --------------------------------------------------------------------------- */
#define PK_MAX_CHARSET_HEAD ((size_t)64 << 10) /* bytes in which a page declares its charset */
#define PK_MAX_HTML_DEPTH 512                  /* open elements, as in browsers: deeper ones stand in the deepest, with nothing in them */
#define PK_MAX_HTML_ATTRIBUTES 16              /* kept of one element */
#define PK_MAX_HTML_VALUE ((size_t)8 << 10)    /* bytes of an attribute's value */
#define PK_MAX_COMMENT ((size_t)4 << 10)       /* bytes: longer ones are no saver's */
#define PK_MAX_COMMENTS 64                     /* of a page that a saver's is looked for in */
#define PK_MAX_JSON_LD 32                      /* scripts of a page */
#define PK_MAX_JSON_BYTES ((size_t)256 << 10)   /* of one of them: larger ones are no metadata */
#define PK_MAX_JSON_DEPTH 64                   /* objects and arrays inside each other: deeper ones are not looked at */
#define PK_MAX_JSON_OBJECTS 512                /* of one page */
#define PK_MAX_SEARCHED ((size_t)192 << 10)    /* bytes of a web page's text in which facts are looked for, some 30,000 words: finding takes 60 times its room */
#define PK_MAX_METAS 256                       /* candidates for the metadata of a page */

/* ---- messages and web archives -------------------------------------------------------------------------------------------------- */
#define PK_MAX_FIELD ((size_t)16 << 10)        /* bytes of a header field, or of a plist's string: cut */
#define PK_MAX_HEADER ((size_t)256 << 10)      /* bytes that are looked through to tell whether this is a message */
#define PK_MAX_PARAMETER_PARTS 32              /* name*0= name*1= …: cut */
#define PK_MAX_MIME_DEPTH 8                    /* multiparts and messages inside each other: LIMIT, if nothing was found before */
#define PK_MAX_MIME_PARTS 2000                 /* parts of a message, itself among them: the same */

/* ---- archives: LIMIT for the record, the next one is read ------------------------------------------------------------------------ */
#define PK_MAX_ARCHIVE_HEADER ((size_t)64 << 10) /* bytes of a record's header, and of the HTTP header behind it */
#define PK_MAX_CODINGS 2                       /* packings of a body, one around the other */
#define PK_MAX_EXPORT_HEAD ((size_t)256 << 10) /* bytes of a text in which an export of many articles must show itself: else it is one article */
#define PK_MAX_PASSED ((size_t)1 << 20)        /* bytes of a record that is no article: longer ones are gone through without being held. Nothing is lost */

/* ---- running rules: over them there is no match ---------------------------------------------------------------------------- */
#define PK_MAX_LOOKAHEAD 64                    /* tokens between a match's first one and its anchor, or its trigger and a slot */
#define PK_MAX_RULE_STEPS 4000                 /* steps that one rule may take at one place */
#define PK_MAX_STACK 128                       /* places one try may go back to: later ones are not kept */
#define PK_MAX_ENDS 16                         /* ends that an atom may have at one token: the longest are kept */

/* ---- compiling rules: KNOWLEDGE ------------------------------------------------------------------------------------------------ */
#define PK_MAX_PHASES 100                      /* rule files begin with two figures */
#define PK_MAX_NEST 8                          /* brackets within brackets */
#define PK_MAX_BARS 16                         /* | between sequences in one bracket */
#define PK_MAX_KEYS 24                         /* alternatives of an atom: one with more is no anchor */
#define PK_MAX_GAP 40                          /* tokens of ..N */
#define PK_MAX_REPEAT 24                       /* n of {m,n} */
#define PK_MAX_REPEAT_CODE 512                 /* codes of the program that are repeated */
#define PK_MAX_LABELS 8                        /* of a rule */
#define PK_MAX_SLOTS 8                         /* of one statement */
#define PK_MAX_THENS 255                       /* statements of a rule */
#define PK_MAX_MARKS 16                        /* [label words] of one example: the example fails */
#define PK_MAX_WIDTH 24                        /* tokens one mention may take before an anchor: longer ones are not matched there */
#define PK_MAX_MUSTS 4                         /* words or classes whose sentence is looked at before a rule is tried: the match asks for the others */
#define PK_MAX_NEEDS 3                         /* kinds of mentions that are looked for before a rule is tried: the match asks for the others */

/* ---- compiling words: KNOWLEDGE -------------------------------------------------------------------------------------------------- */
#define PK_MAX_KNOWLEDGE_FILE ((size_t)16 << 20)
#define PK_MAX_FILES 4096
#define PK_MAX_CLASSES 1024
#define PK_MAX_WORDS 0xFFFFFFu                  /* different words: an id keeps 24 bits. NOMEM. Not tested, the files for it would take 100 MB */
#define PK_MAX_CLASS_SETS 65535                /* different sets of classes that words have, the empty one too: a word keeps its set in 16 bits */
#define PK_MAX_VALUE INT64_C(1000000000000) /* of a table of words: millionths of it still fit */
#define PK_MAX_FORM 512                        /* bytes of a form in a word class */
#define PK_MAX_FORM_WORDS 24
#define PK_MAX_ENDING 32                       /* bytes of an ending */
#define PK_MAX_COLUMNS 8                       /* of a table of names */
#define PK_MAX_EXPORTS 16                      /* files of data/export */
#define PK_MAX_MARKS_EXPORT 64                 /* forms of one of them */
#define PK_MAX_MARK 128                        /* bytes of a form there */
#define PK_LEAST_ROW 5                         /* signs of a row that parts articles or stands under a headline */

/* ---- what an article may hold: cut --------------------------------------------------------------------------------------------------- */
#define PK_MAX_NAME 6                          /* words of a capitalised sequence: the next words are the next one */
#define PK_MAX_QUOTED 12                       /* words of a title or name in quotation marks: longer ones are none */
#define PK_MAX_MEMBERS 16                      /* organisations of one list that share a role */
#define PK_MAX_DRAFTS 256                      /* partnerships of an article */
#define PK_MAX_PARTIES 256                     /* of one partnership, and its grants: what comes after that many is no partnership */
#define PK_MAX_EVIDENCE 24                     /* mentions that one fact names as its evidence */

/* Not here, because nothing is lost beyond them: distances at which a rule of thumb stops looking (FAR, BACK, TENSE, LOOK…), small rooms
 * for the first tokens of a line whose rest does not matter, sizes of steps (READ_STEP, FIRST_CHUNK), messages cut to partikel_error. */

#endif
