/* Coming late, taking part, and going. */
#include "base/utc.h"
#include "tests/kit/room.h"

#include <stdio.h>

static void set_up(void) {
    room_begin(NULL, "declare sev1 checkout is down | nobody can pay");
}

TestSuite(join, .init = set_up, .fini = room_close);

/* The whole answer, also when it was too long to acknowledge with. */
static const char *answer(void) {
    if (*desk->reply)
        return desk->reply;
    for (int i = desk->sent_count - 1; i >= 0; i--)
        if (strcmp(desk->sent[i].method, "response_url") == 0)
            return json_text_at(desk->sent[i].body, "text");
    return "";
}

/* ---- The brief */

Test(join, a_latecomer_reads_what_it_is_who_does_what_and_what_is_promised) {
    desk_type(desk, "U0ALICE", "ack");
    desk_type(desk, "U0BOB", "scribe me");
    desk_type(desk, "U0ALICE", "update rolled back, errors are falling next: watch the queue");
    desk_type(desk, "U0ALICE", "decide rollback the last deploy broke it");
    desk_type(desk, "U0ALICE", "ask <@U0BOB> read the logs in 10m");
    desk_pass(desk, 2 * MINUTE_MS);
    int before = desk->sent_count;
    room_do("U0CAROL", "catchup");
    const char *brief = answer();
    assert_says(brief, "SEV-1 *checkout is down*");
    assert_says(brief, "*Investigating*, since 14:05 UTC");
    assert_says(brief, "for 2 minutes");
    assert_says(brief, "Impact: nobody can pay");
    assert_says(brief, "incident commander <@U0ALICE>, scribe <@U0BOB>, "
                       "communications lead <@U0ALICE>");
    assert_says(brief, "Decided: *Rollback*, by <@U0ALICE>");
    assert_says(brief, "the last deploy broke it");
    assert_says(brief, "rolled back, errors are falling");
    assert_says(brief, "Next steps: watch the queue");
    assert_says(brief, "Next update by 14:35 UTC");
    assert_says(brief, "#2 read the logs");
    assert_says(brief, "timeline INC-2026-11-20-001");
    for (int i = before; i < desk->sent_count; i++)
        cr_assert_str_eq(desk->sent[i].method, "response_url", "the brief is private");
}

Test(join, a_latecomer_reads_which_clock_runs_and_what_its_next_mark_is) {
    desk_type(desk, "U0ALICE", "ack");
    desk_type(desk, "U0CAROL", "catchup");
    assert_says(answer(), "The clock runs: *30-minute rule*, since 14:05 UTC");
    assert_says(answer(), "next: *Quick fix* at 14:10 UTC");
    desk_pass(desk, 6 * MINUTE_MS);
    desk_type(desk, "U0CAROL", "catchup");
    assert_says(answer(), "next: *Roll back* at 14:20 UTC");
}

Test(join, a_latecomer_reads_what_nobody_has_done_yet) {
    desk_type(desk, "U0CAROL", "catchup");
    const char *brief = answer();
    assert_says(brief, "What nobody has done yet:");
    assert_says(brief, "• acknowledge it: `/incident ack INC-2026-11-20-001`");
    assert_says(brief, "• triage it: `/incident triage INC-2026-11-20-001`");
    assert_says(brief, "• decide what is done about it");
    assert_says(brief, "• post an update: `/incident update INC-2026-11-20-001 …`");
    assert_says(brief, "• nobody is deputy, scribe: `/incident role INC-2026-11-20-001 deputy me`");
    assert_says_not(brief, "say who is affected");
    assert_says(brief, "No update was posted yet.");
    desk_type(desk, "U0ALICE", "ack");
    desk_type(desk, "U0CAROL", "catchup");
    assert_says_not(answer(), "acknowledge it");
}

Test(join, only_the_last_three_updates_and_five_tasks_are_in_the_brief) {
    for (int i = 1; i <= 7; i++) {
        char line[64];
        snprintf(line, sizeof line, "update step %d is done", i);
        desk_type(desk, "U0ALICE", line);
        snprintf(line, sizeof line, "ask <@U0BOB> read log %d", i);
        desk_type(desk, "U0ALICE", line);
        desk_pass(desk, SECOND_MS);
    }
    desk_type(desk, "U0CAROL", "catchup");
    assert_says_not(answer(), "step 4 is done");
    assert_says(answer(), "step 5 is done");
    assert_says(answer(), "step 7 is done");
    assert_says(answer(), "read log 5");
    assert_says_not(answer(), "read log 6");
    assert_says(answer(), "and 2 more: `/incident tasks INC-2026-11-20-001`");
}

Test(join, an_incident_that_is_over_can_be_caught_up_with_and_leaves_nothing_to_do) {
    desk_type(desk, "U0ALICE", "resolve rolled back cause: a bad migration because: it is a test");
    room_do("U0CAROL", "catchup");
    assert_says(answer(), "Resolution: rolled back");
    assert_says(answer(), "Root cause: a bad migration");
    assert_says_not(answer(), "What nobody has done yet");
    assert_says_not(answer(), "Next update");
}

/* ---- Joining */

Test(join, whoever_joins_is_written_down_gets_the_brief_and_is_thanked) {
    int before = desk->sent_count;
    room_do("U0CAROL", "join");
    assert_says(answer(), "you take part now");
    assert_says(answer(), "What nobody has done yet:");
    for (int i = before; i < desk->sent_count; i++)
        cr_assert_str_eq(desk->sent[i].method, "response_url", "the thread is not disturbed");
    cr_assert_str_eq(desk_text(desk, "SELECT actor FROM timeline WHERE kind = 'joined'"),
                     "U0CAROL");
    desk_type(desk, "U0BOB", "roles");
    assert_says(desk->reply, "Joined: <@U0CAROL>");
    desk_type(desk, "U0ALICE", "resolve done because: it is a test");
    assert_says(room_body("RESOLVED ["), "<@U0CAROL>");
}

Test(join, twice_is_once) {
    desk_type(desk, "U0CAROL", "join");
    desk_type(desk, "U0CAROL", "join");
    assert_says(answer(), "you take part already");
    cr_assert_eq(desk_number(desk, "SELECT count(*) FROM timeline WHERE kind = 'joined'"), 1);
}

Test(join, somebody_who_is_let_in_gets_the_brief_directly_and_is_thanked) {
    int before = desk->sent_count;
    room_do("U0ALICE", "join <@U0CAROL>");
    cr_assert_eq(room_told("U0CAROL", "<@U0ALICE> asks you to join", before), 1);
    cr_assert_eq(room_told("U0CAROL", "What nobody has done yet:", before), 1);
    cr_assert_eq(room_told("U0CAROL", "catchup INC-2026-11-20-001", before), 1);
    before = desk->sent_count;
    desk_type(desk, "U0ALICE", "join <@U0CAROL>");
    assert_says(desk->reply, "takes part already");
    cr_assert_eq(room_told("U0CAROL", "", before), 0);
    desk_type(desk, "U0ALICE", "resolve done because: it is a test");
    assert_says(room_body("RESOLVED ["), "<@U0CAROL>");
}

Test(join, a_private_incident_lets_in_whom_somebody_of_it_names_and_nobody_else) {
    room_begin("playbook=tests/handlers/playbooks/people.cfg",
               "declare sev1 --kind security keys are public");
    desk_type(desk, "U0DAVE", "join INC-2026-11-20-001");
    cr_assert_eq(desk->result, DENIED, "%s", desk->reply);
    assert_says_not(desk->reply, "keys are public");
    room_do("U0ALICE", "join INC-2026-11-20-001 <@U0DAVE>");
    cr_assert_eq(room_told("U0DAVE", "keys are public", 0), 1);
    room_do("U0DAVE", "catchup INC-2026-11-20-001");
    assert_says(answer(), "🔒 private");
    desk_type(desk, "U0ALICE", "join <@U0INCIDENTD>");
    cr_assert_eq(desk->result, INVALID);
}

Test(join, in_a_drill_nobody_is_told_directly) {
    desk_type(desk, "U0ALICE", "resolve done because: it is a test");
    desk_type(desk, "U0ALICE", "drill sev2 the database is gone");
    int before = desk->sent_count;
    desk_type(desk, "U0ALICE", "join <@U0CAROL>");
    assert_says(desk->reply, "in a drill I tell nobody directly");
    cr_assert_eq(room_told("U0CAROL", "", before), 0);
}

/* ---- Leaving */

Test(join, whoever_leaves_is_written_down_and_is_thanked_all_the_same) {
    desk_type(desk, "U0CAROL", "join");
    room_do("U0CAROL", "leave my shift is over");
    assert_says(desk->reply, "you have left");
    assert_says(desk_text(desk, "SELECT text FROM timeline WHERE kind = 'left'"),
                "Left – my shift is over");
    desk_type(desk, "U0BOB", "roles");
    assert_says_not(desk->reply, "Joined:");
    desk_type(desk, "U0CAROL", "leave");
    assert_says(desk->reply, "you had not joined");
    desk_type(desk, "U0CAROL", "join");
    assert_says(answer(), "you take part now");
    desk_type(desk, "U0ALICE", "resolve done because: it is a test");
    assert_says(room_body("RESOLVED ["), "<@U0CAROL>");
}

Test(join, with_a_role_is_not_left_before_it_is_handed_over) {
    desk_type(desk, "U0BOB", "join");
    desk_type(desk, "U0BOB", "scribe me");
    desk_type(desk, "U0BOB", "leave");
    cr_assert_eq(desk->result, INVALID);
    assert_says(desk->reply, "You are scribe; hand that over first: `/incident handoff "
                             "INC-2026-11-20-001 scribe @name`");
    assert_says(desk->reply, "role INC-2026-11-20-001 scribe none");
    desk_type(desk, "U0ALICE", "leave");
    cr_assert_eq(desk->result, INVALID);
    assert_says(desk->reply, "You are incident commander");
    assert_says_not(desk->reply, "ic none");
    desk_type(desk, "U0BOB", "scribe none");
    room_do("U0BOB", "leave");
}

Test(join, whoever_leaves_declines_the_role_that_is_offered_to_them) {
    room_do("U0ALICE", "handoff scribe <@U0BOB> mine is over");
    room_do("U0BOB", "leave I am ill");
    assert_says(desk->reply, "you have left");
    assert_says(desk->reply, "you are not scribe; <@U0ALICE> knows");
    cr_assert_eq(desk_number(desk, "SELECT count(*) FROM handoff"), 0);
    cr_assert_eq(room_told("U0ALICE", "<@U0BOB> cannot be scribe now – I am ill", 0), 1);
}

Test(join, whoever_leaves_while_their_role_is_offered_keeps_it_until_somebody_accepts) {
    room_do("U0BOB", "scribe me");
    room_do("U0BOB", "handoff scribe <@U0CAROL>");
    desk_type(desk, "U0BOB", "leave");
    cr_assert_eq(desk->result, INVALID);
    assert_says(desk->reply, "You are scribe until <@U0CAROL> accepts, who was asked at 14:05 UTC");
    assert_says(desk->reply, "role " INC " scribe none");
    room_do("U0CAROL", "handoff accept");
    desk_type(desk, "U0BOB", "leave");
    cr_assert_eq(desk->result, OK, "%s", desk->reply);
}

Test(join, an_offer_of_whoever_leaves_stands_and_they_are_told_so) {
    room_do("U0BOB", "join");
    room_do("U0BOB", "handoff scribe <@U0CAROL>");
    room_do("U0BOB", "leave");
    assert_says(desk->reply, "Your offer of scribe to <@U0CAROL> stands");
    room_do("U0CAROL", "handoff accept scribe");
    cr_assert_str_eq(room_holder("scribe"), "U0CAROL");
}
