/* Workspaces from their JSON, and the one that is built in: see workspace.h. */
#include "sim/workspace.h"

#include "base/mem.h"

#include <ctype.h>
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
    "\"members\":[\"alice\",\"bob\",\"carol\",\"dave\"]},"
    "{\"id\":\"C0SECURITY\",\"name\":\"security-incidents\",\"is_private\":true,"
    "\"members\":[\"alice\",\"bob\"]}],"
    "\"usergroups\":[{\"id\":\"S0ONCALL\",\"handle\":\"oncall\",\"name\":\"On call\","
    "\"users\":[\"alice\",\"bob\"]}],"
    "\"apps\":[{\"id\":\"A0INCIDENTD\",\"name\":\"incidentd\","
    "\"app_token\":\"xapp-test-token\",\"bot_token\":\"xoxb-test-token\","
    "\"bot_id\":\"B0INCIDENTD\",\"bot_user\":{\"id\":\"U0INCIDENTD\",\"name\":\"incidentd\"},"
    "\"commands\":["
    "{\"command\":\"/incident\",\"description\":\"Run an incident\","
    "\"usage_hint\":\"declare | update | resolve | help\",\"should_escape\":true},"
    "{\"command\":\"/inc\",\"description\":\"The same, shorter\",\"should_escape\":true}],"
    "\"shortcuts\":["
    "{\"name\":\"Declare an incident\",\"callback_id\":\"incident_declare\",\"type\":\"global\"},"
    "{\"name\":\"Add to timeline\",\"callback_id\":\"incident_note\",\"type\":\"message\"},"
    "{\"name\":\"Declare from this message\",\"callback_id\":\"incident_declare_from\","
    "\"type\":\"message\"},"
    "{\"name\":\"Evidence\",\"callback_id\":\"incident_evidence\",\"type\":\"message\"}]}]}";

/* What an app has unless its entry says otherwise: everything but posting where it is no member
 * and posting under another name. */
static const char default_scopes[] =
    "[\"app_mentions:read\",\"bookmarks:read\",\"bookmarks:write\",\"channels:history\","
    "\"channels:join\",\"channels:manage\",\"channels:read\",\"chat:write\",\"commands\","
    "\"files:read\",\"files:write\","
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

/* ---- Loading */

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
        workspace_new_channel(workspace, is_private ? CHANNEL_PRIVATE : CHANNEL_PUBLIC, "", "");
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

/* A token comes in a header and has to fit into one. */
static enum result take_token(const struct json *json, const char *name, char *out, size_t size,
                              struct err *err) {
    enum result result = take_text(json, name, NULL, out, size, err);
    for (const char *c = out; result == OK && *c; c++)
        if (!isgraph((unsigned char)*c))
            return fail(err, INVALID, "%s holds a character that no token has", name);
    return result;
}

/* Scopes go out in a header, which a line break would end. */
static enum result check_scopes(const struct json *scopes, struct err *err) {
    for (size_t i = 0; i < json_len(scopes, ""); i++) {
        const char *scope = json_text_at(json_item(scopes, i), "");
        if (!*scope || scope[strspn(scope, "abcdefghijklmnopqrstuvwxyz:._")])
            return fail(err, INVALID, "scope %zu is no scope", i);
    }
    return OK;
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

/* Shortcuts with their three words; a type left out is "message". */
static enum result load_shortcuts(struct app *app, const struct json *given, struct err *err) {
    app->shortcuts = json_new_array();
    for (size_t i = 0; i < json_len(given, ""); i++) {
        const struct json *one = json_item(given, i);
        const char *name = json_str(one, "name"), *callback_id = json_str(one, "callback_id");
        const char *type = json_str(one, "type");
        if (!name || !callback_id)
            return fail(err, INVALID, "shortcut %zu lacks its name or callback_id", i);
        struct json *entry = json_new_object();
        json_put_str(entry, "name", name);
        json_put_str(entry, "callback_id", callback_id);
        json_put_str(entry, "type", type ? type : "message");
        json_push(app->shortcuts, entry);
    }
    return OK;
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
    enum result result = check_scopes(app->scopes, err);
    if (result == OK)
        result = take_text(json, "id", NULL, app->id, sizeof app->id, err);
    if (result == OK)
        result = take_text(json, "name", NULL, app->name, sizeof app->name, err);
    if (result == OK)
        result = take_text(json, "bot_id", NULL, app->bot_id, sizeof app->bot_id, err);
    if (result == OK)
        result = take_token(json, "app_token", app->app_token, sizeof app->app_token, err);
    if (result == OK)
        result = take_token(json, "bot_token", app->bot_token, sizeof app->bot_token, err);
    if (result == OK)
        result = load_shortcuts(app, json_at(json, "shortcuts"), err);
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
