/* /incident kind <name|none> [why] – of which kind the incident is: its severity, its channel, who
 * may see it, what not to do. /incident kind alone shows it.
 * /incident allow <what> – asks the commander for what the kind lets nobody do alone, such as
 * "delete data" (S1, scenario 3). */
#include "handlers/kit/kind.h"

#include "base/str.h"
#include "handlers/kit/approval.h"
#include "handlers/kit/change.h"
#include "handlers/kit/condition.h"
#include "handlers/kit/moment.h"
#include "handlers/kit/post.h"
#include "handlers/kit/promise.h"
#include "handlers/kit/reply.h"
#include "handlers/kit/undelivered.h"
#include "handlers/kit/view.h"
#include "handlers/retract.h"
#include "model/likeness.h"
#include "model/words.h"
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

/* Whether the card is about to leave the channel where it stands. */
static bool moves(const struct context *cx) {
    const struct playbook_kind *kind = kind_of(cx);
    return kind && cx->incident->is_private && *kind->channel &&
           !str_equal(kind->channel, cx->incident->channel);
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
    if (result == OK && !moves(cx))
        return save(cx, rq->user);
    if (result == OK)
        result = incident_save(cx->store, cx->incident, cx->err);
    return result == OK ? incident_touch(cx->store, rq->user, cx->incident->id, cx->now_ms, cx->err)
                        : result;
}

/* The line that says that it is of this kind after all; "" for none. */
static const char *undo_of(struct context *cx, const char *was) {
    return *was ? arena_printf(cx->arena, "%s kind %s %s <why>", cx->config->slack.command,
                               cx->incident->name, was)
                : "";
}

/* The thread of a private incident is told once it stands where only those may read who should. */
static enum result tell(struct context *cx, const struct request *rq, enum severity before,
                        const char *was, const char *why) {
    const struct playbook_kind *kind = kind_of(cx);
    enum result result = kind_alert(cx);
    if (result != OK || moves(cx))
        return result;
    if (!kind)
        return post_notice(cx, arena_printf(cx->arena, "%s.", fact_of(cx, rq, NULL, why)),
                           undo_of(cx, was));
    bool raised = severity_compare(before, cx->incident->severity) == SEVERITY_RAISED;
    bool calls = raised && view_calls(cx, cx->incident->severity) && !view_calls(cx, before);
    return kind_tell(cx, fact_of(cx, rq, kind, why), calls);
}

static const struct playbook_texts nothing;

static const struct playbook_texts *needing_yes(const struct context *cx) {
    const struct playbook_kind *kind = kind_of(cx);
    return kind ? &kind->needs_approval : &nothing;
}

/* What the commander was asked to allow may be done by anybody now. */
static enum result forget_asked(struct context *cx) {
    struct approval_list open;
    enum result result = approval_open(cx->store, cx->arena, cx->incident->id, &open, cx->err);
    for (int i = 0; result == OK && i < open.count; i++)
        if (str_equal(open.approvals[i].topic, "allow"))
            result = approval_take_back(cx, &open.approvals[i],
                                        "this is of another kind now, and nobody need allow it");
    return result;
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
    if (result == OK)
        result = keep(cx, rq, was_private);
    if (result == OK)
        result = tell(cx, rq, before, was, why);
    if (result == OK && !needing_yes(cx)->count)
        result = forget_asked(cx);
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
    else if (moves(cx))
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
    kind_say(cx);
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

/* The channel did not hear of it: its caller and the thread must know, so that somebody tells it.
 */
static enum result not_told(struct context *cx, const struct request *rq) {
    const char *channel = json_text_at(rq->payload, "call.channel");
    const char *error = json_text_at(rq->payload, "error"), *user = "";
    const char *where = channel_link(cx, channel);
    const char *stays = cx->incident->is_private ? " The card stays where it is." : "";
    const char *fact = arena_printf(cx->arena, "%s could not be told (%s)", where, error);
    enum result result = record(cx, TIMELINE_BOT, "undelivered", fact);
    if (result == OK)
        result = post_notice(cx,
                             arena_printf(cx->arena,
                                          ":warning: I cannot post in %s (%s). Tell them yourself, "
                                          "now.%s",
                                          channel, error, stays),
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
    return record(cx, TIMELINE_BOT, "told",
                  arena_printf(cx->arena, "%s was told", json_text_at(rq->payload, "channel")));
}

/* The card stands in the kind's channel: it is the card from now on. */
static enum result moved(struct context *cx, const struct request *rq) {
    if (!cx->incident)
        return OK;
    if (!rq->ok) {
        enum result result = not_told(cx, rq);
        if (result == OK)
            result = post_card(cx);
        return result == OK ? kind_tell(cx, "", false) : result;
    }
    enum result result = *cx->incident->card_ts
                             ? retract_card(cx, cx->incident->channel, cx->incident->card_ts)
                             : OK;
    if (result != OK)
        return result;
    cx->incident->channel = json_text_at(rq->payload, "channel");
    cx->incident->card_ts = json_text_at(rq->payload, "ts");
    cx->incident->unreachable = false;
    result = incident_save(cx->store, cx->incident, cx->err);
    if (result == OK)
        result = record(cx, TIMELINE_BOT, "told", "The card was moved to a private channel");
    return result == OK ? kind_tell(cx, "", false) : result;
}

/* ---- What the commander must allow */

static void say_what(struct context *cx) {
    const struct playbook_texts *list = needing_yes(cx);
    if (list->count == 0) {
        reply_say(cx, "%s: nothing here needs the commander's yes first.", heading(cx));
        return;
    }
    reply_say(cx, "%s: what %s must allow first:", heading(cx), mention(cx, view_commander(cx)));
    for (int i = 0; i < list->count; i++)
        reply_say(cx, "• `%s allow %s %s …what exactly…`", cx->config->slack.command,
                  cx->incident->name, shown(cx, list->texts[i]));
}

/* Those of the list that share a word with what was typed, or all of them: "Delete data or Restore
 * the backup". */
static const char *nearest(struct context *cx, const struct playbook_texts *list,
                           const char *typed) {
    const char *alike = "", *all = "";
    for (int i = 0; i < list->count; i++) {
        const char *text = list->texts[i];
        all = arena_printf(cx->arena, "%s%s“%s”", all, *all ? " or " : "", text);
        if (likeness_of(text, typed).same)
            alike = arena_printf(cx->arena, "%s%s“%s”", alike, *alike ? " or " : "", text);
    }
    return *alike ? alike : all;
}

/* OK for what the playbook lists: all words of an item are in what was typed, and more may be. What
 * it says not to do at all is for nobody to allow. */
static enum result check_listed(struct context *cx, const char *typed) {
    const struct playbook_kind *kind = kind_of(cx);
    const struct playbook_texts *list = needing_yes(cx);
    const char *command = cx->config->slack.command;
    for (int i = 0; i < list->count; i++)
        if (likeness_is_full(likeness_of(list->texts[i], typed)))
            return OK;
    for (int i = 0; kind && i < kind->do_not.count; i++)
        if (likeness_is_full(likeness_of(typed, kind->do_not.texts[i])))
            return fail(cx->err, DENIED,
                        "“%s” is what nobody does in an incident of the kind %s, and nobody can "
                        "allow it",
                        unstopped(cx, kind->do_not.texts[i]), kind->name);
    if (list->count == 0)
        return fail(cx->err, INVALID,
                    "Nothing here needs the commander's yes. Do it, and write it down: `%s note "
                    "…what you did…`",
                    command);
    return fail(cx->err, INVALID,
                "The playbook asks for no such yes; did you mean %s? Anything else you do, and "
                "write down: `%s note …what you did…`",
                nearest(cx, list, typed), command);
}

static enum result allowed_by(struct context *cx, const char *who, const char *what) {
    const char *fact = arena_printf(cx->arena, "%s allows: %s", mention(cx, who), what);
    enum result result = record(cx, who, "allowed", fact);
    return result == OK
               ? post_notice(cx, arena_printf(cx->arena, ":white_check_mark: %s", fact), "")
               : result;
}

static enum result allow(struct context *cx, const struct request *rq) {
    int64_t number = 0;
    const char *commander = view_commander(cx);
    if (!*rq->args) {
        say_what(cx);
        return OK;
    }
    enum result result = check_text(cx, rq->args, "text", POLICY_TEXT_MAX);
    if (result == OK)
        result = check_listed(cx, rq->args);
    if (result != OK)
        return result;
    if (str_equal(commander, rq->user)) {
        result = allowed_by(cx, rq->user, rq->args);
        reply_say(cx, "%s: you are the commander; that you allow it is written down and told.",
                  heading(cx));
        return result;
    }
    result = approval_ask(cx, rq,
                          &(struct approval_question){
                              .topic = "allow", .args = rq->args, .what = rq->args, .group = "ic"},
                          &number);
    if (result != OK)
        return result;
    reply_say(cx, "%s: %s is asked, as #%lld. Please wait for the yes; it comes in the thread.",
              heading(cx), mention(cx, commander), (long long)number);
    warn_unreachable(cx);
    return OK;
}

/* The answer is all that was asked for. */
static enum result allow_answered(struct context *cx, const struct request *rq) {
    return approval_tell(cx, rq, "");
}

const struct handler handlers_kind[] = {
    {.trigger = TRIGGER_COMMAND,
     .name = "kind",
     .usage = "[name|none] [why]",
     .summary = "say that it is about security, data or what else the playbook names",
     .example = "kind",
     .needs = NEEDS_INCIDENT,
     .run = run},
    {.trigger = TRIGGER_COMMAND,
     .name = "allow",
     .usage = "[what]",
     .summary = "ask the commander to allow what nobody may do alone, such as deleting data",
     .example = "allow",
     .needs = NEEDS_OPEN_INCIDENT,
     .run = allow},
    {.trigger = TRIGGER_MOMENT, .name = MOMENT_DECLARED, .run = declared},
    {.trigger = TRIGGER_RESULT, .name = "kind.alert", .run = alerted},
    {.trigger = TRIGGER_RESULT, .name = "kind.card", .run = moved},
    {.trigger = TRIGGER_APPROVAL, .name = "allow", .run = allow_answered},
    {0},
};
