/* Clocks of an incident: since when each runs, and how many of its marks were told. A clock that
 * ended stays in the store, so that it does not begin again by itself. */
#ifndef STORE_CLOCKS_H
#define STORE_CLOCKS_H

#include "base/mem.h"
#include "store/store.h"

struct clock_row {
    int64_t incident_id;
    const char *name; /* a clock's name in the playbook */
    int64_t start_ms;
    int64_t told;     /* marks that were told or passed over */
    int64_t ended_ms; /* 0: it runs */
};

/* Takes the place of the one before. */
enum result clock_put(struct store *store, const struct clock_row *clock, struct err *err) RESULT;

/* ABSENT when it never ran. */
enum result clock_get(struct store *store, struct arena *arena, int64_t incident_id,
                      const char *name, struct clock_row *ret_clock, struct err *err) RESULT;

#endif
