"""A server that does what no server should. Each path is one fault; Server.seen has the requests, Server.most how many stood open at once."""
import gzip, socket, threading, time, zlib

PAGE = """<!doctype html><html lang="da"><meta charset="utf-8"><title>Nyt familiehus på Ærø</title><article><h1>Nyt familiehus på Ærø</h1>
<p>Red Barnet og Ærø Kommune åbner et hus for familier på gården på Ærø. Nordea-fonden har givet 2 mio. kr. til huset, som får plads til 40 familier.</p>
<p>Huset åbner den 3. maj, og der er brug for flere frivillige, siger kommunen. Alle er velkomne til at komme forbi og se gården på Ærø.</p></article></html>
"""


class Server:
    def __init__(self):
        self.article = PAGE.encode()
        self.article_bytes = len(self.article)
        self.bomb = gzip.compress(b"\0" * (200 << 20), 9)
        self.seen, self.open, self.most, self.lock = [], 0, 0, threading.Lock()
        self.listening = [self.listen(self.serve), self.listen(self.keep_silent)]
        self.port, self.silent = [s.getsockname()[1] for s in self.listening]

    def listen(self, answer):
        s = socket.socket(socket.AF_INET6, socket.SOCK_STREAM)
        s.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
        s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        s.bind(("::", 0))
        s.listen(50)
        threading.Thread(target=self.accept, args=(s, answer), daemon=True).start()
        return s

    def accept(self, listening, answer):
        while True:
            try:
                connection, _ = listening.accept()
            except OSError:
                return
            threading.Thread(target=self.one, args=(connection, answer), daemon=True).start()

    def one(self, connection, answer):
        with connection:
            try:
                answer(connection)
            except OSError:
                pass  # the other side has had enough

    def keep_silent(self, c):
        while c.recv(4096):
            pass

    def serve(self, c):
        request = b""
        while b"\r\n\r\n" not in request:
            more = c.recv(4096)
            if not more:
                return
            request += more
        first, *lines = request.decode("latin-1").split("\r\n")
        path = first.split()[1]
        with self.lock:
            self.seen.append((path, {k.lower(): v.strip() for k, _, v in (line.partition(":") for line in lines if line)}))
        self.answer(c, path.strip("/").split("/"))

    def head(self, c, *lines, status="200 OK", type="text/html; charset=utf-8"):
        c.sendall("\r\n".join([f"HTTP/1.1 {status}", f"Content-Type: {type}", "Connection: close", *lines, "", ""]).encode())

    def whole(self, c, body, *lines, **more):
        self.head(c, f"Content-Length: {len(body)}", *lines, **more)
        c.sendall(body)

    def to(self, c, where, *lines):
        self.whole(c, b"moved", f"Location: {where}", *lines, status="302 Found")

    def forever(self, c, piece, framed=False):
        while True:
            c.sendall(b"%x\r\n%s\r\n" % (len(piece), piece) if framed else piece)

    def answer(self, c, path):
        name, page = path[0], self.article
        if name == "article":
            self.whole(c, page)
        elif name == "lazy":
            with self.lock:
                self.open += 1
                self.most = max(self.most, self.open)
            time.sleep(0.05)
            with self.lock:
                self.open -= 1
            self.whole(c, page)
        elif name == "endless":
            self.head(c)
            self.forever(c, b"<p>Endnu et afsnit.\n" * 4096)
        elif name == "endless-chunked":
            self.head(c, "Transfer-Encoding: chunked")
            self.forever(c, b"<p>Endnu et afsnit.\n" * 4096, framed=True)
        elif name == "endless-packed":
            self.head(c, "Content-Encoding: gzip")
            packer = zlib.compressobj(0, zlib.DEFLATED, 31)
            while True:
                c.sendall(packer.compress(b"x" * 65536))
        elif name == "endless-headers":
            c.sendall(b"HTTP/1.1 200 OK\r\n")
            self.forever(c, b"X-More: " + b"x" * 1000 + b"\r\n")
        elif name == "huge":
            self.head(c, "Content-Length: 9999999999")
            self.forever(c, b"x" * 65536)
        elif name == "bomb":
            self.whole(c, self.bomb, "Content-Encoding: gzip")
        elif name == "brotli":
            self.whole(c, b"\x0b\x02\x80hello\x03", "Content-Encoding: br")
        elif name == "to-file":
            self.to(c, "file:///etc/passwd")
        elif name == "to-ftp":
            self.to(c, "ftp://127.0.0.1/x")
        elif name == "ring":
            self.to(c, "/ring")
        elif name == "redirects":
            n = int(path[1])
            self.to(c, f"/redirects/{n - 1}") if n else self.whole(c, page)
        elif name == "to-loopback":
            self.to(c, f"http://127.0.0.1:{self.port}/article")
        elif name == "to-localhost":
            self.to(c, f"http://localhost:{self.port}/article")
        elif name == "to-mapped":
            self.to(c, f"http://[::ffff:127.0.0.1]:{self.port}/article")
        elif name == "cookie":
            self.to(c, "/article", "Set-Cookie: who=you; Path=/")
        elif name == "short":
            self.head(c, "Content-Length: 1000")
            c.sendall(page[:400])
        elif name == "short-chunked":
            self.head(c, "Transfer-Encoding: chunked")
            c.sendall(b"190\r\n" + page[:400])
        elif name == "long":
            self.whole(c, page)
            c.sendall(b"<p>what nobody was told of" * 100)
        elif name == "silent":
            self.keep_silent(c)
        elif name == "slow":
            for byte in b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + page:
                c.sendall(bytes([byte]))
                time.sleep(0.3)
        elif name == "steady":
            self.head(c, "Content-Length: 1000000")
            while True:
                c.sendall(b"x" * 100)
                time.sleep(0.25)
        elif name == "no-http":
            c.sendall(b"220 mail.example ESMTP\r\n" + page)
        elif name == "empty":
            self.whole(c, b"", status="204 No Content")
        elif name == "503":
            self.whole(c, b"later", status="503 Service Unavailable")
        else:
            self.whole(c, b"no such path", status="404 Not Found")

    def close(self):
        for s in self.listening:
            s.close()
