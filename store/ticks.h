/* Ticks on the checklists of an incident, and which checklist a person has before them. A checklist
 * is named as its playbook names it; its items count from 1. */
#ifndef STORE_TICKS_H
#define STORE_TICKS_H

#include "base/mem.h"
#include "store/store.h"

#define TICK_DONE "done"
#define TICK_SKIPPED "skipped" /* somebody went on without it, and wrote why */
#define TICK_FAILS "fails"     /* it does not hold, or cannot be done */

struct tick {
    const char *checklist;
    int item;
    const char *state;
    const char *note; /* in the stored form; "" */
    const char *who;
    int64_t at_ms;
};

struct tick_list {
    struct tick *ticks;
    int count;
};

/* Takes the place of the tick before. */
enum result tick_put(struct store *store, int64_t incident_id, const struct tick *tick,
                     struct err *err) RESULT;

/* Takes one back, or with item 0 all of the checklist. No error when there is none. */
enum result tick_clear(struct store *store, int64_t incident_id, const char *checklist, int item,
                       struct err *err) RESULT;

/* All of an incident, by checklist and item; at most 1000. */
enum result tick_list(struct store *store, struct arena *arena, int64_t incident_id,
                      struct tick_list *ret_list, struct err *err) RESULT;

/* Remembers which checklist who looked at or ticked on last. */
enum result list_in_hand_put(struct store *store, int64_t incident_id, const char *who,
                             const char *checklist, struct err *err) RESULT;

/* ABSENT when they have none. */
enum result list_in_hand(struct store *store, struct arena *arena, int64_t incident_id,
                         const char *who, const char **ret_checklist, struct err *err) RESULT;

#endif
