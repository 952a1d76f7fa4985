/* What could not be delivered. A dead letter is never silent: whoever leads the incident is told
 * once, what it was and what to do, and the incident remembers that its channel is gone. */
#include "base/str.h"
#include "handlers/kit/change.h"
#include "handlers/kit/post.h"
#include "handlers/kit/reply.h"
#include "handlers/kit/view.h"
#include "store/incidents.h"

/* Errors after which no message gets into the channel any more. */
static bool is_channel_gone(const char *error) {
    static const char *const errors[] = {
        "channel_not_found", "is_archived",
        "not_in_channel",    "method_not_supported_for_channel_type",
        "restricted_action", NULL};
    for (int i = 0; errors[i]; i++)
        if (str_equal(errors[i], error))
            return true;
    return false;
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
                        &(struct post_how){.on_result = "undelivered"});
}

/* Every failed call comes here unless a handler of its own waits for it. */
static enum result failed(struct context *cx, const struct request *rq) {
    const char *error = json_text_at(rq->payload, "error");
    if (rq->ok || !cx->incident || str_equal(error, "expired"))
        return OK;
    if (cx->incident->unreachable)
        return OK; /* told already */
    if (is_channel_gone(error)) {
        cx->incident->unreachable = true;
        enum result result = incident_save(cx->store, cx->incident, cx->err);
        if (result != OK)
            return result;
    }
    enum result result = record(cx, TIMELINE_BOT, "undelivered",
                                arena_printf(cx->arena, "Slack refused a message: %s", error));
    return result == OK ? tell_lead(cx, error) : result;
}

/* The card was edited, or is gone: then the announcement is posted anew, as the new root of the
 * thread. */
static enum result carded(struct context *cx, const struct request *rq) {
    static const char *const gone[] = {"message_not_found",  "is_inactive", "cant_update_message",
                                       "edit_window_closed", "no_card",     NULL};
    const char *error = json_text_at(rq->payload, "error");
    if (!cx->incident || rq->ok)
        return OK;
    for (int i = 0; gone[i] && !cx->incident->unreachable; i++) {
        if (!str_equal(gone[i], error))
            continue;
        cx->incident->card_ts = "";
        enum result result = incident_save(cx->store, cx->incident, cx->err);
        return result == OK ? post_announcement(cx) : result;
    }
    return failed(cx, rq);
}

/* A private answer that did not reach its person in the channel goes to them directly. */
static enum result replied(struct context *cx, const struct request *rq) {
    const char *user = json_text_at(rq->payload, "call.user");
    if (rq->ok || !*user || str_equal(json_text_at(rq->payload, "error"), "expired"))
        return OK;
    return post_private_text(cx, user, json_text_at(rq->payload, "call.text"));
}

static enum result undelivered(struct context *cx, const struct request *rq) {
    (void)cx;
    (void)rq;
    return OK;
}

const struct handler handlers_delivery[] = {
    {.trigger = TRIGGER_RESULT, .name = "failed", .run = failed},
    {.trigger = TRIGGER_RESULT, .name = "card", .run = carded},
    {.trigger = TRIGGER_RESULT, .name = "reply", .run = replied},
    {.trigger = TRIGGER_RESULT, .name = "undelivered", .run = undelivered},
    {0},
};
