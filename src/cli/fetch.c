/* An address → bytes. libcurl is loaded when the first address is fetched, so that no other run pays for it. One request at a time, so
 * no host ever has two. */
#define CURL_DISABLE_TYPECHECK
#include <arpa/inet.h>
#include <curl/curl.h>
#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>

#include "cli.h"

enum {
  MAX_HEADERS = 256 << 10,   /* bytes of a server's headers */
  SLOWEST = 64               /* bytes a second; below that for a quarter of the time, the server is given up */
};

static struct {
  void *library;
  CURL *handle;              /* kept from address to address, with its connections */
  __typeof__(curl_global_init) *global_init;
  __typeof__(curl_global_cleanup) *global_cleanup;
  __typeof__(curl_easy_init) *init;
  __typeof__(curl_easy_cleanup) *cleanup;
  __typeof__(curl_easy_reset) *reset;
  __typeof__(curl_easy_setopt) *setopt;
  __typeof__(curl_easy_getinfo) *getinfo;
  __typeof__(curl_easy_perform) *perform;
  __typeof__(curl_easy_strerror) *words;
  __typeof__(curl_slist_append) *append;
  __typeof__(curl_slist_free_all) *free_list;
} curl;

struct transfer {
  const struct fetch_how *how;
  struct fetched *to;
  size_t headers;
  char coding[32];           /* Content-Encoding of the last answer */
  bool too_large, too_many_headers, no_memory;
  const char *refused;       /* the kind of network that the address belongs to */
  char address[64];
};

/* ---- the library --------------------------------------------------------------------------------------------------------- */
#define LOAD(member, name) (*(void **)&curl.member = dlsym(curl.library, #name))

static bool load(void) {
  if (curl.handle) return true;
  if (!curl.library) curl.library = dlopen("libcurl.so.4", RTLD_NOW | RTLD_LOCAL);
  if (!curl.library) curl.library = dlopen("libcurl-gnutls.so.4", RTLD_NOW | RTLD_LOCAL);
  if (!curl.library) return false;
  bool all = LOAD(global_init, curl_global_init) && LOAD(global_cleanup, curl_global_cleanup) && LOAD(init, curl_easy_init) &&
             LOAD(cleanup, curl_easy_cleanup) && LOAD(reset, curl_easy_reset) && LOAD(setopt, curl_easy_setopt) && LOAD(getinfo, curl_easy_getinfo) &&
             LOAD(perform, curl_easy_perform) && LOAD(words, curl_easy_strerror) && LOAD(append, curl_slist_append) && LOAD(free_list, curl_slist_free_all);
  if (all && curl.global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK) curl.handle = curl.init();
  return curl.handle != NULL;
}

void fetch_end(void) {
  if (!curl.handle) return;
  curl.cleanup(curl.handle);
  curl.global_cleanup();
  curl.handle = NULL;
}

/* ---- what libcurl calls -------------------------------------------------------------------------------------------------- */
static size_t take_body(char *bytes, size_t size, size_t n, void *transfer) {
  struct transfer *t = transfer;
  n *= size;
  t->too_large = n > MAX_FETCH - t->to->body.n;
  t->no_memory = !t->too_large && bytes_add(&t->to->body, bytes, n);
  return t->too_large || t->no_memory ? 0 : n;
}

/* Body and headers are those of the last answer, after all redirects. */
static size_t take_header(char *bytes, size_t size, size_t n, void *transfer) {
  static const char name[] = "Content-Encoding:";
  struct transfer *t = transfer;
  n *= size;
  t->headers += n;
  t->too_many_headers = t->headers > MAX_HEADERS;
  if (n >= 5 && memcmp(bytes, "HTTP/", 5) == 0) t->coding[0] = '\0';
  if (n >= sizeof name && strncasecmp(bytes, name, sizeof name - 1) == 0) {
    size_t from = sizeof name - 1, to = n;
    while (from < to && strchr(" \t", bytes[from])) from++;
    while (to > from && strchr(" \t\r\n", bytes[to - 1])) to--;
    snprintf(t->coding, sizeof t->coding, "%.*s", (int)(to - from < sizeof t->coding ? to - from : sizeof t->coding - 1), bytes + from);
  }
  return t->too_many_headers ? 0 : n;
}

/* The address that is really connected to, whatever the name says: also after redirects, and where a name has several. */
static curl_socket_t open_socket(void *transfer, curlsocktype purpose, struct curl_sockaddr *address) {
  struct transfer *t = transfer;
  const char *what = address_private(&address->addr, address->addrlen);
  (void)purpose;
  if (what && !t->how->allow_private) {
    const void *number = address->family == AF_INET ? (const void *)&((const struct sockaddr_in *)(const void *)&address->addr)->sin_addr
                                                    : &((const struct sockaddr_in6 *)(const void *)&address->addr)->sin6_addr;
    if (!inet_ntop(address->family, number, t->address, sizeof t->address)) t->address[0] = '\0';
    t->refused = what;
    return CURL_SOCKET_BAD;
  }
  return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

static int watch(void *transfer, curl_off_t all, curl_off_t got, curl_off_t up, curl_off_t sent) {
  const struct transfer *t = transfer;
  (void)all, (void)got, (void)up, (void)sent;
  if (t->how->tick) t->how->tick(t->how->context);
  return stopped() != 0;
}

/* ---- one address ------------------------------------------------------------------------------------------------------------ */
static bool set_up(struct transfer *t, const char *url, struct curl_slist *headers, char *words) {
  long timeout = t->how->timeout, quarter = timeout > 4 ? timeout / 4 : 1;
  CURL *c = curl.handle;
  curl.reset(c);
  bool good = true;
#define SET(option, value) (good = good && curl.setopt(c, CURLOPT_##option, value) == CURLE_OK)
  SET(URL, url);
  SET(PROTOCOLS_STR, "http,https");
  SET(REDIR_PROTOCOLS_STR, "http,https");
  SET(DISALLOW_USERNAME_IN_URL, 1L);
  SET(FOLLOWLOCATION, 1L);
  SET(MAXREDIRS, (long)MAX_REDIRECTS);
  SET(FAILONERROR, 1L);
  SET(SSL_VERIFYPEER, 1L);
  SET(SSL_VERIFYHOST, 2L);
  SET(USERAGENT, "partikel/" PARTIKEL_VERSION);
  SET(HTTPHEADER, headers);
  SET(HTTP_CONTENT_DECODING, 0L);        /* gzip is unpacked by the library, under its ceilings */
  SET(NETRC, (long)CURL_NETRC_IGNORED);
  SET(NOSIGNAL, 1L);
  SET(CONNECTTIMEOUT, quarter);
  SET(TIMEOUT, timeout);
  SET(LOW_SPEED_LIMIT, (long)SLOWEST);
  SET(LOW_SPEED_TIME, quarter);
  SET(MAXFILESIZE_LARGE, (curl_off_t)MAX_FETCH);  /* what a server says beforehand; what it sends is counted as it comes */
  SET(WRITEFUNCTION, take_body);
  SET(WRITEDATA, t);
  SET(HEADERFUNCTION, take_header);
  SET(HEADERDATA, t);
  SET(OPENSOCKETFUNCTION, open_socket);
  SET(OPENSOCKETDATA, t);
  SET(NOPROGRESS, 0L);
  SET(XFERINFOFUNCTION, watch);
  SET(XFERINFODATA, t);
  SET(ERRORBUFFER, words);
  if (!t->how->allow_private) SET(PROXY, ""); /* behind a proxy nobody sees which address is reached */
#undef SET
  return good;
}

static void say_why(const struct transfer *t, CURLcode code, const char *words, char what[256]) {
  long answer = 0;
  switch (code) {
    case CURLE_URL_MALFORMAT: snprintf(what, 256, "is no address"); return;
    case CURLE_UNSUPPORTED_PROTOCOL: snprintf(what, 256, "leads to an address that is neither http nor https"); return;
    case CURLE_LOGIN_DENIED: snprintf(what, 256, "addresses with a user name in them are not fetched"); return;
    case CURLE_COULDNT_RESOLVE_HOST: snprintf(what, 256, "there is no such host"); return;
    case CURLE_TOO_MANY_REDIRECTS: snprintf(what, 256, "more than %d redirects", MAX_REDIRECTS); return;
    case CURLE_PARTIAL_FILE:
    case CURLE_RECV_ERROR:
    case CURLE_GOT_NOTHING: snprintf(what, 256, "the connection broke off after %zu bytes", t->to->body.n); return;
    case CURLE_OPERATION_TIMEDOUT: snprintf(what, 256, "the server was too slow: %zu bytes came; --timeout N waits longer", t->to->body.n); return;
    case CURLE_PEER_FAILED_VERIFICATION: snprintf(what, 256, "the server's certificate is not valid: %.180s", *words ? words : curl.words(code)); return;
    case CURLE_HTTP_RETURNED_ERROR:
      curl.getinfo(curl.handle, CURLINFO_RESPONSE_CODE, &answer);
      snprintf(what, 256, "the server answers %ld", answer);
      return;
    default: break;
  }
  if (t->refused) snprintf(what, 256, "leads to %s, %s; --allow-private fetches it all the same", t->address, t->refused);
  else if (code == CURLE_COULDNT_CONNECT) snprintf(what, 256, "the server cannot be reached");
  else snprintf(what, 256, "%s", *words ? words : curl.words(code));
}

/* Where it came from in the end, and as what. */
static bool keep_answer(struct fetched *to) {
  const char *url = NULL, *type = NULL;
  curl.getinfo(curl.handle, CURLINFO_EFFECTIVE_URL, &url);
  curl.getinfo(curl.handle, CURLINFO_CONTENT_TYPE, &type);
  if (url) to->url = strdup(url);
  if (type) to->content_type = strdup(type);
  return (!url || to->url) && (!type || to->content_type);
}

partikel_status fetch(const char *url, const struct fetch_how *how, struct fetched *to, char what[256]) {
  struct transfer t = {.how = how, .to = to};
  char words[CURL_ERROR_SIZE] = "";
  *to = (struct fetched){0};
  if (!load()) {
    snprintf(what, 256, "cannot be fetched: libcurl.so.4 is not here (Debian: apt-get install libcurl4)");
    return PARTIKEL_IO;
  }
  struct curl_slist *headers = curl.append(NULL, "Accept-Encoding: gzip");
  bool ready = headers && set_up(&t, url, headers, words);
  CURLcode code = ready ? curl.perform(curl.handle) : CURLE_FAILED_INIT;
  if (ready && code == CURLE_OK && !keep_answer(to)) t.no_memory = true;
  partikel_status status = PARTIKEL_IO;
  if (!headers || t.no_memory || code == CURLE_OUT_OF_MEMORY) snprintf(what, 256, "out of memory"), status = PARTIKEL_NOMEM;
  else if (!ready) snprintf(what, 256, "cannot be fetched: this libcurl is too old");
  else if (t.too_large || code == CURLE_FILESIZE_EXCEEDED) snprintf(what, 256, "larger than the ceiling of %d bytes", MAX_FETCH), status = PARTIKEL_LIMIT;
  else if (t.too_many_headers) snprintf(what, 256, "more than %d bytes of headers", MAX_HEADERS), status = PARTIKEL_LIMIT;
  else if (code != CURLE_OK) say_why(&t, code, words, what);
  else if (*t.coding && strcasecmp(t.coding, "identity") != 0 && strcasecmp(t.coding, "gzip") != 0 && strcasecmp(t.coding, "x-gzip") != 0)
    snprintf(what, 256, "the server has packed it as %s, which is not read", t.coding), status = PARTIKEL_FORMAT;
  else status = PARTIKEL_OK;
  curl.free_list(headers);
  return status;
}

void fetched_free(struct fetched *f) {
  bytes_free(&f->body);
  free(f->url);
  free(f->content_type);
  *f = (struct fetched){0};
}
