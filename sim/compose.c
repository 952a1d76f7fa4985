/* From arguments to a message: see compose.h. */
#include "sim/compose.h"

#include "base/mem.h"
#include "base/str.h"
#include "sim/block_kit.h"
#include "sim/characters.h"
#include "sim/text.h"

#include <string.h>

struct json *compose_structure(const struct json *given, const char *name, bool *ret_bad) {
    const struct json *value = json_at(given, name);
    const char *text = json_str(value, "");
    struct json *parsed = NULL;
    *ret_bad = false;
    if (!text)
        return json_copy(value);
    if (!*text)
        return NULL;
    *ret_bad = json_parse(text, strlen(text), &parsed, NULL) != OK;
    return *ret_bad ? NULL : parsed;
}

/* Given as false, or as the text "false" of a form. */
static bool is_switched_off(const struct json *given, const char *name) {
    bool is_false =
        json_kind_of(json_at(given, name)) == JSON_TRUE_FALSE && !json_is_true(given, name);
    return is_false || str_equal(json_str(given, name), "false");
}

static void take_text(const struct sim *sim, const struct json *given, struct json *message,
                      struct json *warnings) {
    const char *text = json_text_at(given, "text");
    STR_AUTO(cut, 4 * COMPOSE_TEXT_MAX);
    str_add_bytes(&cut, text, characters_prefix(&sim->settings, text, COMPOSE_TEXT_MAX));
    if (strlen(text) > cut.len)
        json_push(warnings, json_new_string("message_truncated"));
    char *shown = text_of_app(cut.text);
    json_put_str(message, "text", shown);
    mem_free(shown);
    if (is_switched_off(given, "mrkdwn"))
        json_put_bool(message, "mrkdwn", false);
}

static const char *take_markdown(const struct sim *sim, const struct json *given,
                                 struct json *message) {
    const char *markdown = json_str(given, "markdown_text");
    if (!markdown || !*markdown)
        return NULL;
    if (json_str(given, "text") || json_at(given, "blocks"))
        return "markdown_text_conflict";
    if (characters_count(&sim->settings, markdown) > COMPOSE_MARKDOWN_MAX)
        return "msg_too_long";
    json_put_str(message, "text", markdown);
    return NULL;
}

static const char *take_blocks(struct sim *sim, const struct json *given, struct json *message,
                               struct json *complaints) {
    bool bad;
    struct json *blocks = compose_structure(given, "blocks", &bad);
    if (bad || (blocks && json_kind_of(blocks) != JSON_ARRAY)) {
        json_free(blocks);
        return "invalid_blocks_format";
    }
    if (!blocks)
        return NULL;
    if (!block_kit_check_blocks(&sim->settings, blocks, SURFACE_MESSAGE, complaints)) {
        json_free(blocks);
        return "invalid_blocks";
    }
    if (json_len(blocks, "") == 0) { /* takes the blocks of an updated message away */
        json_free(blocks);
        json_remove(message, "blocks");
        return NULL;
    }
    block_kit_fill(sim, blocks);
    json_put(message, "blocks", blocks);
    return NULL;
}

static const char *take_attachments(const struct json *given, struct json *message) {
    bool bad;
    struct json *attachments = compose_structure(given, "attachments", &bad);
    const char *error = NULL;
    if (bad || (attachments && json_kind_of(attachments) != JSON_ARRAY))
        error = "invalid_attachments";
    else if (json_len(attachments, "") > COMPOSE_ATTACHMENTS_MAX)
        error = "too_many_attachments";
    if (attachments && !error)
        json_put(message, "attachments", attachments);
    else
        json_free(attachments);
    return error;
}

static const char *metadata_error(const struct sim *sim, const struct json *metadata) {
    const char *event_type = json_str(metadata, "event_type");
    if (!event_type || !*event_type ||
        json_kind_of(json_at(metadata, "event_payload")) != JSON_OBJECT)
        return "invalid_metadata_format";
    bool large = strlen(json_print(metadata)) > (size_t)sim->settings.metadata_max;
    return large ? "metadata_too_large" : NULL;
}

static const char *take_metadata(const struct sim *sim, const struct json *given,
                                 struct json *message) {
    bool bad;
    struct json *metadata = compose_structure(given, "metadata", &bad);
    if (bad)
        return "invalid_metadata_format";
    if (!metadata)
        return NULL;
    bool empty = json_kind_of(metadata) == JSON_OBJECT && json_len(metadata, "") == 0;
    const char *error = empty ? NULL : metadata_error(sim, metadata);
    if (error || empty) { /* {} takes the metadata of an updated message away */
        json_free(metadata);
        json_remove(message, "metadata");
        return error;
    }
    json_put(message, "metadata", metadata);
    return NULL;
}

static bool says_something(const struct json *message) {
    return *json_text_at(message, "text") || json_len(message, "blocks") > 0 ||
           json_len(message, "attachments") > 0;
}

const char *compose_content(struct sim *sim, const struct json *given, struct json *message,
                            struct json *complaints, struct json *warnings) {
    take_text(sim, given, message, warnings);
    const char *error = take_markdown(sim, given, message);
    if (!error)
        error = take_blocks(sim, given, message, complaints);
    if (!error)
        error = take_attachments(given, message);
    if (!error)
        error = take_metadata(sim, given, message);
    if (error)
        return error;
    return says_something(message) ? NULL : "no_text";
}

void compose_sender(const struct sim *sim, const struct app *app, struct json *message) {
    struct json *profile = json_new_object();
    json_put_str(profile, "id", app->bot_id);
    json_put_str(profile, "app_id", app->id);
    json_put_str(profile, "name", app->name);
    json_put_bool(profile, "deleted", false);
    json_put_str(profile, "team_id", sim->workspace->team_id);
    json_put_str(message, "user", app->bot->id);
    json_put_str(message, "bot_id", app->bot_id);
    json_put_str(message, "app_id", app->id);
    json_put(message, "bot_profile", profile);
}
