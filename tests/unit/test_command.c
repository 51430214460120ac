/* Parts of the command: addresses that must not be reached, lines of --filter, JSON strings, formats by name, lists and shards, and the
 * ring of jobs. */
#include <setjmp.h>
#include <stdarg.h>
#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include <cmocka.h>

#include "cli/cli.h"

static const char *private_name(const char *text) {
  struct sockaddr_in four = {.sin_family = AF_INET};
  struct sockaddr_in6 six = {.sin6_family = AF_INET6};
  if (inet_pton(AF_INET, text, &four.sin_addr) == 1) return address_private((const struct sockaddr *)&four, sizeof four);
  assert_int_equal(inet_pton(AF_INET6, text, &six.sin6_addr), 1);
  return address_private((const struct sockaddr *)&six, sizeof six);
}

static void private_addresses_are_known(void **state) {
  (void)state;
  /* at each border: inside */
  static const char *const inside[] = {
      "0.0.0.0", "0.255.255.255", "10.0.0.0", "10.255.255.255", "100.64.0.0", "100.127.255.255", "127.0.0.0", "127.0.0.1", "127.255.255.255", "169.254.0.0",
      "169.254.255.255", "172.16.0.0", "172.31.255.255", "192.0.0.0", "192.0.0.255", "192.0.2.1", "192.88.99.1", "192.168.0.0", "192.168.255.255", "198.18.0.0",
      "198.19.255.255", "198.51.100.1", "203.0.113.1", "224.0.0.0", "239.255.255.255", "240.0.0.0", "255.255.255.255",
      "::", "::1", "::2", "::7f00:1", "::ffff:127.0.0.1", "::ffff:10.1.2.3", "::ffff:0.0.0.0", "64:ff9b::10.0.0.1", "64:ff9b:1::1", "100::1", "fe80::1", "febf:ffff::1",
      "fec0::1", "fc00::1", "fdff:ffff::1", "ff00::1", "ff02::1", "2001::1", "2001:1ff:ffff::1", "2001:2::1", "2001:db8::1", "2002::1", "2002:7f00:1::1", "3fff::1", "3fff:fff::1",
      "4000::1", "1fff:ffff::1", "::8.8.8.8"};
  /* and one before or behind it: outside */
  static const char *const outside[] = {
      "1.0.0.0", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255", "128.0.0.0", "169.253.255.255", "169.255.0.0", "172.15.255.255",
      "172.32.0.0", "192.0.1.0", "192.0.3.0", "192.88.98.255", "192.88.100.0", "192.167.255.255", "192.169.0.0", "198.17.255.255", "198.20.0.0", "198.51.99.255", "198.51.101.0",
      "203.0.112.255", "203.0.114.0", "223.255.255.255", "8.8.8.8",
      "::ffff:8.8.8.8", "64:ff9b::8.8.8.8", "2000::1", "2001:200::1", "2001:db7::1", "2001:db9::1", "2003::1", "2606:4700::1111", "3ffe::1", "3fff:1000::1"};
  for (size_t i = 0; i < sizeof inside / sizeof *inside; i++)
    if (!private_name(inside[i])) fail_msg("%s is taken for an address of the open Internet", inside[i]);
  for (size_t i = 0; i < sizeof outside / sizeof *outside; i++)
    if (private_name(outside[i])) fail_msg("%s is taken for %s", outside[i], private_name(outside[i]));
  struct sockaddr other = {.sa_family = AF_UNIX};
  assert_non_null(address_private(&other, sizeof other));
  struct sockaddr_in cut = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(0x08080808)};
  assert_non_null(address_private((const struct sockaddr *)&cut, sizeof cut - 1));
}

static void what_is_an_address(void **state) {
  (void)state;
  assert_true(is_address("http://a.example") && is_address("HTTPS://a.example/x"));
  assert_false(is_address("http:/a.example") || is_address("https") || is_address("ftp://a.example") || is_address("saved/http://x") || is_address(""));
}

static void strings_are_json(void **state) {
  (void)state;
  static const struct { const char *text, *json; } same[] = {
      {"", "\"\""}, {NULL, "null"}, {"a \"b\" \\ c", "\"a \\\"b\\\" \\\\ c\""}, {"\n\t\x1f\x7f", "\"\\u000a\\u0009\\u001f\x7f\""},
      {"\xC3\xA6\xE2\x82\xAC\xF0\x9F\x98\x80", "\"\xC3\xA6\xE2\x82\xAC\xF0\x9F\x98\x80\""}, {"b\xF8rn", "\"b\xEF\xBF\xBDrn\""},
      {"\xC3", "\"\xEF\xBF\xBD\""}, {"\xC0\x80", "\"\xEF\xBF\xBD\xEF\xBF\xBD\""}, {"\xED\xA0\x80", "\"\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\""},
      {"\xF4\x90\x80\x80", "\"\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\""}, {"\xF4\x8F\xBF\xBF", "\"\xF4\x8F\xBF\xBF\""}};
  for (size_t i = 0; i < sizeof same / sizeof *same; i++) {
    struct bytes b = {0};
    assert_int_equal(bytes_json(&b, same[i].text), 0);
    assert_int_equal(bytes_add(&b, "", 1), 0);
    assert_string_equal(b.bytes, same[i].json);
    bytes_free(&b);
  }
}

static void questions_are_read(void **state) {
  (void)state;
  struct question q;
  char what[256];
  char path[] = "saved/a.txt\r", object[] = "{\"path\": \"a\", \"content\": \"aGVq\\n\", \"url\": \"u\", \"date\": \"2019\", \"content_type\": \"t\", \"charset\": \"c\"}",
       address[] = "https://a.example", blank[] = "  ", empty[] = "{\"content\": \"\"}";
  assert_true(question_read(&q, path, strlen(path), what));
  assert_string_equal(q.path, "saved/a.txt");
  assert_true(!q.content && !q.url);
  question_free(&q);
  assert_true(question_read(&q, object, strlen(object), what));
  assert_true(strcmp(q.path, "a") == 0 && strcmp(q.url, "u") == 0 && strcmp(q.date, "2019") == 0 && strcmp(q.content_type, "t") == 0 && strcmp(q.charset, "c") == 0);
  assert_true(q.n_content == 3 && memcmp(q.content, "hej", 3) == 0);
  question_free(&q);
  assert_true(question_read(&q, address, strlen(address), what));
  assert_true(!q.path && strcmp(q.url, "https://a.example") == 0);
  question_free(&q);
  assert_true(question_read(&q, empty, strlen(empty), what));
  assert_true(q.content && q.n_content == 0);
  question_free(&q);
  assert_false(question_read(&q, blank, strlen(blank), what));
  assert_string_equal(what, "the line is empty");
  question_free(&q);
}

static void formats_by_name(void **state) {
  (void)state;
  static const char *const lines[] = {"a.jsonl", "a.json", "x/a.ndjson", "a.jsonl.gz", "a.b.json.gz", "records", "a.txt", ".json", "a.json/b", "x.csv/records"};
  static const char *const none[] = {"a.xlsx", "a.tsv", "a.json.zip", "a.parquet", "a.gz", "a.b.gz"};
  for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) assert_ptr_equal(export_by_path(lines[i]), &export_json);
  for (size_t i = 0; i < sizeof none / sizeof *none; i++) assert_null(export_by_path(none[i]));
  assert_ptr_equal(export_by_name("json"), &export_json);
  assert_null(export_by_name("jso"));
  assert_true(export_listed("rfc excel-da", "excel-da") && export_listed("rfc excel-da", "rfc"));
  assert_false(export_listed("rfc excel-da", "excel") || export_listed("rfc excel-da", "da") || export_listed("rfc", "") || export_listed("", "rfc"));
}

static void shards_are_the_whole(void **state) {
  (void)state;
  char names[13][16], *inputs[13];
  for (int i = 0; i < 13; i++) inputs[i] = names[i], snprintf(names[i], sizeof names[i], "no-%d", i);
  for (int n = 0; n <= 13; n++)
    for (unsigned shards = 1; shards <= 15; shards++) {
      size_t next = 0, least = 13, most = 0;
      for (unsigned shard = 1; shard <= shards; shard++) {
        struct options o = {.inputs = inputs, .n_inputs = n, .shard = shard, .shards = shards};
        struct plan p = {0};
        assert_true(plan_make(&p, &o));
        for (size_t i = 0; i < p.n; i++) assert_string_equal(p.at[i].path, names[next++]);
        least = p.n < least ? p.n : least, most = p.n > most ? p.n : most;
        plan_free(&p);
      }
      assert_true(next == (size_t)n && most - least <= 1);
    }
}

/* ---- the ring ---------------------------------------------------------------------------------------------------- */
static void answer(void *context, partikel_reader *reader, struct job *job) {
  (void)reader;
  if (context) usleep((useconds_t)(job->source * 7919 % 13) * 100); /* some take longer than those behind them */
  job->status = PARTIKEL_OK;
  bytes_printf(&job->out, "%zu", job->source);
}

static void jobs_come_out_in_order(void **state) {
  (void)state;
  for (unsigned threads = 0; threads <= 8; threads += 4) {
    struct pool *p = pool_new(threads, partikel_builtin(), answer, &threads);
    partikel_member member = {.bytes = "x", .n = 1};
    size_t put = 0, got = 0;
    assert_non_null(p);
    while (got < 500) {
      while (put < 500 && !pool_full(p, 1)) {
        assert_true(pool_put(p, &(struct job){.source = put, .member = put % 5 ? &member : NULL})); /* every fifth has nothing to convert */
        put++;
      }
      struct job *job = pool_oldest(p, -1);
      assert_non_null(job);
      assert_int_equal(job->source, got);
      if (got % 5) assert_true(job->out.n && strtoul(job->out.bytes, NULL, 10) == got);
      pool_drop(p);
      got++;
    }
    assert_true(pool_empty(p));
    assert_null(pool_oldest(p, 0));
    pool_free(p);
  }
}

static void the_ring_has_ceilings(void **state) {
  (void)state;
  struct pool *p = pool_new(0, partikel_builtin(), answer, NULL);
  for (int i = 0; i < MAX_QUEUE; i++) {
    assert_false(pool_full(p, 0));
    assert_true(pool_put(p, &(struct job){.source = (size_t)i}));
  }
  assert_true(pool_full(p, 0));
  assert_non_null(pool_oldest(p, 0));
  pool_drop(p);
  assert_false(pool_full(p, 0));
  pool_free(p);

  p = pool_new(0, partikel_builtin(), answer, NULL);
  assert_false(pool_full(p, (size_t)MAX_IN_FLIGHT + 1)); /* alone, anything passes */
  struct job large = {.out = {.bytes = malloc(1), .n = MAX_IN_FLIGHT - 10, .cap = 1}};
  assert_true(pool_put(p, &large));
  assert_false(pool_full(p, 10));
  assert_true(pool_full(p, 11));
  pool_drop(p);
  assert_false(pool_full(p, (size_t)MAX_IN_FLIGHT + 1));
  pool_free(p);
}

static void what_is_not_begun_is_given_up(void **state) {
  (void)state;
  unsigned slow = 1;
  struct pool *p = pool_new(3, partikel_builtin(), answer, &slow);
  partikel_member member = {.bytes = "x", .n = 1};
  for (size_t i = 0; i < 100; i++) assert_true(pool_put(p, &(struct job){.source = i, .member = &member}));
  pool_stop(p);
  size_t got = 0;
  for (struct job *job; (job = pool_oldest(p, 0)); got++) {
    assert_int_equal(job->source, got);
    assert_true(job->out.n > 0); /* what was begun is done */
    pool_drop(p);
  }
  assert_true(pool_empty(p) && got < 100);
  pool_free(p);
}

static void packed_and_summed(void **state) {
  (void)state;
  struct checksum c;
  char hex[65];
  assert_true(checksum_begin(&c));
  checksum_add(&c, "abc", 3);
  checksum_end(&c, hex);
  assert_string_equal(hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  struct bytes out = {0};
  assert_int_equal(pack("abc", 3, bytes_add, &out), PARTIKEL_OK);
  assert_true(out.n > 18 && (unsigned char)out.bytes[0] == 0x1F && (unsigned char)out.bytes[1] == 0x8B);
  bytes_free(&out);
  char text[16];
  size_t n;
  assert_true(base64_decode("aG Vq\nIQ==", 10, text, &n) && n == 4 && memcmp(text, "hej!", 4) == 0);
  assert_false(base64_decode("aGVqI", 5, text, &n));
  assert_false(base64_decode("a%Vq", 4, text, &n));
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(private_addresses_are_known), cmocka_unit_test(what_is_an_address), cmocka_unit_test(strings_are_json),
                                     cmocka_unit_test(questions_are_read), cmocka_unit_test(formats_by_name), cmocka_unit_test(shards_are_the_whole),
                                     cmocka_unit_test(jobs_come_out_in_order), cmocka_unit_test(the_ring_has_ceilings),
                                     cmocka_unit_test(what_is_not_begun_is_given_up), cmocka_unit_test(packed_and_summed)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
