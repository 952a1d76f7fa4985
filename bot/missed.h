/* What was said while Slack was not heard: messages that were read again, handed to dispatch as the
 * events that were missed. */
#ifndef BOT_MISSED_H
#define BOT_MISSED_H

#include "bot/dispatch.h"

/* Hears of each that was handled, for the log. */
typedef void missed_handled(void *owner, const struct envelope *envelope,
                            const struct outcome *outcome);

/* When the first unseen answer of the outbox is a page of messages: hands on what was said in it,
 * the oldest first. Call it before dispatch_answer. OK also when there is nothing to do; BUSY, IO
 * or CORRUPT when the store failed: then call it again, and what was handed on already has no
 * second effect. */
enum result missed_hand_on(const struct dispatch *dispatch, missed_handled *handled, void *owner,
                           int64_t now_ms, struct err *err) RESULT;

#endif
