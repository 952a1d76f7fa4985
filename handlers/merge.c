/* /incident merge <inc> into <inc> – both are the same: the one ends, the other goes on, with the
 * tasks of the first.
 * /incident link <inc> – both have to do with each other. */
#include "base/str.h"
#include "handlers/kit/change.h"
#include "handlers/kit/ending.h"
#include "handlers/kit/moment.h"
#include "handlers/kit/owed.h"
#include "handlers/kit/pair.h"
#include "handlers/kit/post.h"
#include "handlers/kit/reply.h"
#include "handlers/kit/route.h"
#include "handlers/kit/view.h"
#include "store/incidents.h"
#include "store/jobs.h"
#include "store/relations.h"

/* The title of a private incident stays among those who may read it. */
static const char *named(struct context *cx, const struct incident *incident) {
    return incident->is_private ? incident->name
                                : arena_printf(cx->arena, "%s %s", incident->name, incident->title);
}

/* ---- Merging */

static enum result check_merge(struct context *cx, const struct pair *pair) {
    if (!incident_is_open(pair->one) || !incident_is_open(pair->other))
        return fail(cx->err, INVALID, "%s is not open; only two open incidents can become one",
                    incident_is_open(pair->one) ? pair->other->name : pair->one->name);
    if (pair->one->drill != pair->other->drill)
        return fail(cx->err, INVALID, "%s is a drill and %s is real; they cannot be the same",
                    pair->one->drill ? pair->one->name : pair->other->name,
                    pair->one->drill ? pair->other->name : pair->one->name);
    if (pair->one->is_private && !pair->other->is_private)
        return fail(cx->err, INVALID,
                    "%s is private and %s is not; everybody would read it. Merge %s into %s "
                    "instead",
                    pair->one->name, pair->other->name, pair->other->name, pair->one->name);
    return OK;
}

/* Ends one task of the incident that ends; where it went is its answer. */
static enum result end_task(struct context *cx, const struct request *rq, struct task *task,
                            const char *where) {
    task->state = TASK_DROPPED;
    task->answer = where;
    task->ended_by = rq->user;
    task->ended_ms = cx->now_ms;
    enum result result = task_save(cx->store, task, cx->err);
    if (result == OK)
        result = record(
            cx, rq->user, "task",
            arena_printf(cx->arena, "#%lld %s %s", (long long)task->number, task->text, where));
    if (result != OK)
        return result;
    return job_drop(cx->store, "task", task->incident_id,
                    arena_printf(cx->arena, "%lld", (long long)task->number), cx->err);
}

/* Takes the open tasks of the one over into the other, asked by whoever asked: they hear what
 * becomes of it. where is what becomes of each in the one. */
static enum result take_over(struct context *cx, const struct pair *pair,
                             const struct task_list *list, const char **where) {
    enum result result = route_load(cx, pair->other->id);
    for (int i = 0; result == OK && i < list->count; i++) {
        struct task task = list->tasks[i];
        result = owe(cx, task.asked_by, &task);
        where[i] = arena_printf(cx->arena, "goes on as %s #%lld", pair->other->name,
                                (long long)task.number);
    }
    return result;
}

/* Moves the open tasks before the one ends: what is asked within it would end with it. Both
 * timelines have it. */
static enum result move_tasks(struct context *cx, const struct request *rq, const struct pair *pair,
                              int *ret_count) {
    struct task_list list;
    enum result result = task_list(cx->store, cx->arena, pair->one->id, true, NULL, &list, cx->err);
    if (result != OK)
        return result;
    const char **where = arena_alloc(cx->arena, ((size_t)list.count + 1) * sizeof *where);
    result = take_over(cx, pair, &list, where);
    if (result == OK)
        result = route_load(cx, pair->one->id);
    for (int i = 0; result == OK && i < list.count; i++)
        result = end_task(cx, rq, &list.tasks[i], where[i]);
    *ret_count = list.count;
    return result;
}

/* The one ends. */
static enum result end_one(struct context *cx, const struct request *rq, const struct pair *pair) {
    enum result result = route_load(cx, pair->one->id);
    if (result != OK)
        return result;
    cx->incident->resolution = arena_printf(cx->arena, "Merged into %s", named(cx, pair->other));
    struct ending ending = {rq->user, OUTCOME_MERGED, "merged", cx->incident->resolution};
    const char *where = "";
    if (!incident_has_channel(pair->other))
        where = ", in private messages to those who take part";
    else if (str_equal(pair->other->channel, cx->incident->channel))
        where = ", in its thread in this channel";
    result = ending_make(cx, &ending);
    if (result == OK)
        result = post_notice(
            cx,
            arena_printf(cx->arena,
                         ":twisted_rightwards_arrows: %s merged this into %s. It goes on there%s; "
                         "no more updates come here",
                         mention(cx, rq->user), named(cx, pair->other), where),
            arena_printf(cx->arena, "%s reopen %s …why…", cx->config->slack.command,
                         pair->one->name));
    return result == OK ? moment_came(cx, rq, MOMENT_RESOLVED, "") : result;
}

/* The other goes on, and its people learn what the first knew. */
static enum result go_on(struct context *cx, const struct request *rq, const struct pair *pair,
                         int moved) {
    const char *impact =
        *pair->one->impact ? arena_printf(cx->arena, ". Its impact: %s", pair->one->impact) : "";
    enum result result = route_load(cx, pair->other->id);
    if (result == OK)
        result = record(cx, rq->user, "merged",
                        arena_printf(cx->arena, "%s %s was merged into this one%s", pair->one->name,
                                     pair->one->title, impact));
    if (result == OK)
        result = save(cx, rq->user);
    if (result != OK)
        return result;
    const char *tasks =
        moved ? arena_printf(cx->arena, ". Its open tasks go on here: %d", moved) : "";
    return post_notice(
        cx,
        arena_printf(cx->arena, ":twisted_rightwards_arrows: %s merged %s %s into this one%s%s",
                     mention(cx, rq->user), pair->one->name, pair->one->title, impact, tasks),
        "");
}

static const char *went_along(struct context *cx, int tasks) {
    if (!tasks)
        return "";
    return arena_printf(cx->arena, " %d open task%s went along.", tasks, tasks == 1 ? "" : "s");
}

static enum result merge(struct context *cx, const struct request *rq) {
    struct pair pair;
    int tasks = 0;
    const char *command = cx->config->slack.command;
    enum result result = pair_read(cx, rq, &pair);
    if (result == OK)
        result = check_merge(cx, &pair);
    if (result == OK)
        result = relation_put(cx->store, pair.one->id, pair.other->id, RELATION_MERGED, rq->user,
                              cx->now_ms, cx->err);
    if (result == OK)
        result = move_tasks(cx, rq, &pair, &tasks);
    if (result == OK)
        result = end_one(cx, rq, &pair);
    if (result == OK)
        result = go_on(cx, rq, &pair, tasks);
    if (result != OK)
        return result;
    reply_say(cx, "*%s* is merged into *%s* %s; both threads say so.%s", pair.one->name,
              pair.other->name, shown(cx, pair.other->title), went_along(cx, tasks));
    reply_say(cx, "It is another one after all? `%s reopen %s …why…`", command, pair.one->name);
    reply_unused(cx, pair.rest);
    return OK;
}

/* It was another one after all. */
static enum result reopened(struct context *cx, const struct request *rq) {
    struct relation_list list;
    enum result result = relation_list(cx->store, cx->arena, cx->incident->id, &list, cx->err);
    for (int i = 0; result == OK && i < list.count; i++)
        if (str_equal(list.relations[i].kind, RELATION_MERGED) && !list.relations[i].from_other)
            result = relation_put(cx->store, cx->incident->id, list.relations[i].other_id,
                                  RELATION_RELATED, rq->user, cx->now_ms, cx->err);
    return result;
}

/* ---- Linking */

/* Both timelines name the other; neither thread is disturbed. */
static enum result link_both(struct context *cx, const struct request *rq,
                             const struct pair *pair) {
    enum result result = relation_put(cx->store, pair->one->id, pair->other->id, RELATION_RELATED,
                                      rq->user, cx->now_ms, cx->err);
    if (result == OK)
        result = record(cx, rq->user, "linked",
                        arena_printf(cx->arena, "Related: %s", named(cx, pair->other)));
    if (result == OK)
        result = incident_touch(cx->store, rq->user, pair->one->id, cx->now_ms, cx->err);
    if (result == OK)
        result = route_load(cx, pair->other->id);
    if (result != OK)
        return result;
    return record(cx, rq->user, "linked",
                  arena_printf(cx->arena, "Related: %s", named(cx, pair->one)));
}

static enum result link(struct context *cx, const struct request *rq) {
    struct pair pair;
    enum result result = pair_read(cx, rq, &pair);
    if (result == OK)
        result = link_both(cx, rq, &pair);
    if (result != OK)
        return result;
    reply_say(cx, "*%s* and *%s* are related; `%s show` says so of either.", pair.one->name,
              pair.other->name, cx->config->slack.command);
    reply_unused(cx, pair.rest);
    return OK;
}

const struct handler handlers_merge[] = {
    {.trigger = TRIGGER_COMMAND,
     .name = "merge",
     .aliases = "duplicate",
     .usage = "<incident> into <incident>",
     .summary = "say that both are the same: the first ends, the second goes on",
     .example = "merge inc 2 into inc 1",
     .run = merge},
    {.trigger = TRIGGER_COMMAND,
     .name = "link",
     .aliases = "related",
     .usage = "[incident] <incident>",
     .summary = "say that two incidents have to do with each other",
     .example = "link inc 2",
     .run = link},
    {.trigger = TRIGGER_MOMENT, .name = MOMENT_REOPENED, .run = reopened},
    {0},
};
