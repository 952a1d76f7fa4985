/* Messages that stand on a timeline and are edited or deleted in Slack. */
#include "base/utc.h"
#include "tests/kit/room.h"

#include <stdio.h>

static struct desk_said *said;

static void set_up(void) {
    room_begin(NULL, "declare sev1 checkout is down");
    room_enter_thread(1);
    said = desk_say(desk, "U0BOB", "the cause is a bad migration");
    desk_react(desk, said, "U0CAROL", "pushpin", true);
}

TestSuite(edited, .init = set_up, .fini = room_close);

static int64_t changes(void) {
    return desk_number(desk, "SELECT count(*) FROM amendment");
}

Test(edited, message_reads_as_it_does_now_and_what_it_was_is_kept) {
    desk_pass(desk, 5 * MINUTE_MS);
    desk_edit(desk, said, "the cause is a bad &amp; old migration");
    room_do("U0ALICE", "timeline #2");
    assert_says(desk->reply, "the cause is a bad &amp; old migration (noted by <@U0CAROL>)");
    assert_says(desk->reply, "Written: `14:05 UTC` the cause is a bad migration");
    assert_says(desk->reply, "<@U0BOB> at 14:10 UTC made it:");
    assert_says(desk->reply, "(the message was edited)");
}

Test(edited, message_that_reads_the_same_changes_nothing) {
    desk_edit(desk, said, "the cause is a bad migration");
    cr_assert_eq(changes(), 0);
}

Test(edited, message_that_is_deleted_says_so_and_keeps_its_words) {
    desk_pass(desk, 5 * MINUTE_MS);
    desk_delete(desk, said);
    room_do("U0ALICE", "timeline");
    assert_says(
        desk->reply,
        "the cause is a bad migration (noted by <@U0CAROL>) (deleted in Slack at 14:10 UTC)");
}

Test(edited, message_that_is_on_no_timeline_costs_no_transaction) {
    struct desk_said *other = desk_say(desk, "U0BOB", "lunch?");
    int64_t before = desk_number(desk, "SELECT count(*) FROM inbox");
    desk_edit(desk, other, "lunch!");
    desk_delete(desk, other);
    cr_assert_eq(desk_number(desk, "SELECT count(*) FROM inbox"), before);
}

Test(edited, message_whose_entry_is_struck_or_sealed_leaves_it_as_it_is) {
    desk_react(desk, said, "U0CAROL", "pushpin", false);
    desk_edit(desk, said, "something else");
    cr_assert_eq(changes(), 1);
    desk_react(desk, said, "U0CAROL", "pushpin", true);
    cr_assert_eq(changes(), 2);
    room_do("U0ALICE", "resolve rolled back");
    room_do("U0ALICE", "seal");
    desk_edit(desk, said, "something else again");
    desk_delete(desk, said);
    cr_assert_eq(changes(), 2);
}

Test(edited, message_that_was_pinned_is_followed_too) {
    struct desk_said *pinned = desk_say(desk, "U0BOB", "rolled back");
    snprintf(pinned->pinned_by, sizeof pinned->pinned_by, "U0DAVE");
    desk_deliver_pin(desk, pinned);
    desk_edit(desk, pinned, "rolled back release 42");
    room_do("U0ALICE", "timeline");
    assert_says(desk->reply, "rolled back release 42 (pinned by <@U0DAVE>)");
}

static void edit_unheard(const char *text) {
    desk_disconnect(desk);
    desk_pass(desk, 3 * MINUTE_MS);
    snprintf(said->text, sizeof said->text, "%s", text);
    desk_new_ts(desk, said->edited);
    desk_connect(desk);
    desk_pass(desk, SECOND_MS);
}

Test(edited, message_is_followed_when_slack_was_away_meanwhile) {
    edit_unheard("the cause is an index");
    room_do("U0ALICE", "timeline");
    assert_says(desk->reply, "the cause is an index (noted by <@U0CAROL>)");
}

Test(edited, message_that_is_read_again_undoes_nothing_that_was_put_right_by_hand) {
    desk_edit(desk, said, "the cause is an index");
    desk_pass(desk, MINUTE_MS);
    room_do("U0ALICE", "amend #2 the cause is a missing index");
    desk_disconnect(desk);
    desk_pass(desk, 3 * MINUTE_MS);
    desk_connect(desk);
    desk_pass(desk, SECOND_MS);
    room_do("U0ALICE", "timeline");
    assert_says(desk->reply, "the cause is a missing index");
}
