/* Any bytes as a file of rules; the first byte says of which phase. Its examples are run, whatever they say. */
#include "folder.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n) {
  static const char *const names[] = {"rules/15-fuzz.rules", "rules/34-fuzz.rules", "rules/47-fuzz.rules", "rules/49-fuzz.rules", "rules/60-fuzz.rules"};
  static const struct fuzz_file files[] = {
      {"language/da.words", "det\nen\nhar\nog\ntil\n"},
      {"words/give.words", "give: giver gav\ngive_penge\n-giver\n"},
      {"words/not.words", "ikke\naldrig\n"},
      {"words/scale.tsv", "name\tvalue\nmio | million\t1000000\n"},
      {"words/number.tsv", "name\tvalue\nto\t2\n"},
      {"organisation/foundation.list", "Den Gode Fond | =DGF | ~Fonden\n"},
      {"organisation/ngo.list", "Foreningen Huset\n"},
      {"place/town.list", "Faxe\n"},
      {"rules/10-base.rules", "rule amount\nwhen NUMBER:n <scale>:s? '.'? kr '.'?\nthen amount number=n scale=s\nyes [n 3] [s mio]. kr.\nno 3\n"},
  };
  if (!n) return 0;
  if (!fuzz_dir[0]) fuzz_make_folder(files, sizeof files / sizeof *files);
  const char *name = names[bytes[0] % (sizeof names / sizeof *names)];
  fuzz_put(name, bytes + 1, n - 1);
  fuzz_folder(name);
  fuzz_remove(name);
  return 0;
}
