/* The rules of Block Kit as tables, and their check: see block_kit.h. */
#include "sim/block_kit.h"

#include "base/str.h"
#include "base/utf8.h"
#include "sim/characters.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* ---- The tables */

struct check;

/* Complains about a value that is not what its name says; max is the most characters, items or the
 * largest number, and for elements the places where they may stand. */
typedef void rule(struct check *check, const struct json *value, int max);

static rule any_value;      /* not checked */
static rule check_string;   /* at most max characters */
static rule check_filled;   /* the same, and not empty */
static rule check_plain;    /* a plain_text object of 1 to max characters */
static rule check_text;     /* a plain_text or mrkdwn object of 1 to max characters */
static rule check_texts;    /* at most 10 text objects, each of 1 to max characters */
static rule check_flag;     /* true or false */
static rule check_number;   /* an integer of at most max */
static rule check_style;    /* "primary" or "danger" */
static rule check_date;     /* "2026-11-20" */
static rule check_time;     /* "14:05" */
static rule check_option;   /* one option */
static rule check_options;  /* 1 to max options */
static rule check_groups;   /* 1 to max groups of options */
static rule check_confirm;  /* a confirmation dialog */
static rule check_element;  /* an element that may stand at the places in max */
static rule check_elements; /* an array of such */

/* Where an element may stand. */
enum { IN_SECTION = 1, IN_ACTIONS = 2, IN_INPUT = 4, IN_CONTEXT = 8 };
enum { ACTIONS_MAX = 25, CONTEXT_MAX = 10, FIELDS_MAX = 10, MARKDOWN_MAX = 12000 };
enum { EVERYWHERE = SURFACE_MESSAGE | SURFACE_MODAL | SURFACE_HOME };

struct field {
    const char *name;
    rule *check;
    int max;
    bool required;
};

enum { FIELDS_PER_THING = 14 };

/* A block, an element, or another object with a type. */
struct thing {
    const char *type;
    int places; /* surfaces of a block, IN_ places of an element */
    struct field fields[FIELDS_PER_THING];
};

#define ACTION_ID                                                                                  \
    { "action_id", check_filled, 255, false }
#define CONFIRM                                                                                    \
    { "confirm", check_confirm, 0, false }
#define FOCUS                                                                                      \
    { "focus_on_load", check_flag, 0, false }
#define PLACEHOLDER                                                                                \
    { "placeholder", check_plain, 150, false }
#define AS_PICKED IN_SECTION | IN_ACTIONS | IN_INPUT

static const struct thing blocks_known[] = {
    {"section",
     EVERYWHERE,
     {{"text", check_text, 3000, false},
      {"fields", check_texts, 2000, false},
      {"accessory", check_element, IN_SECTION, false},
      {"expand", check_flag, 0, false}}},
    {"header", EVERYWHERE, {{"text", check_plain, 150, true}}},
    {"divider", EVERYWHERE, {{0}}},
    {"image",
     EVERYWHERE,
     {{"image_url", check_filled, 3000, false},
      {"slack_file", any_value, 0, false},
      {"alt_text", check_filled, 2000, true},
      {"title", check_plain, 2000, false}}},
    {"context", EVERYWHERE, {{"elements", check_elements, IN_CONTEXT, true}}},
    {"actions", EVERYWHERE, {{"elements", check_elements, IN_ACTIONS, true}}},
    {"input",
     EVERYWHERE,
     {{"label", check_plain, 2000, true},
      {"element", check_element, IN_INPUT, true},
      {"dispatch_action", check_flag, 0, false},
      {"hint", check_plain, 2000, false},
      {"optional", check_flag, 0, false}}},
    {"rich_text", EVERYWHERE, {{"elements", any_value, 0, true}}},
    {"markdown", SURFACE_MESSAGE, {{"text", check_filled, MARKDOWN_MAX, true}}},
    {"table",
     SURFACE_MESSAGE,
     {{"rows", any_value, 0, true}, {"column_settings", any_value, 0, false}}},
    {"file",
     SURFACE_MESSAGE,
     {{"external_id", check_filled, 255, true}, {"source", check_filled, 255, true}}},
    {"video",
     EVERYWHERE,
     {{"title", check_plain, 200, true},
      {"title_url", check_string, 3000, false},
      {"alt_text", check_filled, 2000, true},
      {"video_url", check_filled, 3000, true},
      {"thumbnail_url", check_filled, 3000, true},
      {"description", check_plain, 200, false},
      {"author_name", check_string, 50, false},
      {"provider_name", check_string, 50, false},
      {"provider_icon_url", check_string, 3000, false}}},
};

#define SELECT(kind, ...)                                                                          \
    {                                                                                              \
        kind, AS_PICKED, {                                                                         \
            ACTION_ID, PLACEHOLDER, CONFIRM, FOCUS, __VA_ARGS__                                    \
        }                                                                                          \
    }
#define CHOICE                                                                                     \
    {"options", check_options, 100, false}, {                                                      \
        "option_groups", check_groups, 100, false                                                  \
    }
#define MOST                                                                                       \
    { "max_selected_items", check_number, 1000, false }
#define ANSWERS                                                                                    \
    { "response_url_enabled", check_flag, 0, false }
#define TYPED(kind, ...)                                                                           \
    {                                                                                              \
        kind, IN_INPUT, {                                                                          \
            ACTION_ID, PLACEHOLDER, FOCUS, {"dispatch_action_config", any_value, 0, false},        \
                __VA_ARGS__                                                                        \
        }                                                                                          \
    }
#define OF_CONVERSATIONS                                                                           \
    {"default_to_current_conversation", check_flag, 0, false}, {                                   \
        "filter", any_value, 0, false                                                              \
    }

static const struct thing elements_known[] = {
    {"button",
     IN_SECTION | IN_ACTIONS,
     {{"text", check_plain, 75, true},
      ACTION_ID,
      {"url", check_string, 3000, false},
      {"value", check_string, 2000, false},
      {"style", check_style, 0, false},
      CONFIRM,
      {"accessibility_label", check_string, 75, false}}},
    SELECT("static_select", CHOICE, {"initial_option", check_option, 0, false}),
    SELECT("multi_static_select", CHOICE, {"initial_options", check_options, 100, false}, MOST),
    SELECT("external_select", {"initial_option", check_option, 0, false},
           {"min_query_length", check_number, 1000, false}),
    SELECT("multi_external_select", {"initial_options", check_options, 100, false},
           {"min_query_length", check_number, 1000, false}, MOST),
    SELECT("users_select", {"initial_user", check_string, 255, false}),
    SELECT("multi_users_select", {"initial_users", any_value, 0, false}, MOST),
    SELECT("conversations_select", {"initial_conversation", check_string, 255, false},
           OF_CONVERSATIONS, ANSWERS),
    SELECT("multi_conversations_select", {"initial_conversations", any_value, 0, false},
           OF_CONVERSATIONS, MOST),
    SELECT("channels_select", {"initial_channel", check_string, 255, false}, ANSWERS),
    SELECT("multi_channels_select", {"initial_channels", any_value, 0, false}, MOST),
    SELECT("datepicker", {"initial_date", check_date, 0, false}),
    SELECT("timepicker", {"initial_time", check_time, 0, false},
           {"timezone", check_string, 255, false}),
    {"datetimepicker",
     IN_ACTIONS | IN_INPUT,
     {ACTION_ID, CONFIRM, FOCUS, {"initial_date_time", check_number, 2147483647, false}}},
    {"overflow",
     IN_SECTION | IN_ACTIONS,
     {ACTION_ID, CONFIRM, {"options", check_options, 5, true}}},
    {"radio_buttons",
     AS_PICKED,
     {ACTION_ID,
      CONFIRM,
      FOCUS,
      {"options", check_options, 10, true},
      {"initial_option", check_option, 0, false}}},
    {"checkboxes",
     AS_PICKED,
     {ACTION_ID,
      CONFIRM,
      FOCUS,
      {"options", check_options, 10, true},
      {"initial_options", check_options, 10, false}}},
    TYPED("plain_text_input", {"initial_value", check_string, 3000, false},
          {"multiline", check_flag, 0, false}, {"min_length", check_number, 3000, false},
          {"max_length", check_number, 3000, false}),
    TYPED("email_text_input", {"initial_value", check_string, 3000, false}),
    TYPED("url_text_input", {"initial_value", check_string, 3000, false}),
    TYPED("number_input", {"initial_value", check_string, 3000, false},
          {"is_decimal_allowed", check_flag, 0, true}, {"min_value", check_string, 255, false},
          {"max_value", check_string, 255, false}),
    TYPED("rich_text_input", {"initial_value", any_value, 0, false}),
    {"file_input",
     IN_INPUT,
     {ACTION_ID, {"filetypes", any_value, 0, false}, {"max_files", check_number, 10, false}}},
    {"image",
     IN_SECTION | IN_CONTEXT,
     {{"image_url", check_filled, 3000, false},
      {"slack_file", any_value, 0, false},
      {"alt_text", check_filled, 2000, true}}},
    {"plain_text",
     IN_CONTEXT,
     {{"text", check_filled, 3000, true}, {"emoji", check_flag, 0, false}}},
    {"mrkdwn",
     IN_CONTEXT,
     {{"text", check_filled, 3000, true}, {"verbatim", check_flag, 0, false}}},
};

static const struct thing option_known = {"option",
                                          0,
                                          {{"text", check_text, 75, true},
                                           {"value", check_filled, 150, true},
                                           {"description", check_text, 75, false},
                                           {"url", check_string, 3000, false}}};
static const struct thing group_known = {
    "group", 0, {{"label", check_plain, 75, true}, {"options", check_options, 100, true}}};
static const struct thing confirm_known = {"confirm",
                                           0,
                                           {{"title", check_plain, 100, true},
                                            {"text", check_text, 300, true},
                                            {"confirm", check_plain, 30, true},
                                            {"deny", check_plain, 30, true},
                                            {"style", check_style, 0, false}}};

/* "blocks" is checked apart, because its limit depends on the surface. */
static const struct thing views_known[] = {
    {"modal",
     SURFACE_MODAL,
     {{"title", check_plain, 24, true},
      {"submit", check_plain, 24, false},
      {"close", check_plain, 24, false},
      {"blocks", any_value, 0, true},
      {"private_metadata", check_string, 3000, false},
      {"callback_id", check_string, 255, false},
      {"external_id", check_string, 255, false},
      {"clear_on_close", check_flag, 0, false},
      {"notify_on_close", check_flag, 0, false},
      {"submit_disabled", check_flag, 0, false}}},
    {"home",
     SURFACE_HOME,
     {{"blocks", any_value, 0, true},
      {"private_metadata", check_string, 3000, false},
      {"callback_id", check_string, 255, false},
      {"external_id", check_string, 255, false}}},
};

/* ---- The check */

enum { POINTER_SIZE = 512, COMPLAINTS_MAX = 20, SHOWN_MAX = 60 };

struct check {
    const struct settings *settings;
    struct json *complaints;
    bool good;
    char pointer[POINTER_SIZE]; /* where the check is, "/blocks/0/text" */
};

static void complain(struct check *check, const char *format, ...) PRINTF(2, 3);
static void complain(struct check *check, const char *format, ...) {
    char text[256];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    check->good = false;
    if (json_len(check->complaints, "") >= COMPLAINTS_MAX)
        return;
    STR_AUTO(line, 1024);
    str_addf(&line, "[ERROR] %s [json-pointer:%s]", text, check->pointer);
    json_push(check->complaints, json_new_string(line.text));
}

/* Bytes of a text from outside that a complaint repeats. */
static int shown_length(const char *text) {
    return (int)utf8_prefix(text, SHOWN_MAX);
}

/* Goes down one step; the length returned goes to leave(). */
static size_t enter(struct check *check, const char *name) {
    size_t len = strlen(check->pointer);
    snprintf(check->pointer + len, sizeof check->pointer - len, "/%.*s", shown_length(name), name);
    utf8_trim(check->pointer);
    return len;
}

static size_t enter_item(struct check *check, size_t index) {
    char name[24];
    snprintf(name, sizeof name, "%zu", index);
    return enter(check, name);
}

static void leave(struct check *check, size_t len) {
    check->pointer[len] = 0;
}

static void check_length(struct check *check, const char *text, int min, int max) {
    size_t count = characters_count(check->settings, text);
    if (count < (size_t)min)
        complain(check, "must be more than %d characters", min - 1);
    if (count > (size_t)max)
        complain(check, "must be less than %d characters", max + 1);
}

static void check_characters(struct check *check, const struct json *value, int min, int max) {
    if (json_kind_of(value) != JSON_STRING)
        complain(check, "must provide a string");
    else
        check_length(check, json_str(value, ""), min, max);
}

static void any_value(struct check *check, const struct json *value, int max) {
    (void)check, (void)value, (void)max;
}

static void check_string(struct check *check, const struct json *value, int max) {
    check_characters(check, value, 0, max);
}

static void check_filled(struct check *check, const struct json *value, int max) {
    check_characters(check, value, 1, max);
}

static void check_text_object(struct check *check, const struct json *value, int max, bool mrkdwn) {
    const char *type = json_str(value, "type");
    bool known = str_equal(type, "plain_text") || (mrkdwn && str_equal(type, "mrkdwn"));
    if (json_kind_of(value) != JSON_OBJECT || !known) {
        complain(check, "must provide %s", mrkdwn ? "a text object" : "a plain_text object");
        return;
    }
    size_t len = enter(check, "text");
    check_filled(check, json_at(value, "text"), max);
    leave(check, len);
}

static void check_plain(struct check *check, const struct json *value, int max) {
    check_text_object(check, value, max, false);
}

static void check_text(struct check *check, const struct json *value, int max) {
    check_text_object(check, value, max, true);
}

static void check_flag(struct check *check, const struct json *value, int unused) {
    (void)unused;
    if (json_kind_of(value) != JSON_TRUE_FALSE)
        complain(check, "must provide a boolean");
}

static void check_number(struct check *check, const struct json *value, int max) {
    if (json_int(value, "", INT64_MAX) > max)
        complain(check, "must be a number of at most %d", max);
}

static void check_style(struct check *check, const struct json *value, int unused) {
    const char *style = json_text_at(value, "");
    (void)unused;
    if (!str_equal(style, "primary") && !str_equal(style, "danger"))
        complain(check, "value \"%.*s\" is not one of [primary, danger]", shown_length(style),
                 style);
}

/* Digits where the pattern has a 0, the pattern's own characters elsewhere. */
static void check_pattern(struct check *check, const struct json *value, const char *pattern) {
    const char *text = json_text_at(value, "");
    bool fits = strlen(text) == strlen(pattern);
    for (size_t i = 0; fits && pattern[i]; i++)
        fits = pattern[i] == '0' ? text[i] >= '0' && text[i] <= '9' : text[i] == pattern[i];
    if (!fits)
        complain(check, "must be in the form %s", pattern);
}

static void check_date(struct check *check, const struct json *value, int unused) {
    (void)unused;
    check_pattern(check, value, "0000-00-00");
}

static void check_time(struct check *check, const struct json *value, int unused) {
    (void)unused;
    check_pattern(check, value, "00:00");
}

/* Each item of an array of 1 to most, by check_item with its max. */
static void check_items(struct check *check, const struct json *array, size_t most,
                        rule *check_item, int max) {
    size_t count = json_len(array, "");
    if (json_kind_of(array) != JSON_ARRAY || count == 0) {
        complain(check, "must provide an array with at least one item");
        return;
    }
    if (count > most)
        complain(check, "no more than %zu items allowed", most);
    for (size_t i = 0; i < count && i < most; i++) {
        size_t len = enter_item(check, i);
        check_item(check, json_item(array, i), max);
        leave(check, len);
    }
}

static void check_texts(struct check *check, const struct json *value, int max) {
    check_items(check, value, FIELDS_MAX, check_text, max);
}

static void check_fields(struct check *check, const struct thing *thing, const struct json *value);

static void check_option(struct check *check, const struct json *value, int unused) {
    (void)unused;
    check_fields(check, &option_known, value);
}

static void check_options(struct check *check, const struct json *value, int max) {
    check_items(check, value, (size_t)max, check_option, 0);
}

static void check_group(struct check *check, const struct json *value, int unused) {
    (void)unused;
    check_fields(check, &group_known, value);
}

static void check_groups(struct check *check, const struct json *value, int max) {
    check_items(check, value, (size_t)max, check_group, 0);
}

static void check_confirm(struct check *check, const struct json *value, int unused) {
    (void)unused;
    check_fields(check, &confirm_known, value);
}

/* Whether an item before this one has the same text as its member called name. */
static bool is_repeated(const struct json *array, size_t index, const char *name) {
    const char *text = json_str(json_item(array, index), name);
    for (size_t i = 0; text && i < index; i++)
        if (str_equal(json_str(json_item(array, i), name), text))
            return true;
    return false;
}

static void check_elements(struct check *check, const struct json *value, int places) {
    size_t most = places == IN_CONTEXT ? CONTEXT_MAX : ACTIONS_MAX;
    check_items(check, value, most, check_element, places);
    for (size_t i = 0; i < json_len(value, "") && i < most; i++)
        if (is_repeated(value, i, "action_id"))
            complain(check, "action_id %.*s already exists",
                     shown_length(json_str(json_item(value, i), "action_id")),
                     json_str(json_item(value, i), "action_id"));
}

static const struct field *find_field(const struct thing *thing, const char *name) {
    for (const struct field *field = thing->fields; field < thing->fields + FIELDS_PER_THING;
         field++)
        if (field->name && str_equal(field->name, name))
            return field;
    return NULL;
}

static void check_fields(struct check *check, const struct thing *thing, const struct json *value) {
    if (json_kind_of(value) != JSON_OBJECT) {
        complain(check, "must provide an object");
        return;
    }
    for (const struct field *field = thing->fields; field < thing->fields + FIELDS_PER_THING;
         field++)
        if (field->name && field->required && !json_at(value, field->name))
            complain(check, "missing required field: %s", field->name);
    struct json_member member = {0};
    while (json_next(value, &member)) {
        const struct field *field = find_field(thing, member.name);
        bool common = str_equal(member.name, "type") || str_equal(member.name, "block_id");
        if (!field && !common)
            complain(check, "invalid additional property: %.*s", shown_length(member.name),
                     member.name);
        if (!field || !member.value)
            continue;
        size_t len = enter(check, member.name);
        field->check(check, member.value, field->max);
        leave(check, len);
    }
}

static const struct thing *find_thing(const struct thing *things, size_t count, const char *type,
                                      int places) {
    for (size_t i = 0; i < count; i++)
        if (str_equal(things[i].type, type) && things[i].places & places)
            return &things[i];
    return NULL;
}

static void complain_type(struct check *check, const struct json *value) {
    size_t len = enter(check, "type");
    complain(check, "unsupported type: %.*s", shown_length(json_text_at(value, "type")),
             json_text_at(value, "type"));
    leave(check, len);
}

static void check_element(struct check *check, const struct json *value, int places) {
    const struct thing *thing =
        find_thing(elements_known, sizeof elements_known / sizeof *elements_known,
                   json_str(value, "type"), places);
    if (!thing) {
        complain_type(check, value);
        return;
    }
    check_fields(check, thing, value);
    bool has_choice = json_at(value, "options") || json_at(value, "option_groups");
    if (find_field(thing, "option_groups") && !has_choice)
        complain(check, "missing required field: options");
}

static void check_block_id(struct check *check, const struct json *block) {
    if (!json_at(block, "block_id"))
        return;
    size_t len = enter(check, "block_id");
    check_filled(check, json_at(block, "block_id"), 255);
    leave(check, len);
}

static void check_block(struct check *check, const struct json *block, int surface) {
    const struct thing *thing = find_thing(blocks_known, sizeof blocks_known / sizeof *blocks_known,
                                           json_str(block, "type"), surface);
    if (!thing) {
        complain_type(check, block);
        return;
    }
    check_fields(check, thing, block);
    check_block_id(check, block);
    bool is_section = str_equal(thing->type, "section");
    if (is_section && !json_at(block, "text") && !json_at(block, "fields"))
        complain(check, "must provide text or fields");
}

/* What concerns the blocks as a whole. */
static void check_together(struct check *check, const struct json *blocks) {
    size_t markdown = 0, tables = 0;
    for (size_t i = 0; i < json_len(blocks, ""); i++) {
        const struct json *block = json_item(blocks, i);
        if (is_repeated(blocks, i, "block_id"))
            complain(check, "block_id %.*s already exists",
                     shown_length(json_str(block, "block_id")), json_str(block, "block_id"));
        if (str_equal(json_str(block, "type"), "markdown"))
            markdown += characters_count(check->settings, json_text_at(block, "text"));
        tables += str_equal(json_str(block, "type"), "table");
    }
    if (markdown > MARKDOWN_MAX)
        complain(check, "markdown blocks must be less than %d characters", MARKDOWN_MAX + 1);
    if (tables > 1)
        complain(check, "only one table is allowed");
}

static void check_blocks(struct check *check, const struct json *blocks, int surface) {
    size_t len = enter(check, "blocks"), max = surface == SURFACE_MESSAGE ? 50 : 100;
    if (json_kind_of(blocks) == JSON_ARRAY && json_len(blocks, "") == 0) {
        leave(check, len); /* no blocks are fine: a message may lose them */
        return;
    }
    check_items(check, blocks, max, check_block, surface);
    if (json_len(blocks, "") <= max)
        check_together(check, blocks);
    leave(check, len);
}

bool block_kit_check_blocks(const struct settings *settings, const struct json *blocks,
                            enum surface surface, struct json *complaints) {
    struct check check = {.settings = settings, .complaints = complaints, .good = true};
    check_blocks(&check, blocks, (int)surface);
    return check.good;
}

static bool has_input(const struct json *blocks) {
    for (size_t i = 0; i < json_len(blocks, ""); i++)
        if (str_equal(json_str(json_item(blocks, i), "type"), "input"))
            return true;
    return false;
}

bool block_kit_check_view(const struct settings *settings, const struct json *view,
                          const char *type, struct json *complaints) {
    struct check check = {.settings = settings, .complaints = complaints, .good = true};
    const struct thing *thing = &views_known[str_equal(type, "home")];
    if (!str_equal(json_str(view, "type"), type)) {
        complain_type(&check, view);
        return false;
    }
    const struct json *blocks = json_at(view, "blocks");
    check_fields(&check, thing, view);
    check_blocks(&check, blocks, thing->places);
    if (str_equal(type, "modal") && has_input(blocks) && !json_at(view, "submit"))
        complain(&check, "missing required field: submit");
    return check.good;
}

/* ---- Finding one's way */

/* The interactive element number `index` of a block, or NULL. */
static const struct json *element_of(const struct json *block, size_t index) {
    const char *type = json_str(block, "type");
    if (str_equal(type, "actions"))
        return json_item(json_at(block, "elements"), index);
    if (index > 0)
        return NULL;
    const struct json *element = json_at(block, str_equal(type, "input") ? "element" : "accessory");
    return str_equal(json_str(element, "type"), "image") ? NULL : element;
}

bool block_kit_next(const struct json *blocks, size_t *at, struct place *ret_place) {
    size_t skip = *at;
    for (size_t i = 0; i < json_len(blocks, ""); i++) {
        const struct json *block = json_item(blocks, i), *element;
        for (size_t k = 0; (element = element_of(block, k)) != NULL; k++) {
            if (skip-- > 0)
                continue;
            ++*at;
            *ret_place = (struct place){block, element};
            return true;
        }
    }
    return false;
}

bool block_kit_find(const struct json *blocks, const char *block_id, const char *action_id,
                    struct place *ret_place) {
    struct place place;
    size_t at = 0;
    while (block_kit_next(blocks, &at, &place)) {
        if (!str_equal(json_str(place.element, "action_id"), action_id) ||
            (block_id && !str_equal(json_str(place.block, "block_id"), block_id)))
            continue;
        *ret_place = place;
        return true;
    }
    return false;
}

static void give_id(struct sim *sim, struct json *object, const char *name) {
    char id[RANDOM_ID_SIZE];
    if (json_at(object, name))
        return;
    random_id(&sim->random, id);
    id[5] = 0; /* Slack's own have five characters */
    json_put_str(object, name, id);
}

void block_kit_fill(struct sim *sim, struct json *blocks) {
    for (size_t i = 0; i < json_len(blocks, ""); i++) {
        struct json *block = json_element(blocks, i);
        struct json *elements = json_member(block, "elements");
        bool is_actions = str_equal(json_str(block, "type"), "actions");
        give_id(sim, block, "block_id");
        for (size_t k = 0; is_actions && k < json_len(elements, ""); k++)
            give_id(sim, json_element(elements, k), "action_id");
        if (json_member(block, "element"))
            give_id(sim, json_member(block, "element"), "action_id");
        struct json *accessory = json_member(block, "accessory");
        if (accessory && !str_equal(json_str(accessory, "type"), "image"))
            give_id(sim, accessory, "action_id");
    }
}
