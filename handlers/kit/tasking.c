/* What people do to tasks: see tasking.h. */
#include "handlers/kit/tasking.h"

#include "base/str.h"
#include "handlers/kit/change.h"
#include "handlers/kit/owed.h"
#include "handlers/kit/post.h"
#include "handlers/kit/postmortem.h"
#include "handlers/kit/reply.h"
#include "model/phrase.h"
#include "model/proof.h"
#include "model/words.h"
#include "store/incidents.h"
#include "store/jobs.h"

/* ---- One task */

enum result tasking_load(struct context *cx, int64_t number, struct task *ret_task) {
    enum result result =
        task_get(cx->store, cx->arena, cx->incident->id, number, ret_task, cx->err);
    if (result == ABSENT)
        return fail(cx->err, INVALID, "%s has no task #%lld; `%s tasks %s` lists them",
                    cx->incident->name, (long long)number, cx->config->slack.command,
                    cx->incident->name);
    return result;
}

const char *tasking_line(struct context *cx, const struct task *task, const char *words) {
    return arena_printf(cx->arena, "%s task %s #%lld %s", cx->config->slack.command,
                        cx->incident->name, (long long)task->number, words);
}

/* The same for what is owed: "/incident action reopen INC-… #3 …". */
static const char *action_line(struct context *cx, const struct task *task, const char *verb,
                               const char *words) {
    return arena_printf(cx->arena, "%s action %s %s #%lld %s", cx->config->slack.command, verb,
                        cx->incident->name, (long long)task->number, words);
}

const char *tasking_by(struct context *cx, const struct task *task) {
    return task->due_ms ? arena_printf(cx->arena, "by %s", moment(cx, task->due_ms))
                        : "without a time";
}

enum result tasking_keep(struct context *cx, const struct request *rq, const struct task *task,
                         const char *what) {
    enum result result = task_save(cx->store, task, cx->err);
    if (result == OK)
        result = record(cx, rq->user, "task",
                        arena_printf(cx->arena, "#%lld %s", (long long)task->number, what));
    if (result == OK)
        result = incident_touch(cx->store, rq->user, cx->incident->id, cx->now_ms, cx->err);
    return result;
}

enum result tasking_check_lasts(struct context *cx, const struct task *task) {
    if (task_is_debt(task) || incident_is_open(cx->incident))
        return OK;
    return fail(cx->err, INVALID,
                "#%lld was asked while %s lasted, and that is over. What is still to be done is an "
                "action item: `%s action add %s …what… @who due friday`",
                (long long)task->number, cx->incident->name, cx->config->slack.command,
                cx->incident->name);
}

/* Whether whoever owns it has to be told by somebody else's doing. */
static bool is_others(const struct context *cx, const struct request *rq, const struct task *task) {
    return *task->owner && !str_equal(task->owner, rq->user) && !cx->incident->drill;
}

static void forget_end(struct task *task) {
    task->answer = task->ended_by = task->proof = ""; /* the timeline keeps them */
    task->ended_ms = 0;
}

/* ---- Done */

/* What was said, and what of it is proof. */
static enum result take_answer(struct context *cx, struct task *task, const char *typed) {
    struct words line = words_of(cx->arena, typed);
    struct words_field field = {.name = "proof"};
    enum result result = *typed ? check_text(cx, typed, "answer", POLICY_TEXT_MAX) : OK;
    if (result == OK && task_is_item(task))
        result = words_take_fields(&line, &field, 1, cx->err);
    if (result != OK)
        return result;
    const char *proof = field.ret_value ? field.ret_value : "";
    if (!*proof && task_is_item(task) && proof_in(line.rest))
        proof = line.rest;
    task->proof = proof;
    task->answer = *line.rest ? line.rest : proof;
    return OK;
}

static void say_unproved(struct context *cx, const struct task *task) {
    if (!task_is_item(task) || *task->proof)
        return;
    reply_say(cx,
              "Nothing proves it yet, and the review opens again what has no proof. A link, an "
              "issue, a commit or a file will do: `%s`",
              action_line(cx, task, "done", "…link…"));
}

/* It was done before: a proof is welcome, anything else is of no use. */
static enum result finish_again(struct context *cx, const struct request *rq, struct task *task,
                                const char *answer) {
    const char *before = task->answer;
    enum result result = take_answer(cx, task, answer);
    if (result != OK)
        return result;
    if (!*task->proof) {
        reply_say(cx, "%s: #%lld is done already. Nothing to do.", heading(cx),
                  (long long)task->number);
        reply_unused(cx, answer);
        return OK;
    }
    if (*before)
        task->answer = arena_printf(cx->arena, "%s – %s", before, task->answer);
    result = tasking_keep(cx, rq, task, arena_printf(cx->arena, "Proof: %s", task->proof));
    if (result == OK)
        reply_say(cx, "%s: #%lld has its proof now.", heading(cx), (long long)task->number);
    return result;
}

/* What takes it back; "" where it cannot be asked for again. */
static const char *undone(struct context *cx, const struct task *task) {
    if (task_is_item(task))
        return action_line(cx, task, "reopen", "not done yet");
    bool lasts = task_is_debt(task) || incident_is_open(cx->incident);
    return lasts ? tasking_line(cx, task, "reopen") : "";
}

enum result tasking_finish(struct context *cx, const struct request *rq, struct task *task,
                           const char *answer) {
    const char *asker = "";
    if (str_equal(task->state, TASK_DONE))
        return finish_again(cx, rq, task, answer);
    enum result result = postmortem_check_done(cx, task);
    if (result == OK)
        result = take_answer(cx, task, answer);
    if (result != OK)
        return result;
    const char *dash = *task->answer ? " – " : "";
    task->state = TASK_DONE;
    task->ended_by = rq->user;
    task->ended_ms = cx->now_ms;
    if (!str_equal(task->asked_by, rq->user) && !str_equal(task->asked_by, TIMELINE_BOT))
        asker = arena_printf(cx->arena, " for %s", mention(cx, task->asked_by));
    result = tasking_keep(cx, rq, task, arena_printf(cx->arena, "Done%s%s", dash, task->answer));
    if (result == OK)
        result = job_drop(cx->store, "task", cx->incident->id,
                          arena_printf(cx->arena, "%lld", (long long)task->number), cx->err);
    if (result == OK)
        result = post_notice(cx,
                             arena_printf(cx->arena, ":white_check_mark: %s did #%lld %s%s%s%s",
                                          mention(cx, rq->user), (long long)task->number,
                                          task->text, asker, dash, task->answer),
                             undone(cx, task));
    if (result != OK)
        return result;
    reply_say(cx, "%s: #%lld is done; the thread knows.", heading(cx), (long long)task->number);
    say_unproved(cx, task);
    warn_unreachable(cx);
    return OK;
}

/* ---- Again */

enum result tasking_reopen(struct context *cx, const struct request *rq, struct task *task,
                           const char *why) {
    const char *dash = *why ? " – " : "";
    enum result result = *why ? check_text(cx, why, "reason", POLICY_TEXT_MAX) : OK;
    if (result != OK)
        return result;
    if (task_is_open(task)) {
        reply_say(cx, "%s: #%lld is open. Nothing to do.", heading(cx), (long long)task->number);
        reply_unused(cx, why);
        return OK;
    }
    if ((result = tasking_check_lasts(cx, task)) != OK)
        return result;
    task->state = TASK_OPEN;
    forget_end(task);
    result = tasking_keep(cx, rq, task, arena_printf(cx->arena, "Asked again%s%s", dash, why));
    if (result == OK)
        result = owed_look_after(cx, task);
    if (result == OK)
        result = post_notice(cx,
                             arena_printf(cx->arena, ":point_right: %s asks again %s: #%lld %s%s%s",
                                          mention(cx, rq->user), mention(cx, task->owner),
                                          (long long)task->number, task->text, dash, why),
                             "");
    if (result == OK && is_others(cx, rq, task))
        result = owed_ask(
            cx, task,
            arena_printf(cx->arena, "%s asks you again%s%s:", mention(cx, rq->user), dash, why),
            task_is_debt(task));
    if (result != OK)
        return result;
    reply_say(cx, "%s: #%lld is open again.", heading(cx), (long long)task->number);
    return OK;
}

/* ---- Dropped */

static enum result check_may_drop(struct context *cx, const struct task *task, const char *why) {
    if (str_equal(task->kind, TASK_ASK) && !*why)
        return OK;
    if (!str_equal(task->kind, TASK_ASK) && !str_equal(task->kind, TASK_ACTION))
        return fail(
            cx->err, INVALID,
            "#%lld is owed and cannot be dropped; do it (`%s done %s #%lld …link…`) or give "
            "it to somebody: `%s`",
            (long long)task->number, cx->config->slack.command, cx->incident->name,
            (long long)task->number, tasking_line(cx, task, "@name"));
    return check_text(cx, why, "reason", POLICY_TEXT_MAX);
}

enum result tasking_drop(struct context *cx, const struct request *rq, struct task *task,
                         const char *why) {
    const char *dash = *why ? " – " : "";
    bool debt = task_is_debt(task);
    enum result result = check_may_drop(cx, task, why);
    if (result != OK)
        return result;
    task->state = TASK_DROPPED;
    task->answer = why;
    task->ended_by = rq->user;
    task->ended_ms = cx->now_ms;
    result = tasking_keep(cx, rq, task, arena_printf(cx->arena, "Dropped%s%s", dash, why));
    if (result == OK)
        result = post_notice(cx,
                             arena_printf(cx->arena, ":wastebasket: %s dropped #%lld %s%s%s",
                                          mention(cx, rq->user), (long long)task->number,
                                          task->text, dash, why),
                             debt ? action_line(cx, task, "reopen", "needed after all")
                                  : tasking_line(cx, task, "reopen"));
    if (result != OK)
        return result;
    reply_say(cx, "%s: #%lld is dropped; nobody is asked for it any more.", heading(cx),
              (long long)task->number);
    return OK;
}

/* ---- Given away */

/* The time that an ask gets: the one that was typed, else its own, else as much as it had. What is
 * owed stays due when it was. */
static int64_t new_due(struct context *cx, const struct task *task, int64_t typed_ms) {
    bool stays = task_is_debt(task) || !task->due_ms || task->due_ms > cx->now_ms;
    if (typed_ms || stays)
        return typed_ms ? typed_ms : task->due_ms;
    return cx->now_ms + (task->due_ms - task->asked_ms);
}

enum result tasking_give(struct context *cx, const struct request *rq, struct task *task,
                         const char *to, int64_t due_ms) {
    const char *before = task->owner, *asker = mention(cx, rq->user);
    bool own = str_equal(to, rq->user);
    enum result result = tasking_check_lasts(cx, task);
    if (result != OK)
        return result;
    task->owner = to;
    task->due_ms = new_due(cx, task, due_ms);
    task->state = own && !task_is_debt(task) ? TASK_ACCEPTED : TASK_OPEN;
    forget_end(task);
    const char *was = *before ? arena_printf(cx->arena, ", before %s", mention(cx, before)) : "";
    const char *fact = arena_printf(cx->arena, "goes to %s%s", mention(cx, to), was);
    result = tasking_keep(cx, rq, task, fact);
    if (result == OK)
        result = owed_look_after(cx, task);
    if (result == OK)
        result = post_notice(cx,
                             arena_printf(cx->arena, ":point_right: #%lld %s %s",
                                          (long long)task->number, task->text, fact),
                             *before ? tasking_line(cx, task, mention(cx, before)) : "");
    if (result == OK && is_others(cx, rq, task))
        result = owed_ask(cx, task, arena_printf(cx->arena, "%s asks you:", asker), false);
    if (result != OK)
        return result;
    reply_say(cx, "%s: #%lld is %s's now, %s; the thread knows.", heading(cx),
              (long long)task->number, mention(cx, to), tasking_by(cx, task));
    return OK;
}

/* ---- Another time */

/* Later than it was, which for what is owed is a promise that is broken. */
static bool is_put_off(const struct task *task, int64_t due_ms) {
    return task_is_debt(task) && task->due_ms && due_ms > task->due_ms;
}

static enum result check_reason(struct context *cx, const struct task *task, int64_t due_ms,
                                const char *why) {
    if (*why)
        return check_text(cx, why, "reason", POLICY_TEXT_MAX);
    if (!is_put_off(task, due_ms))
        return OK;
    return fail(cx->err, INVALID, "Why is #%lld put off? The reason is kept: `%s`",
                (long long)task->number, action_line(cx, task, "postpone", "friday …why…"));
}

static enum result write_postponement(struct context *cx, const struct request *rq,
                                      const struct task *task, int64_t due_ms, const char *why) {
    struct postponement postponement = {task->due_ms, due_ms, why, rq->user, cx->now_ms};
    if (!is_put_off(task, due_ms))
        return OK;
    return task_postpone(cx->store, task->id, &postponement, cx->err);
}

enum result tasking_move(struct context *cx, const struct request *rq, struct task *task,
                         int64_t due_ms, const char *why) {
    char when[PHRASE_WHEN_SIZE];
    const char *dash = *why ? " – " : "";
    enum result result = check_reason(cx, task, due_ms, why);
    if (result == OK)
        result = write_postponement(cx, rq, task, due_ms, why);
    if (result != OK)
        return result;
    bool off = is_put_off(task, due_ms);
    task->due_ms = due_ms;
    phrase_of_moment(due_ms, cx->now_ms, when);
    const char *verb = off ? "Put off to" : "Now by";
    result =
        tasking_keep(cx, rq, task, arena_printf(cx->arena, "%s %s%s%s", verb, when, dash, why));
    if (result == OK)
        result = owed_look_after(cx, task);
    if (result == OK)
        result =
            owed_tell(cx, task,
                      arena_printf(cx->arena, ":hourglass: #%lld %s is to be done by %s now%s%s",
                                   (long long)task->number, task->text, when, dash, why),
                      rq->user);
    /* Who declined it is asked no more. */
    if (result == OK && is_others(cx, rq, task) && !str_equal(task->state, TASK_DECLINED))
        result = owed_ask(cx, task, "The time was changed:", false);
    if (result != OK)
        return result;
    reply_say(cx, "%s: #%lld is to be done %s.", heading(cx), (long long)task->number,
              tasking_by(cx, task));
    return OK;
}
