/* Message templates: directives, escapes by place, limits, hostile values, refusals. The JSON is
 * written with ' for " to be readable. */
#include "templates/blocks.h"

#include "base/str.h"
#include "base/utf8.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

static void add_quoted(struct str *out, const char *text) {
    for (; *text; text++)
        str_add_bytes(out, *text == '\'' ? "\"" : text, 1);
}

static struct json *json_of(const char *quoted) {
    STR_AUTO(text, 256 * 1024);
    add_quoted(&text, quoted);
    struct json *json = NULL;
    struct err err = {0};
    cr_assert_eq(json_parse(text.text, text.len, &json, &err), OK, "%s: %s", quoted, err.text);
    return json;
}

/* Every test may use these names. */
#define NAMES "'$names': ['title', 'user', 'url', 'drill', 'notes', 'notes.text', 'notes.by', 'n']"

static struct blocks *compiled(const char *members) {
    STR_AUTO(text, 64 * 1024);
    add_quoted(&text, "{" NAMES ", ");
    add_quoted(&text, members);
    str_add(&text, "}");
    struct blocks *blocks = NULL;
    struct err err = {0};
    cr_assert_eq(blocks_parse("card.json", text.text, text.len, NULL, &blocks, &err), OK, "%s",
                 err.text);
    return blocks;
}

static struct json *render(const char *members, const struct json *values) {
    struct blocks *blocks = compiled(members);
    struct json *message = blocks_render(blocks, values);
    blocks_free(blocks);
    return message;
}

static void expect(const char *members, const char *values, const char *expected) {
    JSON_AUTO *given = json_of(values);
    JSON_AUTO *wanted = json_of(expected);
    JSON_AUTO *message = render(members, given);
    cr_expect_str_eq(json_print(message), json_print(wanted), "%s: %s", members,
                     json_print(message));
}

/* The message for one hostile title, in every kind of place. */
static struct json *everywhere(const char *title) {
    JSON_AUTO *values = json_new_object();
    json_put_str(values, "title", title);
    return render("'text': 'M {{title}}', 'blocks': ["
                  "{'type': 'header', 'text': {'type': 'plain_text', 'text': 'P {{title}}'}},"
                  "{'type': 'section', 'text': {'type': 'mrkdwn', 'text': '*{{title}}*'},"
                  " 'accessory': {'type': 'button', 'value': '{{title}}',"
                  "  'text': {'type': 'plain_text', 'text': 'B {{title}}'}}},"
                  "{'type': 'markdown', 'text': '**{{title}}**'}]",
                  values);
}

/* ---- Directives */

Test(blocks, if_leaves_an_element_out) {
    const char *template = "'text': 't', 'blocks': [{'$if': 'drill', 'type': 'divider'},"
                           "{'type': 'divider', 'block_id': 'b'}]";
    const char *with = "{'text': 't', 'blocks': [{'type': 'divider'},"
                       "{'type': 'divider', 'block_id': 'b'}]}";
    const char *without = "{'text': 't', 'blocks': [{'type': 'divider', 'block_id': 'b'}]}";
    expect(template, "{'drill': true}", with);
    expect(template, "{'drill': 'yes'}", with);
    expect(template, "{'drill': [0]}", with);
    expect(template, "{'drill': 0}", with);
    expect(template, "{'drill': false}", without);
    expect(template, "{'drill': null}", without);
    expect(template, "{'drill': ''}", without);
    expect(template, "{'drill': []}", without);
    expect(template, "{}", without);
}

Test(blocks, if_leaves_a_member_out) {
    const char *template = "'text': 't', 'blocks': [{'type': 'section',"
                           "'text': {'type': 'mrkdwn', 'text': 'a'},"
                           "'accessory': {'$if': 'url', 'type': 'button', 'url': '{{url}}',"
                           " 'text': {'type': 'plain_text', 'text': 'Open'}}}]";
    expect(template, "{}",
           "{'text': 't', 'blocks': [{'type': 'section',"
           "'text': {'type': 'mrkdwn', 'text': 'a'}}]}");
}

Test(blocks, each_repeats_an_element_with_the_items_names) {
    expect("'text': 't', 'blocks': [{'$each': 'notes', 'type': 'section',"
           "'text': {'type': 'mrkdwn', 'text': '{{text}} ({{by}}, {{title}})'}}]",
           "{'title': 'T', 'notes': [{'text': 'a', 'by': 'x'}, {'text': 'b', 'by': 'y'}]}",
           "{'text': 't', 'blocks': ["
           "{'type': 'section', 'text': {'type': 'mrkdwn', 'text': 'a (x, T)'}},"
           "{'type': 'section', 'text': {'type': 'mrkdwn', 'text': 'b (y, T)'}}]}");
}

Test(blocks, each_over_plain_texts_gives_the_item_as_a_dot) {
    expect("'text': 't', 'blocks': [{'type': 'section', 'fields': ["
           "{'$each': 'notes', 'type': 'mrkdwn', 'text': '{{.}}'}]}]",
           "{'notes': ['a', 'b']}",
           "{'text': 't', 'blocks': [{'type': 'section', 'fields': ["
           "{'type': 'mrkdwn', 'text': 'a'}, {'type': 'mrkdwn', 'text': 'b'}]}]}");
}

Test(blocks, if_beside_each_is_asked_of_every_item) {
    expect("'text': 't', 'blocks': [{'$each': 'notes', '$if': 'by', 'type': 'section',"
           "'text': {'type': 'mrkdwn', 'text': '{{text}}'}}]",
           "{'notes': [{'text': 'a', 'by': ''}, {'text': 'b', 'by': 'y'}]}",
           "{'text': 't', 'blocks': ["
           "{'type': 'section', 'text': {'type': 'mrkdwn', 'text': 'b'}}]}");
}

Test(blocks, each_over_nothing_leaves_no_trace) {
    expect("'text': 't', 'blocks': [{'type': 'context', 'elements': ["
           "{'$each': 'notes', 'type': 'mrkdwn', 'text': '{{text}}'}]}]",
           "{'notes': []}", "{'text': 't'}");
}

Test(blocks, numbers_and_truth_values_pass_and_names_are_stripped) {
    expect("'text': 't', 'unfurl_links': false, 'blocks': [{'type': 'input', 'optional': true,"
           "'label': {'type': 'plain_text', 'text': 'l'},"
           "'element': {'type': 'plain_text_input', 'max_length': 200}}]",
           "{}",
           "{'text': 't', 'unfurl_links': false, 'blocks': [{'type': 'input', 'optional': true,"
           "'label': {'type': 'plain_text', 'text': 'l'},"
           "'element': {'type': 'plain_text_input', 'max_length': 200}}]}");
}

Test(blocks, a_view_is_a_template_too) {
    expect("'type': 'modal', 'callback_id': 'declare',"
           "'title': {'type': 'plain_text', 'text': 'Declare {{title}} as an incident'},"
           "'blocks': [{'type': 'divider'}]",
           "{'title': 'a long title'}",
           "{'type': 'modal', 'callback_id': 'declare',"
           "'title': {'type': 'plain_text', 'text': 'Declare a long title as…'},"
           "'blocks': [{'type': 'divider'}]}");
}

/* ---- What is empty */

Test(blocks, an_empty_text_goes_with_its_block) {
    expect("'text': 't', 'blocks': ["
           "{'type': 'header', 'text': {'type': 'plain_text', 'text': '{{title}}'}},"
           "{'type': 'section', 'text': {'type': 'mrkdwn', 'text': ' {{title}}\\n'}},"
           "{'type': 'actions', 'elements': [{'type': 'button', 'action_id': 'a',"
           " 'text': {'type': 'plain_text', 'text': '{{title}}'}}]},"
           "{'type': 'divider'}]",
           "{'title': ''}", "{'text': 't', 'blocks': [{'type': 'divider'}]}");
}

Test(blocks, an_empty_member_is_left_out) {
    expect("'text': 't', 'blocks': [{'type': 'actions', 'elements': [{'type': 'button',"
           "'style': '{{n}}', 'value': '{{title}}', 'url': '{{url}}',"
           "'text': {'type': 'plain_text', 'text': 'b'}}]}]",
           "{}",
           "{'text': 't', 'blocks': [{'type': 'actions', 'elements': [{'type': 'button',"
           "'text': {'type': 'plain_text', 'text': 'b'}}]}]}");
}

Test(blocks, a_message_of_nothing_is_none) {
    JSON_AUTO *values = json_of("{}");
    cr_assert_null(render("'text': '{{title}}'", values));
}

/* ---- Hostile values */

Test(blocks, a_broadcast_in_a_value_pages_nobody_and_reads_as_written) {
    JSON_AUTO *message = everywhere("<!channel> & <!here>");
    cr_assert_str_eq(json_text_at(message, "text"), "M &lt;!channel&gt; &amp; &lt;!here&gt;");
    cr_assert_str_eq(json_text_at(message, "blocks.0.text.text"), "P <!channel> & <!here>");
    cr_assert_str_eq(json_text_at(message, "blocks.1.text.text"),
                     "*&lt;!channel&gt; &amp; &lt;!here&gt;*");
    cr_assert_str_eq(json_text_at(message, "blocks.1.accessory.text.text"),
                     "B <!channel> & <!here>");
    cr_assert_str_eq(json_text_at(message, "blocks.1.accessory.value"), "<!channel> & <!here>");
    cr_assert_str_eq(json_text_at(message, "blocks.2.text"),
                     "**&lt;!channel&gt; &amp; &lt;!here&gt;**");
}

Test(blocks, a_broadcast_cannot_come_in_through_a_link) {
    expect("'text': '<{{url}}|{{title}}>'", "{'url': '!channel', 'title': 'x>|<!here>'}",
           "{'text': '<channel|x&gt;|&lt;!here&gt;>'}");
}

Test(blocks, quotes_and_backslashes_in_a_value_cannot_break_the_json) {
    JSON_AUTO *message = everywhere("\"}], \\ \"x\": [{\"");
    JSON_AUTO *again = NULL;
    const char *printed = json_print(message);
    cr_assert_eq(json_parse(printed, strlen(printed), &again, NULL), OK);
    cr_assert_str_eq(json_text_at(again, "text"), "M \"}], \\ \"x\": [{\"");
    cr_assert_eq(json_len(again, "blocks"), 3);
}

Test(blocks, braces_in_a_value_are_not_expanded) {
    JSON_AUTO *message = everywhere("{{user}} {{#notes}}");
    cr_assert_str_eq(json_text_at(message, "text"), "M {{user}} {{#notes}}");
}

Test(blocks, controls_and_overrides_in_a_value_are_dropped) {
    JSON_AUTO *message = everywhere("a\x07\u202Eb\u2069\u200F");
    cr_assert_str_eq(json_text_at(message, "text"), "M ab\u200F");
    cr_assert_str_eq(json_text_at(message, "blocks.0.text.text"), "P ab\u200F");
}

static void expect_units(const struct json *message, const char *path, size_t max) {
    const char *text = json_text_at(message, path);
    size_t len = strlen(text);
    cr_expect_eq(utf8_prefix(text, max), len, "%s is longer than %zu", path, max);
    cr_expect_gt(len, 4, "%s is missing", path);
    cr_expect_str_eq(text + len - strlen("…"), "…", "%s: …%s", path, text + len - 10);
}

static void expect_all_cut(const char *unit) {
    STR_AUTO(title, 100 * 1024);
    while (!title.full)
        str_add(&title, unit);
    JSON_AUTO *message = everywhere(title.text);
    expect_units(message, "text", 4000);
    expect_units(message, "blocks.0.text.text", 150);
    expect_units(message, "blocks.1.text.text", 3000);
    expect_units(message, "blocks.1.accessory.text.text", 75);
    expect_units(message, "blocks.1.accessory.value", 2000);
    expect_units(message, "blocks.2.text", 12000);
    const char *section = json_text_at(message, "blocks.1.text.text");
    const char *last = strrchr(section, '&');
    cr_assert(!last || strchr(last, ';'), "cut inside an entity: %s", last);
}

Test(blocks, a_value_of_100_kib_is_cut_everywhere) {
    expect_all_cut("x");
    expect_all_cut("&");
    expect_all_cut("<!channel>");
    expect_all_cut("🚨");
    expect_all_cut("e\u0301");
}

/* ---- Too many */

static struct json *notes(int count) {
    struct json *values = json_new_object(), *list = json_new_array();
    for (int i = 1; i <= count; i++) {
        char text[16];
        snprintf(text, sizeof text, "%d", i);
        struct json *note = json_new_object();
        json_put_str(note, "text", text);
        json_push(list, note);
    }
    json_put(values, "notes", list);
    return values;
}

#define NOTE_BLOCKS                                                                                \
    "'text': 't', 'blocks': [{'type': 'divider'}, {'$each': 'notes', 'type': 'section',"           \
    "'text': {'type': 'mrkdwn', 'text': '{{text}}'}}]"

Test(blocks, fifty_blocks_are_sent_as_they_are) {
    JSON_AUTO *values = notes(49);
    JSON_AUTO *message = render(NOTE_BLOCKS, values);
    cr_assert_eq(json_len(message, "blocks"), 50);
    cr_assert_str_eq(json_text_at(message, "blocks.49.text.text"), "49");
}

Test(blocks, of_more_than_fifty_blocks_the_last_says_that_there_are_more) {
    JSON_AUTO *values = notes(100000);
    JSON_AUTO *message = render(NOTE_BLOCKS, values);
    cr_assert_eq(json_len(message, "blocks"), 50);
    cr_assert_str_eq(json_text_at(message, "blocks.48.text.text"), "48");
    cr_assert_str_eq(json_text_at(message, "blocks.49.elements.0.text"), "…");
}

Test(blocks, fields_and_elements_end_at_ten) {
    JSON_AUTO *values = notes(30);
    JSON_AUTO *message = render("'text': 't', 'blocks': [{'type': 'section', 'fields': ["
                                "{'$each': 'notes', 'type': 'mrkdwn', 'text': '{{text}}'}]},"
                                "{'type': 'context', 'elements': ["
                                "{'$each': 'notes', 'type': 'mrkdwn', 'text': '{{text}}'}]}]",
                                values);
    cr_assert_eq(json_len(message, "blocks.0.fields"), 10);
    cr_assert_str_eq(json_text_at(message, "blocks.0.fields.9.text"), "10");
    cr_assert_eq(json_len(message, "blocks.1.elements"), 10);
}

Test(blocks, lists_within_lists_come_to_an_end_with_every_object_whole) {
    JSON_AUTO *values = notes(4000);
    JSON_AUTO *message =
        render("'text': 't', 'blocks': [{'$each': 'notes', 'type': 'rich_text', 'elements': ["
               "{'$each': 'notes', 'type': 'rich_text_section', 'elements': ["
               "{'$each': 'notes', 'type': 'text', 'text': '{{text}}'}]}]}]",
               values);
    cr_assert_eq(json_len(message, "blocks"), 1);
    cr_assert_eq(json_len(message, "blocks.0.elements"), 2);
    cr_assert_eq(json_len(message, "blocks.0.elements.0.elements"), 4000);
    size_t rest = json_len(message, "blocks.0.elements.1.elements");
    cr_assert_eq(rest, BLOCKS_OBJECTS_MAX - 4000 - 4);
    const struct json *last = json_item(json_at(message, "blocks.0.elements.1.elements"), rest - 1);
    cr_assert_str_eq(json_print(last), "{\"type\":\"text\",\"text\":\"996\"}");
}

/* ---- Refusals */

static void expect_refused(const char *file, const char *place, const char *advice) {
    STR_AUTO(text, 64 * 1024);
    add_quoted(&text, file);
    struct blocks *blocks = NULL;
    struct err err = {0};
    cr_assert_eq(blocks_parse("card.json", text.text, text.len, NULL, &blocks, &err), INVALID,
                 "accepted: %s", file);
    cr_expect(str_starts(err.text, place), "%s: %s", file, err.text);
    cr_expect(strstr(err.text, advice), "%s: %s", file, err.text);
}

Test(blocks, an_unknown_name_is_refused_with_file_line_path_and_the_nearest) {
    expect_refused("{\n'$names': ['title', 'user'],\n'text': 'x',\n'blocks': [{'type': 'section',\n"
                   "'text': {'type': 'mrkdwn', 'text': 'a {{titel}}'}}]}",
                   "card.json:5: blocks.0.text.text: 1:5: unknown name \"titel\"", "title");
    expect_refused("{'$names': ['notes.text'], 'text': 'x',\n 'blocks': [{'$if': 'nodes',\n"
                   "'type': 'divider'}]}",
                   "card.json:2: blocks.0: unknown name \"nodes\"", "notes.text");
    expect_refused("{'$names': ['notes.text'], 'text': 'x',\n 'blocks': [{'$each': 'note',\n"
                   "'type': 'divider'}]}",
                   "card.json:2: blocks.0: unknown name \"note\"", "notes.text");
}

Test(blocks, a_line_that_is_not_certain_is_not_told) {
    expect_refused("{'$names': [], 'text': '{{a}}', 'blocks': [{'type': 'markdown',\n"
                   "'text': '{{a}}'}]}",
                   "card.json: text: 1:3: unknown name", "no names");
}

Test(blocks, an_unescaped_value_is_refused) {
    expect_refused("{'$names': ['a'], 'text': '{{{a}}}'}", "card.json:1: text: ", "<@{{name}}>");
    expect_refused("{'$names': ['a'], 'text': '{{&a}}'}", "card.json:1: text: ", "<@{{name}}>");
}

Test(blocks, a_type_cannot_come_from_a_value) {
    expect_refused("{'$names': ['a'], 'text': 't', 'blocks': [{'type': '{{a}}'}]}",
                   "card.json:1: blocks.0.type: ", "fixed word");
    expect_refused("{'$names': ['a'], 'text': 't',"
                   "'blocks': [{'type': 'broadcast', 'range': '{{a}}'}]}",
                   "card.json:1: blocks.0.range: ", "fixed word");
}

Test(blocks, directives_where_they_mean_nothing_are_refused) {
    expect_refused("{'text': 't', '$if': 'a'}", "card.json: ", "inside the template");
    expect_refused("{'$names': ['a'], 'text': 't', 'blocks': [{'type': 'section', 'text': "
                   "{'$each': 'a', 'type': 'mrkdwn', 'text': 'x'}}]}",
                   "card.json", "write $if");
    expect_refused("{'text': 't', 'blocks': [{'type': 'divider', '$unless': 'a'}]}",
                   "card.json:1: blocks.0.$unless: ", "$if and $each");
    expect_refused("{'text': 't', 'blocks': [{'type': 'divider', '$if': 1}]}",
                   "card.json:1: blocks.0: ", "name in quotes");
    expect_refused("{'text': 't', 'blocks': [{'type': 'divider', '$if': 'a b'}]}",
                   "card.json:1: blocks.0: ", "is not a name");
}

Test(blocks, members_that_slack_or_we_would_not_understand_are_refused) {
    expect_refused("{'text': 't', 'block': []}", "card.json:1: block: ", "does not hold");
    expect_refused("{'text': 't', 'attachments': []}", "card.json:1: attachments: ", "");
    expect_refused("{'text': 't', 'channel': 'C1'}", "card.json:1: channel: ", "");
    expect_refused("{'type': 'modal', 'private_metadata': 'x'}",
                   "card.json:1: private_metadata: ", "");
    expect_refused("{'type': 'message', 'text': 'x'}", "card.json", "\"modal\" or \"home\"");
    expect_refused("{'blocks': []}", "card.json", "needs a \"text\"");
    expect_refused("{'text': 't', 'blocks': {}}", "card.json", "is a list");
}

Test(blocks, a_contract_that_is_none_is_refused) {
    expect_refused("{'$names': 'title', 'text': 't'}", "card.json:1: $names: ", "write a list");
    expect_refused("{'$names': ['a b'], 'text': 't'}", "card.json:1: $names: ", "name 1: ");
    expect_refused("{'$names': ['a', 7], 'text': 't'}", "card.json:1: $names: ", "name 2: ");
}

Test(blocks, what_is_no_json_object_is_refused) {
    expect_refused("[]", "card.json: ", "one JSON object");
    expect_refused("{'text': ", "card.json: ", "JSON is broken");
    expect_refused("", "card.json: ", "JSON is broken");
    STR_AUTO(deep, 1000);
    for (int i = 0; i < 200; i++)
        str_add(&deep, "[");
    expect_refused(deep.text, "card.json: ", "nesting too deep");
}

Test(blocks, a_file_that_is_too_long_is_refused) {
    static char text[64 * 1024 + 1];
    struct blocks *blocks;
    struct err err = {0};
    memset(text, ' ', sizeof text);
    cr_assert_eq(blocks_parse("card.json", text, sizeof text, NULL, &blocks, &err), INVALID);
    cr_assert_str_eq(err.text, "card.json: a template has at most 65536 bytes");
}

Test(blocks, another_contract_takes_the_place_of_the_files_own) {
    JSON_AUTO *names = json_of("['title']");
    const char *text = "{\"$names\": [\"user\"], \"text\": \"{{user}}\"}";
    struct blocks *blocks;
    struct err err = {0};
    cr_assert_eq(blocks_parse("card.json", text, strlen(text), names, &blocks, &err), INVALID);
    cr_assert(strstr(err.text, "unknown name \"user\""), "%s", err.text);
}
