/* /incident list [open|mine|stale|sev1|drills|closed|all] [30d] and show [incident] – what there
 * is. Rehearsals are in a list of their own, and what is closed was put away. */
#include "base/utf8.h"
#include "handlers/kit/reply.h"
#include "handlers/kit/route.h"
#include "handlers/kit/summary.h"
#include "model/words.h"
#include "store/incidents.h"

enum { LISTED_MAX = 30 };

/* What "list" was asked for. Stale is what has a promised update overdue. */
static enum result read_filter(struct context *cx, const struct request *rq,
                               struct incident_filter *ret_filter) {
    struct words line = words_of(cx->arena, rq->args);
    struct severity_aliases aliases = policy_aliases(cx->policy, cx->arena);
    enum severity severity;
    int64_t span_ms;
    struct incident_filter filter = {
        .open_only = true, .without_closed = true, .viewer = rq->user, .place = rq->channel};
    while (*line.rest) {
        enum result result = words_take_severity(&line, SEVERITY_ANY, &aliases, &severity, cx->err);
        if (result == OK) {
            filter.severity = (int)severity;
            continue;
        }
        if (words_take_duration(&line, &span_ms, cx->err) == OK) {
            filter.since_ms = cx->now_ms - span_ms;
            filter.open_only = false;
        } else if (words_take_this(&line, "all")) {
            filter.open_only = filter.without_closed = false;
        } else if (words_take_this(&line, "drills")) {
            filter.drills_only = true;
            filter.open_only = filter.without_closed = false;
        } else if (words_take_this(&line, "closed")) {
            filter.closed_only = true;
            filter.open_only = filter.without_closed = false;
        } else if (words_take_this(&line, "mine")) {
            filter.who = rq->user;
        } else if (words_take_this(&line, "stale")) {
            filter.overdue_ms = cx->now_ms;
        } else if (!words_take_this(&line, "open")) {
            return fail(cx->err, INVALID,
                        "A list is open, mine, stale, a severity such as sev1, drills, closed, or "
                        "all; a time such as 30d looks back. This is \"%.*s\"",
                        (int)utf8_prefix(line.rest, 40), line.rest);
        }
    }
    *ret_filter = filter;
    return OK;
}

static enum result list(struct context *cx, const struct request *rq) {
    struct incident_filter filter = {0};
    struct incident_list found;
    enum result result = read_filter(cx, rq, &filter);
    if (result == OK)
        result = incident_list(cx->store, cx->arena, &filter, LISTED_MAX, &found, cx->err);
    if (result != OK)
        return result;
    for (int i = 0; i < found.count; i++) {
        if ((result = route_follow(cx, &found.incidents[i])) != OK)
            return result;
        summary_line(cx, &found.incidents[i]);
    }
    if (found.count == 0)
        reply_say(cx, "There is none%s. `%s list all` shows every incident.",
                  filter.overdue_ms    ? " with an update overdue"
                  : filter.open_only   ? " open"
                  : filter.drills_only ? " among the drills"
                  : filter.closed_only ? " closed"
                                       : "",
                  cx->config->slack.command);
    if (found.count == LISTED_MAX)
        reply_say(cx, "These are the newest %d; narrow it down to see others.", LISTED_MAX);
    return OK;
}

static enum result show(struct context *cx, const struct request *rq) {
    struct words line = words_of(cx->arena, rq->args);
    if (words_take_this(&line, "picture")) {
        struct request other = *rq;
        other.args = line.rest;
        return handler_find(TRIGGER_COMMAND, "picture")->run(cx, &other);
    }
    enum result result = summary(cx);
    reply_unused(cx, rq->args);
    return result;
}

const struct handler handlers_list[] = {
    {.trigger = TRIGGER_COMMAND,
     .name = "list",
     .aliases = "ls",
     .usage = "[open|mine|stale|sev1|drills|closed|all] [30d]",
     .summary = "list incidents",
     .example = "list open\nlist mine\nlist sev1 30d\nlist all",
     .run = list},
    {.trigger = TRIGGER_COMMAND,
     .name = "show",
     .aliases = "info overview",
     .usage = "[incident] [picture]",
     .summary = "see everything about one incident",
     .example = "show",
     .needs = NEEDS_INCIDENT,
     .run = show},
    {0},
};
