/* labels: what the review page says of itself, in Danish and English, and how each writes numbers and dates. The one place of the command
 * where Danish stands in C. */
#ifndef LABELS_H
#define LABELS_H

#include "compose.h"

enum language { DANISH, ENGLISH, LANGUAGES };

/* name, Danish, English */
#define LABEL_MAP(X) \
  X(LANG, "da", "en") X(PAGE_TITLE, "Partnerskaber i artikler", "Partnerships in articles") \
  X(SKIP, "Spring til artiklerne", "Skip to the articles") X(OVERVIEW, "Overblik", "Overview") X(ARTICLES, "Artikler", "Articles") \
  X(ARTICLE, "artikel", "article") X(ARTICLES_N, "artikler", "articles") X(PARTNERSHIPS_N, "partnerskaber", "partnerships") \
  X(PARTNERSHIP_1, "partnerskab", "partnership") \
  X(ORGANISATIONS_N, "organisationer", "organisations") X(ORGANISATION_1, "organisation", "organisation") \
  X(GRANTS_N, "bevillinger", "grants") X(GRANT_1, "bevilling", "grant") X(SUM, "i alt, når en bevilling kun tælles én gang", "in all, each grant counted once") \
  X(WHO, "Hvem arbejder sammen, og hvem betaler", "Who works with whom, and who pays") \
  X(WHO_HOW, "Buer til venstre: bærer et partnerskab sammen. Pile til højre: betaler til. Jo tykkere, jo flere partnerskaber. Fonde og staten har en dobbelt kant, kommuner og regioner en enkelt.", \
    "Arcs on the left: carry a partnership together. Arrows on the right: pay. The thicker, the more partnerships. Foundations and the state have a double edge, municipalities and regions a single one.") \
  X(WHO_MOST, "Vist er de organisationer, der indgår i flest forbindelser.", "Shown are the organisations with the most ties.") \
  X(AS_TABLE, "Vis som tabel", "Show as a table") X(WORKS_WITH, "arbejder sammen med", "works with") X(PAYS, "betaler til", "pays") \
  X(TIE, "Forbindelse", "Tie") X(FROM, "Fra", "From") X(TO, "Til", "To") X(COUNT, "Antal", "Count") \
  X(BY_YEAR, "Penge pr. år", "Money by year") \
  X(BY_YEAR_HOW, "Året, da en artikel først omtaler bevillingen. Samme giver, beløb og projekt er én bevilling. Kun kroner.", \
    "The year in which an article first tells of the grant. The same giver, sum and project are one grant. Danish kroner only.") \
  X(YEAR, "År", "Year") X(AMOUNT, "Beløb", "Amount") X(TOP_FUNDERS, "De største givere", "The largest givers") X(GIVER, "Giver", "Giver") \
  X(CEILING, "Der er flere, end oversigten rummer; de sidste er ikke talt med.", "There are more than the overview holds; the last ones are not counted.") \
  X(SEARCH, "Søg", "Search") X(SEARCH_IN, "Titel, projekt, organisation, person", "Title, project, organisation, person") X(SHOW, "Vis", "Show") \
  X(ALL, "alle", "all") X(WITH_PARTNERSHIP, "med partnerskab", "with a partnership") X(WITH_MONEY, "med penge", "with money") \
  X(WITH_QUOTES, "med citater", "with quotes") X(WITH_WARNING, "med advarsler", "with warnings") X(WITHOUT_FACTS, "uden fakta", "without facts") \
  X(SORT, "Rækkefølge", "Order") X(AS_GIVEN, "som indlæst", "as read") X(NEWEST, "nyeste først", "newest first") X(OLDEST, "ældste først", "oldest first") \
  X(MOST_MONEY, "flest penge først", "most money first") X(EVERY_YEAR, "alle år", "all years") X(SHOWN_OF, "af", "of") \
  X(NOTHING_FOUND, "Ingen artikler passer.", "No article fits.") \
  X(KEYS, "Taster", "Keys") X(KEYS_HOW, "næste, forrige artikel · <kbd>/</kbd> søg · <kbd>t</kbd> lyst eller mørkt", "next, previous article · <kbd>/</kbd> search · <kbd>t</kbd> light or dark") \
  X(THEME, "Lyst eller mørkt", "Light or dark") X(CONTENTS, "Indhold", "Contents") \
  X(NEXT_PAGE, "Næste side", "Next page") X(PREVIOUS_PAGE, "Forrige side", "Previous page") X(PAGE, "Side", "Page") \
  X(MORE_ROWS, "Flere artikler", "More articles") X(ROWS_HERE, "Søgningen ser kun denne side af listen.", "The search sees only this page of the list.") \
  X(TEXT, "Tekst", "Text") X(RECORD, "Fakta", "Facts") X(TO_RECORD, "Til fakta", "To the facts") X(TO_TEXT, "Til teksten", "To the text") \
  X(NO_TITLE, "Uden titel", "No title") X(NO_TEXT, "Teksten er udeladt. Fundstederne er tegn i artiklens tekst.", "The text is left out. Places are characters of the article's text.") \
  X(EMPTY_TEXT, "Siden har ingen artikeltekst.", "The page has no article text.") X(NO_FACTS, "Ingen fakta fundet.", "No facts found.") \
  X(UNNAMED, "Partnerskab uden navn", "Unnamed partnership") X(ALSO, "også", "also") X(PERIOD, "Periode", "Period") X(MONTHS, "måneder", "months") \
  X(SINCE, "fra", "from") X(UNTIL, "til", "until") X(PARTIES, "Parter", "Parties") X(MONEY, "Penge", "Money") X(NO_SUM, "uden nævnt beløb", "no sum named") \
  X(FROM_WHOM, "fra", "from") X(TO_WHOM, "til", "to") X(FIGURES, "Tal", "Figures") X(TARGET_GROUP, "Målgruppe", "Target group") \
  X(ACTIVITIES, "Aktiviteter", "Activities") X(PLACES, "Steder", "Places") X(EVENTS, "Begivenheder", "Events") X(PEOPLE, "Personer", "People") \
  X(QUOTES, "Citater", "Quotes") X(OTHERS, "Andre organisationer", "Other organisations") X(ORGANISATIONS, "Organisationer", "Organisations") \
  X(SOURCE, "Kilde", "Source") X(UNKNOWN_SPEAKER, "Ukendt taler", "Unknown speaker") \
  X(RULE, "Regel", "Rule") X(KEY, "Nøgle", "Key") X(RESTS_ON, "Hviler på", "Rests on") X(CHARACTERS, "tegn", "characters") X(WHY, "Hvorfor?", "Why?") X(CERTAINTY, "direkte udsagn", "direct statements") \
  X(FILE, "Fil", "File") X(MEMBER, "Del", "Member") X(HASH, "SHA-256", "SHA-256") X(SAVED_FROM, "Gemt fra", "Saved from") X(SAVED, "Gemt", "Saved") \
  X(ADDRESS, "Adresse", "Address") X(AUTHORS, "Af", "By") X(MODIFIED, "Opdateret", "Updated") X(MADE_BY, "Lavet af", "Made by") \
  X(KNOWLEDGE, "viden", "knowledge") X(LEGEND, "Farver og streger", "Colours and lines") X(CLOCK, "kl.", "at") \
  X(K_ORGANISATION, "organisation", "organisation") X(K_PERSON, "person", "person") X(K_PLACE, "sted", "place") X(K_PROJECT, "projekt", "project") \
  X(K_MONEY, "penge", "money") X(K_TIME, "tid", "time") X(K_FIGURE, "tal", "figure") X(K_ACTIVITY, "aktivitet", "activity") X(K_QUOTE, "citat", "quote") \
  X(R_PARTNER, "partner", "partner") X(R_OPERATOR, "driver det", "operator") X(R_FUNDER, "giver penge", "funder") X(R_SUPPORTER, "støtter", "supporter") \
  X(R_EVALUATOR, "evaluerer", "evaluator") X(R_RECIPIENT, "modtager", "recipient") \
  X(Q_ABOUT, "ca.", "about") X(Q_UP_TO, "op til", "up to") X(Q_AT_LEAST, "mindst", "at least") X(Q_TARGET, "mål:", "target:") \
  X(E_OPENING, "åbning", "opening") X(E_INAUGURATION, "indvielse", "inauguration") X(E_MEETING, "møde", "meeting") X(E_DEADLINE, "frist", "deadline") \
  X(E_OTHER, "begivenhed", "event") \
  X(O_NGO, "frivillig organisation", "voluntary organisation") X(O_MUNICIPALITY, "kommune", "municipality") X(O_REGION, "region", "region") \
  X(O_FOUNDATION, "fond", "foundation") X(O_MINISTRY, "ministerium", "ministry") X(O_AGENCY, "styrelse", "agency") X(O_COMPANY, "virksomhed", "company") \
  X(O_RESEARCH, "forskning", "research") X(O_ASSOCIATION, "forening", "association") X(O_INSTITUTION, "institution", "institution") X(O_OTHER, "andet", "other")

#define LABEL_ENUM(name, da, en) L_##name,
enum label { LABEL_MAP(LABEL_ENUM) LABELS };
#undef LABEL_ENUM

const char *label(enum language, enum label);

/* 2100000 kr. as "2,1 mio. kr.", 300000 kr. as "300.000 kr."; hundredths. currency NULL: none. */
void label_money(struct text *, enum language, int64_t hundredths, const char *currency);
/* The same with three figures that count: "305 mio. kr.", "12 mio. kr."; kroner. */
void label_about(struct text *, enum language, int64_t hundredths);
void label_number(struct text *, enum language, int64_t);        /* 12.500, 12,500 */
/* "14. marts 2013", "marts 2013", "foråret 2017"; what is no EDTF date stays as it is, escaped for HTML. NULL adds nothing. */
void label_date(struct text *, enum language, const char *edtf);

#endif
