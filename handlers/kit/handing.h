/* An offer to hand over a role, while it waits for its answer: the message with its two buttons,
 * the job that looks after it, and its end. handlers/handoff.c makes it and takes the answer,
 * handlers/lapse.c ends one that got none. */
#ifndef HANDLERS_KIT_HANDING_H
#define HANDLERS_KIT_HANDING_H

#include "base/utc.h"
#include "handlers/kit/handler.h"
#include "store/handoffs.h"

/* So long somebody has to answer before they are asked again, and then before it lapses. */
enum { HANDING_ANSWER_MS = 10 * MINUTE_MS };

/* What the job "handoff" does when it is due: its args are one of these and the role. */
#define HANDING_AGAIN "again"
#define HANDING_LAPSE "lapse"

/* What the role is called in a sentence. */
const char *handing_title(struct context *cx, const struct handoff *handoff);

/* The line that answers it, without the slash command: "handoff INC-… accept scribe" for "accept".
 */
const char *handing_line(struct context *cx, const struct handoff *handoff, const char *word);

/* Has the offer of this role looked after: step is one of the two above. */
enum result handing_wait(struct context *cx, const char *role, const char *step) RESULT;

/* Asks the taker, with what they need to know and the buttons; lead, mrkdwn, says how it comes. In
 * a drill nobody is asked directly, and the thread has the buttons. */
enum result handing_post(struct context *cx, const struct handoff *handoff, const char *lead)
    RESULT;

/* Tells one person; in a drill the thread. text is in the stored form. */
enum result handing_tell(struct context *cx, const char *user, const char *text) RESULT;

/* Nothing waits for an answer any more, and a message that was not sent yet is not. */
enum result handing_forget(struct context *cx, const char *role) RESULT;

#endif
