/* /incident picture [thread] – the incident as a picture: its phases on a line of time, what
 * happened when, and which promised updates came. It goes to whoever asked, or into the thread when
 * they say so. */
#include "base/str.h"
#include "base/utc.h"
#include "handlers/kit/change.h"
#include "handlers/kit/document.h"
#include "handlers/kit/reply.h"
#include "handlers/kit/upload.h"
#include "handlers/kit/view.h"
#include "model/phrase.h"
#include "model/times.h"
#include "model/words.h"
#include "pictures/story.h"
#include "store/promises.h"
#include "store/timeline.h"

enum { ENTRIES_READ = 500, ALT_MAX = 900, EVENT_ALT_MAX = 80 };

/* ---- Phases */

static void add_phase(struct story *story, const char *name, int64_t to_ms) {
    int count = story->phase_count;
    int64_t from_ms = count ? story->phases[count - 1].to_ms : story->from_ms;
    if (to_ms > from_ms)
        story->phases[story->phase_count++] = (struct story_phase){name, to_ms};
}

/* What came after what: a phase without its end lasts until now. */
static void fill_phases(const struct incident *incident, struct story *story) {
    int64_t end_ms = story->to_ms, over_ms = incident->mitigated_ms;
    add_phase(story, "not noticed", times_detected(incident));
    add_phase(story, "noticed",
              incident->acked_ms ? incident->acked_ms
              : over_ms          ? over_ms
                                 : end_ms);
    add_phase(story, "worked on", over_ms ? over_ms : end_ms);
    add_phase(story, "no impact", end_ms);
}

/* ---- What happened */

/* Kinds of the timeline without which the story would not be understood. */
static bool tells(const struct timeline_entry *entry) {
    static const char *const kinds[] = {
        "declared",  "acknowledged", "severity",  "status", "decision", "mitigated", "back",
        "escalated", "resolved",     "dismissed", "merged", "reopened", "closed",    NULL};
    return str_is_one_of(entry->kind, kinds);
}

/* Where there are more than fit, the first is how it began and the others how it ended. */
static enum result fill_events(struct context *cx, struct story *story, int *ret_left_out) {
    struct timeline timeline;
    enum result result =
        timeline_read(cx->store, cx->arena, cx->incident->id, 0, ENTRIES_READ, &timeline, cx->err);
    int told = 0;
    for (int i = 0; result == OK && i < timeline.count; i++)
        told += tells(&timeline.entries[i]);
    int skipped = told > STORY_EVENTS_MAX ? told - STORY_EVENTS_MAX : 0, seen = 0;
    for (int i = 0; result == OK && i < timeline.count; i++) {
        const struct timeline_entry *entry = &timeline.entries[i];
        if (!tells(entry))
            continue;
        if (seen == 0 || seen > skipped)
            story->events[story->event_count++] =
                (struct story_event){entry->at_ms, document_line(cx, entry->text)};
        seen++;
    }
    *ret_left_out = skipped;
    return result;
}

static enum result fill_promises(struct context *cx, struct story *story) {
    struct promise_list list;
    enum result result =
        promise_list(cx->store, cx->arena, cx->incident->id, STORY_PROMISES_MAX, &list, cx->err);
    if (result != OK)
        return result;
    for (int i = 0; i < list.count; i++)
        story->promises[story->promise_count++] =
            (struct story_promise){list.promises[i].due_ms, list.promises[i].kept};
    return OK;
}

static const char *subtitle(struct context *cx) {
    const struct incident *incident = cx->incident;
    char lasted[PHRASE_DURATION_SIZE];
    int64_t end_ms = incident_is_open(incident) ? cx->now_ms : incident->resolved_ms;
    phrase_of_duration(end_ms - incident->started_ms, PHRASE_MEDIUM, lasted);
    return arena_printf(cx->arena, "%s%s, %s %s · UTC", incident->drill ? "DRILL, " : "",
                        view_status(incident), incident_is_open(incident) ? "for" : "lasted",
                        lasted);
}

static enum result make_story(struct context *cx, struct story *ret_story, int *ret_left_out) {
    const struct incident *incident = cx->incident;
    struct story story = {.name = incident->name,
                          .title = document_line(cx, incident->title),
                          .subtitle = subtitle(cx),
                          .severity = incident->severity,
                          .severity_name = view_severity(cx, incident->severity),
                          .from_ms = incident->started_ms,
                          .to_ms = incident_is_open(incident) ? cx->now_ms : incident->resolved_ms};
    fill_phases(incident, &story);
    enum result result = fill_events(cx, &story, ret_left_out);
    if (result == OK)
        result = fill_promises(cx, &story);
    if (result == OK)
        *ret_story = story;
    return result;
}

/* ---- In words */

static const char *alt_text(struct context *cx, const struct story *story) {
    STR_AUTO(text, ALT_MAX);
    char time[UTC_TIME_SIZE];
    int kept = 0;
    for (int i = 0; i < story->promise_count; i++)
        kept += story->promises[i].kept;
    str_addf(&text, "%s, %s, %s: %s. Promised updates that came in time: %d of %d.", story->name,
             story->severity_name, story->title, story->subtitle, kept, story->promise_count);
    for (int i = 0; i < story->event_count; i++) {
        STR_AUTO(what, EVENT_ALT_MAX);
        str_add(&what, story->events[i].text);
        str_addf(&text, " %s %s.", utc_time(story->events[i].at_ms, time), what.text);
    }
    return arena_strdup(cx->arena, text.text);
}

static enum result post(struct context *cx, const struct request *rq, const struct story *story,
                        bool to_thread) {
    struct picture picture = story_draw(story, cx->arena);
    struct upload upload = {.name = arena_printf(cx->arena, "%s.png", cx->incident->name),
                            .title = arena_printf(cx->arena, "%s: its course", cx->incident->name),
                            .alt = alt_text(cx, story),
                            .user = to_thread ? "" : rq->user,
                            .bytes = picture.bytes,
                            .len = picture.len};
    return upload_post(cx, &upload);
}

static enum result run(struct context *cx, const struct request *rq) {
    struct words line = words_of(cx->arena, rq->args);
    struct story story;
    int left_out = 0;
    bool to_thread = words_take_this(&line, "thread") || !*rq->user;
    enum result result = make_story(cx, &story, &left_out);
    if (result == OK)
        result = post(cx, rq, &story, to_thread);
    if (result != OK)
        return result;
    reply_say(cx, "%s: the picture comes %s.", heading(cx),
              to_thread ? "in the thread" : "in our direct messages");
    if (!to_thread)
        reply_say(cx, "For everybody: `%s picture %s thread`", cx->config->slack.command,
                  cx->incident->name);
    if (left_out)
        reply_say(cx, "%d events did not fit into it; `%s timeline %s` has all of them.", left_out,
                  cx->config->slack.command, cx->incident->name);
    reply_unused(cx, line.rest);
    return OK;
}

const struct handler handlers_picture[] = {
    {.trigger = TRIGGER_COMMAND,
     .name = "picture",
     .aliases = "chart graph",
     .usage = "[thread]",
     .summary = "see the incident as a picture: its phases, events and promised updates",
     .example = "picture thread",
     .needs = NEEDS_INCIDENT,
     .run = run},
    {0},
};
