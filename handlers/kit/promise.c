/* The kept promise: see promise.h. */
#include "handlers/kit/promise.h"

#include "handlers/kit/reply.h"
#include "store/jobs.h"
#include "store/outbox.h"
#include "store/promises.h"

const char *promise_collapse(struct context *cx) {
    return arena_printf(cx->arena, "promise:%s", cx->incident->name);
}

const char *promise_deputy_collapse(struct context *cx) {
    return arena_printf(cx->arena, "deputy:%s", cx->incident->name);
}

const char *promise_draft_collapse(struct context *cx) {
    return arena_printf(cx->arena, "draft:%s", cx->incident->name);
}

enum result promise_step(struct context *cx, const char *step, int64_t due_ms, int64_t base_ms) {
    struct job job = {.kind = "promise",
                      .incident_id = cx->incident->id,
                      .due_ms = due_ms,
                      .within_ms = job_within(cx->now_ms, due_ms),
                      .args = arena_printf(cx->arena, "%s %lld", step, (long long)base_ms)};
    return job_put(cx->store, &job, cx->err);
}

static enum result forget_old(struct context *cx) {
    enum result result = job_drop(cx->store, "promise", cx->incident->id, "", cx->err);
    if (result == OK)
        result = outbox_drop(cx->store, promise_collapse(cx), cx->err);
    if (result == OK)
        result = outbox_drop(cx->store, promise_deputy_collapse(cx), cx->err);
    if (result == OK)
        result = outbox_drop(cx->store, promise_draft_collapse(cx), cx->err);
    return result;
}

/* People read the time without its seconds, so that its last one is in time. */
static bool has_passed(const struct context *cx) {
    return cx->now_ms >= cx->incident->promised_ms + MINUTE_MS;
}

static enum result write_end(struct context *cx, bool kept) {
    struct promise promise = {cx->incident->promised_ms, cx->now_ms, kept};
    return promise_end(cx->store, cx->incident->id, &promise, cx->err);
}

enum result promise_set(struct context *cx, int64_t due_ms) {
    const struct policy_promise *policy = &cx->policy->promise;
    enum result result = forget_old(cx);
    if (result == OK && cx->incident->promised_ms && has_passed(cx))
        result = write_end(cx, false);
    if (result != OK)
        return result;
    cx->incident->promised_ms = due_ms;
    if (due_ms == 0)
        return OK;
    int64_t draft_ms = due_ms - policy->draft_before_ms;
    if (draft_ms > cx->now_ms) /* else there is no time left to draft anything */
        return promise_step(cx, PROMISE_DRAFT, draft_ms, due_ms);
    return promise_step(cx, PROMISE_PROMPT, due_ms + policy->prompt_after_ms, due_ms);
}

enum result promise_keep(struct context *cx) {
    bool in_time = cx->incident->promised_ms && !has_passed(cx);
    enum result result = in_time ? write_end(cx, true) : OK;
    return result == OK ? promise_next(cx) : result;
}

enum result promise_next(struct context *cx) {
    int64_t cadence_ms = cx->incident->cadence_ms;
    return promise_set(cx, cadence_ms ? cx->now_ms + cadence_ms : 0);
}

enum result promise_follow_severity(struct context *cx, enum severity before) {
    struct incident *incident = cx->incident;
    int64_t old_ms = policy_severity(cx->policy, before)->cadence_ms;
    int64_t new_ms = policy_severity(cx->policy, incident->severity)->cadence_ms;
    if (incident->cadence_ms != old_ms || new_ms == old_ms)
        return OK;
    incident->cadence_ms = new_ms;
    if (new_ms && (!incident->promised_ms || cx->now_ms + new_ms < incident->promised_ms))
        return promise_set(cx, cx->now_ms + new_ms);
    return OK;
}

const char *promise_sentence(struct context *cx) {
    int64_t due_ms = cx->incident->promised_ms;
    if (due_ms == 0)
        return "No update is promised.";
    return arena_printf(cx->arena, "Next update by %s.", moment(cx, due_ms));
}
