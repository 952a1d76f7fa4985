/* /incident close – everything owed after a resolved incident has an owner: it is put away, out of
 * the lists. Refused while something is owed that nobody has taken. */
#include "base/utf8.h"
#include "handlers/kit/change.h"
#include "handlers/kit/moment.h"
#include "handlers/kit/reply.h"
#include "model/words.h"
#include "store/tasks.h"

/* Refusals are one short sentence. */
enum { NAMED_MAX = 5, OWNED_MAX = 3, TEXT_CHARS = 40 };

/* It goes on, so resolving is what is meant. */
static enum result say_resolve(struct context *cx, const struct request *rq) {
    const char *command = cx->config->slack.command, *name = cx->incident->name;
    const char *words = *rq->args ? rq->args : "…what fixed it…";
    reply_say(cx,
              "%s is open, and what is open is resolved first: `%s resolve %s %s`. Then `%s close "
              "%s` puts it away.",
              heading(cx), command, name, shown(cx, words), command, name);
    if (*rq->args) {
        reply_typed(cx, rq);
        reply_button(cx, "Resolve", arena_printf(cx->arena, "resolve %s %s", name, rq->args));
    }
    return OK;
}

struct debts {
    int unowned;
    const char *unowned_text; /* "#2 add a test" */
    int64_t first;            /* the number of the first of those */
    int owned;
    const char *owned_text; /* "#1 @bob", of the first few */
};

static enum result read_debts(struct context *cx, struct debts *ret_debts) {
    struct task_list list;
    struct debts debts = {.unowned_text = "", .owned_text = ""};
    enum result result =
        task_list(cx->store, cx->arena, cx->incident->id, true, NULL, &list, cx->err);
    for (int i = 0; result == OK && i < list.count; i++) {
        const struct task *task = &list.tasks[i];
        long long number = (long long)task->number;
        if (!task_is_debt(task))
            continue;
        if (*task->owner) {
            if (debts.owned++ < OWNED_MAX)
                debts.owned_text =
                    arena_printf(cx->arena, "%s%s#%lld %s", debts.owned_text,
                                 *debts.owned_text ? ", " : "", number, mention(cx, task->owner));
            continue;
        }
        if (!debts.unowned)
            debts.first = task->number;
        if (debts.unowned++ < NAMED_MAX)
            debts.unowned_text = arena_printf(cx->arena, "%s%s#%lld %.*s", debts.unowned_text,
                                              *debts.unowned_text ? ", " : "", number,
                                              (int)utf8_prefix(task->text, TEXT_CHARS), task->text);
    }
    if (result == OK)
        *ret_debts = debts;
    return result;
}

static enum result refuse(struct context *cx, const struct debts *debts) {
    return fail(cx->err, INVALID,
                "%s still owes what nobody has taken: %s%s. Give each an owner with `%s task #%lld "
                "@who`",
                cx->incident->name, debts->unowned_text,
                debts->unowned > NAMED_MAX ? " and more" : "", cx->config->slack.command,
                (long long)debts->first);
}

static void say_owned(struct context *cx, const struct debts *debts) {
    if (debts->owned > OWNED_MAX)
        reply_say(cx, "Still owed, and asked for: %s and %d more. All %d: `%s tasks %s`",
                  debts->owned_text, debts->owned - OWNED_MAX, debts->owned,
                  cx->config->slack.command, cx->incident->name);
    else if (debts->owned)
        reply_say(cx, "Still owed, and asked for: %s.", debts->owned_text);
}

static enum result run(struct context *cx, const struct request *rq) {
    struct incident *incident = cx->incident;
    struct debts debts;
    if (incident_is_open(incident))
        return say_resolve(cx, rq);
    if (incident->closed_ms) {
        reply_say(cx, "%s is closed already, since %s. Nothing to do.", heading(cx),
                  moment(cx, incident->closed_ms));
        reply_unused(cx, rq->args);
        return OK;
    }
    enum result result = *rq->args ? check_text(cx, rq->args, "text", POLICY_TEXT_MAX) : OK;
    if (result == OK)
        result = read_debts(cx, &debts);
    if (result == OK && debts.unowned)
        return refuse(cx, &debts);
    if (result != OK)
        return result;
    incident->closed_ms = cx->now_ms;
    result = record(cx, rq->user, "closed",
                    *rq->args ? arena_printf(cx->arena, "Closed – %s", rq->args) : "Closed");
    if (result == OK)
        result = save(cx, rq->user);
    if (result == OK)
        result = moment_came(cx, rq, MOMENT_CLOSED, "");
    if (result != OK)
        return result;
    reply_say(cx, ":file_cabinet: %s is closed and in no list but `%s list closed`.", heading(cx),
              cx->config->slack.command);
    say_owned(cx, &debts);
    return OK;
}

const struct handler handlers_close[] = {
    {.trigger = TRIGGER_COMMAND,
     .name = "close",
     .aliases = "archive",
     .usage = "[incident] [remark]",
     .summary = "put a resolved incident away, once all that is owed has an owner",
     .example = "close",
     .needs = NEEDS_INCIDENT,
     .run = run},
    {0},
};
