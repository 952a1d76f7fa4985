/* People, channels and apps: see workspace.h. */
#include "sim/workspace.h"

#include "base/clock.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/utc.h"
#include "sim/messages.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char built_in[] =
    "{\"team\":{\"id\":\"T0LOCAL\",\"name\":\"local\",\"domain\":\"local\"},"
    "\"users\":["
    "{\"id\":\"U0ALICE\",\"name\":\"alice\",\"real_name\":\"Alice Archer\"},"
    "{\"id\":\"U0BOB\",\"name\":\"bob\",\"real_name\":\"Bob Baker\"},"
    "{\"id\":\"U0CAROL\",\"name\":\"carol\",\"real_name\":\"Carol Cooper\"},"
    "{\"id\":\"U0DAVE\",\"name\":\"dave\",\"real_name\":\"Dave Dyer\"}],"
    "\"channels\":["
    "{\"id\":\"C0GENERAL\",\"name\":\"general\",\"is_general\":true,"
    "\"members\":[\"alice\",\"bob\",\"carol\",\"dave\"]},"
    "{\"id\":\"C0INCIDENTS\",\"name\":\"incidents\","
    "\"members\":[\"alice\",\"bob\",\"carol\",\"dave\"]}],"
    "\"usergroups\":[{\"id\":\"S0ONCALL\",\"handle\":\"oncall\",\"name\":\"On call\","
    "\"users\":[\"alice\",\"bob\"]}],"
    "\"apps\":[{\"id\":\"A0INCIDENTD\",\"name\":\"incidentd\","
    "\"app_token\":\"xapp-test-token\",\"bot_token\":\"xoxb-test-token\","
    "\"bot_id\":\"B0INCIDENTD\",\"bot_user\":{\"id\":\"U0INCIDENTD\",\"name\":\"incidentd\"},"
    "\"commands\":["
    "{\"command\":\"/incident\",\"description\":\"Run an incident\","
    "\"usage_hint\":\"declare | update | resolve | help\",\"should_escape\":true},"
    "{\"command\":\"/inc\",\"description\":\"The same, shorter\",\"should_escape\":true}]}]}";

/* What an app has unless its entry says otherwise: everything but posting where it is no member
 * and posting under another name. */
static const char default_scopes[] =
    "[\"app_mentions:read\",\"bookmarks:read\",\"bookmarks:write\",\"channels:history\","
    "\"channels:join\",\"channels:manage\",\"channels:read\",\"chat:write\",\"commands\","
    "\"groups:history\",\"groups:read\",\"groups:write\",\"im:history\",\"im:read\",\"im:write\","
    "\"mpim:history\",\"mpim:read\",\"mpim:write\",\"pins:read\",\"pins:write\","
    "\"reactions:read\",\"reactions:write\",\"team:read\",\"usergroups:read\",\"users:read\","
    "\"users:read.email\"]";

static const char default_events[] =
    "[\"app_home_opened\",\"app_mention\",\"channel_archive\",\"channel_created\","
    "\"channel_rename\",\"channel_unarchive\",\"group_archive\",\"group_rename\","
    "\"group_unarchive\",\"member_joined_channel\",\"member_left_channel\","
    "\"message.channels\",\"message.groups\",\"message.im\",\"message.mpim\",\"pin_added\","
    "\"pin_removed\",\"reaction_added\",\"reaction_removed\"]";

/* ---- Finding ------------------------------------------------------------------------------- */

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

struct user *channel_im_user(const struct channel *channel) {
    for (size_t i = 0; i < channel->member_count; i++)
        if (!channel->members[i]->app)
            return channel->members[i];
    return NULL;
}

/* ---- Membership ---------------------------------------------------------------------------- */

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

/* ---- Apps ---------------------------------------------------------------------------------- */

static bool lists(const struct json *array, const char *text) {
    for (size_t i = 0; i < json_len(array, ""); i++)
        if (str_equal(json_str(json_item(array, i), ""), text))
            return true;
    return false;
}

bool app_has_scope(const struct app *app, const char *scope) {
    return lists(app->scopes, scope);
}

bool app_subscribes(const struct app *app, const char *event) {
    return lists(app->events, event);
}

const struct json *app_command(const struct app *app, const char *command) {
    for (size_t i = 0; i < json_len(app->commands, ""); i++) {
        const struct json *entry = json_item(app->commands, i);
        if (str_equal(json_str(entry, "command"), command))
            return entry;
    }
    return NULL;
}

/* ---- Making -------------------------------------------------------------------------------- */

static struct channel *new_channel(struct workspace *workspace, enum channel_kind kind,
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
    struct channel *channel = new_channel(sim->workspace, kind, sim_new_id(sim, "C", id), name);
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
    struct channel *channel = new_channel(sim->workspace, CHANNEL_IM, im_id(sim, user, id), "");
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

/* ---- Loading ------------------------------------------------------------------------------- */

/* Copies the text at path, or otherwise, into out. INVALID when it does not fit or, with otherwise
 * NULL, is absent. */
static enum result take_text(const struct json *json, const char *path, const char *otherwise,
                             char *out, size_t size, struct err *err) {
    const char *text = json_str(json, path);
    if (!text)
        text = otherwise;
    if (!text || strlen(text) >= size)
        return fail(err, INVALID, "%s is %s", path, text ? "too long" : "missing");
    snprintf(out, size, "%s", text);
    return OK;
}

static enum result load_user(struct workspace *workspace, const struct json *json,
                             struct err *err) {
    char email[NAME_SIZE + 16];
    struct user *user = mem_alloc(sizeof *user);
    TAILQ_INSERT_TAIL(&workspace->users, user, link);
    user->is_bot = json_is_true(json, "is_bot");
    user->deleted = json_is_true(json, "deleted");
    enum result result = take_text(json, "id", NULL, user->id, sizeof user->id, err);
    if (result == OK)
        result = take_text(json, "name", NULL, user->name, sizeof user->name, err);
    snprintf(email, sizeof email, "%s@local.test", user->name);
    if (result == OK)
        result =
            take_text(json, "real_name", user->name, user->real_name, sizeof user->real_name, err);
    if (result == OK)
        result = take_text(json, "email", user->is_bot ? "" : email, user->email,
                           sizeof user->email, err);
    if (result == OK)
        result = take_text(json, "tz", "Etc/UTC", user->tz, sizeof user->tz, err);
    return result;
}

static enum result load_members(struct workspace *workspace, struct channel *channel,
                                const struct json *names, struct err *err) {
    for (size_t i = 0; i < json_len(names, ""); i++) {
        struct user *user = workspace_user(workspace, json_str(json_item(names, i), ""));
        if (!user)
            return fail(err, INVALID, "member %zu of %s is no user", i, channel->id);
        channel_add(channel, user);
    }
    return OK;
}

static enum result load_channel(struct workspace *workspace, const struct json *json,
                                struct err *err) {
    bool is_private = json_is_true(json, "is_private");
    struct channel *channel =
        new_channel(workspace, is_private ? CHANNEL_PRIVATE : CHANNEL_PUBLIC, "", "");
    channel->is_general = json_is_true(json, "is_general");
    channel->is_archived = json_is_true(json, "is_archived");
    enum result result = take_text(json, "id", NULL, channel->id, sizeof channel->id, err);
    if (result == OK)
        result = take_text(json, "name", NULL, channel->name, sizeof channel->name, err);
    if (result == OK)
        result = take_text(json, "topic", "", channel->topic, sizeof channel->topic, err);
    if (result == OK)
        result = load_members(workspace, channel, json_at(json, "members"), err);
    return result;
}

static enum result load_usergroup(struct workspace *workspace, const struct json *json,
                                  struct err *err) {
    struct usergroup *group = mem_alloc(sizeof *group);
    TAILQ_INSERT_TAIL(&workspace->usergroups, group, link);
    enum result result = take_text(json, "id", NULL, group->id, sizeof group->id, err);
    if (result == OK)
        result = take_text(json, "handle", NULL, group->handle, sizeof group->handle, err);
    if (result == OK)
        result = take_text(json, "name", group->handle, group->name, sizeof group->name, err);
    if (result != OK)
        return result;
    group->users = mem_alloc((json_len(json, "users") + 1) * sizeof(struct user *));
    const struct json *names = json_at(json, "users");
    for (size_t i = 0; i < json_len(names, ""); i++) {
        struct user *user = workspace_user(workspace, json_str(json_item(names, i), ""));
        if (!user)
            return fail(err, INVALID, "member %zu of user group %s is no user", i, group->id);
        group->users[group->user_count++] = user;
    }
    return OK;
}

static struct json *copy_or_parse(const struct json *json, const char *otherwise) {
    struct json *parsed = NULL;
    if (json)
        return json_copy(json);
    if (json_parse(otherwise, strlen(otherwise), &parsed, NULL) != OK)
        abort(); /* the text is a constant of this file */
    return parsed;
}

/* Commands may be given as bare words. */
static struct json *full_commands(const struct json *given) {
    struct json *commands = json_new_array();
    for (size_t i = 0; i < json_len(given, ""); i++) {
        const struct json *one = json_item(given, i);
        struct json *entry = json_kind_of(one) == JSON_OBJECT ? json_copy(one) : json_new_object();
        if (json_kind_of(one) == JSON_STRING) {
            json_put_str(entry, "command", json_str(one, ""));
            json_put_bool(entry, "should_escape", true);
        }
        json_push(commands, entry);
    }
    return commands;
}

static bool flag_or_true(const struct json *json, const char *name) {
    return !json_at(json, name) || json_is_true(json, name);
}

static enum result load_bot_user(struct workspace *workspace, struct app *app,
                                 const struct json *json, struct err *err) {
    JSON_AUTO *bot = json_new_object();
    json_put_str(bot, "id", json_str(json, "bot_user.id"));
    json_put_str(bot, "name", json_str(json, "bot_user.name"));
    json_put_bool(bot, "is_bot", true);
    enum result result = load_user(workspace, bot, err);
    if (result != OK)
        return err_prefix(err, "bot_user: ");
    app->bot = TAILQ_LAST(&workspace->users, user_list);
    app->bot->app = app;
    return OK;
}

static enum result load_app(struct workspace *workspace, const struct json *json, struct err *err) {
    struct app *app = mem_alloc(sizeof *app);
    TAILQ_INSERT_TAIL(&workspace->apps, app, link);
    app->scopes = copy_or_parse(json_at(json, "scopes"), default_scopes);
    app->events = copy_or_parse(json_at(json, "events"), default_events);
    app->commands = full_commands(json_at(json, "commands"));
    app->messages_tab = flag_or_true(json, "messages_tab");
    app->home_tab = flag_or_true(json, "home_tab");
    enum result result = take_text(json, "id", NULL, app->id, sizeof app->id, err);
    if (result == OK)
        result = take_text(json, "name", NULL, app->name, sizeof app->name, err);
    if (result == OK)
        result = take_text(json, "bot_id", NULL, app->bot_id, sizeof app->bot_id, err);
    if (result == OK)
        result = take_text(json, "app_token", NULL, app->app_token, sizeof app->app_token, err);
    if (result == OK)
        result = take_text(json, "bot_token", NULL, app->bot_token, sizeof app->bot_token, err);
    if (result == OK)
        result = load_bot_user(workspace, app, json, err);
    return result;
}

typedef enum result loader(struct workspace *workspace, const struct json *json, struct err *err);

static enum result load_all(struct workspace *workspace, const struct json *json, const char *name,
                            loader *load_one, struct err *err) {
    const struct json *all = json_at(json, name);
    for (size_t i = 0; i < json_len(all, ""); i++)
        if (load_one(workspace, json_item(all, i), err) != OK)
            return err_prefix(err, "%s, number %zu: ", name, i);
    return OK;
}

static enum result load(struct workspace *workspace, const struct json *json, struct err *err) {
    enum result result = take_text(json, "team.id", "T0LOCAL", workspace->team_id, ID_SIZE, err);
    if (result == OK)
        result = take_text(json, "team.name", "local", workspace->team_name, NAME_SIZE, err);
    if (result == OK)
        result = take_text(json, "team.domain", "local", workspace->domain, NAME_SIZE, err);
    if (result == OK)
        result = load_all(workspace, json, "users", load_user, err);
    if (result == OK)
        result = load_all(workspace, json, "apps", load_app, err);
    if (result == OK) /* after the apps, whose bots may be members */
        result = load_all(workspace, json, "channels", load_channel, err);
    if (result == OK)
        result = load_all(workspace, json, "usergroups", load_usergroup, err);
    return result;
}

enum result workspace_load(const char *text, struct workspace **ret_workspace, struct err *err) {
    struct json *json = NULL;
    const char *source = text ? text : built_in;
    enum result result = json_parse(source, strlen(source), &json, err);
    if (result != OK)
        return result;
    struct workspace *workspace = mem_alloc(sizeof *workspace);
    TAILQ_INIT(&workspace->users);
    TAILQ_INIT(&workspace->channels);
    TAILQ_INIT(&workspace->apps);
    TAILQ_INIT(&workspace->usergroups);
    result = load(workspace, json, err);
    json_free(json);
    if (result == OK)
        *ret_workspace = workspace;
    else
        workspace_free(workspace);
    return result;
}

static void free_channel(struct channel *channel) {
    messages_free_all(channel);
    json_free(channel->pins);
    json_free(channel->bookmarks);
    mem_free(channel->members);
    mem_free(channel);
}

static void free_app(struct app *app) {
    json_free(app->scopes);
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

/* ---- Slack's JSON -------------------------------------------------------------------------- */

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
    const struct user *user = channel_im_user(channel);
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
