/* /incident drill sev1 checkout is down – declares a rehearsal, which runs like an incident, calls
 * nobody and counts nowhere. /incident drill alone says when the next one is, and how to begin. */
#include "handlers/declare.h"
#include "handlers/kit/drills.h"
#include "handlers/kit/reply.h"

/* Without words: when the next one is, and how to begin. */
static enum result run(struct context *cx, const struct request *rq) {
    if (*rq->args)
        return declare(cx, rq, true);
    const char *command = cx->config->slack.command;
    const char *next = "";
    enum result result = drills_next(cx, &next);
    if (result != OK)
        return result;
    if (*next)
        reply_say(cx, "The next drill: %s. All of them: `%s drills`", next, command);
    reply_say(
        cx,
        "To begin a rehearsal: `%s drill sev1 checkout is down`. It runs like an incident, but "
        "calls nobody, every message of it says so, and no figure counts it. Earlier ones: `%s "
        "list drills`",
        command, command);
    return OK;
}

const struct handler handlers_drill[] = {
    {.trigger = TRIGGER_COMMAND,
     .name = "drill",
     .aliases = "rehearsal",
     .usage = "<severity> <what is broken> …",
     .summary = "declare a rehearsal: calls nobody, is marked everywhere, counts nowhere",
     .example = "drill sev1 the database is gone",
     .run = run},
    {0},
};
