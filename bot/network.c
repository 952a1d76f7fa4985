/* The way out: see network.h. */
#include "bot/network.h"

#include "base/str.h"

#include <ctype.h>
#include <errno.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static bool is_set(const char *text) {
    return text && *text;
}

/* ---- Certificates. */

static enum result check_ca_file(const char *path, struct err *err) {
    FILE *file = fopen(path, "re");
    if (!file)
        return fail(err, INVALID, "cannot read the CA file %s: %s", path, strerror(errno));
    X509 *certificate = PEM_read_X509(file, NULL, NULL, NULL);
    fclose(file);
    ERR_clear_error(); /* the text would only say "no start line" */
    if (!certificate)
        return fail(err, INVALID, "the CA file %s holds no certificate in PEM form", path);
    X509_free(certificate);
    return OK;
}

/* ---- The proxy. */

/* A port of 1 to 65535 that is the whole of text, else 0. */
static int parse_port(const char *text) {
    if (!isdigit((unsigned char)*text))
        return 0;
    char *end;
    long port = strtol(text, &end, 10);
    return *end || port < 1 || port > 65535 ? 0 : (int)port;
}

/* Copies from[0..len) as a text; false when it is empty or too long. */
static bool copy_part(char *to, size_t size, const char *from, size_t len) {
    if (len == 0 || len >= size)
        return false;
    memcpy(to, from, len);
    to[len] = 0;
    return true;
}

/* host:port or [address]:port, perhaps with a slash after it. */
static bool parse_place(const char *text, struct network_proxy *proxy) {
    size_t len = strlen(text);
    char place[NETWORK_HOST_SIZE + sizeof "[]:65535"];
    if (len && text[len - 1] == '/')
        len--;
    if (!copy_part(place, sizeof place, text, len))
        return false;
    char *colon = strrchr(place, ':');
    if (!colon)
        return false;
    *colon = 0;
    proxy->port = parse_port(colon + 1);
    len = strlen(place);
    bool bracketed = len > 2 && place[0] == '[' && place[len - 1] == ']';
    const char *host = bracketed ? place + 1 : place;
    if (bracketed)
        len -= 2;
    return proxy->port && strcspn(host, "/?# ") >= len &&
           copy_part(proxy->host, sizeof proxy->host, host, len);
}

enum result network_parse_proxy(const char *proxy, struct network_proxy *ret_proxy,
                                struct err *err) {
    struct network_proxy parsed = {0};
    const char *rest = strncasecmp(proxy, "http://", 7) == 0 ? proxy + 7 : proxy;
    if (strstr(rest, "://"))
        return fail(err, INVALID, "a proxy is http://host:port; other kinds are not supported");
    const char *at = strrchr(rest, '@'); /* the last: a password may hold one */
    if (at && !copy_part(parsed.user, sizeof parsed.user, rest, (size_t)(at - rest)))
        return fail(err, INVALID, "the proxy's user and password must have 1 to %d characters",
                    NETWORK_USER_SIZE - 1);
    if (!parse_place(at ? at + 1 : rest, &parsed))
        return fail(err, INVALID,
                    "a proxy is written http://host:port, as in "
                    "http://proxy.example.org:3128");
    *ret_proxy = parsed;
    return OK;
}

/* True when entry[0..len) is host or a domain above it. */
static bool covers(const char *entry, size_t len, const char *host) {
    if (len && *entry == '.')
        entry++, len--;
    size_t host_len = strlen(host);
    if (len == 0 || len > host_len || strncasecmp(host + host_len - len, entry, len) != 0)
        return false;
    return host_len == len || host[host_len - len - 1] == '.';
}

bool network_uses_proxy(const struct network *network, const char *host) {
    if (!is_set(network->proxy))
        return false;
    static const char separators[] = ", \t";
    for (const char *p = network->no_proxy ? network->no_proxy : ""; *p;) {
        size_t len = strcspn(p, separators);
        if ((len == 1 && *p == '*') || covers(p, len, host))
            return false;
        p += len;
        p += strspn(p, separators);
    }
    return true;
}

enum result network_check(const struct network *network, struct err *err) {
    struct network_proxy proxy;
    enum result result = OK;
    if (is_set(network->ca_file))
        result = check_ca_file(network->ca_file, err);
    if (result == OK && is_set(network->proxy))
        result = network_parse_proxy(network->proxy, &proxy, err);
    return result;
}
