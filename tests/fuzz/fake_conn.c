/* Connections without a network: see fake_conn.h. */
#include "tests/fuzz/fake_conn.h"

#include "base/mem.h"

enum { WRITTEN_MAX = 32 * 1024 * 1024 };

struct conn {
    const struct conn_events *events;
    void *owner;
    bool closed, deaf;
    struct str written, read;
};

struct conn *fake_conn_new(void) {
    struct conn *conn = mem_alloc(sizeof *conn);
    conn->written = str_new(WRITTEN_MAX);
    conn->read = str_new(WRITTEN_MAX);
    return conn;
}

void fake_conn_send(struct conn *conn, const char *bytes, size_t len) {
    if (!conn->closed && !conn->deaf && conn->events && len > 0)
        conn->events->data(conn->owner, bytes, len);
}

const struct str *fake_conn_read(struct conn *conn) {
    str_clear(&conn->read);
    str_add_bytes(&conn->read, conn->written.text, conn->written.len);
    str_clear(&conn->written);
    return &conn->read;
}

bool fake_conn_is_closed(const struct conn *conn) {
    return conn->closed;
}

void fake_conn_free(struct conn *conn) {
    conn->closed = true;
    if (conn->events)
        conn->events->closed(conn->owner);
    str_free(&conn->written);
    str_free(&conn->read);
    mem_free(conn);
}

/* ---- What sim/conn.h promises */

void conn_own(struct conn *conn, const struct conn_events *events, void *owner) {
    conn->events = events;
    conn->owner = owner;
}

void conn_write(struct conn *conn, const void *bytes, size_t len) {
    if (!conn->closed)
        str_add_bytes(&conn->written, bytes, len);
}

void conn_close(struct conn *conn) {
    conn->closed = true;
}

void conn_drop(struct conn *conn) {
    conn->closed = true;
}

void conn_reset(struct conn *conn) {
    conn->closed = true;
}

void conn_stop_reading(struct conn *conn) {
    conn->deaf = true;
}

void conn_split_bytes(struct conn *conn) {
    (void)conn; /* a matter of the network alone */
}
