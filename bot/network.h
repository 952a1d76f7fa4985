/* The way out: what the WebSocket and the Web API must agree on about proxies and certificates.
 * Both libraries would read the environment on their own, each by other rules, so neither may. */
#ifndef BOT_NETWORK_H
#define BOT_NETWORK_H

#include "base/err.h"
#include "bot/url.h"

#include <stdbool.h>
#include <stdint.h>

/* Texts may be NULL or empty for "none" and are the caller's; they outlive the clients. */
struct network {
    const char *ca_file;  /* PEM; only these authorities are trusted. None: the system's */
    const char *proxy;    /* [http://][user:password@]host:port, used by CONNECT for every host */
    const char *no_proxy; /* hosts that are reached directly: "localhost, .example.org", "*" */
    int64_t connect_timeout_ms; /* name, TCP, proxy and TLS together; 0: 10 s */
    int64_t answer_timeout_ms;  /* from there to the end of the answer; 0: 10 s. What connecting
                                 * did not use of its time is added for a call of the Web API */
};

/* Puts 10 s where a time-out is 0. */
void network_set_defaults(struct network *network);

/* INVALID, with a sentence that names the fault, when ca_file cannot be read or holds no
 * certificate, or proxy is not of the form above. libwebsockets would notice neither. */
enum result network_check(const struct network *network, struct err *err) RESULT;

/* What a person can do about a certificate that is not trusted, for the end of a sentence. fault is
 * OpenSSL's X509_V_ERR_…; libcurl leaves X509_V_ERR_UNSPECIFIED when only the name does not fit. */
const char *network_certificate_advice(int fault);

/* True when host is to be reached through the proxy. An entry of no_proxy matches its host and the
 * names below it, with or without a leading dot; "*" matches all. */
bool network_uses_proxy(const struct network *network, const char *host);

enum { NETWORK_USER_SIZE = 256 };

struct network_proxy {
    char user[NETWORK_USER_SIZE]; /* "user:password" or "" */
    struct url_place place;       /* with its port */
};

/* Takes proxy apart. INVALID, without the password in the text, when it is not of the form. */
enum result network_parse_proxy(const char *proxy, struct network_proxy *ret_proxy, struct err *err)
    RESULT;

#endif
