/* The answers to calls that no feature waits for: edits of the card, private answers, and the rest.
 * What follows from either is in kit/undelivered.c. */
#include "base/str.h"
#include "handlers/kit/card.h"
#include "handlers/kit/own_channel.h"
#include "handlers/kit/post.h"
#include "handlers/kit/reply.h"
#include "handlers/kit/undelivered.h"
#include "handlers/kit/upload.h"
#include "handlers/kit/view.h"

static enum result sent(struct context *cx, const struct request *rq) {
    return rq->ok ? delivered(cx, rq) : undelivered(cx, rq);
}

/* Where it is announced, or in the incident's own channel, unless it is on its way there. */
static enum result post_anew(struct context *cx) {
    struct own_channel own;
    enum result result = own_channel_of(cx, &own);
    if (result == ABSENT || (result == OK && !own_channel_is(&own, OWN_CHANNEL_OPEN)))
        return card_announce(cx);
    return result == OK && *own.card_ts ? card_post_own(cx) : result;
}

/* The card was edited, or is gone: then the announcement is posted anew. Until it stands, replies
 * go to the old thread. */
static enum result carded(struct context *cx, const struct request *rq) {
    static const char *const gone[] = {"message_not_found",  "is_inactive", "cant_update_message",
                                       "edit_window_closed", "no_card",     NULL};
    const char *error = json_text_at(rq->payload, "error");
    if (!cx->incident || rq->ok || !incident_has_channel(cx->incident))
        return OK;
    if (!cx->incident->unreachable && str_is_one_of(error, gone))
        return post_anew(cx);
    return undelivered(cx, rq);
}

/* "The last news, of 13:11 UTC: it gets better\n": an update that the thread may not have heard. */
static const char *last_news(struct context *cx) {
    const struct incident *incident = cx->incident;
    if (!*incident->progress || !incident->updated_ms)
        return "";
    return arena_printf(cx->arena, "The last news, of %s: %s\n",
                        time_text(cx, incident->updated_ms), incident->progress);
}

/* "This was resolved at 14:35 UTC; the card says how it ended." */
static const char *where_it_stands(struct context *cx) {
    const struct incident *incident = cx->incident;
    if (!incident_is_open(incident))
        return arena_printf(cx->arena, "This was %s at %s; the card says how it ended.",
                            *incident->outcome ? incident->outcome : "resolved",
                            time_text(cx, incident->resolved_ms));
    const char *next = incident_is_promised(incident)
                           ? arena_printf(cx->arena, "the next update comes by %s",
                                          time_text(cx, incident->promised_ms))
                           : "no update is promised";
    return arena_printf(cx->arena, "%sThe card says where this stands; %s.", last_news(cx), next);
}

/* The channel, or Slack, took no edit of the card. What comes back refused or given up puts this
 * job again. Where an update got through since, the thread knows where it stands. */
static enum result card_again(struct context *cx, const struct request *rq) {
    (void)rq;
    if (!cx->incident)
        return OK;
    enum result result = card_follow(cx);
    if (result != OK || (incident_is_promised(cx->incident) && !cx->incident->unreachable))
        return result;
    return post_notice(
        cx,
        arena_printf(cx->arena,
                     ":information_source: Slack refused my messages here for a while. %s",
                     where_it_stands(cx)),
        incident_is_open(cx->incident)
            ? ""
            : arena_printf(cx->arena, "%s reopen %s …why…", cx->config->slack.command,
                           cx->incident->name));
}

#define WORDS_AGAIN "words.again"

/* A private answer goes to its person directly when it did not reach them where they asked. */
static enum result returned(struct context *cx, const struct request *rq, const char *on_result) {
    const struct json *call = json_at(rq->payload, "call");
    const char *user = json_text_at(call, "user");
    return rq->ok || !*user ? OK : post_reply_again(cx, user, call, on_result);
}

/* One that hands somebody's words back does so however late that is known. */
static enum result words_returned(struct context *cx, const struct request *rq) {
    return returned(cx, rq, WORDS_AGAIN);
}

/* Nor are words dropped on that second way for their age, which a clock that is set forward makes
 * up: they wait again. What Slack refuses ends in the log. */
static enum result words_aged(struct context *cx, const struct request *rq) {
    const struct json *call = json_at(rq->payload, "call");
    if (rq->ok || !str_equal(json_text_at(rq->payload, "error"), "given_up"))
        return OK;
    return post_reply_again(cx, json_text_at(call, "channel"), call, WORDS_AGAIN);
}

/* Any other is worth nothing once the person went on without it. */
static enum result replied(struct context *cx, const struct request *rq) {
    bool expired = str_equal(json_text_at(rq->payload, "error"), "expired");
    return expired ? OK : returned(cx, rq, UNDELIVERED_QUIETLY);
}

/* A file that did not come through says nothing of the channel, which takes messages all the same.
 */
static enum result uploaded(struct context *cx, const struct request *rq) {
    const char *person = json_text_at(rq->payload, "call.channel");
    if (rq->ok || (!*person && !cx->incident))
        return OK;
    return post_private_text(cx, *person ? person : view_commander(cx),
                             arena_printf(cx->arena,
                                          ":warning: The file %s did not get through. %s",
                                          shown(cx, json_text_at(rq->payload, "call.filename")),
                                          upload_failure(cx, json_text_at(rq->payload, "error"))),
                             0);
}

static enum result quiet(struct context *cx, const struct request *rq) {
    (void)cx;
    (void)rq;
    return OK;
}

const struct handler handlers_delivery[] = {
    {.trigger = TRIGGER_RESULT, .name = "sent", .run = sent},
    {.trigger = TRIGGER_RESULT, .name = "card", .run = carded},
    {.trigger = TRIGGER_RESULT, .name = "reply", .run = replied},
    {.trigger = TRIGGER_RESULT, .name = "reply.words", .run = words_returned},
    {.trigger = TRIGGER_RESULT, .name = WORDS_AGAIN, .run = words_aged},
    {.trigger = TRIGGER_RESULT, .name = "uploaded", .run = uploaded},
    {.trigger = TRIGGER_RESULT, .name = UNDELIVERED_QUIETLY, .run = quiet},
    {.trigger = TRIGGER_JOB, .name = UNDELIVERED_CARD, .run = card_again},
    {0},
};
