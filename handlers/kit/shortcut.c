/* Shortcuts: see shortcut.h. */
#include "handlers/kit/shortcut.h"

#include "base/str.h"
#include "handlers/kit/owed.h"

enum result shortcut_take(struct context *cx, const struct request *rq, const char *text,
                          const char *owner, int64_t *ret_number) {
    struct task task = {.kind = TASK_SHORTCUT, .text = text, .owner = owner};
    enum result result = owe(cx, rq->user, &task);
    if (result == OK)
        *ret_number = task.number;
    return result;
}

enum result shortcut_take_back(struct context *cx, const struct request *rq, const char *text) {
    struct task_list list;
    enum result result =
        task_list(cx->store, cx->arena, cx->incident->id, true, NULL, &list, cx->err);
    if (result != OK)
        return result;
    for (int i = list.count - 1; i >= 0; i--) {
        struct task *task = &list.tasks[i];
        if (!str_equal(task->kind, TASK_SHORTCUT) || !str_equal(task->text, text))
            continue;
        task->state = TASK_DECLINED;
        task->answer = "not taken after all";
        task->ended_by = rq->user;
        task->ended_ms = cx->now_ms;
        return task_save(cx->store, task, cx->err);
    }
    return OK;
}
