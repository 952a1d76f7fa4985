/* The simulated Slack's workspace and Web API: see slack.h. */
#include "tests/weather/slack.h"

#include "base/str.h"
#include "tests/weather/channels.h"
#include "tests/weather/oracle.h"
#include "tests/weather/people.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PAGE_MAX = 1000, TRIGGER_LIFE_MS = 3 * SECOND_MS, PEOPLE_MAX = 8 };

/* What the app shows to one person alone. */
struct page {
    const char *user, *blocks;
};

struct slack {
    struct files *files;
    struct channels *channels;
    struct message *messages;
    int count, room;
    struct page pages[PEOPLE_MAX];
    int64_t last_ts_us;
    enum slack_place place;
    int64_t opened_ms;          /* when it became so, while it is open */
    int64_t refused_history_ms; /* when a look-up was refused last */
    bool is_late;               /* the call that arrives was made by a process that died since */
};

struct slack *slack_new(void) {
    struct slack *slack = mem_alloc(sizeof *slack);
    slack->refused_history_ms = INT64_MIN;
    slack->files = files_new();
    slack->channels = channels_new();
    return slack;
}

void slack_free(struct slack *slack) {
    files_free(slack->files);
    channels_free(slack->channels);
    mem_free(slack->messages);
    mem_free(slack);
}

struct channels *slack_channels(const struct world *world) {
    return world->slack->channels;
}

int slack_message_count(const struct slack *slack) {
    return slack->count;
}

const struct message *slack_message(const struct slack *slack, int index) {
    return &slack->messages[index];
}

void slack_are_twins(struct slack *slack, const struct message *one, const struct message *other) {
    slack->messages[one - slack->messages].has_twin = true;
    slack->messages[other - slack->messages].has_twin = true;
}

bool slack_refused_history(const struct slack *slack, int64_t since_ms) {
    return slack->refused_history_ms >= since_ms;
}

enum slack_place slack_place(const struct world *world) {
    return world->slack->place;
}

void slack_set_place(struct world *world, enum slack_place place) {
    static const char *const names[] = {"open", "closed to the bot", "archived"};
    world_tell(world, "PLACE %s", names[place]);
    if (place == PLACE_OPEN && world->slack->place != PLACE_OPEN)
        world->slack->opened_ms = world->now_ms;
    world->slack->place = place;
    world_disturbed(world);
}

int64_t slack_open_ms(const struct world *world) {
    return world->slack->place == PLACE_OPEN ? world->now_ms - world->slack->opened_ms : 0;
}

/* ---- Pages */

/* Also one that is still to be published. */
static struct page *page_of(struct slack *slack, const char *user) {
    struct page *page = slack->pages;
    while (page->user && !str_equal(page->user, user) && page + 1 < slack->pages + PEOPLE_MAX)
        page++;
    return page;
}

const char *slack_page(const struct world *world, const char *user) {
    const struct page *page = page_of(world->slack, user);
    return page->user ? page->blocks : "";
}

/* ---- Messages */

static struct message *find_message(struct slack *slack, const char *ts) {
    for (int i = slack->count - 1; i >= 0; i--)
        if (str_equal(slack->messages[i].ts, ts))
            return &slack->messages[i];
    return NULL;
}

static void set_text(struct world *world, struct message *message, const struct json *body) {
    const struct json *blocks = json_at(body, "blocks");
    message->text = arena_strdup(world->arena, json_text_at(body, "text"));
    message->blocks = blocks ? arena_strdup(world->arena, json_print(blocks)) : "";
}

/* With a ts and nothing else. */
static struct message *new_message(struct world *world) {
    struct slack *slack = world->slack;
    if (slack->count == slack->room) {
        slack->room = slack->room ? 2 * slack->room : 256;
        slack->messages =
            mem_resize(slack->messages, (size_t)slack->room * sizeof *slack->messages);
    }
    struct message *message = &slack->messages[slack->count++];
    int64_t us = world->now_ms * 1000;
    slack->last_ts_us = us > slack->last_ts_us ? us : slack->last_ts_us + 1;
    *message = (struct message){.thread = "",
                                .to = "",
                                .user = "",
                                .blocks = "",
                                .op = "",
                                .is_late = slack->is_late,
                                .at_ms = world->now_ms};
    snprintf(message->ts, sizeof message->ts, "%lld.%06lld",
             (long long)(slack->last_ts_us / 1000000), (long long)(slack->last_ts_us % 1000000));
    return message;
}

const char *slack_place_named(struct world *world, const char *channel) {
    if (str_equal(channel, SLACK_SECURITY_NAME))
        return SLACK_SECURITY;
    const char *id = channel[0] == 'D' ? arena_printf(world->arena, "U%s", channel + 1) : channel;
    return arena_strdup(world->arena, id);
}

static struct message *add_message(struct world *world, const struct json *body) {
    struct message *message = new_message(world);
    const char *channel = json_text_at(body, "channel");
    message->by_name = str_equal(channel, SLACK_SECURITY_NAME);
    message->channel = slack_place_named(world, channel);
    message->thread = arena_strdup(world->arena, json_text_at(body, "thread_ts"));
    message->op = arena_strdup(world->arena, json_text_at(body, "metadata.event_payload.op"));
    set_text(world, message, body);
    world_tell(world, "SLACK %s%s%s: %s", message->channel, *message->thread ? " thread " : "",
               message->thread, message->text);
    return message;
}

const char *slack_say(struct world *world, const char *user, const char *channel,
                      const char *thread, const char *text) {
    struct message *message = new_message(world);
    message->channel = channel;
    message->thread = thread;
    message->user = user;
    message->text = text;
    return arena_strdup(world->arena, message->ts);
}

/* ---- Methods. Each fills answer, or returns Slack's error. */

static const char *place_error(const struct world *world, const char *channel) {
    bool is_own = false;
    const char *error = channels_error(world, channel, &is_own);
    if (is_own)
        return error;
    if (channel[0] == 'U' || channel[0] == 'D' || world->slack->place == PLACE_OPEN)
        return NULL;
    return world->slack->place == PLACE_ARCHIVED ? "is_archived" : "not_in_channel";
}

static const char *post_message(struct world *world, const struct json *body, struct json *answer) {
    const char *error = place_error(world, json_text_at(body, "channel"));
    if (error)
        return error;
    const struct message *message = add_message(world, body);
    json_put_str(answer, "channel", message->channel);
    json_put_str(answer, "ts", message->ts);
    oracle_sees_message(world, message);
    return NULL;
}

static const char *post_ephemeral(struct world *world, const struct json *body,
                                  struct json *answer) {
    struct message *message = add_message(world, body);
    message->to = arena_strdup(world->arena, json_text_at(body, "user"));
    json_put_str(answer, "message_ts", message->ts);
    oracle_sees_message(world, message);
    return NULL;
}

static const char *update(struct world *world, const struct json *body, struct json *answer) {
    struct message *message = find_message(world->slack, json_text_at(body, "ts"));
    const char *error = place_error(world, json_text_at(body, "channel"));
    if (error)
        return error;
    if (!message)
        return "message_not_found";
    set_text(world, message, body);
    json_put_str(answer, "channel", message->channel);
    json_put_str(answer, "ts", message->ts);
    world_tell(world, "SLACK edit %s: %s", message->ts, message->text);
    oracle_sees_edit(world, message);
    return NULL;
}

static const char *join(struct world *world, const struct json *body, struct json *answer) {
    (void)answer;
    if (channels_have(world, json_text_at(body, "channel")))
        return channels_join(world, json_text_at(body, "channel"));
    if (world->slack->place == PLACE_ARCHIVED)
        return "is_archived";
    /* Who removed the bot may have forbidden it to come back. */
    return world->slack->place == PLACE_REMOVED ? "restricted_action" : NULL;
}

static bool is_listed(struct world *world, const struct message *message, const struct json *body,
                      int64_t oldest_ms) {
    const char *thread = json_text_at(body, "ts");
    return str_equal(message->channel, slack_place_named(world, json_text_at(body, "channel"))) &&
           !*message->to &&
           (str_equal(message->thread, thread) || str_equal(message->ts, thread)) &&
           message->at_ms >= oldest_ms &&
           message->at_ms + world->sky.history_lag_ms <= world->now_ms;
}

/* By its file, and by nothing else, is such a message known. */
static void put_file(struct json *item, const struct file *file) {
    struct json *files = json_new_array(), *one = json_new_object();
    json_put_str(one, "id", file->id);
    json_put_str(one, "name", file->name);
    json_push(files, one);
    json_put(item, "files", files);
}

static struct json *item_of(const struct message *message) {
    struct json *item = json_new_object(), *metadata = json_new_object();
    struct json *payload = json_new_object();
    json_put_str(item, "type", "message");
    json_put_str(item, "ts", message->ts);
    json_put_str(item, "user", *message->user ? message->user : SLACK_BOT);
    json_put_str(item, "text", message->text);
    if (*message->thread)
        json_put_str(item, "thread_ts", message->thread);
    if (!*message->user)
        json_put_str(item, "bot_id", "B0INCIDENTD");
    if (message->file)
        put_file(item, message->file);
    else
        json_put_str(payload, "op", message->op);
    json_put(metadata, "event_payload", payload);
    json_put(item, "metadata", metadata);
    return item;
}

/* conversations.history and conversations.replies, which differ in ts only. The cursor is the place
 * in the list of all messages where the next page begins. */
static const char *history(struct world *world, const struct json *body, struct json *answer) {
    struct slack *slack = world->slack;
    int64_t oldest_ms = strtoll(json_text_at(body, "oldest"), NULL, 10) * SECOND_MS;
    size_t limit = (size_t)json_int(body, "limit", PAGE_MAX);
    struct json *messages = json_new_array(), *metadata = json_new_object();
    char cursor[16] = "";
    const char *error = place_error(world, json_text_at(body, "channel"));
    for (int i = atoi(json_text_at(body, "cursor")); i < slack->count && !error && !*cursor; i++) {
        if (!is_listed(world, &slack->messages[i], body, oldest_ms))
            continue;
        if (json_len(messages, "") == limit)
            snprintf(cursor, sizeof cursor, "%d", i);
        else
            json_push(messages, item_of(&slack->messages[i]));
    }
    json_put(answer, "messages", messages);
    json_put_str(metadata, "next_cursor", cursor);
    json_put(answer, "response_metadata", metadata);
    if (error)
        slack->refused_history_ms = world->now_ms;
    return error;
}

/* Who pins what is nobody's concern here. */
static const char *pin(struct world *world, const struct json *body, struct json *answer) {
    (void)answer;
    return place_error(world, json_text_at(body, "channel"));
}

static const char *list_pins(struct world *world, const struct json *body, struct json *answer) {
    json_put(answer, "items", json_new_array());
    return place_error(world, json_text_at(body, "channel"));
}

/* What stands in a form is before the eyes of its person, and only updates are sent with one. */
static void show_form(struct world *world, struct delivery *delivery, const struct json *view) {
    delivery->answered = delivery->told = true;
    if (str_equal(json_text_at(view, "callback_id"), "update"))
        people_see_form(world, delivery->user, json_print(view));
}

static const char *open_view(struct world *world, const struct json *body, struct json *answer) {
    const char *trigger = json_text_at(body, "trigger_id");
    (void)answer;
    for (int i = 0; i < delivery_count(world); i++) {
        struct delivery *delivery = delivery_at(world, i);
        if (!str_equal(delivery->trigger_id, trigger))
            continue;
        if (world->now_ms - delivery->at_ms > TRIGGER_LIFE_MS)
            return "expired_trigger_id";
        show_form(world, delivery, json_at(body, "view"));
        return NULL;
    }
    return "invalid_trigger_id";
}

static const char *publish_view(struct world *world, const struct json *body, struct json *answer) {
    (void)answer;
    const char *user = json_text_at(body, "user_id");
    struct page *page = page_of(world->slack, user);
    page->user = arena_strdup(world->arena, user);
    page->blocks = arena_strdup(world->arena, json_print(json_at(body, "view.blocks")));
    world_tell(world, "SLACK page of %s", user);
    oracle_sees_page(world, page->user, page->blocks);
    people_see_page(world, page->user, page->blocks);
    return NULL;
}

static const char *respond(struct world *world, const char *url, const struct json *body) {
    struct delivery *delivery = delivery_of_url(world, url);
    if (!delivery)
        return "http_404";
    if (world->now_ms - delivery->at_ms > 30 * MINUTE_MS)
        return "expired_url";
    struct message *message = add_message(world, body);
    message->channel = delivery->channel;
    message->to = delivery->user;
    delivery->answered = true;
    oracle_sees_message(world, message);
    oracle_sees_answer(world, delivery, message->text);
    people_see_answer(world, delivery, message->blocks);
    return NULL;
}

/* ---- Files */

static const char *open_conversation(struct world *world, const struct json *body,
                                     struct json *answer) {
    struct json *channel = json_new_object();
    const char *user = json_text_at(body, "users");
    json_put_str(channel, "id", arena_printf(world->arena, "D%s", *user ? user + 1 : ""));
    json_put(answer, "channel", channel);
    return *user ? NULL : "user_not_found";
}

static const char *ask_address(struct world *world, const struct json *body, struct json *answer) {
    return files_ask(world, world->slack->files, body, answer);
}

static struct message *show_file(struct world *world, const struct json *body,
                                 const struct file *file) {
    struct message *message = new_message(world);
    const char *comment = json_text_at(body, "initial_comment");
    const char *title = json_text_at(json_item(json_at(body, "files"), 0), "title");
    message->channel = slack_place_named(world, json_text_at(body, "channel_id"));
    message->thread = arena_strdup(world->arena, json_text_at(body, "thread_ts"));
    message->text = arena_strdup(world->arena, *comment ? comment : title);
    message->op = arena_strdup(world->arena, json_text_at(body, "metadata.event_payload.op"));
    message->file = file;
    world_tell(world, "SLACK %s%s%s: file %s %s: %s", message->channel,
               *message->thread ? " thread " : "", message->thread, file->id, file->name,
               message->text);
    return message;
}

static const char *complete(struct world *world, const struct json *body, struct json *answer) {
    const char *channel = json_text_at(body, "channel_id");
    struct file *file = files_to_complete(world, world->slack->files, body);
    (void)answer;
    if (!file)
        return "file_not_found";
    if (!*channel) /* it would be kept, and nobody would ever see it */
        return "channel_not_found";
    const char *error = place_error(world, channel);
    if (error)
        return str_equal(error, "is_archived") ? "posting_to_channel_denied" : error;
    file->is_done = true;
    oracle_sees_message(world, show_file(world, body, file));
    return NULL;
}

/* Who somebody is: people here are called by their id. */
static const char *user_info(struct world *world, const struct json *body, struct json *answer) {
    struct json *user = json_new_object();
    (void)world;
    json_put_str(user, "name", json_text_at(body, "user"));
    json_put(answer, "user", user);
    return NULL;
}

static const char *do_method(struct world *world, const char *method, const struct json *body,
                             struct json *answer) {
    static const struct {
        const char *name;
        const char *(*run)(struct world *, const struct json *, struct json *);
    } methods[] = {{"chat.postMessage", post_message},
                   {"chat.postEphemeral", post_ephemeral},
                   {"chat.update", update},
                   {"conversations.join", join},
                   {"conversations.open", open_conversation},
                   {"files.getUploadURLExternal", ask_address},
                   {"files.completeUploadExternal", complete},
                   {"conversations.history", history},
                   {"conversations.replies", history},
                   {"pins.add", pin},
                   {"pins.list", list_pins},
                   {"pins.remove", pin},
                   {"users.info", user_info},
                   {"views.open", open_view},
                   {"views.publish", publish_view}};
    const char *error = NULL;
    if (world->sky.token_revoked)
        return "token_revoked";
    if (channels_do(world, method, body, answer, &error))
        return error;
    for (size_t i = 0; i < sizeof methods / sizeof *methods; i++)
        if (str_equal(methods[i].name, method))
            return methods[i].run(world, body, answer);
    return "unknown_method";
}

/* ---- A call arrives */

const char *slack_serve(struct world *world, const struct slack_arrival *call,
                        struct json *answer) {
    struct slack *slack = world->slack;
    int count = slack->count;
    slack->is_late = call->is_late;
    const char *error = call->bytes
                            ? files_receive(world, slack->files, call->url, call->bytes, call->len)
                        : *call->url ? respond(world, call->url, call->body)
                                     : do_method(world, call->method, call->body, answer);
    slack->is_late = false;
    if (!call->is_heard && slack->count > count)
        slack->messages[count].answer_lost = true;
    return error;
}
