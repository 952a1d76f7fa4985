/* /incident ask <@who|role|me> <task> [in 5m|by 14:05] – a task with a time: the person is asked
 * directly, and the bot asks for the answer.
 * /incident tasks [mine|open|all|@who] – what was asked and what is owed.
 * /incident task #3 [accept|decline|drop|reopen|@who|in 10m] – answers, gives away or moves one.
 * /incident done #3 [answer or link] – it is done. Without a number it is the incident that is. */
#include "base/str.h"
#include "base/utc.h"
#include "handlers/kit/change.h"
#include "handlers/kit/escalation.h"
#include "handlers/kit/owed.h"
#include "handlers/kit/post.h"
#include "handlers/kit/reply.h"
#include "handlers/kit/route.h"
#include "handlers/kit/tasking.h"
#include "handlers/kit/undelivered.h"
#include "handlers/kit/view.h"
#include "handlers/resolve.h"
#include "model/phrase.h"
#include "model/words.h"
#include "store/incidents.h"
#include "store/messages.h"

#include <stdlib.h>

/* ---- Where it stands, so that a reaction there can say that it is done */

static enum result keep_place(struct context *cx, int64_t number, const char *channel,
                              const char *ts) {
    struct message_use use = {.channel = channel,
                              .ts = ts,
                              .incident_id = cx->incident->id,
                              .kind = MESSAGE_TASK,
                              .subject = "",
                              .number = number,
                              .how = "",
                              .who = ""};
    return *ts ? message_put(cx->store, &use, cx->err) : OK;
}

/* A message about a task was posted. */
static enum result stands(struct context *cx, const struct request *rq) {
    if (!rq->ok)
        return undelivered(cx, rq);
    enum result result = delivered(cx, rq);
    if (result != OK || !cx->incident)
        return result;
    return keep_place(cx, strtoll(rq->args, NULL, 10), json_text_at(rq->payload, "channel"),
                      json_text_at(rq->payload, "ts"));
}

/* ---- ask */

/* The thread knows who does what; the person is asked directly. */
static enum result tell_asked(struct context *cx, const struct request *rq,
                              const struct task *task) {
    char when[PHRASE_WHEN_SIZE];
    const char *due = task->due_ms ? arena_printf(cx->arena, ", by %s",
                                                  phrase_of_moment(task->due_ms, cx->now_ms, when))
                                   : "";
    const char *asker = mention(cx, rq->user), *owner = mention(cx, task->owner);
    bool own = str_equal(rq->user, task->owner);
    const char *whom = own ? arena_printf(cx->arena, "%s takes", owner)
                           : arena_printf(cx->arena, "%s asks %s:", asker, owner);
    enum result result = post_notice_as(cx,
                                        arena_printf(cx->arena, ":point_right: %s #%lld %s%s", whom,
                                                     (long long)task->number, task->text, due),
                                        tasking_line(cx, task, "drop"),
                                        &(struct post_how){.on_result = owed_stands(cx, task)});
    if (result != OK || own || cx->incident->drill)
        return result;
    return owed_ask(cx, task, arena_printf(cx->arena, "%s asks you:", asker), false);
}

static void say_asked(struct context *cx, const struct request *rq, const struct task *task) {
    const char *name = cx->incident->name, *command = cx->config->slack.command;
    bool own = str_equal(rq->user, task->owner);
    reply_say(cx, "%s: #%lld is asked of %s, %s: %s", heading(cx), (long long)task->number,
              mention(cx, task->owner), tasking_by(cx, task), shown(cx, task->text));
    if (own)
        reply_say(cx, "When it is done: `%s done %s #%lld …what you found…`", command, name,
                  (long long)task->number);
    else if (task->due_ms)
        reply_say(cx, "You hear whether they have it, and when the time is up I ask for the "
                      "answer.");
    else
        reply_say(cx, "You hear whether they have it. To give it a time: `%s task %s #%lld in 10m`",
                  command, name, (long long)task->number);
    warn_unreachable(cx);
}

static enum result ask_somebody(struct context *cx, const struct request *rq, struct words *line,
                                const struct somebody *whom) {
    int64_t due_ms = 0;
    if (!*whom->user)
        return fail(cx->err, INVALID,
                    "Slack does not know %s, so I cannot ask them; name a person with @",
                    *whom->name ? whom->name : "them");
    (void)words_take_this(line, "to");
    enum result result = words_take_moment(line, cx->now_ms, PHRASE_FUTURE, &due_ms, cx->err);
    if (result == OK || result == ABSENT)
        result = check_text(cx, line->rest, "task", TASK_MAX_CHARS);
    if (result != OK)
        return result;
    bool own = str_equal(whom->user, rq->user);
    struct task task = {.kind = TASK_ASK,
                        .text = line->rest,
                        .owner = whom->user,
                        .due_ms = due_ms,
                        .state = own ? TASK_ACCEPTED : TASK_OPEN,
                        .answer = "",
                        .ended_by = ""};
    result = owe(cx, rq->user, &task);
    if (result == OK)
        result = incident_touch(cx->store, rq->user, cx->incident->id, cx->now_ms, cx->err);
    if (result == OK)
        result = tell_asked(cx, rq, &task);
    if (result == OK) /* it may have been asked in a message that others see */
        result = keep_place(cx, task.number, rq->channel, rq->message);
    if (result == OK)
        say_asked(cx, rq, &task);
    return result;
}

static enum result ask(struct context *cx, const struct request *rq) {
    struct words line = words_of(cx->arena, rq->args);
    struct somebody whom;
    enum result result = check_open(cx);
    if (result == OK)
        result = somebody_take(cx, rq, &line, &whom);
    if (result == ABSENT)
        return fail(cx->err, INVALID,
                    "Whom do you ask? Name a person with @, a role such as deputy, or me");
    return result == OK ? ask_somebody(cx, rq, &line, &whom) : result;
}

/* ---- Answers to an ask */

/* Only whoever was asked can say yes or no to it. */
static enum result check_owner(struct context *cx, const struct request *rq,
                               const struct task *task) {
    if (str_equal(rq->user, task->owner))
        return OK;
    return fail(cx->err, DENIED, "#%lld was asked of somebody else; to take it yourself, type `%s`",
                (long long)task->number, tasking_line(cx, task, "me"));
}

static enum result accept(struct context *cx, const struct request *rq, struct task *task) {
    enum result result = check_owner(cx, rq, task);
    if (result != OK)
        return result;
    if (str_equal(task->state, TASK_ACCEPTED)) {
        reply_say(cx, "%s: you have #%lld already, %s. Nothing to do.", heading(cx),
                  (long long)task->number, tasking_by(cx, task));
        return OK;
    }
    if ((result = tasking_check_lasts(cx, task)) != OK)
        return result;
    task->state = TASK_ACCEPTED;
    result = tasking_keep(cx, rq, task, "Understood");
    if (result == OK)
        result = owed_look_after(cx, task);
    if (result == OK)
        result = owed_tell(cx, task,
                           arena_printf(cx->arena, ":ok_hand: %s has understood #%lld %s",
                                        mention(cx, rq->user), (long long)task->number, task->text),
                           rq->user);
    if (result != OK)
        return result;
    reply_say(cx, "%s: #%lld is yours, %s. When you have it: `%s done %s #%lld …what you found…`",
              heading(cx), (long long)task->number, tasking_by(cx, task), cx->config->slack.command,
              cx->incident->name, (long long)task->number);
    return OK;
}

/* A task that is declined ends; a debt stays, and has nobody. */
static enum result decline(struct context *cx, const struct request *rq, struct task *task,
                           const char *why) {
    enum result result = check_owner(cx, rq, task);
    if (result == OK && *why)
        result = check_text(cx, why, "reason", POLICY_TEXT_MAX);
    if (result != OK)
        return result;
    const char *dash = *why ? " – " : "", *verb = "cannot do";
    bool debt = task_is_debt(task);
    if (debt) {
        task->owner = "";
        task->state = TASK_OPEN;
        verb = "gives back";
    } else {
        task->state = TASK_DECLINED;
        task->answer = why;
        task->ended_by = rq->user;
        task->ended_ms = cx->now_ms;
    }
    result = tasking_keep(
        cx, rq, task,
        arena_printf(cx->arena, "%s%s%s", debt ? "Given back" : "Cannot do it", dash, why));
    if (result == OK)
        result = owed_tell(
            cx, task,
            arena_printf(cx->arena, ":no_entry_sign: %s %s #%lld %s%s%s\nAsk somebody else: `%s`",
                         mention(cx, rq->user), verb, (long long)task->number, task->text, dash,
                         why, tasking_line(cx, task, "@name")),
            rq->user);
    if (result != OK)
        return result;
    reply_say(cx, "%s: #%lld is not yours any more; whoever asked and the incident commander know.",
              heading(cx), (long long)task->number);
    return OK;
}

/* "@who [in 10m]", or "in 10m" alone. */
static enum result give_or_move(struct context *cx, const struct request *rq, struct task *task,
                                struct words *line) {
    struct somebody whom;
    int64_t due_ms = 0;
    enum result named = somebody_take(cx, rq, line, &whom);
    if (named != OK && named != ABSENT)
        return named;
    enum result timed = words_take_moment(line, cx->now_ms, PHRASE_FUTURE, &due_ms, cx->err);
    if (timed != OK && timed != ABSENT)
        return timed;
    if (named == ABSENT && timed == ABSENT)
        return fail(cx->err, INVALID,
                    "What about #%lld? Write accept, decline, done, drop, reopen, @name or in 10m",
                    (long long)task->number);
    if (named == OK && !*whom.user)
        return fail(cx->err, INVALID, "Slack does not know %s; name a person with @", whom.name);
    if (named == OK) {
        reply_unused(cx, line->rest);
        return tasking_give(cx, rq, task, whom.user, due_ms);
    }
    if (!task_is_debt(task))
        reply_unused(cx, line->rest);
    return tasking_move(cx, rq, task, due_ms, task_is_debt(task) ? line->rest : "");
}

/* ---- done */

static enum result done(struct context *cx, const struct request *rq) {
    struct words line = words_of(cx->arena, rq->args);
    struct task task;
    int64_t number = words_take_number(&line, false);
    if (!number)
        return resolve_incident(cx, rq, rq->args);
    enum result result = tasking_load(cx, number, &task);
    return result == OK ? tasking_finish(cx, rq, &task, line.rest) : result;
}

/* ---- tasks */

static void say_task(struct context *cx, const struct request *rq, const struct task *task,
                     const char *incident) {
    reply_say(cx, "• %s%s%s", incident, *incident ? " " : "", owed_line(cx, task));
    if (task_is_open(task) && str_equal(task->owner, rq->user) && cx->incident)
        owed_button(cx, task, *incident);
}

static enum result list_of_incident(struct context *cx, const struct request *rq, bool open_only) {
    struct task_list list;
    enum result result =
        task_list(cx->store, cx->arena, cx->incident->id, open_only, NULL, &list, cx->err);
    if (result != OK)
        return result;
    const char *command = cx->config->slack.command;
    reply_say(cx, list.count ? "%s: %s" : "%s: %s. To ask for something: `%s ask @who … in 5m`",
              heading(cx),
              list.count  ? open_only ? "open tasks and debts" : "all tasks and debts"
              : open_only ? "nothing is asked and nothing is owed"
                          : "nothing was ever asked",
              command);
    for (int i = 0; i < list.count; i++)
        say_task(cx, rq, &list.tasks[i], "");
    if (list.count)
        reply_say(cx, "`%s done #1 …` · `%s task #1 @who` · `%s task #1 in 10m`", command, command,
                  command);
    return OK;
}

/* What is open of one person, of every incident. */
static enum result list_of_person(struct context *cx, const struct request *rq, const char *user) {
    struct task_list list;
    enum result result = task_list(cx->store, cx->arena, 0, true, user, &list, cx->err);
    if (result != OK)
        return result;
    const char *who = str_equal(user, rq->user) ? "You owe" : NULL;
    if (!who)
        who = arena_printf(cx->arena, "%s owes", mention(cx, user));
    reply_say(cx, list.count ? "%s:" : "%s nothing.", who);
    for (int i = 0; i < list.count; i++) {
        result = route_load(cx, list.tasks[i].incident_id);
        if (result != OK)
            return result;
        say_task(cx, rq, &list.tasks[i], arena_printf(cx->arena, "*%s*", cx->incident->name));
    }
    if (list.count)
        reply_say(cx, "`%s done %s #%lld …`", cx->config->slack.command, cx->incident->name,
                  (long long)list.tasks[list.count - 1].number);
    cx->incident = NULL;
    return OK;
}

static enum result tasks(struct context *cx, const struct request *rq) {
    static const struct handler needs = {.needs = NEEDS_INCIDENT};
    struct words line = words_of(cx->arena, rq->args);
    struct somebody whom;
    if (words_take_this(&line, "mine") || words_take_this(&line, "my"))
        return list_of_person(cx, rq, rq->user);
    if (*line.rest == '<' || *line.rest == '@') {
        enum result result = somebody_take(cx, rq, &line, &whom);
        if (result == ABSENT)
            return fail(cx->err, INVALID, "Name a person with @, or write mine, open or all");
        return result == OK ? list_of_person(cx, rq, whom.user) : result;
    }
    struct request again = *rq;
    enum result result = route_incident(cx, &again, &needs);
    if (result != OK) /* absent: the reply asks which incident is meant */
        return result == ABSENT ? OK : result;
    line = words_of(cx->arena, again.args);
    bool all = words_take_this(&line, "all");
    (void)words_take_this(&line, "open");
    result = list_of_incident(cx, rq, !all);
    reply_unused(cx, line.rest);
    return result;
}

/* ---- task */

static enum result show(struct context *cx, const struct request *rq, const struct task *task) {
    say_task(cx, rq, task, "");
    reply_say(cx, "Asked by %s at %s.", mention(cx, task->asked_by), moment(cx, task->asked_ms));
    if (str_equal(task->owner, rq->user) && str_equal(task->state, TASK_OPEN)) {
        const char *name = cx->incident->name;
        reply_button(
            cx, "Understood",
            arena_printf(cx->arena, "task %s #%lld accept", name, (long long)task->number));
        reply_button(
            cx, "Can't",
            arena_printf(cx->arena, "task %s #%lld decline", name, (long long)task->number));
    }
    return OK;
}

static bool takes_one_of(struct words *line, const char *const *words) {
    for (int i = 0; words[i]; i++)
        if (words_take_this(line, words[i]))
            return true;
    return false;
}

/* What is over is only opened again. */
static enum result check_task_open(struct context *cx, const struct task *task) {
    if (task_is_open(task) || str_equal(task->state, TASK_DECLINED))
        return OK;
    return fail(cx->err, INVALID, "#%lld is %s; to ask for it again, type `%s`",
                (long long)task->number, task->state, tasking_line(cx, task, "reopen"));
}

static enum result act(struct context *cx, const struct request *rq, struct task *task,
                       struct words *line) {
    static const char *const yes[] = {"accept", "understood", "ok", "yes", "got", NULL};
    static const char *const no[] = {"decline", "can't", "cannot", "cant", "no", NULL};
    static const char *const away[] = {"drop", "cancel", "withdraw", NULL};
    if (!*line->rest)
        return show(cx, rq, task);
    if (words_take_this(line, "done"))
        return tasking_finish(cx, rq, task, line->rest);
    if (words_take_this(line, "reopen"))
        return tasking_reopen(cx, rq, task, line->rest);
    enum result result = check_task_open(cx, task);
    if (result != OK)
        return result;
    if (takes_one_of(line, yes)) {
        reply_unused(cx, line->rest);
        return accept(cx, rq, task);
    }
    if (takes_one_of(line, no))
        return decline(cx, rq, task, line->rest);
    if (takes_one_of(line, away))
        return tasking_drop(cx, rq, task, line->rest);
    return give_or_move(cx, rq, task, line);
}

static enum result task(struct context *cx, const struct request *rq) {
    struct words line = words_of(cx->arena, rq->args);
    struct task found;
    if (!*line.rest)
        return list_of_incident(cx, rq, true);
    int64_t number = words_take_number(&line, true);
    if (!number)
        return ask(cx, rq);
    enum result result = tasking_load(cx, number, &found);
    return result == OK ? act(cx, rq, &found, &line) : result;
}

const struct handler handlers_task[] = {
    {.trigger = TRIGGER_COMMAND,
     .name = "ask",
     .usage = "<@who|role|me> <task> [in 5m|by 14:05]",
     .summary = "ask somebody to do something by a time; I ask for the answer",
     .example = "ask ic how many people cannot pay in 5m",
     .needs = NEEDS_OPEN_INCIDENT,
     .run = ask},
    {.trigger = TRIGGER_COMMAND,
     .name = "tasks",
     .aliases = "todo debts",
     .usage = "[mine|open|all|@who]",
     .summary = "see what was asked and what is owed, by whom and by when",
     .example = "tasks",
     .run = tasks},
    {.trigger = TRIGGER_COMMAND,
     .name = "task",
     .usage = "<#number> [accept|decline|drop|reopen|@who|in 10m] or <@who> <task>",
     .summary = "answer, give away or move a task; without a number the same as ask",
     .example = "task ic look at the database in 5m",
     .needs = NEEDS_INCIDENT,
     .run = task},
    {.trigger = TRIGGER_COMMAND,
     .name = "done",
     .usage = "<#number> [answer or link]",
     .summary = "say that a task is done; without a number the incident is resolved",
     .example = "done rolled back release 42 cause: a bad migration",
     .needs = NEEDS_INCIDENT,
     .run = done},
    {.trigger = TRIGGER_RESULT, .name = OWED_STANDS, .run = stands},
    {0},
};
