/* Shortcuts: what was skipped in the hurry, written down as owed. The ledger is the tasks of kind
 * TASK_SHORTCUT. */
#ifndef HANDLERS_KIT_SHORTCUT_H
#define HANDLERS_KIT_SHORTCUT_H

#include "handlers/kit/handler.h"

/* Writes it down for owner, on the timeline as rq->user's. text is in the stored form. */
enum result shortcut_take(struct context *cx, const struct request *rq, const char *text,
                          const char *owner, int64_t *ret_number) RESULT;

/* The newest one of this text was not taken after all: nothing is owed for it any more. No error
 * when there is none. */
enum result shortcut_take_back(struct context *cx, const struct request *rq, const char *text)
    RESULT;

#endif
