/* The mark of a sev1: one short line every ten minutes, as long as there is impact. */
#include "base/utc.h"
#include "tests/kit/room.h"

static void set_up(void) {
    room_begin("playbook=tests/handlers/playbooks/calls.cfg", "declare sev1 checkout is down");
}

TestSuite(mark, .init = set_up, .fini = room_close);

static int marks(void) {
    return desk_count(desk, "-minute mark.", 0);
}

Test(mark, stands_in_the_thread_with_what_is_promised_and_decided) {
    room_wait(10);
    const struct desk_sent *mark = room_find("10-minute mark.");
    assert_says(json_print(mark->body), "*10-minute mark.* Next update by "
                                        "14:35 UTC. Nothing is decided yet.");
    cr_assert_str_eq(json_text_at(mark->body, "thread_ts"),
                     desk_text(desk, "SELECT card_ts FROM incident"));
    desk_type(desk, "U0ALICE", "ask <@U0BOB> check the locks");
    room_wait(10);
    assert_says(room_body("20-minute mark."), " 1 task is open.");
}

Test(mark, counts_from_the_acknowledgement) {
    room_wait(4);
    desk_type(desk, "U0BOB", "ack");
    room_wait(9);
    cr_assert_eq(marks(), 0);
    room_wait(1);
    assert_says(room_body("10-minute mark."), "Declared 14 minutes ago.");
}

/* Marks are at 14:17:30, 14:27:30 and 14:37:30; the thread is asked at 14:35 and 14:40. */
Test(mark, names_an_update_that_is_overdue_as_such) {
    desk_pass(desk, 2 * MINUTE_MS + 30 * SECOND_MS);
    desk_type(desk, "U0BOB", "ack");
    room_wait(30);
    assert_says(room_body("30-minute mark."), "The update of 14:35 UTC is overdue.");
}

/* Where the thread is asked ten minutes after the time. */
Test(mark, names_an_update_that_is_due_and_not_yet_asked_for_as_such) {
    room_open(SETTINGS("playbook=tests/handlers/playbooks/calls.cfg", "promise.prompt_after=10m",
                       "promise.call_after=12m", "promise.holding_after=15m"));
    desk_type(desk, "U0ALICE", "declare sev1 checkout is down");
    room_wait(30);
    assert_says(room_body("30-minute mark."), "The update is due now.");
}

Test(mark, is_left_out_where_the_thread_is_asked_for_the_update_in_the_same_minutes) {
    room_wait(29);
    cr_assert_eq(marks(), 2);
    room_wait(5);
    cr_assert_eq(desk_count(desk, "the update on", 0), 1);
    cr_assert_eq(marks(), 2);
}

Test(mark, several_that_were_slept_through_are_one_that_says_how_late_it_is) {
    desk_restart(desk, 26 * MINUTE_MS);
    room_wait(0);
    cr_assert_eq(marks(), 1);
    assert_says(room_body("20-minute mark."), "I am 6 minutes late");
    desk_type(desk, "U0ALICE", "update we look at it");
    room_wait(4);
    cr_assert_not_null(desk_find(desk, "30-minute mark."));
}

Test(mark, what_slack_did_not_take_for_an_hour_is_not_said_afterwards) {
    desk->away = true;
    room_wait(65);
    desk->away = false;
    room_wait(4);
    cr_assert_leq(marks(), 1);
}

Test(mark, is_not_tried_in_a_thread_that_cannot_be_reached) {
    struct err err;
    cr_assert_eq(db_run(&desk->store.db, &err, "UPDATE incident SET unreachable = 1", NULL, 0), OK);
    room_wait(29);
    cr_assert_eq(marks(), 0);
}

Test(mark, ends_when_the_impact_does_and_begins_anew_when_it_is_back) {
    room_wait(10);
    desk_type(desk, "U0ALICE", "status monitoring");
    room_wait(30);
    cr_assert_eq(marks(), 1);
    desk_type(desk, "U0ALICE", "status investigating it is back");
    room_wait(10);
    cr_assert_eq(desk_count(desk, "10-minute mark.", 0), 2);
    desk_type(desk, "U0ALICE", "resolve restarted it");
    room_wait(30);
    cr_assert_eq(marks(), 2);
}

Test(mark, goes_on_counting_from_investigating_to_mitigating) {
    room_wait(5);
    desk_type(desk, "U0ALICE", "status mitigating");
    room_wait(5);
    cr_assert_eq(marks(), 1);
}

Test(mark, ends_below_sev1_and_begins_when_it_is_raised) {
    desk_type(desk, "U0ALICE", "sev sev2 only some");
    room_wait(15);
    cr_assert_eq(marks(), 0);
    desk_type(desk, "U0ALICE", "sev sev1 it is all");
    room_wait(10);
    cr_assert_eq(marks(), 1);
}

Test(mark, a_clock_set_back_neither_repeats_nor_silences_it) {
    room_wait(12);
    desk->now_ms -= DAY_MS;
    room_wait(9);
    cr_assert_eq(marks(), 1);
    room_wait(2);
    cr_assert_eq(marks(), 2);
}
