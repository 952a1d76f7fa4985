/* The end of an incident, however it ends. */
#ifndef HANDLERS_KIT_ENDING_H
#define HANDLERS_KIT_ENDING_H

#include "handlers/kit/handler.h"

struct ending {
    const char *who;     /* a user id, or TIMELINE_BOT */
    const char *outcome; /* "" for resolved, or OUTCOME_… */
    const char *kind;    /* of its line on the timeline: "resolved" */
    const char *line;    /* that line, in the stored form */
};

/* Ends cx->incident: no more updates are promised, it is written down, the card follows. The caller
 * tells the thread and lets the moment "resolved" come. */
enum result ending_make(struct context *cx, const struct ending *ending) RESULT;

#endif
