/* Slack's own menus that declare: *Declare an incident* of the workspace, the same as the command
 * without a word behind it; and *Declare from this message*, where the message is the title and the
 * first thing on the timeline. It never declares at once: how bad it is nobody has said, and what
 * is announced cannot be taken back. */
#include "handlers/declare_from.h"

#include "base/str.h"
#include "handlers/declare.h"
#include "handlers/kit/change.h"
#include "handlers/kit/noted.h"
#include "handlers/kit/reply.h"
#include "handlers/pick.h"
#include "model/permalink.h"
#include "model/slack_text.h"
#include "model/words.h"
#include "templates/limits.h"

#include <string.h>

/* ---- The title */

/* A dash at the head of a word would make an option of it, and a bar an impact. */
static void add_harmless(struct str *title, const char *word) {
    bool bar = str_equal(word, "|");
    while (*word == '-' || str_starts(word, "–") || str_starts(word, "—"))
        word += *word == '-' ? 1 : strlen("–");
    if (bar || !*word)
        return;
    str_addf(title, "%s%s", title->len ? " " : "", word);
}

/* The first line that says something, as it can be typed behind the verb. */
static const char *title_of(struct context *cx, const struct json *message) {
    STR_AUTO(text, SLACK_TEXT_MAX);
    STR_AUTO(title, SLACK_TEXT_MAX);
    slack_text_in(SLACK_WIRE, json_text_at(message, "text"), &text);
    const char *begin = text.text + strspn(text.text, " \n");
    char *line = arena_strndup(cx->arena, begin, strcspn(begin, "\n")), *rest = NULL;
    for (char *word = strtok_r(line, " ", &rest); word; word = strtok_r(NULL, " ", &rest))
        add_harmless(&title, word);
    char *cut = limits_cut(title.text, POLICY_TITLE_MAX);
    const char *kept = arena_strdup(cx->arena, cut);
    mem_free(cut);
    return kept;
}

/* ---- The menus */

static enum result from_message(struct context *cx, const struct request *rq) {
    const struct json *message = json_at(rq->payload, "message");
    const char *title = title_of(cx, message), *link = noted_link(cx, rq->channel, message);
    struct request typed = *rq;
    if (!*title)
        return fail(cx->err, INVALID,
                    "That message has no words that could be a title; type `%s declare sev1 …`",
                    cx->config->slack.command);
    enum result result = pick(cx, rq);
    if (result != OK)
        return result;
    typed.name = "declare";
    typed.args = *link ? arena_printf(cx->arena, "--from %s %s", link, title) : title;
    reply_say(cx, "An incident with this title: *%s*", shown(cx, title));
    return declare_ask_severity(cx, &typed);
}

static enum result from_nothing(struct context *cx, const struct request *rq) {
    const struct handler *declare = handler_find(TRIGGER_COMMAND, "declare");
    struct request typed = *rq;
    typed.name = declare->name;
    return declare->run(cx, &typed);
}

/* ---- Where it was declared from */

static enum result note_picked(struct context *cx, const struct request *rq,
                               const struct picked *picked, const struct json *message) {
    struct noted noted;
    struct noting noting = {.channel = picked->channel,
                            .message = message,
                            .kind = MESSAGE_EVIDENCE,
                            .how = MESSAGE_PICKED,
                            .by = rq->user};
    return noted_add(cx, &noting, &noted);
}

enum result declare_from(struct context *cx, const struct request *rq, const char *link) {
    char channel[SLACK_ID_SIZE], ts[SLACK_TS_SIZE];
    struct picked picked;
    JSON_AUTO *message = NULL;
    if (!permalink_read(link, channel, ts))
        return fail(cx->err, INVALID,
                    "--from takes the link to a message, as *Copy link* in its menu gives it");
    enum result result = pick_get(cx, rq->user, &picked, &message);
    bool same = result == OK && str_equal(picked.channel, channel) &&
                str_equal(json_text_at(message, "ts"), ts);
    if (same)
        return note_picked(cx, rq, &picked, message);
    if (result != OK && result != ABSENT)
        return result;
    return record_at(cx, rq->user, slack_ts_us(ts) / 1000, "evidence",
                     arena_printf(cx->arena, "Evidence: declared from this message: %s", link));
}

const struct handler handlers_declare_from[] = {
    {.trigger = TRIGGER_SHORTCUT, .name = "incident_declare", .run = from_nothing},
    {.trigger = TRIGGER_SHORTCUT, .name = "incident_declare_from", .run = from_message},
    {0},
};
