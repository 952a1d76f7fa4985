/* /incident note [at 14:05] <what happened> – a line on the timeline, also for what happened
 * earlier. */
#include "handlers/kit/change.h"
#include "handlers/kit/reply.h"
#include "model/phrase.h"
#include "model/words.h"
#include "store/incidents.h"

static enum result note(struct context *cx, const struct request *rq) {
    struct words line = words_of(cx->arena, rq->args);
    int64_t at_ms = cx->now_ms;
    enum result result = words_take_moment(&line, cx->now_ms, PHRASE_PAST, &at_ms, cx->err);
    if (result != OK && result != ABSENT)
        return result;
    if ((result = check_text(cx, line.rest, "note", POLICY_TEXT_MAX)) != OK)
        return result;
    result = record_at(cx, rq->user, at_ms, "note", line.rest);
    if (result == OK)
        result = incident_touch(cx->store, rq->user, cx->incident->id, cx->now_ms, cx->err);
    if (result != OK)
        return result;
    reply_say(cx, "%s: on the timeline at %s: %s", heading(cx), moment(cx, at_ms),
              shown(cx, line.rest));
    return OK;
}

const struct handler handlers_note[] = {
    {.trigger = TRIGGER_COMMAND,
     .name = "note",
     .aliases = "log",
     .usage = "[at 14:05] <what happened>",
     .summary = "write on the timeline, also what happened earlier",
     .example = "note at 14:05 the load balancer was restarted",
     .needs = NEEDS_INCIDENT,
     .run = note},
    {0},
};
