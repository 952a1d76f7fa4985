/* A message that is pinned in an incident's thread goes on the timeline: as its author's, at the
 * time at which it was written. Each message once, however it comes there; taking the pin away
 * takes back nothing. */
#include "handlers/gap.h"
#include "handlers/kit/noted.h"
#include "handlers/kit/route.h"
#include "store/incidents.h"

static enum result note_pin(struct context *cx, const struct request *rq) {
    struct noted noted;
    struct noting noting = {.channel = rq->channel,
                            .message = rq->payload,
                            .kind = MESSAGE_NOTE,
                            .how = MESSAGE_PINNED,
                            .by = rq->user};
    enum result result = noted_add(cx, &noting, &noted);
    bool is_news = noted.number && !noted.again;
    return result == OK && is_news && rq->missed_ms ? gap_count(cx, rq, GAP_PINNED) : result;
}

static enum result pin_added(struct context *cx, const struct request *rq) {
    struct incident incident;
    enum result result =
        incident_by_thread(cx->store, cx->arena, rq->channel, rq->thread, &incident, cx->err);
    if (result == OK)
        result = route_load(cx, incident.id);
    if (result != OK)
        return result == ABSENT ? OK : result;
    return note_pin(cx, rq);
}

const struct handler handlers_pin[] = {
    {.trigger = TRIGGER_EVENT, .name = "pin_added", .run = pin_added},
    {0},
};
