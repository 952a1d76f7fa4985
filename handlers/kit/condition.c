/* Conditions of severities: see condition.h. */
#include "handlers/kit/condition.h"

#include "base/str.h"
#include "handlers/kit/change.h"
#include "handlers/kit/reply.h"
#include "handlers/kit/view.h"
#include "model/likeness.h"

const struct playbook_condition *condition_of(const struct context *cx) {
    const struct incident *incident = cx->incident;
    return playbook_condition(cx->playbook, incident->severity, incident->condition);
}

enum result condition_follow(struct context *cx, const struct request *rq, const char *name) {
    if (str_equal(cx->incident->condition, name))
        return OK;
    cx->incident->condition = name;
    return record(cx, rq->user, "condition",
                  arena_printf(cx->arena, "Condition: %s", *name ? name : "none"));
}

/* ---- Which is meant */

/* What a line of words comes to among the conditions of one severity. */
struct match {
    const struct playbook_condition *full; /* the only one with all of the words; or NULL */
    int full_count;
    const char *nearest; /* "“A” or “B”", those that have the most of them; "" */
    int same;            /* so many */
};

static void look_at(struct context *cx, const struct playbook_condition *condition,
                    const char *words, struct match *match) {
    struct likeness likeness = likeness_of(words, condition->name);
    if (likeness_is_full(likeness)) {
        match->full = condition;
        match->full_count++;
    }
    if (likeness.same == 0 || likeness.same < match->same)
        return;
    bool better = likeness.same > match->same;
    match->nearest = arena_printf(cx->arena, "%s%s\"%s\"", better ? "" : match->nearest,
                                  better ? "" : " or ", condition->name);
    match->same = likeness.same;
}

static struct match look_in(struct context *cx, enum severity severity, const char *words) {
    const struct playbook_severity *own = playbook_severity(cx->playbook, severity);
    struct match match = {.nearest = ""};
    for (int i = 0; i < own->condition_count; i++)
        look_at(cx, &own->conditions[i], words, &match);
    return match;
}

/* "“Data loss or corruption”, “Security incident”", in the order of the playbook. */
static const char *all_of(struct context *cx, enum severity severity) {
    const struct playbook_severity *own = playbook_severity(cx->playbook, severity);
    const char *names = "";
    for (int i = 0; i < own->condition_count; i++)
        names =
            arena_printf(cx->arena, "%s%s\"%s\"", names, i ? ", " : "", own->conditions[i].name);
    return names;
}

static enum result unknown(struct context *cx, const char *words, int severity,
                           const char *nearest) {
    const char *all = severity ? all_of(cx, (enum severity)severity) : "";
    if (*nearest)
        return fail(cx->err, INVALID, "Which condition is \"%s\"? Did you mean %s", words, nearest);
    if (*all)
        return fail(cx->err, INVALID, "There is no condition \"%s\"; %s has %s", words,
                    view_severity(cx, (enum severity)severity), all);
    return fail(cx->err, INVALID, "There is no condition \"%s\"; `%s policy sev1` shows them",
                words, cx->config->slack.command);
}

enum result condition_named(struct context *cx, const char *words, int severity,
                            const struct playbook_condition **ret_condition,
                            enum severity *ret_severity) {
    struct match all = {.nearest = ""};
    enum severity found = SEVERITY_1;
    for (enum severity s = SEVERITY_1; s <= SEVERITY_4; s++) {
        const struct playbook_condition *exact = playbook_condition(cx->playbook, s, words);
        struct match match = look_in(cx, s, words);
        bool own = (int)s == severity && match.full_count == 1;
        if (exact || own) {
            *ret_condition = exact ? exact : match.full;
            *ret_severity = s;
            return OK;
        }
        if (match.full_count) {
            all.full = match.full;
            found = s;
        }
        all.full_count += match.full_count;
        if (match.same > all.same || (match.same == all.same && (int)s == severity)) {
            all.nearest = match.nearest;
            all.same = match.same;
        }
    }
    if (all.full_count != 1)
        return unknown(cx, words, severity, all.nearest);
    *ret_condition = all.full;
    *ret_severity = found;
    return OK;
}

enum result condition_check(struct context *cx, const struct playbook_condition *condition,
                            enum severity its, enum severity severity, const char *how) {
    if (its == severity)
        return OK;
    return fail(cx->err, INVALID, "\"%s\" is a condition of %s, and this is %s; %s",
                condition->name, view_severity(cx, its), view_severity(cx, severity), how);
}

/* ---- Asking */

/* Whether how soon it must be taken depends on a condition that nobody has named. */
static bool matters(struct context *cx) {
    const struct playbook_severity *own = playbook_severity(cx->playbook, cx->incident->severity);
    if (condition_of(cx))
        return false;
    for (int i = 0; i < own->condition_count; i++)
        if (own->conditions[i].response_ms)
            return true;
    return false;
}

void condition_offer(struct context *cx) {
    const struct playbook_severity *own = playbook_severity(cx->playbook, cx->incident->severity);
    for (int i = 0; matters(cx) && i < own->condition_count; i++)
        reply_button(cx, own->conditions[i].name,
                     arena_printf(cx->arena, "set %s condition %s", cx->incident->name,
                                  own->conditions[i].name));
}

void condition_ask(struct context *cx) {
    if (matters(cx))
        reply_say(cx,
                  "*Which of these is it?* The response time depends on it. Press one, or type "
                  "`%s set condition …`.",
                  cx->config->slack.command);
}
