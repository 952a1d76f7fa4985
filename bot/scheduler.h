/* Runs jobs when they are due. Owns no timer: the loop asks "run; when next?". */
#ifndef BOT_SCHEDULER_H
#define BOT_SCHEDULER_H

#include "bot/dispatch.h"

struct scheduler_report {
    int64_t next_ms;    /* when to call again, INT64_MAX when no job waits */
    int jobs;           /* how many ran */
    enum result result; /* OK, or the failure that ended this round */
    struct err err;
};

/* Runs the jobs that are due at now_ms, one transaction each, the oldest first. */
struct scheduler_report scheduler_run(const struct dispatch *dispatch, int64_t now_ms);

#endif
