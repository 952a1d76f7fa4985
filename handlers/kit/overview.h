/* What one person sees of everything: what they owe now, what is open, what ended last. The console
 * says it in an answer, the App Home shows it on a page that stays. */
#ifndef HANDLERS_KIT_OVERVIEW_H
#define HANDLERS_KIT_OVERVIEW_H

#include "handlers/kit/handler.h"
#include "store/incidents.h"

enum { OVERVIEW_LISTED_MAX = 30, OVERVIEW_ENDED_MAX = 5 };

/* Something that they owe, and the button that pays it. */
struct overview_debt {
    const char *text;  /* in the stored form: "an update on *INC-…* *checkout is down*" */
    int64_t due_ms;    /* 0: no time */
    const char *label; /* "Update INC-…" */
    const char *line;  /* "update INC-…" */
};

struct overview {
    struct overview_debt *debts; /* in the arena */
    int debt_count;
    struct incident_list open, drills; /* the newest first */
    struct incident_list ended;        /* real ones, the newest first */
};

/* For user, who looks at it in the channel place, "" for none: private incidents are in it if they
 * concern user or stand there. The context is afterwards what it was. */
enum result overview_read(struct context *cx, const char *user, const char *place,
                          struct overview *ret_overview) RESULT;

#endif
