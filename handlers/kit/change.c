/* Small steps that most handlers take: see change.h. */
#include "handlers/kit/change.h"

#include "base/str.h"
#include "base/utf8.h"
#include "handlers/kit/card.h"
#include "handlers/kit/post.h"
#include "handlers/kit/reply.h"
#include "store/incidents.h"
#include "store/timeline.h"

enum result check_open(struct context *cx) {
    const struct incident *incident = cx->incident;
    if (incident_is_open(incident))
        return OK;
    return fail(cx->err, INVALID, "%s was %s at %s; to go on with it, type `%s reopen %s …why…`",
                incident->name, *incident->outcome ? incident->outcome : "resolved",
                time_text(cx, incident->resolved_ms), cx->config->slack.command, incident->name);
}

enum result check_text(struct context *cx, const char *text, const char *what, size_t max) {
    if (!*text)
        return fail(cx->err, INVALID, "The %s is missing", what);
    size_t count = utf8_count(text);
    if (count > max)
        return fail(cx->err, INVALID,
                    "The %s is %zu characters long and %zu fit; please shorten it", what, count,
                    max);
    return OK;
}

enum result check_title(struct context *cx, const char *text) {
    return check_text(cx, text, "title", POLICY_TITLE_MAX);
}

enum result check_bridge(struct context *cx, const char *text) {
    if (!str_starts(text, "http") && !str_starts(text, "tel:") && *text != '+')
        return fail(cx->err, INVALID,
                    "A bridge is a link or a telephone number, such as https://meet.example.org/42 "
                    "or +4930123456");
    return check_text(cx, text, "bridge", POLICY_TITLE_MAX);
}

enum result record_at(struct context *cx, const char *actor, int64_t at_ms, const char *kind,
                      const char *text) {
    struct timeline_entry entry = {
        .at_ms = at_ms, .recorded_ms = cx->now_ms, .actor = actor, .kind = kind, .text = text};
    return timeline_add(cx->store, cx->incident->id, &entry, cx->err);
}

enum result record(struct context *cx, const char *actor, const char *kind, const char *text) {
    return record_at(cx, actor, cx->now_ms, kind, text);
}

enum result save(struct context *cx, const char *user) {
    enum result result = incident_save(cx->store, cx->incident, cx->err);
    if (result == OK && *user)
        result = incident_touch(cx->store, user, cx->incident->id, cx->now_ms, cx->err);
    return result == OK ? card_follow(cx) : result;
}

const char *heading(struct context *cx) {
    return arena_printf(cx->arena, "%s*%s*%s%s%s", cx->incident->drill ? "🧪 Drill " : "",
                        cx->incident->name, *cx->guess ? " (" : "", cx->guess,
                        *cx->guess ? ")" : "");
}

void warn_unreachable(struct context *cx) {
    bool was_in = *cx->incident->card_ts; /* the announcement stands there */
    if (cx->incident->unreachable)
        reply_say(cx,
                  ":warning: Slack does not let me post in %s%s. What you said is stored; "
                  "invite me%s, or tell the others yourself.",
                  channel_link(cx, cx->incident->channel), was_in ? " any more" : "",
                  was_in ? " again" : "");
}
