/* Quarters of a year. */
#include "model/quarter.h"

#include "base/utc.h"

#include <criterion/criterion.h>

static const int64_t now_ms = INT64_C(1795183500000); /* 2026-11-20 14:05 UTC */

Test(quarter, it_is_named_and_begins_on_the_first_of_its_first_month) {
    char name[QUARTER_NAME_SIZE], day[UTC_DAY_SIZE];
    int64_t quarter = quarter_of(now_ms);
    cr_expect_str_eq(quarter_name(quarter, name), "2026Q4");
    cr_expect_str_eq(utc_day(quarter_begin(quarter), day), "2026-10-01");
    cr_expect_str_eq(utc_day(quarter_begin(quarter + 1), day), "2027-01-01");
    cr_expect_str_eq(quarter_name(quarter + 1, name), "2027Q1");
    cr_expect_eq(quarter_of(quarter_begin(quarter + 1)), quarter + 1);
    cr_expect_eq(quarter_of(quarter_begin(quarter + 1) - 1), quarter);
}

static void expect(const char *text, const char *expected) {
    int64_t quarter = 0;
    char name[QUARTER_NAME_SIZE];
    cr_assert(quarter_read(text, now_ms, &quarter), "%s", text);
    cr_expect_str_eq(quarter_name(quarter, name), expected);
}

Test(quarter, it_is_read_as_people_write_it) {
    int64_t quarter = 0;
    expect("2026Q1", "2026Q1");
    expect("2025-q3", "2025Q3");
    expect("q2 2026", "2026Q2");
    expect("Q4", "2026Q4");
    cr_expect_not(quarter_read("2026Q5", now_ms, &quarter));
    cr_expect_not(quarter_read("last", now_ms, &quarter));
    cr_expect_not(quarter_read("2026", now_ms, &quarter));
    cr_expect_not(quarter_read("2026Q1 2025", now_ms, &quarter));
    cr_expect_not(quarter_read("", now_ms, &quarter));
}
