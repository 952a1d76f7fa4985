/* /incident alone – what is going on, and what of it is yours to do. The same stands on everybody's
 * App Home (home.c). */
#include "handlers/kit/overview.h"
#include "handlers/kit/reply.h"
#include "handlers/kit/route.h"
#include "handlers/kit/summary.h"

/* What it is, and by when, or how long ago that was. */
static void say_debt(struct context *cx, const struct overview_debt *debt) {
    const char *text = shown(cx, debt->text);
    if (!debt->due_ms)
        reply_say(cx, "• %s", text);
    else if (debt->due_ms > cx->now_ms)
        reply_say(cx, "• %s by %s", text, moment(cx, debt->due_ms));
    else
        reply_say(cx, "• :warning: %s, %s overdue", text, span_text(cx, cx->now_ms - debt->due_ms));
    reply_button(cx, debt->label, debt->line);
}

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
    struct overview overview;
    const char *command = cx->config->slack.command;
    enum result result = overview_read(cx, rq->user, rq->channel, &overview);
    if (result != OK)
        return result;
    reply_say(cx, "You owe:");
    for (int i = 0; i < overview.debt_count; i++)
        say_debt(cx, &overview.debts[i]);
    if (overview.debt_count == 0)
        reply_say(cx, "• nothing right now");
    reply_say(cx, overview.open.count ? "Open incidents:" : "No incident is open.");
    result = list(cx, &overview.open);
    if (overview.drills.count)
        reply_say(cx, "Drills:");
    if (result == OK)
        result = list(cx, &overview.drills);
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
