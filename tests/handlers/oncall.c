/* Who is on call by the playbook's plan, and what follows from it. */
#include "base/utc.h"
#include "tests/kit/room.h"

static void set_up(void) {
    room_open(SETTINGS("playbook=tests/handlers/playbooks/shifts.cfg", "roles.ic=declarer"));
}

TestSuite(oncall, .init = set_up, .fini = room_close);

static int called(const char *user) {
    return room_told(user, "You are needed", 0);
}

Test(oncall, says_who_has_the_shift_and_who_has_the_next) {
    desk_type(desk, "U0ALICE", "oncall");
    assert_says(desk->reply, "*On call now: Bob <@U0BOB>*, until 17:00 UTC");
    assert_says(desk->reply, "Next: Dave <@U0DAVE>, +49 30 4, from 17:00 UTC");
}

Test(oncall, weekends_are_taken_in_turns) {
    desk_pass(desk, 4 * HOUR_MS);
    desk_type(desk, "U0ALICE", "oncall");
    assert_says(desk->reply, "*On call now: Dave <@U0DAVE>, +49 30 4*, until 2026-11-23 07:00 UTC");
    assert_says(desk->reply, "Next: Bob <@U0BOB>, from 2026-11-23 08:00 UTC");
    desk_pass_days(desk, 7);
    desk_type(desk, "U0ALICE", "oncall");
    assert_says(desk->reply, "*On call now: Carol <@U0CAROL>*");
}

Test(oncall, where_nobody_has_the_shift_the_first_of_the_path_is) {
    desk_pass(desk, 2 * DAY_MS + 17 * HOUR_MS + 15 * MINUTE_MS); /* Monday, 07:20 UTC */
    desk_type(desk, "U0ALICE", "oncall");
    assert_says(desk->reply, "*On call now: nobody by the plan*");
    room_do("U0ALICE", "sev3 a typo");
    room_do("U0ALICE", "page oncall it is urgent");
    cr_assert_eq(called("U0CTO"), 1, "%s", desk->reply);
}

Test(oncall, may_be_called_by_that_word_and_stands_on_the_path) {
    room_do("U0ALICE", "sev1 checkout is down");
    cr_assert_eq(called("U0BOB"), 1, "a sev1 is escalated at once, to whoever is on call");
    desk_pass(desk, 10 * MINUTE_MS);
    cr_assert_eq(called("U0CTO"), 1);
    desk_pass(desk, 4 * HOUR_MS);
    room_do("U0ALICE", "page on-call the queue is full");
    cr_assert_eq(called("U0DAVE"), 1, "%s", desk->reply);
}

Test(oncall, decides_where_the_playbook_says_so) {
    room_do("U0ALICE", "sev2 checkout is slow");
    room_do("U0ALICE", "decide");
    assert_says(desk->reply, "<@U0BOB> decides, who is on call");
}

Test(oncall, of_a_group_that_is_called_only_whoever_has_the_shift_is) {
    room_do("U0ALICE", "sev3 a typo");
    room_do("U0ALICE", "page team look at it");
    cr_assert_eq(called("U0BOB"), 1, "%s", desk->reply);
    cr_assert_eq(called("U0CAROL"), 0);
    desk_pass(desk, 4 * HOUR_MS); /* Dave is on call, who is not of the group */
    room_do("U0ALICE", "page team look at it again");
    cr_assert_eq(called("U0CAROL"), 1, "%s", desk->reply);
}
