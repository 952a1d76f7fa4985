/* What Slack accepts as blocks and views. */
#include "sim/block_kit.h"

#include "base/str.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

static struct json *parse(const char *text) {
    struct json *json = NULL;
    struct err err = {0};
    cr_assert_eq(json_parse(text, strlen(text), &json, &err), OK, "%s in %s", err.text, text);
    return json;
}

/* The first complaint about blocks in a message, or "". */
static const char *complaint(const char *blocks_text) {
    static char first[1024];
    JSON_AUTO *blocks = parse(blocks_text);
    JSON_AUTO *complaints = json_new_array();
    struct settings settings = settings_default();
    bool good = block_kit_check_blocks(&settings, blocks, SURFACE_MESSAGE, complaints);
    cr_assert_eq(good, json_len(complaints, "") == 0);
    snprintf(first, sizeof first, "%s", json_text_at(complaints, "0"));
    return first;
}

static const char *view_complaint(const char *view_text, const char *type) {
    static char first[1024];
    JSON_AUTO *view = parse(view_text);
    JSON_AUTO *complaints = json_new_array();
    struct settings settings = settings_default();
    bool good = block_kit_check_view(&settings, view, type, complaints);
    cr_assert_eq(good, json_len(complaints, "") == 0);
    snprintf(first, sizeof first, "%s", json_text_at(complaints, "0"));
    return first;
}

/* before, count times x, and after. */
static const char *with_xs(const char *before, int count, const char *after) {
    static char text[64 * 1024];
    size_t len = strlen(before);
    memcpy(text, before, len);
    memset(text + len, 'x', (size_t)count);
    strcpy(text + len + count, after);
    return text;
}

#define PLAIN(text) "{\"type\":\"plain_text\",\"text\":\"" text "\"}"
#define MRKDWN(text) "{\"type\":\"mrkdwn\",\"text\":\"" text "\"}"
#define HEADER "[{\"type\":\"header\",\"text\":{\"type\":\"plain_text\",\"text\":\""
#define SECTION "[{\"type\":\"section\",\"text\":{\"type\":\"mrkdwn\",\"text\":\""
#define BUTTON(id) "{\"type\":\"button\",\"action_id\":\"" id "\",\"text\":" PLAIN("Go") "}"

Test(block_kit, a_card_with_everything_is_accepted) {
    cr_assert_str_eq(
        complaint("[{\"type\":\"header\",\"text\":" PLAIN(
            "Incident") "},{\"type\":\"divider\"},"
                        "{\"type\":\"section\",\"text\":" MRKDWN("*hi*") ",\"fields\":[" MRKDWN("a") "," PLAIN(
                            "b") "],\"accessory\":" BUTTON("one") "},"
                                                                  "{\"type\":\"context\","
                                                                  "\"elements\":[" MRKDWN(
                                                                      "c") ",{\"type\":\"image\","
                                                                           "\"image_url\":\"https:/"
                                                                           "/a.test/"
                                                                           "b.png\",\"alt_text\":"
                                                                           "\"b\"}]},"
                                                                           "{\"type\":\"actions\","
                                                                           "\"elements\":[" BUTTON(
                                                                               "two") ",{\"type\":"
                                                                                      "\"users_"
                                                                                      "select\","
                                                                                      "\"action_"
                                                                                      "id\":"
                                                                                      "\"three\","
                                                                                      "\"placeholde"
                                                                                      "r\":" PLAIN(
                                                                                          "Who") "}"
                                                                                                 "]"
                                                                                                 "}"
                                                                                                 "]"),
        "");
}

Test(block_kit, lengths_are_counted_in_characters) {
    cr_assert_str_eq(complaint(with_xs(HEADER, 150, "\"}}]")), "");
    cr_assert_str_eq(complaint(with_xs(HEADER, 151, "\"}}]")),
                     "[ERROR] must be less than 151 characters [json-pointer:/blocks/0/text/text]");
    cr_assert_str_eq(
        complaint(with_xs(SECTION, 3001, "\"}}]")),
        "[ERROR] must be less than 3001 characters [json-pointer:/blocks/0/text/text]");
}

Test(block_kit, an_empty_text_is_refused) {
    cr_assert_str_eq(complaint("[{\"type\":\"section\",\"text\":" MRKDWN("") "}]"),
                     "[ERROR] must be more than 0 characters [json-pointer:/blocks/0/text/text]");
}

Test(block_kit, unknown_things_are_named) {
    cr_assert_str_eq(complaint("[{\"type\":\"marquee\"}]"),
                     "[ERROR] unsupported type: marquee [json-pointer:/blocks/0/type]");
    cr_assert_str_eq(complaint("[{\"type\":\"divider\",\"colour\":\"red\"}]"),
                     "[ERROR] invalid additional property: colour [json-pointer:/blocks/0]");
    cr_assert_str_eq(complaint("[{\"type\":\"header\"}]"),
                     "[ERROR] missing required field: text [json-pointer:/blocks/0]");
    cr_assert_str_eq(complaint("[{\"type\":\"section\"}]"),
                     "[ERROR] must provide text or fields [json-pointer:/blocks/0]");
}

Test(block_kit, an_element_stands_only_where_it_may) {
    cr_assert_str_eq(complaint("[{\"type\":\"actions\",\"elements\":[{\"type\":"
                               "\"plain_text_input\",\"action_id\":\"a\"}]}]"),
                     "[ERROR] unsupported type: plain_text_input "
                     "[json-pointer:/blocks/0/elements/0/type]");
}

Test(block_kit, a_select_needs_options_and_each_option_a_value) {
    const char *head = "[{\"type\":\"actions\",\"elements\":[{\"type\":\"static_select\"";
    char text[512];
    snprintf(text, sizeof text, "%s}]}]", head);
    cr_assert_str_eq(complaint(text), "[ERROR] missing required field: options "
                                      "[json-pointer:/blocks/0/elements/0]");
    snprintf(text, sizeof text, "%s,\"options\":[{\"text\":%s}]}]}]", head, PLAIN("One"));
    cr_assert_str_eq(complaint(text), "[ERROR] missing required field: value "
                                      "[json-pointer:/blocks/0/elements/0/options/0]");
}

Test(block_kit, fifty_blocks_are_the_most_in_a_message_and_a_hundred_in_a_modal) {
    STR_AUTO(blocks, 16 * 1024);
    str_add(&blocks, "[{\"type\":\"divider\"}");
    for (int i = 0; i < 50; i++)
        str_add(&blocks, ",{\"type\":\"divider\"}");
    str_add(&blocks, "]");
    cr_assert_str_eq(complaint(blocks.text),
                     "[ERROR] no more than 50 items allowed [json-pointer:/blocks]");
    STR_AUTO(view, 16 * 1024);
    str_addf(&view, "{\"type\":\"modal\",\"title\":%s,\"blocks\":%s}", PLAIN("T"), blocks.text);
    cr_assert_str_eq(view_complaint(view.text, "modal"), "");
}

Test(block_kit, a_block_id_is_there_once) {
    cr_assert_str_eq(complaint("[{\"type\":\"divider\",\"block_id\":\"a\"},"
                               "{\"type\":\"divider\",\"block_id\":\"a\"}]"),
                     "[ERROR] block_id a already exists [json-pointer:/blocks]");
}

Test(block_kit, an_action_id_is_there_once_in_its_block) {
    cr_assert_str_eq(
        complaint("[{\"type\":\"actions\",\"elements\":[" BUTTON("a") "," BUTTON("a") "]}]"),
        "[ERROR] action_id a already exists [json-pointer:/blocks/0/elements]");
    cr_assert_str_eq(complaint("[{\"type\":\"actions\",\"elements\":[" BUTTON(
                         "a") "]},{\"type\":\"actions\",\"elements\":[" BUTTON("a") "]}]"),
                     "");
}

/* Comparing them all with each other would take minutes. */
Test(block_kit, blocks_beyond_the_limit_are_not_even_compared, .timeout = 30) {
    JSON_AUTO *blocks = json_new_array();
    JSON_AUTO *complaints = json_new_array();
    struct settings settings = settings_default();
    for (int i = 0; i < 100000; i++) {
        char id[16];
        struct json *block = json_new_object();
        snprintf(id, sizeof id, "%d", i);
        json_put_str(block, "type", "divider");
        json_put_str(block, "block_id", id);
        json_push(blocks, block);
    }
    cr_assert_not(block_kit_check_blocks(&settings, blocks, SURFACE_MESSAGE, complaints));
    cr_assert_eq(json_len(complaints, ""), 1);
}

Test(block_kit, a_modal_with_an_input_needs_a_submit_button) {
    const char *input = "{\"type\":\"input\",\"label\":" PLAIN(
        "L") ",\"element\":"
             "{\"type\":\"plain_text_input\",\"action_id\":\"a\"}}";
    char view[1024];
    snprintf(view, sizeof view, "{\"type\":\"modal\",\"title\":%s,\"blocks\":[%s]}", PLAIN("T"),
             input);
    cr_assert_str_eq(view_complaint(view, "modal"),
                     "[ERROR] missing required field: submit [json-pointer:]");
    cr_assert_str_eq(view_complaint("{\"type\":\"home\",\"blocks\":[]}", "home"), "");
    cr_assert_str_eq(view_complaint("{\"type\":\"home\",\"blocks\":[]}", "modal"),
                     "[ERROR] unsupported type: home [json-pointer:/type]");
    snprintf(view, sizeof view, "{\"type\":\"modal\",\"title\":%s,\"blocks\":[]}",
             PLAIN("A title that is far too long for it"));
    cr_assert_str_eq(view_complaint(view, "modal"),
                     "[ERROR] must be less than 25 characters [json-pointer:/title/text]");
}

Test(block_kit, markdown_counts_together) {
    STR_AUTO(text, 64 * 1024);
    str_addf(&text, "[%s,", with_xs("{\"type\":\"markdown\",\"text\":\"", 7000, "\"}"));
    str_addf(&text, "%s]", with_xs("{\"type\":\"markdown\",\"text\":\"", 7000, "\"}"));
    cr_assert_not_null(strstr(complaint(text.text), "less than 12001 characters"));
}

Test(block_kit, elements_are_found_by_their_ids) {
    struct place place;
    JSON_AUTO *blocks = parse("[{\"type\":\"actions\",\"block_id\":\"b1\",\"elements\":[" BUTTON(
        "x") "]},"
             "{\"type\":\"section\",\"block_id\":\"b2\",\"text\":" PLAIN(
                 "t") ",\"accessory\":" BUTTON("x") "}]");
    cr_assert(block_kit_find(blocks, NULL, "x", &place));
    cr_assert_str_eq(json_str(place.block, "block_id"), "b1");
    cr_assert(block_kit_find(blocks, "b2", "x", &place));
    cr_assert_str_eq(json_str(place.block, "block_id"), "b2");
    cr_assert_not(block_kit_find(blocks, "b3", "x", &place));
}
