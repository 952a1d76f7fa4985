/* Publishing a postmortem: see publishing.h. */
#include "handlers/kit/publishing.h"

#include "base/str.h"
#include "base/utf8.h"
#include "handlers/kit/approval.h"
#include "handlers/kit/change.h"
#include "handlers/kit/draft.h"
#include "handlers/kit/post.h"
#include "handlers/kit/reply.h"
#include "handlers/kit/view.h"
#include "model/postmortem.h"
#include "store/seals.h"

enum { TEXT_CHARS = 60 };

/* "#3 write a test has no date", with the line that gives it one. */
static void say_unassigned(struct context *cx, const struct task *task) {
    const char *command = cx->config->slack.command, *name = cx->incident->name;
    reply_say(cx, "• #%lld %s has no %s: `%s task %s #%lld %s`", (long long)task->number,
              shown_cut(cx, task->text, TEXT_CHARS), *task->owner ? "date" : "owner", command, name,
              (long long)task->number, *task->owner ? "in 14d" : "@who in 14d");
}

/* Actions are assigned, with a date, and there is one at all where the playbook wants it. */
static enum result say_actions(struct context *cx) {
    struct task_list tasks;
    int items = 0;
    enum result result =
        task_list(cx->store, cx->arena, cx->incident->id, false, NULL, &tasks, cx->err);
    for (int i = 0; result == OK && i < tasks.count; i++) {
        const struct task *task = &tasks.tasks[i];
        items += task_is_item(task) && (task_is_open(task) || str_equal(task->state, TASK_DONE));
        if (task_is_open(task) && task_is_debt(task) && (!*task->owner || !task->due_ms))
            say_unassigned(cx, task);
    }
    if (result == OK && cx->playbook->postmortem.needs_actions && !items)
        reply_say(
            cx,
            "• There is no action item yet, so that it does not happen again (%s): `%s action "
            "%s add …what… @who due 14d`",
            cx->playbook->title, cx->config->slack.command, cx->incident->name);
    return result;
}

/* What is published tells what happened, and that must not change any more. */
static enum result say_unsealed(struct context *cx) {
    struct seal seal;
    const char *command = cx->config->slack.command, *name = cx->incident->name;
    enum result result = seal_current(cx->store, cx->arena, cx->incident->id, &seal, cx->err);
    if (result != ABSENT)
        return result;
    reply_say(cx,
              "• The timeline is not sealed yet. Look through it, `%s timeline %s`, then `%s seal "
              "%s`",
              command, name, command, name);
    return OK;
}

enum result publishing_check(struct context *cx, const char *link, bool *ret_ready) {
    struct reply missing = reply_new(), *outer = cx->reply;
    cx->reply = &missing;
    enum result result = say_unsealed(cx);
    if (result == OK)
        result = say_actions(cx);
    cx->reply = outer;
    *ret_ready = reply_is_empty(&missing);
    if (result == OK && !*ret_ready)
        reply_say(cx,
                  ":x: %s: the postmortem is not published yet. Nothing was changed. First:\n%s\n"
                  "Then: `%s postmortem %s publish %s`",
                  heading(cx), missing.text.text, cx->config->slack.command, cx->incident->name,
                  *link ? shown(cx, link) : "…link…");
    reply_free(&missing);
    return result;
}

/* Whoever wanted it published: where somebody else had to say yes, not who said it. */
static const char *publisher(const struct request *rq) {
    return rq->answer ? rq->answer->approval->asked_by : rq->user;
}

/* ", as @gina allowed: …", or "". */
static const char *allowed_by(struct context *cx, const struct request *rq) {
    const char *remark = rq->answer ? unstopped(cx, rq->answer->remark) : "";
    if (!rq->answer)
        return "";
    return arena_printf(cx->arena, ", as %s allowed%s%s", mention(cx, rq->user),
                        *remark ? ": " : "", remark);
}

static enum result tell(struct context *cx, const struct request *rq,
                        const struct postmortem_steps *steps, const char *link) {
    const char *plan = postmortem_plan(cx, steps);
    struct json *values = view_incident(cx);
    json_put_str(values, "fact",
                 arena_printf(cx->arena, ":books: %s published the postmortem%s%s%s.%s%s",
                              mention(cx, publisher(rq)), *link ? ": " : "", link,
                              allowed_by(cx, rq), *plan ? " Still to come: " : "", plan));
    json_put_str(values, "undo",
                 arena_printf(cx->arena, "%s postmortem %s publish …another link…",
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
            record(cx, publisher(rq), "postmortem",
                   arena_printf(cx->arena, "Postmortem published%s%s", *link ? ": " : "", link));
    if (result == OK)
        result = draft_commit(
            cx, postmortem,
            &(struct draft_commit){.what = "postmortem, as it was published",
                                   .user = *postmortem->owner ? postmortem->owner : publisher(rq),
                                   .told = ""});
    if (result == OK)
        result = draft_find(cx, postmortem);
    if (result == OK)
        result = save(cx, rq->user);
    return result == OK ? tell(cx, rq, &steps, link) : result;
}
