/* What becomes of an incident's own channel. Where it is archived, deleted, left or closed to us,
 * the thread of the announcement takes over, which is told so once; where it comes back, the
 * incident goes back to it. It is archived when the incident was closed for a while, and opened
 * with it. */
#include "base/str.h"
#include "handlers/kit/card.h"
#include "handlers/kit/change.h"
#include "handlers/kit/moment.h"
#include "handlers/kit/own_channel.h"
#include "handlers/kit/post.h"
#include "handlers/kit/reply.h"
#include "handlers/kit/route.h"
#include "handlers/kit/view.h"
#include "store/jobs.h"

#define JOB_ARCHIVE "own.archive"

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
    return post_thread(
        cx, "own_channel",
        own_channel_line(cx, ":warning: ", channel,
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
    return result == OK ? own_channel_point_to(cx, own) : result;
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
    const struct playbook_own_channel *rules = own_channel_rules(cx);
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
    return result == OK ? own_channel_archive(cx, own.channel) : result;
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
    return post_thread(
        cx, "own_channel",
        own_channel_line(cx, ":information_source: ", own.channel,
                         arena_printf(cx->arena,
                                      " stays archived, Slack does not let me open it "
                                      "(`%s`): this goes on here. Open it yourself, and I "
                                      "go back to it.",
                                      error)),
        NULL);
}

const struct handler handlers_own_channel_fate[] = {
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
    {.trigger = TRIGGER_MOMENT, .name = MOMENT_CLOSED, .run = closed},
    {.trigger = TRIGGER_MOMENT, .name = MOMENT_REOPENED, .run = reopened},
    {.trigger = TRIGGER_JOB, .name = JOB_ARCHIVE, .run = archive_now},
    {0},
};
