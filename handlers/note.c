/* /incident note [at 14:05] <what happened> – a line on the timeline, also for what happened
 * earlier.
 * /incident evidence [at 14:05] <link or words> – the same, for what proves it.
 * Both with "this message" for the one that was picked by its menu in Slack (handlers/pick.c). */
#include "base/str.h"
#include "handlers/kit/change.h"
#include "handlers/kit/reply.h"
#include "handlers/pick.h"
#include "model/phrase.h"
#include "model/words.h"
#include "store/incidents.h"

/* Writes what was typed, behind lead. */
static enum result write_line(struct context *cx, const struct request *rq, const char *kind,
                              const char *lead) {
    struct words line = words_of(cx->arena, rq->args);
    int64_t at_ms = cx->now_ms;
    enum result result = words_take_moment(&line, cx->now_ms, PHRASE_PAST, &at_ms, cx->err);
    if (result != OK && result != ABSENT)
        return result;
    if ((result = check_text(cx, line.rest, kind, POLICY_TEXT_MAX)) != OK)
        return result;
    const char *text = arena_printf(cx->arena, "%s%s", lead, line.rest);
    result = record_at(cx, rq->user, at_ms, kind, text);
    if (result == OK)
        result = incident_touch(cx->store, rq->user, cx->incident->id, cx->now_ms, cx->err);
    if (result != OK)
        return result;
    reply_say(cx, "%s: on the timeline at %s: %s", heading(cx), moment(cx, at_ms), shown(cx, text));
    return OK;
}

static enum result note(struct context *cx, const struct request *rq) {
    if (str_equal_nocase(rq->args, PICKED_WORDS))
        return pick_note(cx, rq, MESSAGE_NOTE);
    return write_line(cx, rq, "note", "");
}

static enum result evidence(struct context *cx, const struct request *rq) {
    if (str_equal_nocase(rq->args, PICKED_WORDS))
        return pick_note(cx, rq, MESSAGE_EVIDENCE);
    return write_line(cx, rq, "evidence", "Evidence: ");
}

const struct handler handlers_note[] = {
    {.trigger = TRIGGER_COMMAND,
     .name = "note",
     .aliases = "log",
     .usage = "[at 14:05] <what happened>",
     .summary = "write on the timeline, also what happened earlier",
     .example = "note at 14:05 the load balancer was restarted\nnote 10m ago the deploy began",
     .needs = NEEDS_INCIDENT,
     .run = note},
    {.trigger = TRIGGER_COMMAND,
     .name = "evidence",
     .usage = "[at 14:05] <link or words>",
     .summary = "write on the timeline what proves it: a link, a graph, what somebody saw",
     .example = "evidence https://graphs.example.org/checkout errors since 14:00",
     .needs = NEEDS_INCIDENT,
     .run = evidence},
    {0},
};
