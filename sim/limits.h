/* Rate limits: token buckets for each app, method and, for posting, channel
 * (docs.slack.dev/apis/web-api/rate-limits; the budgets are those of the Java SDK's limiter). */
#ifndef SIM_LIMITS_H
#define SIM_LIMITS_H

#include "sim/sim.h"

struct limits;

struct limits *limits_new(void);
void limits_free(struct limits *limits);
void limits_clear(struct limits *limits);

/* Takes one call, made at now_ms of the monotonic clock, out of the bucket called key, which holds
 * at most capacity calls and gains per_minute in a minute of Slack's time. 0 when the call may
 * pass, otherwise the whole seconds of real time, at least 1, after which it may. */
int64_t limits_take(struct sim *sim, const char *key, int64_t per_minute, int64_t capacity,
                    int64_t now_ms);

#endif
