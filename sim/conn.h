/* A TCP connection that was accepted, with TLS when the server has a certificate. It writes what it
 * is told and nothing else, so that a fault can decide about every byte. */
#ifndef SIM_CONN_H
#define SIM_CONN_H

#include <openssl/ssl.h>
#include <stddef.h>
#include <uv.h>

struct conn;

/* Both are called from the loop, never from inside a conn_ function. */
struct conn_events {
    void (*data)(void *owner, const char *bytes, size_t len);
    void (*closed)(void *owner); /* once; the connection is gone afterwards */
};

/* Takes one waiting connection; NULL when there is none. tls may be NULL. */
struct conn *conn_accept(uv_stream_t *listener, SSL_CTX *tls);

/* Who hears about it from now on; NULL, NULL: nobody. */
void conn_own(struct conn *conn, const struct conn_events *events, void *owner);

/* Sends a copy of the bytes. A peer that does not read is cut off at 64 MiB. */
void conn_write(struct conn *conn, const void *bytes, size_t len);

void conn_close(struct conn *conn); /* when all that was written has gone out */
void conn_drop(struct conn *conn);  /* at once, as a process that died: FIN, no farewell */
void conn_reset(struct conn *conn); /* at once, with a TCP reset */

/* Open connections of the loop, its listeners with them. */
size_t conn_count(uv_loop_t *loop);

/* Drops every connection of the loop, whose other TCP handles are closing; for the end. */
void conn_drop_all(uv_loop_t *loop);

void conn_stop_reading(struct conn *conn);

/* From now on every byte is a write of its own (and, under TLS, a record of its own). */
void conn_split_bytes(struct conn *conn);

#endif
