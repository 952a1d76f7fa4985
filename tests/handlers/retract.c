/* What the open channel shows of an incident that became private: S1, scenario 4. */
#include "base/utc.h"
#include "tests/kit/room.h"

static void set_up(void) {
    room_open(SETTINGS("playbook=motus"));
    desk_type(desk, "U0ALICE", "declare sev2 logins are strange");
}

TestSuite(retract, .init = set_up, .fini = room_close);

static void close_and_go_private(void) {
    desk_close_channel(desk, "C0INCIDENTS", "is_archived");
    desk_type(desk, "U0BOB", "kind security it is an attack");
}

/* How many edits took back what the card says, from the sent message on. */
static int taken_back(int from) {
    int count = 0;
    for (int i = from; i < desk->sent_count; i++)
        count += strcmp(desk->sent[i].method, "chat.update") == 0 &&
                 strstr(json_text_at(desk->sent[i].body, "text"), "goes on in private") != NULL;
    return count;
}

Test(retract, a_card_in_an_archived_channel_is_taken_back_when_that_is_open_again) {
    close_and_go_private();
    room_wait(41);
    cr_assert_eq(taken_back(0), 0, "refused three times");
    desk_open_channel(desk);
    int from = desk->sent_count;
    room_wait(21);
    cr_assert_eq(taken_back(from), 1);
    cr_assert_eq(desk_count(desk, "goes on in private", from), 2, "the card, and a line under it");
    room_wait(60);
    cr_assert_eq(taken_back(from), 1, "once");
}

Test(retract, the_commander_hears_once_that_the_card_still_stands) {
    close_and_go_private();
    room_wait(61);
    assert_says(room_text("still says what it said"), "`is_archived`");
    assert_says(room_text("still says what it said"), "somebody has to delete now");
    cr_assert_eq(desk_count(desk, "still says what it said", 0), 1);
    cr_assert_eq(desk_number(desk, "SELECT count(*) FROM timeline WHERE kind = 'undelivered' AND"
                                   " text LIKE '%could not be taken back%'"),
                 1);
}

Test(retract, a_card_that_somebody_deleted_is_left_alone) {
    desk_refuse(desk, "chat.update", "message_not_found", 1);
    desk_type(desk, "U0BOB", "kind security it is an attack");
    room_wait(41);
    cr_assert_null(desk_find(desk, "still says what it said"));
    cr_assert_eq(desk_number(desk, "SELECT count(*) FROM job WHERE kind = 'retract'"), 0);
}

Test(retract, a_card_of_which_slack_says_that_it_cannot_be_edited_is_for_a_person_to_delete) {
    desk_refuse(desk, "chat.update", "edit_window_closed", 1);
    desk_type(desk, "U0BOB", "kind security it is an attack");
    assert_says(room_text("still says what it said"), "Please have it deleted");
    cr_assert_eq(desk_number(desk, "SELECT count(*) FROM job WHERE kind = 'retract'"), 0);
}

Test(retract, nobody_tries_any_more_once_the_incident_is_closed) {
    struct err err;
    close_and_go_private();
    cr_assert_eq(db_run(&desk->store.db, &err, "UPDATE incident SET closed_ms = 1", NULL, 0), OK);
    desk_open_channel(desk);
    room_wait(21);
    cr_assert_eq(taken_back(0), 0);
}

Test(retract, a_question_that_was_left_behind_does_not_say_how_it_was_answered) {
    room_do("U0BOB", "decide rollback the release broke it");
    cr_assert_not_null(desk_find(desk, "*Approval #1*"));
    desk_type(desk, "U0BOB", "kind security it is an attack");
    desk_type(desk, "U0ALICE", "approve #1 their keys are out");
    const struct desk_sent *edit = NULL;
    for (int i = 0; i < desk->sent_count; i++)
        if (strcmp(desk->sent[i].method, "chat.update") == 0 &&
            strstr(json_text_at(desk->sent[i].body, "text"), "*Approval #1*"))
            edit = &desk->sent[i];
    cr_assert_not_null(edit);
    cr_assert_str_eq(json_text_at(edit->body, "channel"), "C0INCIDENTS");
    cr_assert_str_eq(json_text_at(edit->body, "text"), "*Approval #1*: 🔒 this goes on in private.");
    assert_says_not(json_print(edit->body), "button");
}
