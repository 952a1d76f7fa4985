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

Test(limits, a_burst_passes_and_the_next_call_has_to_wait_whole_seconds) {
    for (int i = 0; i < 5; i++)
        cr_assert_eq(limits_take(&sim, "a", 1, 5), 0);
    int64_t wait_s = limits_take(&sim, "a", 1, 5);
    cr_assert(wait_s >= 1 && wait_s <= 60);
}

Test(limits, one_bucket_does_not_empty_another) {
    cr_assert_eq(limits_take(&sim, "a", 1, 1), 0);
    cr_assert_gt(limits_take(&sim, "a", 1, 1), 0);
    cr_assert_eq(limits_take(&sim, "b", 1, 1), 0);
}

Test(limits, a_refused_call_costs_nothing) {
    sim.settings.time_factor = 100000; /* a bucket of one fills in under a millisecond */
    cr_assert_eq(limits_take(&sim, "a", 1, 1), 0);
    bool passed = false;
    for (int i = 0; i < 1000000 && !passed; i++)
        passed = limits_take(&sim, "a", 1, 1) == 0;
    cr_assert(passed);
}

Test(limits, clearing_fills_every_bucket) {
    cr_assert_eq(limits_take(&sim, "a", 1, 1), 0);
    limits_clear(sim.limits);
    cr_assert_eq(limits_take(&sim, "a", 1, 1), 0);
}
