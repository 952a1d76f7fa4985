/* The ladder of a promised update (the promises and their steps are explained in kit/promise.h):
 *
 *   5 minutes before  a draft to whoever writes the updates
 *   due               the thread is asked, with the commander's name
 *   5 minutes after   commander and deputy are called
 *   10 minutes after  the bot posts the update itself, marked as automatic, and promises the next
 *
 * The times are settings. Steps that were missed while nothing ran become one prompt that says so.
 * A prompt goes on the timeline when Slack said that it stands, not before. */
#include "handlers/kit/promise.h"
#include "handlers/kit/card.h"

#include "base/str.h"
#include "base/utc.h"
#include "handlers/gap.h"
#include "handlers/kit/change.h"
#include "handlers/kit/moment.h"
#include "handlers/kit/post.h"
#include "handlers/kit/reply.h"
#include "handlers/kit/undelivered.h"
#include "handlers/kit/view.h"
#include "handlers/kit/voice.h"
#include "handlers/update.h"
#include "store/incidents.h"
#include "store/timeline.h"

#include <stdlib.h>
#include <string.h>

/* A call is repeated after the time of the last step, which a policy may set to nothing. */
enum { DRAFT_EVENTS = 10, CALL_AGAIN_MS = MINUTE_MS };

/* ---- Asking */

/* What the playbook asks whoever writes an update, one question a line. */
static const char *asks(struct context *cx) {
    const struct playbook_texts *texts = &cx->playbook->update_asks;
    const char *lines = "";
    for (int i = 0; i < texts->count; i++)
        lines = arena_printf(cx->arena, "%s%s%s", lines, *lines ? "\n" : "", texts->texts[i]);
    return lines;
}

static struct json *values_of_step(struct context *cx) {
    struct json *values = view_incident(cx);
    int64_t overdue_ms = cx->now_ms - cx->incident->promised_ms;
    json_put_str(values, "overdue", span_text(cx, overdue_ms > 0 ? overdue_ms : 0));
    json_put_str(values, "commander", mention(cx, view_commander(cx)));
    json_put_str(values, "missed", "");
    json_put_str(values, "asks", asks(cx));
    return values;
}

/* The deputy, "" when that is nobody but the commander. */
static const char *other_deputy(const struct context *cx) {
    const char *deputy = role_holder(&cx->roles, "deputy");
    return str_equal(deputy, view_commander(cx)) ? "" : deputy;
}

/* Asks in the thread; where the thread cannot be reached, commander and deputy one by one. */
static enum result ask(struct context *cx, const char *template_name, struct json *values,
                       const char *on_result) {
    /* The bot's own update is for whoever reads a person's. */
    struct post_how how = {.on_result = on_result,
                           .collapse = promise_collapse(cx),
                           .mirrored = str_equal(template_name, "holding")};
    if (!cx->incident->unreachable)
        return post_thread(cx, template_name, values, &how);
    const char *deputy = other_deputy(cx);
    struct json *again = *deputy ? json_copy(values) : NULL;
    enum result result = post_private(cx, view_commander(cx), template_name, values, &how);
    if (again && result == OK)
        result = post_private(
            cx, deputy, template_name, again,
            &(struct post_how){.on_result = on_result, .collapse = promise_deputy_collapse(cx)});
    else
        json_free(again);
    return result;
}

/* ---- The steps */

/* The events since the last update, for whoever writes the next. */
static enum result put_recent(struct context *cx, struct json *values) {
    struct timeline timeline;
    enum result result = timeline_read(cx->store, cx->arena, cx->incident->id,
                                       cx->incident->updated_ms, DRAFT_EVENTS, &timeline, cx->err);
    if (result != OK)
        return result;
    struct json *events = json_new_array();
    for (int i = 0; i < timeline.count; i++) {
        if (str_equal(timeline.entries[i].actor, TIMELINE_BOT))
            continue; /* our own prompts are no news */
        struct json *event = json_new_object();
        json_put_str(event, "when", time_text(cx, timeline.entries[i].at_ms));
        json_put_str(event, "text", timeline.entries[i].text);
        json_push(events, event);
    }
    json_put(values, "recent", events);
    return OK;
}

/* What a button types, for this promise and no other: see prompt.c. rest is "", or begins with a
 * space. */
static const char *answer_line(struct context *cx, const char *verb, const char *rest) {
    return arena_printf(cx->arena, "prompt %s %lld %s%s", cx->incident->name,
                        (long long)(cx->incident->promised_ms / SECOND_MS), verb, rest);
}

static enum result draft(struct context *cx) {
    struct json *values = values_of_step(cx);
    int64_t due_ms = cx->incident->promised_ms;
    enum result result = put_recent(cx, values);
    if (result != OK) {
        json_free(values);
        return result;
    }
    const char *line = update_draft(cx), *name = cx->incident->name;
    json_put_str(values, "draft", line);
    json_put_str(values, "post",
                 answer_line(cx, "update", line + strlen("update ") + strlen(name)));
    json_put_str(values, "snooze", answer_line(cx, "snooze", " 10m more time to write it"));
    struct post_how how = {
        .on_result = "promise.draft", .collapse = promise_draft_collapse(cx), .expires_ms = due_ms};
    return post_private(cx, view_comms(cx), "draft", values, &how);
}

/* missed: what kept the thread from being asked in time, "" for nothing. */
static enum result prompt(struct context *cx, const char *missed) {
    const char *called = "";
    enum result result = voice_call(cx, view_commander(cx), &called);
    if (result != OK)
        return result;
    struct json *values = values_of_step(cx);
    json_put_str(values, "commander", called);
    json_put_str(values, "missed", missed);
    return ask(cx, "prompt", values, "promise.prompt");
}

/* It is overdue: they are called, whatever else they were called for. */
static enum result call(struct context *cx, const struct request *rq) {
    struct json *values = values_of_step(cx);
    const char *deputy = other_deputy(cx);
    json_put_str(values, "deputy", *deputy ? mention(cx, deputy) : "");
    enum result result = ask(cx, "call", values, "promise.call");
    if (result == OK)
        result = voice_called(cx, view_commander(cx));
    return result == OK ? moment_came(cx, rq, MOMENT_OVERDUE, "") : result;
}

/* A channel that was closed to us may be open again, and nobody should have to notice: once in a
 * cadence the thread is tried all the same. What does not get through was reported before. */
static enum result try_thread(struct context *cx) {
    const char *collapse = arena_printf(cx->arena, "again:%s", cx->incident->name);
    return post_thread(cx, "holding", values_of_step(cx),
                       &(struct post_how){.on_result = "promise.holding", .collapse = collapse});
}

/* Nobody answered: the bot keeps the promise with what is known, says that it is the bot, and the
 * next promise stands. */
static enum result hold(struct context *cx) {
    struct incident *incident = cx->incident;
    enum result result = promise_next(cx);
    if (result == OK)
        result = incident_save(cx->store, incident, cx->err);
    if (result == OK)
        result = card_follow(cx);
    if (result != OK)
        return result;
    if (incident->unreachable && (result = try_thread(cx)) != OK)
        return result;
    return ask(cx, "holding", values_of_step(cx), "promise.holding");
}

/* ---- What was missed */

/* One prompt for everything that should have been said; the later steps count from now, so that
 * people get the time that they would have had. */
static enum result own_up(struct context *cx, const struct request *rq) {
    const struct policy_promise *policy = &cx->policy->promise;
    const char *text = NULL;
    enum result result = gap_excuse(cx, rq->due_ms, &text);
    if (result == OK)
        result = promise_step(cx, PROMISE_CALL, cx->now_ms + policy->call_after_ms, cx->now_ms);
    if (result == OK)
        result = record(cx, TIMELINE_BOT, "late",
                        arena_printf(cx->arena, "%s, so the prompt for the update was late", text));
    return result == OK ? prompt(cx, text) : result;
}

/* ---- What cannot have been promised */

/* The clock was far ahead when this was promised, and was set back since. Nobody shall wait for it:
 * the next promise is made from now. */
static enum result promise_anew(struct context *cx) {
    const char *was = time_text(cx, cx->incident->promised_ms);
    enum result result = promise_next(cx);
    int64_t due_ms = cx->incident->promised_ms;
    if (result == OK)
        result = incident_save(cx->store, cx->incident, cx->err);
    if (result == OK)
        result = card_follow(cx);
    if (result != OK)
        return result;
    const char *next = due_ms ? arena_printf(cx->arena, "comes by %s", time_text(cx, due_ms))
                              : "comes when there is news";
    const char *fact = arena_printf(
        cx->arena, "My clock was wrong when I promised an update for %s; it %s", was, next);
    result = record(cx, TIMELINE_BOT, "promise", fact);
    return result == OK ? post_notice(cx, fact, "") : result;
}

/* The clock was set back since this step was put. The promise stays at the time that people were
 * told; where that is past all the same, the step keeps its distance to what went before it. */
static enum result put_anew(struct context *cx, const char *step) {
    int64_t promised_ms = cx->incident->promised_ms;
    if (promised_ms > cx->now_ms)
        return promise_set(cx, promised_ms);
    return promise_step(cx, step, cx->now_ms + cx->policy->promise.call_after_ms, cx->now_ms);
}

/* ---- The job */

static enum result climb(struct context *cx, const struct request *rq, const char *step,
                         int64_t base_ms) {
    const struct policy_promise *policy = &cx->policy->promise;
    int64_t due_ms = cx->incident->promised_ms;
    enum result result;
    if (str_equal(step, PROMISE_DRAFT)) {
        result = promise_step(cx, PROMISE_PROMPT, due_ms + policy->prompt_after_ms, due_ms);
        return result == OK ? draft(cx) : result;
    }
    if (str_equal(step, PROMISE_PROMPT)) {
        result = promise_step(cx, PROMISE_CALL, base_ms + policy->call_after_ms, base_ms);
        return result == OK ? prompt(cx, "") : result;
    }
    if (str_equal(step, PROMISE_CALL)) {
        result = promise_step(cx, PROMISE_HOLDING, base_ms + policy->holding_after_ms, base_ms);
        return result == OK ? call(cx, rq) : result;
    }
    if (policy->holding)
        return hold(cx);
    int64_t pause_ms =
        policy->holding_after_ms > CALL_AGAIN_MS ? policy->holding_after_ms : CALL_AGAIN_MS;
    result = promise_step(cx, PROMISE_HOLDING, cx->now_ms + pause_ms, base_ms);
    return result == OK ? call(cx, rq) : result;
}

static enum result run(struct context *cx, const struct request *rq) {
    const struct policy_promise *policy = &cx->policy->promise;
    const char *space = strchr(rq->args, ' ');
    if (!cx->incident || !incident_is_promised(cx->incident))
        return OK;
    if (cx->incident->promised_ms > cx->now_ms + PROMISE_FARTHEST_MS)
        return promise_anew(cx);
    if (!space)
        return fail(cx->err, CORRUPT, "the promise of %s has no step", cx->incident->name);
    const char *step = arena_strndup(cx->arena, rq->args, (size_t)(space - rq->args));
    if (rq->due_ms > cx->now_ms)
        return put_anew(cx, step);
    bool late = cx->now_ms - rq->due_ms > policy->grace_ms;
    if (late && cx->now_ms >= cx->incident->promised_ms)
        return own_up(cx, rq);
    return climb(cx, rq, step, strtoll(space + 1, NULL, 10));
}

/* ---- What Slack said */

/* Where the message went: "@alice", or "the thread". A message into a channel does not name it. */
static const char *addressee(struct context *cx, const struct request *rq) {
    const char *person = json_text_at(rq->payload, "call.channel");
    return *person ? mention(cx, person) : "the thread";
}

static enum result told(struct context *cx, const struct request *rq, const char *what) {
    if (!rq->ok)
        return undelivered(cx, rq);
    if (!cx->incident)
        return OK;
    enum result result = delivered(cx, rq);
    if (result != OK)
        return result;
    return record(cx, TIMELINE_BOT, "prompt",
                  arena_printf(cx->arena, "%s went to %s", what, addressee(cx, rq)));
}

static enum result drafted(struct context *cx, const struct request *rq) {
    return told(cx, rq, "A draft of the next update");
}

static enum result prompted(struct context *cx, const struct request *rq) {
    return told(cx, rq, "The reminder of the promised update");
}

static enum result called(struct context *cx, const struct request *rq) {
    return told(cx, rq, "The update is overdue; the call for commander and deputy");
}

static enum result held(struct context *cx, const struct request *rq) {
    return told(cx, rq, "No update came; an automatic one");
}

const struct handler handlers_promise[] = {
    {.trigger = TRIGGER_JOB, .name = "promise", .run = run},
    {.trigger = TRIGGER_RESULT, .name = "promise.draft", .run = drafted},
    {.trigger = TRIGGER_RESULT, .name = "promise.prompt", .run = prompted},
    {.trigger = TRIGGER_RESULT, .name = "promise.call", .run = called},
    {.trigger = TRIGGER_RESULT, .name = "promise.holding", .run = held},
    {0},
};
