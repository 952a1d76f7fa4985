/* Asking somebody for something by a time, and what is owed afterwards: asked for until it is done.
 */
#include "base/utc.h"
#include "store/tasks.h"
#include "tests/kit/room.h"

static void set_up(void) {
    room_begin(NULL, "declare sev3 images load slowly");
}

TestSuite(task, .init = set_up, .fini = room_close);

/* A debt, as other features put it down. */
static void owe_review(const char *owner) {
    struct task debt = {.incident_id = 1,
                        .kind = TASK_REVIEW,
                        .text = "review the rollback",
                        .owner = owner,
                        .asked_by = "U0ALICE",
                        .asked_ms = desk->now_ms,
                        .due_ms = desk->now_ms + 2 * DAY_MS,
                        .state = TASK_OPEN};
    struct err err;
    cr_assert_eq(task_add(&desk->store, &debt, &err), OK, "%s", err.text);
    struct db_value values[] = {db_int(debt.due_ms)};
    cr_assert_eq(db_run(&desk->store.db, &err,
                        "INSERT INTO job (kind, incident_id, subject, due_ms, args)"
                        " VALUES ('task', 1, '1', $1, '1')",
                        values, 1),
                 OK);
}

Test(task, whoever_is_asked_gets_it_directly_with_two_buttons_and_a_line_to_answer) {
    room_do("U0ALICE", "ask <@U0BOB> to check the database locks in 5m");
    assert_says(desk->reply, "#1 is asked of <@U0BOB>, by 14:10 UTC");
    const struct desk_sent *message = desk_find(desk, "<@U0ALICE> asks you:");
    cr_assert_str_eq(json_text_at(message->body, "channel"), "U0BOB");
    const char *text = json_print(message->body);
    assert_says(text, "*check the database locks*");
    assert_says(text, "done INC-2026-11-20-001 #1");
    assert_says(text, "Understood");
    assert_says(text, "Can't");
    cr_assert_not_null(desk_find(desk, ":point_right: <@U0ALICE> asks <@U0BOB>: #1 check"));
}

Test(task, a_time_of_day_is_as_good_as_a_span) {
    desk_type(desk, "U0ALICE", "ask <@U0BOB> check the locks by 14:30");
    cr_assert_eq(desk_number(desk, "SELECT due_ms FROM task"), DESK_BEGIN_MS + 25 * MINUTE_MS);
    cr_assert_str_eq(desk_text(desk, "SELECT text FROM task"), "check the locks");
}

Test(task, the_commander_and_the_asker_see_that_it_is_understood) {
    desk_type(desk, "U0CAROL", "ask <@U0BOB> check the locks in 10m");
    int before = desk->sent_count;
    room_press("U0BOB", "Understood");
    cr_assert_eq(desk->result, OK, "%s", desk->reply);
    cr_assert_eq(room_told("U0ALICE", "<@U0BOB> has understood #1", before), 1);
    cr_assert_eq(room_told("U0CAROL", "<@U0BOB> has understood #1", before), 1);
    cr_assert_eq(room_told("U0BOB", "has understood", before), 0);
}

Test(task, the_commander_and_the_asker_see_that_somebody_cannot_and_how_to_ask_another) {
    desk_type(desk, "U0CAROL", "ask <@U0BOB> check the locks in 10m");
    int before = desk->sent_count;
    room_press("U0BOB", "Can't");
    cr_assert_eq(desk->result, OK, "%s", desk->reply);
    cr_assert_eq(room_told("U0ALICE", "<@U0BOB> cannot do #1", before), 1);
    cr_assert_eq(room_told("U0CAROL", "task INC-2026-11-20-001 #1 @name", before), 1);
    before = desk->sent_count;
    room_wait(20);
    cr_assert_eq(room_told("U0BOB", "locks", before), 0, "nobody is asked for what they declined");
    room_do("U0ALICE", "task #1 in 5m");
    cr_assert_eq(room_told("U0BOB", "locks", before), 0, "nor when its time is changed");
    room_do("U0ALICE", "task #1 <@U0DAVE>");
    cr_assert_eq(room_told("U0DAVE", "asks you", before), 1);
}

Test(task, when_the_time_is_up_the_answer_is_asked_for_and_the_commander_hears_it) {
    desk_type(desk, "U0ALICE", "ask <@U0BOB> check the locks in 5m");
    room_press("U0BOB", "Understood");
    int before = desk->sent_count;
    room_wait(4);
    cr_assert_eq(room_told("U0BOB", "are up", before), 0);
    room_wait(1);
    cr_assert_eq(room_told("U0BOB", "Your 5 minutes are up. What did you find?", before), 1);
    cr_assert_eq(room_told("U0ALICE", "<@U0BOB>'s 5 minutes are up: #1 check the locks", before),
                 1);
}

Test(task, an_answer_is_told_to_the_thread_and_ends_the_asking) {
    desk_type(desk, "U0ALICE", "ask <@U0BOB> check the locks in 5m");
    room_do("U0BOB", "done #1 no locks, but a full disk");
    const char *text = room_body("<@U0BOB> did #1");
    assert_says(text, "check the locks for <@U0ALICE> – no locks, but a full disk");
    int before = desk->sent_count;
    room_wait(25);
    cr_assert_eq(room_told("U0BOB", "locks", before), 0);
    assert_says(desk_text(desk, "SELECT text FROM timeline WHERE text LIKE '#1 Done%'"),
                "no locks, but a full disk");
}

Test(task, an_ask_that_nobody_saw_is_asked_again_and_climbs_to_the_commander) {
    desk_type(desk, "U0CAROL", "ask <@U0BOB> check the locks in 1h");
    int before = desk->sent_count;
    room_wait(5);
    cr_assert_eq(room_told("U0BOB", "asked you 5 minutes ago; do you have it?", before), 1);
    room_wait(5);
    const struct desk_sent *climbed = room_find("has not answered for 10 minutes");
    assert_says(json_print(climbed->body), "<@U0ALICE>: <@U0BOB>");
    cr_assert_str_not_empty(json_text_at(climbed->body, "thread_ts"));
}

Test(task, an_ask_over_time_is_asked_again_climbs_and_goes_on_until_it_is_done) {
    desk_type(desk, "U0ALICE", "ask <@U0BOB> check the locks in 5m");
    int before = desk->sent_count;
    room_wait(10);
    cr_assert_eq(room_told("U0BOB", "Your time was up 5 minutes ago", before), 1);
    room_wait(5);
    cr_assert_not_null(desk_find(desk, "has been over time for 10 minutes"));
    room_wait(60);
    cr_assert_eq(room_told("U0BOB", "Your time was up", before), 4);
    desk_type(desk, "U0BOB", "done #1");
    before = desk->sent_count;
    room_wait(60);
    cr_assert_eq(room_told("U0BOB", "Your time was up", before), 0);
}

Test(task, without_a_time_it_is_only_made_sure_that_it_is_seen) {
    desk_type(desk, "U0ALICE", "ask <@U0BOB> check the locks");
    assert_says(desk->reply, "without a time");
    room_press("U0BOB", "Understood");
    int before = desk->sent_count;
    room_wait(120);
    cr_assert_eq(room_told("U0BOB", "locks", before), 0);
}

Test(task, is_asked_for_after_a_restart_and_says_how_late) {
    desk_type(desk, "U0ALICE", "ask <@U0BOB> check the locks in 5m");
    desk_restart(desk, 20 * MINUTE_MS);
    room_wait(0);
    cr_assert_eq(room_told("U0BOB", "Your 5 minutes are up since 14:10 UTC", 0), 1);
    cr_assert_eq(room_told("U0ALICE", "5 minutes are up since 14:10 UTC", 0), 1,
                 "she asked it herself, and is the commander: once");
}

Test(task, a_clock_set_back_leaves_it_at_the_time_that_was_told) {
    desk_type(desk, "U0ALICE", "ask <@U0BOB> check the locks in 5m");
    room_press("U0BOB", "Understood");
    int before = desk->sent_count;
    desk->now_ms -= HOUR_MS;
    room_wait(64);
    cr_assert_eq(room_told("U0BOB", "are up", before), 0);
    room_wait(1);
    cr_assert_eq(room_told("U0BOB", "are up", before), 1);
}

Test(task, more_time_is_one_button_and_the_commander_knows) {
    desk_type(desk, "U0CAROL", "ask <@U0BOB> check the locks in 5m");
    room_wait(5);
    int before = desk->sent_count;
    room_press("U0BOB", "5 more minutes");
    cr_assert_eq(desk->result, OK, "%s", desk->reply);
    cr_assert_eq(desk_number(desk, "SELECT due_ms FROM task"), DESK_BEGIN_MS + 10 * MINUTE_MS);
    cr_assert_eq(room_told("U0ALICE", "is to be done by 14:15 UTC now", before), 1);
    room_wait(5);
    cr_assert_eq(room_told("U0BOB", "are up", before), 1);
}

Test(task, only_whoever_was_asked_can_say_yes_and_anybody_can_take_it) {
    desk_type(desk, "U0ALICE", "ask <@U0BOB> check the locks in 5m");
    desk_type(desk, "U0CAROL", "task #1 accept");
    cr_assert_eq(desk->result, DENIED);
    assert_says(desk->reply, "was asked of somebody else");
    assert_says(desk->reply, "task INC-2026-11-20-001 #1 me");
    room_do("U0CAROL", "task #1 me");
    cr_assert_str_eq(desk_text(desk, "SELECT owner FROM task"), "U0CAROL");
    cr_assert_str_eq(desk_text(desk, "SELECT state FROM task"), TASK_ACCEPTED);
}

Test(task, what_was_asked_for_an_incident_ends_with_it) {
    desk_type(desk, "U0ALICE", "ask <@U0BOB> check the locks in 5m");
    desk_type(desk, "U0ALICE", "resolve restarted it");
    int before = desk->sent_count;
    room_wait(60);
    cr_assert_eq(room_told("U0BOB", "locks", before), 0);
    cr_assert_str_eq(desk_text(desk, "SELECT state FROM task"), TASK_DROPPED);
}

Test(task, what_was_asked_for_an_incident_is_not_asked_again_once_that_is_over) {
    static const char *const lines[] = {
        "action reopen INC-2026-11-20-001 #1 it is back", "task INC-2026-11-20-001 #1 reopen",
        "task INC-2026-11-20-001 #2 accept", "task INC-2026-11-20-001 #2 <@U0DAVE>"};
    room_do("U0ALICE", "ask <@U0BOB> check the locks in 5m");
    room_do("U0ALICE", "ask <@U0BOB> call the provider");
    room_do("U0BOB", "task #2 decline");
    room_do("U0ALICE", "resolve rolled back cause: a bad migration");
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        desk_type(desk, "U0BOB", lines[i]);
        cr_assert_eq(desk->result, INVALID, "%s: %s", lines[i], desk->reply);
        assert_says(desk->reply, "was asked while INC-2026-11-20-001 lasted, and that is over");
        assert_says(desk->reply, "action add INC-2026-11-20-001");
    }
    cr_assert_eq(desk_number(desk,
                             "SELECT count(*) FROM task WHERE state IN ('open', 'accepted') AND"
                             " kind = 'ask'"),
                 0);
    int before = desk->sent_count;
    room_do("U0BOB", "done INC-2026-11-20-001 #1 it was the pool");
    cr_assert_null(desk_find(desk, "#1 reopen"), "no undo that would be refused");
    cr_assert_eq(desk_count(desk, "did #1", before), 1);
}

Test(task, dropped_by_its_undo_and_asked_again_by_the_undo_of_that) {
    desk_type(desk, "U0ALICE", "ask <@U0BOB> check the locks in 5m");
    room_do("U0CAROL", "task INC-2026-11-20-001 #1 drop");
    cr_assert_str_eq(desk_text(desk, "SELECT state FROM task"), TASK_DROPPED);
    room_do("U0CAROL", "task INC-2026-11-20-001 #1 reopen");
    cr_assert_str_eq(desk_text(desk, "SELECT state FROM task"), TASK_OPEN);
    room_wait(5);
    cr_assert_eq(room_told("U0BOB", "are up", 0), 1);
}

Test(task, of_which_the_time_was_over_before_it_came_here_is_simply_over) {
    struct err err;
    desk_type(desk, "U0ALICE", "ask <@U0BOB> check the locks in 5m");
    cr_assert_eq(db_run(&desk->store.db, &err, "UPDATE task SET asked_ms = due_ms", NULL, 0), OK);
    room_wait(5);
    assert_says(room_text("What did you find?"), "Your time is up");
}

Test(task, lists_show_number_owner_time_and_state) {
    desk_type(desk, "U0ALICE", "ask <@U0BOB> check the locks in 5m");
    desk_type(desk, "U0ALICE", "ask <@U0CAROL> read the logs");
    desk_type(desk, "U0CAROL", "done #2 nothing in them");
    room_wait(7);
    desk_type(desk, "U0BOB", "tasks");
    assert_says(desk->reply, "#1 check the locks – <@U0BOB>, :warning: 2 minutes over time · not "
                             "answered yet");
    assert_says_not(desk->reply, "read the logs");
    desk_type(desk, "U0BOB", "tasks all");
    assert_says(desk->reply, "#2 read the logs – <@U0CAROL> · done: nothing in them");
    desk_type(desk, "U0BOB", "tasks mine");
    assert_says(desk->reply, "*INC-2026-11-20-001* #1 check the locks");
    desk_type(desk, "U0DAVE", "tasks <@U0CAROL>");
    assert_says(desk->reply, "<@U0CAROL> owes nothing.");
}

Test(task, a_list_has_a_few_buttons_and_a_line_to_type_for_the_rest) {
    for (int i = 0; i < 5; i++)
        room_do("U0ALICE", "ask me look at the queue");
    room_do("U0ALICE", "tasks");
    const char *body = json_print(desk->reply_message);
    assert_says(body, "\"Done #3\"");
    assert_says_not(body, "\"Done #4\"");
    assert_says(body, "`/incident done #1 …`");
    room_do("U0ALICE", "tasks mine");
    assert_says(desk->reply, "`/incident done " INC " #5 …`");
}

Test(task, the_console_says_what_of_it_is_yours) {
    desk_type(desk, "U0ALICE", "ask <@U0BOB> check the locks in 5m");
    desk_type(desk, "U0BOB", "");
    assert_says(desk->reply, "You owe:\n• *INC-2026-11-20-001* #1 check the locks");
    assert_says(json_print(desk->reply_message), "done INC-2026-11-20-001 #1");
    desk_type(desk, "U0CAROL", "");
    assert_says_not(desk->reply, "check the locks");
}

Test(task, a_debt_is_asked_for_every_day_after_the_incident_and_climbs_when_ignored) {
    owe_review("U0BOB");
    desk_type(desk, "U0ALICE", "resolve restarted it");
    int before = desk->sent_count;
    desk_pass_days(desk, 2);
    cr_assert_eq(room_told("U0BOB", "Review owed", before), 0, "it is Sunday");
    desk_pass(desk, 19 * HOUR_MS); /* Monday, 9:05 */
    cr_assert_eq(room_told("U0BOB", "Review owed, and it is time now:", before), 1);
    cr_assert_eq(room_told("U0ALICE", "review the rollback", before), 0);
    desk_pass(desk, DAY_MS);
    cr_assert_eq(room_told("U0BOB", "Review owed since", before), 1);
    cr_assert_eq(room_told("U0ALICE", "<@U0BOB> has owed it since", before), 1);
    desk_type(desk, "U0BOB", "");
    assert_says(desk->reply, "Review owed: review the rollback");
    room_do("U0BOB", "done INC-2026-11-20-001 #1 https://example.org/review");
    before = desk->sent_count;
    desk_pass_days(desk, 3);
    cr_assert_eq(room_told("U0BOB", "review", before), 0);
}

Test(task, what_one_person_owes_in_the_morning_is_one_message) {
    owe_review("U0BOB");
    room_do("U0ALICE", "shortcut skipped the cleanup");
    room_do("U0ALICE", "action add write a test <@U0BOB> due 2026-11-23");
    room_do("U0ALICE", "action add look at the alerts <@U0BOB> due 2026-11-23");
    room_do("U0ALICE", "action add ask the vendor @me due 2026-11-23");
    desk_type(desk, "U0ALICE", "resolve restarted it");
    desk_pass_days(desk, 3); /* Monday, 14:05 */
    int before = desk->sent_count;
    desk_pass(desk, 19 * HOUR_MS); /* Tuesday, 9:05 */
    cr_assert_eq(room_told("U0BOB", "", before), 1);
    const char *text = room_text("👉 *3 things that are owed*");
    assert_says(text, "• *" INC "* Review owed since");
    assert_says(text,
                "• *" INC "* Action item, and it is time now: write a test – `/incident done " INC
                " #3 …`");
    assert_says(text, "look at the alerts");
    assert_says(text, "Not in time? `/incident action postpone " INC);
    assert_button(room_find("👉 *3 things that are owed*")->body, "Done #3 " INC, "done " INC " #3");
    cr_assert_eq(room_told("U0ALICE", "ask the vendor", before), 1);
    room_do("U0BOB", "done " INC " #3 https://example.org/pull/3");
    before = desk->sent_count;
    desk_pass(desk, DAY_MS); /* Wednesday */
    cr_assert_eq(room_told("U0BOB", "", before), 1);
    assert_says_not(room_text("👉 *2 things that are owed*"), "write a test");
    cr_assert_eq(room_told("U0ALICE", "<@U0BOB> has owed it since", before), 1,
                 "with what alice owes herself");
    cr_assert_eq(room_told("U0ALICE", "ask the vendor", before), 1);
}

Test(task, a_debt_cannot_be_dropped_and_given_back_it_has_nobody) {
    owe_review("U0BOB");
    desk_type(desk, "U0BOB", "task #1 drop");
    cr_assert_eq(desk->result, INVALID);
    assert_says(desk->reply, "is owed and cannot be dropped");
    room_do("U0BOB", "task #1 decline I was not there");
    cr_assert_str_eq(desk_text(desk, "SELECT owner FROM task"), "");
    cr_assert_str_eq(desk_text(desk, "SELECT state FROM task"), TASK_OPEN);
    cr_assert_eq(room_told("U0ALICE", "gives back #1", 0), 1);
    int before = desk->sent_count;
    desk_pass_days(desk, 2);
    cr_assert_eq(room_told("U0ALICE", "nobody has it yet", before), 1);
}

Test(task, done_without_a_number_is_about_the_incident) {
    room_do("U0ALICE", "done 3 nodes restarted");
    cr_assert_str_eq(desk_text(desk, "SELECT resolution FROM incident"), "3 nodes restarted");
}

Test(task, words_that_mean_nothing_are_explained_and_handed_back) {
    desk_type(desk, "U0ALICE", "ask check the locks");
    cr_assert_eq(desk->result, INVALID);
    assert_says(desk->reply, "Whom do you ask?");
    assert_says(desk->reply, "ask check the locks");
    desk_type(desk, "U0ALICE", "ask <@U0BOB>");
    cr_assert_eq(desk->result, INVALID);
    assert_says(desk->reply, "The task is missing");
    desk_type(desk, "U0ALICE", "done #7 it works");
    cr_assert_eq(desk->result, INVALID);
    assert_says(desk->reply, "has no task #7");
    assert_says(desk->reply, "it works");
    desk_type(desk, "U0ALICE", "ask <@U0INCIDENTD> check the locks");
    cr_assert_eq(desk->result, INVALID);
    desk_type(desk, "U0ALICE", "ask <@U0BOB> check the locks");
    desk_type(desk, "U0ALICE", "task #1 perhaps");
    cr_assert_eq(desk->result, INVALID);
    assert_says(desk->reply, "Write accept, decline, done, drop, reopen, @name or in 10m");
}

Test(task, a_drill_asks_in_the_thread_alone) {
    struct err err;
    cr_assert_eq(db_run(&desk->store.db, &err, "UPDATE incident SET drill = 1", NULL, 0), OK);
    desk_type(desk, "U0ALICE", "ask <@U0BOB> check the locks in 5m");
    room_wait(15);
    cr_assert_eq(room_told("U0BOB", "locks", 0), 0);
    cr_assert_eq(room_told("U0ALICE", "locks", 0), 0);
    cr_assert_not_null(desk_find(desk, "this is a drill: nobody is told directly"));
}
