/* /incident resolve <what fixed it> [cause: …] [impact: …] – ends the incident: the resolution is
 * posted, every promise ends, and all who took part are thanked. Where the playbook says what must
 * hold before (criteria, a watch, who declares it), resolve 1 yes 2 no answers, and because: … says
 * why it is over all the same; see docs/decisions/0009-resolving.md.
 * /incident reopen <why> – it is back. */
#include "handlers/resolve.h"

#include "base/str.h"
#include "handlers/kit/blameless.h"
#include "handlers/kit/change.h"
#include "handlers/kit/criteria.h"
#include "handlers/kit/ending.h"
#include "handlers/kit/moment.h"
#include "handlers/kit/post.h"
#include "handlers/kit/postmortem.h"
#include "handlers/kit/promise.h"
#include "handlers/kit/reply.h"
#include "handlers/kit/soak.h"
#include "handlers/kit/view.h"
#include "handlers/resolve_form.h"
#include "store/timeline.h"

#include <string.h>

void resolve_fields(struct words_field ret_fields[RESOLVE_FIELDS]) {
    static const struct words_field fields[RESOLVE_FIELDS] = {
        [RESOLVE_CAUSE] = {.name = "cause", .other = "root cause"},
        [RESOLVE_FIX] = {.name = "fix", .other = "resolution"},
        [RESOLVE_IMPACT] = {.name = "impact"},
        [RESOLVE_BECAUSE] = {.name = "because", .other = "early"},
    };
    memcpy(ret_fields, fields, sizeof fields);
}

/* What was typed beside the answers. */
static enum result read_fields(struct context *cx, const char *text,
                               struct words_field fields[RESOLVE_FIELDS]) {
    struct words line = words_of(cx->arena, text);
    resolve_fields(fields);
    enum result result = words_take_fields(&line, fields, RESOLVE_FIELDS, cx->err);
    if (result != OK || !*line.rest)
        return result;
    /* Text without a name is the resolution too. */
    const char *more = fields[RESOLVE_FIX].ret_value;
    fields[RESOLVE_FIX].ret_value =
        more ? arena_printf(cx->arena, "%s\n%s", line.rest, more) : line.rest;
    return OK;
}

/* Puts the texts into the incident; ret_because is why it is resolved although something is
 * missing, "" when that is not said. */
static enum result apply_fields(struct context *cx, const struct words_field fields[RESOLVE_FIELDS],
                                const char **ret_because) {
    struct incident *incident = cx->incident;
    const char *because = "";
    const char **const targets[RESOLVE_FIELDS] = {[RESOLVE_CAUSE] = &incident->root_cause,
                                                  [RESOLVE_FIX] = &incident->resolution,
                                                  [RESOLVE_IMPACT] = &incident->impact,
                                                  [RESOLVE_BECAUSE] = &because};
    for (int i = 0; i < RESOLVE_FIELDS; i++) {
        const char *value = fields[i].ret_value, *name = fields[i].name;
        if (!value)
            continue;
        enum result result = err_about(cx->err, name, check_text(cx, value, name, POLICY_TEXT_MAX));
        if (result != OK)
            return result;
        *targets[i] = value;
    }
    *ret_because = because;
    return OK;
}

enum result resolve_check_open(struct context *cx) {
    const struct incident *incident = cx->incident;
    if (incident_is_open(incident))
        return OK;
    return fail(cx->err, INVALID,
                "%s is resolved already, since %s; to go on with it, type `%s reopen %s …why…`",
                incident->name, time_text(cx, incident->resolved_ms), cx->config->slack.command,
                incident->name);
}

static enum result check(struct context *cx) {
    const struct incident *incident = cx->incident;
    if (!*incident->resolution)
        return err_about(
            cx->err, "fix",
            fail(cx->err, INVALID, "Say what fixed it, so that the next one is shorter"));
    if (cx->policy->resolve_needs_cause && !*incident->root_cause)
        return err_about(
            cx->err, "cause",
            fail(cx->err, INVALID,
                 "Your team writes down the root cause before it resolves: add cause: …"));
    return OK;
}

/* Whether check would miss something in what was typed and what is known. */
static bool lacks(const struct context *cx, const struct words_field fields[RESOLVE_FIELDS]) {
    const struct incident *incident = cx->incident;
    bool fix = *incident->resolution || str_is_set(fields[RESOLVE_FIX].ret_value);
    bool cause = *incident->root_cause || str_is_set(fields[RESOLVE_CAUSE].ret_value);
    return !fix || (cx->policy->resolve_needs_cause && !cause);
}

/* ---- What the playbook asks for */

/* "12 minutes of the watch are left", "it was not watched for 30 minutes", or "". */
static const char *watch_left(struct context *cx) {
    int64_t soak_ms = cx->playbook->resolving.soak_ms, until_ms = soak_until(cx);
    if (!soak_ms || (until_ms && until_ms <= cx->now_ms))
        return "";
    if (!until_ms)
        return arena_printf(cx->arena, "it was not watched for %s without impact",
                            span_text(cx, soak_ms));
    return arena_printf(cx->arena, "%s of the watch are left",
                        span_text(cx, until_ms - cx->now_ms));
}

/* Whether somebody else declares that it is over. */
static bool is_others(const struct context *cx, const struct request *rq) {
    const char *by = cx->playbook->resolving.by;
    const char *holder = *by ? role_holder(&cx->roles, by) : "";
    return *holder && !str_equal(holder, rq->user);
}

/* Everything that is missing, in one sentence without full stop; "" for nothing. */
static enum result what_is_missing(struct context *cx, const struct request *rq,
                                   const char **ret_text) {
    const char *numbers = "", *text = watch_left(cx);
    enum result result = criteria_left_numbers(cx, &numbers);
    if (result != OK)
        return result;
    if (*numbers)
        text = arena_printf(cx->arena, "%s%snot answered with yes: %s", text, *text ? "; " : "",
                            numbers);
    if (is_others(cx, rq))
        text = arena_printf(cx->arena, "%s%sdeclared by somebody else than the %s", text,
                            *text ? "; " : "", view_role(cx, cx->playbook->resolving.by));
    *ret_text = text;
    return OK;
}

/* The rule in the playbook's own words, or in ours. */
static const char *rule_of(struct context *cx) {
    const struct playbook_resolving *rules = &cx->playbook->resolving;
    if (*rules->rule)
        return rules->rule;
    return arena_printf(cx->arena, "The %s declares that it is over", view_role(cx, rules->by));
}

static enum result refuse_others(struct context *cx) {
    const char *holder = role_holder(&cx->roles, cx->playbook->resolving.by);
    return err_about(
        cx->err, "because",
        fail(cx->err, DENIED,
             "\"%s\" (%s). That is %s; ask them, or say why you do it: `%s resolve %s …what "
             "fixed it… because: …why…`",
             rule_of(cx), cx->playbook->title, mention(cx, holder), cx->config->slack.command,
             cx->incident->name));
}

/* Nothing that was typed is lost: what fixed it is kept, and asked for no more. */
static enum result not_yet(struct context *cx, const struct request *rq, const char *missing) {
    const char *command = cx->config->slack.command, *name = cx->incident->name;
    enum result result = record(
        cx, rq->user, "not-yet",
        arena_printf(cx->arena, "Not resolved yet (%s): %s", missing, cx->incident->resolution));
    if (result == OK)
        result = save(cx, rq->user);
    if (result != OK)
        return result;
    reply_say(cx, ":hourglass_flowing_sand: %s is *not* resolved yet: %s. What fixed it is kept.",
              heading(cx), missing);
    if (soak_until(cx) > cx->now_ms)
        reply_say(cx, "%s", soak_sentence(cx));
    else if (!soak_until(cx) && cx->playbook->resolving.soak_ms) {
        reply_say(cx, "The watch begins with `%s monitor %s`.", command, name);
        reply_button(cx, "Begin the watch", arena_printf(cx->arena, "monitor %s", name));
    }
    result = criteria_offer(cx);
    reply_say(cx, "To resolve it now all the same, say why: `%s resolve %s because: …`", command,
              name);
    return result;
}

/* ---- Resolving */

/* "@alice, @bob and @carol" */
static enum result thanks(struct context *cx, const char **ret_text) {
    struct people people;
    enum result result = timeline_people(cx->store, cx->arena, cx->incident->id, &people, cx->err);
    if (result != OK)
        return result;
    const char *text = "";
    for (int i = 0; i < people.count; i++)
        text = listed(cx, text, mention(cx, people.users[i]), i, people.count);
    *ret_text = text;
    return OK;
}

/* Why a postmortem is owed, or why not, in the playbook's words; "" when it says nothing. */
static enum result postmortem_why(struct context *cx, const char **ret_why) {
    enum result result = postmortem_verdict(cx, ret_why);
    if (result == OK && !cx->incident->postmortem_due_ms)
        *ret_why = cx->playbook->postmortem.otherwise;
    return result;
}

static enum result announce(struct context *cx, const char *author) {
    const char *everybody = NULL, *why = "";
    enum result result = thanks(cx, &everybody);
    if (result == OK)
        result = postmortem_why(cx, &why);
    if (result != OK)
        return result;
    struct json *values = view_incident(cx);
    json_put_str(values, "postmortem_why", why);
    json_put_str(values, "author", author);
    json_put_str(values, "thanks", everybody);
    return post_thread(cx, "resolution", values, &(struct post_how){.broadcast = true});
}

/* Adds what is to be done to the numbered lines. */
static const char *numbered(struct context *cx, const char *lines, int *number,
                            const struct playbook_texts *texts) {
    for (int i = 0; i < texts->count; i++)
        lines = arena_printf(cx->arena, "%s\n%d. %s", lines, ++*number, shown(cx, texts->texts[i]));
    return lines;
}

/* What the playbook wants done then, to whoever leads. After a rehearsal nothing is. */
static enum result tell_after(struct context *cx, const struct request *rq) {
    const struct playbook_resolving *resolving = &cx->playbook->resolving;
    const char *commander = view_commander(cx);
    int number = 0;
    const char *lines = numbered(cx, "", &number, &resolving->after);
    if (cx->incident->postmortem_due_ms)
        lines = numbered(cx, lines, &number, &resolving->after_postmortem);
    if (number == 0 || cx->incident->drill)
        return OK;
    if (str_equal(commander, rq->user)) {
        reply_say(cx, "Now:%s", lines);
        return OK;
    }
    return post_private_text(cx, commander,
                             arena_printf(cx->arena, "*%s* *%s* is resolved. Now:%s",
                                          cx->incident->name, shown(cx, cx->incident->title),
                                          lines),
                             0);
}

/* missing is what was left out, and because why; both may be "". */
static enum result finish(struct context *cx, const struct request *rq, const char *who,
                          const char *missing, const char *because) {
    struct ending ending = {who, "", "resolved",
                            arena_printf(cx->arena, "Resolved: %s", cx->incident->resolution)};
    enum result result = OK;
    if (*missing)
        result = record(cx, who, "early",
                        arena_printf(cx->arena, "Resolved although: %s%s%s", missing,
                                     *because ? " – because: " : "", because));
    if (result == OK)
        result = ending_make(cx, &ending);
    if (result == OK)
        result = announce(cx, str_equal(who, TIMELINE_BOT) ? TIMELINE_BOT : mention(cx, who));
    return result == OK ? moment_came(cx, rq, MOMENT_RESOLVED, "") : result;
}

static void answer(struct context *cx, const char *missing, const char *because) {
    const struct incident *incident = cx->incident;
    const char *command = cx->config->slack.command, *due = "";
    if (!incident->drill)
        due = ", and no postmortem is required";
    if (incident->postmortem_due_ms)
        due = arena_printf(cx->arena, ", and the postmortem is due %s",
                           moment(cx, incident->postmortem_due_ms));
    reply_say(cx,
              ":white_check_mark: %s is resolved after %s. The thread is told, no more updates are "
              "asked for%s.",
              heading(cx), span_text(cx, cx->now_ms - incident->started_ms), due);
    if (*missing)
        reply_say(cx, "Written down with it: %s.%s", shown(cx, missing),
                  *because ? ""
                           : arena_printf(cx->arena, " Say why: `%s note %s resolved early: …`",
                                          command, incident->name));
    if (!*incident->root_cause)
        reply_say(cx, "The root cause is not written down yet: `%s note %s root cause: …`", command,
                  incident->name);
    blameless_hint(cx, incident->root_cause);
    reply_say(cx, "It is back? `%s reopen %s …why…`", command, incident->name);
}

/* Only answers were given: what is next? */
static enum result answered(struct context *cx) {
    const char *left = "", *name = cx->incident->name;
    enum result result = criteria_left(cx, &left);
    if (result != OK)
        return result;
    reply_say(cx, "%s: your answers are kept.", heading(cx));
    if (*left)
        return criteria_offer(cx);
    const char *fix = *cx->incident->resolution ? "" : " …what fixed it…";
    reply_say(cx, "All of it holds. %s To end it: `%s resolve %s%s`", soak_sentence(cx),
              cx->config->slack.command, name, fix);
    if (!*fix)
        reply_button(cx, "Resolve", arena_printf(cx->arena, "resolve %s", name));
    return OK;
}

enum result resolve_with(struct context *cx, const struct request *rq,
                         const struct words_field fields[RESOLVE_FIELDS]) {
    const char *because = "", *missing = "";
    enum result result = resolve_check_open(cx);
    if (result == OK)
        result = apply_fields(cx, fields, &because);
    if (result == OK)
        result = check(cx);
    if (result == OK)
        result = what_is_missing(cx, rq, &missing);
    if (result != OK)
        return result;
    bool strict = !cx->playbook->resolving.advisory && !*because;
    if (strict && is_others(cx, rq))
        return refuse_others(cx);
    if (strict && *missing)
        return not_yet(cx, rq, missing);
    if ((result = finish(cx, rq, rq->user, missing, because)) != OK)
        return result;
    answer(cx, missing, because);
    result = tell_after(cx, rq);
    warn_unreachable(cx);
    return result;
}

enum result resolve_incident(struct context *cx, const struct request *rq, const char *text) {
    struct words line = words_of(cx->arena, text);
    struct words_field fields[RESOLVE_FIELDS];
    int answers = 0;
    enum result result = resolve_check_open(cx);
    if (result == OK)
        result = criteria_take(cx, rq, &line, &answers);
    if (result == OK && answers && !*line.rest)
        return answered(cx);
    if (result == OK)
        result = read_fields(cx, line.rest, fields);
    if (result != OK)
        return result;
    if (lacks(cx, fields))
        return resolve_form_open(cx, rq, fields);
    return resolve_with(cx, rq, fields);
}

enum result resolve_by_itself(struct context *cx, const struct request *rq, const char *lasted) {
    struct incident *incident = cx->incident;
    if (!*incident->resolution)
        incident->resolution = *incident->progress
                                   ? incident->progress
                                   : arena_printf(cx->arena, "No impact for %s", lasted);
    enum result result = record(cx, TIMELINE_BOT, "watch",
                                arena_printf(cx->arena, "Stable: no impact for %s", lasted));
    if (result == OK)
        result = finish(cx, rq, TIMELINE_BOT, "", "");
    return result == OK ? tell_after(cx, rq) : result;
}

static enum result resolve(struct context *cx, const struct request *rq) {
    return resolve_incident(cx, rq, rq->args);
}

/* ---- Opening again */

/* What was said of its end did not hold; the timeline keeps it. */
static void forget_end(struct incident *incident) {
    incident->status = STATUS_INVESTIGATING;
    incident->resolved_ms = incident->closed_ms = 0;
    incident->mitigated_ms = incident->monitoring_ms = 0;
    incident->postmortem_due_ms = 0;
    incident->resolution = incident->outcome = "";
}

enum result reopen_incident(struct context *cx, const struct request *rq, const char *why) {
    struct incident *incident = cx->incident;
    forget_end(incident);
    enum result result = promise_next(cx);
    if (result == OK)
        result = record(cx, rq->user, "reopened", arena_printf(cx->arena, "Reopened: %s", why));
    if (result == OK)
        result = save(cx, rq->user);
    if (result != OK)
        return result;
    struct json *values = view_incident(cx);
    json_put_str(values, "fact",
                 arena_printf(cx->arena, ":rotating_light: %s reopened this: %s",
                              mention(cx, rq->user), why));
    view_put_call(cx, values, view_calls(cx, incident->severity));
    json_put_str(values, "undo", "");
    result = post_thread(cx, "notice", values, &(struct post_how){.broadcast = true});
    if (result == OK)
        result = moment_came(cx, rq, MOMENT_REOPENED, "");
    if (result != OK)
        return result;
    reply_say(cx, "%s is open again and *Investigating*; the thread is told. %s", heading(cx),
              promise_sentence(cx));
    warn_unreachable(cx);
    return OK;
}

static enum result reopen(struct context *cx, const struct request *rq) {
    enum result result = check_text(cx, rq->args, "reason", POLICY_TEXT_MAX);
    return result == OK ? reopen_incident(cx, rq, rq->args) : result;
}

const struct handler handlers_resolve[] = {
    {.trigger = TRIGGER_COMMAND,
     .name = "resolve",
     .aliases = "resolved end finish",
     .usage = "[1 yes 2 no …] <what fixed it> [cause: …] [impact: …] [because: …]",
     .summary = "post the resolution and end every promise",
     .example = "resolve rolled back release 42 cause: a bad migration",
     .needs = NEEDS_INCIDENT,
     .run = resolve},
    {.trigger = TRIGGER_COMMAND,
     .name = "reopen",
     .usage = "<why>",
     .summary = "open a resolved incident again",
     .example = "reopen errors are back",
     .needs = NEEDS_RESOLVED_INCIDENT,
     .run = reopen},
    {0},
};
