/* Announcements in other channels, where the playbook's routes lead: by severity, kind and service,
 * as soon as they are known. Each is edited with the announcement. What is private is copied
 * nowhere, and taken back where it was (kind.c). */
#include "store/copies.h"
#include "base/str.h"
#include "handlers/kit/card.h"
#include "handlers/kit/change.h"
#include "handlers/kit/moment.h"
#include "handlers/kit/post.h"
#include "handlers/kit/reply.h"
#include "handlers/kit/view.h"
#include "handlers/retract.h"

static enum result known(struct context *cx, const struct request *rq) {
    (void)rq;
    return incident_is_open(cx->incident) ? card_copy(cx) : OK;
}

static enum result tell_missed(struct context *cx, const char *channel, const char *error) {
    enum result result =
        record(cx, TIMELINE_BOT, "undelivered",
               arena_printf(cx->arena, "It could not be announced in %s: %s", channel, error));
    if (result != OK)
        return result;
    return post_private_text(
        cx, view_commander(cx),
        arena_printf(cx->arena,
                     ":warning: I could not announce *%s* in %s as well: Slack answers `%s`. "
                     "Please tell them yourself, and invite me there (`/invite @incidentd`) for "
                     "the next time.",
                     cx->incident->name, channel_link(cx, channel), error),
        0);
}

/* It stands there, maybe a little late for what was changed, or kept private, meanwhile. */
static enum result copied(struct context *cx, const struct request *rq) {
    if (!cx->incident)
        return OK;
    if (!rq->ok)
        return tell_missed(cx, rq->args, json_text_at(rq->payload, "error"));
    struct copy_place place = {.asked = rq->args,
                               .channel = json_text_at(rq->payload, "channel"),
                               .ts = json_text_at(rq->payload, "ts")};
    if (cx->incident->is_private)
        return retract_card(cx, place.channel, place.ts);
    enum result result = copy_put(cx->store, cx->incident->id, &place, cx->err);
    if (result == OK)
        result =
            record(cx, TIMELINE_BOT, "told", arena_printf(cx->arena, "%s was told", place.channel));
    return result == OK ? card_follow(cx) : result;
}

/* An edit that is refused leaves what was read there already. */
static enum result edited(struct context *cx, const struct request *rq) {
    (void)cx;
    (void)rq;
    return OK;
}

const struct handler handlers_copies[] = {
    {.trigger = TRIGGER_MOMENT, .name = MOMENT_DECLARED, .run = known},
    {.trigger = TRIGGER_MOMENT, .name = MOMENT_SEVERITY, .run = known},
    {.trigger = TRIGGER_MOMENT, .name = MOMENT_KIND, .run = known},
    {.trigger = TRIGGER_MOMENT, .name = MOMENT_FACT, .run = known},
    {.trigger = TRIGGER_RESULT, .name = CARD_COPIED, .run = copied},
    {.trigger = TRIGGER_RESULT, .name = CARD_COPY_EDITED, .run = edited},
    {0},
};
