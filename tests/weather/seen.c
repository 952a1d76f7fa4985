/* What the channels show: see seen.h. */
#include "tests/weather/seen.h"

#include "base/str.h"
#include "tests/weather/channels.h"

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Before a text, or on a line of its own. */
static const char drill_mark[] = "🧪 DRILL – ";
static const char drill_line[] = "🧪 DRILL – a rehearsal, nothing is broken.\n";

/* The first name of an incident as either form of names makes it, "INC-2026-11-20-001" or
 * "INCIDENT-20261120-140500"; NULL for none. */
static const char *first_name(const char *text) {
    const char *name = strstr(text, "INC-");
    return name ? name : strstr(text, "INCIDENT-");
}

/* The same, past the one into which a card says that its incident was merged. */
static const char *find_name(const char *text) {
    static const char merged[] = "Merged into ";
    const char *name = first_name(text);
    while (name && name - text >= (ptrdiff_t)strlen(merged) &&
           str_starts(name - strlen(merged), merged))
        name = first_name(name + 1);
    return name;
}

const char *seen_name(const char *text, char out[SEEN_NAME_SIZE]) {
    const char *name = find_name(text);
    size_t len = name ? strspn(name, "INCIDENT-0123456789") : 0;
    snprintf(out, SEEN_NAME_SIZE, "%.*s", len < SEEN_NAME_SIZE ? (int)len : 0, name ? name : "");
    return out;
}

const char *seen_text(const struct message *message) {
    const char *text = message->text;
    if (str_starts(text, drill_line))
        return text + strlen(drill_line);
    return str_starts(text, drill_mark) ? text + strlen(drill_mark) : text;
}

/* ---- Incidents */

static bool is_root(const struct message *message) {
    return !*message->thread && !*message->to && !*message->user && message->channel[0] == 'C';
}

bool seen_is_open_card(const struct message *message) {
    return is_root(message) && strstr(message->text, "INCIDENT DECLARED") &&
           find_name(message->blocks);
}

/* In a channel of its own the news that it is resolved are no reply, and say nothing of who
 * declared it. */
bool seen_is_card(const struct message *message) {
    return seen_is_open_card(message) ||
           (is_root(message) && str_starts(seen_text(message), "✅") && find_name(message->blocks) &&
            strstr(message->blocks, "declared by"));
}

int seen_incidents(const struct world *world, struct seen list[SEEN_MAX]) {
    int count = 0;
    for (int i = 0; i < slack_message_count(world->slack); i++) {
        const struct message *message = slack_message(world->slack, i);
        char name[SEEN_NAME_SIZE];
        int at = 0;
        if (!seen_is_card(message) ||
            (channels_have(world, message->channel) && !channels_are_open(world, message->channel)))
            continue;
        seen_name(message->blocks, name);
        while (at < count && !str_equal(list[at].name, name))
            at++;
        if (at == SEEN_MAX)
            continue;
        memcpy(list[at].name, name, sizeof name);
        list[at].channel = message->channel;
        list[at].root = message->ts;
        list[at].open = seen_is_open_card(message);
        if (at == count)
            count++;
    }
    return count;
}

int seen_open(const struct world *world, struct seen list[SEEN_MAX]) {
    int open = 0, count = seen_incidents(world, list);
    for (int i = 0; i < count; i++)
        if (list[i].open)
            list[open++] = list[i];
    return open;
}

/* ---- Buttons */

struct lines {
    struct world *world;
    const char **lines;
    int count;
};

static void add_line(struct lines *lines, const char *value) {
    if (*value && !strstr(value, "zq") && lines->count < SEEN_BUTTONS_MAX)
        lines->lines[lines->count++] = arena_strdup(lines->world->arena, value);
}

static void add_element(struct lines *lines, const struct json *element) {
    if (!str_starts(json_text_at(element, "action_id"), "command."))
        return;
    add_line(lines, json_text_at(element, "value"));
    for (size_t i = 0; i < json_len(element, "options"); i++)
        add_line(lines, json_text_at(json_item(json_at(element, "options"), i), "value"));
}

int seen_buttons(struct world *world, const char *blocks, const char *lines[SEEN_BUTTONS_MAX]) {
    struct err err;
    JSON_AUTO *json = NULL;
    struct lines all = {world, lines, 0};
    if (!*blocks || json_parse(blocks, strlen(blocks), &json, &err) != OK)
        return 0;
    for (size_t i = 0; i < json_len(json, ""); i++) {
        const struct json *block = json_item(json, i);
        add_element(&all, json_at(block, "accessory"));
        for (size_t j = 0; j < json_len(block, "elements"); j++)
            add_element(&all, json_item(json_at(block, "elements"), j));
    }
    return all.count;
}
