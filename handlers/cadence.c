/* /incident next <in 20m|14:50> – promises the next update for another time.
 * /incident cadence <15m> – changes the rhythm for the rest of the incident.
 * /incident snooze <10m> <reason> – puts one promise off; the rhythm stays. */
#include "base/utc.h"
#include "handlers/kit/change.h"
#include "handlers/kit/post.h"
#include "handlers/kit/promise.h"
#include "handlers/kit/reply.h"
#include "model/phrase.h"
#include "model/words.h"

static const char *time_or_none(struct context *cx, int64_t ms) {
    return ms ? time_text(cx, ms) : "none";
}

static const char *rhythm(struct context *cx, int64_t cadence_ms) {
    char every[PHRASE_DURATION_SIZE];
    return cadence_ms
               ? arena_printf(cx->arena, "an update every %s", phrase_of_rhythm(cadence_ms, every))
               : "updates as there is news";
}

static enum result check_distance(struct context *cx, int64_t ms, const char *what) {
    const struct policy_promise *policy = &cx->policy->promise;
    if (ms >= policy->cadence_min_ms && ms <= policy->cadence_max_ms)
        return OK;
    return fail(cx->err, INVALID, "%s must be between %s and %s", what,
                span_text(cx, policy->cadence_min_ms), span_text(cx, policy->cadence_max_ms));
}

/* Writes the change down, tells the thread and answers. fact is without a subject: "moved …". */
static enum result finish(struct context *cx, const struct request *rq, const char *kind,
                          const char *fact, const char *undo) {
    enum result result = record(cx, rq->user, kind, fact);
    if (result == OK)
        result = save(cx, rq->user);
    if (result == OK)
        result =
            post_notice(cx, arena_printf(cx->arena, "%s: %s", mention(cx, rq->user), fact), undo);
    if (result != OK)
        return result;
    reply_say(cx, "%s: %s. %s", heading(cx), shown(cx, fact), promise_sentence(cx));
    warn_unreachable(cx);
    return OK;
}

/* The line that promises the time of before again, or "" when it is too near to be promised. */
static const char *undo(struct context *cx, int64_t before_ms) {
    if (before_ms - cx->now_ms < cx->policy->promise.cadence_min_ms + MINUTE_MS)
        return "";
    return arena_printf(cx->arena, "%s next %s %s", cx->config->slack.command, cx->incident->name,
                        time_or_none(cx, before_ms));
}

static enum result next(struct context *cx, const struct request *rq) {
    int64_t due_ms = 0, before_ms = cx->incident->promised_ms;
    struct words line = words_of(cx->arena, rq->args);
    if (!*line.rest) {
        reply_say(cx, "%s: %s To change it: `%s next in 20m`", heading(cx), promise_sentence(cx),
                  cx->config->slack.command);
        return OK;
    }
    enum result result =
        words_take_moment_needed(&line, cx->now_ms, PHRASE_FUTURE, &due_ms, cx->err);
    if (result == OK)
        result = check_distance(cx, due_ms - cx->now_ms, "The time until the next update");
    if (result == OK && *line.rest)
        result = check_text(cx, line.rest, "reason", POLICY_TEXT_MAX);
    if (result == OK)
        result = promise_set(cx, due_ms);
    if (result != OK)
        return result;
    return finish(cx, rq, "next",
                  arena_printf(cx->arena, "Next update moved from %s to %s%s%s",
                               time_or_none(cx, before_ms), time_or_none(cx, due_ms),
                               *line.rest ? " – " : "", line.rest),
                  undo(cx, before_ms));
}

static enum result cadence(struct context *cx, const struct request *rq) {
    struct incident *incident = cx->incident;
    struct words line = words_of(cx->arena, rq->args);
    const char *command = cx->config->slack.command;
    int64_t cadence_ms = 0, before_ms = incident->cadence_ms;
    if (!*line.rest) {
        reply_say(cx, "%s: %s. To change it: `%s cadence 15m`", heading(cx), rhythm(cx, before_ms),
                  command);
        return OK;
    }
    (void)words_take_this(&line, "every");
    enum result result = words_take_duration_needed(&line, &cadence_ms, cx->err);
    if (result == OK)
        result = check_distance(cx, cadence_ms, "The time between two updates");
    if (result == OK && *line.rest)
        result = check_text(cx, line.rest, "reason", POLICY_TEXT_MAX);
    if (result != OK)
        return result;
    incident->cadence_ms = cadence_ms;
    if ((result = promise_next(cx)) != OK)
        return result;
    return finish(cx, rq, "cadence",
                  arena_printf(cx->arena, "From now on %s, before %s%s%s", rhythm(cx, cadence_ms),
                               rhythm(cx, before_ms), *line.rest ? " – " : "", line.rest),
                  before_ms ? arena_printf(cx->arena, "%s cadence %s %s", command, incident->name,
                                           span_text(cx, before_ms))
                            : "");
}

static enum result snooze(struct context *cx, const struct request *rq) {
    struct incident *incident = cx->incident;
    struct words line = words_of(cx->arena, rq->args);
    const struct policy_promise *policy = &cx->policy->promise;
    int64_t by_ms = 0, before_ms = incident->promised_ms;
    if (!before_ms)
        return fail(cx->err, INVALID,
                    "%s has no update promised that could be put off; to promise one, type "
                    "`%s next in 20m`",
                    incident->name, cx->config->slack.command);
    (void)words_take_this(&line, "for");
    enum result result = words_take_duration_needed(&line, &by_ms, cx->err);
    if (result != OK)
        return result;
    if (by_ms > policy->snooze_max_ms)
        return fail(cx->err, INVALID,
                    "One promise can be put off by %s at most; for another rhythm use cadence",
                    span_text(cx, policy->snooze_max_ms));
    if ((result = check_text(cx, line.rest, "reason", POLICY_TEXT_MAX)) != OK)
        return result;
    int64_t from_ms = before_ms > cx->now_ms ? before_ms : cx->now_ms;
    if (from_ms + by_ms - cx->now_ms > policy->cadence_max_ms)
        return fail(cx->err, INVALID, "That would put the update off by more than %s from now",
                    span_text(cx, policy->cadence_max_ms));
    if ((result = promise_set(cx, from_ms + by_ms)) != OK)
        return result;
    return finish(cx, rq, "snooze",
                  arena_printf(cx->arena, "The update due %s comes at %s instead – %s",
                               time_or_none(cx, before_ms), time_or_none(cx, incident->promised_ms),
                               line.rest),
                  undo(cx, before_ms));
}

const struct handler handlers_cadence[] = {
    {.trigger = TRIGGER_COMMAND,
     .name = "next",
     .usage = "<in 20m|14:50>",
     .summary = "promise the next update for another time",
     .example = "next in 20m",
     .needs = NEEDS_OPEN_INCIDENT,
     .run = next},
    {.trigger = TRIGGER_COMMAND,
     .name = "cadence",
     .usage = "<15m>",
     .summary = "change how often an update is promised",
     .example = "cadence 15m",
     .needs = NEEDS_OPEN_INCIDENT,
     .run = cadence},
    {.trigger = TRIGGER_COMMAND,
     .name = "snooze",
     .usage = "<10m> <reason>",
     .summary = "put this one promise off",
     .example = "snooze 10m waiting for the rollback to finish",
     .needs = NEEDS_OPEN_INCIDENT,
     .run = snooze},
    {0},
};
