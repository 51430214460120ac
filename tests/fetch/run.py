#!/usr/bin/env python3
"""Fetches addresses from two servers on this machine: a real one (apache2, nginx or lighttpd, whichever is there) that answers as it should,
and misbehaving.py. Both stand in a network of their own, where 203.0.114.1 is an address of the open Internet; without such a network
what needs an open address is left out, and said so.

    tests/fetch/run.py [--partikel FILE] [--library build/tests/failing.so]"""
import argparse, ctypes, fcntl, gzip, http.client, json, os, pathlib, pwd, shutil, signal, socket, struct, subprocess, sys, tempfile, time

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import misbehaving

ROOT = pathlib.Path(__file__).resolve().parents[2]
OPEN, HERE = "203.0.114.1", "127.0.0.1"
CEILING = 64 << 20


def own_network():
    """A network namespace with nothing but a loopback device, which also has an open address. False: not to be had here."""
    new_net, new_user = 0x40000000, 0x10000000
    libc = ctypes.CDLL(None, use_errno=True)
    uid, gid = os.getuid(), os.getgid()
    if libc.unshare(new_net if uid == 0 else new_net | new_user) != 0:
        return False
    try:
        if uid != 0:
            pathlib.Path("/proc/self/setgroups").write_text("deny")
            pathlib.Path("/proc/self/uid_map").write_text(f"{uid} {uid} 1")
            pathlib.Path("/proc/self/gid_map").write_text(f"{gid} {gid} 1")
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
            fcntl.ioctl(s, 0x8914, struct.pack("16sh22x", b"lo", 0x1 | 0x8 | 0x40))  # SIOCSIFFLAGS: up, loopback, running
            fcntl.ioctl(s, 0x8916, struct.pack("16sHH4s16x", b"lo:0", socket.AF_INET, 0, socket.inet_aton(OPEN)))  # SIOCSIFADDR
    except OSError as problem:
        print(f"fetch: an own network, but no addresses in it: {problem}")
    return True


# ---- the real server ------------------------------------------------------------------------------------------------------
APACHE = """
ServerRoot "{top}"
PidFile "{top}/pid"
DefaultRuntimeDir "{top}"
ErrorLog "{top}/log"
ServerName localhost
Listen {port}
Listen {tls}
{user}
LoadModule mpm_event_module {modules}/mod_mpm_event.so
LoadModule authz_core_module {modules}/mod_authz_core.so
LoadModule mime_module {modules}/mod_mime.so
LoadModule alias_module {modules}/mod_alias.so
LoadModule filter_module {modules}/mod_filter.so
LoadModule deflate_module {modules}/mod_deflate.so
LoadModule ssl_module {modules}/mod_ssl.so
TypesConfig /etc/mime.types
AddCharset windows-1252 .latin
AddOutputFilterByType DEFLATE text/html
DocumentRoot "{top}/site"
Redirect 301 /moved /page.html
<VirtualHost *:{tls}>
SSLEngine on
SSLCertificateFile "{top}/cert.pem"
SSLCertificateKeyFile "{top}/key.pem"
</VirtualHost>
"""
NGINX = """
{user}
daemon off; pid {top}/pid; error_log {top}/log;
events {{}}
http {{
  include /etc/nginx/mime.types; access_log off; client_body_temp_path {top}/b; proxy_temp_path {top}/p; fastcgi_temp_path {top}/f; uwsgi_temp_path {top}/u; scgi_temp_path {top}/s;
  gzip on; gzip_min_length 1;
  server {{ listen {port}; listen {tls} ssl; ssl_certificate {top}/cert.pem; ssl_certificate_key {top}/key.pem; root {top}/site; absolute_redirect off;
    location /moved {{ return 301 /page.html; }}
    location /latin.html.latin {{ default_type 'text/html; charset=windows-1252'; gzip off; }} }}
}}
"""
LIGHTTPD = """
server.document-root = "{top}/site"
server.port = {port}
server.errorlog = "{top}/log"
server.modules = ( "mod_openssl", "mod_deflate", "mod_redirect" )
mimetype.assign = ( ".latin" => "text/html; charset=windows-1252", ".html" => "text/html", ".txt" => "text/plain; charset=utf-8" )
deflate.mimetypes = ( "text/html" )
deflate.allowed-encodings = ( "gzip" )
url.redirect = ( "^/moved" => "/page.html" )
{user}
$SERVER["socket"] == ":{tls}" {{ ssl.engine = "enable" ssl.pemfile = "{top}/cert.pem" ssl.privkey = "{top}/key.pem" }}
"""


def real_server(top, port, tls):
    root = os.getuid() == 0
    for name, text, arguments, user in [("apache2", APACHE, ["-DFOREGROUND", "-f"], "User www-data\nGroup www-data"), ("nginx", NGINX, ["-c"], "user www-data;"),
                                        ("lighttpd", LIGHTTPD, ["-D", "-f"], 'server.username = "www-data"\nserver.groupname = "www-data"')]:
        program = shutil.which(name, path=os.environ["PATH"] + ":/usr/sbin:/usr/local/sbin")
        if not program:
            continue
        (top / "conf").write_text(text.format(top=top, port=port, tls=tls, modules="/usr/lib/apache2/modules", user=user if root else ""))
        server = subprocess.Popen([program, *arguments, str(top / "conf")], stdout=subprocess.DEVNULL, stderr=open(top / "stderr", "w"))
        if wait_for(port):
            return server, name
        server.terminate()
        print(f"fetch: {name} does not start: {(top / 'stderr').read_text()[-500:]}")
    return None, None


def wait_for(port):
    for _ in range(100):
        try:
            socket.create_connection((HERE, port), 1).close()
            return True
        except OSError:
            time.sleep(0.05)
    return False


# ---- what is asked ---------------------------------------------------------------------------------------------------------
class Asked:
    def __init__(self, options, work):
        self.program, self.library, self.work = os.path.abspath(options.partikel), os.path.abspath(options.library), work
        self.passed = self.failed = 0

    def run(self, *args, stdin=b"", seconds=30, **environment):
        begun = time.monotonic()
        p = subprocess.run([self.program, *args], input=stdin, capture_output=True, cwd=self.work, timeout=seconds,
                           env={"PATH": os.environ["PATH"], "LC_ALL": "C", "HOME": str(self.work)} | environment)
        p.seconds = time.monotonic() - begun
        p.records = [json.loads(line) for line in p.stdout.splitlines()]
        p.told = p.stderr.decode(errors="replace")
        return p

    def check(self, what, good, *shown):
        self.passed += bool(good)
        self.failed += not good
        if not good:
            print(f"fetch: {what}", *(repr(s)[:600] for s in shown))

    def refused(self, what, message, *args, code=2, most=15, **environment):
        """Nothing comes, one line says why, and soon."""
        p = self.run(*args, **environment)
        self.check(what, p.returncode == code and not p.stdout and message in p.told and p.told.count("\n") == 1, p.returncode, p.told, p.stdout)
        self.check(f"{what}: in {p.seconds:.1f} s", p.seconds < most)
        return p


def ask_real(a, site, name, port, tls):
    def same(what, address, path, **more):
        p = a.run("--allow-private", address)
        want = a.run(path).records
        if a.check(what, p.returncode == 0 and len(p.records) == 1 and not p.told, p.returncode, p.told):
            return
        if not p.records:
            return
        got = p.records[0]
        a.check(f"{what}: text and facts", all(got[k] == want[0][k] for k in ["article", "mentions", "organisations", "partnerships"]), got["article"], want[0]["article"])
        a.check(f"{what}: source", got["source"]["path"] == address and all(got["source"][k] == v for k, v in more.items()), got["source"])

    host = f"http://{HERE}:{port}"
    same("a page, packed by the server", f"{host}/page.html", str(site / "page.html"), url=f"{host}/page.html", format="html")
    same("a text", f"{host}/one.txt", str(site / "one.txt"), url=f"{host}/one.txt", format="text")
    same("a page that has moved", f"{host}/moved", str(site / "page.html"), url=f"{host}/page.html")
    same("a .gz file", f"{host}/two.txt.gz", str(site / "two.txt.gz"), url=f"{host}/two.txt.gz")
    p = a.run("--allow-private", f"{host}/latin.html.latin")
    a.check("the charset of the header", p.records and p.records[0]["source"]["encoding"] == "windows-1252" and not p.records[0]["warnings"] and "gården på Ærø" in p.records[0]["article"]["text"], p.told, p.records)
    a.refused("a page that is not there", "the server answers 404", "--allow-private", f"{host}/none.html")
    a.refused("a self-signed certificate", "certificate is not valid", "--allow-private", f"https://{HERE}:{tls}/one.txt")
    p = a.run("--allow-private", "-j", "4", f"{host}/one.txt", str(site / "two.txt"), f"{host}/none.html", f"{host}/page.html")
    a.check("files and addresses in order", p.returncode == 1 and [r["source"]["path"] for r in p.records] == [f"{host}/one.txt", str(site / "two.txt"), f"{host}/page.html"], p.told)
    p = a.run("--allow-private", "--url", "https://a.example/x", f"{host}/one.txt")
    a.check("--url says it better", p.records and p.records[0]["source"]["url"] == "https://a.example/x", p.told)
    p = a.run("--allow-private", "--filter", stdin=f'{host}/one.txt\n{{"url": "{host}/none.html"}}\n{{"url": "{host}/moved", "date": "2001"}}\n'.encode())
    a.check("--filter fetches", p.returncode == 0 and len(p.records) == 3 and p.records[1]["error"]["message"] == "the server answers 404" and p.records[1]["source"]["url"] == f"{host}/none.html"
            and p.records[2]["source"]["url"] == f"{host}/page.html", p.told, p.records)


def ask_misbehaving(a, server):
    host = f"http://{HERE}:{server.port}"
    def fetch(path, *more):
        return ["--allow-private", *more, f"{host}/{path}"]
    for path in ["endless", "endless-chunked", "endless-packed"]:
        a.refused(f"a body without end ({path})", f"larger than the ceiling of {CEILING} bytes", *fetch(path))
    a.refused("a body that says it is too large", f"larger than the ceiling of {CEILING} bytes", *fetch("huge"))
    a.refused("headers without end", "headers", *fetch("endless-headers"))
    a.refused("a bomb", "gzip data grows more than", *fetch("bomb"))
    a.refused("a coding nobody asked for", "the server has packed it as br, which is not read", *fetch("brotli"))
    a.refused("a redirect to a file", "leads to an address that is neither http nor https", *fetch("to-file"))
    a.refused("a redirect to ftp", "leads to an address that is neither http nor https", *fetch("to-ftp"))
    a.refused("redirects in a ring", "more than 5 redirects", *fetch("ring"))
    a.refused("six redirects", "more than 5 redirects", *fetch("redirects/6"))
    p = a.run(*fetch("redirects/5"))
    a.check("five redirects", p.returncode == 0 and p.records and p.records[0]["source"]["url"] == f"{host}/redirects/0", p.told)
    a.refused("a body that breaks off", "the connection broke off after 400 bytes", *fetch("short"))
    a.refused("chunks that break off", "the connection broke off after 400 bytes", *fetch("short-chunked"))
    a.refused("an answer that never comes", "the server was too slow: 0 bytes came", *fetch("silent", "--timeout", "4"), most=12)
    a.refused("a byte now and then", "the server was too slow", *fetch("slow", "--timeout", "20"), most=15)
    a.refused("slow, but not slow enough for the low speed", "the server was too slow", *fetch("steady", "--timeout", "3"), most=12)
    a.refused("a TLS server that says nothing", "the server was too slow", "--allow-private", "--timeout", "4", f"https://{HERE}:{server.silent}/", most=12)
    a.refused("no HTTP at all", "partikel", *fetch("no-http"))
    a.refused("nothing behind the headers", "empty file", *fetch("empty"))
    a.refused("a server error", "the server answers 503", *fetch("503"))
    p = a.run(*fetch("long"))
    a.check("more bytes than were told", p.returncode == 0 and p.records and p.records[0]["source"]["bytes"] == server.article_bytes, p.told)
    a.refused("nobody there", "the server cannot be reached", "--allow-private", f"http://{HERE}:1/")
    a.refused("no such host", "there is no such host", "--allow-private", "http://no-such-host.invalid/")
    a.refused("no address", "is no address", "--allow-private", "http://")
    a.refused("a user name", "addresses with a user name in them are not fetched", "--allow-private", f"http://me:secret@{HERE}:{server.port}/article")

    (a.work / ".netrc").write_text(f"machine {HERE} login me password secret\n")
    server.seen.clear()
    p = a.run(*fetch("cookie"))
    headers = server.seen[-1][1] if server.seen else {}
    a.check("no cookies, no netrc; the tool's name", len(server.seen) == 2 and "cookie" not in headers and "authorization" not in headers and headers.get("user-agent", "").startswith("partikel/"), server.seen, p.told)
    server.seen.clear()
    p = a.run("--allow-private", "-j", "8", *[f"{host}/lazy" for _ in range(12)])
    a.check("one request at a time", len(p.records) == 12 and server.most == 1, server.most, p.told)
    server.seen.clear()
    a.refused("--offline", "not fetched: --offline forbids it", "--offline", "--allow-private", f"{host}/article")
    a.check("--offline: nothing was asked for", not server.seen, server.seen)

    begun = time.monotonic()
    p = subprocess.Popen([a.program, "--allow-private", f"{host}/silent"], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    time.sleep(0.5)
    p.send_signal(signal.SIGINT)
    told = p.communicate(timeout=20)
    a.check("a signal ends waiting", p.returncode == 130 and time.monotonic() - begun < 8 and not told[0], p.returncode, told)


def ask_private(a, server, opened):
    """What must not be reached without --allow-private, under whatever name."""
    server.seen.clear()
    port = server.port
    names = [f"127.0.0.1:{port}", f"localhost:{port}", f"127.1:{port}", f"2130706433:{port}", f"0x7f000001:{port}", f"0177.0.0.1:{port}", f"0.0.0.0:{port}", f"0:{port}",
             f"[::1]:{port}", f"[::ffff:127.0.0.1]:{port}", f"[::ffff:7f00:1]:{port}", f"[::]:{port}"]
    for name in names:
        p = a.run(f"http://{name}/article")
        a.check(f"{name} is refused", p.returncode == 2 and not p.stdout and ("--allow-private fetches it all the same" in p.told or "is no address" in p.told), p.told)
    for name in ["10.1.2.3", "172.16.0.1", "192.168.0.1", "169.254.169.254", "100.64.0.1", "224.0.0.1", "255.255.255.255", "[fe80::1]", "[fc00::1]", "[fd12::1]", "[ff02::1]", "[::ffff:10.0.0.1]", "[64:ff9b::a00:1]"]:
        a.refused(f"{name} is refused", "--allow-private fetches it all the same", f"http://{name}/")
    a.check("nobody was asked", not server.seen, server.seen)
    if not opened:
        return print("fetch: skipped: no network of our own here, so no open address to be redirected from")
    server.seen.clear()
    proxy = f"http://{OPEN}:{port}"
    a.refused("a proxy is not used", "leads to 10.0.0.1, a private network", "http://10.0.0.1/article", http_proxy=proxy, HTTP_PROXY=proxy, ALL_PROXY=proxy)
    a.check("and not asked", not server.seen, server.seen)
    p = a.run(f"http://{OPEN}:{port}/article")
    a.check("an open address is fetched", p.returncode == 0 and len(p.records) == 1, p.told)
    server.seen.clear()
    for path, where in [("to-loopback", "127.0.0.1"), ("to-localhost", ""), ("to-mapped", "::ffff:127.0.0.1")]:
        a.refused(f"a redirect inside ({path})", f"leads to {where}", f"http://{OPEN}:{port}/{path}")
    a.check("only the open address was asked", len(server.seen) == 3 and all(path != "/article" for path, _ in server.seen), server.seen)


def ask_loading(a, site):
    """Only who names an address pays for libcurl, and without it says what is missing."""
    p = a.run(str(site / "one.txt"), LD_DEBUG="libs")
    a.check("no libcurl without an address", p.returncode == 0 and "libz" in p.told and "libcurl" not in p.told)
    p = a.run("--allow-private", f"http://{HERE}:1/", LD_PRELOAD=a.library, PARTIKEL_FAIL="dlopen:0:2")
    a.check("no libcurl here", p.returncode == 2 and "libcurl.so.4 is not here (Debian: apt-get install libcurl4)" in p.told, p.told)


def main():
    parser = argparse.ArgumentParser()
    build = os.environ.get("B", "build")
    parser.add_argument("--partikel", default=f"{build}/partikel")
    parser.add_argument("--library", default=f"{build}/tests/failing.so")
    options = parser.parse_args()
    opened = own_network()
    with tempfile.TemporaryDirectory() as top:
        top = pathlib.Path(top)
        site = top / "site"
        site.mkdir()
        for name in ["one.txt", "two.txt"]:
            shutil.copy(ROOT / "tests/cli/in" / name, site)
        (site / "two.txt.gz").write_bytes(gzip.compress((site / "two.txt").read_bytes()))
        shutil.copy(ROOT / "tests/pages/26-microdata-telegram/source.html", site / "page.html")
        (site / "latin.html.latin").write_bytes(misbehaving.PAGE.replace("utf-8", "").encode("windows-1252"))
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1",
                        "-keyout", top / "key.pem", "-out", top / "cert.pem"], check=True, capture_output=True)
        for path in [top, *top.rglob("*")]:
            path.chmod(0o755 if path.is_dir() else 0o644)
        work = top / "work"
        work.mkdir()
        a = Asked(options, work)
        server, name = real_server(top, 8080, 8443)
        try:
            if server:
                ask_real(a, site, name, 8080, 8443)
            else:
                print("fetch: skipped: no apache2, nginx or lighttpd here (Debian: apt-get install apache2-bin)")
            bad = misbehaving.Server()
            ask_misbehaving(a, bad)
            ask_private(a, bad, opened)
            ask_loading(a, site)
            bad.close()
        finally:
            if server:
                server.terminate()
                server.wait(10)
    print(f"fetch: {a.passed} answers as they should be, {a.failed} not; with {name or 'no real server'}")
    return a.failed != 0 or not a.passed


sys.exit(main())
