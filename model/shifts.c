/* Who is on call when: see shifts.h. */
#include "model/shifts.h"

#include "base/utc.h"
#include "model/calendar.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#define WEEK_MS (7 * DAY_MS)

/* 1970-01-05 was the first Monday; local time counts from it here. */
#define MONDAY_MS (4 * DAY_MS)

/* Two digits below a limit, or -1. */
static int two_digits(const char *at, int below) {
    if (!isdigit((unsigned char)at[0]) || !isdigit((unsigned char)at[1]))
        return -1;
    int number = (at[0] - '0') * 10 + (at[1] - '0');
    return number < below ? number : -1;
}

bool shifts_moment(const char *text, int64_t *ret_ms) {
    static const char *const days[] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
    if (strlen(text) != strlen("Mon 09:00") || text[3] != ' ' || text[6] != ':')
        return false;
    int hour = two_digits(text + 4, 24), minute = two_digits(text + 7, 60);
    if (hour < 0 || minute < 0)
        return false;
    for (int i = 0; i < 7; i++) {
        if (strncasecmp(days[i], text, 3) != 0)
            continue;
        *ret_ms = i * DAY_MS + hour * (int64_t)HOUR_MS + minute * (int64_t)MINUTE_MS;
        return true;
    }
    return false;
}

/* Since the first Monday, in the calendar's zone; moments before it do not come up. */
static int64_t since_monday(const struct playbook *playbook, int64_t ms) {
    return calendar_local(&playbook->calendar, ms) - MONDAY_MS;
}

/* The shift that begins at start_ms since the first Monday: those of a rotation take it in turns,
 * week by week. */
static struct shift begin(const struct playbook *playbook, const struct playbook_shift *plan,
                          int64_t start_ms, int64_t length_ms) {
    const struct playbook_texts *turns = &plan->turns;
    int64_t week = start_ms / WEEK_MS;
    int64_t from_ms = calendar_from_local(&playbook->calendar, start_ms + MONDAY_MS);
    return (struct shift){turns->count ? turns->texts[week % turns->count] : plan->who, from_ms,
                          from_ms + length_ms};
}

/* The last time that it began, at ms at the latest. */
static bool last_begin(const struct playbook *playbook, const struct playbook_shift *plan,
                       int64_t ms, struct shift *ret_shift) {
    int64_t from_ms = 0, to_ms = 0, at_ms = since_monday(playbook, ms);
    if (at_ms < WEEK_MS || !shifts_moment(plan->from, &from_ms) || !shifts_moment(plan->to, &to_ms))
        return false;
    int64_t length_ms = (to_ms - from_ms + WEEK_MS) % WEEK_MS;
    int64_t start_ms = at_ms - at_ms % WEEK_MS + from_ms;
    if (start_ms > at_ms)
        start_ms -= WEEK_MS;
    *ret_shift = begin(playbook, plan, start_ms, length_ms ? length_ms : WEEK_MS);
    return true;
}

enum result shifts_at(const struct playbook *playbook, int64_t ms, struct shift *ret_shift) {
    struct shift shift;
    for (int i = 0; i < playbook->shift_count; i++) {
        if (!last_begin(playbook, &playbook->shifts[i], ms, &shift) || ms >= shift.to_ms)
            continue;
        *ret_shift = shift;
        return OK;
    }
    return ABSENT;
}

enum result shifts_after(const struct playbook *playbook, int64_t ms, struct shift *ret_shift) {
    struct shift shift, first = {.who = NULL};
    for (int i = 0; i < playbook->shift_count; i++) {
        if (!last_begin(playbook, &playbook->shifts[i], ms + WEEK_MS, &shift))
            continue;
        if (!first.who || shift.from_ms < first.from_ms)
            first = shift;
    }
    if (!first.who)
        return ABSENT;
    *ret_shift = first;
    return OK;
}
