/* Approvals of an incident: what waits for somebody's yes. Each has a number within its incident,
 * from 1. */
#ifndef STORE_APPROVALS_H
#define STORE_APPROVALS_H

#include "base/mem.h"
#include "store/store.h"

#include <stdbool.h>

#define APPROVAL_OPEN "open"
#define APPROVAL_APPROVED "approved"
#define APPROVAL_DENIED "denied"
#define APPROVAL_WITHDRAWN "withdrawn" /* nobody need answer it any more */

struct approval {
    int64_t id;
    int64_t incident_id;
    int64_t number;
    const char *topic; /* the handler (TRIGGER_APPROVAL) that hears the answer */
    const char *args;  /* that handler's own words */
    const char *what;  /* as people read it: "roll back to v0.1.0" */
    const char *asked; /* a group's name in the playbook, or a role's */
    const char *asked_by;
    int64_t asked_ms;
    const char *messages; /* where Slack has each message that asks, a line each: "C0123
                             1795183500.000100"; several where it went to people, "" while none is
                             known */
    bool alone;           /* nobody was left to call: whoever asked may decide, and writes why */
    const char *state;
    const char *answered_by;
    int64_t answered_ms;
};

struct approval_list {
    struct approval *approvals;
    int count;
};

/* Writes a new one, open; id and number are given. */
enum result approval_add(struct store *store, struct approval *approval, struct err *err) RESULT;

/* Writes every field that may change: alone, messages, state and who answered when. */
enum result approval_save(struct store *store, const struct approval *approval, struct err *err)
    RESULT;

/* ABSENT when the incident has none of this number. */
enum result approval_get(struct store *store, struct arena *arena, int64_t incident_id,
                         int64_t number, struct approval *ret_approval, struct err *err) RESULT;

/* All of an incident, by number; at most 50. */
enum result approval_list(struct store *store, struct arena *arena, int64_t incident_id,
                          struct approval_list *ret_list, struct err *err) RESULT;

/* Those that are open, in the same way. */
enum result approval_open(struct store *store, struct arena *arena, int64_t incident_id,
                          struct approval_list *ret_list, struct err *err) RESULT;

#endif
