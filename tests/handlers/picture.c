/* The picture of one incident: who gets it, and what is said in words beside it. */
#include "base/str.h"
#include "base/utc.h"
#include "tests/kit/room.h"

#include <string.h>

static void begin(void) {
    room_begin("playbook=guide", "declare sev1 checkout is down");
}

TestSuite(picture, .init = begin, .fini = room_close);

/* The file that went out last, and what was asked of Slack for it. */
static const struct json *file(void) {
    const struct json *body = NULL;
    desk_pass(desk, SECOND_MS);
    for (int i = 0; i < desk->sent_count; i++)
        if (str_equal(desk->sent[i].method, "files.completeUploadExternal"))
            body = desk->sent[i].body;
    return body;
}

static const char *row(void) {
    return desk_text(desk, "SELECT body FROM outbox WHERE method = 'upload' ORDER BY id DESC");
}

Test(picture, it_goes_to_whoever_asked_and_says_how_everybody_gets_it) {
    room_do("U0BOB", "picture");
    assert_says(desk->reply, "the picture comes in our direct messages");
    assert_says(desk->reply, "picture INCIDENT-20261120-140500 thread");
    cr_assert_str_eq(json_text_at(file(), "channel_id"), "DU0BOB");
    cr_assert_eq(memcmp(desk->uploaded, "\x89PNG", 4), 0);
}

Test(picture, into_the_thread_when_somebody_says_so) {
    room_do("U0BOB", "picture thread");
    cr_assert_str_eq(json_text_at(file(), "thread_ts"), desk->sent[0].ts);
}

Test(picture, show_picture_is_the_same) {
    room_do("U0BOB", "show picture");
    cr_assert_str_eq(json_text_at(file(), "channel_id"), "DU0BOB");
}

Test(picture, what_happened_and_what_was_promised_is_said_in_words_too) {
    room_do("U0BOB", "ack");
    room_wait(10);
    room_do("U0BOB", "update rolling back");
    room_wait(40);
    room_do("U0ALICE", "status mitigating");
    room_do("U0BOB", "picture");
    assert_says(row(), "Promised updates that came in time: 1 of 2.");
    assert_says(row(), "14:05 Declared SEV-1: checkout is down.");
    assert_says(row(), "14:55 Investigating → Mitigating");
    assert_says(row(), "Mitigating, for 50 min");
}

Test(picture, of_a_resolved_incident_and_one_of_the_next_day_as_well) {
    room_do("U0BOB", "mitigate rolled back");
    desk_pass(desk, 30 * HOUR_MS);
    room_do("U0BOB", "resolve rolled back because: it holds");
    room_do("U0BOB", "picture inc 1");
    assert_says(row(), "Resolved, lasted 1 d 6 h");
    cr_assert_not_null(file());
}

Test(picture, of_a_rehearsal_it_says_what_it_is) {
    room_do("U0BOB", "drill sev1 fire");
    room_do("U0BOB", "picture inc 2");
    assert_says(row(), "DRILL, Investigating");
    assert_says(row(), "🧪 DRILL – INCIDENT-20261120-140500-2: its course");
}

Test(picture, what_does_not_fit_is_counted_and_found_on_the_timeline) {
    for (int i = 0; i < 8; i++) {
        room_do("U0BOB", "status mitigating");
        room_do("U0BOB", "status investigating");
    }
    room_do("U0BOB", "picture");
    assert_says(desk->reply, "events did not fit into it");
    cr_assert_not_null(file());
}

Test(picture, a_title_of_any_kind_can_be_drawn) {
    room_do("U0BOB", "title 決済が落ちている 🚨 <b>&amp; \u202ertl");
    room_do("U0BOB", "picture");
    cr_assert_not_null(file());
    room_do("U0BOB", "title wwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwww");
    room_do("U0BOB", "picture");
    cr_assert_not_null(file());
}
