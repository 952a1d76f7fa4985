/* One voice for what falls together: see voice.h. */
#include "handlers/kit/voice.h"

#include "base/str.h"
#include "base/utc.h"
#include "handlers/kit/promise.h"
#include "handlers/kit/reply.h"
#include "store/answers.h"
#include "store/jobs.h"

/* Whom the thread called last: one answer for each person. */
#define TOPIC "voice"

#define NEAR_MS (2 * MINUTE_MS)

/* A moment ago; what the clock says of the future, since it was set back, does not count. */
static bool is_recent(const struct context *cx, int64_t at_ms) {
    return at_ms <= cx->now_ms && cx->now_ms - at_ms <= NEAR_MS;
}

/* ---- What was said */

/* Whether user, or with NULL anybody, was called a moment ago. */
static enum result was_called(struct context *cx, const char *user, bool *ret_called) {
    struct answer_list kept;
    enum result result = answer_list(cx->store, cx->arena, cx->incident->id, TOPIC, &kept, cx->err);
    *ret_called = false;
    for (int i = 0; result == OK && i < kept.count; i++)
        if ((!user || str_equal(kept.answers[i].name, user)) &&
            is_recent(cx, kept.answers[i].at_ms))
            *ret_called = true;
    return result;
}

enum result voice_called(struct context *cx, const char *user) {
    struct answer called = {.name = user, .value = "", .who = "", .at_ms = cx->now_ms};
    return answer_put(cx->store, cx->incident->id, TOPIC, &called, cx->err);
}

enum result voice_call(struct context *cx, const char *user, const char **ret_mention) {
    bool called = false;
    *ret_mention = mention(cx, user);
    if (cx->incident->unreachable)
        return OK;
    enum result result = was_called(cx, user, &called);
    if (result == OK && called)
        *ret_mention = "";
    return result == OK ? voice_called(cx, user) : result;
}

/* ---- What will be said */

/* Whether the thread will be told by this job in a moment. The draft of an update goes to one
 * person; behind it the thread is asked at the promised time. */
static enum result is_due_soon(struct context *cx, const char *kind, bool *ret_soon) {
    struct job job;
    enum result result = job_soonest(cx->store, cx->arena, kind, cx->incident->id, &job, cx->err);
    if (result != OK)
        return result == ABSENT ? OK : result;
    int64_t due_ms = str_starts(job.args, PROMISE_DRAFT) ? cx->incident->promised_ms : job.due_ms;
    *ret_soon = *ret_soon || due_ms - cx->now_ms <= NEAR_MS;
    return OK;
}

enum result voice_is_near(struct context *cx, bool *ret_near) {
    enum result result = was_called(cx, NULL, ret_near);
    if (result == OK)
        result = is_due_soon(cx, "clock", ret_near);
    return result == OK ? is_due_soon(cx, "promise", ret_near) : result;
}
