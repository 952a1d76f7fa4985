/* /incident impact <text|unknown>, title <text>, bridge <link|none> – the plain facts on the card.
 * Each shows itself without an argument, and each change is a line on the timeline. "impact none"
 * is no way to clear it: that nobody is affected is news. */
#include "base/str.h"
#include "handlers/kit/change.h"
#include "handlers/kit/post.h"
#include "handlers/kit/reply.h"
#include "model/words.h"

struct fact {
    const char *name;
    const char
        *cleared; /* the word that clears it and stands for nothing; NULL: it must be there */
};

static const struct fact impact_fact = {"impact", "unknown"}, title_fact = {"title", NULL},
                         bridge_fact = {"bridge", "none"};

static const char *or_cleared(const struct fact *fact, const char *text) {
    return *text || !fact->cleared ? text : fact->cleared;
}

static bool clears(const struct fact *fact, const char *text) {
    return fact->cleared && str_equal_nocase(text, fact->cleared);
}

/* Replaces one text of the incident, checked already, and tells the thread. */
static enum result change(struct context *cx, const struct request *rq, const struct fact *fact,
                          const char **field, const char *text) {
    const char *before = or_cleared(fact, *field), *now = or_cleared(fact, text);
    if (str_equal(*field, text)) {
        reply_say(cx, "%s: the %s is %s already. Nothing to do.", heading(cx), fact->name,
                  *text ? "that" : now);
        return OK;
    }
    const char *was = **field ? arena_printf(cx->arena, " (before: %s)", before) : "";
    *field = text;
    enum result result =
        record(cx, rq->user, fact->name, arena_printf(cx->arena, "%s: %s%s", fact->name, now, was));
    if (result == OK)
        result = save(cx, rq->user);
    if (result == OK)
        result = post_notice(
            cx,
            arena_printf(cx->arena, "%s set the %s: %s", mention(cx, rq->user), fact->name, now),
            arena_printf(cx->arena, "%s %s %s %s", cx->config->slack.command, fact->name,
                         cx->incident->name, before));
    if (result != OK)
        return result;
    reply_say(cx, "%s: the %s is now: %s", heading(cx), fact->name, shown(cx, now));
    warn_unreachable(cx);
    return OK;
}

static enum result show(struct context *cx, const struct fact *fact, const char *text) {
    reply_say(cx, "%s: the %s is: %s. To change it: `%s %s …`", heading(cx), fact->name,
              shown(cx, or_cleared(fact, text)), cx->config->slack.command, fact->name);
    return OK;
}

static enum result impact(struct context *cx, const struct request *rq) {
    if (!*rq->args)
        return show(cx, &impact_fact, cx->incident->impact);
    const char *text = clears(&impact_fact, rq->args) ? "" : rq->args;
    enum result result = *text ? check_text(cx, text, "impact", POLICY_TEXT_MAX) : OK;
    return result == OK ? change(cx, rq, &impact_fact, &cx->incident->impact, text) : result;
}

static enum result title(struct context *cx, const struct request *rq) {
    struct words line = words_of(cx->arena, rq->args);
    if (!*line.rest)
        return show(cx, &title_fact, cx->incident->title);
    const char *text = words_unquoted(&line);
    enum result result = check_title(cx, text);
    return result == OK ? change(cx, rq, &title_fact, &cx->incident->title, text) : result;
}

static enum result bridge(struct context *cx, const struct request *rq) {
    if (!*rq->args)
        return show(cx, &bridge_fact, cx->incident->bridge);
    const char *text = clears(&bridge_fact, rq->args) ? "" : rq->args;
    enum result result = *text ? check_bridge(cx, text) : OK;
    return result == OK ? change(cx, rq, &bridge_fact, &cx->incident->bridge, text) : result;
}

const struct handler handlers_facts[] = {
    {.trigger = TRIGGER_COMMAND,
     .name = "impact",
     .usage = "<who is affected, and how|unknown>",
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
     .usage = "<link|none>",
     .summary = "set the call that people join",
     .example = "bridge https://meet.example.org/42",
     .needs = NEEDS_OPEN_INCIDENT,
     .run = bridge},
    {0},
};
