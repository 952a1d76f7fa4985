/* The inputs of a form: see inputs.h. Elements and where they hold their values:
 * https://docs.slack.dev/reference/block-kit/block-elements */
#include "handlers/kit/inputs.h"

#include "base/str.h"
#include "model/slack_text.h"
#include "model/words.h"
#include "templates/limits.h"

/* https://docs.slack.dev/reference/block-kit/block-elements/plain-text-input-element */
enum { INPUT_MAX = 3000 };

#define TOO_LONG                                                                                   \
    "What is known is too long for this form. It stays, or what you write takes its place."

/* ---- Finding */

static bool is_input(const struct json *block, const char *name) {
    return str_equal(json_text_at(block, "type"), "input") &&
           str_equal(json_text_at(block, "block_id"), name);
}

static const struct json *block_of(const struct json *view, const char *name) {
    for (size_t i = 0; i < json_len(view, "blocks"); i++)
        if (is_input(json_item(json_at(view, "blocks"), i), name))
            return json_item(json_at(view, "blocks"), i);
    return NULL;
}

const char *input_at(const struct json *view, size_t place) {
    const struct json *block = json_item(json_at(view, "blocks"), place);
    return str_equal(json_text_at(block, "type"), "input") ? json_text_at(block, "block_id") : NULL;
}

static bool element_is(const struct json *element, const char *type) {
    return str_equal(json_text_at(element, "type"), type);
}

/* ---- Filling */

static bool fits(const char *text) {
    char *cut = limits_cut(text, INPUT_MAX);
    bool whole = str_equal(cut, text);
    mem_free(cut);
    return whole;
}

static void hint(struct json *block, const char *text) {
    struct json *plain = json_new_object();
    json_put_str(plain, "type", "plain_text");
    json_put_str(plain, "text", text);
    json_put(block, "hint", plain);
}

static void fill_text(struct json *block, struct json *element, const char *text) {
    if (fits(text))
        json_put_str(element, "initial_value", text);
    else
        hint(block, TOO_LONG);
}

/* Slack wants the options themselves, word for word; an empty list of them is refused. */
static void fill_options(struct json *element, const char *values) {
    bool one = !element_is(element, "checkboxes");
    struct json *chosen = json_new_array();
    for (size_t i = 0; i < json_len(element, "options"); i++) {
        const struct json *option = json_item(json_at(element, "options"), i);
        const char *value = json_text_at(option, "value");
        if (one ? str_equal(values, value) : str_has_word(values, value))
            json_push(chosen, json_copy(option));
    }
    if (json_len(chosen, "") && one)
        json_put(element, "initial_option", json_copy(json_item(chosen, 0)));
    else if (json_len(chosen, ""))
        json_put(element, "initial_options", json_copy(chosen));
    json_free(chosen);
}

static void fill(struct json *block, const char *text) {
    static const char *const places[] = {"initial_value", "initial_option", "initial_options",
                                         "initial_user",  "initial_date",   NULL};
    struct json *element = json_member(block, "element");
    for (int i = 0; places[i]; i++)
        json_remove(element, places[i]);
    if (!*text)
        return;
    if (element_is(element, "plain_text_input"))
        fill_text(block, element, text);
    else if (element_is(element, "users_select") && slack_user_id(text))
        json_put_str(element, "initial_user", text);
    else if (element_is(element, "datepicker"))
        json_put_str(element, "initial_date", text);
    else
        fill_options(element, text);
}

void input_fill(struct json *view, const char *name, const char *text) {
    struct json *blocks = json_member(view, "blocks");
    for (size_t i = 0; i < json_len(blocks, ""); i++)
        if (is_input(json_item(blocks, i), name))
            fill(json_element(blocks, i), text);
}

void inputs_listen(struct json *view) {
    struct json *blocks = json_member(view, "blocks");
    for (size_t i = 0; i < json_len(blocks, ""); i++) {
        struct json *block = json_element(blocks, i), *element = json_member(block, "element");
        if (!input_at(view, i))
            continue;
        json_put_bool(block, "dispatch_action", true);
        if (!element_is(element, "plain_text_input"))
            continue;
        struct json *when = json_new_object(), *events = json_new_array();
        json_push(events, json_new_string("on_character_entered"));
        json_put(when, "trigger_actions_on", events);
        json_put(element, "dispatch_action_config", when);
    }
}

/* ---- Reading */

/* Where the elements that our forms have hold their value, before and after a person came. */
static const struct kind {
    const char *type, *first, *left;
} kinds[] = {
    {"plain_text_input", "initial_value", "value"},
    {"static_select", "initial_option.value", "selected_option.value"},
    {"radio_buttons", "initial_option.value", "selected_option.value"},
    {"checkboxes", "initial_options", "selected_options"},
    {"users_select", "initial_user", "selected_user"},
    {"datepicker", "initial_date", "selected_date"},
};

static const struct kind *kind_of(const struct json *element) {
    for (size_t i = 0; element && i < sizeof kinds / sizeof *kinds; i++)
        if (element_is(element, kinds[i].type))
            return &kinds[i];
    return NULL;
}

/* A text of a form in the stored form, without white space around it. */
static const char *stored(struct context *cx, const char *text) {
    STR_AUTO(out, SLACK_TEXT_MAX);
    slack_text_in(SLACK_MODAL, text, &out);
    return words_of(cx->arena, out.text).rest;
}

static bool is_chosen(const struct json *chosen, const char *value) {
    for (size_t i = 0; i < json_len(chosen, ""); i++)
        if (str_equal(json_text_at(json_item(chosen, i), "value"), value))
            return true;
    return false;
}

/* In the order of the element's options: Slack has them in the order in which they were ticked. */
static const char *values_of(struct context *cx, const struct json *element,
                             const struct json *chosen) {
    const char *values = "";
    for (size_t i = 0; i < json_len(element, "options"); i++) {
        const char *value = json_text_at(json_item(json_at(element, "options"), i), "value");
        if (is_chosen(chosen, value))
            values = arena_printf(cx->arena, "%s%s%s", values, *values ? " " : "", value);
    }
    return values;
}

/* The only element of a block, as the person left it; NULL when the view does not say. */
static const struct json *state_of(const struct json *view, const char *name) {
    struct json_member block = {0}, element = {0};
    while (json_next(json_at(view, "state.values"), &block))
        if (str_equal(block.name, name) && json_next(block.value, &element))
            return element.value;
    return NULL;
}

const char *input_text(struct context *cx, const struct json *view, const char *name) {
    const struct json *element = json_at(block_of(view, name), "element");
    const struct json *left = state_of(view, name);
    bool is_left = json_at(view, "state.values") != NULL;
    const struct json *holder = is_left ? left : element;
    const struct kind *kind = kind_of(holder);
    if (!kind)
        return NULL;
    const char *path = is_left ? kind->left : kind->first;
    if (str_equal(kind->type, "checkboxes"))
        return values_of(cx, element, json_at(holder, path));
    const char *text = json_text_at(holder, path);
    return str_equal(kind->type, "plain_text_input") ? stored(cx, text) : text;
}
