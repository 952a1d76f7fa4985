/* What a new incident is like: an open one that may be the same, or a past one whose fix may help
 * again. Whoever declares is told; the thread is told when hardly a word differs. Titles are
 * compared, of the newest fifty that share a word; a word alone says nothing, except within a kind.
 */
#include "base/str.h"
#include "base/utc.h"
#include "base/utf8.h"
#include "handlers/kit/moment.h"
#include "handlers/kit/post.h"
#include "handlers/kit/reply.h"
#include "model/alike.h"
#include "model/phrase.h"
#include "store/incidents.h"

enum {
    CANDIDATES_MAX = 50,
    STRONG_PERCENT = 65, /* enough for all to hear of it */
    FIX_MAX_CHARS = 300
};

/* The most alike of those that are open, and of those that are over. */
struct alike {
    const struct incident *incident; /* NULL: there is none */
    int percent;
};

/* Dismissed and merged ones teach nothing, and rehearsals are like everything. */
static enum result find(struct context *cx, const struct request *rq, struct alike *ret_open,
                        struct alike *ret_past) {
    struct incident_list list = {0};
    struct incident_filter filter = {.counted = true,
                                     .viewer = rq->user,
                                     .place = rq->channel,
                                     .like = search_any(cx->arena, cx->incident->title)};
    enum result result = OK;
    *ret_open = *ret_past = (struct alike){0};
    if (filter.like)
        result = incident_list(cx->store, cx->arena, &filter, CANDIDATES_MAX, &list, cx->err);
    for (int i = 0; result == OK && i < list.count; i++) {
        const struct incident *other = &list.incidents[i];
        struct alike *best = incident_is_open(other) ? ret_open : ret_past;
        int percent = other->id == cx->incident->id ? 0 : alike_percent(cx->incident, other);
        if (percent >= ALIKE_PERCENT && percent > best->percent)
            *best = (struct alike){other, percent};
    }
    return result;
}

/* Whether the thread may hear of it: everybody reads that. */
static bool is_for_all(const struct alike *alike) {
    return alike->percent >= STRONG_PERCENT && !alike->incident->is_private;
}

static enum result say_open(struct context *cx, const struct alike *alike) {
    char when[PHRASE_WHEN_SIZE];
    const struct incident *other = alike->incident;
    const char *merge =
        arena_printf(cx->arena, "merge %s into %s", cx->incident->name, other->name);
    reply_say(cx, ":eyes: Is it the same as *%s* %s, open since %s? Then: `%s %s`", other->name,
              shown(cx, other->title), phrase_of_moment(other->started_ms, cx->now_ms, when),
              cx->config->slack.command, merge);
    reply_button(cx, arena_printf(cx->arena, "Merge into %s", other->name), merge);
    if (!is_for_all(alike))
        return OK;
    return post_notice(cx,
                       arena_printf(cx->arena,
                                    ":eyes: This may be the same as %s %s, open since %s. If it "
                                    "is: %s %s",
                                    other->name, other->title, when, cx->config->slack.command,
                                    merge),
                       "");
}

/* " Fixed by: rolled back release 42." */
static const char *fix_of(struct context *cx, const struct incident *other) {
    const char *text = *other->resolution ? other->resolution : other->root_cause;
    size_t len = utf8_prefix(text, FIX_MAX_CHARS);
    if (!*text)
        return "";
    return arena_printf(cx->arena, " %s: %s", *other->resolution ? "Fixed by" : "Cause",
                        text[len] ? arena_printf(cx->arena, "%.*s…", (int)len, text)
                                  : arena_printf(cx->arena, "%s.", unstopped(cx, text)));
}

static enum result say_past(struct context *cx, const struct alike *alike) {
    char day[UTC_DAY_SIZE];
    const struct incident *other = alike->incident;
    const char *fix = fix_of(cx, other);
    utc_day(other->declared_ms, day);
    reply_say(cx, ":books: It was like this on %s, in *%s* %s.%s All of it: `%s timeline %s`", day,
              other->name, shown(cx, other->title), shown(cx, fix), cx->config->slack.command,
              other->name);
    if (!is_for_all(alike))
        return OK;
    return post_notice(cx,
                       arena_printf(cx->arena,
                                    ":books: It was like this on %s, in %s %s.%s All of it: %s "
                                    "timeline %s",
                                    day, other->name, other->title, fix, cx->config->slack.command,
                                    other->name),
                       "");
}

static enum result declared(struct context *cx, const struct request *rq) {
    struct alike open, past;
    if (cx->incident->drill)
        return OK;
    enum result result = find(cx, rq, &open, &past);
    if (result == OK && open.incident)
        result = say_open(cx, &open);
    if (result == OK && past.incident)
        result = say_past(cx, &past);
    return result;
}

const struct handler handlers_similar[] = {
    {.trigger = TRIGGER_MOMENT, .name = MOMENT_DECLARED, .run = declared},
    {0},
};
