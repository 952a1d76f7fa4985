/* What a new incident is like: an open one that may be the same, or a past one whose fix may help
 * again. Whoever declares is told; the thread is told when hardly a word differs. Titles are
 * compared, of the newest fifty that share a word; a word alone says nothing, except within a kind.
 * Of the same service the newest are said too, also when it is set later. */
#include "base/str.h"
#include "base/utc.h"
#include "base/utf8.h"
#include "handlers/kit/moment.h"
#include "handlers/kit/post.h"
#include "handlers/kit/reply.h"
#include "model/alike.h"
#include "model/phrase.h"
#include "store/answers.h"
#include "store/incidents.h"

enum {
    CANDIDATES_MAX = 50,
    STRONG_PERCENT = 65, /* enough for all to hear of it */
    FIX_MAX_CHARS = 300
};

struct alike {
    const struct incident *incident; /* NULL: there is none */
    int percent;                     /* of its words; 0: it is of the same service alone */
};

/* One that is open, and one that is over. */
struct both {
    struct alike open, past;
};

/* Dismissed and merged ones teach nothing, and rehearsals are like everything. */
static enum result candidates(struct context *cx, const struct request *rq, const char *like,
                              const char *service, struct incident_list *ret_list) {
    struct incident_filter filter = {.counted = true,
                                     .viewer = rq->user,
                                     .place = rq->channel,
                                     .like = like,
                                     .service = service};
    return incident_list(cx->store, cx->arena, &filter, CANDIDATES_MAX, ret_list, cx->err);
}

static int percent_of(const struct context *cx, const struct incident *other) {
    return other->id == cx->incident->id ? 0 : alike_percent(cx->incident, other);
}

/* Those whose words are most alike. */
static enum result find_by_words(struct context *cx, const struct request *rq,
                                 struct both *ret_both) {
    struct incident_list list = {0};
    const char *like = search_any(cx->arena, cx->incident->title);
    enum result result = like ? candidates(cx, rq, like, NULL, &list) : OK;
    *ret_both = (struct both){0};
    for (int i = 0; result == OK && i < list.count; i++) {
        const struct incident *other = &list.incidents[i];
        struct alike *best = incident_is_open(other) ? &ret_both->open : &ret_both->past;
        int percent = percent_of(cx, other);
        if (percent >= ALIKE_PERCENT && percent > best->percent)
            *best = (struct alike){other, percent};
    }
    return result;
}

/* The newest of the same service, but for those whose words say it already. */
static enum result find_by_service(struct context *cx, const struct request *rq,
                                   const char *service, struct both *ret_both) {
    struct incident_list list;
    enum result result = candidates(cx, rq, NULL, service, &list);
    *ret_both = (struct both){0};
    for (int i = 0; result == OK && i < list.count; i++) {
        const struct incident *other = &list.incidents[i];
        struct alike *newest = incident_is_open(other) ? &ret_both->open : &ret_both->past;
        bool known = other->id == cx->incident->id || percent_of(cx, other) >= ALIKE_PERCENT;
        if (!known && !newest->incident)
            *newest = (struct alike){other, 0};
    }
    return result;
}

/* ---- By their words */

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
                                    "is: `%s %s`",
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
                                    ":books: It was like this on %s, in %s %s.%s All of it: `%s "
                                    "timeline %s`",
                                    day, other->name, other->title, fix, cx->config->slack.command,
                                    other->name),
                       "");
}

static enum result declared(struct context *cx, const struct request *rq) {
    struct both alike;
    if (cx->incident->drill)
        return OK;
    enum result result = find_by_words(cx, rq, &alike);
    if (result == OK && alike.open.incident)
        result = say_open(cx, &alike.open);
    if (result == OK && alike.past.incident)
        result = say_past(cx, &alike.past);
    return result;
}

/* ---- Of the same service */

static void say_of_service(struct context *cx, const char *service, const struct both *both) {
    const struct incident *open = both->open.incident, *past = both->past.incident;
    const char *command = cx->config->slack.command;
    char when[PHRASE_WHEN_SIZE], day[UTC_DAY_SIZE];
    if (open)
        reply_say(cx,
                  ":eyes: *%s* concerns *%s* too, open since %s: %s. If it is the same: `%s merge "
                  "%s into %s`",
                  open->name, shown(cx, service),
                  phrase_of_moment(open->started_ms, cx->now_ms, when), shown(cx, open->title),
                  command, cx->incident->name, open->name);
    if (past)
        reply_say(cx, ":books: The last of *%s* was on %s, *%s* %s.%s All of it: `%s timeline %s`",
                  shown(cx, service), utc_day(past->declared_ms, day), past->name,
                  shown(cx, past->title), shown(cx, fix_of(cx, past)), command, past->name);
}

static enum result fact_set(struct context *cx, const struct request *rq) {
    struct answer_list facts;
    struct both both;
    if (!str_equal(rq->args, "service") || !incident_is_open(cx->incident) || cx->incident->drill)
        return OK;
    enum result result =
        answer_list(cx->store, cx->arena, cx->incident->id, ANSWER_FACT, &facts, cx->err);
    const char *service = result == OK ? answer_value(&facts, "service") : "";
    if (!*service)
        return result;
    result = find_by_service(cx, rq, service, &both);
    if (result == OK)
        say_of_service(cx, service, &both);
    return result;
}

const struct handler handlers_similar[] = {
    {.trigger = TRIGGER_MOMENT, .name = MOMENT_DECLARED, .run = declared},
    {.trigger = TRIGGER_MOMENT, .name = MOMENT_FACT, .run = fact_set},
    {0},
};
