/* The private picture of one incident: see summary.h. */
#include "handlers/kit/summary.h"

#include "base/str.h"
#include "handlers/kit/change.h"
#include "handlers/kit/promise.h"
#include "handlers/kit/reply.h"
#include "handlers/kit/view.h"
#include "model/phrase.h"
#include "store/timeline.h"
#include "templates/limits.h"

enum { LAST_EVENTS = 5, EVENT_MAX_CHARS = 1000 };

static const char *lasted(struct context *cx, const struct incident *incident) {
    char text[PHRASE_DURATION_SIZE];
    int64_t end_ms = incident_is_open(incident) ? cx->now_ms : incident->resolved_ms;
    return arena_strdup(cx->arena,
                        phrase_of_duration(end_ms - incident->started_ms, PHRASE_MEDIUM, text));
}

void summary_line(struct context *cx, const struct incident *incident) {
    char when[PHRASE_WHEN_SIZE];
    const char *next = "";
    if (incident->promised_ms)
        next = arena_printf(cx->arena, " · %s %s",
                            incident->promised_ms < cx->now_ms ? ":warning: no update since"
                                                               : "next update",
                            phrase_of_moment(incident->promised_ms, cx->now_ms, when));
    reply_say(cx, "• *%s* %s *%s* · %s · %s%s", incident->name,
              view_severity(cx, incident->severity), shown(cx, incident->title),
              status_title(incident->status), lasted(cx, incident), next);
}

const char *summary_entry(struct context *cx, const struct timeline_entry *entry, size_t max) {
    char when[PHRASE_WHEN_SIZE], recorded[PHRASE_WHEN_SIZE];
    const char *who =
        str_equal(entry->actor, TIMELINE_BOT) ? TIMELINE_BOT : mention(cx, entry->actor);
    const char *late = "";
    if (entry->recorded_ms - entry->at_ms >= 60 * 1000)
        late = arena_printf(cx->arena, " _(written down at %s)_",
                            phrase_of_moment(entry->recorded_ms, cx->now_ms, recorded));
    char *text = limits_cut(shown(cx, entry->text), max);
    const char *line =
        arena_printf(cx->arena, "`%s` %s – %s%s", phrase_of_moment(entry->at_ms, cx->now_ms, when),
                     text, who, late);
    mem_free(text);
    return line;
}

static void say_roles(struct context *cx) {
    for (int i = 0; i < cx->roles.count; i++)
        reply_say(cx, "• %s: %s", view_role(cx->roles.roles[i].name),
                  mention(cx, cx->roles.roles[i].holder));
}

static enum result say_last_events(struct context *cx) {
    struct timeline timeline;
    enum result result =
        timeline_read(cx->store, cx->arena, cx->incident->id, 0, LAST_EVENTS, &timeline, cx->err);
    if (result != OK)
        return result;
    reply_say(cx, "Last events:");
    for (int i = 0; i < timeline.count; i++)
        reply_say(cx, "%s", summary_entry(cx, &timeline.entries[i], EVENT_MAX_CHARS));
    return OK;
}

enum result summary(struct context *cx) {
    const struct incident *incident = cx->incident;
    reply_say(cx, "%s %s *%s*", heading(cx), view_severity(cx, incident->severity),
              shown(cx, incident->title));
    reply_say(cx, "Status: *%s* · began %s · %s %s", status_title(incident->status),
              moment(cx, incident->started_ms), incident_is_open(incident) ? "for" : "lasted",
              lasted(cx, incident));
    reply_say(cx, "Impact: %s", *incident->impact ? shown(cx, incident->impact) : "not known yet");
    say_roles(cx);
    if (*incident->bridge)
        reply_say(cx, "Bridge: %s", shown(cx, incident->bridge));
    if (incident_is_open(incident))
        reply_say(cx, "%s", promise_sentence(cx));
    if (*incident->root_cause)
        reply_say(cx, "Root cause: %s", shown(cx, incident->root_cause));
    if (*incident->resolution)
        reply_say(cx, "Resolution: %s", shown(cx, incident->resolution));
    warn_unreachable(cx);
    return say_last_events(cx);
}
