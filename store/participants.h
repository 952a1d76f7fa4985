/* Participants of an incident: who said that they take part, or was let in by somebody who does.
 * Whoever holds a role or did something takes part without being here. */
#ifndef STORE_PARTICIPANTS_H
#define STORE_PARTICIPANTS_H

#include "base/mem.h"
#include "store/store.h"

struct participant {
    const char *who; /* a user id */
    int64_t joined_ms;
    int64_t left_ms; /* 0: still there */
};

struct participant_list {
    struct participant *participants;
    int count;
};

/* Takes the place of what was known of this person. */
enum result participant_put(struct store *store, int64_t incident_id,
                            const struct participant *participant, struct err *err) RESULT;

/* ABSENT when they never joined. */
enum result participant_get(struct store *store, struct arena *arena, int64_t incident_id,
                            const char *who, struct participant *ret_participant, struct err *err)
    RESULT;

/* Those who are still there, in the order in which they came; at most 100. */
enum result participant_list(struct store *store, struct arena *arena, int64_t incident_id,
                             struct participant_list *ret_list, struct err *err) RESULT;

#endif
