/* The way out: proxies, who goes round them, and certificates. */
#include "bot/network.h"

#include "tests/kit/peer.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

Test(network, a_proxy_is_taken_apart) {
    static const struct {
        const char *text, *user, *host;
        int port;
    } rows[] = {
        {"proxy.example.org:3128", "", "proxy.example.org", 3128},
        {"http://proxy.example.org:3128", "", "proxy.example.org", 3128},
        {"HTTP://proxy.example.org:3128/", "", "proxy.example.org", 3128},
        {"http://me:p@ss:w0rd@10.0.0.1:80", "me:p@ss:w0rd", "10.0.0.1", 80},
        {"http://[fe80::1]:8080", "", "fe80::1", 8080},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct network_proxy proxy;
        struct err err;
        cr_assert(network_parse_proxy(rows[i].text, &proxy, &err) == OK, "%s: %s", rows[i].text,
                  err.text);
        cr_assert_str_eq(proxy.user, rows[i].user);
        cr_assert_str_eq(proxy.place.host, rows[i].host);
        cr_assert(proxy.place.port == rows[i].port);
    }
}

Test(network, what_is_no_proxy_is_refused_without_its_password) {
    static const char *const texts[] = {"",
                                        "proxy.example.org",
                                        "http://proxy.example.org",
                                        "http://:3128",
                                        "http://me:secret@:3128",
                                        "http://me:secret@proxy:0",
                                        "http://me:secret@proxy:65536",
                                        "http://me:secret@proxy:31x",
                                        "http://me:secret@proxy: 31",
                                        "http://me:secret@proxy/path:3128",
                                        "http://@proxy:3128",
                                        "https://me:secret@proxy:3128",
                                        "socks5://me:secret@proxy:1080"};
    char long_host[400];
    struct network_proxy proxy;
    struct err err;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        cr_assert(network_parse_proxy(texts[i], &proxy, &err) == INVALID, "%s", texts[i]);
        cr_assert(!strstr(err.text, "secret"));
    }
    snprintf(long_host, sizeof long_host, "http://%0300d:3128", 0);
    cr_assert(network_parse_proxy(long_host, &proxy, &err) == INVALID);
}

Test(network, no_proxy_covers_a_host_and_the_names_below_it) {
    struct network network = {.proxy = "proxy:3128",
                              .no_proxy = "localhost, .example.org,10.0.0.1 Slack.test"};
    static const char *const direct[] = {"localhost",     "example.org", "a.example.org",
                                         "A.EXAMPLE.ORG", "10.0.0.1",    "wss.slack.test"};
    static const char *const proxied[] = {"slack.com", "badexample.org", "example.org.evil.com",
                                          "110.0.0.1", "host",           ""};
    for (size_t i = 0; i < sizeof direct / sizeof *direct; i++)
        cr_assert(!network_uses_proxy(&network, direct[i]), "%s", direct[i]);
    for (size_t i = 0; i < sizeof proxied / sizeof *proxied; i++)
        cr_assert(network_uses_proxy(&network, proxied[i]), "%s", proxied[i]);
    network.no_proxy = "localhost,*";
    cr_assert(!network_uses_proxy(&network, "slack.com"));
    network.no_proxy = NULL;
    cr_assert(network_uses_proxy(&network, "localhost"));
    network.proxy = "";
    cr_assert(!network_uses_proxy(&network, "slack.com"));
}

Test(network, a_ca_file_is_read_before_anything_relies_on_it) {
    struct network good = {.ca_file = peer_ca_file()};
    struct network missing = {.ca_file = "/nonexistent.pem"};
    struct network none = {.ca_file = "/etc/passwd"};
    struct err err;
    cr_assert(network_check(&good, &err) == OK);
    cr_assert(network_check(&missing, &err) == INVALID);
    cr_assert(strstr(err.text, "/nonexistent.pem: No such file"), "%s", err.text);
    cr_assert(network_check(&none, &err) == INVALID);
    cr_assert(strstr(err.text, "holds no certificate"), "%s", err.text);
    peer_remove_ca_file();
}

Test(network, nothing_set_is_fine) {
    struct network network = {0};
    struct err err;
    cr_assert(network_check(&network, &err) == OK);
}
