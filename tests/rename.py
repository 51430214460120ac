#!/usr/bin/env python3
"""Does partikel read the article, or recall the names? rename.py [--seed N] [--max-fall POINTS]

Takes the articles and gold facts under ../shared, replaces the organisations, persons, towns and projects in text and gold
together by made-up Danish-looking names that no list under data/ holds, runs partikel on both and prints the core F1 of
score.py before and after. What carries meaning stays: Kommune, -fonden, Foreningen, A/S, Universitet, genitives, short forms,
bare last names. Ministries, political parties and other names that are words of the language stay as well. The names are
drawn anew at each run. Everything is written to a temporary folder; no text is printed. Exit 1 over --max-fall, 2 without ../shared.
"""
import argparse, glob, json, os, random, re, subprocess, sys, tempfile, unicodedata

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import lines

SHARED = os.path.join(os.path.dirname(lines.ROOT), "shared")

# Words that say what a thing is. They stay, as do words that begin in lower case.
MEANING = set("""kommune kommuner amt region regionskommune fond fonden fondet fonds legat legatet foundation stiftelse stiftelsen forening
foreningen landsforeningen landsforening boligforening boligselskabet boligselskab haveforeningen a/s aps i/s amba bank sparekasse
universitet universitetet professionshøjskole university college research institut instituttet skole skolen museum bibliotek hus huset
kulturhus neurocenter jobcenter jobcentret familiecenter center centret familieafdelingen familierådgivningen socialforvaltningen
forvaltningen fængsel beredskab stift stiftet provsti sogn kirke kirken den det de dansk danske danmark danmarks denmark nordisk sociale
social arbejde børn børns unge ungdommens kirkens familie familier familien støttefond støttefonden familiefond familiefonden kvindernes frivillige boldklub håndbold fiskeriforening
museumsforening havns bolig kor club klub klubben en et én ét i på til for med og at af ad hos ved kultur fritid kommunernes styrelsen sankt""".split())
# Endings that say so: the rest of the word is replaced.
ENDINGS = sorted("""fonden fond hjælpen foreningen forening stiftelsen skolen skole huset hus stuen caféen café klubben klub centret center
porten broen værkstedet holdet linjen ringen stien pladsen familien familie vejviserne styrelsen rådet forbundet missionen kredsen banken
legatet puljen kassen forvaltningen afdelingen gården gaarden vejen gade vej allé boulevard torvet pladsen plads stræde parken boligforening""".split(), key=len, reverse=True)
KEEP_KINDS = ("ministry", "other", "agency")          # one of a kind: their names are words of the language
TOWN_ENDS = "købing borg strup sted lev løse rup by holm vig ted".split()
HEADS = "b br d f g gr h j k kr l m n p r s st sv t tr v".split()
CORES = "a a e e i o u y æ ø å".split()
TAILS = "l ld lm n nd r rn rs s st v".split()
WORD = re.compile(r"[AI]/S\b|[^\W_]+(?:\.(?=[^\W_])[^\W_]+)*")    # A.P as one word, A/S too


def known_words():
    """Every word in a list under data/, folded: a new name may be none of them."""
    words = set()
    for path in glob.glob(os.path.join(lines.ROOT, "data", "**", "*"), recursive=True):
        if os.path.isfile(path):
            words |= {w.casefold() for w in re.findall(r"\w+", open(path, encoding="utf-8").read())}
    return words


class Names:
    """Made-up words. The same old word becomes the same new one throughout a run."""

    def __init__(self, seed):
        self.random, self.taken, self.new = random.Random(seed), known_words(), {}

    def syllable(self):
        return self.random.choice(HEADS) + self.random.choice(CORES) + self.random.choice(TAILS)

    def stem(self):
        return self.random.choice(HEADS).capitalize() + self.random.choice(CORES) + self.random.choice("ld lm n nd r rn rd st s v gn".split())

    def make(self, form):
        for _ in range(10000):
            word = form()
            if word.casefold() not in self.taken and not word.endswith("s"):    # s would hide a genitive
                self.taken.add(word.casefold())
                return word
        raise SystemExit("rename: no free name left")

    def town(self):
        return self.make(lambda: self.stem() + self.random.choice(TOWN_ENDS))

    def first(self):
        return self.make(lambda: self.stem() + self.random.choice("a e ine ette ar ulf ea ert ina".split()))

    def last(self):
        return self.make(lambda: self.stem() + self.random.choice("esen gaard holt bæk skov mark toft lund bjerg".split()))

    def other(self, ending=""):
        return self.make(lambda: (self.syllable() + self.random.choice(["", "e", "er"])).capitalize() + ending)

    def letters(self, n):
        return self.make(lambda: "".join(self.random.choice("BCDFGHJKLMNPRSTUV") for _ in range(n)))

    def word(self, old, make):
        """One word of a name -> the new one, in the same writing."""
        if old.islower() or old.isdigit() or old.casefold() in MEANING:
            return old
        if len(old) == 1 or "." in old:                 # initials
            return re.sub(r"[^\W\d_]", lambda m: self.new.setdefault(("initial", m[0]), self.random.choice("BDFGKLMNPRTV")), old)
        if old.isupper() and len(old) <= 5:
            return self.new.setdefault(("letters", old), self.letters(len(old)))
        key = old.casefold()
        genitive = "s" if make != self.first and key.endswith("s") and ("word", key[:-1]) in self.new else ""
        if genitive:
            new = self.new[("word", key[:-1])] + genitive
        elif ("word", key) in self.new:
            new = self.new[("word", key)]
        else:
            ending = next((e for e in ENDINGS if key.endswith(e) and len(key) > len(e) + 1), None) if make == self.other else None
            new = self.new[("word", key)] = self.other(ending) if ending else make()
        return new.upper() if old.isupper() else new


def gold_names(gold):
    """(name, how its words are made) of everything that is to be replaced."""
    for p in gold.get("parties") or []:
        if p.get("kind") in KEEP_KINDS:
            continue
        for name in [p["name"]] + list(p.get("aliases") or []):
            yield name, "town" if p.get("kind") in ("municipality", "region") else "other"
    for p in gold.get("projects") or []:
        for name in [p["name"]] + list(p.get("aliases") or []):
            yield name, "other"
    for p in gold.get("people") or []:
        yield p["name"], "person"
    for name in list(gold.get("authors") or []) + list(gold.get("optional_people") or []):
        yield name, "person"
    for p in gold.get("places") or []:
        if p.get("town"):
            yield p["town"], "town"
        if p.get("address"):
            yield p["address"], "other"


def pieces(names, name, sort):
    """A name -> [(old word, new word)] in order."""
    made = []
    for n, part in enumerate(name.split()):
        make = {"town": names.town, "other": names.other, "person": names.last if n else names.first}[sort]
        made += [(old, names.word(old, make)) for old in WORD.findall(part)]
    return made


def table(names, gold):
    """Sequences of words to be replaced -> their new words; longest first. A person's parts count alone too."""
    found = {}
    for name, sort in sorted(gold_names(gold), key=lambda n: {"town": 0, "person": 1, "other": 2}[n[1]]):
        made = pieces(names, name, sort)
        if not made or all(a == b for a, b in made):
            continue
        found.setdefault(tuple(a for a, _ in made), [b for _, b in made])
        if sort == "person":
            for old, new in made:
                if len(old) > 2 and old != new:
                    found.setdefault((old,), [new])
        if sort == "town" and made[-1][0].casefold() == "kommune":    # the town or area itself
            short = made[:-1]
            found.setdefault(tuple(a for a, _ in short), [b for _, b in short])
            if len(short) == 1 and short[0][0].endswith("s"):
                found.setdefault((short[0][0][:-1],), [names.word(short[0][0][:-1], names.town)])
    return found


def replacements(text, wanted):
    """-> [(start, end, new word)] over the words of the text, in order."""
    words = [(m.start(), m.end(), m[0]) for m in WORD.finditer(text)]
    by_first = {}
    for old in wanted:
        by_first.setdefault(old[0].casefold(), []).append(old)
    for olds in by_first.values():
        olds.sort(key=len, reverse=True)
    out, i = [], 0

    def same(word, old, last):
        """-> what follows the name in this word (a genitive s), or None."""
        if word == old or word == old.upper() and len(old) > 3:
            return ""
        if last and (word == old + "s" or word == old.upper() + "S" and len(old) > 3):
            return word[-1]
        return None
    while i < len(words):
        step = 1
        first = words[i][2].casefold()
        for old in by_first.get(first, []) + by_first.get(first[:-1] if first.endswith("s") else "\0", []):
            tails = [same(words[i + k][2], o, k == len(old) - 1) if i + k < len(words) else None for k, o in enumerate(old)]
            gaps = all(re.fullmatch(r"[\s./&,'’\u2013-]{1,3}", text[words[i + k][1]:words[i + k + 1][0]]) for k in range(len(old) - 1)) if None not in tails else False
            if None in tails or not gaps:
                continue
            for k, new in enumerate(wanted[old]):
                a, z, word = words[i + k]
                out.append((a, z, (new.upper() if word.isupper() and len(word) > 3 else new) + tails[k]))
            step = len(old)
            break
        i += step
    return out


def apply(text, edits):
    out, at = [], 0
    for a, z, new in edits:
        out += [text[at:a], new]
        at = z
    return "".join(out + [text[at:]])


def fragment(text, edits, piece):
    """The first or last words of a passage, which may cut a name: found in the old text, read from the new one."""
    pattern = r"[\W_]+".join(map(re.escape, re.findall(r"[^\W_]+", piece)))
    m = re.search(r"(?<![^\W_])" + pattern + r"(?![^\W_])", text) if pattern else None
    if not m:
        return None
    inside = [(a - m.start(), z - m.start(), new) for a, z, new in edits if a >= m.start() and z <= m.end()]
    return apply(m[0], inside)


def renamed(gold, text, names):
    """-> (gold, text) with other names."""
    wanted = table(names, gold)
    edits = replacements(text, wanted)

    def walk(value, key=None):
        if isinstance(value, dict):
            return {k: v if k in ("id", "kind", "role", "qualifier", "currency", "encoding", "genre") else walk(v, k) for k, v in value.items()}
        if isinstance(value, list):
            return [walk(v, key) for v in value]
        if not isinstance(value, str):
            return value
        if key in ("lead_starts", "body_starts", "body_ends", "starts", "ends"):
            there = fragment(text, edits, value)
            if there is not None:
                return there
        return apply(value, replacements(value, wanted))
    return walk(gold), apply(text, edits)


def articles():
    """(id, gold, text) of all articles with gold facts."""
    for texts, golds in (("articles", "gold"), ("dev", "dev")):
        for path in sorted(glob.glob(os.path.join(SHARED, golds, "*.gold.json"))):
            name = os.path.basename(path)[:-len(".gold.json")]
            gold = json.load(open(path, encoding="utf-8"))
            with open(os.path.join(SHARED, texts, name + ".txt"), "rb") as f:
                data = f.read()
            text = data.decode("cp1252" if gold.get("encoding") == "windows-1252" else "utf-8")
            yield name, gold, unicodedata.normalize("NFC", text)


def score(partikel, folder):
    records = os.path.join(folder, "records.jsonl")
    with open(records, "wb") as out:
        subprocess.run([partikel, "--quiet", *sorted(glob.glob(os.path.join(folder, "*.txt")))], stdout=out, stdin=subprocess.DEVNULL)
    done = subprocess.run([sys.executable, os.path.join(SHARED, "score.py"), folder, records, "--json"], capture_output=True, text=True)
    if done.returncode:
        sys.exit("rename: score.py failed: " + done.stderr[-500:])
    return json.loads(done.stdout)


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--seed", type=int)
    ap.add_argument("--max-fall", type=float, metavar="POINTS")
    ap.add_argument("--partikel", metavar="PATH")
    ap.add_argument("--fields", action="store_true", help="the fall of each field too")
    a = ap.parse_args()
    if not os.path.isfile(os.path.join(SHARED, "score.py")):
        print("rename: skipped, there is no ../shared")
        sys.exit(2)
    partikel = lines.partikel_path(a.partikel)
    seed = a.seed if a.seed is not None else random.SystemRandom().randrange(10**6)
    names = Names(seed)
    with tempfile.TemporaryDirectory(prefix="partikel-rename-") as top:
        folders = [os.path.join(top, side) for side in ("before", "after")]
        n = 0
        for folder in folders:
            os.mkdir(folder)
        for name, gold, text in articles():
            n += 1
            for folder, (g, t) in zip(folders, ((gold, text), renamed(gold, text, names))):
                with open(os.path.join(folder, name + ".gold.json"), "w", encoding="utf-8") as f:
                    json.dump(g, f, ensure_ascii=False)
                with open(os.path.join(folder, name + ".txt"), "w", encoding="utf-8", newline="") as f:
                    f.write(t)
        before, after = (score(partikel, folder) for folder in folders)
    if a.fields:
        for field, row in before["fields"].items():
            other = after["fields"].get(field, {"f1": 0})
            print(f"{field:16} {row['f1']:.3f} {other['f1']:.3f} {100 * (other['f1'] - row['f1']):+6.1f}")
    fall = 100 * (before["core_f1"] - after["core_f1"])
    print(f"rename: seed {seed}, {n} articles: core F1 {before['core_f1']:.3f}, with other names {after['core_f1']:.3f}: a fall of {fall:.1f} points")
    if a.max_fall is not None and fall > a.max_fall:
        print(f"rename: more than {a.max_fall:g} points")
        sys.exit(1)


if __name__ == "__main__":
    main()
