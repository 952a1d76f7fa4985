/* Fuzzes the local Slack's HTTP parser: however a stream of bytes is cut into pieces, the same
 * requests come out of it, and each is well-formed. The first byte is the length of a piece. */
#include "base/mem.h"
#include "sim/http.h"
#include "tests/fuzz/expect.h"
#include "tests/fuzz/fake_conn.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { LOG_MAX = 4 * 1024 * 1024 };

struct world {
    struct str log;           /* every request, in words */
    struct exchange *waiting; /* the one that is answered late */
    struct conn *taken;       /* the connection that was taken over */
};

static void note(struct world *world, const struct exchange *exchange) {
    expect(exchange->path[0] == '/' && !strchr(exchange->method, ' '));
    expect(exchange->body_len <= HTTP_BODY_MAX && exchange->body[exchange->body_len] == 0);
    str_addf(&world->log, "%s %s?%s\n", exchange->method, exchange->path, exchange->query);
    for (size_t i = 0; i < exchange->header_count; i++) {
        const struct http_header *header = &exchange->headers[i];
        expect(header->name[0] && !strpbrk(header->name, " \t\r\n:"));
        expect(!strpbrk(header->value, "\r\n"));
        expect(http_header(exchange, header->name));
        str_addf(&world->log, "%s: %s\n", header->name, header->value);
    }
    str_add_bytes(&world->log, exchange->body, exchange->body_len);
    str_add(&world->log, "\n");
}

/* The path decides what becomes of a request. */
static void serve(struct exchange *exchange, void *owner) {
    struct world *world = owner;
    char *early;
    size_t len;
    note(world, exchange);
    switch (exchange->path[1]) {
    case 'h':
        http_hang_up(exchange);
        break;
    case 'f':
        http_forget(exchange);
        break;
    case 'l':
        world->waiting = exchange;
        break;
    case 't':
        world->taken = http_take_over(exchange, &early, &len);
        mem_free(early);
        break;
    default:
        http_answer_text(exchange, 200, "fine\n");
    }
}

static void answer_late(struct world *world) {
    while (world->waiting) {
        struct exchange *exchange = world->waiting;
        world->waiting = NULL;
        http_answer_text(exchange, 200, "at last\n");
    }
}

/* Every answer that was written is to a request or the one refusal; log stays the caller's. */
static struct str requests_of(const char *bytes, size_t len, size_t piece) {
    struct world world = {.log = str_new(LOG_MAX)};
    struct conn *conn = fake_conn_new();
    http_serve(conn, serve, &world);
    for (size_t at = 0; at < len; at += piece) {
        fake_conn_send(conn, bytes + at, len - at < piece ? len - at : piece);
        answer_late(&world);
    }
    str_addf(&world.log, "%s\n", fake_conn_is_closed(conn) ? "closed" : "open");
    fake_conn_free(conn);
    return world.log;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size == 0)
        return 0;
    const char *bytes = (const char *)data + 1;
    size_t len = size - 1;
    struct str whole = requests_of(bytes, len, len + 1);
    struct str pieces = requests_of(bytes, len, (size_t)data[0] + 1);
    expect(strcmp(whole.text, pieces.text) == 0);
    str_free(&whole);
    str_free(&pieces);
    return 0;
}
