/* The menu of a message: *Add to timeline* and *Evidence*. */
#include "base/utc.h"
#include "tests/kit/room.h"

#include <stdio.h>

static void set_up(void) {
    room_begin(NULL, "declare sev1 checkout is down");
    room_enter_thread(1);
}

TestSuite(pick, .init = set_up, .fini = room_close);

static struct desk_said *choose(const char *callback_id, const char *text) {
    struct desk_said *said = desk_say(desk, "U0BOB", text);
    desk_pass(desk, 5 * MINUTE_MS);
    desk_shortcut(desk, "U0CAROL", callback_id, said);
    return said;
}

/* What the person was told last, through the address that came with the menu. */
static const char *told(void) {
    for (int i = desk->sent_count - 1; i >= 0; i--)
        if (strcmp(desk->sent[i].method, "response_url") == 0)
            return json_text_at(desk->sent[i].body, "text");
    return "";
}

static const char *noted(void) {
    return desk_text(desk, "SELECT text FROM timeline WHERE kind = 'note'");
}

Test(pick, puts_a_message_of_the_thread_on_its_timeline_and_says_how_to_take_it_back) {
    choose("incident_note", "the cause is a bad migration");
    cr_assert_str_eq(noted(), "the cause is a bad migration (noted by <@U0CAROL>)");
    cr_assert_eq(desk_number(desk, "SELECT at_ms FROM timeline WHERE kind = 'note'"),
                 DESK_BEGIN_MS);
    assert_says(told(), "is on the timeline now, as #2.");
    assert_says(told(), "`/incident strike " INC " #2 …why…`");
}

Test(pick, of_the_same_message_again_says_where_it_is) {
    struct desk_said *said = choose("incident_note", "the cause is a bad migration");
    desk_shortcut(desk, "U0DAVE", "incident_note", said);
    assert_says(told(), "is on the timeline already, as #2.");
}

Test(pick, that_is_delivered_twice_counts_once) {
    struct desk_said *said = choose("incident_note", "the cause is a bad migration");
    desk->deliveries--;
    desk_shortcut(desk, "U0CAROL", "incident_note", said);
    cr_assert_eq(desk->result, SEEN);
}

Test(pick, as_evidence_names_the_files_and_their_addresses) {
    struct desk_said *said = desk_say(desk, "U0BOB", "");
    snprintf(said->file, sizeof said->file, "locks.png");
    desk_shortcut(desk, "U0CAROL", "incident_evidence", said);
    assert_says(desk_text(desk, "SELECT text FROM timeline WHERE kind = 'file'"),
                "Evidence: locks.png (image/png, 12 KB, Slack's file F0FILE) https://");
    assert_says(told(), "So is what hangs on it: 1 file, by name and address.");
}

Test(pick, where_several_may_be_meant_asks_and_the_button_names_the_message) {
    desk_type(desk, "U0ALICE", "declare sev3 images are slow");
    desk->thread[0] = 0;
    choose("incident_note", "images: 504 from the cache");
    assert_says(told(), "Which incident do you mean?");
    cr_assert_str_eq(noted(), "");
    const char *line = button_line(desk->sent[desk->sent_count - 1].body, "002");
    cr_assert_str_eq(line, "note INC-2026-11-20-002 this message");
    desk_press(desk, "U0CAROL", line);
    cr_assert_str_eq(noted(), "images: 504 from the cache (noted by <@U0CAROL>)");
    cr_assert_eq(desk_number(desk, "SELECT incident_id FROM timeline WHERE kind = 'note'"), 2);
}

Test(pick, is_its_persons_alone_and_not_for_long) {
    choose("incident_note", "the cause is a bad migration");
    desk_type(desk, "U0DAVE", "note this message");
    assert_says(desk->reply, "You picked no message lately");
    desk_pass(desk, 2 * HOUR_MS);
    desk_type(desk, "U0CAROL", "note this message");
    assert_says(desk->reply, "You picked no message lately");
}

Test(pick, without_any_incident_says_so_and_hands_nothing_back_that_was_not_typed) {
    room_open(NULL);
    choose("incident_note", "lunch is at noon");
    assert_says(told(), "No incident is open");
    cr_assert_null(strstr(told(), "You typed"));
}

Test(pick, of_our_own_message_says_that_it_is_on_the_timeline) {
    struct desk_said *said = desk_say(desk, "U0INCIDENTD", "Update: all is well");
    desk_shortcut(desk, "U0CAROL", "incident_note", said);
    assert_says(told(), "that is a message of mine");
}

Test(pick, from_a_private_channel_warns_that_everybody_reads_the_timeline) {
    struct desk_said *said = desk_say(desk, "U0BOB", "the key was in the logs");
    snprintf(said->channel, sizeof said->channel, "G0WAR");
    said->thread[0] = 0;
    desk_shortcut(desk, "U0CAROL", "incident_note", said);
    assert_says(told(), "everybody can read this timeline");
}

Test(pick, in_the_thread_of_a_private_incident_is_refused_to_whoever_may_not_see_it) {
    room_open(NULL);
    snprintf(desk->channel, sizeof desk->channel, "G0WAR");
    room_do("U0ALICE", "declare sev1 --private keys are public");
    struct desk_said *said = desk_say(desk, "U0BOB", "no idea what this is");
    snprintf(said->channel, sizeof said->channel, "C0GENERAL");
    said->thread[0] = 0;
    desk_shortcut(desk, "U0DAVE", "incident_note", said);
    cr_assert_str_eq(noted(), "");
    cr_assert_null(strstr(told(), "keys are public"));
}

Test(pick, can_be_followed_by_an_edit) {
    struct desk_said *said = choose("incident_note", "the cause is a bad migration");
    desk_edit(desk, said, "the cause is an index");
    room_do("U0ALICE", "timeline");
    assert_says(desk->reply, "the cause is an index (noted by <@U0CAROL>)");
}

Test(pick, evidence_can_be_typed_too) {
    room_do("U0BOB", "evidence at 14:00 https://graphs.example.org/checkout errors since then");
    cr_assert_str_eq(desk_text(desk, "SELECT text FROM timeline WHERE kind = 'evidence'"),
                     "Evidence: https://graphs.example.org/checkout errors since then");
}
