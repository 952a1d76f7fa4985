/* Saying no: see refusal.h. */
#include "handlers/kit/refusal.h"

#include "handlers/kit/meant.h"
#include "handlers/kit/reply.h"

#include <string.h>

/* The line with its first word put right, where it looks like one that the command knows. */
static void offer_words(struct context *cx, const struct request *rq,
                        const struct handler *handler) {
    const char *args = meant_arguments(cx, handler, rq->args);
    if (!*args)
        return;
    const char *line = arena_printf(cx->arena, "%s %s", rq->name, args);
    reply_say(cx, "Did you mean `%s %s`?", cx->config->slack.command, shown_cut(cx, line, 100));
    reply_button(cx,
                 arena_printf(cx->arena, "%s %s %.*s", cx->config->slack.command, rq->name,
                              (int)strcspn(args, " \n"), args),
                 line);
}

void refusal(struct context *cx, const struct request *rq, const struct handler *handler) {
    const char *command = cx->config->slack.command;
    reply_clear(cx->reply);
    reply_say(cx, ":x: %s. Nothing was changed.", shown(cx, unstopped(cx, cx->err->text)));
    if (*rq->typed)
        reply_typed(cx, rq);
    if (handler && handler->usage)
        offer_words(cx, rq, handler);
    if (handler && handler->example)
        reply_say(cx, "What works: `%s %.*s` – more with `%s help %s`", command,
                  (int)strcspn(handler->example, "\n"), handler->example, command, handler->name);
}

void refusal_of_failure(struct context *cx, const struct request *rq) {
    reply_clear(cx->reply);
    reply_say(cx, ":x: I could not store that, so nothing was done and nobody was told. Please try "
                  "again in a moment, and tell whoever runs incidentd if it stays so.");
    if (*rq->typed)
        reply_typed(cx, rq);
}

void refusal_of_second(struct context *cx, const struct request *rq) {
    reply_clear(cx->reply);
    reply_say(cx,
              ":warning: This came a second time, and I cannot look up what I answered to the "
              "first. `%s timeline` shows what was done.",
              cx->config->slack.command);
    if (*rq->typed)
        reply_typed(cx, rq);
}
