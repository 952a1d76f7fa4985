/* Showing the rules: policy, card and contacts; and what declaring takes from them: first holders
 * and targets. Each rule is one of the four documents. */
#include "base/utc.h"
#include "tests/kit/room.h"

#define TEAM "playbook=tests/handlers/playbooks/team.cfg"

static void set_up(void) {
    room_open(NULL);
}

TestSuite(policy_shown, .init = set_up, .fini = room_close);

/* ---- policy */

/* Rule: S0-01, S0-07, S0-08 */
Test(policy_shown, of_motus_names_the_four_severities_with_their_targets) {
    room_open(SETTINGS("playbook=motus"));
    room_do("U0ALICE", "policy");
    assert_says(desk->reply, "Motus incident response playbook (motus), version 1.0.0");
    assert_says(desk->reply, "*SEV-1* Critical");
    assert_says(desk->reply, "Response: immediately or within 1 hour");
    assert_says(desk->reply, "*SEV-3* Medium");
    assert_says(desk->reply, "Response: next release; no update is promised");
    assert_says(desk->reply, "Response: best effort");
    assert_says(desk->reply, "Anybody may raise a severity");
    cr_assert_str_eq(json_text_at(desk->reply_message, "blocks.1.elements.0.value"), "policy sev1");
}

/* Rule: S0-02, S0-03, S0-04, S0-05, S0-07, S0-08, S0-16 */
Test(policy_shown, of_one_severity_says_all_that_holds_at_it) {
    room_open(SETTINGS("playbook=motus"));
    room_do("U0ALICE", "policy SEV-1");
    assert_says(desk->reply, "Rollback required");
    assert_says(desk->reply, "• Data loss or corruption – A database migration destroys users' "
                             "data (immediately)");
    assert_says(desk->reply, "• Dependency chain break – A required dependency was yanked from "
                             "PyPI (within 1 hour)");
    assert_says(desk->reply, "an update every 30 minutes");
    assert_says(desk->reply, "GitHub discussion");
    assert_says(desk->reply, "Who may roll back or switch off: anybody, at once");
    assert_says(desk->reply, ">SEV-1: any team member may start the response");
    assert_says(desk->reply, "A review of the action is owed within 48 hours");
    assert_says(desk->reply, "5 minutes: Quick fix · 15 minutes: Roll back");
    assert_says(desk->reply, ">Do not spend more than 30 minutes");
    room_do("U0ALICE", "policy sev2");
    assert_says(desk->reply, "(within 8 hours)");
    assert_says(desk->reply, "anybody, after a yes of Release maintainers (CODEOWNERS)");
    assert_says_not(desk->reply, "30-minute rule");
    room_do("U0ALICE", "policy sev3");
    assert_says(desk->reply, "nobody: it is not done at this severity");
    assert_says(desk->reply, ">SEV-3 and below: there is no rollback");
    room_do("U0ALICE", "policy sev4");
    assert_says(desk->reply, "(roadmap review)");
}

/* 2026-11-20 is a Friday. */
/* Rule: S1-01, S1-15 */
Test(policy_shown, of_vyberology_gives_its_least_severity_until_the_next_business_day) {
    room_open(SETTINGS("playbook=vyberology"));
    room_do("U0ALICE", "policy sev4");
    assert_says(desk->reply, "*SEV4* Low");
    assert_says(desk->reply, "Response: next business day, by 2026-11-23 17:00 UTC");
    room_do("U0ALICE", "policy sev1");
    assert_says(desk->reply, "• Complete outage of more than 30 minutes");
    assert_says(desk->reply, "Response: within 15 minutes, by 14:20 UTC");
    assert_says(desk->reply, "the incident commander");
    assert_says(desk->reply, "#incidents, GitHub issue and Status page");
}

/* Rule: S3-02, S3-19 */
Test(policy_shown, of_the_guide_promises_news_every_quarter_of_an_hour_at_its_worst_two) {
    room_open(SETTINGS("playbook=guide"));
    room_do("U0ALICE", "policy sev1");
    assert_says(desk->reply, "immediately, within 15 minutes, by 14:20 UTC");
    assert_says(desk->reply, "an update every 15 minutes");
    room_do("U0ALICE", "policy sev2");
    assert_says(desk->reply, "an update every 15 minutes");
    room_do("U0ALICE", "policy sev3");
    assert_says(desk->reply, "an update every hour");
}

/* Rule: S4-01, S4-22 */
Test(policy_shown, of_the_hotfix_flow_uses_its_own_names_and_process_levels) {
    room_open(SETTINGS("playbook=hotfix"));
    room_do("U0ALICE", "policy p0");
    assert_says(desk->reply, "*P0 CRITICAL*");
    assert_says(desk->reply, "Process level: L3 HOTFIX");
    assert_says(desk->reply, "1 hour: Abandon the hotfix");
    room_do("U0ALICE", "policy p1");
    assert_says(desk->reply, "*P1 HIGH*");
}

Test(policy_shown, in_the_thread_of_an_incident_shows_the_rules_that_it_began_with) {
    room_begin("playbook=motus", "declare sev1 the CLI crashes");
    room_enter_thread(1);
    desk_mention(desk, "U0BOB", "policy sev1");
    cr_assert_not_null(desk_find(desk, "the rules that INC-2026-11-20-001 began"));
    room_do("U0ALICE", "policy INC-2026-11-20-001 sev2");
    assert_says(desk->reply, "the rules that INC-2026-11-20-001 began with");
    assert_says(desk->reply, "*SEV-2*");
    desk_type(desk, "U0BOB", "policy INC-2026-11-20-009");
    cr_assert_eq(desk->result, INVALID);
    assert_says(desk->reply, "There is no incident INC-2026-11-20-009");
}

Test(policy_shown, of_a_severity_that_there_is_none_of_is_refused_and_other_words_are_handed_back) {
    room_open(SETTINGS("playbook=default"));
    desk_type(desk, "U0BOB", "policy sev9");
    cr_assert_eq(desk->result, INVALID);
    assert_says(desk->reply, "sev9");
    room_do("U0ALICE", "policy sev1 please");
    assert_says(desk->reply, "of no use here and are stored nowhere: please");
}

static void ask_of(const char *playbook, const char *line) {
    room_open(SETTINGS(room_playbook(playbook)));
    room_do("U0ALICE", line);
}

/* Rule: S0-45, S3-26, S4-21, S1-06, S3-03, S1-34, S3-29, S3-01 */
Test(policy_shown, of_links_prevention_and_sources_is_what_the_playbook_says_of_them) {
    ask_of("motus", "policy links");
    assert_says(desk->reply, "• Reporting of vulnerabilities: SECURITY.md");
    ask_of("guide", "policy documents");
    assert_says(desk->reply, "• Service level objectives and error budgets: SLOS.md");
    ask_of("hotfix", "policy prevention");
    assert_says(desk->reply, "• A staging environment that mirrors production.");
    ask_of("vyberology", "policy sources");
    assert_says(desk->reply, "• Monitoring alerts (Sentry, Supabase)");
    assert_says(desk->reply, "Drill: Tabletop exercise, 2025-11-15.");
    ask_of("guide", "policy");
    assert_says(desk->reply, "• SLO violations");
    assert_says(desk->reply, "Drill: Test the rollback procedures, every 91 days.");
    assert_says(desk->reply, "For operators and maintainers");
    assert_says(desk->reply, "reviewed quarterly");
    ask_of("vyberology", "policy prevention");
    assert_says(desk->reply, "The playbook says nothing of that.");
}

/* Rule: D-01, D-02, D-03 */
Test(policy_shown, of_the_default_playbook_is_what_the_table_of_disagreements_says) {
    ask_of("default", "policy");
    assert_says(desk->reply, "*SEV-1* Critical: an outage, data loss or a security breach. "
                             "Response: within 15 minutes; an update every 30 minutes.");
    assert_says(desk->reply, "Response: within 1 hour; an update every 30 minutes.");
    assert_says(desk->reply, "Response: within 4 hours; an update every 30 minutes.");
    assert_says(desk->reply, "Response: next business day; an update every 30 minutes.");
    room_do("U0ALICE", "policy P0");
    assert_says(desk->reply, "*SEV-1* Critical");
    room_do("U0ALICE", "policy P1");
    assert_says(desk->reply, "*SEV-2* High");
}

/* ---- card */

/* Rule: S0-45, S0-46, S0-47 */
Test(policy_shown, the_card_of_motus_has_its_seven_steps_and_its_commands) {
    room_open(SETTINGS("playbook=motus"));
    room_do("U0ALICE", "card");
    assert_says(desk->reply, "1. CONFIRM: can you reproduce it?");
    assert_says(desk->reply, "7. POSTMORTEM: schedule within 48 hours");
    assert_says(desk->reply, "`twine yank motusos -v X.Y.Z`");
    assert_says(desk->reply, "scripts/gates/gate-rollback-001.sh");
}

/* Rule: S0-46 */
Test(policy_shown, the_card_of_motus_stands_in_the_thread_of_each_sev1_and_of_no_other) {
    room_begin("playbook=motus", "declare sev1 the CLI crashes");
    const struct desk_sent *card = room_find("2. ASSESS: data loss?");
    cr_assert_str_eq(json_text_at(card->body, "thread_ts"),
                     desk_text(desk, "SELECT card_ts FROM incident"));
    assert_says(json_print(card->body), "twine yank motusos");
    room_do("U0ALICE", "declare sev2 it is slow");
    cr_assert_eq(desk_count(desk, "2. ASSESS: data loss?", 0), 1);
}

Test(policy_shown, the_card_comes_when_an_incident_becomes_a_sev1_and_once) {
    room_begin("playbook=motus", "declare sev2 it is slow");
    cr_assert_eq(desk_count(desk, "2. ASSESS: data loss?", 0), 0);
    room_do("U0ALICE", "sev sev1 it is down");
    cr_assert_eq(desk_count(desk, "2. ASSESS: data loss?", 0), 1);
    room_do("U0ALICE", "status mitigating");
    cr_assert_eq(desk_count(desk, "2. ASSESS: data loss?", 0), 1);
}

Test(policy_shown, a_card_that_is_not_to_be_posted_is_shown_on_request_only) {
    room_begin("playbook=default", "declare sev1 checkout is down");
    cr_assert_eq(desk_count(desk, "2. ASSESS: data loss?", 0), 0);
    room_do("U0ALICE", "card");
    assert_says(desk->reply, "2. ASSESS: data loss?");
}

/* Rule: S1-12, S4-01 */
Test(policy_shown, a_playbook_without_a_card_is_shown_in_short) {
    room_open(SETTINGS("playbook=vyberology"));
    room_do("U0ALICE", "card");
    assert_says(desk->reply, "`decide rollback` A. Rollback");
    assert_says(desk->reply, "`decide scale` D. Scale up");
    assert_says(desk->reply, ">Stop the bleeding first.");
    room_begin("playbook=hotfix", "declare p0 checkout is down");
    room_do("U0ALICE", "card INC-2026-11-20-001");
    assert_says(desk->reply, "Process level: L3 HOTFIX");
    assert_says(desk->reply, "If it is unclear, roll back");
}

/* ---- contacts */

/* Rule: S0-49 */
Test(policy_shown, contacts_of_motus_are_its_three) {
    room_open(SETTINGS("playbook=motus"));
    room_do("U0ALICE", "contacts");
    assert_says(desk->reply, "• Maintainer: Release maintainers (CODEOWNERS)");
    assert_says(desk->reply, "• Security issues: GitHub Security Advisories");
    assert_says(desk->reply, "• PyPI access: Maintainer only");
}

/* Rule: S1-02, S1-03, S1-04, S1-05, S1-30, S1-31, S1-32 */
Test(policy_shown, contacts_of_vyberology_say_who_is_called_after_whom_and_what_is_missing) {
    room_open(SETTINGS("playbook=vyberology"));
    room_do("U0ALICE", "contacts");
    assert_says(desk->reply, "1. Incident commander: Codex");
    assert_says(desk->reply, "2. Deputy: Claude, after 15 minutes");
    assert_says(desk->reply, "3. Engineering Lead");
    assert_says(desk->reply, "4. CTO");
    assert_says(desk->reply, "• Supabase support: support@supabase.com (outside)");
    assert_says(desk->reply, "• Deputy: no backup is named.");
    assert_says(desk->reply, "• On-call rotation: to be determined.");
    assert_says(desk->reply, "• Pager: to be determined.");
    assert_says(desk->reply, "No Slack id is written down");
}

/* Rule: S3-24, S3-25 */
Test(policy_shown, contacts_of_the_guide_give_an_hour_of_working_time_and_the_four_triggers) {
    room_open(SETTINGS("playbook=guide"));
    room_do("U0ALICE", "contacts");
    assert_says(desk->reply, "Jamie Scott Craik");
    assert_says(desk->reply, "after 1 hour of working time without an answer");
    assert_says(desk->reply, "It is climbed by itself for: SEV-1, several SEV-2 at once, a "
                             "security incident, data loss.");
}

Test(policy_shown, contacts_of_a_team_that_is_complete_show_people_and_no_gap) {
    room_open(SETTINGS(TEAM));
    room_do("U0ALICE", "contacts");
    assert_says(desk->reply, "• Ann: <@U0ANN> +49 30 1234 ann@example.org");
    assert_says(desk->reply, "• Maintainers: <!subteam^S0MAINT> <@U0ANN>");
    assert_says(desk->reply, "• Scribe: in turn Ann and Ben");
    assert_says(desk->reply, "• Incident commander: Ann, backup Ben");
    assert_says_not(desk->reply, "missing");
}

Test(policy_shown, the_path_names_whoever_leads_the_incident_of_the_thread) {
    room_begin(TEAM, "declare sev1 checkout is down");
    room_do("U0ALICE", "ic <@U0CAROL>");
    room_do("U0ALICE", "contacts INC-2026-11-20-001");
    assert_says(desk->reply, "1. Incident commander: <@U0CAROL>");
}

/* ---- First holders */

Test(policy_shown, an_incident_begins_with_the_playbooks_people_in_their_roles) {
    room_begin(TEAM, "declare sev1 checkout is down");
    assert_says(desk->reply, "<@U0ANN> is incident commander");
    cr_assert_str_eq(desk_text(desk, "SELECT holder FROM role WHERE role = 'ic'"), "U0ANN");
    cr_assert_str_eq(desk_text(desk, "SELECT holder FROM role WHERE role = 'deputy'"), "U0BEN");
    cr_assert_str_eq(desk_text(desk, "SELECT holder FROM role WHERE role = 'vendor'"), "U0BEN");
    cr_assert_eq(desk_number(desk, "SELECT count(*) FROM role WHERE role = 'comms'"), 0);
}

Test(policy_shown, a_setting_goes_before_the_playbooks_people) {
    room_open(SETTINGS(TEAM, "roles.ic=U0ZOE"));
    room_do("U0ALICE", "declare sev1 checkout is down");
    cr_assert_str_eq(desk_text(desk, "SELECT holder FROM role WHERE role = 'ic'"), "U0ZOE");
    cr_assert_str_eq(desk_text(desk, "SELECT holder FROM role WHERE role = 'deputy'"), "U0BEN");
    room_open(SETTINGS(TEAM, "roles.ic=declarer"));
    room_do("U0ALICE", "declare sev1 checkout is down");
    cr_assert_str_eq(desk_text(desk, "SELECT holder FROM role WHERE role = 'ic'"), "U0ALICE");
    room_open(SETTINGS(TEAM, "roles.deputy=U0ZOE"));
    room_do("U0ALICE", "declare sev1 checkout is down");
    cr_assert_str_eq(desk_text(desk, "SELECT holder FROM role WHERE role = 'deputy'"), "U0ZOE");
}

Test(policy_shown, people_without_a_slack_id_stop_no_declaration_and_whoever_declares_leads) {
    room_begin("playbook=vyberology", "declare sev1 checkout is down");
    cr_assert_str_eq(desk_text(desk, "SELECT holder FROM role WHERE role = 'ic'"), "U0ALICE");
    cr_assert_eq(desk_number(desk, "SELECT count(*) FROM role"), 1);
}

/* ---- Targets */

/* Rule: S0-03, S1-01 */
Test(policy_shown, declaring_says_how_soon_somebody_takes_it) {
    room_begin("playbook=vyberology", "declare sev1 checkout is down");
    assert_says(desk->reply, "Response: within 15 minutes, by 14:20 UTC");
    room_do("U0ALICE", "declare sev4 a colour");
    assert_says(desk->reply, "Response: next business day, by 2026-11-23 17:00 UTC");
    room_begin("playbook=motus", "declare sev3 unicode");
    assert_says(desk->reply, "Response: next release. ");
}

/* Rule: S0-02 */
Test(policy_shown, the_question_for_the_severity_shows_definitions_and_conditions) {
    room_begin("playbook=motus", "declare the CLI crashes");
    assert_says(desk->reply, "• *SEV-1* Critical: needs an immediate rollback or hotfix.");
    assert_says(desk->reply, "Data loss or corruption (immediately) · Security vulnerability "
                             "(immediately) · Complete functionality failure (within 1 hour)");
    room_begin("playbook=guide", "declare the server is down");
    assert_says(desk->reply, "MCP server is down · All widgets fail");
}

Test(policy_shown, the_next_business_day_is_owed_and_an_acknowledgement_after_it_is_late) {
    room_begin("playbook=vyberology", "declare sev4 a colour");
    room_do("U0ALICE", "");
    assert_says(desk->reply, "an acknowledgement of *INC-2026-11-20-001*");
    assert_says(desk->reply, "2026-11-23 17:00 UTC");
    desk_pass_days(desk, 4);
    room_do("U0ALICE", "ack");
    cr_assert_not_null(desk_find(desk, "later than SEV4 asks for (next business day)"));
}

Test(policy_shown, lists_name_each_severity_as_the_incidents_own_playbook_does) {
    room_begin("playbook=motus", "declare sev1 the CLI crashes");
    desk_number(desk, "UPDATE playbook SET text = replace(text, 'name = \"SEV-1\"', "
                      "'name = \"BEFORE-1\"')");
    room_do("U0ALICE", "list");
    assert_says(desk->reply, "BEFORE-1");
    room_do("U0ALICE", "");
    assert_says(desk->reply, "BEFORE-1");
    room_do("U0ALICE", "declare sev1 by today's rules");
    assert_says(desk->reply, "SEV-1 *by today's rules*");
    desk_type(desk, "U0BOB", "note looking");
    assert_says(desk->reply, "BEFORE-1 the CLI crashes");
    assert_says(desk->reply, "SEV-1 by today's rules");
}
