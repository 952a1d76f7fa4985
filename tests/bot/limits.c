/* How fast the Web API may be called. */
#include "bot/limits.h"

#include "base/utc.h"

#include <criterion/criterion.h>
#include <stdio.h>

#define BEGIN_MS INT64_C(1795183500000)

static struct limits limits;

static void take_all(const char *method, const char *channel, int64_t now_ms) {
    while (limits_wait_ms(&limits, method, channel, now_ms) == 0)
        limits_take(&limits, method, channel, now_ms);
}

/* Calls that go out within a minute, to the next step, when somebody asks every step_ms. */
static int calls_in_a_minute(const char *method, int step_ms) {
    int calls = 0;
    limits = (struct limits){0};
    take_all(method, "C1", BEGIN_MS);
    for (int64_t ms = step_ms; ms < MINUTE_MS + step_ms; ms += step_ms)
        if (limits_wait_ms(&limits, method, "C1", BEGIN_MS + ms) == 0) {
            limits_take(&limits, method, "C1", BEGIN_MS + ms);
            calls++;
        }
    return calls;
}

Test(rates, four_fifths_of_what_slack_allows_go_out_however_often_somebody_asks) {
    static const int steps_ms[] = {1, 7, 100};
    for (size_t i = 0; i < sizeof steps_ms / sizeof *steps_ms; i++) {
        cr_assert_eq(calls_in_a_minute("chat.postMessage", steps_ms[i]), 48);
        cr_assert_eq(calls_in_a_minute("chat.update", steps_ms[i]), 40);
    }
}

Test(rates, the_wait_is_over_when_it_was_said_to_be_and_not_before) {
    take_all("chat.postMessage", "C1", BEGIN_MS);
    int64_t wait_ms = limits_wait_ms(&limits, "chat.postMessage", "C1", BEGIN_MS);
    cr_assert_gt(wait_ms, 0);
    cr_assert_gt(limits_wait_ms(&limits, "chat.postMessage", "C1", BEGIN_MS + wait_ms - 1), 0);
    cr_assert_eq(limits_wait_ms(&limits, "chat.postMessage", "C1", BEGIN_MS + wait_ms), 0);
}

Test(rates, a_burst_is_allowed_once_and_is_back_after_a_rest) {
    int burst = 0;
    for (; limits_wait_ms(&limits, "chat.postMessage", "C1", BEGIN_MS) == 0; burst++)
        limits_take(&limits, "chat.postMessage", "C1", BEGIN_MS);
    cr_assert_eq(burst, 5);
    for (burst = 0; limits_wait_ms(&limits, "chat.postMessage", "C1", BEGIN_MS + HOUR_MS) == 0;
         burst++)
        limits_take(&limits, "chat.postMessage", "C1", BEGIN_MS + HOUR_MS);
    cr_assert_eq(burst, 5);
}

Test(rates, channels_wait_for_themselves_where_slack_counts_by_channel) {
    take_all("chat.postMessage", "C1", BEGIN_MS);
    cr_assert_eq(limits_wait_ms(&limits, "chat.postMessage", "C2", BEGIN_MS), 0);
    take_all("chat.update", "C1", BEGIN_MS);
    cr_assert_gt(limits_wait_ms(&limits, "chat.update", "C2", BEGIN_MS), 0);
}

Test(rates, what_slack_asked_for_is_waited_out) {
    limits_block(&limits, "chat.postMessage", "C1", BEGIN_MS, BEGIN_MS + 30 * SECOND_MS);
    limits_block(&limits, "chat.postMessage", "C1", BEGIN_MS, BEGIN_MS + SECOND_MS);
    cr_assert_eq(limits_wait_ms(&limits, "chat.postMessage", "C1", BEGIN_MS + SECOND_MS),
                 29 * SECOND_MS);
    cr_assert_eq(limits_wait_ms(&limits, "chat.postMessage", "C2", BEGIN_MS), 0);
    cr_assert_eq(limits_wait_ms(&limits, "chat.postMessage", "C1", BEGIN_MS + 30 * SECOND_MS), 0);
}

Test(rates, more_channels_than_there_is_room_for_forget_the_one_that_rested_longest) {
    char channel[16];
    take_all("chat.postMessage", "C0", BEGIN_MS);
    for (int i = 1; i < LIMITS_BUCKETS; i++) {
        snprintf(channel, sizeof channel, "C%d", i);
        take_all("chat.postMessage", channel, BEGIN_MS + i);
    }
    cr_assert_eq(limits_wait_ms(&limits, "chat.postMessage", "CNEW", BEGIN_MS + 100), 0);
    cr_assert_gt(limits_wait_ms(&limits, "chat.postMessage", "C1", BEGIN_MS + 100), 0);
    cr_assert_eq(limits_wait_ms(&limits, "chat.postMessage", "C0", BEGIN_MS + 100), 0);
}

Test(rates, a_clock_that_jumps_starts_with_a_full_bucket) {
    take_all("chat.postMessage", "C1", BEGIN_MS);
    cr_assert_eq(limits_wait_ms(&limits, "chat.postMessage", "C1", BEGIN_MS - HOUR_MS), 0);
}
