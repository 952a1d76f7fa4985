/* What must not leave the house: see secret.h. */
#include "model/secret.h"

#include "base/str.h"

#include <ctype.h>
#include <string.h>

/* What begins with this and goes on with at least so many of the characters that tokens are made
 * of. */
static const struct {
    const char *prefix;
    size_t least;
    const char *what;
} tokens[] = {
    {"xoxa-", 6, "a Slack token"},    {"xoxb-", 6, "a Slack token"},
    {"xoxc-", 6, "a Slack token"},    {"xoxd-", 6, "a Slack token"},
    {"xoxe", 6, "a Slack token"},     {"xoxo-", 6, "a Slack token"},
    {"xoxp-", 6, "a Slack token"},    {"xoxr-", 6, "a Slack token"},
    {"xoxs-", 6, "a Slack token"},    {"xapp-", 6, "a Slack token"},
    {"AKIA", 16, "an AWS key"},       {"ASIA", 16, "an AWS key"},
    {"ghp_", 20, "a GitHub token"},   {"gho_", 20, "a GitHub token"},
    {"ghu_", 20, "a GitHub token"},   {"ghs_", 20, "a GitHub token"},
    {"ghr_", 20, "a GitHub token"},   {"github_pat_", 20, "a GitHub token"},
    {"glpat-", 16, "a GitLab token"}, {"pypi-", 40, "a PyPI token"},
    {"npm_", 30, "an npm token"},     {"sk-", 32, "an API key"},
    {"sk_live_", 16, "an API key"},   {"rk_live_", 16, "an API key"},
    {"AIza", 30, "a Google key"},     {"eyJhbGciOi", 20, "a signed token"},
    {"sbp_", 30, "a Supabase token"},
};

static bool is_token(char c) {
    return isalnum((unsigned char)c) || (c && strchr("_-.+/=", c));
}

/* How long the token is that text begins with, 0 for none. */
static size_t token_at(const char *text, const char **ret_what) {
    for (size_t i = 0; i < sizeof tokens / sizeof *tokens; i++) {
        size_t prefix = strlen(tokens[i].prefix), len = prefix;
        if (!str_starts(text, tokens[i].prefix))
            continue;
        while (is_token(text[len]))
            len++;
        if (len - prefix < tokens[i].least)
            continue;
        *ret_what = tokens[i].what;
        return len;
    }
    return 0;
}

/* "-----BEGIN RSA PRIVATE KEY-----" */
static size_t key_at(const char *text, const char **ret_what) {
    size_t line = strcspn(text, "\n");
    const char *name = strstr(text, "PRIVATE KEY");
    if (!str_starts(text, "-----BEGIN ") || !name || (size_t)(name - text) > line)
        return 0;
    *ret_what = "a private key";
    return line;
}

/* "://user:password@host" */
static size_t password_at(const char *text, const char **ret_what) {
    static const char begin[] = "://";
    if (!str_starts(text, begin))
        return 0;
    size_t user = strlen(begin) + strcspn(text + strlen(begin), ":@/ \t\n\"'<>");
    if (text[user] != ':' || user == strlen(begin))
        return 0;
    size_t len = user + 1 + strcspn(text + user + 1, "@/ \t\n\"'<>");
    if (text[len] != '@' || len == user + 1)
        return 0;
    *ret_what = "a password in an address";
    return len;
}

/* "Bearer …" with something long behind it. */
static size_t bearer_at(const char *text, const char **ret_what) {
    static const char begin[] = "Bearer ";
    size_t len = strlen(begin);
    if (!str_starts(text, begin))
        return 0;
    while (is_token(text[len]))
        len++;
    *ret_what = "a bearer token";
    return len - strlen(begin) >= 16 ? len : 0;
}

bool secret_find(const char *text, struct secret *ret_secret) {
    int line = 1;
    for (const char *at = text; *at; at++) {
        const char *what = NULL;
        bool begins = at == text || !isalnum((unsigned char)at[-1]);
        size_t len = begins ? token_at(at, &what) : 0;
        if (!len && begins)
            len = key_at(at, &what);
        if (!len && begins)
            len = bearer_at(at, &what);
        if (!len)
            len = password_at(at, &what);
        if (len) {
            *ret_secret = (struct secret){what, line, (size_t)(at - text), len};
            return true;
        }
        line += *at == '\n';
    }
    return false;
}
