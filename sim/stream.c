/* Server-sent events: see stream.h. */
#include "sim/stream.h"

#include "base/mem.h"
#include "base/str.h"
#include "sim/timer.h"

#include <string.h>
#include <sys/queue.h>

struct watcher {
    TAILQ_ENTRY(watcher) link;
    struct stream *stream;
    struct conn *conn;
};
TAILQ_HEAD(watcher_list, watcher);

struct stream {
    uv_loop_t *loop;
    struct watcher_list watchers;
    size_t count;
    struct timer *comment; /* keeps proxies and dead peers from going unnoticed */
};

static void forget(struct watcher *watcher) {
    TAILQ_REMOVE(&watcher->stream->watchers, watcher, link);
    watcher->stream->count--;
    mem_free(watcher);
}

static void on_data(void *owner, const char *bytes, size_t len) {
    (void)owner, (void)bytes, (void)len; /* a watcher has nothing to say */
}

static void on_closed(void *owner) {
    forget(owner);
}

static void write_all(struct stream *stream, const char *text, size_t len) {
    struct watcher *watcher;
    TAILQ_FOREACH(watcher, &stream->watchers, link)
    conn_write(watcher->conn, text, len);
}

static void on_comment_due(void *owner) {
    struct stream *stream = owner;
    write_all(stream, ": still here\n\n", 14);
    stream->comment = timer_start(stream->loop, STREAM_COMMENT_MS, on_comment_due, stream);
}

struct stream *stream_new(uv_loop_t *loop) {
    struct stream *stream = mem_alloc(sizeof *stream);
    stream->loop = loop;
    TAILQ_INIT(&stream->watchers);
    stream->comment = timer_start(loop, STREAM_COMMENT_MS, on_comment_due, stream);
    return stream;
}

void stream_free(struct stream *stream) {
    if (!stream)
        return;
    struct watcher *watcher;
    while ((watcher = TAILQ_FIRST(&stream->watchers)) != NULL) {
        conn_own(watcher->conn, NULL, NULL);
        conn_drop(watcher->conn);
        forget(watcher);
    }
    timer_stop(stream->comment);
    mem_free(stream);
}

void stream_watch(struct stream *stream, struct exchange *exchange) {
    static const struct conn_events events = {on_data, on_closed};
    static const char head[] = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
                               "Cache-Control: no-store\r\nConnection: close\r\n\r\n"
                               "retry: 1000\n\n";
    char *early;
    size_t early_len;
    if (stream->count == STREAM_WATCHERS_MAX) {
        http_answer_text(exchange, 503, "Too many watch already.\n");
        return;
    }
    struct conn *conn = http_take_over(exchange, &early, &early_len);
    if (!conn)
        return;
    mem_free(early);
    struct watcher *watcher = mem_alloc(sizeof *watcher);
    watcher->stream = stream;
    watcher->conn = conn;
    TAILQ_INSERT_TAIL(&stream->watchers, watcher, link);
    stream->count++;
    conn_own(conn, &events, watcher);
    conn_write(conn, head, sizeof head - 1);
}

void stream_send(struct stream *stream, const char *type, struct json *owned) {
    json_put_str(owned, "type", type);
    const char *text = json_print(owned);
    STR_AUTO(event, strlen(text) + 16);
    str_addf(&event, "data: %s\n\n", text);
    write_all(stream, event.text, event.len);
    json_free(owned);
}
