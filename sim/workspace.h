/* The people, channels and apps of the local Slack: who is where and who may do what. Messages,
 * views and sockets have their own modules. */
#ifndef SIM_WORKSPACE_H
#define SIM_WORKSPACE_H

#include "base/json.h"
#include "sim/sim.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/queue.h>

enum { TS_SIZE = 24, NAME_SIZE = 84, TOPIC_SIZE = 250 * 4 + 1 };

/* What one workspace may hold; a runaway client meets an error, not a full memory. */
enum { CHANNELS_MAX = 5000, MEMBERS_MAX = 1000 };

struct user {
    TAILQ_ENTRY(user) link;
    char id[ID_SIZE];
    char name[NAME_SIZE];
    char real_name[NAME_SIZE];
    char email[2 * NAME_SIZE];
    char tz[NAME_SIZE];
    bool is_bot, deleted;
    struct app *app; /* whose bot user this is, or NULL */
};
TAILQ_HEAD(user_list, user);

enum channel_kind { CHANNEL_PUBLIC, CHANNEL_PRIVATE, CHANNEL_IM, CHANNEL_MPIM };

struct message; /* sim/messages.h */
TAILQ_HEAD(message_list, message);

struct channel {
    TAILQ_ENTRY(channel) link;
    enum channel_kind kind;
    char id[ID_SIZE];
    char name[NAME_SIZE]; /* empty for direct messages */
    char topic[TOPIC_SIZE], purpose[TOPIC_SIZE];
    char creator[ID_SIZE];
    int64_t created_ms;
    bool is_general, is_archived;
    struct user **members;
    size_t member_count;
    struct message_list messages;
    size_t message_count;
    struct json *pins;      /* array of {ts, user, created} */
    struct json *bookmarks; /* array of Slack's bookmark objects */
};
TAILQ_HEAD(channel_list, channel);

struct app {
    TAILQ_ENTRY(app) link;
    char id[ID_SIZE];
    char name[NAME_SIZE];
    char bot_id[ID_SIZE];
    char app_token[2 * NAME_SIZE], bot_token[2 * NAME_SIZE];
    char authority[NAME_SIZE]; /* "host:port" under which the app calls this server, or "" */
    struct user *bot;
    struct json *scopes;    /* array of names */
    struct json *commands;  /* array of {command, description, usage_hint, should_escape} */
    struct json *shortcuts; /* array of {name, callback_id, type: "message" or "global"} */
    struct json *events;    /* array of subscribed event names */
    bool messages_tab, home_tab;
    bool revoked; /* every token of it */
};
TAILQ_HEAD(app_list, app);

struct usergroup {
    TAILQ_ENTRY(usergroup) link;
    char id[ID_SIZE];
    char handle[NAME_SIZE], name[NAME_SIZE];
    struct user **users;
    size_t user_count;
};
TAILQ_HEAD(usergroup_list, usergroup);

struct workspace {
    char team_id[ID_SIZE], team_name[NAME_SIZE], domain[NAME_SIZE];
    struct user_list users;
    struct channel_list channels;
    size_t channel_count;
    struct app_list apps;
    struct usergroup_list usergroups;
    int64_t last_ts_us; /* the newest message ts that was given out */
};

/* Makes a workspace from its JSON text, or the built-in one from NULL. The caller frees it. */
enum result workspace_load(const char *text, struct workspace **ret_workspace, struct err *err)
    RESULT;
void workspace_free(struct workspace *workspace);

/* ---- Finding; each returns NULL for nothing. "any" takes an id, a name, or a name with its
 * @ or #. */
struct user *workspace_user(const struct workspace *workspace, const char *any);
struct user *workspace_user_by_email(const struct workspace *workspace, const char *email);
struct channel *workspace_channel(const struct workspace *workspace, const char *any);
struct app *workspace_app(const struct workspace *workspace, const char *id);
struct app *workspace_app_by_token(const struct workspace *workspace, const char *token);
struct app *workspace_app_by_command(const struct workspace *workspace, const char *command);
struct usergroup *workspace_usergroup(const struct workspace *workspace, const char *any);

/* The direct messages between an app and a user, made when there are none. */
struct channel *workspace_im(struct sim *sim, struct app *app, struct user *user);
struct channel *workspace_find_im(const struct workspace *workspace, const struct app *app,
                                  const struct user *user);

/* A new, empty channel; NULL when the workspace is full. */
struct channel *workspace_add_channel(struct sim *sim, enum channel_kind kind, const char *name,
                                      const struct user *creator);

/* The same for one who knows its id; for workspace_load.c. */
struct channel *workspace_new_channel(struct workspace *workspace, enum channel_kind kind,
                                      const char *id, const char *name);

/* ---- Membership */
bool channel_has(const struct channel *channel, const struct user *user);
bool channel_add(struct channel *channel, struct user *user); /* false: was in, or it is full */
bool channel_remove(struct channel *channel, const struct user *user);

/* ---- Apps */
bool app_has_scope(const struct app *app, const char *scope);
bool app_subscribes(const struct app *app, const char *event);
/* The command's entry in the app's manifest, or NULL. */
const struct json *app_command(const struct app *app, const char *command);

/* The next message ts, "1700000000.123456", later than every other. Returns out. */
const char *workspace_new_ts(struct workspace *workspace, char out[TS_SIZE]);

/* ---- Slack's JSON for them; the caller frees it */
struct json *user_json(const struct workspace *workspace, const struct user *user, bool email);
/* seen_by is the app that asks (is_member), or NULL. */
struct json *channel_json(const struct workspace *workspace, const struct channel *channel,
                          const struct app *seen_by);
struct json *member_ids_json(struct user *const *users, size_t count);

/* "channel", "group", "im", "mpim": as events name it. */
const char *channel_type(const struct channel *channel);

#endif
