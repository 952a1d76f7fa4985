/* Shifts that come back every week. */
#include "model/shifts.h"

#include "base/utc.h"

#include <criterion/criterion.h>

static int64_t at(int day, int hour, int minute) {
    const struct utc utc = {2026, 11, day, hour, minute, 0};
    int64_t ms;
    cr_assert(utc_to_ms(&utc, &ms));
    return ms;
}

Test(shifts, a_moment_of_the_week_is_a_day_and_a_time) {
    static const char *const wrong[] = {"",          "mon",        "mon 24:00", "mon 09:60",
                                        "monday 09", "moon 09:00", "09:00",     "mon 09:00x"};
    int64_t ms = 0;
    cr_assert(shifts_moment("Mon 00:00", &ms));
    cr_assert_eq(ms, 0);
    cr_assert(shifts_moment("sun 23:59", &ms));
    cr_assert_eq(ms, 7 * DAY_MS - MINUTE_MS);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        cr_assert_not(shifts_moment(wrong[i], &ms), "%s", wrong[i]);
}

Test(shifts, begin_with_their_first_moment_and_end_before_their_last) {
    struct playbook_shift list[] = {{.who = "Bob", .from = "fri 18:00", .to = "mon 08:00"}};
    const struct playbook playbook = {.shifts = list, .shift_count = 1};
    struct shift shift;
    cr_assert_eq(shifts_at(&playbook, at(20, 17, 59), &shift), ABSENT);
    cr_assert_eq(shifts_at(&playbook, at(20, 18, 0), &shift), OK);
    cr_assert_eq(shift.from_ms, at(20, 18, 0));
    cr_assert_eq(shift.to_ms, at(23, 8, 0));
    cr_assert_eq(shifts_at(&playbook, at(23, 7, 59), &shift), OK);
    cr_assert_eq(shifts_at(&playbook, at(23, 8, 0), &shift), ABSENT);
    cr_assert_eq(shifts_after(&playbook, at(20, 18, 0), &shift), OK);
    cr_assert_eq(shift.from_ms, at(27, 18, 0), "the next, not the one that runs");
}

Test(shifts, from_a_moment_to_itself_is_a_whole_week_and_goes_round) {
    static const char *people[] = {"Ann", "Bob", "Carol"};
    struct playbook_shift list[] = {
        {.who = "", .turns = {people, 3, 0}, .from = "mon 09:00", .to = "mon 09:00"}};
    const struct playbook playbook = {.shifts = list, .shift_count = 1};
    struct shift first, again;
    cr_assert_eq(shifts_at(&playbook, at(2, 9, 0), &first), OK);
    cr_assert_eq(first.to_ms - first.from_ms, 7 * DAY_MS);
    cr_assert_eq(shifts_at(&playbook, at(9, 9, 0), &again), OK);
    cr_assert_str_neq(first.who, again.who);
    cr_assert_eq(shifts_at(&playbook, at(23, 9, 0), &again), OK);
    cr_assert_str_eq(first.who, again.who, "after three weeks it is their turn again");
}

Test(shifts, nobody_is_on_call_without_a_plan) {
    const struct playbook playbook = {.shift_count = 0};
    struct shift shift;
    cr_assert_eq(shifts_at(&playbook, at(20, 12, 0), &shift), ABSENT);
    cr_assert_eq(shifts_after(&playbook, at(20, 12, 0), &shift), ABSENT);
}
