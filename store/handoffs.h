/* Handoffs: roles that were offered to somebody who has not answered yet. One for each role of an
 * incident; what became of it is on the timeline. */
#ifndef STORE_HANDOFFS_H
#define STORE_HANDOFFS_H

#include "base/mem.h"
#include "store/store.h"

struct handoff {
    const char *role;  /* its name in the playbook */
    const char *giver; /* a user id: whoever offered it */
    const char *taker; /* a user id */
    const char *brief; /* the giver's own words, in the stored form; "" */
    int64_t asked_ms;
};

struct handoff_list {
    struct handoff *handoffs;
    int count;
};

/* Takes the place of the one before for the same role. */
enum result handoff_put(struct store *store, int64_t incident_id, const struct handoff *handoff,
                        struct err *err) RESULT;

/* ABSENT when the role is not offered to anybody. */
enum result handoff_get(struct store *store, struct arena *arena, int64_t incident_id,
                        const char *role, struct handoff *ret_handoff, struct err *err) RESULT;

/* No error when there is none. */
enum result handoff_drop(struct store *store, int64_t incident_id, const char *role,
                         struct err *err) RESULT;

/* All of an incident, the oldest first; at most 32. */
enum result handoff_list(struct store *store, struct arena *arena, int64_t incident_id,
                         struct handoff_list *ret_list, struct err *err) RESULT;

#endif
