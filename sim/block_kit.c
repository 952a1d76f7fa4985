/* The rules of Block Kit as tables, and their check: see block_kit.h. */
#include "sim/block_kit.h"

#include "base/str.h"
#include "sim/characters.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* ---- The tables ---------------------------------------------------------------------------- */

enum rule {
    RULE_ANY,     /* not checked */
    RULE_STRING,  /* at most max characters */
    RULE_FILLED,  /* the same, and not empty */
    RULE_PLAIN,   /* a plain_text object of 1 to max characters */
    RULE_TEXT,    /* a plain_text or mrkdwn object of 1 to max characters */
    RULE_TEXTS,   /* at most 10 text objects */
    RULE_FLAG,    /* true or false */
    RULE_NUMBER,  /* an integer of at most max */
    RULE_STYLE,   /* "primary" or "danger" */
    RULE_DATE,    /* "2026-11-20" */
    RULE_TIME,    /* "14:05" */
    RULE_OPTION,  /* one option */
    RULE_OPTIONS, /* 1 to max options */
    RULE_GROUPS,  /* 1 to max groups of options */
    RULE_CONFIRM, /* a confirmation dialog */
    RULE_ELEMENT, /* an element that may stand at the places in max */
    RULE_ELEMENTS /* an array of such */
};

/* Where an element may stand; the largest number of them for RULE_ELEMENTS. */
enum { IN_SECTION = 1, IN_ACTIONS = 2, IN_INPUT = 4, IN_CONTEXT = 8 };
enum { ACTIONS_MAX = 25, CONTEXT_MAX = 10, FIELDS_MAX = 10, MARKDOWN_MAX = 12000 };
enum { EVERYWHERE = SURFACE_MESSAGE | SURFACE_MODAL | SURFACE_HOME };

struct field {
    const char *name;
    enum rule rule;
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
    { "action_id", RULE_FILLED, 255, false }
#define CONFIRM                                                                                    \
    { "confirm", RULE_CONFIRM, 0, false }
#define FOCUS                                                                                      \
    { "focus_on_load", RULE_FLAG, 0, false }
#define PLACEHOLDER                                                                                \
    { "placeholder", RULE_PLAIN, 150, false }
#define AS_PICKED IN_SECTION | IN_ACTIONS | IN_INPUT

static const struct thing blocks_known[] = {
    {"section",
     EVERYWHERE,
     {{"text", RULE_TEXT, 3000, false},
      {"fields", RULE_TEXTS, 2000, false},
      {"accessory", RULE_ELEMENT, IN_SECTION, false},
      {"expand", RULE_FLAG, 0, false}}},
    {"header", EVERYWHERE, {{"text", RULE_PLAIN, 150, true}}},
    {"divider", EVERYWHERE, {{0}}},
    {"image",
     EVERYWHERE,
     {{"image_url", RULE_FILLED, 3000, false},
      {"slack_file", RULE_ANY, 0, false},
      {"alt_text", RULE_FILLED, 2000, true},
      {"title", RULE_PLAIN, 2000, false}}},
    {"context", EVERYWHERE, {{"elements", RULE_ELEMENTS, IN_CONTEXT, true}}},
    {"actions", EVERYWHERE, {{"elements", RULE_ELEMENTS, IN_ACTIONS, true}}},
    {"input",
     EVERYWHERE,
     {{"label", RULE_PLAIN, 2000, true},
      {"element", RULE_ELEMENT, IN_INPUT, true},
      {"dispatch_action", RULE_FLAG, 0, false},
      {"hint", RULE_PLAIN, 2000, false},
      {"optional", RULE_FLAG, 0, false}}},
    {"rich_text", EVERYWHERE, {{"elements", RULE_ANY, 0, true}}},
    {"markdown", SURFACE_MESSAGE, {{"text", RULE_FILLED, MARKDOWN_MAX, true}}},
    {"table",
     SURFACE_MESSAGE,
     {{"rows", RULE_ANY, 0, true}, {"column_settings", RULE_ANY, 0, false}}},
    {"file",
     SURFACE_MESSAGE,
     {{"external_id", RULE_FILLED, 255, true}, {"source", RULE_FILLED, 255, true}}},
    {"video",
     EVERYWHERE,
     {{"title", RULE_PLAIN, 200, true},
      {"title_url", RULE_STRING, 3000, false},
      {"alt_text", RULE_FILLED, 2000, true},
      {"video_url", RULE_FILLED, 3000, true},
      {"thumbnail_url", RULE_FILLED, 3000, true},
      {"description", RULE_PLAIN, 200, false},
      {"author_name", RULE_STRING, 50, false},
      {"provider_name", RULE_STRING, 50, false},
      {"provider_icon_url", RULE_STRING, 3000, false}}},
};

#define SELECT(kind, ...)                                                                          \
    {                                                                                              \
        kind, AS_PICKED, {                                                                         \
            ACTION_ID, PLACEHOLDER, CONFIRM, FOCUS, __VA_ARGS__                                    \
        }                                                                                          \
    }
#define CHOICE                                                                                     \
    {"options", RULE_OPTIONS, 100, false}, {                                                       \
        "option_groups", RULE_GROUPS, 100, false                                                   \
    }
#define MOST                                                                                       \
    { "max_selected_items", RULE_NUMBER, 1000, false }
#define ANSWERS                                                                                    \
    { "response_url_enabled", RULE_FLAG, 0, false }
#define TYPED(kind, ...)                                                                           \
    {                                                                                              \
        kind, IN_INPUT, {                                                                          \
            ACTION_ID, PLACEHOLDER, FOCUS, {"dispatch_action_config", RULE_ANY, 0, false},         \
                __VA_ARGS__                                                                        \
        }                                                                                          \
    }
#define OF_CONVERSATIONS                                                                           \
    {"default_to_current_conversation", RULE_FLAG, 0, false}, {                                    \
        "filter", RULE_ANY, 0, false                                                               \
    }

static const struct thing elements_known[] = {
    {"button",
     IN_SECTION | IN_ACTIONS,
     {{"text", RULE_PLAIN, 75, true},
      ACTION_ID,
      {"url", RULE_STRING, 3000, false},
      {"value", RULE_STRING, 2000, false},
      {"style", RULE_STYLE, 0, false},
      CONFIRM,
      {"accessibility_label", RULE_STRING, 75, false}}},
    SELECT("static_select", CHOICE, {"initial_option", RULE_OPTION, 0, false}),
    SELECT("multi_static_select", CHOICE, {"initial_options", RULE_OPTIONS, 100, false}, MOST),
    SELECT("external_select", {"initial_option", RULE_OPTION, 0, false},
           {"min_query_length", RULE_NUMBER, 1000, false}),
    SELECT("multi_external_select", {"initial_options", RULE_OPTIONS, 100, false},
           {"min_query_length", RULE_NUMBER, 1000, false}, MOST),
    SELECT("users_select", {"initial_user", RULE_STRING, 255, false}),
    SELECT("multi_users_select", {"initial_users", RULE_ANY, 0, false}, MOST),
    SELECT("conversations_select", {"initial_conversation", RULE_STRING, 255, false},
           OF_CONVERSATIONS, ANSWERS),
    SELECT("multi_conversations_select", {"initial_conversations", RULE_ANY, 0, false},
           OF_CONVERSATIONS, MOST),
    SELECT("channels_select", {"initial_channel", RULE_STRING, 255, false}, ANSWERS),
    SELECT("multi_channels_select", {"initial_channels", RULE_ANY, 0, false}, MOST),
    SELECT("datepicker", {"initial_date", RULE_DATE, 0, false}),
    SELECT("timepicker", {"initial_time", RULE_TIME, 0, false},
           {"timezone", RULE_STRING, 255, false}),
    {"datetimepicker",
     IN_ACTIONS | IN_INPUT,
     {ACTION_ID, CONFIRM, FOCUS, {"initial_date_time", RULE_NUMBER, 2147483647, false}}},
    {"overflow", IN_SECTION | IN_ACTIONS, {ACTION_ID, CONFIRM, {"options", RULE_OPTIONS, 5, true}}},
    {"radio_buttons",
     AS_PICKED,
     {ACTION_ID,
      CONFIRM,
      FOCUS,
      {"options", RULE_OPTIONS, 10, true},
      {"initial_option", RULE_OPTION, 0, false}}},
    {"checkboxes",
     AS_PICKED,
     {ACTION_ID,
      CONFIRM,
      FOCUS,
      {"options", RULE_OPTIONS, 10, true},
      {"initial_options", RULE_OPTIONS, 10, false}}},
    TYPED("plain_text_input", {"initial_value", RULE_STRING, 3000, false},
          {"multiline", RULE_FLAG, 0, false}, {"min_length", RULE_NUMBER, 3000, false},
          {"max_length", RULE_NUMBER, 3000, false}),
    TYPED("email_text_input", {"initial_value", RULE_STRING, 3000, false}),
    TYPED("url_text_input", {"initial_value", RULE_STRING, 3000, false}),
    TYPED("number_input", {"initial_value", RULE_STRING, 3000, false},
          {"is_decimal_allowed", RULE_FLAG, 0, true}, {"min_value", RULE_STRING, 255, false},
          {"max_value", RULE_STRING, 255, false}),
    TYPED("rich_text_input", {"initial_value", RULE_ANY, 0, false}),
    {"file_input",
     IN_INPUT,
     {ACTION_ID, {"filetypes", RULE_ANY, 0, false}, {"max_files", RULE_NUMBER, 10, false}}},
    {"image",
     IN_SECTION | IN_CONTEXT,
     {{"image_url", RULE_FILLED, 3000, false},
      {"slack_file", RULE_ANY, 0, false},
      {"alt_text", RULE_FILLED, 2000, true}}},
    {"plain_text", IN_CONTEXT, {{"text", RULE_FILLED, 3000, true}, {"emoji", RULE_FLAG, 0, false}}},
    {"mrkdwn", IN_CONTEXT, {{"text", RULE_FILLED, 3000, true}, {"verbatim", RULE_FLAG, 0, false}}},
};

static const struct thing option_known = {"option",
                                          0,
                                          {{"text", RULE_TEXT, 75, true},
                                           {"value", RULE_FILLED, 150, true},
                                           {"description", RULE_TEXT, 75, false},
                                           {"url", RULE_STRING, 3000, false}}};
static const struct thing group_known = {
    "group", 0, {{"label", RULE_PLAIN, 75, true}, {"options", RULE_OPTIONS, 100, true}}};
static const struct thing confirm_known = {"confirm",
                                           0,
                                           {{"title", RULE_PLAIN, 100, true},
                                            {"text", RULE_TEXT, 300, true},
                                            {"confirm", RULE_PLAIN, 30, true},
                                            {"deny", RULE_PLAIN, 30, true},
                                            {"style", RULE_STYLE, 0, false}}};

/* "blocks" is checked apart, because its limit depends on the surface. */
static const struct thing views_known[] = {
    {"modal",
     SURFACE_MODAL,
     {{"title", RULE_PLAIN, 24, true},
      {"submit", RULE_PLAIN, 24, false},
      {"close", RULE_PLAIN, 24, false},
      {"blocks", RULE_ANY, 0, true},
      {"private_metadata", RULE_STRING, 3000, false},
      {"callback_id", RULE_STRING, 255, false},
      {"external_id", RULE_STRING, 255, false},
      {"clear_on_close", RULE_FLAG, 0, false},
      {"notify_on_close", RULE_FLAG, 0, false},
      {"submit_disabled", RULE_FLAG, 0, false}}},
    {"home",
     SURFACE_HOME,
     {{"blocks", RULE_ANY, 0, true},
      {"private_metadata", RULE_STRING, 3000, false},
      {"callback_id", RULE_STRING, 255, false},
      {"external_id", RULE_STRING, 255, false}}},
};

/* ---- The check ----------------------------------------------------------------------------- */

enum { POINTER_SIZE = 512, COMPLAINTS_MAX = 20 };

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

/* Goes down one step; the length returned goes to leave(). */
static size_t enter(struct check *check, const char *name) {
    size_t len = strlen(check->pointer);
    snprintf(check->pointer + len, sizeof check->pointer - len, "/%.100s", name);
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

static void check_string(struct check *check, const struct json *value, int min, int max) {
    if (json_kind_of(value) != JSON_STRING)
        complain(check, "must provide a string");
    else
        check_length(check, json_str(value, ""), min, max);
}

static void check_text(struct check *check, const struct json *value, int max, bool mrkdwn) {
    const char *type = json_str(value, "type");
    bool known = str_equal(type, "plain_text") || (mrkdwn && str_equal(type, "mrkdwn"));
    if (json_kind_of(value) != JSON_OBJECT || !known) {
        complain(check, "must provide %s", mrkdwn ? "a text object" : "a plain_text object");
        return;
    }
    size_t len = enter(check, "text");
    check_string(check, json_at(value, "text"), 1, max);
    leave(check, len);
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

static void check_fields(struct check *check, const struct thing *thing, const struct json *value);
static void check_element(struct check *check, const struct json *value, int place);

/* Each item by one of the functions above and below. */
static void check_items(struct check *check, const struct json *array, size_t max,
                        void (*check_item)(struct check *check, const struct json *item, int arg),
                        int arg) {
    size_t count = json_len(array, "");
    if (json_kind_of(array) != JSON_ARRAY || count == 0) {
        complain(check, "must provide an array with at least one item");
        return;
    }
    if (count > max)
        complain(check, "no more than %zu items allowed", max);
    for (size_t i = 0; i < count && i < max; i++) {
        size_t len = enter_item(check, i);
        check_item(check, json_item(array, i), arg);
        leave(check, len);
    }
}

static void check_field_text(struct check *check, const struct json *item, int max) {
    check_text(check, item, max, true);
}

static void check_option(struct check *check, const struct json *item, int unused) {
    (void)unused;
    check_fields(check, &option_known, item);
}

static void check_group(struct check *check, const struct json *item, int unused) {
    (void)unused;
    check_fields(check, &group_known, item);
}

static void check_value(struct check *check, const struct field *field, const struct json *value) {
    switch (field->rule) {
    case RULE_ANY:
        return;
    case RULE_STRING:
        check_string(check, value, 0, field->max);
        return;
    case RULE_FILLED:
        check_string(check, value, 1, field->max);
        return;
    case RULE_PLAIN:
        check_text(check, value, field->max, false);
        return;
    case RULE_TEXT:
        check_text(check, value, field->max, true);
        return;
    case RULE_TEXTS:
        check_items(check, value, FIELDS_MAX, check_field_text, field->max);
        return;
    case RULE_FLAG:
        if (json_kind_of(value) != JSON_TRUE_FALSE)
            complain(check, "must provide a boolean");
        return;
    case RULE_NUMBER:
        if (json_int(value, "", INT64_MAX) > field->max)
            complain(check, "must be a number of at most %d", field->max);
        return;
    case RULE_STYLE:
        if (!str_equal(json_str(value, ""), "primary") && !str_equal(json_str(value, ""), "danger"))
            complain(check, "value \"%.40s\" is not one of [primary, danger]",
                     json_text_at(value, ""));
        return;
    case RULE_DATE:
        check_pattern(check, value, "0000-00-00");
        return;
    case RULE_TIME:
        check_pattern(check, value, "00:00");
        return;
    case RULE_OPTION:
        check_option(check, value, 0);
        return;
    case RULE_OPTIONS:
        check_items(check, value, (size_t)field->max, check_option, 0);
        return;
    case RULE_GROUPS:
        check_items(check, value, (size_t)field->max, check_group, 0);
        return;
    case RULE_CONFIRM:
        check_fields(check, &confirm_known, value);
        return;
    case RULE_ELEMENT:
        check_element(check, value, field->max);
        return;
    case RULE_ELEMENTS:
        check_items(check, value, field->max == IN_CONTEXT ? CONTEXT_MAX : ACTIONS_MAX,
                    check_element, field->max);
        return;
    }
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
            complain(check, "invalid additional property: %.60s", member.name);
        if (!field || !member.value)
            continue;
        size_t len = enter(check, member.name);
        check_value(check, field, member.value);
        leave(check, len);
    }
}

static const struct thing *find_thing(const struct thing *things, size_t count, const char *type,
                                      int place) {
    for (size_t i = 0; i < count; i++)
        if (str_equal(things[i].type, type) && things[i].places & place)
            return &things[i];
    return NULL;
}

static void complain_type(struct check *check, const struct json *value) {
    size_t len = enter(check, "type");
    complain(check, "unsupported type: %.60s", json_text_at(value, "type"));
    leave(check, len);
}

static void check_element(struct check *check, const struct json *value, int place) {
    const struct thing *thing =
        find_thing(elements_known, sizeof elements_known / sizeof *elements_known,
                   json_str(value, "type"), place);
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
    check_string(check, json_at(block, "block_id"), 1, 255);
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

static bool is_repeated(const struct json *blocks, size_t index) {
    const char *block_id = json_str(json_item(blocks, index), "block_id");
    for (size_t i = 0; block_id && i < index; i++)
        if (str_equal(json_str(json_item(blocks, i), "block_id"), block_id))
            return true;
    return false;
}

/* What concerns the blocks as a whole. */
static void check_together(struct check *check, const struct json *blocks) {
    size_t markdown = 0, tables = 0;
    for (size_t i = 0; i < json_len(blocks, ""); i++) {
        const struct json *block = json_item(blocks, i);
        if (is_repeated(blocks, i))
            complain(check, "block_id %.60s already exists", json_str(block, "block_id"));
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

/* ---- Finding one's way --------------------------------------------------------------------- */

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
