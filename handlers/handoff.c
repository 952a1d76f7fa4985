/* /incident handoff <role> @who [brief] – offers a role to somebody: they get what they need to
 * know and two buttons, and everybody else hears of it only when they accept.
 * /incident handoff accept|decline|cancel [role] [why] – answers an offer, or takes it back.
 * Whoever does not answer is asked once more, and then it lapses (the job "handoff"). It ends
 * with the incident, and when the role goes to somebody by another way. */
#include "handlers/handoff.h"

#include "base/str.h"
#include "base/utc.h"
#include "handlers/handoff_form.h"
#include "handlers/kit/brief.h"
#include "handlers/kit/change.h"
#include "handlers/kit/duty.h"
#include "handlers/kit/escalation.h"
#include "handlers/kit/moment.h"
#include "handlers/kit/post.h"
#include "handlers/kit/promise.h"
#include "handlers/kit/reply.h"
#include "handlers/kit/view.h"
#include "model/phrase.h"
#include "model/words.h"
#include "store/handoffs.h"
#include "store/incidents.h"
#include "store/jobs.h"
#include "store/outbox.h"

/* So long somebody has to answer before they are asked again, and then before it lapses; and by how
 * much the clock may be set without effect. */
enum { ANSWER_MS = 10 * MINUTE_MS, TOLERANCE_MS = MINUTE_MS };

#define STEP_AGAIN "again"
#define STEP_LAPSE "lapse"

/* ---- The offer */

static const char *role_title(struct context *cx, const struct handoff *handoff) {
    return view_role(cx, handoff->role);
}

static const char *collapse_of(struct context *cx, const char *role) {
    return arena_printf(cx->arena, "handoff:%s:%s", cx->incident->name, role);
}

/* "/incident handoff INC-… accept scribe" */
static const char *answer_line(struct context *cx, const struct handoff *handoff,
                               const char *word) {
    return arena_printf(cx->arena, "handoff %s %s %s", cx->incident->name, word, handoff->role);
}

/* Has the offer looked after. */
static enum result wait_for(struct context *cx, const char *role, const char *step) {
    struct job job = {.kind = "handoff",
                      .incident_id = cx->incident->id,
                      .subject = role,
                      .due_ms = cx->now_ms + ANSWER_MS,
                      .within_ms = ANSWER_MS + TOLERANCE_MS,
                      .args = arena_printf(cx->arena, "%s %s", step, role)};
    return job_put(cx->store, &job, cx->err);
}

/* The message to the taker, as it is said in the reply. lead is mrkdwn. */
static enum result say_offer(struct context *cx, const struct handoff *handoff, const char *lead) {
    const struct playbook_role *role = playbook_role(cx->playbook, handoff->role);
    const char *command = cx->config->slack.command;
    reply_say(cx, ":handshake: %s It is yours once you accept.", lead);
    if (*handoff->brief)
        reply_say(cx, "%s says: %s", mention(cx, handoff->giver), shown(cx, handoff->brief));
    enum result result = brief_state(cx);
    if (result == OK)
        result = brief_undone(cx, "What to do next:");
    if (result != OK)
        return result;
    if (role)
        duty_say(cx, role);
    brief_more(cx);
    reply_say(cx, "To answer: `%s %s` or `%s %s …why…`", command,
              answer_line(cx, handoff, "accept"), command, answer_line(cx, handoff, "decline"));
    reply_button(cx, "Accept", answer_line(cx, handoff, "accept"));
    reply_button(cx, "Not now", answer_line(cx, handoff, "decline"));
    return OK;
}

/* In a drill nobody is asked directly: the thread has the buttons. */
static enum result offer_in_drill(struct context *cx, const struct handoff *handoff) {
    const char *command = cx->config->slack.command;
    const struct post_choice choices[] = {{"Accept", answer_line(cx, handoff, "accept")},
                                          {"Not now", answer_line(cx, handoff, "decline")}};
    struct post_choices asked = {
        .fact =
            arena_printf(cx->arena,
                         ":handshake: %s hands over %s to %s, if they accept (this is a drill: "
                         "nobody is asked directly). `%s %s`",
                         mention(cx, handoff->giver), role_title(cx, handoff),
                         mention(cx, handoff->taker), command, answer_line(cx, handoff, "accept")),
        .usergroup = "",
        .choices = choices,
        .count = 2};
    return post_choices(cx, &asked, "",
                        &(struct post_how){.collapse = collapse_of(cx, handoff->role)});
}

static enum result post_offer(struct context *cx, const struct handoff *handoff, const char *lead) {
    struct reply own = reply_new(), *outer = cx->reply;
    if (cx->incident->drill) {
        reply_free(&own);
        return offer_in_drill(cx, handoff);
    }
    cx->reply = &own;
    enum result result = say_offer(cx, handoff, lead);
    cx->reply = outer;
    if (result == OK)
        result = post_private_reply(cx, handoff->taker, &own,
                                    &(struct post_how){.collapse = collapse_of(cx, handoff->role)});
    reply_free(&own);
    return result;
}

/* Tells one person; in a drill the thread. text is in the stored form. */
static enum result tell(struct context *cx, const char *user, const char *text) {
    if (cx->incident->drill)
        return post_notice(cx, text, "");
    return post_private_text(
        cx, user, arena_printf(cx->arena, "*%s*: %s", cx->incident->name, shown(cx, text)), 0);
}

/* ---- Its end */

/* Nothing waits for an answer any more, and a message that was not sent yet is not. */
static enum result forget(struct context *cx, const char *role) {
    enum result result = handoff_drop(cx->store, cx->incident->id, role, cx->err);
    if (result == OK)
        result = job_drop(cx->store, "handoff", cx->incident->id, role, cx->err);
    if (result == OK)
        result = outbox_drop(cx->store, collapse_of(cx, role), cx->err);
    return result;
}

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
    if ((result = forget(cx, role->name)) != OK || str_equal(before.taker, taker))
        return result;
    return tell(cx, before.taker,
                arena_printf(cx->arena, "%s is asked to be %s now; you need not answer any more",
                             mention(cx, taker), view_role(cx, role->name)));
}

/* The giver reads what the taker reads. */
static enum result answer_giver(struct context *cx, const struct handoff *handoff) {
    const char *command = cx->config->slack.command, *title = role_title(cx, handoff);
    const char *bearer = view_bearer(cx, handoff->role);
    reply_say(cx, "%s: %s is asked to be %s%s. Nobody else hears of it before they accept%s.",
              heading(cx), mention(cx, handoff->taker), title,
              cx->incident->drill ? " in the thread" : ", directly, with two buttons",
              *bearer ? arena_printf(cx->arena, "; until then it is %s", mention(cx, bearer)) : "");
    reply_say(cx,
              "Without an answer I ask once more at %s, and it lapses at %s. To take it back: "
              "`%s %s`",
              moment(cx, cx->now_ms + ANSWER_MS), moment(cx, cx->now_ms + 2 * ANSWER_MS), command,
              answer_line(cx, handoff, "cancel"));
    reply_say(cx, "They read:");
    if (*handoff->brief)
        reply_say(cx, "%s says: %s", mention(cx, handoff->giver), shown(cx, handoff->brief));
    enum result result = brief_state(cx);
    if (result == OK)
        result = brief_undone(cx, "What to do next:");
    reply_button(cx, "Take it back", answer_line(cx, handoff, "cancel"));
    warn_unreachable(cx);
    return result;
}

static enum result keep_offer(struct context *cx, const struct request *rq,
                              const struct handoff *handoff) {
    enum result result = handoff_put(cx->store, cx->incident->id, handoff, cx->err);
    const char *dash = *handoff->brief ? " – " : "";
    if (result == OK)
        result = wait_for(cx, handoff->role, STEP_AGAIN);
    if (result == OK)
        result = record(cx, rq->user, "handoff",
                        arena_printf(cx->arena, "Offers %s to %s%s%s", role_title(cx, handoff),
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
        result = post_offer(cx, &handoff,
                            arena_printf(cx->arena, "%s wants to hand you *%s* of *%s*.",
                                         mention(cx, rq->user), role_title(cx, &handoff),
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
                role_title(cx, handoff), mention(cx, handoff->taker), mention(cx, handoff->giver),
                cx->config->slack.command, cx->incident->name, handoff->role);
}

static enum result accept(struct context *cx, const struct request *rq,
                          const struct handoff *handoff) {
    const struct playbook_role *role = playbook_role(cx->playbook, handoff->role);
    const char *fact = "", *title = role_title(cx, handoff);
    if (!str_equal(rq->user, handoff->taker))
        return refuse(cx, handoff);
    if (!role)
        return fail(cx->err, INVALID, "The playbook has no role %s any more", handoff->role);
    enum result result = forget(cx, handoff->role);
    if (result == OK)
        result = duty_give(cx, rq, role, rq->user, "handed over and accepted", &fact);
    if (result == OK)
        result = tell(cx, handoff->giver,
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
    const char *dash = *why ? " – " : "", *title = role_title(cx, handoff);
    enum result result = *why ? check_text(cx, why, "reason", POLICY_TEXT_MAX) : OK;
    if (result == OK)
        result = forget(cx, handoff->role);
    if (result == OK)
        result = record(cx, rq->user, "handoff",
                        arena_printf(cx->arena, "Not now: %s%s%s", title, dash, why));
    if (result == OK)
        result = tell(cx, handoff->giver,
                      arena_printf(cx->arena,
                                   ":no_entry_sign: %s cannot be %s now%s%s. Ask somebody else: %s "
                                   "handoff %s %s @name",
                                   mention(cx, rq->user), title, dash, why,
                                   cx->config->slack.command, cx->incident->name, handoff->role));
    if (result != OK)
        return result;
    reply_say(cx, "%s: you are not %s; %s knows.", heading(cx), title, mention(cx, handoff->giver));
    return OK;
}

static enum result cancel(struct context *cx, const struct request *rq,
                          const struct handoff *handoff, const char *why) {
    const char *dash = *why ? " – " : "", *title = role_title(cx, handoff);
    if (!is_givers(cx, handoff, rq->user))
        return refuse(cx, handoff);
    enum result result = *why ? check_text(cx, why, "reason", POLICY_TEXT_MAX) : OK;
    if (result == OK)
        result = forget(cx, handoff->role);
    if (result == OK)
        result = record(cx, rq->user, "handoff",
                        arena_printf(cx->arena, "Takes back the offer of %s to %s%s%s", title,
                                     mention(cx, handoff->taker), dash, why));
    if (result == OK)
        result = tell(cx, handoff->taker,
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
        reply_say(cx, "• %s, by %s to %s at %s", role_title(cx, &pending.handoffs[i]),
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

/* ---- The job */

static enum result ask_again(struct context *cx, const struct handoff *handoff) {
    char ago[PHRASE_DURATION_SIZE];
    enum result result = wait_for(cx, handoff->role, STEP_LAPSE);
    if (result != OK)
        return result;
    return post_offer(
        cx, handoff,
        arena_printf(cx->arena, "%s offered you *%s* of *%s* %s ago; do you take it?",
                     mention(cx, handoff->giver), role_title(cx, handoff), cx->incident->name,
                     phrase_of_duration(cx->now_ms - handoff->asked_ms, PHRASE_LONG, ago)));
}

static enum result lapse(struct context *cx, const struct handoff *handoff) {
    const char *title = role_title(cx, handoff), *bearer = view_bearer(cx, handoff->role);
    enum result result = forget(cx, handoff->role);
    if (result == OK)
        result = record(cx, TIMELINE_BOT, "handoff",
                        arena_printf(cx->arena, "The offer of %s to %s lapsed without an answer",
                                     title, mention(cx, handoff->taker)));
    if (result != OK)
        return result;
    return tell(cx, handoff->giver,
                arena_printf(cx->arena,
                             ":warning: %s has not answered, so the offer of %s lapsed; %s has it. "
                             "Ask somebody else: %s handoff %s %s @name",
                             mention(cx, handoff->taker), title,
                             *bearer ? mention(cx, bearer) : "nobody", cx->config->slack.command,
                             cx->incident->name, handoff->role));
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
        return wait_for(cx, handoff.role, step);
    return str_equal(step, STEP_AGAIN) ? ask_again(cx, &handoff) : lapse(cx, &handoff);
}

/* ---- What happens otherwise */

/* The role went to somebody by another way: what was offered is not to be had any more. */
static enum result role_changed(struct context *cx, const struct request *rq) {
    struct handoff handoff = {0};
    enum result result =
        handoff_get(cx->store, cx->arena, cx->incident->id, rq->args, &handoff, cx->err);
    if (result != OK)
        return result == ABSENT ? OK : result;
    const char *holder = role_holder(&cx->roles, handoff.role);
    result = forget(cx, handoff.role);
    if (result != OK || str_equal(holder, handoff.taker))
        return result;
    const char *fact =
        arena_printf(cx->arena, "%s is %s now, so the offer to %s is over", mention(cx, holder),
                     role_title(cx, &handoff), mention(cx, handoff.taker));
    result = tell(cx, handoff.taker, fact);
    if (result != OK || str_equal(handoff.giver, rq->user) || cx->incident->drill)
        return result;
    return tell(cx, handoff.giver, fact);
}

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
                      role_title(cx, one), mention(cx, one->taker), cx->config->slack.command,
                      answer_line(cx, one, "cancel"));
    }
    return result;
}

static enum result resolved(struct context *cx, const struct request *rq) {
    struct handoff_list pending;
    (void)rq;
    enum result result = handoff_list(cx->store, cx->arena, cx->incident->id, &pending, cx->err);
    for (int i = 0; result == OK && i < pending.count; i++)
        result = forget(cx, pending.handoffs[i].role);
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
    {.trigger = TRIGGER_JOB, .name = "handoff", .run = due},
    {.trigger = TRIGGER_MOMENT, .name = MOMENT_ROLE, .run = role_changed},
    {.trigger = TRIGGER_MOMENT, .name = MOMENT_LEFT, .run = left},
    {.trigger = TRIGGER_MOMENT, .name = MOMENT_RESOLVED, .run = resolved},
    {0},
};
