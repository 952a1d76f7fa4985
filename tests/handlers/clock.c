/* The clocks of the playbooks: Motus' 30-minute rule from the acknowledgement on, and the hour
 * after which a hotfix is given up. */
#include "base/utc.h"
#include "tests/kit/room.h"

#include <stdio.h>

static void set_up(void) {
    room_begin("playbook=motus", "declare sev1 import is broken");
}

TestSuite(clock, .init = set_up, .fini = room_close);

/* How often each mark of Motus was told. */
static int told(const char *name) {
    char called[80], uncalled[80]; /* the commander was called a moment before */
    snprintf(called, sizeof called, ", *%s* – ", name);
    snprintf(uncalled, sizeof uncalled, ":stopwatch: *%s* – ", name);
    return desk_count(desk, called, 0) + desk_count(desk, uncalled, 0);
}

static void expect_told(int fix, int roll_back, int left, int rollback) {
    cr_assert_eq(told("Quick fix"), fix, "quick fix: %d", told("Quick fix"));
    cr_assert_eq(told("Roll back"), roll_back, "roll back: %d", told("Roll back"));
    cr_assert_eq(told("Last five minutes"), left, "five minutes left: %d",
                 told("Last five minutes"));
    cr_assert_eq(told("Rollback"), rollback, "rollback: %d", told("Rollback"));
}

/* ---- The 30-minute rule */

Test(clock, the_thread_and_the_commander_are_told_at_each_mark_from_the_ack_on) {
    desk_pass(desk, 20 * MINUTE_MS);
    expect_told(0, 0, 0, 0);
    room_do("U0BOB", "ack");
    assert_says(room_text("The clock runs"), "Do not spend more than 30 minutes on fixing a SEV-1");
    assert_says(room_text("The clock runs"), "14:30 UTC *Quick fix* · 14:40 UTC *Roll back*");
    desk_pass(desk, 5 * MINUTE_MS);
    expect_told(1, 0, 0, 0);
    assert_says(room_text("*Quick fix* – "), "<@U0ALICE>, *Quick fix* – 5 minutes since the "
                                             "acknowledgement. The issue should be "
                                             "confirmed by now.");
    desk_pass(desk, 10 * MINUTE_MS);
    expect_told(1, 1, 0, 0);
    desk_pass(desk, 10 * MINUTE_MS);
    expect_told(1, 1, 1, 0);
    desk_pass(desk, 5 * MINUTE_MS);
    expect_told(1, 1, 1, 1);
    desk_pass(desk, 3 * HOUR_MS);
    expect_told(1, 1, 1, 1);
}

Test(clock, at_thirty_minutes_the_rollback_is_put_to_the_thread_with_what_is_known) {
    room_do("U0BOB", "ack");
    room_do("U0BOB", "triage yes");
    room_do("U0BOB", "triage no");
    room_do("U0BOB", "decide frequency yes");
    desk_pass(desk, 30 * MINUTE_MS);
    const struct desk_sent *mark = desk_find(desk, "*Rollback* – 30 minutes");
    const char *text = json_text_at(mark->body, "text");
    assert_says(text, "*Decide now: Rollback: yank or patch?*");
    assert_says(text, "• Data: is data lost or corrupted? *no*: at most display issues");
    assert_says(text, "• Frequency: does it happen on common paths? *yes*: common paths");
    assert_says(text, "or press; what else there is: `/incident decide " INC "`");
    cr_assert_str_eq(json_text_at(mark->body, "blocks.1.elements.0.text.text"),
                     "Rollback: yank or patch");
    cr_assert_str_eq(json_text_at(mark->body, "blocks.1.elements.0.style"), "primary");
    cr_assert_null(json_at(mark->body, "blocks.1.elements.1.style"));
    assert_button(mark->body, "Hotfix", "decide " INC " hotfix");
}

Test(clock, the_button_of_the_last_mark_decides_and_says_why) {
    room_do("U0BOB", "ack");
    desk_pass(desk, 30 * MINUTE_MS);
    char line[300];
    snprintf(line, sizeof line, "%s",
             button_line(desk_find(desk, "*Rollback* – 30 minutes")->body, "Rollback: yank"));
    room_do("U0CAROL", line);
    assert_says(desk_text(desk, "SELECT why FROM decision WHERE course = 'rollback'"),
                "30 minutes since the acknowledgement, and it is not fixed (30-minute rule)");
}

Test(clock, the_last_mark_calls_the_next_on_the_path) {
    room_do("U0BOB", "ack");
    desk_pass(desk, 30 * MINUTE_MS);
    cr_assert_eq(
        desk_count(
            desk,
            "is called: 30 minutes since the acknowledgement, and it is not fixed (30-minute rule)",
            0),
        1);
}

Test(clock, going_on_with_the_fix_takes_a_reason_and_keeps_it) {
    room_do("U0BOB", "ack");
    desk_pass(desk, 30 * MINUTE_MS);
    char line[300];
    snprintf(line, sizeof line, "%s",
             button_line(desk_find(desk, "*Rollback* – 30 minutes")->body, "Hotfix"));
    room_do("U0BOB", line);
    assert_says(desk->reply, "nothing is decided yet");
    room_do("U0BOB", "decide hotfix the patch is in its last test");
    assert_says(desk_text(desk, "SELECT text FROM timeline WHERE kind = 'decision'"),
                "the patch is in its last test");
}

Test(clock, a_rollback_ends_it_and_so_does_each_way_of_one) {
    static const char *const lines[] = {"decide rollback it is safer", "decide yank it is safer",
                                        "decide patch it is safer"};
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        room_begin("playbook=motus", "declare sev1 import is broken");
        room_do("U0BOB", "ack");
        desk_pass(desk, 10 * MINUTE_MS);
        room_do("U0BOB", lines[i]);
        desk_pass(desk, HOUR_MS);
        expect_told(1, 0, 0, 0);
        assert_says(desk_text(desk, "SELECT text FROM timeline WHERE kind = 'clock'"
                                    " ORDER BY id DESC LIMIT 1"),
                    "The clock ends after 10 minutes");
    }
}

Test(clock, a_hotfix_does_not_end_it) {
    room_do("U0BOB", "ack");
    desk_pass(desk, 10 * MINUTE_MS);
    room_do("U0BOB", "decide hotfix it is obvious");
    desk_pass(desk, 20 * MINUTE_MS);
    expect_told(1, 1, 1, 1);
}

Test(clock, it_ends_when_the_impact_is_over_and_begins_anew_when_it_is_back) {
    room_do("U0BOB", "ack");
    desk_pass(desk, 10 * MINUTE_MS);
    room_do("U0BOB", "status monitoring errors are gone");
    desk_pass(desk, HOUR_MS);
    expect_told(1, 0, 0, 0);
    room_do("U0BOB", "back errors are back");
    desk_pass(desk, 15 * MINUTE_MS);
    expect_told(2, 1, 0, 0);
    room_do("U0BOB", "status monitoring");
    room_do("U0BOB", "status investigating not yet");
    desk_pass(desk, 5 * MINUTE_MS);
    expect_told(3, 1, 0, 0);
    room_do("U0BOB", "resolve it was the cache");
    desk_pass(desk, HOUR_MS);
    expect_told(3, 1, 0, 0);
    room_do("U0BOB", "reopen it was not");
    desk_pass(desk, 5 * MINUTE_MS);
    expect_told(4, 1, 0, 0);
}

/* Minute 30 of a sev1: the rollback decision, the ten-minute mark, the update that was promised and
 * the call of the next on the path, who is the commander. */
Test(clock, what_falls_into_one_minute_calls_the_commander_once_and_leaves_the_mark_out) {
    room_begin("playbook=default", "declare sev1 import is broken");
    room_do("U0BOB", "ack");
    desk_pass(desk, 28 * MINUTE_MS);
    int sent = desk->sent_count;
    desk_pass(desk, 2 * MINUTE_MS);
    cr_assert_eq(desk_count(desk, "-minute mark.", sent), 0);
    cr_assert_eq(desk_count(desk, "*Decide now: ", sent), 1);
    cr_assert_eq(desk_count(desk, "is due: /incident update", sent), 1);
    cr_assert_eq(desk_count(desk, "The incident commander is called: ", sent), 1);
    cr_assert_eq(desk_count(desk, "<@U0ALICE>, ", sent), 1);
    cr_assert_eq(desk_count(desk, "<@U0ALICE> is called", sent), 0);
    desk_pass(desk, 5 * MINUTE_MS);
    cr_assert_eq(desk_count(desk, "📣 <@U0ALICE>", sent), 1, "overdue, they are called again");
}

/* ---- Severity */

Test(clock, it_runs_at_its_severities_only) {
    room_begin("playbook=motus", "declare sev2 import is broken");
    room_do("U0BOB", "ack");
    desk_pass(desk, HOUR_MS);
    cr_assert_eq(desk_count(desk, "The clock runs", 0), 0);
    expect_told(0, 0, 0, 0);
}

Test(clock, raised_into_its_range_it_counts_from_the_ack) {
    room_begin("playbook=motus", "declare sev2 import is broken");
    room_do("U0BOB", "ack");
    desk_pass(desk, 12 * MINUTE_MS);
    room_do("U0BOB", "sev sev1");
    desk_pass(desk, 0);
    expect_told(1, 0, 0, 0);
    desk_pass(desk, 3 * MINUTE_MS);
    expect_told(1, 1, 0, 0);
}

Test(clock, raised_after_its_last_mark_the_decision_is_due_at_once_and_in_one_message) {
    room_begin("playbook=motus", "declare sev2 import is broken");
    room_do("U0BOB", "ack");
    desk_pass(desk, 45 * MINUTE_MS);
    room_do("U0BOB", "sev sev1");
    desk_pass(desk, 0);
    expect_told(0, 0, 0, 1);
    assert_says(room_text(", *Rollback* – "), "45 minutes since the acknowledgement");
    assert_says(room_text(", *Rollback* – "),
                "Past already: Quick fix, Roll back, Last five minutes.");
    assert_says_not(room_text(", *Rollback* – "), "late");
}

Test(clock, raised_before_the_ack_it_waits_for_it) {
    room_begin("playbook=motus", "declare sev2 import is broken");
    desk_pass(desk, 12 * MINUTE_MS);
    room_do("U0BOB", "sev sev1");
    desk_pass(desk, 10 * MINUTE_MS);
    expect_told(0, 0, 0, 0);
    room_do("U0BOB", "ack");
    desk_pass(desk, 5 * MINUTE_MS);
    expect_told(1, 0, 0, 0);
}

Test(clock, lowered_out_of_its_range_it_is_silent_and_raised_again_it_tells_nothing_twice) {
    room_do("U0BOB", "ack");
    desk_pass(desk, 6 * MINUTE_MS);
    room_do("U0ALICE", "sev sev2 only on Windows");
    desk_pass(desk, 4 * MINUTE_MS);
    room_do("U0BOB", "sev sev1");
    desk_pass(desk, 0);
    expect_told(1, 0, 0, 0);
    room_do("U0ALICE", "sev sev2 only on Windows");
    desk_pass(desk, 10 * MINUTE_MS);
    expect_told(1, 0, 0, 0);
    room_do("U0BOB", "sev sev1");
    desk_pass(desk, 0);
    expect_told(1, 1, 0, 0);
}

Test(clock, raised_after_the_rollback_was_decided_it_has_nothing_to_ask) {
    room_begin("playbook=default", "declare sev2 import is broken");
    room_do("U0BOB", "ack");
    room_do("U0BOB", "decide rollback it is safer");
    room_do("U0CAROL", "approve #1");
    room_do("U0BOB", "sev sev1");
    desk_pass(desk, HOUR_MS);
    expect_told(0, 0, 0, 0);
}

/* ---- Time */

Test(clock, a_restart_in_between_changes_nothing) {
    room_do("U0BOB", "ack");
    desk_pass(desk, 6 * MINUTE_MS);
    desk_restart(desk, 2 * MINUTE_MS);
    desk_connect(desk);
    desk_pass(desk, 7 * MINUTE_MS);
    expect_told(1, 1, 0, 0);
}

Test(clock, marks_missed_while_nothing_ran_become_one_that_owns_up) {
    room_do("U0BOB", "ack");
    desk_pass(desk, 6 * MINUTE_MS);
    desk_restart(desk, 22 * MINUTE_MS);
    desk_connect(desk);
    desk_pass(desk, MINUTE_MS);
    expect_told(1, 0, 1, 0);
    assert_says(room_text(", *Last five minutes* – "), "I was not running from 14:");
    assert_says(room_text(", *Last five minutes* – "), "so nobody was told of: Roll back.");
    desk_pass(desk, MINUTE_MS);
    expect_told(1, 0, 1, 1);
}

Test(clock, one_that_is_late_alone_says_so) {
    room_do("U0BOB", "ack");
    desk_restart(desk, 12 * MINUTE_MS);
    desk_connect(desk);
    desk_pass(desk, MINUTE_MS);
    expect_told(1, 0, 0, 0);
    assert_says(room_text(", *Quick fix* – "), "so this comes late");
}

Test(clock, set_back_it_repeats_no_mark_and_the_next_comes_at_most_its_distance_later) {
    room_do("U0BOB", "ack");
    desk_pass(desk, 6 * MINUTE_MS);
    desk->now_ms -= 2 * HOUR_MS;
    desk_pass(desk, 0);
    assert_says(room_text("My clock was set back"), "Roll back, is at 12:21 UTC");
    desk_pass(desk, 9 * MINUTE_MS);
    expect_told(1, 0, 0, 0);
    desk_pass(desk, MINUTE_MS);
    expect_told(1, 1, 0, 0);
    desk_pass(desk, 15 * MINUTE_MS);
    expect_told(1, 1, 1, 1);
}

Test(clock, set_back_a_little_the_mark_stays_where_it_was) {
    room_do("U0BOB", "ack");
    desk_pass(desk, 10 * MINUTE_MS);
    desk->now_ms -= 3 * MINUTE_MS;
    desk_pass(desk, 0);
    cr_assert_eq(desk_count(desk, "My clock was set back", 0), 0);
    desk_pass(desk, 8 * MINUTE_MS);
    expect_told(1, 1, 0, 0);
}

Test(clock, set_forward_the_marks_become_one) {
    room_do("U0BOB", "ack");
    desk->now_ms += 2 * HOUR_MS;
    desk_pass(desk, 0);
    expect_told(0, 0, 0, 1);
}

Test(clock, every_call_of_the_store_may_fail_and_each_mark_is_told_once) {
    for (int after = 0; after < 60; after++) {
        room_begin("playbook=motus", "declare sev1 import is broken");
        room_do("U0BOB", "ack");
        desk_pass(desk, 5 * MINUTE_MS - SECOND_MS);
        desk->failing.after = after;
        desk->failing.times = 1;
        desk_pass(desk, 26 * MINUTE_MS);
        cr_assert_eq(desk->failing.times, 0);
        expect_told(1, 1, 1, 1);
    }
}

Test(clock, where_the_thread_cannot_be_reached_the_commander_is_told_alone) {
    room_do("U0BOB", "ack");
    desk_refuse(desk, "chat.postMessage", "is_archived", 1);
    room_do("U0BOB", "status mitigating");
    desk_pass(desk, 5 * MINUTE_MS);
    cr_assert_str_eq(json_text_at(room_find(", *Quick fix* – ")->body, "channel"), "U0ALICE");
}

/* ---- The hotfix clock */

/* Rule: S4-10 */
Test(clock, a_hotfix_is_given_up_an_hour_after_it_was_decided) {
    room_begin("playbook=hotfix", "declare p0 import is broken");
    room_do("U0BOB", "ack");
    desk_pass(desk, 20 * MINUTE_MS);
    room_do("U0BOB", "decide hotfix the cause is known");
    assert_says(room_text("The clock runs"), "from the decision for Option B: hotfix (targeted)");
    desk_pass(desk, 30 * MINUTE_MS);
    cr_assert_eq(told("Should be deployed"), 1);
    desk_pass(desk, 30 * MINUTE_MS);
    cr_assert_eq(told("Abandon the hotfix"), 1);
    const struct desk_sent *mark = desk_find(desk, ", *Abandon the hotfix* – ");
    cr_assert_str_eq(json_text_at(mark->body, "blocks.1.elements.0.text.text"),
                     "Option A: rollback (fastest)");
}

Test(clock, a_hotfix_that_is_verified_is_not_given_up) {
    room_begin("playbook=hotfix", "declare p0 import is broken");
    room_do("U0BOB", "decide hotfix the cause is known");
    room_do("U0BOB", "hotfix 9 it works again");
    room_do("U0BOB", "hotfix 10 by hand");
    room_do("U0BOB", "hotfix done anyway it is one line");
    room_do("U0BOB", "hotfix verify");
    desk_pass(desk, 70 * MINUTE_MS);
    cr_assert_eq(told("Should be deployed") + told("Abandon the hotfix"), 0);
    room_do("U0BOB", "timeline");
    assert_says(desk->reply, "Hotfix was verified");
}

Test(clock, deciding_for_the_hotfix_again_does_not_start_its_hour_again) {
    room_begin("playbook=hotfix", "declare p0 import is broken");
    room_do("U0BOB", "decide hotfix the cause is known");
    desk_pass(desk, 40 * MINUTE_MS);
    room_do("U0BOB", "decide hotfix it is nearly done");
    desk_pass(desk, 20 * MINUTE_MS);
    cr_assert_eq(told("Abandon the hotfix"), 1);
}

/* Rule: D-07 */
Test(clock, both_clocks_of_the_default_playbook_run_side_by_side) {
    room_begin("playbook=default", "declare sev1 import is broken");
    room_do("U0BOB", "ack");
    desk_pass(desk, 10 * MINUTE_MS);
    room_do("U0BOB", "decide hotfix the cause is known");
    desk_pass(desk, 20 * MINUTE_MS);
    cr_assert_eq(told("Rollback"), 1);
    room_do("U0BOB", "decide hotfix two minutes are missing");
    desk_pass(desk, 40 * MINUTE_MS);
    cr_assert_eq(told("Abandon the hotfix"), 1);
    room_do("U0BOB", "decide rollback the hotfix does not work");
    cr_assert_eq(desk_number(desk, "SELECT count(*) FROM clock WHERE ended_ms = 0"), 0);
}
