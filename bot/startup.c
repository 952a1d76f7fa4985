/* The questions at start: see startup.h. */
#include "bot/startup.h"

#include "base/clock.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/utc.h"
#include "bot/loop.h"
#include "store/facts.h"

#include <stdio.h>
#include <string.h>

enum { ID_SIZE = 64, URL_SIZE = 256, RETRY_MAX_MS = MINUTE_MS, TEXT_SIZE = 640 };

/* What incidentd cannot do without: each scope and what it is for. */
static const struct scope {
    const char *name, *use;
} scopes[] = {
    {"commands", "receive /incident"},
    {"chat:write", "post"},
    {"channels:read", "find the channel"},
    {"channels:join", "join the channel"},
    {"channels:history", "check whether a message arrived before sending it again"},
};

/* The questions, in their order. */
enum step { ASK_WHO, ASK_CHANNEL, ASK_CHANNELS, ASK_JOIN };

struct startup {
    struct loop *loop;
    struct web_api *api;
    struct dispatch *dispatch;
    const struct startup_events *events;
    void *owner;
    struct loop_task task;
    enum step step;
    char channel[ID_SIZE], bot_user[ID_SIZE]; /* what is being learned … */
    char workspace[URL_SIZE];
    char place_channel[ID_SIZE]; /* … and the channel that requests use meanwhile */
    char cursor[256];
    bool knew;
    bool sees_private;   /* the token has groups:read: private channels are looked through too */
    int64_t retry_ms;    /* the last pause, 0 after a success */
    int64_t retry_at_ms; /* on the monotonic clock; 0: not waiting */
};

static bool is_channel_id(const char *text) {
    return text[0] == 'C' || text[0] == 'G';
}

/* ---- What is remembered */

static const char *fact_name(const struct startup *startup, char out[ID_SIZE + 128]) {
    snprintf(out, ID_SIZE + 128, "channel %s", startup->dispatch->config->slack.channel);
    return out;
}

static void use_place(struct startup *startup) {
    memcpy(startup->place_channel, startup->channel, ID_SIZE);
    startup->dispatch->place.channel =
        *startup->place_channel ? startup->place_channel : startup->dispatch->config->slack.channel;
    startup->dispatch->place.bot_user = startup->bot_user;
    startup->dispatch->place.url = startup->workspace;
}

static void recall(struct startup *startup, const char *name, char *out, size_t size) {
    struct err err;
    const char *value = NULL;
    struct arena *arena = arena_new(64 * 1024);
    if (fact_get(startup->dispatch->store, arena, name, &value, &err) == OK)
        snprintf(out, size, "%s", value);
    arena_free(arena);
}

/* A failure to remember costs the next start a question, no more. */
static void remember(struct startup *startup) {
    struct err err;
    char name[ID_SIZE + 128];
    struct store *store = startup->dispatch->store;
    if (store_begin(store, &err) != OK)
        return;
    enum result result = fact_put(store, fact_name(startup, name), startup->channel, &err);
    if (result == OK)
        result = fact_put(store, "bot_user", startup->bot_user, &err);
    if (result == OK)
        result = fact_put(store, "workspace", startup->workspace, &err);
    if (result == OK)
        result = store_commit(store, &err);
    if (result != OK)
        store_rollback(store);
}

/* ---- The end */

static void end(struct startup *startup, enum startup_verdict verdict, const char *text) {
    if (verdict == STARTUP_READY) {
        use_place(startup);
        remember(startup);
    }
    startup->events->done(startup->owner, verdict, text);
}

static void go_on(struct startup *startup, enum step step);

static void end_refused(struct startup *startup, const struct web_answer *answer) {
    char text[TEXT_SIZE];
    const char *channel = startup->dispatch->config->slack.channel;
    if (startup->step == ASK_CHANNEL && !is_channel_id(channel)) {
        startup->channel[0] = 0; /* what the store remembered is gone; look for the name again */
        go_on(startup, ASK_CHANNELS);
    } else if (str_equal(answer->error, "missing_scope")) {
        snprintf(text, sizeof text,
                 "The bot token lacks the scope %s (it has: %s): add it under OAuth & Permissions "
                 "and install the app again",
                 answer->needed, answer->provided);
        end(startup, STARTUP_CONFIGURATION, text);
    } else if (startup->step == ASK_CHANNEL || startup->step == ASK_JOIN) {
        snprintf(text, sizeof text,
                 "I cannot get into the channel %s (%s): invite the app there with /invite, or "
                 "name another one in slack.channel",
                 channel, answer->error);
        end(startup, STARTUP_CONFIGURATION, text);
    } else {
        snprintf(
            text, sizeof text,
            "Slack refuses the bot token with %s: copy the Bot User OAuth Token (xoxb-…) again "
            "from OAuth & Permissions",
            answer->error);
        end(startup, STARTUP_TOKENS, text);
    }
}

static void end_no_channel(struct startup *startup) {
    char text[TEXT_SIZE];
    snprintf(text, sizeof text,
             "There is no channel %s that I can see: create it, or if it is private, invite the "
             "app there with /invite and give its id as slack.channel",
             startup->dispatch->config->slack.channel);
    end(startup, STARTUP_CONFIGURATION, text);
}

/* ---- Answers */

static bool has_word(const char *list, const char *word) {
    size_t len = strlen(word);
    for (const char *p = list; *p;) {
        p += strspn(p, ", ");
        size_t n = strcspn(p, ", ");
        if (n == len && memcmp(p, word, n) == 0)
            return true;
        p += n;
    }
    return false;
}

/* False, having ended, when a scope is missing. A server that does not say is believed. */
static bool check_scopes(struct startup *startup, const char *granted) {
    char text[TEXT_SIZE];
    for (size_t i = 0; *granted && i < sizeof scopes / sizeof *scopes; i++) {
        if (has_word(granted, scopes[i].name))
            continue;
        snprintf(text, sizeof text,
                 "The bot token lacks the scope %s, which is needed to %s: add it under OAuth & "
                 "Permissions and install the app again",
                 scopes[i].name, scopes[i].use);
        end(startup, STARTUP_CONFIGURATION, text);
        return false;
    }
    return true;
}

static void ask(struct startup *startup);

static void go_on(struct startup *startup, enum step step) {
    startup->step = step;
    startup->retry_ms = 0;
    ask(startup);
}

static void heard_who(struct startup *startup, const struct web_answer *answer) {
    if (!check_scopes(startup, answer->scopes))
        return;
    startup->sees_private = has_word(answer->scopes, "groups:read");
    snprintf(startup->bot_user, ID_SIZE, "%s", json_text_at(answer->body, "user_id"));
    snprintf(startup->workspace, URL_SIZE, "%s", json_text_at(answer->body, "url"));
    go_on(startup, *startup->channel ? ASK_CHANNEL : ASK_CHANNELS);
}

/* Found: it is ours if we are a member, else we join. */
static void heard_channel(struct startup *startup, const struct json *channel) {
    snprintf(startup->channel, ID_SIZE, "%s", json_text_at(channel, "id"));
    if (json_is_true(channel, "is_member"))
        end(startup, STARTUP_READY, "");
    else
        go_on(startup, ASK_JOIN);
}

static void heard_channels(struct startup *startup, const struct json *body) {
    const char *wanted = startup->dispatch->config->slack.channel;
    wanted += *wanted == '#';
    for (size_t i = 0; i < json_len(body, "channels"); i++) {
        const struct json *channel = json_item(json_at(body, "channels"), i);
        if (str_equal(json_text_at(channel, "name"), wanted)) {
            heard_channel(startup, channel);
            return;
        }
    }
    snprintf(startup->cursor, sizeof startup->cursor, "%s",
             json_text_at(body, "response_metadata.next_cursor"));
    if (*startup->cursor)
        go_on(startup, ASK_CHANNELS);
    else
        end_no_channel(startup);
}

static void wait_and_retry(struct startup *startup, const struct web_answer *answer) {
    startup->retry_ms = startup->retry_ms ? startup->retry_ms * 2 : SECOND_MS;
    if (startup->retry_ms > RETRY_MAX_MS)
        startup->retry_ms = RETRY_MAX_MS;
    if (answer->retry_after_ms > startup->retry_ms)
        startup->retry_ms = answer->retry_after_ms;
    startup->retry_at_ms = clock_monotonic_ms() + startup->retry_ms;
    startup->events->delayed(startup->owner, answer->text, startup->retry_ms);
    loop_wake(&startup->task);
}

static void heard(void *user, const struct web_answer *answer) {
    struct startup *startup = user;
    if (answer->outcome == WEB_REFUSED) {
        end_refused(startup, answer);
        return;
    }
    if (answer->outcome != WEB_OK) {
        wait_and_retry(startup, answer);
        return;
    }
    switch (startup->step) {
    case ASK_WHO:
        heard_who(startup, answer);
        break;
    case ASK_CHANNEL:
        heard_channel(startup, json_at(answer->body, "channel"));
        break;
    case ASK_CHANNELS:
        heard_channels(startup, answer->body);
        break;
    case ASK_JOIN:
        end(startup, STARTUP_READY, "");
        break;
    }
}

/* ---- Questions */

static void ask(struct startup *startup) {
    static const char *const methods[] = {[ASK_WHO] = "auth.test",
                                          [ASK_CHANNEL] = "conversations.info",
                                          [ASK_CHANNELS] = "conversations.list",
                                          [ASK_JOIN] = "conversations.join"};
    struct err err;
    JSON_AUTO *body = json_new_object();
    if (startup->step == ASK_CHANNEL || startup->step == ASK_JOIN)
        json_put_str(body, "channel", startup->channel);
    if (startup->step == ASK_CHANNELS) {
        json_put_bool(body, "exclude_archived", true);
        if (startup->sees_private)
            json_put_str(body, "types", "public_channel,private_channel");
        json_put_int(body, "limit", 200);
        if (*startup->cursor)
            json_put_str(body, "cursor", startup->cursor);
    }
    struct web_call call = {
        .method = methods[startup->step], .body = json_print(body), .token = WEB_TOKEN_BOT};
    if (web_api_call(startup->api, &call, heard, startup, &err) != OK)
        wait_and_retry(startup, &(struct web_answer){.text = err.text, .retry_after_ms = -1});
}

static int64_t run(void *owner, int64_t now_ms) {
    struct startup *startup = owner;
    if (!startup->retry_at_ms)
        return LOOP_NEVER;
    if (now_ms < startup->retry_at_ms)
        return startup->retry_at_ms;
    startup->retry_at_ms = 0;
    ask(startup);
    return LOOP_NEVER;
}

struct startup *startup_new(struct loop *loop, struct web_api *api, struct dispatch *dispatch,
                            const struct startup_events *events, void *owner) {
    struct startup *startup = mem_alloc(sizeof *startup);
    char name[ID_SIZE + 128];
    const char *channel = dispatch->config->slack.channel;
    startup->loop = loop;
    startup->api = api;
    startup->dispatch = dispatch;
    startup->events = events;
    startup->owner = owner;
    if (is_channel_id(channel))
        snprintf(startup->channel, ID_SIZE, "%s", channel);
    else
        recall(startup, fact_name(startup, name), startup->channel, ID_SIZE);
    recall(startup, "bot_user", startup->bot_user, ID_SIZE);
    recall(startup, "workspace", startup->workspace, URL_SIZE);
    startup->knew = *startup->channel && *startup->bot_user;
    use_place(startup);
    startup->task = (struct loop_task){.run = run, .owner = startup, .clock = LOOP_MONOTONIC};
    loop_add(loop, &startup->task);
    ask(startup);
    return startup;
}

void startup_free(struct startup *startup) {
    if (!startup)
        return;
    loop_remove(startup->loop, &startup->task);
    mem_free(startup);
}

bool startup_knew(const struct startup *startup) {
    return startup->knew;
}
