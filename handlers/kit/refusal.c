/* Saying no: see refusal.h. */
#include "handlers/kit/refusal.h"

#include "handlers/kit/reply.h"
#include "model/slack_text.h"

/* Quotes what was typed: each line behind ">", so that nothing in it reads as ours. */
static void say_typed(struct context *cx, const struct request *rq) {
    STR_AUTO(quoted, SLACK_TEXT_MAX);
    str_addf(&quoted, ">%s ", cx->config->slack.command);
    for (const char *p = shown(cx, rq->typed); *p; p++)
        str_add_bytes(&quoted, *p == '\n' ? "\n>" : p, *p == '\n' ? 2 : 1);
    reply_say(cx, "You typed:\n%s", quoted.text);
}

static const char *error_text(struct context *cx) {
    STR_AUTO(escaped, 4 * ERR_TEXT_MAX);
    slack_escape(cx->err->text, &escaped);
    return arena_strdup(cx->arena, escaped.text);
}

void refusal(struct context *cx, const struct request *rq, const struct handler *handler) {
    const char *command = cx->config->slack.command;
    reply_clear(cx->reply);
    reply_say(cx, ":x: %s. Nothing was changed.", error_text(cx));
    if (*rq->typed)
        say_typed(cx, rq);
    if (handler && handler->example)
        reply_say(cx, "What works: `%s %s` – more with `%s help %s`", command, handler->example,
                  command, handler->name);
}

void refusal_of_failure(struct context *cx, const struct request *rq) {
    reply_clear(cx->reply);
    reply_say(cx, ":x: I could not store that, so nothing was done and nobody was told. Please try "
                  "again in a moment, and tell whoever runs incidentd if it stays so.");
    if (*rq->typed)
        say_typed(cx, rq);
}
