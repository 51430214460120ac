#!/usr/bin/env python3
"""Are the constructed pages whole? Needs no program: whole.py [NAME …]

Every line of article.txt stands in the page as a reader sees it, in that order from the body on; every string of `without` stands in the
page and not in the article; expected.json has its keys, and what it says of the text is in article.txt. A page without article.txt is one
that holds no article.
"""
import email, email.policy, glob, gzip, html, html.parser, json, os, re, sys

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.dirname(HERE))
import lines

INLINE = set("a abbr b big cite code em font i ins kbd mark q s small span strong sub sup time tt u wbr".split())
KEYS = {"about", "article", "source", "warnings", "without"}
HEAD = 4                                                  # title, lead, date and a caption may stand in any order


def fold(text):
    return lines.fold(text.replace("\u00ad", "")).casefold()


class Seen(html.parser.HTMLParser):
    """The text of a page, a blank for every tag that parts blocks."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.text, self.raw = [], None

    def handle_starttag(self, tag, attrs):
        if tag in ("script", "style"):
            self.raw = tag
        elif tag not in INLINE:
            self.text.append(" ")

    def handle_endtag(self, tag):
        if tag == self.raw:
            self.raw = None
        elif tag not in INLINE:
            self.text.append(" ")

    def handle_data(self, data):
        if not self.raw:
            self.text.append(data)


def markup(path, encoding):
    """The page's markup, decoded as expected.json says."""
    with (gzip.open if path.endswith(".gz") else open)(path, "rb") as f:
        data = f.read()
    if re.search(r"\.(mht|mhtml|eml)(\.gz)?$", path):
        message = email.message_from_bytes(data, policy=email.policy.default)
        data = b"\n".join(p.get_payload(decode=True) for p in message.walk() if p.get_content_type() == "text/html")    # frames too
    return data.decode(encoding, "replace")


def faults(name):
    folder = os.path.join(HERE, name)
    with open(os.path.join(folder, "expected.json"), encoding="utf-8") as f:
        want = json.load(f)
    holds = os.path.exists(os.path.join(folder, "article.txt"))
    missing = KEYS - set(want) | ({"body"} - set(want) if holds else set())
    missing |= {k for k in ("organisations", "partnerships") if not {k, k + "+"} & set(want)}
    if missing:
        yield f"expected.json has no {', '.join(sorted(missing))}"
        return
    for part, keys in [("source", ("format", "encoding"))] + ([("article", ("title", "lead", "language")), ("body", ("starts", "ends"))] if holds else []):
        missing |= {f"{part}.{k}" for k in keys if k not in want[part]}
    if missing:
        yield f"expected.json has no {', '.join(sorted(missing))}"
        return
    if not holds and "no-article" not in want["warnings"]:
        yield "there is no article.txt"
    sources = [p for p in glob.glob(os.path.join(folder, "source.*")) if os.path.isfile(p)]
    if len(sources) != 1:
        yield f"{len(sources)} files source.*"
        return
    page = markup(sources[0], want["source"]["encoding"])
    seen = Seen()
    seen.feed(page)
    seen.close()
    seen, page = fold("".join(seen.text)), fold(html.unescape(page))
    article = ""
    if holds:
        with open(os.path.join(folder, "article.txt"), encoding="utf-8") as f:
            article = f.read()
    rows = [fold(re.sub(r"^- ", "", row)) for row in article.split("\n") if row.strip()]
    at = 0
    for i, row in enumerate(rows):
        here = seen.find(row, at)
        if here >= 0 and i >= HEAD:
            at = here + len(row)
        elif here < 0:
            if re.fullmatch(r"\d{1,2}\. \w+ \d{4}", row) and row[-4:] in page:
                continue                                      # the date, which the page writes in figures
            yield f"not in the page{' after what goes before' if row in seen else ''}: {row[:120]}"
    text = "\n".join(rows)
    for string in want["without"]:
        if fold(string) in text:
            yield f"`without` is in the article: {string}"
        if fold(string) not in seen and fold(string) not in page:
            yield f"`without` is not in the page: {string}"
    if not want["without"]:
        yield "`without` is empty"
    for string in [want["article"]["title"], want["article"]["lead"], want["body"]["starts"], want["body"]["ends"]] if holds else []:
        if string and fold(string) not in text:
            yield f"expected, and not in article.txt: {string[:120]}"
    for kind, texts in want.get("blocks", {}).items():
        for string in texts:
            if fold(string) not in rows:
                yield f"{kind} is no line of article.txt: {string[:120]}"


def main():
    names = sys.argv[1:] or sorted(os.path.basename(os.path.dirname(p)) for p in glob.glob(os.path.join(HERE, "*", "expected.json")))
    wrong = 0
    for name in names:
        found = list(faults(name))
        wrong += bool(found)
        for fault in found:
            print(f"{name}: {fault}")
    print(f"{len(names) - wrong} pages whole" + (f", {wrong} not" if wrong else ""))
    sys.exit(wrong > 0 or not names)


if __name__ == "__main__":
    main()
