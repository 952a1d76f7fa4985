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
#include "handlers/kit/route.h"
#include "handlers/kit/undelivered.h"
#include "handlers/kit/view.h"
#include "handlers/retract.h"
#include "store/facts.h"
#include "store/incidents.h"
#include "store/jobs.h"
#include "store/outbox.h"

#define JOB_ARCHIVE "own.archive"
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

static enum result archive(struct context *cx, const char *channel, const char *on_result) {
    struct json *body = json_new_object();
    json_put_str(body, "channel", channel);
    return own_channel_call(cx, "conversations.archive", body, on_result);
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

/* A line about the channel, with a link to it. */
static struct json *values_of(struct context *cx, const char *before, const char *channel,
                              const char *after) {
    struct json *values = view_incident(cx);
    json_put_str(values, "before", before);
    json_put_str(values, "channel", channel);
    json_put_str(values, "after", after);
    json_put_str(values, "undo", "");
    view_put_call(cx, values, false);
    return values;
}

static enum result tell_entered(struct context *cx, const struct own_channel *own) {
    struct json *message = NULL;
    enum result result =
        post_render(cx, "own_channel",
                    values_of(cx, ":speech_balloon: This goes on in ", own->channel,
                              ". Updates and the end of it are told here as well."),
                    &message);
    if (result != OK)
        return result;
    return post_in_lane(cx, "chat.postMessage", OUTBOX_MIRROR, message,
                        &(struct post_how){.on_result = POST_MIRRORED});
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
    return result == OK ? tell_entered(cx, own) : result;
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
        return rq->ok ? archive(cx, json_text_at(channel, "id"), OWN_ARCHIVED) : OK;
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

/* The announcement stands anew: where the incident goes on in its own channel or is back from it.
 */
static enum result announced_again(struct context *cx, const struct request *rq) {
    struct own_channel own;
    enum result result = own_channel_of(cx, &own);
    const char *channel = json_text_at(rq->payload, "channel"),
               *ts = json_text_at(rq->payload, "ts");
    if (result == OK && own_channel_is(&own, OWN_CHANNEL_OPEN)) {
        own.announced_channel = channel;
        own.announced_ts = ts;
        return own_channel_put(cx->store, &own, cx->err);
    }
    if (result != OK && result != ABSENT)
        return result;
    if (cx->incident->is_private)
        return retract_card(cx, channel, ts);
    cx->incident->channel = channel;
    cx->incident->card_ts = ts;
    return incident_save(cx->store, cx->incident, cx->err);
}

/* The announcement was edited, or is gone: then it is posted anew. Where it takes nothing for now,
 * it is tried until it does or the incident is closed. */
static enum result announcement_edited(struct context *cx, const struct request *rq) {
    static const char *const gone[] = {"message_not_found", "is_inactive", "cant_update_message",
                                       "edit_window_closed", NULL};
    const char *error = json_text_at(rq->payload, "error");
    if (!cx->incident)
        return OK;
    if (rq->ok)
        return *json_text_at(rq->payload, "call.ts") ? OK : announced_again(cx, rq);
    if (str_is_one_of(error, gone))
        return card_announce(cx);
    enum result result = OK;
    if (undelivered_may_come_back(error) && !cx->incident->closed_ms)
        result = undelivered_try_later(cx, JOB_ANNOUNCEMENT, "");
    return result == OK ? mirrored(cx, rq) : result;
}

static enum result announcement_again(struct context *cx, const struct request *rq) {
    (void)rq;
    return cx->incident && !cx->incident->closed_ms ? card_follow(cx) : OK;
}

/* ---- Lost, and back again */

static enum result lose(struct context *cx, struct own_channel *own, const char *what,
                        const char *undo) {
    const char *channel = own->channel;
    enum result result = own_channel_go_back(cx, own, OWN_CHANNEL_LOST);
    if (result == OK)
        result = record(cx, TIMELINE_BOT, "channel",
                        arena_printf(cx->arena, "Its channel #%s %s", own->name, what));
    if (result != OK)
        return result;
    return post_thread(cx, "own_channel",
                       values_of(cx, ":warning: ", channel,
                                 arena_printf(cx->arena, " %s: this goes on here. %s", what, undo)),
                       NULL);
}

/* A message that the channel did not take was put back and goes on to where the incident does. */
static enum result refused(struct context *cx, const struct request *rq) {
    struct own_channel own;
    if (!cx->incident)
        return OK;
    enum result result = own_channel_of(cx, &own);
    if (result != OK || !own_channel_is(&own, OWN_CHANNEL_OPEN))
        return result == ABSENT ? OK : result;
    return lose(cx, &own,
                arena_printf(cx->arena, "takes no message of mine any more (`%s`)",
                             json_text_at(rq->payload, "error")),
                "Let me in again with `/invite @incidentd` there, and I go back to it.");
}

static enum result back(struct context *cx, struct own_channel *own) {
    enum result result = own_channel_enter(cx, own);
    if (result == OK && !*own->card_ts)
        result = card_post_own(cx);
    if (result == OK)
        result = record(cx, TIMELINE_BOT, "channel",
                        arena_printf(cx->arena, "It goes on in #%s again", own->name));
    return result == OK ? tell_entered(cx, own) : result;
}

/* ---- What people do to it */

/* Loads the incident whose own channel the event is about, where it is in this state; ABSENT
 * otherwise. */
static enum result load(struct context *cx, const struct request *rq, const char *state,
                        struct own_channel *ret_own) {
    enum result result = own_channel_by_id(cx->store, cx->arena, rq->channel, ret_own, cx->err);
    if (result == OK && *state && !own_channel_is(ret_own, state))
        return ABSENT;
    return result == OK ? route_load(cx, ret_own->incident_id) : result;
}

static enum result was_archived(struct context *cx, const struct request *rq) {
    struct own_channel own;
    enum result result = load(cx, rq, OWN_CHANNEL_OPEN, &own);
    if (result != OK)
        return result == ABSENT ? OK : result;
    return lose(cx, &own,
                *rq->user ? arena_printf(cx->arena, "was archived by %s", mention(cx, rq->user))
                          : "was archived",
                "Open it again, and I go back to it.");
}

static enum result was_deleted(struct context *cx, const struct request *rq) {
    struct own_channel own;
    enum result result = load(cx, rq, OWN_CHANNEL_OPEN, &own);
    if (result != OK)
        return result == ABSENT ? OK : result;
    return lose(cx, &own, "was deleted", "");
}

/* Us: anybody else may go. */
static enum result somebody_left(struct context *cx, const struct request *rq) {
    struct own_channel own;
    if (!str_equal(rq->user, cx->place->bot_user))
        return OK;
    enum result result = load(cx, rq, OWN_CHANNEL_OPEN, &own);
    if (result != OK)
        return result == ABSENT ? OK : result;
    return lose(cx, &own, "has me in it no more",
                "Let me in again with `/invite @incidentd` there, and I go back to it.");
}

static enum result somebody_came(struct context *cx, const struct request *rq) {
    struct own_channel own;
    if (!str_equal(rq->user, cx->place->bot_user))
        return OK;
    enum result result = load(cx, rq, OWN_CHANNEL_LOST, &own);
    if (result != OK)
        return result == ABSENT ? OK : result;
    return back(cx, &own);
}

static enum result was_opened(struct context *cx, const struct request *rq) {
    struct own_channel own;
    enum result result = load(cx, rq, "", &own);
    if (result != OK)
        return result == ABSENT ? OK : result;
    bool away =
        own_channel_is(&own, OWN_CHANNEL_LOST) || own_channel_is(&own, OWN_CHANNEL_ARCHIVED);
    return away ? back(cx, &own) : OK;
}

/* Links to it have its id, and follow by themselves. */
static enum result was_renamed(struct context *cx, const struct request *rq) {
    struct own_channel own;
    const char *name = json_text_at(rq->payload, "channel.name");
    enum result result = load(cx, rq, "", &own);
    if (result != OK || !*name || str_equal(own.name, name))
        return result == ABSENT ? OK : result;
    const char *line = arena_printf(cx->arena, "Its channel #%s is called #%s now", own.name, name);
    own.name = name;
    result = own_channel_put(cx->store, &own, cx->err);
    return result == OK ? record(cx, TIMELINE_BOT, "channel", line) : result;
}

/* ---- Its end */

static enum result closed(struct context *cx, const struct request *rq) {
    (void)rq;
    struct own_channel own;
    const struct playbook_own_channel *rules =
        playbook_own_channel(cx->playbook, cx->incident->severity, cx->incident->kind);
    enum result result = own_channel_of(cx, &own);
    if (result != OK || !own_channel_is(&own, OWN_CHANNEL_OPEN) || !rules || !rules->archive_ms)
        return result == ABSENT ? OK : result;
    int64_t due_ms = cx->now_ms + rules->archive_ms;
    struct job job = {.kind = JOB_ARCHIVE,
                      .incident_id = cx->incident->id,
                      .subject = "",
                      .due_ms = due_ms,
                      .within_ms = job_within(cx->now_ms, due_ms),
                      .args = ""};
    result = job_put(cx->store, &job, cx->err);
    if (result != OK)
        return result;
    return post_notice(cx,
                       arena_printf(cx->arena,
                                    ":file_cabinet: This is closed. I archive this channel at %s; "
                                    "nothing in it is deleted.",
                                    time_text(cx, due_ms)),
                       arena_printf(cx->arena, "%s reopen %s …why…", cx->config->slack.command,
                                    cx->incident->name));
}

static enum result archive_now(struct context *cx, const struct request *rq) {
    (void)rq;
    struct own_channel own;
    if (!cx->incident || !cx->incident->closed_ms)
        return OK;
    enum result result = own_channel_of(cx, &own);
    if (result != OK || !own_channel_is(&own, OWN_CHANNEL_OPEN))
        return result == ABSENT ? OK : result;
    result = own_channel_go_back(cx, &own, OWN_CHANNEL_ARCHIVED);
    return result == OK ? archive(cx, own.channel, OWN_ARCHIVED) : result;
}

static enum result archived(struct context *cx, const struct request *rq) {
    static const char *const fine[] = {"already_archived", "channel_not_found", NULL};
    const char *error = json_text_at(rq->payload, "error");
    const char *channel = json_text_at(rq->payload, "call.channel");
    if (!cx->incident || str_is_one_of(error, fine))
        return OK;
    if (rq->ok)
        return record(cx, TIMELINE_BOT, "channel", "Its channel was archived");
    enum result result =
        record(cx, TIMELINE_BOT, "undelivered",
               arena_printf(cx->arena, "Its channel could not be archived: %s", error));
    if (result != OK)
        return result;
    return post_private_text(
        cx, view_commander(cx),
        arena_printf(cx->arena,
                     ":warning: I could not archive <#%s>, the channel of *%s*: Slack answers "
                     "`%s`. Please archive it yourself.",
                     channel, cx->incident->name, error),
        0);
}

static enum result reopened(struct context *cx, const struct request *rq) {
    (void)rq;
    struct own_channel own;
    enum result result = own_channel_of(cx, &own);
    if (result != OK)
        return result == ABSENT ? OK : result;
    result = job_drop(cx->store, JOB_ARCHIVE, cx->incident->id, "", cx->err);
    if (result != OK || !own_channel_is(&own, OWN_CHANNEL_ARCHIVED))
        return result;
    struct json *body = json_new_object();
    json_put_str(body, "channel", own.channel);
    return own_channel_call(cx, "conversations.unarchive", body, OWN_UNARCHIVED);
}

/* Slack lets an app do so only where it is still a member
 * (https://docs.slack.dev/reference/methods/conversations.unarchive). */
static enum result unarchived(struct context *cx, const struct request *rq) {
    struct own_channel own;
    const char *error = json_text_at(rq->payload, "error");
    if (!cx->incident)
        return OK;
    enum result result = own_channel_of(cx, &own);
    if (result != OK || !own_channel_is(&own, OWN_CHANNEL_ARCHIVED))
        return result == ABSENT ? OK : result;
    if (rq->ok || str_equal(error, "not_archived"))
        return back(cx, &own);
    own.state = OWN_CHANNEL_LOST;
    result = own_channel_put(cx->store, &own, cx->err);
    if (result != OK)
        return result;
    return post_thread(cx, "own_channel",
                       values_of(cx, ":information_source: ", own.channel,
                                 arena_printf(cx->arena,
                                              " stays archived, Slack does not let me open it "
                                              "(`%s`): this goes on here. Open it yourself, and I "
                                              "go back to it.",
                                              error)),
                       NULL);
}

const struct handler handlers_own_channel[] = {
    {.trigger = TRIGGER_MOMENT, .name = MOMENT_DECLARED, .run = declared},
    {.trigger = TRIGGER_MOMENT, .name = MOMENT_SEVERITY, .run = changed},
    {.trigger = TRIGGER_MOMENT, .name = MOMENT_CLOSED, .run = closed},
    {.trigger = TRIGGER_MOMENT, .name = MOMENT_REOPENED, .run = reopened},
    {.trigger = TRIGGER_RESULT, .name = OWN_CREATED, .run = created},
    {.trigger = TRIGGER_RESULT, .name = CARD_OWN, .run = carded},
    {.trigger = TRIGGER_RESULT, .name = OWN_SET, .run = was_set},
    {.trigger = TRIGGER_RESULT, .name = OWN_LINKED, .run = linked},
    {.trigger = TRIGGER_RESULT, .name = OWN_INVITED, .run = invited},
    {.trigger = TRIGGER_RESULT, .name = POST_MIRRORED, .run = mirrored},
    {.trigger = TRIGGER_RESULT, .name = CARD_ANNOUNCEMENT_EDITED, .run = announcement_edited},
    {.trigger = TRIGGER_RESULT, .name = OWN_REFUSED, .run = refused},
    {.trigger = TRIGGER_RESULT, .name = OWN_ARCHIVED, .run = archived},
    {.trigger = TRIGGER_RESULT, .name = OWN_UNARCHIVED, .run = unarchived},
    {.trigger = TRIGGER_EVENT,
     .name = "channel_archive",
     .aliases = "group_archive",
     .run = was_archived},
    {.trigger = TRIGGER_EVENT,
     .name = "channel_unarchive",
     .aliases = "group_unarchive",
     .run = was_opened},
    {.trigger = TRIGGER_EVENT,
     .name = "channel_deleted",
     .aliases = "group_deleted",
     .run = was_deleted},
    {.trigger = TRIGGER_EVENT,
     .name = "channel_rename",
     .aliases = "group_rename",
     .run = was_renamed},
    {.trigger = TRIGGER_EVENT, .name = "member_left_channel", .run = somebody_left},
    {.trigger = TRIGGER_EVENT, .name = "member_joined_channel", .run = somebody_came},
    {.trigger = TRIGGER_JOB, .name = JOB_ARCHIVE, .run = archive_now},
    {.trigger = TRIGGER_JOB, .name = JOB_CARD, .run = card_again},
    {.trigger = TRIGGER_JOB, .name = JOB_ANNOUNCEMENT, .run = announcement_again},
    {0},
};
