/* One person sends commands, mentions, buttons and forms as fast as they can. */
#include "base/str.h"
#include "bot/allowance.h"
#include "bot/core.h"
#include "tests/kit/desk.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

static struct {
    struct desk *desk;
    struct core *core;
    struct json *ack; /* the payload of the last acknowledgement, or NULL */
    int acks, calls, logged;
    struct json *call; /* the body of the last call past the outbox */
    char method[64];
    int deliveries;
} world;

static enum result ack(void *owner, uint32_t socket, const char *id, const struct json *payload,
                       struct err *err) {
    (void)owner, (void)socket, (void)id, (void)err;
    json_free(world.ack);
    world.ack = json_copy(payload);
    world.acks++;
    return OK;
}

static enum result call(void *owner, uint64_t ticket, const struct web_call *asked,
                        struct err *err) {
    (void)owner;
    if (ticket != CORE_NO_TICKET)
        return OK;
    json_free(world.call);
    cr_assert_eq(json_parse(asked->body, strlen(asked->body), &world.call, err), OK);
    snprintf(world.method, sizeof world.method, "%s", asked->method ? asked->method : asked->url);
    world.calls++;
    return OK;
}

static void handled(void *owner, const struct envelope *envelope, const struct outcome *outcome) {
    (void)owner, (void)envelope;
    world.logged += outcome->result == DENIED;
}

static void store_failed(void *owner, const char *doing, enum result result,
                         const struct err *err) {
    (void)owner, (void)doing, (void)err;
    cr_assert_eq(result, BUSY);
}

static const struct core_ports ports = {
    .ack = ack, .call = call, .handled = handled, .store_failed = store_failed};

static void set_up(void) {
    struct err err;
    world.desk = desk_new((const char *const[]){"slack.pace=2s", NULL});
    desk_type(world.desk, "U0ALICE", "declare sev1 checkout is down");
    cr_assert_eq(
        core_new(&world.desk->dispatch, &ports, NULL, world.desk->now_ms, &world.core, &err), OK);
}

static void tear_down(void) {
    core_free(world.core);
    json_free(world.ack);
    json_free(world.call);
    desk_free(world.desk);
}

TestSuite(flood, .init = set_up, .fini = tear_down);

static void deliver(const char *text) {
    struct json *json = NULL;
    struct err err;
    cr_assert_eq(json_parse(text, strlen(text), &json, &err), OK, "%s: %s", err.text, text);
    core_envelope(world.core, 1, json, world.desk->now_ms);
    json_free(json);
}

static void type(const char *user, const char *text) {
    STR_AUTO(envelope, 4096);
    int n = ++world.deliveries;
    str_addf(&envelope,
             "{\"type\":\"slash_commands\",\"envelope_id\":\"e%d\",\"payload\":{\"user_id\":\"%s\","
             "\"channel_id\":\"C0GENERAL\",\"trigger_id\":\"t%d\",\"text\":\"%s\","
             "\"response_url\":\"http://127.0.0.1/%d\"}}",
             n, user, n, text, n);
    deliver(envelope.text);
}

static void mention(int n) {
    STR_AUTO(envelope, 4096);
    str_addf(&envelope,
             "{\"type\":\"events_api\",\"envelope_id\":\"e%d\",\"payload\":{\"event_id\":\"Ev%d\","
             "\"event\":{\"type\":\"app_mention\",\"user\":\"U0ALICE\",\"channel\":\"C0GENERAL\","
             "\"thread_ts\":\"1.000001\",\"ts\":\"2.%06d\","
             "\"text\":\"<@U0INCIDENTD> note number %d\"}}}",
             n, n, n, n);
    deliver(envelope.text);
}

static void press(int n) {
    STR_AUTO(envelope, 4096);
    str_addf(&envelope,
             "{\"type\":\"interactive\",\"envelope_id\":\"b%d\",\"payload\":{"
             "\"type\":\"block_actions\",\"trigger_id\":\"b%d\",\"user\":{\"id\":\"U0ALICE\"},"
             "\"response_url\":\"http://127.0.0.1/b\",\"container\":{\"channel_id\":\"C0\"},"
             "\"actions\":[{\"action_id\":\"command.1\",\"value\":\"note pressed\"}]}}",
             n, n);
    deliver(envelope.text);
}

static void submit(int n) {
    STR_AUTO(envelope, 4096);
    str_addf(
        &envelope,
        "{\"type\":\"interactive\",\"envelope_id\":\"f%d\",\"payload\":{"
        "\"type\":\"view_submission\",\"trigger_id\":\"f%d\",\"user\":{\"id\":\"U0ALICE\"},"
        "\"view\":{\"callback_id\":\"update\",\"private_metadata\":\"{\\\"incident\\\":1}\","
        "\"blocks\":[{\"type\":\"input\",\"block_id\":\"progress\"}],\"state\":{\"values\":{}}}"
        "}}",
        n, n);
    deliver(envelope.text);
}

static int64_t notes(void) {
    return desk_number(world.desk, "SELECT count(*) FROM timeline WHERE kind = 'note'");
}

static int64_t rows(void) {
    return desk_number(world.desk, "SELECT count(*) FROM outbox");
}

Test(flood, the_eleventh_command_is_refused_with_the_words_handed_back_and_a_time) {
    for (int i = 0; i < ALLOWANCE_BURST; i++)
        type("U0ALICE", "note again");
    int64_t kept = rows();
    type("U0ALICE", "note the eleventh &lt;!channel&gt;");
    const char *text = json_text_at(world.ack, "text");
    cr_assert(strstr(text, "more than 10 requests"), "%s", text);
    cr_assert(strstr(text, "send it again in 2 s"), "%s", text);
    cr_assert(strstr(text, "Nothing was changed"), "%s", text);
    cr_assert(strstr(text, "note the eleventh &lt;!channel&gt;"), "%s", text);
    cr_assert_eq(world.acks, ALLOWANCE_BURST + 1);
    cr_assert_eq(notes(), ALLOWANCE_BURST);
    cr_assert_eq(rows(), kept, "nothing is stored for a refusal");
}

Test(flood, after_the_pause_the_same_words_are_taken) {
    for (int i = 0; i <= ALLOWANCE_BURST; i++)
        type("U0ALICE", "note again");
    world.desk->now_ms += 2000;
    type("U0ALICE", "note again");
    cr_assert_eq(notes(), ALLOWANCE_BURST + 1);
}

Test(flood, nobody_else_waits) {
    for (int i = 0; i < 1000; i++)
        type("U0ALICE", "note again");
    type("U0BOB", "note in between");
    cr_assert(strstr(json_text_at(world.ack, "text"), "in between"));
    cr_assert_eq(notes(), ALLOWANCE_BURST + 1);
}

Test(flood, a_flood_of_mentions_is_told_once_and_stores_nothing) {
    for (int i = 0; i < ALLOWANCE_BURST; i++)
        mention(i);
    int64_t kept = rows();
    for (int i = 0; i < 100; i++)
        mention(100 + i);
    cr_assert_eq(rows(), kept);
    cr_assert_eq(world.acks, ALLOWANCE_BURST + 100, "Slack must not send them again");
    cr_assert_eq(world.calls, 1);
    cr_assert_str_eq(world.method, "chat.postEphemeral");
    cr_assert_str_eq(json_text_at(world.call, "user"), "U0ALICE");
    cr_assert_str_eq(json_text_at(world.call, "thread_ts"), "1.000001");
    cr_assert(strstr(json_text_at(world.call, "text"), "note number 100"));
}

Test(flood, a_mention_that_was_handled_and_comes_again_is_no_refusal) {
    for (int i = 0; i < ALLOWANCE_BURST; i++)
        mention(i);
    mention(0);
    cr_assert_eq(world.calls, 0);
    cr_assert_eq(world.acks, ALLOWANCE_BURST + 1);
}

Test(flood, one_that_comes_again_does_not_spend_the_one_telling) {
    for (int i = 0; i < ALLOWANCE_BURST; i++)
        mention(i);
    mention(0);
    mention(100);
    cr_assert_eq(world.calls, 1);
    cr_assert(strstr(json_text_at(world.call, "text"), "note number 100"));
}

Test(flood, a_command_that_was_handled_and_comes_again_is_told_the_same) {
    for (int i = 0; i < ALLOWANCE_BURST; i++)
        type("U0ALICE", "note again");
    world.deliveries--;
    type("U0ALICE", "note again");
    cr_assert(strstr(json_text_at(world.ack, "text"), "on the timeline"));
    cr_assert_eq(notes(), ALLOWANCE_BURST);
}

Test(flood, a_button_is_answered_at_its_address) {
    for (int i = 0; i <= ALLOWANCE_BURST; i++)
        press(i);
    cr_assert_eq(notes(), ALLOWANCE_BURST);
    cr_assert_eq(world.calls, 1);
    cr_assert_str_eq(world.method, "http://127.0.0.1/b");
}

Test(flood, a_form_stays_open_with_what_was_typed) {
    for (int i = 0; i < ALLOWANCE_BURST; i++)
        type("U0ALICE", "list");
    submit(1);
    cr_assert_str_eq(json_text_at(world.ack, "response_action"), "errors");
    cr_assert(strstr(json_text_at(world.ack, "errors.progress"), "send it again in 2 s"));
}

Test(flood, the_log_hears_of_a_flood_once_in_half_a_minute) {
    for (int i = 0; i < 500; i++)
        type("U0ALICE", "list");
    cr_assert_eq(world.logged, 1);
}

static void note(int n) {
    (void)n; /* type counts by itself, and what failed is another command */
    type("U0ALICE", "note while the disk is full");
}

static void refused(int n) {
    (void)n;
    type("U0ALICE", "snooze soon");
}

/* Whatever it is and wherever it fails: of the ten that a person has, none is gone. */
Test(flood, what_could_not_be_stored_costs_nothing) {
    static void (*const ways[])(int) = {note, refused, mention, press, submit};
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        int after = 0;
        for (bool met = true; met; after++) {
            world.desk->failing.after = after;
            world.desk->failing.times = 1;
            ways[i](1000 + (int)i);
            met = world.desk->failing.times == 0;
            world.desk->failing.times = 0;
        }
        cr_assert_gt(after, ALLOWANCE_BURST, "way %zu", i);
        cr_assert_eq(world.acks, (int)i + 1, "way %zu", i);
    }
    for (int i = (int)(sizeof ways / sizeof *ways); i < ALLOWANCE_BURST; i++)
        type("U0ALICE", "note now there is room");
    int64_t kept = notes();
    type("U0ALICE", "note the eleventh");
    cr_assert_eq(notes(), kept);
    cr_assert(strstr(json_text_at(world.ack, "text"), "more than 10 requests"));
}
