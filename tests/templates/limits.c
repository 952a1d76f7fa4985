/* Slack's limits: what is cut, where, and what is left out. */
#include "templates/limits.h"

#include "base/mem.h"
#include "base/str.h"
#include "base/utf8.h"

#include <criterion/criterion.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

static void expect_cut(const char *text, size_t max, const char *expected) {
    char *cut = limits_cut(text, max);
    cr_expect_str_eq(cut, expected, "\"%s\" cut to %zu is \"%s\"", text, max, cut);
    mem_free(cut);
}

Test(limits, a_text_that_fits_is_not_touched) {
    expect_cut("", 0, "");
    expect_cut("abc", 3, "abc");
    expect_cut("a&amp;b", 7, "a&amp;b");
}

Test(limits, a_text_that_does_not_fit_ends_in_an_ellipsis) {
    expect_cut("abcd", 3, "ab…");
    expect_cut("abcd", 1, "…");
    expect_cut("abcd", 0, "");
}

Test(limits, a_cut_is_never_inside_an_entity) {
    expect_cut("ab&amp;cd", 8, "ab&amp;…");
    expect_cut("ab&amp;cd", 7, "ab…");
    expect_cut("ab&lt;cd", 6, "ab…");
}

Test(limits, a_cut_is_never_inside_a_link_or_a_mention) {
    expect_cut("see <https://example.org|the runbook> now", 39,
               "see <https://example.org|the runbook> …");
    expect_cut("see <https://example.org|the runbook> now", 37, "see …");
    expect_cut("<@U0123ABC> and more", 11, "…");
}

Test(limits, a_lone_bracket_is_an_ordinary_character) {
    expect_cut("a < b, and this goes on", 9, "a < b…");
    expect_cut("a <b\nc> d", 8, "a <b…");
}

Test(limits, bare_special_characters_count_as_the_entities_that_slack_stores) {
    expect_cut("&&&", 15, "&&&");
    expect_cut("&&&", 14, "&&…");
    expect_cut("<<", 7, "<…");
}

Test(limits, characters_outside_the_basic_plane_count_twice) {
    expect_cut("🚨🚨", 4, "🚨🚨");
    expect_cut("🚨🚨", 3, "🚨…");
    expect_cut("🚨🚨", 2, "…");
}

Test(limits, emoji_sequences_and_combining_marks_stay_together) {
    expect_cut("a👩‍🚒b", 6, "a…");
    expect_cut("a👩‍🚒b", 7, "a👩‍🚒b");
    expect_cut("👍🏽👍🏽", 5, "👍🏽…");
    expect_cut("e\u0301e\u0301", 3, "e\u0301…");
}

Test(limits, a_pile_of_marks_can_be_cut) {
    STR_AUTO(text, 10000);
    str_add(&text, "e");
    for (int i = 0; i < 1000; i++)
        str_add(&text, "\u0301");
    char *cut = limits_cut(text.text, 100);
    cr_assert_gt(utf8_count(cut), 50);
    cr_assert_leq(utf8_count(cut), 100);
    mem_free(cut);
}

/* ---- Fitting */

static struct json *json_of(const char *text) {
    struct json *json = NULL;
    struct err err = {0};
    cr_assert_eq(json_parse(text, strlen(text), &json, &err), OK, "%s: %s", text, err.text);
    return json;
}

static void expect_fit(const char *kind, const char *object, const char *expected) {
    JSON_AUTO *json = json_of(object);
    struct limits_budget budget = {.markdown = LIMITS_MARKDOWN_MAX};
    bool stays = limits_fit(json, kind, &budget);
    cr_expect_str_eq(stays ? json_print(json) : "left out", expected, "%s: %s", object,
                     json_print(json));
}

Test(limits, what_is_fine_stays_as_it_is) {
    const char *button = "{\"type\":\"button\",\"text\":{\"type\":\"plain_text\",\"text\":\"Go\"},"
                         "\"value\":\"1\",\"url\":\"https://example.org/\"}";
    expect_fit("button", button, button);
    expect_fit("divider", "{\"type\":\"divider\"}", "{\"type\":\"divider\"}");
}

Test(limits, an_object_goes_with_the_part_that_it_needs) {
    expect_fit("header", "{\"type\":\"header\"}", "left out");
    expect_fit("mrkdwn", "{\"type\":\"mrkdwn\"}", "left out");
    expect_fit("context", "{\"type\":\"context\",\"elements\":[]}", "left out");
    expect_fit("section", "{\"type\":\"section\",\"fields\":[]}", "left out");
    expect_fit("input", "{\"type\":\"input\",\"label\":{\"text\":\"a\"}}", "left out");
    expect_fit("message", "{\"blocks\":[]}", "left out");
}

Test(limits, one_of_two_parts_is_enough) {
    expect_fit("section", "{\"fields\":[{\"text\":\"a\"}]}", "{\"fields\":[{\"text\":\"a\"}]}");
    expect_fit("message", "{\"text\":\"a\",\"blocks\":[]}", "{\"text\":\"a\"}");
}

Test(limits, an_address_is_left_out_when_slack_would_refuse_it) {
    expect_fit("button", "{\"text\":\"a\",\"url\":\"runbooks/db\"}", "{\"text\":\"a\"}");
    expect_fit("button", "{\"text\":\"a\",\"url\":\"https://a b\"}", "{\"text\":\"a\"}");
    expect_fit("button", "{\"text\":\"a\",\"url\":\"javascript:x\"}", "{\"text\":\"a\"}");
    expect_fit("image", "{\"image_url\":\"x\",\"alt_text\":\"a\"}", "left out");
}

/* An object of this kind whose member is a string or text object of one character too many. */
static void expect_limit(const char *kind, const char *member, size_t max) {
    STR_AUTO(text, 20000);
    for (size_t i = 0; i <= max; i++)
        str_add(&text, "x");
    JSON_AUTO *object = json_new_object();
    struct json *inner = json_new_object();
    json_put_str(inner, "text", text.text);
    bool needs_more = str_equal(kind, "option") || str_equal(kind, "confirm");
    static const char *const others[] = {"text", "value", "title", "confirm", "deny"};
    for (size_t i = 0; needs_more && i < sizeof others / sizeof *others; i++)
        json_put_str(object, others[i], "x");
    if (!json_str(object, "text"))
        json_put_str(object, "text", "x");
    json_put(object, member, inner);
    struct limits_budget budget = {.markdown = LIMITS_MARKDOWN_MAX};
    cr_assert(limits_fit(object, kind, &budget));
    char path[64];
    snprintf(path, sizeof path, "%s.text", member);
    cr_expect_eq(utf8_count(json_text_at(object, path)), max, "%s.%s", kind, member);
}

Test(limits, every_text_is_cut_at_the_limit_of_its_place) {
    expect_limit("section", "text", 3000);
    expect_limit("header", "text", 150);
    expect_limit("button", "text", 75);
    expect_limit("option", "text", 75);
    expect_limit("option", "description", 75);
    expect_limit("confirm", "title", 100);
    expect_limit("confirm", "text", 300);
    expect_limit("confirm", "confirm", 30);
    expect_limit("confirm", "deny", 30);
    expect_limit("plain_text_input", "placeholder", 150);
}

Test(limits, strings_are_cut_like_text_objects) {
    STR_AUTO(text, 5000);
    while (text.len < 4100)
        str_add(&text, "xxxxxxxxxx");
    JSON_AUTO *message = json_new_object();
    struct limits_budget budget = {.markdown = LIMITS_MARKDOWN_MAX};
    json_put_str(message, "text", text.text);
    cr_assert(limits_fit(message, "message", &budget));
    cr_assert_eq(utf8_count(json_text_at(message, "text")), 4000);
}

Test(limits, the_markdown_blocks_of_a_message_share_one_limit) {
    STR_AUTO(text, 9000);
    while (text.len < 8000)
        str_add(&text, "xxxxxxxxxx");
    struct limits_budget budget = {.markdown = LIMITS_MARKDOWN_MAX};
    static const size_t expected[] = {8000, 4000};
    for (size_t i = 0; i < 2; i++) {
        JSON_AUTO *block = json_new_object();
        json_put_str(block, "text", text.text);
        cr_assert(limits_fit(block, "markdown", &budget));
        cr_assert_eq(utf8_count(json_text_at(block, "text")), expected[i]);
    }
    JSON_AUTO *third = json_new_object();
    json_put_str(third, "text", text.text);
    cr_assert_not(limits_fit(third, "markdown", &budget));
}

Test(limits, lists_have_limits_by_their_place) {
    cr_assert_eq(limits_elements("message", "blocks"), 50);
    cr_assert_eq(limits_elements("modal", "blocks"), 100);
    cr_assert_eq(limits_elements("section", "fields"), 10);
    cr_assert_eq(limits_elements("context", "elements"), 10);
    cr_assert_eq(limits_elements("actions", "elements"), 25);
    cr_assert_eq(limits_elements("overflow", "options"), 5);
    cr_assert_eq(limits_elements("no_such_block", "elements"), SIZE_MAX);
}

Test(limits, objects_without_a_type_are_known_by_their_place) {
    cr_assert_str_eq(limits_kind("header", "blocks"), "header");
    cr_assert_str_eq(limits_kind(NULL, NULL), "message");
    cr_assert_str_eq(limits_kind(NULL, "options"), "option");
    cr_assert_str_eq(limits_kind(NULL, "initial_option"), "option");
    cr_assert_str_eq(limits_kind(NULL, "option_groups"), "option_group");
    cr_assert_str_eq(limits_kind(NULL, "confirm"), "confirm");
}
