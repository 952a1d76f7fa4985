/* Texts that are taken back: see temporary.h. */
#include "handlers/kit/temporary.h"

#include "base/str.h"
#include "handlers/kit/owed.h"
#include "handlers/kit/reply.h"

/* What a temporary text leaves behind, as it is owed. */
static const char *text_of(struct context *cx, const struct playbook_communication *one) {
    return *one->remind ? one->remind : arena_printf(cx->arena, "Take back: %s", one->title);
}

enum result temporary_owe(struct context *cx, const struct request *rq,
                          const struct playbook_communication *one) {
    struct task_list tasks;
    const char *text = text_of(cx, one);
    enum result result =
        task_list(cx->store, cx->arena, cx->incident->id, true, NULL, &tasks, cx->err);
    for (int i = 0; result == OK && i < tasks.count; i++)
        if (str_equal(tasks.tasks[i].text, text))
            return OK; /* it is owed already, from the time before */
    struct task task = {.kind = TASK_TEMPORARY,
                        .text = text,
                        .owner = rq->user,
                        .due_ms = cx->now_ms + one->remind_ms};
    if (result == OK)
        result = owe(cx, rq->user, &task);
    if (result == OK)
        reply_say(cx,
                  "It is temporary: #%lld, yours, asks after it %s. To give it away, say whose it "
                  "is.",
                  (long long)task.number, moment(cx, task.due_ms));
    return result;
}

bool temporary_is_task(struct context *cx, const struct task *task) {
    for (int i = 0; i < cx->playbook->communication_count; i++)
        if (str_equal(task->kind, TASK_TEMPORARY) &&
            str_equal(task->text, text_of(cx, &cx->playbook->communications[i])))
            return true;
    return false;
}
