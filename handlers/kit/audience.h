/* Who hears of an incident that has no channel, a private one for which none was named: what would
 * stand in its thread goes to each of them. */
#ifndef HANDLERS_KIT_AUDIENCE_H
#define HANDLERS_KIT_AUDIENCE_H

#include "handlers/kit/handler.h"
#include "store/timeline.h"

/* Everybody whom cx->incident concerns, those who may say yes for its kind, and those who are asked
 * for a yes. */
enum result audience(struct context *cx, struct people *ret_people) RESULT;

#endif
