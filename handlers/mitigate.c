/* /incident mitigate [at 14:05] [what stopped it] – the impact is over, since now or since then;
 * what is said is what fixed it, until resolve says otherwise. /incident monitor [what you see] –
 * it is only watched by now. Both set the status Monitoring, with which the watch begins (soak.c).
 */
#include "handlers/kit/change.h"
#include "handlers/kit/moment.h"
#include "handlers/kit/post.h"
#include "handlers/kit/promise.h"
#include "handlers/kit/reply.h"
#include "handlers/kit/soak.h"
#include "model/phrase.h"
#include "model/words.h"

/* What one of the two verbs says: kind of the line on the timeline, and the fact. */
struct remark {
    const char *kind;
    const char *fact;
    const char *text; /* the person's own words, "" for none */
};

/* Sets the status, writes it down and tells the thread; the moment makes the watch begin. */
static enum result watch(struct context *cx, const struct request *rq,
                         const struct remark *remark) {
    struct incident *incident = cx->incident;
    enum status before = incident->status;
    const char *because = *remark->text ? " – " : "";
    incident->status = STATUS_MONITORING;
    soak_follow_status(cx, before);
    enum result result =
        record(cx, rq->user, remark->kind,
               arena_printf(cx->arena, "%s%s%s", remark->fact, because, remark->text));
    if (result == OK)
        result = save(cx, rq->user);
    if (result == OK)
        result =
            post_notice(cx,
                        arena_printf(cx->arena, ":adhesive_bandage: %s: %s%s%s; status *%s*",
                                     mention(cx, rq->user), remark->fact, because, remark->text,
                                     status_title(incident->status)),
                        before == STATUS_MONITORING
                            ? ""
                            : arena_printf(cx->arena, "%s status %s %s", cx->config->slack.command,
                                           status_name(before), incident->name));
    if (result == OK && before != STATUS_MONITORING)
        result = moment_came(cx, rq, MOMENT_STATUS, status_name(before));
    return result;
}

static void answer(struct context *cx, const char *fact) {
    const char *command = cx->config->slack.command, *name = cx->incident->name;
    reply_say(cx, "%s: %s; the card and the thread say so. %s", heading(cx), fact,
              soak_sentence(cx));
    reply_say(cx, "It is back? `%s back %s …what you see…` · it is over? `%s resolve %s …`",
              command, name, command, name);
    reply_say(cx, "%s", promise_sentence(cx));
    warn_unreachable(cx);
}

/* ---- The two verbs */

/* "the impact is over after 12 minutes" */
static const char *fact_of(struct context *cx) {
    int64_t lasted_ms = cx->incident->mitigated_ms - cx->incident->started_ms;
    return arena_printf(cx->arena, "the impact is over after %s", span_text(cx, lasted_ms));
}

static enum result take_moment(struct context *cx, struct words *line, int64_t *ret_ms) {
    int64_t at_ms = cx->now_ms;
    enum result result = words_take_moment(line, cx->now_ms, PHRASE_PAST, &at_ms, cx->err);
    if (result != OK && result != ABSENT)
        return result;
    if (at_ms < cx->incident->started_ms)
        return fail(cx->err, INVALID, "It began at %s only; the impact cannot be over before that",
                    time_text(cx, cx->incident->started_ms));
    *ret_ms = at_ms;
    return OK;
}

static enum result mitigate(struct context *cx, const struct request *rq) {
    struct incident *incident = cx->incident;
    struct words line = words_of(cx->arena, rq->args);
    int64_t at_ms = cx->now_ms;
    if (!*line.rest && incident->mitigated_ms) {
        reply_say(cx, "%s: the impact is over already, since %s. %s", heading(cx),
                  moment(cx, incident->mitigated_ms), soak_sentence(cx));
        return OK;
    }
    enum result result = take_moment(cx, &line, &at_ms);
    if (result == OK && *line.rest)
        result = check_text(cx, line.rest, "text", POLICY_TEXT_MAX);
    if (result != OK)
        return result;
    incident->mitigated_ms = at_ms;
    if (*line.rest)
        incident->resolution = line.rest;
    const char *fact = fact_of(cx);
    result = watch(cx, rq, &(struct remark){"mitigated", fact, line.rest});
    if (result == OK)
        answer(cx, fact);
    return result;
}

static enum result monitor(struct context *cx, const struct request *rq) {
    if (cx->incident->status == STATUS_MONITORING && !*rq->args) {
        reply_say(cx, "%s is monitoring already, since %s. %s", heading(cx),
                  moment(cx, cx->incident->monitoring_ms), soak_sentence(cx));
        return OK;
    }
    enum result result = *rq->args ? check_text(cx, rq->args, "text", POLICY_TEXT_MAX) : OK;
    if (result == OK)
        result = watch(cx, rq, &(struct remark){"monitoring", "it is being watched", rq->args});
    if (result == OK)
        answer(cx, "it is being watched");
    return result;
}

const struct handler handlers_mitigate[] = {
    {.trigger = TRIGGER_COMMAND,
     .name = "mitigate",
     .aliases = "mitigated",
     .usage = "[at 14:05] [what stopped it]",
     .summary = "say that the impact is over, and have it watched",
     .example = "mitigate rolled back release 42",
     .needs = NEEDS_OPEN_INCIDENT,
     .run = mitigate},
    {.trigger = TRIGGER_COMMAND,
     .name = "monitor",
     .aliases = "monitoring watch",
     .usage = "[what you see]",
     .summary = "have it watched, until it is stable or back",
     .example = "monitor errors are back to normal",
     .needs = NEEDS_OPEN_INCIDENT,
     .run = monitor},
    {0},
};
