/* Posting an update, for the two ways in: the command and its form; and the command as a line. */
#ifndef HANDLERS_UPDATE_H
#define HANDLERS_UPDATE_H

#include "handlers/kit/handler.h"
#include "model/words.h"

enum update_field {
    UPDATE_STATUS,
    UPDATE_PROGRESS,
    UPDATE_NEXT,
    UPDATE_ETA,
    UPDATE_IMPACT,
    UPDATE_FIELDS
};

/* The names of the fields without values: what an update can say of cx->incident. */
void update_fields(struct words_field ret_fields[UPDATE_FIELDS]);

/* Posts the update that was promised, stores it, promises the next one and says so in the reply.
 * Of the fields, NULL stays as it is and "" is cleared. INVALID for a status that is none or cannot
 * be set so, and for a text that is too long. */
enum result update_post(struct context *cx, const struct request *rq,
                        const struct words_field fields[UPDATE_FIELDS]) RESULT;

/* The same when nothing has changed: all fields stay. text is the one line that somebody adds to
 * that, or "". */
enum result update_unchanged(struct context *cx, const struct request *rq, const char *text) RESULT;

/* Says in the reply how to go on: one sentence, or a line to complete with what is known. */
void update_ask(struct context *cx);

/* The update as it can be sent at once, a command line with the last known facts. */
const char *update_draft(struct context *cx);

#endif
