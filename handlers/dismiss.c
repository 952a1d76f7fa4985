/* /incident dismiss <reason> – it was no incident: a bug ticket to copy, something to keep an eye
 * on (S1, detection: "create bug ticket and monitor"). It counts nowhere. */
#include "handlers/kit/change.h"
#include "handlers/kit/ending.h"
#include "handlers/kit/moment.h"
#include "handlers/kit/post.h"
#include "handlers/kit/reply.h"
#include "handlers/kit/summary.h"
#include "handlers/kit/view.h"
#include "store/timeline.h"

enum { TICKET_EVENTS = 10, TICKET_EVENT_CHARS = 300 };

static enum result tell(struct context *cx, const struct request *rq) {
    struct json *values = view_incident(cx);
    json_put_str(
        values, "fact",
        arena_printf(cx->arena,
                     ":wastebasket: %s dismissed this: it is no incident – %s. It becomes a "
                     "bug ticket, and is kept an eye on; no more updates come here",
                     mention(cx, rq->user), rq->args));
    json_put_str(values, "undo",
                 arena_printf(cx->arena, "%s reopen %s …why…", cx->config->slack.command,
                              cx->incident->name));
    view_put_call(cx, values, false);
    return post_thread(cx, "notice", values, &(struct post_how){.broadcast = true});
}

/* The ticket as text to copy: what a stranger to the thread needs to know. */
static enum result say_ticket(struct context *cx, const struct request *rq) {
    struct timeline timeline;
    const struct incident *incident = cx->incident;
    enum result result =
        timeline_read(cx->store, cx->arena, incident->id, 0, TICKET_EVENTS, &timeline, cx->err);
    if (result != OK)
        return result;
    const char *events = "";
    for (int i = 0; i < timeline.count; i++)
        events = arena_printf(cx->arena, "%s\n- %s", events,
                              summary_entry(cx, &timeline.entries[i], TICKET_EVENT_CHARS));
    reply_say(cx, "The bug ticket, to copy:");
    reply_say(cx, "*Title:* %s", shown(cx, incident->title));
    reply_say(cx, "*Reported:* %s by %s, as %s %s", moment(cx, incident->declared_ms),
              mention(cx, incident->declared_by), view_severity(cx, incident->severity),
              incident->name);
    reply_say(cx, "*Impact:* %s", *incident->impact ? shown(cx, incident->impact) : "none known");
    reply_say(cx, "*Not an incident because:* %s", shown(cx, rq->args));
    reply_say(cx, "*Monitor:* whether it comes back or gets worse; then it is declared anew");
    reply_say(cx, "*What happened:*%s", events);
    return OK;
}

static enum result run(struct context *cx, const struct request *rq) {
    struct incident *incident = cx->incident;
    enum result result = check_text(cx, rq->args, "reason", POLICY_TEXT_MAX);
    if (result != OK)
        return result;
    incident->resolution = arena_printf(cx->arena, "Not an incident: %s", rq->args);
    struct ending ending = {rq->user, OUTCOME_DISMISSED, "dismissed",
                            arena_printf(cx->arena, "Dismissed: %s", rq->args)};
    result = ending_make(cx, &ending);
    if (result == OK)
        result = tell(cx, rq);
    if (result == OK)
        result = moment_came(cx, rq, MOMENT_RESOLVED, "");
    if (result != OK)
        return result;
    reply_say(
        cx,
        ":wastebasket: %s is dismissed and counts nowhere. It is one after all? `%s reopen %s "
        "…why…`",
        heading(cx), cx->config->slack.command, incident->name);
    result = say_ticket(cx, rq);
    warn_unreachable(cx);
    return result;
}

const struct handler handlers_dismiss[] = {
    {.trigger = TRIGGER_COMMAND,
     .name = "dismiss",
     .aliases = "cancel convert",
     .usage = "<reason>",
     .summary = "say that it is no incident; you get a bug ticket to copy",
     .example = "dismiss it was the load test",
     .needs = NEEDS_OPEN_INCIDENT,
     .run = run},
    {0},
};
