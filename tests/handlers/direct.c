/* What is said to the bot alone is a command, and is answered there. */
#include "base/utc.h"
#include "tests/kit/room.h"

static void set_up(void) {
    room_begin(NULL, "declare sev1 checkout is down");
}

TestSuite(direct, .init = set_up, .fini = room_close);

Test(direct, words_are_a_command_without_the_slash_and_answered_in_the_conversation) {
    desk_write(desk, "U0BOB", "note the cause is a bad migration");
    cr_assert_eq(desk->result, OK);
    const struct desk_sent *sent = room_find("on the timeline at");
    cr_assert_str_eq(sent->method, "chat.postMessage");
    cr_assert_str_eq(json_text_at(sent->body, "channel"), "D0BOB");
    cr_assert_str_eq(desk_text(desk, "SELECT text FROM timeline WHERE kind = 'note'"),
                     "the cause is a bad migration");
}

Test(direct, words_that_are_no_command_are_handed_back_with_the_nearest) {
    desk_write(desk, "U0BOB", "updaet rolled back");
    const struct desk_sent *sent = room_find("I do not know the verb");
    cr_assert_str_eq(json_text_at(sent->body, "channel"), "D0BOB");
    cr_assert_str_eq(button_line(sent->body, "update"), "update rolled back");
}

Test(direct, words_with_a_mention_in_front_are_the_same) {
    desk_write(desk, "U0BOB", "<@U0INCIDENTD> note rolled back");
    cr_assert_str_eq(desk_text(desk, "SELECT text FROM timeline WHERE kind = 'note'"),
                     "rolled back");
}

Test(direct, a_private_incident_is_not_told_to_whom_it_does_not_concern) {
    room_open(NULL);
    desk_type(desk, "U0ALICE", "declare sev1 --private keys are public");
    desk_write(desk, "U0BOB", "list");
    desk_write(desk, "U0BOB", "show inc 1");
    cr_assert_eq(room_told("D0BOB", "keys are public", 0), 0);
    cr_assert_geq(room_told("D0BOB", "is private", 0), 1);
}

Test(direct, too_many_words_at_once_are_refused_there_too) {
    desk->config.slack.pace_ms = 2 * SECOND_MS;
    for (int i = 0; i < 12; i++)
        desk_write(desk, "U0BOB", "list");
    cr_assert_geq(room_told("D0BOB", "requests of yours at once", 0), 1);
}
