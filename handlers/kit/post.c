/* Telling the world through the outbox: see post.h. */
#include "handlers/kit/post.h"

#include "base/utc.h"
#include "base/utf8.h"
#include "handlers/kit/audience.h"
#include "handlers/kit/reply.h"
#include "handlers/kit/undelivered.h"
#include "handlers/kit/view.h"
#include "store/outbox.h"
#include "store/own_channels.h"

#include <string.h>

/* A response_url takes five messages within half an hour:
 * https://docs.slack.dev/interactivity/handling-user-interaction */
enum { RESPONSE_URL_LIFE_MS = 30 * MINUTE_MS, TRIGGER_LIFE_MS = 3 * SECOND_MS };

/* Messages in a page: with blocks and metadata a message has up to some 10 KB, and an answer of
 * over 4 MiB is not read. */
enum { PAGE_MESSAGES = 100 };

/* A line in code that is sure to be shown whole, escaped and all. */
enum { CODE_MAX = 500 };

/* https://docs.slack.dev/reference/block-kit/blocks: in a message; a form takes more. */
enum { BLOCKS_MAX = 50 };

/* A command on a button, with room to spare below the 2000 characters of its value. */
enum { LINE_MAX = 1000 };

static const struct post_how plainly;

/* Adds a row; takes ownership of body. */
static enum result put(struct context *cx, const struct outbox_call *call, struct json *body) {
    char op[RANDOM_ID_SIZE];
    struct outbox_call row = *call;
    row.op = random_id(cx->random, op);
    row.body = json_print(body);
    row.created_ms = cx->now_ms;
    enum result result = outbox_put(cx->store, &row, cx->err);
    json_free(body);
    return result;
}

static const char *incident_lane(struct context *cx) {
    return arena_printf(cx->arena, "incident:%s", cx->incident->name);
}

enum result post_in_lane(struct context *cx, const char *method, const char *address,
                         struct json *body, const struct post_how *how) {
    struct outbox_call call = {.lane = incident_lane(cx),
                               .method = method,
                               .address = address,
                               .incident_id = cx->incident->id,
                               .on_result = how->on_result,
                               .collapse = how->collapse,
                               .expires_ms = how->expires_ms};
    return put(cx, &call, body);
}

static const char drill_mark[] = "🧪 DRILL – a rehearsal, nothing is broken.";

void post_put_first(struct json *body, const char *text, size_t max) {
    struct json *blocks = json_new_array(), *block = json_new_object();
    struct json *elements = json_new_array(), *element = json_new_object();
    json_put_str(element, "type", "mrkdwn");
    json_put_str(element, "text", text);
    json_push(elements, element);
    json_put_str(block, "type", "context");
    json_put(block, "elements", elements);
    json_push(blocks, block);
    for (size_t i = 0; i < json_len(body, "blocks") && i < max - 1; i++)
        json_push(blocks, json_copy(json_item(json_at(body, "blocks"), i)));
    json_put(body, "blocks", blocks);
}

/* Nobody may take a rehearsal for the real thing, whichever template a message comes from. */
static void mark_drill(struct context *cx, struct json *message) {
    if (json_len(message, "blocks")) /* then Slack shows nothing else */
        post_put_first(message, drill_mark, BLOCKS_MAX);
    const char *text = json_str(message, "text");
    if (text)
        json_put_str(message, "text", arena_printf(cx->arena, "%s\n%s", drill_mark, text));
}

enum result post_render(struct context *cx, const char *name, struct json *values,
                        struct json **ret_message) {
    enum result result = templates_render(cx->templates, name, values, ret_message, cx->err);
    json_free(values);
    if (result == OK && cx->incident && cx->incident->drill)
        mark_drill(cx, *ret_message);
    return result;
}

/* Adds a row in a person's lane, for this incident or 0; takes ownership of message. */
static enum result put_privately(struct context *cx, const char *user, struct json *message,
                                 int64_t incident_id, const struct post_how *how) {
    json_put_str(message, "channel", user);
    struct outbox_call call = {.lane = arena_printf(cx->arena, "person:%s", user),
                               .method = "chat.postMessage",
                               .address = OUTBOX_FIXED,
                               .incident_id = incident_id,
                               .on_result = how->on_result,
                               .collapse = how->collapse,
                               .expires_ms = how->expires_ms};
    return put(cx, &call, message);
}

static enum result put_for_person(struct context *cx, const char *user, struct json *message,
                                  const struct post_how *how) {
    int64_t incident_id = cx->incident ? cx->incident->id : 0;
    return put_privately(cx, user, message, incident_id, how ? how : &plainly);
}

/* One whose failure is nobody's. */
static enum result put_quietly(struct context *cx, const char *user, struct json *message,
                               int64_t expires_ms) {
    struct post_how how = {.on_result = UNDELIVERED_QUIETLY, .expires_ms = expires_ms};
    return put_privately(cx, user, message, 0, &how);
}

enum result post_to_audience(struct context *cx, struct json *message, const struct post_how *how) {
    struct people people = {0};
    enum result result = audience(cx, &people);
    for (int i = 0; result == OK && i < people.count; i++) {
        struct post_how own = how ? *how : plainly;
        if (own.collapse)
            own.collapse = arena_printf(cx->arena, "%s:%s", own.collapse, people.users[i]);
        result = put_for_person(cx, people.users[i], json_copy(message), &own);
    }
    json_free(message);
    return result;
}

/* The same for the thread of the announcement, when the incident goes on in a channel of its own.
 */
static enum result put_mirror(struct context *cx, const struct json *message,
                              const struct post_how *how) {
    struct own_channel own;
    enum result result = own_channel_get(cx->store, cx->arena, cx->incident->id, &own, cx->err);
    if (result != OK)
        return result == ABSENT ? OK : result;
    if (!own_channel_is(&own, OWN_CHANNEL_OPEN) && !own_channel_is(&own, OWN_CHANNEL_ASKED))
        return OK;
    struct json *copy = json_copy(message);
    if (how->broadcast)
        json_put_bool(copy, "reply_broadcast", true);
    return post_in_lane(cx, "chat.postMessage", OUTBOX_MIRROR, copy,
                        &(struct post_how){.on_result = POST_MIRRORED});
}

/* Takes ownership of message. */
static enum result put_in_thread(struct context *cx, struct json *message,
                                 const struct post_how *how) {
    if (!incident_has_channel(cx->incident))
        return post_to_audience(cx, message, how);
    enum result result = how->mirrored || how->broadcast ? put_mirror(cx, message, how) : OK;
    if (result != OK) {
        json_free(message);
        return result;
    }
    if (how->broadcast)
        json_put_bool(message, "reply_broadcast", true);
    return post_in_lane(cx, "chat.postMessage", OUTBOX_THREAD, message, how);
}

enum result post_thread(struct context *cx, const char *template_name, struct json *values,
                        const struct post_how *how) {
    struct json *message = NULL;
    enum result result = post_render(cx, template_name, values, &message);
    return result == OK ? put_in_thread(cx, message, how ? how : &plainly) : result;
}

enum result post_edit(struct context *cx, const char *message, const char *template_name,
                      struct json *values, const char *on_result) {
    struct json *body = NULL;
    const char *space = strchr(message, ' ');
    enum result result = post_render(cx, template_name, values, &body);
    if (result != OK)
        return result;
    json_put_str(body, "channel", arena_strndup(cx->arena, message, (size_t)(space - message)));
    json_put_str(body, "ts", space + 1);
    return post_in_lane(cx, "chat.update", OUTBOX_FIXED, body,
                        &(struct post_how){.on_result = on_result});
}

static bool fits_code(const char *line) {
    return !strpbrk(line, "`\n") && utf8_count(line) <= CODE_MAX;
}

enum result post_notice_as(struct context *cx, const char *fact, const char *undo,
                           const struct post_how *how) {
    struct json *values = view_incident(cx);
    json_put_str(values, "fact", fact);
    json_put_str(values, "undo", fits_code(undo) ? undo : "");
    view_put_call(cx, values, false);
    return post_thread(cx, "notice", values, how);
}

enum result post_notice(struct context *cx, const char *fact, const char *undo) {
    return post_notice_as(cx, fact, undo, NULL);
}

enum result post_team(struct context *cx, const char *fact) {
    if (!cx->incident->unreachable)
        return post_notice(cx, fact, "");
    return post_private_text(
        cx, view_commander(cx),
        arena_printf(cx->arena, "*%s*: %s", cx->incident->name, shown(cx, fact)), 0);
}

enum result post_private(struct context *cx, const char *user, const char *template_name,
                         struct json *values, const struct post_how *how) {
    struct json *message = NULL;
    enum result result = post_render(cx, template_name, values, &message);
    return result == OK ? put_for_person(cx, user, message, how) : result;
}

/* A reply as a message to others than whoever asked. */
static struct json *message_of(struct context *cx, const struct reply *reply) {
    struct json *message = reply_message(reply);
    json_remove(message, "response_type");
    if (cx->incident && cx->incident->drill)
        mark_drill(cx, message);
    return message;
}

enum result post_private_reply(struct context *cx, const char *user, const struct reply *reply,
                               const struct post_how *how) {
    return put_for_person(cx, user, message_of(cx, reply), how);
}

enum result post_thread_reply(struct context *cx, const struct reply *reply) {
    return put_in_thread(cx, message_of(cx, reply), &plainly);
}

enum result post_report(struct context *cx, const struct reply *reply) {
    struct json *message = message_of(cx, reply);
    json_put_str(message, "channel", cx->place->channel);
    return put(cx,
               &(struct outbox_call){
                   .lane = "reports", .method = "chat.postMessage", .address = OUTBOX_FIXED},
               message);
}

/* A line that a button could hold only in part is left to be typed. */
static struct json *choices_of(struct context *cx, const struct post_choices *asked) {
    struct json *choices = json_new_array();
    for (int i = 0; i < asked->count; i++) {
        if (utf8_count(asked->choices[i].line) > LINE_MAX)
            continue;
        struct json *choice = json_new_object();
        json_put_str(choice, "number", arena_printf(cx->arena, "%d", i));
        json_put_str(choice, "label", asked->choices[i].label);
        json_put_str(choice, "line", asked->choices[i].line);
        json_put_str(choice, "style", i == 0 ? "primary" : "");
        json_push(choices, choice);
    }
    return choices;
}

enum result post_choices(struct context *cx, const struct post_choices *asked, const char *user,
                         const struct post_how *how) {
    struct json *values = view_incident(cx);
    json_put_str(values, "fact", asked->fact);
    json_put_str(values, "usergroup", asked->usergroup);
    json_put(values, "choices", choices_of(cx, asked));
    if (*user)
        return post_private(cx, user, "choices", values, how);
    return post_thread(cx, "choices", values, how);
}

enum result post_at(struct context *cx, const char *method, struct json *body,
                    const struct post_how *how) {
    const char *apart = arena_printf(cx->arena, "apart:%s", cx->incident->name);
    struct outbox_call call = {.lane = how->in_turn ? incident_lane(cx) : apart,
                               .method = method,
                               .address = OUTBOX_FIXED,
                               .incident_id = cx->incident->id,
                               .on_result = how->on_result,
                               .collapse = how->collapse,
                               .expires_ms = how->expires_ms};
    return put(cx, &call, body);
}

enum result post_elsewhere(struct context *cx, const char *channel, const char *template_name,
                           struct json *values, const struct post_how *how) {
    struct json *message = NULL;
    enum result result = post_render(cx, template_name, values, &message);
    if (result != OK)
        return result;
    json_put_str(message, "channel", channel);
    return post_at(cx, "chat.postMessage", message, how);
}

enum result post_private_text(struct context *cx, const char *user, const char *text,
                              int64_t expires_ms) {
    struct json *message = json_new_object();
    bool drill = cx->incident && cx->incident->drill;
    json_put_str(message, "text",
                 drill ? arena_printf(cx->arena, "🧪 DRILL – %s", text) : text);
    return put_quietly(cx, user, message, expires_ms);
}

enum result post_view(struct context *cx, const struct request *rq, struct json *view,
                      const char *on_result) {
    struct json *body = json_new_object();
    json_put_str(body, "trigger_id", rq->trigger_id);
    json_put(body, "view", view);
    struct outbox_call call = {.lane = arena_printf(cx->arena, "form:%s", rq->trigger_id),
                               .method = "views.open",
                               .address = OUTBOX_FIXED,
                               .incident_id = cx->incident ? cx->incident->id : 0,
                               .on_result = on_result,
                               .expires_ms = cx->now_ms + TRIGGER_LIFE_MS};
    return put(cx, &call, body);
}

enum result post_home(struct context *cx, const char *user, struct json *view) {
    struct json *body = json_new_object();
    const char *lane = arena_printf(cx->arena, "home:%s", user);
    json_put_str(body, "user_id", user);
    json_put(body, "view", view);
    struct outbox_call call = {.lane = lane,
                               .method = "views.publish",
                               .address = OUTBOX_FIXED,
                               .on_result = arena_printf(cx->arena, "home %s", user),
                               .collapse = lane};
    return put(cx, &call, body);
}

enum result post_reading(struct context *cx, const struct post_reading *reading) {
    struct json *body = json_new_object();
    bool thread = *reading->thread != 0;
    json_put_str(body, "channel", reading->channel);
    json_put_int(body, "limit", PAGE_MESSAGES);
    if (thread)
        json_put_str(body, "ts", reading->thread);
    if (*reading->oldest)
        json_put_str(body, "oldest", reading->oldest);
    if (*reading->cursor)
        json_put_str(body, "cursor", reading->cursor);
    struct outbox_call call = {
        .lane = arena_printf(cx->arena, "read:%s:%s", reading->channel, reading->thread),
        .method = thread ? "conversations.replies" : "conversations.history",
        .address = OUTBOX_FIXED,
        .incident_id = reading->incident_id,
        .on_result = reading->on_result};
    return put(cx, &call, body);
}

enum result post_message_reading(struct context *cx, const char *channel, const char *ts,
                                 const char *on_result) {
    struct json *body = json_new_object();
    json_put_str(body, "channel", channel);
    json_put_str(body, "ts", ts);
    json_put_str(body, "oldest", ts);
    json_put_str(body, "latest", ts);
    json_put_bool(body, "inclusive", true);
    json_put_int(body, "limit", 2); /* the root of the thread may come along */
    struct outbox_call call = {.lane = arena_printf(cx->arena, "read:%s:%s", channel, ts),
                               .method = "conversations.replies",
                               .address = OUTBOX_FIXED,
                               .on_result = on_result};
    return put(cx, &call, body);
}

enum result post_reaction(struct context *cx, const char *channel, const char *ts,
                          const char *emoji, bool add, const char *on_result) {
    struct json *body = json_new_object();
    json_put_str(body, "channel", channel);
    json_put_str(body, "timestamp", ts);
    json_put_str(body, "name", emoji);
    struct outbox_call call = {.lane = arena_printf(cx->arena, "react:%s:%s", channel, ts),
                               .method = add ? "reactions.add" : "reactions.remove",
                               .address = OUTBOX_FIXED,
                               .on_result = on_result};
    return put(cx, &call, body);
}

enum result post_pin_list(struct context *cx, const char *channel, const char *on_result) {
    struct json *body = json_new_object();
    json_put_str(body, "channel", channel);
    struct outbox_call call = {.lane = arena_printf(cx->arena, "read:%s:pins", channel),
                               .method = "pins.list",
                               .address = OUTBOX_FIXED,
                               .on_result = on_result};
    return put(cx, &call, body);
}

enum result post_question(struct context *cx, const char *method, struct json *body,
                          const struct post_how *how) {
    struct outbox_call call = {.lane = "questions",
                               .method = method,
                               .address = OUTBOX_FIXED,
                               .incident_id = cx->incident ? cx->incident->id : 0,
                               .on_result = how->on_result,
                               .collapse = how->collapse,
                               .expires_ms = how->expires_ms};
    return put(cx, &call, body);
}

/* One after another, so that what is committed is what was written. */
static enum result put_on_this_machine(struct context *cx, const char *method, struct json *body,
                                       const char *on_result) {
    struct outbox_call call = {.lane = arena_printf(cx->arena, "document:%s", cx->incident->name),
                               .method = method,
                               .address = OUTBOX_FIXED,
                               .incident_id = cx->incident->id,
                               .on_result = on_result};
    return put(cx, &call, body);
}

enum result post_document(struct context *cx, struct json *body, const char *on_result) {
    return put_on_this_machine(cx, OUTBOX_WRITE, body, on_result);
}

enum result post_reading_of_document(struct context *cx, struct json *body, const char *on_result) {
    return put_on_this_machine(cx, OUTBOX_READ, body, on_result);
}

enum result post_commit(struct context *cx, struct json *body, const char *on_result) {
    return put_on_this_machine(cx, OUTBOX_COMMIT, body, on_result);
}

/* Adds the row of a reply; takes ownership of body. */
static enum result put_reply(struct context *cx, const char *method, const char *lane,
                             struct json *body) {
    struct outbox_call call = {.lane = arena_printf(cx->arena, "reply:%s", lane),
                               .method = method,
                               .address = OUTBOX_FIXED,
                               .on_result = cx->reply->has_words ? "reply.words" : "reply",
                               .expires_ms = cx->now_ms + RESPONSE_URL_LIFE_MS};
    return put(cx, &call, body);
}

static enum result reply_to_url(struct context *cx, const struct request *rq) {
    struct json *body = reply_message(cx->reply);
    json_put_bool(body, "replace_original", false);
    json_put_str(body, "url", rq->response_url);
    json_put_str(body, "user", rq->user);
    return put_reply(cx, OUTBOX_RESPONSE_URL, rq->response_url, body);
}

static enum result reply_to_person(struct context *cx, const struct request *rq) {
    struct json *body = reply_message(cx->reply);
    const char *method = reply_address(body, rq);
    return put_reply(cx, method, rq->user, body);
}

enum result post_reply(struct context *cx, const struct request *rq) {
    if (reply_is_empty(cx->reply))
        return OK;
    if (*rq->response_url)
        return reply_to_url(cx, rq);
    return *rq->channel ? reply_to_person(cx, rq)
                        : post_private_reply(cx, rq->user, cx->reply,
                                             &(struct post_how){.on_result = UNDELIVERED_QUIETLY});
}

enum result post_reply_again(struct context *cx, const char *user, const struct json *call,
                             const char *on_result) {
    struct json *message = json_new_object();
    json_put_str(message, "text", json_text_at(call, "text"));
    if (json_at(call, "blocks"))
        json_put(message, "blocks", json_copy(json_at(call, "blocks")));
    return put_privately(cx, user, message, 0, &(struct post_how){.on_result = on_result});
}
