/* /incident drills – what is rehearsed, when it was done last and when it is next.
 * /incident drills done|undo|plan <name> [day] – a drill was done, it was not, it is on this day.
 * A rehearsal that ends is counted as the drill that its title names; the channel is reminded a
 * week before the day, on it, and each week after it until it is done. */
#include "handlers/kit/drills.h"
#include "base/str.h"
#include "base/utc.h"
#include "handlers/kit/moment.h"
#include "handlers/kit/offer.h"
#include "handlers/kit/post.h"
#include "handlers/kit/reply.h"
#include "handlers/kit/summary.h"
#include "model/calendar.h"
#include "model/day.h"
#include "model/likeness.h"
#include "model/phrase.h"
#include "model/words.h"
#include "store/incidents.h"

enum { REHEARSALS_SHOWN = 5 };

/* ---- Showing */

static enum result say_drill(struct context *cx, const struct playbook_drill *drill) {
    struct drill_dates dates;
    enum result result = drills_dates(cx, drill, &dates);
    if (result != OK)
        return result;
    if (dates.day_ms)
        reply_say(cx, "• `%s` %s", drill->name, drills_when(cx, drill, &dates));
    else
        reply_say(cx, "• `%s` %s – no day is set", drill->name, drill->title);
    return OK;
}

static enum result say_rehearsals(struct context *cx, const struct request *rq) {
    struct incident_list list;
    struct incident_filter filter = {.drills_only = true, .viewer = rq->user, .place = rq->channel};
    enum result result =
        incident_list(cx->store, cx->arena, &filter, REHEARSALS_SHOWN, &list, cx->err);
    if (result == OK)
        reply_say(cx, list.count ? "The newest rehearsals, which count nowhere else:"
                                 : "No rehearsal was ever held.");
    for (int i = 0; result == OK && i < list.count; i++)
        summary_line(cx, &list.incidents[i]);
    return result;
}

static enum result show(struct context *cx, const struct request *rq) {
    const char *command = cx->config->slack.command;
    enum result result = OK;
    if (cx->playbook->drill_count == 0)
        reply_say(cx, "The playbook *%s* names no drills.", shown(cx, cx->playbook->title));
    else
        reply_say(cx, "Drills of *%s*:", shown(cx, cx->playbook->title));
    for (int i = 0; result == OK && i < cx->playbook->drill_count; i++)
        result = say_drill(cx, &cx->playbook->drills[i]);
    if (result == OK)
        result = say_rehearsals(cx, rq);
    if (cx->playbook->drill_count)
        reply_say(cx,
                  "`%s drills plan %s friday` · `%s drills done %s` · to begin one: `%s drill "
                  "sev1 …`",
                  command, cx->playbook->drills[0].name, command, cx->playbook->drills[0].name,
                  command);
    return result;
}

/* ---- Done, not done, planned */

static enum result take_drill(struct context *cx, struct words *line,
                              const struct playbook_drill **ret_drill) {
    const struct playbook *playbook = cx->playbook;
    const char *names = "";
    for (int i = 0; i < playbook->drill_count; i++)
        names = arena_printf(cx->arena, "%s%s%s", names, i ? ", " : "", playbook->drills[i].name);
    *ret_drill = playbook_drill(playbook, words_take_verb(line));
    if (*ret_drill)
        return OK;
    if (!*names)
        return fail(cx->err, INVALID, "The playbook %s names no drills", playbook->title);
    return fail(cx->err, INVALID, "Which drill? There are: %s", names);
}

static enum result answer(struct context *cx, const struct playbook_drill *drill,
                          const char *what) {
    struct drill_dates dates;
    enum result result = drills_dates(cx, drill, &dates);
    if (result != OK)
        return result;
    const char *next = drills_when(cx, drill, &dates);
    reply_say(cx, "%s: %s. Next: %s.", shown(cx, drill->title), what,
              *next ? next : "no day is set");
    return OK;
}

static enum result done(struct context *cx, const struct playbook_drill *drill,
                        struct words *line) {
    int64_t at_ms = cx->now_ms;
    enum result result = words_take_moment(line, cx->now_ms, PHRASE_PAST, &at_ms, cx->err);
    if (result == OK || result == ABSENT)
        result = drills_done(cx, drill, at_ms);
    if (result != OK)
        return result;
    reply_unused(cx, line->rest);
    return answer(cx, drill,
                  arena_printf(cx->arena,
                               "written down as done (to take that back: `%s drills "
                               "undo %s`)",
                               cx->config->slack.command, drill->name));
}

static enum result undo(struct context *cx, const struct playbook_drill *drill,
                        struct words *line) {
    enum result result = drills_done(cx, drill, 0);
    reply_unused(cx, line->rest);
    return result == OK ? answer(cx, drill, "the last time is taken back") : result;
}

static enum result plan(struct context *cx, const struct playbook_drill *drill,
                        struct words *line) {
    int64_t day_ms = 0, today_ms = calendar_local(&cx->playbook->calendar, cx->now_ms);
    enum result result = words_take_day(line, today_ms, &day_ms, cx->err);
    if (result == ABSENT)
        return fail(cx->err, INVALID, "On which day? Write for example `%s drills plan %s friday`",
                    cx->config->slack.command, drill->name);
    if (result == OK)
        result = drills_plan(cx, drill, day_ms);
    if (result != OK)
        return result;
    reply_unused(cx, line->rest);
    return answer(cx, drill, "planned; the channel is reminded a week before and on the day");
}

static enum result run(struct context *cx, const struct request *rq) {
    struct words line = words_of(cx->arena, rq->args);
    const struct playbook_drill *drill = NULL;
    if (!*line.rest)
        return show(cx, rq);
    const char *verb = words_take_verb(&line);
    bool known = str_has_word("done undo plan", verb);
    if (!known)
        return fail(cx->err, INVALID,
                    "Of drills I understand: done, undo and plan, each with a name; alone it shows "
                    "them");
    enum result result = take_drill(cx, &line, &drill);
    if (result != OK)
        return result;
    if (str_equal(verb, "plan"))
        return plan(cx, drill, &line);
    return str_equal(verb, "done") ? done(cx, drill, &line) : undo(cx, drill, &line);
}

/* ---- Reminders */

static const char *how_far(struct context *cx, const struct drill_dates *dates) {
    char span[PHRASE_DURATION_SIZE], day[UTC_DAY_SIZE];
    int64_t today_ms = calendar_local(&cx->playbook->calendar, cx->now_ms);
    int64_t days = dates->day_ms / DAY_MS - today_ms / DAY_MS;
    utc_day(dates->day_ms, day);
    if (days == 0)
        return "is today";
    phrase_of_duration((days > 0 ? days : -days) * DAY_MS, PHRASE_LONG, span);
    return days > 0
               ? arena_printf(cx->arena, "is in %s, on %s", span, day)
               : arena_printf(cx->arena, "was due %s ago, on %s, and is not recorded", span, day);
}

static void say_reminder(struct context *cx, const struct playbook_drill *drill,
                         const struct drill_dates *dates) {
    const char *command = cx->config->slack.command;
    reply_say(cx, ":calendar: Drill: *%s* %s.", shown(cx, drill->title), how_far(cx, dates));
    reply_say(cx,
              "To begin it: `%s drill sev1 %s …` – it calls nobody and counts nowhere. Was it done "
              "already? `%s drills done %s` · another day: `%s drills plan %s friday`",
              command, drill->name, command, drill->name, command, drill->name);
}

static enum result remind(struct context *cx, const struct request *rq) {
    struct drill_dates dates;
    const struct playbook_drill *drill = playbook_drill(cx->playbook, rq->args);
    if (!drill) /* of a playbook that is not in force any more */
        return OK;
    enum result result = drills_dates(cx, drill, &dates);
    if (result != OK || !dates.day_ms)
        return result;
    if (rq->due_ms > cx->now_ms) /* the clock was set back */
        return drills_watch(cx, drill);
    struct reply own = reply_new(), *outer = cx->reply;
    cx->reply = &own;
    say_reminder(cx, drill, &dates);
    cx->reply = outer;
    result = post_report(cx, &own);
    reply_free(&own);
    if (result == OK)
        result = drills_told(cx, drill);
    return result == OK ? drills_watch(cx, drill) : result;
}

static enum result rules_read(struct context *cx, const struct request *rq) {
    enum result result = OK;
    (void)rq;
    for (int i = 0; result == OK && i < cx->playbook->drill_count; i++)
        result = drills_watch(cx, &cx->playbook->drills[i]);
    return result;
}

/* ---- A rehearsal that is over */

static bool names(const struct incident *incident, const struct playbook_drill *drill) {
    return likeness_of(incident->title, drill->name).same > 0 ||
           likeness_of(incident->title, drill->words).same > 0;
}

static enum result count_as(struct context *cx, const struct playbook_drill *drill) {
    struct drill_dates dates;
    enum result result = drills_done(cx, drill, cx->now_ms);
    if (result == OK)
        result = drills_dates(cx, drill, &dates);
    if (result != OK)
        return result;
    const char *next = drills_when(cx, drill, &dates);
    return post_notice(
        cx,
        arena_printf(cx->arena, ":dart: This counts as the drill \"%s\". Next: %s.", drill->title,
                     *next ? next : "no day is set"),
        arena_printf(cx->arena, "%s drills undo %s", cx->config->slack.command, drill->name));
}

static enum result ask_which(struct context *cx) {
    struct offer offers[OFFERS_MAX];
    int count = 0;
    for (int i = 0; i < cx->playbook->drill_count && count < OFFERS_MAX; i++)
        offers[count++] =
            (struct offer){cx->playbook->drills[i].title,
                           arena_printf(cx->arena, "drills done %s", cx->playbook->drills[i].name)};
    return count ? offer_post(cx, "📋 Was this one of the drills of the playbook?", offers, count)
                 : OK;
}

static enum result resolved(struct context *cx, const struct request *rq) {
    (void)rq;
    if (!cx->incident->drill || *cx->incident->outcome)
        return OK;
    for (int i = 0; i < cx->playbook->drill_count; i++)
        if (names(cx->incident, &cx->playbook->drills[i]))
            return count_as(cx, &cx->playbook->drills[i]);
    return ask_which(cx);
}

const struct handler handlers_drills[] = {
    {.trigger = TRIGGER_COMMAND,
     .name = "drills",
     .aliases = "rehearsals",
     .usage = "[done|undo|plan <name> [day]]",
     .summary = "see what is rehearsed, when it was done last and when it is next",
     .example = "drills",
     .run = run},
    {.trigger = TRIGGER_JOB, .name = "drill", .run = remind},
    {.trigger = TRIGGER_MOMENT, .name = MOMENT_RULES, .run = rules_read},
    {.trigger = TRIGGER_MOMENT, .name = MOMENT_RESOLVED, .run = resolved},
    {0},
};
