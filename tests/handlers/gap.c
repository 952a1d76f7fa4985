/* Times without Slack: what was said in them is found, done once, and owned up to. */
#include "base/utc.h"
#include "tests/kit/room.h"

#include <stdio.h>

/* An incident whose thread people write in. */
static void set_up_with(const char *const *settings) {
    room_open(settings);
    desk_type(desk, "U0ALICE", "declare sev1 checkout is down");
    room_enter_thread(1);
    desk_pass(desk, 3 * MINUTE_MS);
}

static void set_up(void) {
    set_up_with(NULL);
}

TestSuite(gap, .init = set_up, .fini = room_close);

/* No link for so many minutes, in the middle of which text is said. */
static void gap_with(int minutes, const char *user, const char *text) {
    desk_disconnect(desk);
    desk_pass(desk, (int64_t)minutes * MINUTE_MS / 2);
    if (text)
        desk_say(desk, user, text);
    desk_pass(desk, (int64_t)minutes * MINUTE_MS / 2);
    desk_connect(desk);
    desk_pass(desk, 5 * SECOND_MS);
}

#define timeline_count(kind)                                                                       \
    desk_number(desk, "SELECT count(*) FROM timeline WHERE kind = '" kind "'")

Test(gap, a_mention_said_in_it_is_done_and_its_person_hears_of_when_it_was) {
    gap_with(4, "U0BOB", "<@U0INCIDENTD> update rolled back");
    cr_assert_not_null(desk_find(desk, "UPDATE [14:12 UTC]"));
    cr_assert_eq(timeline_count("update"), 1);
    const struct desk_sent *answer = desk_find(desk, "You asked this at 14:10 UTC");
    cr_assert_str_eq(answer->method, "chat.postEphemeral");
    cr_assert_str_eq(json_text_at(answer->body, "user"), "U0BOB");
    cr_assert_str_eq(json_text_at(answer->body, "thread_ts"), desk->thread);
    assert_says(json_print(answer->body), "your update is in the thread");
}

Test(gap, it_is_owned_up_to_in_the_thread_and_on_the_timeline) {
    desk_say(desk, "U0CAROL", "looking at the graphs");
    gap_with(4, "U0BOB", "<@U0INCIDENTD> update rolled back");
    const char *line = room_body("I was not connected to Slack from 14:08 UTC to 14:12 UTC");
    assert_says(line, "2 messages, 1 command in mentions done now.");
    assert_says(line, "Commands typed with /incident in that time were lost");
    assert_says(line, desk->thread);
    assert_says(desk_text(desk, "SELECT text FROM timeline WHERE kind = 'gap'"),
                "from 14:08 UTC to 14:12 UTC. I read this thread again: 2 messages, 1 command");
    cr_assert_eq(desk_number(desk, "SELECT count(*) FROM gap"), 0);
}

Test(gap, one_too_short_to_tell_is_read_all_the_same) {
    gap_with(1, "U0BOB", "<@U0INCIDENTD> note the pods restarted");
    cr_assert_eq(timeline_count("note"), 1);
    cr_assert_null(desk_find(desk, "I was not connected"));
}

Test(gap, a_replaced_connection_is_none) {
    int before = desk->sent_count;
    desk_connect(desk);
    desk_pass(desk, MINUTE_MS);
    desk_disconnect(desk);
    desk_pass(desk, 5 * SECOND_MS);
    desk_connect(desk);
    desk_pass(desk, MINUTE_MS);
    cr_assert_eq(desk->sent_count, before);
    cr_assert_eq(desk_number(desk, "SELECT count(*) FROM outbox WHERE lane LIKE 'read:%'"), 0);
}

Test(gap, a_mention_that_slack_also_delivers_has_one_effect) {
    const struct desk_said *before = desk_say(desk, "U0BOB", "<@U0INCIDENTD> note seen live");
    desk_deliver_mention(desk, before);
    gap_with(4, "U0BOB", "<@U0INCIDENTD> note seen late");
    desk_deliver_mention(desk, &desk->said[1]);
    cr_assert_eq(desk->result, SEEN);
    cr_assert_eq(timeline_count("note"), 2);
    assert_says(room_body("I was not connected"), "2 messages, 1 command in mentions done now.");
}

Test(gap, what_was_refused_before_it_is_not_refused_again) {
    desk_deliver_mention(desk, desk_say(desk, "U0BOB", "<@U0INCIDENTD> snooze soon"));
    cr_assert_eq(desk_count(desk, "Nothing was changed", 0), 1);
    gap_with(4, "U0BOB", "<@U0INCIDENTD> snooze later");
    cr_assert_eq(desk_count(desk, "Nothing was changed", 0), 2);
    gap_with(4, "U0BOB", NULL);
    cr_assert_eq(desk_count(desk, "Nothing was changed", 0), 2);
    cr_assert_not_null(desk_find(desk, "2 messages, 1 command in mentions handed back."));
}

Test(gap, a_mention_too_old_to_be_done_is_handed_back) {
    gap_with(180, "U0BOB", "<@U0INCIDENTD> resolve rolled back release 42");
    cr_assert_eq(desk_number(desk, "SELECT resolved_ms FROM incident"), 0);
    const char *answer = room_body("too long ago for me to do it unasked");
    assert_says(answer, "You asked this at 15:38 UTC");
    assert_says(answer, "resolve rolled back release 42");
    gap_with(4, "U0BOB", NULL);
    cr_assert_eq(desk_count(desk, "too long ago", 0), 1);
}

Test(gap, an_incident_asked_for_in_the_channel_is_declared) {
    desk->thread[0] = 0;
    gap_with(4, "U0BOB", "<@U0INCIDENTD> declare sev2 search is slow");
    cr_assert_eq(desk_number(desk, "SELECT count(*) FROM incident"), 2);
    cr_assert_not_null(desk_find(desk, "You asked this at 14:10 UTC"));
}

Test(gap, one_that_a_crash_began_is_known_after_the_restart) {
    desk_say(desk, "U0BOB", "<@U0INCIDENTD> note said while it was dead");
    desk_restart(desk, 30 * MINUTE_MS);
    cr_assert_eq(timeline_count("note"), 0);
    desk_pass(desk, MINUTE_MS);
    desk_connect(desk);
    desk_pass(desk, 5 * SECOND_MS);
    cr_assert_eq(timeline_count("note"), 1);
    cr_assert_not_null(desk_find(desk, "I was not connected to Slack from 14:08 UTC to 14:39 UTC"));
}

static void refuse_reading(const char *error, enum web_outcome outcome, int times) {
    desk_refuse(desk, "conversations.replies", error, times);
    desk->refuse_outcome = outcome;
}

Test(gap, a_reading_that_fails_is_tried_again_also_by_the_next_process) {
    refuse_reading("ratelimited", WEB_LATER, 2);
    gap_with(4, "U0BOB", "<@U0INCIDENTD> note said in the gap");
    cr_assert_eq(timeline_count("note"), 0);
    desk_restart(desk, 2 * SECOND_MS);
    desk_connect(desk);
    desk_pass(desk, 2 * MINUTE_MS);
    cr_assert_eq(desk->refuse_times, 0);
    cr_assert_eq(timeline_count("note"), 1);
    cr_assert_eq(desk_count(desk, "I was not connected", 0), 1);
}

Test(gap, a_thread_that_cannot_be_read_hears_why) {
    refuse_reading("missing_scope", WEB_REFUSED, 1);
    gap_with(4, "U0BOB", "<@U0INCIDENTD> note said in the gap");
    cr_assert_eq(timeline_count("note"), 0);
    assert_says(room_body("I was not connected"),
                "could not read this thread again (missing_scope)");
}

Test(gap, several_before_the_thread_could_be_read_become_one_line) {
    refuse_reading("internal_error", WEB_UNSENT, 100);
    gap_with(4, "U0BOB", "<@U0INCIDENTD> note the first");
    gap_with(4, "U0BOB", "<@U0INCIDENTD> note the second");
    desk->refuse_times = 0;
    desk_pass(desk, 2 * MINUTE_MS);
    cr_assert_eq(timeline_count("note"), 2);
    cr_assert_eq(desk_count(desk, "I was not connected", 0), 1);
    assert_says(room_body("I was not connected"), "from 14:08 UTC to 14:16 UTC");
    assert_says(room_body("I was not connected"), "2 messages, 2 commands in mentions done now");
}

Test(gap, nobody_hears_of_it_whose_incident_is_over) {
    desk_type(desk, "U0ALICE", "resolve rolled back");
    int before = desk->sent_count;
    gap_with(30, "U0BOB", "it is quiet now");
    cr_assert_eq(desk->sent_count, before);
}

Test(gap, an_incident_resolved_in_it_hears_no_more_of_it) {
    gap_with(4, "U0BOB", "<@U0INCIDENTD> resolve rolled back");
    cr_assert_neq(desk_number(desk, "SELECT resolved_ms FROM incident"), 0);
    cr_assert_null(desk_find(desk, "I was not connected"));
    cr_assert_eq(desk_number(desk, "SELECT count(*) FROM gap"), 0);
}

Test(gap, a_clock_set_in_it_hides_no_mention) {
    for (int i = 0; i < 2; i++) {
        int64_t step_ms = i == 0 ? 20 * MINUTE_MS : -25 * MINUTE_MS;
        desk_disconnect(desk);
        desk_pass(desk, 2 * MINUTE_MS);
        desk_say(desk, "U0BOB", "<@U0INCIDENTD> note said in the gap");
        desk->now_ms += step_ms;
        desk->clock_error_ms += step_ms;
        desk_pass(desk, 2 * MINUTE_MS);
        desk_connect(desk);
        desk_pass(desk, 5 * SECOND_MS);
        cr_assert_eq(timeline_count("note"), i + 1);
    }
}

Test(gap, a_thread_of_many_pages_is_read_to_its_end) {
    char text[64];
    desk->page_size = 4;
    desk_disconnect(desk);
    desk_pass(desk, 2 * MINUTE_MS);
    for (int i = 0; i < 20; i++) {
        snprintf(text, sizeof text, i % 5 ? "talk" : "<@U0INCIDENTD> note number %d", i);
        desk_say(desk, "U0BOB", text);
    }
    desk_pass(desk, 2 * MINUTE_MS);
    desk_connect(desk);
    desk_pass(desk, 30 * SECOND_MS);
    cr_assert_eq(timeline_count("note"), 4);
    assert_says(room_body("I was not connected"), "20 messages, 4 commands in mentions done now");
    assert_says(desk_text(desk, "SELECT text FROM timeline WHERE kind = 'note' ORDER BY id DESC"),
                "number 15");
}

Test(gap, a_thread_without_end_is_read_up_to_a_limit_and_says_so) {
    desk->page_size = 1;
    desk_disconnect(desk);
    desk_pass(desk, 2 * MINUTE_MS);
    for (int i = 0; i < 50; i++)
        desk_say(desk, "U0BOB", "talk");
    desk_connect(desk);
    desk_pass(desk, 10 * MINUTE_MS);
    assert_says(room_body("I was not connected"), "not all of it, 20 messages");
}

Test(gap, a_message_pinned_in_it_goes_on_the_timeline_once) {
    desk_disconnect(desk);
    desk_pass(desk, 2 * MINUTE_MS);
    struct desk_said *said = desk_say(desk, "U0BOB", "the cause is a bad migration");
    snprintf(said->pinned_by, sizeof said->pinned_by, "U0CAROL");
    desk_pass(desk, 2 * MINUTE_MS);
    desk_connect(desk);
    desk_pass(desk, 5 * SECOND_MS);
    desk_deliver_pin(desk, said);
    cr_assert_eq(timeline_count("pin"), 1);
    assert_says(room_body("I was not connected"), "1 message, 1 pin put on the timeline.");
}

/* In the middle of a gap of four minutes, so long before its beginning was it written. */
static struct desk_said *pin_in_gap(int64_t written_before_ms) {
    struct desk_said *said = desk_say(desk, "U0BOB", "the cause is a bad migration");
    desk_pass(desk, written_before_ms);
    desk_disconnect(desk);
    desk_pass(desk, 2 * MINUTE_MS);
    snprintf(said->pinned_by, sizeof said->pinned_by, "U0CAROL");
    said->pinned_s = (desk->now_ms - desk->clock_error_ms) / SECOND_MS;
    desk_pass(desk, 2 * MINUTE_MS);
    desk_connect(desk);
    desk_pass(desk, 5 * SECOND_MS);
    return said;
}

Test(gap, a_message_written_long_before_it_and_pinned_in_it_goes_on_the_timeline_once) {
    struct desk_said *said = pin_in_gap(3 * HOUR_MS);
    desk_deliver_pin(desk, said);
    cr_assert_eq(timeline_count("pin"), 1);
    assert_says(desk_text(desk, "SELECT text FROM timeline WHERE kind = 'pin'"),
                "the cause is a bad migration (pinned by <@U0CAROL>)");
    assert_says(room_body("I was not connected"), "1 pin put on the timeline.");
}

Test(gap, what_was_pinned_before_it_is_not_put_down_again) {
    struct desk_said *said = desk_say(desk, "U0BOB", "the cause is a bad migration");
    snprintf(said->pinned_by, sizeof said->pinned_by, "U0CAROL");
    desk_deliver_pin(desk, said);
    desk_pass(desk, HOUR_MS);
    gap_with(4, NULL, NULL);
    cr_assert_eq(timeline_count("pin"), 1);
}

Test(gap, pins_older_than_the_memory_of_deliveries_are_left_alone) {
    struct desk_said *said = desk_say(desk, "U0BOB", "the cause is a bad migration");
    snprintf(said->pinned_by, sizeof said->pinned_by, "U0CAROL");
    desk_pass(desk, desk->config.inbox_keep_ms + HOUR_MS);
    gap_with(4, NULL, NULL);
    cr_assert_eq(timeline_count("pin"), 0);
}

Test(gap, pins_that_may_not_be_listed_cost_nothing_else) {
    desk_refuse(desk, "pins.list", "missing_scope", 1);
    gap_with(4, "U0BOB", "<@U0INCIDENTD> update rolled back");
    cr_assert_eq(timeline_count("update"), 1);
    cr_assert_eq(timeline_count("undelivered"), 0);
    assert_says(room_body("I was not connected"), "1 message, 1 command in mentions done now.");
}

Test(gap, a_machine_that_slept_owns_up_to_it_when_the_link_is_found_dead) {
    desk_say(desk, "U0BOB", "<@U0INCIDENTD> note said while it slept");
    desk->now_ms += 30 * MINUTE_MS;
    desk_pass(desk, 30 * SECOND_MS);
    desk_disconnect(desk);
    desk_pass(desk, 5 * SECOND_MS);
    desk_connect(desk);
    desk_pass(desk, 5 * SECOND_MS);
    cr_assert_eq(timeline_count("note"), 1);
    cr_assert_not_null(desk_find(desk, "I was not connected to Slack from 14:08 UTC to 14:38 UTC"));
    assert_says(room_body("is due"), "I have not heard Slack since 14:08 UTC");
}

Test(gap, a_clock_set_forward_is_none) {
    desk->now_ms += 20 * MINUTE_MS;
    desk->clock_error_ms += 20 * MINUTE_MS;
    desk_pass(desk, 5 * MINUTE_MS);
    desk_disconnect(desk);
    desk_pass(desk, 15 * SECOND_MS);
    desk_connect(desk);
    desk_pass(desk, MINUTE_MS);
    cr_assert_null(desk_find(desk, "I was not connected"));
}

Test(gap, how_long_it_must_be_to_be_told_is_a_setting) {
    set_up_with((const char *const[]){"gap.tell_after=30s", NULL});
    gap_with(1, "U0BOB", NULL);
    cr_assert_not_null(desk_find(desk, "I was not connected"));
}

Test(gap, its_news_waits_for_a_store_that_fails) {
    desk_disconnect(desk);
    desk_pass(desk, 4 * MINUTE_MS);
    desk_say(desk, "U0BOB", "<@U0INCIDENTD> note said in the gap");
    desk->failing.times = 1;
    desk_connect(desk);
    desk_pass(desk, 5 * SECOND_MS);
    cr_assert_eq(desk->failing.times, 0);
    cr_assert_eq(timeline_count("note"), 1);
}

/* Slack is away: neither link nor calls. */
static void slack_away_for(int64_t ms) {
    desk->away = true;
    desk_disconnect(desk);
    desk_pass(desk, ms);
    desk->away = false;
    desk_connect(desk);
    desk_pass(desk, 3 * MINUTE_MS);
}

static int place_of(const char *part) {
    for (int i = 0; i < desk->sent_count; i++)
        if (strstr(json_print(desk->sent[i].body), part))
            return i;
    cr_assert_fail("nobody said \"%s\"", part);
    return -1;
}

Test(gap, a_day_without_slack_ends_with_what_was_queued_in_order_one_prompt_and_the_truth) {
    desk->away = true; /* the link still lives */
    desk_type(desk, "U0ALICE", "update first we rolled back");
    desk_type(desk, "U0BOB", "note the pods restarted");
    desk_type(desk, "U0BOB", "update then we scaled up");
    desk_type(desk, "U0ALICE", "sev sev2 most regions are well");
    int before = desk->sent_count;
    slack_away_for(23 * HOUR_MS);
    cr_assert_lt(place_of("first we rolled back"), place_of("then we scaled up"));
    cr_assert_lt(place_of("then we scaled up"), place_of("most regions are well"));
    int prompts = desk_count(desk, "overdue", before) + desk_count(desk, "automatic", before) +
                  desk_count(desk, "is due", before);
    cr_assert(prompts >= 1 && prompts <= 2, "%d", prompts);
    cr_assert_eq(desk_count(desk, "I was not connected to Slack from 14:08 UTC", before) +
                     desk_count(desk, "I was not connected to Slack from 2026-11-20 14:08", before),
                 1);
}
