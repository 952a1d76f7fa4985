/* Drills of a playbook: rehearsals that come again, or are planned for a day. When each was done
 * last, and for which day it is planned, are facts of the store (store/facts.h), by its name. */
#ifndef HANDLERS_KIT_DRILLS_H
#define HANDLERS_KIT_DRILLS_H

#include "handlers/kit/handler.h"

/* When a drill was and will be. Days are those of the playbook's calendar, as model/day.h counts
 * them. */
struct drill_dates {
    int64_t last_ms; /* the moment at which it was done last; 0: never, as far as is known */
    int64_t day_ms;  /* the day on which it is next; 0: none is set */
    int64_t told_ms; /* when the channel was reminded last, or was first known of it */
};

/* "Test the rollback procedures, every 91 days". */
const char *drills_words(struct context *cx, const struct playbook_drill *drill);

/* "Test the rollback procedures, on 2027-02-19 (last done on 2026-11-20)", and that the day has
 * passed; "" for no day. */
const char *drills_when(struct context *cx, const struct playbook_drill *drill,
                        const struct drill_dates *dates);

enum result drills_dates(struct context *cx, const struct playbook_drill *drill,
                         struct drill_dates *ret_dates) RESULT;

/* The same sentence for the drill that comes first; "" when the playbook has none with a day. */
enum result drills_next(struct context *cx, const char **ret_text) RESULT;

/* It was done at at_ms; 0 takes the last time back. */
enum result drills_done(struct context *cx, const struct playbook_drill *drill, int64_t at_ms)
    RESULT;

/* It is planned for this day. */
enum result drills_plan(struct context *cx, const struct playbook_drill *drill, int64_t day_ms)
    RESULT;

/* The channel was told of it just now. */
enum result drills_told(struct context *cx, const struct playbook_drill *drill) RESULT;

/* Puts the job "drill" for the next reminder: a week before the day, on it, and each week after it
 * until it is done. Nothing for a day that had passed before the bot knew of it. */
enum result drills_watch(struct context *cx, const struct playbook_drill *drill) RESULT;

#endif
