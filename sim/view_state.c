/* Values of elements and the state of views: see view_state.h. */
#include "sim/view_state.h"

#include "base/str.h"
#include "base/utf8.h"
#include "sim/block_kit.h"

#include <stdlib.h>

enum shape { SHAPE_TEXT, SHAPE_TEXTS, SHAPE_OPTION, SHAPE_OPTIONS, SHAPE_NUMBER, SHAPE_ANY };

/* Where an element keeps its value, and where its first value comes from. */
static const struct kept {
    const char *type, *member, *initial;
    enum shape shape;
} kinds[] = {
    {"plain_text_input", "value", "initial_value", SHAPE_TEXT},
    {"email_text_input", "value", "initial_value", SHAPE_TEXT},
    {"url_text_input", "value", "initial_value", SHAPE_TEXT},
    {"number_input", "value", "initial_value", SHAPE_TEXT},
    {"rich_text_input", "rich_text_value", "initial_value", SHAPE_ANY},
    {"static_select", "selected_option", "initial_option", SHAPE_OPTION},
    {"external_select", "selected_option", "initial_option", SHAPE_OPTION},
    {"radio_buttons", "selected_option", "initial_option", SHAPE_OPTION},
    {"overflow", "selected_option", "", SHAPE_OPTION},
    {"multi_static_select", "selected_options", "initial_options", SHAPE_OPTIONS},
    {"multi_external_select", "selected_options", "initial_options", SHAPE_OPTIONS},
    {"checkboxes", "selected_options", "initial_options", SHAPE_OPTIONS},
    {"users_select", "selected_user", "initial_user", SHAPE_TEXT},
    {"multi_users_select", "selected_users", "initial_users", SHAPE_TEXTS},
    {"conversations_select", "selected_conversation", "initial_conversation", SHAPE_TEXT},
    {"multi_conversations_select", "selected_conversations", "initial_conversations", SHAPE_TEXTS},
    {"channels_select", "selected_channel", "initial_channel", SHAPE_TEXT},
    {"multi_channels_select", "selected_channels", "initial_channels", SHAPE_TEXTS},
    {"datepicker", "selected_date", "initial_date", SHAPE_TEXT},
    {"timepicker", "selected_time", "initial_time", SHAPE_TEXT},
    {"datetimepicker", "selected_date_time", "initial_date_time", SHAPE_NUMBER},
};

static const struct kept *kind_of(const struct json *element) {
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (str_equal(kinds[i].type, json_str(element, "type")))
            return &kinds[i];
    return NULL;
}

/* ---- One element */

static const struct json *find_in(const struct json *options, const char *value) {
    for (size_t i = 0; i < json_len(options, ""); i++)
        if (str_equal(json_str(json_item(options, i), "value"), value))
            return json_item(options, i);
    return NULL;
}

/* The option with this value among the element's options and groups, or NULL. */
static const struct json *find_option(const struct json *element, const char *value) {
    const struct json *groups = json_at(element, "option_groups");
    const struct json *found = find_in(json_at(element, "options"), value);
    for (size_t i = 0; !found && i < json_len(groups, ""); i++)
        found = find_in(json_at(json_item(groups, i), "options"), value);
    return found;
}

/* An option given whole or by its value; those of an external source are taken as they come. */
static struct json *one_option(const struct json *element, const struct json *given,
                               const char **ret_error) {
    const char *value = json_str(given, "");
    if (!value)
        value = json_str(given, "value");
    const struct json *found = find_option(element, value);
    bool external = str_equal(json_str(element, "type"), "external_select") ||
                    str_equal(json_str(element, "type"), "multi_external_select");
    if (!found && external && json_kind_of(given) == JSON_OBJECT)
        found = given;
    if (!found)
        *ret_error = "no_such_option";
    return json_copy(found);
}

/* Names of people and channels become ids where the element wants ids. */
static struct json *one_text(const struct sim *sim, const struct json *element,
                             const struct json *given) {
    const char *text = json_str(given, ""), *type = json_text_at(element, "type");
    const struct user *user = workspace_user(sim->workspace, text);
    const struct channel *channel = workspace_channel(sim->workspace, text);
    bool of_users = str_equal(type, "users_select") || str_equal(type, "multi_users_select");
    bool of_places =
        str_equal(type, "channels_select") || str_equal(type, "multi_channels_select") ||
        str_equal(type, "conversations_select") || str_equal(type, "multi_conversations_select");
    if (of_users && user)
        return json_new_string(user->id);
    if (of_places && channel)
        return json_new_string(channel->id);
    return text && *text ? json_new_string(text) : NULL; /* an empty input is null */
}

static struct json *each(const struct sim *sim, const struct json *element,
                         const struct json *given, bool options, const char **ret_error) {
    struct json *all = json_new_array();
    bool single = json_kind_of(given) != JSON_ARRAY && json_kind_of(given) != JSON_NULL;
    size_t count = single ? 1 : json_len(given, "");
    for (size_t i = 0; i < count; i++) {
        const struct json *item = single ? given : json_item(given, i);
        struct json *one =
            options ? one_option(element, item, ret_error) : one_text(sim, element, item);
        if (one)
            json_push(all, one);
    }
    return all;
}

static struct json *number(const struct json *given) {
    const char *text = json_str(given, "");
    return text ? json_new_int(strtoll(text, NULL, 10)) : json_copy(given);
}

static struct json *shaped(const struct sim *sim, const struct json *element,
                           const struct json *given, enum shape shape, const char **ret_error) {
    const char *text = json_str(given, "");
    if (text && !*text)
        given = NULL; /* emptied */
    if (shape == SHAPE_OPTIONS || shape == SHAPE_TEXTS)
        return each(sim, element, given, shape == SHAPE_OPTIONS, ret_error);
    if (json_kind_of(given) == JSON_NULL)
        return NULL;
    if (shape == SHAPE_OPTION)
        return one_option(element, given, ret_error);
    if (shape == SHAPE_NUMBER)
        return number(given);
    return shape == SHAPE_TEXT ? one_text(sim, element, given) : json_copy(given);
}

struct json *element_value(const struct sim *sim, const struct json *element,
                           const struct json *given, const char **ret_error) {
    const struct kept *kind = kind_of(element);
    *ret_error = NULL;
    if (!kind)
        return NULL;
    if (!given && *kind->initial)
        given = json_at(element, kind->initial);
    bool is_entry = str_equal(json_str(given, "type"), kind->type) || json_at(given, kind->member);
    if (is_entry)
        given = json_at(given, kind->member);
    struct json *value = shaped(sim, element, given, kind->shape, ret_error);
    if (*ret_error) {
        json_free(value);
        return NULL;
    }
    struct json *entry = json_new_object();
    json_put_str(entry, "type", kind->type);
    json_put(entry, kind->member, value);
    return entry;
}

/* The member with this name, which may have dots in it. */
static const struct json *named(const struct json *object, const char *name) {
    struct json_member member = {0};
    while (json_next(object, &member))
        if (str_equal(member.name, name))
            return member.value;
    return NULL;
}

/* ---- The whole */

static struct json *member_or_new(struct json *object, const char *name) {
    if (!json_member(object, name))
        json_put(object, name, json_new_object());
    return json_member(object, name);
}

static bool is_empty(const struct json *entry, const struct json *element) {
    const struct kept *kind = kind_of(element);
    const struct json *value = kind ? json_at(entry, kind->member) : NULL;
    bool is_array = json_kind_of(value) == JSON_ARRAY;
    return json_kind_of(value) == JSON_NULL || (is_array && json_len(value, "") == 0);
}

/* Why an input may not be submitted so, as Slack's client would say under it, or NULL. */
static const char *complaint(const struct place *place, const struct json *entry) {
    const char *text = json_text_at(entry, "value");
    int64_t count = (int64_t)utf8_count(text);
    if (!str_equal(json_str(place->block, "type"), "input"))
        return NULL;
    if (is_empty(entry, place->element))
        return json_is_true(place->block, "optional") ? NULL
                                                      : "Please complete this required field.";
    if (count > 0 && count < json_int(place->element, "min_length", 0))
        return "Please enter a longer text.";
    if (count > json_int(place->element, "max_length", 3000))
        return "Please enter a shorter text.";
    return NULL;
}

struct json *blocks_state(const struct sim *sim, const struct json *blocks, const struct json *kept,
                          const struct json *values, struct json *errors) {
    struct json *state = json_new_object(), *all = member_or_new(state, "values");
    struct place place;
    size_t at = 0;
    while (block_kit_next(blocks, &at, &place)) {
        const char *block_id = json_text_at(place.block, "block_id"), *error = NULL;
        const char *action_id = json_text_at(place.element, "action_id");
        const struct json *old = named(named(json_at(kept, "values"), block_id), action_id);
        const struct json *given = named(named(values, block_id), action_id);
        struct json *entry = element_value(sim, place.element, given ? given : old, &error);
        const char *why = error ? error : complaint(&place, entry);
        if (why && errors)
            json_put_str(errors, block_id, why);
        if (entry)
            json_put(member_or_new(all, block_id), action_id, entry);
    }
    return state;
}
