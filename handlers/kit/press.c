/* Pressed buttons: see press.h. */
#include "handlers/kit/press.h"

#include "base/str.h"
#include "handlers/kit/post.h"
#include "handlers/kit/reply.h"
#include "handlers/kit/undelivered.h"
#include "model/slack_text.h"

#define SHOWN BUTTON_COMMAND "shown."
#define ONCE BUTTON_COMMAND "once."

/* The block that says who; there is one in a message, and the newest takes its place. */
#define BLOCK "pressed"

enum { BLOCKS_MAX = 50 };

void press_is_stale(struct context *cx) {
    cx->stale = true;
}

/* "@bob pressed *Snooze 10 min* at 14:36 UTC" */
static struct json *says_who(struct context *cx, const struct request *rq) {
    struct json *block = json_new_object(), *elements = json_new_array();
    struct json *mrkdwn = json_new_object();
    const char *label = shown(cx, json_text_at(rq->payload, "actions.0.text.text"));
    json_put_str(mrkdwn, "type", "mrkdwn");
    json_put_str(mrkdwn, "text",
                 arena_printf(cx->arena, "%s pressed *%s* at %s", mention(cx, rq->user), label,
                              moment(cx, cx->now_ms)));
    json_push(elements, mrkdwn);
    json_put_str(block, "type", "context");
    json_put_str(block, "block_id", BLOCK);
    json_put(block, "elements", elements);
    return block;
}

/* What Slack showed, with that below it. */
static struct json *blocks_of(struct context *cx, const struct request *rq, bool once) {
    const struct json *before = json_at(rq->payload, "message.blocks");
    struct json *blocks = json_new_array();
    for (size_t i = 0; i < json_len(before, "") && i < BLOCKS_MAX - 1; i++) {
        const struct json *block = json_item(before, i);
        bool buttons = str_equal(json_text_at(block, "type"), "actions");
        if (!(once && buttons) && !str_equal(json_text_at(block, "block_id"), BLOCK))
            json_push(blocks, json_copy(block));
    }
    json_push(blocks, says_who(cx, rq));
    return blocks;
}

enum result press_show(struct context *cx, const struct request *rq) {
    const char *action = json_text_at(rq->payload, "actions.0.action_id");
    const char *channel = json_text_at(rq->payload, "container.channel_id");
    const char *ts = json_text_at(rq->payload, "container.message_ts");
    bool once = str_starts(action, ONCE);
    if (rq->trigger != TRIGGER_COMMAND || (!once && !str_starts(action, SHOWN)) || cx->stale ||
        !cx->incident || !*channel || !*ts || !json_len(rq->payload, "message.blocks"))
        return OK;
    struct json *body = json_new_object();
    json_put_str(body, "channel", channel);
    json_put_str(body, "ts", ts);
    json_put_str(body, "text", json_text_at(rq->payload, "message.text"));
    json_put(body, "blocks", blocks_of(cx, rq, once));
    return post_at(
        cx, "chat.update", body,
        &(struct post_how){.on_result = UNDELIVERED_QUIETLY,
                           .collapse = arena_printf(cx->arena, "pressed:%s:%s", channel, ts)});
}
