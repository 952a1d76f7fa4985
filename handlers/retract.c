/* A card that goes on in private: see retract.h. What an archived channel shows it shows to anybody
 * who opens it again, so that one that refuses the edit is not left to itself. */
#include "handlers/retract.h"

#include "base/str.h"
#include "handlers/kit/change.h"
#include "handlers/kit/post.h"
#include "handlers/kit/reply.h"
#include "handlers/kit/undelivered.h"
#include "handlers/kit/view.h"

#include <string.h>

#define RETRACTED "retract"
#define RETRACTED_LATE "retract.again" /* the answer to a later try: the lead knows */
#define RETRY "retract"

static const char *farewell(struct context *cx) {
    const struct incident *incident = cx->incident;
    return arena_printf(cx->arena, "%s🔒 %s goes on in private. If you have to do with it, ask %s.",
                        incident->drill ? "🧪 DRILL – " : "", incident->name,
                        mention(cx, view_commander(cx)));
}

static enum result edit(struct context *cx, const char *channel, const char *ts,
                        const char *on_result) {
    struct json *card = json_new_object();
    json_put_str(card, "channel", channel);
    json_put_str(card, "ts", ts);
    json_put_str(card, "text", farewell(cx));
    json_put(card, "blocks", json_new_array());
    return post_at(cx, "chat.update", card, &(struct post_how){.on_result = on_result});
}

enum result retract_card(struct context *cx, const char *channel, const char *ts) {
    return edit(cx, channel, ts, RETRACTED);
}

/* ---- What Slack said */

static enum result say_under_it(struct context *cx, const char *channel, const char *ts) {
    struct json *line = json_new_object();
    json_put_str(line, "channel", channel);
    json_put_str(line, "thread_ts", ts);
    json_put_str(line, "text", farewell(cx));
    return post_at(cx, "chat.postMessage", line,
                   &(struct post_how){.on_result = UNDELIVERED_QUIETLY});
}

static enum result tell_lead(struct context *cx, const char *channel, const char *error,
                             bool again) {
    const char *where = channel_link(cx, channel);
    enum result result = record(cx, TIMELINE_BOT, "undelivered",
                                arena_printf(cx->arena,
                                             "The card in the channel where it was announced could "
                                             "not be taken back: %s",
                                             error));
    if (result != OK)
        return result;
    return post_private_text(
        cx, view_commander(cx),
        arena_printf(cx->arena,
                     ":warning: *%s* is private now, but its card in %s still says what it said: "
                     "Slack refuses my edit (`%s`). %s",
                     cx->incident->name, where, error,
                     again ? "I try again every 20 minutes. What must not be read there, somebody "
                             "has to delete now."
                           : "Please have it deleted."),
        0);
}

static enum result answered(struct context *cx, const struct request *rq, bool told) {
    const char *channel = json_text_at(rq->payload, "call.channel");
    const char *ts = json_text_at(rq->payload, "call.ts");
    const char *error = json_text_at(rq->payload, "error");
    if (!cx->incident || str_equal(error, "message_not_found"))
        return OK;
    if (rq->ok)
        return say_under_it(cx, channel, ts);
    bool again = undelivered_may_come_back(error);
    enum result result = OK;
    if (again)
        result = undelivered_try_later(cx, RETRY, arena_printf(cx->arena, "%s %s", channel, ts));
    return result != OK || told ? result : tell_lead(cx, channel, error, again);
}

static enum result retracted(struct context *cx, const struct request *rq) {
    return answered(cx, rq, false);
}

static enum result retracted_late(struct context *cx, const struct request *rq) {
    return answered(cx, rq, true);
}

static enum result retry(struct context *cx, const struct request *rq) {
    const char *space = strchr(rq->args, ' ');
    if (!cx->incident || cx->incident->closed_ms || !space)
        return OK; /* what is closed was looked through; the lead knows of it */
    return edit(cx, arena_strndup(cx->arena, rq->args, (size_t)(space - rq->args)), space + 1,
                RETRACTED_LATE);
}

const struct handler handlers_retract[] = {
    {.trigger = TRIGGER_RESULT, .name = RETRACTED, .run = retracted},
    {.trigger = TRIGGER_RESULT, .name = RETRACTED_LATE, .run = retracted_late},
    {.trigger = TRIGGER_JOB, .name = RETRY, .run = retry},
    {0},
};
