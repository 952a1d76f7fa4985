/* What must not leave the house is recognised, and what is only text is not. */
#include "model/secret.h"

#include <criterion/criterion.h>

static const struct {
    const char *text;
    const char *what;
    int line;
    size_t at;
} found[] = {
    {"xoxb-test-1234567890", "a Slack token", 1, 0},
    {"one\ntwo xapp-test-1234567890 three", "a Slack token", 2, 8},
    {"id=AKIAABCDEFGHIJKLMNOP", "an AWS key", 1, 3},
    {"a\n\n-----BEGIN EC PRIVATE KEY-----", "a private key", 3, 3},
    {"postgres://app:secret@db/app", "a password in an address", 1, 8},
    {"Authorization: Bearer abcdefghijklmnop", "a bearer token", 1, 15},
};

Test(secret, what_looks_like_a_token_is_found_with_its_place) {
    for (size_t i = 0; i < sizeof found / sizeof *found; i++) {
        struct secret secret = {0};
        cr_assert(secret_find(found[i].text, &secret), "%s", found[i].text);
        cr_expect_str_eq(secret.what, found[i].what);
        cr_expect_eq(secret.line, found[i].line, "%s", found[i].text);
        cr_expect_eq(secret.at, found[i].at, "%s: %zu", found[i].text, secret.at);
    }
}

static const char *const plain[] = {"",
                                    "the xoxb- tokens of everybody were revoked",
                                    "https://example.org:8443/path",
                                    "mail alice@example.org",
                                    "-----BEGIN CERTIFICATE-----",
                                    "task-force-of-the-whole-company-and-its-friends",
                                    "AKIA",
                                    "Bearer of bad news",
                                    "git://host/user:name/x"};

Test(secret, what_is_only_text_is_left_alone) {
    struct secret secret;
    for (size_t i = 0; i < sizeof plain / sizeof *plain; i++)
        cr_expect_not(secret_find(plain[i], &secret), "%s", plain[i]);
}
