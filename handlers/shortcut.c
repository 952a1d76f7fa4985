/* /incident shortcut [@who] <what was skipped> – writes a shortcut down, as owed by whoever took
 * it. What the playbook forbids cannot be justified so. /incident shortcut – those that are
 * allowed, as buttons, and the ledger so far. */
#include "handlers/kit/shortcut.h"

#include "base/str.h"
#include "handlers/kit/change.h"
#include "handlers/kit/checklist.h"
#include "handlers/kit/reply.h"
#include "model/likeness.h"
#include "model/slack_text.h"
#include "model/words.h"
#include "store/incidents.h"
#include "store/tasks.h"

#include <string.h>

/* ---- What is forbidden */

/* The item of a kind, on any list, that has most of the words; how many goes to ret_same. */
static const struct playbook_item *most_like(struct context *cx, enum playbook_item_kind kind,
                                             const char *words, struct likeness *ret_likeness) {
    const struct playbook_item *best = NULL;
    *ret_likeness = (struct likeness){0, 0};
    for (int i = 0; i < cx->playbook->checklist_count; i++) {
        const struct playbook_checklist *list = &cx->playbook->checklists[i];
        for (int j = 0; j < list->item_count; j++) {
            struct likeness likeness = likeness_of(words, list->items[j].text);
            if (list->items[j].kind != kind || likeness.same <= ret_likeness->same)
                continue;
            best = &list->items[j];
            *ret_likeness = likeness;
        }
    }
    return best;
}

/* What sounds as much like something forbidden as like anything that is allowed is refused, when it
 * is half of what was said and more than one word, or all of it. */
static enum result check_forbidden(struct context *cx, const char *what) {
    struct likeness bad, good;
    const struct playbook_item *forbidden = most_like(cx, ITEM_FORBIDDEN, what, &bad);
    (void)most_like(cx, ITEM_ALLOWED, what, &good);
    bool says_it = likeness_is_full(bad) || (bad.same > 1 && 2 * bad.same >= bad.words);
    if (!forbidden || !says_it || bad.same < good.same)
        return OK;
    return fail(cx->err, DENIED,
                "Your playbook forbids it even now: “%s”. If you mean something else, say it in "
                "other words",
                forbidden->text);
}

/* ---- Taking one */

/* Takes "@who" from the head; whoever typed it otherwise. */
static enum result take_owner(struct context *cx, const struct request *rq, struct words *line,
                              const char **ret_owner) {
    struct slack_mention who;
    *ret_owner = rq->user;
    if (!slack_mention_at(line->rest, &who))
        return OK;
    if (who.kind != SLACK_MENTION_USER)
        return slack_mention_unknown(who.name, cx->err);
    if (str_equal(who.id, cx->place->bot_user))
        return fail(cx->err, INVALID, "I keep the ledger; what is owed needs a person");
    *ret_owner = arena_strdup(cx->arena, who.id);
    *line = words_of(cx->arena, line->rest + who.len + strspn(line->rest + who.len, ",:;"));
    return OK;
}

static enum result take(struct context *cx, const struct request *rq) {
    struct words line = words_of(cx->arena, rq->args);
    const char *owner = "", *command = cx->config->slack.command;
    int64_t number = 0;
    enum result result = take_owner(cx, rq, &line, &owner);
    if (result == OK)
        result = check_text(cx, line.rest, "shortcut", POLICY_TEXT_MAX);
    if (result == OK)
        result = check_forbidden(cx, line.rest);
    if (result == OK)
        result = shortcut_take(cx, rq, line.rest, owner, &number);
    if (result == OK)
        result = incident_touch(cx->store, rq->user, cx->incident->id, cx->now_ms, cx->err);
    if (result != OK)
        return result;
    reply_say(cx, "%s: written down as owed, #%lld by %s: %s", heading(cx), (long long)number,
              mention(cx, owner), shown(cx, line.rest));
    reply_say(cx, "When it is made up for: `%s done %s #%lld`. All of them: `%s shortcut`", command,
              cx->incident->name, (long long)number, command);
    return OK;
}

/* ---- The ledger */

static void say_allowed(struct context *cx, const struct checklist *checklist, bool *said) {
    for (int i = 0; i < checklist->list->item_count; i++) {
        const struct playbook_item *item = &checklist->list->items[i];
        if (item->kind != ITEM_ALLOWED || checklist->ticks[i])
            continue;
        if (!*said)
            reply_say(cx, "Allowed now, and owed once you press it:");
        *said = true;
        reply_say(cx, "• %s", shown(cx, item->text));
        reply_button(cx, item->text, checklist_command(cx, checklist, i, ""));
    }
}

static enum result say_all_allowed(struct context *cx) {
    struct tick_list ticks;
    bool said = false;
    enum result result = checklist_ticks(cx, &ticks);
    for (int i = 0; result == OK && i < cx->playbook->checklist_count; i++) {
        const struct playbook_checklist *list = &cx->playbook->checklists[i];
        if (!playbook_severity_in(list->severities, cx->incident->severity))
            continue;
        struct checklist checklist = checklist_of(cx, list, &ticks);
        say_allowed(cx, &checklist, &said);
    }
    return result;
}

static void say_debt(struct context *cx, const struct task *task) {
    const char *state = task_is_open(task) ? "open" : task->state;
    reply_say(cx, "• #%lld %s – %s, %s", (long long)task->number, shown(cx, task->text),
              mention(cx, task->owner), state);
}

static enum result ledger(struct context *cx) {
    struct task_list tasks;
    int count = 0;
    enum result result =
        task_list(cx->store, cx->arena, cx->incident->id, false, NULL, &tasks, cx->err);
    for (int i = 0; result == OK && i < tasks.count; i++) {
        const struct task *task = &tasks.tasks[i];
        if (!str_equal(task->kind, TASK_SHORTCUT) || str_equal(task->state, TASK_DECLINED))
            continue;
        if (count++ == 0)
            reply_say(cx, "%s: skipped so far, and owed:", heading(cx));
        say_debt(cx, task);
    }
    if (result == OK && count == 0)
        reply_say(cx, "%s: no shortcut is written down.", heading(cx));
    if (result == OK && incident_is_open(cx->incident))
        result = say_all_allowed(cx);
    if (result == OK)
        reply_say(cx, "Another one: `%s shortcut …what was skipped…`", cx->config->slack.command);
    return result;
}

static enum result run(struct context *cx, const struct request *rq) {
    return *rq->args ? take(cx, rq) : ledger(cx);
}

const struct handler handlers_shortcut[] = {
    {.trigger = TRIGGER_COMMAND,
     .name = "shortcut",
     .aliases = "skip skipped",
     .usage = "[@who] <what was skipped>",
     .summary = "write down what was skipped in the hurry, as owed",
     .example = "shortcut the cleanup of the old tables",
     .needs = NEEDS_INCIDENT,
     .run = run},
    {0},
};
