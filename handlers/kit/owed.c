/* What is owed: see owed.h. */
#include "handlers/kit/owed.h"

#include "base/str.h"
#include "handlers/kit/change.h"
#include "handlers/kit/reply.h"
#include "store/jobs.h"

static const char *what_of(const struct task *task) {
    if (str_equal(task->kind, TASK_SHORTCUT))
        return "Shortcut taken, to be made up for";
    if (str_equal(task->kind, TASK_REVIEW))
        return "Review owed";
    return str_equal(task->kind, TASK_TEMPORARY) ? "Temporary, to be taken back" : "Task";
}

enum result owe(struct context *cx, const char *actor, struct task *task) {
    task->incident_id = cx->incident->id;
    task->asked_by = actor;
    task->asked_ms = cx->now_ms;
    if (!task->state || !*task->state)
        task->state = TASK_OPEN;
    enum result result = task_add(cx->store, task, cx->err);
    if (result != OK)
        return result;
    const char *owner =
        *task->owner ? arena_printf(cx->arena, " (%s)", mention(cx, task->owner)) : "";
    result = record(cx, actor, "task",
                    arena_printf(cx->arena, "%s: #%lld %s%s", what_of(task),
                                 (long long)task->number, task->text, owner));
    if (result != OK || !task->due_ms)
        return result;
    struct job job = {.kind = "task",
                      .incident_id = cx->incident->id,
                      .subject = arena_printf(cx->arena, "%lld", (long long)task->number),
                      .due_ms = task->due_ms,
                      .args = arena_printf(cx->arena, "%lld", (long long)task->number)};
    return job_put(cx->store, &job, cx->err);
}
