/* Postmortems: for each incident that is over, whether one is owed and why, who drives it, the
 * draft as it was written last, and which task asks for which of its days. */
#ifndef STORE_POSTMORTEMS_H
#define STORE_POSTMORTEMS_H

#include "base/mem.h"
#include "store/store.h"

#define POSTMORTEM_OWED "owed"
#define POSTMORTEM_FREE "free"           /* nobody must write it */
#define POSTMORTEM_SKIPPED "skipped"     /* nobody must, and somebody said why nobody does */
#define POSTMORTEM_PUBLISHED "published" /* it is there for everybody */
#define POSTMORTEM_WITHDRAWN "withdrawn" /* the incident was opened again */

struct postmortem {
    const char *state;
    const char *rule;  /* why it is owed, or why not, in words of ours; "" */
    const char *owner; /* who drives it: a user id */
    const char *path;  /* of the draft, below the folder of documents; "": none yet */
    const char *text;  /* the draft as it was written last */
    const char *place; /* where that stands; "": it does not yet */
    const char *link;  /* where it was published, in the stored form; "" */
    const char *why;   /* it was skipped, in the stored form; "" */
    int64_t at_ms;     /* when it came to this state */
};

struct postmortem_day {
    const char *name; /* as in the playbook */
    int64_t task;     /* its number */
};

struct postmortem_days {
    struct postmortem_day *days;
    int count;
};

/* Takes the place of what was there. */
enum result postmortem_put(struct store *store, int64_t incident_id,
                           const struct postmortem *postmortem, struct err *err) RESULT;

/* ABSENT when the incident never came to one. */
enum result postmortem_get(struct store *store, struct arena *arena, int64_t incident_id,
                           struct postmortem *ret_postmortem, struct err *err) RESULT;

/* The task that asks for a day; takes the place of the one before. */
enum result postmortem_day_put(struct store *store, int64_t incident_id,
                               const struct postmortem_day *day, struct err *err) RESULT;

/* In the order of their tasks. */
enum result postmortem_days(struct store *store, struct arena *arena, int64_t incident_id,
                            struct postmortem_days *ret_days, struct err *err) RESULT;

#endif
