/* What Slack delivers, as requests: the shapes of its real traffic, and everything that is not. */
#include "bot/envelope.h"

#include "base/str.h"

#include <criterion/criterion.h>
#include <dirent.h>
#include <stdio.h>
#include <string.h>

static struct arena *arena;
static struct json *json;

static void set_up(void) {
    arena = arena_new(16 * 1024 * 1024);
}

static void tear_down(void) {
    json_free(json);
    arena_free(arena);
}

TestSuite(envelope, .init = set_up, .fini = tear_down);

static struct envelope read_text(const char *text) {
    struct err err;
    json_free(json);
    json = NULL;
    cr_assert_eq(json_parse(text, strlen(text), &json, &err), OK, "%s: %s", text, err.text);
    return envelope_read(json, "U0BOT", arena);
}

Test(envelope, a_slash_command_is_read_with_its_key_and_its_words_in_the_stored_form) {
    struct envelope envelope =
        read_text("{\"envelope_id\":\"E1\",\"type\":\"slash_commands\",\"payload\":{"
                  "\"command\":\"/incident\",\"text\":\"update &lt;3 <@U0BOB|bob> <!channel>\","
                  "\"user_id\":\"U2\",\"channel_id\":\"C1\",\"trigger_id\":\"1.2.abc\","
                  "\"response_url\":\"https://hooks.slack.com/commands/1\"}}");
    cr_assert(envelope.wanted);
    cr_assert_eq(envelope.reply_by, REPLY_BY_ACK);
    cr_assert_str_eq(envelope.request.key, "slash:1.2.abc");
    cr_assert_str_eq(envelope.request.typed, "update <3 <@U0BOB> @channel");
    cr_assert_str_eq(envelope.request.user, "U2");
    cr_assert_str_eq(envelope.request.channel, "C1");
}

/* Slack: B15, bug-9 */
Test(envelope, a_retried_event_has_the_key_of_the_first) {
    static const char format[] =
        "{\"envelope_id\":\"E%d\",\"type\":\"events_api\",\"retry_attempt\":%d,\"payload\":{"
        "\"event_id\":\"Ev1\",\"type\":\"event_callback\",\"event\":{\"type\":\"app_mention\","
        "\"user\":\"U1\",\"text\":\"<@U0BOT> update done\",\"channel\":\"C1\","
        "\"thread_ts\":\"1.2\"}}}";
    for (int attempt = 0; attempt < 3; attempt++) {
        char text[512];
        snprintf(text, sizeof text, format, attempt, attempt);
        struct envelope envelope = read_text(text);
        cr_assert_str_eq(envelope.request.key, "event:Ev1");
        cr_assert_eq(envelope.request.trigger, TRIGGER_COMMAND);
        cr_assert_eq(envelope.reply_by, REPLY_BY_CALL);
        cr_assert_str_eq(envelope.request.typed, "update done");
        cr_assert_str_eq(envelope.request.thread, "1.2");
    }
}

/* Slack: B17, E09, E14 */
Test(envelope, a_button_runs_its_command_line_where_it_stands) {
    struct envelope envelope = read_text(
        "{\"envelope_id\":\"E1\",\"type\":\"interactive\",\"payload\":{\"type\":\"block_actions\","
        "\"user\":{\"id\":\"U1\"},\"trigger_id\":\"t\",\"response_url\":\"https://h/1\","
        "\"container\":{\"type\":\"message\",\"channel_id\":\"C1\",\"thread_ts\":\"1.2\"},"
        "\"actions\":[{\"action_id\":\"command.0\",\"value\":\"snooze INC-2026-11-20-001 10m x\"}]}"
        "}");
    cr_assert(envelope.wanted);
    cr_assert_str_eq(envelope.request.typed, "snooze INC-2026-11-20-001 10m x");
    cr_assert_str_eq(envelope.request.thread, "1.2");
    cr_assert_str_eq(envelope.request.user, "U1");
}

Test(envelope, a_choice_in_an_overflow_menu_runs_like_a_button) {
    struct envelope envelope = read_text(
        "{\"envelope_id\":\"E1\",\"type\":\"interactive\",\"payload\":{\"type\":\"block_actions\","
        "\"user\":{\"id\":\"U1\"},\"trigger_id\":\"1.2\",\"container\":{\"channel_id\":\"C1\"},"
        "\"actions\":[{\"type\":\"overflow\",\"action_id\":\"command.more\","
        "\"selected_option\":{\"text\":{},\"value\":\"show INC-2026-11-20-001\"}}]}}");
    cr_assert(envelope.wanted);
    cr_assert_str_eq(envelope.request.typed, "show INC-2026-11-20-001");
    cr_assert_not(envelope.request.at_home);
}

Test(envelope, a_button_on_an_app_home_is_in_no_channel) {
    struct envelope envelope = read_text(
        "{\"envelope_id\":\"E1\",\"type\":\"interactive\",\"payload\":{\"type\":\"block_actions\","
        "\"user\":{\"id\":\"U1\"},\"trigger_id\":\"1.2\",\"container\":{\"type\":\"view\"},"
        "\"view\":{\"type\":\"home\"},"
        "\"actions\":[{\"action_id\":\"command.0\",\"value\":\"ack INC-2026-11-20-001\"}]}}");
    cr_assert(envelope.wanted && envelope.request.at_home);
    cr_assert_str_empty(envelope.request.channel);
}

/* Slack: E03 */
Test(envelope, a_button_that_only_opens_a_link_is_acknowledged_and_forgotten) {
    struct envelope envelope = read_text(
        "{\"envelope_id\":\"E1\",\"type\":\"interactive\",\"payload\":{\"type\":\"block_actions\","
        "\"actions\":[{\"action_id\":\"abc\",\"url\":\"https://x\"}]}}");
    cr_assert_not(envelope.wanted);
    cr_assert_str_eq(envelope.id, "E1");
}

/* Slack: B17, E01 */
Test(envelope, a_form_belongs_to_the_incident_it_was_opened_for) {
    struct envelope envelope = read_text(
        "{\"envelope_id\":\"E1\",\"type\":\"interactive\",\"payload\":{\"type\":\"view_"
        "submission\","
        "\"user\":{\"id\":\"U1\"},\"trigger_id\":\"t\",\"view\":{\"callback_id\":\"update\","
        "\"private_metadata\":\"{\\\"incident\\\":17}\",\"state\":{\"values\":{}}}}}");
    cr_assert(envelope.wanted);
    cr_assert_eq(envelope.request.trigger, TRIGGER_FORM);
    cr_assert_str_eq(envelope.request.name, "update");
    cr_assert_eq(envelope.request.incident_id, 17);
}

Test(envelope, our_own_messages_and_those_of_other_bots_are_not_wanted) {
    cr_assert_not(read_text("{\"envelope_id\":\"E1\",\"type\":\"events_api\",\"payload\":{"
                            "\"event_id\":\"Ev1\",\"event\":{\"type\":\"app_mention\",\"user\":"
                            "\"U0BOT\",\"text\":\"<@U0BOT> list\"}}}")
                      .wanted);
    cr_assert_not(read_text("{\"envelope_id\":\"E1\",\"type\":\"events_api\",\"payload\":{"
                            "\"event_id\":\"Ev1\",\"event\":{\"type\":\"app_mention\",\"bot_id\":"
                            "\"B1\",\"text\":\"<@U0BOT> list\"}}}")
                      .wanted);
}

/* Slack: B12, E01 */
Test(envelope, what_is_unknown_empty_or_of_the_wrong_kind_is_not_wanted_and_keeps_its_id) {
    static const char *const texts[] = {
        "{}",
        "[]",
        "17",
        "{\"envelope_id\":\"E1\"}",
        "{\"envelope_id\":\"E1\",\"type\":\"brand_new\",\"payload\":{}}",
        "{\"envelope_id\":\"E1\",\"type\":\"interactive\",\"payload\":{\"type\":\"brand_new\"}}",
        "{\"envelope_id\":\"E1\",\"type\":\"events_api\",\"payload\":{\"type\":"
        "\"app_rate_limited\",\"minute_rate_limited\":1}}", /* has no event */
        "{\"envelope_id\":\"E1\",\"type\":\"interactive\",\"payload\":[]}",
        "{\"envelope_id\":\"E1\",\"type\":\"interactive\",\"payload\":{\"type\":\"block_actions\","
        "\"actions\":{}}}"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct envelope envelope = read_text(texts[i]);
        cr_assert_not(envelope.wanted, "%s", texts[i]);
        cr_assert(strstr(texts[i], "E1") ? str_equal(envelope.id, "E1") : !*envelope.id);
    }
}

/* ---- Menus, reactions and edits */

#define EVENT(inner)                                                                               \
    "{\"envelope_id\":\"E1\",\"type\":\"events_api\",\"payload\":{\"event_id\":\"Ev1\","           \
    "\"type\":\"event_callback\",\"event\":" inner "}}"

/* Slack: E05 */
Test(envelope, a_menu_of_a_message_has_its_message_and_one_of_the_workspace_has_none) {
    struct envelope of_message = read_text(
        "{\"envelope_id\":\"E1\",\"type\":\"interactive\",\"payload\":{\"type\":\"message_action\","
        "\"callback_id\":\"incident_note\",\"trigger_id\":\"t1\",\"user\":{\"id\":\"U1\"},"
        "\"channel\":{\"id\":\"C1\",\"name\":\"privategroup\"},\"response_url\":\"https://h/1\","
        "\"message_ts\":\"2.3\",\"message\":{\"ts\":\"2.3\",\"thread_ts\":\"1.2\",\"text\":\"x\"}}"
        "}");
    cr_assert(of_message.wanted);
    cr_assert_eq(of_message.request.trigger, TRIGGER_SHORTCUT);
    cr_assert_eq(of_message.reply_by, REPLY_BY_CALL);
    cr_assert_str_eq(of_message.request.key, "shortcut:t1");
    cr_assert_str_eq(of_message.request.name, "incident_note");
    cr_assert_str_eq(of_message.request.message, "2.3");
    cr_assert_str_eq(of_message.request.thread, "1.2");
    cr_assert(of_message.request.closed);
    struct envelope of_all = read_text(
        "{\"envelope_id\":\"E2\",\"type\":\"interactive\",\"payload\":{\"type\":\"shortcut\","
        "\"callback_id\":\"incident_declare\",\"trigger_id\":\"t2\",\"user\":{\"id\":\"U1\"}}}");
    cr_assert(of_all.wanted);
    cr_assert_str_eq(of_all.request.key, "shortcut:t2");
    cr_assert_str_eq(of_all.request.channel, "");
    cr_assert_str_eq(of_all.request.thread, "");
}

Test(envelope, a_reaction_says_whose_it_is_and_on_which_message) {
    struct envelope envelope =
        read_text(EVENT("{\"type\":\"reaction_added\",\"user\":\"U1\",\"reaction\":\"pushpin\","
                        "\"item\":{\"type\":\"message\",\"channel\":\"C1\",\"ts\":\"2.3\"}}"));
    cr_assert(envelope.wanted);
    cr_assert_eq(envelope.reply_by, REPLY_NONE);
    cr_assert_str_eq(envelope.request.key, "event:Ev1");
    cr_assert_str_eq(envelope.request.channel, "C1");
    cr_assert_str_eq(envelope.request.message, "2.3");
    cr_assert_str_eq(envelope.request.user, "U1");
}

Test(envelope, a_reaction_of_ours_or_on_a_file_is_not_wanted) {
    cr_assert_not(
        read_text(EVENT("{\"type\":\"reaction_added\",\"user\":\"U0BOT\",\"reaction\":\"pushpin\","
                        "\"item\":{\"type\":\"message\",\"channel\":\"C1\",\"ts\":\"2.3\"}}"))
            .wanted);
    cr_assert_not(
        read_text(EVENT("{\"type\":\"reaction_added\",\"user\":\"U1\",\"reaction\":\"pushpin\","
                        "\"item\":{\"type\":\"file\",\"file\":\"F1\"}}"))
            .wanted);
}

Test(envelope, an_edit_and_a_deletion_are_about_the_message_and_not_the_event) {
    struct envelope edit = read_text(
        EVENT("{\"type\":\"message\",\"subtype\":\"message_changed\",\"channel\":\"C1\","
              "\"ts\":\"9.9\",\"message\":{\"user\":\"U1\",\"ts\":\"2.3\",\"text\":\"x\"}}"));
    cr_assert(edit.wanted);
    cr_assert_str_eq(edit.request.name, "message_changed");
    cr_assert_str_eq(edit.request.message, "2.3");
    struct envelope deletion =
        read_text(EVENT("{\"type\":\"message\",\"subtype\":\"message_deleted\",\"channel\":\"C1\","
                        "\"ts\":\"9.9\",\"deleted_ts\":\"2.3\"}"));
    cr_assert(deletion.wanted);
    cr_assert_str_eq(deletion.request.name, "message_deleted");
    cr_assert_str_eq(deletion.request.message, "2.3");
}

Test(envelope, a_message_that_becomes_a_tombstone_is_deleted) {
    struct envelope envelope = read_text(
        EVENT("{\"type\":\"message\",\"subtype\":\"message_changed\",\"channel\":\"C1\","
              "\"message\":{\"subtype\":\"tombstone\",\"user\":\"USLACKBOT\",\"ts\":\"2.3\"}}"));
    cr_assert_str_eq(envelope.request.name, "message_deleted");
    cr_assert_str_eq(envelope.request.message, "2.3");
}

Test(envelope, what_people_say_in_channels_and_what_we_edit_ourselves_is_not_wanted) {
    cr_assert_not(read_text(EVENT("{\"type\":\"message\",\"user\":\"U1\",\"channel\":\"C1\","
                                  "\"channel_type\":\"channel\",\"ts\":\"2.3\",\"text\":\"hi\"}"))
                      .wanted);
    cr_assert_not(
        read_text(EVENT("{\"type\":\"message\",\"subtype\":\"message_changed\",\"channel\":\"C1\","
                        "\"message\":{\"user\":\"U0BOT\",\"ts\":\"2.3\"}}"))
            .wanted);
    cr_assert_not(
        read_text(EVENT("{\"type\":\"message\",\"subtype\":\"channel_join\",\"user\":\"U1\","
                        "\"channel\":\"D1\",\"channel_type\":\"im\",\"ts\":\"2.3\"}"))
            .wanted);
}

Test(envelope, what_is_said_to_us_alone_is_a_command_once) {
    struct envelope envelope =
        read_text(EVENT("{\"type\":\"message\",\"user\":\"U1\",\"channel\":\"D1\","
                        "\"channel_type\":\"im\",\"ts\":\"2.3\",\"text\":\"note a &lt; b\"}"));
    cr_assert(envelope.wanted);
    cr_assert_eq(envelope.request.trigger, TRIGGER_COMMAND);
    cr_assert_eq(envelope.reply_by, REPLY_BY_CALL);
    cr_assert_str_eq(envelope.request.typed, "note a < b");
    cr_assert_str_eq(envelope.request.key, "mention:D1:2.3");
}

/* ---- The shapes of real traffic */

static struct json *read_file(const char *name) {
    char path[512];
    STR_AUTO(text, 1024 * 1024);
    char buffer[4096];
    struct json *payload = NULL;
    struct err err;
    snprintf(path, sizeof path, "tests/bot/slack-samples/%s", name);
    FILE *file = fopen(path, "r");
    cr_assert_not_null(file, "%s", path);
    for (size_t n; (n = fread(buffer, 1, sizeof buffer, file)) > 0;)
        str_add_bytes(&text, buffer, n);
    fclose(file);
    cr_assert_eq(json_parse(text.text, text.len, &payload, &err), OK, "%s: %s", path, err.text);
    return payload;
}

/* Slack: E13 */
Test(envelope, every_shape_of_real_traffic_is_read_as_every_type) {
    static const char *const types[] = {"slash_commands", "interactive", "events_api"};
    int samples = 0;
    DIR *folder = opendir("tests/bot/slack-samples");
    cr_assert_not_null(folder);
    for (struct dirent *entry; (entry = readdir(folder));) {
        if (!strstr(entry->d_name, ".json"))
            continue;
        samples++;
        for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
            JSON_AUTO *whole = json_new_object();
            json_put_str(whole, "envelope_id", "E1");
            json_put_str(whole, "type", types[i]);
            json_put(whole, "payload", read_file(entry->d_name));
            struct envelope envelope = envelope_read(whole, "U0BOT", arena);
            cr_assert_str_eq(envelope.id, "E1");
            cr_assert_not_null(envelope.request.typed);
            if (envelope.wanted)
                cr_assert_neq(*envelope.request.key, 0, "%s as %s", entry->d_name, types[i]);
        }
    }
    closedir(folder);
    cr_assert_geq(samples, 9);
}

Test(envelope, a_mention_that_is_edited_is_the_same_delivery) {
    static const char format[] =
        "{\"envelope_id\":\"E%d\",\"type\":\"events_api\",\"payload\":{\"event_id\":\"Ev%d\","
        "\"event\":{\"type\":\"app_mention\",\"user\":\"U1\",\"text\":\"<@U0BOT> update done%s\","
        "\"channel\":\"C1\",\"ts\":\"1795183500.000100\"}}}";
    char text[512];
    snprintf(text, sizeof text, format, 1, 1, "");
    cr_assert_str_eq(read_text(text).request.key, "mention:C1:1795183500.000100");
    snprintf(text, sizeof text, format, 2, 2, " now\",\"edited\":{\"user\":\"U1\"},\"x\":\"");
    cr_assert_str_eq(read_text(text).request.key, "mention:C1:1795183500.000100");
}

Test(envelope, a_request_of_nobody_is_not_wanted) {
    static const char *const texts[] = {
        "{\"envelope_id\":\"E1\",\"type\":\"slash_commands\",\"payload\":{\"text\":\"sev1 x\"}}",
        "{\"envelope_id\":\"E1\",\"type\":\"events_api\",\"payload\":{\"event\":{"
        "\"type\":\"app_mention\",\"text\":\"<@U0BOT> sev1 x\",\"channel\":\"C1\"}}}"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct envelope envelope = read_text(texts[i]);
        cr_assert(!envelope.wanted, "%s", texts[i]);
        cr_assert_str_eq(envelope.id, "E1");
    }
}

static struct envelope read_pin_item(const char *text) {
    struct err err;
    json_free(json);
    json = NULL;
    cr_assert_eq(json_parse(text, strlen(text), &json, &err), OK, "%s: %s", text, err.text);
    return envelope_of_pin_item(json, "C1", arena);
}

Test(envelope,
     an_item_of_the_list_of_pins_has_the_key_of_its_pin_and_the_time_at_which_it_was_pinned) {
    struct envelope envelope = read_pin_item(
        "{\"type\":\"message\",\"channel\":\"C1\",\"created\":1508881078,\"created_by\":\"U2\","
        "\"message\":{\"ts\":\"1508197641.000151\",\"thread_ts\":\"1508197640.000100\","
        "\"text\":\"What is the meaning of life?\",\"pinned_to\":[\"C1\"]}}");
    cr_assert(envelope.wanted);
    cr_assert_str_eq(envelope.request.key, "pin:C1:1508197641.000151");
    cr_assert_str_eq(envelope.request.user, "U2");
    cr_assert_str_eq(envelope.request.thread, "1508197640.000100");
    cr_assert_eq(envelope.request.missed_ms, INT64_C(1508881078000));
}

Test(envelope, an_item_of_the_list_of_pins_that_is_no_message_or_has_no_time_is_not_wanted) {
    static const char *const items[] = {
        "null",
        "{}",
        "{\"type\":\"file\",\"created\":1508881078,\"file\":{\"id\":\"F1\"}}",
        "{\"message\":{\"ts\":\"1.2\"}}",
        "{\"created\":-1,\"message\":{\"ts\":\"1.2\"}}",
        "{\"created\":9223372036854775807,\"message\":{\"ts\":\"1.2\"}}",
        "{\"created\":1508881078,\"message\":{\"ts\":12}}"};
    for (size_t i = 0; i < sizeof items / sizeof *items; i++)
        cr_assert_not(read_pin_item(items[i]).wanted, "%s", items[i]);
}

Test(envelope, what_is_put_into_a_form_and_that_it_is_closed_is_heard) {
    struct envelope envelope = read_text(
        "{\"envelope_id\":\"E1\",\"type\":\"interactive\",\"payload\":{\"type\":\"block_actions\","
        "\"user\":{\"id\":\"U1\"},\"trigger_id\":\"t\",\"view\":{\"type\":\"modal\","
        "\"private_metadata\":\"{\\\"incident\\\":17}\"},\"actions\":[{\"action_id\":\"fix\"}]}}");
    cr_assert_str_eq(envelope.request.name, "form_edited");
    cr_assert_str_eq(envelope.request.key, "", "one for each letter would fill the inbox");
    cr_assert_eq(envelope.request.incident_id, 17);
    envelope = read_text(
        "{\"envelope_id\":\"E1\",\"type\":\"interactive\",\"payload\":{\"type\":\"view_closed\","
        "\"user\":{\"id\":\"U1\"},\"view\":{\"id\":\"V1\",\"private_metadata\":"
        "\"{\\\"channel\\\":\\\"C1\\\"}\"}}}");
    cr_assert_str_eq(envelope.request.name, "form_closed");
    cr_assert_str_eq(envelope.request.channel, "C1");
}
