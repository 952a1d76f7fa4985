/* Saying no: see refusal.h. */
#include "handlers/kit/refusal.h"

#include "handlers/kit/reply.h"

void refusal(struct context *cx, const struct request *rq, const struct handler *handler) {
    const char *command = cx->config->slack.command;
    reply_clear(cx->reply);
    reply_say(cx, ":x: %s. Nothing was changed.", shown(cx, unstopped(cx, cx->err->text)));
    if (*rq->typed)
        reply_typed(cx, rq);
    if (handler && handler->example)
        reply_say(cx, "What works: `%s %s` – more with `%s help %s`", command, handler->example,
                  command, handler->name);
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
