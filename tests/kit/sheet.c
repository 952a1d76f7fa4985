/* Forms as people fill them in: see sheet.h. */
#include "tests/kit/sheet.h"

#include "base/mem.h"
#include "base/str.h"

#include <stdio.h>

/* ---- As Slack keeps it */

static const struct json *block_of(const struct json *view, const char *name) {
    for (size_t i = 0; i < json_len(view, "blocks"); i++)
        if (str_equal(json_text_at(json_item(json_at(view, "blocks"), i), "block_id"), name))
            return json_item(json_at(view, "blocks"), i);
    cr_assert(false, "the form has no input %s: %s", name, json_print(view));
    return NULL;
}

static struct json *values_in(struct json *view) {
    return json_member(json_member(view, "state"), "values");
}

/* Where an element of this type keeps what was put into it, and what it began with. */
static const char *const places[][3] = {
    {"plain_text_input", "value", "initial_value"},
    {"static_select", "selected_option", "initial_option"},
    {"radio_buttons", "selected_option", "initial_option"},
    {"checkboxes", "selected_options", "initial_options"},
    {"users_select", "selected_user", "initial_user"},
    {"datepicker", "selected_date", "initial_date"},
};

static const char *const *places_of(const struct json *element) {
    const char *type = json_text_at(element, "type");
    for (size_t i = 0; i < sizeof places / sizeof *places; i++)
        if (str_equal(places[i][0], type))
            return places[i];
    cr_assert(false, "no way to fill in a %s", type);
    return NULL;
}

static void put_value(struct json *view, const char *name, struct json *value) {
    const struct json *element = json_at(block_of(view, name), "element");
    struct json *input = json_new_object(), *block = json_new_object();
    json_put_str(input, "type", json_text_at(element, "type"));
    json_put(input, places_of(element)[1], value);
    json_put(block, json_text_at(element, "action_id"), input);
    json_put(values_in(view), name, block);
}

static struct json *as_opened(void) {
    const struct desk_sent *sent = room_find("private_metadata");
    cr_assert_str_eq(sent->method, "views.open");
    struct json *view = json_copy(json_at(sent->body, "view")), *state = json_new_object();
    json_put(state, "values", json_new_object());
    json_put(view, "state", state);
    json_put_str(view, "id", json_text_at(sent->body, "trigger_id"));
    for (size_t i = 0; i < json_len(view, "blocks"); i++) {
        const struct json *block = json_item(json_at(view, "blocks"), i);
        const struct json *element = json_at(block, "element");
        if (element)
            put_value(view, json_text_at(block, "block_id"),
                      json_copy(json_at(element, places_of(element)[2])));
    }
    return view;
}

struct json *sheet_open(const char *user, const char *line) {
    desk->forms_open = true;
    room_do(user, line);
    desk->forms_open = false;
    return as_opened();
}

struct json *sheet_press(const char *user, const char *line) {
    desk_press(desk, user, line);
    return as_opened();
}

/* ---- What people do */

static struct json *option_of(const struct json *element, const char *value) {
    for (size_t i = 0; i < json_len(element, "options"); i++) {
        const struct json *option = json_item(json_at(element, "options"), i);
        if (str_equal(json_text_at(option, "value"), value))
            return json_copy(option);
    }
    cr_assert(false, "no option %s in %s", value, json_print(element));
    return NULL;
}

static struct json *options_of(const struct json *element, const char *values) {
    struct json *chosen = json_new_array();
    for (size_t i = 0; i < json_len(element, "options"); i++) {
        const struct json *option = json_item(json_at(element, "options"), i);
        if (str_has_word(values, json_text_at(option, "value")))
            json_push(chosen, json_copy(option));
    }
    return chosen;
}

void sheet_write(struct json *view, const char *name, const char *text) {
    const struct json *element = json_at(block_of(view, name), "element");
    const char *place = places_of(element)[1];
    if (str_equal(place, "selected_options"))
        put_value(view, name, options_of(element, text));
    else if (text && str_equal(place, "selected_option"))
        put_value(view, name, option_of(element, text));
    else
        put_value(view, name, json_new_string(text));
}

const char *sheet_text(const struct json *view, const char *name) {
    static char text[DESK_TEXT_SIZE];
    const struct json *element = json_at(block_of(view, name), "element");
    const struct json *left = json_at(view, "state.values");
    char path[256];
    snprintf(path, sizeof path, "%s.%s.%s%s", name, json_text_at(element, "action_id"),
             places_of(element)[1],
             str_equal(places_of(element)[1], "selected_option") ? ".value" : "");
    snprintf(text, sizeof text, "%s", json_text_at(left, path));
    return text;
}

void sheet_send(const char *user, struct json *view) {
    desk_submit(desk, user, view);
    cr_assert_eq(desk->result, OK, "%s", json_print(desk->reply_message));
    cr_assert_null(desk->reply_message, "%s", json_print(desk->reply_message));
}

void sheet_refused(const char *user, struct json *view) {
    desk_submit(desk, user, view);
    cr_assert_str_eq(json_text_at(desk->reply_message, "response_action"), "errors");
}

const char *sheet_error(const char *user, struct json *view, const char *name) {
    desk_submit(desk, user, json_copy(view));
    const struct json *errors = json_at(desk->reply_message, "errors");
    cr_assert_str_eq(json_text_at(desk->reply_message, "response_action"), "errors",
                     "it was taken");
    cr_assert_not_null(json_str(errors, name), "no error at %s: %s", name, json_print(errors));
    return json_str(errors, name);
}

void sheet_tell(const char *user, struct json *view) {
    desk_edit_form(desk, user, json_copy(view));
}

void sheet_close(const char *user, const struct json *view) {
    struct json *closed = json_copy(view), *state = json_new_object();
    json_put(state, "values", json_new_object()); /* Slack leaves out what stood in the inputs */
    json_put(closed, "state", state);
    desk_close_form(desk, user, closed);
}
