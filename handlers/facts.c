/* /incident impact <text>, title <text>, bridge [url] – the plain facts on the card. Each shows
 * itself without an argument, and each change is a line on the timeline. */
#include "base/str.h"
#include "handlers/kit/change.h"
#include "handlers/kit/post.h"
#include "handlers/kit/reply.h"
#include "model/words.h"

/* Replaces one text of the incident and tells the thread. */
static enum result change(struct context *cx, const struct request *rq, const char *what,
                          const char **field, const char *text) {
    const char *before = *field, *command = cx->config->slack.command;
    if (str_equal(before, text)) {
        reply_say(cx, "%s: the %s is that already. Nothing to do.", heading(cx), what);
        return OK;
    }
    *field = text;
    enum result result =
        record(cx, rq->user, what,
               *before ? arena_printf(cx->arena, "%s (before: %s)", text, before) : text);
    if (result == OK)
        result = save(cx, rq->user);
    if (result == OK)
        result = post_notice(
            cx, arena_printf(cx->arena, "%s set the %s: %s", mention(cx, rq->user), what, text),
            *before
                ? arena_printf(cx->arena, "%s %s %s %s", command, what, cx->incident->name, before)
                : "");
    if (result != OK)
        return result;
    reply_say(cx, "%s: the %s is now: %s", heading(cx), what, shown(cx, text));
    warn_unreachable(cx);
    return OK;
}

static enum result show(struct context *cx, const char *what, const char *text) {
    reply_say(cx, "%s: the %s is %s. To change it: `%s %s …text…`", heading(cx), what,
              *text ? shown(cx, text) : "not known yet", cx->config->slack.command, what);
    return OK;
}

static enum result impact(struct context *cx, const struct request *rq) {
    if (!*rq->args)
        return show(cx, "impact", cx->incident->impact);
    enum result result = check_text(cx, rq->args, "impact", POLICY_TEXT_MAX);
    return result == OK ? change(cx, rq, "impact", &cx->incident->impact, rq->args) : result;
}

static enum result title(struct context *cx, const struct request *rq) {
    struct words line = words_of(cx->arena, rq->args);
    if (!*line.rest)
        return show(cx, "title", cx->incident->title);
    const char *text = words_unquoted(&line);
    enum result result = check_title(cx, text);
    return result == OK ? change(cx, rq, "title", &cx->incident->title, text) : result;
}

static enum result bridge(struct context *cx, const struct request *rq) {
    const char *text = rq->args;
    if (!*text)
        return show(cx, "bridge", cx->incident->bridge);
    enum result result = check_bridge(cx, text);
    return result == OK ? change(cx, rq, "bridge", &cx->incident->bridge, text) : result;
}

const struct handler handlers_facts[] = {
    {.trigger = TRIGGER_COMMAND,
     .name = "impact",
     .usage = "<who is affected, and how>",
     .summary = "say what users notice",
     .example = "impact nobody in the EU can pay",
     .needs = NEEDS_INCIDENT,
     .run = impact},
    {.trigger = TRIGGER_COMMAND,
     .name = "title",
     .aliases = "rename",
     .usage = "<what is broken>",
     .summary = "change the title",
     .example = "title checkout rejects cards",
     .needs = NEEDS_INCIDENT,
     .run = title},
    {.trigger = TRIGGER_COMMAND,
     .name = "bridge",
     .usage = "[link]",
     .summary = "show or set the call that people join",
     .example = "bridge https://meet.example.org/42",
     .needs = NEEDS_OPEN_INCIDENT,
     .run = bridge},
    {0},
};
