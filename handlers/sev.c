/* /incident sev <level> [reason] – raises or lowers the severity. Anybody may raise it, in a hurry
 * without a reason: in doubt, raise. Lowering needs a reason and the right, and the refusal quotes
 * the rule. */
#include "base/str.h"
#include "handlers/kit/change.h"
#include "handlers/kit/escalation.h"
#include "handlers/kit/kind.h"
#include "handlers/kit/moment.h"
#include "handlers/kit/post.h"
#include "handlers/kit/promise.h"
#include "handlers/kit/reply.h"
#include "handlers/kit/view.h"
#include "model/words.h"

/* The thread is told; the whole channel too when the new level calls people and the old did not. */
static enum result tell(struct context *cx, const struct request *rq, enum severity before,
                        const char *reason) {
    const struct incident *incident = cx->incident;
    bool raised = severity_compare(before, incident->severity) == SEVERITY_RAISED;
    bool calls = raised && view_calls(cx, incident->severity) && !view_calls(cx, before);
    struct json *values = view_incident(cx);
    json_put_str(values, "fact",
                 arena_printf(cx->arena, "%s %s the severity: %s → *%s*%s%s", mention(cx, rq->user),
                              raised ? "raised" : "lowered", view_severity(cx, before),
                              view_severity(cx, incident->severity), *reason ? " – " : "", reason));
    view_put_call(cx, values, calls);
    json_put_str(values, "undo",
                 arena_printf(cx->arena, "%s sev %s %s …why…", cx->config->slack.command,
                              incident->name, severity_code(before)));
    return post_thread(cx, "notice", values, &(struct post_how){.broadcast = calls});
}

/* ---- Who may lower it */

/* Whether user has this role: as its holder, as whoever stands in for it, or as its backup. */
static bool has_role(struct context *cx, const char *name, const char *user) {
    const struct playbook_role *role = playbook_role(cx->playbook, name);
    const struct playbook_person *backup =
        role ? playbook_person(cx->playbook, role->backup) : NULL;
    return str_equal(somebody_of(cx, name).user, user) ||
           (backup && str_equal(backup->slack, user));
}

/* "incident commander or deputy" */
static const char *who_may_lower(struct context *cx) {
    const struct playbook_texts *roles = &cx->playbook->lower_by;
    const char *who = "";
    for (int i = 0; i < roles->count; i++) {
        const struct playbook_role *role = playbook_role(cx->playbook, roles->texts[i]);
        who = arena_printf(cx->arena, "%s%s%s", who, *who ? " or " : "",
                           role ? role->title : roles->texts[i]);
    }
    return who;
}

static enum result check_lowering(struct context *cx, const struct request *rq) {
    const struct playbook_texts *roles = &cx->playbook->lower_by;
    const char *rule = cx->playbook->lower_rule;
    bool may = roles->count == 0;
    for (int i = 0; !may && i < roles->count; i++)
        may = has_role(cx, roles->texts[i], rq->user);
    return may ? OK
               : fail(cx->err, DENIED, "Only %s lowers a severity%s%s", who_may_lower(cx),
                      *rule ? ": " : "", unstopped(cx, rule));
}

/* ---- The command */

static enum result check(struct context *cx, const struct request *rq, enum severity after,
                         const char *reason) {
    bool raised = severity_compare(cx->incident->severity, after) == SEVERITY_RAISED;
    enum result result = raised ? OK : check_lowering(cx, rq);
    if (result == OK && (!raised || *reason))
        result = check_text(cx, reason, "reason", POLICY_TEXT_MAX);
    return result == OK ? kind_check_severity(cx, after) : result;
}

static enum result change(struct context *cx, const struct request *rq, enum severity after,
                          const char *reason) {
    enum severity before = cx->incident->severity;
    cx->incident->severity = after;
    enum result result = promise_follow_severity(cx, before);
    if (result == OK)
        result = record(cx, rq->user, "severity",
                        arena_printf(cx->arena, "%s → %s%s%s", view_severity(cx, before),
                                     view_severity(cx, after), *reason ? " – " : "", reason));
    if (result == OK)
        result = save(cx, rq->user);
    if (result == OK)
        result = tell(cx, rq, before, reason);
    return result == OK ? moment_came(cx, rq, MOMENT_SEVERITY, severity_code(before)) : result;
}

static enum result run(struct context *cx, const struct request *rq) {
    struct words line = words_of(cx->arena, rq->args);
    struct severity_aliases aliases = policy_aliases(cx->policy, cx->arena);
    enum severity before = cx->incident->severity, after;
    enum result result = words_take_severity(&line, SEVERITY_ANY, &aliases, &after, cx->err);
    if (result == ABSENT)
        return fail(cx->err, INVALID,
                    "%s is %s now. Name the new level and why: sev1, sev2, sev3 or sev4",
                    cx->incident->name, view_severity(cx, before));
    if (result != OK)
        return result;
    if (after == before) {
        reply_say(cx, "%s is %s already. Nothing to do.", heading(cx), view_severity(cx, before));
        reply_unused(cx, line.rest);
        return OK;
    }
    if ((result = check(cx, rq, after, line.rest)) == OK)
        result = change(cx, rq, after, line.rest);
    if (result != OK)
        return result;
    reply_say(cx, "%s is now *%s*; the card and the thread say so. %s", heading(cx),
              view_severity(cx, after), promise_sentence(cx));
    if (severity_compare(before, after) == SEVERITY_RAISED && *cx->playbook->raise_rule)
        reply_say(cx, "Rule: %s", shown(cx, cx->playbook->raise_rule));
    warn_unreachable(cx);
    return OK;
}

const struct handler handlers_sev[] = {
    {.trigger = TRIGGER_COMMAND,
     .name = "sev",
     .aliases = "severity level",
     .usage = "<level> <reason>",
     .summary = "raise the severity, or lower it where you may, with a reason",
     .example = "sev sev1 it is everything now",
     .needs = NEEDS_OPEN_INCIDENT,
     .run = run},
    {0},
};
