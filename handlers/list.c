/* /incident list [open|mine|stale|sev1|all] [30d], show [incident], and /incident alone – what is
 * going on. */
#include "base/utf8.h"
#include "handlers/kit/change.h"
#include "handlers/kit/reply.h"
#include "handlers/kit/summary.h"
#include "model/phrase.h"
#include "model/words.h"
#include "store/incidents.h"

enum { LISTED_MAX = 30 };

/* What "list" was asked for. */
struct wish {
    struct incident_filter filter;
    bool stale;
};

static enum result read_wish(struct context *cx, const struct request *rq, struct wish *wish) {
    struct words line = words_of(cx->arena, rq->args);
    struct severity_aliases aliases = policy_aliases(&cx->config->policy, cx->arena);
    enum severity severity;
    int64_t span_ms;
    *wish = (struct wish){.filter = {.open_only = true}};
    while (*line.rest) {
        enum result result = words_take_severity(&line, SEVERITY_ANY, &aliases, &severity, cx->err);
        if (result == OK) {
            wish->filter.severity = (int)severity;
            continue;
        }
        if (words_take_duration(&line, &span_ms, cx->err) == OK) {
            wish->filter.since_ms = cx->now_ms - span_ms;
            wish->filter.open_only = false;
        } else if (words_take_this(&line, "all")) {
            wish->filter.open_only = false;
        } else if (words_take_this(&line, "mine")) {
            wish->filter.who = rq->user;
        } else if (words_take_this(&line, "stale")) {
            wish->stale = true;
        } else if (!words_take_this(&line, "open")) {
            return fail(cx->err, INVALID,
                        "A list is open, mine, stale, a severity such as sev1, or all; a time such "
                        "as 30d looks back. This is \"%.*s\"",
                        (int)utf8_prefix(line.rest, 40), line.rest);
        }
    }
    return OK;
}

/* Stale: open, and the promised update is overdue. */
static bool is_wanted(struct context *cx, const struct wish *wish,
                      const struct incident *incident) {
    return !wish->stale || (incident->promised_ms && incident->promised_ms < cx->now_ms);
}

static enum result list(struct context *cx, const struct request *rq) {
    struct wish wish;
    struct incident_list found;
    enum result result = read_wish(cx, rq, &wish);
    if (result == OK)
        result = incident_list(cx->store, cx->arena, &wish.filter, LISTED_MAX, &found, cx->err);
    if (result != OK)
        return result;
    int shown_count = 0;
    for (int i = 0; i < found.count; i++) {
        if (!is_wanted(cx, &wish, &found.incidents[i]))
            continue;
        summary_line(cx, &found.incidents[i]);
        shown_count++;
    }
    if (shown_count == 0)
        reply_say(cx, "There is none%s. `%s list all` shows every incident.",
                  wish.filter.open_only ? " open" : "", cx->config->slack.command);
    if (found.count == LISTED_MAX)
        reply_say(cx, "These are the newest %d; narrow it down to see others.", LISTED_MAX);
    return OK;
}

static enum result show(struct context *cx, const struct request *rq) {
    enum result result = summary(cx);
    reply_unused(cx, rq->args);
    return result;
}

static enum result console(struct context *cx, const struct request *rq) {
    (void)rq;
    struct incident_list open;
    struct incident_filter filter = {.open_only = true};
    const char *command = cx->config->slack.command;
    enum result result = incident_list(cx->store, cx->arena, &filter, LISTED_MAX, &open, cx->err);
    if (result != OK)
        return result;
    reply_say(cx, open.count ? "Open incidents:" : "No incident is open.");
    for (int i = 0; i < open.count; i++) {
        summary_line(cx, &open.incidents[i]);
        reply_button(cx, arena_printf(cx->arena, "Show %s", open.incidents[i].name),
                     arena_printf(cx->arena, "show %s", open.incidents[i].name));
    }
    reply_say(cx, "To open one: `%s declare sev1 checkout is down` · all verbs: `%s help`", command,
              command);
    reply_button(cx, "All verbs", "help");
    return OK;
}

const struct handler handlers_list[] = {
    {.trigger = TRIGGER_COMMAND,
     .name = "list",
     .aliases = "ls",
     .usage = "[open|mine|stale|sev1|all] [30d]",
     .summary = "list incidents",
     .example = "list open",
     .run = list},
    {.trigger = TRIGGER_COMMAND,
     .name = "show",
     .aliases = "info overview",
     .usage = "[incident]",
     .summary = "see everything about one incident",
     .example = "show",
     .needs = NEEDS_INCIDENT,
     .run = show},
    {.trigger = TRIGGER_COMMAND,
     .name = "console",
     .usage = "",
     .summary = "see what is going on; the same as no verb at all",
     .example = "",
     .run = console},
    {0},
};
