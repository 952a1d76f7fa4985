/* How soon somebody must take an incident, in words. */
#ifndef HANDLERS_KIT_TARGET_H
#define HANDLERS_KIT_TARGET_H

#include "handlers/kit/handler.h"

/* "within 15 minutes", "immediately", "next business day", for the middle of a sentence; "" when
 * nothing is said. condition is the one that it fell under, or NULL for the severity's own. */
const char *target_words(struct context *cx, enum severity severity,
                         const struct playbook_condition *condition);

/* The same with the moment that it comes to when it was declared at declared_ms: "within 15
 * minutes, by 14:20 UTC". */
const char *target_from(struct context *cx, enum severity severity,
                        const struct playbook_condition *condition, int64_t declared_ms);

/* The same for cx->incident, its severity and its condition. */
const char *target_of_incident(struct context *cx);

/* The moment by which somebody must take cx->incident; 0: none is named. */
int64_t target_by(const struct context *cx);

#endif
