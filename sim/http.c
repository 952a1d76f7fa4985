/* A small strict HTTP/1.1 server side over conn.h: see http.h. */
#include "sim/http.h"

#include "base/mem.h"
#include "base/str.h"
#include "sim/timer.h"

#include <assert.h>
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

struct http {
    struct conn *conn;
    http_handler *handler;
    void *owner;
    struct str in;             /* bytes not yet made into a request */
    struct exchange *exchange; /* the request that waits for its answer, or NULL */
    bool last;                 /* the connection closes after this answer */
    bool serving;              /* its handler is being called */
    bool taken;                /* its connection belongs to somebody else now */
    bool continued;            /* "100 Continue" was sent for the request in `in` */
};

/* An answer that waits for its time. */
struct http_later {
    struct timer *timer;
    int status;
    char *headers, *type, *body;
    size_t len;
};

/* What one attempt at reading a request came to. */
enum parse { PARSE_MORE, PARSE_DONE, PARSE_BAD, PARSE_TOO_LARGE };

const char *http_header(const struct exchange *exchange, const char *name) {
    for (size_t i = 0; i < exchange->header_count; i++)
        if (str_equal_nocase(exchange->headers[i].name, name))
            return exchange->headers[i].value;
    return NULL;
}

static int hex(char c) {
    if (c >= '0' && c <= '9')
        return c - '0';
    c = (char)tolower((unsigned char)c);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

size_t http_decode_percent(char *text, size_t len, int plus) {
    size_t out = 0;
    for (size_t i = 0; i < len; i++) {
        bool pair = text[i] == '%' && i + 2 < len && hex(text[i + 1]) >= 0 && hex(text[i + 2]) >= 0;
        if (pair) {
            text[out++] = (char)(hex(text[i + 1]) * 16 + hex(text[i + 2]));
            i += 2;
        } else {
            text[out++] = plus && text[i] == '+' ? ' ' : text[i];
        }
    }
    text[out] = 0;
    return out;
}

/* ---- Reading */

/* Cuts the next line off *at, without its CRLF; NULL when the head is malformed, as it is with a
 * control character anywhere (RFC 9110, section 5.5). */
static char *next_line(char **at) {
    char *line = *at, *end = strstr(line, "\r\n");
    if (!end)
        return NULL;
    *end = 0;
    *at = end + 2;
    for (const char *c = line; *c; c++)
        if (iscntrl((unsigned char)*c) && *c != '\t')
            return NULL;
    return line;
}

static bool parse_request_line(struct exchange *exchange, char *line) {
    char *target = strchr(line, ' ');
    char *version = target ? strchr(target + 1, ' ') : NULL;
    if (!version || !str_starts(version + 1, "HTTP/1."))
        return false;
    *target++ = 0;
    *version++ = 0;
    char *query = strchr(target, '?');
    if (query)
        *query++ = 0;
    http_decode_percent(target, strlen(target), 0);
    exchange->method = line;
    exchange->path = target;
    exchange->query = query ? query : "";
    return *target == '/';
}

static bool parse_header(struct exchange *exchange, char *line) {
    char *colon = strchr(line, ':');
    if (!colon || colon == line || exchange->header_count == HTTP_HEADERS_MAX)
        return false;
    *colon = 0;
    if (strpbrk(line, " \t"))
        return false;
    char *value = colon + 1 + strspn(colon + 1, " \t");
    size_t len = strlen(value);
    while (len > 0 && strchr(" \t", value[len - 1]))
        value[--len] = 0;
    exchange->headers[exchange->header_count++] = (struct http_header){line, value};
    return true;
}

/* head is the exchange's own copy of everything up to and with the empty line. */
static bool parse_head(struct exchange *exchange, char *head) {
    char *at = head, *line = next_line(&at);
    if (!line || !parse_request_line(exchange, line))
        return false;
    while ((line = next_line(&at)) && *line)
        if (!parse_header(exchange, line))
            return false;
    return line != NULL;
}

/* The size that a chunk's line begins with, in hexadecimal digits and nothing else. */
static bool read_chunk_size(const char *line, size_t *ret_size) {
    size_t size = 0, digits = 0;
    for (; hex(line[digits]) >= 0 && size <= HTTP_BODY_MAX; digits++)
        size = size * 16 + (size_t)hex(line[digits]);
    *ret_size = size;
    return digits > 0 && size <= HTTP_BODY_MAX && (line[digits] == ';' || line[digits] == '\r');
}

/* Puts a chunked body together in place; *ret_used is what it took of bytes[0..len). Trailers are
 * not understood. */
static enum parse join_chunks(char *bytes, size_t len, size_t *ret_body_len, size_t *ret_used) {
    size_t at = 0, out = 0, size = 0;
    do {
        char *line_end = memmem(bytes + at, len - at, "\r\n", 2);
        if (!line_end)
            return PARSE_MORE;
        if (!read_chunk_size(bytes + at, &size))
            return PARSE_BAD;
        if (out + size > HTTP_BODY_MAX)
            return PARSE_TOO_LARGE;
        at = (size_t)(line_end - bytes) + 2;
        if (len - at < size + 2)
            return PARSE_MORE;
        if (memcmp(bytes + at + size, "\r\n", 2) != 0)
            return PARSE_BAD;
        memmove(bytes + out, bytes + at, size);
        out += size;
        at += size + 2;
    } while (size > 0);
    *ret_body_len = out;
    *ret_used = at;
    return PARSE_DONE;
}

static enum parse read_body(struct exchange *exchange, char *bytes, size_t len, size_t *ret_used) {
    const char *coding = http_header(exchange, "Transfer-Encoding");
    if (coding)
        return str_equal_nocase(coding, "chunked")
                   ? join_chunks(bytes, len, &exchange->body_len, ret_used)
                   : PARSE_BAD;
    const char *length = http_header(exchange, "Content-Length");
    if (length && strspn(length, "0123456789") != strlen(length))
        return PARSE_BAD;
    exchange->body_len = length ? strtoul(length, NULL, 10) : 0;
    if (exchange->body_len > HTTP_BODY_MAX)
        return PARSE_TOO_LARGE;
    *ret_used = exchange->body_len;
    return len < exchange->body_len ? PARSE_MORE : PARSE_DONE;
}

static void free_later(struct http_later *later) {
    if (!later)
        return;
    timer_stop(later->timer);
    mem_free(later->headers);
    mem_free(later->type);
    mem_free(later->body);
    mem_free(later);
}

static void free_exchange(struct exchange *exchange) {
    free_later(exchange->later);
    mem_free(exchange->bytes);
    mem_free(exchange);
}

static void drop_front(struct str *in, size_t len) {
    memmove(in->text, in->text + len, in->len - len);
    in->len -= len;
}

/* Tries to make one request of the bytes that came so far. */
static enum parse parse_request(struct http *http, struct exchange **ret_exchange) {
    const char *head_end = memmem(http->in.text, http->in.len, "\r\n\r\n", 4);
    if (!head_end)
        return http->in.len > HTTP_HEAD_MAX ? PARSE_TOO_LARGE : PARSE_MORE;
    size_t head_len = (size_t)(head_end - http->in.text) + 4, body_used = 0;
    struct exchange *exchange = mem_alloc(sizeof *exchange);
    exchange->bytes = mem_alloc(http->in.len + 2);
    memcpy(exchange->bytes, http->in.text, head_len);
    char *body = exchange->bytes + head_len + 1;
    memcpy(body, http->in.text + head_len, http->in.len - head_len);
    enum parse parse = PARSE_BAD;
    if (!memchr(exchange->bytes, 0, head_len) && parse_head(exchange, exchange->bytes))
        parse = read_body(exchange, body, http->in.len - head_len, &body_used);
    if (parse == PARSE_MORE && !http->continued && http_header(exchange, "Expect")) {
        http->continued = true;
        conn_write(http->conn, "HTTP/1.1 100 Continue\r\n\r\n", 25);
    }
    if (parse != PARSE_DONE) {
        free_exchange(exchange);
        return parse;
    }
    body[exchange->body_len] = 0;
    exchange->body = body;
    drop_front(&http->in, head_len + body_used);
    http->continued = false;
    *ret_exchange = exchange;
    return PARSE_DONE;
}

/* ---- Answering */

static const char *reason_phrase(int status) {
    static const struct {
        int status;
        const char *phrase;
    } known[] = {{200, "OK"},
                 {400, "Bad Request"},
                 {403, "Forbidden"},
                 {404, "Not Found"},
                 {405, "Method Not Allowed"},
                 {408, "Request Timeout"},
                 {409, "Conflict"},
                 {413, "Content Too Large"},
                 {429, "Too Many Requests"},
                 {500, "Internal Server Error"},
                 {503, "Service Unavailable"}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (known[i].status == status)
            return known[i].phrase;
    return "Unnamed";
}

static void write_answer(struct http *http, int status, const char *headers, const char *type,
                         const char *body, size_t len) {
    STR_AUTO(out, HTTP_HEAD_MAX + len);
    str_addf(&out, "HTTP/1.1 %d %s\r\nContent-Type: %s\r\nContent-Length: %zu\r\n%s%s\r\n", status,
             reason_phrase(status), type, len, http->last ? "Connection: close\r\n" : "", headers);
    str_add_bytes(&out, body, len);
    conn_write(http->conn, out.text, out.len);
    if (http->last)
        conn_close(http->conn);
}

static void refuse(struct http *http, enum parse parse) {
    const char *text = "The request could not be read.\n";
    http->last = true;
    write_answer(http, parse == PARSE_TOO_LARGE ? 413 : 400, "", "text/plain", text, strlen(text));
}

static bool closes_after(const struct exchange *exchange) {
    const char *connection = http_header(exchange, "Connection");
    return connection && str_equal_nocase(connection, "close");
}

/* Hands the next request to the handler; false when there is none to hand. */
static bool serve_one(struct http *http) {
    struct exchange *exchange = NULL;
    if (http->exchange || http->last || http->taken || http->in.len == 0)
        return false;
    enum parse parse = parse_request(http, &exchange);
    if (parse == PARSE_BAD || parse == PARSE_TOO_LARGE)
        refuse(http, parse);
    if (parse != PARSE_DONE)
        return false;
    assert(exchange);
    exchange->http = http;
    http->exchange = exchange;
    http->last = closes_after(exchange);
    http->handler(exchange, http->owner);
    return true;
}

static void free_http(struct http *http) {
    str_free(&http->in);
    mem_free(http);
}

/* A handler that answers at once comes back in here: the outer call goes on with the work. */
static void serve(struct http *http) {
    if (http->serving)
        return;
    http->serving = true;
    while (serve_one(http))
        ;
    http->serving = false;
    if (http->taken)
        free_http(http);
}

/* Takes the exchange off its connection; the caller goes on with what is returned, or NULL. */
static struct http *finish(struct exchange *exchange) {
    struct http *http = exchange->http;
    free_exchange(exchange);
    if (http)
        http->exchange = NULL;
    return http;
}

void http_answer(struct exchange *exchange, int status, const char *headers, const char *type,
                 const char *body, size_t len) {
    struct http *http = finish(exchange);
    if (!http)
        return;
    write_answer(http, status, headers, type, body, len);
    serve(http);
}

static void on_later_due(void *owner) {
    struct exchange *exchange = owner;
    struct http_later *later = exchange->later;
    later->timer = NULL;
    exchange->later = NULL;
    http_answer(exchange, later->status, later->headers, later->type, later->body, later->len);
    free_later(later);
}

void http_answer_later(struct exchange *exchange, uv_loop_t *loop, int64_t delay_ms, int status,
                       const char *headers, const char *type, const char *body, size_t len) {
    if (!exchange->http) {
        free_exchange(exchange); /* nobody waits */
        return;
    }
    struct http_later *later = mem_alloc(sizeof *later);
    later->status = status;
    later->headers = mem_strdup(headers);
    later->type = mem_strdup(type);
    later->body = mem_alloc(len + 1);
    memcpy(later->body, body, len);
    later->len = len;
    exchange->later = later;
    later->timer = timer_start(loop, delay_ms, on_later_due, exchange);
}

void http_answer_text(struct exchange *exchange, int status, const char *text) {
    http_answer(exchange, status, "", "text/plain; charset=utf-8", text, strlen(text));
}

void http_answer_json(struct exchange *exchange, int status, struct json *owned) {
    const char *text = json_print(owned);
    http_answer(exchange, status, "Cache-Control: no-store\r\n", "application/json; charset=utf-8",
                text, strlen(text));
    json_free(owned);
}

void http_hang_up(struct exchange *exchange) {
    struct http *http = finish(exchange);
    if (!http)
        return;
    http->last = true; /* what was sent behind it is not served */
    conn_drop(http->conn);
}

void http_forget(struct exchange *exchange) {
    struct http *http = finish(exchange);
    if (http)
        http->last = true; /* nothing further is read from it */
}

struct conn *http_take_over(struct exchange *exchange, char **ret_early, size_t *ret_early_len) {
    struct http *http = finish(exchange);
    if (!http)
        return NULL;
    struct conn *conn = http->conn;
    conn_own(conn, NULL, NULL);
    *ret_early_len = http->in.len;
    *ret_early = str_take(&http->in);
    http->taken = true;
    serve(http); /* frees it, now or when the handler has returned */
    return conn;
}

/* ---- The connection */

static void on_data(void *owner, const char *bytes, size_t len) {
    struct http *http = owner;
    str_add_bytes(&http->in, bytes, len);
    if (http->in.full)
        refuse(http, PARSE_TOO_LARGE);
    else
        serve(http);
}

static void on_closed(void *owner) {
    struct http *http = owner;
    struct exchange *exchange = http->exchange;
    if (exchange && exchange->later)
        free_exchange(exchange); /* nobody else holds it any more */
    else if (exchange)
        exchange->http = NULL;
    free_http(http);
}

void http_serve(struct conn *conn, http_handler *handler, void *owner) {
    static const struct conn_events events = {on_data, on_closed};
    struct http *http = mem_alloc(sizeof *http);
    http->conn = conn;
    http->handler = handler;
    http->owner = owner;
    http->in = str_new((size_t)HTTP_HEAD_MAX + 2 * (size_t)HTTP_BODY_MAX);
    conn_own(conn, &events, http);
}
