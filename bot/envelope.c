/* What Slack delivers, as a request: see envelope.h. */
#include "bot/envelope.h"

#include "base/str.h"
#include "handlers/kit/form.h"
#include "handlers/kit/reply.h"
#include "model/slack_text.h"
#include "model/slack_ts.h"
#include "model/words.h"

#include <stdlib.h>

/* What was typed, in the stored form. */
static const char *stored(struct arena *arena, enum slack_source source, const char *text) {
    STR_AUTO(out, SLACK_TEXT_MAX);
    slack_text_in(source, text, &out);
    return arena_strdup(arena, out.text);
}

/* How Slack names each private channel to apps; where it does not, a channel counts as open. */
static bool is_closed(const char *channel_name) {
    return str_equal(channel_name, "privategroup");
}

/* The first of the texts that is not empty, after prefix, in the arena. */
static const char *key(struct arena *arena, const char *prefix, const char *first,
                       const char *second, const char *third) {
    const char *chosen = *first ? first : *second ? second : third;
    return *chosen ? arena_printf(arena, "%s:%s", prefix, chosen) : "";
}

static void read_command(struct envelope *envelope, const struct json *payload,
                         struct arena *arena) {
    struct request *rq = &envelope->request;
    envelope->wanted = true;
    envelope->reply_by = REPLY_BY_ACK;
    rq->trigger = TRIGGER_COMMAND;
    rq->trigger_id = json_text_at(payload, "trigger_id");
    rq->response_url = json_text_at(payload, "response_url");
    rq->key = key(arena, "slash", rq->trigger_id, rq->response_url, envelope->id);
    rq->user = json_text_at(payload, "user_id");
    rq->channel = json_text_at(payload, "channel_id");
    rq->closed = is_closed(json_text_at(payload, "channel_name"));
    rq->typed = stored(arena, SLACK_WIRE, json_text_at(payload, "text"));
}

/* The command line of a button, or of what was chosen in an overflow menu. */
static const char *line_pressed(const struct json *action) {
    const char *chosen = json_text_at(action, "selected_option.value");
    return *chosen ? chosen : json_text_at(action, "value");
}

/* A button whose value is a command line runs it as whoever pressed it. Other buttons, such as
 * those that only open a link, need no answer. */
static void read_button(struct envelope *envelope, const struct json *payload,
                        struct arena *arena) {
    struct request *rq = &envelope->request;
    if (!str_starts(json_text_at(payload, "actions.0.action_id"), BUTTON_COMMAND))
        return;
    envelope->wanted = true;
    envelope->reply_by = REPLY_BY_CALL;
    rq->trigger = TRIGGER_COMMAND;
    rq->trigger_id = json_text_at(payload, "trigger_id");
    rq->response_url = json_text_at(payload, "response_url");
    rq->key = key(arena, "button", rq->trigger_id, rq->response_url, envelope->id);
    rq->user = json_text_at(payload, "user.id");
    rq->channel = json_text_at(payload, "container.channel_id");
    rq->closed = is_closed(json_text_at(payload, "channel.name"));
    rq->at_home = str_equal(json_text_at(payload, "view.type"), "home");
    rq->thread = json_text_at(payload, "container.thread_ts");
    rq->typed = arena_strdup(arena, line_pressed(json_at(payload, "actions.0")));
    rq->payload = payload;
}

/* Slack's own menus: of a message, or of the whole workspace, which has no channel.
 * https://docs.slack.dev/interactivity/implementing-shortcuts */
static void read_shortcut(struct envelope *envelope, const struct json *payload,
                          struct arena *arena) {
    struct request *rq = &envelope->request;
    const char *ts = json_text_at(payload, "message_ts");
    const char *thread = json_text_at(payload, "message.thread_ts");
    envelope->wanted = true;
    envelope->reply_by = REPLY_BY_CALL;
    rq->trigger = TRIGGER_SHORTCUT;
    rq->name = json_text_at(payload, "callback_id");
    rq->trigger_id = json_text_at(payload, "trigger_id");
    rq->response_url = json_text_at(payload, "response_url");
    rq->key = key(arena, "shortcut", rq->trigger_id, rq->response_url, envelope->id);
    rq->user = json_text_at(payload, "user.id");
    rq->channel = json_text_at(payload, "channel.id");
    rq->closed = is_closed(json_text_at(payload, "channel.name"));
    rq->thread = *thread ? thread : ts;
    rq->message = ts;
    rq->payload = payload;
}

static void read_form(struct envelope *envelope, const struct json *payload, struct arena *arena) {
    struct request *rq = &envelope->request;
    const struct json *view = json_at(payload, "view");
    envelope->wanted = true;
    envelope->reply_by = REPLY_BY_FORM;
    rq->trigger = TRIGGER_FORM;
    rq->name = json_text_at(view, "callback_id");
    rq->trigger_id = json_text_at(payload, "trigger_id");
    rq->key = key(arena, "form", rq->trigger_id, envelope->id, "");
    rq->user = json_text_at(payload, "user.id");
    form_address(view, arena, rq);
    rq->payload = view;
}

/* Somebody changes what stands in a form: it is kept, and nobody waits for an answer. The same
 * again does no harm, and there is one for each letter, so that none is remembered in the inbox. */
static void read_form_edit(struct envelope *envelope, const struct json *payload,
                           struct arena *arena) {
    struct request *rq = &envelope->request;
    envelope->wanted = true;
    rq->trigger = TRIGGER_EVENT;
    rq->name = "form_edited";
    rq->user = json_text_at(payload, "user.id");
    form_address(json_at(payload, "view"), arena, rq);
    rq->payload = payload;
}

static void read_form_close(struct envelope *envelope, const struct json *payload,
                            struct arena *arena) {
    struct request *rq = &envelope->request;
    envelope->wanted = true;
    envelope->reply_by = REPLY_BY_CALL;
    rq->trigger = TRIGGER_EVENT;
    rq->name = "form_closed";
    rq->key = key(arena, "closed", json_text_at(payload, "view.id"), envelope->id, "");
    rq->user = json_text_at(payload, "user.id");
    form_address(json_at(payload, "view"), arena, rq);
    rq->payload = payload;
}

/* An edited message is a new event; it must not do again what it has done. */
static void read_mention(struct envelope *envelope, const struct json *event, const char *bot_user,
                         struct arena *arena) {
    struct request *rq = &envelope->request;
    const char *text = stored(arena, SLACK_WIRE, json_text_at(event, "text"));
    const char *ts = json_text_at(event, "ts"), *thread = json_text_at(event, "thread_ts");
    envelope->reply_by = REPLY_BY_CALL;
    rq->trigger = TRIGGER_COMMAND;
    if (*ts)
        rq->key = arena_printf(arena, "mention:%s:%s", rq->channel, ts);
    rq->thread = str_equal(thread, ts) ? "" : thread; /* a root that got replies since */
    rq->message = ts;
    rq->typed = words_of(arena, words_after_mention(text, bot_user)).rest;
}

/* A message is pinned once, however often it is pinned anew, so that its own name makes the key. */
static void read_pin(struct envelope *envelope, const struct json *message, struct arena *arena) {
    struct request *rq = &envelope->request;
    const char *ts = json_text_at(message, "ts"), *thread = json_text_at(message, "thread_ts");
    envelope->wanted = *ts != 0;
    rq->trigger = TRIGGER_EVENT;
    rq->name = "pin_added";
    rq->key = arena_printf(arena, "pin:%s:%s", rq->channel, ts);
    rq->thread = *thread ? thread : ts;
    rq->payload = message;
}

/* A reaction says which message it is on and nothing of what that says. */
static void read_reaction(struct envelope *envelope, const struct json *event) {
    struct request *rq = &envelope->request;
    rq->channel = json_text_at(event, "item.channel");
    rq->message = json_text_at(event, "item.ts");
    envelope->wanted = *rq->message != 0; /* a file has no message */
}

/* Whether a person wrote it and meant it so: not "joined the channel" and its like.
 * https://docs.slack.dev/reference/events/message */
static bool is_written_by_hand(const struct json *message) {
    const char *subtype = json_text_at(message, "subtype");
    return *json_text_at(message, "user") && !*json_text_at(message, "bot_id") &&
           (!*subtype || str_equal(subtype, "thread_broadcast") ||
            str_equal(subtype, "file_share"));
}

/* What is said in channels concerns us when we are mentioned, and that is an event of its own. What
 * is said to us alone is a command; and a message that stands on a timeline may change. One that is
 * deleted while it has replies changes into a tombstone. */
static void read_message(struct envelope *envelope, const struct json *event, const char *bot_user,
                         struct arena *arena) {
    struct request *rq = &envelope->request;
    const char *subtype = json_text_at(event, "subtype");
    bool changed = str_equal(subtype, "message_changed");
    bool gone = str_equal(json_text_at(event, "message.subtype"), "tombstone");
    bool ours = str_equal(json_text_at(event, "message.user"), bot_user);
    envelope->wanted = true;
    if (str_equal(subtype, "message_deleted") || (changed && gone)) {
        rq->name = "message_deleted";
        rq->message = json_text_at(event, changed ? "message.ts" : "deleted_ts");
    } else if (changed && !ours) {
        rq->name = "message_changed";
        rq->message = json_text_at(event, "message.ts");
    } else if (str_equal(json_text_at(event, "channel_type"), "im") && *bot_user &&
               is_written_by_hand(event)) {
        read_mention(envelope, event, bot_user, arena);
    } else {
        envelope->wanted = false;
    }
}

/* Whether somebody came into a channel or left it: we too, and that is news. */
static bool is_membership(const struct json *event) {
    static const char *const types[] = {"member_joined_channel", "member_left_channel", NULL};
    return str_is_one_of(json_text_at(event, "type"), types);
}

static void read_event(struct envelope *envelope, const struct json *payload, const char *bot_user,
                       struct arena *arena) {
    struct request *rq = &envelope->request;
    const struct json *event = json_at(payload, "event");
    if (!event || *json_text_at(event, "bot_id") ||
        (str_equal(json_text_at(event, "user"), bot_user) && !is_membership(event)))
        return;
    envelope->wanted = true;
    rq->trigger = TRIGGER_EVENT;
    rq->name = json_text_at(event, "type");
    rq->key = key(arena, "event", json_text_at(payload, "event_id"), envelope->id, "");
    rq->user = json_text_at(event, "user");
    rq->channel = json_text_at(event, "channel");
    rq->payload = event;
    if (str_equal(rq->name, "app_mention") && *bot_user)
        read_mention(envelope, event, bot_user, arena);
    if (str_equal(rq->name, "pin_added")) {
        rq->channel = json_text_at(event, "item.channel");
        read_pin(envelope, json_at(event, "item.message"), arena);
    }
    if (str_equal(rq->name, "reaction_added") || str_equal(rq->name, "reaction_removed"))
        read_reaction(envelope, event);
    if (json_kind_of(json_at(event, "channel")) == JSON_OBJECT) /* it has another name now */
        rq->channel = json_text_at(event, "channel.id");
    if (str_equal(rq->name, "message"))
        read_message(envelope, event, bot_user, arena);
}

struct envelope envelope_read(const struct json *json, const char *bot_user, struct arena *arena) {
    struct envelope envelope = {.id = "", .type = "", .request = request_of(TRIGGER_COMMAND, "")};
    const struct json *payload = json_at(json, "payload");
    const char *kind = json_text_at(payload, "type");
    envelope.id = json_text_at(json, "envelope_id");
    envelope.type = json_text_at(json, "type");
    if (str_equal(envelope.type, "slash_commands"))
        read_command(&envelope, payload, arena);
    else if (str_equal(envelope.type, "interactive") && str_equal(kind, "block_actions") &&
             str_equal(json_text_at(payload, "view.type"), "modal"))
        read_form_edit(&envelope, payload, arena);
    else if (str_equal(envelope.type, "interactive") && str_equal(kind, "block_actions"))
        read_button(&envelope, payload, arena);
    else if (str_equal(envelope.type, "interactive") && str_equal(kind, "view_submission"))
        read_form(&envelope, payload, arena);
    else if (str_equal(envelope.type, "interactive") &&
             (str_equal(kind, "shortcut") || str_equal(kind, "message_action")))
        read_shortcut(&envelope, payload, arena);
    else if (str_equal(envelope.type, "interactive") && str_equal(kind, "view_closed"))
        read_form_close(&envelope, payload, arena);
    else if (str_equal(envelope.type, "events_api"))
        read_event(&envelope, payload, bot_user, arena);
    /* Nobody to answer: not from Slack as it is today. */
    if (envelope.reply_by != REPLY_NONE && !*envelope.request.user)
        envelope.wanted = false;
    return envelope;
}

/* ---- Messages that were read */

/* When it was written; at least 1, which is never 0. */
static int64_t written_ms(const struct json *message) {
    int64_t ms = slack_ts_us(json_text_at(message, "ts")) / 1000;
    return ms > 0 ? ms : 1;
}

static bool mentions(const char *wire, const char *user, struct arena *arena) {
    const char *text = stored(arena, SLACK_WIRE, wire);
    return words_after_mention(text, user) != text;
}

struct envelope envelope_of_mention(const struct json *message, const char *channel,
                                    const char *bot_user, struct arena *arena) {
    struct envelope envelope = {.id = "", .type = "", .request = request_of(TRIGGER_COMMAND, "")};
    const char *user = json_text_at(message, "user");
    envelope.type = "read again";
    envelope.wanted = *bot_user && is_written_by_hand(message) && !str_equal(user, bot_user) &&
                      mentions(json_text_at(message, "text"), bot_user, arena);
    if (!envelope.wanted)
        return envelope;
    envelope.request.user = user;
    envelope.request.channel = channel;
    envelope.request.missed_ms = written_ms(message);
    read_mention(&envelope, message, bot_user, arena);
    return envelope;
}

struct envelope envelope_of_message(const struct json *message, const char *channel,
                                    int64_t reading, struct arena *arena) {
    struct envelope envelope = {.id = "", .type = "", .request = request_of(TRIGGER_EVENT, "")};
    const char *ts = json_text_at(message, "ts"), *thread = json_text_at(message, "thread_ts");
    envelope.type = "read again";
    envelope.wanted = *ts != 0;
    envelope.request.name = "message_read";
    envelope.request.key = arena_printf(arena, "read:%lld:%s", (long long)reading, ts);
    envelope.request.channel = channel;
    envelope.request.message = ts;
    envelope.request.thread = *thread ? thread : ts;
    envelope.request.missed_ms = written_ms(message);
    envelope.request.payload = message;
    return envelope;
}

struct envelope envelope_of_pin_item(const struct json *item, const char *channel,
                                     struct arena *arena) {
    struct envelope envelope = {.id = "", .type = "", .request = request_of(TRIGGER_COMMAND, "")};
    int64_t pinned_s = json_int(item, "created", 0);
    envelope.type = "read again";
    if (pinned_s <= 0 || pinned_s > INT64_MAX / SECOND_MS)
        return envelope;
    envelope.request.user = json_text_at(item, "created_by");
    envelope.request.channel = channel;
    envelope.request.missed_ms = pinned_s * SECOND_MS;
    read_pin(&envelope, json_at(item, "message"), arena); /* a pinned file has none */
    return envelope;
}

struct envelope envelope_of_pin(const struct json *message, const char *channel,
                                struct arena *arena) {
    struct envelope envelope = {.id = "", .type = "", .request = request_of(TRIGGER_COMMAND, "")};
    const struct json *channels = json_at(message, "pinned_to");
    bool pinned = false;
    for (size_t i = 0; i < json_len(channels, ""); i++)
        pinned = pinned || str_equal(json_text_at(json_item(channels, i), ""), channel);
    envelope.type = "read again";
    if (!pinned)
        return envelope;
    envelope.request.user = json_text_at(message, "pinned_info.pinned_by");
    envelope.request.channel = channel;
    envelope.request.missed_ms = written_ms(message);
    read_pin(&envelope, message, arena);
    return envelope;
}
