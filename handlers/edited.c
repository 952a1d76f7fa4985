/* A message that stands on a timeline is edited or deleted in Slack: its entry says so, and what it
 * said before stays (`timeline #7`). Nobody is told; whoever reads the timeline sees it.
 *
 * The event of an edit also comes for a link that was unfolded, or a thread that got a reply. Where
 * the words are the same, nothing happened. */
#include "base/str.h"
#include "handlers/kit/noted.h"
#include "handlers/kit/route.h"

static enum result follow(struct context *cx, const struct request *rq,
                          const struct json *message) {
    struct message_uses list;
    enum result result =
        message_uses(cx->store, cx->arena, rq->channel, rq->message, &list, cx->err);
    for (int i = 0; result == OK && i < list.count; i++) {
        if (!noted_is_entry(&list.uses[i]))
            continue;
        result = route_load(cx, list.uses[i].incident_id);
        if (result == OK)
            result =
                message ? noted_edit(cx, &list.uses[i], message) : noted_delete(cx, &list.uses[i]);
    }
    return result;
}

static enum result changed(struct context *cx, const struct request *rq) {
    const struct json *message = json_at(rq->payload, "message");
    const struct json *previous = json_at(rq->payload, "previous_message");
    bool alike = previous && noted_reads_alike(cx, message, previous);
    return alike ? OK : follow(cx, rq, message);
}

static enum result deleted(struct context *cx, const struct request *rq) {
    return follow(cx, rq, NULL);
}

const struct handler handlers_edited[] = {
    {.trigger = TRIGGER_EVENT, .name = "message_changed", .run = changed},
    {.trigger = TRIGGER_EVENT, .name = "message_deleted", .run = deleted},
    {0},
};
