/* /incident handoff <role> @who [brief] – offers a role to somebody: they get what they need to
 * know and two buttons, and everybody else hears of it only when they accept.
 * /incident handoff accept|decline|cancel [role] [why] – answers an offer, or takes it back.
 * One that nobody answers is lapse.c's. */
#include "handlers/handoff.h"

#include "base/str.h"
#include "handlers/handoff_form.h"
#include "handlers/kit/brief.h"
#include "handlers/kit/change.h"
#include "handlers/kit/duty.h"
#include "handlers/kit/escalation.h"
#include "handlers/kit/handing.h"
#include "handlers/kit/moment.h"
#include "handlers/kit/promise.h"
#include "handlers/kit/reply.h"
#include "handlers/kit/view.h"
#include "model/phrase.h"
#include "model/words.h"
#include "store/incidents.h"

/* ---- Offering */

/* The role that the line begins with; "@who" alone hands over the only role of whoever sends it. */
static enum result take_role(struct context *cx, const struct request *rq, struct words *line,
                             const struct playbook_role **ret_role) {
    const char *only = NULL;
    if (*line->rest != '<' && *line->rest != '@')
        return duty_named(cx, words_take_verb(line), ret_role);
    for (int i = 0; i < cx->roles.count; i++) {
        if (!str_equal(cx->roles.roles[i].holder, rq->user))
            continue;
        if (only)
            return fail(cx->err, INVALID, "You have several roles; say which: handoff %s @name",
                        only);
        only = cx->roles.roles[i].name;
    }
    if (!only)
        return fail(cx->err, INVALID,
                    "You have no role to hand over; name one: handoff scribe @name");
    return duty_named(cx, only, ret_role);
}

/* A role is handed over by whoever has it, or by the commander; one that nobody has by anybody. */
static enum result check_giver(struct context *cx, const struct request *rq,
                               const struct playbook_role *role) {
    const char *bearer = view_bearer(cx, role->name), *commander = view_commander(cx);
    const char *and_commander = "";
    if (!*bearer || str_equal(bearer, rq->user) || str_equal(commander, rq->user))
        return OK;
    if (!str_equal(bearer, commander))
        and_commander =
            arena_printf(cx->arena, " or %s, who leads the incident,", mention(cx, commander));
    return fail(cx->err, DENIED,
                "Only %s, who is %s,%s can hand that over. To take it yourself, type `%s role %s "
                "%s me`",
                mention(cx, bearer), view_role(cx, role->name), and_commander,
                cx->config->slack.command, cx->incident->name, role->name);
}

static enum result check_taker(struct context *cx, const struct request *rq,
                               const struct playbook_role *role, const struct somebody *taker) {
    const char *title = view_role(cx, role->name), *command = cx->config->slack.command;
    if (!*taker->user)
        return fail(cx->err, INVALID,
                    "Slack does not know %s, so I cannot ask them; name a person with @",
                    *taker->name ? taker->name : "them");
    if (str_equal(taker->user, role_holder(&cx->roles, role->name)))
        return fail(cx->err, INVALID, "%s is %s already", mention(cx, taker->user), title);
    if (str_equal(taker->user, rq->user))
        return fail(cx->err, INVALID, "To take it yourself, type `%s role %s %s me`", command,
                    cx->incident->name, role->name);
    return OK;
}

/* Whoever was offered it before hears that somebody else is asked now. */
static enum result replace(struct context *cx, const struct playbook_role *role,
                           const char *taker) {
    struct handoff before;
    enum result result =
        handoff_get(cx->store, cx->arena, cx->incident->id, role->name, &before, cx->err);
    if (result != OK)
        return result == ABSENT ? OK : result;
    if ((result = handing_forget(cx, role->name)) != OK || str_equal(before.taker, taker))
        return result;
    return handing_tell(cx, before.taker,
                        arena_printf(cx->arena,
                                     "%s is asked to be %s now; you need not answer any more",
                                     mention(cx, taker), view_role(cx, role->name)));
}

/* The giver reads what the taker reads. */
static enum result answer_giver(struct context *cx, const struct handoff *handoff) {
    const char *command = cx->config->slack.command, *title = handing_title(cx, handoff);
    const char *bearer = view_bearer(cx, handoff->role);
    reply_say(cx, "%s: %s is asked to be %s%s. Nobody else hears of it before they accept%s.",
              heading(cx), mention(cx, handoff->taker), title,
              cx->incident->drill ? " in the thread" : ", directly, with two buttons",
              *bearer ? arena_printf(cx->arena, "; until then it is %s", mention(cx, bearer)) : "");
    reply_say(cx,
              "Without an answer I ask once more at %s, and it lapses at %s. To take it back: "
              "`%s %s`",
              moment(cx, cx->now_ms + HANDING_ANSWER_MS),
              moment(cx, cx->now_ms + 2 * HANDING_ANSWER_MS), command,
              handing_line(cx, handoff, "cancel"));
    reply_say(cx, "They read:");
    if (*handoff->brief)
        reply_say(cx, "%s says: %s", mention(cx, handoff->giver), shown(cx, handoff->brief));
    enum result result = brief_state(cx);
    if (result == OK)
        result = brief_undone(cx, "What to do next:");
    reply_button(cx, "Take it back", handing_line(cx, handoff, "cancel"));
    warn_unreachable(cx);
    return result;
}

static enum result keep_offer(struct context *cx, const struct request *rq,
                              const struct handoff *handoff) {
    enum result result = handoff_put(cx->store, cx->incident->id, handoff, cx->err);
    const char *dash = *handoff->brief ? " – " : "";
    if (result == OK)
        result = handing_wait(cx, handoff->role, HANDING_AGAIN);
    if (result == OK)
        result = record(cx, rq->user, "handoff",
                        arena_printf(cx->arena, "Offers %s to %s%s%s", handing_title(cx, handoff),
                                     mention(cx, handoff->taker), dash, handoff->brief));
    if (result == OK)
        result = incident_touch(cx->store, rq->user, cx->incident->id, cx->now_ms, cx->err);
    return result;
}

enum result handoff_offer(struct context *cx, const struct request *rq,
                          const struct playbook_role *role, const struct somebody *taker,
                          const char *brief) {
    enum result result = err_about(cx->err, "role", check_giver(cx, rq, role));
    if (result == OK)
        result = err_about(cx->err, "taker", check_taker(cx, rq, role, taker));
    if (result == OK && *brief)
        result = err_about(cx->err, "brief", check_text(cx, brief, "brief", POLICY_TEXT_MAX));
    if (result == OK)
        result = replace(cx, role, taker->user);
    if (result != OK)
        return result;
    struct handoff handoff = {role->name, rq->user, taker->user, brief, cx->now_ms};
    result = keep_offer(cx, rq, &handoff);
    if (result == OK)
        result = handing_post(cx, &handoff,
                              arena_printf(cx->arena, "%s wants to hand you *%s* of *%s*.",
                                           mention(cx, rq->user), handing_title(cx, &handoff),
                                           cx->incident->name));
    return result == OK ? answer_giver(cx, &handoff) : result;
}

static enum result offer(struct context *cx, const struct request *rq, struct words *line) {
    const struct playbook_role *role = NULL;
    struct somebody taker = {"", "", "", ""};
    enum result result = take_role(cx, rq, line, &role);
    if (result != OK || !role)
        return result;
    if (!*line->rest)
        return handoff_form_open(cx, rq, role->name);
    if ((result = check_giver(cx, rq, role)) != OK)
        return result;
    (void)words_take_this(line, "to");
    result = somebody_take(cx, rq, line, &taker);
    if (result == ABSENT)
        return fail(cx->err, INVALID, "Who takes it? Name a person with @: handoff %s @name",
                    role->name);
    return result == OK ? handoff_offer(cx, rq, role, &taker, line->rest) : result;
}

/* ---- Answering */

static bool is_givers(const struct context *cx, const struct handoff *handoff, const char *user) {
    return str_equal(user, handoff->giver) || str_equal(user, view_bearer(cx, handoff->role)) ||
           str_equal(user, view_commander(cx));
}

/* The offer of the role that the line names, else the only one that user may answer. */
static enum result find(struct context *cx, const struct request *rq, struct words *line,
                        struct handoff *ret_handoff) {
    struct words rest = *line;
    const char *word = words_take_verb(&rest);
    const struct playbook_role *role = *word ? playbook_role(cx->playbook, word) : NULL;
    struct handoff_list list;
    const struct handoff *only = NULL;
    enum result result = handoff_list(cx->store, cx->arena, cx->incident->id, &list, cx->err);
    if (result != OK)
        return result;
    for (int i = 0; i < list.count; i++) {
        const struct handoff *one = &list.handoffs[i];
        bool theirs = str_equal(one->taker, rq->user) || is_givers(cx, one, rq->user);
        if (role ? !str_equal(one->role, role->name) : !theirs)
            continue;
        if (only)
            return fail(cx->err, INVALID, "Several roles are offered; say which: %s or %s",
                        only->role, one->role);
        only = one;
    }
    if (role)
        *line = rest;
    if (only) {
        *ret_handoff = *only;
        return OK;
    }
    if (role && str_equal(role_holder(&cx->roles, role->name), rq->user))
        return fail(cx->err, INVALID, "You are %s; no offer of it waits for an answer",
                    view_role(cx, role->name));
    return fail(cx->err, INVALID,
                "%s%s is offered to nobody now; `%s roles %s` shows who has which role",
                role ? "The role " : "No role", role ? role->name : "", cx->config->slack.command,
                cx->incident->name);
}

static enum result refuse(struct context *cx, const struct handoff *handoff) {
    return fail(cx->err, DENIED,
                "%s is offered to %s by %s: only they and the incident commander can change that. "
                "To take it yourself, type `%s role %s %s me`",
                handing_title(cx, handoff), mention(cx, handoff->taker),
                mention(cx, handoff->giver), cx->config->slack.command, cx->incident->name,
                handoff->role);
}

static enum result accept(struct context *cx, const struct request *rq,
                          const struct handoff *handoff) {
    const struct playbook_role *role = playbook_role(cx->playbook, handoff->role);
    const char *fact = "", *title = handing_title(cx, handoff);
    if (!str_equal(rq->user, handoff->taker))
        return refuse(cx, handoff);
    if (!role)
        return fail(cx->err, INVALID, "The playbook has no role %s any more", handoff->role);
    enum result result = handing_forget(cx, handoff->role);
    if (result == OK)
        result = duty_give(cx, rq, role, rq->user, "handed over and accepted", &fact);
    if (result == OK)
        result = handing_tell(cx, handoff->giver,
                              arena_printf(cx->arena, ":handshake: %s has accepted and is %s now",
                                           mention(cx, rq->user), title));
    if (result != OK)
        return result;
    reply_say(cx, "%s: %s; the card and the thread say so.", heading(cx), shown(cx, fact));
    result = brief_undone(cx, "What to do next:");
    if (result == OK)
        result = duty_brief(cx, rq, role, "");
    if (str_equal(view_comms(cx), rq->user))
        reply_say(cx, "The updates are yours now. %s", promise_sentence(cx));
    warn_unreachable(cx);
    return result;
}

static enum result decline(struct context *cx, const struct request *rq,
                           const struct handoff *handoff, const char *why) {
    const char *dash = *why ? " – " : "", *title = handing_title(cx, handoff);
    enum result result = *why ? check_text(cx, why, "reason", POLICY_TEXT_MAX) : OK;
    if (result == OK)
        result = handing_forget(cx, handoff->role);
    if (result == OK)
        result = record(cx, rq->user, "handoff",
                        arena_printf(cx->arena, "Not now: %s%s%s", title, dash, why));
    if (result == OK)
        result = handing_tell(
            cx, handoff->giver,
            arena_printf(cx->arena,
                         ":no_entry_sign: %s cannot be %s now%s%s. Ask somebody else: `%s "
                         "handoff %s %s @name`",
                         mention(cx, rq->user), title, dash, why, cx->config->slack.command,
                         cx->incident->name, handoff->role));
    if (result != OK)
        return result;
    reply_say(cx, "%s: you are not %s; %s knows.", heading(cx), title, mention(cx, handoff->giver));
    return OK;
}

static enum result cancel(struct context *cx, const struct request *rq,
                          const struct handoff *handoff, const char *why) {
    const char *dash = *why ? " – " : "", *title = handing_title(cx, handoff);
    if (!is_givers(cx, handoff, rq->user))
        return refuse(cx, handoff);
    enum result result = *why ? check_text(cx, why, "reason", POLICY_TEXT_MAX) : OK;
    if (result == OK)
        result = handing_forget(cx, handoff->role);
    if (result == OK)
        result = record(cx, rq->user, "handoff",
                        arena_printf(cx->arena, "Takes back the offer of %s to %s%s%s", title,
                                     mention(cx, handoff->taker), dash, why));
    if (result == OK)
        result = handing_tell(
            cx, handoff->taker,
            arena_printf(cx->arena,
                         "%s took back the offer of %s%s%s; you need not answer any more",
                         mention(cx, rq->user), title, dash, why));
    if (result != OK)
        return result;
    const char *bearer = view_bearer(cx, handoff->role);
    reply_say(cx, "%s: the offer is taken back, and %s knows. %s is %s.", heading(cx),
              mention(cx, handoff->taker), *bearer ? mention(cx, bearer) : "Nobody", title);
    return OK;
}

/* ---- The command */

enum result handoff_say_pending(struct context *cx) {
    struct handoff_list pending;
    char when[PHRASE_WHEN_SIZE];
    enum result result = handoff_list(cx->store, cx->arena, cx->incident->id, &pending, cx->err);
    if (result != OK)
        return result;
    reply_say(cx,
              pending.count ? "%s: offered and not answered yet:"
                            : "%s: no role is offered to anybody now.",
              heading(cx));
    for (int i = 0; i < pending.count; i++)
        reply_say(cx, "• %s, by %s to %s at %s", handing_title(cx, &pending.handoffs[i]),
                  mention(cx, pending.handoffs[i].giver), mention(cx, pending.handoffs[i].taker),
                  phrase_of_moment(pending.handoffs[i].asked_ms, cx->now_ms, when));
    return OK;
}

static enum result list(struct context *cx) {
    enum result result = handoff_say_pending(cx);
    if (result == OK)
        reply_say(cx, "To hand yours over: `%s handoff ic @name …what they need to know…`",
                  cx->config->slack.command);
    return result;
}

static enum result run(struct context *cx, const struct request *rq) {
    struct words line = words_of(cx->arena, rq->args), rest = line;
    const char *verb = words_take_verb(&rest);
    struct handoff handoff = {0};
    bool accepts = str_equal(verb, "accept"), cancels = str_equal(verb, "cancel");
    bool declines = str_equal(verb, "decline");
    if (!*line.rest)
        return *rq->trigger_id ? handoff_form_open(cx, rq, "") : list(cx);
    if (!accepts && !declines && !cancels)
        return offer(cx, rq, &line);
    enum result result = find(cx, rq, &rest, &handoff);
    if (result != OK)
        return result;
    if (accepts) {
        result = accept(cx, rq, &handoff);
        reply_unused(cx, rest.rest);
        return result;
    }
    if (declines && str_equal(rq->user, handoff.taker))
        return decline(cx, rq, &handoff, rest.rest);
    return cancel(cx, rq, &handoff, rest.rest);
}

/* ---- What happens otherwise */

/* Whoever goes takes nothing more; what they offered stays, since somebody may need it all the
 * more. */
static enum result left(struct context *cx, const struct request *rq) {
    struct handoff_list pending;
    enum result result = handoff_list(cx->store, cx->arena, cx->incident->id, &pending, cx->err);
    for (int i = 0; result == OK && i < pending.count; i++) {
        const struct handoff *one = &pending.handoffs[i];
        if (str_equal(one->taker, rq->user))
            result = decline(cx, rq, one, *rq->args ? rq->args : "they left");
        else if (str_equal(one->giver, rq->user))
            reply_say(cx, "Your offer of %s to %s stands. To take it back: `%s %s`",
                      handing_title(cx, one), mention(cx, one->taker), cx->config->slack.command,
                      handing_line(cx, one, "cancel"));
    }
    return result;
}

const struct handler handlers_handoff[] = {
    {.trigger = TRIGGER_COMMAND,
     .name = "handoff",
     .aliases = "handover",
     .usage = "<role> <@who> [what they need to know], or accept|decline|cancel [role] [why]",
     .summary = "hand a role over: with a brief, and told to everybody when it is accepted",
     .example = "handoff scribe deputy my shift is over",
     .needs = NEEDS_OPEN_INCIDENT,
     .run = run},
    {.trigger = TRIGGER_MOMENT, .name = MOMENT_LEFT, .run = left},
    {0},
};
