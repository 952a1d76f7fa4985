/* Who does what: the playbook's roles, their duties, who takes turns, and to whom one falls. */
#include "base/utc.h"
#include "tests/kit/room.h"

static void set_up(void) {
    room_begin("playbook=tests/handlers/playbooks/people.cfg", "declare sev2 search is slow");
}

TestSuite(role, .init = set_up, .fini = room_close);

/* ---- Which there are */

Test(role, is_known_by_the_words_of_the_playbook_and_by_its_title) {
    desk_type(desk, "U0BOB", "role engineer me");
    cr_assert_str_eq(room_holder("ic"), "U0BOB", "%s", desk->reply);
    desk_type(desk, "U0BOB", "role supplier me");
    cr_assert_str_eq(room_holder("vendor"), "U0BOB", "%s", desk->reply);
    assert_says(desk->reply, "<@U0BOB> is vendor contact, before <@U0EMIL>");
    desk_type(desk, "U0BOB", "role owner me");
    cr_assert_eq(desk->result, INVALID, "no such word is in this playbook");
    assert_says(desk->reply, "The roles are ic, deputy, scribe, comms and vendor");
}

Test(role, has_a_verb_that_means_the_same_whatever_words_the_playbook_has) {
    desk_type(desk, "U0BOB", "owner me");
    cr_assert_str_eq(room_holder("ic"), "U0BOB", "%s", desk->reply);
}

/* ---- What it asks for */

/* Rule: S1-02, S1-03 */
Test(role, that_is_given_comes_with_its_duties_told_to_that_person_alone) {
    int before = desk->sent_count;
    desk_type(desk, "U0ALICE", "deputy <@U0BOB> knows the database");
    cr_assert_eq(room_told("U0BOB", "You are *deputy* of *INC-2026-11-20-001*", before), 1);
    cr_assert_eq(room_told("U0BOB", "<@U0ALICE> gave it to you – knows the database", before), 1);
    cr_assert_eq(room_told("U0BOB", "• Gather logs.\\n• Watch the health of the system.", before),
                 1);
    cr_assert_eq(room_told("U0BOB", "handoff INC-2026-11-20-001 deputy @name", before), 1);
    cr_assert_eq(desk_count(desk, "Gather logs", before), 1, "nobody else is told");
    assert_says_not(desk->reply, "Gather logs");
}

/* Rule: S1-04 */
Test(role, that_somebody_takes_comes_with_its_duties_in_their_answer) {
    int before = desk->sent_count;
    desk_type(desk, "U0BOB", "scribe me");
    assert_says(desk->reply, "Your duties as scribe:\n• Write the timeline while it happens.");
    cr_assert_eq(room_told("U0BOB", "", before), 0);
}

Test(role, that_somebody_has_already_is_not_explained_again) {
    desk_type(desk, "U0ALICE", "deputy <@U0BOB>");
    int before = desk->sent_count;
    desk_type(desk, "U0ALICE", "deputy <@U0BOB>");
    assert_says(desk->reply, "Nothing to do");
    cr_assert_eq(desk->sent_count, before);
}

/* Rule: S1-02 */
Test(role, that_somebody_has_from_the_beginning_is_explained_then) {
    assert_says(desk->reply, "Your duties as incident commander: `/incident roles " INC " ic`");
    assert_says_not(desk->reply, "Decide on the mitigation.");
    cr_assert_eq(room_told("U0EMIL", "You are *vendor contact*", 0), 1);
    cr_assert_eq(room_told("U0EMIL", "you are it from the beginning", 0), 1);
}

Test(role, of_whoever_declares_is_one_press_away_from_its_duties) {
    room_press_reply("U0ALICE", "Duties: incident commander");
    assert_says(desk->reply, "• Decide on the mitigation.");
}

Test(role, in_a_drill_is_explained_to_nobody_who_did_not_ask) {
    desk_type(desk, "U0ALICE", "resolve done");
    int before = desk->sent_count;
    desk_type(desk, "U0ALICE", "drill sev2 the database is gone");
    desk_type(desk, "U0ALICE", "deputy <@U0BOB>");
    cr_assert_eq(room_told("U0EMIL", "", before) + room_told("U0BOB", "", before), 0);
    desk_type(desk, "U0CAROL", "scribe me");
    assert_says(desk->reply, "Your duties as scribe");
}

Test(role, can_be_looked_up_with_what_it_asks_for) {
    desk_type(desk, "U0BOB", "roles supplier");
    assert_says(desk->reply, "vendor contact: <@U0EMIL>");
    assert_says(desk->reply, "The duties of the vendor contact:\n• Call the vendor.");
    assert_says(desk->reply, "handoff vendor @name");
}

/* ---- Who is meant to be it */

/* Rule: S1-03 */
Test(role, without_a_holder_names_whom_the_playbook_means_and_what_is_missing) {
    desk_type(desk, "U0ALICE", "role vendor none");
    desk_type(desk, "U0ALICE", "roles");
    assert_says(desk->reply, "deputy: nobody · primary: Claude :warning: nobody wrote down how to "
                             "reach them · :warning: no backup is named");
    assert_says(desk->reply,
                "vendor contact: nobody · primary: Emil <@U0EMIL> · backup: Codex <@U0CODEX>");
    assert_says(desk->reply, "scribe: nobody · in turns: Codex, Claude, Dora");
}

/* Rule: S1-05 */
Test(role, that_falls_to_the_commander_is_shown_as_theirs_until_somebody_takes_it) {
    desk_type(desk, "U0BOB", "roles");
    assert_says(desk->reply, "communications lead: <@U0ALICE>, as incident commander, until "
                             "somebody takes it");
    desk_type(desk, "U0BOB", "comms me");
    desk_type(desk, "U0BOB", "roles");
    assert_says(desk->reply, "communications lead: <@U0BOB>\n");
}

/* Rule: S1-05 */
Test(role, of_communications_brings_the_draft_of_the_next_update_with_it) {
    desk_pass(desk, 25 * MINUTE_MS);
    cr_assert_eq(room_told("U0ALICE", "here is a draft", 0), 1, "it falls to the commander");
    desk_type(desk, "U0ALICE", "update still looking");
    desk_type(desk, "U0BOB", "comms me");
    int before = desk->sent_count;
    desk_pass(desk, 25 * MINUTE_MS);
    cr_assert_eq(room_told("U0BOB", "here is a draft", before), 1);
    cr_assert_eq(room_told("U0ALICE", "here is a draft", before), 0);
}

/* ---- Turns */

/* Rule: S1-04 */
Test(role, in_turns_goes_to_the_next_whom_slack_knows) {
    desk_type(desk, "U0ALICE", "scribe next");
    cr_assert_str_eq(room_holder("scribe"), "U0CODEX", "%s", desk->reply);
    desk_type(desk, "U0ALICE", "scribe next her shift is over");
    cr_assert_str_eq(room_holder("scribe"), "U0DORA", "Slack does not know Claude");
    assert_says(desk->reply, "her shift is over");
    desk_type(desk, "U0ALICE", "scribe next");
    cr_assert_str_eq(room_holder("scribe"), "U0CODEX", "it begins anew");
}

/* Rule: S1-04 */
Test(role, in_turns_goes_on_where_it_was_after_a_restart_and_in_the_next_incident) {
    desk_type(desk, "U0ALICE", "scribe next");
    desk_type(desk, "U0ALICE", "resolve done");
    desk_restart(desk, MINUTE_MS);
    desk_connect(desk);
    desk_type(desk, "U0ALICE", "declare sev2 search is slow again");
    desk_type(desk, "U0ALICE", "scribe next");
    cr_assert_str_eq(room_holder("scribe"), "U0DORA", "%s", desk->reply);
}

Test(role, in_turns_is_not_used_up_by_a_drill) {
    desk_type(desk, "U0ALICE", "resolve done");
    desk_type(desk, "U0ALICE", "drill sev2 the database is gone");
    desk_type(desk, "U0ALICE", "scribe next");
    cr_assert_str_eq(room_holder("scribe"), "U0CODEX", "%s", desk->reply);
    desk_type(desk, "U0ALICE", "scribe next");
    cr_assert_str_eq(room_holder("scribe"), "U0DORA", "in the drill itself it goes on");
    desk_type(desk, "U0ALICE", "resolve done");
    desk_type(desk, "U0ALICE", "declare sev2 search is slow again");
    desk_type(desk, "U0ALICE", "scribe next");
    cr_assert_str_eq(room_holder("scribe"), "U0CODEX", "%s", desk->reply);
}

Test(role, without_turns_has_no_next_and_says_so) {
    desk_type(desk, "U0ALICE", "deputy next");
    cr_assert_eq(desk->result, INVALID);
    assert_says(desk->reply, "The playbook has nobody take turns as deputy");
    room_begin("playbook=vyberology", "declare sev2 search is slow");
    desk_type(desk, "U0ALICE", "scribe next");
    cr_assert_eq(desk->result, INVALID);
    assert_says(desk->reply,
                "Slack knows nobody of those who take turns as scribe (Codex, Claude)");
}
