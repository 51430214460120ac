#!/usr/bin/python3
"""One peer from Debian's Python packages as a long-lived process; it speaks as extract.mjs does: extract.py PEER"""
import json, logging, re, sys, time


def decode(data):
    """As in extract.mjs: valid UTF-8, else the label, else Windows-1252."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        label = re.search(rb"charset\s*=\s*[\"']?\s*([\w-]+)", data[:4096], re.I)
        label = label.group(1).decode() if label else "cp1252"
        try:
            return data.decode("cp1252" if label.lower() in ("iso-8859-1", "latin1", "us-ascii") else label, "replace")
        except LookupError:
            return data.decode("cp1252", "replace")


def readability_lxml():
    import readability

    def read(page, url):
        document = readability.Document(page, url=url)
        return {"html": document.summary(html_partial=True), "title": document.short_title()}
    return readability.__version__, read


def html2text_python():
    import html2text

    def read(page, url):
        whole = html2text.HTML2Text(bodywidth=0)          # Markdown is what it makes; nearest to plain text:
        whole.ignore_links = whole.ignore_images = whole.ignore_emphasis = True
        return {"text": whole.handle(page)}
    return ".".join(map(str, html2text.__version__)), read


def main():
    logging.disable(logging.CRITICAL)
    version, read = {"readability-lxml": readability_lxml, "html2text-python": html2text_python}[sys.argv[1]]()
    print(json.dumps({"versions": [version], "start": time.process_time()}), flush=True)
    for line in sys.stdin:
        path, url = line.rstrip("\n").split("\t")
        try:
            with open(path, "rb") as f:
                answer = read(decode(f.read()), url)
        except Exception as error:                        # whatever a page makes a library throw is that page's failure
            answer = {"error": repr(error)[:200]}
        print(json.dumps(answer), flush=True)


main()
