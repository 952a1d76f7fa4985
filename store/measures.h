/* What metrics are made of: the incidents of a time, with their moments and what was promised. */
#ifndef STORE_MEASURES_H
#define STORE_MEASURES_H

#include "base/mem.h"
#include "model/incident.h"
#include "store/store.h"

#include <stdbool.h>

struct measured {
    struct incident incident; /* its id, name, severity, moments and privacy; all other texts "" */
    int64_t promised;         /* updates whose time came */
    int64_t kept;             /* of which somebody posted in time */
    bool owes_review;         /* its postmortem is owed or published */
    int64_t reviewed_ms;      /* when it was published; 0: not yet */
};

struct measured_list {
    struct measured *rows;
    int count;
};

/* Those that count, declared in [since_ms, until_ms), the oldest first; of more than max the
 * newest. No rehearsals, none that were dismissed or merged; private ones too. severity 0: all. */
enum result measures_read(struct store *store, struct arena *arena, int64_t since_ms,
                          int64_t until_ms, int severity, int max, struct measured_list *ret_list,
                          struct err *err) RESULT;

#endif
