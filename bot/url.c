/* Addresses, taken apart and put together: see url.h. */
#include "bot/url.h"

#include "base/str.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <stdio.h>
#include <string.h>

/* ---- Places */

static bool is_name(const char *text) {
    for (const char *p = text; *p; p++)
        if (!isalnum((unsigned char)*p) && !strchr("-._", *p))
            return false;
    return *text;
}

static bool is_ipv6(const char *text) {
    struct in6_addr address;
    return inet_pton(AF_INET6, text, &address) == 1;
}

/* ":port", or nothing, and a lone colon is as good as that (RFC 3986, section 3.2.3). */
static bool parse_port(const char *text, size_t len, int *ret_port) {
    int port = 0;
    if (len > 0 && *text != ':')
        return false;
    for (size_t i = 1; i < len; i++) {
        if (!isdigit((unsigned char)text[i]))
            return false;
        port = port * 10 + (text[i] - '0');
        if (port > 65535)
            return false;
    }
    *ret_port = port;
    return port > 0 || len <= 1;
}

bool url_parse_place(const char *text, size_t len, struct url_place *ret_place) {
    struct url_place place;
    bool bracketed = len > 0 && *text == '[';
    const char *host = text + bracketed;
    const char *end = memchr(text, bracketed ? ']' : ':', len);
    if (bracketed && !end)
        return false;
    size_t host_len = (size_t)((end ? end : text + len) - host);
    if (host_len >= sizeof place.host)
        return false;
    memcpy(place.host, host, host_len);
    place.host[host_len] = 0;
    const char *port = host + host_len + bracketed;
    if (!(bracketed ? is_ipv6(place.host) : is_name(place.host)) ||
        !parse_port(port, (size_t)(text + len - port), &place.port))
        return false;
    *ret_place = place;
    return true;
}

const char *url_print_place(char out[URL_PLACE_SIZE], const char *host, int port) {
    bool ipv6 = strchr(host, ':') != NULL;
    char named[sizeof ":65535"] = "";
    if (port)
        snprintf(named, sizeof named, ":%d", port & 0xffff);
    snprintf(out, URL_PLACE_SIZE, "%s%s%s%s", ipv6 ? "[" : "", host, ipv6 ? "]" : "", named);
    return out;
}

/* ---- WebSocket URLs */

/* What may stand in a request line; the library would send anything. */
static bool is_path(const char *text) {
    for (; *text; text++)
        if (*text <= ' ' || *text >= 0x7f || *text == '#')
            return false;
    return true;
}

static enum result set_place(struct url_websocket *url, const char *text, size_t len,
                             struct err *err) {
    char header[URL_PLACE_SIZE];
    int usual = url->tls ? 443 : 80;
    if (!url_parse_place(text, len, &url->place))
        return fail(err, INVALID,
                    "a WebSocket URL names its host by a name, an IPv4 address or an IPv6 address "
                    "in brackets, and perhaps a port of 1 to 65535");
    if (!url->place.port)
        url->place.port = usual;
    url_print_place(header, url->place.host, url->place.port == usual ? 0 : url->place.port);
    if (strlen(header) > URL_HOST_HEADER_MAX)
        return fail(err, INVALID, "the host in a WebSocket URL is longer than %d characters",
                    URL_HOST_HEADER_MAX);
    snprintf(url->host_header, sizeof url->host_header, "%.*s", URL_HOST_HEADER_MAX, header);
    return OK;
}

static enum result set_path(struct url_websocket *url, const char *text, struct err *err) {
    int len = snprintf(url->path, sizeof url->path, "%s%s", *text == '/' ? "" : "/", text);
    if (len > URL_PATH_MAX)
        return fail(err, INVALID, "path and query of a WebSocket URL are longer than %d characters",
                    URL_PATH_MAX);
    if (!is_path(url->path))
        return fail(err, INVALID, "a WebSocket URL holds a character that must be escaped");
    return OK;
}

enum result url_parse_websocket(const char *url, struct url_websocket *ret_url, struct err *err) {
    struct url_websocket parsed = {.tls = str_starts(url, "wss://")};
    if (!parsed.tls && !str_starts(url, "ws://"))
        return fail(err, INVALID, "a WebSocket URL begins with ws:// or wss://");
    const char *place = strstr(url, "//") + 2;
    size_t place_len = strcspn(place, "/?#");
    enum result result = set_place(&parsed, place, place_len, err);
    if (result == OK)
        result = set_path(&parsed, place + place_len, err);
    if (result == OK)
        *ret_url = parsed;
    return result;
}
