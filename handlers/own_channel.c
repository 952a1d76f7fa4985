/* The channel that an incident has to itself, where its playbook wants one: what Slack says of it,
 * what people do to it, and its end. Where it is refused, archived, left or closed to us, the
 * thread of the announcement takes over, which is told so once; where it comes back, the incident
 * goes back to it. What is told about the incident finds its place meanwhile
 * (handlers/kit/own_channel.h). */
#include "handlers/kit/own_channel.h"

#include "base/str.h"
#include "handlers/kit/card.h"
#include "handlers/kit/change.h"
#include "handlers/kit/kind.h"
#include "handlers/kit/moment.h"
#include "handlers/kit/post.h"
#include "handlers/kit/reply.h"
#include "handlers/kit/undelivered.h"
#include "handlers/kit/view.h"
#include "handlers/retract.h"
#include "store/facts.h"
#include "store/incidents.h"
#include "store/outbox.h"

#define JOB_CARD "own.card"
#define JOB_ANNOUNCEMENT "own.announcement"

enum { NAMES_TRIED_MAX = 9 };

/* ---- Asked for */

static enum result declared(struct context *cx, const struct request *rq) {
    (void)rq;
    struct own_channel own;
    enum result result = own_channel_of(cx, &own);
    if (result != OK)
        return result == ABSENT ? OK : result;
    reply_say(cx,
              "It gets a channel of its own, %s`#%s`, and goes on there. Whoever takes part is "
              "invited.",
              own.is_private ? ":lock: " : "", own.name);
    return OK;
}

/* It is of a severity now that has one. Of another kind it is kind.c's, which moves it first. */
static enum result changed(struct context *cx, const struct request *rq) {
    (void)rq;
    return incident_is_open(cx->incident) && !kind_moves(cx) ? own_channel_ask(cx) : OK;
}

/* ---- Created */

/* Slack's words, and what helps. */
static const char *why_refused(struct context *cx, const char *error) {
    if (str_equal(error, "missing_scope"))
        return "The app needs the scopes `channels:manage` and `groups:write` for it.";
    if (str_equal(error, "restricted_action"))
        return "The workspace lets only some people create channels; an admin can allow apps to.";
    return arena_printf(cx->arena, "Slack answers `%s`.", error);
}

static enum result not_created(struct context *cx, struct own_channel *own, const char *error) {
    own->state = OWN_CHANNEL_REFUSED;
    enum result result = own_channel_put(cx->store, own, cx->err);
    if (result == OK)
        result = record(cx, TIMELINE_BOT, "channel",
                        arena_printf(cx->arena, "It got no channel of its own: %s", error));
    if (result != OK)
        return result;
    return post_notice(cx,
                       arena_printf(cx->arena,
                                    ":information_source: I cannot create a channel for this: it "
                                    "goes on here. %s",
                                    why_refused(cx, error)),
                       "");
}

/* Found by its name after a lost answer, it may be somebody else's, or another incident's. */
static enum result is_ours(struct context *cx, const struct own_channel *own,
                           const struct json *channel, bool *ret_ours) {
    const char *creator = json_text_at(channel, "creator");
    bool known = false;
    enum result result =
        own_channel_is_known(cx->store, json_text_at(channel, "id"), &known, cx->err);
    *ret_ours = !known && json_is_true(channel, "is_private") == own->is_private &&
                (!*creator || !*cx->place->bot_user || str_equal(creator, cx->place->bot_user));
    return result;
}

static enum result enter(struct context *cx, struct own_channel *own, const struct json *channel) {
    bool again = own->tries > 0;
    own->channel = json_text_at(channel, "id");
    own->name = json_text_at(channel, "name");
    enum result result = own_channel_enter(cx, own);
    if (result == OK)
        result =
            record(cx, TIMELINE_BOT, "channel",
                   arena_printf(cx->arena, "It goes on in a channel of its own, #%s", own->name));
    if (result == OK && again) /* the card that was to be the first in it found no channel */
        result = card_post_own(cx);
    return result == OK ? own_channel_point_to(cx, own) : result;
}

static enum result taken(struct context *cx, struct own_channel *own) {
    return own->tries < NAMES_TRIED_MAX ? own_channel_ask_again(cx, own)
                                        : not_created(cx, own, "name_taken");
}

static enum result created(struct context *cx, const struct request *rq) {
    struct own_channel own;
    const struct json *call = json_at(rq->payload, "call"),
                      *channel = json_at(rq->payload, "channel");
    bool ours = false;
    if (!cx->incident)
        return OK;
    enum result result = own_channel_of(cx, &own);
    if (result != OK)
        return result == ABSENT ? OK : result;
    bool asked = own_channel_is(&own, OWN_CHANNEL_ASKED) &&
                 str_equal(own.name, json_text_at(call, "name")) &&
                 own.is_private == json_is_true(call, "is_private");
    if (!asked) /* it became private meanwhile */
        return rq->ok ? own_channel_archive(cx, json_text_at(channel, "id")) : OK;
    if (!rq->ok) {
        const char *error = json_text_at(rq->payload, "error");
        return str_equal(error, "name_taken") ? taken(cx, &own) : not_created(cx, &own, error);
    }
    result = is_ours(cx, &own, channel, &ours);
    if (result != OK)
        return result;
    return ours ? enter(cx, &own, channel) : taken(cx, &own);
}

/* ---- Its card */

static enum result pin(struct context *cx, const struct own_channel *own) {
    struct json *body = json_new_object();
    json_put_str(body, "channel", own->channel);
    json_put_str(body, "timestamp", own->card_ts);
    return own_channel_call(cx, "pins.add", body, OWN_SET);
}

/* The card stands in it; what changed meanwhile is not on it yet. */
static enum result carded(struct context *cx, const struct request *rq) {
    struct own_channel own;
    const char *error = json_text_at(rq->payload, "error");
    if (!cx->incident || str_equal(error, OUTBOX_NO_OWN))
        return OK;
    if (!rq->ok)
        return undelivered_try_later(cx, JOB_CARD, "");
    const char *channel = json_text_at(rq->payload, "channel"),
               *ts = json_text_at(rq->payload, "ts");
    enum result result = own_channel_of(cx, &own);
    if (result != OK)
        return result == ABSENT ? OK : result;
    if (!str_equal(own.channel, channel)) /* it became private while this was on its way */
        return retract_card(cx, channel, ts);
    own.card_ts = ts;
    result = own_channel_put(cx->store, &own, cx->err);
    if (result == OK && own_channel_is(&own, OWN_CHANNEL_OPEN)) {
        cx->incident->card_ts = own.card_ts;
        result = incident_save(cx->store, cx->incident, cx->err);
    }
    if (result == OK)
        result = pin(cx, &own);
    return result == OK ? card_follow(cx) : result;
}

static enum result card_again(struct context *cx, const struct request *rq) {
    (void)rq;
    return cx->incident ? card_post_own(cx) : OK;
}

/* ---- What Slack said of the rest of it */

/* A channel without its topic, pin or link is one all the same. */
static enum result was_set(struct context *cx, const struct request *rq) {
    static const char *const fine[] = {"already_pinned", "expired", "given_up", NULL};
    const char *error = json_text_at(rq->payload, "error");
    if (!cx->incident || rq->ok || str_is_one_of(error, fine) || undelivered_is_channel_gone(error))
        return OK;
    const struct json *call = json_at(rq->payload, "call");
    const char *what = json_at(call, "topic")     ? "topic"
                       : json_at(call, "purpose") ? "description"
                       : json_at(call, "link")    ? "links"
                                                  : "pinned card";
    const char *told = NULL, *name = arena_printf(cx->arena, "%s of %s", what, cx->incident->name);
    enum result result = fact_get(cx->store, cx->arena, name, &told, cx->err);
    if (result != ABSENT)
        return result; /* said already */
    result = fact_put(cx->store, name, error, cx->err);
    if (result != OK)
        return result;
    return record(cx, TIMELINE_BOT, "undelivered",
                  arena_printf(cx->arena, "Its channel lacks the %s: %s", what, error));
}

static enum result linked(struct context *cx, const struct request *rq) {
    struct own_channel_link link;
    const char *id = json_text_at(rq->payload, "bookmark.id");
    if (!cx->incident || !rq->ok || !*id)
        return was_set(cx, rq);
    enum result result =
        own_channel_link_get(cx->store, cx->arena, cx->incident->id,
                             json_text_at(rq->payload, "call.title"), &link, cx->err);
    if (result != OK)
        return result == ABSENT ? OK : result;
    link.id = id;
    return own_channel_link_put(cx->store, cx->incident->id, &link, cx->err);
}

/* "@bob (cant_invite)", with what stood before. */
static const char *and_one(struct context *cx, const char *before, const char *user,
                           const char *error) {
    return arena_printf(cx->arena, "%s%s%s (`%s`)", before, *before ? ", " : "", mention(cx, user),
                        error);
}

/* Whoever leads hears who could not be invited; whoever is there already is no news. */
static enum result invited(struct context *cx, const struct request *rq) {
    const struct json *errors = json_at(rq->payload, "errors");
    const char *error = json_text_at(rq->payload, "error"), *missing = "";
    if (!cx->incident)
        return OK;
    for (size_t i = 0; i < json_len(errors, ""); i++) {
        const char *why = json_text_at(json_item(errors, i), "error");
        if (!str_equal(why, "already_in_channel") && !str_equal(why, "cant_invite_self"))
            missing = and_one(cx, missing, json_text_at(json_item(errors, i), "user"), why);
    }
    if (!rq->ok && !json_len(errors, "") && !str_equal(error, "already_in_channel"))
        missing = arena_printf(cx->arena, "those who take part (`%s`)", error);
    if (!*missing)
        return OK;
    return post_private_text(
        cx, view_commander(cx),
        arena_printf(cx->arena,
                     ":warning: I could not invite %s to <#%s>, the channel of *%s*. Please do it "
                     "yourself, with `/invite` there.",
                     missing, json_text_at(rq->payload, "call.channel"), cx->incident->name),
        0);
}

/* ---- Mirrored */

/* The place where it was announced takes nothing: the incident goes on, and its lead hears of it
 * once. */
static enum result mirrored(struct context *cx, const struct request *rq) {
    const char *error = json_text_at(rq->payload, "error"), *told = NULL;
    if (!cx->incident || rq->ok || str_equal(error, OUTBOX_NO_OWN) || str_equal(error, "expired"))
        return OK;
    const char *name = arena_printf(cx->arena, "unmirrored %s", cx->incident->name);
    enum result result = fact_get(cx->store, cx->arena, name, &told, cx->err);
    if (result != ABSENT)
        return result;
    result = fact_put(cx->store, name, error, cx->err);
    if (result == OK)
        result =
            record(cx, TIMELINE_BOT, "undelivered",
                   arena_printf(cx->arena, "Where it was announced, Slack refused: %s", error));
    if (result != OK)
        return result;
    return post_private_text(
        cx, view_commander(cx),
        arena_printf(cx->arena,
                     ":warning: What I tell about *%s* where it was announced does not get "
                     "through: Slack answers `%s`. Its own channel has all of it; please tell the "
                     "others yourself.",
                     cx->incident->name, error),
        0);
}

/* Where it was announced takes nothing for now: it is tried until it does or the incident is
 * closed.
 */
static enum result not_announced(struct context *cx, const struct request *rq) {
    enum result result = OK;
    if (undelivered_may_come_back(json_text_at(rq->payload, "error")) && !cx->incident->closed_ms)
        result = undelivered_try_later(cx, JOB_ANNOUNCEMENT, "");
    return result == OK ? mirrored(cx, rq) : result;
}

/* The announcement stands anew: where the incident goes on in its own channel or is back from it.
 */
static enum result announced_anew(struct context *cx, const struct request *rq) {
    struct own_channel own;
    if (!cx->incident)
        return OK;
    if (!rq->ok)
        return not_announced(cx, rq);
    const char *channel = json_text_at(rq->payload, "channel");
    const char *ts = json_text_at(rq->payload, "ts");
    enum result result = own_channel_of(cx, &own);
    if (result == OK && own_channel_is(&own, OWN_CHANNEL_OPEN))
        return own_channel_announced(cx, rq, &own);
    if (result != OK && result != ABSENT)
        return result;
    if (cx->incident->is_private && !str_equal(cx->incident->channel, channel))
        return retract_card(cx, channel, ts);
    cx->incident->channel = channel;
    cx->incident->card_ts = ts;
    return incident_save(cx->store, cx->incident, cx->err);
}

/* The announcement was edited, or is gone: then it is posted anew. */
static enum result announcement_edited(struct context *cx, const struct request *rq) {
    static const char *const gone[] = {"message_not_found", "is_inactive", "cant_update_message",
                                       "edit_window_closed", NULL};
    if (!cx->incident || rq->ok)
        return OK;
    return str_is_one_of(json_text_at(rq->payload, "error"), gone) ? card_announce(cx)
                                                                   : not_announced(cx, rq);
}

static enum result announcement_again(struct context *cx, const struct request *rq) {
    (void)rq;
    return cx->incident && !cx->incident->closed_ms ? card_follow(cx) : OK;
}

const struct handler handlers_own_channel[] = {
    {.trigger = TRIGGER_MOMENT, .name = MOMENT_DECLARED, .run = declared},
    {.trigger = TRIGGER_MOMENT, .name = MOMENT_SEVERITY, .run = changed},
    {.trigger = TRIGGER_RESULT, .name = OWN_CREATED, .run = created},
    {.trigger = TRIGGER_RESULT, .name = CARD_OWN, .run = carded},
    {.trigger = TRIGGER_RESULT, .name = OWN_SET, .run = was_set},
    {.trigger = TRIGGER_RESULT, .name = OWN_LINKED, .run = linked},
    {.trigger = TRIGGER_RESULT, .name = OWN_INVITED, .run = invited},
    {.trigger = TRIGGER_RESULT, .name = POST_MIRRORED, .run = mirrored},
    {.trigger = TRIGGER_RESULT, .name = CARD_ANNOUNCEMENT_EDITED, .run = announcement_edited},
    {.trigger = TRIGGER_RESULT, .name = CARD_ANNOUNCED_ANEW, .run = announced_anew},
    {.trigger = TRIGGER_JOB, .name = JOB_CARD, .run = card_again},
    {.trigger = TRIGGER_JOB, .name = JOB_ANNOUNCEMENT, .run = announcement_again},
    {0},
};
