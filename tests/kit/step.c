/* Steps: see step.h. */
#include "tests/kit/step.h"

#include "model/phrase.h"

#include <criterion/criterion.h>
#include <ctype.h>
#include <stdio.h>
#include <string.h>

/* ---- People and their words */

/* "U0BOB" of "bob" */
static void user_of(const char *name, size_t len, char id[STEP_NAME_SIZE]) {
    cr_assert_lt(len, (size_t)STEP_NAME_SIZE - 3);
    snprintf(id, STEP_NAME_SIZE, "U0%.*s", (int)len, name);
    for (char *p = id; *p; p++)
        *p = (char)toupper((unsigned char)*p);
}

size_t step_user(const char *step, char id[STEP_NAME_SIZE]) {
    size_t len = strspn(step, "abcdefghijklmnopqrstuvwxyz");
    if (len)
        user_of(step, len, id);
    return len;
}

void step_wire(const char *line, struct str *wire) {
    while (*line) {
        size_t len = *line == '@' ? strspn(line + 1, "abcdefghijklmnopqrstuvwxyz") : 0;
        if (!len) {
            str_add_bytes(wire, line++, 1);
            continue;
        }
        char id[STEP_NAME_SIZE];
        user_of(line + 1, len, id);
        str_addf(wire, "<@%s>", id);
        line += len + 1;
    }
}

/* ---- Buttons */

bool step_each_button(const struct json *message, bool (*call)(void *, const struct json *),
                      void *user) {
    for (size_t i = 0; i < json_len(message, "blocks"); i++) {
        const struct json *block = json_item(json_at(message, "blocks"), i);
        for (size_t j = 0; j < json_len(block, "elements"); j++) {
            const struct json *element = json_item(json_at(block, "elements"), j);
            if (str_equal(json_text_at(element, "type"), "button") && call(user, element))
                return true;
        }
        const struct json *accessory = json_at(block, "accessory");
        if (str_equal(json_text_at(accessory, "type"), "button") && call(user, accessory))
            return true;
    }
    return false;
}

struct wanted {
    const char *label;
    const char *command;
};

static bool is_wanted(void *user, const struct json *button) {
    struct wanted *wanted = user;
    if (str_equal(json_text_at(button, "text.text"), wanted->label))
        wanted->command = json_text_at(button, "value");
    return wanted->command != NULL;
}

const char *step_button(const struct desk *desk, const char *label) {
    struct wanted wanted = {label, NULL};
    if (step_each_button(desk->reply_message, is_wanted, &wanted))
        return wanted.command;
    for (int i = desk->sent_count - 1; i >= 0; i--)
        if (step_each_button(desk->sent[i].body, is_wanted, &wanted))
            return wanted.command;
    cr_assert_fail("there is no button \"%s\"", label);
    return "";
}

/* ---- The world */

static bool pass_time(struct desk *desk, const char *step) {
    int64_t ms = 0;
    struct err err;
    const char *restart = "restart ";
    bool dies = str_starts(step, restart);
    if (phrase_duration(dies ? step + strlen(restart) : step, &ms, &err) != OK)
        return false;
    if (dies) {
        desk_restart(desk, ms);
        desk_connect(desk);
    } else {
        desk_pass(desk, ms);
    }
    return true;
}

static bool reload(struct desk *desk, const char *step) {
    STR_AUTO(setting, STEP_LINE_MAX);
    if (!str_starts(step, "reload "))
        return false;
    str_addf(&setting, "playbook=%s", step + strlen("reload "));
    desk_reload(desk, setting.text);
    return true;
}

bool step_world(struct desk *desk, const char *step) {
    return pass_time(desk, step) || reload(desk, step);
}
