/* /incident actions [incident] [mine|overdue|all|@who] – what is owed after incidents, of one or of
 * all: action items (action.c) with shortcuts, reviews and temporary measures. */
#include "base/str.h"
#include "handlers/kit/escalation.h"
#include "handlers/kit/item.h"
#include "handlers/kit/kind.h"
#include "handlers/kit/reply.h"
#include "handlers/kit/route.h"
#include "model/words.h"
#include "store/incidents.h"

enum { LISTED_MAX = 60 };

/* ---- Of all incidents */

/* One of a list over incidents; of private ones only what concerns whoever asks. */
static enum result say_anywhere(struct context *cx, const struct request *rq,
                                const struct task *task, int *count) {
    bool may = false;
    enum result result = route_load(cx, task->incident_id);
    if (result == OK)
        result = kind_may_see(cx, rq->user, rq->channel, cx->incident, &may);
    if (result != OK || !may || str_equal(task->state, TASK_DECLINED))
        return result;
    if (++*count <= LISTED_MAX)
        item_say(cx, rq, task, true);
    return OK;
}

static enum result list_anywhere(struct context *cx, const struct request *rq,
                                 const struct task_filter *filter, const char *what) {
    struct task_list list;
    int count = 0;
    enum result result = task_find(cx->store, cx->arena, filter, &list, cx->err);
    if (result != OK)
        return result;
    reply_say(cx, "%s:", what);
    for (int i = 0; result == OK && i < list.count; i++)
        result = say_anywhere(cx, rq, &list.tasks[i], &count);
    cx->incident = NULL;
    if (count == 0)
        reply_say(cx, "• nothing");
    if (count > LISTED_MAX)
        reply_say(cx, "… and %d more; `%s actions overdue` narrows it down", count - LISTED_MAX,
                  cx->config->slack.command);
    if (count)
        reply_say(cx, "One is done? `%s action done …incident… #… …link…`",
                  cx->config->slack.command);
    return result;
}

/* What the line asks for that is no incident's; false when it is one's. */
static enum result read_filter(struct context *cx, const struct request *rq, struct words *line,
                               struct task_filter *filter, const char **ret_what) {
    struct somebody whom;
    filter->open_only = filter->items_only = true;
    if (words_take_this(line, "mine") || words_take_this(line, "my")) {
        filter->owner = rq->user;
        *ret_what = "You owe";
    } else if (words_take_this(line, "overdue") || words_take_this(line, "late")) {
        filter->due_before_ms = cx->now_ms;
        filter->counted = true;
        *ret_what = "Overdue";
    } else if (*line->rest == '<' || *line->rest == '@') {
        enum result result = somebody_take(cx, rq, line, &whom);
        if (result != OK)
            return result == ABSENT ? fail(cx->err, INVALID,
                                           "Name a person with @, or write mine, "
                                           "overdue or all")
                                    : result;
        filter->owner = whom.user;
        *ret_what = arena_printf(cx->arena, "%s owes", mention(cx, whom.user));
    } else {
        return ABSENT;
    }
    return OK;
}

/* The incident that is named, or whose thread this is; ABSENT when there is none. */
static enum result take_incident(struct context *cx, const struct request *rq, struct words *line) {
    static const struct handler needs = {.needs = NEEDS_INCIDENT};
    struct incident incident;
    struct incident_ref ref;
    enum words_place place;
    struct words copy = *line;
    enum result named = words_take_incident(&copy, &ref, &place, cx->err);
    if (named != OK && named != ABSENT)
        return named;
    if (named == ABSENT) {
        enum result found =
            incident_by_thread(cx->store, cx->arena, rq->channel, rq->thread, &incident, cx->err);
        if (found != OK)
            return found;
    }
    struct request again = *rq;
    again.args = line->rest;
    enum result result = route_incident(cx, &again, &needs);
    *line = words_of(cx->arena, again.args);
    return result;
}

static enum result actions(struct context *cx, const struct request *rq) {
    struct words line = words_of(cx->arena, rq->args);
    struct task_filter filter = {0};
    const char *what = "Owed after incidents, and not done";
    enum result result = read_filter(cx, rq, &line, &filter, &what);
    if (result == ABSENT) {
        result = take_incident(cx, rq, &line);
        bool all = words_take_this(&line, "all");
        (void)words_take_this(&line, "open");
        if (result == OK) {
            result = item_say_list(cx, rq, !all);
            reply_unused(cx, line.rest);
            return result;
        }
        filter.counted = true;
        filter.open_only = !all;
        what = all ? "Owed after incidents, done and dropped" : what;
    }
    if (result != OK && result != ABSENT)
        return result;
    result = list_anywhere(cx, rq, &filter, what);
    reply_unused(cx, line.rest);
    return result;
}

const struct handler handlers_actions[] = {
    {.trigger = TRIGGER_COMMAND,
     .name = "actions",
     .aliases = "followups follow-ups items",
     .usage = "[incident] [mine|overdue|all|@who]",
     .summary = "see what is owed after incidents, by whom and by when",
     .example = "actions mine",
     .run = actions},
    {0},
};
