/* Walks: see walk.h. */
#include "tests/kit/walk.h"

#include "base/str.h"
#include "base/utc.h"
#include "tests/kit/step.h"

#include <criterion/criterion.h>
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WALK_MAX = 1024 * 1024 };

struct walk {
    struct desk *desk;
    struct str out;  /* the file as it should be */
    struct str card; /* as it was shown last */
    int seen;        /* of the desk's messages */
    char thread[32]; /* of the newest announcement */
};

/* ---- What Slack showed, as a reader sees it */

static void put_name(const char *id, struct str *out) {
    for (id += strlen("U0"); *id && *id != '>'; id++) {
        char letter[] = {(char)tolower((unsigned char)*id), 0};
        str_add(out, letter);
    }
}

/* One piece in angle brackets; returns how long it is, 0 for none. */
static size_t put_reference(const char *text, struct str *out) {
    const char *end = strchr(text, '>'), *bar = strchr(text, '|');
    if (!end)
        return 0;
    size_t len = (size_t)(end - text) + 1;
    if (str_starts(text, "<@U0")) {
        str_add(out, "@");
        put_name(text + 2, out);
    } else if (str_starts(text, "<!date^") && bar && bar < end) {
        str_add_bytes(out, bar + 1, (size_t)(end - bar) - 1);
    } else if (str_starts(text, "<!")) {
        str_add(out, "@");
        str_add_bytes(out, text + 2, len - 3);
    } else {
        return 0;
    }
    return len;
}

/* A text of Slack's with names for ids, times as they read, and each line indented. */
static void put_text(const char *text, struct str *out) {
    static const char *const escapes[][2] = {{"&lt;", "<"}, {"&gt;", ">"}, {"&amp;", "&"}};
    while (*text) {
        if (str_starts(text, " (<!date^")) { /* the same time once more, for each reader's zone */
            text = strchr(text, ')') + 1;
            continue;
        }
        size_t len = *text == '<' ? put_reference(text, out) : 0;
        for (size_t i = 0; !len && i < sizeof escapes / sizeof *escapes; i++)
            if (str_starts(text, escapes[i][0])) {
                str_add(out, escapes[i][1]);
                len = strlen(escapes[i][0]);
            }
        if (!len && *text == '\n')
            str_add(out, text[1] == '\n' || !text[1] ? "\n" : "\n      ");
        else if (!len)
            str_add_bytes(out, text, 1);
        text += len ? len : 1;
    }
    str_add(out, "\n");
}

static bool put_button(void *user, const struct json *button) {
    struct str *out = user;
    str_addf(out, " [%s]", json_text_at(button, "text.text"));
    return false;
}

static void put_buttons(const struct json *message, struct str *out) {
    STR_AUTO(buttons, STEP_LINE_MAX);
    step_each_button(message, put_button, &buttons);
    if (buttons.len)
        str_addf(out, "     %s\n", buttons.text);
}

static void put_place(const struct desk_sent *sent, struct str *out) {
    const char *channel = json_text_at(sent->body, "channel");
    if (str_starts(channel, "U0")) {
        str_add(out, "@");
        put_name(channel, out);
        str_add(out, ": ");
    } else if (*json_text_at(sent->body, "thread_ts"))
        str_addf(out,
                 "thread%s: ", json_is_true(sent->body, "reply_broadcast") ? " and channel" : "");
    else
        str_addf(out, "%s: ", str_equal(channel, "C0INCIDENTS") ? "#incidents" : channel);
}

/* The lines of an edited card that it did not have before. */
static void put_card(struct walk *walk, const char *text) {
    STR_AUTO(now, STEP_LINE_MAX);
    const char *place = "card: ";
    put_text(text, &now);
    for (const char *line = now.text; *line;) {
        size_t len = strcspn(line, "\n") + 1;
        STR_AUTO(copy, STEP_LINE_MAX);
        str_add_bytes(&copy, line, len);
        if (!strstr(walk->card.text, copy.text + strspn(copy.text, " "))) {
            str_addf(&walk->out, "%s%s", place, copy.text + strspn(copy.text, " "));
            place = "      ";
        }
        line += len;
    }
    if (str_equal(place, "card: "))
        str_add(&walk->out, "card: as before\n");
    str_clear(&walk->card);
    str_add(&walk->card, now.text);
}

static void take_announcement(struct walk *walk, const struct desk_sent *sent) {
    snprintf(walk->thread, sizeof walk->thread, "%s", sent->ts);
    str_clear(&walk->card);
    put_text(json_text_at(sent->body, "text"), &walk->card);
}

/* The file that is shown, if there is one. */
static void put_file(const struct json *body, struct str *out) {
    const struct json *file = json_item(json_at(body, "files"), 0);
    if (!file)
        return;
    str_addf(out, "      [file: %s]\n", json_text_at(file, "title"));
}

/* The message that Slack calls ts, or NULL. */
static const struct desk_sent *find_message(const struct desk *desk, const char *ts) {
    for (int i = desk->sent_count - 1; i >= 0; i--)
        if (str_equal(desk->sent[i].method, "chat.postMessage") && str_equal(desk->sent[i].ts, ts))
            return &desk->sent[i];
    return NULL;
}

/* "pinned: 🛑 …", the first line of it. */
static void put_pin(struct walk *walk, const struct desk_sent *sent) {
    const struct desk_sent *message =
        find_message(walk->desk, json_text_at(sent->body, "timestamp"));
    STR_AUTO(text, STEP_LINE_MAX);
    put_text(message ? json_text_at(message->body, "text") : "", &text);
    str_addf(&walk->out, "%s: %.*s\n",
             str_equal(sent->method, "pins.add") ? "pinned" : "not pinned any more",
             (int)strcspn(text.text, "\n"), text.text);
}

/* An edited message: the card, or one of a thread. */
static void put_edit(struct walk *walk, const struct desk_sent *sent) {
    const struct desk_sent *message = find_message(walk->desk, json_text_at(sent->body, "ts"));
    if (!message || !*json_text_at(message->body, "thread_ts")) {
        put_card(walk, json_text_at(sent->body, "text"));
        return;
    }
    str_add(&walk->out, "thread, edited: ");
    put_text(json_text_at(sent->body, "text"), &walk->out);
    put_buttons(sent->body, &walk->out);
}

/* What was sent since the last step. */
static void put_sent(struct walk *walk) {
    struct desk *desk = walk->desk;
    for (; walk->seen < desk->sent_count; walk->seen++) {
        const struct desk_sent *sent = &desk->sent[walk->seen];
        char clock[UTC_TIME_SIZE];
        if (str_equal(sent->method, "views.open") || str_starts(sent->method, "conversations."))
            continue;
        str_addf(&walk->out, "    %s ", utc_time(sent->at_ms, clock));
        if (str_equal(sent->method, "chat.update")) {
            put_edit(walk, sent);
            continue;
        }
        if (str_starts(sent->method, "pins.")) {
            put_pin(walk, sent);
            continue;
        }
        put_place(sent, &walk->out);
        put_text(
            json_text_at(sent->body, json_at(sent->body, "files") ? "initial_comment" : "text"),
            &walk->out);
        put_file(sent->body, &walk->out);
        put_buttons(sent->body, &walk->out);
        if (str_equal(sent->method, "chat.postMessage") &&
            !*json_text_at(sent->body, "thread_ts") &&
            str_equal(json_text_at(sent->body, "channel"), "C0INCIDENTS"))
            take_announcement(walk, sent);
    }
}

static void put_reply(struct walk *walk, const char *name, size_t len) {
    const struct desk *desk = walk->desk;
    if (!*desk->reply)
        return;
    str_addf(&walk->out, "    to %.*s: ", (int)len, name);
    put_text(desk->reply, &walk->out);
    put_buttons(desk->reply_message, &walk->out);
}

/* ---- Steps */

static bool act(struct walk *walk, const char *step) {
    char user[STEP_NAME_SIZE];
    size_t len = step_user(step, user);
    const char *after = step + len;
    STR_AUTO(wire, STEP_LINE_MAX);
    if (!len)
        return false;
    walk->desk->reply[0] = 0;
    if (str_starts(after, ": ")) {
        step_wire(after + strlen(": "), &wire);
        desk_type(walk->desk, user, wire.text);
    } else if (str_starts(after, " mentions: ")) {
        step_wire(after + strlen(" mentions: "), &wire);
        snprintf(walk->desk->thread, sizeof walk->desk->thread, "%s", walk->thread);
        desk_mention(walk->desk, user, wire.text);
        walk->desk->thread[0] = 0;
    } else if (str_starts(after, " presses ")) {
        str_add(&wire, step_button(walk->desk, after + strlen(" presses ")));
        desk_type(walk->desk, user, wire.text);
    } else {
        return false;
    }
    put_reply(walk, step, len);
    return true;
}

static void take_step(struct walk *walk, const char *step) {
    str_addf(&walk->out, "> %s\n\n", step);
    cr_assert(step_world(walk->desk, step) || act(walk, step), "this is no step: \"%s\"", step);
    put_sent(walk);
    str_add(&walk->out, "\n");
}

/* ---- The file */

static char *read_file(const char *path) {
    static char text[WALK_MAX];
    FILE *file = fopen(path, "r");
    cr_assert(file, "%s: the tests run in the project's folder", path);
    text[fread(text, 1, sizeof text - 1, file)] = 0;
    fclose(file);
    return text;
}

static void write_file(const char *path, const char *text) {
    FILE *file = fopen(path, "w");
    cr_assert(file, "%s cannot be written", path);
    fputs(text, file);
    fclose(file);
}

/* The first line in which the two differ, for the failure. */
static void expect_same(const char *path, const char *was, const char *is) {
    int line = 1;
    for (; *was && *was == *is; was++, is++)
        line += *was == '\n';
    cr_assert(!*was && !*is,
              "%s: from line %d on Slack shows something else (WALKS=write writes it anew):\n"
              "was: %.*s\nis:  %.*s",
              path, line, (int)strcspn(was, "\n"), was, (int)strcspn(is, "\n"), is);
}

/* Output that stood below a step gives way to what is shown now. */
void walk(const char *path, const char *playbook) {
    STR_AUTO(setting, STEP_NAME_SIZE * 4);
    str_addf(&setting, "playbook=%s", playbook);
    const char *const settings[] = {setting.text, NULL};
    struct walk walk = {
        .desk = desk_new(settings), .out = str_new(WALK_MAX), .card = str_new(STEP_LINE_MAX)};
    walk.desk->torture.on = false; /* it compares the order of lanes, which a delay may change */
    char *text = read_file(path);
    bool shown = false; /* below a step: blank and indented lines are output */
    for (const char *line = text; *line;) {
        size_t len = strcspn(line, "\n");
        STR_AUTO(copy, STEP_LINE_MAX);
        str_add_bytes(&copy, line, len);
        line += len + (line[len] == '\n');
        if (str_starts(copy.text, "> ")) {
            take_step(&walk, copy.text + 2);
            shown = true;
        } else if (!shown || (copy.len && !str_starts(copy.text, "    "))) {
            str_addf(&walk.out, "%s\n", copy.text);
            shown = false;
        }
    }
    desk_free(walk.desk);
    const char *mode = getenv("WALKS");
    if (str_equal(mode, "write"))
        write_file(path, walk.out.text);
    else
        expect_same(path, text, walk.out.text);
    str_free(&walk.card);
    str_free(&walk.out);
}
