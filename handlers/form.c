/* What Slack says of forms, whichever verb they are for: that one did not open in time, what is
 * being put into it, that it was closed. What a verb does with a form that was sent is its own. */
#include "handlers/kit/form.h"
#include "base/str.h"
#include "handlers/kit/post.h"
#include "handlers/kit/reply.h"
#include "handlers/kit/undelivered.h"
#include "model/slack_ts.h"
#include "store/drafts.h"

/* Who asked for a form that did not open has typed a line ten minutes later. */
enum { LINE_LIFE_MS = 10 * MINUTE_MS };

/* It opened, or not, or not in time: then the same questions come as a message, and with them what
 * was typed already. */
static enum result opened(struct context *cx, const struct request *rq) {
    const struct json *view = json_at(rq->payload, "call.view");
    struct request asked = *rq;
    asked.user = form_user(cx, view);
    if (rq->ok || !*asked.user)
        return OK;
    enum result result = form_ask(cx, &asked, view);
    if (result != OK || reply_is_empty(cx->reply))
        return result;
    int64_t expires_ms = cx->reply->has_words ? 0 : cx->now_ms + LINE_LIFE_MS;
    return post_private_reply(
        cx, asked.user, cx->reply,
        &(struct post_how){.on_result = UNDELIVERED_QUIETLY, .expires_ms = expires_ms});
}

static enum result edited(struct context *cx, const struct request *rq) {
    const struct json *view = json_at(rq->payload, "view");
    int64_t said_us = slack_ts_us(json_text_at(rq->payload, "actions.0.action_ts"));
    if (!*form_line(cx, view)) /* a form of another version */
        return OK;
    return form_keep(cx, rq, view, said_us);
}

static enum result closed(struct context *cx, const struct request *rq) {
    const struct json *view = json_at(rq->payload, "view");
    const char *line = form_line(cx, view), *command = cx->config->slack.command;
    struct draft draft;
    enum result result =
        draft_get(cx->store, cx->arena, rq->user, json_text_at(view, "callback_id"),
                  cx->incident ? cx->incident->id : 0, &draft, cx->err);
    if (result != OK)
        return result == ABSENT ? OK : result; /* nothing was written */
    reply_say(
        cx,
        ":memo: You closed *%s* without sending it. What you wrote is kept until %s and stands "
        "in it when you open it again: `%s %s`",
        shown(cx, json_text_at(view, "title.text")), moment(cx, draft.at_ms + FORM_DRAFT_KEPT_MS),
        command, shown(cx, line));
    reply_button(cx, "Go on with it", line);
    reply_button(cx, "Throw it away",
                 arena_printf(cx->arena, "drafts forget #%lld", (long long)draft.id));
    return OK;
}

const struct handler handlers_form[] = {
    {.trigger = TRIGGER_RESULT, .name = FORM_OPENED, .run = opened},
    {.trigger = TRIGGER_EVENT, .name = "form_edited", .run = edited},
    {.trigger = TRIGGER_EVENT, .name = "form_closed", .run = closed},
    {0},
};
