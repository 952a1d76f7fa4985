/* /incident action add <text> [@owner] [due friday] [p1] – what is to be done so that it does not
 * happen again. /incident action done|assign|due|postpone|drop|reopen #3 … – what becomes of it.
 * All of them: actions.c. */
#include "base/str.h"
#include "base/utc.h"
#include "handlers/kit/change.h"
#include "handlers/kit/escalation.h"
#include "handlers/kit/item.h"
#include "handlers/kit/owed.h"
#include "handlers/kit/post.h"
#include "handlers/kit/reply.h"
#include "handlers/kit/route.h"
#include "handlers/kit/tasking.h"
#include "model/calendar.h"
#include "model/day.h"
#include "model/priority.h"
#include "model/slack_text.h"
#include "model/words.h"
#include "store/incidents.h"

enum { PIECES = 3 };

/* ---- What was typed */

static int64_t today(const struct context *cx) {
    return calendar_local(&cx->playbook->calendar, cx->now_ms);
}

/* The moment by which something is done that is due on this day. */
static int64_t end_of(const struct context *cx, int64_t day_ms) {
    return calendar_end_of(&cx->playbook->calendar, day_ms);
}

/* Whom a mention means: a person, "@me", or the holder of a role. */
static enum result owner_of(struct context *cx, const struct request *rq,
                            const struct slack_mention *who, const char **ret_owner) {
    if (who->kind == SLACK_MENTION_USER && str_equal(who->id, cx->place->bot_user))
        return fail(cx->err, INVALID, "I keep the list; what is to be done needs a person");
    if (who->kind == SLACK_MENTION_USER) {
        *ret_owner = arena_strdup(cx->arena, who->id);
        return OK;
    }
    const struct playbook_role *role = playbook_role(cx->playbook, who->name);
    *ret_owner = str_equal_nocase(who->name, "me") ? rq->user
                 : role                            ? role_holder(&cx->roles, role->name)
                                                   : "";
    return **ret_owner ? OK : slack_mention_unknown(who->name, cx->err);
}

/* Owner, day and priority, in any order at the ends of the line; what is left is the text. */
static enum result take_pieces(struct context *cx, const struct request *rq, struct words *line,
                               struct task *task) {
    for (int i = 0; i < PIECES; i++) {
        struct slack_mention who;
        int64_t day_ms = 0;
        enum result result = OK;
        if (!task->priority)
            task->priority = words_take_priority(line);
        if (!*task->owner && words_take_mention(line, &who))
            result = owner_of(cx, rq, &who, &task->owner);
        if (result == OK && !task->due_ms)
            result = words_take_due(line, today(cx), &day_ms, cx->err);
        if (result != OK && result != ABSENT)
            return result;
        if (day_ms)
            task->due_ms = end_of(cx, day_ms);
    }
    return OK;
}

/* ---- add */

static void say_lacking(struct context *cx, const struct task *task) {
    const char *command = cx->config->slack.command, *name = cx->incident->name;
    long long number = (long long)task->number;
    if (!*task->owner)
        reply_say(cx, ":warning: It has no owner yet: `%s action assign %s #%lld @who`", command,
                  name, number);
    if (!task->due_ms)
        reply_say(cx, ":warning: It has no day yet: `%s action due %s #%lld friday`", command, name,
                  number);
}

static enum result tell_added(struct context *cx, const struct request *rq,
                              const struct task *task) {
    char day[UTC_DAY_SIZE];
    const char *priority = priority_name(task->priority);
    int64_t due_ms = calendar_local(&cx->playbook->calendar, task->due_ms);
    const char *due = task->due_ms ? arena_printf(cx->arena, ", due %s", utc_day(due_ms, day)) : "";
    const char *owner = *task->owner ? mention(cx, task->owner) : "nobody yet";
    enum result result = post_notice(
        cx,
        arena_printf(cx->arena, ":memo: Action item #%lld %s%s%s – %s%s", (long long)task->number,
                     priority, *priority ? " " : "", task->text, owner, due),
        arena_printf(cx->arena, "%s action drop %s #%lld added by mistake",
                     cx->config->slack.command, cx->incident->name, (long long)task->number));
    if (result != OK || !*task->owner || str_equal(task->owner, rq->user) || cx->incident->drill)
        return result;
    return owed_ask(cx, task,
                    arena_printf(cx->arena, "%s gives you an action item:", mention(cx, rq->user)),
                    false);
}

static enum result add(struct context *cx, const struct request *rq, struct words *line) {
    struct task task = {.kind = TASK_ACTION, .text = "", .owner = ""};
    enum result result = take_pieces(cx, rq, line, &task);
    if (result == OK)
        result = check_text(cx, line->rest, "action item", TASK_MAX_CHARS);
    if (result != OK)
        return result;
    task.text = line->rest;
    result = owe(cx, rq->user, &task);
    if (result == OK)
        result = incident_touch(cx->store, rq->user, cx->incident->id, cx->now_ms, cx->err);
    if (result == OK)
        result = tell_added(cx, rq, &task);
    if (result != OK)
        return result;
    reply_say(cx, "%s: written down: %s", heading(cx), owed_line(cx, &task));
    say_lacking(cx, &task);
    if (*task.owner && task.due_ms)
        reply_say(cx,
                  "Its owner is reminded before and on that day. When it is done: `%s action "
                  "done %s #%lld …link…`",
                  cx->config->slack.command, cx->incident->name, (long long)task.number);
    warn_unreachable(cx);
    return OK;
}

/* ---- What becomes of it */

static enum result finish(struct context *cx, const struct request *rq, struct task *task,
                          struct words *line) {
    return tasking_finish(cx, rq, task, line->rest);
}

static enum result assign(struct context *cx, const struct request *rq, struct task *task,
                          struct words *line) {
    struct somebody whom;
    int64_t day_ms = 0;
    (void)words_take_this(line, "to");
    enum result result = somebody_take(cx, rq, line, &whom);
    if (result == ABSENT)
        return fail(cx->err, INVALID,
                    "To whom? Name a person with @, a role such as deputy, or me");
    if (result == OK && !*whom.user)
        return fail(cx->err, INVALID, "Slack does not know %s; name a person with @", whom.name);
    if (result == OK)
        result = words_take_day(line, today(cx), &day_ms, cx->err);
    if (result != OK && result != ABSENT)
        return result;
    if (day_ms && task->due_ms && end_of(cx, day_ms) > task->due_ms)
        return fail(cx->err, INVALID,
                    "#%lld is due before that; give it away first, and put it off with its reason",
                    (long long)task->number);
    reply_unused(cx, line->rest);
    return tasking_give(cx, rq, task, whom.user, day_ms ? end_of(cx, day_ms) : 0);
}

static enum result postpone(struct context *cx, const struct request *rq, struct task *task,
                            struct words *line) {
    int64_t day_ms = 0;
    enum result result = words_take_day(line, today(cx), &day_ms, cx->err);
    if (result == ABSENT)
        return fail(cx->err, INVALID,
                    "To which day is #%lld put, and why? Write for example `%s action postpone %s "
                    "#%lld friday the vendor answers on Thursday`",
                    (long long)task->number, cx->config->slack.command, cx->incident->name,
                    (long long)task->number);
    return result == OK ? tasking_move(cx, rq, task, end_of(cx, day_ms), line->rest) : result;
}

static enum result drop(struct context *cx, const struct request *rq, struct task *task,
                        struct words *line) {
    return tasking_drop(cx, rq, task, line->rest);
}

static enum result reopen(struct context *cx, const struct request *rq, struct task *task,
                          struct words *line) {
    enum result result =
        task_is_debt(task) ? check_text(cx, line->rest, "reason", POLICY_TEXT_MAX) : OK;
    return result == OK ? tasking_reopen(cx, rq, task, line->rest) : result;
}

static enum result show(struct context *cx, const struct request *rq, struct task *task,
                        struct words *line) {
    struct postponement_list list;
    (void)rq;
    reply_say(cx, "%s: %s", heading(cx), owed_line(cx, task));
    reply_say(cx, "Written down by %s at %s.", mention(cx, task->asked_by),
              moment(cx, task->asked_ms));
    enum result result = task_postponements(cx->store, cx->arena, task->id, &list, cx->err);
    for (int i = 0; result == OK && i < list.count; i++)
        reply_say(cx, "• put off from %s to %s by %s: %s",
                  moment(cx, list.postponements[i].from_ms),
                  moment(cx, list.postponements[i].to_ms), mention(cx, list.postponements[i].who),
                  shown(cx, list.postponements[i].why));
    reply_unused(cx, line->rest);
    return result;
}

static const struct deed {
    const char *words;
    bool open; /* only while it is neither done nor dropped */
    enum result (*run)(struct context *cx, const struct request *rq, struct task *task,
                       struct words *line);
} deeds[] = {
    {"done finish finished complete completed tick proof", false, finish},
    {"assign give owner", true, assign},
    {"postpone due move put-off delay", true, postpone},
    {"drop cancel withdraw", true, drop},
    {"reopen again undo", false, reopen},
    {"show", false, show},
};

enum { DEEDS = sizeof deeds / sizeof *deeds };

static const struct deed *deed_named(const char *word) {
    for (int i = 0; *word && i < DEEDS; i++)
        if (str_has_word(deeds[i].words, word))
            return &deeds[i];
    return NULL;
}

static enum result do_deed(struct context *cx, const struct request *rq, const struct deed *deed,
                           int64_t number, struct words *line) {
    struct task task;
    enum result result = tasking_load(cx, number, &task);
    if (result == OK && deed->open && !task_is_open(&task))
        return fail(cx->err, INVALID,
                    "#%lld is %s; to go on with it, type `%s action reopen %s #%lld …why…`",
                    (long long)number, task.state, cx->config->slack.command, cx->incident->name,
                    (long long)number);
    return result == OK ? deed->run(cx, rq, &task, line) : result;
}

/* ---- action */

/* Finds the incident that rest, behind the verb, or head, before it, is about; what is left of rest
 * stays. ABSENT: the reply asks which one, with the verb kept. */
static enum result find_incident(struct context *cx, const struct request *rq, const char *head,
                                 const char *verb, struct words *rest) {
    static const struct handler needs = {.needs = NEEDS_INCIDENT};
    struct request again = *rq;
    again.name = arena_printf(cx->arena, "%s%s%s", rq->name, *verb ? " " : "", verb);
    again.args = arena_printf(cx->arena, "%s%s%s", head, *head ? " " : "", rest->rest);
    enum result result = route_incident(cx, &again, &needs);
    *rest = words_of(cx->arena, again.args);
    return result;
}

/* The incident that the line begins with, by its name; "" for none. */
static const char *take_head(struct context *cx, struct words *line) {
    struct incident_ref ref;
    enum words_place place;
    char name[INCIDENT_ID_SIZE];
    struct words copy = *line;
    if (words_take_incident(&copy, &ref, &place, NULL) != OK || place != WORDS_HEAD)
        return "";
    *line = copy;
    return arena_strdup(cx->arena, incident_ref_name(&ref, name));
}

static enum result refuse_deed(struct context *cx, const struct deed *deed, const char *verb,
                               int64_t number) {
    const char *command = cx->config->slack.command;
    if (deed)
        return fail(cx->err, INVALID,
                    "Which one? Say its number, `%s action %s #3 …`; `%s actions` lists them. A "
                    "new one begins with add",
                    command, verb, command);
    return fail(cx->err, INVALID,
                "Of #%lld I understand: done, assign, due, postpone, drop, reopen",
                (long long)number);
}

/* "done #3 …", "#3 done …", and "#3" alone, with the incident before the verb or behind it. */
static enum result action(struct context *cx, const struct request *rq) {
    struct words line = words_of(cx->arena, rq->args);
    const char *head = take_head(cx, &line);
    struct words behind = line;
    int64_t number = words_take_number(&behind, false);
    const char *verb = words_take_verb(&behind);
    const struct deed *deed = deed_named(*verb || !number ? verb : "show");
    bool adds = !deed && !number, named = str_equal(verb, "add") || str_equal(verb, "new");
    if (adds && !named)
        behind = line;
    enum result result = find_incident(cx, rq, head, deed || named ? verb : "", &behind);
    if (result != OK) /* absent: the reply asks which incident is meant */
        return result == ABSENT ? OK : result;
    if (adds)
        return *behind.rest || named ? add(cx, rq, &behind) : item_say_list(cx, rq, true);
    if (!number)
        number = words_take_number(&behind, true);
    return deed && number ? do_deed(cx, rq, deed, number, &behind)
                          : refuse_deed(cx, deed, verb, number);
}

const struct handler handlers_action[] = {
    {.trigger = TRIGGER_COMMAND,
     .name = "action",
     .aliases = "followup follow-up",
     .usage = "add <text> [@owner] [due <day>] [p0…p3] or done|assign|due|postpone|drop|reopen "
              "<#number> …",
     .summary = "write down what is owed after an incident, and what becomes of it",
     .example = "action add a test that pays twice @me due friday p1",
     .run = action},
    {0},
};
