/* What documents that look back are made of, beside the values of values.h: how long it took,
 * what was decided and allowed, what was skipped, the five whys, and incidents that have to do with
 * it. */
#ifndef HANDLERS_KIT_ACCOUNT_H
#define HANDLERS_KIT_ACCOUNT_H

#include "handlers/kit/handler.h"
#include "store/timeline.h"

/* Adds them to values, for cx->incident as it is now, whose timeline this is. */
enum result account_put(struct context *cx, const struct timeline *timeline, struct json *values)
    RESULT;

#endif
