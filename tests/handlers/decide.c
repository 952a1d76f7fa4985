/* Deciding: which course, who may, what follows; by the rules of each of the shipped playbooks. */
#include "base/str.h"
#include "base/utc.h"
#include "tests/kit/room.h"

#include <stdio.h>

TestSuite(decide, .fini = room_close);

static int64_t made(const char *course) {
    char sql[200];
    snprintf(sql, sizeof sql,
             "SELECT count(*) FROM decision WHERE state = 'made' AND course = '%s'", course);
    return desk_number(desk, sql);
}

/* In the order in which they stand in the last reply. */
static void expect_order(const char *const *titles) {
    const char *at = desk->reply;
    for (; *titles; titles++) {
        const char *found = strstr(at, *titles);
        cr_assert_not_null(found, "\"%s\" is not behind the one before it:\n%s", *titles,
                           desk->reply);
        at = found;
    }
}

/* ---- S1, S3: the order of mitigations */

Test(decide, vyberology_offers_rollback_flag_database_fix_and_scaling_in_this_order) {
    room_begin("playbook=vyberology", "declare sev1 import is broken");
    room_do("U0ALICE", "decide");
    expect_order((const char *const[]){"1. *A. Rollback*", "2. *B. Disable the feature flag*",
                                       "3. *C. Database fix*", "4. *D. Scale up*", NULL});
    assert_says(desk->reply, "Stop the bleeding first.");
    assert_says(desk->reply, "<@U0ALICE> decides");
}

Test(decide, the_guide_offers_revert_disable_known_good_and_workaround_in_this_order) {
    room_begin("playbook=guide", "declare sev1 import is broken");
    room_do("U0ALICE", "decide");
    expect_order(
        (const char *const[]){"1. *Revert the last change*", "2. *Disable the failing feature*",
                              "3. *Deploy the last known-good version*", "4. *Workaround*", NULL});
    room_do("U0BOB", "decide revert the last change broke it");
    cr_assert_eq(made("rollback"), 1);
}

Test(decide, what_triage_came_to_is_advised_where_no_criterion_speaks) {
    room_begin("playbook=vyberology", "declare sev2 import is broken");
    for (int i = 0; i < 5; i++)
        room_do("U0BOB", (const char *const[]){"triage yes", "triage no", "triage no",
                                               "triage major", "triage feature"}[i]);
    room_do("U0ALICE", "decide");
    assert_says(desk->reply, "Advice: *B. Disable the feature flag*");
    assert_button(desk->reply_message, "B. Disable",
                  "decide " INC
                  " flag triage: What is it caused by, as far as you see? One feature");
}

/* ---- S4: six criteria, who decides */

static const struct {
    const char *answers[6];
    const char *advice;
} choices[] = {
    {{"recent-deploy yes"}, "*Option A: rollback (fastest)*"},
    {{"cause no"}, "*Option A: rollback (fastest)*"},
    {{"too-long yes"}, "*Option A: rollback (fastest)*"},
    {{"risk yes"}, "*Option A: rollback (fastest)*"},
    {{"cause yes", "fast yes"}, "*Option B: hotfix (targeted)*"},
    {{"recent-deploy yes", "cause no", "possible no"}, "*Option B: hotfix (targeted)*"},
    {{"recent-deploy yes", "cause yes", "fast yes"},
     "*Option A: rollback (fastest)* – it is unclear"},
    {{NULL}, "*Option A: rollback (fastest)* – it is unclear"},
};

static void try_choice(size_t number) {
    char line[64];
    room_begin("playbook=hotfix", "declare p0 import is broken");
    for (int i = 0; i < 6 && choices[number].answers[i]; i++) {
        snprintf(line, sizeof line, "decide %s", choices[number].answers[i]);
        room_do("U0BOB", line);
    }
    room_do("U0BOB", "decide");
    char advice[200];
    snprintf(advice, sizeof advice, "Advice: %s", choices[number].advice);
    assert_says(desk->reply, advice);
}

Test(decide, the_criteria_of_the_hotfix_playbook_weigh_rollback_against_hotfix) {
    for (size_t i = 0; i < sizeof choices / sizeof *choices; i++)
        try_choice(i);
}

Test(decide, a_criterion_is_answered_by_triage_and_may_be_answered_anew) {
    room_begin("playbook=hotfix", "declare p0 import is broken");
    for (int i = 0; i < 4; i++)
        room_do("U0BOB", (const char *const[]){"triage yes", "triage yes", "triage checkout",
                                               "triage yes"}[i]);
    room_do("U0BOB", "decide");
    assert_says(desk->reply, "• Did a recent deploy cause it? *yes*: a recent deploy caused it");
    cr_assert_null(button_line(desk->reply_message, "recent-deploy: yes"));
    assert_button(desk->reply_message, "cause: no", "decide " INC " cause no");
    room_do("U0BOB", "decide recent-deploy no");
    assert_says(desk->reply, "kept. Did a recent deploy cause it? *no*: no recent deploy");
    cr_assert_eq(desk_number(desk, "SELECT count(*) FROM timeline WHERE kind = 'criterion'"), 1);
}

Test(decide, the_default_is_rollback_and_one_press_with_its_reason) {
    room_begin("playbook=hotfix", "declare p1 import is broken");
    room_do("U0BOB", "decide");
    char line[300];
    snprintf(line, sizeof line, "%s", button_line(desk->reply_message, "Option A"));
    room_do("U0BOB", line);
    cr_assert_eq(made("rollback"), 1);
    assert_says(desk_text(desk, "SELECT why FROM decision"), "it is unclear");
}

/* A playbook whose people are known, from the hotfix playbook's rule. */
static void begin_known(const char *people) {
    static const char *const files[] = {"on-call", "senior", "nobody"};
    char setting[100];
    for (size_t i = 0; i < 3; i++)
        if (str_equal(files[i], people)) {
            snprintf(setting, sizeof setting, "playbook=tests/handlers/playbooks/decide-%s.cfg",
                     people);
            room_open(SETTINGS(setting));
        }
    desk_type(desk, "U0ALICE", "declare sev1 import is broken");
    room_do("U0ALICE", "decide");
}

/* Rule: S4-18 */
Test(decide, the_on_call_engineer_decides) {
    begin_known("on-call");
    assert_says(desk->reply, "<@U0DAVE> decides, who is on call");
}

/* Rule: S4-18 */
Test(decide, without_one_on_call_the_most_senior_decides) {
    begin_known("senior");
    assert_says(desk->reply, "<@U0ERIN> decides, the most senior who can be reached");
}

/* Rule: S4-18 */
Test(decide, one_who_is_alone_uses_judgement_and_writes_down_why) {
    begin_known("nobody");
    assert_says(desk->reply, "<@U0ALICE> decides; nobody else is known who could. Use your");
}

/* ---- S0: who may authorize, yank or patch */

Test(decide, at_sev1_anybody_decides_at_once_and_owes_a_review_within_48_hours) {
    room_begin("playbook=motus", "declare sev1 import is broken");
    int sent = desk->sent_count;
    room_do("U0CAROL", "decide rollback it destroys user data");
    cr_assert_eq(made("rollback"), 1);
    cr_assert_eq(desk_count(desk, "*Rollback: yank or patch* – it destroys user data", sent), 1);
    assert_says(room_body("it destroys user data"), "A review is owed within 48 hours");
    assert_says(desk_text(desk, "SELECT text FROM timeline WHERE kind = 'decision'"),
                "Decided: Rollback: yank or patch – it destroys user data (authority: anybody may "
                "at SEV-1)");
    cr_assert_eq(desk_number(desk, "SELECT due_ms FROM task WHERE kind = 'review'"),
                 desk->now_ms + 48 * HOUR_MS);
}

Test(decide, the_way_of_what_was_decided_owes_no_second_review) {
    room_begin("playbook=motus", "declare sev1 import is broken");
    room_do("U0CAROL", "decide rollback it destroys user data");
    int sent = desk->sent_count;
    room_do("U0BOB", "decide yank it destroys user data");
    cr_assert_eq(made("yank"), 1);
    cr_assert_eq(desk_number(desk, "SELECT count(*) FROM task WHERE kind = 'review'"), 1);
    cr_assert_eq(desk_count(desk, "A review is owed", sent), 0);
    room_do("U0BOB", "decide workaround the old import still works");
    room_do("U0BOB", "decide patch the yank did not reach everybody");
    cr_assert_eq(desk_number(desk, "SELECT count(*) FROM task WHERE kind = 'review'"), 2,
                 "what is decided anew is reviewed");
}

Test(decide, a_rollback_says_which_way_is_for_what) {
    room_begin("playbook=motus", "declare sev1 import is broken");
    room_do("U0CAROL", "decide rollback it destroys user data");
    assert_says(desk->reply, "*Option A: yank from PyPI* is one way, for Security vulnerability; "
                             "Malicious code was discovered; A dependency was yanked: "
                             "`/incident decide yank");
    assert_says(desk->reply, "*Option B: publish a patch version* is one way, for Functional bug;");
    assert_button(desk->reply_message, "Option A", "decide " INC " yank");
}

Test(decide, a_vulnerability_speaks_for_a_yank) {
    room_begin("playbook=motus", "declare sev1 import is broken");
    room_do("U0BOB", "decide security yes");
    assert_says(desk->reply,
                "Advice: *Option A: yank from PyPI* – one answer outweighs all others");
}

Test(decide, any_factor_that_is_worth_a_rollback_outweighs_the_annoying_ones) {
    room_begin("playbook=motus", "declare sev1 import is broken");
    static const char *const worthy[] = {"data yes", "frequency yes", "workaround no",
                                         "recovery no"};
    for (size_t i = 0; i < sizeof worthy / sizeof *worthy; i++) {
        char line[64];
        static const char *const harmless[] = {"data no", "frequency no", "workaround yes",
                                               "security no", "recovery yes"};
        for (size_t k = 0; k < sizeof harmless / sizeof *harmless; k++) {
            snprintf(line, sizeof line, "decide %s", harmless[k]);
            room_do("U0BOB", line);
        }
        assert_says_not(desk->reply, "Advice: *Rollback");
        snprintf(line, sizeof line, "decide %s", worthy[i]);
        room_do("U0BOB", line);
        assert_says(desk->reply, "Advice: *Rollback");
    }
}

/* Rule: D-06 */
Test(decide, at_sev2_a_maintainer_is_asked_and_nothing_is_decided_before) {
    room_begin("playbook=motus", "declare sev2 import is broken");
    room_do("U0CAROL", "decide rollback claims fail");
    cr_assert_eq(made("rollback"), 0);
    cr_assert_eq(desk_number(desk, "SELECT count(*) FROM decision WHERE state = 'asked'"), 1);
    assert_says(desk->reply, "SEV-2: a maintainer reviews and approves before anything is done.");
    const struct desk_sent *asked = desk_find(desk, "Approval #1");
    assert_says(json_print(asked->body), "Release maintainers (CODEOWNERS)");
    assert_button(asked->body, "Approve", "approve " INC " #1");
    room_do("U0ERIN", "approve #1");
    cr_assert_eq(made("rollback"), 1);
    assert_says(desk_text(desk, "SELECT authority FROM decision"), "approved by <@U0ERIN>");
    cr_assert_eq(desk_number(desk, "SELECT count(*) FROM task WHERE kind = 'review'"), 0);
}

Test(decide, below_that_there_is_no_rollback_and_the_rule_is_quoted) {
    room_begin("playbook=motus", "declare sev3 import is broken");
    desk_type(desk, "U0ALICE", "decide rollback typo in the help");
    cr_assert_eq(desk->result, DENIED);
    assert_says(desk->reply, "SEV-3 and below: there is no rollback.");
    assert_says_not(desk->reply, "..");
    assert_says(desk->reply, "decide rollback typo in the help");
    cr_assert_eq(desk_number(desk, "SELECT count(*) FROM decision"), 0);
    room_do("U0ALICE", "decide wait it goes into the next release");
    cr_assert_eq(made("wait"), 1);
}

Test(decide, an_advice_is_never_what_the_severity_does_not_allow) {
    room_begin("playbook=motus", "declare sev3 import is broken");
    room_do("U0BOB", "decide frequency yes");
    assert_says_not(desk->reply, "Advice: *Rollback");
    room_do("U0BOB", "decide");
    assert_says_not(desk->reply, "Advice: *Rollback");
    assert_says(desk->reply, "(not at this severity)");
}

/* ---- S1: the commander decides; what must be written down */

Test(decide, only_the_commander_decides_where_the_playbook_says_so) {
    room_begin("playbook=vyberology", "declare sev1 import is broken");
    desk_type(desk, "U0BOB", "decide rollback the deployment broke it");
    cr_assert_eq(desk->result, DENIED);
    assert_says(desk->reply, "The incident commander decides on the mitigation.");
    room_do("U0BOB", "ic me");
    room_do("U0BOB", "decide rollback the deployment broke it");
    assert_says(desk_text(desk, "SELECT authority FROM decision"), "incident commander");
}

Test(decide, a_database_fix_is_decided_with_query_and_rows_written_down) {
    room_begin("playbook=vyberology", "declare sev1 import is broken");
    desk_type(desk, "U0ALICE", "decide database fix readings are corrupt");
    cr_assert_eq(desk->result, INVALID);
    assert_says(desk->reply, "query and rows affected");
    assert_says(desk->reply, "`/incident decide workaround …why… record: …`");
    room_do("U0ALICE",
            "decide database fix readings are corrupt record: UPDATE readings …, 42 rows");
    assert_says(desk_text(desk, "SELECT text FROM timeline WHERE kind = 'decision'"),
                "written down: UPDATE readings …, 42 rows");
    assert_says(desk_text(desk, "SELECT why FROM decision"), "readings are corrupt");
    cr_assert_not_null(desk_find(desk, "Written down with it: UPDATE readings"));
}

Test(decide, a_disabled_feature_is_asked_after_and_owed_once) {
    room_begin("playbook=vyberology", "declare sev1 import is broken");
    room_do("U0ALICE", "decide flag the new reader causes it");
    room_do("U0ALICE", "decide flag still the new reader");
    cr_assert_eq(desk_number(desk, "SELECT count(*) FROM task WHERE kind = 'temporary'"), 1);
    assert_says(desk_text(desk, "SELECT text FROM task WHERE kind = 'temporary'"),
                "Is it fixed and tested, and can it be enabled again?");
    cr_assert_eq(desk_number(desk, "SELECT due_ms FROM job WHERE kind = 'task'"),
                 desk->now_ms + 24 * HOUR_MS);
}

/* ---- Of every decision */

Test(decide, a_course_without_a_reason_is_explained_and_not_decided) {
    room_begin("playbook=motus", "declare sev1 import is broken");
    room_do("U0BOB", "decide yank");
    assert_says(desk->reply, "nothing is decided yet");
    assert_says(desk->reply, "It fits when: Security vulnerability;");
    cr_assert_eq(desk_number(desk, "SELECT count(*) FROM decision"), 0);
}

Test(decide, it_shows_what_was_decided_and_what_waits) {
    room_begin("playbook=motus", "declare sev2 import is broken");
    room_do("U0BOB", "decide workaround tell them to pin the version");
    room_do("U0BOB", "decide yank it is a vulnerability");
    room_do("U0CAROL", "decide");
    assert_says(desk->reply, "*Tell the users a workaround* – tell them to pin the version");
    assert_says(desk->reply, "Waiting for Release maintainers (CODEOWNERS) since");
}

/* Rule: S0-06 */
Test(decide, a_hotfix_of_a_sev2_waits_for_a_maintainer_and_of_a_sev3_for_nobody) {
    room_begin("playbook=motus", "declare sev2 import is broken");
    room_do("U0BOB", "decide hotfix the fix is ready");
    assert_says(desk->reply, "*Hotfix without a rollback* needs a yes first");
    room_begin("playbook=motus", "declare sev3 import is broken");
    room_do("U0BOB", "decide hotfix the fix is ready");
    assert_says(desk->reply, "Authority: none is needed for it.");
}

Test(decide, a_rule_that_is_quoted_ends_with_one_full_stop) {
    room_begin("playbook=motus", "declare sev3 import is broken");
    desk_type(desk, "U0BOB", "decide rollback it is annoying");
    cr_assert_eq(desk->result, DENIED);
    assert_says(desk->reply, "review of pull requests. If it is worse");
}

/* Rule: S0-27 */
Test(decide, an_answer_is_answered_with_the_advice_and_not_with_every_course_again) {
    room_begin("playbook=motus", "declare sev1 import is broken");
    room_do("U0BOB", "decide");
    assert_says(desk->reply, "Courses, in the order of preference:");
    assert_says(desk->reply, "Anybody may decide it at SEV-1.");
    room_do("U0BOB", "decide frequency yes");
    assert_says(desk->reply, "kept. Frequency: does it happen on common paths? *yes*");
    assert_says(desk->reply, "Advice: *Rollback: yank or patch*");
    assert_says_not(desk->reply, "Courses, in the order of preference:");
}

/* Rule: S0-27 */
Test(decide, after_an_answer_the_next_open_question_is_asked_and_no_other) {
    room_begin("playbook=motus", "declare sev1 import is broken");
    room_do("U0BOB", "decide frequency yes");
    assert_says(desk->reply, "Next: Data: is data lost or corrupted?");
    assert_says_not(desk->reply, "Security: is there any vulnerability?");
    assert_says_not(desk->reply, "What is known:");
    assert_button(desk->reply_message, "data: yes", "decide " INC " data yes");
    cr_assert_null(button_line(desk->reply_message, "security: yes"));
    room_do("U0BOB", "decide data no");
    room_do("U0BOB", "decide workaround yes");
    room_do("U0BOB", "decide security no");
    assert_says(desk->reply, "Next: Recovery: can a user recover?");
    room_do("U0BOB", "decide recovery yes");
    assert_says_not(desk->reply, "Next: ");
    assert_says(desk->reply, "To decide: `/incident decide ");
    room_do("U0BOB", "decide");
    assert_says(desk->reply, "• Security: is there any vulnerability? *no*");
}

Test(decide, two_buttons_answer_the_first_open_question_and_the_others_are_courses) {
    room_begin("playbook=motus", "declare sev1 import is broken");
    room_do("U0BOB", "decide");
    assert_says(desk->reply, "• Security: is there any vulnerability? *Not answered* (`security`)");
    assert_says(desk->reply, "Next: Data: is data lost or corrupted? `/incident decide data yes`");
    assert_button(desk->reply_message, "data: no", "decide " INC " data no");
    cr_assert_null(button_line(desk->reply_message, "security: yes"));
    assert_button(desk->reply_message, "Option A: yank", "decide " INC " yank");
    room_press_reply("U0BOB", "Option A: yank");
    assert_says(desk->reply, "why *Option A: yank from PyPI*?");
    cr_assert_eq(made("yank"), 0);
}

Test(decide, another_decision_withdraws_what_still_waits) {
    room_begin("playbook=motus", "declare sev2 import is broken");
    room_do("U0BOB", "decide yank it is a vulnerability");
    room_do("U0BOB", "decide workaround tell them to pin the version");
    cr_assert_eq(desk_number(desk, "SELECT count(*) FROM approval WHERE state = 'withdrawn'"), 1);
    cr_assert_eq(desk_number(desk, "SELECT count(*) FROM decision WHERE state = 'withdrawn'"), 1);
    cr_assert_eq(desk_number(desk, "SELECT count(*) FROM job WHERE kind = 'approval'"), 0);
    desk_type(desk, "U0ERIN", "approve #1");
    cr_assert_eq(desk->result, INVALID);
    assert_says(desk->reply, "was withdrawn");
}

Test(decide, raised_to_where_anybody_may_decide_the_thread_hears_that_nobody_need_approve) {
    room_begin("playbook=motus", "declare sev2 import is broken");
    room_do("U0BOB", "decide yank it is a vulnerability");
    room_do("U0CAROL", "sev sev1 it is being exploited");
    cr_assert_not_null(desk_find(desk, "at SEV-1 nobody has to approve it any more"));
    room_do("U0CAROL", "decide yank it is being exploited");
    cr_assert_eq(made("yank"), 1);
}

Test(decide, words_and_two_words_for_a_course_are_understood) {
    room_begin("playbook=motus", "declare sev1 import is broken");
    room_do("U0BOB", "decide roll back it is broken");
    cr_assert_eq(made("rollback"), 1);
    assert_says(desk_text(desk, "SELECT why FROM decision"), "it is broken");
    room_do("U0BOB", "decide option a it is a vulnerability");
    cr_assert_eq(made("yank"), 1);
}

Test(decide, a_playbook_without_courses_says_what_to_type_instead) {
    room_begin("playbook=tests/handlers/playbooks/without-questions.cfg",
               "declare sev2 import is broken");
    room_do("U0ALICE", "decide");
    assert_says(desk->reply, "names no courses of action");
    desk_type(desk, "U0ALICE", "decide rollback it is broken");
    cr_assert_eq(desk->result, INVALID);
    assert_says(desk->reply, "decide rollback it is broken");
}
