/* Relations between incidents: those that have to do with each other, and those that turned out to
 * be the same. */
#ifndef STORE_RELATIONS_H
#define STORE_RELATIONS_H

#include "base/mem.h"
#include "store/store.h"

#include <stdbool.h>

#define RELATION_RELATED "related"
#define RELATION_MERGED "merged" /* the one goes on in the other */

struct relation {
    int64_t other_id;
    const char *kind;
    bool from_other; /* it was said of the other: the other one was merged into this one */
};

struct relation_list {
    struct relation *relations;
    int count;
};

/* Takes the place of what was said of the two before, in either direction. */
enum result relation_put(struct store *store, int64_t incident_id, int64_t other_id,
                         const char *kind, const char *who, int64_t now_ms, struct err *err) RESULT;

/* What this incident has to do with others, in either direction, the oldest first; at most 20. */
enum result relation_list(struct store *store, struct arena *arena, int64_t incident_id,
                          struct relation_list *ret_list, struct err *err) RESULT;

#endif
