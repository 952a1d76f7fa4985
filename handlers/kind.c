/* /incident kind <name|none> [why] – of which kind the incident is: its severity, its channel, who
 * may see it, what not to do. /incident kind alone shows it. What the kind lets nobody do alone is
 * allow.c's. */
#include "handlers/kit/kind.h"
#include "handlers/kit/card.h"

#include "base/str.h"
#include "handlers/kit/change.h"
#include "handlers/kit/condition.h"
#include "handlers/kit/moment.h"
#include "handlers/kit/own_channel.h"
#include "handlers/kit/post.h"
#include "handlers/kit/promise.h"
#include "handlers/kit/reply.h"
#include "handlers/kit/undelivered.h"
#include "handlers/kit/view.h"
#include "handlers/retract.h"
#include "model/words.h"
#include "store/copies.h"
#include "store/incidents.h"
#include "store/outbox.h"
#include "store/timeline.h"

/* ---- Declared as one */

static enum result declared(struct context *cx, const struct request *rq) {
    (void)rq;
    enum result result = kind_alert(cx);
    return result == OK ? kind_tell(cx, "", false) : result;
}

/* ---- It turns out to be one */

static enum result show(struct context *cx) {
    const struct playbook *playbook = cx->playbook;
    const char *command = cx->config->slack.command;
    if (playbook->kind_count == 0) {
        reply_say(cx, "%s: the playbook \"%s\" has no kinds of incidents.", heading(cx),
                  playbook->title);
        return OK;
    }
    reply_say(cx, "%s is of %s%s.", heading(cx), *cx->incident->kind ? "the kind " : "no kind",
              cx->incident->kind);
    for (int i = 0; i < playbook->kind_count; i++) {
        const struct playbook_kind *kind = &playbook->kinds[i];
        reply_say(cx, "• *%s*%s%s%s%s", kind->name, *kind->severity ? ": always " : "",
                  kind->severity, *kind->channel ? ", told in " : "",
                  *kind->channel ? channel_link(cx, kind->channel) : "");
        reply_button(cx, kind->name,
                     arena_printf(cx->arena, "kind %s %s", cx->incident->name, kind->name));
    }
    reply_say(cx, "To say that it is one: `%s kind %s %s …why…`", command, cx->incident->name,
              playbook->kinds[0].name);
    kind_say(cx);
    return OK;
}

/* The kind's severity, where the incident's is milder. */
static enum result force_severity(struct context *cx, const struct request *rq,
                                  const struct playbook_kind *kind, enum severity before) {
    enum severity forced;
    if (kind_severity(kind, &forced) != OK || severity_compare(before, forced) != SEVERITY_RAISED)
        return OK;
    cx->incident->severity = forced;
    enum result result = promise_follow_severity(cx, before);
    if (result != OK)
        return result;
    return record(cx, rq->user, "severity",
                  arena_printf(cx->arena, "%s → %s – of the kind %s", view_severity(cx, before),
                               view_severity(cx, forced), kind->name));
}

/* Without a full stop, which a reason may have. */
static const char *fact_of(struct context *cx, const struct request *rq,
                           const struct playbook_kind *kind, const char *why) {
    const char *what = kind ? arena_printf(cx->arena, "the kind *%s*", kind->name) : "no kind";
    return arena_printf(cx->arena, "%s: this is of %s%s%s", mention(cx, rq->user), what,
                        *why ? " – " : "", unstopped(cx, why));
}

/* Whoever reads elsewhere what was open must not read on. */
static enum result take_back(struct context *cx) {
    struct copy_places copies;
    enum result result = own_channel_leave(cx);
    if (result == OK)
        result = copy_list(cx->store, cx->arena, cx->incident->id, &copies, cx->err);
    for (int i = 0; result == OK && i < copies.count; i++)
        result = retract_card(cx, copies.places[i].channel, copies.places[i].ts);
    return result == OK ? copy_clear(cx->store, cx->incident->id, cx->err) : result;
}

/* A card that has nowhere to go: what it said is taken back, and the incident goes on in private
 * messages. One that is still on its way is taken back when it stands (announced() in declare.c).
 */
static enum result go_dark(struct context *cx) {
    struct incident *incident = cx->incident;
    enum result result =
        outbox_drop(cx->store, arena_printf(cx->arena, "announcement:%s", incident->name), cx->err);
    if (result == OK && *incident->card_ts)
        result = retract_card(cx, incident->channel, incident->card_ts);
    incident->channel = incident->card_ts = "";
    incident->unreachable = false;
    return result;
}

/* The card that is about to leave is not changed any more: what it would say is not for all. */
static enum result keep(struct context *cx, const struct request *rq, bool was_private) {
    const struct playbook_kind *kind = kind_of(cx);
    enum result result = OK;
    if (!was_private && cx->incident->is_private && !*kind->channel)
        result = go_dark(cx);
    if (result == OK && !kind_moves(cx))
        return save(cx, rq->user);
    if (result == OK)
        result = incident_save(cx->store, cx->incident, cx->err);
    return result == OK ? incident_touch(cx->store, rq->user, cx->incident->id, cx->now_ms, cx->err)
                        : result;
}

/* The line that says that it is of this kind after all; "" for none. */
static const char *undo_of(struct context *cx, const char *was) {
    return *was ? arena_printf(cx->arena, "%s kind %s %s …why…", cx->config->slack.command,
                               cx->incident->name, was)
                : "";
}

/* The thread of a private incident is told once it stands where only those may read who should. */
static enum result tell(struct context *cx, const struct request *rq, enum severity before,
                        const char *was, const char *why) {
    const struct playbook_kind *kind = kind_of(cx);
    enum result result = kind_alert(cx);
    if (result != OK || kind_moves(cx))
        return result;
    if (!kind)
        return post_notice(cx, arena_printf(cx->arena, "%s.", fact_of(cx, rq, NULL, why)),
                           undo_of(cx, was));
    bool raised = severity_compare(before, cx->incident->severity) == SEVERITY_RAISED;
    bool calls = raised && view_calls(cx, cx->incident->severity) && !view_calls(cx, before);
    return kind_tell(cx, fact_of(cx, rq, kind, why), calls);
}

static enum result change(struct context *cx, const struct request *rq,
                          const struct playbook_kind *kind, const char *why) {
    struct incident *incident = cx->incident;
    enum severity before = incident->severity;
    const char *was = incident->kind;
    bool was_private = incident->is_private;
    incident->kind = kind ? kind->name : "";
    incident->is_private = incident->is_private || (kind && kind->is_private);
    enum result result = record(cx, rq->user, "kind",
                                arena_printf(cx->arena, "Of the kind %s%s%s",
                                             kind ? kind->name : "none", *why ? " – " : "", why));
    if (result == OK && kind)
        result = force_severity(cx, rq, kind, before);
    if (result == OK && kind && *kind->condition)
        result = condition_follow(cx, rq, kind->condition);
    if (result == OK && incident->is_private && !was_private)
        result = take_back(cx);
    if (result == OK)
        result = keep(cx, rq, was_private);
    if (result == OK && !kind_moves(cx))
        result = own_channel_ask(cx);
    if (result == OK)
        result = tell(cx, rq, before, was, why);
    if (result == OK && incident->severity != before)
        result = moment_came(cx, rq, MOMENT_SEVERITY, severity_code(before));
    return result == OK ? moment_came(cx, rq, MOMENT_KIND, "") : result;
}

static void answer(struct context *cx, const struct playbook_kind *kind) {
    const struct incident *incident = cx->incident;
    if (!kind) {
        reply_say(cx, "%s is of no kind any more. Its severity%s stay%s as they are.", heading(cx),
                  incident->is_private ? " and that it is private" : "",
                  incident->is_private ? "" : "s");
        return;
    }
    reply_say(cx, "%s is of the kind *%s* now, %s.", heading(cx), kind->name,
              view_severity(cx, incident->severity));
    if (incident->is_private && !incident_has_channel(incident))
        reply_say(
            cx,
            ":lock: It is private: its card is taken back, and it goes on in private messages "
            "to those who take part. To let somebody in: `%s join %s @name`. What the open "
            "channel has read already, it has read.",
            cx->config->slack.command, incident->name);
    else if (kind_moves(cx))
        reply_say(
            cx,
            ":lock: It is private: in no list for others, and its card goes on in %s. What the "
            "open channel has read already, it has read.",
            channel_link(cx, kind->channel));
    else if (incident->is_private)
        reply_say(
            cx,
            ":lock: It is private: in no list for others. Its card stays in %s, and whoever is "
            "in there reads it.",
            channel_link(cx, incident->channel));
    else if (*kind->channel)
        reply_say(cx, "I am telling %s.", channel_link(cx, kind->channel));
    if (kind->first.count || kind->do_not.count)
        reply_say(cx,
                  "The message about it says what to do first and what not; to read it again: `%s "
                  "kind %s`",
                  cx->config->slack.command, incident->name);
    warn_unreachable(cx);
}

static enum result run(struct context *cx, const struct request *rq) {
    struct words line = words_of(cx->arena, rq->args);
    const struct playbook_kind *kind = NULL;
    if (!*line.rest)
        return show(cx);
    enum result result = check_open(cx);
    const char *word = words_take_verb(&line);
    if (result == OK && !str_equal(word, "none"))
        result = kind_named(cx, word, &kind);
    if (result == OK && *line.rest)
        result = check_text(cx, line.rest, "reason", POLICY_TEXT_MAX);
    if (result != OK)
        return result;
    if (str_equal(cx->incident->kind, kind ? kind->name : "")) {
        reply_say(cx, "%s is of %s%s already. Nothing to do.", heading(cx),
                  kind ? "the kind " : "no kind", cx->incident->kind);
        reply_unused(cx, line.rest);
        return OK;
    }
    result = change(cx, rq, kind, line.rest);
    if (result == OK)
        answer(cx, kind);
    return result;
}

/* ---- What Slack said of the kind's own channel */

/* Whoever said of which kind it is; that line is there before anything is told. */
static enum result who_said(struct context *cx, const char **ret_user) {
    enum { LOOK_BACK = 200 };
    struct timeline timeline;
    const char *user = cx->incident->declared_by;
    enum result result =
        timeline_read(cx->store, cx->arena, cx->incident->id, 0, LOOK_BACK, &timeline, cx->err);
    for (int i = 0; result == OK && i < timeline.count; i++)
        if (str_equal(timeline.entries[i].kind, "kind"))
            user = timeline.entries[i].actor;
    if (result == OK)
        *ret_user = user;
    return result;
}

/* The channel of the kind where no link can stand, because a text is stored. */
static const char *its_channel(struct context *cx) {
    const struct playbook_kind *kind = kind_of(cx);
    if (kind && *kind->channel == '#')
        return kind->channel;
    return arena_printf(cx->arena, "the channel of the kind %s", cx->incident->kind);
}

/* The channel did not hear of it: its caller and the thread must know, so that somebody tells it.
 */
static enum result not_told(struct context *cx, const struct request *rq) {
    const char *error = json_text_at(rq->payload, "error"), *user = "";
    const char *where = channel_link(cx, json_text_at(rq->payload, "call.channel"));
    const char *stays = cx->incident->is_private ? " The card stays where it is." : "";
    const char *fact = arena_printf(cx->arena, "Could not tell %s (%s)", its_channel(cx), error);
    enum result result = record(cx, TIMELINE_BOT, "undelivered", fact);
    if (result == OK)
        result = post_notice(cx,
                             arena_printf(cx->arena,
                                          ":warning: I cannot post in %s (%s). Tell them yourself, "
                                          "now.%s",
                                          its_channel(cx), error, stays),
                             "");
    if (result == OK)
        result = who_said(cx, &user);
    if (result != OK)
        return result;
    return post_private_text(
        cx, user,
        arena_printf(cx->arena,
                     ":warning: I cannot tell %s about *%s*: Slack answers `%s`. Please tell them "
                     "yourself, now. Invite me there (`/invite @incidentd`) for the next time.%s",
                     where, cx->incident->name, error, stays),
        0);
}

static enum result alerted(struct context *cx, const struct request *rq) {
    if (!cx->incident)
        return OK;
    if (!rq->ok)
        return not_told(cx, rq);
    return record(cx, TIMELINE_BOT, "told", arena_printf(cx->arena, "Told %s", its_channel(cx)));
}

/* It goes on in its own channel, and the kind's has the announcement from now on. */
static enum result announced_there(struct context *cx, const struct request *rq,
                                   struct own_channel *own) {
    enum result result =
        *own->announced_ts ? retract_card(cx, own->announced_channel, own->announced_ts) : OK;
    if (result == OK)
        result = own_channel_announced(cx, rq, own);
    return result == OK ? kind_tell(cx, "", false) : result;
}

/* The card stands in the kind's channel: it is the card from now on. */
static enum result moved(struct context *cx, const struct request *rq) {
    if (!cx->incident)
        return OK;
    if (!rq->ok) {
        enum result result = not_told(cx, rq);
        if (result == OK)
            result = card_follow(cx);
        return result == OK ? kind_tell(cx, "", false) : result;
    }
    struct own_channel own;
    enum result result = own_channel_of(cx, &own);
    if (result != OK && result != ABSENT)
        return result;
    if (result == OK && own_channel_is(&own, OWN_CHANNEL_OPEN))
        return announced_there(cx, rq, &own);
    result = *cx->incident->card_ts ? retract_card(cx, cx->incident->channel, cx->incident->card_ts)
                                    : OK;
    if (result != OK)
        return result;
    cx->incident->channel = json_text_at(rq->payload, "channel");
    cx->incident->card_ts = json_text_at(rq->payload, "ts");
    cx->incident->unreachable = false;
    result = incident_save(cx->store, cx->incident, cx->err);
    if (result == OK)
        result = record(cx, TIMELINE_BOT, "told", "The card was moved to a private channel");
    if (result == OK)
        result = own_channel_ask(cx);
    return result == OK ? kind_tell(cx, "", false) : result;
}

const struct handler handlers_kind[] = {
    {.trigger = TRIGGER_COMMAND,
     .name = "kind",
     .usage = "[name|none] [why]",
     .summary = "say that it is about security, data or what else the playbook names",
     .example = "kind",
     .needs = NEEDS_INCIDENT,
     .run = run},
    {.trigger = TRIGGER_MOMENT, .name = MOMENT_DECLARED, .run = declared},
    {.trigger = TRIGGER_RESULT, .name = "kind.alert", .run = alerted},
    {.trigger = TRIGGER_RESULT, .name = "kind.card", .run = moved},
    {0},
};
