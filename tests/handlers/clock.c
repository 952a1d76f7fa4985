/* The clocks of the playbooks: Motus' 30-minute rule from the acknowledgement on, and the hour
 * after which a hotfix is given up. */
#include "base/utc.h"
#include "tests/kit/buttons.h"
#include "tests/kit/desk.h"
#include "tests/kit/says.h"

#include <stdio.h>

#define INC "INC-2026-11-20-001"

static struct desk *desk;

static void begin(const char *playbook, const char *severity) {
    char setting[64], line[64];
    snprintf(setting, sizeof setting, "playbook=%s", playbook);
    snprintf(line, sizeof line, "declare %s import is broken", severity);
    desk = desk_new((const char *const[]){setting, NULL});
    desk_type(desk, "U0ALICE", line);
}

static void set_up(void) {
    begin("motus", "sev1");
}

static void tear_down(void) {
    desk_free(desk);
}

TestSuite(clock, .init = set_up, .fini = tear_down);

static void anew(const char *playbook, const char *severity) {
    desk_free(desk);
    begin(playbook, severity);
}

static void type(const char *user, const char *line) {
    desk_type(desk, user, line);
    cr_assert_eq(desk->result, OK, "%s: %s", line, desk->reply);
}

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

static const char *text_of(const char *part) {
    const struct desk_sent *sent = desk_find(desk, part);
    cr_assert_not_null(sent, "nothing says \"%s\"", part);
    return json_text_at(sent->body, "text");
}

/* ---- The 30-minute rule */

Test(clock, the_thread_and_the_commander_are_told_at_each_mark_from_the_ack_on) {
    desk_pass(desk, 20 * MINUTE_MS);
    expect_told(0, 0, 0, 0);
    type("U0BOB", "ack");
    assert_says(text_of("The clock runs"), "Do not spend more than 30 minutes on fixing a SEV-1");
    assert_says(text_of("The clock runs"), "14:30 UTC *Quick fix* · 14:40 UTC *Roll back*");
    desk_pass(desk, 5 * MINUTE_MS);
    expect_told(1, 0, 0, 0);
    assert_says(text_of("*Quick fix* – "), "<@U0ALICE>, *Quick fix* – 5 minutes since the "
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
    type("U0BOB", "ack");
    type("U0BOB", "triage yes");
    type("U0BOB", "triage no");
    type("U0BOB", "decide frequency yes");
    desk_pass(desk, 30 * MINUTE_MS);
    const struct desk_sent *mark = desk_find(desk, "*Rollback* – 30 minutes");
    const char *text = json_text_at(mark->body, "text");
    assert_says(text, "*Decide now: Rollback: yank or patch?*");
    assert_says(text, "• Data: is data lost or corrupted? *no*: at most display issues");
    assert_says(text, "• Frequency: does it happen on common paths? *yes*: common paths");
    assert_says(text, "Whoever goes on otherwise writes why");
    cr_assert_str_eq(json_text_at(mark->body, "blocks.1.elements.0.text.text"),
                     "Rollback: yank or patch");
    cr_assert_str_eq(json_text_at(mark->body, "blocks.1.elements.0.style"), "primary");
    cr_assert_null(json_at(mark->body, "blocks.1.elements.1.style"));
    assert_button(mark->body, "Hotfix", "decide " INC " hotfix");
}

Test(clock, the_button_of_the_last_mark_decides_and_says_why) {
    type("U0BOB", "ack");
    desk_pass(desk, 30 * MINUTE_MS);
    char line[300];
    snprintf(line, sizeof line, "%s",
             button_line(desk_find(desk, "*Rollback* – 30 minutes")->body, "Rollback: yank"));
    type("U0CAROL", line);
    assert_says(desk_text(desk, "SELECT why FROM decision WHERE course = 'rollback'"),
                "30 minutes since the acknowledgement, and it is not fixed (30-minute rule)");
}

Test(clock, the_last_mark_calls_the_next_on_the_path) {
    type("U0BOB", "ack");
    desk_pass(desk, 30 * MINUTE_MS);
    cr_assert_eq(desk_count(desk, "is called: the 30-minute rule is at its end: Rollback", 0), 1);
}

Test(clock, going_on_with_the_fix_takes_a_reason_and_keeps_it) {
    type("U0BOB", "ack");
    desk_pass(desk, 30 * MINUTE_MS);
    char line[300];
    snprintf(line, sizeof line, "%s",
             button_line(desk_find(desk, "*Rollback* – 30 minutes")->body, "Hotfix"));
    type("U0BOB", line);
    assert_says(desk->reply, "nothing is decided yet");
    type("U0BOB", "decide hotfix the patch is in its last test");
    assert_says(desk_text(desk, "SELECT text FROM timeline WHERE kind = 'decision'"),
                "the patch is in its last test");
}

Test(clock, a_rollback_ends_it_and_so_does_each_way_of_one) {
    static const char *const lines[] = {"decide rollback it is safer", "decide yank it is safer",
                                        "decide patch it is safer"};
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        anew("motus", "sev1");
        type("U0BOB", "ack");
        desk_pass(desk, 10 * MINUTE_MS);
        type("U0BOB", lines[i]);
        desk_pass(desk, HOUR_MS);
        expect_told(1, 0, 0, 0);
        assert_says(desk_text(desk, "SELECT text FROM timeline WHERE kind = 'clock'"
                                    " ORDER BY id DESC LIMIT 1"),
                    "The clock ends after 10 minutes");
    }
}

Test(clock, a_hotfix_does_not_end_it) {
    type("U0BOB", "ack");
    desk_pass(desk, 10 * MINUTE_MS);
    type("U0BOB", "decide hotfix it is obvious");
    desk_pass(desk, 20 * MINUTE_MS);
    expect_told(1, 1, 1, 1);
}

Test(clock, it_ends_when_the_impact_is_over_and_begins_anew_when_it_is_back) {
    type("U0BOB", "ack");
    desk_pass(desk, 10 * MINUTE_MS);
    type("U0BOB", "status monitoring errors are gone");
    desk_pass(desk, HOUR_MS);
    expect_told(1, 0, 0, 0);
    type("U0BOB", "back errors are back");
    desk_pass(desk, 15 * MINUTE_MS);
    expect_told(2, 1, 0, 0);
    type("U0BOB", "status monitoring");
    type("U0BOB", "status investigating not yet");
    desk_pass(desk, 5 * MINUTE_MS);
    expect_told(3, 1, 0, 0);
    type("U0BOB", "resolve it was the cache");
    desk_pass(desk, HOUR_MS);
    expect_told(3, 1, 0, 0);
    type("U0BOB", "reopen it was not");
    desk_pass(desk, 5 * MINUTE_MS);
    expect_told(4, 1, 0, 0);
}

/* Minute 30 of a sev1: the rollback decision, the ten-minute mark, the update that was promised and
 * the call of the next on the path, who is the commander. */
Test(clock, what_falls_into_one_minute_calls_the_commander_once_and_leaves_the_mark_out) {
    anew("default", "sev1");
    type("U0BOB", "ack");
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
    anew("motus", "sev2");
    type("U0BOB", "ack");
    desk_pass(desk, HOUR_MS);
    cr_assert_eq(desk_count(desk, "The clock runs", 0), 0);
    expect_told(0, 0, 0, 0);
}

Test(clock, raised_into_its_range_it_counts_from_the_ack) {
    anew("motus", "sev2");
    type("U0BOB", "ack");
    desk_pass(desk, 12 * MINUTE_MS);
    type("U0BOB", "sev sev1");
    desk_pass(desk, 0);
    expect_told(1, 0, 0, 0);
    desk_pass(desk, 3 * MINUTE_MS);
    expect_told(1, 1, 0, 0);
}

Test(clock, raised_after_its_last_mark_the_decision_is_due_at_once_and_in_one_message) {
    anew("motus", "sev2");
    type("U0BOB", "ack");
    desk_pass(desk, 45 * MINUTE_MS);
    type("U0BOB", "sev sev1");
    desk_pass(desk, 0);
    expect_told(0, 0, 0, 1);
    assert_says(text_of(", *Rollback* – "), "45 minutes since the acknowledgement");
    assert_says(text_of(", *Rollback* – "),
                "Past already: Quick fix, Roll back, Last five minutes.");
    assert_says_not(text_of(", *Rollback* – "), "late");
}

Test(clock, raised_before_the_ack_it_waits_for_it) {
    anew("motus", "sev2");
    desk_pass(desk, 12 * MINUTE_MS);
    type("U0BOB", "sev sev1");
    desk_pass(desk, 10 * MINUTE_MS);
    expect_told(0, 0, 0, 0);
    type("U0BOB", "ack");
    desk_pass(desk, 5 * MINUTE_MS);
    expect_told(1, 0, 0, 0);
}

Test(clock, lowered_out_of_its_range_it_is_silent_and_raised_again_it_tells_nothing_twice) {
    type("U0BOB", "ack");
    desk_pass(desk, 6 * MINUTE_MS);
    type("U0ALICE", "sev sev2 only on Windows");
    desk_pass(desk, 4 * MINUTE_MS);
    type("U0BOB", "sev sev1");
    desk_pass(desk, 0);
    expect_told(1, 0, 0, 0);
    type("U0ALICE", "sev sev2 only on Windows");
    desk_pass(desk, 10 * MINUTE_MS);
    expect_told(1, 0, 0, 0);
    type("U0BOB", "sev sev1");
    desk_pass(desk, 0);
    expect_told(1, 1, 0, 0);
}

Test(clock, raised_after_the_rollback_was_decided_it_has_nothing_to_ask) {
    anew("default", "sev2");
    type("U0BOB", "ack");
    type("U0BOB", "decide rollback it is safer");
    type("U0CAROL", "approve #1");
    type("U0BOB", "sev sev1");
    desk_pass(desk, HOUR_MS);
    expect_told(0, 0, 0, 0);
}

/* ---- Time */

Test(clock, a_restart_in_between_changes_nothing) {
    type("U0BOB", "ack");
    desk_pass(desk, 6 * MINUTE_MS);
    desk_restart(desk, 2 * MINUTE_MS);
    desk_connect(desk);
    desk_pass(desk, 7 * MINUTE_MS);
    expect_told(1, 1, 0, 0);
}

Test(clock, marks_missed_while_nothing_ran_become_one_that_owns_up) {
    type("U0BOB", "ack");
    desk_pass(desk, 6 * MINUTE_MS);
    desk_restart(desk, 22 * MINUTE_MS);
    desk_connect(desk);
    desk_pass(desk, MINUTE_MS);
    expect_told(1, 0, 1, 0);
    assert_says(text_of(", *Last five minutes* – "), "I was not running from 14:");
    assert_says(text_of(", *Last five minutes* – "), "so nobody was told of: Roll back.");
    desk_pass(desk, MINUTE_MS);
    expect_told(1, 0, 1, 1);
}

Test(clock, one_that_is_late_alone_says_so) {
    type("U0BOB", "ack");
    desk_restart(desk, 12 * MINUTE_MS);
    desk_connect(desk);
    desk_pass(desk, MINUTE_MS);
    expect_told(1, 0, 0, 0);
    assert_says(text_of(", *Quick fix* – "), "so this comes late");
}

Test(clock, set_back_it_repeats_no_mark_and_the_next_comes_at_most_its_distance_later) {
    type("U0BOB", "ack");
    desk_pass(desk, 6 * MINUTE_MS);
    desk->now_ms -= 2 * HOUR_MS;
    desk_pass(desk, 0);
    assert_says(text_of("My clock was set back"), "Roll back, is at 12:21 UTC");
    desk_pass(desk, 9 * MINUTE_MS);
    expect_told(1, 0, 0, 0);
    desk_pass(desk, MINUTE_MS);
    expect_told(1, 1, 0, 0);
    desk_pass(desk, 15 * MINUTE_MS);
    expect_told(1, 1, 1, 1);
}

Test(clock, set_back_a_little_the_mark_stays_where_it_was) {
    type("U0BOB", "ack");
    desk_pass(desk, 10 * MINUTE_MS);
    desk->now_ms -= 3 * MINUTE_MS;
    desk_pass(desk, 0);
    cr_assert_eq(desk_count(desk, "My clock was set back", 0), 0);
    desk_pass(desk, 8 * MINUTE_MS);
    expect_told(1, 1, 0, 0);
}

Test(clock, set_forward_the_marks_become_one) {
    type("U0BOB", "ack");
    desk->now_ms += 2 * HOUR_MS;
    desk_pass(desk, 0);
    expect_told(0, 0, 0, 1);
}

Test(clock, every_call_of_the_store_may_fail_and_each_mark_is_told_once) {
    for (int after = 0; after < 60; after++) {
        anew("motus", "sev1");
        type("U0BOB", "ack");
        desk_pass(desk, 5 * MINUTE_MS - SECOND_MS);
        desk->failing.after = after;
        desk->failing.times = 1;
        desk_pass(desk, 26 * MINUTE_MS);
        cr_assert_eq(desk->failing.times, 0);
        expect_told(1, 1, 1, 1);
    }
}

Test(clock, where_the_thread_cannot_be_reached_the_commander_is_told_alone) {
    type("U0BOB", "ack");
    snprintf(desk->refuse_error, sizeof desk->refuse_error, "is_archived");
    snprintf(desk->refuse_method, sizeof desk->refuse_method, "chat.postMessage");
    desk->refuse_times = 1;
    type("U0BOB", "status mitigating");
    desk_pass(desk, 5 * MINUTE_MS);
    cr_assert_str_eq(json_text_at(desk_find(desk, ", *Quick fix* – ")->body, "channel"), "U0ALICE");
}

/* ---- The hotfix clock */

/* Rule: S4-10 */
Test(clock, a_hotfix_is_given_up_an_hour_after_it_was_decided) {
    anew("hotfix", "p0");
    type("U0BOB", "ack");
    desk_pass(desk, 20 * MINUTE_MS);
    type("U0BOB", "decide hotfix the cause is known");
    assert_says(text_of("The clock runs"), "from the decision for Option B: hotfix (targeted)");
    desk_pass(desk, 30 * MINUTE_MS);
    cr_assert_eq(told("Should be deployed"), 1);
    desk_pass(desk, 30 * MINUTE_MS);
    cr_assert_eq(told("Abandon the hotfix"), 1);
    const struct desk_sent *mark = desk_find(desk, ", *Abandon the hotfix* – ");
    cr_assert_str_eq(json_text_at(mark->body, "blocks.1.elements.0.text.text"),
                     "Option A: rollback (fastest)");
}

Test(clock, a_hotfix_that_is_verified_is_not_given_up) {
    anew("hotfix", "p0");
    type("U0BOB", "decide hotfix the cause is known");
    type("U0BOB", "hotfix done anyway it is one line");
    type("U0BOB", "hotfix verify");
    desk_pass(desk, 70 * MINUTE_MS);
    cr_assert_eq(told("Should be deployed") + told("Abandon the hotfix"), 0);
    type("U0BOB", "timeline");
    assert_says(desk->reply, "Hotfix was verified");
}

Test(clock, deciding_for_the_hotfix_again_does_not_start_its_hour_again) {
    anew("hotfix", "p0");
    type("U0BOB", "decide hotfix the cause is known");
    desk_pass(desk, 40 * MINUTE_MS);
    type("U0BOB", "decide hotfix it is nearly done");
    desk_pass(desk, 20 * MINUTE_MS);
    cr_assert_eq(told("Abandon the hotfix"), 1);
}

/* Rule: D-07 */
Test(clock, both_clocks_of_the_default_playbook_run_side_by_side) {
    anew("default", "sev1");
    type("U0BOB", "ack");
    desk_pass(desk, 10 * MINUTE_MS);
    type("U0BOB", "decide hotfix the cause is known");
    desk_pass(desk, 20 * MINUTE_MS);
    cr_assert_eq(told("Rollback"), 1);
    type("U0BOB", "decide hotfix two minutes are missing");
    desk_pass(desk, 40 * MINUTE_MS);
    cr_assert_eq(told("Abandon the hotfix"), 1);
    type("U0BOB", "decide rollback the hotfix does not work");
    cr_assert_eq(desk_number(desk, "SELECT count(*) FROM clock WHERE ended_ms = 0"), 0);
}
