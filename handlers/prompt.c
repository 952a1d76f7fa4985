/* /incident prompt <which> <verb …> – what the buttons of a prompt type: it does the verb for the
 * update that was promised for that moment, in seconds since 1970. A button of a prompt that is
 * settled – the update came, the promise was moved, the incident is over – does nothing and says
 * why, so that nobody posts or puts off another one by an old message. */
#include "base/str.h"
#include "base/utc.h"
#include "handlers/kit/change.h"
#include "handlers/kit/press.h"
#include "handlers/kit/promise.h"
#include "handlers/kit/reply.h"
#include "handlers/kit/view.h"
#include "model/words.h"

#include <stdlib.h>
#include <string.h>

/* The verbs that answer a prompt. */
static const struct handler *verb_of(const char *word) {
    static const char *const verbs[] = {"update", "unchanged", "snooze", "handoff", NULL};
    const struct handler *handler = handler_find(TRIGGER_COMMAND, word);
    return handler && str_is_one_of(handler->name, verbs) ? handler : NULL;
}

/* The promised moment, which came with the button; 0 for none. */
static int64_t take_moment(struct words *line) {
    enum { DIGITS_MAX = 12 };
    const char *word = words_take_word(line);
    size_t digits = strspn(word, "0123456789");
    return digits && digits <= DIGITS_MAX && !word[digits] ? strtoll(word, NULL, 10) * SECOND_MS
                                                           : 0;
}

/* It is over: nobody is owed an update any more. */
static enum result explain_end(struct context *cx) {
    const struct incident *incident = cx->incident;
    const char *command = cx->config->slack.command;
    reply_say(cx, "%s was %s at %s: no update is owed any more. To go on with it: `%s reopen %s …`",
              heading(cx), *incident->outcome ? incident->outcome : "resolved",
              moment(cx, incident->resolved_ms), command, incident->name);
    press_is_stale(cx);
    return OK;
}

/* Another update is promised by now, or none. */
static enum result explain_settled(struct context *cx, int64_t due_ms) {
    const struct incident *incident = cx->incident;
    const char *came = "";
    if (incident->updated_ms)
        came = arena_printf(cx->arena, " The last one was posted at %s.",
                            moment(cx, incident->updated_ms));
    reply_say(cx, "%s: this button is about the update promised for %s, which is settled.%s %s",
              heading(cx), time_text(cx, due_ms), came, promise_sentence(cx));
    reply_button(cx, "Write one all the same…",
                 arena_printf(cx->arena, "update %s", incident->name));
    press_is_stale(cx);
    return OK;
}

static enum result run(struct context *cx, const struct request *rq) {
    struct words line = words_of(cx->arena, rq->args);
    int64_t due_ms = take_moment(&line);
    struct request verb = *rq;
    const struct handler *handler = verb_of(words_take_verb(&line));
    if (due_ms <= 0 || !handler)
        return fail(cx->err, INVALID,
                    "This is what the buttons of a prompt type; to post an update, type "
                    "`%s update %s …what is new…`",
                    cx->config->slack.command, cx->incident->name);
    if (!incident_is_open(cx->incident))
        return explain_end(cx);
    if (cx->incident->promised_ms / SECOND_MS != due_ms / SECOND_MS)
        return explain_settled(cx, due_ms);
    verb.name = handler->name;
    verb.args = line.rest;
    return handler->run(cx, &verb);
}

const struct handler handlers_prompt[] = {
    {.trigger = TRIGGER_COMMAND,
     .name = "prompt",
     .usage = "<which> <update|unchanged|snooze|handoff> …",
     .summary = "answer a prompt; its buttons type this, and say so when it is settled",
     .example = "prompt 1795185300 snooze 10m waiting for the rollback",
     .needs = NEEDS_INCIDENT,
     .run = run},
    {0},
};
