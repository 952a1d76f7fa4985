/* The channels of incidents in the simulated Slack: see channels.h. */
#include "tests/weather/channels.h"

#include "base/str.h"
#include "tests/weather/oracle.h"
#include "tests/weather/slack.h"
#include "tests/weather/socket.h"

#include <stdio.h>
#include <string.h>

enum { CHANNELS_MAX = 400, LINKS_MAX = 10 };

struct link {
    const char *title, *link;
};

struct channel {
    char id[24];
    const char *name;
    bool is_private, is_archived, is_out; /* the bot is no member */
    struct link links[LINKS_MAX];
    int link_count;
};

struct channels {
    struct channel channels[CHANNELS_MAX];
    int count;
};

struct channels *channels_new(void) {
    return mem_alloc(sizeof(struct channels));
}

void channels_free(struct channels *channels) {
    mem_free(channels);
}

static struct channel *find(const struct world *world, const char *id) {
    struct channels *all = slack_channels(world);
    for (int i = 0; i < all->count; i++)
        if (str_equal(all->channels[i].id, id))
            return &all->channels[i];
    return NULL;
}

int channels_count(const struct world *world) {
    return slack_channels(world)->count;
}

const char *channels_id(const struct world *world, int index) {
    return slack_channels(world)->channels[index].id;
}

const char *channels_name(const struct world *world, int index) {
    return slack_channels(world)->channels[index].name;
}

bool channels_private(const struct world *world, int index) {
    return slack_channels(world)->channels[index].is_private;
}

bool channels_have(const struct world *world, const char *id) {
    return find(world, id) != NULL;
}

bool channels_are_open(const struct world *world, const char *id) {
    const struct channel *channel = find(world, id);
    return channel && !channel->is_archived && !channel->is_out;
}

const char *channels_error(const struct world *world, const char *id, bool *ret_own) {
    const struct channel *channel = find(world, id);
    *ret_own = channel != NULL;
    if (!channel || (!channel->is_archived && !channel->is_out))
        return NULL;
    if (channel->is_archived)
        return "is_archived";
    return channel->is_private ? "channel_not_found" : "not_in_channel";
}

const char *channels_join(struct world *world, const char *id) {
    struct channel *channel = find(world, id);
    if (!channel)
        return "channel_not_found";
    if (channel->is_archived)
        return "is_archived";
    if (channel->is_private && channel->is_out)
        return "method_not_supported_for_channel_type";
    channel->is_out = false;
    return NULL;
}

/* ---- Methods */

static struct json *show(const struct channel *channel) {
    struct json *json = json_new_object();
    json_put_str(json, "id", channel->id);
    json_put_str(json, "name", channel->name);
    json_put_str(json, "creator", SLACK_BOT);
    json_put_bool(json, "is_private", channel->is_private);
    return json;
}

static const char *create(struct world *world, const struct json *body, struct json *answer) {
    struct channels *all = slack_channels(world);
    const char *name = json_text_at(body, "name");
    for (int i = 0; i < all->count; i++)
        if (str_equal(all->channels[i].name, name))
            return "name_taken";
    if (all->count == CHANNELS_MAX || world_chance(world, 50))
        return "restricted_action";
    struct channel *channel = &all->channels[all->count++];
    snprintf(channel->id, sizeof channel->id, "C1OWN%d", all->count);
    channel->name = arena_strdup(world->arena, name);
    channel->is_private = json_is_true(body, "is_private");
    json_put(answer, "channel", show(channel));
    world_tell(world, "SLACK channel %s #%s", channel->id, channel->name);
    return NULL;
}

static const char *list(struct world *world, const struct json *body, struct json *answer) {
    const struct channels *all = slack_channels(world);
    struct json *channels = json_new_array();
    (void)body;
    for (int i = 0; i < all->count; i++)
        if (!all->channels[i].is_archived && !all->channels[i].is_out)
            json_push(channels, show(&all->channels[i]));
    json_put(answer, "channels", channels);
    return NULL;
}

/* Topics, purposes and invitations leave no trace that anybody judges. */
static const char *change(struct world *world, const struct json *body, struct json *answer) {
    bool own;
    (void)answer;
    const char *error = channels_error(world, json_text_at(body, "channel"), &own);
    return own ? error : "channel_not_found";
}

static const char *archive(struct world *world, const struct json *body, struct json *answer) {
    struct channel *channel = find(world, json_text_at(body, "channel"));
    (void)answer;
    if (!channel)
        return "channel_not_found";
    if (channel->is_archived)
        return "already_archived";
    if (channel->is_out)
        return "not_in_channel";
    channel->is_archived = true;
    return NULL;
}

static const char *unarchive(struct world *world, const struct json *body, struct json *answer) {
    struct channel *channel = find(world, json_text_at(body, "channel"));
    (void)answer;
    if (!channel)
        return "channel_not_found";
    if (!channel->is_archived)
        return "not_archived";
    if (world_chance(world, 500))
        return "not_in_channel";
    channel->is_archived = false;
    return NULL;
}

static struct json *show_link(const struct channel *channel, int index) {
    struct json *json = json_new_object();
    char id[32];
    snprintf(id, sizeof id, "Bk%s%d", channel->id, index);
    json_put_str(json, "id", id);
    json_put_str(json, "title", channel->links[index].title);
    json_put_str(json, "link", channel->links[index].link);
    return json;
}

static const char *add_link(struct world *world, const struct json *body, struct json *answer) {
    struct channel *channel = find(world, json_text_at(body, "channel_id"));
    if (!channel || channel->is_out)
        return "channel_not_found";
    if (channel->link_count == LINKS_MAX)
        return "too_many_bookmarks";
    const char *title = json_text_at(body, "title");
    for (int i = 0; i < channel->link_count; i++)
        if (str_equal(channel->links[i].title, title))
            oracle_finds(world, "twice", "the link %s stands twice above #%s", title,
                         channel->name);
    channel->links[channel->link_count++] = (struct link){
        arena_strdup(world->arena, title), arena_strdup(world->arena, json_text_at(body, "link"))};
    json_put(answer, "bookmark", show_link(channel, channel->link_count - 1));
    return NULL;
}

static const char *list_links(struct world *world, const struct json *body, struct json *answer) {
    const struct channel *channel = find(world, json_text_at(body, "channel_id"));
    struct json *links = json_new_array();
    for (int i = 0; channel && i < channel->link_count; i++)
        json_push(links, show_link(channel, i));
    json_put(answer, "bookmarks", links);
    return channel ? NULL : "channel_not_found";
}

static const char *edit_link(struct world *world, const struct json *body, struct json *answer) {
    (void)answer;
    return find(world, json_text_at(body, "channel_id")) ? NULL : "channel_not_found";
}

bool channels_do(struct world *world, const char *method, const struct json *body,
                 struct json *answer, const char **ret_error) {
    static const struct {
        const char *name;
        const char *(*run)(struct world *, const struct json *, struct json *);
    } methods[] = {{"conversations.create", create},       {"users.conversations", list},
                   {"conversations.setTopic", change},     {"conversations.setPurpose", change},
                   {"conversations.invite", change},       {"conversations.archive", archive},
                   {"conversations.unarchive", unarchive}, {"bookmarks.add", add_link},
                   {"bookmarks.edit", edit_link},          {"bookmarks.list", list_links}};
    for (size_t i = 0; i < sizeof methods / sizeof *methods; i++) {
        if (!str_equal(methods[i].name, method))
            continue;
        *ret_error = methods[i].run(world, body, answer);
        return true;
    }
    return false;
}

/* ---- People */

static void tell(struct world *world, const struct channel *channel, const char *type,
                 const char *user) {
    struct delivery *delivery = delivery_new(world);
    delivery->kind = BY_CHANNEL;
    delivery->user = user;
    delivery->verb = "channel";
    delivery->token = "";
    delivery->channel = channel->id;
    delivery->text = type;
    world_tell(world, "PEOPLE %s %s", type, channel->id);
    delivery_send(world, delivery);
}

static void open(struct world *world, struct channel *channel) {
    if (channel->is_archived)
        tell(world, channel, "channel_unarchive", "U0ALICE");
    if (channel->is_out)
        tell(world, channel, "member_joined_channel", SLACK_BOT);
    channel->is_archived = channel->is_out = false;
}

void channels_meddle(struct world *world) {
    struct channels *all = slack_channels(world);
    if (all->count == 0)
        return;
    struct channel *channel = &all->channels[all->count - 1 - world_below(world, all->count)];
    if (channel->is_archived || channel->is_out) {
        open(world, channel);
    } else if (world_chance(world, 300)) {
        channel->name = arena_printf(world->arena, "renamed-%d", world_below(world, 1000000));
        tell(world, channel, arena_printf(world->arena, "channel_rename %s", channel->name),
             "U0BOB");
    } else if (world_chance(world, 500)) {
        channel->is_archived = true;
        tell(world, channel, "channel_archive", "U0BOB");
    } else {
        channel->is_out = true;
        tell(world, channel, "member_left_channel", SLACK_BOT);
    }
    world_disturbed(world);
}

void channels_clear(struct world *world) {
    struct channels *all = slack_channels(world);
    for (int i = 0; i < all->count; i++)
        all->channels[i].is_out = false;
}
