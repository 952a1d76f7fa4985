/* Handing a role over: offered privately with a brief, told to everybody when it is accepted. */
#include "base/utc.h"
#include "tests/kit/room.h"

#include <stdio.h>

static void set_up(void) {
    room_begin(NULL, "declare sev3 images load slowly | half of the shop");
    desk_type(desk, "U0BOB", "scribe me");
}

TestSuite(handoff, .init = set_up, .fini = room_close);

/* Messages into the thread since message number from. */
static int in_thread(int from) {
    int count = 0;
    for (int i = from; i < desk->sent_count; i++)
        count += *json_text_at(desk->sent[i].body, "thread_ts") != 0;
    return count;
}

static int64_t pending(void) {
    return desk_number(desk, "SELECT count(*) FROM handoff") +
           desk_number(desk, "SELECT count(*) FROM job WHERE kind = 'handoff'");
}

/* ---- Offering */

Test(handoff, the_taker_gets_a_brief_the_givers_words_and_two_buttons) {
    desk_type(desk, "U0ALICE", "ack");
    desk_type(desk, "U0ALICE", "update the cache is cold next: warm it");
    desk_type(desk, "U0ALICE", "ask <@U0DAVE> read the logs in 30m");
    desk_type(desk, "U0ALICE", "check triage 1");
    room_wait(5);
    int before = desk->sent_count;
    room_do("U0ALICE", "handoff ic <@U0CAROL> the vendor calls back at three");
    const struct desk_sent *offer = room_find("<@U0ALICE> wants to hand you *incident commander*");
    cr_assert_str_eq(json_text_at(offer->body, "channel"), "U0CAROL");
    const char *text = json_text_at(offer->body, "text");
    assert_says(text, "<@U0ALICE> says: the vendor calls back at three");
    assert_says(text, "SEV-3 *images load slowly*");
    assert_says(text, "*Investigating*, since 14:05 UTC");
    assert_says(text, "for 5 minutes");
    assert_says(text, "Impact: half of the shop");
    assert_says(text, "the cache is cold");
    assert_says(text, "Next update by 14:35 UTC");
    assert_says(text, "Nothing is decided yet.");
    assert_says(text, "#1 read the logs");
    assert_says(text, "Checklist *Triage checklist*: 1 of 13 ticked");
    assert_says(text, "What to do next:");
    cr_assert_eq(in_thread(before), 0, "nobody else hears of it");
    cr_assert_str_eq(room_holder("ic"), "U0ALICE");
}

Test(handoff, what_is_asked_and_its_buttons_stand_first_and_the_brief_below_them) {
    room_do("U0ALICE", "handoff ic <@U0CAROL> the vendor calls back at three");
    const struct json *body = room_find("wants to hand you *incident commander*")->body;
    const char *asked = json_text_at(body, "blocks.0.text.text");
    assert_says(asked, "<@U0ALICE> says: the vendor calls back at three");
    assert_says(asked, "To answer: `/incident handoff INC-2026-11-20-001 accept ic`");
    assert_says_not(asked, "Impact:");
    cr_assert_str_eq(json_text_at(body, "blocks.1.elements.0.text.text"), "Accept");
    cr_assert_str_eq(json_text_at(body, "blocks.1.elements.0.style"), "primary");
    cr_assert_str_eq(json_text_at(body, "blocks.1.elements.1.text.text"), "Not now");
    cr_assert_str_eq(json_text_at(body, "blocks.1.elements.1.style"), "");
    const char *brief = json_text_at(body, "blocks.2.text.text");
    assert_says(brief, "Impact: half of the shop");
    assert_says_not(brief, "Decide on the mitigation.");
    room_do("U0CAROL", "handoff accept ic");
    assert_says(desk->reply, "Decide on the mitigation.");
}

Test(handoff, the_giver_gets_a_copy_and_how_to_take_it_back) {
    desk_type(desk, "U0BOB", "handoff scribe <@U0CAROL> the notes are in the thread");
    assert_says(desk->reply, "<@U0CAROL> is asked to be scribe, directly");
    assert_says(desk->reply, "until then it is <@U0BOB>");
    assert_says(desk->reply, "the notes are in the thread");
    assert_says(desk->reply, "Impact: half of the shop");
    assert_says(desk->reply, "I ask once more at 14:15 UTC");
    assert_says(desk->reply, "handoff INC-2026-11-20-001 cancel scribe");
}

Test(handoff, an_offer_is_shown_with_the_roles_and_its_words_are_kept) {
    desk_type(desk, "U0BOB", "handoff scribe <@U0CAROL> the notes are in the thread");
    desk_type(desk, "U0DAVE", "roles");
    assert_says(desk->reply, "scribe: <@U0BOB> · offered to <@U0CAROL> at 14:05 UTC, who has not "
                             "answered yet");
    assert_says(desk_text(desk, "SELECT text FROM timeline WHERE kind = 'handoff'"),
                "Offers scribe to <@U0CAROL> – the notes are in the thread");
    desk_type(desk, "U0DAVE", "handoff");
    assert_says(desk->reply, "scribe, by <@U0BOB> to <@U0CAROL> at 14:05 UTC");
}

Test(handoff, who_has_one_role_need_not_name_it) {
    desk_type(desk, "U0BOB", "handoff <@U0CAROL>");
    cr_assert_str_eq(desk_text(desk, "SELECT role FROM handoff"), "scribe", "%s", desk->reply);
    desk_type(desk, "U0ALICE", "deputy me");
    desk_type(desk, "U0ALICE", "handoff <@U0CAROL>");
    cr_assert_eq(desk->result, INVALID);
    assert_says(desk->reply, "You have several roles");
    desk_type(desk, "U0DAVE", "handoff <@U0CAROL>");
    cr_assert_eq(desk->result, INVALID);
    assert_says(desk->reply, "You have no role to hand over");
}

Test(handoff, only_whoever_has_the_role_or_leads_can_offer_it) {
    desk_type(desk, "U0DAVE", "handoff scribe <@U0CAROL>");
    cr_assert_eq(desk->result, DENIED);
    assert_says(desk->reply,
                "Only <@U0BOB>, who is scribe, or <@U0ALICE>, who leads the incident,");
    assert_says(desk->reply, "role INC-2026-11-20-001 scribe me");
    desk_type(desk, "U0DAVE", "handoff ic <@U0CAROL>");
    cr_assert_eq(desk->result, DENIED);
    room_do("U0ALICE", "handoff scribe <@U0CAROL>");
    desk_type(desk, "U0DAVE", "handoff deputy <@U0CAROL>");
    cr_assert_eq(desk->result, OK, "nobody has it: %s", desk->reply);
    desk_type(desk, "U0ALICE", "handoff comms <@U0CAROL>");
    cr_assert_eq(desk->result, OK, "it falls to the commander: %s", desk->reply);
}

Test(handoff, what_makes_no_sense_is_refused_with_what_to_do) {
    static const char *const lines[][2] = {
        {"handoff janitor <@U0CAROL>", "The roles are ic, deputy, scribe and comms"},
        {"handoff scribe @nobody", "@nobody"},
        {"handoff scribe <@U0INCIDENTD>", "That is me"},
        {"handoff scribe <@U0BOB>", "<@U0BOB> is scribe already"},
        {"handoff deputy me", "role INC-2026-11-20-001 deputy me"},
        {"handoff scribe deputy", "Slack does not know"},
        {"handoff accept scribe", "is offered to nobody now"},
        {"handoff decline", "is offered to nobody now"}};
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        desk_type(desk, "U0ALICE", lines[i][0]);
        cr_assert_eq(desk->result, INVALID, "%s: %s", lines[i][0], desk->reply);
        assert_says(desk->reply, lines[i][1]);
    }
}

/* ---- Accepting */

Test(handoff, that_is_accepted_is_told_to_everybody_with_its_undo) {
    desk_type(desk, "U0ALICE", "handoff ic <@U0CAROL> the vendor calls back at three");
    int before = desk->sent_count;
    room_press("U0CAROL", "Accept");
    cr_assert_eq(desk->result, OK, "%s", desk->reply);
    cr_assert_str_eq(room_holder("ic"), "U0CAROL");
    const char *notice = room_body("<@U0CAROL> is incident commander");
    assert_says(notice, "before <@U0ALICE> – handed over and accepted");
    assert_says(notice, "role INC-2026-11-20-001 ic <@U0ALICE>");
    assert_says(room_body("INCIDENT DECLARED"), "*IC:*\\n<@U0CAROL>");
    cr_assert_eq(
        room_told("U0ALICE", "<@U0CAROL> has accepted and is incident commander now", before), 1);
    assert_says(desk->reply, "Your duties as incident commander:");
    assert_says(desk->reply, "The updates are yours now. Next update by 14:35 UTC");
    cr_assert_eq(pending(), 0);
    desk_type(desk, "U0CAROL", "handoff accept ic");
    cr_assert_eq(desk->result, INVALID);
    assert_says(desk->reply, "You are incident commander; no offer of it waits");
}

/* Rule: S1-02 */
Test(handoff, of_the_lead_takes_the_draft_and_the_call_for_the_update_along) {
    desk_type(desk, "U0ALICE", "handoff ic <@U0CAROL>");
    desk_type(desk, "U0CAROL", "handoff accept");
    int before = desk->sent_count;
    room_wait(40);
    cr_assert_eq(room_told("U0CAROL", "here is a draft", before), 1);
    cr_assert_eq(room_told("U0ALICE", "here is a draft", before), 0);
    assert_says(room_body("overdue"), "<@U0CAROL>");
}

Test(handoff, can_be_accepted_by_the_taker_alone) {
    desk_type(desk, "U0BOB", "handoff scribe <@U0CAROL>");
    desk_type(desk, "U0DAVE", "handoff accept scribe");
    cr_assert_eq(desk->result, DENIED);
    assert_says(desk->reply, "scribe is offered to <@U0CAROL> by <@U0BOB>");
    desk_type(desk, "U0ALICE", "handoff accept scribe");
    cr_assert_eq(desk->result, DENIED);
    desk_type(desk, "U0DAVE", "handoff cancel scribe");
    cr_assert_eq(desk->result, DENIED);
    cr_assert_str_eq(room_holder("scribe"), "U0BOB");
    desk_type(desk, "U0CAROL", "handoff accept scribe");
    cr_assert_str_eq(room_holder("scribe"), "U0CAROL", "%s", desk->reply);
}

Test(handoff, of_a_private_incident_lets_the_taker_answer) {
    room_begin("playbook=tests/handlers/playbooks/people.cfg",
               "declare sev1 --kind security keys are public");
    desk_type(desk, "U0CAROL", "show INC-2026-11-20-001");
    cr_assert_eq(desk->result, DENIED);
    desk_type(desk, "U0ALICE", "handoff INC-2026-11-20-001 ic <@U0CAROL>");
    room_press("U0CAROL", "Accept");
    cr_assert_eq(desk->result, OK, "%s", desk->reply);
    cr_assert_str_eq(room_holder("ic"), "U0CAROL");
}

/* ---- Not accepting */

Test(handoff, that_cannot_be_taken_now_is_told_to_the_giver_with_what_to_do) {
    desk_type(desk, "U0BOB", "handoff scribe <@U0CAROL>");
    int before = desk->sent_count;
    room_do("U0CAROL", "handoff decline I am on a train");
    cr_assert_eq(room_told("U0BOB", "<@U0CAROL> cannot be scribe now – I am on a train", before),
                 1);
    cr_assert_eq(room_told("U0BOB", "handoff INC-2026-11-20-001 scribe @name", before), 1);
    cr_assert_eq(in_thread(before), 0);
    cr_assert_str_eq(room_holder("scribe"), "U0BOB");
    cr_assert_eq(pending(), 0);
    desk_type(desk, "U0BOB", "handoff scribe <@U0CAROL>");
    room_press("U0CAROL", "Not now");
    cr_assert_eq(desk->result, OK, "%s", desk->reply);
    cr_assert_eq(pending(), 0);
}

Test(handoff, can_be_taken_back_by_whoever_has_the_role_and_by_the_commander) {
    static const char *const people[] = {"U0BOB", "U0ALICE"};
    for (int i = 0; i < 2; i++) {
        desk_type(desk, "U0BOB", "handoff scribe <@U0CAROL>");
        int before = desk->sent_count;
        desk_type(desk, people[i], "handoff cancel scribe I stay after all");
        cr_assert_eq(desk->result, OK, "%s", desk->reply);
        assert_says(desk->reply, "<@U0BOB> is scribe");
        cr_assert_eq(
            room_told("U0CAROL", "took back the offer of scribe – I stay after all", before), 1);
        cr_assert_eq(pending(), 0);
    }
}

Test(handoff, to_somebody_else_takes_the_place_of_the_one_before) {
    desk_type(desk, "U0BOB", "handoff scribe <@U0CAROL>");
    int before = desk->sent_count;
    desk_type(desk, "U0BOB", "handoff scribe <@U0DAVE>");
    cr_assert_eq(room_told("U0CAROL", "you need not answer any more", before), 1);
    desk_type(desk, "U0CAROL", "handoff accept scribe");
    cr_assert_eq(desk->result, DENIED);
    desk_type(desk, "U0DAVE", "handoff accept scribe");
    cr_assert_str_eq(room_holder("scribe"), "U0DAVE", "%s", desk->reply);
}

Test(handoff, without_an_answer_is_asked_once_more_and_then_lapses) {
    desk_type(desk, "U0BOB", "handoff scribe <@U0CAROL> the notes are in the thread");
    int before = desk->sent_count;
    room_wait(9);
    cr_assert_eq(room_told("U0CAROL", "", before), 0);
    room_wait(1);
    cr_assert_eq(room_told("U0CAROL", "<@U0BOB> offered you *scribe*", before), 1);
    cr_assert_eq(room_told("U0CAROL", "10 minutes ago; do you take it?", before), 1);
    cr_assert_eq(room_told("U0CAROL", "the notes are in the thread", before), 1);
    room_wait(10);
    cr_assert_eq(
        room_told("U0BOB", "<@U0CAROL> has not answered, so the offer of scribe lapsed", before),
        1);
    cr_assert_str_eq(room_holder("scribe"), "U0BOB");
    cr_assert_eq(pending(), 0);
    before = desk->sent_count;
    room_wait(10);
    cr_assert_eq(room_told("U0CAROL", "scribe", before), 0);
}

Test(handoff, is_asked_again_after_a_restart_and_says_how_long_it_has_been) {
    desk_type(desk, "U0BOB", "handoff scribe <@U0CAROL>");
    int before = desk->sent_count;
    desk_restart(desk, HOUR_MS);
    desk_connect(desk);
    desk_pass(desk, SECOND_MS);
    cr_assert_eq(room_told("U0CAROL", "1 hour ago; do you take it?", before), 1);
    desk_type(desk, "U0CAROL", "handoff accept");
    cr_assert_str_eq(room_holder("scribe"), "U0CAROL", "%s", desk->reply);
}

Test(handoff, waits_its_time_when_the_clock_is_set_back) {
    desk_type(desk, "U0BOB", "handoff scribe <@U0CAROL>");
    int before = desk->sent_count;
    desk->now_ms -= DAY_MS;
    desk_pass(desk, 5 * MINUTE_MS);
    cr_assert_eq(room_told("U0CAROL", "do you take it?", before), 0);
    desk_pass(desk, 6 * MINUTE_MS);
    cr_assert_eq(room_told("U0CAROL", "do you take it?", before), 1);
}

Test(handoff, ends_when_the_role_goes_another_way) {
    desk_type(desk, "U0BOB", "handoff scribe <@U0CAROL>");
    int before = desk->sent_count;
    room_do("U0DAVE", "scribe me");
    cr_assert_eq(room_told("U0CAROL", "<@U0DAVE> is scribe now, so the offer", before), 1);
    cr_assert_eq(room_told("U0BOB", "<@U0DAVE> is scribe now, so the offer", before), 1);
    cr_assert_eq(pending(), 0);
    desk_type(desk, "U0DAVE", "handoff scribe <@U0CAROL>");
    before = desk->sent_count;
    desk_type(desk, "U0CAROL", "scribe me");
    cr_assert_eq(room_told("U0CAROL", "so the offer", before), 0, "they have it themselves");
    cr_assert_eq(pending(), 0);
}

Test(handoff, ends_with_the_incident) {
    desk_type(desk, "U0BOB", "handoff scribe <@U0CAROL>");
    room_do("U0ALICE", "resolve done because: it is a test");
    cr_assert_eq(pending(), 0);
    desk_type(desk, "U0CAROL", "handoff accept scribe");
    cr_assert_eq(desk->result, INVALID);
    int before = desk->sent_count;
    room_wait(30);
    cr_assert_eq(room_told("U0CAROL", "do you take it?", before), 0);
}

Test(handoff, in_a_drill_is_offered_in_the_thread) {
    desk_type(desk, "U0ALICE", "resolve done because: it is a test");
    desk_type(desk, "U0ALICE", "drill sev2 the database is gone");
    int before = desk->sent_count;
    room_do("U0ALICE", "handoff ic <@U0CAROL>");
    cr_assert_eq(room_told("U0CAROL", "", before), 0);
    cr_assert_eq(in_thread(before), 1);
    room_press("U0CAROL", "Accept");
    cr_assert_eq(desk->result, OK, "%s", desk->reply);
    cr_assert_eq(room_told("U0ALICE", "", before), 0);
}

Test(handoff, words_of_any_length_reach_the_taker_whole) {
    static char line[3100];
    size_t len = (size_t)snprintf(line, sizeof line, "handoff scribe <@U0CAROL> ");
    while (len < 2900)
        len += (size_t)snprintf(line + len, sizeof line - len, "&lt;word ");
    snprintf(line + len, sizeof line - len, "last");
    room_do("U0BOB", line);
    const struct desk_sent *offer = desk_find(desk, "wants to hand you *scribe*");
    assert_says(json_print(json_at(offer->body, "blocks")), "word last\\n");
}
