/* The other ends of an incident: dismissed, merged, closed. */
#include "base/utc.h"
#include "store/tasks.h"
#include "tests/kit/room.h"

#include <stdio.h>

static void set_up(void) {
    room_begin("playbook=tests/handlers/playbooks/plain.cfg",
               "declare sev1 checkout is down | nobody can pay");
}

TestSuite(ending, .init = set_up, .fini = room_close);

/* A task of the first incident; owner may be "". */
static void owe(const char *kind, const char *text, const char *owner) {
    struct err err;
    struct task task = {.incident_id = 1,
                        .kind = kind,
                        .text = text,
                        .owner = owner,
                        .asked_by = "U0ALICE",
                        .asked_ms = desk->now_ms,
                        .state = TASK_OPEN};
    cr_assert_eq(task_add(&desk->store, &task, &err), OK, "%s", err.text);
}

/* ---- Dismissing: S1, "create bug ticket and monitor" */

Test(ending, what_was_no_incident_becomes_a_bug_ticket_to_copy_and_is_kept_an_eye_on) {
    desk_type(desk, "U0BOB", "note the load test runs");
    room_do("U0BOB", "dismiss it was the load test");
    assert_says(desk->reply, "*Title:* checkout is down");
    assert_says(desk->reply, "*Impact:* nobody can pay");
    assert_says(desk->reply, "*Not an incident because:* it was the load test");
    assert_says(desk->reply, "*Monitor:*");
    assert_says(desk->reply, "the load test runs");
    assert_says(room_body("dismissed this"), "no incident – it was the load test");
    assert_says(room_body("DISMISSED: SEV-1"), "Dismissed");
    cr_assert_str_eq(desk_text(desk, "SELECT outcome FROM incident"), "dismissed");
    desk_pass(desk, 2 * HOUR_MS);
    cr_assert_eq(desk_count(desk, "is due", 0), 0, "no update is asked for");
}

Test(ending, dismissing_needs_a_reason) {
    desk_type(desk, "U0BOB", "dismiss");
    cr_assert_eq(desk->result, INVALID);
    assert_says(desk->reply, "The reason is missing");
}

Test(ending, what_was_dismissed_can_be_opened_again) {
    desk_type(desk, "U0BOB", "dismiss it was the load test");
    room_do("U0BOB", "reopen it goes on without the test");
    cr_assert_str_empty(desk_text(desk, "SELECT outcome FROM incident"));
    assert_says(room_body("INCIDENT DECLARED: SEV-1"), "Investigating");
    assert_says(desk->reply, "14:35 UTC");
}

/* ---- A channel that is closed meanwhile */

Test(ending, an_end_that_the_channel_did_not_hear_of_is_told_when_it_is_back) {
    desk_refuse(desk, "", "is_archived", 3); /* the card, the thread, the commander */
    room_do("U0BOB", "dismiss it was the load test");
    desk_refuse(desk, "", "is_archived", 2);
    room_wait(21);
    cr_assert_eq(desk_count(desk, "DISMISSED: SEV-1", 0), 0, "refused twice");
    room_wait(21);
    cr_assert_eq(desk_count(desk, "DISMISSED: SEV-1", 0), 1);
    assert_says(room_text("Slack refused my messages here"), "This was dismissed at 14:05 UTC");
    int from = desk->sent_count;
    desk_pass(desk, 2 * HOUR_MS);
    cr_assert_eq(desk_count(desk, "Slack refused my messages here", from), 0, "told once");
}

Test(ending, a_card_without_promises_is_edited_when_its_channel_is_back) {
    struct err err;
    cr_assert_eq(db_run(&desk->store.db, &err, "UPDATE incident SET promised_ms = 0", NULL, 0), OK);
    desk_refuse(desk, "", "is_archived", 3);
    desk_type(desk, "U0BOB", "impact nobody in the EU can pay");
    int from = desk->sent_count;
    room_wait(21);
    cr_assert_eq(desk_count(desk, "Impact: nobody in the EU can pay", from), 1);
    assert_says(room_text("Slack refused my messages here"), "no update is promised");
}

/* ---- Slack that is away for longer than a message waits */

static void dismiss_while_slack_is_away_for(int64_t span_ms) {
    desk->away = true;
    desk_type(desk, "U0BOB", "dismiss it was the load test");
    desk_pass(desk, span_ms);
    desk->away = false;
}

/* Slack: F06 */
Test(ending, an_end_that_waited_too_long_for_slack_is_told_when_it_is_back) {
    dismiss_while_slack_is_away_for(25 * HOUR_MS);
    int from = desk->sent_count;
    desk_pass(desk, HOUR_MS);
    cr_assert_eq(desk_count(desk, "DISMISSED: SEV-1", from), 1);
    assert_says(room_text("Slack refused my messages here"), "This was dismissed at");
    assert_says(room_text("waited too long for Slack"), "I tell the thread how it ended");
    cr_assert_eq(desk_count(desk, "Slack refused my messages here", 0), 1, "told once");
}

/* Slack: F06 */
Test(ending, an_end_is_told_however_long_slack_was_away) {
    dismiss_while_slack_is_away_for(4 * DAY_MS);
    int from = desk->sent_count;
    desk_pass(desk, HOUR_MS);
    cr_assert_eq(desk_count(desk, "DISMISSED: SEV-1", from), 1);
}

/* ---- Merging */

/* Rule: D-05 */
Test(ending, of_two_that_are_the_same_one_ends_and_the_other_goes_on) {
    desk_type(desk, "U0BOB", "declare sev2 payments fail | cards are refused");
    room_do("U0BOB", "merge inc 2 into inc 1");
    cr_assert_str_eq(desk_text(desk, "SELECT outcome FROM incident WHERE id = 2"), "merged");
    cr_assert_eq(desk_number(desk, "SELECT resolved_ms FROM incident WHERE id = 1"), 0);
    cr_assert_eq(desk_number(desk, "SELECT promised_ms FROM incident WHERE id = 2"), 0);
    assert_says(room_body("merged this into INC-2026-11-20-001 checkout is down"),
                desk_text(desk, "SELECT card_ts FROM incident WHERE id = 2"));
    assert_says(room_body("merged this into INC-2026-11-20-001 checkout is down"),
                "It goes on there, in its thread in this channel; no more updates come here");
    assert_says(room_body("merged INC-2026-11-20-002 payments fail into this one"),
                "Its impact: cards are refused");
    assert_says(room_body("MERGED: SEV-2"), "Merged into INC-2026-11-20-001");
    cr_assert_eq(desk_number(desk, "SELECT count(*) FROM timeline WHERE kind = 'merged'"), 2);
    desk_type(desk, "U0BOB", "show inc 1");
    assert_says(desk->reply, "Merged into this one: *INC-2026-11-20-002* payments fail");
    desk_type(desk, "U0BOB", "show inc 2");
    assert_says(desk->reply, "Merged into *INC-2026-11-20-001* checkout is down");
}

Test(ending, open_tasks_go_along_when_incidents_are_merged) {
    desk_type(desk, "U0BOB", "declare sev2 payments fail");
    owe("ask", "read the logs", "U0CAROL");
    owe("shortcut", "add the test", "");
    desk_type(desk, "U0BOB", "merge inc 1 into inc 2");
    assert_says(desk->reply, "2 open tasks went along");
    cr_assert_eq(desk_number(desk, "SELECT count(*) FROM task WHERE incident_id = 2"
                                   " AND state = 'open'"),
                 2);
    cr_assert_eq(desk_number(desk, "SELECT count(*) FROM task WHERE incident_id = 1"
                                   " AND state = 'open'"),
                 0);
    cr_assert_str_eq(
        desk_text(desk, "SELECT answer FROM task WHERE incident_id = 1 AND number = 2"),
        "goes on as INC-2026-11-20-002 #2");
}

Test(ending, a_task_that_nobody_has_seen_is_still_asked_for_after_a_merger) {
    desk_type(desk, "U0BOB", "declare sev2 payments fail");
    desk_type(desk, "U0BOB", "ask inc 2 <@U0DAVE> call the provider");
    room_do("U0BOB", "merge inc 2 into inc 1");
    int from = desk->sent_count;
    room_wait(6);
    cr_assert_eq(room_told("U0DAVE", "call the provider", from), 1);
}

/* Nobody is called, asked or reminded for it any more; what is owed goes on, for whoever owes it.
 */
Test(ending, nothing_of_what_was_merged_waits_on) {
    room_begin("playbook=default", "declare sev1 checkout is down");
    room_do("U0CAROL", "declare sev1 payments fail");
    room_do("U0CAROL", "ack inc 2");
    room_do("U0CAROL", "ask inc 2 <@U0DAVE> check the locks in 5m");
    room_do("U0CAROL", "decide inc 2 flag the new form breaks it");
    room_do("U0BOB", "shortcut inc 2 skipped the tests");
    room_do("U0CAROL", "page inc 2 <@U0ERIN> we need you");
    room_do("U0CAROL", "handoff inc 2 ic <@U0BOB> all is quiet");
    room_do("U0CAROL", "sev inc 2 sev2 only some");
    room_do("U0CAROL", "decide inc 2 rollback it is safer");
    cr_assert_eq(desk_number(desk, "SELECT count(*) FROM approval WHERE state = 'open'"), 1);
    cr_assert_gt(desk_number(desk, "SELECT count(*) FROM job WHERE incident_id = 2"), 3);
    int64_t owed = desk_number(desk, "SELECT count(*) FROM task WHERE incident_id = 2");
    room_do("U0ALICE", "merge inc 2 into inc 1");
    cr_assert_eq(desk_number(desk, "SELECT count(*) FROM approval WHERE state = 'open'"), 0);
    cr_assert_eq(desk_number(desk, "SELECT count(*) FROM decision WHERE state = 'asked'"), 0);
    cr_assert_eq(desk_number(desk, "SELECT count(*) FROM clock WHERE ended_ms = 0"), 0);
    cr_assert_eq(desk_number(desk, "SELECT count(*) FROM handoff"), 0);
    cr_assert_eq(desk_number(desk, "SELECT count(*) FROM job WHERE incident_id = 2 AND kind <> "
                                   "'page'"),
                 0);
    cr_assert_eq(desk_number(desk, "SELECT count(*) FROM task WHERE incident_id = 1 AND state IN "
                                   "('open', 'accepted')"),
                 owed);
    assert_says(desk_text(desk, "SELECT group_concat(text, '; ') FROM timeline WHERE "
                                "incident_id = 2"),
                "#1 check the locks goes on as INC-2026-11-20-001 #1");
    assert_says(desk_text(desk, "SELECT group_concat(text, '; ') FROM timeline WHERE "
                                "incident_id = 1"),
                "skipped the tests");
    cr_assert_str_eq(desk_text(desk, "SELECT asked_by FROM task WHERE incident_id = 1 AND "
                                     "number = 1"),
                     "U0CAROL", "who asked hears the answer");
    int64_t calls = desk_number(desk, "SELECT count(*) FROM page WHERE incident_id = 2");
    desk_pass(desk, HOUR_MS);
    cr_assert_eq(desk_number(desk, "SELECT count(*) FROM page WHERE incident_id = 2"), calls);
}

Test(ending, a_merge_without_tasks_says_nothing_of_them) {
    room_do("U0BOB", "declare sev2 payments fail");
    room_do("U0BOB", "merge inc 2 into inc 1");
    assert_says_not(desk->reply, "task");
}

Test(ending, merging_means_the_one_of_the_thread_when_only_the_other_is_named) {
    desk_type(desk, "U0BOB", "declare sev2 payments fail");
    snprintf(desk->channel, sizeof desk->channel, "C0INCIDENTS");
    room_enter_thread(2);
    desk_mention(desk, "U0CAROL", "merge into inc 1");
    cr_assert_str_eq(desk_text(desk, "SELECT outcome FROM incident WHERE id = 2"), "merged");
    cr_assert_str_empty(desk_text(desk, "SELECT outcome FROM incident WHERE id = 1"));
}

Test(ending, what_cannot_be_merged_is_refused_with_why) {
    static const struct {
        const char *line, *why;
    } lines[] = {{"merge inc 1 into inc 1", "one and the same"},
                 {"merge into inc 9", "There is no incident INC-009"},
                 {"merge", "Name the incident"},
                 {"merge inc 2 into inc 1", "is a drill and"},
                 {"merge inc 3 into inc 1", "is not open"}};
    desk_type(desk, "U0BOB", "drill sev2 payments fail");
    desk_type(desk, "U0BOB", "declare sev2 search is slow");
    desk_type(desk, "U0BOB", "resolve inc 3 restarted it");
    int64_t before = desk_number(desk, "SELECT count(*) FROM timeline");
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        desk_type(desk, "U0BOB", lines[i].line);
        cr_assert_eq(desk->result, INVALID, "%s: %s", lines[i].line, desk->reply);
        assert_says(desk->reply, lines[i].why);
    }
    cr_assert_eq(desk_number(desk, "SELECT count(*) FROM timeline"), before);
}

Test(ending, what_was_merged_can_be_opened_again_and_is_related_then) {
    desk_type(desk, "U0BOB", "declare sev2 payments fail");
    desk_type(desk, "U0BOB", "merge inc 2 into inc 1");
    room_do("U0BOB", "reopen inc 2 it is another one");
    cr_assert_str_empty(desk_text(desk, "SELECT outcome FROM incident WHERE id = 2"));
    desk_type(desk, "U0BOB", "show inc 2");
    assert_says(desk->reply, "Related: *INC-2026-11-20-001*");
    assert_says_not(desk->reply, "Merged into *");
}

/* ---- Linking */

Test(ending, related_incidents_name_each_other) {
    desk_type(desk, "U0BOB", "declare sev2 payments fail");
    room_do("U0BOB", "link inc 1");
    desk_type(desk, "U0BOB", "show inc 1");
    assert_says(desk->reply, "Related: *INC-2026-11-20-002* payments fail (Investigating)");
    desk_type(desk, "U0BOB", "show inc 2");
    assert_says(desk->reply, "Related: *INC-2026-11-20-001* checkout is down");
    cr_assert_eq(desk_number(desk, "SELECT count(*) FROM timeline WHERE kind = 'linked'"), 2);
    desk_type(desk, "U0BOB", "link inc 1 and inc 2");
    cr_assert_eq(desk_number(desk, "SELECT count(*) FROM relation"), 1);
}

/* ---- Closing */

Test(ending, an_open_incident_is_not_closed_and_the_line_that_resolves_it_is_said) {
    desk_type(desk, "U0BOB", "close rolled back release 42");
    cr_assert_eq(desk_number(desk, "SELECT resolved_ms + closed_ms FROM incident"), 0);
    assert_says(desk->reply, "`/incident resolve INC-2026-11-20-001 rolled back release 42`");
    desk_type(desk, "U0BOB", json_text_at(desk->reply_message, "blocks.1.elements.0.value"));
    cr_assert_str_eq(desk_text(desk, "SELECT resolution FROM incident"), "rolled back release 42");
}

Test(ending, is_not_closed_while_something_is_owed_that_nobody_has_taken) {
    owe("shortcut", "add the test that was skipped", "");
    owe("review", "review the rollback", "U0BOB");
    owe("ask", "read the logs", "");
    desk_type(desk, "U0ALICE", "resolve rolled back");
    desk_type(desk, "U0ALICE", "close");
    cr_assert_eq(desk->result, INVALID, "%s", desk->reply);
    assert_says(desk->reply, "still owes what nobody has taken: #1 add the test that was skipped.");
    assert_says(desk->reply, "`/incident task #1 @who`");
    struct err err;
    cr_assert_eq(db_run(&desk->store.db, &err, "UPDATE task SET owner = 'U0CAROL' WHERE number = 1",
                        NULL, 0),
                 OK);
    room_do("U0ALICE", "close");
    assert_says(desk->reply, "Still owed, and asked for: #1 <@U0CAROL>, #2 <@U0BOB>.");
    cr_assert_eq(desk_number(desk, "SELECT closed_ms FROM incident"), DESK_BEGIN_MS);
}

Test(ending, of_much_that_is_owed_the_first_few_are_named_when_it_is_closed) {
    for (int i = 0; i < 5; i++)
        owe("shortcut", "a test that was skipped", "U0CAROL");
    desk_type(desk, "U0ALICE", "resolve rolled back");
    room_do("U0ALICE", "close");
    assert_says(desk->reply, "Still owed, and asked for: #1 <@U0CAROL>, #2 <@U0CAROL>, #3 "
                             "<@U0CAROL> and 2 more. All 5: `/incident tasks " INC "`");
}

Test(ending, what_is_closed_is_put_away) {
    desk_type(desk, "U0ALICE", "resolve rolled back");
    desk_type(desk, "U0ALICE", "list 30d");
    assert_says(desk->reply, "checkout is down");
    desk_type(desk, "U0ALICE", "close");
    assert_says(room_body("RESOLVED: SEV-1"), "Closed");
    desk_type(desk, "U0ALICE", "list 30d");
    assert_says_not(desk->reply, "checkout is down");
    desk_type(desk, "U0ALICE", "list closed");
    assert_says(desk->reply, "checkout is down");
    desk_type(desk, "U0ALICE", "close inc 1");
    assert_says(desk->reply, "is closed already");
    desk_type(desk, "U0ALICE", "reopen inc 1 it is back");
    cr_assert_eq(desk_number(desk, "SELECT closed_ms FROM incident"), 0);
}
