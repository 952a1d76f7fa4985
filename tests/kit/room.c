/* The room of a handler test: see room.h. */
#include "tests/kit/room.h"

#include "base/str.h"
#include "base/utc.h"

#include <stdio.h>

struct desk *desk;

const char *const room_playbooks[] = {"default", "motus", "vyberology", "guide", "hotfix", NULL};

const char *room_playbook(const char *name) {
    static char setting[128];
    snprintf(setting, sizeof setting, "playbook=%s", name);
    return setting;
}

void room_open(const char *const *settings) {
    room_close();
    desk = desk_new(settings);
}

void room_begin(const char *setting, const char *declaration) {
    room_open(SETTINGS(setting));
    room_do("U0ALICE", declaration);
}

void room_close(void) {
    if (desk)
        desk_free(desk);
    desk = NULL;
}

void room_do(const char *user, const char *line) {
    desk_type(desk, user, line);
    cr_assert_eq(desk->result, OK, "%s: %s", line, desk->reply);
}

void room_press(const char *user, const char *label) {
    for (int i = desk->sent_count - 1; i >= 0; i--) {
        const char *line = button_line(desk->sent[i].body, label);
        if (!line)
            continue;
        desk_type(desk, user, line);
        return;
    }
    cr_assert(false, "nothing has a button %s", label);
}

void room_press_reply(const char *user, const char *label) {
    STR_AUTO(line, DESK_TEXT_SIZE);
    str_add(&line, room_button(label)); /* which goes with the answer that it is on */
    room_do(user, line.text);
}

void room_enter_thread(int incident) {
    char sql[64];
    snprintf(sql, sizeof sql, "SELECT card_ts FROM incident WHERE id = %d", incident);
    snprintf(desk->thread, sizeof desk->thread, "%s", desk_text(desk, sql));
    snprintf(desk->channel, sizeof desk->channel, "C0INCIDENTS");
}

void room_wait(int minutes) {
    desk_pass(desk, minutes * MINUTE_MS);
}

const struct desk_sent *room_find(const char *part) {
    const struct desk_sent *sent = desk_find(desk, part);
    cr_assert_not_null(sent, "nothing says \"%s\"", part);
    return sent;
}

const char *room_text(const char *part) {
    return json_text_at(room_find(part)->body, "text");
}

const char *room_body(const char *part) {
    return json_print(room_find(part)->body);
}

int room_told(const char *channel, const char *part, int from) {
    int count = 0;
    for (int i = from; i < desk->sent_count; i++)
        count += str_equal(json_text_at(desk->sent[i].body, "channel"), channel) &&
                 strstr(json_print(desk->sent[i].body), part);
    return count;
}

const char *room_button(const char *label) {
    const char *line = button_line(desk->reply_message, label);
    cr_assert_not_null(line, "no button %s under:\n%s", label, desk->reply);
    return line;
}

const char *room_holder(const char *role) {
    char sql[128];
    snprintf(sql, sizeof sql, "SELECT holder FROM role WHERE role = '%s' ORDER BY incident_id DESC",
             role);
    return desk_text(desk, sql);
}
