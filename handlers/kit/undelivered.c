/* What could not be delivered: see undelivered.h. */
#include "handlers/kit/undelivered.h"

#include "base/str.h"
#include "base/utc.h"
#include "handlers/kit/change.h"
#include "handlers/kit/post.h"
#include "handlers/kit/reply.h"
#include "handlers/kit/view.h"
#include "store/facts.h"
#include "store/incidents.h"
#include "store/jobs.h"

bool undelivered_is_channel_gone(const char *error) {
    static const char *const errors[] = {"restricted_action_read_only_channel",
                                         "channel_not_found",
                                         "is_archived",
                                         "not_in_channel",
                                         "method_not_supported_for_channel_type",
                                         "restricted_action",
                                         NULL};
    return str_is_one_of(error, errors);
}

/* Whether its last change is recent enough for a channel that may never be opened again. One that
 * promises updates is never left alone. */
static bool is_worth_trying(const struct context *cx) {
    enum { TRIED_FOR_MS = 3 * DAY_MS };
    const struct incident *incident = cx->incident;
    if (incident_is_promised(incident))
        return true;
    int64_t since_ms = incident->updated_ms;
    if (since_ms < incident->declared_ms)
        since_ms = incident->declared_ms;
    if (incident->resolved_ms)
        since_ms = incident->resolved_ms;
    return cx->now_ms - since_ms <= TRIED_FOR_MS;
}

enum result undelivered_try_later(struct context *cx, const char *kind, const char *which) {
    int64_t due_ms = cx->now_ms + 20 * MINUTE_MS;
    struct job job = {.kind = kind,
                      .incident_id = cx->incident->id,
                      .subject = which,
                      .due_ms = due_ms,
                      .within_ms = job_within(cx->now_ms, due_ms),
                      .args = which};
    return job_put(cx->store, &job, cx->err);
}

/* The card would say what held before, a promised time among it, until something else tries the
 * channel: it is tried until the channel is back. */
static enum result try_the_card_later(struct context *cx) {
    return undelivered_try_later(cx, UNDELIVERED_CARD, "");
}

static enum result tell_lead(struct context *cx, const char *error) {
    struct json *values = view_incident(cx);
    json_put_str(values, "error", error);
    bool named = cx->incident->channel[0] == '#';
    json_put_str(values, "channel_name", named ? cx->incident->channel : "");
    json_put_str(values, "channel_id", named ? "" : cx->incident->channel);
    /* The answer to this message is nobody's: a failure to report a failure ends here, in the log.
     */
    return post_private(cx, view_commander(cx), "undelivered", values,
                        &(struct post_how){.on_result = UNDELIVERED_QUIETLY});
}

/* OK when the lead has not heard yet that this incident's messages do not reach whom; SEEN later.
 */
static enum result claim_report(struct context *cx, const char *whom, const char *error) {
    const char *told = NULL;
    const char *name = arena_printf(cx->arena, "missed %s %s", cx->incident->name, whom);
    enum result result = fact_get(cx->store, cx->arena, name, &told, cx->err);
    if (result == ABSENT)
        return fact_put(cx->store, name, error, cx->err);
    return result == OK ? SEEN : result;
}

static enum result tell_lead_of_given_up(struct context *cx) {
    return post_private_text(
        cx, view_commander(cx),
        arena_printf(cx->arena,
                     ":warning: Messages about *%s* waited too long for Slack and were given up. "
                     "All of it is stored: `%s timeline %s`. %s",
                     cx->incident->name, cx->config->slack.command, cx->incident->name,
                     incident_is_open(cx->incident)
                         ? "Please post an update, so that everybody knows where it stands."
                         : "I tell the thread how it ended as soon as Slack takes it."),
        0);
}

bool undelivered_may_come_back(const char *error) {
    return undelivered_is_channel_gone(error) || str_equal(error, "given_up");
}

/* It waited until it was too old: for want of Slack, not of a channel. However long Slack is away,
 * the card is tried again: that waits as long as this did, so that it is seldom. */
static enum result given_up(struct context *cx, const char *person, const char *error) {
    enum result result = record(cx, TIMELINE_BOT, "undelivered",
                                "A message waited too long for Slack and was given up");
    if (result == OK && !*person)
        result = try_the_card_later(cx);
    if (result == OK)
        result = claim_report(cx, cx->incident->channel, error);
    if (result != OK)
        return result == SEEN ? OK : result;
    return tell_lead_of_given_up(cx);
}

/* One person cannot be reached: that says nothing of the channel. The lead hears of it once. */
static enum result person_missed(struct context *cx, const char *person, const char *error) {
    const char *commander = view_commander(cx);
    enum result result = claim_report(cx, person, error);
    if (result == SEEN)
        return OK;
    if (result == OK)
        result = record(cx, TIMELINE_BOT, "undelivered",
                        arena_printf(cx->arena, "Slack refused a private message to %s: %s",
                                     mention(cx, person), error));
    if (result != OK || str_equal(person, commander))
        return result;
    return post_private_text(
        cx, commander,
        arena_printf(cx->arena,
                     ":warning: I cannot reach %s about *%s*: Slack answers `%s`. Please tell them "
                     "yourself, or give their role to somebody else.",
                     mention(cx, person), cx->incident->name, error),
        0);
}

enum result undelivered(struct context *cx, const struct request *rq) {
    const char *error = json_text_at(rq->payload, "error");
    /* Where a message into the channel goes is filled in late; only a private one names it. */
    const char *person = json_text_at(rq->payload, "call.channel");
    if (!cx->incident || str_equal(error, "expired"))
        return OK;
    if (str_equal(error, "no_card") && !incident_has_channel(cx->incident))
        return record(cx, TIMELINE_BOT, "undelivered",
                      "A message for the thread was not posted: this had become private");
    if (str_equal(error, "given_up"))
        return given_up(cx, person, error);
    if (*person)
        return person_missed(cx, person, error);
    enum result result = OK;
    if (undelivered_is_channel_gone(error) && is_worth_trying(cx))
        result = try_the_card_later(cx);
    if (result != OK || cx->incident->unreachable)
        return result; /* told already */
    if (undelivered_is_channel_gone(error)) {
        cx->incident->unreachable = true;
        if ((result = incident_save(cx->store, cx->incident, cx->err)) != OK)
            return result;
    }
    result = record(cx, TIMELINE_BOT, "undelivered",
                    arena_printf(cx->arena, "Slack refused a message: %s", error));
    return result == OK ? tell_lead(cx, error) : result;
}

enum result delivered(struct context *cx, const struct request *rq) {
    if (!cx->incident || !cx->incident->unreachable ||
        !str_equal(json_text_at(rq->payload, "channel"), cx->incident->channel))
        return OK;
    cx->incident->unreachable = false;
    return incident_save(cx->store, cx->incident, cx->err);
}
