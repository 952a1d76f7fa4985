/* The watch: how long an incident is looked at without impact before it is over (S1: no user impact
 * for 30 minutes; S3: monitor for 30 minutes). It begins with the status Monitoring, by whichever
 * way that was set; handlers/soak.c begins and ends it. */
#ifndef HANDLERS_KIT_SOAK_H
#define HANDLERS_KIT_SOAK_H

#include "handlers/kit/handler.h"

/* cx->incident has another status than before: since when its impact is over and it is watched
 * follows. What was thought to have fixed it did not, when the status steps back. To be called
 * where the status is set, before anything is saved. */
void soak_follow_status(struct context *cx, enum status before);

/* When the watch over cx->incident is over, past or to come; 0 when it is not watched, or when its
 * playbook asks for no watch. */
int64_t soak_until(const struct context *cx);

/* "I watch it until 14:35 UTC (…)." or "" when there is nothing to say; in the arena. */
const char *soak_sentence(struct context *cx);

#endif
