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
#include "handlers/kit/postmortem.h"
#include "handlers/kit/reply.h"
#include "handlers/kit/route.h"
#include "handlers/kit/view.h"
#include "handlers/resolve.h"
#include "model/phrase.h"
#include "model/words.h"
#include "store/incidents.h"
#include "store/jobs.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { TASK_MAX_CHARS = 500 };

/* ---- One task */

static enum result load(struct context *cx, int64_t number, struct task *ret_task) {
    enum result result =
        task_get(cx->store, cx->arena, cx->incident->id, number, ret_task, cx->err);
    if (result == ABSENT)
        return fail(cx->err, INVALID, "%s has no task #%lld; `%s tasks %s` lists them",
                    cx->incident->name, (long long)number, cx->config->slack.command,
                    cx->incident->name);
    return result;
}

/* Writes down what happened to a task. */
static enum result keep(struct context *cx, const struct request *rq, const struct task *task,
                        const char *what) {
    enum result result = task_save(cx->store, task, cx->err);
    if (result == OK)
        result = record(cx, rq->user, "task",
                        arena_printf(cx->arena, "#%lld %s", (long long)task->number, what));
    if (result == OK)
        result = incident_touch(cx->store, rq->user, cx->incident->id, cx->now_ms, cx->err);
    return result;
}

static const char *line_for(struct context *cx, const struct task *task, const char *words) {
    return arena_printf(cx->arena, "%s task %s #%lld %s", cx->config->slack.command,
                        cx->incident->name, (long long)task->number, words);
}

/* "by 14:10 UTC", or that there is no time. */
static const char *by(struct context *cx, const struct task *task) {
    return task->due_ms ? arena_printf(cx->arena, "by %s", moment(cx, task->due_ms))
                        : "without a time";
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
    enum result result = post_notice(cx,
                                     arena_printf(cx->arena, ":point_right: %s #%lld %s%s", whom,
                                                  (long long)task->number, task->text, due),
                                     line_for(cx, task, "drop"));
    if (result != OK || own || cx->incident->drill)
        return result;
    return owed_ask(cx, task, arena_printf(cx->arena, "%s asks you:", asker), false);
}

static void say_asked(struct context *cx, const struct request *rq, const struct task *task) {
    const char *name = cx->incident->name, *command = cx->config->slack.command;
    bool own = str_equal(rq->user, task->owner);
    reply_say(cx, "%s: #%lld is asked of %s, %s: %s", heading(cx), (long long)task->number,
              mention(cx, task->owner), by(cx, task), shown(cx, task->text));
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
                (long long)task->number, line_for(cx, task, "me"));
}

static enum result accept(struct context *cx, const struct request *rq, struct task *task) {
    enum result result = check_owner(cx, rq, task);
    if (result != OK)
        return result;
    if (str_equal(task->state, TASK_ACCEPTED)) {
        reply_say(cx, "%s: you have #%lld already, %s. Nothing to do.", heading(cx),
                  (long long)task->number, by(cx, task));
        return OK;
    }
    task->state = TASK_ACCEPTED;
    result = keep(cx, rq, task, "Understood");
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
              heading(cx), (long long)task->number, by(cx, task), cx->config->slack.command,
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
    result =
        keep(cx, rq, task,
             arena_printf(cx->arena, "%s%s%s", debt ? "Given back" : "Cannot do it", dash, why));
    if (result == OK)
        result = owed_tell(cx, task,
                           arena_printf(cx->arena,
                                        ":no_entry_sign: %s %s #%lld %s%s%s\nAsk somebody else: %s",
                                        mention(cx, rq->user), verb, (long long)task->number,
                                        task->text, dash, why, line_for(cx, task, "@name")),
                           rq->user);
    if (result != OK)
        return result;
    reply_say(cx, "%s: #%lld is not yours any more; whoever asked and the incident commander know.",
              heading(cx), (long long)task->number);
    return OK;
}

static enum result drop(struct context *cx, const struct request *rq, struct task *task,
                        const char *why) {
    const char *dash = *why ? " – " : "";
    if (task_is_debt(task))
        return fail(
            cx->err, INVALID,
            "#%lld is owed and cannot be dropped; do it (`%s done %s #%lld <link>`) or give "
            "it to somebody: `%s`",
            (long long)task->number, cx->config->slack.command, cx->incident->name,
            (long long)task->number, line_for(cx, task, "@name"));
    enum result result = *why ? check_text(cx, why, "reason", POLICY_TEXT_MAX) : OK;
    if (result != OK)
        return result;
    task->state = TASK_DROPPED;
    task->answer = why;
    task->ended_by = rq->user;
    task->ended_ms = cx->now_ms;
    result = keep(cx, rq, task, arena_printf(cx->arena, "Dropped%s%s", dash, why));
    if (result == OK)
        result = post_notice(cx,
                             arena_printf(cx->arena, ":wastebasket: %s dropped #%lld %s%s%s",
                                          mention(cx, rq->user), (long long)task->number,
                                          task->text, dash, why),
                             line_for(cx, task, "reopen"));
    if (result != OK)
        return result;
    reply_say(cx, "%s: #%lld is dropped; nobody is asked for it any more.", heading(cx),
              (long long)task->number);
    return OK;
}

static enum result reopen(struct context *cx, const struct request *rq, struct task *task) {
    task->state = TASK_OPEN;
    task->ended_by = "";
    task->ended_ms = 0;
    task->answer = ""; /* the timeline keeps it */
    enum result result = keep(cx, rq, task, "Asked again");
    if (result == OK)
        result = owed_look_after(cx, task);
    if (result == OK)
        result = post_notice(cx,
                             arena_printf(cx->arena, ":point_right: %s asks again %s: #%lld %s",
                                          mention(cx, rq->user), mention(cx, task->owner),
                                          (long long)task->number, task->text),
                             "");
    if (result == OK && *task->owner && !str_equal(task->owner, rq->user) && !cx->incident->drill)
        result =
            owed_ask(cx, task, arena_printf(cx->arena, "%s asks you again:", mention(cx, rq->user)),
                     task_is_debt(task));
    if (result != OK)
        return result;
    reply_say(cx, "%s: #%lld is open again.", heading(cx), (long long)task->number);
    return OK;
}

/* ---- Giving it away, and another time */

/* The time that it gets: the one that was typed, else its own, else as much as it had. */
static int64_t new_due(struct context *cx, const struct task *task, int64_t typed_ms) {
    if (typed_ms || !task->due_ms || task->due_ms > cx->now_ms)
        return typed_ms ? typed_ms : task->due_ms;
    return cx->now_ms + (task->due_ms - task->asked_ms);
}

static enum result give(struct context *cx, const struct request *rq, struct task *task,
                        const char *to, int64_t due_ms) {
    const char *before = task->owner, *asker = mention(cx, rq->user);
    bool own = str_equal(to, rq->user);
    task->owner = to;
    task->due_ms = new_due(cx, task, due_ms);
    task->state = own && !task_is_debt(task) ? TASK_ACCEPTED : TASK_OPEN;
    task->answer = task->ended_by = "";
    task->ended_ms = 0;
    const char *was = *before ? arena_printf(cx->arena, ", before %s", mention(cx, before)) : "";
    const char *fact = arena_printf(cx->arena, "goes to %s%s", mention(cx, to), was);
    enum result result = keep(cx, rq, task, fact);
    if (result == OK)
        result = owed_look_after(cx, task);
    if (result == OK)
        result = post_notice(cx,
                             arena_printf(cx->arena, ":point_right: #%lld %s %s",
                                          (long long)task->number, task->text, fact),
                             *before ? line_for(cx, task, mention(cx, before)) : "");
    if (result == OK && !own && !cx->incident->drill)
        result = owed_ask(cx, task, arena_printf(cx->arena, "%s asks you:", asker), false);
    if (result != OK)
        return result;
    reply_say(cx, "%s: #%lld is %s's now, %s; the thread knows.", heading(cx),
              (long long)task->number, mention(cx, to), by(cx, task));
    return OK;
}

static enum result move(struct context *cx, const struct request *rq, struct task *task,
                        int64_t due_ms) {
    char when[PHRASE_WHEN_SIZE];
    task->due_ms = due_ms;
    phrase_of_moment(due_ms, cx->now_ms, when);
    enum result result = keep(cx, rq, task, arena_printf(cx->arena, "Now by %s", when));
    if (result == OK)
        result = owed_look_after(cx, task);
    if (result == OK)
        result = owed_tell(cx, task,
                           arena_printf(cx->arena, ":hourglass: #%lld %s is to be done by %s now",
                                        (long long)task->number, task->text, when),
                           rq->user);
    if (result == OK && *task->owner && !str_equal(task->owner, rq->user))
        result = owed_ask(cx, task, "The time was changed:", false);
    if (result != OK)
        return result;
    reply_say(cx, "%s: #%lld is to be done %s.", heading(cx), (long long)task->number,
              by(cx, task));
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
                    "Of #%lld I understand: accept, decline, done, drop, reopen, @name, in 10m",
                    (long long)task->number);
    if (named == OK && !*whom.user)
        return fail(cx->err, INVALID, "Slack does not know %s; name a person with @", whom.name);
    reply_unused(cx, line->rest);
    return named == OK ? give(cx, rq, task, whom.user, due_ms) : move(cx, rq, task, due_ms);
}

/* ---- done */

static enum result finish(struct context *cx, const struct request *rq, struct task *task,
                          const char *answer) {
    const char *dash = *answer ? " – " : "", *asker = "";
    enum result result = *answer ? check_text(cx, answer, "answer", POLICY_TEXT_MAX) : OK;
    if (result == OK)
        result = postmortem_check_done(cx, task);
    if (result != OK)
        return result;
    if (str_equal(task->state, TASK_DONE)) {
        reply_say(cx, "%s: #%lld is done already. Nothing to do.", heading(cx),
                  (long long)task->number);
        reply_unused(cx, answer);
        return OK;
    }
    task->state = TASK_DONE;
    task->answer = answer;
    task->ended_by = rq->user;
    task->ended_ms = cx->now_ms;
    if (!str_equal(task->asked_by, rq->user) && !str_equal(task->asked_by, TIMELINE_BOT))
        asker = arena_printf(cx->arena, " for %s", mention(cx, task->asked_by));
    result = keep(cx, rq, task, arena_printf(cx->arena, "Done%s%s", dash, answer));
    if (result == OK)
        result = job_drop(cx->store, "task", cx->incident->id,
                          arena_printf(cx->arena, "%lld", (long long)task->number), cx->err);
    if (result == OK)
        result = post_notice(cx,
                             arena_printf(cx->arena, ":white_check_mark: %s did #%lld %s%s%s%s",
                                          mention(cx, rq->user), (long long)task->number,
                                          task->text, asker, dash, answer),
                             line_for(cx, task, "reopen"));
    if (result != OK)
        return result;
    reply_say(cx, "%s: #%lld is done; the thread knows.", heading(cx), (long long)task->number);
    warn_unreachable(cx);
    return OK;
}

static enum result done(struct context *cx, const struct request *rq) {
    struct words line = words_of(cx->arena, rq->args);
    struct task task;
    int64_t number = words_take_number(&line, false);
    if (!number)
        return resolve_incident(cx, rq, rq->args);
    enum result result = load(cx, number, &task);
    return result == OK ? finish(cx, rq, &task, line.rest) : result;
}

/* ---- tasks */

static void say_task(struct context *cx, const struct request *rq, const struct task *task,
                     const char *incident) {
    reply_say(cx, "• %s%s%s", incident, *incident ? " " : "", owed_line(cx, task));
    if (task_is_open(task) && str_equal(task->owner, rq->user) && cx->incident)
        reply_button(
            cx, arena_printf(cx->arena, "Done #%lld", (long long)task->number),
            arena_printf(cx->arena, "done %s #%lld", cx->incident->name, (long long)task->number));
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
                (long long)task->number, task->state, line_for(cx, task, "reopen"));
}

static enum result act(struct context *cx, const struct request *rq, struct task *task,
                       struct words *line) {
    static const char *const yes[] = {"accept", "understood", "ok", "yes", "got", NULL};
    static const char *const no[] = {"decline", "can't", "cannot", "cant", "no", NULL};
    static const char *const away[] = {"drop", "cancel", "withdraw", NULL};
    if (!*line->rest)
        return show(cx, rq, task);
    if (words_take_this(line, "done"))
        return finish(cx, rq, task, line->rest);
    if (words_take_this(line, "reopen"))
        return reopen(cx, rq, task);
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
        return drop(cx, rq, task, line->rest);
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
    enum result result = load(cx, number, &found);
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
    {0},
};
