/* Triage, as the people who answer it see it: with the questions of each of the shipped playbooks.
 */
#include "base/utc.h"
#include "tests/kit/room.h"

#include <stdio.h>

TestSuite(triage, .fini = room_close);

static void answer(const char *text) {
    char line[200];
    snprintf(line, sizeof line, "triage %s", text);
    room_do("U0BOB", line);
}

/* The public line of the triage; the newest. */
static const char *result_line(void) {
    return room_text("Triage by");
}

/* ---- The decision tree of Motus, every leaf */

enum { ANSWERS_MAX = 10 };

static const struct leaf {
    const char *answers[ANSWERS_MAX];
    const char *proposal;          /* as the thread reads it */
    const char *severity, *course; /* the lines of its buttons begin so; NULL: there is none */
} leaves[] = {
    {{"no"}, "nothing can be proposed yet, gathering more", NULL, NULL},
    {{"yes", "yes"},
     "*SEV-1, Rollback: yank or patch*",
     "sev " INC " sev1 ",
     "decide " INC " rollback "},
    {{"yes", "no", "yes"},
     "*SEV-1, Option A: yank from PyPI*",
     "sev " INC " sev1 ",
     "decide " INC " yank "},
    {{"yes", "no", "no", "yes", "no"},
     "*SEV-1, Rollback: yank or patch*",
     "sev " INC " sev1 ",
     "decide " INC " rollback "},
    {{"yes", "no", "no", "yes", "yes", "0.1.1", "all", "3.11 and up"},
     "*SEV-2, Hotfix without a rollback*",
     "sev " INC " sev2 ",
     "decide " INC " hotfix "},
    {{"yes", "no", "no", "no", "60%", "0.1.1", "all", "all"},
     "*SEV-2, Hotfix without a rollback*",
     "sev " INC " sev2 ",
     "decide " INC " hotfix "},
    {{"yes", "no", "no", "no", "about 30", "0.1.1", "all", "all"},
     "*SEV-2 or SEV-3, Hotfix without a rollback*",
     "sev " INC " sev2 ",
     "decide " INC " hotfix "},
    {{"yes", "no", "no", "no", "under 10 %", "0.1.1", "all", "all"},
     "*SEV-3 or SEV-4, Normal process: next release*",
     "sev " INC " sev3 ",
     "decide " INC " wait "},
};

static void try_leaf(const struct leaf *leaf) {
    /* so that none of the severities proposed is the one that it has already */
    bool proposes_sev4 = leaf->severity && strstr(leaf->severity, "sev4");
    room_begin("playbook=motus",
               proposes_sev4 ? "declare sev1 import is broken" : "declare sev4 import is broken");
    for (int i = 0; i < ANSWERS_MAX && leaf->answers[i]; i++) {
        cr_assert_eq(desk_count(desk, "Triage by", 0), 0, "it ended before answer %d", i + 1);
        answer(leaf->answers[i]);
    }
    assert_says(result_line(), leaf->proposal);
    const char *reply = json_print(desk->reply_message);
    if (leaf->severity)
        assert_says(reply, leaf->severity);
    if (leaf->course)
        assert_says(reply, leaf->course);
    else
        assert_says_not(reply, "decide " INC " ");
}

Test(triage, every_leaf_of_the_decision_tree_proposes_what_the_document_says) {
    for (size_t i = 0; i < sizeof leaves / sizeof *leaves; i++)
        try_leaf(&leaves[i]);
}

Test(triage, both_severities_of_a_leaf_are_buttons) {
    room_begin("playbook=motus", "declare sev1 import is broken");
    for (int i = 0; i < 8; i++)
        answer((const char *const[]){"yes", "no", "no", "no", "9%", "x", "y", "z"}[i]);
    assert_button(desk->reply_message, "SEV-3",
                  "sev " INC
                  " sev3 triage: What percentage of the users is affected? Less than 10 %");
    cr_assert_not_null(button_line(desk->reply_message, "SEV-4"));
    assert_says(desk->reply,
                "*. Nothing is changed before you press; in doubt take the worse one.");
}

Test(triage, a_single_severity_leaves_no_doubt) {
    room_begin("playbook=motus", "declare sev3 import is broken");
    answer("yes");
    answer("yes");
    assert_says(desk->reply, "Proposed: *SEV-1");
    assert_says(desk->reply, "Nothing is changed before you press.");
    assert_says_not(desk->reply, "in doubt");
}

Test(triage, what_cannot_be_reproduced_yet_is_answered_with_what_is_missing) {
    room_begin("playbook=motus", "declare sev2 import is broken");
    answer("no");
    assert_says(desk->reply, "What is missing:");
    assert_says(desk->reply, "Steps to reproduce are documented");
    assert_says(desk->reply, "Data integrity impact: yes or no");
    cr_assert_null(strstr(desk->reply, "Does it affect data integrity?"));
    assert_button(desk->reply_message, "Triage checklist", "check " INC " triage");
    answer("reproducible yes");
    assert_says(desk->reply, "*Does it affect data integrity?*");
}

/* Rule: S1-07 */
Test(triage, what_is_no_incident_misses_nothing) {
    room_begin("playbook=vyberology", "declare sev4 import is broken");
    answer("no");
    assert_says(desk->reply, "Then it is a bug");
    cr_assert_null(strstr(desk->reply, "What is missing"));
    cr_assert_not_null(desk_find(desk, "Then it is a bug"));
}

/* ---- One question at a time */

Test(triage, the_questions_are_private_and_the_result_is_one_public_line) {
    room_begin("playbook=motus", "declare sev2 import is broken");
    int sent = desk->sent_count;
    desk_type(desk, "U0BOB", "triage");
    assert_says(desk->reply, "*Is the issue confirmed: can it be reproduced?*");
    assert_says_not(desk->reply, "Does it affect data integrity?");
    answer("yes");
    cr_assert_eq(desk_count(desk, "reproduced?", sent), 0, "the thread need not read it");
    answer("yes");
    cr_assert_eq(desk_count(desk, "Triage by <@U0BOB>", sent), 1);
    assert_says(result_line(), "reproducible: yes · data: yes");
    cr_assert_eq(desk_number(desk, "SELECT count(*) FROM timeline WHERE kind = 'triage'"), 3);
}

Test(triage, a_button_names_its_question_so_that_one_pressed_late_answers_no_other) {
    room_begin("playbook=motus", "declare sev2 import is broken");
    desk_type(desk, "U0BOB", "triage");
    assert_button(desk->reply_message, "Yes", "triage " INC " reproducible yes");
    answer("yes");
    desk_type(desk, "U0CAROL", "triage " INC " reproducible yes");
    cr_assert_str_empty(
        desk_text(desk, "SELECT value FROM answer WHERE name = 'data' AND topic = 'triage'"));
}

Test(triage, anybody_goes_on_where_somebody_stopped_also_after_a_restart) {
    room_begin("playbook=motus", "declare sev2 import is broken");
    answer("yes");
    desk_restart(desk, MINUTE_MS);
    desk_connect(desk);
    desk_type(desk, "U0CAROL", "triage");
    assert_says(desk->reply, "so far reproducible: yes");
    assert_says(desk->reply, "*Does it affect data integrity?*");
}

Test(triage, an_answer_is_changed_by_the_name_of_its_question_and_the_way_follows) {
    room_begin("playbook=motus", "declare sev4 import is broken");
    answer("yes");
    answer("yes");
    assert_says(result_line(), "*SEV-1, Rollback");
    answer("data no");
    assert_says(desk->reply, "*Does it expose a security vulnerability?*");
    answer("yes");
    assert_says(result_line(), "*SEV-1, Option A: yank");
    assert_says(
        desk_text(desk, "SELECT group_concat(text, '|') FROM timeline WHERE kind = 'triage'"),
        "Does it affect data integrity? yes|Triage: *SEV-1");
}

Test(triage, again_begins_from_the_first_question_and_the_timeline_keeps_the_answers) {
    room_begin("playbook=motus", "declare sev2 import is broken");
    answer("yes");
    answer("again");
    assert_says(desk->reply, "*Is the issue confirmed: can it be reproduced?*");
    cr_assert_eq(desk_number(desk, "SELECT count(*) FROM answer WHERE topic = 'triage'"), 0);
    cr_assert_eq(desk_number(desk, "SELECT count(*) FROM timeline WHERE kind = 'triage'"), 2);
}

Test(triage, what_is_no_answer_is_handed_back_and_the_answers_are_named) {
    room_begin("playbook=motus", "declare sev2 import is broken");
    desk_type(desk, "U0BOB", "triage no one can import");
    cr_assert_eq(desk->result, INVALID);
    assert_says(desk->reply, "is answered by yes, no or skip");
    assert_says(desk->reply, "triage no one can import");
    cr_assert_eq(desk_number(desk, "SELECT count(*) FROM answer"), 0);
    answer("yes, on a clean machine too");
    assert_says(desk_text(desk, "SELECT text FROM timeline WHERE kind = 'triage'"),
                "yes, on a clean machine too");
}

Test(triage, a_question_that_nobody_can_answer_now_is_skipped) {
    room_begin("playbook=motus", "declare sev2 import is broken");
    answer("skip");
    assert_says(desk->reply, "not known");
    assert_says(desk->reply, "*Does it affect data integrity?*");
    room_press_reply("U0BOB", "Not known");
    answer("yes");
    assert_says(result_line(), "*SEV-1, Option A: yank");
}

Test(triage, the_number_of_users_is_kept_as_it_was_given) {
    room_begin("playbook=motus", "declare sev2 import is broken");
    for (int i = 0; i < 5; i++)
        answer((const char *const[]){"yes", "no", "no", "no", "about 40%"}[i]);
    cr_assert_str_eq(
        desk_text(desk,
                  "SELECT value FROM answer WHERE name = 'users_affected' AND topic = 'fact'"),
        "about 40%");
    cr_assert_str_eq(
        desk_text(desk, "SELECT value FROM answer WHERE name = 'users' AND topic = 'triage'"),
        "10-50");
}

Test(triage, the_proposal_is_one_press_away_and_takes_its_reason_along) {
    room_begin("playbook=motus", "declare sev3 import is broken");
    answer("yes");
    answer("yes");
    char decide[300];
    snprintf(decide, sizeof decide, "%s", button_line(desk->reply_message, "Rollback"));
    room_press_reply("U0BOB", "SEV-1");
    cr_assert_eq(desk_number(desk, "SELECT severity FROM incident"), 1);
    room_do("U0BOB", decide);
    assert_says(desk_text(desk, "SELECT why FROM decision WHERE state = 'made'"),
                "triage: Does it affect data integrity? yes");
}

Test(triage, a_finished_one_is_shown_and_takes_no_more_answers) {
    room_begin("playbook=motus", "declare sev1 import is broken");
    answer("yes");
    answer("yes");
    int sent = desk->sent_count;
    desk_type(desk, "U0CAROL", "triage");
    assert_says(desk->reply, "It is SEV-1 already.");
    cr_assert_eq(desk_count(desk, "Triage by", sent), 0);
    desk_type(desk, "U0CAROL", "triage yes");
    cr_assert_eq(desk->result, INVALID);
    assert_says(desk->reply, "is finished. To change an answer");
}

Test(triage, it_is_one_press_away_from_the_declaration) {
    room_begin("playbook=motus", "declare sev2 import is broken");
    assert_button(desk->reply_message, "Triage it", "triage " INC);
}

Test(triage, a_security_answer_offers_the_kind) {
    room_begin("playbook=motus", "declare sev1 import is broken");
    for (int i = 0; i < 3; i++)
        answer((const char *const[]){"yes", "no", "yes"}[i]);
    assert_button(desk->reply_message, "security incident", "kind " INC " security");
}

/* ---- The other playbooks */

Test(triage, the_guide_asks_whether_it_is_a_regression_what_it_hits_and_whether_it_gets_worse) {
    room_begin("playbook=guide", "declare sev4 import is broken");
    static const char *const asked[][2] = {
        {"Is this a regression: did it work before?", "yes"},
        {"What changed recently?", "the widget build of this morning"},
        {"How many users are affected?", "some hundred"},
        {"Which services are affected?", "widgets"},
        {"How much of the service fails?", "most"},
        {"is the error rate increasing?", "yes"},
        {"is latency degrading?", "unknown"},
    };
    for (size_t i = 0; i < sizeof asked / sizeof *asked; i++) {
        desk_type(desk, "U0BOB", "triage");
        assert_says(desk->reply, asked[i][0]);
        answer(asked[i][1]);
    }
    assert_says(result_line(), "*SEV-2, Revert the last change*");
    assert_says(desk->reply, "The error rate increases: do not wait with the mitigation.");
}

Test(triage, tests_that_passed_while_production_failed_offer_their_checklist) {
    room_begin("playbook=hotfix", "declare sev1 import is broken");
    for (int i = 0; i < 8; i++)
        answer((const char *const[]){"yes", "yes", "the checkout page", "no", "no", "yes", "yes",
                                     "yes"}[i]);
    assert_says(desk->reply, "The tests passed and production failed");
    cr_assert_not_null(
        strstr(json_print(desk->reply_message), "check " INC " tests-passed-prod-failed"));
}

Test(triage, a_playbook_without_questions_says_what_to_type_instead) {
    room_begin("playbook=tests/handlers/playbooks/without-questions.cfg",
               "declare sev2 import is broken");
    room_do("U0ALICE", "triage yes");
    assert_says(desk->reply, "asks no questions");
    assert_says(desk->reply, "stored nowhere: yes");
}
