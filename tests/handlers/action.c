/* Action items: written down, given, put off with a reason, done with a proof, and asked for until
 * they are. The desk begins on Friday, 2026-11-20, at 14:05. */
#include "base/str.h"
#include "base/utc.h"
#include "tests/kit/room.h"

#include <stdio.h>

static void set_up(void) {
    room_begin(NULL, "declare sev3 images load slowly");
}

TestSuite(action, .init = set_up, .fini = room_close);

static void refused(const char *user, const char *line, const char *why) {
    desk_type(desk, user, line);
    cr_assert_eq(desk->result, INVALID, "%s: %s", line, desk->reply);
    assert_says(desk->reply, why);
}

static void expect_item(const char *text, const char *owner, const char *stamp, int priority) {
    char found[UTC_STAMP_SIZE];
    cr_expect_str_eq(desk_text(desk, "SELECT text FROM task ORDER BY id DESC"), text);
    cr_expect_str_eq(desk_text(desk, "SELECT owner FROM task ORDER BY id DESC"), owner);
    cr_expect_eq(desk_number(desk, "SELECT priority FROM task ORDER BY id DESC"), priority);
    int64_t due_ms = desk_number(desk, "SELECT due_ms FROM task ORDER BY id DESC");
    cr_expect_str_eq(due_ms ? utc_stamp(due_ms, found) : "", stamp);
}

/* ---- Writing them down */

Test(action, owner_day_and_priority_are_found_at_the_ends_in_any_order) {
    room_do("U0ALICE", "action add write a test that pays twice <@U0BOB> due 2026-12-04 p1");
    expect_item("write a test that pays twice", "U0BOB", "2026-12-04 17:00:00", 2);
    room_do("U0ALICE", "action add <@U0CAROL> p0 look at the queue by friday");
    expect_item("look at the queue", "U0CAROL", "2026-11-27 17:00:00", 1);
    room_do("U0ALICE", "followup tell <@U0BOB> about it due in 2 weeks @me");
    expect_item("tell <@U0BOB> about it", "U0ALICE", "2026-12-04 17:00:00", 0);
}

Test(action, what_lacks_an_owner_or_a_day_is_kept_and_said_so) {
    room_do("U0ALICE", "action add watch the queue");
    expect_item("watch the queue", "", "", 0);
    assert_says(desk->reply, "It has no owner yet: `/incident action assign INC-2026-11-20-001 #1");
    assert_says(desk->reply, "It has no day yet: `/incident action due INC-2026-11-20-001 #1");
    room_do("U0ALICE", "action assign #1 <@U0BOB>");
    room_do("U0ALICE", "action due #1 friday");
    expect_item("watch the queue", "U0BOB", "2026-11-27 17:00:00", 0);
}

Test(action, the_thread_hears_it_with_an_undo_and_the_owner_directly) {
    room_do("U0ALICE", "action add write a test <@U0BOB> due friday p1");
    assert_says(json_print(desk_find(desk, ":memo: Action item #1 P1 write a test")->body),
                "action drop INC-2026-11-20-001 #1 added by mistake");
    cr_assert_eq(room_told("U0BOB", "<@U0ALICE> gives you an action item:", 0), 1);
    room_do("U0ALICE", "action drop INC-2026-11-20-001 #1 added by mistake");
    room_do("U0ALICE", "actions");
    assert_says(desk->reply, "nothing");
}

Test(action, a_day_that_has_passed_is_refused_with_the_words_handed_back) {
    refused("U0ALICE", "action add write a test due 2026-11-01", "has passed already");
    assert_says(desk->reply, "action add write a test due 2026-11-01");
    cr_assert_eq(desk_number(desk, "SELECT count(*) FROM task"), 0);
}

/* ---- What becomes of them */

Test(action, it_is_put_off_only_with_a_reason_and_the_reason_is_kept) {
    room_do("U0ALICE", "action add write a test <@U0BOB> due friday");
    refused("U0BOB", "action postpone #1 2026-12-04", "Why is #1 put off?");
    room_do("U0BOB", "action postpone #1 to 2026-12-04 the vendor is away");
    cr_assert_str_eq(desk_text(desk, "SELECT why FROM postponement"), "the vendor is away");
    assert_says(desk_text(desk, "SELECT text FROM timeline WHERE text LIKE '#1 Put off%'"),
                "Put off to 2026-12-04 17:00 UTC – the vendor is away");
    refused("U0BOB", "task #1 in 30 days", "Why is #1 put off?");
    room_do("U0BOB", "action #1 postpone 2026-12-11 he is ill");
    room_do("U0BOB", "action #1");
    assert_says(desk->reply, "put off 2 times");
    assert_says(desk->reply, "<@U0BOB>: the vendor is away");
    room_do("U0BOB", "action due #1 tomorrow");
    cr_assert_eq(desk_number(desk, "SELECT count(*) FROM postponement"), 2, "sooner is no delay");
}

Test(action, it_is_done_with_something_that_can_be_looked_up) {
    room_do("U0ALICE", "action add write a test <@U0BOB> due friday");
    room_do("U0BOB", "action done #1 https://example.org/pull/7");
    cr_assert_str_eq(desk_text(desk, "SELECT proof FROM task"), "https://example.org/pull/7");
    assert_says(json_print(desk_find(desk, "<@U0BOB> did #1")->body), "for <@U0ALICE>");
    assert_says(json_print(desk_find(desk, "<@U0BOB> did #1")->body),
                "action reopen INC-2026-11-20-001 #1 not done yet");
}

Test(action, done_without_a_proof_is_done_and_the_proof_may_come_later) {
    room_do("U0ALICE", "action add write a test <@U0BOB> due friday");
    room_do("U0BOB", "action done #1");
    assert_says(desk->reply, "Nothing proves it yet");
    room_do("U0BOB", "actions INC-2026-11-20-001 all");
    assert_says(desk->reply, "done, without proof");
    room_do("U0BOB", "action done #1 see #123");
    assert_says(desk->reply, "has its proof now");
    cr_assert_str_eq(desk_text(desk, "SELECT proof FROM task"), "see #123");
    room_do("U0BOB", "action reopen #1 it fails on Mondays");
    cr_assert_str_eq(desk_text(desk, "SELECT proof FROM task"), "");
    room_do("U0BOB", "done #1 proof: the retrospective was held on Tuesday");
    cr_assert_str_eq(desk_text(desk, "SELECT proof FROM task"),
                     "the retrospective was held on Tuesday");
}

Test(action, it_is_reopened_and_dropped_with_a_reason_only) {
    room_do("U0ALICE", "action add write a test <@U0BOB> due friday");
    refused("U0BOB", "action drop #1", "reason");
    room_do("U0BOB", "action drop #1 the page is gone");
    room_do("U0BOB", "action reopen #1 it is back");
    refused("U0BOB", "action reopen #1", "reason");
}

Test(action, the_incident_is_named_before_the_verb_or_behind_it) {
    room_do("U0ALICE", "declare sev3 search is slow");
    room_do("U0ALICE", "action inc 1 add write a test");
    room_do("U0ALICE", "action add INC-2026-11-20-001 look at the queue");
    room_do("U0ALICE", "action inc 1 #1 done see #12");
    room_do("U0ALICE", "action done INC-2026-11-20-001 #2 see #13");
    cr_expect_eq(
        desk_number(desk, "SELECT count(*) FROM task WHERE incident_id = 1 AND proof <> ''"), 2);
    room_do("U0CAROL", "action done #1 see #14");
    assert_says(desk->reply, "Which incident do you mean?");
    assert_says(json_print(desk->reply_message), "action done INC-2026-11-20-001 #1 see #14");
}

Test(action, a_verb_without_a_number_asks_for_it_instead_of_making_an_item) {
    refused("U0ALICE", "action done with it", "Which one?");
    refused("U0ALICE", "action postpone friday", "Which one?");
    refused("U0ALICE", "action done #7", "has no task #7");
}

/* ---- Lists */

Test(action, mine_overdue_and_all_go_over_incidents) {
    room_do("U0ALICE", "action add write a test <@U0BOB> due monday");
    room_do("U0ALICE", "declare sev3 search is slow");
    room_do("U0ALICE", "action add inc 2 look at the index <@U0BOB> due 2026-12-04");
    room_do("U0BOB", "actions mine");
    assert_says(desk->reply, "*INC-2026-11-20-001* #1 write a test");
    assert_says(desk->reply, "*INC-2026-11-20-002* #1 look at the index");
    desk_pass_days(desk, 4);
    room_do("U0CAROL", "actions overdue");
    assert_says(desk->reply, "*INC-2026-11-20-001* #1 write a test");
    assert_says_not(desk->reply, "look at the index");
    room_do("U0CAROL", "actions <@U0BOB>");
    assert_says(desk->reply, "<@U0BOB> owes:");
    room_do("U0CAROL", "actions inc 2");
    assert_says(desk->reply, "look at the index");
    assert_says_not(desk->reply, "write a test");
}

Test(action, of_a_private_incident_only_those_see_items_whom_it_concerns) {
    room_do("U0ALICE", "declare sev2 keys are public --private");
    room_do("U0ALICE", "action add inc 2 rotate the keys <@U0BOB> due monday");
    snprintf(desk->channel, sizeof desk->channel, "C0ELSEWHERE");
    room_do("U0CAROL", "actions");
    assert_says_not(desk->reply, "rotate");
    room_do("U0BOB", "actions");
    assert_says(desk->reply, "rotate the keys");
}

/* ---- Reminders */

Test(action, its_owner_is_reminded_before_and_on_the_day_and_then_others_hear_of_it) {
    room_do("U0ALICE", "action add write a test <@U0BOB> due 2026-11-25");
    room_do("U0ALICE", "resolve restarted it");
    room_do("U0ALICE", "close inc 1");
    int before = desk->sent_count;
    desk_pass(desk, 4 * DAY_MS + 2 * HOUR_MS); /* Tuesday, 16:05 */
    cr_expect_eq(room_told("U0BOB", "write a test", before), 0);
    desk_pass(desk, HOUR_MS); /* 17:05: the reminder of 17:00 waits for the morning */
    cr_expect_eq(room_told("U0BOB", "write a test", before), 0);
    desk_pass(desk, 16 * HOUR_MS); /* Wednesday, 9:05 */
    cr_expect_eq(room_told("U0BOB", "Action item, due in 8 hours:", before), 1);
    desk_pass(desk, DAY_MS);
    cr_expect_eq(room_told("U0BOB", "Action item, and it is time now:", before), 1);
    cr_expect_eq(room_told("U0ALICE", "write a test", before), 0);
    desk_pass(desk, DAY_MS);
    cr_expect_eq(room_told("U0BOB", "Action item since 2026-11-25 17:00 UTC:", before), 1);
    cr_expect_eq(room_told("U0ALICE", "<@U0BOB> has owed it since 2026-11-25 17:00 UTC", before),
                 1);
    desk_pass_days(desk, 2); /* Sunday */
    cr_expect_eq(room_told("U0BOB", "Action item since", before), 1);
    desk_restart(desk, DAY_MS);
    desk_connect(desk);
    desk_pass(desk, MINUTE_MS);
    cr_expect_eq(room_told("U0BOB", "Action item since", before), 2);
    room_do("U0BOB", "done INC-2026-11-20-001 #1 see #12");
    before = desk->sent_count;
    desk_pass_days(desk, 5);
    cr_expect_eq(room_told("U0BOB", "write a test", before), 0);
}

Test(action, what_is_ignored_climbs_the_escalation_path_one_by_one) {
    room_do("U0ALICE", "deputy <@U0DAVE>");
    room_do("U0ALICE", "action add write a test <@U0BOB> due 2026-11-24");
    room_do("U0ALICE", "resolve restarted it");
    int before = desk->sent_count;
    desk_pass_days(desk, 14);
    cr_expect_eq(room_told("U0DAVE", "You are the next to hear of it", before), 1);
    cr_expect_geq(room_told("U0ALICE", "has owed it since", before), 5);
}

Test(action, without_a_day_it_is_asked_for_once_a_week_after_the_end) {
    room_do("U0ALICE", "action add write a test <@U0BOB>");
    int before = desk->sent_count;
    desk_pass(desk, HOUR_MS);
    room_do("U0ALICE", "resolve restarted it");
    desk_pass_days(desk, 8);
    cr_expect_eq(room_told("U0BOB", "Action item that has no day yet", before), 1);
}

/* ---- What the playbook wants */

static void finish(const char *playbook, const char *decision) {
    room_begin(room_playbook(playbook), "declare sev1 checkout is down");
    room_do("U0ALICE", decision);
    desk_type(desk, "U0ALICE", "resolve rolled back cause: a bad migration because: it is stable");
    cr_assert_eq(desk->result, OK, "%s", desk->reply);
    desk_pass(desk, 10 * SECOND_MS);
}

/* Rule: S4-06, S4-13 */
Test(action, a_rollback_is_fixed_forward_where_the_playbook_wants_it) {
    finish("hotfix", "decide rollback the deploy broke it");
    cr_expect_eq(desk_number(desk, "SELECT count(*) FROM task WHERE kind = 'action'"), 3);
    assert_says(desk_text(desk, "SELECT text FROM task WHERE priority = 1"),
                "root cause, a proper fix under L1 BUILD");
    assert_says(json_print(desk_find(desk, ":memo: Owed after")->body), "Add test coverage");
    finish("hotfix", "decide hotfix we know the cause");
    cr_expect_eq(desk_number(desk, "SELECT count(*) FROM task WHERE priority = 1"), 0);
}

/* Rule: S1-19 */
Test(action, prevention_detection_and_runbook_have_priorities_and_owners_by_role) {
    room_begin("playbook=vyberology", "declare sev1 checkout is down");
    room_do("U0ALICE", "deputy <@U0BOB>");
    room_do("U0ALICE", "scribe <@U0CAROL>");
    room_do("U0ALICE", "resolve rolled back because: it is stable");
    cr_expect_str_eq(desk_text(desk, "SELECT owner FROM task WHERE priority = 1"), "U0ALICE");
    cr_expect_str_eq(desk_text(desk, "SELECT owner FROM task WHERE priority = 2"), "U0BOB");
    cr_expect_str_eq(desk_text(desk, "SELECT owner FROM task WHERE priority = 3"), "U0CAROL");
}

/* Rule: S0-42 */
Test(action, a_release_gate_is_owed_after_a_release_broke) {
    finish("motus", "decide patch the release broke it");
    assert_says(desk_text(desk, "SELECT text FROM task WHERE kind = 'action'"),
                "Add a release gate for this regression");
}

Test(action, debts_are_items_by_themselves_and_are_listed_once) {
    finish("default", "shortcut the tests of the migration");
    desk_type(desk, "U0ALICE", "actions inc 1");
    const char *first = strstr(desk->reply, "the tests of the migration");
    cr_assert_not_null(first, "%s", desk->reply);
    cr_assert_null(strstr(first + 1, "the tests of the migration"));
}

Test(action, resolving_again_adds_nothing_twice) {
    finish("default", "decide rollback the deploy broke it");
    static const char followed[] = "SELECT count(*) FROM task WHERE kind = 'action'";
    int64_t before = desk_number(desk, followed);
    room_do("U0ALICE", "reopen inc 1 it is back");
    room_do("U0ALICE", "resolve inc 1 rolled back again because: it is stable");
    cr_expect_eq(desk_number(desk, followed), before);
}

Test(action, nothing_follows_from_a_rehearsal_or_from_what_was_none) {
    room_begin(NULL, "drill sev1 checkout is down");
    room_do("U0ALICE", "resolve inc 1 it was planned");
    room_do("U0ALICE", "declare sev1 search is down");
    room_do("U0ALICE", "dismiss inc 2 it was the load test");
    cr_expect_eq(desk_number(desk, "SELECT count(*) FROM task"), 0);
    cr_expect_eq(desk_number(desk, "SELECT count(*) FROM job WHERE kind = 'review_30d'"), 0);
}
