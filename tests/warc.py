#!/usr/bin/env python3
"""A small writer of web archives for the tests, in the layouts that crawlers use.

    tests/warc.py LAYOUT OUT FILE...      LAYOUT: see LAYOUTS. Files end in .gz where they are gzipped

Records are plain lists of bytes, so that a test can break them: see broken() of archives.py.
"""
import gzip
import sys
import uuid
import zlib

CRLF = b"\r\n"


def squeeze(data, level=6):
    """One gzip member; equal bytes for equal data."""
    z = zlib.compressobj(level, zlib.DEFLATED, 31)
    return z.compress(data) + z.flush()


def http(body, type="text/html; charset=utf-8", status="200 OK", coding=None, chunked=False, fields=()):
    """An HTTP response. coding: what was done to the body already; chunked: True cuts it, "header" only says so."""
    lines = [f"HTTP/1.1 {status}"] + ([f"Content-Type: {type}"] if type else [])
    if coding:
        lines.append(f"Content-Encoding: {coding}")
    if chunked:
        lines.append("Transfer-Encoding: chunked")
        if chunked is True:
            pieces = [body[i:i + 1000] for i in range(0, len(body), 1000)]
            body = b"".join(b"%x\r\n%s\r\n" % (len(p), p) for p in pieces) + b"0\r\n\r\n"
    else:
        lines.append(f"Content-Length: {len(body)}")
    return CRLF.join(line.encode() for line in lines + list(fields)) + CRLF * 2 + body


def name_id(seed):
    return f"<urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, seed)}>"


def record(type, block, uri=None, date="2019-05-04T10:12:00Z", content_type=None, version="1.0", id=None, fields=(), length=None, tail=CRLF * 2):
    """A WARC record. length: what its header says, if not the truth."""
    head = [f"WARC/{version}", f"WARC-Type: {type}", f"WARC-Record-ID: {id or name_id(type + str(uri) + str(len(block)))}", f"WARC-Date: {date}"]
    head += [f"WARC-Target-URI: {uri}"] if uri else []
    head += [f"Content-Type: {content_type}"] if content_type else []
    head += list(fields) + [f"Content-Length: {len(block) if length is None else length}"]
    return CRLF.join(h.encode() for h in head) + CRLF * 2 + block + tail


def response(uri, body, version="1.0", date="2019-05-04T10:12:00Z", fields=(), id=None, length=None, tail=CRLF * 2, **more):
    return record("response", http(body, **more), uri, date, "application/http; msgtype=response", version, id, fields, length, tail)


def warcinfo(version="1.0", software="partikel's tests"):
    return record("warcinfo", f"software: {software}\r\nformat: WARC File Format {version}\r\n".encode(), content_type="application/warc-fields", version=version)


def request(uri, version="1.0"):
    return record("request", f"GET / HTTP/1.1\r\nHost: {uri.split('/')[2]}\r\n\r\n".encode(), uri, content_type="application/http; msgtype=request", version=version)


def heritrix(pages, version="1.0"):
    """As Heritrix 3 writes them: a DNS answer, robots.txt, then response, request and metadata of each page."""
    yield warcinfo(version, "Heritrix/3.4.0 http://crawler.archive.org")
    host = pages[0][0].split("/")[2]
    yield record("response", b"20190504101158\nwww.faxe.example.\t600\tIN\tA\t192.0.2.7\n", f"dns:{host}", content_type="text/dns", version=version)
    yield response(f"https://{host}/robots.txt", b"User-agent: *\nDisallow: /admin/\n", version, type="text/plain")
    for uri, body, type in pages:
        id = name_id(uri)
        yield response(uri, body, version, id=id, type=type, fields=["WARC-Payload-Digest: sha1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "WARC-IP-Address: 192.0.2.7"])
        yield record("request", f"GET / HTTP/1.0\r\nHost: {host}\r\n\r\n".encode(), uri, content_type="application/http; msgtype=request", version=version,
                     fields=[f"WARC-Concurrent-To: {id}"])
        yield record("metadata", b"via: https://www.faxe.example/\r\nhopsFromSeed: L\r\nfetchTimeMs: 81\r\n", uri, content_type="application/warc-fields", version=version,
                     fields=[f"WARC-Concurrent-To: {id}"])


def wget(pages, version="1.0"):
    """As wget 1.19 writes them: addresses in angle brackets, requests first, its own log at the end."""
    yield warcinfo(version, "Wget/1.21.3 (linux-gnu)")
    for uri, body, type in pages:
        yield record("request", b"GET / HTTP/1.1\r\nUser-Agent: Wget\r\n\r\n", f"<{uri}>", content_type="application/http;msgtype=request", version=version)
        yield record("response", http(body, type), f"<{uri}>", content_type="application/http;msgtype=response", version=version, id=name_id(uri))
    yield record("metadata", b"", "<metadata://gnu.org/software/wget/warc/MANIFEST.txt>", content_type="text/plain", version=version)
    yield record("resource", b"--warc-file=x\n", "<metadata://gnu.org/software/wget/warc/wget_arguments.txt>", content_type="text/plain", version=version)


def resources(pages, version="1.0"):
    yield warcinfo(version)
    for uri, body, type in pages:
        yield record("resource", body, uri, content_type=type, version=version, id=name_id(uri))


def arc_line(uri, date, type, length, version=1):
    extra = ["200", "-", "-", "0", "x.arc"] if version == 2 else []
    return " ".join([uri, "192.0.2.7", date, type] + extra + [str(length)]).encode() + b"\n"


def arc_head(version=1):
    names = {1: b"1 0 InternetArchive\nURL IP-address Archive-date Content-type Archive-length\n",
             2: b"2 0 InternetArchive\nURL IP-address Archive-date Content-type Result-code Checksum Location Offset Filename Archive-length\n"}[version]
    return arc_line("filedesc://x.arc", "20190504101100", "text/plain", len(names), version) + names + b"\n"


def arc_record(uri, body, type="text/html", version=1, length=None, **more):
    block = http(body, type, **more)
    return arc_line(uri, "20190504101200", type.split(";")[0], len(block) if length is None else length, version) + block + b"\n"


def arc(pages, version=1):
    yield arc_head(version)
    for uri, body, type in pages:
        yield arc_record(uri, body, type, version)


LAYOUTS = {
    "heritrix": heritrix, "wget": wget, "resources": resources,
    "warc-0.17": lambda pages: heritrix(pages, "0.17"), "warc-0.18": lambda pages: heritrix(pages, "0.18"), "warc-1.1": lambda pages: heritrix(pages, "1.1"),
    "arc": arc, "arc-2": lambda pages: arc(pages, 2),
}


def write(path, records, packing=None):
    """packing: None, "record" (one gzip member each), "stream" (one for all), a number (so many records a member) or "blocks" (of 5000 bytes)."""
    records = list(records)
    if packing == "record":
        records = [squeeze(r) for r in records]
    elif packing == "stream":
        records = [squeeze(b"".join(records))]
    elif packing == "blocks":
        whole = b"".join(records)
        records = [squeeze(whole[i:i + 5000]) for i in range(0, len(whole), 5000)]
    elif packing:
        records = [squeeze(b"".join(records[i:i + packing])) for i in range(0, len(records), packing)]
    with open(path, "wb") as f:
        f.write(b"".join(records))


def page_of(path):
    """(address, bytes, type) of a saved file."""
    data = open(path, "rb").read()
    if path.endswith(".gz"):
        data, path = gzip.decompress(data), path[:-3]
    ending = path.rsplit(".", 1)[-1]
    type = {"txt": "text/plain", "html": "text/html", "xhtml": "application/xhtml+xml", "mhtml": "multipart/related", "eml": "message/rfc822",
            "webarchive": "application/x-webarchive"}.get(ending, "text/html")
    return "https://www.faxe.example/" + path.strip("./"), data, type


if __name__ == "__main__":
    layout, out, files = sys.argv[1], sys.argv[2], sys.argv[3:]
    write(out, LAYOUTS[layout]([page_of(f) for f in files]), "record" if out.endswith(".gz") else None)
