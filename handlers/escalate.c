/* /incident escalate [why] – calls the next on the escalation path.
 * /incident escalate sev1 <why> – raises the severity. Other tools mean one or the other by this
 * word; each answer says which it was, and how to get the other. */
#include "base/str.h"
#include "handlers/kit/change.h"
#include "handlers/kit/escalation.h"
#include "handlers/kit/reply.h"
#include "handlers/kit/view.h"
#include "model/words.h"

/* Raises it as `sev` does, with all that belongs to it. */
static enum result raise(struct context *cx, const struct request *rq, const struct words *line,
                         enum severity severity) {
    const struct handler *sev = handler_find(TRIGGER_COMMAND, "sev");
    const char *command = cx->config->slack.command;
    if (severity_compare(cx->incident->severity, severity) == SEVERITY_LOWERED)
        return fail(cx->err, INVALID,
                    "%s is %s, and escalating never lowers that; to lower it, type "
                    "`%s sev %s …why…`",
                    cx->incident->name, view_severity(cx, cx->incident->severity), command,
                    severity_code(severity));
    if (!sev)
        return fail(cx->err, INVALID, "There is no way to change the severity here");
    struct request as_sev = *rq;
    as_sev.name = sev->name;
    as_sev.args = arena_printf(cx->arena, "%s %s", severity_code(severity), line->rest);
    enum result result = sev->run(cx, &as_sev);
    if (result == OK)
        reply_say(cx,
                  "That was about the severity. To call the next on the escalation path: "
                  "`%s escalate %s …why…`",
                  command, cx->incident->name);
    return result;
}

/* Calls the next, by the words that `page next` has. */
static enum result call(struct context *cx, const struct request *rq, const char *why) {
    const struct handler *page = handler_find(TRIGGER_COMMAND, "page");
    if (!page)
        return fail(cx->err, INVALID, "There is no way to call anybody here");
    struct request as_page = *rq;
    as_page.name = page->name;
    as_page.args = arena_printf(cx->arena, "next %s", why);
    enum result result = page->run(cx, &as_page);
    if (result == OK)
        reply_say(cx, "The severity stays %s. To raise it: `%s escalate sev1 …why…`",
                  view_severity(cx, cx->incident->severity), cx->config->slack.command);
    return result;
}

static enum result run(struct context *cx, const struct request *rq) {
    struct words line = words_of(cx->arena, rq->args);
    struct severity_aliases aliases = policy_aliases(cx->policy, cx->arena);
    enum severity severity;
    struct words behind = line;
    if (words_take_this(&behind, "to"))
        line = behind;
    enum result result = words_take_severity(&line, SEVERITY_CODES, &aliases, &severity, cx->err);
    if (result == OK)
        return raise(cx, rq, &line, severity);
    return result == ABSENT ? call(cx, rq, rq->args) : result;
}

const struct handler handlers_escalate[] = {
    {.trigger = TRIGGER_COMMAND,
     .name = "escalate",
     .usage = "[why] or <severity> <why>",
     .summary = "call the next on the escalation path, or raise the severity when you name one",
     .example = "escalate nobody has found the cause for twenty minutes",
     .needs = NEEDS_OPEN_INCIDENT,
     .run = run},
    {0},
};
