/* Decisions of an incident: which course was taken, by whom, by which right and why. The newest one
 * that was made is what is being done; those before it are history. */
#ifndef STORE_DECISIONS_H
#define STORE_DECISIONS_H

#include "base/mem.h"
#include "store/store.h"

#define DECISION_ASKED "asked"         /* it waits for an approval */
#define DECISION_MADE "made"           /* it is being done, or another one came after it */
#define DECISION_DENIED "denied"       /* its approval was refused */
#define DECISION_WITHDRAWN "withdrawn" /* another one was made while it waited */
#define DECISION_DONE "done"           /* carried out and verified */
#define DECISION_GIVEN_UP "given-up"   /* begun, and not carried through */

struct decision {
    int64_t id;
    int64_t incident_id;
    const char *course;    /* a course's name in the playbook */
    const char *why;       /* as typed, in the stored form */
    const char *record;    /* what had to be written down with it; "" */
    const char *who;       /* a user id */
    const char *authority; /* by which right, in words */
    const char *state;
    int64_t at_ms; /* when it was made, or asked for */
};

struct decision_list {
    struct decision *decisions;
    int count;
};

/* Writes a new one; id is given. */
enum result decision_add(struct store *store, struct decision *decision, struct err *err) RESULT;

/* Writes authority, state and at_ms. */
enum result decision_save(struct store *store, const struct decision *decision, struct err *err)
    RESULT;

/* ABSENT when there is none. */
enum result decision_get(struct store *store, struct arena *arena, int64_t id,
                         struct decision *ret_decision, struct err *err) RESULT;

/* The newest that was made, done or given up; ABSENT when nothing was decided yet. */
enum result decision_last(struct store *store, struct arena *arena, int64_t incident_id,
                          struct decision *ret_decision, struct err *err) RESULT;

/* All of an incident, the oldest first; at most 200, the newest. */
enum result decision_list(struct store *store, struct arena *arena, int64_t incident_id,
                          struct decision_list *ret_list, struct err *err) RESULT;

#endif
