/* The review of a quarter: whether the same comes again, whether we are faster, whether action
 * items helped, and what no runbook covered (S0, quarterly review), and what else the documents
 * want looked at: severities that were changed, updates that came late (S3), shortcuts that are
 * still owed. Gathering reads the store; saying reads nothing but what was gathered. Titles of
 * private incidents are in neither. */
#ifndef HANDLERS_KIT_QUARTERLY_H
#define HANDLERS_KIT_QUARTERLY_H

#include "handlers/kit/handler.h"
#include "store/tasks.h"

enum quarterly_time { QUARTERLY_DETECT, QUARTERLY_ACK, QUARTERLY_MITIGATE, QUARTERLY_RESOLVE };
enum { QUARTERLY_TIMES = QUARTERLY_RESOLVE + 1 };

/* An incident as the review sees it. */
struct quarterly_incident {
    const struct incident *incident;
    const char *service;         /* "" when nobody said */
    bool runbook;                /* one was shown, or one fits its title */
    int64_t changed;             /* how often it got another severity */
    const struct incident *like; /* the newest before it that is like it, by its words or else by
                                    its service; NULL for none */
    bool like_by_service;
    struct task_list owed; /* the items of that one */
};

/* A time of this quarter and of the one before, in the mean. */
struct quarterly_mean {
    int64_t mean_ms; /* 0 with count 0 */
    int count;       /* of those that are known */
    int64_t before_ms;
    int before_count;
};

struct quarterly {
    int64_t quarter; /* of model/quarter.h */
    int64_t now_ms;
    struct quarterly_incident *incidents; /* declared in it, the oldest first */
    int count;
    struct quarterly_incident *before; /* of the quarter before */
    int before_count;
    int drills;
    const char *next_drill; /* "" when no day is set */
    struct quarterly_mean means[QUARTERLY_TIMES];
    int64_t promised, kept;              /* updates */
    struct task_list items;              /* owed after incidents that ended in it */
    struct task_list shortcuts;          /* open ones, of any time */
    const struct incident *of_shortcuts; /* for each of those, its incident */
};

/* Everything of a quarter, as far as it is over. */
enum result quarterly_gather(struct context *cx, int64_t quarter, struct quarterly *ret_quarterly)
    RESULT;

/* Says it in the reply. */
void quarterly_say(struct context *cx, const struct quarterly *quarterly);

#endif
