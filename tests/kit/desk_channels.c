/* The channels of a desk's Slack: they are created, found by whoever is in them, and have links at
 * their top. What goes into them is kept like every other call. */
#include "tests/kit/desk.h"

#include "base/str.h"

#include <criterion/criterion.h>
#include <stdio.h>

static const struct desk_channel *find(const struct desk *desk, const char *name) {
    for (int i = 0; i < desk->channel_count; i++)
        if (str_equal(desk->channels[i].name, name))
            return &desk->channels[i];
    return NULL;
}

const struct desk_channel *desk_make_channel(struct desk *desk, const char *name,
                                             const char *creator, bool is_private) {
    cr_assert(desk->channel_count < DESK_CHANNELS_MAX);
    struct desk_channel *channel = &desk->channels[desk->channel_count++];
    snprintf(channel->id, sizeof channel->id, "C0OWN%d", desk->channel_count);
    snprintf(channel->name, sizeof channel->name, "%s", name);
    snprintf(channel->creator, sizeof channel->creator, "%s", creator);
    channel->is_private = is_private;
    return channel;
}

static struct json *show(const struct desk_channel *channel) {
    struct json *json = json_new_object();
    json_put_str(json, "id", channel->id);
    json_put_str(json, "name", channel->name);
    json_put_str(json, "creator", channel->creator);
    json_put_bool(json, "is_private", channel->is_private);
    return json;
}

static void create(struct desk *desk, const struct json *body, struct json *answer) {
    const char *name = json_text_at(body, "name");
    if (find(desk, name)) {
        json_put_bool(answer, "ok", false);
        json_put_str(answer, "error", "name_taken");
        return;
    }
    bool is_private = json_is_true(body, "is_private");
    json_put(answer, "channel", show(desk_make_channel(desk, name, "U0INCIDENTD", is_private)));
}

/* Those of which we are a member: all that were ever created here. */
static void list(const struct desk *desk, struct json *answer) {
    struct json *channels = json_new_array();
    for (int i = 0; i < desk->channel_count; i++)
        json_push(channels, show(&desk->channels[i]));
    json_put(answer, "channels", channels);
}

static struct json *bookmark(const struct desk_sent *sent) {
    struct json *json = json_new_object();
    char id[48];
    snprintf(id, sizeof id, "Bk%s", sent->ts);
    json_put_str(json, "id", id);
    json_put_str(json, "title", json_text_at(sent->body, "title"));
    json_put_str(json, "link", json_text_at(sent->body, "link"));
    return json;
}

static void list_bookmarks(const struct desk *desk, struct json *answer) {
    struct json *bookmarks = json_new_array();
    for (int i = 0; i < desk->sent_count; i++)
        if (str_equal(desk->sent[i].method, "bookmarks.add"))
            json_push(bookmarks, bookmark(&desk->sent[i]));
    json_put(answer, "bookmarks", bookmarks);
}

void desk_answer_of_channel(struct desk *desk, const char *method, const struct json *body,
                            struct json *answer) {
    if (str_equal(method, "conversations.create"))
        create(desk, body, answer);
    else if (str_equal(method, "users.conversations"))
        list(desk, answer);
    else if (str_equal(method, "bookmarks.list"))
        list_bookmarks(desk, answer);
    else if (str_equal(method, "bookmarks.add"))
        json_put(answer, "bookmark", bookmark(&desk->sent[desk->sent_count - 1]));
}
