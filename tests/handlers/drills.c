/* Drills: when they are, who is reminded, and what counts as one. */
#include "base/utc.h"
#include "tests/kit/room.h"

static void set_up(void) {
    room_open(SETTINGS("playbook=guide"));
}

TestSuite(drills, .init = set_up, .fini = room_close);

/* Rule: S3-29, S0-45 */
Test(drills, the_channel_is_reminded_a_week_before_on_the_day_and_until_it_is_done) {
    room_do("U0ALICE", "drills");
    assert_says(desk->reply, "`rollback` Test the rollback procedures, on 2027-02-19 (never "
                             "recorded yet)");
    int before = desk->sent_count;
    desk_pass_days(desk, 84);
    cr_expect_eq(desk_count(desk, "is in 7 days, on 2027-02-19", before), 1);
    desk_pass_days(desk, 3);
    desk_restart(desk, DAY_MS);
    desk_connect(desk);
    desk_pass_days(desk, 3);
    cr_expect_eq(desk_count(desk, "*Test the rollback procedures* is today", before), 1);
    desk_pass_days(desk, 7);
    cr_expect_eq(desk_count(desk, "was due 7 days ago", before), 1);
    room_do("U0ALICE", "drills done rollback");
    assert_says(desk->reply, "Next: Test the rollback procedures, on 2027-05-28");
    before = desk->sent_count;
    desk_pass_days(desk, 60);
    cr_expect_eq(desk_count(desk, "Drill:", before), 0);
}

Test(drills, a_rehearsal_that_names_it_moves_it_and_can_be_taken_back) {
    room_do("U0ALICE", "drill sev1 we roll back the server");
    room_do("U0ALICE", "mitigate rolled back");
    room_do("U0ALICE", "resolve inc 1 rolled back because: it was planned");
    const struct desk_sent *counted = desk_find(desk, "This counts as the drill");
    cr_assert_not_null(counted);
    assert_says(json_print(counted->body), "drills undo rollback");
    room_do("U0ALICE", "drills");
    assert_says(desk->reply, "last done on 2026-11-20");
    room_do("U0ALICE", "drills undo rollback");
    assert_says(desk->reply, "never recorded yet");
}

Test(drills, a_rehearsal_of_something_else_is_asked_about) {
    room_do("U0ALICE", "drill sev1 everybody is ill");
    room_do("U0ALICE", "resolve inc 1 they are well because: it was planned");
    const struct desk_sent *asked = desk_find(desk, "Was this one of the drills");
    cr_assert_not_null(asked);
    assert_says(json_print(asked->body), "drills done rollback");
}

/* Rule: S1-34 */
Test(drills, a_day_is_planned_in_words_and_one_that_passed_unknown_is_only_said) {
    room_open(SETTINGS("playbook=vyberology"));
    room_do("U0ALICE", "drills");
    assert_says(desk->reply, "on 2025-11-15 (never recorded yet) :warning: that day has passed");
    int before = desk->sent_count;
    desk_pass_days(desk, 30);
    cr_expect_eq(desk_count(desk, "Drill:", before), 0);
    room_do("U0ALICE", "drills plan tabletop in 3 weeks");
    assert_says(desk->reply, "on 2027-01-10");
    desk_pass_days(desk, 15);
    cr_expect_eq(desk_count(desk, "*Tabletop exercise* is in", before), 1);
}

Test(drills, of_a_playbook_that_is_read_anew_are_reminded_of_without_a_new_start) {
    room_open(SETTINGS("playbook=vyberology")); /* its drill has passed, and it knows no rollback */
    desk_reload(desk, "playbook=guide");
    int before = desk->sent_count;
    desk_pass_days(desk, 84);
    cr_expect_eq(desk_count(desk, "*Test the rollback procedures* is in 7 days", before), 1);
}

Test(drills, words_that_name_no_drill_are_refused_with_those_that_there_are) {
    desk_type(desk, "U0ALICE", "drills done tabletop");
    cr_expect_eq(desk->result, INVALID);
    assert_says(desk->reply, "There are: rollback");
    desk_type(desk, "U0ALICE", "drills plan rollback");
    cr_expect_eq(desk->result, INVALID);
    assert_says(desk->reply, "On which day?");
}
