/* A message that was read again after a time without Slack: reactions that were put on it or taken
 * back meanwhile, and whether it was edited, are told by how it looks now. Only the messages that
 * are read again anyway are looked at (handlers/gap.c). */
#include "base/str.h"
#include "handlers/kit/emoji.h"
#include "handlers/kit/noted.h"
#include "handlers/kit/route.h"
#include "handlers/reaction.h"
#include "model/slack_ts.h"

static bool holds(const struct json *users, const char *user) {
    for (size_t i = 0; i < json_len(users, ""); i++)
        if (str_equal(json_text_at(json_item(users, i), ""), user))
            return true;
    return false;
}

/* The reaction that means this kind, as the message bears it; NULL for none. */
static const struct json *reaction_of(struct context *cx, const struct json *message,
                                      const char *kind) {
    const struct json *reactions = json_at(message, "reactions");
    for (size_t i = 0; i < json_len(reactions, ""); i++)
        if (str_equal(emoji_kind(cx->config, json_text_at(json_item(reactions, i), "name")), kind))
            return json_item(reactions, i);
    return NULL;
}

static enum result add_new(struct context *cx, const struct request *rq, const struct reaction *on,
                           const struct json *users, const struct people *known) {
    enum result result = OK;
    for (size_t i = 0; result == OK && i < json_len(users, ""); i++) {
        struct request one = *rq;
        struct reaction own = *on;
        own.user = one.user = json_text_at(json_item(users, i), "");
        if (*own.user && !str_equal(own.user, cx->place->bot_user) && !people_have(known, own.user))
            result = reaction_add(cx, &one, &own, rq->payload);
    }
    return result;
}

/* Slack may name only some of many (https://docs.slack.dev/reference/methods/reactions.get). */
static bool is_complete(const struct json *reaction) {
    return !reaction ||
           json_int(reaction, "count", 0) == (int64_t)json_len(json_at(reaction, "users"), "");
}

static enum result settle(struct context *cx, const struct request *rq, const char *kind) {
    struct people known;
    struct reaction on = {.kind = kind, .channel = rq->channel, .ts = rq->message};
    const struct json *reaction = reaction_of(cx, rq->payload, kind);
    const struct json *users = json_at(reaction, "users");
    enum result result =
        reaction_list(cx->store, cx->arena, on.channel, on.ts, kind, &known, cx->err);
    if (result == OK)
        result = add_new(cx, rq, &on, users, &known);
    for (int i = 0; result == OK && is_complete(reaction) && i < known.count; i++) {
        struct request one = *rq;
        on.user = one.user = known.users[i];
        if (!holds(users, on.user))
            result = reaction_take_back(cx, &one, &on);
    }
    return result;
}

/* What somebody put right by hand since is not undone. */
static enum result look_for_edit(struct context *cx, const struct request *rq,
                                 const struct message_use *use) {
    struct timeline_entry entry;
    int64_t edited_ms = slack_ts_us(json_text_at(rq->payload, "edited.ts")) / 1000;
    enum result result =
        timeline_get(cx->store, cx->arena, use->incident_id, use->number, &entry, cx->err);
    if (result != OK || edited_ms <= entry.amended_ms)
        return result;
    result = route_load(cx, use->incident_id);
    return result == OK ? noted_edit(cx, use, rq->payload) : result;
}

static enum result message_read(struct context *cx, const struct request *rq) {
    static const char *const kinds[] = {MESSAGE_NOTE, MESSAGE_EVIDENCE, MESSAGE_TASK, NULL};
    struct message_uses list;
    enum result result = OK;
    for (int i = 0; result == OK && kinds[i]; i++)
        result = settle(cx, rq, kinds[i]);
    if (result == OK)
        result = message_uses(cx->store, cx->arena, rq->channel, rq->message, &list, cx->err);
    for (int i = 0; result == OK && i < list.count; i++)
        if (noted_is_entry(&list.uses[i]))
            result = look_for_edit(cx, rq, &list.uses[i]);
    return result;
}

const struct handler handlers_reread[] = {
    {.trigger = TRIGGER_EVENT, .name = "message_read", .run = message_read},
    {0},
};
