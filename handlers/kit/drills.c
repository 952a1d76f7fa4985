/* Drills and their days: see drills.h. */
#include "handlers/kit/drills.h"

#include "base/utc.h"
#include "model/calendar.h"
#include "model/phrase.h"
#include "store/facts.h"
#include "store/jobs.h"

#define WEEK_MS (7 * DAY_MS)

/* ---- Facts */

static const char *fact_of(struct context *cx, const struct playbook_drill *drill,
                           const char *what) {
    return arena_printf(cx->arena, "drill.%s.%s", drill->name, what);
}

static enum result get(struct context *cx, const struct playbook_drill *drill, const char *what,
                       int64_t *ret_ms) {
    return fact_get_ms(cx->store, fact_of(cx, drill, what), ret_ms, cx->err);
}

static enum result put(struct context *cx, const struct playbook_drill *drill, const char *what,
                       int64_t ms) {
    return fact_put_int(cx->store, fact_of(cx, drill, what), ms, cx->err);
}

enum result drills_told(struct context *cx, const struct playbook_drill *drill) {
    return put(cx, drill, "told", cx->now_ms);
}

enum result drills_done(struct context *cx, const struct playbook_drill *drill, int64_t at_ms) {
    int64_t last_ms = 0, before_ms = 0;
    enum result result = get(cx, drill, "done", &last_ms);
    if (result == OK)
        result = get(cx, drill, "before", &before_ms);
    if (result == OK)
        result = put(cx, drill, "before", at_ms ? last_ms : 0);
    if (result == OK)
        result = put(cx, drill, "done", at_ms ? at_ms : before_ms);
    return result == OK ? drills_watch(cx, drill) : result;
}

enum result drills_plan(struct context *cx, const struct playbook_drill *drill, int64_t day_ms) {
    enum result result = put(cx, drill, "planned", day_ms);
    return result == OK ? drills_watch(cx, drill) : result;
}

/* ---- Its day */

static int64_t day_of(const struct context *cx, int64_t ms) {
    int64_t there_ms = calendar_local(&cx->playbook->calendar, ms);
    return there_ms - there_ms % DAY_MS;
}

/* The first that is behind the last time: what a person planned, what the playbook says, its
 * rhythm. */
static int64_t next_day(const struct context *cx, const struct playbook_drill *drill,
                        const struct drill_dates *dates, int64_t planned_ms, int64_t seen_ms) {
    int64_t written_ms = 0, last_day_ms = dates->last_ms ? day_of(cx, dates->last_ms) : 0;
    bool written = *drill->next && utc_read_day(drill->next, &written_ms);
    if (planned_ms > last_day_ms)
        return planned_ms;
    if (written && written_ms > last_day_ms)
        return written_ms;
    return drill->every_ms
               ? day_of(cx, (dates->last_ms ? dates->last_ms : seen_ms) + drill->every_ms)
               : 0;
}

enum result drills_dates(struct context *cx, const struct playbook_drill *drill,
                         struct drill_dates *ret_dates) {
    struct drill_dates dates = {0};
    int64_t planned_ms = 0, seen_ms = 0;
    enum result result = get(cx, drill, "done", &dates.last_ms);
    if (result == OK)
        result = get(cx, drill, "planned", &planned_ms);
    if (result == OK)
        result = get(cx, drill, "seen", &seen_ms);
    if (result == OK && !seen_ms) {
        seen_ms = cx->now_ms;
        result = put(cx, drill, "seen", seen_ms);
    }
    if (result == OK)
        result = get(cx, drill, "told", &dates.told_ms);
    if (result != OK)
        return result;
    dates.told_ms = dates.told_ms > seen_ms ? dates.told_ms : seen_ms;
    dates.day_ms = next_day(cx, drill, &dates, planned_ms, seen_ms);
    *ret_dates = dates;
    return OK;
}

/* ---- In words */

const char *drills_words(struct context *cx, const struct playbook_drill *drill) {
    char every[PHRASE_DURATION_SIZE];
    const char *rhythm = drill->every_ms ? arena_printf(cx->arena, ", every %s",
                                                        phrase_of_rhythm(drill->every_ms, every))
                                         : "";
    return arena_printf(cx->arena, "%s%s%s%s", drill->title, *drill->next ? ", " : "", drill->next,
                        rhythm);
}

const char *drills_when(struct context *cx, const struct playbook_drill *drill,
                        const struct drill_dates *dates) {
    char day[UTC_DAY_SIZE], last[UTC_DAY_SIZE];
    if (!dates->day_ms)
        return "";
    const char *before = dates->last_ms ? arena_printf(cx->arena, "last done on %s",
                                                       utc_day(day_of(cx, dates->last_ms), last))
                                        : "never recorded yet";
    bool passed = dates->day_ms + DAY_MS <= calendar_local(&cx->playbook->calendar, cx->now_ms);
    return arena_printf(cx->arena, "%s, on %s (%s)%s", drill->title, utc_day(dates->day_ms, day),
                        before, passed ? " :warning: that day has passed" : "");
}

enum result drills_next(struct context *cx, const char **ret_text) {
    int64_t first_ms = 0;
    for (int i = 0; i < cx->playbook->drill_count; i++) {
        const struct playbook_drill *drill = &cx->playbook->drills[i];
        struct drill_dates dates;
        enum result result = drills_dates(cx, drill, &dates);
        if (result != OK)
            return result;
        if (!dates.day_ms || (first_ms && dates.day_ms >= first_ms))
            continue;
        first_ms = dates.day_ms;
        *ret_text = drills_when(cx, drill, &dates);
    }
    return OK;
}

/* ---- Reminders */

/* The first reminder of this day after the last one. */
static int64_t next_reminder(const struct context *cx, const struct drill_dates *dates) {
    const struct playbook_calendar *calendar = &cx->playbook->calendar;
    int64_t day_ms = dates->day_ms - WEEK_MS;
    int64_t behind = dates->told_ms - calendar_begin_of(calendar, day_ms);
    if (behind >= 0)
        day_ms += (behind / WEEK_MS) * WEEK_MS;
    int64_t at_ms = calendar_open_from(calendar, calendar_begin_of(calendar, day_ms));
    while (at_ms <= dates->told_ms) {
        day_ms += WEEK_MS;
        at_ms = calendar_open_from(calendar, calendar_begin_of(calendar, day_ms));
    }
    return at_ms;
}

enum result drills_watch(struct context *cx, const struct playbook_drill *drill) {
    struct drill_dates dates;
    enum result result = drills_dates(cx, drill, &dates);
    if (result != OK)
        return result;
    bool missed = dates.day_ms && dates.day_ms < day_of(cx, dates.told_ms) && !dates.last_ms &&
                  !drill->every_ms;
    if (!dates.day_ms || missed)
        return job_drop(cx->store, "drill", 0, drill->name, cx->err);
    int64_t due_ms = next_reminder(cx, &dates);
    struct job job = {.kind = "drill",
                      .subject = drill->name,
                      .due_ms = due_ms,
                      .within_ms = job_within(cx->now_ms, due_ms),
                      .args = drill->name};
    return job_put(cx->store, &job, cx->err);
}
