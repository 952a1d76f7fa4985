/* Going on from one step of a course to the next: what must be ticked before it, and going on
 * without, with a reason that is kept and owed a review. What proves that the thing works is left
 * out by nobody (S4: skipping verification entirely is forbidden). */
#ifndef HANDLERS_KIT_PASSING_H
#define HANDLERS_KIT_PASSING_H

#include "handlers/kit/checklist.h"
#include "model/words.h"

struct passing {
    struct checklist *checklist; /* NULL: there is none, and nothing to tick */
    enum checklist_part part;    /* of which everything required must be ticked */
    const char *title;           /* "Hotfix" */
    const char *command, *step;  /* what was typed: "hotfix", "done" */
};

/* Checks that it is ticked, or skips the rest when the line says "anyway" and why. *ret_blocked: it
 * is not, and the reply says so. What is left of the line is a note, or the reason. */
enum result passing_check(struct context *cx, const struct request *rq,
                          const struct passing *passing, struct words *line, bool *ret_blocked)
    RESULT;

#endif
