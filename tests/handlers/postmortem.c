/* The postmortem: when it is owed, its draft, its days, and what keeps it from being published. */
#include "base/utc.h"
#include "tests/kit/room.h"

#include <string.h>

static void set_up(void) {
    room_begin("playbook=motus", "declare sev1 checkout is down | nobody can pay");
    room_do("U0ALICE", "ic <@U0ALICE>");
}

/* Of all tasks, the days of the playbook. */
#define DAYS " WHERE kind = 'postmortem'"

TestSuite(postmortem, .init = set_up, .fini = room_close);

/* A minute later everything that was to be told is told. */
static void resolve(void) {
    room_do("U0ALICE", "resolve rolled back release 42");
    room_wait(1);
}

/* Another incident, which lasts so many minutes and is resolved. */
static void another(const char *declaration, int minutes) {
    room_begin("playbook=motus", declaration);
    room_wait(minutes);
    resolve();
}

/* ---- When it is owed */

/* Rule: S0-33, S0-48 */
Test(postmortem, is_owed_for_every_sev1_and_the_resolution_says_why_and_by_when) {
    resolve();
    assert_says(desk->reply, "the postmortem is due");
    assert_says(room_text("RESOLVED"), "Postmortem: within 48 hours, by 2026-11-22 14:05 UTC – all "
                                       "SEV-1 incidents");
    room_do("U0BOB", "postmortem");
    assert_says(desk->reply, "a postmortem is owed (all SEV-1 incidents)");
}

/* Rule: S0-33 */
Test(postmortem, of_a_sev2_is_owed_only_after_more_than_four_hours) {
    another("declare sev2 search is slow", 60);
    assert_says(desk->reply, "no postmortem is required");
    assert_says(room_text("RESOLVED"), "Postmortem: none is required. It is optional");
    cr_assert_eq(desk_number(desk, "SELECT COUNT(*) FROM task" DAYS), 0);
    another("declare sev2 search is slow", 241);
    assert_says(room_text("RESOLVED"), "SEV-2 incidents that took more than 4 hours");
}

Test(postmortem, of_the_default_playbook_is_owed_after_all_that_one_of_the_documents_names) {
    static const struct {
        const char *declaration, *rule;
    } cases[] = {{"declare sev1 checkout is down", "all SEV-1 incidents"},
                 {"declare p1 search is slow", "all SEV-2 incidents"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        room_begin(NULL, cases[i].declaration);
        resolve();
        assert_says(room_text("RESOLVED"), cases[i].rule);
    }
    room_begin(NULL, "declare sev3 odd totals");
    resolve();
    assert_says(room_text("RESOLVED"), "Postmortem: none is required.");
    room_do("U0BOB", "set data_impact totals of today are wrong");
    assert_says(room_text("It owes a postmortem after all"), "impact on the data of users");
}

/* Rule: S0-33 */
Test(postmortem, is_owed_for_whatever_hurt_data_also_when_that_is_learned_afterwards) {
    another("declare sev3 odd totals", 5);
    assert_says(desk->reply, "no postmortem is required");
    room_do("U0BOB", "set data_impact no data was lost");
    cr_assert_eq(desk_count(desk, "It owes a postmortem after all", 0), 0);
    room_do("U0BOB", "set data_impact totals of today are wrong");
    assert_says(room_text("It owes a postmortem after all"), "impact on the data of users");
    cr_assert_neq(desk_number(desk, "SELECT postmortem_due_ms FROM incident"), 0);
}

Test(postmortem, is_not_owed_afterwards_by_what_ended_before_they_were_kept) {
    resolve();
    desk_text(desk, "DELETE FROM postmortem RETURNING state");
    desk_text(desk, "UPDATE incident SET postmortem_due_ms = 0 RETURNING name");
    room_do("U0BOB", "set cause a bad migration");
    room_wait(1);
    cr_assert_eq(desk_count(desk, "It owes a postmortem after all", 0), 0);
}

Test(postmortem, is_owed_by_nothing_that_was_no_incident_or_a_rehearsal) {
    room_do("U0ALICE", "dismiss it was the load test");
    cr_assert_eq(desk_number(desk, "SELECT COUNT(*) FROM postmortem"), 0);
    room_begin("playbook=motus", "drill sev1 checkout is down");
    resolve();
    assert_says_not(desk->reply, "postmortem");
    cr_assert_eq(desk_number(desk, "SELECT COUNT(*) FROM postmortem"), 0);
}

Test(postmortem, that_is_required_is_not_skipped_and_the_rule_is_quoted) {
    resolve();
    desk_type(desk, "U0BOB", "postmortem skip no time");
    cr_assert_eq(desk->result, DENIED);
    assert_says(desk->reply, "required: all SEV-1 incidents");
    assert_says(desk->reply, "postmortem skip no time");
}

Test(postmortem, that_is_optional_is_skipped_with_the_reason_on_the_timeline) {
    another("declare sev3 odd totals", 5);
    desk_type(desk, "U0BOB", "pm skip");
    cr_assert_eq(desk->result, INVALID);
    room_do("U0BOB", "retro skip nothing to learn");
    assert_says(room_text("skips the postmortem"), "nothing to learn");
    cr_assert_eq(desk_number(desk, "SELECT COUNT(*) FROM timeline WHERE text LIKE "
                                   "'Postmortem skipped: nothing to learn'"),
                 1);
}

/* ---- The draft */

/* Rule: S0-35, S0-37 */
Test(postmortem, is_begun_with_the_resolution_as_a_file_in_the_thread) {
    room_do("U0BOB", "note restarted the load balancer");
    resolve();
    cr_assert_not_null(desk->uploaded);
    assert_says(desk->uploaded, "# Postmortem: checkout is down");
    assert_says(desk->uploaded, "not for who did");
    assert_says(desk->uploaded, "restarted the load balancer");
    assert_says(desk->uploaded, "**TO FILL IN:**");
    assert_says(room_body("drives the postmortem"), "Postmortem of INC-2026-11-20-001, draft");
}

Test(postmortem, whose_file_slack_refuses_is_told_of_all_the_same) {
    strcpy(desk->refuse_method, "files.getUploadURLExternal");
    strcpy(desk->refuse_error, "missing_scope");
    desk->refuse_outcome = WEB_REFUSED;
    desk->refuse_times = 1;
    resolve();
    assert_says(room_text("drives the postmortem"), "The draft itself did not get here");
    room_do("U0BOB", "postmortem show");
    assert_says(desk->reply, "# Postmortem: checkout is down");
}

Test(postmortem, of_a_private_incident_is_written_by_nobody_but_a_person) {
    room_begin("playbook=motus", "declare security: keys are public");
    resolve();
    cr_assert_null(desk->uploaded);
    cr_assert_eq(desk_count(desk, "drives the postmortem", 0), 1);
    room_do("U0ALICE", "postmortem draft");
    cr_assert_not_null(desk->uploaded);
}

static void open_folder(void) {
    room_open(SETTINGS("playbook=motus", "postmortem.folder=/srv"));
    room_do("U0ALICE", "declare sev1 checkout is down | nobody can pay");
}

Test(postmortem, is_written_below_the_folder_and_whoever_drives_it_is_told_where) {
    open_folder();
    resolve();
    assert_says(room_text("the draft of the postmortem is written to"),
                "/srv/docs/incidents/2026-11-20-checkout-is-down.md");
    room_do("U0BOB", "postmortem");
    assert_says(desk->reply,
                "The draft is in `/srv/docs/incidents/2026-11-20-checkout-is-down.md`");
}

Test(postmortem, that_cannot_be_written_is_told_at_once_and_tried_again) {
    open_folder();
    strcpy(desk->refuse_method, "folder.write");
    strcpy(desk->refuse_error, "/srv: No such file or directory");
    desk->refuse_outcome = WEB_REFUSED;
    desk->refuse_times = 2;
    resolve();
    assert_says(room_text("could not be written"), "/srv: No such file or directory");
    room_wait(25);
    cr_assert_eq(desk_count(desk, "could not be written", 0), 1, "once is enough");
    assert_says(room_text("the draft of the postmortem is written to"), "/srv/docs/incidents");
}

Test(postmortem, has_in_its_first_draft_the_action_items_that_always_follow) {
    resolve();
    cr_assert_not_null(desk->uploaded);
    assert_says(desk->uploaded, "Add a release gate for this regression");
}

/* The draft of a Thursday's incident begins on Friday; its review, three days later, on a Sunday.
 */
Test(postmortem, whose_day_begins_on_a_weekend_is_begun_with_the_working_week) {
    desk_pass_days(desk, 6);
    resolve();
    int before = desk->sent_count;
    desk_pass_days(desk, 3);
    cr_expect_eq(desk_count(desk, "it is time for this, until 2026-11-28", before), 1);
    cr_expect_eq(desk_count(desk, "Review the postmortem with the stakeholders", before), 0);
    desk_pass_days(desk, 1);
    cr_expect_eq(desk_count(desk, "Review the postmortem with the stakeholders", before), 1);
    assert_says(room_text("it is time for this, until 2026-12-01"), "Review the postmortem");
}

/* ---- Commits */

#define BRANCH "incident/INC-2026-11-20-001"

static void open_repository(void) {
    room_open(SETTINGS("playbook=motus", "postmortem.folder=/srv", "postmortem.git=true"));
    room_do("U0ALICE", "declare sev1 checkout is down | nobody can pay");
}

static void git_refuses(const char *error) {
    strcpy(desk->refuse_method, "git.commit");
    strcpy(desk->refuse_error, error);
    desk->refuse_outcome = WEB_REFUSED;
    desk->refuse_times = 1;
}

static int64_t commits(void) {
    return desk_number(desk, "SELECT COUNT(*) FROM outbox WHERE method = 'git.commit'");
}

Test(postmortem, is_committed_where_that_is_wanted_and_one_message_says_both) {
    open_repository();
    resolve();
    assert_says(room_text("the draft of the postmortem is written to"),
                "It is committed on the branch `" BRANCH "`, as `0123456789`.");
    cr_assert_eq(desk_number(desk, "SELECT COUNT(*) FROM timeline WHERE text = 'Postmortem "
                                   "committed: 0123456789 on the branch " BRANCH "'"),
                 1);
    open_folder();
    resolve();
    cr_assert_eq(commits(), 0, "not where it is not wanted");
}

Test(postmortem, is_committed_again_when_it_is_written_anew_and_when_it_is_published) {
    open_repository();
    resolve();
    room_do("U0ALICE", "postmortem draft");
    room_wait(1);
    cr_assert_eq(commits(), 2);
    room_do("U0ALICE", "seal");
    room_do("U0ALICE", "postmortem publish https://example.org/pm");
    room_wait(1);
    cr_assert_eq(commits(), 3);
    cr_assert_eq(desk_count(desk, "It is committed on the branch", 0), 1, "said once");
    room_do("U0BOB", "postmortem commit");
    assert_says(desk->reply, "is being committed");
    room_wait(1);
    cr_assert_eq(room_told("U0BOB", "It is committed on the branch", 0), 1);
}

Test(postmortem, that_git_refuses_is_told_once_with_its_words_and_what_to_type) {
    open_repository();
    git_refuses("git says: <!channel> is no repository");
    resolve();
    room_wait(90);
    cr_assert_eq(desk_count(desk, "could not be committed", 0), 1);
    const char *told = room_text("could not be committed");
    assert_says(told, "/srv/docs/incidents/2026-11-20-checkout-is-down.md");
    assert_says(told, "git says: &lt;!channel&gt; is no repository");
    assert_says(told, "postmortem INC-2026-11-20-001 commit");
    cr_assert_eq(commits(), 1, "nothing is tried for ever");
    room_do("U0ALICE", "timeline");
    assert_says(desk->reply, "Postmortem not committed: git says:");
    room_do("U0ALICE", "postmortem commit");
    room_wait(1);
    cr_assert_eq(room_told("U0ALICE", "It is committed on the branch", 0), 1);
}

Test(postmortem, is_not_committed_by_hand_where_there_is_no_repository_or_no_document) {
    open_folder();
    resolve();
    desk_type(desk, "U0BOB", "postmortem commit");
    cr_assert_eq(desk->result, INVALID);
    assert_says(desk->reply, "the setting postmortem.git is false");
    room_open(SETTINGS("playbook=motus", "postmortem.folder=/srv", "postmortem.git=true"));
    room_do("U0ALICE", "declare sev3 odd totals");
    room_do("U0ALICE", "resolve it was the cache");
    desk_type(desk, "U0BOB", "postmortem commit");
    cr_assert_eq(desk->result, INVALID);
    assert_says(desk->reply, "There is no draft in /srv yet");
}

Test(postmortem, that_is_reopened_begins_anew_when_it_is_over_again) {
    resolve();
    room_do("U0ALICE", "reopen it is back");
    cr_assert_eq(desk_number(desk, "SELECT COUNT(*) FROM task" DAYS " AND state = 'open'"), 0);
    cr_assert_eq(desk_number(desk, "SELECT postmortem_due_ms FROM incident"), 0);
    resolve();
    cr_assert_eq(desk_number(desk, "SELECT COUNT(*) FROM task" DAYS " AND state = 'open'"), 4);
    room_do("U0BOB", "postmortem");
    assert_says(desk->reply, "`draft`");
}

/* ---- Who drives it, and its days */

Test(postmortem, is_driven_by_whom_it_is_given_to_with_all_that_is_open_of_it) {
    resolve();
    room_do("U0ALICE", "postmortem owner <@U0BOB>");
    room_wait(1);
    assert_says(room_text("drives the postmortem now"), "U0BOB");
    cr_assert_eq(room_told("U0BOB", "gives you the postmortem", 0), 1);
    cr_assert_eq(desk_number(desk, "SELECT COUNT(*) FROM task WHERE owner = 'U0BOB'"), 4);
}

/* Rule: S0-34 */
Test(postmortem, nobody_writes_is_asked_for_and_climbs_to_the_commander_and_the_path) {
    resolve();
    room_do("U0ALICE", "postmortem owner <@U0BOB>");
    desk_pass(desk, DAY_MS);
    cr_assert_eq(room_told("U0BOB", "it is time for this", 0), 1);
    desk_pass_days(desk, 2); /* Monday at nine, when work begins */
    cr_assert_eq(room_told("U0BOB", "Postmortem, and it is time now", 0), 1);
    desk_pass_days(desk, 2);
    cr_assert_geq(room_told("U0ALICE", "has owed it since", 0), 1);
    room_do("U0BOB", "postmortem done draft");
    int before = desk->sent_count;
    desk_pass(desk, 12 * HOUR_MS);
    cr_assert_eq(room_told("U0BOB", "Draft the postmortem", before), 0);
}

Test(postmortem, days_are_done_by_ticking_what_says_the_same_and_the_other_way_round) {
    room_begin("playbook=vyberology", "declare sev1 checkout is down");
    room_do("U0ALICE", "resolve rolled back because: it holds");
    room_wait(1);
    room_do("U0BOB", "check follow-up 3");
    room_do("U0BOB", "postmortem");
    assert_says(desk->reply, ":white_check_mark: `runbooks`");
    room_do("U0BOB", "postmortem done monitoring");
    room_do("U0BOB", "check follow-up");
    assert_says(desk->reply, "2 of 4 ticked");
    desk_type(desk, "U0BOB", "postmortem done lunch");
    cr_assert_eq(desk->result, INVALID);
    assert_says(desk->reply, "draft, publish, tracked, runbooks, monitoring");
}

Test(postmortem, is_not_over_with_action_items_that_are_assigned_but_not_carried_out) {
    resolve();
    room_do("U0BOB", "check process-evolution 2");
    room_do("U0BOB", "postmortem");
    assert_says(desk->reply, "• `actions` Carry out the action items");
}

/* ---- Publishing */

/* Rule: S0-39 */
Test(postmortem, is_not_published_while_an_action_has_no_owner_or_no_date) {
    room_do("U0BOB", "shortcut the cleanup");
    resolve();
    room_do("U0ALICE", "seal");
    desk_type(desk, "U0ALICE", "postmortem publish https://example.org/pm");
    assert_says(desk->reply, "#1 the cleanup has no date: `/incident task " INC " #1 in 14d`");
    assert_says(desk->reply, "Then: `/incident postmortem " INC " publish https://example.org/pm`");
    cr_assert_eq(desk_count(desk, "published the postmortem", 0), 0);
    room_do("U0ALICE", "task #1 in 14d");
    room_do("U0ALICE", "postmortem publish https://example.org/pm");
    room_wait(1);
    assert_says(room_text("published the postmortem"), "https://example.org/pm");
    room_do("U0ALICE", "postmortem");
    assert_says(desk->reply, ":white_check_mark: `draft`");
    assert_says(desk->reply, ":white_check_mark: `publish`");
    room_do("U0ALICE", "postmortem draft");
    room_do("U0ALICE", "postmortem");
    assert_says(desk->reply, "the postmortem is published");
}

/* Rule: S0-39 */
Test(postmortem, is_not_published_without_any_action_where_the_playbook_wants_one) {
    another("declare sev3 odd totals", 5);
    room_do("U0ALICE", "seal");
    desk_type(desk, "U0ALICE", "postmortem publish");
    assert_says(desk->reply, "There is no action item yet");
    assert_says(desk->reply, "action INC-2026-11-20-001 add");
    room_do("U0ALICE", "action INC-2026-11-20-001 add test the totals <@U0BOB> due 14d");
    room_do("U0ALICE", "action drop #1 somebody else has it");
    desk_type(desk, "U0ALICE", "postmortem publish");
    assert_says(desk->reply, "There is no action item yet"); /* what was dropped is none */
    room_do("U0ALICE", "action INC-2026-11-20-001 add test the sums <@U0BOB> due 14d");
    room_do("U0ALICE", "action done #2 https://example.org/pull/7");
    room_do("U0ALICE", "postmortem publish");
    room_begin("playbook=default", "declare sev3 odd totals");
    resolve();
    room_do("U0ALICE", "seal");
    room_do("U0ALICE", "postmortem publish");
}

Test(postmortem, is_not_published_before_the_timeline_is_sealed) {
    resolve();
    desk_type(desk, "U0ALICE", "postmortem publish");
    assert_says(desk->reply, "is not sealed yet");
    desk_type(desk, "U0ALICE", "postmortem done publish");
    cr_assert_eq(desk->result, INVALID);
    assert_says(desk->reply, "postmortem INC-2026-11-20-001 publish");
}

Test(postmortem, all_that_keeps_it_from_being_published_is_said_at_once) {
    another("declare sev3 odd totals", 5);
    room_do("U0BOB", "shortcut the cleanup");
    room_do("U0BOB", "postmortem publish");
    assert_says(desk->reply, "The timeline is not sealed yet");
    assert_says(desk->reply, "#1 the cleanup has no date");
    assert_says(desk->reply, "Then: `/incident postmortem " INC " publish …link…`");
    cr_assert_eq(desk_number(desk, "SELECT count(*) FROM postmortem WHERE state = 'published'"), 0);
}

/* Rule: S0-40 */
Test(postmortem, of_a_security_incident_is_published_only_after_a_second_yes) {
    room_begin("playbook=motus", "declare security: keys are public");
    resolve();
    room_do("U0ALICE", "seal");
    room_do("U0ALICE", "postmortem publish https://example.org/pm");
    assert_says(desk->reply, "not published yet");
    cr_assert_eq(desk_count(desk, "published the postmortem", 0), 0);
    room_press_reply("U0ALICE", "Publish it openly");
    room_wait(1);
    assert_says(room_text("published the postmortem"), "https://example.org/pm");
}

Test(postmortem, that_somebody_allowed_to_be_published_is_told_in_one_line) {
    room_begin("playbook=vyberology", "declare security: keys are public");
    room_do("U0ALICE", "join <@U0GINA>");
    room_do("U0ALICE", "resolve rotated them cause: a leak because: the logs are clean");
    room_do("U0ALICE", "action " INC " add rotate the keys <@U0BOB> due 14d");
    room_do("U0ALICE", "seal");
    room_do("U0ALICE", "postmortem publish https://example.org/pm");
    assert_says(desk->reply, "Nothing is published yet");
    room_wait(1);
    int before = desk->sent_count;
    room_wait(2 * 24 * 60);
    cr_assert_eq(desk_count(desk, "#1 still waits for you", before), 0, "it is Sunday");
    room_wait(24 * 60);
    cr_assert_eq(desk_count(desk, "#1 still waits for you", before), 1, "once a working day");
    cr_assert_eq(desk_count(desk, "You are needed", before), 0, "nobody is called for it");
    room_do("U0GINA", "approve " INC " #1 the names are out of it");
    room_wait(1);
    assert_says(room_text("published the postmortem"),
                "<@U0ALICE> published the postmortem: https://example.org/pm, as <@U0GINA> "
                "allowed: the names are out of it.");
    cr_assert_eq(desk_count(desk, ":white_check_mark: <@U0GINA>", before), 0);
    cr_assert_str_eq(desk_text(desk, "SELECT state FROM postmortem"), "published");
}

/* ---- Systems, not people */

/* Rule: S0-37 */
Test(postmortem, that_names_a_person_as_the_cause_is_met_with_a_gentle_word) {
    room_do("U0BOB", "why because <@U0CAROL> deployed it");
    assert_says(desk->reply, "names a person as a cause");
    room_do("U0BOB", "why because the deployment let it through");
    assert_says_not(desk->reply, "names a person as a cause");
    room_do("U0ALICE", "resolve rolled back cause: <@U0CAROL> forgot the index");
    assert_says(desk->reply, "names a person as a cause");
    room_do("U0ALICE", "set cause the index was not checked");
    assert_says_not(desk->reply, "names a person as a cause");
}
