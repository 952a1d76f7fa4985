/* Connections without a network, linked in place of sim/conn.c: the fuzzer is the peer, which sends
 * what it likes and reads what was written to it. */
#ifndef TESTS_FUZZ_FAKE_CONN_H
#define TESTS_FUZZ_FAKE_CONN_H

#include "base/str.h"
#include "sim/conn.h"

/* A connection that was just accepted; ended by fake_conn_free. */
struct conn *fake_conn_new(void);

/* The peer sends bytes; nobody hears them once the server has closed. */
void fake_conn_send(struct conn *conn, const char *bytes, size_t len);

/* What was written to the peer since this was called last; valid until the next call. */
const struct str *fake_conn_read(struct conn *conn);

/* The server has closed, whichever way. */
bool fake_conn_is_closed(const struct conn *conn);

/* The connection is gone, and its owner hears of it. */
void fake_conn_free(struct conn *conn);

#endif
