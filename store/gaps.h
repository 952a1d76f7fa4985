/* Gaps: a time without Slack, as one incident has yet to own up to it. A row is there from the
 * connection that ended the gap until the thread was read again and told. */
#ifndef STORE_GAPS_H
#define STORE_GAPS_H

#include "store/store.h"

#include <stdbool.h>

struct gap {
    int64_t from_ms, to_ms; /* of our clock, for people; several gaps in a row become one */
    int64_t read_us;        /* what Slack wrote until then is read (model/slack_ts.h) */
    bool again;             /* another gap ended while the thread was being read */
    int pages;              /* that were read, since the thread was begun */
    int messages;           /* of people, that were read again */
    int done, refused;      /* commands in mentions, from those messages */
    int pins;               /* that went on the timeline, from those messages */
};

/* Creates or replaces. */
enum result gap_put(struct store *store, int64_t incident_id, const struct gap *gap,
                    struct err *err) RESULT;

/* ABSENT when there is none. */
enum result gap_get(struct store *store, int64_t incident_id, struct gap *ret_gap, struct err *err)
    RESULT;

/* No error when there is none. */
enum result gap_drop(struct store *store, int64_t incident_id, struct err *err) RESULT;

#endif
