/* What Slack knows of people and user groups: names in texts for outside, members who approve and
 * are called. The desk's Slack has one group, @oncall, with Bob and Carol, and calls U0ALICE Alice.
 */
#include "base/utc.h"
#include "tests/kit/room.h"

static void set_up(void) {
    room_open(SETTINGS("playbook=tests/handlers/playbooks/groups.cfg"));
}

TestSuite(directory, .init = set_up, .fini = room_close);

static int called(const char *user) {
    return room_told(user, "You are needed", 0);
}

/* ---- Names */

Test(directory, a_text_for_outside_calls_people_as_slack_does) {
    room_open(SETTINGS("playbook=motus"));
    desk_type(desk, "U0ALICE", "sev1 the CLI crashes");
    desk_type(desk, "U0ALICE", "comms github");
    assert_says(desk->reply, "Alice");
    assert_says_not(desk->reply, "@U0");
    assert_says_not(desk->reply, "I am asking Slack");
}

Test(directory, whom_slack_does_not_name_is_named_by_their_role_and_never_by_an_id) {
    room_open(SETTINGS("playbook=motus"));
    desk_refuse(desk, "users.info", "missing_scope", 1000);
    desk_type(desk, "U0ALICE", "sev1 the CLI crashes");
    desk_type(desk, "U0BOB", "note it is the new release");
    desk_type(desk, "U0ALICE", "comms timeline");
    assert_says(desk->reply, "Incident commander");
    assert_says(desk->reply, "a member of the team");
    assert_says_not(desk->reply, "@U0");
}

Test(directory, a_name_that_is_not_there_yet_is_asked_for_and_there_the_next_time) {
    room_open(SETTINGS("playbook=motus"));
    desk_type(desk, "U0ALICE", "sev1 the CLI crashes");
    desk_type(desk, "U0BOB", "note it is the new release");
    desk_type(desk, "U0ALICE", "comms timeline");
    assert_says(desk->reply, "I am asking Slack for 1 name");
    desk_type(desk, "U0ALICE", "comms timeline");
    assert_says(desk->reply, "Bob");
}

Test(directory, a_name_is_asked_for_once_a_day) {
    room_open(SETTINGS("playbook=motus"));
    desk_type(desk, "U0ALICE", "sev3 a typo");
    desk_type(desk, "U0ALICE", "sev3 another typo");
    cr_assert_eq(desk_number(desk, "SELECT count(*) FROM outbox WHERE method = 'users.info'"), 1);
    desk_pass(desk, DAY_MS);
    desk_type(desk, "U0ALICE", "sev3 a third typo");
    cr_assert_eq(desk_number(desk, "SELECT at_ms FROM person"), DESK_BEGIN_MS + DAY_MS);
}

/* ---- Groups */

Test(directory, a_member_of_the_user_group_may_approve_and_nobody_else) {
    desk_type(desk, "U0ALICE", "sev2 search is slow");
    desk_type(desk, "U0ALICE", "decide rollback it began with 42");
    cr_assert_not_null(desk_find(desk, "<!subteam^S0ONCALL>"));
    desk_type(desk, "U0EVE", "approve");
    cr_assert_eq(desk->result, DENIED, "%s", desk->reply);
    assert_says(desk->reply, "#1 is for Maintainers to answer");
    desk_type(desk, "U0CAROL", "approve");
    cr_assert_eq(desk->result, OK, "%s", desk->reply);
}

Test(directory, whom_the_playbook_names_beside_the_user_group_may_too) {
    desk_type(desk, "U0ALICE", "sev2 search is slow");
    desk_type(desk, "U0ALICE", "decide rollback it began with 42");
    desk_type(desk, "U0DAVE", "approve");
    cr_assert_eq(desk->result, OK, "%s", desk->reply);
}

Test(directory, a_group_may_be_named_by_its_handle) {
    desk_type(desk, "U0ALICE", "sev3 search is slow");
    desk_type(desk, "U0ALICE", "decide rollback it began with 42");
    cr_assert_not_null(desk_find(desk, "<!subteam^S0ONCALL>"));
    desk_type(desk, "U0BOB", "approve");
    cr_assert_eq(desk->result, OK, "%s", desk->reply);
}

/* Slack: F34 */
Test(directory, a_group_that_slack_does_not_tell_of_says_so_to_whoever_would_approve) {
    desk_refuse(desk, "usergroups.users.list", "plan_upgrade_required", 1000);
    desk_type(desk, "U0ALICE", "sev2 search is slow");
    desk_type(desk, "U0ALICE", "decide rollback it began with 42");
    desk_type(desk, "U0BOB", "approve");
    cr_assert_eq(desk->result, DENIED, "%s", desk->reply);
    assert_says(desk->reply, "Slack does not tell me who is in S0ONCALL (plan_upgrade_required)");
}

/* Slack: F34 */
Test(directory, members_stay_known_when_slack_does_not_answer_the_next_time) {
    desk_type(desk, "U0ALICE", "sev2 search is slow");
    desk_refuse(desk, "usergroups.users.list", "internal_error", 1000);
    desk_pass(desk, 2 * HOUR_MS);
    desk_type(desk, "U0ALICE", "sev2 login is slow");
    desk_type(desk, "U0ALICE", "decide inc 2 rollback it began with 42");
    desk_type(desk, "U0BOB", "approve inc 2");
    cr_assert_eq(desk->result, OK, "%s", desk->reply);
}

Test(directory, a_group_is_called_all_of_it_but_whoever_calls) {
    desk_type(desk, "U0BOB", "sev2 search is slow");
    desk_type(desk, "U0BOB", "page maintainers the index is gone");
    cr_assert_eq(called("U0CAROL"), 1, "%s", desk->reply);
    cr_assert_eq(called("U0DAVE"), 1);
    cr_assert_eq(called("U0BOB"), 0);
    assert_says(desk->reply, "<@U0CAROL> is called");
}

Test(directory, a_group_of_which_nobody_is_known_is_said_to_be_that) {
    desk_refuse(desk, "usergroups.list", "missing_scope", 1000);
    desk_type(desk, "U0ALICE", "sev2 search is slow");
    desk_type(desk, "U0ALICE", "page oncall the index is gone");
    assert_says(desk->reply, "nobody of oncall can be called: Slack does not tell me who is in "
                             "@oncall (missing_scope)");
}

Test(directory, the_rules_name_the_user_group) {
    desk_type(desk, "U0ALICE", "sev2 search is slow");
    desk_type(desk, "U0ALICE", "contacts");
    assert_says(desk->reply, "Maintainers: <!subteam^S0ONCALL> <@U0DAVE>");
}
