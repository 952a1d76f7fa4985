/* People, channels and apps: see workspace.h. */
#include "sim/workspace.h"

#include "base/clock.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/utc.h"
#include "sim/messages.h"
#include "sim/texts.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* ---- Finding */

static bool named(const char *any, char mark, const char *id, const char *name) {
    return str_equal(any, id) || (*name && str_equal_nocase(any + (*any == mark), name));
}

struct user *workspace_user(const struct workspace *workspace, const char *any) {
    struct user *user;
    if (!any || !*any)
        return NULL;
    TAILQ_FOREACH(user, &workspace->users, link)
    if (named(any, '@', user->id, user->name))
        return user;
    return NULL;
}

struct user *workspace_user_by_email(const struct workspace *workspace, const char *email) {
    struct user *user;
    TAILQ_FOREACH(user, &workspace->users, link)
    if (*user->email && str_equal_nocase(user->email, email))
        return user;
    return NULL;
}

struct channel *workspace_channel(const struct workspace *workspace, const char *any) {
    struct channel *channel;
    if (!any || !*any)
        return NULL;
    TAILQ_FOREACH(channel, &workspace->channels, link)
    if (named(any, '#', channel->id, channel->name))
        return channel;
    return NULL;
}

struct app *workspace_app(const struct workspace *workspace, const char *id) {
    struct app *app;
    TAILQ_FOREACH(app, &workspace->apps, link)
    if (str_equal(app->id, id))
        return app;
    return NULL;
}

struct app *workspace_app_by_token(const struct workspace *workspace, const char *token) {
    struct app *app;
    TAILQ_FOREACH(app, &workspace->apps, link)
    if (str_equal(app->app_token, token) || str_equal(app->bot_token, token))
        return app;
    return NULL;
}

struct app *workspace_app_by_command(const struct workspace *workspace, const char *command) {
    struct app *app, *found = NULL; /* of two with the same command the last installed wins */
    TAILQ_FOREACH(app, &workspace->apps, link)
    if (app_command(app, command))
        found = app;
    return found;
}

struct usergroup *workspace_usergroup(const struct workspace *workspace, const char *any) {
    struct usergroup *group;
    if (!any || !*any)
        return NULL;
    TAILQ_FOREACH(group, &workspace->usergroups, link)
    if (named(any, '@', group->id, group->handle))
        return group;
    return NULL;
}

struct channel *workspace_find_im(const struct workspace *workspace, const struct app *app,
                                  const struct user *user) {
    struct channel *channel;
    TAILQ_FOREACH(channel, &workspace->channels, link)
    if (channel->kind == CHANNEL_IM && channel_has(channel, user) && channel_has(channel, app->bot))
        return channel;
    return NULL;
}

static struct user *im_user(const struct channel *channel) {
    for (size_t i = 0; i < channel->member_count; i++)
        if (!channel->members[i]->app)
            return channel->members[i];
    return NULL;
}

/* ---- Membership */

bool channel_has(const struct channel *channel, const struct user *user) {
    for (size_t i = 0; i < channel->member_count; i++)
        if (channel->members[i] == user)
            return true;
    return false;
}

bool channel_add(struct channel *channel, struct user *user) {
    if (channel_has(channel, user) || channel->member_count == MEMBERS_MAX)
        return false;
    size_t size = (channel->member_count + 1) * sizeof(struct user *);
    channel->members = mem_resize(channel->members, size);
    channel->members[channel->member_count++] = user;
    return true;
}

bool channel_remove(struct channel *channel, const struct user *user) {
    for (size_t i = 0; i < channel->member_count; i++) {
        if (channel->members[i] != user)
            continue;
        channel->member_count--;
        memmove(channel->members + i, channel->members + i + 1,
                (channel->member_count - i) * sizeof(struct user *));
        return true;
    }
    return false;
}

/* ---- Apps */

bool app_has_scope(const struct app *app, const char *scope) {
    return texts_hold(app->scopes, scope);
}

bool app_subscribes(const struct app *app, const char *event) {
    return texts_hold(app->events, event);
}

const struct json *app_command(const struct app *app, const char *command) {
    for (size_t i = 0; i < json_len(app->commands, ""); i++) {
        const struct json *entry = json_item(app->commands, i);
        if (str_equal(json_str(entry, "command"), command))
            return entry;
    }
    return NULL;
}

/* ---- Making */

struct channel *workspace_new_channel(struct workspace *workspace, enum channel_kind kind,
                                      const char *id, const char *name) {
    struct channel *channel = mem_alloc(sizeof *channel);
    channel->kind = kind;
    snprintf(channel->id, sizeof channel->id, "%s", id);
    snprintf(channel->name, sizeof channel->name, "%s", name);
    channel->created_ms = clock_utc_ms();
    channel->pins = json_new_array();
    channel->bookmarks = json_new_array();
    TAILQ_INIT(&channel->messages);
    TAILQ_INSERT_TAIL(&workspace->channels, channel, link);
    workspace->channel_count++;
    return channel;
}

struct channel *workspace_add_channel(struct sim *sim, enum channel_kind kind, const char *name,
                                      const struct user *creator) {
    char id[ID_SIZE];
    if (sim->workspace->channel_count >= CHANNELS_MAX)
        return NULL;
    struct channel *channel =
        workspace_new_channel(sim->workspace, kind, sim_new_id(sim, "C", id), name);
    snprintf(channel->creator, sizeof channel->creator, "%s", creator->id);
    return channel;
}

/* "D0ALICE" for U0ALICE when that is free: easy to type in a test. */
static const char *im_id(struct sim *sim, const struct user *user, char out[ID_SIZE]) {
    snprintf(out, ID_SIZE, "D%.30s", user->id + 1);
    return workspace_channel(sim->workspace, out) ? sim_new_id(sim, "D", out) : out;
}

struct channel *workspace_im(struct sim *sim, struct app *app, struct user *user) {
    char id[ID_SIZE];
    struct channel *found = workspace_find_im(sim->workspace, app, user);
    if (found)
        return found;
    struct channel *channel =
        workspace_new_channel(sim->workspace, CHANNEL_IM, im_id(sim, user, id), "");
    channel_add(channel, user);
    channel_add(channel, app->bot);
    return channel;
}

const char *workspace_new_ts(struct workspace *workspace, char out[TS_SIZE]) {
    int64_t now_us = clock_utc_ms() * 1000;
    workspace->last_ts_us = now_us > workspace->last_ts_us ? now_us : workspace->last_ts_us + 1;
    snprintf(out, TS_SIZE, "%010" PRId64 ".%06" PRId64, workspace->last_ts_us / 1000000,
             workspace->last_ts_us % 1000000);
    return out;
}

/* ---- The end */

static void free_channel(struct channel *channel) {
    messages_free_all(channel);
    json_free(channel->pins);
    json_free(channel->bookmarks);
    mem_free(channel->members);
    mem_free(channel);
}

static void free_app(struct app *app) {
    json_free(app->scopes);
    json_free(app->shortcuts);
    json_free(app->commands);
    json_free(app->events);
    mem_free(app);
}

/* Empties a list, each element by free_one. */
#define FREE_LIST(head, type, free_one)                                                            \
    for (struct type * one; (one = TAILQ_FIRST(head)) != NULL;) {                                  \
        TAILQ_REMOVE(head, one, link);                                                             \
        free_one(one);                                                                             \
    }

static void free_usergroup(struct usergroup *group) {
    mem_free(group->users);
    mem_free(group);
}

void workspace_free(struct workspace *workspace) {
    if (!workspace)
        return;
    FREE_LIST(&workspace->channels, channel, free_channel)
    FREE_LIST(&workspace->apps, app, free_app)
    FREE_LIST(&workspace->usergroups, usergroup, free_usergroup)
    FREE_LIST(&workspace->users, user, mem_free)
    mem_free(workspace);
}

/* ---- Slack's JSON */

static struct json *profile_json(const struct user *user, bool email) {
    struct json *profile = json_new_object();
    json_put_str(profile, "real_name", user->real_name);
    json_put_str(profile, "real_name_normalized", user->real_name);
    json_put_str(profile, "display_name", user->name);
    json_put_str(profile, "display_name_normalized", user->name);
    if (email && *user->email)
        json_put_str(profile, "email", user->email);
    if (user->app) {
        json_put_str(profile, "bot_id", user->app->bot_id);
        json_put_str(profile, "api_app_id", user->app->id);
    }
    return profile;
}

struct json *user_json(const struct workspace *workspace, const struct user *user, bool email) {
    struct json *json = json_new_object();
    json_put_str(json, "id", user->id);
    json_put_str(json, "team_id", workspace->team_id);
    json_put_str(json, "name", user->name);
    json_put_bool(json, "deleted", user->deleted);
    json_put_str(json, "real_name", user->real_name);
    json_put_str(json, "tz", user->tz);
    json_put_str(json, "tz_label", user->tz);
    json_put_int(json, "tz_offset", 0);
    json_put_bool(json, "is_bot", user->is_bot);
    json_put_bool(json, "is_app_user", false);
    json_put(json, "profile", profile_json(user, email));
    return json;
}

static struct json *topic_json(const char *text) {
    struct json *json = json_new_object();
    json_put_str(json, "value", text);
    json_put_str(json, "creator", "");
    json_put_int(json, "last_set", 0);
    return json;
}

static struct json *im_json(const struct channel *channel) {
    struct json *json = json_new_object();
    const struct user *user = im_user(channel);
    json_put_str(json, "id", channel->id);
    json_put_int(json, "created", channel->created_ms / SECOND_MS);
    json_put_bool(json, "is_im", true);
    json_put_bool(json, "is_archived", channel->is_archived);
    json_put_str(json, "user", user ? user->id : "");
    json_put_bool(json, "is_open", true);
    return json;
}

struct json *channel_json(const struct workspace *workspace, const struct channel *channel,
                          const struct app *seen_by) {
    if (channel->kind == CHANNEL_IM)
        return im_json(channel);
    bool is_private = channel->kind != CHANNEL_PUBLIC;
    struct json *json = json_new_object();
    json_put_str(json, "id", channel->id);
    json_put_str(json, "name", channel->name);
    json_put_str(json, "name_normalized", channel->name);
    json_put_bool(json, "is_channel", true);
    json_put_bool(json, "is_group", false);
    json_put_bool(json, "is_im", false);
    json_put_bool(json, "is_mpim", channel->kind == CHANNEL_MPIM);
    json_put_bool(json, "is_private", is_private);
    json_put_bool(json, "is_archived", channel->is_archived);
    json_put_bool(json, "is_general", channel->is_general);
    json_put_bool(json, "is_shared", false);
    json_put_bool(json, "is_member", seen_by && channel_has(channel, seen_by->bot));
    json_put_int(json, "created", channel->created_ms / SECOND_MS);
    json_put_str(json, "creator", channel->creator);
    json_put_str(json, "context_team_id", workspace->team_id);
    json_put(json, "topic", topic_json(channel->topic));
    json_put(json, "purpose", topic_json(channel->purpose));
    json_put_int(json, "num_members", (int64_t)channel->member_count);
    return json;
}

struct json *member_ids_json(struct user *const *users, size_t count) {
    struct json *ids = json_new_array();
    for (size_t i = 0; i < count; i++)
        json_push(ids, json_new_string(users[i]->id));
    return ids;
}

const char *channel_type(const struct channel *channel) {
    static const char *const types[] = {
        [CHANNEL_PUBLIC] = "channel",
        [CHANNEL_PRIVATE] = "group",
        [CHANNEL_IM] = "im",
        [CHANNEL_MPIM] = "mpim",
    };
    return types[channel->kind];
}
