/* Reviews: of what was owed after an incident, and of a quarter. The whole of both is walked in
 * tests/walks/afterwards.md. */
#include "base/utc.h"
#include "handlers/kit/item_review.h"
#include "tests/kit/room.h"

#include <stdio.h>

static void set_up(void) {
    room_begin(NULL, "declare sev1 checkout is down");
    room_do("U0ALICE", "set service payments");
}

TestSuite(review, .init = set_up, .fini = room_close);

static void resolve(void) {
    room_do("U0ALICE", "resolve restarted it because: it is stable");
    room_wait(1);
}

/* The item that follows from the playbook is dropped. */
static void drop_followup(void) {
    char line[80];
    snprintf(line, sizeof line, "action drop inc 1 #%d the same",
             (int)desk_number(desk, "SELECT number FROM task WHERE kind = 'action'"
                                    " AND text LIKE 'Add a test that would%'"));
    room_do("U0ALICE", line);
}

/* ---- Thirty days */

Test(review, items_are_sorted_by_what_became_of_them) {
    struct arena *arena = arena_new(1024 * 1024);
    struct task tasks[] = {{.state = TASK_DONE, .proof = "#1"},
                           {.state = TASK_DONE, .proof = ""},
                           {.state = TASK_OPEN, .due_ms = 10},
                           {.state = TASK_OPEN, .due_ms = 30},
                           {.state = TASK_ACCEPTED},
                           {.state = TASK_DROPPED}};
    struct item_review review = item_review_of(arena, &(struct task_list){tasks, 6}, 20);
    cr_expect_eq(review.count, 6);
    cr_expect_eq(review.of[ITEM_PROVED].count, 1);
    cr_expect_eq(review.of[ITEM_UNPROVED].count, 1);
    cr_expect_eq(review.of[ITEM_OVERDUE].count, 1);
    cr_expect_eq(review.of[ITEM_WAITS].count, 2);
    cr_expect_eq(review.of[ITEM_DROPPED].count, 1);
    arena_free(arena);
}

Test(review, of_a_quarter_counts_no_runbook_of_another_organisation) {
    static const struct {
        const char *playbook, *said;
    } cases[] = {{"guide", "nothing: to each incident a runbook was shown, or one fits"},
                 {"motus", "What did no runbook cover?*\n• *" INC "* the CI pipeline hangs"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        room_begin(room_playbook(cases[i].playbook), "declare sev3 the CI pipeline hangs");
        resolve();
        room_do("U0BOB", "review quarter 2026Q4");
        assert_says(desk->reply, cases[i].said);
    }
}

/* Rule: S0-41 */
Test(review, what_was_ticked_without_proof_is_open_again_after_thirty_days) {
    room_do("U0ALICE", "action add write a test <@U0BOB> due friday");
    resolve();
    room_do("U0BOB", "action done inc 1 #1 done");
    int before = desk->sent_count;
    desk_pass_days(desk, 32);
    cr_expect_eq(desk_number(desk, "SELECT state = 'open' FROM task WHERE number = 1"), 1);
    cr_expect_eq(room_told("U0BOB", "was reviewed. Still yours:", before), 1);
    assert_says(room_body("Review of *" INC "*"), "Ticked without proof, and open again:");
}

Test(review, shown_it_changes_nothing_and_held_it_does) {
    room_do("U0ALICE", "action add write a test <@U0BOB> due friday");
    resolve();
    room_do("U0BOB", "action done inc 1 #1");
    int before = desk->sent_count;
    room_do("U0ALICE", "review 30d");
    assert_says(desk->reply, "on the day that it ended");
    assert_says(desk->reply, "when the review is held they are opened again");
    cr_expect_eq(desk->sent_count, before);
    room_press_reply("U0ALICE", "Hold it now");
    assert_says(desk->reply, "the review is held");
    cr_expect_eq(desk_number(desk, "SELECT state = 'open' FROM task WHERE number = 1"), 1);
}

Test(review, it_comes_again_while_something_is_open_and_ends_when_nothing_is) {
    room_do("U0ALICE", "action add write a test <@U0BOB> due friday");
    resolve();
    drop_followup();
    desk_pass_days(desk, 63);
    cr_expect_eq(desk_count(desk, "Review of *" INC "*", 0), 2);
    room_do("U0BOB", "action done inc 1 #1 see #12");
    desk_pass_days(desk, 63);
    cr_expect_eq(desk_count(desk, "Review of *" INC "*", 0), 3);
}

Test(review, nothing_that_was_owed_is_said_so_of_a_great_one_and_of_a_small_one_not_at_all) {
    resolve();
    drop_followup();
    room_do("U0ALICE", "declare sev3 images load slowly");
    room_do("U0ALICE", "resolve inc 2 they are fast because: it is stable");
    desk_pass_days(desk, 32);
    cr_expect_eq(desk_count(desk, "Review of *INC-2026-11-20-002*", 0), 0);
    assert_says(room_body("Review of *" INC "*"), "1 item: 1 dropped");
}

Test(review, an_open_incident_has_none_yet) {
    desk_type(desk, "U0ALICE", "review 30d inc 1");
    cr_expect_eq(desk->result, INVALID);
    assert_says(desk->reply, "is open");
}

/* ---- A quarter */

Test(review, without_incidents_there_is_nothing_to_report_and_it_is_said) {
    room_do("U0ALICE", "review quarter 2026Q2");
    assert_says(desk->reply, "*Review of 2026Q2*");
    assert_says(desk->reply, "No incident was declared in it, so there is nothing to report");
    assert_says(desk->reply, "shortcuts still owed: none");
}

/* Rule: S3-32 */
Test(review, what_comes_again_is_named_by_kind_service_and_words) {
    resolve();
    room_do("U0BOB", "declare sev2 the price table is wrong --kind data");
    room_do("U0BOB", "resolve inc 2 put right because: it is stable");
    room_do("U0BOB", "declare sev2 addresses are lost --kind data");
    room_do("U0BOB", "declare sev3 checkout is down again");
    room_do("U0BOB", "set inc 4 service payments");
    room_do("U0ALICE", "review quarter 2026Q4");
    assert_says(desk->reply, "as far as it has come");
    assert_says(desk->reply, "by kind: data 2 (before: 0)");
    assert_says(desk->reply, "by service: payments 2 (before: 0)");
    assert_says(desk->reply, "*INC-2026-11-20-004* checkout is down again came although it was "
                             "like *INC-2026-11-20-001* checkout is down");
}

Test(review, a_quarter_is_compared_with_the_one_before_it) {
    room_wait(30);
    room_do("U0ALICE", "ack");
    resolve();
    desk_pass_days(desk, 60);
    room_do("U0BOB", "declare sev2 search is slow");
    room_wait(10);
    room_do("U0BOB", "ack");
    room_do("U0BOB", "resolve made it fast because: it is stable");
    room_do("U0ALICE", "review quarter 2027Q1");
    assert_says(desk->reply, "1 incident: 1 SEV-2 (the quarter before: 1)");
    assert_says(desk->reply, "to acknowledge (MTTA): 10 min in the mean, of 1, before 30 min: "
                             "*faster*");
}

Test(review, rehearsals_are_counted_apart_and_private_titles_are_in_none) {
    room_do("U0ALICE", "drill sev1 the database is gone");
    room_do("U0ALICE", "declare sev2 somebody left the door open --private");
    room_do("U0ALICE", "review quarter Q4");
    assert_says(desk->reply, "2 incidents: 1 SEV-1, 1 SEV-2");
    assert_says(desk->reply, "Rehearsals, counted apart: 1");
    assert_says_not(desk->reply, "database");
    assert_says_not(desk->reply, "the door");
    assert_says(desk->reply, "🔒 private");
}

/* Rule: S0-44 */
Test(review, the_channel_gets_it_on_the_first_working_day_once_however_often_we_start) {
    resolve();
    int before = desk->sent_count;
    desk_pass_days(desk, 40); /* 2026-12-30 */
    cr_expect_eq(desk_count(desk, "*Review of 2026Q4*", before), 0);
    desk_restart(desk, DAY_MS);
    desk_connect(desk);
    desk_restart(desk, 2 * DAY_MS); /* away on the first working day */
    desk_connect(desk);
    desk_pass(desk, DAY_MS);
    desk_restart(desk, HOUR_MS);
    desk_connect(desk);
    desk_pass_days(desk, 20);
    cr_expect_eq(desk_count(desk, "*Review of 2026Q4*", before), 1);
    cr_expect_str_eq(json_text_at(room_find("*Review of 2026Q4*")->body, "channel"), "C0INCIDENTS");
}
