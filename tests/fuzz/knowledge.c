/* Any bytes as a file of words, a list or a table; the first byte says which. Some are files whose words the C code asks for by name. The
 * compiled image is not fuzzed: none is ever read from outside. */
#include "folder.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n) {
  static const struct fuzz_file files[] = {
      {"words/give.words", "give: giver gav\n"},
      {"words/help.list", "hjælp | bistand\n"},
      {"words/scale.tsv", "name\tvalue\nmio | million\t1000000\n"},
      {"words/number.tsv", "name\tvalue\nto\t2\n"},
      {"words/month.tsv", "name\tvalue\nmaj\t5\njuni\t6\n"},
      {"words/abbreviation.words", "mio\nkr\nkl\n"},
      {"language/da.words", "det\nen\nhar\nog\n"},
      {"page/byline.list", "af\n"},
      {"organisation/ngo.list", "Foreningen Huset | ~Huset\n"},
      {"organisation/municipality.tsv", "name\tcode\nFaxe Kommune\t320\n"},
      {"place/town.list", "Faxe\n"},
      {"organisation/foundation.list", "Den Gode Fond | =DGF | ~Fonden\n"},
      {"rules/10-base.rules", "rule amount\nwhen NUMBER:n <scale>:s? '.'? kr '.'?\nthen amount number=n scale=s\nyes [n 3] [s mio.] kr.\nno 3\n\n"
                              "rule date\nwhen NUMBER:d '.' <month>:m\nthen date day=d month=m\nyes [d 7]. [m juni]\nno 7\n"},
      {"rules/50-base.rules", "rule gives\nwhen ORGANISATION:f <give> ..3 AMOUNT:a\nthen funding funder=f amount=a\nyes [f Ole] giver [a 3 mio. kr.]\nno Ole giver\n\n"
                              "rule helps\nwhen ORGANISATION:p ..3 <help>|TOWN\nthen role party=p role='partner'\nyes [p Ole] er en hjælp\nno Ole\n"},
  };
  enum { DOUBTFUL = 11 }; /* the first ones */
  if (!n) return 0;
  if (!fuzz_dir[0]) fuzz_make_folder(files, sizeof files / sizeof *files);
  const struct fuzz_file *file = &files[bytes[0] % DOUBTFUL];
  fuzz_put(file->name, bytes + 1, n - 1);
  fuzz_folder(file->name);
  fuzz_put(file->name, file->text, strlen(file->text));
  return 0;
}
