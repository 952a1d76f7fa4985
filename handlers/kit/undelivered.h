/* What could not be delivered. A dead letter is never silent: whoever leads the incident is told
 * what it was and what to do, once, and the incident remembers that its channel is gone. */
#ifndef HANDLERS_KIT_UNDELIVERED_H
#define HANDLERS_KIT_UNDELIVERED_H

#include "handlers/kit/handler.h"

/* For the answer rq of a call that failed; cx->incident may be NULL. A call that only came too late
 * is nobody's concern. */
enum result undelivered(struct context *cx, const struct request *rq) RESULT;

/* Whether no message gets into the channel any more after this error. */
bool undelivered_is_channel_gone(const char *error);

/* Whether what was refused with this error may get through later: its channel was closed, or Slack
 * away for too long. */
bool undelivered_may_come_back(const char *error);

/* Puts the job that tries again in 20 minutes, in place of one of this kind that waits for which;
 * it gets which as its args. */
enum result undelivered_try_later(struct context *cx, const char *kind, const char *which) RESULT;

/* The on_result of messages whose own failure is reported nowhere but in the log. */
#define UNDELIVERED_QUIETLY "quiet"

/* The job that edits a card whose edit was refused or given up (handlers/delivery.c). */
#define UNDELIVERED_CARD "card"

/* What to do about one that was delivered: where none got through before, the channel is back. */
enum result delivered(struct context *cx, const struct request *rq) RESULT;

#endif
