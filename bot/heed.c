/* What can concern us: see heed.h. */
#include "bot/heed.h"

#include "base/str.h"
#include "handlers/kit/emoji.h"
#include "store/incidents.h"
#include "store/messages.h"

static bool is_known(const struct dispatch *dispatch, const struct request *rq) {
    struct err err;
    bool known = false;
    return message_is_known(dispatch->store, rq->channel, rq->message, &known, &err) != OK || known;
}

/* A task knows its messages. Anything else can become a note where incidents are worked on. */
static bool may_note(const struct dispatch *dispatch, const struct request *rq, const char *kind) {
    struct err err;
    bool any = false;
    return is_known(dispatch, rq) ||
           (!str_equal(kind, MESSAGE_TASK) &&
            (incident_in_channel(dispatch->store, rq->channel, &any, &err) != OK || any));
}

static bool bears_a_sign(const struct dispatch *dispatch, const struct json *message) {
    const struct json *reactions = json_at(message, "reactions");
    for (size_t i = 0; i < json_len(reactions, ""); i++)
        if (emoji_kind(dispatch->config, json_text_at(json_item(reactions, i), "name")))
            return true;
    return false;
}

bool heed(const struct dispatch *dispatch, const struct request *rq) {
    if (rq->trigger != TRIGGER_EVENT)
        return true;
    if (str_equal(rq->name, "message_changed") || str_equal(rq->name, "message_deleted"))
        return is_known(dispatch, rq);
    if (str_equal(rq->name, "message_read"))
        return bears_a_sign(dispatch, rq->payload) || is_known(dispatch, rq);
    if (!str_equal(rq->name, "reaction_added") && !str_equal(rq->name, "reaction_removed"))
        return true;
    const char *kind = emoji_kind(dispatch->config, json_text_at(rq->payload, "reaction"));
    return kind && may_note(dispatch, rq, kind);
}
