/* Accepted TCP connections, plain or TLS over memory BIOs: see conn.h. */
#include "sim/conn.h"

#include "base/mem.h"

#include <stdbool.h>
#include <string.h>

enum { READ_SIZE = 64 * 1024, WRITE_QUEUE_MAX = 64 * 1024 * 1024 };

struct conn {
    uv_tcp_t tcp;
    SSL *tls; /* NULL on a plain connection */
    BIO *from_peer, *to_peer;
    const struct conn_events *events;
    void *owner;
    bool closing;
    bool split;
};

struct write {
    uv_write_t request;
    char bytes[];
};

static void on_closed(uv_handle_t *handle) {
    struct conn *conn = handle->data;
    if (conn->events)
        conn->events->closed(conn->owner);
    SSL_free(conn->tls);
    mem_free(conn);
}

static void close_handle(struct conn *conn) {
    conn->closing = true;
    if (!uv_is_closing((uv_handle_t *)&conn->tcp))
        uv_close((uv_handle_t *)&conn->tcp, on_closed);
}

void conn_drop(struct conn *conn) {
    close_handle(conn);
}

void conn_reset(struct conn *conn) {
    conn->closing = true;
    if (uv_is_closing((uv_handle_t *)&conn->tcp))
        return;
    if (uv_tcp_close_reset(&conn->tcp, on_closed) != 0)
        close_handle(conn);
}

static void on_written(uv_write_t *request, int status) {
    (void)status; /* a broken connection shows itself to the reader */
    mem_free(request->data);
}

static void write_raw(struct conn *conn, const char *bytes, size_t len) {
    if (uv_is_closing((uv_handle_t *)&conn->tcp))
        return;
    if (uv_stream_get_write_queue_size((uv_stream_t *)&conn->tcp) > WRITE_QUEUE_MAX) {
        conn_drop(conn);
        return;
    }
    struct write *write = mem_alloc(sizeof *write + len);
    memcpy(write->bytes, bytes, len);
    write->request.data = write;
    uv_buf_t buffer = uv_buf_init(write->bytes, (unsigned)len);
    if (uv_write(&write->request, (uv_stream_t *)&conn->tcp, &buffer, 1, on_written) != 0)
        mem_free(write);
}

static void flush_tls(struct conn *conn) {
    char records[16 * 1024];
    int n;
    while ((n = BIO_read(conn->to_peer, records, sizeof records)) > 0)
        write_raw(conn, records, (size_t)n);
}

static void write_piece(struct conn *conn, const char *bytes, size_t len) {
    if (!conn->tls) {
        write_raw(conn, bytes, len);
        return;
    }
    SSL_write(conn->tls, bytes, (int)len); /* a memory BIO takes everything */
    flush_tls(conn);
}

void conn_write(struct conn *conn, const void *bytes, size_t len) {
    if (conn->closing || len == 0)
        return;
    size_t piece = conn->split ? 1 : len;
    for (size_t at = 0; at < len; at += piece)
        write_piece(conn, (const char *)bytes + at, piece);
}

static void on_shut(uv_shutdown_t *request, int status) {
    (void)status;
    close_handle(request->data);
    mem_free(request);
}

void conn_close(struct conn *conn) {
    if (conn->closing)
        return;
    if (conn->tls) {
        SSL_shutdown(conn->tls);
        flush_tls(conn);
    }
    conn->closing = true;
    uv_read_stop((uv_stream_t *)&conn->tcp);
    uv_shutdown_t *request = mem_alloc(sizeof *request);
    request->data = conn;
    if (uv_shutdown(request, (uv_stream_t *)&conn->tcp, on_shut) == 0)
        return;
    mem_free(request);
    close_handle(conn);
}

static void deliver(struct conn *conn, const char *bytes, size_t len) {
    if (!conn->closing && conn->events)
        conn->events->data(conn->owner, bytes, len);
}

static void read_tls(struct conn *conn, const char *bytes, size_t len) {
    BIO_write(conn->from_peer, bytes, (int)len);
    char plain[16 * 1024];
    int n = 0;
    while (!conn->closing && (n = SSL_read(conn->tls, plain, sizeof plain)) > 0)
        deliver(conn, plain, (size_t)n);
    flush_tls(conn);
    if (!conn->closing && SSL_get_error(conn->tls, n) != SSL_ERROR_WANT_READ)
        close_handle(conn);
}

static void on_alloc(uv_handle_t *handle, size_t suggested, uv_buf_t *ret_buffer) {
    (void)handle, (void)suggested;
    *ret_buffer = uv_buf_init(mem_alloc(READ_SIZE), READ_SIZE);
}

static void on_read(uv_stream_t *stream, ssize_t len, const uv_buf_t *buffer) {
    struct conn *conn = stream->data;
    if (len < 0)
        close_handle(conn);
    else if (len > 0 && conn->tls)
        read_tls(conn, buffer->base, (size_t)len);
    else if (len > 0)
        deliver(conn, buffer->base, (size_t)len);
    mem_free(buffer->base);
}

static void start_tls(struct conn *conn, SSL_CTX *tls) {
    conn->tls = SSL_new(tls);
    conn->from_peer = BIO_new(BIO_s_mem());
    conn->to_peer = BIO_new(BIO_s_mem());
    SSL_set_bio(conn->tls, conn->from_peer, conn->to_peer); /* SSL_free frees both */
    SSL_set_accept_state(conn->tls);
}

struct conn *conn_accept(uv_stream_t *listener, SSL_CTX *tls) {
    struct conn *conn = mem_alloc(sizeof *conn);
    uv_tcp_init(listener->loop, &conn->tcp);
    conn->tcp.data = conn;
    if (uv_accept(listener, (uv_stream_t *)&conn->tcp) != 0) {
        close_handle(conn);
        return NULL;
    }
    uv_tcp_nodelay(&conn->tcp, 1);
    if (tls)
        start_tls(conn, tls);
    uv_read_start((uv_stream_t *)&conn->tcp, on_alloc, on_read);
    return conn;
}

void conn_own(struct conn *conn, const struct conn_events *events, void *owner) {
    conn->events = events;
    conn->owner = owner;
}

void conn_stop_reading(struct conn *conn) {
    uv_read_stop((uv_stream_t *)&conn->tcp);
}

void conn_split_bytes(struct conn *conn) {
    conn->split = true;
}

static void count_if_tcp(uv_handle_t *handle, void *count) {
    if (handle->type == UV_TCP && !uv_is_closing(handle))
        ++*(size_t *)count;
}

size_t conn_count(uv_loop_t *loop) {
    size_t count = 0;
    uv_walk(loop, count_if_tcp, &count);
    return count;
}

static void drop_if_conn(uv_handle_t *handle, void *nothing) {
    (void)nothing;
    if (handle->type == UV_TCP && !uv_is_closing(handle))
        conn_drop(handle->data);
}

void conn_drop_all(uv_loop_t *loop) {
    uv_walk(loop, drop_if_conn, NULL);
}
