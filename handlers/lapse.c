/* An offer to hand over a role that got no answer: whoever does not answer is asked once more, and
 * then it lapses (the job "handoff"). It ends with the incident, and when the role goes to somebody
 * by another way. handlers/handoff.c makes it. */
#include "base/str.h"
#include "handlers/kit/change.h"
#include "handlers/kit/handing.h"
#include "handlers/kit/moment.h"
#include "handlers/kit/reply.h"
#include "handlers/kit/view.h"
#include "model/phrase.h"
#include "model/words.h"

/* ---- Nobody answers */

static enum result ask_again(struct context *cx, const struct handoff *handoff) {
    char ago[PHRASE_DURATION_SIZE];
    enum result result = handing_wait(cx, handoff->role, HANDING_LAPSE);
    if (result != OK)
        return result;
    return handing_post(
        cx, handoff,
        arena_printf(cx->arena, "%s offered you *%s* of *%s* %s ago; do you take it?",
                     mention(cx, handoff->giver), handing_title(cx, handoff), cx->incident->name,
                     phrase_of_duration(cx->now_ms - handoff->asked_ms, PHRASE_LONG, ago)));
}

static enum result lapse(struct context *cx, const struct handoff *handoff) {
    const char *title = handing_title(cx, handoff), *bearer = view_bearer(cx, handoff->role);
    enum result result = handing_forget(cx, handoff->role);
    if (result == OK)
        result = record(cx, TIMELINE_BOT, "handoff",
                        arena_printf(cx->arena, "The offer of %s to %s lapsed without an answer",
                                     title, mention(cx, handoff->taker)));
    if (result != OK)
        return result;
    return handing_tell(
        cx, handoff->giver,
        arena_printf(cx->arena,
                     ":warning: %s has not answered, so the offer of %s lapsed; %s has it. "
                     "Ask somebody else: `%s handoff %s %s @name`",
                     mention(cx, handoff->taker), title, *bearer ? mention(cx, bearer) : "nobody",
                     cx->config->slack.command, cx->incident->name, handoff->role));
}

static enum result due(struct context *cx, const struct request *rq) {
    struct handoff handoff = {0};
    struct words line = words_of(cx->arena, rq->args);
    const char *step = words_take_word(&line);
    if (!cx->incident || !incident_is_open(cx->incident))
        return OK;
    enum result result =
        handoff_get(cx->store, cx->arena, cx->incident->id, line.rest, &handoff, cx->err);
    if (result != OK)
        return result == ABSENT ? OK : result;
    if (rq->due_ms > cx->now_ms) /* the clock was set back */
        return handing_wait(cx, handoff.role, step);
    return str_equal(step, HANDING_AGAIN) ? ask_again(cx, &handoff) : lapse(cx, &handoff);
}

/* ---- It is not to be had any more */

/* The role went to somebody by another way: what was offered is not to be had any more. */
static enum result role_changed(struct context *cx, const struct request *rq) {
    struct handoff handoff = {0};
    enum result result =
        handoff_get(cx->store, cx->arena, cx->incident->id, rq->args, &handoff, cx->err);
    if (result != OK)
        return result == ABSENT ? OK : result;
    const char *holder = role_holder(&cx->roles, handoff.role);
    result = handing_forget(cx, handoff.role);
    if (result != OK || str_equal(holder, handoff.taker))
        return result;
    const char *fact =
        arena_printf(cx->arena, "%s is %s now, so the offer to %s is over", mention(cx, holder),
                     handing_title(cx, &handoff), mention(cx, handoff.taker));
    result = handing_tell(cx, handoff.taker, fact);
    if (result != OK || str_equal(handoff.giver, rq->user) || cx->incident->drill)
        return result;
    return handing_tell(cx, handoff.giver, fact);
}

static enum result resolved(struct context *cx, const struct request *rq) {
    struct handoff_list pending;
    (void)rq;
    enum result result = handoff_list(cx->store, cx->arena, cx->incident->id, &pending, cx->err);
    for (int i = 0; result == OK && i < pending.count; i++)
        result = handing_forget(cx, pending.handoffs[i].role);
    return result;
}

const struct handler handlers_lapse[] = {
    {.trigger = TRIGGER_JOB, .name = "handoff", .run = due},
    {.trigger = TRIGGER_MOMENT, .name = MOMENT_ROLE, .run = role_changed},
    {.trigger = TRIGGER_MOMENT, .name = MOMENT_RESOLVED, .run = resolved},
    {0},
};
