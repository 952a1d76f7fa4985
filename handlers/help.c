/* /incident help [verb|all] – made of the tables of all handlers. Without a word it is what fits on
 * a phone: the verbs that every incident needs, by name alone. */
#include "base/str.h"
#include "handlers/kit/emoji.h"
#include "handlers/kit/reply.h"
#include "model/words.h"
#include "store/messages.h"

/* The order in which an incident needs them; most others follow. */
static const char *const first[] = {"declare", "ack",    "update", "status",   "sev",
                                    "impact",  "ic",     "note",   "mitigate", "back",
                                    "resolve", "reopen", "close",  "list",     "show",
                                    "roles",   "next",   "snooze", "cadence",  "timeline"};

/* And what comes after it, the last of all. */
static const char *const afterwards[] = {"amend",      "time",    "strike",  "seal",   "unseal",
                                         "postmortem", "action",  "actions", "review", "history",
                                         "metrics",    "picture", "export",  "drills"};

enum { FIRST = sizeof first / sizeof *first, AFTERWARDS = sizeof afterwards / sizeof *afterwards };

static bool is_among(const char *const *verbs, int count, const struct handler *handler) {
    for (int i = 0; i < count; i++)
        if (handler_find(TRIGGER_COMMAND, verbs[i]) == handler)
            return true;
    return false;
}

static void say_line(struct context *cx, const struct handler *handler) {
    reply_say(cx, "`%s %s%s%s` – %s", cx->config->slack.command, handler->name,
              *handler->usage ? " " : "", shown(cx, handler->usage), handler->summary);
}

static void say_most_needed(struct context *cx) {
    const char *command = cx->config->slack.command;
    reply_say(cx, "*Running an incident*, in the order you will need it:");
    for (int i = 0; i < FIRST; i++)
        reply_say(cx, "`%s %s` – %s", command, first[i],
                  handler_find(TRIGGER_COMMAND, first[i])->summary);
    reply_say(cx,
              "How to write one: `%s help update` · every verb, and what comes afterwards: "
              "`%s help all`",
              command, command);
    reply_button(cx, "Every verb", "help all");
}

/* ":pushpin: on a message notes it, …"; nothing for what the settings have switched off. */
static const char *touch(struct context *cx, const char *kind, const char *does) {
    const char *emoji = emoji_of(cx->config, kind);
    return *emoji ? arena_printf(cx->arena, ":%s: on a message %s, ", emoji, does) : "";
}

static void say_touches(struct context *cx) {
    reply_say(cx,
              "Without typing: %s%s%sthe menu of a message notes it or declares from it. To me "
              "alone just write.",
              touch(cx, MESSAGE_NOTE, "notes it"),
              touch(cx, MESSAGE_EVIDENCE, "makes evidence of it"),
              touch(cx, MESSAGE_TASK, "about a task says that it is done"));
}

static void say_all(struct context *cx) {
    const char *command = cx->config->slack.command;
    reply_say(cx,
              "*Running an incident*, in the order you will need it. Words in &lt; &gt; are yours, "
              "those in [ ] may be left out. No quotes are needed.");
    for (int i = 0; i < FIRST; i++)
        say_line(cx, handler_find(TRIGGER_COMMAND, first[i]));
    const struct handler *handler = NULL;
    while ((handler = handler_next(TRIGGER_COMMAND, handler)))
        if (!is_among(first, FIRST, handler) && !is_among(afterwards, AFTERWARDS, handler))
            say_line(cx, handler);
    reply_say(cx, "*Afterwards*");
    for (int i = 0; i < AFTERWARDS; i++)
        say_line(cx, handler_find(TRIGGER_COMMAND, afterwards[i]));
    reply_say(cx,
              "Which incident? The thread's, the channel's, the only open one, or the one you "
              "name: `%s update INC-2026-11-20-001 …`, `%s update inc 1 …`",
              command, command);
    say_touches(cx);
    reply_say(cx,
              "Times: `14:05` (UTC), `10m ago`, `in 20m`. In a thread, where Slack takes no "
              "slash commands, mention me with the same words. More on one verb: `%s help "
              "update`",
              command);
}

static enum result help(struct context *cx, const struct request *rq) {
    struct words line = words_of(cx->arena, rq->args);
    const char *verb = words_take_verb(&line), *command = cx->config->slack.command;
    if (!*verb) {
        say_most_needed(cx);
        return OK;
    }
    if (str_equal(verb, "all")) {
        say_all(cx);
        reply_unused(cx, line.rest);
        return OK;
    }
    const struct handler *handler = handler_find(TRIGGER_COMMAND, verb);
    if (!handler)
        return fail(cx->err, INVALID, "There is no verb %s; `%s help all` lists all of them", verb,
                    command);
    say_line(cx, handler);
    reply_say(cx, "Example: `%s%s%s`", command, *handler->example ? " " : "", handler->example);
    if (handler->aliases)
        reply_say(cx, "The same: %s", handler->aliases);
    reply_unused(cx, line.rest);
    return OK;
}

const struct handler handlers_help[] = {
    {.trigger = TRIGGER_COMMAND,
     .name = "help",
     .aliases = "?",
     .usage = "[verb|all]",
     .summary = "list the verbs that you need most, or all, or explain one",
     .example = "help update",
     .run = help},
    {0},
};
