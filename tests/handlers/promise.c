/* The kept promise: every reminder defect of other tools, as a test of ours. */
#include "base/utc.h"
#include "tests/kit/room.h"

#include <stdio.h>

/* A playbook that promises and does nothing else, so that the prompts are all that is posted. */
#define PROMISES_ALONE "playbook=tests/handlers/playbooks/bare.cfg"
static const char *const promises_alone[] = {PROMISES_ALONE, NULL};

static void set_up(void) {
    room_open(promises_alone);
    desk_type(desk, "U0ALICE", "declare sev1 checkout is down");
}

TestSuite(promise, .init = set_up, .fini = room_close);

Test(promise, five_minutes_before_a_draft_goes_to_the_commander_alone) {
    desk_type(desk, "U0BOB", "note restarted the payment pods");
    room_wait(24);
    cr_assert_null(desk_find(desk, "here is a draft"));
    room_wait(1);
    const struct desk_sent *draft = room_find("here is a draft");
    cr_assert_str_eq(json_text_at(draft->body, "channel"), "U0ALICE");
    assert_says(json_print(draft->body), "restarted the payment pods");
}

Test(promise, the_draft_goes_to_the_communications_lead_when_there_is_one) {
    desk_type(desk, "U0ALICE", "comms <@U0CAROL>");
    room_wait(25);
    cr_assert_str_eq(json_text_at(room_find("here is a draft")->body, "channel"), "U0CAROL");
}

Test(promise, a_draft_does_not_count_the_bots_own_prompts_as_news) {
    desk_type(desk, "U0BOB", "note restarted the payment pods");
    room_wait(65); /* a whole ladder, and the draft of the next */
    cr_assert_eq(desk_count(desk, "here is a draft", 0), 2);
    const char *draft = room_body("here is a draft");
    assert_says(draft, "restarted the payment pods");
    assert_says_not(draft, "went to the thread");
}

Test(promise, a_draft_can_be_posted_with_one_press) {
    desk_type(desk, "U0ALICE", "update status: mitigating progress: rolling back next: verify");
    room_wait(25);
    const struct json *draft = room_find("here is a draft")->body;
    const char *line = json_text_at(draft, "blocks.2.elements.0.value");
    desk_press(desk, "U0ALICE", line);
    cr_assert_eq(desk->result, OK, "%s", line);
    cr_assert_eq(desk_number(desk, "SELECT count(*) FROM timeline WHERE kind = 'update'"), 2);
    assert_says(desk_text(desk, "SELECT progress FROM incident"), "rolling back");
    assert_says(desk_text(desk, "SELECT next_steps FROM incident"), "verify");
}

Test(promise, due_the_thread_is_asked_with_the_commanders_name) {
    room_wait(30);
    const struct desk_sent *prompt = room_find("is due");
    assert_says(json_print(prompt->body), "<@U0ALICE>");
    cr_assert_str_eq(json_text_at(prompt->body, "thread_ts"),
                     desk_text(desk, "SELECT card_ts FROM incident"));
    cr_assert_eq(prompt->at_ms, DESK_BEGIN_MS + 30 * MINUTE_MS);
}

Test(promise, an_unanswered_prompt_climbs_a_ladder) {
    desk_type(desk, "U0ALICE", "deputy <@U0BOB>");
    room_wait(30);
    cr_assert_null(desk_find(desk, "overdue"));
    room_wait(5);
    const struct desk_sent *call = room_find("5 minutes overdue");
    assert_says(json_print(call->body), "<@U0ALICE>");
    assert_says(json_print(call->body), "<@U0BOB>");
    room_wait(5);
    const struct desk_sent *holding = room_find("automatic");
    assert_says(json_print(holding->body), "No new update from the team");
    assert_says(json_print(holding->body), "15:15 UTC"); /* 14:45 and the cadence */
    cr_assert_eq(desk_number(desk, "SELECT promised_ms FROM incident"),
                 DESK_BEGIN_MS + 70 * MINUTE_MS);
}

Test(promise, prompts_come_at_night_at_weekends_and_until_answered) {
    desk_pass_days(desk, 3); /* Friday 14:05 to Monday 14:05 */
    /* 40 minutes from one automatic update to the next: cadence, then ten minutes of asking. */
    cr_assert_eq(desk_count(desk, "automatic, no new update", 0), 3 * 24 * 60 / 40);
}

Test(promise, an_update_is_stored_shown_and_moves_the_next_promise) {
    room_wait(20);
    int before = desk->sent_count;
    desk_type(desk, "U0BOB", "update rolled back, errors are falling");
    assert_says(desk->reply, "14:55 UTC");
    assert_says(room_body("UPDATE [14:25 UTC]"), "errors are falling");
    assert_says(desk_text(desk, "SELECT text FROM timeline WHERE kind = 'update'"),
                "errors are falling");
    room_wait(24);
    cr_assert_eq(desk_count(desk, "is due", before), 0);
    room_wait(6);
    cr_assert_eq(desk_count(desk, "is due", before), 2); /* the draft and the prompt */
}

Test(promise, a_snooze_moves_one_promise_the_cadence_stays_and_the_timeline_says_who_and_why) {
    desk_type(desk, "U0BOB", "snooze 10m waiting for the rollback");
    assert_says(desk->reply, "14:45 UTC");
    cr_assert_eq(desk_number(desk, "SELECT cadence_ms FROM incident"), 30 * MINUTE_MS);
    assert_says(desk_text(desk, "SELECT text FROM timeline WHERE kind = 'snooze'"),
                "waiting for the rollback");
    cr_assert_str_eq(desk_text(desk, "SELECT actor FROM timeline WHERE kind = 'snooze'"), "U0BOB");
    room_wait(39);
    cr_assert_null(desk_find(desk, "the update promised for"));
    room_wait(1);
    cr_assert_not_null(desk_find(desk, "the update promised for 14:45 UTC is due"));
    desk_type(desk, "U0BOB", "update done");
    assert_says(desk->reply, "15:15 UTC");
}

Test(promise, a_snooze_needs_a_reason_and_has_a_limit) {
    desk_type(desk, "U0BOB", "snooze 10m");
    cr_assert_eq(desk->result, INVALID);
    assert_says(desk->reply, "reason is missing");
    desk_type(desk, "U0BOB", "snooze 10h because");
    cr_assert_eq(desk->result, INVALID);
    assert_says(desk->reply, "2 hours at most");
}

Test(promise, resolve_ends_every_promise) {
    room_wait(28);
    desk_type(desk, "U0ALICE", "resolve rolled back release 42");
    int after = desk->sent_count;
    desk_pass(desk, DAY_MS);
    cr_assert_eq(desk->sent_count, after, "%s", json_print(desk->sent[desk->sent_count - 1].body));
}

Test(promise, resolve_takes_back_a_prompt_that_was_not_sent_yet_and_the_promise) {
    desk->away = true;
    room_wait(30);
    desk_type(desk, "U0ALICE", "resolve rolled back release 42");
    cr_assert_eq(desk_number(desk, "SELECT promised_ms FROM incident"), 0);
    cr_assert_eq(desk_number(desk, "SELECT count(*) FROM job WHERE kind = 'promise'"), 0);
    desk->away = false;
    room_wait(5);
    cr_assert_not_null(desk_find(desk, "Thanks to"));
    cr_assert_null(desk_find(desk, "is due"));
}

Test(promise, a_promise_made_before_a_restart_is_kept_after_it) {
    room_wait(10);
    desk_restart(desk, 5 * SECOND_MS);
    room_wait(20);
    const struct desk_sent *prompt = room_find("the update promised for 14:35 UTC is due");
    cr_assert_eq(prompt->at_ms, DESK_BEGIN_MS + 30 * MINUTE_MS);
}

Test(promise, what_was_missed_while_down_becomes_one_prompt_that_says_what_happened) {
    room_wait(10);
    int before = desk->sent_count;
    desk_restart(desk, 3 * HOUR_MS);
    cr_assert_eq(desk_count(desk, "is due", before), 1);
    const char *prompt = json_print(desk->sent[desk->sent_count - 1].body);
    assert_says(prompt, "I was not running from 14:15 UTC to 17:15 UTC");
    assert_says(prompt, "2 hours 40 minutes overdue");
    /* and the ladder goes on from there */
    room_wait(5);
    cr_assert_not_null(desk_find(desk, "2 hours 45 minutes overdue"));
    room_wait(5);
    cr_assert_eq(desk_count(desk, "automatic, no new update", before), 1);
}

Test(promise, a_prompt_counts_as_sent_only_when_slack_said_so) {
    desk->away = true;
    room_wait(31);
    cr_assert_eq(desk_number(desk, "SELECT count(*) FROM timeline WHERE kind = 'prompt'"), 0);
    desk->away = false;
    room_wait(2);
    cr_assert_not_null(desk_find(desk, "is due"));
    cr_assert_eq(desk_number(desk, "SELECT count(*) FROM timeline WHERE kind = 'prompt'"), 1);
}

Test(promise, prompts_that_waited_for_slack_collapse_into_the_newest) {
    desk->away = true;
    desk_pass(desk, DAY_MS);
    int before = desk->sent_count;
    desk->away = false;
    room_wait(2);
    int prompts = desk_count(desk, "overdue", before) + desk_count(desk, "automatic", before) +
                  desk_count(desk, "is due", before);
    cr_assert(prompts >= 1 && prompts <= 2, "%d", prompts);
}

Test(promise, an_update_takes_back_a_prompt_that_was_not_sent_yet) {
    desk->away = true;
    room_wait(30);
    desk_type(desk, "U0ALICE", "update it works again");
    desk->away = false;
    room_wait(5);
    cr_assert_null(desk_find(desk, "is due"));
    cr_assert_not_null(desk_find(desk, "it works again"));
}

Test(promise, a_channel_that_is_gone_is_reported_once_and_the_promise_goes_to_people) {
    desk_type(desk, "U0ALICE", "deputy <@U0BOB>");
    desk_close_channel(desk, "C0INCIDENTS", "is_archived");
    desk_type(desk, "U0BOB", "update trying to roll back");
    const struct desk_sent *report = room_find("is_archived");
    cr_assert_str_eq(json_text_at(report->body, "channel"), "U0ALICE");
    room_wait(30);
    cr_assert_str_eq(json_text_at(room_find("the update promised for")->body, "channel"), "U0BOB");
    cr_assert_eq(desk_count(desk, "Slack refuses my messages", 0), 1);
}

Test(promise, a_channel_that_came_back_is_used_again) {
    room_open(promises_alone);
    desk_refuse(desk, "chat.postMessage", "channel_not_found", 2); /* also after joining */
    desk_type(desk, "U0ALICE", "declare sev1 checkout is down");
    cr_assert_eq(desk_number(desk, "SELECT unreachable FROM incident"), 1);
    desk_type(desk, "U0ALICE", "update still looking");
    const struct desk_sent *update = desk_find(desk, "still looking");
    cr_assert_not_null(desk_find(desk, "INCIDENT DECLARED"));
    cr_assert_str_eq(json_text_at(update->body, "thread_ts"),
                     desk_text(desk, "SELECT card_ts FROM incident"));
    cr_assert_eq(desk_number(desk, "SELECT unreachable FROM incident"), 0);
}

Test(promise, next_promises_another_time_once) {
    desk_type(desk, "U0ALICE", "next 14:20");
    assert_says(desk->reply, "14:20 UTC");
    room_wait(15);
    cr_assert_not_null(desk_find(desk, "the update promised for 14:20 UTC is due"));
    desk_type(desk, "U0ALICE", "update still looking");
    assert_says(desk->reply, "14:50 UTC");
}

Test(promise, cadence_changes_the_rhythm_and_the_card_says_so) {
    desk_type(desk, "U0ALICE", "cadence 15m");
    assert_says(desk->reply, "14:20 UTC");
    assert_says(room_body("INCIDENT DECLARED"), "every 15min");
    desk_type(desk, "U0ALICE", "update looking");
    assert_says(desk->reply, "14:20 UTC");
    desk_type(desk, "U0ALICE", "cadence 90");
    cr_assert_eq(desk->result, INVALID);
}

Test(promise, a_severity_without_a_cadence_promises_nothing) {
    room_open(SETTINGS(PROMISES_ALONE, "severity.sev4.cadence=none"));
    desk_type(desk, "U0ALICE", "sev4 typo on the page");
    assert_says(desk->reply, "No update is promised");
    desk_pass(desk, DAY_MS);
    cr_assert_eq(desk_number(desk, "SELECT count(*) FROM timeline WHERE kind = 'prompt'"), 0);
}

Test(promise, a_person_who_cannot_be_reached_is_told_of_once_and_the_channel_goes_on) {
    desk_type(desk, "U0ALICE", "comms <@U0CAROL>");
    desk_refuse(desk, "chat.postMessage", "channel_not_found", 1);
    room_wait(25);
    cr_assert_eq(desk_number(desk, "SELECT unreachable FROM incident"), 0);
    const struct desk_sent *report = room_find("I cannot reach <@U0CAROL>");
    cr_assert_str_eq(json_text_at(report->body, "channel"), "U0ALICE");
    room_wait(5);
    const struct desk_sent *prompt = desk_find(desk, "the update promised for 14:35 UTC is due");
    cr_assert_str_eq(json_text_at(prompt->body, "channel"), "C0INCIDENTS");
    room_wait(34);
    desk->refuse_times = 1; /* the next draft */
    room_wait(1);
    cr_assert_eq(desk->refuse_times, 0);
    cr_assert_eq(desk_count(desk, "I cannot reach", 0), 1);
}

Test(promise, a_draft_too_long_for_its_button_still_posts_every_word) {
    static char line[3000], before[3000];
    size_t len = (size_t)snprintf(line, sizeof line, "update ");
    memset(line + len, 'a', 2400);
    desk_type(desk, "U0ALICE", line);
    snprintf(before, sizeof before, "%s", desk_text(desk, "SELECT progress FROM incident"));
    room_wait(25);
    const struct json *draft = room_find("here is a draft")->body;
    desk_press(desk, "U0ALICE", json_text_at(draft, "blocks.2.elements.0.value"));
    cr_assert_eq(desk->result, OK);
    cr_assert_eq(desk_number(desk, "SELECT count(*) FROM timeline WHERE kind = 'update'"), 2);
    cr_assert_str_eq(desk_text(desk, "SELECT progress FROM incident"), before);
}

Test(promise, a_ladder_without_pauses_calls_once_a_minute) {
    room_open(SETTINGS(PROMISES_ALONE, "promise.holding=false", "promise.holding_after=0s",
                       "promise.call_after=0s"));
    desk_type(desk, "U0ALICE", "declare sev1 checkout is down");
    room_wait(35);
    int calls = desk_count(desk, "overdue", 0);
    cr_assert(calls >= 5 && calls <= 7, "%d", calls);
}

Test(promise, an_update_takes_back_what_the_deputy_was_not_sent_yet) {
    room_open(promises_alone);
    desk_refuse(desk, "chat.postMessage", "is_archived", 1);
    desk_type(desk, "U0ALICE", "declare sev1 checkout is down");
    cr_assert_eq(desk_number(desk, "SELECT unreachable FROM incident"), 1);
    desk->refuse_times = 1;
    desk_type(desk, "U0ALICE", "deputy <@U0BOB>");
    desk->away = true;
    room_wait(38);
    cr_assert_eq(desk_number(desk, "SELECT count(*) FROM outbox WHERE lane = 'person:U0BOB' AND"
                                   " state = 'ready'"),
                 1);
    desk_type(desk, "U0ALICE", "update still looking");
    cr_assert_eq(desk_number(desk, "SELECT count(*) FROM outbox WHERE lane = 'person:U0BOB' AND"
                                   " state = 'ready'"),
                 0);
}

Test(promise, a_draft_whose_words_read_as_fields_leaves_them_alone) {
    struct err err;
    const struct db *db = &desk->store.db;
    desk_type(desk, "U0ALICE", "update looking");
    cr_assert_eq(db_run(db, &err, "UPDATE incident SET progress = 'they said eta: noon'", NULL, 0),
                 OK); /* as the form may bring it */
    room_wait(25);
    const struct json *draft = room_find("here is a draft")->body;
    desk_press(desk, "U0ALICE", json_text_at(draft, "blocks.2.elements.0.value"));
    cr_assert_eq(desk->result, OK);
    cr_assert_str_eq(desk_text(desk, "SELECT progress FROM incident"), "they said eta: noon");
}

/* The incident's channel is gone, and the lead knows. */
static void lose_channel(void) {
    desk_close_channel(desk, "C0INCIDENTS", "is_archived");
    desk_type(desk, "U0ALICE", "update trying to roll back");
    cr_assert_eq(desk_number(desk, "SELECT unreachable FROM incident"), 1);
}

Test(promise, a_channel_that_came_back_is_noticed_when_nobody_posts) {
    lose_channel();
    room_wait(39);
    desk_open_channel(desk);
    int before = desk->sent_count;
    room_wait(1);
    const struct desk_sent *automatic = desk_find(desk, "automatic. No new update from the team.");
    cr_assert_eq(desk_number(desk, "SELECT unreachable FROM incident"), 0);
    cr_assert_eq(desk_count(desk, "automatic. No new update from the team.", before), 2,
                 "to the commander, and to the thread");
    cr_assert_not_null(automatic);
    before = desk->sent_count;
    room_wait(40);
    for (int i = before; i < desk->sent_count; i++)
        if (strstr(json_print(desk->sent[i].body), "automatic. No new"))
            cr_assert_str_not_empty(json_text_at(desk->sent[i].body, "thread_ts"));
}

Test(promise, a_card_is_edited_soon_after_its_channel_is_back) {
    lose_channel();
    desk_type(desk, "U0ALICE", "next 14:50");
    desk_open_channel(desk);
    int before = desk->sent_count;
    room_wait(21);
    cr_assert_eq(desk_count(desk, "Next update by 14:50 UTC", before), 1, "the card");
    assert_says(room_text("Slack refused my messages here"), "trying to roll back");
    assert_says(room_text("Slack refused my messages here"), "comes by 14:50 UTC");
    cr_assert_eq(desk_number(desk, "SELECT unreachable FROM incident"), 0);
    room_wait(21);
    cr_assert_eq(desk_count(desk, "Slack refused my messages here", 0), 1, "told once");
}

Test(promise, a_deputy_who_leads_too_is_called_once) {
    desk_type(desk, "U0ALICE", "deputy me");
    room_wait(35);
    assert_says_not(room_body("5 minutes overdue"), " and <@U0ALICE>");
    lose_channel();
    int before = desk->sent_count;
    room_wait(35);
    cr_assert_eq(desk_count(desk, "5 minutes overdue", before), 1);
}

Test(promise, the_timeline_says_to_whom_a_prompt_went) {
    room_wait(40);
    cr_assert_eq(desk_number(desk, "SELECT count(*) FROM timeline WHERE kind = 'prompt' AND text"
                                   " LIKE '% went to the thread'"),
                 3);
    assert_says(desk_text(desk, "SELECT text FROM timeline WHERE text LIKE 'A draft%'"),
                "went to <@U0ALICE>");
    lose_channel();
    room_wait(40);
    cr_assert_eq(desk_number(desk, "SELECT count(*) FROM timeline WHERE text LIKE"
                                   " 'No update came; an automatic one went to <@U0ALICE>'"),
                 1);
}

Test(promise, a_clock_set_back_leaves_a_promise_at_the_time_that_was_told) {
    desk->now_ms -= 2 * HOUR_MS;
    desk_pass(desk, 2 * HOUR_MS);
    cr_assert_null(desk_find(desk, "is due"));
    room_wait(30);
    cr_assert_not_null(desk_find(desk, "the update promised for 14:35 UTC is due"));
}

Test(promise, a_clock_set_back_after_a_prompt_begins_the_ladder_anew) {
    desk_type(desk, "U0ALICE", "next in 20m");
    room_wait(21);
    int asked = desk_count(desk, "⏰", 0);
    desk->now_ms -= HOUR_MS;
    room_wait(50);
    cr_assert_eq(desk_count(desk, "⏰", 0), asked, "its time is not there yet");
    room_wait(10);
    cr_assert_eq(desk_count(desk, "⏰", 0), asked + 1);
    int called = desk_count(desk, "5 minutes overdue", 0);
    room_wait(5);
    cr_assert_eq(desk_count(desk, "5 minutes overdue", 0), called + 1);
}

Test(promise, a_clock_set_back_a_little_asks_nobody_twice) {
    room_wait(33);
    int asked = desk_count(desk, "⏰", 0);
    desk->now_ms -= 2 * MINUTE_MS;
    room_wait(7);
    cr_assert_eq(desk_count(desk, "⏰", 0), asked);
    cr_assert_eq(desk_count(desk, "overdue:", 0), 1);
}

Test(promise, what_was_promised_by_a_clock_years_ahead_is_promised_anew) {
    desk->now_ms -= 400 * DAY_MS;
    desk_pass(desk, 0);
    assert_says(room_body("My clock was wrong"), "it comes by 14:35 UTC");
    cr_assert_eq(desk_number(desk, "SELECT promised_ms FROM incident"),
                 desk->now_ms + 30 * MINUTE_MS);
    room_wait(30);
    cr_assert_not_null(desk_find(desk, "the update promised for 14:35 UTC is due"));
}

Test(promise, many_snoozes_do_not_put_an_update_off_for_ever) {
    for (int i = 0; i < 11; i++)
        room_do("U0BOB", "snooze 2h waiting for the vendor");
    desk_type(desk, "U0BOB", "snooze 2h waiting for the vendor");
    cr_assert_eq(desk->result, INVALID);
    assert_says(desk->reply, "more than 1 day from now");
}

/* Rule: S3-07 */
Test(promise, the_questions_of_the_playbook_come_with_each_draft_and_each_prompt) {
    room_begin("playbook=guide", "declare sev2 half of the widgets fail");
    room_wait(16);
    const char *question = "Is it getting worse: is the error rate increasing";
    assert_says(room_body("here is a draft"), question);
    assert_says(room_body("the update on SEV-2"), question);
}

Test(promise, a_draft_goes_on_watching_what_is_only_watched) {
    desk_type(desk, "U0ALICE", "status monitoring");
    room_wait(26);
    assert_says(room_body("here is a draft"), "next: we go on watching it");
}
