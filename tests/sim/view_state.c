/* What people enter into views. */
#include "sim/view_state.h"

#include <criterion/criterion.h>
#include <string.h>

static struct sim sim;
static uv_loop_t loop;

static void start(void) {
    uv_loop_init(&loop);
    cr_assert_eq(sim_init(&sim, &loop, NULL, NULL), OK);
}

static void stop(void) {
    sim_free(&sim);
    uv_run(&loop, UV_RUN_DEFAULT);
    uv_loop_close(&loop);
}

TestSuite(view_state, .init = start, .fini = stop);

static struct json *parse(const char *text) {
    struct json *json = NULL;
    cr_assert_eq(json_parse(text, strlen(text), &json, NULL), OK, "%s", text);
    return json;
}

/* The value of an element when given is entered, as JSON; given may be NULL. */
static void expect(const char *element_text, const char *given_text, const char *wanted) {
    const char *error = NULL;
    JSON_AUTO *element = parse(element_text);
    JSON_AUTO *given = given_text ? parse(given_text) : NULL;
    JSON_AUTO *value = element_value(&sim, element, given, &error);
    cr_assert_str_eq(error ? error : json_print(value), wanted);
}

#define SELECT                                                                                     \
    "{\"type\":\"static_select\",\"options\":[{\"text\":{\"type\":\"plain_text\",\"text\":"        \
    "\"One\"},\"value\":\"1\"}]}"

Test(view_state, every_kind_of_element_has_its_own_shape) {
    expect("{\"type\":\"plain_text_input\"}", "\"hi\"",
           "{\"type\":\"plain_text_input\",\"value\":\"hi\"}");
    expect(SELECT, "\"1\"",
           "{\"type\":\"static_select\",\"selected_option\":{\"text\":{\"type\":\"plain_text\","
           "\"text\":\"One\"},\"value\":\"1\"}}");
    expect("{\"type\":\"users_select\"}", "\"bob\"",
           "{\"type\":\"users_select\",\"selected_user\":\"U0BOB\"}");
    expect("{\"type\":\"multi_users_select\"}", "[\"@bob\",\"U0CAROL\"]",
           "{\"type\":\"multi_users_select\",\"selected_users\":[\"U0BOB\",\"U0CAROL\"]}");
    expect("{\"type\":\"channels_select\"}", "\"#general\"",
           "{\"type\":\"channels_select\",\"selected_channel\":\"C0GENERAL\"}");
    expect("{\"type\":\"datetimepicker\"}", "\"1700000000\"",
           "{\"type\":\"datetimepicker\",\"selected_date_time\":1700000000}");
}

Test(view_state, what_is_empty_is_null_or_an_empty_list) {
    expect("{\"type\":\"plain_text_input\"}", "\"\"",
           "{\"type\":\"plain_text_input\",\"value\":null}");
    expect(SELECT, "\"\"", "{\"type\":\"static_select\",\"selected_option\":null}");
    expect("{\"type\":\"checkboxes\",\"options\":[]}", NULL,
           "{\"type\":\"checkboxes\",\"selected_options\":[]}");
}

Test(view_state, the_first_value_counts_until_another_is_given) {
    const char *element = "{\"type\":\"plain_text_input\",\"initial_value\":\"first\"}";
    expect(element, NULL, "{\"type\":\"plain_text_input\",\"value\":\"first\"}");
    expect(element, "\"second\"", "{\"type\":\"plain_text_input\",\"value\":\"second\"}");
}

Test(view_state, an_option_that_is_not_there_cannot_be_chosen) {
    expect(SELECT, "\"2\"", "no_such_option");
}

Test(view_state, a_button_keeps_nothing) {
    expect("{\"type\":\"button\"}", NULL, "null");
}

Test(view_state, inputs_that_may_not_stay_empty_are_complained_about) {
    JSON_AUTO *blocks =
        parse("[{\"type\":\"input\",\"block_id\":\"must.be\",\"element\":"
              "{\"type\":\"plain_text_input\",\"action_id\":\"a.b\",\"min_length\":3}},"
              "{\"type\":\"input\",\"block_id\":\"may\",\"optional\":true,\"element\":"
              "{\"type\":\"plain_text_input\",\"action_id\":\"c\"}}]");
    JSON_AUTO *errors = json_new_object();
    json_free(blocks_state(&sim, blocks, NULL, NULL, errors));
    cr_assert_str_eq(json_print(errors), "{\"must.be\":\"Please complete this required field.\"}");
    JSON_AUTO *values = parse("{\"must.be\":{\"a.b\":\"xx\"}}");
    json_free(blocks_state(&sim, blocks, NULL, values, errors));
    cr_assert_str_eq(json_print(errors), "{\"must.be\":\"Please enter a longer text.\"}");
    JSON_AUTO *longer = parse("{\"must.be\":{\"a.b\":\"xxx\"}}");
    JSON_AUTO *none = json_new_object();
    JSON_AUTO *state = blocks_state(&sim, blocks, NULL, longer, none);
    cr_assert_eq(json_len(none, ""), 0);
    cr_assert_str_eq(json_print(state),
                     "{\"values\":{\"must.be\":{\"a.b\":{\"type\":\"plain_text_input\","
                     "\"value\":\"xxx\"}},\"may\":{\"c\":{\"type\":\"plain_text_input\","
                     "\"value\":null}}}}");
}
