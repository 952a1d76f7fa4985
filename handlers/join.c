/* /incident join [@who] – takes part in an incident, or lets somebody in; whoever comes gets the
 * brief.
 * /incident leave – takes part no more; a role is handed over first, and one that is offered to
 * whoever leaves is declined.
 * /incident catchup – the brief alone: what it is, who does what, what is decided and promised, and
 * what nobody has done yet. */
#include "base/str.h"
#include "handlers/kit/brief.h"
#include "handlers/kit/change.h"
#include "handlers/kit/moment.h"
#include "handlers/kit/post.h"
#include "handlers/kit/reply.h"
#include "handlers/kit/view.h"
#include "model/phrase.h"
#include "model/slack_text.h"
#include "model/words.h"
#include "store/handoffs.h"
#include "store/incidents.h"
#include "store/participants.h"

#include <string.h>

/* ---- The brief */

static enum result say_brief(struct context *cx) {
    enum result result = brief_state(cx);
    if (result == OK)
        result = brief_undone(cx, "What nobody has done yet:");
    if (result == OK)
        brief_more(cx);
    warn_unreachable(cx);
    return result;
}

static enum result catchup(struct context *cx, const struct request *rq) {
    enum result result = say_brief(cx);
    if (result == OK)
        result = incident_touch(cx->store, rq->user, cx->incident->id, cx->now_ms, cx->err);
    reply_unused(cx, rq->args);
    return result;
}

/* ---- Joining */

/* *ret_is_new is false for somebody who is there already. */
static enum result put(struct context *cx, const struct request *rq, const char *who,
                       bool *ret_is_new) {
    struct participant known = {.left_ms = 1};
    enum result result =
        participant_get(cx->store, cx->arena, cx->incident->id, who, &known, cx->err);
    if (result != OK && result != ABSENT)
        return result;
    *ret_is_new = known.left_ms != 0;
    if (!*ret_is_new)
        return OK;
    struct participant participant = {who, cx->now_ms, 0};
    result = participant_put(cx->store, cx->incident->id, &participant, cx->err);
    if (result != OK)
        return result;
    const char *fact = str_equal(who, rq->user)
                           ? "Joined"
                           : arena_printf(cx->arena, "Let %s in", mention(cx, who));
    return record(cx, rq->user, "joined", fact);
}

static enum result join_self(struct context *cx, const struct request *rq) {
    bool is_new = false;
    enum result result = put(cx, rq, rq->user, &is_new);
    if (result == OK)
        result = incident_touch(cx->store, rq->user, cx->incident->id, cx->now_ms, cx->err);
    if (result != OK)
        return result;
    const char *name = cx->incident->name, *command = cx->config->slack.command;
    reply_say(cx, "%s: you %s. To take something on: `%s role %s … me`; to go: `%s leave %s`.",
              heading(cx), is_new ? "take part now; it is written down" : "take part already",
              command, name, command, name);
    return say_brief(cx);
}

/* Whoever is let in gets the brief directly; in a drill nobody is told anything directly. */
static enum result brief_directly(struct context *cx, const struct request *rq, const char *who) {
    struct reply own = reply_new(), *outer = cx->reply;
    if (cx->incident->drill) {
        reply_free(&own);
        return OK;
    }
    cx->reply = &own;
    reply_say(cx, ":wave: %s asks you to join *%s*.", mention(cx, rq->user), cx->incident->name);
    enum result result = say_brief(cx);
    reply_button(cx, "Where it stands", arena_printf(cx->arena, "catchup %s", cx->incident->name));
    cx->reply = outer;
    if (result == OK)
        result = post_private_reply(cx, who, &own, NULL);
    reply_free(&own);
    return result;
}

static enum result let_in(struct context *cx, const struct request *rq, const char *who) {
    bool is_new = false;
    enum result result = put(cx, rq, who, &is_new);
    if (result == OK && is_new)
        result = brief_directly(cx, rq, who);
    if (result == OK)
        result = incident_touch(cx->store, rq->user, cx->incident->id, cx->now_ms, cx->err);
    if (result != OK)
        return result;
    if (!is_new)
        reply_say(cx, "%s: %s takes part already. Nothing to do.", heading(cx), mention(cx, who));
    else
        reply_say(cx, "%s: %s takes part now%s.", heading(cx), mention(cx, who),
                  cx->incident->drill ? "; in a drill I tell nobody directly, so tell them yourself"
                                      : ", and gets the brief directly");
    return OK;
}

static enum result join(struct context *cx, const struct request *rq) {
    struct slack_mention who;
    struct words line = words_of(cx->arena, rq->args);
    (void)words_take_this(&line, "me");
    if (!slack_mention_at(line.rest, &who)) {
        enum result result = join_self(cx, rq);
        reply_unused(cx, line.rest);
        return result;
    }
    if (who.kind != SLACK_MENTION_USER)
        return slack_mention_unknown(who.name, cx->err);
    if (str_equal(who.id, cx->place->bot_user))
        return fail(cx->err, INVALID, "That is me, and I am here already; name a person");
    const char *id = arena_strdup(cx->arena, who.id);
    const char *behind = line.rest + who.len;
    enum result result = str_equal(id, rq->user) ? join_self(cx, rq) : let_in(cx, rq, id);
    reply_unused(cx, words_of(cx->arena, behind + strspn(behind, ",:;")).rest);
    return result;
}

/* ---- Leaving */

/* The role that user holds, or NULL. */
static const char *role_of(const struct context *cx, const char *user) {
    for (int i = 0; i < cx->roles.count; i++)
        if (str_equal(cx->roles.roles[i].holder, user))
            return cx->roles.roles[i].name;
    return NULL;
}

/* A role is given to somebody before its holder goes; one that is offered is still theirs. */
static enum result refuse_to_go(struct context *cx, const char *role) {
    const char *command = cx->config->slack.command, *name = cx->incident->name;
    const char *title = view_role(cx, role), *down = "";
    struct handoff offer;
    char when[PHRASE_WHEN_SIZE];
    if (!str_equal(role, "ic"))
        down =
            arena_printf(cx->arena, ", or put it down: `%s role %s %s none`", command, name, role);
    enum result result = handoff_get(cx->store, cx->arena, cx->incident->id, role, &offer, cx->err);
    if (result == OK)
        return fail(
            cx->err, INVALID,
            "You are %s until %s accepts, who was asked at %s. Without waiting, ask somebody "
            "else: `%s handoff %s %s @name`%s",
            title, mention(cx, offer.taker), phrase_of_moment(offer.asked_ms, cx->now_ms, when),
            command, name, role, down);
    if (result != ABSENT)
        return result;
    return fail(cx->err, INVALID, "You are %s; hand that over first: `%s handoff %s %s @name`%s",
                title, command, name, role, down);
}

/* Whether a role is offered to user, who answers by going. */
static enum result is_asked(struct context *cx, const char *user, bool *ret_asked) {
    struct handoff_list pending;
    enum result result = handoff_list(cx->store, cx->arena, cx->incident->id, &pending, cx->err);
    *ret_asked = false;
    for (int i = 0; result == OK && i < pending.count; i++)
        *ret_asked = *ret_asked || str_equal(pending.handoffs[i].taker, user);
    return result;
}

static enum result go(struct context *cx, const struct request *rq, struct participant *known) {
    const char *command = cx->config->slack.command, *name = cx->incident->name;
    known->who = rq->user;
    known->left_ms = cx->now_ms;
    enum result result = participant_put(cx->store, cx->incident->id, known, cx->err);
    if (result == OK)
        result = record(cx, rq->user, "left",
                        *rq->args ? arena_printf(cx->arena, "Left – %s", rq->args) : "Left");
    if (result != OK)
        return result;
    reply_say(cx,
              "%s: you have left; it is written down. What you were asked to do stays yours: "
              "`%s tasks mine`. To come back: `%s join %s`",
              heading(cx), command, command, name);
    return moment_came(cx, rq, MOMENT_LEFT, rq->args);
}

static enum result leave(struct context *cx, const struct request *rq) {
    struct participant known = {.joined_ms = cx->now_ms};
    const char *role = role_of(cx, rq->user);
    bool is_there = false, asked = false;
    enum result result = role ? refuse_to_go(cx, role) : OK;
    if (result == OK && *rq->args)
        result = check_text(cx, rq->args, "reason", POLICY_TEXT_MAX);
    if (result == OK)
        result = is_asked(cx, rq->user, &asked);
    if (result == OK)
        result = participant_get(cx->store, cx->arena, cx->incident->id, rq->user, &known, cx->err);
    if (result != OK && result != ABSENT)
        return result;
    is_there = result == OK && !known.left_ms;
    if (is_there || asked)
        return go(cx, rq, &known);
    reply_say(cx, "%s: you had not joined. Nothing to do.", heading(cx));
    reply_unused(cx, rq->args);
    return OK;
}

const struct handler handlers_join[] = {
    {.trigger = TRIGGER_COMMAND,
     .name = "join",
     .usage = "[@who]",
     .summary = "take part and get the brief, or let somebody in",
     .example = "join",
     .needs = NEEDS_OPEN_INCIDENT,
     .run = join},
    {.trigger = TRIGGER_COMMAND,
     .name = "leave",
     .usage = "[why]",
     .summary = "take part no more",
     .example = "leave my shift is over",
     .needs = NEEDS_OPEN_INCIDENT,
     .run = leave},
    {.trigger = TRIGGER_COMMAND,
     .name = "catchup",
     .aliases = "catch-up brief",
     .usage = "[incident]",
     .summary = "get a private brief: what it is, what is decided, what nobody has done yet",
     .example = "catchup",
     .needs = NEEDS_INCIDENT,
     .run = catchup},
    {0},
};
