/* /incident why <because …> – one more link of the five whys, from the failure to its root.
 * /incident why – the chain so far, and what else to look at when it does not go on. */
#include "base/str.h"
#include "handlers/kit/blameless.h"
#include "handlers/kit/change.h"
#include "handlers/kit/post.h"
#include "handlers/kit/reply.h"
#include "store/incidents.h"
#include "store/timeline.h"

enum { ENOUGH = 5, READ_MAX = 1000, CHAIN_MAX = 20 };

#define KIND "why"

struct chain {
    const char *links[CHAIN_MAX];
    int count;
};

static enum result read_chain(struct context *cx, struct chain *ret_chain) {
    struct timeline timeline;
    enum result result =
        timeline_read(cx->store, cx->arena, cx->incident->id, 0, READ_MAX, &timeline, cx->err);
    if (result != OK)
        return result;
    *ret_chain = (struct chain){.count = 0};
    for (int i = 0; i < timeline.count; i++)
        if (str_equal(timeline.entries[i].kind, KIND) && ret_chain->count < CHAIN_MAX)
            ret_chain->links[ret_chain->count++] = timeline.entries[i].text;
    return OK;
}

/* Each link indented by one step more, as the chain is read. */
static void say_chain(struct context *cx, const struct chain *chain) {
    const char *indent = "";
    reply_say(cx, "Why? *%s*", shown(cx, cx->incident->title));
    for (int i = 0; i < chain->count; i++) {
        reply_say(cx, "%s→ %s", indent, shown(cx, chain->links[i]));
        indent = arena_printf(cx->arena, "%s    ", indent);
    }
}

/* Incident Response Guide, "Root cause unclear". */
static void say_advice(struct context *cx, int count) {
    const char *command = cx->config->slack.command;
    if (count >= ENOUGH)
        reply_say(cx,
                  "That is five. If the last one is the root, it belongs into the resolution: `%s "
                  "resolve %s …what fixed it… cause: …`",
                  command, cx->incident->name);
    else
        reply_say(cx,
                  "Go on: `%s why because …`. When it is unclear: what changed lately in every "
                  "service, what do the logs repeat, and who knows more?",
                  command);
}

static enum result run(struct context *cx, const struct request *rq) {
    struct chain chain;
    enum result result = read_chain(cx, &chain);
    if (result != OK)
        return result;
    if (!*rq->args) {
        reply_say(cx, "%s:", heading(cx));
        say_chain(cx, &chain);
        say_advice(cx, chain.count);
        return OK;
    }
    if (chain.count == CHAIN_MAX)
        return fail(cx->err, INVALID, "The chain has %d links, and that is as long as one gets",
                    CHAIN_MAX);
    if ((result = check_text(cx, rq->args, "reason", POLICY_TEXT_MAX)) != OK)
        return result;
    result = record(cx, rq->user, KIND, rq->args);
    if (result == OK)
        result = incident_touch(cx->store, rq->user, cx->incident->id, cx->now_ms, cx->err);
    if (result == OK)
        result = post_notice(cx,
                             arena_printf(cx->arena, ":mag: Why, %d: %s – %s", chain.count + 1,
                                          rq->args, mention(cx, rq->user)),
                             "");
    if (result != OK)
        return result;
    chain.links[chain.count++] = rq->args;
    reply_say(cx, "%s: kept, and the thread says so.", heading(cx));
    say_chain(cx, &chain);
    blameless_hint(cx, rq->args);
    say_advice(cx, chain.count);
    warn_unreachable(cx);
    return OK;
}

const struct handler handlers_why[] = {
    {.trigger = TRIGGER_COMMAND,
     .name = "why",
     .aliases = "whys",
     .usage = "[because …]",
     .summary = "ask why once more, down to the root cause",
     .example = "why because the new dependency was not written down",
     .needs = NEEDS_INCIDENT,
     .run = run},
    {0},
};
