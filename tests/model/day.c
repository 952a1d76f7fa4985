/* Days as people type them. It is Friday, 2026-11-20, 14:05. */
#include "model/day.h"

#include "base/mem.h"
#include "base/utc.h"

#include <criterion/criterion.h>

static const int64_t now_ms = INT64_C(1795183500000);

static void expect(const char *text, const char *day) {
    int64_t ms = 0;
    char found[UTC_DAY_SIZE];
    struct err err = {0};
    cr_assert_eq(day_read(text, now_ms, &ms, &err), OK, "%s: %s", text, err.text);
    cr_expect_str_eq(utc_day(ms, found), day, "%s", text);
}

static enum result read_of(const char *text) {
    int64_t ms = 0;
    struct err err = {0};
    return day_read(text, now_ms, &ms, &err);
}

Test(day, it_is_typed_as_a_date_a_day_of_the_week_or_a_distance) {
    expect("2026-12-04", "2026-12-04");
    expect("today", "2026-11-20");
    expect("Tomorrow", "2026-11-21");
    expect("monday", "2026-11-23");
    expect("thu", "2026-11-26");
    expect("in 2 weeks", "2026-12-04");
    expect("10 days", "2026-11-30");
    expect("2w", "2026-12-04");
    expect("in 12 hours", "2026-11-21");
}

Test(day, todays_weekday_is_the_one_to_come_and_next_is_that_of_the_next_week) {
    expect("friday", "2026-11-27");
    expect("next friday", "2026-11-27");
    expect("next monday", "2026-11-23");
}

Test(day, what_has_passed_or_is_far_away_is_refused_and_other_words_are_none) {
    cr_expect_eq(read_of("2026-11-19"), INVALID);
    cr_expect_eq(read_of("2028-01-01"), INVALID);
    cr_expect_eq(read_of("2026-02-31"), ABSENT);
    cr_expect_eq(read_of("someday"), ABSENT);
    cr_expect_eq(read_of("12"), ABSENT);
    cr_expect_eq(read_of(""), ABSENT);
}

static void expect_due(const char *text, const char *rest, const char *day) {
    struct arena *arena = arena_new(1024 * 1024);
    struct words line = words_of(arena, text);
    int64_t ms = 0;
    char found[UTC_DAY_SIZE] = "";
    struct err err = {0};
    enum result result = words_take_due(&line, now_ms, &ms, &err);
    cr_expect_eq(result, day ? OK : ABSENT, "%s: %s", text, err.text);
    if (day)
        cr_expect_str_eq(utc_day(ms, found), day, "%s", text);
    cr_expect_str_eq(line.rest, rest);
    arena_free(arena);
}

Test(day, at_the_end_of_a_line_it_stands_behind_due_or_by_or_is_a_date) {
    expect_due("add a test due 2026-12-04", "add a test", "2026-12-04");
    expect_due("add a test by friday", "add a test", "2026-11-27");
    expect_due("add a test due in 2 weeks.", "add a test", "2026-12-04");
    expect_due("add a test 2026-12-04", "add a test", "2026-12-04");
    expect_due("look at what breaks every friday", "look at what breaks every friday", NULL);
    expect_due("pay the invoice that is due", "pay the invoice that is due", NULL);
    expect_due("fix the past due invoices", "fix the past due invoices", NULL);
}

Test(day, at_the_head_of_a_line_the_longest_one_is_taken) {
    struct arena *arena = arena_new(1024 * 1024);
    struct words line = words_of(arena, "to next friday the vendor is away");
    int64_t ms = 0;
    char found[UTC_DAY_SIZE];
    struct err err = {0};
    cr_assert_eq(words_take_day(&line, now_ms, &ms, &err), OK, "%s", err.text);
    cr_expect_str_eq(utc_day(ms, found), "2026-11-27");
    cr_expect_str_eq(line.rest, "the vendor is away");
    arena_free(arena);
}
