/* Who holds which role in an incident: one holder a role; the timeline keeps the history. */
#ifndef STORE_ROLES_H
#define STORE_ROLES_H

#include "base/mem.h"
#include "store/store.h"

struct role {
    const char *name;   /* ic, deputy, scribe, comms, or a word of the team's own */
    const char *holder; /* a user id */
    int64_t since_ms;
};

struct role_list {
    struct role *roles;
    int count;
};

enum result role_put(struct store *store, int64_t incident_id, const struct role *role,
                     struct err *err) RESULT;

/* No error when nobody holds it. */
enum result role_clear(struct store *store, int64_t incident_id, const char *name, struct err *err)
    RESULT;

/* All of them, the incident commander first, then in the order in which they were taken. */
enum result role_list(struct store *store, struct arena *arena, int64_t incident_id,
                      struct role_list *ret_list, struct err *err) RESULT;

/* The holder in a list, or "" when nobody holds it. */
const char *role_holder(const struct role_list *list, const char *name);

#endif
