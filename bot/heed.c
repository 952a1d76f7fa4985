/* What can concern us: see heed.h. */
#include "bot/heed.h"

#include "base/str.h"
#include "handlers/kit/emoji.h"
#include "store/incidents.h"
#include "store/messages.h"
#include "store/own_channels.h"

static enum result is_known(const struct dispatch *dispatch, const struct request *rq,
                            bool *ret_known, struct err *err) {
    return message_is_known(dispatch->store, rq->channel, rq->message, ret_known, err);
}

/* A task knows its messages. Anything else can become a note where incidents are worked on. */
static enum result heed_reaction(const struct dispatch *dispatch, const struct request *rq,
                                 bool *ret_heed, struct err *err) {
    const char *kind = emoji_kind(dispatch->config, json_text_at(rq->payload, "reaction"));
    *ret_heed = false;
    if (!kind)
        return OK;
    enum result result = is_known(dispatch, rq, ret_heed, err);
    if (result != OK || *ret_heed || str_equal(kind, MESSAGE_TASK))
        return result;
    return incident_in_channel(dispatch->store, rq->channel, ret_heed, err);
}

static bool bears_a_sign(const struct dispatch *dispatch, const struct json *message) {
    const struct json *reactions = json_at(message, "reactions");
    for (size_t i = 0; i < json_len(reactions, ""); i++)
        if (emoji_kind(dispatch->config, json_text_at(json_item(reactions, i), "name")))
            return true;
    return false;
}

enum result heed(const struct dispatch *dispatch, const struct request *rq, bool *ret_heed,
                 struct err *err) {
    static const char *const of_channels[] = {"channel_archive",
                                              "channel_unarchive",
                                              "channel_deleted",
                                              "channel_rename",
                                              "group_archive",
                                              "group_unarchive",
                                              "group_deleted",
                                              "group_rename",
                                              "member_left_channel",
                                              "member_joined_channel",
                                              NULL};
    *ret_heed = true;
    if (rq->trigger != TRIGGER_EVENT)
        return OK;
    if (str_equal(rq->name, "message_changed") || str_equal(rq->name, "message_deleted"))
        return is_known(dispatch, rq, ret_heed, err);
    if (str_equal(rq->name, "message_read") && !bears_a_sign(dispatch, rq->payload))
        return is_known(dispatch, rq, ret_heed, err);
    if (str_is_one_of(rq->name, of_channels))
        return own_channel_is_known(dispatch->store, rq->channel, ret_heed, err);
    if (str_equal(rq->name, "reaction_added") || str_equal(rq->name, "reaction_removed"))
        return heed_reaction(dispatch, rq, ret_heed, err);
    return OK;
}
