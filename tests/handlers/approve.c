/* What waits for a yes: who may say it, what follows, and what happens when nobody does. */
#include "base/utc.h"
#include "tests/kit/room.h"

#include <stdio.h>

/* Slack may be away while it is asked. */
static void begin_with(const char *who, bool away) {
    char setting[100];
    snprintf(setting, sizeof setting, "playbook=tests/handlers/playbooks/decide-%s.cfg", who);
    room_begin(setting, "declare sev2 claims fail");
    desk->away = away;
    room_do("U0BOB", "decide rollback the release broke it");
}

static void begin(const char *who) {
    begin_with(who, false);
}

static void set_up(void) {
    begin("on-call");
}

TestSuite(approve, .init = set_up, .fini = room_close);

static int64_t made(void) {
    return desk_number(desk, "SELECT count(*) FROM decision WHERE state = 'made'");
}

static const char *state(void) {
    return desk_text(desk, "SELECT state FROM approval WHERE number = 1");
}

Test(approve, the_thread_is_asked_with_buttons_and_the_user_group_is_called) {
    const struct desk_sent *asked = desk_find(desk, "Approval #1");
    assert_button(asked->body, "Approve", "approve " INC " #1");
    assert_button(asked->body, "Deny", "deny " INC " #1");
    assert_says(json_print(asked->body), "<!subteam^S0MAINT> ");
    assert_says(json_print(asked->body), "<@U0FRANK> or <@U0GINA>");
    cr_assert_eq(desk_count(desk, "<!subteam^S0MAINT>", 0), 1, "once");
}

Test(approve, a_member_of_the_group_may_and_the_thread_hears_it_with_the_decision_in_one_line) {
    int sent = desk->sent_count;
    room_do("U0GINA", "approve #1 go ahead");
    cr_assert_str_eq(state(), "approved");
    cr_assert_eq(made(), 1);
    cr_assert_eq(room_told("C0INCIDENTS", "<@U0GINA>", sent), 2, "the edited request is the other");
    assert_says(room_body("<@U0BOB> decides: "), "Authority: approved by <@U0GINA>: go ahead.");
    assert_says(desk_text(desk, "SELECT text FROM timeline WHERE kind = 'approval' AND actor = "
                                "'U0GINA'"),
                "<@U0GINA> approved #1 of <@U0BOB>: *Rollback* – the release broke it – go ahead");
    cr_assert_eq(desk_number(desk, "SELECT count(*) FROM job WHERE kind = 'approval'"), 0);
}

Test(approve, the_number_may_be_left_out_while_one_is_open) {
    desk_type(desk, "U0GINA", "approve");
    cr_assert_eq(made(), 1, "%s", desk->reply);
}

Test(approve, with_several_open_the_number_is_asked_for) {
    desk_type(desk, "U0CAROL", "decide rollback it is safer");
    desk_type(desk, "U0GINA", "approve");
    cr_assert_eq(desk->result, INVALID);
    assert_says(desk->reply, "write which, such as #1");
}

Test(approve, nobody_else_may_and_the_rule_is_quoted) {
    static const char *const others[] = {"U0BOB", "U0ALICE", "U0CAROL"};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        desk_type(desk, others[i], "approve #1");
        cr_assert_eq(desk->result, DENIED, "%s: %s", others[i], desk->reply);
        assert_says(desk->reply, "is for Maintainers to answer");
        assert_says(desk->reply, "A maintainer approves.");
    }
    cr_assert_eq(made(), 0);
    assert_says_not(desk->reply, "..");
}

Test(approve, a_member_who_decides_needs_nobody_else) {
    desk_type(desk, "U0FRANK", "decide rollback I release it");
    cr_assert_eq(made(), 1, "%s", desk->reply);
    cr_assert_str_eq(state(), "withdrawn");
    assert_says(desk_text(desk, "SELECT authority FROM decision WHERE state = 'made'"),
                "one of maintainers");
}

Test(approve, a_no_needs_a_reason_which_whoever_asked_reads) {
    room_do("U0GINA", "deny #1");
    assert_says(desk->reply, "why not?");
    cr_assert_str_eq(state(), "open");
    desk_type(desk, "U0GINA", "deny #1 the fix is in review");
    cr_assert_str_eq(state(), "denied");
    const char *told = room_body("denied #1 of <@U0BOB>");
    assert_says(told, "the fix is in review");
    cr_assert_eq(made(), 0);
    cr_assert_str_eq(desk_text(desk, "SELECT state FROM decision"), "denied");
}

Test(approve, what_was_answered_is_not_answered_again) {
    desk_type(desk, "U0GINA", "approve #1");
    desk_type(desk, "U0FRANK", "deny #1 no");
    cr_assert_eq(desk->result, INVALID);
    assert_says(desk->reply, "#1 was approved at 14:05 UTC already");
    cr_assert_eq(made(), 1);
}

/* The newest edit, which has no buttons. */
static const char *edited(void) {
    for (int i = desk->sent_count - 1; i >= 0; i--) {
        const struct json *body = desk->sent[i].body;
        if (strcmp(desk->sent[i].method, "chat.update") != 0 ||
            !strstr(json_text_at(body, "text"), "Approval #"))
            continue;
        cr_assert_str_eq(json_text_at(body, "ts"), desk_find(desk, ":raised_hand:")->ts);
        assert_says_not(json_print(body), "button");
        return json_text_at(body, "text");
    }
    return "";
}

Test(approve, lowered_to_where_it_is_not_for_anybody_it_is_withdrawn_and_the_asker_told) {
    int sent = desk->sent_count;
    desk_type(desk, "U0ALICE", "sev sev3 only one customer");
    cr_assert_eq(desk->result, OK, "%s", desk->reply);
    cr_assert_str_eq(state(), "withdrawn");
    cr_assert_str_eq(desk_text(desk, "SELECT state FROM decision"), "withdrawn");
    cr_assert_eq(desk_number(desk, "SELECT count(*) FROM job WHERE kind = 'approval'"), 0);
    cr_assert_eq(desk_count(desk, "<@U0BOB>, approval #1 is withdrawn: ", sent), 1);
    assert_says(room_body("is withdrawn"), "is not for SEV-3. Nothing is rolled back.");
    assert_says(desk_text(desk, "SELECT text FROM timeline WHERE text LIKE '%withdrawn%'"),
                "Approval #1 withdrawn: ");
    assert_says(edited(), "Withdrawn at 14:05 UTC: ");
    desk_type(desk, "U0GINA", "approve #1");
    cr_assert_eq(desk->result, INVALID);
    assert_says(desk->reply, "#1 was withdrawn at 14:05 UTC already");
}

Test(approve, raised_to_where_nobody_need_approve_it_is_withdrawn_and_the_asker_told) {
    int sent = desk->sent_count;
    desk_type(desk, "U0ALICE", "sev sev1 it is everybody");
    cr_assert_eq(desk->result, OK, "%s", desk->reply);
    cr_assert_str_eq(state(), "withdrawn");
    cr_assert_eq(desk_count(desk,
                            "<@U0BOB>, approval #1 is withdrawn: at SEV-1 nobody has to "
                            "approve it any more: `/incident decide rollback …why…` acts at "
                            "once.",
                            sent),
                 1);
    desk_type(desk, "U0BOB", "decide rollback the release broke it");
    cr_assert_eq(made(), 1, "%s", desk->reply);
}

Test(approve, a_severity_that_asks_for_the_same_yes_changes_nothing) {
    desk_type(desk, "U0ALICE", "title claims fail everywhere");
    desk_type(desk, "U0ALICE", "sev sev2 still");
    cr_assert_str_eq(state(), "open");
}

Test(approve, the_message_of_one_that_was_answered_says_who_did_and_has_no_buttons) {
    desk_type(desk, "U0GINA", "approve #1 go ahead");
    assert_says(edited(), "*Approval #1* for <@U0BOB>: ");
    assert_says(edited(), "Approved by <@U0GINA> at 14:05 UTC: go ahead.");
}

Test(approve, the_message_of_one_that_was_denied_says_why) {
    desk_type(desk, "U0GINA", "deny #1 the fix is in review.");
    assert_says(edited(), "Denied by <@U0GINA> at 14:05 UTC: the fix is in review.");
}

Test(approve, the_message_of_one_that_something_else_was_decided_instead_of_has_no_buttons) {
    desk_type(desk, "U0FRANK", "decide rollback I release it");
    assert_says(edited(), "was decided.");
}

/* Slack is slow, and somebody typed. */
Test(approve, a_message_that_comes_to_stand_after_the_answer_loses_its_buttons_too) {
    begin_with("on-call", true);
    desk_type(desk, "U0GINA", "approve #1");
    cr_assert_str_eq(state(), "approved");
    cr_assert_str_eq(edited(), "");
    desk->away = false;
    desk_pass(desk, 2 * MINUTE_MS);
    assert_says(edited(), "Approved by <@U0GINA>");
}

Test(approve, a_message_whose_channel_was_closed_meanwhile_loses_its_buttons_when_that_is_open) {
    desk_close_channel(desk, "C0INCIDENTS", "is_archived");
    desk_type(desk, "U0GINA", "approve #1 go ahead");
    desk_pass(desk, 41 * MINUTE_MS);
    desk_open_channel(desk);
    int sent = desk->sent_count;
    desk_pass(desk, 21 * MINUTE_MS);
    assert_says(edited(), "Approved by <@U0GINA> at 14:05 UTC.");
    cr_assert_eq(desk_count(desk, "*Approval #1*", sent), 1);
    desk_pass(desk, HOUR_MS);
    cr_assert_eq(desk_count(desk, "*Approval #1*", sent), 1, "once");
}

Test(approve, of_an_incident_that_ended_nothing_waits_when_it_is_opened_again) {
    desk_type(desk, "U0ALICE", "resolve restarted it");
    cr_assert_str_eq(state(), "withdrawn");
    cr_assert_str_eq(desk_text(desk, "SELECT state FROM decision"), "withdrawn");
    desk_type(desk, "U0ALICE", "reopen it fails again");
    desk_type(desk, "U0BOB", "rollback");
    assert_says_not(desk->reply, "waits for a yes");
}

Test(approve, a_resolved_incident_asks_nobody_any_more) {
    desk_type(desk, "U0ALICE", "resolve it was the network");
    cr_assert_str_eq(state(), "withdrawn");
    int sent = desk->sent_count;
    desk_pass(desk, HOUR_MS);
    cr_assert_eq(desk_count(desk, "is called", sent), 0);
}

/* ---- Nobody answers */

Test(approve, unanswered_it_climbs_the_path_and_whoever_is_called_may_answer) {
    int sent = desk->sent_count;
    desk_pass(desk, 10 * MINUTE_MS - SECOND_MS);
    cr_assert_eq(desk_count(desk, "nobody answered #1", sent), 0);
    desk_pass(desk, 2 * SECOND_MS);
    cr_assert_gt(desk_count(desk, "<@U0ALICE> is called: nobody answered #1", sent), 0);
    desk_type(desk, "U0DAVE", "approve #1");
    cr_assert_eq(desk->result, DENIED);
    desk_pass(desk, 5 * MINUTE_MS);
    cr_assert_gt(desk_count(desk, "<@U0DAVE> is called: nobody answered #1", sent), 0);
    desk_pass(desk, 7 * MINUTE_MS);
    cr_assert_gt(desk_count(desk, "<@U0ERIN> is called: nobody answered #1", sent), 0);
    desk_type(desk, "U0DAVE", "approve #1");
    cr_assert_eq(made(), 1, "%s", desk->reply);
}

Test(approve, at_the_end_of_the_path_one_who_is_alone_decides_and_writes_down_why) {
    begin("nobody");
    desk_pass(desk, HOUR_MS);
    cr_assert_eq(desk_count(desk, "nobody is left to call. Use your judgement", 0), 1);
    desk_type(desk, "U0CAROL", "approve #1 why not");
    cr_assert_eq(desk->result, DENIED);
    desk_type(desk, "U0BOB", "approve #1");
    cr_assert_eq(desk->result, INVALID);
    assert_says(desk->reply, "write down why");
    desk_type(desk, "U0BOB", "approve #1 users lose data every minute");
    cr_assert_eq(made(), 1, "%s", desk->reply);
    assert_says(desk_text(desk, "SELECT authority FROM decision"), "nobody was left to ask");
}

Test(approve, where_nobody_may_decide_alone_the_approvers_are_reminded) {
    begin("senior");
    desk_pass(desk, HOUR_MS);
    cr_assert_gt(desk_count(desk, "#1 still waits for you", 0), 1);
    desk_type(desk, "U0BOB", "approve #1 I am alone");
    cr_assert_eq(desk->result, DENIED);
}

Test(approve, a_request_climbs_after_a_restart_and_once) {
    desk_restart(desk, 20 * MINUTE_MS);
    desk_connect(desk);
    desk_pass(desk, MINUTE_MS);
    cr_assert_eq(desk_count(desk, ":rotating_light: <@U0ALICE> is called: nobody answered #1", 0),
                 1);
}

Test(approve, a_clock_that_is_set_back_gives_them_their_time_again) {
    desk_pass(desk, 5 * MINUTE_MS);
    desk->now_ms -= HOUR_MS;
    desk_pass(desk, 0);
    desk_pass(desk, 9 * MINUTE_MS);
    cr_assert_eq(desk_count(desk, "nobody answered #1", 0), 0);
    desk_pass(desk, 2 * MINUTE_MS);
    cr_assert_gt(desk_count(desk, "nobody answered #1", 0), 0);
}
