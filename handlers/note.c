/* /incident note [at 14:05] <what happened> – a line on the timeline, also for what happened
 * earlier.
 * /incident timeline – all of it. */
#include "handlers/kit/change.h"
#include "handlers/kit/reply.h"
#include "handlers/kit/summary.h"
#include "model/phrase.h"
#include "model/words.h"
#include "store/incidents.h"
#include "store/timeline.h"

#include <string.h>

/* What one answer shows: Slack cuts a message at 40,000 characters, and the newest lines matter
 * most. One line alone is cut so that it fits in any script. */
enum { SHOWN_MAX = 60, SHOWN_BYTES_MAX = 36000, LINE_MAX_CHARS = 9000 };

static enum result note(struct context *cx, const struct request *rq) {
    struct words line = words_of(cx->arena, rq->args);
    int64_t at_ms = cx->now_ms;
    enum result result = words_take_moment(&line, cx->now_ms, PHRASE_PAST, &at_ms, cx->err);
    if (result != OK && result != ABSENT)
        return result;
    if ((result = check_text(cx, line.rest, "note", POLICY_TEXT_MAX)) != OK)
        return result;
    result = record_at(cx, rq->user, at_ms, "note", line.rest);
    if (result == OK)
        result = incident_touch(cx->store, rq->user, cx->incident->id, cx->now_ms, cx->err);
    if (result != OK)
        return result;
    reply_say(cx, "%s: on the timeline at %s: %s", heading(cx), moment(cx, at_ms),
              shown(cx, line.rest));
    return OK;
}

static enum result timeline(struct context *cx, const struct request *rq) {
    struct timeline entries;
    enum result result =
        timeline_read(cx->store, cx->arena, cx->incident->id, 0, SHOWN_MAX, &entries, cx->err);
    if (result != OK)
        return result;
    const char *lines[SHOWN_MAX];
    size_t bytes = 0;
    int first = entries.count;
    while (first > 0) {
        lines[first - 1] = summary_entry(cx, &entries.entries[first - 1], LINE_MAX_CHARS);
        bytes += strlen(lines[first - 1]) + 1;
        if (bytes > SHOWN_BYTES_MAX)
            break;
        first--;
    }
    bool all = first == 0 && entries.count < SHOWN_MAX;
    reply_say(cx, "%s: timeline of *%s*, all times UTC%s", heading(cx),
              shown(cx, cx->incident->title),
              all ? "" : arena_printf(cx->arena, ", the last %d lines", entries.count - first));
    for (int i = first; i < entries.count; i++)
        reply_say(cx, "%s", lines[i]);
    reply_unused(cx, rq->args);
    return OK;
}

const struct handler handlers_note[] = {
    {.trigger = TRIGGER_COMMAND,
     .name = "note",
     .aliases = "log",
     .usage = "[at 14:05] <what happened>",
     .summary = "write on the timeline, also what happened earlier",
     .example = "note at 14:05 the load balancer was restarted",
     .needs = NEEDS_INCIDENT,
     .run = note},
    {.trigger = TRIGGER_COMMAND,
     .name = "timeline",
     .usage = "[incident]",
     .summary = "read the timeline",
     .example = "timeline",
     .needs = NEEDS_INCIDENT,
     .run = timeline},
    {0},
};
