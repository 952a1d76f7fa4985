/* /incident alone – what is going on, and what of it is yours to do. */
#include "base/str.h"
#include "handlers/kit/reply.h"
#include "handlers/kit/route.h"
#include "handlers/kit/summary.h"
#include "handlers/kit/target.h"
#include "handlers/kit/view.h"
#include "model/phrase.h"
#include "store/incidents.h"

enum { LISTED_MAX = 30 };

/* ---- What the person owes */

static void offer(struct context *cx, const char *label, const char *verb) {
    const char *name = cx->incident->name;
    reply_button(cx, arena_printf(cx->arena, "%s %s", label, name),
                 arena_printf(cx->arena, "%s %s", verb, name));
}

/* One debt: what it is, and by when, or how long ago that was. */
static void say_debt(struct context *cx, const char *what, int64_t due_ms) {
    char late[PHRASE_DURATION_SIZE];
    const char *title = shown(cx, cx->incident->title), *name = cx->incident->name;
    if (due_ms > cx->now_ms)
        reply_say(cx, "• %s *%s* *%s* by %s", what, name, title, moment(cx, due_ms));
    else
        reply_say(cx, "• :warning: %s *%s* *%s*, %s overdue", what, name, title,
                  phrase_of_duration(cx->now_ms - due_ms, PHRASE_LONG, late));
}

/* What user owes to cx->incident: the promised update, if they write it, and somebody who takes the
 * incident, if they lead it. Returns how much that is. */
static int say_debts(struct context *cx, const char *user) {
    const struct incident *incident = cx->incident;
    int64_t response_by_ms = target_by(cx, incident->severity, incident->declared_ms);
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
    struct incident_filter filter = {.open_only = true, .who = user};
    enum result result = incident_list(cx->store, cx->arena, &filter, LISTED_MAX, &mine, cx->err);
    reply_say(cx, "You owe:");
    for (int i = 0; result == OK && i < mine.count; i++) {
        result = route_load(cx, mine.incidents[i].id);
        if (result == OK)
            count += say_debts(cx, user);
    }
    cx->incident = NULL;
    if (count == 0)
        reply_say(cx, "• nothing right now");
    return result;
}

/* ---- The console */

static enum result console(struct context *cx, const struct request *rq) {
    struct incident_list open;
    struct incident_filter filter = {.open_only = true};
    const char *command = cx->config->slack.command;
    enum result result = incident_list(cx->store, cx->arena, &filter, LISTED_MAX, &open, cx->err);
    if (result == OK && open.count)
        result = say_owed(cx, rq->user);
    if (result != OK)
        return result;
    reply_say(cx, open.count ? "Open incidents:" : "No incident is open.");
    for (int i = 0; i < open.count; i++) {
        if ((result = route_follow(cx, &open.incidents[i])) != OK)
            return result;
        summary_line(cx, &open.incidents[i]);
        reply_button(cx, arena_printf(cx->arena, "Show %s", open.incidents[i].name),
                     arena_printf(cx->arena, "show %s", open.incidents[i].name));
    }
    reply_say(cx, "To open one: `%s declare sev1 checkout is down` · all verbs: `%s help`", command,
              command);
    reply_button(cx, "All verbs", "help");
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
