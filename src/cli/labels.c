/* The words of the review page, numbers and dates as the reader writes them. */
#include <string.h>

#include "html_text.h"
#include "labels.h"

const char *label(enum language language, enum label which) {
#define LABEL_TEXT(name, da, en) {da, en},
  static const char *const texts[LABELS][LANGUAGES] = {LABEL_MAP(LABEL_TEXT)};
#undef LABEL_TEXT
  return texts[which][language];
}

void label_number(struct text *t, enum language language, int64_t value) {
  uint64_t rest = value < 0 ? 0 - (uint64_t)value : (uint64_t)value, size = 1;
  if (value < 0) TEXT(t, "\xE2\x88\x92");
  while (rest / size >= 1000) size *= 1000;
  text_pad(t, rest / size, 1);
  while (size > 1) {
    rest %= size;
    size /= 1000;
    text_byte(t, language == DANISH ? '.' : ',');
    text_pad(t, rest / size, 3);
  }
}

/* value / 10^digits in units of `per`, with at most two decimals: 2,1 */
static void in_units(struct text *t, enum language language, uint64_t value, uint64_t per) {
  uint64_t hundredths = value / (per / 100), rest = hundredths % 100;
  label_number(t, language, (int64_t)(hundredths / 100));
  if (!rest) return;
  text_byte(t, language == DANISH ? ',' : '.');
  text_byte(t, (char)('0' + rest / 10));
  if (rest % 10) text_byte(t, (char)('0' + rest % 10));
}

void label_money(struct text *t, enum language language, int64_t hundredths, const char *currency) {
  static const struct { uint64_t size; const char *name[LANGUAGES]; } large[] = {
      {UINT64_C(100000000000), {"mia.", "billion"}}, {UINT64_C(100000000), {"mio.", "million"}}};
  bool kroner = currency && strcmp(currency, "DKK") == 0;
  uint64_t size = hundredths < 0 ? 0 - (uint64_t)hundredths : (uint64_t)hundredths;
  if (language == ENGLISH && currency) html_word(t, currency), TEXT(t, "\xC2\xA0");
  if (hundredths < 0) TEXT(t, "\xE2\x88\x92");
  size_t k = 0;
  while (k < 2 && (size < large[k].size || size % (large[k].size / 100))) k++;   /* only where two decimals say it exactly */
  if (k < 2) {
    in_units(t, language, size, large[k].size);
    TEXT(t, "\xC2\xA0");
    text_word(t, large[k].name[language]);
  } else {
    in_units(t, language, size, 100);
  }
  if (language == DANISH && currency) {
    TEXT(t, "\xC2\xA0");
    html_word(t, kroner ? "kr." : currency);
  }
}

void label_about(struct text *t, enum language language, int64_t hundredths) {
  int64_t unit = 1;
  while (hundredths / unit >= 1000) unit *= 10;
  label_money(t, language, unit >= 10000 ? (hundredths + unit / 2) / unit * unit : (hundredths + 50) / 100 * 100, "DKK");
}

static bool digits(const char *s, int n) {
  for (int i = 0; i < n; i++)
    if (s[i] < '0' || s[i] > '9') return false;
  return true;
}

static int two(const char *s) { return 10 * (s[0] - '0') + s[1] - '0'; }

void label_date(struct text *t, enum language language, const char *edtf) {
  static const char *const months[LANGUAGES][12] = {
      {"januar", "februar", "marts", "april", "maj", "juni", "juli", "august", "september", "oktober", "november", "december"},
      {"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"}};
  static const char *const seasons[LANGUAGES][4] = {{"for\xC3\xA5ret", "sommeren", "efter\xC3\xA5ret", "vinteren"}, {"spring", "summer", "autumn", "winter"}};
  size_t n = edtf ? strlen(edtf) : 0;
  bool year = n >= 4 && (digits(edtf, 4) || strncmp(edtf, "XXXX", 4) == 0), known = year && edtf[0] != 'X';
  bool month = year && n >= 7 && edtf[4] == '-' && digits(edtf + 5, 2) && (n == 7 || edtf[7] == '-');
  int number = month ? two(edtf + 5) : 0;
  bool day = month && number >= 1 && number <= 12 && n >= 10 && digits(edtf + 8, 2) && (n == 10 || edtf[10] == 'T');
  bool season = number >= 21 && number <= 24;
  if (!n || !year || (!day && n > 7) || (n != 4 && !month) || (month && !season && (number < 1 || number > 12))) {
    html_word(t, edtf);
    return;
  }
  if (day) text_int(t, two(edtf + 8)), text_word(t, language == DANISH ? ". " : " ");
  if (season) text_word(t, seasons[language][number - 21]);
  else if (month) text_word(t, months[language][number - 1]);
  if (month && known) text_byte(t, ' ');
  if (known || !month) text_add(t, edtf, 4);
  if (n < 16 || !digits(edtf + 11, 2) || edtf[13] != ':' || !digits(edtf + 14, 2)) return;
  text_byte(t, ' ');
  text_word(t, label(language, L_CLOCK));
  text_byte(t, ' ');
  text_add(t, edtf + 11, 2);
  text_byte(t, language == DANISH ? '.' : ':');
  text_add(t, edtf + 14, 2);
}
