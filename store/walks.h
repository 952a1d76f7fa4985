/* Walks: the courses of action that were decided in an incident, and how far each of them is. */
#ifndef STORE_WALKS_H
#define STORE_WALKS_H

#include "base/mem.h"
#include "store/store.h"

#define WALK_BEGUN "begun"
#define WALK_DONE "done"         /* it is carried out, and not yet verified */
#define WALK_VERIFIED "verified" /* it worked */
#define WALK_ABORTED "aborted"

struct walk {
    const char *course; /* its name in the playbook */
    const char *state;
    const char *who; /* a user id; of the state */
    int64_t begun_ms;
    int64_t at_ms; /* of the state */
};

struct walk_list {
    struct walk *walks;
    int count;
};

/* Takes the place of what was known of this course. */
enum result walk_put(struct store *store, int64_t incident_id, const struct walk *walk,
                     struct err *err) RESULT;

/* All of an incident, the one that began last first; at most 50. */
enum result walk_list(struct store *store, struct arena *arena, int64_t incident_id,
                      struct walk_list *ret_list, struct err *err) RESULT;

#endif
