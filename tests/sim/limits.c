/* Rate limits. */
#include "sim/limits.h"

#include <criterion/criterion.h>

static struct sim sim;
static uv_loop_t loop;

static void start(void) {
    uv_loop_init(&loop);
    cr_assert_eq(sim_init(&sim, &loop, NULL, NULL), OK);
}

static void stop(void) {
    sim_free(&sim);
    uv_run(&loop, UV_RUN_DEFAULT);
    uv_loop_close(&loop);
}

TestSuite(limits, .init = start, .fini = stop);

enum { NOON_MS = 1000000, A_MINUTE_MS = 60000 };

Test(limits, a_burst_passes_and_the_next_call_has_to_wait_whole_seconds) {
    for (int i = 0; i < 5; i++)
        cr_assert_eq(limits_take(&sim, "a", 1, 5, NOON_MS), 0);
    cr_assert_eq(limits_take(&sim, "a", 1, 5, NOON_MS), 60);
    cr_assert_eq(limits_take(&sim, "a", 1, 5, NOON_MS + A_MINUTE_MS - 1500), 2);
    cr_assert_eq(limits_take(&sim, "a", 1, 5, NOON_MS + A_MINUTE_MS), 0);
}

Test(limits, one_bucket_does_not_empty_another) {
    cr_assert_eq(limits_take(&sim, "a", 1, 1, NOON_MS), 0);
    cr_assert_gt(limits_take(&sim, "a", 1, 1, NOON_MS), 0);
    cr_assert_eq(limits_take(&sim, "b", 1, 1, NOON_MS), 0);
}

Test(limits, a_refused_call_costs_nothing) {
    cr_assert_eq(limits_take(&sim, "a", 1, 1, NOON_MS), 0);
    for (int i = 1; i < A_MINUTE_MS; i++)
        cr_assert_gt(limits_take(&sim, "a", 1, 1, NOON_MS + i), 0);
    cr_assert_eq(limits_take(&sim, "a", 1, 1, NOON_MS + A_MINUTE_MS), 0);
}

Test(limits, a_bucket_never_holds_more_than_its_burst) {
    cr_assert_eq(limits_take(&sim, "a", 1, 2, NOON_MS), 0);
    for (int i = 0; i < 2; i++)
        cr_assert_eq(limits_take(&sim, "a", 1, 2, NOON_MS + 100 * A_MINUTE_MS), 0);
    cr_assert_gt(limits_take(&sim, "a", 1, 2, NOON_MS + 100 * A_MINUTE_MS), 0);
}

Test(limits, faster_time_fills_a_bucket_sooner) {
    sim.settings.time_factor = 60;
    cr_assert_eq(limits_take(&sim, "a", 1, 1, NOON_MS), 0);
    cr_assert_eq(limits_take(&sim, "a", 1, 1, NOON_MS), 1);
    cr_assert_eq(limits_take(&sim, "a", 1, 1, NOON_MS + 1000), 0);
}

Test(limits, clearing_fills_every_bucket) {
    cr_assert_eq(limits_take(&sim, "a", 1, 1, NOON_MS), 0);
    limits_clear(sim.limits);
    cr_assert_eq(limits_take(&sim, "a", 1, 1, NOON_MS), 0);
}
