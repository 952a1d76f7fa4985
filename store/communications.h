/* What was said to the world outside about an incident: which text was asked for, approved and
 * sent, by whom, and where it stands. Rows are only added; the newest of a name is its state. */
#ifndef STORE_COMMUNICATIONS_H
#define STORE_COMMUNICATIONS_H

#include "base/mem.h"
#include "store/store.h"

#define COMMUNICATION_ASKED "asked"       /* somebody's yes is waited for */
#define COMMUNICATION_APPROVED "approved" /* it may go out; text is what was approved */
#define COMMUNICATION_DENIED "denied"
#define COMMUNICATION_SENT "sent" /* it stands at link */

struct communication {
    const char *name;  /* of the playbook's communications */
    const char *state; /* "" when there is none */
    const char *link;  /* "" until it is sent */
    const char *text;  /* as it was then, ready to be read: not in the stored form */
    const char *who;   /* a user id */
    int64_t at_ms;
};

struct communication_list {
    struct communication *communications;
    int count;
};

enum result communication_add(struct store *store, int64_t incident_id,
                              const struct communication *communication, struct err *err) RESULT;

/* The newest row of each name, without its text, in the order in which they came; at most 100. */
enum result communication_list(struct store *store, struct arena *arena, int64_t incident_id,
                               struct communication_list *ret_list, struct err *err) RESULT;

/* The newest row of name with its text; ABSENT when there is none. */
enum result communication_get(struct store *store, struct arena *arena, int64_t incident_id,
                              const char *name, struct communication *ret_communication,
                              struct err *err) RESULT;

/* The one of this name in a list, or NULL. */
const struct communication *communication_find(const struct communication_list *list,
                                               const char *name);

#endif
