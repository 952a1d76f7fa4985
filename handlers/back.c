/* /incident back [what you see] – it is not over after all. Anybody may say so, without argument:
 * the status is Investigating again, with the time, and an update is promised anew. One that was
 * resolved meanwhile is opened again. */
#include "handlers/kit/change.h"
#include "handlers/kit/moment.h"
#include "handlers/kit/post.h"
#include "handlers/kit/promise.h"
#include "handlers/kit/reply.h"
#include "handlers/kit/soak.h"
#include "handlers/kit/view.h"
#include "handlers/resolve.h"

/* "It is back, 29 minutes into the watch – errors again" */
static const char *fact_of(struct context *cx, const char *text) {
    const char *fact = "It is back";
    if (cx->incident->monitoring_ms)
        fact = arena_printf(cx->arena, "%s, %s into the watch", fact,
                            span_text(cx, cx->now_ms - cx->incident->monitoring_ms));
    return *text ? arena_printf(cx->arena, "%s – %s", fact, text) : fact;
}

static enum result step_back(struct context *cx, const struct request *rq) {
    struct incident *incident = cx->incident;
    enum status before = incident->status;
    const char *fact = fact_of(cx, rq->args);
    incident->status = STATUS_INVESTIGATING;
    soak_follow_status(cx, before);
    enum result result = promise_next(cx);
    if (result == OK)
        result = record(cx, rq->user, "back", fact);
    if (result == OK)
        result = save(cx, rq->user);
    if (result != OK)
        return result;
    struct json *values = view_incident(cx);
    json_put_str(values, "fact",
                 arena_printf(cx->arena,
                              ":rotating_light: %s (%s, said by %s). %s: the status is "
                              "*Investigating* again",
                              fact, time_text(cx, cx->now_ms), mention(cx, rq->user),
                              mention(cx, view_commander(cx))));
    view_put_call(cx, values, false);
    json_put_str(values, "undo",
                 arena_printf(cx->arena, "%s status %s %s", cx->config->slack.command,
                              status_name(before), incident->name));
    result = post_thread(cx, "notice", values, &(struct post_how){.broadcast = true});
    if (result == OK)
        result = moment_came(cx, rq, MOMENT_STATUS, status_name(before));
    if (result != OK)
        return result;
    reply_say(cx, "%s is *Investigating* again; the thread is told. %s", heading(cx),
              promise_sentence(cx));
    warn_unreachable(cx);
    return OK;
}

/* Nobody believed that it was over; what was seen is news all the same. */
static enum result keep_words(struct context *cx, const struct request *rq) {
    if (*rq->args) {
        enum result result = record(cx, rq->user, "back", fact_of(cx, rq->args));
        if (result != OK)
            return result;
        reply_say(cx, "%s is %s already; what you see is on the timeline.", heading(cx),
                  status_name(cx->incident->status));
        return OK;
    }
    reply_say(cx, "%s is %s already. Nothing to do.", heading(cx),
              status_name(cx->incident->status));
    return OK;
}

static enum result run(struct context *cx, const struct request *rq) {
    enum result result = *rq->args ? check_text(cx, rq->args, "text", POLICY_TEXT_MAX) : OK;
    if (result != OK)
        return result;
    if (!incident_is_open(cx->incident))
        return reopen_incident(cx, rq, fact_of(cx, rq->args));
    return cx->incident->status == STATUS_MONITORING ? step_back(cx, rq) : keep_words(cx, rq);
}

const struct handler handlers_back[] = {
    {.trigger = TRIGGER_COMMAND,
     .name = "back",
     .usage = "[what you see]",
     .summary = "say that it is back; the status is Investigating",
     .example = "back errors are rising again",
     .needs = NEEDS_INCIDENT,
     .run = run},
    {0},
};
