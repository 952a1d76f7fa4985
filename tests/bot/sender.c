/* Delivering: each answer that Slack can give, and what follows from it. */
#include "base/utc.h"
#include "tests/kit/desk.h"
#include "tests/kit/says.h"

#include <stdio.h>

static struct desk *desk;

static void set_up(void) {
    desk = desk_new(NULL);
}

static void tear_down(void) {
    desk_free(desk);
}

TestSuite(sender, .init = set_up, .fini = tear_down);

static void refuse(const char *method, enum web_outcome outcome, const char *error, int times) {
    snprintf(desk->refuse_method, sizeof desk->refuse_method, "%s", method);
    snprintf(desk->refuse_error, sizeof desk->refuse_error, "%s", error);
    desk->refuse_outcome = outcome;
    desk->refuse_times = times;
}

static void declare(void) {
    desk_type(desk, "U0ALICE", "declare sev1 checkout is down");
}

static int announcements(void) {
    int count = 0;
    for (int i = 0; i < desk->sent_count; i++)
        count += strcmp(desk->sent[i].method, "chat.postMessage") == 0 &&
                 strstr(json_print(desk->sent[i].body), "INCIDENT DECLARED") != NULL;
    return count;
}

Test(sender, nothing_of_a_thread_goes_out_before_its_announcement) {
    refuse("chat.postMessage", WEB_UNSENT, "", 3);
    declare();
    desk_type(desk, "U0BOB", "update looking");
    cr_assert_eq(desk->sent_count, 0);
    desk_pass(desk, MINUTE_MS);
    cr_assert_eq(announcements(), 1);
    const struct desk_sent *update = desk_find(desk, "looking");
    cr_assert_not_null(update);
    cr_assert_str_eq(json_text_at(update->body, "thread_ts"), desk->sent[0].ts);
}

/* Slack: F17, F29 */
Test(sender, a_post_whose_answer_was_lost_is_looked_up_before_it_is_sent_again) {
    refuse("chat.postMessage", WEB_IN_DOUBT, "", 1);
    desk->refuse_after_effect = true;
    declare();
    desk_pass(desk, 2 * MINUTE_MS);
    cr_assert_eq(announcements(), 1);
    cr_assert_str_eq(desk_text(desk, "SELECT card_ts FROM incident"), desk->sent[0].ts);
}

/* Slack: F07, F17 */
Test(sender, a_post_that_never_arrived_is_looked_for_twice_and_sent_again) {
    refuse("chat.postMessage", WEB_IN_DOUBT, "", 1);
    declare();
    desk_pass(desk, 15 * SECOND_MS);
    cr_assert_eq(announcements(), 0);
    desk_pass(desk, 30 * SECOND_MS);
    cr_assert_eq(announcements(), 1);
}

Test(sender, a_post_that_was_under_way_when_the_process_died_is_looked_up) {
    desk->away = true;
    declare();
    desk->away = false;
    struct err err;
    cr_assert_eq(db_run(&desk->store.db, &err, "UPDATE outbox SET state = 'started'", NULL, 0), OK);
    desk_restart(desk, SECOND_MS);
    cr_assert_eq(announcements(), 0, "sent again without a look");
    desk_pass(desk, MINUTE_MS);
    cr_assert_eq(announcements(), 1);
}

/* Slack: F03 */
Test(sender, waits_as_long_as_slack_asks) {
    refuse("chat.postMessage", WEB_LATER, "ratelimited", 1);
    declare();
    desk_pass(desk, 29 * SECOND_MS);
    cr_assert_eq(announcements(), 0);
    desk_pass(desk, 2 * SECOND_MS);
    cr_assert_eq(announcements(), 1);
}

/* Slack: F02 */
Test(sender, a_rate_limit_of_a_channel_holds_up_every_post_into_it_and_no_other_call) {
    declare();
    refuse("chat.postMessage", WEB_LATER, "ratelimited", 1);
    desk_type(desk, "U0BOB", "update looking");
    desk_type(desk, "U0ALICE", "sev2 search is slow");
    cr_assert_eq(desk->refuse_times, 0, "it was limited");
    desk_mention(desk, "U0BOB", "updaet something");
    desk_pass(desk, 20 * SECOND_MS);
    cr_assert_not_null(desk_find(desk, "I do not know the verb"), "to a person, meanwhile");
    cr_assert_eq(announcements(), 1);
    cr_assert_null(desk_find(desk, "looking"));
    desk_pass(desk, MINUTE_MS);
    cr_assert_eq(announcements(), 2);
    cr_assert_not_null(desk_find(desk, "looking"));
}

Test(sender, joins_the_channel_once_and_posts_again) {
    refuse("chat.postMessage", WEB_REFUSED, "not_in_channel", 1);
    declare();
    cr_assert_eq(announcements(), 1);
}

Test(sender, posts_plain_text_where_blocks_are_refused) {
    refuse("chat.postMessage", WEB_REFUSED, "invalid_blocks", 1);
    declare();
    cr_assert_eq(announcements(), 1);
    cr_assert_null(json_at(desk->sent[0].body, "blocks"));
    assert_says(json_text_at(desk->sent[0].body, "text"), "checkout is down");
}

Test(sender, posts_in_the_channel_where_the_thread_is_locked) {
    declare();
    refuse("chat.postMessage", WEB_REFUSED, "restricted_action_thread_locked", 1);
    desk_type(desk, "U0BOB", "update looking");
    const struct desk_sent *update = desk_find(desk, "looking");
    cr_assert_not_null(update);
    cr_assert_null(json_str(update->body, "thread_ts"));
}

Test(sender, a_refused_token_stops_everything_and_one_call_probes) {
    refuse("", WEB_REFUSED, "token_revoked", 3);
    declare(); /* the announcement and the question for a name, of two lanes, leave at once */
    desk_type(desk, "U0ALICE", "sev2 search is slow");
    desk_pass(desk, 4 * MINUTE_MS);
    cr_assert_eq(desk->sent_count, 0);
    cr_assert_eq(desk->refuse_times, 1, "no other call was made");
    desk_pass(desk, 7 * MINUTE_MS);
    cr_assert_eq(announcements(), 2);
}

Test(sender, several_changes_at_once_become_one_edit_of_the_card) {
    declare();
    desk->away = true;
    desk_type(desk, "U0BOB", "status mitigating");
    desk_type(desk, "U0BOB", "impact nobody can pay");
    desk_type(desk, "U0BOB", "ic me");
    desk->away = false;
    int before = desk->sent_count;
    desk_pass(desk, 5 * MINUTE_MS);
    int edits = 0;
    for (int i = before; i < desk->sent_count; i++)
        edits += strcmp(desk->sent[i].method, "chat.update") == 0;
    cr_assert_leq(edits, 2); /* one was tried and had to be repeated, one is the newest */
    assert_says(json_print(desk_find(desk, "INCIDENT DECLARED")->body), "nobody can pay");
}

Test(sender, a_card_that_was_deleted_is_posted_anew) {
    declare();
    refuse("chat.update", WEB_REFUSED, "message_not_found", 1);
    desk_type(desk, "U0BOB", "status mitigating");
    cr_assert_eq(announcements(), 2);
    desk_type(desk, "U0BOB", "update looking");
    cr_assert_str_eq(json_text_at(desk_find(desk, "looking")->body, "thread_ts"),
                     desk_text(desk, "SELECT card_ts FROM incident"));
}

Test(sender, a_dead_letter_is_told_to_the_lead_and_written_down) {
    declare();
    refuse("chat.postMessage", WEB_REFUSED, "no_text", 1);
    desk_type(desk, "U0BOB", "update looking");
    const struct desk_sent *report = desk_find(desk, "Slack refuses my messages");
    cr_assert_not_null(report);
    cr_assert_str_eq(json_text_at(report->body, "channel"), "U0ALICE");
    cr_assert_eq(desk_number(desk, "SELECT count(*) FROM outbox WHERE state = 'dead'"), 1);
    cr_assert_eq(desk_number(desk, "SELECT count(*) FROM timeline WHERE kind = 'undelivered'"), 1);
}

/* Slack: F06 */
Test(sender, a_call_that_is_too_old_is_given_up) {
    desk->away = true;
    declare();
    desk_pass(desk, desk->config.outbox_max_age_ms + HOUR_MS);
    desk->away = false;
    desk_pass(desk, 5 * MINUTE_MS);
    cr_assert_eq(desk_number(desk, "SELECT count(*) FROM outbox WHERE state = 'ready' AND "
                                   "created_ms < 1795183500001"),
                 0);
}

/* Slack: F06 */
Test(sender, a_message_that_is_given_up_is_told_to_the_lead) {
    desk->away = true;
    declare();
    desk_type(desk, "U0BOB", "update looking");
    desk_type(desk, "U0BOB", "update still looking");
    desk_pass(desk, desk->config.outbox_max_age_ms + HOUR_MS);
    desk->away = false;
    desk_pass(desk, 5 * MINUTE_MS);
    cr_assert_eq(desk_count(desk, "waited too long for Slack", 0), 1);
    cr_assert_str_eq(json_text_at(desk_find(desk, "waited too long for Slack")->body, "channel"),
                     "U0ALICE");
    cr_assert_geq(
        desk_number(desk, "SELECT count(*) FROM timeline WHERE text LIKE '%was given up'"), 2);
}

Test(sender, posts_into_one_channel_keep_to_one_a_second) {
    for (int i = 0; i < 20; i++)
        desk_type(desk, "U0ALICE", "sev3 one more");
    cr_assert_lt(announcements(), 10);
    desk_pass(desk, MINUTE_MS);
    cr_assert_eq(announcements(), 20);
}

Test(sender, an_answer_that_the_store_did_not_take_is_offered_again) {
    int failures = 0;
    for (int after = 0; after < 120; after++) { /* each store call on the way of one message */
        desk_free(desk);
        desk = desk_new(NULL);
        desk->failing.after = after;
        desk->failing.times = 1;
        declare();
        if (desk->result != OK)
            continue; /* it was the command's own; see the torture of handlers */
        failures += desk->failing.times == 0;
        desk_pass(desk, 2 * MINUTE_MS);
        cr_assert_eq(announcements(), 1, "after %d store calls", after);
        cr_assert_eq(desk_number(desk, "SELECT count(*) FROM outbox WHERE state <> 'done'"), 0,
                     "after %d store calls", after);
    }
    cr_assert_gt(failures, 10);
}

/* It is over when it begins, and a store that did not take that is asked again soon. */
Test(sender, a_row_too_old_to_be_sent_ends_soon_after_a_store_that_failed) {
    for (int after = 0; after < 60; after++) {
        desk_free(desk);
        desk = desk_new(NULL);
        declare();
        desk->forms_open = true;
        desk->away = true;
        desk_type(desk, "U0BOB", "update");
        desk_pass(desk, 2 * SECOND_MS); /* a form lives for three, and is tried for some more */
        desk->failing.after = after;
        desk->failing.times = 1;
        desk_pass(desk, 40 * SECOND_MS);
        desk->failing.times = 0;
        cr_assert_lt(desk_number(desk, "SELECT ended_ms - created_ms FROM outbox"
                                       " WHERE method = 'views.open'"),
                     25 * SECOND_MS, "after %d store calls", after);
    }
}

Test(sender, a_doubt_outlives_a_token_that_is_refused_meanwhile) {
    refuse("chat.postMessage", WEB_IN_DOUBT, "", 1);
    desk->refuse_after_effect = true;
    declare();
    cr_assert_eq(announcements(), 1);
    desk->refuse_after_effect = false;
    refuse("conversations.history", WEB_REFUSED, "token_revoked", 1);
    desk_pass(desk, 10 * MINUTE_MS);
    cr_assert_eq(desk->refuse_times, 0);
    cr_assert_eq(announcements(), 1, "posted again without a look");
    cr_assert_str_eq(desk_text(desk, "SELECT card_ts FROM incident"), desk->sent[0].ts);
}

/* A message to one person cannot be looked up: if it may stand there, no newer one replaces it. */
Test(sender, a_doubt_about_a_private_message_outlives_a_rate_limit) {
    const char *doubt = "SELECT doubt FROM outbox WHERE state = 'ready'";
    desk_free(desk);
    desk = desk_new((const char *const[]){"playbook=tests/handlers/playbooks/bare.cfg", NULL});
    declare();
    desk_type(desk, "U0ALICE", "comms <@U0CAROL>");
    desk_pass(desk, 20 * MINUTE_MS);
    refuse("chat.postMessage", WEB_IN_DOUBT, "", 1);
    desk->refuse_after_effect = true;
    while (desk->refuse_times)
        desk_pass(desk, SECOND_MS);
    cr_assert_not_null(desk_find(desk, "here is a draft"));
    cr_assert_eq(desk_number(desk, doubt), 1);
    desk->refuse_after_effect = false;
    refuse("chat.postMessage", WEB_LATER, "ratelimited", 1);
    desk_pass(desk, 10 * SECOND_MS);
    cr_assert_eq(desk->refuse_times, 0, "it was limited");
    cr_assert_eq(desk_number(desk, doubt), 1);
}

static int updates(void) {
    int count = 0;
    for (int i = 0; i < desk->sent_count; i++)
        count += strcmp(desk->sent[i].method, "chat.postMessage") == 0 &&
                 strstr(json_text_at(desk->sent[i].body, "text"), "📊 UPDATE") != NULL;
    return count;
}

/* The card hangs somewhere else by then, and what is in doubt stands in the thread of the old one.
 */
Test(sender, a_doubt_is_settled_where_the_post_went_and_not_where_the_incident_goes_on) {
    declare();
    const char *card = desk->sent[0].ts;
    refuse("chat.postMessage", WEB_IN_DOUBT, "", 1);
    desk->refuse_after_effect = true;
    desk_type(desk, "U0BOB", "update looking");
    cr_assert_eq(desk->refuse_times, 0);
    desk->refuse_after_effect = false;
    desk_type(desk, "U0ALICE", "kind security keys leaked");
    desk_pass(desk, 2 * MINUTE_MS);
    cr_assert_str_neq(desk_text(desk, "SELECT card_ts FROM incident"), card,
                      "it goes on in private");
    cr_assert_eq(updates(), 1, "posted again into the new thread");
}

/* What was said before stands where it was said, and what is said from then on in private. */
Test(sender, a_post_that_never_arrived_goes_first_where_its_incident_stood) {
    declare();
    char card[32];
    snprintf(card, sizeof card, "%s", desk_text(desk, "SELECT card_ts FROM incident"));
    refuse("chat.postMessage", WEB_IN_DOUBT, "", 1);
    desk_type(desk, "U0BOB", "update looking");
    cr_assert_eq(desk->refuse_times, 0);
    desk_type(desk, "U0ALICE", "kind security keys leaked");
    cr_assert_str_eq(desk_text(desk, "SELECT card_ts FROM incident"), card);
    desk_pass(desk, 2 * MINUTE_MS);
    cr_assert_eq(updates(), 1);
    cr_assert_str_eq(json_text_at(desk_find(desk, "UPDATE")->body, "thread_ts"), card);
    cr_assert_str_neq(desk_text(desk, "SELECT card_ts FROM incident"), card);
}

Test(sender, a_hundred_lanes_that_wait_for_one_channel_do_not_hold_up_a_private_message) {
    for (int i = 0; i < 100; i++)
        desk_type(desk, "U0ALICE", "sev3 one more");
    cr_assert_lt(announcements(), 20);
    desk_mention(desk, "U0BOB", "updaet looking");
    cr_assert_not_null(desk_find(desk, "I do not know the verb"));
}

Test(sender, a_clock_that_is_set_back_makes_no_wait_longer) {
    refuse("chat.postMessage", WEB_LATER, "ratelimited", 1);
    declare();
    desk->now_ms -= DAY_MS;
    desk_pass(desk, 2 * MINUTE_MS);
    cr_assert_eq(announcements(), 1);
}

Test(sender, a_clock_that_is_set_back_while_nothing_runs_makes_no_wait_longer) {
    refuse("chat.postMessage", WEB_LATER, "ratelimited", 1);
    declare();
    desk->now_ms -= DAY_MS;
    desk_restart(desk, 0);
    desk_pass(desk, 2 * MINUTE_MS);
    cr_assert_eq(announcements(), 1);
}

/* Put right at once, or only when Slack was away for so long that nothing looks odd any more. */
Test(sender, a_post_made_while_the_clock_was_ahead_is_found_when_it_is_right_again) {
    static const int64_t aways_ms[] = {0, 3 * HOUR_MS};
    for (size_t i = 0; i < sizeof aways_ms / sizeof *aways_ms; i++) {
        desk_free(desk);
        desk = desk_new(NULL);
        desk->now_ms += 3 * DAY_MS;
        desk->clock_error_ms = 3 * DAY_MS;
        refuse("chat.postMessage", WEB_IN_DOUBT, "", 1);
        desk->refuse_after_effect = true;
        declare();
        cr_assert_eq(announcements(), 1);
        desk->now_ms -= desk->clock_error_ms;
        desk->clock_error_ms = 0;
        desk->away = true;
        desk_pass(desk, aways_ms[i]);
        desk->away = false;
        desk_pass(desk, 2 * MINUTE_MS);
        cr_assert_eq(announcements(), 1, "posted again after %d s", (int)(aways_ms[i] / SECOND_MS));
        cr_assert_str_eq(desk_text(desk, "SELECT card_ts FROM incident"), desk->sent[0].ts);
    }
}

/* Slack: F32 */
Test(sender, a_person_is_no_channel_to_join) {
    desk_free(desk);
    desk = desk_new((const char *const[]){"playbook=tests/handlers/playbooks/bare.cfg", NULL});
    declare();
    desk_type(desk, "U0ALICE", "comms <@U0CAROL>");
    refuse("chat.postMessage", WEB_REFUSED, "channel_not_found", 1);
    desk_pass(desk, 25 * MINUTE_MS);
    cr_assert_null(desk_find(desk, "here is a draft"));
    assert_says(desk_text(desk, "SELECT text FROM timeline WHERE kind = 'undelivered'"),
                "channel_not_found");
}

Test(sender, a_call_that_came_at_the_wrong_time_is_made_again) {
    refuse("chat.postMessage", WEB_REFUSED, "message_limit_exceeded", 2);
    declare();
    desk_pass(desk, 3 * MINUTE_MS);
    cr_assert_eq(announcements(), 1);
}

Test(sender, posts_in_the_channel_where_there_are_no_threads) {
    declare();
    refuse("chat.postMessage", WEB_REFUSED, "restricted_action_non_threadable_channel", 1);
    desk_type(desk, "U0BOB", "update looking");
    const struct desk_sent *update = desk_find(desk, "looking");
    cr_assert_not_null(update);
    cr_assert_null(json_str(update->body, "thread_ts"));
}
