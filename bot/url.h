/* Addresses, taken apart and put together: "host:port" as it stands in URLs and for proxies, and
 * the WebSocket URLs that Slack hands out (RFC 3986 and RFC 6455, section 3). Strict, because
 * libwebsockets would send anything, and cuts what is too long without a word. Pure: no name is
 * looked up. */
#ifndef BOT_URL_H
#define BOT_URL_H

#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>

enum {
    URL_HOST_SIZE = 256,
    URL_PLACE_SIZE = URL_HOST_SIZE + sizeof "[]:65535" - 1, /* holds what url_print_place writes */
    URL_PATH_MAX = 2032,      /* path and query of a WebSocket URL: libwebsockets' request line */
    URL_HOST_HEADER_MAX = 119 /* the same for its Host header */
};

struct url_place {
    char host[URL_HOST_SIZE]; /* a name, an IPv4 address, or an IPv6 address without brackets */
    int port;                 /* 0 when none is named */
};

/* Reads the len bytes at text: "host", "host:port", "[address]" or "[address]:port". False when
 * they are none of these, or the port is not 1 to 65535. */
bool url_parse_place(const char *text, size_t len, struct url_place *ret_place);

/* Writes the same form into out, without the port when it is 0; returns out. host may be an address
 * that was found for a name. */
const char *url_print_place(char out[URL_PLACE_SIZE], const char *host, int port);

struct url_websocket {
    bool tls;
    struct url_place place;                    /* the port is set: 80 or 443 when none is named */
    char host_header[URL_HOST_HEADER_MAX + 1]; /* without the port when it is the usual one */
    char path[URL_PATH_MAX + 1];               /* and query; begins with a slash */
};

/* Takes a ws:// or wss:// URL apart. INVALID when it is none, holds a user name, a fragment or a
 * character that must be escaped, or is longer than the limits above. The text never shows the
 * path: a ticket may stand in it. */
enum result url_parse_websocket(const char *url, struct url_websocket *ret_url, struct err *err)
    RESULT;

#endif
