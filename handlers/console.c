/* /incident alone – what is going on, and what of it is yours to do. */
#include "base/str.h"
#include "handlers/kit/owed.h"
#include "handlers/kit/reply.h"
#include "handlers/kit/route.h"
#include "handlers/kit/summary.h"
#include "handlers/kit/target.h"
#include "handlers/kit/view.h"
#include "store/incidents.h"
#include "store/pages.h"

enum { LISTED_MAX = 30 };

/* ---- What the person owes */

static void offer(struct context *cx, const char *label, const char *verb) {
    const char *name = cx->incident->name;
    reply_button(cx, arena_printf(cx->arena, "%s %s", label, name),
                 arena_printf(cx->arena, "%s %s", verb, name));
}

/* One debt: what it is, and by when, or how long ago that was. */
static void say_debt(struct context *cx, const char *what, int64_t due_ms) {
    const char *title = shown(cx, cx->incident->title), *name = cx->incident->name;
    if (due_ms > cx->now_ms)
        reply_say(cx, "• %s *%s* *%s* by %s", what, name, title, moment(cx, due_ms));
    else
        reply_say(cx, "• :warning: %s *%s* *%s*, %s overdue", what, name, title,
                  span_text(cx, cx->now_ms - due_ms));
}

/* The call that user has not answered. */
static enum result say_call(struct context *cx, const char *user, int *count) {
    struct page page;
    enum result result = page_last(cx->store, cx->arena, cx->incident->id, user, &page, cx->err);
    if (result != OK || page.answered_ms)
        return result == ABSENT ? OK : result;
    reply_say(cx, "• :rotating_light: an answer: you were called to *%s* *%s* at %s: %s",
              cx->incident->name, shown(cx, cx->incident->title), moment(cx, page.called_ms),
              shown(cx, page.why));
    offer(cx, "I'm on it:", "onit");
    (*count)++;
    return OK;
}

/* Tasks and debts, those of incidents that are over as well. */
static enum result say_tasks(struct context *cx, const char *user, int *count) {
    struct task_list list;
    enum result result = task_list(cx->store, cx->arena, 0, true, user, &list, cx->err);
    for (int i = 0; result == OK && i < list.count; i++) {
        const struct task *task = &list.tasks[i];
        result = route_load(cx, task->incident_id);
        if (result != OK)
            break;
        const char *name = cx->incident->name;
        reply_say(cx, "• *%s* %s", name, owed_line(cx, task));
        reply_button(cx, arena_printf(cx->arena, "Done #%lld %s", (long long)task->number, name),
                     arena_printf(cx->arena, "done %s #%lld", name, (long long)task->number));
        (*count)++;
    }
    cx->incident = NULL;
    return result;
}

/* What user owes to cx->incident: the promised update, if they write it, and somebody who takes the
 * incident, if they lead it. Returns how much that is. */
static int say_debts(struct context *cx, const char *user) {
    const struct incident *incident = cx->incident;
    int64_t response_by_ms = target_by(cx);
    bool ack = response_by_ms && !incident->acked_ms && str_equal(view_commander(cx), user);
    bool update = incident->promised_ms && str_equal(view_comms(cx), user);
    if (ack) {
        say_debt(cx, "an acknowledgement of", response_by_ms);
        offer(cx, "Acknowledge", "ack");
    }
    if (update) {
        say_debt(cx, "an update on", incident->promised_ms);
        offer(cx, "Update", "update");
    }
    return ack + update;
}

static enum result say_owed(struct context *cx, const char *user) {
    int count = 0;
    struct incident_list mine;
    struct incident_filter filter = {.open_only = true, .with_drills = true};
    enum result result = incident_list(cx->store, cx->arena, &filter, LISTED_MAX, &mine, cx->err);
    const struct playbook *playbook = cx->playbook;
    reply_say(cx, "You owe:");
    for (int i = 0; result == OK && i < mine.count; i++) {
        result = route_load(cx, mine.incidents[i].id);
        if (result == OK)
            result = say_call(cx, user, &count);
        if (result == OK)
            count += say_debts(cx, user);
    }
    if (result == OK)
        result = say_tasks(cx, user, &count);
    cx->incident = NULL;
    cx->playbook = playbook;
    cx->policy = &playbook->policy;
    if (count == 0)
        reply_say(cx, "• nothing right now");
    return result;
}

/* ---- The console */

static enum result list(struct context *cx, const struct incident_list *found) {
    for (int i = 0; i < found->count; i++) {
        enum result result = route_follow(cx, &found->incidents[i]);
        if (result != OK)
            return result;
        summary_line(cx, &found->incidents[i]);
        reply_button(cx, arena_printf(cx->arena, "Show %s", found->incidents[i].name),
                     arena_printf(cx->arena, "show %s", found->incidents[i].name));
    }
    return OK;
}

static enum result console(struct context *cx, const struct request *rq) {
    struct incident_list open, drills;
    struct incident_filter filter = {.open_only = true, .viewer = rq->user, .place = rq->channel};
    const char *command = cx->config->slack.command;
    enum result result = incident_list(cx->store, cx->arena, &filter, LISTED_MAX, &open, cx->err);
    filter.drills_only = true;
    if (result == OK)
        result = incident_list(cx->store, cx->arena, &filter, LISTED_MAX, &drills, cx->err);
    if (result == OK)
        result = say_owed(cx, rq->user);
    if (result != OK)
        return result;
    reply_say(cx, open.count ? "Open incidents:" : "No incident is open.");
    result = list(cx, &open);
    if (drills.count)
        reply_say(cx, "Drills:");
    if (result == OK)
        result = list(cx, &drills);
    if (result != OK)
        return result;
    reply_say(cx, "To open one: `%s declare sev1 checkout is down` · help: `%s help`", command,
              command);
    reply_button(cx, "Help", "help");
    reply_unused(cx, rq->args);
    return OK;
}

const struct handler handlers_console[] = {
    {.trigger = TRIGGER_COMMAND,
     .name = "console",
     .usage = "",
     .summary = "see what is going on and what you owe; the same as no verb at all",
     .example = "",
     .run = console},
    {0},
};
