#!/usr/bin/env python3
"""many.py PAGES N FOLDER BYTES ARCHIVE: the pages of a folder in turn, N of them as links in FOLDER, and BYTES of them, with what HTTP and a
crawler put around them, as a WARC whose records are gzipped one by one. Prints the bytes of the N pages and the number in the archive."""
import pathlib, sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
import warc

source, n, folder, most, archive = pathlib.Path(sys.argv[1]), int(sys.argv[2]), pathlib.Path(sys.argv[3]), int(sys.argv[4]), sys.argv[5]
pages = sorted(source.iterdir())
folder.mkdir()
size = 0
for i in range(n):
    (folder / f"{i:05}.html").symlink_to(pages[i % len(pages)].resolve())
    size += pages[i % len(pages)].stat().st_size

ready = []  # each page once: its records packed, their size before that
for i, page in enumerate(pages):
    uri = f"https://www.faxe.example/{i}"
    records = [warc.request(uri), warc.response(uri, page.read_bytes())]
    ready.append((b"".join(map(warc.squeeze, records)), sum(map(len, records))))
written = count = 0
with open(archive, "wb") as f:
    f.write(warc.squeeze(warc.warcinfo()))
    while written < most:
        packed, plain = ready[count % len(ready)]
        f.write(packed)
        written += plain
        count += 1
print(size, count)
