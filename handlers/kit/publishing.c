/* Publishing a postmortem: see publishing.h. */
#include "handlers/kit/publishing.h"

#include "base/str.h"
#include "base/utf8.h"
#include "handlers/kit/change.h"
#include "handlers/kit/draft.h"
#include "handlers/kit/post.h"
#include "handlers/kit/reply.h"
#include "handlers/kit/view.h"
#include "model/postmortem.h"
#include "store/seals.h"

enum { TEXT_CHARS = 60 };

static enum result refuse(struct context *cx, const struct task *task) {
    const char *command = cx->config->slack.command, *name = cx->incident->name;
    long long number = (long long)task->number;
    return fail(cx->err, INVALID,
                "#%lld %.*s has no %s, and a postmortem goes out with assigned actions only; type "
                "`%s task %s #%lld %s`",
                number, (int)utf8_prefix(task->text, TEXT_CHARS), task->text,
                *task->owner ? "date" : "owner", command, name, number,
                *task->owner ? "in 14d" : "@who in 14d");
}

/* What is published tells what happened, and that must not change any more. */
static enum result check_sealed(struct context *cx) {
    struct seal seal;
    enum result result = seal_current(cx->store, cx->arena, cx->incident->id, &seal, cx->err);
    if (result != ABSENT)
        return result;
    return fail(cx->err, INVALID,
                "The timeline of %s is not sealed yet, and a postmortem goes out with what nobody "
                "changes any more; look through it (`%s timeline %s`), then type `%s seal %s`",
                cx->incident->name, cx->config->slack.command, cx->incident->name,
                cx->config->slack.command, cx->incident->name);
}

static enum result refuse_empty(struct context *cx) {
    const char *command = cx->config->slack.command, *name = cx->incident->name;
    return fail(cx->err, INVALID,
                "There is no action item yet, and a postmortem goes out with at least one, so that "
                "it does not happen again (%s); type `%s action %s add …what… @who due 14d`",
                cx->playbook->title, command, name);
}

enum result publishing_check(struct context *cx) {
    struct task_list tasks;
    int items = 0;
    enum result result = check_sealed(cx);
    if (result == OK)
        result = task_list(cx->store, cx->arena, cx->incident->id, false, NULL, &tasks, cx->err);
    for (int i = 0; result == OK && i < tasks.count; i++) {
        const struct task *task = &tasks.tasks[i];
        items += task_is_item(task) && (task_is_open(task) || str_equal(task->state, TASK_DONE));
        if (task_is_open(task) && task_is_debt(task) && (!*task->owner || !task->due_ms))
            result = refuse(cx, task);
    }
    if (result == OK && cx->playbook->postmortem.needs_actions && !items)
        return refuse_empty(cx);
    return result;
}

static enum result tell(struct context *cx, const struct request *rq,
                        const struct postmortem_steps *steps, const char *link) {
    const char *plan = postmortem_plan(cx, steps);
    struct json *values = view_incident(cx);
    json_put_str(values, "fact",
                 arena_printf(cx->arena, ":books: %s published the postmortem%s%s.%s%s",
                              mention(cx, rq->user), *link ? ": " : "", link,
                              *plan ? " Still to come: " : "", plan));
    json_put_str(values, "undo",
                 arena_printf(cx->arena, "%s postmortem %s publish <another link>",
                              cx->config->slack.command, cx->incident->name));
    view_put_call(cx, values, false);
    return post_thread(cx, "notice", values, &(struct post_how){.broadcast = true});
}

enum result publish(struct context *cx, const struct request *rq, struct postmortem *postmortem,
                    const char *link) {
    static const char *const ended[] = {POSTMORTEM_DRAFT, POSTMORTEM_REVIEW, POSTMORTEM_PUBLISH,
                                        NULL};
    struct postmortem_steps steps;
    enum result result = postmortem_steps(cx, &steps);
    for (int i = 0; result == OK && ended[i]; i++) {
        struct postmortem_step *step = postmortem_step(&steps, ended[i]);
        if (step)
            result = postmortem_step_done(cx, rq, step, link);
    }
    if (result != OK)
        return result;
    postmortem->link = link;
    result = postmortem_save(cx, postmortem, POSTMORTEM_PUBLISHED);
    if (result == OK)
        result =
            record(cx, rq->user, "postmortem",
                   arena_printf(cx->arena, "Postmortem published%s%s", *link ? ": " : "", link));
    if (result == OK)
        result = draft_commit(
            cx, postmortem,
            &(struct draft_commit){.what = "postmortem, as it was published",
                                   .user = *postmortem->owner ? postmortem->owner : rq->user,
                                   .told = ""});
    if (result == OK)
        result = draft_find(cx, postmortem);
    if (result == OK)
        result = save(cx, rq->user);
    return result == OK ? tell(cx, rq, &steps, link) : result;
}
