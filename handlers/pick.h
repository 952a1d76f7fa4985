/* The message that somebody picked by its menu in Slack, until it is clear what for. */
#ifndef HANDLERS_PICK_H
#define HANDLERS_PICK_H

#include "base/utc.h"
#include "handlers/kit/handler.h"
#include "store/messages.h"

/* Whoever is asked which incident is meant answers at once, or not at all. */
enum { PICKED_LIFE_MS = HOUR_MS };

/* What stands behind a verb when that message is meant: "note INC-… this message". */
#define PICKED_WORDS "this message"

/* Remembers the message of a message shortcut as what rq->user picked last. */
enum result pick(struct context *cx, const struct request *rq) RESULT;

/* That message, which the caller frees; ABSENT when there is none that is young enough. */
enum result pick_get(struct context *cx, const char *user, struct picked *ret_picked,
                     struct json **ret_message) RESULT;

/* Puts it on the timeline of cx->incident as MESSAGE_NOTE or MESSAGE_EVIDENCE, and answers. INVALID
 * when nothing was picked. */
enum result pick_note(struct context *cx, const struct request *rq, const char *kind) RESULT;

#endif
