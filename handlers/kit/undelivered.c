/* What could not be delivered: see undelivered.h. */
#include "handlers/kit/undelivered.h"

#include "base/str.h"
#include "handlers/kit/change.h"
#include "handlers/kit/post.h"
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
                        &(struct post_how){.on_result = UNDELIVERED_QUIETLY});
}

enum result undelivered(struct context *cx, const struct request *rq) {
    const char *error = json_text_at(rq->payload, "error");
    if (!cx->incident || str_equal(error, "expired"))
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
