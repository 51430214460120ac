/* Which addresses are of the open Internet, and which belong to this machine or its network. */
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

#include "cli.h"

/* The first `bits` of an address are those of `net`. */
struct range { unsigned char net[16]; unsigned bits; const char *what; };

/* RFC 6890 and what came after it. */
static const struct range four[] = {
    {{0}, 8, "this host"},
    {{10}, 8, "a private network"},
    {{100, 64}, 10, "a provider's own network"},
    {{127}, 8, "this host"},
    {{169, 254}, 16, "a link-local network"},
    {{172, 16}, 12, "a private network"},
    {{192, 0, 0}, 24, "a reserved range"},
    {{192, 0, 2}, 24, "a range for examples"},
    {{192, 88, 99}, 24, "a reserved range"},
    {{192, 168}, 16, "a private network"},
    {{198, 18}, 15, "a network for measurements"},
    {{198, 51, 100}, 24, "a range for examples"},
    {{203, 0, 113}, 24, "a range for examples"},
    {{224}, 4, "a multicast range"},
    {{240}, 4, "a reserved range"}, /* broadcast included */
};

/* Of the open Internet is 2000::/3 alone, and of that not these. */
static const struct range six[] = {
    {{0x20, 0x01, 0x00, 0x02}, 48, "a network for measurements"},
    {{0x20, 0x01, 0x0d, 0xb8}, 32, "a range for examples"},
    {{0x20, 0x01}, 23, "a reserved range"}, /* Teredo included: it holds an IPv4 address */
    {{0x20, 0x02}, 16, "a 6to4 tunnel"},
    {{0x3f, 0xff}, 20, "a range for examples"},
};

static bool inside(const unsigned char *address, const struct range *r) {
  for (unsigned bit = 0; bit < r->bits; bit += 8) {
    unsigned char mask = r->bits - bit >= 8 ? 0xFF : (unsigned char)(0xFF << (8 - (r->bits - bit)));
    if ((address[bit / 8] ^ r->net[bit / 8]) & mask) return false;
  }
  return true;
}

static const char *among(const unsigned char *address, const struct range *ranges, size_t n) {
  for (size_t i = 0; i < n; i++)
    if (inside(address, &ranges[i])) return ranges[i].what;
  return NULL;
}

static const char *private_four(const unsigned char *address) { return among(address, four, sizeof four / sizeof *four); }

static const char *private_six(const unsigned char *a) {
  static const struct range mapped = {{[10] = 0xFF, [11] = 0xFF}, 96, ""}, translated = {{0x00, 0x64, 0xFF, 0x9B}, 96, ""},
                            compatible = {{0}, 96, ""}, local = {{0xFE, 0x80}, 10, ""}, site = {{0xFE, 0xC0}, 10, ""}, unique = {{0xFC}, 7, ""},
                            multicast = {{0xFF}, 8, ""}, open = {{0x20}, 3, ""}, loopback = {{[15] = 1}, 128, ""}, none = {{0}, 128, ""};
  if (inside(a, &loopback) || inside(a, &none)) return "this host";
  if (inside(a, &mapped) || inside(a, &translated) || inside(a, &compatible)) { /* an IPv4 address in disguise */
    const char *what = private_four(a + 12);
    return what ? what : inside(a, &compatible) ? "a reserved range" : NULL;
  }
  if (inside(a, &local)) return "a link-local network";
  if (inside(a, &unique) || inside(a, &site)) return "a private network";
  if (inside(a, &multicast)) return "a multicast range";
  if (!inside(a, &open)) return "a reserved range";
  return among(a, six, sizeof six / sizeof *six);
}

const char *address_private(const struct sockaddr *address, size_t n) {
  if (address->sa_family == AF_INET && n >= sizeof(struct sockaddr_in)) {
    struct sockaddr_in in;
    memcpy(&in, address, sizeof in);
    return private_four((const unsigned char *)&in.sin_addr);
  }
  if (address->sa_family == AF_INET6 && n >= sizeof(struct sockaddr_in6)) {
    struct sockaddr_in6 in;
    memcpy(&in, address, sizeof in);
    return private_six((const unsigned char *)&in.sin6_addr);
  }
  return "no address of the Internet";
}
