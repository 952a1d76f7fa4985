/* What is forgotten, and when. */
#include "base/utc.h"
#include "store/facts.h"
#include "store/inbox.h"
#include "tests/kit/room.h"

static void set_up(void) {
    room_open(NULL);
}

TestSuite(housekeeping, .init = set_up, .fini = room_close);

Test(housekeeping, forgets_old_deliveries_also_after_the_clock_was_set_back) {
    struct err err;
    int64_t old_ms = desk->now_ms - desk->config.inbox_keep_ms - HOUR_MS;
    cr_assert_eq(inbox_claim(&desk->store, "slash:old", old_ms, &err), OK);
    cr_assert_eq(fact_put(&desk->store, "pruned", "4000000000000", &err), OK); /* the year 2096 */
    desk_pass(desk, 2 * MINUTE_MS);
    cr_assert_eq(desk_number(desk, "SELECT count(*) FROM inbox WHERE key = 'slash:old'"), 0);
}

Test(housekeeping, goes_on_when_the_clock_was_set_back_by_days) {
    desk_restart(desk, 0); /* as the daemon begins */
    desk_pass(desk, 2 * MINUTE_MS);
    desk->now_ms -= 3 * DAY_MS;
    desk_pass(desk, 2 * MINUTE_MS);
    cr_assert_eq(desk_number(desk, "SELECT CAST(value AS INTEGER) FROM fact WHERE name = 'alive'"),
                 desk->now_ms);
}
