/* HTTP/1.1 as a server speaks it: one request at a time on a connection, each answered when its
 * handler likes, or never. */
#ifndef SIM_HTTP_H
#define SIM_HTTP_H

#include "base/json.h"
#include "sim/conn.h"

#include <stddef.h>

enum {
    HTTP_HEAD_MAX = 32 * 1024,       /* request line and headers */
    HTTP_BODY_MAX = 4 * 1024 * 1024, /* more than any argument that Slack accepts */
    HTTP_HEADERS_MAX = 64
};

struct http_header {
    const char *name, *value;
};

/* A request and the duty to answer it. It outlives its connection. */
struct exchange {
    const char *method; /* "GET" */
    const char *path;   /* percent-decoded, without the query */
    const char *query;  /* as sent, without the question mark; never NULL */
    struct http_header headers[HTTP_HEADERS_MAX];
    size_t header_count;
    const char *body; /* followed by a NUL */
    size_t body_len;
    struct http_later *later; /* the answer that waits for its time; http.c's own */
    char *bytes;              /* the storage of all of the above; http.c's own */
    struct http *http;        /* NULL once the connection is gone; http.c's own */
};

/* Is given every request, whole; owns the exchange until it answers or hands it on. */
typedef void http_handler(struct exchange *exchange, void *owner);

/* Serves conn until it closes. */
void http_serve(struct conn *conn, http_handler *handler, void *owner);

/* The value of a header, name without regard to case, or NULL. */
const char *http_header(const struct exchange *exchange, const char *name);

/* Ends the exchange with an answer. headers are further lines, each with CRLF; "" for none. */
void http_answer(struct exchange *exchange, int status, const char *headers, const char *type,
                 const char *body, size_t len);
void http_answer_text(struct exchange *exchange, int status, const char *text);
void http_answer_json(struct exchange *exchange, int status, struct json *owned);

/* The same, but the answer goes out after delay_ms. */
void http_answer_later(struct exchange *exchange, uv_loop_t *loop, int64_t delay_ms, int status,
                       const char *headers, const char *type, const char *body, size_t len);

/* Ends the exchange by closing its connection with no answer. */
void http_hang_up(struct exchange *exchange);

/* Ends the exchange and leaves its connection open and waiting for ever. */
void http_forget(struct exchange *exchange);

/* Ends the exchange and hands its connection over, with what the peer sent after the request in
 * early (into a mem_ buffer that the caller frees); NULL when the connection is gone. */
struct conn *http_take_over(struct exchange *exchange, char **ret_early, size_t *ret_early_len);

/* Percent-decodes len bytes in place and ends them with a NUL; returns the new length. With plus
 * set, a plus sign is a space, as in a form. */
size_t http_decode_percent(char *text, size_t len, int plus);

#endif
