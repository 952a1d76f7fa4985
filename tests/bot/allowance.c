/* The allowance of each person. */
#include "bot/allowance.h"

#include <criterion/criterion.h>
#include <stdio.h>

enum { PACE_MS = 2000 };

static const int64_t begin_ms = INT64_C(1795183500000);

static struct allowance allowance;
static bool tell;

static int64_t ask(const char *user, int64_t ms) {
    return allowance_wait_ms(&allowance, user, PACE_MS, begin_ms + ms, &tell);
}

static void ask_for_all(const char *user, int64_t ms) {
    for (int i = 0; i < ALLOWANCE_BURST; i++)
        cr_assert_eq(ask(user, ms), 0, "request %d", i);
}

Test(allowance, ten_at_once_are_taken_and_the_next_after_two_seconds) {
    ask_for_all("U0ALICE", 0);
    cr_assert_eq(ask("U0ALICE", 0), PACE_MS);
    cr_assert_eq(ask("U0ALICE", 500), PACE_MS - 500);
    cr_assert_eq(ask("U0ALICE", PACE_MS), 0);
    cr_assert_eq(ask("U0ALICE", PACE_MS), PACE_MS);
}

Test(allowance, what_is_refused_costs_nothing) {
    ask_for_all("U0ALICE", 0);
    for (int ms = 0; ms < PACE_MS; ms++)
        cr_assert_eq(ask("U0ALICE", ms), PACE_MS - ms);
    cr_assert_eq(ask("U0ALICE", PACE_MS), 0);
}

Test(allowance, one_persons_flood_is_no_other_persons_wait) {
    ask_for_all("U0ALICE", 0);
    cr_assert_gt(ask("U0ALICE", 0), 0);
    ask_for_all("U0BOB", 0);
}

Test(allowance, after_a_rest_all_of_it_is_there_again_and_not_more) {
    ask_for_all("U0ALICE", 0);
    ask_for_all("U0ALICE", ALLOWANCE_BURST * PACE_MS);
    cr_assert_eq(ask("U0ALICE", ALLOWANCE_BURST * PACE_MS), PACE_MS);
}

Test(allowance, a_clock_that_is_set_back_keeps_nobody_waiting) {
    ask_for_all("U0ALICE", 0);
    ask_for_all("U0ALICE", -3600 * 1000);
}

Test(allowance, what_was_delivered_twice_costs_once) {
    ask_for_all("U0ALICE", 0);
    allowance_give_back(&allowance, "U0ALICE", PACE_MS);
    cr_assert_eq(ask("U0ALICE", 0), 0);
    cr_assert_eq(ask("U0ALICE", 0), PACE_MS);
}

Test(allowance, no_pace_is_no_limit) {
    for (int i = 0; i < 1000; i++)
        cr_assert_eq(allowance_wait_ms(&allowance, "U0ALICE", 0, begin_ms, &tell), 0);
}

Test(allowance, in_a_flood_one_refusal_in_half_a_minute_is_worth_a_message) {
    ask_for_all("U0ALICE", 0);
    int told = 0;
    for (int ms = 0; ms < 60 * 1000; ms += 10)
        told += ask("U0ALICE", ms) > 0 && tell;
    cr_assert_eq(told, 2);
}

Test(allowance, who_asked_longest_ago_is_forgotten_and_nobody_else) {
    char user[16];
    ask_for_all("U0ALICE", 0);
    ask_for_all("U0BOB", 1);
    for (int i = 0; i < ALLOWANCE_PERSONS - 1; i++) {
        snprintf(user, sizeof user, "U0%d", i);
        cr_assert_eq(ask(user, ALLOWANCE_BURST * PACE_MS - 1), 0);
    }
    cr_assert_eq(ask("U0BOB", 2), PACE_MS - 1, "still remembered");
    cr_assert_eq(ask("U0ALICE", 2), 0, "forgotten");
}
