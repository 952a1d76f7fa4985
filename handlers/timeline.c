/* /incident timeline – all of it, numbered, as it reads now. The numbers are what amend, strike and
 * time take (handlers/amend.c).
 * /incident timeline #7 – one entry, with what it said before.
 * /incident timeline md and csv – as a file.
 * /incident timeline seal and unseal <why> – closes it, and opens it again (handlers/seal.c). */
#include "store/timeline.h"
#include "handlers/kit/change.h"
#include "handlers/kit/export.h"
#include "handlers/kit/reply.h"
#include "handlers/kit/summary.h"
#include "handlers/kit/upload.h"
#include "handlers/seal.h"
#include "model/phrase.h"
#include "model/words.h"
#include "store/amendments.h"
#include "store/archive.h"

#include <string.h>

/* What one answer shows: Slack cuts a message at 40,000 characters, and the newest lines matter
 * most. One line alone is cut so that it fits in any script. */
enum { SHOWN_MAX = 60, SHOWN_BYTES_MAX = 36000, LINE_MAX_CHARS = 9000 };

/* ---- All of it */

static const char *line_of(struct context *cx, const struct timeline_entry *entry) {
    return arena_printf(cx->arena, "#%lld %s", (long long)entry->number,
                        summary_entry(cx, entry, LINE_MAX_CHARS));
}

/* The last lines that fit into one answer; the first of them. */
static int lines_that_fit(struct context *cx, const struct timeline *entries, const char **lines) {
    size_t bytes = 0;
    int first = entries->count;
    while (first > 0) {
        lines[first - 1] = line_of(cx, &entries->entries[first - 1]);
        bytes += strlen(lines[first - 1]) + 1;
        if (bytes > SHOWN_BYTES_MAX)
            break;
        first--;
    }
    return first;
}

static void say_review(struct context *cx) {
    const char *name = cx->incident->name, *command = cx->config->slack.command;
    reply_say(cx,
              "To put it right: `%s amend %s #n …` · `%s time %s #n 14:05` · `%s strike %s #n "
              "…why…`; nothing is deleted.%s",
              command, name, command, name, command, name,
              incident_is_open(cx->incident)
                  ? ""
                  : arena_printf(cx->arena, " To close it: `%s seal %s`", command, name));
}

static enum result show(struct context *cx) {
    struct timeline entries;
    const char *lines[SHOWN_MAX];
    enum result result =
        timeline_read_all(cx->store, cx->arena, cx->incident->id, SHOWN_MAX, &entries, cx->err);
    if (result != OK)
        return result;
    int first = lines_that_fit(cx, &entries, lines);
    bool all = first == 0 && entries.count < SHOWN_MAX;
    reply_say(
        cx, "%s: timeline of *%s*, all times UTC%s", heading(cx), shown(cx, cx->incident->title),
        all ? ""
            : arena_printf(cx->arena, ", the last %d lines (all of it: `%s timeline %s md`)",
                           entries.count - first, cx->config->slack.command, cx->incident->name));
    for (int i = first; i < entries.count; i++)
        reply_say(cx, "%s", lines[i]);
    result = seal_say(cx);
    if (result == ABSENT)
        say_review(cx);
    return result == ABSENT ? OK : result;
}

/* ---- One entry */

static void say_amendment(struct context *cx, const struct amendment *amendment) {
    char when[PHRASE_WHEN_SIZE], right[PHRASE_WHEN_SIZE];
    const char *what = "struck it";
    if (str_equal(amendment->kind, AMENDMENT_TEXT))
        what = arena_printf(cx->arena, "made it: %s", shown(cx, amendment->text));
    else if (str_equal(amendment->kind, AMENDMENT_TIME))
        what = arena_printf(cx->arena, "put it at %s",
                            phrase_of_moment(amendment->at_ms, cx->now_ms, right));
    reply_say(cx, "• %s at %s %s%s%s%s", mention(cx, amendment->who),
              phrase_of_moment(amendment->recorded_ms, cx->now_ms, when), what,
              *amendment->why ? " (" : "", shown(cx, amendment->why), *amendment->why ? ")" : "");
}

/* What it said at first; struck words are shown here and nowhere else. */
static enum result say_first(struct context *cx, int64_t number) {
    struct timeline_walk walk;
    enum result result = timeline_walk(cx->store, cx->incident->id, &walk, cx->err);
    while (result == OK && walk.entry.number < number)
        result = timeline_next(&walk, cx->err);
    if (result == OK)
        reply_say(cx, "Written: %s", summary_entry(cx, &walk.entry, LINE_MAX_CHARS));
    timeline_walk_end(&walk);
    return result;
}

static enum result show_one(struct context *cx, int64_t number) {
    struct timeline_entry entry;
    struct amendment_list changes;
    enum result result =
        timeline_get(cx->store, cx->arena, cx->incident->id, number, &entry, cx->err);
    if (result == ABSENT)
        return fail(cx->err, INVALID, "%s has no #%lld on its timeline", cx->incident->name,
                    (long long)number);
    if (result == OK)
        result = amendment_list(cx->store, cx->arena, cx->incident->id, &changes, cx->err);
    if (result != OK)
        return result;
    reply_say(cx, "%s: %s", heading(cx), line_of(cx, &entry));
    if (!entry.amended_ms) {
        reply_say(cx, "Nothing was changed of it.");
        return OK;
    }
    result = say_first(cx, number);
    for (int i = 0; result == OK && i < changes.count; i++)
        if (changes.amendments[i].entry == number)
            say_amendment(cx, &changes.amendments[i]);
    return result;
}

/* ---- As a file */

static enum result send(struct context *cx, const struct request *rq, enum export_format format) {
    JSON_AUTO *incident = NULL;
    STR_AUTO(text, UPLOAD_MAX + 1);
    enum result result = archive_read(cx->store, cx->arena, cx->incident, &incident, cx->err);
    if (result != OK)
        return result;
    if (format == EXPORT_CSV)
        export_timeline_csv(incident, &text);
    else
        export_timeline_markdown(incident, &text);
    const char *name =
        arena_printf(cx->arena, "%s-timeline.%s", cx->incident->name, export_format_name(format));
    struct upload upload = {
        .name = name, .title = name, .user = rq->user, .bytes = text.text, .len = text.len};
    result = upload_post(cx, &upload);
    if (result == OK)
        reply_say(cx, "%s: %s is on its way to you, as a file.", heading(cx), name);
    return result;
}

static enum result timeline(struct context *cx, const struct request *rq) {
    struct words line = words_of(cx->arena, rq->args);
    if (words_take_this(&line, "seal"))
        return seal(cx, rq, line.rest);
    if (words_take_this(&line, "unseal"))
        return unseal(cx, rq, line.rest);
    struct words copy = line;
    enum export_format format;
    if (export_format_read(words_take_word(&copy), &format) == OK && format != EXPORT_JSON)
        return send(cx, rq, format);
    int64_t number = words_take_number(&line, true);
    enum result result = number ? show_one(cx, number) : show(cx);
    reply_unused(cx, line.rest);
    return result;
}

const struct handler handlers_timeline[] = {
    {.trigger = TRIGGER_COMMAND,
     .name = "timeline",
     .usage = "[incident] [#n|md|csv|seal|unseal <why>]",
     .summary = "read the timeline, numbered; one entry with its changes; seal it",
     .example = "timeline\ntimeline md",
     .needs = NEEDS_INCIDENT,
     .run = timeline},
    {0},
};
