/* What became of promised updates: each promise whose time came, and whether somebody kept it. */
#ifndef STORE_PROMISES_H
#define STORE_PROMISES_H

#include "base/mem.h"
#include "store/store.h"

#include <stdbool.h>

struct promise {
    int64_t due_ms;
    int64_t ended_ms; /* when the update came, or something else took its place */
    bool kept;        /* a person posted it in time */
};

struct promise_list {
    struct promise *promises;
    int count;
};

/* A second end of the same promise changes nothing. */
enum result promise_end(struct store *store, int64_t incident_id, const struct promise *promise,
                        struct err *err) RESULT;

/* The first max of an incident, in the order of their times. */
enum result promise_list(struct store *store, struct arena *arena, int64_t incident_id, int max,
                         struct promise_list *ret_list, struct err *err) RESULT;

#endif
