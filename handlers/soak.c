/* The watch over an incident whose impact is over: it begins with the status Monitoring, ends when
 * the status steps back, and after the playbook's time the incident is stable. Then it resolves by
 * itself or asks whoever leads, as the playbook says.
 *
 * It never resolves by itself what nobody could have contradicted: when the end of the watch was
 * missed, or Slack is not heard, the thread gets some minutes more to say that it is back. */
#include "handlers/kit/soak.h"
#include "handlers/kit/card.h"

#include "base/str.h"
#include "base/utc.h"
#include "handlers/gap.h"
#include "handlers/kit/change.h"
#include "handlers/kit/criteria.h"
#include "handlers/kit/moment.h"
#include "handlers/kit/post.h"
#include "handlers/kit/promise.h"
#include "handlers/kit/reply.h"
#include "handlers/kit/view.h"
#include "handlers/kit/voice.h"
#include "handlers/resolve.h"
#include "store/incidents.h"
#include "store/jobs.h"
#include "store/outbox.h"

enum { EXTRA_MS = 5 * MINUTE_MS, DEAF_MS = MINUTE_MS };

/* Why a job runs that is not the end of the watch itself. */
#define AFTER_SILENCE "silence" /* Slack was not heard at its end */
#define AFTER_EXTRA "extra"     /* the minutes more are over */

static const char *collapse(struct context *cx) {
    return arena_printf(cx->arena, "watch:%s", cx->incident->name);
}

static enum result put_job(struct context *cx, int64_t due_ms, const char *args) {
    struct job job = {.kind = "soak",
                      .incident_id = cx->incident->id,
                      .due_ms = due_ms,
                      .within_ms = job_within(cx->now_ms, due_ms),
                      .args = args};
    return job_put(cx->store, &job, cx->err);
}

static enum result keep(struct context *cx) {
    enum result result = incident_save(cx->store, cx->incident, cx->err);
    return result == OK ? card_follow(cx) : result;
}

/* ---- Beginning and ending */

static enum result begin(struct context *cx) {
    int64_t until_ms = soak_until(cx);
    if (!until_ms)
        return OK;
    enum result result = put_job(cx, until_ms, "");
    if (result == OK)
        result = post_thread(cx, "watch", view_incident(cx),
                             &(struct post_how){.collapse = collapse(cx)});
    if (result == OK && !cx->playbook->resolving.advisory)
        result = criteria_ask(cx);
    return result;
}

static enum result drop(struct context *cx) {
    enum result result = job_drop(cx->store, "soak", cx->incident->id, "", cx->err);
    return result == OK ? outbox_drop(cx->store, collapse(cx), cx->err) : result;
}

/* It is back, or was never over: whoever said that all is well says it again. */
static enum result end(struct context *cx) {
    enum result result = drop(cx);
    return result == OK ? criteria_forget(cx) : result;
}

static enum result status_changed(struct context *cx, const struct request *rq) {
    if (!incident_is_open(cx->incident))
        return OK;
    if (cx->incident->status == STATUS_MONITORING)
        return begin(cx);
    return str_equal(rq->args, status_name(STATUS_MONITORING)) ? end(cx) : OK;
}

static enum result resolved(struct context *cx, const struct request *rq) {
    (void)rq;
    return drop(cx);
}

static enum result reopened(struct context *cx, const struct request *rq) {
    (void)rq;
    return criteria_forget(cx);
}

/* ---- Its end */

/* The clock was years ahead when the watch began. */
static enum result watch_anew(struct context *cx) {
    cx->incident->monitoring_ms = cx->now_ms;
    enum result result = keep(cx);
    if (result == OK)
        result = put_job(cx, soak_until(cx), "");
    if (result != OK)
        return result;
    const char *fact =
        arena_printf(cx->arena, "My clock was wrong when the watch began; it goes on until %s",
                     time_text(cx, soak_until(cx)));
    result = record(cx, TIMELINE_BOT, "watch", fact);
    return result == OK ? post_notice(cx, fact, "") : result;
}

/* Whether nobody need be asked at the end. */
static enum result ends_by_itself(struct context *cx, bool *ret_itself) {
    const struct playbook_resolving *rules = &cx->playbook->resolving;
    const char *left = "";
    enum result result = criteria_left_numbers(cx, &left);
    if (result == OK)
        *ret_itself = rules->by_itself && (!*left || rules->advisory);
    return result;
}

/* Nobody could say in time that it is back. */
static enum result give_more_time(struct context *cx) {
    bool itself = false;
    enum result result = ends_by_itself(cx, &itself);
    if (result != OK)
        return result;
    const char *fact = arena_printf(
        cx->arena,
        "The watch was over at %s, and I could not hear you then. %s at %s unless it is back: "
        "%s back %s …what you see…",
        time_text(cx, soak_until(cx)), itself ? "It is resolved" : "I ask whether it is over",
        time_text(cx, cx->now_ms + EXTRA_MS), cx->config->slack.command, cx->incident->name);
    result = put_job(cx, cx->now_ms + EXTRA_MS, AFTER_EXTRA);
    if (result == OK)
        result = record(cx, TIMELINE_BOT, "watch", "The end of the watch was missed");
    return result == OK ? post_notice(cx, fact, "") : result;
}

static enum result ask(struct context *cx) {
    const struct playbook_resolving *rules = &cx->playbook->resolving;
    const char *left = "", *called = "";
    enum result result = criteria_left_numbers(cx, &left);
    if (result == OK)
        result = voice_call(cx, view_commander(cx), &called);
    if (result != OK)
        return result;
    struct json *values = view_incident(cx);
    json_put_str(values, "commander", called);
    json_put_str(values, "lasted", span_text(cx, rules->soak_ms));
    json_put_str(values, "left",
                 *left && !rules->advisory
                     ? arena_printf(cx->arena, "Not answered with yes yet: %s.", left)
                     : "");
    result =
        record(cx, TIMELINE_BOT, "watch",
               arena_printf(cx->arena, "Stable: no impact for %s", span_text(cx, rules->soak_ms)));
    if (result == OK)
        result = keep(cx);
    if (result == OK)
        result = post_thread(cx, "stable", values, &(struct post_how){.collapse = collapse(cx)});
    else
        json_free(values);
    return result == OK && !rules->advisory ? criteria_ask(cx) : result;
}

static enum result finish(struct context *cx, const struct request *rq) {
    bool itself = false;
    enum result result = ends_by_itself(cx, &itself);
    if (result != OK)
        return result;
    return itself ? resolve_by_itself(cx, rq, span_text(cx, cx->playbook->resolving.soak_ms))
                  : ask(cx);
}

static enum result run(struct context *cx, const struct request *rq) {
    int64_t until_ms = cx->incident ? soak_until(cx) : 0, silent_ms = 0;
    if (!until_ms)
        return OK;
    /* A playbook watches for a week at most; what is farther was put by a clock years ahead. */
    if (until_ms > cx->now_ms + PROMISE_FARTHEST_MS)
        return watch_anew(cx);
    if (until_ms > cx->now_ms) /* the clock was set back: it stays where people were told */
        return put_job(cx, until_ms, "");
    enum result result = gap_silent_since(cx, &silent_ms);
    if (result != OK)
        return result;
    if (silent_ms)
        return put_job(cx, cx->now_ms + DEAF_MS, AFTER_SILENCE);
    bool late = cx->now_ms - rq->due_ms > cx->policy->promise.grace_ms;
    if (late || str_equal(rq->args, AFTER_SILENCE))
        return give_more_time(cx);
    return finish(cx, rq);
}

const struct handler handlers_soak[] = {
    {.trigger = TRIGGER_MOMENT, .name = MOMENT_STATUS, .run = status_changed},
    {.trigger = TRIGGER_MOMENT, .name = MOMENT_RESOLVED, .run = resolved},
    {.trigger = TRIGGER_MOMENT, .name = MOMENT_REOPENED, .run = reopened},
    {.trigger = TRIGGER_JOB, .name = "soak", .run = run},
    {0},
};
