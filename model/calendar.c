/* Working time: see calendar.h. A local day is counted from 1970-01-01, which was a Thursday. */
#include "model/calendar.h"

#include "base/str.h"
#include "base/utc.h"

/* So many days without working time are taken for a calendar that has none. */
enum { LOOK_AHEAD_DAYS = 400, WEEK_DAYS = 7 };

static const char *const weekdays[] = {"thu", "fri", "sat", "sun", "mon", "tue", "wed", NULL};

bool calendar_weekday(const char *word) {
    return str_is_one_of(word, weekdays);
}

bool calendar_date(const char *text) {
    int64_t ms;
    return utc_read_day(text, &ms);
}

bool calendar_works(const struct playbook_calendar *calendar) {
    return *calendar->days && calendar->opens_ms < calendar->closes_ms;
}

int64_t calendar_local(const struct playbook_calendar *calendar, int64_t utc_ms) {
    return utc_ms + calendar->ahead_ms - calendar->behind_ms;
}

int64_t calendar_from_local(const struct playbook_calendar *calendar, int64_t local_ms) {
    return local_ms - calendar->ahead_ms + calendar->behind_ms;
}

static bool is_working_day(const struct playbook_calendar *calendar, int64_t day) {
    char date[UTC_DAY_SIZE];
    return str_has_word(calendar->days, weekdays[day % WEEK_DAYS]) &&
           !playbook_has(&calendar->holidays, utc_day(day * DAY_MS, date));
}

int64_t calendar_add(const struct playbook_calendar *calendar, int64_t from_ms, int64_t work_ms) {
    if (!calendar_works(calendar))
        return from_ms + work_ms;
    int64_t at_ms = calendar_local(calendar, from_ms), left_ms = work_ms;
    int64_t first = at_ms / DAY_MS, wasted = 0;
    for (int64_t day = first; wasted < LOOK_AHEAD_DAYS; day++) {
        int64_t opens_ms = day * DAY_MS + calendar->opens_ms;
        int64_t closes_ms = day * DAY_MS + calendar->closes_ms;
        int64_t begin_ms = day == first && at_ms > opens_ms ? at_ms : opens_ms;
        if (!is_working_day(calendar, day) || begin_ms >= closes_ms) {
            wasted++;
            continue;
        }
        if (left_ms <= closes_ms - begin_ms)
            return calendar_from_local(calendar, begin_ms + left_ms);
        left_ms -= closes_ms - begin_ms;
        wasted = 0;
    }
    return from_ms + work_ms;
}

int64_t calendar_open_from(const struct playbook_calendar *calendar, int64_t from_ms) {
    return calendar_add(calendar, from_ms, 0);
}

int64_t calendar_today(const struct playbook_calendar *calendar, int64_t now_ms) {
    return calendar_local(calendar, now_ms);
}

int64_t calendar_begin_of(const struct playbook_calendar *calendar, int64_t day_ms) {
    return calendar_from_local(calendar,
                               day_ms + (calendar_works(calendar) ? calendar->opens_ms : 0));
}

int64_t calendar_end_of(const struct playbook_calendar *calendar, int64_t day_ms) {
    int64_t end_ms = calendar_works(calendar) ? calendar->closes_ms : DAY_MS - MINUTE_MS;
    return calendar_from_local(calendar, day_ms + end_ms);
}

int64_t calendar_next_day(const struct playbook_calendar *calendar, int64_t from_ms) {
    int64_t today = calendar_local(calendar, from_ms) / DAY_MS;
    if (calendar_works(calendar))
        for (int64_t day = today + 1; day <= today + LOOK_AHEAD_DAYS; day++)
            if (is_working_day(calendar, day))
                return calendar_from_local(calendar, day * DAY_MS + calendar->closes_ms);
    return from_ms + DAY_MS;
}

int64_t calendar_response_by(const struct playbook *playbook, enum severity severity,
                             const struct playbook_condition *condition, int64_t from_ms) {
    const struct playbook_calendar *calendar = &playbook->calendar;
    int64_t response_ms = policy_severity(&playbook->policy, severity)->response_ms;
    bool business_hours = playbook_severity(playbook, severity)->business_hours;
    if (condition && condition->response_ms)
        return from_ms + condition->response_ms;
    if (condition && *condition->target) /* "Next release" */
        return 0;
    if (business_hours)
        return response_ms ? calendar_add(calendar, from_ms, response_ms)
                           : calendar_next_day(calendar, from_ms);
    return response_ms ? from_ms + response_ms : 0;
}
