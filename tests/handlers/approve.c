/* What waits for a yes: who may say it, what follows, and what happens when nobody does. */
#include "base/utc.h"
#include "tests/kit/room.h"

#include <stdio.h>

static void begin(const char *who) {
    char setting[100];
    snprintf(setting, sizeof setting, "playbook=tests/handlers/playbooks/decide-%s.cfg", who);
    room_begin(setting, "declare sev2 claims fail");
    room_do("U0BOB", "decide rollback the release broke it");
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

Test(approve, a_member_of_the_group_may_and_the_thread_knows) {
    int sent = desk->sent_count;
    room_do("U0GINA", "approve #1 go ahead");
    cr_assert_str_eq(state(), "approved");
    cr_assert_eq(made(), 1);
    cr_assert_eq(desk_count(desk, "<@U0GINA> approved #1 of <@U0BOB>", sent), 1);
    assert_says(desk_text(desk, "SELECT text FROM timeline WHERE kind = 'approval' AND actor = "
                                "'U0GINA'"),
                "go ahead");
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

Test(approve, a_yes_comes_too_late_when_the_severity_allows_it_no_more) {
    room_do("U0ALICE", "sev sev3 only one customer");
    desk_type(desk, "U0GINA", "approve #1");
    cr_assert_eq(desk->result, DENIED);
    assert_says(desk->reply, "Nothing is rolled back.");
    cr_assert_str_eq(state(), "open");
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
