/* *Add to timeline* and *Evidence* in the menu of a message: it goes on the timeline of the
 * incident whose thread or channel it is in, else of the only open one. Where several may be meant,
 * the answer has a button for each, and a button is a line that can be typed: "note INC-… this
 * message". It does not say which message; that is remembered for its person alone, because whoever
 * can type the address of a message need not be one of those who may read it. */
#include "handlers/pick.h"

#include "base/str.h"
#include "handlers/kit/change.h"
#include "handlers/kit/noted.h"
#include "handlers/kit/reply.h"
#include "handlers/kit/route.h"
#include "model/slack_ts.h"
#include "store/incidents.h"

#include <string.h>

/* ---- What was picked */

/* What a timeline takes of a message, which can have tens of kilobytes. */
static struct json *essence(const struct json *message) {
    static const char *const kept[] = {"ts", "thread_ts", "user", "text", "files", NULL};
    struct json *json = json_new_object();
    for (int i = 0; kept[i]; i++)
        if (json_at(message, kept[i]))
            json_put(json, kept[i], json_copy(json_at(message, kept[i])));
    return json;
}

/* What Slack calls conversations that not everybody can read. */
static bool is_closed(const char *channel_name) {
    static const char *const names[] = {"privategroup", "directmessage", "mpdm", NULL};
    return str_is_one_of(channel_name, names);
}

enum result pick(struct context *cx, const struct request *rq) {
    JSON_AUTO *message = essence(json_at(rq->payload, "message"));
    if (!*json_text_at(message, "ts"))
        json_put_str(message, "ts", rq->message);
    struct picked picked = {.channel = rq->channel,
                            .message = json_print(message),
                            .is_closed = is_closed(json_text_at(rq->payload, "channel.name")),
                            .at_ms = cx->now_ms};
    return picked_put(cx->store, rq->user, &picked, cx->err);
}

enum result pick_get(struct context *cx, const char *user, struct picked *ret_picked,
                     struct json **ret_message) {
    enum result result =
        picked_get(cx->store, cx->arena, user, cx->now_ms - PICKED_LIFE_MS, ret_picked, cx->err);
    if (result != OK)
        return result;
    return json_parse(ret_picked->message, strlen(ret_picked->message), ret_message, cx->err);
}

/* ---- Onto the timeline */

/* Whoever picked it may not have thought of who reads the timeline. */
static void warn_of_readers(struct context *cx, const struct picked *picked) {
    if (picked->is_closed && !cx->incident->is_private &&
        !str_equal(picked->channel, cx->incident->channel))
        reply_say(cx, ":warning: It was written where not everybody can read, and everybody can "
                      "read this timeline.");
}

static void answer(struct context *cx, const struct noted *noted, const struct json *message) {
    int64_t at_ms = slack_ts_us(json_text_at(message, "ts")) / 1000;
    const char *name = cx->incident->name;
    if (!noted->number) {
        reply_say(cx, "%s: that is a message of mine; what it tells is on the timeline already.",
                  heading(cx));
        return;
    }
    reply_say(cx, "%s: that message of %s is on the timeline%s, as #%lld.", heading(cx),
              moment(cx, at_ms), noted->again ? " already" : " now", (long long)noted->number);
    if (noted->files)
        reply_say(cx, "So %s what hangs on it: %d file%s, by name and address.",
                  noted->files == 1 ? "is" : "are", noted->files, noted->files == 1 ? "" : "s");
    reply_say(cx,
              "It follows when the message is edited. To take it back: `%s strike %s #%lld "
              "…why…`",
              cx->config->slack.command, name, (long long)noted->number);
}

enum result pick_note(struct context *cx, const struct request *rq, const char *kind) {
    JSON_AUTO *message = NULL;
    struct picked picked;
    struct noted noted;
    enum result result = pick_get(cx, rq->user, &picked, &message);
    if (result == ABSENT)
        return fail(cx->err, INVALID,
                    "You picked no message lately; choose *Add to timeline* in the menu of one");
    struct noting noting = {
        .message = message, .kind = kind, .how = MESSAGE_PICKED, .by = rq->user};
    if (result == OK) {
        noting.channel = picked.channel;
        result = noted_add(cx, &noting, &noted);
    }
    if (result == OK)
        result = incident_touch(cx->store, rq->user, cx->incident->id, cx->now_ms, cx->err);
    if (result != OK)
        return result;
    answer(cx, &noted, message);
    warn_of_readers(cx, &picked);
    return OK;
}

/* ---- The menu */

/* As if "note this message" had been typed where the message stands. */
static enum result pick_for(struct context *cx, const struct request *rq, const char *verb,
                            const char *kind) {
    static const struct handler needs = {.needs = NEEDS_INCIDENT};
    struct request typed = *rq;
    typed.name = verb;
    typed.args = PICKED_WORDS;
    enum result result = pick(cx, rq);
    if (result == OK)
        result = route_incident(cx, &typed, &needs);
    if (result != OK) /* absent: the reply asks which incident is meant */
        return result == ABSENT ? OK : result;
    return pick_note(cx, rq, kind);
}

static enum result add_to_timeline(struct context *cx, const struct request *rq) {
    return pick_for(cx, rq, "note", MESSAGE_NOTE);
}

static enum result add_as_evidence(struct context *cx, const struct request *rq) {
    return pick_for(cx, rq, "evidence", MESSAGE_EVIDENCE);
}

const struct handler handlers_pick[] = {
    {.trigger = TRIGGER_SHORTCUT, .name = "incident_note", .run = add_to_timeline},
    {.trigger = TRIGGER_SHORTCUT, .name = "incident_evidence", .run = add_as_evidence},
    {0},
};
