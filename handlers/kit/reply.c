/* The private answer: see reply.h. */
#include "handlers/kit/reply.h"

#include "base/utf8.h"
#include "model/phrase.h"
#include "model/slack_text.h"
#include "templates/limits.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* https://docs.slack.dev/reference/block-kit: sections of 3000, 25 buttons in a row, button texts
 * of 75 and values of 2000 characters. The whole text stays under the 40,000 characters at which
 * Slack cuts a message, and has room for the longest line that can be typed, handed back.
 */
enum { TEXT_MAX = 39000, TYPED_MAX = 38000, SECTION_MAX = 2900 };
enum { BUTTONS_MAX = 25, LABEL_MAX = 40, COMMAND_MAX = 2000 };

struct reply reply_new(void) {
    return (struct reply){.text = str_new(TEXT_MAX)};
}

void reply_free(struct reply *reply) {
    reply_clear(reply);
    str_free(&reply->text);
}

void reply_clear(struct reply *reply) {
    str_clear(&reply->text);
    json_free(reply->buttons);
    json_free(reply->errors);
    reply->buttons = reply->errors = NULL;
    reply->asked = 0;
    reply->has_words = false;
}

bool reply_is_empty(const struct reply *reply) {
    return reply->text.len == 0;
}

void reply_say(struct context *cx, const char *format, ...) {
    struct str *text = &cx->reply->text;
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    size_t size = (size_t)vsnprintf(NULL, 0, format, args) + 1;
    char *line = arena_alloc(cx->arena, size);
    vsnprintf(line, size, format, again);
    va_end(again);
    va_end(args);
    if (text->len)
        str_add(text, "\n");
    str_add(text, line);
}

void reply_say_first(struct context *cx, const char *line) {
    struct str *text = &cx->reply->text;
    const char *rest = arena_strdup(cx->arena, text->text);
    str_clear(text);
    str_addf(text, "%s\n%s", line, rest);
    if (cx->reply->asked)
        cx->reply->asked += strlen(line) + 1;
}

void reply_typed(struct context *cx, const struct request *rq) {
    if (!*rq->typed) /* it was a menu, or nothing at all */
        return;
    STR_AUTO(quoted, TYPED_MAX);
    str_addf(&quoted, ">%s ", cx->config->slack.command);
    for (const char *line = shown(cx, rq->typed); *line;) {
        size_t len = strcspn(line, "\n");
        str_add_bytes(&quoted, line, len);
        line += len;
        if (*line) {
            str_add(&quoted, "\n>");
            line++;
        }
    }
    reply_say(cx, "You typed:\n%s", quoted.text);
    if (quoted.full)
        reply_say(cx, "… and more than one message holds.");
    cx->reply->has_words = true;
}

void reply_error(struct context *cx, const char *input, const char *text) {
    if (!cx->reply->errors)
        cx->reply->errors = json_new_object();
    json_put_str(cx->reply->errors, input, text);
}

void reply_unused(struct context *cx, const char *words) {
    if (!*words)
        return;
    reply_say(cx, "These words were of no use here and are stored nowhere: %s", shown(cx, words));
    cx->reply->has_words = true;
}

static struct json *plain_text(const char *text) {
    struct json *object = json_new_object();
    json_put_str(object, "type", "plain_text");
    json_put_str(object, "text", text);
    json_put_bool(object, "emoji", true);
    return object;
}

/* A button's text is plain: what would be set as code elsewhere would show its marks. */
static const char *plain_label(struct context *cx, const char *label) {
    char *plain = arena_strdup(cx->arena, label), *end = plain;
    for (const char *at = label; *at; at++)
        if (*at != '`')
            *end++ = *at;
    *end = 0;
    return plain;
}

/* Cut behind a word: the text above says all of it, and the number in front finds it there. */
static const char *short_label(struct context *cx, const char *label) {
    size_t fits = utf8_prefix(label, LABEL_MAX);
    if (!label[fits])
        return label;
    for (size_t at = fits; at > fits / 2; at--)
        if (label[at] == ' ') {
            fits = at;
            break;
        }
    if (strchr(",;:", label[fits - 1]))
        fits--;
    return arena_printf(cx->arena, "%.*s…", (int)fits, label);
}

void reply_button(struct context *cx, const char *label, const char *command) {
    struct reply *reply = cx->reply;
    bool too_long = command[utf8_prefix(command, COMMAND_MAX)] != 0;
    if (too_long || json_len(reply->buttons, "") >= BUTTONS_MAX)
        return;
    if (!reply->buttons)
        reply->buttons = json_new_array();
    const char *text = short_label(cx, plain_label(cx, label));
    struct json *button = json_new_object();
    json_put_str(button, "type", "button");
    json_put_str(button, "action_id",
                 arena_printf(cx->arena, BUTTON_COMMAND "%zu", json_len(reply->buttons, "")));
    json_put(button, "text", plain_text(text));
    json_put_str(button, "value", command);
    json_push(reply->buttons, button);
}

void reply_asked(struct context *cx) {
    cx->reply->asked = cx->reply->text.len;
}

static struct json *section(const char *text, size_t len) {
    STR_AUTO(part, len);
    str_add_bytes(&part, text, len);
    struct json *mrkdwn = json_new_object();
    json_put_str(mrkdwn, "type", "mrkdwn");
    json_put_str(mrkdwn, "text", part.text);
    struct json *block = json_new_object();
    json_put_str(block, "type", "section");
    json_put(block, "text", mrkdwn);
    return block;
}

/* Bytes of text up to and with the last of this character in the first len, or 0. */
static size_t length_to(const char *text, size_t len, char last) {
    while (len > 0 && text[len - 1] != last)
        len--;
    return len;
}

/* Bytes before the block of code that is open at len, or 0: a block that is torn is no block. */
static size_t length_to_code(const char *text, size_t len) {
    size_t open = 0;
    bool inside = false;
    for (size_t i = 0; i + 3 <= len; i++) {
        if (strncmp(text + i, "```", 3) != 0)
            continue;
        inside = !inside;
        open = i;
        i += 2;
    }
    return inside ? open : 0;
}

/* Bytes of text that one section holds: whole lines while they fit, else whole words, so that no
 * entity and no mention is torn. */
static size_t section_length(const char *text) {
    size_t fits = utf8_prefix(text, SECTION_MAX);
    if (!text[fits])
        return fits;
    size_t cut = length_to(text, fits, '\n');
    if (cut == 0)
        cut = length_to(text, fits, ' ');
    if (length_to_code(text, cut))
        cut = length_to_code(text, cut);
    return cut ? cut : fits;
}

static void push_sections(struct json *blocks, const char *text) {
    while (*text) {
        size_t len = section_length(text);
        json_push(blocks, section(text, len));
        text += len;
    }
}

static struct json *actions_of(const struct reply *reply) {
    struct json *actions = json_new_object(), *elements = json_new_array();
    for (size_t i = 0; i < json_len(reply->buttons, ""); i++) {
        struct json *button = json_copy(json_item(reply->buttons, i));
        if (reply->asked && i == 0)
            json_put_str(button, "style", "primary");
        json_push(elements, button);
    }
    json_put_str(actions, "type", "actions");
    json_put(actions, "elements", elements);
    return actions;
}

/* Above the buttons stands what is asked; where nothing else is said, that is all of it. */
static struct json *blocks_of(const struct reply *reply) {
    struct json *blocks = json_new_array();
    size_t above = reply->asked ? reply->asked : reply->text.len;
    STR_AUTO(asked, above);
    str_add_bytes(&asked, reply->text.text, above);
    push_sections(blocks, asked.text);
    json_push(blocks, actions_of(reply));
    if (reply->text.text[above])
        push_sections(blocks, reply->text.text + above + 1); /* behind the end of that line */
    return blocks;
}

struct json *reply_message(const struct reply *reply) {
    struct json *message = json_new_object();
    json_put_str(message, "response_type", "ephemeral");
    json_put_str(message, "text", reply->text.text);
    if (reply->buttons)
        json_put(message, "blocks", blocks_of(reply));
    return message;
}

/* The conversation of one person with us: Slack's ids of those begin with D. */
static bool is_between_us(const char *channel) {
    return *channel == 'D';
}

const char *reply_address(struct json *message, const struct request *rq) {
    bool direct = !*rq->channel || is_between_us(rq->channel);
    json_remove(message, "response_type");
    json_put_str(message, "channel", *rq->channel ? rq->channel : rq->user);
    if (*rq->thread)
        json_put_str(message, "thread_ts", rq->thread);
    if (direct)
        return "chat.postMessage";
    json_put_str(message, "user", rq->user);
    return "chat.postEphemeral";
}

const char *shown(struct context *cx, const char *stored) {
    STR_AUTO(out, SLACK_TEXT_MAX);
    slack_text_out(stored, &out);
    return arena_strdup(cx->arena, out.text);
}

const char *text_cut(struct context *cx, const char *text, size_t max) {
    char *whole = limits_cut(text, max);
    const char *kept = arena_strdup(cx->arena, whole);
    mem_free(whole);
    return kept;
}

const char *shown_cut(struct context *cx, const char *stored, size_t max) {
    return text_cut(cx, shown(cx, stored), max);
}

const char *listed(struct context *cx, const char *list, const char *item, int number, int count) {
    const char *glue = number == 0 ? "" : number == count - 1 ? " and " : ", ";
    return arena_printf(cx->arena, "%s%s%s", list, glue, item);
}

const char *unstopped(struct context *cx, const char *sentence) {
    size_t length = strlen(sentence);
    bool stops = length && sentence[length - 1] == '.';
    return stops ? arena_strndup(cx->arena, sentence, length - 1) : sentence;
}

const char *mention(struct context *cx, const char *user) {
    if (!*user)
        return "nobody";
    return slack_user_id(user) ? arena_printf(cx->arena, "<@%s>", user) : shown(cx, user);
}

const char *channel_link(struct context *cx, const char *channel) {
    return *channel == '#' ? channel : arena_printf(cx->arena, "<#%s>", channel);
}

const char *time_text(struct context *cx, int64_t ms) {
    char text[PHRASE_WHEN_SIZE];
    return arena_strdup(cx->arena, phrase_of_moment(ms, cx->now_ms, text));
}

const char *span_text(struct context *cx, int64_t ms) {
    char text[PHRASE_DURATION_SIZE];
    return arena_strdup(cx->arena, phrase_of_duration(ms, PHRASE_LONG, text));
}

const char *moment(struct context *cx, int64_t ms) {
    char date[SLACK_DATE_SIZE];
    return arena_printf(cx->arena, "%s (%s)", time_text(cx, ms), slack_date(ms, date));
}
