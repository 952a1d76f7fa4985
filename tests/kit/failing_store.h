/* A driver in front of another, whose calls fail when told. It also watches what no test can see
 * from outside: that a transaction ends with ROLLBACK, and with nothing before it, once a call of
 * it has failed. */
#ifndef TESTS_KIT_FAILING_STORE_H
#define TESTS_KIT_FAILING_STORE_H

#include "store/store.h"

#include <stdbool.h>

struct failing_store {
    struct db inner;    /* the engine behind it */
    int after, times;   /* after the next so many calls, so many fail … */
    enum result result; /* … with this; BUSY unless told otherwise */
    bool strict;        /* nothing may be written outside of a transaction */
    int met;            /* failures so far */
    int commits;        /* transactions that came to their end so far */
    bool open;          /* a transaction is open … */
    bool broken;        /* … and a call of it failed */
};

/* Puts it in front of the store's engine, which ends with it. A call is BEGIN, COMMIT, a statement,
 * and each row that is read; ROLLBACK never fails. failing lives longer than the store. */
void failing_store_put(struct failing_store *failing, struct store *store);

#endif
