/* /incident ack [what you do first] – somebody has taken it. The time to acknowledge ends here. */
#include "handlers/ack.h"

#include "base/utc.h"
#include "handlers/kit/change.h"
#include "handlers/kit/condition.h"
#include "handlers/kit/moment.h"
#include "handlers/kit/post.h"
#include "handlers/kit/reply.h"
#include "handlers/kit/target.h"
#include "handlers/kit/view.h"

/* ", later than SEV-1 asks for (within 15 minutes)", or nothing. */
static const char *lateness(struct context *cx) {
    enum severity severity = cx->incident->severity;
    const struct playbook_condition *condition = condition_of(cx);
    int64_t by_ms = target_by(cx);
    if (!by_ms || cx->now_ms <= by_ms)
        return "";
    const char *what = condition ? arena_printf(cx->arena, "\"%s\"", condition->name)
                                 : view_severity(cx, severity);
    return arena_printf(cx->arena, ", later than %s asks for (%s)", what,
                        target_words(cx, severity, condition));
}

/* ", 4 minutes after the declaration", or " at once". */
static const char *how_soon(struct context *cx) {
    int64_t after_ms = cx->now_ms - cx->incident->declared_ms;
    return after_ms < MINUTE_MS
               ? " at once"
               : arena_printf(cx->arena, ", %s after the declaration", span_text(cx, after_ms));
}

enum result ack_incident(struct context *cx, const struct request *rq, const char *text) {
    struct incident *incident = cx->incident;
    const char *dash = *text ? " – " : "";
    incident->acked_ms = cx->now_ms;
    incident->acked_by = rq->user;
    const char *late = lateness(cx);
    enum result result = record(cx, rq->user, "acknowledged",
                                arena_printf(cx->arena, "Acknowledged%s%s%s", late, dash, text));
    if (result == OK)
        result = save(cx, rq->user);
    if (result == OK)
        result = post_notice(cx,
                             arena_printf(cx->arena, ":eyes: %s has acknowledged this%s%s%s%s",
                                          mention(cx, rq->user), how_soon(cx), late, dash, text),
                             "");
    return result == OK ? moment_came(cx, rq, MOMENT_ACKNOWLEDGED, "") : result;
}

static enum result run(struct context *cx, const struct request *rq) {
    const struct incident *incident = cx->incident;
    enum result result = OK;
    if (incident->acked_ms) {
        reply_say(cx, "%s was acknowledged by %s at %s. Nothing to do.", heading(cx),
                  mention(cx, incident->acked_by), moment(cx, incident->acked_ms));
        reply_unused(cx, rq->args);
        return OK;
    }
    if (*rq->args)
        result = check_text(cx, rq->args, "text", POLICY_TEXT_MAX);
    if (result == OK)
        result = ack_incident(cx, rq, rq->args);
    if (result != OK)
        return result;
    reply_say(cx, "%s: you have acknowledged it; the thread knows. To lead it, type `%s ic me`.",
              heading(cx), cx->config->slack.command);
    warn_unreachable(cx);
    return OK;
}

const struct handler handlers_ack[] = {
    {.trigger = TRIGGER_COMMAND,
     .name = "ack",
     .aliases = "acknowledge",
     .usage = "[what you do first]",
     .summary = "say that you have seen it and are on it",
     .example = "ack\nack looking at the last deploy",
     .needs = NEEDS_OPEN_INCIDENT,
     .run = run},
    {0},
};
