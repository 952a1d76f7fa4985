/* Working time. 2026-11-20, a Friday, is the day on which everything begins. */
#include "model/calendar.h"

#include "base/utc.h"

#include <criterion/criterion.h>

static struct playbook_calendar office = {
    .days = "mon tue wed thu fri", .opens_ms = 9 * HOUR_MS, .closes_ms = 17 * HOUR_MS};

static int64_t at(int month, int day, int hour, int minute) {
    int64_t ms = 0;
    struct utc utc = {2026, month, day, hour, minute, 0};
    cr_assert(utc_to_ms(&utc, &ms));
    return ms;
}

static void expect(int64_t ms, const char *stamp) {
    char found[UTC_STAMP_SIZE];
    cr_expect_str_eq(utc_stamp(ms, found), stamp);
}

Test(calendar, the_next_business_day_ends_with_its_working_hours) {
    expect(calendar_next_day(&office, at(11, 18, 10, 0)), "2026-11-19 17:00:00");
    expect(calendar_next_day(&office, at(11, 18, 23, 59)), "2026-11-19 17:00:00");
    expect(calendar_next_day(&office, at(11, 19, 0, 0)), "2026-11-20 17:00:00");
}

Test(calendar, after_a_friday_comes_monday) {
    expect(calendar_next_day(&office, at(11, 20, 14, 5)), "2026-11-23 17:00:00");
    expect(calendar_next_day(&office, at(11, 21, 14, 5)), "2026-11-23 17:00:00");
    expect(calendar_next_day(&office, at(11, 22, 14, 5)), "2026-11-23 17:00:00");
}

Test(calendar, a_holiday_is_no_business_day) {
    const char *days[] = {"2026-11-23", "2026-11-24"};
    struct playbook_calendar calendar = office;
    calendar.holidays = (struct playbook_texts){days, 2, 1};
    expect(calendar_next_day(&calendar, at(11, 20, 14, 5)), "2026-11-25 17:00:00");
}

Test(calendar, a_day_is_that_of_the_place_and_not_of_utc) {
    struct playbook_calendar tokyo = office, california = office;
    tokyo.ahead_ms = 9 * HOUR_MS;
    california.behind_ms = 8 * HOUR_MS;
    /* 20:00 UTC on Thursday is Friday 05:00 in Tokyo, and noon of Thursday in California */
    expect(calendar_next_day(&tokyo, at(11, 19, 20, 0)), "2026-11-23 08:00:00");
    expect(calendar_next_day(&california, at(11, 19, 20, 0)), "2026-11-21 01:00:00");
    expect(calendar_add(&tokyo, at(11, 19, 20, 0), HOUR_MS), "2026-11-20 01:00:00");
    expect(calendar_add(&california, at(11, 19, 20, 0), HOUR_MS), "2026-11-19 21:00:00");
}

Test(calendar, working_time_passes_within_working_hours_only) {
    expect(calendar_add(&office, at(11, 20, 10, 0), 4 * HOUR_MS), "2026-11-20 14:00:00");
    expect(calendar_add(&office, at(11, 20, 7, 0), HOUR_MS), "2026-11-20 10:00:00");
    expect(calendar_add(&office, at(11, 20, 16, 30), HOUR_MS), "2026-11-23 09:30:00");
    expect(calendar_add(&office, at(11, 20, 17, 0), HOUR_MS), "2026-11-23 10:00:00");
    expect(calendar_add(&office, at(11, 21, 3, 0), HOUR_MS), "2026-11-23 10:00:00");
    expect(calendar_add(&office, at(11, 20, 16, 0), HOUR_MS), "2026-11-20 17:00:00");
    expect(calendar_add(&office, at(11, 18, 9, 0), 20 * HOUR_MS), "2026-11-20 13:00:00");
}

Test(calendar, no_time_is_over_as_soon_as_work_begins) {
    expect(calendar_add(&office, at(11, 20, 10, 0), 0), "2026-11-20 10:00:00");
    expect(calendar_add(&office, at(11, 21, 10, 0), 0), "2026-11-23 09:00:00");
}

Test(calendar, without_working_time_all_time_counts) {
    const struct playbook_calendar none = {.days = ""};
    struct playbook_calendar closed = office;
    closed.closes_ms = closed.opens_ms;
    cr_expect_not(calendar_works(&none));
    cr_expect_not(calendar_works(&closed));
    cr_expect(calendar_works(&office));
    expect(calendar_add(&none, at(11, 21, 3, 0), HOUR_MS), "2026-11-21 04:00:00");
    expect(calendar_next_day(&closed, at(11, 20, 14, 5)), "2026-11-21 14:05:00");
}

Test(calendar, days_and_dates_are_known_by_their_writing) {
    cr_expect(calendar_weekday("mon") && calendar_weekday("sun"));
    cr_expect_not(calendar_weekday("Monday") || calendar_weekday(""));
    cr_expect(calendar_date("2026-12-25") && calendar_date("2028-02-29"));
    cr_expect_not(calendar_date("2026-02-29"));
    cr_expect_not(calendar_date("2026-2-3"));
    cr_expect_not(calendar_date("2026-12-25 evening"));
    cr_expect_not(calendar_date("Christmas"));
}

/* ---- Targets */

static struct playbook team_with(int64_t response_ms, bool business_hours) {
    struct playbook playbook = {.calendar = office};
    playbook.policy.severities[3].response_ms = response_ms;
    playbook.severities[3].business_hours = business_hours;
    return playbook;
}

static int64_t by(const struct playbook *playbook, const struct playbook_condition *condition) {
    return calendar_response_by(playbook, SEVERITY_4, condition, at(11, 20, 16, 30));
}

Test(calendar, a_target_is_a_duration_or_working_time_or_the_next_business_day) {
    struct playbook plain = team_with(HOUR_MS, false), working = team_with(HOUR_MS, true),
                    next_day = team_with(0, true), none = team_with(0, false);
    expect(by(&plain, NULL), "2026-11-20 17:30:00");
    expect(by(&working, NULL), "2026-11-23 09:30:00");
    expect(by(&next_day, NULL), "2026-11-23 17:00:00");
    cr_expect_eq(by(&none, NULL), 0);
}

Test(calendar, a_condition_has_a_target_of_its_own) {
    struct playbook plain = team_with(HOUR_MS, false);
    const struct playbook_condition soon = {.response_ms = 5 * MINUTE_MS, .target = "Immediately"};
    const struct playbook_condition late = {.target = "Next release"};
    const struct playbook_condition same = {.target = ""};
    expect(by(&plain, &soon), "2026-11-20 16:35:00");
    cr_expect_eq(by(&plain, &late), 0, "the next release is no moment");
    expect(by(&plain, &same), "2026-11-20 17:30:00");
}

Test(calendar, what_may_wait_waits_for_working_hours) {
    expect(calendar_open_from(&office, at(11, 20, 14, 5)), "2026-11-20 14:05:00");
    expect(calendar_open_from(&office, at(11, 20, 3, 0)), "2026-11-20 09:00:00");
    expect(calendar_open_from(&office, at(11, 20, 17, 0)), "2026-11-23 09:00:00");
    expect(calendar_open_from(&office, at(11, 21, 14, 5)), "2026-11-23 09:00:00");
}

Test(calendar, a_day_ends_with_its_working_hours_where_there_are_any) {
    struct playbook_calendar tokyo = office, none = {.days = ""};
    tokyo.ahead_ms = 9 * HOUR_MS;
    expect(calendar_end_of(&office, at(11, 20, 0, 0)), "2026-11-20 17:00:00");
    expect(calendar_end_of(&tokyo, at(11, 20, 0, 0)), "2026-11-20 08:00:00");
    expect(calendar_end_of(&none, at(11, 20, 0, 0)), "2026-11-20 23:59:00");
    expect(calendar_local(&tokyo, at(11, 19, 20, 0)), "2026-11-20 05:00:00");
}
