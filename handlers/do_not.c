/* What a kind of incident says not to do stays in sight: the message that lists it is pinned, as
 * soon as Slack says where it stands, until the incident is of another kind or over. */
#include "base/str.h"
#include "handlers/kit/change.h"
#include "handlers/kit/kind.h"
#include "handlers/kit/moment.h"
#include "handlers/kit/post.h"
#include "handlers/kit/reply.h"
#include "handlers/kit/undelivered.h"
#include "handlers/kit/view.h"
#include "store/answers.h"

#include <string.h>

/* Where the message stands that is pinned, or was: "C0123 1795183500.000100". */
#define TOPIC "do-not"
#define MESSAGE "message"

#define PINNED "do-not.pinned"

static enum result message_of(struct context *cx, const char **ret_message) {
    struct answer_list kept;
    enum result result = answer_list(cx->store, cx->arena, cx->incident->id, TOPIC, &kept, cx->err);
    if (result == OK)
        *ret_message = answer_value(&kept, MESSAGE);
    return result;
}

/* Makes the call for "channel ts". */
static enum result call(struct context *cx, const char *method, const char *message,
                        const char *on_result) {
    const char *space = strchr(message, ' ');
    struct json *body = json_new_object();
    json_put_str(body, "channel", arena_strndup(cx->arena, message, (size_t)(space - message)));
    json_put_str(body, "timestamp", space + 1);
    return post_at(cx, method, body, &(struct post_how){.on_result = on_result});
}

/* ---- Pinning */

/* The list stands in the thread. */
static enum result told(struct context *cx, const struct request *rq) {
    if (!rq->ok)
        return undelivered(cx, rq);
    if (!cx->incident)
        return OK;
    const struct playbook_kind *kind = kind_of(cx);
    enum result result = delivered(cx, rq);
    if (result != OK || !kind || !kind->do_not.count || !incident_is_open(cx->incident))
        return result;
    const char *message = arena_printf(cx->arena, "%s %s", json_text_at(rq->payload, "channel"),
                                       json_text_at(rq->payload, "ts"));
    struct answer where = {
        .name = MESSAGE, .value = message, .who = TIMELINE_BOT, .at_ms = cx->now_ms};
    result = answer_put(cx->store, cx->incident->id, TOPIC, &where, cx->err);
    return result == OK ? call(cx, "pins.add", message, PINNED) : result;
}

/* A workspace that gave no leave to pin has people who can. */
static enum result pinned(struct context *cx, const struct request *rq) {
    const char *error = json_text_at(rq->payload, "error");
    if (!cx->incident || str_equal(error, "already_pinned"))
        return OK;
    if (rq->ok)
        return record(cx, TIMELINE_BOT, "kind", "The list of what not to do is pinned");
    enum result result = record(
        cx, TIMELINE_BOT, "kind",
        arena_printf(cx->arena, "The list of what not to do could not be pinned: %s", error));
    if (result != OK)
        return result;
    return post_private_text(
        cx, view_commander(cx),
        arena_printf(cx->arena,
                     ":warning: I could not pin what not to do in *%s*: Slack answers `%s`. Please "
                     "pin the message yourself, so that everybody sees it.",
                     cx->incident->name, error),
        0);
}

/* ---- Taking it down, and up again */

static enum result take_down(struct context *cx, const struct request *rq) {
    const char *message = "";
    (void)rq;
    enum result result = message_of(cx, &message);
    return result == OK && *message ? call(cx, "pins.remove", message, UNDELIVERED_QUIETLY)
                                    : result;
}

/* The list of its new kind comes with that kind's own message. */
static enum result kind_changed(struct context *cx, const struct request *rq) {
    enum result result = take_down(cx, rq);
    return result == OK ? answer_clear(cx->store, cx->incident->id, TOPIC, MESSAGE, cx->err)
                        : result;
}

static enum result reopened(struct context *cx, const struct request *rq) {
    const char *message = "";
    (void)rq;
    enum result result = message_of(cx, &message);
    return result == OK && *message ? call(cx, "pins.add", message, PINNED) : result;
}

const struct handler handlers_do_not[] = {
    {.trigger = TRIGGER_RESULT, .name = KIND_TOLD, .run = told},
    {.trigger = TRIGGER_RESULT, .name = PINNED, .run = pinned},
    {.trigger = TRIGGER_MOMENT, .name = MOMENT_KIND, .run = kind_changed},
    {.trigger = TRIGGER_MOMENT, .name = MOMENT_RESOLVED, .run = take_down},
    {.trigger = TRIGGER_MOMENT, .name = MOMENT_REOPENED, .run = reopened},
    {0},
};
