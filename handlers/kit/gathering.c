/* Gathering reminders: see gathering.h. */
#include "handlers/kit/gathering.h"

#include "base/str.h"
#include "base/utc.h"
#include "handlers/kit/owed.h"
#include "handlers/kit/reply.h"
#include "store/jobs.h"

/* It is due at once, and so behind all that was due before it: what is to be gathered with it. */
enum result gather(struct context *cx, const char *user, const struct task *task,
                   enum gathered why) {
    struct job job = {.kind = GATHERING_JOB,
                      .subject = user,
                      .due_ms = cx->now_ms,
                      .within_ms = job_within(cx->now_ms, cx->now_ms),
                      .args = arena_printf(cx->arena, "%s\n", user)};
    struct job there;
    enum result result = job_get(cx->store, cx->arena, GATHERING_JOB, 0, user, &there, cx->err);
    if (result == OK)
        job = there;
    else if (result != ABSENT)
        return result;
    job.args = arena_printf(cx->arena, "%s%lld %lld %d\n", job.args, (long long)task->incident_id,
                            (long long)task->number, (int)why);
    return job_put(cx->store, &job, cx->err);
}

/* "no day", with how to give it one. */
static const char *dayless_lead(struct context *cx, const struct task *task) {
    return arena_printf(cx->arena,
                        "%s that has %s yet (to give it one: %s action due %s #%lld friday):",
                        owed_what(task), *task->owner ? "no day" : "neither a day nor an owner",
                        cx->config->slack.command, cx->incident->name, (long long)task->number);
}

const char *gathered_lead(struct context *cx, const struct task *task, enum gathered why) {
    const char *what = owed_what(task);
    if (!task->due_ms)
        return dayless_lead(cx, task);
    if (task->due_ms > cx->now_ms)
        return arena_printf(cx->arena, "%s, due in %s:", what,
                            span_text(cx, task->due_ms - cx->now_ms));
    if (why == GATHERED_LATE)
        return arena_printf(cx->arena, "%s since %s:", what, time_text(cx, task->due_ms));
    return arena_printf(
        cx->arena, *task->owner ? "%s, and it is time now:" : "%s, and nobody has it yet:", what);
}

const char *gathered_late(struct context *cx, const struct task *task) {
    return arena_printf(cx->arena,
                        ":warning: #%lld %s – %s has owed it since %s. To give it to somebody "
                        "else: %s task %s #%lld @name",
                        (long long)task->number, task->text, mention(cx, task->owner),
                        time_text(cx, task->due_ms), cx->config->slack.command, cx->incident->name,
                        (long long)task->number);
}
