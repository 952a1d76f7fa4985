/* The store: where everything lives that must survive the process. The verbs are in incidents.h,
 * timeline.h, roles.h, jobs.h, inbox.h, outbox.h and facts.h; all of them work inside the
 * transaction that store_begin opened. Texts that a verb returns are in the caller's arena. */
#ifndef STORE_STORE_H
#define STORE_STORE_H

#include "base/err.h"
#include "store/db.h"

struct store {
    struct db db;
};

/* Opens "sqlite:PATH" and brings its tables up to date. IO when the file cannot be used, BUSY when
 * another process uses it, CORRUPT when it is not a store or was written by a newer version,
 * INVALID for an address of another kind; the text names the file and what to do. */
enum result store_open(struct store *store, const char *address, struct err *err) RESULT;

/* Opens it to be read, as it is at this moment, also while the daemon uses it; nothing in it can be
 * changed, and no transaction be begun. As store_open, and INVALID when it was written by another
 * version or is not there. */
enum result store_open_to_read(struct store *store, const char *address, struct err *err) RESULT;

/* store_open over an engine that is already open, which the store then owns: for tests that put a
 * failing driver in front. */
enum result store_open_db(struct store *store, struct db db, struct err *err) RESULT;

void store_close(struct store *store);

/* One transaction at a time. After any failure inside it, store_rollback; it cannot fail. */
enum result store_begin(struct store *store, struct err *err) RESULT;
enum result store_commit(struct store *store, struct err *err) RESULT;
void store_rollback(struct store *store);

#endif
