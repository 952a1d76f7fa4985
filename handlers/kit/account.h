/* What documents that look back are made of, beside the values of document.h: how long it took,
 * what was decided and allowed, what was skipped, the five whys, and incidents that have to do with
 * it. */
#ifndef HANDLERS_KIT_ACCOUNT_H
#define HANDLERS_KIT_ACCOUNT_H

#include "handlers/kit/handler.h"

/* Adds them to values, for cx->incident as it is now. */
enum result account_put(struct context *cx, struct json *values) RESULT;

#endif
