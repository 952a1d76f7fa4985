/* /incident help [verb|all|words] – made of the tables of all handlers. Without a word it is what
 * fits on a phone: the verbs that every incident needs, by name alone. A word that is no verb finds
 * those that it may mean, and those whose help speaks of it. */
#include "base/str.h"
#include "handlers/kit/emoji.h"
#include "handlers/kit/meant.h"
#include "handlers/kit/reply.h"
#include "model/words.h"
#include "store/messages.h"

#include <string.h>

/* The order in which an incident needs them; most others follow. */
static const char *const first[] = {"declare", "ack",    "update", "status",   "sev",
                                    "impact",  "ic",     "note",   "mitigate", "back",
                                    "resolve", "reopen", "close",  "list",     "show",
                                    "roles",   "next",   "snooze", "cadence",  "timeline"};

/* And what comes after it, the last of all. */
static const char *const afterwards[] = {"amend",      "time",    "strike",  "seal",   "unseal",
                                         "postmortem", "action",  "actions", "review", "history",
                                         "metrics",    "picture", "export",  "drills"};

/* Verbs that belong together: whoever reads of one may have looked for another. */
static const char *const families[] = {
    "declare drill kind sev impact ack",
    "ack onit join page",
    "update unchanged next snooze cadence prompt drafts",
    "status mitigate monitor back resolve reopen close",
    "sev triage escalate",
    "title impact bridge set",
    "role roles ic deputy scribe comms handoff oncall",
    "join leave catchup show",
    "page escalate oncall contacts onit",
    "ask task tasks done",
    "decide approve deny allow rollback hotfix",
    "rollback hotfix check checklists runbook shortcut flags",
    "note evidence timeline amend time strike seal unseal why",
    "dismiss merge link close",
    "console list show history help",
    "policy card contacts checklists kind runbook",
    "postmortem action actions review why export",
    "metrics picture history export review",
    "drill drills",
};

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

/* ---- One verb */

static const char *what_it_needs(enum needs needs) {
    switch (needs) {
    case NEEDS_INCIDENT:
        return "an incident, open or over";
    case NEEDS_OPEN_INCIDENT:
        return "an open incident";
    case NEEDS_RESOLVED_INCIDENT:
        return "an incident that is resolved";
    case NEEDS_OPEN_IF_ANY:
        return "the open incident, if there is one";
    case NEEDS_NOTHING:
    default:
        return "";
    }
}

static void say_examples(struct context *cx, const char *example) {
    const char *command = cx->config->slack.command;
    reply_say(cx, strchr(example, '\n') ? "Lines to copy:" : "A line to copy:");
    while (*example) {
        size_t len = strcspn(example, "\n");
        reply_say(cx, "• `%s %s`", command, shown(cx, arena_strndup(cx->arena, example, len)));
        example += len + (example[len] == '\n');
    }
}

/* The others of its families, in their order. */
static void say_related(struct context *cx, const struct handler *handler) {
    STR_AUTO(related, 1000);
    for (size_t i = 0; i < sizeof families / sizeof *families; i++) {
        if (!str_has_word(families[i], handler->name))
            continue;
        struct words line = words_of(cx->arena, families[i]);
        for (const char *verb = words_take_word(&line); *verb; verb = words_take_word(&line))
            if (!str_equal(verb, handler->name))
                str_addf(&related, "%s`%s`", related.len ? " · " : "", verb);
    }
    if (related.len)
        reply_say(cx, "See also: %s", related.text);
}

static void explain(struct context *cx, const struct handler *handler) {
    const char *command = cx->config->slack.command, *needs = what_it_needs(handler->needs);
    say_line(cx, handler);
    if (*handler->example)
        say_examples(cx, handler->example);
    if (*needs)
        reply_say(cx,
                  "It is about %s: the thread's, the channel's, the only one, or the one that you "
                  "name (`%s %s inc 1 …`).",
                  needs, command, handler->name);
    if (handler->aliases)
        reply_say(cx, "The same: %s", handler->aliases);
    say_related(cx, handler);
}

/* ---- A word that is no verb */

static void offer(struct context *cx, const struct handler *handler) {
    reply_say(cx, "• `%s %s` – %s", cx->config->slack.command, handler->name, handler->summary);
    reply_button(cx, arena_printf(cx->arena, "help %s", handler->name),
                 arena_printf(cx->arena, "help %s", handler->name));
}

/* The verbs whose summary or usage has the word in it. */
static int offer_speaking_of(struct context *cx, const char *word, const struct meant *meant,
                             int count) {
    enum { OFFERED_MAX = 6 };
    const struct handler *handler = NULL;
    while (count < OFFERED_MAX && (handler = handler_next(TRIGGER_COMMAND, handler))) {
        bool offered = false;
        for (int i = 0; i < MEANT_MAX && meant[i].handler; i++)
            offered = offered || meant[i].handler == handler;
        if (offered || (!strstr(handler->summary, word) && !strstr(handler->usage, word)))
            continue;
        offer(cx, handler);
        count++;
    }
    return count;
}

static void help_with_word(struct context *cx, const struct request *rq, const char *word) {
    enum { SPOKEN_MIN = 4 }; /* letters; "the" is in every other summary */
    struct meant meant[MEANT_MAX + 1] = {{0}};
    int found = meant_verbs(cx, word, "", meant);
    for (int i = 0; i < found; i++)
        offer(cx, meant[i].handler);
    if (strlen(word) >= SPOKEN_MIN)
        found = offer_speaking_of(cx, word, meant, found);
    reply_say_first(cx, arena_printf(cx->arena,
                                     found ? "There is no verb *%s*. What may help:"
                                           : "There is no verb *%s*, and no help "
                                             "speaks of it.",
                                     shown(cx, word)));
    if (!found)
        reply_typed(cx, rq);
    reply_say(cx, "`%s help all` lists every verb.", cx->config->slack.command);
}

static enum result help(struct context *cx, const struct request *rq) {
    struct words line = words_of(cx->arena, rq->args);
    const char *verb = words_take_verb(&line);
    const struct handler *handler = handler_find(TRIGGER_COMMAND, verb);
    if (!*verb && !*line.rest) {
        say_most_needed(cx);
        return OK;
    }
    if (str_equal(verb, "all"))
        say_all(cx);
    else if (handler)
        explain(cx, handler);
    else
        help_with_word(cx, rq, *verb ? verb : line.rest);
    reply_unused(cx, line.rest);
    return OK;
}

const struct handler handlers_help[] = {
    {.trigger = TRIGGER_COMMAND,
     .name = "help",
     .aliases = "?",
     .usage = "[verb|all|what you look for]",
     .summary = "list the verbs that you need most, or all, or explain one",
     .example = "help update\nhelp all\nhelp phone",
     .run = help},
    {0},
};
