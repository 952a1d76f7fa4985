/* A message that is pinned in an incident's thread goes on the timeline: as its author's, at the
 * time at which it was written. Each message once; taking the pin away takes back nothing, for the
 * timeline is append-only. */
#include "base/str.h"
#include "handlers/gap.h"
#include "handlers/kit/change.h"
#include "handlers/kit/reply.h"
#include "handlers/kit/route.h"
#include "model/slack_text.h"
#include "model/slack_ts.h"
#include "store/incidents.h"
#include "templates/limits.h"

/* What the message says, in the stored form; one without words has a file or the like. */
static const char *words_of_message(struct context *cx, const struct json *message) {
    STR_AUTO(stored, SLACK_TEXT_MAX);
    slack_text_in(SLACK_WIRE, json_text_at(message, "text"), &stored);
    char *cut = limits_cut(stored.text, POLICY_TEXT_MAX);
    const char *words = *cut ? arena_strdup(cx->arena, cut) : "(a message without words)";
    mem_free(cut);
    return words;
}

/* Our own messages tell what is on the timeline already. */
static bool is_ours(const struct context *cx, const struct json *message) {
    return str_equal(json_text_at(message, "user"), cx->place->bot_user);
}

static enum result note_pin(struct context *cx, const struct request *rq) {
    int64_t at_us = slack_ts_us(json_text_at(rq->payload, "ts"));
    const char *author = json_text_at(rq->payload, "user");
    const char *words = words_of_message(cx, rq->payload);
    const char *text =
        *rq->user ? arena_printf(cx->arena, "%s (pinned by %s)", words, mention(cx, rq->user))
                  : words;
    if (!at_us)
        return OK;
    if (!*author) /* a program's message, which somebody thought worth a pin */
        author = *rq->user ? rq->user : TIMELINE_BOT;
    enum result result = record_at(cx, author, at_us / 1000, "pin", text);
    return result == OK && rq->missed_ms ? gap_count(cx, rq, GAP_PINNED) : result;
}

static enum result pin_added(struct context *cx, const struct request *rq) {
    struct incident incident;
    if (is_ours(cx, rq->payload))
        return OK;
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
