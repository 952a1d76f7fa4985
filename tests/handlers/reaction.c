/* Reactions: what people mark with an emoji is noted, and taken back as easily. */
#include "base/str.h"
#include "base/utc.h"
#include "tests/kit/room.h"

#include <stdio.h>

static void set_up(void) {
    room_begin(NULL, "declare sev1 checkout is down");
    room_enter_thread(1);
}

TestSuite(reaction, .init = set_up, .fini = room_close);

static int64_t notes(void) {
    return desk_number(desk, "SELECT count(*) FROM timeline WHERE kind = 'note'");
}

static int64_t transactions(void) {
    return desk_number(desk, "SELECT count(*) FROM inbox");
}

static struct desk_said *mark(const char *author, const char *text, const char *emoji) {
    struct desk_said *said = desk_say(desk, author, text);
    desk_pass(desk, 10 * MINUTE_MS);
    desk_react(desk, said, "U0CAROL", emoji, true);
    return said;
}

Test(reaction, of_a_pushpin_notes_the_message_as_its_authors_at_its_time) {
    mark("U0BOB", "the cause is a &lt;bad&gt; migration", "pushpin");
    cr_assert_str_eq(desk_text(desk, "SELECT text FROM timeline WHERE kind = 'note'"),
                     "the cause is a <bad> migration (noted by <@U0CAROL>)");
    cr_assert_str_eq(desk_text(desk, "SELECT actor FROM timeline WHERE kind = 'note'"), "U0BOB");
    cr_assert_eq(desk_number(desk, "SELECT at_ms FROM timeline WHERE kind = 'note'"),
                 DESK_BEGIN_MS);
}

Test(reaction, is_answered_with_the_same_reaction_and_no_word) {
    struct desk_said *said = desk_say(desk, "U0BOB", "the cause is a bad migration");
    int before = desk->sent_count;
    desk_react(desk, said, "U0CAROL", "pushpin", true);
    cr_assert_eq(desk->sent_count - before, 1);
    const struct desk_sent *sent = &desk->sent[before];
    cr_assert_str_eq(sent->method, "reactions.add");
    cr_assert_str_eq(json_text_at(sent->body, "name"), "pushpin");
    cr_assert_str_eq(json_text_at(sent->body, "timestamp"), said->ts);
}

Test(reaction, of_several_people_notes_once_and_only_the_last_that_goes_strikes) {
    struct desk_said *said = mark("U0BOB", "the cause is a bad migration", "pushpin");
    desk_react(desk, said, "U0DAVE", "pushpin", true);
    cr_assert_eq(notes(), 1);
    desk_react(desk, said, "U0CAROL", "pushpin", false);
    cr_assert_eq(desk_number(desk, "SELECT count(*) FROM amendment"), 0);
    desk_react(desk, said, "U0DAVE", "pushpin", false);
    cr_assert_str_eq(desk_text(desk, "SELECT who FROM amendment WHERE kind = 'strike'"), "U0DAVE");
    room_do("U0ALICE", "timeline #2");
    assert_says(desk->reply, "<@U0DAVE> at 14:15 UTC struck it (nobody marks it with :pushpin:");
    cr_assert_str_eq(desk->sent[desk->sent_count - 1].method, "reactions.remove");
}

Test(reaction, that_comes_back_brings_its_entry_back) {
    struct desk_said *said = mark("U0BOB", "the cause is a bad migration", "pushpin");
    desk_react(desk, said, "U0CAROL", "pushpin", false);
    room_do("U0ALICE", "timeline");
    cr_assert_null(strstr(desk->reply, "bad migration"));
    desk_react(desk, said, "U0CAROL", "pushpin", true);
    room_do("U0ALICE", "timeline");
    assert_says(desk->reply, "the cause is a bad migration");
    cr_assert_eq(notes(), 1);
}

Test(reaction, that_is_taken_back_before_its_message_was_read_notes_nothing) {
    struct desk_said *said = desk_say(desk, "U0BOB", "the cause is a bad migration");
    desk->away = true;
    desk_react(desk, said, "U0CAROL", "pushpin", true);
    desk_react(desk, said, "U0CAROL", "pushpin", false);
    desk->away = false;
    desk_pass(desk, MINUTE_MS);
    cr_assert_eq(notes(), 0);
}

Test(reaction, that_is_delivered_twice_counts_once) {
    struct desk_said *said = mark("U0BOB", "the cause is a bad migration", "pushpin");
    desk->deliveries--;
    desk_react_at(desk, said->channel, said->ts, "U0CAROL", "pushpin", true);
    cr_assert_eq(desk->result, SEEN);
}

Test(reaction, of_a_paperclip_is_evidence_with_the_address_and_the_files) {
    struct desk_said *said = desk_say(desk, "U0BOB", "the locks at 14:04");
    snprintf(said->file, sizeof said->file, "locks.png");
    desk_react(desk, said, "U0CAROL", "paperclip", true);
    cr_assert_str_eq(desk_text(desk, "SELECT text FROM timeline WHERE kind = 'file'"),
                     "Evidence: locks.png (image/png, 12 KB, Slack's file F0FILE)"
                     " https://desk.slack.test/files/U0BOB/F0FILE/x.png");
    const char *text = desk_text(desk, "SELECT text FROM timeline WHERE kind = 'evidence'");
    assert_says(text, "Evidence: the locks at 14:04 (noted by <@U0CAROL>) "
                      "https://desk.slack.test/archives/C0INCIDENTS/p1795183500");
    assert_says(text, "?thread_ts=");
}

Test(reaction, that_goes_takes_the_files_along_and_a_pin_keeps_them) {
    struct desk_said *said = desk_say(desk, "U0BOB", "the locks at 14:04");
    snprintf(said->file, sizeof said->file, "locks.png");
    desk_react(desk, said, "U0CAROL", "paperclip", true);
    desk_react(desk, said, "U0CAROL", "paperclip", false);
    cr_assert_eq(desk_number(desk, "SELECT count(*) FROM amendment WHERE kind = 'strike'"), 2);
    desk_react(desk, said, "U0CAROL", "paperclip", true);
    snprintf(said->pinned_by, sizeof said->pinned_by, "U0DAVE");
    desk_deliver_pin(desk, said);
    desk_react(desk, said, "U0CAROL", "paperclip", false);
    cr_assert_eq(desk_number(desk, "SELECT count(*) FROM amendment WHERE kind = 'strike'"), 3);
}

Test(reaction, on_what_is_pinned_adds_no_second_line_and_goes_without_striking) {
    struct desk_said *said = desk_say(desk, "U0BOB", "the cause is a bad migration");
    snprintf(said->pinned_by, sizeof said->pinned_by, "U0DAVE");
    desk_deliver_pin(desk, said);
    desk_react(desk, said, "U0CAROL", "pushpin", true);
    cr_assert_eq(notes(), 0);
    desk_react(desk, said, "U0CAROL", "pushpin", false);
    cr_assert_eq(desk_number(desk, "SELECT count(*) FROM amendment"), 0);
}

Test(reaction, in_the_channel_is_of_the_only_open_incident_there) {
    desk->thread[0] = 0;
    mark("U0BOB", "shop says no orders since 14:00", "pushpin");
    cr_assert_eq(notes(), 1);
}

Test(reaction, in_the_channel_of_two_open_incidents_or_in_another_thread_is_nobodys) {
    desk->thread[0] = 0;
    desk_type(desk, "U0ALICE", "declare sev3 images are slow");
    mark("U0BOB", "lunch is at noon", "pushpin");
    snprintf(desk->thread, sizeof desk->thread, "1795183400.000001");
    mark("U0BOB", "I bring the salad", "pushpin");
    cr_assert_eq(notes(), 0);
}

Test(reaction, without_a_meaning_or_where_no_incident_is_costs_no_transaction) {
    int64_t before = transactions();
    mark("U0BOB", "well done", "tada");
    desk_react_at(desk, "C0RANDOM", "1795183500.000900", "U0CAROL", "pushpin", true);
    desk_react_at(desk, "C0INCIDENTS", "1795183500.000900", "U0CAROL", "white_check_mark", true);
    cr_assert_eq(transactions(), before);
}

Test(reaction, of_our_own_counts_for_nobody) {
    int64_t before = transactions();
    mark("U0BOB", "the cause is a bad migration", "tada");
    desk_react_at(desk, "C0INCIDENTS", desk->said[0].ts, "U0INCIDENTD", "pushpin", true);
    cr_assert_eq(transactions(), before);
}

Test(reaction, on_our_own_message_repeats_nothing) {
    mark("U0INCIDENTD", "Update: all is well", "pushpin");
    cr_assert_eq(notes(), 0);
}

Test(reaction, is_whichever_the_settings_say) {
    room_begin("emoji.note=memo", "declare sev1 checkout is down");
    room_enter_thread(1);
    mark("U0BOB", "not this", "pushpin");
    cr_assert_eq(notes(), 0);
    mark("U0BOB", "but this", "memo");
    cr_assert_eq(notes(), 1);
    room_begin("emoji.note=", "declare sev1 checkout is down");
    room_enter_thread(1);
    mark("U0BOB", "nothing means a note", "pushpin");
    cr_assert_eq(notes(), 0);
}

Test(reaction, that_we_may_not_answer_is_answered_in_words) {
    desk_refuse(desk, "reactions.add", "missing_scope", 1);
    mark("U0BOB", "the cause is a bad migration", "pushpin");
    cr_assert_eq(room_told("U0CAROL", "on the timeline of " INC " now, as #2", 0), 1);
}

Test(reaction, on_a_message_that_cannot_be_read_says_so_to_whoever_reacted) {
    desk_refuse(desk, "conversations.replies", "missing_scope", 1);
    mark("U0BOB", "the cause is a bad migration", "pushpin");
    cr_assert_eq(room_told("U0CAROL", "I could not read the message", 0), 1);
}

Test(reaction, that_would_change_what_is_sealed_is_refused_with_a_reason) {
    struct desk_said *said = mark("U0BOB", "the cause is a bad migration", "pushpin");
    room_do("U0ALICE", "resolve rolled back");
    room_do("U0ALICE", "seal");
    desk_react(desk, said, "U0CAROL", "pushpin", false);
    cr_assert_eq(desk_number(desk, "SELECT count(*) FROM amendment"), 0);
    cr_assert_eq(room_told("U0CAROL", "was sealed by <@U0ALICE>", 0), 1);
}

/* ---- Tasks */

static const struct desk_sent *ask(void) {
    room_do("U0ALICE", "ask <@U0BOB> check the locks in 5m");
    desk_pass(desk, SECOND_MS);
    return room_find("check the locks");
}

static const char *state(void) {
    return desk_text(desk, "SELECT state || ' ' || ended_by FROM task");
}

static const struct desk_sent *in_thread(const char *part) {
    for (int i = desk->sent_count - 1; i >= 0; i--)
        if (*json_text_at(desk->sent[i].body, "thread_ts") &&
            strstr(json_print(desk->sent[i].body), part))
            return &desk->sent[i];
    cr_assert(false, "nothing in the thread says %s", part);
    return NULL;
}

Test(reaction, of_a_check_mark_on_a_task_in_the_thread_says_that_it_is_done) {
    ask();
    const struct desk_sent *sent = in_thread("check the locks");
    desk_react_at(desk, "C0INCIDENTS", sent->ts, "U0BOB", "white_check_mark", true);
    cr_assert_str_eq(state(), "done U0BOB");
    room_find(":white_check_mark: <@U0BOB> did #1");
}

Test(reaction, of_a_check_mark_in_the_private_message_is_answered_there) {
    const struct desk_sent *sent = ask();
    cr_assert_str_eq(json_text_at(sent->body, "channel"), "U0BOB");
    desk_react_at(desk, "D0BOB", sent->ts, "U0BOB", "white_check_mark", true);
    cr_assert_str_eq(state(), "done U0BOB");
    cr_assert_eq(room_told("U0BOB", "#1 is done; the thread knows", 0), 1);
}

Test(reaction, of_a_check_mark_that_goes_asks_for_the_task_again) {
    ask();
    const struct desk_sent *sent = in_thread("check the locks");
    desk_react_at(desk, "C0INCIDENTS", sent->ts, "U0BOB", "white_check_mark", true);
    desk_react_at(desk, "C0INCIDENTS", sent->ts, "U0CAROL", "white_check_mark", true);
    desk_react_at(desk, "C0INCIDENTS", sent->ts, "U0CAROL", "white_check_mark", false);
    cr_assert_str_eq(state(), "done U0BOB");
    desk_react_at(desk, "C0INCIDENTS", sent->ts, "U0BOB", "white_check_mark", false);
    cr_assert_str_eq(state(), "open ");
}

Test(reaction, of_a_check_mark_on_the_mention_that_asked_is_as_good) {
    desk_mention(desk, "U0ALICE", "ask <@U0BOB> check the locks in 5m");
    const char *ts = desk_text(desk, "SELECT ts FROM message WHERE kind = 'task'");
    char asked[32];
    snprintf(asked, sizeof asked, "%s", ts);
    desk_react_at(desk, "C0INCIDENTS", asked, "U0BOB", "white_check_mark", true);
    cr_assert_str_eq(state(), "done U0BOB");
}

Test(reaction, of_a_check_mark_on_anything_else_means_nothing) {
    mark("U0BOB", "the cause is a bad migration", "white_check_mark");
    cr_assert_eq(notes(), 0);
}

/* ---- Who may see it */

Test(reaction, in_a_private_channel_is_that_incidents_and_shows_there_alone) {
    room_open(SETTINGS("playbook=default"));
    snprintf(desk->channel, sizeof desk->channel, "G0WAR");
    room_do("U0ALICE", "declare sev1 --private keys are public");
    snprintf(desk->thread, sizeof desk->thread, "%s",
             desk_text(desk, "SELECT card_ts FROM incident"));
    struct desk_said *said = desk_say(desk, "U0BOB", "found in the logs");
    snprintf(said->channel, sizeof said->channel, "G0WAR");
    int before = desk->sent_count;
    desk_react(desk, said, "U0CAROL", "pushpin", true);
    cr_assert_eq(notes(), 1);
    for (int i = before; i < desk->sent_count; i++)
        cr_assert_str_eq(json_text_at(desk->sent[i].body, "channel"), "G0WAR");
}

/* ---- After a time without Slack */

static void lose_and_find(struct desk_said *said, const char *user, bool add) {
    desk_disconnect(desk);
    desk_pass(desk, 3 * MINUTE_MS);
    desk_react_unheard(said, user, "pushpin", add);
    desk_connect(desk);
    desk_pass(desk, SECOND_MS);
}

Test(reaction, made_while_slack_was_away_is_found_when_the_thread_is_read_again) {
    struct desk_said *said = desk_say(desk, "U0BOB", "the cause is a bad migration");
    lose_and_find(said, "U0CAROL", true);
    cr_assert_eq(notes(), 1);
    lose_and_find(said, "U0CAROL", false);
    cr_assert_eq(desk_number(desk, "SELECT count(*) FROM amendment WHERE kind = 'strike'"), 1);
}

Test(reaction, found_again_and_unchanged_does_nothing_twice) {
    struct desk_said *said = mark("U0BOB", "the cause is a bad migration", "pushpin");
    lose_and_find(said, "U0CAROL", true);
    cr_assert_eq(notes(), 1);
    cr_assert_eq(desk_number(desk, "SELECT count(*) FROM amendment"), 0);
}
