/* Pins: what people find worth keeping is on the timeline. */
#include "base/utc.h"
#include "tests/kit/room.h"

#include <stdio.h>

static void set_up(void) {
    room_begin(NULL, "declare sev1 checkout is down");
    room_enter_thread(1);
}

TestSuite(pin, .init = set_up, .fini = room_close);

static void pin(const char *author, const char *text) {
    struct desk_said *said = desk_say(desk, author, text);
    snprintf(said->pinned_by, sizeof said->pinned_by, "U0CAROL");
    desk_pass(desk, 10 * MINUTE_MS);
    desk_deliver_pin(desk, said);
}

static int64_t pins(void) {
    return desk_number(desk, "SELECT count(*) FROM timeline WHERE kind = 'pin'");
}

Test(pin, stands_on_the_timeline_as_its_authors_at_the_time_of_the_message) {
    pin("U0BOB", "the cause is a &lt;bad&gt; migration");
    cr_assert_str_eq(desk_text(desk, "SELECT text FROM timeline WHERE kind = 'pin'"),
                     "the cause is a <bad> migration (pinned by <@U0CAROL>)");
    cr_assert_str_eq(desk_text(desk, "SELECT actor FROM timeline WHERE kind = 'pin'"), "U0BOB");
    cr_assert_eq(desk_number(desk, "SELECT at_ms FROM timeline WHERE kind = 'pin'"), DESK_BEGIN_MS);
}

Test(pin, made_again_or_delivered_twice_stands_once) {
    pin("U0BOB", "the cause is a bad migration");
    desk_deliver_pin(desk, &desk->said[0]);
    cr_assert_eq(desk->result, SEEN);
    cr_assert_eq(pins(), 1);
}

Test(pin, outside_of_an_incidents_thread_is_nobodys) {
    desk->thread[0] = 0;
    pin("U0BOB", "lunch is at noon");
    cr_assert_eq(desk->result, OK);
    cr_assert_eq(pins(), 0);
}

Test(pin, on_our_own_message_repeats_nothing) {
    pin("U0INCIDENTD", "Update: all is well");
    cr_assert_eq(pins(), 0);
}

Test(pin, of_a_message_without_words_says_so) {
    pin("U0BOB", "");
    assert_says(desk_text(desk, "SELECT text FROM timeline WHERE kind = 'pin'"),
                "a message without words");
}

Test(pin, of_a_programs_message_is_of_whoever_pinned_it) {
    pin("", "disk full on db-3");
    cr_assert_str_eq(desk_text(desk, "SELECT actor FROM timeline WHERE kind = 'pin'"), "U0CAROL");
}

Test(pin, in_the_thread_of_a_resolved_incident_still_counts) {
    desk_type(desk, "U0ALICE", "resolve rolled back");
    pin("U0BOB", "the graph of the outage");
    cr_assert_eq(pins(), 1);
}
