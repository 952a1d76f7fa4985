/* /incident resolve <what fixed it> [cause: …] [impact: …] – ends the incident: the resolution is
 * posted, every promise ends, and all who took part are thanked.
 * /incident reopen <why> – it is back. */
#include "handlers/resolve.h"

#include "base/utc.h"
#include "handlers/kit/change.h"
#include "handlers/kit/moment.h"
#include "handlers/kit/post.h"
#include "handlers/kit/promise.h"
#include "handlers/kit/reply.h"
#include "handlers/kit/view.h"
#include "model/phrase.h"
#include "model/words.h"
#include "store/timeline.h"

enum field { CAUSE, FIX, IMPACT, FIELDS };

static enum result take_fields(struct context *cx, const char *text) {
    struct incident *incident = cx->incident;
    struct words line = words_of(cx->arena, text);
    struct words_field fields[FIELDS] = {{.name = "cause", .other = "root cause"},
                                         {.name = "fix", .other = "resolution"},
                                         {.name = "impact"}};
    const char **const targets[FIELDS] = {&incident->root_cause, &incident->resolution,
                                          &incident->impact};
    enum result result = words_take_fields(&line, fields, FIELDS, cx->err);
    if (result == OK && *line.rest) { /* text without a name is the resolution too */
        const char *more = fields[FIX].ret_value;
        fields[FIX].ret_value =
            more ? arena_printf(cx->arena, "%s\n%s", line.rest, more) : line.rest;
    }
    for (int i = 0; result == OK && i < FIELDS; i++) {
        if (!fields[i].ret_value)
            continue;
        result = check_text(cx, fields[i].ret_value, fields[i].name, POLICY_TEXT_MAX);
        if (result == OK)
            *targets[i] = fields[i].ret_value;
    }
    return result;
}

static enum result check(struct context *cx) {
    const struct incident *incident = cx->incident;
    char when[PHRASE_WHEN_SIZE];
    if (!incident_is_open(incident))
        return fail(cx->err, INVALID,
                    "%s is resolved already, since %s; to go on with it, type `%s reopen %s <why>`",
                    incident->name, phrase_of_moment(incident->resolved_ms, cx->now_ms, when),
                    cx->config->slack.command, incident->name);
    if (!*incident->resolution)
        return fail(cx->err, INVALID, "Say what fixed it, so that the next one is shorter");
    if (cx->policy->resolve_needs_cause && !*incident->root_cause)
        return fail(cx->err, INVALID,
                    "Your team writes down the root cause before it resolves: add cause: …");
    return OK;
}

/* "@alice, @bob and @carol" */
static enum result thanks(struct context *cx, const char **ret_text) {
    struct people people;
    enum result result = timeline_people(cx->store, cx->arena, cx->incident->id, &people, cx->err);
    if (result != OK)
        return result;
    const char *text = "";
    for (int i = 0; i < people.count; i++) {
        const char *glue = i == 0 ? "" : i == people.count - 1 ? " and " : ", ";
        text = arena_printf(cx->arena, "%s%s%s", text, glue, mention(cx, people.users[i]));
    }
    *ret_text = text;
    return OK;
}

static enum result announce(struct context *cx, const struct request *rq) {
    const char *everybody = NULL;
    enum result result = thanks(cx, &everybody);
    if (result != OK)
        return result;
    struct json *values = view_incident(cx);
    json_put_str(values, "author", mention(cx, rq->user));
    json_put_str(values, "thanks", everybody);
    return post_thread(cx, "resolution", values, &(struct post_how){.broadcast = true});
}

enum result resolve_incident(struct context *cx, const struct request *rq, const char *text) {
    struct incident *incident = cx->incident;
    char lasted[PHRASE_DURATION_SIZE];
    enum result result = OK;
    if (incident_is_open(incident))
        result = take_fields(cx, text);
    if (result == OK)
        result = check(cx);
    if (result != OK)
        return result;
    incident->status = STATUS_RESOLVED;
    incident->resolved_ms = cx->now_ms;
    result = promise_set(cx, 0);
    if (result == OK)
        result = record(cx, rq->user, "resolved",
                        arena_printf(cx->arena, "Resolved: %s", incident->resolution));
    if (result == OK)
        result = save(cx, rq->user);
    if (result == OK)
        result = announce(cx, rq);
    if (result == OK)
        result = moment_came(cx, rq, MOMENT_RESOLVED, "");
    if (result != OK)
        return result;
    reply_say(cx,
              ":white_check_mark: %s is resolved after %s. The thread is told, no more updates are "
              "asked for, and the postmortem is due %s.",
              heading(cx),
              phrase_of_duration(cx->now_ms - incident->started_ms, PHRASE_LONG, lasted),
              moment(cx, cx->now_ms + cx->policy->postmortem_due_ms));
    if (!*incident->root_cause)
        reply_say(cx, "The root cause is not written down yet: `%s note %s root cause: …`",
                  cx->config->slack.command, incident->name);
    reply_say(cx, "It is back? `%s reopen %s …why…`", cx->config->slack.command, incident->name);
    warn_unreachable(cx);
    return OK;
}

static enum result resolve(struct context *cx, const struct request *rq) {
    return resolve_incident(cx, rq, rq->args);
}

static enum result reopen(struct context *cx, const struct request *rq) {
    struct incident *incident = cx->incident;
    enum result result = check_text(cx, rq->args, "reason", POLICY_TEXT_MAX);
    if (result != OK)
        return result;
    incident->status = STATUS_INVESTIGATING;
    incident->resolved_ms = 0;
    incident->resolution = ""; /* it did not hold; the timeline keeps it */
    if ((result = promise_next(cx)) == OK)
        result =
            record(cx, rq->user, "reopened", arena_printf(cx->arena, "Reopened: %s", rq->args));
    if (result == OK)
        result = save(cx, rq->user);
    if (result != OK)
        return result;
    struct json *values = view_incident(cx);
    json_put_str(values, "fact",
                 arena_printf(cx->arena, ":rotating_light: %s reopened this: %s",
                              mention(cx, rq->user), rq->args));
    view_put_call(cx, values, view_calls(cx, incident->severity));
    json_put_str(values, "undo", "");
    result = post_thread(cx, "notice", values, &(struct post_how){.broadcast = true});
    if (result == OK)
        result = moment_came(cx, rq, MOMENT_REOPENED, "");
    if (result != OK)
        return result;
    reply_say(cx, "%s is open again and *Investigating*; the thread is told. %s", heading(cx),
              promise_sentence(cx));
    warn_unreachable(cx);
    return OK;
}

const struct handler handlers_resolve[] = {
    {.trigger = TRIGGER_COMMAND,
     .name = "resolve",
     .aliases = "resolved close end finish",
     .usage = "<what fixed it> [cause: …] [impact: …]",
     .summary = "post the resolution and end every promise",
     .example = "resolve rolled back release 42 cause: a bad migration",
     .needs = NEEDS_INCIDENT,
     .run = resolve},
    {.trigger = TRIGGER_COMMAND,
     .name = "reopen",
     .usage = "<why>",
     .summary = "open a resolved incident again",
     .example = "reopen errors are back",
     .needs = NEEDS_RESOLVED_INCIDENT,
     .run = reopen},
    {0},
};
