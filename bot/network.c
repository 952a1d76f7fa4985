/* The way out: see network.h. */
#include "bot/network.h"

#include "base/str.h"

#include <errno.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

enum { TIMEOUT_MS = 10 * 1000 };

void network_set_defaults(struct network *network) {
    if (!network->connect_timeout_ms)
        network->connect_timeout_ms = TIMEOUT_MS;
    if (!network->answer_timeout_ms)
        network->answer_timeout_ms = TIMEOUT_MS;
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

const char *network_certificate_advice(int fault) {
    switch (fault) {
    case X509_V_ERR_CERT_HAS_EXPIRED:
    case X509_V_ERR_CERT_NOT_YET_VALID:
        return "check the clock of this machine; if it is right, whoever runs that server or proxy "
               "must renew the certificate";
    case X509_V_ERR_UNSPECIFIED: /* libcurl's, which compares the name itself */
    case X509_V_ERR_HOSTNAME_MISMATCH:
    case X509_V_ERR_IP_ADDRESS_MISMATCH:
        return "check slack.api_url and slack.proxy; another server than the one that was meant "
               "answers";
    default:
        return "if that server or proxy is your own, name the file of its authority in "
               "slack.ca_file";
    }
}

/* ---- The proxy. */

/* host:port or [address]:port, perhaps with a slash after it. */
static bool parse_place(const char *text, struct url_place *place) {
    size_t len = strlen(text);
    if (len && text[len - 1] == '/')
        len--;
    return url_parse_place(text, len, place) && place->port;
}

enum result network_parse_proxy(const char *proxy, struct network_proxy *ret_proxy,
                                struct err *err) {
    struct network_proxy parsed = {0};
    const char *rest = strncasecmp(proxy, "http://", 7) == 0 ? proxy + 7 : proxy;
    if (strstr(rest, "://"))
        return fail(err, INVALID, "a proxy is http://host:port; other kinds are not supported");
    const char *at = strrchr(rest, '@'); /* the last: a password may hold one */
    size_t user_len = at ? (size_t)(at - rest) : 0;
    if (at && (user_len == 0 || user_len >= sizeof parsed.user))
        return fail(err, INVALID, "the proxy's user and password must have 1 to %d characters",
                    NETWORK_USER_SIZE - 1);
    memcpy(parsed.user, rest, user_len);
    if (!parse_place(at ? at + 1 : rest, &parsed.place))
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
    if (!str_is_set(network->proxy))
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
    if (str_is_set(network->ca_file))
        result = check_ca_file(network->ca_file, err);
    if (result == OK && str_is_set(network->proxy))
        result = network_parse_proxy(network->proxy, &proxy, err);
    return result;
}
