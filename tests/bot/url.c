/* Addresses, taken apart and put together. */
#include "bot/url.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

Test(url, a_place_is_a_host_and_perhaps_a_port) {
    static const struct {
        const char *text, *host;
        int port;
    } rows[] = {
        {"slack.com", "slack.com", 0},
        {"slack.com:", "slack.com", 0},
        {"slack.com:1", "slack.com", 1},
        {"a-b_c.example.org:65535", "a-b_c.example.org", 65535},
        {"10.0.0.1:80", "10.0.0.1", 80},
        {"[::1]", "::1", 0},
        {"[::ffff:10.0.0.1]:8080", "::ffff:10.0.0.1", 8080},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct url_place place;
        cr_assert(url_parse_place(rows[i].text, strlen(rows[i].text), &place), "%s", rows[i].text);
        cr_assert_str_eq(place.host, rows[i].host);
        cr_assert_eq(place.port, rows[i].port);
    }
}

Test(url, what_is_no_place_is_refused) {
    static const char *const texts[] = {
        "",        ":80",  "a b",     "a/b",     "user@a",  "a:0",
        "a:65536", "a:4x", "a:+4",    "a:1:2",   "::1",     "[]",
        "[::1",    "[a]",  "[::1]80", "[::1]:0", "[::1%1]", "a:9999999999999999999999999",
        "[::1]]"};
    char long_host[URL_HOST_SIZE + 1];
    struct url_place place;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        cr_assert_not(url_parse_place(texts[i], strlen(texts[i]), &place), "%s", texts[i]);
    memset(long_host, 'a', sizeof long_host);
    cr_assert_not(url_parse_place(long_host, URL_HOST_SIZE, &place));
    cr_assert(url_parse_place(long_host, URL_HOST_SIZE - 1, &place));
}

Test(url, a_place_reads_no_further_than_its_length) {
    struct url_place place;
    cr_assert(url_parse_place("[::1]:44399", 9, &place));
    cr_assert_eq(place.port, 443);
    cr_assert(url_parse_place("slack.com/link", 9, &place));
    cr_assert_not(url_parse_place("[::1]", 4, &place));
}

Test(url, a_place_is_printed_as_it_is_read) {
    char out[URL_PLACE_SIZE], longest[URL_HOST_SIZE];
    cr_assert_str_eq(url_print_place(out, "slack.com", 0), "slack.com");
    cr_assert_str_eq(url_print_place(out, "10.0.0.1", 80), "10.0.0.1:80");
    cr_assert_str_eq(url_print_place(out, "::1", 0), "[::1]");
    cr_assert_str_eq(url_print_place(out, "::1", 65535), "[::1]:65535");
    memset(longest, ':', sizeof longest - 1);
    longest[sizeof longest - 1] = 0;
    cr_assert_eq(strlen(url_print_place(out, longest, 65535)), URL_PLACE_SIZE - 1);
}

Test(url, a_websocket_url_is_taken_apart) {
    static const struct {
        const char *url, *host, *header, *path;
        int port;
        bool tls;
    } rows[] = {
        {"wss://wss-primary.slack.com/link/?ticket=1&app_id=%2F", "wss-primary.slack.com",
         "wss-primary.slack.com", "/link/?ticket=1&app_id=%2F", 443, true},
        {"wss://slack.com:443/", "slack.com", "slack.com", "/", 443, true},
        {"ws://localhost:8080?a=b", "localhost", "localhost:8080", "/?a=b", 8080, false},
        {"ws://127.0.0.1", "127.0.0.1", "127.0.0.1", "/", 80, false},
        {"wss://[::1]:8443/link", "::1", "[::1]:8443", "/link", 8443, true},
        {"wss://[::1]/link", "::1", "[::1]", "/link", 443, true},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct url_websocket url;
        struct err err;
        cr_assert_eq(url_parse_websocket(rows[i].url, &url, &err), OK, "%s", err.text);
        cr_assert_str_eq(url.place.host, rows[i].host);
        cr_assert_eq(url.place.port, rows[i].port);
        cr_assert_str_eq(url.host_header, rows[i].header);
        cr_assert_str_eq(url.path, rows[i].path);
        cr_assert_eq(url.tls, rows[i].tls);
    }
}

Test(url, websocket_urls_that_the_library_would_cut_or_misread_are_refused) {
    char host[160], path[2200];
    struct url_websocket url;
    struct err err;
    snprintf(host, sizeof host, "wss://%0120d/", 0);
    snprintf(path, sizeof path, "wss://slack.com/link/?ticket=%02020d", 0);
    const char *const urls[] = {host,
                                path,
                                "",
                                "https://slack.com/",
                                "wss:/slack.com/",
                                "wss://",
                                "wss:///link",
                                "wss://slack.com:0/",
                                "wss://slack.com:99999/",
                                "wss://slack.com:4x/",
                                "wss://::1/",
                                "wss://[::1/",
                                "wss://user@slack.com/",
                                "wss://slack.com/a b",
                                "wss://slack.com/a\r\nHost: x",
                                "wss://slack.com/\xc3\xa4",
                                "wss://slack.com/#part"};
    for (size_t i = 0; i < sizeof urls / sizeof *urls; i++) {
        cr_assert_eq(url_parse_websocket(urls[i], &url, &err), INVALID, "%s", urls[i]);
        cr_assert_not(strstr(err.text, "ticket=0"));
    }
}

Test(url, the_longest_websocket_url_is_taken) {
    char text[2200];
    struct url_websocket url;
    struct err err;
    snprintf(text, sizeof text, "wss://%0119d/%02031d", 0, 0);
    cr_assert_eq(url_parse_websocket(text, &url, &err), OK, "%s", err.text);
    cr_assert_eq(strlen(url.host_header), URL_HOST_HEADER_MAX);
    cr_assert_eq(strlen(url.path), URL_PATH_MAX);
}
