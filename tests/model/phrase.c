/* Moments and durations as people type them, on both sides of now. */
#include "model/phrase.h"

#include <criterion/criterion.h>
#include <string.h>

static int64_t ms_of(int day, int hour, int minute, int second) {
    const struct utc utc = {2026, 11, day, hour, minute, second};
    int64_t ms = 0;
    cr_assert(utc_to_ms(&utc, &ms));
    return ms;
}

/* What a text means at `now`, or the name of the result when it means nothing. */
static const char *read_at(int64_t now_ms, const char *text, enum phrase_side side) {
    static char out[ERR_TEXT_MAX];
    struct err err = {0};
    int64_t ms = -1;
    enum result result = phrase_moment(text, now_ms, side, &ms, &err);
    if (result == OK)
        return utc_stamp(ms, out);
    cr_expect_eq(ms, -1);
    cr_expect_eq(result == INVALID, err.text[0] != 0, "%s: %s", text, err.text);
    return result_name(result);
}

/* Friday 2026-11-20 14:05:20 UTC. */
static const char *past(const char *text) {
    return read_at(ms_of(20, 14, 5, 20), text, PHRASE_PAST);
}

static const char *future(const char *text) {
    return read_at(ms_of(20, 14, 5, 20), text, PHRASE_FUTURE);
}

static const char *near(const char *text) {
    return read_at(ms_of(20, 14, 5, 20), text, PHRASE_NEAR);
}

#define EXPECT_TEXT(actual, expected)                                                              \
    do {                                                                                           \
        const char *got = (actual);                                                                \
        cr_expect_str_eq(got, (expected), #actual " is %s", got);                                  \
    } while (0)

Test(phrase_moment, a_bare_time_is_the_nearest_past_one_for_an_event) {
    EXPECT_TEXT(past("14:05"), "2026-11-20 14:05:00");
    EXPECT_TEXT(past("13:50"), "2026-11-20 13:50:00");
    EXPECT_TEXT(past("9:07"), "2026-11-20 09:07:00");
    EXPECT_TEXT(past("00:00"), "2026-11-20 00:00:00");
    EXPECT_TEXT(past("23:50"), "2026-11-19 23:50:00");
    EXPECT_TEXT(past("14:11"), "2026-11-19 14:11:00");
}

Test(phrase_moment, a_bare_time_is_the_nearest_future_one_for_a_promise) {
    EXPECT_TEXT(future("14:35"), "2026-11-20 14:35:00");
    EXPECT_TEXT(future("14:06"), "2026-11-20 14:06:00");
    EXPECT_TEXT(future("00:00"), "2026-11-21 00:00:00");
    EXPECT_TEXT(future("13:50"), "2026-11-21 13:50:00");
    EXPECT_TEXT(future("14:00"), "2026-11-21 14:00:00");
}

Test(phrase_moment, a_bare_time_near_a_moment_is_within_twelve_hours_of_it_on_either_side) {
    EXPECT_TEXT(near("14:35"), "2026-11-20 14:35:00");
    EXPECT_TEXT(near("13:50"), "2026-11-20 13:50:00");
    EXPECT_TEXT(near("02:06"), "2026-11-20 02:06:00");
    EXPECT_TEXT(near("02:04"), "2026-11-21 02:04:00");
    EXPECT_TEXT(near("2026-11-18 14:05"), "2026-11-18 14:05:00");
    EXPECT_TEXT(near("10m ago"), "absent");
    EXPECT_TEXT(near("in 10m"), "absent");
    EXPECT_TEXT(near("now"), "absent");
    EXPECT_TEXT(near("25:00"), "invalid");
}

Test(phrase_moment, a_time_a_few_minutes_ahead_is_now_for_an_event) {
    EXPECT_TEXT(past("14:06"), "2026-11-20 14:05:20");
    EXPECT_TEXT(past("14:10"), "2026-11-20 14:05:20");
    EXPECT_TEXT(past("14:10:20"), "2026-11-20 14:05:20");
    EXPECT_TEXT(past("14:10:21"), "2026-11-19 14:10:21");
    EXPECT_TEXT(past("2026-11-20 14:08"), "2026-11-20 14:05:20");
}

Test(phrase_moment, a_time_just_passed_is_refused_for_a_promise_and_not_moved_to_tomorrow) {
    EXPECT_TEXT(future("14:05"), "invalid");
    EXPECT_TEXT(future("14:05:20"), "invalid");
    EXPECT_TEXT(future("14:01"), "invalid");
    EXPECT_TEXT(future("14:00:20"), "invalid");
    EXPECT_TEXT(future("14:00:19"), "2026-11-21 14:00:19");
}

Test(phrase_moment, midnight_is_crossed_in_both_directions) {
    int64_t before = ms_of(20, 23, 58, 0), behind = ms_of(21, 0, 3, 0);
    EXPECT_TEXT(read_at(behind, "23:50", PHRASE_PAST), "2026-11-20 23:50:00");
    EXPECT_TEXT(read_at(behind, "00:01", PHRASE_PAST), "2026-11-21 00:01:00");
    EXPECT_TEXT(read_at(before, "00:20", PHRASE_FUTURE), "2026-11-21 00:20:00");
    EXPECT_TEXT(read_at(before, "00:01", PHRASE_PAST), "2026-11-20 23:58:00");
    EXPECT_TEXT(read_at(behind, "23:59", PHRASE_FUTURE), "invalid");
    EXPECT_TEXT(read_at(ms_of(30, 23, 58, 0), "00:20", PHRASE_FUTURE), "2026-12-01 00:20:00");
}

Test(phrase_moment, times_are_read_in_the_spellings_people_use) {
    EXPECT_TEXT(past("13:05Z"), "2026-11-20 13:05:00");
    EXPECT_TEXT(past("13:05 UTC"), "2026-11-20 13:05:00");
    EXPECT_TEXT(past("13:05utc"), "2026-11-20 13:05:00");
    EXPECT_TEXT(past("13:05 gmt"), "2026-11-20 13:05:00");
    EXPECT_TEXT(past("13:05:30"), "2026-11-20 13:05:30");
    EXPECT_TEXT(past("1:05pm"), "2026-11-20 13:05:00");
    EXPECT_TEXT(past("1:05 PM UTC"), "2026-11-20 13:05:00");
    EXPECT_TEXT(past("1pm"), "2026-11-20 13:00:00");
    EXPECT_TEXT(past("12am"), "2026-11-20 00:00:00");
    EXPECT_TEXT(past("12:30 pm"), "2026-11-20 12:30:00");
    EXPECT_TEXT(past("NOW"), "2026-11-20 14:05:20");
}

Test(phrase_moment, offsets_are_brought_to_utc) {
    EXPECT_TEXT(past("15:05+02:00"), "2026-11-20 13:05:00");
    EXPECT_TEXT(past("15:05 +0200"), "2026-11-20 13:05:00");
    EXPECT_TEXT(past("15:05+02"), "2026-11-20 13:05:00");
    EXPECT_TEXT(past("08:05-0530"), "2026-11-20 13:35:00");
    EXPECT_TEXT(past("2026-11-20T01:00:00+02:00"), "2026-11-19 23:00:00");
    EXPECT_TEXT(future("17:05+02:00"), "2026-11-20 15:05:00");
    EXPECT_TEXT(read_at(ms_of(20, 23, 0, 0), "today 00:30+02:00", PHRASE_PAST),
                "2026-11-20 22:30:00");
}

Test(phrase_moment, days_are_named_or_dated) {
    EXPECT_TEXT(past("2026-01-07 14:05"), "2026-01-07 14:05:00");
    EXPECT_TEXT(past("2026-11-20T13:05:30.250Z"), "2026-11-20 13:05:30");
    EXPECT_TEXT(past("2026-11-20 at 13:05 UTC"), "2026-11-20 13:05:00");
    EXPECT_TEXT(past("yesterday 14:05"), "2026-11-19 14:05:00");
    EXPECT_TEXT(past("Yesterday at 2:05pm"), "2026-11-19 14:05:00");
    EXPECT_TEXT(past("today 13:00"), "2026-11-20 13:00:00");
    EXPECT_TEXT(future("tomorrow 09:00"), "2026-11-21 09:00:00");
    EXPECT_TEXT(future("today 15:00"), "2026-11-20 15:00:00");
    EXPECT_TEXT(future("2026-11-23 10:00"), "2026-11-23 10:00:00");
}

Test(phrase_moment, distances_from_now_are_read) {
    EXPECT_TEXT(past("10m ago"), "2026-11-20 13:55:20");
    EXPECT_TEXT(past("90 min ago"), "2026-11-20 12:35:20");
    EXPECT_TEXT(past("1 hour and 30 minutes ago"), "2026-11-20 12:35:20");
    EXPECT_TEXT(past("an hour ago"), "2026-11-20 13:05:20");
    EXPECT_TEXT(future("in 20m"), "2026-11-20 14:25:20");
    EXPECT_TEXT(future("In an hour"), "2026-11-20 15:05:20");
    EXPECT_TEXT(future("1h30m"), "2026-11-20 15:35:20");
    EXPECT_TEXT(future("2 days"), "2026-11-22 14:05:20");
}

Test(phrase_moment, a_bare_duration_is_no_moment_of_the_past) {
    EXPECT_TEXT(past("10m"), "absent");
    EXPECT_TEXT(past("90"), "absent");
    EXPECT_TEXT(future("90"), "invalid");
    EXPECT_TEXT(future("in 90"), "invalid");
    EXPECT_TEXT(future("a day"), "absent");
}

Test(phrase_moment, the_wrong_side_of_now_is_refused) {
    EXPECT_TEXT(past("tomorrow 09:00"), "invalid");
    EXPECT_TEXT(past("2026-12-24 10:00"), "invalid");
    EXPECT_TEXT(past("in 20m"), "invalid");
    EXPECT_TEXT(future("yesterday 09:00"), "invalid");
    EXPECT_TEXT(future("10m ago"), "invalid");
    EXPECT_TEXT(future("now"), "invalid");
    EXPECT_TEXT(future("today 14:05"), "invalid");
}

Test(phrase_moment, times_that_do_not_exist_are_refused) {
    EXPECT_TEXT(past("25:00"), "invalid");
    EXPECT_TEXT(past("24:00"), "invalid");
    EXPECT_TEXT(past("12:60"), "invalid");
    EXPECT_TEXT(past("12:00:60"), "invalid");
    EXPECT_TEXT(past("13:05pm"), "invalid");
    EXPECT_TEXT(past("0pm"), "invalid");
    EXPECT_TEXT(past("2026-02-31 10:00"), "invalid");
    EXPECT_TEXT(past("2025-11-01 10:00"), "invalid");
    EXPECT_TEXT(past("14:05+19:00"), "invalid");
    EXPECT_TEXT(past("0m ago"), "invalid");
    EXPECT_TEXT(past("400d ago"), "invalid");
}

Test(phrase_moment, a_zone_that_cannot_be_read_is_not_taken_for_utc) {
    EXPECT_TEXT(past("14:05 CET"), "invalid");
    EXPECT_TEXT(past("14:05 pst"), "invalid");
    EXPECT_TEXT(past("14:05 ET"), "invalid");
    EXPECT_TEXT(past("14:05 et"), "absent");
    EXPECT_TEXT(past("14:05 met"), "absent");
}

Test(phrase_moment, other_texts_are_no_moments) {
    static const char *const texts[] = {
        "",        "14",     "1405",        "14:5",       "14:055",     "16:9",      "14:05 x",
        "14:05:3", "noon",   "yesterday",   "2026-01-07", "at 14:05",   "ago",       "in",
        "in x",    "10 ago", "10 pods ago", "5m and ago", "now x",      "m",         "14:05+",
        "14:05+2", "2pmx",   "14:05 - x",   "14.05",      "2026-1-7 1", "1h 1h ago", "30m 1h ago"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        cr_expect_str_eq(past(texts[i]), "absent", "%s", texts[i]);
}

Test(phrase_moment, where_a_moment_must_stand_the_answer_says_what_is_accepted) {
    struct err err;
    int64_t ms;
    cr_expect_eq(phrase_moment_needed("soon", 0, PHRASE_FUTURE, &ms, &err), INVALID);
    cr_expect_str_eq(err.text, "\"soon\" is not a time; write for example \"in 20m\", \"14:35\" "
                               "(UTC) or \"tomorrow 09:00\"");
    cr_expect_eq(phrase_moment_needed("soon", 0, PHRASE_PAST, &ms, &err), INVALID);
    cr_expect(strstr(err.text, "\"10m ago\""));
}

Test(phrase_moment, a_text_of_any_length_is_refused_in_peace) {
    char text[1000];
    memset(text, '1', sizeof text - 1);
    text[sizeof text - 1] = 0;
    EXPECT_TEXT(past(text), "absent");
}

/* ---- Durations */

static int64_t duration(const char *text) {
    struct err err = {0};
    int64_t ms = -1;
    enum result result = phrase_duration(text, &ms, &err);
    if (result != OK)
        cr_expect_eq(result == INVALID, err.text[0] != 0);
    return result == OK ? ms : -(int64_t)result;
}

Test(phrase_duration, durations_are_read_in_the_spellings_people_use) {
    static const struct {
        const char *text;
        int64_t ms;
    } table[] = {
        {"30m", 30 * MINUTE_MS},
        {"30min", 30 * MINUTE_MS},
        {"90 sec", 90 * SECOND_MS},
        {"1h30m", 90 * MINUTE_MS},
        {"1h 30m", 90 * MINUTE_MS},
        {"1 hour and 30 minutes", 90 * MINUTE_MS},
        {"1.5h", 90 * MINUTE_MS},
        {"0.25 h", 15 * MINUTE_MS},
        {"2d", 2 * DAY_MS},
        {"1w", 7 * DAY_MS},
        {"1W 2D 3H 4M 5S", 9 * DAY_MS + 3 * HOUR_MS + 4 * MINUTE_MS + 5 * SECOND_MS},
        {"2 hrs", 2 * HOUR_MS},
        {"45 Minutes", 45 * MINUTE_MS},
        {"a minute", MINUTE_MS},
        {"366d", PHRASE_DURATION_MAX_MS},
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        cr_expect_eq(duration(table[i].text), table[i].ms, "%s", table[i].text);
}

Test(phrase_duration, durations_that_cannot_be_are_refused) {
    static const char *const texts[] = {"90", "1.5", "0m", "0.1s", "367d", "999999w"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        cr_expect_eq(duration(texts[i]), -(int64_t)INVALID, "%s", texts[i]);
}

Test(phrase_duration, other_texts_are_no_durations) {
    static const char *const texts[] = {"",     "m",      "5ms",   "5 pods", "1m 1h",    "1h 1h",
                                        "-5m",  "1h and", "1h 30", "1h30",   "1000000d", "5m x",
                                        "h 5m", "1,5h",   ".5h",   "5mm"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        cr_expect_eq(duration(texts[i]), -(int64_t)ABSENT, "%s", texts[i]);
}

Test(phrase_duration, a_missing_unit_is_suggested) {
    struct err err;
    int64_t ms;
    cr_expect_eq(phrase_duration("90", &ms, &err), INVALID);
    cr_expect_str_eq(err.text, "90 of what? write the unit, for example 90m for minutes");
    cr_expect_eq(phrase_duration_needed("soon", &ms, &err), INVALID);
    cr_expect(strstr(err.text, "\"30m\", \"90 min\" or \"1h 30m\""));
}

static void expect_written(int64_t ms, const char *in_full, const char *medium, const char *brief) {
    char out[PHRASE_DURATION_SIZE];
    cr_expect_str_eq(phrase_of_duration(ms, PHRASE_LONG, out), in_full);
    cr_expect_str_eq(phrase_of_duration(ms, PHRASE_MEDIUM, out), medium);
    cr_expect_str_eq(phrase_of_duration(ms, PHRASE_SHORT, out), brief);
}

Test(phrase_of_duration, durations_are_written_in_two_units_at_most) {
    expect_written(90 * MINUTE_MS, "1 hour 30 minutes", "1 h 30 min", "1h30min");
    expect_written(30 * MINUTE_MS, "30 minutes", "30 min", "30min");
    expect_written(MINUTE_MS, "1 minute", "1 min", "1min");
    expect_written(45 * SECOND_MS, "45 seconds", "45 s", "45s");
    expect_written(125 * SECOND_MS, "2 minutes 5 seconds", "2 min 5 s", "2min5s");
    expect_written(2 * HOUR_MS + 59 * SECOND_MS, "2 hours", "2 h", "2h");
    expect_written(27 * HOUR_MS - 1, "1 day 2 hours", "1 d 2 h", "1d2h");
    expect_written(9 * DAY_MS, "9 days", "9 d", "9d");
}

Test(phrase_of_duration, one_unit_behind_every_has_no_number) {
    char out[PHRASE_DURATION_SIZE];
    cr_expect_str_eq(phrase_of_rhythm(HOUR_MS, out), "hour");
    cr_expect_str_eq(phrase_of_rhythm(15 * MINUTE_MS, out), "15 minutes");
    cr_expect_str_eq(phrase_of_rhythm(90 * MINUTE_MS, out), "1 hour 30 minutes");
}

Test(phrase_of_duration, nothing_and_less_are_zero_seconds) {
    expect_written(0, "0 seconds", "0 s", "0s");
    expect_written(999, "0 seconds", "0 s", "0s");
    expect_written(INT64_MIN, "0 seconds", "0 s", "0s");
}

Test(phrase_of_duration, the_longest_duration_fits) {
    char out[PHRASE_DURATION_SIZE];
    cr_expect_str_eq(phrase_of_duration(INT64_MAX, PHRASE_LONG, out), "106751991167 days 7 hours");
}

Test(phrase_of_duration, what_is_written_reads_back) {
    static const int64_t all[] = {SECOND_MS, 61 * SECOND_MS, HOUR_MS, 25 * HOUR_MS, 300 * DAY_MS};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        for (int style = PHRASE_LONG; style <= PHRASE_SHORT; style++) {
            char out[PHRASE_DURATION_SIZE];
            phrase_of_duration(all[i], (enum phrase_style)style, out);
            cr_expect_eq(duration(out), all[i], "%s", out);
        }
    }
}

Test(phrase_of_moment, the_day_is_written_only_when_it_is_another) {
    char out[PHRASE_WHEN_SIZE];
    int64_t now = ms_of(20, 14, 5, 20);
    cr_expect_str_eq(phrase_of_moment(now, now, out), "14:05 UTC");
    cr_expect_str_eq(phrase_of_moment(now - DAY_MS, now, out), "2026-11-19 14:05 UTC");
}
